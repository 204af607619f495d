//! What is in force in, a line a flag out.

use crate::present::json::SettingObject;
use crate::present::rich::{Ink, Rich, Style};
use std::io::{self, Write};

/// The file, then each flag with its value and who has said so. Flags that nobody has set say nothing.
pub fn config(out: &mut dyn Write, file: Option<&str>, settings: &[SettingObject], style: Style) -> io::Result<()> {
    Rich::of(&format!("configuration file: {}", file.unwrap_or("none")), Ink::Faint).write(out, style)?;
    writeln!(out)?;
    let name = |setting: &SettingObject| match &setting.command {
        Some(command) => format!("{command} --{}", setting.name),
        None => format!("--{}", setting.name),
    };
    let rows: Vec<(String, Rich, &SettingObject)> =
        settings.iter().map(|setting| (name(setting), Rich::of(&value(setting), Ink::Plain), setting)).collect();
    let name_columns = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let value_columns = rows.iter().map(|(_, value, _)| value.width()).max().unwrap_or(0);
    for (name, value, setting) in &rows {
        Rich::of(&format!("{name:name_columns$}  "), Ink::Name).write(out, style)?;
        value.write(out, style)?;
        write!(out, "{:blank$}  ", "", blank = value_columns - value.width())?;
        let from = setting.variable.as_deref().unwrap_or(setting.from);
        Rich::of(from, Ink::Faint).write(out, style)?;
        writeln!(out)?;
    }
    Ok(())
}

fn value(setting: &SettingObject) -> String {
    if setting.values.is_empty() { "-".to_owned() } else { setting.values.join(", ") }
}
