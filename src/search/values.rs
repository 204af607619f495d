//! A value as a person writes it in, the keys of the index it means out: places with their ancestors, outlets,
//! sections, names.

use super::near::{Centre, Circle, distance_km};
use super::people::{People, PersonId};
use super::plan::{List, Plan};
use super::query::{DateRange, date_range};
use super::terms::Terms;
use crate::annotate::places::paths_called;
use crate::article::MEMBER_MARK;
use crate::index::Fields;
use crate::index::keys::{key_display, key_folded, key_prefix, point_of};
use crate::text::fold::{fold, folded_words};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::schema::Field;

/// Places named beside the one that was taken.
const OTHERS_NAMED: usize = 3;
/// People named of those a name can mean.
const PEOPLE_NAMED: usize = 5;

/// Finds values, and keeps what the user should know about what was found.
pub struct ValueFinder<'t> {
    pub terms: &'t Terms<'t>,
    pub fields: Fields,
    pub notes: Vec<String>,
}

/// How a value is to be matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Whole,
    Prefix,
}

type Found = BTreeMap<String, Vec<List>>;

impl ValueFinder<'_> {
    fn scan(&self, field: Field, prefix: &str, wanted: impl Fn(&str) -> bool) -> tantivy::Result<Found> {
        Ok(self.terms.scan(prefix, &[field], usize::MAX, wanted)?.unwrap_or_default())
    }

    /// A source, section, language: folded alike.
    pub fn keyed(&mut self, name: &str, field: Field, value: &str, how: Match) -> tantivy::Result<Plan> {
        let prefix = if how == Match::Whole { key_prefix(value) } else { fold(value) };
        let found = self.scan(field, &prefix, |_| true)?;
        if found.is_empty() {
            self.note_nothing(name, field, value)?;
        }
        Ok(plan_of(found))
    }

    /// A path under the root, as it is; that of an archive has all of its members.
    pub fn path(&mut self, value: &str, how: Match) -> tantivy::Result<Plan> {
        let is_whole = |path: &str| path.len() == value.len() || path[value.len()..].starts_with(MEMBER_MARK);
        let found = self.scan(self.fields.path, value, |path| how == Match::Prefix || is_whole(path))?;
        if found.is_empty() {
            self.notes.push(format!("no article has the path `{value}`"));
        }
        Ok(plan_of(found))
    }

    /// Authors whose name holds all these words.
    pub fn byline(&mut self, value: &str) -> tantivy::Result<Plan> {
        let words: Vec<String> = folded_words(value).collect();
        let found = self.scan(self.fields.byline, "", |key| {
            let name: BTreeSet<&str> = key_folded(key).split(' ').collect();
            // A name without a letter is nobody's.
            !words.is_empty() && words.iter().all(|word| name.contains(word.as_str()))
        })?;
        if found.is_empty() {
            self.note_nothing("byline", self.fields.byline, value)?;
        }
        Ok(plan_of(found))
    }

    /// Quotations by people of whom a name holds all these words, or is `value` itself when `exact`, and by whoever
    /// else is called so there; with them the names those people go by. Several people are told.
    pub fn speaker(&mut self, people: &People, value: &str, exact: bool) -> tantivy::Result<(Plan, Vec<String>)> {
        let found = if exact { people.named(value) } else { people.with_words(value) };
        let mut plans = Vec::new();
        for &person in &found {
            let lists = self.lists_of(people.names(person).into_iter().map(|name| people.table().key(name)))?;
            plans.push(people.quotations_of(person, Plan::values(lists)));
        }
        if !exact {
            plans.push(self.called_so(people, value)?);
        }
        let plan = Plan::any(plans);
        if matches!(plan, Plan::Nothing) {
            self.note_nothing("speaker", self.fields.speaker, value)?;
        }
        if found.len() > 1 {
            self.note_several(people, value, &found);
        }
        let names = found.iter().flat_map(|&person| people.names(person));
        Ok((plan, names.map(|name| people.table().display(name).to_owned()).collect()))
    }

    /// Quotations whose speaker, of any kind, is called by all these words where it stands; those of nobody left out.
    fn called_so(&self, people: &People, value: &str) -> tantivy::Result<Plan> {
        let mut parts = Vec::new();
        for word in folded_words(value) {
            parts.push(Plan::values(self.terms.lists(&word, &[self.fields.speaker_words])?));
        }
        if parts.is_empty() {
            // A name without a letter is nobody's.
            return Ok(Plan::Nothing);
        }
        let decided = self.lists_of(people.decided().map(|name| people.table().key(name)))?;
        if !decided.is_empty() {
            parts.push(Plan::Not(Box::new(Plan::values(decided))));
        }
        Ok(Plan::all(parts))
    }

    fn lists_of<'k>(&self, keys: impl Iterator<Item = &'k str>) -> tantivy::Result<Vec<List>> {
        let mut lists = Vec::new();
        for key in keys {
            lists.extend(self.terms.lists(key, &[self.fields.speaker])?);
        }
        Ok(lists)
    }

    fn note_several(&mut self, people: &People, value: &str, found: &[PersonId]) {
        let mut counted: Vec<(u32, &str)> = found.iter().map(|&p| (people.articles(p), people.display(p))).collect();
        counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let named = counted.iter().take(PEOPLE_NAMED).map(|(articles, shown)| format!("{shown} ({articles})"));
        let named = named.collect::<Vec<_>>().join(", ");
        let rest = counted.len().saturating_sub(PEOPLE_NAMED);
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        self.notes.push(format!("speaker `{value}` is {} people: {named}{more}; `=Name` asks for one", counted.len()));
    }

    /// Exact terms of a field that holds no keys.
    pub fn term(&self, field: Field, term: &str) -> tantivy::Result<Plan> {
        Ok(Plan::values(self.terms.lists(term, &[field])?))
    }

    /// A place with everything inside it, or a dateline.
    pub fn place(&mut self, name: &str, field: Field, value: &str) -> tantivy::Result<Plan> {
        Ok(self.most_mentioned(name, field, value)?.map_or(Plan::Nothing, |(_, lists)| Plan::values(lists)))
    }

    /// The path of a place as the index has it.
    pub fn path_of_place(&mut self, name: &str, value: &str) -> tantivy::Result<Option<String>> {
        let found = self.most_mentioned(name, self.fields.place, value)?;
        Ok(found.map(|(key, _)| key_display(&key).to_string()))
    }

    /// The key of a place and the documents that mention it. Of several places of that name the most mentioned is
    /// taken and the others are told.
    fn most_mentioned(
        &mut self,
        name: &str,
        field: Field,
        value: &str,
    ) -> tantivy::Result<Option<(String, Vec<List>)>> {
        let mut found = self.first_reading(value, |place, ancestors| self.places_called(field, place, ancestors))?;
        let is_of_texts = !found.is_empty();
        if !is_of_texts {
            found = self.first_reading(value, |place, ancestors| self.places_known(field, place, ancestors))?;
        }
        // Written in full it is that one, whatever else lies there under the name.
        let in_full = found.keys().find(|key| fold(key_display(key)) == fold(value)).cloned();
        let mut ranked = Vec::new();
        for (key, lists) in found {
            if in_full.as_ref().is_none_or(|in_full| *in_full == key) {
                ranked.push((self.terms.documents(lists.iter())?, key, lists));
            }
        }
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let Some((count, key, lists)) = (!ranked.is_empty()).then(|| ranked.remove(0)) else {
            self.note_nothing(name, field, value)?;
            return Ok(None);
        };
        let taken = key_display(&key);
        if ranked.is_empty() && !is_of_texts {
            // What the reader sees has another name than what was asked for, and may have had this one only long ago.
            self.notes.push(format!("{name} `{value}` was taken for {taken} (in {count} articles)"));
        }
        if !ranked.is_empty() {
            let others = ranked.iter().take(OTHERS_NAMED).map(|(n, key, _)| format!("{} ({n})", key_display(key)));
            let others = others.collect::<Vec<_>>().join(", ");
            let rest = ranked.len().saturating_sub(OTHERS_NAMED);
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            self.notes
                .push(format!("{name} `{value}` was taken for {taken} (in {count} articles), not {others}{more}"));
        }
        Ok(Some((key, lists)))
    }

    /// Articles that mention a place within a circle. Countries and what else is no point have none to measure from.
    pub fn near(&mut self, value: &str, circle: Circle) -> tantivy::Result<Plan> {
        let centre = match circle.centre {
            Centre::Point(lat, lon) => Some((lat, lon)),
            Centre::Place(place) => self.point_of_place(place)?,
        };
        let Some(centre) = centre else { return Ok(Plan::Nothing) };
        let is_inside =
            |key: &str| point_of(key).is_some_and(|(lat, lon, _)| distance_km(centre, (lat, lon)) <= circle.km);
        let found = self.scan(self.fields.place_point, "", is_inside)?;
        if found.is_empty() {
            self.notes.push(format!("no place that is mentioned lies in `{value}`"));
        }
        Ok(plan_of(found))
    }

    fn point_of_place(&mut self, value: &str) -> tantivy::Result<Option<(f64, f64)>> {
        let Some(path) = self.path_of_place("place", value)? else { return Ok(None) };
        let found = self.scan(self.fields.place_point, "", |key| point_of(key).is_some_and(|(.., at)| at == path))?;
        let point = found.keys().next().and_then(|key| point_of(key)).map(|(lat, lon, _)| (lat, lon));
        if point.is_none() {
            self.notes.push(format!("{path} is no point to measure from; `place` finds what lies inside"));
        }
        Ok(point)
    }

    /// Articles that speak of a day between the two, of a month or year that lies between them, or of one day, month or
    /// year by name.
    pub fn mentions(&self, value: &str) -> tantivy::Result<Plan> {
        // What no text calls by a name of its own is the days it has.
        let is_stretch = value.contains("..") || value.contains(['q', 'Q']);
        let Some(DateRange::Days { from, to }) = date_range(value).filter(|_| is_stretch) else {
            return Ok(Plan::values(self.terms.lists(&padded_date(value), &[self.fields.mentions])?));
        };
        let inside = |term: &str| {
            let Some(DateRange::Days { from: Some(first), to: Some(last) }) = date_range(term) else { return false };
            from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to)
        };
        Ok(plan_of(self.scan(self.fields.mentions, "", inside)?))
    }

    /// The places of the first way to read a value that finds some.
    fn first_reading(
        &self,
        value: &str,
        find: impl Fn(&str, &[String]) -> tantivy::Result<Found>,
    ) -> tantivy::Result<Found> {
        for (place, ancestors) in readings(value) {
            let found = find(&place, &ancestors)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Found::new())
    }

    /// Keys of places that the gazetteer knows by that name, in any language, inside all of the ancestors: somebody may ask
    /// for Köln whose archive writes Cologne.
    fn places_known(&self, field: Field, place: &str, ancestors: &[String]) -> tantivy::Result<Found> {
        let mut found = Found::new();
        for path in paths_called(place) {
            let lies_in = |ancestor: &String| {
                path.iter().any(|part| fold(part) == *ancestor)
                    || paths_called(ancestor).iter().any(|holder| path.starts_with(holder))
            };
            if ancestors.iter().all(lies_in) {
                self.add_place(field, &path.join("/"), &mut found)?;
            }
        }
        Ok(found)
    }

    /// The key of the place with this path, where documents mention it.
    fn add_place(&self, field: Field, path: &str, found: &mut Found) -> tantivy::Result<()> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let key = format!("{}{path}", key_prefix(name));
        let lists = self.terms.lists(&key, &[field])?;
        if !lists.is_empty() {
            found.insert(key, lists);
        }
        Ok(())
    }

    /// Keys of places of that name, or called so somewhere, inside all of the ancestors.
    fn places_called(&self, field: Field, place: &str, ancestors: &[String]) -> tantivy::Result<Found> {
        let inside = |path: &str| {
            let parts: Vec<String> = path.split('/').map(fold).collect();
            let above = &parts[..parts.len().saturating_sub(1)];
            let mut next = above.iter();
            ancestors.iter().all(|ancestor| next.any(|part| part == ancestor))
        };
        let prefix = key_prefix(place);
        let mut found = self.scan(field, &prefix, |key| inside(key_display(key)))?;
        let aliases = self.scan(self.fields.place_alias, &prefix, |key| inside(key_display(key)))?;
        for path in aliases.keys().map(|alias| key_display(alias)) {
            self.add_place(field, path, &mut found)?;
        }
        Ok(found)
    }

    /// Says that a value is not there, and which ones are like it.
    fn note_nothing(&mut self, name: &str, field: Field, value: &str) -> tantivy::Result<()> {
        const NEAREST: usize = 3;
        let wanted = fold(value);
        let letters: Vec<char> = wanted.chars().collect();
        // A typo in a short name makes another name.
        let edits = if letters.len() > 5 { 2 } else { 1 };
        let words: BTreeSet<&str> = wanted.split(' ').filter(|word| word.len() > 3).collect();
        let typed: Vec<String> = folded_words(value).collect();
        // Most values hold none of the words, and are not cut into their own.
        let holds_all = |folded: &str| {
            !typed.is_empty()
                && typed.iter().all(|word| folded.contains(word.as_str()))
                && typed.iter().all(|word| folded_words(folded).any(|own| own == *word))
        };
        let like = self.scan(field, "", |key| {
            let folded = key_folded(key);
            super::slips::within_edits(&letters, folded, edits)
                || folded.split(' ').any(|word| words.contains(word))
                || holds_all(folded)
        })?;
        let mut ranked = Vec::new();
        for (key, lists) in &like {
            ranked.push((holds_all(key_folded(key)), self.terms.documents(lists.iter())?, key_display(key)));
        }
        // Whose name holds what was typed comes before what only looks like it.
        ranked.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(b.2)));
        let near = ranked.iter().take(NEAREST).map(|(.., value)| format!("`{value}`")).collect::<Vec<_>>();
        let near = if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) };
        self.notes.push(format!("no {name} in this index is called `{value}`{near}"));
        Ok(())
    }
}

