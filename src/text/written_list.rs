//! A list that was written into a string in, its entries out.

/// The entries of `["A", "B"]`, or of `['A', "B"]` as Python writes it: what a table's cell has for a list. `None` where it is no
/// such list.
pub fn written_list(text: &str) -> Option<Vec<String>> {
    let mut rest = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (entry, behind) = quoted(rest)?;
        entries.push(entry);
        rest = behind.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(entries)
}

/// What stands between the mark that a text begins with and the next of its kind, and what stands behind. A backslash before such
/// a mark makes it a part of the entry.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let escaped = ['\\', mark].iter().collect::<String>();
    let mut ends = text.match_indices(mark).skip(1).map(|(at, _)| at);
    let end = ends.find(|at| !text[..*at].ends_with('\\'))?;
    Some((text[1..end].replace(&escaped, mark.encode_utf8(&mut [0; 4])), &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_between_marks_of_either_kind() {
        for (text, expected) in [
            (r#"["Ann O', 'Neil"]"#, Some(vec!["Ann O', 'Neil"])),
            (r#" ['Ann Holm', "Bo O'Dell",] "#, Some(vec!["Ann Holm", "Bo O'Dell"])),
            (r"['Ann \'Kit\' Holm', 'Bo Dell']", Some(vec!["Ann 'Kit' Holm", "Bo Dell"])),
            ("[]", Some(vec![])),
            ("[Ann Holm]", None),
            ("['Ann Holm', None]", None),
            ("['Ann Holm' 'Bo Dell']", None),
            ("['Ann Holm]", None),
            ("Ann Holm", None),
        ] {
            let expected = expected.map(|entries| entries.into_iter().map(str::to_owned).collect());
            assert_eq!(written_list(text), expected, "{text}");
        }
    }
}
