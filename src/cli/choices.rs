//! The named values of `search`, as the argument parser wants to see them: one list of names for every door.

use crate::search::ask::{Choice, Kind};
use crate::search::{Bucket, Count, Face, Sort};
use clap::ValueEnum;
use clap::builder::PossibleValue;

macro_rules! value_enums {
    ($($choice:ty),+) => {$(
        impl ValueEnum for $choice {
            fn value_variants<'a>() -> &'a [Self] {
                Self::ALL
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(PossibleValue::new(Choice::name(*self)))
            }
        }
    )+};
}

value_enums!(Sort, Face, Count, Bucket, Kind);

#[cfg(test)]
mod tests {
    use crate::cli::args::Cli;
    use crate::search::ask::{QUESTIONS, Question};
    use clap::CommandFactory;
    use std::collections::BTreeSet;

    /// Flags that say where an answer comes from or how it is written, which every door decides for itself.
    const OF_THIS_DOOR: [&str; 13] = [
        "archive",
        "queries",
        "format",
        "feed",
        "index",
        "engine",
        "config",
        "color",
        "verbose",
        "all",
        "context",
        "normalise",
        "help",
    ];

    /// What can be typed here can be asked at every other door by the same name, and the other way round.
    #[test]
    fn flags_and_parameters_are_the_same() {
        let mut command = Cli::command();
        command.build();
        let elsewhere = ["article", "passage", "status"];
        for question in QUESTIONS.iter().filter(|question| !elsewhere.contains(&question.name)) {
            let sub = command.find_subcommand(question.name).unwrap();
            let name = |arg: &clap::Arg| arg.get_long().map_or(arg.get_id().to_string(), str::to_owned);
            let flags: BTreeSet<String> =
                sub.get_arguments().map(name).filter(|name| !OF_THIS_DOOR.contains(&name.as_str())).collect();
            assert_eq!(flags, parameters(question), "{}", question.name);
        }
    }

    fn parameters(question: &Question) -> BTreeSet<String> {
        question.parameters().map(|parameter| parameter.name.to_owned()).collect()
    }
}
