//! The XML of the news agencies in, an article an item out: NITF 3, and NewsML-G2 with NITF, HTML or flat text inside.

use super::xml::{Element, Entry, Item};
use crate::article::Fields;

/// What an agency sends besides stories, and what it is counted as.
const OTHER_ITEMS: &[(&str, &str)] = &[
    ("packageItem", "package"),
    ("conceptItem", "news-metadata"),
    ("knowledgeItem", "news-metadata"),
    ("planningItem", "news-metadata"),
    ("catalogItem", "news-metadata"),
];

/// What an item holds where it is no text, by the last part of its code (`ninat:picture`).
const OTHER_CLASSES: &[(&str, &str)] =
    &[("picture", "image"), ("graphic", "image"), ("animation", "image"), ("video", "video"), ("audio", "audio")];

/// How the agencies call back what must not be printed any more.
const WITHDRAWN: &[&str] = &["canceled", "cancelled", "killed", "withheld"];

/// Lines of NITF's head in which a paper says where a story stands, on its pages in the net or in print.
const SECTIONS: &[&str] = &["online_sections", "section", "dsk"];

/// The articles of a document.
pub fn items(root: &Element) -> Vec<Entry> {
    if let Some((_, reason)) = OTHER_ITEMS.iter().find(|(name, _)| root.name.ends_with(name)) {
        return vec![Err(reason)];
    }
    let news_items = root.find_all("newsItem");
    let items = match news_items.is_empty() {
        true => root.find_all("nitf").into_iter().map(nitf_entry).collect(),
        false => news_items.into_iter().map(news_entry).collect::<Vec<_>>(),
    };
    let others = OTHER_ITEMS.iter().flat_map(|(name, reason)| root.find_all(name).into_iter().map(|_| Err(*reason)));
    items.into_iter().chain(others).collect()
}

fn nitf_entry(root: &Element) -> Entry {
    let status = root.find("docdata").and_then(|data| data.attribute("management-status"));
    if status.is_some_and(is_withdrawn) { Err("withdrawn") } else { with_words(nitf(root)) }
}

fn news_entry(root: &Element) -> Entry {
    let code = |name| root.find("itemMeta").and_then(|meta| meta.find(name)).and_then(|e| e.attribute("qcode"));
    if code("pubStatus").is_some_and(is_withdrawn) {
        return Err("withdrawn");
    }
    let item = news_item(root);
    let class = code("itemClass").unwrap_or_default();
    let other = OTHER_CLASSES.iter().find(|(name, _)| class.ends_with(name)).map(|(_, reason)| *reason);
    match (&item.fields.text, other) {
        (None, Some(reason)) => Err(reason),
        // A text that lies elsewhere: what is here is a headline and an address.
        (None, None) if root.find("remoteContent").is_some() => Err("remote-content"),
        _ => with_words(item),
    }
}

fn with_words(item: Item) -> Entry {
    if item.fields.title.is_some() || item.fields.text.is_some() { Ok(item) } else { Err("empty") }
}

/// Whether a status (`stat:canceled`) calls its item back.
pub fn is_withdrawn(status: &str) -> bool {
    WITHDRAWN.contains(&status.rsplit(':').next().unwrap_or_default().to_ascii_lowercase().as_str())
}

fn nitf(root: &Element) -> Item {
    let line = |name| root.find(name).map(Element::line).filter(|text: &String| !text.is_empty());
    let attribute = |element, name| root.find(element).and_then(|e| e.attribute(name)).map(str::to_owned);
    // Notes have contents of their own, above the body's.
    let content = root.find("body").map(|body| body.named("body.content").next().unwrap_or(body));
    let body = content.map(|content| full_text(content).unwrap_or(content).markup());
    Item {
        fields: Fields {
            title: line("hl1").or_else(|| line("hedline")).or_else(|| line("title")),
            text: body.map(|body| with_dateline(dateline(root), body)).filter(|text| !text.trim().is_empty()),
            date: attribute("date.issue", "norm")
                .or_else(|| attribute("date.release", "norm"))
                .or_else(|| attribute("pubdata", "date.publication"))
                .or_else(|| attribute("story.date", "norm")),
            byline: bylines(root),
            source: attribute("pubdata", "name").or_else(|| line("distributor")),
            section: attribute("pubdata", "position.section")
                .or_else(|| attribute("tobject.subject", "tobject.subject.type"))
                .or_else(|| SECTIONS.iter().find_map(|name| meta(root, name))),
            language: root.attribute("xml:lang").map(str::to_owned),
            url: attribute("pubdata", "ex-ref").or_else(|| attribute("identified-content", "href")),
        },
        id: attribute("doc-id", "id-string"),
    }
}

