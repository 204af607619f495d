//! A quotation's words in, the term its echoes are found by out: the same words, or part of them, in another article.
//!
//! Whoever looks for echoes of a quotation looks up the hash of every stretch of [`ECHO_WORDS`] words in it, and finds
//! the quotations that begin with one of them; those that are longer hold its own words as a phrase.

use crate::text::fold::folded_words;

/// Words a quotation must have to be known again: fewer are anybody's ("I have no comment on that").
pub const ECHO_WORDS: usize = 8;

/// The words echoes are compared by.
pub fn echo_words(quoted: &str) -> Vec<String> {
    folded_words(quoted).collect()
}

/// The first of them, as many as [`echo_term`] looks at.
pub(super) fn opening_words(quoted: &str) -> Vec<String> {
    folded_words(quoted).take(ECHO_WORDS).collect()
}

/// Characters of a term, of 64 each: 36 bits. Of a hundred million quotations one is looked at in vain for every seven
/// hundred stretches. A dictionary of random terms costs what their letters cost, in time and in room.
const TERM_CHARS: usize = 6;
const TERM_ALPHABET: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// The term of a stretch of [`ECHO_WORDS`] words; `None` for a shorter one.
pub fn echo_term(words: &[String]) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    for word in words.get(..ECHO_WORDS)? {
        hasher.update(word.as_bytes()).update(b" ");
    }
    let digest = hasher.finalize();
    Some(digest.as_bytes()[..TERM_CHARS].iter().map(|byte| char::from(TERM_ALPHABET[usize::from(byte & 63)])).collect())
}

/// Whether two quotations are one, or one is part of the other.
pub fn are_echoes(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= ECHO_WORDS && long.windows(short.len()).any(|stretch| stretch == short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echoes() {
        let check = |a: &str, b: &str, expected: bool| {
            let (a, b) = (echo_words(a), echo_words(b));
            assert_eq!((are_echoes(&a, &b), are_echoes(&b, &a)), (expected, expected), "{a:?} {b:?}");
        };
        let eight = "We will open the lock on Monday morning";
        check(eight, "we will open the lock, on Monday morning!", true);
        check(eight, "Believe me: we will open the lock on Monday morning, come what may", true);
        check(eight, "we will open the lock on Tuesday morning", false);
        check("open the lock on Monday", eight, false);
        assert_eq!(echo_term(&echo_words(eight)), echo_term(&echo_words(&format!("{eight}, they said"))));
        assert_eq!(echo_term(&echo_words("seven words are not enough for this")), None);
    }
}
