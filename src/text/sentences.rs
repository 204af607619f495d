//! A text and its paragraphs in, its sentences out.
//!
//! A sentence ends at `.`, `!`, `?` or `…` (with the closing marks after it) before white space, unless what
//! follows goes on in lower case or the full stop belongs to an abbreviation, an initial or an ordinal.
//! Rules and short lists (`data/stops_….txt`); no model. One pass, linear in the text.

use super::eight::mark_from;
use super::word_lists::Words;
use crate::article::Span;

/// What a full stop means in one language: the sections of its `data/stops_….txt`.
struct Stops {
    never: Words,
    before_starter: Words,
    starter: Words,
    /// Whether a number with a full stop is an ordinal ("3. Oktober").
    has_ordinals: bool,
}

impl Stops {
    const fn new(list: &'static str, has_ordinals: bool) -> Stops {
        Stops {
            never: Words::of(list, "never"),
            before_starter: Words::of(list, "before a starter"),
            starter: Words::of(list, "starter"),
            has_ordinals,
        }
    }

    /// English where the language is unknown or has no list.
    fn of(language: Option<&str>) -> &'static Stops {
        static ENGLISH: Stops = Stops::new(include_str!("data/stops_en.txt"), false);
        static GERMAN: Stops = Stops::new(include_str!("data/stops_de.txt"), true);
        if language == Some("de") { &GERMAN } else { &ENGLISH }
    }
}

/// The sentences of `text`, in order; none crosses a paragraph, every non-blank character of a paragraph
/// lies in one. `language` is an ISO 639-1 code where known.
pub fn sentences(text: &str, paragraphs: &[Span], language: Option<&str>) -> Vec<Span> {
    let stops = Stops::of(language);
    let mut found = Vec::with_capacity(text.len() / 100);
    for &paragraph in paragraphs {
        if let Some(slice) = text.get(paragraph.range()) {
            split(slice, paragraph.start, stops, &mut found);
        }
    }
    found
}

/// Where the sentences of a text begin, for whoever goes through its words: those that are not passed yet.
pub struct Openings<'s>(&'s [Span]);

impl<'s> Openings<'s> {
    /// Of sentences in order.
    pub fn of(sentences: &'s [Span]) -> Self {
        Openings(sentences)
    }

    /// Whether one begins at a byte or before it: it is passed then. Bytes are asked for in order.
    #[inline]
    pub fn pass(&mut self, at: usize) -> bool {
        let mut passed = false;
        while let [first, rest @ ..] = self.0
            && first.start <= at
        {
            (self.0, passed) = (rest, true);
        }
        passed
    }
}

fn split(paragraph: &str, offset: usize, stops: &Stops, found: &mut Vec<Span>) {
    let mut start = 0;
    let mut from = 0;
    let next_terminator = if may_have_wide_terminators(paragraph) { next_terminator } else { next_ascii_terminator };
    while let Some(stop) = next_terminator(paragraph, from) {
        let end = end_of_marks(paragraph, stop);
        from = end;
        if is_boundary(paragraph, stop, end, stops) {
            push(paragraph, start, end, offset, found);
            start = end;
        }
    }
    push(paragraph, start, paragraph.len(), offset, found);
}

