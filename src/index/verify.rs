//! An index directory in, what is wrong with it out; and the last good state brought back.
//!
//! What is compared: every file with its checksum, the ledger with the digests its commit gave, the documents with the
//! manifest and the table of inputs, the folder with what `CURRENT` names. Nothing is written but by [`repair`] and
//! [`rollback`], and these never touch what is sound.

use super::checksums::{self, Checksums};
use super::dictionary::{self, Dictionary};
use super::directory::{Current, Directory, Found, Lock, name_of};
use super::generation::{Generation, committed, keep_tables, last_commit, open_index};
use super::learned::Learned;
use super::manifest::{self, Ledger, ledger_number};
use super::schema::FORMAT;
use super::{saved, user_table, withheld};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::index::SegmentComponent;
use tantivy::{DocAddress, DocId, Index};

/// What a look at an index found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// The live generation's folder name, when there is one.
    pub generation: Option<String>,
    /// Files and bytes compared with their checksums, and articles read, in all generations.
    pub files: u64,
    pub bytes: u64,
    pub articles: u64,
    /// The articles among them that old generations hold, which are kept and answer nothing.
    pub kept_articles: u64,
    pub faults: Vec<Fault>,
    /// What [`repair`] did, a line each.
    pub mended: Vec<String>,
    /// What could not be looked at, and why that is no fault.
    pub notes: Vec<String>,
    /// Nothing is wrong but that the first build was cut off, which can be gone on with.
    pub is_begun: bool,
}

impl Verified {
    /// Nothing is wrong, nothing lies about.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Every answer is whole; at most something lies about.
    pub fn is_sound(&self) -> bool {
        self.faults.iter().all(|fault| fault.kind == FaultKind::Litter)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub path: PathBuf,
    /// A line for a person.
    pub what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing says which generation is live.
    Current,
    /// A generation is not what its commit made.
    Damage,
    /// A table that is computed anew when it is missing is not what was written.
    Derived,
    /// A table of the user's own cannot be read.
    UserTable,
    /// A run that was cut off left it behind.
    Litter,
}

impl FaultKind {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::Current => "current",
            FaultKind::Damage => "damage",
            FaultKind::Derived => "derived",
            FaultKind::UserTable => "user-table",
            FaultKind::Litter => "litter",
        }
    }
}

/// Looks at all of the index at `dir`. Readers and a writer go on meanwhile; while somebody writes, what is unfinished
/// is not taken for litter.
pub fn verify(dir: &Path) -> Result<Verified> {
    let directory = Directory::open_damaged(dir)?;
    let writer_before = Lock::writer_of(&directory);
    let mut verified = look(&directory)?;
    if let Some(writer) = writer_before.or_else(|| Lock::writer_of(&directory)) {
        verified.faults.retain(|fault| fault.kind != FaultKind::Litter);
        verified.is_begun = false;
        verified.notes.push(format!("the index is being written by {writer}: unfinished files were passed over"));
    }
    Ok(verified)
}

/// Brings back the last good state: removes litter and what can be computed anew, and where the live generation is
/// damaged or nothing names it, switches to the newest whole one. Answers with what was done and with what is still
/// wrong, which takes a rebuild.
pub fn repair(dir: &Path) -> Result<Verified> {
    let directory = Directory::open_damaged(dir)?;
    let lock = Lock::acquire(&directory)?;
    let before = look(&directory)?;
    let mut mended = Vec::new();
    let tables = [
        (withheld::TABLE, withheld::is_sound as fn(&str) -> bool, withheld::read(dir).is_err()),
        (saved::SAVED_QUERIES, saved::is_sound, saved::saved_queries(dir).is_err()),
    ];
    for (table, is_sound, _) in tables.into_iter().filter(|(.., is_damaged)| *is_damaged) {
        if let Some(backup) = user_table::restore(dir, table, is_sound)? {
            mended.push(format!("`{table}` brought back from `{}`", backup.display()));
        }
    }
    for fault in before.faults.iter().filter(|fault| fault.kind == FaultKind::Derived) {
        remove(&fault.path)?;
        mended.push(format!("`{}` removed: it is computed anew", fault.path.display()));
    }
    let damaged = bring_back_generation(&directory, &mut mended)?;
    // What no generation stands on can only be told once it is known which are there to stay.
    let litter = look(&directory)?.faults.into_iter().filter(|fault| fault.kind == FaultKind::Litter);
    for fault in litter {
        remove(&fault.path)?;
        let what = if damaged.contains(&name_of(&fault.path)) { "its files were damaged" } else { &fault.what };
        mended.push(format!("`{}` removed: {what}", fault.path.display()));
    }
    complete(&directory);
    drop(lock);
    Ok(Verified { mended, ..verify(dir)? })
}

