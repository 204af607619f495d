//! Values that have names: what can be written for `sort`, `by`, `count`, `shown` and `kind`.

use crate::article::QuotationKind;
use crate::search::request::{Bucket, Count, Face, Sort};

/// One of a few, each with the name it is asked for by.
pub trait Choice: Copy + PartialEq + 'static {
    const ALL: &'static [Self];

    fn name(self) -> &'static str;

    /// The one of this name, in any case.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.name().eq_ignore_ascii_case(name))
    }

    fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|choice| choice.name()).collect()
    }
}

impl Choice for Sort {
    const ALL: &'static [Self] = &[Sort::Relevance, Sort::Newest, Sort::Oldest];

    fn name(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
        }
    }
}

impl Choice for Face {
    const ALL: &'static [Self] = &[Face::Best, Face::First, Face::Latest, Face::Fullest];

    fn name(self) -> &'static str {
        match self {
            Face::Best => "best",
            Face::First => "first",
            Face::Latest => "latest",
            Face::Fullest => "fullest",
        }
    }
}

impl Choice for Count {
    const ALL: &'static [Self] = &[Count::Articles, Count::Stories];

    fn name(self) -> &'static str {
        Count::name(self)
    }
}

impl Choice for Bucket {
    const ALL: &'static [Self] = &[Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter, Bucket::Year];

    fn name(self) -> &'static str {
        match self {
            Bucket::Day => "day",
            Bucket::Week => "week",
            Bucket::Month => "month",
            Bucket::Quarter => "quarter",
            Bucket::Year => "year",
        }
    }
}

/// Kinds of quotations as they are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Direct,
    Mixed,
    Indirect,
    All,
}

impl Choice for Kind {
    const ALL: &'static [Self] = &[Kind::Direct, Kind::Mixed, Kind::Indirect, Kind::All];

    fn name(self) -> &'static str {
        match self {
            Kind::Direct => QuotationKind::Direct.name(),
            Kind::Mixed => QuotationKind::Mixed.name(),
            Kind::Indirect => QuotationKind::Indirect.name(),
            Kind::All => "all",
        }
    }
}

/// Kinds of quotations; none asked for means what the engine gives by itself.
pub fn kinds(asked: &[Kind]) -> Vec<QuotationKind> {
    const KINDS: [(QuotationKind, Kind); 3] = [
        (QuotationKind::Direct, Kind::Direct),
        (QuotationKind::Mixed, Kind::Mixed),
        (QuotationKind::Indirect, Kind::Indirect),
    ];
    let is_asked = |name: Kind| asked.iter().any(|&kind| kind == name || kind == Kind::All);
    KINDS.into_iter().filter(|&(_, name)| is_asked(name)).map(|(kind, _)| kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_a_set() {
        assert_eq!(kinds(&[]), []);
        assert_eq!(kinds(&[Kind::Indirect, Kind::Direct]), [QuotationKind::Direct, QuotationKind::Indirect]);
        assert_eq!(kinds(&[Kind::All, Kind::Direct]).len(), 3);
    }

    #[test]
    fn choices_by_name() {
        assert_eq!(Sort::named("Newest"), Some(Sort::Newest));
        assert_eq!(Bucket::named("decade"), None);
        assert_eq!(Count::names(), ["articles", "stories"]);
    }
}
