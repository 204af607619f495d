//! A page's tree in, the same tree without what its own markup says is not the article out.
//!
//! Extractors weigh text; sites say outright what a box is: `<figcaption>`, `class="newsletter-signup"`. This takes such boxes
//! out before anything is weighed. An element that holds much of the page's prose is never taken for its name: layouts
//! are called `has-sidebar`, and losing the body is worse than keeping a box.

use super::shown;
use crate::article::Removed;
use crate::clean::{lines, normalise};
use crate::text::word_lists::rows;
use dom_query::{Document, NodeRef};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A text node of this many characters outside links is prose (guessed: longer than a menu entry, shorter than a sentence).
const PROSE_CHARS_MIN: usize = 60;

/// Share of the page's prose above which an element is kept whatever its name (guessed).
const PROSE_SHARE_MAX: f64 = 0.3;

/// The same for comment sections, which may well be longer than the article (guessed).
const COMMENTS_SHARE_MAX: f64 = 0.85;

/// Share of an element's prose that one child must hold for the search to go on inside it (guessed).
const CORE_SHARE_MIN: f64 = 0.85;

/// Characters of prose below which an element that is called a body is not taken for one (guessed: two sentences).
const NAMED_PROSE_MIN: usize = 250;

/// Share of an element's text in links from which it is a link and no sentence with one (guessed).
const LINK_SHARE_MIN: f64 = 0.9;

/// Characters from which a menu or a list of stories must have links, a fifth of its text at least (guessed).
const LINKLESS_CHARS_MIN: usize = 300;

/// Characters of removed text that are kept for the record of what was removed.
const REMOVED_CHARS_MAX: usize = 400;

/// Words that turn the next one into its opposite or into a state of the layout: `has-sidebar`, `no-comments`.
const MODIFIERS: &[&str] =
    &["has", "no", "with", "without", "is", "not", "show", "hide", "enable", "allow", "by", "js"];

struct Word {
    rule: &'static str,
    chars_max: usize,
}

static WORDS: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for row in rows(include_str!("../data/classes.tsv")) {
        let mut columns = row.split('\t');
        let (Some(rule), Some(chars), Some(list)) = (columns.next(), columns.next(), columns.next()) else { continue };
        let chars_max = match chars.parse() {
            Ok(0) | Err(_) => usize::MAX,
            Ok(n) => n,
        };
        words.extend(list.split(' ').map(|word| (word, Word { rule, chars_max })));
    }
    words
});

/// Every node below the body in document order, with running sums of text, so that any subtree is one subtraction.
struct Outline<'d> {
    nodes: Vec<NodeRef<'d>>,
    /// Behind the last node of each node's subtree.
    ends: Vec<usize>,
    text: Vec<usize>,
    linked: Vec<usize>,
    prose: Vec<usize>,
}

impl<'d> Outline<'d> {
    fn of(root: NodeRef<'d>) -> Self {
        let mut outline =
            Outline { nodes: Vec::new(), ends: Vec::new(), text: vec![0], linked: vec![0], prose: vec![0] };
        // Nodes still open: index and whether inside a link.
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut next = Some((root, false));
        while let Some((node, in_link)) = next {
            let index = outline.push(node, in_link);
            let inside = in_link || node.has_name("a");
            if let Some(child) = node.first_child() {
                open.push((index, in_link));
                next = Some((child, inside));
                continue;
            }
            outline.ends[index] = outline.nodes.len();
            next = node.next_sibling().filter(|_| !open.is_empty()).map(|sibling| (sibling, in_link));
            while next.is_none() {
                let Some((index, in_link)) = open.pop() else { return outline };
                outline.ends[index] = outline.nodes.len();
                next =
                    outline.nodes[index].next_sibling().filter(|_| !open.is_empty()).map(|sibling| (sibling, in_link));
            }
        }
        outline
    }

