//! Narrative in, indirect speech out: what somebody is reported to say or hold, without marks around it.
//!
//! Three shapes: the clause after the cue ("Holm said that …", "Holm promised to …"), the clause before a
//! closing attribution ("…, Holm said."), and what "according to" goes with. The span is the reported
//! clause; parts of it may stand in marks and are then quotations of their own as well.

use super::adverbials;
use super::citations;
use super::closing::closing;
use super::content;
use super::cues::Tags;
use super::layout::{Item, Layout};
use super::mood::Mood;
use super::romance::{self, Known};
use super::sieve::AFTER;
use super::speakers::{self, References, Who, described, who};
use super::subject::{self, Subject};
use super::{WORDS, verbs};
use crate::annotate::names::Class;
use crate::article::{Quotation, QuotationKind, Span, SpeakerKind};
use crate::text::word_lists::Words;
use std::ops::Range;

/// Opens a clause that only leads to the main one.
static LEADS: Words = Words::of(WORDS, "leads");
/// What a document does that holds something.
static OF_DOCUMENT: Words = Words::of(WORDS, "of a document");
/// How words begin that say that somebody tries to, beside [`subject::RAISING`].
static TRYING: Words = Words::of(WORDS, "trying: stem");

// How often the speaker was right, measured on the half of a development set that the rules were not written
// from. What counts as reported speech is a matter of degree: people marked 84 in 100 of these clauses (495 annotated
// articles; the rules were developed on them, so this flatters).
pub const CLAUSE: (&str, f32) = ("indirect", 0.87);
pub const CLOSING: (&str, f32) = ("indirect-closing", 0.92);
pub const SOURCE: (&str, f32) = ("indirect-according", 0.9);

/// A sentence: its tokens, and those of them that are narrative.
pub struct Sentence {
    pub tokens: Range<usize>,
    pub pieces: Vec<Range<usize>>,
    /// Tokens of the quoted stretches.
    pub quoted: Vec<Range<usize>>,
    /// What the words of its narrative are.
    pub tags: Tags,
    pub paragraph: usize,
}

