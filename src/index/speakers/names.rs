//! A person's name as an article has it in, its parts out, and how far two names agree.

use crate::text::fold::fold;
use crate::text::given_names::{are_forms_of_one, forms};
use crate::text::name_parts::{is_degree, is_generation, is_particle};
use crate::text::word_lists::rows;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A name in parts: folded, each part in one spelling of its spellings, titles taken off.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// Given names and initials, in order; none where the surname stands alone.
    pub given: Vec<String>,
    /// With its particles (`deblasio`), without spaces and hyphens.
    pub surname: String,
    /// `jr`, `sr`, `ii` …: another person than the one without.
    pub suffix: Option<String>,
}

/// How two full names agree, from the surest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// The same parts.
    Same,
    /// One has a middle name or initial more: Donald Trump, Donald J. Trump.
    Fuller,
    /// An initial for the given name: J. Kerry, John Kerry.
    Initial,
    /// Forms of one given name, or one goes by the middle name: Bill Clinton, William Clinton; Mitt Romney, Willard Mitt Romney.
    OtherForm,
    /// With and without a suffix, and with a middle name: Robert Mueller, Robert S. Mueller III. It is the full name of
    /// formal papers; a son who is told from his father by it goes without the middle name (Donald Trump Jr.).
    Formal,
    /// Given names that differ by a letter inside: Lindsey Graham, Lindsay Graham.
    Misspelt,
}

static TITLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("data/titles.txt")).flat_map(str::split_whitespace).collect());

/// Every spelling → the first of its line.
static SPELLINGS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = rows(include_str!("data/spellings.txt"));
    lines
        .flat_map(|line| line.split_whitespace().map(move |name| (name, line.split(' ').next().unwrap_or(name))))
        .collect()
});

impl Name {
    /// `None` when nothing of it is a name.
    pub fn parse(display: &str) -> Option<Name> {
        let mut parts: Vec<String> = display.split_whitespace().map(part).filter(|part| !part.is_empty()).collect();
        let titles = parts.iter().take_while(|part| TITLES.contains(part.as_str())).count();
        parts.drain(..titles.min(parts.len().saturating_sub(1)));
        let mut suffix = None;
        while parts.len() > 1 {
            let last = parts[parts.len() - 1].as_str();
            let short = match last {
                "junior" => "jr",
                "senior" => "sr",
                other => other,
            };
            if is_generation(short) {
                suffix = Some(short.to_owned());
            } else if !is_degree(last) {
                break;
            }
            parts.pop();
        }
        let mut surname = parts.pop()?;
        while parts.len() > 1 && parts.last().is_some_and(|part| is_particle(part)) {
            surname.insert_str(0, &parts.pop()?);
        }
        Some(Name { given: parts.iter().map(|part| spelling(part)).collect(), surname: spelling(&surname), suffix })
    }

    pub fn is_bare(&self) -> bool {
        self.given.is_empty()
    }

    /// All of it without spaces: Kim Jong Un, Kim Jong-un.
    pub fn letters(&self) -> String {
        format!("{}{}{}", self.given.concat(), self.surname, self.suffix.as_deref().unwrap_or(""))
    }

    /// The keys under which a name that could agree with this one is found too.
    pub fn buckets(&self) -> impl Iterator<Item = (char, usize)> + '_ {
        let initials = self.given.iter().filter_map(|given| given.chars().next()).map(|initial| (initial, 0));
        let groups = self.given.first().into_iter().flat_map(|given| forms(given)).map(|group| ('*', group + 1));
        initials.chain(groups)
    }

    /// How two names of one surname agree; `None` when they are names of two people, or one is bare.
    pub fn agree(&self, other: &Name) -> Option<Agreement> {
        if self.surname != other.surname {
            return None;
        }
        let agreement = self.given_names_agree(other)?;
        match (&self.suffix, &other.suffix) {
            (a, b) if a == b => Some(agreement),
            (Some(_), None) => (self.given.len() > 1).then_some(Agreement::Formal),
            (None, Some(_)) => (other.given.len() > 1).then_some(Agreement::Formal),
            _ => None,
        }
    }

    fn given_names_agree(&self, other: &Name) -> Option<Agreement> {
        let (short, long) = if self.given.len() <= other.given.len() { (self, other) } else { (other, self) };
        let (Some(first), Some(other_first)) = (short.given.first(), long.given.first()) else { return None };
        let (middle, other_middle) = (&short.given[1..], &long.given[1..]);
        let middles = middle_names_agree(middle, other_middle);
        if first == other_first {
            return middles.then_some(if middle == other_middle { Agreement::Same } else { Agreement::Fuller });
        }
        if is_initial(first, other_first) || is_initial(other_first, first) {
            return middles.then_some(Agreement::Initial);
        }
        let by_middle_name = short.given.iter().all(|name| other_middle.contains(name) && name.chars().count() > 1);
        if by_middle_name || middles && are_forms_of_one(first, other_first) {
            return Some(Agreement::OtherForm);
        }
        (middles && is_misspelt(first, other_first)).then_some(Agreement::Misspelt)
    }
}

