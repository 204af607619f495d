//! Marked text in, lines of a given width out: wraps by words, counts wide characters, neutralises what could act on
//! a terminal. The one place that writes escape codes, and it writes only its own.

use std::io::{self, Write};
use unicode_width::UnicodeWidthChar;

/// How text for people looks; decided once by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns to fill.
    pub width: usize,
    /// Escape codes for colour and weight. Without them matched words stand between asterisks.
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { width: 80, colour: false }
    }
}

/// What a stretch of text is, to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Title,
    Match,
    Name,
    Faint,
}

impl Ink {
    /// The SGR parameters of ECMA-48; from the sixteen colours that every terminal lets its user choose.
    fn code(self) -> &'static str {
        match self {
            Ink::Plain => "0",
            Ink::Title => "1",
            Ink::Match => "1;33",
            Ink::Name => "36",
            Ink::Faint => "2",
        }
    }
}

/// What a line about the program, not of an answer, begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Error,
    Hint,
    Note,
}

impl Label {
    /// The word with its colon.
    pub fn shown(self, colour: bool) -> String {
        let (word, code) = match self {
            Label::Error => ("error:", "1;31"),
            Label::Hint => ("hint:", "1;36"),
            Label::Note => ("note:", "1;36"),
        };
        if colour { escaped(word, code) } else { word.to_owned() }
    }
}

fn escaped(text: &str, code: &str) -> String {
    format!("\x1b[{code}m{text}\x1b[0m")
}

/// Text with ink, as a list of characters that are all safe to show.
#[derive(Debug, Clone, Default)]
pub(super) struct Rich {
    cells: Vec<(char, Ink)>,
}

impl Rich {
    pub fn new() -> Self {
        Rich::default()
    }

    pub fn of(text: &str, ink: Ink) -> Self {
        let mut rich = Rich::new();
        rich.push(text, ink);
        rich
    }

    pub fn push(&mut self, text: &str, ink: Ink) -> &mut Self {
        self.cells.extend(text.chars().map(|c| (visible_char(c), ink)));
        self
    }

    /// Columns it takes on one line.
    pub fn width(&self) -> usize {
        self.cells.iter().map(|&(c, _)| columns(c)).sum()
    }

    /// Writes it on one line, without a line break.
    pub fn write(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        paint(out, &self.cells, style)
    }

