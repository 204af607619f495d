//! The opening of an article in, its dateline out: "MOSCOW, Aug. 16 (Reuters) —", "Berlin (dpa) -".
//!
//! What is promised:
//! 1. A dateline stands at the start of one of the first paragraphs (a byline, a caption may come first).
//! 2. The place is in capitals, or signed by a known agency ("Berlin (dpa) –", and where the gazetteer knows it "Berlin (dpa) The talks"), or followed by a comma, the day and a dash
//!    ("London, March 2 -"), or there is none but an agency ("(Reuters) -"). Capitals alone need a dash after them, and must not be a label ("WATCH —").
//!    What nobody known signs and no day follows is a dateline only where the gazetteer knows a place of it ("FILE - A bridge").
//!    In the first paragraph of a German, French or Spanish text, a town alone before a stop or a dash is one, too ("Berlin. Der Bundesrat"),
//!    and of any text a big town in capitals before a colon ("BHOPAL: The ferry"), unless other paragraphs begin so.
//! 3. `place` is as written, with the region that qualifies it ("KYIV, Ukraine"), without date and agency.
//! 4. A day without a year is the one nearest to the publication; without a publication there is no date.
//! 5. The span runs from the first letter to just before the dash, white space left out.

use super::dates::resolve::nearest_day;
use crate::article::{Article, Dateline, Precision, Span};
use crate::text::calendar::tokens::{Token, TokenKind, tokens};
use crate::text::calendar::words::{self, Languages, WordKind};
use crate::text::calendar::{self, Line, Reading};
use crate::text::word_lists::rows;
use jiff::civil::Date;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Longest dateline looked at, in bytes. The longest honest ones name two places, a ship and a date.
const DATELINE_BYTES_MAX: usize = 140;

/// Paragraphs that may open with it: bylines, captions and summary points stand before the story in a scrape (measured on an
/// archive of US news, where the third has it one time in four, the fourth to sixth one in fifty).
const PARAGRAPHS: usize = 6;

/// What follows a town that stands alone is a sentence, and no score ("Bayern – Dortmund 2:1"). Guessed.
const SENTENCE_BYTES_MIN: usize = 40;

/// What may be the dateline of the article, in text order. `place` is as written; `places` resolves it.
pub fn datelines(article: &Article) -> impl Iterator<Item = Dateline> {
    let published = article.published.as_ref().filter(|published| published.precision >= Precision::Day);
    let today = published.map(|published| published.date);
    let language = article.language.as_deref();
    article.paragraphs.iter().take(PARAGRAPHS).enumerate().filter_map(move |(at, paragraph)| {
        let text = article.text.get(paragraph.range())?;
        let head = calendar::head(text, DATELINE_BYTES_MAX);
        let alone = || (at == 0).then(|| Parts::alone(head, language)).flatten();
        let before_colon = || Parts::before_colon(head).filter(|_| at == 0 && !heads_others(article));
        let marked = || Parts::signed_first(head, language).or_else(|| Parts::read(head, language));
        let parts = if has_mark(head) { marked() } else { None };
        let parts = parts.or_else(alone).or_else(before_colon)?;
        let place = (!parts.place.is_empty()).then(|| parts.place.to_owned());
        let span = Span::new(paragraph.start + parts.start, paragraph.start + parts.end);
        let date = parts.day.and_then(|day| day.resolve(today));
        Some(Dateline { span, place, date, agency: parts.agency.map(str::to_owned) })
    })
}

/// Whether there is anything that signs or ends a dateline behind its place: most paragraphs are known for none by this alone.
fn has_mark(head: &str) -> bool {
    let mut before = 0;
    head.bytes().any(|byte| {
        let pair = (std::mem::replace(&mut before, byte), byte);
        // E2 begins "—"
        matches!(pair, (_, b'(' | b'[' | b'/' | b'_' | 0xE2) | (b'-', b' ') | (b'-' | b'.', b'-'))
    })
}

/// Whether it is a place in ordinary letters that nothing but the stop or dash behind it makes a dateline ("Berlin. Der Bundesrat").
pub fn stands_alone(text: &str, dateline: &Dateline) -> bool {
    let written = dateline.span.of(text);
    let is_bare = dateline.place.as_deref() == Some(written) && dateline.agency.is_none();
    is_bare && !written.split([' ', ',']).next().is_some_and(is_capital_word)
}

