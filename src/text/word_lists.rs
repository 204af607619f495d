//! A list of words that is built in, in; its rows out, and the section that each stands in.
//!
//! The files of the `data/` folders are read so: a line that begins with `#` tells of the rest, and `[title]` opens a section.

use std::sync::OnceLock;

/// The lines that hold something.
pub fn rows(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// The rows, each with the name of its section; nothing before the first.
pub fn sections(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut section = "";
    rows(list).filter_map(move |row| match row.strip_prefix('[').and_then(|row| row.strip_suffix(']')) {
        Some(name) => {
            section = name;
            None
        }
        None => Some((section, row)),
    })
}

/// The words of one section, parted by white space: for lists that are asked for here and there, and too short for a table.
pub struct Words {
    list: &'static str,
    section: &'static str,
    read: OnceLock<Read>,
}

/// A section that has been read.
struct Read {
    sorted: Vec<&'static str>,
    lengths: Lengths,
}

/// What words a list can hold, told by their first byte and their length: enough to know of nearly every word that is asked for that
/// it is none of them. By the last bits of a first byte the lengths of the words that begin so, a bit each.
struct Lengths([u32; 32]);

impl Lengths {
    fn of(words: &[&str]) -> Lengths {
        let mut lengths = Lengths([0; 32]);
        words.iter().filter_map(|word| Lengths::place(word)).for_each(|(first, length)| lengths.0[first] |= length);
        lengths
    }

    /// Whether a word can be one of them. No empty one can.
    #[inline]
    fn may_hold(&self, word: &str) -> bool {
        Lengths::place(word).is_some_and(|(first, length)| self.0[first] & length != 0)
    }

    /// A word's place, and the bit of its length; the longest share one.
    #[inline]
    fn place(word: &str) -> Option<(usize, u32)> {
        word.as_bytes().first().map(|first| (usize::from(first % 32), 1 << word.len().min(31)))
    }
}

impl Words {
    /// The words of `section` in `list`, read when they are first asked for.
    pub const fn of(list: &'static str, section: &'static str) -> Words {
        Words { list, section, read: OnceLock::new() }
    }

    fn read(&self) -> &Read {
        self.read.get_or_init(|| {
            let rows = sections(self.list).filter(|(section, _)| *section == self.section);
            let mut words: Vec<&str> = rows.flat_map(|(_, row)| row.split_whitespace()).collect();
            debug_assert!(!words.is_empty(), "no section [{}]", self.section);
            words.sort_unstable();
            let lengths = Lengths::of(&words);
            Read { sorted: words, lengths }
        })
    }

    fn sorted(&self) -> &[&'static str] {
        &self.read().sorted
    }

    /// Whether it is one of them, as it is written.
    pub fn has(&self, word: &str) -> bool {
        let Read { sorted, lengths } = self.read();
        lengths.may_hold(word) && sorted.binary_search(&word).is_ok()
    }

    /// The same, whatever the case of its ASCII letters.
    pub fn has_in_any_case(&self, word: &str) -> bool {
        self.sorted().iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// Whether `word` begins with one of them: they are stems.
    pub fn begin(&self, word: &str) -> bool {
        self.sorted().iter().any(|stem| word.starts_with(stem))
    }

    /// Whether `word` holds one of them.
    pub fn are_in(&self, word: &str) -> bool {
        self.sorted().iter().any(|part| word.contains(part))
    }

    /// Whether `word` ends with one of them.
    pub fn end(&self, word: &str) -> bool {
        self.sorted().iter().any(|ending| word.ends_with(ending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_section_are_asked_for() {
        static OWLS: Words = Words::of("[owls]\nbarn tawny\n[gulls]\nherring\n[owls]\nSnowy", "owls");
        assert_eq!(
            ["barn", "Snowy", "snowy", "herring", ""].map(|word| OWLS.has(word)),
            [true, true, false, false, false]
        );
        assert!(OWLS.has_in_any_case("snowY") && !OWLS.has_in_any_case("snow"));
        assert!(OWLS.begin("barns") && !OWLS.begin("bar") && OWLS.end("notawny") && !OWLS.end("tawn"));
        assert!(OWLS.are_in("barnowl") && OWLS.are_in("unbarned") && !OWLS.are_in("bar"));
    }

    #[test]
    fn lengths_tell_what_cannot_be_in_a_list() {
        let long = "owl".repeat(20);
        let lengths = Lengths::of(&["barn", "élan", &long]);
        let told = ["barn", "Bark", "élan", &long, &long[1..], "bar", "wren", ""].map(|word| lengths.may_hold(word));
        assert_eq!(told, [true, true, true, true, false, false, false, false]);
    }

    #[test]
    fn comments_and_empty_lines_hold_nothing() {
        assert_eq!(rows("# Birds.\n\nwren\n#owl\n robin\n").collect::<Vec<_>>(), ["wren", " robin"]);
    }

    #[test]
    fn a_row_stands_in_the_section_above_it() {
        let list = "wren\n[owls]\n# Night.\nbarn tawny\n[gulls]\n[]\nherring";
        assert_eq!(sections(list).collect::<Vec<_>>(), [("", "wren"), ("owls", "barn tawny"), ("", "herring")]);
    }
}
