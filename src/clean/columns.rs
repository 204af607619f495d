//! Flat text whose lines run across the columns of a printed page, as programs write it that keep a page's layout
//! (`pdftotext -layout`), in; the columns one below the other out. A table has cells of a word or a figure, a column has prose.

use super::{lines, paragraphs};

/// Spaces that part two columns at least; between the words of justified text there are two (guessed).
const GAP_CHARS_MIN: usize = 3;

/// A column's lines begin as far to the right of its edge at most: paragraphs are indented (guessed).
const INDENT_CHARS_MAX: usize = 3;

/// Lines that two columns share at least, and their share in those of a page: headlines across and pictures take the rest (guessed).
const SHARED_LINES_MIN: usize = 6;
const SHARED_MIN: f64 = 0.5;

/// Of all lines, so many may run across the edge: what stands above and below the columns (guessed).
const CROSSING_MAX: f64 = 0.25;

/// A column's lines have so many letters and words in the mean (guessed: the narrowest columns of a paper have 25 letters).
const COLUMN_LETTERS_MIN: usize = 16;
const COLUMN_WORDS_MIN: usize = 3;

/// Of a column's lines, so many at least go on with the sentence of the line above (guessed: two in three do, in German every second).
/// Rows of a list begin anew, each of them, however much they have to say.
const GOING_ON_MIN: f64 = 1.0 / 3.0;

/// Columns beside each other at most (guessed: a paper's page has eight).
const COLUMNS_MAX: usize = 8;

/// Edges are looked for in so many letters of a line (guessed: no line of print is longer).
const LINE_CHARS_MAX: usize = 400;

/// The text with its columns one below the other; nothing where it has none.
pub fn untangled(text: &str) -> Option<String> {
    let has_gap = |line: &&str| line.trim().contains("   ");
    if text.lines().filter(has_gap).count() < SHARED_LINES_MIN {
        return None;
    }
    let mut is_changed = false;
    let pages = text.split('\u{c}').map(|page| {
        let lines: Vec<&str> = page.lines().map(str::trim_end).collect();
        let Some(edge) = edge(&lines) else { return page.to_owned() };
        is_changed = true;
        in_order(&lines, edge, COLUMNS_MAX).join("\n\n")
    });
    let pages = pages.collect::<Vec<_>>().join("\n\n");
    is_changed.then_some(pages)
}

/// Where a line lies to the edge between two columns.
enum Side<'l> {
    /// Only in the first; nothing, if it is blank.
    Left(&'l str),
    Both(&'l str, &'l str),
    Across(&'l str),
}

fn side(line: &str, edge: usize) -> Side<'_> {
    let Some((at, _)) = line.char_indices().nth(edge) else { return Side::Left(line) };
    let (left, right) = line.split_at(at);
    let has_gap = left.ends_with("  ");
    let indent = right.chars().take_while(|c| *c == ' ').count();
    match left.trim().is_empty() || has_gap && indent <= INDENT_CHARS_MAX {
        true => Side::Both(left.trim_end(), right),
        false => Side::Across(line),
    }
}

/// The column at which the most lines go on behind a gap, if what stands on both sides of it is prose.
fn edge(lines: &[&str]) -> Option<usize> {
    let n_lines = lines.iter().filter(|line| !line.trim().is_empty()).count();
    let mut starts = vec![0_usize; LINE_CHARS_MAX];
    for line in lines {
        let (mut n_spaces, mut has_text) = (0, false);
        for (at, c) in line.chars().take(LINE_CHARS_MAX).enumerate() {
            if c != ' ' && n_spaces >= GAP_CHARS_MIN && has_text {
                starts[at] += 1;
            }
            has_text |= c != ' ';
            n_spaces = if c == ' ' { n_spaces + 1 } else { 0 };
        }
    }
    // Of equals the leftmost: the columns behind it are parted next.
    let (edge, _) = starts.iter().enumerate().rev().max_by_key(|(_, n)| **n)?;
    let (mut n_both, mut n_across, mut of_left, mut of_right) = (0, 0, Prose::default(), Prose::default());
    for line in lines {
        match side(line, edge) {
            Side::Both(left, right) if !left.is_empty() => {
                n_both += 1;
                of_left.add(left);
                of_right.add(right);
            }
            Side::Across(_) => n_across += 1,
            _ => {}
        }
    }
    let is_shared = n_both >= SHARED_LINES_MIN && n_both as f64 >= SHARED_MIN * n_lines as f64;
    let is_edge = is_shared && n_across as f64 <= CROSSING_MAX * n_lines as f64;
    (is_edge && of_left.is_prose(n_both) && of_right.is_prose(n_both)).then_some(edge)
}

/// How much prose the lines of a column are.
#[derive(Default)]
struct Prose {
    n_letters: usize,
    n_words: usize,
    n_going_on: usize,
    /// Whether the line above ends inside a sentence.
    is_open: bool,
}

