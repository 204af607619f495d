//! What was typed in, what it means out: the one place that looks at the environment, the terminal and the clock.

use super::args::{ColorWhen, CommonArgs, FormatArg, FormatArgs, NarrowArgs, ReadingArgs};
use crate::error::{Error, Result};
use crate::ingest::{GazetteerChoice, Root};
use crate::present::Style;
use crate::read::{self, ReadOptions};
use crate::remote::{Access, Credential};
use crate::search::{AnyEngine, At, Filter, ask};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::env;
use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::PathBuf;

/// What every command knows.
pub struct Settings {
    pub index: PathBuf,
    /// The address of an engine that is asked instead.
    pub engine: Option<String>,
    pub style: Style,
    /// Whether messages on stderr may be coloured.
    pub stderr_colour: bool,
    /// Whether somebody watches stderr: progress is drawn for them alone.
    pub stderr_is_terminal: bool,
    pub today: Date,
}

/// Wider lines than this are hard to read; guessed from book typography (60 to 75) with room for indents and tables.
const WIDTH_MAX: usize = 100;

/// A record longer than this is a problem, not an article. Guessed: a novel has a thousandth of it.
pub const RECORD_BYTES_MAX: usize = 64 << 20;

impl Settings {
    pub fn new(common: &CommonArgs) -> Self {
        let stdout = io::stdout().is_terminal();
        let stderr = io::stderr().is_terminal();
        Settings {
            index: common.index.clone(),
            engine: common.engine.clone().filter(|url| !url.is_empty()),
            style: Style { width: width(stdout), colour: colour(common.color, stdout) },
            stderr_colour: colour(common.color, stderr),
            stderr_is_terminal: stderr,
            today: today(),
        }
    }

    /// How to reach the engine that is asked; `None` for the index on disk.
    pub fn engine(&self) -> Result<Option<Access>> {
        self.engine.as_deref().map(access).transpose()
    }

    /// The index that is asked, wherever it lies.
    pub fn open(&self) -> Result<AnyEngine> {
        self.at()?.open()
    }

    /// Where it lies.
    pub fn at(&self) -> Result<At> {
        Ok(self.engine()?.map_or_else(|| At::Disk(self.index.clone()), At::Cluster))
    }

    /// Refuses a flag that only the index on disk knows.
    pub fn only_on_disk(&self, flag: &str, is_typed: bool) -> Result<()> {
        match is_typed && self.engine.is_some() {
            false => Ok(()),
            true => Err(Error::new(format!("`{flag}` is not supported on an engine"))
                .hint("leave it out, or leave `--engine` out")),
        }
    }

    /// No article was published after this day. Tomorrow: it has begun east of here.
    pub fn latest(&self) -> Date {
        self.today.saturating_add(1.days())
    }
}

/// What is set in the environment; set to nothing is not set.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// A secret from the environment, or from the file that the same name with `_FILE` behind it names.
fn secret(name: &str) -> Result<Option<String>> {
    if let Some(value) = variable(name) {
        return Ok(Some(value));
    }
    let Some(path) = variable(&format!("{name}_FILE")).map(PathBuf::from) else { return Ok(None) };
    let text = std::fs::read_to_string(&path).map_err(|error| Error::io("read", &path, &error))?;
    Ok(Some(text.trim().to_owned()))
}

/// Files in which machines keep the certificates of the authorities they trust: Debian's, Red Hat's, Alpine's and macOS'.
const AUTHORITIES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// How to reach the engine at an address, with what the environment says of secrets and certificates.
pub fn access(url: &str) -> Result<Access> {
    let user = variable("DATELINE_ENGINE_USER");
    let credential = match (secret("DATELINE_ENGINE_API_KEY")?, user, secret("DATELINE_ENGINE_PASSWORD")?) {
        (Some(_), Some(_), _) => {
            return Err(Error::new("both an API key and a user are set for the engine").hint("unset one of them"));
        }
        (Some(key), ..) => Some(Credential::ApiKey(key)),
        (None, Some(user), Some(password)) => Some(Credential::Basic { user, password }),
        (None, Some(_), None) | (None, None, Some(_)) => {
            return Err(Error::new("a user without a password, or a password without a user, is set for the engine")
                .hint(
                    "set `DATELINE_ENGINE_USER` and `DATELINE_ENGINE_PASSWORD`, or `DATELINE_ENGINE_PASSWORD_FILE`",
                ));
        }
        (None, None, None) => None,
    };
    let authorities = match variable("DATELINE_ENGINE_CA").map(PathBuf::from) {
        Some(path) => std::fs::read(&path).map_err(|error| Error::io("read", &path, &error))?,
        None if url.starts_with("https://") => {
            AUTHORITIES.iter().find_map(|path| std::fs::read(path).ok()).unwrap_or_default()
        }
        None => Vec::new(),
    };
    Ok(Access { credential, authorities, ..Access::to(url) })
}