/// A reported clause, as tokens.
pub struct Reported {
    pub content: Range<usize>,
    /// Where it goes on behind the attribution.
    pub rest: Option<Range<usize>>,
    pub cue: usize,
    pub subject: Option<Subject>,
    pub shape: (&'static str, f32),
}

/// The indirect speech of the article, in order of sentences. `quoted` is what stands in marks there.
pub fn indirect(layout: &Layout, references: &References, quoted: &[Quotation]) -> Vec<Quotation> {
    let closed = quoted.iter().filter(|q| q.rule == AFTER.name);
    let mut spent: Vec<usize> = closed.filter_map(|q| q.cue).map(|cue| cue.start).collect();
    spent.sort_unstable();
    let mut found = Vec::new();
    let mut mood = Mood::default();
    let mut known = Known::default();
    for sentence in sentences(layout) {
        let german = layout.nouns_are_capital;
        let mut here =
            if german { mood.reported(layout, &sentence) } else { reported(layout, references, &sentence, &spent) };
        if layout.is_romance() {
            known.fill(layout, &sentence, &mut here);
        }
        for reported in here {
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
            let (tokens, paragraph) = (tokens.start..tokens.start, item.paragraph());
            let (pieces, quoted, tags) = (Vec::new(), Vec::new(), Tags::default());
            found.push(Sentence { tokens, pieces, quoted, tags, paragraph });
        }
        paragraph = item.paragraph();
        if let Some(sentence) = found.last_mut() {
            sentence.tokens.end = tokens.end;
            match item {
                Item::Piece { tokens, tags, .. } => {
                    sentence.pieces.push(tokens.clone());
                    sentence.tags = sentence.tags.or(*tags);
                }
                Item::Quoted { tokens, .. } => sentence.quoted.push(tokens.clone()),
            }
        }
        ended = matches!(item, Item::Piece { .. }) && layout.tokens[tokens.end - 1].is_any_mark(&['.', '!', '?', '…']);
    }
    found
}

/// `spent` is where the cues of quotations before them begin, in order: "“…,” Holm assured the crowd" reports no crowd.
fn reported(layout: &Layout, references: &References, sentence: &Sentence, spent: &[usize]) -> Vec<Reported> {
    let mut found: Vec<Reported> = Vec::new();
    let is_spent = |clause: &Reported| {
        let begins = layout.tokens[clause.content.start].is(Tags::COMPLEMENTIZER);
        !begins && spent.binary_search(&layout.tokens[clause.cue].word.span.start).is_ok()
    };
    // Nobody says anything in most sentences.
    let has_cue = sentence.tags.is(Tags::CUE);
    if let Some(closing) = has_cue.then(|| closing(layout, sentence)).flatten() {
        return vec![closing];
    }
    if let Some(source) = source(layout, sentence) {
        return vec![source];
    }
    if !has_cue {
        return found;
    }
    const REPORTED_MAX: usize = 6; // clauses of one sentence; bounds the work on endless sentences
    for piece in &sentence.pieces {
        for cue in piece.clone().filter(|&i| layout.tokens[i].is(Tags::CUE)) {
            if found.len() == REPORTED_MAX {
                break;
            }
            if let Some(clause) = clause(layout, references, sentence, piece, cue).filter(|clause| !is_spent(clause)) {
                // A coordinate cue ends the clause before it: "said he would go and asked for …".
                end_before(layout, &mut found, &clause);
                found.push(clause);
            }
        }
    }
    found.retain(|r| mostly_narrative(layout, sentence, &r.content));
    found
}

/// Ends the clause before a coordinate cue, and with it those that hold it if they were told in the past as well: "said
/// he would go before asking for boats | and warned of ice".
fn end_before(layout: &Layout, found: &mut [Reported], clause: &Reported) {
    let is_past = |cue: usize| layout.word(cue).ends_with('d') && layout.tokens[cue].is(Tags::SPEECH);
    let joined = clause.cue > 0 && is_past(clause.cue) && layout.tokens[clause.cue - 1].is(Tags::CONJUNCTION);
    let holds = |r: &&mut Reported| r.content.end > clause.cue && clause.content.start > r.content.start;
    for (i, outer) in found.iter_mut().rev().filter(holds).enumerate() {
        if i == 0 || joined && is_past(outer.cue) {
            outer.content.end = outer.content.end.min(start_of_coordination(layout, &outer.content, clause.cue));
        }
    }
}

fn start_of_coordination(layout: &Layout, content: &Range<usize>, cue: usize) -> usize {
    let floor = content.start.max(cue.saturating_sub(6));
    let and = (floor..cue).rev().find(|&i| layout.tokens[i].is(Tags::CONJUNCTION));
    and.unwrap_or(content.end)
}

/// The clause reported by the verb at `cue`, if it is one.
fn clause(
    layout: &Layout,
    references: &References,
    sentence: &Sentence,
    piece: &Range<usize>,
    cue: usize,
) -> Option<Reported> {
    let weak = layout.tokens[cue].is(Tags::WEAK) && !is_of_document(layout, piece, cue);
    // Where there is no "that", most cues say nothing of their own, and need no closer look.
    let may_complement = !sentence.quoted.is_empty() || sentence.tags.is(Tags::COMPLEMENTIZER);
    if weak && !may_complement {
        return None;
    }
    let known = references.subject(cue);
    let tells_nothing = || is_stranded(layout, piece, cue) || citations::cites(layout, piece, cue);
    if known.is_none() && !verbs::is_verb(layout, piece, cue) || !layout.inverts && tells_nothing() {
        return None;
    }
    let subject = known.cloned().unwrap_or_else(|| subject::left(layout, piece, cue));
    let joined = cue > piece.start && layout.tokens[cue - 1].is(Tags::CONJUNCTION);
    if subject.is_none() && !joined && !may_complement {
        return None;
    }
    if layout.inverts && romance::is_supposed(layout, piece, cue, subject.as_ref()) {
        return None;
    }
    let behind = subject.as_ref().and_then(|s| end_of(layout, s, cue));
    // "which Holm said was late": what was late stands before.
    let gap = !layout.inverts && behind.is_none() && is_gap(layout, piece, cue, sentence.tokens.end);
    let start = match behind {
        _ if gap => cue + 1,
        Some(end) => content::start_behind_subject(layout, sentence, end)?,
        None => content::start_of_content(layout, sentence, cue)?,
    };
    if !layout.inverts && (points_elsewhere(layout, cue, start) || is_in_condition(layout, sentence, cue)) {
        return None;
    }
    // "said Lund" after a quotation: what follows is the speaker. "Lund found the key": nothing is reported.
    let told = match &subject {
        Some(subject) => layout.inverts || !may_be_adjective(layout, references, subject, cue, start),
        None => is_carried_on(layout, piece, cue, start),
    };
    let needs_complementizer = !told || weak;
    if needs_complementizer && !layout.tokens[start].is(Tags::COMPLEMENTIZER) {
        return None;
    }
    if !layout.inverts && (only_thought_of(layout, piece, cue) || is_supposed(layout, piece, cue, subject.as_ref())) {
        return None;
    }
    let whole = end_of_clause(layout, sentence, cue, start);
    if layout.inverts && !romance::may_be_told(layout, cue, &(start..whole)) {
        return None;
    }
    if !layout.inverts && (is_mere_thing(layout, cue, start..whole) || is_denied_claim(layout, cue, cue + 1..whole)) {
        return None;
    }
    let comma = gap.then(|| (start..whole).find(|&i| layout.tokens[i].is_any_mark(&[','])));
    let end = comma.flatten().unwrap_or(whole);
    Some(Reported { content: start..end, rest: None, cue, subject, shape: CLAUSE })
}

/// Whether the form may be no verb but an adjective, of a bare noun behind it: "adjustable rate | preferred | stock", "deposits |
/// related | to boats". Who can speak may do so even then: "Holm demanded boats".
fn may_be_adjective(layout: &Layout, references: &References, subject: &Subject, cue: usize, start: usize) -> bool {
    let tokens = &layout.tokens;
    let Subject::Phrase(phrase) = subject else { return false };
    // "has demanded boats" has a verb.
    let finite = cue > 0 && tokens[cue - 1].is(Tags::AUXILIARY.or(Tags::FINITE));
    let adjectival = !finite && ["ed", "ing"].iter().any(|ending| layout.word(cue).ends_with(ending));
    let first = &tokens[start];
    let small = Tags::COMPLEMENTIZER.or(Tags::PRONOUN).or(Tags::DETERMINER).or(Tags::FINITE);
    let bare = start == cue + 1 && first.is_lower() && first.mention.is_none() && !first.is(small);
    let begins =
        verbs::is_infinitive(layout, &(start..tokens.len()), start) || matches!(layout.word(start), "it" | "there");
    // "It cited ice": no noun phrase that an adjective goes on with.
    let whole = layout.word(phrase.end - 1).eq_ignore_ascii_case("it");
    // "recent polls suggested boats were late": what a document holds is told.
    let holds = || phrase.clone().any(|i| tokens[i].is(Tags::DOCUMENT.or(Tags::NOUN).or(Tags::SEVERAL)));
    // "its Tolvo | branded | telephone": a name with a possessive, and a judgement of no thing with an article.
    let judges = tokens[cue].is(Tags::CALL) && !tokens[cue].is(Tags::SPEECH.or(Tags::ATTITUDE));
    let possessive = matches!(layout.word(phrase.start), "its" | "their" | "his" | "her");
    let owned = judges && possessive && tokens[phrase.end - 1].is_capital();
    let able = || !owned && teller(layout, references, subject, cue).is_some();
    adjectival && bare && !whole && !begins && !holds() && !able()
}

/// "one clerk that Lund spoke with | estimated that …": the clause is said by whom the verb describes, in the next verb.
fn is_stranded(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    let tokens = &layout.tokens;
    let verb = |i: usize| tokens[i].is(Tags::SPEECH.or(Tags::ATTITUDE)) && !tokens[i].is(Tags::NOMINAL.or(Tags::NOUN));
    let next = cue + 2;
    next < piece.end && layout.word(cue + 1) == "with" && (tokens[next].is_any_mark(&[',']) || verb(next))
}

/// "knew Lund", "added boats to the fleet": what stands behind the verb tells nothing.
fn is_mere_thing(layout: &Layout, cue: usize, words: Range<usize>) -> bool {
    const SUBJECT_WORDS_MAX: usize = 25; // guessed
    let tokens = &layout.tokens;
    let first = &tokens[words.start];
    // "he lost": a nominative, whatever its verb
    let nominative = first.is(Tags::PRONOUN) && !first.is(Tags::DETERMINER);
    let begins = first.is(Tags::COMPLEMENTIZER) || nominative || verbs::is_infinitive(layout, &words, words.start);
    if begins || !tokens[cue].is(Tags::CLAUSAL) || judges_already(layout, cue) {
        return false;
    }
    // A verb that no table knows shows by its ending.
    !words.clone().take(SUBJECT_WORDS_MAX).any(|i| verbs::may_tell(layout, &words, i))
}

/// "Lund considers Holm honest": of the verbs that judge as well, what is neither under way nor still to be done.
fn judges_already(layout: &Layout, cue: usize) -> bool {
    let token = &layout.tokens[cue];
    let ahead = || cue > 0 && (layout.word(cue - 1) == "to" || layout.tokens[cue - 1].is(Tags::AUXILIARY));
    token.is(Tags::CALL) && !token.is(Tags::PARTICIPLE) && !(token.is(Tags::BASE) && ahead())
}

/// "rejected claims that the boats were late": others claim it.
fn is_denied_claim(layout: &Layout, cue: usize, words: Range<usize>) -> bool {
    const NOUN_WORDS_MAX: usize = 5; // "the mayor’s repeated claims that"; guessed
    let tokens = &layout.tokens;
    let said = Tags::NOUN.or(Tags::NOMINAL);
    let claim = |i: usize| tokens[i].is(said) && layout.word(i + 1) == "that" && !tokens[i].is(Tags::PRONOUN);
    let near = words.start..words.end.saturating_sub(1).min(words.start + NOUN_WORDS_MAX);
    tokens[cue].is(Tags::DENYING) && near.take_while(|&i| !tokens[i].is_mark()).any(claim)
}

/// "agreed to sell", "referring to the late mayor": what is done or meant, and no words.
fn points_elsewhere(layout: &Layout, cue: usize, start: usize) -> bool {
    let verb = layout.word(cue);
    verb.starts_with("refer") || verb.starts_with("agree") && layout.word(start) == "to"
}

/// Whether the subject of what is reported stands before who reports it: "the bill, which critics say | would hurt boats".
fn is_gap(layout: &Layout, piece: &Range<usize>, cue: usize, end: usize) -> bool {
    const TELLER_WORDS_MAX: usize = 6; // guessed
    let tokens = &layout.tokens;
    if cue + 2 >= end || !tokens[cue + 1].is(Tags::FINITE) || layout.word(cue + 1).contains(['\'', '’']) {
        return false;
    }
    let floor = piece.start.max(cue.saturating_sub(TELLER_WORDS_MAX + 1));
    let teller =
        |i: &usize| !tokens[*i].is_mark() && !tokens[*i].is(Tags::FINITE.or(Tags::CUE)) || tokens[*i].mention.is_some();
    let mut before = (floor..cue).rev().take_while(teller);
    before.any(|i| i + 1 < cue && matches!(layout.word(i), "which" | "that" | "who" | "what"))
}

/// "The port launched a ship and announced it would …": the subject of a verb behind an "and" stands too far off to be
/// told, but what follows is a clause.
fn is_carried_on(layout: &Layout, piece: &Range<usize>, cue: usize, start: usize) -> bool {
    let tokens = &layout.tokens;
    let nominative =
        tokens[start].is(Tags::PRONOUN) && !tokens[start].is(Tags::DETERMINER) || layout.word(start) == "it";
    let joined = cue > piece.start && tokens[cue - 1].is(Tags::CONJUNCTION) && tokens[cue].is(Tags::SPEECH);
    let verb = tokens.get(start + 1).is_some_and(|t| t.is(Tags::FINITE)) || tokens[start].word.possessive;
    !layout.inverts && joined && start == cue + 1 && nominative && verb
}

/// Where the reported clause that begins at `start` ends: at the end of the sentence, or before what the writer adds to it.
fn end_of_clause(layout: &Layout, sentence: &Sentence, cue: usize, start: usize) -> usize {
    let tokens = &layout.tokens;
    let end = sentence.tokens.end;
    if layout.inverts {
        return end;
    }
    let floor = sentence.tokens.start.max(cue.saturating_sub(CLAUSE_WORDS_MAX));
    let is_dash = |i: &usize| tokens[*i].is_any_mark(&['—', '–']);
    let led = || is_led(layout, sentence, cue);
    let enclosed = || (floor..cue).filter(is_dash).count() % 2 == 1;
    let described = cue > sentence.tokens.start && tokens[cue - 1].is(Tags::RELATIVE);
    let shows = || is_of_document(layout, &sentence.tokens, cue);
    let mut has_verb = false;
    let mut n_open = 0;
    let near = start..end.min(start + CLAUSE_WORDS_MAX);
    for i in near {
        let is_word = !tokens[i].is_mark();
        if is_word && has_verb || is_quoted(sentence, i) {
            continue;
        }
        if is_word {
            has_verb = verbs::is_finite(layout, &sentence.tokens, i) || verbs::is_strong_past(layout, i);
            continue;
        }
        n_open += usize::from(tokens[i].is_any_mark(&['(']));
        let closes = tokens[i].is_any_mark(&[')']);
        let stops = tokens[i].is_any_mark(&[';']) && !lists_on(layout, i + 1..end)
            || closes && n_open == 0
            || is_dash(&i) && enclosed()
            || tokens[i].is_any_mark(&[','])
                && i + 1 < end
                && (led()
                    || described && verbs::is_lone_verb(layout, &sentence.tokens, i + 1)
                    // "the poll found that half …, while the rest …": both are what it found.
                    || has_verb && !(layout.word(i + 1) == "while" && shows()) && is_added(layout, &(i + 1..end)));
        if stops && i > start {
            return i;
        }
        n_open -= usize::from(closes && n_open > 0);
    }
    end
}

/// "; that the system is rigged", "; and that …": another clause of the same report.
fn lists_on(layout: &Layout, mut words: Range<usize>) -> bool {
    if words.clone().next().is_some_and(|i| layout.tokens[i].is(Tags::CONJUNCTION)) {
        words.start += 1;
    }
    words.len() > 1 && layout.word(words.start) == "that" && !layout.tokens[words.start + 1].is(Tags::FINITE)
}

/// Words looked at for the end of a clause, or for what its cue stands in: more than any sentence that is read. Guessed.
pub const CLAUSE_WORDS_MAX: usize = 120;

/// Whether the cue stands in a clause that only leads to the main one: "When Holm said …, the council laughed".
fn is_led(layout: &Layout, sentence: &Sentence, cue: usize) -> bool {
    let first = sentence.tokens.start;
    // "With the manager telling reporters that …, Holm left"
    let along = layout.word(first) == "With" && layout.tokens[cue].is(Tags::PARTICIPLE);
    (LEADS.has(layout.word(first)) || along)
        && cue > first
        && cue - first < CLAUSE_WORDS_MAX
        && !(first..cue).any(|i| layout.tokens[i].is_any_mark(&[',']))
}

/// Whether the words behind a comma are the writer's: ", which …", ", saying …", ", but the council did …".
fn is_added(layout: &Layout, words: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let (first, second) = (layout.word(words.start), if words.len() > 1 { layout.word(words.start + 1) } else { "" });
    if tokens[words.start].is(Tags::PARTICIPLE.or(Tags::RELATIVE)) && tokens[words.start].is_lower() {
        return true;
    }
    match first {
        "which" | "while" | "though" | "whose" | "whom" => true,
        "even" => second == "as" || second == "though",
        "as" => matches!(second, "have" | "has" | "had" | "did" | "do" | "does"),
        "a" | "an" => {
            tokens[words.start + 1..words.end.min(words.start + 4)].iter().any(|t| t.is(Tags::NOMINAL))
                && is_remark(layout, words)
        }
        "but" => begins_anew(layout, words),
        "and" => matches!(second, "he" | "she") && words.len() > 2 && !tokens[words.start + 2].is(Tags::FINITE),
        _ => false,
    }
}

/// "a claim that Lund denied", "a charge which …".
fn is_remark(layout: &Layout, words: &Range<usize>) -> bool {
    const REACH: usize = 4; // article, adjective, noun, "that"; guessed
    let near = words.start + 1..words.end.min(words.start + REACH + 1);
    near.into_iter()
        .any(|i| matches!(layout.word(i), "that" | "which") && layout.tokens[i - 1].is(Tags::NOMINAL.or(Tags::NOUN)))
}

/// Whether a subject and its verb follow the "but": "but the council did nothing".
fn begins_anew(layout: &Layout, words: &Range<usize>) -> bool {
    const SUBJECT_MAX: usize = 6; // guessed
    let tokens = &layout.tokens;
    let Some(first) = tokens.get(words.start + 1).filter(|_| words.len() > 2) else { return false };
    let subject = first.mention.is_some() || first.is_capital() || first.is(Tags::PRONOUN.or(Tags::DEFINITE));
    let clause = words.start + 1..words.end.min(words.start + 2 + SUBJECT_MAX);
    let mut open = clause.clone().take_while(|&i| !tokens[i].is_mark());
    subject && open.any(|i| verbs::is_finite(layout, &clause, i))
}

/// Whether the token stands in marks.
fn is_quoted(sentence: &Sentence, token: usize) -> bool {
    let next = sentence.quoted.partition_point(|quoted| quoted.end <= token);
    sentence.quoted.get(next).is_some_and(|quoted| quoted.start <= token)
}

/// A verb of the mind that nobody is said to have: "parents should decide", "to understand boats". "wants to know" is said.
fn only_thought_of(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    let tokens = &layout.tokens;
    if tokens[cue].is(Tags::SPEECH) || cue == piece.start {
        return false;
    }
    let adverb = |i: usize| layout.word(i).ends_with("ly");
    let small = |i: &usize| tokens[*i].is_lower() && (tokens[*i].is(Tags::AUXILIARY) || adverb(*i));
    let modal = |i: usize| matches!(layout.word(i), "should" | "must" | "could" | "can" | "may" | "might");
    if (piece.start..cue).rev().take_while(small).any(modal) {
        return true;
    }
    let tries = |word: &str| subject::RAISING.begin(word) || TRYING.begin(word);
    let raised = |i: usize| tokens[i].is(Tags::CUE) || tries(layout.word(i));
    let governed = cue >= piece.start + 2 && raised(cue - 2);
    let judges = tokens[cue].is(Tags::CALL) && tokens[cue].is(Tags::ATTITUDE) && !tokens[cue].is(Tags::WEAK); // "to denounce the plan" says it
    layout.word(cue - 1) == "to" && !governed && !judges
}

/// "if Lund decides to fight", "If he fights, lawmakers could ask", "Let us know what", "I know that": supposed, or nobody whom an
/// article quotes. "asked if Lund knows that" and "if, as Lund says," are told.
fn is_supposed(layout: &Layout, piece: &Range<usize>, cue: usize, subject: Option<&Subject>) -> bool {
    let tokens = &layout.tokens;
    let writer = match subject {
        Some(Subject::Pronoun(i)) => matches!(layout.word(*i), "I" | "we" | "We"),
        Some(Subject::Phrase(words)) => words.len() == 1 && layout.word(words.start).eq_ignore_ascii_case("you"),
        _ => false,
    };
    let may = cue > piece.start && matches!(layout.word(cue - 1), "could" | "would" | "might");
    let supposed = layout.word(piece.start) == "If" && may;
    let asked_of_reader = layout.word(piece.start) == "Let" && cue <= piece.start + 2 && tokens[cue].is(Tags::BASE);
    let thinks = tokens[cue].is(Tags::ATTITUDE);
    supposed || asked_of_reader || thinks && (writer || !tokens[cue].is(Tags::SPEECH) && is_in_if(layout, piece, cue))
}

/// "If the firm announced that it would close, we would sue": whether the cue stands in a clause that only supposes, before the
/// main one. "When" supposes only where the main clause does. "If, as Lund says, …" is told.
fn is_in_condition(layout: &Layout, sentence: &Sentence, cue: usize) -> bool {
    let tokens = &layout.tokens;
    let words = &sentence.tokens;
    let first = words.start + usize::from(tokens[words.start].is(Tags::CONJUNCTION));
    let opens = if first < words.end { layout.word(first) } else { "" };
    if !matches!(opens, "If" | "Unless" | "When" | "if" | "unless" | "when")
        || cue.saturating_sub(first) > CLAUSE_WORDS_MAX
    {
        return false;
    }
    let comma = |i: usize| tokens[i].is_any_mark(&[',']);
    let enclosed = (first..cue).rev().find(|&i| comma(i)).is_some_and(|i| layout.word(i + 1) == "as");
    let near = cue + 1..words.end.min(cue + CLAUSE_WORDS_MAX);
    let before = (first..cue).any(|i| comma(i) && adverbials::begins_told(layout, i + 1, words.end));
    let main = near.clone().find(|&i| comma(i) && adverbials::begins_told(layout, i + 1, words.end));
    let may = |i: usize| matches!(layout.word(i), "would" | "could");
    let supposes = |comma: usize| {
        opens.eq_ignore_ascii_case("if")
            || opens.eq_ignore_ascii_case("unless")
            || (comma + 1..words.end).take_while(|&i| !tokens[i].is_mark()).any(may)
    };
    !enclosed && !before && main.is_some_and(supposes)
}

/// "if Lund | decides", but "asked if Lund | knows"
fn is_in_if(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    const REACH: usize = 8; // from "if" to its verb; guessed
    let tokens = &layout.tokens;
    let asked = |i: usize| i > piece.start && tokens[i - 1].is(Tags::CUE);
    let supposes = |i: usize| matches!(layout.word(i), "If" | "if" | "unless" | "Unless") && !asked(i);
    let floor = piece.start.max(cue.saturating_sub(REACH));
    (floor..cue).rev().take_while(|&i| !tokens[i].is_mark()).any(supposes)
}

/// Words from a verb to the end of the name behind it, titles and a description included. Guessed.
const SUBJECT_WORDS_MAX: usize = 14;

/// The token behind a subject that follows its verb: "Gestern sagte Lund".
pub fn end_of(layout: &Layout, subject: &Subject, cue: usize) -> Option<usize> {
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

/// "Records show", "the poll found": a verb that says what a document holds, with its document.
pub fn is_of_document(layout: &Layout, piece: &Range<usize>, verb: usize) -> bool {
    let says = OF_DOCUMENT.has(layout.word(verb));
    !layout.inverts && says && verb > piece.start && layout.tokens[verb - 1].is(Tags::DOCUMENT)
}

/// Whether less than half of the clause stands in marks; else the quotation says it all.
pub fn mostly_narrative(layout: &Layout, sentence: &Sentence, content: &Range<usize>) -> bool {
    if content.is_empty() {
        return false;
    }
    let quoted = |q: &Range<usize>| content.start <= q.start && q.end <= content.end;
    let bytes: usize = sentence.quoted.iter().filter(|q| quoted(q)).map(|q| layout.span(q).len()).sum();
    bytes * 2 < layout.span(content).len()
}

/// The first word of the sentence that names a source, with its piece.
pub fn cue_of_source<'s>(layout: &Layout, sentence: &'s Sentence) -> Option<(&'s Range<usize>, usize)> {
    if !sentence.tags.is(subject::source_tags(layout)) {
        return None;
    }
    let cue = |piece: &Range<usize>| piece.clone().find(|&i| subject::names_source(layout, piece, i));
    sentence.pieces.iter().find_map(|piece| Some((piece, cue(piece)?)))
}

/// "According to Holm, …" and "…, according to Holm."
fn source(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    let tokens = &layout.tokens;
    let (piece, cue) = cue_of_source(layout, sentence)?;
    if subject::is_measure(layout, piece, cue) || romance::opens_reported(layout, piece, cue) {
        return None;
    }
    let subject = subject::source(layout, piece.start, cue, piece.end);
    let names_thing = !layout.inverts && cue + 1 < piece.end && layout.word(cue + 1) == "to";
    if subject.is_none() && !names_thing {
        return None;
    }
    let comma = (cue + 1..piece.end).find(|&i| tokens[i].is_any_mark(&[',']));
    let leads = |i: usize| {
        let lead = if layout.inverts { "toujours" } else { "still" };
        tokens[i].is(Tags::CONJUNCTION) || layout.word(i).eq_ignore_ascii_case(lead)
    };
    let is_first = cue == sentence.tokens.start
        || layout.is_romance() && (sentence.tokens.start..cue).all(leads)
        || !layout.inverts && (tokens[cue - 1].is_any_mark(&[':']) || (sentence.tokens.start..cue).all(leads));
    let comma = if is_first { comma.map(|comma| romance::behind_apposition(layout, piece, comma)) } else { comma };
    let content = if is_first { comma? + 1..sentence.tokens.end } else { sentence.tokens.start..cue };
    let rest = comma.map(|comma| comma + 1..sentence.tokens.end).filter(|rest| {
        // "For Lund, according to Holm, the speech was a test"
        let broken =
            !content.clone().any(|i| verbs::is_finite(layout, &content, i)) && content.len() <= BROKEN_WORDS_MAX;
        let verb_follows = rest.len() > 1 && tokens[rest.start].is(Tags::FINITE);
        // "There was evidence, according to Lund, that the boats were late"
        let word = |n: usize| if n < rest.len() { layout.word(rest.start + n) } else { "" };
        let clause_follows = word(0) == "that" && word(1) != "is" || word(0) == "as" && matches!(word(1), "the" | "it");
        let told = rest.clone().any(|i| verbs::is_finite(layout, rest, i));
        !layout.inverts && !is_first && (clause_follows || told && (broken || verb_follows))
    });
    let only_leads =
        !is_first && comma.is_some_and(|comma| only_leads(layout, &content, comma + 1..sentence.tokens.end));
    let told = |comma: usize| comma + 1..sentence.tokens.end;
    let (content, rest) = if only_leads { (comma.map_or(content, told), None) } else { (content, rest) };
    mostly_narrative(layout, sentence, &content).then_some(Reported { content, rest, cue, subject, shape: SOURCE })
}

/// "There, according to Lund, | four trucks waited": whether the words before the source are only an adverb, and the clause follows.
fn only_leads(layout: &Layout, words: &Range<usize>, rest: Range<usize>) -> bool {
    const LEAD_WORDS_MAX: usize = 2; // guessed
    let tokens = &layout.tokens;
    let lead = || words.clone().filter(|&i| !tokens[i].is_mark());
    let adverb = |i: usize| {
        let t = &tokens[i];
        let noun = t.is(Tags::DETERMINER.or(Tags::PRONOUN).or(Tags::SEVERAL)) || verbs::ends_as_plural(layout.word(i));
        let named = t.mention.is_some() || t.is_capital() && !t.word.starts_sentence;
        !named && !noun && !verbs::is_finite(layout, words, i)
    };
    let clause = rest.len() > 2
        && !verbs::may_tell(layout, &rest, rest.start)
        && !tokens[rest.start].is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::RELATIVE));
    !layout.inverts
        && lead().count() <= LEAD_WORDS_MAX
        && lead().all(adverb)
        && clause
        && rest.clone().any(|i| verbs::may_tell(layout, &rest, i))
}

