//! A text and its paragraphs in, the stretches between quotation marks out.
//!
//! Marks come in pairs that depend on the language („ “ is German, ” opens in Swedish, » « in Danish and in
//! German books). A straight `"` opens after white space and closes before it. Single marks count as
//! quotation marks only where a text uses no double ones beside them (British style, ‚ ‘ and › ‹); elsewhere they are
//! nested, or apostrophes. A stretch that is not closed ends with its paragraph; when the next paragraph
//! opens with a mark again, the quotation continues there.

use crate::article::Span;
use crate::text::eight::mark_from;

/// A stretch between quotation marks, within one paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// Without the marks and white space beside them.
    pub inner: Span,
    /// With them.
    pub outer: Span,
    /// Index of the paragraph.
    pub paragraph: usize,
    /// It goes on in the next paragraph, which opens with a mark again.
    pub continues: bool,
}

/// The marks that close a stretch opened by `mark`; empty when it opens none.
fn closers(mark: char, single: bool) -> &'static [char] {
    match mark {
        '“' => &['”'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '"' => &['"'],
        '”' => &['”'],
        '「' => &['」'],
        '『' => &['』'],
        '‘' if single => &['’'],
        '\'' if single => &['\''],
        '‚' if single => &['‘', '’'],
        '›' if single => &['‹'],
        '‹' if single => &['›'],
        _ => &[],
    }
}

/// A character of the text that can be a quotation mark.
#[derive(Clone, Copy)]
struct Mark {
    at: usize,
    c: char,
    /// Bytes it takes.
    width: usize,
}

/// The quoted stretches of the text, in order, none overlapping.
pub fn scan(text: &str, paragraphs: &[Span]) -> Vec<Quoted> {
    let after = |mark: &Mark| next_mark(text, mark.at + mark.width);
    let marks: Vec<Mark> = std::iter::successors(next_mark(text, 0), after).collect();
    let single = uses_single_marks(text, &marks);
    let mut found: Vec<Quoted> = Vec::new();
    let mut rest = marks.as_slice();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        rest = &rest[rest.partition_point(|mark| mark.at < paragraph.start)..];
        let (here, behind) = rest.split_at(rest.partition_point(|mark| mark.at < paragraph.end));
        rest = behind;
        if let Some(slice) = text.get(paragraph.range()).filter(|_| !here.is_empty()) {
            scan_paragraph(slice, paragraph.start, here, index, single, &mut found);
        }
    }
    found
}

/// Whether single marks do the work of double ones: they open more stretches than the double marks do. Marks
/// inside a stretch of the other kind are nested and do not count.
fn uses_single_marks(text: &str, marks: &[Mark]) -> bool {
    let (mut double, mut single) = (0usize, 0usize);
    // Marks that are no apostrophe and no foot.
    let mut sure = 0usize;
    let mut inside = None;
    let mut next = 0;
    for &Mark { at, c, width } in marks {
        if inside.is_some() && text[next..at].contains('\n') {
            inside = None; // left open, or an apostrophe
        }
        next = at + width;
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let after = text[next..].chars().next().unwrap_or(' ');
        let closing = match inside {
            Some('‘') => matches!(c, '’' | '\'') && closes(c, before, after),
            Some('‚') => matches!(c, '‘' | '’'),
            Some('›') => c == '‹',
            Some('‹') => c == '›',
            Some(_) => matches!(c, '“' | '”' | '»' | '«' | '"') && !opens_after(before),
            None => false,
        };
        if closing {
            inside = None;
            continue;
        }
        if inside.is_some() {
            continue;
        }
        match c {
            '“' | '„' | '«' | '»' => (double, inside) = (double + 1, Some('“')),
            '"' if opens_after(before) => (double, inside) = (double + 1, Some('“')),
            '‘' | '\'' if opens_after(before) && (after.is_alphabetic() || after == '“' || after == '"') => {
                (single, inside) = (single + 1, Some('‘'));
            }
            '‚' | '›' | '‹' if opens_after(before) && (after.is_alphanumeric() || c == '‹') => {
                (sure, inside) = (sure + 1, Some(c));
            }
            _ => {}
        }
    }
    sure > 0 && double == 0 || single > 1 && double * 3 < single // guessed: a British page with a few scare quotes in double marks
}

