//! The configuration file: flags by their own names and as TOML in, other defaults of the command line out.
//!
//! ```toml
//! index = "/srv/news/index"     # for every command that has the flag
//! limit = 20
//!
//! [search]                      # for one command; nearer than what stands above
//! passages = 3
//! source = ["Estuary Courier", "Meridian Wire"]
//! ```
//! There is one file, never a chain of them, and none is picked up from the folder one happens to stand in: the same
//! question must not answer otherwise one folder further. A flag is nearer than the environment, that is nearer than the
//! file, and the file nearer than the program's defaults.

use crate::error::{Error, Result};
use clap::builder::ValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// Names the file; empty means that there is none.
pub const VARIABLE: &str = "DATELINE_CONFIG";
/// Guessed: room for every flag of every command, with comments.
const BYTES_MAX: u64 = 1 << 20;
/// A key at least so much like a flag is a slip of it (Jaro–Winkler, 0 to 1). Borrowed from the argument parser, for
/// whom it is .7; a little more, because here one name is guessed and not a list.
const LIKENESS: f64 = 0.75;

/// What is done once and is no habit, by the flag's name: a file that rebuilt at every run would be a trap.
const DEEDS: [&str; 27] = [
    "as",
    "build",
    "config",
    "drop",
    "dry-run",
    "existing",
    "feed",
    "forget",
    "help",
    "list",
    "passage",
    "queries",
    "raw",
    "reannotate",
    "reason",
    "rebuild",
    "refuse",
    "release",
    "repair",
    "replace",
    "resume",
    "set",
    "shard",
    "verbose",
    "version",
    "watch",
    "withhold",
];

/// One flag's value in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `None`: every command that has the flag.
    pub command: Option<String>,
    pub flag: String,
    /// As they would be typed; one, or several for a flag that is repeatable.
    pub values: Vec<String>,
}

/// A file that was read and holds only what the command line knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    pub path: PathBuf,
    /// What is said for one command stands behind what is said for all.
    pub entries: Vec<Entry>,
}

/// The file that holds for a command line, checked against the definition of the program; `None` when there is none.
pub fn find(args: &[OsString], program: &Command) -> Result<Option<ConfigFile>> {
    let named = typed(args).or_else(|| env::var_os(VARIABLE));
    let path = match &named {
        Some(name) if name.is_empty() => return Ok(None),
        Some(name) => PathBuf::from(name),
        None => match usual() {
            Some(path) if path.exists() => path,
            _ => return Ok(None),
        },
    };
    let entries = entries(&text(&path)?, &path)?;
    check(&entries, &path, program)?;
    Ok(Some(ConfigFile { path, entries }))
}

/// `--config FILE` or `--config=FILE`. Looked for before the line is parsed: the file decides how it is.
fn typed(args: &[OsString]) -> Option<OsString> {
    let mut args = args.iter().take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        if arg == "--config" {
            return args.next().cloned();
        }
        if let Some(path) = arg.to_str().and_then(|arg| arg.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    None
}

/// Where the file lies by itself: <https://specifications.freedesktop.org/basedir-spec/latest/>, which says that a path
/// that is not absolute is to be ignored.
fn usual() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(folder.join("dateline/config.toml"))
}

fn text(path: &Path) -> Result<String> {
    let unreadable = |error: std::io::Error| Error::io("read", path, &error);
    let file = fs::metadata(path).map_err(unreadable)?;
    if file.len() > BYTES_MAX {
        return Err(Error::new(format!("`{}` has {} bytes and is no configuration file", path.display(), file.len()))
            .hint("`dateline help config` shows one"));
    }
    fs::read_to_string(path).map_err(unreadable)
}