/// The block that says of itself to be all of the text, where others beside it repeat parts of it.
fn full_text(content: &Element) -> Option<&Element> {
    content.named("block").find(|block| block.attribute("class") == Some("full_text"))
}

/// What a line of the head says, the first of several things.
fn meta(root: &Element, name: &str) -> Option<String> {
    let metas = root.find("head")?.find_all("meta");
    let content = metas.iter().find(|meta| meta.attribute("name") == Some(name))?.attribute("content")?;
    content.split(';').map(str::trim).find(|part| !part.is_empty()).map(str::to_owned)
}

/// The people a by-line names; all of it where it names none by tag.
fn bylines(root: &Element) -> Vec<String> {
    let named = |byline: &&Element| byline.find_all("person").into_iter().map(Element::line).collect::<Vec<_>>();
    let lines = root.find_all("byline");
    let people: Vec<String> = lines.iter().flat_map(named).collect();
    if people.is_empty() {
        lines.into_iter().map(Element::line).filter(|line| !line.is_empty()).collect()
    } else {
        people
    }
}

/// Place and day of a dateline, which need nothing between them where each has an element of its own.
fn dateline(root: &Element) -> Option<String> {
    let dateline = root.find("dateline")?;
    let line = dateline.line();
    let parts = ["location", "story.date"].map(|name| dateline.find(name).map(Element::line).unwrap_or_default());
    let is_run_together = parts.iter().all(|part| !part.is_empty()) && line == parts.concat();
    Some(if is_run_together { parts.join(", ") } else { line }).filter(|line| !line.is_empty())
}

/// The dateline stands above the body; printed, it opens the first paragraph.
fn with_dateline(dateline: Option<String>, body: String) -> String {
    let Some(dateline) = dateline else { return body };
    let joint = if dateline.ends_with(['-', '–', '—']) { " " } else { " - " };
    let escaped = dateline.replace('&', "&amp;").replace('<', "&lt;");
    match body.find("<p>") {
        Some(at) => format!("{}{escaped}{joint}{}", &body[..at + 3], &body[at + 3..]),
        None => format!("{escaped}{joint}{body}"),
    }
}

fn news_item(root: &Element) -> Item {
    let inner = root.find("nitf").map(nitf).map(|item| item.fields).unwrap_or_default();
    let meta = root.find("contentMeta");
    let line = |name| meta.and_then(|meta| meta.find(name)).map(Element::line).filter(|text: &String| !text.is_empty());
    let provider = root.find("provider").or_else(|| root.find("infoSource"));
    let provider =
        provider.and_then(|p| p.find("name").map(Element::line).or(p.attribute("literal").map(str::to_owned)));
    let by: Vec<String> =
        meta.map(|meta| meta.find_all("by").into_iter().map(Element::line).collect()).unwrap_or_default();
    let section = meta.and_then(topic);
    let language = meta.and_then(|meta| meta.find("language")).and_then(|language| language.attribute("tag"));
    let text = inner.text.or_else(|| inline(root).map(|text| with_dateline(line("dateline"), text)));
    Item {
        fields: Fields {
            title: line("headline").or(inner.title).or_else(|| root.find("title").map(Element::line)),
            text: text.filter(|text| !text.trim().is_empty()),
            date: line("contentCreated").or(inner.date).or_else(|| root.find("versionCreated").map(Element::line)),
            byline: if by.is_empty() { inner.byline } else { by },
            source: provider.or(inner.source).filter(|name| !name.is_empty()),
            section: section.or(inner.section).filter(|name| !name.is_empty()),
            language: language.map(str::to_owned).or_else(|| root.attribute("xml:lang").map(str::to_owned)),
            url: inner.url,
        },
        id: root.attribute("guid").map(str::to_owned),
    }
}

/// The first subject that is a topic: people, places and organisations are subjects too, and say so by their type.
fn topic(meta: &Element) -> Option<String> {
    let is_topic = |subject: &&Element| subject.attribute("type").is_none_or(|kind| kind.ends_with("abstract"));
    meta.find_all("subject").into_iter().filter(is_topic).find_map(|subject| subject.find("name")).map(Element::line)
}

