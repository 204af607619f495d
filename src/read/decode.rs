//! Bytes in, text out: byte-order mark, then UTF-8 if they are that (a page saved anew keeps its old declaration),
//! then what the markup declares, then detection.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

/// Bytes in which a page must declare its charset (HTML standard, "prescan": 1,024; pages in the wild exceed it).
const DECLARATION_BYTES: usize = 4096;

/// One replaced character in this many is damage that costs the record (guessed: a page in the wrong charset has far
/// more, a page with a cut character or two far fewer).
const REPLACED_ONE_IN: usize = 20;

/// Text of a file, or why it is none.
pub fn decode(bytes: &[u8], is_markup: bool) -> Result<String, String> {
    decode_as(bytes, is_markup, None)
}

/// The same where the transport names a charset, which goes before what the markup declares.
pub fn decode_as(bytes: &[u8], is_markup: bool, named: Option<&str>) -> Result<String, String> {
    let named = named.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| utf16(bytes))
        .or_else(|| is_utf8_beyond_ascii(bytes).then_some(UTF_8))
        .or_else(|| {
            named
                .or_else(|| is_markup.then(|| declared(bytes)).flatten())
                .filter(|&e| e != UTF_8 || is_mostly_utf8(bytes))
        })
        .unwrap_or_else(|| detected(bytes));
    let text = match encoding == UTF_8 {
        true => with_strays(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into(),
        false => encoding.decode_with_bom_removal(bytes).0,
    };
    let replaced = text.matches('\u{fffd}').count();
    if replaced * REPLACED_ONE_IN > text.chars().count() {
        return Err(format!("is not valid {}: {replaced} characters could not be decoded", encoding.name()));
    }
    Ok(text.into_owned())
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    if is_iso_2022_jp(bytes) {
        return encoding_rs::ISO_2022_JP;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// Whether the bytes are ASCII and switch to Japanese and back, as mail from Japan did for long.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let holds = |sequence: &[u8]| memchr::memmem::find(bytes, sequence).is_some();
    bytes.is_ascii() && (holds(b"\x1b$B") || holds(b"\x1b$@")) && (holds(b"\x1b(B") || holds(b"\x1b(J"))
}

/// Whether the bytes are UTF-8 and say so by more than ASCII: no other charset does that by chance.
fn is_utf8_beyond_ascii(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// Whether the bytes are UTF-8 but for some: text cut inside a character, or a passage pasted from another charset. Of letters
/// beyond ASCII half at least are UTF-8, which in no other charset is so by chance (guessed: of two-byte Chinese a quarter).
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid_wide, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid_wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    invalid <= valid_wide
}

/// Text that is UTF-8 but for some, if it is.
pub fn mostly_utf8(bytes: &[u8]) -> Option<String> {
    is_mostly_utf8(bytes).then(|| with_strays(bytes))
}

/// UTF-8 in which single bytes stand as the Windows of the West wrote them; what may be the rest of a character that was cut is
/// replaced.
fn with_strays(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let end = bytes.as_ptr_range().end;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        let is_at_edge = text.is_empty() || invalid.as_ptr_range().end == end;
        match invalid {
            [] => {}
            // Half of what most letters of the West are in UTF-8; a letter by itself is rare.
            [0xc2 | 0xc3] => text.push('\u{fffd}'),
            [stray] if !is_at_edge => text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*stray]).0),
            _ => text.push('\u{fffd}'),
        }
    }
    text
}

