//! Words in, candidates out: every stretch of words that the gazetteer knows by name, the longest at each
//! place, and which candidate tells where another lies ("Paris, Texas"). Whether the words mean a place at
//! all is decided later, by `evidence`.

use super::evidence::{METROPOLIS, SMALL_TOWN};
use super::foreign;
use super::gazetteer::{Cursor, Entry, Gazetteer, Name, PlaceId, Sense, Spaced};
use super::lexicon::{self, After, Before, Mark};
use super::resolve;
use super::words::{Case, Gap, Word, Words};
use crate::article::{Feature, Span};
use std::ops::Range;

/// Words that a name of the gazetteer fits.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub words: Range<usize>,
    pub span: Span,
    pub name: Name,
    /// Written in capitals or with its full stop, as abbreviations want.
    pub exact: bool,
    /// Stands alone between a capitalised word's comma and the next mark, or behind a party's letter, where an abbreviation may
    /// lack its stop ("Canton, Mass,", "D-Mass").
    pub aside: bool,
    /// "the" stands before it.
    pub article: bool,
    /// The text's language has the name for a foreign place ("Colonia").
    pub exonym: bool,
    /// The place after the comma that this one lies in.
    pub qualifier: Option<PlaceId>,
    /// This one stands after the comma and tells where another lies.
    pub qualifies: bool,
    /// The place that it then is.
    pub holder: Option<PlaceId>,
    /// The article is filed from it.
    pub filed: bool,
    /// Stands behind a party's letter ("D-Ohio", "(R., Ky.)"): a state, said in passing.
    pub tag: bool,
    /// A German form of the name: "Stuttgarts", "Stuttgarter".
    pub formed: bool,
    /// In this text's language a country's people is called so, which elsewhere is the country ("Argentine").
    pub people: bool,
    /// Is called so by all the world: a treaty's place ("Paris Agreement"), or where somebody of an agency sits.
    pub worldly: bool,
}

/// Longest name in words: "Democratic Republic of the Congo" has five, "Saint Vincent and the Grenadines" too.
const NAME_WORDS_MAX: usize = 7;

/// The candidates in text order, none overlapping.
pub fn candidates(text: &str, words: &Words, gazetteer: &Gazetteer, language: Option<&str>) -> Vec<Candidate> {
    let mut found = possible(text, words, gazetteer, language);
    found.retain(|c| is_name(c, gazetteer));
    found
}

/// The candidates, and abbreviations that qualify no town of the gazetteer.
pub fn possible(text: &str, words: &Words, gazetteer: &Gazetteer, language: Option<&str>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for at in words.capitalised() {
        let is_free = found.last().is_none_or(|last| last.words.end <= at);
        if is_free && let Some(candidate) = longest(text, words, at, gazetteer, language) {
            found.push(candidate);
        }
    }
    found.retain(|c| !lexicon::is(c.span.of(text), Mark::Degree));
    name_counties(&mut found, text, words, gazetteer);
    qualify(&mut found, text, words, gazetteer);
    found.iter_mut().filter(|c| c.tag && !c.qualifies).for_each(|tag| represent(tag, gazetteer));
    if language.is_none_or(|language| language == "en") {
        found.iter_mut().filter(|c| !c.qualifies).for_each(|state| name_state(state, text, words, gazetteer));
    }
    lose_unknown(&mut found, text, words, gazetteer);
    lose_far(&mut found, text, words, gazetteer);
    shorten(&mut found, text, words, gazetteer);
    found
}

/// Makes the names before "Counties" counties: "Pima and Maricopa Counties" names no town.
fn name_counties(found: &mut Vec<Candidate>, text: &str, words: &Words, gazetteer: &Gazetteer) {
    const PLURAL: &str = "counties";
    let is_as_long = |w: &&Word| (w.stem_end - w.start) as usize == PLURAL.len();
    let is_plural = |w: &Word| w.stem(text).eq_ignore_ascii_case(PLURAL);
    let behind_names = words.capitalised().map(|name| name + 1);
    for plural in behind_names.filter(|&at| words.get(at).filter(is_as_long).is_some_and(is_plural)) {
        let named = counties_before(plural, text, words, gazetteer);
        let [last, _, ..] = named.as_slice() else { continue };
        let [_, .., first] = named.as_slice() else { continue };
        let stretch = Span::new(first.span.start, last.span.end);
        found.retain(|c| !c.span.overlaps(stretch));
        let place = found.partition_point(|c| c.span.start < stretch.start);
        found.splice(place..place, named.into_iter().rev());
    }
}

