//! How far a run has come, drawn on stderr for somebody who watches, and for nobody else.

use super::messages::thousands;
use super::settings::Settings;
use crate::ingest::{Progress, Step};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use std::time::Duration;

/// A bar by bytes, with the counts beside it.
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub fn new(settings: &Settings) -> Self {
        // Of length 1 until the length is known: nothing of nothing would be drawn as done.
        let bar = if settings.stderr_is_terminal { ProgressBar::new(1) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3}%  {msg}") {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        // Finding the files takes a while on a large archive: a clock shows that something happens.
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar { bar }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&self, step: &Step) {
        self.bar.set_length(step.bytes);
        self.bar.set_position(step.bytes_done);
        self.bar.set_message(format!(
            "{} of {} files, {} articles, {}",
            thousands(step.inputs_done),
            thousands(step.inputs),
            thousands(step.articles),
            HumanBytes(step.bytes_done),
        ));
    }
}
