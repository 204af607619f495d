//! Who said what, as `tests/data/quotes.toml` tells it.

use dateline::annotate::{names, quotations};
use dateline::article::{Article, QuotationKind, Span};
use dateline::text::sentences::sentences;

fn article(text: &str, language: &str) -> Article {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        paragraphs.push(Span::new(at, at + paragraph.len()));
        at += paragraph.len() + 2;
    }
    Article { text: text.to_owned(), paragraphs, language: Some(language.to_owned()), ..Article::default() }
}

fn found(text: &str, language: &str, indirect: bool) -> Vec<String> {
    let article = article(text, language);
    let sentences = sentences(text, &article.paragraphs, Some(language));
    let people = names::people(&article, &sentences);
    let all = quotations::quotations(&article, &sentences, &people);
    let wanted = all.iter().filter(|q| (q.kind == QuotationKind::Indirect) == indirect);
    wanted
        .map(|q| format!("{}: “{}”", q.speaker.as_ref().map_or("nobody", |s| s.name.as_str()), q.words(text)))
        .collect()
}

#[test]
fn cases() {
    let table: toml::Table = include_str!("../data/quotes.toml").parse().unwrap();
    let mut wrong = Vec::new();
    for case in table["case"].as_array().unwrap() {
        let string = |key: &str| case.get(key).and_then(toml::Value::as_str);
        let text = string("text").unwrap();
        let expected: Vec<_> =
            case["quotes"].as_array().unwrap().iter().map(|q| q.as_str().unwrap().to_owned()).collect();
        let found = found(text, string("language").unwrap_or("en"), string("kind") == Some("indirect"));
        if found != expected {
            wrong.push(format!("{}\n  expected {expected:#?}\n  found {found:#?}", string("name").unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Hostile texts: nothing panics, every span lies in the text, and a megabyte is a matter of a moment.
#[test]
fn hostile() {
    let megabyte = |unit: &str| unit.repeat((1 << 20) / unit.len());
    let units = [
        "“",
        "\"",
        "’",
        "„a“",
        "« ",
        "A ",
        "Ada ",
        "said ",
        "said, ",
        "“A” ",
        ", ",
        "who ",
        "he ",
        "(",
        "A. ",
        "Mr. ",
        "a-",
        "é\u{301}",
        "🦀“",
        "said X “a,” ",
    ];
    for unit in units {
        for language in ["en", "de"] {
            let text = megabyte(unit);
            let article = article(&text, language);
            let start = std::time::Instant::now();
            let sentences = sentences(&text, &article.paragraphs, Some(language));
            let people = names::people(&article, &sentences);
            let all = quotations::quotations(&article, &sentences, &people);
            for fragment in all.iter().flat_map(|q| &q.fragments) {
                assert!(text.get(fragment.range()).is_some());
            }
            // Debug builds on a busy machine; quadratic work would take minutes.
            assert!(start.elapsed().as_secs() < 30, "{unit:?} took {:?}", start.elapsed());
        }
    }
}
