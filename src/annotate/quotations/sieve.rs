//! Quoted stretches in, who said each out: a sieve of rules, the first that fires wins.
//!
//! 1. `after`: the cue touches the closing mark ("“…,” said Holm", "“…,” Holm said"). Whoever is described there speaks,
//!    also where no table knows such a speaker ("“…,” the striker said").
//! 2. `before`: the cue touches the opening mark ("Holm said: “…”", "Holm told Lund that “…”").
//! 3. `according`: "according to Holm".
//! 4. `signed`: a name behind a dash or in a paragraph of its own.
//! 5. `beside`: a name where a subject stands, beside a verb that no table knows ("“…”, quips Holm."); an article and a noun, too,
//!    where the subject follows its verb.
//! 6. `carried`, with a verb of saying alone behind the marks, where a language leaves out who is known ("«…», afirmó."): whom the
//!    sentence before is about, or who spoke last.
//! 7. `continued`: the paragraph before left its quotation open.
//! 8. `same-paragraph`: no cue of its own, after a quotation of the same paragraph. Where it does not begin a sentence, the
//!    sentence is asked first.
//! 9. `sentence`: a cue elsewhere in the sentence, by its grammatical subject.
//! 10. `reported`: the mood of reported speech, after a sentence that says who speaks.
//! 11. `announced`: the sentence before ends in a colon or says that somebody spoke.
//! 12. `paragraph`: the subject of the sentence before, in the same paragraph.
//! 13. `carried`: a paragraph that is only quotation, or goes on about the same person, after one whose speaker is known.
//! 14. `subject`: the subject of the sentence that holds it, whatever its verb.
//! 15. `carried`, with a verb of saying alone before the marks ("Asimismo, indicó que «…»").
//! 16. `none`: nobody is named.
//!
//! At last `continued` again, backwards: a quotation left open that nobody was found for has the speaker of the one that goes
//! on with it.
//!
//! A pronoun that no name fits means, in any rule, who spoke last and can be called so.

use super::closing;
use super::cues::Tags;
use super::inverted;
use super::layout::{Item, Layout, Token};
use super::phrases;
use super::romance;
use super::speakers::{self, References, Who, who};
use super::subject::{self, Subject};
use super::verbs;
use crate::annotate::names::Class;
use std::ops::Range;

/// What the sieve found for one quoted stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub who: Option<Who>,
    /// Token of the cue.
    pub cue: Option<usize>,
    pub rule: Rule,
}

/// A rule and how often it names the right person where it names somebody (`none`: is right to name nobody), in
/// English news. From two measures together: 495 annotated articles (`benches/speakers.rs`; its table is in
/// ARCHITECTURE.md), which tells the common rules to a point, and 100 attributions of another archive judged
/// by hand, which were harder. Rules that fired under 30 times there are rounded down. Other languages: [`confidence_in`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub name: &'static str,
    pub confidence: f32,
}

impl Rule {
    /// Whether the cue touches the marks, so that somebody surely says the words.
    pub fn is_attached(self) -> bool {
        self == AFTER || self == BEFORE
    }

    /// Whether the words are given to whoever spoke before them, whose cue serves other words.
    pub fn is_carried(self) -> bool {
        self == SAME_PARAGRAPH
    }

    /// Whether who speaks stands right behind the closing mark.
    pub fn is_behind(self) -> bool {
        self == AFTER || self == BESIDE
    }
}

pub const AFTER: Rule = Rule { name: "after", confidence: 0.97 };
const BEFORE: Rule = Rule { name: "before", confidence: 0.92 };
const ACCORDING: Rule = Rule { name: "according", confidence: 0.9 };
const SIGNED: Rule = Rule { name: "signed", confidence: 0.9 };
// Guessed: below `after`, whose place it has without its verb.
const BESIDE: Rule = Rule { name: "beside", confidence: 0.85 };
const CONTINUED: Rule = Rule { name: "continued", confidence: 0.7 };
const SAME_PARAGRAPH: Rule = Rule { name: "same-paragraph", confidence: 0.93 };
const SENTENCE: Rule = Rule { name: "sentence", confidence: 0.91 };
const ANNOUNCED: Rule = Rule { name: "announced", confidence: 0.9 };
const PARAGRAPH: Rule = Rule { name: "paragraph", confidence: 0.7 };
const CARRIED: Rule = Rule { name: "carried", confidence: 0.8 };
const REPORTED: Rule = Rule { name: "reported", confidence: 0.7 };
const SUBJECT: Rule = Rule { name: "subject", confidence: 0.75 };
const NONE: Rule = Rule { name: "none", confidence: 0.75 };

/// The names of the rules that choose a speaker, each once, in order.
pub const RULES: &[&str] = &[
    AFTER.name,
    BEFORE.name,
    ACCORDING.name,
    SIGNED.name,
    BESIDE.name,
    CONTINUED.name,
    SAME_PARAGRAPH.name,
    SENTENCE.name,
    REPORTED.name,
    ANNOUNCED.name,
    PARAGRAPH.name,
    CARRIED.name,
    SUBJECT.name,
];

/// How often a rule is right in the language, 0 to 1: `confidence` is what English news shows. German was measured on 2,047
/// quotations annotated by hand (477 short articles, a set the rules were developed on; pronouns left out): `after` 41 of 49,
/// `same-paragraph` 16 of 26, `sentence` 63 of 73, `subject` 11 of 21, the others as in English. French and Spanish have what
/// German has, guessed. A language without tables has English ones; in Italian, Dutch and Portuguese, the commonest of them in
/// archives, what needs no cue is half as sure, guessed.
pub fn confidence_in(language: Option<&str>, rule: &str, confidence: f32) -> f32 {
    let factor = match (language, rule) {
        (Some("de" | "fr" | "es"), "after") => 0.87,
        (Some("de" | "fr" | "es"), "sentence" | "according") => 0.9,
        (Some("de" | "fr" | "es"), "same-paragraph" | "paragraph" | "subject") => 0.7,
        (Some("it" | "nl" | "pt"), "same-paragraph" | "paragraph" | "subject") => 0.5,
        _ => return confidence,
    };
    // Two places, as the rules themselves are told.
    (confidence * factor * 100.0_f32).round() / 100.0
}

