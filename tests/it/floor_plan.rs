//! The house has a floor plan, printed in `ARCHITECTURE.md`: which room may know which, and on which floor each crate
//! lives. This test reads that very block and the imports of every source file, and fails on one that is not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Name → the names it may use (rooms), or the rooms that may use it (crates).
type Table = BTreeMap<String, BTreeSet<String>>;

struct Plan {
    rooms: Table,
    crates: Table,
}

/// A source file: which room it belongs to, how many modules deep it lies, its code.
struct Source {
    name: String,
    room: String,
    depth: usize,
    code: String,
}

#[test]
fn every_import_is_in_the_plan() {
    let plan = plan(&architecture());
    let sources = sources();
    assert!(sources.len() > 20, "only {} source files found", sources.len());
    let found: Vec<String> = sources.iter().flat_map(|source| violations(&plan, source)).collect();
    assert!(found.is_empty(), "not in the floor plan of ARCHITECTURE.md:\n{}", found.join("\n"));
}

#[test]
fn a_row_names_only_rows_above_it() {
    let text = architecture();
    let mut above = BTreeSet::new();
    for (room, knows) in rows(&text, "floor-plan") {
        for known in knows {
            assert!(above.contains(&known), "`{room}` names `{known}`, which is not above it");
        }
        above.insert(room);
    }
}

/// What a row allows and nobody needs would let in tomorrow what it keeps out today.
#[test]
fn every_row_is_needed() {
    let plan = plan(&architecture());
    let sources = sources();
    let is_needed = |room: &str, has: &dyn Fn(&Source) -> bool| sources.iter().any(|it| it.room == room && has(it));
    let mut unneeded = Vec::new();
    for (room, knows) in &plan.rooms {
        let needs = |known: &str| is_needed(room, &|it| heads_after(&it.code, "crate::").contains(known));
        unneeded.extend(knows.iter().filter(|known| !needs(known)).map(|known| format!("{room} -> {known}")));
    }
    for (name, rooms) in &plan.crates {
        let needs = |room: &str| is_needed(room, &|it| uses(it, name));
        unneeded.extend(rooms.iter().filter(|room| !needs(room)).map(|room| format!("{name} -> {room}")));
    }
    assert!(
        unneeded.is_empty(),
        "in the floor plan of ARCHITECTURE.md, and needed by nothing:\n{}",
        unneeded.join("\n")
    );
}

#[test]
fn the_plan_and_the_house_have_the_same_rooms() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: BTreeSet<String> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect();
    let planned: BTreeSet<String> = plan(&architecture()).rooms.into_keys().collect();
    assert_eq!(planned, declared);
}

#[test]
fn every_room_has_its_paragraph_and_an_invariant() {
    let text = architecture();
    for room in plan(&text).rooms.keys() {
        let heading = format!("### `{room}`:");
        let section = text.split("\n## ").find_map(|part| part.split_once(&heading)).map(|(_, after)| after);
        let section = section.unwrap_or_else(|| panic!("no heading `{heading} …?`"));
        let section = section.split("\n### ").next().unwrap_or(section);
        assert!(section.contains("*Invariant*"), "`{room}` has no invariant");
    }
}

#[test]
fn nothing_prints_past_its_writer_or_is_left_undone() {
    const FORBIDDEN: [&str; 8] =
        ["println!", "eprintln!", " print!", " eprint!", "dbg!", "todo!", "unimplemented!", "unsafe {"];
    for source in sources() {
        for word in FORBIDDEN {
            assert!(!source.code.contains(word), "{}: `{word}`", source.name);
        }
    }
}

/// A crate without a row would be at home on every floor.
#[test]
fn every_dependency_has_a_floor() {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let planned = plan(&architecture()).crates;
    let names = manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_"));
    // The allocator is named once, in `main.rs`, which stands outside the rooms.
    let homeless: Vec<String> = names.filter(|name| name != "mimalloc" && !planned.contains_key(name)).collect();
    assert!(homeless.is_empty(), "without a row in ARCHITECTURE.md: {}", homeless.join(", "));
}

/// The check itself can fail: a doctored house is caught at every kind of fault.
#[test]
fn a_doctored_house_is_caught() {
    let check = |room: &str, depth: usize, code: &str, expected: usize| {
        let source = Source { name: "sample.rs".to_owned(), room: room.to_owned(), depth, code: code_of(code) };
        let found = violations(&plan(&architecture()), &source);
        assert_eq!(found.len(), expected, "{room}: {code}: {found:?}");
    };
    check("annotate", 2, "use crate::article::Span;", 0);
    check("annotate", 2, "use crate::index::FIELDS;", 1);
    check("clean", 1, "use crate::{article::Span, read::{walk, records}, text};", 1);
    check("clean", 2, "fn f() { let x = crate::annotate::Annotator::new(); }", 1);
    check("clean", 2, "use std::{fmt, fs};", 1);
    check("annotate", 2, "let day = std::env::var(\"TODAY\");", 1);
    check("read", 2, "use tantivy::Index;", 1);
    check("search", 2, "use tantivy::Index;", 0);
    check("present", 2, "use clap::Parser;", 1);
    check("article", 2, "#[derive(serde::Serialize)]", 1);
    check("read", 2, "use super::super::index::Writer;", 1);
    check("read", 1, "use super::index::Writer;", 1);
    check("read", 2, "use super::index::Writer;", 0);
    check("read", 2, "mod tests {\n    use super::super::index;\n}", 0);
    check("read", 2, "// use crate::index;\n//! like crate::search::Engine", 0);
}