/// Makes an old generation the live one: the one named, or the one before. What was live is kept in its place, so that
/// this can be undone in the same way.
pub fn rollback(dir: &Path, to: Option<&str>) -> Result<String> {
    let directory = Directory::open(dir)?;
    let _lock = Lock::acquire(&directory)?;
    let Some(Current { live, kept, .. }) = directory.current()? else {
        return Err(Error::new(format!("no index at `{}`", dir.display())));
    };
    let target = match to {
        Some(name) => kept.iter().find(|kept| kept.as_str() == name),
        None => kept.first(),
    };
    let Some(target) = target.cloned() else {
        let (message, hint) = match (to, kept.is_empty()) {
            (_, true) => (
                "no old generation is kept".to_owned(),
                "keep them with `dateline index --rebuild --keep N`".to_owned(),
            ),
            (name, false) => (
                format!("no generation `{}` is kept", name.unwrap_or_default()),
                format!("these are: `{}`", kept.join("`, `")),
            ),
        };
        return Err(Error::new(message).hint(hint));
    };
    Generation::open_folder(&dir.join(&target))?;
    let kept = [vec![live], kept.into_iter().filter(|name| *name != target).collect()].concat();
    directory.write_current(&Current { format: FORMAT, live: target.clone(), kept })?;
    Ok(target)
}

/// Where nothing says which generation is live, because the first build was cut off before it could say so: the newest
/// whole one. Those before it, where it was not the first, are kept.
pub fn adopt(directory: &Directory, _lock: &Lock) -> Result<()> {
    if directory.found()? != Found::Nothing {
        return Ok(());
    }
    let mut folders = directory.generations()?.into_iter().map(|(_, folder)| folder);
    match folders.find(|folder| is_finished(folder)) {
        Some(folder) => directory.switch_to(&folder, usize::MAX),
        None => Ok(()),
    }
}

/// The live generation if it is sound, else the newest that is. Where nothing is named, every whole one is kept: which
/// were is no longer known. Answers with those that are named no longer.
fn bring_back_generation(directory: &Directory, mended: &mut Vec<String>) -> Result<Vec<String>> {
    let found = directory.found()?;
    let candidates: Vec<String> = match &found {
        Found::Current(current) => [vec![current.live.clone()], current.kept.clone()].concat(),
        _ => directory.generations()?.into_iter().map(|(_, folder)| name_of(&folder)).collect(),
    };
    let is_sound = |name: &String| {
        let folder = directory.path().join(name);
        is_finished(&folder) && look_at_generation(&folder, false).faults.iter().all(|f| f.kind != FaultKind::Damage)
    };
    let sound: Vec<String> = candidates.iter().filter(|name| is_sound(name)).cloned().collect();
    let Some((live, kept)) = sound.split_first() else { return Ok(Vec::new()) };
    // A kept generation of an older format is not damaged, only not ours to judge.
    let stays = |name: &&String| *name != live && (kept.contains(name) || is_foreign(&directory.path().join(name)));
    let kept: Vec<String> = candidates.iter().filter(stays).cloned().collect();
    if let Found::Current(before) = &found
        && before.live == *live
        && before.kept == kept
    {
        return Ok(Vec::new());
    }
    let dropped = match &found {
        Found::Current(_) => candidates.iter().filter(|name| *name != live && !kept.contains(name)).cloned().collect(),
        _ => Vec::new(),
    };
    directory.write_current(&Current { format: FORMAT, live: live.clone(), kept })?;
    let newer = matches!(&found, Found::Current(before) if before.live != *live);
    let hint = if newer { "; `dateline index` brings it up to date" } else { "" };
    mended.push(format!("`{live}` is the live generation{hint}"));
    Ok(dropped)
}

