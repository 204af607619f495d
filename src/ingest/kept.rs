//! Of a changed file that holds many articles, the records that are as they were: what the index has of them stays, and
//! only the others are cleaned and annotated.
//!
//! A record is as it was when a digest of all that is made of it is that of the article of its id. Its number in the
//! file is part of that, for the article tells it: a line put in front moves every record behind it, and these are read
//! anew.

use crate::article::Record;
use crate::error::Result;
use crate::index::{Generation, InputEntry, KnownRecord};
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// Articles of a file from which it is worth looking record by record.
const ARTICLES_MIN: u64 = 2;

/// The articles that the index has of a file.
pub(super) struct Known {
    generation: Arc<Generation>,
    records: HashMap<i64, KnownRecord>,
    /// The keys of those that are in the file still.
    met: Mutex<HashSet<i64>>,
}

impl Known {
    /// Of a file as it was last read; `None` where it is read whole.
    pub(super) fn of(generation: &Arc<Generation>, entry: &InputEntry) -> Result<Option<Known>> {
        if entry.outcomes.articles < ARTICLES_MIN {
            return Ok(None);
        }
        let records = generation.records_of(&entry.root, &entry.path)?;
        let records = records.into_iter().map(|record| (record.article_key, record)).collect();
        Ok(Some(Known { generation: Arc::clone(generation), records, met: Mutex::default() }))
    }

    /// What the index has under this key, met in the file just now.
    pub(super) fn meet(&self, article_key: i64) -> Option<&KnownRecord> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).insert(article_key);
        self.records.get(&article_key)
    }

    /// The language of an article that stays.
    pub(super) fn language(&self, known: &KnownRecord) -> Result<String> {
        self.generation.language(known.address)
    }

    /// The ids of the articles whose records are no longer in the file; asked when all of it has been read.
    pub(super) fn gone(&self) -> Result<Vec<String>> {
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = self.records.values().filter(|known| !met.contains(&known.article_key));
        gone.map(|known| Ok(self.generation.stored(known.address)?.id)).collect()
    }
}

/// Digest of everything that an article is made of, but for tables that a run reads beside it.
pub(super) fn digest(record: &Record) -> u64 {
    let mut hasher = Blake(blake3::Hasher::new());
    (&record.path, record.number, &record.key, &record.external_id, &record.content).hash(&mut hasher);
    hasher.finish()
}

/// 64 bits of BLAKE3: nobody can write another record of the same digest by trying.
struct Blake(blake3::Hasher);

impl Hasher for Blake {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *self.0.finalize().as_bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Content, RecordKey};

    #[test]
    fn whatever_an_article_tells_changes_the_digest() {
        let record = Record {
            path: "a.jsonl".into(),
            number: 3,
            offset: 100,
            key: RecordKey::Own("x".to_owned()),
            external_id: Some("x".to_owned()),
            content: Content::Text { text: "Text.".to_owned(), url: None },
        };
        let of = digest(&record);
        assert_eq!(digest(&Record { offset: 200, ..record.clone() }), of, "a longer record in front changes nothing");
        let text = |text: &str, url: Option<&str>| Content::Text { text: text.to_owned(), url: url.map(str::to_owned) };
        let others = [
            Record { number: 4, ..record.clone() },
            Record { external_id: None, ..record.clone() },
            Record { content: text("Text", None), ..record.clone() },
            Record { content: text("Text.", Some("http://a.example")), ..record.clone() },
            Record { path: "b.jsonl".into(), ..record },
        ];
        assert!(others.iter().all(|other| digest(other) != of));
    }
}
