//! A door's question in, a request out: the names and values that every door takes, and what is wrong with them.
//!
//! A command line has flags, a web address has parameters, an assistant sends JSON; the names, the checks and the words
//! of the errors are the same, and stand here. No clock is read: `today` is an argument. Nothing is known of argument
//! parsers or of HTTP.
//!
//! ```
//! use dateline::search::ask::{self, Values};
//!
//! let today = jiff::civil::date(2025, 8, 16);
//! let values = Values::from_iter([("query", "strike"), ("after", "7d"), ("limit", "5")]);
//! let request = ask::search(&values, today).unwrap();
//! assert_eq!(request.filter.after, Some(jiff::civil::date(2025, 8, 9)));
//!
//! let error = ask::search(&Values::from_iter([("after", "soon")]), today).unwrap_err();
//! assert!(error.message.starts_with("`soon` is no value of `after`"));
//! ```

mod age;
mod checks;
mod choices;
mod day;
mod parameters;
mod period;
mod requests;
mod values;

pub use age::Age;
pub use checks::{COMPARED_MAX, OFFSET_MAX, by_relevance, facet_field, facet_fields, pivot, within};
pub use choices::{Choice, Kind, kinds};
pub use day::Day;
pub use parameters::{Form, Parameter, QUESTIONS, Question, narrowing, question};
pub use period::Period;
pub use requests::{
    SpeakersQuestion, article, facets, passage, quotes, search, similar, speakers, status, terms, timeline, unit_of,
};
pub use values::Values;
