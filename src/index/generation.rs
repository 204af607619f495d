//! A generation opened for reading: documents, manifest, and articles read back.

use super::beside::Beside;
use super::directory::{Directory, Found};
use super::keys::input_term;
use super::manifest::{self, GazetteerEntry, Ledger, Manifest, Outcomes, RootEntry};
use super::packed::Stores;
use super::schema::{Fields, register_tokenizers, schema};
use super::speakers::{self, Speakers};
use super::stories::{self, Stories};
use super::tables::{self, Table, TableFiles};
use super::totals::{self, Totals};
use super::unlocked::Unlocked;
use super::{ListedArticle, StoredArticle, record, withheld};
use crate::error::{Error, Result};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::{MmapDirectory, OwnedBytes};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Index, ReloadPolicy, Searcher, Segment, SegmentReader, Term};

/// One whole generation, unchanging while it is held: what a run commits or removes meanwhile is not seen.
pub struct Generation {
    pub searcher: Searcher,
    pub fields: Fields,
    pub manifest: Manifest,
    pub totals: Totals,
    /// One for each of the searcher's segments, in its order: there what is withheld is dead like what was deleted. What
    /// answers a question asks these.
    readers: Vec<SegmentReader>,
    /// Article documents of this generation that are withheld.
    withheld: Vec<DocAddress>,
    tables: TableFiles,
    stores: Arc<Stores>,
    folder: PathBuf,
    number: u64,
}

/// What an index knows of a record that an article was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownRecord {
    pub article_key: i64,
    /// Of its record, as it was given to [`super::Family::of_record`].
    pub digest: u64,
    pub quotations: u64,
    pub address: DocAddress,
}

/// Times to try again when a run switches generations or removes files under a reader that is just opening.
const ATTEMPTS: usize = 20;

