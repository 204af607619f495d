//! A line of text in, the rule that knows it for site chrome out, if one does.
//!
//! The lexicon is data (`data/chrome.tsv`): a rule's name, a language, how to compare, and the words. Lines are compared
//! by their keys (letters and digits only, lower case), so that arrows, colons and capitals do not matter.

use super::lines;
use super::normalise::{self, line_key};
use crate::article::Removed;
use crate::text::packed::Packed;
use crate::text::shapes::{Shape, Shapes};
use crate::text::table::Table;
use crate::text::word_lists::rows;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Longer than any prompt (forty-five words of thirteen letters).
const LINE_BYTES_MAX: usize = 600;

/// A line of more words than this is no line of chrome that a phrase inside it could give away (guessed: the longest prompts seen,
/// consent notices, have about forty).
const CONTAINING_WORDS_MAX: usize = 45;

/// The same for a phrase the line only begins with: "share this article with your friends on Facebook".
const BEGINNING_WORDS_MAX: usize = 12;

/// The same where a colon or a bar stands behind the phrase: a label and a headline (guessed from the longest headlines).
const LABELLED_WORDS_MAX: usize = 30;

/// Of a line that quotes somebody, fewer words than this may be a prompt (guessed).
const QUOTING_WORDS_MAX: usize = 12;

#[derive(Default)]
struct Lexicon {
    /// Whole lines.
    lines: HashMap<&'static str, &'static str>,
    /// The shapes of their ends, with the number of their words.
    line_shapes: Shapes,
    /// Beginnings, by their first word.
    beginnings: HashMap<&'static str, Vec<Beginning>>,
    /// Phrases that may begin at any word of a line: a list for each first word.
    phrases: Vec<Phrases>,
    /// The place of a first word's list.
    first_words: Table<Option<usize>>,
    /// The shapes of the first words of beginnings, and of phrases.
    beginning_shapes: Shapes,
    phrase_shapes: Shapes,
    /// The shapes of the words of share bars.
    share_shapes: Shapes,
    /// Phrases of scripts that do not part words by spaces, with their rule.
    unparted: Vec<(&'static str, &'static str)>,
}

/// Phrases that begin with the same word.
#[derive(Default)]
struct Phrases {
    /// Each with its rule.
    phrases: Vec<(&'static str, &'static str)>,
    /// By the last bits of the first byte of their second word, a bit each.
    second_words: u32,
}

impl Phrases {
    fn add(&mut self, phrase: &'static str, rule: &'static str) {
        self.second_words |= phrase.split_once(' ').map_or(u32::MAX, |(_, rest)| bit(rest));
        self.phrases.push((phrase, rule));
    }

    /// The rule of the phrase with which the words begin, of which the first is theirs.
    fn rule(&self, words: &[&str]) -> Option<&'static str> {
        let may_go_on = words.get(1).is_none_or(|second| self.second_words & bit(second) != 0);
        let mut phrases = self.phrases.iter().filter(|_| may_go_on);
        phrases.find(|(phrase, _)| begins(words, phrase)).map(|(_, rule)| *rule)
    }
}

/// The bit of a word's first byte; all bits of what is no ASCII, where a capital may have another first byte.
fn bit(word: &str) -> u32 {
    match word.as_bytes().first() {
        Some(first) if first.is_ascii() => 1 << (first % 32),
        _ => u32::MAX,
    }
}

impl Lexicon {
    fn add_line(&mut self, words: &'static str, rule: &'static str) {
        let (first, last) = (words.bytes().next(), words.bytes().next_back());
        if let (Some(first), Some(last)) = (first, last) {
            self.line_shapes.add(Shape { first, length: words.split(' ').count(), last });
        }
        self.lines.insert(words, rule);
    }

    fn add_beginning(&mut self, beginning: Beginning) {
        let first = first_word(beginning.words);
        self.beginning_shapes.add_word(first);
        self.beginnings.entry(first).or_default().push(beginning);
    }

