//! An article in, its quotations out: what is quoted, the cue, and who said it.
//!
//! `scan` finds the marks, `layout` puts quoted stretches and narrative in a row, `verbs` tells a verb from a noun, `subject`
//! reads who it is said of (`phrases` the noun phrases beside it, `inverted` where it follows the verb, `romance` what French and
//! Spanish do otherwise, `citations` whom somebody quotes), `sieve` chooses the cue, `speakers` says whom the subject means
//! (`epithets` whom "the 48-year-old" does, `antecedents` whom "it", "they" and "the company" do). `statements` leaves out what
//! nobody says (titles of works, scare quotes), `join` makes one quotation of the fragments one cue serves. `indirect` reads what
//! is reported without marks (`content` where it begins, `closing` where its verb comes last, `adverbials` when and where it was
//! said, `mood` in German), `transcript` who takes turns under labels.

mod adverbials;
mod antecedents;
mod citations;
mod closing;
mod content;
mod cues;
mod descriptions;
mod epithets;
mod indirect;
mod inverted;
mod join;
mod layout;
mod mood;
mod named_source;
mod phrases;
mod romance;
mod scan;
mod sieve;
mod speakers;
mod statements;
mod subject;
mod transcript;
mod verbs;

pub use sieve::RULES;

use super::names::{Lexicon, People};
use crate::article::{Article, Quotation, Span};
use cues::Cues;
use descriptions::Descriptions;
use layout::Layout;

/// What the rules ask for beside the cues.
const WORDS: &str = include_str!("data/words.txt");

/// The quotations of the article, in text order. `people` are those of the same article.
pub fn quotations(article: &Article, people: &People) -> Vec<Quotation> {
    quotations_without(article, people, &[])
}

/// The same without some of [`RULES`]: what each of them brings is measured so (`benches/speakers.rs`).
pub fn quotations_without(article: &Article, people: &People, off: &[&str]) -> Vec<Quotation> {
    let text = &article.text;
    let language = article.language.as_deref();
    let lexicon = Lexicon::of(language);
    let cues = Cues::of(language);
    let tokens = layout::tokens(text, people, cues);
    let mut quoted = scan::scan(text, &article.paragraphs);
    quoted.retain(|q| !is_nickname(q.outer, people));
    if cues.inverts && !lexicon.nouns_are_capital {
        quoted = layout::without_attributions(text, &tokens, quoted);
    }
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
    let descriptions = Descriptions::of(people, lexicon, cues);
    let references = speakers::References::resolve(&layout, descriptions);
    let verdicts = sieve::attribute(&layout, &references, off);
    let mut found = join::quotations(&layout, &verdicts);
    found.extend(indirect::indirect(&layout, &references, &found));
    transcript::add_speeches(&layout, &article.paragraphs, &mut found);
    found.iter_mut().for_each(|q| q.confidence = sieve::confidence_in(language, q.rule, q.confidence));
    found.sort_by_key(|q| (q.span().start, q.span().end));
    found
}

/// A stretch in the middle of a name: Joseph “Joe” Brandt.
fn is_nickname(outer: Span, people: &People) -> bool {
    let at = people.mentions.partition_point(|m| m.span.end <= outer.start);
    people.mentions.get(at).is_some_and(|m| m.span.contains(outer))
}
