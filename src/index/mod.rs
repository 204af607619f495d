//! Article and annotations to disk and back: fields, schema, documents, writer, generations, manifest.

pub mod fields;

pub use fields::FIELDS;
