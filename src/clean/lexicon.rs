//! A line of text in, the rule that knows it for site chrome out, if one does.
//!
//! The lexicon is data (`data/chrome.tsv`): a rule's name, a language, how to compare, and the words. Lines are compared
//! folded (letters and digits only, lower case), so that arrows, colons and capitals do not matter.

use super::normalise::folded;
use crate::article::Removed;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A line of more words than this is no line of chrome that a phrase inside it could give away (guessed: the longest prompts seen,
/// consent notices, have about forty).
const CONTAINING_WORDS_MAX: usize = 45;

/// The same for a phrase the line only begins with: "share this article with your friends on Facebook".
const BEGINNING_WORDS_MAX: usize = 12;

/// The same where a colon or a bar stands behind the phrase: a label and a headline (guessed from the longest headlines).
const LABELLED_WORDS_MAX: usize = 30;

/// Of a line that quotes somebody, fewer words than this may be a prompt (guessed).
const QUOTING_WORDS_MAX: usize = 12;

struct Lexicon {
    /// Whole lines.
    lines: HashMap<String, &'static str>,
    /// Beginnings, by their first word.
    beginnings: HashMap<&'static str, Vec<Beginning>>,
    /// Phrases anywhere in a line.
    phrases: Vec<(&'static str, &'static str)>,
}

struct Beginning {
    words: &'static str,
    rule: &'static str,
    /// Only where the line does not end like a sentence: "Related: …", not "Related parties were heard."
    label: bool,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| parse(include_str!("data/chrome.tsv")));

fn parse(table: &'static str) -> Lexicon {
    let mut lexicon = Lexicon { lines: HashMap::new(), beginnings: HashMap::new(), phrases: Vec::new() };
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let mut columns = row.split('\t');
        let (Some(rule), Some(_language), Some(how), Some(words)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        match how {
            "is" => drop(lexicon.lines.insert(words.to_owned(), rule)),
            "begins" | "labels" => {
                let first = words.split(' ').next().unwrap_or(words);
                lexicon.beginnings.entry(first).or_default().push(Beginning { words, rule, label: how == "labels" });
            }
            _ => lexicon.phrases.push((words, rule)),
        }
    }
    lexicon
}

/// The rule by which a line is chrome.
pub fn rule(line: &str) -> Option<&'static str> {
    // No prompt is longer; folding a whole article's paragraph would be for nothing.
    if line.len() > 600 {
        return None;
    }
    let folded = folded(line);
    let n_words = folded.split(' ').count();
    if let Some(rule) = LEXICON.lines.get(&folded) {
        return Some(rule);
    }
    let is_sentence = line.ends_with(['.', '!', '?', '”', '"']);
    let begins = |beginning: &&Beginning| {
        let rest = folded.strip_prefix(beginning.words);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) && !(beginning.label && is_sentence)
    };
    let first = folded.split(' ').next().unwrap_or_default();
    // "Read also: …" names another story however long its headline is.
    let is_labelled = line
        .split([':', '|', '»', '>'])
        .next()
        .is_some_and(|label| label.len() < line.len() && label.split_whitespace().count() <= 4);
    if n_words <= (if is_labelled { LABELLED_WORDS_MAX } else { BEGINNING_WORDS_MAX })
        && !is_quoted(line)
        && let Some(beginning) = LEXICON.beginnings.get(first).into_iter().flatten().find(begins)
    {
        return Some(beginning.rule);
    }
    // Prose may speak of newsletters and cookies; what somebody says is never a prompt.
    if n_words > CONTAINING_WORDS_MAX || n_words > QUOTING_WORDS_MAX && line.contains(['“', '„', '«', '"']) {
        return None;
    }
    LEXICON.phrases.iter().find(|(phrase, _)| folded.contains(phrase)).map(|(_, rule)| *rule)
}

/// Somebody's words are the article's, whatever they begin with.
fn is_quoted(line: &str) -> bool {
    line.starts_with(['“', '"', '„', '«', '‘'])
}

/// Takes chrome out of the paragraphs, and the run of headlines that stands under a heading such as "Related articles".
pub fn strip(paragraphs: Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    let (mut kept, mut in_run) = (Vec::with_capacity(paragraphs.len()), false);
    for paragraph in paragraphs {
        let rule = rule(&paragraph);
        in_run = match rule {
            Some(rule) => matches!(rule, "related") && is_heading(&paragraph) || in_run,
            None => in_run && is_headline(&paragraph),
        };
        match rule.or(in_run.then_some("related-run")) {
            Some(rule) => removed.push(Removed { text: paragraph, rule: rule.to_owned() }),
            None => kept.push(paragraph),
        }
    }
    kept
}

/// A label of its own, with nothing behind it.
fn is_heading(line: &str) -> bool {
    line.split_whitespace().count() <= 6
}

/// Long enough for the headline of a story and no sentence of one.
fn is_headline(line: &str) -> bool {
    let words = line.split_whitespace().count();
    (4..=25).contains(&words) && !line.ends_with(['.', '!', ':', ';', ',', '”', '"', '“'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(rule(line), expected, "{line}");
    }

    #[test]
    fn every_row_is_whole_and_folded() {
        for row in include_str!("data/chrome.tsv").lines().filter(|row| !row.starts_with('#')) {
            let columns: Vec<_> = row.split('\t').collect();
            assert_eq!(columns.len(), 4, "{row}");
            assert!(["is", "begins", "labels", "has"].contains(&columns[2]), "{row}");
            assert_eq!(folded(columns[3]), columns[3], "not folded: {row}");
        }
    }

    #[test]
    fn chrome_is_known_and_prose_is_not() {
        check("Show More", Some("more"));
        check("Related Articles", Some("related"));
        check("Back to top button", Some("top"));
        check("» Read more:", Some("more"));
        check("Advertisement", Some("advertisement"));
        check("Related articles of the treaty were amended in March.", None);
        check("“Advertisement” is the word he used.", None);
        check("Share prices fell on Monday after the bank's warning.", None);
    }
}
