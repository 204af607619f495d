use super::*;
use std::path::Path;

static NOTHING_SEEN: FromPath = FromPath { section: None, day: None };

/// `expected` is the date, its precision and who said so, then the rules of what was refused.
fn check(clues: &Clues, expected: &str) {
    let mut removed = Vec::new();
    let found = published(clues, &mut removed);
    let mut told = found.map_or("-".to_owned(), |p| format!("{} {} {}", p.date, p.precision.name(), p.by.name()));
    for note in removed {
        told = format!("{told}; {}", note.rule);
    }
    assert_eq!(told, expected);
}

fn nothing() -> Clues<'static> {
    Clues {
        field: None,
        html: None,
        url: None,
        text: "",
        language: None,
        path: &NOTHING_SEEN,
        latest: jiff::civil::date(2026, 1, 1),
    }
}

fn check_page(html: &str, expected: &str) {
    check(&Clues { html: Some(&Document::from(html)), ..nothing() }, expected);
}

#[test]
fn a_field_is_trusted_most() {
    let url = Some("https://a.example/2024/01/02/story.html");
    check(&Clues { field: Some("2025-03-04T10:00:00Z"), url, ..nothing() }, "2025-03-04 time field");
    check(&Clues { field: Some("March 2025"), ..nothing() }, "2025-03-01 month field");
    check(&Clues { field: Some("unknown"), url, ..nothing() }, "2024-01-02 day url");
}

#[test]
fn impossible_and_future_dates_are_refused_with_a_note() {
    check(&Clues { field: Some("0000-00-00"), ..nothing() }, "-; date-impossible");
    check(&Clues { field: Some("1970-01-01T00:00:00Z"), ..nothing() }, "-; date-impossible");
    check(&Clues { field: Some("2026-01-02"), ..nothing() }, "-; date-in-future");
    let url = Some("https://a.example/2024/01/02/story.html");
    check(&Clues { field: Some("12/1"), url, ..nothing() }, "2024-01-02 day url; date-impossible");
}

#[test]
fn a_finer_statement_completes_a_coarse_one() {
    let url = Some("https://a.example/2024/01/02/story.html");
    check(&Clues { field: Some("January 2024"), url, ..nothing() }, "2024-01-02 day url");
    check(&Clues { field: Some("June 2024"), url, ..nothing() }, "2024-06-01 month field");
}

#[test]
fn addresses() {
    let check = |url, expected| check(&Clues { url: Some(url), ..nothing() }, expected);
    check("https://a.example/2024/01/02/story", "2024-01-02 day url");
    check("https://a.example/news/2024-01-02-story", "2024-01-02 day url");
    check("https://a.example/20240102/story", "2024-01-02 day url");
    check("https://a.example/2024/jan/02/story", "2024-01-02 day url");
    check("https://a.example/2024/01/story", "2024-01-01 month url");
    check("https://a.example/2024/13/02/story", "-");
    check("https://a.example/story-12345678901", "-");
    check("https://a.example/a?d=2024-01-02", "-");
}

#[test]
fn files_and_datelines() {
    let check_path = |path, expected| check(&Clues { path: &FromPath::of(Path::new(path)), ..nothing() }, expected);
    check_path("archive/2024-01-02_story.txt", "2024-01-02 day file");
    check_path("archive/2024/01/02/story.txt", "2024-01-02 day file");
    check_path("archive/story-2024.txt", "-");
    let text = "MOSCOW, Aug. 16, 2025 (Reuters) — Talks began.";
    check(&Clues { text, ..nothing() }, "2025-08-16 day dateline");
    check(&Clues { text: "He spoke on Aug. 16, 2025 — at last.", ..nothing() }, "-");
}

#[test]
fn json_ld_before_meta_before_time_before_text() {
    let ld = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},
        {"@type":"NewsArticle","dateModified":"2021-01-01","datePublished":"2020-02-02T08:00:00+01:00"}]}</script>"#;
    let meta = r#"<meta property="article:modified_time" content="2021-03-03">
        <meta property="article:published_time" content="2020-03-03">"#;
    let time = r#"<h1>A headline of some length</h1><time datetime="2020-04-04">4 April</time>"#;
    let text = "<h1>A headline of some length</h1><p class=date>5 May 2020</p><p>Long text follows.</p>";
    check_page(&format!("<html><head>{ld}{meta}</head><body>{time}</body></html>"), "2020-02-02 time json-ld");
    check_page(&format!("<html><head>{meta}</head><body>{time}</body></html>"), "2020-03-03 day meta");
    check_page(&format!("<html><body>{time}{text}</body></html>"), "2020-04-04 day time");
    check_page(&format!("<html><body>{text}</body></html>"), "2020-05-05 day text");
}

