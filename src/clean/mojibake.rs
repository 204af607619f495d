//! A record in, the record with UTF-8 that was encoded twice mended out, where there is any: "cafÃ©" is "café" read as
//! windows-1252 on the way and written again.
//!
//! Every stretch of characters that windows-1252 writes as the bytes of one UTF-8 character is a suspect. Punctuation
//! ("â€™") is proof by itself; letters ("Ã©") are believed where nearly all of the text's other characters are such
//! stretches too, for "SOCIÉTÉ»" is honest French.

use crate::article::{Content, Fields, Record};
use encoding_rs::WINDOWS_1252;

/// Letters are believed from this many suspects on, and where there are so many times more of them than of other
/// characters beyond ASCII (both guessed).
const SUSPECTS_MIN: usize = 2;
const SUSPECTS_TO_OTHERS: usize = 4;
/// Encodings too many that are undone; three were seen in a real archive.
const LAYERS_MAX: usize = 3;

/// The record with its text mended, and the first stretch that was wrong; `None` where nothing was.
pub fn mended(record: &Record) -> Option<(Record, String)> {
    let mut first = None;
    let mut mend = |text: &str| {
        let (mended, example) = mend(text)?;
        first.get_or_insert(example);
        Some(mended)
    };
    let content = match &record.content {
        Content::Html { html, url } => Content::Html { html: mend(html)?, url: url.clone() },
        Content::Text { text, url } => Content::Text { text: mend(text)?, url: url.clone() },
        Content::Fields(fields) => {
            let mut of =
                |field: &Option<String>| field.as_deref().map(|text| mend(text).unwrap_or_else(|| text.to_owned()));
            let (title, text, source, section) =
                (of(&fields.title), of(&fields.text), of(&fields.source), of(&fields.section));
            let byline = fields.byline.iter().map(|name| mend(name).unwrap_or_else(|| name.clone())).collect();
            Content::Fields(Fields { title, text, source, section, byline, ..fields.clone() })
        }
    };
    Some((Record { content, ..record.clone() }, first?))
}

/// A stretch of the text that stands for one character.
struct Suspect {
    start: usize,
    end: usize,
    meant: char,
}

/// The mended text with the first stretch that was mended. What was encoded three times is mended twice.
fn mend(text: &str) -> Option<(String, String)> {
    let (mut mended, example) = mend_layer(text)?;
    for _ in 1..LAYERS_MAX {
        let Some((deeper, _)) = mend_layer(&mended) else { break };
        mended = deeper;
    }
    Some((mended, example))
}

fn mend_layer(text: &str) -> Option<(String, String)> {
    let suspects = suspects(text);
    if suspects.is_empty() {
        return None;
    }
    let in_suspects: usize = suspects.iter().map(|s| text[s.start..s.end].chars().count()).sum();
    let others = text.chars().filter(|c| !c.is_ascii()).count() - in_suspects;
    let believes_letters = suspects.len() >= SUSPECTS_MIN && suspects.len() >= SUSPECTS_TO_OTHERS * others;
    let mut out = String::with_capacity(text.len());
    let (mut done, mut example) = (0, None);
    for suspect in suspects.iter().filter(|s| believes_letters || is_punctuation(s.meant)) {
        out.push_str(&text[done..suspect.start]);
        out.push(suspect.meant);
        done = suspect.end;
        example.get_or_insert_with(|| text[suspect.start..suspect.end].to_owned());
    }
    out.push_str(&text[done..]);
    Some((out, example?))
}

/// Typographic marks, whose stretches ("â€œ") no language writes.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '€' | '™')
}

fn suspects(text: &str) -> Vec<Suspect> {
    let (mut suspects, mut from) = (Vec::new(), 0);
    // What opens a UTF-8 character, Â to ô as windows-1252 reads it, is itself written with the byte C3.
    while let Some(at) = memchr::memchr(0xC3, &text.as_bytes()[from..]).map(|at| from + at) {
        let suspect = suspect_at(text, at);
        from = suspect.as_ref().map_or(at + 1, |suspect| suspect.end);
        suspects.extend(suspect);
    }
    suspects
}

/// The stretch at `start`, where its characters are the bytes of one character.
fn suspect_at(text: &str, start: usize) -> Option<Suspect> {
    let mut bytes = [0; 4];
    let mut chars = text.get(start..)?.char_indices();
    let (_, first) = chars.next()?;
    bytes[0] = byte_of(first)?;
    let n = match bytes[0] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut end = start;
    for byte in bytes.iter_mut().take(n).skip(1) {
        let (at, c) = chars.next()?;
        *byte = byte_of(c).filter(|byte| (0x80..=0xBF).contains(byte))?;
        end = start + at + c.len_utf8();
    }
    let meant = std::str::from_utf8(bytes.get(..n)?).ok()?.chars().next()?;
    // Control characters are never meant.
    (!meant.is_control()).then_some(Suspect { start, end, meant })
}

/// The byte that windows-1252 (or Latin-1, where that has none) reads as this character.
fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let mut utf8 = [0; 4];
    let (bytes, _, is_unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut utf8));
    (!is_unmappable).then(|| bytes.first().copied()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(mend(text).map_or(text.to_owned(), |(mended, _)| mended), expected);
    }

    #[test]
    fn what_was_encoded_twice_is_mended_and_nothing_else() {
        check("The cafÃ© in TromsÃ¸", "The café in Tromsø");
        check("â€œItâ€™s calledâ€\u{9d}", "“It’s called”");
        check("Itâ€™s in MÃ¼nchen, in Köln, in Füssen", "It’s in MÃ¼nchen, in Köln, in Füssen");
        check("La «SOCIÉTÉ» était là.", "La «SOCIÉTÉ» était là.");
        check("AMANHÃ” e depois", "AMANHÃ” e depois");
        check("Köln und Füssen", "Köln und Füssen");
    }
}