/// The next character from `from` on that can be a quotation mark: what is typed twice for a double mark (,,…“ and ››…‹‹) is that
/// mark.
fn next_mark(text: &str, from: usize) -> Option<Mark> {
    let mut at = from;
    loop {
        at = mark_from(text.as_bytes(), at, *b"\"',");
        let c = text.get(at..)?.chars().next()?;
        let width = c.len_utf8();
        // Marks begin with one of these bytes, « » with C2, “ ” ‘ ’ ‚ „ ‹ › with E2, 「 」 『 』 with E3.
        if !matches!(text.as_bytes()[at], b'"' | b'\'' | b',' | 0xC2 | 0xE2 | 0xE3) {
            at += width;
            continue;
        }
        let doubled = match c {
            ',' => '„',
            '›' => '»',
            '‹' => '«',
            _ => return Some(Mark { at, c, width }),
        };
        let opens = || opens_after(text[..at].chars().next_back().unwrap_or(' '));
        if text[at + width..].starts_with(c) && (c != ',' || opens()) {
            return Some(Mark { at, c: doubled, width: 2 * width });
        }
        if c != ',' {
            return Some(Mark { at, c, width });
        }
        at += width;
    }
}

fn opens_after(before: char) -> bool {
    before.is_whitespace()
        || matches!(before, '(' | '[' | '—' | '–' | '-' | '/' | '>' | '\u{feff}' | '“' | '‘' | '"' | '\'' | ':' | '…')
}

struct Open {
    /// Where the mark stands and where the words begin.
    at: usize,
    inner: usize,
    closers: &'static [char],
    mark: char,
    /// Openings of the same mark inside.
    depth: usize,
    /// A straight mark was opened inside a curly pair.
    straight_inside: bool,
}

/// `marks` are those of the paragraph.
fn scan_paragraph(slice: &str, offset: usize, marks: &[Mark], index: usize, single: bool, found: &mut Vec<Quoted>) {
    let mut open: Option<Open> = None;
    let mut next = 0;
    for &Mark { at, c, width } in marks {
        let at = at - offset;
        if at < next {
            continue; // closed with the mark before
        }
        next = at + width;
        let before = slice[..at].chars().next_back().unwrap_or('\n');
        let after = slice[next..].chars().next().unwrap_or('\n');
        match &mut open {
            None => {
                let closers = closers(c, single);
                if !closers.is_empty() && opens(c, before, after) {
                    // A paragraph that opens with a mark goes on with what the last one left open.
                    open = Some(Open { at, inner: next, closers, mark: c, depth: 0, straight_inside: false });
                }
            }
            Some(o) if o.closers.contains(&c) && closes(c, before, after) => {
                if o.depth > 0 {
                    o.depth -= 1;
                } else {
                    push(slice, offset, index, o, at, next, found);
                    open = None;
                }
            }
            // Typewriters and wires close with two single marks: “…''.
            Some(o) if matches!(o.mark, '“' | '"' | '„') && matches!(c, '\'' | '’') && after == c => {
                let end = next + c.len_utf8();
                if opens_after(before) {
                    o.straight_inside = true;
                } else if o.straight_inside {
                    o.straight_inside = false;
                } else {
                    push(slice, offset, index, o, at, end, found);
                    open = None;
                }
                next = end;
            }
            // Pairs that were mixed up: “…" and “…“ and "…”.
            Some(o) if c == '"' && o.mark == '“' => {
                if opens_after(before) && !after.is_whitespace() {
                    o.straight_inside = true;
                } else if o.straight_inside {
                    o.straight_inside = false;
                } else {
                    push(slice, offset, index, o, at, at + 1, found);
                    open = None;
                }
            }
            Some(o) if c == '“' && o.mark == '“' && !opens_after(before) && !after.is_alphanumeric() => {
                push(slice, offset, index, o, at, at + c.len_utf8(), found);
                open = None;
            }
            Some(o) if c == '”' && o.mark == '"' => {
                push(slice, offset, index, o, at, at + c.len_utf8(), found);
                open = None;
            }
            Some(o) if c == o.mark && c != '"' && c != '\'' && opens_after(before) => {
                // Opened again without a close: nested where enough marks follow, else the first was left open.
                let rest = &slice[at..];
                const LOOK_AHEAD_BYTES: usize = 600; // a paragraph; keeps a megabyte of marks quick
                let closing = rest
                    .char_indices()
                    .take_while(|&(i, _)| i < LOOK_AHEAD_BYTES)
                    .filter(|(_, c)| o.closers.contains(c))
                    .take(2)
                    .count();
                if closing >= 2 && o.depth < 2 && before.is_whitespace() && !ends_statement(&slice[o.inner..at]) {
                    o.depth += 1;
                } else {
                    push(slice, offset, index, o, at, at, found);
                    open =
                        Some(Open { at, inner: next, closers: o.closers, mark: c, depth: 0, straight_inside: false });
                }
            }
            Some(_) => {}
        }
    }
    if let Some(o) = open {
        push(slice, offset, index, &o, slice.len(), slice.len(), found);
        let continues = found.last().is_some_and(|q| q.outer.end == offset + slice.len());
        if let Some(last) = found.last_mut() {
            last.continues = continues;
        }
    }
}

