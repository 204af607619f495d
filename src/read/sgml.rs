//! SGML of the news in, a record a story out: Reuters-21578, and the collections that research on retrieval and on language is
//! done with (TREC, CLEF, Gigaword). The files are read without a parser: tags are damaged, attributes contradict the document
//! type, and the text still holds the control characters of the wire.

use super::pieces::{Piece, Pieces};
use super::{Found, ReadOptions, Records, bytes::Source, decode};
use crate::article::{Content, Fields, Record, RecordKey};
use crate::error::Problem;
use crate::text::{calendar, entities};

/// What a story of Reuters-21578 begins with. It ends where the next begins, whether or not it was closed.
const STORY: &[u8] = b"<REUTERS";

/// The same of a document in the other collections. A file has one of these.
const DOCUMENTS: &[&[u8]] = &[b"<DOC>", b"<DOC ", b"<doc>", b"<doc "];

/// So many words before the first story are no head of a file but a text in none of its stories (guessed).
const STRAY_WORDS_MIN: usize = 40;

/// How the wire signed off: a line of its own at the end of a story.
const SIGN_OFFS: &[&str] = &["reuter", "reuters"];

/// Spaces that open a paragraph (the wire's habit: four; fewer indent a by-line or a table).
const INDENT: &str = "    ";

/// What the parts of a document are called, the most telling first.
const TITLES: &[&str] = &["HEADLINE", "HEAD", "TITLE", "HL", "TI"];
const DATES: &[&str] = &["DATE_TIME", "DATETIME", "DATE", "PUBDATE", "DD", "DATE1"];
const BYLINES: &[&str] = &["BYLINE", "AUTHOR", "AU"];
const SOURCES: &[&str] = &["SOURCE", "PUBLICATION", "PUB", "SO"];
const IDS: &[&str] = &["DOCNO", "DOCID"];
const LEADS: &[&str] = &["LEADPARA", "LD"];
const TEXTS: &[&str] = &["TEXT", "TX", "BODY"];

/// What stands where the text of a document has a mark of a paragraph, until it is cut there.
const PARAGRAPH: char = '\u{2029}';

/// The stories of a file.
pub fn records(mut source: Source, options: &ReadOptions) -> Records {
    let mark = mark(source.peek().unwrap_or_default());
    let pieces = Pieces::new(source, mark, options.record_bytes_max);
    Box::new(Stories { pieces, mark, before: 0, stray: None, next: None, is_told: false })
}

/// What the stories of a file begin with that begins so.
fn mark(start: &[u8]) -> &'static [u8] {
    let marks = DOCUMENTS.iter().chain([&STORY]);
    let found = marks.filter_map(|mark| Some((memchr::memmem::find(start, mark)?, *mark)));
    found.min_by_key(|(at, _)| *at).map_or(STORY, |(_, mark)| mark)
}

struct Stories {
    pieces: Pieces,
    mark: &'static [u8],
    /// What stands before the first story (the document type) counts as a piece, so that there is one to take off.
    before: u64,
    /// A text before the first story, told once there is one.
    stray: Option<Problem>,
    next: Option<Found>,
    /// Whether anything was found.
    is_told: bool,
}

impl Iterator for Stories {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(found) = self.next.take() {
            return Some(found);
        }
        loop {
            let found = match self.pieces.next() {
                None if std::mem::replace(&mut self.is_told, true) => return None,
                None => {
                    let reason = "no story in it begins with `<REUTERS` or `<DOC>`: other SGML is not read".to_owned();
                    return Some(Found::Problem(self.problem(None, None, "unsupported-format", reason)));
                }
                Some(Ok(piece)) if !piece.bytes.starts_with(self.mark) => {
                    self.before = 1;
                    self.stray = self.stray(&piece);
                    continue;
                }
                Some(Ok(piece)) => self.story(&piece),
                Some(Err(problem)) => Found::Problem(problem),
            };
            self.is_told = true;
            let Some(stray) = self.stray.take() else { return Some(found) };
            self.next = Some(found);
            return Some(Found::Problem(stray));
        }
    }
}

