//! The one integration-test binary.

mod alerts;
mod clean;
mod cli;
mod cluster;
mod corpus;
mod crash;
mod dates;
mod fixtures;
mod floor_plan;
mod formats;
mod forms;
mod hostile;
mod ingest;
mod licences;
mod mentions;
mod model;
mod people;
mod places;
mod quotes;
mod read;
mod readme;
mod remote;
mod search;
mod soak;
mod trust;
mod web;
