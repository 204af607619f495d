//! The table of phrases in, matchers out: which tokens name a day, and in which way.
//!
//! The grammar of each language is data (`data/phrases.tsv`); this file only knows how to read a pattern and lay
//! it over a stretch of tokens.

use super::lexicon::{Kinds, Lexicon, Word};
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

/// The tokens of a line, each with what is known of it.
#[derive(Clone, Copy)]
pub struct Units<'t> {
    pub tokens: &'t [Token],
    pub words: &'t [Word],
}

impl Units<'_> {
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// What is known of the token at `at`: nothing where there is none.
    #[inline]
    pub fn word(&self, at: usize) -> Word {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// What the tokens from `at` on can be: all of them what a pattern asks for that has ended there.
    #[inline]
    fn opening(&self, at: usize) -> Opening {
        [0, 1, 2].map(|place| self.word(at + place).kinds.or(Kinds::KNOWN))
    }
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

/// What the first three elements of a pattern ask for, which may have fewer, or what three tokens can be.
type Opening = [Kinds; 3];

#[derive(Debug, Clone)]
struct Pattern {
    elements: Vec<Element>,
    opening: Opening,
    /// How many elements at the front are context.
    context: usize,
    meaning: Meaning,
}

/// The patterns that a literal begins.
#[derive(Debug, Clone, Default)]
struct Literal {
    patterns: Vec<usize>,
    /// What they ask for behind it.
    next: Kinds,
}

/// The phrases of one language.
#[derive(Debug)]
pub struct Grammar {
    pub lexicon: Lexicon,
    patterns: Vec<Pattern>,
    /// What tells the year of a month before it.
    years: Vec<Pattern>,
    /// What each literal begins, by its number; 0 is no literal.
    literals: Vec<Literal>,
    /// Patterns that begin with a class.
    by_class: Vec<usize>,
    /// The classes they begin with, each with what they ask for behind it.
    class_openings: Vec<[Kinds; 2]>,
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
            class_openings: Vec::new(),
            capitals: matches!(language, "en" | "de"),
        };
        for (pattern, meaning) in rows(language) {
            match meaning {
                "lead" => grammar.mark(pattern, Kinds::LEAD),
                "future" => grammar.mark(pattern, Kinds::FUTURE),
                "intent" => grammar.mark(pattern, Kinds::INTENT),
                "past" => grammar.mark(pattern, Kinds::PAST),
                "part-of-day" => grammar.mark(pattern, Kinds::PART_OF_DAY),
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

    /// Gives the words of a row a role.
    fn mark(&mut self, words: &'static str, role: Kinds) {
        words.split('|').for_each(|word| self.lexicon.mark(word, role));
    }

    fn add(&mut self, context: usize, elements: &[&'static str], meaning: Meaning) {
        let elements: Vec<Element> = elements.iter().map(|text| element(text, &mut self.lexicon)).collect();
        let opening = [0, 1, 2].map(|at| elements.get(at).map_or(Kinds::KNOWN, Element::kinds));
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
            _ => {
                self.by_class.push(number);
                match self.class_openings.iter_mut().find(|[class, _]| *class == opening[0]) {
                    Some([_, next]) => *next = next.or(opening[1]),
                    None => self.class_openings.push([opening[0], opening[1]]),
                }
            }
        }
        self.patterns.push(Pattern { elements, opening, context, meaning });
    }

    /// The longest phrase that begins at `at`.
    #[inline]
    pub fn phrase_at(&self, text: &str, units: Units, at: usize) -> Option<Phrase> {
        // Most "the" and "in" are followed by a word that no phrase has there.
        let (word, next) = (units.word(at), units.word(at + 1).kinds.or(Kinds::KNOWN));
        let literal = self.literals.get(usize::from(word.literal));
        let begins = literal.is_some_and(|literal| literal.next.meet(next))
            || self.class_openings.iter().any(|[class, behind]| class.meet(word.kinds) && behind.meet(next));
        if begins { self.longest_at(text, units, at) } else { None }
    }

    fn longest_at(&self, text: &str, units: Units, at: usize) -> Option<Phrase> {
        let opening = units.opening(at);
        let literal = self.literals.get(usize::from(units.word(at).literal));
        let by_literal = literal.map_or(&[][..], |literal| &literal.patterns);
        let candidates = by_literal.iter().chain(&self.by_class).map(|&number| &self.patterns[number]);
        let may_begin = candidates.filter(|pattern| meet(pattern.opening, opening));
        may_begin.filter_map(|pattern| pattern.laid_at(text, units, at)).max_by_key(|phrase| phrase.to)
    }

    /// The words at `at` that tell the year of what stands before them.
    pub fn year_at(&self, text: &str, units: Units, at: usize) -> Option<Phrase> {
        let opening = units.opening(at);
        let mut may_begin = self.years.iter().filter(|pattern| meet(pattern.opening, opening));
        may_begin.find_map(|pattern| pattern.laid_at(text, units, at))
    }

    /// What a token can be.
    #[inline]
    pub fn word(&self, text: &str, token: &Token) -> Word {
        let kinds = match token.kind {
            TokenKind::Word => {
                let Some(word) = self.lexicon.word(text, token.start, token.end) else { return Word::default() };
                let is_named = self.capitals && word.month | word.weekday > 0;
                return if is_named { without_name_in_small(word, token.of(text)) } else { word };
            }
            TokenKind::Number(..1000) => Kinds::KNOWN.or(Kinds::NUMBER),
            TokenKind::Number(_) => Kinds::KNOWN.or(Kinds::YEAR),
            TokenKind::Mark(_) => Kinds::MARK,
        };
        Word { kinds, ..Word::default() }
    }
}

/// A word without the month or weekday that it is only with a capital.
fn without_name_in_small(word: Word, written: &str) -> Word {
    if written.starts_with(char::is_lowercase) { Word { month: 0, weekday: 0, ..word } } else { word }
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

/// Whether tokens may be the first elements of a pattern.
#[inline]
fn meet(asked: Opening, found: Opening) -> bool {
    asked[0].meet(found[0]) && asked[1].meet(found[1]) && asked[2].meet(found[2])
}

impl Pattern {
    fn laid_at(&self, text: &str, units: Units, at: usize) -> Option<Phrase> {
        let mut values = Values::default();
        for (element, place) in self.elements.iter().zip(at..) {
            let token = units.tokens.get(place)?;
            if *element == Element::Year && is_amount(units, place) {
                return None;
            }
            element.fits(text, token, units.word(place), &mut values)?;
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
pub fn is_amount(units: Units, at: usize) -> bool {
    let glued = |at: usize| units.tokens.get(at).filter(|token| !token.spaced).map(|token| token.kind);
    match units.tokens.get(at + 1).map(|token| token.kind) {
        Some(TokenKind::Mark('%' | '*' | '×' | '€' | '$' | '£')) => true,
        Some(TokenKind::Mark(',' | '.')) => matches!(glued(at + 2), Some(TokenKind::Number(_))),
        _ => matches!(glued(at + 1), Some(TokenKind::Word)) && !is_decade_ending(units, at + 1),
    }
}

/// "1990s", "1990er": one or two letters.
fn is_decade_ending(units: Units, at: usize) -> bool {
    units.tokens.get(at).is_some_and(|token| token.end - token.start <= 2)
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

    fn fits(&self, text: &str, token: &Token, word: Word, values: &mut Values) -> Option<()> {
        let mark = |marks: [char; 2]| matches!(token.kind, TokenKind::Mark(mark) if marks.contains(&mark));
        let fits = match self {
            Element::Literal(literals) => literals.contains(&word.literal),
            Element::LowerCase(literals) => {
                let lower = token.of(text).starts_with(char::is_lowercase);
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
                values.number = match token.kind {
                    TokenKind::Number(number) => i32::try_from(number).ok().filter(|number| *number < 1000)?,
                    _ => i32::from(word.number),
                };
                values.number > 0
            }
            Element::Year => {
                let year = token.number(4..=4).and_then(|year| i16::try_from(year).ok())?;
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
    fn the_words_of_patterns_are_found_in_capitals() {
        for language in ["en", "de", "fr", "es"] {
            let lexicon = &of(language).unwrap().lexicon;
            let words = rows(language).flat_map(|(pattern, _)| pattern.split(|c: char| !c.is_alphabetic()));
            for capitals in words.filter(|word| *word == word.to_lowercase() && !word.is_empty()).map(str::to_uppercase)
            {
                let word = lexicon.word(&capitals, 0, capitals.len());
                assert!(word.is_some_and(|word| word.kinds.meet(Kinds::KNOWN)), "{language} {capitals}");
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
