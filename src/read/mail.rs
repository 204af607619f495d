//! A letter or a mailbox in, an article a letter out: newsletters, and the wire services that came by mail. The sender is the
//! outlet, not the author. Pages that browsers save as a letter are read here too.

use super::bytes::Source;
use super::pieces::{Piece, Pieces};
use super::tags::without_tags;
use super::{Found, ReadOptions, Records};
use crate::article::{Content, Fields, NotAnArticle, Record, RecordKey};
use crate::error::Problem;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::iter::Peekable;
use std::path::Path;

/// What every letter of a mailbox begins with, at the start of a line.
const SEPARATOR: &[u8] = b"\nFrom ";

/// Letters in letters are opened so deep (guessed: forwarded, and forwarded again).
const FORWARDED_MAX: usize = 3;

/// The one letter of a file, and what is attached to it.
pub fn message(mut source: Source, options: &ReadOptions) -> Records {
    let read = source.read_record(options.record_bytes_max);
    let found =
        read.map_or_else(|problem| vec![Found::Problem(problem)], |bytes| letter(&bytes, &source.path, 0, 0, true));
    Box::new(found.into_iter())
}

/// The page of a file that a browser saved with all it shows (MHTML, RFC 2557): the first part that is a page.
pub fn saved_page(mut source: Source, options: &ReadOptions) -> Found {
    let bytes = match source.read_record(options.record_bytes_max) {
        Ok(bytes) => bytes,
        Err(problem) => return Found::Problem(problem),
    };
    let path = source.path;
    let failed = |reason: &str| {
        let (path, reason) = (path.clone(), reason.to_owned());
        Found::Problem(Problem { path, record: None, offset: None, kind: "broken-mhtml", reason })
    };
    let Some(message) = MessageParser::default().parse(&bytes) else { return failed("has no headers") };
    let page = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) => Some((part, html.replace('\0', ""))),
        _ => None,
    });
    let Some((part, html)) = page else { return failed("holds no page") };
    // Browsers say where the page was on top, older ones only at the part.
    let snapshot = message.header_raw("Snapshot-Content-Location");
    let url = snapshot.or(part.content_location()).map(|url| url.trim().to_owned());
    let url = url.filter(|url| url.starts_with("http"));
    let content = Content::Html { html, url };
    Found::Record(Record { path, number: 0, offset: 0, key: RecordKey::WholeFile, external_id: None, content })
}

/// The letters of a mailbox.
pub fn messages(source: Source, options: &ReadOptions) -> Records {
    let path = source.path.clone();
    let bytes_max = options.record_bytes_max;
    let pieces = Pieces::new(source, SEPARATOR, bytes_max).peekable();
    let mut n_records = 0;
    Box::new(Mailbox { pieces, bytes_max }.flat_map(move |piece| {
        let found = match piece {
            Ok(piece) => letter(&unquoted(&piece.bytes), &path, n_records, piece.offset, false),
            Err(problem) => vec![Found::Problem(Problem { record: Some(n_records), ..problem })],
        };
        n_records += found.iter().filter(|found| !matches!(found, Found::NotAnArticle(_))).count() as u64;
        found
    }))
}

/// The letters of a mailbox. Programs that kept mail did not all quote the `From ` of a text: a piece that begins no letter
/// belongs to the one before it.
struct Mailbox {
    pieces: Peekable<Pieces>,
    bytes_max: usize,
}

impl Iterator for Mailbox {
    type Item = Result<Piece, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut piece = match self.pieces.next()? {
            Ok(piece) => piece,
            Err(problem) => return Some(Err(problem)),
        };
        let bytes_max = self.bytes_max;
        let goes_on = |next: &Result<Piece, Problem>, length: usize| {
            next.as_ref().is_ok_and(|next| !begins_letter(&next.bytes) && length + next.bytes.len() <= bytes_max)
        };
        while let Some(Ok(more)) = self.pieces.next_if(|next| goes_on(next, piece.bytes.len())) {
            piece.bytes.extend(more.bytes);
        }
        Some(Ok(piece))
    }
}

/// Whether a line `From …` has a time of day in it, and a header behind it.
fn begins_letter(piece: &[u8]) -> bool {
    let mut lines = piece.split(|&b| b == b'\n');
    let has_time = lines.next().is_some_and(|line| {
        line.windows(5).any(|w| w[2] == b':' && [0, 1, 3, 4].iter().all(|&at| w[at].is_ascii_digit()))
    });
    let is_name = |name: &[u8]| !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let is_header = |line: &[u8]| {
        memchr::memchr(b':', line).is_some_and(|colon| is_name(&line[..colon])) || line.starts_with(b">From ")
    };
    has_time && lines.next().is_some_and(is_header)
}

