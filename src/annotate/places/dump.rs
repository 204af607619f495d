//! Lines of a GeoNames dump in (`cities500.txt`, `allCountries.txt`, a user's own), a gazetteer with its towns over the
//! built-in ones out.
//!
//! A dump has 19 columns between tabs and says of a town in which first-level region it lies by a code. Which region
//! that is, the built-in towns tell: of each code the region in which most of its towns' nearest neighbours lie. Only
//! populated places are taken; countries, regions, seas and their names stay those that are built in.

use super::gazetteer::{Gazetteer, Name, PlaceId};
use super::image::Image;
use super::words::fold;
use crate::article::Feature;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

const COLUMNS: usize = 19;
/// Towns that are no longer: abandoned, historical, destroyed.
const GONE: [&str; 4] = ["PPLCH", "PPLH", "PPLQ", "PPLW"];
/// Other names of a smaller town are left out, and shorter ones of any: they are codes and stations more often than
/// names (the same rules as `data/make_gazetteer.py`).
const ALTERNATES_FROM: u64 = 100_000;
const ALTERNATE_BYTES_MIN: usize = 5;
/// Side of a cell in which neighbours are looked for.
const CELL_DEGREES: f32 = 0.5;
/// Places that 24 bits can number.
const PLACES_MAX: usize = 1 << 24;

/// The towns of a dump.
#[derive(Debug, Default)]
pub struct Dump {
    towns: Vec<Town>,
    passed_over: usize,
}

#[derive(Debug)]
struct Town {
    id: u32,
    name: String,
    alternates: Vec<String>,
    lat: f32,
    lon: f32,
    /// ISO code and the code of the first-level region, as the dump has them: `US.TX`.
    region: String,
    population: u64,
}

impl Town {
    fn country(&self) -> &str {
        self.region.split('.').next().unwrap_or_default()
    }

    /// Doublings of population, in tenths.
    fn weight(&self) -> u8 {
        (10.0 * ((self.population + 1) as f64).log2()).round().min(255.0) as u8
    }
}

impl Dump {
    /// Takes one line, without its end. The error says what is wrong with it.
    pub fn line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() {
            return Ok(());
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != COLUMNS {
            return Err(format!("it has {} columns between tabs, a GeoNames dump has {COLUMNS}", columns.len()));
        }
        let degrees = |column: usize, most: f32| {
            let value = columns[column].parse().ok().filter(|degrees: &f32| degrees.abs() <= most);
            value.ok_or_else(|| format!("column {} is no coordinate: `{}`", column + 1, columns[column]))
        };
        let id = columns[0].parse().map_err(|_| format!("column 1 is no GeoNames number: `{}`", columns[0]))?;
        let (lat, lon) = (degrees(4, 90.0)?, degrees(5, 180.0)?);
        if columns[6] != "P" || GONE.contains(&columns[7]) || columns[1].is_empty() {
            self.passed_over += 1;
            return Ok(());
        }
        let population = columns[14].parse().unwrap_or(0);
        let alternates = columns[3].split(',').filter(|_| population >= ALTERNATES_FROM);
        self.towns.push(Town {
            id,
            name: columns[1].to_owned(),
            alternates: alternates.map(str::to_owned).collect(),
            lat,
            lon,
            region: format!("{}.{}", columns[8], columns[10]),
            population,
        });
        Ok(())
    }

    /// Towns taken, and lines that are none.
    pub fn counts(&self) -> (usize, usize) {
        (self.towns.len(), self.passed_over)
    }

    /// The built-in gazetteer with these towns over its own: those of the same number give way.
    pub fn over_built_in(self) -> Result<Gazetteer, String> {
        let base = Gazetteer::built_in();
        let mut image = base.image();
        if self.towns.len() + image.places.len() > PLACES_MAX {
            return Err(format!("it has {} towns; there is room for {PLACES_MAX} places", self.towns.len()));
        }
        let parents = Parents::of(&self.towns, &base);
        let known: HashMap<u32, u32> = base.cities().map(|(place, id)| (id, place.number())).collect();
        let mut names = Names::of(&base);
        let mut numbers = Vec::with_capacity(self.towns.len());
        for town in &self.towns {
            let place = (Feature::City, town.lat, town.lon, town.weight(), town.name.as_str());
            let number = match known.get(&town.id).filter(|_| town.id != 0) {
                Some(&number) => image.replace(number, place),
                None => image.push(town.id, parents.of_town(town), place),
            };
            numbers.push(number);
            names.add(&town.name, number);
        }
        for (town, &number) in self.towns.iter().zip(&numbers) {
            town.alternates.iter().for_each(|name| names.add_alternate(name, number));
        }
        image.names = names.finish(&image);
        Gazetteer::from_image(&image).ok_or_else(|| "it makes no gazetteer".to_owned())
    }
}

