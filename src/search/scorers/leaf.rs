//! A leaf in one segment: its documents, and their BM25F.
//!
//! One word in several fields is scored as one: occurrences are weighted by field and length, added, and saturated
//! together (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004), so that a
//! word in headline and body is not counted as two words. With one field it is plain BM25.

use super::words::{StartColumns, Words};
use crate::search::deadline::is_over;
use crate::search::plan::{Leaf, Zone};
use crate::search::segment::Segment;
use crate::search::shape::{Shape, Starts};
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

/// With more lists than this the documents are gathered first: a step over many lists costs more than a sort.
const LISTS_SIDE_BY_SIDE: usize = 8;

/// What an occurrence counts for in a field, by the code of the field's length; `b` says how much length counts.
pub fn factors(boost: f32, average_length: f32, b: f32) -> Arc<[f32; 256]> {
    Arc::new(std::array::from_fn(|code| {
        let length = FieldNormReader::id_to_fieldnorm(code as u8) as f32;
        boost / (1.0 - b + b * length / average_length.max(1.0))
    }))
}

/// A leaf's documents, ascending.
pub struct LeafScorer {
    zones: Vec<OpenZone>,
    weight: Score,
    k1: f32,
    doc: DocId,
}

struct OpenZone {
    matcher: Matcher,
    factors: Arc<[f32; 256]>,
    lengths: FieldNormReader,
}

/// How the documents of one field are found.
#[expect(
    clippy::large_enum_variant,
    reason = "one for each word and segment, and a box would stand in the hottest path"
)]
enum Matcher {
    One(SegmentPostings),
    Few(Words),
    /// Documents and frequencies, and where we are in them.
    Gathered(Vec<(DocId, u32)>, usize),
    Shaped(Box<Shaped>),
}

impl LeafScorer {
    pub fn open(leaf: &Leaf, segment: &Segment) -> tantivy::Result<LeafScorer> {
        let mut zones = Vec::with_capacity(leaf.zones.len());
        for zone in &leaf.zones {
            let matcher = Matcher::open(leaf, zone, segment)?;
            if matcher.doc() != TERMINATED {
                let lengths = segment.reader.get_fieldnorms_reader(zone.field)?;
                zones.push(OpenZone { matcher, factors: zone.factors.clone(), lengths });
            }
        }
        let doc = zones.iter().map(|zone| zone.matcher.doc()).min().unwrap_or(TERMINATED);
        Ok(LeafScorer { zones, weight: leaf.weight, k1: leaf.k1, doc })
    }
}

impl LeafScorer {
    /// Hands over the documents before `end` with their scores, in one run: a field after the other, and not a document
    /// after the other, so that what kind of list it is is asked once.
    #[inline]
    pub fn take_until(&mut self, end: DocId, mut take: impl FnMut(DocId, Score)) {
        let k1 = self.k1;
        let weight = self.weight * (k1 + 1.0);
        let score = |occurrences: f32| weight * occurrences / (k1 + occurrences);
        let Some((first, others)) = self.zones.split_first_mut() else { return };
        let mut elsewhere: Vec<(DocId, f32)> = Vec::new();
        for zone in others.iter_mut() {
            zone.take_until(end, |doc, occurrences| elsewhere.push((doc, occurrences)));
        }
        if others.len() > 1 {
            elsewhere.sort_by_key(|(doc, _)| *doc);
            elsewhere.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0.0 };
                same
            });
        }
        let mut elsewhere = elsewhere.into_iter().peekable();
        first.take_until(end, |doc, mut occurrences| {
            while let Some((other, more)) = elsewhere.next_if(|(other, _)| *other <= doc) {
                if other < doc {
                    take(other, score(more));
                } else {
                    occurrences += more;
                }
            }
            take(doc, score(occurrences));
        });
        elsewhere.for_each(|(doc, occurrences)| take(doc, score(occurrences)));
        self.doc = self.zones.iter().map(|zone| zone.matcher.doc()).min().unwrap_or(TERMINATED);
    }
}

impl OpenZone {
    /// Hands over the documents before `end`, each with what its occurrences count for here.
    #[inline]
    fn take_until(&mut self, end: DocId, mut take: impl FnMut(DocId, f32)) {
        let (factors, lengths) = (&*self.factors, &self.lengths);
        let mut weighted = |doc: DocId, frequency: u32| {
            take(doc, frequency as f32 * factors[usize::from(lengths.fieldnorm_id(doc))]);
        };
        match &mut self.matcher {
            Matcher::One(list) => {
                let mut doc = list.doc();
                while doc < end {
                    weighted(doc, list.term_freq());
                    doc = list.advance();
                }
            }
            matcher => {
                let mut doc = matcher.doc();
                while doc < end {
                    weighted(doc, matcher.frequency());
                    doc = matcher.advance();
                }
            }
        }
    }
}

