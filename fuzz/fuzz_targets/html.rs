#![no_main]
//! A page as it is read, before it is cleaned.

dateline_fuzz::reader!("a.html");
