//! A model of an archive and its index: whatever is done to the files and to the index, in whatever order, answers are
//! those of a naive one that keeps every article in a map and counts by looking at each.
//!
//! Forty sequences in the tests; many with `.ci/trust --sequences 1000`.

use crate::ingest::{Bench, Silent};
use crate::search::facet;
use dateline::index::{StoredArticle, release, status, withhold};
use dateline::ingest::{IngestSettings, Part, ReannotateSettings, Root, ingest, preview, reannotate};
use dateline::search::{Engine, QuotesRequest, SearchRequest, SearchResponse};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const SPEAKERS: [&str; 3] = ["Ingrid Solheim", "Marta Kovacs", "Peter Lindqvist"];
/// What they are called once they are renamed.
const RENAMED: [&str; 3] = ["Inga Solheim", "Martha Kovacs", "Per Lindqvist"];
const TOWNS: [(&str, &str); 3] = [
    ("Oslo", "Europe/Norway/Oslo"),
    ("Lisbon", "Europe/Portugal/Lisbon/Lisbon"),
    ("Nairobi", "Africa/Kenya/Nairobi County/Nairobi"),
];
const THINGS: [&str; 3] = ["harbour", "theatre", "library"];
/// Root and path of each file: one lies in a folder that is a section, one in a folder that is a day, one under another root.
const FILES: [(&str, &str); 5] = [
    ("news", "0.jsonl"),
    ("news", "1.jsonl"),
    ("news", "sport/2.jsonl"),
    ("news", "2024-05-06/3.jsonl"),
    ("more", "4.jsonl"),
];
const SLOTS: usize = 3;

/// What an article says, all of it: who, where, of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    speaker: usize,
    town: usize,
    thing: usize,
}

impl Said {
    fn title(self) -> String {
        format!("Report {}{}{}", self.speaker, self.town, self.thing)
    }

    fn words(self) -> String {
        format!("The {} opens again in May", THINGS[self.thing])
    }

    fn text(self) -> String {
        let (town, thing) = (TOWNS[self.town].0, THINGS[self.thing]);
        let (words, speaker) = (self.words(), SPEAKERS[self.speaker]);
        format!("The {thing} of {town} was shut last year.\n\n“{words},” said {speaker} on Monday.")
    }
}

/// One thing done to the archive or to the index.
#[derive(Debug, Clone)]
enum Doing {
    /// Adds the article, or edits it when it is there.
    Write {
        file: usize,
        slot: usize,
        said: Said,
    },
    Remove {
        file: usize,
        slot: usize,
    },
    DeleteFile {
        file: usize,
    },
    MoveFile {
        from: usize,
        to: usize,
    },
    /// Moved and edited at once.
    MoveEdited {
        from: usize,
        to: usize,
        slot: usize,
        said: Said,
    },
    SwapFiles {
        a: usize,
        b: usize,
    },
    CopyFile {
        from: usize,
        to: usize,
    },
    /// Its records in the opposite order.
    Turn {
        file: usize,
    },
    Touch {
        file: usize,
    },
    Update,
    Rebuild,
    Reannotate,
    /// By `speakers.toml`: renames or takes the renaming back.
    Rename {
        speaker: usize,
    },
    Withhold {
        file: usize,
        slot: usize,
    },
    Release,
}

fn said() -> impl Strategy<Value = Said> {
    (0..SPEAKERS.len(), 0..TOWNS.len(), 0..THINGS.len()).prop_map(|(speaker, town, thing)| Said {
        speaker,
        town,
        thing,
    })
}

