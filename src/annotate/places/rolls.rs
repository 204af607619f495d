//! Words in, the rolls of people among them out: line-ups, casts and juries are lists of surnames, and many of those are names
//! of towns as well ("Ingham, Mulligan, Fenton, Morley, Priet").

use super::gazetteer::{Gazetteer, Name};
use super::words::{Gap, Word, Words};
use std::ops::Range;

/// Fewer names with commas between them are any list (guessed).
const NAMES_MIN: usize = 5;
/// "Gary Neville": words of one name.
const NAME_WORDS_MAX: usize = 2;

/// The rolls, in words and in order. Of the names of a list of places, most are known and few are people's.
pub fn rolls(text: &str, words: &Words, gazetteer: &Gazetteer) -> Vec<Range<usize>> {
    let mut rolls = Vec::new();
    let mut names = Vec::new();
    let mut end = 0;
    for at in words.capitalised() {
        if at < end {
            continue;
        }
        list(words, at, &mut names);
        end = names.last().map_or(at, |last| last.end);
        if names.len() >= NAMES_MIN && is_of_people(&names, text, words, gazetteer) {
            rolls.push(at..end);
        }
    }
    rolls
}

/// The capitalised names from `at` on with commas between them, into `names`.
fn list(words: &[Word], at: usize, names: &mut Vec<Range<usize>>) {
    names.clear();
    let mut start = at;
    while let Some(name) = name(words, start) {
        start = name.end;
        names.push(name);
        if words[start - 1].gap != Gap::Comma {
            break;
        }
    }
}

fn name(words: &[Word], start: usize) -> Option<Range<usize>> {
    let may_be_in = start..(start + NAME_WORDS_MAX).min(words.len());
    let last =
        may_be_in.into_iter().take_while(|&at| words[at].is_capitalised()).find(|&at| words[at].gap != Gap::Space)?;
    Some(start..last + 1)
}

/// Whether a third of the names or more are no places, and fewer than half are places that nobody is called after.
fn is_of_people(names: &[Range<usize>], text: &str, words: &[Word], gazetteer: &Gazetteer) -> bool {
    let (mut unknown, mut only_places) = (0, 0);
    for name in names {
        match known(&words[name.clone()], text, gazetteer) {
            Some(name) if gazetteer.senses(name).next().is_some() => {
                only_places += usize::from(!(name.is_surname() || name.is_given_name()));
            }
            _ => unknown += 1,
        }
    }
    unknown * 3 >= names.len() && only_places * 2 < names.len()
}

fn known(name: &[Word], text: &str, gazetteer: &Gazetteer) -> Option<Name> {
    let mut cursor = gazetteer.start();
    for (n, word) in name.iter().enumerate() {
        if n > 0 {
            cursor = gazetteer.step(cursor, b' ')?;
        }
        cursor = gazetteer.step_word(cursor, word.stem(text))?;
    }
    gazetteer.name(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::places::words::words;

    fn check(text: &str, expected: usize) {
        let found = rolls(text, &words(text, &[]), &Gazetteer::built_in());
        assert_eq!(found.len(), expected, "{text}");
    }

    #[test]
    fn a_line_up_is_a_roll_and_a_list_of_towns_is_none() {
        check("Harlow: Ingrim, Mulligan, Fenton, Morley, Prietz, Ravenhull.", 1);
        check("They came from Oldham, Rochdale, Bury, Bolton, Wigan and Salford.", 0);
        check("It rained in Lincoln, Warren, Jackson, Jefferson, Monroe, Madison.", 0);
        check("Fenton, Morley and Prietz came.", 0);
    }
}
