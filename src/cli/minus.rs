//! argv in, argv out in which a query's `-word` can be told from a flag.
//!
//! `dateline search -strike general` means the articles without *strike*. To the argument parser it is four flags in one;
//! a blank before the minus makes it a word, and a query is trimmed.

use std::ffi::OsString;

/// Commands whose words are a query.
const ASKING: [&str; 6] = ["search", "quotes", "facets", "timeline", "terms", "alerts"];

/// Puts a blank before every `-word` of a query.
pub fn as_words(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut asks = false;
    let mut ended = false;
    let as_word = |arg: OsString| {
        let Some(text) = arg.to_str() else { return arg };
        ended |= text == "--";
        asks |= ASKING.contains(&text);
        if asks && !ended && is_negated(text) { OsString::from(format!(" {text}")) } else { arg }
    };
    args.into_iter().map(as_word).collect()
}

/// Whether an argument is a negated word, phrase, field or group, and no flag of ours: those of one letter are `-n 5`,
/// `-n5`, `-v`, `-vv`, `-h` and `-V`.
fn is_negated(arg: &str) -> bool {
    let Some(rest) = arg.strip_prefix('-').filter(|rest| !rest.starts_with('-')) else { return false };
    let is_limit =
        rest.strip_prefix('n').is_some_and(|n| n.trim_start_matches('=').bytes().all(|b| b.is_ascii_digit()));
    let is_verbose = rest.bytes().all(|b| b == b'v');
    rest.chars().count() > 1 && !is_limit && !is_verbose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negated_word_is_no_flag() {
        let check = |typed: &str, expected: &str| {
            let args = as_words(typed.split('|').map(OsString::from));
            let args: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
            assert_eq!(args.join("|"), expected);
        };
        check("dateline|search|-strike|general", "dateline|search| -strike|general");
        check(
            "dateline|search|a|-title:port|-\"a b\"|-(a OR b)",
            "dateline|search|a| -title:port| -\"a b\"| -(a OR b)",
        );
        check("dateline|search|-n|5|-n5|-n=5|-v|-vv|-h|-V|--all", "dateline|search|-n|5|-n5|-n=5|-v|-vv|-h|-V|--all");
        check("dateline|search|--|-strike", "dateline|search|--|-strike");
        check("dateline|index|-vx|-old", "dateline|index|-vx|-old");
    }
}