/// The counties listed before the word at `plural`, the last first.
fn counties_before(plural: usize, text: &str, words: &[Word], gazetteer: &Gazetteer) -> Vec<Candidate> {
    let mut named = Vec::new();
    let mut end = plural;
    while let Some(county) =
        (1..=COUNTY_WORDS_MAX.min(end)).rev().find_map(|n| county(end - n..end, text, words, gazetteer))
    {
        end = county.words.start;
        named.push(county);
        let joins = |at: usize| matches!(words[at].stem(text), "and" | "or") && words[at].gap == Gap::Space;
        end -= usize::from(end > 0 && joins(end - 1));
        let follows = end < named[named.len() - 1].words.start || end > 0 && words[end - 1].gap == Gap::Comma;
        if !follows {
            break;
        }
    }
    named
}

/// Longest name of a county without the word: "Prince George's" has two, "Fond du Lac" three.
const COUNTY_WORDS_MAX: usize = 3;

/// A county by its name without the word.
fn county(range: Range<usize>, text: &str, words: &[Word], gazetteer: &Gazetteer) -> Option<Candidate> {
    let (first, last) = (&words[range.start], &words[range.end - 1]);
    let joined = words[range.start..range.end - 1].iter().all(|w| w.gap == Gap::Space);
    if !joined || !first.is_capitalised() || !last.is_capitalised() {
        return None;
    }
    let mut cursor = gazetteer.start();
    for word in &words[range.clone()] {
        cursor = gazetteer.step_word(cursor, text.get(word.start as usize..word.end as usize)?)?;
        cursor = gazetteer.step(cursor, b' ')?;
    }
    let name = gazetteer.name(gazetteer.step_word(cursor, "county")?)?;
    Some(candidate(text, words, range.clone(), last.end, name, None))
}

/// Takes out the towns that the gazetteer lacks where they are said to lie ("Harlow Creek, Ill."): they are no others of that
/// name, here or further down. The state stays for them.
fn lose_unknown(found: &mut Vec<Candidate>, text: &str, words: &[Word], gazetteer: &Gazetteer) {
    let mut lost: Vec<Name> = Vec::new();
    for i in 1..found.len() {
        let (before, after) = found.split_at_mut(i);
        let (town, state) = (&before[i - 1], &mut after[0]);
        let adjacent = town.words.end == state.words.start && words[town.words.end - 1].gap == Gap::Comma;
        let unknown = town.qualifier.is_none() && !town.qualifies && !state.qualifies && adjacent;
        if unknown
            && is_town(town, gazetteer)
            && !is_title(state, words, text)
            && let Some(place) =
                abbreviated(state, gazetteer).or_else(|| told_state(town, state, words, text, gazetteer))
        {
            state.qualifies = true;
            state.holder = Some(place);
            lost.push(town.name);
        }
    }
    found.retain(|c| c.qualifier.is_some() || c.qualifies || !lost.contains(&c.name));
}

/// Within this a quarter lies beside the town that is named with it ("in Lewisham, South London"). Guessed.
const BESIDE_KM: f32 = 100.0;

/// Takes out the quarters that the gazetteer lacks: where a town follows that none of their namesakes lies beside, they are none
/// of those.
fn lose_far(found: &mut Vec<Candidate>, text: &str, words: &[Word], gazetteer: &Gazetteer) {
    let is_lost = |at: &usize| {
        let inner = &found[*at];
        let point = |c: &&Candidate| c.words == (inner.words.end..inner.words.end + 1) && is_point(c, text, words);
        // "South" is a region somewhere.
        let town = found.get(at + 1 + usize::from(found.get(at + 1).filter(point).is_some()));
        town.is_some_and(|town| {
            is_said_to_lie_in(inner, town, text, words, gazetteer) && !may_lie_beside(inner, town, gazetteer)
        })
    };
    let lost: Vec<Name> = (0..found.len()).filter(is_lost).map(|at| found[at].name).collect();
    found.retain(|c| c.qualifier.is_some() || c.qualifies || !lost.contains(&c.name));
}

