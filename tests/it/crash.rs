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
use std::time::{Duration, Instant};
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

    /// The archive as of its `version`: some files never change, one is edited, one comes and goes, one moves, and of one
    /// the first records come and go.
    pub fn write_archive(&self, version: u64) {
        let news = self.path("news");
        fs::create_dir_all(&news).unwrap();
        for file in 0..6 {
            let first = if file == 2 { version % 3 } else { 0 };
            self.write_file(&news.join(format!("{file}.jsonl")), file, if file == 1 { version } else { 0 }, first);
        }
        let places = [0, 1].map(|n| news.join(format!("{n}/moving.jsonl")));
        let [here, there] = [version % 2, (version + 1) % 2].map(|n| &places[n as usize]);
        fs::create_dir_all(here.parent().unwrap()).unwrap();
        if there.exists() {
            fs::rename(there, here).unwrap();
        }
        self.write_file(here, 8, 0, 0);
        let passing = news.join("passing.jsonl");
        if version.is_multiple_of(2) {
            self.write_file(&passing, 9, version, 0);
        } else if passing.exists() {
            fs::remove_file(passing).unwrap();
        }
    }

    fn write_file(&self, path: &Path, file: u64, version: u64, first: u64) {
        let mut lines = String::new();
        for n in first..40 {
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

/// How long each of [`DOINGS`] takes when nobody disturbs it. The machine is faster at one hour than at another, so every
/// run that comes to its end is one more measurement.
struct Lengths([Duration; DOINGS.len()]);

impl Lengths {
    fn measured(desk: &Desk) -> Lengths {
        let mut lengths = Lengths([Duration::ZERO; DOINGS.len()]);
        for (version, (length, doing)) in lengths.0.iter_mut().zip(DOINGS).enumerate() {
            desk.write_archive(version as u64);
            let started = Instant::now();
            desk.run(doing);
            *length = started.elapsed();
        }
        lengths
    }

    fn came_to_its_end(&mut self, doing: usize, took: Duration) {
        self.0[doing] = (self.0[doing] * 3 + took) / 4;
    }

    /// A moment anywhere in a run, each third time about its end: there a generation is switched in.
    fn moment(&self, doing: usize, dice: &mut Dice) -> Duration {
        let whole = self.0[doing].as_micros() as u64;
        let from = if dice.below(3) == 0 { whole / 5 * 4 } else { 0 };
        Duration::from_micros(from + dice.below(whole * 21 / 20 - from))
    }
}

/// Whether the child was killed at the moment, or else how long it took to its end.
fn killed_at(moment: Duration, mut child: Child) -> Result<(), Duration> {
    let started = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            return Err(started.elapsed());
        }
        let Some(rest) = moment.checked_sub(started.elapsed()) else { break };
        std::thread::sleep(rest.min(Duration::from_millis(2)));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    Ok(())
}

/// What the test has met.
#[derive(Default)]
struct Met {
    kills: u64,
    /// Runs that came to their end before the moment.
    finished: u64,
    /// Kills after which there was no index yet.
    nothing: u64,
    /// Kills after which the state answered that the run was about to make.
    new: u64,
}

#[test]
fn killed_at_any_moment_the_index_answers_and_the_next_run_finishes() {
    let kills: u64 = std::env::var("KILLS").map_or(12, |kills| kills.parse().expect("KILLS is a number"));
    let seed = std::env::var("SEED").map_or(0x5eed, |seed| seed.parse().expect("SEED is a number"));
    let desk = Desk::new();
    let mut dice = Dice(seed | 1);
    let index = desk.path("index");
    let mut version = DOINGS.len() as u64;
    let (mut lengths, mut met) = (Lengths::measured(&desk), Met::default());
    let mut versions = vec![digest(&index)];
    while met.kills < kills {
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
            let moment = lengths.moment(doing, &mut dice);
            let was_old = index.join("CURRENT").exists() && digest(&index) != undisturbed;
            match killed_at(moment, desk.start(DOINGS[doing])) {
                Ok(()) => met.kills += 1,
                Err(took) => {
                    met.finished += 1;
                    lengths.came_to_its_end(doing, took);
                }
            }
            let context =
                format!("kill {} of {:?} after {moment:?}, version {version}, SEED={seed}", met.kills, DOINGS[doing]);
            if index.join("CURRENT").exists() {
                let seen = check_whole(&index, &versions, &context);
                met.new += u64::from(was_old && seen == undisturbed);
            } else {
                met.nothing += 1;
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
    let Met { kills, finished, nothing, new } = met;
    // Shown with `--nocapture`.
    println!(
        "SEED={seed}: {kills} kills over {version} archives, none wrong: after {nothing} there was no index yet, after {new} the \
         new state answered; {finished} more runs came to their end before"
    );
}

/// What answers is one of the states that were ever whole, and no other.
fn check_whole(index: &Path, versions: &[String], context: &str) -> String {
    let seen = digest(index);
    assert!(versions.contains(&seen), "{context}: a state that never was");
    let engine = Engine::open(index).unwrap();
    let everything = engine.search(&SearchRequest { copies: true, ..SearchRequest::default() }).unwrap();
    assert_eq!(everything.articles, status(index, false).unwrap().outcomes.articles, "{context}");
    seen
}

/// A run that was killed before it made a generation leaves nothing to repair.
fn has_something(index: &Path) -> bool {
    let names = fs::read_dir(index).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    index.join("CURRENT").exists() && names.into_iter().any(|name| name.starts_with('g'))
}
