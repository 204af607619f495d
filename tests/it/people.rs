//! One person, one name: facets, filters and quotations by person against brute force, under rules of `speakers.toml`.

use crate::search::{
    SPEAKERS, Sample, Text, WORDS, build, build_by_update, facet, ids, one, quotations, sample, stored,
};
use dateline::article::*;
use dateline::index::StoredArticle;
use dateline::search::{
    Bucket, Engine, Filter, PivotBy, PivotRow, QuotesRequest, QuotesResponse, SearchRequest, SpeakersRequest,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const RULES: &str = r#"
[[merge]]
names = ["Cy Orbán", "Zoltan Kis"]

[[split]]
name = "Bo Lee"
as = "Bo Lind"
when = 'source:"Source 1" date:2024..'

[[rename]]
name = "Ann Lee"
as = "Anna Lee"
"#;

/// Whom a name means in a sample, by the rules above.
fn person(sample: &Sample, name: usize) -> &'static str {
    match SPEAKERS[name] {
        "Zoltan Kis" => "Cy Orbán",
        "Bo Lee" if sample.source == 1 && sample.published.is_some_and(|(year, _)| year >= 2024) => "Bo Lind",
        "Ann Lee" => "Anna Lee",
        same => same,
    }
}

fn people(sample: &Sample) -> BTreeSet<&'static str> {
    quotations(sample).iter().map(|(_, name)| person(sample, *name)).collect()
}

fn search(engine: &Engine, query: &str) -> dateline::search::SearchResponse {
    let facets = vec!["speaker".to_owned()];
    let request =
        SearchRequest { query: query.to_owned(), limit: 1000, facets, facet_limit: 100, ..SearchRequest::default() };
    engine.search(&request).unwrap()
}

fn quotes(engine: &Engine, query: &str, speaker: &str) -> QuotesResponse {
    let filter = Filter { speaker: vec![speaker.to_owned()], ..Filter::default() };
    engine.quotes(&QuotesRequest { query: query.to_owned(), filter, limit: 1000, ..QuotesRequest::default() }).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn people_equal_brute_force(samples in prop::collection::vec(sample(), 1..14), word in 0..WORDS.len()) {
        let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(n, s)| stored(s, n)).collect();
        let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        dirs.iter().for_each(|dir| std::fs::write(dir.path().join("speakers.toml"), RULES).unwrap());
        for engine in [build(dirs[0].path(), &articles), build_by_update(dirs[1].path(), &articles)] {
            let answer = search(&engine, "");
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            samples.iter().flat_map(people).for_each(|one| *counts.entry(one.to_owned()).or_default() += 1);
            prop_assert_eq!(facet(&answer, "speaker"), counts.clone());
            let of = |who: &str| samples.iter().flat_map(|s| quotations(s).into_iter().map(move |q| (s, q))).filter(|(s, q)| person(s, q.1) == who).count() as u64;
            for value in &answer.facets[0].values {
                prop_assert_eq!(value.quotes, Some(of(&value.value)), "{}", &value.value);
                prop_assert_eq!(quotes(&engine, "", &format!("={}", value.value)).quotations, of(&value.value));
            }
            let listed = engine.speakers(&SpeakersRequest { limit: 100, ..SpeakersRequest::default() }).unwrap();
            let listed: Vec<_> = listed.speakers.iter().map(|s| (s.name.clone(), s.articles, s.quotes)).collect();
            let expected: Vec<_> = answer.facets[0].values.iter().map(|v| (v.value.clone(), v.articles, v.quotes.unwrap())).collect();
            prop_assert_eq!(listed, expected);
            let pivot = |by: PivotBy| {
                let request = SearchRequest { pivot: Some(by), facets: vec!["speaker".to_owned()], facet_limit: 100, limit: 0, ..SearchRequest::default() };
                let rows = engine.search(&request).unwrap().pivot.unwrap().rows;
                // The undated are counted apart.
                let undated = |row: &PivotRow| Some((String::new(), row.undated)).filter(|(_, n)| *n > 0);
                let cells = rows.into_iter().flat_map(|row| undated(&row).into_iter().chain(row.cells).map(move |(value, n)| ((row.value.clone(), value), n)));
                cells.collect::<BTreeMap<_, _>>()
            };
            let crossed = |value: fn(&Sample) -> Option<String>| {
                let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
                for (sample, value) in samples.iter().filter_map(|s| Some((s, value(s)?))) {
                    people(sample).into_iter().for_each(|who| *counts.entry((who.to_owned(), value.clone())).or_default() += 1);
                }
                counts
            };
            prop_assert_eq!(pivot(PivotBy::Field("source".to_owned())), crossed(|s| Some(format!("Source {}", s.source))));
            prop_assert_eq!(pivot(PivotBy::Time(Bucket::Month)), crossed(|s| Some(s.published.map(|(y, m)| format!("{y}-{m:02}")).unwrap_or_default())));
            // Any name of a person finds the person; the words are of the same quotation.
            for (asked, who) in [("zoltan", "Cy Orbán"), ("orban", "Cy Orbán"), ("anna", "Anna Lee"), ("lind", "Bo Lind")] {
                let says = |(words, name): &(Text, usize), s: &Sample| person(s, *name) == who && words.iter().any(|w| w.0 == word);
                let expected = |s: &Sample| quotations(s).iter().any(|q| says(q, s));
                let found = search(&engine, &format!("speaker:{asked} said:{}", WORDS[word]));
                let expected: BTreeSet<usize> = (0..samples.len()).filter(|n| expected(&samples[*n])).collect();
                prop_assert_eq!(ids(&found), expected, "{}", asked);
            }
        }
    }
}

