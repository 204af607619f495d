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
        parts = parts.iter().flat_map(|part| part.split(separator)).map(|part| part.trim().to_owned()).collect();
    }
    let names: Vec<String> = parts.iter().filter_map(|part| name(part)).collect();
    if names.is_empty() { desk(&entry).into_iter().collect() } else { names }
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
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim_end_matches('.').trim();
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
    if rest.len() == line.trim().len() || words.len() > 12 || line.ends_with(['.', '!', '?', ':']) {
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
        check(&["By Courier staff reporter"], &["Courier staff reporter"]);
        check(&["Senior Writer", "Staff Writer", "Staff", "Sat, 20 Dec"], &[]);
    }

    #[test]
    fn lines_that_are_bylines() {
        assert!(from_line("By Jane Doe").is_some());
        assert!(from_line("By the time the ferry came, it was dark").is_none());
        assert!(from_line("Jane Doe").is_none());
    }
}