/// Writes what a run that was cut off just before its end did not come to write.
fn complete(directory: &Directory) {
    let Ok(Found::Current(current)) = directory.found() else { return };
    for name in std::iter::once(&current.live).chain(&current.kept) {
        let folder = directory.path().join(name);
        let number = open_index(&folder).and_then(|(index, _)| committed(&index)).map(|commit| commit.number);
        if let Ok(number) = number
            && checksums::read(&folder, number).is_none()
            && look_at_generation(&folder, false).faults.is_empty()
        {
            keep_tables(&folder);
            // Without them `verify` has tantivy's own checksums.
            let _ = checksums::keep(&folder, number, &Checksums::new());
        }
    }
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.map_err(|e| Error::io("remove", path, &e))
}

/// Everything but who writes.
fn look(directory: &Directory) -> Result<Verified> {
    let mut verified = Verified::default();
    let mut named = Vec::new();
    match directory.found()? {
        Found::Current(current) => {
            verified.generation = Some(current.live.clone());
            named.push(current.live);
            named.extend(current.kept);
        }
        found => {
            let what = if found == Found::Damaged { "names no generation" } else { "is missing" };
            verified.fault(FaultKind::Current, &directory.path().join("CURRENT"), what);
        }
    }
    for name in named {
        let folder = directory.path().join(&name);
        if is_foreign(&folder) {
            verified.notes.push(format!("`{name}` is of another format and was passed over"));
            continue;
        }
        let looked = look_at_generation(&folder, true);
        verified.files += looked.files;
        verified.bytes += looked.bytes;
        verified.articles += looked.articles;
        if verified.generation.as_ref() != Some(&name) {
            verified.kept_articles += looked.articles;
        }
        verified.faults.extend(looked.faults);
    }
    for path in directory.litter()? {
        let unfinished = super::read_unfinished(&path).is_some();
        let what = if unfinished {
            "a build that was cut off; `dateline index --resume` goes on with it"
        } else {
            "left by a run that was cut off"
        };
        verified.fault(FaultKind::Litter, &path, what);
        verified.is_begun |= unfinished && verified.generation.is_none();
    }
    if let Err(error) = Learned::read(directory) {
        verified.fault(FaultKind::UserTable, directory.path(), error.message);
    }
    if let Err(error) = withheld::read(directory.path()) {
        verified.fault(FaultKind::UserTable, &directory.path().join(withheld::TABLE), &error.message);
    }
    if let Err(error) = saved::saved_queries(directory.path()) {
        verified.fault(FaultKind::UserTable, &directory.path().join(saved::SAVED_QUERIES), &error.message);
    }
    Ok(verified)
}

impl Verified {
    fn fault(&mut self, kind: FaultKind, path: &Path, what: impl Into<String>) {
        self.faults.push(Fault { kind, path: path.to_path_buf(), what: what.into() });
    }
}

/// Whether a generation was written by a program of another format.
fn is_foreign(folder: &Path) -> bool {
    let format = manifest::newest(folder).get("format").and_then(serde_json::Value::as_u64);
    format.is_some_and(|format| format != u64::from(FORMAT))
}

/// Whether a generation opens, which needs a whole commit. Tantivy may panic on what is damaged.
fn is_finished(folder: &Path) -> bool {
    matches!(catch_unwind(AssertUnwindSafe(|| Generation::open_folder(folder))), Ok(Ok(Some(_))))
}

