//! The one integration-test binary.
<<<<<<< HEAD
mod clean;
mod read;
=======

mod dates;
>>>>>>> dates
