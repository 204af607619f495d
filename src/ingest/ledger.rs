//! What a run has read in, the ledger that its commit is written with out.

use super::plan::{self, Plan};
use super::tally::Tally;
use super::{ANNOTATORS, IngestSettings, now_ns};
use crate::index::{self, GazetteerEntry, InputEntry, Ledger, Manifest, Outcomes, Reject, RootEntry};
use std::collections::BTreeMap;
use std::time::Instant;

/// Where a generation comes from.
pub(super) struct Origin<'o> {
    pub before: Option<&'o Ledger>,
    /// Built by this run, or gone on with.
    pub is_new: bool,
    pub gazetteer: &'o Option<GazetteerEntry>,
    pub keep: usize,
    pub started: Instant,
}

/// The inputs that the index has after a run, and what could not be read of them.
pub(super) fn inputs_and_rejects(plan: Plan, tally: Tally, before: &[Reject]) -> (Vec<InputEntry>, Vec<Reject>) {
    let mut rejects = plan.rejects;
    rejects.extend(plan::rejects_of(before, &tally.same));
    rejects.extend(tally.rejects);
    rejects.extend(plan.walk_rejects);
    let mut inputs = plan.unchanged;
    inputs.extend(tally.read.into_iter().chain(tally.same));
    (inputs, rejects)
}

/// The ledger of the commit to come.
pub(super) fn new_ledger(
    settings: &IngestSettings,
    roots: &[RootEntry],
    mut inputs: Vec<InputEntry>,
    mut rejects: Vec<Reject>,
    origin: &Origin,
) -> Ledger {
    inputs.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    rejects.sort();
    let mut outcomes = Outcomes::default();
    for input in &inputs {
        outcomes.add(&input.outcomes);
    }
    for reject in rejects.iter().filter(|reject| reject.input.is_none()) {
        *outcomes.rejects.entry(reject.kind.clone()).or_default() += 1;
    }
    let now = now_ns() / 1_000_000_000;
    let took_ms = origin.started.elapsed().as_millis() as u64;
    let before = origin.before.map(|ledger| &ledger.manifest);
    let (built_at, build_ms) = match before {
        Some(before) if origin.is_new => (before.built_at, before.build_ms + took_ms),
        Some(before) => (before.built_at, before.build_ms),
        None => (now, took_ms),
    };
    let manifest = Manifest {
        format: index::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        annotators: ANNOTATORS,
        annotated: settings.annotate,
        maps: settings.read.maps.pairs(),
        gazetteer: origin.gazetteer.clone(),
        roots: roots.to_vec(),
        inputs: inputs.len() as u64,
        outcomes,
        built_at,
        updated_at: now,
        build_ms,
        keep: origin.keep,
        reannotated: before.map(|before| before.reannotated.clone()).unwrap_or_default(),
        tables: BTreeMap::new(),
    };
    Ledger { manifest, inputs, rejects }
}
