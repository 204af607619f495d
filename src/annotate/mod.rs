//! An article in, annotations out: sentences, dateline, people, quotations, places, focus, dates, fingerprint.
//! Pure; it never changes the text, it only points into it.

pub mod dateline;
pub mod dates;
pub mod names;
pub mod places;
pub mod quotations;
mod table;

use crate::article::{Annotations, Article, Fingerprint};
use crate::text::sentences::sentences;
use crate::text::shingles::sketch;
use places::{Gazetteer, Home};

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
        let sentences = sentences(&article.text, &article.paragraphs, article.language.as_deref());
        let mut dateline = dateline::dateline(article);
        let people = names::people(article, &sentences);
        let quotations = quotations::quotations(article, &sentences, &people);
        let (places, focus) = self.places.places(article, &sentences, &people, &mut dateline, home);
        let dates = dates::dates(article, dateline.as_ref());
        let (sketch, words) = sketch(&article.text);
        let fingerprint = Fingerprint { sketch, words };
        Annotations { sentences, dateline, quotations, places, focus, dates, fingerprint }
    }
}

impl Default for Annotator {
    fn default() -> Self {
        Self::new()
    }
}
