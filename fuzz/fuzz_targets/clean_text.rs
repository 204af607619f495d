#![no_main]
//! The cleaner on a flat scrape.

use dateline::article::Content;
use dateline_fuzz::cleaned;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    cleaned(Content::Text { text, url: None });
});
