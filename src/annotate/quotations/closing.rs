//! A sentence in, the clause before its closing attribution out: "The boats were late, Holm said.", "…, said Holm, a former
//! mayor.", "…, records show.".

use super::citations;
use super::content::start_of_content;
use super::cues::Tags;
use super::indirect::{CLOSING, Reported, Sentence, end_of, is_of_document, mostly_narrative};
use super::inverted;
use super::layout::Layout;
use super::romance;
use super::speakers;
use super::subject::{self, Subject};
use super::verbs;
use crate::annotate::names::Class;
use std::ops::Range;

/// "…, Holm said." and "…, said Holm, a former mayor."
pub fn closing(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    let tokens = &layout.tokens;
    let piece = sentence.pieces.last().filter(|p| p.end == sentence.tokens.end)?;
    let closes = |i: usize| i + 1 == piece.end || tokens[i + 1].is_mark();
    let said = |i: usize| {
        tokens[i].is(Tags::SPEECH)
            && !tokens[i].is(Tags::PARTICIPLE.or(Tags::REPORTED))
            && (layout.inverts || !tokens[i].is(Tags::WEAK) || closes(i))
            && verbs::is_verb(layout, piece, i)
            && (!tokens[i].is(Tags::BASE) || says_of_several(layout, piece, i) && !inverted::ends_relative(layout, i))
    };
    let cue = |i: &usize| tokens[*i].is(Tags::CUE) && (said(*i) || closes(*i) && is_shown(layout, piece, *i));
    let cue = piece.clone().rev().find(cue)?;
    const LEAD_WORDS_MAX: usize = 24; // an apposition between comma and cue; guessed
    let floor = piece.start.max(cue.saturating_sub(LEAD_WORDS_MAX));
    let leads = |comma: usize| cue == comma + 1 || romance::opens_as_perfect(layout, comma + 1..cue);
    let (comma, subject) = (floor..cue).rev().filter(|&i| tokens[i].is_any_mark(&[','])).find_map(|comma| {
        let clause = comma + 1..piece.end;
        if cue == comma + 1 && verbs::has_hearer(layout, cue) {
            return None;
        }
        if citations::cites(layout, &clause, cue) {
            return cited(layout, sentence, &clause, cue).map(|subject| (comma, subject));
        }
        if leads(comma) {
            let subject = subject::right(layout, &clause, cue)?;
            let is_lone = |i: usize| i + 1 >= clause.end || tokens[i + 1].is_mark();
            if !layout.inverts && matches!(subject, Subject::Pronoun(i) if !is_lone(i)) {
                return None;
            }
            if matches!(&subject, Subject::Phrase(words) if matches!(layout.word(words.start), "their" | "its")) {
                return None; // ", said their boats, …, were late": somebody before the comma said it
            }
            return (!goes_on_as_clause(layout, &clause, cue, &subject)).then_some((comma, subject));
        }
        if tokens[comma + 1].is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::RELATIVE).or(Tags::PREPOSITION))
            || tokens[comma + 1].is(Tags::CUE)
        {
            return None;
        }
        if layout.nouns_are_capital && !matches!(layout.word(comma + 1), "hat" | "haben" | "hatte" | "hatten") {
            return None; // behind what was said the verb comes first
        }
        let subject = with_conjunct(layout, subject::left(layout, &clause, cue)?, comma + 1);
        // "El consejero, Pedro Solano, pide …": who speaks, and not what was said.
        if layout.is_romance() && tokens[cue - 1].is_any_mark(&[',']) {
            return None;
        }
        // "…, the storm continued"
        let goes_on =
            matches!(subject, Subject::Phrase(_)) && tokens[cue].is(Tags::WEAK) && !tokens[cue].is(Tags::ATTITUDE);
        let says = layout.inverts || !goes_on || is_shown(layout, piece, cue);
        (says && starts_at(layout, &subject, comma + 1)).then_some((comma, subject))
    })?;
    if start_of_content(layout, sentence, cue).is_some_and(|s| s + 3 < sentence.tokens.end && !leads(comma)) {
        return None; // the clause follows
    }
    let content = sentence.tokens.start..comma;
    if is_office_of(layout, &content, &subject, cue) {
        return None;
    }
    if leads(comma) && (is_name_with_apposition(layout, &content) || is_described_phrase(layout, &content)) {
        return None; // "Holm, the mayor, urged Lund to go": who speaks stands before the verb
    }
    let rest = rest(layout, sentence, &subject, cue, leads(comma));
    let behind = end_of(layout, &subject, cue).unwrap_or(cue + 1);
    let rest = rest.or_else(|| romance::broken_off(layout, &content, behind..sentence.tokens.end));
    // "One hopeful, Ada Lund, says despite the rain she will swim"
    let lacks_verb = !layout.inverts && !may_be_clause(layout, &content);
    let is_no_clause = lacks_verb || is_fronted(layout, &content) || romance::is_only_subject(layout, &content);
    if rest.is_none() && is_no_clause {
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

/// "…, Lund was quoted as saying", "…, the paper quoted Lund as saying": who is cited for what stands before the comma.
fn cited(layout: &Layout, sentence: &Sentence, clause: &Range<usize>, cue: usize) -> Option<Subject> {
    let citation = citations::citation(layout, clause, cue)?;
    let leads = Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::RELATIVE).or(Tags::PREPOSITION);
    let told_behind = start_of_content(layout, sentence, citation.participle).is_some();
    if told_behind || layout.tokens[clause.start].is(leads) {
        return None;
    }
    let subject = subject::left(layout, clause, cue)?;
    let citing = || subject::phrase_ending_at(layout, clause.start, cue);
    let begins = |s: &Subject| starts_at(layout, s, clause.start);
    (begins(&subject) || citing().is_some_and(|s| begins(&s))).then_some(subject)
}

