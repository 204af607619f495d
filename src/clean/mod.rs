//! A record in, the article and what was removed from it out. Pure: no file, no clock, no environment.

pub mod published;

use crate::article::{Article, Cleaned, Content, NotAnArticle, Record, Span};
use jiff::civil::Date;

/// What cleaning needs to know from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanOptions {
    /// No article was published after this day; a later date is refused (and listed among what was removed).
    pub latest: Date,
}

/// The article in a record. (A stand-in: fields as they are, paragraphs at line breaks.)
pub fn clean(record: &Record, _options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let Content::Fields(fields) = &record.content else { return Err(NotAnArticle { reason: "empty" }) };
    let mut article = Article {
        title: fields.title.clone().unwrap_or_default(),
        language: Some(fields.language.clone().unwrap_or("en".to_owned())),
        ..Article::default()
    };
    for line in fields.text.as_deref().unwrap_or_default().split("\n").map(str::trim).filter(|l| !l.is_empty()) {
        if !article.text.is_empty() {
            article.text.push_str("\n\n");
        }
        let start = article.text.len();
        article.text.push_str(line);
        article.paragraphs.push(Span::new(start, article.text.len()));
    }
    Ok(Cleaned { article, removed: Vec::new() })
}