    fn push(&mut self, node: NodeRef<'d>, in_link: bool) -> usize {
        let chars = if node.is_text() { text_chars(&node) } else { 0 };
        let add = |sums: &mut Vec<usize>, n: usize| sums.push(sums[sums.len() - 1] + n);
        add(&mut self.text, chars);
        add(&mut self.linked, if in_link { chars } else { 0 });
        add(&mut self.prose, if !in_link && chars >= PROSE_CHARS_MIN { chars } else { 0 });
        self.nodes.push(node);
        self.ends.push(0);
        self.nodes.len() - 1
    }

    fn sum(&self, sums: &[usize], index: usize) -> usize {
        sums[self.ends[index]] - sums[index]
    }
}

/// Characters of a text node, white space at its ends aside.
fn text_chars(node: &NodeRef) -> usize {
    node.query_or(0, |inner| match &inner.data {
        dom_query::NodeData::Text { contents } => contents.trim().chars().count(),
        _ => 0,
    })
}

/// A stretch of a page that may be its article: markup, and how many characters of prose are in it.
pub struct Core {
    pub html: String,
    pub prose: usize,
}

/// The smallest element that holds nearly all of the page's prose.
pub fn prose_core(doc: &Document) -> Option<Core> {
    let outline = Outline::of(doc.body()?);
    let core = core_index(&outline);
    Some(Core { html: outline.nodes[core].html().to_string(), prose: outline.sum(&outline.prose, core) })
}

/// How many characters of prose that element holds, without its markup.
pub fn core_prose(doc: &Document) -> usize {
    let Some(body) = doc.body() else { return 0 };
    let outline = Outline::of(body);
    outline.sum(&outline.prose, core_index(&outline))
}

fn core_index(outline: &Outline) -> usize {
    let prose = |i: usize| outline.sum(&outline.prose, i);
    let is_core =
        |parent: usize, child: usize| prose(child) > 0 && prose(child) as f64 >= CORE_SHARE_MIN * prose(parent) as f64;
    let mut core = 0;
    while let Some(child) = children(outline, core).find(|&child| is_core(core, child)) {
        core = child;
    }
    core
}

/// The element that the site itself calls the body of its article; of several, the one with the most prose, and with it
/// those that bear the very same names: advertisements part a body into several boxes.
pub fn named_core(doc: &Document) -> Option<Core> {
    let outline = Outline::of(doc.body()?);
    let prose = |i: usize| outline.sum(&outline.prose, i);
    BODY_NAMES.iter().find_map(|is_body| {
        let named = (1..outline.nodes.len())
            .filter(|&i| outline.nodes[i].element_ref().is_some_and(|element| is_body(&element)));
        let named: Vec<usize> = named.collect();
        // The first of equals is the outermost; of nested ones the inner with nearly the same prose is the better.
        let best = named.iter().copied().max_by_key(|&i| prose(i))?;
        let boxes = boxes_of_one_body(&outline, best, &named);
        (prose(best) >= NAMED_PROSE_MIN).then(|| Core {
            html: boxes.iter().map(|&i| outline.nodes[i].html().to_string()).collect(),
            prose: boxes.iter().map(|&i| prose(i)).sum(),
        })
    })
}

/// The boxes, in order and none in another, that have the classes of `best`. A page of several articles (`<article>`, or a
/// headline for each) has several bodies: there it is `best` alone.
fn boxes_of_one_body(outline: &Outline, best: usize, named: &[usize]) -> Vec<usize> {
    let node = |i: usize| &outline.nodes[i];
    let classes = |i: usize| node(i).attr("class").filter(|classes| !classes.trim().is_empty());
    let wanted = classes(best);
    if wanted.is_none() || node(best).has_name("article") {
        return vec![best];
    }
    let mut boxes: Vec<usize> = Vec::new();
    for &i in named.iter().filter(|&&i| classes(i) == wanted) {
        if boxes.last().is_none_or(|&last| outline.ends[last] <= i) {
            boxes.push(i);
        }
    }
    let article = |i: usize| node(i).ancestors_it(None).find(|above| above.has_name("article")).map(|above| above.id);
    let (Some(&first), Some(&last)) = (boxes.first(), boxes.last()) else { return vec![best] };
    let is_one_article = boxes.iter().all(|&i| article(i) == article(best));
    let has_headline = outline.nodes[first..outline.ends[last]].iter().any(|node| node.has_name("h1"));
    if boxes.contains(&best) && is_one_article && !has_headline { boxes } else { vec![best] }
}

