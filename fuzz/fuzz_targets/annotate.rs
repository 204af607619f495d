#![no_main]
//! The annotators on the article of a flat text.

use dateline::article::Content;
use dateline_fuzz::{annotated, cleaned};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    if let Some(cleaned) = cleaned(Content::Text { text, url: None }) {
        annotated(&cleaned);
    }
});