/// A place as written: the whole as a name, then its name and its ancestors from the outermost, folded.
fn readings(value: &str) -> Vec<(String, Vec<String>)> {
    let mut readings = vec![(value.to_string(), Vec::new())];
    let split = |separator: char| value.split(separator).map(str::trim).filter(|part| !part.is_empty());
    let mut path: Vec<&str> = split('/').collect();
    if path.len() < 2 {
        path = split(',').rev().collect();
    }
    if let Some((name, ancestors)) = path.split_last().filter(|(_, ancestors)| !ancestors.is_empty()) {
        readings.push((name.to_string(), ancestors.iter().map(|ancestor| fold(ancestor)).collect()));
    }
    readings
}

/// `2022-2` → `2022-02`, as it is indexed.
fn padded_date(value: &str) -> String {
    value.split('-').map(|part| format!("{part:0>2}")).collect::<Vec<_>>().join("-")
}

fn plan_of(found: Found) -> Plan {
    Plan::values(found.into_values().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn places_are_read_with_their_ancestors() {
        let check = |value: &str, name: &str, ancestors: &[&str]| {
            let last = readings(value).pop().unwrap();
            assert_eq!(
                (last.0.as_str(), last.1.iter().map(String::as_str).collect::<Vec<_>>()),
                (name, ancestors.to_vec())
            );
        };
        check("Kyiv", "Kyiv", &[]);
        check("Paris, Texas", "Paris", &["texas"]);
        check("Paris, Texas, USA", "Paris", &["usa", "texas"]);
        check("Texas/Paris", "Paris", &["texas"]);
        check("Europe/Ukraine/Kyiv", "Kyiv", &["europe", "ukraine"]);
    }
}