/// The moment it is now.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The day it is now, in Greenwich.
pub fn today() -> Date {
    now().to_zoned(TimeZone::UTC).date()
}

fn width(is_terminal: bool) -> usize {
    let asked = is_terminal.then(terminal_size::terminal_size).flatten();
    asked.map_or(Style::default().width, |(terminal_size::Width(columns), _)| usize::from(columns).min(WIDTH_MAX))
}

/// <https://no-color.org>: the variable switches `auto` off; a flag is the nearer wish.
fn colour(when: ColorWhen, is_terminal: bool) -> bool {
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => is_terminal && !no_color && !dumb,
    }
}

/// One format of those a command has; the others are refused by name.
pub fn format(typed: &FormatArgs, command: &str, known: &[FormatArg]) -> Result<FormatArg> {
    let format = typed.format.unwrap_or(FormatArg::Text);
    if known.contains(&format) {
        return Ok(format);
    }
    let names: Vec<&str> = known.iter().map(|&format| format_name(format)).collect();
    Err(Error::new(format!("`{command}` has no {} form", format_name(format)))
        .hint(format!("use `--format {}`", names.join("` or `--format "))))
}

fn format_name(format: FormatArg) -> &'static str {
    match format {
        FormatArg::Text => "text",
        FormatArg::Json => "json",
        FormatArg::Jsonl => "jsonl",
        FormatArg::Csv => "csv",
    }
}

/// The roots that paths on the command line name, patterns expanded.
pub fn roots(paths: &[PathBuf]) -> Result<Vec<Root>> {
    let mut roots = Vec::new();
    for path in paths {
        roots.extend(read::expand(path)?.into_iter().map(|path| Root { path, label: None }));
    }
    Ok(roots)
}

pub fn read_options(args: &ReadingArgs) -> ReadOptions {
    ReadOptions { maps: args.maps.clone().into(), record_bytes_max: RECORD_BYTES_MAX }
}

/// The gazetteer to index with; `built-in` is no file but what it says.
pub fn gazetteer(typed: Option<PathBuf>) -> GazetteerChoice {
    match typed {
        None => GazetteerChoice::AsBefore,
        Some(path) if path.as_os_str() == "built-in" => GazetteerChoice::BuiltIn,
        Some(path) => GazetteerChoice::Dump(path),
    }
}

/// Threads: as typed, else one a core.
pub fn jobs(typed: Option<u16>) -> usize {
    typed.map_or_else(|| std::thread::available_parallelism().map_or(1, NonZero::get), usize::from)
}

/// The query as one string.
pub fn query(words: &[String]) -> String {
    words.join(" ").trim().to_owned()
}

/// The flags that narrow, with days for the dates.
pub fn filter(narrow: &NarrowArgs, roots: Vec<String>, today: Date) -> Result<Filter> {
    let filter = Filter {
        speaker: narrow.speaker.clone(),
        place: narrow.place.clone(),
        focus: narrow.focus.clone(),
        near: narrow.near.clone(),
        dateline: narrow.dateline.clone(),
        source: narrow.source.clone(),
        section: narrow.section.clone(),
        byline: narrow.byline.clone(),
        language: narrow.language.clone(),
        path: narrow.path.clone(),
        roots,
        ..Filter::default()
    };
    ask::within(filter, narrow.after, narrow.before, today)
}
