//! A page in, the lines of its article out: the extractor's choice, held against the page's own structured body and
//! against where its prose lies.

use super::meta::Meta;
use super::{extract, prune, render};
use crate::article::Removed;
use crate::clean::{lines, normalise, paragraphs};
use dom_query::{Document, NodeRef};
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
    prune::prune_pulled(&doc, removed);
    let named = prune::named_core(&doc);
    let core_prose = prune::core_prose(&doc);
    let standfirst = prune::standfirst(&doc, &meta.title, meta.description.as_deref());
    prune::unname_anchors(&doc);
    prune::unwrap_linked_sentences(&doc);
    let chosen = extract::content(doc).map(|html| rendered(&html)).unwrap_or_default();
    let is_lost = core_prose >= LOST_CHARS_MIN && core_prose as f64 > LOST_FACTOR * prose(&chosen) as f64;
    let chosen = match named {
        Some(core) if core.prose as f64 > MISSED_FACTOR * prose(&chosen) as f64 => rendered(&core.html),
        _ if is_nothing(&chosen) || is_lost => more_prose(chosen, core_of(tamed)),
        _ => chosen,
    };
    let lines = match meta.ld.body.as_deref().and_then(|body| structured(body, &chosen)) {
        Some(body) => confirmed(chosen, &body, meta.description.as_deref().unwrap_or_default(), tamed, removed),
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

/// The lines of markup, in normal form.
pub fn rendered(html: &str) -> Vec<String> {
    let lines = render::lines(html).unwrap_or_default();
    lines.iter().map(|line| normalise::line(line)).filter(|line| !line.is_empty()).collect()
}

/// Where the prose lies, whatever the extractor thinks of it. The page is read again: the extractor used up its tree.
pub fn core_of(tamed: &str) -> Vec<String> {
    let doc = Document::from(tamed);
    prune::prune(&doc, &mut Vec::new());
    prune::prose_core(&doc).map(|core| rendered(&core.html)).unwrap_or_default()
}

fn more_prose(chosen: Vec<String>, core: Vec<String>) -> Vec<String> {
    if prose(&core) as f64 > MISSED_FACTOR * prose(&chosen) as f64 { core } else { chosen }
}

/// Whether lines are too few to be an article's.
pub fn is_nothing(lines: &[String]) -> bool {
    prose(lines) < NOTHING_CHARS_MAX
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

/// The lines that the structured body confirms, and those that it leaves out although they are the article's; the body
/// itself where the page does not show it.
fn confirmed(
    chosen: Vec<String>,
    body: &[String],
    description: &str,
    tamed: &str,
    removed: &mut Vec<Removed>,
) -> Vec<String> {
    let wanted: HashSet<u64> = body.iter().flat_map(|line| shingles(line)).collect();
    let lines = if covered(&wanted, &chosen) >= COVERED_MIN { chosen } else { core_of(tamed) };
    if covered(&wanted, &lines) < COVERED_MIN {
        return body.to_vec();
    }
    let is_body: Vec<bool> = lines.iter().map(|line| share_in(line, &wanted) >= LINE_SHARE_MIN).collect();
    let described = shingles(description).into_iter().collect();
    let first = is_body.iter().position(|&b| b).unwrap_or(0);
    let last = is_body.iter().rposition(|&b| b).unwrap_or(0);
    let n_behind = lines[last + 1..].iter().filter(|line| lines::is_prose(line)).count();
    let around = Around {
        first,
        last,
        described,
        is_cut_short: body.last().is_some_and(|line| is_cut_short(line)) || n_behind >= UNTOLD_LINES_MIN,
        // Only between the two is any asked for, and to find them the page is read again.
        items: if is_body[first..=last].contains(&false) { items(tamed) } else { HashSet::new() },
    };
    let mut kept = Vec::with_capacity(lines.len());
    for (i, line) in lines.into_iter().enumerate() {
        if is_body[i] || around.is_of_article(i, &line) {
            kept.push(line);
        } else {
            removed.push(Removed { text: line, rule: "not-in-structured-body".to_owned() });
        }
    }
    kept
}

/// What tells of a line that a structured body does not have whether it is the article's.
struct Around {
    /// The first and the last line that the body has.
    first: usize,
    last: usize,
    /// The shingles of the page's description.
    described: HashSet<u64>,
    /// The body ends in the middle of a sentence, or long before the page's text does.
    is_cut_short: bool,
    /// Hashes of the page's list items and quotations.
    items: HashSet<u64>,
}

impl Around {
    fn is_of_article(&self, i: usize, line: &str) -> bool {
        let is_inside = self.first < i && i < self.last;
        let is_subheading = || is_inside && line.split_whitespace().count() <= SUBHEADING_WORDS_MAX;
        let is_item = || is_inside && self.items.contains(&hash(&[&normalise::line_key(line)]));
        let is_standfirst = || {
            i < self.first && !self.described.is_empty() && covered(&self.described, &[line.to_owned()]) >= COVERED_MIN
        };
        let is_rest = || i > self.last && self.is_cut_short;
        let is_prose = || (is_inside || is_rest()) && lines::is_prose(line);
        is_subheading() || is_item() || is_standfirst() || is_note(line) || is_prose()
    }
}

/// Paragraphs behind the last one of a structured body from which it was cut short (guessed: one is about the author).
const UNTOLD_LINES_MIN: usize = 2;

fn is_cut_short(line: &str) -> bool {
    !lines::ends_as_sentence(line) || line.ends_with(['…', ':']) || line.ends_with("...")
}

/// The lines of the page's list items and quotations, but for those that are links.
fn items(tamed: &str) -> HashSet<u64> {
    let doc = Document::from(tamed);
    let is_item = |node: &NodeRef| node.has_name("li") || node.has_name("blockquote");
    let of_item = |item: &NodeRef| {
        // The innermost are enough, and cost no more than the page once.
        if item.descendants_it().any(|inner| is_item(&inner)) {
            return Vec::new();
        }
        let linked: usize = item.descendants_it().filter(|node| node.has_name("a")).map(|link| link.text().len()).sum();
        let is_linked = linked * 2 > item.text().len();
        if is_linked { Vec::new() } else { rendered(&item.html()) }
    };
    doc.select("li, blockquote")
        .nodes()
        .iter()
        .flat_map(of_item)
        .map(|line| hash(&[&normalise::line_key(&line)]))
        .collect()
}

/// With what the lines begin that correct or explain an article, as line keys.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "correction", "corrections", "clarification", "editor s note", "editors note", "editors notes", "korrektur", "anmerkung der redaktion", "hinweis der redaktion", "anm d red",
    "note de la rédaction", "ndlr", "rectificatif", "erratum", "fe de errores", "fe de erratas", "nota de la redacción", "nota del editor", "errata corrige", "nota della redazione",
    "nota da redação", "errata", "correctie", "noot van de redactie",
];

/// Whether a line says what was wrong in the article, or what its makers have to add to it.
fn is_note(line: &str) -> bool {
    let start = normalise::line_key(normalise::start(line, 60));
    NOTES.iter().any(|note| start.strip_prefix(note).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
        && lines::ends_as_sentence(line)
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
    let key = normalise::line_key(line);
    let words: Vec<&str> = key.split(' ').collect();
    let size = words.len().min(3);
    words.windows(size).map(hash).collect()
}

/// FNV-1a, which needs no seed: equal words hash equally in every run.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_structured_body_leaves_out_may_be_the_article_s() {
        let told = |n: u8| {
            format!("The ferry will stay in dock for {n} weeks until its engines have been examined by an engineer.")
        };
        let untold = |n: u8| {
            format!(
                "Nobody in Port Ellery expects the vessel to sail before the festival of {n}, said its harbour master."
            )
        };
        let lines = |text: &[&str]| text.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let kept = |page: &[&str], tamed: &str| {
            let (all, mut removed) = (lines(page), Vec::new());
            confirmed(
                all.clone(),
                &[told(2), told(3)],
                "An engineer must look at both engines first",
                tamed,
                &mut removed,
            )
            .iter()
            .map(|line| all.iter().position(|of_page| of_page == line).unwrap())
            .collect::<Vec<_>>()
        };
        let standfirst = "Ellery. An engineer must look at both engines first";
        assert_eq!(kept(&["Our other news of today", standfirst, &told(2), &told(3)], ""), [1, 2, 3]);
        let (item, link) = (
            "its sister ship, which was sold to a company in the south last year",
            "a link to another story of ours that has nothing to do with this",
        );
        let page = format!("<li>{item}</li><li><a>{link}</a></li>");
        assert_eq!(kept(&[&told(2), item, link, &untold(1), &told(3)], &page), [0, 1, 3, 4]);
        assert_eq!(kept(&[&told(2), &told(3), &untold(1)], ""), [0, 1]);
        assert_eq!(kept(&[&told(2), &told(3), &untold(1), &untold(2)], ""), [0, 1, 2, 3]);
        let note = "Correction: an earlier version misstated the ferry's age.";
        assert_eq!(kept(&[&told(2), &told(3), "Corrections policy", note], ""), [0, 1, 3]);
    }
}