impl DocSet for LeafScorer {
    #[inline]
    fn advance(&mut self) -> DocId {
        let mut next = TERMINATED;
        for zone in &mut self.zones {
            let mut doc = zone.matcher.doc();
            if doc == self.doc {
                doc = zone.matcher.advance();
            }
            next = next.min(doc);
        }
        self.doc = next;
        next
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let mut next = TERMINATED;
        for zone in &mut self.zones {
            next = next.min(zone.matcher.seek(target));
        }
        self.doc = next;
        next
    }

    /// Whether `target` is one of the documents, without looking for the next one where it is not: positions have to
    /// be read to know it.
    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        let mut next = TERMINATED;
        for zone in &mut self.zones {
            next = next.min(zone.matcher.at_least(target));
        }
        if next > target {
            return SeekDangerResult::SeekLowerBound(next);
        }
        // Found: every zone must stand at a match again, this one's or a later.
        for zone in &mut self.zones {
            zone.matcher.seek(target);
        }
        self.doc = target;
        SeekDangerResult::Found
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.cost().min(u64::from(u32::MAX)) as u32
    }

    fn cost(&self) -> u64 {
        self.zones.iter().map(|zone| zone.matcher.cost()).sum()
    }
}

impl Scorer for LeafScorer {
    #[inline]
    fn score(&mut self) -> Score {
        let mut occurrences = 0.0;
        for zone in &self.zones {
            if zone.matcher.doc() == self.doc {
                let length = zone.lengths.fieldnorm_id(self.doc);
                occurrences += zone.matcher.frequency() as f32 * zone.factors[length as usize];
            }
        }
        self.weight * (self.k1 + 1.0) * occurrences / (self.k1 + occurrences)
    }
}

impl Matcher {
    fn open(leaf: &Leaf, zone: &Zone, segment: &Segment) -> tantivy::Result<Matcher> {
        if zone.lead || !leaf.is_plain() {
            return Ok(Matcher::Shaped(Box::new(Shaped::open(leaf, zone, segment)?)));
        }
        let words = Words::open(&leaf.slots[0], zone.field, segment, false)?;
        if words.lists() > LISTS_SIDE_BY_SIDE {
            return Ok(Matcher::gather(words));
        }
        Ok(words.into_single().map_or_else(Matcher::Few, Matcher::One))
    }

    fn gather(words: Words) -> Matcher {
        let distinct = words.is_distinct();
        let mut pairs: Vec<(DocId, u32)> = Vec::with_capacity(words.cost() as usize);
        for mut list in words.into_lists() {
            let mut doc = list.doc();
            while doc != TERMINATED {
                pairs.push((doc, list.term_freq()));
                doc = list.advance();
            }
        }
        pairs.sort_unstable();
        pairs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = if distinct { kept.1 + next.1 } else { kept.1.max(next.1) };
            }
            same
        });
        Matcher::Gathered(pairs, 0)
    }

    #[inline]
    fn doc(&self) -> DocId {
        match self {
            Matcher::One(list) => list.doc(),
            Matcher::Few(words) => words.doc(),
            Matcher::Gathered(pairs, at) => pairs.get(*at).map_or(TERMINATED, |pair| pair.0),
            Matcher::Shaped(shaped) => shaped.doc,
        }
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        match self {
            Matcher::One(list) => list.advance(),
            Matcher::Few(words) => words.advance(),
            Matcher::Gathered(_, at) => {
                *at += 1;
                self.doc()
            }
            Matcher::Shaped(shaped) => shaped.next_from(shaped.doc.saturating_add(1)),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match self {
            Matcher::One(list) => list.seek(target),
            Matcher::Few(words) => words.seek(target),
            Matcher::Gathered(pairs, at) => {
                *at += pairs[*at..].partition_point(|pair| pair.0 < target);
                self.doc()
            }
            Matcher::Shaped(shaped) => shaped.next_from(target),
        }
    }

    /// `target` where it matches, else a document up to the next that does. Of words in a shape nothing but
    /// [`Self::seek`] may be asked afterwards.
    fn at_least(&mut self, target: DocId) -> DocId {
        match self {
            Matcher::Shaped(shaped) => shaped.at_least(target),
            _ => self.seek(target),
        }
    }

    #[inline]
    fn frequency(&self) -> u32 {
        match self {
            Matcher::One(list) => list.term_freq(),
            Matcher::Few(words) => words.frequency(),
            Matcher::Gathered(pairs, at) => pairs[*at].1,
            Matcher::Shaped(shaped) => shaped.frequency,
        }
    }

    fn cost(&self) -> u64 {
        match self {
            Matcher::One(list) => u64::from(list.size_hint()),
            Matcher::Few(words) => words.cost(),
            Matcher::Gathered(pairs, _) => pairs.len() as u64,
            // Positions have to be read: tantivy counts its phrases tenfold, too.
            Matcher::Shaped(shaped) => shaped.cost() * 10,
        }
    }
}