impl Stories {
    fn story(&self, piece: &Piece) -> Found {
        let number = piece.number - self.before;
        match decode::decode(&piece.bytes, false) {
            Ok(raw) if self.mark == STORY => {
                Found::Record(self.record(fields(&raw), attribute(&raw, "NEWID"), piece, number))
            }
            Ok(raw) => {
                let id = first_line(&raw, IDS).or_else(|| attribute(&raw, "id"));
                Found::Record(self.record(document(&raw, id.as_deref()), id, piece, number))
            }
            Err(reason) => Found::Problem(self.problem(Some(number), Some(piece.offset), "invalid-charset", reason)),
        }
    }

    fn record(&self, fields: Fields, external_id: Option<String>, piece: &Piece, number: u64) -> Record {
        let key = match &external_id {
            Some(id) => RecordKey::Own(id.clone()),
            None => RecordKey::Digest(blake3::hash(&piece.bytes).to_hex().to_string()),
        };
        let path = self.pieces.source.path.clone();
        Record { path, number, offset: piece.offset, key, external_id, content: Content::Fields(fields) }
    }

    /// The problem that what stands before the first story is a text.
    fn stray(&self, piece: &Piece) -> Option<Problem> {
        let raw = decode::decode(&piece.bytes, false).ok()?;
        let n_words = plain_document(&raw).split_whitespace().count();
        let reason = || format!("{n_words} words before the first story are in none");
        let is_text = n_words >= STRAY_WORDS_MIN;
        is_text.then(|| self.problem(None, Some(piece.offset), "broken-sgml", reason()))
    }

    fn problem(&self, record: Option<u64>, offset: Option<u64>, kind: &'static str, reason: String) -> Problem {
        Problem { path: self.pieces.source.path.clone(), record, offset, kind, reason }
    }
}

/// A document of TREC, CLEF or Gigaword. They name their parts alike, but no two all of them.
fn document(raw: &str, id: Option<&str>) -> Fields {
    let stated = first_line(raw, DATES).or_else(|| attribute(raw, "date"));
    let dateline = first_line(raw, &["DATELINE"]);
    Fields {
        title: first_line(raw, TITLES).or_else(|| attribute(raw, "title")),
        text: Some(document_text(raw, dateline.as_deref())).filter(|text| !text.is_empty()),
        date: stated.map(|date| day_in(&date).filter(|_| is_digits(&date)).unwrap_or(date)).or_else(|| day_in(id?)),
        byline: first_line(raw, BYLINES).or_else(|| attribute(raw, "author")).into_iter().collect(),
        source: first_line(raw, SOURCES).or_else(|| attribute(raw, "source")),
        section: first_line(raw, &["SECTION"]),
        language: first_line(raw, &["LANGUAGE"]).or_else(|| attribute(raw, "lang")),
        url: first_line(raw, &["URL"]).or_else(|| attribute(raw, "url")),
    }
}

/// The first of these parts that says anything, on one line.
fn first_line(raw: &str, names: &[&str]) -> Option<String> {
    let line = |name: &&str| element(raw, name).map(|(text, _)| one_line(&plain_document(text)));
    names
        .iter()
        .filter_map(line)
        .map(|line| line.replace(PARAGRAPH, " ").trim().to_owned())
        .find(|line| !line.is_empty())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The day that digits say where nothing else does: `910514`, `AFP_ENG_20100101.0001`. As many digits as a day has, neither more nor
/// fewer, or it may be any number.
fn day_in(text: &str) -> Option<String> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|digits| matches!(digits.len(), 6 | 8)).find_map(|digits| {
        let (year, rest) = digits.split_at(digits.len() - 4);
        let year = if year.len() == 2 { calendar::full_year(year.parse().ok()?, true) } else { year.parse().ok()? };
        let day = jiff::civil::Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()?;
        (1800..2100).contains(&year).then(|| day.to_string())
    })
}

