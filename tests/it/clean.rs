//! The cleaner on whole records: every folder of `tests/data/clean`, fields that must come through as written, hostile
//! pages, and what holds for any input.

use dateline::article::{Cleaned, Content, Fields, NotAnArticle, Record, RecordKey};
use dateline::clean::{CleanOptions, clean};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Expected {
    byline: Vec<String>,
    source: Option<String>,
    section: Option<String>,
    language: Option<String>,
    url: Option<String>,
    published: Option<String>,
    removed: Vec<String>,
}

fn cleaned(content: Content) -> Result<Cleaned, NotAnArticle> {
    let key = RecordKey::WholeFile;
    let record = Record { path: PathBuf::from("a"), number: 0, offset: 0, key, external_id: None, content };
    clean(&record, &CleanOptions::new(jiff::civil::date(2030, 1, 1)))
}

fn check_folder(folder: &Path) {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let content = match read("source.html") {
        Some(html) => Content::Html { html, url: None },
        None => Content::Text { text: read("source.txt").expect("a source"), url: None },
    };
    let Cleaned { article, removed } = cleaned(content).expect("an article");
    let name = folder.display();
    assert_eq!(
        format!("{}\n\n{}\n", article.title, article.text),
        read("expected.txt").expect("expected.txt"),
        "{name}"
    );
    let expected: Expected = toml::from_str(&read("expected.toml").expect("expected.toml")).expect("valid toml");
    assert_eq!(article.byline, expected.byline, "{name}");
    assert_eq!(article.source, expected.source, "{name}");
    assert_eq!(article.section, expected.section, "{name}");
    assert_eq!(article.language, expected.language, "{name}");
    assert_eq!(article.url, expected.url, "{name}");
    assert_eq!(article.published.map(|p| p.date.to_string()), expected.published, "{name}");
    for piece in &expected.removed {
        assert!(removed.iter().any(|r| r.text.contains(piece)), "{name}: `{piece}` is not among the removed");
    }
}

#[test]
fn sources_become_what_is_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/clean");
    let folders = std::fs::read_dir(root)
        .expect("cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir());
    assert_eq!(folders.inspect(|folder| check_folder(folder)).count(), 5);
}

#[test]
fn the_text_of_fields_comes_through_as_written() {
    let text = "The vote was eleven to four.\n\n“A town without a night train,” he said,  “is a town without a door.”\nNobody spoke against it.";
    let fields = Fields { title: Some("Council votes".to_owned()), text: Some(text.to_owned()), ..Fields::default() };
    let article = cleaned(Content::Fields(fields)).unwrap().article;
    assert_eq!(
        article.text,
        "The vote was eleven to four.\n\n“A town without a night train,” he said, “is a town without a door.”\n\nNobody spoke against it."
    );
}

#[test]
fn fields_may_hold_markup() {
    let text = "<p>The vote was <b>eleven</b> to four.</p><p>Nobody spoke against it.</p><p>Advertisement</p>";
    let fields =
        Fields { title: Some("Tea &amp; trains".to_owned()), text: Some(text.to_owned()), ..Fields::default() };
    let article = cleaned(Content::Fields(fields)).unwrap().article;
    assert_eq!(
        (article.title.as_str(), article.text.as_str()),
        ("Tea & trains", "The vote was eleven to four.\n\nNobody spoke against it.")
    );
}

#[test]
fn a_copy_in_an_archive_is_the_page_s_own() {
    let copy = "https://web.archive.org/web/20120304/http://courier.example/a".to_owned();
    let text = "The ferry stays in dock, the company said.\n\nNobody was hurt.".to_owned();
    let html = format!("<html><head><link rel=canonical href='{copy}'></head><body><h1>Ferry stays</h1><p>{text}</p>");
    for content in [
        Content::Text { text: text.clone(), url: Some(copy.clone()) },
        Content::Fields(Fields { text: Some(text), url: Some(copy.clone()), ..Fields::default() }),
        Content::Html { html: html.clone(), url: Some(copy) },
        Content::Html { html, url: None },
    ] {
        let article = cleaned(content).unwrap().article;
        // The moment in the address is the archive's.
        assert_eq!((article.url.as_deref(), article.published), (Some("http://courier.example/a"), None));
    }
}

