//! The tantivy schema: which field holds what, on which kind of document.
//!
//! Two kinds of document. An **article** and its **quotations** are one family, added in one batch, the
//! article first and its quotations behind it in text order, so they are adjacent in one segment and stay so
//! through merges. `ordinal` is 0 on an article and k on its k-th quotation; joins are arithmetic on document numbers:
//! the article of quotation `d` is `d - ordinal(d)`, the quotations of article `d` are
//! `d + 1 ..= d + quotations(d)`.
//!
//! A **key** is `fold(name)\u{1}Display`: looked up by a seek to `fold(x)\u{1}` in the term dictionary, shown by what
//! stands behind `\u{1}`; see [`super::keys`].

use crate::text::analyse::{NameTokenizer, TextTokenizer};
use tantivy::Index;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;

/// Changes whenever an index written before can no longer be read or would answer otherwise.
pub const FORMAT: u32 = 11;

const TEXT_TOKENIZER: &str = "dateline";
const NAME_TOKENIZER: &str = "dateline-names";

/// The handles of every field. Unless said otherwise a field stands on articles only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// The article's id, 26 base-32 characters: what `show` asks for, and what one is deleted by.
    pub article: Field,
    /// 16 bytes that stand for the file it came from ([`super::keys::input_term`]): what an update deletes by.
    pub input: Field,
    /// Indexed: 16 bytes of the digest of title and text, by which an article is known wherever its file has gone.
    pub content: Field,
    /// The root's label.
    pub root: Field,
    /// Both kinds, fast u64: 0 on an article, k on its k-th quotation (from 1).
    pub ordinal: Field,
    /// Fast u64: how many quotation documents follow.
    pub quotations: Field,
    /// Fast i64: 63 bits of the id's hash, the tie-break everywhere.
    pub article_key: Field,
    /// Fast u64: digest of the record it was made of, by which an update knows it again; absent when nobody gave one.
    pub raw: Field,
    /// Analysed words with positions.
    pub title: Field,
    /// The same; the paragraphs are one value, with a position gap at each break.
    pub body: Field,
    /// Fast u64, several: which words of the body its quotations hold, see [`super::said`].
    pub said: Field,
    /// Quotations only. Folded words of the speaker's name (of any kind) as resolved and as written.
    pub speaker_words: Field,
    /// Both kinds, fast: key of the speaker when a person; on an article every distinct one.
    pub speaker: Field,
    /// Quotations only, indexed: `direct`, `mixed`, `indirect`.
    pub kind: Field,
    /// Quotations only, fast u64: 0 direct, 1 mixed, 2 indirect.
    pub kind_number: Field,
    /// Quotations only, fast u64: thousandths of the confidence.
    pub confidence: Field,
    /// Direct and mixed quotations only, indexed: the term of the words they begin with, see [`super::echo_term`].
    pub opening: Field,
    /// Keys, fast and indexed.
    pub source: Field,
    pub section: Field,
    pub language: Field,
    /// Several when there are several authors.
    pub byline: Field,
    /// Keys of every place mentioned, its ancestors included, each once; fast and indexed. A key's display is the path
    /// joined by `/`.
    pub place: Field,
    /// Indexed: `fold(mention)\u{1}path`, where the mention is not the place's name.
    pub place_alias: Field,
    /// Keys of the place the article is about and its ancestors; fast and indexed.
    pub focus: Field,
    /// Indexed: where the places mentioned lie, for those that a point says; see [`super::keys::point_key`].
    pub place_point: Field,
    /// Indexed: keys of the dateline's place and its ancestors; the name as written when it was not resolved.
    pub dateline: Field,
    /// Fast i64: seconds since 1970 of the first moment it can mean, by the outlet's clock; absent when undated.
    pub published: Field,
    /// Fast and indexed i64: first and last day it can mean, days since 1970; absent when undated.
    pub from_day: Field,
    pub to_day: Field,
    /// Indexed: `2022`, `2022-02`, `2022-02-24` for the years, months and days mentioned dates touch; `2022*` for all months
    /// of a year at once, `2022-02*` for all days of a month.
    pub mentions: Field,
    /// Fast u64, several: the word position at which each passage begins, in order, as [`super::distances`]. The n-th value
    /// is passage n; a passage without words has the position of the next one.
    pub passages: Field,
    /// The same for sentences and paragraphs.
    pub sentences: Field,
    pub paragraphs: Field,
    /// Fast u64, several: the sample of its shingles, as [`super::distances`], that near-duplicates are found by; none when not annotated.
    pub sketch: Field,
    /// Fast u64: words of the text; absent when not annotated.
    pub words: Field,
    /// Indexed: the path under the root, as it is.
    pub path: Field,
    /// Indexed: the canonical address, as it is.
    pub url: Field,
    /// Stored bytes: text, title and everything else, see `super::packed` and `super::record`.
    pub(super) record: Field,
}

