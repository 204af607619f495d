//! What to index and how.

use super::places::GazetteerChoice;
use crate::read::ReadOptions;
use jiff::civil::Date;
use std::path::PathBuf;
use std::time::Duration;

/// What to index and how.
#[derive(Debug, Clone)]
pub struct IngestSettings {
    /// The index directory.
    pub index: PathBuf,
    /// Roots to add or bring up to date; none means every root the index remembers.
    pub roots: Vec<Root>,
    /// A whole new generation beside the live one, switched in at the end.
    pub rebuild: bool,
    /// Threads that read, clean and annotate.
    pub jobs: usize,
    /// Bytes for what grows with the archive: the writer's buffers, and what is on its way to them.
    pub memory_bytes: usize,
    pub read: ReadOptions,
    /// No article was published after this day.
    pub latest: Date,
    /// Off for `--no-annotate`: text and metadata only.
    pub annotate: bool,
    pub gazetteer: GazetteerChoice,
    /// Old generations to keep, from now on; none means as many as before.
    pub keep: Option<usize>,
    /// Roots to forget, with what came from them: labels or paths.
    pub drop: Vec<String>,
    /// Goes on with a build that was cut off, where there is one.
    pub resume: bool,
    /// Time between the points from which a build can be gone on with.
    pub checkpoint: Duration,
}

impl Default for IngestSettings {
    /// Every root the index in `index/` remembers, on one thread.
    fn default() -> Self {
        IngestSettings {
            index: PathBuf::from("index"),
            roots: Vec::new(),
            rebuild: false,
            jobs: 1,
            memory_bytes: 300 << 20,
            read: ReadOptions { maps: Default::default(), record_bytes_max: 64 << 20 },
            latest: Date::MAX,
            annotate: true,
            gazetteer: GazetteerChoice::AsBefore,
            keep: None,
            drop: Vec::new(),
            resume: false,
            checkpoint: CHECKPOINT,
        }
    }
}

/// A checkpoint writes out what is in memory and makes everybody wait for that, a second or so; a build that is killed
/// loses this much at most. Guessed.
pub const CHECKPOINT: Duration = Duration::from_secs(60);

/// A folder or file given to `index`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    pub path: PathBuf,
    /// Its name in the index; the path's last component when not given.
    pub label: Option<String>,
}
