//! `dateline config`: what is in force, and where each value came from.

mod file;

pub use file::{ConfigFile, find, is_set};

use super::args::{ConfigArgs, FormatArg};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::error::Error;
use crate::present::{json, text};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use json::SettingObject;
use std::io::{self, BufWriter, Write};

/// The command line as it was understood: what the table is read from.
pub struct Understood<'a> {
    /// The definition, with the program's own defaults.
    pub program: &'a Command,
    pub matches: &'a ArgMatches,
    pub file: Option<&'a ConfigFile>,
}

pub fn run(args: ConfigArgs, understood: &Understood, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(&args.format, "config", &[Text, Json])?;
    let objects = match &args.command {
        None => in_force(understood),
        Some(name) => {
            let unknown = || Error::new(format!("no command `{name}`")).hint("`dateline --help` lists the commands");
            of_command(understood.program.find_subcommand(name).ok_or_else(unknown)?, understood)
        }
    };
    let path = understood.file.map(|file| file.path.display().to_string());
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Json => json::config(&mut out, path.as_deref(), &objects)?,
        _ => text::config(&mut out, path.as_deref(), &objects, settings.style)?,
    }
    out.flush()?;
    Ok(Outcome::Found)
}

/// The flags of every command, and what is set for single ones.
fn in_force(understood: &Understood) -> Vec<SettingObject> {
    let mut objects: Vec<SettingObject> =
        settable(understood.program).map(|arg| setting(None, arg, understood)).collect();
    for command in understood.program.get_subcommands() {
        let own = of_command(command, understood);
        objects.extend(own.into_iter().filter(|setting| setting.from == "file" || setting.from == "environment"));
    }
    objects
}

/// Every flag of one command that can be set, its subcommands' among them.
fn of_command(command: &Command, understood: &Understood) -> Vec<SettingObject> {
    let mut objects: Vec<SettingObject> =
        settable(command).map(|arg| setting(Some(command.get_name()), arg, understood)).collect();
    for inner in command.get_subcommands() {
        for setting in of_command_named(inner, command.get_name(), understood) {
            if objects.iter().all(|known| known.name != setting.name) {
                objects.push(setting);
            }
        }
    }
    objects
}

fn of_command_named(command: &Command, name: &str, understood: &Understood) -> Vec<SettingObject> {
    settable(command).map(|arg| setting(Some(name), arg, understood)).collect()
}

fn settable(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_long().is_some_and(|flag| !file::is_deed(flag)))
}

/// The value of a flag and who has set it. Only flags of every command can have been typed on this very line.
fn setting(command: Option<&str>, arg: &Arg, understood: &Understood) -> SettingObject {
    let name = arg.get_long().unwrap_or_default().to_owned();
    let id = arg.get_id().as_str();
    let source = understood.matches.try_contains_id(id).ok().and_then(|_| understood.matches.value_source(id));
    let typed = (command.is_none() && source == Some(ValueSource::CommandLine)).then(|| {
        let values = understood.matches.get_raw(id).into_iter().flatten();
        values.map(|value| value.to_string_lossy().into_owned()).collect::<Vec<_>>()
    });
    let variable = arg.get_env().filter(|name| is_set(name));
    let from_variable = || variable.and_then(std::env::var_os).map(|value| value.to_string_lossy().into_owned());
    let entry = understood.file.and_then(|file| file.entry(command, &name));
    let default = || arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let (values, from) = match (typed, from_variable(), entry) {
        (Some(values), ..) => (values, "command line"),
        (_, Some(value), _) => (vec![value], "environment"),
        (_, _, Some(entry)) => (entry.values.clone(), "file"),
        _ => (default(), "default"),
    };
    let variable = variable.filter(|_| from == "environment").map(|name| name.to_string_lossy().into_owned());
    SettingObject { command: command.map(str::to_owned), name, values, from, variable }
}
