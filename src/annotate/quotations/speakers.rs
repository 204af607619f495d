//! A subject in, the speaker it means out: names by the article's people, pronouns by salience, phrases as
//! they stand.

use super::cues::Tags;
use super::layout::{Item, Layout, Token};
use super::subject::{self, Subject};
use crate::annotate::names::{Class, Gender};
use crate::article::{Span, Speaker, SpeakerKind};
use std::ops::Range;

/// Somebody a quotation can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Index into `People::persons`, and the words that say so.
    Person(usize, Span),
    Phrase(Span, SpeakerKind),
}

impl Who {
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

/// Whom each "he" and "she" of the narrative means.
///
/// Names and pronouns are followed in text order; a pronoun means the likeliest of those before it, and then
/// counts as a mention itself. What stands inside quotation marks is another's speech and is not followed.
pub struct Pronouns {
    /// Token of the pronoun and index into `People::persons`, in text order.
    resolved: Vec<(usize, usize)>,
}

/// A name or resolved pronoun of the narrative.
struct Link {
    person: usize,
    sentence: usize,
    /// What its place in the sentence is worth.
    weight: f32,
}

// Weights guessed, then tried on the half of a development set that was looked at: distance in sentences
// against being a sentence's first name, beside a verb of saying, of known gender, or a mere possessive.
const PER_SENTENCE: f32 = -0.6;
const LEADS: f32 = 1.0;
const SPEAKS: f32 = 0.8;
const GENDER_KNOWN: f32 = 0.8;
const POSSESSIVE: f32 = -0.8;
const LINKS_MAX: usize = 24;
const SENTENCES_MAX: usize = 8;

impl Pronouns {
    pub fn resolve(layout: &Layout) -> Pronouns {
        let mut pronouns = Pronouns { resolved: Vec::new() };
        let mut links: Vec<Link> = Vec::new();
        let mut sentence = 0;
        for item in &layout.items {
            let Item::Piece { tokens, fresh, .. } = item else { continue };
            sentence += usize::from(*fresh);
            for i in tokens.clone() {
                let Some(person) = pronouns.person_at(layout, &links, sentence, tokens, i) else { continue };
                let leads = links.last().is_none_or(|l| l.sentence != sentence)
                    && !subject::follows_preposition(layout, tokens.start, i);
                links.push(Link { person, sentence, weight: weight(layout, tokens, i, leads) });
            }
        }
        pronouns
    }

    /// The person that begins to be mentioned at the token; pronouns are resolved and kept.
    fn person_at(
        &mut self,
        layout: &Layout,
        links: &[Link],
        sentence: usize,
        tokens: &Range<usize>,
        i: usize,
    ) -> Option<usize> {
        let token = &layout.tokens[i];
        if let Some(mention) = token.mention {
            let begins = i == tokens.start || layout.tokens[i - 1].mention != Some(mention);
            return begins.then(|| layout.people.mentions[mention].person);
        }
        let gender = gender(token)?;
        let person = likeliest(layout, links, sentence, gender)?;
        self.resolved.push((i, person));
        Some(person)
    }

    fn person(&self, token: usize) -> Option<usize> {
        let at = self.resolved.binary_search_by_key(&token, |&(t, _)| t).ok()?;
        Some(self.resolved[at].1)
    }
}

fn gender(token: &Token) -> Option<Gender> {
    match (token.is(Tags::HE), token.is(Tags::SHE)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

fn weight(layout: &Layout, tokens: &Range<usize>, i: usize, leads: bool) -> f32 {
    let mention = layout.tokens[i].mention;
    let last = (i..tokens.end)
        .take_while(|&k| k == i || mention.is_some() && layout.tokens[k].mention == mention)
        .last()
        .unwrap_or(i);
    let says = |k: usize| tokens.contains(&k) && layout.tokens[k].is(Tags::SPEECH) && layout.tokens[k].is_lower();
    let speaks = says(last + 1) || i > 0 && says(i - 1);
    let mut weight = 0.0;
    weight += if leads { LEADS } else { 0.0 };
    weight += if speaks { SPEAKS } else { 0.0 };
    weight += if layout.tokens[last].word.possessive { POSSESSIVE } else { 0.0 };
    weight
}

fn likeliest(layout: &Layout, links: &[Link], sentence: usize, gender: Gender) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for link in links.iter().rev().take(LINKS_MAX) {
        let known = layout.people.persons[link.person].gender;
        let distance = sentence - link.sentence;
        if known.is_some_and(|g| g != gender) || distance > SENTENCES_MAX {
            continue;
        }
        let score = link.weight + PER_SENTENCE * distance as f32 + if known.is_some() { GENDER_KNOWN } else { 0.0 };
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, link.person));
        }
    }
    best.map(|(_, person)| person)
}

/// Who a subject is; `None` for "I", "we", "they" and what cannot be told.
pub fn who(layout: &Layout, pronouns: &Pronouns, subject: &Subject) -> Option<Who> {
    match subject {
        Subject::Name(mention) => {
            let mention = layout.people.mentions[*mention];
            Some(Who::Person(mention.person, mention.span))
        }
        Subject::Pronoun(token) => {
            let person = pronouns.person(*token)?;
            Some(Who::Person(person, layout.tokens[*token].word.span))
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
            let role = tokens.clone().any(|i| {
                layout.tokens[i].is_class(Class::ROLE) && (layout.tokens[i].is_lower() || layout.nouns_are_capital)
            });
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
