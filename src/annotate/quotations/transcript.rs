//! A transcript in, its speeches out: paragraphs that begin with who speaks, in capitals. "KAREN HOLM: We wait."
//!
//! Read so only where several people take turns whose names the text tells to be names; headings ("THE FACTS: …") are
//! written like that, too. What stands in marks inside a speech is told apart, as anywhere.

use super::layout::{Layout, Token};
use crate::annotate::names::{Class, Shape, fold};
use crate::article::{Quotation, QuotationKind, Span, Speaker, SpeakerKind};
use std::collections::HashMap;
use std::ops::Range;

/// A paragraph given to the name it begins with. Guessed: what speaks against it is a name read wrongly.
const LABELLED: (&str, f32) = ("labelled", 0.9);

const SPEAKERS_MIN: usize = 2; // guessed
const TURNS_MIN: usize = 4; // guessed

/// A paragraph that begins with a label.
struct Turn {
    /// Tokens of the name in it.
    name: Range<usize>,
    /// Tokens behind its colon.
    speech: Range<usize>,
}

/// Adds the speeches of the article, which hold what their speakers report in the first person.
pub fn add_speeches(layout: &Layout, paragraphs: &[Span], found: &mut Vec<Quotation>) {
    let speeches = speeches(layout, paragraphs);
    if speeches.is_empty() {
        return;
    }
    let is_held = |quotation: &Quotation| {
        let next = speeches.partition_point(|speech| speech.span().end < quotation.span().end);
        speeches.get(next).is_some_and(|speech| speech.span().contains(quotation.span()))
    };
    let nobodys = |q: &Quotation| q.kind == QuotationKind::Indirect && q.speaker.is_none();
    found.retain(|quotation| !(nobodys(quotation) && is_held(quotation)));
    found.extend(speeches);
}

/// The speeches of the article, in order; none where it is no transcript.
fn speeches(layout: &Layout, paragraphs: &[Span]) -> Vec<Quotation> {
    let turns: Vec<Turn> = paragraphs.iter().filter_map(|paragraph| turn(layout, *paragraph)).collect();
    if turns.len() < TURNS_MIN {
        return Vec::new();
    }
    let names = Names::of(layout, &turns);
    let mut speakers: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for turn in &turns {
        let Some(name) = names.full(layout, &turn.name) else { continue };
        if !speakers.contains(&name) {
            speakers.push(name.clone());
        }
        let speaker = Speaker { name, mention: layout.span(&turn.name), kind: SpeakerKind::Person, role: None };
        found.extend(speech(layout, turn, speaker));
    }
    if speakers.len() >= SPEAKERS_MIN && found.len() >= TURNS_MIN { found } else { Vec::new() }
}

/// The label of the paragraph and what follows: "SEN. KAREN HOLM, HARBOUR PARTY: We wait."
fn turn(layout: &Layout, paragraph: Span) -> Option<Turn> {
    const NAME_WORDS_MAX: usize = 7; // titles and full stops included; guessed
    const LABEL_WORDS_MAX: usize = 20; // with what describes its bearer; guessed
    let tokens = &layout.tokens;
    let start = tokens.partition_point(|t| t.word.span.start < paragraph.start);
    let end = tokens.partition_point(|t| t.word.span.start < paragraph.end);
    let capital =
        |t: &&Token| matches!(t.word.shape, Shape::Upper | Shape::Initial) || t.is_any_mark(&['.', '-', '’', '\'']);
    let n_words = tokens[start..end.min(start + NAME_WORDS_MAX)].iter().take_while(capital).count();
    let behind = start + n_words;
    let parts = |i: usize| tokens[i].is_any_mark(&[':', ',', '(', '[']);
    let first = (start..behind).find(|&i| tokens[i].word.shape == Shape::Upper)?;
    let colon = (behind..end.min(behind + LABEL_WORDS_MAX)).find(|&i| tokens[i].is_any_mark(&[':']))?;
    let speech = colon + 1..end;
    (parts(behind) && !speech.is_empty()).then_some(Turn { name: first..behind, speech })
}

/// Who bears the labels of a transcript.
struct Names(HashMap<String, String>);

impl Names {
    /// By surname: the people that the article names, and those whom a label names in full.
    fn of(layout: &Layout, turns: &[Turn]) -> Names {
        let mut by_surname: HashMap<String, String> = HashMap::new();
        for person in &layout.people.persons {
            let Some(surname) = person.name.split_whitespace().next_back().filter(|_| person.name.contains(' ')) else {
                continue;
            };
            let words = person.name.split_whitespace().map(as_name).collect::<Vec<_>>();
            by_surname.entry(folded(surname)).or_insert_with(|| words.join(" "));
        }
        for turn in turns {
            let words = name_words(layout, &turn.name);
            let (Some(&first), Some(&last)) = (words.first(), words.last()) else { continue };
            if words.len() > 1 && layout.tokens[first].is_class(Class::GIVEN) {
                let full: Vec<String> = words.iter().map(|&i| as_name(layout.word(i))).collect();
                by_surname.entry(folded(layout.word(last))).or_insert_with(|| full.join(" "));
            }
        }
        Names(by_surname)
    }

    fn full(&self, layout: &Layout, label: &Range<usize>) -> Option<String> {
        let last = *name_words(layout, label).last()?;
        self.0.get(&folded(layout.word(last))).cloned()
    }
}

/// The words of a label but for titles and marks.
fn name_words(layout: &Layout, label: &Range<usize>) -> Vec<usize> {
    let tokens = &layout.tokens;
    let titled = |i: &usize| tokens[*i].is_mark() || tokens[*i].is_class(Class::TITLE.or(Class::ROLE));
    let start = label.start + label.clone().take_while(titled).count();
    (start..label.end).filter(|&i| !tokens[i].is_mark()).collect()
}

fn folded(word: &str) -> String {
    let mut folded = String::new();
    fold(word, &mut folded);
    folded
}

/// "KAREN" → "Karen"; a word in small letters and an initial stay.
fn as_name(word: &str) -> String {
    if word.contains(char::is_lowercase) || word.chars().count() < 3 {
        return word.to_owned();
    }
    let mut letters = word.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}

/// The speech of a turn, around what stands in marks there.
fn speech(layout: &Layout, turn: &Turn, speaker: Speaker) -> Option<Quotation> {
    let whole = layout.span(&turn.speech);
    let from = layout.quoted.partition_point(|quoted| quoted.outer.end <= whole.start);
    let inside = layout.quoted[from..].iter().take_while(|quoted| quoted.outer.start < whole.end);
    let mut fragments = Vec::new();
    let mut at = whole.start;
    for quoted in inside {
        fragments.extend(trimmed(layout, at, quoted.outer.start));
        at = quoted.outer.end;
    }
    fragments.extend(trimmed(layout, at, whole.end));
    let (rule, confidence) = LABELLED;
    let kind = QuotationKind::Direct;
    (!fragments.is_empty()).then_some(Quotation {
        fragments,
        kind,
        speaker: Some(speaker),
        cue: None,
        rule,
        confidence,
    })
}

/// The words between two places without white space around them; `None` where there is none.
fn trimmed(layout: &Layout, start: usize, end: usize) -> Option<Span> {
    let text = layout.text.get(start..end)?;
    let words = text.trim();
    let start = start + (text.len() - text.trim_start().len());
    words.contains(char::is_alphanumeric).then(|| Span::new(start, start + words.len()))
}