/// The text of a document behind its dateline, a blank line between paragraphs where it marks them; else with the line breaks that
/// it has.
fn document_text(raw: &str, dateline: Option<&str>) -> String {
    let lead = LEADS.iter().find_map(|name| element(raw, name)).map_or("", |(lead, _)| lead);
    let named = TEXTS.iter().map(|name| every(raw, name)).find(|texts| !texts.is_empty());
    let texts = named.unwrap_or_else(|| vec![behind_parts(raw)]);
    let parts = std::iter::once(lead).chain(texts).map(plain_document);
    let text =
        parts.map(|part| marked_paragraphs(&part)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let Some(dateline) = dateline.filter(|dateline| !one_line(&text).starts_with(dateline)) else { return text };
    let joint = if dateline.ends_with(['-', '–', '—']) { " " } else { " - " };
    if text.is_empty() { text } else { format!("{dateline}{joint}{}", text.trim_start()) }
}

fn marked_paragraphs(text: &str) -> String {
    if !text.contains(PARAGRAPH) {
        // What indents the first line tells it from the next.
        return text.trim_start_matches(['\r', '\n']).trim_end().to_owned();
    }
    let paragraphs = text.split(PARAGRAPH).map(one_line).filter(|paragraph| !paragraph.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// What is left of a document behind all parts that have names.
fn behind_parts(raw: &str) -> &str {
    let names = [TITLES, DATES, BYLINES, SOURCES, IDS, &["DATELINE", "SECTION", "LANGUAGE", "URL"]].concat();
    let behind_tag = raw.find('>').map_or(0, |end| end + 1);
    &raw[end_of_parts(raw, &names).max(behind_tag)..]
}

/// Where the last of the parts of these names ends.
fn end_of_parts(raw: &str, names: &[&str]) -> usize {
    names.iter().filter_map(|name| element(raw, name)).map(|(_, end)| end).max().unwrap_or(0)
}

/// All elements of a name.
fn every<'r>(mut raw: &'r str, name: &str) -> Vec<&'r str> {
    let mut found = Vec::new();
    while let Some((inside, end)) = element(raw, name) {
        found.push(inside);
        raw = &raw[end..];
    }
    found
}

/// A tag or a comment is passed over, and one that marks a paragraph told; a `<` that begins none is kept.
fn document_tag(rest: &str) -> (Option<char>, usize) {
    if rest.starts_with("<!--") {
        return (None, rest.find("-->").map_or(1, |end| end + 3));
    }
    let inside = rest[1..].trim_start_matches('/');
    let name: &str = &inside[..inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len())];
    let near = &rest.as_bytes()[..rest.len().min(DOCUMENT_TAG_BYTES_MAX)];
    let end = memchr::memchr2(b'>', b'\n', near).filter(|end| near[*end] == b'>');
    match end {
        Some(end) if name.starts_with(|c: char| c.is_ascii_alphabetic()) || inside.starts_with(['!', '?']) => {
            (name.eq_ignore_ascii_case("p").then_some(PARAGRAPH), end + 1)
        }
        _ => (Some('<'), 1),
    }
}

/// No tag of a document is longer (guessed: some name an address).
const DOCUMENT_TAG_BYTES_MAX: usize = 400;

fn fields(raw: &str) -> Fields {
    let inside = element(raw, "TEXT").map_or(raw, |(inside, _)| inside);
    let line =
        |name| element(raw, name).map(|(text, _)| one_line(&plain(text, tag_of_story))).filter(|text| !text.is_empty());
    let topic = element(raw, "TOPICS")
        .and_then(|(topics, _)| element(topics, "D"))
        .map(|(d, _)| one_line(&plain(d, tag_of_story)));
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
        // What is left of the text behind title, by-line and dateline.
        None => &inside[end_of_parts(inside, &["TITLE", "AUTHOR", "DATELINE"])..],
    };
    let mut paragraphs = paragraphs(&plain(body, tag_of_story));
    if paragraphs.last().is_some_and(|last| SIGN_OFFS.contains(&last.to_lowercase().as_str())) {
        paragraphs.pop();
    }
    if let Some((dateline, _)) = element(inside, "DATELINE") {
        let dateline = one_line(&plain(dateline, tag_of_story));
        match paragraphs.first_mut() {
            Some(first) => *first = format!("{dateline} {first}"),
            None => paragraphs.push(dateline),
        }
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

/// Elements that hold others, or text in which a `<` may mean less than.
const LARGE: &[&str] = &["TEXT", "BODY", "TX"];

/// What stands between a tag and its end, and where the element ends. Where the end is missing, a large one goes on to
/// the end of the story, a small one to the next tag.
fn element<'r>(raw: &'r str, name: &str) -> Option<(&'r str, usize)> {
    let (_, start) = tag_of(raw, "", name)?;
    let (end, behind) = match tag_of(&raw[start..], "/", name) {
        Some((end, behind)) => (start + end, start + behind),
        None if LARGE.contains(&name) => (raw.len(), raw.len()),
        None => {
            let end = raw[start..].find('<').map_or(raw.len(), |end| start + end);
            (end, end)
        }
    };
    Some((&raw[start..end], behind))
}

