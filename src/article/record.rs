//! A record: what lay in the archive, decoded but not yet understood.

use std::path::PathBuf;

/// What stands between an archive's path and its member's.
pub const MEMBER_MARK: char = '!';

/// One record as found in a file: where it lay, which key it goes by, and its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file that holds it, as given and walked (root joined with the path under it); in an archive the member's path
    /// follows behind a [`MEMBER_MARK`], as in `2024.zip!may/a.txt`.
    pub path: PathBuf,
    /// Its number in the file, from 0; 0 when the file is one article.
    pub number: u64,
    /// Where it begins in the decompressed file, in bytes.
    pub offset: u64,
    /// What tells it apart inside its file; see [`RecordKey`].
    pub key: RecordKey,
    /// The identifier the input gave (`id` of a JSON object), kept to be handed back.
    pub external_id: Option<String>,
    pub content: Content,
}

/// The part of an article's identity that comes from the record. A key met again in the same file is
/// told apart by its ordinal among its equals (`#2`, `#3`), which `ingest` adds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKey {
    /// The record's own identifier.
    Own(String),
    /// The digest of the raw record, in hexadecimal, where it has no identifier.
    Digest(String),
    /// The file is one article: its path is enough.
    WholeFile,
}

/// The content of a record, as text with whatever the format says about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Content {
    /// A page's markup, decoded. `url` is where it was fetched from, where the archive says so.
    Html { html: String, url: Option<String> },
    /// Flat text, first line usually the headline, possibly a scrape with the site's chrome left in. `url` as for a page.
    Text { text: String, url: Option<String> },
    /// Text with named fields, as JSON gives it.
    Fields(Fields),
}

/// Named fields of a structured record, as written: nothing parsed, nothing guessed. Empty strings are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Fields {
    pub title: Option<String>,
    /// Plain text or HTML; `clean` tells which.
    pub text: Option<String>,
    pub date: Option<String>,
    /// One entry for each author the record lists; a single string may still name several.
    pub byline: Vec<String>,
    pub source: Option<String>,
    pub section: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
}
