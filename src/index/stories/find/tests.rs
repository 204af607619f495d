use super::*;
use crate::text::shingles::{shingles, sketch};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// An article: a text, its day, its address.
#[derive(Debug, Clone)]
struct Sample {
    text: String,
    day: Option<i64>,
    page: Option<u8>,
}

fn sketches(samples: &[Sample], order: &[usize]) -> Sketches {
    let mut sketches = Sketches::default();
    for &number in order {
        let (sketch, words) = sketch(&samples[number].text);
        let days = samples[number].day.map(|day| (day, day));
        sketches.add(number as i64, days, words, sketch.into_iter());
    }
    sketches
}

/// The stories of samples, by their numbers; `order` is how they are given.
fn found(samples: &[Sample], order: &[usize]) -> BTreeSet<BTreeSet<usize>> {
    let sketches = sketches(samples, order);
    let page = |at: &usize| samples[order[*at]].page;
    let mut paged: Vec<usize> = (0..order.len()).filter(|at| page(at).is_some()).collect();
    paged.sort_by_key(page);
    let versions = paged.chunk_by(|a, b| page(a) == page(b)).filter(|group| group.len() > 1).map(<[usize]>::to_vec);
    let shingles = |at: usize| Ok(shingles(&samples[order[at]].text));
    let stories = stories(&sketches, &versions.collect::<Vec<_>>(), &shingles).unwrap();
    stories.into_iter().map(|keys| keys.into_iter().map(|key| key as usize).collect()).collect()
}

/// The same by the definition alone: every pair is compared.
fn expected(samples: &[Sample]) -> BTreeSet<BTreeSet<usize>> {
    let texts: Vec<BTreeSet<u64>> = samples.iter().map(|sample| shingles(&sample.text).into_iter().collect()).collect();
    let words = |at: usize| samples[at].text.split_whitespace().count();
    let share = |a: usize, b: usize| {
        texts[a].intersection(&texts[b]).count() as f64 / texts[a].len().min(texts[b].len()).max(1) as f64
    };
    let is_version = |a: usize, b: usize| samples[a].page.is_some() && samples[a].page == samples[b].page;
    let is_alike = |a: usize, b: usize| {
        let is_close = samples[a].day.zip(samples[b].day).is_none_or(|(a, b)| a.abs_diff(b) <= 14);
        is_close && words(a) >= 60 && words(b) >= 60 && share(a, b) >= 0.8
    };
    let has_day = |at: usize| samples[at].day.is_some();
    let order = |at: usize| (samples[at].day.is_none(), samples[at].day, at);
    // What hangs together among some; then each group without a date goes to the dated one it is most like.
    let connected = |mut rest: BTreeSet<usize>| {
        let linked = |a: usize, b: usize| is_version(a, b) || (has_day(a) == has_day(b) && is_alike(a, b));
        let mut pairs: Vec<(usize, usize)> = rest
            .iter()
            .flat_map(|a| rest.iter().map(move |b| (*a, *b)))
            .filter(|(a, b)| has_day(*a) && !has_day(*b))
            .collect();
        pairs.retain(|(a, b)| is_alike(*a, *b));
        pairs.sort_by(|x, y| {
            share(y.0, y.1).total_cmp(&share(x.0, x.1)).then((order(x.0), order(x.1)).cmp(&(order(y.0), order(y.1))))
        });
        let mut groups: Vec<BTreeSet<usize>> = Vec::new();
        while let Some(first) = rest.pop_first() {
            let mut group = BTreeSet::from([first]);
            while let Some(&next) = rest.iter().find(|other| group.iter().any(|one| linked(*one, **other))) {
                rest.remove(&next);
                group.insert(next);
            }
            groups.push(group);
        }
        for (with, without) in pairs {
            let at = groups.iter().position(|group| group.contains(&without)).unwrap();
            if !groups[at].iter().any(|one| has_day(*one)) {
                let homeless = groups.remove(at);
                groups.iter_mut().find(|group| group.contains(&with)).unwrap().extend(homeless);
            }
        }
        groups
    };
    let mut stories = BTreeSet::new();
    let mut open = connected((0..samples.len()).collect());
    while let Some(group) = open.pop() {
        let fullest = *group.iter().max_by_key(|at| (texts[**at].len(), std::cmp::Reverse(order(**at)))).unwrap();
        let (story, cut): (BTreeSet<usize>, BTreeSet<usize>) = group.iter().partition(|at| share(**at, fullest) >= 0.5);
        stories.insert(story);
        open.extend(connected(cut));
    }
    stories.retain(|story| story.len() > 1);
    stories
}

/// The blocks that all texts are made of: a hundred words each, the first but thirty.
fn text(blocks: &[u8]) -> String {
    let words = |block: u8| if block == 0 { 30 } else { 100 };
    blocks.iter().flat_map(|&block| (0..words(block)).map(move |word| format!("w{block}x{word} "))).collect()
}

fn sample() -> impl Strategy<Value = Sample> {
    let blocks = prop_oneof![
        3 => (0..6u8, 1..7u8).prop_map(|(from, length)| (from..from + length).collect::<Vec<u8>>()),
        1 => prop::collection::vec(0..12u8, 1..6),
    ];
    (blocks, prop::option::weighted(0.8, 0..40i64), prop::option::weighted(0.2, 0..3u8))
        .prop_map(|(blocks, day, page)| Sample { text: text(&blocks), day, page })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn stories_are_those_of_brute_force_in_any_order(samples in prop::collection::vec(sample(), 0..24), by in 1..23usize) {
        let order: Vec<usize> = (0..samples.len()).collect();
        let expected = expected(&samples);
        prop_assert_eq!(&found(&samples, &order), &expected);
        let mut turned = order;
        let length = turned.len().max(1);
        turned.rotate_left(by % length);
        turned.reverse();
        prop_assert_eq!(&found(&samples, &turned), &expected);
    }
}