/// What `source` uses and may not.
fn violations(plan: &Plan, source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let empty = BTreeSet::new();
    let knows = plan.rooms.get(&source.room).unwrap_or(&empty);
    for used in heads_after(&source.code, "crate::") {
        if used != source.room && !knows.contains(&used) && plan.rooms.contains_key(&used) {
            found.push(format!("{}: `{}` uses `{used}`", source.name, source.room));
        }
    }
    for (name, rooms) in &plan.crates {
        if uses(source, name) && !rooms.contains(&source.room) {
            found.push(format!("{}: `{}` uses `{name}`", source.name, source.room));
        }
    }
    if climbs_out(&source.code, source.depth) {
        found.push(format!("{}: leaves `{}` by `super::`; say `crate::` instead", source.name, source.room));
    }
    found
}

/// The first name of each path that begins with `prefix`, groups taken apart: `crate::{a::B, c}` uses a and c.
fn heads_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut heads = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        if preceded_by_path(&code[..at]) {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => heads.extend(group_heads(group)),
            None => heads.extend(identifier(rest)),
        }
    }
    heads
}

/// The first names of the outermost entries of a `{…}` group, after its opening brace.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut level, mut at_entry) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => level += 1,
            '}' if level == 0 => break,
            '}' => level -= 1,
            ',' if level == 0 => at_entry = true,
            c if c.is_whitespace() => {}
            _ if at_entry => {
                heads.extend(identifier(&group[at..]));
                at_entry = false;
            }
            _ => {}
        }
    }
    heads
}

/// Whether a source uses a crate, or a part of `std`.
fn uses(source: &Source, name: &str) -> bool {
    match name.split_once("::") {
        Some((outer, inner)) => heads_after(&source.code, &format!("{outer}::")).contains(inner),
        None => uses_crate(&source.code, name),
    }
}

fn uses_crate(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    code.match_indices(&path).any(|(at, _)| !preceded_by_path(&code[..at]))
}

/// Whether what follows is the tail of a longer name or path.
fn preceded_by_path(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$')
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Whether a chain of `super::` reaches the crate's root; a module of tests inside the file is one level deeper.
fn climbs_out(code: &str, depth: usize) -> bool {
    let (body, tests) = code.split_once("mod tests {").unwrap_or((code, ""));
    let reaches = |code: &str, depth: usize| code.contains(&"super::".repeat(depth));
    reaches(body, depth) || reaches(tests, depth + 1)
}

/// The code without its comments; they may speak of any room.
fn code_of(source: &str) -> String {
    let without = |line: &str| match line.split_once("//") {
        Some((code, _)) if !code.ends_with(':') => code.to_owned(),
        _ => line.to_owned(),
    };
    source.lines().map(without).collect::<Vec<_>>().join("\n")
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    files.iter().filter_map(|file| source(&src, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// `None` for `lib.rs` and `main.rs`, which stand outside the rooms.
fn source(src: &Path, file: &Path) -> Option<Source> {
    let under = file.strip_prefix(src).unwrap().with_extension("");
    let parts: Vec<String> = under.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.len() == 1 && matches!(parts[0].as_str(), "lib" | "main") {
        return None;
    }
    let depth = parts.len() - usize::from(parts.last().is_some_and(|last| last == "mod"));
    let code = code_of(&fs::read_to_string(file).unwrap());
    Some(Source { name: format!("src/{}.rs", parts.join("/")), room: parts[0].clone(), depth, code })
}

fn plan(architecture: &str) -> Plan {
    let table = |name| rows(architecture, name).into_iter().collect::<Table>();
    Plan { rooms: table("floor-plan"), crates: table("crate-floors") }
}

/// The rows `name -> names` of a fenced block, in order.
fn rows(architecture: &str, block: &str) -> Vec<(String, BTreeSet<String>)> {
    let fence = format!("```{block}\n");
    let (_, after) = architecture.split_once(&fence).unwrap_or_else(|| panic!("no block `{block}`"));
    let (block, _) = after.split_once("```").expect("the block ends");
    let rows = block.lines().map(|line| line.split_once("->").unwrap_or_else(|| panic!("not a row: {line}")));
    rows.map(|(name, names)| (name.trim().to_owned(), names.split_whitespace().map(str::to_owned).collect())).collect()
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