/// Whether it is a point of the compass before a name.
fn is_point(candidate: &Candidate, text: &str, words: &[Word]) -> bool {
    lexicon::is(candidate.span.of(text), Mark::Part) && words[candidate.words.end - 1].gap == Gap::Space
}

/// "in Lewisham, South London", "in Harlow Green, Leeds": but in a list, or before a verb, the two are two.
fn is_said_to_lie_in(inner: &Candidate, town: &Candidate, text: &str, words: &[Word], gazetteer: &Gazetteer) -> bool {
    let end = inner.words.end;
    let before = inner.words.start.checked_sub(1).map(|at| &words[at]);
    let is_told = before.is_some_and(|w| w.gap == Gap::Space && w.stem(text) == "in");
    let parted =
        town.words.start == end + 1 && words[end].gap == Gap::Space && lexicon::is(words[end].stem(text), Mark::Part);
    let behind = words.get(town.words.end);
    let ends = match words[town.words.end - 1].gap {
        Gap::Space => false,
        Gap::Comma => behind.is_some_and(|w| w.case == Case::Lower && !lexicon::is(w.stem(text), Mark::Joint)),
        _ => true,
    };
    let free = inner.qualifier.is_none() && !inner.qualifies && !town.qualifies;
    free && is_told
        && words[end - 1].gap == Gap::Comma
        && (parted || town.words.start == end && ends)
        && is_town(inner, gazetteer)
        && usable(inner, gazetteer).all(|s| gazetteer.entry(s.place).weight < METROPOLIS)
        && towns(town, gazetteer).any(|town| town.weight >= SMALL_TOWN)
        && !is_land(town, gazetteer)
}

/// The towns that a name can mean.
fn towns<'g>(candidate: &Candidate, gazetteer: &'g Gazetteer) -> impl Iterator<Item = Entry> + use<'g> {
    usable(candidate, gazetteer).map(|s| gazetteer.entry(s.place)).filter(|entry| entry.kind == Feature::City)
}

/// Whether a name can mean a country or more.
fn is_land(candidate: &Candidate, gazetteer: &Gazetteer) -> bool {
    let is_land = |s: Sense| matches!(gazetteer.kind(s.place), Feature::Country | Feature::Continent | Feature::Area);
    usable(candidate, gazetteer).any(is_land)
}

/// Whether some place of one name lies near some place of the other.
fn may_lie_beside(inner: &Candidate, town: &Candidate, gazetteer: &Gazetteer) -> bool {
    let around: Vec<Entry> = towns(town, gazetteer).collect();
    towns(inner, gazetteer).any(|one| around.iter().any(|other| resolve::km_between(&one, other) <= BESIDE_KM))
}

/// Gives the first word of a longer name what that means which was said before: "Rio" below "Rio de Janeiro". Only what has a
/// small word behind the first is so shortened.
fn shorten(found: &mut [Candidate], text: &str, words: &[Word], gazetteer: &Gazetteer) {
    let mut said: Vec<(&str, Name)> = Vec::new();
    for candidate in found.iter_mut().filter(|c| !c.qualifies) {
        let first = words[candidate.words.start].stem(text);
        let joint = words.get(candidate.words.start + 1).filter(|_| candidate.words.len() > 2);
        let specifies = joint.is_some_and(|w| w.case == Case::Lower && !["of", "and"].contains(&w.stem(text)));
        let name = said.iter().find(|(word, _)| *word == first).map(|(_, name)| *name);
        let may_be_town = towns(candidate, gazetteer).next().is_some() && !is_land(candidate, gazetteer);
        if specifies && name.is_none() && may_be_town {
            said.push((first, candidate.name));
        } else if let Some(name) = name.filter(|_| candidate.words.len() == 1 && candidate.qualifier.is_none())
            && may_be_town
        {
            candidate.name = name;
        }
    }
}

/// "In Leeds, Ms. Low spoke": no Mississippi.
fn is_title(state: &Candidate, words: &[Word], text: &str) -> bool {
    let is_title = matches!(words[state.words.start].stem(text), "Ms" | "Miss");
    is_title && words.get(state.words.end).is_some_and(Word::is_capitalised)
}

/// The region that an abbreviation means which stands for one only behind a town.
fn abbreviated(state: &Candidate, gazetteer: &Gazetteer) -> Option<PlaceId> {
    let mut senses = usable(state, gazetteer);
    senses.find(|s| s.needs_stop() && gazetteer.kind(s.place) == Feature::Region).map(|s| s.place)
}

