//! A name in, the places it can mean out. The table is built in (`data/gazetteer.bin`, made by
//! `data/make_gazetteer.py`) and read where it lies: nothing is parsed or copied at start.
//!
//! The file, all numbers little-endian:
//!
//! ```text
//! head       "DLGAZ\0\0\2", then 7 × u32: places, first country, countries, bytes of senses, bytes of shown names, bytes of automaton, names
//! places     18 bytes each: GeoNames id u32 · latitude i24 · longitude i24 (1/40,000 degree) · parent u16 · kind u8 · weight u8 · shown name u32
//! countries  two letters each, in the order of the country places
//! senses     u32 each: place u24, flags u8; the lists of names that mean several places
//! names      length u8, then UTF-8: the names as they are shown
//! automaton  an `fst` map from folded name to: flags of the name << 40 | number of senses << 32 | the sense itself, or where its list begins
//! ```

use super::dump::folded;
use super::image::Image;
use super::words::{Word, fold};
use crate::article::{self, Feature};
use crate::text::packed::Packed;
use fst::raw::{CompiledAddr, Fst, Node, Output};
use std::sync::OnceLock;

static BUILT_IN: &[u8] = include_bytes!("data/gazetteer.bin");

pub const MAGIC: &[u8; 8] = b"DLGAZ\0\0\x02";
const HEAD_BYTES: usize = 8 + 7 * 4;
pub const PLACE_BYTES: usize = 18;
/// The parent of what lies in nothing.
pub const NO_PARENT: u16 = u16::MAX;
/// Place, region, country, continent, and one to spare: a broken table cannot make us walk in circles.
pub const PATH_MAX: usize = 6;

/// A place of the table, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u32);

impl PlaceId {
    pub fn number(self) -> u32 {
        self.0
    }

    /// Whether others can lie in it: parents are numbered in sixteen bits, and nearly all towns are behind those.
    #[inline]
    pub fn may_hold(self) -> bool {
        self.0 < u32::from(NO_PARENT)
    }
}

/// What the table says of a place.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub kind: Feature,
    pub lat: f32,
    pub lon: f32,
    /// Doublings of population (a country of a million: 20); three more for a national capital; 0 when unknown.
    pub weight: f32,
}

/// A name that the table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u64);

impl Name {
    /// Whether the name is also an English word ("Reading"), or news mostly means something else by it.
    pub fn is_word(self) -> bool {
        self.0 >> 40 & 9 != 0
    }

    /// Whether the name is also a given name ("Charlotte").
    pub fn is_given_name(self) -> bool {
        self.0 >> 40 & 2 != 0
    }

    /// Whether the name is also a surname ("Lincoln").
    pub fn is_surname(self) -> bool {
        self.0 >> 40 & 4 != 0
    }

    /// Whether news mostly means something else by the name, which has its capital there too ("Christmas", "Gallup").
    pub fn is_otherwise(self) -> bool {
        self.0 >> 40 & 8 != 0
    }

    /// Whether it is some place's name in other languages only ("Colonia" for Cologne).
    pub fn is_exonym(self) -> bool {
        self.0 >> 40 & 16 != 0
    }

    /// What else the name is, as the table has it.
    pub fn flags(self) -> u64 {
        self.0 >> 40
    }

    fn count(self) -> usize {
        (self.0 >> 32 & 0xFF) as usize
    }
}

/// One place that a name can mean, and how it means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    pub place: PlaceId,
    flags: u8,
}

impl Sense {
    /// "Hungarian" for Hungary.
    pub fn is_demonym(self) -> bool {
        self.flags & 1 != 0
    }

    /// Counts only in capitals ("US").
    pub fn needs_capitals(self) -> bool {
        self.flags & 2 != 0
    }

    /// Counts only with its full stop ("Va.").
    pub fn needs_stop(self) -> bool {
        self.flags & 4 != 0
    }

    /// Counts only behind "the" ("the Channel").
    pub fn needs_article(self) -> bool {
        self.flags & 32 != 0
    }

    /// Another name of the place than its own, mostly a former one ("Danzig").
    pub fn is_other_name(self) -> bool {
        self.flags & 16 != 0
    }

    /// Is a family's or a firm's before another word with a capital ("Mayfair Capital").
    pub fn is_lent(self) -> bool {
        self.flags & 128 != 0
    }

