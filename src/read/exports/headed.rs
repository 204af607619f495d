//! What people write who save articles themselves: `Title: …`, `Date: …`, `Source: …` on lines of their own, an empty line, the
//! text; one article a file, or many between rows of signs. The labels are those that a table's columns have.
//!
//! Ordinary texts have lines with a colon, rows and underlined headings, too: a file has this form only if it begins with a head,
//! and is cut only where a head begins as the first one does, or where one stands below a row.

use super::cut::{Border, Borders};
use super::shape::{self, TextLine, lines};
use super::{Document, Not};
use crate::article::Fields;
use crate::read::{ReadOptions, fields, markdown};
use serde_json::{Map, Value};

/// Lines of a head (guessed: the longest have a dozen labels).
const HEAD_LINES_MAX: usize = 40;

/// A label has at most this many words, and a field on one line at most so many letters (guessed: a headline and a standfirst have
/// fewer).
const LABEL_WORDS_MAX: usize = 3;
const VALUE_CHARS_MAX: usize = 600;

/// Signs of which rows between articles are made, and how many one has at least (Markdown makes a heading of three).
const ROW_SIGNS: &[char] = &['=', '-', '*', '_', '#', '~', '+'];
const ROW_SIGNS_MIN: usize = 5;

/// The same of a row with a whole head below it, and how many lines that has at most that make it one (guessed: a title stands
/// among the first, and so does a day or an outlet).
const SHORT_ROW_SIGNS: usize = 3;
const ONE_LINES_MAX: usize = 4;

/// Letters of what may stand inside a row: "===== Article 12 =====" (guessed).
const ROW_NAME_CHARS_MAX: usize = 40;

/// Labels of a text, which goes on to the end of the document. Others that name a text name a part of it.
const TEXT_LABELS: &[&str] = &[
    "text",
    "body",
    "content",
    "full text",
    "article",
    "story",
    "article text",
    "volltext",
    "artikeltext",
    "inhalt",
    "texte",
    "texto",
    MARKDOWN,
];

/// The label of one that has the marks of Markdown, as readers of pages write it.
const MARKDOWN: &str = "markdown content";

/// Names of columns that say in a head what an article is not called.
const NO_TITLES: &[&str] = &["name", "subject"];

/// The field that a label names, if it names one.
fn ours(label: &str, options: &ReadOptions) -> Option<&'static str> {
    let is_label = label.split_whitespace().count() <= LABEL_WORDS_MAX;
    let ours = fields::ours(label, &options.maps).filter(|_| is_label)?;
    (ours != "title" || !NO_TITLES.contains(&label.to_lowercase().as_str())).then_some(ours)
}

/// A line that is a field.
fn field<'l>(line: &'l str, options: &ReadOptions) -> Option<(&'static str, &'l str, &'l str)> {
    let (name, value) = shape::labelled(line).filter(|(_, value)| value.chars().count() <= VALUE_CHARS_MAX)?;
    // The text may stand behind its label.
    ours(name, options).map(|ours| (ours, name, value))
}

/// Whether a line is a row of signs, perhaps with a few words inside.
pub fn is_row(line: &str) -> bool {
    let line = line.trim();
    let Some(sign) = line.chars().next().filter(|sign| ROW_SIGNS.contains(sign)) else { return false };
    let inside = line.trim_matches(sign);
    let n_first = line.len() - line.trim_start_matches(sign).len();
    let is_closed = inside.is_empty() || line.ends_with(sign);
    n_first >= ROW_SIGNS_MIN && is_closed && inside.chars().count() <= ROW_NAME_CHARS_MAX
}

/// Whether a line is a row of signs and nothing else, too short to part documents by itself.
fn is_short_row(line: &str) -> bool {
    let line = line.trim();
    let is_one = |sign: &char| line.chars().all(|c| c == *sign);
    line.len() >= SHORT_ROW_SIGNS && line.chars().next().is_some_and(|sign| ROW_SIGNS.contains(&sign) && is_one(&sign))
}

/// The head of a document.
struct Head {
    named: Map<String, Value>,
    /// Which of our fields it names.
    ours: Vec<&'static str>,
    text_start: usize,
    is_markdown: bool,
}

impl Head {
    fn has(&self, ours: &str) -> bool {
        self.ours.contains(&ours)
    }

