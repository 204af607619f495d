//! Words of a query in, the terms of the dictionary that find them out, with their posting lists.

use super::plan::{List, Origin, Slot};
use super::segment::Segment;
use crate::text::analyse::{FOREIGN, QueryWord, SURFACE, english_stem, query_words};
use std::collections::BTreeMap;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::BitSetDocSet;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, TERMINATED, Term};

/// Words that one `*` or `~` may stand for. With more the answer says little and takes long; guessed.
pub const EXPANSIONS_MAX: usize = 1000;

/// Where the terms of an index can be looked up.
#[derive(Clone, Copy)]
pub enum Dictionary<'e> {
    Segments(&'e [Segment]),
    Elsewhere(&'e dyn Lookup),
}

/// A dictionary on other machines: it knows terms and counts, and keeps its posting lists to itself.
pub trait Lookup {
    /// The term in each of the fields that hold it, with the articles it is in.
    fn lists(&self, term: &str, fields: &[Field]) -> tantivy::Result<Vec<List>>;

    /// As [`Terms::holding`].
    fn holding(&self, slot: &Slot, fields: &[Field]) -> tantivy::Result<u64>;

    /// The values of a field that is matched whole which begin with `prefix`.
    fn values(&self, prefix: &str, field: Field) -> tantivy::Result<Vec<List>>;
}

/// The dictionaries of an index and what is needed to read words as it does.
pub struct Terms<'e> {
    pub dictionary: Dictionary<'e>,
    /// Languages with stems that articles of the index are in.
    pub languages: Vec<&'e str>,
    /// Whether some articles are in a language without stems, or an unknown one.
    pub unstemmed: bool,
}

/// More words than [`EXPANSIONS_MAX`].
#[derive(Debug)]
pub struct TooMany;

