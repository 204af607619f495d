//! What the benchmarks share: how dateline is run, bare tantivy as the opponent, a made-up archive, queries.

#![allow(dead_code, reason = "each benchmark uses its part")]

use dateline::ingest::{IngestSettings, Progress, Root, Step, ingest};
use dateline::read::ReadOptions;
use rust_stemmers::{Algorithm, Stemmer};
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tantivy::schema::{FAST, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer,
};
use tantivy::{Index, IndexWriter, TantivyDocument};

pub const THREADS: usize = 2;
pub const MEMORY_BYTES: usize = 400 << 20;

/// Articles that queries are drawn from: an archive that begins with another has its queries.
const DRAWN_FROM: usize = 20_000;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The whole of a benchmark: its arguments without the one cargo adds, its failure told, its exit code.
pub fn bench(run: impl FnOnce(&[String]) -> Outcome<()>) -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// The file a benchmark was given, else the made-up archive, made in `work`.
pub fn archive_of(args: &[String], work: &Path) -> Outcome<PathBuf> {
    match args.first().filter(|arg| !arg.starts_with("--")) {
        Some(file) => Ok(PathBuf::from(file)),
        None => made_up_archive(work),
    }
}

/// What stands behind a flag, such as the number of `--rounds 3`.
pub fn value_of<'a>(args: &'a [String], flag: &str) -> Outcome<Option<&'a str>> {
    match args.iter().position(|arg| arg == flag) {
        None => Ok(None),
        Some(at) => Ok(Some(args.get(at + 1).ok_or_else(|| format!("{flag} takes a value"))?)),
    }
}

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: &Step) {}
}

/// Has dateline index an archive.
pub fn ingested(archive: &Path, index: &Path, annotate: bool) -> Outcome<()> {
    let settings = IngestSettings {
        index: index.to_path_buf(),
        roots: vec![Root { path: archive.to_path_buf(), label: None }],
        jobs: THREADS,
        memory_bytes: MEMORY_BYTES,
        read: ReadOptions { maps: Default::default(), record_bytes_max: 64 << 20 },
        latest: jiff::civil::date(2030, 1, 1),
        annotate,
        ..IngestSettings::default()
    };
    ingest(&settings, &Silent).map_err(|e| e.to_string())?;
    Ok(())
}

/// User and system time of this process and its threads.
pub fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold spaces: fields 14 and 15 of proc(5), in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n - 3).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(14) + ticks(15)) / 100.0
}

pub fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// Indexes JSON lines with `id`, `source`, `title` and `text` the plain way.
pub fn bare_tantivy(archive: &Path, index: &Path) -> Outcome<Index> {
    fs::create_dir_all(index)?;
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(indexing).set_stored();
    let [title, text] = ["title", "text"].map(|name| builder.add_text_field(name, words.clone()));
    let [id, source] = ["id", "source"].map(|name| builder.add_text_field(name, STRING | STORED | FAST));
    let index = Index::create_in_dir(index, builder.build())?;
    index.tokenizers().register("en_stem", english_stems());
    let mut writer: IndexWriter = index.writer_with_num_threads(THREADS, MEMORY_BYTES)?;
    for line in BufReader::with_capacity(1 << 20, fs::File::open(archive)?).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let mut document = TantivyDocument::default();
        for (name, field) in [("id", id), ("source", source), ("title", title), ("text", text)] {
            document.add_text(field, article[name].as_str().unwrap_or_default());
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(index)
}

/// What tantivy's own `en_stem` is (its stemmer is a feature this program does without).
pub fn english_stems() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(EnglishStems)
        .build()
}

#[derive(Clone)]
struct EnglishStems;

impl TokenFilter for EnglishStems {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> StemTokenizer<T> {
        StemTokenizer(inner)
    }
}

#[derive(Clone)]
struct StemTokenizer<T>(T);

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'a> = StemTokens<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemTokens { words: self.0.token_stream(text), stemmer: Stemmer::create(Algorithm::English) }
    }
}

