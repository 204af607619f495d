//! A token in, whether it is a verb there out: most verbs of saying are nouns or adjectives as well ("his claims", "the
//! proposed plan").

use super::cues::Tags;
use super::inverted;
use super::layout::{Layout, Token};
use super::phrases::PHRASE_WORDS_MAX;
use super::romance;
use crate::annotate::names::{Class, Shape};
use std::ops::Range;

/// Whether the token is used as a verb of saying or holding, not as a noun ("his claims").
pub fn is_verb(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    if !token.is(Tags::CUE) || !(token.is_lower() || romance::opens_sentence(layout, i)) || token.mention.is_some() {
        return false;
    }
    if matches!(layout.word(i), "put" | "puts" | "putting") && !puts_so(layout, range, i) {
        return false;
    }
    if layout.nouns_are_capital && token.is(Tags::BASE) {
        return inverted::is_plural_form(layout, range, i);
    }
    if inverted::is_no_verb(layout, range, i) || is_attribute(layout, i) || is_preposition(layout, range, i) {
        return false;
    }
    let Some(before) = (i > range.start).then(|| &layout.tokens[i - 1]) else {
        return !token.is(Tags::BASE) && !token.is(Tags::NOUN);
    };
    if token.is(Tags::PARTICIPLE) {
        return !before.is(Tags::DETERMINER) && !before.word.possessive;
    }
    if !layout.inverts && (is_adjective(layout, range, i) || is_passive(layout, range, i)) {
        return false;
    }
    if before.is(Tags::DETERMINER) && !before.is(Tags::PRONOUN) {
        return before.is(Tags::SEVERAL) && !token.is(Tags::NOMINAL) && is_finite_form(layout, range, i);
    }
    // "300 pledged boats"
    let counted = before.word.shape == Shape::Number && layout.word(i).ends_with("ed");
    if counted && !begins_clause(layout, range, i + 1) {
        return false;
    }
    if token.is(Tags::THIRD) && !before.is(Tags::AUXILIARY.or(Tags::BE)) {
        return false;
    }
    if before.word.possessive {
        // "Lund's proposed plan", but "Lund's said the plan": a house that is called after somebody.
        let begins = |t: &Token| t.is_mark() || t.is(Tags::DETERMINER.or(Tags::PRONOUN).or(Tags::COMPLEMENTIZER));
        let finite = token.is(Tags::SPEECH) && !token.is(Tags::NOUN.or(Tags::BASE)) && before.is_capital();
        return finite && before.mention.is_none() && (i + 1 >= range.end || begins(&layout.tokens[i + 1]));
    }
    if before.is(Tags::PREPOSITION) {
        return token.is(Tags::BASE) && layout.word(i - 1) == "to";
    }
    if token.is(Tags::NOMINAL) && !token.is(Tags::BASE) {
        return is_third_person(layout, range, i);
    }
    let nominal = token.is(Tags::NOUN) || token.is(Tags::BASE);
    if !nominal {
        return !names(layout, range, i);
    }
    if token.is(Tags::BASE) && has_plural_subject(layout, range, i) {
        return true;
    }
    // "Lund's first tweets", "his latest claims"
    let owned = |t: &Token| t.word.possessive || t.is(Tags::DETERMINER) && !t.is(Tags::PRONOUN);
    if before.is(Tags::AUXILIARY) && i > range.start + 1 && owned(&layout.tokens[i - 2]) {
        return false;
    }
    let plural = before.is_lower() && ends_as_plural(layout.word(i - 1)) && !is_verb_of_that(layout, range, i - 1);
    before.is(Tags::PRONOUN.or(Tags::RELATIVE).or(Tags::AUXILIARY))
        || token.is(Tags::BASE) && (plural || follows_auxiliary(layout, range, i))
        || !token.is(Tags::BASE) && (before.mention.is_some() || before.is_class(Class::ROLE))
}

/// "the previously announced boats", "a long considered plan": a participle behind an article and an adverb.
fn is_adjective(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let tokens = &layout.tokens;
    if tokens[verb].is(Tags::BASE) {
        return false;
    }
    let adverb = |i: &usize| {
        tokens[*i].is_lower()
            && (layout.word(*i).ends_with("ly") || matches!(layout.word(*i), "long" | "once" | "much"))
    };
    let n_adverbs = (range.start..verb).rev().take_while(adverb).count();
    let article = (verb - n_adverbs).checked_sub(1).filter(|&i| n_adverbs > 0 && i >= range.start);
    let determined = |i: usize| {
        tokens[i].is(Tags::DEFINITE) || tokens[i].word.possessive || matches!(layout.word(i), "a" | "A" | "an" | "An")
    };
    article.is_some_and(determined)
}

