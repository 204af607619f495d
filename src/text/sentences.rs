//! A text and its paragraphs in, its sentences out.
//!
//! A sentence ends at `.`, `!`, `?` or `…` (with the closing marks after it) before white space, unless what
//! follows goes on in lower case or the full stop belongs to an abbreviation, an initial or an ordinal.
//! Rules and short lists; no model. One pass, linear in the text.

use super::byte_set;
use crate::article::Span;

/// The sentences of `text`, in order; none crosses a paragraph, every non-blank character of a paragraph
/// lies in one. `language` is an ISO 639-1 code where known.
pub fn sentences(text: &str, paragraphs: &[Span], language: Option<&str>) -> Vec<Span> {
    let german = language == Some("de");
    let mut found = Vec::with_capacity(text.len() / 100);
    for &paragraph in paragraphs {
        if let Some(slice) = text.get(paragraph.range()) {
            split(slice, paragraph.start, german, &mut found);
        }
    }
    found
}

fn split(paragraph: &str, offset: usize, german: bool, found: &mut Vec<Span>) {
    let mut start = 0;
    let mut from = 0;
    while let Some(stop) = next_terminator(paragraph, from) {
        let end = end_of_marks(paragraph, stop);
        from = end;
        if is_boundary(paragraph, stop, end, german) {
            push(paragraph, start, end, offset, found);
            start = end;
        }
    }
    push(paragraph, start, paragraph.len(), offset, found);
}

