//! `dateline status`.

use super::Desk;

#[test]
fn counts_and_roots() {
    let desk = Desk::indexed();
    let status = desk.json(&["status", "--format", "json", "--digest"]);
    assert_eq!(status["format"], 1);
    assert_eq!(status["articles"], 3);
    assert_eq!(status["roots"][0]["label"], "news");
    assert_eq!(status["rejects"], serde_json::json!({}));
    assert!(status["digest"].is_string());
    let text = desk.run(&["status"]);
    assert_eq!(text.out.lines().next(), Some("articles      3"));
}

#[test]
fn rejects_are_named_as_the_user_would_name_them() {
    let desk = Desk::new();
    assert_eq!((desk.run(&["index", "news"]).code, desk.run(&["status", "--rejects"]).code), (0, 1));
    desk.file("news/may/broken.jsonl", "{\"title\": \"no end\n");
    desk.file("single.json", "[{\"title\": oops}]");
    desk.run(&["index", "news", "single.json"]);
    let text = desk.run(&["status", "--rejects"]);
    let paths: Vec<&str> = text.out.lines().filter_map(|line| line.split_once(": ")).map(|(path, _)| path).collect();
    assert_eq!((text.code, paths), (0, vec!["news/may/broken.jsonl record 0", "single.json record 0"]));
    let answer = desk.json(&["status", "--rejects", "--format", "json"]);
    assert_eq!(answer["unreadable"][0]["path"], "news/may/broken.jsonl");
    assert_eq!(answer["unreadable"][0]["kind"], "broken-json");
}
