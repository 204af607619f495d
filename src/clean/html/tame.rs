//! Any markup in, markup that is safe and cheap to build a tree from out.
//!
//! Tree builders recurse or slow down on hostile pages: 100,000 nested spans overflow a stack, and an overflow cannot be
//! caught; unclosed `<b>`s with changing attributes are re-opened in every later block. So before any tree is built
//! one linear pass bounds bytes, depth and attributes. It also drops what no reader of news needs (scripts, styles,
//! drawings, comments), which is most of a modern page, and so pays for itself.

use memchr::{memchr, memmem};

/// Markup kept of one page (guessed: the longest article pages of the evaluation set stay under 1 MiB once scripts are gone).
const PAGE_BYTES_MAX: usize = 8 << 20;

/// Elements open at once. Browsers stop at 512; real pages stay under 60, and 2 MiB of stack carry a few thousand.
const DEPTH_MAX: usize = 100;

/// Elements of one page (guessed: real pages stay under 20,000; extractors walk the tree some dozen times).
const ELEMENTS_MAX: usize = 50_000;

/// Attributes of one element (guessed; more are never useful, and tree builders compare each with each).
const ATTRIBUTES_MAX: usize = 32;

/// Bytes of one attribute's value; `content` of a `<meta>` may hold a description.
const VALUE_BYTES_MAX: usize = 4096;

/// Elements dropped with all that is in them.
const DROPPED_WHOLE: &[&str] = &[
    "style", "svg", "math", "noscript", "template", "iframe", "textarea", "select", "canvas", "object", "audio",
    "video", "map", "noembed", "noframes", "xmp",
];

/// Elements whose tags are dropped and whose text stays: formatting says nothing about what is article, and its misnesting is
/// what makes tree building expensive.
const DROPPED_TAGS: &[&str] = &[
    "b",
    "big",
    "code",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "tt",
    "u",
    "mark",
    "wbr",
    "hr",
    "input",
    "img",
    "source",
    "track",
    "embed",
    "param",
    "plaintext",
    "frame",
    "frameset",
    "center",
    "picture",
    "ins",
    "bdi",
    "bdo",
    "acronym",
    "abbr",
];

/// Elements that never have an end tag.
const VOID: &[&str] = &["br", "meta", "link", "base", "col", "area"];

/// Elements that their successor closes, so that they do not nest by being left open.
const SELF_CLOSING_BY_SUCCESSOR: &[&str] = &[
    "p", "li", "dd", "dt", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "html",
    "head", "body",
];

/// Elements that a layout puts beside each other.
const PARTED_BY_LAYOUT: &[&str] =
    &["a", "span", "time", "label", "cite", "address", "b", "strong", "i", "em", "small", "font", "u", "img", "svg"];

/// Whether a text that follows another behind a tag begins a new word, as the case of its letters shows: "Published" and "25 May",
/// "Jane Doe" and "Reporter", "in dock." and "Image".
fn runs_together((second_last, last): (Option<char>, Option<char>), text: &str) -> bool {
    let Some(last) = last else { return false };
    let mut next = text.chars();
    let Some(first) = next.next() else { return false };
    let is_word = || first.is_uppercase() && next.clone().next().is_some_and(char::is_lowercase);
    let is_small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    match last {
        _ if last.is_lowercase() && is_small(second_last) => first.is_ascii_digit() || is_word(),
        '.' | '!' | '?' if is_small(second_last) => is_word(),
        _ => last.is_ascii_digit() && is_word(),
    }
}

/// Attributes that say something about content; `data-…` is kept too.
#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "class", "id", "itemprop", "itemtype", "itemscope", "property", "name", "content", "http-equiv", "href", "rel", "type", "lang", "xml:lang", "datetime", "role",
    "hidden", "aria-hidden", "aria-modal", "aria-label", "style", "title", "pubdate", "colspan",
];

/// The same page, bounded; whether anything but the listed elements was lost.
pub fn tame(html: &str) -> (String, bool) {
    tamed(html, false)
}

/// The page with what it shows to browsers without programs, and with the trees of its components.
pub fn with_hidden(html: &str) -> String {
    tamed(html, true).0
}

