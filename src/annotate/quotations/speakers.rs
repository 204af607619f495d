//! A subject in, the speaker it means out: names by the article's people, pronouns by salience, phrases as
//! they stand.

use super::cues::Tags;
use super::layout::Layout;
use super::subject::Subject;
use crate::annotate::names::{Class, Gender};
use crate::article::{Span, Speaker, SpeakerKind};

/// Somebody a quotation can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Index into `People::persons`, and the words that say so.
    Person(usize, Span),
    Phrase(Span, SpeakerKind),
}

impl Who {
    pub fn person(&self) -> Option<usize> {
        match self {
            Who::Person(person, _) => Some(*person),
            Who::Phrase(..) => None,
        }
    }

    /// As it leaves this room.
    pub fn speaker(&self, layout: &Layout) -> Speaker {
        match *self {
            Who::Person(index, mention) => {
                let person = &layout.people.persons[index];
                let (name, role) = (person.name.clone(), person.role.clone());
                Speaker { name, mention, kind: SpeakerKind::Person, role }
            }
            Who::Phrase(mention, kind) => {
                let name = mention.of(layout.text).split_whitespace().collect::<Vec<_>>().join(" ");
                Speaker { name, mention, kind, role: None }
            }
        }
    }
}

/// What is known of each mention for resolving pronouns.
pub struct Salience {
    /// The sentence each mention lies in.
    sentence: Vec<usize>,
    /// Whether it is the first name of its sentence: most often the subject.
    leads: Vec<bool>,
    sentences: Vec<Span>,
}

impl Salience {
    pub fn new(layout: &Layout, sentences: &[Span]) -> Salience {
        let mentions = &layout.people.mentions;
        let mut at = 0;
        let mut sentence = Vec::with_capacity(mentions.len());
        for mention in mentions {
            while at < sentences.len() && sentences[at].end <= mention.span.start {
                at += 1;
            }
            sentence.push(at);
        }
        let leads = (0..sentence.len()).map(|i| i == 0 || sentence[i - 1] != sentence[i]).collect();
        Salience { sentence, leads, sentences: sentences.to_vec() }
    }

    /// The person a pronoun at byte `at` means. Weights are guessed, then tried on half of a development
    /// set: the subject of the same or the last sentence, who spoke last, and nearness.
    pub fn resolve(&self, layout: &Layout, at: usize, gender: Gender, last: Option<usize>) -> Option<usize> {
        const MENTIONS_MAX: usize = 24;
        const SENTENCES_MAX: usize = 8;
        let mentions = &layout.people.mentions;
        let here = self.sentences.partition_point(|s| s.end <= at);
        let before = mentions.partition_point(|m| m.span.end <= at);
        let mut best: Option<(f32, usize)> = None;
        for i in (0..before).rev().take(MENTIONS_MAX) {
            let person = mentions[i].person;
            let known = layout.people.persons[person].gender;
            let distance = here.saturating_sub(self.sentence[i]);
            if known.is_some_and(|g| g != gender) || distance > SENTENCES_MAX {
                continue;
            }
            let mut score = -0.6 * distance as f32;
            score += if self.leads[i] { 1.0 } else { 0.0 };
            score += if last == Some(person) { 1.2 } else { 0.0 };
            score += if known.is_some() { 0.5 } else { 0.0 };
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, person));
            }
        }
        best.map(|(_, person)| person)
    }
}

/// Who a subject is; `None` for "I", "we", "they" and what cannot be told.
pub fn who(layout: &Layout, salience: &Salience, subject: &Subject, last: Option<usize>) -> Option<Who> {
    match subject {
        Subject::Name(mention) => {
            let mention = layout.people.mentions[*mention];
            Some(Who::Person(mention.person, mention.span))
        }
        Subject::Pronoun(token) => {
            let token = &layout.tokens[*token];
            let gender = match (token.is(Tags::HE), token.is(Tags::SHE)) {
                (true, false) => Gender::Male,
                (false, true) => Gender::Female,
                _ => return None,
            };
            let person = salience.resolve(layout, token.word.span.start, gender, last)?;
            Some(Who::Person(person, token.word.span))
        }
        Subject::Phrase(tokens) => {
            let mut start = tokens.start;
            while start < tokens.end && (layout.tokens[start].is_mark() || layout.tokens[start].is(Tags::CONJUNCTION)) {
                start += 1;
            }
            let tokens = start..tokens.end;
            if tokens.is_empty() {
                return None;
            }
            let role = tokens.clone().any(|i| layout.tokens[i].is_class(Class::ROLE) && layout.tokens[i].is_lower());
            let named = tokens.clone().any(|i| {
                let t = &layout.tokens[i];
                t.is_capital() && (!t.is_class(Class::FUNCTION) || !t.word.starts_sentence)
            });
            let kind = match (role, named) {
                (true, _) => SpeakerKind::Role,
                (_, true) => SpeakerKind::Organisation,
                _ => return None,
            };
            Some(Who::Phrase(layout.span(&tokens), kind))
        }
    }
}
