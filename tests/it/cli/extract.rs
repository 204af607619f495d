//! `dateline extract`: the contract, by an article whose characters are not bytes.

use super::{Desk, at};
use serde_json::{Value, json};

fn extract(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let did = desk.run(&[&["extract"], args].concat());
    assert_eq!(did.code, 0, "{}", did.err);
    did.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_line_an_article_in_input_order() {
    let desk = Desk::new();
    let lines = extract(&desk, &["news"]);
    let ids: Vec<&Value> = lines.iter().map(|line| &line["external_id"]).collect();
    assert_eq!(ids, [&json!("ferry-1"), &json!("ferry-2"), &json!("budget-1")]);
    assert_eq!(lines[1]["record"], 1);
    let day = json!({"date": "2025-08-16", "time": null, "offset_minutes": null, "precision": "day", "by": "field"});
    assert_eq!(lines[0]["published"], day);
    assert_eq!(lines[2]["published"], Value::Null);
}

/// An id is made of the root and of the path under it: the root is what was named.
#[test]
fn ids_are_those_of_an_index_of_the_same_path() {
    let desk = Desk::indexed();
    desk.file(
        "news/deep/bridge.txt",
        "Bridge\n\nA whole article about a bridge in the rain, and nothing else at all.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let answer = desk.json(&["search", "--format", "json"]);
    let mut indexed: Vec<&Value> = answer["hits"].as_array().unwrap().iter().map(|hit| &hit["article"]["id"]).collect();
    indexed.sort_unstable_by_key(|id| id.as_str());
    let ids = |path: &str| {
        let mut ids: Vec<Value> = extract(&desk, &[path]).iter().map(|line| line["id"].clone()).collect();
        ids.sort_unstable_by_key(|id| id.as_str().map(str::to_owned));
        ids
    };
    assert_eq!((ids("news").iter().collect::<Vec<_>>(), indexed.len()), (indexed.clone(), 4));
    for alone in ["news/stories.jsonl", "news/deep/bridge.txt"] {
        assert!(ids(alone).iter().all(|id| !indexed.contains(&id)), "{alone}");
    }
}

#[test]
fn the_keys_of_the_contract_in_their_order() {
    let desk = Desk::new();
    let line = &extract(&desk, &["news"])[0];
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let all = "format id external_id path record url title byline source section language published text paragraphs \
               dateline quotes places focus dates";
    assert_eq!(keys(line), all);
    assert_eq!(keys(&line["quotes"][0]), "start end text fragments kind cue rule confidence speaker");
    assert_eq!(keys(&line["quotes"][0]["speaker"]), "name mention start end type role");
    assert_eq!(
        keys(&line["places"][0]),
        "start end text kind confidence name feature geonames_id lat lon country path"
    );
    let explained = &extract(&desk, &["news", "--explain"])[0];
    assert_eq!(keys(explained), format!("{all} removed"));
}

#[test]
fn offsets_are_code_points() {
    let desk = Desk::new();
    for line in extract(&desk, &["news"]) {
        let text = line["text"].as_str().unwrap();
        for quote in line["quotes"].as_array().unwrap() {
            let fragments: Vec<String> =
                quote["fragments"].as_array().unwrap().iter().map(|f| at(text, &f[0], &f[1])).collect();
            assert_eq!(quote["text"], fragments.join(" "));
            let speaker = &quote["speaker"];
            if !speaker.is_null() {
                assert_eq!(speaker["mention"], at(text, &speaker["start"], &speaker["end"]));
            }
        }
        for mention in line["places"].as_array().unwrap().iter().chain(line["dates"].as_array().unwrap()) {
            assert_eq!(mention["text"], at(text, &mention["start"], &mention["end"]));
        }
        let paragraphs: Vec<String> =
            line["paragraphs"].as_array().unwrap().iter().map(|p| at(text, &p[0], &p[1])).collect();
        assert_eq!(paragraphs.join("\n\n"), text);
    }
}

#[test]
fn what_is_no_article_is_told_on_stderr() {
    let desk = Desk::new();
    desk.file("odd/image.png", b"\x89PNG\r\n\x1a\n0000");
    desk.file("odd/lines.jsonl", "{\"title\":\"cut\n");
    let did = desk.run(&["extract", "odd"]);
    assert_eq!((did.code, did.out.as_str()), (1, ""));
    assert!(did.err.contains("odd/image.png: not an article (image)"), "{}", did.err);
    assert!(did.err.contains("odd/lines.jsonl record 0: "), "{}", did.err);
    assert!(did.err.contains("1 could not be read: 1 broken-json"), "{}", did.err);
}

#[test]
fn a_date_that_says_nothing_is_told() {
    let desk = Desk::new();
    let text = "A whole article about a bridge in the rain, and nothing else at all.";
    desk.file("a.csv", format!("title;text;date\nBridge;{text};2025-08-16\nTunnel;{text};a wet day\n"));
    let did = desk.run(&["extract", "a.csv"]);
    assert!(did.err.contains("1 article has a date that could not be read, as `a wet day`"), "{}", did.err);
    assert!(!desk.run(&["extract", "news"]).err.contains("could not be read"));
}

#[test]
fn a_mapped_name_that_nothing_has_is_told() {
    let desk = Desk::new();
    let text = "A whole article about a bridge in the rain, and nothing else at all.";
    desk.file("a/a.jsonl", format!("{{\"kop\":\"Bridge\",\"leeg\":null,\"text\":\"{text}\"}}\n"));
    desk.file("a/b.csv", format!("Kopje,text\nBridge,{text}\n"));
    let maps = ["--map", "title=Nope", "--map", "title=kop", "--map", "title=Kopje", "--map", "date=leeg"];
    let note = "note: no record that was read has `Nope` (`--map title=Nope`)";
    for command in ["extract", "index"] {
        let did = desk.run(&[&[command, "a"], &maps[..]].concat());
        let notes: Vec<&str> = did.err.lines().filter(|line| line.starts_with("note:")).collect();
        assert_eq!((did.code, notes), (0, vec![note]), "{command}: {}", did.err);
    }
    // Nothing is read again, so nothing is known of the names in it.
    let again = desk.run(&[&["index"], &maps[..]].concat());
    assert!(!again.err.contains("note:"), "{}", again.err);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::new();
    let story = "{\"title\":\"Long\",\"text\":\"A long story about a bridge over the river, told at some length.\"}\n";
    desk.file("many.jsonl", story.repeat(5000));
    let mut command = desk.command(&["extract", "many.jsonl"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
