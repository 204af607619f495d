//! A text in, the sketch that finds its near-duplicates out.

use crate::article::Fingerprint;

/// The bottom-k sketch of the text's 5-word shingles.
pub fn fingerprint(_text: &str) -> Fingerprint {
    Fingerprint::default()
}
