//! An article in, the places it mentions out, each resolved to one place of the gazetteer.
//!
//! Names are found by longest match (`recognise`), streets apart (`streets`). Each name gets the meaning that
//! its size and the document's other places make likely (`resolve`), and every mention is judged by its
//! surroundings: place, or person, organisation, word (`evidence`). What is judged a place then speaks for its
//! neighbours, so both are done twice. Demonyms mean their country; languages ("in English") mean nothing.

mod dump;
mod evidence;
mod filed;
mod focus;
mod foreign;
mod gazetteer;
mod hints;
mod image;
mod lexicon;
mod ordinary;
mod recognise;
mod register;
mod resolve;
mod rolls;
mod streets;
mod surroundings;
mod words;

use super::dateline;
use super::names::People;
use crate::article::{Article, Dateline, Feature, Place, PlaceKind, PlaceMention, Span};
pub use dump::Dump;
use evidence::Evidence;
use focus::Voice;
pub use gazetteer::Gazetteer;
use gazetteer::PlaceId;
use lexicon::Before;
use recognise::Candidate;
use resolve::{Group, Local, Meaning};
use std::sync::OnceLock;

/// Rounds of resolving and judging: the second knows which names are places.
const ROUNDS: usize = 2;
/// How much the surest mention of a name speaks for the others, of its own evidence (measured on the
/// development texts: .3 to .7 are alike).
const SUREST_MENTION: f32 = 0.6;
/// Streets are found by form alone; this many of them are streets (measured on the development texts).
const STREET_CONFIDENCE: f32 = 0.8;

/// The places that the built-in gazetteer knows by a whole name, in any language it has, each by its path from the continent
/// inwards: larger kinds first, then by population.
pub fn paths_called(name: &str) -> Vec<Vec<String>> {
    static BUILT_IN: OnceLock<Gazetteer> = OnceLock::new();
    let gazetteer = BUILT_IN.get_or_init(Gazetteer::built_in);
    gazetteer.called(name).map(|place| gazetteer.place(place).path).collect()
}

/// Holds the gazetteer.
pub struct Resolver {
    gazetteer: Gazetteer,
}

/// The region an outlet writes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home(PlaceId);

impl Resolver {
    pub fn new(gazetteer: Gazetteer) -> Self {
        Resolver { gazetteer }
    }

    /// The place that `Texas`, `United States/Texas` or `Paris, Texas` mean as a home, and how it is written in full.
    pub fn home(&self, written: &str) -> Option<(Home, String)> {
        let place = self.gazetteer.find(written)?;
        Some((Home(place), self.gazetteer.place(place).path.join("/")))
    }

    /// The dateline of the article: the first that needs no known place, or has one.
    pub fn dateline(&self, article: &Article) -> Option<Dateline> {
        let text = article.text.as_str();
        let is_one = |d: &Dateline| match dateline::stands_alone(text, d) {
            true => self.knows_towns_of(text, d),
            false if dateline::stands_before_colon(text, d) => self.knows_great_towns_of(text, d),
            false => !dateline::needs_place(text, d) || self.knows_place_of(text, d),
        };
        let mut dateline = dateline::datelines(article).find(is_one)?;
        // "CONCARNEAU (Finistère) -" is signed by nobody.
        let is_region =
            |name: &str| self.gazetteer.called(name).any(|place| self.gazetteer.kind(place) != Feature::City);
        if !dateline::is_signed(&dateline) && dateline.agency.as_deref().is_some_and(is_region) {
            dateline.agency = None;
        }
        Some(dateline)
    }

    /// Whether all places of a dateline are towns that are no words.
    fn knows_towns_of(&self, text: &str, dateline: &Dateline) -> bool {
        let is_town = |name: &str| {
            let mut places = self.gazetteer.called(name);
            !self.gazetteer.is_word(name) && places.any(|place| self.gazetteer.kind(place) == Feature::City)
        };
        filed::parts(text, filed::place_of(dateline)).iter().all(|part| is_town(part.of(text)))
    }

    /// Whether all places of a dateline are towns of some size and no countries, which head facts as well ("CHINA: The").
    fn knows_great_towns_of(&self, text: &str, dateline: &Dateline) -> bool {
        let is_great = |name: &str| {
            let is_town = |place| {
                self.gazetteer.kind(place) == Feature::City
                    && self.gazetteer.entry(place).weight >= evidence::SMALL_TOWN
            };
            let is_land =
                |place| matches!(self.gazetteer.kind(place), Feature::Country | Feature::Continent | Feature::Area);
            !self.gazetteer.is_word(name)
                && self.gazetteer.called(name).any(is_town)
                && !self.gazetteer.called(name).any(is_land)
        };
        filed::parts(text, filed::place_of(dateline)).iter().all(|part| is_great(part.of(text)))
    }

    /// Whether a dateline names a place of the gazetteer. A name that is also a word must be a city's ("MOBILE —", but not
    /// "SALES —").
    fn knows_place_of(&self, text: &str, dateline: &Dateline) -> bool {
        let known = |name: &str| {
            let is_great = |place| self.gazetteer.entry(place).weight >= evidence::SMALL_TOWN;
            let is_word = self.gazetteer.is_word(name);
            self.gazetteer.called(name).any(|place| !is_word || is_great(place))
        };
        filed::parts(text, filed::place_of(dateline)).iter().any(|part| known(part.of(text)))
    }

