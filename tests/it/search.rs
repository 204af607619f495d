//! Answers over small random archives against brute force: which articles, how many, which facets and days.
//!
//! The archives are put into the index as articles with annotations made here, so that a test of the search tests
//! nothing but the search. Some articles are deleted and replaced after the first commit: an updated index has
//! several segments and deleted documents, and must answer like one built at once.

use dateline::article::*;
use dateline::index::{Ledger, Manifest, Outcomes, StoredArticle, Writer, family, keys};
use dateline::search::query::{DateRange, Expr, Node, Unit, date_range, parse};
use dateline::search::{Bucket, Engine, Filter, PivotBy, QuotesRequest, SearchRequest, SearchResponse, Sort, until};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

pub const WORDS: [&str; 6] = ["ant", "bee", "cat", "dog", "elk", "fox"];
pub const SPEAKERS: [&str; 4] = ["Ann Lee", "Bo Lee", "Cy Orbán", "Zoltan Kis"];
const PLACES: [&[&str]; 4] = [
    &["Europe", "Ukraine", "Kyiv"],
    &["Europe", "France", "Paris"],
    &["North America", "United States", "Texas", "Paris"],
    &["Europe"],
];
/// Degrees north and east of each of them.
const POINTS: [(f32, f32); 4] = [(50.45, 30.52), (48.86, 2.35), (33.66, -95.55), (48.69, 9.14)];
/// Circles, and which of the places lie in them. A continent is no point.
const CIRCLES: [(&str, &[usize]); 4] =
    [("48.9,2.3,50km", &[1]), ("50,15,2000km", &[0, 1]), ("33,-95,200mi", &[2]), ("0,0,20040km", &[0, 1, 2])];

/// An article of a random archive: paragraphs of sentences of words, as numbers of [`WORDS`].
#[derive(Debug, Clone)]
pub struct Sample {
    title: Vec<usize>,
    paragraphs: Vec<Vec<Vec<usize>>>,
    /// Sentences that are quotations: (sentence number over the whole text, speaker).
    quoted: Vec<(usize, usize)>,
    places: Vec<usize>,
    pub published: Option<(i16, i8)>,
    pub source: usize,
}

pub fn sample() -> impl Strategy<Value = Sample> {
    let words = |n| prop::collection::vec(0..WORDS.len(), n);
    let sentences = prop::collection::vec(words(1..5), 1..4);
    (
        words(0..3),
        prop::collection::vec(sentences, 1..4),
        prop::collection::vec((0..8usize, 0..SPEAKERS.len()), 0..3),
        prop::collection::vec(0..PLACES.len(), 0..3),
        prop::option::of((2023..2026i16, 1..13i8)),
        0..3usize,
    )
        .prop_map(|(title, paragraphs, quoted, places, published, source)| Sample {
            title,
            paragraphs,
            quoted,
            places,
            published,
            source,
        })
}

/// The words with a space between them, the first with a capital.
fn written(words: &[usize]) -> String {
    let words = words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
    words[..words.len().min(1)].to_uppercase() + words.get(1..).unwrap_or_default()
}

/// A sample as text with annotations.
pub fn stored(sample: &Sample, number: usize) -> StoredArticle {
    let mut text = String::new();
    let mut article = Article { title: written(&sample.title), ..Article::default() };
    let mut annotations = Annotations::default();
    for paragraph in &sample.paragraphs {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        for sentence in paragraph {
            if text.len() > start {
                text.push(' ');
            }
            let from = text.len();
            text.push_str(&written(sentence));
            text.push('.');
            annotations.sentences.push(Span::new(from, text.len()));
        }
        article.paragraphs.push(Span::new(start, text.len()));
    }
    let mut quoted: BTreeMap<usize, usize> = BTreeMap::new();
    for (sentence, speaker) in &sample.quoted {
        quoted.entry(sentence % annotations.sentences.len()).or_insert(*speaker);
    }
    for (sentence, speaker) in quoted {
        let span = annotations.sentences[sentence];
        let name = SPEAKERS[speaker].to_string();
        let speaker = Speaker { name, mention: span, kind: SpeakerKind::Person, role: None };
        annotations.quotations.push(Quotation {
            fragments: vec![span],
            kind: QuotationKind::Direct,
            speaker: Some(speaker),
            cue: None,
            rule: "test",
            confidence: 1.0,
        });
    }
    for place in &sample.places {
        let path: Vec<String> = PLACES[*place].iter().map(|part| part.to_string()).collect();
        let name = path[path.len() - 1].clone();
        let (lat, lon) = POINTS[*place];
        let feature = if path.len() == 1 { Feature::Continent } else { Feature::City };
        let place = Place { name, feature, geonames_id: None, lat, lon, country: None, path };
        annotations.focus.get_or_insert_with(|| place.clone());
        let span = annotations.sentences[0];
        annotations.places.push(PlaceMention { span, kind: PlaceKind::Place, confidence: 1.0, place: Some(place) });
    }
    article.published = sample.published.map(|(year, month)| Published {
        date: date(year, month, 1),
        time: None,
        offset_minutes: None,
        precision: Precision::Month,
        by: Provenance::Field,
    });
    article.source = Some(format!("Source {}", sample.source));
    article.language = Some("en".to_string());
    article.text = text;
    let identity = keys::identity("news", &format!("{number}.txt"), &RecordKey::WholeFile, 1);
    StoredArticle {
        id: identity.id,
        root: "news".to_string(),
        path: format!("{number}.txt"),
        member: String::new(),
        record: 0,
        external_id: Some(number.to_string()),
        article,
        annotations,
        passages: Vec::new(),
    }
}

