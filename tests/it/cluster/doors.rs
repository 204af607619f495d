//! The other doors: `serve` and the assistants' tools on an engine answer as on the index on disk.

use super::Own;
use crate::cli::Desk;
use crate::web::Server;
use serde_json::{Value, json};

/// The answer without what it took.
fn answer(server: &Server, path: &str) -> Value {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let mut answer = answer.json();
    answer.as_object_mut().unwrap().remove("took_ms");
    answer
}

fn called(server: &Server, tool: &str, arguments: &Value) -> Value {
    let body =
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
    let forms = ["Content-Type: application/json", "Accept: application/json, text/event-stream"];
    server.post("/mcp", &forms, &body.to_string()).json()["result"]["structuredContent"].clone()
}

#[test]
#[ignore = "needs an engine: `.ci/run cluster`"]
fn every_door_opens_on_an_engine_too() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let own = Own::named("doors");
    let url = own.0.url.clone();
    let (here, there) = (Desk::empty(), Desk::new());
    assert_eq!(here.run(&["index", corpus]).code, 0);
    let did = there.run(&["index", corpus, "--engine", &url, "--build", "one"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let (here, there) = (Server::with(here, &[]), Server::with(there, &["--engine", &url]));
    for path in [
        "/api/v1/search?q=ferry&facet=speaker&facet=place&timeline=month",
        "/api/v1/search?q=harbour+zambezi+treaty+ferry",
        "/api/v1/quotes?speaker=ackroyd",
        "/api/v1/facets?field=source&q=strike",
        "/api/v1/timeline?q=strike&by=quarter",
        "/api/v1/speakers?limit=100",
        "/api/v1/speakers?q=tenn",
        "/api/v1/places?q=river",
    ] {
        assert_eq!(answer(&here, path), answer(&there, path), "{path}");
    }
    let id = answer(&here, "/api/v1/search?q=ferry")["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/article?id={id}");
    assert_eq!(answer(&here, &path), answer(&there, &path));
    for (tool, arguments) in [
        ("search", json!({"query": "treaty", "limit": 3})),
        ("quotes", json!({"speaker": "tennison"})),
        ("speakers", json!({"limit": 5})),
        ("places", json!({"limit": 5})),
    ] {
        let answers = [&here, &there].map(|server| called(server, tool, &arguments));
        assert!(answers[0].is_object(), "{tool}");
        assert_eq!(answers[0], answers[1], "{tool}");
    }
    for page in ["/", "/?q=ferry", "/quotes?speaker=ackroyd", "/speakers", "/map", &format!("/article/{id}")] {
        let (here, there) = (here.get(page), there.get(page));
        assert_eq!((here.status, there.status), (200, 200), "{page}: {}", there.body);
    }
    for (path, what) in [("/api/v1/terms?q=ferry", "words that mark"), ("/api/v1/status", "status")] {
        let refused = there.get(path);
        assert!(refused.status == 400 && refused.body.contains(what), "{path}: {} {}", refused.status, refused.body);
        assert!(refused.body.contains("is not supported on this engine"), "{path}: {}", refused.body);
    }
    // Another build is seen without a restart.
    let before = answer(&there, "/api/v1/search?q=ferry")["articles"].clone();
    assert_eq!(there.desk.run(&["index", "news", "--engine", &url, "--build", "two"]).code, 0);
    let seen = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        answer(&there, "/api/v1/search?q=ferry")["articles"] == 2
    });
    assert!(seen && before != 2, "the new build answers");
}
