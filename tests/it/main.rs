//! The one integration-test binary.
mod clean;
mod read;
