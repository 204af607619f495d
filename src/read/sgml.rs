//! Reuters-21578 in, a record a story out. The files look like SGML but are read without a parser: tags are damaged,
//! attributes contradict the document type, and the text still holds the control characters of the wire.

use super::pieces::{Piece, Pieces};
use super::{Found, ReadOptions, Records, bytes::Source, decode};
use crate::article::{Content, Fields, Record, RecordKey};
use crate::error::Problem;

/// What a story begins with. It ends where the next begins, whether or not it was closed.
const STORY: &[u8] = b"<REUTERS";

/// How the wire signed off: a line of its own at the end of a story.
const SIGN_OFFS: &[&str] = &["reuter", "reuters"];

/// Spaces that open a paragraph (the wire's habit: four; fewer indent a by-line or a table).
const INDENT: &str = "    ";

/// The stories of a file.
pub fn records(source: Source, options: &ReadOptions) -> Records {
    let pieces = Pieces::new(source, STORY, options.record_bytes_max);
    let path = pieces.source.path.clone();
    // What stands before the first story (the document type) counts as a piece, so that there is one to take off.
    let mut before = 0;
    Box::new(pieces.filter_map(move |piece| match piece {
        Ok(piece) if !piece.bytes.starts_with(STORY) => {
            before = 1;
            None
        }
        Ok(piece) => Some(match decode::decode(&piece.bytes, false) {
            Ok(raw) => Found::Record(story(&raw, &piece, piece.number - before, &path)),
            Err(reason) => Found::Problem(Problem {
                path: path.clone(),
                record: Some(piece.number - before),
                offset: Some(piece.offset),
                kind: "invalid-charset",
                reason,
            }),
        }),
        Err(problem) => Some(Found::Problem(problem)),
    }))
}

fn story(raw: &str, piece: &Piece, number: u64, path: &std::path::Path) -> Record {
    let external_id = attribute(raw, "NEWID");
    let key = match &external_id {
        Some(id) => RecordKey::Own(id.clone()),
        None => RecordKey::Digest(blake3::hash(&piece.bytes).to_hex().to_string()),
    };
    Record {
        path: path.to_path_buf(),
        number,
        offset: piece.offset,
        key,
        external_id,
        content: Content::Fields(fields(raw)),
    }
}

fn fields(raw: &str) -> Fields {
    let inside = element(raw, "TEXT").map_or(raw, |(inside, _)| inside);
    let line = |name| element(raw, name).map(|(text, _)| one_line(&plain(text))).filter(|text| !text.is_empty());
    let topic = element(raw, "TOPICS").and_then(|(topics, _)| element(topics, "D")).map(|(d, _)| one_line(&plain(d)));
    // Stars are how the wire rang its bell.
    let title = line("TITLE").map(|title| title.trim_start_matches(['*', ' ']).to_owned()).filter(|t| !t.is_empty());
    Fields {
        // A brief is one line, sent ahead of the story: its headline is all its text.
        text: text(inside).or_else(|| title.clone()),
        title,
        date: line("DATE"),
        byline: line("AUTHOR").map(|line| without_agency(&line)).into_iter().collect(),
        source: Some("Reuters".to_owned()),
        section: topic.filter(|topic| !topic.is_empty()),
        language: None,
        url: None,
    }
}

/// `By Jane Doe, Reuters` without the agency, which is no author.
fn without_agency(line: &str) -> String {
    match line.rsplit_once(',') {
        Some((names, agency)) if SIGN_OFFS.contains(&agency.trim().to_lowercase().as_str()) => names.to_owned(),
        _ => line.to_owned(),
    }
}

/// The dateline and the body, a paragraph a line. A story the collection's makers could not take apart has only text.
fn text(inside: &str) -> Option<String> {
    let body = match element(inside, "BODY") {
        Some((body, _)) => body,
        None => after_named_parts(inside),
    };
    let mut paragraphs = paragraphs(&plain(body));
    if paragraphs.last().is_some_and(|last| SIGN_OFFS.contains(&last.to_lowercase().as_str())) {
        paragraphs.pop();
    }
    if let Some((dateline, _)) = element(inside, "DATELINE") {
        let dateline = one_line(&plain(dateline));
        match paragraphs.first_mut() {
            Some(first) => *first = format!("{dateline} {first}"),
            None => paragraphs.push(dateline),
        }
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

/// What is left of the text behind title, by-line and dateline.
fn after_named_parts(inside: &str) -> &str {
    let ends = ["TITLE", "AUTHOR", "DATELINE"].iter().filter_map(|name| element(inside, name)).map(|(_, end)| end);
    &inside[ends.max().unwrap_or(0)..]
}

/// Elements that hold others, or text in which a `<` may mean less than.
const LARGE: &[&str] = &["TEXT", "BODY"];

/// What stands between a tag and its end, and where the element ends. Where the end is missing, a large one goes on to
/// the end of the story, a small one to the next tag.
fn element<'r>(raw: &'r str, name: &str) -> Option<(&'r str, usize)> {
    let mut from = 0;
    let start = loop {
        let at = from + raw[from..].find('<')?;
        let rest = &raw[at + 1..];
        if let Some(after) = rest.strip_prefix(name).filter(|after| after.starts_with(['>', ' '])) {
            break raw.len() - after.len() + after.find('>')? + 1;
        }
        from = at + 1;
    };
    let closing = format!("</{name}>");
    let (end, closing_len) = match raw[start..].find(&closing) {
        Some(end) => (start + end, closing.len()),
        None if LARGE.contains(&name) => (raw.len(), 0),
        None => (raw[start..].find('<').map_or(raw.len(), |end| start + end), 0),
    };
    Some((&raw[start..end], end + closing_len))
}

fn attribute(raw: &str, name: &str) -> Option<String> {
    let tag = &raw[..raw.find('>').unwrap_or(raw.len())];
    let value = tag.split_once(name)?.1.strip_prefix("=\"")?;
    let value = &value[..value.find('"')?];
    (!value.is_empty()).then(|| value.to_owned())
}

/// Text with its entities resolved and without tags and control characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (written, taken) = if rest.starts_with('<') { tag(rest) } else { entity(rest) };
        out.extend(written);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    out
}