/// The schema and its handles.
pub fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let words = || {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(TEXT_TOKENIZER)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        )
    };
    let fields = Fields {
        article: b.add_text_field("article", raw()),
        input: b.add_bytes_field("input", BytesOptions::default().set_indexed()),
        content: b.add_bytes_field("content", BytesOptions::default().set_indexed()),
        root: b.add_text_field("root", raw()),
        ordinal: fast_u64(&mut b, "ordinal"),
        quotations: fast_u64(&mut b, "quotations"),
        article_key: b.add_i64_field("article_key", NumericOptions::default().set_fast()),
        raw: fast_u64(&mut b, "raw"),
        title: b.add_text_field("title", words()),
        body: b.add_text_field("body", words()),
        said: fast_u64(&mut b, "said"),
        speaker_words: b.add_text_field("speaker_words", names()),
        speaker: b.add_text_field("speaker", raw().set_fast("raw")),
        kind: b.add_text_field("kind", raw()),
        kind_number: fast_u64(&mut b, "kind_number"),
        confidence: fast_u64(&mut b, "confidence"),
        opening: b.add_text_field("opening", raw()),
        source: b.add_text_field("source", raw().set_fast("raw")),
        section: b.add_text_field("section", raw().set_fast("raw")),
        language: b.add_text_field("language", raw().set_fast("raw")),
        byline: b.add_text_field("byline", raw().set_fast("raw")),
        place: b.add_text_field("place", raw().set_fast("raw")),
        place_alias: b.add_text_field("place_alias", raw()),
        focus: b.add_text_field("focus", raw().set_fast("raw")),
        place_point: b.add_text_field("place_point", raw()),
        dateline: b.add_text_field("dateline", raw()),
        published: b.add_i64_field("published", NumericOptions::default().set_fast()),
        from_day: b.add_i64_field("from_day", NumericOptions::default().set_fast().set_indexed()),
        to_day: b.add_i64_field("to_day", NumericOptions::default().set_fast().set_indexed()),
        mentions: b.add_text_field("mentions", raw()),
        passages: fast_u64(&mut b, "passages"),
        sentences: fast_u64(&mut b, "sentences"),
        paragraphs: fast_u64(&mut b, "paragraphs"),
        sketch: fast_u64(&mut b, "sketch"),
        words: fast_u64(&mut b, "words"),
        path: b.add_text_field("path", raw()),
        url: b.add_text_field("url", raw()),
        record: b.add_bytes_field("record", BytesOptions::default().set_stored()),
    };
    (b.build(), fields)
}

/// Indexed whole, matched or not: no frequency, no length.
fn raw() -> TextOptions {
    TextOptions::default().set_indexing_options(indexing("raw"))
}

fn names() -> TextOptions {
    TextOptions::default().set_indexing_options(indexing(NAME_TOKENIZER))
}

fn indexing(tokenizer: &str) -> TextFieldIndexing {
    TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false)
}

fn fast_u64(builder: &mut SchemaBuilder, name: &str) -> Field {
    builder.add_u64_field(name, NumericOptions::default().set_fast())
}

/// Tantivy forgets tokenizers when it closes an index: called at every opening.
pub(super) fn register_tokenizers(index: &Index) {
    register_in(index.tokenizers());
}

/// Ours and tantivy's own.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    register_in(&tokenizers);
    tokenizers
}

fn register_in(tokenizers: &TokenizerManager) {
    tokenizers.register(TEXT_TOKENIZER, TextTokenizer);
    tokenizers.register(NAME_TOKENIZER, NameTokenizer);
}

/// What is stored comes packed, see `super::packed`: no thread of its own has to do it. Small blocks, because reading an
/// article copies its block.
pub(super) fn settings() -> tantivy::IndexSettings {
    tantivy::IndexSettings {
        docstore_compression: Compressor::None,
        docstore_blocksize: 4 << 10,
        docstore_compress_dedicated_thread: false,
        ..tantivy::IndexSettings::default()
    }
}
