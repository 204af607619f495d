//! A candidate in, what stands around it out: the words before and after by class, whether a person's name
//! covers it, whether all is in capitals.

use super::super::names::People;
use super::foreign;
use super::gazetteer::{Gazetteer, Name, Sense};
use super::lexicon::{self, After, Before, Mark, Marks};
use super::ordinary::{is_lesser_town, ordinary};
use super::recognise::{Candidate, usable};
use super::rolls::rolls;
use super::words::{Case, Gap, Word, Words};
use crate::article::Feature;
use crate::text::calendar::Reading;
use crate::text::calendar::words::{self as calendar, Languages, WordKind};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What stands around one candidate.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    pub before: Before,
    pub after: After,
    /// How sure it is that the words are part of a person's name.
    pub person: f32,
    /// Elsewhere in the document the name follows a given name or a title.
    pub name_of_person: bool,
    pub opens_sentence: bool,
    /// A few capitals among small letters: more likely an acronym than a town.
    pub acronym: bool,
    /// The sentence is in capitals.
    pub shouted: bool,
    /// A month's name, a title's abbreviation ("Sens."), a company's name ("Power Co", which lacks the stop of a county), a
    /// region's code that nothing says to be one ("AND/OR"), another language's word ("Paradise Island", "Credit Suisse"), an
    /// ordinary word of the text's language ("Seine Frau"), somebody in a line-up, part of a longer name ("Zion Valley",
    /// "Ouest-France", "North West England", "Mayfair Capital"), a firm ("Harlow AB", and "Harlow" further down) or
    /// what is named after a place ("USS Harlow", "Camp Harlow"): a place only where it is said to lie.
    pub no_place: bool,
    /// A point of the compass, which is a region's name only where its country is spoken of ("le Nord", "North West").
    pub compass: bool,
    /// A demonym here would be a language ("in English", "the Russian language").
    pub language: bool,
    /// A firm bears its name, too.
    pub of_firm: bool,
    /// Stands in the name of a newspaper, a firm or a currency, which the text need not be about.
    pub names_other: bool,
}

impl Surroundings {
    /// Whether a preposition of place stands before it.
    pub fn is_told(&self) -> bool {
        matches!(self.before, Before::In | Before::Locative)
    }
}

/// What is left of a person's name that is a whole town's and stands where a town does ("from Rock Hill"; guessed).
const TOLD_PERSON: f32 = 0.25;
/// "SWAT", "OAS": longer words in capitals are rarely acronyms (guessed).
const ACRONYM_BYTES: usize = 4;

