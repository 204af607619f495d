//! What a generation holds, beside the documents: the manifest, the table of inputs, the rejects.
//!
//! The three are one [`Ledger`], written under one number and named by tantivy's commit; so a commit and its
//! ledger are switched in together, and a ledger no commit names is litter. The commit knows the manifest's digest,
//! the manifest those of its tables: what was changed since is seen. Files called `name-N.…` belong to the N-th commit.

use super::directory::{name_of, other_format};
use super::disk::Own;
use super::schema::FORMAT;
use crate::error::{Error, Problem, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What mends a ledger that cannot be read.
const REBUILD: &str = "rebuild with `dateline index --rebuild`";

/// What is in a generation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`super::FORMAT`].
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// Version of the annotators' rules.
    pub annotators: u32,
    /// False when built with `--no-annotate`.
    pub annotated: bool,
    /// Field names mapped by the user when it was built: `(ours, theirs)`.
    pub maps: Vec<(String, String)>,
    /// The dump that was put over the built-in gazetteer; none when that was read alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gazetteer: Option<GazetteerEntry>,
    pub roots: Vec<RootEntry>,
    /// Files known.
    pub inputs: u64,
    /// What became of their records.
    pub outcomes: Outcomes,
    /// Seconds since 1970: when the generation was begun, and when it was last changed.
    pub built_at: i64,
    pub updated_at: i64,
    /// How long building the generation took.
    pub build_ms: u64,
    /// Old generations to keep at a rebuild.
    #[serde(default)]
    pub keep: usize,
    /// What was annotated anew since the generation was built, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reannotated: Vec<Reannotated>,
    /// Digests of the files written with it, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, String>,
}

/// A part of the articles annotated anew by the rules of another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reannotated {
    pub parts: Vec<String>,
    /// The query that chose the articles; empty for all.
    pub filter: String,
    pub articles: u64,
    /// Version of the annotators' rules.
    pub annotators: u32,
    /// Seconds since 1970.
    pub at: i64,
}

impl Manifest {
    /// The ISO 639-1 codes of the languages held, in order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.outcomes.languages.keys().map(String::as_str).filter(|code| !code.is_empty())
    }
}

/// A root the index remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootEntry {
    pub label: String,
    /// Absolute.
    pub path: PathBuf,
}

/// A user's own gazetteer: where it lies, and what it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GazetteerEntry {
    /// Absolute.
    pub path: PathBuf,
    /// Of the file's bytes, in hexadecimal.
    pub digest: String,
}

/// What became of records: an article, no article, or unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcomes {
    pub articles: u64,
    pub quotations: u64,
    /// Articles by ISO 639-1 code; the empty code for those whose language could not be told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub languages: BTreeMap<String, u64>,
    /// Readable records that are no articles, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_articles: BTreeMap<String, u64>,
    /// Records that could not be read, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rejects: BTreeMap<String, u64>,
}

impl Outcomes {
    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Outcomes) {
        self.articles += other.articles;
        self.quotations += other.quotations;
        let sums = [
            (&mut self.languages, &other.languages),
            (&mut self.not_articles, &other.not_articles),
            (&mut self.rejects, &other.rejects),
        ];
        for (sum, counts) in sums {
            for (name, count) in counts {
                *sum.entry(name.clone()).or_default() += count;
            }
        }
    }
}

/// One file of a root, as last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "InputLine")]
pub struct InputEntry {
    /// The root's label.
    pub root: String,
    /// The path under the root.
    pub path: String,
    pub size: u64,
    pub modified_ns: i64,
    /// False when the file had been changed so shortly before it was read that its time need not tell of a
    /// later change: then the digest is asked again.
    pub settled: bool,
    /// Of the file's bytes, in hexadecimal; empty when it could not be read.
    pub digest: String,
    /// The outlets of its articles, as learned tables name them; none where they are too many or not all known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlets: Option<BTreeSet<String>>,
    /// Digest of what was learned of these outlets when it was read; see [`super::Learned::digest`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub learned: String,
    #[serde(flatten)]
    pub outcomes: Outcomes,
}

