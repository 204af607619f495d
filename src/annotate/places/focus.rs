//! Mentions in, the place the article is about out.
//!
//! After Amitay, Har'El, Sivan and Soffer, "Web-a-Where: geotagging web content" (SIGIR 2004): every mention speaks
//! for its place and, fainter with each step outwards, for what that place lies in; the place most spoken for is the
//! focus. Two towns of a county make it the county, one town named twice the town. News adds that the headline and
//! the first paragraph say what a story is about, and that the dateline says only where its reporter sat.

use super::gazetteer::{Gazetteer, PlaceId};
use super::recognise::{Candidate, candidates, usable};
use super::words::words;
use crate::article::{Article, PlaceKind, Span};
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

/// The place most spoken for; of equals the one that says more.
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
    sums.into_iter().max_by(order).map(|(place, _)| place)
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
    let named = candidates(&article.title, &words(&article.title, &[]), gazetteer, article.language.as_deref());
    let senses = |candidate: &Candidate| usable(candidate, gazetteer).map(|sense| sense.place).collect::<Vec<_>>();
    named.iter().flat_map(senses).collect()
}
