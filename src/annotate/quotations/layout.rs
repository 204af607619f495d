//! An article in, the row of its pieces and quoted stretches out: what attribution walks along.
//!
//! A piece is a stretch of narrative inside one sentence, between quotations. "“A,” he said. “B.”" is laid
//! out as quoted, piece, quoted; a sentence without quotation is one piece.

use super::cues::{Cues, Tags};
use super::scan::Quoted;
use crate::annotate::names::{Class, People, Shape, Word};
use crate::article::Span;
use std::ops::Range;

/// A word with what names and cues know of it.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub word: Word,
    pub tags: Tags,
    /// Index into [`People::mentions`].
    pub mention: Option<usize>,
}

impl Token {
    pub fn is(&self, tags: Tags) -> bool {
        self.tags.is(tags)
    }

    /// Whether no table has the word.
    pub fn is_untold(&self) -> bool {
        self.tags == Tags::default() || self.tags == Tags::NAMED
    }

    pub fn is_class(&self, class: Class) -> bool {
        self.word.class.is(class)
    }

    pub fn is_mark(&self) -> bool {
        matches!(self.word.shape, Shape::Mark(_))
    }

    pub fn is_any_mark(&self, marks: &[char]) -> bool {
        matches!(self.word.shape, Shape::Mark(c) if marks.contains(&c))
    }

    pub fn is_lower(&self) -> bool {
        self.word.shape == Shape::Lower
    }

    pub fn is_capital(&self) -> bool {
        matches!(self.word.shape, Shape::Capital | Shape::Upper | Shape::Initial)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Tokens of narrative within one sentence, and what they are together.
    Piece { tokens: Range<usize>, paragraph: usize, fresh: bool, tags: Tags },
    /// Index into the quoted stretches, and the tokens of it, marks included.
    Quoted { index: usize, tokens: Range<usize>, paragraph: usize },
}

impl Item {
    pub fn paragraph(&self) -> usize {
        match self {
            Item::Piece { paragraph, .. } | Item::Quoted { paragraph, .. } => *paragraph,
        }
    }
}

/// The article as attribution sees it.
pub struct Layout<'a> {
    pub text: &'a str,
    pub people: &'a People,
    pub tokens: Vec<Token>,
    pub quoted: Vec<Quoted>,
    pub items: Vec<Item>,
    /// Whether the language capitalises every noun.
    pub nouns_are_capital: bool,
    /// Whether the subject follows the verb when something else comes first.
    pub inverts: bool,
}

impl Layout<'_> {
    pub fn word(&self, i: usize) -> &str {
        self.tokens[i].word.span.of(self.text)
    }

    /// French and Spanish: the subject may follow its verb, and nouns have small letters.
    pub fn is_romance(&self) -> bool {
        self.inverts && !self.nouns_are_capital
    }

    pub fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.tokens[range.start].word.span.start, self.tokens[range.end - 1].word.span.end)
    }
}

/// The words with their tags and mentions.
pub fn tokens(text: &str, people: &People, cues: &Cues) -> Vec<Token> {
    let mut folded = String::with_capacity(32);
    let span_of = |mention: usize| people.mentions.get(mention).map_or(NOWHERE, |mention| mention.span);
    let (mut next, mut named) = (0, span_of(0));
    let token = |&word: &Word| {
        while named.end <= word.span.start {
            next += 1;
            named = span_of(next);
        }
        let mention = named.overlaps(word.span).then_some(next);
        // Names and marks have no part in saying but as subjects.
        let tags = match mention {
            Some(_) => Tags::NAMED,
            None if word.is_word() => cues.tags(text, word.span, &mut folded),
            None => Tags::default(),
        };
        Token { word, tags, mention }
    };
    people.words.iter().map(token).collect()
}

/// Behind every word.
const NOWHERE: Span = Span { start: usize::MAX, end: usize::MAX };

/// Takes an attribution out of the marks that it stands in, as French papers write: "« Nous restons, assure Lund, mais il fait
/// froid. »" is two stretches with narrative between them.
pub fn without_attributions(text: &str, tokens: &[Token], quoted: Vec<Quoted>) -> Vec<Quoted> {
    let mut found = Vec::with_capacity(quoted.len());
    for mut rest in quoted {
        let first = tokens.partition_point(|t| t.word.span.start < rest.inner.start);
        let end = tokens.partition_point(|t| t.word.span.start < rest.inner.end);
        let mut at = first;
        while at < end {
            let comma = tokens[at].is_any_mark(&[',']) && at > first;
            let Some(behind) = comma.then(|| end_of_attribution(text, tokens, at + 1, end)).flatten() else {
                at += 1;
                continue;
            };
            let said = Span::new(rest.inner.start, tokens[at - 1].word.span.end);
            found.push(Quoted { inner: said, outer: Span::new(rest.outer.start, said.end), continues: false, ..rest });
            at = behind;
            let start = tokens.get(behind).filter(|_| behind < end).map_or(rest.outer.end, |t| t.word.span.start);
            rest.outer.start = start;
            rest.inner.start = start.min(rest.inner.end);
        }
        if rest.inner.of(text).contains(char::is_alphanumeric) {
            found.push(rest);
        }
    }
    found
}

