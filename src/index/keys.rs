//! Names in, the terms they are found by out: article ids, input terms, and the keys of values that are counted.

use crate::article::RecordKey;
use crate::text::fold::{fold, fold_into};

/// Parts a key's folded form from the form that is shown.
pub const KEY_SEPARATOR: char = '\u{1}';
/// Characters of an article id: 130 bits, so that two of 10¹² articles share one with a chance of 10⁻¹⁵.
pub const ID_CHARS: usize = 26;
/// The fewest characters of an id that can stand for it.
pub const ID_PREFIX_MIN: usize = 6;

/// An id, or the beginning of one, as it was typed; `None` where it is too short.
pub fn id_typed(typed: &str) -> Option<String> {
    let id = typed.trim().to_ascii_lowercase();
    (id.len() >= ID_PREFIX_MIN).then_some(id)
}

/// The key of a value: `fold(value)\u{1}value`.
pub fn key(value: &str) -> String {
    key_showing(value, value)
}

/// The key of a value that is shown otherwise.
fn key_showing(value: &str, shown: &str) -> String {
    let mut key = String::with_capacity(value.len() + KEY_SEPARATOR.len_utf8() + shown.len());
    fold_into(value, &mut key);
    key.push(KEY_SEPARATOR);
    key.push_str(shown);
    key
}

/// What every key of a value that folds alike begins with.
pub fn key_prefix(value: &str) -> String {
    let mut key = fold(value);
    key.push(KEY_SEPARATOR);
    key
}

/// The part of a key that is shown.
pub fn key_display(key: &str) -> &str {
    key.split_once(KEY_SEPARATOR).map_or(key, |(_, display)| display)
}

/// The part of a key that values which fold alike have in common.
pub fn key_folded(key: &str) -> &str {
    key.split_once(KEY_SEPARATOR).map_or(key, |(folded, _)| folded)
}

/// The keys of a place and of everything it lies in, from the continent down: `kyiv\u{1}Europe/Ukraine/Kyiv`.
pub fn place_keys(path: &[String]) -> impl Iterator<Item = String> + '_ {
    let whole = path.join("/");
    let mut end = 0;
    path.iter().map(move |name| {
        end += name.len();
        let key = key_showing(name, &whole[..end]);
        end += 1;
        key
    })
}

/// Where a place lies: `50.450,30.520\u{1}Europe/Ukraine/Kyiv`. A thousandth of a degree is 110 metres, less than a
/// town. The terms of an index are thus a table of the places that occur in it, and searching needs no other.
pub fn point_key(lat: f32, lon: f32, path: &[String]) -> String {
    format!("{lat:.3},{lon:.3}{KEY_SEPARATOR}{}", path.join("/"))
}

/// Degrees north and east, and the path, of a [`point_key`].
pub fn point_of(key: &str) -> Option<(f64, f64, &str)> {
    let (point, path) = key.split_once(KEY_SEPARATOR)?;
    let (lat, lon) = point.split_once(',')?;
    Some((lat.parse().ok()?, lon.parse().ok()?, path))
}

/// The identity of an article: what it is called by, and the number that settles ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// 26 base-32 characters.
    pub id: String,
    /// 63 bits of the same hash.
    pub article_key: i64,
}

/// The identity of a record: the root's label, the path under the root, the record's key, and its number
/// among records of equal key in that file (from 1). An edited file keeps its articles' ids; those of a
/// moved one have others.
pub fn identity(root: &str, path: &str, key: &RecordKey, occurrence: u32) -> Identity {
    let mut hasher = blake3::Hasher::new();
    let (kind, own) = match key {
        RecordKey::Own(own) => ("own", own.as_str()),
        RecordKey::Digest(digest) => ("digest", digest.as_str()),
        RecordKey::WholeFile => ("file", ""),
    };
    let again = if occurrence > 1 { format!("#{occurrence}") } else { String::new() };
    for part in [root, path, kind, own, again.as_str()] {
        add_part(&mut hasher, part);
    }
    let hash = *hasher.finalize().as_bytes();
    let [a, b, c, d, e, f, g, h, ..] = hash;
    let article_key = (u64::from_be_bytes([a, b, c, d, e, f, g, h]) >> 1) as i64;
    Identity { id: base32(&hash), article_key }
}

/// The term all articles of one file carry.
pub fn input_term(root: &str, path: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    add_part(&mut hasher, root);
    add_part(&mut hasher, path);
    let mut term = [0; 16];
    term.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    term
}

