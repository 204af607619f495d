//! `dateline speakers`.

use super::Desk;

#[test]
fn who_is_quoted() {
    let desk = Desk::indexed();
    let answer = desk.json(&["speakers", "--format", "json"]);
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&answer), "format query took_ms people speakers");
    let speaker = &answer["speakers"][0];
    assert_eq!(keys(speaker), "name articles quotes first last variants");
    assert_eq!(keys(&speaker["variants"][0]), "name articles quotes");
    let did = desk.run(&["speakers", "bren", "--format", "csv"]);
    assert_eq!(did.out.lines().next(), Some("name,articles,quotes,first,last,names"));
    assert_eq!(did.out.lines().filter(|line| line.starts_with("Tomas Brennan,1,1,")).count(), 1, "{}", did.out);
    assert_eq!(desk.run(&["speakers", "nobody"]).code, 1);
    let unmerged = desk.run(&["speakers", "--unmerged", "--format", "json"]);
    assert_eq!(keys(&serde_json::from_str(&unmerged.out).unwrap()), "format query took_ms total pairs");
}

#[test]
fn rules_hold_from_the_next_question_on() {
    let desk = Desk::indexed();
    let rules =
        "[[rename]]\nname = \"Tomas Brennan\"\nas = \"Tomás Ó Braonáin\"\n\n[[ignore]]\nname = \"Nobody At All\"\n";
    desk.file("index/speakers.toml", rules);
    let did = desk.run(&["speakers", "braon"]);
    assert!(did.out.contains("Tomás Ó Braonáin") && did.out.contains("also Tomas Brennan (1)"), "{}", did.out);
    assert!(did.err.contains("`speakers.toml` speaks of `Nobody At All`, under whom nobody is quoted"), "{}", did.err);
    assert_eq!(desk.run(&["quotes", "--speaker", "braonáin"]).code, 0);
    desk.file("index/speakers.toml", "[[rename]]\nnme = \"x\"");
    let did = desk.run(&["speakers"]);
    assert_eq!(did.code, 2);
    assert!(did.err.contains("speakers.toml`, line 2: unknown field `nme`"), "{}", did.err);
}