    /// Counts only in texts of a language that has the name (`foreign::is_exonym_in`).
    pub fn needs_language(self) -> bool {
        self.flags & 64 != 0
    }

    /// Counts only after another place and a comma ("Dayton, OH").
    pub fn is_qualifier(self) -> bool {
        self.flags & 8 != 0
    }
}

/// How far into the names a walk has come.
#[derive(Clone, Copy)]
pub struct Cursor {
    node: CompiledAddr,
    output: Output,
}

/// The table.
pub struct Gazetteer {
    places: &'static [[u8; PLACE_BYTES]],
    first_country: u32,
    countries: &'static [u8],
    senses: &'static [u8],
    shown: &'static [u8],
    names: Fst<&'static [u8]>,
    root: CompiledAddr,
    /// How far the words that came first lead as first words of names, each in one of its two slots for good: what is frequent
    /// comes early, and half of the capitalised words of an article lead nowhere, again and again.
    first_words: Box<[OnceLock<FirstWord>]>,
}

/// A word that may be the first of a name, and what is behind it; nothing when no name begins with it.
struct FirstWord {
    word: Packed,
    behind: Option<Behind>,
}

/// Where a walk is behind a word.
#[derive(Clone, Copy)]
pub struct Behind {
    pub cursor: Cursor,
    /// The name that ends there.
    pub name: Option<Name>,
    /// The walk behind a space, when a name goes on so.
    pub spaced: Option<Spaced>,
}

/// Where a walk is behind a word and a space.
#[derive(Clone, Copy)]
pub struct Spaced {
    cursor: Cursor,
    /// The bytes by which names may go on, by their last five bits.
    bytes: u32,
}

impl Spaced {
    /// The walk before a word that begins with a byte, unless that tells that no name goes on with it.
    #[inline]
    pub fn before(self, first: u8) -> Option<Cursor> {
        // Folding changes no letter of ASCII but for its case, which the last five bits do not hear of.
        (!first.is_ascii_alphanumeric() || self.bytes >> (first % 32) & 1 != 0).then_some(self.cursor)
    }
}

/// First words that are remembered (measured: half as many cost the annotators half a per cent of their steps, and of their time
/// less than can be told).
const FIRST_WORDS: usize = 8192;

impl Gazetteer {
    /// The table that is built in.
    pub fn built_in() -> Self {
        // The bytes are compiled in and a test reads them all: if they were broken, no build would pass.
        Self::read(BUILT_IN).expect("the built-in gazetteer is whole")
    }

    fn read(bytes: &'static [u8]) -> Option<Self> {
        let head = bytes.get(..HEAD_BYTES)?.strip_prefix(MAGIC)?;
        let number = |i: usize| u32_at(head, 4 * i) as usize;
        let mut rest = &bytes[HEAD_BYTES..];
        let mut take = |n: usize| {
            let (section, after) = rest.split_at_checked(n)?;
            rest = after;
            Some(section)
        };
        let places = take(number(0) * PLACE_BYTES)?.as_chunks().0;
        let countries = take(number(2) * 2)?;
        let senses = take(number(3))?;
        let shown = take(number(4))?;
        let names = Fst::new(take(number(5))?).ok()?;
        let root = names.root().addr();
        let first_words = std::iter::repeat_with(OnceLock::new).take(FIRST_WORDS).collect();
        Some(Gazetteer { root, first_words, places, first_country: number(1) as u32, countries, senses, shown, names })
    }

    /// A walk over the names, at its beginning.
    pub fn start(&self) -> Cursor {
        Cursor { node: self.root, output: Output::zero() }
    }

    /// The walk one byte of a folded name further; nothing when no name goes on so.
    pub fn step(&self, cursor: Cursor, byte: u8) -> Option<Cursor> {
        transition(&self.names.node(cursor.node), cursor.output, byte)
    }

    /// The walk one word further: its folded bytes.
    pub fn step_word(&self, cursor: Cursor, word: &str) -> Option<Cursor> {
        let mut at = Some(cursor);
        fold(word, |byte| at = at.and_then(|c| self.step(c, byte)));
        at
    }

