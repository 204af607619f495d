//! How long to go on asking a cluster that is busy or half down.

use std::time::{Duration, Instant};

/// The first wait; each further one is twice as long. Guessed: a queue of an engine empties in tens of milliseconds.
const FIRST: Duration = Duration::from_millis(100);
/// The longest single wait.
const LONGEST: Duration = Duration::from_secs(10);

/// How much time to spend on one call in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(pub Duration);

impl Default for Patience {
    /// Somebody is waiting for an answer: twenty seconds, in which a cluster finds out that a node is gone. Guessed.
    fn default() -> Patience {
        Patience(Duration::from_secs(20))
    }
}

impl Patience {
    /// For a run nobody watches: ten minutes, in which a machine is started again. Guessed.
    pub fn of_a_run() -> Patience {
        Patience(Duration::from_secs(600))
    }

    pub(super) fn begin(self) -> Waits {
        let now = Instant::now();
        Waits { until: now.checked_add(self.0).unwrap_or(now), next: FIRST }
    }
}

/// The waits of one call.
pub(super) struct Waits {
    until: Instant,
    next: Duration,
}

impl Waits {
    /// Waits, as long as the engine asked for where that is not too long; false when there is no time left.
    pub fn wait(&mut self, asked: Option<Duration>) -> bool {
        let wait = self.next.max(asked.unwrap_or_default().min(LONGEST)) + jitter(self.next);
        if Instant::now() + wait > self.until {
            return false;
        }
        std::thread::sleep(wait);
        self.next = (self.next * 2).min(LONGEST);
        true
    }
}

/// Up to a quarter more, so that many who were turned away together do not come back together.
fn jitter(wait: Duration) -> Duration {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.subsec_nanos());
    wait * (now % 1000) / 4000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends() {
        let begun = Instant::now();
        let mut waits = Patience(Duration::from_millis(400)).begin();
        let mut times = 0;
        while waits.wait(None) {
            times += 1;
        }
        assert!((1..=2).contains(&times), "{times}");
        assert!(begun.elapsed() <= Duration::from_millis(450));
        assert!(!Patience(Duration::ZERO).begin().wait(Some(Duration::MAX)));
    }
}
