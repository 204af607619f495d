//! An XML document in, its tree out, and from the tree the records. Entities that a document defines itself are never
//! expanded (bombs are made of them), nothing outside the document is fetched, and what a broken document held before it broke is kept.

use super::bytes::Source;
use super::{Found, ReadOptions, Records, decode, one};
use crate::article::{Content, Fields, NotAnArticle, Record, RecordKey};
use crate::error::Problem;
use quick_xml::events::{BytesStart, Event};

/// Elements deeper than this are left out (news formats nest to twenty; a page inside one to a hundred).
const DEPTH_MAX: usize = 200;

/// Elements of one document (guessed: a feed of a hundred thousand entries).
const ELEMENTS_MAX: usize = 2_000_000;

/// NITF's and TEI's names for what HTML calls otherwise.
#[rustfmt::skip]
const HTML_NAMES: &[(&str, &str)] = &[
    ("hl2", "h2"), ("block", "div"), ("bq", "blockquote"), ("nitf-table", "table"),
    ("head", "h2"), ("hi", "em"), ("l", "p"), ("row", "tr"), ("cell", "td"), ("item", "li"), ("list", "ul"),
];

/// Elements of NITF and TEI that lie in the body and are not read with it: captions, notes, what stands at the head of every page.
const BESIDE_THE_TEXT: &[&str] = &["media", "note", "ednote", "fw", "byline"];

/// Of TEI's two readings of one place (`choice`: as printed, as meant) the one that is the text.
const CHOSEN: &[&str] = &["corr", "reg", "expan"];

/// An element with its name as written, but for the root's prefix.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

impl Node {
    fn is(&self, element: &Element) -> bool {
        matches!(self, Node::Element(own) if std::ptr::eq(own, element))
    }
}

/// What a format finds in a document: the fields of an article and its own identifier.
pub struct Item {
    pub fields: Fields,
    pub id: Option<String>,
}

/// An article, or why a part of a document is none.
pub type Entry = Result<Item, &'static str>;

/// The records of a document, as `items` finds them.
pub fn records(mut source: Source, options: &ReadOptions, items: fn(&Element) -> Vec<Entry>) -> Records {
    let path = source.path.clone();
    let failed = |kind, reason| Problem { path: path.clone(), record: None, offset: None, kind, reason };
    let bytes = match source.read_record(options.record_bytes_max) {
        Ok(bytes) => bytes,
        Err(problem) => return one(Found::Problem(problem)),
    };
    let text = match decode::decode(&bytes, true) {
        Ok(text) => text,
        Err(reason) => return one(Found::Problem(failed("invalid-charset", reason))),
    };
    let Document { roots, error, has_stray_text } = document(&text);
    let found = |(number, entry): (usize, Entry)| match entry {
        Ok(item) => record(number, item, &path),
        Err(reason) => Found::NotAnArticle(NotAnArticle { reason }),
    };
    // Files that were put together have several roots; what is read of none of them is told.
    let entries: Vec<Vec<Entry>> = roots.iter().map(items).collect();
    let unread = roots.iter().zip(&entries).skip(1).find(|(_, entries)| entries.is_empty()).map(|(root, _)| &root.name);
    let behind = match unread {
        Some(name) => Some(format!("behind the root stands `<{name}>`, which is not read")),
        None => has_stray_text.then(|| "text stands behind the root".to_owned()),
    };
    let mut found: Vec<Found> = entries.into_iter().flatten().enumerate().map(found).collect();
    if let Some(reason) = behind {
        found.push(Found::Problem(failed("broken-xml", reason)));
    }
    if let Some(reason) = error {
        found.push(Found::Problem(failed("broken-xml", format!("is not well-formed: {reason}"))));
    } else if found.is_empty() {
        // A feed on a quiet day.
        found.push(Found::NotAnArticle(NotAnArticle { reason: "empty" }));
    }
    Box::new(found.into_iter())
}

fn record(number: usize, item: Item, path: &std::path::Path) -> Found {
    let Item { fields, id } = item;
    let key = match &id {
        Some(id) => RecordKey::Own(id.clone()),
        None => {
            let whole = [fields.title.as_deref(), fields.text.as_deref(), fields.date.as_deref()];
            RecordKey::Digest(
                blake3::hash(whole.map(Option::unwrap_or_default).join("\0").as_bytes()).to_hex().to_string(),
            )
        }
    };
    Found::Record(Record {
        path: path.to_path_buf(),
        number: number as u64,
        // A document is parsed as a whole; where its parts lay is not kept.
        offset: 0,
        key,
        external_id: id,
        content: Content::Fields(fields),
    })
}

/// The root of a document, and why it was not read to its end.
pub fn parse(text: &str) -> (Element, Option<String>) {
    let Document { roots, error, .. } = document(text);
    (roots.into_iter().next().unwrap_or_default(), error)
}

