//! Candidates in, what their sentences say that they may lie in out: "Perth in Scotland", "the English city of Salisbury". That
//! settles nothing, as a comma does ("Paris, Texas"): it only speaks against the great namesake.

use super::gazetteer::{Gazetteer, PlaceId};
use super::lexicon::{self, Mark};
use super::recognise::{Candidate, usable};
use super::words::{Gap, Word};
use crate::article::Feature;

/// The numbers of candidates with a place that each may lie in.
pub fn hints(text: &str, words: &[Word], candidates: &[Candidate], gazetteer: &Gazetteer) -> Vec<(usize, PlaceId)> {
    let mut hints = Vec::new();
    let mut first = 0;
    let goes_on =
        |a: &Candidate, b: &Candidate| !words[a.words.start + 1..=b.words.start].iter().any(|w| w.opens_sentence);
    for sentence in candidates.chunk_by(goes_on) {
        let holder = only_holder(text, words, sentence, gazetteer);
        hints.extend(holder.iter().flat_map(|&holder| (first..first + sentence.len()).map(move |at| (at, holder))));
        for (at, pair) in (first + 1..).zip(sentence.windows(2)) {
            hints.extend(people_before(text, words, &pair[0], &pair[1], gazetteer).map(|holder| (at, holder)));
        }
        first += sentence.len();
    }
    hints
}

/// The region or county of a sentence that names one where a holder stands: two are a list, and tell of neither.
fn only_holder(text: &str, words: &[Word], sentence: &[Candidate], gazetteer: &Gazetteer) -> Option<PlaceId> {
    let mut holders = sentence.iter().filter(|c| stands_as_holder(text, words, c)).filter_map(|c| holder(c, gazetteer));
    let first = holders.next()?;
    holders.all(|holder| holder == first).then_some(first)
}

/// Behind "in", "of" or a comma.
fn stands_as_holder(text: &str, words: &[Word], candidate: &Candidate) -> bool {
    let Some(before) = candidate.words.start.checked_sub(1).map(|at| &words[at]) else { return false };
    before.gap == Gap::Comma || before.gap == Gap::Space && matches!(before.stem(text), "in" | "of")
}

fn holder(candidate: &Candidate, gazetteer: &Gazetteer) -> Option<PlaceId> {
    let is_holder = |place: &PlaceId| matches!(gazetteer.kind(*place), Feature::Region | Feature::County);
    candidate
        .holder
        .filter(is_holder)
        .or_else(|| usable(candidate, gazetteer).filter(|s| !s.is_demonym()).map(|s| s.place).find(is_holder))
}

/// The land of the people that stands before "city of" and a town.
fn people_before(
    text: &str,
    words: &[Word],
    people: &Candidate,
    town: &Candidate,
    gazetteer: &Gazetteer,
) -> Option<PlaceId> {
    let [kind, of] = words.get(people.words.end..town.words.start)? else { return None };
    let is_joined = words[people.words.end - 1].gap == Gap::Space && kind.gap == Gap::Space && of.gap == Gap::Space;
    let tells = is_joined && of.stem(text) == "of" && lexicon::is(kind.stem(text), Mark::PlaceOf);
    usable(people, gazetteer).find(|s| tells && s.is_demonym()).map(|s| s.place)
}
