//! The command-line door: argv in, an exit code out. What was typed ([`args`]) → what it means ([`settings`]) → one
//! file a command.
//!
//! Answers go to stdout, everything else to stderr. Exit codes: 0 found or done, 1 nothing found, 2 error; a reader
//! that has seen enough and closes the pipe is no error.

mod alerts;
mod args;
mod choices;
mod completions;
mod config;
mod engine;
mod extract;
mod facets;
mod fields;
mod formats;
mod help;
mod index;
mod learn;
mod man;
mod mcp;
mod messages;
mod minus;
mod progress;
mod queries;
mod quotes;
mod reannotate;
mod rollback;
mod rows;
mod search;
mod serve;
mod settings;
mod show;
mod signals;
mod similar;
mod speakers;
mod status;
mod terms;
mod timeline;
mod verify;
mod withhold;

use crate::error::Error;
use args::{Cli, Command, CommonArgs};
use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches};
use config::Understood;
use settings::Settings;
use std::ffi::OsString;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Found,
    Nothing,
}

impl Outcome {
    fn found_if(found: bool) -> Self {
        if found { Outcome::Found } else { Outcome::Nothing }
    }
}

/// Why a command ended early.
#[derive(Debug)]
enum Stop {
    Error(Error),
    /// Whoever read the answer has closed the pipe.
    ClosedPipe,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::ClosedPipe,
            _ => Stop::Error(Error::new(format!("cannot write the answer: {error}"))),
        }
    }
}

/// Runs one command to its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let definition = definition();
    let args = minus::as_words(args, &definition);
    let file = match config::find(&args, &definition) {
        Ok(file) => file,
        Err(error) => return without_file(&args, definition, &error),
    };
    let mut program = file.as_ref().map_or_else(|| definition.clone(), |file| file.apply(definition.clone()));
    let understood = program.try_get_matches_from_mut(&args);
    let understood = understood.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match understood {
        Ok(understood) => understood,
        Err(error) => return usage(&error),
    };
    let settings = Settings::new(&cli.common);
    messages::trace(cli.common.verbose);
    tracing::info!("index directory `{}`", settings.index.display());
    let understood = Understood { program: &definition, matches: &matches, file: file.as_ref() };
    match guarded(|| dispatch(cli.command, &understood, &settings), cli.common.verbose > 0) {
        Ok(Outcome::Found) | Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(Stop::Error(error)) => {
            messages::error(&error, &settings);
            ExitCode::from(2)
        }
    }
}

/// The command line as `args` defines it. A variable that is set to nothing says nothing.
fn definition() -> clap::Command {
    let program = Cli::command();
    match config::is_set("DATELINE_INDEX".as_ref()) {
        true => program,
        false => program.mut_arg("index", |arg| arg.env(Resettable::Reset)),
    }
}

/// A configuration file with a fault stops every command, but not the help that tells how to write one.
fn without_file(args: &[OsString], definition: clap::Command, error: &Error) -> ExitCode {
    match definition.try_get_matches_from(args) {
        Err(help) if !help.use_stderr() => usage(&help),
        _ => {
            messages::error(error, &Settings::new(&CommonArgs::default()));
            ExitCode::from(2)
        }
    }
}

/// A fault of the program's own, or what a damaged index makes the engine do, as an error like any other. With `-v`
/// the place of the fault is shown too.
fn guarded(command: impl FnOnce() -> Result<Outcome, Stop>, verbose: bool) -> Result<Outcome, Stop> {
    if !verbose {
        panic::set_hook(Box::new(|_| ()));
    }
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|fault| {
        let owned = fault.downcast_ref::<String>().map(String::as_str);
        let message = owned.or(fault.downcast_ref::<&str>().copied()).unwrap_or("no message");
        let error = Error::new(format!("the program failed: {message}"));
        Err(error
            .hint("`dateline verify` tells whether the index is damaged; if it is not, report this, with `-v`")
            .into())
    })
}

fn dispatch(command: Command, understood: &Understood, settings: &Settings) -> Result<Outcome, Stop> {
    use Command::{Alerts, Learn, Rollback, Similar, Status, Terms, Verify};
    if settings.engine.is_some()
        && matches!(command, Alerts(_) | Learn(_) | Rollback(_) | Similar(_) | Status(_) | Terms(_) | Verify(_))
    {
        let error = Error::new("this command is of the index on disk, and an engine is named");
        return Err(error
            .hint("leave `--engine` out, or unset `DATELINE_ENGINE`; `dateline engine check` looks at an engine")
            .into());
    }
    match command {
        Command::Index(args) => index::run(args, settings),
        Command::Search(args) => search::run(args, settings),
        Command::Quotes(args) => quotes::run(args, settings),
        Command::Facets(args) => facets::run(args, settings),
        Command::Timeline(args) => timeline::run(args, settings),
        Command::Similar(args) => similar::run(args, settings),
        Command::Terms(args) => terms::run(args, settings),
        Command::Alerts(args) => alerts::run(args, settings),
        Command::Speakers(args) => speakers::run(args, settings),
        Command::Show(args) => show::run(args, settings),
        Command::Serve(args) => serve::run(args, settings),
        Command::Extract(args) => extract::run(args, settings),
        Command::Learn(args) => learn::run(args, settings),
        Command::Status(args) => status::run(args, settings),
        Command::Verify(args) => verify::run(args, settings),
        Command::Rollback(args) => rollback::run(args, settings),
        Command::Engine(args) => engine::run(&args, settings),
        Command::Fields(args) => fields::run(args, settings),
        Command::Formats(args) => formats::run(args, settings),
        Command::Mcp(args) => mcp::run(args, settings),
        Command::Config(args) => config::run(args, understood, settings),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
        Command::Help(args) => help::run(args, settings),
    }
}

/// Help and version go to stdout with 0, a command that cannot be understood to stderr with 2. A pipe closed on the
/// help page is nobody's loss.
fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    match error.kind() {
        DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print().ok();
        }
        _ => in_our_style(&error.to_string()).iter().for_each(|line| messages::line(line)),
    }
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// The parser's own message with `hint:` lines like ours.
fn in_our_style(message: &str) -> Vec<String> {
    let lines = message.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| match line.trim_start().strip_prefix("tip: ") {
            Some(tip) => format!("hint: {tip}"),
            None if line.starts_with("For more information") => "hint: `--help` says more".to_owned(),
            None => line.to_owned(),
        })
        .collect()
}
