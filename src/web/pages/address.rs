//! The state of a page is its address. Here addresses are read and made: with a value more, a value less, another page.

use crate::search::ask::{self, Question, Values};
use crate::search::query::{Expr, parse};

/// A path and its pairs, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: &'static str,
    pairs: Vec<(String, String)>,
}

impl Address {
    pub fn new(path: &'static str, values: &Values) -> Address {
        Address { path, pairs: values.pairs().to_vec() }
    }

    /// A page with nothing but these values.
    pub fn to(path: &'static str, pairs: &[(&str, &str)]) -> String {
        Address::new(path, &pairs.iter().copied().collect()).href()
    }

    /// The same state at another page, as far as the question that is asked there takes it.
    pub fn at(&self, path: &'static str, question: &str) -> Address {
        let takes = |name: &str| {
            let mut parameters = ask::question(question).into_iter().flat_map(Question::parameters);
            parameters.any(|parameter| parameter.name == name)
        };
        Address { path, pairs: self.pairs.iter().filter(|(name, _)| takes(name)).cloned().collect() }
    }

    pub fn path(&self) -> &'static str {
        self.path
    }

    /// Those of its pairs that have one of these names, at another page.
    pub fn only(&self, path: &'static str, names: &[&str]) -> Address {
        let kept = self.pairs.iter().filter(|(name, _)| names.contains(&name.as_str()));
        Address { path, pairs: kept.cloned().collect() }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    /// Without any value of a name.
    pub fn without(&self, name: &str) -> Address {
        let mut other = self.clone();
        other.pairs.retain(|(given, _)| given != name);
        other
    }

    /// With this as the one value of a name; the page begins anew.
    pub fn with(&self, name: &str, value: &str) -> Address {
        let mut other = self.without(name).without("offset");
        other.pairs.push((name.to_owned(), value.to_owned()));
        other
    }

    /// With a value more, or without it when it is there; the page begins anew.
    pub fn toggled(&self, name: &str, value: &str) -> Address {
        let mut other = self.without("offset");
        if self.has(name, value) {
            other.pairs.retain(|(given, held)| !(given == name && held == value));
        } else {
            other.pairs.push((name.to_owned(), value.to_owned()));
        }
        other
    }

    /// With words added to the query, to the whole of it: alone they would go with the last of alternatives.
    pub fn asking(&self, words: &str) -> Address {
        let query = self.get("query").unwrap_or_default();
        let has_alternatives = parse(query).is_ok_and(|node| matches!(node.expr, Expr::Any(_)));
        let query = if has_alternatives { format!("({query})") } else { query.to_owned() };
        self.with("query", format!("{query} {words}").trim())
    }

    /// Pairs but for those of these names: what a form carries along unseen.
    pub fn rest<'a>(&'a self, but: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs
            .iter()
            .filter(|(name, _)| !but.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub fn href(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.pairs {
            query.append_pair(if name == "query" { "q" } else { name }, value);
        }
        let query = query.finish();
        if query.is_empty() { self.path.to_owned() } else { format!("{}?{query}", self.path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let values = Values::from_iter([("query", "a&b"), ("speaker", "=Ann Lee"), ("offset", "10")]);
        let address = Address::new("/", &values);
        assert_eq!(address.href(), "/?q=a%26b&speaker=%3DAnn+Lee&offset=10");
        assert_eq!(address.toggled("speaker", "=Ann Lee").href(), "/?q=a%26b");
        assert_eq!(address.toggled("speaker", "x").toggled("speaker", "x"), address.without("offset"));
        assert_eq!(address.asking("-speaker:\"x\"").get("query"), Some("a&b -speaker:\"x\""));
        let either = address.with("query", "a OR b").asking("-x");
        assert_eq!(either.get("query"), Some("(a OR b) -x"));
        assert_eq!(either.asking("-y").get("query"), Some("(a OR b) -x -y"));
        assert_eq!(address.without("query").without("speaker").without("offset").at("/map", "search").href(), "/map");
        let other = address.with("flat", "true").with("sort", "newest").at("/quotes", "quotes");
        assert_eq!(other.href(), "/quotes?q=a%26b&speaker=%3DAnn+Lee&sort=newest");
    }
}
