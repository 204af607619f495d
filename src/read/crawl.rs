//! What a crawler fetched in, the page or flat text it holds out, with its address. What WARC and ARC share.

use super::bytes::{Source, problem};
use super::http::Response;
use super::unpack::can_go_on;
use super::{Found, decode};
use crate::article::{Content, NotAnArticle, Record, RecordKey};
use crate::error::Problem;
use std::io::{self, Read};
use std::path::Path;

/// How far a reader of a crawl has come.
#[derive(Default)]
pub struct Course {
    /// Records begun.
    pub number: u64,
    /// Whether the place in the stream is inside a record whose damage was told.
    pub is_lost: bool,
    pub finished: bool,
    /// Records whose length was wrong.
    pub n_lies: u32,
}

/// After so many wrong lengths in a file, a record ends where the next begins, whatever its length says: each that is believed
/// may cost as many bytes as a record may have.
const LIES_MAX: u32 = 8;

/// What is read at first where it is not known how much is needed, and at most at a time.
pub const FIRST_BYTES: usize = 4 << 10;
pub const PIECE_BYTES: usize = 1 << 20;

impl Course {
    /// A block of this length, or what is left of the file. Where lengths are no longer believed, only as far as
    /// `record_start` finds no other record in it: in bytes that are new from a place on.
    pub fn block(
        &self,
        source: &mut Source,
        length: usize,
        record_start: impl Fn(&[u8], usize) -> Option<usize>,
    ) -> io::Result<Vec<u8>> {
        if self.n_lies < LIES_MAX {
            return take(source, length);
        }
        let (mut block, mut piece_bytes) = (Vec::new(), FIRST_BYTES);
        while block.len() < length {
            let piece = take(source, piece_bytes.min(length - block.len()))?;
            let (from, is_end) = (block.len(), piece.is_empty());
            block.extend(piece);
            if is_end || record_start(&block, from).is_some() {
                break;
            }
            piece_bytes = (piece_bytes * 2).min(PIECE_BYTES);
        }
        Ok(block)
    }
}

/// So many bytes, or those that are left. What was read before an error goes with it: it is part of a damaged record.
pub fn take(source: &mut Source, bytes: usize) -> io::Result<Vec<u8>> {
    let mut taken = Vec::new();
    source.take(bytes as u64).read_to_end(&mut taken)?;
    Ok(taken)
}

/// A crawl's file that is read step by step.
pub trait Crawl {
    fn source(&self) -> &Source;

    fn course(&mut self) -> &mut Course;

    /// One step further, and one record if it ends one.
    fn step(&mut self) -> io::Result<Option<Found>>;
}

/// The records of a crawl. An error of the stream is told once for each stretch of damage; reading goes on behind it where
/// that is possible.
pub struct Steps<C>(pub C);

impl<C: Crawl> Iterator for Steps<C> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.0.course().finished {
            let offset = self.0.source().offset;
            match self.0.step() {
                Ok(Some(found)) => return Some(found),
                Ok(None) => {}
                Err(error) => {
                    let course = self.0.course();
                    course.finished = !can_go_on(&error);
                    let was_lost = std::mem::replace(&mut course.is_lost, true);
                    if was_lost && !course.finished {
                        continue;
                    }
                    let number = course.number;
                    course.number += u64::from(!was_lost);
                    return Some(Found::Problem(problem(&self.0.source().path, Some(number), Some(offset), &error)));
                }
            }
        }
        None
    }
}

/// Where a record lies.
pub struct Place<'p> {
    pub path: &'p Path,
    pub number: u64,
    pub offset: u64,
}

