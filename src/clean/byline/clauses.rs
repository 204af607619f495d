//! A byline in, whom it names for what out: "Interview by X. Photographs by Y" has a writer and a photographer.

use crate::clean::normalise::line_key;
use crate::text::shapes::{Shape, Shapes};
use std::sync::LazyLock;

/// What somebody did, best author first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Writer,
    /// Something that no table has: "Styling by".
    Unlisted,
    Picture,
    /// No author, or no person at all.
    Other,
}

/// What opens a byline, or a part of one, wherever it stands.
#[rustfmt::skip]
const OPENERS: &[(Role, &[&str])] = &[
    (Role::Writer, &[
        "written by", "story by", "words by", "reported by", "reporting by", "report by", "posted by", "article by", "content by", "text by", "interview by", "analysis by", "opinion by",
        "commentary by", "review by", "compiled by", "contributed by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "propos recueillis par", "text:", "texte :", "texte:", "texto:", "testo:",
        "author:", "authors:", "autor:", "autorin:", "auteur :", "contributor:", "contributors:", "reporter:", "di:", "by:", "byline:", "words:", "von:", "par:", "par :", "por:", "submitted by", "a cura di", "entrevista de", "intervista di", "gastbeitrag von", "kommentar von", "by",
    ]),
    (Role::Picture, &[
        "photographs by", "photography by", "photos by", "photo by", "pictures by", "images by", "illustrations by", "illustration by", "illustrated by", "video by", "videos by",
        "graphics by", "graphic by", "photos:", "photo:", "photographs:", "photography:", "fotos:", "foto:", "bilder:", "video:", "photographies de", "photos de", "fotos de", "foto di",
    ]),
    (Role::Other, &[
        "edited by", "editing by", "editor:", "editors:", "editing:", "produced by", "production by", "translated by", "translation by", "category:", "categories:", "posted on:", "published:",
        "published on:", "updated:", "date:", "source:", "quelle:", "fuente:", "fonte:", "bron:", "tags:", "filed under:", "section:",
    ]),
];

/// Words that open a byline at its beginning and are parts of names elsewhere.
const OPENERS_OF_LINES: &[&str] = &["von", "par", "por", "di", "door", "av", "af", "przez"];

/// What ends a clause.
const ENDS: &[char] = &['.', ';', '|', '•', '·', ','];

/// An opener as found: what it says, and where it begins and ends.
struct Opened {
    role: Role,
    start: usize,
    end: usize,
}

/// The names of whoever wrote; of who took the pictures where nobody did.
pub fn authors(line: &str, names: fn(&str) -> Vec<String>) -> Vec<String> {
    let mut clauses = clauses(line);
    clauses.sort_by_key(|(role, _)| *role);
    let of_role = |role: Role| {
        clauses.iter().filter(move |(of, _)| *of == role).flat_map(|(_, clause)| names(clause)).collect::<Vec<_>>()
    };
    [Role::Writer, Role::Unlisted, Role::Picture]
        .into_iter()
        .map(of_role)
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

/// What stands behind the openers of a line that begins with one and names a writer.
pub fn opened(line: &str) -> Option<String> {
    let first = openers(line).into_iter().next().filter(|opener| opener.start == 0)?;
    let written: Vec<&str> = clauses(line)
        .into_iter()
        .filter(|(role, clause)| *role == Role::Writer && !clause.is_empty())
        .map(|(_, clause)| clause)
        .collect();
    (first.role != Role::Picture && !written.is_empty()).then(|| written.join(", "))
}

/// The line without the kind of piece that it begins with: "Ein Gastbeitrag von", "Un reportage de", "Aus Ellery berichtet".
pub fn without_genre(line: &str) -> Option<&str> {
    const ARTICLES: &[&str] = &["ein", "eine", "un", "una", "une", "een"];
    const OF: &[&str] = &["von", "de", "di", "par", "por", "van"];
    let mut words = line.splitn(4, ' ');
    let (first, kind, of, rest) = (words.next()?.to_lowercase(), words.next()?, words.next()?, words.next()?);
    let is_genre = ARTICLES.contains(&first.as_str()) && OF.contains(&of) && KINDS.contains(&line_key(kind).as_str());
    let is_report = first == "aus" && matches!(of, "berichtet" | "berichten");
    (is_genre || is_report).then_some(rest)
}

/// What signed pieces are called, as line keys: of anything else ("Ein Film von") somebody else may be the maker.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "gastbeitrag", "gastkommentar", "kommentar", "leitartikel", "beitrag", "analyse", "essay", "reportage", "interview", "kolumne", "glosse", "bericht", "porträt",
    "tribune", "chronique", "enquête", "récit", "éditorial", "entretien", "article", "tribuna", "análisis", "crónica", "columna", "reportaje", "entrevista", "artículo",
    "commento", "analisi", "intervista", "editoriale", "articolo", "artikel", "column",
];

/// How many openers a line has.
pub fn n_opened(line: &str) -> usize {
    openers(line).len()
}

/// The text behind "By"; of "By" alone nothing.
pub fn without_opener(text: &str) -> &str {
    let text = text.trim();
    match opener_at(text, 0).filter(|opener| opener.role == Role::Writer) {
        Some(opener) => text[opener.end..].trim(),
        None => text,
    }
}

