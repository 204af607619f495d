//! A page's tree in, what its head says out: headline, byline, source, section, address, language.

use super::headline::{first_heading, headline};
use super::{authors, section, shown};
use crate::clean::json_ld::{self, About, JsonLd};
use crate::clean::normalise;
use crate::clean::{address, title};
use dom_query::Document;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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

/// Reads the head, the structured data and the first headings of a page that may have been fetched from somewhere.
pub fn meta(doc: &Document, fetched: Option<&str>) -> Meta {
    let tags = meta_tags(doc);
    let get = |names: &[&str]| names.iter().find_map(|name| tags.get(*name)).cloned();
    let blocks: Vec<String> =
        doc.select(r#"script[type*="ld+json" i]"#).iter().map(|script| script.text().to_string()).collect();
    let own = address_of(doc, &tags, fetched);
    let titles = titles(doc, &tags);
    let ld = json_ld::read(&blocks, &About { address: own.as_deref(), titles: titles.clone() });
    let source = get(&["og:site_name"])
        .or_else(|| ld.publisher.clone())
        .or_else(|| get(&["application-name", "dc.publisher", "publisher", "cre", "twitter:app:name:iphone"]));
    let source =
        source.map(|s| normalise::line(&normalise::entities(&s))).filter(|s| !s.is_empty() && !s.contains("://"));
    let source = source.or_else(|| publisher(doc)).or_else(|| site_of_title(doc));
    let url = own.or_else(|| ld.url.clone()).filter(|url| url.starts_with("http"));
    let url = url.map(|url| address::tidy(address::original(&url)));
    let title = headline(doc, &tags, &ld, source.as_deref());
    let outlets = outlets(&[source.as_deref(), ld.publisher.as_deref(), url.as_deref().and_then(host)]);
    let told = authors::told(doc, &tags, &ld, &title, &outlets);
    let is_article = !told.is_empty() || ld.headline.is_some() || get(&["og:type"]).is_some_and(|t| t == "article");
    Meta {
        is_article,
        byline: authors::authors(doc, told, &title, &outlets),
        title,
        heading: first_heading(doc),
        section: section::section(&ld, &tags, &titles, source.as_deref(), url.as_deref().or(fetched)),
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

/// Content of the `<meta>` elements by their lower-case name, the first of each kept; of those that name authors all, a line each.
fn meta_tags(doc: &Document) -> Tags {
    let mut tags = HashMap::new();
    for node in doc.select("meta[content]").nodes() {
        let content = node.attr_or("content", "");
        let content = content.trim();
        if content.is_empty() {
            continue;
        }
        for key in ["property", "name", "itemprop", "http-equiv"] {
            let Some(name) = node.attr(key).map(|name| name.trim().to_lowercase()) else { continue };
            let is_author = key != "itemprop" && authors::AUTHOR_TAGS.contains(&name.as_str());
            match tags.entry(name) {
                Entry::Vacant(vacant) => drop(vacant.insert(content.to_owned())),
                Entry::Occupied(mut told) if is_author => add_line(told.get_mut(), content),
                Entry::Occupied(_) => {}
            }
        }
    }
    tags
}

/// Bytes of authors that are kept of a page (guessed: a hundred names).
const AUTHORS_BYTES_MAX: usize = 2_000;

fn add_line(lines: &mut String, line: &str) {
    if lines.len() + line.len() < AUTHORS_BYTES_MAX && !lines.lines().any(|known| known == line) {
        lines.push('\n');
        lines.push_str(line);
    }
}

/// What the page is called in its several places, as line keys.
fn titles(doc: &Document, tags: &Tags) -> Vec<String> {
    let shown = doc.select("h1, title").nodes().iter().map(|node| shown::line_of(node)).collect::<Vec<_>>();
    let shared = ["og:title", "twitter:title"].iter().filter_map(|key| tags.get(*key)).cloned();
    let keys = shown.into_iter().chain(shared).map(|title| normalise::line_key(&normalise::entities(&title)));
    keys.filter(|title| !title.is_empty()).collect()
}

/// The address that the page gives for its own.
fn address_of(doc: &Document, tags: &Tags, fetched: Option<&str>) -> Option<String> {
    let shared = tags.get("og:url").map(String::as_str).filter(|url| url.starts_with("http"));
    let site = doc.select_single("base[href]").attr("href");
    let base = shared.or(site.as_deref()).or(fetched);
    canonical(doc, base).or_else(|| shared.map(str::to_owned))
}

fn canonical(doc: &Document, base: Option<&str>) -> Option<String> {
    let href = doc.select_single(r#"link[rel~="canonical" i]"#).attr("href")?;
    let href = address::resolved(&normalise::entities(href.trim()), base)?;
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
            assert_eq!(meta(&Document::from(html), None).source.as_deref(), Some(expected), "{html}");
        };
        check(r#"<div itemprop="publisher"><meta itemprop="name" content="Ellery Courier"></div>"#, "Ellery Courier");
        check(r#"<div itemprop="publisher"><b itemprop="name">Ellery  Courier</b></div>"#, "Ellery Courier");
    }

    #[test]
    fn an_address_is_made_whole() {
        let check = |html: &str, fetched: Option<&str>, expected: Option<&str>| {
            assert_eq!(meta(&Document::from(html), fetched).url.as_deref(), expected, "{html}");
        };
        let link = r#"<link rel="canonical" href="/a">"#;
        check(link, Some("https://c.example/b?x"), Some("https://c.example/a"));
        check(
            &format!(r#"{link}<meta property="og:url" content="http://d.example/">"#),
            None,
            Some("http://d.example/a"),
        );
        check(&format!(r#"<base href="http://d.example/">{link}"#), None, Some("http://d.example/a"));
        check(link, None, None);
        check(
            r#"<meta property="og:url" content="https://c.example/a?utm_source=x#y">"#,
            None,
            Some("https://c.example/a"),
        );
    }

    #[test]
    fn a_copied_page_has_its_own_address() {
        let html =
            r#"<link rel="canonical" href="https://web.archive.org/web/20120304050607/http://courier.example/a">"#;
        assert_eq!(meta(&Document::from(html), None).url.as_deref(), Some("http://courier.example/a"));
    }
}
