//! The whole program in its own words: the built binary on a small archive, with exit code, stdout and stderr.

mod alerts;
mod args;
mod config;
mod extract;
mod facets;
mod feed;
mod fields;
mod formats;
mod index;
mod learn;
mod mcp;
mod output;
mod queries;
mod quotes;
mod search;
mod show;
mod similar;
mod speakers;
mod status;
mod stories;
mod timeline;
mod trust;
mod withheld;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A folder with an archive of three stories in it, and room for an index.
pub struct Desk {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
pub struct Did {
    pub code: i32,
    pub out: String,
    pub err: String,
}

const STORIES: &str = r#"{"id":"ferry-1","title":"Ferry strike ends in Bergen","date":"2025-08-16","source":"The Quay","section":"harbour","text":"The ferry strike ended late on Friday after nine days.\n\n“We sail on Monday,” said Ingrid Solheim, the harbour master. “Nobody lost, and nobody will say that they won.”\n\nThe owners would not speak of the cost in Norway."}
{"id":"ferry-2","title":"Ferries idle as talks stall","date":"2025-07-30","source":"The Quay","section":"harbour","text":"Talks about the ferry strike stalled on Wednesday.\n\n“There is no offer,” Ingrid Solheim said. “There is only a table.”\n\nShops in Bergen sold out of candles."}
{"id":"budget-1","title":"Council passes its budget","source":"The Quay","text":"The council of Limerick passed its budget on Tuesday without a vote against.\n\n“It is a budget for roads,” said Tomas Brennan, who leads the council. Nobody in Ireland could remember a shorter sitting."}
"#;

impl Desk {
    /// With nothing.
    pub fn empty() -> Self {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    /// With an archive, and no index yet.
    pub fn new() -> Self {
        let desk = Desk::empty();
        desk.file("news/stories.jsonl", STORIES);
        desk
    }

    /// With the archive indexed.
    pub fn indexed() -> Self {
        let desk = Desk::new();
        let did = desk.run(&["index", "news"]);
        assert_eq!(did.code, 0, "{}", did.err);
        desk
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program inside the folder, where nothing of this machine's terminal or settings reaches it.
    pub fn run(&self, args: &[&str]) -> Did {
        did(self.command(args))
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(args).current_dir(self.folder.path()).env_remove("DATELINE_INDEX").env_remove("NO_COLOR");
        command.env("DATELINE_CONFIG", "");
        command
    }

    /// The answer as a JSON object, for a command that finds something.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let did = self.run(args);
        assert_eq!(did.code, 0, "{}", did.err);
        serde_json::from_str(&did.out).unwrap()
    }
}

pub fn did(mut command: Command) -> Did {
    let output = command.output().unwrap();
    Did {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The text at a code-point range, as a script would take it.
pub fn at(text: &str, start: &serde_json::Value, end: &serde_json::Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}
