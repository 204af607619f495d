//! What the index has of a file already: its records that are as they were stay, those that only stand elsewhere now are
//! read back from the index, and none of them is cleaned and annotated again.
//!
//! Of a changed file that holds many articles a record is known by its key. What its article is made of is the record's
//! content and what cleaning sees of its path ([`FromPath`]): where these are the same and only its number is another (a line was
//! put in front), the article is written again with that number. A file that lies elsewhere now with the same bytes has the
//! records of that other place, its **twin**, so that a moved file, two that changed places and a copy are read back, too.
//!
//! What else an article is made of are learned rows of its outlet, and of an article that names none the folder is the
//! outlet: a twin counts only where no rows come with the one folder or the other.

use super::learn;
use super::plan::{Plan, Task, is_relearned};
use crate::article::{Record, RecordKey};
use crate::clean::paths::FromPath;
use crate::clean::repeated::outlet;
use crate::error::Result;
use crate::index::keys::identity;
use crate::index::{Beside, Generation, InputEntry, KnownRecord, Learned, StoredArticle};
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// Articles of a changed file from which it is worth looking record by record.
const ARTICLES_MIN: u64 = 2;

/// The index as it was when a run began.
pub(super) struct Before {
    there: Arc<There>,
    /// The files that may be a twin of one to be looked into, by the digest of their bytes.
    files: HashMap<String, Vec<InputEntry>>,
}

impl Before {
    pub(super) fn new(generation: Generation, plan: &Plan, tasks: &[Task]) -> Result<Before> {
        let mut files: HashMap<String, Vec<InputEntry>> = HashMap::new();
        for entry in possible_twins(plan, tasks) {
            files.entry(entry.digest.clone()).or_default().push(entry.clone());
        }
        let beside = generation.beside()?;
        Ok(Before { there: Arc::new(There { generation, beside }), files })
    }

    /// What the index has of a file whose bytes have this digest now; `None` where it is read whole.
    pub(super) fn known(&self, task: &Task, digest: &str, learned: &Learned) -> Option<Known> {
        // Where the index cannot tell what it has, it is as if it had nothing.
        let records = |entry: &InputEntry| {
            Some(by_key(self.there.generation.records_of(&entry.root, &entry.path, &self.there.beside).ok()?))
        };
        let own = task.known.as_ref().filter(|entry| !task.read_anew && entry.outcomes.articles >= ARTICLES_MIN);
        let own = own.and_then(records);
        let twin = self.twin(task, digest, learned).and_then(|entry| {
            Some(Twin { root: entry.root.clone(), path: entry.path.clone(), records: records(entry)? })
        });
        if own.is_none() && twin.is_none() {
            return None;
        }
        Some(Known { there: Arc::clone(&self.there), own, twin, met: Mutex::default() })
    }

    fn twin<'s>(&'s self, task: &'s Task, digest: &str, learned: &Learned) -> Option<&'s InputEntry> {
        let equal = self.files.get(digest).into_iter().flatten();
        task.moved_from.iter().chain(equal).find(|entry| entry.outcomes.articles > 0 && is_twin(entry, task, learned))
    }
}

/// Whether the index knew files that some of those to be looked into may be twins of.
pub(super) fn may_have_twins(plan: &Plan, tasks: &[Task]) -> bool {
    possible_twins(plan, tasks).next().is_some()
}

/// The files known that have the size of one to be looked into.
fn possible_twins<'p>(plan: &'p Plan, tasks: &'p [Task]) -> impl Iterator<Item = &'p InputEntry> {
    let sizes: HashSet<u64> = tasks.iter().map(|task| task.input.size).collect();
    let changed = tasks.iter().filter_map(|task| task.known.as_ref());
    let all = plan.unchanged.iter().chain(&plan.deleted).chain(changed);
    all.filter(move |entry| !entry.digest.is_empty() && sizes.contains(&entry.size))
}

/// Whether what is learned now gives the articles of a file in the one place what it gave them in the other.
fn is_twin(entry: &InputEntry, task: &Task, learned: &Learned) -> bool {
    let (there, here) = (learn::folder(&entry.root, &entry.path), learn::folder(&task.root, &task.input.under_root));
    let of_folders = || learned.digest(Some(&[&there, &here].map(|folder| outlet(None, None, folder)).into()));
    !is_relearned(entry, learned) && (there == here || of_folders().is_empty())
}

/// All that is read back from.
struct There {
    generation: Generation,
    beside: Beside,
}

type Records = HashMap<i64, KnownRecord>;

fn by_key(records: Vec<KnownRecord>) -> Records {
    records.into_iter().map(|record| (record.article_key, record)).collect()
}

/// What the index had of a file when the run began.
pub(super) struct Known {
    there: Arc<There>,
    /// The articles of the file as it was last read, where it is looked at record by record.
    own: Option<Records>,
    twin: Option<Twin>,
    /// The keys that are in the file now.
    met: Mutex<HashSet<i64>>,
}

