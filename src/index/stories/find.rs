//! Articles' sketches in, stories out: which articles are near-duplicates of one another.
//!
//! Two articles are near-duplicates when four fifths of the shorter's shingles (five words in a row) stand in the
//! longer, both have at least sixty words and they were published at most fourteen days apart. Two of one address are
//! versions, however few they share. What hangs together so is a story, but for those that share less than half with its
//! fullest text: they are cut off, for each instalment of a live blog repeats the one before, and the last has nothing
//! left of the first. An article without a date belongs to the story it is most like, and never makes one of two that
//! are too far apart in time.
//!
//! No step is quadratic in the archive; cutting off is in the size of a story, which is that of a page crawled again and again.
//! Sketches that share a hash are candidates; candidates whose sketches are too unlike are
//! dropped; what remains is counted on the texts themselves. The order in which articles are given changes nothing.

use super::disjoint::Disjoint;
use crate::text::shingles::{comparable, shared};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The share of the shorter's shingles that makes near-duplicates. As designed; asked for by no measure.
const ALIKE: f64 = 0.8;
/// The share with the fullest text below which an article is cut off its story.
const CUT: f64 = 0.5;
/// Fewer words say too little: two weather notes are alike and no copies.
const WORDS_MIN: u32 = 60;
/// Days from the publication of one to that of the other.
const DAYS_MAX: i64 = 14;
/// Of articles that share a hash each is compared with so many that come next by date: an outlet's standing paragraph
/// may be in every one of its articles. Guessed; copies of one story are joined one to the next all the same.
const NEIGHBOURS: usize = 32;
/// Hashes that are held sorted at once: 24 MB.
const SORTED_AT_ONCE: usize = 2 << 20;

/// What is known of an article without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketched {
    /// The article's own number.
    pub key: i64,
    /// First and last day it can have been published. Narrow, like all here: it is held for every article at once.
    pub days: Option<(i32, i32)>,
    pub words: u32,
    /// Where its hashes end in [`Sketches`]; they begin where those of the one before end.
    end: usize,
}

/// The articles of an archive with their sketches, in any order.
#[derive(Debug, Default)]
pub struct Sketches {
    articles: Vec<Sketched>,
    hashes: Vec<u32>,
}

impl Sketches {
    pub fn add(&mut self, key: i64, days: Option<(i64, i64)>, words: u32, sketch: impl Iterator<Item = u32>) {
        self.hashes.extend(sketch);
        let day = |day| i32::try_from(day).ok();
        let days = days.and_then(|(from, to)| day(from).zip(day(to)));
        self.articles.push(Sketched { key, days, words, end: self.hashes.len() });
    }

    /// Articles so far.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// An article's own number.
    pub fn key(&self, article: usize) -> i64 {
        self.articles[article].key
    }

    fn sketch(&self, article: usize) -> &[u32] {
        let start = article.checked_sub(1).map_or(0, |before| self.articles[before].end);
        &self.hashes[start..self.articles[article].end]
    }
}

/// Finds the stories of more than one article: each as its articles' keys, ascending, in the order of the first.
///
/// `versions` are articles of one address, by their place in `sketches`; `shingles` gives the distinct shingles of an
/// article's text, ascending, and is asked only for texts that may be near-duplicates.
pub fn stories(
    sketches: &Sketches,
    versions: &[Vec<usize>],
    shingles: &(dyn Fn(usize) -> tantivy::Result<Vec<u64>> + Sync),
) -> tantivy::Result<Vec<Vec<i64>>> {
    let nodes = Nodes::of(sketches, versions);
    let versions: Vec<Vec<usize>> = versions
        .iter()
        .map(|group| group.iter().map(|article| nodes.of_article[*article] as usize).collect())
        .collect();
    let clusters = clusters(&nodes.candidates(), versions);
    let linked: HashSet<usize> = clusters.iter().flat_map(|cluster| cluster.nodes.iter().copied()).collect();
    let is_alone = |node: &usize| nodes.members(*node).len() > 1 && !linked.contains(node);
    let alone = (0..nodes.len()).filter(is_alone).map(|node| vec![node]);
    let found = in_parallel(&clusters, |cluster| cluster.stories(&nodes, shingles))?;
    let mut stories: Vec<Vec<i64>> =
        alone.chain(found.into_iter().flatten()).map(|nodes_of| nodes.keys(&nodes_of)).collect();
    stories.retain(|keys| keys.len() > 1);
    stories.sort_unstable();
    Ok(stories)
}

