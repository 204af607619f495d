//! A page's tree in, the lines that it shows out, as a reader tells them from each other: by blocks and by breaks.

use crate::clean::normalise;
use dom_query::{Document, NodeRef};

/// Nodes of a page that are looked at (guessed: real pages have fewer).
const NODES_MAX: usize = 20_000;

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
    let (mut out, mut text, mut block) = (Vec::new(), String::new(), None::<NodeRef>);
    for node in body.descendants_it().take(NODES_MAX) {
        let is_break = node.has_name("br");
        if !node.is_text() && !is_break {
            continue;
        }
        let own_block = node.ancestors_it(None).find(is_block);
        if is_break || own_block.map(|block| block.id) != block.map(|block| block.id) {
            out.extend(line(&mut text, block.as_ref()));
            block = own_block;
        }
        push_piece(&mut text, &node);
    }
    out.extend(line(&mut text, block.as_ref()));
    out
}

fn line(text: &mut String, block: Option<&NodeRef>) -> Option<Line> {
    const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
    let is_heading = block.is_some_and(|block| HEADINGS.iter().any(|name| block.has_name(name)));
    let text = std::mem::take(text);
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

/// An element's text, each piece of it parted from the next: a label and a name stand in boxes of their own. Two names in two
/// boxes are two lines.
pub fn pieces(node: &NodeRef) -> String {
    let mut all = String::new();
    for node in node.descendants_it() {
        if node.has_name("br") {
            all.push('\n');
        }
        push_piece(&mut all, &node);
    }
    all.trim().to_owned()
}

/// Puts a node's text behind what is there already.
fn push_piece(all: &mut String, node: &NodeRef) {
    let piece = if node.is_text() { normalise::line(&node.text()) } else { String::new() };
    if piece.is_empty() {
        return;
    }
    let last = all.rsplit('\n').next().unwrap_or_default();
    let is_next = is_name_like(last) && is_name_like(&piece);
    if !last.is_empty() {
        all.push(if is_next { '\n' } else { ' ' });
    }
    all.push_str(&piece);
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
    const INLINE: &[&str] =
        &["a", "span", "label", "time", "cite", "q", "sup", "sub", "address", "small", "em", "strong", "b", "i"];
    node.is_element() && !INLINE.iter().any(|name| node.has_name(name))
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
}
