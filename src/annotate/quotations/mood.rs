//! A German sentence in, what it reports out. German marks reported speech by form: a comma and a complementizer, a verb in
//! the mood of reported speech, "zu" and an infinitive; and behind such a sentence others in that mood go on with it.

use super::closing::closing;
use super::cues::Tags;
use super::indirect::{CLAUSE, CLOSING, Reported, Sentence, end_of, mostly_narrative};
use super::inverted;
use super::layout::{Layout, Token};
use super::named_source;
use super::phrases;
use super::subject::{self, Subject};
use super::verbs;
use crate::annotate::names::Class;
use std::ops::Range;

/// What goes on in the mood of reported speech. Measured: 119 of 143 had the right speaker, on German articles annotated by hand
/// that the rules were developed on.
const GOES_ON: (&str, f32) = ("indirect-reported", 0.8);

/// Words between a verb and the comma before what it reports: "sagte der Nachrichtenagentur WPA am Montag in Bonn". Guessed.
const OBJECT_WORDS_MAX: usize = 12;

/// The sentences of an article, read in order: who spoke last is remembered, and what was told before.
#[derive(Default)]
pub struct Mood {
    told: Option<Told>,
    before: Option<Before>,
}

/// Who spoke last, in which paragraph, by which cue, and how many sentences ago.
struct Told {
    subject: Subject,
    cue: usize,
    paragraph: usize,
    ago: usize,
}

/// The sentence before, where nobody is known to have said it.
struct Before {
    tokens: Range<usize>,
    paragraph: usize,
}

impl Mood {
    pub fn reported(&mut self, layout: &Layout, sentence: &Sentence) -> Vec<Reported> {
        let mut found = of_sentence(layout, sentence);
        found.retain(|r| mostly_narrative(layout, sentence, &r.content));
        if found.is_empty() {
            found.extend(self.going_on(layout, sentence));
            found.retain(|r| mostly_narrative(layout, sentence, &r.content));
        }
        if found.is_empty() {
            found.extend(self.told_by(layout, sentence));
        }
        for told in &mut found {
            told.subject = told.subject.take().filter(|subject| !inverted::is_several(layout, subject, told.cue));
        }
        self.remember(layout, sentence, &found);
        found
    }

    /// What goes on with the speaker of the sentence before: in the mood of reported speech, or "demnach".
    fn going_on(&self, layout: &Layout, sentence: &Sentence) -> Option<Reported> {
        let told = self.told.as_ref()?;
        let here = told.ago == 0 && told.paragraph == sentence.paragraph;
        let follows = told.paragraph + 1 >= sentence.paragraph;
        let lead = if here { end_of_demnach(layout, &sentence.tokens) } else { None };
        let goes_on = lead.is_some()
            || here && is_in_mood(layout, sentence, is_reported_verb)
            || follows && opens_in_mood(layout, sentence);
        let content = lead.unwrap_or(sentence.tokens.start)..sentence.tokens.end;
        let subject = Some(told.subject.clone());
        goes_on.then_some(Reported { content, rest: None, cue: told.cue, subject, shape: GOES_ON })
    }

    /// "… ist gesperrt. Das teilte die Polizei mit.": the sentence before is what was said.
    fn told_by(&self, layout: &Layout, sentence: &Sentence) -> Option<Reported> {
        let before = self.before.as_ref().filter(|before| before.paragraph == sentence.paragraph)?;
        let (cue, subject) = points_back(layout, sentence)?;
        let content = before.tokens.clone();
        Some(Reported { content, rest: None, cue, subject: Some(subject), shape: CLOSING })
    }

