//! A record in, the article and what was removed from it out. Pure: no file, no clock, no environment.
//!
//! Three ways lead to the same [`Cleaned`]: a page's markup ([`html`]), a flat scrape ([`plain`]), named fields
//! ([`fields`]). All end in the same last steps: the chrome lexicon, normal form, paragraphs, language. What a rule
//! takes away is kept with that rule; only what the extractor leaves out that chooses a page's content is told nowhere. A body paragraph is never risked for a line of chrome.

mod address;
mod byline;
mod cards;
mod columns;
mod comments;
mod elements;
mod fields;
mod head;
mod html;
mod json_ld;
mod language;
mod lexicon;
mod lines;
mod mojibake;
mod normalise;
mod not_article;
mod paragraphs;
pub mod paths;
mod plain;
pub mod published;
pub mod repeated;
mod segment;
mod title;

use crate::article::{Article, Cleaned, Content, NotAnArticle, Published, Record, Removed, Span};
use jiff::civil::Date;
use paths::FromPath;
use repeated::RepeatedLines;

/// What cleaning needs to know from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanOptions<'t> {
    /// No article was published after this day; a later date is refused (and listed among what was removed).
    pub latest: Date,
    /// The lines that outlets repeat, where they were learned.
    pub repeated: Option<&'t RepeatedLines>,
    /// The folder that stands for the outlet of a record that names none.
    pub folder: &'t str,
}

impl CleanOptions<'_> {
    /// With nothing learned.
    pub fn new(latest: Date) -> Self {
        CleanOptions { latest, repeated: None, folder: "" }
    }

    /// Takes the lines out that the outlet repeats.
    fn strip_repeated(
        &self,
        source: Option<&str>,
        url: Option<&str>,
        lines: &mut Vec<String>,
        removed: &mut Vec<Removed>,
    ) {
        if let Some(repeated) = self.repeated {
            repeated.strip(&repeated::outlet(source, url, self.folder), lines, removed);
        }
    }
}

/// The article in a record.
pub fn clean(record: &Record, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let Some((mended, example)) = mojibake::mended(record) else { return article(record, options) };
    let mut cleaned = article(&mended, options)?;
    cleaned.removed.push(Removed { text: example, rule: "double-encoding".to_owned() });
    Ok(cleaned)
}

fn article(record: &Record, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    // The one look at the path: what it shows is all that the ways below are given of it.
    let path = FromPath::of(&record.path);
    // And the one look at the address: a copy in an archive is the page's own from here on.
    let original = |url: &Option<String>| url.as_deref().map(address::original).map(str::to_owned);
    let mut cleaned = match &record.content {
        Content::Html { html, url } => html::page(html, original(url).as_deref(), &path, options),
        Content::Text { text, url } => plain::scrape(text, original(url).as_deref(), &path, options),
        Content::Fields(given) => {
            let mut given = fields::unmarked(given);
            let url = original(&given.url);
            if url != given.url {
                given.to_mut().url = url;
            }
            fields::fields(&given, &path, options)
        }
    }?;
    if cleaned.article.section.is_none() {
        cleaned.article.section = path.section;
    }
    Ok(cleaned)
}

/// When a record that is no page was published.
fn published_of(
    field: Option<&str>,
    url: Option<&str>,
    (text, language): (&str, Option<&str>),
    path: &FromPath,
    options: &CleanOptions,
    removed: &mut Vec<Removed>,
) -> Option<Published> {
    published::published(
        &published::Clues { field, html: None, url, text, language, path, latest: options.latest },
        removed,
    )
}

/// As much of the body as its language and its day are told from: neither looks further than [`language::SAMPLE_BYTES`],
/// and a text of many megabytes need not be there twice.
fn opening(paragraphs: &[String]) -> String {
    let mut text = String::new();
    for paragraph in paragraphs {
        if text.len() >= language::SAMPLE_BYTES {
            break;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(normalise::start(paragraph, language::SAMPLE_BYTES));
    }
    text
}

/// Lines that say only what is known of the article anyway, each with its rule: the outlet's name, and who wrote it.
fn known_lines(article: &Article) -> Vec<(String, &'static str)> {
    let source = article.source.iter().map(|source| (source, "source-again"));
    let known = source.chain(article.byline.iter().map(|name| (name, "byline-again")));
    known.filter(|(name, _)| normalise::words(name).next().is_some()).map(|(name, rule)| (name.clone(), rule)).collect()
}

/// The rule by which a paragraph is one of these lines.
fn known_by(lines: &[(String, &'static str)], paragraph: &str) -> Option<&'static str> {
    const NAME_BYTES_MAX: usize = 80; // guessed
    if lines.is_empty() || paragraph.len() > NAME_BYTES_MAX {
        return None;
    }
    lines.iter().find(|(line, _)| normalise::say_the_same(line, paragraph)).map(|(_, rule)| *rule)
}

/// Puts the parts together: paragraphs become the text with its spans. Each goes as it is put in, so that a long text is
/// not there twice.
fn finish(mut article: Article, paragraphs: Vec<String>, mut removed: Vec<Removed>) -> Cleaned {
    let known = known_lines(&article);
    article.text = String::with_capacity(paragraphs.iter().map(|p| p.len() + 2).sum());
    for paragraph in paragraphs {
        if let Some(rule) = known_by(&known, &paragraph) {
            removed.push(Removed { text: paragraph, rule: rule.to_owned() });
            continue;
        }
        let paragraph = cards::without(&paragraph, &mut removed).unwrap_or(paragraph);
        if !article.text.is_empty() {
            article.text.push_str("\n\n");
        }
        let start = article.text.len();
        article.text.push_str(&paragraph);
        article.paragraphs.push(Span::new(start, article.text.len()));
    }
    Cleaned { article, removed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Fields;

    #[test]
    fn short_fields_come_out_without_markup() {
        let fields = Fields {
            title: Some("<h1>Café &#8217;s <i>Titanic</i></h1>".to_owned()),
            text: Some("It stays.\n\nIt stays in dock.".to_owned()),
            byline: vec!["<a href='x'>Jane Doe</a>".to_owned()],
            source: Some("L&rsquo;&Eacute;cho &amp; Cie".to_owned()),
            section: Some("A &amp; E".to_owned()),
            ..Fields::default()
        };
        let record = Record {
            path: "a.csv".into(),
            number: 0,
            offset: 0,
            key: crate::article::RecordKey::WholeFile,
            external_id: None,
            content: Content::Fields(fields),
        };
        let article = clean(&record, &CleanOptions::new(jiff::civil::date(2024, 5, 7))).unwrap().article;
        let found = [Some(article.title), article.byline.into_iter().next(), article.source, article.section];
        assert_eq!(found.map(Option::unwrap_or_default), ["Café ’s Titanic", "Jane Doe", "L’Écho & Cie", "A & E"]);
    }

    #[test]
    fn a_line_that_names_the_outlet_or_the_author_alone_goes() {
        let article = Article {
            source: Some("The Ellery Courier".to_owned()),
            byline: vec!["Ann Lee".to_owned()],
            ..Article::default()
        };
        let body =
            ["ANN LEE", "The Ellery Courier", "Ann Lee won the vote.", "Ann Lee", "—"].map(str::to_owned).to_vec();
        let Cleaned { article, removed } = finish(article, body, Vec::new());
        assert_eq!(article.text, "Ann Lee won the vote.\n\n—");
        let rules: Vec<&str> = removed.iter().map(|removed| removed.rule.as_str()).collect();
        assert_eq!(rules, ["byline-again", "source-again", "byline-again"]);
    }
}