/// The content that stands in the item itself.
fn inline(root: &Element) -> Option<String> {
    if let Some(page) = root.find("inlineXML") {
        return Some(page.find("body").unwrap_or(page).markup());
    }
    root.find("inlineData").map(Element::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::xml::parse;

    fn check(xml: &str, expected: [&str; 8]) {
        let found = items(&parse(xml).0).into_iter().flatten().next().unwrap();
        let Item { fields: f, id } = found;
        let parts = [f.title, f.text, f.date, f.byline.first().cloned(), f.source, f.section, f.language, id];
        assert_eq!(parts.map(Option::unwrap_or_default), expected);
    }

    #[test]
    fn nitf_with_its_dateline() {
        check(
            "<nitf xml:lang='en'><head><title>x</title><docdata><doc-id id-string='n1'/><date.issue norm='20240501T100000Z'/></docdata><pubdata name='Harbour Post' position.section='Ships'/></head><body><body.head><hedline><hl1>Ferry stays</hl1></hedline><byline>By <person>Jane Doe</person></byline><dateline><location>PORT ELLERY</location>, May 1</dateline></body.head><body.content><p>The ferry stays.</p><p>Nobody was hurt.</p></body.content></body></nitf>",
            [
                "Ferry stays",
                "<p>PORT ELLERY, May 1 - The ferry stays.</p><p>Nobody was hurt.</p>",
                "20240501T100000Z",
                "Jane Doe",
                "Harbour Post",
                "Ships",
                "en",
                "n1",
            ],
        );
    }

    #[test]
    fn a_lead_that_the_full_text_repeats_is_read_once() {
        check(
            "<nitf><head><meta name='dsk' content='City Desk'/><meta name='online_sections' content='Region; Ships'/><pubdata name='Harbour Post' date.publication='19870101T000000'/></head><body><body.head><hedline><hl1>Ferry stays</hl1></hedline></body.head><body.content><block class='lead_paragraph'><p>The ferry stays.</p></block><block class='full_text'><p>The ferry stays.</p><p>Nobody was hurt.</p></block></body.content></body></nitf>",
            [
                "Ferry stays",
                "<p>The ferry stays.</p><p>Nobody was hurt.</p>",
                "19870101T000000",
                "",
                "Harbour Post",
                "Region",
                "",
                "",
            ],
        );
    }

    #[test]
    fn place_and_day_of_a_dateline_do_not_run_together() {
        let (root, _) = parse(
            "<nitf><body.head><dateline><location>ELLERY, Grent</location><story.date>May 1</story.date></dateline></body.head></nitf>",
        );
        assert_eq!(dateline(&root).as_deref(), Some("ELLERY, Grent, May 1"));
    }

    #[test]
    fn news_item_with_html_inside() {
        check(
            "<newsMessage><itemSet><newsItem guid='g1' xml:lang='en'><itemMeta><provider literal='Harbour Wire'/><versionCreated>2024-05-01T10:00:00Z</versionCreated></itemMeta><contentMeta><by>Jane Doe</by><headline>Ferry stays</headline><language tag='en-GB'/><subject><name>Ships</name></subject></contentMeta><contentSet><inlineXML><html><head><title>x</title></head><body><p>The ferry stays.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
            [
                "Ferry stays",
                "<p>The ferry stays.</p>",
                "2024-05-01T10:00:00Z",
                "Jane Doe",
                "Harbour Wire",
                "Ships",
                "en-GB",
                "g1",
            ],
        );
    }

    #[test]
    fn what_is_no_story_says_what_it_is() {
        for (xml, expected) in [
            ("<nitf><body/></nitf>", "empty"),
            ("<newsMessage><newsItem guid='x'>", "empty"),
            ("<packageItem guid='x'/>", "package"),
            (
                "<newsItem><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentMeta><headline>A ferry</headline></contentMeta><contentSet><remoteContent/></contentSet></newsItem>",
                "image",
            ),
            (
                "<newsItem><contentMeta><headline>A ferry</headline></contentMeta><contentSet><remoteContent href='x'/></contentSet></newsItem>",
                "remote-content",
            ),
            (
                "<newsItem><itemMeta><pubStatus qcode='stat:canceled'/></itemMeta><contentMeta><headline>A ferry</headline></contentMeta></newsItem>",
                "withdrawn",
            ),
            ("<nitf><head><docdata management-status='killed'/></head><body><hl1>x</hl1></body></nitf>", "withdrawn"),
        ] {
            let found = items(&parse(xml).0).into_iter().next().unwrap();
            assert_eq!(found.err(), Some(expected), "{xml}");
        }
    }
}
