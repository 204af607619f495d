//! The lines of a flat text in; out, whether it is a dump of a whole page, and which stretch of it is the article.
//!
//! A dump shows itself by menus: many short lines that are no sentences, from the top on. In a dump every line votes
//! (prose for, menu entries and headlines of other stories against), and the article is the stretch with the greatest
//! sum of votes (maximum subsequence segmentation: Pasternack and Roth, WWW 2009). What lies inside is kept whole: subheadings,
//! lists and tables belong to it. Text that is not a dump is left alone.

/// Fewer lines are no page.
const LINES_MIN: usize = 15;

/// Short lines that are no sentences, in number and as a share of all, from which a text is a dump. These and the votes
/// below were measured on the looked-at part of the evaluation scrapes; the figures hardly move around them.
const SHORT_LINES_MIN: usize = 10;
const SHORT_SHARE_MIN: f64 = 0.3;

/// Of this many lines at the top, how many must be short: text cut out around the article begins with the article.
const HEAD_LINES: usize = 12;
const HEAD_SHORT_MIN: usize = 6;

/// A line of at most this many words that does not end as a sentence is a menu entry.
const SHORT_WORDS_MAX: usize = 6;

/// A sentence of this many words is prose; its vote is its words, up to the second figure.
const PROSE_WORDS_MIN: usize = 15;
const VOTE_MAX: f64 = 40.0;

/// Votes of the other kinds of line.
const SENTENCE_WORDS_MIN: usize = 6;
const SENTENCE_VOTE: f64 = 3.0;
const UNENDED_WORDS_MIN: usize = 25;
const HEADLINE_VOTE: f64 = -7.0;
const SHORT_VOTE: f64 = -4.0;

/// Whether the lines are a whole page with its menus.
pub fn is_dump(lines: &[String]) -> bool {
    let n_short = lines.iter().filter(|line| is_short(line)).count();
    let n_short_head = lines.iter().take(HEAD_LINES).filter(|line| is_short(line)).count();
    lines.len() >= LINES_MIN
        && n_short >= SHORT_LINES_MIN
        && n_short as f64 >= SHORT_SHARE_MIN * lines.len() as f64
        && n_short_head >= HEAD_SHORT_MIN
}

/// The stretch of lines with the greatest sum of votes; empty when nothing votes for.
pub fn article(lines: &[String]) -> std::ops::Range<usize> {
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
        lines.extend(["Council votes on new harbour wall after long debate", "Contact", "Imprint"].map(str::to_owned));
        lines
    }

    #[test]
    fn the_article_is_found_between_menus() {
        assert!(is_dump(&page()));
        assert_eq!(article(&page()), 12..15);
    }

    #[test]
    fn an_article_alone_is_no_dump() {
        assert!(!is_dump(&page()[12..]));
        assert_eq!(article(&[]), 0..0);
    }
}
