#![no_main]
//! A letter.

dateline_fuzz::reader!("a.eml");