/// Words before an "according to" in the middle of a clause, without its verb. Guessed.
const BROKEN_WORDS_MAX: usize = 12;

fn quotation(layout: &Layout, references: &References, reported: &Reported) -> Option<Quotation> {
    let rest = reported.rest.as_ref().and_then(|rest| trimmed(layout, rest, 2));
    // "Still, he said, officials have to decide": one word is enough where more follows.
    let mut fragments = vec![trimmed(layout, &reported.content, if rest.is_some() { 1 } else { 2 })?];
    fragments.extend(rest);
    let by_form = reported.shape == CLAUSE || reported.shape == CLOSING;
    let told = |s: &Subject| match by_form {
        true => {
            let teller = teller(layout, references, s, reported.cue);
            teller.or_else(|| speakers::counted(layout, s, reported.cue))
        }
        false => who(layout, references, s),
    };
    let speaker = reported.subject.as_ref().and_then(told);
    let (rule, confidence) = reported.shape;
    let named = || reported.subject.as_ref().and_then(|s| speakers::source(layout, s));
    let speaker = match rule == SOURCE.0 {
        true => romance::source(layout, reported, speaker)?.or_else(named),
        false => speaker,
    };
    Some(Quotation {
        fragments,
        kind: QuotationKind::Indirect,
        speaker: speaker.map(|w| w.speaker(layout)),
        cue: Some(layout.tokens[reported.cue].word.span),
        rule,
        confidence,
    })
}

