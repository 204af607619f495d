//! Documents in, all of them written once: bounded requests, and what the engine turned away sent again.

use super::{Failure, Remote};
use crate::error::{Error, Result};
use serde_json::Value;

/// A request is sent when it has grown to this. Guessed from the engines' own advice of 5 to 15 MB.
pub const BULK_BYTES: usize = 6 << 20;

/// Documents on their way, each under its id: writing one again replaces it, so a request may be repeated.
#[derive(Debug, Default)]
pub struct Bulk {
    /// Of each document the id and the source, which is a line.
    items: Vec<(String, String)>,
    bytes: usize,
}

/// What a document's id costs beside it. The longest of ours has 60 bytes.
const ACTION_BYTES: usize = 90;

impl Bulk {
    /// `id` may hold nothing that JSON would have to escape; ours are letters and digits.
    pub fn add(&mut self, id: &str, source: String) {
        self.bytes += ACTION_BYTES + source.len();
        self.items.push((id.to_owned(), source));
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What a request with it has, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn into_items(self) -> Vec<(String, String)> {
        self.items
    }
}

impl Remote {
    /// Writes the documents to `index`. What the engine has no room for is sent again after a while; a document it
    /// refuses for what it says is an error.
    pub fn write(&self, index: &str, bulk: Bulk) -> Result<()> {
        let path = format!("/{index}/_bulk");
        let mut waits = self.patience.begin();
        let mut items = bulk.items;
        while !items.is_empty() {
            let mut body = String::with_capacity(items.iter().map(|(_, source)| ACTION_BYTES + source.len()).sum());
            for (id, source) in &items {
                body.extend(["{\"index\":{\"_id\":\"", id, "\"}}\n", source, "\n"]);
            }
            let answer = self.patiently("POST", &path, Some(body.as_bytes()), "application/x-ndjson");
            let answer = answer.map_err(|failure| failure.told(&self.address))?;
            let before = items.len();
            items = self.turned_away(items, &answer)?;
            if items.is_empty() {
                return Ok(());
            }
            let busy = Failure::Status { status: 429, retry_after: None, reason: "its queue is full".to_owned() };
            if items.len() < before {
                // It moves on: patience begins anew.
                waits = self.patience.begin();
            }
            tracing::info!("{} of {before} documents are sent again", items.len());
            if !waits.wait(None) {
                return Err(busy.told(&self.address));
            }
        }
        Ok(())
    }

    /// The documents that have to be sent again.
    fn turned_away(&self, items: Vec<(String, String)>, answer: &Value) -> Result<Vec<(String, String)>> {
        let results = answer["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        if results.len() != items.len() {
            let reason = format!("{} results for {} documents", results.len(), items.len());
            return Err(Failure::Answer(reason).told(&self.address));
        }
        let mut again = Vec::new();
        for (item, result) in items.into_iter().zip(results) {
            let result = &result["index"];
            match result["status"].as_u64() {
                Some(200..300) => {}
                Some(429 | 503) => again.push(item),
                status => {
                    let reason = super::failure::reason(result.to_string().as_bytes());
                    let id = result["_id"].as_str().unwrap_or("?");
                    let message = format!("the engine refused article `{id}` ({}): {reason}", status.unwrap_or(0));
                    return Err(
                        Error::new(message).hint("`dateline engine check URL` tells whether its mapping is ours")
                    );
                }
            }
        }
        Ok(again)
    }
}
