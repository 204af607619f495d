//! `dateline index --withhold` and `--release`: an article named, what is withheld now out.

use super::messages::{self, count};
use super::settings::Settings;
use super::{Outcome, Stop};
use crate::index;
use std::io::{self, Write};

pub fn withhold(id_or_url: &str, reason: &str, settings: &Settings) -> Result<Outcome, Stop> {
    told_withheld(id_or_url, index::withhold(&settings.index, id_or_url, reason)?, settings)
}

/// Says how many articles are withheld now.
pub fn told_withheld(id_or_url: &str, articles: u64, settings: &Settings) -> Result<Outcome, Stop> {
    writeln!(io::stdout().lock(), "{} withheld", count(articles, "article", "articles"))?;
    if articles == 0 {
        messages::notes(&[format!("no article lies at `{id_or_url}` now; one that comes will be withheld")], settings);
    }
    Ok(Outcome::Found)
}

pub fn release(id_or_url: &str, settings: &Settings) -> Result<Outcome, Stop> {
    index::release(&settings.index, id_or_url)?;
    told_released(id_or_url)
}

pub fn told_released(id_or_url: &str) -> Result<Outcome, Stop> {
    writeln!(io::stdout().lock(), "`{id_or_url}` released")?;
    Ok(Outcome::Found)
}