fn ledger(articles: &[StoredArticle]) -> Ledger {
    let quotations = articles.iter().map(|a| a.annotations.quotations.len() as u64).sum();
    let languages = BTreeMap::from([("en".to_string(), articles.len() as u64)]);
    let outcomes = Outcomes { articles: articles.len() as u64, quotations, languages, ..Outcomes::default() };
    let manifest = Manifest {
        format: dateline::index::FORMAT,
        program: "test".to_string(),
        annotators: 1,
        annotated: true,
        maps: Vec::new(),
        gazetteer: None,
        roots: Vec::new(),
        inputs: articles.len() as u64,
        outcomes,
        built_at: 0,
        updated_at: 0,
        build_ms: 0,
        ..Manifest::default()
    };
    Ledger { manifest, inputs: Vec::new(), rejects: Vec::new() }
}

fn add(writer: &Writer, stored: &StoredArticle) {
    let key = keys::identity("news", &stored.path, &RecordKey::WholeFile, 1).article_key;
    writer.add(family(stored.clone(), key, writer.fields(), writer.packing(), None).unwrap()).unwrap();
}

/// Builds an index at once.
pub fn build(dir: &Path, articles: &[StoredArticle]) -> Engine {
    let folder = dir.join("g000001");
    std::fs::create_dir_all(&folder).unwrap();
    let writer = Writer::create(&folder, 1, 15_000_000).unwrap();
    articles.iter().for_each(|article| add(&writer, article));
    writer.commit(&ledger(articles)).unwrap();
    std::fs::write(dir.join("CURRENT"), format!("format {} generation g000001\n", dateline::index::FORMAT)).unwrap();
    Engine::open(dir).unwrap()
}

/// Builds an index of other articles first, then replaces every other one by what it should be.
pub fn build_by_update(dir: &Path, articles: &[StoredArticle]) -> Engine {
    let mut before = articles.to_vec();
    for at in (0..before.len()).step_by(2) {
        let other = &articles[(at + 1) % articles.len()];
        before[at].article = other.article.clone();
        before[at].annotations = other.annotations.clone();
    }
    drop(build(dir, &before));
    let writer = Writer::open(&dir.join("g000001"), 1, 15_000_000).unwrap();
    for article in articles.iter().step_by(2) {
        writer.delete_input("news", &article.path);
        add(&writer, article);
    }
    writer.commit(&ledger(articles)).unwrap();
    Engine::open(dir).unwrap()
}

// --- brute force -------------------------------------------------------------------------------------------------------

/// A text as words with where they stand: (word, paragraph, sentence), in order.
pub type Text = Vec<(usize, usize, usize)>;

fn body(sample: &Sample) -> Text {
    let mut text = Text::new();
    let mut sentence_number = 0;
    for (paragraph_number, paragraph) in sample.paragraphs.iter().enumerate() {
        for sentence in paragraph {
            text.extend(sentence.iter().map(|word| (*word, paragraph_number, sentence_number)));
            sentence_number += 1;
        }
    }
    text
}

fn title(sample: &Sample) -> Text {
    sample.title.iter().map(|word| (*word, 0, 0)).collect()
}

/// Each quotation: its words, its speaker.
pub fn quotations(sample: &Sample) -> Vec<(Text, usize)> {
    let sentences: Vec<&Vec<usize>> = sample.paragraphs.iter().flatten().collect();
    let mut quoted: BTreeMap<usize, usize> = BTreeMap::new();
    for (sentence, speaker) in &sample.quoted {
        quoted.entry(sentence % sentences.len()).or_insert(*speaker);
    }
    let words = |sentence: usize| sentences[sentence].iter().map(|word| (*word, 0, 0)).collect();
    quoted.into_iter().map(|(sentence, speaker)| (words(sentence), speaker)).collect()
}

fn number(word: &str) -> usize {
    WORDS.iter().position(|w| *w == word).unwrap_or_else(|| panic!("{word}"))
}

/// All stretches (first, last word) of a text that match a positional expression.
fn stretches(text: &Text, node: &Node) -> BTreeSet<(usize, usize)> {
    match &node.expr {
        Expr::Word(word) | Expr::Exact(word) => {
            let word = number(word);
            (0..text.len()).filter(|at| text[*at].0 == word).map(|at| (at, at)).collect()
        }
        Expr::Pattern(pattern) => {
            let prefix = pattern.trim_end_matches('*');
            let begins = |at: &usize| WORDS.get(text[*at].0).is_some_and(|word| word.starts_with(prefix));
            (0..text.len()).filter(begins).map(|at| (at, at)).collect()
        }
        Expr::Phrase { words, slop, .. } => {
            let words: Vec<usize> = words.split(' ').map(number).collect();
            let mut found = BTreeSet::new();
            for first in 0..text.len() {
                for last in first..text.len().min(first + words.len() + *slop as usize) {
                    let same_paragraph = text[first].1 == text[last].1;
                    let (from, to) = (text[first].0 == words[0], text[last].0 == words[words.len() - 1]);
                    let inner: Vec<usize> = (first + 1..last).map(|at| text[at].0).collect();
                    if from
                        && to
                        && same_paragraph
                        && is_subsequence(&words[1..words.len() - 1], &inner)
                        && (last > first) == (words.len() > 1)
                    {
                        // The shortest match from each start.
                        found.insert((first, last));
                        break;
                    }
                }
            }
            found
        }
        Expr::Any(parts) => parts.iter().flat_map(|part| stretches(text, part)).collect(),
        Expr::Near { distance, ordered, parts } => {
            let mut found = stretches(text, &parts[0]);
            for part in &parts[1..] {
                let right = stretches(text, part);
                let mut joined = BTreeSet::new();
                for (a, b) in &found {
                    for (c, d) in &right {
                        let distance = *distance as usize;
                        if c > b && c - b <= distance || !ordered && a > d && a - d <= distance {
                            joined.insert((*a.min(c), *b.max(d)));
                        }
                    }
                }
                found = joined;
            }
            found
        }
        Expr::Within { unit, parts } => {
            let unit_of = |at: usize| if *unit == Unit::Paragraph { text[at].1 } else { text[at].2 };
            let mut units: Option<BTreeSet<usize>> = None;
            for part in parts {
                let inside = stretches(text, part).into_iter().filter(|(a, b)| unit_of(*a) == unit_of(*b));
                let here: BTreeSet<usize> = inside.map(|(a, _)| unit_of(a)).collect();
                units = Some(units.map_or(here.clone(), |units| &units & &here));
            }
            units.unwrap_or_default().into_iter().map(|unit| (unit, unit)).collect()
        }
        Expr::AtLeast { times, inner } => {
            let found = stretches(text, inner);
            if found.len() >= *times as usize { found } else { BTreeSet::new() }
        }
        Expr::Caps(inner) => {
            // Nothing but the words that begin a sentence has a capital.
            let begins = |at: usize| at == 0 || text[at - 1].2 != text[at].2;
            let only =
                (0..text.len()).map(|at| (if begins(at) { text[at].0 } else { usize::MAX }, text[at].1, text[at].2));
            stretches(&only.collect(), inner)
        }
        other => panic!("not positional: {other:?}"),
    }
}

