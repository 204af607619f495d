#![no_main]
//! JSON.

dateline_fuzz::reader!("a.json");