/// The surroundings of every candidate.
pub fn surroundings(
    text: &str,
    words: &Words,
    candidates: &[Candidate],
    people: &People,
    gazetteer: &Gazetteer,
    language: Option<&str>,
) -> Vec<Surroundings> {
    let nouns_are_capital = language == Some("de");
    let look = Look { text, words, gazetteer, months: Reading::of(language).languages, nouns_are_capital };
    let ordinary = ordinary(text, words, candidates, gazetteer, language);
    let mut rolls = rolls(text, words, gazetteer).into_iter().peekable();
    let is_english = language.is_none_or(|language| language.starts_with("en"));
    let mut mentions = people.mentions.iter().peekable();
    let mut firms: BTreeSet<Name> = BTreeSet::new();
    let mut found: Vec<Surroundings> = Vec::with_capacity(candidates.len());
    for (i, candidate) in candidates.iter().enumerate() {
        while mentions.next_if(|m| m.span.end <= candidate.span.start).is_some() {}
        while rolls.next_if(|roll| roll.end <= candidate.words.start).is_some() {}
        let in_roll = rolls.peek().is_some_and(|roll| roll.start <= candidate.words.start);
        let before = look.before(candidate, i.checked_sub(1).map(|p| &candidates[p]));
        let person = mentions.peek().filter(|m| m.span.overlaps(candidate.span));
        // "from Rock Hill": a town's whole name that a person might bear.
        let is_town = candidate.words.len() > 1
            && matches!(before, Before::In | Before::Locative | Before::Direction | Before::PlaceOf)
            && person.is_some_and(|m| m.span == candidate.span);
        let person = person.map_or(0.0, |m| if is_town { TOLD_PERSON * m.confidence } else { m.confidence });
        let first = &words[candidate.words.start];
        let is_firm = look.is_firm(candidate);
        // "Bank of Harlow Ltd" is not called Harlow.
        let is_whole =
            !matches!(before, Before::Capitalised | Before::OrganisationOf | Before::PlaceOf | Before::Hyphen);
        if is_firm && is_whole {
            firms.insert(candidate.name);
        }
        let is_told = matches!(before, Before::In | Before::Locative | Before::PlaceOf) || candidate.qualifies;
        let after = look.after(candidate, candidates.get(i + 1));
        found.push(Surroundings {
            before,
            after,
            person,
            name_of_person: false,
            opens_sentence: first.opens_sentence,
            acronym: first.case == Case::Upper
                && !first.shouted
                && candidate.span.len() <= ACRONYM_BYTES
                && !look.is_abbreviation(candidate),
            shouted: first.shouted,
            no_place: ordinary[i]
                || in_roll && is_lesser_town(gazetteer, candidate)
                || look.is_direction(candidate)
                || look.is_month(candidate)
                || look.is_title(candidate)
                || look.is_company(candidate)
                || is_firm
                || !is_told && firms.contains(&candidate.name)
                || look.is_namesake(candidate)
                || look.is_lent(candidate)
                || look.is_part_of_landmark(candidate)
                || !is_english && look.is_part_of_compound(candidate, candidates, i)
                || look.is_bare_code(candidate)
                || (is_english && look.is_foreign(candidate)),
            compass: lexicon::is(candidate.span.of(text), Mark::Compass) || look.is_compass(candidate),
            language: look.is_language(candidate),
            of_firm: firms.contains(&candidate.name),
            names_other: is_firm
                || after == After::Newspaper
                || look.is_before(candidate, &[Mark::Firm, Mark::LegalForm, Mark::Currency]),
        });
    }
    let is_person = |s: &Surroundings| matches!(s.before, Before::GivenName | Before::Title | Before::Initial);
    let persons: BTreeSet<Name> =
        candidates.iter().zip(&found).filter(|(_, s)| is_person(s)).map(|(c, _)| c.name).collect();
    for (candidate, surroundings) in candidates.iter().zip(&mut found) {
        surroundings.name_of_person = persons.contains(&candidate.name);
    }
    found
}

struct Look<'a> {
    text: &'a str,
    words: &'a [Word],
    gazetteer: &'a Gazetteer,
    /// The languages whose months are known.
    months: Languages,
    /// German: a compound begins with the place it is about.
    nouns_are_capital: bool,
}

