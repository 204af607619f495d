//! A build from its first document to the moment it answers: created, written in parts, counted, switched in.
//!
//! Every step can be done again: creating an index that is there, writing a document under its id, saying that a part is
//! done, moving the alias to where it is. So a run that was killed is run again, and two machines may write one build.

use super::mapping::{FORMAT, Layout, STORY, creation};
use super::quickwit::{self, load};
use super::{Own, Shape, is_annotated, notes, own, stories, tables};
use crate::error::{Error, Result};
use crate::index::StoredArticle;
use crate::remote::{Bulk, Commit, Remote};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The document that says that a build has answered: it is written to no more.
const FINISHED: &str = "finished";
/// What says which build answered before this one.
const BEFORE: &str = "before";
/// What says which build answers, where there is no alias.
pub(super) const LIVE: &str = "live";
/// How long shards may take to answer once their copies are asked for.
const OPENING: Duration = Duration::from_secs(50);
const OPENING_STEP: Duration = Duration::from_millis(500);
/// How often a run looks whether the alias stands for one build, where others move it, too. Guessed.
const SETTLING: usize = 10;
/// How often and how long one waits for another run's switch: opening up and moving an alias take seconds. Guessed.
const SWITCH_LOOKS: u32 = 20;
const SWITCH_WAIT: Duration = Duration::from_millis(500);

/// One build of an index on a cluster.
pub struct Build<'r> {
    remote: &'r Remote,
    /// `NAME-BUILD`.
    pub index: String,
    /// Whether the articles carry what stories are found by.
    is_annotated: bool,
    /// The numbers of the articles that a run before has written, ascending, where writing one again would double it.
    written: Vec<i64>,
}

/// One of several parts of an archive, each read by one run: the first of three is `(1, 3)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub number: u64,
    pub of: u64,
}

impl Part {
    pub const WHOLE: Part = Part { number: 1, of: 1 };

    /// Whether a file belongs to this part: by a digest of its name, so that every machine decides alike.
    pub fn holds(self, root: &str, path: &str) -> bool {
        let term = super::super::keys::input_term(root, path);
        let number = u64::from_be_bytes(term[..8].try_into().unwrap_or_default());
        number % self.of.max(1) == self.number.saturating_sub(1)
    }
}

/// What became of a build when a part of it was finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// It answers now, with so many articles; the build before it is named.
    Live { articles: u64, before: Option<String> },
    /// Other parts are still to come.
    Waiting { missing: Vec<u64> },
}

/// The index of a build.
pub fn build_name(name: &str, build: &str) -> Result<String> {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if build.is_empty() || build.len() > 40 || !build.bytes().all(is_letter) {
        return Err(Error::new(format!("`{}` is no name for a build", build.escape_debug()))
            .hint("lower-case letters, digits and `-`: `--build 2026-11`"));
    }
    Ok(format!("{name}-{build}"))
}

