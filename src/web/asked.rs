//! Work for a thread in, its answer out: how many searches run at once, how many may wait, and for how long.
//!
//! A search keeps a processor busy and may wait for the disk; on the threads that serve connections it would stop
//! everybody else's. One that takes too long looks at the clock and gives up soon after its asker was sent away; until then
//! it keeps its place among those that run: whoever asks too much can never have more than that.

use super::live::{Live, Opened};
use super::metrics::Metrics;
use super::problem::Problem;
use super::{Options, export, guard, server};
use crate::search::until;
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long an answer may take, from its turn on.
const ANSWER_TIME: Duration = Duration::from_secs(20);
/// How long it is worked on. A little longer, so that an asker hears of it in one way.
const WORK_TIME: Duration = Duration::from_secs(21);
/// How long a question waits for its turn.
const TURN_TIME: Duration = Duration::from_secs(10);
/// Questions that wait, for each that runs. Guessed: what is answered in the time one waits at 50 ms a question.
const WAITING: usize = 200;

/// What every request shares.
pub struct Shared {
    pub options: Options,
    pub live: Live,
    pub metrics: Metrics,
    /// Turns to search.
    pub running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Places for exports.
    pub exports: Arc<Semaphore>,
    /// Room for large answers that their readers have not taken yet, in bytes.
    pub unread: Arc<Semaphore>,
}

impl Shared {
    pub fn new(options: Options) -> crate::error::Result<Shared> {
        let live = Live::open(options.index.clone())?;
        let running = Arc::new(Semaphore::new(options.searches));
        let waiting = Arc::new(Semaphore::new(options.searches * WAITING));
        let exports = Arc::new(Semaphore::new(export::EXPORTS_MAX));
        let unread = Arc::new(Semaphore::new(guard::UNREAD_MAX));
        Ok(Shared { options, live, metrics: Metrics::default(), running, waiting, exports, unread })
    }

    /// The right to search; refused when too many wait, or when the wait is too long.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let _waiting = self.waiting.clone().try_acquire_owned().map_err(|_| self.refused())?;
        let turn = tokio::time::timeout(TURN_TIME, self.running.clone().acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or_else(|| self.refused())
    }

    /// The answer to one too many.
    pub fn refused(&self) -> Problem {
        self.metrics.refused.fetch_add(1, Ordering::Relaxed);
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many searches at once").hint("try again in a second")
    }

    /// Runs `work` on a thread of its own when its turn has come.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Shared, &Opened) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = self.turn().await?;
        let shared = self.clone();
        let running = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            until(Instant::now() + WORK_TIME, || work(&shared, &shared.live.now()))
        });
        match tokio::time::timeout(ANSWER_TIME, running).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(fault)) => Err(server::fault(&fault)),
            Err(_) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the answer took too long")
                .hint("ask for less: fewer hits, a shorter stretch of time")),
        }
    }
}