impl Look<'_> {
    fn before(&self, candidate: &Candidate, previous: Option<&Candidate>) -> Before {
        let Some(at) = candidate.words.start.checked_sub(1) else { return Before::Nothing };
        let word = &self.words[at];
        let spelled = word.as_if_not_shouted(self.text);
        let distance = previous.map_or(usize::MAX, |p| candidate.words.start - p.words.end);
        match word.gap {
            Gap::Comma if distance == 0 => return Before::List,
            Gap::Space if distance == 1 && lexicon::is(&spelled, Mark::Joint) => return Before::List,
            Gap::Space
                if distance == 1 && &*spelled == "to" && previous.is_some_and(|p| self.stands_behind_from(p)) =>
            {
                return Before::List;
            }
            Gap::Space => {}
            Gap::Hyphen => return Before::Hyphen,
            Gap::Stop if lexicon::is(&spelled, Mark::Title) => return Before::Title,
            Gap::Stop if is_initial(&spelled) && !self.words[candidate.words.start].opens_sentence => {
                return Before::Initial;
            }
            _ => return Before::Nothing,
        }
        if &*spelled == "of" {
            return self.before_of(at);
        }
        let capitalised = !word.shouted && word.is_capitalised() && !word.opens_sentence;
        match lexicon::before(&spelled) {
            Before::Nothing if is_initial(&spelled) && word.stop => Before::Initial,
            Before::Nothing if is_pair_of_initials(word, &spelled) && self.known(word).is_none() => Before::Initials,
            Before::Nothing if word.is_capitalised() && self.known(word).is_some_and(Name::is_given_name) => {
                Before::GivenName
            }
            Before::Nothing if capitalised => Before::Capitalised,
            class => class,
        }
    }

    fn before_of(&self, of: usize) -> Before {
        let Some(head) = of.checked_sub(1).map(|head| self.words[head].as_if_not_shouted(self.text)) else {
            return Before::Of;
        };
        if lexicon::is(&head, Mark::Organisation) {
            Before::OrganisationOf
        } else if lexicon::is(&head, Mark::PlaceOf) {
            Before::PlaceOf
        } else {
            Before::Of
        }
    }

    fn after(&self, candidate: &Candidate, next: Option<&Candidate>) -> After {
        let last = &self.words[candidate.words.end - 1];
        if last.is_possessive() && candidate.span.end == last.stem_end as usize {
            return After::Possessive;
        }
        let Some(word) = self.words.get(candidate.words.end) else { return After::Nothing };
        let is_code = || self.is_abbreviation(candidate) && self.is_before(candidate, &[Mark::Currency]);
        if self.text[last.end as usize..word.start as usize].contains('$') || is_code() {
            return After::Currency;
        }
        match last.gap {
            Gap::Comma if word.case == Case::Digit => return After::Age,
            Gap::Comma => return After::Comma,
            Gap::Hyphen if word.is_capitalised() => return After::HyphenCapitalised,
            Gap::Hyphen => return After::HyphenLower,
            Gap::Space => {}
            _ => return After::Nothing,
        }
        let spelled = word.as_if_not_shouted(self.text);
        let distance = next.map_or(usize::MAX, |n| n.words.start - candidate.words.end);
        let class = lexicon::after(&spelled);
        let is_way = || &*spelled == "to" && self.stands_behind_from(candidate);
        if distance == 1 && (lexicon::is(&spelled, Mark::Joint) || is_way()) {
            After::List
        } else if class != After::Nothing {
            class
        } else if !word.is_capitalised() || word.shouted {
            After::Nothing
        } else if distance > 0 && self.known(word).is_some_and(Name::is_surname) {
            After::Surname
        } else if distance > 0 && spelled.len() > 4 && spelled.ends_with('s') {
            After::Plural
        } else {
            After::Capitalised
        }
    }

    /// The first of two ends: "from Leeds to Sheffield".
    fn stands_behind_from(&self, candidate: &Candidate) -> bool {
        let before = candidate.words.start.checked_sub(1).map(|at| &self.words[at]);
        before.is_some_and(|w| w.gap == Gap::Space && &*w.as_if_not_shouted(self.text) == "from")
    }

    /// Whether the capitals are those of the gazetteer ("EU").
    fn is_abbreviation(&self, candidate: &Candidate) -> bool {
        self.gazetteer.senses(candidate.name).any(|sense| sense.needs_capitals())
    }

    /// "North West", "Far North": regions of a few countries bear such a name.
    fn is_compass(&self, candidate: &Candidate) -> bool {
        let is_point = |w: &Word| w.stem(self.text) == "Far" || lexicon::is(w.stem(self.text), Mark::Part);
        self.words[candidate.words.clone()].iter().all(is_point)
            && usable(candidate, self.gazetteer).all(|s| self.gazetteer.kind(s.place) == Feature::Region)
    }

    /// "North West England", "Far North Queensland".
    fn is_direction(&self, candidate: &Candidate) -> bool {
        let next =
            self.words.get(candidate.words.end).filter(|_| self.words[candidate.words.end - 1].gap == Gap::Space);
        next.is_some_and(Word::is_capitalised) && self.is_compass(candidate)
    }

    fn is_month(&self, candidate: &Candidate) -> bool {
        let word = &self.words[candidate.words.start];
        let is_month = |word| calendar::value(word, WordKind::Month, self.months).is_some();
        candidate.words.len() == 1 && candidate.name.is_word() && is_month(word.stem(self.text))
    }

    fn is_title(&self, candidate: &Candidate) -> bool {
        let word = &self.words[candidate.words.start];
        candidate.words.len() == 1 && word.stop && lexicon::is(word.stem(self.text), Mark::Title)
    }

    fn is_company(&self, candidate: &Candidate) -> bool {
        let last = &self.words[candidate.words.end - 1];
        candidate.words.len() > 1 && !last.stop && last.stem(self.text) == "Co"
    }

    /// "Harlow AB", "Harlow A/S", "Harlow, Inc.": a firm that bears a lesser town's name. "Adelaide SA" is not one: the letters
    /// may be the town's state.
    fn is_firm(&self, candidate: &Candidate) -> bool {
        let end = candidate.words.end;
        let (last, next) = (&self.words[end - 1], self.words.get(end));
        let Some(next) = next.filter(|_| matches!(last.gap, Gap::Space | Gap::Comma)) else { return false };
        let form = next.stem(self.text);
        let is_danish =
            form == "A" && next.gap == Gap::Hyphen && self.words.get(end + 1).is_some_and(|w| w.stem(self.text) == "S");
        let is_form =
            lexicon::is(form, Mark::LegalForm) && (last.gap == Gap::Space || matches!(form, "Inc" | "Ltd" | "LLC"));
        let may_lie_in =
            |holder: Sense| usable(candidate, self.gazetteer).any(|s| self.gazetteer.lies_in(s.place, holder.place));
        let is_state = || self.known(next).is_some_and(|name| self.gazetteer.senses(name).any(may_lie_in));
        (is_form || is_danish) && !last.is_possessive() && is_lesser_town(self.gazetteer, candidate) && !is_state()
    }

    /// Whether a word follows that can be any of these.
    #[inline]
    fn is_before(&self, candidate: &Candidate, marks: &[Mark]) -> bool {
        let joined = matches!(self.words[candidate.words.end - 1].gap, Gap::Space | Gap::Hyphen);
        joined
            && self.words.get(candidate.words.end).is_some_and(|w| lexicon::is_any(w.stem(self.text), Marks::of(marks)))
    }

    /// "USS Harlow", "Hurricane Harlow", "Camp Harlow": no town of what the gazetteer does not have whole. A mountain that
    /// bears its country's name lies in it.
    fn is_namesake(&self, candidate: &Candidate) -> bool {
        let Some(before) = self.before_word(candidate).filter(|w| w.gap == Gap::Space) else { return false };
        let word = before.as_if_not_shouted(self.text);
        let is_town = || usable(candidate, self.gazetteer).all(|s| self.gazetteer.kind(s.place) == Feature::City);
        lexicon::is(&word, Mark::ShipOrStorm) || lexicon::is(&word, Mark::Landmark) && is_town()
    }

    /// "Mayfair Capital", "Galilee Jones": but Heathrow Airport and Quantico Police are there.
    fn is_lent(&self, candidate: &Candidate) -> bool {
        let last = &self.words[candidate.words.end - 1];
        let next = self.words.get(candidate.words.end).filter(|w| w.is_capitalised() && !w.shouted);
        let stays = |word: &str| lexicon::is(word, Mark::Site) || lexicon::is(word, Mark::Office);
        last.gap == Gap::Space
            && !last.is_possessive()
            && usable(candidate, self.gazetteer).any(Sense::is_lent)
            && next.is_some_and(|w| !stays(w.stem(self.text)))
    }

    /// "Zion National Park", "Canaan Valley": what the gazetteer does not have whole lies where it lies, not in the town.
    fn is_part_of_landmark(&self, candidate: &Candidate) -> bool {
        let next = |at: usize| self.words.get(at).filter(|_| self.words[at - 1].gap == Gap::Space);
        let Some(word) = next(candidate.words.end).map(|w| w.as_if_not_shouted(self.text)) else { return false };
        let end = candidate.words.end;
        let wild = || next(end + 1).is_some_and(|w| lexicon::is(&w.as_if_not_shouted(self.text), Mark::Wild));
        (lexicon::is(&word, Mark::Landscape) || word == "National" && wild())
            && self.words[end - 1].stem_end == self.words[end - 1].end
            && is_lesser_town(self.gazetteer, candidate)
    }

    /// "Ouest-France": Romance languages join the parts of one name with hyphens, where German and English compounds begin with
    /// the place. Two towns or countries so joined ("Paris-Roubaix", "Russie-Ukraine") are two.
    fn is_part_of_compound(&self, candidate: &Candidate, candidates: &[Candidate], at: usize) -> bool {
        if self.nouns_are_capital {
            return false;
        }
        let joins = |left: usize| {
            let (left, right) = (self.words.get(left), self.words.get(left + 1));
            let between = left.zip(right).and_then(|(l, r)| self.text.get(l.end as usize..r.start as usize));
            right.is_some_and(Word::is_capitalised) && matches!(between, Some("-" | "‐" | "‑"))
        };
        let Candidate { words, .. } = candidate;
        let is_whole = |c: &Candidate| {
            usable(c, self.gazetteer).all(|s| matches!(self.gazetteer.kind(s.place), Feature::City | Feature::Country))
        };
        let other_before = at.checked_sub(1).map(|i| &candidates[i]).filter(|c| c.words.end == words.start);
        let other_after = candidates.get(at + 1).filter(|c| c.words.start == words.end);
        let is_part = |joined: bool, other: Option<&Candidate>| {
            joined && !other.is_some_and(|c| is_whole(c) && is_whole(candidate))
        };
        is_part(words.start > 0 && joins(words.start - 1), other_before) || is_part(joins(words.end - 1), other_after)
    }

    /// A region's code that could be any word ("OR", "Man"), with neither comma nor bracket nor
    /// preposition before it, or among other capitals.
    fn is_bare_code(&self, candidate: &Candidate) -> bool {
        // "LA" is a city's code too, "man" a town's name.
        let mut codes = usable(candidate, self.gazetteer).filter(|s| s.needs_capitals() || s.needs_stop()).peekable();
        let code = codes.peek().is_some() && codes.all(|s| self.gazetteer.kind(s.place) == Feature::Region);
        let bare = &self.words[candidate.words.start];
        if !(code && candidate.name.is_word()) || candidate.qualifies || bare.stem(self.text).contains('.') {
            return false;
        }
        let before = self.before_word(candidate);
        let introduced = before.is_some_and(|w| match w.gap {
            Gap::Comma | Gap::Bracket => true,
            Gap::Space => matches!(lexicon::before(w.stem(self.text)), Before::In | Before::Locative),
            _ => false,
        });
        let shouting = |w: &Word| w.case == Case::Upper && w.gap == Gap::Space;
        let in_run = before.is_some_and(shouting)
            || shouting(bare) && self.words.get(candidate.words.end).is_some_and(|w| w.case == Case::Upper);
        bare.shouted || in_run || !introduced
    }

    /// Another language's name for a country, which English has only in other names.
    fn is_foreign(&self, candidate: &Candidate) -> bool {
        let [word] = &self.words[candidate.words.clone()] else { return false };
        let told = |w: &Word| {
            w.gap == Gap::Space && matches!(lexicon::before(w.stem(self.text)), Before::In | Before::Locative)
        };
        foreign::is_foreign(word.stem(self.text)) && !self.before_word(candidate).is_some_and(told)
    }

    fn before_word(&self, candidate: &Candidate) -> Option<&Word> {
        candidate.words.start.checked_sub(1).map(|at| &self.words[at])
    }

    fn is_language(&self, candidate: &Candidate) -> bool {
        let before = candidate.words.start.checked_sub(1).map(|at| &self.words[at]).filter(|w| w.gap == Gap::Space);
        let joined = self.words[candidate.words.end - 1].gap;
        let after = self.words.get(candidate.words.end).filter(|_| matches!(joined, Gap::Space | Gap::Hyphen));
        let before = before.map_or(Cow::Borrowed(""), |w| w.as_if_not_shouted(self.text));
        let after = after.map_or(Cow::Borrowed(""), |w| w.as_if_not_shouted(self.text));
        lexicon::is_language(&before, &after)
    }

    fn known(&self, word: &Word) -> Option<Name> {
        self.gazetteer.name_of_word(self.text, word)
    }
}

/// "JM Barrie".
fn is_pair_of_initials(word: &Word, spelled: &str) -> bool {
    word.stem_end == word.end
        && word.case == Case::Upper
        && !word.shouted
        && spelled.len() == 2
        && !lexicon::is(spelled, Mark::Club)
}

fn is_initial(word: &str) -> bool {
    let mut letters = word.chars().filter(|&c| c != '.');
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}