fn tamed(html: &str, reads_hidden: bool) -> (String, bool) {
    let mut tamer = Tamer {
        html,
        reads_hidden,
        out: String::with_capacity(html.len() / 4),
        open: Vec::new(),
        unclosed: Vec::new(),
        before: (None, None),
        n_elements: 0,
        lost: false,
    };
    tamer.run();
    (tamer.out, tamer.lost)
}

/// Whether an element holds what its page may show, though not to every browser.
fn is_hidden(tag: &Tag) -> bool {
    let is_tree = || tag.attributes.iter().any(|(name, _)| name.eq_ignore_ascii_case("shadowrootmode"));
    tag.name == "noscript" || tag.name == "template" && is_tree()
}

struct Tamer<'h> {
    html: &'h str,
    reads_hidden: bool,
    out: String,
    /// Names of the elements that are open, of those that can nest.
    open: Vec<String>,
    /// Names that no end tag bears from here on, so that nobody searches for one again.
    unclosed: Vec<String>,
    /// The last two characters of the text before, unless a block parts them from what follows.
    before: (Option<char>, Option<char>),
    n_elements: usize,
    lost: bool,
}

/// A start tag as found.
struct Tag<'h> {
    name: String,
    attributes: Vec<(&'h str, &'h str)>,
    /// Behind its `>`.
    end: usize,
}

