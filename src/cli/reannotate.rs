//! `dateline index --reannotate`: parts and a query in, what was annotated anew out.

use super::args::{IndexArgs, PartArg};
use super::messages::{self, count};
use super::progress::Bar;
use super::settings::{self, Settings};
use super::signals::Stopped;
use super::{Outcome, Stop};
use crate::ingest::{Part, ReannotateSettings, reannotate};
use crate::search::Engine;
use std::io::{self, Write};

pub fn run(args: &IndexArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let articles = match &args.filter {
        Some(query) => {
            let (articles, notes) = Engine::open(&settings.index)?.article_keys(query)?;
            messages::notes(&notes, settings);
            if articles.is_empty() {
                messages::line(&format!("no article matches `{query}`; nothing was done"));
                return Ok(Outcome::Nothing);
            }
            Some(articles.into_iter().collect())
        }
        None => None,
    };
    let reannotate_settings = ReannotateSettings {
        index: settings.index.clone(),
        parts: args.reannotate.iter().map(|&part| part_of(part)).collect(),
        articles,
        filter: args.filter.clone().unwrap_or_default(),
        jobs: settings::jobs(args.reading.jobs),
        memory_bytes: args.memory,
    };
    let bar = Bar::new(args.progress, Stopped::listen(), settings);
    let report = reannotate(&reannotate_settings, &bar);
    bar.finish();
    let report = report?;
    let articles = count(report.articles, "article", "articles");
    let quotations = count(report.quotations, "quotation", "quotations");
    writeln!(io::stdout().lock(), "{articles} annotated anew, {quotations} in all")?;
    messages::line(&format!("took {:.1} s", report.took_ms as f64 / 1000.0));
    Ok(Outcome::found_if(report.articles > 0))
}

fn part_of(part: PartArg) -> Part {
    match part {
        PartArg::Speakers => Part::Speakers,
        PartArg::Places => Part::Places,
        PartArg::Dates => Part::Dates,
    }
}