/// An article in which `name` says `words`.
fn saying(title: &str, name: &str, words: &str, day: i8) -> StoredArticle {
    let text = format!("“{words}” {name} said.");
    let mut article = one(title, &text);
    let span = Span::new(3, 3 + words.len());
    let mention = Span::new(span.end + 4, span.end + 4 + name.len());
    let speaker = Speaker { name: name.to_owned(), mention, kind: SpeakerKind::Person, role: None };
    article.annotations.quotations.push(Quotation {
        fragments: vec![span],
        kind: QuotationKind::Direct,
        speaker: Some(speaker),
        cue: None,
        rule: "test",
        confidence: 0.75,
    });
    article.article.published = Some(Published {
        date: jiff::civil::date(2024, 5, day),
        time: None,
        offset_minutes: None,
        precision: Precision::Day,
        by: Provenance::Field,
    });
    article
}

fn archive(dir: &Path) -> Engine {
    build(
        dir,
        &[
            saying("a", "Ann Lee", "We will open the lock on Monday morning, come what may.", 3),
            saying("ab", "Lee", "we will open the lock on Monday morning", 2),
            saying("abc", "Ann B. Lee", "Believe me, we will open the lock on Monday morning, come what may.", 4),
            saying("abcd", "Bo Lind", "We will open the lock on Monday morning, come what may.", 1),
            saying("abcde", "Bo Lind", "Ann Lee is late, and Ms. Lee knows it.", 5),
            saying("abcdef", "Ann Lee", "Ann Lee is never late.", 6),
        ],
    )
}

#[test]
fn equal_quotations_are_one_hit_with_its_carriers() {
    let dir = tempfile::tempdir().unwrap();
    let engine = archive(dir.path());
    let answer = quotes(&engine, "lock may", "ann");
    assert_eq!((answer.quotations, answer.hits.len()), (2, 1), "the shorter is part of the longer");
    let all =
        engine.quotes(&QuotesRequest { query: "lock".to_owned(), limit: 10, ..QuotesRequest::default() }).unwrap();
    let shown = |response: &QuotesResponse| -> Vec<(String, Vec<String>, Option<String>)> {
        let hit = |hit: &dateline::search::QuoteHit| {
            let copies = hit.copies.iter().map(|copy| copy.title.clone()).collect();
            (hit.article.title.clone(), copies, hit.first.as_ref().map(|first| first.title.clone()))
        };
        response.hits.iter().map(hit).collect()
    };
    assert_eq!(all.quotations, 4);
    let hits = shown(&all);
    assert_eq!(hits.len(), 2, "{hits:?}");
    assert!(
        hits.iter().any(|(title, copies, first)| title == "abcd" && copies.is_empty() && first.is_none()),
        "{hits:?}"
    );
    let (_, copies, first) = hits.iter().find(|(title, ..)| title != "abcd").unwrap();
    assert_eq!((copies.len(), first.as_deref()), (2, Some("ab")), "{hits:?}");
    let second =
        engine.quotes(&QuotesRequest { query: "lock".to_owned(), limit: 1, offset: 1, ..QuotesRequest::default() });
    assert_eq!(shown(&second.unwrap()), hits[1..]);
}

