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
    sorted: OnceLock<Vec<&'static str>>,
}

impl Words {
    /// The words of `section` in `list`, read when they are first asked for.
    pub const fn of(list: &'static str, section: &'static str) -> Words {
        Words { list, section, sorted: OnceLock::new() }
    }

    fn sorted(&self) -> &[&'static str] {
        self.sorted.get_or_init(|| {
            let rows = sections(self.list).filter(|(section, _)| *section == self.section);
            let mut words: Vec<&str> = rows.flat_map(|(_, row)| row.split_whitespace()).collect();
            debug_assert!(!words.is_empty(), "no section [{}]", self.section);
            words.sort_unstable();
            words
        })
    }

    /// Whether it is one of them, as it is written.
    pub fn has(&self, word: &str) -> bool {
        self.sorted().binary_search(&word).is_ok()
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
    fn comments_and_empty_lines_hold_nothing() {
        assert_eq!(rows("# Birds.\n\nwren\n#owl\n robin\n").collect::<Vec<_>>(), ["wren", " robin"]);
    }

    #[test]
    fn a_row_stands_in_the_section_above_it() {
        let list = "wren\n[owls]\n# Night.\nbarn tawny\n[gulls]\n[]\nherring";
        assert_eq!(sections(list).collect::<Vec<_>>(), [("", "wren"), ("owls", "barn tawny"), ("", "herring")]);
    }
}
