//! A page's tree in, who wrote it out: whom its head tells, whom its elements are called after, who signs under its headline.

use super::meta::Tags;
use super::shown::{self, Line};
use crate::clean::json_ld::JsonLd;
use crate::clean::normalise::folded;
use crate::clean::{byline, head, lines, title};
use dom_query::{Document, NodeRef};

/// Where pages without structured data show their authors, most telling first.
const AUTHOR_SELECTORS: &[&str] = &[
    r#"[rel~="author"]"#,
    r#"[itemprop~="author"] [itemprop~="name"]"#,
    r#"[itemprop~="author"]"#,
    r#"[class*="byline-name"], [class*="author-name"], [class*="author__name"], [class*="byline__name"], [class*="authorName"]"#,
    r#"[class*="byline" i] a, [class*="author" i] a"#,
    r#"[class*="byline" i]"#,
    r#"a[href*="/author/"], a[href*="/authors/"], a[href*="/autor/"]"#,
    r#"[class~="author"], [class*="post-author"], [class*="entry-author"], [class*="article-author"], [id="author"], [id="authors"]"#,
];

/// Names of `<meta>` elements that hold authors.
const AUTHOR_TAGS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "articleauthor",
];

/// Labels of a card's fields under which WordPress gives the author, as its most used plug-in for search engines writes them.
const AUTHOR_LABELS: &[&str] = &["written by", "verfasst von", "geschrieben von", "écrit par", "escrito por"];

/// Longer texts are more than names (guessed).
const AUTHORS_BYTES_MAX: usize = 120;

/// Lines under the headline among which a byline is looked for (guessed: standfirst, kicker, dates and buttons stand between).
const LINES_MAX: usize = 12;

/// Whom the page names: those it tells, unless they are only the outlet and the page shows people.
pub fn authors(doc: &Document, told: Vec<String>, title: &str, outlets: &[String]) -> Vec<String> {
    let told = outlets.iter().fold(told, |names, outlet| byline::without_outlet(names, Some(outlet)));
    if !told.iter().all(|name| is_outlet(name, outlets)) {
        return told;
    }
    let on_page = on_page(doc, title);
    if !on_page.iter().all(|name| is_outlet(name, outlets)) {
        return on_page;
    }
    if told.is_empty() { in_text(doc) } else { told }
}

fn is_outlet(name: &str, outlets: &[String]) -> bool {
    outlets.iter().any(|outlet| title::is_same_name(name, outlet))
}

/// Whom head and elements name for the author.
pub fn told(doc: &Document, tags: &Tags, ld: &JsonLd, outlets: &[String]) -> Vec<String> {
    let of_head = std::iter::once(byline::names(&ld.authors))
        .chain(AUTHOR_TAGS.iter().filter_map(|key| tags.get(*key)).map(|value| byline::names(&[value])))
        .chain(std::iter::once_with(|| byline::names(labelled(tags).as_slice())));
    let of_page =
        AUTHOR_SELECTORS.iter().map(|selector| byline::names(&short_lines(doc, selector).take(4).collect::<Vec<_>>()));
    let mut of_site = Vec::new();
    for names in of_head.chain(of_page).chain(std::iter::once_with(|| signed(doc))).filter(|names| !names.is_empty()) {
        // The outlet named as its own author says that nobody was named here; somebody may be elsewhere.
        if !names.iter().all(|name| is_outlet(name, outlets)) {
            return names;
        }
        if of_site.is_empty() {
            of_site = names;
        }
    }
    of_site
}

/// What stands under a name of the outlet's own that ends in "author", or in a card's field that is labelled so.
fn labelled(tags: &Tags) -> Option<&String> {
    let is_own = |name: &str| name.rsplit_once([':', '.', '_', '-']).is_some_and(|(_, last)| last == "author");
    let carded = tags.iter().filter_map(|(name, label)| {
        let number = name.strip_prefix("twitter:label")?;
        let is_author = AUTHOR_LABELS.contains(&label.to_lowercase().as_str());
        is_author.then(|| tags.get_key_value(&format!("twitter:data{number}")))?
    });
    // The tags have no order of their own.
    tags.iter().filter(|(name, _)| is_own(name)).chain(carded).min().map(|(_, content)| content)
}

