//! Names in, one meaning for each out. A name has one meaning a document; a mention that says where it lies
//! ("Paris, Texas") decides for the bare ones; else the larger place wins, unless the document's other
//! places stand nearer to a smaller one.

use super::evidence::SMALL_TOWN;
use super::gazetteer::{Entry, Gazetteer, Name, PATH_MAX, PlaceId, Sense};
use super::recognise::{Candidate, usable};
use super::register::Register;
use crate::article::Feature;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::slice;

/// A name of the document with all it may mean.
#[derive(Debug)]
pub struct Group {
    pub meanings: Vec<Meaning>,
    /// Index into `meanings`.
    pub chosen: usize,
    /// A mention says where it lies.
    pub settled: bool,
    /// The dateline names it alone.
    pub filed: bool,
    /// The text calls it as all the world does, and its other places say little.
    pub worldly: bool,
    pub mentions: usize,
    /// How much the document's other places speak for the chosen meaning, 0 to 1.
    pub support: f32,
    /// How much this name speaks for its neighbours; 0 while it is doubtful that it means a place.
    pub voice: f32,
    /// How sure the choice is, 0 to 1.
    pub certainty: f32,
    /// Names that stand beside it in a list ("Georgia, Alabama and Texas").
    kin: Vec<usize>,
    /// What its sentences say that it may lie in (`hints`).
    told: Vec<PlaceId>,
}

/// One place that a name may mean, with what scoring needs of it.
#[derive(Debug, Clone)]
pub struct Meaning {
    pub place: PlaceId,
    pub entry: Entry,
    pub demonym: bool,
    /// It is called so besides its own name, as it was before: Harare is a Salisbury.
    by_other_name: bool,
    /// ISO code.
    pub country: Option<&'static str>,
    /// The place whose code that is.
    land: Option<PlaceId>,
    /// Doublings by which a region or town is better or less known than its population, among its namesakes.
    rank: f32,
    /// Unit vector from the centre of the earth.
    point: [f32; 3],
    region: Option<PlaceId>,
    /// The place itself and what it lies in; the place again where there is no more.
    path: [PlaceId; PATH_MAX],
}

impl Meaning {
    #[inline]
    fn lies_in(&self, holder: PlaceId) -> bool {
        holder.may_hold() && self.place != holder && self.path.contains(&holder)
    }

    /// Whether it is a town that its great namesake makes hard to believe in.
    fn is_dwarfed(&self, group: &Group, greatest: f32) -> bool {
        greatest >= GREAT_TOWN
            && self.entry.kind == Feature::City
            && self.entry.weight < SMALL_TOWN
            && !group.told.iter().any(|&holder| self.lies_in(holder))
    }
}

impl Group {
    pub fn meaning(&self) -> &Meaning {
        &self.meanings[self.chosen]
    }
}

