//! The lines of a flat text in, the stretch that is the article out, where the text is the dump of a whole page.
//!
//! A dump shows itself by menus: many short lines that are no sentences, above or below the prose. In a dump every line
//! votes (prose for, menu entries and headlines of other stories against), and the article is the stretch with the
//! greatest sum of votes (maximum subsequence segmentation: Pasternack and Roth, WWW 2009). What lies inside is kept whole:
//! subheadings, lists and tables belong to it. Text that is not a dump is left alone.

use std::ops::Range;

/// Short lines above the first prose, and below the last, from which they are a page's menus. Text cut out around an
/// article has at most three above in nine of ten (measured on the looked-at part of the evaluation scrapes), a whole page
/// at least five. Lists and tables end articles too, so below it takes more.
const MENU_LINES_ABOVE_MIN: usize = 9;
const MENU_LINES_BELOW_MIN: usize = 25;

/// The same below the article once there is a menu above: the text is a page then.
const MENU_LINES_BELOW_DUMP_MIN: usize = 3;

/// What is cut off at one end has less prose than this part of the article's (guessed: teasers of other stories are short).
const CUT_SHARE_MAX: usize = 3;

/// A line of at most this many words that does not end as a sentence is a menu entry.
const SHORT_WORDS_MAX: usize = 6;

/// A sentence of this many words is prose; its vote is its words, up to the second figure. These votes were tried on the
/// same part; the result hardly moves around them.
const PROSE_WORDS_MIN: usize = 15;
const VOTE_MAX: f64 = 40.0;

/// Votes of the other kinds of line.
const SENTENCE_WORDS_MIN: usize = 6;
const SENTENCE_VOTE: f64 = 3.0;
const UNENDED_WORDS_MIN: usize = 25;
const HEADLINE_VOTE: f64 = -7.0;
const SHORT_VOTE: f64 = -4.0;

/// The stretch of lines that is the article where menus stand above or below it: only the side that has menus is cut.
pub fn article(lines: &[String]) -> Range<usize> {
    let Some(first) = lines.iter().position(|line| is_prose(line)) else { return 0..lines.len() };
    let last = lines.iter().rposition(|line| is_prose(line)).unwrap_or(first);
    let n_short = |lines: &[String]| lines.iter().filter(|line| is_short(line)).count();
    let has_menu_above = n_short(&lines[..first]) >= MENU_LINES_ABOVE_MIN;
    let has_menu_below = n_short(&lines[last..]) >= MENU_LINES_BELOW_MIN;
    if !has_menu_above && !has_menu_below {
        return 0..lines.len();
    }
    let best = best_stretch(lines);
    let ends_in_menu = has_menu_below || n_short(&lines[best.end..]) >= MENU_LINES_BELOW_DUMP_MIN;
    let start = match has_menu_above {
        true if is_much(&lines[..best.start], &lines[best.clone()]) => first,
        true => best.start,
        false => 0,
    };
    let end = match ends_in_menu {
        true if is_much(&lines[best.end..], &lines[best.clone()]) => last + 1,
        true => best.end,
        false => lines.len(),
    };
    start..end
}

/// Whether lines hold so much prose beside the article's that they are part of it: a long list or table in the middle outvotes
/// what follows it.
fn is_much(lines: &[String], article: &[String]) -> bool {
    let prose = |lines: &[String]| lines.iter().filter(|line| is_prose(line)).map(|line| words(line)).sum::<usize>();
    prose(lines) * CUT_SHARE_MAX > prose(article)
}

/// The stretch of lines with the greatest sum of votes; empty when nothing votes for.
fn best_stretch(lines: &[String]) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut start, mut sum) = (0, 0.0);
    for (i, line) in lines.iter().enumerate() {
        if sum <= 0.0 {
            (start, sum) = (i, 0.0);
        }
        sum += vote(line);
        if sum > best_sum {
            (best, best_sum) = (start..i + 1, sum);
        }
    }
    best
}

fn vote(line: &str) -> f64 {
    let (words, is_ended) = (words(line), ends_as_sentence(line));
    let weight = (words as f64).min(VOTE_MAX);
    match words {
        n if is_ended && n >= PROSE_WORDS_MIN => weight,
        n if is_ended && n >= SENTENCE_WORDS_MIN => SENTENCE_VOTE,
        n if n >= UNENDED_WORDS_MIN => weight / 2.0,
        n if n > SHORT_WORDS_MAX => HEADLINE_VOTE,
        _ => SHORT_VOTE,
    }
}

fn is_prose(line: &str) -> bool {
    words(line) >= PROSE_WORDS_MIN && ends_as_sentence(line)
}

fn is_short(line: &str) -> bool {
    words(line) <= SHORT_WORDS_MAX && !ends_as_sentence(line)
}

fn ends_as_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '”', '"', '“', '»', '…', '。', '」', ':', '’', ')', '।', '؟'])
}

/// Words by white space; in scripts that have none, two characters count as one.
fn words(line: &str) -> usize {
    let spaceless = line
        .chars()
        .filter(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}'))
        .count();
    line.split_whitespace().count().max(spaceless / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Vec<String> {
        let menu = "Home|News|Politics|Sport|Weather|Sign in|Search|Travel|Business|Culture|Local|Opinion";
        let prose = "The ferry will stay in dock until its engines have been examined by an independent engineer, the company said.";
        let mut lines: Vec<String> = menu.split('|').map(str::to_owned).collect();
        lines.extend([prose, "What happens next", prose].map(str::to_owned));
        lines.extend(
            ["Council votes on new harbour wall after long debate", "Contact", "Imprint", "Terms"].map(str::to_owned),
        );
        lines
    }

    #[test]
    fn the_article_is_found_between_menus() {
        assert_eq!(article(&page()), 12..15);
    }

    #[test]
    fn an_article_alone_is_no_dump() {
        assert_eq!(article(&page()[12..]), 0..7);
        assert_eq!(article(&[]), 0..0);
    }
}
