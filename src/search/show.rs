//! Articles as they are shown: the card of a list, the whole of one.

use super::compile::unreadable;
use super::engine::Engine;
use super::response::{ArticleCard, Shown};
use crate::article::{Article, Precision, Published};
use crate::error::{Error, Result};
use crate::index::StoredArticle;
use crate::index::keys::{self, ID_PREFIX_MIN};

impl Engine {
    /// The article with this id, or whose id begins so (at least 6 characters) when only one does; `None` when there is none.
    pub fn article(&self, id: &str) -> Result<Option<Shown>> {
        let id = id_typed(id)?;
        let field = self.generation.fields.article;
        let found = self.terms().scan(&id, &[field], usize::MAX, |_| true).map_err(unreadable)?.unwrap_or_default();
        let mut living = Vec::new();
        for (term, lists) in found {
            for list in lists {
                if let Some(doc) = self.living_article(&list).map_err(unreadable)? {
                    living.push((term.clone(), list.segment as u32, doc));
                }
            }
        }
        match living.as_slice() {
            [] => Ok(None),
            [(_, segment, doc)] => Ok(Some(shown(self.stored(*segment, *doc)?))),
            several => Err(ambiguous(&id, several.len(), several.iter().map(|(term, ..)| term.as_str()))),
        }
    }

    /// The article document of a family's term.
    fn living_article(&self, list: &super::plan::List) -> tantivy::Result<Option<u32>> {
        use tantivy::DocSet;
        let segment = &self.segments[list.segment];
        let index = segment.reader.inverted_index(list.field)?;
        let option = tantivy::schema::IndexRecordOption::Basic;
        let mut postings = index.read_postings_from_terminfo(&list.info, option)?;
        while postings.doc() != tantivy::TERMINATED {
            let doc = postings.doc();
            if segment.is_alive(doc) && segment.ordinal.first(doc) == Some(0) {
                return Ok(Some(doc));
            }
            postings.advance();
        }
        Ok(None)
    }
}

/// An id, or the beginning of one, as it was typed.
pub(super) fn id_typed(id: &str) -> Result<String> {
    keys::id_typed(id).ok_or_else(|| {
        Error::new(format!("`{}` is too short for an article id", id.trim()))
            .hint(format!("give at least {ID_PREFIX_MIN} of its characters"))
    })
}

/// Several articles begin so.
pub(super) fn ambiguous<'i>(id: &str, count: usize, ids: impl Iterator<Item = &'i str>) -> Error {
    let ids = ids.take(3).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    Error::new(format!("{count} articles have an id that begins with `{id}`")).hint(format!("write more of it: {ids}"))
}

/// All of an article.
pub(super) fn shown(stored: StoredArticle) -> Shown {
    let card = card(&stored.id, &stored.shown_path(), stored.external_id.as_deref(), &stored.article);
    let StoredArticle { record, article, annotations, .. } = stored;
    Shown { card, record, article, annotations }
}

/// What a list shows of an article.
pub(super) fn card(id: &str, path: &str, external_id: Option<&str>, article: &Article) -> ArticleCard {
    ArticleCard {
        id: id.to_owned(),
        external_id: external_id.map(str::to_owned),
        title: article.title.clone(),
        source: article.source.clone(),
        published: article.published.as_ref().map(shown_date),
        url: article.url.clone(),
        language: article.language.clone(),
        path: path.to_owned(),
    }
}

/// As exactly as it is known.
fn shown_date(published: &Published) -> String {
    let date = published.date;
    match published.precision {
        Precision::Year => format!("{:04}", date.year()),
        Precision::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Precision::Day | Precision::Time => date.to_string(),
    }
}
