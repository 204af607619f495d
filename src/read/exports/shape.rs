//! Lines in, what their shape says out: the small questions that all forms of export ask of a line.

/// A line of a text, where it begins in it, and where the next does.
#[derive(Debug, Clone, Copy)]
pub struct TextLine<'t> {
    pub start: usize,
    pub end: usize,
    /// Without its break and what hangs behind it.
    pub text: &'t str,
}

impl TextLine<'_> {
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Where the value begins that the line ends with; where it is on the next line, that begins it.
    pub fn start_of(&self, value: &str) -> usize {
        let at = self.text.rfind(value).filter(|_| !value.is_empty());
        at.map_or(self.end, |at| self.start + at)
    }

    /// Whether it was set in the middle of the page.
    pub fn is_centred(&self) -> bool {
        self.text.starts_with("    ")
    }
}

/// The lines of a text, lazily: a text may be all breaks.
pub fn lines(text: &str) -> impl Iterator<Item = TextLine<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let end = start + line.len();
        TextLine { start: std::mem::replace(&mut start, end), end, text: line.trim_end() }
    })
}

/// `name: value`, where the name is short enough to be one (guessed: "Language of publication" has 23 letters).
pub fn labelled(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let is_name = name.starts_with(char::is_alphabetic) && name.len() <= 40 && !name.contains(['.', '"', '?', '!']);
    is_name.then_some((name, value.trim()))
}

/// Which of these labels a line begins with, and what stands behind it.
pub fn label_of<'t, L: Copy>(line: &'t str, labels: &[(L, &[&str])]) -> Option<(L, &'t str)> {
    let (name, value) = labelled(line)?;
    labels.iter().find(|(_, names)| names.contains(&name)).map(|(label, _)| (*label, value))
}

/// Whether a line says who owns the text.
pub fn is_copyright(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let owns = ["copyright", "©", "(c)"].iter().any(|mark| line.starts_with(mark)) && parts(&line).any(is_year);
    owns || ["all rights reserved", "alle rechte vorbehalten", "tous droits réservés"]
        .iter()
        .any(|all| line.starts_with(all))
}

/// Whether a line may be the day that something appeared: a year, and a day or a month.
pub fn is_dated(line: &str) -> bool {
    let n_words = line.split_whitespace().count();
    let is_day = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    n_words <= 12 && parts(line).any(is_year) && (n_words == 2 || parts(line).any(is_day))
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()) && (part.starts_with('1') || part.starts_with("20"))
}

fn parts(line: &str) -> impl Iterator<Item = &str> {
    // "2004年6月12日" has the names of its numbers between them.
    line.split(|c: char| !c.is_alphanumeric() || matches!(c, '年' | '月' | '日'))
}

/// `1 of 25`, as every language says it, and what stands behind.
pub fn counted(line: &str) -> Option<(u32, &str)> {
    let mut words = line.split_whitespace();
    let first = words.next()?.parse().ok()?;
    let of = words.next()?;
    words.next()?.parse::<u32>().ok()?;
    let is_of = ["of", "von", "de", "di", "van", "sur"].iter().any(|word| of.eq_ignore_ascii_case(word));
    is_of.then_some((first, words.next().unwrap_or_default()))
}

/// `212 words`, as every language says it.
pub fn is_word_count(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let (Some(number), Some(unit), None) = (words.next(), words.next(), words.next()) else { return false };
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    let units = ["word", "words", "wörter", "worte", "mots", "palabras", "palavras", "parole", "woorden", "ord"];
    is_number && units.contains(&unit.to_lowercase().as_str())
}

/// A value as one line; nothing where it says nothing.
pub fn told(value: &str) -> Option<String> {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The section in `Section A; Column 1; Harbour Desk; Pg. 3`: the first part that is more than a place in the paper.
pub fn section(value: &str) -> Option<String> {
    let is_place = |part: &str| {
        let mut words = part.split_whitespace().map(str::to_lowercase);
        let first = words.next().unwrap_or_default();
        let is_page = ["pg.", "pg", "p.", "page", "column", "col.", "col", "s.", "seite", "spalte", "vol.", "no."];
        is_page.contains(&first.as_str()) && words.all(|word| word.len() <= 4)
    };
    let is_letter = |part: &str| part.len() <= "section a1".len() && part.to_lowercase().starts_with("section ");
    let parts = || value.split([';', ',']).map(str::trim).filter(|part| !part.is_empty() && !is_place(part));
    parts().find(|part| !is_letter(part)).or(parts().next()).and_then(told)
}

/// A text without the blank lines around it; nothing where there is none.
pub fn body(text: &str) -> Option<String> {
    let text = text.trim_end().trim_start_matches(['\n', '\r']);
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The same with its dateline, which stands above it; printed, it opens the first paragraph.
pub fn with_dateline(dateline: Option<String>, text: &str) -> Option<String> {
    let text = body(text)?;
    Some(match dateline {
        Some(dateline) => format!("{dateline} - {}", text.trim_start()),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lines_are() {
        for line in [
            "June 12, 2004 Saturday",
            "12.06.2019",
            "Mittwoch 12. Juni 2019",
            "June 2004",
            "1998年 5月 1",
            "2004年6月12日",
        ] {
            assert!(is_dated(line), "{line}");
        }
        for line in ["The Times", "Late Edition - Final", "Ferry sails in 2004, says company"] {
            assert!(!is_dated(line), "{line}");
        }
        assert!(is_copyright("  Copyright 2004 The Gazette") && is_copyright("(c) 2012 The Wire"));
        assert!(!is_copyright("Copyright is a right, he said"));
        assert_eq!(counted(" 1 von 25 DOKUMENTEN"), Some((1, "DOKUMENTEN")));
        assert_eq!(counted("3 of 4"), Some((3, "")));
        assert_eq!(counted("1 for 25"), None);
        assert!(is_word_count("1,204 words") && is_word_count("212 Wörter") && !is_word_count("two words"));
        for (value, expected) in [
            ("Section A; Column 1; Harbour Desk; Pg. 3", Some("Harbour Desk")),
            ("Home Pages, Pg. 9", Some("Home Pages")),
            ("LOKALES; S. 3", Some("LOKALES")),
            ("Section B; Pg. 1", Some("Section B")),
            ("Pg. 1", None),
        ] {
            assert_eq!(section(value).as_deref(), expected);
        }
        assert_eq!(labelled("BYLINE: Jane Doe"), Some(("BYLINE", "Jane Doe")));
        assert_eq!(labelled("He said. Then: no"), None);
        let starts =
            lines("BODY: a a\nBODY:\na").map(|line| line.start_of(labelled(line.text).map_or("a", |(_, value)| value)));
        assert_eq!(starts.collect::<Vec<_>>(), [6, 16, 16]);
    }
}
