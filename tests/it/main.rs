//! The one integration-test binary.

mod places;
