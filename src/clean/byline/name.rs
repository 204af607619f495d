//! What stands between separators in, the name in it out.

use super::{NOBODY, bare, is_behind};
use crate::clean::lines;
use crate::clean::normalise::line_key;

/// Words no name has: a role or a line of the site behind a separator.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "reporter", "editor", "correspondent", "writer", "staff", "updated", "published", "comments", "follow", "twitter",
    "facebook", "email", "columnist", "journalist", "contributor", "producer", "pm", "gmt", "edt", "utc", "http", "https", "www", "redakteur",
    "redakteurin", "about", "author", "authors",
];

/// Such words that people are called as well: no name only in small letters, with figures or alone.
const ROLES_OR_NAMES: &[&str] = &["min", "read", "share", "am", "est", "ist"];

/// Months that are given names.
const GIVEN_MONTHS: &[&str] = &["april", "may", "june", "august"];

/// Buttons and titles of the trade at the end of a name.
const AFTER: &[&str] = &["follow", "フォロー", "folgen", "suivre", "seguir", "기자", "특파원", "记者", "記者"];

/// Words of [`ROLES`] that end what somebody is called for his work.
const TRADES: &[&str] = &[
    "reporter",
    "editor",
    "correspondent",
    "writer",
    "columnist",
    "journalist",
    "contributor",
    "producer",
    "redakteur",
    "redakteurin",
];

/// Words that such a name is made of.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "political", "politics", "chief", "senior", "deputy", "foreign", "business", "economics", "economy", "finance", "financial", "sports", "sport", "science", "health", "education",
    "environment", "climate", "energy", "security", "defence", "defense", "home", "affairs", "legal", "crime", "technology", "tech", "city", "news", "world", "investigations", "investigative",
    "features", "culture", "arts", "religion", "national", "international", "local", "associate", "assistant", "managing", "executive", "contributing", "special", "media", "social",
    "transport", "property", "consumer", "diplomatic", "royal", "europe", "european", "north", "south", "west", "east", "staff", "and", "&", "night", "digital", "data", "freelance",
];

/// Prepositions that a part begins with which says where somebody is.
const WHERE: &[&str] = &["à", "in", "aus", "from", "depuis", "desde"];

/// Behind one of these stands where somebody is or for whom he writes.
const TAILS: &[&str] =
    &[" in ", " for ", " from ", " aus ", " à ", " special to ", " für ", " pour ", " For ", " - ", " – ", " — "];

/// Words of bodies that are for something or in some place.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "center", "centre", "institute", "foundation", "council", "campaign", "committee", "network", "association", "alliance", "coalition", "society", "bureau", "fund", "project",
    "group", "initiative", "school", "academy",
];

/// Names longer than this are sentences (guessed; "Ursula Gertrud von der Leyen" has five words).
const WORDS_MAX: usize = 6;

/// A part of more words is no name with something around it (guessed: a name, a place and a moment).
const PART_WORDS_MAX: usize = 30;

/// The name in a part of a byline.
pub fn name(part: &str) -> Option<String> {
    if part.split_whitespace().take(PART_WORDS_MAX + 1).count() > PART_WORDS_MAX {
        return None;
    }
    let part = super::without_opener(part);
    let part = part.trim_start_matches("mit ").trim_start_matches("avec ").trim_start_matches("with ");
    let part = part.split(['(', '<', '[']).next().unwrap_or_default();
    let part = without_tail(without_date(trimmed(part)));
    let mut words: Vec<&str> = part.split_whitespace().collect();
    words.truncate(n_without_trade(&words));
    words.truncate(n_in_capitals(&words));
    while words.len() > 1 && words.last().is_some_and(|word| AFTER.contains(&word.to_lowercase().as_str())) {
        words.pop();
    }
    let is_elsewhere = words.first().is_some_and(|word| WHERE.contains(word) || *word == "Material");
    (is_name(&words) && !is_elsewhere && !NOBODY.contains(&line_key(part).as_str())).then(|| words.join(" "))
}