/// Whether a noun phrase stands right behind the verb.
fn follows(subject: &Subject, verb: Option<usize>) -> bool {
    matches!((subject, verb), (Subject::Phrase(words), Some(verb)) if words.start == verb + 1)
}

/// "ein Nutzer", "eine andere Leserin"
fn is_indefinite(layout: &Layout, subject: &Subject) -> bool {
    let Subject::Phrase(words) = subject else { return false };
    layout.nouns_are_capital && matches!(layout.word(words.start), "ein" | "eine" | "Ein" | "Eine")
}

/// A subject with its cue.
type Found = (Option<Subject>, Option<usize>);

/// A verdict for each quoted stretch, in order.
/// Rules named in `off` never fire: the ones behind them take their place.
pub fn attribute(layout: &Layout, references: &References, off: &[&str]) -> Vec<Verdict> {
    let mut sieve = Sieve { layout, references, off, verdicts: Vec::with_capacity(layout.quoted.len()), last: None };
    for (at, item) in layout.items.iter().enumerate() {
        if let Item::Quoted { index, .. } = item {
            let verdict = sieve.verdict(at, *index);
            // Whom a French or Spanish sentence is about has not spoken yet: "Su objetivo fue la «pequeña luz»".
            let speaks = verdict.rule != SUBJECT || verdict.cue.is_some() || !layout.is_romance();
            if let Some(who) = verdict.who.as_ref().filter(|_| speaks) {
                sieve.last = Some((who.clone(), layout.items[at].paragraph()));
            }
            sieve.verdicts.push(verdict);
        }
    }
    sieve.lend_back();
    sieve.verdicts
}

struct Sieve<'a> {
    layout: &'a Layout<'a>,
    references: &'a References,
    off: &'a [&'a str],
    verdicts: Vec<Verdict>,
    /// Who spoke last, and in which paragraph.
    last: Option<(Who, usize)>,
}

