//! Words in, stretches that may name a person out, each with what speaks for it.

use super::Gender;
use super::lexicon::{Class, Lexicon};
use super::words::{Shape, Word, fold};
use crate::article::Span;
use std::collections::HashSet;
use std::ops::Range;

/// A stretch of capitalised words that may name a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The name without titles.
    pub span: Span,
    /// Its words: given names first, surname last, suffix left out.
    pub parts: Vec<Part>,
    /// "jr" and the like: father and son are two people.
    pub suffix: Option<String>,
    /// Title and qualifiers before the name ("Danish Prime Minister"), else the role after it.
    pub role: Option<Span>,
    pub gender: Option<Gender>,
    pub evidence: Evidence,
    /// Its first word is capitalised anyway.
    pub starts_sentence: bool,
    /// A lone word that means something else as well, perhaps a place or a month, and whether an article or the
    /// like stands before it.
    pub common: bool,
    pub placed: bool,
    pub governed: bool,
}

impl Candidate {
    /// Whether it is a surname or a given name alone, particles not counted.
    pub fn is_lone(&self) -> bool {
        self.parts.iter().filter(|p| !p.particle).count() == 1
    }
}

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub span: Span,
    /// In lower case, full stop taken off.
    pub folded: String,
    pub particle: bool,
    /// A known given name.
    pub given: bool,
    /// As the given name tells.
    pub gender: Option<Gender>,
}

/// What says that these words name a person, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Capitalised, nothing else: counts only when the article names the person elsewhere.
    None,
    /// One word beside a verb of saying that is no known name: firms and papers speak, too. It vouches for a full name.
    Speech,
    /// Beside a verb of saying, or after a role noun, or before an age.
    Context,
    /// An unknown first word before a known surname.
    Surname,
    /// A known given name before another word, or an initial.
    Given,
    /// A title.
    Title,
}

const NAME_WORDS_MAX: usize = 5; // guessed: "Maria del Carmen Ruiz Ortega"

/// The candidates of the text, in order, none overlapping.
pub fn candidates(text: &str, words: &[Word], lexicon: &Lexicon) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut bodies = Bodies::default();
    let mut at = 0;
    while at < words.len() {
        if !begins_run(&words[at]) {
            at += 1;
            continue;
        }
        let end = end_of_run(text, words, at, lexicon);
        read_run(text, words, at, end, lexicon, &mut found);
        bodies.learn(text, words, at, end);
        at = end;
    }
    found.iter_mut().filter(|c| c.role.is_none() && bodies.holds(text, c)).for_each(|c| c.evidence = Evidence::None);
    if lexicon.nouns_are_capital {
        part_offices(text, &mut found);
    }
    found
}

/// "Krabbenfischer Holm": where nouns are capital, one that is somebody's office by its ending is no part of a name that stands in
/// full elsewhere.
fn part_offices(text: &str, found: &mut [Candidate]) {
    let full = found.iter().filter(|c| !c.is_lone() && c.evidence >= Evidence::Given);
    let known: HashSet<String> = full.filter_map(|c| c.parts.last()).map(|part| part.folded.clone()).collect();
    for candidate in found.iter_mut().filter(|c| c.evidence == Evidence::None && c.role.is_none()) {
        let [office, surname] = candidate.parts.as_slice() else { continue };
        let named = office.given || !known.contains(&surname.folded);
        if !named && is_office_by_ending(office.span.of(text)) {
            (candidate.role, candidate.span) = (Some(office.span), surname.span);
            candidate.parts.remove(0);
        }
    }
}

/// Whether the ending makes a German noun an office or a trade: "Stadträtin", "Krabbenfischer".
fn is_office_by_ending(noun: &str) -> bool {
    const ENDINGS: &[&str] = &["in", "rat", "rätin", "mann", "frau", "wirt", "ist", "er"];
    const LETTERS_MIN: usize = 6; // "Bauer" and "Karin" may be names
    noun.len() >= LETTERS_MIN && ENDINGS.iter().any(|ending| noun.ends_with(ending))
}

/// What an article shows to be a firm, a paper or an office, by how it names it elsewhere: such a name needs a title
/// or a role to be a person's.
#[derive(Default)]
struct Bodies<'t>(HashSet<&'t str>);

impl<'t> Bodies<'t> {
    /// "Lund Holdings Inc" and "Lund and Co" tell of "Lund", "Tolvo Bank" of "Tolvo", "the Tolvo" of itself.
    fn learn(&mut self, text: &'t str, words: &[Word], start: usize, end: usize) {
        let Some(first) = (start..end).find(|&i| !words[i].class.is(Class::FUNCTION)) else { return };
        let name = |end: usize| &text[words[first].span.start..words[end - 1].span.end];
        let named = Class::SURNAME.or(Class::GIVEN);
        let plain = |i: &usize| !words[*i].class.is(Class::ORGANISATION) || words[*i].class.is(named);
        let own = first + 1 + (first + 1..end).take_while(plain).count();
        let is_firm = |word: &Word| word.class.is(Class::FIRM);
        if words[own..end].iter().any(is_firm) || is_joined(words, end) && is_firm(&words[end + 1]) {
            self.0.extend([name(first + 1), name(own), words[own - 1].span.of(text)]);
        } else if own < end && own == first + 1 && !words[first].class.is(Class::SURNAME) {
            self.0.insert(name(own));
        } else if first > 0 && words[first - 1].class.is(Class::ARTICLE) && closes_phrase(words, first, end) {
            self.0.insert(name(end));
        }
    }