/// Where the first tag of a name begins and ends, in either case of letters.
fn tag_of(raw: &str, slash: &str, name: &str) -> Option<(usize, usize)> {
    // Behind the last `>` no tag ends.
    let last = memchr::memrchr(b'>', raw.as_bytes())?;
    memchr::memchr_iter(b'<', &raw.as_bytes()[..last]).find_map(|at| {
        let inside = raw[at + 1..].strip_prefix(slash)?;
        let after = inside.get(name.len()..).filter(|_| inside[..name.len()].eq_ignore_ascii_case(name))?;
        let is_name = after.starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        let end = is_name.then(|| after.find('>'))??;
        Some((at, raw.len() - after.len() + end + 1))
    })
}

/// The value of an attribute of the first tag.
fn attribute(raw: &str, name: &str) -> Option<String> {
    let tag = &raw[..raw.find('>').unwrap_or(raw.len())];
    let is_own = |(at, _): &(usize, &str)| tag[..*at].ends_with(|c: char| c.is_ascii_whitespace());
    let mut behind = tag.match_indices(name).filter(is_own).map(|(at, _)| &tag[at + name.len()..]);
    let value = behind.find_map(|behind| behind.trim_start().strip_prefix('=').map(str::trim_start))?;
    let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let value = value[1..].split(mark).next().filter(|value| !value.trim().is_empty())?;
    Some(plain(value, tag_of_story).trim().to_owned())
}

/// The text of a document; see [`plain`].
fn plain_document(text: &str) -> String {
    // Behind the last end no comment ends: each would be looked for to the end of the text.
    let last = text.rfind("-->");
    let is_open = |rest: &str| rest.starts_with("<!--") && last.is_none_or(|last| last < text.len() - rest.len());
    plain(text, |rest| if is_open(rest) { (None, 1) } else { document_tag(rest) })
}

/// Text with its entities resolved and without tags and control characters.
fn plain(text: &str, tag: impl Fn(&str) -> (Option<char>, usize)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') {
            let (written, taken) = tag(rest);
            out.extend(written);
            taken
        } else {
            let (written, taken) = entities::leading(rest).unwrap_or(entities::AMPERSAND);
            out.push_str(&written);
            taken
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    out
}

/// No tag inside a text is longer (the longest, `</DATELINE>`, has eleven bytes).
const TAG_BYTES_MAX: usize = 40;

