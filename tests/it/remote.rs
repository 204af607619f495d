//! The HTTP client against engines that misbehave: busy, gone, half written, not an engine at all. Each is a few lines on
//! a socket of this machine that answer from a script, and refuse what no engine would take.

use dateline::index::cluster::search;
use dateline::remote::{Access, Bulk, Credential, Patience, Remote};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Asked {
    pub line: String,
    headers: Vec<String>,
    pub body: String,
}

/// Answers every request by `answer`, which is told how many came before it; keeps what was asked.
fn engine(answer: impl Fn(usize, &Asked) -> (u16, String) + Send + 'static) -> (u16, Arc<Mutex<Vec<Asked>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let kept = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let Some(request) = read(&stream) else { continue };
            let number = kept.lock().unwrap().len();
            kept.lock().unwrap().push(request.clone());
            let (status, body) = answer(number, &request);
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let mut stream = stream;
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        }
    });
    (port, asked)
}

pub fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim_end().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
        headers.push(header);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { line: line.trim_end().to_owned(), headers, body: String::from_utf8(body).ok()? })
}

fn remote_patient(port: u16, patience: Duration) -> Remote {
    let access = Access::to(&format!("http://127.0.0.1:{port}/news"));
    Remote::open(&Access { patience: Patience(patience), ..access }).unwrap()
}

fn remote(ports: &[u16]) -> Remote {
    let hosts: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    let access = Access::to(&format!("http://{}/news", hosts.join(",")));
    Remote::open(&Access { patience: Patience(Duration::from_secs(3)), ..access }).unwrap()
}