/// A file in another place whose bytes were those of this one.
struct Twin {
    root: String,
    path: String,
    records: Records,
}

/// What is known of a record.
pub(super) enum Found {
    /// Its article is there as it should be.
    InPlace { quotations: u64, language: String },
    /// Its article, which has to be written with another number or under another id.
    Elsewhere(Box<StoredArticle>),
    /// Of what it says now nothing is known.
    Nothing,
}

impl Known {
    /// Whether the file's articles that are to go are told one by one.
    pub(super) fn is_by_record(&self) -> bool {
        self.own.is_some()
    }

    /// Whether the file had an article of this key.
    pub(super) fn had(&self, article_key: i64) -> bool {
        self.own.as_ref().is_some_and(|own| own.contains_key(&article_key))
    }

    /// What is known of a record of the file, which is the `occurrence`-th of its key.
    pub(super) fn find(&self, record: &Record, occurrence: u32, article_key: i64, digest: &RecordDigest) -> Found {
        let own = self.own.as_ref().and_then(|own| {
            self.met().insert(article_key);
            own.get(&article_key)
        });
        if let Some(own) = own.filter(|own| own.digest == digest.whole) {
            return Found::InPlace { quotations: own.quotations, language: self.there.beside.language(own.address) };
        }
        let renumbered = own.and_then(|own| self.read(own).filter(|stored| digest.with(stored) == own.digest));
        let found = renumbered.or_else(|| self.read(self.of_twin(&record.key, occurrence, digest)?));
        found.map_or(Found::Nothing, |stored| Found::Elsewhere(Box::new(stored)))
    }

    /// A file with the same bytes has the same records under the same numbers.
    fn of_twin(&self, key: &RecordKey, occurrence: u32, digest: &RecordDigest) -> Option<&KnownRecord> {
        let twin = self.twin.as_ref()?;
        let there = identity(&twin.root, &twin.path, key, occurrence).article_key;
        twin.records.get(&there).filter(|known| known.digest == digest.whole)
    }

    /// One that cannot be read back is made anew.
    fn read(&self, known: &KnownRecord) -> Option<StoredArticle> {
        self.there.generation.stored_whole(known.address, &self.there.beside).ok()
    }

    /// The ids of the articles whose records are no longer in the file; asked when all of it has been read.
    pub(super) fn gone(&self) -> Result<Vec<String>> {
        let met = self.met();
        let gone = self.own.iter().flat_map(HashMap::values).filter(|known| !met.contains(&known.article_key));
        gone.map(|known| Ok(self.there.generation.stored(known.address)?.id)).collect()
    }

    fn met(&self) -> std::sync::MutexGuard<'_, HashSet<i64>> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Digests of everything that an article is made of, but for tables that a run reads beside it.
pub(super) struct RecordDigest {
    /// Of what cleaning and annotating look at.
    content: blake3::Hash,
    /// With what is told of the record beside it: what the index keeps.
    pub whole: u64,
}

impl RecordDigest {
    pub(super) fn of(record: &Record) -> RecordDigest {
        let mut hasher = Blake(blake3::Hasher::new());
        (FromPath::of(&record.path), &record.content).hash(&mut hasher);
        let content = hasher.0.finalize();
        RecordDigest { content, whole: whole(&content, record.number, record.external_id.as_deref()) }
    }

    /// What the whole would be under the number that an article has in the index.
    fn with(&self, stored: &StoredArticle) -> u64 {
        whole(&self.content, stored.record, stored.external_id.as_deref())
    }
}

fn whole(content: &blake3::Hash, number: u64, external_id: Option<&str>) -> u64 {
    let mut hasher = Blake(blake3::Hasher::new());
    (content.as_bytes(), number, external_id).hash(&mut hasher);
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
    use crate::article::Content;

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
        let digest = |record: &Record| RecordDigest::of(record).whole;
        let of = digest(&record);
        assert_eq!(digest(&Record { offset: 200, ..record.clone() }), of, "a longer record in front changes nothing");
        assert_eq!(
            digest(&Record { path: "b.jsonl".into(), ..record.clone() }),
            of,
            "nor does a name that says nothing"
        );
        let text = |text: &str, url: Option<&str>| Content::Text { text: text.to_owned(), url: url.map(str::to_owned) };
        let others = [
            Record { number: 4, ..record.clone() },
            Record { external_id: None, ..record.clone() },
            Record { content: text("Text", None), ..record.clone() },
            Record { content: text("Text.", Some("http://a.example")), ..record.clone() },
            Record { path: "sport/a.jsonl".into(), ..record.clone() },
            Record { path: "2024-01-02.jsonl".into(), ..record },
        ];
        assert!(others.iter().all(|other| digest(other) != of));
    }
}
