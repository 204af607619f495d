//! The one integration-test binary.

mod quotes;
