//! A parsed page in, everything in it that may state its publication out: one walk over the tree.
//!
//! Dates that people see are sighted block by block (a date may be spread over several inline elements) and
//! weighed afterwards by where they stand: how near the headline, after which word, in what kind of block.

use super::hints::{self, Hint};
use super::json_ld;
use crate::article::Span;
use crate::clean::json_ld::About;
use crate::clean::{comments, elements::is_inline, normalise::line_key};
use crate::text::calendar::words::Languages;
use crate::text::calendar::{self, Reading, Written};
use dom_query::{Attr, Document, Element, NodeData, NodeId, NodeRef};
use std::collections::HashSet;

/// What a page says about its publication; each list best first.
#[derive(Debug, Default)]
pub struct Page {
    /// The language tag of the page.
    pub language: Option<String>,
    pub json_ld: json_ld::Dates,
    pub meta: Vec<String>,
    /// Names that publishing systems also fill with the day the page or its template was made.
    pub weak_meta: Vec<String>,
    pub times: Vec<String>,
    pub visible: Vec<(String, Written)>,
    /// When the page says it was last changed.
    pub updated: Vec<(String, Written)>,
    pub canonical: Option<String>,
}

/// Reads the whole page.
pub fn read(document: &Document) -> Page {
    let mut walk = Walk::default();
    walk.through(document.root());
    walk.finish()
}

/// A date with its place in the page.
struct Sighting<'d> {
    node: NodeRef<'d>,
    /// Visible bytes before it.
    at: usize,
    text: String,
    /// `None` for a `<time>`, whose attribute is read later.
    written: Option<Written>,
    label: Label,
    /// Whether the block holds little but the date.
    alone: bool,
}

/// A heading that may be the headline.
struct Heading<'d> {
    node: NodeRef<'d>,
    at: usize,
    text: String,
}

/// What the words before a date say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Published,
    /// A word that may say it ("on", "vom"), when little else is there.
    Perhaps,
    Updated,
    Other,
    Nothing,
}

#[derive(Default)]
struct Walk<'d> {
    page: Page,
    /// `<meta>` statements with their trust.
    meta: Vec<(usize, String)>,
    scripts: Vec<String>,
    title: String,
    headings: Vec<Heading<'d>>,
    times: Vec<Sighting<'d>>,
    visible: Vec<Sighting<'d>>,
    /// The text of the block so far, and the node its first date-like text stood in.
    block: String,
    block_node: Option<NodeRef<'d>>,
    /// Whether the block has had a `<time>`: words before that one say nothing of the next.
    time_in_block: bool,
    /// The blocks, and where each stands: they show where readers' comments begin.
    lines: Vec<String>,
    starts: Vec<usize>,
    /// The end of the block before: "Published:" often stands alone.
    before: String,
    offset: usize,
}

/// What the walk does with an element.
enum Step {
    Into,
    Over,
}

impl<'d> Walk<'d> {
    /// Depth first without recursion: pages can be nested a hundred thousand deep.
    fn through(&mut self, root: NodeRef<'d>) {
        let mut node = root;
        loop {
            let step = self.enter(node);
            let child = if matches!(step, Step::Into) { node.first_child() } else { None };
            if let Some(child) = child {
                node = child;
                continue;
            }
            self.leave(node);
            loop {
                if node.id == root.id {
                    return;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return };
                node = parent;
                self.leave(node);
            }
        }
    }

    fn enter(&mut self, node: NodeRef<'d>) -> Step {
        node.query_or(Step::Over, |tree_node| match &tree_node.data {
            NodeData::Document | NodeData::Fragment => Step::Into,
            NodeData::Text { contents } => {
                self.text(node, contents);
                Step::Over
            }
            NodeData::Element(element) => self.element(node, element),
            _ => Step::Over,
        })
    }

    fn text(&mut self, node: NodeRef<'d>, text: &str) {
        if self.block_node.is_none() && text.bytes().any(|b| b.is_ascii_digit()) {
            self.block_node = Some(node);
        }
        if !self.block.is_empty() {
            self.block.push(' ');
        }
        self.block.push_str(text.trim());
    }