/// Meanings considered of one name: the largest of each kind come first; "Springfield" has forty.
const MEANINGS_MAX: usize = 64;
/// Names that speak as context: keeps time linear in a document that names thousands.
const CONTEXT_MAX: usize = 64;
/// What all context together can outweigh, in doublings of population (measured: 14 to 20 are alike on the development texts, and
/// the less, the less of a nation's news is about Paris, Texas).
const CONTEXT_WEIGHT: f32 = 16.0;
/// Meanings up to which an unsettled county is heard for each: "Washington County" has thirty. Guessed.
const HEARD_MAX: usize = 32;
/// What the register of a country's local news can outweigh, in doublings.
const REGISTER_WEIGHT: f32 = 9.0;
/// How much louder than a place of the text the outlet's home speaks (guessed; with homes learned from the few articles
/// that 25 of 82 papers have in the development texts, local news within 161 km went from .861 to .868).
const HOME_VOICE: f32 = 2.0;
/// What all but size says of a place that the dateline names alone, or that all the world calls so, of what it says elsewhere: a
/// wire qualifies every town but the one that all the world thinks of (guessed: a third leaves Geneva in Illinois where Chicago
/// and the state are named, a sixth takes a bare Birmingham from Alabama).
const FILED_SHARE: f32 = 1.0 / 6.0;
/// The same of a place at the outlet's home, where its readers need no telling (guessed).
const FILED_AT_HOME_SHARE: f32 = 2.0 / 3.0;
/// Affinity to the outlet's home from which a place is at home: the region of both.
const AT_HOME: f32 = 0.8;
/// The share of what is named that lies in one region, below which less and less speaks for a small town that bears the name of a
/// great one: a nation's news names Texas beside ten other states, and means the other Paris. Guessed with the size of both; on
/// the development texts .3 to .5 are alike.
const GATHERED: f32 = 0.4;
/// A town of two millions, or a capital of a quarter of one.
const GREAT_TOWN: f32 = 21.0;
/// What a list of its like adds to a state or country, in doublings (guessed).
const LIST_WEIGHT: f32 = 5.0;
/// Neighbours in lists that are remembered of a name.
const KIN_MAX: usize = 4;
/// Distance at which nearness has lost two thirds.
const NEAR_KM: f32 = 120.0;
/// Beyond this nothing is near.
const FAR_KM: f32 = 6.0 * NEAR_KM;
/// Sum of affinities at which context has said two thirds of what it can say.
const CONTEXT_SCALE: f32 = 2.5;
/// A town and the region around it that bears its name are one place.
const SAME_PLACE_KM: f32 = 100.0;

/// Groups candidates by name. The second list has the group of each candidate.
pub fn group(candidates: &[Candidate], gazetteer: &Gazetteer) -> (Vec<Group>, Vec<usize>) {
    let mut index: BTreeMap<(Name, [bool; 3]), usize> = BTreeMap::new();
    let mut groups = Vec::new();
    let mut group_of = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let needs = needs_exact(candidate, gazetteer);
        let spelling = [candidate.exact, candidate.aside, candidate.article].map(|spelled| spelled && needs);
        let key = (candidate.name, spelling);
        let at = *index.entry(key).or_insert_with(|| {
            groups.push(new_group(candidate, gazetteer));
            groups.len() - 1
        });
        groups[at].mentions += 1;
        let is_bare = candidate.qualifier.is_none() && !candidate.qualifies;
        groups[at].filed |= candidate.filed && is_bare;
        groups[at].worldly |= candidate.worldly && is_bare;
        group_of.push(at);
    }
    for (candidate, &at) in candidates.iter().zip(&group_of) {
        // Below a dateline of LONDON, "London, Ontario" is the other one.
        if let (Some(holder), false) = (candidate.qualifier, groups[at].settled || groups[at].filed) {
            settle(&mut groups[at], holder);
        }
    }
    (groups, group_of)
}

/// Whether spelling changes what the name can mean.
fn needs_exact(candidate: &Candidate, gazetteer: &Gazetteer) -> bool {
    gazetteer.senses(candidate.name).any(|s| s.needs_capitals() || s.needs_stop() || s.needs_article())
}

fn new_group(candidate: &Candidate, gazetteer: &Gazetteer) -> Group {
    let senses = usable(candidate, gazetteer).take(MEANINGS_MAX);
    let mut meanings: Vec<Meaning> = senses.map(|sense| meaning(sense, gazetteer)).collect();
    meanings.iter_mut().for_each(|m| m.demonym |= candidate.people && m.entry.kind == Feature::Country);
    rank_regions(&mut meanings);
    rank_towns(&mut meanings);
    rank_former(&mut meanings);
    let mut group = Group {
        meanings,
        chosen: 0,
        settled: false,
        filed: false,
        worldly: false,
        mentions: 0,
        support: 0.0,
        voice: 0.0,
        certainty: 1.0,
        kin: Vec::new(),
        told: Vec::new(),
    };
    group.chosen = best(&group, |_, meaning| prior(meaning));
    group.voice = first_voice(&group);
    group
}