/// What an article says, whatever it is called and wherever it lies.
pub fn content_term(title: &str, text: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    add_part(&mut hasher, title);
    add_part(&mut hasher, text);
    let mut term = [0; 16];
    term.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    term
}

/// Length first, so that no two lists of parts run together to the same bytes.
fn add_part(hasher: &mut blake3::Hasher, part: &str) {
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part.as_bytes());
}

/// Crockford's, without letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// The 130 bits of an id, and six of nothing.
const ID_BYTES: usize = 17;

/// The first 130 bits, five a character.
fn base32(hash: &[u8; 32]) -> String {
    let mut bytes = [0; ID_BYTES];
    bytes.copy_from_slice(&hash[..ID_BYTES]);
    id_of_bytes(bytes)
}

/// The id of an article from its bits.
pub(super) fn id_of_bytes(bytes: [u8; ID_BYTES]) -> String {
    let [first @ .., last] = bytes;
    let first = u128::from_be_bytes(first);
    let digit = |i: usize| match 123_usize.checked_sub(5 * i) {
        Some(shift) => (first >> shift) as usize & 31,
        None => (first as usize & 7) << 2 | usize::from(last >> 6),
    };
    (0..ID_CHARS).map(|i| ALPHABET[digit(i)] as char).collect()
}

/// The bits of an id; `None` for what is none.
pub(super) fn bytes_of_id(id: &str) -> Option<[u8; ID_BYTES]> {
    let digits = id.bytes().map(|letter| ALPHABET.iter().position(|known| *known == letter));
    let digits = digits.collect::<Option<Vec<usize>>>().filter(|digits| digits.len() == ID_CHARS)?;
    let (&last, first) = digits.split_last()?;
    let first = first.iter().fold(0_u128, |bits, digit| bits << 5 | *digit as u128) << 3 | (last >> 2) as u128;
    let mut bytes = [0; ID_BYTES];
    bytes[..16].copy_from_slice(&first.to_be_bytes());
    bytes[16] = (last as u8) << 6;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_bits() {
        for number in [0_u8, 1, 77, 255] {
            let hash: [u8; 32] = std::array::from_fn(|at| number.wrapping_mul(at as u8 + 3));
            // As it has been from the beginning: bit by bit.
            let bit = |n: usize| (hash[n / 8] >> (7 - n % 8)) & 1;
            let digit = |i: usize| (0..5).fold(0, |digit, n| digit << 1 | bit(i * 5 + n));
            let id: String = (0..ID_CHARS).map(|i| ALPHABET[digit(i) as usize] as char).collect();
            assert_eq!(base32(&hash), id);
            assert_eq!(bytes_of_id(&id).map(id_of_bytes), Some(id));
        }
        for other in
            ["", "a", "zzzzzzzzzzzzzzzzzzzzzzzzz!", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "000000000000000000000000000"]
        {
            assert_eq!(bytes_of_id(other), None, "{other}");
        }
    }

    #[test]
    fn identities_differ_by_every_part() {
        let own = |s: &str| RecordKey::Own(s.into());
        let all = [
            identity("r", "a.txt", &RecordKey::WholeFile, 1),
            identity("r2", "a.txt", &RecordKey::WholeFile, 1),
            identity("r", "b.txt", &RecordKey::WholeFile, 1),
            identity("r", "a.txt", &own("7"), 1),
            identity("r", "a.txt", &own("7"), 2),
            identity("r", "a.txt", &own("7#2"), 1),
            identity("r", "a.txt", &RecordKey::Digest("7".into()), 1),
        ];
        let ids: std::collections::HashSet<_> = all.iter().map(|i| &i.id).collect();
        assert_eq!(ids.len(), all.len());
        assert!(all.iter().all(|i| i.id.len() == ID_CHARS && i.article_key >= 0));
        assert_eq!(identity("r", "a.txt", &own("7"), 1), all[3]);
    }

    #[test]
    fn keys_fold_and_show() {
        assert_eq!(key("Le Monde"), "le monde\u{1}Le Monde");
        assert_eq!(key_display("kyiv\u{1}Europe/Ukraine/Kyiv"), "Europe/Ukraine/Kyiv");
        let path = ["Europe".to_owned(), "Ukraine".to_owned()];
        assert_eq!(place_keys(&path).collect::<Vec<_>>(), ["europe\u{1}Europe", "ukraine\u{1}Europe/Ukraine"]);
        let key = point_key(-33.8688, 151.2093, &["Oceania".to_owned(), "Sydney".to_owned()]);
        assert_eq!(point_of(&key), Some((-33.869, 151.209, "Oceania/Sydney")));
        assert_eq!(point_of("Oceania"), None);
    }
}
