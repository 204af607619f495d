//! A name or a word in, what it hints at out; the table is `data/hints.tsv`.

use crate::text::word_lists::rows;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a word is a hint of; the kinds of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// A class name of date blocks.
    Date,
    /// A class name that says it is the publication itself.
    Publication,
    /// A class name of stretches about other articles.
    Region,
    /// A word before a publication date.
    Published,
    /// A word that may stand before a publication date, and before any other.
    Perhaps,
    /// A word before the date of the last change.
    Updated,
    /// A word before another date.
    Other,
}

#[derive(Default)]
struct Table {
    /// Trust of a `<meta>` name: the line it stands on, 0 first.
    meta: HashMap<&'static str, usize>,
    words: [HashSet<&'static str>; 7],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (number, line) in rows(include_str!("data/hints.tsv")).enumerate() {
        let Some((kind, words)) = line.split_once('\t') else { continue };
        let words = words.split(' ');
        match kind {
            "meta" => table.meta.extend(words.map(|name| (name, number))),
            "date" => table.words[Hint::Date as usize].extend(words),
            "publication" => table.words[Hint::Publication as usize].extend(words),
            "region" => table.words[Hint::Region as usize].extend(words),
            "published" => table.words[Hint::Published as usize].extend(words),
            "perhaps" => table.words[Hint::Perhaps as usize].extend(words),
            "updated" => table.words[Hint::Updated as usize].extend(words),
            _ => table.words[Hint::Other as usize].extend(words),
        }
    }
    table
});

/// How far a `<meta>` of this name (lower case) is trusted to state the publication, 0 most.
pub fn meta_trust(name: &str) -> Option<usize> {
    TABLE.meta.get(name).copied()
}

/// Whether `word`, in lower case, hints at `hint`.
pub fn is(hint: Hint, word: &str) -> bool {
    TABLE.words[hint as usize].contains(word)
}

/// The words of a class name or id, in lower case: "post-Meta entryDate" has post, meta, entry, date and entrydate.
pub fn class_words(names: &str) -> Vec<String> {
    let mut words = Vec::new();
    for name in names.split(|c: char| !c.is_ascii_alphabetic()).filter(|name| !name.is_empty()) {
        let humps = name.char_indices().filter(|(at, c)| *at > 0 && c.is_ascii_uppercase()).map(|(at, _)| at);
        let mut start = 0;
        for at in humps.chain([name.len()]) {
            words.extend(name.get(start..at).map(str::to_ascii_lowercase));
            start = at;
        }
        words.push(name.to_ascii_lowercase());
    }
    words
}
