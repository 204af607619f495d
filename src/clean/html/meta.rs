//! A page's tree in, what its head says out: headline, byline, source, section, address, language.

use super::authors;
use super::headline::{first_heading, headline};
use crate::clean::json_ld::{self, JsonLd};
use crate::clean::normalise;
use crate::clean::{address, title};
use dom_query::Document;
use std::collections::HashMap;

/// Content of the `<meta>` elements by their lower-case name.
pub type Tags = HashMap<String, String>;

/// What the page says about itself.
#[derive(Debug, Default)]
pub struct Meta {
    pub title: String,
    /// The first `<h1>`, which need not be the headline but is no paragraph either.
    pub heading: String,
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
    let source = source.or_else(|| publisher(doc)).or_else(|| site_of_title(doc));
    let url = canonical(doc).or_else(|| get(&["og:url"])).or_else(|| ld.url.clone());
    let url = url.filter(|url| url.starts_with("http")).map(|url| address::original(&url).to_owned());
    let title = headline(doc, &tags, &ld, source.as_deref());
    let outlets = outlets(&[source.as_deref(), ld.publisher.as_deref(), url.as_deref().and_then(host)]);
    let told = authors::told(doc, &tags, &ld, &outlets);
    let is_article = !told.is_empty() || ld.headline.is_some() || get(&["og:type"]).is_some_and(|t| t == "article");
    Meta {
        is_article,
        byline: authors::authors(doc, told, &title, &outlets),
        title,
        heading: first_heading(doc),
        section: ld
            .section
            .clone()
            .or_else(|| get(&["article:section", "section", "og:section", "parsely-section", "dc.subject"]))
            .map(|s| normalise::line(&s)),
        url,
        language: declared_language(doc)
            .or_else(|| get(&["og:locale", "content-language", "dc.language", "language"]))
            .or_else(|| ld.language.clone()),
        description: get(&["og:description", "description", "twitter:description"])
            .map(|text| normalise::entities(&text).into_owned()),
        source,
        ld,
    }
}

/// The publisher as microdata names it.
fn publisher(doc: &Document) -> Option<String> {
    let name = doc.select_single(r#"[itemprop~="publisher"] [itemprop~="name"]"#);
    let text = name.attr("content").unwrap_or_else(|| name.text());
    Some(normalise::line(&text)).filter(|text| !text.is_empty())
}

/// The names that this outlet goes by.
fn outlets(names: &[Option<&str>]) -> Vec<String> {
    names.iter().flatten().map(|name| (*name).to_owned()).collect()
}

fn host(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split(['/', ':', '?']).next()
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
    fn the_source_is_what_the_page_calls_its_publisher() {
        let check = |html: &str, expected: &str| {
            assert_eq!(meta(&Document::from(html)).source.as_deref(), Some(expected), "{html}");
        };
        check(r#"<div itemprop="publisher"><meta itemprop="name" content="Ellery Courier"></div>"#, "Ellery Courier");
        check(r#"<div itemprop="publisher"><b itemprop="name">Ellery  Courier</b></div>"#, "Ellery Courier");
    }

    #[test]
    fn a_copied_page_has_its_own_address() {
        let html =
            r#"<link rel="canonical" href="https://web.archive.org/web/20120304050607/http://courier.example/a">"#;
        assert_eq!(meta(&Document::from(html)).url.as_deref(), Some("http://courier.example/a"));
    }
}