/// How many of the words stand before a trade: "Jane Doe Political Editor". All where fewer than two do.
fn n_without_trade(words: &[&str]) -> usize {
    let Some((last, before)) = words.split_last() else { return 0 };
    let is_field = |word: &str| FIELDS.contains(&word.to_lowercase().as_str());
    let n = before.iter().rposition(|word| !is_field(word)).map_or(0, |at| at + 1);
    let is_capitalised = |word: &&str| word.starts_with(char::is_uppercase);
    if is_trade(last) && (2..=4).contains(&n) && words[..n].iter().all(is_capitalised) { n } else { words.len() }
}

fn is_trade(word: &str) -> bool {
    TRADES.contains(&word.to_lowercase().as_str())
}

/// Whether a part says what somebody is: "Harbour Correspondent".
pub fn is_post(part: &str) -> bool {
    part.split_whitespace().next_back().is_some_and(is_trade)
}

/// How many of the words are a name in capitals that others follow: "JANE DOE Meridian Press".
fn n_in_capitals(words: &[&str]) -> usize {
    let is_upper = |word: &&str| word.chars().count() > 1 && !word.contains(|c: char| c.is_lowercase() || c == '.');
    let n = words.iter().take_while(|word| is_upper(word)).count();
    let is_rest = words[n..].iter().all(|word| word.starts_with(char::is_uppercase));
    if n >= 2 && is_rest { n } else { words.len() }
}

/// Whether a word says what somebody is, or what a line of the site is about.
pub fn is_role(word: &str) -> bool {
    ROLES.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()))
}

fn trimmed(part: &str) -> &str {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let has_its_dot = part.rsplit(' ').next().is_some_and(is_behind);
    if has_its_dot { part } else { part.trim_end_matches('.').trim() }
}

/// "Jane Doe 3 hours ago", "Jane Doe on June 11, 2024", "Jane Doe on Tuesday".
fn without_date(part: &str) -> &str {
    let is_day =
        |rest: &str| rest.strip_prefix(" on ").is_some_and(|day| line_key(day).split(' ').all(lines::is_of_date));
    let date = part.match_indices(' ').find(|(at, _)| lines::is_date_line(&part[*at..]) || is_day(&part[*at..]));
    date.map_or(part, |(at, _)| trimmed(&part[..at]))
}

/// "Jane Doe in Paris"; the Center for Harbours is called so.
fn without_tail(part: &str) -> &str {
    let lower = part.to_ascii_lowercase();
    let is_person = |name: &str| {
        let is_body = |word: &str| BODIES.contains(&word.to_lowercase().as_str());
        (2..=4).contains(&name.split(' ').count()) && !name.split(' ').any(is_body) && !name.starts_with("The ")
    };
    let of_tail = |tail: &&str| {
        // Only "Special to" is written with a capital too.
        if tail.len() > 7 { lower.find(*tail) } else { part.find(*tail) }
    };
    let tail = TAILS.iter().filter_map(of_tail).filter(|at| is_person(&part[..*at])).min();
    tail.map_or(part, |at| trimmed(&part[..at]))
}

fn is_name(words: &[&str]) -> bool {
    let all = words.join(" ");
    (1..=WORDS_MAX).contains(&words.len())
        && all.contains(char::is_alphabetic)
        && !words.iter().any(|word| is_role(word))
        && !is_label(words)
        && !is_date(words)
        && !words.iter().all(|word| is_behind(word))
}

/// A word of the site that is a name elsewhere, where it is no name.
fn is_label(words: &[&str]) -> bool {
    let is_one = |word: &&str| ROLES_OR_NAMES.contains(&bare(word).as_str());
    let has_figures = || words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    words.iter().any(is_one)
        && (has_figures() || words.iter().all(is_one) || words.iter().any(|word| word.starts_with(char::is_lowercase)))
}

fn is_date(words: &[&str]) -> bool {
    let is_given = words.len() == 2
        && GIVEN_MONTHS.contains(&bare(words[0]).as_str())
        && lines::is_month_or_day(&line_key(words[1]));
    !is_given && words.iter().all(|word| word.bytes().any(|b| b.is_ascii_digit()) || lines::is_of_date(&line_key(word)))
}
