//! "It", "she", "they", "the company" in, whom they mean out where that is no named person: who spoke last, in the same
//! paragraph or the one before, and can be called so. "He" means even before a person whoever spoke last, if that is new and
//! nobody was named since. "It" means besides what the sentence before is about, if that holds words: "The lawsuit was filed. It
//! says …".
//!
//! Who is meant counts as having spoken again, so that "it said" leads on from paragraph to paragraph.

use super::WORDS;
use super::cues::Tags;
use super::layout::{Item, Layout};
use super::speakers::{self, References, Who};
use super::subject::{self, Subject};
use super::verbs;
use crate::annotate::names::{Class, Gender};
use crate::article::SpeakerKind;
use crate::text::word_lists::Words;
use std::ops::Range;

/// Before whoever is met here first.
static NEWLY_TOLD: Words = Words::of(WORDS, "newly told");

/// What the verbs of saying in the narrative tell, in text order.
#[derive(Default)]
pub struct Speakers {
    pub spoke: Vec<Spoke>,
    /// By its token, the subject to the left of each verb.
    subjects: Vec<(usize, Option<Subject>)>,
}

impl Speakers {
    /// The subject to the left of a verb within its piece; `None` where that has not been looked for.
    pub fn subject(&self, verb: usize) -> Option<&Option<Subject>> {
        let at = self.subjects.binary_search_by_key(&verb, |(verb, _)| *verb).ok()?;
        Some(&self.subjects[at].1)
    }
}

/// Who speaks by one verb of the narrative.
pub struct Spoke {
    /// Token of the verb.
    cue: usize,
    paragraph: usize,
    who: Told,
}

#[derive(Clone)]
enum Told {
    Person(usize),
    Phrase(Range<usize>, SpeakerKind),
}

/// What is looked for.
enum Sought {
    It,
    They,
    One(Gender),
    /// Token of the noun: "the | company".
    Body(usize),
}

fn sought(layout: &Layout, subject: &Subject) -> Option<Sought> {
    match subject {
        Subject::Name(_) => None,
        Subject::Pronoun(i) => {
            let is_word = |word: &&str| layout.word(*i).eq_ignore_ascii_case(word);
            let they = || ["they", "ils", "elles", "ellos", "ellas"].iter().any(is_word).then_some(Sought::They);
            speakers::gender(&layout.tokens[*i]).map(Sought::One).or_else(they)
        }
        Subject::Phrase(words) => {
            let first = &layout.tokens[words.start];
            let last = words.end - 1;
            if words.len() == 1 {
                return layout.word(last).eq_ignore_ascii_case("it").then_some(Sought::It).filter(|_| !layout.inverts);
            }
            let noun = &layout.tokens[last];
            let body = noun.is_lower() && noun.is_class(Class::BODY) && !is_plural(layout, last);
            (words.len() == 2 && first.is(Tags::DEFINITE) && body && !layout.inverts).then_some(Sought::Body(last))
        }
    }
}

/// Who speaks, verb by verb.
pub fn speakers(layout: &Layout, references: &References) -> Speakers {
    let mut found = Speakers::default();
    for item in &layout.items {
        let Item::Piece { tokens, paragraph, fresh, tags } = item else { continue };
        if !tags.is(Tags::CUE) {
            continue;
        }
        // "“…,” | said a spokesman"
        let first = tokens.clone().find(|&i| !layout.tokens[i].is_mark()).filter(|_| !fresh);
        for cue in tokens.clone().filter(|&i| speaks(layout, tokens, i)) {
            let behind = || (first == Some(cue)).then(|| subject::right(layout, tokens, cue)).flatten();
            let left = subject::left(layout, tokens, cue);
            found.subjects.push((cue, left.clone()));
            let Some(subject) = left.or_else(behind) else { continue };
            let who = teller(layout, references, &found.spoke, &subject, cue);
            found.spoke.extend(who.map(|who| Spoke { cue, paragraph: *paragraph, who }));
        }
    }
    found
}

/// Who the subject of a verb is, when those who spoke before it are known.
fn teller(layout: &Layout, references: &References, spoke: &[Spoke], subject: &Subject, cue: usize) -> Option<Told> {
    let told = |(words, kind)| Told::Phrase(words, kind);
    if let Some(phrase) = last_to_speak(layout, || spoke, subject) {
        return Some(told(phrase));
    }
    if let Some(Who::Person(person, _)) = speakers::who_by_name(layout, references, subject) {
        return Some(Told::Person(person));
    }
    let described = || {
        let words = verbs::tells(layout, cue).then(|| speakers::described_words(layout, subject)).flatten()?;
        Some((words, SpeakerKind::Role))
    };
    let phrase = antecedent(layout, || spoke, subject).or_else(|| speakers::able(layout, subject));
    phrase.or_else(described).map(told)
}

