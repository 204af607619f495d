//! The one integration-test binary.

mod cli;
mod dates;
mod floor_plan;
mod ingest;
mod quotes;
mod readme;
mod places;
mod clean;
mod read;
