//! The people of an archive in, a line or two each out.

use super::thousands;
use crate::present::rich::{Ink, Rich, Style};
use crate::search::{NameCount, SpeakerEntry, UnmergedPair};
use std::io::{self, Write};

/// Other names that are written out; the rest are counted. Guessed: two lines of them.
const NAMES_SHOWN: usize = 8;

/// People with their counts, the other names of each on the lines below.
pub fn speakers(out: &mut dyn Write, speakers: &[SpeakerEntry], style: Style) -> io::Result<()> {
    let names: Vec<Rich> = speakers.iter().map(|speaker| Rich::of(&speaker.name, Ink::Name)).collect();
    let widest = names.iter().map(Rich::width).chain(["speaker".len()]).max().unwrap_or(0);
    if !names.is_empty() {
        Rich::of(&format!("{:widest$}  articles  quotes  years", "speaker"), Ink::Faint).write(out, style)?;
        writeln!(out)?;
    }
    for (speaker, name) in speakers.iter().zip(&names) {
        name.write(out, style)?;
        let blank = widest.saturating_sub(name.width());
        write!(out, "{:blank$}  {:>8}  {:>6}", "", thousands(speaker.articles), thousands(speaker.quotes))?;
        writeln!(out, "{}", years(speaker))?;
        if let Some(others) = other_names(speaker) {
            Rich::of(&others, Ink::Faint).write_wrapped(out, style, "    ")?;
        }
    }
    Ok(())
}

fn years(speaker: &SpeakerEntry) -> String {
    match speaker.era {
        Some((first, last)) if first.year() == last.year() => format!("  {:04}", first.year()),
        Some((first, last)) => format!("  {:04}–{:04}", first.year(), last.year()),
        None => String::new(),
    }
}

fn other_names(speaker: &SpeakerEntry) -> Option<String> {
    let others: Vec<&NameCount> = speaker.variants.iter().filter(|variant| variant.name != speaker.name).collect();
    if others.is_empty() {
        return None;
    }
    let shown = others.iter().take(NAMES_SHOWN);
    let shown: Vec<String> = shown.map(|name| format!("{} ({})", name.name, thousands(name.articles))).collect();
    let rest = others.len().saturating_sub(NAMES_SHOWN);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    Some(format!("also {}{rest}", shown.join(", ")))
}

/// Pairs with what speaks for and against each.
pub fn unmerged(out: &mut dyn Write, pairs: &[UnmergedPair], style: Style) -> io::Result<()> {
    for UnmergedPair { a, b, evidence } in pairs {
        let mut line = Rich::new();
        for (nth, name) in [a, b].into_iter().enumerate() {
            line.push(if nth > 0 { " = " } else { "" }, Ink::Plain).push(&name.name, Ink::Name);
            line.push(&format!(" ({})", thousands(name.articles)), Ink::Faint);
        }
        line.push("? ", Ink::Plain).push(&evidence.join("; "), Ink::Plain);
        line.write_wrapped(out, style, "")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const PLAIN: Style = Style { width: 60, colour: false };

    fn name(name: &str, articles: u64) -> NameCount {
        NameCount { name: name.to_owned(), articles, quotes: articles * 2 }
    }

    #[test]
    fn people() {
        let lund = SpeakerEntry {
            name: "Ana Lund".to_owned(),
            articles: 1200,
            quotes: 2400,
            era: Some((date(2019, 1, 1), date(2021, 5, 1))),
            variants: vec![name("Ana Lund", 1000), name("Lund", 300)],
        };
        let kim = SpeakerEntry {
            name: "Bo Kim".to_owned(),
            articles: 1,
            quotes: 0,
            era: None,
            variants: vec![name("Bo Kim", 1)],
        };
        let mut out = Vec::new();
        speakers(&mut out, &[lund, kim], PLAIN).unwrap();
        let expected = "speaker   articles  quotes  years\nAna Lund     1,200   2,400  2019–2021\n    also Lund (300)\nBo Kim           1       0\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn pairs() {
        let pair =
            UnmergedPair { a: name("Ana Lund", 9), b: name("A. Lund", 2), evidence: vec!["an initial".to_owned()] };
        let mut out = Vec::new();
        unmerged(&mut out, &[pair], PLAIN).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "Ana Lund (9) = A. Lund (2)? an initial\n");
    }
}
