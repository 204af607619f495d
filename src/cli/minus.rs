//! argv in, argv out in which a query's `-word` can be told from a flag.
//!
//! `dateline search -strike general` means the articles without *strike*. To the argument parser it is four flags in one;
//! a blank before the minus makes it a word, and a query is trimmed. Behind a flag that takes a value it is the value.

use clap::{Arg, Command};
use std::ffi::OsString;

/// Commands whose words are a query.
const ASKING: [&str; 6] = ["search", "quotes", "facets", "timeline", "terms", "alerts"];

/// Puts a blank before every `-word` of a query, and a `=` before one that is a flag's value.
pub fn as_words(args: impl IntoIterator<Item = OsString>, program: &Command) -> Vec<OsString> {
    let mut asks = false;
    let mut ended = false;
    let mut words: Vec<OsString> = Vec::new();
    for arg in args {
        let Some(text) = arg.to_str() else {
            words.push(arg);
            continue;
        };
        ended |= text == "--";
        asks |= ASKING.contains(&text);
        let flag = words.last().and_then(|before| before.to_str()?.strip_prefix("--"));
        match flag.is_some_and(|flag| takes_value(program, flag)) {
            _ if !asks || ended || !is_negated(text) => words.push(arg),
            true => words.last_mut().into_iter().for_each(|flag| flag.push(format!("={text}"))),
            false => words.push(format!(" {text}").into()),
        }
    }
    words
}

/// Whether a flag of any command cannot stand without a value.
fn takes_value(program: &Command, flag: &str) -> bool {
    let takes = |arg: &Arg| {
        let may_stand_alone = arg.is_require_equals_set() || arg.get_num_args().is_some_and(|n| n.min_values() == 0);
        arg.get_long() == Some(flag) && arg.get_action().takes_values() && !may_stand_alone
    };
    program.get_arguments().any(takes) || program.get_subcommands().any(|command| takes_value(command, flag))
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
    use crate::cli::args::Cli;
    use clap::CommandFactory;

    #[test]
    fn a_negated_word_is_no_flag() {
        let check = |typed: &str, expected: &str| {
            let args = as_words(typed.split('|').map(OsString::from), &Cli::command());
            let args: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
            assert_eq!(args.join("|"), expected);
        };
        check("dateline|search|-strike|general", "dateline|search| -strike|general");
        check(
            "dateline|search|a|-title:port|-\"a b\"|-(a OR b)",
            "dateline|search|a| -title:port| -\"a b\"| -(a OR b)",
        );
        check("dateline|search|-n|5|-n5|-n=5|-v|-vv|-h|-V|--all", "dateline|search|-n|5|-n5|-n=5|-v|-vv|-h|-V|--all");
        check(
            "dateline|search|--path|-rf.txt|-strike|--all|-x y",
            "dateline|search|--path=-rf.txt| -strike|--all| -x y",
        );
        check("dateline|search|--path=a|-rf.txt|--|--path|-rf", "dateline|search|--path=a| -rf.txt|--|--path|-rf");
        check("dateline|search|--|-strike", "dateline|search|--|-strike");
        check("dateline|index|-vx|-old", "dateline|index|-vx|-old");
    }
}
