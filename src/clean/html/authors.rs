//! A page's tree in, who wrote it out: whom its head tells, whom its elements are called after, who signs under its headline.

use super::meta::Tags;
use super::prune;
use super::shown::{self, Line};
use crate::clean::json_ld::JsonLd;
use crate::clean::normalise::line_key;
use crate::clean::{byline, head, lines, title};
use dom_query::{Document, NodeId, NodeRef};
use std::collections::HashSet;

/// Where pages without structured data show their authors, most telling first.
const AUTHOR_SELECTORS: &[&str] = &[
    r#"[rel~="author"]"#,
    r#"[itemprop~="author"] [itemprop~="name"]"#,
    r#"[itemprop~="author"]"#,
    r#"[class*="byline-name"], [class*="author-name"], [class*="author__name"], [class*="byline__name"], [class*="authorName"]"#,
    r#"[class*="byline" i] a, [class*="author" i] a"#,
    r#"[class*="byline" i]"#,
    r#"a[href*="/author/"], a[href*="/authors/"], a[href*="/autor/"]"#,
    r#"[class~="author"], [class$="__author"], [class*="__author "], [class*="post-author"], [class*="entry-author"], [class*="article-author"], [id="author"], [id="authors"]"#,
];

/// Names of `<meta>` elements that hold authors.
pub const AUTHOR_TAGS: &[&str] = &[
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
    if !told.is_empty() {
        return told;
    }
    let in_text = in_text(doc);
    if in_text.is_empty() { below_label(doc) } else { in_text }
}

fn is_outlet(name: &str, outlets: &[String]) -> bool {
    outlets.iter().any(|outlet| title::is_same_name(name, outlet))
}

/// Whom head and elements name for the author.
pub fn told(doc: &Document, tags: &Tags, ld: &JsonLd, title: &str, outlets: &[String]) -> Vec<String> {
    // The outlet named as its own author says that nobody was named here; somebody may be elsewhere.
    let mut of_site = Vec::new();
    let mut people = |found: &mut dyn Iterator<Item = Vec<String>>| {
        found.filter(|names| !names.is_empty()).find(|names| {
            let is_site = names.iter().all(|name| is_outlet(name, outlets));
            if is_site && of_site.is_empty() {
                of_site.clone_from(names);
            }
            !is_site
        })
    };
    let mut of_head = std::iter::once(byline::names(&ld.authors))
        .chain(AUTHOR_TAGS.iter().filter_map(|key| tags.get(*key)).map(|value| byline::names(&[value])))
        .chain(std::iter::once_with(|| byline::names(labelled(tags).as_slice())));
    if let Some(names) = people(&mut of_head) {
        return names;
    }
    let (of_story, anywhere) = (Beside::of(doc), Beside::default());
    let of_elements = people(&mut of_selectors(doc, &of_story).chain(std::iter::once_with(|| signed(doc, &of_story))));
    // Whoever signs under the headline wrote this; an element called after an author may be another story's, or a reader's.
    // A link to somebody's page overrules none: it may be a topic's.
    let written = || lines_below(doc, title).iter().find_map(|line| byline::from_line(line));
    // Of two forms of a name, one may have more around it.
    let is_one = |a: &str, b: &str| line_key(a).contains(&line_key(b)) || line_key(b).contains(&line_key(a));
    let is_same = |a: &[String], b: &[String]| a.iter().any(|name| b.iter().any(|other| is_one(name, other)));
    match of_elements {
        Some(names) => written().filter(|signed| !is_same(signed, &names)).unwrap_or(names),
        // What stands beside the text is about its author as often as about others'.
        None => signs_below(doc, title).or_else(|| people(&mut of_selectors(doc, &anywhere))).unwrap_or(of_site),
    }
}

