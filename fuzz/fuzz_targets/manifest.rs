#![no_main]
//! What an index says of itself: `CURRENT`, the manifest, the tables of inputs and of rejects, each damaged by the input in an
//! index that was whole. Every answer is good but a panic.

use dateline::index::{Directory, remembered, status};
use dateline::ingest::{IngestSettings, Progress, Root, Step, ingest};
use dateline::read::ReadOptions;
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: &Step) {}
}

struct Whole {
    folder: TempDir,
    /// What may be replaced, with what it holds.
    files: Vec<(PathBuf, Vec<u8>)>,
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for the index");
    let (archive, index) = (folder.path().join("news"), folder.path().join("index"));
    fs::create_dir(&archive).expect("a folder for the archive");
    fs::write(archive.join("a.jsonl"), "{\"title\":\"Ferry\",\"text\":\"The ferry stays in dock.\"}\n{broken\n")
        .expect("a file");
    let settings = IngestSettings {
        index: index.clone(),
        roots: vec![Root { path: archive, label: None }],
        memory_bytes: 32 << 20,
        read: ReadOptions { maps: Default::default(), record_bytes_max: 1 << 20 },
        latest: jiff::civil::date(2030, 1, 1),
        annotate: false,
        ..IngestSettings::default()
    };
    ingest(&settings, &Silent).expect("an index");
    let generation = index.join("g000001");
    let ours = |name: &str| ["manifest-", "inputs-", "rejects-"].iter().any(|table| name.starts_with(table));
    let mut paths = vec![index.join("CURRENT")];
    paths.extend(fs::read_dir(generation).expect("its generation").flatten().map(|entry| entry.path()));
    paths.retain(|path| path.ends_with("CURRENT") || path.file_name().and_then(|n| n.to_str()).is_some_and(ours));
    paths.sort();
    let files = paths.into_iter().map(|path| (path.clone(), fs::read(path).expect("its file"))).collect();
    Whole { folder, files }
});

/// The first byte chooses a file, the next three a stretch of it, and the rest stands in its place.
fuzz_target!(|input: &[u8]| {
    let [which, high, low, length, new @ ..] = input else { return };
    let index = WHOLE.folder.path().join("index");
    let (path, whole) = &WHOLE.files[usize::from(*which) % WHOLE.files.len()];
    let start = usize::from(u16::from_be_bytes([*high, *low])) % (whole.len() + 1);
    let end = whole.len().min(start + usize::from(*length));
    fs::write(path, [&whole[..start], new, &whole[end..]].concat()).expect("the file is written");
    let answers =
        (status(&index, false).is_ok(), Directory::open(&index).map(|directory| remembered(&directory)).is_ok());
    fs::write(path, whole).expect("the file is written back");
    assert!(status(&index, false).is_ok(), "an index that is whole again answers, after {answers:?}");
});
