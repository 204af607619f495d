//! Narrative in, indirect speech out: what somebody is reported to say or hold, without marks around it.
//!
//! Three shapes: the clause after the cue ("Holm said that …", "Holm promised to …"), the clause before a
//! closing attribution ("…, Holm said."), and what "according to" goes with. The span is the reported
//! clause; parts of it may stand in marks and are then quotations of their own as well.

use super::cues::Tags;
use super::layout::{Item, Layout};
use super::speakers::{References, who};
use super::subject::{self, Subject};
use crate::article::{Quotation, QuotationKind, Span};
use std::ops::Range;

// How often the speaker was right, measured on the half of a development set that the rules were not written
// from. What counts as reported speech is a matter of degree: people marked 73 in 100 of these clauses (495 annotated
// articles).
const CLAUSE: (&str, f32) = ("indirect", 0.87);
const CLOSING: (&str, f32) = ("indirect-closing", 0.92);
const SOURCE: (&str, f32) = ("indirect-according", 0.9);

/// A sentence: its tokens, and those of them that are narrative.
struct Sentence {
    tokens: Range<usize>,
    pieces: Vec<Range<usize>>,
    /// Tokens of the quoted stretches.
    quoted: Vec<Range<usize>>,
}

/// A reported clause, as tokens.
struct Reported {
    content: Range<usize>,
    /// Where it goes on behind the attribution.
    rest: Option<Range<usize>>,
    cue: usize,
    subject: Option<Subject>,
    shape: (&'static str, f32),
}

/// The indirect speech of the article, in order of sentences.
pub fn indirect(layout: &Layout, references: &References) -> Vec<Quotation> {
    let mut found = Vec::new();
    for sentence in sentences(layout) {
        for reported in reported(layout, &sentence) {
            found.extend(quotation(layout, references, &reported));
        }
    }
    found
}

fn sentences(layout: &Layout) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let mut paragraph = usize::MAX;
    let mut ended = true;
    for item in &layout.items {
        let (tokens, fresh) = match item {
            Item::Piece { tokens, fresh, .. } => (tokens, *fresh),
            Item::Quoted { tokens, .. } => (tokens, ended),
        };
        if fresh || item.paragraph() != paragraph || found.is_empty() {
            found.push(Sentence { tokens: tokens.start..tokens.start, pieces: Vec::new(), quoted: Vec::new() });
        }
        paragraph = item.paragraph();
        if let Some(sentence) = found.last_mut() {
            sentence.tokens.end = tokens.end;
            match item {
                Item::Piece { tokens, .. } => sentence.pieces.push(tokens.clone()),
                Item::Quoted { tokens, .. } => sentence.quoted.push(tokens.clone()),
            }
        }
        ended = matches!(item, Item::Piece { .. }) && layout.tokens[tokens.end - 1].is_any_mark(&['.', '!', '?', '…']);
    }
    found
}

fn reported(layout: &Layout, sentence: &Sentence) -> Vec<Reported> {
    let mut found: Vec<Reported> = Vec::new();
    if let Some(closing) = closing(layout, sentence) {
        return vec![closing];
    }
    if let Some(source) = source(layout, sentence) {
        return vec![source];
    }
    const REPORTED_MAX: usize = 6; // clauses of one sentence; bounds the work on endless sentences
    for piece in &sentence.pieces {
        let mut at = piece.start;
        while at < piece.end && found.len() < REPORTED_MAX {
            if let Some(clause) = clause(layout, sentence, piece, at) {
                // A coordinate cue ends the clause before it: "said he would go and asked for …".
                if let Some(last) =
                    found.last_mut().filter(|l| l.content.end > clause.cue && clause.content.start > l.content.start)
                {
                    last.content.end = last.content.end.min(start_of_coordination(layout, &last.content, clause.cue));
                }
                at = clause.cue + 1;
                found.push(clause);
            } else {
                at += 1;
            }
        }
    }
    found.retain(|r| mostly_narrative(layout, sentence, &r.content));
    found
}

fn start_of_coordination(layout: &Layout, content: &Range<usize>, cue: usize) -> usize {
    let floor = content.start.max(cue.saturating_sub(6));
    let and = (floor..cue).rev().find(|&i| layout.tokens[i].is(Tags::CONJUNCTION));
    and.unwrap_or(content.end)
}