/// "das als sicher bezeichnete | Boot", "der von Lund geforderte | Umbau": a German participle between an article, with what the
/// participle governs behind it, and a noun. Marks may stand between them.
pub fn is_attribute(layout: &Layout, verb: usize) -> bool {
    const PHRASE_MAX: usize = 12; // from the article to the participle; guessed
    if !layout.nouns_are_capital {
        return false;
    }
    let tokens = &layout.tokens;
    let declined = |i: usize| {
        ["te", "ten", "ter", "tes", "ene", "enen", "ener", "enes", "nde", "nden"]
            .iter()
            .any(|e| layout.word(i).ends_with(e))
    };
    let noun = tokens.get(verb + 1).is_some_and(|t| t.is_capital() && t.mention.is_none());
    if !noun || !declined(verb) {
        return false;
    }
    let floor = verb.saturating_sub(PHRASE_MAX);
    let open = |i: &usize| !tokens[*i].is_any_mark(&['.', ',', ';', ':', '!', '?']);
    let within = (floor..verb).rev().take_while(open);
    // "der in Bonn lebende Holm forderte Geld": another participle has closed what the article opened.
    let governs = |i: usize| tokens[i].is(Tags::PREPOSITION) || layout.word(i) == "als";
    for i in within {
        if tokens[i].is_lower() && tokens[i].mention.is_none() && declined(i) && !tokens[i].is(Tags::DETERMINER) {
            return false;
        }
        if tokens[i].is(Tags::DETERMINER) && i + 1 < verb && tokens[i + 1].is_lower() {
            return governs(i + 1);
        }
    }
    false
}

/// "a boat believed to be lost", "few boats compared to Lund’s": who believes or compares is not told.
fn is_passive(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let word = |i: usize| if i < range.end { layout.word(i) } else { "" };
    match word(verb) {
        "compared" => matches!(word(verb + 1), "to" | "with"),
        "believed" | "thought" | "known" | "reported" | "considered" | "understood" | "estimated" | "alleged" => {
            word(verb + 1) == "to" && matches!(word(verb + 2), "be" | "have")
        }
        _ => false,
    }
}

/// "a rule regarding boats", "considering that the boats are late": no verb, unless somebody is considering.
fn is_preposition(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let that = || verb + 1 < range.end && layout.word(verb + 1) == "that";
    let is_done = || before_adverbs(layout, range.start..verb).is_some_and(|i| layout.tokens[i].is(Tags::BE));
    match layout.word(verb) {
        "regarding" => true,
        "considering" => that() && !is_done(),
        _ => false,
    }
}

/// The last of the words that is no adverb in "-ly".
fn before_adverbs(layout: &Layout, words: Range<usize>) -> Option<usize> {
    words.rev().find(|&i| !layout.word(i).ends_with("ly"))
}

/// "will surely | point out": a base form with adverbs between its auxiliary and itself. What should be said is not told.
fn follows_auxiliary(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let last = before_adverbs(layout, range.start..verb);
    let tells = |i: usize| layout.tokens[i].is(Tags::AUXILIARY) && layout.tokens[i].is(Tags::FINITE);
    let wished = |i: usize| matches!(layout.word(i), "should" | "must" | "may" | "might");
    !layout.inverts && last.is_some_and(|i| i + 1 < verb && tells(i) && !wished(i))
}

/// "as Lund put it, …", but "put it in the bath".
fn puts_so(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let it = verb + 1;
    it < range.end && layout.word(it) == "it" && (it + 1 >= range.end || layout.tokens[it + 1].is_mark())
}

/// "two said", but "two suggested changes": what cannot stand before a noun, or a clause behind it.
fn is_finite_form(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let adjectival = layout.word(verb).ends_with("ed");
    layout.tokens[verb].is(Tags::SPEECH.or(Tags::ATTITUDE)) && (!adjectival || begins_clause(layout, range, verb + 1))
}

