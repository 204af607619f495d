//! A page's tree in, what its head says out: headline, byline, source, section, address, language.

use super::headline::headline;
use crate::clean::json_ld::{self, JsonLd};
use crate::clean::normalise::{self, folded};
use crate::clean::{byline, head, title};
use dom_query::{Document, NodeRef};
use std::collections::HashMap;

/// Content of the `<meta>` elements by their lower-case name.
pub type Tags = HashMap<String, String>;

/// What the page says about itself.
#[derive(Debug, Default)]
pub struct Meta {
    pub title: String,
    pub byline: Vec<String>,
    pub source: Option<String>,
    pub section: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    /// What the head says the page is about; often the standfirst.
    pub description: Option<String>,
    /// The head says that the page is an article, or who wrote it.
    pub is_article: bool,
    pub ld: JsonLd,
}

/// Reads the head, the structured data and the first headings.
pub fn meta(doc: &Document) -> Meta {
    let tags = meta_tags(doc);
    let get = |names: &[&str]| names.iter().find_map(|name| tags.get(*name)).cloned();
    let blocks: Vec<String> =
        doc.select(r#"script[type*="ld+json" i]"#).iter().map(|script| script.text().to_string()).collect();
    let ld = json_ld::read(blocks.iter().map(String::as_str));
    let source = get(&["og:site_name"])
        .or_else(|| ld.publisher.clone())
        .or_else(|| get(&["application-name", "dc.publisher", "publisher", "cre", "twitter:app:name:iphone"]));
    let source =
        source.map(|s| normalise::line(&normalise::entities(&s))).filter(|s| !s.is_empty() && !s.contains("://"));
    let source = source.or_else(|| site_of_title(doc));
    let byline = authors(doc, &tags, &ld, source.as_deref());
    let is_article = !byline.is_empty() || ld.headline.is_some() || get(&["og:type"]).is_some_and(|t| t == "article");
    Meta {
        title: headline(doc, &tags, &ld, source.as_deref()),
        is_article,
        byline: if byline.is_empty() { shown(doc) } else { byline },
        section: ld
            .section
            .clone()
            .or_else(|| get(&["article:section", "section", "og:section", "parsely-section", "dc.subject"]))
            .map(|s| normalise::line(&s)),
        url: canonical(doc)
            .or_else(|| get(&["og:url"]))
            .or_else(|| ld.url.clone())
            .filter(|url| url.starts_with("http")),
        language: declared_language(doc)
            .or_else(|| get(&["og:locale", "content-language", "dc.language", "language"]))
            .or_else(|| ld.language.clone()),
        description: get(&["og:description", "description", "twitter:description"])
            .map(|text| normalise::entities(&text).into_owned()),
        source,
        ld,
    }
}

/// The site's name where only the window's title says it: what is left of that without the page's own heading.
fn site_of_title(doc: &Document) -> Option<String> {
    let window = normalise::line(&doc.select_single("title").text());
    doc.select("h1").iter().find_map(|h1| title::site_beside(&window, &normalise::line(&h1.text())))
}

/// Content of the `<meta>` elements by their lower-case name, the first of each kept.
fn meta_tags(doc: &Document) -> Tags {
    let mut tags = HashMap::new();
    for node in doc.select("meta[content]").nodes() {
        let content = node.attr_or("content", "");
        let content = content.trim();
        if content.is_empty() {
            continue;
        }
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key) {
                tags.entry(name.trim().to_lowercase()).or_insert_with(|| content.to_owned());
            }
        }
    }
    tags
}

/// Where pages without structured data show their authors, most telling first.
const AUTHOR_SELECTORS: &[&str] = &[
    r#"[rel~="author"]"#,
    r#"[itemprop~="author"] [itemprop~="name"]"#,
    r#"[itemprop~="author"]"#,
    r#"[class*="byline-name"], [class*="author-name"], [class*="author__name"], [class*="byline__name"], [class*="authorName"]"#,
    r#"[class*="byline" i] a, [class*="author" i] a"#,
    r#"[class*="byline" i]"#,
    r#"a[href*="/author/"], a[href*="/authors/"], a[href*="/autor/"]"#,
    r#"[class~="author"], [class*="post-author"], [class*="entry-author"], [class*="article-author"], [id="author"], [id="authors"]"#,
];

fn authors(doc: &Document, tags: &Tags, ld: &JsonLd, source: Option<&str>) -> Vec<String> {
    let keys = [
        "author",
        "article:author",
        "article:author_name",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "dc:creator",
        "parsely-author",
        "sailthru.author",
        "citation_author",
    ];
    let of_head = std::iter::once(byline::names(&ld.authors))
        .chain(keys.iter().filter_map(|key| tags.get(*key)).map(|value| byline::names(&[value])))
        .chain(std::iter::once_with(|| byline::names(labelled(tags).as_slice())));
    let of_page =
        AUTHOR_SELECTORS.iter().map(|selector| byline::names(&short_lines(doc, selector).take(4).collect::<Vec<_>>()));
    let site = source.map(folded).unwrap_or_default();
    let is_site = |name: &String| !site.is_empty() && folded(name) == site;
    let mut of_site = Vec::new();
    for names in of_head.chain(of_page).chain(std::iter::once_with(|| signed(doc))).filter(|names| !names.is_empty()) {
        // The outlet named as its own author says that nobody was named here; somebody may be elsewhere.
        if names.iter().all(is_site) {
            of_site = names;
        } else {
            return names;
        }
    }
    of_site
}

