//! An index on a cluster: an article in, a document for OpenSearch, Elasticsearch or Quickwit out, and back.
//!
//! The alias NAME stands for one **build**, an index called `NAME-BUILD`; a companion `NAME-BUILD.tables` holds what is
//! known of the build as a whole: the parts that were written, and the side tables. A rebuild writes a new build beside
//! the live one and, when every part is there and the counts agree, moves the alias in one step. The build before it
//! stays, for going back. Quickwit has no alias and replaces nothing: there the same is kept in notes ([`quickwit`], `notes.rs`).

mod build;
mod check;
mod mapping;
mod memory;
mod notes;
mod own;
pub mod quickwit;
mod source;
mod stories;
mod tables;
mod tokens;

pub use build::{Build, Part, Published, build_name, live, rollback};
pub use check::{Finding, check};
pub use mapping::{
    BODY_TOKENS, FORMAT, LEAD, Layout, Marks, PARAGRAPHS, QUOTATION_COUNT, QUOTATIONS, RECORD, SAID, SAID_WORDS,
    SENTENCES, STORY, TITLE_TOKENS, WINDOW,
};
pub use own::{Own, keep_speaker_rules, release, renew_withheld, withhold};
pub use source::{LEAD_PARAGRAPHS, Shape, article_of};
pub use tables::{composite, counts, pages, quoted, search, speakers, total_of};
pub use tokens::on_the_wire;

use crate::error::{Error, Result};
use crate::remote::Remote;
use serde_json::Value;

/// Whether a build's articles were annotated, by the rules it was begun by: without, nothing is known of stories.
pub fn is_annotated(rules: &Value) -> bool {
    rules["annotated"] != false
}

/// What the program wrote into the mapping of a build; an error when it was another program, another format, or a build of
/// another name: whatever the user decided under one name must hold of all its builds, and of no others.
pub fn meta(remote: &Remote, index: &str) -> Result<Value> {
    if remote.only_appends() {
        return ours(remote, index, &quickwit::meta(remote, index)?);
    }
    let mapping = remote.get(&format!("/{index}/_mapping"))?;
    let indices: Vec<&Value> = mapping.as_object().map(|map| map.values().collect()).unwrap_or_default();
    let [only] = indices[..] else {
        return Err(Error::new(format!("`{index}` stands for {} indices, not for one", indices.len()))
            .hint("`dateline engine check URL` names them"));
    };
    ours(remote, index, &only["mappings"]["_meta"]["dateline"])
}

/// What is known of a build, when it is one that can be read under this name.
fn ours(remote: &Remote, index: &str, meta: &Value) -> Result<Value> {
    match meta["format"].as_u64() {
        Some(format) if format == u64::from(FORMAT) => match meta["of"].as_str() {
            Some(of) if of == remote.name() => Ok(meta.clone()),
            of => Err(Error::new(format!("`{index}` is no build of `{}`", remote.name()))
                .hint(format!("it is one of `{}`: name that", of.unwrap_or("nothing")))),
        },
        Some(format) => Err(Error::new(format!("`{index}` is of format {format}, this program reads {FORMAT}"))
            .hint("`dateline index PATH… --engine URL` makes it anew beside the old one")),
        None => Err(Error::new(format!("`{index}` is no index of this program"))
            .hint("name another: `--engine http://host:9200/name`")),
    }
}