fn check(samples: &[(&[u8], Option<i64>, Option<u8>)], stories: &[&[usize]]) {
    let samples: Vec<Sample> =
        samples.iter().map(|(blocks, day, page)| Sample { text: text(blocks), day: *day, page: *page }).collect();
    let expected: BTreeSet<BTreeSet<usize>> = stories.iter().map(|story| story.iter().copied().collect()).collect();
    assert_eq!(found(&samples, &(0..samples.len()).collect::<Vec<_>>()), expected);
}

#[test]
fn copies_in_time_are_stories() {
    let wire: &[u8] = &[1, 2, 3, 4, 5];
    check(&[(wire, Some(0), None), (wire, Some(14), None), (&[6, 7, 8], Some(0), None)], &[&[0, 1]]);
    check(&[(wire, Some(0), None), (wire, Some(15), None)], &[]);
    check(&[(wire, Some(0), None), (&wire[..2], Some(1), None), (wire, None, None)], &[&[0, 1, 2]]);
    check(&[(&[0], Some(0), None), (&[0], Some(0), None)], &[]);
}

#[test]
fn one_without_a_date_makes_no_story_of_two_that_are_far_apart() {
    let wire: &[u8] = &[1, 2, 3, 4, 5];
    let later: &[u8] = &[1, 2, 3, 4, 5, 6];
    check(&[(wire, Some(0), None), (wire, Some(61), None), (wire, None, None)], &[&[0, 2]]);
    check(&[(later, Some(0), None), (wire, Some(61), None), (&[1, 2, 3, 4, 5, 7], None, None)], &[&[1, 2]]);
    check(&[(wire, Some(0), None), (later, Some(61), None), (wire, None, None), (later, None, None)], &[&[0, 2, 3]]);
    // An address still does.
    check(&[(wire, Some(0), Some(1)), (wire, Some(61), Some(1)), (wire, None, None)], &[&[0, 1, 2]]);
}

#[test]
fn an_address_makes_versions_of_short_and_late_ones() {
    check(&[(&[0], Some(0), Some(1)), (&[0], Some(90), Some(1)), (&[2], Some(0), Some(1))], &[&[0, 1]]);
}

#[test]
fn versions_stay_one_story_when_one_of_them_is_cut_off() {
    // Three of one address; the first is a copy of the fullest text, with which the other two have nothing in common.
    check(
        &[
            (&[2], Some(0), Some(0)),
            (&[1], Some(0), Some(0)),
            (&[2], None, None),
            (&[3, 2], Some(0), None),
            (&[0, 1], Some(15), Some(0)),
        ],
        &[&[0, 2, 3], &[1, 4]],
    );
}

#[test]
fn a_live_blog_does_not_chain() {
    let of = |at: u8| (at + 1..at + 13).collect::<Vec<u8>>();
    let parts: Vec<Vec<u8>> = (0..12).map(|at| of(2 * at)).collect();
    let blog: Vec<_> =
        parts.iter().enumerate().map(|(day, blocks)| (blocks.as_slice(), Some(day as i64), None)).collect();
    // Each shares five sixths with the one before. The earliest is taken as fullest, and stays with the two behind it.
    check(&blog, &[&[0, 1, 2], &[3, 4, 5], &[6, 7, 8], &[9, 10, 11]]);
}

#[test]
fn a_standing_paragraph_makes_no_story_and_no_quadratic_work() {
    let samples: Vec<Sample> = (0..2000)
        .map(|n| {
            let own: String = (0..200).map(|word| format!("n{n}x{word} ")).collect();
            Sample { text: own + &text(&[1]), day: Some(n / 100), page: None }
        })
        .collect();
    assert!(found(&samples, &(0..samples.len()).collect::<Vec<_>>()).is_empty());
    let wire: Vec<Sample> =
        (0..500).map(|n| Sample { text: format!("n{n} {}", text(&[1, 2, 3])), day: Some(0), page: None }).collect();
    assert_eq!(found(&wire, &(0..500).collect::<Vec<_>>()).first().map(BTreeSet::len), Some(500));
}

#[test]
fn twice_the_copies_make_twice_the_pairs_to_compare() {
    let copy = |n: usize| {
        let own: String = (0..40).map(|word| format!("n{n}x{word} ")).collect();
        Sample { text: own + &text(&[1, 2, 3]), day: Some(0), page: None }
    };
    let samples: Vec<Sample> = (0..600).map(copy).collect();
    let pairs = |articles: usize| {
        let sketches = sketches(&samples, &(0..articles).collect::<Vec<_>>());
        Nodes::of(&sketches, &[]).candidates().len()
    };
    let (half, whole) = (pairs(300), pairs(600));
    assert!(half > 300 && whole <= 2 * half + NEIGHBOURS * NEIGHBOURS, "{half} of half of them, {whole} of all");
    assert_eq!(found(&samples, &(0..600).collect::<Vec<_>>()).first().map(BTreeSet::len), Some(600));
}