/// Whom "he" and "she" mean where the last who spoke has not been told of before and nobody has been named since: "A former baker
/// said no. He said …". "The baker" may be a person with a name.
pub fn last_to_speak<'s>(
    layout: &Layout,
    spoke: impl FnOnce() -> &'s [Spoke],
    subject: &Subject,
) -> Option<(Range<usize>, SpeakerKind)> {
    let Subject::Pronoun(start) = *subject else { return None };
    let sought = Sought::One(speakers::gender(&layout.tokens[start])?);
    let spoke = spoke();
    let last = spoke[..spoke.partition_point(|s| s.cue < start)].last()?;
    let Told::Phrase(words, kind) = &last.who else { return None };
    let item = layout.items.partition_point(|item| tokens_of(item).end <= start);
    let near = last.paragraph + 1 >= layout.items.get(item)?.paragraph();
    let head = &layout.tokens[speakers::head(layout, words)?];
    let human = *kind == SpeakerKind::Role && !head.is(Tags::NOUN) && !head.is_class(Class::BODY);
    let human = human && is_newly_told(layout, words);
    let fits = near && human && sought.fits(layout, words, *kind) && !names_anybody(layout, last.cue..start);
    fits.then(|| (words.clone(), *kind))
}

/// "a", "one": whoever stands behind is met here first. A spokesman is seldom named.
fn is_newly_told(layout: &Layout, words: &Range<usize>) -> bool {
    let speaks_for = words.clone().any(|i| layout.word(i).starts_with("spokes"));
    speaks_for || NEWLY_TOLD.has_in_any_case(layout.word(words.start))
}

/// Whether the narrative among the words names a person.
fn names_anybody(layout: &Layout, words: Range<usize>) -> bool {
    let first = layout.items.partition_point(|item| tokens_of(item).end <= words.start);
    let items = layout.items[first..].iter().take_while(|item| tokens_of(item).start < words.end);
    let pieces = items.filter(|item| matches!(item, Item::Piece { .. })).map(tokens_of);
    pieces
        .flat_map(|piece| piece.start.max(words.start)..piece.end.min(words.end))
        .any(|i| layout.tokens[i].mention.is_some())
}

/// Whether somebody speaks or holds something by the verb. What a paper reports that others did is theirs: "the paper reported
/// that Tolvo would close", and "the company" behind it is no paper.
fn speaks(layout: &Layout, piece: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    if !token.is(Tags::CUE) || token.is(Tags::WEAK.or(Tags::PARTICIPLE)) {
        return false;
    }
    let reports = layout.word(i).starts_with("report") && i + 1 < piece.end && layout.word(i + 1) == "that";
    let aims = i > piece.start && layout.word(i - 1) == "to";
    !reports && !aims && verbs::is_verb(layout, piece, i)
}

/// Whom the subject means, as words of the text. Who spoke is asked for only where that can be meant.
pub fn antecedent<'s>(
    layout: &Layout,
    spoke: impl FnOnce() -> &'s [Spoke],
    subject: &Subject,
) -> Option<(Range<usize>, SpeakerKind)> {
    const SPEAKERS_MAX: usize = 12; // looked back on; guessed
    let sought = sought(layout, subject)?;
    let start = match subject {
        Subject::Pronoun(i) => *i,
        Subject::Phrase(words) => words.start,
        Subject::Name(_) => return None,
    };
    let item = layout.items.partition_point(|item| tokens_of(item).end <= start);
    let paragraph = layout.items.get(item)?.paragraph();
    let spoke = spoke();
    let spoke = &spoke[..spoke.partition_point(|s| s.cue < start)];
    let floor = first_cue(layout, spoke, &sought, item, start)?;
    let thing = || thing_before(layout, item, start).filter(|_| matches!(sought, Sought::It));
    let before = spoke.iter().rev().take(SPEAKERS_MAX);
    for spoke in before.take_while(|s| s.paragraph + 1 >= paragraph && s.cue >= floor) {
        match &spoke.who {
            Told::Person(person) if sought.may_be(layout, *person) => return None,
            Told::Phrase(words, kind) if sought.fits(layout, words, *kind) => {
                let later = thing().filter(|(thing, _)| thing.start > spoke.cue);
                return later.or_else(|| Some((words.clone(), *kind)));
            }
            _ => {}
        }
    }
    thing()
}

