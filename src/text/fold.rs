//! A word or a name as written in, the form it is looked up by out: lower case, accents off, apostrophes, the possessive and the
//! verbs of `she’ll` and `we’re` off.
//!
//! Folding takes off what people leave out when they type (`Orbán` → `orban`, `Erdoğan’s` → `erdogan`), never
//! what makes another letter of a script: Cyrillic `й` stays, vowel signs of Indic scripts stay.

use super::words::{Word, WordKind, words};
use unicode_normalization::UnicodeNormalization;

/// The key of a whole value (a place, an outlet, a person): its folded words joined by one space.
pub fn fold(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    fold_into(value, &mut out);
    out
}

/// [`fold`], written into an empty string that may have room for more.
pub fn fold_into(value: &str, out: &mut String) {
    for word in words(value) {
        if !out.is_empty() {
            out.push(' ');
        }
        fold_word_into(&value[word.start..word.end], word.kind, out);
    }
    if out.is_empty() {
        // A value without any word ("…", "€") still has to be told from other values.
        out.push_str(value.trim());
    }
}

/// The folded words of a value, each once a time it occurs.
pub fn folded_words(value: &str) -> impl Iterator<Item = String> + '_ {
    words(value).map(|word| fold_word(value, word))
}

/// One word of `text`, folded.
pub fn fold_word(text: &str, word: Word) -> String {
    let mut out = String::with_capacity(word.end - word.start);
    fold_word_into(&text[word.start..word.end], word.kind, &mut out);
    out
}

/// Appends the folded form of one word.
pub(super) fn fold_word_into(word: &str, kind: WordKind, out: &mut String) {
    if kind == WordKind::Ascii {
        push_ascii_lower(word, out);
        return;
    }
    let word = without_enclitic(word);
    // "U.S.", "don’t": most of these are in normal form as they stand.
    if word.chars().all(|c| c.is_ascii() || c == '’') {
        word.chars().for_each(|c| fold_char_into(c, out));
    } else {
        word.nfc().for_each(|c| fold_char_into(c, out));
    }
}

/// Appends the lower-cased form of one word with its accents left on, as the stemmers want it.
pub(super) fn lower_word_into(word: &str, kind: WordKind, out: &mut String) {
    if kind == WordKind::Ascii {
        push_ascii_lower(word, out);
        return;
    }
    let composed = without_enclitic(word).nfc();
    out.extend(composed.filter(|&c| !is_inner_mark(c)).flat_map(char::to_lowercase));
}

/// Appends the folded form of a word that is lower-cased already.
pub(super) fn fold_lower_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.push_str(word);
    } else {
        for c in word.chars() {
            fold_char_into(c, out);
        }
    }
}

fn push_ascii_lower(word: &str, out: &mut String) {
    let from = out.len();
    out.push_str(word);
    if let Some(added) = out.get_mut(from..) {
        added.make_ascii_lowercase();
    }
}

/// How a word is written that is looked up as another: `he’ll` as he, `U.S` as us. Folded, but for what joins it; `None` where
/// folding takes no word off, nor stops between letters (`can’t` is looked up as cant, which few mean otherwise).
pub fn told_apart(word: &str) -> Option<String> {
    let has_stops = word.contains('.') && word.starts_with(char::is_alphabetic);
    (has_stops || without_enclitic(word).len() < word.len()).then(|| with_joiners(word))
}

/// A folded word with its apostrophes, all of one kind, and its stops.
pub fn with_joiners(word: &str) -> String {
    let plain = |part: &str| {
        let mut folded = String::with_capacity(part.len());
        part.nfc().for_each(|c| fold_char_into(c, &mut folded));
        folded
    };
    let parts = word.split(APOSTROPHES).map(|part| part.split('.').map(plain).collect::<Vec<_>>().join("."));
    parts.collect::<Vec<_>>().join("'")
}

