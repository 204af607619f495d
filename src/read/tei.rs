//! TEI, in which libraries and scholars give printed papers anew: a document in, an article a division of that type out, or all of
//! it as one.

use super::xml::{Element, Entry, Item};
use crate::article::Fields;

/// Types of a division that is an article by itself.
const ARTICLE_TYPES: &[&str] = &["article", "newspaperarticle", "story", "news", "artikel"];

/// The articles of a document, or of a corpus of them.
pub fn items(root: &Element) -> Vec<Entry> {
    let documents: Vec<&Element> = ["TEI", "TEI.2"].iter().flat_map(|name| root.find_all(name)).collect();
    documents.into_iter().flat_map(document).collect()
}

fn document(tei: &Element) -> Vec<Entry> {
    let described = described(tei);
    let Some(text) = tei.named("text").next() else { return vec![Err("empty")] };
    let id = tei.attribute("xml:id").map(str::to_owned);
    match articles(text)[..] {
        [] => {
            let body = text.named("body").next().unwrap_or(text);
            vec![whole(Fields { text: markup(body), ..described }, id)]
        }
        [only] => vec![article(only, &described, id)],
        // What the paper is called and numbered by, none of its articles is.
        ref several => {
            let described = Fields { title: None, ..described };
            several.iter().map(|division| article(division, &described, None)).collect()
        }
    }
}

fn whole(fields: Fields, id: Option<String>) -> Entry {
    if fields.title.is_some() || fields.text.is_some() { Ok(Item { fields, id }) } else { Err("empty") }
}

/// The divisions that are articles, none inside another.
fn articles(text: &Element) -> Vec<&Element> {
    text.find_each(|element| {
        let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
        element.name.starts_with("div") && ARTICLE_TYPES.contains(&kind.as_str())
    })
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
        url: None,
    }
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
            let Ok(Item { fields: f, id }) = entry else { return "none".to_owned() };
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
            &["Ferry stays|Jane Doe|1924-05-07|Ellery Courier|a1|<h2>Ferry stays</h2><p>In dock.</p>"],
        );
        check(
            &format!("<div type='article'><p>It stays.</p></div>{advert}"),
            &["Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||<p>It stays.</p>"],
        );
        check("", &["Courier of May 7|Jane Doe|1924-05-07|Ellery Courier||"]);
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