    fn holds(&self, text: &str, candidate: &Candidate) -> bool {
        candidate.evidence < Evidence::Title && self.0.contains(candidate.span.of(text))
    }
}

/// Whether the capitalised words are all that the article before them points at: "the Tolvo said", and not "the
/// Lund plan". Of several words only a verb of saying tells.
fn closes_phrase(words: &[Word], first: usize, end: usize) -> bool {
    let Some(after) = words.get(end).filter(|_| !words[end - 1].possessive) else { return false };
    let ends = after.starts_sentence || !after.is_word() || after.class.is(Class::FUNCTION);
    is_speech(after) || end == first + 1 && ends
}

/// Whether "and" joins what ends before `at` to another capitalised word.
fn is_joined(words: &[Word], at: usize) -> bool {
    let joins = |word: &Word| word.class.is(Class::AND) && word.shape == Shape::Lower || word.is_mark('&');
    words.get(at).is_some_and(joins) && words.get(at + 1).is_some_and(|w| begins_run(w) && !w.starts_sentence)
}

fn begins_run(word: &Word) -> bool {
    matches!(word.shape, Shape::Capital | Shape::Upper | Shape::Initial)
}

/// Just past the capitalised words that stand together from `start`, particles between them included.
fn end_of_run(text: &str, words: &[Word], start: usize, lexicon: &Lexicon) -> usize {
    let mut end = start + 1;
    while !words[end - 1].possessive && end < words.len() && !words[end].starts_sentence {
        if begins_run(&words[end]) && adjoins(text, &words[end - 1], &words[end]) {
            end += 1;
            continue;
        }
        match joined_by(text, words, end, lexicon) {
            Some(joined) => end = joined,
            None => break,
        }
    }
    end
}

/// Only white space between the two.
fn adjoins(text: &str, left: &Word, right: &Word) -> bool {
    text[left.span.end..right.span.start].chars().all(char::is_whitespace)
}

/// Past what joins a name across small things: particles, a nickname in marks, ", Jr.".
fn joined_by(text: &str, words: &[Word], at: usize, lexicon: &Lexicon) -> Option<usize> {
    let mut next = at;
    const PARTICLES_MAX: usize = 3; // "van der", "de la"
    while next < words.len() && next - at < PARTICLES_MAX && is_particle(&words[next]) {
        next += 1;
    }
    let after = words.get(next)?;
    if next > at {
        // Where particles are everyday words, only a given name may stand before them.
        if lexicon.nouns_are_capital && !words[at - 1].class.is(Class::GIVEN) {
            return None;
        }
        return (begins_run(after) && !after.starts_sentence).then_some(next + 1);
    }
    if after.is_mark(',') {
        let suffix = words.get(at + 1)?;
        return (suffix.class.is(Class::SUFFIX) && suffix.shape != Shape::Lower).then_some(at + 2);
    }
    let nickname = matches!(after.shape, Shape::Mark('“' | '"' | '‘' | '(' | '„'))
        && begins_run(words.get(at + 1)?)
        && matches!(words.get(at + 2)?.shape, Shape::Mark('”' | '"' | '’' | ')' | '“'))
        && begins_run(words.get(at + 3)?)
        && words[at + 1].span.start == after.span.end
        && words[at + 2].span.start == words[at + 1].span.end
        && !text[words[at + 2].span.end..words[at + 3].span.start].is_empty()
        && !words[at + 1..at + 4].iter().any(|w| w.starts_sentence);
    nickname.then_some(at + 4)
}

fn is_particle(word: &Word) -> bool {
    word.shape == Shape::Lower && word.class.is(Class::PARTICLE)
}

fn read_run(text: &str, words: &[Word], start: usize, end: usize, lexicon: &Lexicon, found: &mut Vec<Candidate>) {
    let mut from = start;
    // A day, a month or a headline's verb ends a name ("Lund Thursday"), and another may follow it.
    while from < end {
        let cut = (from..end).find(|&i| ends_name(words, from, i)).unwrap_or(end);
        // "Trump Donald John Trump": a name that is told twice.
        let again = (from..cut.saturating_sub(1)).find(|&i| is_repeated(text, words, i, cut));
        if let Some(again) = again {
            found.extend(candidate(text, words, from, again + 1, lexicon));
            from = again + 1;
        }
        if from < cut {
            found.extend(candidate(text, words, from, cut, lexicon));
        }
        from = cut + 1;
    }
}

/// Whether the word is also the last before `cut`, so that one name ends with each.
fn is_repeated(text: &str, words: &[Word], i: usize, cut: usize) -> bool {
    const LETTERS_MIN: usize = 3;
    let (word, last) = (words[i], words[cut - 1]);
    word.is_word() && word.span.len() >= LETTERS_MIN && word.span.of(text) == last.span.of(text) && i + 2 < cut
}