    /// Writes it as lines of at most `style.width` columns. The first begins with `first`, the others with as
    /// many blanks.
    pub fn write_wrapped(&self, out: &mut dyn Write, style: Style, first: &str) -> io::Result<()> {
        let indent = first.chars().map(columns).sum();
        // Narrower than this there is no reading; a line may then run over.
        let room = style.width.saturating_sub(indent).max(20);
        for (nth, line) in lines(&self.cells, room).into_iter().enumerate() {
            if nth == 0 {
                write!(out, "{first}")?;
            } else {
                write!(out, "{:indent$}", "")?;
            }
            paint(out, line, style)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// Text of unknown origin as it may be shown on one line: control characters become pictures of themselves, marks
/// that turn the writing direction of what follows become a replacement character.
pub fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

fn visible_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        '\u{2028}' | '\u{2029}' => ' ',
        c if acts_on_terminal(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Control characters; embeddings, overrides and isolates of the bidirectional algorithm. Its weak marks, LRM and
/// RLM, turn nothing and may stay.
pub(super) fn acts_on_terminal(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Greedy lines of at most `room` columns: broken at blanks, beside wide characters, and inside a word only when
/// it is longer than a line.
fn lines(cells: &[(char, Ink)], room: usize) -> Vec<&[(char, Ink)]> {
    let mut lines = Vec::new();
    let mut start = skip_blanks(cells, 0);
    while start < cells.len() {
        let end = line_end(cells, start, room);
        lines.push(trim_end(&cells[start..end]));
        start = skip_blanks(cells, end);
    }
    lines
}

/// Where the line that begins at `start` ends: at the last break that still fits.
fn line_end(cells: &[(char, Ink)], start: usize, room: usize) -> usize {
    let mut used = 0;
    let mut last_break = None;
    for at in start..cells.len() {
        let c = cells[at].0;
        if at > start && breaks_before(cells[at - 1].0, c) {
            last_break = Some(at);
        }
        used += columns(c);
        if used > room && c != ' ' {
            return last_break.unwrap_or(at.max(start + 1));
        }
    }
    cells.len()
}

/// A break is allowed after a blank, and between wide characters unless the second closes what the first opened.
fn breaks_before(previous: char, next: char) -> bool {
    const CLOSING: &str = "、。，．！？：；」』）】〉》’”";
    let wide = |c: char| columns(c) == 2;
    previous == ' ' || (wide(previous) && wide(next) && !CLOSING.contains(next))
}

fn skip_blanks(cells: &[(char, Ink)], from: usize) -> usize {
    cells[from..].iter().position(|&(c, _)| c != ' ').map_or(cells.len(), |blanks| from + blanks)
}

fn trim_end(line: &[(char, Ink)]) -> &[(char, Ink)] {
    let end = line.iter().rposition(|&(c, _)| c != ' ').map_or(0, |last| last + 1);
    &line[..end]
}

fn paint(out: &mut dyn Write, cells: &[(char, Ink)], style: Style) -> io::Result<()> {
    for run in cells.chunk_by(|a, b| a.1 == b.1) {
        let text: String = run.iter().map(|&(c, _)| c).collect();
        let ink = run[0].1;
        if style.colour && ink != Ink::Plain {
            out.write_all(escaped(&text, ink.code()).as_bytes())?;
        } else {
            write!(out, "{text}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &str) {
        let mut out = Vec::new();
        Rich::of(text, Ink::Plain).write_wrapped(&mut out, Style { width, colour: false }, "").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{text:?} in {width}");
    }

    #[test]
    fn wraps_by_words() {
        check("", 20, "");
        check("the ferry to the northern islands", 20, "the ferry to the\nnorthern islands\n");
        check("twenty columns fit in", 20, "twenty columns fit\nin\n");
        check("exactly twenty chars", 20, "exactly twenty chars\n");
        check("  blanks \n at  both ends  ", 30, "blanks   at  both ends\n");
        check("anabsurdlylongwordthatfillsmore", 20, "anabsurdlylongwordth\natfillsmore\n");
    }

    #[test]
    fn wide_characters_take_two_columns_and_break_anywhere() {
        check("東京都の新しい予算案が可決された。", 20, "東京都の新しい予算案\nが可決された。\n");
    }

    proptest::proptest! {
        #[test]
        fn every_line_fits_and_nothing_is_lost(text in "\\PC{0,200}", width in 20usize..70) {
            let rich = Rich::of(&text, Ink::Plain);
            let mut out = Vec::new();
            rich.write_wrapped(&mut out, Style { width, colour: false }, "").unwrap();
            let out = String::from_utf8(out).unwrap();
            for line in out.lines() {
                proptest::prop_assert!(line.chars().map(columns).sum::<usize>() <= width, "{:?}", line);
            }
            let words = |text: &str| text.replace([' ', '\n'], "");
            proptest::prop_assert_eq!(words(&out), words(&visible(&text)));
        }
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        assert_eq!(visible("a\x1b[31mred\x07 \u{9b}2J \u{202e}x\x7f\r\n"), "a␛[31mred␇ \u{fffd}2J \u{fffd}x␡  ");
    }

    #[test]
    fn escape_codes_only_when_asked() {
        let mut rich = Rich::of("a ", Ink::Plain);
        rich.push("match", Ink::Match);
        let mut out = Vec::new();
        rich.write(&mut out, Style { width: 80, colour: true }).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a \x1b[1;33mmatch\x1b[0m");
    }
}
