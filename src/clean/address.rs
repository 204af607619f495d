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

#[cfg(test)]
mod tests {
    use super::*;

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
