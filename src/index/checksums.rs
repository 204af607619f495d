//! The files of a generation in, `checksums-N.json` out: size and digest of every file the N-th commit stands on, behind
//! a digest of its own.
//!
//! Written when a run is over, after the last merge, so it is no part of the commit: a generation that lost it, or was
//! never given it by a run that was killed, still has the checksum at the end of each of tantivy's files.

use super::dictionary;
use super::directory::name_of;
use super::generation::{failed, open_index};
use super::manifest::{file, ledger_number};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

const TABLE: &str = "checksums";

/// What a file should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checksum {
    pub bytes: u64,
    pub digest: String,
}

/// By file name.
pub(super) type Checksums = BTreeMap<String, Checksum>;

/// The checksums of that commit, where they were kept and can be read.
pub(super) fn read(folder: &Path, number: u64) -> Option<Checksums> {
    let text = fs::read_to_string(file(folder, TABLE, number)).ok()?;
    let (digest, checksums) = text.split_once('\n')?;
    (digest == blake3::hash(checksums.as_bytes()).to_hex().as_str()).then(|| serde_json::from_str(checksums).ok())?
}

/// Keeps the checksums of the commit of that number. What `before` knows of a segment's file holds on, for such files
/// never change: should one have rotted since, its old digest tells.
pub(super) fn keep(folder: &Path, number: u64, before: &Checksums) -> Result<()> {
    let mut checksums = Checksums::new();
    for name in names(folder, number)? {
        let checksum = match before.get(&name).filter(|_| ledger_number(&name).is_none()) {
            Some(known) => known.clone(),
            None => of(&folder.join(&name))?,
        };
        checksums.insert(name, checksum);
    }
    let (path, new) = (file(folder, TABLE, number), folder.join("checksums.new"));
    let written = || -> std::io::Result<()> {
        let mut out = File::create(&new)?;
        let checksums = serde_json::to_string(&checksums)?;
        write!(out, "{}\n{checksums}", blake3::hash(checksums.as_bytes()).to_hex())?;
        out.sync_all()?;
        fs::rename(&new, &path)
    };
    written().map_err(|e| Error::io("write", &path, &e))
}

/// Size and digest of a file.
pub(super) fn of(path: &Path) -> Result<Checksum> {
    let digest = || -> std::io::Result<Checksum> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(Checksum { bytes: hasher.count(), digest: hasher.finalize().to_hex().to_string() })
    };
    digest().map_err(|e| Error::io("read", path, &e))
}

/// The files that the commit of that number stands on: its segments', those named after it, and the dictionary.
pub(super) fn names(folder: &Path, number: u64) -> Result<Vec<String>> {
    let (index, _) = open_index(folder)?;
    let meta = index.load_metas().map_err(|e| failed("read", folder, &e))?;
    let segments = meta.list_segment_files();
    let entries = fs::read_dir(folder).map_err(|e| Error::io("read", folder, &e))?;
    let names = entries.flatten().map(|entry| name_of(&entry.path()));
    let own = file(folder, TABLE, number);
    let is_of_it = |name: &String| {
        segments.contains(Path::new(name))
            || (ledger_number(name) == Some(number) && *name != name_of(&own))
            || name == dictionary::FILE
    };
    let mut names: Vec<String> = names.filter(is_of_it).collect();
    names.sort();
    Ok(names)
}