    /// The walk one word of a text further, and what is behind it.
    pub fn behind_word(&self, cursor: Cursor, text: &str, word: &Word) -> Option<Behind> {
        let packed = || Packed::of(text.as_bytes(), word.start as usize, word.stem_end as usize);
        // Names are known by their small letters, so that one key does for every case.
        let Some(packed) = (cursor.node == self.root).then(packed).flatten() else {
            return self.walk(cursor, word.stem(text));
        };
        let slot = packed.slot(FIRST_WORDS);
        for slot in [slot, slot ^ 1] {
            let known = self.first_words[slot].get_or_init(|| self.first_word(packed, word.stem(text)));
            if known.word == packed {
                return known.behind;
            }
        }
        self.walk(cursor, word.stem(text))
    }

    fn first_word(&self, packed: Packed, word: &str) -> FirstWord {
        let mut behind = self.walk(self.start(), word);
        if let Some(spaced) = behind.as_mut().and_then(|behind| behind.spaced.as_mut()) {
            let node = self.names.node(spaced.cursor.node);
            spaced.bytes = node.transitions().fold(0, |bytes, next| bytes | 1 << (next.inp % 32));
        }
        FirstWord { word: packed, behind }
    }

    fn walk(&self, cursor: Cursor, word: &str) -> Option<Behind> {
        let cursor = self.step_word(cursor, word)?;
        Some(Behind { cursor, name: self.name(cursor), spaced: self.step_space(cursor) })
    }

    /// The walk one space further.
    pub fn step_space(&self, cursor: Cursor) -> Option<Spaced> {
        Some(Spaced { cursor: self.step(cursor, b' ')?, bytes: u32::MAX })
    }

    /// The name that a single word of a text is.
    pub fn name_of_word(&self, text: &str, word: &Word) -> Option<Name> {
        self.behind_word(self.start(), text, word)?.name
    }

    /// The name that ends where the walk has come.
    pub fn name(&self, cursor: Cursor) -> Option<Name> {
        let node = self.names.node(cursor.node);
        node.is_final().then(|| Name(cursor.output.cat(node.final_output()).value()))
    }