fn doing() -> impl Strategy<Value = Doing> {
    let place = || (0..FILES.len(), 0..SLOTS);
    prop_oneof![
        8 => (place(), said()).prop_map(|((file, slot), said)| Doing::Write { file, slot, said }),
        2 => place().prop_map(|(file, slot)| Doing::Remove { file, slot }),
        1 => (0..FILES.len()).prop_map(|file| Doing::DeleteFile { file }),
        2 => (0..FILES.len(), 0..FILES.len()).prop_map(|(from, to)| Doing::MoveFile { from, to }),
        1 => (0..FILES.len(), place(), said())
            .prop_map(|(from, (to, slot), said)| Doing::MoveEdited { from, to, slot, said }),
        1 => (0..FILES.len(), 0..FILES.len()).prop_map(|(a, b)| Doing::SwapFiles { a, b }),
        1 => (0..FILES.len(), 0..FILES.len()).prop_map(|(from, to)| Doing::CopyFile { from, to }),
        1 => (0..FILES.len()).prop_map(|file| Doing::Turn { file }),
        1 => (0..FILES.len()).prop_map(|file| Doing::Touch { file }),
        5 => Just(Doing::Update),
        1 => Just(Doing::Rebuild),
        1 => Just(Doing::Reannotate),
        1 => (0..SPEAKERS.len()).prop_map(|speaker| Doing::Rename { speaker }),
        2 => place().prop_map(|(file, slot)| Doing::Withhold { file, slot }),
        1 => Just(Doing::Release),
    ]
}

/// Articles by file and slot.
type Articles = BTreeMap<usize, BTreeMap<usize, Said>>;

/// The naive one.
#[derive(Debug, Default)]
struct Model {
    files: Articles,
    /// The files whose records stand in the opposite order.
    turned: BTreeSet<usize>,
    /// The files as they were when the index last looked.
    indexed: Articles,
    renamed: BTreeSet<usize>,
    withheld: Vec<Held>,
}

/// What is withheld: an article however it changes, all that it has said wherever that goes, and what that becomes there.
#[derive(Debug)]
struct Held {
    /// File and slot; first the one that was named.
    places: Vec<(usize, usize)>,
    said: Vec<Said>,
}

impl Held {
    /// Notes who says it, then what they say.
    fn renew(&mut self, articles: &Articles) {
        for (&file, slots) in articles {
            for (&slot, said) in slots {
                if self.said.contains(said) && !self.places.contains(&(file, slot)) {
                    self.places.push((file, slot));
                }
            }
        }
        let says = |(file, slot): &(usize, usize)| articles.get(file).and_then(|slots| slots.get(slot)).copied();
        self.said.extend(self.places.iter().filter_map(says));
    }
}

impl Model {
    fn is_withheld(&self, file: usize, slot: usize, said: Said) -> bool {
        self.withheld.iter().any(|held| held.places.contains(&(file, slot)) || held.said.contains(&said))
    }

    /// What may be shown, in order of file and slot.
    fn shown(&self) -> Vec<(usize, usize, Said)> {
        let all = self.indexed.iter().flat_map(|(file, slots)| slots.iter().map(|(slot, said)| (*file, *slot, *said)));
        all.filter(|(file, slot, said)| !self.is_withheld(*file, *slot, *said)).collect()
    }

    fn name(&self, speaker: usize) -> &'static str {
        if self.renamed.contains(&speaker) { RENAMED[speaker] } else { SPEAKERS[speaker] }
    }

    fn count(&self, value: impl Fn(Said) -> String) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        self.shown().into_iter().for_each(|(_, _, said)| *counts.entry(value(said)).or_default() += 1);
        counts
    }
}

/// The real one beside it.
struct World {
    bench: Bench,
    model: Model,
    touched: u64,
    /// What the files held when the index last looked.
    indexed: BTreeMap<usize, Vec<u8>>,
}

impl World {
    fn new() -> World {
        let world = World { bench: Bench::new(), model: Model::default(), touched: 0, indexed: BTreeMap::new() };
        for file in 0..FILES.len() {
            let folder = world.path(file).parent().unwrap().to_path_buf();
            fs::create_dir_all(&folder).unwrap();
            // A root that is suddenly empty would be refused.
            fs::write(folder.join("logo.png"), b"\x89PNG\r\n\x1a\n").unwrap();
        }
        world
    }

    fn path(&self, file: usize) -> PathBuf {
        self.bench.dir.path().join(FILES[file].0).join(FILES[file].1)
    }