/// What a town lies in, by its codes.
struct Parents {
    regions: HashMap<String, PlaceId>,
    countries: HashMap<String, PlaceId>,
}

impl Parents {
    fn of(towns: &[Town], base: &Gazetteer) -> Parents {
        let mut cells: HashMap<(i32, i32), Vec<PlaceId>> = HashMap::new();
        for (place, _) in base.cities() {
            let entry = base.entry(place);
            cells.entry(cell(entry.lat, entry.lon)).or_default().push(place);
        }
        let mut votes: HashMap<&str, BTreeMap<PlaceId, usize>> = HashMap::new();
        for town in towns {
            if let Some(region) = neighbour(town, &cells, base).and_then(|place| region_of(place, base)) {
                *votes.entry(&town.region).or_default().entry(region).or_default() += 1;
            }
        }
        let most =
            |votes: BTreeMap<PlaceId, usize>| votes.into_iter().max_by_key(|(_, count)| *count).map(|(at, _)| at);
        let regions = votes.into_iter().filter_map(|(code, votes)| Some((code.to_owned(), most(votes)?))).collect();
        let countries = base.countries().map(|(place, code)| (code.to_owned(), place)).collect();
        Parents { regions, countries }
    }

    fn of_town(&self, town: &Town) -> Option<PlaceId> {
        self.regions.get(&town.region).or_else(|| self.countries.get(town.country())).copied()
    }
}

fn cell(lat: f32, lon: f32) -> (i32, i32) {
    ((lat / CELL_DEGREES).floor() as i32, (lon / CELL_DEGREES).floor() as i32)
}

/// The built-in town of the same country that lies nearest, within a cell or so.
fn neighbour(town: &Town, cells: &HashMap<(i32, i32), Vec<PlaceId>>, base: &Gazetteer) -> Option<PlaceId> {
    let (row, column) = cell(town.lat, town.lon);
    let around = (row - 1..=row + 1).flat_map(|row| (column - 1..=column + 1).map(move |column| (row, column)));
    let places = around.filter_map(|at| cells.get(&at)).flatten().copied();
    let squared = |place: PlaceId| {
        let entry = base.entry(place);
        (entry.lat - town.lat).powi(2) + ((entry.lon - town.lon) * town.lat.to_radians().cos()).powi(2)
    };
    let own = places.filter(|&place| base.country_code(place) == Some(town.country()));
    own.min_by(|&a, &b| squared(a).total_cmp(&squared(b)).then(a.cmp(&b)))
}

fn region_of(place: PlaceId, base: &Gazetteer) -> Option<PlaceId> {
    base.path(place).find(|&holder| base.kind(holder) == Feature::Region)
}

/// Folded names with what they can mean.
struct Names(BTreeMap<Vec<u8>, Meanings>);

#[derive(Default)]
struct Meanings {
    flags: u64,
    /// As the table has them: place, and how the name means it.
    senses: Vec<u32>,
    /// Whether towns were added.
    is_new: bool,
}

impl Names {
    fn of(base: &Gazetteer) -> Names {
        let of_name = |(key, name): (Vec<u8>, Name)| {
            let senses = base.raw_senses(name).collect();
            (key, Meanings { flags: name.flags(), senses, is_new: false })
        };
        Names(base.all_names().into_iter().map(of_name).collect())
    }

    fn add(&mut self, name: &str, place: u32) {
        let key = folded(name);
        for (long, short) in [("saint ", "st "), ("fort ", "ft "), ("mount ", "mt ")] {
            for (from, to) in [(long, short), (short, long)] {
                if let Some(rest) = key.strip_prefix(from.as_bytes()) {
                    self.add_key([to.as_bytes(), rest].concat(), place);
                }
            }
        }
        self.add_key(key, place);
    }

