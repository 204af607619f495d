//! The one integration-test binary.

mod ingest;
mod cli;
mod floor_plan;
mod readme;