/// The stretches that the openers part, each with what it is about. What stands before the first is a writer, or the word for
/// what was done ("Column by").
fn clauses(line: &str) -> Vec<(Role, &str)> {
    let openers = openers(line);
    let mut out = Vec::new();
    let (mut role, mut from) = (Role::Writer, 0);
    for opener in &openers {
        let before = &line[from..opener.start];
        // The label of a bare "by" reaches back to where its clause begins.
        let is_bare = line[opener.start..opener.end].eq_ignore_ascii_case("by");
        let last_end = before.char_indices().rev().find(|(_, c)| ENDS.contains(c));
        let clause_end = last_end.map_or(0, |(at, c)| at + c.len_utf8());
        let is_labelled = is_bare && before[clause_end..].chars().any(char::is_alphabetic);
        out.push((role, trimmed(if is_labelled { &before[..clause_end] } else { before })));
        role = if is_labelled { Role::Unlisted } else { opener.role };
        from = opener.end;
    }
    out.push((role, trimmed(&line[from..])));
    out
}

fn trimmed(clause: &str) -> &str {
    clause.trim().trim_end_matches([';', '|', '•', '·', ','])
}

/// The openers of a line, in order.
fn openers(line: &str) -> Vec<Opened> {
    let (mut out, mut at): (Vec<Opened>, usize) = (Vec::new(), 0);
    while at < line.len() {
        let opener = opener_at(line, at);
        let next = opener.as_ref().map_or(at, |opener| opener.end);
        out.extend(opener);
        match line[next..].find(' ') {
            Some(space) => at = next + space + 1,
            None => break,
        }
    }
    out
}

/// The longest opener that begins with the word at `at`.
fn opener_at(line: &str, at: usize) -> Option<Opened> {
    let rest = &line[at..];
    if !may_open(rest) {
        return None;
    }
    let first = rest.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let fits = |words: &&str| {
        // Nearly every word is told from nearly every opener by its first byte.
        let is_whole = || words.ends_with(':') || rest[words.len()..].chars().next().is_none_or(|c| c == ' ');
        first == words.bytes().next()
            && rest.get(..words.len()).is_some_and(|start| start.to_lowercase() == **words)
            && is_whole()
    };
    let listed = OPENERS.iter().flat_map(|(role, list)| list.iter().map(|words| (*role, *words)));
    let is_clause = || line[..at].trim_end().chars().next_back().is_none_or(|c| ENDS.contains(&c) && c != ',');
    let of_line = OPENERS_OF_LINES.iter().map(|words| (Role::Writer, *words)).filter(|_| is_clause());
    let (role, words) = listed.chain(of_line).filter(|(_, words)| fits(words)).max_by_key(|(_, words)| words.len())?;
    Some(Opened { role, start: at, end: at + words.len() })
}

/// The shapes of the openers' first two bytes.
static STARTS: LazyLock<Shapes> = LazyLock::new(|| {
    let mut shapes = Shapes::default();
    let listed = OPENERS.iter().flat_map(|(_, list)| *list).chain(OPENERS_OF_LINES);
    listed.filter_map(|words| start(words)).for_each(|shape| shapes.add(shape));
    shapes
});

/// The shape of a text's first two bytes.
fn start(text: &str) -> Option<Shape> {
    let [first, last] = *text.as_bytes().first_chunk()?;
    Some(Shape { first, length: 2, last })
}

/// Whether a text may begin with an opener. Beyond ASCII a capital may have another shape than its small letter.
fn may_open(text: &str) -> bool {
    start(text).is_some_and(|start| !start.first.is_ascii() || !start.last.is_ascii() || STARTS.have(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers_part_a_byline() {
        let found = clauses("Words by Jane Doe, styling by Ann Poe; photos by John Roe");
        assert_eq!(
            found,
            [(Role::Writer, ""), (Role::Writer, "Jane Doe"), (Role::Unlisted, "Ann Poe"), (Role::Picture, "John Roe")]
        );
        assert_eq!(clauses("Jane von Doe"), [(Role::Writer, "Jane von Doe")]);
        assert_eq!(clauses("Byron Doe"), [(Role::Writer, "Byron Doe")]);
        assert_eq!(without_opener("By"), "");
        assert_eq!(without_genre("Ein Gastbeitrag von Jane Doe"), Some("Jane Doe"));
        assert_eq!(without_genre("Aus Ellery berichtet Jane Doe"), Some("Jane Doe"));
        assert_eq!(without_genre("Une Enquête de Jane Doe"), Some("Jane Doe"));
        for line in ["Un día de Jane Doe", "Un livre de Jane Doe", "Une victoire de Jane Doe", "Ein Film von Jane Doe"]
        {
            assert_eq!(without_genre(line), None, "{line}");
        }
        // Signs of several bytes before a bare "by".
        for line in ["May 3, 2024 • by Jane Doe", "Harbour · by Jane Doe", "Published: May 3 • by Jane Doe"] {
            assert!(clauses(line).contains(&(Role::Writer, "Jane Doe")), "{line}: {:?}", clauses(line));
        }
    }
}
