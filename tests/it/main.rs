//! The one integration-test binary.

mod cli;
mod floor_plan;
mod ingest;
mod readme;