/// Looks at one generation; `with_litter`, also at what lies in its folder and does not belong there.
fn look_at_generation(folder: &Path, with_litter: bool) -> Verified {
    let mut verified = Verified::default();
    // Tantivy may panic on what is damaged.
    let looked = catch_unwind(AssertUnwindSafe(|| {
        let mut verified = Verified::default();
        look_at_files(folder, with_litter, &mut verified).map(|()| verified)
    }));
    match looked {
        Ok(Ok(looked)) => verified = looked,
        Ok(Err(error)) => verified.fault(FaultKind::Damage, folder, error.message),
        Err(_) => verified.fault(FaultKind::Damage, folder, "its files cannot be understood"),
    }
    verified
}

fn look_at_files(folder: &Path, with_litter: bool, verified: &mut Verified) -> Result<()> {
    let (index, _) = open_index(folder)?;
    let commit = last_commit(&index)?;
    let manifest_file = manifest::file(folder, "manifest", commit.number);
    if checksums::of(&manifest_file)?.digest != commit.digest {
        verified.fault(FaultKind::Damage, &manifest_file, "is not what the commit names");
        return Ok(());
    }
    let tables = manifest::read_manifest(folder, commit.number)?.tables;
    let known = checksums::read(folder, commit.number).unwrap_or_default();
    let names = checksums::names(folder, commit.number)?;
    for name in missing(&index, &tables, &names)? {
        verified.fault(FaultKind::Damage, &folder.join(name), "is missing");
    }
    for name in names.iter().map(String::as_str) {
        let path = folder.join(name);
        verified.files += 1;
        let is_derived = ledger_number(name).is_some() && !tables.contains_key(name) && path != manifest_file;
        let kind = if is_derived { FaultKind::Derived } else { FaultKind::Damage };
        let Ok(actual) = checksums::of(&path) else {
            verified.fault(kind, &path, "cannot be read");
            continue;
        };
        verified.bytes += actual.bytes;
        let is_right = match (tables.get(name), known.get(name)) {
            (Some(digest), _) => *digest == actual.digest,
            (None, Some(checksum)) => *checksum == actual,
            (None, None) if ledger_number(name).is_some() => true,
            (None, None) if name == dictionary::FILE => Dictionary::read(index.directory()).is_ok(),
            (None, None) => index.directory().validate_checksum(Path::new(name)).unwrap_or(false),
        };
        if !is_right {
            verified.fault(kind, &path, "does not have its checksum");
        }
    }
    if with_litter {
        look_for_litter(folder, &names, commit.number, verified)?;
    }
    if verified.faults.iter().any(|fault| fault.kind == FaultKind::Damage) {
        return Ok(());
    }
    look_at_documents(folder, verified)
}

/// Files that should be there and are not: a segment's own, without some of which it opens and answers less, and what
/// was written with the ledger. (What is computed anew when it is missing may be missing.)
fn missing<'a>(
    index: &Index,
    tables: &'a BTreeMap<String, String>,
    there: &[String],
) -> Result<impl Iterator<Item = String> + use<'a>> {
    const OF_A_SEGMENT: [SegmentComponent; 6] = [
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FastFields,
        SegmentComponent::FieldNorms,
        SegmentComponent::Terms,
        SegmentComponent::Store,
    ];
    let there: HashSet<String> = there.iter().cloned().collect();
    let segments = index.searchable_segment_metas().map_err(|e| Error::new(e.to_string()))?;
    let own = segments.into_iter().flat_map(|segment| {
        let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
        let components = OF_A_SEGMENT.into_iter().chain(deletes);
        components.map(|component| segment.relative_path(component).to_string_lossy().into_owned()).collect::<Vec<_>>()
    });
    Ok(own.chain(tables.keys().cloned()).filter(move |name| !there.contains(name)))
}

fn look_for_litter(folder: &Path, names: &[String], number: u64, verified: &mut Verified) -> Result<()> {
    const TANTIVY: [&str; 4] = ["meta.json", ".managed.json", ".tantivy-meta.lock", ".tantivy-writer.lock"];
    let entries = fs::read_dir(folder).map_err(|e| Error::io("read", folder, &e))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = name_of(&path);
        let belongs = TANTIVY.contains(&name.as_str()) || names.contains(&name) || ledger_number(&name) == Some(number);
        if !belongs {
            verified.fault(FaultKind::Litter, &path, "no commit names it");
        }
    }
    Ok(())
}

