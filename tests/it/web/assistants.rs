//! The assistants' door over HTTP: its answers are those of the same tools on standard input and output, and whoever may
//! not enter the server may not ask it either.

use super::{Answer, Server, read};
use crate::cli::Desk;
use serde_json::{Value, json};
use std::io::Write;

const FORMS: [&str; 2] = ["Content-Type: application/json", "Accept: application/json, text/event-stream"];

fn asked(server: &Server, headers: &[&str], method: &str, params: Value) -> Answer {
    let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
    server.post("/mcp", &[&FORMS[..], headers].concat(), &body.to_string())
}

fn called(server: &Server, tool: &str, arguments: Value) -> Value {
    let answer = asked(server, &[], "tools/call", json!({"name": tool, "arguments": arguments}));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{}", answer.body);
    assert_eq!(answer.json()["id"], 7);
    answer.json()["result"].clone()
}

#[test]
fn every_request_stands_alone() {
    let server = Server::new();
    let params =
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let begun = asked(&server, &[], "initialize", params).json();
    assert_eq!(begun["result"]["serverInfo"]["name"], "dateline", "{begun}");
    let listed = asked(&server, &[], "tools/list", json!({})).json();
    let names: Vec<_> = listed["result"]["tools"].as_array().unwrap().iter().map(|tool| &tool["name"]).collect();
    assert!(names.contains(&&json!("search")) && names.contains(&&json!("quotes")), "{names:?}");
    let found = called(&server, "search", json!({"query": "ferry", "limit": 1}));
    let hit = &found["structuredContent"]["hits"][0];
    let cited = called(&server, "passage", json!({"cite": hit["passages"][0]["cite"]}));
    assert_eq!(cited["structuredContent"]["text"], hit["passages"][0]["text"], "{cited}");
    let wrong = called(&server, "search", json!({"query": "colour:red"}));
    assert_eq!(wrong["isError"], true);
    assert!(wrong["content"][0]["text"].as_str().unwrap().contains("hint: fields are"), "{wrong}");
}

#[test]
fn an_update_is_seen_by_the_next_question() {
    let server = Server::new();
    let count = || called(&server, "search", json!({"query": "zeppelin"}))["structuredContent"]["articles"].clone();
    assert_eq!(count(), 0);
    server
        .desk
        .file("news/new.txt", "Zeppelin over Bergen\n\nA zeppelin crossed the harbour on Monday, people said.\n");
    server.desk.run(&["index", "news"]);
    let seen = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        count() == 1
    });
    assert!(seen, "the new article is answered");
}

#[test]
fn only_who_may_enter_may_ask() {
    let desk = Desk::indexed();
    desk.file("token", "0123456789abcdefghij");
    let server = Server::with(desk, &["--token-file", "token"]);
    let token = "Authorization: Bearer 0123456789abcdefghij";
    assert_eq!(asked(&server, &[], "tools/list", json!({})).status, 401);
    assert_eq!(asked(&server, &[token], "tools/list", json!({})).status, 200);
    // A page that somebody else has made, in the browser of one who knows the token.
    let page = asked(&server, &[token, "Origin: https://elsewhere.example"], "tools/list", json!({}));
    assert_eq!(page.status, 403, "{}", page.body);
    assert_eq!(page.header("content-type"), Some("application/problem+json"));
}

#[test]
fn the_pages_of_one_origin_may_ask_when_told_so() {
    let server = Server::with(Desk::indexed(), &["--cors", "https://desk.example"]);
    let origin = "Origin: https://desk.example";
    let before = format!("OPTIONS /mcp HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{origin}\r\n\r\n", server.address);
    let allowed = server.send(&before);
    assert_eq!((allowed.status, allowed.header("access-control-allow-methods")), (204, Some("POST")));
    assert!(allowed.header("access-control-allow-headers").unwrap().contains("mcp-protocol-version"));
    let listed = asked(&server, &[origin], "tools/list", json!({}));
    assert_eq!((listed.status, listed.header("access-control-allow-origin")), (200, Some("https://desk.example")));
}

#[test]
fn what_is_no_request_of_the_protocol_is_refused() {
    let server = Server::new();
    let check = |answer: Answer, status: u16| assert_eq!(answer.status, status, "{}\n{}", answer.head, answer.body);
    let wrong_method = server.get("/mcp");
    assert!(wrong_method.body.contains("here only POST is answered"), "{}", wrong_method.body);
    check(wrong_method, 405);
    check(server.post("/api/v1/search", &FORMS, "{}"), 413);
    check(server.post("/mcp", &FORMS[1..], "{}"), 415);
    check(server.post("/mcp", &FORMS[..1], "{}"), 406);
    check(server.post("/mcp", &FORMS, &" ".repeat(65 << 10)), 413);
    let nothing = server.post("/mcp", &FORMS, "{\"jsonrpc\":");
    assert_eq!((nothing.status, &nothing.json()["error"]["code"]), (400, &json!(-32700)), "{}", nothing.body);
    assert_eq!(nothing.json()["id"], Value::Null);
    let unknown = called_unknown(&server);
    assert!(unknown["error"]["message"].as_str().unwrap().contains("there is no tool"), "{unknown}");
}

fn called_unknown(server: &Server) -> Value {
    asked(server, &[], "tools/call", json!({"name": "erase", "arguments": {}})).json()
}

/// Who sends a head and then nothing does not keep the connection.
#[test]
fn a_body_that_never_comes_is_not_waited_for() {
    let server = Server::new();
    let mut stream = server.connect();
    let [kind, accept] = FORMS;
    let head =
        format!("POST /mcp HTTP/1.1\r\nHost: {}\r\n{kind}\r\n{accept}\r\nContent-Length: 50\r\n\r\n", server.address);
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(read(&mut stream).status, 408);
}