/// Whether a clause can begin at the token: "that", "he", "the", "to".
fn begins_clause(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let begins = Tags::COMPLEMENTIZER.or(Tags::PRONOUN).or(Tags::DETERMINER);
    i < range.end && (layout.tokens[i].is(begins) || matches!(layout.word(i), "to" | "it" | "there"))
}

/// "a group called Black Harbour": the noun's name follows, and nobody calls.
fn names(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    const PHRASE_MAX: usize = 5; // words of the noun phrase before; guessed
    let tokens = &layout.tokens;
    let called =
        matches!(layout.word(verb), "called" | "dubbed") && verb + 1 < range.end && tokens[verb + 1].is_capital();
    let floor = range.start.max(verb.saturating_sub(PHRASE_MAX));
    let noun =
        |i: &usize| tokens[*i].is_lower() && !tokens[*i].is(Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::AUXILIARY));
    let first = (floor..verb).rev().take_while(noun).last();
    let article = first.and_then(|first| first.checked_sub(1)).filter(|&i| i >= floor);
    called && article.is_some_and(|i| matches!(layout.word(i), "a" | "an" | "A" | "An"))
}

/// Whether a form in -s that may be a noun is a verb: behind who does it, in the singular. "Lund claims", "the report states",
/// but "six states", "the latest claims".
fn is_third_person(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let tokens = &layout.tokens;
    let adverb = |i: &usize| {
        tokens[*i].is_lower()
            && (tokens[*i].is(Tags::AUXILIARY) || layout.word(*i).ends_with("ly"))
            && !tokens[*i].is(Tags::FINITE)
    };
    let floor = range.start.max(verb.saturating_sub(PHRASE_WORDS_MAX));
    let Some(last) = (floor..verb).rev().find(|i| !adverb(i)) else { return false };
    let token = &tokens[last];
    if verb + 1 < range.end && layout.word(verb) == "points" && layout.word(verb + 1) == "out" {
        return true;
    }
    if verb + 1 < range.end && tokens[verb + 1].is(Tags::FINITE) {
        return false; // "harsh comments are", "union rules have"
    }
    if token.is_class(Class::CALENDAR) && token.mention.is_none() {
        return verb + 1 < range.end && tokens[verb + 1].is(Tags::COMPLEMENTIZER); // "a poll taken Monday shows that"
    }
    if token.mention.is_some() || token.is(Tags::RELATIVE.or(Tags::HE).or(Tags::SHE)) && !token.is(Tags::DETERMINER) {
        return true;
    }
    if matches!(layout.word(last), "it" | "It" | "which" | "that") {
        return true;
    }
    if token.is_capital() {
        // "Harbour Weekly reports", but "Federal rules"
        let qualifies = token.word.starts_sentence && is_like_adjective(layout.word(last));
        // "Yukos claims its downfall was planned": not every name in -s is several.
        let singular = !is_plural(layout, last) || begins_clause(layout, range, verb + 1);
        return !qualifies && singular && !token.is(Tags::DETERMINER);
    }
    if token.is_any_mark(&[',', '—', '–']) {
        return begins_clause(layout, range, verb + 1) || verb + 1 < range.end && tokens[verb + 1].is_capital();
    }
    // "the member states agreed" has no member that states.
    let known = token.is_class(Class::ROLE.or(Class::BODY)) && !token.is_class(Class::MEMBER) || token.is(Tags::NOUN);
    let determined = is_determined_singular(layout, range, last);
    token.is_lower()
        && determined
        && (known || !is_like_adjective(layout.word(last)) && begins_clause(layout, range, verb + 1))
}

/// "the harbour", "a former mayor": a noun in the singular with an article or a possessive near before it.
fn is_determined_singular(layout: &Layout, range: &Range<usize>, noun: usize) -> bool {
    const PHRASE_MAX: usize = 4; // guessed
    let tokens = &layout.tokens;
    let word = layout.word(noun);
    let floor = range.start.max(noun.saturating_sub(PHRASE_MAX));
    let outside = Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SEVERAL);
    let phrase = |i: &usize| tokens[*i].word.possessive || !tokens[*i].is_mark() && !tokens[*i].is(outside);
    let begins = |i: usize| tokens[i].word.possessive || tokens[i].is(Tags::DETERMINER);
    let plural = word.ends_with('s') && !word.ends_with("ss");
    !plural && !begins(noun) && (floor..noun).rev().take_while(phrase).any(begins)
}

