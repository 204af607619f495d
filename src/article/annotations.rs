//! Annotations: spans into an article's unchanged text, with what they mean.

use super::Span;
use jiff::civil::Date;

/// Everything `annotate` found in one article. Each list is in text order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annotations {
    /// Sentences of the text; none crosses a paragraph.
    pub sentences: Vec<Span>,
    pub dateline: Option<Dateline>,
    /// Quotations of every kind.
    pub quotations: Vec<Quotation>,
    pub places: Vec<PlaceMention>,
    /// The place the article is about: the one its mentions point to most, a place that holds several of them perhaps.
    pub focus: Option<Place>,
    pub dates: Vec<DateMention>,
    pub fingerprint: Fingerprint,
}

/// The place-and-date line that opens a wire story: "MOSCOW, Aug. 16 (Reuters) —".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// From its first letter to just before the dash that ends it.
    pub span: Span,
    /// The place as resolved, else as written.
    pub place: Option<String>,
    pub date: Option<Date>,
    pub agency: Option<String>,
}

/// Quoted content, the cue that says it was said, and who said it.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// The quoted stretches without their marks, in order, never empty. Indirect speech has its clause.
    pub fragments: Vec<Span>,
    pub kind: QuotationKind,
    /// Nobody when nobody is named.
    pub speaker: Option<Speaker>,
    /// The verb or noun of saying.
    pub cue: Option<Span>,
    /// The rule that chose the speaker (or chose nobody).
    pub rule: &'static str,
    /// How often the rule is right, 0 to 1, on texts it was not written from.
    pub confidence: f32,
}

impl Quotation {
    /// From the first fragment to the last, without the outer marks.
    pub fn span(&self) -> Span {
        Span::new(self.fragments[0].start, self.fragments[self.fragments.len() - 1].end)
    }

    /// The quoted words as a reader should see them: where the quotation breaks off and goes on is marked, so that its
    /// fragments are not read as one sentence that nobody said.
    pub fn shown(&self, text: &str) -> String {
        self.fragments.iter().map(|f| f.of(text)).collect::<Vec<_>>().join(" … ")
    }

    /// The quoted words: the fragments joined by one space.
    pub fn words(&self, text: &str) -> String {
        self.fragments.iter().map(|f| f.of(text)).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotationKind {
    /// All of the clause stands inside the marks.
    Direct,
    /// Part of the clause is quoted.
    Mixed,
    /// Reported without marks.
    Indirect,
}

impl QuotationKind {
    /// In the order of the type.
    pub const ALL: [QuotationKind; 3] = [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect];

    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            QuotationKind::Direct => "direct",
            QuotationKind::Mixed => "mixed",
            QuotationKind::Indirect => "indirect",
        }
    }
}

/// Who said it, as far as this one article tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The fullest name the article gives this speaker, titles taken off; for a role or an
    /// organisation the phrase as written.
    pub name: String,
    /// The words of the attribution: a surname, a pronoun, a phrase.
    pub mention: Span,
    pub kind: SpeakerKind,
    /// "Hungarian Prime Minister", where the article says so.
    pub role: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerKind {
    Person,
    Organisation,
    /// Somebody told only by what they are: "a spokesman", "a homeless man".
    Role,
}

impl SpeakerKind {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            SpeakerKind::Person => "person",
            SpeakerKind::Organisation => "organisation",
            SpeakerKind::Role => "role",
        }
    }
}

/// A stretch of text that names a place, and the place it means.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceMention {
    pub span: Span,
    pub kind: PlaceKind,
    pub confidence: f32,
    /// `None` when the words name a place that the gazetteer does not hold.
    pub place: Option<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    Place,
    /// "Hungarian": the country's people or its adjective.
    Demonym,
    /// "the Kremlin": the seat for the power.
    Metonym,
    /// The place of the dateline: where the story was filed, not what it is about.
    Dateline,
}

impl PlaceKind {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            PlaceKind::Place => "place",
            PlaceKind::Demonym => "demonym",
            PlaceKind::Metonym => "metonym",
            PlaceKind::Dateline => "dateline",
        }
    }
}

/// What a place is, in the manner of GeoNames' feature classes. The larger come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    Continent,
    /// A region of no rank, an island, a range, a district.
    Area,
    Country,
    /// First-level region: a state, a province.
    Region,
    /// Second-level region: a county.
    County,
    City,
    Water,
    /// A building that stands for the power that sits there.
    Seat,
}

impl Feature {
    /// In the order of the type.
    pub const ALL: [Feature; 8] = [
        Feature::Continent,
        Feature::Area,
        Feature::Country,
        Feature::Region,
        Feature::County,
        Feature::City,
        Feature::Water,
        Feature::Seat,
    ];

    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            Feature::Continent => "continent",
            Feature::Area => "area",
            Feature::Country => "country",
            Feature::Region => "region",
            Feature::County => "county",
            Feature::City => "city",
            Feature::Water => "water",
            Feature::Seat => "seat",
        }
    }

    /// Whether its coordinates say where it is, rather than where its middle is.
    pub fn is_point(self) -> bool {
        matches!(self, Feature::County | Feature::City | Feature::Seat)
    }
}

/// A place of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub name: String,
    pub feature: Feature,
    /// `None` for places of our own tables that GeoNames does not number.
    pub geonames_id: Option<u32>,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// ISO 3166-1 alpha-2 code; `None` for seas and continents.
    pub country: Option<String>,
    /// The names from the continent down to the place itself, the place included.
    pub path: Vec<String>,
}

/// A date the text mentions, as a range of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    pub span: Span,
    /// First day meant.
    pub from: Date,
    /// Last day meant, included.
    pub to: Date,
}

/// What near-duplicates are found by: a sample of the text's 5-word shingles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fingerprint {
    /// The smallest distinct shingle hashes, ascending: of two texts the same ones are kept.
    pub sketch: Vec<u32>,
    /// Words of the text.
    pub words: u32,
}
