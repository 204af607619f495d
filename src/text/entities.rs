//! Text with HTML's entities in, the characters they stand for out.

use std::borrow::Cow;

/// Entities that plain fields carry when an export forgot to decode them.
#[rustfmt::skip]
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("ldquo", "“"), ("rdquo", "”"), ("lsquo", "‘"), ("rsquo", "’"),
    ("bdquo", "„"), ("sbquo", "‚"), ("laquo", "«"), ("raquo", "»"), ("ndash", "–"), ("mdash", "—"), ("hellip", "…"), ("bull", "•"), ("middot", "·"),
    ("euro", "€"), ("pound", "£"), ("cent", "¢"), ("yen", "¥"), ("copy", "©"), ("reg", "®"), ("trade", "™"), ("deg", "°"), ("sect", "§"), ("shy", ""),
    ("aacute", "á"), ("eacute", "é"), ("iacute", "í"), ("oacute", "ó"), ("uacute", "ú"), ("ntilde", "ñ"), ("auml", "ä"), ("euml", "ë"), ("iuml", "ï"),
    ("ouml", "ö"), ("uuml", "ü"), ("Auml", "Ä"), ("Ouml", "Ö"), ("Uuml", "Ü"), ("szlig", "ß"), ("agrave", "à"), ("egrave", "è"), ("ograve", "ò"),
    ("ugrave", "ù"), ("acirc", "â"), ("ecirc", "ê"), ("icirc", "î"), ("ocirc", "ô"), ("ucirc", "û"), ("ccedil", "ç"), ("Eacute", "É"), ("atilde", "ã"),
    ("otilde", "õ"), ("aring", "å"), ("oslash", "ø"), ("aelig", "æ"), ("frac12", "½"), ("times", "×"), ("iexcl", "¡"), ("iquest", "¿"),
    ("Agrave", "À"), ("Aacute", "Á"), ("Acirc", "Â"), ("Atilde", "Ã"), ("Aring", "Å"), ("AElig", "Æ"), ("Ccedil", "Ç"), ("Egrave", "È"), ("Ecirc", "Ê"),
    ("Euml", "Ë"), ("Iacute", "Í"), ("Icirc", "Î"), ("Iuml", "Ï"), ("Ntilde", "Ñ"), ("Oacute", "Ó"), ("Ocirc", "Ô"), ("Otilde", "Õ"), ("Oslash", "Ø"),
    ("Ugrave", "Ù"), ("Uacute", "Ú"), ("Ucirc", "Û"), ("igrave", "ì"), ("oelig", "œ"), ("OElig", "Œ"), ("yacute", "ý"), ("eth", "ð"), ("thorn", "þ"),
];

/// Entities decoded once: `&amp;quot;` becomes `&quot;`, as its writer meant. Unknown ones stay as they are.
pub fn entities(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (decoded, taken) =
            leading(rest).filter(|(decoded, _)| !decoded.contains(char::is_control)).unwrap_or(AMPERSAND);
        out.push_str(&decoded);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What an ampersand that begins no entity stands for, and its length.
pub const AMPERSAND: (Cow<'static, str>, usize) = (Cow::Borrowed("&"), 1);

/// What the entity stands for that begins at the ampersand which `text` begins with, a control character, too, and its length.
pub fn leading(text: &str) -> Option<(Cow<'static, str>, usize)> {
    // The longest entity here has eight letters, the longest number seven digits.
    let end = text.bytes().take(12).position(|b| b == b';')?;
    Some((entity(&text[1..end])?, end + 1))
}

fn entity(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(|c| Cow::Owned(c.to_string()));
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, text)| Cow::Borrowed(*text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(entities("AT&amp;T &amp;quot; &#8217;s &#x201c; R&D &bogus; &"), "AT&T &quot; ’s “ R&D &bogus; &");
    }
}