impl<'r> Build<'r> {
    /// Begins a build, or goes on with it. `rules` says by what its articles are made: parts made by others do not mix.
    pub fn begin(remote: &'r Remote, build: &str, layout: Layout, rules: &Value) -> Result<Build<'r>> {
        let index = build_name(remote.name(), build)?;
        let is_annotated = is_annotated(rules);
        let mut this = Build { remote, index, is_annotated, written: Vec::new() };
        this.refuse_live(build)?;
        let meta = json!({"format": FORMAT, "of": remote.name(), "rules": rules});
        let is_begun = match remote.only_appends() {
            true => this.append_to(&meta)?,
            false => notes::create(remote, &this.index, "", &creation(layout, &meta)).map(|()| false)?,
        };
        if super::meta(remote, &this.index)?["rules"] != *rules {
            return Err(Error::new(format!("the build `{build}` was begun over other files, or by other rules"))
                .hint("name another with `--build`, and run the same program over the same files on every machine"));
        }
        // What is kept of the build is fetched by its id and never searched.
        let plain = json!({
            "settings": {"index": {"number_of_shards": 1, "number_of_replicas": layout.replicas}},
            "mappings": {"dynamic": false, "_meta": {"dateline": {"format": FORMAT, "of": this.index}}},
        });
        notes::create(remote, &this.companion(), &this.index, &plain)?;
        if notes::read(remote, &this.companion(), FINISHED)?.is_some() {
            return Err(Error::new(format!("the build `{build}` is finished, and kept for going back to"))
                .hint("name another with `--build`"));
        }
        if remote.only_appends() {
            if is_begun {
                // What a run that was killed had sent may still be on its way to where it can be seen.
                remote.settle();
                this.written = load::keys(remote, &this.index)?;
            }
            return Ok(this);
        }
        // A run that was killed may have asked for the switch with its last breath. Changes wait in one queue: when this one
        // is done, so is that.
        this.let_write(true)?;
        this.refuse_live(build).or_else(|error| this.let_write(false).and(Err(error)))?;
        Ok(this)
    }

    /// Makes the index unless a run before has; whether it had.
    fn append_to(&self, meta: &Value) -> Result<bool> {
        own::create(self.remote)?;
        let is_begun = self.remote.find(&format!("/api/v1/indexes/{}", self.index))?.is_some();
        load::create(self.remote, &self.index, &quickwit::of_build(&self.index, meta, self.remote.commit_seconds()))?;
        self.remote.expect_commit_after(load::commit_seconds(self.remote, &self.index)?);
        Ok(is_begun)
    }

    /// Whether a run before has written this article, so that it is not written again.
    pub fn has(&self, article_key: i64) -> bool {
        self.written.binary_search(&article_key).is_ok()
    }

    /// The article's id and its document, as this build's engine takes it.
    pub fn document(&self, shape: &Shape, article: StoredArticle, article_key: i64) -> Result<(String, String)> {
        match self.remote.can().nested {
            true => shape.document(article, article_key),
            false => shape.flat(article, article_key),
        }
    }

    fn refuse_live(&self, build: &str) -> Result<()> {
        if live(self.remote)?.as_deref() != Some(&self.index) {
            return Ok(());
        }
        Err(Error::new(format!("the build `{build}` answers already"))
            .hint("name another with `--build`; the alias moves to it when it is whole"))
    }

    /// Whether articles may be written. Not from the switch on: a run that was begun by mistake would take the stories out.
    fn let_write(&self, may: bool) -> Result<()> {
        let settings = json!({"index": {"blocks": {"write": !may}}});
        self.remote.put(&format!("/{}/_settings", self.index), &settings).map(drop)
    }

    /// Writes down what is known of the build as a whole.
    fn note(&self, id: &str, told: &Value) -> Result<()> {
        notes::write(self.remote, &self.companion(), id, told)
    }

    fn companion(&self) -> String {
        notes::companion(self.remote, &self.index)
    }

    pub fn write(&self, bulk: Bulk) -> Result<()> {
        match self.remote.only_appends() {
            true => self.remote.append(&self.index, bulk, Commit::Auto),
            false => self.remote.write(&self.index, bulk),
        }
    }

    /// Says that a part is done, and, when it was the last, counts and switches.
    pub fn finish(&self, part: Part, articles: u64, replicas: u64) -> Result<Published> {
        self.note(&part_id(part), &json!({"articles": articles}))?;
        let (mut missing, mut expected) = (Vec::new(), 0);
        for number in 1..=part.of {
            let id = part_id(Part { number, of: part.of });
            match notes::read(self.remote, &self.companion(), &id)? {
                Some(told) => expected += told["articles"].as_u64().unwrap_or(0),
                None => missing.push(number),
            }
        }
        if !missing.is_empty() {
            return Ok(Published::Waiting { missing });
        }
        match self.publish(expected, replicas) {
            // Another run has found the last part there, too, and was faster.
            Err(error) if !self.is_published_elsewhere()? => Err(error),
            Err(_) => Ok(Published::Live { articles: expected, before: self.before()? }),
            published => published,
        }
    }

    /// Counts, finds what holds between articles, and switches.
    fn publish(&self, expected: u64, replicas: u64) -> Result<Published> {
        let found = match self.remote.only_appends() {
            true => load::counted(self.remote, &self.index, expected)?,
            false => {
                self.remote.post(&format!("/{}/_refresh", self.index), &json!({}))?;
                self.count(&json!({"match_all": {}}))?
            }
        };
        if found != expected {
            return Err(Error::new(format!(
                "`{}` holds {found} articles where its parts wrote {expected}; {}",
                self.index,
                self.left()
            ))
            .hint(match self.remote.only_appends() {
                true => {
                    "run it again: what is not there is written; if it stays so, begin anew under another `--build`"
                }
                false => "files that changed while they were read? run it again under another `--build`",
            }));
        }
        if found == 0 {
            return Err(Error::new(format!("`{}` holds no article; {}", self.index, self.left()))
                .hint("are the folders what they should be on every machine?"));
        }
        if self.has_other_writer(found)? {
            return Err(Error::new(format!("somebody else writes to `{}`; {}", self.index, self.left()))
                .hint("see that each part is read by one run, and run it again"));
        }
        let own = Own::read(self.remote)?;
        tables::keep_speakers(self.remote, &self.index, &own)?;
        if !self.remote.only_appends() {
            self.open_up(replicas)?;
        }
        let before = self.switch()?;
        self.note(FINISHED, &json!({}))?;
        Ok(Published::Live { articles: found, before })
    }

    /// Finds the stories, and looks whether anything else was written meanwhile.
    fn has_other_writer(&self, found: u64) -> Result<bool> {
        if self.remote.only_appends() {
            if self.is_annotated {
                stories::note(self.remote, &self.index)?;
            }
            return Ok(self.count(&json!({"match_all": {}}))? != found);
        }
        let marked = if self.is_annotated { stories::mark(self.remote, &self.index)? } else { 0 };
        self.let_write(false)?;
        self.remote.post(&format!("/{}/_refresh", self.index), &json!({}))?;
        Ok(self.count(&json!({"exists": {"field": STORY}}))? != marked)
    }

    /// What became of the build that answers when this one does not.
    fn left(&self) -> String {
        match self.remote.can().alias {
            true => "the alias was left where it is".to_owned(),
            false => format!("`{}` stays as it was", self.remote.name()),
        }
    }

    fn count(&self, query: &Value) -> Result<u64> {
        tables::count(self.remote, &self.index, query)
    }

    /// Waits a little for another run that is about to switch this build in.
    fn is_published_elsewhere(&self) -> Result<bool> {
        for _ in 0..SWITCH_LOOKS {
            if live(self.remote)?.as_ref() == Some(&self.index) {
                return Ok(true);
            }
            std::thread::sleep(SWITCH_WAIT);
        }
        Ok(false)
    }

    /// Ends the settings that are only for loading. Every shard must answer before anybody is sent here.
    fn open_up(&self, replicas: u64) -> Result<()> {
        let settings = json!({"index": {"refresh_interval": "30s", "number_of_replicas": replicas}});
        self.remote.put(&format!("/{}/_settings", self.index), &settings)?;
        // Asked again and again: some engines answer a wait that was too short with an error, some do not.
        let until = Instant::now() + OPENING;
        loop {
            let health = self.remote.get(&format!("/_cluster/health/{}", self.index))?;
            if matches!(health["status"].as_str(), Some("green" | "yellow")) {
                return Ok(());
            }
            if Instant::now() > until {
                let message = format!("shards of `{}` do not answer; the alias was left where it is", self.index);
                return Err(
                    Error::new(message).hint("`dateline engine check URL` tells which; run this again when they do")
                );
            }
            std::thread::sleep(OPENING_STEP);
        }
    }

    /// Moves the alias here in one step; gives the build it stood for. Two runs may finish at once: which build was
    /// before is kept first, and whoever finds the alias moved already has nothing to do.
    fn switch(&self) -> Result<Option<String>> {
        let before = match live(self.remote)? {
            Some(live) if live == self.index => return self.before(),
            before => before,
        };
        self.note(BEFORE, &json!({"index": before}))?;
        move_alias(self.remote, &self.index)?;
        Ok(before)
    }

    fn before(&self) -> Result<Option<String>> {
        let told = notes::read(self.remote, &self.companion(), BEFORE)?.unwrap_or_default();
        Ok(told["index"].as_str().map(str::to_owned))
    }
}

fn part_id(part: Part) -> String {
    format!("part-{}-of-{}", part.number, part.of)
}

/// The index the alias stands for; `None` when there is no alias. For the moment in which it stands for two, because two
/// builds were finished at once, every question goes to the one that [`settle`] leaves.
pub fn live(remote: &Remote) -> Result<Option<String>> {
    Ok(stands_for(remote)?.pop())
}

/// The indices the alias stands for, in order.
pub(super) fn stands_for(remote: &Remote) -> Result<Vec<String>> {
    if !remote.can().alias {
        let told = notes::read(remote, &notes::own(remote), LIVE)?.unwrap_or_default();
        return Ok(told["index"].as_str().map(str::to_owned).into_iter().collect());
    }
    let found = remote.find(&format!("/_alias/{}", remote.name()))?.unwrap_or_default();
    let mut indices: Vec<String> = found.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
    indices.sort();
    Ok(indices)
}

/// Moves the alias in one step from wherever it is. Where there is none, a newer note says which build answers.
fn move_alias(remote: &Remote, to: &str) -> Result<()> {
    if !remote.can().alias {
        return notes::write(remote, &notes::own(remote), LIVE, &json!({"index": to}));
    }
    let name = remote.name();
    let actions = json!([
        {"remove": {"index": format!("{name}-*"), "alias": name}},
        {"add": {"index": to, "alias": name}},
    ]);
    match remote.post("/_aliases", &json!({"actions": actions})) {
        // The answer may have been lost, not the move.
        Err(error) if !stands_for(remote)?.iter().any(|index| index == to) => Err(error),
        _ => settle(remote, to),
    }
}

/// Leaves the alias at one build. An engine looks up what a `*` means before it queues the change, so two moves at once
/// may both add and neither remove the other's, and of three one may remove what another is about to leave. Whoever changed
/// something looks again: of several all choose the same, the last by name, and where none is left one's own, `to`, is put
/// back.
fn settle(remote: &Remote, to: &str) -> Result<()> {
    let name = remote.name();
    let mut last = Ok(());
    for _ in 0..SETTLING {
        let mut others = stands_for(remote)?;
        let mut actions = Vec::new();
        if others.pop().is_none() {
            actions.push(json!({"add": {"index": to, "alias": name}}));
        }
        actions.extend(others.iter().map(|index| json!({"remove": {"index": index, "alias": name}})));
        if actions.is_empty() {
            return Ok(());
        }
        // An error may say that another run was faster.
        last = remote.post("/_aliases", &json!({"actions": actions})).map(drop);
    }
    last
}

/// Moves the alias back to the build before the live one; gives its name.
pub fn rollback(remote: &Remote) -> Result<String> {
    let none = || {
        Error::new(format!("nothing to go back to: no build before that of `{}`", remote.name()))
            .hint("`dateline engine check URL` names the builds that are there")
    };
    let live = live(remote)?.ok_or_else(none)?;
    let companion = notes::companion(remote, &live);
    let told = notes::read(remote, &companion, BEFORE)?.ok_or_else(none)?;
    let before = told["index"].as_str().ok_or_else(none)?;
    super::meta(remote, before)?;
    // Its own run may have been killed before it could say so; nobody may write to it any more when it does not answer.
    notes::write(remote, &companion, FINISHED, &json!({}))?;
    move_alias(remote, before)?;
    tables::keep_speakers(remote, before, &Own::read(remote)?)?;
    Ok(before.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_belongs_to_one_part() {
        let parts: Vec<Part> = (1..=8).map(|number| Part { number, of: 8 }).collect();
        let mut sizes = [0; 8];
        for file in 0..1000 {
            let path = format!("file-{file}.html");
            let holders: Vec<usize> = (0..8).filter(|&at| parts[at].holds("news", &path)).collect();
            assert_eq!(holders.len(), 1, "{path}");
            sizes[holders[0]] += 1;
            assert!(Part::WHOLE.holds("news", &path));
        }
        assert!(sizes.iter().all(|&size| size > 80), "{sizes:?}");
    }

    #[test]
    fn names_of_builds() {
        assert_eq!(build_name("news", "2026-11").unwrap(), "news-2026-11");
        for wrong in ["", "A", "a.b", "a*", &"x".repeat(41)] {
            assert!(build_name("news", wrong).is_err(), "{wrong}");
        }
    }
}
