//! `dateline learn`: what an outlet repeats is learned, goes from its articles, and comes back when it is refused.

use super::Desk;
use std::fs;

/// Two outlets of scrapes, twelve stories each; The Quay has the same invitation in all of its own.
const INVITATION: &str = "Tell the harbour desk what you saw";

fn archive() -> Desk {
    let desk = Desk::new();
    for n in 0..12 {
        let story = |town: &str| {
            format!(
                "Ferry number {n} stays in dock at {town}\n\n{INVITATION}\n\nThe {n}th ferry of {town} will stay in dock until its engines have been looked at by an engineer, the company said on Monday.\n"
            )
        };
        desk.file(&format!("scrapes/quay/{n}.txt"), story("Bergen"));
        desk.file(
            &format!("scrapes/bay/{n}.txt"),
            story("Limerick").replace(INVITATION, &format!("Report {n} of the year")),
        );
    }
    assert_eq!(desk.run(&["index", "scrapes"]).code, 0);
    desk
}

fn digest(desk: &Desk) -> String {
    desk.json(&["status", "--digest", "--format", "json"])["digest"].to_string()
}

fn articles_with_invitation(desk: &Desk) -> u64 {
    let did = desk.run(&["search", "\"harbour desk\"", "--format", "json"]);
    serde_json::from_str::<serde_json::Value>(&did.out).unwrap()["articles"].as_u64().unwrap()
}

#[test]
fn what_is_learned_goes_from_its_outlet_and_an_update_equals_a_rebuild() {
    let desk = archive();
    let before = digest(&desk);
    assert_eq!(articles_with_invitation(&desk), 12);

    let dry = desk.run(&["learn", "chrome", "--dry-run"]);
    assert_eq!(dry.out, format!("scrapes quay        12  {INVITATION}\n"), "{}", dry.err);
    assert!(!desk.path("index/learned-chrome.jsonl").exists());

    let learned = desk.run(&["learn", "chrome"]);
    assert_eq!(learned.out, dry.out);
    assert!(learned.err.contains("1 line learned, 1 in all"), "{}", learned.err);
    let status = desk.json(&["status", "--format", "json"]);
    assert_eq!(status["learned"][0]["rows"], 1);
    assert_eq!(status["relearned_inputs"], 12);
    assert_eq!(
        (digest(&desk), articles_with_invitation(&desk)),
        (before.clone(), 12),
        "learning alone changes no answer"
    );

    let updated = desk.run(&["index"]);
    assert!(updated.out.starts_with("0 files added, 12 changed, 0 deleted, 12 unchanged"), "{}", updated.out);
    assert_eq!(articles_with_invitation(&desk), 0);
    let after = digest(&desk);
    assert_ne!(after, before);
    assert_eq!(desk.run(&["index"]).out.lines().next(), Some("0 files added, 0 changed, 0 deleted, 24 unchanged"));
    assert_eq!(desk.run(&["index", "--rebuild"]).code, 0);
    assert_eq!(digest(&desk), after, "an update must equal a rebuild under the same table");

    let again = desk.run(&["learn", "chrome"]);
    assert_eq!((again.code, again.out.as_str()), (1, ""), "{}", again.err);

    let refused = desk.run(&["learn", "chrome", "--refuse", INVITATION]);
    assert_eq!(refused.code, 0, "{}", refused.err);
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(digest(&desk), before);
    assert_eq!(desk.run(&["learn", "chrome"]).code, 1, "what was refused is not learned again");
    assert!(desk.path("index/learned-chrome.jsonl.bak").exists());
}

#[test]
fn a_damaged_table_stops_a_run_and_changes_nothing() {
    let desk = archive();
    assert_eq!(desk.run(&["learn", "chrome"]).code, 0);
    let before = digest(&desk);
    let table = desk.path("index/learned-chrome.jsonl");
    let whole = fs::read_to_string(&table).unwrap();
    fs::write(&table, whole.replace("harbour", "market")).unwrap();
    for command in [&["index"][..], &["index", "--rebuild"], &["learn", "chrome"], &["status"]] {
        let did = desk.run(command);
        assert_eq!(did.code, 2, "{command:?}");
        assert!(did.err.contains("learned-chrome.jsonl` is damaged"), "{}", did.err);
        assert!(did.err.contains("learned-chrome.jsonl.bak"), "{}", did.err);
    }
    assert_eq!(desk.run(&["search", "ferry"]).code, 0, "searching reads no table");
    fs::write(&table, whole).unwrap();
    assert_eq!(digest(&desk), before);
}

#[test]
fn a_line_that_was_not_learned_cannot_be_refused() {
    let desk = archive();
    let did = desk.run(&["learn", "chrome", "--refuse", "No such line"]);
    assert_eq!(did.code, 2);
    assert!(did.err.contains("`dateline learn chrome --list`"), "{}", did.err);
}

/// Five stories of a paper in Texas, and one about a Paris that could be anywhere.
fn papers() -> Desk {
    let desk = Desk::new();
    let story = |number: usize, text: &str| {
        format!(
            "{{\"id\":\"lone-{number}\",\"title\":\"Item {number}\",\"source\":\"The Lone Oak\",\"text\":\"{text}\"}}\n"
        )
    };
    let towns = ["Dallas", "Houston", "San Antonio", "Lubbock", "El Paso"];
    let local = towns.iter().enumerate().map(|(n, town)| {
        story(
            n,
            &format!("The state fair opened in {town}, Texas, on Friday. Nobody in Texas had seen a longer queue."),
        )
    });
    let paris = story(9, "A bakery burned down in Paris on Monday. The owner said that the oven was old.");
    desk.file("lone/stories.jsonl", local.chain([paris]).collect::<String>());
    desk
}

#[test]
fn homes_are_learned_and_used() {
    let desk = papers();
    assert_eq!(desk.run(&["index", "lone"]).code, 0);
    let in_texas = |query: &str| desk.run(&["search", query, "--place", "Paris, Texas"]).code;
    assert_eq!(in_texas("bakery"), 1);
    let dry = desk.run(&["learn", "homes", "--dry-run"]);
    assert!(dry.err.contains("1 home would be learned"), "{}", dry.err);
    let learned = desk.json(&["learn", "homes", "--format", "json"]);
    assert!(learned.to_string().contains("North America/United States/Texas"), "{learned}");
    assert_eq!(in_texas("bakery"), 1, "learning changes no article by itself");
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(in_texas("bakery"), 0);
    let again = desk.run(&["learn", "homes"]);
    assert!(again.code == 1 && again.err.contains("nothing new"), "{}", again.err);
    assert_eq!(desk.run(&["learn", "homes", "--refuse", "North America/United States/Texas"]).code, 0);
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(in_texas("bakery"), 1);
    assert!(desk.run(&["learn", "homes"]).err.contains("nothing new"));
}

#[test]
fn homes_can_be_given() {
    let desk = papers();
    assert_eq!(desk.run(&["index", "lone"]).code, 0);
    let set = desk.run(&["learn", "homes", "--set", "the lone oak=Texas"]);
    assert_eq!(set.code, 0, "{}", set.err);
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(desk.run(&["search", "bakery", "--place", "Paris, Texas"]).code, 0);
    let nowhere = desk.run(&["learn", "homes", "--set", "The Lone Oak=Quillhaven"]);
    assert!(nowhere.code == 2 && nowhere.err.contains("has no place `Quillhaven`"), "{}", nowhere.err);
    let extracted = desk.run(&["extract", "lone", "--home", "United States/Texas"]);
    assert!(extracted.out.contains("\"Texas\",\"Paris\""), "{}", extracted.out);
}