/// A letter without its separator, and lines that were kept from looking like one as they were.
fn unquoted(piece: &[u8]) -> Vec<u8> {
    let mut lines = piece.split_inclusive(|&b| b == b'\n').peekable();
    lines.next_if(|line| line.starts_with(&SEPARATOR[1..]));
    let is_quoted = |line: &[u8]| {
        let marks = line.iter().take_while(|&&b| b == b'>').count();
        marks > 0 && line[marks..].starts_with(&SEPARATOR[1..])
    };
    lines.flat_map(|line| if is_quoted(line) { &line[1..] } else { line }).copied().collect()
}

/// A letter, the pages attached to it, and what else is.
fn letter(bytes: &[u8], path: &Path, number: u64, offset: u64, is_whole_file: bool) -> Vec<Found> {
    let failed = |kind, reason: &str| {
        let (path, reason) = (path.to_path_buf(), reason.to_owned());
        vec![Found::Problem(Problem { path, record: Some(number), offset: Some(offset), kind, reason })]
    };
    let Some(message) = MessageParser::default().parse(bytes) else { return failed("broken-mail", "has no headers") };
    if message.subject().is_none() && message.from().is_none() && message.date().is_none() {
        return failed("broken-mail", "has neither subject, sender nor date");
    }
    if is_garbled(&message) {
        return failed("broken-mail", "its text is no valid base64");
    }
    let external_id = message.message_id().map(str::to_owned);
    let key = match &external_id {
        Some(id) => RecordKey::Own(id.clone()),
        None if is_whole_file => RecordKey::WholeFile,
        None => RecordKey::Digest(blake3::hash(bytes).to_hex().to_string()),
    };
    let content = Content::Fields(with_forwarded(&message, FORWARDED_MAX));
    let letter = Record { path: path.to_path_buf(), number, offset, key, external_id, content };
    let mut found = vec![Found::Record(letter)];
    attached(&message, &mut found);
    found
}

/// Adds what is attached to a letter: a page is an article of its own, and what is forwarded is the letter's.
fn attached(message: &Message, found: &mut Vec<Found>) {
    let Some(Found::Record(letter)) = found.first() else { return };
    let (letter, mut number) = (letter.clone(), letter.number);
    for part in message.attachments() {
        match &part.body {
            PartType::Message(_) => {}
            PartType::Html(html) if is_signature(html, message) => {
                found.push(Found::NotAnArticle(NotAnArticle { reason: "signature" }));
            }
            PartType::Html(html) => {
                number += 1;
                let key = RecordKey::Digest(blake3::hash(html.as_bytes()).to_hex().to_string());
                let content = Content::Html { html: html.replace('\0', ""), url: None };
                found.push(Found::Record(Record { number, key, external_id: None, content, ..letter.clone() }));
            }
            _ => {
                let is_image = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
                found.push(Found::NotAnArticle(NotAnArticle { reason: if is_image { "image" } else { "attachment" } }));
            }
        }
    }
}

/// What a mail program puts under its letters has so many words at most (guessed).
const SIGNATURE_WORDS_MAX: usize = 60;

/// What lawyers have put there, in lower case.
const SECRETS: &[&str] = &["confidential", "vertraulich", "confidentiel", "confidencial"];

/// A telephone number with its area has so many digits at least (guessed).
const TELEPHONE_DIGITS_MIN: usize = 9;

/// Whether an attached page without a headline says who wrote the letter, or that nobody else may read it. A short story says
/// neither.
fn is_signature(html: &str, letter: &Message) -> bool {
    let has_headline = ["<title", "<h1", "<h2", "<article"].iter().any(|tag| {
        memchr::memmem::find(html.as_bytes(), tag.as_bytes()).is_some()
            || memchr::memmem::find(html.as_bytes(), tag.to_uppercase().as_bytes()).is_some()
    });
    let text = without_tags(html).to_lowercase();
    let is_short = text.split(' ').nth(SIGNATURE_WORDS_MAX).is_none();
    !has_headline && is_short && (names_sender(&text, letter) || is_secret(&text) || has_telephone_number(&text))
}

