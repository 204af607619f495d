//! The positions of a few words in one text in, the stretches where they stand as the query asks out.
//!
//! Phrases, `NEAR`, `ADJ`, `SAME`, `SENT` and `atleast` are one small algebra over intervals of positions, in the
//! manner of Clarke, Cormack and Burkowski ("An algebra for structured text search", 1995). The index, the passage
//! scorer and the highlighter evaluate the same shapes, so what is highlighted is what matched.

use super::cover::Cover;
use super::query::Unit;
use crate::index::cluster::LEAD_PARAGRAPHS;
use crate::text::words::PARAGRAPH_GAP;

/// First and last position of a match, both included.
pub type Interval = (u32, u32);

/// How words must stand. A number is a slot: one word of the query with all the terms that find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Slot(usize),
    /// Slots with their distance from the first, in order, and how many other words may stand among them.
    Phrase {
        slots: Vec<(usize, u32)>,
        slop: u32,
    },
    Any(Vec<Shape>),
    Near {
        distance: u32,
        ordered: bool,
        parts: Vec<Shape>,
    },
    Within {
        unit: Unit,
        parts: Vec<Shape>,
    },
    AtLeast {
        times: u32,
        inner: Box<Shape>,
    },
}

/// Where the paragraphs and sentences of a text start (positions, ascending). Empty for a text that is one of each.
#[derive(Debug, Clone, Default)]
pub struct Starts {
    pub paragraphs: Vec<u32>,
    pub sentences: Vec<u32>,
}

impl Starts {
    /// The intervals, each with its ends counted in words: without the gaps between paragraphs.
    fn in_words(&self, intervals: &[Interval]) -> Vec<(Interval, Interval)> {
        // A paragraph without words starts where the next one does and leaves no gap of its own.
        let mut gaps = self.paragraphs.clone();
        gaps.dedup();
        gaps.retain(|start| *start > 0);
        let words_before = |position: u32| {
            let gaps = gaps.partition_point(|start| *start <= position) as u32;
            position.saturating_sub(gaps * PARAGRAPH_GAP)
        };
        intervals.iter().map(|&(from, to)| ((from, to), (words_before(from), words_before(to)))).collect()
    }

    /// The first position behind the lead.
    pub fn end_of_lead(&self) -> u32 {
        self.paragraphs.get(LEAD_PARAGRAPHS).copied().unwrap_or(u32::MAX)
    }

    fn of(&self, unit: Unit) -> &[u32] {
        match unit {
            Unit::Paragraph => &self.paragraphs,
            Unit::Sentence => &self.sentences,
        }
    }
}

impl Shape {
    /// Whether telling a match needs to know where paragraphs or sentences start.
    pub fn needs_starts(&self) -> bool {
        match self {
            Shape::Slot(_) | Shape::Phrase { .. } => false,
            Shape::Any(parts) => parts.iter().any(Shape::needs_starts),
            Shape::Near { .. } | Shape::Within { .. } => true,
            Shape::AtLeast { inner, .. } => inner.needs_starts(),
        }
    }

    /// Whether the shape asks for sentences.
    pub fn needs_sentences(&self) -> bool {
        match self {
            Shape::Slot(_) | Shape::Phrase { .. } => false,
            Shape::Any(parts) | Shape::Near { parts, .. } => parts.iter().any(Shape::needs_sentences),
            Shape::Within { unit, parts } => *unit == Unit::Sentence || parts.iter().any(Shape::needs_sentences),
            Shape::AtLeast { inner, .. } => inner.needs_sentences(),
        }
    }

    /// Every match in one text, ascending, each once. `positions` holds those of each slot, ascending.
    pub fn matches(&self, positions: &[Vec<u32>], starts: &Starts) -> Vec<Interval> {
        match self {
            Shape::Slot(slot) => positions[*slot].iter().map(|&p| (p, p)).collect(),
            Shape::Phrase { slots, slop: 0 } => exact_phrase(slots, positions),
            Shape::Phrase { slots, slop } => sloppy_phrase(slots, *slop, positions),
            Shape::Any(parts) => tidy(parts.iter().flat_map(|part| part.matches(positions, starts)).collect()),
            Shape::Near { distance, ordered, parts } => {
                let mut parts = parts.iter().map(|part| part.matches(positions, starts));
                let first = parts.next().unwrap_or_default();
                parts.fold(first, |left, right| near(&left, &right, *distance, *ordered, starts))
            }
            Shape::Within { unit, parts } => {
                let parts: Vec<_> = parts.iter().map(|part| part.matches(positions, starts)).collect();
                within(&parts, starts.of(*unit))
            }
            Shape::AtLeast { times, inner } => {
                let found = inner.matches(positions, starts);
                if found.len() >= *times as usize { found } else { Vec::new() }
            }
        }
    }