fn is_subsequence(wanted: &[usize], words: &[usize]) -> bool {
    let mut words = words.iter();
    wanted.iter().all(|word| words.any(|w| w == word))
}

fn holds(text: &Text, node: &Node) -> bool {
    match &node.expr {
        Expr::All(parts) => parts.iter().all(|part| holds(text, part)),
        Expr::Any(parts) => parts.iter().any(|part| holds(text, part)),
        Expr::Not(inner) => !holds(text, inner),
        _ => !stretches(text, node).is_empty(),
    }
}

/// Whether a sample matches a query.
fn matches(sample: &Sample, node: &Node) -> bool {
    match &node.expr {
        Expr::Everything => true,
        Expr::All(parts) => {
            // `speaker:` and `said:` side by side speak of one quotation, and each of several speakers of one of his own.
            let (of_quotation, others): (Vec<&Node>, Vec<&Node>) =
                parts.iter().partition(|part| speaks_of_quotation(part));
            let (speakers, said): (Vec<&Node>, Vec<&Node>) = of_quotation.iter().partition(|part| names_speaker(part));
            let one = |speaker: Option<&Node>| {
                let of_one = |(words, by): &(Text, usize)| {
                    said.iter().copied().chain(speaker).all(|part| quoted(words, *by, part))
                };
                quotations(sample).iter().any(of_one)
            };
            let each = speakers.iter().all(|speaker| one(Some(speaker)));
            others.iter().all(|part| matches(sample, part))
                && each
                && (!speakers.is_empty() || said.is_empty() || one(None))
        }
        Expr::Any(parts) => parts.iter().any(|part| matches(sample, part)),
        Expr::Not(inner) => !matches(sample, inner),
        Expr::Boost { inner, .. } => matches(sample, inner),
        Expr::Field { name: "title", inner } => holds(&title(sample), inner),
        Expr::Field { name: "body", inner } => holds(&body(sample), inner),
        Expr::Field { name: "place", inner } => in_place(sample, inner),
        Expr::Field { name: "near", inner } => in_circle(sample, inner),
        Expr::Field { name: "date", inner } => in_days(sample, inner),
        Expr::Field { .. } => quotations(sample).iter().any(|(words, speaker)| quoted(words, *speaker, node)),
        _ => holds(&title(sample), node) || holds(&body(sample), node),
    }
}

fn speaks_of_quotation(node: &Node) -> bool {
    match &node.expr {
        Expr::Field { name, .. } => matches!(*name, "said" | "speaker"),
        Expr::Any(parts) => parts.iter().all(speaks_of_quotation),
        _ => false,
    }
}

fn names_speaker(node: &Node) -> bool {
    match &node.expr {
        Expr::Field { name, .. } => *name == "speaker",
        Expr::Any(parts) => parts.iter().all(names_speaker),
        _ => false,
    }
}

fn quoted(words: &Text, speaker: usize, node: &Node) -> bool {
    match &node.expr {
        Expr::Any(parts) => parts.iter().any(|part| quoted(words, speaker, part)),
        Expr::Field { name: "said", inner } => holds(words, inner),
        Expr::Field { name: "speaker", inner } => {
            let Expr::Word(name) = &inner.expr else { panic!("{inner:?}") };
            SPEAKERS[speaker].to_lowercase().replace('á', "a").split(' ').any(|part| part == name)
        }
        other => panic!("not of a quotation: {other:?}"),
    }
}

fn in_place(sample: &Sample, node: &Node) -> bool {
    let Expr::Word(name) = &node.expr else { panic!("{node:?}") };
    sample.places.iter().any(|place| PLACES[*place].iter().any(|part| part.to_lowercase() == *name))
}

fn in_circle(sample: &Sample, node: &Node) -> bool {
    let Expr::Phrase { words, .. } = &node.expr else { panic!("{node:?}") };
    let (_, inside) = CIRCLES.iter().find(|(circle, _)| circle == words).unwrap();
    sample.places.iter().any(|place| inside.contains(place))
}

fn days(sample: &Sample) -> Option<(Date, Date)> {
    sample.published.map(|(year, month)| (date(year, month, 1), date(year, month, 1).last_of_month()))
}

fn in_days(sample: &Sample, node: &Node) -> bool {
    let Expr::Word(value) = &node.expr else { panic!("{node:?}") };
    match (date_range(value).unwrap(), days(sample)) {
        (DateRange::Undated, span) => span.is_none(),
        (_, None) => false,
        (DateRange::Days { from, to }, Some((first, last))) => {
            from.is_none_or(|from| last >= from) && to.is_none_or(|to| first <= to)
        }
    }
}

// --- queries -----------------------------------------------------------------------------------------------------------

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (0..WORDS.len()).prop_map(|word| WORDS[word].to_string()),
        1 => (0..WORDS.len()).prop_map(|word| format!("{}*", &WORDS[word][..1])),
        1 => (0..WORDS.len()).prop_map(|word| format!("={}", WORDS[word])),
        3 => (prop::collection::vec(0..WORDS.len(), 2..4), 0..3u32).prop_map(|(words, slop)| {
            let words: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
            format!("\"{}\"{}", words.join(" "), if slop > 0 { format!("~{slop}") } else { String::new() })
        }),
    ]
}

