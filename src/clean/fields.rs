//! Named fields in, the article they make out. The text is kept as it was written as far as can be: only lines that
//! the lexicon knows are taken out.

use super::html::fragment;
use super::lines::is_prose;
use super::paths::FromPath;
use super::{
    CleanOptions, byline, finish, html, language, lexicon, normalise, not_article, opening, paragraphs, published_of,
    title,
};
use crate::article::{Article, Cleaned, Fields, NotAnArticle, Removed};
use std::borrow::Cow;

/// The article in a structured record.
pub fn fields(fields: &Fields, path: &FromPath, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let text = fields.text.as_deref().unwrap_or_default();
    if html::is_page(text) {
        return of_page(fields, text, path, options);
    }
    // Most texts have no tag of any kind.
    let has_tags = memchr::memchr(b'<', text.as_bytes()).is_some();
    if has_tags && (html::is_markup(text) || fragment::has_tags(text)) {
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
    if article.byline.is_empty() {
        article.byline = byline::without_outlet(take_byline(&mut body, &mut removed), article.source.as_deref());
    }
    Ok(finish(article, body, removed))
}

/// Lines above the text of a record that may hold its byline (guessed: a kicker and a standfirst before it).
const HEAD_LINES: usize = 3;

/// The names of a byline line above the text, where a record keeps it that has no field for them.
fn take_byline(body: &mut Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    let head = body.iter().take(HEAD_LINES).take_while(|line| !is_prose(line));
    let signed = head.enumerate().find_map(|(at, line)| Some((at, byline::from_line(line)?)));
    let Some((at, names)) = signed.filter(|_| body.len() > 1) else { return Vec::new() };
    removed.push(Removed { text: body.remove(at), rule: "byline".to_owned() });
    names
}

/// The article of a record whose text is a whole page, head and all: read as any page is, but what the record says goes before.
fn of_page(fields: &Fields, page: &str, path: &FromPath, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let Cleaned { article: of_page, mut removed } = html::page(page, fields.url.as_deref(), path, options)?;
    let given = described(fields, path, options, normalise::start(&of_page.text, language::SAMPLE_BYTES), &mut removed);
    let title = Some(headline(fields)).filter(|title| !title.is_empty());
    let byline = if given.byline.is_empty() { of_page.byline } else { given.byline };
    // The first of the two that are as sure is the record's own.
    let published = [given.published, of_page.published].into_iter().flatten().min_by_key(|published| published.by);
    let article = Article {
        title: title.unwrap_or(of_page.title),
        byline,
        source: given.source.or(of_page.source),
        section: given.section.or(of_page.section),
        language: given.language.or(of_page.language),
        url: given.url.or(of_page.url),
        published,
        ..of_page
    };
    Ok(Cleaned { article, removed })
}

/// The fields without the markup that short ones carry where they came from pages.
pub fn unmarked(fields: &Fields) -> Cow<'_, Fields> {
    let short = [&fields.title, &fields.source, &fields.section].into_iter().flatten().chain(&fields.byline);
    if !short.into_iter().any(|field| field.contains(['&', '<'])) {
        return Cow::Borrowed(fields);
    }
    let line = |field: &String| normalise::unmarked(field).into_owned();
    Cow::Owned(Fields {
        title: fields.title.as_ref().map(line),
        source: fields.source.as_ref().map(line),
        section: fields.section.as_ref().map(line),
        byline: fields.byline.iter().map(line).collect(),
        ..fields.clone()
    })
}

/// The headline as the field gives it; a site's name is taken off only where the record names the site.
pub fn headline(fields: &Fields) -> String {
    let title = fields.title.as_deref().unwrap_or_default();
    match fields.source.as_deref() {
        Some(source) => title::without_named_site(title, source),
        None => normalise::line(title),
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
    if !title.is_empty() && body.len() > 1 && normalise::say_the_same(&body[0], title) {
        removed.push(Removed { text: body.remove(0), rule: "title-again".to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_byline_above_the_text_is_that_of_a_record_without_one() {
        let prose =
            "HULL (Reuters) - The ferry stays in dock until its engines have been examined, the harbour board said.";
        let read = |byline: &[&str], text: &str| {
            let given = Fields {
                text: Some(text.to_owned()),
                byline: byline.iter().map(|name| (*name).to_owned()).collect(),
                ..Fields::default()
            };
            let Cleaned { article, .. } =
                fields(&given, &FromPath::default(), &CleanOptions::new(date(2030, 1, 1))).unwrap();
            (article.byline.join("+"), article.text)
        };
        let signed = format!("By Jane Doe\n\n{prose}");
        assert_eq!(read(&[], &signed), ("Jane Doe".to_owned(), prose.to_owned()));
        assert_eq!(read(&["John Roe"], &signed), ("John Roe".to_owned(), signed.clone()));
        let below = format!("{prose}\n\nBy Jane Doe");
        assert_eq!(read(&[], &below), (String::new(), below.clone()));
    }

    #[test]
    fn a_page_in_a_record_is_read_as_a_page_and_its_fields_go_before() {
        let page = "<!doctype html><html lang='en'><head><title>Ferry stays in dock | Harbour Post</title>\
             <meta property='og:site_name' content='Harbour Post'><meta property='article:published_time' content='2024-05-01T10:00:00Z'>\
             <meta name='author' content='Jane Doe'></head><body><nav><a href='/'>Home</a></nav><article><h1>Ferry stays in dock</h1>\
             <p>The ferry stays in dock until its engines have been examined, the harbour board of the town said on Monday morning.</p>\
             <p>Nobody was hurt when the ship lost power on Sunday night, and passengers will be paid back in full by the company.</p>\
             </article></body></html>";
        let options = CleanOptions::new(date(2030, 1, 1));
        let read = |given: Fields| {
            let given = Fields { text: Some(page.to_owned()), ..given };
            let article = fields(&given, &FromPath::default(), &options).unwrap().article;
            let day = article.published.map(|published| published.date.to_string()).unwrap_or_default();
            assert!(article.text.starts_with("The ferry stays"), "{}", article.text);
            [article.title, day, article.byline.join("+"), article.source.unwrap_or_default()].join("|")
        };
        assert_eq!(read(Fields::default()), "Ferry stays in dock|2024-05-01|Jane Doe|Harbour Post");
        let given = Fields {
            title: Some("It stays".to_owned()),
            date: Some("2024-05-02".to_owned()),
            byline: vec!["John Roe".to_owned()],
            ..Fields::default()
        };
        assert_eq!(read(given), "It stays|2024-05-02|John Roe|Harbour Post");
    }
}