/// Whoever signs between the headline and the text: with "By", or with a link to what else he wrote.
fn signs_below(doc: &Document, title: &str) -> Option<Vec<String>> {
    const PAGES: &str = r#"a[href*="/staff/"], a[href*="/by/"], a[href*="/profile/"], a[href*="/people/"]"#;
    let below = lines_below(doc, title);
    let of_line = below.iter().find_map(|line| byline::from_line(line));
    of_line.or_else(|| {
        let links = doc.select(PAGES);
        let names = links.nodes().iter().map(shown::line_of).filter(|name| below.contains(name));
        let found: Vec<String> = names.filter_map(|name| head::names(&name)).flatten().collect();
        (!found.is_empty()).then(|| byline::names(&found))
    })
}

/// The names that each of the selectors finds.
fn of_selectors(doc: &Document, beside: &Beside) -> impl Iterator<Item = Vec<String>> {
    AUTHOR_SELECTORS
        .iter()
        .map(move |selector| byline::names(&short_lines(doc, selector, beside).take(4).collect::<Vec<_>>()))
}

/// What of a page is beside its story: other stories' cards, what stands aside. By default nothing is.
#[derive(Default)]
struct Beside {
    /// The elements that the headline stands in, whatever they are called; `None` where nothing is beside a story.
    around: Option<HashSet<NodeId>>,
}

impl Beside {
    fn of(doc: &Document) -> Beside {
        let headings = doc.select("h1");
        let around = headings.nodes().iter().flat_map(|h1| h1.ancestors_it(None)).map(|above| above.id).collect();
        Beside { around: Some(around) }
    }

    fn holds(&self, node: &NodeRef) -> bool {
        let Some(around) = &self.around else { return false };
        let mut above_node = node.ancestors_it(None).filter(|above| !around.contains(&above.id));
        // An article's own foot says who wrote it.
        let is_in_article = || node.ancestors_it(None).any(|above| above.has_name("article"));
        above_node.any(|above| {
            above.has_name("aside")
                || above.has_name("nav")
                || above.has_name("footer") && !is_in_article()
                || above.attr("class").is_some_and(|class| prune::is_of_others(&class))
        })
    }
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
    let beside = Beside::of(doc);
    let mut of_author = short_lines(doc, r#"[class*="author" i], [id*="author" i]"#, &beside).filter_map(|line| {
        let line = byline::without_opener(&line);
        head::names(line).or_else(|| head::signature(&line.replace('\n', " ")).map(|(names, _)| names))
    });
    if let Some(names) = of_author.next()
        && of_author.all(|others| others == names)
    {
        return names;
    }
    below_headline(&lines_below(doc, title), &line_key(title)).unwrap_or_default()
}

/// The names on the first line of the text that is a byline and nothing else.
fn in_text(doc: &Document) -> Vec<String> {
    let beside = Beside::of(doc);
    let mut lines = short_lines(doc, "article :is(p, span, div, em, h5), main :is(p, span, div, em, h5)", &beside);
    lines.find_map(|line| byline::from_line(&line)).unwrap_or_default()
}