/// What a name means when nothing else is known.
pub fn plain(candidate: &Candidate, gazetteer: &Gazetteer) -> Meaning {
    let mut group = new_group(candidate, gazetteer);
    group.meanings.swap_remove(group.chosen)
}

fn meaning(sense: Sense, gazetteer: &Gazetteer) -> Meaning {
    let by_other_name = sense.is_other_name();
    Meaning { demonym: sense.is_demonym(), by_other_name, ..meaning_of_place(sense.place, gazetteer) }
}

/// A place with what scoring needs of it.
pub fn meaning_of_place(place: PlaceId, gazetteer: &Gazetteer) -> Meaning {
    let entry = gazetteer.entry(place);
    let mut path = [place; PATH_MAX];
    let (mut region, mut land) = (None, None);
    for (step, place) in path.iter_mut().zip(gazetteer.path(place)) {
        *step = place;
        if gazetteer.kind(place) == Feature::Region {
            region = Some(place);
        }
        land = land.or_else(|| Some((place, gazetteer.own_code(place)?)));
    }
    Meaning {
        place,
        entry,
        demonym: false,
        by_other_name: false,
        country: land.map(|(_, code)| code),
        land: land.map(|(place, _)| place),
        rank: 0.0,
        point: point(&entry),
        region,
        path,
    }
}

/// A town comes before the region that bears its name when it is the region's great town (New York) or as great
/// as the region (Washington); else the region comes first. The figures are guessed.
fn rank_regions(meanings: &mut [Meaning]) {
    let cities: Vec<(Option<PlaceId>, f32)> =
        meanings.iter().filter(|m| m.entry.kind == Feature::City).map(|m| (m.region, m.entry.weight)).collect();
    for region in meanings.iter_mut().filter(|m| m.entry.kind == Feature::Region) {
        let yields_to = |(inside, weight): &(Option<PlaceId>, f32)| {
            let margin = if *inside == Some(region.place) { 4.5 } else { 1.0 };
            *weight > region.entry.weight - margin
        };
        region.rank = if cities.iter().any(yields_to) { -3.0 } else { 2.0 };
    }
}

/// A town elsewhere that bears a country's name (Jamaica, New York) comes behind it (measured: up to 6 costs the local news of
/// the development texts nothing, 10 does).
fn rank_towns(meanings: &mut [Meaning]) {
    let country = meanings.iter().find(|m| m.entry.kind == Feature::Country && !m.demonym).map(|m| m.place);
    let Some(country) = country else { return };
    for town in meanings.iter_mut().filter(|m| m.entry.kind == Feature::City && !m.lies_in(country)) {
        town.rank = -6.0;
    }
}

/// By a former name a town is not as well known as by its own: it comes behind the namesakes as a capital would without being one.
fn rank_former(meanings: &mut [Meaning]) {
    let has_owner = meanings.iter().any(|m| m.entry.kind == Feature::City && !m.by_other_name);
    for town in meanings.iter_mut().filter(|m| has_owner && m.entry.kind == Feature::City && m.by_other_name) {
        town.rank -= 3.0;
    }
}

/// Before anything is judged, what is large speaks: countries, states, counties, cities of over a hundred thousand.
fn first_voice(group: &Group) -> f32 {
    match group.meaning().entry.kind {
        Feature::Country | Feature::Region | Feature::County => 1.0,
        _ if group.meaning().entry.weight > 16.6 => 0.7,
        _ => 0.0,
    }
}

/// The country that a county lies in, whichever of its namesakes is meant.
pub fn country_of_county(group: &Group) -> Option<&'static str> {
    let country = group.meaning().country;
    let is_there = |m: &Meaning| m.entry.kind == Feature::County && m.country == country;
    country.filter(|_| group.meanings.iter().all(is_there))
}

/// Ties names that stand side by side in a list.
pub fn tie(groups: &mut [Group], one: usize, other: usize) {
    for (group, kin) in [(one, other), (other, one)] {
        if groups[group].kin.len() < KIN_MAX && group != kin {
            groups[group].kin.push(kin);
        }
    }
}

