//! The one integration-test binary.

mod floor_plan;