#[test]
fn about_somebody_is_said_by_somebody_else() {
    let dir = tempfile::tempdir().unwrap();
    let engine = archive(dir.path());
    let about = |name: &str| {
        let request = QuotesRequest { about: vec![name.to_owned()], limit: 10, ..QuotesRequest::default() };
        engine.quotes(&request).unwrap().hits.iter().map(|hit| hit.article.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(about("ann lee"), ["abcde"]);
    assert_eq!(about("=Lee"), ["abcde"]);
    assert_eq!(about("lock").len(), 2, "nobody's name: a word");
    assert_eq!(about("Bo"), Vec::<String>::new());
}

/// A rule says whose quotations they are; its words were not asked for.
#[test]
fn the_condition_of_a_rule_is_not_part_of_the_question() {
    let dir = tempfile::tempdir().unwrap();
    let rule = "[[split]]\nname = \"Ann Lee\"\nas = \"Ann Rook\"\nwhen = \"chess OR rook\"\n";
    std::fs::write(dir.path().join("speakers.toml"), rule).unwrap();
    let said =
        [("a", "The harbour has a rook and chess."), ("ab", "The harbour is full of rooks."), ("abc", "Harbour.")];
    let engine = build(dir.path(), &said.map(|(title, words)| saying(title, "Ann Lee", words, 1)));
    let answer = search(&engine, "harbour speaker:\"Ann Rook\"");
    assert_eq!(answer.articles, 2);
    for hit in &answer.hits {
        let passage = &hit.passages[0];
        let marked: Vec<&str> = passage.highlights.iter().map(|mark| mark.of(&passage.text)).collect();
        assert!(marked.iter().all(|word| word.eq_ignore_ascii_case("harbour")), "{marked:?}");
    }
    assert_eq!(quotes(&engine, "harbour", "Ann Rook").quotations, 2);
    assert_eq!(quotes(&engine, "harbour", "=Ann Lee").quotations, 1);
    assert_eq!(search(&engine, "speaker:\"=Ann Lee\"").articles, 1, "as the flag means it");
}

#[test]
fn a_confidence_can_be_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let engine = archive(dir.path());
    let count = |min_confidence| {
        engine.quotes(&QuotesRequest { min_confidence, limit: 1, ..QuotesRequest::default() }).unwrap().quotations
    };
    assert_eq!((count(0.0), count(0.75), count(0.76)), (6, 6, 0));
}

#[test]
fn several_people_are_told_and_a_bad_file_has_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[saying("a", "Ann Lee", "Yes.", 1), saying("ab", "Omar Lee", "No.", 2)]);
    let answer = quotes(&engine, "", "lee");
    assert_eq!(answer.notes, ["speaker `lee` is 2 people: Ann Lee (1), Omar Lee (1); `=Name` asks for one"]);
    assert_eq!(quotes(&engine, "", "=Omar Lee").quotations, 1);
    std::fs::write(dir.path().join("speakers.toml"), "[[ignore]]\nname = \"Omar Lee\"\n\n[[joined]]\n").unwrap();
    let error = Engine::open(dir.path()).unwrap().speakers(&SpeakersRequest::default()).unwrap_err();
    assert!(error.message.contains("speakers.toml`, line 4: unknown field `joined`"), "{}", error.message);
    std::fs::write(
        dir.path().join("speakers.toml"),
        "[[split]]\nname = \"Ann Lee\"\nas = \"A\"\nwhen = \"speaker:omar\"",
    )
    .unwrap();
    let error = Engine::open(dir.path()).unwrap().speakers(&SpeakersRequest::default()).unwrap_err();
    assert!(error.message.ends_with("`speaker:` cannot say who a speaker is"), "{}", error.message);
    std::fs::write(dir.path().join("speakers.toml"), "[[ignore]]\nname = \"Omar Lee\"\n").unwrap();
    let engine = Engine::open(dir.path()).unwrap();
    assert_eq!(quotes(&engine, "", "lee").quotations, 1);
    assert_eq!(facet(&search(&engine, ""), "speaker"), BTreeMap::from([("Ann Lee".to_owned(), 1)]));
}

#[test]
fn two_people_shown_alike_have_a_row_each() {
    let dir = tempfile::tempdir().unwrap();
    let rules = "[[rename]]\nname = \"Ann Lee\"\nas = \"Alex\"\n\n[[rename]]\nname = \"Bo Lind\"\nas = \"Alex\"\n";
    std::fs::write(dir.path().join("speakers.toml"), rules).unwrap();
    let articles = [("a", "Ann Lee", 1), ("ab", "Bo Lind", 2), ("abc", "Bo Lind", 3), ("abcd", "Cy Orbán", 4)];
    let engine = build(dir.path(), &articles.map(|(title, name, day)| saying(title, name, "Yes.", day)));
    let rows = |facet_limit| {
        let (facets, pivot) = (vec!["speaker".to_owned()], Some(PivotBy::Time(Bucket::Day)));
        let request = SearchRequest { pivot, facets, facet_limit, limit: 0, ..SearchRequest::default() };
        let rows = engine.search(&request).unwrap().pivot.unwrap().rows;
        rows.into_iter().map(|row| (row.value, row.cells)).collect::<Vec<_>>()
    };
    let row = |name: &str, days: &[i8]| {
        (name.to_owned(), days.iter().map(|day| (format!("2024-05-{day:02}"), 1)).collect::<Vec<_>>())
    };
    assert_eq!(rows(9), [row("Alex", &[2, 3]), row("Alex", &[1]), row("Cy Orbán", &[4])]);
    assert_eq!(rows(1), [row("Alex", &[2, 3])]);
    let few = SearchRequest {
        pivot: Some(PivotBy::Time(Bucket::Day)),
        facets: vec!["speaker".to_owned()],
        units: 3,
        ..SearchRequest::default()
    };
    let error = engine.search(&few).unwrap_err();
    assert_eq!(error.message, "the answer would have 4 units of time or more: at most 3 are given");
    assert!(engine.search(&SearchRequest { units: 4, ..few }).is_ok());
}