impl Prose {
    fn add(&mut self, part: &str) {
        let text = part.trim();
        // Scripts without capitals have letters that are neither.
        self.n_going_on +=
            usize::from(self.is_open && text.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase()));
        self.is_open = !lines::ends_as_sentence(text);
        self.n_letters += part.chars().filter(|c| c.is_alphabetic()).count();
        self.n_words += part.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    }

    fn is_prose(&self, n_lines: usize) -> bool {
        let has_words = self.n_letters >= COLUMN_LETTERS_MIN * n_lines && self.n_words >= COLUMN_WORDS_MIN * n_lines;
        has_words && self.n_going_on as f64 >= GOING_ON_MIN * n_lines as f64
    }
}

/// The paragraphs of a page: down the first column, then down what is right of it, from one line across to the next.
fn in_order(lines: &[&str], edge: usize, n_columns: usize) -> Vec<String> {
    let (mut out, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        match side(line, edge) {
            Side::Left(line) => {
                left.push(line);
                right.push("");
            }
            Side::Both(one, other) => {
                left.push(one);
                right.push(other);
            }
            Side::Across(line) => {
                close(&mut left, &mut right, n_columns, &mut out);
                out.push(line.trim().to_owned());
            }
        }
    }
    close(&mut left, &mut right, n_columns, &mut out);
    out
}

fn close<'l>(left: &mut Vec<&'l str>, right: &mut Vec<&'l str>, n_columns: usize, out: &mut Vec<String>) {
    out.extend(column(&std::mem::take(left)));
    let right = std::mem::take(right);
    match edge(&right).filter(|_| n_columns > 2) {
        Some(edge) => out.extend(in_order(&right, edge, n_columns - 1)),
        None => out.extend(column(&right)),
    }
}

/// The paragraphs of one column, which is as narrow as no other text.
fn column(lines: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in lines {
        let text = line.trim();
        if text.is_empty() {
            is_open = false;
            continue;
        }
        match out.last_mut().filter(|_| is_open && !line.starts_with("  ")) {
            Some(last) => paragraphs::join(last, text),
            None => out.push(text.to_owned()),
        }
        is_open = true;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_one_after_the_other() {
        let page = "
                         THE ELLERY COURIER
Ferry stays in dock                     Mill reopens after flood

The harbour ferry will stay in          The paper mill at Tolland re-
dock until its engines have been        opened on Monday, four months
examined by an independent en-          after the river took its boiler
gineer, the owner said on Tues-         house, and 80 people went back
day. He named no date for it.             “It smells of glue again, and
The school closed its kitchen.          I am glad,” said Rolf Hadderby.";
        let expected = [
            "THE ELLERY COURIER",
            "Ferry stays in dock",
            "The harbour ferry will stay in dock until its engines have been examined by an independent engineer, the owner said on Tuesday. He named no date for it. The school closed its kitchen.",
            "Mill reopens after flood",
            "The paper mill at Tolland reopened on Monday, four months after the river took its boiler house, and 80 people went back",
            "“It smells of glue again, and I am glad,” said Rolf Hadderby.",
        ];
        assert_eq!(untangled(page).as_deref(), Some(expected.join("\n\n").as_str()));
    }

    #[test]
    fn rows_of_many_words_are_no_columns() {
        let rows = |row: &[&str]| row.iter().map(|row| format!("{row}\n")).collect::<String>().repeat(5);
        for text in [
            rows(&[
                "Party of the Green Hills A      wants a new bridge over the harbour by 2020",
                "Union of Tolland Farmers        would rather have the old ferry mended",
            ]),
            rows(&[
                "Ellery Rovers of the North 3      beat Tolland Town after extra time",
                "Hadderby United of the Isle 0     lost at home to the Port Wanderers",
            ]),
            rows(&[
                "20.15 News of the day and the weather     The Ferryman, a film in two parts by Jane Doe",
                "22.00 Talk from the harbour at Tolland    Songs of the Isle, with Rolf Hadderby",
            ]),
            rows(&[
                "The ferry stays in the dock today      Die Fähre bleibt heute im Dock liegen",
                "Nobody knows when it will sail         Niemand weiß, wann sie wieder fährt",
            ]),
            rows(&[
                "    let toll = fare of the ferry(day);       // What a passenger pays on a weekday",
                "    let sum = add the toll to the sum;       // Paid at the harbour on the way back",
            ]),
        ] {
            assert_eq!(untangled(&text), None, "{text}");
        }
    }

    #[test]
    fn tables_and_prose_are_no_columns() {
        let table = "Ellery Rovers     12   3   45\n".repeat(20);
        let names = "Jane Doe, Port Ellery         John Roe, Tolland\n".repeat(5);
        let prose = "The ferry will stay   in dock until its engines have been examined.\n".repeat(2);
        for text in [&table, &names, &prose, &"   \n".repeat(50)] {
            assert_eq!(untangled(text), None, "{text}");
        }
    }
}