/// UTF-16 by its mark, or by every other byte of Western text being empty.
pub fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => return (encoding != UTF_8).then_some(encoding),
        None if bytes.len() < 8 => return None,
        None => {}
    }
    let sample = &bytes[..bytes.len().min(512) & !1];
    let empty = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, pairs) = (empty(0), empty(1), sample.len() / 2);
    if odd * 10 > pairs * 7 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset that `<meta charset=…>`, `<meta … content="…; charset=…">` or `<?xml … encoding="…"?>` names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(DECLARATION_BYTES).map(|&b| (b as char).to_ascii_lowercase()).collect();
    let label = |after: &str| {
        let from = head.find(after)? + after.len();
        let value = head[from..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'))
            .unwrap_or(value.len());
        Encoding::for_label(&value.as_bytes()[..end])
    };
    let xml = head.trim_start().starts_with("<?xml").then(|| label("encoding")).flatten();
    // A page that could be read far enough to find the word is not in UTF-16, whatever it says.
    xml.or_else(|| label("charset")).map(|e| if e == UTF_16LE || e == UTF_16BE { UTF_8 } else { e })
}

/// The same text without what a charset can do to a line-by-line reader: UTF-16 becomes UTF-8, a mark is taken off.
pub fn as_utf8(start: &[u8], reader: Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send> {
    match utf16(start) {
        Some(encoding) => Box::new(io::BufReader::new(Transcoder {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            done: false,
        })),
        None => reader,
    }
}

struct Transcoder {
    reader: Box<dyn BufRead + Send>,
    decoder: encoding_rs::Decoder,
    done: bool,
}

impl Read for Transcoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // The decoder wants room for one whole character.
        if self.done || out.len() < 8 {
            return Ok(0);
        }
        loop {
            let input = self.reader.fill_buf()?;
            let last = input.is_empty();
            let (_, read, written, _) = self.decoder.decode_to_utf8(input, out, last);
            self.reader.consume(read);
            self.done = last;
            if written > 0 || last {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], is_markup: bool, expected: &str) {
        assert_eq!(decode(bytes, is_markup).as_deref(), Ok(expected));
    }

    #[test]
    fn mark_then_declaration_then_detection() {
        check("Präsident".as_bytes(), false, "Präsident");
        check(b"\xef\xbb\xbfnews", false, "news");
        check(b"Ferry: \x1b$BF|K\\\x1b(B.", false, "Ferry: 日本.");
        check(b"\x1b[1mnews\x1b(B", false, "\x1b[1mnews\x1b(B");
        check(b"\xff\xfen\0e\0w\0s\0", false, "news");
        check(b"n\0e\0w\0s\0 \0o\0n\0", false, "news on");
        check(b"<meta charset='iso-8859-2'>\xe6", true, "<meta charset='iso-8859-2'>ć");
        check(
            b"<?xml version='1.0' encoding=\"ISO-8859-1\"?>\xe9",
            true,
            "<?xml version='1.0' encoding=\"ISO-8859-1\"?>é",
        );
        check("<meta charset=windows-1252>é".as_bytes(), true, "<meta charset=windows-1252>é");
        check(
            b"Der Pr\xe4sident hat die Entscheidung \xfcber das Gesetz begr\xfc\xdft.",
            false,
            "Der Präsident hat die Entscheidung über das Gesetz begrüßt.",
        );
    }

    #[test]
    fn a_passage_in_another_charset_costs_the_rest_nothing() {
        let utf8 = "Die Fähre fährt über die Förde. ".as_bytes();
        let mixed = [utf8, b"Der B\xfcrgermeister erkl\xe4rte: \x84Genug!\x93 ", utf8].concat();
        let expected =
            "Die Fähre fährt über die Förde. Der Bürgermeister erklärte: „Genug!“ Die Fähre fährt über die Förde. ";
        check(&mixed, false, expected);
        assert_eq!(mostly_utf8(&mixed).as_deref(), Some(expected));
        // A character that was cut is no letter of another charset.
        check(
            &[utf8, b"F\xc3hre \xe2\x80 und"].concat(),
            false,
            "Die Fähre fährt über die Förde. F\u{fffd}hre \u{fffd} und",
        );
        assert_eq!(mostly_utf8(b"Th\xffree"), None);
    }

    #[test]
    fn broken_utf16_is_refused() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend([0x00, 0xdc].repeat(50));
        assert!(decode(&bytes, false).is_err());
    }
}
