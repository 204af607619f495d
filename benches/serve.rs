//! The web door against the same searches inside the process, in one run.
//!
//! *What is measured*: 10,000 requests to `/api/v1/search` over loopback, 64 at once, each connection kept: how many
//! failed, the median and the 99th percentile of what a client waits, the peak of the process' memory, and requests a
//! second. Then the same searches, each with its JSON, by as many threads as the server lets search at once. The clients
//! run on the same processors as the server, which counts against it. Only the ratio means anything: machines differ and
//! are busy.
//!
//! *Queries*: two words of a headline of the archive, drawn from its newest articles.
//!
//! ```console
//! $ cargo bench --bench serve -- INDEX [--requests N]
//! ```

mod common;

use common::{Outcome, bench, peak_megabytes, value_of};
use dateline::present::json;
use dateline::search::{At, Engine, SearchRequest, Sort};
use dateline::web::{Options, serve};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const REQUESTS: usize = 10_000;
const AT_ONCE: usize = 64;
/// What `serve` takes by default on two cores.
const SEARCHES: usize = 4;
const ARTICLES: usize = 500;

fn main() -> ExitCode {
    bench(compare)
}

fn compare(args: &[String]) -> Outcome<()> {
    let requests = value_of(args, "--requests")?.map_or(Ok(REQUESTS), str::parse)?;
    let Some(index) = args.first().filter(|arg| !arg.starts_with("--")).map(PathBuf::from) else {
        println!("no index named: nothing is measured");
        return Ok(());
    };
    let queries = queries(&index)?;
    let engine = Engine::open(&index).map_err(|e| e.to_string())?;
    let inside = in_process(&engine, &queries, requests);
    let address = started(index)?;
    let (mut waits, failed, outside) = over_http(address, &queries, requests);
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{requests} requests, {AT_ONCE} at once: {failed} failed, peak memory {:.0} MB", peak_megabytes());
    println!("a client waits {:.1} ms (median), {:.1} ms (99th percentile)", at(0.5), at(0.99));
    println!("over HTTP {outside:.0} a second, in the process {inside:.0}: {:.2}", outside / inside);
    Ok(())
}

/// Two words of each headline.
fn queries(index: &Path) -> Outcome<Vec<String>> {
    let engine = Engine::open(index).map_err(|e| e.to_string())?;
    let newest = SearchRequest { limit: ARTICLES, sort: Sort::Newest, ..SearchRequest::default() };
    let response = engine.search(&newest).map_err(|e| e.to_string())?;
    let words = |title: &str| {
        let words = title.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 4);
        words.take(2).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
    };
    let queries: Vec<String> =
        response.hits.iter().map(|hit| words(&hit.article.title)).filter(|query| query.contains(' ')).collect();
    if queries.is_empty() { Err("the index has no headline of two words".into()) } else { Ok(queries) }
}

/// Searches a second.
fn in_process(engine: &Engine, queries: &[String], requests: usize) -> f64 {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..SEARCHES {
            scope.spawn(|| {
                while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < requests) {
                    let query = queries[at % queries.len()].clone();
                    let request = SearchRequest { query, ..SearchRequest::default() };
                    let mut out = Vec::new();
                    if let Ok(response) = engine.search(&request) {
                        json::search(&mut out, None, &request.query, &response, None).expect("memory takes it");
                    }
                }
            });
        }
    });
    requests as f64 / begun.elapsed().as_secs_f64()
}

/// A server in this process, which ends with it.
fn started(index: PathBuf) -> Outcome<SocketAddr> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let options = Options {
            index: At::Disk(index),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            token: None,
            cors: None,
            searches: SEARCHES,
            today: || jiff::civil::date(2030, 1, 1),
            log: None,
        };
        serve(options, |address| {
            let _ = tell.send(address);
        })
    });
    Ok(told.recv()?)
}

/// What each client waited, how many failed, requests a second.
fn over_http(address: SocketAddr, queries: &[String], requests: usize) -> (Vec<Duration>, usize, f64) {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let done: Vec<(Vec<Duration>, usize)> = thread::scope(|scope| {
        let clients: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(|| client(address, queries, requests, &next))).collect();
        clients.into_iter().map(|client| client.join().expect("a client ends")).collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    let failed = done.iter().map(|(_, failed)| failed).sum();
    (done.into_iter().flat_map(|(waits, _)| waits).collect(), failed, requests as f64 / seconds)
}

fn client(address: SocketAddr, queries: &[String], requests: usize, next: &AtomicUsize) -> (Vec<Duration>, usize) {
    let mut waits = Vec::new();
    let mut failed = 0;
    let mut stream = BufReader::new(TcpStream::connect(address).expect("the server listens"));
    while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < requests) {
        let query = queries[at % queries.len()].replace(' ', "+");
        let begun = Instant::now();
        let answered = asked(&mut stream, &query);
        waits.push(begun.elapsed());
        if !answered.unwrap_or(false) {
            failed += 1;
            stream = BufReader::new(TcpStream::connect(address).expect("the server listens"));
        }
    }
    (waits, failed)
}

/// One request on a connection that is kept; whether the answer was 200.
fn asked(stream: &mut BufReader<TcpStream>, query: &str) -> std::io::Result<bool> {
    let head = format!("GET /api/v1/search?q={query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.get_mut().write_all(head.as_bytes())?;
    let (mut line, mut length, mut is_ok) = (String::new(), 0, None);
    while line != "\r\n" {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        is_ok = is_ok.or(Some(line.contains(" 200 ")));
        let size = line.to_ascii_lowercase().strip_prefix("content-length:").and_then(|size| size.trim().parse().ok());
        length = size.unwrap_or(length);
    }
    stream.read_exact(&mut vec![0; length])?;
    Ok(is_ok == Some(true))
}