fn ends_name(words: &[Word], from: usize, i: usize) -> bool {
    let word = &words[i];
    let before = (i > from).then(|| words[i - 1].class);
    let headline_verb = before.is_some() && word.class.is(Class::SPEECH) && !word.class.is(Class::GIVEN);
    // "Jan Holm", "Mrs. May", "May said": a month that is a name here.
    let follows_speech = || i.checked_sub(1).is_some_and(|i| is_speech(&words[i]));
    let leads = || words.get(i + 1).is_some_and(|w| w.shape == Shape::Capital && !w.class.is(OTHER));
    let named = before.is_some_and(|b| b.is(Class::GIVEN.or(Class::HONORIFIC)))
        || before.is_none() && word.class.is(Class::SURNAME) && words.get(i + 1).is_some_and(is_speech)
        || before.is_none() && word.class.is(Class::GIVEN) && follows_speech() && leads();
    headline_verb || word.class.is(Class::CALENDAR) && !(word.class.is(Class::WEAK) && named)
}

/// Words that are no part of a name unless a title or a given name says otherwise.
const OTHER: Class = Class::ORGANISATION.or(Class::PLACE).or(Class::FUNCTION).or(Class::CALENDAR);

fn candidate(text: &str, words: &[Word], start: usize, end: usize, lexicon: &Lexicon) -> Option<Candidate> {
    let titled = after_last_title(text, words, start, end).or_else(|| after_office(text, words, start, end, lexicon));
    let name_start = match titled {
        Some(after) => after,
        None => start_of_name(words, start, end)?,
    };
    let name = &words[name_start..end];
    let addressed = titled.is_some() && words[name_start - 1].class.is(Class::HONORIFIC);
    if name.is_empty() || !may_be_name(text, name, titled.is_some(), addressed) {
        return None;
    }
    let parts = parts(text, name);
    let suffix = name.iter().rev().take_while(|_| name.len() > 1).find(|w| w.class.is(Class::SUFFIX));
    let suffix = suffix.map(|w| w.span.of(text).trim_end_matches('.').to_lowercase());
    if parts.is_empty() || parts.len() > NAME_WORDS_MAX + 3 {
        return None;
    }
    let title = titled.and_then(|_| title_before(text, words, start, name_start));
    let title = title.or_else(|| title_with_of(text, words, name_start, end));
    let after = role_after(words, end, lexicon);
    // "Tolvo Brannick, who leads the port"
    let told_of = words.get(end).is_some_and(|w| w.is_mark(',')) && words.get(end + 1).is_some_and(is_who);
    let holds = holds_office(words, name_start, end, lexicon);
    let told_of = told_of || holds;
    let evidence = evidence(words, name_start, end, titled.is_some(), after.is_some() || told_of, lexicon);
    let gender = gender(words, start, name_start, end);
    let held = || holds.then(|| office_held(text, words, name_start - 1, gender, lexicon)).flatten();
    let role = title.or_else(|| role_before(words, name_start)).or(after).or_else(held);
    let common = name.len() == 1 && name[0].class.is(OTHER.or(Class::ROLE));
    let placed = name.len() == 1 && name[0].class.is(Class::PLACE.or(Class::CALENDAR));
    let governed = name_start > 0 && words[name_start - 1].class.is(Class::FUNCTION);
    Some(Candidate {
        span: Span::new(name[0].span.start, words[end - 1].span.end),
        parts,
        suffix,
        role,
        gender,
        evidence,
        starts_sentence: name[0].starts_sentence,
        common,
        placed,
        governed,
    })
}

/// Just past the last title that has a name after it, or nothing.
fn after_last_title(text: &str, words: &[Word], start: usize, end: usize) -> Option<usize> {
    let i = (start..end - 1).rev().find(|&i| is_title(&words[i]) || is_office_of_given(text, words, i, end))?;
    let abbreviated = words[i].span.len() > 2 && text.as_bytes()[words[i].span.end - 1] == b'.';
    let part_of_name = i > start
        && (is_strong_given(&words[i - 1]) || words[i - 1].shape == Shape::Initial)
        && (is_initial(&words[i - 1]) || !words[i - 1].class.is(OTHER));
    // "Karen Chancellor Holm", but "St. Karen Mayor Lyda Holm": a name of its own follows.
    let another = i + 2 < end && is_strong_given(&words[i + 1]);
    if part_of_name && !abbreviated && !another {
        return None;
    }
    let next = &words[i + 1];
    // "Chief Executive", "Judge Court": the title belongs to an institution. "Mrs. Lake" does not.
    let address = words[i].class.is(Class::HONORIFIC) && !next.class.is(Class::FUNCTION);
    let inner = next.class.is(Class::INNER) && i + 2 < end;
    let named =
        next.shape != Shape::Lower && (!next.class.is(OTHER) || next.class.is(Class::GIVEN) || address || inner);
    named.then_some(i + 1)
}

