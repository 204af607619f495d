//! The first bytes of a file and its name in, its format out. Content decides; the name is asked only where
//! content cannot tell (a page without markup, lines that only happen to be JSON).

use crate::article::MEMBER_MARK;
use std::path::Path;

/// A format that is read. Each may also be compressed (gzip, bzip2, xz, lzma, zstd).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    Json,
    JsonLines,
    Table,
    Feed,
    NewsMl,
    Tei,
    Email,
    Mbox,
    Sgml,
    Lexis,
    NexisUni,
    Factiva,
    ProQuest,
    Headed,
    Warc,
    Arc,
    SavedPage,
    Tar,
    Zip,
}

/// What a format is called, which names its files bear, and what becomes of one.
pub struct FormatRow {
    pub format: Format,
    pub name: &'static str,
    /// Extensions without the dot, lower case; `.gz` and its like behind them are ignored.
    pub extensions: &'static [&'static str],
    pub holds: &'static str,
}

/// Every format that is read: the one list that sniffing, documentation and help go by.
#[rustfmt::skip]
pub const FORMATS: &[FormatRow] = &[
    FormatRow { format: Format::Text, name: "plain text", extensions: &["txt", "text", "asc"], holds: "one article, the headline first, or front matter" },
    FormatRow { format: Format::Markdown, name: "Markdown", extensions: &["md", "markdown", "mdown", "mkd"], holds: "one article, with or without front matter (YAML, TOML, JSON)" },
    FormatRow { format: Format::Html, name: "HTML", extensions: &["html", "htm", "xhtml", "xht", "shtml", "php", "asp", "aspx", "jsp"], holds: "one page, or what Europresse, Factiva or LexisNexis saved of many articles" },
    FormatRow { format: Format::Json, name: "JSON", extensions: &["json"], holds: "one object, an array of objects, or an object that holds such an array (JSON Feed, ninjs, answers of news services)" },
    FormatRow { format: Format::JsonLines, name: "JSON lines", extensions: &["jsonl", "ndjson", "jsonlines", "ldjson"], holds: "an object a line" },
    FormatRow { format: Format::Table, name: "CSV and TSV", extensions: &["csv", "tsv", "tab"], holds: "a row an article, columns named in the first" },
    FormatRow { format: Format::Feed, name: "RSS and Atom", extensions: &["rss", "atom", "rdf"], holds: "an entry an article; what WordPress and Blogger export" },
    FormatRow { format: Format::NewsMl, name: "NITF and NewsML-G2", extensions: &["nitf", "newsml"], holds: "what news agencies send" },
    FormatRow { format: Format::Tei, name: "TEI", extensions: &["tei"], holds: "a printed paper given anew: its divisions of type `article`, or one article; what trafilatura writes as XML" },
    FormatRow { format: Format::Email, name: "e-mail", extensions: &["eml"], holds: "one newsletter, and the pages attached to it" },
    FormatRow { format: Format::Mbox, name: "mbox", extensions: &["mbox", "mbx"], holds: "a mailbox of newsletters" },
    FormatRow { format: Format::Sgml, name: "SGML", extensions: &["sgm", "sgml"], holds: "stories of Reuters-21578 (`<REUTERS`), documents of TREC, CLEF and Gigaword (`<DOC>`)" },
    FormatRow { format: Format::Lexis, name: "LexisNexis", extensions: &["txt"], holds: "documents under `1 of 25 DOCUMENTS`, as the database saved them" },
    FormatRow { format: Format::NexisUni, name: "Nexis Uni and Lexis+", extensions: &["txt"], holds: "documents that close with `End of Document`" },
    FormatRow { format: Format::Factiva, name: "Factiva", extensions: &["txt"], holds: "documents with or without tags (`HD`, `LP`, `TD`)" },
    FormatRow { format: Format::ProQuest, name: "ProQuest", extensions: &["txt"], holds: "documents between rows of underscores" },
    FormatRow { format: Format::Headed, name: "text with heads", extensions: &["txt"], holds: "`Title: …`, `Date: …`, `Source: …` above a text; one article, or many between rows of signs" },
    FormatRow { format: Format::Warc, name: "WARC", extensions: &["warc", "wet"], holds: "what a crawler fetched, a record a response" },
    FormatRow { format: Format::Arc, name: "ARC", extensions: &["arc"], holds: "what crawlers wrote before WARC" },
    FormatRow { format: Format::SavedPage, name: "MHTML", extensions: &["mhtml", "mht"], holds: "one page as a browser saved it" },
    FormatRow { format: Format::Tar, name: "tar", extensions: &["tar", "tgz", "tbz", "tbz2", "txz", "tzst"], holds: "files of any format, archives among them" },
    FormatRow { format: Format::Zip, name: "zip", extensions: &["zip", "wacz"], holds: "files of any format, archives among them" },
];

