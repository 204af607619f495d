//! The parts of a gazetteer in, its bytes out, laid out as `gazetteer` reads them: for a gazetteer that is made while
//! the program runs. The built-in one is made by `data/make_gazetteer.py`.

use super::gazetteer::{MAGIC, NO_PARENT, PLACE_BYTES, PlaceId};
use crate::article::Feature;
use std::cmp::Reverse;

/// Everything a gazetteer holds, still to be changed.
pub struct Image {
    pub places: Vec<[u8; PLACE_BYTES]>,
    pub first_country: u32,
    pub countries: Vec<u8>,
    /// Lengths and bytes of the names as they are shown.
    pub shown: Vec<u8>,
    /// Folded names in order, with their flags and meanings.
    pub names: Vec<(Vec<u8>, u64, Vec<u32>)>,
}

/// Feature, degrees north and east, tenths of doublings of population, name.
pub type Entered<'n> = (Feature, f32, f32, u8, &'n str);

impl Image {
    /// Adds a place and gives its number.
    pub fn push(&mut self, id: u32, parent: Option<PlaceId>, place: Entered) -> u32 {
        let mut entry = [0; PLACE_BYTES];
        entry[..4].copy_from_slice(&id.to_le_bytes());
        let parent = parent.and_then(|parent| u16::try_from(parent.number()).ok()).unwrap_or(NO_PARENT);
        entry[10..12].copy_from_slice(&parent.to_le_bytes());
        self.places.push(entry);
        self.replace(self.places.len() as u32 - 1, place)
    }

    /// Says another thing of a place, but for its number and what it lies in. A capital keeps the weight that it has
    /// for being one.
    pub fn replace(&mut self, number: u32, (feature, lat, lon, weight, name): Entered) -> u32 {
        let shown = self.show(name);
        if let Some(entry) = self.places.get_mut(number as usize) {
            entry[4..7].copy_from_slice(&degrees(lat));
            entry[7..10].copy_from_slice(&degrees(lon));
            entry[12] = feature as u8;
            entry[13] = entry[13].max(weight);
            entry[14..18].copy_from_slice(&shown.to_le_bytes());
        }
        number
    }

    /// Where a name is kept that is shown. Its length is a byte.
    fn show(&mut self, name: &str) -> u32 {
        let end = (0..=name.len().min(usize::from(u8::MAX))).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
        let at = self.shown.len() as u32;
        self.shown.push(end as u8);
        self.shown.extend_from_slice(&name.as_bytes()[..end]);
        at
    }

    /// What orders the meanings of a name.
    pub fn rank(&self, number: u32) -> (u8, Reverse<u8>, u32) {
        let entry = self.places.get(number as usize);
        entry.map_or((u8::MAX, Reverse(0), number), |entry| (entry[12], Reverse(entry[13]), number))
    }

    /// The bytes; nothing when the names are not in order.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let mut senses: Vec<u8> = Vec::new();
        let mut names = fst::MapBuilder::memory();
        for (key, flags, meanings) in &self.names {
            let first = match meanings.as_slice() {
                [] => 0,
                [only] => *only,
                several => {
                    let first = senses.len() as u32 / 4;
                    several.iter().for_each(|sense| senses.extend_from_slice(&sense.to_le_bytes()));
                    first
                }
            };
            names.insert(key, flags << 40 | (meanings.len() as u64) << 32 | u64::from(first)).ok()?;
        }
        let names = names.into_inner().ok()?;
        let sizes = [
            self.places.len(),
            self.first_country as usize,
            self.countries.len() / 2,
            senses.len(),
            self.shown.len(),
            names.len(),
            self.names.len(),
        ];
        let mut bytes = MAGIC.to_vec();
        for size in sizes {
            bytes.extend_from_slice(&u32::try_from(size).ok()?.to_le_bytes());
        }
        for part in [self.places.as_flattened(), &self.countries, &senses, &self.shown, &names] {
            bytes.extend_from_slice(part);
        }
        Some(bytes)
    }
}

/// Degrees as a signed 24-bit number of 1/40,000 degree.
fn degrees(degrees: f32) -> [u8; 3] {
    let [a, b, c, _] = ((f64::from(degrees) * 40_000.0).round() as i32).to_le_bytes();
    [a, b, c]
}