    fn remember(&mut self, layout: &Layout, sentence: &Sentence, found: &[Reported]) {
        const SENTENCES_MAX: usize = 1; // the writer's own, between two that are reported; guessed
        let paragraph = sentence.paragraph;
        let plain = found.is_empty() && sentence.quoted.is_empty();
        self.before = plain.then(|| Before { tokens: sentence.tokens.clone(), paragraph });
        let last = found.last().and_then(|r| Some((r.subject.clone()?, r.cue)));
        if let Some((subject, cue)) = last.or_else(|| who_spoke(layout, sentence)) {
            self.told = Some(Told { subject, cue, paragraph, ago: 0 });
        } else if let Some(told) = &mut self.told {
            told.ago += 1;
            if told.ago > SENTENCES_MAX || told.paragraph + 1 < paragraph || !sentence.quoted.is_empty() {
                self.told = None;
            }
        }
    }
}

/// Just past the "demnach" that a sentence begins with or has behind its verb; where that stands the sentence begins.
fn end_of_demnach(layout: &Layout, words: &Range<usize>) -> Option<usize> {
    const REACH: usize = 8; // "Der Fahrer des Wagens war demnach betrunken"; guessed
    let is_demnach = |i: &usize| layout.word(*i).eq_ignore_ascii_case("demnach");
    let at = words.clone().take(REACH).find(is_demnach)?;
    Some(if at == words.start { at + 1 } else { words.start })
}

/// The verb and the subject of a sentence that says who said what stands before it: "Das teilte die Polizei mit."
fn points_back(layout: &Layout, sentence: &Sentence) -> Option<(usize, Subject)> {
    // Verbs with the particle that closes their clause.
    const VERBS: &[(&str, &str)] = &[
        ("teil", "mit"),
        ("kündig", "an"),
        ("räum", "ein"),
        ("gab", "bekannt"),
        ("gib", "bekannt"),
        ("gab", "an"),
        ("sag", ""),
        ("bericht", ""),
        ("meld", ""),
        ("erklär", ""),
        ("bestätig", ""),
        ("schr", ""),
        ("verkünde", ""),
        ("behaupte", ""),
        ("versicher", ""),
        ("betont", ""),
        ("erläuter", ""),
        ("vermelde", ""),
        ("ergab", ""),
        ("ergib", ""),
    ];
    let piece = sentence.pieces.first().filter(|piece| piece.len() > 2 && sentence.pieces.len() == 1)?;
    let points = matches!(layout.word(piece.start), "Das" | "Dies" | "Dieses");
    let cue =
        Some(piece.start + 1).filter(|&i| points && layout.tokens[i].is(Tags::CUE) && layout.tokens[i].is_lower())?;
    let last = piece.clone().rev().find(|&i| !layout.tokens[i].is_mark())?;
    // "Das schreibt das Gesetz vor": another verb.
    let other = matches!(layout.word(last), "vor" | "zu" | "ab" | "auf" | "nach" | "hin");
    let says = |(stem, particle): &(&str, &str)| {
        let closes = if particle.is_empty() { !other } else { layout.word(last) == *particle };
        layout.word(cue).starts_with(stem) && closes
    };
    let has_clause = piece.clone().any(|i| layout.tokens[i].is_any_mark(&[',', ':']));
    if !VERBS.iter().any(says) || has_clause {
        return None;
    }
    let subject = subject::right(layout, piece, cue)?;
    let speaks = !matches!(&subject, Subject::Phrase(words) if !inverted::may_speak(layout, words));
    speaks.then_some((cue, subject))
}