/// How sites name the body of the article, most telling first.
const BODY_NAMES: &[fn(&dom_query::Element) -> bool] = &[
    |element| attribute(element, "itemprop").is_some_and(|value| value.contains("articleBody")),
    |element| ["class", "id"].iter().filter_map(|name| attribute(element, name)).any(names_a_body),
    |element| &*element.name.local == "article",
];

fn attribute<'e>(element: &'e dom_query::Element, name: &str) -> Option<&'e str> {
    element.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Words by which sites call the paragraph between headline and body.
#[rustfmt::skip]
const STANDFIRST_WORDS: &[&str] = &[
    "standfirst", "lead", "lede", "leadtext", "intro", "introduction", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "summary", "excerpt", "abstract", "vorspann",
    "chapo", "sottotitolo", "sommario", "entradilla", "bajada", "subtitulo", "copete", "spot", "ingress", "manchet", "description",
];

/// A standfirst has at least and at most this many characters (guessed: a short sentence; a long paragraph).
const STANDFIRST_CHARS: std::ops::RangeInclusive<usize> = 50..=700;

/// The paragraph between headline and body, below the heading that is the page's title, else below the first `<h1>`, and not in
/// a link: the one that the head gives as the page's description, else one that the site names so.
pub fn standfirst(doc: &Document, title: &str, description: Option<&str>) -> Option<String> {
    let outline = Outline::of(doc.body()?);
    let title = normalise::line_key(title);
    let is_title = |node: &NodeRef| {
        (node.has_name("h1") || node.has_name("h2")) && normalise::line_key(&shown::line_of(node)) == title
    };
    let first = || outline.nodes.iter().position(|node| node.has_name("h1"));
    let headline = outline.nodes.iter().position(is_title).or_else(first)?;
    let is_named = |i: &usize| {
        let Some(element) = outline.nodes[*i].element_ref() else { return false };
        let is_block = matches!(&*element.name.local, "p" | "div" | "h2" | "h3" | "span" | "section");
        let mut values = ["class", "id", "itemprop", "data-testid"].iter().filter_map(|name| attribute(&element, name));
        is_block
            && values.any(|value| {
                words(normalise::start(value, 200)).iter().any(|word| STANDFIRST_WORDS.contains(&word.as_str()))
            })
    };
    let description = normalise::line_key(description.unwrap_or_default());
    let is_described = |i: &usize| {
        let node = &outline.nodes[*i];
        let chars = outline.sum(&outline.text, *i);
        // Folding loses a few characters; the length rules out nearly everything before any text is copied.
        let is_as_long = chars * 10 >= description.chars().count() * 9;
        node.is_element() && is_as_long && normalise::line_key(&node.text()) == description
    };
    let is_fit =
        |i: &usize| STANDFIRST_CHARS.contains(&outline.sum(&outline.text, *i)) && outline.sum(&outline.linked, *i) == 0;
    let below = || (headline + 1..outline.nodes.len()).take(STANDFIRST_NODES_MAX).filter(is_fit);
    let found = below().find(is_described).or_else(|| below().find(is_named))?;
    Some(shown::line_of(&outline.nodes[found]))
}

/// Nodes below the headline that are searched for a standfirst (guessed: byline, date and sharing stand between).
const STANDFIRST_NODES_MAX: usize = 120;