/// Remembers what a sentence says that a name may lie in.
pub fn tell(group: &mut Group, holder: PlaceId) {
    if group.told.len() < KIN_MAX && !group.told.contains(&holder) {
        group.told.push(holder);
    }
}

fn settle(group: &mut Group, holder: PlaceId) {
    let inside = |m: &Meaning| m.lies_in(holder);
    if group.meanings.iter().any(inside) {
        group.chosen = best(group, |_, m| if inside(m) { prior(m) } else { f32::MIN });
        group.settled = true;
        group.voice = 1.0;
    }
}

/// The meaning of one mention: its own qualifier speaks before the group's, and a dateline means a town.
pub fn meaning_of<'g>(candidate: &Candidate, group: &'g Group) -> &'g Meaning {
    let meaning = qualified(candidate, group);
    if candidate.filed && !candidate.qualifies { town(meaning, group) } else { meaning }
}

/// Of a town and the region or country around it that bears its name, the town: there the reporter sits.
fn town<'g>(meaning: &'g Meaning, group: &'g Group) -> &'g Meaning {
    let inside = |m: &&Meaning| m.entry.kind == Feature::City && m.lies_in(meaning.place);
    group.meanings.iter().filter(inside).max_by(heavier).unwrap_or(meaning)
}

fn qualified<'g>(candidate: &Candidate, group: &'g Group) -> &'g Meaning {
    // "Albany, New York" names the state, whatever the name means elsewhere
    if let Some(meaning) = candidate.holder.and_then(|holder| group.meanings.iter().find(|m| m.place == holder)) {
        return meaning;
    }
    let Some(holder) = candidate.qualifier else { return group.meaning() };
    let inside = |m: &&Meaning| m.lies_in(holder);
    if inside(&group.meaning()) {
        return group.meaning();
    }
    group.meanings.iter().filter(inside).max_by(heavier).unwrap_or(group.meaning())
}

fn heavier(a: &&Meaning, b: &&Meaning) -> Ordering {
    prior(a).total_cmp(&prior(b))
}

/// Where a text is written from, as far as it is known.
pub struct Local {
    /// The country whose local news it sounds like.
    pub register: Option<Register>,
    /// The outlet's home: it speaks as context does, from outside the text.
    pub home: Option<Meaning>,
    /// A news agency signs the dateline: it was not filed for the readers at the outlet's home.
    pub wired: bool,
}

impl Local {
    /// The outlet's home, as far as it has a say in what a name of the group means.
    fn home_of(&self, group: &Group) -> Option<&Meaning> {
        self.home.as_ref().filter(|_| !(group.filed && self.wired))
    }

    /// What all but size may say for a meaning. A dateline means a town: for a state, nothing.
    fn share(&self, group: &Group, meaning: &Meaning) -> f32 {
        match self.home_of(group) {
            _ if group.worldly && !group.filed => FILED_SHARE,
            _ if !group.filed => 1.0,
            _ if meaning.entry.kind != Feature::City => 0.0,
            Some(home) if affinity(meaning, home) >= AT_HOME => FILED_AT_HOME_SHARE,
            _ => FILED_SHARE,
        }
    }
}

