//! `dateline alerts`: saved searches in, what is new in each out.
//!
//! What was told is remembered after it was told: a run that is killed in between tells it again, none is lost.

use super::args::{AddArgs, AlertsAction, AlertsArgs, FormatArg, ListArgs, NarrowArgs, RemoveArgs, RunArgs};
use super::messages::{self, count};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::error::{Error, Result};
use crate::index::{self, SavedQuery, Told};
use crate::present::alerts::{self as present, News};
use crate::search::ask::Day;
use crate::search::{Contents, Engine, Match, check_saved, news};
use jiff::civil::Date;
use std::ffi::OsString;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::{Command, Stdio};

pub fn run(args: AlertsArgs, settings: &Settings) -> Result<Outcome, Stop> {
    match args.action {
        AlertsAction::Add(args) => add(*args, settings),
        AlertsAction::List(args) => list(&args, settings),
        AlertsAction::Remove(args) => remove(&args, settings),
        AlertsAction::Run(args) => tell(&args, settings),
    }
}

/// What matches now is taken for told, unless the first run is to tell it.
fn add(args: AddArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let name = index::saved_name(&args.name)?;
    let filter = settings::filter(&args.narrow, Vec::new(), settings.today)?;
    let query = settings::query(&args.query);
    if query.is_empty() && filter.flags().is_empty() {
        return Err(Error::new("a saved search needs a query, or a flag that narrows")
            .hint("`dateline alerts add docks 'dock strike'`")
            .into());
    }
    // What this index cannot answer is told here with its caret, and not saved: every run would tell it again.
    let engine = Engine::open(&settings.index)?;
    engine.check(&query, &filter)?;
    let since = settings::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let entry = SavedQuery { name: name.clone(), query, flags: filter.flags(), since };
    let _lock = index::lock_telling(&settings.index)?;
    index::save_query(&settings.index, entry, args.replace, check_saved)?;
    note_fixed_days(&args.narrow, settings);
    let contents = engine.contents()?;
    let matches = engine.matches(&asked(&name), &contents)?;
    let told = told(&engine, &name, &matches, &contents, false)?;
    let fresh = news(&matches, &told);
    let mut out = io::stdout().lock();
    if args.existing {
        let articles = count(fresh.len() as u64, "article", "articles");
        writeln!(out, "`{name}` saved; the next run tells {articles} that match already")?;
    } else {
        remember(settings, &name, fresh.iter().map(|(it, _)| it))?;
        let articles = count(matches.len() as u64, "article matches", "articles match");
        writeln!(out, "`{name}` saved; {articles} now, and what comes is news")?;
    }
    Ok(Outcome::Found)
}

/// A search is saved with days of the calendar: what was typed by today's date will not move with it.
fn note_fixed_days(narrow: &NarrowArgs, settings: &Settings) {
    let sides = [("after", narrow.after, Day::first as fn(Day, Date) -> Date), ("before", narrow.before, Day::last)];
    for (name, day, date) in sides {
        if let Some(day) = day.filter(|day| day.is_relative()) {
            let date = date(day, settings.today);
            messages::line(&format!("`--{name}` is saved as {date}: a saved search keeps its days"));
        }
    }
}

fn list(args: &ListArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(&args.format, "alerts list", &[Text, Json])?;
    index::Directory::open(&settings.index)?;
    let saved = index::saved_queries(&settings.index)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Json => present::list_json(&mut out, &saved)?,
        _ => present::list_text(&mut out, &saved, settings.style)?,
    }
    out.flush()?;
    if saved.is_empty() {
        messages::line("no search is saved; `dateline alerts add NAME QUERY` saves one");
    }
    Ok(Outcome::found_if(!saved.is_empty()))
}

fn remove(args: &RemoveArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let _lock = index::lock_telling(&settings.index)?;
    for name in &args.names {
        let name = name.to_lowercase();
        let check = |rest: &[SavedQuery]| {
            check_saved(rest).map_err(|error| {
                Error::new(format!("`{name}` is named by another: {}", error.message))
                    .hint("remove or replace that one first")
            })
        };
        index::remove_query(&settings.index, &name, check)?;
        writeln!(io::stdout().lock(), "`{name}` removed")?;
    }
    Ok(Outcome::Found)
}

fn tell(args: &RunArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Jsonl, Text};
    let format = settings::format(&args.format, "alerts run", &[Text, Json, Jsonl])?;
    let _lock = index::lock_telling(&settings.index)?;
    let saved = chosen(index::saved_queries(&settings.index)?, &args.names)?;
    if saved.is_empty() {
        messages::line("no search is saved; `dateline alerts add NAME QUERY` saves one");
        return Ok(Outcome::Nothing);
    }
    let engine = Engine::open(&settings.index)?;
    let contents = engine.contents()?;
    let mut run = Run { settings, all: Vec::new(), articles: 0, failed: 0 };
    for entry in &saved {
        let answer = news_of(&engine, entry, &contents, args.dry_run);
        let Some((news, matches)) = run.or_told(entry, answer) else { continue };
        run.articles += news.hits.len() as u64;
        let delivered = deliver(&news, args, format, settings);
        match (delivered, format) {
            (Err(Stop::ClosedPipe), _) => return Err(Stop::ClosedPipe),
            (Err(Stop::Error(error)), _) => drop(run.or_told::<()>(entry, Err(error))),
            (Ok(()), Json) if args.program.is_empty() => run.all.push((news, matches)),
            (Ok(()), _) if args.dry_run => {}
            (Ok(()), _) => remember(settings, &news.name, &matches)?,
        }
    }
    if format == Json && args.program.is_empty() {
        let mut out = BufWriter::new(io::stdout().lock());
        present::run_json(&mut out, run.all.iter().map(|(news, _)| news))?;
        out.flush()?;
        for (news, matches) in run.all.iter().filter(|_| !args.dry_run) {
            remember(settings, &news.name, matches)?;
        }
    }
    run.end(&saved)
}

