//! What the index remembers and what lies in its roots in, all that a run knows before it reads anything out.

use super::plan::{self, Plan};
use super::{ANNOTATORS, IngestSettings, absolute, moved, now_ns, places};
use crate::error::{Error, Result};
use crate::index::{
    self, Directory, GazetteerEntry, InputEntry, Learned, Ledger, Manifest, Reject, Remembered, RootEntry,
};
use std::path::{Path, PathBuf};

/// All that is known before anything is read.
pub(super) struct Prepared {
    /// With what the index remembers filled in.
    pub settings: IngestSettings,
    /// The generation to change; none when a new one is built.
    pub live: Option<PathBuf>,
    /// What it holds, or the build that is gone on with; its inputs are in the plan.
    pub before: Option<Ledger>,
    pub roots: Vec<RootEntry>,
    pub gazetteer: Option<GazetteerEntry>,
    pub keep: usize,
    pub learned: Learned,
    pub plan: Plan,
}

pub(super) fn prepare(
    directory: &Directory,
    settings: &IngestSettings,
    unfinished: Option<Ledger>,
) -> Result<Prepared> {
    let live = if settings.rebuild || unfinished.is_some() { None } else { directory.live()? };
    let mut before = match unfinished {
        Some(ledger) => Some(ledger),
        None => live.as_deref().map(|folder| read_ledger(folder, settings)).transpose()?,
    };
    let remembered = match &before {
        Some(Ledger { manifest, .. }) => Remembered {
            roots: manifest.roots.clone(),
            maps: manifest.maps.clone(),
            gazetteer: manifest.gazetteer.clone(),
            keep: manifest.keep,
            articles: manifest.outcomes.articles,
        },
        None => index::remembered(directory)?,
    };
    let settings = with_maps(settings, &remembered.maps);
    let gazetteer = places::chosen(&settings.gazetteer, remembered.gazetteer.as_ref())?;
    if let Some(ledger) = &before {
        places::check(gazetteer.as_ref(), &ledger.manifest)?;
    }
    let (remembered_roots, dropped) = plan::drop_roots(remembered.roots, &settings.drop)?;
    let mut roots = plan::roots(&remembered_roots, &settings.roots, settings.rebuild)?;
    if !settings.drop.is_empty() && settings.roots.is_empty() && !settings.rebuild {
        roots.visited.clear();
    }
    if roots.all.is_empty() {
        return Err(no_roots(directory, &settings));
    }
    // The plan has them from here on: they may be many.
    let mut known = before.as_mut().map(|ledger| std::mem::take(&mut ledger.inputs)).unwrap_or_default();
    let mut rejects = before.as_ref().map(|ledger| ledger.rejects.clone()).unwrap_or_default();
    let is_dropped = |root: &str| dropped.iter().any(|dropped| dropped.label == root);
    let gone: Vec<InputEntry> = known.extract_if(.., |entry| is_dropped(&entry.root)).collect();
    rejects.retain(|reject| !is_dropped(&reject.root));
    let learned = Learned::read(directory)?;
    let mut plan = plan::plan(&roots.visited, known, &rejects, &learned, &absolute(directory.path()), now_ns())?;
    plan.deleted.extend(gone);
    moved::find(&mut plan);
    refuse_loss(directory, before.as_ref(), &roots.visited, &plan, remembered.articles)?;
    let keep = settings.keep.unwrap_or_else(|| remembered.keep.max(index::keep_told_later(directory)));
    Ok(Prepared { settings, live, before, roots: roots.all, gazetteer, keep, learned, plan })
}

/// An index that has lost its manifest: an empty one in its place would be the end of it.
fn no_roots(directory: &Directory, settings: &IngestSettings) -> Error {
    let again = if settings.resume { "resume" } else { "rebuild" };
    Error::new(format!("the index at `{}` no longer knows its roots", directory.path().display()))
        .hint(format!("name them: `dateline index --{again} PATH…`"))
}

/// Refuses a run that would take out articles where a fault is likelier than a deletion.
fn refuse_loss(
    directory: &Directory,
    before: Option<&Ledger>,
    visited: &[RootEntry],
    plan: &Plan,
    articles: u64,
) -> Result<()> {
    let would_go = match before {
        Some(_) => plan.gone().cloned().collect(),
        // What a rebuild takes the place of, where that can be read.
        None => {
            let there = directory.live().ok().flatten().and_then(|folder| index::read_ledger(&folder).ok());
            there.map(|ledger| ledger.inputs).unwrap_or_default()
        }
    };
    plan::refuse_loss(visited, plan, &would_go)?;
    if before.is_none() && would_go.is_empty() && articles > 0 {
        // What it holds is of another version, or damaged: which root had the articles cannot be told.
        plan::refuse_empty(visited, plan)?;
    }
    Ok(())
}

/// The ledger of the live generation, if this run may add to it.
fn read_ledger(folder: &Path, settings: &IngestSettings) -> Result<Ledger> {
    let ledger = index::read_ledger(folder)?;
    fits(&ledger.manifest, settings)?;
    Ok(ledger)
}

/// Whether what this run reads may stand beside what is there.
pub(super) fn fits(manifest: &Manifest, settings: &IngestSettings) -> Result<()> {
    let rebuild =
        format!("`--rebuild` makes it anew; the last time that took {:.0} s", manifest.build_ms as f64 / 1000.0);
    if manifest.annotators != ANNOTATORS {
        let message = format!(
            "the index was annotated by rules of version {}, this program has {ANNOTATORS}",
            manifest.annotators
        );
        return Err(Error::new(message).hint(rebuild));
    }
    if manifest.annotated != settings.annotate {
        let (was, now) = if manifest.annotated { ("with", "without") } else { ("without", "with") };
        return Err(Error::new(format!("the index was built {was} annotations, this run is {now}")).hint(rebuild));
    }
    if !settings.read.maps.is_empty() && settings.read.maps.pairs() != manifest.maps {
        return Err(Error::new("the index was built with another `--map`").hint(rebuild));
    }
    Ok(())
}

/// Field names mapped when the index was built hold until others are given, which takes a rebuild.
fn with_maps(settings: &IngestSettings, remembered: &[(String, String)]) -> IngestSettings {
    let mut settings = settings.clone();
    if settings.read.maps.is_empty() {
        settings.read.maps = remembered.to_vec().into();
    }
    settings
}

pub(super) fn is_up_to_date(before: &Ledger, plan: &Plan, roots: &[RootEntry], keep: usize) -> bool {
    let mut rejects: Vec<&Reject> = plan.rejects.iter().chain(&plan.walk_rejects).collect();
    rejects.sort();
    plan.tasks.is_empty()
        && plan.deleted.is_empty()
        && before.manifest.roots == roots
        && before.manifest.keep == keep
        && before.rejects.iter().eq(rejects)
}
