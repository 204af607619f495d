//! Chosen markup in, its lines of text out, by html2text: one line a block, nothing wrapped, nothing drawn.

use html2text::config;
use html2text::render::TextDecorator;

/// Columns to wrap at: none in practice. html2text allocates by what a line holds, not by its width.
const WIDTH: usize = 1_000_000;

/// The lines of a stretch of markup; an empty line parts blocks.
pub fn lines(html: &str) -> Option<Vec<String>> {
    let config = config::with_decorator(Bare).raw_mode(true).no_link_wrapping().allow_width_overflow();
    let text = config.string_from_read(with_blocks(html).as_bytes(), WIDTH).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Blocks that html2text takes for running text.
const BLOCKS: &[&str] = &[
    "figcaption",
    "figure",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "nav",
    "details",
    "summary",
    "fieldset",
    "hgroup",
];

/// The same with such blocks called by a name that html2text knows, and tables of data as a line a row.
fn with_blocks(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut at, mut table_end) = (0, 0);
    for (tag, _) in html.match_indices('<') {
        let name_at = tag + 1 + usize::from(html[tag + 1..].starts_with('/'));
        let rest = &html[name_at..];
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
        if name == "table" && tag >= table_end {
            table_end = tag + data_table(&html[tag..]).unwrap_or(0);
        }
        let Some(known) = name_in_text(name, tag < table_end) else { continue };
        // What two cells say must not run together.
        out.push_str(&html[at..tag]);
        out.push_str(if known == "span" { " " } else { "" });
        out.push_str(&html[tag..name_at]);
        out.push_str(known);
        at = name_at + name.len();
    }
    out.push_str(&html[at..]);
    out
}

/// What an element is called that html2text would take for something else.
fn name_in_text(name: &str, in_table: bool) -> Option<&'static str> {
    match name {
        "td" | "th" if in_table => Some("span"),
        "table" | "thead" | "tbody" | "tfoot" | "tr" | "caption" if in_table => Some("div"),
        _ if BLOCKS.contains(&name) => Some("div"),
        _ => None,
    }
}

/// Blocks that stand in the cells of a layout and not in those of data.
const LAYOUT: &[&str] = &["<table", "<p", "<div", "<ul", "<ol", "<h1", "<h2", "<h3", "<br"];

/// How long the table is that the markup begins with, if it is one of data: it has cells that are headings, and none has blocks.
fn data_table(html: &str) -> Option<usize> {
    let end = html.find("</table").map(|at| at + "</table".len())?;
    let inside = &html["<table".len()..end];
    (inside.contains("<th") && !LAYOUT.iter().any(|tag| inside.contains(tag))).then_some(end)
}

/// Text and nothing else: no marks for emphasis, links, headings, lists or quotations.
#[derive(Clone)]
struct Bare;

impl TextDecorator for Bare {
    type Annotation = ();

    fn decorate_link_start(&mut self, _url: &str) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_link_end(&mut self) -> String {
        String::new()
    }
    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_em_end(&self) -> String {
        String::new()
    }
    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strong_end(&self) -> String {
        String::new()
    }
    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }
    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_code_end(&self) -> String {
        String::new()
    }
    fn decorate_superscript_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_superscript_end(&self) -> String {
        String::new()
    }
    fn decorate_preformat_first(&self) {}
    fn decorate_preformat_cont(&self) {}
    fn decorate_image(&mut self, _src: &str, _title: &str) -> (String, ()) {
        (String::new(), ())
    }
    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }
    fn quote_prefix(&self) -> String {
        String::new()
    }
    fn unordered_item_prefix(&self) -> String {
        String::new()
    }
    fn ordered_item_prefix(&self, _i: i64) -> String {
        String::new()
    }
    fn finalise(&mut self, _links: Vec<String>) -> Vec<html2text::render::TaggedLine<()>> {
        Vec::new()
    }
    fn make_subblock_decorator(&self) -> Self {
        Bare
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines() {
        let html = "<div><h2>Head</h2><p>One <a href=x>two</a> three.</p><ul><li>a</li><li>b</li></ul><blockquote><p>Q</p></blockquote></div>";
        let found: Vec<String> = lines(html).unwrap().into_iter().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(found, ["Head", "One two three.", "a", "b", "Q"]);
        let html = "<figure>A<figcaption>Dock.</figcaption></figure><figure><figcaption>Ferry</figcaption></figure>";
        let found: Vec<String> = lines(html).unwrap().into_iter().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(found, ["A", "Dock.", "Ferry"]);
    }

    #[test]
    fn data_is_a_line_a_row() {
        let found = |html: &str| -> Vec<String> {
            let lines = lines(html).unwrap().into_iter().map(|line| line.trim().to_owned());
            lines.filter(|line| !line.is_empty()).collect()
        };
        let rows = "<tbody><tr><td>2022</td><td>120</td></tr><tr><td>2023</td><td>98</td></tr></tbody>";
        let head = "<thead><tr><th>Year</th><th>Boats</th></tr></thead>";
        let data = format!("<p>A</p><table>{head}{rows}</table><p>B</p>");
        assert_eq!(found(&data), ["A", "Year Boats", "2022 120", "2023 98", "B"]);
        assert_eq!(found("<table><tr><td>A.</td><td><p>B.</p><p>C.</p></td></tr></table>"), ["A.", "B.", "C."]);
    }
}
