#![no_main]
//! tar, and what lies in it.

dateline_fuzz::reader!("a.tar");
