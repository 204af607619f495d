//! Alerts: whatever happens to an archive and its index, each new match is told exactly once.
//!
//! The whole program is run, with what it says in one hand and a model of the archive in the other: what the live
//! generation holds, what an older one that was kept holds, and what has been told. Where an article has gone and its very
//! words have come elsewhere it has moved, and that is no news: most histories move some.

use crate::cli::{Desk, Did};
use dateline::article::RecordKey;
use dateline::index::keys::identity;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// An article's place in the archive: its file and its id in it.
type Place = (usize, usize);
/// Which of a few texts each article has.
type Archive = BTreeMap<Place, usize>;

const TEXTS: [&str; 5] = [
    "The ferry strike goes on.",
    "The ferry strike has ended.",
    "The harbour is calm.",
    "Nobody speaks of a strike at the mill.",
    "Bread is dear.",
];

/// What can happen between two runs.
#[derive(Debug, Clone)]
enum Event {
    Put(Place, usize),
    Delete(Place),
    DeleteFile(usize),
    SwapFiles,
    Update,
    Rebuild,
    Rollback,
    Run,
}

fn place() -> impl Strategy<Value = Place> {
    (0..2usize, 0..3usize)
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (place(), 0..TEXTS.len()).prop_map(|(place, text)| Event::Put(place, text)),
        2 => place().prop_map(Event::Delete),
        1 => (0..2usize).prop_map(Event::DeleteFile),
        1 => Just(Event::SwapFiles),
        5 => Just(Event::Update),
        2 => Just(Event::Rebuild),
        2 => Just(Event::Rollback),
        4 => Just(Event::Run),
    ]
}

/// The program and the model of what it should know.
struct Bench {
    desk: Desk,
    on_disk: Archive,
    live: Archive,
    kept: Option<Archive>,
    told: BTreeMap<Place, BTreeSet<usize>>,
}

impl Bench {
    fn new() -> Bench {
        let desk = Desk::empty();
        let on_disk = Archive::from([((0, 0), 0), ((1, 0), 2)]);
        let mut bench = Bench { desk, on_disk, live: Archive::new(), kept: None, told: BTreeMap::new() };
        bench.write();
        bench.done(&["index", "news", "--keep", "1"]);
        bench.live = bench.on_disk.clone();
        bench.done(&["alerts", "add", "strikes", "strike"]);
        // What matched when it was saved is no news.
        bench.told.insert((0, 0), [0].into());
        bench
    }

    fn done(&self, args: &[&str]) -> Did {
        let did = self.desk.run(args);
        assert_eq!(did.code, 0, "{args:?}: {}", did.err);
        did
    }