/// What the sentence before the "it" at `start` is about, where that opens its sentence, says something, and can mean what holds
/// words or speaks with one voice: "The lawsuit was filed. | It says …".
fn thing_before(layout: &Layout, item: usize, start: usize) -> Option<(Range<usize>, SpeakerKind)> {
    const ITEMS_MAX: usize = 12; // of two sentences; guessed
    const LEAD_WORDS_MAX: usize = 2; // "But then it says"; guessed
    let tokens = &layout.tokens;
    let fresh = |i: &usize| matches!(layout.items[*i], Item::Piece { fresh: true, .. });
    let mut sentences = (item.saturating_sub(ITEMS_MAX)..item + 1).rev().filter(fresh);
    let (here, before) = (sentences.next()?, sentences.next()?);
    let opens = start <= tokens_of(&layout.items[here]).start + LEAD_WORDS_MAX;
    let verb = tokens[start + 1..].iter().find(|t| !t.is(Tags::AUXILIARY));
    let says = verb.is_some_and(|t| t.is(Tags::SPEECH) && t.is_lower());
    if !opens || !says || layout.items[here].paragraph() != layout.items[before].paragraph() {
        return None;
    }
    let piece = tokens_of(&layout.items[before]);
    let end = (piece.start + 1..piece.end).find(|&i| ends_opening(layout, piece, i))?;
    let fits = tokens[piece.start].is(Tags::DETERMINER) && holds_words(layout, end - 1);
    fits.then_some((piece.start..end, SpeakerKind::Role))
}

/// Whether the noun means one thing that holds words, or one body.
fn holds_words(layout: &Layout, noun: usize) -> bool {
    let token = &layout.tokens[noun];
    let thing = token.is(Tags::NOUN.or(Tags::DOCUMENT)) || token.is_class(Class::BODY);
    thing && token.is_lower() && !is_plural(layout, noun)
}

/// Whether the noun phrase that opens the piece has ended before the token: at a small word, a mark or a verb. Of a verb that no
/// table knows its object tells: "The lawsuit | names Lund".
fn ends_opening(layout: &Layout, piece: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    let small = Tags::FINITE.or(Tags::AUXILIARY).or(Tags::RELATIVE);
    let past = token.is_lower() && layout.word(i).ends_with("ed");
    let object = layout.tokens.get(i + 1).is_some_and(|t| t.mention.is_some() || t.is(Tags::DETERMINER));
    let third = token.is_lower() && verbs::ends_as_plural(layout.word(i)) && object && holds_words(layout, i - 1);
    !token.is_word_of_phrase() || token.is(small) || past || third || verbs::is_verb(layout, piece, i)
}

fn tokens_of(item: &Item) -> &Range<usize> {
    match item {
        Item::Piece { tokens, .. } | Item::Quoted { tokens, .. } => tokens,
    }
}

/// The first verb of saying that "it" and "they" at `start` may look back to: where their sentence has told of somebody already,
/// it is of that one that they speak. `None` where it tells of a thing, which "it" means then: "the law gives boats to ports and
/// it says nothing".
fn first_cue(layout: &Layout, spoke: &[Spoke], sought: &Sought, item: usize, start: usize) -> Option<usize> {
    const ITEMS_MAX: usize = 12; // of one sentence; guessed
    if !matches!(sought, Sought::It | Sought::They) {
        return Some(0);
    }
    let fresh = |i: &usize| matches!(layout.items[*i], Item::Piece { fresh: true, .. });
    let first = (item.saturating_sub(ITEMS_MAX)..item + 1).rev().find(fresh);
    let first = first.map_or(start, |i| tokens_of(&layout.items[i]).start).min(start);
    let told = spoke.last().is_some_and(|s| s.cue >= first);
    if told {
        return Some(first);
    }
    let parted = start == first || layout.tokens[start - 1].is_mark();
    const LEAD_WORDS_MAX: usize = 2; // "But then and"; guessed
    const CLAUSE_WORDS_MAX: usize = 40; // before the pronoun; guessed
    let piece = first.max(start.saturating_sub(CLAUSE_WORDS_MAX))..start;
    let tells = |i: usize| {
        let past = layout.tokens[i].is_lower() && layout.word(i).ends_with("ed");
        past || verbs::is_finite(layout, &piece, i)
    };
    // "… and it says"
    let joined = start > first && layout.tokens[start - 1].is(Tags::CONJUNCTION);
    let carried = joined && piece.len() > LEAD_WORDS_MAX;
    (parted || !carried && !piece.clone().any(tells)).then_some(0)
}

