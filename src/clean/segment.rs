//! The lines of a flat text in, the stretch that is the article out, where the text is the dump of a whole page.
//!
//! A dump shows itself by menus: many short lines that are no sentences, above or below the prose. In a dump every line
//! votes (prose for, menu entries, known chrome and headlines of other stories against), and the article is the stretch with the
//! greatest sum of votes (maximum subsequence segmentation: Pasternack and Roth, WWW 2009). What lies inside is kept whole:
//! subheadings, lists and tables belong to it. Text that is not a dump is left alone.

use super::normalise::long_words;
use std::collections::HashSet;
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

/// Rules whose lines stand under articles: what follows them is mostly other stories and what readers say.
const TAIL_RULES: &[&str] = &["related", "related-run", "more", "newsletter", "share", "rights", "contact", "top"];

/// Words of prose from which such a line may stand under the article: above it, sites offer to share it (guessed).
const ARTICLE_WORDS_MIN: usize = 200;

/// Votes of lines known for chrome, of those that stand under articles and of the others; of a paragraph alone under a
/// headline below the first of the former, which is another story's; of an item of a numbered list. Tried like the others.
const TAIL_VOTE: f64 = -15.0;
const CHROME_VOTE: f64 = -5.0;
const TEASER_VOTE: f64 = 10.0;
const ITEM_VOTE: f64 = -1.0;

/// Where no menu stands above, the text is an article that somebody cut out, and what stands below may be its table: lines
/// are kept as long as more of them than not have half of their longer words from the article, if there are so many
/// (guessed).
const TABLE_LINES_MIN: i32 = 5;

/// Votes of the other kinds of line.
const SENTENCE_WORDS_MIN: usize = 6;
const SENTENCE_VOTE: f64 = 3.0;
const UNENDED_WORDS_MIN: usize = 25;
const HEADLINE_VOTE: f64 = -7.0;
const SHORT_VOTE: f64 = -4.0;

/// The stretch of lines that is the article where menus stand above or below it: only the side that has menus is cut.
/// `rules` says of each line by which rule it is known for chrome.
pub fn article(lines: &[String], rules: &[Option<&str>]) -> Range<usize> {
    let is_body = |at: &usize| rules[*at].is_none() && is_prose(&lines[*at]);
    let Some(first) = (0..lines.len()).find(is_body) else { return 0..lines.len() };
    let last = (0..lines.len()).rev().find(is_body).unwrap_or(first);
    let n_short = |range: Range<usize>| range.filter(|&at| rules[at].is_none() && is_short(&lines[at])).count();
    let has_menu_above = n_short(0..first) >= MENU_LINES_ABOVE_MIN;
    // A table has a figure beside each name.
    let n_figures = lines[last..].iter().filter(|line| is_figure(line)).count();
    let has_menu_below = n_short(last..lines.len()) >= MENU_LINES_BELOW_MIN + 2 * n_figures;
    if !has_menu_above && !has_menu_below {
        return 0..lines.len();
    }
    let votes = votes(lines, rules);
    let best = best_stretch(&votes);
    let ends_in_menu = has_menu_below || n_short(best.end..lines.len()) >= MENU_LINES_BELOW_DUMP_MIN;
    let is_much = |beside: Range<usize>| {
        let prose =
            |range: Range<usize>| range.filter(|&at| votes[at] >= PROSE_WORDS_MIN as f64).map(|at| words(&lines[at]));
        prose(beside).sum::<usize>() * CUT_SHARE_MAX > prose(best.clone()).sum::<usize>()
    };
    let start = match has_menu_above {
        true if is_much(0..best.start) => first,
        true => best.start,
        false => 0,
    };
    let end = match ends_in_menu {
        true if is_much(best.end..lines.len()) => last + 1,
        true if !has_menu_above => end_of_table(lines, best.end),
        true => best.end,
        false => lines.len(),
    };
    start..end
}

/// Where the table ends that stands under an article's last line; that line's end where there is none.
fn end_of_table(lines: &[String], end: usize) -> usize {
    let known: HashSet<String> = lines[..end].iter().flat_map(|line| long_words(line)).collect();
    let (mut best, mut best_sum, mut sum) = (end, TABLE_LINES_MIN - 1, 0);
    for (at, line) in lines.iter().enumerate().skip(end) {
        let words = long_words(line);
        let n_known = words.iter().filter(|word| known.contains(*word)).count();
        if !words.is_empty() {
            sum += if n_known * 2 >= words.len() { 1 } else { -1 };
        }
        if sum > best_sum {
            (best, best_sum) = (at + 1, sum);
        }
    }
    best
}

/// The stretch of lines with the greatest sum of votes; empty when nothing votes for.
fn best_stretch(votes: &[f64]) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut start, mut sum) = (0, 0.0);
    for (i, vote) in votes.iter().enumerate() {
        if sum <= 0.0 {
            (start, sum) = (i, 0.0);
        }
        sum += vote;
        if sum > best_sum {
            (best, best_sum) = (start..i + 1, sum);
        }
    }
    best
}

/// What every line says.
fn votes(lines: &[String], rules: &[Option<&str>]) -> Vec<f64> {
    let kinds: Vec<f64> = lines.iter().map(|line| vote(line)).collect();
    let is_line = |at: usize, is: fn(f64) -> bool| rules.get(at).is_some_and(Option::is_none) && is(kinds[at]);
    let (mut prose_words, mut is_below) = (0, false);
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        if let Some(rule) = rules[at] {
            let is_tail = TAIL_RULES.contains(&rule);
            is_below |= is_tail && prose_words >= ARTICLE_WORDS_MIN;
            out.push(if is_tail { TAIL_VOTE } else { CHROME_VOTE });
            continue;
        }
        let is_prose = |vote: f64| vote >= PROSE_WORDS_MIN as f64;
        if is_prose(kinds[at]) {
            let is_alone = !is_line(at + 1, is_prose);
            let is_headed = at > 0 && is_line(at - 1, |vote| vote < 0.0);
            if is_below && is_headed && is_alone {
                out.push(TEASER_VOTE);
                continue;
            }
            if is_below && !is_alone {
                is_below = false;
            }
            prose_words += words(line);
        }
        let is_item = kinds[at] < 0.0 && !is_below && line.starts_with(|c: char| c.is_ascii_digit() || c == '•');
        out.push(if is_item { ITEM_VOTE } else { kinds[at] });
    }
    out
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

/// A line that says a number and no word: the cell of a table ("17", "6% / 40%"). Menus are made of words.
fn is_figure(line: &str) -> bool {
    line.contains(|c: char| c.is_numeric()) && !line.contains(char::is_alphabetic)
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
        assert_eq!(article(&page(), &[None; 19]), 12..15);
    }

    #[test]
    fn a_table_of_figures_is_no_menu() {
        let lines = page()[12..15].to_vec();
        let rows = |n: usize| (0..n).flat_map(|row| [format!("Harbour {row}"), format!("{row} / 40%")]);
        let table: Vec<String> = lines.iter().cloned().chain(rows(40)).collect();
        assert_eq!(article(&table, &vec![None; table.len()]), 0..table.len());
        let menu: Vec<String> = lines.into_iter().chain((0..40).map(|row| format!("Harbour {row}"))).collect();
        assert_eq!(article(&menu, &vec![None; menu.len()]), 0..3);
    }

    #[test]
    fn an_article_alone_is_no_dump() {
        assert_eq!(article(&page()[12..], &[None; 7]), 0..7);
        assert_eq!(article(&[], &[]), 0..0);
    }
}
