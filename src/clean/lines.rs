//! The lines of a text in; the same without what stands around every body: the headline again, dates, credits of pictures.

use super::byline;
use super::head;
use super::normalise::{self, line_key};
use crate::article::Removed;
use crate::text::word_lists::Words;
use std::ops::Range;

/// A line of this many characters that ends as a sentence is the body (guessed).
const PROSE_CHARS_MIN: usize = 80;

/// Lines above the body that are looked at (guessed: kicker, headline, standfirst, byline, dates, reading time, credit).
const HEAD_LINES_MAX: usize = 12;

/// Words of a line that is nothing but dates, times and words around them (guessed: two dates with their labels).
const DATE_WORDS_MAX: usize = 22;

/// Words of a line that gives names, with where they are and what they are (guessed: three names).
const BYLINE_WORDS_MAX: usize = 18;

/// Words of a caption with its credit (measured: the longest captions of the wires).
const CAPTION_WORDS_MAX: usize = 70;

/// What lines that are nothing but dates are made of, as line keys.
const DATES: &str = include_str!("data/dates.txt");

/// Words that stand around a date and say nothing else.
static DATE_WORDS: Words = Words::of(DATES, "around a date");

/// Such words that are names elsewhere, or parts of them, and the short names of months that are.
static DATE_LINE_WORDS: Words = Words::of(DATES, "on a line of its own");

/// The calendar's own.
static MONTHS_AND_DAYS: Words = Words::of(DATES, "month or day");

/// Words with which a line of credit begins.
#[rustfmt::skip]
const CREDIT_BEGINNINGS: &[&str] = &[
    "photo by ", "photos by ", "photo: ", "photos: ", "photographs by ", "photograph by ", "photograph: ", "photography by ", "photo courtesy ", "photo credit", "image by ", "image: ", "images: ", "image credit",
    "picture: ", "pictures: ", "picture by ", "credit: ", "credits: ", "illustration by ", "illustration: ", "video by ", "graphic: ", "graphic by ", "foto: ", "fotos: ", "bild: ", "bildquelle: ",
    "© ", "©", "crédit", "photo : ", "(photo", "(image", "(foto", "(bild", "(credit", "(picture", "(ap photo", "(ap)", "(reuters)", "foto:", "isithombe:",
];

/// Marks that an agency's picture bears, wherever they stand in a caption.
const CREDIT_MARKS: &[&str] = &[
    "(AP Photo",
    "AP Photo/",
    "/Getty Images",
    "Getty Images)",
    "/AFP",
    "via Getty",
    "via AP)",
    "REUTERS/",
    "/Reuters",
    "/dpa",
    "/EPA",
    "/Shutterstock",
    "(Photo by ",
    "(Photo: ",
    "(Image: ",
    "Photo by: ",
    "(File Photo",
    "/iStock",
];

/// Takes the headline said again, dates, reading times and bylines out of the lines above the body; gives the names of the
/// first byline. `known` are names that are the byline already, however the line is written that gives them again.
pub fn trim_head(
    lines: &mut Vec<String>,
    titles: &[&str],
    known: &[String],
    removed: &mut Vec<Removed>,
) -> Vec<String> {
    let n_removed = removed.len();
    // Without any prose the lines may be the article, except for the first.
    let n_head = lines.iter().position(|line| is_prose(line)).unwrap_or(1).min(HEAD_LINES_MAX);
    let below = below_standfirst(lines, n_head);
    let mut at = 0;
    let titles: Vec<String> = titles.iter().map(|title| line_key(title)).filter(|title| !title.is_empty()).collect();
    let broken = broken_title(&lines[..n_head.min(lines.len())], &titles);
    lines.retain(|line| {
        let is_title = broken.contains(&at);
        let is_looked_at = at < n_head || below.contains(&at);
        at += 1;
        let rule = match is_looked_at {
            false => None,
            true if is_title => Some("title-again"),
            true => head_rule(line, &titles).or_else(|| is_known(line, known).then_some("byline")),
        };
        removed.extend(rule.map(|rule| Removed { text: line.clone(), rule: rule.to_owned() }));
        rule.is_none()
    });
    removed[n_removed..]
        .iter()
        .find(|r| r.rule == "byline")
        .and_then(|r| byline::from_line(&r.text))
        .unwrap_or_default()
}

