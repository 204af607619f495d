//! An index in, what its articles teach about their outlets out, into the index's learned tables.
//!
//! Learning reads the index and writes a table, nothing else: the next run reads the files of the outlets concerned again.
//! What a table holds is no longer in the articles and cannot be learned from them twice, so learning adds to a table.

use super::places;
use crate::clean::repeated::{ARTICLES_MIN, Counter, Repeated, outlet};
use crate::error::{Error, Result};
use crate::index::learned::{CHROME, HOMES};
use crate::index::{Directory, DocAddress, Generation, LearnedRow, LearnedTable, Lock, StoredArticle};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// Articles of an outlet that are looked at: those with the lowest ids, a fair sample, for ids are hashes. Guessed: a line
/// in one of twenty shows itself long before, and memory stays bounded.
const SAMPLE_MAX: usize = 20_000;

/// Articles about some place that must agree on an outlet's home, at least (guessed: a smaller majority is soon chance).
const HOME_ARTICLES_MIN: usize = 5;

/// What a table was taught.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LearnReport {
    /// Rows that the table did not have.
    pub new: Vec<LearnedRow>,
    /// Rows that hold now.
    pub rows: u64,
    /// Articles looked at, and their outlets.
    pub articles: u64,
    pub outlets: u64,
}

/// The folder that stands for an outlet: the first under the root, where there is one.
pub(super) fn folder(root: &str, under_root: &str) -> String {
    match under_root.split_once('/') {
        Some((first, _)) => format!("{root}/{first}"),
        None => root.to_owned(),
    }
}

/// Finds the lines that outlets repeat across their articles and adds them to the table; with `dry_run` only finds them.
pub fn learn_chrome(index: &Path, dry_run: bool) -> Result<LearnReport> {
    let directory = Directory::open(index)?;
    let lock = if dry_run { None } else { Some(Lock::acquire(&directory)?) };
    let known = LearnedTable::read(CHROME, &directory)?;
    let generation = Generation::open(index)?;
    let mut report = LearnReport::default();
    let mut rows = known.rows().to_vec();
    for (outlet, addresses) in by_outlet(&generation, ARTICLES_MIN)? {
        report.outlets += 1;
        report.articles += addresses.len() as u64;
        let known: HashSet<&str> = known.rows_of(&outlet).iter().map(|row| row.value.as_str()).collect();
        let row = |Repeated { line, articles }| LearnedRow {
            outlet: outlet.clone(),
            value: line,
            articles: articles as u64,
            refused: false,
        };
        let new = repeated(&generation, &addresses)?.into_iter().filter(|found| !known.contains(found.line.as_str()));
        report.new.extend(new.map(row));
    }
    rows.extend(report.new.iter().cloned());
    let table = LearnedTable::new(rows, super::now_ns() / 1_000_000_000);
    report.rows = table.holding().count() as u64;
    if let Some(lock) = lock.filter(|_| !report.new.is_empty()) {
        table.write(CHROME, &directory, &lock)?;
    }
    Ok(report)
}

/// Finds the region that most of an outlet's articles are about, for outlets that have no home yet; with `dry_run` only
/// finds it.
pub fn learn_homes(index: &Path, dry_run: bool) -> Result<LearnReport> {
    let directory = Directory::open(index)?;
    let lock = if dry_run { None } else { Some(Lock::acquire(&directory)?) };
    let known = LearnedTable::read(HOMES, &directory)?;
    let generation = Generation::open(index)?;
    let mut report = LearnReport::default();
    for (outlet, addresses) in by_outlet(&generation, HOME_ARTICLES_MIN)? {
        report.outlets += 1;
        report.articles += addresses.len() as u64;
        let told = known.rows_of(&outlet);
        let is_refused = |path: &str| told.iter().any(|row| row.value == path);
        let has_home = told.iter().any(|row| !row.refused);
        let found = if has_home { None } else { home(&generation, &addresses)? };
        let found = found.filter(|(path, _)| !is_refused(path));
        report.new.extend(found.map(|(value, articles)| LearnedRow { outlet, value, articles, refused: false }));
    }
    let rows = known.rows().iter().chain(&report.new).cloned().collect();
    let table = LearnedTable::new(rows, super::now_ns() / 1_000_000_000);
    report.rows = table.holding().count() as u64;
    if let Some(lock) = lock.filter(|_| !report.new.is_empty()) {
        table.write(HOMES, &directory, &lock)?;
    }
    Ok(report)
}

/// The smallest place, from countries down, that more than half of the articles are about that are about any; with how
/// many.
fn home(generation: &Generation, addresses: &[DocAddress]) -> Result<Option<(String, u64)>> {
    let mut about: BTreeMap<String, u64> = BTreeMap::new();
    let mut all = 0;
    for &address in addresses {
        let Some(focus) = generation.stored(address)?.annotations.focus else { continue };
        all += 1;
        for steps in 2..=focus.path.len() {
            *about.entry(focus.path[..steps].join("/")).or_default() += 1;
        }
    }
    let most = about.into_iter().filter(|(_, articles)| articles * 2 > all && all >= HOME_ARTICLES_MIN as u64);
    Ok(most.max_by_key(|(path, _)| path.split('/').count()))
}

