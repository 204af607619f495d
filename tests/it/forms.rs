//! Exact forms, prefixes and phrases of them over small random archives in several languages, against brute force.
//!
//! Where an exact form of English stands is kept as a number among its stem's occurrences; of other languages, and of what is not
//! ASCII in texts whose language is not known, as a position. Both kinds lie in one list of one segment here.

use dateline::article::{Annotations, Article, RecordKey, Span};
use dateline::index::{Ledger, Manifest, Outcomes, StoredArticle, Writer, family, keys};
use dateline::search::{Engine, SearchRequest};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

const WORDS: [&str; 9] = ["talk", "talks", "talking", "Talked", "us", "make", "makes", "making", "Häuser"];
const LANGUAGES: [Option<&str>; 3] = [Some("en"), Some("de"), None];

/// Language and paragraphs of words.
type Sample = (usize, Vec<Vec<usize>>);

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let paragraph = prop::collection::vec(0..WORDS.len(), 1..8);
    let sample = (0..LANGUAGES.len(), prop::collection::vec(paragraph, 1..4));
    prop::collection::vec(sample, 1..10)
}

fn article((language, paragraphs): &Sample) -> Article {
    let mut article = Article { language: LANGUAGES[*language].map(str::to_owned), ..Article::default() };
    for paragraph in paragraphs {
        if !article.text.is_empty() {
            article.text.push_str("\n\n");
        }
        let start = article.text.len();
        article.text += &paragraph.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
        article.paragraphs.push(Span::new(start, article.text.len()));
    }
    article
}

/// An article that is found again by its number.
pub fn stored(article: Article, annotations: Annotations, number: usize) -> StoredArticle {
    let path = format!("{number}.txt");
    let identity = keys::identity("news", &path, &RecordKey::WholeFile, 1);
    StoredArticle {
        id: identity.id,
        root: "news".to_string(),
        path,
        member: String::new(),
        record: 0,
        external_id: Some(number.to_string()),
        article,
        annotations,
        passages: Vec::new(),
    }
}

/// An index of the articles.
pub fn build(dir: &Path, articles: Vec<StoredArticle>) -> Engine {
    let folder = dir.join("g000001");
    std::fs::create_dir_all(&folder).unwrap();
    let writer = Writer::create(&folder, 1, 15_000_000).unwrap();
    let mut outcomes = Outcomes { articles: articles.len() as u64, ..Outcomes::default() };
    for stored in articles {
        *outcomes.languages.entry(stored.article.language.clone().unwrap_or_default()).or_insert(0) += 1;
        let key = keys::identity("news", &stored.path, &RecordKey::WholeFile, 1).article_key;
        writer.add(family(stored, key, writer.fields(), writer.packing(), None).unwrap()).unwrap();
    }
    let manifest = Manifest { format: dateline::index::FORMAT, outcomes, ..Manifest::default() };
    writer.commit(&Ledger { manifest, inputs: Vec::new(), rejects: Vec::new() }).unwrap();
    std::fs::write(dir.join("CURRENT"), format!("format {} generation g000001\n", dateline::index::FORMAT)).unwrap();
    Engine::open(dir).unwrap()
}

/// The numbers of the articles that a query finds.
pub fn found(engine: &Engine, query: &str) -> BTreeSet<usize> {
    let request = SearchRequest { query: query.to_owned(), limit: 100, copies: true, ..SearchRequest::default() };
    let response = engine.search(&request).unwrap_or_else(|e| panic!("{query}: {e}"));
    response.hits.iter().map(|hit| hit.article.external_id.clone().unwrap().parse().unwrap()).collect()
}

