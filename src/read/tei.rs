//! TEI, in which libraries and scholars give printed papers anew: a document in, an article a division of that type out, or all of
//! it as one. The XML of trafilatura, a reader of pages, has its elements under a root of its own.

use super::xml::{Element, Entry, Item};
use crate::article::Fields;

/// Types of a division that is an article by itself.
const ARTICLE_TYPES: &[&str] = &["article", "newspaperarticle", "story", "news", "artikel"];

/// The articles of a document, or of a corpus of them.
pub fn items(root: &Element) -> Vec<Entry> {
    let documents: Vec<&Element> = ["TEI", "TEI.2"].iter().flat_map(|name| root.find_all(name)).collect();
    let pages = root.find_all("doc").into_iter().filter(|doc| doc.named("main").next().is_some());
    let pages = pages.flat_map(|doc| std::iter::once(page(doc)).chain(doc.named("comments").filter_map(comments)));
    documents.into_iter().flat_map(document).chain(pages).collect()
}

/// What readers wrote below an article is told, and not read.
fn comments(element: &Element) -> Option<Entry> {
    has_words(element).then_some(Err("comments"))
}

fn has_words(element: &Element) -> bool {
    element.text().contains(char::is_alphanumeric)
}

/// A page as trafilatura writes it: what it says of itself in attributes, what its readers wrote apart from its text.
fn page(doc: &Element) -> Entry {
    let told = |name: &str| doc.attribute(name).map(str::to_owned);
    let listed = |name: &str| {
        let parts = doc.attribute(name).unwrap_or_default().split(';').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let fields = Fields {
        title: told("title"),
        text: doc.named("main").next().and_then(markup),
        date: told("date"),
        byline: listed("author"),
        source: told("sitename").or_else(|| told("hostname")),
        section: listed("categories").into_iter().next(),
        language: told("language"),
        url: told("url").or_else(|| told("source")),
    };
    whole(fields, told("id"))
}

fn document(tei: &Element) -> Vec<Entry> {
    let described = described(tei);
    let Some(text) = tei.named("text").next() else { return vec![Err("empty")] };
    let id = tei.attribute("xml:id").map(str::to_owned);
    match articles(text)[..] {
        [] => {
            let body = text.named("body").next().unwrap_or(text);
            let own = whole(Fields { text: without_comments(body), ..described }, id);
            let around = text.elements().filter(|part| !std::ptr::eq(body, text) && part.name != "body");
            let told = body.elements().filter(is_comments).filter_map(comments).chain(around.filter_map(outside));
            std::iter::once(own).chain(told).collect()
        }
        [only] => std::iter::once(article(only, &described, id)).chain(beside_articles(text)).collect(),
        // What the paper is called and numbered by and where it lies, none of its articles is.
        ref several => {
            let described = Fields { title: None, url: None, ..described };
            let articles = several.iter().map(|division| article(division, &described, None));
            articles.chain(beside_articles(text)).collect()
        }
    }
}

/// What has words and stands beside the articles of a paper: advertisements, its name; not the running heads of its pages.
fn beside_articles(text: &Element) -> impl Iterator<Item = Entry> {
    let parts = text.find_each(|element| is_article(element) || articles(element).is_empty());
    parts.into_iter().filter(|part| !is_article(part) && part.name != "fw").filter_map(outside)
}

/// A part with words that no article has is told.
fn outside(part: &Element) -> Option<Entry> {
    has_words(part).then_some(Err("outside-article"))
}

fn whole(fields: Fields, id: Option<String>) -> Entry {
    if fields.title.is_some() || fields.text.is_some() { Ok(Item { fields, id }) } else { Err("empty") }
}

/// The divisions that are articles, none inside another.
fn articles(text: &Element) -> Vec<&Element> {
    text.find_each(is_article)
}

fn is_article(element: &Element) -> bool {
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    element.name.starts_with("div") && ARTICLE_TYPES.contains(&kind.as_str())
}

/// The article of a division; `described` and `id` are its document's, for what it does not say itself.
fn article(division: &Element, described: &Fields, id: Option<String>) -> Entry {
    let byline: Vec<String> = division.find_all("byline").into_iter().map(Element::line).collect();
    let fields = Fields {
        title: division.text_of("head").or_else(|| described.title.clone()),
        text: markup(division),
        byline: if byline.is_empty() { described.byline.clone() } else { byline },
        date: day(division.find("dateline")).or_else(|| described.date.clone()),
        ..described.clone()
    };
    whole(fields, division.attribute("xml:id").map(str::to_owned).or(id))
}

/// A text without the division in which its readers had their say.
fn without_comments(body: &Element) -> Option<String> {
    if !body.elements().any(|element| is_comments(&element)) {
        return markup(body);
    }
    let parts = body.elements().filter(|element| !is_comments(element)).filter_map(markup);
    Some(parts.map(|part| format!("<div>{part}</div>")).collect::<String>()).filter(|text| !text.is_empty())
}

fn is_comments(element: &&Element) -> bool {
    element.name == "div" && element.attribute("type") == Some("comments")
}

fn markup(element: &Element) -> Option<String> {
    Some(element.markup()).filter(|text| !text.trim().is_empty())
}

/// What the header says. What was printed comes before what was made of it: the day of an edition is not that of the paper.
fn described(tei: &Element) -> Fields {
    let header = tei.find("teiHeader");
    let part = |name| header.and_then(|header| header.find(name));
    let (printed, edition) = (part("sourceDesc"), part("publicationStmt"));
    let line = |element: Option<&Element>, name| element?.find(name).map(Element::line).filter(|line| !line.is_empty());
    let authors = |element: Option<&Element>| -> Vec<String> {
        element
            .into_iter()
            .flat_map(|element| element.find_all("author"))
            .map(Element::line)
            .filter(|name| !name.is_empty())
            .collect()
    };
    let byline = authors(part("titleStmt"));
    Fields {
        title: line(part("titleStmt"), "title"),
        text: None,
        date: day(printed).or_else(|| day(edition)),
        byline: if byline.is_empty() { authors(printed) } else { byline },
        source: printed.and_then(paper).or_else(|| line(printed, "publisher")).or_else(|| line(edition, "publisher")),
        section: None,
        language: part("language").and_then(|language| language.attribute("ident")).map(str::to_owned),
        url: address(printed).or_else(|| address(edition)),
    }
}

/// The page that a pointer leads to.
fn address(element: Option<&Element>) -> Option<String> {
    let pointers = element?.find_all("ptr");
    let mut targets = pointers.iter().filter_map(|pointer| pointer.attribute("target"));
    targets.find(|target| target.starts_with("http")).map(str::to_owned)
}

/// The title that is a journal's.
fn paper(printed: &Element) -> Option<String> {
    let is_journal = |title: &&Element| title.attribute("level") == Some("j");
    printed.find_all("title").into_iter().find(is_journal).map(Element::line).filter(|title| !title.is_empty())
}

/// The first date inside, as it is given for machines.
fn day(element: Option<&Element>) -> Option<String> {
    let dates = element?.find_all("date");
    let when =
        dates.iter().find_map(|date| ["when", "when-iso", "notBefore"].iter().find_map(|name| date.attribute(name)));
    when.map(str::to_owned).or_else(|| dates.first().map(|date| date.line())).filter(|date| !date.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let header = "<teiHeader><fileDesc><titleStmt><title>Courier of May 7</title><author>Jane Doe</author></titleStmt>\
             <publicationStmt><publisher>A library</publisher><date when='2019'/></publicationStmt>\
             <sourceDesc><bibl><title level='j'>Ellery Courier</title><date when='1924-05-07'>May 7</date></bibl></sourceDesc></fileDesc></teiHeader>";
        let (root, _) =
            parse(&format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'>{header}<text><body>{text}</body></text></TEI>"));
        let line = |entry: Entry| {
            let Item { fields: f, id } = match entry {
                Ok(item) => item,
                Err(reason) => return reason.to_owned(),
            };
            [f.title, Some(f.byline.join("+")), f.date, f.source, id, f.text].map(Option::unwrap_or_default).join("|")
        };
        assert_eq!(items(&root).into_iter().map(line).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_paper_of_several_articles_and_of_one() {
        check(
            "<div type='page'><div type='article' xml:id='a1'><head>Ferry stays</head><byline>John Roe</byline><p>In <hi>dock</hi>.<note>1</note></p></div>\
             <div type='article'><head>Mill opens</head><p>On Monday.</p></div></div>",
            &[
                "Ferry stays|John Roe|1924-05-07|Ellery Courier|a1|<h2>Ferry stays</h2><p>In <em>dock</em>.</p>",
                "Mill opens|Jane Doe|1924-05-07|Ellery Courier||<h2>Mill opens</h2><p>On Monday.</p>",
            ],
        );
        check(
            "<p>It<lb/>stays in har-<lb break='no'/>bour.</p>",
            &["Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||<p>It stays in harbour.</p>"],
        );
        let advert = "<div type='advert'><p>Nets, cheap.</p></div>";
        check(
            &format!("<div type='article' xml:id='a1'><head>Ferry stays</head><p>In dock.</p></div>{advert}"),
            &[
                "Ferry stays|Jane Doe|1924-05-07|Ellery Courier|a1|<h2>Ferry stays</h2><p>In dock.</p>",
                "outside-article",
            ],
        );
        check(
            &format!("<div type='article'><p>It stays.</p></div>{advert}"),
            &["Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||<p>It stays.</p>", "outside-article"],
        );
        check(
            "<head>The Courier</head><div type='page'><div type='article'><p>It stays.</p></div><pb/><p>Nets, cheap.</p></div>",
            &[
                "Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||<p>It stays.</p>",
                "outside-article",
                "outside-article",
            ],
        );
        check(
            "<div type='entry'><p>It stays.</p></div><div type='comments'><p>I agree.</p></div>",
            &["Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||<div><p>It stays.</p></div>", "comments"],
        );
        check("", &["Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||"]);
    }

    #[test]
    fn pages_that_trafilatura_took_down() {
        let line = |xml: &str| {
            let Some(Ok(Item { fields: f, .. })) = items(&parse(xml).0).into_iter().next() else {
                return "none".to_owned();
            };
            let own = [f.title, Some(f.byline.join("+")), f.date, f.source, f.section, f.url, f.text];
            own.map(Option::unwrap_or_default).join("|")
        };
        assert_eq!(
            line(
                "<doc sitename='Post' title='Ferry stays' author='Jane Doe; Sam Roe' date='2024-05-07' url='https://h.example/1' categories='Ships;Region'><main><head rend='h2'>In dock</head><p>It stays.</p></main><comments><p>I agree.</p></comments></doc>"
            ),
            "Ferry stays|Jane Doe+Sam Roe|2024-05-07|Post|Ships|https://h.example/1|<h2>In dock</h2><p>It stays.</p>"
        );
        assert_eq!(
            line(
                "<TEI><teiHeader><fileDesc><titleStmt><title>Ferry stays</title></titleStmt><sourceDesc><biblFull><publicationStmt><publisher>Post</publisher><ptr type='URL' target='https://h.example/1'/><date>2024-05-07</date></publicationStmt></biblFull></sourceDesc></fileDesc></teiHeader><text><body><div type='entry'><p>It stays.</p></div><div type='comments'><p>I agree.</p></div></body></text></TEI>"
            ),
            "Ferry stays||2024-05-07|Post||https://h.example/1|<div><p>It stays.</p></div>"
        );
    }

    #[test]
    fn of_two_readings_one_is_read() {
        let text = "<choice>\n<sic>Teh</sic>\n<corr>The</corr>\n</choice> ferry of <choice><abbr>Capt.</abbr><expan>Captain</expan></choice> Roe \
             <choice><orig>ſtays</orig><reg>stays</reg></choice>. <abbr>Wed.</abbr>";
        let (root, _) = parse(&format!("<TEI><text><body><head>{text}</head><p>{text}</p></body></text></TEI>"));
        assert_eq!(root.find("head").map(Element::line).as_deref(), Some("The ferry of Captain Roe stays. Wed."));
        let marked = "<choice><corr>The</corr></choice> ferry of <choice><expan>Captain</expan></choice> Roe \
             <choice><reg>stays</reg></choice>. <abbr>Wed.</abbr>";
        assert_eq!(root.find("p").and_then(markup).as_deref(), Some(marked));
    }
}
