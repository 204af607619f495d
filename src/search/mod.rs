//! A question in, an answer out: query grammar, engine, passages, ranking, facets, timeline.
//!
//! ```text
//! query ── parse ──▶ tree ── compile ──▶ plan ── collect ──▶ best articles ── passages ──▶ order ── show ──▶ answer
//!                             words → posting lists            and, in the same pass,
//!                             values → keys                    facets and days
//! ```
//! One pass over the matches counts them, keeps the best two hundred, and tallies facets and days. A second one
//! looks into those two hundred only and scores their passages from the positions of the words. Neither reads stored
//! text, unless `caps(…)` or `=he’ll` asks for it: that is read for what is shown, and by what starts from an article and not from a
//! word (`similar`, `terms`, `--expand`, alerts). A gazetteer is opened where the index has no place of the name that is
//! asked for.

pub mod ask;
pub mod query;

mod alerts;
mod any;
mod articles;
mod cite;
mod cluster;
mod collect;
mod compile;
mod cover;
mod days;
mod deadline;
mod engine;
mod expand;
mod explain;
mod facets;
mod highlight;
mod near;
mod nearest;
mod passages;
mod people;
mod pivot;
mod plan;
mod points;
mod quoted;
mod quotes;
mod rank;
mod request;
mod response;
mod rows;
mod saved;
mod scorers;
mod segment;
mod shape;
mod show;
mod significant;
mod similar;
mod slips;
mod speakers;
mod stories;
mod terms;
mod tree;
mod values;

pub use alerts::{Change, Contents, Match, news};
pub use any::{AnyEngine, At};
pub use cite::{Citation, Cited, cited_in};
pub use cluster::{Cluster, checked_rules};
pub use deadline::until;
pub use engine::Engine;
pub use near::{CIRCLES, circle};
pub use rank::Weights;
pub use request::*;
pub use response::*;
pub use saved::check_saved;
