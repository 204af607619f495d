//! What annotating needs from outside the article: the gazetteer a run reads with, and where outlets are at home.

use crate::annotate::Annotator;
use crate::annotate::places::{Dump, Home};
use crate::article::{Annotations, Article};
use crate::clean::repeated::outlet;
use crate::error::{Error, Result};
use crate::index::learned::HOMES;
use crate::index::{GazetteerEntry, Learned, Manifest};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Where the places come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GazetteerChoice {
    /// What the index was built with; for a new one the built-in gazetteer.
    #[default]
    AsBefore,
    BuiltIn,
    /// A GeoNames dump, put over the built-in gazetteer.
    Dump(PathBuf),
}

/// The dump a run reads with, as it is now; none for the built-in gazetteer alone.
pub(super) fn chosen(choice: &GazetteerChoice, known: Option<&GazetteerEntry>) -> Result<Option<GazetteerEntry>> {
    let path = match (choice, known) {
        (GazetteerChoice::BuiltIn, _) | (GazetteerChoice::AsBefore, None) => return Ok(None),
        (GazetteerChoice::AsBefore, Some(known)) => known.path.clone(),
        (GazetteerChoice::Dump(path), _) => std::fs::canonicalize(path).map_err(|e| Error::io("read", path, &e))?,
    };
    match super::plan::digest(&path) {
        Ok(digest) => Ok(Some(GazetteerEntry { path, digest })),
        Err(_) => Err(Error::new(format!("cannot read the gazetteer `{}`", path.display()))
            .hint("name the file with `--gazetteer FILE`, or rebuild with `--rebuild --gazetteer built-in`")),
    }
}

/// Refuses to mix what two gazetteers say.
pub(super) fn check(chosen: Option<&GazetteerEntry>, before: &Manifest) -> Result<()> {
    let known = before.gazetteer.as_ref();
    if chosen.map(|entry| &entry.digest) == known.map(|entry| &entry.digest) {
        return Ok(());
    }
    let name = |entry: Option<&GazetteerEntry>| match entry {
        Some(entry) => format!("`{}` ({})", entry.path.display(), &entry.digest[..entry.digest.len().min(8)]),
        None => "the built-in one".to_owned(),
    };
    let message = format!("the index was built with the gazetteer {}, not {}", name(known), name(chosen));
    Err(Error::new(message).hint("`dateline index --rebuild`, with the same `--gazetteer`, makes it anew"))
}

/// An annotator with the built-in gazetteer, or with a dump over it.
pub(super) fn annotator(dump: Option<&Path>) -> Result<Annotator> {
    let Some(path) = dump else { return Ok(Annotator::new()) };
    let dump = read_dump(path)?;
    let (towns, passed_over) = dump.counts();
    tracing::info!("{towns} towns of `{}`, {passed_over} lines that are none", path.display());
    let gazetteer = dump.over_built_in().map_err(|wrong| refused(path, &wrong))?;
    Ok(Annotator::with_gazetteer(gazetteer))
}

fn read_dump(path: &Path) -> Result<Dump> {
    let mut lines = BufReader::new(File::open(path).map_err(|e| Error::io("read", path, &e))?);
    let mut dump = Dump::default();
    let mut line = Vec::new();
    for number in 1u64.. {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(|e| Error::io("read", path, &e))? == 0 {
            break;
        }
        let text = std::str::from_utf8(&line).map_err(|_| "it is not UTF-8".to_owned());
        let taken = text.and_then(|text| dump.line(text.trim_end_matches(['\n', '\r'])));
        taken.map_err(|wrong| refused(path, &format!("line {number}: {wrong}")))?;
    }
    match dump.counts() {
        (0, _) => Err(refused(path, "it names no populated place")),
        _ => Ok(dump),
    }
}

fn refused(path: &Path, wrong: &str) -> Error {
    Error::new(format!("`{}` is no gazetteer: {wrong}", path.display()))
        .hint("give an unpacked dump of GeoNames, such as cities500.txt or a country's, or lines of that form")
}

/// An annotator and the homes of outlets.
pub(super) struct Annotating {
    annotator: Annotator,
    /// By the outlet's name, as learned tables have it.
    homes: HashMap<String, Home>,
    /// Of every outlet that has none of its own.
    home: Option<Home>,
}

impl Annotating {
    /// With the homes that are learned or given.
    pub(super) fn new(annotator: Annotator, learned: &Learned) -> Annotating {
        let rows = learned.table(HOMES).holding();
        let homes = rows.filter_map(|row| Some((row.outlet.clone(), annotator.home(&row.value)?.0))).collect();
        Annotating { annotator, homes, home: None }
    }

    /// With one home for all.
    pub(super) fn at_home(annotator: Annotator, home: Option<&str>) -> Result<Annotating> {
        let home = home.map(|written| Ok::<Home, Error>(find_home(&annotator, written)?.0)).transpose()?;
        Ok(Annotating { annotator, homes: HashMap::new(), home })
    }

    /// Annotates an article of the outlet that it names, or that its folder stands for.
    pub(super) fn annotate(&self, article: &Article, folder: &str) -> Annotations {
        self.annotator.annotate_from(article, self.home_of(article, folder))
    }

    /// Annotates articles, each with its folder.
    pub(super) fn annotate_each(&self, articles: &[(&Article, &str)]) -> Vec<Annotations> {
        let at_home = |&(article, folder)| (article, self.home_of(article, folder));
        self.annotator.annotate_each(&articles.iter().map(at_home).collect::<Vec<_>>())
    }

    fn home_of(&self, article: &Article, folder: &str) -> Option<Home> {
        let of_outlet = || self.homes.get(&outlet(article.source.as_deref(), article.url.as_deref(), folder));
        let home = if self.homes.is_empty() { None } else { of_outlet() };
        home.copied().or(self.home)
    }
}

/// The place that somebody names as a home, and its path.
pub(super) fn find_home(annotator: &Annotator, written: &str) -> Result<(Home, String)> {
    annotator.home(written).ok_or_else(|| {
        Error::new(format!("the gazetteer has no place `{written}`"))
            .hint("write `Texas`, `United States/Texas` or `Paris, Texas`")
    })
}
