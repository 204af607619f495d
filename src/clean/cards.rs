//! A paragraph in, the same without the cards of people that a page lays over their names.
//!
//! Some sites have a card pop up over the name of somebody: the full name, headlines of other stories, and a link `MORE`. A
//! scrape that knows nothing of pop-ups has all of it in the sentence, with the first headline stuck to the surname: "Senator
//! Jon Tallis Jonathan (Jon) Edward TallisFive things to watch Senate delays vote MORE (D) said". The surname that
//! comes once more behind nothing but names, and the link, give it away.

use crate::article::Removed;
use crate::text::name_parts::is_particle;
use memchr::memmem::Finder;
use std::ops::Range;
use std::sync::LazyLock;

/// The word that ends a card.
const END: &str = "MORE";
static ENDS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(END));
/// Words of the name on a card, its surname aside: given names, a short form in brackets, a middle name (the longest seen).
const NAMES_MAX: usize = 5;
/// A card has a handful of headlines at most (the longest seen was 600 bytes).
const CARD_BYTES_MAX: usize = 900;

/// The paragraph without its cards, and those; `None` where it has none, as nearly all have.
pub fn without(paragraph: &str, removed: &mut Vec<Removed>) -> Option<String> {
    let cards = cards(paragraph);
    if cards.is_empty() {
        return None;
    }
    let mut kept = String::with_capacity(paragraph.len());
    let mut at = 0;
    for card in cards {
        kept.push_str(&paragraph[at..card.start]);
        removed.push(Removed { text: paragraph[card.clone()].trim().to_owned(), rule: "card".to_owned() });
        at = card.end;
    }
    kept.push_str(&paragraph[at..]);
    Some(kept)
}

/// Where the cards stand, in order, each from behind the name that it is laid over.
fn cards(paragraph: &str) -> Vec<Range<usize>> {
    let mut cards: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for end in ENDS.find_iter(paragraph.as_bytes()).map(|at| at + END.len()) {
        if !stands_alone(paragraph, end) {
            continue;
        }
        let earliest = end.saturating_sub(CARD_BYTES_MAX).max(from);
        let earliest = (earliest..end).find(|&at| paragraph.is_char_boundary(at)).unwrap_or(end);
        cards.extend(card_start(&paragraph[earliest..end]).map(|start| earliest + start..end));
        from = end;
    }
    cards
}

/// Whether the `MORE` that ends at `end` is a word, and stands behind another.
fn stands_alone(paragraph: &str, end: usize) -> bool {
    let before = paragraph[..end - END.len()].chars().next_back();
    before == Some(' ') && !paragraph[end..].starts_with(char::is_alphanumeric)
}

/// Where the first card begins in a stretch that ends with `MORE`: behind a surname that is there again.
fn card_start(stretch: &str) -> Option<usize> {
    let words: Vec<(usize, &str)> = words(stretch).collect();
    let surname = find_surname(&words, is_stuck).or_else(|| find_surname(&words, is_apart))?;
    let (at, name) = words[surname];
    Some(at + name.len())
}

/// The first surname that comes again, by `is_again`, behind nothing but names.
fn find_surname(words: &[(usize, &str)], is_again: fn(&[(usize, &str)], usize, usize) -> bool) -> Option<usize> {
    (1..words.len()).find_map(|again| {
        let names = words[..again].iter().rev().take_while(|(_, word)| is_of_a_name(word)).take(NAMES_MAX + 1).count();
        (again - names..again).rev().find(|&surname| is_surname(words[surname].1) && is_again(words, surname, again))
    })
}

/// Whether the word is the surname with a headline stuck to it.
fn is_stuck(words: &[(usize, &str)], surname: usize, again: usize) -> bool {
    let headline = words[again].1.strip_prefix(words[surname].1);
    headline
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“‘\"'$".contains(c)))
}

/// Whether it is the surname itself, and given name and surname both come again: "Paul Orr Paul David Orr Harbour bill".
fn is_apart(words: &[(usize, &str)], surname: usize, again: usize) -> bool {
    let word = |at: usize| words.get(at).map(|(_, word)| *word);
    let given = surname.checked_sub(1).and_then(word);
    word(again) == word(surname) && given.is_some() && given == word(surname + 1)
}

/// The words of a text that spaces part, and where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    })
}

/// "Jon", "(Jon)", "J.", "O’Neal", "van": what stands in a full name.
fn is_of_a_name(word: &str) -> bool {
    is_particle(word) || word.trim_start_matches(['(', '"', '“']).starts_with(char::is_uppercase)
}

/// A word that a headline can be seen to be stuck to: letters, the last of them small.
fn is_surname(word: &str) -> bool {
    let joins = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
    word.starts_with(char::is_uppercase) && word.ends_with(char::is_lowercase) && word.chars().all(joins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraph: &str, expected: &str, n_removed: usize) {
        let mut removed = Vec::new();
        let kept = without(paragraph, &mut removed);
        assert_eq!(kept.as_deref().unwrap_or(paragraph), expected);
        assert_eq!(removed.len(), n_removed, "{removed:?}");
    }

    #[test]
    fn a_card_goes_with_its_headlines_and_its_link() {
        check(
            "Senator Jon Tallis Jonathan (Jon) Edward TallisFive things to watch on Monday Senate delays vote MORE (D) said so.",
            "Senator Jon Tallis (D) said so.",
            1,
        );
        check("Jill Ames Jill AmesAmes to speak MORE.", "Jill Ames.", 1);
        check("Mayor Jo de Ruyt Jo de RuytDocks to open MORE said", "Mayor Jo de Ruyt said", 1);
        check(
            "With Ana Diaz-Roe Ana Diaz-Roe“Not now,” says Roe 12 bills wait MORE came Paul Orr Paul David Orr Harbour bill MORE, too.",
            "With Ana Diaz-Roe came Paul Orr, too.",
            2,
        );
    }

    #[test]
    fn what_is_no_card_stays() {
        for sentence in [
            "",
            "MORE",
            "He wants MORE of it. Jon Tallis said that Tallis wants MORE.",
            "Read MORE",
            "The Smith Smithsonian visit was MORE than a trip.",
            "Jon Tallis met Ann TallisBrook and wanted ONE MORE.",
            "Thomas More’s MOREOVER",
        ] {
            check(sentence, sentence, 0);
        }
    }

    #[test]
    fn a_long_way_to_the_link_is_no_card() {
        let sentence = format!("Jon Tallis Jon TallisFive things {}MORE", "and more of the same ".repeat(60));
        check(&sentence, &sentence, 0);
    }
}