    fn add_phrase(&mut self, phrase: &'static str, rule: &'static str) {
        let (first, phrases) = (first_word(phrase), &mut self.phrases);
        self.phrase_shapes.add_word(first);
        let place = *self.first_words.entry(first).get_or_insert_with(|| {
            phrases.push(Phrases::default());
            phrases.len() - 1
        });
        phrases[place].add(phrase, rule);
    }

    /// The phrases that begin with a word of a line.
    fn phrases_of(&self, word: &str) -> Option<&Phrases> {
        let place = match Packed::of_word(word) {
            Some(packed) => self.first_words.get_packed(packed),
            None => self.first_words.get(&line_key(word)),
        };
        self.phrases.get(place??)
    }

    /// Whether a line of these words may be a whole one.
    fn may_be_whole(&self, words: &[&str]) -> bool {
        let first = words.first().and_then(|word| word.bytes().next());
        let last = words.last().and_then(|word| word.bytes().next_back());
        let (Some(first), Some(last)) = (first, last) else { return false };
        !first.is_ascii() || !last.is_ascii() || self.line_shapes.have(Shape { first, length: words.len(), last })
    }
}

/// Whether a word may be one of those with these shapes. Beyond ASCII a capital may have another shape than its small letter.
#[inline]
fn may_be(word: &str, shapes: &Shapes) -> bool {
    shapes.may_hold(word.as_bytes()) || !word.is_ascii()
}

fn first_word(words: &str) -> &str {
    words.split(' ').next().unwrap_or(words)
}

struct Beginning {
    words: &'static str,
    rule: &'static str,
    /// Only where the line does not end like a sentence: "Related: …", not "Related parties were heard."
    label: bool,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| parse(include_str!("data/chrome.tsv")));

fn parse(table: &'static str) -> Lexicon {
    let mut lexicon = Lexicon::default();
    SHARE_WORDS.iter().for_each(|word| lexicon.share_shapes.add_word(word));
    for row in rows(table) {
        let mut columns = row.split('\t');
        let (Some(rule), Some(_language), Some(how), Some(words)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        match how {
            "is" => lexicon.add_line(words, rule),
            "begins" | "labels" => lexicon.add_beginning(Beginning { words, rule, label: how == "labels" }),
            _ if words.contains(is_unparted) => lexicon.unparted.push((words, rule)),
            _ => lexicon.add_phrase(words, rule),
        }
    }
    lexicon
}

/// The rule by which a line is chrome.
pub fn rule(line: &str) -> Option<&'static str> {
    // No prompt is longer. Most lines are: counting spaces is quicker than finding words.
    if line.len() > LINE_BYTES_MAX || memchr::memchr_iter(b' ', line.as_bytes()).count() > CONTAINING_WORDS_MAX {
        return None;
    }
    let mut words = Vec::with_capacity(CONTAINING_WORDS_MAX + 1);
    words.extend(normalise::words(line).take(CONTAINING_WORDS_MAX + 1));
    if words.len() > CONTAINING_WORDS_MAX {
        return None;
    }
    whole(line, &words)
        .or_else(|| beginning(line, &words))
        .or_else(|| is_feed_note(line).then_some("more"))
        .or_else(|| is_copyright(&words).then_some("rights"))
        .or_else(|| is_share_bar(&words).then_some("share"))
        .or_else(|| is_source(line, &words).then_some("source"))
        .or_else(|| containing(line, &words))
}

/// What WordPress puts under every item of a feed, with the headline and the site's name in it.
const FEED_NOTES: &[(&str, &str)] = &[
    ("The post ", " appeared first on "),
    ("The article ", " appeared first on "),
    ("Der Beitrag ", " erschien zuerst auf "),
    ("L’article ", " est apparu en premier sur "),
    ("L'article ", " est apparu en premier sur "),
    ("La entrada ", " se publicó primero en "),
    ("L’articolo ", " proviene da "),
    ("L'articolo ", " proviene da "),
    ("O post ", " apareceu primeiro em "),
    ("Het bericht ", " verscheen eerst op "),
];

fn is_feed_note(line: &str) -> bool {
    let first = line.bytes().next();
    let fits = |start: &str| start.bytes().next() == first && line.starts_with(start);
    FEED_NOTES.iter().any(|(start, middle)| fits(start) && line.contains(middle))
}

