//! A passage in, what it is cited by out, and back: `7kq2m9xw…:512-690:3fa81c02`.
//!
//! The article's id, the passage's place in its text in code points, and a digest of its words. An id outlives rebuilds;
//! the digest tells when the words at that place are others now.

use super::engine::Engine;
use super::response::{ArticleCard, QuoteHit, Shown};
use crate::error::{Error, Result};
use std::fmt;

/// A stretch of an article, and how its words read when it was cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    pub article: String,
    /// Code points of the article's text, end excluded.
    pub start: usize,
    pub end: usize,
    /// `None` where only the place is named.
    pub digest: Option<String>,
}

/// What a citation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    pub card: ArticleCard,
    /// As the passage is cited now.
    pub citation: Citation,
    pub text: String,
    /// Whether the words are others than those that were cited.
    pub changed: bool,
}

impl Citation {
    pub fn of(article: &str, (start, end): (usize, usize), text: &str) -> Citation {
        Citation { article: article.to_owned(), start, end, digest: Some(digest(text)) }
    }

    /// As [`Citation::parse`]; what is none is refused with how one is written.
    pub fn read(text: &str) -> Result<Citation> {
        Citation::parse(text).ok_or_else(|| {
            let hint = "write `ID:START-END`, or `ID:START-END:DIGEST` as answers give it in `cite`";
            Error::new(format!("`{text}` is no citation")).hint(hint)
        })
    }

    /// Reads `ID:START-END:DIGEST`, the digest being optional; `None` when it is not of that form.
    pub fn parse(text: &str) -> Option<Citation> {
        let (article, rest) = text.trim().split_once(':')?;
        let (range, digest) = match rest.split_once(':') {
            Some((range, digest)) => (range, Some(digest.to_ascii_lowercase())),
            None => (rest, None),
        };
        let (start, end) = range.split_once('-')?;
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        (start < end).then(|| Citation { article: article.to_owned(), start, end, digest })
    }
}

impl QuoteHit {
    /// What the quotation is cited by: the paragraph or paragraphs around it.
    pub fn cite(&self) -> Citation {
        let words = self.context.of(&self.text);
        let start = self.text[..self.context.start].chars().count();
        Citation::of(&self.article.id, (start, start + words.chars().count()), words)
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}-{}", self.article, self.start, self.end)?;
        self.digest.iter().try_for_each(|digest| write!(f, ":{digest}"))
    }
}

/// 32 bits of a hash, in hexadecimal: two texts at one place of one article share them with a chance of one in four
/// thousand millions.
fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

impl Engine {
    /// The passage that is cited; `None` when the article is there no longer.
    pub fn cited(&self, citation: &Citation) -> Result<Option<Cited>> {
        self.article(&citation.article)?.map(|shown| cited_in(shown, citation)).transpose()
    }
}

/// The passage that is cited, in its article; an error where its text ends before.
pub fn cited_in(shown: Shown, citation: &Citation) -> Result<Cited> {
    let points = citation.end - citation.start;
    let at = |start: usize| shown.article.text.chars().skip(start).take(points).collect::<String>();
    let is_meant = |text: &str| citation.digest.as_ref().is_none_or(|cited| *cited == digest(text));
    let start = match is_meant(&at(citation.start)) {
        true => citation.start,
        false => moved(&shown.article.text, citation).unwrap_or(citation.start),
    };
    let text = at(start);
    if text.is_empty() {
        let (id, length) = (&shown.card.id, shown.article.text.chars().count());
        let message =
            format!("the text of article `{id}` ends before `{}`: it has {length} characters", citation.start);
        // Who cites with a digest has seen the words there.
        let hint = match citation.digest {
            Some(_) => "it has been changed since; `dateline show` shows it as it is",
            None => "`dateline show` shows all of it",
        };
        return Err(Error::new(message).hint(hint));
    }
    let now = Citation::of(&shown.card.id, (start, start + text.chars().count()), &text);
    let changed = !is_meant(&text);
    Ok(Cited { card: shown.card, citation: now, text, changed })
}

/// Where the words of a citation stand now, in code points: an editor's line above them moves them and changes none. The
/// nearest place to the old one.
fn moved(text: &str, citation: &Citation) -> Option<usize> {
    /// What is hashed at most: a tenth of a second's work. Guessed.
    const HASHED_MAX: usize = 64 << 20;
    /// Longer texts are not looked through: where their characters begin would take eight times their room. Guessed.
    const TEXT_BYTES_MAX: usize = 4 << 20;
    let wanted = citation.digest.as_ref().filter(|_| text.len() <= TEXT_BYTES_MAX)?;
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let points = citation.end - citation.start;
    let last = (starts.len() - 1).checked_sub(points)?;
    let old = citation.start.min(last);
    let near =
        (0..=last).flat_map(|far| [old.checked_sub(far), old.checked_add(far).filter(|at| *at <= last && far > 0)]);
    let mut left = HASHED_MAX;
    near.flatten().find(|at| {
        let words = &text[starts[*at]..starts[at + points]];
        left = left.saturating_sub(words.len());
        left > 0 && digest(words) == *wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_have_moved() {
        let citation = |start, end| Citation { start, end, ..Citation::of("7kq2m9xw", (start, end), "Zwei Wörter") };
        for (text, start, end, found) in [
            ("Ein. Zwei Wörter, Zwei Wörter.", 0, 11, Some(5)),
            ("Ein. Zwei Wörter, Zwei Wörter.", 17, 28, Some(18)),
            ("Zwei Wörter", 90, 101, Some(0)),
            ("Zwei Worte.", 0, 11, None),
            ("Zwei", 0, 11, None),
            ("Zwei", 0, usize::MAX, None),
            ("", 0, 11, None),
        ] {
            assert_eq!(moved(text, &citation(start, end)), found, "{text} {start}");
        }
    }

    #[test]
    fn citations_are_read_as_they_are_written() {
        let citation = Citation::of("7kq2m9xw", (512, 690), "The words.");
        assert_eq!(Citation::parse(&citation.to_string()), Some(citation));
        let place = Citation { article: "7kq2m9xw".into(), start: 0, end: 9, digest: None };
        assert_eq!(Citation::parse("7kq2m9xw:0-9"), Some(place));
        for wrong in ["7kq2m9xw", "7kq2m9xw:9-9", "7kq2m9xw:x-9", "7kq2m9xw:-9", ""] {
            assert_eq!(Citation::parse(wrong), None, "{wrong}");
        }
    }
}