/// A document as it may be: well-formed, it has one root.
struct Document {
    roots: Vec<Element>,
    /// Why it was not read to its end.
    error: Option<String>,
    /// Whether text stands behind its root.
    has_stray_text: bool,
}

fn document(text: &str) -> Document {
    let mut reader = quick_xml::Reader::from_str(text);
    let config = reader.config_mut();
    (config.allow_dangling_amp, config.allow_unmatched_ends, config.check_end_names) = (true, true, false);
    // The stack begins with what holds the root.
    let (mut stack, mut too_deep, mut n_elements) = (vec![Element::default()], 0usize, 0usize);
    // The root's prefix is that of the format itself: names are known without it.
    let mut prefix = String::new();
    let error = loop {
        match reader.read_event() {
            Err(error) => break Some(error.to_string()),
            Ok(Event::Eof) => break (stack.len() > 1).then(|| "it ends inside an element".to_owned()),
            Ok(Event::Start(_)) if stack.len() > DEPTH_MAX => too_deep += 1,
            Ok(Event::Start(start)) => {
                let mut element = element(&start);
                if stack.len() == 1 {
                    prefix = element.name.split_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
                }
                element.take_off(&prefix);
                stack.push(element);
            }
            Ok(Event::Empty(start)) => {
                let mut element = element(&start);
                element.take_off(&prefix);
                add(&mut stack, Node::Element(element));
            }
            Ok(Event::End(_)) if too_deep > 0 => too_deep -= 1,
            Ok(Event::End(end)) => {
                let name = end.name().into_inner();
                close_named(&mut stack, name.strip_prefix(&prefix).unwrap_or(name));
            }
            Ok(Event::Text(text)) => add(&mut stack, Node::Text(text.xml10_content().into_owned())),
            Ok(Event::CData(text)) => add(&mut stack, Node::Text(text.xml10_content().into_owned())),
            Ok(Event::GeneralRef(reference)) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => entity(&reference),
                };
                add(&mut stack, Node::Text(resolved));
            }
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
        }
        n_elements += 1;
        if n_elements > ELEMENTS_MAX {
            break Some(format!("it has more than {ELEMENTS_MAX} parts"));
        }
    };
    while stack.len() > 1 {
        close(&mut stack);
    }
    let top = stack.pop().unwrap_or_default();
    let is_text = |node: &Node| matches!(node, Node::Text(text) if text.contains(char::is_alphabetic));
    let behind = top.children.iter().skip_while(|node| !matches!(node, Node::Element(_)));
    let has_stray_text = behind.into_iter().any(is_text);
    let roots = top.children.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    Document { roots: roots.collect(), error, has_stray_text }
}

/// The five that XML knows; what HTML knows besides is left to whoever reads the text.
fn entity(name: &str) -> String {
    match name {
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "amp" => "&".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        _ => format!("&{name};"),
    }
}

fn element(start: &BytesStart) -> Element {
    let name = String::from_utf8_lossy(start.name().as_ref().as_ref()).into_owned();
    let attributes = start.attributes().flatten().map(|attribute| {
        let name = String::from_utf8_lossy(attribute.key.as_ref().as_ref()).into_owned();
        (name, attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap_or_default().into_owned())
    });
    Element { name, attributes: attributes.collect(), children: Vec::new() }
}

fn add(stack: &mut [Element], node: Node) {
    if let Some(open) = stack.last_mut() {
        open.children.push(node);
    }
}

fn close(stack: &mut Vec<Element>) {
    if stack.len() > 1
        && let Some(closed) = stack.pop()
    {
        add(stack, Node::Element(closed));
    }
}

/// Closes the innermost open element of a name with what is open inside it. An end that nothing began ends nothing.
fn close_named(stack: &mut Vec<Element>, name: &str) {
    let Some(at) = stack.iter().skip(1).rposition(|element| element.name == name) else { return };
    while stack.len() > at + 1 {
        close(stack);
    }
}