/// Whether it is a place in capitals that nothing but the colon behind it makes a dateline ("BHOPAL: The ferry").
pub fn stands_before_colon(text: &str, dateline: &Dateline) -> bool {
    let is_bare = dateline.place.as_deref() == Some(dateline.span.of(text)) && dateline.agency.is_none();
    let behind = text.get(dateline.span.end..).unwrap_or_default();
    is_bare && behind.starts_with(": ") && Parts::before_colon(&text[dateline.span.start..]).is_some()
}

/// Whether a later paragraph begins with capitals and a colon, too: then they are who speaks, or what a list tells of.
fn heads_others(article: &Article) -> bool {
    let mut others = article.paragraphs.iter().skip(1).filter_map(|paragraph| article.text.get(paragraph.range()));
    others.any(|text| Parts::label(text).is_some())
}

/// Whether a known news agency signs it.
pub fn is_signed(dateline: &Dateline) -> bool {
    dateline.agency.as_deref().is_some_and(is_known_agency)
}

/// Whether its place alone makes it a dateline: capitals, that nobody known signs and no day follows, could head anything.
pub fn needs_place(text: &str, dateline: &Dateline) -> bool {
    let place = dateline.place.as_ref().map_or(0, String::len);
    let dated = dateline.span.of(text)[place..].contains(|c: char| c.is_ascii_digit());
    let site = dateline.place.as_deref().is_some_and(|place| is_in(&WORDS.sites, place));
    let capitals =
        dateline.place.as_deref().is_none_or(|place| place.split([' ', ',']).next().is_some_and(is_capital_word));
    let mut behind = Cursor { head: text, at: dateline.span.end };
    // "Harlow (CNN) The": neither capitals nor a dash say that a place is meant.
    let signed = is_signed(dateline) && (capitals || behind.dash() || behind.rest().starts_with(['.', ':']));
    !(dated || site || signed)
}

/// A dateline taken apart.
struct Parts<'t> {
    start: usize,
    end: usize,
    place: &'t str,
    day: Option<Day>,
    agency: Option<&'t str>,
}

/// A day as a dateline has it.
#[derive(Clone, Copy)]
enum Day {
    Whole(Date),
    OfYear { month: i8, day: i8 },
}

impl Day {
    fn resolve(self, today: Option<Date>) -> Option<Date> {
        match self {
            Day::Whole(date) => Some(date),
            Day::OfYear { month, day } => nearest_day(month, day, today?),
        }
    }
}