fn names_sender(text: &str, letter: &Message) -> bool {
    let sender = letter.from().and_then(|from| from.first());
    let names = sender.into_iter().flat_map(|from| [from.name(), from.address()]).flatten();
    names.map(|name| name.trim().to_lowercase()).any(|name| !name.is_empty() && text.contains(&name))
}

fn is_secret(text: &str) -> bool {
    SECRETS.iter().any(|secret| text.contains(secret))
}

fn has_telephone_number(text: &str) -> bool {
    let n_digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    let is_between = |c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '+' | '-' | '/' | '(' | ')' | '.');
    let has_day = |run: &str| run.split(' ').any(is_day);
    text.split(is_between).any(|run| n_digits(run) >= TELEPHONE_DIGITS_MIN && !has_day(run))
}

/// Whether figures are those of a day: `2024-05-07`, `07.05.2024`.
fn is_day(figures: &str) -> bool {
    let parts = figures.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|length| *length > 0);
    matches!(parts.collect::<Vec<_>>()[..], [4, 2, 2] | [2, 2, 4])
}

/// Whether the text could not be decoded and stands there as letters and digits. Where other encodings are damaged, most of
/// the text can still be read.
fn is_garbled(message: &Message) -> bool {
    let is_base64 =
        |part: &MessagePart| part.content_transfer_encoding().is_some_and(|e| e.eq_ignore_ascii_case("base64"));
    let parts = message.text_body.iter().chain(&message.html_body).filter_map(|&part| message.part(part));
    parts.into_iter().any(|part| part.is_encoding_problem && is_base64(part))
}

/// What a letter says, and the letters it forwards behind it. Where it has no words of its own the first of them is the
/// article, with its own sender and day.
fn with_forwarded(message: &Message, depth_max: usize) -> Fields {
    let letters = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(letter) if depth_max > 0 => Some(with_forwarded(letter, depth_max - 1)),
        _ => None,
    });
    letters.filter(|letter| letter.text.is_some()).fold(fields(message), |own, letter| match own.text {
        Some(text) => Fields { text: Some(format!("{text}\n\n{}", letter.text.unwrap_or_default())), ..own },
        None => letter,
    })
}

fn fields(message: &Message) -> Fields {
    let sender = message.from().and_then(|from| from.first());
    Fields {
        title: message.subject().map(|subject| subject.trim().to_owned()).filter(|subject| !subject.is_empty()),
        text: body(message).filter(|text| !text.trim().is_empty()),
        date: message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_rfc3339),
        byline: Vec::new(),
        source: sender.and_then(|from| from.name().or(from.address())).map(str::to_owned),
        section: None,
        language: message.content_language().as_text().map(str::to_owned),
        url: None,
    }
}