    fn settings(&self, index: &Path) -> IngestSettings {
        let root = |name: &str| Root { path: self.bench.dir.path().join(name), label: None };
        IngestSettings { roots: vec![root("news"), root("more")], ..self.bench.settings(index) }
    }

    fn has_index(&self) -> bool {
        self.bench.index().join("CURRENT").exists()
    }

    /// Writes a file as the model has it; one without articles goes.
    fn write(&mut self, file: usize) {
        self.model.files.retain(|_, slots| !slots.is_empty());
        let Some(slots) = self.model.files.get(&file) else {
            let _ = fs::remove_file(self.path(file));
            return;
        };
        let line = |(slot, said): (&usize, &Said)| {
            let row = serde_json::json!({"id": slot.to_string(), "title": said.title(), "text": said.text()});
            format!("{row}\n")
        };
        let lines: String = match self.model.turned.contains(&file) {
            true => slots.iter().rev().map(line).collect(),
            false => slots.iter().map(line).collect(),
        };
        fs::write(self.path(file), lines).unwrap();
    }

    /// What one file was is another now.
    fn renamed(&mut self, from: usize, to: usize) {
        fs::rename(self.path(from), self.path(to)).unwrap();
        let slots = self.model.files.remove(&from).unwrap();
        self.model.files.insert(to, slots);
        self.model.turned.remove(&to);
        if self.model.turned.remove(&from) {
            self.model.turned.insert(to);
        }
    }

    fn is_there(&self, file: usize) -> bool {
        self.model.files.contains_key(&file)
    }

    fn act(&mut self, doing: &Doing) {
        match *doing {
            Doing::Write { file, slot, said } => {
                self.model.files.entry(file).or_default().insert(slot, said);
                self.write(file);
            }
            Doing::Remove { file, slot } => {
                self.model.files.entry(file).or_default().remove(&slot);
                self.write(file);
            }
            Doing::DeleteFile { file } => {
                self.model.files.remove(&file);
                self.write(file);
            }
            Doing::MoveFile { from, to } if from != to && self.is_there(from) => self.renamed(from, to),
            Doing::MoveEdited { from, to, slot, said } if from != to && self.is_there(from) => {
                self.renamed(from, to);
                self.model.files.entry(to).or_default().insert(slot, said);
                self.write(to);
            }
            Doing::SwapFiles { a, b } if a != b && self.is_there(a) && self.is_there(b) => {
                let aside = self.bench.dir.path().join("aside");
                fs::rename(self.path(a), &aside).unwrap();
                let (slots, is_turned) = (self.model.files.remove(&a).unwrap(), self.model.turned.remove(&a));
                self.renamed(b, a);
                fs::rename(&aside, self.path(b)).unwrap();
                self.model.files.insert(b, slots);
                self.model.turned.extend(is_turned.then_some(b));
            }
            Doing::CopyFile { from, to } if from != to && self.is_there(from) => {
                fs::copy(self.path(from), self.path(to)).unwrap();
                self.model.files.insert(to, self.model.files[&from].clone());
                self.model.turned.remove(&to);
                self.model.turned.extend(self.model.turned.contains(&from).then_some(to));
            }
            Doing::Turn { file } => {
                if !self.model.turned.remove(&file) {
                    self.model.turned.insert(file);
                }
                self.write(file);
            }
            Doing::Touch { file } if self.is_there(file) => {
                self.touched += 1;
                let then = SystemTime::now() - Duration::from_secs(3600 * self.touched);
                fs::File::options().append(true).open(self.path(file)).unwrap().set_modified(then).unwrap();
            }
            Doing::Update => self.ingest(false),
            Doing::Rebuild => self.ingest(self.has_index()),
            Doing::MoveFile { .. } | Doing::MoveEdited { .. } | Doing::SwapFiles { .. } | Doing::CopyFile { .. } => {}
            Doing::Touch { .. } => {}
            _ if !self.has_index() => {}
            Doing::Reannotate => self.reannotate(),
            Doing::Rename { speaker } => self.rename(speaker),
            Doing::Withhold { file, slot } => self.withhold(file, slot),
            Doing::Release => self.release(),
        }
    }

