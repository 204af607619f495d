//! Facets and days of a cluster's matches, exactly: every value is counted, page after page, by a composite aggregation.

use super::Cluster;
use super::dsl::{all_of, none_of};
use crate::error::{Error, Result};
use crate::index::cluster::{QUOTATIONS, quoted};
use crate::index::fields::is_tree;
use crate::index::keys::{key_display, key_folded};
use crate::index::{day_number, day_of_number};
use crate::search::compile::unreadable;
use crate::search::days::{DayCounts, Days};
use crate::search::facets::years;
use crate::search::people::{People, PersonId, shown_in_key};
use crate::search::request::SearchRequest;
use crate::search::response::{Facet, FacetValue};
use crate::search::tree::{self, Branch};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Somebody who is quoted in the matches of a query.
pub(super) struct QuotedPerson {
    pub person: PersonId,
    /// What the person's value is sorted by.
    pub key: String,
    pub articles: u64,
    /// Direct and mixed.
    pub quotes: u64,
}

/// A value of a field.
pub(super) struct ShownValue {
    /// What it is shown by.
    pub key: String,
    /// Its keys in the matches, with the articles of each.
    pub own: Vec<(String, u64)>,
}

impl Cluster {
    /// The facets asked for, over the matches of `query`.
    pub(super) fn facets(
        &self,
        request: &SearchRequest,
        query: &Value,
        branch: Option<&Branch>,
        days: Option<&DayCounts>,
    ) -> Result<Vec<Facet>> {
        let limit = request.facet_limit;
        let values = |name: &String| -> Result<Vec<FacetValue>> {
            Ok(match name.as_str() {
                "year" => years(days, limit),
                name if is_tree(name) => match branch {
                    Some(branch) => tree::counted(&self.count_values(query, name)?, limit, branch),
                    None => Vec::new(),
                },
                name => self.frequent(query, name, limit)?,
            })
        };
        let facet = |name: &String| Ok(Facet { field: name.clone(), values: values(name)? });
        request.facets.iter().map(facet).collect()
    }

    /// The values of a field that most of the matches have; of a tree, each for itself.
    pub(super) fn frequent(&self, query: &Value, name: &str, limit: usize) -> Result<Vec<FacetValue>> {
        match name {
            "speaker" => self.count_people(query, limit),
            name => Ok(most_frequent(self.count_shown(query, name)?, limit)),
        }
    }

    /// The values of a field over the matches of a query, by their keys.
    pub(super) fn count_values(&self, query: &Value, name: &str) -> Result<BTreeMap<String, u64>> {
        let mut counts = BTreeMap::new();
        self.ask_values(query, name, |key, count| {
            if let Some(value) = key[name].as_str() {
                counts.insert(value.to_owned(), count);
            }
        })?;
        Ok(counts)
    }

    /// The same by the keys that they are shown by. An article that has a value by two keys counts once.
    fn count_shown(&self, query: &Value, name: &str) -> Result<BTreeMap<String, u64>> {
        let (several, alone): (Vec<_>, Vec<_>) =
            self.values_shown(query, name)?.into_iter().partition(|value| value.own.len() > 1);
        let of_value = |value: &ShownValue| of_terms(name, value.own.iter().map(|(key, _)| key));
        let counts = self.count_each(query, &several.iter().map(of_value).collect::<Vec<Value>>())?;
        let alone = alone.into_iter().map(|value| (value.key, value.own[0].1));
        Ok(alone.chain(several.into_iter().map(|value| value.key).zip(counts)).collect())
    }

    /// The values of a field over the matches of a query. What folds alike is one value, shown as most articles of the index
    /// have it; places of one name are apart.
    pub(super) fn values_shown(&self, query: &Value, name: &str) -> Result<Vec<ShownValue>> {
        let found: Vec<(String, u64)> = self.count_values(query, name)?.into_iter().collect();
        if is_tree(name) {
            return Ok(found.into_iter().map(|own| ShownValue { key: own.0.clone(), own: vec![own] }).collect());
        }
        let usual = self.most_usual(name)?;
        let alike = found.chunk_by(|(a, _), (b, _)| key_folded(a) == key_folded(b));
        let shown = |own: &[(String, u64)]| usual.get(key_folded(&own[0].0)).unwrap_or(&own[0].0).clone();
        Ok(alike.map(|own| ShownValue { key: shown(own), own: own.to_vec() }).collect())
    }

    /// Of each value that is written in several ways, by what they fold to, the key that most articles of the index have.
    fn most_usual(&self, name: &str) -> Result<HashMap<String, String>> {
        let field = self.schema.get_field(name).map_err(unreadable)?;
        let values = self.values_of("", field)?;
        let alike = values.chunk_by(|(a, _), (b, _)| key_folded(a) == key_folded(b)).filter(|alike| alike.len() > 1);
        let most = alike.filter_map(|alike| alike.iter().min_by_key(|(_, articles)| Reverse(*articles)));
        Ok(most.map(|(key, _)| (key_folded(key).to_owned(), key.clone())).collect())
    }