/// A file that is not read.
#[derive(Debug, PartialEq, Eq)]
pub enum Other {
    /// By its kind no article.
    NotAnArticle(&'static str),
    /// It may hold articles, but not in a form that is read.
    Unread { kind: &'static str, reason: String },
}

/// First bytes of files that hold no article, and what they are.
#[rustfmt::skip]
const MAGIC_NOT_ARTICLES: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n", "image"), (b"\xff\xd8\xff", "image"), (b"GIF87a", "image"), (b"GIF89a", "image"), (b"BM\x00", "image"),
    (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"\x00\x00\x01\x00", "image"),
    (b"ID3", "audio"), (b"OggS", "audio"), (b"fLaC", "audio"), (b"RIFF", "media"), (b"\x1aE\xdf\xa3", "video"),
    (b"wOFF", "font"), (b"wOF2", "font"), (b"\x00\x01\x00\x00\x00", "font"), (b"OTTO", "font"),
];

/// First bytes of files that may hold articles and are not read, what they are called, and what makes of them what is read.
#[rustfmt::skip]
const MAGIC_UNREAD: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "PDF", "`pdftotext FILE` makes plain text of it"),
    (b"7z\xbc\xaf", "7z", "unpack it first"), (b"Rar!", "rar", "unpack it first"),
    (b"{\\rtf", "RTF", SAVE_AS_TEXT), (b"\xd0\xcf\x11\xe0", "an old Office document", SAVE_AS_TEXT),
    (b"SQLite format 3", "SQLite", SAVE_AS_TABLE), (b"PAR1", "Parquet", SAVE_AS_TABLE),
    (b"-- MySQL dump", SQL, SAVE_AS_TABLE), (b"-- MariaDB dump", SQL, SAVE_AS_TABLE), (b"/*!999999", SQL, SAVE_AS_TABLE),
    (b"-- phpMyAdmin SQL Dump", SQL, SAVE_AS_TABLE), (b"--\n-- PostgreSQL database dump", SQL, SAVE_AS_TABLE),
];

const SQL: &str = "a dump of a database";
const SAVE_AS_TEXT: &str = "saved as plain text, it is";
const SAVE_AS_TABLE: &str = "its table saved as CSV or JSON lines is";
const EXPORT_AS_TABLE: &str = "its entries exported as CSV or CSL JSON are";

/// First bytes that tell a format.
#[rustfmt::skip]
const MAGIC: &[(&[u8], Format)] = &[
    (b"PK\x03\x04", Format::Zip), (b"PK\x05\x06", Format::Zip), (b"<!DOCTYPE lewis", Format::Sgml), (b"<REUTERS", Format::Sgml),
    (b"WARC/", Format::Warc), (super::arc::MAGIC, Format::Arc),
];

/// First members of zips that are documents and no archives.
const ZIPPED_DOCUMENTS: &[&[u8]] = &[b"[Content_Types].xml", b"mimetype", b"_rels/"];

