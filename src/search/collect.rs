//! A plan in; its count, its best matches, its facets and its days out, all in one pass over the matches.

use super::days::DayCounts;
use super::deadline::in_time;
use super::facets::{Counted, Tally, TallyOf};
use super::plan::Plan;
use super::rank::{Best, Match, Ranked, Recency, rounded};
use super::request::Sort;
use super::scorers::{Domain, whole_scorer};
use super::segment::Segment;
use super::stories::Matched;
use tantivy::{DocId, DocSet, TERMINATED};

/// What to collect.
pub struct Wanted<'w> {
    pub domain: Domain,
    /// Spans of days that all must overlap the article's.
    pub days: &'w [(i64, i64)],
    pub sort: Sort,
    pub recency: Option<Recency>,
    /// Matches to keep, best first.
    pub limit: usize,
    pub facets: &'w [Tally],
    pub timeline: bool,
    /// Quotations whose confidence is smaller do not count; in thousandths.
    pub confidence: u64,
    /// Keep which documents matched: what counts something else about them needs it.
    pub matched: bool,
}

/// What was collected.
#[derive(Default)]
pub struct Collected {
    pub count: u64,
    /// Matches that would have counted but for having no date.
    pub undated_left_out: u64,
    pub best: Vec<Ranked>,
    /// Counts of the facets, one for each asked for.
    pub facets: Vec<TallyOf>,
    pub days: Option<DayCounts>,
    /// Empty unless asked for.
    pub matched: Matched,
}

/// Goes through every match once.
pub fn collect(plan: &Plan, segments: &[Segment], wanted: &Wanted<'_>) -> tantivy::Result<Collected> {
    let mut collected = Collected {
        count: 0,
        undated_left_out: 0,
        best: Vec::new(),
        facets: wanted.facets.iter().map(Tally::start).collect(),
        days: wanted.timeline.then(|| DayCounts::over(segments)),
        matched: Matched::default(),
    };
    let mut best =
        Best::new(wanted.limit, |found: &Match| ranked(&segments[found.segment as usize], found, wanted.sort));
    for segment in segments {
        collect_segment(plan, segment, wanted, &mut collected, &mut best)?;
    }
    collected.best = best.into_sorted();
    Ok(collected)
}

fn collect_segment<C: Fn(&Match) -> Ranked>(
    plan: &Plan,
    segment: &Segment,
    wanted: &Wanted<'_>,
    collected: &mut Collected,
    best: &mut Best<C>,
) -> tantivy::Result<()> {
    let mut scorer = whole_scorer(plan, wanted.domain, segment)?;
    let mut matched = if wanted.matched { vec![0u64; segment.reader.max_doc() as usize / 64 + 1] } else { Vec::new() };
    let deletes = segment.reader.alive_bitset();
    let by_score = wanted.sort == Sort::Relevance;
    let rows = (!wanted.facets.is_empty() || wanted.timeline).then(|| segment.rows());
    let mut counted: Vec<u32> = Vec::new();
    let confidences = if wanted.confidence > 0 { Some(segment.confidences()?) } else { None };
    let is_sure = |doc| confidences.is_none_or(|column| column.first(doc) >= Some(wanted.confidence));
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        if deletes.is_none_or(|alive| alive.is_alive(doc)) && is_sure(doc) {
            let article = if wanted.domain == Domain::Articles { doc } else { segment.article_of(doc) };
            if in_days(segment, article, wanted.days, &mut collected.undated_left_out) {
                collected.count += 1;
                let factor = |recency: Recency| recency.factor(segment.published.first(article));
                let worth = match by_score {
                    true => rounded(scorer.score() * wanted.recency.map_or(1.0, factor)),
                    false => when(segment, article, wanted.sort),
                };
                best.push(Match { worth, segment: segment.number as u32, doc, article });
                counted.extend(rows.map(|rows| rows.row(article) as u32));
                if wanted.matched {
                    matched[doc as usize / 64] |= 1 << (doc % 64);
                }
            }
        }
        doc = scorer.advance();
    }
    in_time()?;
    collected.matched.0.push(matched);
    if let Some(days) = &mut collected.days {
        let row_days = segment.row_days();
        counted.iter().for_each(|row| days.add(row_days[*row as usize]));
    }
    if !wanted.facets.is_empty() {
        let counted = match wanted.domain {
            Domain::Articles => Counted::shorter(counted, segment.rows().articles().len()),
            Domain::Quotations => Counted::Rows(counted),
        };
        // One facet after another: the counts of one stay in the cache, those of all would push each other out.
        for (tally, facet) in wanted.facets.iter().zip(&mut collected.facets) {
            facet.add(tally, segment, &counted);
        }
    }
    Ok(())
}

/// Whether an article can have been published in all of the spans.
#[inline]
fn in_days(segment: &Segment, article: DocId, spans: &[(i64, i64)], undated: &mut u64) -> bool {
    if spans.is_empty() {
        return true;
    }
    let Some((first, last)) = segment.days(article) else {
        *undated += 1;
        return false;
    };
    spans.iter().all(|(from, to)| first <= *to && last >= *from)
}

/// [`Ranked::when`]. Undated ones come last in either order; reversing a date keeps it clear of the smallest number.
fn when(segment: &Segment, article: DocId, sort: Sort) -> i64 {
    match (segment.published.first(article), sort) {
        (None, _) => i64::MIN,
        (Some(seconds), Sort::Oldest) => -seconds,
        (Some(seconds), _) => seconds,
    }
}

/// A match with what settles ties.
fn ranked(segment: &Segment, found: &Match, sort: Sort) -> Ranked {
    let &Match { worth, segment: number, doc, article } = found;
    let (score, when) = match sort {
        Sort::Relevance => (worth, when(segment, article, sort)),
        _ => (0, worth),
    };
    let key = segment.article_key.first(article).unwrap_or(0);
    Ranked { score, when, key, ordinal: doc - article, segment: number, doc }
}