/// "…, records show", "…, a poll found", "…, the paper has learned": what a document shows closes a sentence.
fn is_shown(layout: &Layout, piece: &Range<usize>, verb: usize) -> bool {
    let ends = verb + 1 >= piece.end || layout.tokens[verb + 1].is_mark();
    if layout.inverts || !ends || verb < piece.start + 2 {
        return false;
    }
    let learns = layout.word(verb) == "learned" && matches!(layout.word(verb - 1), "has" | "have" | "had");
    learns || is_of_document(layout, piece, verb)
}

/// "Critics say": a base form that is no infinitive and no noun.
fn says_of_several(layout: &Layout, piece: &Range<usize>, verb: usize) -> bool {
    let token = &layout.tokens[verb];
    let nominal = token.is(Tags::NOMINAL.or(Tags::NOUN).or(Tags::WEAK));
    let governed = verb > piece.start && (layout.word(verb - 1) == "to" || layout.tokens[verb - 1].is(Tags::FINITE));
    !nominal && !governed
}

/// ", said the boats were late": what follows the verb is what was said, by somebody before the comma.
pub fn goes_on_as_clause(layout: &Layout, clause: &Range<usize>, cue: usize, subject: &Subject) -> bool {
    let tokens = &layout.tokens;
    if layout.inverts {
        return false;
    }
    // "said the bid undervalued the port"
    let governs =
        |i: usize| layout.word(i).ends_with("ed") && tokens[i].is_lower() && tokens[i + 1].is(Tags::DETERMINER);
    if matches!(subject, Subject::Phrase(words) if (words.start + 1..words.end - 1).any(governs)) {
        return true;
    }
    let behind = end_of(layout, subject, cue).unwrap_or(cue + 1)..clause.end;
    let open = |i: &usize| !tokens[*i].is_mark() && !tokens[*i].is(Tags::RELATIVE.or(Tags::SUBORDINATOR));
    behind.clone().take_while(open).any(|i| verbs::is_finite(layout, clause, i))
}

/// Whether a verb is among the words, as far as can be told: few words without one are a name or what leads to a clause.
fn may_be_clause(layout: &Layout, words: &Range<usize>) -> bool {
    const WORDS_SURE: usize = 9; // of so many words some verb that no table knows is one; guessed
    let verb = |i: usize| {
        let (token, word) = (&layout.tokens[i], layout.word(i));
        let regular = token.is_lower() && (word.ends_with("ed") || word.ends_with("ing"));
        regular || token.is(Tags::BE) || verbs::is_finite(layout, words, i)
    };
    let parted = words.clone().any(|i| layout.tokens[i].is_any_mark(&[',']));
    let names = |i: usize| {
        let t = &layout.tokens[i];
        t.is_mark() || t.is_capital() || t.mention.is_some()
    };
    if words.clone().all(names) {
        return false; // "Father Paul Holm, head of the port, said"
    }
    words.len() >= WORDS_SURE || words.clone().any(verb) || !parted && words.len() > 2
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
    let near = attribution..end.min(attribution + ADVERBIAL_WORDS_MAX);
    let comma = near.clone().find(|&i| tokens[i].is_mark()).filter(|&i| tokens[i].is_any_mark(&[',']))?;
    let rest = comma + 1..end;
    if rest.len() < 2 {
        return None;
    }
    let verb_follows = || tokens[rest.start].is(Tags::FINITE);
    let goes_on = if comma > attribution {
        // "The boats, Holm said in a statement, were late"
        !layout.inverts && verb_follows() && !near.clone().any(|i| i < comma && tokens[i].is(Tags::FINITE))
    } else {
        let follows = tokens[rest.start].is(Tags::CONJUNCTION) || !layout.inverts && verb_follows();
        !tokens[rest.start].is(Tags::PARTICIPLE.or(Tags::CUE).or(Tags::RELATIVE)) && (!is_inverted || follows)
    };
    (goes_on && mostly_narrative(layout, sentence, &rest)).then_some(rest)
}