    /// What a name can mean: larger kinds first, then by population.
    pub fn senses(&self, name: Name) -> impl Iterator<Item = Sense> + '_ {
        self.raw_senses(name).map(|raw| Sense { place: PlaceId(raw & 0xFF_FFFF), flags: (raw >> 24) as u8 })
    }

    /// The same as the table has them.
    pub fn raw_senses(&self, name: Name) -> impl Iterator<Item = u32> + '_ {
        let first = name.0 as u32;
        let shared = name.count() > 1;
        (0..name.count()).map(move |i| if shared { u32_at(self.senses, (first as usize + i) * 4) } else { first })
    }

    /// Whether a whole name is also an English word.
    pub fn is_word(&self, name: &str) -> bool {
        self.names.get(folded(name)).is_some_and(|value| Name(value.value()).is_word())
    }

    /// The places a whole name can mean, larger kinds first, then by population; peoples left out.
    pub fn called(&self, name: &str) -> impl Iterator<Item = PlaceId> + '_ {
        let found = self.names.get(folded(name)).map(|value| Name(value.value()));
        found.into_iter().flat_map(|name| self.senses(name)).filter(|s| !s.is_demonym()).map(|s| s.place)
    }

    /// The place that somebody means by `Texas`, `United States/Texas` or `Paris, Texas`.
    pub fn find(&self, written: &str) -> Option<PlaceId> {
        let mut parts: Vec<Vec<u8>> = match written.contains('/') {
            true => written.split('/').map(folded).collect(),
            false => written.split(',').rev().map(folded).collect(),
        };
        let name = parts.pop()?;
        let name = self.names.get(name).map(|value| Name(value.value()))?;
        let lies_in_all = |place: &PlaceId| {
            let mut path: Vec<Vec<u8>> = self.path(*place).skip(1).map(|p| folded(self.shown(p))).collect();
            path.reverse();
            let mut path = path.iter();
            parts.iter().all(|part| path.any(|holder| holder == part))
        };
        self.senses(name).filter(|sense| !sense.is_demonym()).map(|sense| sense.place).find(lies_in_all)
    }

    /// Every name, in order.
    pub fn all_names(&self) -> Vec<(Vec<u8>, Name)> {
        let mut names = Vec::new();
        let mut stream = self.names.stream();
        while let Some((key, value)) = fst::Streamer::next(&mut stream) {
            names.push((key.to_vec(), Name(value.value())));
        }
        names
    }

    /// Every town with its GeoNames number.
    pub fn cities(&self) -> impl Iterator<Item = (PlaceId, u32)> + '_ {
        let places = (0..self.places.len() as u32).map(PlaceId);
        let cities = places.filter(|&place| self.kind(place) == Feature::City);
        cities.map(|place| (place, self.geonames_id(place)))
    }

    /// Every country with its ISO code.
    pub fn countries(&self) -> impl Iterator<Item = (PlaceId, &'static str)> + '_ {
        let numbers = self.first_country..self.first_country + (self.countries.len() / 2) as u32;
        numbers.filter_map(|number| Some((PlaceId(number), self.own_code(PlaceId(number))?)))
    }

    /// The parts of this gazetteer, to make another from; without the names.
    pub fn image(&self) -> Image {
        Image {
            places: self.places.to_vec(),
            first_country: self.first_country,
            countries: self.countries.to_vec(),
            shown: self.shown.to_vec(),
            names: Vec::new(),
        }
    }

    /// A gazetteer made while the program runs. Its bytes stay for the life of the program, as the built-in ones do:
    /// a run reads with one gazetteer.
    pub fn from_image(image: &Image) -> Option<Self> {
        Self::read(Box::leak(image.bytes()?.into_boxed_slice()))
    }

    pub fn entry(&self, id: PlaceId) -> Entry {
        let record = self.record(id);
        Entry {
            lat: degrees_at(record, 4),
            lon: degrees_at(record, 7),
            kind: self.kind(id),
            weight: f32::from(record[13]) / 10.0,
        }
    }

    /// What the table has of a place; zeros for what is none of it.
    #[inline]
    fn record(&self, id: PlaceId) -> &'static [u8; PLACE_BYTES] {
        self.places.get(id.0 as usize).unwrap_or(&[0; PLACE_BYTES])
    }

    /// Zero when GeoNames has no such place.
    fn geonames_id(&self, id: PlaceId) -> u32 {
        u32_at(self.record(id), 0)
    }

    pub fn kind(&self, id: PlaceId) -> Feature {
        let number = self.record(id)[12];
        Feature::ALL.get(usize::from(number)).copied().unwrap_or(Feature::Seat)
    }

    fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        let record = self.record(id);
        let parent = u16::from_le_bytes([record[10], record[11]]);
        (parent != NO_PARENT).then_some(PlaceId(parent as u32))
    }

    /// The place itself and what it lies in, outwards.
    pub fn path(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        std::iter::successors(Some(id), |&place| self.parent(place)).take(PATH_MAX)
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn lies_in(&self, inner: PlaceId, outer: PlaceId) -> bool {
        self.path(inner).any(|place| place == outer)
    }

    /// Whether a place is a state of the United States: English news writes of those as it does of no others.
    pub fn is_american_state(&self, id: PlaceId) -> bool {
        self.kind(id) == Feature::Region && self.path(id).any(|holder| self.own_code(holder) == Some("US"))
    }

    /// ISO code of the country itself, when the place is one.
    pub fn own_code(&self, id: PlaceId) -> Option<&'static str> {
        let at = 2 * id.0.checked_sub(self.first_country)? as usize;
        std::str::from_utf8(self.countries.get(at..at + 2)?).ok()
    }

    /// ISO code of the country the place lies in.
    pub fn country_code(&self, id: PlaceId) -> Option<&'static str> {
        self.path(id).find_map(|place| self.own_code(place))
    }

    /// The name as it is shown.
    fn shown(&self, id: PlaceId) -> &'static str {
        let at = u32_at(self.record(id), 14) as usize;
        let length = byte_at(self.shown, at) as usize;
        let bytes = self.shown.get(at + 1..at + 1 + length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The place as the rest of the program knows it.
    pub fn place(&self, id: PlaceId) -> article::Place {
        let entry = self.entry(id);
        let geonames_id = self.geonames_id(id);
        let mut path = Vec::with_capacity(PATH_MAX);
        path.extend(self.path(id).map(|place| self.shown(place).to_owned()));
        path.reverse();
        article::Place {
            name: self.shown(id).to_owned(),
            feature: entry.kind,
            geonames_id: (geonames_id != 0).then_some(geonames_id),
            lat: entry.lat,
            lon: entry.lon,
            country: self.country_code(id).map(str::to_owned),
            path,
        }
    }
}

