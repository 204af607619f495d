//! The lines of a text in; the same without what readers wrote under it, where nothing but the lines themselves says so.

use super::lines;
use super::normalise::line_key;
use crate::article::Removed;

/// Characters of prose that must stand above: under a headline, "3 comments" is a link (guessed: two paragraphs).
const PROSE_CHARS_MIN: usize = 300;

/// Lines below a heading among which the first comment shows itself (guessed: forms and rules of the house stand between).
const MARK_LINES_MAX: usize = 8;

/// Lines below a heading in which the text can go on (guessed: a bar of buttons and half a dozen teasers stand between).
const TEXT_LINES_MAX: usize = 40;

/// Paragraphs under no comment's mark that are the text's: one may be the rules of the house (guessed).
const TEXT_PROSE_MIN: usize = 2;

/// Longer lines are no marks (guessed: the longest are dates with their labels).
const MARK_BYTES_MAX: usize = 200;

/// Words of the line that names who comments, and of a heading above comments (guessed).
const NAME_WORDS_MAX: usize = 6;
const HEADING_WORDS_MAX: usize = 12;

/// What comments are called, as line keys.
const COMMENTS: &[&str] = &[
    "comments",
    "comment",
    "responses",
    "response",
    "replies",
    "kommentare",
    "kommentar",
    "commentaires",
    "comentarios",
    "commenti",
    "reacties",
    "komentarze",
];

/// Lines that ask for one, as line keys.
const PROMPTS: &[&str] = &[
    "leave a reply",
    "leave a comment",
    "reader comments",
    "readers comments",
    "post a comment",
    "join the conversation",
];

/// Buttons under a comment, as line keys.
const BUTTONS: &[&str] =
    &["reply", "log in to reply", "antworten", "répondre", "responder", "rispondi", "report abuse"];

/// How the line ends that names who comments.
const SAYS: &[&str] = &[" says:", " wrote:", " sagt:", " dit :", " dice:"];

/// Takes off everything from where readers' comments begin.
pub fn cut(lines: &mut Vec<String>, removed: &mut Vec<Removed>) {
    let Some(start) = start(lines) else { return };
    removed.extend(lines.drain(start..).map(|text| Removed { text, rule: "comments".to_owned() }));
}

/// The line with which readers' comments begin.
pub fn start(lines: &[String]) -> Option<usize> {
    let mut prose = 0;
    (0..lines.len()).find(|&at| {
        let is_first = || is_signed(lines, at) && !text_goes_on(&lines[at..]);
        if prose >= PROSE_CHARS_MIN && (is_first() || is_above_comments(lines, at)) {
            return true;
        }
        prose += if lines::is_prose(&lines[at]) { lines[at].chars().count() } else { 0 };
        false
    })
}

/// Whether a heading of comments has some below it.
fn is_above_comments(lines: &[String], at: usize) -> bool {
    let mut below = (at + 1..lines.len()).take(MARK_LINES_MAX);
    is_heading(&lines[at]) && below.any(|at| is_mark(lines, at)) && !text_goes_on(&lines[at + 1..])
}

/// Whether the text goes on below a heading: a teaser with its date, in the middle of a text under a bar that counts comments,
/// looks like a reader with his, but more paragraphs follow than readers write.
fn text_goes_on(lines: &[String]) -> bool {
    let (mut n_headed, mut n_prose) = (0, 0);
    for at in 0..lines.len().min(TEXT_LINES_MAX) {
        if is_mark(lines, at) {
            if n_headed > 0 && n_prose > 0 {
                return false;
            }
            // The mark heads one paragraph.
            (n_headed, n_prose) = (1, 0);
        } else if lines::is_prose(&lines[at]) {
            n_prose += 1;
        }
        if n_prose >= n_headed + TEXT_PROSE_MIN {
            return true;
        }
    }
    false
}

