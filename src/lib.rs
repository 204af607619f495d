//! dateline: a search engine for news archives. Which passages are about this, who said it, where, and when.
//!
//! The modules are listed in reading order: the story of one article, then of one query. Who may know
//! whom is printed in `ARCHITECTURE.md` and enforced by a test.
//!
//! The rooms can be used one by one. A saved text, without any index:
//!
//! ```
//! use dateline::annotate::Annotator;
//! use dateline::article::{Article, Span};
//!
//! let text = "The ferries sail again. “Nobody lost,” said Ingrid Solheim, the harbour master of Bergen.";
//! let article = Article { text: text.into(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
//! let annotations = Annotator::new().annotate(&article);
//! let quotation = &annotations.quotations[0];
//! assert_eq!(&text[quotation.fragments[0].range()], "Nobody lost,");
//! assert_eq!(quotation.speaker.as_ref().unwrap().name, "Ingrid Solheim");
//! ```
//!
//! A whole archive goes in with [`ingest::ingest`], and [`search::Engine`] answers from the index it makes:
//!
//! ```no_run
//! use dateline::search::{Engine, SearchRequest};
//!
//! let engine = Engine::open("index".as_ref())?;
//! let answer = engine.search(&SearchRequest { query: "ferry strike".into(), ..SearchRequest::default() })?;
//! for hit in &answer.hits {
//!     println!("{}. {}", hit.rank, hit.article.title);
//! }
//! # Ok::<(), dateline::error::Error>(())
//! ```

#![forbid(unsafe_code)]

pub mod annotate;
pub mod article;
pub mod clean;
pub mod cli;
pub mod error;
pub mod index;
pub mod ingest;
pub mod mcp;
pub mod present;
pub mod read;
pub mod remote;
pub mod search;
pub mod text;
pub mod web;
