#![no_main]
//! RSS and Atom.

dateline_fuzz::reader!("a.rss");
