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
    /// Tokens of narrative within one sentence.
    Piece { tokens: Range<usize>, paragraph: usize, fresh: bool },
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
    let mut mentions = people.mentions.iter().enumerate().peekable();
    let mut found = Vec::with_capacity(people.words.len());
    for &word in &people.words {
        while mentions.next_if(|(_, m)| m.span.end <= word.span.start).is_some() {}
        let mention = mentions.peek().filter(|(_, m)| m.span.overlaps(word.span)).map(|&(i, _)| i);
        // Names and marks have no part in saying but as subjects.
        let looked_up = mention.is_none() && word.is_word();
        let tags = if looked_up { cues.tags(text, word.span, &mut folded) } else { Tags::default() };
        found.push(Token { word, tags, mention });
    }
    found
}

/// Lays tokens and quoted stretches out in text order.
pub fn items(tokens: &[Token], quoted: &[Quoted], paragraphs: &[Span]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut paragraph = 0;
    let mut next_quoted = 0;
    let mut open: Option<(usize, bool)> = None;
    for (i, token) in tokens.iter().enumerate() {
        let at = token.word.span.start;
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
        } else if open.is_none() {
            let fresh = starts || changes;
            open = Some((i, fresh));
        }
    }
    close(&mut open, tokens.len(), paragraph, &mut items);
    items
}

/// "42 | boats are late.": the first word of a sentence, whose number before it begins it all the same.
fn is_behind_first_number(tokens: &[Token], i: usize) -> bool {
    let before = i.checked_sub(1).map(|i| &tokens[i].word);
    before.is_some_and(|before| before.shape == Shape::Number && before.starts_sentence)
}

fn close(open: &mut Option<(usize, bool)>, end: usize, paragraph: usize, items: &mut Vec<Item>) {
    if let Some((start, fresh)) = open.take() {
        items.push(Item::Piece { tokens: start..end, paragraph, fresh });
    }
}
