//! What can go wrong, in two sizes. An [`Error`] stops a command and carries a hint that mends it;
//! a [`Problem`] costs one record, is counted and explained, and the run goes on.

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;

/// The result of anything that can stop a command.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Stops a command (exit code 2). `message` is one line in lower case without a final stop, values in
/// backticks; `hint` names the command or the change that mends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    /// Lines shown as they are under the message: a query with a caret under the fault.
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// Where in the query the fault lies, in code points, end excluded.
    pub at: Option<(usize, usize)>,
    /// No other question would have been answered either: the index or the machine is at fault, not who asked.
    pub is_damage: bool,
}

impl Error {
    /// An error without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Error { message: message.into(), detail: None, hint: None, at: None, is_damage: false }
    }

    /// The same error with the blame on the index or the machine.
    pub fn damage(mut self) -> Self {
        self.is_damage = true;
        self
    }

    /// The same error with what the user can do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with lines to show under it.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A failed file operation: what was tried on which path, and what the system said.
    pub fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        let message = format!("cannot {doing} `{}`: {}", path.display(), lower_first(&error.to_string()));
        let hint = match error.kind() {
            ErrorKind::PermissionDenied => "`ls -ld` shows who may read and write it",
            ErrorKind::ReadOnlyFilesystem => "its disk is mounted to be read only: an index there can be searched",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "make room on the disk; nothing that was there is lost"
            }
            _ => return Error::new(message).damage(),
        };
        Error::new(message).hint(hint).damage()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Costs one record (or one file, when `record` is `None`): where it lay and why it could not be read.
/// Written to `rejects.jsonl` of the generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user would name it.
    pub path: PathBuf,
    /// The record's number in the file, from 0, where the file holds several.
    pub record: Option<u64>,
    /// Where the record begins in the decompressed file, in bytes, where known.
    pub offset: Option<u64>,
    /// A short name for counting, such as `broken-gzip`. Kebab case, from a small fixed set.
    pub kind: &'static str,
    /// One line for a person: what is wrong with this very record.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(record) = self.record {
            write!(f, " record {record}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_can_mend_has_a_hint() {
        for (kind, has_hint) in
            [(ErrorKind::PermissionDenied, true), (ErrorKind::StorageFull, true), (ErrorKind::NotFound, false)]
        {
            let error = Error::io("write", std::path::Path::new("x"), &kind.into());
            assert!(error.message.starts_with("cannot write `x`: "), "{error}");
            assert_eq!(error.hint.is_some(), has_hint, "{error}");
        }
    }
}