fn positional() -> impl Strategy<Value = String> {
    let operator = prop_oneof![
        (1..6u32).prop_map(|n| format!("NEAR/{n}")),
        (1..6u32).prop_map(|n| format!("ADJ/{n}")),
        Just("SAME".to_string()),
        Just("SENT".to_string()),
    ];
    prop_oneof![
        4 => word(),
        1 => (word(), word()).prop_map(|(a, b)| format!("({a} OR {b})")),
        2 => (word(), operator.clone(), word()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        1 => (word(), operator, word(), word()).prop_map(|(a, op, b, c)| format!("({a} {op} ({b} OR {c}) {op} {b})")),
        1 => (2..4u32, word(), word()).prop_map(|(n, a, b)| format!("atleast{n}({a} OR {b})")),
        1 => (word(), word()).prop_map(|(a, b)| format!("caps({a} OR {b})")),
        1 => (word(), 1..6u32, word()).prop_map(|(a, n, b)| format!("(caps({a}) NEAR/{n} {b})")),
    ]
}

fn filter() -> impl Strategy<Value = String> {
    prop_oneof![
        prop_oneof![Just("lee"), Just("ann"), Just("orban"), Just("nobody")].prop_map(|name| format!("speaker:{name}")),
        word().prop_map(|word| format!("said:{word}")),
        word().prop_map(|word| format!("said:caps({word})")),
        (word(), word()).prop_map(|(a, b)| format!("said:({a} OR {b})")),
        positional().prop_map(|words| format!("title:{words}")),
        word().prop_map(|word| format!("body:{word}")),
        prop_oneof![Just("ukraine"), Just("europe"), Just("texas")].prop_map(|place| format!("place:{place}")),
        (0..CIRCLES.len()).prop_map(|circle| format!("near:\"{}\"", CIRCLES[circle].0)),
        prop_oneof![Just("2024"), Just("2023-05..2024-03"), Just("none"), Just("2025..")]
            .prop_map(|d| format!("date:{d}")),
    ]
}

pub fn query() -> impl Strategy<Value = String> {
    prop_oneof![3 => positional(), 2 => filter()].prop_recursive(3, 12, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts.clone().prop_map(|parts| format!("({})", parts.join(" "))),
            parts.prop_map(|parts| format!("({})", parts.join(" OR "))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} -{b})")),
            inner.prop_map(|part| format!("NOT {part}")),
        ]
    })
}

pub fn ids(response: &SearchResponse) -> BTreeSet<usize> {
    response.hits.iter().map(|hit| hit.article.external_id.as_ref().unwrap().parse().unwrap()).collect()
}

pub fn everything(query: &str) -> SearchRequest {
    SearchRequest {
        query: query.to_string(),
        limit: 1000,
        facets: ["source", "speaker", "place", "focus", "year"].map(str::to_string).to_vec(),
        facet_limit: 100,
        timeline: Some(Bucket::Month),
        ..SearchRequest::default()
    }
}

pub fn facet(response: &SearchResponse, field: &str) -> BTreeMap<String, u64> {
    let facet = response.facets.iter().find(|facet| facet.field == field).unwrap();
    facet.values.iter().map(|value| (value.value.clone(), value.articles)).collect()
}

fn counted<T: Into<String>>(values: impl Iterator<Item = BTreeSet<T>>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in values.flatten() {
        *counts.entry(value.into()).or_insert(0) += 1;
    }
    counts
}

/// Everything the answer counts, against the samples that match.
fn check_counts(response: &SearchResponse, matching: &[&Sample]) {
    assert_eq!(response.articles, matching.len() as u64);
    let sources = matching.iter().map(|sample| BTreeSet::from([format!("Source {}", sample.source)]));
    assert_eq!(facet(response, "source"), counted(sources));
    let speakers =
        matching.iter().map(|s| quotations(s).iter().map(|(_, who)| SPEAKERS[*who]).collect::<BTreeSet<_>>());
    assert_eq!(facet(response, "speaker"), counted(speakers));
    let paths = |place: &usize| -> Vec<String> {
        let path = PLACES[*place];
        (1..=path.len()).map(|n| path[..n].join("/")).collect()
    };
    let places = counted(matching.iter().map(|sample| sample.places.iter().flat_map(paths).collect::<BTreeSet<_>>()));
    assert_eq!(facet(response, "place"), places);
    let focus = matching.iter().map(|sample| sample.places.first().into_iter().flat_map(paths).collect());
    assert_eq!(facet(response, "focus"), counted(focus));
    let years = matching.iter().map(|sample| sample.published.iter().map(|(year, _)| year.to_string()).collect());
    assert_eq!(facet(response, "year"), counted(years));
    let dated: u64 = facet(response, "year").values().sum();
    assert_eq!(dated + response.undated, response.articles, "what has a year and what has no date is all there is");
    let mut months: BTreeMap<Date, u64> = BTreeMap::new();
    for (first, _) in matching.iter().filter_map(|sample| days(sample)) {
        *months.entry(first).or_insert(0) += 1;
    }
    let timeline = response.timeline.iter().filter(|bucket| bucket.articles > 0);
    assert_eq!(timeline.map(|bucket| (bucket.from, bucket.articles)).collect::<BTreeMap<_, _>>(), months);
    assert_eq!(response.undated, matching.iter().filter(|sample| sample.published.is_none()).count() as u64);
    let quotes = response.facets.iter().find(|facet| facet.field == "speaker").unwrap();
    for value in &quotes.values {
        let of = |sample: &&Sample| {
            quotations(sample).iter().filter(|(_, who)| SPEAKERS[*who] == value.value).count() as u64
        };
        assert_eq!(value.quotes, Some(matching.iter().map(of).sum()), "{}", value.value);
    }
}