impl Generation {
    /// Opens the live generation of the index at `dir`.
    pub fn open(dir: &Path) -> Result<Generation> {
        let directory = Directory::open(dir)?;
        let mut last = None;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                std::thread::sleep(std::time::Duration::from_millis(attempt as u64));
            }
            let folder = directory.live()?.ok_or_else(|| Error::new(format!("no index at `{}`", dir.display())))?;
            match Self::open_folder(&folder).and_then(|opened| opened.map(|it| it.without_withheld(dir)).transpose()) {
                Ok(Some(Some(generation))) => return Ok(generation),
                Ok(Some(None)) => {}
                Ok(None) => {}
                Err(error) => last = Some(error),
            }
        }
        Err(last
            .unwrap_or_else(|| Error::new(format!("the index at `{}` changes too fast to be opened", dir.display()))))
    }

    /// The same with its ledger, which lies in files that a later commit removes.
    pub fn open_with_ledger(dir: &Path) -> Result<(Generation, Ledger)> {
        let mut generation = Generation::open(dir)?;
        loop {
            let error = match generation.ledger() {
                Ok(ledger) => return Ok((generation, ledger)),
                Err(error) => error,
            };
            let now = Generation::open(dir)?;
            if (&now.folder, now.number) == (&generation.folder, generation.number) {
                return Err(error);
            }
            generation = now;
        }
    }

    /// Opens one generation's folder. `None` when a commit came in between.
    pub(super) fn open_folder(folder: &Path) -> Result<Option<Generation>> {
        let (index, fields) = open_index(folder)?;
        let Commit { number, .. } = committed(&index)?;
        let manifest = manifest::read_manifest(folder, number)?;
        let searcher = searcher_of(&index, folder)?;
        if committed(&index)?.number != number {
            return Ok(None);
        }
        let mut generation = Generation::of(searcher, fields, manifest).map_err(|e| failed("open", folder, &e))?;
        (generation.folder, generation.number) = (folder.to_path_buf(), number);
        generation.tables = TableFiles::open(folder, number);
        generation.totals = Totals::read(&generation.table(&totals::TABLE)?).unwrap_or_default();
        Ok(Some(generation))
    }

    /// What an index that lies in no folder holds.
    pub(super) fn over(index: &Index, fields: Fields, manifest: Manifest, totals: Totals) -> Result<Generation> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = reader.map_err(|e: tantivy::TantivyError| unreadable(&e))?.searcher();
        let generation = Generation::of(searcher, fields, manifest).map_err(|e| unreadable(&e))?;
        Ok(Generation { totals, ..generation })
    }

    /// What `searcher` sees, before it is said where it lies.
    fn of(searcher: Searcher, fields: Fields, manifest: Manifest) -> tantivy::Result<Generation> {
        let stores = Arc::new(Stores::open(&searcher)?);
        let readers = searcher.segment_readers().to_vec();
        Ok(Generation {
            searcher,
            fields,
            manifest,
            totals: Totals::default(),
            readers,
            withheld: Vec::new(),
            tables: TableFiles::default(),
            stores,
            folder: PathBuf::new(),
            number: 0,
        })
    }

    /// The archive's people and the names they go by.
    pub fn speakers(&self) -> Result<Speakers> {
        // The kept table is the commit's; what is withheld must not be met there, not even by name.
        let table = match self.withheld.is_empty() {
            true => self.table(&speakers::TABLE)?,
            false => OwnedBytes::new(speakers::count(&self.readers).map_err(|e| unreadable(&e))?),
        };
        Speakers::read(table).ok_or_else(|| {
            Error::new(format!("the table of speakers in `{}` is damaged", self.folder.display()))
                .hint("rebuild with `dateline index --rebuild`")
        })
    }

    /// A side table of this very commit: as it is kept, or counted now.
    pub fn table(&self, table: &Table) -> Result<OwnedBytes> {
        if let Some(content) = self.tables.content(table) {
            return Ok(content);
        }
        tracing::info!("table `{}` of commit {} is counted", table.name, self.number);
        Ok(OwnedBytes::new((table.count)(&self.searcher, &self.fields).map_err(|e| unreadable(&e))?))
    }

    /// The same with what the user withholds taken out. `None` when a commit came in between.
    fn without_withheld(mut self, dir: &Path) -> Result<Option<Generation>> {
        let entries = withheld::read(dir)?;
        let found = withheld::find(&entries, &self.readers, &self.fields).map_err(|e| unreadable(&e))?;
        let addresses = |(segment, articles): (u32, &Vec<DocId>)| -> Vec<DocAddress> {
            articles.iter().map(|&article| DocAddress::new(segment, article)).collect()
        };
        self.withheld = (0..).zip(&found).flat_map(addresses).collect();
        if self.withheld.is_empty() {
            return Ok(Some(self));
        }
        let segments = self.index().searchable_segments().map_err(|e| unreadable(&e))?;
        for (reader, articles) in self.readers.iter_mut().zip(&found).filter(|(_, articles)| !articles.is_empty()) {
            let is_it =
                |s: &&Segment| s.id() == reader.segment_id() && s.meta().delete_opstamp() == reader.delete_opstamp();
            let Some(segment) = segments.iter().find(is_it) else { return Ok(None) };
            *reader = withheld::without(segment, reader, articles).map_err(|e| unreadable(&e))?;
        }
        self.totals = totals::count(&self.readers, &self.fields).map_err(|e| unreadable(&e))?;
        Ok(Some(self))
    }

    /// The segments as a question sees them: without what is withheld.
    pub fn segment_readers(&self) -> &[SegmentReader] {
        &self.readers
    }

    /// How many of its articles are withheld.
    pub fn withheld(&self) -> u64 {
        self.withheld.len() as u64
    }

    /// What became of the archive's records, without the articles that are withheld: nobody is told of them, in
    /// numbers neither.
    pub fn outcomes(&self) -> Result<Outcomes> {
        let mut outcomes = self.manifest.outcomes.clone();
        if self.withheld.is_empty() {
            return Ok(outcomes);
        }
        let beside = self.beside()?;
        for address in &self.withheld {
            if let Some(count) = outcomes.languages.get_mut(&beside.language(*address)) {
                *count = count.saturating_sub(1);
            }
        }
        outcomes.languages.retain(|_, count| *count > 0);
        (outcomes.articles, outcomes.quotations) = (self.totals.articles, self.totals.quotations);
        Ok(outcomes)
    }

    /// The living articles that came from a file, those withheld too.
    pub fn records_of(&self, root: &str, path: &str, beside: &Beside) -> Result<Vec<KnownRecord>> {
        let term = Term::from_field_bytes(self.fields.input, &input_term(root, path));
        let mut records = Vec::new();
        for (number, segment) in (0..).zip(self.searcher.segment_readers()) {
            let articles = withheld::articles_with(segment, self.fields.input, &term).map_err(|e| unreadable(&e))?;
            records.extend(articles.into_iter().map(|doc| beside.known(DocAddress::new(number, doc))));
        }
        Ok(records)
    }

    /// The digest of the record that an article was made of; 0 when none was given.
    pub fn record_digest(&self, article: DocAddress) -> Result<u64> {
        let digests = self.searcher.segment_reader(article.segment_ord).fast_fields().u64("raw");
        Ok(digests.map_err(|e| unreadable(&e))?.first(article.doc_id).unwrap_or(0))
    }

    /// The stories of the archive; `None` when its articles were not annotated, so that nothing is known of them.
    pub fn stories(&self) -> Result<Option<Stories>> {
        if !self.manifest.annotated {
            return Ok(None);
        }
        Ok(Some(self.shown_stories()?))
    }

    /// Articles that are other crawls of a page that is there already.
    pub fn versions(&self) -> Result<u64> {
        Ok(self.shown_stories()?.versions)
    }

    /// The stories of what may be shown.
    fn shown_stories(&self) -> Result<Stories> {
        let all = Stories::read(&self.table(&stories::TABLE)?).unwrap_or_default();
        stories::shown(all, &self.searcher, &self.withheld).map_err(|e| unreadable(&e))
    }

    /// The name of a field on disk.
    pub fn index_field_name(&self, field: Field) -> &str {
        self.searcher.schema().get_field_name(field)
    }

    pub fn index(&self) -> &Index {
        self.searcher.index()
    }

    /// The folder of the generation.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Manifest, table of inputs and rejects.
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::read(&self.folder, self.number)
    }

    /// The addresses of the living article documents, in no order that means anything.
    pub fn article_addresses(&self) -> Result<Vec<DocAddress>> {
        let mut addresses = Vec::new();
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let ordinals = segment.fast_fields().u64("ordinal").map_err(|e| unreadable(&e))?;
            let articles = segment.doc_ids_alive().filter(|&doc| ordinals.first(doc) == Some(0));
            addresses.extend(articles.map(|doc| DocAddress::new(ord as u32, doc)));
        }
        Ok(addresses)
    }

    /// The same without what is withheld.
    pub fn shown_addresses(&self) -> Result<Vec<DocAddress>> {
        let withheld: HashSet<DocAddress> = self.withheld.iter().copied().collect();
        Ok(self.article_addresses()?.into_iter().filter(|address| !withheld.contains(address)).collect())
    }

    /// The living articles, those withheld too, by their own number.
    pub fn articles_by_key(&self) -> Result<Vec<(i64, DocAddress)>> {
        let keyed = |address: DocAddress| {
            let segment = self.searcher.segment_reader(address.segment_ord);
            let keys = segment.fast_fields().i64("article_key").map_err(|e| unreadable(&e))?;
            Ok((keys.first(address.doc_id).unwrap_or(0), address))
        };
        self.article_addresses()?.into_iter().map(keyed).collect()
    }

    /// The article at an article document's address.
    pub fn stored(&self, address: DocAddress) -> Result<StoredArticle> {
        let (record, text) = self.unpacked(address)?;
        record::decode(&record, text).ok_or_else(|| self.damaged(address))
    }

    /// The same with the fingerprint, which is kept beside it: the article as it was given to [`super::family`], but for its
    /// passages, which are found anew there.
    pub fn stored_whole(&self, address: DocAddress, beside: &Beside) -> Result<StoredArticle> {
        let mut stored = self.stored(address)?;
        stored.annotations.fingerprint = beside.fingerprint(address);
        Ok(stored)
    }

    /// What is kept beside the articles' records, for whoever asks it of many.
    pub fn beside(&self) -> Result<Beside> {
        Beside::open(self.searcher.segment_readers()).map_err(|e| unreadable(&e))
    }

    /// Of the article at an article document's address what a list shows: a fraction of the work of [`Self::stored`].
    pub fn listed(&self, address: DocAddress) -> Result<ListedArticle> {
        let (record, text) = self.unpacked(address)?;
        record::decode_listed(&record, text).ok_or_else(|| self.damaged(address))
    }

    /// Record and text.
    fn unpacked(&self, address: DocAddress) -> Result<(Vec<u8>, String)> {
        let read = self.stores.record_and_text(address).map_err(|e| failed("read", &self.folder, &e))?;
        read.ok_or_else(|| self.damaged(address))
    }

    /// The stored articles, for whoever reads many.
    pub fn stores(&self) -> Arc<Stores> {
        self.stores.clone()
    }

    /// All that is stored of the article at an article document's address.
    pub(super) fn content(&self, address: DocAddress) -> Result<Vec<u8>> {
        let read = self.stores.content(address).map_err(|e| failed("read", &self.folder, &e))?;
        read.ok_or_else(|| self.damaged(address))
    }

    fn damaged(&self, address: DocAddress) -> Error {
        Error::new(format!("document {} of the index at `{}` is damaged", address.doc_id, self.folder.display()))
            .hint("rebuild with `dateline index --rebuild`")
    }
}

