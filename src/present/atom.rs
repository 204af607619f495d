//! Hits in, an Atom feed out (RFC 4287): every search can be subscribed to.
//!
//! An entry is an article, and its id is made from the article's, so that a reader knows it again after a rebuild. A
//! feed wants a moment for every entry: that of publication, as exactly as it is known. An undated article has the
//! beginning of 1970, always, so that no reader takes it for news each time it looks, and no `published`.

use super::rich::acts_on_terminal;
use crate::search::{ArticleCard, Hit};
use std::io::{self, Write};

/// The moment of what has none.
const NO_MOMENT: &str = "1970-01-01T00:00:00Z";

/// What is said of the feed itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed<'a> {
    /// The search as one would type it; nothing means every article.
    pub question: &'a str,
    /// Where the feed is to be had, for a reader that asks again.
    pub address: Option<&'a str>,
    /// What stands before an article's id in the address of its page; `None` where nobody serves one.
    pub articles: Option<&'a str>,
    /// A day, `YYYY-MM-DD`: the feed's own where it has no dated entry.
    pub today: &'a str,
}

/// Writes a feed.
pub fn search(out: &mut dyn Write, feed: &Feed, hits: &[Hit]) -> io::Result<()> {
    let name = if feed.question.is_empty() { "everything" } else { feed.question };
    let latest = hits.iter().filter_map(|hit| moment(&hit.article)).max();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
    writeln!(out, "  <id>urn:dateline:search:{}</id>", digest(feed.question))?;
    writeln!(out, "  <title>{}</title>", escaped(&format!("dateline: {name}")))?;
    writeln!(out, "  <updated>{}</updated>", latest.unwrap_or_else(|| format!("{}T00:00:00Z", feed.today)))?;
    if let Some(address) = feed.address {
        writeln!(out, "  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", escaped(address))?;
    }
    writeln!(out, "  <author><name>dateline</name></author>")?;
    writeln!(out, "  <generator version=\"{}\">dateline</generator>", env!("CARGO_PKG_VERSION"))?;
    hits.iter().try_for_each(|hit| entry(out, feed, hit))?;
    writeln!(out, "</feed>")
}

fn entry(out: &mut dyn Write, feed: &Feed, hit: &Hit) -> io::Result<()> {
    let article = &hit.article;
    let moment = moment(article);
    let title = if article.title.trim().is_empty() { "untitled" } else { &article.title };
    writeln!(out, "  <entry>")?;
    writeln!(out, "    <id>urn:dateline:article:{}</id>", article.id)?;
    writeln!(out, "    <title>{}</title>", escaped(title))?;
    writeln!(out, "    <updated>{}</updated>", moment.as_deref().unwrap_or(NO_MOMENT))?;
    if let Some(moment) = &moment {
        writeln!(out, "    <published>{moment}</published>")?;
    }
    let url = article.url.clone().filter(|url| is_address(url));
    let here = || feed.articles.map(|articles| format!("{articles}{}", article.id));
    if let Some(url) = url.or_else(here) {
        writeln!(out, "    <link rel=\"alternate\" href=\"{}\"/>", escaped(&url))?;
    }
    if let Some(source) = article.source.as_deref().filter(|source| !source.trim().is_empty()) {
        writeln!(out, "    <author><name>{}</name></author>", escaped(source))?;
    }
    let passages: Vec<&str> = hit.passages.iter().map(|passage| passage.text.as_str()).collect();
    writeln!(out, "    <content type=\"text\">{}</content>", escaped(&passages.join("\n\n")))?;
    writeln!(out, "  </entry>")
}

/// The first moment the publication date can mean, in UTC: the outlet's own clock is not known.
fn moment(article: &ArticleCard) -> Option<String> {
    let date = article.published.as_deref()?;
    let day = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        10 => date.to_owned(),
        // Years before the first and after the 9999th have no place in a feed.
        _ => return None,
    };
    day.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("{day}T00:00:00Z"))
}

/// An address that a reader may follow: `javascript:` and the like are not, and a blank would be none.
fn is_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(|c| c.is_ascii_graphic())
}

/// 128 bits of a hash, in hexadecimal: the same search is the same feed.
fn digest(question: &str) -> String {
    blake3::hash(question.as_bytes()).to_hex()[..32].to_owned()
}

/// Text as XML can hold it. What XML 1.0 has no place for is left out; what could act on a terminal is written by number.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(c),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => {}
            c if acts_on_terminal(c) => safe.push_str(&format!("&#x{:x};", u32::from(c))),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for (published, expected) in [
            (Some("2025-08-16"), Some("2025-08-16T00:00:00Z")),
            (Some("2025-08"), Some("2025-08-01T00:00:00Z")),
            (Some("2025"), Some("2025-01-01T00:00:00Z")),
            (Some("-044-03-15"), None),
            (None, None),
        ] {
            let card = ArticleCard { published: published.map(str::to_owned), ..ArticleCard::default() };
            assert_eq!(moment(&card).as_deref(), expected, "{published:?}");
        }
    }

    #[test]
    fn text_and_addresses() {
        assert_eq!(
            escaped("a <b> & \"c\"\u{0}\u{7}\n\u{9b}x\u{202e}\u{fffe}"),
            "a &lt;b&gt; &amp; &quot;c&quot;\n&#x9b;x&#x202e;"
        );
        assert!(is_address("https://a.example/?a=1&b=2"));
        for url in ["javascript:alert(1)", "https://a b", "ftp://a", "", "http://a\n"] {
            assert!(!is_address(url), "{url}");
        }
    }
}
