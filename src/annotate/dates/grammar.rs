//! The table of phrases in, matchers out: which tokens name a day, and in which way.
//!
//! The grammar of each language is data (`data/phrases.tsv`); this file only knows how to read a pattern and lay
//! it over a stretch of tokens.

use super::lexicon::{Lexicon, Word};
use crate::text::calendar::tokens::{Token, TokenKind};
use crate::text::calendar::words::Languages;
use crate::text::word_lists;
use std::sync::LazyLock;

/// Which of the days that fit a weekday or a month is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The nearest in the direction the sentence speaks of; behind when it does not say.
    Near,
    Before,
    After,
    This,
    /// The coming one, unless the clause looks back ("bis Freitag").
    Ahead,
}

/// What a phrase names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    NotADate,
    Day(i32),
    Weekday(Which),
    Month(Which),
    Unit(i32),
    Ago,
    Ahead,
    Back,
    Onward,
    SoFar,
    Rest,
    LastWeekend,
    Year,
    Decade,
    Years,
    /// Two years, where the second follows the first ("1995 and 1996", but no amounts).
    Successive,
    /// Months of the year in the phrase, from the first to the last.
    Months(i8, i8),
    /// Gives a month or day before it its year; no date by itself.
    OfYear(i16),
}

/// What the classes of a phrase stood for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Values {
    pub weekday: u8,
    pub month: u8,
    pub unit: u8,
    pub number: i32,
    /// The years of the phrase; the second only in "from … to …".
    pub years: [i16; 2],
}

/// A phrase found: tokens `from..to` are the mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    pub meaning: Meaning,
    pub values: Values,
    pub from: usize,
    pub to: usize,
}

/// A token with what its word can be.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    pub token: Token,
    pub word: Option<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// One of these literals.
    Literal(Vec<u16>),
    /// One of these, not capitalised.
    LowerCase(Vec<u16>),
    Apostrophe,
    Hyphen,
    Weekday,
    Month,
    Year,
    Number,
    Unit,
    Period,
}

/// What a token can be to a pattern, or what an element asks for, a bit each: where the two share none, the one does not fit the
/// other. Literals share the bits that are left over, so that it may not fit otherwise either.
#[derive(Debug, Clone, Copy, Default)]
struct Kinds(u64);

impl Kinds {
    /// Every token is that, and the end of a line: it is what a pattern of one element asks for behind it.
    const ANY: Kinds = Kinds(1);
    const MARK: Kinds = Kinds(1 << 1);
    const YEAR: Kinds = Kinds(1 << 2);
    const NUMBER: Kinds = Kinds(1 << 3);
    const WEEKDAY: Kinds = Kinds(1 << 4);
    const MONTH: Kinds = Kinds(1 << 5);
    const UNIT: Kinds = Kinds(1 << 6);
    /// What patterns begin with that begin with a class.
    const CLASSES: Kinds = Kinds(0b111_1110);

    fn of_literal(number: u16) -> Kinds {
        Kinds(1 << (7 + number % 57))
    }

    #[inline]
    fn of(unit: &Unit) -> Kinds {
        match (unit.token.kind, unit.word) {
            (TokenKind::Number(..1000), _) => Kinds::NUMBER.or(Kinds::ANY),
            (TokenKind::Number(_), _) => Kinds::YEAR.or(Kinds::ANY),
            (TokenKind::Mark(_), _) => Kinds::MARK.or(Kinds::ANY),
            (TokenKind::Word, Some(word)) => Kinds::of_word(word),
            (TokenKind::Word, None) => Kinds::ANY,
        }
    }

    #[inline]
    fn of_word(word: Word) -> Kinds {
        Kinds::ANY
            .or(Kinds::WEEKDAY.when(word.weekday > 0))
            .or(Kinds::MONTH.when(word.month > 0))
            .or(Kinds::UNIT.when(word.unit > 0))
            .or(Kinds::NUMBER.when(word.number > 0))
            .or(Kinds::of_literal(word.literal).when(word.literal > 0))
    }

    fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    fn when(self, is_so: bool) -> Kinds {
        if is_so { self } else { Kinds::default() }
    }

    fn meet(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

#[derive(Debug, Clone)]
struct Pattern {
    elements: Vec<Element>,
    /// What its first two elements ask for.
    opening: [Kinds; 2],
    /// How many elements at the front are context.
    context: usize,
    meaning: Meaning,
}

/// What a literal does.
#[derive(Debug, Clone, Default)]
struct Literal {
    /// The patterns it begins.
    patterns: Vec<usize>,
    /// What they ask for behind it.
    next: Kinds,
    is_lead: bool,
    is_future: bool,
    is_intent: bool,
    is_past: bool,
    is_part_of_day: bool,
}

/// The phrases of one language.
#[derive(Debug)]
pub struct Grammar {
    pub lexicon: Lexicon,
    patterns: Vec<Pattern>,
    /// What tells the year of a month before it.
    years: Vec<Pattern>,
    /// What each literal does, by its number; 0 is no literal.
    literals: Vec<Literal>,
    /// Patterns that begin with a class.
    by_class: Vec<usize>,
    /// English and German write months and weekdays with a capital: "may" and "march" are verbs.
    capitals: bool,
}

fn literal_mut(literals: &mut Vec<Literal>, number: u16) -> &mut Literal {
    let at = usize::from(number);
    if literals.len() <= at {
        literals.resize(at + 1, Literal::default());
    }
    &mut literals[at]
}

/// The grammar for a language tag; `None` when the table has no rows for it.
pub fn of(language: &str) -> Option<&'static Grammar> {
    static GRAMMARS: LazyLock<[Grammar; 4]> = LazyLock::new(|| ["en", "de", "fr", "es"].map(Grammar::new));
    let code = language.split(['-', '_']).next()?;
    let at = ["en", "de", "fr", "es"].iter().position(|known| code.eq_ignore_ascii_case(known))?;
    Some(&GRAMMARS[at])
}

fn rows(language: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    word_lists::rows(include_str!("data/phrases.tsv")).filter_map(move |line| {
        let mut columns = line.split('\t');
        let (code, pattern, meaning) = (columns.next()?, columns.next()?, columns.next()?);
        (code == language).then_some((pattern, meaning))
    })
}

impl Grammar {
    fn new(language: &str) -> Grammar {
        let mut grammar = Grammar {
            lexicon: Lexicon::new(Languages::of_tag(language).unwrap_or(Languages::ALL)),
            patterns: Vec::new(),
            years: Vec::new(),
            literals: Vec::new(),
            by_class: Vec::new(),
            capitals: matches!(language, "en" | "de"),
        };
        for (pattern, meaning) in rows(language) {
            match meaning {
                "lead" => grammar.mark(pattern, |literal| literal.is_lead = true),
                "future" => grammar.mark(pattern, |literal| literal.is_future = true),
                "intent" => grammar.mark(pattern, |literal| literal.is_intent = true),
                "past" => grammar.mark(pattern, |literal| literal.is_past = true),
                "part-of-day" => grammar.mark(pattern, |literal| literal.is_part_of_day = true),
                _ => {
                    let Some(meaning) = meaning_of(meaning) else { continue };
                    for (context, elements) in expanded(pattern) {
                        grammar.add(context, &elements, meaning);
                    }
                }
            }
        }
        grammar
    }

    /// Sets a role of the words of a row.
    fn mark(&mut self, words: &'static str, role: impl Fn(&mut Literal)) {
        for word in words.split('|') {
            let number = self.lexicon.literal(word);
            role(literal_mut(&mut self.literals, number));
        }
    }

    fn literal(&self, word: Option<Word>) -> Option<&Literal> {
        self.literals.get(usize::from(word?.literal))
    }

