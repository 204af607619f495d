//! Archives in, records out.

use crate::article::{Content, Fields, NotAnArticle, Record, RecordKey};
use crate::error::{Problem, Result};
use std::path::{Path, PathBuf};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Field names the user mapped: `(ours, theirs)`, as in `--map title=headline`. Tried before the defaults.
    pub maps: Vec<(String, String)>,
    /// A record longer than this, in bytes, is a problem, not a reason to run out of memory.
    pub record_bytes_max: usize,
}

/// One file under a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The root joined with the path under it: what to open, and what to show.
    pub path: PathBuf,
    /// The path under the root with `/` between its parts; the file's own name when the root is a file.
    pub under_root: String,
    /// Bytes on disk.
    pub size: u64,
    /// Last change, nanoseconds since 1970.
    pub modified_ns: i64,
}

/// What lies in a file, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Record(Record),
    /// Readable, but by its kind no article (an image, a style sheet): the whole file.
    NotAnArticle(NotAnArticle),
    Problem(Problem),
}

/// The files under `root` (a folder or a file), in a stable order; hidden files and folders are passed over,
/// symbolic links are not followed in folders. Files that cannot be looked at are problems.
pub fn walk(root: &Path) -> Result<(Vec<Input>, Vec<Problem>)> {
    Ok((vec![Input { path: root.to_path_buf(), under_root: String::new(), size: 0, modified_ns: 0 }], vec![]))
}

/// The records of one file, lazily. (A stand-in: JSON lines with id, title and text.)
pub fn records(input: &Input, _options: &ReadOptions) -> Box<dyn Iterator<Item = Found>> {
    let text = std::fs::read_to_string(&input.path).unwrap_or_default();
    let path = input.path.clone();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    Box::new(lines.into_iter().enumerate().filter_map(move |(number, line)| {
        let value: serde_json::Value = serde_json::from_str(&line).ok()?;
        let field = |name: &str| value.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        let fields = Fields {
            title: field("title"),
            text: field("text"),
            date: field("date"),
            language: field("lang"),
            ..Fields::default()
        };
        Some(Found::Record(Record {
            path: path.clone(),
            number: number as u64,
            offset: 0,
            key: RecordKey::WholeFile,
            external_id: field("id"),
            content: Content::Fields(fields),
        }))
    }))
}