impl Terms<'_> {
    /// The words of a piece of query.
    pub fn words(&self, text: &str) -> Vec<QueryWord> {
        query_words(text, &self.languages)
    }

    /// A word in any of its forms.
    pub fn stemmed(&self, word: &QueryWord, fields: &[Field]) -> tantivy::Result<Slot> {
        let mut terms = [&word.stems[..], &word.other_stems].concat();
        if let Dictionary::Elsewhere(_) = self.dictionary {
            // There every word has its exact form, so that it adds nothing where the stem is held, and costs nothing.
            terms.extend([word.surface.clone(), word.foreign.clone()]);
            return Ok(slot_of(terms, Origin::Stemmed(word.clone())));
        }
        // The exact form, where it adds something: in languages without stems, in scripts without spaces (which have nothing
        // else), and for a word typed without accents, whose stem may be another with them.
        let unspaced = word.stems.iter().all(|stem| self.lists(stem, fields).is_ok_and(|lists| lists.is_empty()));
        if self.unstemmed || unspaced || word.may_lack_accents {
            terms.push(word.foreign.clone());
        }
        self.slot(terms, fields)
    }

    /// A word as it is written. A base form has no exact term of its own where its stem equals it: there the
    /// stem is asked for, less the places where another form of it stands.
    pub fn exact(&self, word: &QueryWord, fields: &[Field]) -> tantivy::Result<Slot> {
        if let Dictionary::Elsewhere(_) = self.dictionary {
            let terms = vec![word.surface.clone(), word.foreign.clone()];
            return Ok(slot_of(terms, Origin::Exact(word.clone())));
        }
        let bases = bases(word);
        let mut terms = vec![word.surface.clone(), word.foreign.clone()];
        terms.extend(bases.iter().map(|stem| stem.to_string()));
        let mut slot = self.slot(terms, fields)?;
        if bases.is_empty() {
            return Ok(slot);
        }
        // Endings replace at most the last letter of a base form (make, making).
        let kept = word.folded.char_indices().last().map_or(0, |(at, _)| at).max(1).min(word.folded.len());
        let beginning = word.folded.get(..kept).unwrap_or(&word.folded);
        let is_another_form = |form: &str| {
            let surface = form.trim_start_matches([SURFACE, FOREIGN]);
            surface != word.folded
                && self.words(surface).iter().any(|other| other.stems.iter().any(|s| bases.contains(&s)))
        };
        for mark in [SURFACE, FOREIGN] {
            let others = self.scan(&format!("{mark}{beginning}"), fields, usize::MAX, is_another_form)?;
            for (term, lists) in others.unwrap_or_default() {
                slot.minus_terms.push(term);
                slot.minus.extend(lists);
            }
        }
        Ok(slot)
    }

    /// Every word that `accepts` the bare form, among those that begin with `prefix`; at most so many.
    pub fn expanded(
        &self,
        prefix: &str,
        fields: &[Field],
        max: usize,
        accepts: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Result<Slot, TooMany>> {
        let marks = self.marks();
        let mut slot = Slot { distinct: true, ..Slot::default() };
        for mark in &marks {
            // Unmarked are the English stems; the range of an empty mark holds the marked ones, too.
            let wanted = |term: &str| {
                let marked = term.starts_with([SURFACE, FOREIGN]) || term.as_bytes().get(2) == Some(&b':');
                (!mark.is_empty() || !marked) && accepts(&term[mark.len()..])
            };
            let room = max - slot.terms.len();
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

    /// What can stand before a word in the dictionary: the marks of exact forms (elsewhere one does for all languages), none,
    /// those of languages.
    pub fn marks(&self) -> Vec<String> {
        let mut marks = vec![SURFACE.to_string(), String::new()];
        if let Dictionary::Segments(_) = self.dictionary {
            marks.insert(1, FOREIGN.to_string());
        }
        marks
            .extend(self.languages.iter().filter(|language| **language != "en").map(|language| format!("{language}:")));
        marks
    }

    /// A slot like one that was made for another dictionary.
    pub fn again(&self, slot: &Slot, fields: &[Field]) -> tantivy::Result<Slot> {
        match &slot.origin {
            Some(Origin::Stemmed(word)) => self.stemmed(word, fields),
            Some(Origin::Exact(word)) => self.exact(word, fields),
            // What they stand for was counted elsewhere, however many; here it is looked for in a few articles.
            Some(Origin::Pattern(pattern)) => Ok(self.fitting(pattern, fields, usize::MAX)?.unwrap_or_default()),
            Some(Origin::Fuzzy { word, edits }) => {
                Ok(self.alike(word, *edits, fields, usize::MAX)?.unwrap_or_default())
            }
            None => self.slot(slot.terms.clone(), fields),
        }
    }

    /// The words that fit a pattern, folded.
    pub fn pattern(&self, pattern: &str, fields: &[Field]) -> tantivy::Result<Result<Slot, TooMany>> {
        if let Dictionary::Elsewhere(_) = self.dictionary {
            return Ok(Ok(slot_of(Vec::new(), Origin::Pattern(pattern.to_owned()))));
        }
        self.fitting(pattern, fields, EXPANSIONS_MAX)
    }

    fn fitting(&self, pattern: &str, fields: &[Field], max: usize) -> tantivy::Result<Result<Slot, TooMany>> {
        let letters: Vec<char> = pattern.chars().collect();
        self.expanded(pattern.split('*').next().unwrap_or(""), fields, max, |word| fits(&letters, word))
    }

    /// The words within so many edits of a folded one.
    pub fn fuzzy(&self, word: &str, edits: u8, fields: &[Field]) -> tantivy::Result<Result<Slot, TooMany>> {
        if let Dictionary::Elsewhere(_) = self.dictionary {
            return Ok(Ok(slot_of(Vec::new(), Origin::Fuzzy { word: word.to_owned(), edits })));
        }
        self.alike(word, edits, fields, EXPANSIONS_MAX)
    }

    fn alike(&self, word: &str, edits: u8, fields: &[Field], max: usize) -> tantivy::Result<Result<Slot, TooMany>> {
        let letters: Vec<char> = word.chars().collect();
        self.expanded("", fields, max, |other| within_edits(&letters, other, usize::from(edits)))
    }

    fn slot(&self, mut terms: Vec<String>, fields: &[Field]) -> tantivy::Result<Slot> {
        let mut lists = Vec::new();
        terms.dedup();
        for term in &terms {
            lists.extend(self.lists(term, fields)?);
        }
        Ok(Slot { terms, lists, ..Slot::default() })
    }

    /// The posting lists of one term.
    pub fn lists(&self, term: &str, fields: &[Field]) -> tantivy::Result<Vec<List>> {
        let segments = match self.dictionary {
            Dictionary::Segments(segments) => segments,
            Dictionary::Elsewhere(lookup) => return lookup.lists(term, fields),
        };
        let mut lists = Vec::new();
        for segment in segments {
            for &field in fields {
                let index = segment.reader.inverted_index(field)?;
                if let Some(info) = index.get_term_info(&Term::from_field_text(field, term))? {
                    let list = list(segment, field, term, info)?;
                    lists.extend(self.lives(&list)?.then_some(list));
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
        let segments = match self.dictionary {
            Dictionary::Segments(segments) => segments,
            Dictionary::Elsewhere(lookup) => {
                for &field in fields {
                    for list in lookup.values(prefix, field)? {
                        if let Some(name) = list.name.clone().filter(|name| wanted(name)) {
                            found.entry(name.to_string()).or_default().push(list);
                        }
                    }
                }
                return Ok((found.len() <= max).then_some(found));
            }
        };
        for segment in segments {
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
                        if !self.lives(&list)? {
                            continue;
                        }
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

    /// Whether a document of the list is alive. A term dictionary keeps the words of what was deleted or is withheld, and
    /// nobody must meet them there: not as a name, not as a word that a pattern fits.
    fn lives(&self, list: &List) -> tantivy::Result<bool> {
        let Dictionary::Segments(segments) = self.dictionary else { return Ok(true) };
        let segment = &segments[list.segment];
        Ok(!segment.reader.has_deletes() || alive(segment, postings(segment, list)?).next().is_some())
    }

    /// Living documents in one list. Where documents were deleted the list has to be read: what was deleted
    /// must not change an answer.
    fn living(&self, list: &List) -> tantivy::Result<u64> {
        let Dictionary::Segments(segments) = self.dictionary else { return Ok(u64::from(list.info.doc_freq)) };
        let segment = &segments[list.segment];
        match segment.reader.has_deletes() {
            true => Ok(alive(segment, postings(segment, list)?).count() as u64),
            false => Ok(u64::from(list.info.doc_freq)),
        }
    }

    /// How many articles hold a slot's word in the field that has most: those in any of its lists, each once. It is what the
    /// word is weighed by, so that an index says the same of it however its lists are cut and wherever they lie.
    pub fn holding(&self, slot: &Slot, fields: &[Field]) -> tantivy::Result<u64> {
        let segments = match self.dictionary {
            Dictionary::Segments(segments) => segments,
            Dictionary::Elsewhere(lookup) => return lookup.holding(slot, fields),
        };
        let mut most = 0;
        for &field in fields {
            let mut holding = 0;
            for segment in segments {
                let lists = slot.lists.iter().filter(|list| list.field == field && list.segment == segment.number);
                // A word of English stands in other articles than the same letters elsewhere: their lists share none.
                let (joined, english) = lists.partition(|list| slot.distinct || list.foreign);
                holding += self.in_any(segment, joined)? + self.in_any(segment, english)?;
            }
            most = most.max(holding);
        }
        Ok(most)
    }

    /// Living documents in any of these lists of one segment. The longest is not read through for it.
    fn in_any(&self, segment: &Segment, mut lists: Vec<&List>) -> tantivy::Result<u64> {
        lists.sort_unstable_by_key(|list| list.info.doc_freq);
        let Some(longest) = lists.pop() else { return Ok(0) };
        let known = self.living(longest)?;
        if lists.is_empty() {
            return Ok(known);
        }
        let mut others = BitSet::with_max_value(segment.reader.max_doc());
        for list in lists {
            for doc in alive(segment, postings(segment, list)?) {
                others.insert(doc);
            }
        }
        let mut longest = postings(segment, longest)?;
        let others = BitSetDocSet::from(others);
        let mut holds = |doc: DocId| longest.doc() == doc || (longest.doc() < doc && longest.seek(doc) == doc);
        let added = documents(others).filter(|doc| !holds(*doc)).count();
        Ok(known + added as u64)
    }
}

/// The documents of a list.
fn postings(segment: &Segment, list: &List) -> tantivy::Result<SegmentPostings> {
    let index = segment.reader.inverted_index(list.field)?;
    Ok(index.read_postings_from_terminfo(&list.info, IndexRecordOption::Basic)?)
}

/// What is left of a set, in order.
fn documents(mut set: impl DocSet) -> impl Iterator<Item = DocId> {
    std::iter::from_fn(move || {
        let doc = set.doc();
        (doc != TERMINATED).then(|| {
            set.advance();
            doc
        })
    })
}

/// Those that nobody deleted.
fn alive(segment: &Segment, set: impl DocSet) -> impl Iterator<Item = DocId> {
    documents(set).filter(|doc| segment.is_alive(*doc))
}

/// A slot whose words are found elsewhere.
fn slot_of(terms: Vec<String>, origin: Origin) -> Slot {
    Slot { terms, origin: Some(origin), ..Slot::default() }
}

/// The stems that are the word itself: in their languages it is a base form.
pub fn bases(word: &QueryWord) -> Vec<&String> {
    let bare =
        |stem: &String| stem.get(3..).filter(|_| stem.as_bytes().get(2) == Some(&b':')).unwrap_or(stem).to_string();
    word.stems.iter().chain(&word.other_stems).filter(|stem| bare(stem) == word.folded).collect()
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
    let foreign = term.starts_with(FOREIGN) || term.as_bytes().get(2) == Some(&b':');
    Ok(List { segment: segment.number, field, foreign, info, stem, name: None })
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
