//! A quoted stretch in, what it is out: words said as a whole clause, words inside the writer's clause, or no
//! statement at all, because the marks name a work or keep a word at arm's length.

use super::cues::Tags;
use super::layout::{Item, Layout};
use super::sieve::Verdict;
use super::verbs;
use crate::annotate::names::Shape;
use crate::article::QuotationKind;

/// Direct when the marks hold a whole clause: it begins with a capital after a colon, a comma, a cue or
/// nothing, or goes on after an attribution in between.
pub fn kind(layout: &Layout, at: usize, index: usize) -> QuotationKind {
    let words = layout.quoted[index].inner.of(layout.text);
    let capital = words.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let before = at.checked_sub(1).and_then(|i| match &layout.items[i] {
        Item::Piece { tokens, paragraph, .. } if *paragraph == layout.items[at].paragraph() => Some(tokens.end - 1),
        _ => None,
    });
    let joins = before.is_none_or(|i| {
        let last = &layout.tokens[i];
        last.is_mark() || last.is(Tags::SPEECH)
    });
    if joins && (capital || before.is_some_and(|i| layout.tokens[i].is_any_mark(&[',', ':']))) {
        QuotationKind::Direct
    } else {
        QuotationKind::Mixed
    }
}

/// Whether somebody says these words, rather than the writer naming a work or keeping a word at arm's length.
pub fn is_said(layout: &Layout, at: usize, index: usize, kind: QuotationKind, verdict: &Verdict) -> bool {
    const STATEMENT_WORDS_MIN: usize = 8; // measured: longer stretches are said, whatever stands beside them
    let words = layout.quoted[index].inner.of(layout.text);
    // No rule asks how many more there are.
    let count = words.split_whitespace().take(STATEMENT_WORDS_MIN).count();
    let mixed = kind == QuotationKind::Mixed;
    // A cue beside the marks, or one before a sentence of its own, tells that words written like a title are
    // said, unless they stand behind a preposition: "on “Harbour Lights,” Lund said".
    let beside = layout.inverts && verdict.rule.is_behind();
    let told = beside || verdict.rule.is_attached() || verdict.cue.is_some() && !is_inside(layout, at);
    let may_be_title = mixed || !told || is_governed(layout, at) || is_hearer(layout, at);
    if may_be_title && is_title(words, count) {
        return false;
    }
    if count >= STATEMENT_WORDS_MIN {
        return true;
    }
    if mixed && (is_named_so(layout, at, words) || is_called_so(layout, at)) {
        return false;
    }
    let capital = words.starts_with(char::is_uppercase);
    if layout.nouns_are_capital {
        // A capital says little, a small letter much: names of things begin with a noun. What a cue follows is said: "„Nein!“, rief".
        let follows = verdict.rule.is_behind() || verdict.rule.is_attached() && words.ends_with(['.', '!', '?']);
        let whole =
            words.ends_with(['.', '!', '?']) && count > 1 && (verdict.who.is_some() || follows_colon(layout, at));
        return whole
            || follows && !may_be_title
            || !capital && count > 1 && (verdict.cue.is_some() || verdict.who.is_some())
            || count > 3
            || verdict.cue.is_some() && !(capital && count < 3);
    }
    // "an “anchor,” “worn” and “old”" have one cue together.
    let adjoins = at > 0 && matches!(layout.items[at - 1], Item::Quoted { .. });
    let is_borrowed = mixed && verdict.rule.is_carried() && !adjoins && !layout.inverts;
    let at_arms_length = is_borrowed && (count < 2 || qualifies(layout, at));
    verdict.cue.is_some() && !at_arms_length || count > 3 || !mixed && verdict.who.is_some()
}

/// Where nouns are capitalised, a noun right before the marks is named by what they hold: "der Verein „Neue
/// Wege“". Nouns for words are not: "mit den Worten „…“".
fn is_named_so(layout: &Layout, at: usize, words: &str) -> bool {
    let Some(Item::Piece { tokens, .. }) = at.checked_sub(1).map(|i| &layout.items[i]) else { return false };
    let last = &layout.tokens[tokens.end - 1];
    let noun = last.is_capital() && last.word.shape != Shape::Initial && last.mention.is_none() && !last.is(Tags::NOUN);
    layout.nouns_are_capital && noun && words.starts_with(char::is_uppercase)
}