    /// The people most quoted: an article that has somebody by two names counts once.
    fn count_people(&self, query: &Value, limit: usize) -> Result<Vec<FacetValue>> {
        let people = self.people()?;
        let (_, found) = self.most_quoted(&people, query, limit, |_| true)?;
        let value = |quoted: QuotedPerson| FacetValue {
            value: shown_in_key(&quoted.key).to_owned(),
            articles: quoted.articles,
            quotes: Some(quoted.quotes),
        };
        Ok(found.into_iter().map(value).collect())
    }

    /// How many of the people that are wanted are quoted in the matches of a query, and the `limit` that are in most of them.
    pub(super) fn most_quoted(
        &self,
        people: &People,
        query: &Value,
        limit: usize,
        is_wanted: impl Fn(PersonId) -> bool,
    ) -> Result<(u64, Vec<QuotedPerson>)> {
        let mut names: HashMap<PersonId, Vec<(String, u64)>> = HashMap::new();
        for (name, count) in self.count_values(query, "speaker")? {
            let number = people.name(key_display(&name));
            if let Some(person) = number.and_then(|number| people.person(number)) {
                names.entry(person).or_default().push((name, count));
            }
        }
        names.retain(|person, _| is_wanted(*person));
        let all = names.len() as u64;
        // With one name the count is exact. With several it lies between the largest and the sum.
        let mut least: Vec<u64> = names.values().map(|own| own.iter().map(|(_, n)| *n).max().unwrap_or(0)).collect();
        least.sort_unstable_by_key(|&count| Reverse(count));
        let bar = limit.checked_sub(1).and_then(|at| least.get(at)).copied().unwrap_or(0);
        let most = |own: &[(String, u64)]| own.iter().map(|(_, count)| count).sum::<u64>();
        names.retain(|_, own| most(own) >= bar);
        let mut counts: HashMap<PersonId, u64> = names.iter().map(|(&person, own)| (person, most(own))).collect();
        counts.extend(self.by_several_names(query, &names)?);
        let mut found: Vec<(u64, String, PersonId)> = people
            .by_key(counts.keys().copied())
            .into_iter()
            .map(|(key, person)| (counts[&person], key, person))
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.truncate(limit);
        let shown: Vec<PersonId> = found.iter().map(|(.., person)| *person).collect();
        let quotes = self.count_quotations(people, &shown, query)?;
        let quoted = |((articles, key, person), quotes): ((u64, String, PersonId), u64)| QuotedPerson {
            person,
            key,
            articles,
            quotes,
        };
        Ok((all, found.into_iter().zip(quotes).map(quoted).collect()))
    }

    /// The articles of everybody who is there by several names.
    fn by_several_names(
        &self,
        query: &Value,
        names: &HashMap<PersonId, Vec<(String, u64)>>,
    ) -> Result<Vec<(PersonId, u64)>> {
        let several: Vec<PersonId> = names.iter().filter(|(_, own)| own.len() > 1).map(|(&person, _)| person).collect();
        let filter = |person: &PersonId| of_terms("speaker", names[person].iter().map(|(name, _)| name));
        let filters: Vec<Value> = several.iter().map(filter).collect();
        let counts = self.count_each(query, &filters)?;
        Ok(several.into_iter().zip(counts).collect())
    }

    /// How often each is quoted, directly or in part, in the matches.
    fn count_quotations(&self, people: &People, shown: &[PersonId], query: &Value) -> Result<Vec<u64>> {
        if shown.is_empty() {
            return Ok(Vec::new());
        }
        if !self.remote.can().nested {
            return self.count_quoted_together(people, shown, query);
        }
        let filter = |(at, &person): (usize, &PersonId)| {
            let names: Vec<&str> = people.names(person).into_iter().map(|name| people.table().key(name)).collect();
            let own = json!({"bool": {
                "filter": [{"terms": {(format!("{QUOTATIONS}.speaker")): names}}],
                "must_not": [{"term": {(format!("{QUOTATIONS}.kind")): "indirect"}}],
            }});
            (at.to_string(), own)
        };
        let filters: Map<String, Value> = shown.iter().enumerate().map(filter).collect();
        let aggregations =
            json!({"q": {"nested": {"path": QUOTATIONS}, "aggs": {"n": {"filters": {"filters": filters}}}}});
        let body = json!({"size": 0, "track_total_hits": false, "query": query, "aggs": aggregations});
        let answer = self.ask(&body)?;
        let found = &answer["aggregations"]["q"]["n"]["buckets"];
        Ok((0..shown.len()).map(|at| found[at.to_string()]["doc_count"].as_u64().unwrap_or(0)).collect())
    }