/// The tantivy index of a generation with our tokenizers.
pub(super) fn open_index(folder: &Path) -> Result<(Index, Fields)> {
    open_index_in(files_of(folder)?, folder)
}

/// A searcher over the last commit.
fn searcher_of(index: &Index, folder: &Path) -> Result<Searcher> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
    Ok(reader.map_err(|e: tantivy::TantivyError| failed("open", folder, &e))?.searcher())
}

/// The files of a generation's folder.
pub(super) fn files_of(folder: &Path) -> Result<Unlocked> {
    MmapDirectory::open(folder).map(Unlocked::new).map_err(|e| failed("open", folder, &e.into()))
}

pub(super) fn open_index_in(files: Unlocked, folder: &Path) -> Result<(Index, Fields)> {
    let index = Index::open(files).map_err(|e| failed("open", folder, &e))?;
    let (expected, fields) = schema();
    if index.schema() != expected {
        let message = format!("the index in `{}` has other fields than this program", folder.display());
        return Err(Error::new(message).hint("rebuild with `dateline index --rebuild`"));
    }
    register_tokenizers(&index);
    Ok((index, fields))
}

/// What the last commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    /// Of its ledger.
    pub number: u64,
    /// Of its manifest.
    pub digest: String,
    /// Whether everything was read that should be; a build that was cut off has only come as far as its ledger says.
    pub whole: bool,
}