/// A branch of the tree of places against the whole of it.
fn check_branch(
    engine: &Engine,
    query: &str,
    whole: &BTreeMap<String, u64>,
    under: Option<&str>,
    depth: Option<usize>,
) {
    let request = SearchRequest { under: under.map(str::to_string), depth, ..everything(query) };
    let branch = facet(&engine.search(&request).unwrap(), "place");
    let is_in = |path: &str| {
        let parts: Vec<&str> = path.split('/').collect();
        let above = under.map_or(Some(0), |under| parts.iter().position(|part| *part == under).map(|at| at + 1));
        above.is_some_and(|above| parts.len() > above && depth.is_none_or(|depth| parts.len() - above <= depth))
    };
    let expected: BTreeMap<String, u64> =
        whole.iter().filter(|(path, _)| is_in(path)).map(|(path, count)| (path.clone(), *count)).collect();
    assert_eq!(branch, expected, "{query} under {under:?} to {depth:?}");
    let mut few = engine.search(&SearchRequest { facet_limit: 2, ..request }).unwrap();
    let few = few.facets.iter_mut().find(|facet| facet.field == "place").unwrap();
    for value in few.values.iter().filter(|value| value.value.contains('/')) {
        let (holder, _) = value.value.rsplit_once('/').unwrap();
        let is_listed = few.values.iter().any(|other| other.value == holder);
        assert!(is_listed || !expected.contains_key(holder), "{} without {holder}", value.value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn answers_equal_brute_force(samples in prop::collection::vec(sample(), 1..14), queries in prop::collection::vec(query(), 24)) {
        let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(n, s)| stored(s, n)).collect();
        let (at_once, by_update) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let built = build(at_once.path(), &articles);
        let updated = build_by_update(by_update.path(), &articles);
        for query in &queries {
            let node = parse(query).unwrap();
            let expected: BTreeSet<usize> = (0..samples.len()).filter(|n| matches(&samples[*n], &node)).collect();
            let request = everything(query);
            let answer = built.search(&request).unwrap();
            prop_assert_eq!(ids(&answer), expected.clone(), "{}", query);
            let matching: Vec<&Sample> = expected.iter().map(|n| &samples[*n]).collect();
            check_counts(&answer, &matching);
            for hit in &answer.hits {
                for passage in &hit.passages {
                    let inside = passage.highlights.iter().all(|mark| passage.text.get(mark.range()).is_some());
                    prop_assert!(inside, "{}", query);
                }
            }
            for (under, depth) in [(None, Some(1)), (None, Some(2)), (Some("Europe"), None), (Some("Europe"), Some(1)), (Some("Texas"), None)] {
                check_branch(&built, query, &facet(&answer, "place"), under, depth);
            }
            let after = updated.search(&request).unwrap();
            prop_assert_eq!(&after.hits, &answer.hits, "an update must answer like a rebuild: {}", query);
            prop_assert_eq!(&after.facets, &answer.facets, "{}", query);
            prop_assert_eq!(&after.timeline, &answer.timeline, "{}", query);
            let exhaustive = built.search(&SearchRequest { exhaustive: true, ..request }).unwrap();
            prop_assert_eq!(&exhaustive.hits, &answer.hits, "{}", query);
        }
    }

    #[test]
    fn quotations_equal_brute_force(samples in prop::collection::vec(sample(), 1..14), word in 0..WORDS.len(), who in 0..SPEAKERS.len()) {
        let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(n, s)| stored(s, n)).collect();
        let dir = tempfile::tempdir().unwrap();
        let engine = build(dir.path(), &articles);
        let filter = Filter { speaker: vec![SPEAKERS[who].to_string()], ..Filter::default() };
        let request = QuotesRequest { query: WORDS[word].to_string(), filter, limit: 1000, ..QuotesRequest::default() };
        let answer = engine.quotes(&request).unwrap();
        let of = |s: &Sample| quotations(s).iter().filter(|(words, by)| *by == who && words.iter().any(|w| w.0 == word)).count();
        prop_assert_eq!(answer.quotations, samples.iter().map(of).sum::<usize>() as u64);
        prop_assert_eq!(answer.quotations, answer.hits.len() as u64);
        for hit in &answer.hits {
            prop_assert!(!hit.highlights.is_empty());
            prop_assert!(hit.highlights.iter().all(|mark| mark.of(&hit.text).eq_ignore_ascii_case(WORDS[word])));
        }
        // Whatever a facet counts, its flag finds: also beside what speaks of one quotation.
        for query in [format!("said:{}", WORDS[word]), "speaker:lee".to_owned()] {
            let request = SearchRequest { query, facets: vec!["speaker".to_owned()], ..SearchRequest::default() };
            let counted = engine.search(&request).unwrap();
            for value in &counted.facets[0].values {
                let filter = Filter { speaker: vec![format!("={}", value.value)], ..Filter::default() };
                let narrowed = engine.search(&SearchRequest { filter, ..request.clone() }).unwrap();
                prop_assert_eq!(narrowed.articles, value.articles, "{} of {}", &value.value, &request.query);
            }
        }
        let in_texas = Filter { place: vec!["Texas".to_string()], ..Filter::default() };
        let there = engine.quotes(&QuotesRequest { filter: in_texas, limit: 1000, ..QuotesRequest::default() }).unwrap();
        let expected: usize = samples.iter().filter(|s| s.places.contains(&2)).map(|s| quotations(s).len()).sum();
        prop_assert_eq!(there.quotations, expected as u64);
    }
}

// --- single cases ------------------------------------------------------------------------------------------------------

pub fn one(title: &str, text: &str) -> StoredArticle {
    let sample = Sample {
        title: vec![],
        paragraphs: vec![vec![vec![0]]],
        quoted: vec![],
        places: vec![],
        published: None,
        source: 0,
    };
    let mut one = stored(&sample, title.len());
    let mut at = 0;
    one.article.paragraphs = text
        .split("\n\n")
        .map(|paragraph| {
            let span = Span::new(at, at + paragraph.len());
            at += paragraph.len() + 2;
            span
        })
        .collect();
    one.article.title = title.to_string();
    one.article.text = text.to_string();
    one.annotations.sentences = one.article.paragraphs.clone();
    one
}