/// The clause reported by the verb at `cue`, if it is one.
fn clause(layout: &Layout, sentence: &Sentence, piece: &Range<usize>, cue: usize) -> Option<Reported> {
    if !subject::is_verb(layout, piece, cue) {
        return None;
    }
    let subject = subject::left(layout, piece, cue);
    let behind = subject.as_ref().and_then(|s| end_of(layout, s, cue));
    let start = match behind {
        Some(end) => start_behind_subject(layout, sentence, end)?,
        None => start_of_content(layout, sentence, cue)?,
    };
    let end = sentence.tokens.end;
    // "said Lund" after a quotation: what follows is the speaker. "Lund found the key": nothing is reported.
    let needs_complementizer = subject.is_none() || layout.tokens[cue].is(Tags::WEAK);
    if needs_complementizer && !layout.tokens[start].is(Tags::COMPLEMENTIZER) {
        return None;
    }
    Some(Reported { content: start..end, rest: None, cue, subject, shape: CLAUSE })
}

/// The token behind a subject that follows its verb: "Gestern sagte Lund".
fn end_of(layout: &Layout, subject: &Subject, cue: usize) -> Option<usize> {
    let end = match subject {
        Subject::Pronoun(at) => at + 1,
        Subject::Phrase(words) => words.end,
        Subject::Name(name) => {
            let near = cue + 1..layout.tokens.len().min(cue + 1 + SUBJECT_WORDS_MAX);
            near.rev().find(|&i| layout.tokens[i].mention == Some(*name))? + 1
        }
    };
    (end > cue).then_some(end)
}

/// Where the reported clause begins behind a subject and its comma: "sagte Lund am Montag, dass …", "sagte Lund, er werde …".
/// What else stands there says who Lund is.
fn start_behind_subject(layout: &Layout, sentence: &Sentence, end: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let reach = end..sentence.tokens.end.min(end + OBJECT_WORDS_MAX);
    let comma = reach.into_iter().find(|&i| tokens[i].is_mark()).filter(|&i| tokens[i].is_any_mark(&[',']))?;
    let clause = comma + 1..sentence.tokens.end;
    let first = tokens.get(comma + 1)?;
    let is_clause =
        first.is(Tags::COMPLEMENTIZER.or(Tags::PRONOUN)) || clause.clone().any(|i| tokens[i].is(Tags::REPORTED));
    is_clause.then_some(clause.start)
}

/// Words from a verb to the end of the name behind it, titles and a description included. Guessed.
const SUBJECT_WORDS_MAX: usize = 14;

/// Words between a verb and the clause that it reports: "told reporters in Bonn on Monday that". Guessed.
const OBJECT_WORDS_MAX: usize = 9;

/// Where the reported clause begins: at a complementizer near the cue, else right behind it when a clause or
/// an object can begin there.
fn start_of_content(layout: &Layout, sentence: &Sentence, cue: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let end = sentence.tokens.end;
    let near = (cue + 1)..end.min(cue + 1 + OBJECT_WORDS_MAX);
    for i in near {
        let token = &tokens[i];
        if token.is(Tags::COMPLEMENTIZER) && token.is_lower() {
            return Some(i);
        }
        // "Er sagte, dass …"
        let parted = layout.nouns_are_capital && token.is_any_mark(&[',']) && i + 1 < end;
        if parted && tokens[i + 1].is(Tags::COMPLEMENTIZER) {
            return Some(i + 1);
        }
        if token.is_mark() && !token.is_any_mark(&['’', '\'']) || subject::is_verb(layout, &sentence.tokens, i) {
            break;
        }
    }
    let next = tokens.get(cue + 1).filter(|_| cue + 1 < end)?;
    if next.is_mark() {
        return None;
    }
    if subject::has_hearer(layout, cue) {
        return behind_hearer(layout, cue + 1..end);
    }
    let infinitive = layout.word(cue + 1) == "to";
    let begins = next.mention.is_some()
        || next.is(Tags::PRONOUN.or(Tags::DETERMINER))
        || next.is_capital()
        || infinitive
        || next.word.shape == crate::annotate::names::Shape::Number
        || next.is_lower()
            && !next.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::AUXILIARY));
    begins.then_some(cue + 1)
}

