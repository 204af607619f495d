//! A subject in, the speaker it means out: names by the article's people, pronouns by salience, phrases as
//! they stand.

use super::antecedents::{self, Speakers};
use super::cues::Tags;
use super::descriptions::Descriptions;
use super::epithets;
use super::layout::{Item, Layout, Token};
use super::phrases;
use super::subject::Subject;
use super::verbs;
use crate::annotate::names::{Class, Gender, Shape};
use crate::article::{Span, Speaker, SpeakerKind};
use std::cell::OnceCell;
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
                let (name, role) = (person.name.clone(), person.roles.first().cloned());
                Speaker { name, mention, kind: SpeakerKind::Person, role }
            }
            Who::Phrase(mention, kind) => {
                let name = mention.of(layout.text).split_whitespace().collect::<Vec<_>>().join(" ");
                Speaker { name, mention, kind, role: None }
            }
        }
    }
}

/// Whom each "he" and "she" of the narrative means, and each "the president".
///
/// Names and pronouns are followed in text order; a pronoun means the likeliest of those before it, and then
/// counts as a mention itself. What stands inside quotation marks is another's speech and is not followed.
pub struct References {
    /// Token of the pronoun and index into `People::persons`, in text order.
    resolved: Vec<(usize, usize)>,
    descriptions: Descriptions,
    /// Who speaks, verb by verb, once somebody asks: many articles have no pronoun but of persons.
    speakers: OnceCell<Speakers>,
}

/// A name or resolved pronoun of the narrative.
struct Link {
    person: usize,
    sentence: usize,
    is_name: bool,
    /// Whether it leads a sentence that begins in marks: "“No,” said Lund."
    leads_marks: bool,
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
/// Names a person, or may mean one that is named.
const ONE: Tags = Tags::NAMED.or(Tags::HE).or(Tags::SHE);
const LINKS_MAX: usize = 24;
const SENTENCES_MAX: usize = 8;

impl References {
    pub fn resolve(layout: &Layout, descriptions: Descriptions) -> References {
        let mut references = References { resolved: Vec::new(), descriptions, speakers: OnceCell::new() };
        let mut links: Vec<Link> = Vec::new();
        let mut sentence = 0;
        // Who spoke last beside marks, and in which paragraph.
        let mut spoke: Option<(usize, usize)> = None;
        for (at, item) in layout.items.iter().enumerate() {
            let Item::Piece { tokens, fresh, paragraph, tags } = item else {
                sentence += usize::from(begins_sentence(layout, at));
                continue;
            };
            sentence += usize::from(*fresh);
            if !tags.is(ONE) {
                continue;
            }
            let touches = !fresh && follows_marks(layout, at, *paragraph);
            let goes_on = opens_in_marks(layout, at);
            for i in tokens.clone().filter(|&i| layout.tokens[i].is(ONE)) {
                let speaks = touches && speaks(layout, tokens, i);
                let near = |p: usize| p == *paragraph || goes_on && p + 1 == *paragraph;
                let again = spoke.filter(|&(_, p)| speaks && near(p)).map(|(person, _)| person);
                let Some(person) = references.person_at(layout, &links, sentence, tokens, i, again) else { continue };
                // A sentence about somebody else comes between.
                spoke = spoke.filter(|&(last, _)| !fresh || last == person);
                if speaks && !phrases::follows_preposition(layout, tokens.start, i) {
                    spoke = Some((person, *paragraph));
                }
                let is_name = layout.tokens[i].mention.is_some();
                let subordinate = is_name && *fresh && is_led_to(layout, tokens, i);
                let here = links.iter().rev().take(LINKS_MAX).take_while(|l| l.sentence == sentence);
                let is_first = !here.into_iter().any(|l| l.is_name || !subordinate);
                let leads = is_first && !phrases::follows_preposition(layout, tokens.start, i);
                let weight = weight(layout, tokens, i, leads);
                if is_name && *fresh && weight >= LEADS {
                    yield_lead(layout, &mut links, person);
                }
                links.push(Link { person, sentence, is_name, leads_marks: touches && leads, weight });
            }
        }
        references
    }

