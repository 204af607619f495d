//! What French and Spanish do otherwise, whose verbs list their forms and whose nouns have small letters: who is left out where he
//! is known ("Explicó que …"), sources of several words ("a juicio de"), attributions that break into a clause ("Le port, a
//! expliqué Lund, sera fermé"), and what follows a verb of saying and is no report ("lance l’opération").

use super::WORDS;
use super::cues::Tags;
use super::indirect::{CLOSING, Reported, Sentence};
use super::layout::{Layout, Token};
use super::phrases;
use super::speakers::{self, Who};
use super::subject::{self, Subject};
use super::verbs;
use crate::annotate::names::Class;
use crate::text::word_lists::Words;
use std::ops::Range;

/// Pronouns of nobody whom an article quotes.
static NOBODY: Words = Words::of(WORDS, "nobody");
/// Stems of verbs whose object alone is what somebody asks for, announces or deplores.
static TOLD_STEMS: Words = Words::of(WORDS, "told: stem");
/// How somebody came to speak.
static ASKED: Words = Words::of(WORDS, "asked");

/// "s’est | félicitée": French says so with "be" what another language says with "have".
pub fn is_reflexive(layout: &Layout, floor: usize, be: usize) -> bool {
    let before = be.checked_sub(1).filter(|&i| i >= floor && layout.is_romance());
    before.is_some_and(|i| matches!(layout.word(i), "s'" | "s’" | "se"))
}

/// The words of a lead that names a source as "selon" does: "de acuerdo con", "a juicio de", "aux yeux de".
pub fn source_words(layout: &Layout, i: usize) -> Option<usize> {
    const LEADS: &[[&str; 3]] = &[
        ["de", "acuerdo", "con"],
        ["a", "juicio", "de"],
        ["a", "juicio", "del"],
        ["en", "opinión", "de"],
        ["en", "opinión", "del"],
        ["aux", "yeux", "de"],
        ["aux", "yeux", "du"],
    ];
    if !layout.inverts
        || layout.nouns_are_capital
        || !layout.tokens[i].is(Tags::PREPOSITION)
        || i + 3 >= layout.tokens.len()
    {
        return None;
    }
    let is = |lead: &&[&str; 3]| (0..3).all(|k| layout.word(i + k).eq_ignore_ascii_case(lead[k]));
    LEADS.iter().find(is).map(|lead| lead.len())
}

/// "explicó que, según el alcalde, …": what the source says is part of what somebody reports.
pub fn opens_reported(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    let before = |n: usize| cue.checked_sub(n).filter(|&i| i >= piece.start).map(|i| &layout.tokens[i]);
    let parted = before(1).is_some_and(|t| t.is_any_mark(&[',']));
    layout.is_romance() && parted && before(2).is_some_and(|t| t.is(Tags::COMPLEMENTIZER))
}

/// "según | ha explicado a este diario | Lund": the subject of the verb that a source may have, known or a Spanish participle.
pub fn told_by_source(layout: &Layout, cue: usize, end: usize) -> Option<Subject> {
    if !layout.is_romance() {
        return None;
    }
    let tokens = &layout.tokens;
    let says = |i: &usize| {
        let participle = ["ado", "ido"].iter().any(|ending| layout.word(*i).ends_with(ending));
        tokens[*i].is_lower() && (tokens[*i].is(Tags::SPEECH) || participle && tokens[*i - 1].is(Tags::AUXILIARY))
    };
    let verbs = (cue + 1..end).take_while(|i| says(i) || tokens[*i].is_lower() && tokens[*i].is(Tags::AUXILIARY));
    let last = verbs.filter(says).last()?;
    subject::right(layout, &(cue..end), last)
}

/// "Des experts ont déclaré": the French plural article, which is "of the" elsewhere.
pub fn is_plural_article(layout: &Layout, floor: usize, i: usize) -> bool {
    let opens = i == floor || layout.tokens[i - 1].is_mark();
    opens && layout.inverts && layout.word(i).eq_ignore_ascii_case("des")
}

