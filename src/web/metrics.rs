//! What has been asked and how long it took, in the text form that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets in seconds, as Prometheus' own client libraries have them.
const BOUNDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counters since the server began.
#[derive(Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
    /// Refused because too many waited.
    pub refused: AtomicU64,
    /// Times the index was opened again.
    pub reopened: AtomicU64,
    pub connections: AtomicU64,
}

impl Metrics {
    /// `route` is one of a fixed few, never what a stranger wrote.
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner).entry((route, status)).or_default() += 1;
        let seconds = took.as_secs_f64();
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            if seconds <= *bound {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |text: std::fmt::Arguments| {
            let _ = writeln!(out, "{text}");
        };
        line(format_args!("# HELP dateline_requests_total Requests answered, by route and status."));
        line(format_args!("# TYPE dateline_requests_total counter"));
        for ((route, status), count) in self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            line(format_args!("dateline_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"));
        }
        line(format_args!("# HELP dateline_request_seconds Time from a request's head to its answer."));
        line(format_args!("# TYPE dateline_request_seconds histogram"));
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            let count = bucket.load(Ordering::Relaxed);
            line(format_args!("dateline_request_seconds_bucket{{le=\"{bound}\"}} {count}"));
        }
        let count = self.count.load(Ordering::Relaxed);
        line(format_args!("dateline_request_seconds_bucket{{le=\"+Inf\"}} {count}"));
        line(format_args!("dateline_request_seconds_sum {}", self.micros.load(Ordering::Relaxed) as f64 / 1e6));
        line(format_args!("dateline_request_seconds_count {count}"));
        for (name, kind, help, value) in [
            ("searches_refused_total", "counter", "Searches refused because too many waited.", &self.refused),
            ("index_reopened_total", "counter", "Times the index was opened anew.", &self.reopened),
            ("connections", "gauge", "Open connections.", &self.connections),
        ] {
            line(format_args!("# HELP dateline_{name} {help}"));
            line(format_args!("# TYPE dateline_{name} {kind}"));
            line(format_args!("dateline_{name} {}", value.load(Ordering::Relaxed)));
        }
        out
    }
}