    /// How many there are.
    pub fn count(&self, positions: &[Vec<u32>], starts: &Starts) -> usize {
        match self {
            Shape::Slot(slot) => positions[*slot].len(),
            Shape::Phrase { slots, slop: 0 } if slots.len() <= COUNTED_SLOTS_MAX => count_phrase(slots, positions),
            _ => self.matches(positions, starts).len(),
        }
    }

    /// The positions of single words that take part in a match: what a highlighter marks.
    pub fn matched_words(&self, positions: &[Vec<u32>], starts: &Starts, out: &mut Vec<u32>) {
        let matches = self.matches(positions, starts);
        if matches.is_empty() {
            return;
        }
        let matches = Cover::of(matches);
        let mut words = Vec::new();
        self.words_of(positions, starts, &mut words);
        words.retain(|p| matches.holds(*p, *p));
        out.append(&mut words);
    }

    /// The words of every leaf's own matches.
    fn words_of(&self, positions: &[Vec<u32>], starts: &Starts, out: &mut Vec<u32>) {
        match self {
            Shape::Slot(slot) => out.extend(&positions[*slot]),
            Shape::Phrase { slots, .. } => {
                let matches = Cover::of(self.matches(positions, starts));
                for &(slot, _) in slots {
                    out.extend(positions[slot].iter().filter(|p| matches.holds(**p, **p)));
                }
            }
            Shape::Any(parts) | Shape::Near { parts, .. } | Shape::Within { parts, .. } => {
                parts.iter().for_each(|part| part.words_of(positions, starts, out));
            }
            Shape::AtLeast { inner, .. } => inner.words_of(positions, starts, out),
        }
    }
}

fn tidy(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable();
    intervals.dedup();
    intervals
}

/// The slots at exactly their distances, driven by the one that occurs least.
fn exact_phrase(slots: &[(usize, u32)], positions: &[Vec<u32>]) -> Vec<Interval> {
    let Some(&(rarest, shift)) = slots.iter().min_by_key(|(slot, _)| positions[*slot].len()) else { return Vec::new() };
    let length = slots.last().map_or(0, |(_, offset)| *offset);
    let mut starts: Vec<u32> = positions[rarest].iter().filter_map(|p| p.checked_sub(shift)).collect();
    for &(slot, offset) in slots.iter().filter(|(slot, offset)| (*slot, *offset) != (rarest, shift)) {
        let mut others = positions[slot].iter().copied().peekable();
        starts.retain(|start| {
            while others.next_if(|p| *p < start + offset).is_some() {}
            others.peek() == Some(&(start + offset))
        });
    }
    starts.into_iter().map(|start| (start, start + length)).collect()
}

/// Phrases of more words are written out to be counted. Guessed: few are as long.
const COUNTED_SLOTS_MAX: usize = 8;

/// How many matches [`exact_phrase`] finds: asked of every article that holds the words.
fn count_phrase(slots: &[(usize, u32)], positions: &[Vec<u32>]) -> usize {
    let Some(&(rarest, shift)) = slots.iter().min_by_key(|(slot, _)| positions[*slot].len()) else { return 0 };
    let mut at = [0; COUNTED_SLOTS_MAX];
    let mut stands_at = |start: u32| {
        slots.iter().zip(&mut at).all(|(&(slot, offset), at)| {
            let (list, wanted) = (&positions[slot], start + offset);
            while list.get(*at).is_some_and(|position| *position < wanted) {
                *at += 1;
            }
            list.get(*at) == Some(&wanted)
        })
    };
    positions[rarest].iter().filter(|position| position.checked_sub(shift).is_some_and(&mut stands_at)).count()
}

/// The slots in order, each as early as it can stand after the one before: the shortest match from each start.
fn sloppy_phrase(slots: &[(usize, u32)], slop: u32, positions: &[Vec<u32>]) -> Vec<Interval> {
    let Some((&(first, _), rest)) = slots.split_first() else { return Vec::new() };
    let length = slots.last().map_or(0, |(_, offset)| *offset);
    let end_from = |start: u32| {
        let mut at = (start, 0);
        for &(slot, offset) in rest {
            let least = at.0 + (offset - at.1);
            let list = &positions[slot];
            at = (*list.get(list.partition_point(|p| *p < least))?, offset);
        }
        (at.0 - start <= length + slop).then_some((start, at.0))
    };
    positions[first].iter().filter_map(|start| end_from(*start)).collect()
}