/// Names of files that hold no article though they are text.
#[rustfmt::skip]
const EXTENSIONS_NOT_ARTICLES: &[(&str, &str)] = &[
    ("css", "style-sheet"), ("js", "script"), ("mjs", "script"), ("map", "script"), ("svg", "image"), ("png", "image"), ("jpg", "image"),
    ("jpeg", "image"), ("gif", "image"), ("webp", "image"), ("ico", "image"), ("avif", "image"), ("woff", "font"), ("woff2", "font"),
    ("ttf", "font"), ("mp3", "audio"), ("mp4", "video"), ("cdx", "crawl-index"), ("cdxj", "crawl-index"), ("log", "log"),
];

/// The same by the whole name: what crawls put beside their files.
const NAMES_NOT_ARTICLES: &[(&str, &str)] = &[("robots.txt", "robots")];

/// Names of text formats that are not read yet, refused by name rather than taken for prose.
const EXTENSIONS_UNREAD: &[&str] = &["xml", "yaml", "yml", "toml", "sql", "ris", "bib"];

/// Roots of XML that come without its declaration and hold no article: lists of feeds and of pages.
const ROOTS_UNREAD: &[&str] = &["opml", "urlset", "sitemapindex"];

/// The format of a file, by its decompressed start and its name.
pub fn sniff(start: &[u8], path: &Path) -> Result<Format, Other> {
    let extension = extension(path);
    let by_name = FORMATS.iter().find(|row| row.extensions.contains(&extension.as_str())).map(|row| row.format);
    if start.is_empty() {
        return Err(Other::NotAnArticle("empty"));
    }
    if super::tar::is_tar(start) {
        return Ok(Format::Tar);
    }
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        // A zip's first name stands at its thirtieth byte.
        return match start.get(30..) {
            Some(name)
                if *format == Format::Zip && ZIPPED_DOCUMENTS.iter().any(|document| name.starts_with(document)) =>
            {
                Err(not_read("an office document or e-book", SAVE_AS_TEXT))
            }
            _ => Ok(*format),
        };
    }
    if let Some((_, what)) = MAGIC_NOT_ARTICLES.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(match by_name {
            Some(_) => unread("binary", format!("is named `.{extension}` but holds {what} data")),
            None => Other::NotAnArticle(what),
        });
    }
    if let Some((_, what, instead)) = MAGIC_UNREAD.iter().find(|(magic, ..)| start.starts_with(magic)) {
        return Err(not_read(what, instead));
    }
    if is_binary(start) {
        return Err(not_text(&extension, by_name));
    }
    if let Some(what) = by_name_no_article(path, &extension) {
        return Err(Other::NotAnArticle(what));
    }
    by_content(start, by_name, &extension)
}

/// What a text is that is no article by its name.
fn by_name_no_article(path: &Path, extension: &str) -> Option<&'static str> {
    let name = path.to_string_lossy();
    let name = name.rsplit(['/', MEMBER_MARK]).next().unwrap_or_default();
    // `SHA256SUMS`, `MD5SUMS`: the name of no article is all capitals and ends so.
    let is_sums = name.ends_with("SUMS") && extension.is_empty();
    let by_whole = NAMES_NOT_ARTICLES.iter().find(|(whole, _)| name.eq_ignore_ascii_case(whole));
    let by_extension = || EXTENSIONS_NOT_ARTICLES.iter().find(|(e, _)| *e == extension);
    if is_sums { Some("checksums") } else { by_whole.or_else(by_extension).map(|(_, what)| *what) }
}

fn not_text(extension: &str, by_name: Option<Format>) -> Other {
    match EXTENSIONS_NOT_ARTICLES.iter().find(|(e, _)| *e == extension) {
        Some((_, what)) => Other::NotAnArticle(what),
        None if by_name.is_some() => unread("binary", format!("is named `.{extension}` but holds binary data")),
        None => unread("binary", "holds binary data".to_owned()),
    }
}

