//! How archives are read: the flags that `index` and `extract` share.

use clap::Args;
use std::path::PathBuf;

/// How archives are read.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// A JSON field by another name, such as title=headline
    ///
    /// Repeatable; columns and labels have names too. The left side is one of id, title, text, date, byline, source, section, language, url.
    /// A name that no record has is told at the end.
    #[arg(long = "map", value_name = "OURS=THEIRS", value_parser = parse_map)]
    pub maps: Vec<(String, String)>,

    /// Towns of a GeoNames dump over the built-in ones, such as cities500.txt
    ///
    /// An unpacked, tab-separated file of 19 columns. An index remembers it, and refuses to be brought up to date with
    /// another one; `--rebuild --gazetteer built-in` goes back.
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
    /// End with exit code 2 when anything could not be read
    ///
    /// The run itself goes on to its end: what could be read is in the index, or on standard output.
    #[arg(long)]
    pub strict: bool,

    /// Threads that read and annotate [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// `title=headline` as (`title`, `headline`).
fn parse_map(typed: &str) -> Result<(String, String), String> {
    const OURS: [&str; 9] = ["id", "title", "text", "date", "byline", "source", "section", "language", "url"];
    let (ours, theirs) = typed.split_once('=').ok_or("expected OURS=THEIRS, such as title=headline")?;
    if !OURS.contains(&ours) {
        return Err(format!("no field `{ours}`; expected one of {}", OURS.join(", ")));
    }
    if theirs.is_empty() {
        return Err("the name after `=` is missing".to_owned());
    }
    Ok((ours.to_owned(), theirs.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps() {
        assert_eq!(parse_map("title=headline"), Ok(("title".to_owned(), "headline".to_owned())));
        for typed in ["title", "title=", "heading=title", ""] {
            assert!(parse_map(typed).is_err(), "{typed}");
        }
    }
}