/// Reads every article and compares what there is with the manifest and with the table of inputs.
fn look_at_documents(folder: &Path, verified: &mut Verified) -> Result<()> {
    let Some(generation) = Generation::open_folder(folder)? else {
        verified.notes.push(format!("`{}` was changed meanwhile: its articles were not read", name_of(folder)));
        return Ok(());
    };
    let ledger = generation.ledger()?;
    let mut found: HashMap<(String, String), (u64, u64)> = HashMap::new();
    let mut keys = HashSet::new();
    for (number, segment) in generation.searcher.segment_readers().iter().enumerate() {
        let column = |name: &str| segment.fast_fields().u64(name).map_err(|e| Error::new(e.to_string()));
        let (ordinals, quotations) = (column("ordinal")?, column("quotations")?);
        let article_keys = segment.fast_fields().i64("article_key").map_err(|e| Error::new(e.to_string()))?;
        let mut doc: DocId = 0;
        while doc < segment.max_doc() {
            if segment.is_deleted(doc) {
                doc += 1;
                continue;
            }
            let family = quotations.first(doc).unwrap_or(0) as DocId;
            let is_whole = ordinals.first(doc) == Some(0)
                && (1..=family).all(|n| !is_gone(segment, doc + n) && ordinals.first(doc + n) == Some(u64::from(n)));
            if !is_whole {
                verified.fault(
                    FaultKind::Damage,
                    folder,
                    format!("document {doc} of segment {number} has lost its family"),
                );
                return Ok(());
            }
            let stored = generation.stored(DocAddress::new(number as u32, doc))?;
            if stored.annotations.quotations.len() != family as usize {
                verified.fault(
                    FaultKind::Damage,
                    folder,
                    format!("article `{}` does not have its quotations", stored.id),
                );
            }
            if !keys.insert(article_keys.first(doc)) {
                verified.fault(FaultKind::Damage, folder, format!("article `{}` is there twice", stored.id));
            }
            let count = found.entry((stored.root, stored.path)).or_default();
            count.0 += 1;
            count.1 += u64::from(family);
            verified.articles += 1;
            doc += 1 + family;
        }
    }
    compare(folder, &ledger, found, verified);
    Ok(())
}

fn is_gone(segment: &tantivy::SegmentReader, doc: DocId) -> bool {
    doc >= segment.max_doc() || segment.is_deleted(doc)
}

fn compare(folder: &Path, ledger: &Ledger, mut found: HashMap<(String, String), (u64, u64)>, verified: &mut Verified) {
    let Ledger { manifest, inputs, rejects } = ledger;
    let mut sums = (0, 0);
    for input in inputs {
        let (articles, quotations) = found.remove(&(input.root.clone(), input.path.clone())).unwrap_or_default();
        if (articles, quotations) != (input.outcomes.articles, input.outcomes.quotations) {
            let what = format!(
                "`{}` should have {} articles and {} quotations, and has {articles} and {quotations}",
                input.path, input.outcomes.articles, input.outcomes.quotations
            );
            verified.fault(FaultKind::Damage, folder, what);
        }
        sums = (sums.0 + articles, sums.1 + quotations);
    }
    for (_, path) in found.keys() {
        verified.fault(
            FaultKind::Damage,
            folder,
            format!("articles of `{path}`, a file that the table of inputs does not know"),
        );
    }
    let outcomes = &manifest.outcomes;
    let told = (outcomes.articles, outcomes.quotations, manifest.inputs, outcomes.rejects.values().sum::<u64>());
    if told != (sums.0, sums.1, inputs.len() as u64, rejects.len() as u64) {
        verified.fault(FaultKind::Damage, folder, "the manifest does not count what there is");
    }
}