/// By its ending no noun: "false", "recent" cannot be told so.
pub fn is_like_adjective(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "al", "ous", "ive", "ic", "ful", "less", "able", "ible", "est", "ed", "ish", "ary", "ent", "ant", "ing", "ese",
        "ian",
    ];
    ENDINGS.iter().any(|ending| word.ends_with(ending))
        || matches!(word, "new" | "false" | "true" | "more" | "own" | "same" | "first" | "next")
}

/// Whether a base form has a subject in the plural before it, so that it is a finite verb: "Critics say", "Lund and Holm
/// say", "doctors at the hospital say". Forms that may be nouns need their clause behind them.
fn has_plural_subject(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    const SUBJECT_MAX: usize = 9; // words from the head of the subject to the verb; guessed
    let tokens = &layout.tokens;
    let nominal = tokens[verb].is(Tags::NOMINAL.or(Tags::NOUN));
    let says = !nominal && tokens[verb].is(Tags::SPEECH.or(Tags::ATTITUDE));
    let clause = verb + 1 < range.end && (tokens[verb + 1].is(Tags::COMPLEMENTIZER) || layout.word(verb + 1) == "to");
    if !says && !clause {
        return false;
    }
    let floor = range.start.max(verb.saturating_sub(SUBJECT_MAX));
    let Some(last) = before_adverbs(layout, floor..verb) else { return false };
    if is_plural(layout, last) && !is_verb_of_that(layout, range, last) || is_said_of_opening(layout, range, verb) {
        return true;
    }
    if tokens[last].is_any_mark(&[',']) {
        let goes_on = begins_clause(layout, range, verb + 1) || matches!(layout.word(verb), "say");
        return tokens[verb].is(Tags::SPEECH) && !nominal && last > range.start && goes_on;
    }
    let noun = tokens[last].mention.is_some() || tokens[last].is_capital() || tokens[last].is_lower();
    let small = Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::DETERMINER).or(Tags::CUE);
    // "say they went", "say Lund went", but "think tanks"
    let goes_on = begins_clause(layout, range, verb + 1) || verb + 1 < range.end && tokens[verb + 1].is_capital();
    if nominal || !noun || !goes_on || tokens[last].mention.is_none() && tokens[last].is(small) {
        return false;
    }
    let floor = range.start.max(last.saturating_sub(SUBJECT_MAX));
    let within = (floor + 1..last).rev().take_while(|&i| !tokens[i].is_mark() && !tokens[i].is(Tags::FINITE));
    within.into_iter().any(|i| {
        let governs = tokens[i].mention.is_none() && tokens[i].is(Tags::PREPOSITION.or(Tags::RELATIVE));
        tokens[i].is_class(Class::AND) || governs && is_plural(layout, i - 1)
    })
}

/// "Visitors stranded on a journey through the harbour in May | say they": the plural that opens the sentence, however far, where
/// no other verb stands between, and a clause follows.
fn is_said_of_opening(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    const REACH: usize = 30; // guessed
    let tokens = &layout.tokens;
    let holds = matches!(layout.word(verb), "say" | "believe");
    let clause = verb + 1 < range.end && tokens[verb + 1].is(Tags::PRONOUN.or(Tags::DETERMINER));
    let first = range.start + usize::from(tokens[range.start].is(Tags::DETERMINER) && !is_plural(layout, range.start));
    let near = first < verb && verb - first <= REACH && tokens[range.start].word.starts_sentence;
    let open = |i: usize| !tokens[i].is(Tags::FINITE) && !tokens[i].is_any_mark(&[':', ';', ',']);
    holds && clause && near && is_plural(layout, first) && (first..verb).all(open)
}

/// "That means | state agencies are": no plural, but a verb of which "that" is the subject.
fn is_verb_of_that(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let before = i.checked_sub(1).filter(|before| range.contains(before));
    let points = |i: usize| matches!(layout.word(i), "it" | "It" | "which" | "that" | "That" | "this" | "This");
    layout.tokens[i].is(Tags::NOMINAL) && before.is_some_and(points)
}

/// By its ending a plural: "harbours", and not "riotous" or "glass".
pub fn ends_as_plural(word: &str) -> bool {
    word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
}