fn transition(node: &Node, output: Output, byte: u8) -> Option<Cursor> {
    let transition = node.transition(node.find_input(byte)?);
    Some(Cursor { node: transition.addr, output: output.cat(transition.out) })
}

fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or_default()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn degrees_at(bytes: &[u8], at: usize) -> f32 {
    let raw = i32::from_le_bytes([0, byte_at(bytes, at), byte_at(bytes, at + 1), byte_at(bytes, at + 2)]) >> 8;
    raw as f32 / 40_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(gazetteer: &Gazetteer, name: &str) -> Vec<article::Place> {
        let mut at = gazetteer.start();
        for (i, word) in name.split(' ').enumerate() {
            if i > 0 {
                at = gazetteer.step(at, b' ').unwrap();
            }
            at = gazetteer.step_word(at, word).unwrap();
        }
        let name = gazetteer.name(at).unwrap();
        gazetteer.senses(name).map(|s| gazetteer.place(s.place)).collect()
    }

    #[test]
    fn every_place_lies_in_a_path_that_ends_on_earth() {
        let gazetteer = Gazetteer::built_in();
        let places = gazetteer.places.len();
        assert!(places > 100_000);
        for id in 0..places as u32 {
            let place = gazetteer.place(PlaceId(id));
            assert!(!place.name.is_empty() && place.path.last() == Some(&place.name), "{place:?}");
            assert!(place.path.len() < PATH_MAX, "{place:?}");
            assert!(place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0, "{place:?}");
        }
    }

    #[test]
    fn every_name_means_places_that_exist() {
        let gazetteer = Gazetteer::built_in();
        let places = gazetteer.places.len();
        gazetteer.names.verify().unwrap();
        let mut names = gazetteer.names.stream();
        while let Some((_, value)) = fst::Streamer::next(&mut names) {
            let name = Name(value.value());
            let people = name.is_given_name() || name.is_surname();
            assert!(people || gazetteer.senses(name).count() > 0);
            assert!(gazetteer.senses(name).all(|s| (s.place.0 as usize) < places));
        }
    }

    #[test]
    fn the_built_in_table_is_small_and_read_where_it_lies() {
        assert!(BUILT_IN.len() < 6_000_000, "{} bytes", BUILT_IN.len());
        let gazetteer = Gazetteer::built_in();
        let within = BUILT_IN.as_ptr_range();
        for section in [gazetteer.places.as_flattened(), gazetteer.senses, gazetteer.shown, gazetteer.names.as_bytes()]
        {
            assert!(within.contains(&section.as_ptr()), "nothing is copied");
        }
    }

    #[test]
    fn somebody_names_a_place() {
        let gazetteer = Gazetteer::built_in();
        let check = |written: &str, expected: Option<&str>| {
            let found = gazetteer.find(written).map(|place| gazetteer.place(place).path.join("/"));
            assert_eq!(found.as_deref(), expected, "{written}");
        };
        check("Texas", Some("North America/United States/Texas"));
        check("Paris, Texas", Some("North America/United States/Texas/Paris"));
        check("united states/texas", Some("North America/United States/Texas"));
        check("St. Louis, Missouri", Some("North America/United States/Missouri/St. Louis"));
        check("Paris", Some("Europe/France/Île-de-France/Paris"));
        check("Texas, Paris", None);
        check("", None);
    }

    #[test]
    fn a_place_has_its_path_and_coordinates() {
        let gazetteer = Gazetteer::built_in();
        let anchorage = &find(&gazetteer, "Anchorage")[0];
        assert_eq!(anchorage.path, ["North America", "United States", "Alaska", "Anchorage"]);
        assert_eq!((anchorage.country.as_deref(), anchorage.geonames_id), (Some("US"), Some(5879400)));
        assert!((anchorage.lat - 61.22).abs() < 0.1 && (anchorage.lon + 149.9).abs() < 0.1);
        assert_eq!(find(&gazetteer, "Baltic Sea")[0].country, None);
    }

    #[test]
    fn diacritics_and_points_do_not_matter() {
        let gazetteer = Gazetteer::built_in();
        assert_eq!(find(&gazetteer, "São Paulo"), find(&gazetteer, "SAO PAULO"));
        let st_louis = ["North America", "United States", "Missouri", "St. Louis"];
        assert!(find(&gazetteer, "Saint Louis").iter().any(|place| place.path == st_louis));
    }
}