fn by_content(start: &[u8], by_name: Option<Format>, extension: &str) -> Result<Format, Other> {
    let ascii = ascii_shadow(start);
    let text = ascii.trim_start();
    if let Some(root) = markup_root(text) {
        return match root.as_str() {
            "html" | "head" | "body" | "title" | "meta" => Ok(Format::Html),
            "rss" | "feed" | "rdf" => Ok(Format::Feed),
            "nitf" | "newsitem" | "newsmessage" | "packageitem" => Ok(Format::NewsMl),
            "tei" | "teicorpus" => Ok(Format::Tei),
            // Others have roots of this name, too.
            "doc" if text.contains("<main") => Ok(Format::Tei),
            _ if by_name == Some(Format::Html) => Ok(Format::Html),
            "doc" if !text.starts_with("<?xml") && extension != "xml" => Ok(Format::Sgml),
            root if text.starts_with("<?xml") || extension == "xml" || ROOTS_UNREAD.contains(&root) => {
                Err(unread("unsupported-format", format!("XML of the kind `<{root}>` is not read")))
            }
            _ => Ok(by_name.unwrap_or(Format::Text)),
        };
    }
    if matches!(by_name, Some(Format::Text) | None)
        && let Some(what) = references(text)
    {
        return Err(not_read(what, EXPORT_AS_TABLE));
    }
    match by_name {
        Some(Format::Json | Format::JsonLines) | None if text.starts_with('[') && looks_like_json_array(text) => {
            Ok(Format::Json)
        }
        Some(Format::Json | Format::JsonLines) | None if text.starts_with('{') && looks_like_json_object(text) => {
            let is_lines = by_name == Some(Format::JsonLines) && !is_spread_over_lines(text);
            Ok(if is_lines || first_line_is_an_object(text) { Format::JsonLines } else { Format::Json })
        }
        Some(Format::Text) | None if is_mailbox(text) => Ok(Format::Mbox),
        Some(Format::Text) => Ok(super::exports::form(start).unwrap_or(Format::Text)),
        Some(format) => Ok(format),
        None if EXTENSIONS_UNREAD.contains(&extension) => {
            Err(unread("unsupported-format", format!("`.{extension}` is not read")))
        }
        None => Ok(super::exports::form(start).unwrap_or(Format::Text)),
    }
}

/// The form of a list of references, by its first line: `TY  - NEWS`, `@article{doe_2023,`.
fn references(text: &str) -> Option<&'static str> {
    let line = text.lines().next()?.trim_end();
    if line.strip_prefix("TY  - ").is_some_and(|kind| !kind.is_empty() && !kind.contains(' ')) {
        return Some("RIS");
    }
    let (kind, key) = line.strip_prefix('@')?.split_once('{')?;
    let is_word = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphabetic());
    (is_word && !key.contains(' ')).then_some("BibTeX")
}

fn not_read(what: &str, instead: &str) -> Other {
    unread("unsupported-format", format!("{what} is not read: {instead}"))
}

fn unread(kind: &'static str, reason: String) -> Other {
    Other::Unread { kind, reason }
}

/// `html` for `notes.old.HTML.gz`.
fn extension(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let unpacked = name.rsplit_once('.').filter(|(_, packed)| super::unpack::EXTENSIONS.contains(packed));
    let name = unpacked.map_or(&*name, |(name, _)| name);
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_owned())
}

/// Whether this is no text in any charset. Text has no NUL bytes (UTF-16 aside) and few control characters;
/// archives of the wires keep some, so a handful is let through. One in a hundred is a guess with room on both sides:
/// compressed data has one in ten.
fn is_binary(start: &[u8]) -> bool {
    if super::decode::utf16(start).is_some() {
        return false;
    }
    let is_control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    start.iter().filter(|&&b| is_control(b)).count() * 100 > start.len()
}

/// The start as ASCII letters for looking at its shape: UTF-16's empty bytes and byte-order marks left out.
fn ascii_shadow(start: &[u8]) -> String {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let wide = super::decode::utf16(start).is_some();
    start
        .iter()
        .filter(|&&b| !wide || !matches!(b, 0 | 0xfe | 0xff))
        .map(|&b| if b < 0x80 { b as char } else { '?' })
        .collect()
}