impl Commit {
    pub(super) fn payload(&self) -> String {
        let kind = if self.whole { "ledger" } else { "unfinished" };
        format!("{kind} {} {}", self.number, self.digest)
    }

    fn parse(payload: &str) -> Option<Commit> {
        let words: Vec<&str> = payload.split(' ').collect();
        let [kind @ ("ledger" | "unfinished"), number, digest] = words[..] else { return None };
        Some(Commit { number: number.parse().ok()?, digest: digest.to_owned(), whole: kind == "ledger" })
    }
}

/// The last commit, of a build that was cut off too.
pub(super) fn last_commit(index: &Index) -> Result<Commit> {
    let meta = index.load_metas().map_err(|e| unreadable(&e))?;
    let commit = meta.payload.as_deref().and_then(Commit::parse);
    commit.ok_or_else(|| Error::new("the index has no manifest").hint("rebuild with `dateline index --rebuild`"))
}

/// The last commit, whole.
pub(super) fn committed(index: &Index) -> Result<Commit> {
    match last_commit(index)? {
        commit if commit.whole => Ok(commit),
        _ => Err(Error::new("the generation was never finished").hint("rebuild with `dateline index --rebuild`")),
    }
}

/// The ledger of the generation in `folder`, as its last commit left it.
pub fn read_ledger(folder: &Path) -> Result<Ledger> {
    let (index, _) = open_index(folder)?;
    Ledger::read(folder, committed(&index)?.number)
}