fn entries(text: &str, path: &Path) -> Result<Vec<Entry>> {
    let table: toml::Table = toml::from_str(text).map_err(|fault| {
        let line = text.get(..fault.span().map_or(0, |span| span.start)).unwrap_or_default().matches('\n').count();
        let message = fault.message().lines().next().unwrap_or_default().to_owned();
        Error::new(format!("`{}`, line {}: {message}", path.display(), line + 1))
            .detail(text.lines().nth(line).unwrap_or_default().to_owned())
            .hint("it is TOML: `limit = 20`, `format = \"json\"`")
    })?;
    let (mut all, mut own) = (Vec::new(), Vec::new());
    for (key, value) in &table {
        match value {
            toml::Value::Table(flags) => {
                for (flag, value) in flags {
                    own.push(entry(Some(key), flag, value, path)?);
                }
            }
            _ => all.push(entry(None, key, value, path)?),
        }
    }
    all.append(&mut own);
    Ok(all)
}

fn entry(command: Option<&str>, flag: &str, value: &toml::Value, path: &Path) -> Result<Entry> {
    let values = match value {
        toml::Value::Array(values) => values.iter().map(scalar).collect::<Option<Vec<_>>>(),
        value => scalar(value).map(|value| vec![value]),
    };
    let values = values.filter(|values| !values.is_empty()).ok_or_else(|| {
        wrong(path, command, flag, "holds no value a flag can have")
            .hint("a flag's value is text, a number, true or false, or a list of such")
    })?;
    Ok(Entry { command: command.map(str::to_owned), flag: flag.to_owned(), values })
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(switch) => Some(switch.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

/// `the file: `limit` in [search] …`
fn wrong(path: &Path, command: Option<&str>, flag: &str, what: &str) -> Error {
    let place = command.map(|command| format!(" in [{command}]")).unwrap_or_default();
    Error::new(format!("`{}`: `{flag}`{place} {what}", path.display()))
}

/// Refuses what no command knows, what is no setting, and values that the flag would not take.
fn check(entries: &[Entry], path: &Path, program: &Command) -> Result<()> {
    for entry in entries {
        let command = entry.command.as_deref();
        let inside = match command {
            None => program,
            Some(name) => program.find_subcommand(name).ok_or_else(|| {
                Error::new(format!("`{}`: there is no command `{name}` for [{name}]", path.display()))
                    .hint("`dateline --help` lists the commands")
            })?,
        };
        let mut commands = Vec::new();
        holders(inside, &mut command.map(str::to_owned).into_iter().collect(), &entry.flag, &mut commands);
        if command.is_some() && program.get_arguments().any(|arg| arg.get_long() == Some(&entry.flag)) {
            return Err(wrong(path, command, &entry.flag, "is a flag of every command")
                .hint("write it above the first [table]"));
        }
        if commands.is_empty() {
            return Err(wrong(path, command, &entry.flag, "is no flag").hint(suggestion(inside, &entry.flag)));
        }
        if is_deed(&entry.flag) {
            return Err(wrong(path, command, &entry.flag, "is something to do, not a setting")
                .hint("give it on the command line when it is wanted"));
        }
        for names in commands {
            check_value(entry, &names, path, program)?;
        }
    }
    Ok(())
}

/// The commands, each as the names that lead to it, that have the flag.
fn holders(command: &Command, names: &mut Vec<String>, flag: &str, found: &mut Vec<Vec<String>>) {
    if command.get_arguments().any(|arg| arg.get_long() == Some(flag)) {
        found.push(names.clone());
    }
    for inner in command.get_subcommands() {
        names.push(inner.get_name().to_owned());
        holders(inner, names, flag, found);
        names.pop();
    }
}

fn suggestion(command: &Command, typed: &str) -> String {
    let mut flags = Vec::new();
    flags_of(command, &mut flags);
    let likeness = |flag: &&str| strsim::jaro_winkler(flag, typed);
    let best = flags.into_iter().filter(|flag| likeness(flag) >= LIKENESS);
    match best.max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        Some(flag) => format!("did you mean `{flag}`?"),
        None => "its keys are flags by their long names, without the dashes".to_owned(),
    }
}

fn flags_of<'c>(command: &'c Command, flags: &mut Vec<&'c str>) {
    flags.extend(command.get_arguments().filter_map(Arg::get_long).filter(|flag| !is_deed(flag)));
    command.get_subcommands().for_each(|inner| flags_of(inner, flags));
}