/// Documents that hold the words in their shape.
struct Shaped {
    shape: Shape,
    slots: Vec<Words>,
    positions: Vec<Vec<u32>>,
    starts: Starts,
    /// Of the body, the only field with paragraphs and sentences; `None` where nothing asks for them.
    columns: Option<StartColumns>,
    lead: bool,
    doc: DocId,
    frequency: u32,
}

impl Shaped {
    fn open(leaf: &Leaf, zone: &Zone, segment: &Segment) -> tantivy::Result<Shaped> {
        let open = |slot| Words::open(slot, zone.field, segment, true);
        let slots = leaf.slots.iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
        let asks_for_starts = zone.field == segment.fields.body && (zone.lead || leaf.shape.needs_starts());
        let mut shaped = Shaped {
            shape: leaf.shape.clone(),
            positions: vec![Vec::new(); slots.len()],
            slots,
            starts: Starts::default(),
            columns: asks_for_starts.then(|| StartColumns::open(segment)).transpose()?,
            lead: zone.lead,
            doc: 0,
            frequency: 0,
        };
        shaped.next_from(0);
        Ok(shaped)
    }

    fn cost(&self) -> u64 {
        self.slots.iter().map(Words::cost).min().unwrap_or(0)
    }

    /// The first match from `target` on.
    fn next_from(&mut self, mut target: DocId) -> DocId {
        loop {
            let candidate = candidate(&self.shape, &mut self.slots, target);
            self.doc = candidate;
            if candidate == TERMINATED || is_over() {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            self.frequency = self.count_matches();
            if self.frequency > 0 {
                return candidate;
            }
            target = candidate + 1;
        }
    }

    /// `target` when it matches, else a document up to the next that does. Where that one has not been looked at,
    /// [`Self::next_from`] must be called before anything else is asked.
    fn at_least(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let candidate = if is_over() { TERMINATED } else { candidate(&self.shape, &mut self.slots, target) };
        self.doc = candidate;
        self.frequency = if candidate == target { self.count_matches() } else { 0 };
        if self.frequency > 0 {
            return target;
        }
        // Before `target`, so that a search from there on looks at what has not been looked at.
        self.doc = target - 1;
        candidate.max(target + 1)
    }

    fn count_matches(&mut self) -> u32 {
        for (slot, positions) in self.slots.iter_mut().zip(&mut self.positions) {
            slot.positions(self.doc, positions);
        }
        if let Some(columns) = &self.columns {
            columns.read(self.doc, self.shape.needs_sentences(), &mut self.starts);
        }
        if !self.lead {
            return self.shape.count(&self.positions, &self.starts) as u32;
        }
        let (matches, end) = (self.shape.matches(&self.positions, &self.starts), self.starts.end_of_lead());
        matches.iter().filter(|interval| interval.1 < end).count() as u32
    }
}

/// The first document from `target` on that holds the words the shape cannot do without.
pub(super) fn candidate(shape: &Shape, slots: &mut [Words], target: DocId) -> DocId {
    match shape {
        Shape::Slot(slot) => slots[*slot].seek(target),
        Shape::Any(parts) => parts.iter().map(|part| candidate(part, slots, target)).min().unwrap_or(TERMINATED),
        Shape::AtLeast { inner, .. } => candidate(inner, slots, target),
        Shape::Phrase { slots: wanted, .. } => agree(target, wanted.len(), |i, target| slots[wanted[i].0].seek(target)),
        Shape::Near { parts, .. } | Shape::Within { parts, .. } => {
            agree(target, parts.len(), |i, target| candidate(&parts[i], slots, target))
        }
    }
}

/// The first document from `target` on that all of `parts` agree on.
fn agree(mut target: DocId, parts: usize, mut seek: impl FnMut(usize, DocId) -> DocId) -> DocId {
    let mut agreed = 0;
    let mut part = 0;
    while agreed < parts && target != TERMINATED {
        let doc = seek(part, target);
        agreed = if doc == target { agreed + 1 } else { 1 };
        target = doc;
        part = (part + 1) % parts;
    }
    target
}
