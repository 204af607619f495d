//! An index out: what it holds, what is wrong with it, what was learned, what could not be read.

use super::thousands;
use crate::index::{LearnedRow, LearnedStatus, Reject, Status, Verified};
use crate::present::rich::{Ink, Rich, Style, visible};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What could not be read, a line each.
pub fn rejects(out: &mut dyn Write, rejects: &[Reject]) -> io::Result<()> {
    rejects.iter().try_for_each(|reject| writeln!(out, "{}", visible(&reject.to_string())))
}

/// What the index holds, a line a thing.
pub fn status(out: &mut dyn Write, status: &Status, style: Style) -> io::Result<()> {
    let manifest = &status.manifest;
    let outcomes = &status.outcomes;
    let articles = match status.versions {
        0 => thousands(outcomes.articles),
        versions => format!("{}, {} of them versions of another", thousands(outcomes.articles), thousands(versions)),
    };
    let annotated = if manifest.annotated { "" } else { ", without annotations" };
    let mut rows = vec![
        ("articles", articles),
        ("quotations", format!("{}{annotated}", thousands(outcomes.quotations))),
        ("languages", counts(&outcomes.languages)),
        ("withheld", thousands(status.withheld)),
        ("not articles", counts(&outcomes.not_articles)),
        ("not readable", counts(&outcomes.rejects)),
        ("files", format!("{}, {}", thousands(manifest.inputs), bytes(status.input_bytes))),
        ("index", format!("{}, {} in {} segments", status.generation, bytes(status.index_bytes), status.segments)),
        ("kept", if status.kept.is_empty() { "none".to_owned() } else { status.kept.join(", ") }),
        ("format", format!("{}, annotators {}", manifest.format, manifest.annotators)),
        ("written by", format!("dateline {}", manifest.program)),
        ("built", moment(manifest.built_at)),
        ("updated", moment(manifest.updated_at)),
    ];
    rows.extend(manifest.roots.iter().map(|root| ("root", format!("{} = {}", root.label, root.path.display()))));
    rows.extend(status.learned.iter().map(|table| ("learned", learned_table(table))));
    if status.relearned_inputs > 0 {
        let files = thousands(status.relearned_inputs);
        rows.push(("to read again", format!("{files} files, under what was learned since: `dateline index`")));
    }
    rows.extend(status.digest.iter().map(|digest| ("digest", digest.clone())));
    let columns = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
    for (name, value) in &rows {
        Rich::of(&format!("{name:columns$}"), Ink::Faint).write(out, style)?;
        Rich::of(value, Ink::Plain).write(out, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes what `verify` found, a line a fault, and what `--repair` did.
pub fn verified(out: &mut dyn Write, verified: &Verified, style: Style) -> io::Result<()> {
    for line in &verified.mended {
        Rich::of(line, Ink::Plain).write(out, style)?;
        writeln!(out)?;
    }
    for fault in &verified.faults {
        let line = format!("{}: `{}` {}", fault.kind.name(), fault.path.display(), fault.what);
        Rich::of(&line, Ink::Plain).write(out, style)?;
        writeln!(out)?;
    }
    let state = match (verified.is_clean(), verified.is_sound()) {
        _ if verified.is_begun => "begun",
        (true, _) => "clean",
        (_, true) => "sound, with litter",
        _ => "damaged",
    };
    let kept = match verified.kept_articles {
        0 => String::new(),
        kept => format!(" and {} in old generations", thousands(kept)),
    };
    let looked = format!(
        "{} articles{kept}, {} files, {}",
        thousands(verified.articles - verified.kept_articles),
        thousands(verified.files),
        bytes(verified.bytes)
    );
    Rich::of(&format!("{state}: {looked}"), Ink::Plain).write(out, style)?;
    writeln!(out)
}

/// Rows of a learned table: outlet, articles, value.
pub fn learned(out: &mut dyn Write, rows: &[LearnedRow], style: Style) -> io::Result<()> {
    let columns = rows.iter().map(|row| visible(&row.outlet).chars().count()).max().unwrap_or(0) + 2;
    for row in rows {
        Rich::of(&format!("{:columns$}", visible(&row.outlet)), Ink::Name).write(out, style)?;
        Rich::of(&format!("{:>8}  ", thousands(row.articles)), Ink::Faint).write(out, style)?;
        Rich::of(&row.value, Ink::Plain).write(out, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// `12 lines of 3 outlets, 1 refused, learned 2025-08-16 12:00:00 UTC`
fn learned_table(table: &LearnedStatus) -> String {
    let plural = |n: u64, one: &str| format!("{} {one}{}", thousands(n), if n == 1 { "" } else { "s" });
    let refused = if table.refused > 0 { format!(", {} refused", thousands(table.refused)) } else { String::new() };
    let (rows, outlets) = (plural(table.rows, "row"), plural(table.outlets, "outlet"));
    format!("{}: {rows} of {outlets}{refused}, {}", table.table, moment(table.learned_at))
}

/// `412: 400 en, 12 unknown`
fn counts(counts: &BTreeMap<String, u64>) -> String {
    let name = |name: &String| if name.is_empty() { "unknown".to_owned() } else { name.clone() };
    let each: Vec<String> = counts.iter().map(|(key, n)| format!("{} {}", thousands(*n), name(key))).collect();
    if each.is_empty() { "none".to_owned() } else { each.join(", ") }
}

/// In units of 1024, one decimal.
fn bytes(number: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut size = number as f64 / 1024.0;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

fn moment(seconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    moment.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