/// Has the parser itself read the value, as if it had been typed. What else it may miss on that line is no matter.
fn check_value(entry: &Entry, names: &[String], path: &Path, program: &Command) -> Result<()> {
    let line = ["dateline".to_owned()].into_iter().chain(names.iter().cloned());
    let values = entry.values.iter().map(|value| format!("--{}={value}", entry.flag));
    let mut program = with_defaults(program.clone(), names, &entry.flag, None);
    let Err(fault) = program.try_get_matches_from_mut(line.chain(values)) else { return Ok(()) };
    let is_of_the_value = matches!(
        fault.kind(),
        ErrorKind::InvalidValue
            | ErrorKind::ValueValidation
            | ErrorKind::TooManyValues
            | ErrorKind::TooFewValues
            | ErrorKind::WrongNumberOfValues
            | ErrorKind::InvalidUtf8
    );
    let is_repeated = fault.kind() == ErrorKind::ArgumentConflict && entry.values.len() > 1;
    match (is_of_the_value, is_repeated) {
        (true, _) => {
            let text = fault.to_string();
            let line = text.lines().next().unwrap_or_default();
            let said = line.strip_prefix("error: ").unwrap_or(line);
            let hint = text.lines().find_map(|line| Some(line.trim().strip_prefix('[')?.trim_end_matches(']')));
            let error = wrong(path, entry.command.as_deref(), &entry.flag, &format!("is refused: {said}"));
            Err(hint.map_or(error.clone(), |hint| error.hint(hint)))
        }
        (_, true) => Err(wrong(path, entry.command.as_deref(), &entry.flag, "takes one value, not a list")
            .hint("leave the brackets out")),
        _ => Ok(()),
    }
}

impl ConfigFile {
    /// The program with what the file says for defaults.
    pub fn apply(&self, mut program: Command) -> Command {
        for entry in &self.entries {
            let below: Vec<String> = entry.command.iter().cloned().collect();
            let inside = entry.command.as_ref().map_or(Some(&program), |name| program.find_subcommand(name));
            let mut holding = Vec::new();
            inside.into_iter().for_each(|inside| holders(inside, &mut below.clone(), &entry.flag, &mut holding));
            for names in holding {
                program = with_defaults(program, &names, &entry.flag, Some(&entry.values));
            }
        }
        program
    }

    /// What the file says of a flag of a command: the nearer of the two places.
    pub fn entry(&self, command: Option<&str>, flag: &str) -> Option<&Entry> {
        let is_of =
            |entry: &&Entry| entry.flag == flag && (entry.command.is_none() || entry.command.as_deref() == command);
        self.entries.iter().rfind(is_of)
    }
}

/// The program with other defaults for one flag of the command that `names` lead to. A switch becomes one that can be
/// switched off again, by `--copies=false`.
fn with_defaults(program: Command, names: &[String], flag: &str, values: Option<&[String]>) -> Command {
    if let Some((name, rest)) = names.split_first() {
        return program.mut_subcommand(name, |inner| with_defaults(inner, rest, flag, values));
    }
    let Some(id) = program.get_arguments().find(|arg| arg.get_long() == Some(flag)).map(|arg| arg.get_id().clone())
    else {
        return program;
    };
    program.mut_arg(id, |arg| {
        let arg = if matches!(arg.get_action(), ArgAction::SetTrue) { as_choice(arg) } else { arg };
        match values {
            Some(values) => arg.default_values(values.iter().map(|value| clap::builder::OsStr::from(value.clone()))),
            None => arg,
        }
    })
}

/// A switch that takes `=true` and `=false`.
fn as_choice(arg: Arg) -> Arg {
    let arg = arg.action(ArgAction::Set).num_args(0..=1).require_equals(true);
    arg.default_missing_value("true").value_parser(ValueParser::bool()).hide_possible_values(true)
}