fn push(paragraph: &str, start: usize, end: usize, offset: usize, found: &mut Vec<Span>) {
    let slice = &paragraph[start..end];
    let trimmed = slice.trim();
    if !trimmed.is_empty() {
        let lead = slice.len() - slice.trim_start().len();
        let start = offset + start + lead;
        found.push(Span::new(start, start + trimmed.len()));
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

/// Marks that belong to the sentence they close.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '“' | '’' | '‘' | '»' | '«' | '›' | ')' | ']' | '」' | '』')
}

/// Whether a paragraph has a byte that a terminator beyond ASCII is known by: the last of `…`, or the first of the others.
fn may_have_wide_terminators(paragraph: &str) -> bool {
    memchr::memchr3(0xa6, 0xe3, 0xef, paragraph.as_bytes()).is_some()
}

/// Where the first terminator stands in a paragraph, from `from` on, that has none beyond ASCII.
fn next_ascii_terminator(paragraph: &str, from: usize) -> Option<usize> {
    memchr::memchr3(b'.', b'!', b'?', &paragraph.as_bytes()[from..]).map(|at| from + at)
}

/// The same, for any paragraph.
fn next_terminator(paragraph: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = mark_from(paragraph.as_bytes(), at, *b".!?");
        let c = paragraph[at..].chars().next()?;
        if is_terminator(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Just past the run of terminators that begins at `stop` and the closing marks after it.
fn end_of_marks(paragraph: &str, stop: usize) -> usize {
    let mut end = stop;
    let mut closing = false;
    for c in paragraph[stop..].chars() {
        closing |= is_closing(c);
        if !is_closing(c) && (closing || !is_terminator(c)) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// Whether a sentence ends at `end`; its terminators begin at `stop`.
fn is_boundary(paragraph: &str, stop: usize, end: usize, stops: &Stops) -> bool {
    let rest = &paragraph[end..];
    let next = rest.trim_start();
    let Some(first) = next.chars().next() else { return false };
    let terminator = paragraph[stop..].chars().next().unwrap_or(' ');
    if matches!(terminator, '。' | '！' | '？') {
        return true;
    }
    if next.len() == rest.len() {
        return false; // no white space: "3.5", "example.org"
    }
    let opener = next.trim_start_matches(|c: char| !c.is_alphanumeric() && !is_terminator(c));
    let goes_on = opener.chars().next().is_none_or(|c| c.is_lowercase() || is_terminator(c));
    if goes_on && (first.is_alphanumeric() || is_closing(first) || is_terminator(first)) {
        return false;
    }
    let lone_stop = terminator == '.' && !paragraph[stop + 1..end].starts_with('.');
    if !lone_stop {
        return true;
    }
    let word = last_word(&paragraph[..stop]);
    let closed_by_mark = end > stop + 1;
    match dot(word, stops) {
        Dot::End => true,
        _ if closed_by_mark => true,
        Dot::Never => false,
        Dot::BeforeStarter => begins_with_starter(opener, stops),
    }
}

/// What a full stop after a word tells.
enum Dot {
    End,
    /// An abbreviation that always has something after it: "Mr.", "Sen.".
    Never,
    /// An abbreviation that can end a sentence ("Inc.", "U.S."): only before a word that likes to begin one.
    BeforeStarter,
}

fn last_word(before: &str) -> &str {
    // An abbreviation is short; looking no further back keeps hostile input linear.
    const LOOK_BACK_BYTES: usize = 24;
    let mut floor = before.len().saturating_sub(LOOK_BACK_BYTES);
    while !before.is_char_boundary(floor) {
        floor += 1;
    }
    let window = &before[floor..];
    let start = window
        .rfind(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
        .map_or(0, |i| i + window[i..].chars().next().map_or(1, char::len_utf8));
    &window[start..]
}

fn dot(word: &str, stops: &Stops) -> Dot {
    let mut chars = word.chars();
    let (first, second) = (chars.next(), chars.next());
    match (first, second) {
        (None, _) => return Dot::End,
        (Some(c), None) if c.is_uppercase() => return Dot::BeforeStarter,
        (Some(c), _) if stops.has_ordinals && c.is_ascii_digit() && word.len() <= 2 => return Dot::BeforeStarter,
        _ => {}
    }
    if stops.never.has(word) {
        Dot::Never
    } else if word.contains('.') || stops.before_starter.has(word) {
        // U.S, a.m, z.B
        Dot::BeforeStarter
    } else {
        Dot::End
    }
}

fn begins_with_starter(opener: &str, stops: &Stops) -> bool {
    let word = opener.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    stops.starter.has(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, text: &str, expected: &[&str]) {
        let all = sentences(text, &[Span::new(0, text.len())], Some(language));
        assert_eq!(all.iter().map(|s| s.of(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn english() {
        check("en", "It rained. He left.", &["It rained.", "He left."]);
        check("en", "“Go!” he said. “Now.” She went.", &["“Go!” he said.", "“Now.”", "She went."]);
        check("en", "Sen. Ada M. Bell of the U.S. Senate spoke.", &["Sen. Ada M. Bell of the U.S. Senate spoke."]);
        check("en", "He left the U.S. The end.", &["He left the U.S.", "The end."]);
        check("en", "It cost $3.5 million at 10 a.m. on Jan. 3.", &["It cost $3.5 million at 10 a.m. on Jan. 3."]);
        check("en", "Well . . . maybe. Yes… no.", &["Well . . . maybe.", "Yes… no."]);
        check(
            "en",
            "He reads papers, e.g. The Times, and keeps them.",
            &["He reads papers, e.g. The Times, and keeps them."],
        );
        check("en", "", &[]);
    }

    #[test]
    fn german() {
        check(
            "de",
            "Am 3. Oktober kam Dr. Lang. Der 2. Zug fuhr.",
            &["Am 3. Oktober kam Dr. Lang.", "Der 2. Zug fuhr."],
        );
        check("de", "„Ja.“ Er ging.", &["„Ja.“", "Er ging."]);
        check("de", "Es war 1990. Dann kam er.", &["Es war 1990.", "Dann kam er."]);
    }

    #[test]
    fn an_opening_is_passed_once() {
        let sentences = [0, 4, 6, 9].map(|start| Span::new(start, start + 1));
        let mut openings = Openings::of(&sentences);
        assert_eq!([0, 3, 7, 8, 9, 12].map(|at| openings.pass(at)), [true, false, true, false, true, false]);
    }

    #[test]
    fn every_letter_lies_in_a_sentence() {
        for text in ["...", "a. b. c.", "?!“”", "Ä.Ö. Ü", ". . . .", "x\n\ny", "Æ. “A…” B", "東京。 大阪！ 京都？ A!"]
        {
            let all = sentences(text, &[Span::new(0, text.len())], None);
            let inside: usize = all.iter().map(|s| s.of(text).chars().filter(|c| !c.is_whitespace()).count()).sum();
            assert_eq!(inside, text.chars().filter(|c| !c.is_whitespace()).count(), "{text:?}");
        }
    }
}
