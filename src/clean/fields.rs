//! Named fields in, the article they make out. The text is kept as it was written as far as can be: only lines that
//! the lexicon knows are taken out.

use super::html::fragment;
use super::paths::FromPath;
use super::{
    CleanOptions, byline, finish, html, language, lexicon, normalise, not_article, opening, paragraphs, published_of,
    title,
};
use crate::article::{Article, Cleaned, Fields, NotAnArticle, Removed};

/// The article in a structured record.
pub fn fields(fields: &Fields, path: &FromPath, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let text = fields.text.as_deref().unwrap_or_default();
    if html::is_markup(text) || fragment::has_tags(text) {
        return titled(fields, html::lines_of(&fragment::with_paragraphs(text)), path, options);
    }
    titled(fields, paragraphs::paragraphs(&normalise::entities(text)), path, options)
}

/// The article of which the fields say what it is, and these lines are the text.
fn titled(
    fields: &Fields,
    mut lines: Vec<String>,
    path: &FromPath,
    options: &CleanOptions,
) -> Result<Cleaned, NotAnArticle> {
    let mut removed = Vec::new();
    options.strip_repeated(fields.source.as_deref(), fields.url.as_deref(), &mut lines, &mut removed);
    let mut body = lexicon::strip(lines, &mut removed);
    let headline = headline(fields);
    drop_repeated_title(&mut body, &headline, &mut removed);
    if let Some(reason) = not_article::reason(&headline, &body) {
        return Err(reason);
    }
    let mut article = described(fields, path, options, &opening(&body), &mut removed);
    article.title = headline;
    Ok(finish(article, body, removed))
}

/// The headline as the field gives it; a site's name is taken off only where the record names the site.
pub fn headline(fields: &Fields) -> String {
    let title = fields.title.as_deref().map(normalise::entities).unwrap_or_default();
    match fields.source.as_deref() {
        Some(source) => title::without_named_site(&title, source),
        None => normalise::line(&title),
    }
}

/// Everything but title and text.
pub fn described(
    fields: &Fields,
    path: &FromPath,
    options: &CleanOptions,
    text: &str,
    removed: &mut Vec<Removed>,
) -> Article {
    let language = language::language(text, fields.language.as_deref());
    let told = (text, language.as_deref());
    Article {
        published: published_of(fields.date.as_deref(), fields.url.as_deref(), told, path, options, removed),
        byline: byline::without_outlet(byline::names(&fields.byline), fields.source.as_deref()),
        source: fields.source.as_deref().map(normalise::line).filter(|s| !s.is_empty()),
        section: fields.section.as_deref().map(normalise::line).filter(|s| !s.is_empty()),
        language,
        url: fields.url.clone(),
        ..Article::default()
    }
}

/// A first line that says just what the title says is the title once more.
pub fn drop_repeated_title(body: &mut Vec<String>, title: &str, removed: &mut Vec<Removed>) {
    if !title.is_empty() && body.len() > 1 && normalise::folded(&body[0]) == normalise::folded(title) {
        removed.push(Removed { text: body.remove(0), rule: "title-again".to_owned() });
    }
}