/// Whether a colon announces the marks.
fn follows_colon(layout: &Layout, at: usize) -> bool {
    match at.checked_sub(1).map(|i| &layout.items[i]) {
        Some(Item::Piece { tokens, .. }) => layout.tokens[tokens.end - 1].is_any_mark(&[':']),
        _ => false,
    }
}

/// Whether the words before the marks say that something bears this name: "titled “…”", "the so-called “…”", "known as the “…”".
fn is_called_so(layout: &Layout, at: usize) -> bool {
    let Some(Item::Piece { tokens, paragraph, .. }) = at.checked_sub(1).map(|i| &layout.items[i]) else { return false };
    let small = |i: &usize| layout.tokens[*i].is_any_mark(&[',']) || layout.tokens[*i].is(Tags::DETERMINER);
    let Some(last) = tokens.clone().rev().find(|i| !small(i)) else { return false };
    let known = layout.word(last) == "as" && last > tokens.start && layout.word(last - 1) == "known";
    *paragraph == layout.items[at].paragraph() && (known || layout.tokens[last].is(Tags::NAMING))
}

/// Whether the words in marks say which thing a noun names: "the “wheel feet” boats".
fn qualifies(layout: &Layout, at: usize) -> bool {
    let here = layout.items[at].paragraph();
    let piece = |i: usize| match layout.items.get(i) {
        Some(Item::Piece { tokens, paragraph, .. }) if *paragraph == here => Some(tokens),
        _ => None,
    };
    let (Some(before), Some(behind)) = (at.checked_sub(1).and_then(piece), piece(at + 1)) else { return false };
    let (last, next) = (&layout.tokens[before.end - 1], &layout.tokens[behind.start]);
    let noun = next.is_word_of_phrase() && !next.is(Tags::AUXILIARY.or(Tags::FINITE).or(Tags::RELATIVE));
    (last.is(Tags::DETERMINER) || last.word.possessive) && noun
}

/// Whether the marks stand in the middle of a sentence.
fn is_inside(layout: &Layout, at: usize) -> bool {
    match at.checked_sub(1).map(|i| &layout.items[i]) {
        Some(Item::Piece { tokens, .. }) => !layout.tokens[tokens.end - 1].is_any_mark(&['.', '!', '?', '…']),
        _ => false,
    }
}

/// Whether a preposition stands right before the marks.
fn is_governed(layout: &Layout, at: usize) -> bool {
    let Some(Item::Piece { tokens, paragraph, .. }) = at.checked_sub(1).map(|i| &layout.items[i]) else { return false };
    layout.tokens[tokens.end - 1].is(Tags::PREPOSITION) && *paragraph == layout.items[at].paragraph()
}

/// Whether the marks name whom it was told: "Lund told | “Harbour Sunday”".
fn is_hearer(layout: &Layout, at: usize) -> bool {
    match at.checked_sub(1).map(|i| &layout.items[i]) {
        Some(Item::Piece { tokens, .. }) => !layout.inverts && verbs::has_hearer(layout, tokens.end - 1),
        _ => false,
    }
}

/// A title of a work: every longer word with a capital, no end of a sentence.
fn is_title(words: &str, count: usize) -> bool {
    const SMALL_LETTERS_MAX: usize = 4; // "from", "with"
    const LOUD_WORDS_MAX: usize = 7; // more words in capitals are shouted, not titled; guessed
    let bare = words.trim_end_matches([',', '.']);
    let ends = bare.ends_with(['!', '?']);
    let begins = words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let small = |w: &&str| w.starts_with(char::is_lowercase);
    let long = |w: &&str| w.chars().nth(SMALL_LETTERS_MAX).is_some();
    // The first long word with a small letter tells of most that they are none.
    let titled = || !bare.split_whitespace().filter(long).any(|w| small(&w));
    let capitals = || bare.split_whitespace().filter(|w| !small(w) && *w != "I").take(2).count();
    let loud = || count > LOUD_WORDS_MAX && !bare.contains(char::is_lowercase);
    count > 0 && begins && !ends && titled() && (count == 1 || capitals() > 1) && !loud() && !bare.contains(',')
}
