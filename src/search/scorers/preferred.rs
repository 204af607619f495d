//! Documents of one part, worth more where others hold them, too.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, SeekDangerResult};

/// What `required` holds; what `extra` holds adds its score there and finds nothing of its own.
pub struct Preferred {
    required: Box<dyn Scorer>,
    extra: Box<dyn Scorer>,
}

impl Preferred {
    pub fn new(required: Box<dyn Scorer>, extra: Box<dyn Scorer>) -> Preferred {
        Preferred { required, extra }
    }
}

impl DocSet for Preferred {
    fn advance(&mut self) -> DocId {
        self.required.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.required.seek(target)
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        self.required.seek_danger(target)
    }

    fn doc(&self) -> DocId {
        self.required.doc()
    }

    fn size_hint(&self) -> u32 {
        self.required.size_hint()
    }

    fn cost(&self) -> u64 {
        self.required.cost()
    }
}

impl Scorer for Preferred {
    fn score(&mut self) -> Score {
        let doc = self.required.doc();
        let holds = self.extra.doc() == doc || (self.extra.doc() < doc && self.extra.seek(doc) == doc);
        self.required.score() + if holds { self.extra.score() } else { 0.0 }
    }
}