/// Where what was told begins, behind whom it was told: "told the paper | he would go", "told Lund | to go". `None` where
/// nothing follows ("told the paper on Monday").
fn behind_hearer(layout: &Layout, words: Range<usize>) -> Option<usize> {
    let tokens = &layout.tokens;
    let near = words.start + 1..words.end.min(words.start + OBJECT_WORDS_MAX);
    let is_verb = |i: usize| tokens[i].is(Tags::BE.or(Tags::AUXILIARY)) && tokens[i].is_lower();
    let is_open = |i: &usize| !tokens[*i].is_mark();
    let verb = words.clone().take_while(is_open).find(|&i| is_verb(i));
    // "told Lund such a move would have to wait": the "to" of another verb.
    let to = |i: usize| layout.word(i) == "to" && verb.is_none_or(|verb| i < verb);
    let begins = |&i: &usize| tokens[i].is(Tags::PRONOUN) && !tokens[i].is(Tags::DETERMINER) || to(i);
    // "told the paper | the boats were late"
    let subject =
        |&i: &usize| tokens[i].is(Tags::DETERMINER) && !tokens[i - 1].is(Tags::PREPOSITION.or(Tags::DETERMINER));
    let with_such = |i: usize| i - usize::from(layout.word(i - 1) == "such");
    let clause = near.clone().take_while(is_open).find(begins);
    clause.or_else(|| near.take_while(is_open).find(subject).map(with_such)).or(verb.map(|_| words.start))
}

/// "…, Holm said." and "…, said Holm, a former mayor."
fn closing(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    let tokens = &layout.tokens;
    let piece = sentence.pieces.last().filter(|p| p.end == sentence.tokens.end)?;
    let cue = piece.clone().rev().find(|&i| {
        tokens[i].is(Tags::SPEECH)
            && subject::is_verb(layout, piece, i)
            && !tokens[i].is(Tags::PARTICIPLE.or(Tags::BASE))
    })?;
    const LEAD_WORDS_MAX: usize = 24; // an apposition between comma and cue; guessed
    let floor = piece.start.max(cue.saturating_sub(LEAD_WORDS_MAX));
    let (comma, subject) = (floor..cue).rev().filter(|&i| tokens[i].is_any_mark(&[','])).find_map(|comma| {
        let clause = comma + 1..piece.end;
        if cue == comma + 1 && subject::has_hearer(layout, cue) {
            return None;
        }
        if cue == comma + 1 {
            return subject::right(layout, &clause, cue).map(|s| (comma, s));
        }
        if tokens[comma + 1].is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::RELATIVE).or(Tags::PREPOSITION))
            || tokens[comma + 1].is(Tags::CUE)
        {
            return None;
        }
        let subject = subject::left(layout, &clause, cue)?;
        starts_at(layout, &subject, comma + 1).then_some((comma, subject))
    })?;
    if start_of_content(layout, sentence, cue).is_some_and(|s| s + 3 < sentence.tokens.end && cue != comma + 1) {
        return None; // the clause follows
    }
    let content = sentence.tokens.start..comma;
    if cue == comma + 1 && is_name_with_apposition(layout, &content) {
        return None; // "Holm, the mayor, urged Lund to go": who speaks stands before the verb
    }
    let rest = rest(layout, sentence, &subject, cue, cue == comma + 1);
    if rest.is_none() && is_fronted(layout, &content) {
        return None;
    }
    mostly_narrative(layout, sentence, &content).then_some(Reported {
        content,
        rest,
        cue,
        subject: Some(subject),
        shape: CLOSING,
    })
}

/// Behind an attribution in the middle, between commas, its clause goes on: "In the end, Holm said, the boats were late". Behind
/// "said Holm, the mayor" only an "and" tells that it is no description.
fn rest(
    layout: &Layout,
    sentence: &Sentence,
    subject: &Subject,
    cue: usize,
    is_inverted: bool,
) -> Option<Range<usize>> {
    let tokens = &layout.tokens;
    let attribution = end_of(layout, subject, cue).unwrap_or(cue + 1);
    let end = sentence.tokens.end;
    let parted = attribution < end && tokens[attribution].is_any_mark(&[',']);
    let rest = attribution + 1..end;
    let goes_on = parted
        && rest.len() > 1
        && !tokens[rest.start].is(Tags::PARTICIPLE.or(Tags::CUE).or(Tags::RELATIVE))
        && (!is_inverted || tokens[rest.start].is(Tags::CONJUNCTION));
    (goes_on && mostly_narrative(layout, sentence, &rest)).then_some(rest)
}

/// Whether the words only lead to a clause that follows: "In Westport, Holm spoke", "If it rains, Holm explains".
fn is_fronted(layout: &Layout, words: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let first = &tokens[words.start];
    let is_clause =
        |i: usize| tokens[i].is(Tags::BE.or(Tags::AUXILIARY).or(Tags::PRONOUN)) && !tokens[i].is(Tags::DETERMINER);
    let parted = words.clone().any(|i| tokens[i].is_any_mark(&[',']));
    // "That is late", "What is this": no clause leads to another. "As the idea was new the plan was dropped": two.
    let asks = first.is(Tags::DETERMINER) || layout.word(words.start).eq_ignore_ascii_case("what");
    let n_verbs = words.clone().filter(|&i| is_clause(i)).count();
    let leads = first.is(Tags::SUBORDINATOR) && !asks && n_verbs < 2 || first.is(Tags::PREPOSITION) && n_verbs == 0;
    leads && !parted
}

