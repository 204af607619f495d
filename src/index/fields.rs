//! The one list of the fields a person can name: the query parser, `dateline fields`, the README table and the
//! facets read it.

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// One line for a person.
    pub about: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    pub kind: FieldKind,
    /// Whether `facets` can count its values.
    pub facet: bool,
}

/// How a value of the field is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words, stemmed: any query can stand in it.
    Text,
    /// The words of a person's name, in any order.
    Name,
    /// A whole value, case and accents aside; `*` at its end for a prefix.
    Value,
    /// A place and everything inside it.
    Place,
    /// Places around a point: `51.5,-0.1,50km`, or `Kyiv,50km`.
    Circle,
    /// A day, month, year, or a range of them.
    Date,
    /// The name of a saved search, which stands for it.
    Saved,
}

/// Whether the values of a facet are places, each inside another.
pub fn is_tree(facet: &str) -> bool {
    FIELDS.iter().any(|field| field.name == facet && field.kind == FieldKind::Place)
}

/// Every field, in the order people read them.
pub const FIELDS: &[Field] = &[
    Field {
        name: "title",
        about: "words of the headline",
        example: "title:budget",
        kind: FieldKind::Text,
        facet: false,
    },
    Field { name: "body", about: "words of the text", example: "body:budget", kind: FieldKind::Text, facet: false },
    Field {
        name: "said",
        about: "words of quotations, reported speech among them",
        example: "said:\"one good year\"",
        kind: FieldKind::Text,
        facet: false,
    },
    Field { name: "speaker", about: "who is quoted", example: "speaker:ackroyd", kind: FieldKind::Name, facet: true },
    Field {
        name: "place",
        about: "a place mentioned, or anything inside it",
        example: "place:Zambia",
        kind: FieldKind::Place,
        facet: true,
    },
    Field {
        name: "focus",
        about: "the place a story is about, or what it lies in",
        example: "focus:Cameroon",
        kind: FieldKind::Place,
        facet: true,
    },
    Field {
        name: "near",
        about: "a place mentioned within so many km (or mi) of a point or a place",
        example: "near:\"53.7,-2.0,30km\"",
        kind: FieldKind::Circle,
        facet: false,
    },
    Field {
        name: "dateline",
        about: "where the story was filed",
        example: "dateline:Geneva",
        kind: FieldKind::Place,
        facet: false,
    },
    Field {
        name: "source",
        about: "the outlet",
        example: "source:\"Estuary Courier\"",
        kind: FieldKind::Value,
        facet: true,
    },
    Field {
        name: "section",
        about: "the section or topic",
        example: "section:world",
        kind: FieldKind::Value,
        facet: true,
    },
    Field {
        name: "byline",
        about: "who wrote it",
        example: "byline:\"Callum Oduro-Hart\"",
        kind: FieldKind::Name,
        facet: true,
    },
    Field {
        name: "language",
        about: "language of the text, as a two-letter code",
        example: "language:de",
        kind: FieldKind::Value,
        facet: true,
    },
    Field {
        name: "path",
        about: "path under the root; in an archive the member's behind a `!`",
        example: "path:meridian-wire/*",
        kind: FieldKind::Value,
        facet: false,
    },
    Field {
        name: "date",
        about: "when it was published",
        example: "date:2025-08-01..2025-08-31",
        kind: FieldKind::Date,
        facet: false,
    },
    Field {
        name: "mentions",
        about: "a day, month, year or range the text speaks of",
        example: "mentions:2025-02",
        kind: FieldKind::Date,
        facet: false,
    },
    Field {
        name: "query",
        about: "what a saved search finds",
        example: "query:docks",
        kind: FieldKind::Saved,
        facet: false,
    },
    Field { name: "year", about: "year of publication", example: "date:2025", kind: FieldKind::Date, facet: true },
];