/// Says where an outlet is at home, whatever its articles say.
pub fn set_home(index: &Path, name: &str, place: &str) -> Result<LearnedRow> {
    let directory = Directory::open(index)?;
    let lock = Lock::acquire(&directory)?;
    let manifest = Generation::open(index)?.manifest;
    let dump = manifest.gazetteer.as_ref().map(|entry| entry.path.as_path());
    let (_, value) = places::find_home(&places::annotator(dump)?, place)?;
    let row = LearnedRow { outlet: outlet(Some(name), None, ""), value, articles: 0, refused: false };
    let known = LearnedTable::read(HOMES, &directory)?;
    let others = known.rows().iter().filter(|other| other.outlet != row.outlet).cloned();
    let rows = others.chain([row.clone()]).collect();
    LearnedTable::new(rows, super::now_ns() / 1_000_000_000).write(HOMES, &directory, &lock)?;
    Ok(row)
}

/// Says of a row of a table that it does not hold, of whichever outlet; gives the rows that no longer hold.
pub fn refuse(index: &Path, table: &str, value: &str) -> Result<Vec<LearnedRow>> {
    let directory = Directory::open(index)?;
    let lock = Lock::acquire(&directory)?;
    let known = LearnedTable::read(table, &directory)?;
    let is_meant = |row: &LearnedRow| row.value == value && !row.refused;
    let meant: Vec<LearnedRow> = known.rows().iter().filter(|row| is_meant(row)).cloned().collect();
    if meant.is_empty() {
        return Err(Error::new(format!("no row `{value}` was learned"))
            .hint(format!("`dateline learn {table} --list` shows the rows, to be given as they stand there")));
    }
    let refused = known.rows().iter().cloned().map(|row| LearnedRow { refused: row.refused || is_meant(&row), ..row });
    LearnedTable::new(refused.collect(), known.learned_at).write(table, &directory, &lock)?;
    Ok(meant)
}

/// Empties a table; gives the rows it had.
pub fn forget(index: &Path, table: &str) -> Result<Vec<LearnedRow>> {
    let directory = Directory::open(index)?;
    let lock = Lock::acquire(&directory)?;
    let known = LearnedTable::read(table, &directory)?;
    LearnedTable::new(Vec::new(), super::now_ns() / 1_000_000_000).write(table, &directory, &lock)?;
    Ok(known.rows().to_vec())
}

/// The rows of a table that hold.
pub fn learned(index: &Path, table: &str) -> Result<Vec<LearnedRow>> {
    Ok(LearnedTable::read(table, &Directory::open(index)?)?.holding().cloned().collect())
}

/// The sample of every outlet that has enough articles, of those that may be shown, each in the order of ids: nothing that is learned depends on how
/// documents happen to lie.
fn by_outlet(generation: &Generation, articles_min: usize) -> Result<BTreeMap<String, Vec<DocAddress>>> {
    let mut ids: BTreeMap<String, Vec<(String, DocAddress)>> = BTreeMap::new();
    for address in generation.shown_addresses()? {
        let stored = generation.stored(address)?;
        ids.entry(outlet_of(&stored)).or_default().push((stored.id, address));
    }
    ids.retain(|_, articles| articles.len() >= articles_min);
    let sample = |mut articles: Vec<(String, DocAddress)>| -> Vec<DocAddress> {
        articles.sort_unstable();
        articles.into_iter().take(SAMPLE_MAX).map(|(_, address)| address).collect()
    };
    Ok(ids.into_iter().map(|(outlet, articles)| (outlet, sample(articles))).collect())
}

fn outlet_of(stored: &StoredArticle) -> String {
    let article = &stored.article;
    outlet(article.source.as_deref(), article.url.as_deref(), &folder(&stored.root, &stored.path))
}

/// The lines that an outlet's articles repeat. Copies of one story, which repeat each other, count once.
fn repeated(generation: &Generation, addresses: &[DocAddress]) -> Result<Vec<Repeated>> {
    let (mut counter, mut seen) = (Counter::default(), HashSet::new());
    for &address in addresses {
        let article = generation.stored(address)?.article;
        let paragraphs = || article.paragraphs.iter().map(|span| span.of(&article.text));
        let longest = paragraphs().max_by_key(|paragraph| paragraph.len()).unwrap_or_default();
        if seen.insert(*blake3::hash(format!("{}\n{longest}", article.title).as_bytes()).as_bytes()) {
            counter.add(&article.title, paragraphs());
        }
    }
    Ok(counter.repeated())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folder_under_the_root_stands_for_an_outlet() {
        assert_eq!(folder("news", "quay/2024/a.txt"), "news/quay");
        assert_eq!(folder("news", "a.txt"), "news");
    }
}
