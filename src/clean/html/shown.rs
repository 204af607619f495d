//! A page's tree in, the lines that it shows out, as a reader tells them from each other: by blocks and by breaks.

use crate::clean::elements::is_inline;
use crate::clean::normalise;
use dom_query::{Document, NodeRef};

/// Nodes of a page that are looked at (guessed: real pages have fewer).
const NODES_MAX: usize = 20_000;

/// Nodes of one element, and bytes of one text in it, that are looked at for a short line: elements of the same class lie in
/// each other a hundred deep on hostile pages (guessed: icons and indentation).
const PIECES_NODES_MAX: usize = 2_000;
const PIECE_BYTES_MAX: usize = 4 << 10;

/// A line of a page.
pub struct Line {
    /// Two names that stand in boxes of their own are parted by a line break.
    pub text: String,
    /// It is a heading's.
    pub is_heading: bool,
}

/// The lines of the page, in order, none empty.
pub fn lines(doc: &Document) -> Vec<Line> {
    let Some(body) = doc.body() else { return Vec::new() };
    let (mut out, mut pieces, mut block) = (Vec::new(), Pieces::default(), None::<NodeRef>);
    for node in body.descendants_it().take(NODES_MAX) {
        let is_break = node.has_name("br");
        if !node.is_text() && !is_break {
            continue;
        }
        let own_block = node.ancestors_it(None).find(is_block);
        if is_break || own_block.map(|block| block.id) != block.map(|block| block.id) {
            out.extend(line(&mut pieces, block.as_ref()));
            block = own_block;
        }
        if node.is_text() {
            pieces.push(&node.text());
        }
    }
    out.extend(line(&mut pieces, block.as_ref()));
    out
}

fn line(pieces: &mut Pieces, block: Option<&NodeRef>) -> Option<Line> {
    const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
    let is_heading = block.is_some_and(|block| HEADINGS.iter().any(|name| block.has_name(name)));
    let text = std::mem::take(pieces).text;
    (!text.is_empty()).then_some(Line { text, is_heading })
}

/// An element's text on one line: breaks and the edges of blocks are spaces.
pub fn line_of(node: &NodeRef) -> String {
    let mut out = String::new();
    for node in node.descendants_it() {
        let is_behind_block = || node.prev_sibling().is_some_and(|before| is_block(&before));
        if is_block(&node) || node.is_text() && is_behind_block() {
            out.push(' ');
        }
        if node.is_text() {
            out.push_str(&node.text());
        }
    }
    normalise::line(&out)
}

/// An element's text where it has fewer bytes than `bytes_max`, each piece of it parted from the next: a label and a name stand
/// in boxes of their own. Two names in two boxes are two lines.
pub fn pieces(node: &NodeRef, bytes_max: usize) -> Option<String> {
    let mut pieces = Pieces::default();
    for (n, node) in node.descendants_it().enumerate() {
        if node.has_name("br") {
            pieces.end_line();
        } else if node.is_text() {
            pieces.push(normalise::start(&node.text(), PIECE_BYTES_MAX));
        }
        if n >= PIECES_NODES_MAX || pieces.text.trim_end().len() >= bytes_max {
            return None;
        }
    }
    Some(pieces.text.trim_end().to_owned())
}

/// Texts put one behind the other.
#[derive(Default)]
struct Pieces {
    text: String,
    /// Where the last line begins: to search it for each piece would cost the square of a long one.
    last: usize,
}

impl Pieces {
    fn push(&mut self, piece: &str) {
        let piece = normalise::line(piece);
        if piece.is_empty() {
            return;
        }
        let last = &self.text[self.last..];
        if !last.is_empty() && is_name_like(last) && is_name_like(&piece) {
            self.end_line();
        } else if !last.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(&piece);
    }

    /// Ends the line, if it holds anything.
    fn end_line(&mut self) {
        if self.last < self.text.len() {
            self.text.push('\n');
            self.last = self.text.len();
        }
    }
}

/// Several words, of which the first and the last have a capital or are numbers.
fn is_name_like(text: &str) -> bool {
    let is_capital = |word: Option<&str>| {
        word.is_some_and(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
    };
    let mut words = text.split_whitespace();
    is_capital(words.next()) && is_capital(words.next_back())
}

fn is_block(node: &NodeRef) -> bool {
    // A byline may have an address of its own, a form's field its label.
    let is_in_line = |name: &str| is_inline(name) || matches!(name, "label" | "address");
    node.node_name().is_some_and(|name| node.is_element() && !is_in_line(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_blocks_and_breaks_do() {
        let doc = Document::from("<h2>A <a>b</a></h2><div>C<p>D</p>E<br>F<span>g</span></div>");
        let found: Vec<(String, bool)> = lines(&doc).into_iter().map(|line| (line.text, line.is_heading)).collect();
        let expected = [("A b", true), ("C", false), ("D", false), ("E", false), ("F g", false)];
        assert_eq!(found, expected.map(|(text, is_heading)| (text.to_owned(), is_heading)));
        assert_eq!(line_of(&doc.select("body").nodes()[0]), "A b C D E Fg");
    }

    #[test]
    fn pieces_stand_apart_and_end_where_they_are_no_line() {
        let check = |html: &str, expected: Option<&str>| {
            assert_eq!(pieces(&Document::from(html).select("body").nodes()[0], 30).as_deref(), expected, "{html}");
        };
        check(
            "<b>By</b><i>Jane Doe</i><br><br><i>John Roe</i><i>Ann Poe</i><br>",
            Some("By Jane Doe\nJohn Roe\nAnn Poe"),
        );
        check(&"<i>harbour</i>".repeat(4), None);
        check(&"<br>".repeat(2_001), None);
    }
}
