//! How far a run has come, on stderr: drawn for somebody who watches, or told in JSON lines to a program.

use super::args::ProgressArg;
use super::messages::thousands;
use super::settings::Settings;
use super::signals::Stopped;
use crate::ingest::{Progress, Step};
use crate::present::json::{self, ProgressLine};
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::io;
use std::time::{Duration, Instant};

/// Between two lines of JSON.
const LINE_EVERY: Duration = Duration::from_secs(1);

/// A bar by bytes, with the counts beside it; or lines.
pub struct Bar {
    bar: ProgressBar,
    is_json: bool,
    started: Instant,
    last: Cell<Option<Instant>>,
    step: Cell<Step>,
    stopped: Stopped,
}

impl Bar {
    pub fn new(how: ProgressArg, stopped: Stopped, settings: &Settings) -> Self {
        // Of length 1 until the length is known: nothing of nothing would be drawn as done.
        let is_drawn = how == ProgressArg::Auto && settings.stderr_is_terminal;
        let bar = if is_drawn { ProgressBar::new(1) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3}%  {msg}") {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        // Finding the files takes a while on a large archive: a clock shows that something happens.
        bar.enable_steady_tick(Duration::from_millis(200));
        let (started, is_json) = (Instant::now(), how == ProgressArg::Json);
        Bar { bar, is_json, started, last: Cell::new(None), step: Cell::new(Step::default()), stopped }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
        if self.is_json {
            self.line(true);
        }
    }

    fn line(&self, done: bool) {
        let (step, seconds) = (self.step.get(), self.started.elapsed().as_secs_f64());
        let line = ProgressLine {
            done,
            files_done: step.inputs_done,
            files: step.inputs,
            files_moved: step.inputs_moved,
            bytes_done: step.bytes_done,
            bytes: step.bytes,
            articles: step.articles,
            articles_all: (step.articles_all > 0).then_some(step.articles_all),
            rejects: step.rejects,
            seconds,
            mb_per_s: step.bytes_done as f64 / 1e6 / seconds.max(1e-3),
            seconds_left: seconds_left(&step, seconds),
        };
        // There is nobody to tell when stderr cannot be written.
        json::progress(&mut io::stderr().lock(), &line).ok();
    }
}

impl Progress for Bar {
    fn advance(&self, step: &Step) {
        self.step.set(*step);
        if self.is_json && self.last.get().is_none_or(|last| last.elapsed() >= LINE_EVERY) {
            self.last.set(Some(Instant::now()));
            self.line(false);
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let (done, all) = done(step);
        self.bar.set_length(all);
        self.bar.set_position(done);
        let left = seconds_left(step, seconds).map(|left| HumanDuration(Duration::from_secs_f64(left)));
        let left = left.map_or_else(String::new, |left| format!(", {left} left"));
        let rejects =
            if step.rejects > 0 { format!(", {} unreadable", thousands(step.rejects)) } else { String::new() };
        let counts = match step.articles_all {
            0 => format!(
                "{} of {} files, {} articles{rejects}, {}/s",
                thousands(step.inputs_done),
                thousands(step.inputs),
                thousands(step.articles),
                HumanBytes((step.bytes_done as f64 / seconds.max(1e-3)) as u64),
            ),
            all => format!("{} of {} articles", thousands(step.articles), thousands(all)),
        };
        self.bar.set_message(format!("{counts}{left}"));
    }

    fn should_stop(&self) -> bool {
        self.stopped.is_set()
    }
}

/// How much is done: of the articles where their number is known, else of the bytes.
fn done(step: &Step) -> (u64, u64) {
    if step.articles_all > 0 { (step.articles, step.articles_all) } else { (step.bytes_done, step.bytes) }
}

/// At the pace so far; nothing before a pace can be told (a twentieth of the way, or two seconds), nor while the last
/// bytes are being worked on: a compressed file is read to the end of what its size tells long before its own.
fn seconds_left(step: &Step, seconds: f64) -> Option<f64> {
    let (done, all) = done(step);
    let share = done as f64 / all.max(1) as f64;
    let is_over = step.inputs_done == step.inputs;
    (all > 0 && (share > 0.05 || (share > 0.0 && seconds > 2.0)) && (share < 1.0 || is_over))
        .then(|| seconds * (1.0 - share).max(0.0) / share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_when_there_is_a_pace() {
        let step = |bytes_done| Step { bytes_done, bytes: 100, ..Step::default() };
        for (done, seconds, expected) in
            [(0, 60.0, None), (1, 1.0, None), (1, 10.0, Some(990.0)), (50, 1.0, Some(1.0)), (100, 9.0, Some(0.0))]
        {
            assert_eq!(seconds_left(&step(done), seconds), expected, "{done} after {seconds}");
        }
        assert_eq!(seconds_left(&Step::default(), 9.0), None);
        let packed = Step { inputs: 1, ..step(100) };
        assert_eq!(seconds_left(&packed, 9.0), None, "of a compressed file nobody knows how much is left");
        let anew = Step { articles: 30, articles_all: 40, ..Step::default() };
        assert_eq!(seconds_left(&anew, 9.0), Some(3.0));
    }
}