/// "Holm, the mayor": a name, a comma, and what is no list.
fn is_name_with_apposition(layout: &Layout, words: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let mut commas = words.clone().filter(|&i| tokens[i].is_any_mark(&[',']));
    let (Some(comma), None) = (commas.next(), commas.next()) else { return false };
    let name = comma.checked_sub(1).filter(|last| words.contains(last)).and_then(|last| tokens[last].mention);
    name.is_some_and(|name| starts_at(layout, &Subject::Name(name), words.start))
}

/// Whether a subject's words, titles and roles before a name included, begin at the token.
fn starts_at(layout: &Layout, subject: &Subject, token: usize) -> bool {
    match subject {
        Subject::Pronoun(at) => *at == token,
        Subject::Phrase(range) => range.start <= token + 1,
        Subject::Name(mention) => {
            const TITLE_WORDS_MAX: usize = 7;
            (token..layout.tokens.len().min(token + TITLE_WORDS_MAX))
                .take_while(|&i| !layout.tokens[i].is_mark())
                .any(|i| layout.tokens[i].mention == Some(*mention))
        }
    }
}

/// Whether less than half of the clause stands in marks; else the quotation says it all.
fn mostly_narrative(layout: &Layout, sentence: &Sentence, content: &Range<usize>) -> bool {
    if content.is_empty() {
        return false;
    }
    let quoted = |q: &Range<usize>| content.start <= q.start && q.end <= content.end;
    let bytes: usize = sentence.quoted.iter().filter(|q| quoted(q)).map(|q| layout.span(q).len()).sum();
    bytes * 2 < layout.span(content).len()
}

/// "According to Holm, …" and "…, according to Holm."
fn source(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    let tokens = &layout.tokens;
    let (piece, cue) = sentence
        .pieces
        .iter()
        .find_map(|p| p.clone().find(|&i| subject::names_source(layout, p, i)).map(|cue| (p, cue)))?;
    let subject = subject::source(layout, piece.start, cue, piece.end)?;
    let content = if cue == sentence.tokens.start {
        let comma = (cue + 1..piece.end).find(|&i| tokens[i].is_any_mark(&[',']))?;
        comma + 1..sentence.tokens.end
    } else {
        sentence.tokens.start..cue
    };
    mostly_narrative(layout, sentence, &content).then_some(Reported {
        content,
        rest: None,
        cue,
        subject: Some(subject),
        shape: SOURCE,
    })
}

fn quotation(layout: &Layout, references: &References, reported: &Reported) -> Option<Quotation> {
    let mut fragments = vec![trimmed(layout, &reported.content)?];
    fragments.extend(reported.rest.as_ref().and_then(|rest| trimmed(layout, rest)));
    let speaker = reported.subject.as_ref().and_then(|s| who(layout, references, s));
    let (rule, confidence) = reported.shape;
    Some(Quotation {
        fragments,
        kind: QuotationKind::Indirect,
        speaker: speaker.map(|w| w.speaker(layout)),
        cue: Some(layout.tokens[reported.cue].word.span),
        rule,
        confidence,
    })
}

/// The content without marks at its ends, in one paragraph; `None` when a word is left, or none: "declined to comment".
fn trimmed(layout: &Layout, content: &Range<usize>) -> Option<Span> {
    let outer = |i: &usize| !layout.tokens[*i].is_mark();
    let first = content.clone().find(outer)?;
    let last = content.clone().rev().find(outer)?;
    (first < last).then(|| with_marks(layout, layout.span(&(first..last + 1))))
}

/// The span with the outer mark of a quoted stretch that it holds but for that mark.
fn with_marks(layout: &Layout, span: Span) -> Span {
    let from = layout.quoted.partition_point(|quoted| quoted.outer.end <= span.start);
    let cut = layout.quoted[from..].iter().take_while(|quoted| quoted.outer.start < span.end);
    let whole = cut.filter(|quoted| span.contains(quoted.inner));
    whole.fold(span, |span, q| Span::new(span.start.min(q.outer.start), span.end.max(q.outer.end)))
}