/// Pairs that stand apart with fewer than `distance` words between them, paragraph gaps not counted.
///
/// A joined stretch is two positions, whichever pairs it came from: those on the left are taken together that begin (or,
/// for what stands before them, end) at the same place, and each on the right is met once for all of them. So a join
/// costs no more than there are different stretches, however often the words stand.
fn near(left: &[Interval], right: &[Interval], distance: u32, ordered: bool, starts: &Starts) -> Vec<Interval> {
    let mut left = starts.in_words(left);
    let mut right = starts.in_words(right);
    let mut found = Vec::new();
    for begin_alike in left.chunk_by(|a, b| a.0.0 == b.0.0) {
        // Both ascend by what they are compared by: the ends of the left, the beginnings of the right.
        let mut next = 0;
        for (_, (_, last)) in begin_alike {
            next += right[next..].partition_point(|(_, (first, _))| first <= last);
            let behind = right[next..].partition_point(|(_, (first, _))| *first <= last + distance);
            found.extend(right[next..next + behind].iter().map(|((_, to), _)| (begin_alike[0].0.0, *to)));
            next += behind;
        }
    }
    if !ordered {
        left.sort_unstable_by_key(|((from, to), _)| (*to, *from));
        right.sort_unstable_by_key(|((from, to), _)| (*to, *from));
        for end_alike in left.chunk_by(|a, b| a.0.1 == b.0.1) {
            let mut next = 0;
            for (_, (first, _)) in end_alike {
                next += right[next..].partition_point(|(_, (_, last))| last + distance < *first);
                let before = right[next..].partition_point(|(_, (_, last))| last < first);
                found.extend(right[next..next + before].iter().map(|((from, _), _)| (*from, end_alike[0].0.1)));
                next += before;
            }
        }
    }
    tidy(found)
}

