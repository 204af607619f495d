#![no_main]
//! gzip, bzip2, xz and zstd, and whatever they hold.

dateline_fuzz::reader!("a");