/// A part of a name, folded, its hyphens closed, an Arabic article taken off: `al-Assad` is Assad.
fn part(written: &str) -> String {
    let folded = fold(written);
    let own = folded.strip_prefix("al ").or(folded.strip_prefix("el ")).unwrap_or(&folded);
    own.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn spelling(part: &str) -> String {
    SPELLINGS.get(part).map_or(part, |first| first).to_owned()
}

/// Those of the shorter name stand in the longer one, in order, written out or as initials.
fn middle_names_agree(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|name| rest.any(|other| name == other || is_initial(name, other) || is_initial(other, name)))
}

/// Whether two given names of some length differ by one letter inside: added, left out or changed. A last letter makes
/// another name (Julia, Julie; Robert, Roberta).
fn is_misspelt(a: &str, b: &str) -> bool {
    const LETTERS_MIN: usize = 5;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest_of_long = &long[(same + 1).min(long.len())..];
    let added = rest_of_long == &short[same..];
    let changed = short.len() == long.len() && rest_of_long == &short[(same + 1).min(short.len())..];
    short.len() >= LETTERS_MIN && same > 0 && (added || changed) && !rest_of_long.is_empty()
}

fn is_initial(short: &str, long: &str) -> bool {
    short.chars().count() == 1 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart() {
        let check = |display: &str, expected: &str| {
            let name = Name::parse(display).unwrap();
            let suffix = name.suffix.map(|s| format!(" / {s}")).unwrap_or_default();
            assert_eq!(format!("{} | {}{suffix}", name.given.join(" "), name.surname), expected, "{display}");
        };
        check("Ann M. Lee", "ann m | lee");
        check("President Lee", " | lee");
        check("Bill de Blasio", "bill | deblasio");
        check("Bashar al-Assad", "bashar | assad");
        check("Volodymyr Selenskyj", "volodymyr | zelensky");
        check("Peter Lund, Jr.", "peter | lund / jr");
        check("Ana Ocasio-Cortez", "ana | ocasiocortez");
        check("Dr. Ole Ström M.D.", "ole | strom");
        check("Minister", " | minister");
        assert_eq!(Name::parse("…!"), None);
        assert_eq!(Name::parse(""), None);
    }

    #[test]
    fn names_agree_or_not() {
        use Agreement::{Formal, Fuller, Initial, Misspelt, OtherForm, Same};
        for (a, b, expected) in [
            ("Donald Trump", "Donald J. Trump", Some(Fuller)),
            ("Donald John Trump", "Donald J. Trump", Some(Fuller)),
            ("Donald Trump", "Donald Trump Jr.", None),
            ("Hillary Clinton", "Hillary Rodham Clinton", Some(Fuller)),
            ("George W. Bush", "George H.W. Bush", None),
            ("J. Kerry", "John Kerry", Some(Initial)),
            ("J. Kerry", "Teresa Kerry", None),
            ("Bill Clinton", "William J. Clinton", Some(OtherForm)),
            ("Mitt Romney", "Willard Mitt Romney", Some(OtherForm)),
            ("Volodymyr Zelensky", "Wolodymyr Selenskyj", Some(Same)),
            ("Jörg Müller", "Jorg Muller", Some(Same)),
            ("Ann Lee", "Lee", None),
            ("Ann Lee", "Ann Lind", None),
            ("Ann B. Lee", "Ann C. Lee", None),
            ("Robert Mueller", "Robert S. Mueller III", Some(Formal)),
            ("Ann Lee Jr.", "Ann Lee Sr.", None),
            ("Lindsey Graham", "Lindsay Graham", Some(Misspelt)),
            ("Dianne Holm", "Diane Holm", Some(Misspelt)),
            ("Julia Holm", "Julie Holm", None),
            ("Robert Holm", "Roberta Holm", None),
            ("Karl Holm", "Karol Holm", None),
        ] {
            let agreement = |a, b| Name::parse(a).unwrap().agree(&Name::parse(b).unwrap());
            assert_eq!(agreement(a, b), expected, "{a} / {b}");
            assert_eq!(agreement(b, a), expected, "{b} / {a}");
        }
    }

    #[test]
    fn every_spelling_stands_on_one_line() {
        let mut seen = HashSet::new();
        for name in rows(include_str!("data/spellings.txt")).flat_map(str::split_whitespace) {
            assert!(seen.insert(name), "{name}");
            assert_eq!(fold(name), name);
        }
    }
}
