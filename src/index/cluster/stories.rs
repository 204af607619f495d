//! The stories of a build: found when all its articles are there, and written into those that are copies.
//!
//! Which articles are near-duplicates depends on all the others, so it is looked for at the end, from what every article
//! carries for it: its sketch, its days, its address. The texts are fetched only of those that may be alike, and written
//! again are only those that are. Doing it twice writes the same.

use super::mapping::{SKETCH, STORY, WORDS};
use super::quickwit::load;
use super::source::article_of;
use super::{Shape, tables};
use crate::error::{Error, Result};
use crate::index::{StoredArticle, Stories, StoriesTold};
use crate::remote::{Bulk, Remote};
use crate::text::shingles::shingles;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tantivy::TantivyError;

/// Articles looked at in one answer; numbers only.
const PAGE: usize = 2_000;
/// Articles fetched whole in one answer.
const FETCHED_AT_ONCE: usize = 100;

/// An article to be written again: its id, its number, its story.
type Member<'m> = (&'m str, i64, Option<&'m str>);

/// An article that was told: its number, its id, and the story it is marked with by a run before.
type ToldArticle = (i64, String, Option<String>);

/// Finds the stories of a build and notes them beside it, where no article can be written again.
pub(super) fn note(remote: &Remote, index: &str) -> Result<()> {
    let (stories, _) = find(remote, index)?;
    load::note_stories(remote, index, &stories)
}

/// Finds the stories of a build and writes into each of their articles which it is; gives how many articles that are.
pub(super) fn mark(remote: &Remote, index: &str) -> Result<u64> {
    let (stories, ids) = find(remote, index)?;
    // A story is called by the smallest number of its articles.
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    for (key, story) in &stories.members {
        names.entry(*story).or_insert_with(|| key.to_string());
    }
    let of_story: BTreeMap<i64, &str> =
        stories.members.iter().filter_map(|(key, story)| Some((*key, names.get(story)?.as_str()))).collect();
    let members = ids.iter().filter_map(|(key, id, marked)| {
        let story = of_story.get(key).copied();
        (story != marked.as_deref()).then_some((id.as_str(), *key, story))
    });
    let mut members: Vec<Member<'_>> = members.collect();
    members.sort_unstable();
    members.chunks(FETCHED_AT_ONCE).try_for_each(|some| write(remote, index, some))?;
    remote.post(&format!("/{index}/_refresh"), &json!({}))?;
    Ok(of_story.len() as u64)
}

/// The stories of a build, and all its articles in the order of the telling.
fn find(remote: &Remote, index: &str) -> Result<(Stories, Vec<ToldArticle>)> {
    let mut told = StoriesTold::default();
    let mut ids: Vec<ToldArticle> = Vec::new();
    each_article(remote, index, |hit| {
        let fields = &hit["fields"];
        let number = |name: &str| fields[name][0].as_i64();
        let sketch = fields[SKETCH].as_array().into_iter().flatten().filter_map(Value::as_u64);
        let urls = fields["url"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let key = number("article_key").unwrap_or(0);
        let words = number(WORDS).unwrap_or(0) as u32;
        let days = number("from_day").zip(number("to_day"));
        told.article(key, days, (words, sketch.map(|hash| hash as u32)), urls);
        let marked = fields[STORY][0].as_str().map(str::to_owned);
        ids.push((key, hit["_id"].as_str().unwrap_or_default().to_owned(), marked));
    })?;
    let shingles_of = |place: usize| {
        let text =
            fetch(remote, index, &[&ids[place].1]).map(|mut found| found.pop().map(|article| article.article.text));
        let text = text.map_err(|error| TantivyError::SystemError(error.message))?;
        Ok(shingles(&text.unwrap_or_default()))
    };
    let stories = told.stories(&shingles_of).map_err(|error| match error {
        TantivyError::SystemError(message) => Error::new(message),
        error => Error::new(format!("cannot find the stories of `{index}`: {error}")),
    })?;
    Ok((stories, ids))
}

/// Hands over every article of a build as a hit without its source.
fn each_article(remote: &Remote, index: &str, mut take: impl FnMut(&Value)) -> Result<()> {
    let body = json!({
        "_source": false, "track_total_hits": false, "query": {"match_all": {}},
        "docvalue_fields": ["article_key", "from_day", "to_day", WORDS, SKETCH, "url", STORY],
        "sort": [{"article": "asc"}],
    });
    let ask = |body: &Value| tables::search(remote, index, body);
    tables::pages(body, (PAGE, usize::MAX), ask, |answer| {
        answer["hits"]["hits"].as_array().into_iter().flatten().for_each(&mut take);
        Ok(())
    })
}

/// Articles by their ids, all of them.
fn fetch(remote: &Remote, index: &str, ids: &[&str]) -> Result<Vec<StoredArticle>> {
    let answer = match remote.only_appends() {
        true => {
            let ids = json!({"terms": {"article": ids}});
            let mut answer = tables::search(remote, index, &json!({"size": FETCHED_AT_ONCE, "query": ids}))?;
            json!({"docs": answer["hits"]["hits"].take()})
        }
        false => remote.post(&format!("/{index}/_mget"), &json!({"ids": ids}))?,
    };
    let found = answer["docs"].as_array().map(Vec::as_slice).unwrap_or_default();
    let read: Option<Vec<StoredArticle>> = found.iter().map(|doc| article_of(&doc["_source"])).collect();
    read.filter(|read| read.len() == ids.len()).ok_or_else(|| {
        Error::new(format!("articles of `{index}` cannot be read back"))
            .hint("`dateline engine check URL` looks at it; run `index` again under another `--build`")
    })
}

/// Writes articles again, with their stories.
fn write(remote: &Remote, index: &str, members: &[Member<'_>]) -> Result<()> {
    let shape = Shape::default();
    let ids: Vec<&str> = members.iter().map(|(id, ..)| *id).collect();
    let mut bulk = Bulk::default();
    for (article, (_, key, story)) in fetch(remote, index, &ids)?.into_iter().zip(members) {
        let (id, document) = shape.document_of(article, *key, *story)?;
        bulk.add(&id, document);
    }
    remote.write(index, bulk)
}
