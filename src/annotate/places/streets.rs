//! Words in, the streets and roads they name out: "Memphis Street", "E. Broad St.", "Interstate 45". They are
//! places that no gazetteer of towns holds; knowing them keeps Memphis out of it.

use super::lexicon::{self, After, Mark, Marks};
use super::recognise::Candidate;
use super::words::{Case, Gap, Word, Words};
use crate::article::Span;
use std::ops::Range;

/// A street in the words of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Street {
    pub words: Range<usize>,
    pub span: Span,
}

/// Longest name before the word for street: "North Martin Luther King Boulevard" has four.
const NAME_WORDS_MAX: usize = 4;

/// The streets in text order, none overlapping.
pub fn streets(text: &str, words: &Words) -> Vec<Street> {
    let mut found: Vec<Street> = Vec::new();
    for at in words.capitalised() {
        let floor = found.last().map_or(0, |s| s.words.end);
        if at >= floor
            && let Some(range) = numbered_road(text, words, at).or_else(|| named_street(text, words, at, floor))
        {
            let span = Span::new(words[range.start].start as usize, words[range.end - 1].stem_end as usize);
            found.push(Street { words: range, span });
        }
    }
    found
}

/// Takes out the candidates that are part of a street's name.
pub fn take_out(streets: &[Street], candidates: &mut Vec<Candidate>) {
    let mut streets = streets.iter().peekable();
    candidates.retain(|candidate| {
        while streets.next_if(|s| s.words.end <= candidate.words.start).is_some() {}
        streets.peek().is_none_or(|s| candidate.words.end <= s.words.start)
    });
}

/// "Highway 19", "County Road 225", "I-95", "U.S. 50".
fn numbered_road(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let number = words.get(at + 1).filter(|w| w.case == Case::Digit && w.end - w.start <= 4)?;
    let word = words[at].stem(text);
    let joined = matches!(words[at].gap, Gap::Space | Gap::Hyphen) || (words[at].stop && words[at].gap == Gap::Stop);
    let short = number.stem(text).bytes().all(|b| b.is_ascii_digit()) && number.end - number.start <= 3;
    let marks = lexicon::marks(word, Marks::of(&[Mark::RoadOfState, Mark::NumberedRoad]));
    let is_road = match word {
        // "I-9 forms" are no road
        "I" => words[at].gap == Gap::Hyphen && short && !is_paper(text, words, at + 2),
        "Road" | "Rd" => at > 0 && lexicon::is(words[at - 1].stem(text), Mark::BeforeRoad),
        // "cost the U.S. 10 jobs"
        _ if marks.has(Mark::RoadOfState) => {
            words[at].gap != Gap::Hyphen && words[at].stop && short && !is_count(text, words, at + 1)
        }
        _ => marks.has(Mark::NumberedRoad),
    };
    let opened = at > 0
        && words[at - 1].gap == Gap::Space
        && (matches!(words[at - 1].stem(text), "U.S." | "US")
            || lexicon::is(words[at - 1].stem(text), Mark::BeforeRoad));
    (is_road && joined).then_some(if opened { at - 1 } else { at }..at + 2)
}

/// Whether a word stands before it behind which a lane is no man ("on Harlow Lane", "a Harlow Lane home").
fn stands_along(text: &str, words: &[Word], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &words[before]);
    before.is_some_and(|w| w.gap == Gap::Space && lexicon::is(w.stem(text), Mark::Along))
}

/// Whether a number counts what follows it: "10 jobs", "10-year", "10 billion".
fn is_count(text: &str, words: &[Word], number: usize) -> bool {
    let next = words.get(number + 1).filter(|next| next.case == Case::Lower);
    next.is_some_and(|next| match words[number].gap {
        Gap::Hyphen => true,
        Gap::Space => {
            let next = next.stem(text);
            next.len() > 3 && next.ends_with('s')
                || matches!(next, "million" | "billion" | "mln" | "bln" | "pct" | "percent")
        }
        _ => false,
    })
}

fn is_paper(text: &str, words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|w| matches!(w.stem(text), "form" | "forms" | "visa" | "visas"))
}