/// "Copyright © 2019 The Courier": no sentence of an article begins with that word and a year.
fn is_copyright(words: &[&str]) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    words.first().is_some_and(|word| word.eq_ignore_ascii_case("copyright"))
        && words.iter().skip(1).take(2).any(|word| is_year(word))
        && words.len() <= LABELLED_WORDS_MAX
}

/// "Quelle: dpa": whose words the article is, alone on its line.
fn is_source(line: &str, words: &[&str]) -> bool {
    words.len() <= SOURCE_WORDS_MAX
        && line.split_once(':').is_some_and(|(label, source)| {
            !source.trim().is_empty() && SOURCE_LABELS.contains(&line_key(label).as_str())
        })
}

/// Labels of sources, as line keys.
const SOURCE_LABELS: &[&str] =
    &["quelle", "quellen", "source", "sources", "fuente", "fuentes", "fonte", "fonti", "bron", "bronnen"];

/// A source of more words is one that the article gives (guessed: the label and an agency, or two).
const SOURCE_WORDS_MAX: usize = 3;

/// Buttons in a row: networks and words such as "share", nothing else.
fn is_share_bar(words: &[&str]) -> bool {
    let is_known = |word: &str| SHARE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    words.len() >= 3 && words.iter().all(|word| may_be(word, &LEXICON.share_shapes) && is_known(word))
}

/// The words of share bars, as the sites themselves write them.
#[rustfmt::skip]
const SHARE_WORDS: &[&str] = &[
    "facebook", "x", "twitter", "linkedin", "reddit", "whatsapp", "telegram", "pinterest", "pin", "tumblr", "messenger", "skype", "viber", "vk", "vkontakte", "odnoklassniki",
    "xing", "pocket", "flipboard", "instapaper", "bluesky", "mastodon", "threads", "instagram", "line", "share", "via", "email", "e", "mail", "print", "copy", "link", "tweet", "sms",
    "on", "to", "teilen", "drucken", "partager", "imprimer", "compartir", "imprimir", "condividi", "stampa", "delen", "dela",
    "merken", "speichern", "vorlesen", "kommentieren", "enregistrer", "commenter", "guardar", "comentar", "salva", "commenta", "bewaren", "save", "listen", "comment",
];

/// The rule that knows the whole line.
fn whole(line: &str, words: &[&str]) -> Option<&'static str> {
    // Most lines are sentences, and need no key.
    if !LEXICON.may_be_whole(words) {
        return None;
    }
    LEXICON.lines.get(line_key(line).as_str()).copied()
}

/// The rule that knows the first words of the line.
fn beginning(line: &str, words: &[&str]) -> Option<&'static str> {
    let may_begin = words.len() <= LABELLED_WORDS_MAX && may_be(words.first()?, &LEXICON.beginning_shapes);
    if !may_begin || is_quoted(line) || words.len() > BEGINNING_WORDS_MAX && !is_labelled(line) {
        return None;
    }
    let key = line_key(line);
    let is_sentence = line.trim_end_matches(')').ends_with(['.', '!', '?', '”', '"']);
    let begins = |beginning: &&Beginning| {
        let rest = key.strip_prefix(beginning.words);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) && !(beginning.label && is_sentence)
    };
    LEXICON.beginnings.get(first_word(&key)).into_iter().flatten().find(begins).map(|beginning| beginning.rule)
}

/// "Read also: …" names another story however long its headline is.
fn is_labelled(line: &str) -> bool {
    line.split([':', '|', '»', '>'])
        .next()
        .is_some_and(|label| label.len() < line.len() && label.split_whitespace().count() <= 4)
}