fn of_sentence(layout: &Layout, sentence: &Sentence) -> Vec<Reported> {
    let told = closing(layout, sentence).or_else(|| closing(layout, &without_hearer(layout, sentence)?));
    if let Some(closing) = told.filter(|r| has_verb(layout, &r.content)) {
        return vec![closing];
    }
    if let Some(reported) = named_source::reported(layout, sentence) {
        return vec![reported];
    }
    const REPORTED_MAX: usize = 6; // clauses of one sentence; bounds the work on endless sentences
    let mut found: Vec<Reported> = Vec::new();
    for piece in &sentence.pieces {
        for cue in piece.clone().filter(|&i| layout.tokens[i].is(Tags::CUE)) {
            if found.len() == REPORTED_MAX {
                return found;
            }
            // "sagt, sie freue sich, dass …": within what is reported already.
            let within = found.last().is_some_and(|last| last.content.start <= cue && cue < last.content.end);
            let Some(clause) =
                clause(layout, sentence, piece, cue).filter(|_| !(within && layout.tokens[cue].is(Tags::REPORTED)))
            else {
                continue;
            };
            if let Some(last) = found.last_mut().filter(|l| l.content.start < cue && cue < l.content.end) {
                let floor = last.content.start.max(cue.saturating_sub(OBJECT_WORDS_MAX));
                let and = (floor..cue).rev().find(|&i| layout.tokens[i].is(Tags::CONJUNCTION));
                last.content.end = and.filter(|&and| and > last.content.start + 1).unwrap_or(last.content.end);
            }
            // "sagte Lund und betonte, dass …": the clause is the last verb's.
            if found.last().is_some_and(|last| last.content == clause.content) {
                if clause.subject.is_none() {
                    continue;
                }
                found.pop();
            }
            found.push(clause);
        }
    }
    found
}

/// "…, sagte Lund der | „Nordzeitung“.": the sentence up to whom it was said, where marks part that from the verb.
fn without_hearer(layout: &Layout, sentence: &Sentence) -> Option<Sentence> {
    const TAIL_WORDS_MAX: usize = 12; // "„Nordzeitung“ (Montagausgabe)"; guessed
    let name = sentence.quoted.iter().rfind(|name| name.end + TAIL_WORDS_MAX > sentence.tokens.end)?;
    let before = sentence.pieces.iter().find(|piece| piece.end == name.start)?;
    let hearer = before.end - 1;
    let dative = matches!(layout.word(hearer), "der" | "dem" | "den") && sentence.tokens.end - hearer <= TAIL_WORDS_MAX;
    let tail_speaks = (name.end..sentence.tokens.end).any(|i| layout.tokens[i].is(Tags::CUE));
    if !dative || tail_speaks || hearer == before.start {
        return None;
    }
    let pieces = sentence.pieces.iter().filter(|piece| piece.end <= before.end);
    let pieces = pieces.map(|piece| piece.start..piece.end.min(hearer)).collect();
    let quoted = sentence.quoted.iter().filter(|quoted| quoted.end <= hearer).cloned().collect();
    let (paragraph, tags) = (sentence.paragraph, sentence.tags);
    Some(Sentence { tokens: sentence.tokens.start..hearer, pieces, quoted, tags, paragraph })
}

/// The clause that the verb at `cue` reports behind its comma, or what somebody asks for.
fn clause(layout: &Layout, sentence: &Sentence, piece: &Range<usize>, cue: usize) -> Option<Reported> {
    if !verbs::is_verb(layout, piece, cue) || is_impersonal(layout, piece, cue) || walks(layout, piece, cue) {
        return None;
    }
    let subject = subject::left(layout, piece, cue).or_else(|| called(layout, sentence, piece, cue));
    let content = behind_comma(layout, sentence, cue, subject.as_ref())
        .or_else(|| subject.as_ref().and_then(|subject| demand(layout, sentence, cue, subject)))?;
    let needs_complementizer = subject.is_none() || layout.tokens[cue].is(Tags::WEAK);
    if needs_complementizer && !layout.tokens[content.start].is(Tags::COMPLEMENTIZER) {
        return None;
    }
    if layout.tokens[cue].is(Tags::BASE) && subject.as_ref().is_none_or(|subject| is_anybody(layout, subject)) {
        return None;
    }
    Some(Reported { content, rest: None, cue, subject, shape: CLAUSE })
}

/// "gehen" without "davon … aus".
fn walks(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    let goes = matches!(layout.word(cue), "gehen" | "geht" | "ging" | "gingen");
    goes && !(cue + 1..piece.end.min(cue + OBJECT_WORDS_MAX)).any(|i| layout.word(i) == "davon")
}

