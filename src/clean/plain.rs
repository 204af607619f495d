//! A flat scrape in, the article in it out: headline first, chrome known by the lexicon, byline and date lines above the body.

use super::head::{self, Head};
use super::{CleanOptions, byline, finish, html, language, lexicon, lines, paragraphs, published_of, reject, segment};
use crate::article::{Article, Cleaned, NotAnArticle, Provenance, Published, Record, Removed};

/// Lines above the body that may be headline, byline or date (guessed: kicker, headline, standfirst, byline, date, reading time).
const HEAD_LINES: usize = 8;

/// A headline has at most this many words and characters (measured on headlines of English and German outlets: the longest had 26 words).
const TITLE_WORDS_MAX: usize = 28;
const TITLE_CHARS_MAX: usize = 220;

/// Above the body of a dump, shorter lines are sections and names (guessed).
const TITLE_WORDS_MIN: usize = 4;

/// The article in a scrape.
pub fn scrape(text: &str, url: Option<&str>, record: &Record, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    if html::is_markup(text) {
        return html::page(text, url, record, options);
    }
    let mut removed = Vec::new();
    let mut lines = paragraphs::paragraphs(text);
    options.strip_repeated(None, None, &mut lines, &mut removed);
    let mut body = lexicon::strip(lines, &mut removed);
    let told = match cut_dump(&mut body, &mut removed) {
        Some(title) => Some(Head { title, ..Head::default() }),
        None => head::take(&mut body, is_headline, &mut removed),
    };
    let Head { title, byline, date } = told.unwrap_or_else(|| Head { title: take_title(&mut body), ..Head::default() });
    let byline = if byline.is_empty() { take_byline(&mut body, &mut removed) } else { byline };
    let head = body.iter().take(HEAD_LINES).filter(|line| line.len() < 200).cloned().collect::<Vec<_>>();
    lines::trim_head(&mut body, &[&title], &mut removed);
    lines::strip_credits(&mut body, &mut removed);
    if let Some(reason) = reject::reason(&title, &body) {
        return Err(reason);
    }
    let text = body.join("\n\n");
    let field = date.as_ref().or_else(|| head.iter().find(|line| lines::is_date_line(line))).map(String::as_str);
    let language = language::language(&text, None);
    let published = published_of(field, url, (&text, language.as_deref()), record, options, &mut removed);
    // A line of the text is no field: say where it was read.
    let published =
        published.map(|p| if p.by == Provenance::Field { Published { by: Provenance::Text, ..p } } else { p });
    let url = url.map(str::to_owned);
    let article = Article { title, byline, language, published, url, ..Article::default() };
    Ok(finish(article, &body, removed))
}

/// The first line, where it reads like a headline and something follows it.
fn take_title(body: &mut Vec<String>) -> String {
    match body.first() {
        Some(first) if body.len() > 1 && is_headline(first) => body.remove(0),
        _ => String::new(),
    }
}

/// Cuts the article out of a page's dump; gives the headline where it stands a little above the body.
fn cut_dump(body: &mut Vec<String>, removed: &mut Vec<Removed>) -> Option<String> {
    let article = segment::article(body);
    let note = |line: String| Removed { text: line, rule: "page-around".to_owned() };
    removed.extend(body.drain(article.end..).map(note));
    if article.start == 0 {
        return None;
    }
    let above = article.start.saturating_sub(HEAD_LINES)..article.start;
    let title = body[above]
        .iter()
        .rev()
        .find(|line| is_headline(line) && line.split_whitespace().count() >= TITLE_WORDS_MIN)
        .cloned();
    removed.extend(body.drain(..article.start).filter(|line| Some(line) != title.as_ref()).map(note));
    Some(title.unwrap_or_default())
}

fn is_headline(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let ends_as_sentence = line.ends_with(['.', ':', ';', ',']) && !line.ends_with("...");
    words <= TITLE_WORDS_MAX
        && line.chars().count() <= TITLE_CHARS_MAX
        && !ends_as_sentence
        && byline::from_line(line).is_none()
}

/// The names of a byline line above the body.
fn take_byline(body: &mut Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    let found = body.iter().take(HEAD_LINES).enumerate().find_map(|(i, line)| Some((i, byline::from_line(line)?)));
    match found {
        Some((i, names)) if body.len() > 1 => {
            removed.push(Removed { text: body.remove(i), rule: "byline".to_owned() });
            names
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Content, RecordKey};

    fn check(text: &str, title: &str, paragraphs: &[&str]) {
        let record = Record {
            path: "a.txt".into(),
            number: 0,
            offset: 0,
            key: RecordKey::WholeFile,
            external_id: None,
            content: Content::Text { text: String::new(), url: None },
        };
        let cleaned = scrape(text, None, &record, &CleanOptions::new(jiff::civil::date(2030, 1, 1))).unwrap();
        assert_eq!(cleaned.article.title, title);
        let found: Vec<_> = cleaned.article.paragraphs.iter().map(|p| p.of(&cleaned.article.text)).collect();
        assert_eq!(found, paragraphs);
    }

    #[test]
    fn headline_byline_body_and_chrome() {
        check(
            "Skip to content\n\nFerry stays in dock\n\nBy Jane Doe\n\nThe ferry stays in dock, the company said.\n\nShow More\n\nRelated Articles\n\nBack to top button",
            "Ferry stays in dock",
            &["The ferry stays in dock, the company said."],
        );
    }

    #[test]
    fn a_first_sentence_is_no_headline() {
        check("The ferry stays in dock.\n\nNobody was hurt.", "", &["The ferry stays in dock.", "Nobody was hurt."]);
    }
}
