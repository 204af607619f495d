//! Author fields and byline lines in, a list of names out.

use super::lines;
use super::normalise::{self, folded};

/// Words that open a byline, in the languages of the archives seen so far.
const OPENERS: &[&str] = &[
    "by ",
    "written by ",
    "story by ",
    "words by ",
    "reported by ",
    "posted by ",
    "article by ",
    "content by ",
    "von ",
    "par ",
    "por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "przez ",
    "text: ",
    "author:",
    "autor:",
    "di: ",
];

/// What parts names in one string.
const SEPARATORS: &[&str] =
    &[" and ", " und ", " et ", " y ", " og ", " och ", " & ", " with ", ", ", ";", " | ", " / ", "|", "、", "•", "·"];

/// Words no name has: a role or a line of the site behind a separator.
#[rustfmt::skip]
const NOT_NAMES: &[&str] = &[
    "reporter", "editor", "correspondent", "writer", "staff", "updated", "published", "min", "read", "comments", "share", "follow", "twitter", "facebook",
    "email", "columnist", "journalist", "contributor", "producer", "am", "pm", "ist", "gmt", "est", "edt", "utc", "http", "https", "www", "redakteur", "redakteurin",
    "about", "author", "authors",
];

/// What stands behind a name and is part of it: whose of that name it is, or what kind of firm.
const BEHIND: &[&str] =
    &["jr", "sr", "ii", "iii", "iv", "inc", "llc", "llp", "ltd", "corp", "co", "plc", "gmbh", "ag", "sa"];

/// What stands behind the "&" of a firm.
const PARTNERS: &[&str] = &["sons", "co", "company", "partners", "associates", "brothers", "bros", "daughters"];

/// What an outlet calls those of its own whom it does not name.
const DESKS: &[&str] = &["staff", "contributor", "contributors"];

/// Names longer than this are sentences (guessed; "Ursula Gertrud von der Leyen" has five words).
const WORDS_MAX: usize = 6;

/// The names in the strings a record lists, in order, each once.
pub fn names<S: AsRef<str>>(listed: &[S]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in listed.iter().flat_map(|entry| split(entry.as_ref())) {
        if !out.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            out.push(name);
        }
    }
    out
}

fn split(entry: &str) -> Vec<String> {
    let entry = normalise::line(&normalise::entities(entry));
    if entry.contains("://") || entry.starts_with("www.") || entry.starts_with('@') {
        return Vec::new();
    }
    let mut parts = vec![without_opener(&entry).to_owned()];
    for separator in SEPARATORS {
        parts = parts.iter().flat_map(|part| parted(part, separator)).collect();
    }
    let names: Vec<String> = parts.iter().filter_map(|part| name(part)).collect();
    if names.is_empty() { desk(&entry).into_iter().collect() } else { names }
}

/// The parts between separators, but a comma before "Jr." or "Inc." and the "&" of a firm part nothing.
fn parted(text: &str, separator: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(separator).map(str::trim) {
        let words: Vec<&str> = part.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let goes_on = match separator {
            ", " => words.len() == 1 && is_behind(words[0]),
            " & " => {
                words.first().is_some_and(|word| PARTNERS.contains(&bare(word).as_str()))
                    || (words.len() == 2 && is_behind(words[1]))
            }
            _ => false,
        };
        match parts.last_mut().filter(|_| goes_on) {
            Some(last) => *last = format!("{last}{separator}{part}"),
            None => parts.push(part.to_owned()),
        }
    }
    parts
}

fn is_behind(word: &str) -> bool {
    BEHIND.contains(&bare(word).as_str())
}

