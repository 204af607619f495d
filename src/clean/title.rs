//! What a page or a record calls its headline in, the headline without the site's name out.

use super::normalise::{self, line_key};

/// What stands between a headline and the site's name.
const SEPARATORS: &[&str] =
    &[" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " ~ ", " < ", " ‹ ", "｜", " : "];

/// The headline without the site's name before or behind it. `known` are names the record gives the site (or another
/// form of the headline): only with their help, or where the rest is short, is anything taken off.
pub fn without_site(title: &str, site: Option<&str>) -> String {
    let title = normalise::line(title);
    let mut best = title.as_str();
    let site = site.map(line_key).filter(|s| !s.is_empty());
    while let Some((head, tail)) = split_last(best) {
        let is_site = site.as_deref().is_some_and(|site| same_name(&line_key(tail), site));
        let is_tail = is_site || looks_like_a_name(tail) && words(head) >= 4;
        if !is_tail || words(head) == 0 {
            break;
        }
        best = head;
    }
    if let Some(site) = site.as_deref()
        && let Some((head, tail)) = split_first(best)
        && same_name(&line_key(head), site)
        && words(tail) >= 2
    {
        best = tail;
    }
    best.trim().to_owned()
}

/// The same where the site's name is given and nothing else may be taken off.
pub fn without_named_site(title: &str, site: &str) -> String {
    let title = normalise::line(title);
    let site = line_key(site);
    match split_last(&title) {
        Some((head, tail)) if !head.is_empty() && !site.is_empty() && same_name(&line_key(tail), &site) => {
            head.to_owned()
        }
        _ => title,
    }
}

/// The site's name in a title that is the headline with one name before or behind it.
pub fn site_beside(title: &str, headline: &str) -> Option<String> {
    if words(headline) < 3 {
        return None;
    }
    let ends = [": ", " |", " -", " –", " —", " ::", " »", " ·", " •"];
    let before = title.strip_suffix(headline).and_then(|rest| {
        let rest = rest.trim_end_matches(' ');
        ends.iter().find_map(|end| rest.strip_suffix(end.trim()))
    });
    let behind = || {
        let rest = title.strip_prefix(headline)?;
        ends.iter().filter(|end| end.starts_with(' ')).find_map(|separator| rest.strip_prefix(separator))
    };
    let name = before.or_else(behind)?.trim();
    (looks_like_a_name(name) && !name.contains(['|', ':', '»'])).then(|| name.to_owned())
}

/// The part of a title, between separators, that says the words of a line key; in the title's own spelling.
pub fn part(title: &str, words: &str) -> Option<String> {
    let mut starts = std::iter::once(0).chain(title.match_indices(' ').map(|(at, _)| at + 1));
    starts.find_map(|start| {
        let rest = &title[start..];
        let is_word = rest.starts_with(|c: char| c.is_alphanumeric() || "“‘„«'\"¿¡(".contains(c));
        let stops = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]);
        let found = stops.map(|stop| &rest[..stop]).find(|part| is_word && line_key(part) == words)?;
        Some(found.trim_end_matches([':', ',']).to_owned())
    })
}

fn split_last(title: &str) -> Option<(&str, &str)> {
    // Most titles have no sign that stands alone: they are not searched for each.
    let is_sign = |word: &str| !word.is_empty() && !word.contains(char::is_alphanumeric);
    if !title.contains('｜') && !title.split(' ').any(is_sign) {
        return None;
    }
    // A colon parts a headline from its kicker far more often than from the site's name.
    let cut =
        SEPARATORS.iter().filter(|s| **s != " : ").filter_map(|s| title.rfind(s).map(|at| (at, s.len()))).max()?;
    Some((title[..cut.0].trim_end(), title[cut.0 + cut.1..].trim_start()))
}

fn split_first(title: &str) -> Option<(&str, &str)> {
    let cut = SEPARATORS.iter().filter_map(|s| title.find(s).map(|at| (at, s.len()))).min()?;
    Some((title[..cut.0].trim_end(), title[cut.0 + cut.1..].trim_start()))
}

/// Whether two names are one outlet's: "The Port Ellery Gazette" and "Port Ellery Gazette".
pub fn is_same_name(a: &str, b: &str) -> bool {
    let (a, b) = (squeezed(&line_key(a)), squeezed(&line_key(b)));
    !a.is_empty() && a == b
}

fn squeezed(key: &str) -> String {
    key.replace(' ', "").trim_start_matches("the").trim_start_matches("www").to_owned()
}

/// The same or the beginning of the other; "portellerygazette" of the address.
fn same_name(part: &str, site: &str) -> bool {
    let (a, b) = (squeezed(part), squeezed(site));
    !a.is_empty() && !b.is_empty() && (a == b || a.len() >= 4 && b.starts_with(&a) || b.len() >= 4 && a.starts_with(&b))
}

/// A few words, each capitalised (or one word): an outlet or a section rather than the end of a sentence.
fn looks_like_a_name(part: &str) -> bool {
    let n = words(part);
    let small = ["of", "the", "and", "de", "der", "la", "le", "du", "&", "für", "und", "et", "for", "in"];
    let capitals = part
        .split_whitespace()
        .all(|w| small.contains(&w) || w.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || !c.is_ascii()));
    (1..=5).contains(&n) && part.chars().count() <= 40 && (capitals || part.contains('.') && n == 1)
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, site: Option<&str>, expected: &str) {
        assert_eq!(without_site(title, site), expected);
    }

    #[test]
    fn the_site_stands_beside_the_headline() {
        let headline = "Ferry stays in dock";
        let check = |title: &str, expected: Option<&str>| {
            assert_eq!(site_beside(title, headline).as_deref(), expected, "{title}");
        };
        check("Ellery Gazette: Ferry stays in dock", Some("Ellery Gazette"));
        check("Ferry stays in dock | Ellery Gazette", Some("Ellery Gazette"));
        check("Ferry stays in dock", None);
        check("Ferry stays in dock - and nobody knows why", None);
    }

    #[test]
    fn takes_off_the_site_and_nothing_else() {
        check(
            "Ferry stays in dock after engine failure | Ellery Gazette",
            None,
            "Ferry stays in dock after engine failure",
        );
        check("Ferry stays in dock - News - Ellery Gazette", Some("Ellery Gazette"), "Ferry stays in dock");
        check("Ellery Gazette : Ferry stays in dock", Some("The Ellery Gazette"), "Ferry stays in dock");
        check("Ferry stays in dock < Ellery Gazette", None, "Ferry stays in dock");
        check("Minister resigns – and nobody knows why", None, "Minister resigns – and nobody knows why");
        check("Ellery Gazette", Some("Ellery Gazette"), "Ellery Gazette");
        check("Port-au-Prince", None, "Port-au-Prince");
    }
}
