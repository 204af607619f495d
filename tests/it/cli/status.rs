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
