//! The one integration-test binary.

mod clean;
mod cli;
mod corpus;
mod crash;
mod dates;
mod floor_plan;
mod formats;
mod ingest;
mod places;
mod quotes;
mod read;
mod readme;
mod search;
mod trust;