fn bare(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

/// An outlet's word for whoever of its own wrote, where nobody is named: "Courier Staff", "Courier staff reporter".
fn desk(entry: &str) -> Option<String> {
    let entry = without_opener(entry);
    let mut words = entry.split_whitespace().map(str::to_lowercase);
    let (outlet, second) = (words.next()?, words.next()?);
    let is_desk = DESKS.contains(&second.as_str()) && words.all(|word| NOT_NAMES.contains(&word.as_str()));
    (is_desk && entry.starts_with(char::is_uppercase) && !NOT_NAMES.contains(&outlet.as_str()))
        .then(|| entry.to_owned())
}

/// The text behind "By"; of "By" alone nothing.
pub fn without_opener(text: &str) -> &str {
    let text = text.trim();
    let opens = |opener: &&&str| text.get(..opener.len()).is_some_and(|start| start.eq_ignore_ascii_case(opener));
    match OPENERS.iter().find(opens) {
        Some(opener) => text[opener.len()..].trim(),
        None if OPENERS.iter().any(|opener| text.eq_ignore_ascii_case(opener.trim_end())) => "",
        None => text,
    }
}

fn name(part: &str) -> Option<String> {
    let part = without_opener(part).split(['(', '<', '[']).next().unwrap_or_default();
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let has_its_dot = part.rsplit(' ').next().is_some_and(is_behind);
    let part = if has_its_dot { part } else { part.trim_end_matches('.').trim() };
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_name = (1..=WORDS_MAX).contains(&words.len())
        && part.chars().any(char::is_alphabetic)
        && !part.contains('@')
        && !words
            .iter()
            .any(|word| NOT_NAMES.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric())))
        && !words.iter().all(|word| word.bytes().any(|b| b.is_ascii_digit()) || lines::is_of_date(&folded(word)));
    is_name.then(|| words.join(" "))
}

/// The names of a line that is a byline and nothing else ("By Jane Doe and John Roe"), as flat text shows it.
pub fn from_line(line: &str) -> Option<Vec<String>> {
    let rest = without_opener(line);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_sentence = line.ends_with('.') && !words.last().is_some_and(|word| is_behind(word));
    if rest.len() == line.trim().len() || words.len() > 12 || line.ends_with(['!', '?', ':']) || is_sentence {
        return None;
    }
    let small =
        ["and", "und", "et", "y", "de", "von", "van", "der", "di", "da", "la", "al", "bin", "for", "in", "|", "&"];
    let is_all_names =
        words.iter().all(|w| small.contains(w) || w.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()));
    let found = names(&[rest]);
    (is_all_names && !found.is_empty() && found[0].contains(' ')).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entries: &[&str], expected: &[&str]) {
        assert_eq!(names(entries), expected);
    }

    #[test]
    fn strings_become_names() {
        check(&["By Jane Doe and John Roe"], &["Jane Doe", "John Roe"]);
        check(&["Jane Doe, Staff Writer"], &["Jane Doe"]);
        check(&["Von Erika Muster und Hans Beispiel"], &["Erika Muster", "Hans Beispiel"]);
        check(&["https://facebook.com/x", "jane doe", "Jane Doe"], &["jane doe"]);
        check(&["Ursula von der Leyen"], &["Ursula von der Leyen"]);
        check(&["Jane Doe (Port Ellery)"], &["Jane Doe"]);
        check(&["By Jane Doe • March 12, 2025", "More about this author", "Posted by Jane Doe"], &["Jane Doe"]);
        check(&["Courier Staff"], &["Courier Staff"]);
        check(&["By Tom Howell Jr."], &["Tom Howell Jr."]);
        check(&["Tom Howell, Jr. and Jane Doe."], &["Tom Howell, Jr.", "Jane Doe"]);
        check(&["O'Neil & Sons, Inc."], &["O'Neil & Sons, Inc."]);
        check(&["Simon & Schuster Inc."], &["Simon & Schuster Inc."]);
        check(&["Jane Doe & John Roe, Harbour Desk"], &["Jane Doe", "John Roe", "Harbour Desk"]);
        check(&["By Courier staff reporter"], &["Courier staff reporter"]);
        check(&["Senior Writer", "Staff Writer", "Staff", "Sat, 20 Dec"], &[]);
    }

    #[test]
    fn lines_that_are_bylines() {
        assert!(from_line("By Jane Doe").is_some());
        assert!(from_line("By Tom Howell Jr.").is_some());
        assert!(from_line("By Monday.").is_none());
        assert!(from_line("By the time the ferry came, it was dark").is_none());
        assert!(from_line("Jane Doe").is_none());
    }
}