/// The name of the first element, lower case, past comments, processing instructions and the document type; of pages, and where no
/// element is in sight, that of the document type.
fn markup_root(text: &str) -> Option<String> {
    let text = past_comments(text)?;
    let Some(doctype) = text.get(..9).filter(|s| s.eq_ignore_ascii_case("<!doctype")).map(|s| &text[s.len()..]) else {
        return element_name(text.strip_prefix('<')?);
    };
    let declared = element_name(doctype.trim_start());
    let behind = || past_comments(behind_doctype(doctype)?)?.strip_prefix('<').and_then(element_name);
    if declared.as_deref() == Some("html") { declared } else { behind().or(declared) }
}

/// What stands behind a document type, which may declare things in brackets.
fn behind_doctype(doctype: &str) -> Option<&str> {
    let end = doctype.find(['>', '['])?;
    if doctype[end..].starts_with('>') {
        return Some(&doctype[end + 1..]);
    }
    let end = end + doctype[end..].find(']')?;
    doctype[end + 1..].trim_start().strip_prefix('>')
}

fn past_comments(mut text: &str) -> Option<&str> {
    loop {
        text = text.trim_start();
        let (opening, closing) = if text.starts_with("<!--") {
            ("<!--", "-->")
        } else if text.starts_with("<?") {
            ("<?", ">")
        } else {
            return Some(text);
        };
        let end = text[opening.len()..].find(closing)?;
        text = &text[opening.len() + end + closing.len()..];
    }
}

