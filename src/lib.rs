//! dateline: a search engine for news archives. Which passages are about this, who said it, where, and when.
//!
//! The modules are listed in reading order: the story of one article, then of one query. Who may know
//! whom is printed in `ARCHITECTURE.md` and enforced by a test.

pub mod annotate;
pub mod article;
pub mod clean;
pub mod cli;
pub mod error;
pub mod index;
pub mod ingest;
pub mod present;
pub mod read;
pub mod search;
pub mod text;