/// Words from an attribution in the middle to the comma that ends it: "said in a statement on Monday,". Guessed.
const ADVERBIAL_WORDS_MAX: usize = 10;

/// Whether the words only lead to a clause that follows: "In Westport, Holm spoke", "If it rains, Holm explains".
fn is_fronted(layout: &Layout, words: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let joins = |i: &usize| tokens[*i].is(Tags::CONJUNCTION) || layout.word(*i).eq_ignore_ascii_case("even");
    let lead = if layout.inverts { 0 } else { words.clone().take_while(joins).count() };
    let words = &(words.start + lead..words.end);
    let Some(first) = tokens.get(words.start).filter(|_| !words.is_empty()) else { return true };
    let verb = if layout.inverts { Tags::AUXILIARY } else { Tags::FINITE };
    let is_clause = |i: usize| tokens[i].is(Tags::BE.or(verb).or(Tags::PRONOUN)) && !tokens[i].is(Tags::DETERMINER);
    let parted = words.clone().any(|i| tokens[i].is_any_mark(&[',']));
    // "That is late", "What is this": no clause leads to another. "As the idea was new the plan was dropped": two.
    let asks = first.is(Tags::DETERMINER) || layout.word(words.start).eq_ignore_ascii_case("what");
    let n_verbs = words.clone().filter(|&i| is_clause(i)).count();
    // "Asked whether it was late, Holm said no", "Speaking in Bonn, Holm said no"
    let opens = layout.word(words.start);
    let participle = first.is_capital() && first.is(Tags::PARTICIPLE) && n_verbs == 0;
    if !layout.inverts && !parted && (opens == "Asked" || participle) {
        return true;
    }
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

/// "The chairman of the board, | Holm, | said", "Le ministre russe, | Holm, | a dit": an office before the comma, and between that
/// and another who holds it.
fn is_office_of(layout: &Layout, content: &Range<usize>, subject: &Subject, cue: usize) -> bool {
    let tokens = &layout.tokens;
    let auxiliary = |i: &usize| tokens[*i].is_lower() && tokens[*i].is(Tags::AUXILIARY);
    let close = cue - (content.end + 1..cue).rev().take_while(auxiliary).count() - 1;
    let named = matches!(subject, Subject::Name(_)) && close > content.end + 1 && tokens[close].is_any_mark(&[',']);
    let office = |i: usize| tokens[i].is_class(Class::ROLE.or(Class::TITLE)) && !tokens[i].is_class(Class::BODY);
    let parts = |i: usize| tokens[i].is_mark() && !tokens[i].is_any_mark(&['.', '\'', '’']);
    let tells = |i: usize| parts(i) || verbs::is_finite(layout, content, i);
    named && speakers::head_words(layout, content).any(office) && !content.clone().any(tells)
}

/// "The port, which lost two boats": a noun phrase, a comma, and what describes it.
fn is_described_phrase(layout: &Layout, words: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let Some(comma) = words.clone().find(|&i| tokens[i].is_any_mark(&[','])) else { return false };
    let describes = comma + 1 < words.end && matches!(layout.word(comma + 1), "which" | "who" | "whose");
    !layout.inverts && describes && !(words.start..comma).any(|i| verbs::is_finite(layout, words, i))
}

/// "dealers | and bank economists said": a plain noun phrase with the nouns that an "and" joins to it, from the comma on.
fn with_conjunct(layout: &Layout, subject: Subject, first: usize) -> Subject {
    const NOUNS_MAX: usize = 4; // "dealers, lenders and"; guessed
    let tokens = &layout.tokens;
    let Subject::Phrase(words) = &subject else { return subject };
    let and = words.start.saturating_sub(1);
    let near = and > first && and - first <= NOUNS_MAX && layout.word(and) == "and";
    let verbal = Tags::CUE.or(Tags::FINITE).or(Tags::AUXILIARY).or(Tags::PARTICIPLE);
    let nominal = |i: usize| {
        let t = &tokens[i];
        t.is_word_of_phrase() && t.is_lower() && t.mention.is_none() && !t.is(verbal) && !layout.word(i).ends_with("ed")
    };
    let joins = !layout.inverts && near && (first..and).all(nominal) && layout.word(and - 1).ends_with('s');
    if joins { Subject::Phrase(first..words.end) } else { subject }
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
