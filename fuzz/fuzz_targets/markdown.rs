#![no_main]
//! Markdown, front matter and all.

dateline_fuzz::reader!("a.md");
