//! A bare day or month in, the direction that its clause gives it by its form out: "runs until June", "if she wins in November".

use super::resolve::Tense;
use super::{LISTS, Scan, WINDOW_AFTER, WINDOW_BEFORE};
use crate::text::word_lists::Words;

/// Until when something lasts.
static LIMITS: Words = Words::of(LISTS, "limit");
/// Verbs whose past form puts off to what is still to come.
static PUTS_OFF: Words = Words::of(LISTS, "puts off");
/// Before a participle, which is then no past: "is closed until June".
static OF_STATE: Words = Words::of(LISTS, "state");
/// Verbs that with "when" and "once" tell of what is still to come.
static PRESENT: Words = Words::of(LISTS, "present");
/// English verbs whose past no ending tells, besides those that the table has.
static IRREGULAR_PAST: Words = Words::of(LISTS, "irregular past");

impl Scan<'_> {
    /// Ahead, where the form of the clause says so.
    pub(super) fn direction(&self, from: usize) -> Option<Tense> {
        let is_ahead = self.is_limit_ahead(from) || self.is_condition(from);
        is_ahead.then_some(Tense::Future)
    }

    /// "It runs until June", "extended through May 26"; but "in the nine months through July 1", and "they waited until May".
    fn is_limit_ahead(&self, from: usize) -> bool {
        let is_limit = |at: &usize| LIMITS.has_in_any_case(self.word(*at));
        let article = from > 1 && ["zum", "el", "the"].contains(&self.word(from - 1));
        let Some(limit) = from.checked_sub(1 + usize::from(article)).filter(is_limit) else { return false };
        let before = limit.checked_sub(1).filter(|&before| !self.ends_sentence(before));
        // "the nine months through July 1", "Monday through Friday"
        let goes_on = |at: usize| self.units.words[at].unit > 0 || self.units.words[at].weekday > 0;
        let puts_off = |at: usize| PUTS_OFF.has(self.word(at));
        let is_past = |at: usize| self.is_past_verb(at);
        let looks_back = || match before {
            Some(_) => (0..limit).rev().take_while(|&at| !self.ends_sentence(at)).take(WINDOW_BEFORE).any(is_past),
            // "Until June it was shut": what opens a sentence has its verb behind it.
            None => (from..self.units.len()).take_while(|&at| !self.ends_sentence(at)).take(WINDOW_BEFORE).any(is_past),
        };
        !before.is_some_and(goes_on) && (before.is_some_and(puts_off) || !looks_back())
    }

    /// "If he becomes president in November": a condition without a verb of the past is one still to come.
    fn is_condition(&self, from: usize) -> bool {
        if self.reader.language != "en" {
            return false;
        }
        // "the meaning of Thursday's debate"
        if from > 0 && self.word(from - 1) == "of" {
            return false;
        }
        let is_edge = |at: usize| self.ends_sentence(at) || self.is_mark(at, &[',', ';', ':']);
        let opens = |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
        let mut is_present = false;
        for at in (0..from).rev().take_while(|&at| !is_edge(at)).take(WINDOW_BEFORE) {
            let word = self.word(at);
            if self.is_past_verb(at) {
                return false;
            }
            if opens(word, &["if", "unless"]) || is_present && opens(word, &["when", "once"]) {
                let mut after = (from..self.units.len()).take_while(|&at| !is_edge(at)).take(WINDOW_AFTER);
                return !after.any(|at| self.is_past_verb(at));
            }
            is_present |= PRESENT.has(word);
        }
        false
    }

    /// A verb of the past: not the participle of a state that lasts.
    fn is_past_verb(&self, at: usize) -> bool {
        let is_state = || (1..=2).filter_map(|back| at.checked_sub(back)).any(|at| OF_STATE.has(self.word(at)));
        self.sign(at) == Some(Tense::Past)
            || self.is_past_form(at)
            || self.is_regular_past(at) && !is_state()
            || self.reader.language == "en" && IRREGULAR_PAST.has(self.word(at))
    }
}