/// "wir", "man", "Sie": nobody whom an article quotes.
fn is_anybody(layout: &Layout, subject: &Subject) -> bool {
    matches!(subject, Subject::Pronoun(i) if !layout.tokens[*i].is(Tags::HE.or(Tags::SHE)) || layout.word(*i) == "Sie")
}

/// "Die Zeitung „Nordblatt“ | berichtet": a noun and what its bearer is called, in marks right before the verb.
fn called(layout: &Layout, sentence: &Sentence, piece: &Range<usize>, cue: usize) -> Option<Subject> {
    let name = sentence.quoted.iter().find(|quoted| quoted.end == piece.start && cue == piece.start)?;
    let before = sentence.pieces.iter().find(|before| before.end == name.start)?;
    let noun = phrases::noun_phrase(layout, before.start, before.end)?;
    let nominative = !layout.tokens[noun.start].is(Tags::OBLIQUE) && layout.tokens[noun.end - 1].is_capital();
    let governed = noun.start > before.start && layout.tokens[noun.start - 1].is(Tags::PREPOSITION);
    (nominative && !governed).then_some(Subject::Phrase(noun.start..name.end))
}

/// "es gibt", "gab es", "es geht um": nobody speaks.
fn is_impersonal(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    let is_it = |i: usize| piece.contains(&i) && layout.word(i).eq_ignore_ascii_case("es");
    let says = layout.word(cue).starts_with("heiß") || layout.word(cue).starts_with("hieß");
    !says && (is_it(cue + 1) || cue > piece.start && is_it(cue - 1))
}

/// The clause behind the verb's comma, of all commas in reach the first that begins one.
fn behind_comma(layout: &Layout, sentence: &Sentence, cue: usize, subject: Option<&Subject>) -> Option<Range<usize>> {
    let tokens = &layout.tokens;
    let end = sentence.tokens.end;
    let behind = subject.and_then(|subject| end_of(layout, subject, cue)).unwrap_or(cue + 1);
    for (i, token) in tokens.iter().enumerate().take(end.min(behind + OBJECT_WORDS_MAX)).skip(behind) {
        if token.is_mark() && !token.is_any_mark(&[',', '(', ')', '-', '\'', '’']) {
            return None;
        }
        if token.is_any_mark(&[',']) && i + 1 < end {
            if says_what_for(layout.word(i + 1)) {
                return None;
            }
            if is_clause(layout, i + 1..end) {
                return Some(i + 1..end);
            }
        }
    }
    None
}

/// Whether a reported clause begins with the words: by a complementizer, by its mood, or as an infinitive with "zu".
fn is_clause(layout: &Layout, words: Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let Some(first) = words.clone().next().map(|i| &tokens[i]) else { return false };
    if first.is(Tags::COMPLEMENTIZER) {
        return true;
    }
    // "damit solle …" has its verb where a main clause has it.
    if words.len() > 1 && is_reported_verb(layout, words.start + 1) {
        return true;
    }
    if first.is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::CUE)) {
        return false;
    }
    // The clause, with one more comma inside it: "die Stadt, die er kenne, sei alt".
    let mut commas = 0;
    let near = words.take_while(|&i| {
        commas += usize::from(tokens[i].is_any_mark(&[',']));
        commas < 3 && !tokens[i].is_any_mark(&[';', ':'])
    });
    near.into_iter().any(|i| is_reported_verb(layout, i) || is_zu_infinitive(layout, i))
}

/// "um Zeit zu gewinnen" is no words of anybody's.
fn says_what_for(first: &str) -> bool {
    matches!(first, "um" | "ohne" | "statt" | "anstatt" | "außer")
}

fn is_reported_verb(layout: &Layout, i: usize) -> bool {
    layout.tokens[i].is_lower()
        && (follows_he(layout, i)
            || layout.tokens[i].is(Tags::REPORTED)
            || matches!(layout.word(i), "würde" | "hätte" | "wäre" | "wären" | "könnte"))
}

