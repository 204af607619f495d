//! An index directory in, a stamp out that is another whenever its answers could be: who keeps an index open asks for it
//! now and then, and opens anew when it has changed.

use super::directory::{Directory, name_of};
use super::user_table;
use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// What Tantivy rewrites at every commit.
const META: &str = "meta.json";

/// Of the live generation's name, its last commit, and the user's own tables: 128 bits in hexadecimal.
pub fn stamp(dir: &Path) -> Result<String> {
    let live = Directory::open(dir)?.live()?.ok_or_else(|| Error::new(format!("no index at `{}`", dir.display())))?;
    let meta = live.join(META);
    let commit = fs::read(&meta).map_err(|e| Error::io("read", &meta, &e))?;
    let mut hasher = blake3::Hasher::new();
    let tables = user_table::TABLES.map(|table| user_table::read(dir, table));
    let mut add = |part: &[u8]| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    add(name_of(&live).as_bytes());
    add(&commit);
    for table in tables {
        add(table?.unwrap_or_default().as_bytes());
    }
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}
