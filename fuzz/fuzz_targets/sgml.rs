#![no_main]
//! Reuters-21578.

dateline_fuzz::reader!("a.sgm");