    /// The archive as the model has it. A file without articles stays, empty.
    fn write(&self) {
        for file in 0..2 {
            let rows = self.on_disk.iter().filter(|((f, _), _)| *f == file);
            let line = |((_, id), text): (&Place, &usize)| {
                let object = serde_json::json!({"id": id.to_string(), "title": "Notice", "text": TEXTS[*text]});
                format!("{object}\n")
            };
            self.desk.file(&format!("news/{file}.jsonl"), rows.map(line).collect::<String>());
        }
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Put(place, text) => drop(self.on_disk.insert(*place, *text)),
            Event::Delete(place) => drop(self.on_disk.remove(place)),
            Event::DeleteFile(file) => self.on_disk.retain(|(f, _), _| f != file),
            Event::SwapFiles => {
                self.on_disk =
                    std::mem::take(&mut self.on_disk).into_iter().map(|((f, id), t)| ((1 - f, id), t)).collect();
            }
            Event::Update => {
                self.write();
                self.desk.run(&["index", "--keep", "1"]);
                self.live = self.on_disk.clone();
            }
            Event::Rebuild => {
                self.write();
                let did = self.desk.run(&["index", "--rebuild", "--keep", "1"]);
                // An archive without articles is rebuilt, too; there is only nothing found in it.
                assert_eq!(did.code, i32::from(self.on_disk.is_empty()), "{}", did.err);
                self.kept = Some(std::mem::replace(&mut self.live, self.on_disk.clone()));
            }
            Event::Rollback => {
                let did = self.desk.run(&["rollback"]);
                assert_eq!(did.code == 0, self.kept.is_some(), "{}", did.err);
                if let Some(kept) = &mut self.kept {
                    std::mem::swap(kept, &mut self.live);
                }
            }
            Event::Run => self.run(),
        }
    }

    fn matching(&self) -> impl Iterator<Item = (Place, usize)> {
        let strikes = self.live.iter().filter(|(_, text)| TEXTS[**text].contains("strike"));
        strikes.map(|(place, text)| (*place, *text))
    }

    /// What was told of an article that is gone is of one that says the same where nothing was told, in the order of their
    /// numbers: of several that could be meant the first.
    fn follow(&mut self) {
        let number = |(file, id): &Place| {
            identity("news", &format!("{file}.jsonl"), &RecordKey::Own(id.to_string()), 1).article_key
        };
        let mut new: Vec<_> = self.matching().filter(|(place, _)| !self.told.contains_key(place)).collect();
        new.sort_by_key(|(place, _)| number(place));
        for (to, text) in new {
            let gone = self.told.iter().filter(|(place, of)| !self.live.contains_key(place) && of.contains(&text));
            if let Some(from) = gone.map(|(place, _)| *place).min_by_key(number) {
                let of = self.told.remove(&from).unwrap_or_default();
                self.told.insert(to, of);
            }
        }
    }

    /// What is told is what the model says, and the next run has nothing to say.
    fn run(&mut self) {
        self.follow();
        let was_told = |(place, text): &(Place, usize)| self.told.get(place).is_some_and(|of| of.contains(text));
        let fresh: BTreeSet<(Place, usize)> = self.matching().filter(|it| !was_told(it)).collect();
        let expected: BTreeSet<(String, &str)> = fresh
            .iter()
            .map(|(place @ (file, id), _)| {
                let is_known = self.told.contains_key(place);
                (format!("news/{file}.jsonl {id}"), if is_known { "changed" } else { "new" })
            })
            .collect();
        let did = self.desk.run(&["alerts", "run", "--format", "jsonl"]);
        assert_eq!(did.code, i32::from(expected.is_empty()), "{}", did.err);
        let lines: Vec<serde_json::Value> = did.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: BTreeSet<(String, &str)> = lines
            .iter()
            .map(|line| {
                let article = &line["article"];
                let id = article["external_id"].as_str().unwrap();
                let path = article["path"].as_str().unwrap();
                (format!("news/{} {id}", path.trim_start_matches("news/")), line["change"].as_str().unwrap())
            })
            .collect();
        assert_eq!(told, expected);
        assert_eq!(lines.len(), told.len(), "each once");
        for (place, text) in fresh {
            self.told.entry(place).or_default().insert(text);
        }
        let again = self.desk.run(&["alerts", "run"]);
        assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (1, "", "nothing new\n"));
    }
}

/// Histories to play through, from `HISTORIES`; a dozen unless told: each runs the program some thirty times.
fn histories() -> u32 {
    std::env::var("HISTORIES").map_or(12, |n| n.parse().expect("HISTORIES is a number"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: histories(), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn each_new_match_is_told_exactly_once(events in prop::collection::vec(event(), 1..14)) {
        let mut bench = Bench::new();
        events.iter().for_each(|event| bench.happen(event));
        bench.happen(&Event::Update);
        bench.run();
    }
}

#[test]
fn an_edit_that_is_taken_back_was_told_already() {
    let mut bench = Bench::new();
    for text in [1, 0, 4, 0, 1] {
        bench.happen(&Event::Put((0, 0), text));
        bench.happen(&Event::Update);
        bench.run();
    }
}
