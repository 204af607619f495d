//! Flat text in, its paragraphs out: blank lines part them, single line breaks do unless the text was wrapped at a
//! fixed width.

use super::normalise;

/// Widths between which text is wrapped by typewriters, wires and mail (guessed from 65 and 72 columns, with room).
const WRAP_CHARS: std::ops::RangeInclusive<usize> = 40..=100;

/// The paragraphs of a text, in normal form, none empty.
pub fn paragraphs(text: &str) -> Vec<String> {
    // Lines of the old Macintosh end in a return alone.
    if memchr::memchr(b'\r', text.as_bytes()).is_some() && !text.contains('\n') {
        return paragraphs(&text.replace('\r', "\n"));
    }
    let lines = lines(text);
    let folds = is_hard_wrapped(&lines);
    let (mut out, mut open) = (Vec::new(), String::new());
    for raw in lines {
        let line = normalise::line(raw);
        let begins = line.is_empty() || !folds || is_indented(raw);
        if begins && !open.is_empty() {
            out.push(std::mem::take(&mut open));
        }
        if open.is_empty() {
            open = line;
        } else {
            join(&mut open, &line);
        }
    }
    if !open.is_empty() {
        out.push(open);
    }
    out
}

/// The lines as `str::lines` has them, but for returns at their ends and an empty one behind the last break.
fn lines(text: &str) -> Vec<&str> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let line = |end: usize| &text[std::mem::replace(&mut start, end + 1)..end];
    ends.map(line).collect()
}

/// Adds a wrapped line; a word that was hyphenated at the line's end becomes whole.
pub fn join(open: &mut String, line: &str) {
    if line.is_empty() {
        return;
    }
    let mut end = open.chars().rev();
    let is_hyphenated =
        end.next() == Some('-') && end.next().is_some_and(char::is_lowercase) && line.starts_with(char::is_lowercase);
    if is_hyphenated {
        open.pop();
    } else {
        open.push(' ');
    }
    open.push_str(line);
}

fn is_indented(raw: &str) -> bool {
    raw.starts_with("  ") || raw.starts_with('\t')
}

/// Whether line breaks inside the paragraphs come from a fixed width: most lines that are followed by another are
/// about as long as the longest and end inside a sentence.
fn is_hard_wrapped(lines: &[&str]) -> bool {
    let is_blank = |line: &str| line.trim_start().is_empty();
    let followed =
        || lines.windows(2).filter(|pair| !is_blank(pair[0]) && !is_blank(pair[1])).map(|pair| pair[0].trim_end());
    let mut lengths: Vec<usize> = followed().map(|line| line.chars().count()).collect();
    // Three lines are no pattern.
    if lengths.len() < 4 {
        return false;
    }
    lengths.sort_unstable();
    // The ninth tenth: one overlong line (an address, a table) must not hide the width.
    let width = lengths[lengths.len() * 9 / 10];
    let full = lengths.iter().filter(|&&n| n * 10 >= width * 7).count();
    let ends_inside = followed().filter(|line| !line.ends_with(['.', '!', '?', ':', '”', '"'])).count();
    WRAP_CHARS.contains(&width) && full * 10 >= lengths.len() * 8 && ends_inside * 10 >= lengths.len() * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(paragraphs(text), expected);
    }

    #[test]
    fn blank_lines_and_single_breaks() {
        check("One.\n\nTwo.\n \n\nThree.", &["One.", "Two.", "Three."]);
        check("A short line\nAnd another one.\nA third", &["A short line", "And another one.", "A third"]);
        check("\r\nOne.\r\nTwo.\r\n", &["One.", "Two."]);
        check("One.\rTwo.\r", &["One.", "Two."]);
    }

    #[test]
    fn hard_wrapped_text_is_folded() {
        let wrapped = "The harbour master of Port Ellery said on Monday that the\nferry would stay in dock until its engines had been exam-\nined by an independent engineer, and that passengers who\nhad booked a crossing for the coming week would be paid\nback in full by the company.\n\nNobody was hurt when the ship lost power on Sunday night\nand drifted for two hours before a tug reached it.";
        let folded = paragraphs(wrapped);
        assert_eq!(folded.len(), 2);
        assert!(folded[0].contains("engines had been examined by an"));
    }
}
