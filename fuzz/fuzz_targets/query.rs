#![no_main]
//! The query language: what is understood is printed and understood again, as the same.

use dateline::search::query::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    match parse(query) {
        Ok(tree) => {
            let printed = tree.to_string();
            let again = parse(&printed).unwrap_or_else(|error| panic!("`{printed}`: {error}"));
            assert_eq!(again.to_string(), printed);
        }
        Err(error) => assert!(!error.message.is_empty()),
    }
});
