#![no_main]
//! The cleaner on named fields: the input's lines are title, date, byline, address, and the text.

use dateline::article::{Content, Fields};
use dateline_fuzz::cleaned;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let mut parts = input.splitn(5, '\n').map(str::to_owned);
    let (title, date) = (parts.next(), parts.next());
    let byline = parts.next().into_iter().collect();
    let (url, text) = (parts.next(), parts.next());
    cleaned(Content::Fields(Fields { title, date, byline, url, text, ..Fields::default() }));
});