/// Who the subject is, whoever that is where only somebody can do what the cue says.
fn teller(layout: &Layout, references: &References, subject: &Subject, cue: usize) -> Option<Who> {
    let anybody = || described(layout, subject).or_else(|| several(layout, subject));
    who(layout, references, subject).or_else(|| verbs::tells(layout, cue).then(anybody).flatten())
}

/// "Voters said": a bare plural that opens its clause.
fn several(layout: &Layout, subject: &Subject) -> Option<Who> {
    const WORDS_MAX: usize = 3; // "many young voters"; guessed
    let Subject::Phrase(words) = subject else { return None };
    let (tokens, last) = (&layout.tokens, words.end - 1);
    let plain = |i: usize| {
        let adverb = layout.word(i).ends_with("ly");
        tokens[i].is_word_of_phrase() && tokens[i].mention.is_none() && !adverb
    };
    let noun =
        (tokens[last].is_lower() || tokens[last].word.starts_sentence) && verbs::ends_as_plural(layout.word(last));
    let small = tokens[last].is(Tags::CUE.or(Tags::AUXILIARY).or(Tags::DETERMINER))
        || tokens[last].is_class(Class::CALENDAR.or(Class::FUNCTION));
    let leads = Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::SPEECH);
    let opens = tokens[words.start].word.starts_sentence
        || words.start.checked_sub(1).is_none_or(|i| tokens[i].is_mark() || tokens[i].is(leads));
    let fits = words.len() <= WORDS_MAX && words.clone().all(plain) && noun && !small && opens;
    (!layout.inverts && fits).then(|| Who::Phrase(layout.span(words), SpeakerKind::Role))
}