struct StemTokens<T> {
    words: T,
    stemmer: Stemmer,
}

impl<T: TokenStream> TokenStream for StemTokens<T> {
    fn advance(&mut self) -> bool {
        if !self.words.advance() {
            return false;
        }
        let token = self.words.token_mut();
        token.text = self.stemmer.stem(&token.text).into_owned();
        true
    }

    fn token(&self) -> &Token {
        self.words.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.words.token_mut()
    }
}

/// A file of made-up articles.
pub fn made_up_archive(folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join("made-up.jsonl");
    let mut out = BufWriter::new(fs::File::create(&path)?);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let vocabulary: Vec<String> = (0..30_000).map(|_| made_up_word(&mut dice)).collect();
    for id in 0..4_000 {
        let title = sentence(&mut dice, &vocabulary, 8);
        let mut text = String::new();
        for paragraph in 0..4 + dice.below(12) {
            if paragraph > 0 {
                text.push_str("\n\n");
            }
            for _ in 0..2 + dice.below(2) {
                let length = 8 + dice.below(22);
                let said = sentence(&mut dice, &vocabulary, length);
                match dice.below(5) {
                    0 => text.push_str(&format!("“{}” said Ann Harlow. ", said.replace('.', ","))),
                    _ => text.push_str(&format!("{said} ")),
                }
            }
        }
        writeln!(out, "{}", serde_json::json!({"id": id.to_string(), "title": title, "text": text.trim()}))?;
    }
    out.flush()?;
    Ok(path)
}

fn made_up_word(dice: &mut Dice) -> String {
    const SYLLABLES: [&str; 16] =
        ["ra", "ten", "mo", "li", "sur", "ka", "ed", "ing", "pol", "ven", "tio", "sha", "ber", "no", "gri", "es"];
    (0..1 + dice.below(4)).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect()
}

fn sentence(dice: &mut Dice, vocabulary: &[String], words: usize) -> String {
    let mut sentence = String::new();
    for n in 0..words {
        // Zipf's law: the logarithm of a word's rank is evenly spread.
        let rank = (vocabulary.len() as f64).powf(dice.below(1 << 20) as f64 / (1 << 20) as f64) as usize;
        let word = &vocabulary[rank.min(vocabulary.len() - 1)];
        let (first, rest) = word.split_at(1);
        sentence.push_str(if n > 0 { " " } else { "" });
        sentence.push_str(&if n == 0 || dice.below(12) == 0 { first.to_uppercase() } else { first.to_owned() });
        sentence.push_str(rest);
    }
    sentence.push('.');
    sentence
}

/// Xorshift: the same numbers on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Queries that both grammars read alike: lower-case words, `OR`, straight quotation marks. Drawn with a fixed seed from the
/// first articles of an archive.
pub fn drawn_queries(archive: &Path, count: usize) -> Outcome<Vec<String>> {
    let mut dice = Dice(0x5eed_0fda_7e11_9e00);
    let lines = BufReader::new(fs::File::open(archive)?).lines().take(DRAWN_FROM).collect::<Result<Vec<_>, _>>()?;
    let mut queries = Vec::with_capacity(count);
    for kind in (0..4).cycle() {
        let article: serde_json::Value = serde_json::from_str(&lines[dice.below(lines.len())])?;
        let text = article["text"].as_str().unwrap_or_default().to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect();
        if words.len() < 20 {
            continue;
        }
        let at = dice.below(words.len() - 1);
        let [first, second, third] = [at, dice.below(words.len()), dice.below(words.len())].map(|n| words[n]);
        queries.push(match kind {
            0 => first.to_owned(),
            1 => format!("{first} {second}"),
            2 => format!("{first} OR {second} OR {third}"),
            _ => format!("\"{first} {}\"", words[at + 1]),
        });
        if queries.len() == count {
            break;
        }
    }
    Ok(queries)
}