    fn element(&mut self, node: NodeRef<'d>, element: &Element) -> Step {
        let name: &str = &element.name.local;
        let attr = |name: &str| element.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value);
        if !is_inline(name) {
            self.end_block(false);
        }
        match name {
            "html" => self.page.language = attr("lang").or(attr("xml:lang")).map(str::to_owned),
            "meta" => self.meta_element(&attr),
            "link" if attr("rel") == Some("canonical") => self.page.canonical = attr("href").map(str::to_owned),
            "script" => {
                if attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) {
                    self.scripts.push(node.text().to_string());
                }
                return Step::Over;
            }
            "style" | "noscript" | "svg" | "iframe" | "select" | "textarea" | "template" | "button" => {
                return Step::Over;
            }
            "title" if self.title.is_empty() => {
                self.title = short_text(node);
                return Step::Over;
            }
            "time" => self.time_element(node, attr("datetime")),
            "abbr" if attr("class").is_some_and(|class| class.contains("published")) => {
                self.time_element(node, attr("title"));
            }
            _ => {
                let property = attr("itemprop").or(attr("property"));
                let content = attr("content").or(attr("datetime")).or(attr("title"));
                if let (Some(property), Some(content)) = (property, content) {
                    self.meta_statement(property, content);
                }
            }
        }
        Step::Into
    }

    fn meta_element<'a>(&mut self, attr: &impl Fn(&str) -> Option<&'a str>) {
        let Some(content) = attr("content") else { return };
        for name in ["property", "name", "itemprop", "http-equiv"].into_iter().filter_map(attr) {
            if name.eq_ignore_ascii_case("og:title") {
                self.title = content.to_owned();
            } else if name.eq_ignore_ascii_case("og:url") {
                self.page.canonical.get_or_insert_with(|| content.to_owned());
            } else {
                self.meta_statement(name, content);
            }
        }
    }

    fn meta_statement(&mut self, name: &str, content: &str) {
        if let Some(trust) = hints::meta_trust(&name.to_ascii_lowercase()) {
            self.meta.push((trust, content.to_owned()));
        }
    }

    fn time_element(&mut self, node: NodeRef<'d>, datetime: Option<&str>) {
        let text = match datetime {
            Some(datetime) if datetime.bytes().any(|b| b.is_ascii_digit()) => datetime.to_owned(),
            _ => short_text(node),
        };
        // The words may stand inside the element ("Page updated: 5 May"), or before it in its block.
        let own = label(&short_text(node));
        let before_block = if self.time_in_block { Label::Nothing } else { self.label(&self.block) };
        let label = if own == Label::Nothing { before_block } else { own };
        self.time_in_block = true;
        self.times.push(Sighting { node, at: self.offset + self.block.len(), text, written: None, label, alone: true });
    }

    /// What the words before a date say, `before` being those of its own block. After half a sentence a date
    /// belongs to the sentence.
    fn label(&self, before: &str) -> Label {
        if before.len() > LABEL_BYTES_MAX { Label::Nothing } else { label(&format!("{} {before}", self.before)) }
    }

    fn leave(&mut self, node: NodeRef<'d>) {
        let Some(element) = node.element_ref() else { return };
        let name: &str = &element.name.local;
        if is_inline(name) {
            return;
        }
        if matches!(name, "h1" | "h2" | "h3" | "h4") && !self.block.trim().is_empty() {
            self.headings.push(Heading { node, at: self.offset, text: self.block.trim().to_owned() });
        }
        self.end_block(matches!(name, "h1" | "h2" | "h3" | "h4"));
    }

    /// Sights the dates of the block that ends here. Those inside a headline belong to its story.
    fn end_block(&mut self, in_heading: bool) {
        let block = std::mem::take(&mut self.block);
        let node = self.block_node.take();
        self.time_in_block = false;
        if block.is_empty() {
            return;
        }
        let head = calendar::head(&block, BLOCK_BYTES_MAX);
        if let Some(node) = node {
            for (span, written) in dates_of(head, self.page.language.as_deref()) {
                let label = self.label(&head[..span.start]);
                // "6 May 1974: The first ferry sails" is a line of a chronicle.
                let is_entry = head[span.end..].trim_start().starts_with(':');
                let alone = block.len() <= span.len() + ALONE_BYTES_MAX && !is_entry;
                let text = span.of(head).to_owned();
                if in_heading && text_bytes(node) > span.len() + HEADING_BYTES_MAX {
                    continue;
                }
                self.visible.push(Sighting {
                    node,
                    at: self.offset + span.start,
                    text,
                    written: Some(written),
                    label,
                    alone,
                });
            }
        }
        self.before.clear();
        if block.len() <= LABEL_BYTES_MAX {
            self.before.push_str(&block);
        }
        self.starts.push(self.offset);
        self.offset += block.len();
        self.lines.push(block.trim().to_owned());
    }

    fn finish(mut self) -> Page {
        self.end_block(false);
        self.meta.sort_by_key(|(trust, _)| *trust);
        self.forget_comments();
        let titles = self.headings.iter().filter(|heading| heading.node.has_name("h1")).map(|heading| &heading.text);
        let titles = titles.chain([&self.title]).map(|title| line_key(title)).collect();
        let about = About { address: self.page.canonical.as_deref(), titles };
        self.page.json_ld = json_ld::dates(&self.scripts, &about);
        let view = View::of(self.headline());
        let times = view.weighed(&self.times);
        let mut visible = view.weighed(&self.visible);
        if visible.is_empty() && times.is_empty() {
            visible.extend(only_day(&self.visible).filter(|sighting| !view.is_entry(sighting)));
        }
        let updated = self.visible.iter().filter(|s| s.label == Label::Updated);
        let (meta, weak_meta): (Vec<_>, Vec<_>) = self.meta.into_iter().partition(|(trust, _)| *trust < WEAK_META);
        Page {
            meta: meta.into_iter().map(|(_, content)| content).collect(),
            weak_meta: weak_meta.into_iter().map(|(_, content)| content).collect(),
            times: times.into_iter().map(|sighting| sighting.text.clone()).collect(),
            visible: visible.into_iter().filter_map(|s| Some((s.text.clone(), s.written?))).collect(),
            updated: updated.filter_map(|s| Some((s.text.clone(), s.written?))).collect(),
            ..self.page
        }
    }

    /// What readers wrote under the text is dated too.
    fn forget_comments(&mut self) {
        let headline = self.headline().map_or(0, |heading| heading.at);
        let below = self.starts.partition_point(|at| *at < headline);
        let Some(start) = comments::start(&self.lines[below..]) else { return };
        let start = self.starts[below + start];
        self.times.retain(|sighting| sighting.at < start);
        self.visible.retain(|sighting| sighting.at < start);
    }

    /// The headline: the heading that the page's title holds, else the first `<h1>`, else the first heading.
    fn headline(&self) -> Option<&Heading<'d>> {
        let title = calendar::head(&self.title, TITLE_BYTES_MAX).to_lowercase();
        let length = 10..=title.len();
        let matching =
            self.headings.iter().find(|h| length.contains(&h.text.len()) && title.contains(&h.text.to_lowercase()));
        let first = || self.headings.iter().find(|h| h.node.has_name("h1"));
        matching.or_else(first).or(self.headings.first())
    }
}

