//! A plan and a segment in, its matching documents with their scores out, in document order.

mod joins;
mod leaf;
mod preferred;
mod said;
mod sets;
mod union;
mod words;

pub use leaf::factors;
pub use said::SaidScorer;
pub use words::{StartColumns, Words};

use super::plan::{Plan, Values};
use super::segment::Segment;
use joins::{ChildrenOf, ParentOf};
use leaf::LeafScorer;
use preferred::Preferred;
use sets::{Articles, Tested, ValueDocs};
use tantivy::DocSet;
use tantivy::query::{ConstScorer, EmptyScorer, Exclude, Scorer, intersect_scorers};
use union::Union;

/// Whether a plan speaks of articles or of quotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    Articles,
    Quotations,
}

/// The matches of `plan` in one segment, deleted documents included.
pub fn scorer(plan: &Plan, domain: Domain, segment: &Segment) -> tantivy::Result<Box<dyn Scorer>> {
    let other = match domain {
        Domain::Articles => Domain::Quotations,
        Domain::Quotations => Domain::Articles,
    };
    Ok(match plan {
        Plan::Nothing => Box::new(EmptyScorer),
        Plan::Everything => everything(domain, segment),
        Plan::Leaf(leaf) if domain == Domain::Quotations => Box::new(SaidScorer::open(leaf, segment)?),
        Plan::Leaf(leaf) => Box::new(LeafScorer::open(leaf, segment)?),
        Plan::All(parts) => all(parts, domain, segment)?,
        Plan::Any(parts) => any(parts, domain, segment)?,
        Plan::Not(inner) => Box::new(Exclude::new(everything(domain, segment), scorer(inner, domain, segment)?)),
        Plan::Values(values) => value_docs(values, domain, segment)?,
        Plan::Days { from, to } => unscored(Tested::days(segment, *from, *to)),
        Plan::Undated => unscored(Tested::undated(segment)),
        Plan::ParentOf(inner) => Box::new(ParentOf::new(scorer(inner, other, segment)?, segment)),
        Plan::Preferred { required, extra } => {
            Box::new(Preferred::new(scorer(required, domain, segment)?, scorer(extra, domain, segment)?))
        }
        Plan::ChildrenOf(inner) => Box::new(ChildrenOf::new(scorer(inner, other, segment)?, segment)),
    })
}

/// The same, for whoever reads all of it from the beginning to the end.
pub fn whole_scorer(plan: &Plan, domain: Domain, segment: &Segment) -> tantivy::Result<Box<dyn Scorer>> {
    match plan {
        // A window of documents at a time is a run over one list; a document at a time is two calls.
        Plan::Leaf(leaf) if domain == Domain::Articles && leaf.is_plain() => {
            let leaf = LeafScorer::open(leaf, segment)?;
            Ok(if leaf.cost() < WINDOWS_FROM { Box::new(leaf) } else { Box::new(Union::new(vec![leaf], Vec::new())) })
        }
        _ => scorer(plan, domain, segment),
    }
}

/// Shorter lists do not earn the room a window needs. Guessed.
const WINDOWS_FROM: u64 = 512;

fn unscored(docs: impl DocSet + 'static) -> Box<dyn Scorer> {
    Box::new(ConstScorer::new(docs, 0.0))
}

fn everything(domain: Domain, segment: &Segment) -> Box<dyn Scorer> {
    match domain {
        Domain::Articles => unscored(Articles::new(segment)),
        Domain::Quotations => unscored(Tested::quotations(segment)),
    }
}

fn value_docs(values: &Values, domain: Domain, segment: &Segment) -> tantivy::Result<Box<dyn Scorer>> {
    Ok(unscored(ValueDocs::open(values, domain, segment)?))
}

/// What all parts share, less what the negated ones hold.
fn all(parts: &[Plan], domain: Domain, segment: &Segment) -> tantivy::Result<Box<dyn Scorer>> {
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    for part in parts {
        match part {
            Plan::Not(inner) => unwanted.push(scorer(inner, domain, segment)?),
            _ => wanted.push(scorer(part, domain, segment)?),
        }
    }
    if wanted.is_empty() {
        wanted.push(everything(domain, segment));
    }
    let shared = intersect_scorers(wanted, segment.reader.max_doc());
    Ok(if unwanted.is_empty() { shared } else { Box::new(Exclude::new(shared, unwanted)) })
}

fn any(parts: &[Plan], domain: Domain, segment: &Segment) -> tantivy::Result<Box<dyn Scorer>> {
    let mut leaves = Vec::new();
    let mut others = Vec::new();
    for part in parts {
        match part {
            Plan::Leaf(leaf) if domain == Domain::Articles => leaves.push(LeafScorer::open(leaf, segment)?),
            _ => others.push(scorer(part, domain, segment)?),
        }
    }
    Ok(Box::new(Union::new(leaves, others)))
}