    fn add(&mut self, context: usize, elements: &[&'static str], meaning: Meaning) {
        let elements: Vec<Element> = elements.iter().map(|text| element(text, &mut self.lexicon)).collect();
        let opening = [0, 1].map(|at| elements.get(at).map_or(Kinds::ANY, Element::kinds));
        if let Meaning::OfYear(_) = meaning {
            self.years.push(Pattern { elements, opening, context, meaning });
            return;
        }
        let number = self.patterns.len();
        match elements.first() {
            Some(Element::Literal(literals) | Element::LowerCase(literals)) => {
                for &number_of in literals {
                    let literal = literal_mut(&mut self.literals, number_of);
                    literal.patterns.push(number);
                    literal.next = literal.next.or(opening[1]);
                }
            }
            _ => self.by_class.push(number),
        }
        self.patterns.push(Pattern { elements, opening, context, meaning });
    }

    /// The longest phrase that begins at `at`.
    pub fn phrase_at(&self, text: &str, units: &[Unit], at: usize) -> Option<Phrase> {
        let opening = opening_at(units, at);
        // Most "the" and "in" are followed by a word that no phrase has there.
        let literal = self.literal(units.get(at)?.word).filter(|literal| literal.next.meet(opening[1]));
        let by_literal = literal.map_or(&[][..], |literal| &literal.patterns);
        let by_class = if opening[0].meet(Kinds::CLASSES) { self.by_class.as_slice() } else { &[] };
        let candidates = by_literal.iter().chain(by_class).map(|&number| &self.patterns[number]);
        let may_begin = candidates.filter(|pattern| pattern.may_begin(opening));
        may_begin.filter_map(|pattern| pattern.laid_at(text, units, at)).max_by_key(|phrase| phrase.to)
    }

    /// The words at `at` that tell the year of what stands before them.
    pub fn year_at(&self, text: &str, units: &[Unit], at: usize) -> Option<Phrase> {
        let opening = opening_at(units, at);
        let mut may_begin = self.years.iter().filter(|pattern| pattern.may_begin(opening));
        may_begin.find_map(|pattern| pattern.laid_at(text, units, at))
    }

    /// A token with what its word can be.
    #[inline]
    pub fn unit(&self, text: &str, token: Token) -> Unit {
        if token.kind != TokenKind::Word {
            return Unit { token, word: None };
        }
        let mut word = self.lexicon.word(text, token.start, token.end);
        let named = word.as_mut().filter(|word| self.capitals && word.month | word.weekday > 0);
        if let Some(word) = named.filter(|_| token.of(text).starts_with(char::is_lowercase)) {
            (word.month, word.weekday) = (0, 0);
        }
        Unit { token, word }
    }

    pub fn is_lead(&self, word: Option<Word>) -> bool {
        self.literal(word).is_some_and(|literal| literal.is_lead)
    }

    pub fn is_future(&self, word: Option<Word>) -> bool {
        self.literal(word).is_some_and(|literal| literal.is_future)
    }

    /// "morning", "night": may stand between a day and its verb.
    pub fn is_part_of_day(&self, word: Option<Word>) -> bool {
        self.literal(word).is_some_and(|literal| literal.is_part_of_day)
    }

    /// Looks ahead before "to" or "for".
    pub fn is_intent(&self, word: Option<Word>) -> bool {
        self.literal(word).is_some_and(|literal| literal.is_intent)
    }

    pub fn is_past(&self, word: Option<Word>) -> bool {
        self.literal(word).is_some_and(|literal| literal.is_past)
    }
}

fn meaning_of(text: &str) -> Option<Meaning> {
    let (name, argument) = text.split_once(' ').unwrap_or((text, ""));
    let which = || match argument {
        "before" => Which::Before,
        "after" => Which::After,
        "this" => Which::This,
        "ahead" => Which::Ahead,
        _ => Which::Near,
    };
    Some(match name {
        "none" => Meaning::NotADate,
        "day" => Meaning::Day(argument.parse().ok()?),
        "weekday" => Meaning::Weekday(which()),
        "month" => Meaning::Month(which()),
        "unit" => Meaning::Unit(argument.parse().ok()?),
        "ago" => Meaning::Ago,
        "ahead" => Meaning::Ahead,
        "back" => Meaning::Back,
        "onward" => Meaning::Onward,
        "so-far" => Meaning::SoFar,
        "rest" => Meaning::Rest,
        "last-weekend" => Meaning::LastWeekend,
        "year" => Meaning::Year,
        "decade" => Meaning::Decade,
        "years" => Meaning::Years,
        "successive" => Meaning::Successive,
        "months" => {
            let (first, last) = argument.split_once(' ')?;
            Meaning::Months(first.parse().ok()?, last.parse().ok()?)
        }
        "of-year" => Meaning::OfYear(argument.parse().ok()?),
        _ => return None,
    })
}

/// The plain patterns a row stands for: with and without what is optional, each with how many of its first
/// elements are context.
fn expanded(pattern: &'static str) -> Vec<(usize, Vec<&'static str>)> {
    let mut all: Vec<(usize, Vec<&str>)> = vec![(0, Vec::new())];
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let close = match first {
            '[' => ']',
            '(' => ')',
            _ => ' ',
        };
        let end = rest.find(close).unwrap_or(rest.len());
        let group = rest[..end].trim_start_matches(['[', '(']);
        rest = rest.get(end + 1..).unwrap_or_default().trim_start();
        let alternatives: Vec<Vec<&str>> = alternatives(group);
        let without = if first == '[' { all.clone() } else { Vec::new() };
        let context = usize::from(first == '(');
        all = all
            .iter()
            .flat_map(|(before, elements)| {
                alternatives.iter().map(move |words| {
                    let joined = elements.iter().chain(words).copied().collect();
                    (before + context * words.len(), joined)
                })
            })
            .chain(without)
            .collect();
    }
    all
}

/// "a|b" is one element; "a|b c" are two phrases, "a" and "b c", only inside brackets.
fn alternatives(group: &'static str) -> Vec<Vec<&'static str>> {
    if group.contains(' ') && group.contains('|') {
        group.split('|').map(|phrase| phrase.split(' ').collect()).collect()
    } else {
        vec![group.split(' ').collect()]
    }
}

fn element(text: &'static str, lexicon: &mut Lexicon) -> Element {
    match text {
        "WEEKDAY" => Element::Weekday,
        "MONTH" => Element::Month,
        "YEAR" => Element::Year,
        "N" => Element::Number,
        "UNIT" => Element::Unit,
        "PERIOD" => Element::Period,
        "'" => Element::Apostrophe,
        "-" => Element::Hyphen,
        _ => {
            let lower_case = text.starts_with('=');
            let literals = text.trim_start_matches('=').split('|').map(|word| lexicon.literal(word)).collect();
            if lower_case { Element::LowerCase(literals) } else { Element::Literal(literals) }
        }
    }
}

/// What the two tokens from `at` on can be.
fn opening_at(units: &[Unit], at: usize) -> [Kinds; 2] {
    [at, at + 1].map(|at| units.get(at).map_or(Kinds::ANY, Kinds::of))
}

impl Pattern {
    /// Whether the first two tokens do not tell that it is not laid here.
    fn may_begin(&self, opening: [Kinds; 2]) -> bool {
        self.opening[0].meet(opening[0]) && self.opening[1].meet(opening[1])
    }

    fn laid_at(&self, text: &str, units: &[Unit], at: usize) -> Option<Phrase> {
        let mut values = Values::default();
        for (element, place) in self.elements.iter().zip(at..) {
            let unit = units.get(place)?;
            if *element == Element::Year && is_amount(units, place) {
                return None;
            }
            element.fits(text, unit, &mut values)?;
        }
        // "the 2018's budget" is that of one year, which a shorter pattern finds.
        let is_owner = self.meaning == Meaning::Decade && self.elements.contains(&Element::Apostrophe);
        if is_owner && values.years[0] % 10 != 0 {
            return None;
        }
        Some(Phrase { meaning: self.meaning, values, from: at + self.context, to: at + self.elements.len() })
    }
}

/// Whether the number at `at` is glued to a sign ("1920×1080", "2000 %", "2000,5"): no year is.
pub fn is_amount(units: &[Unit], at: usize) -> bool {
    let glued = |at: usize| units.get(at).filter(|unit| !unit.token.spaced).map(|unit| unit.token.kind);
    match units.get(at + 1).map(|unit| unit.token.kind) {
        Some(TokenKind::Mark('%' | '*' | '×' | '€' | '$' | '£')) => true,
        Some(TokenKind::Mark(',' | '.')) => matches!(glued(at + 2), Some(TokenKind::Number(_))),
        _ => matches!(glued(at + 1), Some(TokenKind::Word)) && !is_decade_ending(units, at + 1),
    }
}

/// "1990s", "1990er": one or two letters.
fn is_decade_ending(units: &[Unit], at: usize) -> bool {
    units.get(at).is_some_and(|unit| unit.token.end - unit.token.start <= 2)
}

impl Element {
    fn kinds(&self) -> Kinds {
        match self {
            Element::Literal(literals) | Element::LowerCase(literals) => {
                literals.iter().map(|&number| Kinds::of_literal(number)).fold(Kinds::default(), Kinds::or)
            }
            Element::Apostrophe | Element::Hyphen => Kinds::MARK,
            Element::Weekday => Kinds::WEEKDAY,
            Element::Month => Kinds::MONTH,
            Element::Year => Kinds::YEAR,
            Element::Number => Kinds::NUMBER,
            Element::Unit | Element::Period => Kinds::UNIT,
        }
    }

    fn fits(&self, text: &str, unit: &Unit, values: &mut Values) -> Option<()> {
        let word = unit.word.unwrap_or_default();
        let mark = |marks: [char; 2]| matches!(unit.token.kind, TokenKind::Mark(mark) if marks.contains(&mark));
        let fits = match self {
            Element::Literal(literals) => literals.contains(&word.literal),
            Element::LowerCase(literals) => {
                let lower = unit.token.of(text).starts_with(char::is_lowercase);
                lower && literals.contains(&word.literal)
            }
            Element::Apostrophe => mark(['\'', '’']),
            Element::Hyphen => mark(['-', '‐']),
            Element::Weekday => {
                values.weekday = word.weekday;
                word.weekday > 0
            }
            Element::Month => {
                values.month = word.month;
                word.month > 0 && word.is_full_month
            }
            Element::Unit => {
                values.unit = word.unit;
                word.unit > 0
            }
            Element::Period => {
                values.unit = word.unit;
                word.unit > 1 && !word.is_plural
            }
            Element::Number => {
                values.number = match unit.token.kind {
                    TokenKind::Number(number) => i32::try_from(number).ok().filter(|number| *number < 1000)?,
                    _ => i32::from(word.number),
                };
                values.number > 0
            }
            Element::Year => {
                let year = unit.token.number(4..=4).and_then(|year| i16::try_from(year).ok())?;
                let slot = usize::from(values.years[0] != 0);
                values.years[slot] = year;
                // News speaks of years from the first newspapers to plans for the end of this century.
                (1600..=2100).contains(&year)
            }
        };
        fits.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_understood() {
        for language in ["en", "de", "fr", "es"] {
            for (pattern, meaning) in rows(language) {
                let known = ["lead", "future", "intent", "past", "part-of-day"].contains(&meaning)
                    || meaning_of(meaning).is_some();
                assert!(known, "{language} {pattern}: {meaning}");
            }
        }
    }

    #[test]
    fn optional_words_and_context_expand() {
        let check = |pattern, expected: &[(usize, &[&str])]| {
            let found = expanded(pattern);
            assert_eq!(found.iter().map(|(n, e)| (*n, e.as_slice())).collect::<Vec<_>>(), expected);
        };
        check("[on] WEEKDAY", &[(0, &["on", "WEEKDAY"]), (0, &["WEEKDAY"])]);
        check("(since|until) MONTH", &[(1, &["since|until", "MONTH"])]);
        check("(fin de|mes de) MONTH", &[(2, &["fin", "de", "MONTH"]), (2, &["mes", "de", "MONTH"])]);
    }
}
