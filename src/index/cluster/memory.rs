//! A few articles in, an index of them in memory out: what a cluster found is looked at by the code that looks at an
//! index on disk.

use crate::error::{Error, Result};
use crate::index::document::Document;
use crate::index::manifest::Manifest;
use crate::index::schema::{schema, settings, tokenizers};
use crate::index::{Family, Generation, Packing, StoredArticle, Totals, family};
use tantivy::directory::RamDirectory;
use tantivy::{Index, SingleSegmentIndexWriter, TantivyError};

/// Bytes of the writer's arena; it grows beyond where it must.
const MEMORY_BYTES: usize = 16 << 20;

impl Generation {
    /// An index of these articles, each with its own number, in their order and in one segment. Words are weighed as in
    /// the archive that `totals` were counted over.
    pub fn in_memory(articles: Vec<(StoredArticle, i64)>, totals: Totals) -> Result<Generation> {
        let (schema, fields) = schema();
        let failed = |e: TantivyError| Error::new(format!("cannot index in memory what the engine found: {e}"));
        let builder = Index::builder().schema(schema).settings(settings()).tokenizers(tokenizers());
        let writer = builder.single_segment_index_writer(RamDirectory::create(), MEMORY_BYTES);
        let mut writer: SingleSegmentIndexWriter<Document> = writer.map_err(failed)?;
        let packing = Packing::default();
        for (article, key) in articles {
            let Family(documents) = family(article, key, &fields, &packing, None)?;
            for document in documents {
                writer.add_document(document).map_err(failed)?;
            }
        }
        let index = writer.finalize().map_err(failed)?;
        Generation::over(&index, fields, Manifest::default(), totals)
    }
}
