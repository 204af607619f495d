//! Words of a query in, the terms of the dictionary that find them out, with their posting lists.

use super::plan::{List, Slot};
use super::segment::Segment;
use crate::text::analyse::{QueryWord, SURFACE, english_stem, query_words};
use std::collections::BTreeMap;
use tantivy::TERMINATED;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Term};

/// Words that one `*` or `~` may stand for. With more the answer says little and takes long; guessed.
pub const EXPANSIONS_MAX: usize = 1000;

/// The dictionaries of an index and what is needed to read words as it does.
pub struct Terms<'e> {
    pub segments: &'e [Segment],
    /// Languages with stems that articles of the index are in.
    pub languages: Vec<&'e str>,
    /// Whether some articles are in a language without stems, or an unknown one.
    pub unstemmed: bool,
}

/// More words than [`EXPANSIONS_MAX`].
pub struct TooMany;

impl Terms<'_> {
    /// The words of a piece of query.
    pub fn words(&self, text: &str) -> Vec<QueryWord> {
        query_words(text, &self.languages)
    }

    /// A word in any of its forms.
    pub fn stemmed(&self, word: &QueryWord, fields: &[Field]) -> tantivy::Result<Slot> {
        let mut terms = word.stems.clone();
        // Scripts without spaces have only exact forms, in every language.
        let unspaced = word.stems.iter().all(|stem| self.lists(stem, fields).is_ok_and(|lists| lists.is_empty()));
        if self.unstemmed || unspaced {
            terms.push(word.surface.clone());
        }
        self.slot(terms, fields)
    }

    /// A word as it is written. A base form has no exact term of its own where its stem equals it: there the
    /// stem is asked for, less the places where another form of it stands.
    pub fn exact(&self, word: &QueryWord, fields: &[Field]) -> tantivy::Result<Slot> {
        let bare =
            |stem: &String| stem.get(3..).filter(|_| stem.as_bytes().get(2) == Some(&b':')).unwrap_or(stem).to_string();
        let bases: Vec<&String> = word.stems.iter().filter(|stem| bare(stem) == word.folded).collect();
        let mut terms = vec![word.surface.clone()];
        terms.extend(bases.iter().map(|stem| stem.to_string()));
        let mut slot = self.slot(terms, fields)?;
        if bases.is_empty() {
            return Ok(slot);
        }
        // Endings replace at most the last letter of a base form (make, making).
        let kept = word.folded.char_indices().last().map_or(0, |(at, _)| at).max(1).min(word.folded.len());
        let prefix = format!("{SURFACE}{}", word.folded.get(..kept).unwrap_or(&word.folded));
        let is_another_form = |form: &str| {
            let surface = &form[SURFACE.len_utf8()..];
            surface != word.folded
                && self.words(surface).iter().any(|other| other.stems.iter().any(|s| bases.contains(&s)))
        };
        let others = self.scan(&prefix, fields, usize::MAX, is_another_form)?.unwrap_or_default();
        for (term, lists) in others {
            slot.minus_terms.push(term);
            slot.minus.extend(lists);
        }
        Ok(slot)
    }

    /// Every word that `accepts` the bare form, among those that begin with `prefix`.
    pub fn expanded(
        &self,
        prefix: &str,
        fields: &[Field],
        accepts: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Result<Slot, TooMany>> {
        let mut marks = vec![SURFACE.to_string(), String::new()];
        marks
            .extend(self.languages.iter().filter(|language| **language != "en").map(|language| format!("{language}:")));
        let mut slot = Slot {
            terms: Vec::new(),
            lists: Vec::new(),
            minus: Vec::new(),
            minus_terms: Vec::new(),
            distinct: true,
            capital: false,
        };
        for mark in &marks {
            // Unmarked are the English stems; the range of an empty mark holds the marked ones, too.
            let wanted = |term: &str| {
                let marked = term.starts_with(SURFACE) || term.as_bytes().get(2) == Some(&b':');
                (!mark.is_empty() || !marked) && accepts(&term[mark.len()..])
            };
            let room = EXPANSIONS_MAX - slot.terms.len();
            let Some(found) = self.scan(&format!("{mark}{prefix}"), fields, room, wanted)? else {
                return Ok(Err(TooMany));
            };
            for (term, lists) in found {
                slot.terms.push(term);
                slot.lists.extend(lists);
            }
        }
        Ok(Ok(slot))
    }

    fn slot(&self, mut terms: Vec<String>, fields: &[Field]) -> tantivy::Result<Slot> {
        let mut lists = Vec::new();
        terms.dedup();
        for term in &terms {
            lists.extend(self.lists(term, fields)?);
        }
        Ok(Slot { terms, lists, minus: Vec::new(), minus_terms: Vec::new(), distinct: false, capital: false })
    }

    /// The posting lists of one term.
    pub fn lists(&self, term: &str, fields: &[Field]) -> tantivy::Result<Vec<List>> {
        let mut lists = Vec::new();
        for segment in self.segments {
            for &field in fields {
                let index = segment.reader.inverted_index(field)?;
                if let Some(info) = index.get_term_info(&Term::from_field_text(field, term))? {
                    lists.push(list(segment, field, term, info)?);
                }
            }
        }
        Ok(lists)
    }

    /// The terms that begin with `prefix` and are wanted, with their lists; `None` when there are more than `max`.
    pub fn scan(
        &self,
        prefix: &str,
        fields: &[Field],
        max: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Option<BTreeMap<String, Vec<List>>>> {
        let mut found: BTreeMap<String, Vec<List>> = BTreeMap::new();
        for segment in self.segments {
            for &field in fields {
                let index = segment.reader.inverted_index(field)?;
                let mut stream = index.terms().range().ge(prefix).into_stream()?;
                while stream.advance() {
                    let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                    if !term.starts_with(prefix) {
                        break;
                    }
                    if wanted(term) {
                        let list = list(segment, field, term, stream.value().clone())?;
                        found.entry(term.to_string()).or_default().push(list);
                        if found.len() > max {
                            return Ok(None);
                        }
                    }
                }
            }
        }
        Ok(Some(found))
    }

    /// Living documents in these lists of one field.
    pub fn documents<'l>(&self, lists: impl Iterator<Item = &'l List>) -> tantivy::Result<u64> {
        let mut documents = 0;
        for list in lists {
            documents += self.living(list)?;
        }
        Ok(documents)
    }

    /// Living documents in one list. Where documents were deleted the list has to be read: what was deleted
    /// must not change an answer.
    fn living(&self, list: &List) -> tantivy::Result<u64> {
        let segment = &self.segments[list.segment];
        if !segment.reader.has_deletes() {
            return Ok(u64::from(list.info.doc_freq));
        }
        let index = segment.reader.inverted_index(list.field)?;
        let mut postings = index.read_postings_from_terminfo(&list.info, IndexRecordOption::Basic)?;
        let mut living = 0;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            living += u64::from(segment.is_alive(doc));
            doc = postings.advance();
        }
        Ok(living)
    }

    /// How many documents hold a slot's word, as far as the lists tell without being joined: stems of different
    /// languages stand in different articles, an exact form mostly where its stem stands.
    pub fn holding(&self, slot: &Slot, fields: &[Field]) -> tantivy::Result<u64> {
        let mut most = 0;
        for &field in fields {
            let of_field = |exact: bool| slot.lists.iter().filter(move |l| l.field == field && l.exact == exact);
            let (stems, forms) = (self.documents(of_field(false))?, self.documents(of_field(true))?);
            most = most.max(if slot.distinct { stems + forms } else { stems.max(forms) });
        }
        Ok(most)
    }
}

