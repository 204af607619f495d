//! Article and annotations to disk and back: fields, schema, documents, writer, generations, manifest.
//!
//! An index directory holds `CURRENT`, which names the live generation, the generations themselves (`g000001/` …,
//! each a tantivy index with its manifest), the user's own tables, and `lock`. A run either adds one commit to the live generation or
//! builds a whole new one beside it and switches `CURRENT` with one rename. Readers see the old or the new,
//! never half; an error leaves what was there.

pub mod cluster;
pub mod distances;
pub mod fields;
pub mod keys;
pub mod learned;
pub mod passages;
pub mod said;

mod beside;
mod checksums;
mod dictionary;
mod directory;
mod disk;
mod document;
mod echo;
mod families;
mod generation;
mod manifest;
mod numbering;
mod packed;
mod record;
mod saved;
mod schema;
mod speakers;
mod stamp;
mod status;
mod stories;
mod tables;
mod totals;
mod unlocked;
mod user_table;
mod verify;
mod withheld;
mod writer;

pub use beside::Beside;
pub use directory::{Directory, Lock};
pub use document::{
    Family, Guard, Unpacked, confidence_number, day_number, day_of_number, family, kind_number, unpacked,
};
pub use echo::{ECHO_WORDS, are_echoes, echo_term, echo_words};
pub use fields::FIELDS;
pub(crate) use generation::keep_tables;
pub use generation::{Generation, KnownRecord, Remembered, keep_told_later, read_ledger, read_unfinished, remembered};
pub use learned::{Learned, LearnedRow, LearnedTable};
pub use manifest::{GazetteerEntry, InputEntry, Ledger, Manifest, Outcomes, Reannotated, Reject, RootEntry};
pub use numbering::Numbering;
pub use packed::{Packing, Stores};
pub use saved::{
    SAVED_QUERIES, SavedQuery, TellingLock, Told, lock_telling, remember_moved, remember_told, remove_query,
    save_query, saved_name, saved_queries, told, unknown as unknown_saved_query,
};
pub use schema::{FORMAT, Fields, schema};
pub use speakers::{Agreement, Name, NameFacts, Speakers, SpeakersTold};
pub use stamp::stamp;
pub use status::{LearnedStatus, Status, status};
pub use stories::{Stories, StoriesTold};
pub use tables::Table;
pub use totals::Totals;
pub use verify::{Fault, FaultKind, Verified, adopt, repair, rollback, verify};
pub use withheld::{Withheld, release, renew_withheld, withheld, withhold};
pub use writer::Writer;

use crate::article::{Annotations, Article, Span};
pub use tantivy::DocAddress;

/// How much a repeated word counts, and how much an article's length: what `search` weighs articles by (see
/// `search::Weights`), and what a cluster is told to choose the best by.
pub const BM25_K1: f32 = 3.4;
pub const BM25_B: f32 = 0.8;

/// The user's rules about who is who, in the index directory; see `search::people::rules`.
pub const SPEAKER_RULES: &str = "speakers.toml";

/// The text of [`SPEAKER_RULES`] in the index directory `dir`; `None` when there is none.
pub fn speaker_rules(dir: &std::path::Path) -> crate::error::Result<Option<String>> {
    user_table::read(dir, SPEAKER_RULES)
}

/// An article as the index keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredArticle {
    /// 26 base-32 characters; see [`keys::identity`].
    pub id: String,
    /// The root's label.
    pub root: String,
    /// The path of the file under the root.
    pub path: String,
    /// In an archive what names the member behind that path, as in `!may/a.txt`; else empty.
    pub member: String,
    /// The record's number in its file.
    pub record: u64,
    /// The identifier the input gave.
    pub external_id: Option<String>,
    pub article: Article,
    /// Read back without the fingerprint, which is kept in columns of its own ([`Beside`]).
    pub annotations: Annotations,
    /// Bytes of the article's text, filled in by [`unpacked`]; the n-th is the passage whose first word the field `passages` gives as its n-th.
    pub passages: Vec<Span>,
}

impl StoredArticle {
    /// The path under the root as it is shown and asked for: in an archive with the member's behind it.
    pub fn shown_path(&self) -> String {
        format!("{}{}", self.path, self.member)
    }
}

/// Of an article, what a list of hits shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedArticle {
    pub id: String,
    /// As [`StoredArticle::shown_path`] has it.
    pub path: String,
    pub external_id: Option<String>,
    pub article: Article,
    pub passages: Vec<Span>,
    pub sentences: Vec<Span>,
    /// The direct and mixed quotations of named persons and organisations, each from its first fragment to its last.
    pub quoted: Vec<(Span, String)>,
    /// The fragments of all quotations.
    pub fragments: Vec<Span>,
}
