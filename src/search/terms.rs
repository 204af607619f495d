//! Words of a query in, the terms of the dictionary that find them out, with their posting lists.

use super::plan::{List, Origin, Slot};
use super::segment::Segment;
use super::slips::Slips;
use crate::text::analyse::{FOREIGN, QueryWord, SURFACE, english_stem, is_stemmed, query_words, without_mark};
use std::collections::BTreeMap;
use std::io;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::BitSetDocSet;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::{TermDictionary, TermStreamer};
use tantivy::{BitSet, DocId, DocSet, TERMINATED, Term};
use tantivy_fst::Automaton;

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

/// Of the languages that articles are in, those with stems. English comes first: its stems need no mark, and most articles are
/// in it. It is among them where some article's language is unknown, whose words are taken for English.
pub fn stemmed_languages(held: impl Iterator<Item = String>, has_unknown: bool) -> Vec<String> {
    let mut languages: Vec<String> = held.filter(|code| is_stemmed(Some(code))).collect();
    if has_unknown && !languages.iter().any(|code| code == "en") {
        languages.push("en".to_owned());
    }
    languages.sort_by_key(|code| (code != "en", code.clone()));
    languages
}

/// Terms with their posting lists.
type TermLists = BTreeMap<String, Vec<List>>;

/// What all forms of a base form begin with: endings replace at most its last letter (make, making).
fn unchanged(base: &str) -> &str {
    base.char_indices().last().map_or(base, |(at, _)| &base[..at])
}