/// The first passage of the first hit with its marks in brackets; `-` when nothing is found.
fn first_passage(engine: &Engine, query: &str) -> String {
    let answer = engine.search(&SearchRequest { query: query.to_string(), ..SearchRequest::default() }).unwrap();
    let Some(passage) = answer.hits.first().and_then(|hit| hit.passages.first()) else { return "-".to_string() };
    let mut shown = String::new();
    let mut at = 0;
    for mark in &passage.highlights {
        shown += &format!("{}[{}]", &passage.text[at..mark.start], mark.of(&passage.text));
        at = mark.end;
    }
    shown + &passage.text[at..]
}

/// Work for an asker who has gone ends, and nothing that was found by then is kept for others.
#[test]
fn a_search_gives_up_at_its_deadline() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[one("Quay", "The ferry leaves the quay at nine, said Ann Lee.")]);
    for query in ["\"the ferry\"", "ferry NEAR/9 quay", "ferry"] {
        let search = || engine.search(&SearchRequest { query: query.to_string(), ..SearchRequest::default() });
        let late = until(Instant::now(), search).unwrap_err();
        assert_eq!((late.message.as_str(), late.is_damage), ("the search took too long", false), "{query}");
        assert_eq!(search().unwrap().articles, 1, "{query}");
    }
}

/// A word that is all over the article tells none of its passages from another.
#[test]
fn the_passage_that_answers_is_shown_and_not_the_one_that_repeats_the_subject() {
    let filler = |n: usize| {
        format!("The bridge council met again about the bridge, and the council of the bridge heard {n} more. ")
            .repeat(6)
    };
    let toll = format!(
        "Cars will pay a toll of two pounds. {}",
        "Nobody who lives nearby is asked for it, said a clerk. ".repeat(8)
    );
    let text = [filler(1), filler(2), toll, filler(3)].map(|part| part.trim_end().to_owned()).join("\n\n");
    let dir = tempfile::tempdir().unwrap();
    let others = ["A bridge of paper", "A toll road", "The council"]
        .map(|title| one(title, "Nothing of the kind is known here."));
    let engine = build(dir.path(), &[&[one("Bridge", &text)][..], &others].concat());
    let shown = first_passage(&engine, "bridge OR toll");
    assert!(shown.starts_with("Cars will pay a [toll]"), "{shown}");
}

/// Of words that may all be missing the article with more of them comes first, of names for one thing the better passage.
#[test]
fn a_corner_of_a_long_question_is_not_its_answer() {
    let talk = "Nothing was decided before the hall had to be cleared, and the chair thanked everybody who had come. ";
    let about = |word: &str| format!("{}There was talk of the {word} as well.", talk.repeat(3));
    let spread = ["ferry", "bridge", "harbour", "lighthouse"].map(about).join("\n\n");
    let both = "The ferry and the bridge were closed. The ferry and the bridge will open again on Friday.";
    let corner = format!("{both}\n\n{}", [talk.repeat(4).trim_end(); 3].join("\n\n"));
    let dir = tempfile::tempdir().unwrap();
    let others = ["A", "B", "C", "D", "E", "F"].map(|title| one(title, &about("budget")));
    let engine = build(dir.path(), &[&[one("Spread", &spread), one("Corner", &corner)][..], &others].concat());
    let first = |query: &str| {
        let answer = engine.search(&SearchRequest { query: query.to_string(), ..SearchRequest::default() }).unwrap();
        answer.hits[0].article.title.clone()
    };
    let any = "ferry OR bridge OR harbour OR lighthouse";
    assert_eq!(first(any), "Spread");
    assert_eq!(first(&format!("({any}) -tunnel")), "Spread");
    assert_eq!(first(&format!("chair ({any})")), "Corner");
}

/// The lead is where the words were asked for: a passage that has them elsewhere is not the one.
#[test]
fn the_passage_of_a_lead_is_in_the_lead() {
    let talk = "Nothing was decided before the hall had to be cleared, and the chair thanked everybody. ".repeat(8);
    let later = format!("The harbour, the harbour, the harbour and the harbour. {talk}");
    let text = [format!("The harbour opens. {talk}"), talk.clone(), talk, later].map(|p| p.trim_end().to_owned());
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[one("Quay", &text.join("\n\n"))]);
    assert!(first_passage(&engine, "harbour").contains("the [harbour] and"));
    assert!(first_passage(&engine, "lead:harbour").starts_with("The [harbour] opens."));
}

/// However many are asked for at once, and however few.
#[test]
fn pages_of_passages_are_pieces_of_one_list() {
    let article = |n: usize| {
        let again = "harbour ".repeat(1 + n % 7);
        let words = format!("{again}{} tax", "word ".repeat(n % 23));
        one(&"I".repeat(n), &[words.clone(), "nothing here".to_owned(), words].join("\n\n"))
    };
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &(1..260).map(article).collect::<Vec<_>>());
    let page = |offset, limit| {
        let query = "harbour tax".to_string();
        let request = SearchRequest { query, flat: true, copies: true, offset, limit, ..SearchRequest::default() };
        let hits = engine.search(&request).unwrap().hits;
        hits.into_iter().map(|hit| (hit.article.id, hit.passages[0].ordinal)).collect::<Vec<_>>()
    };
    let whole = page(0, 1000);
    let pages: Vec<_> = (0..whole.len()).step_by(50).flat_map(|offset| page(offset, 50)).collect();
    assert_eq!(pages, whole);
    assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len());
}

#[test]
fn boosts_inside_boosts_stay_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[one("Quay", "The ferry is late.")]);
    let query = format!("{}ferry{}", "(".repeat(14), "^1000)".repeat(14));
    let hits = engine.search(&SearchRequest { query, ..SearchRequest::default() }).unwrap().hits;
    assert!(hits[0].score.is_finite() && hits[0].passages[0].score.is_finite());
}

