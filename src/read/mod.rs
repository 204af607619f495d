//! An archive in, its records out: walk, decompress, tell the format, decode, cut into records.
//!
//! Reading understands no news. It hands on text as it was written, with the names the format gives it, and
//! refuses nothing silently: what cannot be read is a [`Problem`] with its path, its number in the file and
//! its offset, and the run goes on behind it. Memory is bounded by the longest record allowed, never by the
//! size of a file.

mod arc;
mod archive;
mod bytes;
mod crawl;
mod csv;
mod day_order;
mod decode;
mod europresse;
mod exports;
mod feed;
mod fields;
mod formats;
mod front_matter;
mod gzip;
mod http;
mod json;
mod lenient;
mod lines;
mod lists;
mod mail;
mod maps;
mod markdown;
mod newsml;
mod pieces;
mod sgml;
mod table;
mod tags;
mod tar;
mod tei;
mod unpack;
mod walk;
mod warc;
mod whole;
mod xml;
mod zip;

pub use formats::{FORMATS, Format, FormatRow};
pub use maps::Maps;
pub use unpack::EXTENSIONS as COMPRESSIONS;
pub use walk::{PART_OF_PAGE, expand, is_part_of_page, walk};

use crate::article::{NotAnArticle, Record};
use crate::error::Problem;
use day_order::DayOrder;
use std::path::{Path, PathBuf};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Field names the user mapped.
    pub maps: Maps,
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
    /// Readable, but by its kind no article (an image, a style sheet): a whole file, or one record of a crawl.
    NotAnArticle(NotAnArticle),
    Problem(Problem),
}

/// A file's records, one after the other, read only as far as they are asked for.
pub type Records = Box<dyn Iterator<Item = Found> + Send>;

/// The records of one file, lazily.
pub fn records(input: &Input, options: &ReadOptions) -> Records {
    if is_part_of_page(input) {
        return one(Found::NotAnArticle(NotAnArticle { reason: PART_OF_PAGE }));
    }
    match bytes::open(&input.path) {
        Ok(source) => records_of(source, options),
        Err(problem) => one(Found::Problem(problem)),
    }
}

/// The problem that a file is which cannot be read.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    bytes::problem(path, None, None, error)
}

/// The records in bytes that lie in no file. `name` is what to call them; its extension helps to tell the format.
pub fn records_in(name: &Path, bytes: Vec<u8>, options: &ReadOptions) -> Records {
    match bytes::held(name, bytes) {
        Ok(source) => records_of(source, options),
        Err(problem) => one(Found::Problem(problem)),
    }
}

/// The records of a file or an archive's member, by what its first bytes show it to be.
fn records_of(mut source: bytes::Source, options: &ReadOptions) -> Records {
    let path = source.path.clone();
    let format = match source.peek() {
        Ok(start) => formats::sniff(start, &path),
        Err(error) => return one(Found::Problem(bytes::problem(&path, None, None, &error))),
    };
    match format {
        Ok(Format::Text) => one(markdown::text(source, options)),
        Ok(Format::Html) => {
            let page = whole::html(source, options);
            exports::parted(&page, options).unwrap_or_else(|| europresse::parted(page))
        }
        Ok(Format::Json) => {
            ordered(source, options, |source, options| json::records(source, options, json::Key::WholeFile))
        }
        Ok(Format::JsonLines) => ordered(source, options, lines::records),
        Ok(Format::Table) => csv::records(source, options),
        Ok(Format::Markdown) => one(markdown::record(source, options)),
        Ok(Format::Feed) => xml::records(source, options, feed::items),
        Ok(Format::NewsMl) => xml::records(source, options, newsml::items),
        Ok(Format::Tei) => xml::records(source, options, tei::items),
        Ok(Format::Email) => mail::message(source, options),
        Ok(Format::Mbox) => mail::messages(source, options),
        Ok(Format::Sgml) => sgml::records(source, options),
        Ok(format @ (Format::Lexis | Format::NexisUni | Format::Factiva | Format::ProQuest | Format::Headed)) => {
            exports::records(source, options, format)
        }
        Ok(Format::Warc) => warc::records(source, options),
        Ok(Format::Arc) => arc::records(source, options),
        Ok(Format::SavedPage) => one(mail::saved_page(source, options)),
        Ok(Format::Tar) => tar::records(source, options),
        Ok(Format::Zip) => zip::records(source, options),
        Err(formats::Other::NotAnArticle(reason)) => one(Found::NotAnArticle(NotAnArticle { reason })),
        Err(formats::Other::Unread { kind, reason }) => {
            one(Found::Problem(Problem { path, record: None, offset: None, kind, reason }))
        }
    }
}

/// Records of a format whose dates may be written in either order of day and month.
fn ordered(source: bytes::Source, options: &ReadOptions, read: fn(bytes::Source, &ReadOptions) -> Records) -> Records {
    let options = options.clone();
    day_order::ordered(source, DayOrder::default(), move |source| read(source, &options))
}

fn one(found: Found) -> Records {
    Box::new(std::iter::once(found))
}
