//! The one integration-test binary.

mod clean;
mod dates;
mod formats;
mod read;