/// `article-body`, `entry-content`, `storyText`.
fn names_a_body(value: &str) -> bool {
    value.split_ascii_whitespace().take(20).any(|class| {
        let words = words(class);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        words.len() <= 4
            && has(&["article", "entry", "post", "story", "news", "artikel"])
            && has(&["body", "content", "text", "copy", "paragraphs"])
    })
}

fn children<'o>(outline: &'o Outline, parent: usize) -> impl Iterator<Item = usize> + 'o {
    let mut next = parent + 1;
    std::iter::from_fn(move || {
        let child = next;
        if child >= outline.ends[parent] {
            return None;
        }
        next = outline.ends[child];
        Some(child)
    })
}

/// Takes out what the markup names as not the article.
pub fn prune(doc: &Document, removed: &mut Vec<Removed>) {
    let Some(body) = doc.body() else { return };
    let outline = Outline::of(body);
    let total_prose = outline.prose[outline.prose.len() - 1];
    let verdicts = verdicts(&outline, total_prose);
    // A name on boxes that together hold much of the prose is a word of this site's layout.
    let mut prose_by_name: HashMap<&str, usize> = HashMap::new();
    for (i, name) in &verdicts {
        *prose_by_name.entry(name).or_default() += outline.sum(&outline.prose, *i);
    }
    let mut gone_until = 0;
    for (i, name) in &verdicts {
        let share_max = if name.ends_with("comments") { COMMENTS_SHARE_MAX } else { PROSE_SHARE_MAX };
        if *i < gone_until || prose_by_name[name.as_str()] as f64 > share_max * total_prose as f64 {
            continue;
        }
        let node = &outline.nodes[*i];
        if outline.sum(&outline.text, *i) > 0 {
            let text: String = shown::line_of(node).chars().take(REMOVED_CHARS_MAX).collect();
            removed.push(Removed { text, rule: name.clone() });
        }
        node.remove_from_parent();
        gone_until = outline.ends[*i];
    }
}

/// The nodes that may go, in document order, outermost first, each with the rule that says so.
fn verdicts(outline: &Outline, total_prose: usize) -> Vec<(usize, String)> {
    let (mut out, mut i) = (Vec::new(), 1);
    let mut heading = 0..0;
    while i < outline.nodes.len() {
        if i >= heading.end && is_heading(&outline.nodes[i]) {
            heading = i..outline.ends[i];
        }
        let is_heading_itself = i > heading.start && i < heading.end && is_most_of(outline, i, heading.start);
        let verdict = if is_heading_itself { None } else { verdict(outline, i, total_prose) };
        // What is inside a box needs no verdict of its own, unless the box turns out to be layout; then a loss of boxes inside it
        // is the smaller harm.
        let next = if verdict.is_some() { outline.ends[i] } else { i + 1 };
        out.extend(verdict.map(|rule| (i, rule)));
        i = next;
    }
    out
}

/// A heading of the text; the page's own is `h1`.
fn is_heading(node: &NodeRef) -> bool {
    ["h2", "h3", "h4", "h5", "h6"].iter().any(|name| node.has_name(name))
}

/// Whether a node holds over half of the text of one around it: the button of an accordion, the time that a heading begins with.
fn is_most_of(outline: &Outline, inner: usize, outer: usize) -> bool {
    outline.sum(&outline.text, inner) * 2 > outline.sum(&outline.text, outer)
}