/// "er bedauere": behind "er" a form in -e is of that mood, but for a past in -te.
fn follows_he(layout: &Layout, i: usize) -> bool {
    let word = layout.word(i);
    let he = i.checked_sub(1).is_some_and(|i| matches!(layout.word(i), "er" | "Er" | "man" | "Man"));
    he && word.ends_with('e')
        && !word.ends_with("te")
        && layout.tokens[i].mention.is_none()
        && !layout.tokens[i].is_class(Class::FUNCTION)
}

/// A form that nothing but reported speech has, but for "ich".
fn is_surely_reported(layout: &Layout, i: usize) -> bool {
    let word = layout.word(i);
    is_reported_verb(layout, i)
        && (word == "seien" || word == "sei" || word.ends_with('e') && !word.contains(['ä', 'ü', 'ö']))
        || word == "müsse"
}

/// "zu warten", "mitzuteilen"
fn is_zu_infinitive(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    // "zu den Sitzungen", "zu hohen Kosten": a preposition with its noun.
    let small = Tags::DETERMINER.or(Tags::OBLIQUE).or(Tags::PREPOSITION);
    let governs = |i: usize| layout.tokens.get(i + 1).is_some_and(|t| t.is_capital());
    let infinitive = |i: usize| {
        layout.tokens.get(i).is_some_and(|t| t.is_lower() && t.mention.is_none() && !t.is(small)) && {
            let word = layout.word(i);
            word.ends_with("en") || word.ends_with("rn") || word.ends_with("ln") || word == "sein" || word == "tun"
        }
    };
    const INSIDE: &[&str] = &[
        "anzu",
        "aufzu",
        "auszu",
        "einzu",
        "mitzu",
        "vorzu",
        "zuzu",
        "abzu",
        "nachzu",
        "weiterzu",
        "zurückzu",
        "festzu",
        "durchzu",
        "umzu",
        "teilzu",
        "herauszu",
        "hinzuzu",
        "voranzu",
        "freizu",
        "bereitzu",
        "entgegenzu",
        "wegzu",
        "zusammenzu",
        "loszu",
        "beizu",
        "hinzu",
    ];
    let inside = || INSIDE.iter().any(|prefix| layout.word(i).starts_with(prefix));
    token.is_lower() && (layout.word(i) == "zu" && infinitive(i + 1) && !governs(i + 1) || infinitive(i) && inside())
}

/// "forderte mehr Lohn für alle", "kündigte eine Klage vor Gericht an", "hält den Umbau für falsch": what somebody wants or
/// holds, told as a noun.
fn demand(layout: &Layout, sentence: &Sentence, cue: usize, subject: &Subject) -> Option<Range<usize>> {
    const WORDS_MIN: usize = 4; // fewer name a thing and report nothing; guessed
    const CLAUSE_WORDS_MAX: usize = 60; // from a verb to the particle that closes its clause; guessed
    // Verbs with a word that must stand behind them in the clause.
    const VERBS: &[(&str, &str)] = &[
        ("forder", ""),
        ("verlang", ""),
        ("kündig", "an"),
        ("hält", "für"),
        ("halten", "für"),
        ("hielt", "für"),
        ("befürcht", ""),
        ("fürcht", ""),
        ("erwart", ""),
        ("rechne", "mit"),
        ("warn", "vor"),
    ];
    let tokens = &layout.tokens;
    // "Der Brand forderte zwei Todesopfer"
    let is_thing = matches!(subject, Subject::Phrase(words) if !inverted::may_speak(layout, words));
    if is_thing || is_anybody(layout, subject) {
        return None;
    }
    let start = end_of(layout, subject, cue).unwrap_or(cue + 1);
    let mut end = sentence.tokens.end;
    // "kündigte den Vertrag"
    let closes = |i: usize, particle: &str| particle != "an" || tokens.get(i + 1).is_none_or(Token::is_mark);
    let clause = start..end.min(start + CLAUSE_WORDS_MAX);
    let stands = |particle: &str| clause.clone().any(|i| layout.word(i) == particle && closes(i, particle));
    let takes = |(stem, particle): &(&str, &str)| {
        layout.word(cue).starts_with(stem) && (particle.is_empty() || stands(particle))
    };
    if !VERBS.iter().any(takes) {
        return None;
    }
    while end > start && (tokens[end - 1].is_mark() || layout.word(end - 1) == "an") {
        end -= 1;
    }
    let open = tokens.get(start).is_some_and(|t| !t.is_mark() && !t.is(Tags::CONJUNCTION));
    (open && end >= start + WORDS_MIN).then_some(start..end)
}

