//! A page in, the lines of its article out: the extractor's choice, held against the page's own structured body and
//! against where its prose lies.

use super::meta::Meta;
use super::{extract, prune, render};
use crate::article::Removed;
use crate::clean::{normalise, paragraphs};
use dom_query::Document;
use std::collections::HashSet;

/// Lines of this many characters are prose, for comparing two extractions (guessed; the same as for text nodes).
const PROSE_CHARS_MIN: usize = 60;

/// How much more prose there must be elsewhere for the extractor to have missed the article (guessed).
const MISSED_FACTOR: f64 = 1.5;

/// The same where nothing is named as the body, and how much prose there must then be: on a page with a short text,
/// prose elsewhere is footers and other stories (guessed).
const LOST_FACTOR: f64 = 5.0;
const LOST_CHARS_MIN: usize = 3_000;

/// Prose below which the extractor is taken to have found nothing (guessed: a caption).
const NOTHING_CHARS_MAX: usize = 200;

/// A structured body shorter than this, or than this share of what was extracted, is a teaser (guessed).
const WHOLE_CHARS_MIN: usize = 400;
const WHOLE_SHARE_MIN: f64 = 0.7;

/// Share of the structured body that the lines must hold for them to be that body with its paragraphs (guessed).
const COVERED_MIN: f64 = 0.8;

/// Share of a line's shingles that must be in the structured body for the line to be of it (guessed).
const LINE_SHARE_MIN: f64 = 0.5;

/// A line of fewer words between two lines of the body is a subheading, which structured bodies leave out (guessed).
const SUBHEADING_WORDS_MAX: usize = 10;

/// The lines of the article, in order, none empty.
pub fn lines(doc: Document, tamed: &str, meta: &Meta, removed: &mut Vec<Removed>) -> Vec<String> {
    prune::prune(&doc, removed);
    let named = prune::named_core(&doc);
    let core_prose = prune::core_prose(&doc);
    let standfirst = prune::standfirst(&doc, meta.description.as_deref());
    let chosen = extract::content(doc).map(|html| rendered(&html)).unwrap_or_default();
    let is_nothing = prose(&chosen) < NOTHING_CHARS_MAX;
    let is_lost = core_prose >= LOST_CHARS_MIN && core_prose as f64 > LOST_FACTOR * prose(&chosen) as f64;
    let chosen = match named {
        Some(core) if core.prose as f64 > MISSED_FACTOR * prose(&chosen) as f64 => rendered(&core.html),
        _ if is_nothing || is_lost => more_prose(chosen, core_of(tamed)),
        _ => chosen,
    };
    let lines = match meta.ld.body.as_deref().and_then(|body| structured(body, &chosen)) {
        Some(body) => confirmed(chosen, &body, tamed, removed),
        None => chosen,
    };
    without_repeats(with_standfirst(standfirst, lines), removed)
}

/// Extractors leave the standfirst behind with the headline; it is the article's first paragraph.
fn with_standfirst(standfirst: Option<String>, mut lines: Vec<String>) -> Vec<String> {
    if let Some(standfirst) = standfirst {
        let have: HashSet<u64> = lines.iter().flat_map(|line| shingles(line)).collect();
        if !lines.is_empty() && share_in(&standfirst, &have) < LINE_SHARE_MIN {
            lines.insert(0, standfirst);
        }
    }
    lines
}

/// Pages show a paragraph twice for two widths of screen.
fn without_repeats(lines: Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    let mut seen = HashSet::new();
    let (kept, repeated): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.chars().count() < PROSE_CHARS_MIN || seen.insert(line.clone()));
    removed.extend(repeated.into_iter().map(|text| Removed { text, rule: "repeated".to_owned() }));
    kept
}

fn rendered(html: &str) -> Vec<String> {
    let lines = render::lines(html).unwrap_or_default();
    lines.iter().map(|line| normalise::line(line)).filter(|line| !line.is_empty()).collect()
}

/// Where the prose lies, whatever the extractor thinks of it. The page is read again: the extractor used up its tree.
fn core_of(tamed: &str) -> Vec<String> {
    let doc = Document::from(tamed);
    prune::prune(&doc, &mut Vec::new());
    prune::prose_core(&doc).map(|core| rendered(&core.html)).unwrap_or_default()
}

fn more_prose(chosen: Vec<String>, core: Vec<String>) -> Vec<String> {
    if prose(&core) as f64 > MISSED_FACTOR * prose(&chosen) as f64 { core } else { chosen }
}

fn prose(lines: &[String]) -> usize {
    lines.iter().map(|line| line.chars().count()).filter(|&n| n >= PROSE_CHARS_MIN).sum()
}

/// The paragraphs of a structured body, where it is the whole article and no teaser.
fn structured(body: &str, chosen: &[String]) -> Option<Vec<String>> {
    let body = if super::is_markup(body) { rendered(&super::tame::tame(body).0) } else { paragraphs::paragraphs(body) };
    let chars = |lines: &[String]| lines.iter().map(|line| line.chars().count()).sum::<usize>();
    let n = chars(&body);
    (n >= WHOLE_CHARS_MIN && n as f64 >= WHOLE_SHARE_MIN * chars(chosen) as f64).then_some(body)
}

/// The lines that the structured body confirms, with its subheadings; the body itself where the page does not show it.
fn confirmed(chosen: Vec<String>, body: &[String], tamed: &str, removed: &mut Vec<Removed>) -> Vec<String> {
    let wanted: HashSet<u64> = body.iter().flat_map(|line| shingles(line)).collect();
    let lines = if covered(&wanted, &chosen) >= COVERED_MIN { chosen } else { core_of(tamed) };
    if covered(&wanted, &lines) < COVERED_MIN {
        return body.to_vec();
    }
    let is_body: Vec<bool> = lines.iter().map(|line| share_in(line, &wanted) >= LINE_SHARE_MIN).collect();
    let first = is_body.iter().position(|&b| b).unwrap_or(0);
    let last = is_body.iter().rposition(|&b| b).unwrap_or(0);
    let mut kept = Vec::with_capacity(lines.len());
    for (i, line) in lines.into_iter().enumerate() {
        let is_subheading = first < i && i < last && line.split_whitespace().count() <= SUBHEADING_WORDS_MAX;
        if is_body[i] || is_subheading {
            kept.push(line);
        } else {
            removed.push(Removed { text: line, rule: "not-in-structured-body".to_owned() });
        }
    }
    kept
}

fn covered(wanted: &HashSet<u64>, lines: &[String]) -> f64 {
    let have: HashSet<u64> = lines.iter().flat_map(|line| shingles(line)).collect();
    wanted.iter().filter(|shingle| have.contains(shingle)).count() as f64 / wanted.len().max(1) as f64
}

fn share_in(line: &str, wanted: &HashSet<u64>) -> f64 {
    let shingles = shingles(line);
    shingles.iter().filter(|shingle| wanted.contains(shingle)).count() as f64 / shingles.len().max(1) as f64
}

/// Hashes of every three words in a row; of the whole line where it is shorter.
fn shingles(line: &str) -> Vec<u64> {
    let folded = normalise::folded(line);
    let words: Vec<&str> = folded.split(' ').collect();
    let size = words.len().min(3);
    words.windows(size).map(hash).collect()
}

/// FNV-1a, which needs no seed: equal words hash equally in every run.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
