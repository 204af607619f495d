//! What Europresse saves as one page in, an article an `<article>` out. Its classes are those of its pages of 2014 to 2024, as
//! public scripts that take such pages apart look for them; an article that has none of them stays a page.

use super::tags::without_tags;
use super::{Found, Records, one};
use crate::article::{Content, Fields, Record, RecordKey};
use crate::text::entities::entities;

/// What every article of it has: the outlet's name.
const MARK: &str = "DocPublicationName";

/// Classes of an article's text, the newer first.
const TEXTS: &[&str] = &["docOcurrContainer", "DocText"];

/// The words behind the length of a text, which stands between its day and its page.
const WORDS: &[&str] = &[" mots", " words", " palabras", " Wörter"];

/// The articles of a page, if it is one of Europresse's; else the page as it is.
pub fn parted(page: Found) -> Records {
    let Found::Record(record) = page else { return one(page) };
    let html = match &record.content {
        Content::Html { html, .. } if html.contains(MARK) && html.contains("<article") => html,
        _ => return one(Found::Record(record)),
    };
    let articles: Vec<Found> = html
        .split("<article")
        .skip(1)
        .enumerate()
        .map(|(number, article)| Found::Record(of_article(article, number as u64, &record)))
        .collect();
    Box::new(articles.into_iter())
}

fn of_article(article: &str, number: u64, page: &Record) -> Record {
    let article = article.split("</article>").next().unwrap_or_default();
    // The rest of the opening tag.
    let article = article.split_once('>').map_or(article, |(_, inside)| inside);
    let id = line(article, "publiC-lblNodoc").or_else(|| line(article, "publi_nodoc"));
    let key = id
        .clone()
        .map_or_else(|| RecordKey::Digest(blake3::hash(article.as_bytes()).to_hex().to_string()), RecordKey::Own);
    let content = match fields(article) {
        Some(fields) => Content::Fields(fields),
        None => Content::Html { html: format!("<article>{article}</article>"), url: None },
    };
    Record { number, key, external_id: id, content, path: page.path.clone(), offset: page.offset }
}

fn fields(article: &str) -> Option<Fields> {
    let text = TEXTS.iter().find_map(|class| element(article, class))?;
    let (section, date) = line(article, "DocHeader").map(|header| of_header(&header)).unwrap_or_default();
    Some(Fields {
        title: line(article, "titreArticleVisu").or_else(|| line(article, "titreArticle")),
        text: Some(text.to_owned()),
        date,
        byline: ["docAuthors", "sm-margin-bottomNews"]
            .iter()
            .find_map(|class| line(article, class))
            .into_iter()
            .collect(),
        source: line(article, MARK).map(|outlet| without_issue(&outlet)),
        section,
        language: None,
        url: None,
    })
}

/// "Le Courrier, no. 1234" is the Courrier.
fn without_issue(outlet: &str) -> String {
    let issue =
        [", no", ", n°", ", nº", " (site web)", " (web site)"].iter().filter_map(|issue| outlet.find(issue)).min();
    outlet[..issue.unwrap_or(outlet.len())].trim().to_owned()
}

/// The section and the day of "Monde, samedi 4 mai 2024 645 mots, p. 3".
fn of_header(header: &str) -> (Option<String>, Option<String>) {
    let length = WORDS.iter().filter_map(|words| header.find(words)).min();
    let before = length.map_or(header, |at| header[..at].rsplit_once(' ').map_or("", |(before, _)| before));
    let is_day = |part: &&str| part.contains(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = before.split(", ").collect();
    let day = parts.iter().position(is_day);
    // "Saturday, May 4, 2024": the name of the day stands before it.
    let is_english = day.is_some_and(|day| day + 1 < parts.len() && parts[day + 1].trim().len() == 4);
    let Some(day) = day.map(|day| if is_english { day.saturating_sub(1) } else { day }) else { return (None, None) };
    let end = if is_english { day + 3 } else { day + 1 };
    let section = parts[..day].join(", ");
    (Some(section).filter(|section| !section.is_empty()), Some(parts[day..end.min(parts.len())].join(", ")))
}

/// What the first element of a class says, on one line.
fn line(markup: &str, class: &str) -> Option<String> {
    let line = entities(&without_tags(element(markup, class)?)).trim().to_owned();
    (!line.is_empty()).then_some(line)
}

/// How far before a class its tag begins at most (guessed). A text that names a class thousands of times behind its last tag would
/// else be read as often.
const TAG_BYTES_MAX: usize = 1 << 10;

/// What is inside the first element of a class.
fn element<'m>(markup: &'m str, class: &str) -> Option<&'m str> {
    let (mut from, mut open) = (0, None);
    loop {
        let at = from + markup[from..].find(class)?;
        open = markup[from..at].rfind('<').map(|open| from + open).or(open);
        from = at + class.len();
        let Some(open) = open.filter(|open| at - open <= TAG_BYTES_MAX) else { continue };
        let tag = &markup[open..at];
        let is_name = tag.contains("class=") && !tag.contains('>');
        let is_whole = tag.ends_with(['"', '\'', ' ']) && markup[from..].starts_with(['"', '\'', ' ']);
        if is_name && is_whole {
            let name: String = tag[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
            let start = at + markup[at..].find('>')? + 1;
            return Some(&markup[start..start + end_of(&markup[start..], &name)]);
        }
    }
}