/// The American state in "at Harlow Creek, Michigan": written in full it stands in lists as well, which the words around the
/// two must speak against.
fn told_state(
    town: &Candidate,
    state: &Candidate,
    words: &[Word],
    text: &str,
    gazetteer: &Gazetteer,
) -> Option<PlaceId> {
    let before = town.words.start.checked_sub(1).map(|at| &words[at])?;
    let is_told = before.gap == Gap::Space
        && matches!(lexicon::before(before.stem(text)), Before::In | Before::Locative | Before::Direction)
        || before.stem(text) == "of";
    // "In Leeds, Texas fans cheered": what lies there has a comma behind it, or ends the sentence.
    let goes_on = state.words.end < words.len() && words[state.words.end - 1].gap == Gap::Space;
    let mut senses = usable(state, gazetteer).filter(|s| !s.is_demonym());
    let (only, other) = (senses.next()?, senses.next());
    (is_told && !goes_on && other.is_none() && gazetteer.is_american_state(only.place)).then_some(only.place)
}

/// Whether a name can mean only towns: states and countries stand in lists.
fn is_town(candidate: &Candidate, gazetteer: &Gazetteer) -> bool {
    let mut kinds = usable(candidate, gazetteer).map(|s| gazetteer.kind(s.place));
    kinds.all(|kind| kind == Feature::City)
}

/// Makes a party's tag the state that it names: whom Washington sends is no townsman.
fn represent(tag: &mut Candidate, gazetteer: &Gazetteer) {
    let state = usable(tag, gazetteer)
        .filter(|s| !s.is_demonym())
        .map(|s| s.place)
        .find(|place| gazetteer.is_american_state(*place));
    tag.tag = state.is_some();
    tag.qualifies |= tag.tag;
    tag.holder = tag.holder.or(state);
}

/// Whether the words at `at` are an office that states have, and towns do not: "Gov.", "Attorney General".
fn is_state_office(words: &[Word], at: usize, text: &str) -> bool {
    let general = || words[at].gap == Gap::Space && words.get(at + 1).is_some_and(|w| w.stem(text) == "General");
    lexicon::is(words[at].stem(text), Mark::StateOffice) || words[at].stem(text) == "Attorney" && general()
}

/// Makes a state of an abbreviation that a word follows ("Ind. fugitives", "Ky. Supreme Court"), of "Washington state" and of
/// "New York Gov. Harlow".
fn name_state(state: &mut Candidate, text: &str, words: &[Word], gazetteer: &Gazetteer) {
    let last = &words[state.words.end - 1];
    let Some(next) = words.get(state.words.end).filter(|_| matches!(last.gap, Gap::Space | Gap::Stop)) else { return };
    let goes_on = last.gap == Gap::Stop
        && !next.opens_sentence
        && (next.case == Case::Lower || lexicon::after(next.stem(text)) == After::Office);
    let holder = if goes_on && lexicon::is(last.stem(text), Mark::StateAlone) {
        abbreviated(state, gazetteer)
    } else if last.gap == Gap::Space && (next.stem(text) == "state" || is_state_office(words, state.words.end, text)) {
        let mut places = usable(state, gazetteer).map(|s| s.place);
        places.find(|place| gazetteer.is_american_state(*place))
    } else {
        None
    };
    state.qualifies |= holder.is_some();
    state.holder = state.holder.or(holder);
}

/// Whether a party's letter stands before a word: "D-Calif", "R–Fla.", "(R., Ky.)", "(D, Ohio)".
fn is_tagged(words: &[Word], at: usize, text: &str) -> bool {
    let Some(party) = at.checked_sub(1).map(|party| &words[party]) else { return false };
    if !matches!(party.stem(text), "D" | "R" | "I") {
        return false;
    }
    match &text[party.end as usize..words[at].start as usize] {
        "-" | "‑" | "–" | "—" | ".-" => true,
        ", " | "., " | "-," => text[..party.start as usize].ends_with(['(', '[']),
        _ => false,
    }
}

/// Whether the words are a name where they stand: an abbreviation of a state is one only behind its town.
pub fn is_name(candidate: &Candidate, gazetteer: &Gazetteer) -> bool {
    candidate.qualifies || usable(candidate, gazetteer).any(|s| !s.is_qualifier())
}