    fn add_alternate(&mut self, name: &str, place: u32) {
        let key = folded(name);
        let looks_like_a_name = key.len() >= ALTERNATE_BYTES_MIN
            && key.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b' ')
            && name.starts_with(char::is_uppercase);
        if looks_like_a_name && !self.0.contains_key(&key) {
            self.add_key(key, place);
        }
    }

    fn add_key(&mut self, key: Vec<u8>, place: u32) {
        if key.is_empty() {
            return;
        }
        let meanings = self.0.entry(key).or_default();
        if !meanings.senses.iter().any(|sense| sense & 0xFF_FFFF == place) {
            meanings.senses.push(place);
            meanings.is_new = true;
        }
    }

    /// In the order of the keys; larger kinds first among the meanings of a name, then the more populous.
    fn finish(self, image: &Image) -> Vec<(Vec<u8>, u64, Vec<u32>)> {
        let sorted = |(key, mut meanings): (Vec<u8>, Meanings)| {
            if meanings.is_new {
                meanings.senses.sort_by_key(|sense| image.rank(sense & 0xFF_FFFF));
                meanings.senses.truncate(usize::from(u8::MAX));
            }
            (key, meanings.flags, meanings.senses)
        };
        self.0.into_iter().map(sorted).collect()
    }
}

/// A name as it is looked up: folded words with one blank between them.
pub fn folded(name: &str) -> Vec<u8> {
    let mut key = String::new();
    for word in name.split(|c: char| !(c.is_alphanumeric() || "'’‘ʻʼ`´.\u{300}\u{301}".contains(c))) {
        let mut bytes = Vec::new();
        fold(word, |byte| bytes.push(byte));
        let word = String::from_utf8(bytes).unwrap_or_default();
        if !word.is_empty() {
            let blank = if key.is_empty() { "" } else { " " };
            let _ = write!(key, "{blank}{word}");
        }
    }
    key.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of a dump; invented towns have numbers that GeoNames does not.
    fn line(id: u32, name: &str, (lat, lon): (f32, f32), class: &str, seat: [&str; 2], people: u64) -> String {
        let [country, admin1] = seat;
        format!(
            "{id}\t{name}\t{name}\tOldname,XQZ\t{lat}\t{lon}\t{class}\tPPL\t{country}\t\t{admin1}\t\t\t\t{people}\t\t\t\t2025-01-01"
        )
    }

    fn find(gazetteer: &Gazetteer, name: &str) -> Vec<String> {
        gazetteer.called(name).map(|place| gazetteer.place(place).path.join("/")).collect()
    }

    #[test]
    fn towns_are_put_over_the_built_in_ones() {
        let mut dump = Dump::default();
        for row in [
            line(900_000_001, "Quillhaven", (61.3, -149.8), "P", ["US", "AK"], 40),
            line(900_000_002, "Saint Quill", (61.4, -149.7), "P", ["US", "AK"], 140_000),
            line(900_000_003, "Quill Ridge", (61.4, -149.7), "T", ["US", "AK"], 0),
            line(900_000_004, "Quillmere", (-80.0, 10.0), "P", ["FR", "99"], 0),
            line(5_879_400, "Anchorage", (61.0, -149.0), "P", ["US", "AK"], 300_000),
        ] {
            dump.line(&row).unwrap();
        }
        assert_eq!(dump.counts(), (4, 1));
        let gazetteer = dump.over_built_in().unwrap();
        let alaska = "North America/United States/Alaska";
        assert_eq!(find(&gazetteer, "QUILLHAVEN"), [format!("{alaska}/Quillhaven")]);
        assert_eq!(find(&gazetteer, "St. Quill"), [format!("{alaska}/Saint Quill")]);
        assert_eq!(find(&gazetteer, "Oldname"), [format!("{alaska}/Saint Quill")]);
        assert_eq!(find(&gazetteer, "Quill Ridge"), Vec::<String>::new());
        assert_eq!(find(&gazetteer, "Quillmere"), ["Europe/France/Quillmere"]);
        let anchorage = gazetteer.called("Anchorage").next().map(|place| gazetteer.place(place)).unwrap();
        assert_eq!((anchorage.lat, anchorage.path.join("/")), (61.0, format!("{alaska}/Anchorage")));
        let built_in = Gazetteer::built_in();
        for name in ["Springfield", "Georgia", "Kyiv", "St. Louis", "London"] {
            assert_eq!(find(&gazetteer, name), find(&built_in, name), "{name}");
        }
    }

    #[test]
    fn what_is_no_dump_is_refused() {
        let mut dump = Dump::default();
        let refused = |dump: &mut Dump, line: &str| dump.line(line).unwrap_err();
        assert_eq!(refused(&mut dump, "a,b,c"), "it has 1 columns between tabs, a GeoNames dump has 19");
        let wrong = line(1, "X", (95.0, 0.0), "P", ["US", "AK"], 1);
        assert_eq!(refused(&mut dump, &wrong), "column 5 is no coordinate: `95`");
        let wrong = wrong.replacen('1', "one", 1);
        assert_eq!(refused(&mut dump, &wrong), "column 1 is no GeoNames number: `one`");
    }
}
