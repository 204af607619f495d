//! The posting lists of one slot in one field of one segment, read side by side as one.

use crate::index::Stores;
use crate::index::distances::numbers;
use crate::search::plan::{List, Slot, Spelling};
use crate::search::segment::Segment;
use crate::search::shape::Starts;
use crate::text::words::words;
use std::sync::Arc;
use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, TERMINATED};

/// Where one word of the query occurs.
pub struct Words {
    lists: Vec<SegmentPostings>,
    /// For each list that of its stem, where positions are wanted and are counted by it.
    stems: Vec<Option<SegmentPostings>>,
    minus: Vec<(SegmentPostings, Option<SegmentPostings>)>,
    distinct: bool,
    /// Where only occurrences that are written in a certain way count.
    spelled: Option<Box<Spelled>>,
    doc: DocId,
}

impl Words {
    /// Opens the slot's lists; with their positions only where they are wanted, for they cost as much again.
    pub fn open(slot: &Slot, field: Field, segment: &Segment, positions: bool) -> tantivy::Result<Words> {
        let option = if positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
        let open = |lists: &[List]| -> tantivy::Result<Vec<(SegmentPostings, Option<SegmentPostings>)>> {
            let here: Vec<&List> = lists.iter().filter(|l| l.segment == segment.number && l.field == field).collect();
            if here.is_empty() {
                return Ok(Vec::new());
            }
            let index = segment.reader.inverted_index(field)?;
            let open = |info: &TermInfo| index.read_postings_from_terminfo(info, option);
            let with_stem = |list: &&List| -> tantivy::Result<_> {
                Ok((open(&list.info)?, list.stem.as_ref().filter(|_| positions).map(open).transpose()?))
            };
            here.iter().map(with_stem).collect()
        };
        let (lists, stems): (Vec<_>, Vec<_>) = open(&slot.lists)?.into_iter().unzip();
        let doc = lists.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        let spelled = slot.spelling.is_asked().then(|| Box::new(Spelled::new(&slot.spelling, field, segment)));
        Ok(Words { lists, stems, minus: open(&slot.minus)?, distinct: slot.distinct, spelled, doc })
    }

    pub fn lists(&self) -> usize {
        self.lists.len()
    }

    /// The only list, when there is but one and nothing to take off it.
    pub fn into_single(mut self) -> Result<SegmentPostings, Words> {
        if self.lists.len() == 1 && self.minus.is_empty() { Ok(self.lists.remove(0)) } else { Err(self) }
    }

    pub fn into_lists(self) -> Vec<SegmentPostings> {
        self.lists
    }

    /// Whether the lists are of different words.
    pub fn is_distinct(&self) -> bool {
        self.distinct
    }

    pub fn doc(&self) -> DocId {
        self.doc
    }

    pub fn cost(&self) -> u64 {
        self.lists.iter().map(|list| u64::from(list.size_hint())).sum()
    }

    pub fn advance(&mut self) -> DocId {
        let mut next = TERMINATED;
        for list in &mut self.lists {
            if list.doc() == self.doc {
                list.advance();
            }
            next = next.min(list.doc());
        }
        self.doc = next;
        next
    }

    /// The first document from `target` on; never goes back.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let mut next = TERMINATED;
        for list in &mut self.lists {
            if list.doc() < target {
                list.seek(target);
            }
            next = next.min(list.doc());
        }
        self.doc = next;
        next
    }

    /// How often the word occurs in the current document.
    pub fn frequency(&self) -> u32 {
        let here = self.lists.iter().filter(|list| list.doc() == self.doc).map(Postings::term_freq);
        if self.distinct { here.sum() } else { here.max().unwrap_or(0) }
    }

    /// Where it occurs in the document `doc`, ascending.
    pub fn positions(&mut self, doc: DocId, out: &mut Vec<u32>) {
        out.clear();
        let mut read = 0;
        for (list, stem) in self.lists.iter_mut().zip(&mut self.stems).filter(|(list, _)| list.doc() == doc) {
            append_positions(list, stem.as_mut(), out);
            read += 1;
        }
        if read > 1 {
            out.sort_unstable();
            out.dedup();
        }
        let mut others = Vec::new();
        for (list, stem) in &mut self.minus {
            if list.doc() < doc {
                list.seek(doc);
            }
            if list.doc() == doc {
                append_positions(list, stem.as_mut(), &mut others);
            }
        }
        if !others.is_empty() {
            others.sort_unstable();
            out.retain(|position| others.binary_search(position).is_err());
        }
        if let Some(spelled) = self.spelled.as_mut().filter(|_| !out.is_empty()) {
            spelled.keep(doc, out);
        }
    }
}

/// Adds where the word of `list` stands in its current document, ascending. Where the document holds `stem`, the list says
/// which of the stem's occurrences these are.
fn append_positions(list: &mut SegmentPostings, stem: Option<&mut SegmentPostings>, out: &mut Vec<u32>) {
    let from = out.len();
    list.append_positions_with_offset(0, out);
    let Some(stem) = stem else { return };
    let doc = list.doc();
    if stem.doc() < doc {
        stem.seek(doc);
    }
    if stem.doc() == doc {
        let mut occurrences = Vec::new();
        stem.append_positions_with_offset(0, &mut occurrences);
        for position in &mut out[from..] {
            *position = occurrences.get(*position as usize).copied().unwrap_or(u32::MAX);
        }
    }
}

/// Which words of an article are written as they were asked for. The index does not know: the article is read.
struct Spelled {
    spelling: Spelling,
    stores: Arc<Stores>,
    segment: u32,
    in_title: bool,
}

impl Spelled {
    fn new(spelling: &Spelling, field: Field, segment: &Segment) -> Spelled {
        let in_title = field == segment.fields.title;
        let (spelling, stores) = (spelling.clone(), segment.stores.clone());
        Spelled { spelling, stores, segment: segment.number as u32, in_title }
    }

    /// Keeps those of a word's positions where it is written so. An article that cannot be read keeps none; whoever asks to
    /// see it is told.
    fn keep(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        let read = self.stores.words_of(DocAddress::new(self.segment, doc)).unwrap_or_default();
        let text = if self.in_title { read.0 } else { read.1 };
        let mut words = words(&text).peekable();
        positions.retain(|&position| {
            while words.next_if(|word| word.position < position).is_some() {}
            words
                .peek()
                .is_some_and(|word| word.position == position && self.spelling.fits(&text[word.start..word.end]))
        });
    }
}

/// Where the paragraphs and sentences of bodies start.
#[derive(Clone)]
pub struct StartColumns {
    paragraphs: Column<u64>,
    sentences: Column<u64>,
}

impl StartColumns {
    pub fn open(segment: &Segment) -> tantivy::Result<StartColumns> {
        let fast = segment.reader.fast_fields();
        Ok(StartColumns { paragraphs: fast.u64("paragraphs")?, sentences: fast.u64("sentences")? })
    }

    /// Reads the starts of one article, its sentences only where they are wanted.
    pub fn read(&self, doc: DocId, sentences: bool, out: &mut Starts) {
        out.paragraphs.clear();
        out.paragraphs.extend(numbers(self.paragraphs.values_for_doc(doc)).map(|start| start as u32));
        out.sentences.clear();
        if sentences {
            out.sentences.extend(numbers(self.sentences.values_for_doc(doc)).map(|start| start as u32));
        }
    }
}