/// An [`InputEntry`] as its line is read. What is flattened is collected into a map first, which of a table of many files
/// takes most of the time of an update that has little to do.
#[derive(Deserialize)]
struct InputLine {
    root: String,
    path: String,
    size: u64,
    modified_ns: i64,
    settled: bool,
    digest: String,
    #[serde(default)]
    outlets: Option<BTreeSet<String>>,
    #[serde(default)]
    learned: String,
    articles: u64,
    quotations: u64,
    #[serde(default)]
    languages: BTreeMap<String, u64>,
    #[serde(default)]
    not_articles: BTreeMap<String, u64>,
    #[serde(default)]
    rejects: BTreeMap<String, u64>,
}

impl From<InputLine> for InputEntry {
    fn from(line: InputLine) -> InputEntry {
        let InputLine { root, path, size, modified_ns, settled, digest, outlets, learned, .. } = line;
        let InputLine { articles, quotations, languages, not_articles, rejects, .. } = line;
        let outcomes = Outcomes { articles, quotations, languages, not_articles, rejects };
        InputEntry { root, path, size, modified_ns, settled, digest, outlets, learned, outcomes }
    }
}

/// A line of `rejects.jsonl`: what could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    pub root: String,
    /// The path under the root of the input it was met in; none for what the walk could not look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The file by the root's label and its path under the root; in an archive its member behind a `!`.
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    pub kind: String,
    pub reason: String,
}