    /// Whether this is a head and not a text that begins with a colon in its first line: a title and one thing more, or three
    /// things, of which two no text would begin with.
    fn is_one(&self) -> bool {
        let n_others = ["date", "byline", "source", "section", "language", "url", "id"]
            .iter()
            .filter(|ours| self.has(ours))
            .count();
        (self.has("title") && n_others > 0)
            || (n_others > 2 && self.has("date") && (self.has("url") || self.has("source")))
    }
}

/// The fields that a document begins with.
fn head(text: &str, options: &ReadOptions) -> Head {
    let mut head = Head { named: Map::new(), ours: Vec::new(), text_start: 0, is_markdown: false };
    // Where the last line of a kind that is not known ends; it belongs to the head if nothing but a blank line follows.
    let (mut unknown_end, mut is_after_blank, mut last) = (None, true, None::<String>);
    // Whether its labels have blank lines between them: else the first blank line ends it, and what has a colon below is text.
    let mut is_loose = false;
    for line in lines(text).take(HEAD_LINES_MAX) {
        let is_above = head.ours.is_empty() && head.named.is_empty();
        if line.is_blank() || (is_above && is_row(line.text)) {
            head.text_start = unknown_end.take().unwrap_or(head.text_start);
            is_loose |= !is_above && !is_after_blank && !head.is_one();
            if head.is_one() && !is_loose {
                break;
            }
            is_after_blank = true;
            continue;
        }
        let goes_on = line.text.starts_with([' ', '\t']) && !is_after_blank;
        if let (true, Some(name)) = (goes_on, &last) {
            continue_value(&mut head.named, name, line.text.trim());
            head.text_start = line.end;
        } else if let Some((label, value)) = text_label(line.text).filter(|_| !is_above) {
            head.text_start = line.start_of(value);
            head.ours.push(label);
            head.is_markdown = is_named(line.text, MARKDOWN);
            break;
        } else if let Some((ours, name, value)) = field(line.text, options) {
            if !value.is_empty() {
                head.ours.push(ours);
            }
            add(&mut head.named, name, value);
            (head.text_start, last, unknown_end) = (line.end, Some(name.to_owned()), None);
        } else if !is_above && !is_after_blank && is_unknown_label(line.text) {
            (unknown_end, last) = (Some(line.end), None);
        } else {
            break;
        }
        is_after_blank = false;
    }
    head
}

/// A label that is there again lists one more.
fn add(named: &mut Map<String, Value>, name: &str, value: &str) {
    match named.get_mut(name) {
        None => {
            named.insert(name.to_owned(), Value::from(value));
        }
        Some(Value::Array(list)) => list.push(Value::from(value)),
        Some(first) => *first = Value::Array(vec![first.take(), Value::from(value)]),
    }
}

fn continue_value(named: &mut Map<String, Value>, name: &str, more: &str) {
    if let Some(Value::String(value)) = named.get_mut::<str>(name) {
        value.push(' ');
        value.push_str(more);
    }
}

/// `Text:` with or without the beginning of the text behind it.
fn text_label(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.split_once(':')?;
    TEXT_LABELS.contains(&name.trim().to_lowercase().as_str()).then(|| ("text", value.trim()))
}

fn is_named(line: &str, label: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case(label))
}

/// `Word count: 212`: what may stand in a head though it is of no use here.
fn is_unknown_label(line: &str) -> bool {
    shape::labelled(line).is_some_and(|(name, _)| name.split_whitespace().count() <= LABEL_WORDS_MAX)
}

pub fn is_form(start: &str) -> bool {
    let options = ReadOptions { maps: Default::default(), record_bytes_max: 0 };
    head(start.trim_start_matches('\u{feff}'), &options).is_one()
}

/// A document begins below a row with the field that the file begins with or with any head, or, without a row, with the two
/// labels that it begins with.
pub fn borders(options: &ReadOptions) -> Borders {
    let options = options.clone();
    let mut opening: Vec<(&'static str, String)> = Vec::new();
    let (mut below_row, mut n_opened, mut is_after_blank) = (None::<BelowRow>, 0, true);
    Box::new(move |line| {
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            is_after_blank = true;
            // A head has none inside it.
            below_row = below_row.take_if(|below| below.lines.is_empty());
            return Border::None;
        }
        let was_blank = std::mem::take(&mut is_after_blank);
        let row = below_row.take();
        if is_row(line) || (opening.len() > 1 && is_short_row(line)) {
            (below_row, n_opened) = (Some(BelowRow { is_short: !is_row(line), lines: String::new() }), 0);
            return Border::Mark;
        }
        let Some((ours, label)) = field(line, &options).map(|(ours, name, _)| (ours, name.to_owned())) else {
            n_opened = 0;
            return Border::None;
        };
        let begins = |nth: usize| opening.get(nth).is_some_and(|(_, opened)| *opened == label);
        let begins_below =
            |row: &BelowRow| row.begins(opening.first().is_some_and(|(opened, _)| *opened == ours), &options);
        let row = row.map(|row| row.with(line));
        if row.as_ref().is_some_and(begins_below) || n_opened == 1 && begins(1) {
            n_opened = 0;
            return Border::AtMark;
        }
        if opening.len() < 2 {
            opening.push((ours, label));
            return Border::None;
        }
        // The mark stays at the row.
        below_row = row.filter(|row| row.lines.lines().count() < ONE_LINES_MAX);
        n_opened = usize::from(was_blank && begins(0) && below_row.is_none());
        if n_opened == 1 { Border::Mark } else { Border::None }
    })
}