/// Chooses the meaning of every name by its size and by the places around it.
pub fn resolve(groups: &mut [Group], local: &Local) {
    let mut speakers: Vec<usize> = (0..groups.len()).filter(|&g| groups[g].voice > 0.0).collect();
    speakers.sort_by_key(|&g| (!groups[g].settled, std::cmp::Reverse(groups[g].mentions), g));
    speakers.truncate(CONTEXT_MAX);
    let gathered = (concentration(groups, &speakers) / GATHERED).min(1.0);
    for g in 0..groups.len() {
        if groups[g].settled || groups[g].meanings.len() == 1 {
            // Nothing is left to choose between: only how much speaks for it is asked.
            let support = context(groups, &speakers, local, g, slice::from_ref(groups[g].meaning()));
            groups[g].support = support[0];
            continue;
        }
        let scores = context(groups, &speakers, local, g, &groups[g].meanings);
        let kin: Vec<(Feature, Option<&str>)> = groups[g].kin.iter().map(|&k| rank_of(groups[k].meaning())).collect();
        let group = &groups[g];
        let greatest = greatest_town(group);
        let total = |i: usize, m: &Meaning| {
            let around = CONTEXT_WEIGHT * scores[i] + at_home(m, local.register) + in_list(m, &kin);
            let heard = if m.is_dwarfed(group, greatest) { gathered } else { 1.0 };
            prior(m) + local.share(group, m) * heard * around
        };
        let chosen = best(group, total);
        let certainty = certainty(group, chosen, total);
        let group = &mut groups[g];
        (group.chosen, group.certainty, group.support) = (chosen, certainty, scores[chosen]);
    }
}

/// The share of the voices that speak for one region, or for one country without any.
fn concentration(groups: &[Group], speakers: &[usize]) -> f32 {
    let mut sums: BTreeMap<(Option<PlaceId>, &str), f32> = BTreeMap::new();
    let mut total = 0.0;
    for group in speakers.iter().map(|&g| &groups[g]) {
        if let Some(country) = group.meaning().country {
            *sums.entry((group.meaning().region, country)).or_default() += group.voice;
            total += group.voice;
        }
    }
    let most = sums.into_values().fold(0.0, f32::max);
    if total > 0.0 { most / total } else { 1.0 }
}

/// Size of the greatest town whose own name it is.
fn greatest_town(group: &Group) -> f32 {
    let towns = group.meanings.iter().filter(|m| m.entry.kind == Feature::City && !m.by_other_name);
    towns.map(|m| m.entry.weight).fold(0.0, f32::max)
}

/// By how much the chosen meaning beats the best that lies elsewhere; four doublings make it 94 % sure (guessed).
fn certainty(group: &Group, chosen: usize, total: impl Fn(usize, &Meaning) -> f32) -> f32 {
    let meaning = &group.meanings[chosen];
    let elsewhere = |m: &Meaning| distance_km(m, meaning) > SAME_PLACE_KM;
    let others = group.meanings.iter().enumerate().filter(|(_, m)| elsewhere(m)).map(|(i, m)| total(i, m));
    let margin = total(chosen, meaning) - others.fold(f32::MIN, f32::max);
    1.0 / (1.0 + (-margin).exp2())
}

/// What a list adds: states stand beside states of their country, countries beside countries.
fn in_list(meaning: &Meaning, kin: &[(Feature, Option<&str>)]) -> f32 {
    let alike = match meaning.entry.kind {
        Feature::Region => kin.contains(&rank_of(meaning)),
        Feature::Country => kin.iter().any(|(kind, _)| *kind == Feature::Country),
        _ => false,
    };
    if alike { LIST_WEIGHT } else { 0.0 }
}

fn rank_of(meaning: &Meaning) -> (Feature, Option<&'static str>) {
    (meaning.entry.kind, meaning.country)
}

/// What the register adds to a town or county of its country.
fn at_home(meaning: &Meaning, home: Option<Register>) -> f32 {
    match home {
        Some(home) if meaning.entry.kind != Feature::Country && meaning.country == Some(home.country) => {
            REGISTER_WEIGHT * home.strength
        }
        _ => 0.0,
    }
}

fn best(group: &Group, score: impl Fn(usize, &Meaning) -> f32) -> usize {
    let mut best = (0, f32::MIN);
    for (i, meaning) in group.meanings.iter().enumerate() {
        let score = score(i, meaning);
        if score > best.1 {
            best = (i, score);
        }
    }
    best.0
}

