//! `dateline similar` and `dateline terms`.

use super::Desk;
use serde_json::Value;

/// Twelve articles about ordinary things, three of them about a lighthouse: one is most of another.
fn desk() -> Desk {
    let desk = Desk::new();
    let lamp = "The keeper trims the lantern of the lighthouse at dusk and the beam sweeps the strait until the morning boats return. \
                Nobody has counted how many herring crews owe the lantern their keel.";
    let mut lines: Vec<String> = (0..9)
        .map(|n| format!(r#"{{"id":"n{n}","title":"Market {n}","text":"The market in the town sold number {n} of its apples and the morning was mild."}}"#))
        .collect();
    lines.push(format!(r#"{{"id":"lamp","title":"The lantern","text":"{lamp}"}}"#));
    lines.push(format!(r#"{{"id":"lamp-more","title":"A lantern, again","text":"{lamp} The council paid."}}"#));
    lines.push(r#"{"id":"beam","title":"Fog","text":"A beam in fog is no help, said the keeper, and the lighthouse has no horn."}"#.to_owned());
    desk.file("coast/all.jsonl", lines.join("\n"));
    desk.run(&["index", "coast"]);
    desk
}

fn id_of(desk: &Desk, query: &str) -> String {
    desk.json(&["search", query, "--format", "json"])["hits"][0]["article"]["id"].as_str().unwrap().to_owned()
}

fn found(answer: &Value) -> Vec<(String, f64)> {
    let hits = answer["hits"].as_array().unwrap().iter();
    hits.map(|hit| (hit["article"]["external_id"].as_str().unwrap().to_owned(), hit["shared"].as_f64().unwrap()))
        .collect()
}

#[test]
fn articles_like_an_article_or_a_passage() {
    let desk = desk();
    let id = id_of(&desk, "title:again");
    let like = found(&desk.json(&["similar", &id, "--format", "json", "-n", "2"]));
    assert_eq!(like.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["lamp", "beam"]);
    assert!(like[0].1 == 1.0 && like[1].1 == 0.0, "{like:?}");
    assert!(desk.run(&["similar", &id]).out.contains("    shares 100 % of its five-word runs\n"));
    let passage = desk.json(&["show", &id, "--passage", "0-60", "--format", "json"])["cite"].clone();
    let like = found(&desk.json(&["similar", passage.as_str().unwrap(), "--format", "json"]));
    assert_eq!(like[0].0, "lamp");
    assert!(like.iter().all(|(id, _)| id != "lamp-more"), "an article is not like itself");
    assert_eq!(desk.run(&["similar", "zzzzzzzz"]).code, 1);
}

#[test]
fn words_that_mark_an_answer() {
    let desk = desk();
    let answer = desk.json(&["terms", "lighthouse", "--format", "json"]);
    let words: Vec<&str> =
        answer["terms"].as_array().unwrap().iter().map(|term| term["word"].as_str().unwrap()).collect();
    assert!(words[0] == "beam" && words.contains(&"keeper"), "in all of them and nowhere else: {words:?}");
    assert!(!words.contains(&"morning") && !words.contains(&"lighthouse"), "{words:?}");
    assert_eq!((&answer["articles"], &answer["terms"][0]["archive"]), (&3.into(), &3.into()));
    assert_eq!(desk.run(&["terms", "unheard"]).code, 1);
    assert!(
        desk.run(&["terms", "lighthouse", "--format", "csv"]).out.starts_with("word,articles,archive,score\nbeam,")
    );
}