/// Whether the sentence is in the mood of reported speech: such a verb stands before any other that is known.
fn is_in_mood(layout: &Layout, sentence: &Sentence, is_form: fn(&Layout, usize) -> bool) -> bool {
    let tokens = &layout.tokens;
    let is_plain = |i: usize| {
        tokens[i].is(Tags::BE) && !tokens[i].is(Tags::REPORTED)
            || matches!(layout.word(i), "hat" | "haben" | "hatte" | "kann" | "soll" | "will" | "muss")
    };
    let words = || sentence.pieces.iter().flat_map(|piece| piece.clone());
    let is_own = |i: usize| layout.word(i).eq_ignore_ascii_case("ich"); // "ich habe"
    let verb = words()
        .filter(|&i| tokens[i].is_lower() && !is_subordinate(layout, sentence, i))
        .find(|&i| is_reported_verb(layout, i) || is_plain(i) && closes_none(layout, i));
    verb.is_some_and(|i| is_form(layout, i)) && !words().any(is_own)
}

/// "Die Stadt baut, weil sie reich | sei": the verb of a clause behind a comma, which tells nothing of its sentence's mood.
fn is_subordinate(layout: &Layout, sentence: &Sentence, verb: usize) -> bool {
    const CLAUSE_WORDS_MAX: usize = 20; // guessed
    let floor = sentence.tokens.start.max(verb.saturating_sub(CLAUSE_WORDS_MAX));
    let comma = (floor..verb).rev().find(|&i| layout.tokens[i].is_any_mark(&[',']));
    comma.is_some_and(|comma| layout.tokens[comma + 1].is(Tags::SUBORDINATOR))
}

/// Whether the main clause is in that mood, and nothing else can be: "Die Stadt sei …", but "Die Stadt baut, weil sie reich sei".
fn opens_in_mood(layout: &Layout, sentence: &Sentence) -> bool {
    let first = sentence.tokens.clone().take_while(|&i| !layout.tokens[i].is_mark());
    is_in_mood(layout, sentence, is_surely_reported) && first.into_iter().any(|i| is_surely_reported(layout, i))
}

/// A verb that a comma does not follow: one that does closes a relative clause.
fn closes_none(layout: &Layout, i: usize) -> bool {
    layout.tokens.get(i + 1).is_none_or(|t| !t.is_any_mark(&[',']))
}

/// Who speaks by a verb of saying, whatever it reports: what follows may go on with it.
fn who_spoke(layout: &Layout, sentence: &Sentence) -> Option<(Subject, usize)> {
    sentence.pieces.iter().find_map(|piece| {
        let cue = piece.clone().find(|&i| layout.tokens[i].is(Tags::SPEECH) && verbs::is_verb(layout, piece, i))?;
        let subject = subject::left(layout, piece, cue).filter(|_| !is_impersonal(layout, piece, cue))?;
        (!inverted::is_several(layout, &subject, cue)).then_some((subject, cue))
    })
}

/// Whether the words hold what may be a finite verb.
pub fn has_verb(layout: &Layout, words: &Range<usize>) -> bool {
    words.clone().any(|i| {
        let token = &layout.tokens[i];
        let form = || ["t", "te", "ten", "en"].iter().any(|ending| layout.word(i).ends_with(ending));
        let known = Tags::BE.or(Tags::REPORTED).or(Tags::CUE);
        token.is_lower() && (token.is(known) || !token.is_class(Class::FUNCTION) && form())
    })
}