/// The lines between the first prose and the second, where the first may be the standfirst with names and date under it. Where
/// days go on to divide the text below, the first is the text's as well.
fn below_standfirst(lines: &[String], first: usize) -> Range<usize> {
    if !lines.get(first).is_some_and(|line| is_prose(line)) {
        return 0..0;
    }
    let start = first + 1;
    let Some(n) = lines[start..].iter().take(HEAD_LINES_MAX + 1).position(|line| is_prose(line)) else { return 0..0 };
    let end = start + n;
    let is_parted_by_days = || lines[end..].iter().any(|line| is_date_line(line));
    if n == 0 || is_parted_by_days() { 0..0 } else { start..end }
}

/// Takes the byline off that stands under a text ("By Jane Doe", "— Jane Doe"); gives its names.
pub fn take_signature(lines: &mut Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    // Of two lines the second may be the text.
    let Some(last) = lines.last().filter(|_| lines.len() > 2) else { return Vec::new() };
    let behind_dash = || last.strip_prefix(['—', '–', '-']).and_then(|name| head::names(name.trim()));
    let Some(names) = byline::from_line(last).or_else(behind_dash) else { return Vec::new() };
    removed.extend(lines.pop().map(|text| Removed { text, rule: "byline".to_owned() }));
    names
}

/// Lines with nothing but an author's name from which they sign pieces of a report that goes on (guessed).
const SIGNATURES_MIN: usize = 3;

/// Takes out the names that stand again and again above or below the pieces of a live report.
pub fn strip_signatures(lines: &mut Vec<String>, known: &[String], removed: &mut Vec<Removed>) {
    let is_signature = |line: &String| known.contains(line);
    if lines.iter().filter(|line| is_signature(line)).count() < SIGNATURES_MIN {
        return;
    }
    let (signatures, kept) = std::mem::take(lines).into_iter().partition::<Vec<_>, _>(is_signature);
    *lines = kept;
    removed.extend(signatures.into_iter().map(|text| Removed { text, rule: "byline".to_owned() }));
}

/// Whether a line gives just the names that are known.
fn is_known(line: &str, known: &[String]) -> bool {
    line.split_whitespace().count() <= BYLINE_WORDS_MAX && !known.is_empty() && byline::names(&[line]) == known
}

/// Lines that make up the headline together, which was broken into them.
fn broken_title(lines: &[String], titles: &[String]) -> Range<usize> {
    let keys: Vec<String> = lines.iter().map(|line| line_key(line)).collect();
    let stretches = (0..keys.len()).flat_map(|start| (start + 2..=keys.len()).map(move |end| start..end));
    stretches.into_iter().find(|stretch| titles.contains(&keys[stretch.clone()].join(" "))).unwrap_or(0..0)
}

fn head_rule(line: &str, titles: &[String]) -> Option<&'static str> {
    if titles.contains(&line_key(line)) {
        Some("title-again")
    } else if is_date_line(line) {
        Some("date-line")
    } else if byline::from_line(line).is_some() {
        Some("byline")
    } else {
        None
    }
}

/// A long line that ends as a sentence.
pub fn is_prose(line: &str) -> bool {
    line.len() >= PROSE_CHARS_MIN && ends_as_sentence(line) && line.chars().count() >= PROSE_CHARS_MIN
}

/// Whether a line ends with a mark that sentences end with.
pub fn ends_as_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '”', '"', '“', '»', '…', ')', '。', '」', ':', '’'])
}

/// Whether a word of a line key is one that dates are made of.
pub fn is_of_date(word: &str) -> bool {
    MONTHS_AND_DAYS.has(word) || DATE_WORDS.has(word)
}

/// Whether a word of a line key is a month or a day of the week.
pub fn is_month_or_day(word: &str) -> bool {
    MONTHS_AND_DAYS.has(word)
}

/// Whether a line is a date with its labels and nothing else, or a moment with the place before it: "Ellery - 1 Feb 2024 - 05:30 CET".
pub fn is_date_line(line: &str) -> bool {
    is_date(line) || line.split_once(" - ").is_some_and(|(place, moment)| is_place_like(place) && is_moment(moment))
}

/// A few words with capitals and no figures.
fn is_place_like(text: &str) -> bool {
    text.split_whitespace().count() <= PLACE_WORDS_MAX
        && text
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase) && !word.contains(|c: char| c.is_ascii_digit()))
}

/// Words of a place before a date (guessed: "New Port Ellery").
const PLACE_WORDS_MAX: usize = 3;