impl<'h> Tamer<'h> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(found) = memchr(b'<', &self.html.as_bytes()[at..]) {
            let tag_at = at + found;
            self.text(&self.html[at..tag_at]);
            at = self.tag(tag_at);
            if self.out.len() > PAGE_BYTES_MAX {
                self.lost = true;
                return;
            }
        }
        self.text(&self.html[at..]);
    }

    /// Copies text. What two boxes beside each other say is parted by their layout and must not run together.
    fn text(&mut self, text: &str) {
        // In a program's text every character counts.
        if runs_together(self.before, text) && !self.open.iter().any(|name| name == "pre") {
            self.out.push(' ');
        }
        self.out.push_str(text);
        let mut last = text.chars().rev();
        if let Some(end) = last.next() {
            self.before = (last.next().or(self.before.1), Some(end));
        }
    }

    /// Notes a tag: across blocks, and in formulas and footnotes, nothing can run together.
    fn pass(&mut self, name: &str) {
        if !PARTED_BY_LAYOUT.contains(&name) {
            self.before = (None, None);
        }
    }

    /// Handles what begins with the `<` at `at`; where to go on.
    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.html[at + 1..];
        match rest.bytes().next() {
            Some(b'!') => self.declaration(at),
            Some(b'?') => self.after(at, b">"),
            Some(b'/') if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => self.end_tag(at),
            Some(b) if b.is_ascii_alphabetic() => self.start_tag(at),
            _ => {
                self.out.push_str("&lt;");
                at + 1
            }
        }
    }

    fn declaration(&mut self, at: usize) -> usize {
        let rest = &self.html[at..];
        if rest.starts_with("<!-->") {
            return at + 5;
        }
        if rest.starts_with("<!--") {
            return self.after(at + 2, b"-->");
        }
        if let Some(cdata) = rest.strip_prefix("<![CDATA[") {
            return at + rest.len() - cdata.len();
        }
        let end = self.after(at, b">");
        if rest.get(..9).is_some_and(|s| s.eq_ignore_ascii_case("<!doctype")) {
            self.out.push_str("<!DOCTYPE html>");
        }
        end
    }

    /// Behind the next `needle`, or the end.
    fn after(&self, at: usize, needle: &[u8]) -> usize {
        memmem::find(&self.html.as_bytes()[at..], needle).map_or(self.html.len(), |found| at + found + needle.len())
    }

    fn end_tag(&mut self, at: usize) -> usize {
        let name = name_at(&self.html[at + 2..]);
        let end = self.after(at, b">");
        self.pass(&name);
        let is_open = if DROPPED_TAGS.contains(&name.as_str())
            || DROPPED_WHOLE.contains(&name.as_str())
            || VOID.contains(&name.as_str())
        {
            false
        } else if SELF_CLOSING_BY_SUCCESSOR.contains(&name.as_str()) {
            true
        } else if let Some(depth) = self.open.iter().rposition(|open| *open == name) {
            self.open.truncate(depth);
            true
        } else {
            false
        };
        if is_open {
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
        end
    }

    fn start_tag(&mut self, at: usize) -> usize {
        let tag = self.parse(at);
        let name = tag.name.as_str();
        self.pass(name);
        if name == "script" {
            return self.script(&tag);
        }
        if self.reads_hidden && is_hidden(&tag) {
            return tag.end;
        }
        if DROPPED_WHOLE.contains(&name) {
            return self.behind_element(name, tag.end);
        }
        if DROPPED_TAGS.contains(&name) {
            return tag.end;
        }
        if name == "title" {
            return self.raw_text(&tag);
        }
        let nests = !VOID.contains(&name) && !SELF_CLOSING_BY_SUCCESSOR.contains(&name);
        self.n_elements += 1;
        if nests && self.open.len() >= DEPTH_MAX || self.n_elements > ELEMENTS_MAX {
            self.lost = true;
            return tag.end;
        }
        // Lists of links are parted by their layout; their words must not run together.
        if name == "a" && self.out.ends_with("</a>") {
            self.out.push(' ');
            self.before = (None, None);
        }
        self.write(&tag);
        if nests {
            self.open.push(tag.name);
        }
        tag.end
    }

    /// Structured data is kept, programs are not.
    fn script(&mut self, tag: &Tag<'h>) -> usize {
        let is_data = tag
            .attributes
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("type") && value.to_ascii_lowercase().contains("ld+json"));
        if is_data { self.raw_text(tag) } else { self.behind_element("script", tag.end) }
    }

    /// Copies an element whose content is text whatever it looks like.
    fn raw_text(&mut self, tag: &Tag<'h>) -> usize {
        let close = close_of(&self.html[tag.end..], &tag.name).map_or(self.html.len(), |found| tag.end + found);
        if close < self.html.len() {
            self.write(tag);
            self.out.push_str(&self.html[tag.end..close]);
            self.out.push_str(&format!("</{}>", tag.name));
        }
        self.after(close, b">")
    }

    fn behind_element(&mut self, name: &str, from: usize) -> usize {
        if self.unclosed.iter().any(|known| known == name) {
            return from;
        }
        match close_of(&self.html[from..], name) {
            Some(found) => self.after(from + found, b">"),
            // Left open: a lost end tag must not cost the page, except where a browser would lose it too.
            None if matches!(name, "script" | "style" | "textarea" | "iframe" | "noscript") => self.html.len(),
            None => {
                self.unclosed.push(name.to_owned());
                from
            }
        }
    }

    fn write(&mut self, tag: &Tag) {
        self.out.push('<');
        self.out.push_str(&tag.name);
        for (name, value) in &tag.attributes {
            let name = name.to_ascii_lowercase();
            if !is_kept(&name, value) {
                continue;
            }
            self.out.push(' ');
            self.out.push_str(&name);
            self.out.push_str("=\"");
            self.out.push_str(&value.replace('"', "&quot;"));
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Name and attributes of the start tag at `at`.
    fn parse(&self, at: usize) -> Tag<'h> {
        let html = self.html;
        let bytes = html.as_bytes();
        let name = name_at(&html[at + 1..]);
        let mut i = at + 1 + name.len();
        let mut attributes = Vec::new();
        loop {
            while i < bytes.len() && (bytes[i].is_ascii_whitespace() || bytes[i] == b'/') {
                i += 1;
            }
            if i >= bytes.len() || bytes[i] == b'>' {
                return Tag { name, attributes, end: (i + 1).min(bytes.len()) };
            }
            let name_from = i;
            i += 1;
            while i < bytes.len() && !bytes[i].is_ascii_whitespace() && !matches!(bytes[i], b'=' | b'>' | b'/') {
                i += 1;
            }
            let name_to = i;
            while i < bytes.len() && bytes[i].is_ascii_whitespace() {
                i += 1;
            }
            let mut value = "";
            if bytes.get(i) == Some(&b'=') {
                (value, i) = value_at(html, i + 1);
            }
            if attributes.len() < ATTRIBUTES_MAX {
                attributes.push((&html[name_from..name_to], value));
            }
        }
    }
}