#[test]
fn a_byline_without_a_letter_is_nobodys() {
    let dir = tempfile::tempdir().unwrap();
    let mut article = one("Quay", "The ferry is late.");
    article.article.byline = vec!["Ann Lee".to_owned()];
    let engine = build(dir.path(), &[article]);
    let count = |query: &str| {
        engine.search(&SearchRequest { query: query.to_owned(), ..SearchRequest::default() }).unwrap().articles
    };
    assert_eq!((count("byline:lee"), count("byline:\"?\"")), (1, 0));
}

/// A headline shows what of it was asked for, and no word that is asked for elsewhere or not at all.
#[test]
fn what_matched_in_a_headline_is_marked() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[one("Dock strike ends; docks open", "The strikers are at the docks.")]);
    let check = |query: &str, expected: &[&str]| {
        let answer = engine.search(&SearchRequest { query: query.to_owned(), ..SearchRequest::default() }).unwrap();
        let hit = &answer.hits[0];
        let found: Vec<&str> = hit.title_highlights.iter().map(|span| span.of(&hit.article.title)).collect();
        assert_eq!(found, expected, "{query}");
    };
    check("dock", &["Dock", "docks"]);
    check("title:\"dock strike\"", &["Dock", "strike"]);
    check("title:(dock SENT open)", &["Dock", "docks", "open"]);
    check("dock NEAR/2 open", &["docks", "open"]);
    check("body:dock", &[]);
    check("dock -title:closed", &["Dock", "docks"]);
    check("", &[]);
}

/// A pattern is about words as they are written, of which the index holds the stems.
#[test]
fn a_pattern_fits_what_is_written() {
    let words = ["country", "countries", "countrified", "hope", "hoping", "university", "universe"];
    let articles: Vec<StoredArticle> =
        words.iter().enumerate().map(|(n, word)| one(&"quay ".repeat(n + 1), &format!("A {word} of many."))).collect();
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &articles);
    let check = |query: &str, expected: &[&str]| {
        let answer = engine.search(&SearchRequest { query: query.to_owned(), ..SearchRequest::default() }).unwrap();
        let mut found: Vec<&str> = answer
            .hits
            .iter()
            .map(|hit| {
                let passage = &hit.passages[0];
                let marked = passage.highlights.first().map_or("-", |span| &passage.text[span.range()]);
                words.iter().find(|word| **word == marked).copied().unwrap_or("-")
            })
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{query}");
    };
    check("countri*", &["countries", "countrified"]);
    check("country*", &["country"]);
    check("countr*", &["countries", "countrified", "country"]);
    check("many countri* -=countries", &["countrified"]);
    check("hope*", &["hope"]);
    check("hop*", &["hope", "hoping"]);
    check("universi*", &["university"]);
    // A slip is one in the word without its ending.
    check("countrx~1", &["countries", "country"]);
}

/// What a flag finds as one value a facet counts as one, by the spelling that most articles have.
#[test]
fn what_folds_alike_is_one_value() {
    let written =
        [("Sport", ["Ann Lee", "ANN LEE"]), ("sport", ["Ann Léé", "Bo Lee"]), ("SPORT", ["Bo Lee", "Ann Lee"])];
    let mut articles: Vec<StoredArticle> = Vec::new();
    for (section, byline) in written.into_iter().chain([written[1], ("Spört", ["Cy Kis", "Cy Kis"])]) {
        let mut article = one(&"quay ".repeat(articles.len() + 1), "The ferry is late.");
        article.article.section = Some(section.to_owned());
        article.article.byline = byline.map(str::to_owned).to_vec();
        articles.push(article);
    }
    let dir = tempfile::tempdir().unwrap();
    let build: [fn(&Path, &[StoredArticle]) -> Engine; 2] = [build, build_by_update];
    for (name, build) in ["once", "update"].into_iter().zip(build) {
        let engine = build(&dir.path().join(name), &articles);
        let pivot = Some(PivotBy::Field("byline".to_owned()));
        let facets = ["section", "byline"].map(str::to_owned).to_vec();
        let request = SearchRequest { pivot, facets: facets[..1].to_vec(), ..everything("") };
        let answer = engine.search(&SearchRequest { facets, pivot: None, ..request.clone() }).unwrap();
        assert_eq!(facet(&answer, "section"), BTreeMap::from([("sport".to_owned(), 5)]));
        assert_eq!(
            facet(&answer, "byline"),
            [("Ann Lee", 4), ("Bo Lee", 3), ("Cy Kis", 1)].map(|(n, c)| (n.to_owned(), c)).into()
        );
        for facet in &answer.facets {
            for value in &facet.values {
                let filter = Filter::of_flags(&[(facet.field.clone(), vec![value.value.clone()])].into()).unwrap();
                let narrowed = engine.search(&SearchRequest { filter, ..SearchRequest::default() }).unwrap();
                assert_eq!(narrowed.articles, value.articles, "{} {}", facet.field, value.value);
            }
        }
        let rows = engine.search(&request).unwrap().pivot.unwrap().rows;
        let cells: BTreeMap<String, u64> = rows[0].cells.iter().cloned().collect();
        assert_eq!((rows.len(), cells), (1, facet(&answer, "byline")));
    }
}

/// Every field that a flag narrows can be counted as if it did not.
#[test]
fn each_flag_can_be_left_out() {
    for field in ["speaker", "place", "focus", "source", "section", "byline", "language"] {
        let filter = Filter::of_flags(&[(field.to_owned(), vec!["x".to_owned()])].into()).unwrap();
        assert_eq!(filter.without(field), Some(Filter::default()), "{field}");
    }
}