/// "Memphis Street": capitalised words and a word for street.
fn named_street(text: &str, words: &[Word], at: usize, floor: usize) -> Option<Range<usize>> {
    let kind = words[at].stem(text);
    let goes_on =
        matches!(words[at].gap, Gap::Space | Gap::Stop) && words.get(at + 1).is_some_and(Word::is_capitalised);
    let marks = lexicon::marks(kind, Marks::of(&[Mark::Street, Mark::NumberedStreet, Mark::LocatedStreet]));
    let plain = marks.has(Mark::Street);
    // "Dr." is a title and "St." a saint when a name follows
    let short = matches!(kind, "St" | "Dr") && words[at].stop && !goes_on;
    let numbered_only = marks.has(Mark::NumberedStreet);
    let located_only = marks.has(Mark::LocatedStreet);
    if !plain && !short && !numbered_only && !located_only {
        return None;
    }
    // "the Wall Street Journal"
    if goes_on && lexicon::after(words[at + 1].stem(text)) == After::Newspaper {
        return None;
    }
    let mut start = at;
    while start > floor && at - start < NAME_WORDS_MAX && is_part_of_street_name(text, &words[start - 1]) {
        start -= 1;
    }
    if start == at {
        return None;
    }
    let numbered = start > 0 && words[start - 1].case == Case::Digit && words[start - 1].gap == Gap::Space;
    // the capital that opens a sentence is no name
    if words[start].opens_sentence && start + 1 < at && lexicon::is(words[start].stem(text), Mark::BeforeStreet) {
        start += 1;
    }
    if matches!(words[start].stem(text), "The" | "On" | "At" | "In" | "A" | "This" | "That")
        || (numbered_only && !numbered)
        || (located_only && !numbered && !stands_along(text, words, start))
    {
        return None;
    }
    Some(start..at + 1)
}

fn is_part_of_street_name(text: &str, word: &Word) -> bool {
    let word_text = word.stem(text);
    let ordinal = word.case == Case::Digit && word_text.ends_with(|c: char| c.is_ascii_alphabetic());
    // "NBC News/Wall Street" is two names
    let slash = text[word.end as usize..].starts_with('/');
    let joined = word.gap == Gap::Space
        || (word.gap == Gap::Stop && matches!(word_text, "N" | "S" | "E" | "W" | "St" | "Dr"))
        || (word.gap == Gap::Hyphen && word.is_capitalised() && !slash);
    joined && !word.is_possessive() && (ordinal || word.is_capitalised())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::places::words::words;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = streets(text, &words(text, &[])).iter().map(|s| s.span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn streets_and_roads_are_found_by_their_words() {
        check("of 12 Elm St., Toledo", &["Elm St"]);
        check("on North Main Street and 42nd Street", &["North Main Street", "42nd Street"]);
        check("closed Interstate 40, I-95 and U.S. 50 today", &["Interstate 40", "I-95", "U.S. 50"]);
        check("on County Road 7 near 9 Maple Court", &["County Road 7", "Maple Court"]);
    }

    #[test]
    fn a_street_begins_with_its_name() {
        let text = "But Wall Street fell. An NBC News/Wall Street poll. Off Elm Road, the Wall Street Journal";
        let opens =
            text.match_indices(['B', 'A', 'O']).map(|(at, _)| at).filter(|&at| at == 0 || text[..at].ends_with(". "));
        let sentences: Vec<Span> = opens.map(|at| Span::new(at, at + 1)).collect();
        let found: Vec<&str> = streets(text, &words(text, &sentences)).iter().map(|s| s.span.of(text)).collect();
        assert_eq!(found, ["Wall Street", "Wall Street", "Elm Road"]);
    }

    #[test]
    fn what_people_and_papers_are_called_too_is_told() {
        check(
            "Nora Lane met Carl Pike. It burned on Elm Lane, at 7 Birch Drive and off Maple Pike",
            &["Elm Lane", "Birch Drive", "Maple Pike"],
        );
        check("sign I-9 forms, which cost the U.S. 10 jobs on I-9", &["I-9"]);
    }

    #[test]
    fn saints_doctors_and_courts_are_no_streets() {
        check("In St. Louis, Dr. Hall saw the Supreme Court", &[]);
        check("The Road ahead. The street is long", &[]);
    }
}