/// The stretches (paragraphs, sentences) in which every part has a match.
fn within(parts: &[Vec<Interval>], starts: &[u32]) -> Vec<Interval> {
    let unit_of = |position: u32| starts.partition_point(|start| *start <= position);
    let units = |intervals: &[Interval]| {
        let mut units: Vec<(usize, Interval)> =
            intervals.iter().filter(|i| unit_of(i.0) == unit_of(i.1)).map(|i| (unit_of(i.0), *i)).collect();
        units.sort_unstable();
        units
    };
    let parts: Vec<_> = parts.iter().map(|part| units(part)).collect();
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let mut found: Vec<(usize, Interval)> = Vec::new();
    for &(unit, interval) in first {
        match found.last_mut() {
            Some((last, whole)) if *last == unit => *whole = (whole.0.min(interval.0), whole.1.max(interval.1)),
            _ => found.push((unit, interval)),
        }
    }
    for part in rest {
        found.retain_mut(|(unit, whole)| {
            let from = part.partition_point(|(u, _)| u < unit);
            let inside = part[from..].iter().take_while(|(u, _)| u == unit);
            let mut any = false;
            for (_, interval) in inside {
                *whole = (whole.0.min(interval.0), whole.1.max(interval.1));
                any = true;
            }
            any
        });
    }
    found.into_iter().map(|(_, interval)| interval).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words are letters, positions as the index counts them, sentences end at a full stop.
    fn check(text: &str, shape: &Shape, expected: &[Interval]) {
        let mut positions = vec![Vec::new(); 26];
        let mut starts = Starts { paragraphs: vec![0], sentences: vec![0] };
        let mut at = 0;
        for c in text.chars() {
            match c {
                '|' => {
                    at += PARAGRAPH_GAP;
                    starts.paragraphs.push(at);
                    starts.sentences.push(at);
                }
                '.' => starts.sentences.push(at),
                'a'..='z' => {
                    positions[c as usize - 'a' as usize].push(at);
                    at += 1;
                }
                _ => {}
            }
        }
        assert_eq!(shape.count(&positions, &starts), shape.matches(&positions, &starts).len(), "{text}");
        assert_eq!(shape.matches(&positions, &starts), expected, "{text}: {shape:?}");
    }

    const A: Shape = Shape::Slot(0);
    const B: Shape = Shape::Slot(1);
    const C: Shape = Shape::Slot(2);

    fn phrase(slop: u32) -> Shape {
        Shape::Phrase { slots: vec![(0, 0), (1, 1)], slop }
    }

    #[test]
    fn phrases() {
        check("a b x a x b", &phrase(0), &[(0, 1)]);
        check("a b x a x b", &phrase(1), &[(0, 1), (3, 5)]);
        check("b a", &phrase(5), &[]);
        check("a | b", &phrase(99), &[]);
        check("a a b", &phrase(0), &[(1, 2)]);
        check("a a a b", &Shape::Phrase { slots: vec![(0, 0), (0, 1), (1, 2)], slop: 0 }, &[(1, 3)]);
    }

    #[test]
    fn nearness_counts_words_only() {
        let near = |distance, ordered, parts| Shape::Near { distance, ordered, parts };
        check("a x b", &near(1, false, vec![A, B]), &[]);
        check("a x b", &near(2, false, vec![A, B]), &[(0, 2)]);
        check("b x a", &near(2, false, vec![A, B]), &[(0, 2)]);
        check("b x a", &near(2, true, vec![A, B]), &[]);
        check("a x | x b", &near(3, true, vec![A, B]), &[(0, 103)]);
        check("a x | x b", &near(2, true, vec![A, B]), &[]);
        check("a b x x b x x x x c", &near(5, true, vec![A, B, C]), &[(0, 9)]);
        check("a", &near(5, false, vec![A, A]), &[]);
    }

    /// Each pair looked at for itself.
    fn near_by_pairs(left: &[Interval], right: &[Interval], distance: u32, ordered: bool) -> Vec<Interval> {
        let pairs = left.iter().flat_map(|l| right.iter().map(move |r| (*l, *r)));
        let stand_near = |l: Interval, r: Interval| {
            let is_after = r.0 > l.1 && r.0 - l.1 <= distance;
            is_after || (!ordered && l.0 > r.1 && l.0 - r.1 <= distance)
        };
        tidy(pairs.filter(|(l, r)| stand_near(*l, *r)).map(|(l, r)| (l.0.min(r.0), l.1.max(r.1))).collect())
    }

    proptest! {
        #[test]
        fn near_finds_what_pairs_find(
            left in prop::collection::vec((0..40u32, 0..9u32), 0..30),
            right in prop::collection::vec((0..40u32, 0..9u32), 0..30),
            distance in 1..9u32,
            ordered in any::<bool>(),
        ) {
            let intervals = |drawn: Vec<(u32, u32)>| tidy(drawn.into_iter().map(|(from, more)| (from, from + more)).collect());
            let (left, right) = (intervals(left), intervals(right));
            let found = near(&left, &right, distance, ordered, &Starts::default());
            prop_assert_eq!(found, near_by_pairs(&left, &right, distance, ordered));
        }
    }

    #[test]
    fn frequent_words_in_a_long_chain_are_soon_joined() {
        let often = |slot: u32| (0..250).map(|n| n * 8 + slot).collect();
        let positions: Vec<Vec<u32>> = (0..8).map(often).collect();
        let parts = (0..10).map(|part| Shape::Slot(part % 8)).collect();
        let chain = Shape::Near { distance: 99, ordered: false, parts };
        // Pair by pair this would take minutes.
        assert!(chain.count(&positions, &Starts::default()) > 100_000);
    }

    #[test]
    fn same_paragraph_and_same_sentence() {
        let within = |unit, parts| Shape::Within { unit, parts };
        check("a x. b | b", &within(Unit::Paragraph, vec![A, B]), &[(0, 2)]);
        check("a x. b | b", &within(Unit::Sentence, vec![A, B]), &[]);
        check("c. b a c | a", &within(Unit::Sentence, vec![A, B, C]), &[(1, 3)]);
        check("a | b", &within(Unit::Paragraph, vec![A, B]), &[]);
    }

    #[test]
    fn at_least() {
        let at_least = |times| Shape::AtLeast { times, inner: Box::new(Shape::Any(vec![A, B])) };
        check("a b a", &at_least(3), &[(0, 0), (1, 1), (2, 2)]);
        check("a b a", &at_least(4), &[]);
    }

    #[test]
    fn words_that_matched() {
        let positions = vec![vec![0, 5], vec![1, 9]];
        let mut words = Vec::new();
        phrase(0).matched_words(&positions, &Starts::default(), &mut words);
        assert_eq!(words, [0, 1]);
    }
}
