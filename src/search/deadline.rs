//! Until when a question is worked on. What looks at the texts of one article after another asks here whether anybody still
//! waits for the answer: without that a question whose asker was sent away would keep a processor busy to its end.

use super::compile::hidden;
use crate::error::Error;
use std::cell::Cell;
use std::time::Instant;

thread_local! {
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Does `work`, whose searches fail on this thread from `deadline` on.
pub fn until<T>(deadline: Instant, work: impl FnOnce() -> T) -> T {
    let _before = Before(DEADLINE.replace(Some(deadline)));
    work()
}

/// Puts the deadline back, also where the work panics: the thread does other work afterwards.
struct Before(Option<Instant>);

impl Drop for Before {
    fn drop(&mut self) {
        DEADLINE.set(self.0);
    }
}

/// Whether it has passed. Who stops for it must see that [`in_time`] is asked before what was found counts.
pub(super) fn is_over() -> bool {
    DEADLINE.get().is_some_and(|deadline| deadline <= Instant::now())
}

/// An error where it has passed.
pub(super) fn in_time() -> tantivy::Result<()> {
    let late = || Error::new("the search took too long").hint("ask for less: fewer words, a shorter stretch of time");
    if is_over() { Err(hidden(late())) } else { Ok(()) }
}
