//! An article in, its entry in a list of sources out: plain, BibTeX, CSL-JSON.

use crate::search::{ArticleCard, Shown};
use serde_json::{Map, Value, json};

/// What a citation says.
struct Source<'a> {
    card: &'a ArticleCard,
    authors: &'a [String],
}

/// The three forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub plain: String,
    pub bibtex: String,
    pub csl: String,
}

/// `cite` is the passage's, when a passage is meant.
pub fn entry(shown: &Shown, cite: Option<&str>) -> Entry {
    let source = Source { card: &shown.card, authors: &shown.article.byline };
    Entry { plain: plain(&source, cite), bibtex: bibtex(&source, cite), csl: csl(&source, cite) }
}

/// `Jane Doe, “Title”, The Quay, 2025-08-16, https://… [7kq2m9xw:0-9]`
fn plain(source: &Source, cite: Option<&str>) -> String {
    let card = source.card;
    let authors = (!source.authors.is_empty()).then(|| source.authors.join(" and "));
    let title = Some(if card.title.is_empty() { "untitled".to_owned() } else { format!("“{}”", card.title) });
    let parts = [authors, title, card.source.clone(), card.published.clone(), card.url.clone()];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    format!("{line} [{}]", cite.unwrap_or(&card.id))
}

fn bibtex(source: &Source, cite: Option<&str>) -> String {
    let card = source.card;
    let mut lines = vec![format!("@article{{dateline-{},", card.id)];
    let mut field = |name: &str, value: Option<String>| {
        lines.extend(value.filter(|value| !value.is_empty()).map(|value| format!("  {name} = {{{value}}},")));
    };
    field("author", Some(source.authors.iter().map(|name| tex_name(name)).collect::<Vec<_>>().join(" and ")));
    field("title", Some(tex(&card.title)));
    field("journal", card.source.as_deref().map(tex));
    field("date", card.published.as_deref().map(tex));
    field("year", card.published.as_deref().and_then(|date| date.get(..4)).map(tex));
    field("url", card.url.as_deref().map(verbatim));
    field("note", Some(tex(&format!("dateline {}", cite.unwrap_or(&card.id)))));
    // A macro that every style knows, and so without braces.
    lines.extend(card.published.as_deref().and_then(month).map(|month| format!("  month = {month},")));
    lines.push("}".to_owned());
    lines.join("\n")
}

/// A name that BibTeX would cut in its own way is braced: "O'Neil & Sons, Inc." is no Inc. of a family O'Neil.
fn tex_name(name: &str) -> String {
    let name = tex(name);
    if name.contains(',') || name.contains(" and ") { format!("{{{name}}}") } else { name }
}

/// The month of `2025-08` or `2025-08-16`, as BibTeX calls it.
fn month(published: &str) -> Option<&'static str> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month: usize = published.split('-').nth(1)?.parse().ok()?;
    MONTHS.get(month.checked_sub(1)?).copied()
}

/// An address as it is: styles set `url` without reading it as TeX. What would end the field is percent-encoded.
fn verbatim(url: &str) -> String {
    let mut out = String::new();
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | '"' | ' ' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_control() => out.push_str(&format!("%{:02X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// What TeX would take for its own, made plain.
fn tex(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '%' | '$' | '&' | '#' | '_' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn csl(source: &Source, cite: Option<&str>) -> String {
    let card = source.card;
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(card.id));
    item.insert("type".to_owned(), json!("article-newspaper"));
    let mut field = |name: &str, value: Option<&str>| {
        value.filter(|value| !value.is_empty()).map(|value| item.insert(name.to_owned(), json!(value)))
    };
    field("title", Some(&card.title));
    field("container-title", card.source.as_deref());
    field("URL", card.url.as_deref());
    field("note", Some(cite.unwrap_or(&card.id)));
    if !source.authors.is_empty() {
        let authors: Vec<Value> = source.authors.iter().map(|name| json!({ "literal": name })).collect();
        item.insert("author".to_owned(), json!(authors));
    }
    let parts = card.published.as_deref().map(|date| date.split('-').filter_map(|part| part.parse().ok()).collect());
    item.extend(parts.map(|parts: Vec<u16>| ("issued".to_owned(), json!({ "date-parts": [parts] }))));
    serde_json::to_string_pretty(&json!([item])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms() {
        let card = ArticleCard {
            id: "7kq2m9xw".into(),
            title: "Tea & 50% of {it}".into(),
            source: Some("The Quay".into()),
            published: Some("2025-08".into()),
            url: Some("https://quay.example/a_b?c=1&d=50%25#{e}".into()),
            ..ArticleCard::default()
        };
        let source = Source { card: &card, authors: &["Jane Doe".to_owned()] };
        assert_eq!(
            plain(&source, None),
            "Jane Doe, “Tea & 50% of {it}”, The Quay, 2025-08, https://quay.example/a_b?c=1&d=50%25#{e} [7kq2m9xw]"
        );
        assert_eq!(tex_name("O'Neil & Sons, Inc."), "{O'Neil \\& Sons, Inc.}");
        assert!(bibtex(&source, None).contains("  title = {Tea \\& 50\\% of \\{it\\}},\n"));
        let entry = bibtex(&source, None);
        for line in
            ["  url = {https://quay.example/a_b?c=1&d=50%25#%7Be%7D},\n", "  year = {2025},\n", "  month = aug,\n"]
        {
            assert!(entry.contains(line), "{entry}");
        }
        assert_eq!([month("2025"), month("2025-12-01"), month("2025-13")], [None, Some("dec"), None]);
        let item: Value = serde_json::from_str(&csl(&source, Some("7kq2m9xw:0-9"))).unwrap();
        assert_eq!(item[0]["issued"]["date-parts"], json!([[2025, 8]]));
        assert_eq!(item[0]["note"], "7kq2m9xw:0-9");
    }
}