    /// The same where an article says how often it quotes each of its speakers.
    fn count_quoted_together(&self, people: &People, shown: &[PersonId], query: &Value) -> Result<Vec<u64>> {
        let query = self.own.shown().map_or_else(|| query.clone(), |shown| super::shown_only(Some(query), shown));
        let mut counts: HashMap<PersonId, u64> = HashMap::new();
        quoted(&self.remote, &self.index, &query, |name, count| {
            let number = people.name(key_display(name));
            if let Some(person) = number.and_then(|number| people.person(number)) {
                *counts.entry(person).or_default() += count;
            }
        })?;
        Ok(shown.iter().map(|person| counts.get(person).copied().unwrap_or(0)).collect())
    }

    /// The matches of a query by day.
    pub(super) fn count_days(&self, query: &Value) -> Result<DayCounts> {
        let mut firsts: BTreeMap<i64, u64> = BTreeMap::new();
        self.ask_values(query, "from_day", |key, count| {
            firsts.extend(key["from_day"].as_i64().map(|day| (day, count)));
        })?;
        let coarse = self.count_coarse(query, &firsts)?;
        for (days, count) in &coarse {
            // All that begin on a day were counted: those that end on another are none of that day.
            firsts.entry(i64::from(days.first)).and_modify(|all| *all = all.saturating_sub(*count));
        }
        let mut days: Vec<(Days, u64)> = firsts.into_iter().map(|(day, count)| (Days::new(day, day), count)).collect();
        days.extend(coarse);
        days.sort_unstable();
        Ok(DayCounts::of(&days, self.count_undated(query)?))
    }

    /// The matches of which only the month or the year is known, among those that can have been published first on one of
    /// these days. No engine counts pairs of numbers that all of them could: each month and year is a question.
    fn count_coarse(&self, query: &Value, firsts: &BTreeMap<i64, u64>) -> Result<Vec<(Days, u64)>> {
        let lengths = |day: i64| {
            let first = day_of_number(day).filter(|first| first.day() == 1);
            let year = first.filter(|first| first.month() == 1).map(Date::last_of_year);
            first.map(Date::last_of_month).into_iter().chain(year).map(move |last| (day, day_number(last)))
        };
        let spans: Vec<(i64, i64)> = firsts.keys().flat_map(|day| lengths(*day)).collect();
        let exactly = |field: &str, day: i64| json!({"range": {(field): {"gte": day, "lte": day}}});
        let filter = |(from, to): &(i64, i64)| all_of(vec![exactly("from_day", *from), exactly("to_day", *to)]);
        let counts = self.count_each(query, &spans.iter().map(filter).collect::<Vec<Value>>())?;
        let counted = spans.iter().zip(counts).filter(|(_, count)| *count > 0);
        Ok(counted.map(|((from, to), count)| (Days::new(*from, *to), count)).collect())
    }

    /// The matches of a query that have no date.
    pub(super) fn count_undated(&self, query: &Value) -> Result<u64> {
        let undated = none_of(json!({"exists": {"field": "from_day"}}));
        self.count_matches(&all_of(vec![query.clone(), undated]))
    }

    pub(super) fn count_matches(&self, query: &Value) -> Result<u64> {
        let body = json!({"size": 0, "track_total_hits": true, "query": query});
        Ok(super::total_of(&self.ask(&body)?))
    }

    /// The quotations that match, in the articles that match.
    pub(super) fn count_quoted(&self, articles: &Value, quotations: &Value) -> Result<u64> {
        let own = json!({"nested": {"path": QUOTATIONS}, "aggs": {"n": {"filter": quotations}}});
        let body = json!({"size": 0, "track_total_hits": false, "query": articles, "aggs": {"q": own}});
        let answer = self.ask(&body)?;
        let count = answer["aggregations"]["q"]["n"]["doc_count"].as_u64();
        count.ok_or_else(|| Error::new("the engine did not count the quotations"))
    }

    /// Articles of the archive by day, under the given roots.
    pub(super) fn archive_days(&self, roots: &[String]) -> Result<DayCounts> {
        self.count_days(&match roots {
            [] => json!({"match_all": {}}),
            roots => json!({"terms": {"root": roots}}),
        })
    }
}

/// Articles that have one of these terms.
pub(super) fn of_terms<'t>(field: &str, terms: impl Iterator<Item = &'t String>) -> Value {
    json!({"terms": {(field): terms.collect::<Vec<_>>()}})
}

/// The `limit` most frequent values; equal ones in the order of their keys.
fn most_frequent(counts: BTreeMap<String, u64>, limit: usize) -> Vec<FacetValue> {
    let mut found: Vec<(String, u64)> = counts.into_iter().collect();
    found.sort_by_key(|&(_, count)| Reverse(count));
    found.truncate(limit);
    let value =
        |(key, articles): (String, u64)| FacetValue { value: key_display(&key).to_owned(), articles, quotes: None };
    found.into_iter().map(value).collect()
}