/// "Explicó que …": where a language leaves out who is known, a verb of saying can open a sentence.
pub fn opens_sentence(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    let speaks = token.word.starts_sentence && token.is(Tags::SPEECH) && token.is_capital();
    let clause = layout.tokens.get(i + 1).is_some_and(|next| next.is(Tags::COMPLEMENTIZER));
    speaks && clause && layout.is_romance()
}

/// "En cambio señaló que", "Asimismo, indicó que": the finite verb of a clause before which nobody is named.
pub fn lone_cue(layout: &Layout, piece: &Range<usize>) -> Option<usize> {
    const LEAD_WORDS_MAX: usize = 5; // "En cuanto a esto,"; guessed
    let tokens = &layout.tokens;
    let cue = piece.clone().find(|&i| tokens[i].is(Tags::SPEECH) && verbs::is_verb(layout, piece, i))?;
    let names = |i: usize| tokens[i].mention.is_some() || tokens[i].is(Tags::DETERMINER.or(Tags::PRONOUN));
    let clause = cue + 1 < piece.end && tokens[cue + 1].is(Tags::COMPLEMENTIZER);
    let alone = cue - piece.start <= LEAD_WORDS_MAX && !(piece.start..cue).any(names);
    (alone && clause && !tokens[cue].is(Tags::PARTICIPLE) && tokens[piece.start].word.starts_sentence).then_some(cue)
}

/// "«…» de que participara la oposición": behind the marks a clause of its own, whose subject is not the sentence's.
pub fn opens_subordinate(layout: &Layout, piece: &Range<usize>) -> bool {
    let leads = |i: &usize| layout.tokens[*i].is(Tags::PREPOSITION);
    let n_leads = piece.clone().take(1).take_while(leads).count();
    let first = layout.tokens.get(piece.start + n_leads).filter(|_| n_leads < piece.len());
    layout.is_romance() && first.is_some_and(|t| t.is(Tags::COMPLEMENTIZER))
}

