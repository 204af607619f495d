//! Matches in, stories out: copies of one text stand behind one hit, and counts can be of stories.
//!
//! Which articles are copies of one another is known for the whole archive ([`crate::index::Stories`]). Of a question
//! only those count that match it: a story is as large as its matching articles.

use super::days::{DayCounts, Days};
use super::facets::{Tally, TallyOf};
use super::request::Face;
use super::segment::Segment;
use crate::index::Stories;
use std::collections::{BTreeMap, HashMap};
use tantivy::DocId;

/// An article by its place in the index.
pub type Place = (u32, DocId);

/// Where the articles of stories lie.
pub struct StoryMap {
    /// For each segment its living articles that are in stories, ascending, with the number of their story.
    segments: Vec<Vec<(DocId, u32)>>,
    /// The articles of each story.
    stories: Vec<Vec<Place>>,
}

/// The matching articles of one story, at least two.
pub type Copies = Vec<Place>;

impl StoryMap {
    /// Looks up every article of a story by its own number.
    pub fn of(stories: &Stories, segments: &[Segment]) -> StoryMap {
        let mut map = StoryMap { segments: vec![Vec::new(); segments.len()], stories: Vec::new() };
        if stories.members.is_empty() {
            return map;
        }
        let filter = Filter::of(stories);
        for segment in segments {
            let mut doc = 0;
            while doc < segment.reader.max_doc() {
                let key = segment.article_key.first(doc).unwrap_or(0);
                if filter.may_hold(key)
                    && segment.is_alive(doc)
                    && let Some(story) = stories.story(key)
                {
                    map.segments[segment.number].push((doc, story));
                    let stories = map.stories.len().max(story as usize + 1);
                    map.stories.resize_with(stories, Vec::new);
                    map.stories[story as usize].push((segment.number as u32, doc));
                }
                doc += 1 + segment.quotations.first(doc).unwrap_or(0) as DocId;
            }
        }
        map
    }

    /// The story of an article; `None` when it is the only one of its own.
    pub fn story(&self, (segment, doc): Place) -> Option<u32> {
        let articles = &self.segments[segment as usize];
        let at = articles.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?;
        Some(articles[at].1)
    }

    /// The articles of a story that matched.
    pub fn copies(&self, story: u32, matched: &Matched) -> Copies {
        let articles = self.stories.get(story as usize).into_iter().flatten();
        articles.copied().filter(|place| matched.holds(*place)).collect()
    }

    /// The stories with several matching articles.
    pub fn told_again(&self, matched: &Matched) -> Vec<Copies> {
        let mut copies: BTreeMap<u32, Copies> = BTreeMap::new();
        for (segment, articles) in (0..).zip(&self.segments) {
            for &(doc, story) in articles.iter().filter(|(doc, _)| matched.holds((segment, *doc))) {
                copies.entry(story).or_default().push((segment, doc));
            }
        }
        copies.into_values().filter(|copies| copies.len() > 1).collect()
    }
}

/// Which numbers articles of stories begin with: of most others one look tells that they are in none.
struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    fn of(stories: &Stories) -> Filter {
        // Sixteen bits an article of a story: one in sixteen others passes.
        let width = (stories.members.len() * 16).next_power_of_two().trailing_zeros().clamp(10, 30);
        let mut filter = Filter { bits: vec![0; (1 << width) / 64], shift: 63 - width };
        for (key, _) in &stories.members {
            let at = filter.at(*key);
            filter.bits[at / 64] |= 1 << (at % 64);
        }
        filter
    }

    /// Keys are 63 bits of a hash.
    fn at(&self, key: i64) -> usize {
        ((key as u64 & (i64::MAX as u64)) >> self.shift) as usize
    }

    fn may_hold(&self, key: i64) -> bool {
        let at = self.at(key);
        self.bits[at / 64] >> (at % 64) & 1 == 1
    }
}

/// Which documents matched: a bit each, a list a segment.
#[derive(Debug, Default)]
pub struct Matched(pub Vec<Vec<u64>>);

impl Matched {
    pub fn holds(&self, (segment, doc): Place) -> bool {
        self.0.get(segment as usize).is_some_and(|bits| bits[doc as usize / 64] >> (doc % 64) & 1 == 1)
    }
}

/// Stories met so far on the way down a ranked list, and by which article.
#[derive(Default)]
pub struct Seen(HashMap<u32, Place>);

impl Seen {
    /// Whether an article is the first of its story.
    pub fn is_first(&mut self, map: &StoryMap, place: Place) -> bool {
        map.story(place).is_none_or(|story| *self.0.entry(story).or_insert(place) == place)
    }
}

/// Takes copies out of counts of articles, so that they are counts of stories: a story counts once for every value that
/// one of its articles has, and on the day of its first.
pub fn count_once(
    again: &[Copies],
    segments: &[Segment],
    tallies: &[Tally],
    counts: &mut [TallyOf],
    days: Option<&mut DayCounts>,
) {
    for copies in again {
        for (tally, counts) in tallies.iter().zip(counts.iter_mut()) {
            let rows =
                copies.iter().map(|(segment, doc)| (*segment as usize, segments[*segment as usize].rows().row(*doc)));
            counts.count_once(tally, rows);
        }
    }
    let Some(days) = days else { return };
    for copies in again {
        let day = |place: &Place| {
            let segment = &segments[place.0 as usize];
            segment.row_days()[segment.rows().row(place.1)]
        };
        let mut of_copies: Vec<Option<Days>> = copies.iter().map(day).collect();
        // Those that tell most of their day first, the undated last.
        of_copies.sort_unstable_by_key(|days| (days.is_none(), days.map(|days| (days.more, days.first))));
        of_copies[1..].iter().for_each(|day| days.take_back(*day));
    }
}

/// The article of a story that a person wants to see of it.
pub fn face(copies: &Copies, face: Face, segments: &[Segment], words: impl Fn(Place) -> u64) -> Option<Place> {
    let when = |place: &Place| segments[place.0 as usize].published.first(place.1);
    let key = |place: &Place| segments[place.0 as usize].article_key.first(place.1);
    let earliest = |place: &Place| (when(place).is_none(), when(place), key(place));
    match face {
        Face::Best => None,
        Face::First => copies.iter().min_by_key(|place| earliest(place)),
        Face::Latest => copies.iter().max_by_key(|place| (when(place), std::cmp::Reverse(key(place)))),
        Face::Fullest => copies.iter().max_by_key(|place| (words(**place), std::cmp::Reverse(earliest(place)))),
    }
    .copied()
}
