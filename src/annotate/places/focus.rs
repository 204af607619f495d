//! Mentions in, the place the article is about out.
//!
//! After Amitay, Har'El, Sivan and Soffer, "Web-a-Where: geotagging web content" (SIGIR 2004): every mention speaks
//! for its place and, fainter with each step outwards, for what that place lies in; the place most spoken for is the
//! focus. Two towns of a county make it the county, one town named twice the town. News adds that the headline and
//! the first paragraph say what a story is about, and that the dateline says only where its reporter sat.

use super::gazetteer::{Gazetteer, PlaceId};
use super::recognise::{Candidate, candidates, usable};
use super::words::words_in;
use crate::article::{Article, Feature, PlaceKind, Span};
use std::collections::{BTreeMap, HashSet};

/// What is left of a mention's voice one step outwards. Web-a-Where has .7, for pages without headline and lead; with
/// them .6 keeps a town that the headline names from drowning in its neighbours (tried on the sample archive).
const OUTWARDS: f32 = 0.6;
/// How much more a place speaks that the headline names, and one that the first paragraph does (guessed).
const IN_HEADLINE: f32 = 3.0;
const IN_LEAD: f32 = 2.0;
/// What is named for something else than itself speaks half: a people, a power, the place of filing, a constituency (guessed).
const IN_PASSING: f32 = 0.5;

/// One mention that was judged a place.
pub struct Voice {
    pub span: Span,
    pub kind: PlaceKind,
    pub place: PlaceId,
    pub confidence: f32,
    /// Tells where somebody was elected.
    pub passing: bool,
}

/// A country with this share of what its continent has is what the story is about, and not the continent (guessed).
const COUNTRY_SHARE: f32 = 0.5;

/// Three states that share a river are no story of one of them: what the second country may have of what the first has (guessed).
const RIVAL_SHARE: f32 = 0.75;

/// The place most spoken for; of equals the one that says more. A continent is that only where it is named, or where no country
/// stands out of it.
pub fn focus(article: &Article, voices: &[Voice], gazetteer: &Gazetteer) -> Option<PlaceId> {
    let headline = in_headline(article, gazetteer);
    let lead = article.paragraphs.first().copied().unwrap_or_default();
    let mut sums: BTreeMap<PlaceId, f32> = BTreeMap::new();
    for voice in voices {
        let mut weight = voice.confidence * weight(voice, lead, &headline);
        for place in gazetteer.path(voice.place) {
            *sums.entry(place).or_default() += weight;
            weight *= OUTWARDS;
        }
    }
    let depth = |place: PlaceId| gazetteer.path(place).count();
    let order = |a: &(PlaceId, f32), b: &(PlaceId, f32)| {
        a.1.total_cmp(&b.1).then_with(|| depth(a.0).cmp(&depth(b.0))).then(b.0.cmp(&a.0))
    };
    let is_named = |place: PlaceId| voices.iter().any(|voice| voice.place == place);
    let countries: Vec<(PlaceId, f32)> = sums
        .iter()
        .map(|(&place, &sum)| (place, sum))
        .filter(|(p, _)| gazetteer.kind(*p) == Feature::Country)
        .collect();
    let has_leader = |continent: PlaceId| {
        let mut inside: Vec<f32> =
            countries.iter().filter(|(p, _)| gazetteer.lies_in(*p, continent)).map(|(_, sum)| *sum).collect();
        inside.sort_by(|a, b| b.total_cmp(a));
        let first = inside.first().copied().unwrap_or_default();
        let second = inside.get(1).copied().unwrap_or_default();
        first >= COUNTRY_SHARE * sums[&continent] && second <= RIVAL_SHARE * first
    };
    let is_whole =
        |place: PlaceId| gazetteer.kind(place) != Feature::Continent || is_named(place) || !has_leader(place);
    let about = sums.iter().map(|(&place, &sum)| (place, sum)).filter(|&(place, _)| is_whole(place));
    about.max_by(order).map(|(place, _)| place)
}

fn weight(voice: &Voice, lead: Span, headline: &HashSet<PlaceId>) -> f32 {
    let named = if headline.contains(&voice.place) { IN_HEADLINE } else { 1.0 };
    match voice.kind {
        PlaceKind::Dateline => named * IN_PASSING,
        kind => {
            let own = if kind == PlaceKind::Place && !voice.passing { 1.0 } else { IN_PASSING };
            named * own * if lead.contains(voice.span) { IN_LEAD } else { 1.0 }
        }
    }
}

/// Every place that a name in the headline can mean: which one it does, the text decides.
fn in_headline(article: &Article, gazetteer: &Gazetteer) -> HashSet<PlaceId> {
    let language = article.language.as_deref();
    let named = candidates(&article.title, &words_in(language, &article.title, &[]), gazetteer, language);
    let senses = |candidate: &Candidate| usable(candidate, gazetteer).map(|sense| sense.place).collect::<Vec<_>>();
    named.iter().flat_map(senses).collect()
}
