//! Items in, results out in the same order, with several threads at work in between and a bound on how much
//! is under way.
//!
//! One thread produces, `jobs` threads work, the calling thread consumes. Two bounds keep memory flat whatever
//! the archive holds: the number of items in the channels, and the [`Budget`] of bytes that items hold on to
//! for as long as they live, in whichever queue they wait.

use super::records::message_of;
use crate::error::{Error, Result};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Items waiting for a worker, for each worker. Small: the budget of bytes is the bound that matters.
const WAITING_MAX: usize = 4;

/// Feeds `produce`'s items to `work` on `jobs` threads and hands what they make of them to `consume`, in the
/// order they were fed. `feed` returns false when nobody wants more. Ends at the first error of `consume`.
pub(super) fn run<T: Send, U: Send>(
    jobs: usize,
    budget: &Budget,
    produce: impl FnOnce(&mut dyn FnMut(T) -> bool) + Send,
    work: impl Fn(T) -> U + Sync,
    mut consume: impl FnMut(U) -> Result<()>,
) -> Result<()> {
    let jobs = jobs.max(1);
    std::thread::scope(|scope| {
        let (feed_in, fed) = sync_channel::<(u64, T)>(jobs * WAITING_MAX);
        let (done_in, done) = sync_channel::<(u64, std::thread::Result<U>)>(jobs * WAITING_MAX);
        scope.spawn(move || {
            let mut next = 0;
            produce(&mut |item| {
                next += 1;
                feed_in.send((next - 1, item)).is_ok()
            });
        });
        let fed = Arc::new(Mutex::new(fed));
        for _ in 0..jobs {
            let (fed, done_in, work) = (Arc::clone(&fed), done_in.clone(), &work);
            scope.spawn(move || work_through(&fed, &done_in, work));
        }
        // What the workers hold must be all there is, so that the channels close when they end.
        drop((fed, done_in));
        let consumed = in_order(done, &mut consume);
        // Whoever waits for room must not wait for a run that has failed.
        budget.open();
        consumed
    })
}

fn work_through<T, U>(
    fed: &Mutex<Receiver<(u64, T)>>,
    done: &SyncSender<(u64, std::thread::Result<U>)>,
    work: &impl Fn(T) -> U,
) {
    loop {
        // The lock is let go before the work begins.
        let item = locked(fed).recv();
        let Ok((number, item)) = item else { return };
        // A fault must not leave a number out: the others would wait for it to the end of the archive.
        let result = catch_unwind(AssertUnwindSafe(|| work(item)));
        if done.send((number, result)).is_err() {
            return;
        }
    }
}

fn in_order<U>(done: Receiver<(u64, std::thread::Result<U>)>, consume: &mut impl FnMut(U) -> Result<()>) -> Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, result) in done {
        early.insert(number, result);
        while let Some(result) = early.remove(&next) {
            consume(result.map_err(failed)?)?;
            next += 1;
        }
    }
    Ok(())
}

/// A fault of the program's in a worker, as the error that ends the run.
fn failed(fault: Box<dyn Any + Send>) -> Error {
    Error::new(format!("the program failed: {}", message_of(&*fault)))
        .hint("nothing was changed; please report this, with `-v`")
}

/// A number of bytes that may be under way at once.
#[derive(Debug, Clone)]
pub(super) struct Budget(Arc<BudgetState>);

#[derive(Debug)]
struct BudgetState {
    /// `None` once opened: no limit any more.
    used: Mutex<Option<usize>>,
    freed: Condvar,
    limit: usize,
}

impl Budget {
    pub(super) fn new(limit: usize) -> Budget {
        Budget(Arc::new(BudgetState { used: Mutex::new(Some(0)), freed: Condvar::new(), limit }))
    }

    /// Waits until so many bytes are free. One item larger than all of it may go alone.
    pub(super) fn take(&self, bytes: usize) -> Permit {
        let mut used = locked(&self.0.used);
        while used.is_some_and(|used| used > 0 && used.saturating_add(bytes) > self.0.limit) {
            used = self.0.freed.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(used) = used.as_mut() {
            *used = used.saturating_add(bytes);
        }
        Permit { budget: self.clone(), bytes }
    }

    /// Whether [`Budget::take`] would not have to wait.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        locked(&self.0.used).is_none_or(|used| used == 0 || used.saturating_add(bytes) <= self.0.limit)
    }

    /// Lets everybody through from now on.
    fn open(&self) {
        *locked(&self.0.used) = None;
        self.0.freed.notify_all();
    }
}

/// Bytes taken from a [`Budget`], given back when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    budget: Budget,
    bytes: usize,
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(used) = locked(&self.budget.0.used).as_mut() {
            *used = used.saturating_sub(self.bytes);
        }
        self.budget.0.freed.notify_all();
    }
}

/// A panic of another thread is that thread's matter: the data under these locks are valid at every step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_fails_ends_the_run() {
        let budget = Budget::new(10);
        let fed = std::sync::atomic::AtomicU64::new(0);
        let error = run(
            2,
            &budget,
            |give| while give(()) && fed.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 100_000 {},
            |()| -> () { panic!("on purpose") },
            Ok,
        )
        .unwrap_err();
        assert_eq!(error.message, "the program failed: on purpose");
        assert!(fed.into_inner() < 100, "nothing is fed any more");
    }

    #[test]
    fn results_come_in_order_within_the_budget() {
        let budget = Budget::new(10);
        let mut seen = Vec::new();
        let feed = budget.clone();
        run(
            3,
            &budget,
            |give| {
                for n in 0..1000_u64 {
                    give((n, feed.take((n % 20) as usize)));
                }
            },
            |(n, permit)| {
                if n % 7 == 0 {
                    std::thread::yield_now();
                }
                (n, permit)
            },
            |(n, _)| {
                seen.push(n);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(seen, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_ends_everything() {
        let budget = Budget::new(10);
        let feed = budget.clone();
        let mut kept = Vec::new();
        let ended = run(
            2,
            &budget,
            |give| while give(feed.take(3)) {},
            |permit| permit,
            |permit| {
                kept.push(permit);
                if kept.len() == 3 { Err(Error::new("enough")) } else { Ok(()) }
            },
        );
        assert_eq!(ended.unwrap_err().message, "enough");
    }
}