impl Sieve<'_> {
    fn verdict(&self, at: usize, index: usize) -> Verdict {
        let touching = [
            (AFTER, self.after(at, index)),
            (BEFORE, self.before(at)),
            (ACCORDING, self.according(at)),
            (SIGNED, self.signed(at)),
            (BESIDE, self.beside(at, index)),
        ];
        let mut touching = touching.into_iter().filter(|(rule, _)| self.is_on(*rule));
        if let Some((rule, Some(found))) = touching.find(|(_, found)| found.is_some()) {
            return self.told(at, rule, found);
        }
        if let Some(verdict) = self.dropped(at, index).filter(|_| self.is_on(CARRIED)) {
            return verdict;
        }
        if index > 0 && self.is_on(CONTINUED) && self.continues(at, index) {
            return self.carried(CONTINUED, index - 1);
        }
        let follows = self.is_on(SAME_PARAGRAPH) && self.follows_in_paragraph(at, index);
        if follows && self.is_fresh(at) {
            return self.carried(SAME_PARAGRAPH, index - 1);
        }
        match self.in_sentence(at).filter(|_| self.is_on(SENTENCE)) {
            Some(found) => self.told(at, SENTENCE, found),
            None if follows => self.carried(SAME_PARAGRAPH, index - 1),
            None => self.without_cue(at),
        }
    }

    fn is_on(&self, rule: Rule) -> bool {
        !self.off.contains(&rule.name)
    }

    /// A quotation left open has its cue where it ends: what goes on in the next paragraph lends its speaker.
    fn lend_back(&mut self) {
        for i in (1..self.verdicts.len()).rev() {
            let (before, after) = (&self.layout.quoted[i - 1], &self.layout.quoted[i]);
            let joined = before.continues && before.paragraph + 1 == after.paragraph;
            let lacks = self.verdicts[i - 1].who.is_none() || self.verdicts[i - 1].cue.is_none();
            if joined && lacks && self.is_on(CONTINUED) && self.verdicts[i].who.is_some() {
                self.verdicts[i - 1] = self.carried(CONTINUED, i);
            }
        }
    }

    fn without_cue(&self, at: usize) -> Verdict {
        if let Some(found) = self.reported(at).filter(|_| self.is_on(REPORTED)) {
            return self.told(at, REPORTED, found);
        }
        if self.is_fresh(at) {
            if let Some(found) = self.announced(at).filter(|_| self.is_on(ANNOUNCED)) {
                return self.told(at, ANNOUNCED, found);
            }
            if let Some(piece) = self.piece_before(at, true)
                && self.is_on(PARAGRAPH)
                && let Some(subject) = subject::main(self.layout, piece)
            {
                return self.told(at, PARAGRAPH, (Some(subject), None));
            }
            if let Some((who, paragraph)) = &self.last
                && self.is_on(CARRIED)
                && self.layout.items[at].paragraph() - paragraph <= 1
                && (self.fills_paragraph(at) || self.goes_on_with(at, who))
            {
                return Verdict { who: Some(who.clone()), cue: None, rule: CARRIED };
            }
        }
        let behind = self.piece_after(at).filter(|piece| !romance::opens_subordinate(self.layout, piece));
        let around = [self.piece_before(at, false), behind];
        for piece in around.into_iter().flatten().filter(|_| self.is_on(SUBJECT)) {
            if let Some(subject) = subject::main(self.layout, piece) {
                return self.told(at, SUBJECT, (Some(subject), None));
            }
        }
        let dropped = self.dropped_before(at).filter(|_| self.is_on(CARRIED));
        dropped.unwrap_or(Verdict { who: None, cue: None, rule: NONE })
    }

    /// In the mood of reported speech a sentence has the speaker of the one before: "Das sei „schade“."
    fn reported(&self, at: usize) -> Option<Found> {
        const ITEMS_MAX: usize = 8; // pieces looked back on; guessed
        let around = [self.piece_before(at, false), self.piece_after(at)];
        let tokens = &self.layout.tokens;
        if !around.into_iter().flatten().any(|mut piece| piece.any(|i| tokens[i].is(Tags::REPORTED))) {
            return None;
        }
        let here = self.layout.items[at].paragraph();
        let before = self.layout.items[at.saturating_sub(ITEMS_MAX)..at].iter().rev();
        before.take_while(|item| item.paragraph() == here).find_map(|item| match item {
            Item::Piece { tokens, .. } => self.cue_near_end(tokens),
            Item::Quoted { .. } => None,
        })
    }

    fn told(&self, at: usize, rule: Rule, (subject, cue): Found) -> Verdict {
        let is_one = |subject: &Subject| cue.is_none_or(|cue| !inverted::is_several(self.layout, subject, cue));
        let who = subject.filter(is_one).and_then(|subject| {
            let told = who(self.layout, self.references, &subject);
            told.or_else(|| {
                let touches = || rule == AFTER && self.is_aside(at, &subject);
                let reported = || (rule == BEFORE || rule == SENTENCE) && cue.is_some_and(|cue| self.is_told_by(cue));
                speakers::described(self.layout, &subject).filter(|_| touches() || reported())
            })
            .or_else(|| speakers::source(self.layout, &subject).filter(|_| rule == ACCORDING))
            .or_else(|| {
                let inverts = rule == AFTER && self.layout.inverts && follows(&subject, cue);
                let before = rule == BEFORE && self.layout.nouns_are_capital && cue.is_some();
                // "Ein Nutzer sprach von „…“"
                let anybody = rule == SENTENCE && cue.is_some() && is_indefinite(self.layout, &subject);
                (rule == BESIDE || inverts || before || anybody)
                    .then(|| speakers::determined(self.layout, &subject))
                    .flatten()
            })
        });
        Verdict { who, cue, rule }
    }

    /// Whether only somebody can do what the cue says: "the striker said that “…”", but "the plan said to be “late”". A "who" before
    /// it may stand for another noun.
    fn is_told_by(&self, cue: usize) -> bool {
        let passive = cue + 1 < self.layout.tokens.len() && self.layout.word(cue + 1) == "to";
        let relative = cue > 0 && self.layout.tokens[cue - 1].is(Tags::RELATIVE);
        verbs::tells(self.layout, cue) && !passive && !relative
    }

    /// "«…», afirmó.": a verb of saying behind the marks, and nobody with it: whoever the sentence before is about, or spoke last.
    fn dropped(&self, at: usize, index: usize) -> Option<Verdict> {
        let layout = self.layout;
        let piece = self.piece_after(at).filter(|_| layout.is_romance())?;
        let (cue, parted) = self.behind(index, &piece);
        let token = layout.tokens.get(cue).filter(|_| cue < piece.end)?;
        // "rememoró": a Spanish past that no table knows.
        let is_past = parted && token.is_lower() && layout.word(cue).ends_with('ó') && token.mention.is_none();
        // "un “bloqueo” anunciado en mayo": nobody who is known announced it.
        let participle = token.is(Tags::PARTICIPLE) || romance::is_passive(layout, cue);
        let is_cue = token.is(Tags::SPEECH) && !participle && verbs::is_verb(layout, &piece, cue);
        let says = is_cue || is_past;
        let closes = cue + 1 >= piece.end || layout.tokens[cue + 1].is_mark() || self.is_adverbial(cue + 1..piece.end);
        if !says || !closes {
            return None;
        }
        let about = |piece: Range<usize>| who(layout, self.references, &subject::main(layout, piece)?);
        let who = self.piece_before(at, true).and_then(about).or_else(|| self.known(at))?;
        Some(Verdict { who: Some(who), cue: Some(cue), rule: CARRIED })
    }

    /// "Asimismo, indicó que «…»": the same before the marks.
    fn dropped_before(&self, at: usize) -> Option<Verdict> {
        let layout = self.layout;
        let piece = self.piece_before(at, false).filter(|_| layout.is_romance())?;
        let cue = romance::lone_cue(layout, &piece);
        let says = cue.is_some() || romance::is_in_his_eyes(layout, &piece);
        says.then(|| Some(Verdict { who: Some(self.known(at)?), cue, rule: CARRIED })).flatten()
    }

    /// Who is known where a verb says nobody: who spoke last, or whom the text told of.
    fn known(&self, at: usize) -> Option<Who> {
        const PARAGRAPHS_MAX: usize = 2; // back to who spoke last; guessed
        let here = self.layout.items[at].paragraph();
        let last = self.last.as_ref().filter(|(_, paragraph)| here - paragraph <= PARAGRAPHS_MAX);
        last.map(|(who, _)| who.clone()).or_else(|| self.told_of_before(at))
    }

    /// Whether the words only say when or where, up to a mark: "afirmó | este martes en Bonn".
    fn is_adverbial(&self, words: Range<usize>) -> bool {
        let tokens = &self.layout.tokens;
        let first = &tokens[words.start];
        if inverted::is_only_day(self.layout, words.start, words.end) {
            return true;
        }
        let leads = first.is(Tags::PREPOSITION) || first.is_class(Class::CALENDAR);
        leads && words.into_iter().take_while(|&i| !tokens[i].is_mark()).all(|i| tokens[i].mention.is_none())
    }

    /// Whom the paragraph before tells of, its last sentence first.
    fn told_of_before(&self, at: usize) -> Option<Who> {
        const ITEMS_MAX: usize = 8; // looked back on; guessed
        let layout = self.layout;
        let here = layout.items[at].paragraph();
        let before = layout.items[at.saturating_sub(ITEMS_MAX)..at].iter().rev();
        before.take_while(|item| item.paragraph() + 1 >= here).find_map(|item| match item {
            Item::Piece { tokens, .. } => who(layout, self.references, &subject::main(layout, tokens.clone())?),
            Item::Quoted { .. } => None,
        })
    }

    /// Whether what stands behind the marks is nothing but who speaks: "“…,” the striker said", "“…,” said the striker", and not
    /// "“…” denies the claims" or "“…!” after a man yelled the phrase".
    fn is_aside(&self, at: usize, subject: &Subject) -> bool {
        let (Item::Quoted { index, .. }, Some(Item::Piece { tokens, .. })) =
            (&self.layout.items[at], self.layout.items.get(at + 1))
        else {
            return false;
        };
        let (first, parted) = self.behind(*index, tokens);
        let Subject::Phrase(words) = subject else { return false };
        let says = |i: usize| i < tokens.end && self.layout.tokens[i].is(Tags::SPEECH);
        let touches = words.start == first && says(words.end) || words.start == first + 1 && says(first);
        // "the paper quoted Lund as saying"
        let cites = (first..tokens.end.min(words.end + 1)).any(|i| matches!(self.layout.word(i), "quoted" | "cited"));
        parted && touches && !cites
    }

    fn carried(&self, rule: Rule, from: usize) -> Verdict {
        let before = &self.verdicts[from];
        Verdict { who: before.who.clone(), cue: before.cue, rule }
    }

    /// The narrative right before the item, in the same sentence or (`any`) at least the same paragraph.
    fn piece_before(&self, at: usize, any: bool) -> Option<Range<usize>> {
        let Item::Piece { tokens, paragraph, .. } = self.layout.items.get(at.checked_sub(1)?)? else { return None };
        let same = *paragraph == self.layout.items[at].paragraph();
        (same && (any || !self.ends_sentence(tokens))).then(|| tokens.clone())
    }

    /// The narrative right after the item, in the same sentence.
    fn piece_after(&self, at: usize) -> Option<Range<usize>> {
        let Item::Piece { tokens, paragraph, fresh, .. } = self.layout.items.get(at + 1)? else { return None };
        (*paragraph == self.layout.items[at].paragraph() && !fresh).then(|| tokens.clone())
    }

    fn ends_sentence(&self, tokens: &Range<usize>) -> bool {
        let last = &self.layout.tokens[tokens.end - 1];
        last.is_any_mark(&['.', '!', '?', '…', ';'])
    }

    /// Whether the quoted stretch begins a sentence of its own.
    fn is_fresh(&self, at: usize) -> bool {
        match at.checked_sub(1).map(|i| &self.layout.items[i]) {
            Some(Item::Piece { tokens, paragraph, .. }) => {
                *paragraph != self.layout.items[at].paragraph() || self.ends_sentence(tokens)
            }
            _ => true,
        }
    }

    fn last_char(&self, index: usize) -> char {
        self.layout.quoted[index].inner.of(self.layout.text).chars().next_back().unwrap_or(' ')
    }

    /// The first word of the piece behind a stretch, and whether a mark parts the two.
    fn behind(&self, index: usize, tokens: &Range<usize>) -> (usize, bool) {
        let is_comma = |i: &usize| self.layout.tokens[*i].is_any_mark(&[',', '—', '–', '-']);
        let first = tokens.start + tokens.clone().take_while(is_comma).count();
        (first, first > tokens.start || matches!(self.last_char(index), ',' | '!' | '?' | '—' | '…'))
    }

    fn after(&self, at: usize, index: usize) -> Option<Found> {
        let layout = self.layout;
        let Some(Item::Piece { tokens, paragraph, fresh, .. }) = layout.items.get(at + 1) else { return None };
        if *paragraph != layout.items[at].paragraph() {
            return None;
        }
        let last = self.last_char(index);
        if *fresh && !matches!(last, '!' | '?' | ',' | '—' | '…') {
            return None;
        }
        let (first, parted) = self.behind(index, tokens);
        if self.is_of_next(at, tokens, first) {
            return None;
        }
        const CUE_REACH: usize = 30; // an apposition between name and cue; guessed
        let reach = tokens.end.min(first + CUE_REACH);
        let cue = (first..reach).find(|&i| {
            let ends = i + 1 >= tokens.end || layout.tokens[i + 1].is_mark();
            let speaks = self.speaks_surely(i) || ends && layout.tokens[i].is(Tags::SPEECH);
            speaks && verbs::is_verb(layout, tokens, i) || i == first && self.opens_as_cue(i)
        })?;
        if !parted && cue != first {
            return None; // the sentence goes on: "his “very good chance” of a deal, the paper said"
        }
        if layout.tokens[cue].is(Tags::PARTICIPLE) || (first..cue).any(|i| self.breaks_clause(i)) {
            return None;
        }
        if *fresh && !self.is_tight(tokens, cue) {
            return None;
        }
        let range = first..tokens.end;
        let tells = verbs::has_hearer(layout, cue);
        let found = if cue == first && !tells {
            subject::right(layout, &range, cue).filter(|subject| !self.goes_on(at, &range, cue, subject))
        } else {
            subject::left(layout, &range, cue)
                .or_else(|| subject::right(layout, &range, cue).filter(|_| !tells && !*fresh))
        };
        found.map(|subject| (Some(subject), Some(cue)))
    }

    /// "Lund, citing “the tide,” | said the boats were late": what follows the verb is a clause, whose speaker stands before
    /// the marks.
    fn goes_on(&self, at: usize, range: &Range<usize>, cue: usize, subject: &Subject) -> bool {
        let layout = self.layout;
        let before = self.piece_before(at, false).and_then(|piece| self.cue_near_end(&piece));
        let cites = matches!(before, Some((Some(_), Some(i))) if layout.tokens[i].is(Tags::PARTICIPLE));
        cites && closing::goes_on_as_clause(layout, range, cue, subject)
    }

    /// Whether the narrative behind the item says who speaks next, and not who spoke: the item has a speaker before it
    /// (Lee asked, "Will you go?" Day answered, "No."), or an "and" begins it (called it "mad," and Day said: "No.").
    fn is_of_next(&self, at: usize, piece: &Range<usize>, first: usize) -> bool {
        let tokens = &self.layout.tokens;
        let next = self.layout.items.get(at + 2).filter(|next| next.paragraph() == self.layout.items[at].paragraph());
        let touches = matches!(next, Some(Item::Quoted { .. })) && tokens[piece.end - 1].is_any_mark(&[',', ':']);
        let is_told = || matches!(self.before(at), Some((Some(_), _)));
        touches && (first < piece.end && tokens[first].is(Tags::CONJUNCTION) || is_told())
    }

    fn opens_as_cue(&self, i: usize) -> bool {
        let token = &self.layout.tokens[i];
        token.is(Tags::SO)
            || token.is(Tags::SPEECH)
                && token.is_lower()
                && !token.is(Tags::PARTICIPLE.or(Tags::BASE))
                && !verbs::is_attribute(self.layout, i)
    }

    /// Words that end the attribution's clause before a cue is met.
    fn breaks_clause(&self, i: usize) -> bool {
        let token = &self.layout.tokens[i];
        token.is_any_mark(&[';', ':'])
            || token.is_lower()
                && token.is(Tags::SUBORDINATOR)
                && !token.is(Tags::RELATIVE.or(Tags::DETERMINER).or(Tags::PREPOSITION))
    }

    /// Whether the words after a cue leave no room for other words that were said.
    fn is_tight(&self, tokens: &Range<usize>, cue: usize) -> bool {
        let next = cue + 1;
        if next >= tokens.end {
            return true;
        }
        let token = &self.layout.tokens[next];
        token.is_mark()
            || token.is(Tags::PREPOSITION)
            || token.is_class(Class::CALENDAR)
            || token.is_lower() && self.layout.word(next).ends_with("ly")
            || cue == tokens.start
    }

    fn before(&self, at: usize) -> Option<Found> {
        let layout = self.layout;
        let piece = self.piece_before(at, false)?;
        let last = &layout.tokens[piece.end - 1];
        let colon = last.is_any_mark(&[':']);
        let touches = colon
            || last.is_any_mark(&[','])
            || last.is(Tags::CUE.or(Tags::COMPLEMENTIZER))
            || layout.word(piece.end - 1) == "as";
        if !touches {
            return None;
        }
        // "he said" between two fragments that one cue serves belongs to the fragment before.
        if let Some(found) = self.cue_near_end(&piece) {
            return Some(found);
        }
        if colon {
            let told = subject::main(layout, piece.clone()).or_else(|| subject::owner(layout, &piece));
            return told.map(|s| (Some(s), None));
        }
        None
    }

    /// The cue of a piece nearest to its end, with its subject.
    fn cue_near_end(&self, piece: &Range<usize>) -> Option<Found> {
        self.cue_among(piece, |_| true)
    }

    /// The same of the cues that are accepted.
    fn cue_among(&self, piece: &Range<usize>, accepts: impl Fn(usize) -> bool) -> Option<Found> {
        const CUES_MAX: usize = 4; // tries from the end; guessed
        let layout = self.layout;
        let cues = piece
            .clone()
            .rev()
            .filter(|&i| verbs::is_verb(layout, piece, i) && layout.tokens[i].is(Tags::SPEECH.or(Tags::CALL)));
        let is_finite = |i: usize| {
            let speaks = self.speaks_surely(i) || layout.inverts && layout.tokens[i].is(Tags::SPEECH);
            speaks && !layout.tokens[i].is(Tags::PARTICIPLE) && verbs::is_verb(layout, piece, i)
        };
        // "he said, referring to the boats": who said it did not stop saying it.
        let goes_along = |i: usize| {
            let token = &layout.tokens[i];
            token.is(Tags::PARTICIPLE) && !token.is(Tags::SPEECH) && (piece.start..i).any(is_finite)
        };
        for cue in cues.take(CUES_MAX).filter(|&i| !goes_along(i) && accepts(i)) {
            if let Some(subject) = subject::left(layout, piece, cue) {
                let teller = self.teller(piece, &subject).or_else(|| self.outer_teller(piece, cue));
                return Some(teller.unwrap_or((Some(subject), Some(cue))));
            }
            if cue == piece.start
                && !layout.tokens[cue].is(Tags::PARTICIPLE)
                && let Some(subject) = subject::right(layout, piece, cue)
            {
                return Some((Some(subject), Some(cue)));
            }
        }
        None
    }

    /// Whether the verb says something wherever it stands: "the list goes on" does not.
    fn speaks_surely(&self, verb: usize) -> bool {
        let token = &self.layout.tokens[verb];
        token.is(Tags::SPEECH) && !token.is(Tags::WEAK)
    }

    /// Who says of "they" or "it" that they hold what is quoted: "Lund said they found the letter “troubling”".
    fn teller(&self, piece: &Range<usize>, holder: &Subject) -> Option<Found> {
        let layout = self.layout;
        let pronoun = match holder {
            Subject::Pronoun(i) => layout.tokens[*i].is(Tags::THEY).then_some(*i),
            Subject::Phrase(words) => (words.len() == 1 && layout.word(words.start) == "it").then_some(words.start),
            Subject::Name(_) => None,
        };
        let before = pronoun?.checked_sub(1).filter(|i| piece.contains(i))?;
        let outer = before - usize::from(layout.word(before) == "that" && before > piece.start);
        let says = layout.tokens[outer].is(Tags::SPEECH) && verbs::is_verb(layout, piece, outer);
        let told = says.then(|| subject::left(layout, piece, outer)).flatten()?;
        Some((Some(told), Some(outer)))
    }

    /// Who says that somebody finds or sees what is quoted: "Lund said voters would find it “hard”".
    fn outer_teller(&self, piece: &Range<usize>, cue: usize) -> Option<Found> {
        const CLAUSE_WORDS_MAX: usize = 12; // guessed
        let layout = self.layout;
        if layout.inverts || !layout.tokens[cue].is(Tags::WEAK) {
            return None;
        }
        let open = |i: &usize| !layout.tokens[*i].is_mark() && !layout.tokens[*i].is(Tags::CONJUNCTION);
        let says = |&i: &usize| {
            let finite = !layout.tokens[i].is(Tags::PARTICIPLE.or(Tags::BASE));
            finite && self.speaks_surely(i) && verbs::is_verb(layout, piece, i)
        };
        let floor = piece.start.max(cue.saturating_sub(CLAUSE_WORDS_MAX));
        let outer = (floor..cue).rev().take_while(open).find(says)?;
        Some((Some(subject::left(layout, piece, outer)?), Some(outer)))
    }

    /// Whether a cue of the item's sentence can hold the words of it: one that mostly does something else stands close, and
    /// judges them or thinks so: "found the letter “troubling”", but not "the rules prevent that in the “harbour case”".
    fn holds(&self, at: usize, cue: usize) -> bool {
        // Words from such a cue to the marks, where it judges and where it thinks; guessed.
        const JUDGED_REACH: usize = 12;
        const THOUGHT_REACH: usize = 8;
        let layout = self.layout;
        let token = &layout.tokens[cue];
        if layout.inverts || !token.is(Tags::WEAK) || token.is(Tags::SHOWING) {
            return true;
        }
        let Item::Quoted { tokens: quoted, .. } = &layout.items[at] else { return false };
        let between = cue + 1..quoted.start;
        let is_to = |i: usize| i < quoted.start && layout.word(i) == "to";
        let aims = cue > 0 && is_to(cue - 1) || is_to(cue + 1);
        // "went on about “…”", "spoke of a “…”"
        let small =
            |i: usize| layout.tokens[i].is_mark() || layout.tokens[i].is(Tags::PREPOSITION.or(Tags::DETERMINER));
        let touches = between.clone().all(small);
        let judged = token.is(Tags::CALL) && between.len() <= JUDGED_REACH;
        let tells = |i: usize| layout.tokens[i].is(Tags::FINITE);
        let thought = token.is(Tags::ATTITUDE) && between.len() <= THOUGHT_REACH && !between.clone().any(tells);
        // "ruled that", "pointed out that"
        let reports = between.clone().take(2).any(|i| layout.tokens[i].is(Tags::COMPLEMENTIZER));
        touches || reports || !aims && (judged || thought)
    }

    fn according(&self, at: usize) -> Option<Found> {
        let layout = self.layout;
        for piece in [self.piece_after(at), self.piece_before(at, false)].into_iter().flatten() {
            let names_source =
                |&i: &usize| subject::names_source(layout, &piece, i) && !subject::is_measure(layout, &piece, i);
            if let Some(cue) = piece.clone().find(names_source) {
                let subject = subject::source(layout, piece.start, cue, piece.end)?;
                return Some((Some(subject), Some(cue)));
            }
        }
        let opens = self.piece_before(at, false).and_then(|piece| romance::in_whose_eyes(layout, &piece));
        opens.map(|subject| (Some(subject), None))
    }

    /// "“…” — Karen Holm, Westport Courier": a dash and a name behind the words, or a name alone in the next
    /// paragraph.
    fn signed(&self, at: usize) -> Option<Found> {
        const WORDS_MAX: usize = 12; // a name, an office, a paper; guessed
        const PIECES_MAX: usize = 3; // a dash may end a sentence of its own
        let layout = self.layout;
        let here = layout.items[at].paragraph();
        let next = self.behind_stop(at);
        let paragraph = layout.items.get(next)?.paragraph();
        let rest = layout.items[next..].iter().take(PIECES_MAX + 1).take_while(|i| i.paragraph() == paragraph);
        let pieces: Option<Vec<_>> = rest
            .map(|item| match item {
                Item::Piece { tokens, .. } => Some(tokens),
                Item::Quoted { .. } => None,
            })
            .collect();
        let pieces = pieces.filter(|pieces| pieces.len() <= PIECES_MAX)?;
        let tokens = pieces.first()?.start..pieces.last()?.end;
        if tokens.len() > WORDS_MAX || tokens.clone().any(|i| verbs::is_verb(layout, &tokens, i)) {
            return None;
        }
        let first = &layout.tokens[tokens.start];
        if paragraph == here {
            let dash = first.is_any_mark(&['—', '–', '-', '―']) && tokens.len() > 1;
            let name = dash && layout.tokens[tokens.start + 1].is_capital();
            return name.then(|| (phrases::phrase_from(layout, tokens.start + 1, tokens.end), None));
        }
        let name = first.mention?;
        let end = tokens.clone().find(|&i| layout.tokens[i].mention != Some(name)).unwrap_or(tokens.end);
        let parted = end == tokens.end || layout.tokens[end].is_any_mark(&[',', '(']);
        let next = paragraph == here + 1;
        (parted && next && self.fills_paragraph(at)).then_some((Some(Subject::Name(name)), None))
    }

    /// "“…”, tempère Paul Holm.": a few small words behind the closing mark, one of which can be a verb, and a name up to a mark.
    fn beside(&self, at: usize, index: usize) -> Option<Found> {
        const SMALL_WORDS_MAX: usize = 3; // "a donc tempéré"; guessed
        const QUOTED_WORDS_MIN: usize = 3; // fewer are a title: "“Harbour,” starring Holm"
        let layout = self.layout;
        let tokens = &layout.tokens;
        let piece = self.piece_after(at)?;
        let (first, parted) = self.behind(index, &piece);
        let quoted = layout.quoted[index].inner.of(layout.text);
        let is_short = quoted.split_whitespace().take(QUOTED_WORDS_MIN).count() < QUOTED_WORDS_MIN;
        let known = layout.inverts && first < piece.end && tokens[first].is(Tags::CUE);
        if !parted || is_short && !known {
            return None;
        }
        let small = first + tokens[first..piece.end].iter().take_while(|t| t.is_lower() && t.mention.is_none()).count();
        // "grogne | le maire Paul Holm"
        let leads = |t: &&Token| t.is_class(Class::ROLE.or(Class::QUALIFIER)) || t.is(Tags::DETERMINER);
        let verb = small - tokens[first..small].iter().rev().take_while(leads).count();
        let words = &tokens[first..verb];
        let joins = Tags::CONJUNCTION.or(Tags::RELATIVE).or(Tags::SUBORDINATOR).or(Tags::PRONOUN).or(Tags::BE);
        let idle = Class::FUNCTION.or(Class::CALENDAR).or(Class::ROLE).or(Class::QUALIFIER);
        let may_be_verb = |i: usize| {
            let open = tokens[i].is_untold() && !layout.word(i).ends_with("ing");
            (open || layout.inverts && tokens[i].is(Tags::CUE)) && !tokens[i].is_class(idle)
        };
        let governed = words.last().is_some_and(|t| t.is(Tags::PREPOSITION));
        if words.len() > SMALL_WORDS_MAX
            || governed
            || words.iter().any(|t| t.is(joins))
            || !(first..verb).any(may_be_verb)
        {
            return None;
        }
        let leads = |t: &&Token| {
            t.mention.is_none() && (t.is_class(Class::TITLE) || layout.nouns_are_capital && t.is_capital())
        };
        let title = tokens[small..piece.end].iter().take_while(leads).count();
        if let Some(phrase) = self.noun_beside(verb..piece.end).filter(|_| layout.inverts) {
            return Some((Some(Subject::Phrase(phrase)), None));
        }
        let name = tokens.get(small + title).filter(|_| small + title < piece.end)?.mention?;
        let end = (small + title..piece.end).find(|&i| tokens[i].mention != Some(name)).unwrap_or(piece.end);
        let goes_on = layout.inverts && end < piece.end && tokens[end].is(Tags::PREPOSITION);
        let closes = end == piece.end || goes_on || tokens[end].is_any_mark(&[',', '.', '(']);
        (closes && !tokens[end - 1].word.possessive).then_some((Some(Subject::Name(name)), None))
    }

    /// "“…”, s’étonne | le magistrat, …", "resalta | el organismo.": an article and a noun that a mark follows.
    fn noun_beside(&self, words: Range<usize>) -> Option<Range<usize>> {
        const WORDS_MAX: usize = 5; // "le directeur de la police"; guessed
        let tokens = &self.layout.tokens;
        let first = tokens.get(words.start).filter(|_| words.len() > 1)?;
        let leaves = |t: &Token| t.is(Tags::PREPOSITION) && !t.is(Tags::CARRYING);
        let other = Tags::CUE.or(Tags::BE).or(Tags::PRONOUN).or(Tags::SUBORDINATOR);
        let noun = |i: &usize| {
            let t = &tokens[*i];
            !t.is_mark() && t.mention.is_none() && !t.is(other) && !leaves(t)
        };
        let end = words.start + 1 + (words.start + 1..words.end).take_while(noun).count();
        let closes = end >= words.end || tokens[end].is_mark() || leaves(&tokens[end]);
        let determined = first.is(Tags::DETERMINER) && !first.is(Tags::OBLIQUE);
        let fits = (2..=WORDS_MAX).contains(&(end - words.start));
        (determined && fits && closes).then_some(words.start..end)
    }

    fn continues(&self, at: usize, index: usize) -> bool {
        let before = &self.layout.quoted[index - 1];
        let adjoins = at > 0 && matches!(self.layout.items[at - 1], Item::Quoted { .. });
        before.continues && adjoins && before.paragraph + 1 == self.layout.quoted[index].paragraph
    }

    fn follows_in_paragraph(&self, at: usize, index: usize) -> bool {
        index > 0
            && self.layout.quoted[index - 1].paragraph == self.layout.items[at].paragraph()
            && self.verdicts[index - 1].who.is_some()
    }

    /// A cue elsewhere in the sentence: the nearest before the stretch, else the first after it.
    fn in_sentence(&self, at: usize) -> Option<Found> {
        const ITEMS_MAX: usize = 12; // pieces and stretches of one sentence looked back on; guessed
        let items = &self.layout.items;
        let paragraph = items[at].paragraph();
        for k in (at.saturating_sub(ITEMS_MAX)..at).rev() {
            match &items[k] {
                Item::Piece { tokens, paragraph: p, fresh, .. } if *p == paragraph => {
                    if self.ends_sentence(tokens) {
                        break;
                    }
                    if let Some(found) = self.cue_among(tokens, |cue| self.holds(at, cue)) {
                        return Some(found);
                    }
                    if *fresh {
                        break;
                    }
                }
                Item::Quoted { paragraph: p, .. } if *p == paragraph => {}
                _ => break,
            }
        }
        for item in items[at + 1..].iter().take(ITEMS_MAX) {
            match item {
                Item::Piece { tokens, paragraph: p, fresh, .. } if *p == paragraph && !fresh => {
                    // "any plea by Lund to rejoin the board"
                    let aims = |i: usize| !self.layout.inverts && i > 0 && self.layout.word(i - 1) == "to";
                    let says = |i: usize| self.speaks_surely(i) && !aims(i);
                    let cue = tokens.clone().find(|&i| verbs::is_verb(self.layout, tokens, i) && says(i));
                    if let Some(cue) = cue
                        && let Some(subject) = subject::left(self.layout, tokens, cue)
                    {
                        return Some((Some(subject), Some(cue)));
                    }
                    if self.ends_sentence(tokens) {
                        break;
                    }
                }
                Item::Quoted { paragraph: p, .. } if *p == paragraph => {}
                _ => break,
            }
        }
        None
    }

    /// The last piece of the paragraph before, when it ends in a colon, or the one before in this
    /// paragraph, when it says that somebody spoke.
    fn announced(&self, at: usize) -> Option<Found> {
        let Item::Piece { tokens, paragraph, fresh, .. } = self.layout.items.get(at.checked_sub(1)?)? else {
            return None;
        };
        let here = self.layout.items[at].paragraph();
        let colon = self.layout.tokens[tokens.end - 1].is_any_mark(&[':']);
        // "Lund äußert sich zum Streit. ¶ „…“"
        let reports = || *fresh && self.reports(tokens) && !self.is_signed_with_dash(at) && !self.is_left_open(at);
        let leads_on = || self.layout.inverts || reports();
        let next = *paragraph + 1 == here && (colon || self.fills_paragraph(at) && leads_on());
        if *paragraph == here || next {
            let names = |found: &Found| {
                let subject = found.0.as_ref();
                colon || *paragraph == here || subject.is_some_and(|s| who(self.layout, self.references, s).is_some())
            };
            let found = self.cue_near_end(tokens).filter(names);
            return found.or_else(|| colon.then(|| (subject::main(self.layout, tokens.clone()), None)));
        }
        None
    }

    /// "Lund said he would sail. ¶ “…”": whether the sentence reports in a clause what one speaker says, and no other in it.
    fn reports(&self, piece: &Range<usize>) -> bool {
        let layout = self.layout;
        let says = |&i: &usize| {
            self.speaks_surely(i) && !layout.tokens[i].is(Tags::PARTICIPLE) && verbs::is_verb(layout, piece, i)
        };
        let Some(cue) = piece.clone().find(says) else { return false };
        let closes = (cue + 1..piece.end).all(|i| layout.tokens[i].is_mark());
        let told = closes || (cue + 1..piece.end).any(|i| verbs::is_finite(layout, piece, i));
        let speaker = |found: Option<Found>| who(layout, self.references, &found?.0?);
        let of_person = |who: Who| match who {
            Who::Person(person, _) => Some(person),
            Who::Phrase(..) => None,
        };
        let first = speaker(self.cue_among(piece, |i| i == cue)).and_then(of_person);
        told && first.is_some() && first == speaker(self.cue_near_end(piece)).and_then(of_person)
    }

    /// A post that is shown whole has its author below it: "“…” ¶ — Karen Holm (@holm)".
    fn is_signed_with_dash(&self, at: usize) -> bool {
        let behind = self.layout.items.get(self.behind_stop(at));
        let dash = |i: usize| self.layout.tokens[i].is_any_mark(&['—', '–', '-', '―']);
        matches!(behind, Some(Item::Piece { tokens, .. }) if dash(tokens.start))
    }

    /// Whether the stretch goes on in the next paragraph, where its speaker may stand.
    fn is_left_open(&self, at: usize) -> bool {
        matches!(self.layout.items[at], Item::Quoted { index, .. } if self.layout.quoted[index].continues)
    }

    /// Whether the stretch opens its paragraph and the sentence behind it is about who spoke last: "“…” ¶ “I like it.” Holm
    /// came in May."
    fn goes_on_with(&self, at: usize, last: &Who) -> bool {
        let layout = self.layout;
        let paragraph = layout.items[at].paragraph();
        let Some(Item::Piece { tokens, paragraph: behind, fresh: true, .. }) = layout.items.get(at + 1) else {
            return false;
        };
        let opens = at.checked_sub(1).is_none_or(|before| layout.items[before].paragraph() != paragraph);
        let is_same = || {
            let subject = subject::main(layout, tokens.clone())?;
            let about = who(layout, self.references, &subject)?;
            Some(matches!((&about, last), (Who::Person(one, _), Who::Person(other, _)) if one == other))
        };
        opens && *behind == paragraph && is_same().unwrap_or(false)
    }

    /// Whether the paragraph holds nothing but quotation, and the stop behind it.
    fn fills_paragraph(&self, at: usize) -> bool {
        let paragraph = self.layout.items[at].paragraph();
        let items = &self.layout.items;
        let is_narrative = |item: &Item| matches!(item, Item::Piece { paragraph: p, .. } if *p == paragraph);
        let before = items[..at].iter().rev().find(|item| !self.is_only_stop(item));
        let behind = items.get(self.behind_stop(at));
        !before.is_some_and(is_narrative) && !behind.is_some_and(is_narrative)
    }

    /// The item behind a stretch, past the full stop that stands behind its closing mark: "«…»."
    fn behind_stop(&self, at: usize) -> usize {
        let here = self.layout.items[at].paragraph();
        let behind = self.layout.items[at + 1..].iter();
        at + 1 + behind.take_while(|item| item.paragraph() == here && self.is_only_stop(item)).count()
    }

    /// Narrative without a word, and without the dash that a name can follow.
    fn is_only_stop(&self, item: &Item) -> bool {
        let Item::Piece { tokens, .. } = item else { return false };
        self.layout.tokens[tokens.clone()].iter().all(|t| t.is_any_mark(&['.', ',', ';', '!', '?', '…']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_as_sure_as_its_language() {
        let after = |language| confidence_in(language, AFTER.name, AFTER.confidence);
        assert_eq!([after(Some("en")), after(None), after(Some("de"))], [0.97, 0.97, 0.84]);
        let carried = |language| confidence_in(language, SAME_PARAGRAPH.name, SAME_PARAGRAPH.confidence);
        assert!(carried(Some("it")) < 0.5 && carried(Some("it")) < carried(Some("fr")));
        assert_eq!(confidence_in(Some("de"), BEFORE.name, BEFORE.confidence), BEFORE.confidence);
    }
}
