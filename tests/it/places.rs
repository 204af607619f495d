//! The cases of `tests/data/places.toml`: texts, and every place the program should read in them.

use dateline::annotate::Annotator;
use dateline::article::{Article, PlaceKind, PlaceMention, Span};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
    focus: Vec<Story>,
}

/// A story and the place it is about.
#[derive(serde::Deserialize)]
struct Story {
    title: String,
    text: String,
    focus: String,
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    text: String,
    #[serde(default)]
    language: Option<String>,
    places: Vec<String>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../data/places.toml")).expect("places.toml is TOML")
}

#[test]
fn stories_are_about_a_place() {
    let annotator = Annotator::new();
    let mut wrong = Vec::new();
    for story in cases().focus {
        let article = Article { title: story.title.clone(), ..article(&story.text, None) };
        let focus = annotator.annotate(&article).focus;
        let path = focus.map_or("-".to_owned(), |place| place.path.join("/"));
        if path != story.focus {
            wrong.push(format!("{}\n  expected {}\n  found    {path}", story.title, story.focus));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn places_are_found_and_resolved() {
    let cases = cases();
    let annotator = Annotator::new();
    let mut wrong = Vec::new();
    for case in cases.case {
        let found = places(&annotator, &case.text, case.language.as_deref());
        if found != case.places {
            wrong.push(format!("{}\n  expected {:?}\n  found    {:?}", case.name, case.places, found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_lie_in_order_inside_any_text() {
    let annotator = Annotator::new();
    for text in [
        "",
        " ",
        "’s",
        "U.S.",
        "Paris,",
        "St. ",
        "İ. Ü. (ÅÅ",
        "A.B.C.D.",
        "Paris (Texas",
        "«Köln»—Bonn’s",
        "I-95 I- 9",
        "\u{301}New\u{a0}York",
    ] {
        let article = article(text, None);
        let mentions = annotator.annotate(&article).places;
        assert!(mentions.is_sorted_by(|a, b| a.span.end <= b.span.start), "{text:?}");
        assert!(mentions.iter().all(|m| text.get(m.span.range()).is_some_and(|words| !words.is_empty())), "{text:?}");
    }
}

fn article(text: &str, language: Option<&str>) -> Article {
    let mut at = 0;
    let paragraphs = text.split("\n\n").map(|paragraph| {
        at += paragraph.len() + 2;
        Span::new(at - paragraph.len() - 2, at - 2)
    });
    Article {
        text: text.to_owned(),
        paragraphs: paragraphs.collect(),
        language: Some(language.unwrap_or("en").to_owned()),
        ..Article::default()
    }
}

fn places(annotator: &Annotator, text: &str, language: Option<&str>) -> Vec<String> {
    annotator.annotate(&article(text, language)).places.iter().map(|mention| shown(mention, text)).collect()
}

/// `Hungarian = Europe/Hungary (demonym)`.
fn shown(mention: &PlaceMention, text: &str) -> String {
    let path = mention.place.as_ref().map_or("?".to_owned(), |place| place.path.join("/"));
    let kind = match mention.kind {
        PlaceKind::Place => String::new(),
        kind => format!(" ({})", kind.name()),
    };
    format!("{} = {path}{kind}", mention.span.of(text))
}