/// The ledger of a build that was cut off; `None` when it had not come far enough to have one, or is whole.
pub fn read_unfinished(folder: &Path) -> Option<Ledger> {
    let (index, _) = open_index(folder).ok()?;
    let commit = last_commit(&index).ok().filter(|commit| !commit.whole)?;
    Ledger::read(folder, commit.number).ok()
}

/// What holds from one generation to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered {
    pub roots: Vec<RootEntry>,
    pub maps: Vec<(String, String)>,
    pub gazetteer: Option<GazetteerEntry>,
    /// Old generations to keep.
    pub keep: usize,
    /// How many articles it holds, as far as that can be told.
    pub articles: u64,
}

/// How many old generations one that is newer than the live one was told to keep: after a rollback that still holds.
pub fn keep_told_later(directory: &Directory) -> usize {
    let Ok(Found::Current(current)) = directory.found() else { return 0 };
    let newer = current.kept.iter().filter(|kept| **kept > current.live);
    let told = |name: &String| manifest::newest(&directory.path().join(name)).get("keep")?.as_u64();
    newer.filter_map(told).max().unwrap_or(0) as usize
}

/// What an index remembers, read so that one of another format or a damaged one can be rebuilt; nothing when
/// there is no index.
pub fn remembered(directory: &Directory) -> Result<Remembered> {
    let folders = match directory.found()? {
        Found::Current(current) => vec![directory.path().join(current.live)],
        Found::Nothing | Found::Damaged => directory.generations()?.into_iter().map(|(_, folder)| folder).collect(),
    };
    for folder in folders {
        let manifest = manifest::newest(&folder);
        let part = |name: &str| manifest.get(name).cloned().unwrap_or_default();
        let roots: Vec<RootEntry> = serde_json::from_value(part("roots")).unwrap_or_default();
        if !roots.is_empty() {
            let maps = serde_json::from_value(part("maps")).unwrap_or_default();
            let keep = serde_json::from_value(part("keep")).unwrap_or_default();
            let gazetteer = serde_json::from_value(part("gazetteer")).unwrap_or_default();
            let articles = manifest["outcomes"]["articles"].as_u64().unwrap_or_default();
            return Ok(Remembered { roots, maps, gazetteer, keep, articles });
        }
    }
    Ok(Remembered::default())
}

/// Keeps the side tables of the last commit that are not kept yet.
pub(crate) fn keep_tables(folder: &Path) {
    // Not as a generation is opened: that would have its totals counted, for they are one of the tables.
    let opened = || -> Result<()> {
        let (index, fields) = open_index(folder)?;
        let Commit { number, .. } = committed(&index)?;
        let searcher = searcher_of(&index, folder)?;
        if committed(&index)?.number == number {
            tables::keep(folder, number, &searcher, &fields);
        }
        Ok(())
    };
    if let Err(error) = opened() {
        tracing::info!("tables are not kept: {error}");
    }
}

/// An error of tantivy's as one of ours, with what most often mends it.
pub(super) fn failed(doing: &str, folder: &Path, error: &tantivy::TantivyError) -> Error {
    let hint = match doing {
        "open" | "read" => "its files are damaged or not yours to read; `dateline index --rebuild` makes them anew",
        _ => "is the disk full, or the folder not yours to write? what was indexed before still answers",
    };
    Error::new(format!("cannot {doing} the index in `{}`: {}", folder.display(), one_line(&error.to_string())))
        .hint(hint)
}

fn unreadable(error: &tantivy::TantivyError) -> Error {
    Error::new(format!("cannot read the index: {}", one_line(&error.to_string())))
        .hint("rebuild it with `dateline index --rebuild`")
        .damage()
}

/// The first line of a message, cut short: tantivy shows whole files that it could not read.
fn one_line(message: &str) -> String {
    const SHOWN: usize = 160;
    let line = message.lines().next().unwrap_or_default();
    let cut = line.char_indices().nth(SHOWN).map_or(line.len(), |(at, _)| at);
    line[..cut].to_owned() + if cut < line.len() { "…" } else { "" }
}