/// The names that a page shows to readers and to nobody else: all that elements called after the author hold where
/// they agree, else who signs under the headline.
fn on_page(doc: &Document, title: &str) -> Vec<String> {
    let mut of_author = short_lines(doc, r#"[class*="author" i], [id*="author" i]"#).filter_map(|line| {
        let line = byline::without_opener(&line);
        head::names(line).or_else(|| head::signature(&line.replace('\n', " ")).map(|(names, _)| names))
    });
    if let Some(names) = of_author.next()
        && of_author.all(|others| others == names)
    {
        return names;
    }
    below_headline(&lines_below(doc, title), &folded(title)).unwrap_or_default()
}

/// The names on the first line of the text that is a byline and nothing else.
fn in_text(doc: &Document) -> Vec<String> {
    let mut lines = short_lines(doc, "article :is(p, span, div, em, h5), main :is(p, span, div, em, h5)");
    lines.find_map(|line| byline::from_line(&line)).unwrap_or_default()
}

/// Who signs on the lines between the headline and the text.
fn below_headline(below: &[String], title: &str) -> Option<Vec<String>> {
    (0..below.len()).find_map(|at| {
        let line = &below[at];
        let is_label = !line.is_empty() && byline::without_opener(line).is_empty();
        let labelled =
            || below.get(at + 1).filter(|_| is_label).and_then(|name| byline::from_line(&format!("By {name}")));
        // A name alone may be a place or a section, unless a date or what he is stands beside it.
        let is_beside = |line: &String| lines::is_date_line(line) || is_role(line);
        let has_beside = || below.get(at + 1).is_some_and(is_beside) || at > 0 && lines::is_date_line(&below[at - 1]);
        let is_of_title = || title.contains(&folded(line));
        let alone = || if has_beside() && !is_of_title() { head::names(line) } else { None };
        byline::from_line(line)
            .or_else(|| head::signature(line).map(|(names, _)| names))
            .or_else(labelled)
            .or_else(alone)
    })
}

/// A line that says what somebody is: "Staff Writer".
fn is_role(line: &str) -> bool {
    line.split_whitespace().count() <= 4 && line.split_whitespace().any(byline::is_role)
}

/// The lines under the page's headline, down to the text; other headings are none of them.
fn lines_below(doc: &Document, title: &str) -> Vec<String> {
    let title = folded(title);
    let lines = shown::lines(doc);
    let Some(headline) = lines.iter().position(|line| !title.is_empty() && folded(&line.text) == title) else {
        return Vec::new();
    };
    // A standfirst may be as long as a paragraph.
    let mut n_prose = 0;
    let is_above_text = |line: &&Line| {
        n_prose += usize::from(lines::is_prose(&line.text));
        n_prose < 2
    };
    let below = lines[headline + 1..].iter().take(LINES_MAX).take_while(is_above_text);
    let is_short = |line: &&Line| !line.is_heading && line.text.len() < AUTHORS_BYTES_MAX;
    below.filter(is_short).flat_map(|line| line.text.lines().map(str::to_owned)).collect()
}

/// The text of the elements that are no longer than a line about authors, and neither a reader's comment nor what is quoted.
fn short_lines(doc: &Document, selector: &str) -> impl Iterator<Item = String> {
    let of_reader = |node: &NodeRef| {
        let is_comment = |name: &str| node.attr(name).is_some_and(|value| value.contains("comment"));
        let is_quoted = || node.has_name("blockquote") || node.has_name("figcaption");
        !node.has_name("body") && (is_comment("class") || is_comment("id") || is_quoted())
    };
    let nodes: Vec<NodeRef> = doc.select(selector).nodes().to_vec();
    let of_page =
        nodes.into_iter().filter(move |node| !of_reader(node) && !node.ancestors_it(None).any(|n| of_reader(&n)));
    of_page.filter_map(|node| shown::pieces(&node, AUTHORS_BYTES_MAX)).filter(|line| !line.is_empty())
}

