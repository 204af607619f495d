//! A generation opened for reading: documents, manifest, and articles read back.

use super::directory::Directory;
use super::manifest::{self, Ledger, Manifest, RootEntry};
use super::packed::Stores;
use super::schema::{Fields, register_tokenizers, schema};
use super::stories::{self, Stories};
use super::tables::{self, Table, TableFiles};
use super::totals::{self, Totals};
use super::unlocked::Unlocked;
use super::{ListedArticle, StoredArticle, packed, record};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use tantivy::directory::{MmapDirectory, OwnedBytes};
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher};

/// One whole generation, unchanging while it is held: what a run commits or removes meanwhile is not seen.
pub struct Generation {
    pub searcher: Searcher,
    pub fields: Fields,
    pub manifest: Manifest,
    pub totals: Totals,
    tables: TableFiles,
    stores: Stores,
    folder: PathBuf,
    number: u64,
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
            match Self::open_folder(&folder) {
                Ok(Some(generation)) => return Ok(generation),
                Ok(None) => {}
                Err(error) => last = Some(error),
            }
        }
        Err(last
            .unwrap_or_else(|| Error::new(format!("the index at `{}` changes too fast to be opened", dir.display()))))
    }

    /// Opens one generation's folder. `None` when a commit came in between.
    pub(super) fn open_folder(folder: &Path) -> Result<Option<Generation>> {
        let (index, fields) = open_index(folder)?;
        let number = committed_number(&index)?;
        let manifest = manifest::read_manifest(folder, number)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|e: tantivy::TantivyError| failed("open", folder, &e))?;
        let searcher = reader.searcher();
        if committed_number(&index)? != number {
            return Ok(None);
        }
        let stores = Stores::open(&searcher).map_err(|e| failed("open", folder, &e))?;
        let (totals, tables, folder) = (Totals::default(), TableFiles::open(folder, number), folder.to_path_buf());
        let mut generation = Generation { searcher, fields, manifest, totals, tables, stores, folder, number };
        generation.totals = Totals::read(&generation.table(&totals::TABLE)?).unwrap_or_default();
        Ok(Some(generation))
    }

    /// A side table of this very commit: as it is kept, or counted now.
    pub fn table(&self, table: &Table) -> Result<OwnedBytes> {
        if let Some(content) = self.tables.content(table) {
            return Ok(content);
        }
        tracing::info!("table `{}` of commit {} is counted", table.name, self.number);
        Ok(OwnedBytes::new((table.count)(&self.searcher, &self.fields).map_err(|e| unreadable(&e))?))
    }

    /// The stories of the archive; `None` when its articles were not annotated, so that nothing is known of them.
    pub fn stories(&self) -> Result<Option<Stories>> {
        if !self.manifest.annotated {
            return Ok(None);
        }
        Ok(Stories::read(&self.table(&stories::TABLE)?))
    }

    /// Articles that are other crawls of a page that is there already.
    pub fn versions(&self) -> Result<u64> {
        Ok(Stories::read(&self.table(&stories::TABLE)?).map_or(0, |stories| stories.versions))
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

    /// The article at an article document's address.
    pub fn stored(&self, address: DocAddress) -> Result<StoredArticle> {
        let (record, text) = self.unpacked(address)?;
        record::decode(&record, text).ok_or_else(|| self.damaged(address))
    }

    /// Of the article at an article document's address what a list shows: a fraction of the work of [`Self::stored`].
    pub fn listed(&self, address: DocAddress) -> Result<ListedArticle> {
        let (record, text) = self.unpacked(address)?;
        record::decode_listed(&record, text).ok_or_else(|| self.damaged(address))
    }

    /// Record and text.
    fn unpacked(&self, address: DocAddress) -> Result<(Vec<u8>, String)> {
        packed::unpack(&self.document(address)?).ok_or_else(|| self.damaged(address))
    }

    /// The stored document of the article at an article document's address.
    pub(super) fn document(&self, address: DocAddress) -> Result<OwnedBytes> {
        self.stores.document(address).map_err(|e| failed("read", &self.folder, &e))
    }

    pub(super) fn damaged(&self, address: DocAddress) -> Error {
        Error::new(format!("document {} of the index at `{}` is damaged", address.doc_id, self.folder.display()))
            .hint("rebuild with `dateline index --rebuild`")
    }
}

/// The tantivy index of a generation with our tokenizers.
pub(super) fn open_index(folder: &Path) -> Result<(Index, Fields)> {
    let directory = MmapDirectory::open(folder).map_err(|e| failed("open", folder, &e.into()))?;
    let index = Index::open(Unlocked(directory)).map_err(|e| failed("open", folder, &e))?;
    let (expected, fields) = schema();
    if index.schema() != expected {
        let message = format!("the index in `{}` has other fields than this program", folder.display());
        return Err(Error::new(message).hint("rebuild with `dateline index --rebuild`"));
    }
    register_tokenizers(&index);
    Ok((index, fields))
}

/// The number of the ledger the last commit names.
pub(super) fn committed_number(index: &Index) -> Result<u64> {
    let meta = index.load_metas().map_err(|e| unreadable(&e))?;
    meta.payload
        .as_deref()
        .and_then(|payload| payload.strip_prefix("ledger ")?.parse().ok())
        .ok_or_else(|| Error::new("the index has no manifest").hint("rebuild with `dateline index --rebuild`"))
}

/// The ledger of the generation in `folder`, as its last commit left it.
pub fn read_ledger(folder: &Path) -> Result<Ledger> {
    let (index, _) = open_index(folder)?;
    Ledger::read(folder, committed_number(&index)?)
}

/// What holds from one generation to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered {
    pub roots: Vec<RootEntry>,
    pub maps: Vec<(String, String)>,
}

/// What an index remembers, read so that one of another format or a damaged one can be rebuilt; nothing when
/// there is no index.
pub fn remembered(directory: &Directory) -> Result<Remembered> {
    let Some(folder) = directory.live_of_any_format()? else { return Ok(Remembered::default()) };
    let manifest = manifest::newest(&folder);
    let part = |name: &str| manifest.get(name).cloned().unwrap_or_default();
    let roots = serde_json::from_value(part("roots")).unwrap_or_default();
    let maps = serde_json::from_value(part("maps")).unwrap_or_default();
    Ok(Remembered { roots, maps })
}

/// What a commit's payload says.
pub(super) fn payload(number: u64) -> String {
    format!("ledger {number}")
}

/// Keeps the side tables of the last commit that are not kept yet.
pub(crate) fn keep_tables(folder: &Path) {
    if let Ok(Some(generation)) = Generation::open_folder(folder) {
        tables::keep(folder, generation.number, &generation.searcher, &generation.fields);
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
}

/// The first line of a message, cut short: tantivy shows whole files that it could not read.
fn one_line(message: &str) -> String {
    const SHOWN: usize = 160;
    let line = message.lines().next().unwrap_or_default();
    let cut = line.char_indices().nth(SHOWN).map_or(line.len(), |(at, _)| at);
    line[..cut].to_owned() + if cut < line.len() { "…" } else { "" }
}
