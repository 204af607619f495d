//! A flat scrape's lines in; its headline, names and date out, taken from the lines above the body.
//!
//! Two things prove where the headline stands under a site's menus: the breadcrumb that repeats it ("Home / Sport / Rovers
//! win"), and the line that says who wrote it and when, which follows it. Without proof nothing is decided here.

use super::byline;
use super::lines;
use super::normalise::{line_key, long_words};
use crate::article::Removed;
use crate::text::name_parts::is_particle;
use std::collections::HashSet;
use std::ops::Range;

/// Lines that are looked at for a head (guessed: the same as a page's menu has, and the head itself).
const LINES_MAX: usize = 24;

/// Shorter lines under a site's name are sections (guessed; the same as for dumps of pages).
pub const TITLE_WORDS_MIN: usize = 4;

/// Entries from which a line divided by bars is a menu.
const MENU_ENTRIES_MIN: usize = 4;
const MENU_ENTRY_WORDS_MAX: usize = 3;

/// Share of a headline's longer words that its text has too, and the lines of the text that are looked at (guessed; with
/// these, the looked-at dumps of whole pages give half again as many headlines as by the line nearest to the text).
const SHARED_WORDS_MIN: f64 = 0.4;
const TEXT_LINES_MAX: usize = 40;

/// What the lines above a body say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub title: String,
    pub byline: Vec<String>,
    /// The date as written, where it stood on a line with the names.
    pub date: Option<String>,
}

/// Takes the head off the lines, where it can be told. `is_headline` says what reads like a headline.
pub fn take(body: &mut Vec<String>, is_headline: fn(&str) -> bool, removed: &mut Vec<Removed>) -> Option<Head> {
    let n_head = body.iter().position(|line| lines::is_prose(line))?.min(LINES_MAX);
    let signed = (1..n_head).find_map(|at| Some((at, signature(&body[at])?)));
    let is_dated = |at: &usize| lines::is_date_line(&body[*at]) || byline::from_line(&body[*at]).is_some();
    let below = signed.as_ref().map(|(at, _)| *at).or_else(|| (1..n_head).find(is_dated));
    let is_title = |line: &str| is_headline(line) && words(line) >= TITLE_WORDS_MIN && !is_menu(line);
    let repeated = (1..n_head).find(|&at| body[..at].iter().any(|above| is_breadcrumb(above, &body[at])));
    let is_title_at = |at: usize| is_title(&body[at]);
    let of_text =
        |below: usize| sharing(body, 0..below, n_head, is_title_at).or_else(|| (0..below).find(|&at| is_title_at(at)));
    let title = repeated.or_else(|| of_text(below?))?;
    let mut head = Head { title: body[title].clone(), ..Head::default() };
    let mut note = |line: String, rule: &str| removed.push(Removed { text: line, rule: rule.to_owned() });
    if let Some((at, (byline, date))) = signed.filter(|(at, _)| *at > title) {
        note(body.remove(at), "byline");
        (head.byline, head.date) = (byline, Some(date));
    }
    body.drain(..=title).take(title).for_each(|line| note(line, "page-around"));
    Some(head)
}

/// The first of the lines `above` that reads like a headline and has its longer words from the text, which begins at `start`:
/// menus, sections and prompts speak of something else.
pub fn sharing(lines: &[String], above: Range<usize>, start: usize, is_title: impl Fn(usize) -> bool) -> Option<usize> {
    let candidates: Vec<usize> = above.filter(|&at| is_title(at)).collect();
    if candidates.is_empty() {
        return None;
    }
    let text: HashSet<String> = lines[start..].iter().take(TEXT_LINES_MAX).flat_map(|line| long_words(line)).collect();
    candidates.into_iter().find(|&at| {
        let words = long_words(&lines[at]);
        let n_shared = words.iter().filter(|word| text.contains(*word)).count();
        n_shared > 0 && n_shared as f64 >= SHARED_WORDS_MIN * words.len() as f64
    })
}

/// A path through the site that ends in the headline.
fn is_breadcrumb(path: &str, headline: &str) -> bool {
    let rest = path.strip_suffix(headline).map(str::trim_end);
    words(headline) >= TITLE_WORDS_MIN && rest.is_some_and(|rest| rest.ends_with(['/', '>', '»', '›', '|', '→']))
}

/// Sections divided by bars.
fn is_menu(line: &str) -> bool {
    let mut entries = line.split(['|', '•', '·']);
    entries.clone().count() >= MENU_ENTRIES_MIN && entries.all(|entry| words(entry) <= MENU_ENTRY_WORDS_MAX)
}

/// Who and when on one line, in either order: "Jane Doe April 20, 2023", "2025-03-13 · Jane Doe".
pub fn signature(line: &str) -> Option<(Vec<String>, String)> {
    let line = byline::without_opener(line);
    line.match_indices(' ').find_map(|(at, _)| {
        let (left, right) = (trimmed(&line[..at]), trimmed(&line[at..]));
        let pair = |who: &str, when: &str| {
            let names = names(who)?;
            lines::is_date_line(when).then(|| (names, when.to_owned()))
        };
        pair(left, right).or_else(|| pair(right, left))
    })
}

fn trimmed(part: &str) -> &str {
    part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '·' | '•' | '-' | '–' | '—' | ','))
}

/// The names of a text that is names and nothing else. A name has at least two words, each with a capital; "Updated May" is none.
pub fn names(who: &str) -> Option<Vec<String>> {
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && !word.contains(|c: char| c.is_ascii_digit())
            && !lines::is_of_date(&line_key(word))
    };
    let is_name = (2..=8).contains(&words(who))
        // What a colon follows says what comes next.
        && !who.trim_end().ends_with(':')
        && who.split_whitespace().all(|w| is_word(w) || is_particle(w) || matches!(w, "and" | "und" | "et" | "&"));
    let names = byline::names(&[who]);
    (is_name && !names.is_empty() && names.iter().all(|name| name.contains(' '))).then_some(names)
}

pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str =
        "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";

    fn check(lines: &[&str], expected: Option<(&str, &[&str], Option<&str>)>) {
        let mut body: Vec<String> = lines.iter().chain([&PROSE]).map(|line| (*line).to_owned()).collect();
        let head = take(&mut body, |line| !line.ends_with('.'), &mut Vec::new());
        let found = head.as_ref().map(|h| (h.title.as_str(), h.byline.clone(), h.date.as_deref()));
        let expected =
            expected.map(|(title, byline, date)| (title, byline.iter().map(|n| (*n).to_owned()).collect(), date));
        assert_eq!(found, expected, "{lines:?}");
    }

    #[test]
    fn the_headline_is_where_it_is_proved_to_be() {
        let title = "Ferry stays in dock";
        check(
            &["Sport", "Home/News/Ferry stays in dock", title, "Jane Doe April 20, 2023"],
            Some((title, &["Jane Doe"], Some("April 20, 2023"))),
        );
        check(&[title, "2025-03-13 · Jane Doe"], Some((title, &["Jane Doe"], Some("2025-03-13"))));
        check(&["The Gazette", "A | B | C | D | E", title, "By Jane Doe"], Some((title, &[], None)));
        check(&[title, "A kicker"], None);
        assert_eq!((names("Jane Doe").is_some(), names("Jane Doe:")), (true, None));
        check(&["Sport", "Weather"], None);
    }
}
