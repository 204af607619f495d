//! A snapshot of a feed (RSS 0.9 to 2.0, Atom) in, an article an entry out. Many feeds hold only an entry's first lines; those
//! are its text then. What WordPress and Blogger export is a feed, too, with drafts, menus, pictures and comments among its entries.

use super::xml::{Element, Entry, Item, parse};
use crate::article::Fields;
use std::collections::HashMap;

/// What WordPress calls entries that no reader has seen.
const UNPUBLISHED: &[&str] = &["draft", "auto-draft", "pending", "future", "trash", "inherit"];

/// Kinds of WordPress's entries that are parts of a site and no texts (its documentation of post types).
#[rustfmt::skip]
const SITE_PARTS: &[&str] = &[
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_block", "wp_template",
    "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face",
];

/// What ends the scheme of a category that says of what kind an entry is, and the kinds that are texts of the site: of Blogger all
/// else is its templates, its settings and what readers wrote.
const KIND: &str = "#kind";
const TEXTS: &[&str] = &["post", "page"];

/// The entries of a feed.
pub fn items(root: &Element) -> Vec<Entry> {
    let is_atom = root.name.rsplit(':').next() == Some("feed");
    let channel = root.find("channel").unwrap_or(root);
    let source = channel.text_of("title");
    let language = channel.text_of("language").or_else(|| root.attribute("xml:lang").map(str::to_owned));
    let users = users(channel);
    let entries = root.find_all(if is_atom { "entry" } else { "item" });
    let item = |entry| {
        if let Some(reason) = unseen(entry) {
            return Err(reason);
        }
        let Item { mut fields, id } = if is_atom { atom(entry) } else { rss(entry) };
        if entry.named("wp:post_type").next().is_some() {
            fields.text = fields.text.map(|text| without_shortcodes(&text));
        }
        fields.source = own_source(entry).or_else(|| source.clone());
        fields.language = fields.language.or_else(|| language.clone());
        for name in &mut fields.byline {
            users.get(name).into_iter().for_each(|user| name.clone_from(user));
        }
        if fields.title.is_some() || fields.text.is_some() { Ok(Item { fields, id }) } else { Err("empty") }
    };
    entries.into_iter().map(item).collect()
}

/// What WordPress calls its users, by the names with which they log in, as which its entries have them.
fn users(channel: &Element) -> HashMap<String, String> {
    let user = |user: &Element| Some((user.text_of("wp:author_login")?, user.text_of("wp:author_display_name")?));
    channel.named("wp:author").filter_map(user).collect()
}

/// What WordPress has stand in a text for a picture, a film, a list of them, and puts in when it shows the text.
const SHORTCODES: &[&str] = &["caption", "wp_caption", "gallery", "playlist", "audio", "video", "embed"];

/// A shortcode has so many bytes at most (guessed: a gallery names its pictures, seven bytes each); what goes on longer is prose behind
/// a bracket that nobody closed.
const SHORTCODE_BYTES_MAX: usize = 500;

