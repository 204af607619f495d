//! Cleaning: how fast pages and scrapes become articles, on one core.
//!
//! *What is measured*: the time `clean` takes for every record of an archive once, one thread, everything read and decoded
//! before; the best of several rounds, as megabytes of what lay in the archive (markup included) a second.
//!
//! *Corpus*: the folder or file that is given; else made-up pages, whose simple markup flatters: give real ones to compare.
//!
//! ```console
//! $ cargo bench --bench clean -- [PATH] [--rounds N]
//! ```

mod common;

use common::{Outcome, bench, value_of};
use dateline::article::{Content, Record};
use dateline::clean::{CleanOptions, clean};
use dateline::read::{Found, ReadOptions, records, walk};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Made-up pages and their paragraphs.
const PAGES: usize = 300;
const PARAGRAPHS: usize = 40;

fn main() -> ExitCode {
    bench(measure)
}

fn measure(args: &[String]) -> Outcome<()> {
    let rounds: usize = value_of(args, "--rounds")?.map_or(Ok(5), str::parse)?;
    let work = tempfile::tempdir()?;
    let archive = match args.first().filter(|arg| !arg.starts_with("--")) {
        Some(path) => PathBuf::from(path),
        None => made_up_pages(work.path())?,
    };
    let inputs = read(&archive)?;
    let bytes: usize = inputs.iter().map(|record| content_bytes(&record.content)).sum();
    let options = CleanOptions::new(jiff::civil::date(2100, 1, 1));
    let (mut best, mut articles) = (Duration::MAX, 0);
    for _ in 0..rounds {
        let started = Instant::now();
        articles = inputs.iter().filter(|record| black_box(clean(record, &options)).is_ok()).count();
        best = best.min(started.elapsed());
    }
    let megabytes = bytes as f64 / 1e6;
    println!("{} records, {megabytes:.1} MB, {articles} articles, best of {rounds} rounds, one core", inputs.len());
    println!("{:.1} MB/s", megabytes / best.as_secs_f64());
    Ok(())
}

fn read(archive: &Path) -> Outcome<Vec<Record>> {
    let options = ReadOptions { maps: Default::default(), record_bytes_max: 64 << 20 };
    let (inputs, _) = walk(archive).map_err(|error| error.to_string())?;
    let found = inputs.iter().flat_map(|input| records(input, &options));
    let records = found.filter_map(|found| if let Found::Record(record) = found { Some(record) } else { None });
    Ok(records.collect())
}

fn content_bytes(content: &Content) -> usize {
    match content {
        Content::Html { html, .. } => html.len(),
        Content::Text { text, .. } => text.len(),
        Content::Fields(fields) => fields.text.as_ref().map_or(0, String::len),
    }
}

/// Pages with a head, a menu, an article and a footer.
fn made_up_pages(folder: &Path) -> Outcome<PathBuf> {
    let menu: String =
        (0..60).map(|n| format!("<li class=\"menu-item\"><a href=\"/section/{n}\">Section {n}</a></li>")).collect();
    for page in 0..PAGES {
        let paragraph = |n: usize| {
            format!(
                "<p class=\"story-text\">The harbour master of port {page} said on day {n} that the <a href=\"/ferry/{n}\">ferry</a> would stay in dock until its engines had been examined, and that {n} passengers would be paid back in full.</p>"
            )
        };
        let body: String = (0..PARAGRAPHS).map(paragraph).collect();
        let html = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><title>Ferry {page} stays in dock | The Quay</title><meta property=\"og:site_name\" content=\"The Quay\"></head><body><nav><ul>{menu}</ul></nav><article><h1>Ferry {page} stays in dock</h1>{body}</article><footer><ul>{menu}</ul></footer></body></html>"
        );
        fs::write(folder.join(format!("{page}.html")), html)?;
    }
    Ok(folder.to_path_buf())
}
