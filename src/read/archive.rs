//! A member of an archive in, its records out. What tar and zip share: how members are named, which are passed over,
//! and how deep archives may lie in archives.

use super::bytes::Source;
use super::unpack::Allowance;
use super::{Found, ReadOptions, Records, one, records_of};
use crate::article::{MEMBER_MARK, RecordKey};
use crate::error::Problem;
use std::io::BufRead;
use std::path::PathBuf;

/// Archives in archives are opened so deep (a yearly zip of monthly tars of daily zips; more is a prank).
const DEPTH_MAX: usize = 4;

/// An archive that is being read.
pub struct Archive {
    pub path: PathBuf,
    pub options: ReadOptions,
    pub allowance: Allowance,
    pub depth: usize,
}

impl Archive {
    pub fn of(source: &Source, options: &ReadOptions) -> Self {
        let Source { path, allowance, depth, .. } = source;
        Archive { path: path.clone(), options: options.clone(), allowance: allowance.clone(), depth: *depth }
    }

    /// The records of the member called `name`. Its path is part of their keys, for it tells members apart.
    pub fn member(&self, name: &str, reader: Box<dyn BufRead + Send>) -> Records {
        let path = self.member_path(name);
        if self.depth >= DEPTH_MAX {
            let reason = format!("lies in more than {DEPTH_MAX} archives");
            return one(Found::Problem(Problem { path, record: None, offset: None, kind: "too-deep", reason }));
        }
        let source = match Source::new(path, reader, self.allowance.clone(), self.depth + 1) {
            Ok(source) => source,
            Err(problem) => return one(Found::Problem(problem)),
        };
        let name = name.to_owned();
        Box::new(records_of(source, &self.options).map(move |found| match found {
            Found::Record(mut record) => {
                record.key = key(&name, record.key);
                Found::Record(record)
            }
            other => other,
        }))
    }

    pub fn member_path(&self, name: &str) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(format!("{MEMBER_MARK}{name}"));
        path.into()
    }

    pub fn problem(&self, name: Option<&str>, offset: u64, kind: &'static str, reason: String) -> Found {
        let path = name.map_or_else(|| self.path.clone(), |name| self.member_path(name));
        Found::Problem(Problem { path, record: None, offset: Some(offset), kind, reason })
    }
}

fn key(name: &str, key: RecordKey) -> RecordKey {
    RecordKey::Own(match key {
        RecordKey::WholeFile => name.to_owned(),
        RecordKey::Own(key) | RecordKey::Digest(key) => format!("{name}{MEMBER_MARK}{key}"),
    })
}

/// A member's name as it is shown: under the archive, wherever it wanted to go. Nothing is ever written there; but a path that
/// is printed is a path that gets used.
pub fn safe_name(raw: &[u8]) -> String {
    let name = String::from_utf8_lossy(raw).replace('\\', "/");
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/").replace(char::is_control, "")
}

/// Whether a member is passed over as hidden files on disk are, or is what macOS adds to every zip.
pub fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

/// Whether the name is that of a folder.
pub fn is_folder(raw: &[u8]) -> bool {
    raw.ends_with(b"/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_under_the_archive() {
        assert_eq!(safe_name(b"../../etc/./news\\a.txt"), "etc/news/a.txt");
        assert_eq!(safe_name(b"/news/a\x1b[2J.txt"), "news/a[2J.txt");
        assert!(is_hidden("news/.git/a") && is_hidden("__MACOSX/a") && !is_hidden("news/a.txt"));
    }
}