/// Just past an attribution that begins at `at` and the mark that closes it: "assure Lund,", "a expliqué le maire.",
/// "souligne-t-elle."
fn end_of_attribution(text: &str, tokens: &[Token], at: usize, end: usize) -> Option<usize> {
    const NAME_WORDS_MAX: usize = 8; // "le maire de Lyon Paul Durand"; guessed
    let word = |i: usize| tokens[i].word.span.of(text);
    let is_clitic = |i: &usize| matches!(word(*i), "s'" | "s’" | "se" | "m'" | "m’");
    let linked = |i: usize| tokens[i].is(Tags::PRONOUN) && text[..tokens[i].word.span.start].ends_with('-');
    let mut next = at + (at..end).take_while(is_clitic).count();
    let mut by_pronoun = false;
    // "a-t-il | assuré", "a | assuré"
    if next + 1 < end && tokens[next].is(Tags::AUXILIARY) && matches!(word(next), "a" | "ont" | "avait" | "ha") {
        by_pronoun = linked(next + 1);
        next += 1 + usize::from(by_pronoun);
    }
    let verb = tokens.get(next).filter(|_| next < end)?;
    if !verb.is_lower() || !verb.is(Tags::SPEECH) || verb.is(Tags::PARTICIPLE) {
        return None;
    }
    next += 1;
    if !by_pronoun && next < end && linked(next) {
        (by_pronoun, next) = (true, next + 1);
    }
    if !by_pronoun {
        let small = Tags::SUBORDINATOR.or(Tags::COMPLEMENTIZER).or(Tags::PRONOUN).or(Tags::CONJUNCTION);
        let part = |i: &usize| {
            let t = &tokens[*i];
            t.mention.is_some() || !t.is_mark() && (!t.is(small) || t.is(Tags::DETERMINER))
        };
        let n_words = (next..end.min(next + NAME_WORDS_MAX)).take_while(part).count();
        let subject = next..next + n_words;
        let office = |t: &Token| t.is_class(Class::ROLE.or(Class::TITLE));
        let opens = tokens.get(next).is_some_and(|t| t.mention.is_some() || t.is(Tags::DETERMINER) || office(t));
        let names = tokens[subject.clone()].iter().any(|t| t.mention.is_some() || office(t));
        if !opens || !names {
            return None;
        }
        next = subject.end;
    }
    let closes = next >= end || tokens[next].is_any_mark(&[',', '.', '!', '?', '…']);
    closes.then_some((next + 1).min(end))
}

/// Lays tokens and quoted stretches out in text order.
pub fn items(tokens: &[Token], quoted: &[Quoted], paragraphs: &[Span]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut paragraph = 0;
    let mut next_quoted = 0;
    let mut open: Option<Open> = None;
    // Up to here nothing changes but where a sentence begins.
    let mut unchanged_to = 0;
    for (i, token) in tokens.iter().enumerate() {
        let at = token.word.span.start;
        if let Some(open) = &mut open
            && at < unchanged_to
            && !token.word.starts_sentence
        {
            open.tags = open.tags.or(token.tags);
            continue;
        }
        while next_quoted < quoted.len() && quoted[next_quoted].outer.end <= at {
            next_quoted += 1;
        }
        let changes = paragraphs.get(paragraph).is_some_and(|p| at >= p.end);
        let in_quoted = quoted.get(next_quoted).is_some_and(|q| q.outer.start <= at);
        let starts = token.word.starts_sentence && !is_behind_first_number(tokens, i);
        if changes || in_quoted || starts {
            close(&mut open, i, paragraph, &mut items);
        }
        while paragraphs.get(paragraph).is_some_and(|p| at >= p.end) {
            paragraph += 1;
        }
        if in_quoted {
            match items.last_mut() {
                Some(Item::Quoted { index, tokens, .. }) if *index == next_quoted => tokens.end = i + 1,
                _ => items.push(Item::Quoted { index: next_quoted, tokens: i..i + 1, paragraph }),
            }
            continue;
        }
        let open = open.get_or_insert(Open { start: i, fresh: starts || changes, tags: Tags::default() });
        open.tags = open.tags.or(token.tags);
        let ends = paragraphs.get(paragraph).map(|p| p.end);
        let opens = quoted.get(next_quoted).map(|q| q.outer.start);
        unchanged_to = ends.into_iter().chain(opens).min().unwrap_or(usize::MAX);
    }
    close(&mut open, tokens.len(), paragraph, &mut items);
    items
}

/// "42 | boats are late.": the first word of a sentence, whose number before it begins it all the same.
fn is_behind_first_number(tokens: &[Token], i: usize) -> bool {
    let before = i.checked_sub(1).map(|i| &tokens[i].word);
    before.is_some_and(|before| before.shape == Shape::Number && before.starts_sentence)
}

/// A piece that goes on.
struct Open {
    start: usize,
    fresh: bool,
    tags: Tags,
}

fn close(open: &mut Option<Open>, end: usize, paragraph: usize, items: &mut Vec<Item>) {
    if let Some(Open { start, fresh, tags }) = open.take() {
        items.push(Item::Piece { tokens: start..end, paragraph, fresh, tags });
    }
}