/// The names on a line that says who wrote it and when, where no class says which part is which.
fn signed(doc: &Document) -> Vec<String> {
    let mut lines = short_lines(doc, r#"[class*="meta"], [class*="dateline"], [class*="info"]"#).take(8);
    lines.find_map(|line| head::signature(&line.replace('\n', " "))).map(|(names, _)| names).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::meta::meta;
    use super::*;

    const PROSE: &str =
        "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";

    fn check(html: &str, expected: &[&str]) {
        assert_eq!(meta(&Document::from(html)).byline, expected, "{html}");
    }

    #[test]
    fn authors_are_told_by_the_head_and_shown_by_the_page() {
        let card = |label: &str| {
            format!(
                r#"<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="Jane Doe">
                <meta name="twitter:label2" content="Reading time"><meta name="twitter:data2" content="3 minutes">"#
            )
        };
        check(&card("Written by"), &["Jane Doe"]);
        check(&card("Verfasst von"), &["Jane Doe"]);
        check(&card("Filed under"), &[]);
        check(r#"<meta name="courier:author" content="Jane Doe">"#, &["Jane Doe"]);
        check(r#"<div class="hero__writers-author"><div>By</div><div>Jane Doe</div></div>"#, &["Jane Doe"]);
        check(r#"<p class="text-author">Jane Doe</p><p class="text-author">John Roe</p>"#, &[]);
        check(r#"<div class="comments"><p class="text-author">John Roe</p></div>"#, &[]);
        check(r#"<p class="text-author">Jane Doe</p><figcaption class="author">John Roe</figcaption>"#, &["Jane Doe"]);
        check("<main><p>Published May 3, 2024</p><p>By Jane Doe</p></main>", &["Jane Doe"]);
        check("<nav><span>By Category</span></nav><p>By Use Case</p>", &[]);
    }

    #[test]
    fn who_signs_under_the_headline() {
        let check = |html: &str, expected: &[&str]| {
            check(&format!("<div><h1>Ferry stays in dock</h1>{html}<p>{PROSE}</p></div>"), expected);
        };
        check("<p>By Jane Doe</p>", &["Jane Doe"]);
        check("<p>Von Jörg Weiß und Ute Lang</p>", &["Jörg Weiß", "Ute Lang"]);
        check("<div>By Jane Doe | May 3, 2020</div>", &["Jane Doe"]);
        check("<p>JANE DOE<br>Staff Writer</p>", &["JANE DOE"]);
        check("<div>Jane Doe</div><div>May 3, 2020</div>", &["Jane Doe"]);
        check("<div><span>Jane Doe &nbsp;|</span> <span>05.04.2020</span></div>", &["Jane Doe"]);
        check("<div>Written by</div><div>Jane Doe</div>", &["Jane Doe"]);
        check("<p>By <a>A. J. Neal</a> &nbsp; <a>Issue 5</a></p>", &["A. J. Neal"]);
        check(&format!("<p>{PROSE}</p><p>Jane Doe</p><p>23.07.2025</p>"), &["Jane Doe"]);
        check("<h3>Port Ellery</h3><p>23.07.2025</p>", &[]);
        check("<div>Port Ellery</div>", &[]);
        check(&format!("<p>{PROSE}</p><p>{PROSE}!</p><p>By Jane Doe</p>"), &[]);
    }

    #[test]
    fn boxes_beside_each_other_are_names_of_their_own() {
        check(
            r#"<div class="byline"><span>Jane Doe</span> <span>John Roe</span> <span>Ann Poe</span></div>"#,
            &["Jane Doe", "John Roe", "Ann Poe"],
        );
        check(r#"<p class="byline">By JANE DOE<br>Meridian Press</p>"#, &["JANE DOE", "Meridian Press"]);
        check(r#"<div class="byline"><a>Jane Doe</a><span>Senior reporter</span></div>"#, &["Jane Doe"]);
        check(
            r#"<p class="byline">Par <a>Jane Doe</a> (envoyée à Ellery) et <a>John Roe</a> avec MPA</p>"#,
            &["Jane Doe", "John Roe"],
        );
        check(r#"<div class="byline"><span>Jane</span> <span>Doe</span></div>"#, &["Jane Doe"]);
    }

    #[test]
    fn the_outlet_gives_way_to_people_that_the_page_shows() {
        let check = |html: &str, expected: &[&str]| {
            let head = r#"<meta property="og:site_name" content="The Ellery Courier"><meta name="author" content="Ellery Courier">"#;
            check(&format!("{head}<h1>Ferry stays in dock</h1>{html}<p>{PROSE}</p>"), expected);
        };
        check(r#"<div class="text__author">Jane Doe</div>"#, &["Jane Doe"]);
        check("<p>By Jane Doe</p>", &["Jane Doe"]);
        check("", &["Ellery Courier"]);
        check(
            &format!("<p>{PROSE}</p><p>{PROSE}</p><main><a><span>By Jane Doe</span></a></main>"),
            &["Ellery Courier"],
        );
    }
}