/// The rule by which a node goes.
fn verdict(outline: &Outline, i: usize, total_prose: usize) -> Option<String> {
    let node = &outline.nodes[i];
    let element = node.element_ref()?;
    let name: &str = &element.name.local;
    let (text, prose) = (outline.sum(&outline.text, i), outline.sum(&outline.prose, i));
    let is_body = |share_max: f64| prose as f64 > share_max * total_prose as f64;
    if is_kept_whole(name) {
        return None;
    }
    let by_element = match name {
        // An accordion has its headings in buttons.
        "button" | "label" => !outline.nodes[i + 1..outline.ends[i]].iter().any(is_heading),
        "figcaption" | "dialog" | "nav" | "aside" | "footer" | "form" => true,
        "figure" => !holds(outline, i, &["table", "blockquote", "pre"]),
        _ => false,
    };
    if by_element && !is_body(PROSE_SHARE_MAX) {
        return Some(format!("element-{name}"));
    }
    if matches!(name, "p" | "div") && is_link_line(outline, i, text) {
        return Some("link-line".to_owned());
    }
    let is_heading = is_heading(node);
    let is_anchor = is_heading || matches!(name, "p" | "li" | "blockquote");
    let is_telling = |name: &str| {
        matches!(name, "class" | "role" | "data-component" | "data-testid" | "data-type" | "itemprop")
            || name == "id" && !is_anchor
    };
    element.attrs.iter().filter(|attribute| is_telling(&attribute.name.local)).find_map(|attribute| {
        let (name, word) = named(&attribute.value)?;
        if &*attribute.name.local == "id" && is_slug(&attribute.value, outline, i) {
            return None;
        }
        let goes = match word.rule {
            "comments" => !is_body(COMMENTS_SHARE_MAX),
            // Menus and lists of other stories are links; without them the name is a section's anchor (`toc_prices`).
            "navigation" | "related" if text >= LINKLESS_CHARS_MIN => {
                !is_body(PROSE_SHARE_MAX) && outline.sum(&outline.linked, i) * 5 >= text
            }
            "teaser" => !is_body(PROSE_SHARE_MAX) && outline.sum(&outline.linked, i) * 2 >= text,
            "date" | "meta" => !is_heading && !is_body(PROSE_SHARE_MAX),
            _ => !is_body(PROSE_SHARE_MAX),
        };
        (goes && text <= word.chars_max).then(|| format!("class-{name}-{}", word.rule))
    })
}

/// Whether an `id` is the beginning of the first heading inside: a section that is called after what it is about.
fn is_slug(id: &str, outline: &Outline, i: usize) -> bool {
    let inner = &outline.nodes[i + 1..outline.ends[i]];
    let Some(heading) = inner.iter().find(|node| is_heading(node)) else { return false };
    let (id, heading) =
        (normalise::line_key(&id.replace(['-', '_'], " ")), normalise::line_key(&shown::line_of(heading)));
    id.contains(' ') && heading.starts_with(&id)
}

/// Characters outside links from which a paragraph with a link is a sentence (guessed: "Read more:" has fewer).
const SENTENCE_CHARS_MIN: usize = 20;

/// Frees the sentences with links from the boxes that hold nothing else: an extractor weighs each box by how much of its text
/// is linked, and drops such a one where it would keep the same paragraph among others.
pub fn unwrap_linked_sentences(doc: &Document) {
    let chars = |node: &NodeRef| node.descendants_it().map(|node| text_chars(&node)).sum::<usize>();
    for paragraph in doc.select("div > p:has(a)").nodes() {
        let linked: usize = paragraph.descendants_it().filter(|node| node.has_name("a")).map(|link| chars(&link)).sum();
        if chars(paragraph) < linked + SENTENCE_CHARS_MIN || !lines::ends_as_sentence(paragraph.text().trim_end()) {
            continue;
        }
        while let Some(parent) = paragraph.parent().filter(|parent| parent.has_name("div") && is_only_child(paragraph))
        {
            parent.insert_before(paragraph);
            parent.remove_from_parent();
        }
    }
}

/// Whether a node's parent holds nothing beside it but white space.
fn is_only_child(node: &NodeRef) -> bool {
    let Some(parent) = node.parent() else { return false };
    parent.children_it(false).all(|child| child.id == node.id || child.is_text() && text_chars(&child) == 0)
}

/// Words from which a quotation is looked for in the text (guessed: fewer stand in any).
const PULLED_WORDS_MIN: usize = 4;

