//! What a page says about where it belongs in, its section out.
//!
//! Structured data first, then the `<meta>` elements, then the breadcrumbs, then the first folder of the address.

use super::meta::Tags;
use crate::clean::json_ld::JsonLd;
use crate::clean::normalise::{self, line_key};
use crate::clean::{paths, title};

/// Names of `<meta>` elements that hold the section.
const SECTION_TAGS: &[&str] = &["article:section", "section", "og:section", "parsely-section", "dc.subject"];

/// What publishing systems write where no section was chosen, as line keys.
const NO_SECTIONS: &[&str] = &[
    "uncategorized",
    "uncategorised",
    "allgemein",
    "nicht kategorisiert",
    "non classé",
    "non catégorisé",
    "sin categoría",
    "sin categorizar",
    "senza categoria",
    "sem categoria",
    "geen categorie",
    "bez kategorii",
    "article",
    "articles",
    "none",
    "null",
    "undefined",
    "default",
];

/// What the first breadcrumb is called, as line keys.
const HOMES: &[&str] = &[
    "home",
    "homepage",
    "home page",
    "front page",
    "start",
    "startseite",
    "accueil",
    "à la une",
    "inicio",
    "portada",
    "início",
    "página inicial",
    "inizio",
    "strona główna",
    "hem",
    "forside",
    "ana sayfa",
    "anasayfa",
    "главная",
];

/// A name of more words is a description of the page (guessed).
const NAME_WORDS_MAX: usize = 8;

/// Longer breadcrumbs are headlines (guessed).
const SECTION_WORDS_MAX: usize = 5;

/// The section of a page with these titles, as line keys.
pub fn section(ld: &JsonLd, tags: &Tags, titles: &[String], source: Option<&str>, url: Option<&str>) -> Option<String> {
    let of_tags = SECTION_TAGS.iter().filter_map(|key| tags.get(*key));
    ld.sections
        .iter()
        .chain(of_tags)
        .find_map(|value| first_name(value))
        .or_else(|| of_breadcrumbs(&ld.breadcrumbs, titles, source))
        .or_else(|| of_address(url?))
}

/// The first of the names in a value that is a section's, as its writer meant it: some write markup's entities twice.
fn first_name(value: &str) -> Option<String> {
    let value = normalise::entities(value);
    let value = normalise::line(&normalise::entities(&value));
    let is_one = |name: &&str| {
        let key = line_key(name);
        !key.is_empty()
            && !name.contains("://")
            && !NO_SECTIONS.contains(&key.as_str())
            && !HOMES.contains(&key.as_str())
            && key.split(' ').count() <= NAME_WORDS_MAX
    };
    value.split([',', ';']).map(str::trim).find(is_one).map(str::to_owned)
}

/// The last breadcrumb that is neither the front page nor the headline.
fn of_breadcrumbs(crumbs: &[String], titles: &[String], source: Option<&str>) -> Option<String> {
    let is_headline = |name: &str| {
        let name = line_key(name.trim_end_matches(['…', '.']));
        // A headline may begin with the one word that its section is called.
        let is_start = || name.contains(' ') && titles.iter().any(|title| title.starts_with(&name));
        name.split(' ').count() > SECTION_WORDS_MAX || is_start()
    };
    let is_outlet = |name: &str| source.is_some_and(|source| title::is_same_name(name, source));
    // The last one is the page itself, whatever it is called, unless it is a section by its name.
    let end = match crumbs.last() {
        Some(last) if paths::is_section(last) => crumbs.len(),
        _ => crumbs.len().saturating_sub(1),
    };
    let section = crumbs[..end].iter().rev().find(|name| !is_headline(name))?;
    first_name(section).filter(|name| !is_outlet(name))
}

/// The first folder of the address, if sections are called so.
fn of_address(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let mut folders = rest.split(['?', '#']).next()?.split('/').skip(1);
    // The last part is the page.
    let folder = folders.next().filter(|_| folders.next().is_some_and(|next| !next.is_empty()))?;
    paths::is_section(folder).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_told_in_many_ways() {
        let check = |sections: &[&str], tag: Option<&str>, crumbs: &[&str], url: &str, expected: Option<&str>| {
            let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            let ld = JsonLd { sections: owned(sections), breadcrumbs: owned(crumbs), ..JsonLd::default() };
            let tags = tag.map(|tag| ("article:section".to_owned(), tag.to_owned())).into_iter().collect();
            let found = section(&ld, &tags, &["ferry stays in dock".to_owned()], Some("The Courier"), Some(url));
            assert_eq!(found.as_deref(), expected, "{sections:?} {tag:?} {crumbs:?} {url}");
        };
        let url = "https://c.example/sport/ferry";
        check(&["News,World,Europe"], None, &[], url, Some("News"));
        check(&["News", "Local"], Some("World"), &[], url, Some("News"));
        check(&["Politics &amp;amp; Policy"], None, &[], url, Some("Politics & Policy"));
        check(&["Home, Shipping"], None, &[], url, Some("Shipping"));
        check(&["Here is all that you need to know of the ferry."], None, &[], url, Some("sport"));
        check(&["Uncategorized"], Some("Shipping"), &[], url, Some("Shipping"));
        check(
            &[],
            Some("https://c.example/sections/world"),
            &["Home", "Economy", "Ferry stays in dock"],
            url,
            Some("Economy"),
        );
        check(&[], None, &["Home", "Ferry stays…"], "https://c.example/ferry", None);
        check(&[], None, &["Home", "Ferry", "Ferry stays in dock"], url, Some("Ferry"));
        check(&[], None, &["Courier", "Islands", "Grent", "Ferry stays"], url, Some("Grent"));
        check(&[], None, &["Home", "Sport"], "https://c.example/ferry", Some("Sport"));
        check(&[], None, &[], url, Some("sport"));
        check(&[], None, &[], "https://c.example/sport", None);
        check(&[], None, &[], "https://c.example/2024/ferry", None);
    }
}