/// Whether a flag is no setting.
pub fn is_deed(flag: &str) -> bool {
    DEEDS.contains(&flag)
}

/// Whether an environment variable says anything.
pub fn is_set(name: &OsStr) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::super::args::Cli;
    use super::*;
    use clap::{CommandFactory, FromArgMatches};

    fn read(text: &str) -> Result<ConfigFile> {
        let path = PathBuf::from("c.toml");
        let entries = entries(text, &path)?;
        check(&entries, &path, &Cli::command())?;
        Ok(ConfigFile { path, entries })
    }

    #[test]
    fn the_file_is_typed_or_not() {
        let typed = |line: &str| typed(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(typed("dateline search --config a.toml x"), Some("a.toml".into()));
        assert_eq!(typed("dateline --config=a.toml search x"), Some("a.toml".into()));
        assert_eq!(typed("dateline search -- --config a.toml"), None);
        assert_eq!(typed("dateline search --config"), None);
    }

    #[test]
    fn the_nearer_place_and_the_flag_win() {
        let file = read("limit = 3\ncopies = true\n[search]\nlimit = 4\nspeaker = [\"a\", \"b\"]").unwrap();
        let asked = |line: &str| {
            let program = file.apply(Cli::command());
            let matches = program.try_get_matches_from(line.split(' ')).unwrap_or_else(|e| panic!("{line}: {e}"));
            Cli::from_arg_matches(&matches).unwrap();
            let (_, inner) = matches.subcommand().unwrap();
            (*inner.get_one::<usize>("limit").unwrap(), inner.try_get_one::<bool>("copies").ok().flatten().copied())
        };
        assert_eq!(asked("dateline search x"), (4, Some(true)));
        assert_eq!(asked("dateline search x --limit 5 --copies=false"), (5, Some(false)));
        assert_eq!(asked("dateline search x --copies"), (4, Some(true)));
        assert_eq!(asked("dateline quotes x"), (3, None));
    }

    /// Not one flag that can stand in the file is refused by the parser for having a default.
    #[test]
    fn every_flag_of_every_command_can_have_its_default_set() {
        let mut program = Cli::command();
        program.build();
        let mut flags = Vec::new();
        flags_of(&program, &mut flags);
        for flag in flags {
            let mut holding = Vec::new();
            holders(&Cli::command(), &mut Vec::new(), flag, &mut holding);
            for names in holding {
                with_defaults(Cli::command(), &names, flag, None).debug_assert();
            }
        }
        assert!(DEEDS.is_sorted());
    }

    #[test]
    fn faults() {
        for (text, message, hint) in [
            ("limmit = 3", "`c.toml`: `limmit` is no flag", "did you mean `limit`?"),
            ("[search]\ncheckpoint = 3", "`c.toml`: `checkpoint` in [search] is no flag", "its keys are flags by"),
            ("[serch]\nlimit = 3", "`c.toml`: there is no command `serch` for [serch]", "`dateline --help` lists"),
            ("[search]\nindex = \"x\"", "`c.toml`: `index` in [search] is a flag of every", "write it above"),
            ("rebuild = true", "`c.toml`: `rebuild` is something to do, not a setting", "give it on"),
            ("limit = \"many\"", "`c.toml`: `limit` is refused: invalid value 'many'", ""),
            ("format = \"xml\"", "`c.toml`: `format` is refused: invalid value 'xml'", "possible values: "),
            ("copies = \"perhaps\"", "`c.toml`: `copies` is refused: invalid value 'perhaps'", ""),
            ("limit = [1, 2]", "`c.toml`: `limit` takes one value, not a list", "leave the brackets out"),
            ("limit = []", "`c.toml`: `limit` holds no value", "a flag's value is"),
            ("a = 1\nlimit = ", "`c.toml`, line 2: ", "it is TOML"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.message.starts_with(message), "{text}: {}", error.message);
            assert!(error.hint.unwrap_or_default().starts_with(hint), "{text}");
        }
    }
}
