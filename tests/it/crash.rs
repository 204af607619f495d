//! Killed at any moment: SIGKILL while the program builds, updates, rebuilds, annotates anew, repairs. After each kill
//! the old or the new state answers whole, `verify --repair` leaves the index clean, the next run finishes, and its
//! digest is that of an index that was never disturbed.
//!
//! A dozen kills in the tests; many with `.ci/trust --kills 500`.

use crate::ingest::Silent;
use dateline::index::{status, verify};
use dateline::ingest::{IngestSettings, Root, ingest};
use dateline::search::{Engine, SearchRequest};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Xorshift, so that a run can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

/// An archive and an index in a folder that goes away with the test.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(args).current_dir(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    fn run(&self, args: &[&str]) {
        let output = self.start(args).wait_with_output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The archive as of its `version`: some files never change, one is edited, one comes and goes.
    pub fn write_archive(&self, version: u64) {
        let news = self.path("news");
        fs::create_dir_all(&news).unwrap();
        for file in 0..6 {
            self.write_file(&news.join(format!("{file}.jsonl")), file, if file == 1 { version } else { 0 });
        }
        let passing = news.join("passing.jsonl");
        if version.is_multiple_of(2) {
            self.write_file(&passing, 9, version);
        } else if passing.exists() {
            fs::remove_file(passing).unwrap();
        }
    }

    fn write_file(&self, path: &Path, file: u64, version: u64) {
        let mut lines = String::new();
        for n in 0..40 {
            let text = format!(
                "OSLO, Norway — Report {n} of file {file} as of {version} speaks of the harbour and of its ferries.\\n\\n\
                 “We sail on day {n},” said Ingrid Solheim, the harbour master of Bergen. Nobody else spoke."
            );
            writeln!(lines, "{{\"id\":\"{n}\",\"title\":\"Report {n} of {file}\",\"text\":\"{text}\"}}").unwrap();
        }
        if fs::read_to_string(path).ok().as_deref() != Some(&lines) {
            fs::write(path, lines).unwrap();
        }
    }

    /// Digest of an index that nobody disturbed.
    fn undisturbed(&self) -> String {
        let index = self.path("undisturbed");
        let _ = fs::remove_dir_all(&index);
        let roots = vec![Root { path: self.path("news"), label: None }];
        let latest = jiff::civil::date(2100, 1, 1);
        ingest(&IngestSettings { index: index.clone(), roots, latest, ..IngestSettings::default() }, &Silent).unwrap();
        digest(&index)
    }
}

fn digest(index: &Path) -> String {
    status(index, true).unwrap().digest.unwrap()
}

const DOINGS: [&[&str]; 7] = [
    &["index", "news"],
    &["index", "news"],
    &["index", "--rebuild", "--keep", "1", "--checkpoint", "0"],
    &["index", "--rebuild", "--resume", "--checkpoint", "0"],
    &["index", "--reannotate", "speakers,places,dates"],
    &["index", "--reannotate", "places", "--where", "ferries"],
    &["verify", "--repair"],
];

#[test]
fn killed_at_any_moment_the_index_answers_and_the_next_run_finishes() {
    let kills: u64 = std::env::var("KILLS").map_or(12, |kills| kills.parse().expect("KILLS is a number"));
    let seed = std::env::var("SEED").map_or(0x5eed, |seed| seed.parse().expect("SEED is a number"));
    let desk = Desk::new();
    let mut dice = Dice(seed | 1);
    let index = desk.path("index");
    let (mut versions, mut killed, mut finished, mut unseen) = (Vec::new(), 0, 0, 0);
    let mut took = [Duration::from_millis(400); DOINGS.len()];
    let mut version = 0;
    while killed < kills {
        version += 1;
        desk.write_archive(version);
        let undisturbed = desk.undisturbed();
        versions.push(undisturbed.clone());
        // One index in ten begins from nothing: its first build is killed, too.
        if dice.below(10) == 0 {
            let _ = fs::remove_dir_all(&index);
            versions = vec![undisturbed.clone()];
        }
        for _ in 0..1 + dice.below(4) {
            let doing = if index.join("CURRENT").exists() { dice.below(DOINGS.len() as u64) as usize } else { 0 };
            let mut child = desk.start(DOINGS[doing]);
            // Anywhere in the run: the longest wait settles where a run now and then comes to its end first.
            let moment = Duration::from_micros(dice.below(took[doing].as_micros() as u64));
            std::thread::sleep(moment);
            if child.try_wait().unwrap().is_some() {
                finished += 1;
                took[doing] = took[doing] * 9 / 10;
            } else {
                child.kill().unwrap();
                killed += 1;
                // Not known to be over by then: look later the next time.
                took[doing] = took[doing] * 21 / 20;
            }
            child.wait().unwrap();
            let context =
                format!("kill {killed} of {:?} after {moment:?}, version {version}, SEED={seed}", DOINGS[doing]);
            if index.join("CURRENT").exists() {
                check_whole(&index, &versions, &context);
            } else {
                unseen += 1;
            }
            if dice.below(2) == 0 && index.exists() && has_something(&index) {
                desk.run(&["verify", "--repair"]);
                let faults = verify(&index).unwrap().faults;
                assert!(faults.is_empty(), "{context}: {faults:?}");
            }
        }
        desk.run(&["index", "news"]);
        assert_eq!(digest(&index), undisturbed, "version {version}, SEED={seed}");
        let verified = verify(&index).unwrap();
        assert!(verified.is_sound(), "version {version}, SEED={seed}: {verified:?}");
        versions = vec![undisturbed];
    }
    assert!(killed >= kills);
    // Shown with `--nocapture`.
    println!(
        "{killed} kills, {finished} runs came to their end before, {unseen} left no index yet, {version} archives"
    );
}

/// What answers is one of the states that were ever whole, and no other.
fn check_whole(index: &Path, versions: &[String], context: &str) {
    let seen = digest(index);
    assert!(versions.contains(&seen), "{context}: a state that never was");
    let engine = Engine::open(index).unwrap();
    let everything = engine.search(&SearchRequest { copies: true, ..SearchRequest::default() }).unwrap();
    assert_eq!(everything.articles, status(index, false).unwrap().outcomes.articles, "{context}");
}

/// A run that was killed before it made a generation leaves nothing to repair.
fn has_something(index: &Path) -> bool {
    let names = fs::read_dir(index).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    index.join("CURRENT").exists() && names.into_iter().any(|name| name.starts_with('g'))
}