    fn ingest(&mut self, rebuild: bool) {
        let settings = IngestSettings { rebuild, ..self.settings(&self.bench.index()) };
        let seen = preview(&settings).unwrap();
        let did = ingest(&settings, &Silent).unwrap();
        let [added, changed, moved, deleted] =
            [seen.added.len(), seen.changed.len(), seen.moved.len(), seen.deleted.len()].map(|files| files as u64);
        assert_eq!(
            (added, changed, moved, deleted, seen.unchanged),
            (did.inputs_added, did.inputs_changed, did.inputs_moved, did.inputs_deleted, did.inputs_unchanged),
            "a preview tells what the run does"
        );
        let now: BTreeMap<usize, Vec<u8>> =
            (0..FILES.len()).filter_map(|file| Some((file, fs::read(self.path(file)).ok()?))).collect();
        if !rebuild {
            assert_eq!(moved, moves(&self.indexed, &now));
        }
        self.indexed = now;
        let before = std::mem::replace(&mut self.model.indexed, self.model.files.clone());
        for held in &mut self.model.withheld {
            held.renew(&before);
            held.renew(&self.model.indexed);
        }
    }

    /// By the same rules: nothing may change.
    fn reannotate(&self) {
        let settings = ReannotateSettings {
            index: self.bench.index(),
            parts: vec![Part::Speakers, Part::Places, Part::Dates],
            articles: None,
            filter: String::new(),
            jobs: 2,
            memory_bytes: 60 << 20,
        };
        reannotate(&settings, &Silent).unwrap();
    }

    fn rename(&mut self, speaker: usize) {
        if !self.model.renamed.remove(&speaker) {
            self.model.renamed.insert(speaker);
        }
        let rule = |&n: &usize| format!("[[rename]]\nname = \"{}\"\nas = \"{}\"\n", SPEAKERS[n], RENAMED[n]);
        let rules: String = self.model.renamed.iter().map(rule).collect();
        fs::write(self.bench.index().join("speakers.toml"), rules).unwrap();
    }

    fn stored(&self, file: usize, slot: usize) -> Option<StoredArticle> {
        let is_it = |a: &StoredArticle| a.path == FILES[file].1 && a.external_id.as_deref() == Some(&slot.to_string());
        self.bench.articles().into_iter().find(is_it)
    }

    fn withhold(&mut self, file: usize, slot: usize) {
        let Some(&said) = self.model.indexed.get(&file).and_then(|slots| slots.get(&slot)) else { return };
        if !self.model.withheld.iter().any(|held| held.places.contains(&(file, slot))) {
            let id = self.stored(file, slot).expect("what the model has indexed is in the index").id;
            withhold(&self.bench.index(), &id, "order").unwrap();
            self.model.withheld.push(Held { places: vec![(file, slot)], said: vec![said] });
        }
    }

    /// The entry that is there longest.
    fn release(&mut self) {
        if let Some(entry) = dateline::index::withheld(&self.bench.index()).unwrap().first() {
            release(&self.bench.index(), entry.id.as_deref().unwrap()).unwrap();
            self.model.withheld.remove(0);
        }
    }

