//! A web address, a path or an opening line in, the day it carries out.

use crate::article::Precision;
use crate::text::calendar::words::{self, Languages, WordKind};
use crate::text::calendar::{self, Reading, Written};
use std::path::Path;

/// The day in an address: "/2025/08/16/", "/2025-08-16-…", "/20250816/", "/2025/aug/16/"; the month where
/// only that is there ("/2025/08/…"), and "/16-08-2025-…" as the page's `language` reads it. Numbers that are
/// glued to more digits are identifiers.
pub fn day_of_url(url: &str, language: Option<&str>) -> Option<Written> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/')?.1;
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let day = (0..parts.len()).find_map(|at| day_of_parts(&parts[at..]));
    let day = day.or_else(|| parts.windows(3).find_map(|window| day_first(window, language)));
    day.or_else(|| {
        let folders: Vec<&str> = path.split('/').collect();
        folders.windows(2).find_map(|pair| month_of_folders(pair[0], pair[1]))
    })
}

fn written(text: &str, precision: Precision) -> Option<Written> {
    let written = calendar::parse(text, None)?;
    // The web began in 1991, but archives put older pages under their day too.
    (written.precision == precision && (1800..=2199).contains(&written.date.year())).then_some(written)
}

fn day_of_parts(parts: &[&str]) -> Option<Written> {
    let first = *parts.first()?;
    if first.len() == 8 && is_number(first) {
        return written(first, Precision::Day);
    }
    let [year, month, day] = *parts.first_chunk::<3>()?;
    if year.len() != 4 || !is_number(year) || !is_number(day) || day.len() > 2 {
        return None;
    }
    let month = if is_number(month) && month.len() <= 2 {
        month.parse().ok()?
    } else {
        words::value(month, WordKind::Month, Languages::ALL)?
    };
    written(&format!("{year}-{month}-{day}"), Precision::Day)
}

fn day_first(parts: &[&str], language: Option<&str>) -> Option<Written> {
    let shape = parts.iter().map(|part| part.len()).eq([2, 2, 4]) && parts.iter().all(|part| is_number(part));
    let text = parts.join("-");
    let found = calendar::parse(&text, language).filter(|_| shape)?;
    (1990..=2199).contains(&found.date.year()).then_some(found)
}

/// "/2025/08/" alone.
fn month_of_folders(year: &str, month: &str) -> Option<Written> {
    let shape = year.len() == 4 && month.len() == 2 && is_number(year) && is_number(month);
    shape.then(|| written(&format!("{year}-{month}"), Precision::Month))?
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A whole date in the file's name, else in its folders taken together ("2025/08/16/a.txt").
pub fn day_of_path(path: &Path) -> Option<(String, Written)> {
    let name = path.file_stem()?.to_string_lossy();
    let folders = path.parent().map(|folder| folder.to_string_lossy().replace('\\', "/")).unwrap_or_default();
    // Of the folders only the last three: a date higher up is when somebody made the collection.
    let mut last: Vec<&str> = folders.rsplit('/').take(3).collect();
    last.reverse();
    let folders = last.join("/");
    [name.into_owned(), folders].into_iter().find_map(|text| day_of_name(&text).map(|written| (text, written)))
}

fn day_of_name(name: &str) -> Option<Written> {
    let parts: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    (0..parts.len())
        .find_map(|at| day_of_parts(&parts[at..]))
        .or_else(|| calendar::find(&name.replace('_', " "), Reading::of(None)).first().map(|(_, written)| *written))
}

/// The date with a year in the dateline that opens `text`: "MOSCOW, Aug. 16, 2025 (Reuters) —".
pub fn dateline_day<'t>(text: &'t str, language: Option<&str>) -> Option<(&'t str, Written)> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    // Eighty bytes hold every honest dateline; the dash is what makes it one.
    let head = calendar::head(line, 80);
    let end = ["—", "–", " - ", "--"].iter().filter_map(|dash| head.find(dash)).min()?;
    let opening = &head[..end];
    let capitals = opening.chars().take_while(|c| c.is_uppercase()).count();
    if capitals < 3 {
        return None;
    }
    let (_, written) = *calendar::find(opening, Reading::of(language)).first()?;
    Some((opening, written))
}