/// The labels that stand below a row, one upon the other.
struct BelowRow {
    is_short: bool,
    lines: String,
}

impl BelowRow {
    fn with(mut self, line: &str) -> Self {
        self.lines.push_str(line);
        self.lines.push('\n');
        self
    }

    /// Whether they begin a document, `opens` being whether the last is what the file begins with.
    fn begins(&self, opens: bool, options: &ReadOptions) -> bool {
        let is_first = self.lines.lines().nth(1).is_none();
        (is_first && opens && !self.is_short) || head(&self.lines, options).is_one()
    }
}

pub fn read(text: &str, options: &ReadOptions) -> Document {
    let text = below_short_row(text.trim_start_matches('\u{feff}'));
    let head = head(text, options);
    if !head.is_one() {
        return Err(Not::Other);
    }
    let (named, id) = fields::fields(&head.named, &options.maps);
    let body = shape::body(above_last_row(&text[head.text_start..]));
    let body = if head.is_markdown { body.map(|body| markdown::paragraphs(&body)) } else { body };
    let (title, body) = match (named.title, body) {
        (None, Some(body)) => headline(body),
        (title, body) => (title, body),
    };
    Ok((Fields { title, text: body.or(named.text), ..named }, id))
}

/// A document without the short row at which it was cut.
fn below_short_row(text: &str) -> &str {
    lines(text).next().filter(|first| is_short_row(first.text)).map_or(text, |first| &text[first.end..])
}

/// A text without the row that closes the last document of a file.
fn above_last_row(text: &str) -> &str {
    let last = lines(text).filter(|line| !line.is_blank()).last();
    last.filter(|line| is_row(line.text)).map_or(text, |row| &text[..row.start])
}