    /// The person that begins to be mentioned at the token; pronouns are resolved and kept. Whoever `spoke` just now goes on
    /// where the gender allows it.
    fn person_at(
        &mut self,
        layout: &Layout,
        links: &[Link],
        sentence: usize,
        tokens: &Range<usize>,
        i: usize,
        spoke: Option<usize>,
    ) -> Option<usize> {
        let token = &layout.tokens[i];
        if let Some(mention) = token.mention {
            let begins = i == tokens.start || layout.tokens[i - 1].mention != Some(mention);
            return begins.then(|| layout.people.mentions[mention].person);
        }
        let gender = gender(token)?;
        let agrees = |&person: &usize| layout.people.persons[person].gender.is_none_or(|known| known == gender);
        let person = spoke.filter(agrees).or_else(|| likeliest(layout, links, sentence, gender))?;
        self.resolved.push((i, person));
        Some(person)
    }

    /// The subject to the left of a verb of saying within its piece; `None` where nobody has looked for it.
    pub fn subject(&self, verb: usize) -> Option<&Option<Subject>> {
        self.speakers.get()?.subject(verb)
    }

    fn person(&self, token: usize) -> Option<usize> {
        let at = self.resolved.binary_search_by_key(&token, |&(t, _)| t).ok()?;
        Some(self.resolved[at].1)
    }
}

pub fn gender(token: &Token) -> Option<Gender> {
    match (token.is(Tags::HE), token.is(Tags::SHE)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// The last token of the name or pronoun that begins at `i`.
fn last_of_name(layout: &Layout, tokens: &Range<usize>, i: usize) -> usize {
    let mention = layout.tokens[i].mention;
    let same = |&k: &usize| k == i || mention.is_some() && layout.tokens[k].mention == mention;
    (i..tokens.end).take_while(same).last().unwrap_or(i)
}

/// Whether a verb of saying stands beside the name or pronoun that begins at `i`, titles before a name passed over.
fn speaks(layout: &Layout, tokens: &Range<usize>, i: usize) -> bool {
    let says = |k: usize| tokens.contains(&k) && layout.tokens[k].is(Tags::SPEECH) && layout.tokens[k].is_lower();
    let titled = layout.tokens[i].mention.is_some();
    let start = if titled { phrases::start_of_title(layout, tokens.start, i) } else { i };
    says(last_of_name(layout, tokens, i) + 1) || start > 0 && says(start - 1)
}

/// Whoever spoke beside marks leads no longer once a sentence of narrative begins with another whom "he" may mean.
fn yield_lead(layout: &Layout, links: &mut [Link], person: usize) {
    let gender = |person: usize| layout.people.persons[person].gender;
    let differs = |other: usize| gender(other).zip(gender(person)).is_some_and(|(a, b)| a != b);
    for link in links.iter_mut().rev().take(LINKS_MAX) {
        if link.leads_marks && link.person != person && !differs(link.person) {
            link.weight -= LEADS;
            link.leads_marks = false;
        }
    }
}

/// Whether the quoted stretch at `at` begins a sentence, which the piece behind it then belongs to: "“No,” said Lund."
fn begins_sentence(layout: &Layout, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| &layout.items[i]) else { return true };
    let ends = |tokens: &Range<usize>| layout.tokens[tokens.end - 1].is_any_mark(&['.', '!', '?', '…']);
    before.paragraph() != layout.items[at].paragraph() || matches!(before, Item::Piece { tokens, .. } if ends(tokens))
}

/// "As he had before, Lund …", "Speaking as she left, Lund …", "In her speech, Lund …": whether the name at `i` is the one that a
/// pronoun leads to, and not "In her speech, she praised Lund".
fn is_led_to(layout: &Layout, tokens: &Range<usize>, i: usize) -> bool {
    let first = &layout.tokens[tokens.start];
    let leads = Tags::SUBORDINATOR.or(Tags::PREPOSITION).or(Tags::PARTICIPLE);
    let participle = !layout.inverts && layout.word(tokens.start).ends_with("ing");
    let title = phrases::start_of_title(layout, tokens.start, i);
    let parted = title > tokens.start && layout.tokens[title - 1].is_any_mark(&[',']);
    parted && (first.is(leads) || participle)
}

/// Whether a quoted stretch of the same paragraph stands right before the piece at `at`. What stands before marks is read
/// less surely: "said Lund went on about Holm. “…”".
fn follows_marks(layout: &Layout, at: usize, paragraph: usize) -> bool {
    let before = at.checked_sub(1).map(|i| &layout.items[i]);
    matches!(before, Some(Item::Quoted { paragraph: p, .. }) if *p == paragraph)
}

/// Whether a paragraph begins with the quoted stretch before the piece at `at`.
fn opens_in_marks(layout: &Layout, at: usize) -> bool {
    let paragraph = layout.items[at].paragraph();
    let before = at.checked_sub(2).map(|i| layout.items[i].paragraph());
    follows_marks(layout, at, paragraph) && before != Some(paragraph)
}

fn weight(layout: &Layout, tokens: &Range<usize>, i: usize, leads: bool) -> f32 {
    let last = last_of_name(layout, tokens, i);
    let mut weight = 0.0;
    weight += if leads { LEADS } else { 0.0 };
    weight += if speaks(layout, tokens, i) { SPEAKS } else { 0.0 };
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

/// Who a subject is; `None` for "I", "we" and what cannot be told.
pub fn who(layout: &Layout, references: &References, subject: &Subject) -> Option<Who> {
    let spoke = || references.speakers.get_or_init(|| antecedents::speakers(layout, references)).spoke.as_slice();
    let phrase = |(words, kind)| Who::Phrase(with_possessive(layout, &words), kind);
    let goes_on = antecedents::last_to_speak(layout, spoke, subject).map(phrase);
    goes_on
        .or_else(|| who_by_name(layout, references, subject))
        .or_else(|| antecedents::antecedent(layout, spoke, subject).or_else(|| able(layout, subject)).map(phrase))
}

/// The person that a subject names or describes.
pub fn who_by_name(layout: &Layout, references: &References, subject: &Subject) -> Option<Who> {
    match subject {
        Subject::Name(mention) => {
            let mention = layout.people.mentions[*mention];
            Some(Who::Person(mention.person, mention.span))
        }
        Subject::Pronoun(token) => {
            let person = references.person(*token)?;
            Some(Who::Person(person, layout.tokens[*token].word.span))
        }
        Subject::Phrase(tokens) => {
            let phrase = without_lead(layout, tokens)?;
            let person =
                references.descriptions.person(layout, &phrase).or_else(|| epithets::person(layout, &phrase))?;
            Some(Who::Person(person, layout.span(&phrase)))
        }
    }
}

/// The words of a noun phrase that can speak, and what it is.
pub fn able(layout: &Layout, subject: &Subject) -> Option<(Range<usize>, SpeakerKind)> {
    let Subject::Phrase(tokens) = subject else { return None };
    let phrase = without_lead(layout, tokens)?;
    let kind = kind(layout, &phrase)?;
    Some((phrase, kind))
}

/// Whoever a noun phrase describes beside a verb of saying that touches the words, where no table knows such a speaker:
/// "“…,” the striker said".
pub fn described(layout: &Layout, subject: &Subject) -> Option<Who> {
    described_words(layout, subject).map(|phrase| Who::Phrase(with_possessive(layout, &phrase), SpeakerKind::Role))
}

/// The words that describe somebody so.
pub fn described_words(layout: &Layout, subject: &Subject) -> Option<Range<usize>> {
    let Subject::Phrase(tokens) = subject else { return None };
    let phrase = without_lead(layout, tokens)?;
    let (first, last) = (&layout.tokens[phrase.start], &layout.tokens[phrase.end - 1]);
    let is_noun = last.is_lower()
        && !last.is_class(Class::FUNCTION)
        && !last.is(Tags::AUXILIARY.or(Tags::BE).or(Tags::DETERMINER).or(Tags::PREPOSITION));
    let is_described = first.is(Tags::DETERMINER) && phrase.len() > 1 && is_noun;
    (is_described && is_one_phrase(layout, &phrase) && !is_adjective(layout.word(phrase.end - 1))).then_some(phrase)
}

/// What an English "according to" names, however it is called: a document, or anything with a determiner, up to a participle or
/// an "of". "according to age" names nobody.
pub fn source(layout: &Layout, subject: &Subject) -> Option<Who> {
    let Subject::Phrase(tokens) = subject else { return None };
    let phrase = without_lead(layout, tokens).filter(|_| !layout.inverts)?;
    let parts = |i: &usize| {
        let (token, word) = (&layout.tokens[*i], layout.word(*i));
        let participle = token.is_lower() && (word.ends_with("ed") || token.is(Tags::PARTICIPLE));
        participle && layout.tokens[*i - 1].is_word_of_phrase() && !layout.tokens[*i - 1].is(Tags::DETERMINER)
            || token.is(Tags::PREPOSITION) && token.mention.is_none()
    };
    let end = (phrase.start + 1..phrase.end).find(parts).unwrap_or(phrase.end);
    let document = (phrase.start..end).any(|i| layout.tokens[i].is(Tags::DOCUMENT.or(Tags::NOUN)));
    let determined = layout.tokens[phrase.start].is(Tags::DETERMINER) && end > phrase.start + 1;
    let able = || kind(layout, &(phrase.start..end)).is_some(); // "officials | briefed on the plan"
    let named = (document || determined || able()) && !layout.tokens[end - 1].is(Tags::DETERMINER);
    named.then(|| Who::Phrase(with_possessive(layout, &(phrase.start..end)), SpeakerKind::Role))
}

/// Those whom a number, a share or a plain plural that opens its clause means, where only people do what the verb says: "About 50
/// percent | said", "Two-thirds | believe", "State legislators | knew".
pub fn counted(layout: &Layout, subject: &Subject, cue: usize) -> Option<Who> {
    let Subject::Phrase(tokens) = subject else { return None };
    let verb = &layout.tokens[cue];
    let holds = verb.is(Tags::SPEECH.or(Tags::ATTITUDE)) && !verb.is(Tags::WEAK.or(Tags::SHOWING).or(Tags::PARTICIPLE));
    let phrase = without_lead(layout, tokens).filter(|p| holds && !layout.inverts && is_one_phrase(layout, p))?;
    // "those who said": whoever that is stands there, too.
    if (phrase.end..cue).any(|i| layout.tokens[i].is(Tags::RELATIVE) || layout.word(i) == "whom") {
        return None;
    }
    let head = head(layout, &phrase)?;
    let (token, word) = (&layout.tokens[head], layout.word(head));
    let share = word == "percent" || ["thirds", "quarters", "fifths"].iter().any(|part| word.ends_with(part));
    let several = share || token.is(Tags::SEVERAL) || token.word.shape == Shape::Number;
    let before = phrase.start.checked_sub(1).map(|i| &layout.tokens[i]);
    let leads = |t: &Token| t.is_mark() || t.is(Tags::SUBORDINATOR);
    let opens = layout.tokens[phrase.start].word.starts_sentence || before.is_some_and(leads);
    let opens = opens && !layout.word(phrase.start).ends_with("ing"); // "rallying supporters decided"
    let plural = token.is_lower() && verbs::ends_as_plural(word) && opens && !token.is_class(Class::CALENDAR);
    (several || plural).then(|| Who::Phrase(with_possessive(layout, &phrase), SpeakerKind::Role))
}

/// "her over-the-top", "the restless": no noun, though it may stand last.
fn is_adjective(word: &str) -> bool {
    word.ends_with("less") || word.contains("-the-")
}

/// Whether the words are one noun phrase, as far as can be told: not "the plans as the police", "the bid undervalued the house".
fn is_one_phrase(layout: &Layout, phrase: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let parts = |i: usize| {
        let token = &tokens[i];
        let small = Tags::PRONOUN.or(Tags::SUBORDINATOR).or(Tags::RELATIVE);
        let other = token.is(small) && !token.is(Tags::DETERMINER) || layout.word(i) == "whom";
        let begins = token.is(Tags::DETERMINER) && !tokens[i - 1].is(Tags::PREPOSITION.or(Tags::DETERMINER));
        let places = token.is(Tags::PREPOSITION) && !token.is(Tags::CARRYING);
        let stops = token.is_any_mark(&['.']) && tokens[i - 1].is_lower();
        let parts = other || begins || places || token.is(Tags::FINITE);
        stops || token.mention.is_none() && token.is_lower() && parts
    };
    layout.inverts || !(phrase.start + 1..phrase.end).any(parts)
}

/// Whoever an article or a noun with its article names where a verb can have no other subject: "schrieb ein Kommentator: „…“".
pub fn determined(layout: &Layout, subject: &Subject) -> Option<Who> {
    let Subject::Phrase(tokens) = subject else { return None };
    let phrase = without_lead(layout, tokens)?;
    let (first, last) = (&layout.tokens[phrase.start], &layout.tokens[phrase.end - 1]);
    let noun = if layout.nouns_are_capital { last.is_capital() } else { !last.is_mark() };
    let determined = first.is(Tags::DETERMINER) && !first.is(Tags::OBLIQUE) && phrase.len() > 1;
    let fits = (determined || layout.nouns_are_capital && first.is_capital()) && noun;
    let kind = if last.is_lower() || layout.nouns_are_capital { SpeakerKind::Role } else { SpeakerKind::Organisation };
    fits.then(|| Who::Phrase(layout.span(&phrase), kind))
}

/// "La Commission | européenne", "La Cour | pénale internationale": a capital noun with its article, and what a romance language
/// says of it behind it.
fn is_named_before(layout: &Layout, phrase: &Range<usize>, adjective: usize) -> bool {
    const ADJECTIVES_MAX: usize = 2; // "la Cour | pénale internationale"; guessed
    let tokens = &layout.tokens;
    if !layout.is_romance() || !tokens[phrase.start].is(Tags::DETERMINER) {
        return false;
    }
    let not_said = Tags::CUE.or(Tags::BE).or(Tags::AUXILIARY).or(Tags::DETERMINER).or(Tags::PRONOUN);
    let plain = |t: &Token| t.mention.is_none() && !t.is_class(Class::CALENDAR.or(Class::FUNCTION));
    let describes = |i: &usize| tokens[*i].is_lower() && !tokens[*i].is(not_said) && plain(&tokens[*i]);
    let n_adjectives = (phrase.start..adjective + 1).rev().take_while(describes).count();
    let noun = adjective.checked_sub(n_adjectives).filter(|&i| i > phrase.start);
    (1..=ADJECTIVES_MAX).contains(&n_adjectives) && noun.is_some_and(|i| tokens[i].is_capital() && plain(&tokens[i]))
}

/// The words of a phrase, and the "’s" that its last one bears as a name: "Lund’s said".
fn with_possessive(layout: &Layout, phrase: &Range<usize>) -> Span {
    let span = layout.span(phrase);
    let next = |end: usize| layout.text[end..].chars().next().map_or(end, |c| end + c.len_utf8());
    let possessive = layout.tokens[phrase.end - 1].word.possessive && layout.tokens[phrase.end - 1].is_capital();
    if possessive { Span::new(span.start, next(next(span.end))) } else { span }
}

/// The phrase from its first word on that is no mark or "and".
fn without_lead(layout: &Layout, tokens: &Range<usize>) -> Option<Range<usize>> {
    let leads = |i: &usize| layout.tokens[*i].is_mark() || layout.tokens[*i].is(Tags::CONJUNCTION);
    let start = tokens.start + tokens.clone().take_while(leads).count();
    (start < tokens.end).then_some(start..tokens.end)
}

/// "people familiar with the matter", "a source close to the inquiry": the role before an adjective that stands behind it.
fn behind_role(layout: &Layout, phrase: &Range<usize>, last: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let described =
        last + 1 < phrase.end && tokens[last].is_lower() && !tokens[last].is_class(Class::ROLE) && !layout.inverts;
    let role = last.checked_sub(1).filter(|&i| i >= phrase.start && described)?;
    let says = tokens[role].is_class(Class::ROLE) && tokens[role].is_lower() || tokens[role].is(Tags::SEVERAL);
    (says
        && matches!(
            layout.word(last),
            "familiar" | "close" | "near" | "briefed" | "involved" | "aware" | "knowledgeable"
        ))
    .then_some(role)
}

/// Where the words end that the head of a noun phrase closes: before its first preposition.
fn end_of_head(layout: &Layout, phrase: &Range<usize>) -> usize {
    let ends = |i: &usize| {
        let t = &layout.tokens[*i];
        t.mention.is_none() && t.is_lower() && t.is(Tags::PREPOSITION.or(Tags::RELATIVE).or(Tags::SUBORDINATOR))
    };
    phrase.clone().skip(1).find(ends).unwrap_or(phrase.end)
}

/// The words of a noun phrase up to its first preposition.
pub fn head_words(layout: &Layout, phrase: &Range<usize>) -> Range<usize> {
    phrase.start..end_of_head(layout, phrase)
}

/// The head of a noun phrase.
pub fn head(layout: &Layout, phrase: &Range<usize>) -> Option<usize> {
    let end = end_of_head(layout, phrase);
    let head = (phrase.start..end).rev().find(|&i| !layout.tokens[i].is_mark())?;
    Some(behind_role(layout, phrase, head).unwrap_or(head))
}

/// What a noun phrase names, by its head: the word before the first preposition. `None` when that is nobody
/// who could speak ("the sense of fatigue").
pub fn kind(layout: &Layout, phrase: &Range<usize>) -> Option<SpeakerKind> {
    if epithets::is_epithet(layout, phrase) {
        return Some(SpeakerKind::Role);
    }
    let tokens = &layout.tokens;
    let head = head(layout, phrase)?;
    let verb = |i: usize| {
        let verbal = tokens[i].is(Tags::AUXILIARY.or(Tags::BE)) && !phrases::is_between_nouns(layout, i);
        tokens[i].is_lower() && verbal && !tokens[i].is(Tags::DETERMINER)
    };
    if (phrase.start..head).any(verb) {
        return None;
    }
    if layout.nouns_are_capital {
        let first = &tokens[phrase.start];
        let end = end_of_head(layout, phrase);
        // The genitive behind the head is capital too: any noun tells.
        let capital = |i: usize| {
            let t = &tokens[i];
            let determined = first.is(Tags::DEFINITE.or(Tags::OBLIQUE)) || phrase.len() == 1;
            t.is_class(Class::ORGANISATION) || t.word.shape == Shape::Upper || t.is_capital() && determined
        };
        let role =
            (phrase.start..end).any(|i| tokens[i].is_class(Class::ROLE.or(Class::TITLE)) || tokens[i].is(Tags::NOUN));
        let named = (phrase.start..end).any(capital);
        return if role { Some(SpeakerKind::Role) } else { named.then_some(SpeakerKind::Organisation) };
    }
    let token = &tokens[head];
    let determined = head > phrase.start && (tokens[head - 1].is_lower() || tokens[head - 1].word.possessive);
    let alone = head == phrase.start || determined;
    let role = token.is_class(Class::ROLE) || token.is(Tags::NOUN) || token.is_class(Class::MEMBER);
    if token.is_lower() {
        // "les autorités | locales": the adjective stands behind.
        let described =
            || layout.inverts && (phrase.start..head).any(|i| tokens[i].is_lower() && tokens[i].is_class(Class::ROLE));
        if role || described() {
            return Some(SpeakerKind::Role);
        }
        return is_named_before(layout, phrase, head).then_some(SpeakerKind::Organisation);
    }
    if !token.is_capital() || token.is_class(Class::FUNCTION) && token.mention.is_none() && alone {
        return None;
    }
    let office = token.is_class(Class::TITLE) && !token.is_class(Class::ORGANISATION);
    // "the Bank of Westport", and not "Police" where a sentence begins
    let house = token.is_class(Class::BODY) && !token.word.starts_sentence;
    let person = token.is_class(Class::MEMBER) || office || role && alone && !house;
    Some(if person { SpeakerKind::Role } else { SpeakerKind::Organisation })
}