#[test]
fn other_peoples_dates_are_not_the_publication() {
    check_page("<h1>A headline of some length</h1><p>5 May 2020</p><p>Updated: 6 May 2020</p>", "2020-05-05 day text");
    check_page("<h1>A headline</h1><p>Words.</p><footer>© 5 May 2020</footer>", "-");
    check_page("<h1>A headline</h1><aside class=related><time datetime=2020-04-04>4 April</time></aside>", "-");
}

#[test]
fn the_last_change_is_the_last_resort() {
    check_page("<h1>A headline of some length</h1><p>Updated: 5 May 2020</p>", "2020-05-05 day text");
    let url = Some("https://a.example/2020/05/04/story.html");
    let page = Document::from("<h1>A headline of some length</h1><p>Updated: 5 May 2020</p>");
    check(&Clues { html: Some(&page), url, ..nothing() }, "2020-05-04 day url");
}

#[test]
fn a_moment_in_utc_has_the_outlets_own_day() {
    let meta = r#"<meta property="article:published_time" content="2020-05-05T23:30:00Z">"#;
    let shown = |date: &str| format!("{meta}<h1>A headline of some length</h1><p class=date>{date}</p>");
    check_page(&shown("6 May 2020"), "2020-05-06 day meta");
    check_page(&shown("5 May 2020"), "2020-05-05 time meta");
    check_page(&shown("4 May 2020"), "2020-05-05 time meta");
    check_page(&shown("9 May 2020"), "2020-05-05 time meta");
}

#[test]
fn a_date_may_be_spread_over_inline_elements() {
    let date = "<h1>A headline of some length</h1><div class=date><span>16</span> <b>août</b> <i>2020</i></div>";
    check_page(&format!("<html lang=fr>{date}"), "2020-08-16 day text");
}

#[test]
fn a_date_in_the_headline_belongs_to_its_story() {
    check_page("<h1>Results of 19 May 2007</h1><p><span class=published>20 May 2007</span></p>", "2007-05-20 day text");
    check_page("<h1>A headline of some length <small>20.05.2007</small></h1>", "2007-05-20 day text");
    check_page("<h2>Sunday, 20 May 2007</h2><h3>A headline of some length</h3>", "2007-05-20 day text");
}

#[test]
fn deep_nesting_does_not_overflow() {
    let page = format!("{}<p>Published 5 May 2020", "<span>".repeat(20_000));
    check_page(&page, "2020-05-05 day text");
}

#[test]
fn a_block_that_is_a_date_is_read_whatever_the_language_of_its_template() {
    let page =
        |block: &str| format!(r#"<html lang="en"><h1>Feribotul rămâne în port</h1><div class="date">{block}</div>"#);
    check_page(&page("Gazeta, 20 septembrie 2020"), "2020-09-20 day text");
    check_page(&page("Feribotul rămâne în port până la 20 septembrie 2020, a anunțat luni compania de navigație"), "-");
}

#[test]
fn a_date_printed_small_inside_the_headline_is_the_page_s() {
    let page = "<h1>Ferry stays in dock <small><i></i>\n      04.05.2020\n      \n        •\n </small></h1><p>Text.";
    check_page(page, "2020-05-04 day text");
}

#[test]
fn what_readers_wrote_is_dated_too() {
    let text = "<p>The ferry will stay in dock until its engines have been examined, the owner said, and nobody expects it to sail again.</p>";
    let page = |above: &str, comments: &str| {
        format!(
            "<h1>Ferry stays in dock</h1>{above}{}<h3>{comments}</h3><div>dockhand says:<br>May 4, 2016 at 9:12 am<p>About time.</p></div>",
            text.repeat(4)
        )
    };
    check_page(&page("", "Comments (1)"), "-");
    check_page(&page("<p>May 3, 2016</p>", "1 comment"), "2016-05-03 day text");
    check_page(&page("<p>1 comment</p><p>May 3, 2016</p>", "What next"), "2016-05-03 day text");
}

#[test]
fn a_number_of_comments_is_no_comment() {
    let text = "<p>The ferry will stay in dock until its engines have been examined, the owner said, and nobody expects it to sail again.</p>";
    let page =
        |line: &str| format!("<h1>Ferry stays in dock</h1>{}{line}<p>Published: May 3, 2016</p>", text.repeat(4));
    check_page(&page("<p>3 comments</p>"), "2016-05-03 day text");
    check_page(
        &page("<p>As its captain says:</p><p>“No.”</p><p>And its owner says:</p><p>“Yes.”</p>"),
        "2016-05-03 day text",
    );
}

#[test]
fn the_word_before_on_says_what_a_date_is() {
    let line = "<h1>Ferry stays in dock</h1><p>Tue 3 May 2016 22.15 BST Last modified on Wed 4 May 2016 09.00 BST</p>";
    check_page(line, "2016-05-03 day text");
    check_page("<h1>Ferry stays in dock</h1><p>Posted on Tue 3 May 2016</p>", "2016-05-03 day text");
}