/// A port on which nobody listens.
fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_busy_engine_is_asked_again_and_a_broken_question_is_not() {
    let (port, asked) = engine(|number, _| match number {
        0 => (429, r#"{"error":{"reason":"full"}}"#.to_owned()),
        1 => (503, "down".to_owned()),
        _ => (200, r#"{"a":1}"#.to_owned()),
    });
    assert_eq!(remote(&[port]).get("/x").unwrap(), json!({"a": 1}));
    assert_eq!(asked.lock().unwrap().len(), 3);

    let (port, asked) = engine(|_, _| (400, r#"{"error":{"root_cause":[{"reason":"no such field [x]"}]}}"#.to_owned()));
    let error = remote(&[port]).post("/news/_search", &json!({})).unwrap_err();
    assert!(error.message.ends_with("says 400: no such field [x]"), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn another_host_answers_for_one_that_is_gone() {
    let (port, _) = engine(|_, _| (200, "{}".to_owned()));
    let two = remote(&[nobody(), port]);
    two.get("/").unwrap();
    two.get("/").unwrap();
    // One that is cut off from the others says so for ever.
    let (cut_off, asked) = engine(|_, _| (503, "{}".to_owned()));
    let two = remote(&[cut_off, port]);
    two.get("/").unwrap();
    two.get("/").unwrap();
    assert_eq!(asked.lock().unwrap().len(), 1);
    let error = remote(&[nobody(), nobody()]).get("/").unwrap_err();
    assert!(error.message.starts_with("cannot reach the engine at `http://127.0.0.1:"), "{error}");
    assert_eq!(error.hint.as_deref(), Some("is it running, and is the address right?"));
}

/// Writes `documents` to an engine that turns away those for which `is_refused`, and gives the ids it took, in order.
fn write(
    documents: &[&str],
    is_refused: impl Fn(usize, &str) -> Option<u16> + Send + 'static,
) -> (Vec<String>, dateline::error::Result<()>) {
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = taken.clone();
    let (port, _) = engine(move |number, asked| {
        assert!(asked.line.starts_with("POST /news-1/_bulk ") && asked.body.ends_with('\n'), "{asked:?}");
        assert!(asked.headers.iter().any(|header| header == "content-type: application/x-ndjson"), "{asked:?}");
        let lines: Vec<Value> = asked.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let items = lines.chunks(2).map(|pair| {
            let id = pair[0]["index"]["_id"].as_str().unwrap();
            match is_refused(number, id) {
                Some(status) => json!({"index": {"_id": id, "status": status, "error": {"reason": "no"}}}),
                None => {
                    kept.lock().unwrap().push(id.to_owned());
                    json!({"index": {"_id": id, "status": 201}})
                }
            }
        });
        (200, json!({"items": items.collect::<Vec<_>>()}).to_string())
    });
    let mut bulk = Bulk::default();
    documents.iter().for_each(|id| bulk.add(id, "{}".to_owned()));
    let done = remote(&[port]).write("news-1", bulk);
    let taken = taken.lock().unwrap().clone();
    (taken, done)
}

#[test]
fn only_what_was_turned_away_is_written_again() {
    let (mut taken, done) = write(&["a", "b", "c"], |number, id| (number < 3 && id != "b").then_some(429));
    done.unwrap();
    taken.sort();
    assert_eq!(taken, ["a", "b", "c"]);
    let (_, done) = write(&["a", "b"], |_, id| (id == "b").then_some(400));
    assert_eq!(done.unwrap_err().message, "the engine refused article `b` (400): no");
    let (_, done) = write(&["a"], |_, _| Some(429));
    assert!(done.unwrap_err().message.ends_with("says 429: its queue is full"));
}

/// Everything an engine does to those who ask too much of it at once: whole requests turned away, single documents of
/// others, connections cut, each again and again.
#[test]
fn a_storm_of_refusals_loses_nothing() {
    let taken: Arc<Mutex<BTreeMap<String, String>>> = Arc::default();
    let kept = taken.clone();
    let (port, asked) = engine(move |number, asked| {
        match number % 4 {
            0 => return (429, "{}".to_owned()),
            1 => return (503, "<html>".to_owned()),
            _ => {}
        }
        let lines: Vec<Value> = asked.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let items = lines.chunks(2).enumerate().map(|(at, pair)| {
            let id = pair[0]["index"]["_id"].as_str().unwrap();
            if (at + number).is_multiple_of(3) {
                return json!({"index": {"_id": id, "status": 429, "error": {"reason": "full"}}});
            }
            kept.lock().unwrap().insert(id.to_owned(), pair[1].to_string());
            json!({"index": {"_id": id, "status": 201}})
        });
        (200, json!({"items": items.collect::<Vec<_>>()}).to_string())
    });
    let remote = &remote_patient(port, Duration::from_secs(60));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                let mut bulk = Bulk::default();
                (0..100).for_each(|n| bulk.add(&format!("{thread}-{n}"), format!("{{\"n\":{n}}}")));
                remote.write("news-1", bulk).unwrap();
            });
        }
    });
    let taken = taken.lock().unwrap();
    assert_eq!(taken.len(), 400);
    assert!((0..4).all(|thread| (0..100).all(|n| taken[&format!("{thread}-{n}")] == format!("{{\"n\":{n}}}"))));
    assert!(asked.lock().unwrap().len() > 12);
}

#[test]
fn part_of_an_answer_is_no_answer() {
    for (answer, message) in [
        (json!({"_shards": {"total": 3, "failed": 1}, "timed_out": false}), "1 shards did not answer"),
        (json!({"_shards": {"total": 3, "failed": 0}, "timed_out": true}), "it ran out of time"),
    ] {
        let (port, asked) = engine(move |_, _| (200, answer.to_string()));
        let error = search(&remote(&[port]), "news-1", &json!({})).unwrap_err();
        assert!(error.message.contains("only part of the answer") && error.message.ends_with(message), "{error}");
        assert!(asked.lock().unwrap()[0].line.contains("allow_partial_search_results=false"));
    }
}

#[test]
fn what_is_no_search_result_is_not_nothing_found() {
    for answer in ["{}", r#"{"hits":{"hits":[]}}"#, r#"{"timed_out":false}"#] {
        let (port, _) = engine(move |_, _| (200, answer.to_owned()));
        let error = search(&remote(&[port]), "news-1", &json!({})).unwrap_err();
        assert!(error.message.ends_with("is no search result"), "{answer}: {error}");
    }
}

#[test]
fn what_is_gone_is_deleted() {
    let (port, _) = engine(|number, _| match number {
        0 => (503, String::new()),
        _ => (404, r#"{"result":"not_found"}"#.to_owned()),
    });
    remote(&[port]).delete("/news.own/_doc/a").unwrap();
}

#[test]
fn secrets_go_into_a_header_and_into_no_message() {
    let asked_with = |credential: Credential| {
        let (port, asked) = engine(|_, _| (401, "{}".to_owned()));
        let access = Access { credential: Some(credential), ..Access::to(&format!("http://127.0.0.1:{port}/news")) };
        let remote = Remote::open(&access).unwrap();
        let error = remote.get("/").unwrap_err();
        let told = format!("{error} {:?} {access:?} {remote:?}", error.hint);
        assert!(!told.contains("sesame") && told.contains("DATELINE_ENGINE_API_KEY"), "{told}");
        let asked = asked.lock().unwrap();
        asked[0].headers.iter().find(|header| header.starts_with("authorization: ")).unwrap().clone()
    };
    assert_eq!(asked_with(Credential::ApiKey("sesame".to_owned())), "authorization: apikey sesame");
    let basic = Credential::Basic { user: "me".to_owned(), password: "sesame".to_owned() };
    assert_eq!(asked_with(basic), "authorization: basic bwu6c2vzyw1l");
    let far = Access { credential: Some(Credential::ApiKey("sesame".to_owned())), ..Access::to("http://far/news") };
    assert!(Remote::open(&far).unwrap_err().message.contains("in the clear"));
}

#[test]
fn what_is_no_engine_is_told_so() {
    for answer in ["<html>", "", "{\"a\":"] {
        let (port, _) = engine(move |_, _| (200, answer.to_owned()));
        let error = remote(&[port]).get("/").unwrap_err();
        assert!(error.message.contains("does not answer as an engine"), "{answer}: {error}");
    }
    let error = Remote::open(&Access::to("https://127.0.0.1:1/news")).unwrap_err();
    assert!(error.message.contains("no certificate"), "{error}");
}
