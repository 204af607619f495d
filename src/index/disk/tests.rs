//! Every step of every command that writes files of our own, failed in turn: what answers is the old state or the new
//! one, and the next attempt finishes.

use super::failing;
use crate::error::Result;
use crate::index::learned::CHROME;
use crate::index::writer::tests::{article, ledger};
use crate::index::{
    Directory, Generation, LearnedRow, LearnedTable, Lock, SavedQuery, Writer, remember_told, save_query,
    saved_queries, told, withheld, withhold,
};
use std::io::ErrorKind;
use std::path::Path;

const MEMORY: usize = 30_000_000;

/// A new generation of so many articles, switched in.
fn rebuild(index: &Path, articles: usize) -> Result<()> {
    let directory = Directory::open_or_create(index)?;
    let lock = Lock::acquire(&directory)?;
    directory.remove_litter(&lock, None)?;
    let folder = directory.new_generation()?;
    let writer = Writer::create(&folder, 1, MEMORY)?;
    (0..articles).try_for_each(|n| writer.add(article(n)))?;
    writer.commit(&ledger())?;
    directory.switch_to(&folder, 1)
}

/// One article more in the live generation.
fn update(index: &Path, n: usize) -> Result<()> {
    let directory = Directory::open(index)?;
    let _lock = Lock::acquire(&directory)?;
    let writer = Writer::open(&directory.live()?.unwrap(), 1, MEMORY)?;
    writer.add(article(n))?;
    writer.commit(&ledger())
}

fn learn(index: &Path, rows: usize) -> Result<()> {
    let directory = Directory::open(index)?;
    let lock = Lock::acquire(&directory)?;
    let row = |n| LearnedRow { outlet: "quay".to_owned(), value: format!("line {n}"), articles: 10, refused: false };
    LearnedTable::new((0..rows).map(row).collect(), 7).write(CHROME, &directory, &lock)
}

fn save(index: &Path, query: &str) -> Result<()> {
    let (name, query) = ("docks".to_owned(), query.to_owned());
    let entry = SavedQuery { name, query, flags: Default::default(), since: String::new() };
    save_query(index, entry, true, |_| Ok(()))
}

/// Everything that is told of an index.
fn state(index: &Path) -> String {
    let generation = Generation::open(index).unwrap();
    let directory = Directory::open(index).unwrap();
    let learned = LearnedTable::read(CHROME, &directory).unwrap().rows().len();
    let queries: Vec<String> = saved_queries(index).unwrap().into_iter().map(|saved| saved.query).collect();
    let memory = std::fs::create_dir_all(index.join("alerts")).map(|()| told(index, "docks").unwrap()).unwrap();
    format!(
        "{} articles, {} withheld, {learned} learned, {queries:?}, told {} and {}",
        generation.totals.articles,
        withheld(index).unwrap().len(),
        memory.knows(1, 1),
        memory.knows(2, 2)
    )
}

/// A command that writes, from the state that [`before`] makes.
type Doing = fn(&Path) -> Result<()>;

const DOINGS: [(&str, Doing); 6] = [
    ("rebuild", |index| rebuild(index, 5)),
    ("update", |index| update(index, 3)),
    ("withhold", |index| withhold(index, "http://a.example/2", "order 2").map(drop)),
    ("save", |index| save(index, "new")),
    ("learn", |index| learn(index, 2)),
    ("tell", |index| remember_told(index, "docks", [(2, 2)])),
];

fn before(index: &Path) {
    rebuild(index, 2).unwrap();
    withhold(index, "http://a.example/1", "order 1").unwrap();
    save(index, "old").unwrap();
    learn(index, 1).unwrap();
    std::fs::create_dir_all(index.join("alerts")).unwrap();
    remember_told(index, "docks", [(1, 1)]).unwrap();
}

#[test]
fn whatever_step_fails_the_old_state_answers_or_the_new() {
    for (name, doing) in DOINGS {
        let mut steps = 0;
        for (kind, stays) in [(ErrorKind::StorageFull, true), (ErrorKind::Other, false)] {
            for step in 0.. {
                let dir = tempfile::tempdir().unwrap();
                let index = dir.path();
                before(index);
                let old = state(index);
                failing::after(step, kind, stays);
                let done = doing(index);
                let is_over = failing::is_over();
                let context = format!("{name}, {kind} at step {step}");
                let seen = state(index);
                if let Err(error) = &done {
                    assert!(error.message.ends_with(&kind.to_string()), "{context}: {error}");
                }
                // What has failed may have come so far that it is seen, and is then as good as done.
                let is_new = seen != old;
                assert!(is_new || done.is_err(), "{context}: said to be done and is not: {seen}");
                if !is_new {
                    doing(index).unwrap_or_else(|error| panic!("{context}, again: {error}"));
                }
                let new = state(index);
                assert_ne!(new, old, "{context}");
                if is_new {
                    assert_eq!(seen, new, "{context}");
                }
                steps = steps.max(step);
                if is_over {
                    break;
                }
            }
        }
        assert!(steps >= 3, "{name} has {steps} steps");
    }
}