/// "anunciado", "annoncées": the form of what is done to a thing, where no auxiliary stands before it.
pub fn is_passive(layout: &Layout, i: usize) -> bool {
    const ENDINGS: &[&str] = &["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "é", "ée", "és", "ées"];
    let told = i.checked_sub(1).is_some_and(|i| layout.tokens[i].is(Tags::AUXILIARY));
    !told && ENDINGS.iter().any(|ending| layout.word(i).ends_with(ending))
}

/// "el plan | rechazado | que", "un texte | commenté": such a form right behind a noun, and no auxiliary near before it.
pub fn describes(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    const AUXILIARY_REACH: usize = 5; // "a-t-il encore hier"; guessed
    let Some(noun) = i.checked_sub(1).filter(|&noun| noun >= range.start && layout.is_romance()) else { return false };
    let token = &layout.tokens[noun];
    let adverb = layout.word(noun).ends_with("ment") || layout.word(noun).ends_with("mente");
    let plain = token.is_untold() || token.is(Tags::NOUN) && !token.is(Tags::CUE);
    let is_noun = token.is_lower() && plain && !token.is_class(Class::FUNCTION) && !adverb;
    let near = range.start.max(i.saturating_sub(AUXILIARY_REACH))..i;
    is_noun && is_passive(layout, i) && !near.into_iter().any(|i| layout.tokens[i].is(Tags::BE) || is_have(layout, i))
}

/// A form of "have", which makes a past of a participle.
fn is_have(layout: &Layout, i: usize) -> bool {
    let word = layout.word(i);
    ["a", "ont", "avait", "avaient", "aura", "ait", "ha", "han", "había", "habían", "haya"].contains(&word)
}

/// Whom the text told of last, for the verb that opens a sentence without a subject.
#[derive(Default)]
pub struct Known {
    last: Option<(Subject, usize)>,
    /// The sentence before, where nobody is known to have said it, and its paragraph.
    before: Option<(Range<usize>, usize)>,
}

impl Known {
    /// Gives what a sentence reports without a subject to whom the sentence before is about, in the same paragraph.
    pub fn fill(&mut self, layout: &Layout, sentence: &Sentence, here: &mut Vec<Reported>) {
        if here.is_empty() {
            here.extend(self.told_so(layout, sentence));
        }
        let plain = here.is_empty() && sentence.quoted.is_empty();
        self.before = plain.then(|| (sentence.tokens.clone(), sentence.paragraph));
        let known = self.last.take().filter(|(_, paragraph)| *paragraph == sentence.paragraph);
        let lone = sentence.pieces.first().and_then(|piece| lone_cue(layout, piece));
        for reported in here.iter_mut().filter(|r| r.subject.is_none() && Some(r.cue) == lone) {
            reported.subject = known.as_ref().map(|(subject, _)| subject.clone());
        }
        // "Lund dijo que el portavoz afirma que …": it is Lund who goes on.
        let is_main = |r: &&Reported| !here.iter().any(|other| other.content.contains(&r.cue));
        let told = here.iter().rev().find(is_main).and_then(|reported| reported.subject.clone());
        let about = || sentence.pieces.first().and_then(|piece| subject::main(layout, piece.clone()));
        self.last = told.or_else(about).map(|subject| (subject, sentence.paragraph));
    }

    /// "… cerrará en mayo. Así lo ha anunciado el alcalde.": the sentence before is what was said.
    fn told_so(&self, layout: &Layout, sentence: &Sentence) -> Option<Reported> {
        let (before, _) = self.before.as_ref().filter(|(_, paragraph)| *paragraph == sentence.paragraph)?;
        let piece = sentence.pieces.first().filter(|piece| sentence.pieces.len() == 1 && piece.len() > 3)?;
        let so = layout.word(piece.start) == "Así" && layout.word(piece.start + 1) == "lo";
        let auxiliary = |i: &usize| layout.tokens[*i].is(Tags::AUXILIARY);
        let cue = piece.start + 1 + (piece.start + 1..piece.end).take_while(auxiliary).count();
        let says = so && cue < piece.end && layout.tokens[cue].is(Tags::SPEECH);
        let subject = says.then(|| subject::right(layout, piece, cue)).flatten()?;
        Some(Reported { content: before.clone(), rest: None, cue, subject: Some(subject), shape: CLOSING })
    }
}

/// "Selon Lund, maire de Bonn, …": the comma that ends what a source is called besides; `comma` where nothing is.
pub fn behind_apposition(layout: &Layout, piece: &Range<usize>, comma: usize) -> usize {
    const WORDS_MAX: usize = 10; // "ancien directeur de la police du port"; guessed
    let tokens = &layout.tokens;
    let office = Class::ROLE.or(Class::TITLE).or(Class::PAST).or(Class::QUALIFIER);
    let first = comma + 1;
    // "Selon le ministère, | contrôlé par Lund, …"
    let done_by = |i: usize| is_passive(layout, i) && layout.is_romance() && tokens[i + 1].is(Tags::PREPOSITION);
    let described = layout.inverts
        && first + 1 < piece.end
        && tokens[first].is_lower()
        && (tokens[first].is_class(office) || done_by(first));
    let reach = first..piece.end.min(first + WORDS_MAX);
    let next = described.then(|| reach.into_iter().find(|&i| tokens[i].is_any_mark(&[',']))).flatten();
    next.unwrap_or(comma)
}

/// The speaker of what a French or Spanish source tells, however it is called where commas part it: "…, según el recuento". `None`
/// for "según la norma", by which something is done.
pub fn source(layout: &Layout, reported: &Reported, known: Option<Who>) -> Option<Option<Who>> {
    let Some(phrase @ Subject::Phrase(_)) = &reported.subject else { return Some(known) };
    if known.is_some() || !layout.is_romance() {
        return Some(known);
    }
    let before = reported.cue.checked_sub(1).map(|i| &layout.tokens[i]);
    let opens = layout.tokens[reported.cue].word.starts_sentence;
    let parted = opens || before.is_some_and(|t| t.is_any_mark(&[',', '—', '–', '(']));
    parted.then(|| speakers::determined(layout, phrase))
}

/// "Pour Lund, …", "Para Lund, …": whose view it is, where the sentence opens with it.
pub fn in_whose_eyes(layout: &Layout, piece: &Range<usize>) -> Option<Subject> {
    let opens = layout.tokens[piece.start].word.starts_sentence && matches!(layout.word(piece.start), "Pour" | "Para");
    let comma = piece.clone().find(|&i| opens && layout.tokens[i].is_any_mark(&[',']))?;
    let subject = phrases::phrase_from(layout, piece.start + 1, comma)?;
    matches!(subject, Subject::Name(_)).then_some(subject)
}

/// ", a annoncé vendredi la préfecture": the auxiliary of a verb whose subject follows.
pub fn opens_as_perfect(layout: &Layout, words: Range<usize>) -> bool {
    let auxiliary = |i: usize| layout.tokens[i].is_lower() && layout.tokens[i].is(Tags::AUXILIARY);
    layout.is_romance() && !words.is_empty() && words.into_iter().all(auxiliary)
}

/// "Le port, a expliqué Lund, | sera fermé": what goes on behind an attribution that breaks into a clause before its verb.
pub fn broken_off(layout: &Layout, content: &Range<usize>, behind: Range<usize>) -> Option<Range<usize>> {
    const SUBJECT_WORDS_MAX: usize = 8; // "le directeur de la police du port"; guessed
    let tokens = &layout.tokens;
    let comma = Some(behind.start).filter(|&i| i + 2 < behind.end && tokens[i].is_any_mark(&[',']))?;
    let verb = |i: usize| tokens[i].is(Tags::BE.or(Tags::AUXILIARY).or(Tags::CUE)) && !tokens[i].is(Tags::DETERMINER);
    let opens = content.len() <= SUBJECT_WORDS_MAX && !content.clone().any(verb);
    let next = &tokens[comma + 1];
    let small = Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::RELATIVE).or(Tags::PARTICIPLE).or(Tags::CONJUNCTION);
    let goes_on = next.is_lower()
        && !next.is(small)
        && !next.is_class(Class::ROLE.or(Class::TITLE).or(Class::QUALIFIER).or(Class::PAST));
    (layout.is_romance() && opens && goes_on).then_some(comma + 1..behind.end)
}

