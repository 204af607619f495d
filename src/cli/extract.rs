//! `dateline extract`: files in, what the program reads in them out, as JSON lines. Needs no index.

use super::args::ExtractArgs;
use super::index::{by_reason, refuse_rejects, unread_dates};
use super::messages::{self, count};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::error::{Error, Problem};
use crate::ingest::{Extraction, PlaceSettings, UnreadDates, extract, unread_date};
use crate::present::json;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What became of the records.
#[derive(Default)]
struct Tally {
    articles: u64,
    not_articles: BTreeMap<String, u64>,
    problems: BTreeMap<String, u64>,
    unread_dates: UnreadDates,
}

pub fn run(args: ExtractArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let roots = settings::roots(&args.paths)?;
    let read = settings::read_options(&args.reading);
    let jobs = settings::jobs(args.reading.jobs);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut tally = Tally::default();
    // `extract` knows one kind of error; the one it must not report waits here.
    let mut unwritten: Option<io::Error> = None;
    let gazetteer = args.reading.gazetteer.filter(|path| path.as_os_str() != "built-in");
    let places = PlaceSettings { gazetteer, home: args.home };
    let done = extract(&roots, &read, settings.latest(), &places, jobs, &mut |extraction| {
        take(&mut out, extraction, &mut tally, args.explain).map_err(|error| {
            unwritten = Some(error);
            Error::new("cannot write the answer")
        })
    });
    match unwritten {
        Some(error) => return Err(error.into()),
        None => done?,
    }
    out.flush()?;
    tell(&tally);
    messages::unmet(&read.maps, settings);
    if args.reading.strict {
        refuse_rejects(&tally.problems).map_err(|error| error.hint("each is told above, with its place"))?;
    }
    Ok(Outcome::found_if(tally.articles > 0))
}

/// An article becomes a line on stdout, anything else a line on stderr.
fn take(out: &mut dyn Write, extraction: Extraction, tally: &mut Tally, explain: bool) -> io::Result<()> {
    match extraction {
        Extraction::Article(found) => {
            tally.articles += 1;
            if let Some(date) = unread_date(&found.record, &found.cleaned.article) {
                tally.unread_dates.add(date);
            }
            json::extracted(out, &found.id, &found.record, &found.cleaned, &found.annotations, explain)?;
        }
        Extraction::NotAnArticle { path, record, outcome } => {
            *tally.not_articles.entry(outcome.reason.to_owned()).or_default() += 1;
            messages::line(&not_an_article(&path, record, outcome.reason));
        }
        Extraction::Problem(problem) => {
            *tally.problems.entry(problem.kind.to_owned()).or_default() += 1;
            messages::line(&Problem::to_string(&problem));
        }
    }
    Ok(())
}

fn not_an_article(path: &Path, record: Option<u64>, reason: &str) -> String {
    let record = record.map(|record| format!(" record {record}")).unwrap_or_default();
    format!("{}{record}: not an article ({reason})", path.display())
}

fn tell(tally: &Tally) {
    messages::line(&count(tally.articles, "article", "articles"));
    by_reason("not an article", &tally.not_articles).iter().for_each(|line| messages::line(line));
    by_reason("could not be read", &tally.problems).iter().for_each(|line| messages::line(line));
    unread_dates(&tally.unread_dates).iter().for_each(|line| messages::line(line));
}