#[test]
fn what_a_page_shows_around_its_text_is_told_and_not_repeated() {
    let prose =
        "The ferry will stay in dock until its engines have been examined by an independent engineer, the owner said.";
    let page = |head: &str, above: &str, below: &str| {
        let html = format!(
            "<html lang='en'>{head}<body><div>{above}<p>{prose}</p><p>{prose} Again.</p><p>{prose} At last.</p>{below}</div>"
        );
        let article = cleaned(Content::Html { html, url: None }).unwrap().article;
        assert_eq!(article.text, format!("{prose}\n\n{prose} Again.\n\n{prose} At last."));
        (article.title, article.byline.join(", "), article.url.unwrap_or_default())
    };
    let expect = |title: &str, byline: &str, url: &str| (title.to_owned(), byline.to_owned(), url.to_owned());
    let stays = "Ferry stays in dock";
    assert_eq!(page("", "<h1>Ferry stays<br>in dock</h1><p>By Jane Doe</p>", ""), expect(stays, "Jane Doe", ""));
    assert_eq!(
        page("<title>The Courier: Ferry stays in dock</title>", "<p>Ferry stays in dock</p>", ""),
        expect(stays, "", "")
    );
    let comments = "<h3>Comments (1)</h3><p>dockhand says:</p><p>May 4, 2016 at 9:12 am</p><p>About time.</p>";
    assert_eq!(
        page("<title>Ferry stays in dock</title>", "<h1>Ferry stays in dock</h1>", comments),
        expect(stays, "", "")
    );
    let address = "https://courier.example/a.html";
    let saved = format!("<!-- saved from url=(0030){address} --><title>Ferry stays in dock</title>");
    assert_eq!(page(&saved, "", "<p>— Jane Doe</p>"), expect(stays, "Jane Doe", address));
    let told = r#"<meta property="og:title" content="The dock has a ferry"><meta name="twitter:title" content="The dock has a ferry">"#;
    assert_eq!(page(told, "<h1>Ferry stays in dock</h1>", ""), expect("The dock has a ferry", "", ""));
}

#[test]
fn what_is_no_article_says_so() {
    let html = |html: &str| {
        cleaned(Content::Html { html: html.to_owned(), url: None }).map(|c| c.article.text).map_err(|n| n.reason)
    };
    assert_eq!(html("<title>404 Not Found</title><p>There is no such page on this server."), Err("error-page"));
    assert_eq!(html(""), Err("empty"));
    assert_eq!(html("<p>We use cookies to make our site better for you. Accept?"), Err("empty"));
}

/// Pages made to overflow stacks or to take quadratic time. The bound is loose: it tells seconds from hours.
#[test]
fn hostile_pages_end_soon() {
    for pattern in [
        "<span>",
        "<div>",
        "<table><tr><td>",
        "<ul><li>",
        "<b><p>",
        "<a href=x>",
        "<",
        "<!--",
        "<script>",
        "<div><i a=1></div>",
        "<select><option>x",
        "&amp;",
    ] {
        let started = Instant::now();
        let html = format!("{}x", pattern.repeat(100_000 / pattern.len().max(4) * 4));
        let _ = cleaned(Content::Html { html, url: None });
        assert!(started.elapsed() < Duration::from_secs(60), "{pattern}");
    }
}

fn holds_together(content: Content) {
    let Ok(Cleaned { article, .. }) = cleaned(content) else { return };
    let paragraphs: Vec<&str> = article.paragraphs.iter().map(|span| &article.text[span.range()]).collect();
    assert_eq!(paragraphs.join("\n\n"), article.text);
    assert!(paragraphs.iter().all(|paragraph| !paragraph.trim().is_empty() && !paragraph.contains('\n')));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn paragraphs_are_the_text_whatever_the_input(text in "(?s).{0,400}") {
        holds_together(Content::Text { text: text.clone(), url: None });
        holds_together(Content::Html { html: text.clone(), url: None });
        holds_together(Content::Fields(Fields { title: Some(text.clone()), text: Some(text), ..Fields::default() }));
    }

    #[test]
    fn any_soup_of_tags_is_survived(tags in prop::collection::vec("</?(p|div|a|table|td|li|b|script|h1|title|br)( class=\"[a-z-]{0,9}\")?>|[a-zé .,“”&;]{0,40}", 0..60)) {
        holds_together(Content::Html { html: tags.concat(), url: None });
    }
}