/// The articles with a paragraph in which words that `fits` accepts in turn stand side by side.
fn holding(samples: &[Sample], fits: &[&dyn Fn(&str) -> bool]) -> BTreeSet<usize> {
    let begins = |words: &[usize]| {
        words.len() == fits.len() && words.iter().zip(fits).all(|(word, fits)| fits(&WORDS[*word].to_lowercase()))
    };
    let holds = |(_, paragraphs): &&Sample| paragraphs.iter().any(|words| words.windows(fits.len()).any(begins));
    let numbered = samples.iter().enumerate();
    numbered.filter(|(_, sample)| holds(sample)).map(|(number, _)| number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn exact_forms_stand_where_they_were_written(samples in samples()) {
        let dir = tempfile::tempdir().unwrap();
        let articles = samples.iter().enumerate().map(|(n, sample)| stored(article(sample), Annotations::default(), n));
        let engine = build(dir.path(), articles.collect());
        let small: Vec<String> = WORDS.iter().map(|word| word.to_lowercase()).collect();
        for a in &small {
            let is_a = |word: &str| word == a;
            prop_assert_eq!(found(&engine, &format!("={a}")), holding(&samples, &[&is_a]), "={}", a);
            for b in &small {
                let is_b = |word: &str| word == b;
                let query = format!("=\"{a} {b}\"");
                prop_assert_eq!(found(&engine, &query), holding(&samples, &[&is_a, &is_b]), "{}", query);
            }
            let begins = |word: &str| word.starts_with("talk");
            let query = format!("talk* ADJ/1 ={a}");
            // Unlike a phrase, it may reach over the end of a paragraph.
            let run_on: Vec<Sample> = samples.iter().map(|(language, parts)| (*language, vec![parts.concat()])).collect();
            prop_assert_eq!(found(&engine, &query), holding(&run_on, &[&begins, &is_a]), "{}", query);
        }
        for (beginning, end) in [("t", "k"), ("ta", "s"), ("", "ing"), ("m", "e"), ("", "s"), ("talk", "d")] {
            let fits = |word: &str| word.starts_with(beginning) && word.ends_with(end);
            let query = format!("{beginning}*{end}");
            prop_assert_eq!(found(&engine, &query), holding(&samples, &[&fits]), "{}", query);
        }
    }
}

#[test]
fn a_word_is_found_in_its_other_spellings() {
    let texts = [
        ("es", "La economía creció."),
        ("fr", "Élysée 2027, le débat."),
        ("de", "Die Häuser der Mieterinnen stehen leer."),
        ("de", "Die Haeuser am Fluss stehen leer."),
        ("en", "The economy grew."),
        ("de", "Der Beginn in Bern, im Sinne der Stadt."),
        ("", "Mines shut, Orbán said: we'll see."),
    ];
    let articles = texts.iter().enumerate().map(|(number, (language, text))| {
        let article = Article {
            language: Some((*language).to_owned()).filter(|language| !language.is_empty()),
            text: (*text).to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            ..Article::default()
        };
        stored(article, Annotations::default(), number)
    });
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), articles.collect());
    let finds = |query: &str, numbers: &[usize]| {
        assert_eq!(found(&engine, query), numbers.iter().copied().collect(), "{query}");
    };
    finds("economia", &[0]);
    finds("=economia", &[0]);
    finds("elysee", &[1]);
    finds("=elysee", &[1]);
    finds("Haus", &[2]);
    finds("Häuser", &[2, 3]);
    finds("Haeuser", &[2, 3]);
    finds("Mieterin", &[2]);
    finds("\"haeuser der mieterin\"", &[2]);
    finds("economy", &[4]);
    finds("mine", &[6]);
    finds("=mine", &[]);
    finds("orban", &[6]);
    finds("we", &[6]);
    finds("well", &[]);
    finds("innere", &[]);
    finds("\"innere Bern\"", &[]);
}

#[test]
fn what_looks_like_an_operator_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let engine = build(dir.path(), vec![stored(article(&(0, vec![vec![0, 1]])), Annotations::default(), 0)]);
    let notes = |query: &str| {
        let request = SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
        engine.search(&request).unwrap().notes
    };
    for (query, word) in [
        ("talk or us", "or"),
        ("talk not us", "not"),
        ("talk near/5 us", "near/5"),
        ("talk NEAR5 us", "NEAR5"),
        ("talk w/5 us", "w/5"),
        ("talk !us", "!us"),
        ("talk ANDNOT us", "ANDNOT"),
        ("atleast3 (talk)", "atleast3"),
    ] {
        assert!(notes(query).iter().any(|note| note.starts_with(&format!("`{word}` is no operator; "))), "{query}");
    }
    for query in ["talk OR us", "or", "\"talk or us\"", "talk -us", "talk w/us", "AtLeast1(talk)"] {
        assert_eq!(notes(query), [""; 0], "{query}");
    }
}