/// The attribute value at or behind `i`, and where it ends.
fn value_at(html: &str, mut i: usize) -> (&str, usize) {
    let bytes = html.as_bytes();
    while i < bytes.len() && bytes[i].is_ascii_whitespace() {
        i += 1;
    }
    match bytes.get(i) {
        Some(&quote @ (b'"' | b'\'')) => {
            let from = i + 1;
            let to = memchr(quote, &bytes[from..]).map_or(bytes.len(), |found| from + found);
            (&html[from..to], (to + 1).min(bytes.len()))
        }
        _ => {
            let from = i;
            while i < bytes.len() && !bytes[i].is_ascii_whitespace() && bytes[i] != b'>' {
                i += 1;
            }
            (&html[from..i], i)
        }
    }
}

fn is_kept(name: &str, value: &str) -> bool {
    match name {
        "style" => value.len() <= VALUE_BYTES_MAX && (value.contains("none") || value.contains("hidden")),
        _ if value.len() > VALUE_BYTES_MAX => false,
        _ => {
            ATTRIBUTES.contains(&name)
                || name.starts_with("data-")
                    && value.len() < 200
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
    }
}

fn name_at(text: &str) -> String {
    let end = text
        .bytes()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<' | b'"' | b'\'' | b'='))
        .unwrap_or(text.len());
    // The name ends before an ASCII byte, so this is a character boundary.
    text[..end].to_ascii_lowercase()
}

/// Where `</name` stands, whatever its case.
fn close_of(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = memmem::find(&bytes[from..], b"</") {
        let at = from + found;
        let behind = bytes.get(at + 2..at + 2 + name.len());
        if behind.is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(tame(html).0, expected);
    }

    #[test]
    fn keeps_structure_and_drops_programs() {
        check("<p class='a' onclick=x()>Hi <b>there</b><br/></p>", "<p class=\"a\">Hi there<br></p>");
        check("<script>if (a<b) {}</script>x<style>p{}</style><!-- c -->y", "xy");
        check(
            "<script type='application/ld+json'>{\"a\":1}</script>",
            "<script type=\"application/ld+json\">{\"a\":1}</script>",
        );
        check("<a>Jane Doe</a><a>Sam Roe</a>", "<a>Jane Doe</a> <a>Sam Roe</a>");
        check("1 < 2 <3", "1 &lt; 2 &lt;3");
        check("<div title='a > b'>x</DIV>", "<div title=\"a > b\">x</div>");
        check("</div><span>x", "<span>x");
        check("<div", "<div>");
    }

    #[test]
    fn what_stands_in_boxes_beside_each_other_does_not_run_together() {
        check("Published<time>25 May</time>", "Published<time> 25 May</time>");
        check("<b>Jane Doe</b>Reporter", "Jane Doe Reporter");
        check("<span>in dock.</span><span>Image</span>", "<span>in dock.</span><span> Image</span>");
        check("<span>T</span>he CO<sub>2</sub> of i<b>Ferry</b>", "<span>T</span>he CO<sub>2</sub> of iFerry");
        check("<pre><span>ferry.</span><span>Dock</span></pre>", "<pre><span>ferry.</span><span>Dock</span></pre>");
        check("<p>dock</p>Image word<sup>12</sup>", "<p>dock</p>Image word<sup>12</sup>");
    }

    #[test]
    fn nesting_is_bounded_and_hostile_pages_take_linear_time() {
        for pattern in ["<span>", "<span></div>", "<div><i a=1></div>", "<", "<a b='", "</", "<!--", "<script>"] {
            let (tamed, _) = tame(&pattern.repeat(100_000));
            assert!(tamed.matches("<span").count() <= 100_000);
        }
        let (tamed, lost) = tame(&"<span>".repeat(100_000));
        assert_eq!((tamed.matches("<span>").count(), lost), (DEPTH_MAX, true));
    }
}