/// A tag is passed over; a `<` that begins none is kept.
fn tag_of_story(rest: &str) -> (Option<char>, usize) {
    let near = &rest.as_bytes()[..rest.len().min(TAG_BYTES_MAX)];
    let is_name = |&b: &u8| b.is_ascii_uppercase();
    let has_name = near[1..].iter().find(|&&b| b != b'/').is_some_and(is_name);
    match memchr::memchr2(b'>', b'\n', near) {
        Some(end) if has_name && near[end] == b'>' => (None, end + 1),
        _ => (Some('<'), 1),
    }
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
    use crate::read::bytes;

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
    fn tags_and_comments_that_nobody_closed_take_no_time() {
        let start = std::time::Instant::now();
        assert_eq!(tag_of(&format!("<x>{}", "<TI ".repeat(100_000)), "", "TI"), None);
        assert!(plain_document(&"<!--x".repeat(100_000)).starts_with("!--x!--x"));
        // Each looked for its end to the end of the text, this takes minutes.
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
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

    fn told(text: &str) -> Vec<String> {
        let source = bytes::held("a.sgml".as_ref(), text.as_bytes().to_vec()).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 2000 };
        let told = records(source, &options).map(|found| match found {
            Found::Record(Record { number, external_id, content: Content::Fields(f), .. }) => {
                let parts =
                    [external_id, f.title, f.date, Some(f.byline.join("+")), f.source, f.section, f.url, f.text];
                format!("{number}|{}", parts.map(Option::unwrap_or_default).join("|"))
            }
            Found::Problem(problem) => format!("{}: {}", problem.kind, problem.reason),
            other => format!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn documents_of_the_collections_for_research() {
        let trec = "<DOC>\n<DOCNO> HP911-1 </DOCNO>\n<DATE>910514\n</DATE>\n<HEADLINE>\nFerry stays\nin dock\n</HEADLINE>\n<BYLINE>\n   By JANE DOE\n</BYLINE>\n<TEXT>\n   It stays &amp; waits at the caf&eacute;.&#3;\n   Nobody was hurt.\n</TEXT>\n<PUB>Harbour Post\n</PUB>\n</DOC>\n\
                    <DOC>\n<DOCNO> HP911-2 </DOCNO>\n<TEXT>\nIt cost < 5 dlrs <!-- a note -->once.\n";
        assert_eq!(
            told(trec),
            [
                "0|HP911-1|Ferry stays in dock|1991-05-14|By JANE DOE|Harbour Post|||   It stays & waits at the café.\n   Nobody was hurt.",
                "1|HP911-2|||||||It cost < 5 dlrs once.",
            ]
        );
        let gigaword = "<DOC id=\"HPW_ENG_20100102.0001\" type=\"story\" >\n<HEADLINE>\nFerry stays\n</HEADLINE>\n<DATELINE>\nPort Ellery, Jan 2\n</DATELINE>\n<TEXT>\n<P>\nIt stays\nin dock.\n</P>\n<P>\nNobody was hurt.\n</P>\n</TEXT>\n</DOC>\n";
        assert_eq!(
            told(gigaword),
            [
                "0|HPW_ENG_20100102.0001|Ferry stays|2010-01-02|||||Port Ellery, Jan 2 - It stays in dock.\n\nNobody was hurt."
            ]
        );
        let marked = "<DOC>\n<DOCNO>HP070389-1</DOCNO>\n<DATE><P>July 3, 1989, Monday</P></DATE>\n<SECTION><P>Ships</P></SECTION>\n<HEAD><P>Ferry stays</P></HEAD>\n<LEADPARA>It stays.</LEADPARA><TEXT><P>In dock.</P></TEXT></DOC>";
        assert_eq!(told(marked), ["0|HP070389-1|Ferry stays|July 3, 1989, Monday|||Ships||It stays.\n\nIn dock."]);
        let attributes = "<doc id='7' url='https://h.example/7' title='Ferry stays'>\nIt stays in dock.\n</doc>";
        assert_eq!(told(attributes), ["0|7|Ferry stays|||||https://h.example/7|It stays in dock."]);
    }

    #[test]
    fn a_day_is_told_from_a_number() {
        for (text, expected) in [
            ("910514", Some("1991-05-14")),
            ("AP880212-0001", Some("1988-02-12")),
            ("NYT_ENG_20101231.0012", Some("2010-12-31")),
            ("911-123456", None),
            ("GH950102000000", None),
            ("12345678", None),
        ] {
            assert_eq!(day_in(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_in_no_story_is_told() {
        let other = told("<!DOCTYPE a>\n<ARTICLE><TITLE>Ferry stays</TITLE><BODY>It stays.</BODY></ARTICLE>");
        assert_eq!(
            other,
            ["unsupported-format: no story in it begins with `<REUTERS` or `<DOC>`: other SGML is not read"]
        );
        let stray = told(&format!("{}<DOC><DOCNO>1</DOCNO><TEXT>It stays.</TEXT></DOC>", "One more word. ".repeat(20)));
        assert_eq!(stray, ["broken-sgml: 60 words before the first story are in none", "0|1|||||||It stays."]);
    }
}
