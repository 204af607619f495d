//! What strangers send: too much, too slowly, crooked, and all at once.

use super::{Server, read};
use crate::cli::Desk;
use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn floods_are_cut_off() {
    let server = Server::new();
    let host = format!("Host: {}\r\n", server.address);
    let many: String = (0..5000).map(|n| format!("X-{n}: y\r\n")).collect();
    assert_eq!(server.send(&format!("GET / HTTP/1.1\r\n{host}{many}\r\n")).status, 431);
    let long = "x".repeat(1 << 20);
    assert_eq!(server.send(&format!("GET / HTTP/1.1\r\n{host}X-Long: {long}\r\n\r\n")).status, 431);
    let address = "x".repeat(10_000);
    assert_eq!(server.get(&format!("/?q={address}")).status, 414);
    let body = format!("GET /api/v1/search HTTP/1.1\r\n{host}Content-Length: 100000000\r\n\r\n{long}");
    assert_eq!(server.send(&body).status, 413);
    let chunked = format!("POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n100000\r\n{long}");
    assert_eq!(server.send(&chunked).status, 413);
    assert_eq!(server.send("\0\x01\x02 nonsense\r\n\r\n").status, 400);
    assert_eq!(server.send(&format!("POST / HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status, 405);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn slow_clients_keep_nobody_waiting() {
    let server = Server::new();
    let mut slow: Vec<_> = (0..100).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HT").unwrap();
    }
    assert_eq!(server.get("/api/v1/search?q=ferry").status, 200);
    // After some seconds they are let go.
    let begun = Instant::now();
    let mut end = [0; 1];
    let read = slow[0].read(&mut end);
    assert!(matches!(read, Ok(0 | 1) | Err(_)) && begun.elapsed() < Duration::from_secs(50), "{read:?}");
}

#[test]
fn paths_lead_nowhere_else() {
    let server = Server::new();
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/article/..%2f..%2fCURRENT",
        "//etc/passwd",
        "/assets/style.css%00.svg",
        "/article/%ff%fe",
        "/article/%F0%9F%9A%80%F0%9F%9A%80%F0%9F%9A%80",
        "/api/v1/article?id=../../../etc/passwd",
        "/%",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {} {}", answer.status, answer.body);
        assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
    }
}

#[test]
fn another_name_for_this_machine_is_refused() {
    let server = Server::new();
    let answer = server.send("GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
    assert_eq!(answer.status, 421);
    assert_eq!(server.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status, 200);
}

/// With one search at a time and many more than may wait: some are told to come back, with when, and nobody gets
/// anything else.
#[test]
fn too_many_are_told_to_come_back() {
    let server = Server::with(Desk::indexed(), &["--searches", "1"]);
    let host = &server.address;
    let request = format!("GET /?q=ferry HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut streams: Vec<_> = (0..600).map(|_| server.connect()).collect();
    for stream in &mut streams {
        stream.write_all(request.as_bytes()).unwrap();
    }
    let answers: Vec<_> = thread::scope(|scope| {
        let readers: Vec<_> = streams.iter_mut().map(|stream| scope.spawn(|| read(stream))).collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 503), "{}", answer.head);
        assert_eq!(answer.status == 503, answer.header("retry-after").is_some(), "{}", answer.head);
    }
    assert!(answers.iter().any(|answer| answer.status == 200));
    assert_eq!(server.get("/?q=ferry").status, 200);
}