/// A text without these, each of which stands by itself: `[caption id="a"]<img> The ferry[/caption]`.
fn without_shortcodes(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, code)) = rest.split_once('[') {
        out.push_str(before);
        match behind_shortcode(code) {
            Some(behind) => {
                out.push_str("\n\n");
                rest = behind;
            }
            None => {
                out.push('[');
                rest = code;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What stands behind the shortcode that goes on behind its bracket as `code` does, if it is one.
fn behind_shortcode(code: &str) -> Option<&str> {
    let name = code.strip_prefix('/').unwrap_or(code);
    let name = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
    if !SHORTCODES.contains(&name) {
        return None;
    }
    let end = code.bytes().take(SHORTCODE_BYTES_MAX).position(|b| b == b']')?;
    Some(&code[end + 1..])
}

/// Why an entry of an export was never an article of the site.
fn unseen(entry: &Element) -> Option<&'static str> {
    let is_one_of = |name, known: &[&str]| entry.text_of(name).is_some_and(|value| known.contains(&value.as_str()));
    let kind = entry.named("category").filter(|category| is_kind(category)).find_map(|kind| kind.attribute("term"));
    let is_other = kind.is_some_and(|kind| !TEXTS.contains(&kind.rsplit('#').next().unwrap_or_default()));
    if is_other || is_one_of("wp:post_type", SITE_PARTS) {
        return Some("site-part");
    }
    let is_draft = entry.find("draft").is_some_and(|draft| draft.line() == "yes");
    (is_draft || is_one_of("wp:status", UNPUBLISHED)).then_some("unpublished")
}

/// Whether a category is no section, but says what an entry is.
fn is_kind(category: &Element) -> bool {
    category.attribute("scheme").is_some_and(|scheme| scheme.ends_with(KIND))
}

/// The outlet of an entry that was taken over from another feed.
fn own_source(entry: &Element) -> Option<String> {
    let source = entry.named("source").next()?;
    source.text_of("title").or_else(|| Some(source.line())).filter(|name| !name.is_empty())
}

fn first(entry: &Element, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| entry.text_of(name))
}

fn rss(entry: &Element) -> Item {
    let text = ["content:encoded", "body", "xhtml:body", "description"].iter().find_map(|name| {
        let found = entry.named(name).next()?;
        let has_elements = found.elements().next().is_some();
        Some(if has_elements { found.markup() } else { found.text() }).filter(|text| !text.trim().is_empty())
    });
    let guid = entry.named("guid").next();
    let permalink = guid.filter(|guid| guid.attribute("isPermaLink") != Some("false")).map(Element::line);
    let byline = ["dc:creator", "author"].iter().map(|name| entry.named(name).map(Element::line).collect::<Vec<_>>());
    Item {
        fields: Fields {
            title: entry.text_of("title"),
            text,
            date: first(entry, &["pubDate", "dc:date", "dcterms:issued", "published", "date"]),
            byline: byline.map(names).find(|names| !names.is_empty()).unwrap_or_default(),
            source: None,
            section: first(entry, &["category", "dc:subject"]),
            language: first(entry, &["dc:language"]),
            url: entry.text_of("link").or(permalink.filter(|url| url.starts_with("http"))),
        },
        id: guid
            .map(Element::line)
            .or_else(|| entry.attribute("rdf:about").map(str::to_owned))
            .filter(|id| !id.is_empty()),
    }
}

fn atom(entry: &Element) -> Item {
    let text = ["content", "summary"].iter().find_map(|name| {
        let found = entry.named(name).next()?;
        let is_xhtml = found.attribute("type") == Some("xhtml");
        Some(if is_xhtml { found.markup() } else { found.text() }).filter(|text| !text.trim().is_empty())
    });
    let is_markup = entry.named("title").any(|title| title.attribute("type") == Some("html"));
    let title = entry.text_of("title");
    let title = if is_markup { title.map(|title| parse(&format!("<t>{title}</t>")).0.line()) } else { title };
    let links = || entry.named("link").filter(|link| matches!(link.attribute("rel"), None | Some("alternate")));
    Item {
        fields: Fields {
            title,
            text,
            date: first(entry, &["published", "issued", "updated", "modified"]),
            byline: names(entry.named("author").filter_map(|author| author.text_of("name")).collect()),
            source: None,
            section: entry
                .named("category")
                .filter(|category| !is_kind(category))
                .find_map(|c| c.attribute("label").or(c.attribute("term")))
                .map(str::to_owned),
            language: entry.attribute("xml:lang").map(str::to_owned),
            url: links().find_map(|link| link.attribute("href")).map(str::to_owned),
        },
        id: entry.text_of("id"),
    }
}

/// RSS asks for `jane@harbour.example (Jane Doe)`; the name is what is wanted.
fn names(authors: Vec<String>) -> Vec<String> {
    let name = |author: String| match author
        .split_once(" (")
        .and_then(|(address, name)| address.contains('@').then_some(name))
    {
        Some(name) => name.trim_end_matches(')').to_owned(),
        None => author,
    };
    authors.into_iter().map(name).filter(|name| !name.is_empty() && !name.contains('@')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expected: &[[&str; 8]]) {
        let found: Vec<_> = items(&parse(xml).0)
            .into_iter()
            .flatten()
            .map(|Item { fields: f, id }| {
                [f.title, f.text, f.date, f.byline.first().cloned(), f.source, f.section, f.url, id]
                    .map(Option::unwrap_or_default)
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn rss_two_and_one() {
        check(
            "<rss version='2.0'><channel><title>Harbour Post</title><item><title>Ferry &amp; tug</title><link>http://h.example/1</link><guid isPermaLink='false'>p1</guid><author>jane@h.example (Jane Doe)</author><category>Ships</category><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate><description>Short.</description><content:encoded><![CDATA[<p>The ferry stays.</p>]]></content:encoded></item></channel></rss>",
            &[[
                "Ferry & tug",
                "<p>The ferry stays.</p>",
                "Wed, 01 May 2024 10:00:00 GMT",
                "Jane Doe",
                "Harbour Post",
                "Ships",
                "http://h.example/1",
                "p1",
            ]],
        );
        check(
            "<rdf:RDF><channel><title>Post</title></channel><item rdf:about='u1'><title>A</title><description>b</description><dc:date>2001-05-01</dc:date></item></rdf:RDF>",
            &[["A", "b", "2001-05-01", "", "Post", "", "", "u1"]],
        );
    }

    #[test]
    fn atom_with_xhtml_and_an_empty_entry() {
        check(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title><entry><id>e1</id><title type='html'>A</title><link rel='self' href='x'/><link href='http://h.example/2'/><published>2024-05-01T10:00:00Z</published><author><name>Jane Doe</name></author><content type='xhtml'><div><p>One &lt; two.</p></div></content></entry><entry/></feed>",
            &[[
                "A",
                "<div><p>One &lt; two.</p></div>",
                "2024-05-01T10:00:00Z",
                "Jane Doe",
                "Post",
                "",
                "http://h.example/2",
                "e1",
            ]],
        );
    }

    #[test]
    fn shortcodes_of_wordpress() {
        let text = "It stays.\n\n[caption id=\"a\"]<img> The ferry[/caption] [sic] [gallery] [caption";
        let expected = "It stays.\n\n\n\n<img> The ferry\n\n [sic] \n\n [caption";
        assert_eq!(without_shortcodes(text), expected);
        let unclosed = format!("[video {} [sic] stays", "The ferry stays in dock. ".repeat(40));
        assert_eq!(without_shortcodes(&unclosed), unclosed);
    }

    #[test]
    fn brackets_that_nobody_closed_take_no_time() {
        let start = std::time::Instant::now();
        for text in ["[".repeat(400_000), "[gallery ".repeat(20_000)] {
            assert_eq!(without_shortcodes(&text), text);
        }
        // Each looked for its end to the end of the text, this takes minutes.
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    #[test]
    fn an_export_of_wordpress() {
        let item = |title: &str, kind: &str, status: &str| {
            format!(
                "<item><title>{title}</title><dc:creator>jdoe</dc:creator><wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
            )
        };
        let user = "<wp:author><wp:author_login>jdoe</wp:author_login><wp:author_display_name>Jane Doe</wp:author_display_name></wp:author>";
        let entries = [("A", "post", "publish"), ("B", "post", "draft"), ("C", "nav_menu_item", "publish")];
        let entries = entries.map(|(title, kind, status)| item(title, kind, status)).concat();
        let found = items(&parse(&format!("<rss><channel>{user}{entries}</channel></rss>")).0);
        let told = found
            .iter()
            .map(|entry| entry.as_ref().map_or_else(|not| (*not).to_owned(), |item| item.fields.byline.join("+")));
        assert_eq!(told.collect::<Vec<_>>(), ["Jane Doe", "unpublished", "site-part"]);
    }

    #[test]
    fn an_export_of_blogger() {
        let entry = |title: &str, kind: &str, more: &str| {
            format!(
                "<entry><title>{title}</title><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/><category scheme='http://www.blogger.com/atom/ns#' term='harbour'/>{more}</entry>"
            )
        };
        let draft = "<app:control><app:draft>yes</app:draft></app:control>";
        let entries =
            [("A", "post", ""), ("B", "page", ""), ("C", "post", draft), ("D", "comment", ""), ("E", "template", "")];
        let entries = entries.map(|(title, kind, more)| entry(title, kind, more)).concat();
        let found = items(&parse(&format!("<feed><title>Post</title>{entries}</feed>")).0);
        let told = found.iter().map(|entry| {
            entry.as_ref().map_or_else(|not| (*not).to_owned(), |item| item.fields.section.clone().unwrap_or_default())
        });
        assert_eq!(told.collect::<Vec<_>>(), ["harbour", "harbour", "unpublished", "site-part", "site-part"]);
    }

    #[test]
    fn a_broken_feed_keeps_its_whole_entries() {
        check(
            "<rss><channel><item><title>A</title></item><item><title>B</ti",
            &[["A", "", "", "", "", "", "", ""], ["B", "", "", "", "", "", "", ""]],
        );
    }
}
