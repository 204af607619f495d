//! Names with values, as a door took them in; one value read and checked at a time.

use super::choices::Choice;
use super::parameters::Question;
use crate::error::{Error, Result};
use std::str::FromStr;

/// Names and values in the order they were given. An empty value counts as not given: a form sends its empty boxes too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    pairs: Vec<(String, String)>,
    /// What the door calls the query, where that is not `query`.
    query: Option<&'static str>,
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Values {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.into(), value.into()));
        let pairs = pairs.filter(|(_, value): &(String, String)| !value.trim().is_empty());
        Values { pairs: pairs.collect(), query: None }
    }
}

impl Values {
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The same from a door that calls the query so, as its errors then do.
    pub fn with_query_called(self, name: &'static str) -> Values {
        Values { query: Some(name), ..self }
    }

    /// Other values of the same door.
    pub fn like(&self, pairs: impl IntoIterator<Item = (String, String)>) -> Values {
        Values { query: self.query, ..pairs.into_iter().collect() }
    }

    /// A name as the door has it.
    fn called<'n>(&self, name: &'n str) -> &'n str {
        self.query.filter(|_| name == "query").unwrap_or(name)
    }

    /// Refuses a name that the question does not take, one that is given twice, and one that is missing.
    pub(super) fn check(&self, question: &Question) -> Result<()> {
        for (name, _) in &self.pairs {
            let Some(parameter) = question.parameters().find(|parameter| parameter.name == name) else {
                let names: Vec<&str> = question.parameters().map(|parameter| self.called(parameter.name)).collect();
                let taken = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
                return Err(
                    Error::new(format!("`{}` takes no `{name}`", question.name)).hint(format!("it takes {taken}"))
                );
            };
            if !parameter.is_list && self.all(name).count() > 1 {
                return Err(Error::new(format!("`{}` is given more than once", self.called(name)))
                    .hint("one value is enough for it; alternatives go into the query, with OR"));
            }
        }
        let missing =
            question.parameters().find(|parameter| parameter.is_required && self.all(parameter.name).next().is_none());
        missing.map_or(Ok(()), |parameter| {
            Err(Error::new(format!("`{}` needs `{}`", question.name, parameter.name))
                .hint(format!("`{}` is {}", parameter.name, parameter.about)))
        })
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Empty when not given.
    pub(super) fn text(&self, name: &str) -> String {
        self.optional(name).unwrap_or_default()
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        self.all(name).next().map(|value| value.trim().to_owned())
    }

    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.all(name).map(|value| value.trim().to_owned()).collect()
    }

    pub(super) fn parsed<T: FromStr<Err = String>>(&self, name: &str) -> Result<Option<T>> {
        self.read(name, |value| value.parse())
    }

    pub(super) fn number(&self, name: &str, default: usize) -> Result<usize> {
        let number = self.read(name, |value| value.parse().map_err(|_| "expected a whole number from 0".to_owned()))?;
        Ok(number.unwrap_or(default))
    }

    /// One step or more.
    pub(super) fn depth(&self, name: &str) -> Result<Option<usize>> {
        let depth = |value: &str| value.parse().ok().filter(|&depth| depth > 0);
        self.read(name, |value| depth(value).ok_or_else(|| "expected a number from 1".to_owned()))
    }

    /// A number from 0 to 1; 0 when not given.
    pub(super) fn share(&self, name: &str) -> Result<f32> {
        let share = |value: &str| value.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        let read = |value: &str| share(value).ok_or_else(|| "expected a number from 0 to 1, such as 0.8".to_owned());
        Ok(self.read(name, read)?.unwrap_or(0.0))
    }

    /// `true` or `false`; also as forms and shells write them.
    pub(super) fn switch(&self, name: &str) -> Result<bool> {
        let read = |value: &str| match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Ok(true),
            "false" | "0" | "off" | "no" => Ok(false),
            _ => Err("expected true or false".to_owned()),
        };
        Ok(self.read(name, read)?.unwrap_or(false))
    }

    /// The first of all choices when not given.
    pub(super) fn choice<C: Choice>(&self, name: &str) -> Result<C> {
        Ok(self.open_choice(name)?.unwrap_or(C::ALL[0]))
    }

    pub(super) fn open_choice<C: Choice>(&self, name: &str) -> Result<Option<C>> {
        self.read(name, named)
    }

    pub(super) fn choices<C: Choice>(&self, name: &str) -> Result<Vec<C>> {
        self.all(name).map(|value| named(value).map_err(|expected| wrong(name, value, &expected))).collect()
    }

    fn read<T>(&self, name: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>> {
        let read = |value: &str| read(value.trim()).map_err(|expected| wrong(name, value, &expected));
        self.all(name).next().map(read).transpose()
    }
}

fn named<C: Choice>(value: &str) -> Result<C, String> {
    C::named(value.trim()).ok_or_else(|| format!("expected one of {}", C::names().join(", ")))
}

/// A value that cannot be read, by its name.
pub(super) fn wrong(name: &str, value: &str, expected: &str) -> Error {
    Error::new(format!("`{value}` is no value of `{name}`: {expected}"))
}
