//! A text in, its terms as one line out: the very terms of the index on disk, a word's forms joined by a bar.

use super::mapping::{FORMS, Marks, PARAGRAPHS, SENTENCES};
use crate::index::said::Fragment;
use crate::text::analyse::{AnalysedWord, Analyser, FOREIGN, SURFACE, split_language_header, without_mark};
use std::cell::RefCell;
use tantivy::fieldnorm::FieldNormReader;

thread_local! {
    /// Holds a cache of stems: one a thread.
    static ANALYSER: RefCell<Analyser> = RefCell::new(Analyser::new());
}

/// A text's words, each with its place in the index on disk.
pub(super) struct Line {
    /// Forms of each word.
    words: Vec<(u32, String)>,
    /// Terms in all, as many as the index on disk has of it.
    terms: u32,
}

impl Line {
    /// Of a value with the header that tells its language.
    pub fn of(value: &str) -> Line {
        let (language, text) = split_language_header(value);
        let mut line = Line { words: Vec::new(), terms: 0 };
        ANALYSER.with_borrow_mut(|analyser| {
            analyser.each_word(text, language, |word| {
                line.terms += word.terms().count() as u32;
                line.words.push((word.position, forms(word)));
            });
        });
        line
    }

    /// The length the index on disk keeps of it, which is rounded.
    pub fn length(&self) -> u32 {
        FieldNormReader::id_to_fieldnorm(FieldNormReader::fieldnorm_to_id(self.terms))
    }

    /// The words before a position, with the breaks between paragraphs and sentences marked.
    pub fn marked(&self, paragraphs: &[u64], sentences: &[u64], end: u32) -> String {
        let starts_of = |starts: &[u64]| {
            let mut starts: Vec<u32> = starts.iter().map(|&start| start as u32).collect();
            starts.sort_unstable();
            starts
        };
        let units = [(starts_of(paragraphs), PARAGRAPHS), (starts_of(sentences), SENTENCES)];
        let begins = |at: usize, starts: &[u32]| {
            let position = |at: usize| self.words.get(at).map(|word| word.0);
            let Some(here) = position(at) else { return true };
            at.checked_sub(1).and_then(position).is_none_or(|before| {
                // A stretch begins between the word before and this one, or at it.
                let first = starts.partition_point(|&start| start <= before);
                starts.get(first).is_some_and(|&start| start <= here)
            })
        };
        let mut text = String::with_capacity(self.words.len() * 12);
        for (at, (_, forms)) in self.words.iter().enumerate().take_while(|(_, word)| word.0 < end) {
            add(&mut text, forms);
            for (starts, marks) in &units {
                mark(&mut text, *marks, begins(at, starts), begins(at + 1, starts));
            }
        }
        text
    }

    /// Everything, without marks.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        self.words.iter().for_each(|(_, forms)| add(&mut text, forms));
        text
    }

    /// The words of a quotation, its fragments as one text. A paragraph that ends inside a fragment ends there, too.
    pub fn said(&self, fragments: &[Fragment]) -> String {
        // Each word, and whether a stretch begins with it.
        let mut words: Vec<(&str, bool)> = Vec::new();
        for fragment in fragments {
            let end = fragment.start.saturating_add(fragment.words);
            let from = self.words.partition_point(|(position, _)| *position < fragment.start);
            let to = self.words.partition_point(|(position, _)| *position < end);
            for at in from..to {
                let follows = at == from || self.words[at - 1].0 + 1 == self.words[at].0;
                words.push((&self.words[at].1, !follows || words.is_empty()));
            }
        }
        let mut text = String::new();
        for (at, (forms, begins)) in words.iter().enumerate() {
            add(&mut text, forms);
            mark(&mut text, PARAGRAPHS, *begins, words.get(at + 1).is_none_or(|next| next.1));
        }
        text
    }
}

/// Marks a word that begins or ends a stretch.
fn mark(text: &mut String, marks: Marks, begins: bool, ends: bool) {
    let mark = match (begins, ends) {
        (true, true) => marks.only,
        (true, false) => marks.first,
        (false, true) => marks.last,
        (false, false) => return,
    };
    text.push(FORMS);
    text.push_str(mark);
}

/// All forms of all words of a line, without the marks: for an engine that lays no two of them at one position.
pub(super) fn bag(line: &str) -> String {
    let marks = [PARAGRAPHS, SENTENCES].map(|marks| [marks.first, marks.last, marks.only]).concat();
    let forms = line.split([' ', FORMS]).filter(|form| !marks.contains(form));
    let mut text = String::with_capacity(line.len());
    forms.for_each(|form| add(&mut text, form));
    text
}

fn add(text: &mut String, forms: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(forms);
}

/// The terms of one word; its exact form always among them, so that a base form needs no arithmetic to be found. Exact forms
/// of all languages have one mark: here they stand beside the stem and cost no list of their own.
fn forms(word: AnalysedWord<'_>) -> String {
    let mut forms = String::new();
    for term in word.terms() {
        if !forms.is_empty() {
            forms.push(FORMS);
        }
        let foreign = term.strip_prefix(FOREIGN);
        forms.extend(foreign.map(|_| SURFACE));
        forms.push_str(&on_the_wire(foreign.unwrap_or(term)));
    }
    if let (Some(stem), None) = (word.stem, word.surface) {
        forms.extend([FORMS, SURFACE]);
        forms.push_str(&on_the_wire(without_mark(stem)));
    }
    forms
}

/// A term as it can stand in a line. A few letters fold to several words: their spaces would part them there.
pub fn on_the_wire(term: &str) -> std::borrow::Cow<'_, str> {
    let parts = |c: char| c.is_whitespace() || c == FORMS || "[]{}".contains(c);
    if term.contains(parts) { term.replace(parts, "_").into() } else { term.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_stand_at_one_position() {
        let check =
            |value: &str, expected: &str| assert_eq!(Line::of(value).marked(&[], &[], u32::MAX), expected, "{value}");
        check("en\u{1}Talks in the U.S. talk", "talk|=talks|[|{ in|=in the|=the us|u|s|=us talk|=talk|]|}");
        check("de\u{1}Gespräche", "de:gesprach|=gesprache|[]|{}");
        check("cs\u{1}one", "=one|[]|{}");
        check("--\u{1}talks naïve", "talk|=talks|[|{ =naive|]|}");
        check("en\u{1}", "");
    }

    #[test]
    fn a_bag_has_every_form_and_no_mark() {
        assert_eq!(bag("talk|=talks|[|{ in|=in|]|}"), "talk =talks in =in");
        assert_eq!(bag(""), "");
    }

    #[test]
    fn breaks_stand_at_the_words_beside_them() {
        let line = Line::of("cs\u{1}a b. c\n\nd");
        assert_eq!(line.marked(&[0, 103], &[0, 2, 103], u32::MAX), "=a|[|{ =b|} =c|]|{} =d|[]|{}");
        assert_eq!(line.marked(&[0, 103], &[0, 2], 103), "=a|[|{ =b|} =c|]|{");
        assert_eq!(line.plain(), "=a =b =c =d");
        let fragment = |start, words| Fragment { quotation: 1, start, words };
        assert_eq!(line.said(&[fragment(1, 103), fragment(0, 1)]), "=b|[ =c|] =d|[ =a|]");
    }
}