/// The senses that the candidate's spelling allows.
pub fn usable<'g>(candidate: &Candidate, gazetteer: &'g Gazetteer) -> impl Iterator<Item = Sense> + use<'g> {
    let Candidate { exact, aside, article, exonym, .. } = *candidate;
    let as_written = move |s: &Sense| {
        let spelled = exact || !(s.needs_capitals() || s.needs_stop()) || (aside && s.needs_stop() && s.is_qualifier());
        spelled && (article || !s.needs_article()) && (exonym || !s.needs_language())
    };
    gazetteer.senses(candidate.name).filter(as_written)
}

fn longest(
    text: &str,
    words: &[Word],
    first: usize,
    gazetteer: &Gazetteer,
    language: Option<&str>,
) -> Option<Candidate> {
    let mut cursor = gazetteer.start();
    let mut spaced: Option<Spaced> = None;
    let mut best = None;
    for (n, word) in words[first..].iter().take(NAME_WORDS_MAX).enumerate() {
        if n > 0 {
            if !may_stand_inside(word) || !may_go_on(&words[first + n - 1], text) {
                break;
            }
            let Some(next) = spaced.and_then(|spaced| spaced.before(text.as_bytes()[word.start as usize])) else {
                break;
            };
            cursor = next;
        }
        if language == Some("de")
            && let Some(formed) = formed(text, words, first..first + n + 1, cursor, gazetteer)
        {
            best = Some(formed);
        }
        let Some(stem) = gazetteer.behind_word(cursor, text, word) else { break };
        let whole = if word.is_possessive() { gazetteer.step(stem.cursor, b's') } else { None };
        let is_saint = || words[first..first + n].iter().any(|w| matches!(w.stem(text), "St" | "Saint"));
        // "St. John's" is a town, "The Hill's" is no "The Hills"
        let saint = whole.filter(|_| is_saint()).and_then(|whole| gazetteer.name(whole));
        for (name, end) in [(stem.name, word.stem_end), (saint, word.end)] {
            let Some(name) = name.filter(|_| word.is_capitalised()) else { continue };
            if best.is_some() && is_city_of(words, first + n, text) {
                continue;
            }
            let candidate = candidate(text, words, first..first + n + 1, end, name, language);
            if usable(&candidate, gazetteer).next().is_some() {
                best = Some(candidate);
            }
        }
        spaced = match whole {
            Some(whole) => gazetteer.step_space(whole),
            None => stem.spaced,
        };
    }
    best
}

/// A German form of a name that the walk has come to the last word of: "Deutschlands", "Stuttgarter Rathaus", "New Yorker Flughafen".
fn formed(text: &str, words: &[Word], range: Range<usize>, cursor: Cursor, gazetteer: &Gazetteer) -> Option<Candidate> {
    let last = &words[range.end - 1];
    let written = last.stem(text);
    let is_part = range.start > 0 && words[range.start - 1].gap == Gap::Hyphen;
    let is_name = written.chars().skip(1).all(|c| c.is_lowercase() || c == '-');
    if last.case != Case::Title || !is_name || is_part || last.is_possessive() {
        return None;
    }
    let is_adjective = stands_as_adjective(text, words, &range, gazetteer);
    let genitive = written.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'x', 'z']));
    let genitive = genitive.map(|stem| (stem.to_owned(), last.end - 1));
    let adjective = || town_stems(written).into_iter().map(|stem| (stem, last.end)).filter(|_| is_adjective);
    let mut forms = genitive.into_iter().chain(adjective());
    forms.find_map(|(stem, end)| {
        let name = gazetteer.name(gazetteer.step_word(cursor, &stem)?)?;
        let head = text.get(words[range.start].start as usize..last.start as usize)?;
        let exonym = name.is_exonym() && foreign::is_exonym_in(&format!("{head}{stem}"), "de");
        let found = Candidate { exonym, formed: true, ..candidate(text, words, range.clone(), end, name, Some("de")) };
        // What is also a surname or a word, or is short ("Maus"), must be a town that everybody knows.
        let is_plain = !(name.is_word() || name.is_surname() || name.is_given_name());
        let least = if is_plain && stem.len() > TOWN_BYTES_MIN { SMALL_TOWN } else { FAMOUS_TOWN };
        let is_known = |s: Sense| match gazetteer.kind(s.place) {
            Feature::City => gazetteer.entry(s.place).weight >= least,
            Feature::Country => end < last.end && !s.is_demonym(),
            Feature::Region => end < last.end && !s.is_demonym() && is_plain && stem.len() > TOWN_BYTES_MIN,
            _ => false,
        };
        usable(&found, gazetteer).any(is_known).then_some(found)
    })
}