/// No tag inside a text is longer (the longest, `</DATELINE>`, has eleven bytes).
const TAG_BYTES_MAX: usize = 40;

/// A tag is passed over; a `<` that begins none is kept.
fn tag(rest: &str) -> (Option<char>, usize) {
    let near = &rest.as_bytes()[..rest.len().min(TAG_BYTES_MAX)];
    let is_name = |&b: &u8| b.is_ascii_uppercase();
    let has_name = near[1..].iter().find(|&&b| b != b'/').is_some_and(is_name);
    match memchr::memchr2(b'>', b'\n', near) {
        Some(end) if has_name && near[end] == b'>' => (None, end + 1),
        _ => (Some('<'), 1),
    }
}

/// The character of an entity and its length; an ampersand that begins none is itself.
fn entity(rest: &str) -> (Option<char>, usize) {
    // `&#1114111;` is the longest.
    let Some(end) = rest.bytes().take(10).position(|b| b == b';') else { return (Some('&'), 1) };
    let name = &rest[1..end];
    let c = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        _ => match name.strip_prefix('#').and_then(|digits| digits.parse().ok()) {
            Some(number) => char::from_u32(number),
            None => return (Some('&'), 1),
        },
    };
    (c, end + 1)
}

/// Lines joined to the paragraphs that their indents make out. A line broken at a hyphen is joined without a space.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            is_open = false;
            continue;
        }
        // The sign-off is indented by one.
        let is_sign_off = line.starts_with(' ') && SIGN_OFFS.contains(&trimmed.to_lowercase().as_str());
        match paragraphs.last_mut().filter(|_| is_open && !line.starts_with(INDENT) && !is_sign_off) {
            Some(paragraph) => {
                if !paragraph.ends_with('-') || paragraph.ends_with(" -") {
                    paragraph.push(' ');
                }
                paragraph.push_str(trimmed);
            }
            None => paragraphs.push(trimmed.to_owned()),
        }
        is_open = true;
    }
    paragraphs
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<REUTERS TOPICS=\"YES\" OLDID=\"9\" NEWID=\"7\">\n<DATE> 3-MAR-1987 09:18:21.26</DATE>\n<TOPICS><D>ship</D><D>grain</D></TOPICS>\n<TEXT>&#2;\n<TITLE>FERRY &lt;PEL> STAYS IN DOCK</TITLE>\n<AUTHOR>    By Jane Doe, Reuters</AUTHOR>\n<DATELINE>    PORT ELLERY, March 3 - </DATELINE><BODY>The ferry stays in dock until its long-\nawaited engines have been examined.\n    Nobody was hurt. AT&amp;T said so.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>";

    #[test]
    fn a_story_with_all_its_parts() {
        let fields = fields(STORY);
        assert_eq!(fields.title.as_deref(), Some("FERRY <PEL> STAYS IN DOCK"));
        assert_eq!(fields.date.as_deref(), Some("3-MAR-1987 09:18:21.26"));
        assert_eq!(fields.section.as_deref(), Some("ship"));
        assert_eq!(fields.byline, ["By Jane Doe"]);
        assert_eq!(
            fields.text.as_deref(),
            Some(
                "PORT ELLERY, March 3 - The ferry stays in dock until its long-awaited engines have been examined.\n\nNobody was hurt. AT&T said so."
            )
        );
        assert_eq!(attribute(STORY, "NEWID").as_deref(), Some("7"));
    }

    #[test]
    fn a_story_of_one_line_and_a_story_not_taken_apart() {
        let brief = fields("<REUTERS NEWID=\"1\"><TEXT TYPE=\"BRIEF\"><TITLE>FERRY SAILS</TITLE></TEXT></REUTERS>");
        assert_eq!((brief.title.as_deref(), brief.text.as_deref()), (Some("FERRY SAILS"), Some("FERRY SAILS")));
        let raw = fields(
            "<REUTERS NEWID=\"1\"><TEXT TYPE=\"UNPROC\">&#2;\nFERRY SAILS\n    It sailed. &#3;</TEXT></REUTERS>",
        );
        assert_eq!((raw.title, raw.text.as_deref()), (None, Some("FERRY SAILS\n\nIt sailed.")));
    }

    #[test]
    fn damaged_tags_lose_nothing_else() {
        let damaged = fields(
            "<REUTERS NEWID=\"1\"><TEXT><TITLE>FERRY SAILS<DATELINE> X, May 1 - </DATELINE><BODY>It cost < 5 dlrs. &#x; & more",
        );
        assert_eq!(damaged.title.as_deref(), Some("FERRY SAILS"));
        assert_eq!(damaged.text.as_deref(), Some("X, May 1 - It cost < 5 dlrs. &#x; & more"));
    }
}