/// Quotations of one page that are looked for in its text (guessed: more are the text).
const PULLED_MAX: usize = 40;

/// Takes out what is set large beside a text that has it too.
pub fn prune_pulled(doc: &Document, removed: &mut Vec<Removed>) {
    const NAMED: &str = r#"[class*="pullquote" i], [class*="pull-quote" i], [class*="pull_quote" i]"#;
    const PULLED: &str =
        r#"[class*="pullquote" i], [class*="pull-quote" i], [class*="pull_quote" i], blockquote:not([cite])"#;
    let boxes: Vec<NodeRef> = doc.select(PULLED).nodes().iter().take(PULLED_MAX).copied().collect();
    if boxes.is_empty() {
        return;
    }
    let ids: HashSet<_> = boxes.iter().map(|node| node.id).collect();
    let is_in_box =
        |node: &NodeRef| ids.contains(&node.id) || node.ancestors_it(None).any(|above| ids.contains(&above.id));
    let paragraphs = doc.select("p");
    let others = paragraphs.nodes().iter().filter(|paragraph| !is_in_box(paragraph)).map(NodeRef::text);
    let (mut text, mut quoting) = (String::new(), String::new());
    for paragraph in others {
        let key = format!(" {} ", normalise::line_key(&paragraph));
        if paragraph.contains(['“', '"', '«', '„', '”']) {
            quoting.push_str(&key);
        }
        text.push_str(&key);
    }
    for pulled in boxes {
        let words = normalise::line_key(&shown::line_of(&pulled));
        // What only its element calls a quotation is taken from the text where somebody says it there.
        let told = if pulled.is(NAMED) { &text } else { &quoting };
        if words.split(' ').count() >= PULLED_WORDS_MIN && told.contains(&format!(" {words} ")) {
            removed.push(Removed { text: shown::line_of(&pulled), rule: "pull-quote".to_owned() });
            pulled.remove_from_parent();
        }
    }
}

/// Takes the names off the headings, and off what is in them: an extractor weighs them as it does those of boxes, and what a
/// text is divided by is none (`subheader`, `header-anchor`). An `id` on a paragraph is what a table of contents points to.
pub fn unname_anchors(doc: &Document) {
    for heading in doc.select("h2, h3, h4, h5, h6, :is(h2, h3, h4, h5, h6) *").nodes() {
        heading.remove_attrs(&["class", "id"]);
        // Buttons are dropped whatever they say.
        if heading.has_name("button") || heading.has_name("label") {
            heading.rename("span");
        }
    }
    for paragraph in doc.select("p[id], li[id], blockquote[id]").nodes() {
        paragraph.remove_attr("id");
    }
}

/// Elements that are never boxes of the site, whatever their class.
fn is_kept_whole(name: &str) -> bool {
    matches!(name, "html" | "body" | "main" | "article" | "h1" | "a" | "br" | "td" | "tr" | "tbody" | "th" | "thead")
}

fn holds(outline: &Outline, i: usize, names: &[&str]) -> bool {
    outline.nodes[i + 1..outline.ends[i]].iter().any(|node| names.iter().any(|name| node.has_name(name)))
}