/// The record of a response that was fetched from `uri`.
pub fn page(place: &Place, uri: Option<&str>, id: Option<String>, response: Response) -> Found {
    let kind = kind(&response);
    if let Kind::Other(reason) = kind {
        return not_an_article(reason);
    }
    let is_html = kind == Kind::Html;
    let url = uri.map(address);
    if !is_html && url.is_some_and(is_for_machines) {
        return not_an_article("for-machines");
    }
    let Place { path, number, offset } = *place;
    let path = path.to_path_buf();
    let text = match decode::decode_as(&response.body, is_html, response.charset.as_deref()) {
        Ok(text) => text.replace('\0', ""),
        Err(reason) => {
            let (record, offset) = (Some(number), Some(offset));
            return Found::Problem(Problem { path, record, offset, kind: "invalid-charset", reason });
        }
    };
    let url = url.map(str::to_owned);
    let key = match &id {
        Some(id) => RecordKey::Own(id.clone()),
        None => RecordKey::Digest(blake3::hash(&response.body).to_hex().to_string()),
    };
    let content = if is_html { Content::Html { html: text, url } } else { Content::Text { text, url } };
    Found::Record(Record { path, number, offset, key, external_id: id, content })
}

pub fn not_an_article(reason: &'static str) -> Found {
    Found::NotAnArticle(NotAnArticle { reason })
}

#[derive(PartialEq, Eq)]
enum Kind {
    Html,
    Text,
    Other(&'static str),
}

/// What a response holds, by its status and type; where no type is named, by how it begins.
fn kind(response: &Response) -> Kind {
    match response.status {
        200..300 => {}
        300..400 => return Kind::Other("redirect"),
        _ => return Kind::Other("error-page"),
    }
    if response.body.trim_ascii().is_empty() {
        return Kind::Other("empty");
    }
    let media = response.media_type.as_str();
    let (family, name) = media.split_once('/').unwrap_or((media, ""));
    match (family, name) {
        (_, "html" | "xhtml+xml" | "vnd.wap.xhtml+xml") => Kind::Html,
        ("text", "plain") => Kind::Text,
        ("" | "unknown", _) if response.body.trim_ascii_start().starts_with(b"<") => Kind::Html,
        ("image", _) => Kind::Other("image"),
        ("audio", _) => Kind::Other("audio"),
        ("video", _) => Kind::Other("video"),
        ("font", _) => Kind::Other("font"),
        ("text", "css") => Kind::Other("style-sheet"),
        (_, "javascript" | "x-javascript" | "ecmascript") => Kind::Other("script"),
        (_, "xml" | "rss+xml" | "atom+xml") => Kind::Other("feed"),
        (_, "json") => Kind::Other("data"),
        (_, "pdf") => Kind::Other("pdf"),
        _ => Kind::Other("other-media"),
    }
}

/// The address of a page. Some old crawlers put it in angle brackets; Browsertrix keeps a page's text as a record of its
/// own, under the page's address with `urn:text:` before it.
fn address(uri: &str) -> &str {
    let uri = uri.trim_matches(['<', '>']);
    uri.strip_prefix("urn:text:").unwrap_or(uri)
}

/// Flat files that sites keep for crawlers and not for readers, by the path that their standards give them.
fn is_for_machines(url: &str) -> bool {
    const PATHS: [&str; 6] = ["/robots.txt", "/ads.txt", "/app-ads.txt", "/humans.txt", "/llms.txt", "/security.txt"];
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.contains("/.well-known/") || PATHS.iter().any(|name| path.ends_with(name) && path.matches('/').count() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_text_keeps_its_address_and_what_is_for_machines_is_none() {
        for (uri, expected) in [
            ("https://harbour.example/ferry.txt", Some("https://harbour.example/ferry.txt")),
            ("<https://harbour.example/ferry>", Some("https://harbour.example/ferry")),
            ("urn:text:https://harbour.example/ferry", Some("https://harbour.example/ferry")),
            ("https://harbour.example/news/robots.txt", Some("https://harbour.example/news/robots.txt")),
            ("https://harbour.example/robots.txt?x=1", None),
            ("https://harbour.example/.well-known/security.txt", None),
        ] {
            let body = b"The ferry stays in dock.".to_vec();
            let response = Response { status: 200, media_type: "text/plain".to_owned(), charset: None, body };
            let found = page(&Place { path: Path::new("a"), number: 0, offset: 0 }, Some(uri), None, response);
            let url = match found {
                Found::Record(Record { content: Content::Text { url, .. }, .. }) => url,
                _ => None,
            };
            assert_eq!(url.as_deref(), expected, "{uri}");
        }
    }
}