/// The first line of a text whose head names no title, where a blank line stands below it.
fn headline(body: String) -> (Option<String>, Option<String>) {
    let mut said = lines(&body).skip_while(|line| line.is_blank());
    let first = said.next().filter(|first| !first.text.ends_with('.'));
    let second = said.next().filter(TextLine::is_blank);
    let split = first.zip(second).map(|(first, second)| (shape::told(first.text), body[second.end..].to_owned()));
    drop(said);
    split.map_or((None, Some(body)), |(title, rest)| (title, shape::body(&rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::exports::tests::{check_start, documents};

    #[test]
    fn one_article_a_file() {
        let text = "URL: https://g.example/1\nTitle: Ferry stays\n   in dock\nAuthors: Jane Doe, Sam Roe\nPublished: 2023-05-02\nSource: Ellery Gazette\nTags: ships\n\nThe ferry stays.\n\nPort Ellery: nobody was hurt.\n";
        let expected = [
            "Ferry stays in dock|Jane Doe, Sam Roe|2023-05-02|Ellery Gazette|||https://g.example/1|The ferry stays.\n\nPort Ellery: nobody was hurt.",
        ];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
        let taken_down = "Title: Ferry stays\n\nURL Source: https://g.example/1\n\nPublished Time: 2023-05-02T09:30:00Z\n\nMarkdown Content:\nThe [ferry](https://g.example/f) **stays**.\n\nNobody was hurt.\n";
        let expected_here =
            ["Ferry stays||2023-05-02T09:30:00Z||||https://g.example/1|The ferry stays.\n\nNobody was hurt."];
        assert_eq!(documents(taken_down.as_bytes(), is_form), expected_here);
        let loose = "TITEL: Fähre bleibt\r\n\r\nAUTOR: Jana Dö\r\n\r\nDATUM: 2. Mai 2023\r\n\r\nTEXT: Die Fähre bleibt.\r\nQuelle: Hafen.\r\n";
        let expected = ["Fähre bleibt|Jana Dö|2. Mai 2023|||||Die Fähre bleibt.\r\nQuelle: Hafen."];
        assert_eq!(documents(loose.as_bytes(), is_form), expected);
        assert_eq!(documents(&encoding_rs::WINDOWS_1252.encode(loose).0, is_form), expected);
    }

    #[test]
    fn many_between_rows() {
        for row in ["==========", "-----", "********", "##### 12 #####"] {
            let text = format!(
                "Title: Ferry stays\nDate: 2023-05-02\n\nThe ferry stays.\n-------\nNobody was hurt.\n{row}\n\nTitle: Tug sails\nAuthor: Jane Doe\nAuthor: Sam Roe\n\nThe tug sails.\n{row}\nOnly a text.\n{row}\nHeadline: Third\nDate:\nURL: https://g.example/3\nThe third.\n"
            );
            let expected = [
                "Ferry stays||2023-05-02|||||The ferry stays.\n-------\nNobody was hurt.".to_owned(),
                format!("Tug sails|Jane Doe; Sam Roe||||||The tug sails.\n{row}\nOnly a text."),
                "Third||||||https://g.example/3|The third.".to_owned(),
            ];
            assert_eq!(documents(text.as_bytes(), is_form), expected, "{row}");
        }
    }

    #[test]
    fn heads_below_rows_begin_as_they_like() {
        let text = "Title: One\nDate: 2023-05-02\nSource: Wire\n\nThe first.\n\n=====\nDate: 3 May 2023\nTitle: Two\nSource: Wire\n\nThe second.\n\n---\nHeadline: Three\nSource: Wire\n\nThe third.\n\n---\nNobody was hurt.\n---\nOwner: Jane Doe\n";
        assert_eq!(
            documents(text.as_bytes(), is_form),
            [
                "One||2023-05-02|Wire||||The first.",
                "Two||3 May 2023|Wire||||The second.",
                "Three|||Wire||||The third.\n\n---\nNobody was hurt.\n---\nOwner: Jane Doe"
            ]
        );
    }

    #[test]
    fn a_row_that_closes_the_file_is_no_part_of_the_last() {
        let text = "Title: One\nDate: 2023-05-02\n\nThe first.\n\n=====\nTitle: Two\nDate: 2023-05-03\n\nThe second.\n\n=====\n\n";
        assert_eq!(
            documents(text.as_bytes(), is_form),
            ["One||2023-05-02|||||The first.", "Two||2023-05-03|||||The second."]
        );
    }

    #[test]
    fn many_with_nothing_between() {
        let text = "Title: One\nDate: 2023-05-02\n\nThe first.\n\nTitle: a word in a text.\n\nTitle: Two\nDate: 2023-05-03\n\nThe second.\n";
        assert_eq!(
            documents(text.as_bytes(), is_form),
            ["One||2023-05-02|||||The first.\n\nTitle: a word in a text.", "Two||2023-05-03|||||The second."]
        );
    }

    #[test]
    fn rows_and_colons_inside_an_article_are_its_own() {
        let text = "==========\nTitle: One\nDate: 2023-05-02\n----------\nThe first.\n==========\nTitle: Two\nDate: 2023-05-03\n\nReporter: When does it sail?\nOwner: In June.\n\n-----\nSource: nobody.\n";
        assert_eq!(
            documents(text.as_bytes(), is_form),
            [
                "One||2023-05-02|||||----------\nThe first.",
                "Two||2023-05-03|||||Reporter: When does it sail?\nOwner: In June.\n\n-----\nSource: nobody."
            ]
        );
    }

    #[test]
    fn news_is_not_taken_for_it() {
        for text in [
            "Title: a word that nobody uses\n\nThe ferry stays in dock.",
            "Ferry stays\n\nTitle: Ferry\nAuthor: Jane Doe\n\nThe ferry stays.",
            "Source: the river rises in Scotland\n\nIt is 12 miles long.",
            "Name: John\nSubject: ferries\n\nDear editor",
            "Ferry stays\n-----\nThe ferry stays.\n-----\nTitle: Ferry\nAuthor: Jane Doe\n",
            "Ferry stays\n===========\nAuthor: Jane Doe\nDate: 2023-05-02\nSource: Wire\n\nThe ferry stays.",
            "And nobody was hurt.\n*****\nTitle: The Long Voyage\nAuthor: Jane Doe\nDate: 2022\n\nA book of the sea.",
        ] {
            check_start(is_form, text, false);
        }
    }
}
