//! A file that is one article in, its one record out.

use super::bytes::{Source, problem};
use super::{Found, ReadOptions, decode};
use crate::article::{Content, Record, RecordKey};
use crate::error::Problem;

/// A page's markup.
pub fn html(source: Source, options: &ReadOptions) -> Found {
    whole(source, options, true, |html| Content::Html { html, url: None })
}

/// Flat text.
pub fn text(source: Source, options: &ReadOptions) -> Found {
    whole(source, options, false, |text| Content::Text { text, url: None })
}

fn whole(mut source: Source, options: &ReadOptions, is_markup: bool, content: fn(String) -> Content) -> Found {
    let path = source.path.clone();
    let failed =
        |kind, reason| Found::Problem(Problem { path: path.clone(), record: None, offset: None, kind, reason });
    let bytes = match source.read_all(options.record_bytes_max) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return failed("too-long", format!("is longer than {} bytes", options.record_bytes_max)),
        Err(error) => return Found::Problem(problem(&source.path, None, Some(source.offset), &error)),
    };
    match decode::decode(&bytes, is_markup) {
        Err(reason) => failed("invalid-charset", reason),
        Ok(mut text) => {
            // A stray NUL is what is left of a damaged byte; nothing downstream should have to know it.
            text.retain(|c| c != '\0');
            let key = RecordKey::WholeFile;
            Found::Record(Record {
                path: source.path,
                number: 0,
                offset: 0,
                key,
                external_id: None,
                content: content(text),
            })
        }
    }
}