/// "si l’on décide que", "nous voulons", "yo creo que": supposed, or nobody whom an article quotes.
pub fn is_supposed(layout: &Layout, piece: &Range<usize>, cue: usize, subject: Option<&Subject>) -> bool {
    const CLAUSE_WORDS_MAX: usize = 8; // from "si" to its verb; guessed
    let floor = piece.start.max(cue.saturating_sub(CLAUSE_WORDS_MAX));
    let open = |i: &usize| !layout.tokens[*i].is_any_mark(&[',', ';']);
    let is_if = |i: usize| layout.word(i).eq_ignore_ascii_case("si");
    let nobody = matches!(subject, Some(Subject::Pronoun(i)) if NOBODY.has_in_any_case(layout.word(*i)));
    nobody || (floor..cue).rev().take_while(open).any(is_if)
}

/// Whether what French and Spanish report without "que" can be told of somebody: an infinitive ("dit attendre", "pide aplazar"), or
/// what he asks for, announces or deplores ("anunció la cancelación"). "lance l’opération" reports nothing.
pub fn may_be_told(layout: &Layout, cue: usize, content: &Range<usize>) -> bool {
    const INFINITIVE_REACH: usize = 6; // "les Tchèques à rester"; guessed
    let tokens = &layout.tokens;
    let infinitive = |i: usize| {
        let word = layout.word(i);
        let ends = ["er", "ir", "re", "oir", "ar", "rse"].iter().any(|ending| word.ends_with(ending));
        tokens[i].is_lower()
            && ends
            && !tokens[i].is(Tags::PREPOSITION.or(Tags::DETERMINER))
            && tokens[i].mention.is_none()
    };
    let leads = |i: usize| {
        i == content.start || matches!(layout.word(i - 1), "à" | "de" | "d'" | "d’" | "a" | "se" | "s'" | "s’")
    };
    let near = content.clone().take(INFINITIVE_REACH).take_while(|&i| !tokens[i].is_mark());
    let asks = TOLD_STEMS.begin(layout.word(cue)) && tokens[content.start].is(Tags::DETERMINER);
    tokens[content.start].is(Tags::COMPLEMENTIZER) || asks || near.into_iter().any(|i| leads(i) && infinitive(i))
}

