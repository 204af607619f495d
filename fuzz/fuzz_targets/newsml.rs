#![no_main]
//! NITF and NewsML-G2.

dateline_fuzz::reader!("a.nitf");
