//! A page's tree in, what its head says out: headline, byline, source, section, address, language.

use super::headline::headline;
use crate::clean::json_ld::{self, JsonLd};
use crate::clean::normalise::{self, folded};
use crate::clean::{byline, head, title};
use dom_query::Document;
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
    Meta {
        title: headline(doc, &tags, &ld, source.as_deref()),
        is_article: !byline.is_empty() || ld.headline.is_some() || get(&["og:type"]).is_some_and(|t| t == "article"),
        byline,
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
    r#"[class~="author"], [class*="post-author"], [class*="entry-author"], [class*="article-author"], [id="author"]"#,
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
        .chain(keys.iter().filter_map(|key| tags.get(*key)).map(|value| byline::names(&[value])));
    let of_page = AUTHOR_SELECTORS.iter().map(|selector| {
        let texts: Vec<String> = doc
            .select(selector)
            .iter()
            .take(4)
            .map(|node| normalise::line(&node.text()))
            .filter(|text| text.len() < 120)
            .collect();
        byline::names(&texts)
    });
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

/// The names on a line that says who wrote it and when, where no class says which part is which.
fn signed(doc: &Document) -> Vec<String> {
    let lines = doc.select(r#"[class*="meta"], [class*="dateline"], [class*="info"]"#);
    let texts = lines.iter().take(8).map(|line| normalise::line(&line.text())).filter(|text| text.len() < 120);
    texts.filter_map(|text| head::signature(&text)).map(|(names, _)| names).next().unwrap_or_default()
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