impl Element {
    fn take_off(&mut self, prefix: &str) {
        if !prefix.is_empty() && self.name.starts_with(prefix) {
            self.name.drain(..prefix.len());
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The children of a name, with its prefix where it has one.
    pub fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of that name anywhere below, in the order of the document; prefixes do not count.
    pub fn find(&self, name: &str) -> Option<&Element> {
        self.find_all(name).into_iter().next()
    }

    /// All of them; one inside another is part of that one.
    pub fn find_all(&self, name: &str) -> Vec<&Element> {
        self.find_each(|element| element.bare_name() == name)
    }

    /// All that are wanted, this one among them, in the order of the document; one inside another is part of that one.
    pub fn find_each(&self, is_wanted: impl Fn(&Element) -> bool) -> Vec<&Element> {
        let (mut found, mut open) = (Vec::new(), vec![self]);
        while let Some(element) = open.pop() {
            if is_wanted(element) {
                found.push(element);
                continue;
            }
            let below = open.len();
            open.extend(element.elements());
            open[below..].reverse();
        }
        found
    }

    /// The text of a child, in one line.
    pub fn text_of(&self, name: &str) -> Option<String> {
        self.named(name).map(Element::line).find(|text| !text.is_empty())
    }

    /// All the text inside, as written.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, false, 0);
        out
    }

    pub fn line(&self) -> String {
        self.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What is inside, as markup. What the news formats call otherwise gets the names it has in HTML; captions, notes to the
    /// editor and other things that stand beside the text are left out.
    pub fn markup(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, true, 0);
        out
    }

    /// TEI's mark of where a line of print ended, which is no end of anything else: perhaps inside a word.
    fn break_line(&self, out: &mut String) {
        if self.attribute("break") == Some("no") {
            out.truncate(out.trim_end().trim_end_matches(['-', '¬', '\u{ad}']).len());
        } else {
            out.push(' ');
        }
    }

    fn bare_name(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// The one reading that counts, where this is a choice between several.
    fn chosen(&self) -> Option<&Element> {
        let is_choice = self.bare_name() == "choice";
        self.elements().filter(|_| is_choice).find(|element| CHOSEN.contains(&element.bare_name()))
    }

    /// No deeper than [`DEPTH_MAX`], for no tree is.
    fn write(&self, out: &mut String, with_tags: bool, depth: usize) {
        let chosen = self.chosen();
        for node in &self.children {
            match node {
                _ if chosen.is_some_and(|chosen| !node.is(chosen)) => {}
                Node::Text(text) if with_tags => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => {
                    let name = element.name.rsplit(':').next().unwrap_or_default();
                    if with_tags && BESIDE_THE_TEXT.contains(&name) {
                        continue;
                    }
                    if with_tags && name == "lb" {
                        element.break_line(out);
                        continue;
                    }
                    let name = HTML_NAMES.iter().find(|(theirs, _)| *theirs == name).map_or(name, |(_, html)| html);
                    if with_tags {
                        out.extend(["<", name, ">"]);
                    }
                    if depth <= DEPTH_MAX {
                        element.write(out, with_tags, depth + 1);
                    }
                    if with_tags && !matches!(name, "br" | "img" | "hr") {
                        out.extend(["</", name, ">"]);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_entities_are_never_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c; &lt;&#65;</a>";
        let (root, error) = parse(bomb);
        assert_eq!((root.text().as_str(), error), ("&c; <A", None));
    }

    fn told(text: &str) -> Vec<String> {
        let source = crate::read::bytes::held("a.xml".as_ref(), text.as_bytes().to_vec()).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 2000 };
        let items = |root: &Element| -> Vec<Entry> {
            let named = |element: &Element| Fields { title: Some(element.line()), ..Fields::default() };
            root.find_all("item").into_iter().map(|element| Ok(Item { fields: named(element), id: None })).collect()
        };
        let told = records(source, &options, items).map(|found| match found {
            Found::Record(Record { number, content: Content::Fields(f), .. }) => {
                format!("{number}|{}", f.title.unwrap())
            }
            Found::Problem(problem) => format!("{}: {}", problem.kind, problem.reason),
            other => format!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn behind_the_root_reading_goes_on() {
        let (one, two) = ("<a><item>One</item></a>", "<a><item>Two</item></a>");
        assert_eq!(told(&format!("{one}\n<!-- x -->{two}\n")), ["0|One", "1|Two"]);
        assert_eq!(
            told(&format!("{one}<p>The ferry stays.</p>")),
            ["0|One", "broken-xml: behind the root stands `<p>`, which is not read"]
        );
        assert_eq!(told(&format!("{one} The ferry stays.")), ["0|One", "broken-xml: text stands behind the root"]);
    }

    #[test]
    fn an_end_that_nothing_began_ends_nothing() {
        assert_eq!(told("<a><item>One</i></item></b><item>Two</item></a>"), ["0|One", "1|Two"]);
        assert_eq!(told("<a><item><i>One</item><item>Two</item></a>"), ["0|One", "1|Two"]);
    }

    #[test]
    fn depth_is_bounded_and_a_cut_document_keeps_its_start() {
        let (root, error) = parse(&"<a>x".repeat(100_000));
        assert!(error.is_some() && root.text().starts_with("xx"));
        let (root, error) = parse("<a><b>one</b><b>tw");
        assert_eq!((root.find_all("b").len(), root.text().as_str(), error.is_some()), (2, "onetw", true));
        assert_eq!(parse("").0.name, "");
    }
}
