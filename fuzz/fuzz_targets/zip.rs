#![no_main]
//! zip, and what lies in it.

dateline_fuzz::reader!("a.zip");
