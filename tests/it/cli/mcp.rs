//! `dateline mcp`: the protocol as it goes over the wire, a line of JSON each way. A whole conversation with a client that
//! is not ours is a step of `.ci/run`.

use super::Desk;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

struct Talk {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    next: u64,
}

impl Talk {
    fn begin(desk: &Desk) -> Talk {
        let mut command = desk.command(&["mcp"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut talk = Talk { child, to, from, next: 1 };
        let hello =
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        let answer = talk.ask("initialize", hello);
        assert_eq!(answer["result"]["serverInfo"]["name"], "dateline");
        assert!(answer["result"]["instructions"].as_str().unwrap().contains("`cite`"));
        talk.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        talk
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.to.as_mut().unwrap(), "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.next;
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": arguments}))["result"].take()
    }

    /// The input ends: the program does, too, and has written nothing but answers.
    fn end(mut self) {
        drop(self.to.take());
        let mut rest = String::new();
        while self.from.read_line(&mut rest).unwrap() > 0 {}
        assert_eq!((rest.as_str(), self.child.wait().unwrap().code()), ("", Some(0)));
    }
}

#[test]
fn a_conversation() {
    let desk = Desk::indexed();
    let mut talk = Talk::begin(&desk);
    let tools = talk.ask("tools/list", json!({}));
    let names: Vec<&str> =
        tools["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search", "quotes", "article", "passage", "facets", "timeline", "speakers", "places"]);

    let found = talk.call("search", json!({"query": "ferry", "source": ["The Quay"], "limit": 1}));
    let found = &found["structuredContent"];
    assert_eq!((found["articles"].as_u64(), found["next_offset"].as_u64()), (Some(2), Some(1)));
    let cite = found["hits"][0]["passages"][0]["cite"].clone();
    let passage = talk.call("passage", json!({"cite": cite}));
    assert_eq!(passage["structuredContent"]["text"], found["hits"][0]["passages"][0]["text"]);

    let said = talk.call("quotes", json!({"speaker": "solheim", "query": "offer"}));
    assert_eq!(said["structuredContent"]["hits"][0]["quote"], "There is no offer, … There is only a table.");

    let wrong = talk.call("search", json!({"query": "ferry", "after": "soon"}));
    assert_eq!(wrong["isError"], true);
    assert!(wrong["content"][0]["text"].as_str().unwrap().starts_with("`soon` is no value of `after`"));
    for tool in ["search", "quotes"] {
        let deep = talk.call(tool, json!({"query": "ferry", "offset": 1_000_000_000_000u64}));
        assert_eq!(deep["isError"], true, "{tool}: {deep}");
        assert!(deep["content"][0]["text"].as_str().unwrap().starts_with("`offset` is 1000000000000"), "{deep}");
        assert_eq!(talk.call(tool, json!({"query": "ferry", "offset": 100_000}))["isError"], false, "{tool}");
    }
    let wrong = talk.ask("tools/call", json!({"name": "erase", "arguments": {}}));
    assert!(wrong["error"]["message"].as_str().unwrap().starts_with("there is no tool `erase`; there are search,"));
    talk.end();
}

/// An answer is bounded in every direction, and what bounds it says what to ask instead.
#[test]
fn too_much_for_one_answer_is_told() {
    let desk = Desk::indexed();
    let old = r#"{"id":"o","title":"Old","date":"1925-01-01","text":"The ferry of old, said Ann Lee."}"#;
    desk.file("news/old.jsonl", old);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let mut talk = Talk::begin(&desk);
    let bars = |answer: &Value| answer["structuredContent"]["series"][0]["bars"].as_array().unwrap().len();
    // A hundred years are too many months and quarters.
    let years = talk.call("timeline", json!({}));
    assert_eq!((&years["isError"], bars(&years)), (&json!(false), 101), "{years}");
    let months = talk.call("timeline", json!({"after": "2024"}));
    assert!(months["isError"] == false && bars(&months) <= 12, "{months}");
    for (tool, arguments, told, hint) in [
        ("timeline", json!({"by": "day"}), "at most 120 are given", "a longer unit"),
        ("search", json!({"limit": 50, "passages": 10}), "500 passages; at most 100", "`offset`"),
        ("facets", json!({"field": "source", "limit": 60}), "`limit` is 60; at most 50", "narrow the question"),
        ("speakers", json!({"limit": 60}), "`limit` is 60; at most 50", "`query`"),
    ] {
        let answer = talk.call(tool, arguments);
        let text = answer["content"][0]["text"].as_str().unwrap();
        assert!(answer["isError"] == true && text.contains(told) && text.contains(hint), "{tool}: {text}");
    }
    for tool in ["facets", "speakers"] {
        let text = talk.call(tool, json!({"field": "source", "limit": 60}))["content"][0]["text"].to_string();
        assert!(!text.contains("offset"), "{text}");
    }
    talk.end();
}

/// What `index` does meanwhile is seen by the next question; an index that goes is an answer with a hint.
#[test]
fn an_update_is_seen_by_the_next_question() {
    let desk = Desk::indexed();
    let mut talk = Talk::begin(&desk);
    let count =
        |talk: &mut Talk| talk.call("search", json!({"query": "candles"}))["structuredContent"]["articles"].as_u64();
    assert_eq!(count(&mut talk), Some(1));
    desk.file(
        "news/more.jsonl",
        "{\"id\":\"c\",\"title\":\"Candles\",\"text\":\"Candles are cheap again in Bergen.\"}\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(count(&mut talk), Some(2));
    assert_eq!(desk.run(&["index", "--rebuild"]).code, 0);
    assert_eq!(count(&mut talk), Some(2));
    std::fs::remove_dir_all(desk.path("index")).unwrap();
    let gone = talk.call("search", json!({"query": "candles"}));
    assert!(gone["content"][0]["text"].as_str().unwrap().contains("hint: build one with `dateline index <archive>`"));
    talk.end();
}

/// The protocol's own reader passes over what is no JSON: the conversation goes on, and stderr says what was not answered.
#[test]
fn a_line_that_is_no_json_is_told() {
    let desk = Desk::indexed();
    let mut talk = Talk::begin(&desk);
    for line in ["{\"jsonrpc\": \"2.0\", \"id\": 7,", "", "hello"] {
        writeln!(talk.to.as_mut().unwrap(), "{line}").unwrap();
    }
    assert_eq!(talk.call("search", json!({"query": "ferry"}))["structuredContent"]["articles"], 2);
    write!(talk.to.as_mut().unwrap(), "{{\"jsonrpc\":").unwrap();
    drop(talk.to.take());
    let mut told = String::new();
    talk.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("line 3 is no JSON (") && lines[0].ends_with("), 1 so far"), "{told}");
    assert!(lines[1].starts_with("line 5 is no JSON (") && lines[1].ends_with(", 2 so far"), "{told}");
    assert_eq!(lines[2..], ["line 7 breaks off, 3 so far"]);
    talk.end();
}

#[test]
fn it_is_no_command_to_type() {
    let desk = Desk::indexed();
    let mut command = desk.command(&["mcp"]);
    command.stdin(Stdio::null());
    let did = super::did(command);
    assert!(
        did.code == 2 && did.err.contains("hint: this command is started by an assistant's program"),
        "{}",
        did.err
    );
    let did = Desk::new().run(&["mcp"]);
    assert!(did.err.starts_with("error: no index at `index`"), "{}", did.err);
}