/// The names below a label of their own ("Article by"), wherever it stands, if all such labels name the same people.
fn below_label(doc: &Document) -> Vec<String> {
    let lines = shown::lines(doc);
    let signed = |pair: &[Line]| {
        let (label, names) = (&pair[0].text, head::names(&pair[1].text)?);
        let is_label = byline::without_opener(label).is_empty();
        byline::from_line(&format!("{label} {}", pair[1].text)).filter(|signed| is_label && *signed == names)
    };
    let mut signed = lines.windows(2).filter_map(signed);
    let Some(first) = signed.next() else { return Vec::new() };
    if signed.all(|others| others == first) { first } else { Vec::new() }
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
        let is_of_title = || title.contains(&line_key(line));
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
    let title = line_key(title);
    let lines = shown::lines(doc);
    let Some(headline) = lines.iter().position(|line| !title.is_empty() && line_key(&line.text) == title) else {
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

/// The text of the elements that are no longer than a line about authors, and neither a reader's comment, nor what is quoted,
/// nor beside the story.
fn short_lines(doc: &Document, selector: &str, beside: &Beside) -> impl Iterator<Item = String> {
    let of_reader = |node: &NodeRef| {
        let is_comment = |name: &str| node.attr(name).is_some_and(|value| value.contains("comment"));
        let is_quoted = || node.has_name("blockquote") || node.has_name("figcaption");
        !node.has_name("body") && (is_comment("class") || is_comment("id") || is_quoted())
    };
    let is_of_story = move |node: &NodeRef| {
        !of_reader(node) && !node.ancestors_it(None).any(|above| of_reader(&above)) && !beside.holds(node)
    };
    let nodes: Vec<NodeRef> = doc.select(selector).nodes().to_vec();
    // What stands around an element is asked last: it costs most.
    nodes.into_iter().filter_map(move |node| {
        shown::pieces(&node, AUTHORS_BYTES_MAX).filter(|line| !line.is_empty() && is_of_story(&node))
    })
}

/// The names on a line that says who wrote it and when, where no class says which part is which.
fn signed(doc: &Document, beside: &Beside) -> Vec<String> {
    let mut lines = short_lines(doc, r#"[class*="meta"], [class*="dateline"], [class*="info"]"#, beside).take(8);
    lines.find_map(|line| head::signature(&line.replace('\n', " "))).map(|(names, _)| names).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::meta::meta;
    use super::*;

    const PROSE: &str =
        "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";

    fn check(html: &str, expected: &[&str]) {
        assert_eq!(meta(&Document::from(html), None).byline, expected, "{html}");
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
        check(
            r#"<meta name="author" content="Jane Doe"><meta name="author" content="John Roe">"#,
            &["Jane Doe", "John Roe"],
        );
        check("<nav><span>By Category</span></nav><p>By Use Case</p>", &[]);
        let label = "<h2>Article by</h2><div>Jane Doe</div>";
        check(label, &["Jane Doe"]);
        check(&format!("{label}<p>By</p><p>John Roe</p>"), &[]);
        check("<h2>Edited by</h2><div>Jane Doe</div>", &[]);
        let card = "<div class='card'><p class='card__author'>John Roe</p></div>";
        check(&format!("<h1>Ferry</h1><div class='hero__author'>Jane Doe</div>{card}"), &["Jane Doe"]);
    }

    #[test]
    fn who_signs_under_the_headline() {
        let check = |html: &str, expected: &[&str]| {
            check(&format!("<div><h1>Ferry stays in dock</h1>{html}<p>{PROSE}</p></div>"), expected);
        };
        check("<p>By Jane Doe</p>", &["Jane Doe"]);
        check("<div><a href='/staff/jane-doe'>Jane Doe</a></div>", &["Jane Doe"]);
        check("<div><a href='/islands/port-ellery'>Port Ellery</a></div>", &[]);
        check("<div>Submitted by <i>Jane Doe</i> on <i>Mon, 05/06/2024 - 12:00</i></div>", &["Jane Doe"]);
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
    fn other_stories_have_other_authors() {
        let check = |above: &str, below: &str, expected: &[&str]| {
            check(&format!("<main><h1>Ferry stays in dock</h1>{above}<p>{PROSE}</p></main>{below}"), expected);
        };
        let card = "<div class='card'><span class='author-name'>John Roe</span></div>";
        let aside = "<aside><a rel='author'>John Roe</a></aside>";
        for other in [card, aside, "<div><a rel='author'>John Roe</a></div>"] {
            check("<p>By Jane Doe</p>", other, &["Jane Doe"]);
            check("", other, &["John Roe"]);
        }
        check(
            "<p>By Jane Doe</p>",
            "<div><a rel='author'>Jane Doe</a><a rel='author'>Ann Poe</a></div>",
            &["Jane Doe", "Ann Poe"],
        );
        check("<div><a href='/people/ann-poe'>Ann Poe</a></div>", "<a rel='author'>Jane Doe</a>", &["Jane Doe"]);
        check("<p class='byline'>Jane Doe</p>", card, &["Jane Doe"]);
        check("<p>By Jane Doe in Ellery</p>", "<a rel='author'>Jane</a>", &["Jane"]);
        let foot = "<article><footer><a rel='author'>Jane Doe</a></footer></article><p class='author'>Ann Poe</p>";
        check("", foot, &["Jane Doe"]);
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
