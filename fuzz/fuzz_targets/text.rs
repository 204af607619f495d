#![no_main]
//! Flat text.

dateline_fuzz::reader!("a.txt");
