//! Ingest against bare tantivy, on the same texts, in one run.
//!
//! *What is measured*: CPU seconds of the whole process, wall clock, peak memory and the size on disk, of three
//! runs: bare tantivy (title and body, its English stemmer, positions, stored; 2 threads, 400 MB), dateline with
//! everything on, and dateline with `--no-annotate`. Each is a process of its own; rounds are interleaved and the
//! median is given. Only the ratios mean anything: machines differ and are busy.
//!
//! *Corpus*: a JSONL file with `title` and `text` when one is given; else 4,000 made-up articles of 150 to 900
//! words, drawn with a fixed seed from 30,000 invented words by Zipf's law, a fifth of the sentences quoted.
//!
//! ```console
//! $ cargo bench --bench ingest -- [FILE.jsonl] [--rounds N]
//! ```
//!
//! CPU and memory are read from `/proc`; elsewhere than on Linux only wall clock and size are told.

use dateline::ingest::{IngestSettings, Progress, Root, Step, ingest};
use dateline::read::ReadOptions;
use rust_stemmers::{Algorithm, Stemmer};
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;
use tantivy::schema::{FAST, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer,
};
use tantivy::{Index, IndexWriter, TantivyDocument};

const ENGINES: [&str; 3] = ["tantivy", "dateline", "dateline --no-annotate"];
const THREADS: usize = 2;
const MEMORY_BYTES: usize = 400 << 20;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--run", engine, archive, index] => run(engine, Path::new(archive), Path::new(index)),
        _ => compare(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    cpu_s: f64,
    wall_s: f64,
    peak_mb: f64,
    size_mb: f64,
}

fn compare(args: &[String]) -> Outcome<()> {
    let rounds = match args.iter().position(|arg| arg == "--rounds") {
        Some(at) => args.get(at + 1).ok_or("--rounds takes a number")?.parse()?,
        None => 3,
    };
    let work = tempfile::tempdir()?;
    let archive = match args.first().filter(|arg| !arg.starts_with("--")) {
        Some(file) => PathBuf::from(file),
        None => made_up_archive(work.path())?,
    };
    let mut costs = vec![Vec::new(); ENGINES.len()];
    for _ in 0..rounds {
        for (engine, costs) in ENGINES.iter().zip(&mut costs) {
            let index = work.path().join("index");
            let _ = fs::remove_dir_all(&index);
            costs.push(measure(engine, &archive, &index)?);
        }
    }
    let megabytes = fs::metadata(&archive)?.len() as f64 / 1e6;
    println!("{megabytes:.1} MB of JSON lines, {rounds} rounds, medians; in brackets the ratio to bare tantivy");
    let costs: Vec<Cost> = costs.into_iter().map(medians).collect();
    for (engine, cost) in ENGINES.iter().zip(&costs) {
        let ratio = |of: fn(&Cost) -> f64| of(cost) / of(&costs[0]).max(1e-9);
        println!(
            "{engine:24} cpu {:7.2} s ({:.2})  wall {:7.2} s ({:.2})  peak {:6.0} MB ({:.2})  size {:6.1} MB ({:.2})",
            cost.cpu_s,
            ratio(|c| c.cpu_s),
            cost.wall_s,
            ratio(|c| c.wall_s),
            cost.peak_mb,
            ratio(|c| c.peak_mb),
            cost.size_mb,
            ratio(|c| c.size_mb),
        );
    }
    Ok(())
}

/// One engine in a process of its own.
fn measure(engine: &str, archive: &Path, index: &Path) -> Outcome<Cost> {
    let started = Instant::now();
    let out = Command::new(std::env::current_exe()?).args(["--run", engine]).args([archive, index]).output()?;
    let wall_s = started.elapsed().as_secs_f64();
    if !out.status.success() {
        return Err(format!("{engine}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    let told = String::from_utf8(out.stdout)?;
    let mut numbers = told.split_whitespace().map(str::parse::<f64>);
    let mut next = || numbers.next().ok_or("no figures")?.map_err(|_| "no figures");
    Ok(Cost { cpu_s: next()?, peak_mb: next()?, size_mb: folder_bytes(index) as f64 / 1e6, wall_s })
}

fn medians(costs: Vec<Cost>) -> Cost {
    let median = |of: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Cost {
        cpu_s: median(|c| c.cpu_s),
        wall_s: median(|c| c.wall_s),
        peak_mb: median(|c| c.peak_mb),
        size_mb: median(|c| c.size_mb),
    }
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes_of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_file() => meta.len(),
        _ => folder_bytes(&entry.path()),
    };
    entries.map(bytes_of).sum()
}

fn run(engine: &str, archive: &Path, index: &Path) -> Outcome<()> {
    match engine {
        "tantivy" => bare_tantivy(archive, index)?,
        _ => dateline(archive, index, engine == ENGINES[1])?,
    }
    println!("{} {}", cpu_seconds(), peak_megabytes());
    Ok(())
}

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: &Step) {}
}

fn dateline(archive: &Path, index: &Path, annotate: bool) -> Outcome<()> {
    let settings = IngestSettings {
        index: index.to_path_buf(),
        roots: vec![Root { path: archive.to_path_buf(), label: None }],
        rebuild: false,
        jobs: THREADS,
        memory_bytes: MEMORY_BYTES,
        read: ReadOptions { maps: Vec::new(), record_bytes_max: 64 << 20 },
        latest: jiff::civil::date(2030, 1, 1),
        annotate,
    };
    ingest(&settings, &Silent).map_err(|e| e.to_string())?;
    Ok(())
}

fn bare_tantivy(archive: &Path, index: &Path) -> Outcome<()> {
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
    Ok(())
}

/// What tantivy's own `en_stem` is (its stemmer is a feature this program does without).
fn english_stems() -> TextAnalyzer {
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

/// User and system time of this process and its threads.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold spaces: fields 14 and 15 of proc(5), in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n - 3).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(14) + ticks(15)) / 100.0
}

fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// A file of made-up articles.
fn made_up_archive(folder: &Path) -> Outcome<PathBuf> {
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
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
