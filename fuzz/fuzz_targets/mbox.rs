#![no_main]
//! A mailbox.

dateline_fuzz::reader!("a.mbox");
