#![no_main]
//! JSON lines.

dateline_fuzz::reader!("a.jsonl");