/// The flat text where the letter has one, for it was written to be read; else its markup.
fn body(message: &Message) -> Option<String> {
    let flat = message.text_part(0).and_then(|part| match &part.body {
        PartType::Text(text) => Some(text.replace('\r', "")),
        _ => None,
    });
    flat.filter(|text| !text.trim().is_empty()).or_else(|| message.body_html(0).map(|html| html.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::unpack::Allowance;

    fn read(text: &str) -> Vec<String> {
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 2000 };
        let reader = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
        let source = Source::new("a.mbox".into(), reader, Allowance::for_size(1), 0).ok().unwrap();
        let found = messages(source, &options).map(|found| match found {
            Found::Record(Record { content: Content::Fields(f), .. }) => {
                let parts = [f.title, f.source, f.date, f.text].map(Option::unwrap_or_default);
                parts.join("|").trim_end().to_owned()
            }
            Found::Problem(problem) => problem.kind.to_owned(),
            other => format!("{other:?}"),
        });
        found.collect()
    }

    #[test]
    fn a_mailbox_with_encoded_words_and_parts() {
        let first = "From a@b Wed May  1 10:00:00 2024\nFrom: Harbour Post <news@h.example>\nSubject: =?utf-8?q?F=C3=A4hre?= stays\nDate: Wed, 1 May 2024 10:00:00 +0000\nMessage-ID: <1@h>\n\nThe ferry stays.\n>From now on.\n";
        let second = "\nFrom a@b Wed May  1 10:00:00 2024\nFrom: news@h.example\nSubject: Two\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>The tug sails.</p>\n--x--\n";
        assert_eq!(
            read(&format!("{first}{second}")),
            [
                "Fähre stays|Harbour Post|2024-05-01T10:00:00Z|The ferry stays.\nFrom now on.",
                "Two|news@h.example||<p>The tug sails.</p>"
            ]
        );
    }

    #[test]
    fn a_forwarded_letter_is_read() {
        let letter = "From: Harbour Post <news@h.example>\nSubject: Ferry stays\nDate: Wed, 1 May 2024 10:00:00 +0000\n\nThe ferry stays.\n";
        let head = "From a@b Thu May  2 10:00:00 2024\nFrom: Jane <jane@h.example>\nSubject: Fwd\nMIME-Version: 1.0\n";
        let alone = format!("{head}Content-Type: message/rfc822\n\n{letter}");
        let part = |text: &str| {
            format!(
                "{head}Content-Type: multipart/mixed; boundary=x\n\n{text}--x\nContent-Type: message/rfc822\n\n{letter}\n--x--\n"
            )
        };
        let own = part("--x\nContent-Type: text/plain\n\nSee below.\n\n");
        let inner = "Ferry stays|Harbour Post|2024-05-01T10:00:00Z|The ferry stays.";
        assert_eq!(read(&alone), [inner]);
        assert_eq!(read(&part("")), [inner]);
        assert_eq!(read(&own), ["Fwd|Jane||See below.\n\n\nThe ferry stays."]);
    }

    #[test]
    fn what_is_attached_is_read_or_counted() {
        let head = "From a@b Thu May  2 10:00:00 2024\nFrom: Jane <jane@h.example>\nSubject: Two\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below.\n";
        let page = "--x\nContent-Type: text/html; name=a.html\nContent-Disposition: attachment; filename=a.html\n\n<h1>Ferry stays</h1>\n";
        let signature = "--x\nContent-Type: text/html; name=b.html\nContent-Disposition: attachment; filename=b.html\n\n<p>Jane Doe</p>\n";
        let image = "--x\nContent-Type: image/png; name=a.png\nContent-Disposition: attachment; filename=a.png\n\nx\n";
        let sheet =
            "--x\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx\n";
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 2000 };
        let text = format!("{head}{page}{signature}{image}{sheet}--x--\n\n{head}--x--\n").into_bytes();
        let source = crate::read::bytes::held("a.mbox".as_ref(), text).ok().unwrap();
        let told: Vec<_> = messages(source, &options)
            .map(|found| match found {
                Found::Record(Record { number, content: Content::Html { html, .. }, .. }) => {
                    format!("{number} {}", html.trim())
                }
                Found::Record(Record { number, .. }) => format!("{number}"),
                Found::NotAnArticle(other) => other.reason.to_owned(),
                Found::Problem(problem) => problem.kind.to_owned(),
            })
            .collect();
        assert_eq!(told, ["0", "1 <h1>Ferry stays</h1>", "signature", "image", "attachment", "2"]);
    }

    #[test]
    fn a_short_story_is_no_signature() {
        let letter = MessageParser::default().parse("From: Jane Doe <jane@h.example>\nSubject: Two\n\nx\n").unwrap();
        let long = format!("<p>Jane Doe</p><p>{}</p>", "It stays. ".repeat(30));
        for (html, expected) in [
            ("<p>Yours<br>Jane <b>Doe</b>, desk</p>", true),
            ("<p>Write to JANE@h.example</p>", true),
            ("<p>Harbour Post, +49 (0)30 901820-12</p>", true),
            ("<p>Diese Nachricht ist vertraulich.</p>", true),
            ("<p>The ferry stays in dock, its owner said on 2024-05-07 10:30.</p>", false),
            ("<p>The ferry stays in dock for 1500 days.</p>", false),
            (&long, false),
        ] {
            assert_eq!(is_signature(html, &letter), expected, "{html}");
        }
    }

    #[test]
    fn what_is_no_letter_costs_itself() {
        let text = "From a@b Wed May  1 10:00:00 2024\nno headers here\n\nFrom a@b Wed May  1 10:00:00 2024\nSubject: B\n\nb\n";
        assert_eq!(read(text), ["broken-mail", "B|||b"]);
    }

    #[test]
    fn a_line_of_the_text_that_begins_like_a_separator_ends_no_letter() {
        let text = "From a@b Wed May  1 10:00:00 2024\nSubject: A\n\nThe ferry sails.\n\nFrom here to there: an hour.\n>From 10:30 on, two.\n\nFrom c@d Wed May  1 11:00:00 2024\nSubject: B\n\nb\n";
        assert_eq!(read(text), ["A|||The ferry sails.\n\nFrom here to there: an hour.\nFrom 10:30 on, two.", "B|||b"]);
    }
}