/// A date with a time and nothing else.
fn is_moment(text: &str) -> bool {
    text.contains(':') && is_date(text)
}

fn is_date(line: &str) -> bool {
    // A paragraph needs no key.
    if line.split_whitespace().nth(DATE_WORDS_MAX).is_some() {
        return false;
    }
    let key = line_key(line);
    let (mut numbers, mut names, mut labels, mut others, mut words) = (0, 0, 0, 0, 0);
    for word in key.split(' ') {
        words += 1;
        if word.bytes().next().is_some_and(|b| b.is_ascii_digit()) && word.len() <= 6 {
            numbers += 1;
        } else if MONTHS_AND_DAYS.has(word) {
            names += 1;
        } else if DATE_WORDS.has(word) {
            labels += 1;
        } else if DATE_LINE_WORDS.has(word) {
            others += 1;
        } else {
            return false;
        }
    }
    // One of those words may be another's: "Update: 3".
    let is_told = names > 0 || labels > 0 || others > 1 || numbers >= 3 && others == 0;
    words <= DATE_WORDS_MAX && numbers > 0 && is_told
}

/// Takes the line off that says who of an agency reported, wrote and edited, and lines of marks that only part paragraphs.
pub fn strip_furniture(lines: &mut Vec<String>, removed: &mut Vec<Removed>) {
    lines.retain(|line| {
        let rule = if is_rule(line) {
            "separator"
        } else if is_desk_note(line) {
            "desk-note"
        } else {
            return true;
        };
        removed.push(Removed { text: line.clone(), rule: rule.to_owned() });
        false
    });
}

/// "***", "_____".
fn is_rule(line: &str) -> bool {
    !line.is_empty()
        && line.len() <= RULE_BYTES_MAX
        && line.bytes().all(|b| b"*_-=#~+. ".contains(&b))
        && line.trim() != "..."
}

/// A longer line of marks is a drawing (guessed).
const RULE_BYTES_MAX: usize = 120;

/// "(Reporting by Jane Doe; Editing by John Roe)".
fn is_desk_note(line: &str) -> bool {
    const BEGINNINGS: &[&str] =
        &["reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by "];
    // Most lines are longer: they need no key.
    if line.len() > DESK_NOTE_BYTES_MAX {
        return false;
    }
    let start = line_key(normalise::start(line, DESK_NOTE_START_BYTES));
    BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
        && format!(" {}", line_key(line)).contains(" editing by ")
}

/// Bytes that hold any of its beginnings: the longest has 24, and a bracket or a dash may stand before it.
const DESK_NOTE_START_BYTES: usize = 32;

/// Bytes of the longest such line (guessed: eight names with where they are).
const DESK_NOTE_BYTES_MAX: usize = 400;

/// Takes credits of pictures, and captions that bear one, out of the text.
pub fn strip_credits(lines: &mut Vec<String>, removed: &mut Vec<Removed>) {
    lines.retain(|line| {
        let is_credit = is_credit(line);
        if is_credit {
            removed.push(Removed { text: line.clone(), rule: "picture-credit".to_owned() });
        }
        !is_credit
    });
}

