//! An article in, annotations out: sentences, dateline, people, quotations, places, focus, dates, fingerprint.
//! Pure; it never changes the text, it only points into it.

pub mod dateline;
pub mod dates;
mod long;
pub mod names;
pub mod places;
pub mod quotations;

use crate::article::{Annotations, Article, Dateline, Fingerprint, Place, PlaceMention, Quotation, Span};
use crate::text::sentences::sentences;
use crate::text::shingles::sketch;
use places::{Gazetteer, Home};
use std::ops::Range;

/// Holds what is costly to make: the gazetteer and the lexicons. Make one, share it between threads.
pub struct Annotator {
    places: places::Resolver,
}

impl Annotator {
    /// With the tables that are built in.
    pub fn new() -> Self {
        Self::with_gazetteer(Gazetteer::built_in())
    }

    /// With another gazetteer than the one that is built in.
    pub fn with_gazetteer(gazetteer: Gazetteer) -> Self {
        Annotator { places: places::Resolver::new(gazetteer) }
    }

    /// The place that `Texas`, `United States/Texas` or `Paris, Texas` mean as an outlet's home, and how it is written
    /// in full.
    pub fn home(&self, written: &str) -> Option<(Home, String)> {
        self.places.home(written)
    }

    /// Everything that can be told from this one article.
    pub fn annotate(&self, article: &Article) -> Annotations {
        self.annotate_from(article, None)
    }

    /// The same of an outlet whose home is known.
    pub fn annotate_from(&self, article: &Article, home: Option<Home>) -> Annotations {
        self.annotate_in_parts(article, home, long::PART_BYTES)
    }

    /// The same, people, quotations and places in parts of at most so many bytes.
    fn annotate_in_parts(&self, article: &Article, home: Option<Home>, part_bytes: usize) -> Annotations {
        let sentences = sentences(&article.text, &article.paragraphs, article.language.as_deref());
        let mut dateline = self.places.dateline(article);
        let parts = long::parts(article, &sentences, part_bytes);
        let (quotations, places, focus) = match parts.as_slice() {
            [_] => self.people_and_places(article, &sentences, &mut dateline, home),
            parts => self.of_parts(article, &sentences, &mut dateline, home, parts),
        };
        let dates = dates::dates(article, dateline.as_ref());
        let (sketch, words) = sketch(&article.text);
        let fingerprint = Fingerprint { sketch, words };
        Annotations { sentences, dateline, quotations, places, focus, dates, fingerprint }
    }

    fn people_and_places(
        &self,
        article: &Article,
        sentences: &[Span],
        dateline: &mut Option<Dateline>,
        home: Option<Home>,
    ) -> (Vec<Quotation>, Vec<PlaceMention>, Option<Place>) {
        let people = names::people(article, sentences, dateline.as_ref().map(|dateline| dateline.span));
        let quotations = quotations::quotations(article, &people);
        let (places, focus) = self.places.places(article, sentences, &people, dateline, home);
        (quotations, places, focus)
    }

    /// The same of an article that is read in parts. It is about what most of them are about.
    fn of_parts(
        &self,
        article: &Article,
        sentences: &[Span],
        dateline: &mut Option<Dateline>,
        home: Option<Home>,
        parts: &[Range<usize>],
    ) -> (Vec<Quotation>, Vec<PlaceMention>, Option<Place>) {
        let (mut quotations, mut places, mut focuses) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            let (of_part, sentences) = long::part_of(article, sentences, part);
            // It opens the article, and so its first part.
            let mut opening = dateline.take_if(|dateline| part.start == 0 && dateline.span.end <= part.end);
            let (said, named, focus) = self.people_and_places(&of_part, &sentences, &mut opening, home);
            *dateline = opening.or(dateline.take());
            let at = quotations.len();
            quotations.extend(said);
            quotations[at..].iter_mut().for_each(|quotation| long::shift_quotation(quotation, part.start));
            let at = places.len();
            places.extend(named);
            places[at..].iter_mut().for_each(|mention| long::shift_mention(mention, part.start));
            focuses.extend(focus);
        }
        (quotations, places, long::most_frequent(focuses.into_iter()))
    }
}

impl Default for Annotator {
    fn default() -> Self {
        Self::new()
    }
}