/// Just past a noun that by its ending is somebody's office, before two words of a name and behind a verb of saying: "sagte
/// Stadträtin Tolvo Brannick", "rief die Aktivistin Tolvo Brannick".
fn after_office(text: &str, words: &[Word], start: usize, end: usize, lexicon: &Lexicon) -> Option<usize> {
    let office = &words[start];
    if !lexicon.nouns_are_capital || end != start + 3 || office.shape != Shape::Capital {
        return None;
    }
    let named = Class::GIVEN.or(Class::SURNAME).or(Class::FUNCTION).or(Class::CALENDAR).or(Class::PLACE);
    let plain = |w: &Word| w.shape == Shape::Capital && !w.class.is(OTHER.or(Class::TITLE).or(Class::ROLE));
    let article = start.checked_sub(1).filter(|&i| words[i].class.is(Class::FUNCTION) && !is_speech(&words[i]));
    let told = article.unwrap_or(start).checked_sub(1).is_some_and(|i| is_speech(&words[i]));
    let fits = is_office_by_ending(office.span.of(text)) && !office.class.is(named) && told;
    (fits && words[start + 1..end].iter().all(plain)).then_some(start + 1)
}

/// "Senator", and "Spokesman" when it is capitalised like one.
fn is_title(word: &Word) -> bool {
    let role = word.class.is(Class::ROLE) && !word.class.is(OTHER);
    let addresses = word.shape == Shape::Initial && word.class.is(Class::HONORIFIC); // French "M."
    addresses || matches!(word.shape, Shape::Capital | Shape::Upper) && (word.class.is(Class::TITLE) || role)
}

/// "Minority | Leader | Ada Holm": a role that is also part of what organisations are called, before a given name and a surname.
fn is_office_of_given(text: &str, words: &[Word], i: usize, end: usize) -> bool {
    let word = &words[i];
    let several = word.span.of(text).ends_with('s');
    let role = word.class.is(Class::ROLE) && !word.class.is(Class::BODY.or(Class::MEMBER).or(Class::PLACE)) && !several;
    word.shape == Shape::Capital && role && i + 2 < end && is_strong_given(&words[i + 1])
}

/// Where the name starts in an untitled run: what stands before a known given name and belongs to
/// organisations, places or the sentence is left off.
fn start_of_name(words: &[Word], start: usize, end: usize) -> Option<usize> {
    let mut first = start;
    while first < end && leads_in(words, first, end) {
        first += 1;
    }
    if first == end {
        return None;
    }
    let after_office = |i: usize| i > first && words[i].class.is(Class::GIVEN) && words[i - 1].class.is(OTHER);
    let begins = |i: &usize| (is_strong_given(&words[*i]) || after_office(*i)) && !words[*i].class.is(OTHER);
    let given = (first..end - 1).find(begins);
    if let Some(given) = given {
        let mut from = given;
        while from > first && may_lead_given(&words[from - 1]) {
            from -= 1;
        }
        return Some(from);
    }
    Some(first)
}

/// A word that belongs to the name though a given name follows: another one, an initial, a surname as first name.
fn may_lead_given(word: &Word) -> bool {
    let name = word.class.is(Class::GIVEN.or(Class::SURNAME)) || word.shape == Shape::Initial;
    name && !word.class.is(OTHER) && word.shape != Shape::Upper
}

/// A function word that opens a sentence and is no name here.
fn leads_in(words: &[Word], i: usize, end: usize) -> bool {
    let word = &words[i];
    if word.shape == Shape::Initial {
        return false;
    }
    let weak_given = word.class.is(Class::WEAK) && word.class.is(Class::GIVEN) && i + 1 < end && !word.starts_sentence;
    let speaks = i + 1 == end && word.class.is(Class::SURNAME) && words.get(end).is_some_and(is_speech);
    word.class.is(Class::FUNCTION) && !weak_given && !speaks
}

/// "J.", and not "U.S.".
fn is_initial(word: &Word) -> bool {
    word.shape == Shape::Initial && word.span.len() <= 2
}

fn is_strong_given(word: &Word) -> bool {
    word.class.is(Class::GIVEN) && !word.class.is(Class::WEAK) && word.shape != Shape::Upper
}

/// Whether nothing in the words forbids a person.
fn may_be_name(text: &str, name: &[Word], titled: bool, addressed: bool) -> bool {
    let core = name.iter().filter(|w| !matches!(w.shape, Shape::Mark(_)) && !is_particle(w)).count();
    let spelled = |w: &Word| matches!(w.shape, Shape::Capital | Shape::Upper) && w.span.len() > 1;
    if core > NAME_WORDS_MAX || !name.iter().any(spelled) {
        return false;
    }
    let shouted = name.iter().any(|w| w.shape == Shape::Upper && !w.class.is(Class::SUFFIX));
    if shouted && !is_upper_name(name) {
        return false;
    }
    if name.len() == 1 && is_camel(name[0].span.of(text)) {
        return false;
    }
    let last = &name[name.len() - 1];
    let office = Class::TITLE.or(Class::ROLE).or(Class::HONORIFIC);
    if last.class.is(office) && !last.class.is(Class::SURNAME.or(Class::GIVEN).or(Class::SUFFIX)) {
        return false; // "Mr. President", "Associate Editor"
    }
    let speaks_against = |i: usize| name[i].class.is(OTHER) && !is_particle(&name[i]) && !is_initial(&name[i]);
    let addressed = addressed && name.len() == 1; // "Mrs. Lake"
    if !addressed && (0..name.len()).any(|i| speaks_against(i) && !is_excused(name, i, titled)) {
        return false;
    }
    let first = &name[0];
    if name.len() == 1 && first.class.is(Class::ROLE) && !titled && !may_be_lone_surname(first) {
        return false;
    }
    if addressed {
        return true;
    }
    // "Virginia Beach", "Hong Kong": a given name that is a place needs a known surname that is none.
    let weak_place = first.class.is(Class::WEAK) && first.class.is(Class::PLACE);
    !weak_place || titled || name.len() > 1 && last.class.is(Class::SURNAME) && !last.class.is(Class::PLACE)
}

