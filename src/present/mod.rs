//! Answers in, bytes out: text for people, JSON, JSON lines and CSV for programs.
//!
//! Everything here takes a writer and plain data; nothing prints, asks for the terminal or decides what is shown.
//! What leaves the program has a shape of its own ([`json`] is its specification), so that the vocabulary inside
//! can change without breaking a script.

pub mod alerts;
pub mod atom;
pub mod bibliography;
pub mod csv;
pub mod html;
pub mod json;
pub mod jsonl;
mod points;
pub mod raw;
mod rich;
pub mod rows;
pub mod text;
pub mod timeline;
pub mod tree;

pub use rich::{Label, Style, visible};
