//! How often each rule of the sieve names the right person, and what is lost without it.
//!
//! *What is measured*: quotations of a set annotated by hand, against what the annotator finds in the same texts.
//! Calibration: for each rule, how often it fired on a quotation whose speaker is known by name, how often the
//! surname was right, and the confidence the rule states; for the halves of the set (articles by turns) and for
//! all of it. Ablation: detection and joint F1 (found, and the surname right) over direct and mixed quotations,
//! with each rule turned off in its turn; the rules behind it then take its place.
//!
//! *Corpus*: JSON lines of `text` and `quotes`, each with `fragments` (pairs of code points), `kind`, `speaker` (as
//! written) and, where the set has it, `speaker_full`. A found stretch matches a gold quotation when half of either
//! lies in the other. A speaker counts when named, or when a pronoun is resolved beyond doubt (`speaker_type`,
//! `speaker_full_basis`); it is right when the last word of the full name, else a word as written, agrees.
//!
//! ```console
//! $ cargo bench --bench speakers -- GOLD.jsonl [--language de]
//! ```

mod common;

use common::{Outcome, bench, value_of};
use dateline::annotate::{names, quotations};
use dateline::article::{Article, QuotationKind, Span};
use dateline::text::sentences::sentences;
use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

fn main() -> ExitCode {
    bench(measure)
}

struct Gold {
    fragments: Vec<Span>,
    indirect: bool,
    /// The last word of the speaker's full name, else the words as written; empty when that cannot be scored.
    names: Vec<String>,
}

struct Text {
    article: Article,
    gold: Vec<Gold>,
}

/// What came of one found stretch.
struct Found {
    rule: &'static str,
    confidence: f32,
    half: usize,
    /// Index into the article's gold.
    gold: Option<usize>,
    /// Whether the surname is right, where gold has one and somebody is named.
    right: Option<bool>,
}

fn measure(args: &[String]) -> Outcome<()> {
    let Some(file) = args.first().filter(|arg| !arg.starts_with("--")) else {
        println!("no set given: cargo bench --bench speakers -- GOLD.jsonl [--language de]");
        return Ok(());
    };
    let texts = read(file, value_of(args, "--language")?.unwrap_or("en"))?;
    calibration(&texts);
    ablation(&texts);
    Ok(())
}

fn calibration(texts: &[Text]) {
    let mut rules: BTreeMap<&str, (f32, [[usize; 2]; 2])> = BTreeMap::new();
    for found in texts.iter().enumerate().flat_map(|(nth, text)| find(text, nth, &[])) {
        let entry = rules.entry(found.rule).or_insert((found.confidence, [[0; 2]; 2]));
        if let Some(right) = found.right {
            entry.1[found.half][0] += 1;
            entry.1[found.half][1] += usize::from(right);
        }
    }
    let share = |[all, right]: [usize; 2]| format!("{right:>5}/{all:<5} {:.3}", right as f64 / all.max(1) as f64);
    println!("{:16} stated   even articles      odd articles       all", "rule");
    for (rule, (confidence, [even, odd])) in rules {
        let all = [even[0] + odd[0], even[1] + odd[1]];
        println!("{rule:16} {confidence:.2}   {}   {}   {}", share(even), share(odd), share(all));
    }
}

fn ablation(texts: &[Text]) {
    println!("\n{:16} detection  joint", "without");
    for rule in [""].iter().chain(quotations::RULES) {
        let (detection, joint) = score(texts, &[*rule]);
        println!("{:16} {detection:.3}      {joint:.3}", if rule.is_empty() { "(all rules)" } else { *rule });
    }
}

/// F1 of detection and, over gold with a surname, of detection with the right speaker.
fn score(texts: &[Text], off: &[&str]) -> (f64, f64) {
    let (mut found_all, mut matched, mut gold_all, mut gold_found) = (0, 0, 0, 0);
    let (mut named, mut right_found, mut gold_named, mut gold_right) = (0, 0, 0, 0);
    for (nth, text) in texts.iter().enumerate() {
        let found = find(text, nth, off);
        for f in &found {
            found_all += 1;
            matched += usize::from(f.gold.is_some());
            let scorable = f.gold.is_none_or(|g| !text.gold[g].names.is_empty());
            named += usize::from(scorable);
            right_found += usize::from(f.right == Some(true));
        }
        for (g, gold) in text.gold.iter().enumerate().filter(|(_, gold)| !gold.indirect) {
            gold_all += 1;
            gold_named += usize::from(!gold.names.is_empty());
            gold_found += usize::from(found.iter().any(|f| f.gold == Some(g)));
            gold_right += usize::from(found.iter().any(|f| f.gold == Some(g) && f.right == Some(true)));
        }
    }
    let f1 = |tp: usize, all: usize, hit: usize, gold: usize| {
        let (p, r) = (tp as f64 / all.max(1) as f64, hit as f64 / gold.max(1) as f64);
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    };
    (f1(matched, found_all, gold_found, gold_all), f1(right_found, named, gold_right, gold_named))
}