/// A term's list.
fn list(segment: &Segment, field: Field, term: &str, info: TermInfo) -> tantivy::Result<List> {
    let form = term.strip_prefix(SURFACE);
    let is_text = field == segment.fields.body || field == segment.fields.title;
    let stem = match form.filter(|_| is_text) {
        Some(form) => {
            let stem = Term::from_field_text(field, &english_stem(form));
            segment.reader.inverted_index(field)?.get_term_info(&stem)?
        }
        None => None,
    };
    Ok(List { segment: segment.number, field, exact: form.is_some(), info, stem })
}

/// Whether `word` fits a pattern with `*` for any letters. Linear in both but for backing up to the last star.
pub fn fits(pattern: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut p, mut w) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, w));
            p += 1;
        } else if pattern.get(p) == Some(&word[w]) {
            p += 1;
            w += 1;
        } else if let Some((star_p, star_w)) = star {
            p = star_p + 1;
            w = star_w + 1;
            star = Some((star_p, star_w + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether two words differ by at most `edits` letters changed, added, left out, or swapped with their neighbour.
pub fn within_edits(a: &[char], b: &str, edits: usize) -> bool {
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|distance| *distance > edits) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let check = |pattern: &str, word: &str, expected: bool| {
            let pattern: Vec<char> = pattern.chars().collect();
            assert_eq!(fits(&pattern, word), expected, "{pattern:?} {word}");
        };
        check("trum*", "trump", true);
        check("trum*", "trum", true);
        check("*gate", "watergate", true);
        check("*gate", "gated", false);
        check("w*r*ate", "watergate", true);
        check("a*a*a", "aa", false);
        check("*", "", true);
    }

    #[test]
    fn edits() {
        let check = |a: &str, b: &str, edits: usize, expected: bool| {
            let a: Vec<char> = a.chars().collect();
            assert_eq!(within_edits(&a, b, edits), expected, "{a:?} {b} {edits}");
        };
        check("orban", "orban", 1, true);
        check("orban", "oraban", 1, true);
        check("orban", "robna", 1, false);
        check("orban", "robna", 2, true);
        check("orban", "orbna", 1, true);
        check("kyiv", "kiev", 1, false);
        check("kyiv", "kiev", 2, true);
        check("a", "abcd", 2, false);
    }
}
