//! The one integration-test binary.

mod dates;
