//! An article in, its quotations out: what is quoted, the cue, and who said it.
//!
//! `scan` finds the marks, `layout` puts quoted stretches and narrative in a row, `subject` reads who a verb
//! is said of, `sieve` chooses the cue, `speakers` says whom the subject means. Stretches nobody says (titles
//! of works, scare quotes) are left out.

mod cues;
mod indirect;
mod layout;
mod scan;
mod sieve;
mod speakers;
mod subject;

use super::names::{Lexicon, People};
use crate::article::{Article, Quotation, QuotationKind, Span};
use cues::Cues;
use layout::{Item, Layout};
use sieve::Verdict;

/// The quotations of the article, in text order. `people` are those of the same article.
pub fn quotations(article: &Article, _sentences: &[Span], people: &People) -> Vec<Quotation> {
    let text = &article.text;
    let language = article.language.as_deref();
    let lexicon = Lexicon::of(language);
    let cues = Cues::of(language);
    let tokens = layout::tokens(text, people, cues);
    let mut quoted = scan::scan(text, &article.paragraphs);
    quoted.retain(|q| !is_nickname(q.outer, people));
    let items = layout::items(&tokens, &quoted, &article.paragraphs);
    let layout = Layout {
        text,
        people,
        tokens,
        quoted,
        items,
        nouns_are_capital: lexicon.nouns_are_capital,
        inverts: cues.inverts,
    };
    let pronouns = speakers::Pronouns::resolve(&layout);
    let verdicts = sieve::attribute(&layout, &pronouns);
    let mut found = Vec::with_capacity(verdicts.len());
    for (at, item) in layout.items.iter().enumerate() {
        if let Item::Quoted { index, .. } = item {
            found.extend(quotation(&layout, at, *index, &verdicts[*index]));
        }
    }
    found.extend(indirect::indirect(&layout, &pronouns));
    found.sort_by_key(|q| (q.span().start, q.span().end));
    found
}

/// A stretch in the middle of a name: Joseph “Joe” Brandt.
fn is_nickname(outer: Span, people: &People) -> bool {
    let at = people.mentions.partition_point(|m| m.span.end <= outer.start);
    people.mentions.get(at).is_some_and(|m| m.span.contains(outer))
}

fn quotation(layout: &Layout, at: usize, index: usize, verdict: &Verdict) -> Option<Quotation> {
    let inner = layout.quoted[index].inner;
    let kind = kind(layout, at, index);
    if !is_said(layout, at, index, kind, verdict) {
        return None;
    }
    Some(Quotation {
        fragments: vec![inner],
        kind,
        speaker: verdict.who.as_ref().map(|w| w.speaker(layout)),
        cue: verdict.cue.map(|i| layout.tokens[i].word.span),
        rule: verdict.rule.name,
        confidence: verdict.rule.confidence,
    })
}

/// Direct when the marks hold a whole clause: it begins with a capital after a colon, a comma, a cue or
/// nothing, or goes on after an attribution in between.
fn kind(layout: &Layout, at: usize, index: usize) -> QuotationKind {
    let words = layout.quoted[index].inner.of(layout.text);
    let capital = words.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let before = at.checked_sub(1).and_then(|i| match &layout.items[i] {
        Item::Piece { tokens, paragraph, .. } if *paragraph == layout.items[at].paragraph() => Some(tokens.end - 1),
        _ => None,
    });
    let joins = before.is_none_or(|i| {
        let last = &layout.tokens[i];
        last.is_mark() || last.is(cues::Tags::SPEECH)
    });
    if joins && (capital || before.is_some_and(|i| layout.tokens[i].is_any_mark(&[',', ':']))) {
        QuotationKind::Direct
    } else {
        QuotationKind::Mixed
    }
}

/// Whether somebody says these words, rather than the writer naming a work or keeping a word at arm's length.
fn is_said(layout: &Layout, at: usize, index: usize, kind: QuotationKind, verdict: &Verdict) -> bool {
    let words = layout.quoted[index].inner.of(layout.text);
    let count = words.split_whitespace().count();
    const STATEMENT_WORDS_MIN: usize = 8; // measured: longer stretches are said, whatever stands beside them
    if count >= STATEMENT_WORDS_MIN {
        return true;
    }
    let mixed = kind == QuotationKind::Mixed;
    let inside = match at.checked_sub(1).map(|i| &layout.items[i]) {
        Some(Item::Piece { tokens, .. }) => !layout.tokens[tokens.end - 1].is_any_mark(&['.', '!', '?', '…']),
        _ => false,
    };
    let may_be_title = mixed || inside && !verdict.rule.is_attached();
    if may_be_title && is_title(words, count) || mixed && is_named_so(layout, at, words) {
        return false;
    }
    let capital = words.starts_with(char::is_uppercase);
    if layout.nouns_are_capital {
        // A capital says little, a small letter much: names of things begin with a noun.
        return !capital && count > 1 || count > 3 || verdict.cue.is_some() && !(capital && count < 3);
    }
    verdict.cue.is_some() || count > 3 || !mixed && verdict.who.is_some()
}

/// Where nouns are capitalised, a noun right before the marks is named by what they hold: "der Verein „Neue
/// Wege“". Nouns for words are not: "mit den Worten „…“".
fn is_named_so(layout: &Layout, at: usize, words: &str) -> bool {
    let Some(Item::Piece { tokens, .. }) = at.checked_sub(1).map(|i| &layout.items[i]) else { return false };
    let last = &layout.tokens[tokens.end - 1];
    let noun = last.is_capital() && last.mention.is_none() && !last.is(cues::Tags::NOUN);
    layout.nouns_are_capital && noun && words.starts_with(char::is_uppercase)
}

/// A title of a work: every longer word with a capital, no end of a sentence.
fn is_title(words: &str, count: usize) -> bool {
    let bare = words.trim_end_matches([',', '.']);
    let ends = bare.ends_with(['!', '?']);
    let capitals = bare.split_whitespace().filter(|w| w.len() > 3).all(|w| !w.starts_with(char::is_lowercase));
    count > 0 && capitals && !ends && !bare.contains(',') && words.starts_with(char::is_uppercase)
}