/// Whether a line is the credit of a picture, or its caption with one.
pub fn is_credit(line: &str) -> bool {
    let words = line.split_whitespace().count();
    if words > CAPTION_WORDS_MAX {
        return false;
    }
    let begins = || {
        let lower = line.to_lowercase();
        CREDIT_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
    };
    CREDIT_MARKS.iter().any(|mark| line.contains(mark)) || words <= 25 && begins()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_only_dates() {
        for line in [
            "Published Jun 04, 2026 • Last updated 1 day ago • 2 minute read",
            "November 20, 2019",
            "Stand: 24.04.2024 22:58 Uhr",
            "5:50 PM",
            "7 min read",
            "20.02.2024, 14.32 Uhr",
            "Ellery - 01 feb 2024 - 05:30 CET",
            "Publié le 5 mai 2024 à 10h00, modifié le 6 mai 2024 à 12h00 · Temps de Lecture 3 min.",
            "2 minuti di lettura",
            "Pubblicato il 5 maggio 2024 alle 10:00",
        ] {
            assert!(is_date_line(line), "{line}");
        }
        for line in [
            "Ellery - 3 May",
            "Port Ellery 3 - Grent 2",
            "He came on Monday",
            "2019",
            "In May 2019 the ferry stopped",
            "Monday",
        ] {
            assert!(!is_date_line(line), "{line}");
        }
    }

    #[test]
    fn a_headline_that_was_broken_into_lines_goes_whole() {
        let mut lines = ["Ferry stays", "in dock", "A kicker"].map(str::to_owned).to_vec();
        lines.push(
            "The ferry will stay in dock until its engines have been examined by an engineer, it said.".to_owned(),
        );
        trim_head(&mut lines, &["Ferry stays in dock"], &[], &mut Vec::new());
        assert_eq!((lines.len(), lines[0].as_str()), (2, "A kicker"));
    }

    #[test]
    fn names_that_are_known_are_not_said_again() {
        let known = ["Jane Doe", "John Roe"].map(str::to_owned);
        assert!(is_known("Jane Doe in Ellery and John Roe, harbour editor", &known));
        assert!(!is_known("Jane Doe and her crew", &known) && !is_known("Ferry", &[]));
    }

    #[test]
    fn pieces_of_a_live_report_are_signed() {
        let known = ["Jane Doe".to_owned()];
        let n_kept = |text: &[&str]| {
            let mut lines: Vec<String> = text.iter().map(|line| (*line).to_owned()).collect();
            strip_signatures(&mut lines, &known, &mut Vec::new());
            lines.len()
        };
        assert_eq!(n_kept(&["A.", "Jane Doe", "B.", "Jane Doe", "C.", "Jane Doe"]), 3);
        assert_eq!(n_kept(&["A.", "Jane Doe", "B.", "Jane Doe"]), 4);
    }

    #[test]
    fn a_byline_may_stand_under_the_text() {
        let check = |line: &str, expected: &[&str]| {
            let mut lines = ["The ferry stays.", "It is in dock.", line].map(str::to_owned).to_vec();
            let mut removed = Vec::new();
            assert_eq!(take_signature(&mut lines, &mut removed), expected, "{line}");
            assert_eq!((lines.len(), removed.len()), if expected.is_empty() { (3, 0) } else { (2, 1) }, "{line}");
        };
        check("By Jane Doe", &["Jane Doe"]);
        check("— Jane Doe", &["Jane Doe"]);
        check("Jane Doe", &[]);
        check("— nobody knows why", &[]);
    }

    #[test]
    fn furniture_goes() {
        let check = |line: &str, is_gone: bool| {
            let mut lines = vec![line.to_owned()];
            strip_furniture(&mut lines, &mut Vec::new());
            assert_eq!(lines.is_empty(), is_gone, "{line}");
        };
        for line in
            ["***", "___", "* * *", "(Reporting by Jane Doe in Ellery; Editing by John Roe)", "Editing by Ann Poe"]
        {
            check(line, true);
        }
        for line in ["...", "3-1", "Reporting by telephone was slow.", "Editing a film takes weeks.", ""] {
            check(line, false);
        }
    }

    #[test]
    fn credits_are_known() {
        assert!(is_credit("The ferry in dock. (Photo by Jane Doe/Getty Images)"));
        assert!(is_credit("Photo: Jane Doe"));
        assert!(!is_credit("The photo by Jane Doe shows the ferry."));
    }

    #[test]
    fn the_head_is_trimmed_and_the_body_is_not() {
        let prose =
            "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";
        let mut lines: Vec<String> =
            ["Ferry stays", "By Jane Doe", "May 4, 2024", prose, "May 4, 2024"].map(str::to_owned).to_vec();
        let names = trim_head(&mut lines, &["Ferry stays"], &[], &mut Vec::new());
        assert_eq!(names, ["Jane Doe"]);
        assert_eq!(lines, [prose, "May 4, 2024"]);
    }

    #[test]
    fn names_and_dates_stand_under_a_standfirst() {
        let prose =
            "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";
        let trimmed = |lines: &[&str]| {
            let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            let names = trim_head(&mut lines, &[], &[], &mut Vec::new());
            (names.len(), lines.len())
        };
        assert_eq!(trimmed(&[prose, "By Jane Doe", "May 4, 2024, 10:00 am", "A kicker", "3 min read", prose]), (1, 3));
        assert_eq!(trimmed(&[prose, "May 4, 2024", prose, "May 5, 2024", prose]), (0, 5));
        assert_eq!(trimmed(&[prose, "May 4, 2024", "The second day"]), (0, 3));
    }
}
