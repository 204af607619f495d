//! What Quickwit is told of an index when it is made; nothing of it can be changed afterwards.

use super::super::mapping::{
    BATCH, BODY_TOKENS, FORMAT, LEAD, NEWEST, NUMBERS, OLDEST, QUOTATION_COUNT, QUOTED, RECORD, SAID, SAID_WORDS,
    SKETCH, TITLE_TOKENS, VALUES, WORDS,
};
use crate::error::{Error, Result};
use crate::remote::Remote;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The version of the format of an index's configuration: the oldest that 0.9 reads.
const VERSION: &str = "0.7";
/// A note's name, its place among those of the same name, and what it says, in JSON.
pub const NOTE_ID: &str = "note";
pub const NOTE_SERIAL: &str = "serial";
pub const NOTE_TEXT: &str = "text";

/// Longer values are dropped from the index and from what is counted; the documentation says 255 bytes.
const VALUE_BYTES_MAX: usize = 255;
/// What is kept of those, before a digest of the whole.
const VALUE_BYTES_KEPT: usize = 200;

/// Values that are read back: what stories and speakers are found by.
const READ_BACK: &[&str] = &["article", "speaker", "url"];

/// The body that creates the index of a build. What is known of it stands in a description, for that cannot be changed.
pub fn of_build(index: &str, meta: &Value, commit_seconds: u64) -> Value {
    let value = |name: &str, is_counted: bool| {
        let kind = if name == "article" { "text" } else { "array<text>" };
        json!({
            "name": name, "type": kind, "tokenizer": "raw", "record": "basic",
            "stored": READ_BACK.contains(&name), "fast": is_counted,
        })
    };
    let words = |name: &str| json!({"name": name, "type": "text", "tokenizer": "whitespace", "record": "freq", "fieldnorms": true, "stored": false});
    let number = |name: &str| json!({"name": name, "type": "i64", "fast": true, "stored": NUMBERS.contains(&name)});
    let mut fields: Vec<Value> = VALUES.iter().map(|name| value(name, *name != "content")).collect();
    fields.extend(["kind", "speaker_words", "opening"].map(|name| value(name, false)));
    fields.push(value(QUOTED, true));
    fields.extend(NUMBERS.iter().copied().chain([NEWEST, OLDEST]).map(number));
    fields.extend([TITLE_TOKENS, BODY_TOKENS, SAID_WORDS, QUOTATION_COUNT].map(number));
    fields.extend(["title", "body", LEAD, SAID].map(words));
    fields.push(json!({"name": WORDS, "type": "u64", "indexed": false}));
    fields.push(json!({"name": SKETCH, "type": "array<u64>", "indexed": false}));
    fields.push(json!({"name": BATCH, "type": "text", "tokenizer": "raw", "stored": false}));
    fields.push(json!({"name": RECORD, "type": "text", "indexed": false, "description": meta.to_string()}));
    config(index, fields, commit_seconds)
}

/// The body that creates an index for notes.
pub fn of_notes(index: &str, of: &str) -> Value {
    let meta = json!({"format": FORMAT, "notes": of});
    let fields = vec![
        json!({"name": NOTE_ID, "type": "text", "tokenizer": "raw"}),
        json!({"name": NOTE_SERIAL, "type": "i64", "fast": true}),
        // The story of an article, where the note is one.
        json!({"name": "article_key", "type": "i64", "fast": true}),
        json!({"name": "story", "type": "i64", "fast": true}),
        json!({"name": NOTE_TEXT, "type": "text", "indexed": false, "description": meta.to_string()}),
    ];
    config(index, fields, 10)
}

fn config(index: &str, fields: Vec<Value>, commit_seconds: u64) -> Value {
    json!({
        "version": VERSION,
        "index_id": index,
        "doc_mapping": {"mode": "strict", "store_source": false, "field_mappings": fields},
        "indexing_settings": {"commit_timeout_secs": commit_seconds},
        "search_settings": {"default_search_fields": []},
    })
}

/// What the program wrote into the description of a build; null where it wrote none.
pub fn meta(remote: &Remote, index: &str) -> Result<Value> {
    let config = remote.get(&format!("/api/v1/indexes/{index}"))?;
    let Some(fields) = fields(&config) else {
        return Err(Error::new(format!("`{}` tells nothing of the fields of `{index}`", remote.shown()))
            .hint("`dateline engine check URL` looks at the engine")
            .damage());
    };
    let described =
        fields.iter().filter(|field| field["name"] == RECORD).find_map(|field| field["description"].as_str());
    Ok(described.and_then(|meta| serde_json::from_str(meta).ok()).unwrap_or_default())
}

/// The fields of an index, as it tells of itself.
pub fn fields(config: &Value) -> Option<&Vec<Value>> {
    config["index_config"]["doc_mapping"]["field_mappings"].as_array()
}

/// A value as it is written and asked for: one that Quickwit would drop for its length is cut, and told apart by a digest.
pub fn kept(value: &str) -> Cow<'_, str> {
    if value.len() <= VALUE_BYTES_MAX {
        return value.into();
    }
    let end = (0..=VALUE_BYTES_KEPT).rev().find(|&at| value.is_char_boundary(at)).unwrap_or(0);
    format!("{}…{}", &value[..end], &blake3::hash(value.as_bytes()).to_hex()[..16]).into()
}

/// The longest beginning that all values beginning so have kept.
pub fn is_kept_beginning(beginning: &str) -> bool {
    beginning.len() <= VALUE_BYTES_KEPT - 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_and_stay_apart() {
        let (a, b) = ("ß".repeat(128), format!("{}x", "ß".repeat(127)));
        assert_eq!(kept(&b), b);
        let cut = kept(&a).into_owned();
        assert!(cut.len() <= VALUE_BYTES_MAX && cut.starts_with('ß') && cut != kept(&format!("{a}y")));
        assert_eq!(kept(&cut), cut);
    }

    #[test]
    fn every_field_has_a_name_of_its_own() {
        let config = json!({"index_config": of_build("news-1", &json!({"format": 1}), 30)});
        let mut names: Vec<&str> = fields(&config).unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