/// A noun in the plural, or a word that stands for several people.
fn is_plural(layout: &Layout, i: usize) -> bool {
    let (token, word) = (&layout.tokens[i], layout.word(i));
    if token.mention.is_some() || token.word.possessive || token.is_mark() {
        return false;
    }
    let small = Tags::PREPOSITION.or(Tags::AUXILIARY).or(Tags::BE).or(Tags::PRONOUN);
    let small = small.or(if token.is(Tags::NOMINAL) { Tags::default() } else { Tags::CUE });
    let plural = ends_as_plural(word) && word.len() > 3;
    token.is(Tags::SEVERAL) || plural && !token.is(small) && !token.is_class(Class::CALENDAR)
}

/// Whether the verb has its hearer behind it, never its subject: "told Lund".
pub fn has_hearer(layout: &Layout, verb: usize) -> bool {
    matches!(layout.word(verb), "told" | "tells" | "tell")
}

/// Whether the token is the "to" of an infinitive: "to go", but "to the harbour", "to questions", "to Lund", "to selling boats".
pub fn is_infinitive(layout: &Layout, range: &Range<usize>, to: usize) -> bool {
    if layout.word(to) != "to" || to + 1 >= range.end {
        return false;
    }
    // "vowed to “take our fight” to …"
    let opens = layout.tokens[to + 1].is_any_mark(&['“', '"', '\'', '‘']) && to + 2 < range.end;
    let verb = to + 1 + usize::from(opens);
    let (next, word) = (&layout.tokens[verb], layout.word(verb));
    let small = Tags::DETERMINER.or(Tags::PRONOUN).or(Tags::PREPOSITION).or(Tags::COMPLEMENTIZER);
    let is_made = |stem: &str| stem.contains(['a', 'e', 'i', 'o', 'u', 'y']); // "selling", but "bring"
    let plural = word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    let noun = plural || word.strip_suffix("ing").is_some_and(is_made);
    next.is_lower()
        && next.mention.is_none()
        && !next.word.possessive
        && (next.is(Tags::BASE) || !next.is(small) && !noun)
}

/// Whether the token is a verb that tells a clause, and holds no subject as "it’s" and "they’ve" do.
pub fn is_lone_verb(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let (token, word) = (&layout.tokens[i], layout.word(i));
    let short = token.word.possessive || word.contains(['\'', '’']) && !word.ends_with('t');
    token.is_lower() && !short && !token.is(Tags::PRONOUN) && is_finite(layout, range, i)
}

/// Whether the token may tell that there is a clause, as far as its form goes: "was", "said", "opened", "took". A form in -ed with
/// an article right before it describes a noun.
pub fn may_tell(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    let described = i > range.start && is_article(layout, i - 1);
    let ends = token.is_lower() && layout.word(i).ends_with("ed");
    let past = ends || is_strong_past(layout, i);
    is_finite(layout, range, i) || i > range.start && past && !described
}

/// "the", "an", "his", "Lund’s": what a noun follows.
fn is_article(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    let article = matches!(layout.word(i), "a" | "an" | "his" | "her" | "its" | "their");
    token.is(Tags::DEFINITE) || token.word.possessive || article
}

/// "took", but "the left".
pub fn is_strong_past(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    let determined = i.checked_sub(1).is_some_and(|before| is_article(layout, before));
    token.is(Tags::STRONG) && token.is_lower() && token.mention.is_none() && !determined
}

/// Whether only somebody can do what the cue says, so that its subject is a speaker whoever that is: "the striker said".
pub fn tells(layout: &Layout, cue: usize) -> bool {
    let cue = &layout.tokens[cue];
    // "her late comments": what may be a noun tells of nobody.
    let otherwise = Tags::WEAK.or(Tags::SHOWING).or(Tags::PARTICIPLE).or(Tags::NOMINAL);
    !layout.inverts && cue.is(Tags::SPEECH) && !cue.is(otherwise)
}

/// Whether the token tells that there is a clause: "was", "will", a verb of saying.
pub fn is_finite(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    if token.mention.is_some() || !token.is_lower() && !token.word.starts_sentence {
        return false;
    }
    let is_short =
        token.word.possessive && (token.is(Tags::PRONOUN) || matches!(layout.word(i), "it" | "It" | "that" | "there"));
    token.is(Tags::FINITE) || is_short || !token.is(Tags::PARTICIPLE) && is_verb(layout, range, i)
}
