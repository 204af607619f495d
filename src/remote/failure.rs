//! What an engine or the way to it answered when it was not what was asked for, as one line with a hint.

use super::address::Address;
use crate::error::Error;
use serde_json::Value;
use std::time::Duration;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// No host answered at all.
    Unreached(String),
    Status {
        status: u16,
        retry_after: Option<Duration>,
        reason: String,
    },
    /// It answered something that is no JSON, too long, or cannot be asked so.
    Answer(String),
    /// Encryption could not be agreed on; trying again will not help.
    Untrusted(String),
}

impl Failure {
    pub fn of(error: &ureq::Error) -> Failure {
        match error {
            ureq::Error::Rustls(error) => Failure::Untrusted(error.to_string()),
            ureq::Error::Tls(error) => Failure::Untrusted((*error).to_owned()),
            // A failed handshake comes as an error of the connection with the reason inside.
            ureq::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
                Failure::Untrusted(error.to_string())
            }
            ureq::Error::BodyExceedsLimit(bytes) => Failure::Answer(format!("more than {bytes} bytes")),
            ureq::Error::BadUri(uri) => Failure::Answer(format!("`{uri}` cannot be asked for")),
            error => Failure::Unreached(error.to_string()),
        }
    }

    /// Whether waiting can help: the engine is busy, or the way to it is down.
    pub fn may_pass(&self) -> bool {
        match self {
            Failure::Unreached(_) => true,
            Failure::Status { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Failure::Answer(_) | Failure::Untrusted(_) => false,
        }
    }

    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Failure::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// For a person. No other question would have been answered either, and who asks over the web is not told the address.
    pub fn told(self, address: &Address) -> Error {
        let error = match self {
            Failure::Unreached(reason) => {
                Error::new(format!("cannot reach the engine at `{address}`: {}", short(&reason)))
                    .hint("is it running, and is the address right?")
            }
            Failure::Untrusted(reason) => {
                Error::new(format!("cannot trust the engine at `{address}`: {}", short(&reason)))
                    .hint("`DATELINE_ENGINE_CA` names a file with the certificate of its authority")
            }
            Failure::Answer(reason) => {
                Error::new(format!("`{address}` does not answer as an engine: {}", short(&reason)))
                    .hint("is that the address of an OpenSearch, an Elasticsearch or a Quickwit?")
            }
            Failure::Status { status, reason, .. } => {
                let is_blocked = reason.contains("blocked by: [");
                let error = Error::new(format!("the engine at `{address}` says {status}: {}", short(&reason)));
                match status {
                    _ if is_blocked => {
                        error.hint("`dateline engine check URL` tells how full its disks are, and what to do")
                    }
                    401 | 403 => error.hint(
                        "set `DATELINE_ENGINE_API_KEY`, or `DATELINE_ENGINE_USER` and `DATELINE_ENGINE_PASSWORD`",
                    ),
                    404 => error.hint("`dateline index PATH… --engine URL` makes the index"),
                    413 => error.hint("the engine takes smaller requests: raise its `http.max_content_length`"),
                    429 | 503 => error.hint("it was busy for as long as was waited; try again later, or give it room"),
                    _ => error.hint("`dateline engine check URL` looks at the engine"),
                }
            }
        };
        error.damage()
    }
}

/// The reason an engine gives, the deepest there is: the outer ones say "all shards failed".
pub(super) fn reason(answer: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(answer) else { return excerpt(answer) };
    // Quickwit's own questions are answered with a `message`.
    let mut at = value.get("error").or_else(|| value.get("message")).unwrap_or(&value);
    if let Some(cause) = at.pointer("/failed_shards/0/reason").or_else(|| at.pointer("/root_cause/0")) {
        at = cause;
    }
    while let Some(cause) = at.get("caused_by") {
        at = cause;
    }
    at.get("reason").and_then(Value::as_str).or_else(|| at.as_str()).map_or_else(|| excerpt(answer), str::to_owned)
}

/// The beginning of something that is not understood.
pub(super) fn excerpt(answer: &[u8]) -> String {
    if answer.is_empty() {
        "nothing".to_owned()
    } else {
        short(&String::from_utf8_lossy(&answer[..answer.len().min(400)]))
    }
}

/// One line of at most 200 characters, without anything that acts on a terminal.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_reason_is_told() {
        let check = |answer: &str, expected: &str| assert_eq!(reason(answer.as_bytes()), expected, "{answer}");
        check(
            r#"{"error":{"reason":"all shards failed","failed_shards":[{"reason":{"reason":"a","caused_by":{"reason":"b"}}}]}}"#,
            "b",
        );
        check(
            r#"{"error":{"root_cause":[{"reason":"no such index [x]"}],"reason":"y"},"status":404}"#,
            "no such index [x]",
        );
        check(r#"{"error":"flat"}"#, "flat");
        check(r#"{"message":"index `x` not found"}"#, "index `x` not found");
        check("<html>\nBad gateway", "<html>");
        check("", "nothing");
    }

    #[test]
    fn only_what_waiting_can_mend_is_tried_again() {
        let status = |status| Failure::Status { status, retry_after: None, reason: String::new() };
        let passing: Vec<u16> = (100..600).filter(|&code| status(code).may_pass()).collect();
        assert_eq!(passing, [429, 502, 503, 504]);
        assert!(Failure::Unreached(String::new()).may_pass() && !Failure::Untrusted(String::new()).may_pass());
    }
}
