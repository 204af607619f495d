//! Two given names in, whether people bear them as forms of one name out: William and Bill, Daniel and Dan.

use super::word_lists::rows;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Name → the lines of the table it stands on.
static SHORT_FORMS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut lines: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, line) in rows(include_str!("data/nicknames_en.txt")).enumerate() {
        for name in line.split_whitespace() {
            lines.entry(name).or_default().push(i);
        }
    }
    lines
});

/// The groups of forms a folded given name belongs to, by number: names that share one are forms of one name.
pub fn forms(name: &str) -> &'static [usize] {
    SHORT_FORMS.get(name).map_or(&[], Vec::as_slice)
}

/// Whether one of two folded given names is a short or familiar form of the other, or both are of a third.
pub fn are_forms_of_one(a: &str, b: &str) -> bool {
    // "Dan" of "Daniel"; "Al" could be anyone, "Victor" and "Paul" are not short for "Victoria" and "Paula".
    let begins = |short: &str, long: &str| {
        (3..=5).contains(&short.len()) && long.len() >= short.len() + 2 && long.starts_with(short)
    };
    if a == b {
        return true;
    }
    begins(a, b) || begins(b, a) || forms(a).iter().any(|group| forms(b).contains(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        for (a, b, expected) in [
            ("william", "bill", true),
            ("bill", "billy", true),
            ("dan", "daniel", true),
            ("al", "alan", false),
            ("paul", "paula", false),
            ("robert", "roberta", false),
            ("bill", "bob", false),
            ("anna", "anna", true),
        ] {
            assert_eq!(are_forms_of_one(a, b), expected, "{a} {b}");
        }
    }
}
