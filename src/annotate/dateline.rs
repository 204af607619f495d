//! The opening of an article in, its dateline out.

use crate::article::{Article, Dateline};

/// The dateline of the article, if it opens with one. `place` is as written; `places` resolves it.
pub fn dateline(_article: &Article) -> Option<Dateline> {
    None
}
