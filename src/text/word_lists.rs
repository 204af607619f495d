//! A list of words that is built in, in; its rows out, and the section that each stands in.
//!
//! The files of the `data/` folders are read so: a line that begins with `#` tells of the rest, and `[title]` opens a section.

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

#[cfg(test)]
mod tests {
    use super::*;

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
