//! The one integration-test binary.

mod ingest;