/// Where an element of this name ends, others of it inside it passed over.
fn end_of(inside: &str, name: &str) -> usize {
    let (opening, closing) = (format!("<{name}"), format!("</{name}"));
    // `<pre` is no `<p`.
    let is_tag = |at: usize, tag: &str| {
        inside[at..].strip_prefix(tag).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(found) = inside[at..].find('<') {
        at += found;
        if is_tag(at, &closing) {
            if depth == 0 {
                return at;
            }
            depth -= 1;
        } else if is_tag(at, &opening) {
            depth += 1;
        }
        at += 1;
    }
    inside.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> Vec<String> {
        let found = crate::read::records_in(
            "a.html".as_ref(),
            format!("<!DOCTYPE html><html><body>{html}</body></html>").into_bytes(),
            &crate::read::ReadOptions { maps: Default::default(), record_bytes_max: 10_000 },
        );
        let line = |found| match found {
            Found::Record(Record { content: Content::Fields(f), external_id, .. }) => {
                let own = [f.title, Some(f.byline.join("+")), f.date, f.source, f.section, external_id, f.text];
                own.map(Option::unwrap_or_default).join("|")
            }
            Found::Record(Record { content: Content::Html { html, .. }, .. }) => html,
            other => format!("{other:?}"),
        };
        found.map(line).collect()
    }

    #[test]
    fn a_page_of_many_articles() {
        let article = |header: &str, text: &str| {
            format!(
                "<article id='x'><header><div class=\"rdp__DocPublicationName\"><span class=\"DocPublicationName\">L&rsquo;&Eacute;cho &amp;&nbsp;Cie&nbsp;(site web)</span></div>\
                 <div><span class=\"DocHeader\">{header}</span></div><div class=\"titreArticle\"><p class=\"a titreArticleVisu b\">Le ferry <mark>reste</mark></p></div>\
                 <div class=\"docAuthors\">Jane Doe</div></header><section><div class=\"DocText clearfix\">{text}</div></section>\
                 <small><div class=\"publiC-lblNodoc\">news·1</div></small></article>"
            )
        };
        let inside = "<div class=\"docOcurrContainer\"><div><p>Un.</p></div><p>Deux.</p></div>";
        let html = article("Monde, samedi 4 mai 2024 645 mots, p. 3", inside)
            + &article("Saturday, May 4, 2024 64 words", "<p>Un.</p>");
        assert_eq!(
            told(&html),
            [
                "Le ferry reste|Jane Doe|samedi 4 mai 2024|L’Écho & Cie|Monde|news·1|<div><p>Un.</p></div><p>Deux.</p>",
                "Le ferry reste|Jane Doe|Saturday, May 4, 2024|L’Écho & Cie||news·1|<p>Un.</p>",
            ]
        );
        let page = "<article><p>Un.</p></article>";
        assert_eq!(told(page).len(), 1);
        assert_eq!(told(&format!("{page}<span class='DocPublicationName'>x</span>")), [page]);
    }

    #[test]
    fn an_element_ends_at_its_own_tag() {
        let text = |markup| element(markup, "DocText");
        assert_eq!(text("<p class='DocText'>Un <param>deux</p> trois</p>"), Some("Un <param>deux"));
        assert_eq!(text("<p class='DocText'>Un <pre>deux</pre> trois</p>"), Some("Un <pre>deux</pre> trois"));
        assert_eq!(text("DocText <p>DocText</p> <p class='a DocText'>Un</p>"), Some("Un"));
    }

    #[test]
    fn a_class_that_is_named_many_times_costs_no_more_than_its_length() {
        let begun = std::time::Instant::now();
        for start in ["", "<p class='"] {
            assert_eq!(element(&format!("{start}{}", "DocText ".repeat(500_000)), "DocText"), None);
        }
        // It took minutes to look back to the last tag from each.
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}