fn ends_statement(words: &str) -> bool {
    words.trim_end().ends_with(['.', '!', '?', ','])
}

fn opens(mark: char, before: char, after: char) -> bool {
    // A curly mark after white space opens, even where more white space follows it.
    if after.is_whitespace() && !(matches!(mark, '«' | '»' | '‹') || mark == '“' && before.is_whitespace()) {
        return false;
    }
    match mark {
        '"' | '\'' | '‘' | '”' | '»' => {
            opens_after(before) && (after.is_alphanumeric() || !matches!(mark, '\'' | '‘') || after == '…')
        }
        _ => true,
    }
}

fn closes(mark: char, before: char, after: char) -> bool {
    match mark {
        // An apostrophe stands between letters; a closing mark does not.
        '’' | '\'' => !(after.is_alphanumeric() || before.is_whitespace() || before == 's' && after == ' '),
        '"' => !(after.is_alphanumeric() && before.is_whitespace()) || before == '\n',
        _ => true,
    }
}

fn push(
    slice: &str,
    offset: usize,
    paragraph: usize,
    open: &Open,
    inner_end: usize,
    outer_end: usize,
    found: &mut Vec<Quoted>,
) {
    let inner = &slice[open.inner..inner_end];
    let trimmed = inner.trim();
    if !trimmed.contains(char::is_alphanumeric) {
        return;
    }
    let start = offset + open.inner + (inner.len() - inner.trim_start().len());
    let inner = Span::new(start, start + trimmed.len());
    let outer = Span::new(offset + open.at, offset + outer_end);
    found.push(Quoted { inner, outer, paragraph, continues: false });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut paragraphs = Vec::new();
        let mut at = 0;
        for line in text.split("\n\n") {
            paragraphs.push(Span::new(at, at + line.len()));
            at += line.len() + 2;
        }
        let found = scan(text, &paragraphs);
        assert_eq!(found.iter().map(|q| q.inner.of(text)).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn pairs() {
        check("“A b,” he said. “C.”", &["A b,", "C."]);
        check("\"A b,\" he said. \"C.\"", &["A b,", "C."]);
        check("„Ja“, sagte er, „nein“.", &["Ja", "nein"]);
        check("« Oui », dit-il.", &["Oui"]);
        check("»Ja«, sagte er.", &["Ja"]);
        check("「はい」と言った。", &["はい"]);
    }

    #[test]
    fn single_marks_and_apostrophes() {
        check("‘It’s late,’ she said. ‘We’ll go.’", &["It’s late,", "We’ll go."]);
        check("“He said ‘no’ to me,” she said.", &["He said ‘no’ to me,"]);
        check("‚Ja, gern‘, sagte er. ‚Nein.‘", &["Ja, gern", "Nein."]);
        check("›Ja, gern‹, sagte er.", &["Ja, gern"]);
        check(",,Ja, gern'', sagte er. ,,Nein.“ Er ging,, und kam.", &["Ja, gern", "Nein."]);
        check("››Ja, gern‹‹, sagte er. ‹‹ Oui, merci ››, dit-il.", &["Ja, gern", "Oui, merci"]);
        check("‹ Oui, merci ›, dit-il. ‹Non›, dit-elle.", &["Oui, merci", "Non"]);
        check("„Er sagte ‚nein‘ dazu“, sagte sie.", &["Er sagte ‚nein‘ dazu"]);
        check("It’s the ’90s and rock ’n’ roll.", &[]);
        check("He is 6'2\" tall and the board 5\" wide.", &[]);
    }

    #[test]
    fn unclosed_and_continued() {
        check("“One.\n\n“Two,” he said.", &["One.", "Two,"]);
        check("“One, he said.\n\nTwo.", &["One, he said."]);
        check("“The “big” one,” he said.", &["The “big” one,"]);
        check("“One. “Two.”", &["One.", "Two."]);
        check("“One,\" he said. “Two,“ he said. \"Three.”", &["One,", "Two,", "Three."]);
        check("“A \"b\" c,” he said.", &["A \"b\" c,"]);
        check("“One,'' he said. \"Two,’’ he said. “Three.”", &["One,", "Two,", "Three."]);
    }
}