/// The text of a small element. Only its first nodes are looked at, so that elements nested in each other by
/// the thousand cost no more.
fn short_text(node: NodeRef) -> String {
    let mut text = String::new();
    for inner in node.descendants_it().take(16) {
        inner.query(|tree_node| {
            if let NodeData::Text { contents } = &tree_node.data {
                text.push_str(contents);
                text.push(' ');
            }
        });
    }
    text
}

/// The line of the table from which on a `<meta>` name is weak.
const WEAK_META: usize = 3;

/// The dates of a block. Words are of the page's language or English; a third language's month would be chance in a
/// sentence, but not in a block that is a date and little else: the language of a page is often its template's.
fn dates_of(block: &str, language: Option<&str>) -> Vec<(Span, Written)> {
    let found = calendar::find(block, Reading::of(language));
    if found.is_empty() && block.len() <= ALONE_BYTES_MAX {
        return calendar::find(block, Reading { languages: Languages::ALL, ..Reading::of(language) });
    }
    found
}

/// Length of a text node, its indentation not counted.
fn text_bytes(node: NodeRef) -> usize {
    node.query_or(0, |tree_node| match &tree_node.data {
        NodeData::Text { contents } => contents.split_whitespace().map(|word| word.len() + 1).sum(),
        _ => 0,
    })
}

