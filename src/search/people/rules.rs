//! `speakers.toml` in, what a person has decided about names out.
//!
//! The file lies in the index directory, beside the generations, so that a rebuild leaves it alone; it is read when a
//! question needs it, so that a change holds from the next question on.

use crate::error::{Error, Result};
use crate::index::speaker_rules;
use crate::search::query::{Node, parse};
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;

pub use crate::index::SPEAKER_RULES as FILE;

/// The rules in the order they are applied: merge, split, rename, ignore.
#[derive(Debug, Default, PartialEq)]
pub struct Rules {
    pub merge: Vec<Merge>,
    pub split: Vec<Split>,
    pub rename: Vec<Rename>,
    pub ignore: Vec<Ignore>,
}

/// These names are one person's, shown as `as`, or else as the first of them.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub names: Vec<String>,
    #[serde(rename = "as")]
    pub shown: Option<String>,
}

/// A name that means somebody else: in articles that match a query, or everywhere.
#[derive(Debug, PartialEq)]
pub struct Split {
    pub name: String,
    pub shown: String,
    /// The query and how it reads.
    pub when: Option<(String, Node)>,
}

/// A person shown under another name.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub name: String,
    #[serde(rename = "as")]
    pub shown: String,
}

/// A name that is nobody's.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignore {
    pub name: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    merge: Vec<Merge>,
    #[serde(default)]
    split: Vec<WrittenSplit>,
    #[serde(default)]
    rename: Vec<Rename>,
    #[serde(default)]
    ignore: Vec<Ignore>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSplit {
    name: String,
    #[serde(rename = "as")]
    shown: String,
    when: Option<toml::Spanned<String>>,
}

/// The rules of the index at `dir`; none when there is no file.
pub fn read(dir: &Path) -> Result<Rules> {
    let text = speaker_rules(dir)?;
    text.map_or_else(|| Ok(Rules::default()), |text| parse_rules(&text, &dir.join(FILE)))
}

pub(crate) fn parse_rules(text: &str, path: &Path) -> Result<Rules> {
    let written: Written = toml::from_str(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        at_line(text, path, error.span(), &message)
    })?;
    let split = |split: WrittenSplit| {
        let when = split.when.map(|when| {
            let fault = |error: Error| at_line(text, path, Some(when.span()), &error.message);
            Ok((when.get_ref().clone(), parse(when.get_ref()).map_err(fault)?))
        });
        Ok(Split { name: split.name, shown: split.shown, when: when.transpose()? })
    };
    let split = written.split.into_iter().map(split).collect::<Result<_>>()?;
    Ok(Rules { merge: written.merge, split, rename: written.rename, ignore: written.ignore })
}

/// An error that names the line and shows it.
fn at_line(text: &str, path: &Path, span: Option<Range<usize>>, message: &str) -> Error {
    let start = span.map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let (number, line) = (before.matches('\n').count() + 1, text.lines().nth(before.matches('\n').count()));
    Error::new(format!("`{}`, line {number}: {message}", path.display()))
        .detail(line.unwrap_or_default().to_owned())
        .hint("its tables are [[merge]], [[split]], [[rename]] and [[ignore]]; the README shows one of each")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each() {
        let text = r#"
            [[merge]]
            names = ["Jo Lund", "Johanna Lund"]
            [[split]]
            name = "Ann Lee"
            as = "Ann Lee (chess)"
            when = "section:sport date:..2020"
            [[rename]]
            name = "Macuacua"
            as = "Celestino Macuácua"
            [[ignore]]
            name = "Getty Images"
        "#;
        let rules = parse_rules(text, Path::new("speakers.toml")).unwrap();
        assert_eq!(rules.merge[0].names, ["Jo Lund", "Johanna Lund"]);
        assert_eq!(rules.split[0].shown, "Ann Lee (chess)");
        assert_eq!(rules.split[0].when.as_ref().unwrap().1.to_string(), "section:sport AND date:..2020");
        assert_eq!((&*rules.rename[0].shown, &*rules.ignore[0].name), ("Celestino Macuácua", "Getty Images"));
        assert_eq!(parse_rules("", Path::new("x")).unwrap(), Rules::default());
    }

    #[test]
    fn a_fault_is_told_with_its_line() {
        for (text, message, line) in [
            ("[[merge]]\nnames = [\"a\"\n", "`s.toml`, line 2: ", "names = [\"a\""),
            ("[[merge]]\nname = \"a\"", "`s.toml`, line 2: unknown field `name`", "name = \"a\""),
            ("\n[[fuse]]", "`s.toml`, line 2: unknown field `fuse`", "[[fuse]]"),
            (
                "[[split]]\nname = \"a\"\nas = \"b\"\nwhen = \"date:never\"",
                "`s.toml`, line 4: ",
                "when = \"date:never\"",
            ),
        ] {
            let error = parse_rules(text, Path::new("s.toml")).unwrap_err();
            assert!(error.message.starts_with(message), "{}", error.message);
            assert_eq!(error.detail.as_deref(), Some(line), "{}", error.message);
        }
    }
}