/// Just past "quant à elle", "de son côté", "por su parte" behind a verb: where its subject begins.
pub fn behind_turn(layout: &Layout, at: usize, end: usize) -> usize {
    const TURNS: &[&[&str]] = &[
        &["quant", "à", "lui"],
        &["quant", "à", "elle"],
        &["quant", "à", "eux"],
        &["de", "son", "côté"],
        &["de", "leur", "côté"],
        &["pour", "sa", "part"],
        &["pour", "leur", "part"],
        &["à", "son", "tour"],
        &["por", "su", "parte"],
        &["a", "su", "vez"],
    ];
    let is_comma = |i: usize| i < end && layout.tokens[i].is_any_mark(&[',']);
    let start = at + usize::from(is_comma(at));
    let stands = |turn: &&&[&str]| {
        start + turn.len() <= end && turn.iter().enumerate().all(|(k, word)| layout.word(start + k) == *word)
    };
    let turn = TURNS.iter().find(stands).filter(|_| layout.is_romance());
    turn.map_or(at, |turn| {
        let behind = start + turn.len();
        behind + usize::from(start > at && is_comma(behind))
    })
}

/// "A ses yeux, «…»": whoever the text is about holds it.
pub fn is_in_his_eyes(layout: &Layout, piece: &Range<usize>) -> bool {
    const LEADS: &[[&str; 3]] =
        &[["à", "ses", "yeux"], ["a", "ses", "yeux"], ["a", "su", "juicio"], ["en", "su", "opinión"]];
    let is = |lead: &[&str; 3]| (0..3).all(|k| layout.word(piece.start + k).to_lowercase() == lead[k]);
    layout.is_romance() && piece.len() == 4 && layout.tokens[piece.end - 1].is_any_mark(&[',']) && LEADS.iter().any(is)
}

/// "les autorités locales | ce vendredi"
pub fn begins_day(layout: &Layout, at: usize) -> bool {
    let is_day = |i: usize| layout.tokens.get(i).is_some_and(|t| t.mention.is_none() && t.is_class(Class::CALENDAR));
    let token = &layout.tokens[at];
    let leads = token.is_lower() && token.is(Tags::DETERMINER) && is_day(at + 1);
    layout.is_romance() && (leads || token.is_lower() && is_day(at))
}

/// "El alcalde de Puerto, Pedro Solano, anunció …", "Interrogé par le journal, il a dit non": what stands before the comma is the
/// subject itself or says how it came to speak, and nothing that was said.
pub fn is_only_subject(layout: &Layout, words: &Range<usize>) -> bool {
    if !layout.is_romance() || words.is_empty() {
        return false;
    }
    let tokens = &layout.tokens;
    let first = layout.word(words.start);
    if ASKED.has(&first.to_lowercase()) {
        return true;
    }
    let small = Class::ROLE.or(Class::TITLE).or(Class::PARTICLE).or(Class::QUALIFIER).or(Class::PAST);
    let nominal = |t: &Token| {
        t.is_mark()
            || t.is_capital()
            || t.mention.is_some()
            || t.is_class(small)
            || t.is(Tags::DETERMINER.or(Tags::PREPOSITION))
    };
    words.clone().all(|i| nominal(&tokens[i]))
        && words.clone().any(|i| tokens[i].is_class(Class::ROLE.or(Class::TITLE)))
}