    /// Every answer against the model's.
    fn check(&self) {
        let (model, shown) = (&self.model, self.model.shown());
        let engine = Engine::open(&self.bench.index()).unwrap();
        let answer = search(&engine, "");
        let titles = |response: &SearchResponse| {
            let mut titles: Vec<(String, String)> =
                response.hits.iter().map(|hit| (hit.article.path.clone(), hit.article.title.clone())).collect();
            titles.sort();
            titles
        };
        let expected = |keep: &dyn Fn(Said) -> bool| {
            let kept = shown.iter().filter(|(_, _, said)| keep(*said));
            let mut titles: Vec<_> = kept.map(|(file, _, said)| (FILES[*file].1.to_owned(), said.title())).collect();
            titles.sort();
            titles
        };
        assert_eq!(titles(&answer), expected(&|_| true));
        assert_eq!(answer.articles, shown.len() as u64);
        assert_eq!(facet(&answer, "speaker"), model.count(|said| model.name(said.speaker).to_owned()));
        let towns: BTreeMap<_, _> =
            facet(&answer, "place").into_iter().filter(|(path, _)| TOWNS.iter().any(|town| town.1 == path)).collect();
        assert_eq!(towns, model.count(|said| TOWNS[said.town].1.to_owned()));
        for n in 0..3 {
            assert_eq!(titles(&search(&engine, THINGS[n])), expected(&|said| said.thing == n), "{}", THINGS[n]);
            let by = search(&engine, &format!("speaker:\"{}\" place:{}", model.name(n), TOWNS[n].0));
            assert_eq!(titles(&by), expected(&|said| said.speaker == n && said.town == n));
        }
        self.check_quotations(&engine);
        let told = status(&self.bench.index(), false).unwrap();
        assert_eq!((told.outcomes.articles, told.outcomes.quotations), (shown.len() as u64, shown.len() as u64));
        assert_eq!(
            told.withheld,
            model.indexed.values().map(BTreeMap::len).sum::<usize>() as u64 - told.outcomes.articles
        );
    }

    fn check_quotations(&self, engine: &Engine) {
        let (model, shown) = (&self.model, self.model.shown());
        let all = engine.quotes(&QuotesRequest { limit: 1000, ..QuotesRequest::default() }).unwrap();
        assert_eq!(all.quotations, shown.len() as u64);
        // Equal words of one person are one hit.
        let found: BTreeSet<(Option<String>, String)> = all
            .hits
            .iter()
            .map(|hit| (hit.person.clone(), hit.quotation.fragments[0].of(&hit.text).trim_end_matches(',').to_owned()))
            .collect();
        let expected: BTreeSet<_> =
            shown.iter().map(|(_, _, said)| (Some(model.name(said.speaker).to_owned()), said.words())).collect();
        assert_eq!(found, expected);
    }
}

/// How many files are new that hold what a file held that is gone.
fn moves(before: &BTreeMap<usize, Vec<u8>>, now: &BTreeMap<usize, Vec<u8>>) -> u64 {
    let mut gone: Vec<&Vec<u8>> =
        before.iter().filter(|(file, _)| !now.contains_key(file)).map(|(_, bytes)| bytes).collect();
    let new = now.iter().filter(|(file, _)| !before.contains_key(file));
    let is_moved = |(_, bytes): &(&usize, &Vec<u8>)| {
        let at = gone.iter().position(|there| there == bytes);
        at.map(|at| gone.swap_remove(at)).is_some()
    };
    new.filter(is_moved).count() as u64
}

fn search(engine: &Engine, query: &str) -> SearchResponse {
    let facets = ["speaker", "place"].map(str::to_owned).to_vec();
    let (query, limit) = (query.to_owned(), 1000);
    let request = SearchRequest { query, limit, facets, facet_limit: 100, copies: true, ..SearchRequest::default() };
    engine.search(&request).unwrap()
}

fn sequences() -> u32 {
    std::env::var("SEQUENCES").map_or(40, |n| n.parse().expect("SEQUENCES is a number"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: sequences(), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_answers_are_those_of_a_naive_one(doings in prop::collection::vec(doing(), 1..16)) {
        let mut world = World::new();
        for doing in &doings {
            world.act(doing);
            let changes_files_only = matches!(
                doing,
                Doing::Write { .. }
                    | Doing::Remove { .. }
                    | Doing::DeleteFile { .. }
                    | Doing::MoveFile { .. }
                    | Doing::MoveEdited { .. }
                    | Doing::SwapFiles { .. }
                    | Doing::CopyFile { .. }
                    | Doing::Turn { .. }
                    | Doing::Touch { .. }
            );
            if world.has_index() && !changes_files_only {
                world.check();
            }
        }
        world.ingest(false);
        world.check();
        let fresh = world.bench.dir.path().join("fresh");
        ingest(&world.settings(&fresh), &Silent).unwrap();
        let digest = status(&fresh, true).unwrap().digest.unwrap();
        prop_assert_eq!(world.bench.digest(), digest, "an update must equal a rebuild");
    }
}