/// The rule that knows a phrase in the line. Prose may speak of newsletters and cookies; what somebody says is never a prompt.
fn containing(line: &str, words: &[&str]) -> Option<&'static str> {
    let (shapes, is_ascii) = (&LEXICON.phrase_shapes, line.is_ascii());
    let may_be = |word: &str| if is_ascii { shapes.may_hold(word.as_bytes()) } else { may_be(word, shapes) };
    let mut may_begin = (0..words.len()).filter(|&at| may_be(words[at]));
    let rule = may_begin.find_map(|at| LEXICON.phrases_of(words[at])?.rule(&words[at..])).or_else(|| {
        let key = (!is_ascii && may_be_unparted(line) && line.contains(is_unparted)).then(|| line_key(line))?;
        LEXICON.unparted.iter().find(|(phrase, _)| key.contains(phrase)).map(|(_, rule)| *rule)
    })?;
    let quotes = words.len() > QUOTING_WORDS_MAX && line.contains(['“', '„', '«', '"']);
    (!quotes).then_some(rule)
}

/// Whether the words of a line key begin with the phrase; of its last word the beginning is enough ("newsletter" in "newsletters").
fn begins(words: &[&str], phrase: &str) -> bool {
    let mut letters = phrase.chars();
    for word in words {
        for c in word.chars().flat_map(char::to_lowercase) {
            match letters.next() {
                Some(letter) if letter == c => {}
                Some(_) => return false,
                None => return true,
            }
        }
        match letters.next() {
            Some(' ') => {}
            Some(_) => return false,
            None => return true,
        }
    }
    false
}

/// Letters of scripts that put no space between words or glue endings to them: Thai, Hangul, Kana, Han.
fn is_unparted(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Whether a byte of a line opens such a letter in UTF-8, or one near it: dashes and quotation marks are told apart so without
/// decoding them. To ask all bytes is quicker than to stop at the first.
fn may_be_unparted(line: &str) -> bool {
    line.bytes().fold(0, |found, byte| found | u8::from(matches!(byte, 0xe0 | 0xe1 | 0xe3..=0xed))) != 0
}

/// Somebody's words are the article's, whatever they begin with.
fn is_quoted(line: &str) -> bool {
    line.starts_with(['“', '"', '„', '«', '‘'])
}

/// A label met so often with the body going on behind it each time is the article's own way: "Read more: …" under every
/// tip of a list (guessed).
const OWN_LABELS_MIN: usize = 3;

/// Of each paragraph the rule that knows it for chrome; the run of headlines under a heading such as "Related articles" too.
pub fn rules(paragraphs: &[String]) -> Vec<Option<&'static str>> {
    let mut in_run = false;
    let each = paragraphs.iter().map(|paragraph| {
        let rule = rule(paragraph);
        in_run = match rule {
            Some(rule) => matches!(rule, "related") && is_heading(paragraph) || in_run,
            None => in_run && is_headline(paragraph),
        };
        rule.or(in_run.then_some("related-run"))
    });
    let mut rules: Vec<_> = each.collect();
    for at in single_headlines(&rules) {
        rules[at] = None;
    }
    for at in own_labels(paragraphs, &rules) {
        rules[at] = None;
    }
    for at in lone_headings(paragraphs, &rules) {
        rules[at] = None;
    }
    rules
}

/// Entries of menus that stand alone inside the text with prose right behind: headings ("Mobile apps", "Careers").
fn lone_headings(paragraphs: &[String], rules: &[Option<&str>]) -> Vec<usize> {
    let is_body = |at: usize| rules[at].is_none();
    let is_prose = |at: usize| is_body(at) && lines::is_prose(&paragraphs[at]);
    let Some(first) = (0..rules.len()).find(|&at| is_prose(at)) else { return Vec::new() };
    let inner = first + 1..rules.len().saturating_sub(1);
    inner.filter(|&at| rules[at] == Some("theme") && is_body(at - 1) && is_prose(at + 1)).collect()
}

/// One headline under a heading, with the text going on: a heading of the article and its only line.
fn single_headlines(rules: &[Option<&str>]) -> Vec<usize> {
    let is_run = |at: usize| rules.get(at).is_some_and(|rule| *rule == Some("related-run"));
    let last = rules.iter().rposition(Option::is_none).unwrap_or(0);
    (1..last).filter(|&at| is_run(at) && !is_run(at - 1) && !is_run(at + 1)).collect()
}