/// `Orbán’s` → `Orbán`, `she’ll` → `she`: what an apostrophe joins to a word and is another. (`James'` ends before its
/// apostrophe already; `don’t` is one word.)
fn without_enclitic(word: &str) -> &str {
    let Some((stem, enclitic)) = word.rsplit_once(APOSTROPHES) else { return word };
    let is_one_of = |words: &[&str], word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    let is_off = is_one_of(&["s"], enclitic) || is_one_of(ENCLITICS, enclitic) && is_one_of(HOSTS, stem);
    if is_off && !stem.is_empty() { stem } else { word }
}

/// What may join a verb, or the `s` of a possessive, to a word.
const APOSTROPHES: [char; 3] = ['\'', '’', 'ʼ'];

/// Verbs of English that lean on the word before, joined they would be others: "she’ll" a shell, "we’re" were. Only behind these
/// words: a name may end so ("Sa’d").
const ENCLITICS: &[&str] = &["ll", "re", "ve", "d", "m"];
const HOSTS: &[&str] =
    &["i", "you", "he", "she", "it", "we", "they", "who", "what", "that", "this", "there", "here", "how", "where"];

/// What joins a word without belonging to it. The decimal point stays: 3.5 is not 35.
fn is_inner_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | ',')
}

fn fold_char_into(c: char, out: &mut String) {
    if c.is_ascii() {
        match c {
            '\'' | ',' => {}
            // Initials: U.S is us. A point after a digit is decimal.
            '.' if !out.ends_with(|last: char| last.is_ascii_digit()) => {}
            _ => out.push(c.to_ascii_lowercase()),
        }
        return;
    }
    if let Some(plain) = letter_for(c) {
        out.push_str(plain);
        return;
    }
    match c {
        '’' | 'ʼ' => {}
        // Latin, Greek, presentation and full-width forms come apart into letter and mark.
        '\u{C0}'..='\u{24F}'
        | '\u{370}'..='\u{3FF}'
        | '\u{1E00}'..='\u{1FFF}'
        | '\u{FB00}'..='\u{FB06}'
        | '\u{FF00}'..='\u{FFEF}' => {
            out.extend(
                std::iter::once(c)
                    .nfkd()
                    .filter(|&d| !is_accent(d))
                    .flat_map(char::to_lowercase)
                    .filter(|&d| !is_accent(d)),
            );
        }
        _ if is_accent(c) => {}
        _ => out.extend(c.to_lowercase()),
    }
}

/// Letters that Unicode does not take apart but people do.
fn letter_for(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'ŋ' | 'Ŋ' => "n",
        'ς' => "σ",
        'ё' | 'Ё' => "е",
        _ => return None,
    })
}

/// Marks set on a letter: Latin and Greek accents, Hebrew points, Arabic vowel signs.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_looked_up_as_others_are_told_apart() {
        for (word, written) in [
            ("He’ll", Some("he'll")),
            ("Orbán's", Some("orban's")),
            ("U.S", Some("u.s")),
            ("O'Brien", None),
            ("don’t", None),
            ("3.5", None),
            ("he", None),
        ] {
            assert_eq!(told_apart(word).as_deref(), written, "{word}");
        }
        assert_eq!((with_joiners("O’Brien"), with_joiners("us")), ("o'brien".to_owned(), "us".to_owned()));
    }

    #[test]
    fn folding_takes_off_what_people_leave_out() {
        for (value, expected) in [
            ("Viktor Orbán’s", "viktor orban"),
            ("U.S.", "us"),
            ("3.5", "3.5"),
            ("1,000", "1000"),
            ("O'Brien", "obrien"),
            ("Don’t", "dont"),
            ("She’ll we're I'd", "she we i"),
            ("Sa’d ’ll", "sad ll"),
            ("Straße Łódź Æsir", "strasse lodz aesir"),
            ("İstanbul", "istanbul"),
            ("cafe\u{301}", "cafe"),
            ("Ελλάδας", "ελλαδασ"),
            ("Йошкар-Ола Ёлка", "йошкар ола елка"),
            ("ｆｕｌｌ ﬁne", "full fine"),
            ("New  York – Times", "new york times"),
            ("…", "…"),
        ] {
            assert_eq!(fold(value), expected, "fold of {value:?}");
        }
    }
}
