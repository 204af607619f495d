#![no_main]
//! A page as a browser saved it.

dateline_fuzz::reader!("a.mhtml");