fn push(paragraph: &str, start: usize, end: usize, offset: usize, found: &mut Vec<Span>) {
    let slice = &paragraph[start..end];
    let trimmed = slice.trim();
    if !trimmed.is_empty() {
        let lead = slice.len() - slice.trim_start().len();
        let start = offset + start + lead;
        found.push(Span::new(start, start + trimmed.len()));
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

/// Marks that belong to the sentence they close.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '“' | '’' | '‘' | '»' | '«' | '›' | ')' | ']' | '」' | '』')
}

fn next_terminator(paragraph: &str, from: usize) -> Option<usize> {
    // "…" begins with E2, "。" with E3, "！" and "？" with EF.
    const MAY_BEGIN: [bool; 256] = byte_set(&[b'.', b'!', b'?', 0xE2, 0xE3, 0xEF]);
    let mut at = from;
    loop {
        at += paragraph.as_bytes().get(at..)?.iter().position(|&b| MAY_BEGIN[b as usize])?;
        let c = paragraph[at..].chars().next()?;
        if is_terminator(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Just past the run of terminators that begins at `stop` and the closing marks after it.
fn end_of_marks(paragraph: &str, stop: usize) -> usize {
    let mut end = stop;
    let mut closing = false;
    for c in paragraph[stop..].chars() {
        closing |= is_closing(c);
        if !is_closing(c) && (closing || !is_terminator(c)) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// Whether a sentence ends at `end`; its terminators begin at `stop`.
fn is_boundary(paragraph: &str, stop: usize, end: usize, german: bool) -> bool {
    let rest = &paragraph[end..];
    let next = rest.trim_start();
    let Some(first) = next.chars().next() else { return false };
    let terminator = paragraph[stop..].chars().next().unwrap_or(' ');
    if matches!(terminator, '。' | '！' | '？') {
        return true;
    }
    if next.len() == rest.len() {
        return false; // no white space: "3.5", "example.org"
    }
    let opener = next.trim_start_matches(|c: char| !c.is_alphanumeric() && !is_terminator(c));
    let goes_on = opener.chars().next().is_none_or(|c| c.is_lowercase() || is_terminator(c));
    if goes_on && (first.is_alphanumeric() || is_closing(first) || is_terminator(first)) {
        return false;
    }
    let lone_stop = terminator == '.' && !paragraph[stop + 1..end].starts_with('.');
    if !lone_stop {
        return true;
    }
    let word = last_word(&paragraph[..stop]);
    let closed_by_mark = end > stop + 1;
    match dot(word, german) {
        Dot::End => true,
        _ if closed_by_mark => true,
        Dot::Never => false,
        Dot::BeforeStarter => begins_with_starter(opener, german),
    }
}

/// What a full stop after a word tells.
enum Dot {
    End,
    /// An abbreviation that always has something after it: "Mr.", "Sen.".
    Never,
    /// An abbreviation that can end a sentence ("Inc.", "U.S."): only before a word that likes to begin one.
    BeforeStarter,
}

fn last_word(before: &str) -> &str {
    // An abbreviation is short; looking no further back keeps hostile input linear.
    const LOOK_BACK_BYTES: usize = 24;
    let mut floor = before.len().saturating_sub(LOOK_BACK_BYTES);
    while !before.is_char_boundary(floor) {
        floor += 1;
    }
    let window = &before[floor..];
    let start = window
        .rfind(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
        .map_or(0, |i| i + window[i..].chars().next().map_or(1, char::len_utf8));
    &window[start..]
}

fn dot(word: &str, german: bool) -> Dot {
    let mut chars = word.chars();
    let (first, second) = (chars.next(), chars.next());
    match (first, second) {
        (None, _) => return Dot::End,
        (Some(c), None) if c.is_uppercase() => return Dot::BeforeStarter,
        (Some(c), _) if german && c.is_ascii_digit() && word.len() <= 2 => return Dot::BeforeStarter,
        _ => {}
    }
    let never = if german { NEVER_DE } else { NEVER };
    let before_starter = if german { BEFORE_STARTER_DE } else { BEFORE_STARTER };
    if never.contains(&word) {
        Dot::Never
    } else if word.contains('.') || before_starter.contains(&word) {
        // U.S, a.m, z.B
        Dot::BeforeStarter
    } else {
        Dot::End
    }
}

fn begins_with_starter(opener: &str, german: bool) -> bool {
    let word = opener.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let starters = if german { STARTERS_DE } else { STARTERS };
    starters.contains(&word)
}

// The lists were written by hand from the usage of news desks.

const NEVER: &[&str] = &[
    "Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof", "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Gen", "Lt", "Col", "Maj",
    "Capt", "Cmdr", "Sgt", "Cpl", "Pvt", "Adm", "Rev", "Hon", "Pres", "Supt", "Det", "Insp", "St", "Ste", "Mt", "Ft",
    "Amb", "Atty", "Asst", "Assoc", "Msgr", "Fr", "Sr", "Sra", "Mme", "Mlle", "vs", "v", "Vs", "cf", "e.g", "i.e",
    "approx", "ca", "al", "Spc", "Pfc", "Brig", "Del", "Ald", "Supvr", "Sec", "Vol", "pp", "Fig",
];

const BEFORE_STARTER: &[&str] = &[
    "Inc", "Corp", "Co", "Cos", "Ltd", "LLC", "Jr", "Bros", "Dept", "Univ", "Ave", "Blvd", "Rd", "Jan", "Feb", "Mar",
    "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Tues", "Wed", "Thu", "Thurs", "Fri",
    "Sat", "Sun", "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md",
    "Mass", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ore", "Pa", "Tenn", "Tex", "Vt", "Va", "Wash",
    "Wis", "Wyo", "No", "Nos", "Art", "etc", "Esq", "am", "pm",
];

const STARTERS: &[&str] = &[
    "The",
    "A",
    "An",
    "This",
    "That",
    "These",
    "Those",
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "His",
    "Her",
    "Its",
    "Their",
    "Our",
    "My",
    "In",
    "On",
    "At",
    "For",
    "From",
    "With",
    "By",
    "But",
    "And",
    "Or",
    "So",
    "If",
    "When",
    "While",
    "As",
    "After",
    "Before",
    "Since",
    "Although",
    "Though",
    "However",
    "Meanwhile",
    "There",
    "Here",
    "What",
    "Who",
    "Why",
    "How",
    "Where",
    "Some",
    "Many",
    "Most",
    "Both",
    "No",
    "Not",
    "Now",
    "Then",
    "To",
    "Yet",
    "Still",
    "Also",
    "Instead",
    "According",
    "Asked",
    "Until",
    "Under",
    "Among",
    "During",
    "Because",
    "Despite",
    "Earlier",
    "Later",
    "One",
    "Two",
    "Even",
    "Just",
    "Such",
    "All",
    "Another",
    "Other",
    "Others",
    "It’s",
    "He’s",
    "She’s",
];

const NEVER_DE: &[&str] = &[
    "Dr", "Prof", "Hr", "Fr", "St", "Nr", "Abs", "Art", "bzw", "ca", "vgl", "sog", "evtl", "inkl", "Mio", "Mrd", "Tsd",
    "Str", "Bd", "Dipl", "Ing", "Mr", "Mrs", "Gen", "Lt", "Hl", "geb", "max", "min", "zzgl", "einschl", "rd", "gest",
];

const BEFORE_STARTER_DE: &[&str] =
    &["usw", "etc", "Jan", "Feb", "Apr", "Aug", "Sept", "Okt", "Nov", "Dez", "Co", "Inc", "Ltd", "Jr", "Uhr", "Chr"];

const STARTERS_DE: &[&str] = &[
    "Der",
    "Die",
    "Das",
    "Den",
    "Dem",
    "Des",
    "Ein",
    "Eine",
    "Einen",
    "Einem",
    "Einer",
    "Er",
    "Sie",
    "Es",
    "Wir",
    "Ich",
    "Ihr",
    "Ihre",
    "Sein",
    "Seine",
    "In",
    "Im",
    "Am",
    "An",
    "Auf",
    "Aus",
    "Bei",
    "Beim",
    "Mit",
    "Nach",
    "Von",
    "Vom",
    "Vor",
    "Für",
    "Zu",
    "Zum",
    "Zur",
    "Durch",
    "Gegen",
    "Während",
    "Wegen",
    "Trotz",
    "Seit",
    "Bis",
    "Unter",
    "Über",
    "Und",
    "Oder",
    "Aber",
    "Doch",
    "Auch",
    "Als",
    "Wenn",
    "Weil",
    "Da",
    "Dass",
    "Damit",
    "Dabei",
    "Dort",
    "Dies",
    "Diese",
    "Dieser",
    "Dieses",
    "Nun",
    "So",
    "Wie",
    "Was",
    "Wer",
    "Wo",
    "Laut",
    "Zuvor",
    "Danach",
    "Später",
    "Bereits",
    "Nur",
    "Noch",
    "Man",
    "Alle",
    "Beide",
    "Viele",
    "Einige",
    "Mehr",
    "Insgesamt",
    "Allerdings",
    "Jedoch",
    "Außerdem",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, text: &str, expected: &[&str]) {
        let all = sentences(text, &[Span::new(0, text.len())], Some(language));
        assert_eq!(all.iter().map(|s| s.of(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn english() {
        check("en", "It rained. He left.", &["It rained.", "He left."]);
        check("en", "“Go!” he said. “Now.” She went.", &["“Go!” he said.", "“Now.”", "She went."]);
        check("en", "Sen. Ada M. Bell of the U.S. Senate spoke.", &["Sen. Ada M. Bell of the U.S. Senate spoke."]);
        check("en", "He left the U.S. The end.", &["He left the U.S.", "The end."]);
        check("en", "It cost $3.5 million at 10 a.m. on Jan. 3.", &["It cost $3.5 million at 10 a.m. on Jan. 3."]);
        check("en", "Well . . . maybe. Yes… no.", &["Well . . . maybe.", "Yes… no."]);
        check(
            "en",
            "He reads papers, e.g. The Times, and keeps them.",
            &["He reads papers, e.g. The Times, and keeps them."],
        );
        check("en", "", &[]);
    }

    #[test]
    fn german() {
        check(
            "de",
            "Am 3. Oktober kam Dr. Lang. Der 2. Zug fuhr.",
            &["Am 3. Oktober kam Dr. Lang.", "Der 2. Zug fuhr."],
        );
        check("de", "„Ja.“ Er ging.", &["„Ja.“", "Er ging."]);
        check("de", "Es war 1990. Dann kam er.", &["Es war 1990.", "Dann kam er."]);
    }

    #[test]
    fn every_letter_lies_in_a_sentence() {
        for text in ["...", "a. b. c.", "?!“”", "Ä.Ö. Ü", ". . . .", "x\n\ny"] {
            let all = sentences(text, &[Span::new(0, text.len())], None);
            let inside: usize = all.iter().map(|s| s.of(text).chars().filter(|c| !c.is_whitespace()).count()).sum();
            assert_eq!(inside, text.chars().filter(|c| !c.is_whitespace()).count(), "{text:?}");
        }
    }
}