impl<'t> Parts<'t> {
    /// "(ANSA) - ANCONA, 12 MAR - ": the agency comes first. The dateline is what follows it.
    fn signed_first(head: &'t str, language: Option<&str>) -> Option<Parts<'t>> {
        let mut cursor = Cursor { head, at: 0 };
        let agency = cursor.agency().filter(|agency| is_known_agency(agency))?;
        let rest = cursor.dash().then(|| cursor.rest())?;
        let place_at = head.len() - rest.trim_start().len();
        let parts = Parts::read(rest.trim_start(), language).filter(|parts| !parts.place.is_empty())?;
        let agency = parts.agency.or(Some(agency));
        Some(Parts { start: place_at + parts.start, end: place_at + parts.end, agency, ..parts })
    }

    /// "Berlin. Der Bundesrat", "Lille. « La", "Ciudad de México.- El", "Kiel taz | Der".
    fn alone(head: &'t str, language: Option<&str>) -> Option<Parts<'t>> {
        language.filter(|code| matches!(*code, "de" | "fr" | "es"))?;
        let ends = [". ", ".- ", ".– ", ".— ", " - ", " – ", " — ", " | "];
        let (named, mark) = ends.iter().filter_map(|mark| Some((head.find(mark)?, mark.len()))).min()?;
        let (place, agency) = match head[..named].rsplit_once(' ') {
            Some((place, agency)) if is_known_agency(agency) => (place, Some(agency)),
            _ => (&head[..named], None),
        };
        let rest = &head[named + mark..];
        let is_name = |word: &str| is_capitalised_word(word) || joins_names(word);
        let named_so = place.split([' ', '/']).all(is_name) && is_short_name(place);
        // A bar ends only what somebody signs.
        let ended = agency.is_some() || !head[named..].starts_with(" |");
        let is_one = named_so && ended && opens_sentence(rest) && rest.len() >= SENTENCE_BYTES_MIN;
        let end = named;
        is_one.then_some(Parts { start: 0, end, place, day: None, agency })
    }

    /// "BHOPAL: The ferry".
    fn before_colon(head: &'t str) -> Option<Parts<'t>> {
        let (place, rest) = Parts::label(head)?;
        let is_one = is_place_alone(place, false, rest) && !rest.starts_with('-') && rest.len() >= SENTENCE_BYTES_MIN;
        is_one.then_some(Parts { start: 0, end: place.len(), place, day: None, agency: None })
    }

    /// Capitals before a colon, and what is behind it.
    fn label(head: &'t str) -> Option<(&'t str, &'t str)> {
        let mut cursor = Cursor { head, at: 0 };
        let is_label = cursor.place(is_capital_word);
        let rest = cursor.rest().strip_prefix(": ").filter(|_| is_label)?;
        Some((&head[..cursor.at], rest))
    }

    fn read(head: &'t str, language: Option<&str>) -> Option<Parts<'t>> {
        // Wires mark what is urgent with asterisks.
        let unmarked = head.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
        let start = head.len() - unmarked.len() + byline_end(unmarked);
        let mut cursor = Cursor { head, at: start };
        let reading = Reading::of(language);
        let day_first = cursor.day(reading);
        let capitals = cursor.place(is_capital_word);
        let place_end = cursor.at;
        let in_capitals = place_end > start;
        if !in_capitals && day_first.is_none() {
            cursor.place(is_capitalised_word);
        }
        let mut place_end = if in_capitals { place_end } else { cursor.at };
        let mut day = day_first;
        let mut is_day_apart = false;
        // ", Ukraine", ", Aug. 16", ", 16. August": at most region, country and date.
        for _ in 0..3 {
            let before = cursor.at;
            let comma = cursor.skip(&[","]);
            if let Some(found) = cursor.day(reading).filter(|_| day.is_none()) {
                day = Some(found);
                is_day_apart = comma && matches!(found, Day::OfYear { .. });
            } else if comma && cursor.region() {
                place_end = if day.is_none() { cursor.at } else { place_end };
            } else {
                cursor.at = before;
                break;
            }
        }
        let unsigned_end = cursor.at;
        let agency = cursor.agency();
        let end = if agency.is_some() { cursor.at } else { unsigned_end };
        let dash = cursor.dash();
        let place = head.get(start..place_end).filter(|_| day_first.is_none()).unwrap_or_default();
        let known = agency.is_some_and(is_known_agency);
        let is_dateline = match (capitals, agency) {
            // Capitals, signed: the dash may be missing. A stranger's signature needs it.
            (true, Some(_)) => known || dash,
            (true, None) => dash && is_place_alone(place, day.is_some(), cursor.rest()),
            (false, Some(_)) => {
                known && (dash || day.is_some() || cursor.rest().starts_with(". ") || opens_sentence(cursor.rest()))
            }
            // "London, March 2 -": the day behind a comma, without its year, says as much as capitals do.
            (false, None) => dash && is_day_apart && is_short_name(place) && !cursor.rest().trim().is_empty(),
        };
        // "PARIS, FRANCE - JUNE 27: A dancer" is a caption.
        let is_caption = dash && day.is_none() && cursor.day(reading).is_some() && cursor.rest().starts_with(':');
        let is_named = !is_in(&WORDS.labels, place) && !is_weekday(place);
        let is_one = is_dateline && !is_caption && end > start && is_named;
        is_one.then_some(Parts { start, end, place, day, agency })
    }
}

/// Where the byline ends that a dateline stands behind on one line: "By Nate Harlow, BOSTON (Reuters) -".
fn byline_end(line: &str) -> usize {
    let Some(by) = ["By ", "BY ", "Von "].iter().find(|by| line.starts_with(**by)) else { return 0 };
    // An initial has a stop, too.
    let is_end = |&(at, _): &(usize, &str)| {
        let last = line.get(by.len()..at).and_then(|name| name.rsplit(' ').next()).unwrap_or_default();
        let next = line[at + 1..].strip_prefix(' ').and_then(|rest| rest.split([' ', ',']).next());
        last.chars().count() > 1 && next.is_some_and(is_capital_word)
    };
    line.match_indices([',', '.', '/', ':']).take(BYLINE_MARKS_MAX).find(is_end).map_or(0, |(at, _)| at + 2)
}

/// Marks in a byline: initials have one each (guessed).
const BYLINE_MARKS_MAX: usize = 6;

/// Whether a sentence begins here.
fn opens_sentence(rest: &str) -> bool {
    rest.trim_start().chars().next().is_some_and(|c| c.is_uppercase() || "“\"‘'«„".contains(c))
}

/// Capitals before a dash without agency are a place when they are few, more than initials, and a sentence follows.
fn is_place_alone(place: &str, dated: bool, rest: &str) -> bool {
    let bare = place.split(',').next().unwrap_or_default();
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    let words = bare.split([' ', '/']).count();
    (letters >= 4 || dated) && words <= 4 && (opens_sentence(rest) || dated) && !is_in(&WORDS.labels, bare)
}

/// A place in ordinary letters: few words, and none of those that open sentences.
fn is_short_name(place: &str) -> bool {
    let bare = place.split(',').next().unwrap_or_default();
    (1..=3).contains(&bare.split(' ').count()) && bare.len() >= 3 && !is_in(&WORDS.labels, bare)
}

/// "dpa", and with its desk "dpa/lhe"; "Reuters Breakingviews".
fn is_known_agency(name: &str) -> bool {
    let desk = name.split(['/', '-']).next().unwrap_or_default();
    is_in(&WORDS.agencies, name) || is_in(&WORDS.agencies, desk.trim())
}

/// "MOSCOW", "ST.", "NEW", "PORT-AU-PRINCE", "L'AQUILA", "McALLEN": at least two letters, all but a prefix capital.
fn is_capital_word(word: &str) -> bool {
    let bare = word.strip_prefix("Mc").unwrap_or(word);
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !bare.chars().any(|c| c.is_lowercase() || c.is_ascii_digit())
}

fn is_capitalised_word(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// The small words inside place names ("Frankfurt am Main", "RIO de JANEIRO").
fn joins_names(word: &str) -> bool {
    ["am", "an", "der", "im", "de", "do", "la", "le", "les", "sur", "of", "upon", "on", "del", "el", "al"]
        .contains(&word)
}

struct Words {
    agencies: HashSet<&'static str>,
    labels: HashSet<&'static str>,
    sites: HashSet<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { agencies: HashSet::new(), labels: HashSet::new(), sites: HashSet::new() };
    for line in rows(include_str!("data/words.tsv")) {
        match line.split_once('\t') {
            Some(("agency", names)) => words.agencies.extend(names.split('\t')),
            Some(("site", names)) => words.sites.extend(names.split('\t')),
            Some((_, names)) => words.labels.extend(names.split('\t')),
            None => {}
        }
    }
    words
});

fn is_in(set: &HashSet<&'static str>, name: &str) -> bool {
    set.contains(name.to_lowercase().as_str())
}

/// Reads on through the head of a paragraph. Each step moves past what it read, or stays.
struct Cursor<'t> {
    head: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.head.get(self.at..).unwrap_or_default()
    }

    /// Past white space and then one of `marks`.
    fn skip(&mut self, marks: &[&str]) -> bool {
        let rest = self.rest().trim_start();
        let Some(mark) = marks.iter().find(|mark| rest.starts_with(**mark)) else { return false };
        self.at = self.head.len() - rest.len() + mark.len();
        true
    }

    /// Past the words of a name as long as they look like one: up to five, slashes between twin places included.
    fn place(&mut self, fits: fn(&str) -> bool) -> bool {
        let start = self.at;
        let mut end = start;
        for _ in 0..5 {
            let rest = self.head.get(end..).unwrap_or_default();
            let word_start = end + (rest.len() - rest.trim_start_matches([' ', '/']).len());
            let word = self.head.get(word_start..).unwrap_or_default();
            let length = word.find(|c: char| !(c.is_alphabetic() || "-'’.".contains(c))).unwrap_or(word.len());
            let word = word.get(..length).unwrap_or_default();
            // "WASHINGTON--Talks"
            let dash = word.as_bytes().windows(2).position(|pair| pair == b"--");
            let length = dash.filter(|dash| *dash > 0).unwrap_or(length);
            let word = word.get(..length).unwrap_or_default();
            // "/TASS/" signs, "NEW YORK/LONDON" names two places.
            let signs = rest.trim_start().starts_with('/') && end > start && rest.starts_with(' ');
            let next = self.head.get(word_start + length..).unwrap_or_default();
            let joiner = joins_names(word) && end > start && next.trim_start().starts_with(char::is_uppercase);
            // "RIO DE JANEIRO" and "DES MOINES" have words that elsewhere are months.
            let begins_date = next.trim_start().starts_with(|c: char| c.is_ascii_digit()) && is_month(word);
            // A dash glued to the last word ends the dateline, not the word.
            if signs || word.ends_with(['-', '\'']) || !(fits(word) || joiner) || begins_date {
                break;
            }
            end = word_start + length;
        }
        self.at = end;
        end > start
    }

    /// Past ", Ukraine", ", Ill.", ", N.C.", ", D.C.": one to three capitalised words.
    fn region(&mut self) -> bool {
        let start = self.at;
        self.at += self.rest().len() - self.rest().trim_start().len();
        let begin = self.at;
        let read = self.place(|word| word.starts_with(char::is_uppercase));
        let words = self.head.get(begin..self.at).map_or(0, |name| name.split(' ').count());
        if !read || words > 3 {
            self.at = start;
        }
        read && words <= 3
    }

    /// Past a date with or without a year, or a bare weekday.
    fn day(&mut self, reading: Reading) -> Option<Day> {
        let rest = self.rest();
        let first = tokens(rest).next()?;
        // Every date that is read here begins with a number or a month.
        let may_be = match first.kind {
            TokenKind::Number(_) => true,
            TokenKind::Word => words::value(first.of(rest), WordKind::Month, reading.languages).is_some(),
            TokenKind::Mark(_) => false,
        };
        if !may_be {
            return None;
        }
        let tokens: Vec<Token> = tokens(rest).take(12).collect();
        // "JUL7" is a contract.
        let glued =
            |pair: &[Token]| pair[0].kind == TokenKind::Word && pair[1].number(1..=2).is_some() && !pair[1].spaced;
        if tokens.get(..2).is_some_and(glued) {
            return None;
        }
        let line = Line { text: rest, tokens: &tokens, reading };
        let (day, next) = match line.day_at(0) {
            Some((date, next)) => (Day::Whole(date), next),
            None => {
                let (month, day, next) = line.day_and_month_at(0)?;
                (Day::OfYear { month, day }, next)
            }
        };
        self.at += tokens.get(next - 1)?.end;
        Some(day)
    }

    /// Past "(Reuters)", "/TASS/", "[AP]": what signs, at most forty bytes.
    fn agency(&mut self) -> Option<&'t str> {
        let rest = self.rest().trim_start();
        // TASS writes "August 16. /TASS/."
        let rest = rest.strip_prefix(". ").filter(|signed| signed.starts_with('/')).unwrap_or(rest);
        let close = match rest.chars().next()? {
            '(' => ')',
            '/' => '/',
            '[' => ']',
            _ => return None,
        };
        let inside = &rest[1..];
        let end = inside.find(close).filter(|end| *end > 0 && *end <= 40)?;
        self.at = self.head.len() - inside.len() + end + 1;
        Some(inside[..end].trim())
    }

    /// Past the dash that ends a dateline.
    fn dash(&mut self) -> bool {
        let spaced = self.rest().starts_with(char::is_whitespace);
        let long = self.skip(&["—", "–", "―", "--", "_", ".-", ".—", ".–"]);
        // A hyphen must stand free: "WASHINGTON-based" is no dateline.
        long || (spaced && self.skip(&["- "])) || self.skip(&["- ", ": - "])
    }
}

/// "Aug", "AUG.": the date has begun.
fn is_month(word: &str) -> bool {
    words::value(word.trim_end_matches('.'), WordKind::Month, Languages::ALL).is_some()
}

/// "TUE, APR 07 -" heads a calendar.
fn is_weekday(place: &str) -> bool {
    words::value(place.trim_end_matches('.'), WordKind::Weekday, Languages::ALL).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Provenance, Published};