/// Whether a line stands above comments: "Comments (12)", "12 comments", "3 responses to …", "Leave a Reply".
fn is_heading(line: &str) -> bool {
    let key = line_key(line);
    let words: Vec<&str> = key.split(' ').take(HEADING_WORDS_MAX + 1).collect();
    let is_comments = |word: Option<&&str>| word.is_some_and(|word| COMMENTS.contains(word));
    let is_number = |word: Option<&&str>| word.is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let is_counted = is_number(words.first()) && is_comments(words.get(1));
    words.len() <= HEADING_WORDS_MAX
        && (PROMPTS.iter().any(|prompt| key.starts_with(prompt))
            || is_comments(words.first()) && (words.len() == 1 || words.len() == 2 && is_number(words.get(1)))
            || is_counted && (words.len() == 2 || matches!(words[2], "to" | "on" | "so" | "zu" | "sur" | "a")))
}

/// A comment shows itself by its author's line or by its button.
fn is_mark(lines: &[String], at: usize) -> bool {
    let is_date = |line: &String| line.len() <= MARK_BYTES_MAX && lines::is_date_line(line);
    if lines[at].len() > MARK_BYTES_MAX {
        return false;
    }
    let is_name = || {
        let words = lines[at].split_whitespace().count();
        words <= NAME_WORDS_MAX && !lines::is_date_line(&lines[at]) && !lines[at].ends_with('.')
    };
    BUTTONS.contains(&line_key(&lines[at]).as_str())
        || is_says(&lines[at])
        || is_name() && lines.get(at + 1).is_some_and(is_date)
}

/// "dockhand says:" above a moment, or on one line with it.
fn is_signed(lines: &[String], at: usize) -> bool {
    let is_moment = |line: &str| lines::is_date_line(line) && line.contains(':');
    match lines[at].split_once(" says:") {
        Some((_, rest)) if !rest.trim().is_empty() => is_moment(rest),
        Some(_) => is_says(&lines[at]) && lines.get(at + 1).is_some_and(|next| is_moment(next)),
        None => false,
    }
}

/// The line above what a reader says.
fn is_says(line: &str) -> bool {
    line.split_whitespace().count() <= NAME_WORDS_MAX && SAYS.iter().any(|verb| line.ends_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], kept: usize) {
        let mut found: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let mut removed = Vec::new();
        cut(&mut found, &mut removed);
        assert_eq!((found.len(), removed.len()), (kept, lines.len() - kept), "{lines:?}");
    }

    #[test]
    fn comments_are_told_by_their_authors_lines() {
        let prose = "The ferry will stay in dock until its engines have been examined by an independent engineer, the owner said on \
            Monday, and nobody in Port Ellery expects it to sail again before the harbour festival at the end of May.";
        check(&[prose, prose, "Comments (2)", "dockhand says:", "May 4, 2016 at 9:12 am", "About time."], 2);
        check(&[prose, prose, "12 comments", "Dock Hand", "3 hours ago", "About time.", "Reply"], 2);
        check(&[prose, prose, "dockhand says:", "May 4, 2016 at 9:12 am", "About time."], 2);
        check(&[prose, prose, "dockhand says: May 4, 2016 at 9:12 am", "About time."], 2);
        check(&[prose, prose, "Leave a Reply", "Dock Hand wrote:", "About time."], 2);
        // A menu's link above the text, a heading of the text, a speaker's words.
        check(&["Comments (2)", "Jane Doe", "May 4, 2016", prose, prose], 5);
        check(&[prose, prose, "Comments", "The owner had none on Monday.", prose], 5);
        check(&[prose, prose, "As its captain says:", "“The ferry stays in dock.”", prose], 5);
        // A teaser in the middle of a text; readers who write at length under the rules of the house.
        let teaser = ["Comments", "Harbour festival opens", "May 3, 2016", "Share"];
        check(&[&[prose, prose], teaser.as_slice(), &[prose, prose, prose]].concat(), 9);
        check(&[&[prose, prose], teaser.as_slice(), &teaser[1..], &[prose, prose, prose]].concat(), 12);
        let reader = ["Dock Hand", "May 4, 2016", prose, prose, "Reply"];
        check(&[&[prose, prose, "Comments", prose], reader.as_slice(), &reader].concat(), 2);
    }

    #[test]
    fn headings_above_comments() {
        for line in
            ["Comments (12)", "12 Comments", "Kommentare", "3 Responses to “Ferry stays in dock”", "Leave a Reply"]
        {
            assert!(is_heading(line), "{line}");
        }
        for line in ["Comments on the treaty were heard in March", "12 ferries", "Responses vary"] {
            assert!(!is_heading(line), "{line}");
        }
    }
}