/// Labels that the article has again and again, each time above another paragraph.
fn own_labels(paragraphs: &[String], rules: &[Option<&str>]) -> Vec<usize> {
    let mut by_label: HashMap<String, Vec<usize>> = HashMap::new();
    let is_body = |at: usize| rules.get(at).is_some_and(Option::is_none);
    for at in (0..rules.len()).filter(|&at| rules[at] == Some("related") && is_body(at + 1)) {
        let label = line_key(&paragraphs[at]).split(' ').take(2).collect::<Vec<_>>().join(" ");
        by_label.entry(label).or_default().push(at);
    }
    by_label.into_values().filter(|places| places.len() >= OWN_LABELS_MIN).flatten().collect()
}

/// Takes chrome out of the paragraphs.
pub fn strip(paragraphs: Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    let rules = rules(&paragraphs);
    let mut kept = Vec::with_capacity(paragraphs.len());
    for (paragraph, rule) in paragraphs.into_iter().zip(rules) {
        match rule {
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
    fn every_row_is_whole_and_a_line_key() {
        for row in rows(include_str!("data/chrome.tsv")) {
            let columns: Vec<_> = row.split('\t').collect();
            assert_eq!(columns.len(), 4, "{row}");
            assert!(["is", "begins", "labels", "has"].contains(&columns[2]), "{row}");
            assert_eq!(line_key(columns[3]), columns[3], "no line key: {row}");
        }
    }

    #[test]
    fn chrome_is_known_and_prose_is_not() {
        check("Show More", Some("more"));
        check("Related Articles", Some("related"));
        check("Back to top button", Some("top"));
        check("» Read more:", Some("more"));
        check("Advertisement", Some("advertisement"));
        check("The post Ferry stays in dock appeared first on The Courier.", Some("more"));
        check("His post appeared first on Monday.", None);
        check("Copyright © 2019 The Ellery Courier LLC. Click here for reprint permission.", Some("rights"));
        check("Quelle: mpa", Some("source"));
        check("Source: a letter of the owner to the council", None);
        check("Merken Teilen Drucken", Some("share"));
        check("Il vous reste 57.09% de cet article à lire.", Some("paywall"));
        check("Copyright law of 1909 was the first to name films.", None);
        check("Unsubscribe | Manage preferences", Some("newsletter"));
        check("Enlarge this image toggle caption Ann Lee/Wire", Some("media"));
        check("Slideshow (2 images)", Some("media"));
        check("Slideshow operators were told on Monday to stop.", None);
        check("You are receiving this email because you asked for it.", Some("newsletter"));
        check("Share or comment on this article:", Some("share"));
        check("Related articles of the treaty were amended in March.", None);
        check("(Related articles of the treaty were amended in March.)", None);
        check("“Advertisement” is the word he used.", None);
        let readers = "The newsletter, delivered daily to your inbox, now has 40,000 readers, the company said.";
        check(readers, None);
        check("Click to get the bus: the villages of the isle have a timetable again.", None);
        check("Share prices fell on Monday after the bank's warning.", None);
    }

    #[test]
    fn what_an_article_has_again_and_again_is_its_own() {
        let known = |lines: &[&str]| -> Vec<bool> {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            rules(&lines).iter().map(Option::is_some).collect()
        };
        let (label, tip) = ("Read also: how to mend a net", "A net is mended before it is dried.");
        assert_eq!(known(&[tip, label, tip, label, tip, label, tip]), [false; 7]);
        assert_eq!(known(&[tip, label, tip, label]), [false, true, false, true]);
        let prose = "A net is mended before it is dried, for a hole in a wet net is twice the hole that it was before.";
        assert_eq!(known(&[prose, "Contact us", prose, "Careers"]), [false, false, false, true]);
        assert_eq!(known(&["Contact us", prose, "Careers", "Contact us", prose]), [true, false, true, true, false]);
        let (heading, headline) = ("Related Articles", "Ferry stays in dock for a week");
        assert_eq!(known(&[tip, heading, headline, tip]), [false, true, false, false]);
        assert_eq!(known(&[tip, heading, headline, headline, tip]), [false, true, true, true, false]);
        assert_eq!(known(&[tip, heading, headline]), [false, true, true]);
    }
}
