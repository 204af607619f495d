//! The table `tests/data/dates.toml`: dates mentioned and dates written, each with what it means.

use dateline::annotate::dates::dates;
use dateline::article::{Article, Dateline, Provenance, Published, Span};
use dateline::text::calendar;

#[test]
fn every_case_of_the_table() {
    let table: toml::Table = toml::from_str(include_str!("../data/dates.toml")).unwrap();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for group in table["group"].as_array().unwrap() {
        for case in strings(&group["cases"]) {
            cases += 1;
            let found = mentions(group, &case[0]);
            if found != case[1..] {
                wrong.push(format!(
                    "{} / {:?}\n   wanted {:?}\n   found  {found:?}",
                    group["name"],
                    case[0],
                    &case[1..]
                ));
            }
        }
    }
    for case in table["written"].as_array().unwrap().iter().flat_map(|group| strings(&group["cases"])) {
        cases += 1;
        let found = written(&case[0], &case[1]);
        if found != case[2] {
            wrong.push(format!("{:?}: wanted {}, found {found}", case[1], case[2]));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 150, "the table has shrunk to {cases} cases");
}

fn strings(cases: &toml::Value) -> Vec<Vec<String>> {
    let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
    cases.as_array().unwrap().iter().map(|case| case.as_array().unwrap().iter().map(text).collect()).collect()
}

/// The mentions of `text` in the words of the table: "on Friday = 2025-08-15".
fn mentions(group: &toml::Value, text: &str) -> Vec<String> {
    let field = |name: &str| group.get(name).and_then(toml::Value::as_str);
    let published = field("published").and_then(|text| calendar::parse(text, None)).map(|written| Published {
        date: written.date,
        time: written.time,
        offset_minutes: written.offset_minutes,
        precision: written.precision,
        by: Provenance::Field,
    });
    let dateline = field("dateline").and_then(|text| calendar::parse(text, None)).map(|written| Dateline {
        span: Span::default(),
        place: None,
        date: Some(written.date),
        agency: None,
    });
    let article = Article {
        text: text.to_owned(),
        paragraphs: vec![Span::new(0, text.len())],
        language: field("language").map(str::to_owned),
        published,
        ..Article::default()
    };
    let told = |mention: dateline::article::DateMention| {
        let words = mention.span.of(text);
        match mention.from == mention.to {
            true => format!("{words} = {}", mention.from),
            false => format!("{words} = {}..{}", mention.from, mention.to),
        }
    };
    dates(&article, dateline.as_ref()).into_iter().map(told).collect()
}

fn written(language: &str, text: &str) -> String {
    let language = Some(language).filter(|tag| !tag.is_empty());
    calendar::parse(text, language).map_or("-".to_owned(), |w| {
        let time = w.time.map(|t| format!(" {t}")).unwrap_or_default();
        let offset = w.offset_minutes.map(|m| format!(" {m:+}")).unwrap_or_default();
        format!("{}{time}{offset} {}", w.date, w.precision.name())
    })
}