#[test]
fn what_matched_is_marked() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(
        dir.path(),
        &[one("Harbour talks", "The ministers make promises; making them is easy, Orbán’s aides said.")],
    );
    for (query, expected) in [
        ("promise", "The ministers make [promises]; making them is easy, Orbán’s aides said."),
        ("=promise", "-"),
        ("make", "The ministers [make] promises; [making] them is easy, Orbán’s aides said."),
        ("=make", "The ministers [make] promises; making them is easy, Orbán’s aides said."),
        ("minist*", "The [ministers] make promises; making them is easy, Orbán’s aides said."),
        ("m*k*g", "The ministers make promises; [making] them is easy, Orbán’s aides said."),
        ("orbna~", "The ministers make promises; making them is easy, [Orbán’s] aides said."),
        ("\"easy orban\" -harvest", "The ministers make promises; making them is [easy], [Orbán’s] aides said."),
        ("promises NEAR/3 easy", "-"),
        ("promises NEAR/4 easy", "The ministers make [promises]; making them is [easy], Orbán’s aides said."),
        ("harbour", "The ministers make promises; making them is easy, Orbán’s aides said."),
        ("lead:aides", "The ministers make promises; making them is easy, Orbán’s [aides] said."),
        ("-promise", "-"),
        ("& easy", "The ministers make promises; making them is [easy], Orbán’s aides said."),
    ] {
        assert_eq!(first_passage(&engine, query), expected, "{query}");
    }
}

/// The index holds it with the character behind it, and alone only at the end of a run.
#[test]
fn a_lone_character_is_found_wherever_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[one("T", "市議会は古い橋を閉鎖する。長い橋 第2部の話")]);
    let shown = "市議会は古い[橋]を閉鎖する。長い[橋] 第2部の話";
    for query in ["橋", "=橋", "\"橋\"", "body:橋"] {
        assert_eq!(first_passage(&engine, query), shown, "{query}");
    }
    let found = |query: &str| {
        engine.search(&SearchRequest { query: query.to_string(), ..SearchRequest::default() }).unwrap().articles
    };
    assert_eq!(["第2部", "橋 閉鎖", "会", "川", "第3部"].map(found), [1, 1, 1, 0, 0]);
}

#[test]
fn what_stands_for_too_much_is_refused() {
    let words: Vec<String> = (0..1500).map(|n| format!("a{n}")).collect();
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &[one("T", &words.join(" "))]);
    let error = engine.search(&SearchRequest { query: "b OR a*".to_string(), ..SearchRequest::default() }).unwrap_err();
    assert_eq!(error.message, "`a*` stands for more than 1000 words");
    assert_eq!(error.detail.as_deref(), Some("b OR a*\n     ^^"));
    let narrower = engine.search(&SearchRequest { query: "a14*".to_string(), ..SearchRequest::default() }).unwrap();
    assert_eq!(narrower.articles, 1);
}

#[test]
fn undated_articles_are_counted_and_come_last() {
    let sample = |published| Sample {
        title: vec![],
        paragraphs: vec![vec![vec![0]]],
        quoted: vec![],
        places: vec![],
        published,
        source: 0,
    };
    let samples = [sample(None), sample(Some((2024, 5))), sample(Some((2025, 1)))];
    let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(n, s)| stored(s, n)).collect();
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &articles);
    let search = |request: SearchRequest| {
        let answer = engine.search(&request).unwrap();
        let order: Vec<String> = answer.hits.iter().filter_map(|hit| hit.article.external_id.clone()).collect();
        (order.join(" "), answer.undated_left_out)
    };
    let sorted = |sort| search(SearchRequest { query: "ant".to_string(), sort, ..SearchRequest::default() });
    assert_eq!(sorted(Sort::Newest), ("2 1 0".to_string(), 0));
    assert_eq!(sorted(Sort::Oldest), ("1 2 0".to_string(), 0));
    let after = Filter { after: Some(date(2024, 5, 31)), ..Filter::default() };
    let filtered = search(SearchRequest { filter: after, sort: Sort::Oldest, ..SearchRequest::default() });
    assert_eq!(filtered, ("1 2".to_string(), 1));
}

#[test]
fn an_ambiguous_place_is_the_most_mentioned_one() {
    let sample = |places| Sample {
        title: vec![],
        paragraphs: vec![vec![vec![0]]],
        quoted: vec![],
        places,
        published: None,
        source: 0,
    };
    let samples = [sample(vec![1]), sample(vec![1, 2]), sample(vec![0])];
    let mut articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(n, s)| stored(s, n)).collect();
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &articles);
    let check = |place: &str, expected: &[usize], note: &str| {
        let filter = Filter { place: vec![place.to_string()], ..Filter::default() };
        let answer = engine.search(&SearchRequest { filter, ..SearchRequest::default() }).unwrap();
        assert_eq!(ids(&answer), expected.iter().copied().collect(), "{place}");
        assert_eq!(answer.notes.join("; "), note, "{place}");
    };
    let taken = "place `paris` was taken for Europe/France/Paris (in 2 articles), not North America/United States/Texas/Paris (1)";
    check("paris", &[0, 1], taken);
    check("Paris, Texas", &[1], "");
    check("texas/paris", &[1], "");
    check("EUROPE", &[0, 1, 2], "");
    check("Europe/France/Paris", &[0, 1], "");
    check(
        "Pariss",
        &[],
        "no place in this index is called `Pariss`; there is `Europe/France/Paris`, `North America/United States/Texas/Paris`",
    );
    // In full it is that one, even where more articles speak of another of that name inside the same place.
    for article in &mut articles[..2] {
        let place = article.annotations.places[0].place.as_mut().unwrap();
        place.path = ["Europe", "France", "Other", "Paris"].map(str::to_owned).to_vec();
    }
    articles[2].annotations.places[0].place.as_mut().unwrap().path =
        ["Europe", "France", "Paris"].map(str::to_owned).to_vec();
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), &articles);
    let filter = Filter { place: vec!["europe/france/paris".to_owned()], ..Filter::default() };
    assert_eq!(ids(&engine.search(&SearchRequest { filter, ..SearchRequest::default() }).unwrap()), [2].into());
}