impl Reject {
    /// A problem of the input `input` under the root `root`, met in what is called `path`.
    pub fn new(root: &str, input: Option<&str>, path: String, problem: &Problem) -> Reject {
        Reject {
            root: root.to_owned(),
            input: input.map(str::to_owned),
            path,
            record: problem.record,
            offset: problem.offset,
            kind: problem.kind.to_owned(),
            reason: problem.reason.clone(),
        }
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(record) = self.record {
            write!(f, " record {record}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Everything a generation keeps beside its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    pub manifest: Manifest,
    /// By root and path.
    pub inputs: Vec<InputEntry>,
    pub rejects: Vec<Reject>,
}

impl Ledger {
    /// Reads the ledger of that number from a generation's folder.
    pub(super) fn read(folder: &Path, number: u64) -> Result<Ledger> {
        Ok(Ledger {
            manifest: read_manifest(folder, number)?,
            inputs: read_lines(&file(folder, "inputs", number))?,
            rejects: read_lines(&file(folder, "rejects", number))?,
        })
    }

    /// Writes it and has it on disk before the commit that names it. Answers with the manifest's digest.
    pub(super) fn write(&self, folder: &Path, number: u64) -> Result<String> {
        let mut manifest = self.manifest.clone();
        let (inputs, rejects) = (file(folder, "inputs", number), file(folder, "rejects", number));
        let digests = [
            (name_of(&inputs), write_lines(&inputs, &self.inputs)?),
            (name_of(&rejects), write_lines(&rejects, &self.rejects)?),
        ];
        manifest.tables = digests.into();
        let digest = write_lines(&file(folder, "manifest", number), std::slice::from_ref(&manifest))?;
        super::directory::sync(folder)?;
        Ok(digest)
    }
}

/// The manifest of that number.
pub(super) fn read_manifest(folder: &Path, number: u64) -> Result<Manifest> {
    let path = file(folder, "manifest", number);
    let text = fs::read_to_string(&path).map_err(|e| Error::io("read", &path, &e).hint(REBUILD))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| damaged(&path, &e))?;
    match manifest.format {
        FORMAT => Ok(manifest),
        other => Err(other_format(folder.parent().unwrap_or(folder), other, Some(manifest.build_ms))),
    }
}

/// The newest manifest of a generation's folder, whatever its format; null when there is none that can be read.
pub(super) fn newest(folder: &Path) -> serde_json::Value {
    let names =
        fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut numbers: Vec<u64> =
        names.filter(|n| n.starts_with("manifest-")).filter_map(|n| ledger_number(&n)).collect();
    numbers.sort_unstable();
    // The last may be half-written, by a run that was killed.
    let parsed = |number| serde_json::from_str(&fs::read_to_string(file(folder, "manifest", number)).ok()?).ok();
    numbers.into_iter().rev().find_map(parsed).unwrap_or_default()
}

/// Removes every ledger and side table of the folder but those of `number`. Failing to is no failure: it is litter.
pub(super) fn remove_others(folder: &Path, number: u64) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().and_then(ledger_number).is_some_and(|n| n != number) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The file of a part of the ledger, or of a side table.
pub(super) fn file(folder: &Path, table: &str, number: u64) -> PathBuf {
    let extension = match table {
        "manifest" | "checksums" => "json",
        "inputs" | "rejects" => "jsonl",
        _ => "table",
    };
    folder.join(format!("{table}-{number}.{extension}"))
}

/// The number of the commit that a file belongs to, by its name: 12 for `inputs-12.jsonl`.
pub(super) fn ledger_number(name: &str) -> Option<u64> {
    let (table, rest) = name.split_once('-')?;
    let (number, _extension) = rest.split_once('.')?;
    let is_table = !table.is_empty() && table.bytes().all(|b| b.is_ascii_lowercase());
    number.parse().ok().filter(|_| is_table)
}

fn read_lines<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Vec<T>> {
    let file = File::open(path).map_err(|e| Error::io("read", path, &e).hint(REBUILD))?;
    let (mut file, mut line, mut all) = (BufReader::new(file), String::new(), Vec::new());
    while file.read_line(&mut line).map_err(|e| Error::io("read", path, &e).hint(REBUILD))? > 0 {
        all.push(serde_json::from_str(&line).map_err(|e| damaged(path, &e))?);
        line.clear();
    }
    Ok(all)
}

/// Writes the lines and has them on disk; answers with the digest of the file.
fn write_lines<T: Serialize>(path: &Path, lines: &[T]) -> Result<String> {
    let written = || -> std::io::Result<String> {
        let mut out = BufWriter::new(Own::create(path)?);
        let mut hasher = blake3::Hasher::new();
        let mut line = Vec::new();
        for value in lines {
            line.clear();
            serde_json::to_writer(&mut line, value)?;
            line.push(b'\n');
            hasher.update(&line);
            out.write_all(&line)?;
        }
        out.into_inner().map_err(|e| e.into_error())?.sync()?;
        Ok(hasher.finalize().to_hex().to_string())
    };
    written().map_err(|e| Error::io("write", path, &e))
}

fn damaged(path: &Path, error: &serde_json::Error) -> Error {
    Error::new(format!("`{}` is damaged: {error}", path.display())).hint(REBUILD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_of_inputs_is_read_as_it_was_written() {
        let bare = InputEntry {
            root: "news".to_owned(),
            path: "a/b.jsonl".to_owned(),
            size: u64::MAX,
            modified_ns: -1,
            settled: true,
            digest: "00ff".to_owned(),
            outlets: None,
            learned: String::new(),
            outcomes: Outcomes::default(),
        };
        let counts = |name: &str| BTreeMap::from([(name.to_owned(), 3)]);
        let whole = InputEntry {
            outlets: Some(["the quay".to_owned()].into()),
            learned: "abc".to_owned(),
            outcomes: Outcomes {
                articles: 7,
                quotations: 8,
                languages: counts("de"),
                not_articles: counts("listing"),
                rejects: counts("broken-json"),
            },
            ..bare.clone()
        };
        for entry in [bare, whole] {
            let line = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::from_str::<InputEntry>(&line).unwrap(), entry);
        }
        assert!(serde_json::from_str::<InputEntry>("{\"root\":\"news\"}").is_err());
    }
}
