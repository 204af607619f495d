#![no_main]
//! CSV and TSV.

dateline_fuzz::reader!("a.csv");