/// Longest part of a block in which dates are sighted: beyond lies prose. Guessed: a byline with its share buttons.
const BLOCK_BYTES_MAX: usize = 300;

/// Longest opening of a block that can still be a label with an author's name. Guessed.
const LABEL_BYTES_MAX: usize = 60;

/// A text inside a heading with at most this much beside the date is a date line ("Freitag, …"), not the headline.
const HEADING_BYTES_MAX: usize = 16;

/// A block with at most this much beside the date holds "little but the date": a weekday, an author, a label.
const ALONE_BYTES_MAX: usize = 60;

/// What the last few words before a date say it is; the nearest that says something decides, but "on" says less than the word
/// it stands behind: "Last modified on".
fn label(before: &str) -> Label {
    let lower = before.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '©').filter(|word| !word.is_empty());
    let last: Vec<&str> = words.rev().take(5).collect();
    let said = |at: usize| last.get(at).map_or(Label::Nothing, |word| label_of(word));
    let Some(nearest) = (0..last.len()).find(|at| said(*at) != Label::Nothing) else { return Label::Nothing };
    let is_preposition = said(nearest) == Label::Perhaps && last[nearest].len() <= PREPOSITION_BYTES_MAX;
    if is_preposition && said(nearest + 1) == Label::Updated { Label::Updated } else { said(nearest) }
}

/// "on", "vom"; longer words that may stand before a publication are labels ("Stand").
const PREPOSITION_BYTES_MAX: usize = 3;

fn label_of(word: &str) -> Label {
    let said = [
        (Hint::Other, Label::Other),
        (Hint::Updated, Label::Updated),
        (Hint::Published, Label::Published),
        (Hint::Perhaps, Label::Perhaps),
    ];
    said.into_iter().find(|(hint, _)| hints::is(*hint, word)).map_or(Label::Nothing, |(_, label)| label)
}

/// The date of a page that shows people one day only, wherever that stands.
fn only_day<'s, 'd>(visible: &'s [Sighting<'d>]) -> Option<&'s Sighting<'d>> {
    let mut shown = visible.iter().filter(|s| !matches!(s.label, Label::Other | Label::Updated));
    let first = shown.next().filter(|s| s.alone)?;
    let day = |s: &Sighting| s.written.map(|written| written.date);
    shown.all(|other| day(other) == day(first)).then_some(first)
}

/// The page as seen from its headline.
struct View {
    /// Visible bytes before the headline.
    at: Option<usize>,
    /// The elements the headline lies in: what they are called says nothing against a date.
    around: HashSet<NodeId>,
}

/// What a line of a list has at most beside its date that labels it (guessed: "Published on:").
const ENTRY_BYTES_MAX: usize = 24;

/// Below it a date is somebody else's. All weights were set by hand on the development pages.
const WEIGHT_MIN: i32 = 2;

impl View {
    fn of(headline: Option<&Heading>) -> View {
        let ancestors = headline.into_iter().flat_map(|heading| heading.node.ancestors_it(Some(ANCESTORS_MAX)));
        View { at: headline.map(|heading| heading.at), around: ancestors.map(|node| node.id).collect() }
    }

    /// Whether a date stands in a quotation, or in a list or a table with what happened then. A list or a table that the headline
    /// stands in is layout.
    fn is_entry(&self, sighting: &Sighting) -> bool {
        let is_one = |above: &NodeRef| match () {
            () if above.has_name("blockquote") => true,
            () if above.has_name("li") || above.has_name("tr") => {
                short_text(*above).trim().len() > sighting.text.len() + ENTRY_BYTES_MAX
            }
            () => false,
        };
        let above = sighting.node.ancestors_it(Some(ANCESTORS_MAX));
        above.filter(|above| !self.around.contains(&above.id)).any(|above| is_one(&above))
    }

