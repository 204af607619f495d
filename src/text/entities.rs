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
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest entity here has eight letters, the longest number seven digits.
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| entity(&rest[1..end]).map(|decoded| (decoded, end))) {
            Some((decoded, end)) => {
                out.push_str(&decoded);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control()).map(String::from);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(entities("AT&amp;T &amp;quot; &#8217;s &#x201c; R&D &bogus; &"), "AT&T &quot; ’s “ R&D &bogus; &");
    }
}