/// The direct and mixed stretches found in a text; those that are gold's indirect speech are left out.
fn find(text: &Text, nth: usize, off: &[&str]) -> Vec<Found> {
    let article = &text.article;
    let sentences = sentences(&article.text, &article.paragraphs, article.language.as_deref());
    let people = names::people(article, &sentences, None);
    let quotations = quotations::quotations_without(article, &people, off);
    let mut found = Vec::new();
    for quotation in quotations.iter().filter(|q| q.kind != QuotationKind::Indirect) {
        for &fragment in &quotation.fragments {
            let best = (0..text.gold.len()).max_by_key(|&g| (shared(&text.gold[g], fragment), !text.gold[g].indirect));
            let gold = best.filter(|&g| matches(&text.gold[g], fragment));
            if gold.is_some_and(|g| text.gold[g].indirect) {
                continue;
            }
            let names = gold.map(|g| &text.gold[g].names).filter(|names| !names.is_empty());
            let speaker = quotation.speaker.as_ref().and_then(|s| words(&s.name).pop());
            let right = names.zip(speaker).map(|(names, speaker)| names.contains(&speaker));
            let (rule, confidence) = (quotation.rule, quotation.confidence);
            found.push(Found { rule, confidence, half: nth % 2, gold, right });
        }
    }
    found
}

fn shared(gold: &Gold, found: Span) -> usize {
    let overlap = |g: &Span| g.end.min(found.end).saturating_sub(g.start.max(found.start));
    gold.fragments.iter().map(overlap).sum()
}

fn matches(gold: &Gold, found: Span) -> bool {
    let whole: usize = gold.fragments.iter().map(Span::len).sum();
    let shared = shared(gold, found);
    shared > 0 && (2 * shared >= found.len() || 2 * shared >= whole)
}

/// What a speaker may be called.
fn names_of(quote: &serde_json::Value) -> Vec<String> {
    let kind = quote["speaker_type"].as_str().unwrap_or("named");
    let sure = kind.starts_with("named")
        || kind == "mention"
        || kind == "pronoun" && quote["speaker_full_basis"] == "coref-agree";
    let full = quote["speaker_full"].as_str();
    match full {
        _ if !sure => Vec::new(),
        Some(full) => words(full).pop().into_iter().collect(),
        // A pronoun has no capital inside a sentence, and is short where it has one.
        None => {
            const PRONOUN_LETTERS_MAX: usize = 4;
            let written = quote["speaker"].as_str().unwrap_or_default();
            let named = written.len() > PRONOUN_LETTERS_MAX && written.contains(char::is_uppercase);
            if named { words(written) } else { Vec::new() }
        }
    }
}

/// The words of a name in lower case, suffix and possessive left out.
fn words(name: &str) -> Vec<String> {
    let words = name.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let bare = words.map(|w| w.trim_end_matches("’s").trim_end_matches("'s").to_owned());
    bare.filter(|w| !["jr", "sr", "ii", "iii", "iv", ""].contains(&w.as_str())).collect()
}

fn read(file: &str, language: &str) -> Outcome<Vec<Text>> {
    fs::read_to_string(file)?.lines().map(|line| text(line, language)).collect()
}

fn text(line: &str, language: &str) -> Outcome<Text> {
    let value: serde_json::Value = serde_json::from_str(line)?;
    let text = value["text"].as_str().ok_or("a line without `text`")?.to_owned();
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let mut gold = Vec::new();
    for quote in value["quotes"].as_array().into_iter().flatten() {
        let mut fragments = Vec::new();
        for pair in quote["fragments"].as_array().into_iter().flatten() {
            let offset = |i: usize| pair[i].as_u64().and_then(|at| bytes.get(at as usize).copied());
            fragments.push(Span::new(offset(0).ok_or("an offset")?, offset(1).ok_or("an offset")?));
        }
        let names = names_of(quote);
        gold.push(Gold { fragments, indirect: quote["kind"] == "indirect", names });
    }
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for paragraph in text.split('\n') {
        if !paragraph.trim().is_empty() {
            paragraphs.push(Span::new(at, at + paragraph.len()));
        }
        at += paragraph.len() + 1;
    }
    let title = value["title"].as_str().unwrap_or_default().to_owned();
    let article = Article { title, text, paragraphs, language: Some(language.to_owned()), ..Article::default() };
    Ok(Text { article, gold })
}