/// What has become of a run so far.
struct Run<'a> {
    settings: &'a Settings,
    /// Kept until all can be written as one object.
    all: Vec<(News, Vec<Match>)>,
    articles: u64,
    failed: usize,
}

impl Run<'_> {
    /// An alert that cannot be told costs itself alone.
    fn or_told<T>(&mut self, entry: &SavedQuery, answer: Result<T>) -> Option<T> {
        answer
            .map_err(|error| {
                self.failed += 1;
                let message = format!("alert `{}`: {}", entry.name, error.message);
                messages::error(&Error { message, ..error }, self.settings);
            })
            .ok()
    }

    fn end(self, saved: &[SavedQuery]) -> Result<Outcome, Stop> {
        if self.failed > 0 {
            let message =
                format!("{} of {} could not be told", self.failed, count(saved.len() as u64, "alert", "alerts"));
            return Err(Error::new(message).hint("what they have is told by the next run that can").into());
        }
        if self.articles == 0 {
            messages::line("nothing new");
        }
        Ok(Outcome::found_if(self.articles > 0))
    }
}

/// Those named, or all.
fn chosen(saved: Vec<SavedQuery>, names: &[String]) -> Result<Vec<SavedQuery>> {
    if names.is_empty() {
        return Ok(saved);
    }
    let find = |name: &String| {
        let name = name.to_lowercase();
        saved.iter().find(|entry| entry.name == name).cloned().ok_or_else(|| index::unknown_saved_query(&name))
    };
    names.iter().map(find).collect()
}

/// The query that a saved search is asked by: its flags and what it names come with it.
fn asked(name: &str) -> String {
    format!("query:{name}")
}

fn news_of(engine: &Engine, entry: &SavedQuery, contents: &Contents, is_dry: bool) -> Result<(News, Vec<Match>)> {
    let query = asked(&entry.name);
    let matches = engine.matches(&query, contents)?;
    let told = told(engine, &entry.name, &matches, contents, is_dry)?;
    let fresh = news(&matches, &told);
    let hits = engine.hits_among(&query, fresh.iter().map(|(it, _)| it))?;
    // What is not shown is not remembered as told.
    let shown = fresh.into_iter().zip(hits).filter_map(|((it, change), hit)| Some((it, (change, hit?))));
    let (matches, hits) = shown.unzip();
    let news = News { name: entry.name.clone(), query: present::typed(&entry.query, &entry.flags), hits };
    Ok((news, matches))
}

/// What the alert has told, by the numbers that its articles have now. That some have moved is remembered at once, whether
/// there is news or not, unless nothing is to be.
fn told(engine: &Engine, name: &str, matches: &[Match], contents: &Contents, is_dry: bool) -> Result<Told> {
    let mut told = index::told(engine.dir(), name)?;
    let moved = engine.moved(matches, &told, contents);
    if !is_dry && !moved.is_empty() {
        index::remember_moved(engine.dir(), name, moved.iter().copied())?;
    }
    moved.into_iter().for_each(|(from, to)| told.follow(from, to));
    Ok(told)
}

/// Hands over what is new: to the program, or to stdout. One object for all waits until all are there.
fn deliver(news: &News, args: &RunArgs, format: FormatArg, settings: &Settings) -> Result<(), Stop> {
    if news.hits.is_empty() {
        return Ok(());
    }
    if let Some((program, rest)) = args.program.split_first() {
        return Ok(call(program, rest, news)?);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text => present::run_text(&mut out, news, settings.style)?,
        FormatArg::Jsonl => present::run_jsonl(&mut out, news)?,
        FormatArg::Json | FormatArg::Csv => {}
    }
    Ok(out.flush()?)
}

/// The program gets the object on its standard input. What an article says is never part of a command line.
fn call(program: &OsString, args: &[OsString], news: &News) -> Result<()> {
    let name = program.to_string_lossy();
    let cannot = |error: io::Error| Error::new(format!("cannot run `{name}`: {error}"));
    let mut command = Command::new(program);
    command.args(args).env("DATELINE_ALERT", &news.name).stdin(Stdio::piped());
    let mut child = command.spawn().map_err(|error| {
        cannot(error).hint("name a program after `--`; it is not run by a shell, so pipes and variables mean nothing")
    })?;
    let mut object = Vec::new();
    present::news_json(&mut object, news).map_err(cannot)?;
    let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(&object));
    let status = child.wait().map_err(cannot)?;
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(cannot(error)),
        // A program need not read all of it.
        _ if status.success() => return Ok(()),
        _ => {}
    }
    Err(Error::new(format!("`{name}` ended with {status}")).hint("the same is told again by the next run"))
}

fn remember<'m>(settings: &Settings, name: &str, matches: impl IntoIterator<Item = &'m Match>) -> Result<()> {
    let mut matches = matches.into_iter().peekable();
    if matches.peek().is_none() {
        return Ok(());
    }
    index::remember_told(&settings.index, name, matches.map(|it| (it.article_key, it.content)))
}
