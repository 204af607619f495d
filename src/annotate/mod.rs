//! An article in, annotations out: sentences, dateline, people, quotations, places, focus, dates, fingerprint.
//! Pure; it never changes the text, it only points into it.

pub mod dateline;
pub mod dates;
mod long;
pub mod names;
pub mod places;
pub mod quotations;

use crate::article::{Annotations, Article, Dateline, Fingerprint, Span};
use crate::text::sentences::sentences;
use crate::text::shingles::sketch;
use names::People;
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
        self.annotate_each(&[(article, home)]).pop().unwrap_or_default()
    }

    /// The same of each of some articles, in their order. It takes up to a tenth less time than one after the other (measured on
    /// thirty-two at once), for the tables of a step are still in the processor's cache when it comes to the next article.
    pub fn annotate_each(&self, articles: &[(&Article, Option<Home>)]) -> Vec<Annotations> {
        self.annotate_in_parts(articles, long::PART_BYTES)
    }

    /// The same, people, quotations and places in parts of at most so many bytes.
    fn annotate_in_parts(&self, articles: &[(&Article, Option<Home>)], part_bytes: usize) -> Vec<Annotations> {
        let begin = |&(article, home)| Draft { article, home, people: None, annotations: Annotations::default() };
        let mut drafts: Vec<Draft> = articles.iter().map(begin).collect();
        drafts.iter_mut().for_each(|draft| self.find_people(draft, part_bytes));
        for step in [Self::find_quotations, Self::find_places, Self::find_dates, Self::take_fingerprint] {
            drafts.iter_mut().for_each(|draft| step(self, draft));
        }
        drafts.into_iter().map(|draft| draft.annotations).collect()
    }

    /// And what comes before: sentences and dateline. A long article is read in parts here.
    fn find_people(&self, draft: &mut Draft, part_bytes: usize) {
        let (article, found) = (draft.article, &mut draft.annotations);
        found.sentences = sentences(&article.text, &article.paragraphs, article.language.as_deref());
        found.dateline = self.places.dateline(article);
        match long::parts(article, &found.sentences, part_bytes).as_slice() {
            [_] => draft.people = Some(people(article, &found.sentences, found.dateline.as_ref())),
            parts => self.read_parts(draft, parts),
        }
    }

    fn find_quotations(&self, draft: &mut Draft) {
        if let Some(people) = &draft.people {
            draft.annotations.quotations = quotations::quotations(draft.article, people);
        }
    }

    fn find_places(&self, draft: &mut Draft) {
        let Some(people) = draft.people.take() else { return };
        let Annotations { sentences, dateline, places, focus, .. } = &mut draft.annotations;
        (*places, *focus) = self.places.places(draft.article, sentences, &people, dateline, draft.home);
    }

    fn find_dates(&self, draft: &mut Draft) {
        draft.annotations.dates = dates::dates(draft.article, draft.annotations.dateline.as_ref());
    }

    fn take_fingerprint(&self, draft: &mut Draft) {
        let (sketch, words) = sketch(&draft.article.text);
        draft.annotations.fingerprint = Fingerprint { sketch, words };
    }

    /// Quotations, places and focus of an article that is read in parts. It is about what most of them are about.
    fn read_parts(&self, draft: &mut Draft, parts: &[Range<usize>]) {
        let Annotations { sentences, dateline, quotations, places, focus, .. } = &mut draft.annotations;
        let mut focuses = Vec::new();
        for part in parts {
            let (of_part, sentences) = long::part_of(draft.article, sentences, part);
            // It opens the article, and so its first part.
            let mut opening = dateline.take_if(|dateline| part.start == 0 && dateline.span.end <= part.end);
            let people = people(&of_part, &sentences, opening.as_ref());
            let at = quotations.len();
            quotations.extend(quotations::quotations(&of_part, &people));
            quotations[at..].iter_mut().for_each(|quotation| long::shift_quotation(quotation, part.start));
            let at = places.len();
            let (named, about) = self.places.places(&of_part, &sentences, &people, &mut opening, draft.home);
            *dateline = opening.or(dateline.take());
            places.extend(named);
            places[at..].iter_mut().for_each(|mention| long::shift_mention(mention, part.start));
            focuses.extend(about);
        }
        *focus = long::most_frequent(focuses.into_iter());
    }
}

/// An article on its way through the steps.
struct Draft<'a> {
    article: &'a Article,
    home: Option<Home>,
    annotations: Annotations,
    /// While quotations and places are looked for; never of a long article, which is read in parts.
    people: Option<People>,
}

fn people(article: &Article, sentences: &[Span], dateline: Option<&Dateline>) -> People {
    names::people(article, sentences, dateline.map(|dateline| dateline.span))
}

impl Default for Annotator {
    fn default() -> Self {
        Self::new()
    }
}