    /// The sightings that can be the publication, best first.
    fn weighed<'s, 'd>(&self, sightings: &'s [Sighting<'d>]) -> Vec<&'s Sighting<'d>> {
        let mut weighed: Vec<(i32, &Sighting)> = sightings.iter().map(|s| (self.weight(s), s)).collect();
        weighed.retain(|(weight, _)| *weight >= WEIGHT_MIN);
        weighed.sort_by_key(|(weight, _)| -weight);
        weighed.into_iter().map(|(_, sighting)| sighting).collect()
    }

    fn weight(&self, sighting: &Sighting) -> i32 {
        let nearness = self.nearness(sighting.at);
        let label = match (sighting.label, sighting.alone) {
            (Label::Published, _) | (Label::Perhaps, true) => 3,
            (Label::Other | Label::Updated, _) => -5,
            _ => 0,
        };
        let alone = if sighting.alone { 1 } else { -1 };
        nearness + label + alone + self.surroundings(sighting.node, nearness)
    }

    /// From 4 right below the headline down to -2 far above it, where pages print the day of the visit.
    fn nearness(&self, at: usize) -> i32 {
        let Some(headline) = self.at else { return 0 };
        match at.checked_sub(headline) {
            Some(0..150) => 4,
            Some(150..400) => 3,
            Some(400..1500) => 1,
            Some(_) => 0,
            None if at + 200 >= headline => 2,
            None => -3,
        }
    }

    /// What the names of the elements around a date say: 3 for a date block, 5 for the publication itself,
    /// -6 for other articles' stretch.
    fn surroundings(&self, node: NodeRef, nearness: i32) -> i32 {
        let mut weight = 0;
        // Next to the headline such names mean less: themes call anything a widget or a teaser.
        let elsewhere = if nearness >= 2 { -2 } else { -6 };
        for (distance, ancestor) in std::iter::successors(Some(node), NodeRef::parent).take(ANCESTORS_MAX).enumerate() {
            let Some(element) = ancestor.element_ref() else { continue };
            let name: &str = &element.name.local;
            let with_headline = self.around.contains(&ancestor.id);
            match name {
                "nav" | "footer" | "aside" | "blockquote" if !with_headline => return weight - 6,
                "body" | "html" | "main" => break,
                _ => {}
            }
            let named = |a: &&Attr| matches!(&*a.name.local, "class" | "id" | "itemprop" | "property" | "pubdate");
            let words = element.attrs.iter().filter(named).flat_map(|a| class_words(&a.name.local, &a.value));
            let words: Vec<String> = words.collect();
            let hinted = |hint| words.iter().any(|word| hints::is(hint, word));
            if distance <= 3 && weight == 0 {
                weight = match (hinted(Hint::Publication), hinted(Hint::Date), hinted(Hint::Updated)) {
                    (true, _, _) => 5,
                    (_, true, false) => 3,
                    // hAtom's "entry-date updated" stands on publication dates and on updates alike.
                    (_, true, true) => 0,
                    (_, _, true) => -5,
                    _ => 0,
                };
            }
            if !with_headline && hinted(Hint::Region) {
                return weight + elsewhere;
            }
        }
        weight
    }
}

/// How much of a class attribute is read: honest ones seldom pass it, and hostile ones cost no more.
const CLASS_BYTES_MAX: usize = 300;

/// How much of the page's title is compared with its headings.
const TITLE_BYTES_MAX: usize = 400;

/// How far up an element's surroundings are asked: beyond, names are the page's, not the block's (guessed).
const ANCESTORS_MAX: usize = 12;

fn class_words(name: &str, value: &str) -> Vec<String> {
    if name == "pubdate" { vec![name.to_owned()] } else { hints::class_words(calendar::head(value, CLASS_BYTES_MAX)) }
}
