//! A word in, what it means in a date out: month, weekday, number, unit, zone.
//!
//! The words are data (`data/words.tsv`), read once a process. A word can mean different things in
//! different languages ("mars", "sept"), so every answer is for one kind of meaning and a set of languages.

use crate::text::packed::Packed;
use crate::text::table::Table;
use crate::text::word_lists;
use std::sync::LazyLock;

/// What a word of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordKind {
    Month,
    Weekday,
    /// A small number in words, articles that count included ("a week ago").
    Number,
    Unit,
    /// Half of the day: 1 before noon, 2 after.
    Half,
    /// Minutes east of UTC.
    Zone,
    Filler,
}

/// One meaning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    pub kind: WordKind,
    pub value: i16,
    pub languages: Languages,
}

/// A set of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages(u32);

/// The languages of the table, each a bit of [`Languages`].
const CODES: [&str; 23] = [
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "ru", "uk", "hu", "tr", "ro",
    "ca", "ar", "el", "id",
];

impl Languages {
    pub const ALL: Languages = Languages(u32::MAX);

    /// The language of a tag such as `de` or `de-AT`; `None` when the table does not know it.
    pub fn of_tag(tag: &str) -> Option<Languages> {
        let code = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        match code.as_str() {
            "nb" | "nn" => Languages::of_tag("no"),
            "*" => Some(Languages::ALL),
            code => CODES.iter().position(|&known| known == code).map(|bit| Languages(1 << bit)),
        }
    }

    pub fn intersects(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }

    pub fn with(self, other: Languages) -> Languages {
        Languages(self.0 | other.0)
    }
}

/// Every meaning of every word.
struct Senses {
    /// The meanings of a word stand one behind another.
    all: Vec<(&'static str, Sense)>,
    /// Where those of a word begin and end.
    ranges: Table<(u16, u16)>,
}

static SENSES: LazyLock<Senses> = LazyLock::new(|| {
    let rows = rows(include_str!("data/words.tsv"));
    let mut all: Vec<(&str, Sense)> =
        rows.flat_map(|(sense, words)| words.split(' ').map(move |word| (word, sense))).collect();
    all.sort_by_key(|&(word, _)| word);
    let mut ranges = Table::default();
    for (at, (word, _)) in (0..).zip(&all) {
        let range: &mut (u16, u16) = ranges.entry(word);
        *range = (if range.1 == 0 { at } else { range.0 }, at + 1);
    }
    Senses { all, ranges }
});

/// The rows of the table; a row that is none is passed over (a unit test holds the table to zero of them).
fn rows(table: &'static str) -> impl Iterator<Item = (Sense, &'static str)> {
    word_lists::rows(table).filter_map(row)
}

fn row(line: &'static str) -> Option<(Sense, &'static str)> {
    let mut columns = line.split('\t');
    let kind = match columns.next()? {
        "month" => WordKind::Month,
        "weekday" => WordKind::Weekday,
        "number" => WordKind::Number,
        "unit" => WordKind::Unit,
        "half" => WordKind::Half,
        "zone" => WordKind::Zone,
        "filler" => WordKind::Filler,
        _ => return None,
    };
    let value = columns.next()?.parse().ok()?;
    let languages = columns.next()?.split(',').map(Languages::of_tag).reduce(|a, b| Some(a?.with(b?)))??;
    Some((Sense { kind, value, languages }, columns.next()?))
}

/// Every word of the table with its senses in `languages`: what a scanner is built from.
pub fn words(languages: Languages) -> impl Iterator<Item = (&'static str, Sense)> {
    SENSES.all.iter().copied().filter(move |(_, sense)| sense.languages.intersects(languages))
}

/// The value of `word` as `kind` in one of `languages`. Case does not matter.
pub fn value(word: &str, kind: WordKind, languages: Languages) -> Option<i16> {
    // The longest word of the table ("donnerstagnachmittag") has 20 letters.
    if word.len() > 24 {
        return None;
    }
    let Senses { all, ranges } = &*SENSES;
    let (from, to) = match Packed::of_word(word) {
        Some(packed) => ranges.get_packed(packed),
        None => ranges.get(&word.to_lowercase()),
    }?;
    let mut senses = all[usize::from(from)..usize::from(to)].iter().map(|(_, sense)| sense);
    senses.find(|sense| sense.kind == kind && sense.languages.intersects(languages)).map(|sense| sense.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let text = include_str!("data/words.tsv");
        assert_eq!(rows(text).count(), word_lists::rows(text).count());
    }

    #[test]
    fn no_month_word_means_two_months() {
        for senses in SENSES.all.chunk_by(|(word, _), (next, _)| word == next) {
            let months = senses.iter().filter(|(_, sense)| sense.kind == WordKind::Month);
            let mut months: Vec<i16> = months.map(|(_, sense)| sense.value).collect();
            months.dedup();
            assert!(months.len() < 2, "{senses:?}");
        }
    }

    #[test]
    fn words_have_their_language() {
        let check = |word, kind, tag, expected| {
            assert_eq!(value(word, kind, Languages::of_tag(tag).unwrap()), expected, "{word} in {tag}");
        };
        check("Août", WordKind::Month, "fr", Some(8));
        check("mars", WordKind::Month, "en", None);
        check("mars", WordKind::Month, "fr-CA", Some(3));
        check("sept", WordKind::Number, "fr", Some(7));
        check("Donnerstag", WordKind::Weekday, "de_AT", Some(4));
    }
}