/// A town of 400,000: of more German texts need not be told (guessed).
const FAMOUS_TOWN: f32 = 18.6;

/// The towns that an adjective in "-er" may be made of: "Stuttgarter", "Dresdner", "Bremer".
fn town_stems(written: &str) -> Vec<String> {
    let Some(stem) = written.strip_suffix("er").filter(|stem| stem.len() >= TOWN_BYTES_MIN) else { return Vec::new() };
    let shortened = stem.strip_suffix('n').map(|short| format!("{short}en"));
    let shortened = shortened.or_else(|| stem.ends_with('m').then(|| format!("{stem}en")));
    std::iter::once(stem.to_owned()).chain(shortened).collect()
}

/// Shorter towns ("Ulm") end in "-er" what mostly is something else. Guessed.
const TOWN_BYTES_MIN: usize = 4;

/// "Berliner Zeitung", "Hamburger SV", "Stuttgarter Platz": what bears the name of a town, and is another thing or elsewhere.
fn is_named_after(noun: &str) -> bool {
    const ENDINGS: [&str; 10] =
        ["zeitung", "anzeiger", "nachrichten", "presse", "blatt", "platz", "straße", "strasse", "allee", "ring"];
    let lower = noun.to_lowercase();
    lexicon::is(noun, Mark::Newspaper) || ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// Whether a noun follows that an adjective in "-er" may belong to, and no given name stands before it ("Anna Wiener Müller").
fn stands_as_adjective(text: &str, words: &[Word], range: &Range<usize>, gazetteer: &Gazetteer) -> bool {
    let joined = words[range.end - 1].gap == Gap::Space;
    let is_noun = |w: &Word| w.case == Case::Title && !w.opens_sentence && !is_named_after(w.stem(text));
    let noun = words.get(range.end).is_some_and(|w| joined && is_noun(w));
    let before = range.start.checked_sub(1).map(|at| &words[at]).filter(|w| w.gap == Gap::Space && w.is_capitalised());
    let name = |w: &Word| gazetteer.name_of_word(text, w);
    noun && before.is_none_or(|w| w.opens_sentence && !name(w).is_some_and(Name::is_given_name))
}

/// "City" that belongs to what follows: "Dublin City Council".
fn is_city_of(words: &[Word], at: usize, text: &str) -> bool {
    let office = |w: &Word| lexicon::is(w.stem(text), Mark::CityOffice);
    words[at].stem(text) == "City" && words[at].gap == Gap::Space && words.get(at + 1).is_some_and(office)
}

fn candidate(
    text: &str,
    words: &[Word],
    range: Range<usize>,
    end: u32,
    name: Name,
    language: Option<&str>,
) -> Candidate {
    let last = &words[range.end - 1];
    let exact = last.stop || words[range.clone()].iter().all(|w| w.case == Case::Upper);
    let before = range.start.checked_sub(1).map(|at| &words[at]);
    let aside = before.is_some_and(|w| w.gap == Gap::Comma && w.is_capitalised())
        && matches!(last.gap, Gap::Comma | Gap::Bracket | Gap::Other);
    let tag = is_tagged(words, range.start, text);
    let called = Span::new(words[range.start].start as usize, end as usize);
    let worldly = is_of_treaty(words, range.end, text);
    Candidate {
        span: called,
        words: range,
        name,
        exact,
        aside: aside || tag,
        article: before.is_some_and(|w| w.gap == Gap::Space && w.stem(text).eq_ignore_ascii_case("the")),
        exonym: name.is_exonym() && language.is_some_and(|language| foreign::is_exonym_in(called.of(text), language)),
        qualifier: None,
        qualifies: false,
        holder: None,
        filed: false,
        tag,
        formed: false,
        people: language.is_none_or(|language| language.starts_with("en")) && foreign::is_people(called.of(text)),
        worldly,
    }
}

/// Whether a treaty is called after the name that ends before the word at `at`: "Paris Agreement", "Kyoto climate accord".
fn is_of_treaty(words: &[Word], at: usize, text: &str) -> bool {
    let is = |at: usize, mark| words.get(at).is_some_and(|w| lexicon::is(w.stem(text), mark));
    let is_joined = |at: usize| words[at - 1].gap == Gap::Space;
    is_joined(at)
        && (is(at, Mark::Treaty) || is(at, Mark::TreatySubject) && is_joined(at + 1) && is(at + 1, Mark::Treaty))
}

fn may_go_on(word: &Word, text: &str) -> bool {
    match word.gap {
        Gap::Space | Gap::Hyphen => true,
        // "Washington, D.C." is one name
        Gap::Comma => word.is_capitalised(),
        Gap::Stop => {
            matches!(word.stem(text), "St" | "Ste" | "Ft" | "Mt" | "ST" | "FT" | "MT" | "W" | "N" | "S" | "E" | "D")
        }
        _ => false,
    }
}

/// Capitalised, or a short word such as "of", "and", "de".
fn may_stand_inside(word: &Word) -> bool {
    word.is_capitalised() || (word.case == Case::Lower && word.end - word.start <= 4)
}

/// Ties "Paris" to "Texas" in "Paris, Texas" and "Paris (Texas)", when the gazetteer has a Paris in Texas.
fn qualify(candidates: &mut [Candidate], text: &str, words: &[Word], gazetteer: &Gazetteer) {
    // backwards, so that "Springfield, Clark County, Ohio" finds its county qualified
    for i in (1..candidates.len()).rev() {
        let adjacent = candidates[i - 1].words.end == candidates[i].words.start;
        if !adjacent || !matches!(words[candidates[i].words.start - 1].gap, Gap::Comma | Gap::Bracket) {
            continue;
        }
        let in_list = stands_in_list(candidates, i, words, text, gazetteer);
        let (before, after) = candidates.split_at_mut(i);
        let (inner, outer) = (&mut before[i - 1], &mut after[0]);
        let holders = usable(outer, gazetteer).filter(|s| !s.is_demonym()).map(|s| s.place);
        let holder = holders
            .filter(|&place| outer.qualifier.is_none_or(|q| gazetteer.lies_in(place, q)))
            .find(|&place| may_lie_in(inner, place, in_list, gazetteer));
        if holder.is_some() {
            inner.qualifier = holder;
            outer.qualifies = true;
            outer.holder = holder;
        }
    }
}

/// Whether a name can mean something in a place. Two countries are always a list ("Venezuela, Cuba"), two states are where a third
/// is at hand ("Washington, Georgia and Illinois"): the first is then no town of the second.
fn may_lie_in(inner: &Candidate, holder: PlaceId, in_list: bool, gazetteer: &Gazetteer) -> bool {
    let kind = gazetteer.kind(holder);
    let is_alike = |s: Sense| !s.is_demonym() && s.place != holder && gazetteer.kind(s.place) == kind;
    let are_listed = (in_list || kind == Feature::Country) && usable(inner, gazetteer).any(is_alike);
    let mut inside = usable(inner, gazetteer).filter(|s| s.place != holder && gazetteer.lies_in(s.place, holder));
    inside.any(|s| !are_listed || gazetteer.kind(s.place) != Feature::City)
}

/// Whether a third region stands before or behind the two that a comma parts, of which the second is at `outer`.
fn stands_in_list(candidates: &[Candidate], outer: usize, words: &[Word], text: &str, gazetteer: &Gazetteer) -> bool {
    let is_region =
        |c: &&Candidate| usable(c, gazetteer).any(|s| !s.is_demonym() && gazetteer.kind(s.place) == Feature::Region);
    let follows = |end: usize, start: usize| {
        let ended = words[end - 1].gap == Gap::Comma;
        let joined = |at: usize| lexicon::is(words[at].stem(text), Mark::Joint);
        end == start && ended || start == end + 1 && (ended || words[end - 1].gap == Gap::Space) && joined(end)
    };
    let (inner, outer_one) = (&candidates[outer - 1], &candidates[outer]);
    let before = outer.checked_sub(2).and_then(|at| candidates.get(at));
    let before = before.filter(|c| follows(c.words.end, inner.words.start));
    let after = candidates.get(outer + 1).filter(|c| follows(outer_one.words.end, c.words.start));
    before.filter(is_region).is_some() || after.filter(is_region).is_some()
}