/// Whether a term is the stem of an English word.
fn is_unmarked(term: &str) -> bool {
    without_mark(term) == term
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
        let is_another_form = |form: &str| form != word.folded && self.has_one_of(form, &bases);
        self.take_off(&mut slot, &word.folded, fields, is_another_form)?;
        Ok(slot)
    }

    /// Whether a form has one of these stems.
    fn has_one_of(&self, form: &str, stems: &[&String]) -> bool {
        self.words(form).iter().any(|word| word.stems.iter().any(|stem| stems.contains(&stem)))
    }

    /// Takes the places off a slot where forms of a base form stand that are not meant.
    fn take_off(
        &self,
        slot: &mut Slot,
        base: &str,
        fields: &[Field],
        is_off: impl Fn(&str) -> bool,
    ) -> tantivy::Result<()> {
        let beginning = Some(unchanged(base)).filter(|beginning| !beginning.is_empty()).unwrap_or(base);
        for mark in [SURFACE, FOREIGN] {
            let is_off = |form: &str| is_off(without_mark(form));
            let forms = self.scan(&format!("{mark}{beginning}"), fields, usize::MAX, is_off)?;
            for (term, lists) in forms.unwrap_or_default() {
                slot.minus_terms.push(term);
                slot.minus.extend(lists);
            }
        }
        Ok(())
    }

    /// Every word that `accepts` the bare form, at most so many. `find` gives the terms behind a mark that are wanted, of which
    /// there may be so many more.
    fn expanded(
        &self,
        max: usize,
        accepts: impl Fn(&str) -> bool,
        find: impl Fn(&str, usize, &dyn Fn(&str) -> bool) -> tantivy::Result<Option<TermLists>>,
    ) -> tantivy::Result<Result<Slot, TooMany>> {
        let mut slot = Slot { distinct: true, ..Slot::default() };
        for mark in &self.marks() {
            // Unmarked are the English stems; what begins with an empty mark may have another.
            let wanted = |term: &str| (!mark.is_empty() || is_unmarked(term)) && accepts(&term[mark.len()..]);
            let Some(found) = find(mark, max - slot.terms.len(), &wanted)? else { return Ok(Err(TooMany)) };
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
        let beginning = pattern.split('*').next().unwrap_or("");
        let find = |mark: &str, max, wanted: &dyn Fn(&str) -> bool| {
            self.scan(&format!("{mark}{beginning}"), fields, max, wanted)
        };
        let mut found = self.expanded(max, |word| fits(&letters, word), find)?;
        let Ok(slot) = &mut found else { return Ok(found) };
        // A stem stands for all its forms, and of these some do not fit: "collabor" fits "col*r" and "collaboration" does not, nor
        // does "country" fit "countri*". Where what they have in common fits, all do.
        let is_sure = |stem: &str| pattern.ends_with('*') && fits(&letters, unchanged(stem));
        let is_asked = |term: &&String| !term.starts_with([SURFACE, FOREIGN]) && !is_sure(without_mark(term));
        let stems: Vec<String> = slot.terms.iter().filter(is_asked).cloned().collect();
        for stem in &stems {
            let is_off = |form: &str| !fits(&letters, form) && self.has_one_of(form, &[stem]);
            self.take_off(slot, without_mark(stem), fields, is_off)?;
        }
        Ok(found)
    }

    /// The words within so many edits of a folded one.
    pub fn fuzzy(&self, word: &str, edits: u8, fields: &[Field]) -> tantivy::Result<Result<Slot, TooMany>> {
        // No word of the index is as long, and the automaton of a pasted page would take gigabytes.
        const LETTERS_MAX: usize = 128;
        if word.chars().nth(LETTERS_MAX).is_some() {
            return Ok(Ok(slot_of(Vec::new(), Origin::Fuzzy { word: word.to_owned(), edits })));
        }
        if let Dictionary::Elsewhere(_) = self.dictionary {
            return Ok(Ok(slot_of(Vec::new(), Origin::Fuzzy { word: word.to_owned(), edits })));
        }
        self.alike(word, edits, fields, EXPANSIONS_MAX)
    }

    fn alike(&self, word: &str, edits: u8, fields: &[Field], max: usize) -> tantivy::Result<Result<Slot, TooMany>> {
        let slips = Slips::of(word, edits);
        let find = |mark: &str, max, wanted: &dyn Fn(&str) -> bool| match self.dictionary {
            Dictionary::Segments(segments) => {
                self.gather(segments, fields, max, |terms| terms.search(slips.behind(mark)).into_stream(), wanted)
            }
            Dictionary::Elsewhere(_) => self.scan(mark, fields, max, wanted),
        };
        self.expanded(max, |other| slips.reach(other), find)
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
    ) -> tantivy::Result<Option<TermLists>> {
        self.scanned(prefix, fields, max, &wanted)
    }

    /// As [`Terms::scan`], and compiled once for all that may be wanted.
    fn scanned(
        &self,
        prefix: &str,
        fields: &[Field],
        max: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> tantivy::Result<Option<TermLists>> {
        match self.dictionary {
            Dictionary::Segments(segments) => {
                // No text holds the byte.
                let end = [prefix.as_bytes(), &[u8::MAX]].concat();
                self.gather(segments, fields, max, |terms| terms.range().ge(prefix).lt(&end).into_stream(), wanted)
            }
            Dictionary::Elsewhere(lookup) => {
                let mut found = TermLists::new();
                for &field in fields {
                    for list in lookup.values(prefix, field)? {
                        if let Some(name) = list.name.clone().filter(|name| wanted(name)) {
                            found.entry(name.to_string()).or_default().push(list);
                        }
                    }
                }
                Ok((found.len() <= max).then_some(found))
            }
        }
    }

    /// The terms of what `open` opens that are wanted, with their lists; `None` when there are more than `max`.
    fn gather<'s, A: Automaton>(
        &self,
        segments: &'s [Segment],
        fields: &[Field],
        max: usize,
        open: impl for<'d> Fn(&'d TermDictionary) -> io::Result<TermStreamer<'d, A>>,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Option<TermLists>>
    where
        A::State: Clone,
    {
        let mut found = TermLists::new();
        for segment in segments {
            for &field in fields {
                let index = segment.reader.inverted_index(field)?;
                let mut stream = open(index.terms())?;
                while stream.advance() {
                    let Some(term) = std::str::from_utf8(stream.key()).ok().filter(|term| wanted(term)) else {
                        continue;
                    };
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
    word.stems.iter().chain(&word.other_stems).filter(|stem| without_mark(stem) == word.folded).collect()
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
}
