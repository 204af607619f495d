#![no_main]
//! ARC.

dateline_fuzz::reader!("a.arc");
