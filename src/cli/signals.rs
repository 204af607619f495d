//! Ctrl-C and SIGTERM in, a flag out: a run ends in order at the first, at once at the second.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the user wants an end.
#[derive(Debug, Clone)]
pub struct Stopped(Arc<AtomicBool>);

impl Stopped {
    /// From now on the first signal sets the flag. Where it cannot be heard it ends the process as ever, which costs
    /// nothing but the run.
    pub fn listen() -> Stopped {
        let stopped = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the second signal finds the flag set.
            let heard = flag::register_conditional_default(signal, Arc::clone(&stopped));
            if let Err(error) = heard.and_then(|_| flag::register(signal, Arc::clone(&stopped))) {
                tracing::warn!("signal {signal} cannot be heard: {error}");
            }
        }
        Stopped(stopped)
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