fn element_name(text: &str) -> Option<String> {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
    let name: String = text.chars().take_while(is_part).collect();
    // Documents may bind their namespace to any prefix.
    let name = name.rsplit(':').next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

/// Whether this begins as every mailbox does: `From`, an address, a day and a time, and headers behind.
fn is_mailbox(text: &str) -> bool {
    let mut lines = text.lines();
    let is_separator = |line: &str| line.starts_with("From ") && line.contains(':') && line.contains(['@', '-']);
    let is_header = |line: &str| line.split_once(':').is_some_and(|(name, _)| !name.is_empty() && !name.contains(' '));
    lines.next().is_some_and(is_separator) && lines.next().is_some_and(is_header)
}

fn looks_like_json_array(text: &str) -> bool {
    text[1..].trim_start().starts_with(['{', ']'])
}

fn looks_like_json_object(text: &str) -> bool {
    text[1..].trim_start().starts_with(['"', '}'])
}

/// Whether the first line is the opening brace alone: objects printed for people, whatever the name promises.
fn is_spread_over_lines(text: &str) -> bool {
    text.split_once('\n').is_some_and(|(first, _)| first.trim_end() == "{")
}

/// Whether the first line closes what it opens, or is so long that its end is out of sight.
fn first_line_is_an_object(text: &str) -> bool {
    match text.split_once('\n') {
        Some((first, rest)) => {
            let is_whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
            is_whole && rest.trim_start().starts_with('{')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, start: &[u8], expected: Result<Format, &str>) {
        let found = sniff(start, Path::new(name)).map_err(|other| match other {
            Other::NotAnArticle(reason) => reason,
            Other::Unread { kind, .. } => kind,
        });
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn content_decides_and_the_name_helps() {
        check("a.txt", b"A headline\n\nAnd text.", Ok(Format::Text));
        for (name, expected) in [
            ("a.zip!robots.txt", "robots"),
            ("a/SHA256SUMS", "checksums"),
            ("index.cdxj", "crawl-index"),
            ("a.cdx.gz", "crawl-index"),
            ("crawl.log", "log"),
        ] {
            check(name, b"A line of words\n", Err(expected));
        }
        check("SUMS.txt", b"A headline\n\nAnd text.", Ok(Format::Text));
        check("a.txt", b"<!DOCTYPE html><p>x", Ok(Format::Html));
        check("a.txt", b"[Editor's note] A story", Ok(Format::Text));
        check("a", b"<?xml version='1.0'?><!-- x --><html>", Ok(Format::Html));
        check("a.html", b"no markup at all", Ok(Format::Html));
        check("a.HTML.gz", b"<div>x</div>", Ok(Format::Html));
        check("a.json", b" [ {\"a\":1} ]", Ok(Format::Json));
        check("a.json", b"{\"a\":1}\n{\"a\":2}\n", Ok(Format::JsonLines));
        check("a.json", b"{\n\"a\":1}", Ok(Format::Json));
        check("a.jsonl", b"{\"a\":1}", Ok(Format::JsonLines));
        check("a.jsonl", b"{\"a\":", Ok(Format::JsonLines));
        check("a.jsonl", b"{\n  \"a\":1\n}\n", Ok(Format::Json));
        check("a.xml", b"<?xml version='1.0'?><rss>", Ok(Format::Feed));
        check("a", b"<rdf:RDF xmlns='x'>", Ok(Format::Feed));
        check("a", b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", Ok(Format::Feed));
        check("a.xml", b"<newsItem guid='x'>", Ok(Format::NewsMl));
        check("a.xml", b"<TEI xmlns='http://www.tei-c.org/ns/1.0'>", Ok(Format::Tei));
        check("a.xml", b"<TEI.2>", Ok(Format::Tei));
        check("a.xml", b"<doc title='x'>\n  <main><p>x", Ok(Format::Tei));
        check("a.xml", b"<doc title='x'><add/>", Err("unsupported-format"));
        // The root counts, not what the document type calls it.
        check("a.xml", b"<!DOCTYPE x [<!ENTITY y 'z'> ]>\n<!-- x --><rss>", Ok(Format::Feed));
        check("a.xml", b"<?xml version='1.0'?><!DOCTYPE news SYSTEM 'x.dtd'><nitf>", Ok(Format::NewsMl));
        check("a.xml", b"<!DOCTYPE nitf SYSTEM 'x.dtd'>", Ok(Format::NewsMl));
        check("a.csv", b"title,text", Ok(Format::Table));
        check("a.dat", b"WARC/1.0\r\n", Ok(Format::Warc));
        check("a.sgm.gz", b"<!DOCTYPE lewis SYSTEM", Ok(Format::Sgml));
        check("hp_199105", b"<DOC>\n<DOCNO> HP911-1 </DOCNO>", Ok(Format::Sgml));
        check("a.xml", b"<doc title='x'>", Err("unsupported-format"));
        check("news.zip", b"PK\x03\x04", Ok(Format::Zip));
        check("letters", b"From a@b Wed May  1 10:00:00 2024\nSubject: x\n", Ok(Format::Mbox));
        check("a.md", b"---\ntitle: x\n", Ok(Format::Markdown));
        check("a.txt", b"\xff\xfeA\0 \0h\0e\0a\0d\0", Ok(Format::Text));
    }

    #[test]
    fn what_is_no_article_is_told_by_its_kind() {
        check("a.png", b"\x89PNG\r\n\x1a\n", Err("image"));
        check("a.txt", b"\x89PNG\r\n\x1a\n", Err("binary"));
        check("a.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0", Err("binary"));
        check("a.css", b"body { color: red }", Err("style-sheet"));
        check("a.pdf", b"%PDF-1.4", Err("unsupported-format"));
        check("a.xml", b"<?xml version='1.0'?><recipe>", Err("unsupported-format"));
        check("a.xml", b"<urlset>", Err("unsupported-format"));
        check("a.docx", b"PK\x03\x04..........................[Content_Types].xml", Err("unsupported-format"));
        check("a.opml", b"<opml version='2.0'>", Err("unsupported-format"));
        check("a.sql", b"-- MySQL dump 10.13", Err("unsupported-format"));
        check("a.sql", b"INSERT INTO posts", Err("unsupported-format"));
        check("a.txt", b"TY  - NEWS\r\nT1  - Ferry stays", Err("unsupported-format"));
        check("a.bib", b"% made by hand", Err("unsupported-format"));
        check("a", b"@article{doe_2023,\n title = {Ferry stays}}", Err("unsupported-format"));
        check("a.txt", b"@harbour {the ferry stays}", Ok(Format::Text));
        check("a.txt", b"", Err("empty"));
    }
}
