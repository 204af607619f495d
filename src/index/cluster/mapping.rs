//! What a cluster is told of an article's fields: the names and the meaning they have in the index on disk.
//!
//! Nothing is left to the engine's own analysis: texts arrive as our terms with white space between them, and the forms
//! of one word with a bar between them, which one filter lays at one position. So any engine finds what the index on disk
//! finds, in any language. Quotations are nested in their article: one document is written at once or not at all, and
//! what must hold of the same quotation can be asked of it. Fields the program does not know are refused (`strict`).

use crate::index::{BM25_B, BM25_K1};
use serde_json::{Value, json};

/// Raised when documents are written otherwise: an index of another format is refused, never misread. That of the index on
/// disk, for what is kept of an article is packed as it is there.
pub const FORMAT: u32 = crate::index::FORMAT;

/// Where an article's quotations are.
pub const QUOTATIONS: &str = "quotations";
/// The words of a quotation, inside [`QUOTATIONS`].
pub const SAID: &str = "said";
/// The words of the first paragraphs.
pub const LEAD: &str = "lead";
/// Sums over these give the averages that words are weighed by.
pub const TITLE_TOKENS: &str = "title_tokens";
pub const BODY_TOKENS: &str = "body_tokens";
pub const SAID_WORDS: &str = "said_words";
pub const QUOTATION_COUNT: &str = "quotation_count";
/// The article as it is kept: text, annotations, everything; returned, never searched.
pub const RECORD: &str = "record";

/// Fields matched whole, by the names they have on disk.
pub(super) const VALUES: &[&str] = &[
    "article",
    "root",
    "speaker",
    "source",
    "section",
    "language",
    "byline",
    "place",
    "place_alias",
    "place_point",
    "focus",
    "dateline",
    "mentions",
    "path",
    "url",
    "content",
];
pub(super) const NUMBERS: &[&str] = &["article_key", "published", "from_day", "to_day"];
/// Read by whoever finds the stories of a build, never searched.
pub(super) const WORDS: &str = "words";
pub(super) const SKETCH: &str = "sketch";
/// The story of an article that is not the only one of its own; written when a build is finished.
pub const STORY: &str = "story";
/// Where quotations are not nested: each speaker of an article with the number of quotations, direct and mixed, as `name#3`.
pub(super) const QUOTED: &str = "quoted";
/// Where only two numbers order an answer: when an article was published, with a place for the undated behind all others.
pub(super) const NEWEST: &str = "newest";
pub(super) const OLDEST: &str = "oldest";
/// Where documents are only appended: the request that brought it.
pub(super) const BATCH: &str = "batch";
/// Of a quotation.
pub(super) const QUOTATION_VALUES: &[&str] = &["speaker", "speaker_words", "kind", "opening"];

/// What stands at the first word of a stretch of text, at its last, and at a word that is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    pub first: &'static str,
    pub last: &'static str,
    pub only: &'static str,
}

pub const PARAGRAPHS: Marks = Marks { first: "[", last: "]", only: "[]" };
pub const SENTENCES: Marks = Marks { first: "{", last: "}", only: "{}" };
/// Between the forms of one word.
pub(super) const FORMS: char = '|';

/// How an index is laid out on the machines of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub shards: u64,
    /// Copies of each shard beside the first.
    pub replicas: u64,
}

/// Bytes that one shard should hold: within the 10 to 50 GB that both engines advise. At 33 KB an article (measured on
/// 4,640 of US news with 28 quotations each) that is some six hundred thousand articles.
const SHARD_BYTES: u64 = 20 << 30;
/// What an archive's files come to in a cluster, in hundredths of their size. Measured on the same articles as gzipped JSON
/// lines, 13.7 times; an archive that is not compressed gets more shards than it needs (5.1 times there).
const SHARD_SHARE: u64 = 1_370;

impl Layout {
    /// For an archive of so many bytes on so many machines that hold data.
    pub fn of(archive_bytes: u64, machines: u64) -> Layout {
        let bytes = archive_bytes.saturating_mul(SHARD_SHARE) / 100;
        // Every machine works on a question when there is a shard for each, which small archives do not need.
        let shards = bytes.div_ceil(SHARD_BYTES).clamp(1, 1024);
        Layout { shards, replicas: u64::from(machines > 1) }
    }
}

/// The body that creates an index. While it is loaded it has no copies and shows nothing.
pub(super) fn creation(layout: Layout, meta: &Value) -> Value {
    let text = json!({"type": "text", "analyzer": "forms", "search_analyzer": "whole"});
    let value = json!({"type": "keyword"});
    let number = json!({"type": "long"});
    let mut properties = serde_json::Map::new();
    for name in ["title", "body", LEAD] {
        properties.insert(name.to_owned(), text.clone());
    }
    VALUES.iter().for_each(|name| drop(properties.insert((*name).to_owned(), value.clone())));
    for name in NUMBERS.iter().chain(&[TITLE_TOKENS, BODY_TOKENS, SAID_WORDS, QUOTATION_COUNT]) {
        properties.insert((*name).to_owned(), number.clone());
    }
    for name in [WORDS, SKETCH] {
        properties.insert(name.to_owned(), json!({"type": "long", "index": false}));
    }
    properties.insert(STORY.to_owned(), value.clone());
    // Neither searched nor counted: it comes back as it went in.
    properties.insert(RECORD.to_owned(), json!({"type": "keyword", "index": false, "doc_values": false}));
    let mut quotation = serde_json::Map::new();
    QUOTATION_VALUES.iter().for_each(|name| drop(quotation.insert((*name).to_owned(), value.clone())));
    quotation.insert(SAID.to_owned(), text);
    quotation.insert("confidence".to_owned(), number.clone());
    quotation.insert("ordinal".to_owned(), number);
    properties.insert(
        QUOTATIONS.to_owned(),
        json!({"type": "nested", "dynamic": "strict", "properties": Value::Object(quotation)}),
    );
    json!({
        "settings": {
            "index": {
                "number_of_shards": layout.shards,
                "number_of_replicas": 0,
                "refresh_interval": "-1",
                "mapping": {"nested_objects": {"limit": 100_000}},
                "max_result_window": WINDOW,
                // Only which articles are looked at closely depends on it.
                "similarity": {"default": {"type": "BM25", "k1": BM25_K1, "b": BM25_B}},
            },
            "analysis": {
                // Our longest word has 120 bytes in each of its forms; the engine's own bound would cut it in two.
                "tokenizer": {"long": {"type": "whitespace", "max_token_length": 1024}},
                "filter": {"bars": {
                    "type": "pattern_capture", "preserve_original": false, "patterns": [format!("([^{FORMS}]+)")]
                }},
                "analyzer": {
                    "forms": {"type": "custom", "tokenizer": "long", "filter": ["bars"]},
                    "whole": {"type": "custom", "tokenizer": "long"},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"dateline": meta},
            "_source": {"includes": [RECORD]},
            "properties": Value::Object(properties),
        },
    })
}

/// The most hits of one answer: the engines' own bound.
pub const WINDOW: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_follow_the_archive() {
        let check = |bytes: u64, machines, shards, replicas| {
            assert_eq!(Layout::of(bytes, machines), Layout { shards, replicas }, "{bytes}");
        };
        check(0, 1, 1, 0);
        check(1 << 30, 3, 1, 1);
        check(100 << 30, 3, 69, 1);
        check(u64::MAX, 3, 1024, 1);
    }
}
