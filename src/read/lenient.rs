//! The bytes of one JSON value in, the value out, also where a writer broke the rules in a way that loses nothing.

use serde_json::Value;

/// JSON, and what Python's writer makes of it: `NaN` and `Infinity` are read as null, halves of characters as U+FFFD.
pub fn parse(raw: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(raw).or_else(|error| match mended(raw) {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(error),
    })
}

/// The same with null for every `NaN`, `Infinity` and `-Infinity` that stands outside strings, and `\ufffd` for every
/// surrogate that is escaped without the other of its pair, if there is any.
fn mended(raw: &[u8]) -> Option<Vec<u8>> {
    const NO_NUMBERS: [&[u8]; 3] = [b"NaN", b"-Infinity", b"Infinity"];
    let (mut mended, mut in_string, mut at, mut found) = (Vec::with_capacity(raw.len()), false, 0, false);
    while let Some(&byte) = raw.get(at) {
        let rest = &raw[at..];
        let taken = match byte {
            b'\\' if in_string => match (surrogate(rest), rest.get(6..).and_then(surrogate)) {
                (Some(0xd800..0xdc00), Some(0xdc00..)) => 12,
                (Some(_), _) => {
                    mended.extend_from_slice(b"\\ufffd");
                    found = true;
                    at += 6;
                    continue;
                }
                (None, _) => 2.min(rest.len()),
            },
            _ if in_string => 1,
            _ => match NO_NUMBERS.iter().find(|word| rest.starts_with(word)) {
                Some(word) => {
                    mended.extend_from_slice(b"null");
                    found = true;
                    at += word.len();
                    continue;
                }
                None => 1,
            },
        };
        in_string ^= byte == b'"';
        mended.extend_from_slice(&rest[..taken]);
        at += taken;
    }
    found.then_some(mended)
}

/// The half of a character that is escaped here (`\ud83d`), if one is.
fn surrogate(raw: &[u8]) -> Option<u16> {
    let digits = std::str::from_utf8(raw.strip_prefix(b"\\u")?.get(..4)?).ok()?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xd800..0xe000).contains(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_mended_and_whole_ones_are_kept() {
        let check = |raw: &str, expected: Option<&str>| {
            let found = parse(raw.as_bytes()).ok();
            assert_eq!(found.as_ref().and_then(Value::as_str), expected, "{raw}");
        };
        check(r#""a\ud83d\ude00b""#, Some("a😀b"));
        check(r#""a\ud83d\ude00\ud83d b\udc00""#, Some("a😀\u{fffd} b\u{fffd}"));
        check(r#""\\ud83d\ud83d""#, Some("\\ud83d\u{fffd}"));
        check(r#""\ud83d\u00e9""#, Some("\u{fffd}é"));
        check(r#""a\ud8""#, None);
    }
}
