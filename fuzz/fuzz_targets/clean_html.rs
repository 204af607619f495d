#![no_main]
//! The cleaner on a page.

use dateline::article::Content;
use dateline_fuzz::cleaned;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: String| {
    cleaned(Content::Html { html, url: Some("https://harbour.example/2024/05/01/ferry".to_owned()) });
});
