//! A page's markup or an address in, the address that the page was published under out.

/// How browsers note where a page was saved from, and what the Wayback Machine writes over its copies.
const SAVED_FROM: &str = "<!-- saved from url=(";
const COPIED_FROM: &str = "The Wayback Machine - ";

/// How much of a page is searched for such notes: they stand at its beginning (guessed).
const HEAD_BYTES_MAX: usize = 64 << 10;

/// Where a saved page says that it came from.
pub fn saved_from(html: &str) -> Option<String> {
    let head = super::normalise::start(html, HEAD_BYTES_MAX);
    let behind = |note: &str| head.split_once(note).map(|(_, rest)| rest);
    let noted = behind(SAVED_FROM).and_then(|rest| rest.split_once(')')).map(|(_, rest)| rest);
    let address = noted.or_else(|| behind(COPIED_FROM))?;
    let end = address.find(|c: char| c.is_whitespace() || matches!(c, '<' | '"' | '\'')).unwrap_or(address.len());
    let address = &address[..end];
    address.starts_with("http").then(|| original(address).to_owned())
}

/// The address behind that of a copy in the Wayback Machine: ".../web/20120304050607/http://…" is the page's own.
pub fn original(url: &str) -> &str {
    let copied = url.split_once("://").and_then(|(_, rest)| rest.strip_prefix("web.archive.org/web/"));
    let of_copy = copied
        .and_then(|rest| rest.split_once('/'))
        .filter(|(moment, page)| moment.starts_with(|c: char| c.is_ascii_digit()) && page.starts_with("http"));
    of_copy.map_or(url, |(_, page)| page)
}

/// An address without what differs between addresses of one page: scheme, `www.`, query, fragment, the last slash.
pub fn bare(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// An address as a page writes it, made whole by the address of the page or of its site.
pub fn resolved(href: &str, base: Option<&str>) -> Option<String> {
    if href.starts_with("http://") || href.starts_with("https://") {
        return Some(href.to_owned());
    }
    if let Some(rest) = href.strip_prefix("//") {
        let scheme = base.and_then(|base| base.split_once("://")).map_or("https", |(scheme, _)| scheme);
        return Some(format!("{scheme}://{rest}"));
    }
    let (scheme, rest) = base?.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    // What is relative to a folder, or no address at all ("javascript:"), is not worth the rules for it.
    href.starts_with('/').then(|| format!("{scheme}://{host}{href}"))
}

/// Parameters of an address that tell where its reader came from.
const TRACKING: &[&str] = &["utm_", "fbclid", "gclid", "mc_cid", "mc_eid"];

/// An address without how its reader came to it and where on the page he was. A fragment that begins with "#!" is a path.
pub fn tidy(url: &str) -> String {
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let is_kept = |parameter: &&str| !parameter.is_empty() && !TRACKING.iter().any(|name| parameter.starts_with(name));
    let query = query.split('&').filter(is_kept).collect::<Vec<_>>().join("&");
    let mut out = path.to_owned();
    for (mark, part) in [("?", query.as_str()), ("#", if fragment.starts_with('!') { fragment } else { "" })] {
        if !part.is_empty() {
            out.push_str(mark);
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_whole_and_says_nothing_of_its_reader() {
        let base = Some("http://c.example/a/b?x=1");
        assert_eq!(resolved("/d", base).as_deref(), Some("http://c.example/d"));
        assert_eq!(resolved("//c.example/d", None).as_deref(), Some("https://c.example/d"));
        assert_eq!(resolved("https://d.example/", None).as_deref(), Some("https://d.example/"));
        assert!(resolved("/d", None).is_none() && resolved("javascript:void(0)", base).is_none());
        assert_eq!(tidy("https://c.example/a?utm_source=x&id=7&fbclid=y#comments"), "https://c.example/a?id=7");
        assert_eq!(tidy("https://c.example/a?utm_source=x"), "https://c.example/a");
        assert_eq!(tidy("https://c.example/#!/a"), "https://c.example/#!/a");
        assert_eq!(bare("https://www.c.example/a/?x#y"), bare("http://c.example/a"));
    }

    #[test]
    fn a_copy_knows_its_original() {
        let check = |url: &str, expected: &str| assert_eq!(original(url), expected);
        check("https://web.archive.org/web/20120304050607/http://courier.example/a", "http://courier.example/a");
        check("http://web.archive.org/web/20120304050607id_/https://courier.example/a", "https://courier.example/a");
        check("https://courier.example/web/2012/a", "https://courier.example/web/2012/a");
        check("https://web.archive.org/web/collections", "https://web.archive.org/web/collections");
    }

    #[test]
    fn a_saved_page_says_where_it_came_from() {
        let check = |html: &str, expected: Option<&str>| assert_eq!(saved_from(html).as_deref(), expected, "{html}");
        let address = Some("https://courier.example/2020/a.html");
        check("<!DOCTYPE html>\n<!-- saved from url=(0035)https://courier.example/2020/a.html -->\n<html>", address);
        check(
            "<div>The Wayback Machine - https://web.archive.org/web/20200101000000/https://courier.example/2020/a.html<br>",
            address,
        );
        check("<!-- saved from url=(0014)about:internet -->", None);
        check("<html>", None);
    }
}