    /// `expected` is what the span covers, then place, date and agency.
    fn check(text: &str, expected: &str) {
        let date = jiff::civil::date(2025, 8, 17);
        let published =
            Published { date, time: None, offset_minutes: None, precision: Precision::Day, by: Provenance::Field };
        let article = Article {
            text: text.to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            published: Some(published),
            ..Article::default()
        };
        let found = datelines(&article).next().map_or("-".to_owned(), |d| {
            let date = d.date.map(|d| d.to_string()).unwrap_or_default();
            let [place, agency] = [d.place, d.agency].map(Option::unwrap_or_default);
            format!("{} | {place} | {date} | {agency}", d.span.of(text))
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn as_agencies_write() {
        check("MOSCOW, Aug. 16 (Reuters) — Talks", "MOSCOW, Aug. 16 (Reuters) | MOSCOW | 2025-08-16 | Reuters");
        check("KYIV, Ukraine (AP) — Talks", "KYIV, Ukraine (AP) | KYIV, Ukraine |  | AP");
        check("WASHINGTON — Talks", "WASHINGTON | WASHINGTON |  | ");
        check("LONDON (Reuters) - Talks", "LONDON (Reuters) | LONDON |  | Reuters");
        check("BERLIN, 16. August (dpa) Die Gespräche", "BERLIN, 16. August (dpa) | BERLIN | 2025-08-16 | dpa");
        check("Berlin (dpa) - Die Gespräche", "Berlin (dpa) | Berlin |  | dpa");
        check("Frankfurt am Main (dpa/lhe) - Die", "Frankfurt am Main (dpa/lhe) | Frankfurt am Main |  | dpa/lhe");
        check("Frankfurt am Main (dpa) - Die", "Frankfurt am Main (dpa) | Frankfurt am Main |  | dpa");
        check("Moscow, August 16 /TASS/. Talks", "Moscow, August 16 /TASS/ | Moscow | 2025-08-16 | TASS");
        check("MOSCOW, August 16. /TASS/. Talks", "MOSCOW, August 16. /TASS/ | MOSCOW | 2025-08-16 | TASS");
        check("PARIS, 16 août (AFP) – Les", "PARIS, 16 août (AFP) | PARIS | 2025-08-16 | AFP");
        check("Madrid, 16 ago (EFE).- El", "Madrid, 16 ago (EFE) | Madrid | 2025-08-16 | EFE");
        check(
            "BEIJING, Dec. 31, 2024 (Xinhua) -- Talks",
            "BEIJING, Dec. 31, 2024 (Xinhua) | BEIJING | 2024-12-31 | Xinhua",
        );
        check(
            "NEW YORK/LONDON, Aug 16 (Reuters) - Oil",
            "NEW YORK/LONDON, Aug 16 (Reuters) | NEW YORK/LONDON | 2025-08-16 | Reuters",
        );
        check("SPRINGFIELD, Ill. — A", "SPRINGFIELD, Ill. | SPRINGFIELD, Ill. |  | ");
        check("ST. LOUIS (KMOV) — A", "ST. LOUIS (KMOV) | ST. LOUIS |  | KMOV");
        check(
            "PORT-AU-PRINCE, Haiti, Aug. 16 — A",
            "PORT-AU-PRINCE, Haiti, Aug. 16 | PORT-AU-PRINCE, Haiti | 2025-08-16 | ",
        );
        check("Leeds (CNN) The talks", "Leeds (CNN) | Leeds |  | CNN");
        check("Palm Beach, Florida (CNN)On the", "Palm Beach, Florida (CNN) | Palm Beach, Florida |  | CNN");
        check("LEEDS--Talks", "LEEDS | LEEDS |  | ");
        check("NEW YORK, NY – Talks", "NEW YORK, NY | NEW YORK, NY |  | ");
        check("(Reuters) - Oil rose", "(Reuters) |  |  | Reuters");
        check("Aug 16 (Reuters) - Oil rose", "Aug 16 (Reuters) |  | 2025-08-16 | Reuters");
        check("McALLEN, Texas (AP) — A", "McALLEN, Texas (AP) | McALLEN, Texas |  | AP");
        check("By Nate P. Harlow. LEEDS (Reuters) - A", "LEEDS (Reuters) | LEEDS |  | Reuters");
        check("By Nate Harlow, LEEDS, Aug 16 (AP) — A", "LEEDS, Aug 16 (AP) | LEEDS | 2025-08-16 | AP");
    }

    #[test]
    fn capitals_before_a_colon_head_a_sentence_of_the_first_paragraph() {
        let story = "BHOPAL: The ferry across the lower lake will not run this winter.";
        check(story, "BHOPAL | BHOPAL |  | ");
        check("NEW DELHI: “We wait for the ferry,” said its captain on the quay.", "NEW DELHI | NEW DELHI |  | ");
        check("BHOPAL: the facts about a ferry across the lower lake of the town", "-");
        check("BHOPAL: The ferry.", "-");
        check("WATCH: The ferry across the lower lake will not run this winter.", "-");
        let text = format!("{story}\n\nINDORE: The bus is late.");
        let paragraphs = vec![Span::new(0, story.len()), Span::new(story.len() + 2, text.len())];
        assert_eq!(datelines(&Article { text, paragraphs, ..Article::default() }).count(), 0);
    }

    #[test]
    fn as_old_wires_keyed_them() {
        check("London, Aug 16 - The harbour", "London, Aug 16 | London | 2025-08-16 | ");
        check(
            "Port Ellery, Ontario, Aug 16 - A",
            "Port Ellery, Ontario, Aug 16 | Port Ellery, Ontario | 2025-08-16 | ",
        );
        check("RIO DE JANEIRO, Aug 16 - A", "RIO DE JANEIRO, Aug 16 | RIO DE JANEIRO | 2025-08-16 | ");
        check("DES MOINES, Iowa, Aug 16 - A", "DES MOINES, Iowa, Aug 16 | DES MOINES, Iowa | 2025-08-16 | ");
        check("RYE, N.Y., Aug 16 - Shr", "RYE, N.Y., Aug 16 | RYE, N.Y. | 2025-08-16 | ");
        check("****LONDON, Aug 16 - A", "LONDON, Aug 16 | LONDON | 2025-08-16 | ");
        for text in [
            "On Monday, Aug 16 the ferry - a",
            "London, Aug 16, 2025 - a page's own line",
            "London Aug 16 - a note",
            "Four Tug Crews Strike, Aug 16 - a",
            "London, Aug 16 -",
        ] {
            check(text, "-");
        }
    }

    #[test]
    fn ordinary_openings_are_none() {
        for text in [
            "",
            "—",
            "WATCH — The moment",
            "BREAKING NEWS - A man",
            "Olaf Scholz (SPD) – der Kanzler – sagte",
            "The president said on Aug. 16 (Saturday) — a day",
            "NATO-led forces",
            "WASHINGTON-based experts",
            "TRUMP WINS THE ELECTION AGAIN TODAY - A",
            "I — we",
            "A man (42) - known",
            "MOSCOW said it would — maybe",
            "John Smith (AP Photo) - A",
            "CO2 - the gas",
            "US — and others",
            "Paris, France - the city",
            "WASHINGTON",
            "(",
            "(Reuters",
            "UPDATE 1-Oil rises",
            "The EU (Brussels) - a",
            "LEEDS, ENGLAND - JUNE 27: A dancer",
            "Leeds (CNN) and others",
            "TUE, APR 07 - A feast",
            "OPEN HIGH LOW JUN7 -- 105",
            "By Nate Harlow. A ferry - the last",
        ] {
            check(text, "-");
        }
    }
}