/// "YouTube", "PhRMA", "MPs": capitals inside a word that does not begin like "McCaul", "DeVos" or "LaPierre".
fn is_camel(word: &str) -> bool {
    const LEAD_LETTERS_MAX: usize = 3;
    let seam = word.as_bytes().windows(2).position(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    let initials = word.bytes().take(2).all(|b| b.is_ascii_uppercase()); // "MPs"
    initials
        || seam.is_some_and(|i| i + 1 > LEAD_LETTERS_MAX)
        || word.bytes().skip(1).filter(u8::is_ascii_uppercase).count() > 1
}

/// "KAREN HOLM" with a known given name, "JD Holm" with a known surname; else capitals are an acronym.
fn is_upper_name(name: &[Word]) -> bool {
    let (first, Some(second)) = (&name[0], name.get(1)) else { return false };
    let all_upper = name.iter().all(|w| w.shape != Shape::Capital);
    let named = first.class.is(Class::GIVEN) && !first.class.is(Class::WEAK) && !second.class.is(OTHER);
    let initials = first.span.len() <= 2 && first.shape == Shape::Upper && second.shape == Shape::Capital;
    all_upper && named || initials && second.class.is(Class::SURNAME)
}

/// Whether a word that mostly names something else can be part of this name: "Virginia" as a given name
/// before another word, "White" and "Hill" as surnames after one or after a title, or for now alone.
fn is_excused(name: &[Word], i: usize, titled: bool) -> bool {
    let word = &name[i];
    let given_first = name[0].class.is(Class::GIVEN) || name[0].shape == Shape::Initial;
    let last = i + 1 == name.len();
    match (i, last) {
        (0, true) => may_be_lone_surname(word) || titled && word.class.is(Class::SURNAME),
        (0, false) => word.class.is(Class::GIVEN) || titled && word.class.is(Class::INNER),
        // "Ada Bank" is a person, "Ada Bell Bank" is not.
        (_, true) => {
            let house = i > 1 && word.class.is(Class::ORGANISATION) && !is_initial(&name[i - 1]);
            given_first && word.class.is(Class::SURNAME.or(Class::GIVEN)) && !house
        }
        // "Yves Le Goff", "M. Le Goff"
        (_, false) => word.class.is(Class::INNER) && (given_first || titled) && !name[i + 1].class.is(OTHER),
    }
}

/// "King", "White", "Page": a surname when the article names somebody so in full, else a common word.
fn may_be_lone_surname(word: &Word) -> bool {
    word.class.is(Class::SURNAME) && word.shape == Shape::Capital
}

fn parts(text: &str, name: &[Word]) -> Vec<Part> {
    let mut parts = Vec::with_capacity(name.len());
    let last = &name[name.len() - 1];
    let mut in_nickname = false;
    for word in name {
        if let Shape::Mark(_) = word.shape {
            in_nickname = !in_nickname && !word.is_mark(',');
            continue;
        }
        let suffix = word.class.is(Class::SUFFIX) && !parts.is_empty();
        if in_nickname || suffix {
            continue;
        }
        let mut folded = String::new();
        fold(word.span.of(text).trim_end_matches('.'), &mut folded);
        parts.push(Part {
            span: word.span,
            folded,
            particle: word.class.is(Class::PARTICLE.or(Class::INNER))
                && word.shape != Shape::Initial
                && !std::ptr::eq(word, last),
            given: word.class.is(Class::GIVEN),
            gender: gender_of(word.class, Class::GIVEN_FEMALE, Class::GIVEN_MALE),
        });
    }
    parts
}

/// The title of a run and what qualifies it, without what only addresses: "Danish Prime Minister", not "Mr.".
fn title_before(text: &str, words: &[Word], start: usize, name_start: usize) -> Option<Span> {
    let idle = Class::FUNCTION.or(Class::HONORIFIC);
    // "Added | Senator": the verb of the sentence, and no part of the title.
    let opens = |w: &Word| w.starts_sentence && w.class.is(Class::SPEECH);
    let is_idle = |w: &&Word| w.class.is(idle) && !w.class.is(Class::PLACE.or(Class::QUALIFIER)) || opens(w);
    let title = &words[start..name_start];
    // "former Prime Minister": the qualifier stands before the run of capitals.
    let qualifies =
        |w: &&Word| w.shape == Shape::Lower && w.class.is(Class::QUALIFIER) && !words[start].starts_sentence;
    let qualified = words[..start].iter().rev().take(2).take_while(qualifies).count();
    if qualified > 0 && !title.iter().all(|w| w.class.is(Class::HONORIFIC)) {
        return Some(Span::new(words[start - qualified].span.start, words[name_start - 1].span.end));
    }
    let first = start + title.iter().take_while(is_idle).count();
    // "New Jersey": a place of two words.
    let new = first > start && words[first - 1].span.of(text) == "New" && words[first].class.is(Class::PLACE);
    let first = first - usize::from(new);
    let last = name_start - title.iter().rev().take_while(is_idle).count();
    (first < last).then(|| Span::new(words[first].span.start, words[last - 1].span.end))
}

/// "Secretary of State | Ada Holm", "chief of staff | Ada Holm": a title whose noun an "of" parts from the name, with what
/// qualifies it. "a friend of Senator Holm" has none.
fn title_with_of(text: &str, words: &[Word], name_start: usize, end: usize) -> Option<Span> {
    const OBJECT_WORDS_MAX: usize = 2; // "of Homeland Security"; guessed
    let named = name_start + 1 < end && words[name_start].class.is(Class::GIVEN);
    let before = words[..name_start].iter().rev().take(OBJECT_WORDS_MAX + 1);
    let other = Class::FUNCTION.or(Class::TITLE).or(Class::ROLE).or(Class::MEMBER).or(Class::SPEECH);
    let object = before.take_while(|w| w.is_word() && !w.class.is(other)).count();
    let lead = name_start.checked_sub(object + 1)?;
    let article = usize::from(words[lead].class.is(Class::ARTICLE)); // "Chancellor of the Exchequer"
    let of = lead.checked_sub(article).filter(|&i| words[i].span.of(text) == "of")?;
    let noun = of.checked_sub(1).filter(|_| named && (1..=OBJECT_WORDS_MAX).contains(&object))?;
    let capital = words[noun].shape == Shape::Capital;
    let office = words[noun].class.is(Class::TITLE) || capital && words[noun].class.is(Class::ROLE);
    if !office || words[of..=name_start].iter().any(|w| w.starts_sentence || w.possessive) {
        return None;
    }
    let first = if capital { start_of_capitals(words, noun) } else { start_of_role(words, noun) };
    Some(Span::new(words[first].span.start, words[name_start - 1].span.end))
}

/// Where the capitalised words begin that qualify the title at `noun`: "former | U.S. Secretary".
fn start_of_capitals(words: &[Word], noun: usize) -> usize {
    const TITLE_WORDS_MAX: usize = 4; // guessed
    let qualifies = |i: &usize| {
        let w = &words[*i];
        let part = begins_run(w) && !w.class.is(Class::FUNCTION) || w.class.is(Class::QUALIFIER);
        let says = w.starts_sentence && w.class.is(Class::SPEECH); // "Said | Secretary"
        part && !says && !w.possessive && !words[*i + 1].starts_sentence
    };
    (noun.saturating_sub(TITLE_WORDS_MAX)..noun).rev().take_while(qualifies).last().unwrap_or(noun)
}

/// The role noun of an apposition: ", a former mayor of Westport," is "former mayor".
fn role_after(words: &[Word], end: usize, lexicon: &Lexicon) -> Option<Span> {
    const APPOSITION_WORDS_MAX: usize = 7; // "the Senate’s longest-serving majority leader"; guessed
    let from = end + 1;
    if !words.get(end)?.is_mark(',') || words[end - 1].possessive || words.get(from)?.starts_sentence {
        return None;
    }
    // Up to a comma or the first "of", "for", "who"; a role noun must stand right before it.
    let inside = words[from..].iter().take(APPOSITION_WORDS_MAX + 1);
    let ends = |w: &&Word| !w.is_word() || w.starts_sentence;
    let stop = from + inside.clone().take_while(|w| !ends(w)).count();
    if words.get(stop).is_some_and(|w| w.is_mark('’') || w.is_mark('\'')) {
        return None; // "the bakers’ guild"
    }
    let small = Class::FUNCTION.or(Class::PARTICLE);
    let office = Class::ROLE.or(Class::TITLE);
    let noun = |w: &Word| is_role(w) || lexicon.nouns_are_capital && w.class.is(office) && !w.class.is(Class::BODY);
    let opens =
        |w: &Word| w.possessive || w.shape == Shape::Lower && w.class.is(small) && !w.class.is(Class::QUALIFIER);
    let office_at = |end: usize| office_ending(words, from..end, noun, lexicon);
    let phrase_end = (from + 1..stop).find(|&i| opens(&words[i]) && office_at(i).is_some()).unwrap_or(stop);
    let last = office_at(phrase_end).filter(|&i| !words[i].possessive)?;
    let first = (from..last).rev().take_while(|&i| !opens(&words[i])).last().unwrap_or(last);
    let determined = first > from && opens(&words[first - 1]) || first == from;
    let told = words[first..=last].iter().any(is_speech); // "Holm, told reporters"
    (determined && !told).then(|| Span::new(words[first].span.start, words[phrase_end - 1].span.end))
}

/// The noun that the words end with, or the one before its adjectives where a language puts them behind: "secrétaire | générale".
fn office_ending(
    words: &[Word],
    phrase: Range<usize>,
    noun: impl Fn(&Word) -> bool,
    lexicon: &Lexicon,
) -> Option<usize> {
    const ADJECTIVES_MAX: usize = 2; // "secrétaire générale adjointe"; guessed
    let most = if lexicon.adjectives_follow { ADJECTIVES_MAX } else { 0 };
    let other = Class::FUNCTION.or(Class::SPEECH).or(Class::PARTICLE).or(Class::CALENDAR);
    let describes = |w: &&Word| w.shape == Shape::Lower && !w.class.is(other) && !w.possessive && !noun(w);
    let adjectives = words[phrase.clone()].iter().rev().take(most).take_while(describes).count();
    phrase.end.checked_sub(adjectives + 1).filter(|&i| i >= phrase.start && noun(&words[i]))
}

/// "the mayor of Westport, Tolvo Brannick, said": an office between an article and a comma, and a mark behind the name.
fn holds_office(words: &[Word], start: usize, end: usize, lexicon: &Lexicon) -> bool {
    const OFFICE_WORDS_MAX: usize = 8; // "the deputy head of the union of bakers"; guessed
    let Some(comma) = start.checked_sub(1).filter(|&i| words[i].is_mark(',') && !words[start].starts_sentence) else {
        return false;
    };
    let closes = |w: &Word| w.is_mark(',') || w.is_mark('.') || w.is_mark(':') || w.starts_sentence;
    if words.get(end).is_some_and(|w| !closes(w)) || words.get(end + 1).is_some_and(|w| w.class.is(Class::AND)) {
        return false;
    }
    let office = Class::ROLE.or(Class::TITLE);
    let noun = |w: &Word| {
        let shape = w.shape == Shape::Lower || lexicon.nouns_are_capital && w.shape == Shape::Capital;
        shape && w.class.is(office) && !w.class.is(Class::BODY)
    };
    let inside = words[..comma].iter().rev().take(OFFICE_WORDS_MAX).take_while(|w| w.is_word() || w.is_mark('\''));
    // The noun has its article somewhere before it: "la ministra", "the former mayor".
    let mut has_noun = false;
    inside.into_iter().any(|w| {
        has_noun |= noun(w);
        has_noun && w.class.is(Class::FUNCTION) && !w.class.is(Class::CALENDAR)
    })
}

/// The office that whoever is named behind the comma holds, without what an "of" says of it: the first noun phrase before the comma
/// that ends in an office of one person. "the | deputy head | of the office of the mayor, Ada Holm".
fn office_held(text: &str, words: &[Word], comma: usize, gender: Option<Gender>, lexicon: &Lexicon) -> Option<Span> {
    const OFFICE_WORDS_MAX: usize = 8; // as above
    let small = |w: &Word| w.class.is(Class::FUNCTION) && !w.class.is(Class::QUALIFIER) || !w.is_word();
    let noun = |w: &Word| {
        let shape = w.shape == Shape::Lower || lexicon.nouns_are_capital && w.shape == Shape::Capital;
        shape && w.class.is(Class::ROLE.or(Class::TITLE)) && !w.class.is(Class::BODY)
    };
    // "the friends of the mayor, Ada Holm", "the son of the mayor, Ada Holm"
    let of_one = |w: &Word| {
        let (word, known) = (w.span.of(text), gender_of(w.class, Class::FEMALE, Class::MALE));
        let several = !lexicon.nouns_are_capital && word.ends_with('s') && !word.ends_with("ss");
        !several && (known.is_none() || gender.is_none() || known == gender)
    };
    let inside = words[..comma].iter().rev().take(OFFICE_WORDS_MAX).take_while(|w| w.is_word() || w.is_mark('\''));
    let floor = comma - inside.count();
    let mut found = None;
    let mut end = comma;
    while let Some(lead) = (floor..end).rev().find(|&i| small(&words[i]) || words[i].possessive) {
        let office = office_ending(words, lead + 1..end, noun, lexicon).filter(|&i| of_one(&words[i]));
        found = office.map(|_| Span::new(words[lead + 1].span.start, words[end - 1].span.end)).or(found);
        let governed = lead > floor && is_of(words[lead - 1].span.of(text));
        if !governed && !is_of(words[lead].span.of(text)) {
            break;
        }
        end = lead - usize::from(governed);
    }
    found
}

/// Whether the word ties a noun phrase to the noun before it.
fn is_of(word: &str) -> bool {
    const ENGLISH: &[&str] = &["of", "for", "at", "to", "in"];
    const OTHERS: &[&str] = &["de", "du", "des", "d’", "d'", "en", "à", "del", "von", "vom", "der", "für"];
    ENGLISH.contains(&word) || OTHERS.contains(&word)
}

/// A noun for people in lower case.
fn is_role(word: &Word) -> bool {
    word.shape == Shape::Lower && word.class.is(Class::ROLE) && !word.class.is(Class::BODY)
}

/// The role noun in lower case right before the name, with the words that qualify it: "spokesman",
/// "former Texas senator".
fn role_before(words: &[Word], name_start: usize) -> Option<Span> {
    let last = name_start.checked_sub(1)?;
    if words[name_start].starts_sentence || !is_role(&words[last]) {
        return None;
    }
    Some(Span::new(words[start_of_role(words, last)].span.start, words[last].span.end))
}

/// Where the words begin that qualify the role noun at `last`.
fn start_of_role(words: &[Word], last: usize) -> usize {
    const ROLE_WORDS_MAX: usize = 6; // guessed
    let mut first = last;
    while first > 0 && last - first < ROLE_WORDS_MAX {
        let word = &words[first - 1];
        let qualifies = word.is_word() && !word.possessive && !word.class.is(Class::FUNCTION.or(Class::SPEECH));
        if !qualifies || words[first].starts_sentence {
            break;
        }
        first -= 1;
    }
    first
}

fn evidence(words: &[Word], start: usize, end: usize, titled: bool, described: bool, lexicon: &Lexicon) -> Evidence {
    if titled {
        return Evidence::Title;
    }
    let name = &words[start..end];
    let first = &name[0];
    let last = &name[name.len() - 1];
    let several = name.iter().filter(|w| begins_run(w)).count() > 1;
    if several {
        let uncertain = first.class.is(Class::WEAK) && first.starts_sentence && !last.class.is(Class::SURNAME);
        let initial = name[1..].iter().any(|w| w.shape == Shape::Initial) && last.shape == Shape::Capital;
        let initials = is_initial(first) || first.shape == Shape::Initial && !first.class.is(OTHER);
        if first.class.is(Class::GIVEN) && !uncertain || initial || initials {
            return Evidence::Given;
        }
        if described {
            return Evidence::Surname; // "Tolvo Brannick, a former mayor"
        }
        if last.class.is(Class::SURNAME)
            && !last.class.is(OTHER)
            && !first.starts_sentence
            && !lexicon.nouns_are_capital
        {
            return Evidence::Surname;
        }
    }
    if lexicon.nouns_are_capital && !stands_alone(words, start) {
        return Evidence::None;
    }
    let capital_by_place =
        first.starts_sentence && !lexicon.nouns_are_capital && !last.class.is(Class::SURNAME.or(Class::GIVEN));
    match context(words, start, end) {
        Some(evidence) if several || !capital_by_place => evidence,
        _ => Evidence::None,
    }
}

/// Whether no article, adjective or preposition makes the capitalised words a common noun.
fn stands_alone(words: &[Word], start: usize) -> bool {
    let Some(before) = start.checked_sub(1).map(|i| &words[i]).filter(|_| !words[start].starts_sentence) else {
        return true;
    };
    !before.is_word()
        || before.class.is(Class::SPEECH.or(Class::ROLE).or(Class::TITLE)) && !before.class.is(Class::FUNCTION)
}

fn is_who(word: &Word) -> bool {
    word.class.is(Class::WHO) && word.shape == Shape::Lower
}

fn is_speech(word: &Word) -> bool {
    word.shape == Shape::Lower && word.class.is(Class::SPEECH)
}

/// A verb of saying beside the name, a role noun before it, an age after it. Of two single words that are joined
/// the verb says little: "Lund and Holm said" are a firm where the article tells of neither elsewhere.
fn context(words: &[Word], start: usize, end: usize) -> Option<Evidence> {
    let before = start.checked_sub(1).map(|i| &words[i]).filter(|_| !words[start].starts_sentence);
    if before.is_some_and(is_role) {
        return Some(Evidence::Context);
    }
    let lone = end == start + 1;
    let follows = start > 1 && begins_run(&words[start - 2]) && is_joined(words, start - 1);
    if lone && (follows || is_joined(words, end)) {
        return None;
    }
    let after = words.get(end).filter(|w| !w.starts_sentence);
    let age = after.is_some_and(|w| w.is_mark(','))
        && words.get(end + 1).is_some_and(|w| w.shape == Shape::Number && w.span.len() <= 2)
        && words.get(end + 2).is_some_and(|w| w.is_mark(','));
    if age {
        return Some(Evidence::Context);
    }
    let speaks = before.is_some_and(is_speech) || after.is_some_and(is_speech) && !words[end - 1].possessive;
    let known = !lone || words[start].class.is(Class::SURNAME.or(Class::GIVEN));
    let evidence = if known { Evidence::Context } else { Evidence::Speech };
    speaks.then_some(evidence)
}

fn gender(words: &[Word], start: usize, name_start: usize, end: usize) -> Option<Gender> {
    let by_title = words[start..name_start].iter().rev().find_map(|w| gender_of(w.class, Class::FEMALE, Class::MALE));
    let role = name_start.checked_sub(1).map(|i| words[i].class).filter(|_| !words[name_start].starts_sentence);
    let by_role = || role.and_then(|class| gender_of(class, Class::FEMALE, Class::MALE));
    let by_name = || {
        let first = words[name_start..end].iter().find(|w| w.shape != Shape::Initial)?;
        (end - name_start > 1).then(|| gender_of(first.class, Class::GIVEN_FEMALE, Class::GIVEN_MALE)).flatten()
    };
    by_title.or_else(by_role).or_else(by_name)
}

fn gender_of(class: Class, female: Class, male: Class) -> Option<Gender> {
    match (class.is(female), class.is(male)) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}
