//! A root in, its files out, in a stable order.

use super::Input;
use crate::error::{Error, Problem, Result};
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use walkdir::{DirEntry, WalkDir};

/// Of a file that may be an index's `CURRENT`, no more is read (its own is one line).
const CURRENT_BYTES_MAX: u64 = 256;

/// The paths an argument names: itself when it exists, else what it matches as a pattern (`'2024-*/*.html'`, quoted
/// so that the shell left it alone), in order of name.
pub fn expand(path: &Path) -> Result<Vec<PathBuf>> {
    // A name that is no text is no pattern.
    let pattern = path.to_str().filter(|arg| arg.contains(['*', '?', '[']) && !path.exists());
    let Some(arg) = pattern else { return Ok(vec![path.to_path_buf()]) };
    let pattern = glob::glob(arg).map_err(|error| {
        Error::new(format!("bad pattern `{arg}`: {}", error.msg)).hint("quote `*`, `?` and `[` as in `[*]`")
    })?;
    let mut paths: Vec<PathBuf> = pattern.filter_map(std::result::Result::ok).collect();
    if paths.is_empty() {
        return Err(Error::new(format!("nothing matches `{arg}`")));
    }
    paths.sort();
    Ok(paths)
}

/// The files under `root` (a folder or a file), in a stable order; hidden files and folders are passed over,
/// so is an index of this program
/// that lies among them. A symbolic link in a folder is not followed: an archive is not always one's own, and could name
/// any file of the machine. What cannot be looked at is a problem, and so is what holds nothing to read, a pipe, or a link,
/// unless what it leads to lies under the root and is read there.
pub fn walk(root: &Path) -> Result<(Vec<Input>, Vec<Problem>)> {
    let metadata = std::fs::metadata(root).map_err(|error| Error::io("read", root, &error))?;
    if !metadata.is_dir() {
        let name = root.file_name().map_or_else(String::new, as_text);
        return Ok((vec![input(root.to_path_buf(), name, &metadata)], Vec::new()));
    }
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    let entries = WalkDir::new(root).min_depth(1).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| !is_hidden(entry) && !is_index(entry)) {
        match entry.and_then(|entry| Ok((entry.metadata()?, entry))) {
            Ok((metadata, entry)) if metadata.is_file() => {
                inputs.push(input(entry.path().to_path_buf(), under(root, entry.path()), &metadata));
            }
            Ok((metadata, entry)) if metadata.is_symlink() => problems.extend(link(root, entry.path())),
            Ok((metadata, _)) if metadata.is_dir() => {}
            Ok((_, entry)) => problems.push(no_file(entry.path(), "is a pipe, a socket or a device")),
            Err(error) => problems.push(unwalkable(root, &error)),
        }
    }
    Ok((inputs, problems))
}

/// What browsers put behind a page's name to call the folder in which they save its frames, scripts and pictures.
const PART_FOLDERS: &[&str] =
    &["_files", "-Dateien", "_fichiers", "_archivos", "_ficheiros", "_arquivos", "_bestanden", ".files"];

/// How the names of pages end.
const PAGES: &[&str] = &[".html", ".htm", ".xhtml"];

/// Why such a file is no article.
pub const PART_OF_PAGE: &str = "part-of-page";

/// Whether a page was saved with the page that lies beside its folder, as a part of it: `a_files/frame.html` beside `a.html`.
/// Where the folder itself is the root it is read.
pub fn is_part_of_page(input: &Input) -> bool {
    let Some((folder, name)) = input.under_root.rsplit_once('/') else { return false };
    let is_page = |name: &str| PAGES.iter().any(|extension| name.to_ascii_lowercase().ends_with(extension));
    let page = PART_FOLDERS.iter().find_map(|suffix| folder.strip_suffix(suffix));
    let page = page.filter(|page| is_page(name) && !page.is_empty() && !page.ends_with('/'));
    // Looked for only where the folder is called so.
    let beside = |page: &str| {
        let page = page.rsplit('/').next().unwrap_or(page);
        let folder = input.path.parent();
        PAGES.iter().any(|extension| folder.is_some_and(|f| f.with_file_name(format!("{page}{extension}")).is_file()))
    };
    page.is_some_and(beside)
}

/// What is lost by a link that is not followed; `None` where that is read where it lies.
fn link(root: &Path, link: &Path) -> Option<Problem> {
    let Ok((target, root)) = link.canonicalize().and_then(|target| Ok((target, root.canonicalize()?))) else {
        return Some(no_file(link, "is a link that leads nowhere"));
    };
    let is_hidden = |part: std::path::Component| part.as_os_str().as_encoded_bytes().starts_with(b".");
    let is_read =
        root.starts_with(&target) || target.strip_prefix(&root).is_ok_and(|it| !it.components().any(is_hidden));
    let reason = "is a symbolic link, which is not followed: name the file or folder itself";
    (!is_read).then(|| no_file(link, reason))
}