    /// The places of the article, in text order, none overlapping, and the one it is about. The dateline's place is
    /// resolved in passing: its `place` becomes the gazetteer's name.
    pub fn places(
        &self,
        article: &Article,
        sentences: &[Span],
        people: &People,
        dateline: &mut Option<Dateline>,
        home: Option<Home>,
    ) -> (Vec<PlaceMention>, Option<Place>) {
        let text = article.text.as_str();
        let gazetteer = &self.gazetteer;
        let language = article.language.as_deref();
        let words = words::words_in(language, text, sentences);
        let streets = streets::streets(text, &words);
        let mut candidates = recognise::possible(text, &words, gazetteer, language);
        streets::take_out(&streets, &mut candidates);
        if let Some(dateline) = dateline {
            filed::file(text, dateline, &mut candidates, gazetteer);
        }
        filed::credit(text, sentences, &words, &mut candidates);
        candidates.retain(|c| recognise::is_name(c, gazetteer));
        let filed_from = candidates.iter().position(|c| c.filed);
        let surroundings = surroundings::surroundings(text, &words, &candidates, people, gazetteer, language);
        let (mut groups, group_of) = resolve::group(&candidates, gazetteer);

        for i in 1..candidates.len() {
            if surroundings[i].before == Before::List && candidates[i - 1].qualifier.is_none() {
                resolve::tie(&mut groups, group_of[i - 1], group_of[i]);
            }
        }
        for (candidate, holder) in hints::hints(text, &words, &candidates, gazetteer) {
            resolve::tell(&mut groups[group_of[candidate]], holder);
        }
        let local = Local {
            register: register::register(text, &words, groups.iter().filter_map(resolve::country_of_county)),
            home: home.map(|Home(place)| resolve::meaning_of_place(place, gazetteer)),
            wired: dateline.as_ref().is_some_and(dateline::is_signed),
        };
        let mut judged = Vec::new();
        for _ in 0..ROUNDS {
            resolve::resolve(&mut groups, &local);
            let evidence: Vec<Evidence> = (0..candidates.len())
                .map(|i| {
                    let group = &groups[group_of[i]];
                    let meaning = resolve::meaning_of(&candidates[i], group);
                    let class = evidence::class(meaning);
                    Evidence { candidate: &candidates[i], group, meaning, class, at: &surroundings[i], language }
                })
                .collect();
            judged = evidence::judge(&evidence, &group_of, groups.len());
            speak(&mut groups, &group_of, &judged, &candidates);
        }

        let mut voices = Vec::new();
        let mut mentions: Vec<PlaceMention> = streets.iter().map(|s| street(s.span)).collect();
        for (i, candidate) in candidates.iter().enumerate() {
            let group = &groups[group_of[i]];
            let meaning = resolve::meaning_of(candidate, group);
            let filed = filed_from == Some(i);
            if judged[i] > 0.5 || filed {
                let mention = self.mention(candidate, group, meaning, judged[i], filed);
                let PlaceMention { span, kind, confidence, .. } = mention;
                // A treaty, a newspaper, a firm and a currency bear the name of a place that the story need not be about.
                if !candidate.worldly && !surroundings[i].names_other {
                    voices.push(Voice { span, kind, place: meaning.place, confidence, passing: candidate.tag });
                }
                mentions.push(mention);
            }
        }
        if let (Some(dateline), Some(i)) = (dateline.as_mut(), filed_from) {
            let meaning = resolve::meaning_of(&candidates[i], &groups[group_of[i]]);
            dateline.place = Some(gazetteer.place(meaning.place).name);
        }
        mentions.sort_by_key(|m| m.span);
        let focus = focus::focus(article, &voices, gazetteer).map(|place| gazetteer.place(place));
        (mentions, focus)
    }

    fn mention(&self, candidate: &Candidate, group: &Group, meaning: &Meaning, sure: f32, filed: bool) -> PlaceMention {
        let kind = match meaning.entry.kind {
            _ if filed => PlaceKind::Dateline,
            _ if meaning.demonym => PlaceKind::Demonym,
            Feature::Seat => PlaceKind::Metonym,
            _ => PlaceKind::Place,
        };
        let resolved = if candidate.qualifier.is_some() { 1.0 } else { group.certainty };
        PlaceMention {
            span: candidate.span,
            kind,
            confidence: sure * resolved,
            place: Some(self.gazetteer.place(meaning.place)),
        }
    }
}

/// A street: a place that the gazetteer does not hold.
fn street(span: Span) -> PlaceMention {
    PlaceMention { span, kind: PlaceKind::Place, confidence: STREET_CONFIDENCE, place: None }
}

/// Gives every name the voice of its surest mention. Where a politician was elected says nothing of where a story happens.
fn speak(groups: &mut [Group], group_of: &[usize], judged: &[f32], candidates: &[Candidate]) {
    groups.iter_mut().for_each(|g| g.voice = 0.0);
    for ((&group, &sure), candidate) in group_of.iter().zip(judged).zip(candidates) {
        let group = &mut groups[group];
        if sure > 0.5 && !candidate.tag {
            group.voice = group.voice.max(sure);
        }
    }
}
