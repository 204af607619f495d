//! A transcript in, its speeches out: paragraphs that begin with who speaks, in capitals. "KAREN HOLM: We wait."
//!
//! Read so only where several people take turns whose names the text tells to be names; headings ("THE FACTS: …") are
//! written like that, too. What stands in marks inside a speech is told apart, as anywhere.

use super::layout::{Layout, Token};
use crate::annotate::names::{Class, Shape, fold};
use crate::article::{Quotation, QuotationKind, Span, Speaker, SpeakerKind};
use std::collections::HashMap;
use std::ops::Range;

/// A paragraph given to the name it begins with. Guessed, not measured: no annotated set holds transcripts. What speaks
/// against it is a name read wrongly.
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
    let mut speakers: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for turn in &turns {
        let Some(name) = names.full(layout, &turn.name) else { continue };
        *speakers.entry(name.clone()).or_default() += 1;
        let speaker = Speaker { name, mention: layout.span(&turn.name), kind: SpeakerKind::Person, role: None };
        found.extend(speech(layout, turn, speaker));
    }
    // A list by name ("LUND: Supports the bill.") has most of them once.
    let n_once = speakers.values().filter(|&&turns| turns == 1).count();
    let take_turns = n_once * 2 < speakers.len();
    if take_turns && speakers.len() >= SPEAKERS_MIN && found.len() >= TURNS_MIN { found } else { Vec::new() }
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
#[derive(Default)]
struct Names {
    /// By given name and surname.
    whole: HashMap<String, String>,
    /// By surname; `None` where several have it.
    by_surname: HashMap<String, Option<String>>,
}

impl Names {
    /// The people that the article names, and those whom a label names in full.
    fn of(layout: &Layout, turns: &[Turn]) -> Names {
        let mut names = Names::default();
        for person in &layout.people.persons {
            names.add(&person.name.split_whitespace().collect::<Vec<_>>());
        }
        for turn in turns {
            let words = name_words(layout, &turn.name);
            if is_whole(layout, &words) {
                names.add(&words.iter().map(|&i| layout.word(i)).collect::<Vec<_>>());
            }
        }
        names
    }

    fn add(&mut self, words: &[&str]) {
        let [first, .., last] = words else { return };
        let key = whole_key(first, last);
        if self.whole.contains_key(&key) {
            return;
        }
        let name = as_name(words);
        self.by_surname.entry(folded(last)).and_modify(|known| *known = None).or_insert_with(|| Some(name.clone()));
        self.whole.insert(key, name);
    }

    /// Whom the label names; the label itself where several bear its surname.
    fn full(&self, layout: &Layout, label: &Range<usize>) -> Option<String> {
        let words = name_words(layout, label);
        let (&first, &last) = (words.first()?, words.last()?);
        if is_heading(layout, &words) {
            return None;
        }
        let key = whole_key(layout.word(first), layout.word(last));
        if let Some(name) = self.whole.get(&key).filter(|_| is_whole(layout, &words)) {
            return Some(name.clone());
        }
        let label = || as_name(&words.iter().map(|&i| layout.word(i)).collect::<Vec<_>>());
        self.by_surname.get(&folded(layout.word(last))).map(|known| known.clone().unwrap_or_else(label))
    }
}

fn whole_key(first: &str, last: &str) -> String {
    format!("{} {}", folded(first), folded(last))
}

/// Whether the words name somebody in full.
fn is_whole(layout: &Layout, words: &[usize]) -> bool {
    words.len() > 1 && layout.tokens[words[0]].is_class(Class::GIVEN) && !is_heading(layout, words)
}

/// "KAREN HOLM BEGS TO DIFFER", "ABOUT HOLM": more than a name. A surname may look like a small word.
fn is_heading(layout: &Layout, words: &[usize]) -> bool {
    const NAME_WORDS_MAX: usize = 3; // guessed
    let small = |&i: &usize| layout.tokens[i].is_class(Class::FUNCTION) && !layout.tokens[i].is_class(Class::GIVEN);
    words.len() > NAME_WORDS_MAX || words.split_last().is_some_and(|(_, before)| before.iter().any(small))
}

/// The words of a label but for titles and marks.
fn name_words(layout: &Layout, label: &Range<usize>) -> Vec<usize> {
    let tokens = &layout.tokens;
    // A given name that is a thing as well ("BILL") is no title.
    let given = |t: &Token| t.is_class(Class::GIVEN) && t.is_class(Class::BODY);
    let titled =
        |i: &usize| tokens[*i].is_mark() || tokens[*i].is_class(Class::TITLE.or(Class::ROLE)) && !given(&tokens[*i]);
    let start = label.start + label.clone().take_while(titled).count();
    (start..label.end).filter(|&i| !tokens[i].is_mark()).collect()
}

fn folded(word: &str) -> String {
    let mut folded = String::new();
    fold(word, &mut folded);
    folded
}

/// The words of a name, those in capitals in small letters.
fn as_name(words: &[&str]) -> String {
    words.iter().map(|word| as_word(word)).collect::<Vec<_>>().join(" ")
}

/// "KAREN" → "Karen", "O’HOLM" → "O’Holm"; a word in small letters and initials ("H.W.") stay.
fn as_word(word: &str) -> String {
    if word.contains(char::is_lowercase) || word.chars().count() < 3 {
        return word.to_owned();
    }
    let mut begins = true;
    let mut name = String::with_capacity(word.len());
    for letter in word.chars() {
        if begins {
            name.push(letter);
        } else {
            name.extend(letter.to_lowercase());
        }
        begins = !letter.is_alphabetic();
    }
    name
}

/// The speech of a turn, around what stands in marks there.
fn speech(layout: &Layout, turn: &Turn, speaker: Speaker) -> Option<Quotation> {
    let whole = layout.span(&turn.speech);
    let from = layout.quoted.partition_point(|quoted| quoted.outer.end <= whole.start);
    let inside = layout.quoted[from..].iter().take_while(|quoted| quoted.outer.start < whole.end);
    // "HOLM: “We wait.” — on the radio": the words are quoted, and the rest is the writer's.
    if inside.clone().next().is_some_and(|quoted| trimmed(layout, whole.start, quoted.outer.start).is_none()) {
        return None;
    }
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