/// The content without marks at its ends, in one paragraph; `None` when fewer than `n_words` are left: "declined to comment".
fn trimmed(layout: &Layout, content: &Range<usize>, n_words: usize) -> Option<Span> {
    let is_word = |i: &usize| !layout.tokens[*i].is_mark();
    let first = content.clone().find(is_word)?;
    // "(D., Westport)", "five %"
    let opened = |i: usize| (first..i).any(|k| layout.tokens[k].is_any_mark(&['(']));
    let belongs = |i: &usize| {
        is_word(i) || layout.tokens[*i].is_any_mark(&['%']) || layout.tokens[*i].is_any_mark(&[')']) && opened(*i)
    };
    let last = content.clone().rev().find(belongs)?;
    (first + n_words <= last + 1).then(|| with_marks(layout, layout.span(&(first..last + 1))))
}

/// The span with the outer mark of a quoted stretch that it holds but for that mark, and for the stop before it: "was “late|.”"
fn with_marks(layout: &Layout, span: Span) -> Span {
    let from = layout.quoted.partition_point(|quoted| quoted.outer.end <= span.start);
    let cut = layout.quoted[from..].iter().take_while(|quoted| quoted.outer.start < span.end);
    let said = |inner: Span| {
        let words = inner.of(layout.text).trim_end_matches(['.', ',', '!', '?', '…']);
        Span::new(inner.start, inner.start + words.len())
    };
    let whole = cut.filter(|quoted| span.contains(said(quoted.inner)));
    whole.fold(span, |span, q| Span::new(span.start.min(q.outer.start), span.end.max(q.outer.end)))
}
