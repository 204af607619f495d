#![no_main]
//! WARC.

dateline_fuzz::reader!("a.warc");