fn no_file(path: &Path, reason: &str) -> Problem {
    Problem { path: path.to_path_buf(), record: None, offset: None, kind: "no-file", reason: reason.to_owned() }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// A folder with a file `CURRENT` that names a generation (`g000001`) lying beside it: what the program wrote itself is no
/// article. The root is taken at its word.
fn is_index(entry: &DirEntry) -> bool {
    if !entry.file_type().is_dir() {
        return false;
    }
    // Opened only where there is such a file, which archives hardly ever have.
    let Ok(current) = std::fs::File::open(entry.path().join("CURRENT")) else { return false };
    let mut text = String::new();
    if current.take(CURRENT_BYTES_MAX).read_to_string(&mut text).is_err() {
        return false;
    }
    let is_generation =
        |word: &&str| word.strip_prefix('g').is_some_and(|n| n.len() == 6 && n.bytes().all(|b| b.is_ascii_digit()));
    text.split_whitespace().find(is_generation).is_some_and(|name| entry.path().join(name).is_dir())
}

fn input(path: PathBuf, under_root: String, metadata: &std::fs::Metadata) -> Input {
    let modified_ns = metadata.modified().ok().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
    });
    Input { path, under_root, size: metadata.len(), modified_ns }
}

fn under(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| as_text(part.as_os_str())).collect::<Vec<_>>().join("/")
}

/// A file name as text. A byte that is no UTF-8 becomes `\xNN`: names that differ must not become one.
fn as_text(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

fn unwalkable(root: &Path, error: &walkdir::Error) -> Problem {
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let path = error.path().unwrap_or(root).to_path_buf();
    Problem { path, record: None, offset: None, kind: "unreadable", reason: format!("cannot be looked at: {reason}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_with_a_page_is_a_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a_files", "a-Dateien", "b_files"] {
            std::fs::create_dir(path(name)).unwrap();
        }
        std::fs::write(path("a.html"), "x").unwrap();
        for (name, expected) in [
            ("a_files/frame.html", true),
            ("a-Dateien/frame.html", true),
            ("a_files/notes.txt", false),
            ("b_files/frame.html", false),
            ("a.html", false),
        ] {
            let input = Input { path: path(name), under_root: name.to_owned(), size: 0, modified_ns: 0 };
            assert_eq!(is_part_of_page(&input), expected, "{name}");
        }
        let alone =
            Input { path: path("a_files/frame.html"), under_root: "frame.html".into(), size: 0, modified_ns: 0 };
        assert!(!is_part_of_page(&alone), "the folder was named itself");
    }

    #[test]
    fn walks_in_order_and_passes_over_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        let index = ["index/CURRENT", "index/g000001/meta.json"];
        for name in ["b.txt", "a.txt", ".hidden", "sub/c.txt", ".git/d.txt"].into_iter().chain(index) {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, if name == index[0] { "1 g000001\n" } else { name }).unwrap();
        }
        let (inputs, problems) = walk(folder.path()).unwrap();
        let names: Vec<_> = inputs.iter().map(|input| input.under_root.as_str()).collect();
        assert_eq!(names, ["a.txt", "b.txt", "sub/c.txt"]);
        assert!(problems.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_holds_nothing_to_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "a").unwrap();
        std::os::unix::fs::symlink("a.txt", folder.path().join("b.txt")).unwrap();
        std::os::unix::fs::symlink("gone.txt", folder.path().join("c.txt")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("d")).unwrap();
        let (inputs, problems) = walk(folder.path()).unwrap();
        let told: Vec<_> = problems.iter().map(|problem| (problem.path.file_name().unwrap(), problem.kind)).collect();
        assert_eq!(inputs.len(), 1);
        assert_eq!(told, [(OsStr::new("c.txt"), "no-file"), (OsStr::new("d"), "no-file")]);
        // What lies elsewhere is not read, and told; what lies under the root is read there.
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join("e.txt"), "e").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("e")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("e.txt"), folder.path().join("f.txt")).unwrap();
        std::os::unix::fs::symlink(".", folder.path().join("g")).unwrap();
        let (inputs, problems) = walk(folder.path()).unwrap();
        assert_eq!((inputs.len(), problems.len()), (1, 4));
        assert!(problems[2].reason.contains("not followed"), "{:?}", problems[2]);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        for (name, expected) in
            [(&b"caf\xc3\xa9"[..], "café"), (b"caf\xe9.txt", r"caf\xe9.txt"), (b"\xff\xfe", r"\xff\xfe")]
        {
            assert_eq!(as_text(OsStr::from_bytes(name)), expected);
        }
        let path = Path::new(OsStr::from_bytes(b"/no/such/caf\xe9*"));
        assert_eq!(expand(path).unwrap(), [path]);
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_an_error_and_a_plain_path_is_itself() {
        assert!(expand(Path::new("/no/such/folder/*.txt")).is_err());
        assert_eq!(expand(Path::new("/no/such/file")).unwrap(), [PathBuf::from("/no/such/file")]);
    }
}