/// Labels of a card's fields under which WordPress gives the author, as its most used plug-in for search engines writes them.
const AUTHOR_LABELS: &[&str] = &["written by", "verfasst von", "geschrieben von", "écrit par", "escrito por"];

/// What stands under a name of the outlet's own that ends in "author", or in a card's field that is labelled so.
fn labelled(tags: &Tags) -> Option<&String> {
    let is_own = |name: &str| name.rsplit_once([':', '.', '_', '-']).is_some_and(|(_, last)| last == "author");
    let carded = tags.iter().filter_map(|(name, label)| {
        let number = name.strip_prefix("twitter:label")?;
        let is_author = AUTHOR_LABELS.contains(&label.to_lowercase().as_str());
        is_author.then(|| tags.get_key_value(&format!("twitter:data{number}")))?
    });
    // The tags have no order of their own.
    tags.iter().filter(|(name, _)| is_own(name)).chain(carded).min().map(|(_, content)| content)
}

/// The names that a page shows to readers and to nobody else: all that elements called after the author hold where
/// they agree, else the first line that is a byline and nothing else.
fn shown(doc: &Document) -> Vec<String> {
    let mut of_author = short_lines(doc, r#"[class*="author" i], [id*="author" i]"#).filter_map(|line| {
        let line = byline::without_opener(&line);
        head::names(line).or_else(|| head::signature(line).map(|(names, _)| names))
    });
    let first = of_author.next();
    if let Some(names) = first {
        return if of_author.all(|others| others == names) { names } else { Vec::new() };
    }
    let mut of_text = short_lines(doc, "article :is(p, span, div, em, h5), main :is(p, span, div, em, h5)");
    of_text.find_map(|line| byline::from_line(&line)).unwrap_or_default()
}

/// The text of the elements that are no longer than a line about authors, and no reader's comment.
fn short_lines(doc: &Document, selector: &str) -> impl Iterator<Item = String> {
    let of_reader = |node: &NodeRef| {
        let is_comment = |name: &str| node.attr(name).is_some_and(|value| value.contains("comment"));
        !node.has_name("body") && (is_comment("class") || is_comment("id"))
    };
    let nodes: Vec<NodeRef> = doc.select(selector).nodes().to_vec();
    let of_page =
        nodes.into_iter().filter(move |node| !of_reader(node) && !node.ancestors_it(None).any(|n| of_reader(&n)));
    let lines = of_page.map(|node| normalise::line(&parted(&node)));
    lines.filter(|line| !line.is_empty() && line.len() < AUTHORS_BYTES_MAX)
}

/// An element's text, each piece of it parted from the next: a label and a name stand in boxes of their own.
fn parted(node: &NodeRef) -> String {
    let texts = node.descendants_it().filter(NodeRef::is_text).map(|text| text.text());
    texts.fold(String::new(), |all, text| all + " " + &text)
}

/// Longer texts are more than names (guessed).
const AUTHORS_BYTES_MAX: usize = 120;

/// The names on a line that says who wrote it and when, where no class says which part is which.
fn signed(doc: &Document) -> Vec<String> {
    let mut lines = short_lines(doc, r#"[class*="meta"], [class*="dateline"], [class*="info"]"#).take(8);
    lines.find_map(|line| head::signature(&line)).map(|(names, _)| names).unwrap_or_default()
}

fn canonical(doc: &Document) -> Option<String> {
    let href = doc.select_single(r#"link[rel~="canonical" i]"#).attr("href")?;
    let href = normalise::entities(href.trim()).into_owned();
    // A template that names the front page says nothing about this page.
    let path = href.split_once("://")?.1.split_once('/').map_or("", |(_, path)| path);
    (!path.is_empty()).then_some(href)
}

fn declared_language(doc: &Document) -> Option<String> {
    let html = doc.select_single("html");
    html.attr("lang")
        .or_else(|| html.attr("xml:lang"))
        .map(|lang| lang.trim().to_owned())
        .filter(|lang| !lang.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_told_by_the_head_and_shown_by_the_page() {
        let check = |html: &str, expected: &[&str]| assert_eq!(meta(&Document::from(html)).byline, expected, "{html}");
        let card = |label: &str| {
            format!(
                r#"<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="Jane Doe">
                <meta name="twitter:label2" content="Reading time"><meta name="twitter:data2" content="3 minutes">"#
            )
        };
        check(&card("Written by"), &["Jane Doe"]);
        check(&card("Verfasst von"), &["Jane Doe"]);
        check(&card("Filed under"), &[]);
        check(r#"<meta name="courier:author" content="Jane Doe">"#, &["Jane Doe"]);
        check(r#"<div class="hero__writers-author"><div>By</div><div>Jane Doe</div></div>"#, &["Jane Doe"]);
        check(r#"<p class="text-author">Jane Doe</p><p class="text-author">John Roe</p>"#, &[]);
        check(r#"<div class="comments"><p class="text-author">John Roe</p></div>"#, &[]);
        check("<main><p>Published May 3, 2024</p><p>By Jane Doe</p></main>", &["Jane Doe"]);
        check("<nav><span>By Category</span></nav><p>By Use Case</p>", &[]);
    }
}