/// A block of its own that is one link: a headline of another story.
fn is_link_line(outline: &Outline, i: usize, text: usize) -> bool {
    let linked = outline.sum(&outline.linked, i);
    // Fewer characters are a reference ("here (pdf)") rather than a headline.
    text >= 20
        && linked as f64 >= LINK_SHARE_MIN * text as f64
        && !holds(outline, i, &["p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "table"])
}

/// Whether a class list calls a box of other stories.
pub fn is_of_others(classes: &str) -> bool {
    named(classes).is_some_and(|(_, word)| matches!(word.rule, "related" | "teaser"))
}

/// The first word of a class list or an identifier that says what is not the article.
fn named(value: &str) -> Option<(&'static str, &'static Word)> {
    if value.len() > 300 {
        return None;
    }
    let is_told = |class: &&str| !GENERATED.iter().any(|prefix| class.starts_with(prefix));
    for class in value.split_ascii_whitespace().filter(is_told) {
        let words = words(class);
        let found = words.iter().enumerate().find_map(|(n, word)| {
            let is_modified = n > 0 && MODIFIERS.contains(&words[n - 1].as_str());
            let known = WORDS.get_key_value(word.as_str()).filter(|_| !is_modified && is_whole(word, class));
            known.map(|(name, word)| (*name, word))
        });
        if found.is_some() {
            return found;
        }
    }
    None
}

/// What the names begin with that programs for style sheets make up: the rest of them means nothing (`sc-NlTag`).
const GENERATED: &[&str] = &["sc-", "css-", "wp-elements-"];

/// Whether a word is one where it stands: two letters (`ad`) are as often a piece of an identifier, unless hyphens part them.
fn is_whole(word: &str, class: &str) -> bool {
    word.len() > 2 || class.split(['-', '_']).any(|part| part.eq_ignore_ascii_case(word))
}

/// `ArticleShareBar__x-2` → article, share, bar, x.
fn words(class: &str) -> Vec<String> {
    let (mut out, mut word, mut was_lower) = (Vec::new(), String::new(), false);
    for c in class.chars() {
        if (c.is_uppercase() && was_lower || !c.is_alphabetic()) && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let doc = Document::from(html);
        prune(&doc, &mut Vec::new());
        assert_eq!(normalise::line(&doc.text()), expected, "{html}");
    }

    #[test]
    fn boxes_go_and_the_body_stays() {
        let prose =
            "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";
        check(&format!("<p>{prose}</p><div class='newsletter-signup'>Sign up</div>"), prose);
        check(&format!("<div class='page has-sidebar'><p>{prose}</p></div>"), prose);
        check(&format!("<div class='sidebar-right'><p>{prose}</p></div>"), prose);
        check(&format!("<figure><img><figcaption>A ferry</figcaption></figure><p>{prose}</p>"), prose);
        check(&format!("<p><a href=x>Read about another ferry here</a></p><p>{prose}</p>"), prose);
        check(&format!("<p class='ArticleShareBar__x'>Share</p>{prose}"), prose);
    }

    #[test]
    fn headings_and_anchors_stay() {
        let stays = |html: &str, text: &str| check(html, text);
        stays("<h2 id='how-social-media-reacted'>What they wrote</h2>", "What they wrote");
        stays("<p id='block-share-x'>Short.</p><li id='toc_1'>One</li>", "Short.One");
        stays(
            "<section id='commercial-traffic'><h2>Commercial traffic halts</h2>Why</section>",
            "Commercial traffic haltsWhy",
        );
        stays("<h3><button>Who pays?</button></h3><button><h3>And when?</h3></button>", "Who pays?And when?");
        stays("<h5><span class='time__value'>15.32: The ferry leaves</span></h5>", "15.32: The ferry leaves");
        check("<section id='commercial-traffic'><h2>Sale</h2></section>", "");
        check("<h3>Ferry stays<span class='share-bar'>Share</span></h3><button>Menu</button>", "Ferry stays");
    }

    #[test]
    fn a_sentence_with_a_link_is_freed_of_its_box() {
        let check = |html: &str, expected: &str| {
            let doc = Document::from(html);
            unwrap_linked_sentences(&doc);
            assert_eq!(doc.select("body").inner_html().to_string(), expected);
        };
        let sentence = "<p>The owner said so in <a>a letter to the council of the harbour</a> on Monday.</p>";
        check(&format!("<div><div> {sentence} </div></div>"), sentence);
        for kept in [
            format!("<div>{sentence}<p>B</p></div>"),
            "<div><p>See <a>a letter to the council.</a></p></div>".to_owned(),
            sentence.replace("on Monday.", "on Monday that it"),
        ] {
            check(&kept, &kept);
        }
    }

    #[test]
    fn what_is_said_twice_for_the_eye_goes_once() {
        let check = |html: &str, expected: &str| {
            let doc = Document::from(html);
            prune_pulled(&doc, &mut Vec::new());
            assert_eq!(doc.select("body").text().to_string(), expected, "{html}");
        };
        let prose = "<p>“We have lost two weeks of bookings,” said Ann Poe.</p>";
        let text = "“We have lost two weeks of bookings,” said Ann Poe.";
        check(&format!("{prose}<div class='x-pullquote'>We have lost two weeks!</div>"), text);
        check(&format!("<blockquote><p>We have lost two weeks</p></blockquote>{prose}"), text);
        let letter = "<blockquote>We have lost two weeks</blockquote><p>The owner wrote it again: we have lost two weeks of work.</p>";
        check(letter, Document::from(letter).select("body").text().as_ref());
        check(&format!("<blockquote>Two weeks</blockquote>{prose}"), &format!("Two weeks{text}"));
        check(
            &format!("<blockquote>We have lost three weeks</blockquote>{prose}"),
            &format!("We have lost three weeks{text}"),
        );
    }

    #[test]
    fn the_standfirst_stands_under_the_headline() {
        let (title, lead) = ("Ferry stays", "An engineer must look at both engines before the summer.");
        let check = |html: &str, expected: Option<&str>| {
            assert_eq!(standfirst(&Document::from(html), title, Some(lead)).as_deref(), expected, "{html}");
        };
        check(&format!("<h2>Ferry stays</h2><p>{lead}</p>"), Some(lead));
        check(&format!("<p>{lead}</p><h2>Ferry stays</h2>"), None);
        check(&format!("<h1>News</h1><p>{lead}</p><h2>Other</h2>"), Some(lead));
        check(
            &format!("<h1>News</h1><p>{lead}</p><h2>Ferry stays</h2><p class=lead>{lead} It did.</p>"),
            Some(&format!("{lead} It did.")),
        );
    }

    #[test]
    fn a_body_that_is_parted_is_one() {
        let half = |n: u8| {
            let prose = "The ferry will stay in dock until its engines have been examined by an independent engineer.";
            format!(
                "<div class='a articleBody' itemprop='articleBody'><p>{prose}</p><p>{prose}</p><p>{prose} {n}</p></div>"
            )
        };
        let n_boxes = |html: &str| named_core(&Document::from(html)).unwrap().html.matches("<div").count();
        assert_eq!(n_boxes(&format!("<main>{}<i>Ad</i>{}</main>", half(1), half(2))), 2);
        assert_eq!(n_boxes(&format!("<main>{}<h1>B</h1>{}</main>", half(1), half(2))), 1);
        assert_eq!(n_boxes(&format!("<article>{}</article><article>{}</article>", half(1), half(2))), 1);
    }

    #[test]
    fn an_extractor_hears_no_name_of_a_heading() {
        let doc =
            Document::from("<h2 class=a id=b>A<button class=c>B</button></h2><p class=a id=b>C</p><div id=d></div>");
        unname_anchors(&doc);
        let body = doc.select("body").inner_html().to_string();
        assert_eq!(body, r#"<h2>A<span>B</span></h2><p class="a">C</p><div id="d"></div>"#);
    }

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("ArticleShareBar__x-2"), ["article", "share", "bar", "x"]);
        assert!(named("has-sidebar").is_none());
        assert!(named("main sidebar").is_some());
        for name in ["block-id-n1AuAdJlVL", "wp-elements-ad4cd784", "nl2br", "sc-NlTag", "css-ad"] {
            assert!(named(name).is_none(), "{name}");
        }
        assert!(named("ad").is_some() && named("top_ad-2").is_some() && named("nl-box").is_some());
    }
}
