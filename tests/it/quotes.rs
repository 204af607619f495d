//! Who said what, as `tests/data/quotes.toml` tells it.

use dateline::annotate::{dateline::datelines, names, quotations};
use dateline::article::{Article, Quotation, QuotationKind, Span};
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
    let people = names::people(&article, &sentences, datelines(&article).next().map(|d| d.span));
    let all = quotations::quotations(&article, &people);
    let wanted = all.iter().filter(|q| (q.kind == QuotationKind::Indirect) == indirect);
    wanted.map(|q| shown(q, text)).collect()
}

/// `Karen Holm: “A,” … “B.”`
fn shown(quotation: &Quotation, text: &str) -> String {
    let speaker = quotation.speaker.as_ref().map_or("nobody", |s| s.name.as_str());
    let fragments: Vec<String> = quotation.fragments.iter().map(|f| format!("“{}”", f.of(text))).collect();
    format!("{speaker}: {}", fragments.join(" … "))
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

/// Hostile texts: nothing panics, every span lies in the text, and work grows with the length alone.
#[test]
fn hostile() {
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
        "Ada Bell, ",
        "of ",
        "wie ",
        "nach Angaben ",
        "nach Angaben hoher ",
        "Laut Lund, der kam, ",
        "42 ",
        "hält Lund ",
        "Das teilte Lund mit. ",
        "según ha dicho ",
        "a juicio de ",
        "«a», dijo. ",
        "l’",
        ",,",
        "›› ",
        "said that the boats were late. ",
        "warned that ",
        "warned that the boats were late and would not sail. ",
        "ADA BELL: A b. \n\n",
    ];
    for unit in units {
        for language in ["en", "de", "fr", "es"] {
            read(&unit.repeat((16 << 10) / unit.len()), language);
        }
    }
}

/// Twice the text costs about twice the time, whatever it is made of: quadratic work would cost four times.
#[test]
fn linear() {
    const BYTES: usize = 64 << 10;
    for unit in ["“", "\"", "“Ada said ", "A ", "said ", "Lund ", "President Lund, a mayor of ", "“No,” said Ada. "]
    {
        let fastest = |bytes: usize| {
            let text = unit.repeat(bytes / unit.len());
            let once = || {
                let start = std::time::Instant::now();
                read(&text, "en");
                start.elapsed()
            };
            (0..3).map(|_| once()).min().unwrap()
        };
        let (single, double) = (fastest(BYTES), fastest(2 * BYTES));
        // Generous: a busy machine may double a measure, and short ones are all noise.
        let allowed = single * 3 + std::time::Duration::from_secs(1);
        assert!(double < allowed, "{unit:?}: {single:?}, then {double:?} for twice the text");
    }
}

fn read(text: &str, language: &str) {
    let article = article(text, language);
    let sentences = sentences(text, &article.paragraphs, Some(language));
    let people = names::people(&article, &sentences, datelines(&article).next().map(|d| d.span));
    for quotation in quotations::quotations(&article, &people) {
        let speaker = quotation.speaker.iter().map(|s| s.mention);
        for span in quotation.fragments.iter().copied().chain(quotation.cue).chain(speaker) {
            assert!(text.get(span.range()).is_some_and(|words| !words.is_empty()));
        }
    }
}
