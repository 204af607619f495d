//! An index on Quickwit: the same documents without nesting, appended once, and asked in the part of the dialect it knows.
//!
//! Its documentation says what it lacks: documents have no id and are never replaced, a list holds no objects, a word
//! has one form, no word is asked for by its place, values are counted up to a bound, and nothing can be called by another
//! name. So an article is one flat document with all forms of its words; a question is sent as the nearest one that finds
//! no less ([`ask::superset`]), and what it cannot decide is decided by the code for the disk on the articles it finds; and what
//! is known of a build is appended to a companion index, where the newest note under a name holds (`notes.rs`).
//!
//! All of it is written from that documentation (0.9) and, for what it leaves out (`terms`, `track_total_hits`,
//! `_source_includes`, `/api/v1/version`, how long a question may be), from the published source. No Quickwit was ever asked: the
//! tests ask a stand-in.

pub mod ask;
mod check;
mod config;
pub mod load;

pub(super) use check::check;
pub(super) use config::{NOTE_ID, NOTE_SERIAL, NOTE_TEXT, kept, meta, of_build, of_notes};

/// Values one count may have: the bound of buckets that a node is configured with (`aggregation_bucket_limit`).
pub const VALUES_MAX: u64 = 65_000;
