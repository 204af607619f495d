//! Publication dates: what is known of one, how exactly, and who said so.

use jiff::civil::{Date, Time};

/// When an article was published, as far as the record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The day; the first of the month or year when `precision` says that no more is known.
    /// The outlet's own calendar day: never moved to another time zone.
    pub date: Date,
    /// The outlet's wall-clock time, where given.
    pub time: Option<Time>,
    /// Minutes east of UTC, where the record gives an offset.
    pub offset_minutes: Option<i16>,
    pub precision: Precision,
    pub by: Provenance,
}

impl Published {
    /// First and last day the date can mean: equal unless only the month or the year is known.
    pub fn span(&self) -> (Date, Date) {
        match self.precision {
            Precision::Year => (self.date.first_of_year(), self.date.last_of_year()),
            Precision::Month => (self.date.first_of_month(), self.date.last_of_month()),
            Precision::Day | Precision::Time => (self.date, self.date),
        }
    }
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    Year,
    Month,
    Day,
    Time,
}

impl Precision {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Time => "time",
        }
    }
}

/// Where a publication date was read, most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// A date field of a structured record.
    Field,
    /// `datePublished` of JSON-LD.
    JsonLd,
    /// A `<meta>` element.
    Meta,
    /// A `<time>` element.
    TimeElement,
    /// Text that people read, near the headline.
    Text,
    /// The dateline of a wire story.
    Dateline,
    /// The address of the page.
    Url,
    /// The name of the file or the folder.
    File,
}

impl Provenance {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            Provenance::Field => "field",
            Provenance::JsonLd => "json-ld",
            Provenance::Meta => "meta",
            Provenance::TimeElement => "time",
            Provenance::Text => "text",
            Provenance::Dateline => "dateline",
            Provenance::Url => "url",
            Provenance::File => "file",
        }
    }
}