/// How likely a name means this place when nothing else is known, in doublings of population.
/// The places without population stand where a town as well known would (guessed).
fn prior(meaning: &Meaning) -> f32 {
    match meaning.entry.kind {
        // No town of the same name is mentioned as often ("Middle East", "Atlantic").
        Feature::Continent | Feature::Area | Feature::Water | Feature::Seat => 30.0,
        Feature::Country => meaning.entry.weight.max(20.0) + 2.0,
        Feature::Region => meaning.entry.weight + meaning.rank,
        Feature::County => 12.0,
        Feature::City => meaning.entry.weight + meaning.rank,
    }
}

/// What the speaking names say for each of some meanings of a name, 0 to 1.
fn context(groups: &[Group], speakers: &[usize], local: &Local, group: usize, meanings: &[Meaning]) -> Vec<f32> {
    let home = local.home_of(&groups[group]);
    let at_home = |this: &Meaning| home.map_or(0.0, |home| HOME_VOICE * affinity(this, home));
    let mut sums: Vec<f32> = meanings.iter().map(at_home).collect();
    for other in speakers.iter().filter(|&&other| other != group).map(|&other| &groups[other]) {
        let spoken = spoken(other);
        for (sum, this) in sums.iter_mut().zip(meanings) {
            *sum += other.voice
                * match spoken {
                    [place] => affinity(this, place),
                    places => places.iter().map(|place| affinity(this, place)).fold(0.0, f32::max),
                };
        }
    }
    sums.iter_mut().for_each(|sum| *sum = 1.0 - (-*sum / CONTEXT_SCALE).exp());
    sums
}

/// The places that a name speaks of. A county's choice among its namesakes is arbitrary while nothing settles it: "Boone County"
/// speaks for a Lebanon beside any of the seven, so that the two find each other.
fn spoken(group: &Group) -> &[Meaning] {
    let is_open = !group.settled && group.meaning().entry.kind == Feature::County && group.meanings.len() <= HEARD_MAX;
    if is_open { &group.meanings } else { slice::from_ref(group.meaning()) }
}

/// How much a place makes another likely. Guessed; halves and doubles were tried and change little.
#[inline]
fn affinity(this: &Meaning, other: &Meaning) -> f32 {
    if this.lies_in(other.place) {
        return if other.entry.kind == Feature::Region || other.entry.kind == Feature::County { 1.5 } else { 0.5 };
    }
    let near = nearness(this, other);
    if this.region.is_some() && this.region == other.region {
        0.8 + near
    } else if this.land.is_some() && this.land == other.land {
        0.05 + near
    } else {
        0.6 * near
    }
}

/// From 1 at the place itself to 0 where nothing is near any more. Most pairs of places are far apart, which the square of
/// their distance tells.
fn nearness(a: &Meaning, b: &Meaning) -> f32 {
    const FAR_SQUARED: f32 = (FAR_KM / EARTH_RADIUS_KM) * (FAR_KM / EARTH_RADIUS_KM) * 1.01;
    if squared_chord(&a.point, &b.point) > FAR_SQUARED {
        return 0.0;
    }
    let km = distance_km(a, b);
    if km > FAR_KM { 0.0 } else { (-km / NEAR_KM).exp() }
}

fn point(entry: &Entry) -> [f32; 3] {
    let (lat, lon) = (entry.lat.to_radians(), entry.lon.to_radians());
    let from_axis = lat.cos();
    [from_axis * lon.cos(), from_axis * lon.sin(), lat.sin()]
}

/// How far two places of the table are from each other.
pub fn km_between(one: &Entry, other: &Entry) -> f32 {
    km(&point(one), &point(other))
}

fn distance_km(a: &Meaning, b: &Meaning) -> f32 {
    km(&a.point, &b.point)
}

/// Along the chord, which is near enough: 3 % short at a quarter of the globe.
fn km(a: &[f32; 3], b: &[f32; 3]) -> f32 {
    EARTH_RADIUS_KM * squared_chord(a, b).sqrt()
}

const EARTH_RADIUS_KM: f32 = 6371.0;

/// In radii of the earth.
fn squared_chord(a: &[f32; 3], b: &[f32; 3]) -> f32 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}
