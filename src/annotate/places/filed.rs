//! A dateline and the candidates of its article in, what it is filed from out.
//!
//! A dateline is read by its parts: "NEW YORK/LONDON", "PARIS, Texas, March 3". Only a whole part is a name ("ROCKY HILL" is no
//! Hill, its "March" no town), and a town that the gazetteer lacks where the dateline says it lies is no other of that name. Where
//! an agency's people sat is told at the end as well.

use super::gazetteer::Gazetteer;
use super::recognise::{self, Candidate};
use super::resolve;
use super::words::{Gap, Word};
use crate::article::{Dateline, Feature, Span};
use memchr::memmem;

/// What parts the places of a dateline.
const BETWEEN: [&str; 6] = [",", "/", " and ", " AND ", " & ", " und "];

/// Marks the candidates that the article is filed from: the towns of its dateline, else what they are said to lie in. What
/// the dateline belies is taken out.
pub fn file(text: &str, dateline: &Dateline, candidates: &mut Vec<Candidate>, gazetteer: &Gazetteer) {
    let place = place_of(dateline);
    let parts = parts(text, place);
    candidates.retain(|c| !dateline.span.overlaps(c.span) || is_whole(text, c.span, &parts));
    let first = candidates.partition_point(|c| c.span.start < place.start);
    let end = candidates.partition_point(|c| c.span.start < place.end);
    let mut lost = Vec::new();
    for i in first..end {
        let until = text[place.start..candidates[i].span.start].trim_end();
        if !candidates[i].qualifies && until.ends_with(',') && is_holder(&candidates[i], gazetteer) {
            candidates[i].qualifies = true;
            let town_end = place.start + until.len() - 1;
            let town = candidates[first..i].last().filter(|c| c.span.end == town_end && c.qualifier.is_none());
            lost.extend(town.map(|town| town.name));
        }
        candidates[i].filed = !candidates[i].qualifies && recognise::is_name(&candidates[i], gazetteer);
    }
    let is_lost = |c: &Candidate| lost.contains(&c.name) && c.qualifier.is_none() && !c.qualifies;
    if !candidates[first..end].iter().any(|c| c.filed && !is_lost(c))
        && let Some(holder) = candidates[first..end].iter_mut().find(|c| c.qualifies)
    {
        holder.filed = true;
    }
    candidates.retain(|c| !is_lost(c));
}

/// Marks the places where somebody of an agency sits, in the lines that say who helped: "Anna Low in Paris contributed".
pub fn credit(text: &str, sentences: &[Span], words: &[Word], candidates: &mut [Candidate]) {
    let mut marked_until = 0;
    // Most texts have neither word of those that `is_credit` knows.
    if ["contributed", "Reporting"].iter().all(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_none()) {
        return;
    }
    for credit in (0..words.len()).filter(|&at| is_credit(text, words, at)).map(|at| &words[at]) {
        let at = sentences.partition_point(|s| s.end <= credit.start as usize);
        let Some(sentence) = sentences.get(at).filter(|s| s.end > marked_until) else { continue };
        marked_until = sentence.end;
        let first = candidates.partition_point(|c| c.span.start < sentence.start);
        let inside = candidates[first..].iter_mut().take_while(|c| c.span.end <= sentence.end);
        inside.for_each(|c| c.worldly = true);
    }
}

/// "contributed to this report", "contributed reporting", "contributed.", "(Reporting by".
fn is_credit(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let next = |n: usize| words.get(at + n).map_or("", |w| w.stem(text));
    match word.stem(text) {
        "contributed" => word.gap != Gap::Space || next(1) == "reporting" || next(1) == "to" && next(2) == "this",
        "Reporting" => next(1) == "by",
        _ => false,
    }
}

/// Where the place of a dateline stands that is as written still.
pub fn place_of(dateline: &Dateline) -> Span {
    let length = dateline.place.as_ref().map_or(0, String::len);
    Span::new(dateline.span.start, dateline.span.start + length)
}

/// The parts of a place.
pub fn parts(text: &str, place: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = place.start;
    while start < place.end {
        let rest = &text[start..place.end];
        let cut = BETWEEN.iter().filter_map(|mark| Some((rest.find(mark)?, mark.len()))).min();
        let (length, mark) = cut.unwrap_or((rest.len(), 0));
        let part = rest[..length].trim_start();
        let part_start = start + length - part.len();
        parts.push(Span::new(part_start, part_start + part.trim_end().len()));
        start += length + mark;
    }
    parts
}

/// Whether a name begins with a part and ends with one, its full stop left out ("Calif.").
fn is_whole(text: &str, name: Span, parts: &[Span]) -> bool {
    let ends = |part: &Span| name.end <= part.end && text[name.end..part.end].trim_end_matches('.').is_empty();
    parts.iter().any(|part| part.start == name.start) && parts.iter().any(ends)
}

/// Whether a name says where a town lies.
fn is_holder(candidate: &Candidate, gazetteer: &Gazetteer) -> bool {
    !matches!(resolve::plain(candidate, gazetteer).entry.kind, Feature::City | Feature::Water | Feature::Seat)
}