impl Sought {
    /// Whether the pronoun can mean the person, so that nobody who spoke before is meant for sure.
    fn may_be(&self, layout: &Layout, person: usize) -> bool {
        match self {
            Sought::It | Sought::Body(_) => false,
            Sought::They => true,
            Sought::One(gender) => layout.people.persons[person].gender.is_none_or(|known| known == *gender),
        }
    }

    fn fits(&self, layout: &Layout, words: &Range<usize>, kind: SpeakerKind) -> bool {
        let Some(head) = speakers::head(layout, words) else { return false };
        let token = &layout.tokens[head];
        let body = kind == SpeakerKind::Organisation || token.is_class(Class::BODY) || token.is(Tags::NOUN);
        if layout.inverts {
            return match self {
                Sought::One(gender) => {
                    // Where every noun is capital, a thing looks like a body: "der Anschlag … er".
                    let speaks = Class::BODY.or(Class::ORGANISATION);
                    let able = kind == SpeakerKind::Role || !layout.nouns_are_capital || token.is_class(speaks);
                    able && agrees(layout, words, head, *gender).unwrap_or(kind == SpeakerKind::Role && !body)
                }
                Sought::They => is_plural_article(layout.word(words.start)),
                _ => false,
            };
        }
        let several = kind == SpeakerKind::Role && is_plural(layout, head);
        match self {
            Sought::It => body && !several,
            Sought::They => several && !token.is(Tags::NOUN),
            Sought::One(gender) => {
                kind == SpeakerKind::Role
                    && !body
                    && !several
                    && gender_of(layout, &(words.start..head + 1)).is_none_or(|g| g == *gender)
            }
            Sought::Body(noun) => kind == SpeakerKind::Organisation && is_called(layout, words, *noun),
        }
    }
}

fn is_plural(layout: &Layout, noun: usize) -> bool {
    let word = layout.word(noun);
    layout.tokens[noun].is(Tags::SEVERAL)
        || verbs::ends_as_plural(word)
        || matches!(word, "spokesmen" | "spokeswomen" | "spokespeople")
}

/// The gender that a noun or a title tells.
fn gender_of(layout: &Layout, words: &Range<usize>) -> Option<Gender> {
    words.clone().rev().find_map(|i| {
        let (class, word) = (layout.tokens[i].word.class, layout.word(i));
        if class.is(Class::FEMALE) || word.ends_with("woman") || matches!(word, "girl" | "lady") {
            Some(Gender::Female)
        } else if class.is(Class::MALE) || word.ends_with("man") || word == "boy" {
            Some(Gender::Male)
        } else {
            None
        }
    })
}

/// Whether the article agrees with a pronoun where nouns have a gender of their own; `None` where no article tells.
fn agrees(layout: &Layout, words: &Range<usize>, head: usize, gender: Gender) -> Option<bool> {
    let known = match layout.word(words.start).to_lowercase().as_str() {
        "der" | "ein" | "dieser" | "le" | "un" | "ce" | "el" | "este" => Gender::Male,
        "die" | "eine" | "diese" | "la" | "une" | "cette" | "una" | "esta" => Gender::Female,
        "das" | "les" | "los" | "las" => return Some(false),
        _ => match layout.tokens[head].word.class {
            class if class.is(Class::MALE) => Gender::Male,
            class if class.is(Class::FEMALE) => Gender::Female,
            _ => return None,
        },
    };
    Some(known == gender)
}

fn is_plural_article(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "les" | "des" | "los" | "las" | "unos" | "unas")
}

/// Whether an organisation can be called by the noun: by one that its name holds, or as a business, which any may be whose name
/// says of no other kind of body that it is one.
fn is_called(layout: &Layout, words: &Range<usize>, noun: usize) -> bool {
    const BUSINESSES: &[&str] = &["company", "firm", "agency", "newspaper"];
    const OTHERS: &[&str] =
        &["house", "senate", "congress", "parliament", "treasury", "federation", "association", "college", "nations"];
    let called = layout.word(noun);
    let same = |i: usize| {
        let word = layout.word(i).to_lowercase();
        word == called || word.strip_suffix('s') == Some(called)
    };
    if words.clone().any(same) {
        return true;
    }
    let firm = words.clone().any(|i| layout.tokens[i].is_class(Class::FIRM));
    let other = words
        .clone()
        .any(|i| layout.tokens[i].is_class(Class::BODY) || OTHERS.contains(&layout.word(i).to_lowercase().as_str()));
    BUSINESSES.contains(&called) && (firm && matches!(called, "company" | "firm") || !firm && !other)
}