/// Two nodes that may belong together, the earlier first.
type Link = (usize, usize);

/// Two nodes that are near-duplicates.
#[derive(Debug, Clone, Copy)]
struct Alike {
    link: Link,
    /// Of the shorter's shingles, in the longer.
    share: f64,
}

/// Articles to compare. Those of one day with equal sketches are one node: five hundred papers print the same wire story.
struct Nodes<'s> {
    sketches: &'s Sketches,
    /// The articles of each node, node by node, in order of the first day, then of the key; the undated last.
    members: Vec<u32>,
    /// Where each node's articles end in `members`.
    ends: Vec<u32>,
    of_article: Vec<u32>,
    /// Nodes before are dated.
    dated: usize,
}

/// What is the same of articles of one day that are one node: words, sketch.
type Twin<'s> = (u32, &'s [u32]);

impl<'s> Nodes<'s> {
    /// Articles too short to be compared are left out unless they are versions of something.
    fn of(sketches: &'s Sketches, versions: &[Vec<usize>]) -> Nodes<'s> {
        let wanted: HashSet<usize> = versions.iter().flatten().copied().collect();
        let articles = &sketches.articles;
        let is_in = |at: &u32| articles[*at as usize].words >= WORDS_MIN || wanted.contains(&(*at as usize));
        let mut order: Vec<u32> = (0..articles.len() as u32).filter(is_in).collect();
        let day = |at: &u32| articles[*at as usize].days;
        order.sort_unstable_by_key(|at| (day(at).is_none(), day(at), articles[*at as usize].key));
        let of_article = vec![u32::MAX; articles.len()];
        let mut nodes = Nodes { sketches, members: Vec::new(), ends: Vec::new(), of_article, dated: 0 };
        order.chunk_by(|a, b| day(a) == day(b)).for_each(|day| nodes.add_day(day));
        nodes
    }

    /// Adds the articles of one day.
    fn add_day(&mut self, day: &[u32]) {
        let first = self.len();
        let mut known: HashMap<Twin<'_>, usize> = HashMap::new();
        let mut members: Vec<Vec<u32>> = Vec::new();
        for &article in day {
            let words = self.sketches.articles[article as usize].words;
            let next = members.len();
            let node = match words >= WORDS_MIN {
                true => *known.entry((words, self.sketches.sketch(article as usize))).or_insert(next),
                false => next,
            };
            if node == next {
                members.push(Vec::new());
            }
            members[node].push(article);
            self.of_article[article as usize] = (first + node) as u32;
        }
        if day.first().is_some_and(|article| self.sketches.articles[*article as usize].days.is_some()) {
            self.dated += members.len();
        }
        for articles in members {
            self.members.extend(articles);
            self.ends.push(self.members.len() as u32);
        }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn members(&self, node: usize) -> &[u32] {
        let start = node.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.members[start as usize..self.ends[node] as usize]
    }

    /// The keys of all articles of some nodes, ascending.
    fn keys(&self, nodes: &[usize]) -> Vec<i64> {
        let articles = nodes.iter().flat_map(|node| self.members(*node));
        let mut keys: Vec<i64> = articles.map(|article| self.sketches.key(*article as usize)).collect();
        keys.sort_unstable();
        keys
    }

    /// The article that stands for the node.
    fn first(&self, node: usize) -> usize {
        self.members(node)[0] as usize
    }

    fn article(&self, node: usize) -> &Sketched {
        &self.sketches.articles[self.first(node)]
    }

    fn sketch(&self, node: usize) -> &[u32] {
        self.sketches.sketch(self.first(node))
    }

    /// Whether a node was published at most so many days before one that comes later in the order.
    fn are_close(&self, earlier: usize, later: usize) -> bool {
        match (self.article(earlier).days, self.article(later).days) {
            (Some((_, to)), Some((from, _))) => i64::from(from) - i64::from(to) <= DAYS_MAX,
            // Nothing says that they are not.
            _ => true,
        }
    }

    /// Pairs whose texts have to be compared, the earlier first, ascending.
    fn candidates(&self) -> Vec<Link> {
        let mut pairs: Vec<Link> = Vec::new();
        let parts = (self.sketches.hashes.len() / SORTED_AT_ONCE) as u32 + 1;
        for part in 0..parts {
            let mut holders: Vec<Holder> = Vec::new();
            for node in (0..self.len()).filter(|node| self.article(*node).words >= WORDS_MIN) {
                let sketch = self.sketch(node);
                let telling = sketch.len() + 1 - least_shared(sketch.len());
                let here = sketch.iter().enumerate().filter(|(_, hash)| **hash % parts == part);
                holders.extend(here.map(|(at, hash)| Holder {
                    hash: *hash,
                    node: node as u32,
                    is_telling: at < telling,
                }));
            }
            holders.sort_unstable_by_key(|holder| (holder.hash, holder.node));
            for list in holders.chunk_by(|a, b| a.hash == b.hash) {
                self.pair_up(list, &mut pairs);
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Pairs of nodes that share a hash: each with its neighbours by date, and with undated ones.
    fn pair_up(&self, list: &[Holder], pairs: &mut Vec<Link>) {
        let undated = list.partition_point(|holder| (holder.node as usize) < self.dated);
        for (at, holder) in list.iter().enumerate() {
            let node = holder.node as usize;
            let near = list[at + 1..].iter().take(NEIGHBOURS);
            let near = near.take_while(|other| self.are_close(node, other.node as usize));
            let any = list[undated.max(at + 1)..].iter().take(NEIGHBOURS);
            let telling = near.chain(any).filter(|other| holder.is_telling || other.is_telling);
            let telling = telling.map(|other| (node, other.node as usize));
            pairs.extend(telling.filter(|(a, b)| self.may_be_alike(*a, *b)));
        }
    }

    /// Whether the sketches leave it open that the texts are near-duplicates.
    fn may_be_alike(&self, a: usize, b: usize) -> bool {
        let (a, b) = comparable(self.sketch(a), self.sketch(b));
        let of = a.len().min(b.len());
        of > 0 && shared(a, b) >= least_shared(of)
    }
}

/// A node that holds a hash.
struct Holder {
    hash: u32,
    node: u32,
    /// Whether it is one of the node's first. Of two texts that may be alike at least one of the first hashes of the
    /// shorter, as many as it may lack and one more, stands in the longer: pairs that share only later ones are not.
    is_telling: bool,
}

/// Hashes that two near-duplicates share of so many: fewer by less than three standard deviations.
fn least_shared(of: usize) -> usize {
    let of = of as f64;
    let least = ALIKE * of - 3.0 * (ALIKE * (1.0 - ALIKE) * of).sqrt();
    (least.ceil() as usize).max(1)
}

/// Nodes that links and addresses hold together, directly or not.
#[derive(Default)]
struct Cluster {
    nodes: Vec<usize>,
    /// Pairs whose texts have to be compared.
    links: Vec<Link>,
    /// Nodes of one address belong together whatever their texts, each with every other: when one is cut off, the
    /// others still do.
    versions: Vec<Vec<usize>>,
}

fn clusters(links: &[Link], versions: Vec<Vec<usize>>) -> Vec<Cluster> {
    let mut linked: Vec<usize> = links.iter().flat_map(|(a, b)| [*a, *b]).collect();
    linked.extend(versions.iter().flatten());
    linked.sort_unstable();
    linked.dedup();
    let mut cluster_of = HashMap::new();
    let mut clusters: Vec<Cluster> = Vec::new();
    for nodes in groups(&linked, &mut joined(&linked, links.iter().copied(), &versions)) {
        cluster_of.extend(nodes.iter().map(|node| (*node, clusters.len())));
        clusters.push(Cluster { nodes, ..Cluster::default() });
    }
    for link in links {
        clusters[cluster_of[&link.0]].links.push(*link);
    }
    for group in versions {
        if let Some(cluster) = group.first().and_then(|node| cluster_of.get(node)) {
            clusters[*cluster].versions.push(group);
        }
    }
    clusters
}

impl Cluster {
    /// The stories among its nodes.
    fn stories(
        &self,
        nodes: &Nodes<'_>,
        shingles: &(dyn Fn(usize) -> tantivy::Result<Vec<u64>> + Sync),
    ) -> tantivy::Result<Vec<Vec<usize>>> {
        let texts = self.nodes.iter().map(|node| Ok((*node, shingles(nodes.first(*node))?)));
        let texts: HashMap<usize, Vec<u64>> = texts.collect::<tantivy::Result<_>>()?;
        let alike = self.links.iter().map(|link| Alike { link: *link, share: share(&texts[&link.0], &texts[&link.1]) });
        let mut alike: Vec<Alike> = alike.filter(|pair| pair.share >= ALIKE).collect();
        alike.sort_unstable_by(|a, b| b.share.total_cmp(&a.share).then(a.link.cmp(&b.link)));
        Ok(self.cut(&alike, &texts, nodes.dated))
    }

    /// What hangs together, less what shares under half with the fullest text; what is cut off likewise.
    fn cut(&self, alike: &[Alike], texts: &HashMap<usize, Vec<u64>>, dated: usize) -> Vec<Vec<usize>> {
        let mut stories = Vec::new();
        let mut open = self.connected(&self.nodes, alike, dated);
        while let Some(group) = open.pop() {
            // Of equally full texts the earliest: nodes ascend by date.
            let fullest = group.iter().copied().max_by_key(|node| (texts[node].len(), std::cmp::Reverse(*node)));
            let Some(fullest) = fullest else { continue };
            let (story, rest): (Vec<usize>, Vec<usize>) =
                group.into_iter().partition(|node| *node == fullest || share(&texts[node], &texts[&fullest]) >= CUT);
            stories.push(story);
            open.extend(self.connected(&rest, alike, dated));
        }
        stories
    }

    /// `among` in groups that near-duplicates, most alike first, or an address hold together. Those below `dated` have a date.
    fn connected(&self, among: &[usize], alike: &[Alike], dated: usize) -> Vec<Vec<usize>> {
        let is_mixed = |pair: &&Alike| pair.link.0 < dated && pair.link.1 >= dated;
        let (mixed, clear): (Vec<&Alike>, Vec<&Alike>) = alike.iter().partition(is_mixed);
        let mut groups_of = joined(among, clear.iter().map(|pair| pair.link), &self.versions);
        let mut is_dated: HashSet<usize> = HashSet::new();
        for (at, _) in among.iter().enumerate().filter(|(_, node)| **node < dated) {
            is_dated.insert(groups_of.root(at));
        }
        let place = places(among);
        for pair in mixed {
            let ends = (place.get(&pair.link.0), place.get(&pair.link.1));
            let (Some(with), Some(without)) = ends else { continue };
            // One that belongs to a story already would make one of two.
            if !is_dated.contains(&groups_of.root(*without)) {
                groups_of.join(*with, *without);
                is_dated.insert(groups_of.root(*with));
            }
        }
        groups(among, &mut groups_of)
    }
}

/// Where each of the nodes stands among them.
fn places(nodes: &[usize]) -> HashMap<usize, usize> {
    nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect()
}

/// `nodes`, by their places, joined by the links between them and by the addresses.
fn joined(nodes: &[usize], links: impl Iterator<Item = Link>, versions: &[Vec<usize>]) -> Disjoint {
    let place = places(nodes);
    let mut groups_of = Disjoint::new(nodes.len());
    for (a, b) in links {
        if let (Some(a), Some(b)) = (place.get(&a), place.get(&b)) {
            groups_of.join(*a, *b);
        }
    }
    for group in versions {
        let mut there = group.iter().filter_map(|node| place.get(node));
        if let Some(first) = there.next() {
            there.for_each(|other| groups_of.join(*first, *other));
        }
    }
    groups_of
}

/// `nodes` in their groups.
fn groups(nodes: &[usize], groups_of: &mut Disjoint) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        groups.entry(groups_of.root(at)).or_default().push(*node);
    }
    groups.into_values().collect()
}

/// The share of the smaller list that the larger has too.
fn share(a: &[u64], b: &[u64]) -> f64 {
    shared(a, b) as f64 / a.len().min(b.len()).max(1) as f64
}

/// `each` of the items, on every core, in their order.
fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    each: impl Fn(&T) -> tantivy::Result<R> + Sync,
) -> tantivy::Result<Vec<R>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len().max(1));
    let next = AtomicUsize::new(0);
    let work = || -> tantivy::Result<Vec<(usize, R)>> {
        let mut done = Vec::new();
        while let Some((at, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            done.push((at, each(item)?));
        }
        Ok(done)
    };
    let mut done = Vec::with_capacity(items.len());
    std::thread::scope(|scope| -> tantivy::Result<()> {
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        done.extend(work()?);
        for worker in workers {
            done.extend(worker.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))?);
        }
        Ok(())
    })?;
    done.sort_unstable_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests;
