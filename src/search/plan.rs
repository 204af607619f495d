//! A query as the index can run it: words resolved to posting lists, everything else to filters.

use super::scorers::Domain;
use super::shape::Shape;
use crate::text::analyse::QueryWord;
use crate::text::fold::with_joiners;
use crate::text::words::is_capital;
use std::sync::Arc;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

/// Which documents, and what each is worth. A plan speaks of articles, or of quotations, never of both: the joins
/// cross over.
#[derive(Debug, Clone)]
pub enum Plan {
    Nothing,
    Everything,
    Leaf(Arc<Leaf>),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
    /// Documents that hold at least one of the values.
    Values(Arc<Values>),
    /// Articles published in these days (since 1970, both included).
    Days {
        from: i64,
        to: i64,
    },
    Undated,
    /// Articles with at least one such quotation.
    ParentOf(Box<Plan>),
    /// Quotations of such articles.
    ChildrenOf(Box<Plan>),
    /// What `required` finds, worth more where `extra` finds it too.
    Preferred {
        required: Box<Plan>,
        extra: Box<Plan>,
    },
}

/// Words that score: one, or several that must stand in a certain shape.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// As in the query.
    pub text: String,
    pub slots: Vec<Slot>,
    pub shape: Shape,
    /// Where the words may stand; a match in one field suffices.
    pub zones: Vec<Zone>,
    /// How much a match tells in an article: rarity, boost and repetition in one factor.
    pub weight: f32,
    /// The same in a passage.
    pub passage_weight: f32,
    /// Saturation of repeated matches.
    pub k1: f32,
    /// Whose words they are: the article's, or only those that stand in a quotation.
    pub of: Domain,
    /// Whether the words can be found in an article's body (not `title:`).
    pub in_body: bool,
}

impl Leaf {
    /// Whether only the first paragraphs count.
    pub fn is_lead(&self) -> bool {
        self.zones.iter().any(|zone| zone.lead)
    }

    /// Whether it is one word wherever it stands.
    pub fn is_plain(&self) -> bool {
        self.shape == Shape::Slot(0) && self.slots[0].minus_terms.is_empty() && !self.slots[0].spelling.is_asked()
    }
}

/// A field that a leaf searches.
#[derive(Debug, Clone)]
pub struct Zone {
    pub field: Field,
    /// What an occurrence counts for, by the code of the field's length: boost over length normalisation.
    pub factors: Arc<[f32; 256]>,
    /// Only the first paragraphs count.
    pub lead: bool,
}

/// One word of the query with the terms that find it.
#[derive(Debug, Clone, Default)]
pub struct Slot {
    /// Terms of the dictionary; those that start with `=` or `~` are exact forms.
    pub terms: Vec<String>,
    /// Their posting lists.
    pub lists: Vec<List>,
    /// Occurrences of these do not count: other forms at the position of a base form that was asked for exactly.
    pub minus: Vec<List>,
    /// Terms whose occurrences do not count.
    pub minus_terms: Vec<String>,
    /// Whether the terms are different words (a prefix), not names of the same occurrence (stem and surface).
    pub distinct: bool,
    /// Only occurrences that are written so count.
    pub spelling: Spelling,
    /// What was asked for; kept only where the terms are looked up on other machines.
    pub origin: Option<Origin>,
}

/// How a word has to be written. The index does not know: where any of it is asked, articles are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spelling {
    /// With a capital.
    pub capital: bool,
    /// With these apostrophes and stops, for it is looked up as another word; see [`told_apart`](crate::text::fold::told_apart).
    pub joined: Option<String>,
}

impl Spelling {
    pub fn is_asked(&self) -> bool {
        *self != Spelling::default()
    }

    /// Whether a word of a text is written so.
    pub fn fits(&self, word: &str) -> bool {
        (!self.capital || is_capital(word)) && self.joined.as_ref().is_none_or(|joined| with_joiners(word) == *joined)
    }
}

/// The word of a query that a slot was made from, folded.
#[derive(Debug, Clone)]
pub enum Origin {
    Stemmed(QueryWord),
    Exact(QueryWord),
    /// With at least one `*`.
    Pattern(String),
    Fuzzy {
        word: String,
        edits: u8,
    },
}

/// A term's posting list in one field of one segment.
#[derive(Debug, Clone)]
pub struct List {
    pub segment: usize,
    pub field: Field,
    /// Whether it is of another language than English, or of an unknown one.
    pub foreign: bool,
    pub info: TermInfo,
    /// Of an exact form: the list of the stem whose occurrences its positions count, in the articles that hold the stem; see
    /// [`crate::text::analyse::english_stem`].
    pub stem: Option<TermInfo>,
    /// The term itself where the list lies on other machines; of `info` only the number of articles means something then.
    pub name: Option<Arc<str>>,
}

/// Values of a field that is matched whole.
#[derive(Debug)]
pub struct Values {
    pub lists: Vec<List>,
}

impl Plan {
    /// All of the parts, with nothing simplified away that could change the answer.
    pub fn all(mut parts: Vec<Plan>) -> Plan {
        if parts.iter().any(|part| matches!(part, Plan::Nothing)) {
            return Plan::Nothing;
        }
        parts.retain(|part| !matches!(part, Plan::Everything));
        match parts.len() {
            0 => Plan::Everything,
            1 => parts.remove(0),
            _ => Plan::All(parts),
        }
    }

    /// Documents in any of these lists.
    pub fn values(lists: Vec<List>) -> Plan {
        if lists.is_empty() { Plan::Nothing } else { Plan::Values(Arc::new(Values { lists })) }
    }

    /// Any of the parts.
    pub fn any(mut parts: Vec<Plan>) -> Plan {
        parts.retain(|part| !matches!(part, Plan::Nothing));
        match parts.len() {
            0 => Plan::Nothing,
            1 => parts.remove(0),
            _ => Plan::Any(parts),
        }
    }

    /// The leaves that a match can owe its place to: none under a negation.
    pub fn leaves(&self) -> Vec<Arc<Leaf>> {
        let mut found = Vec::new();
        self.add_leaves(&mut found);
        found
    }

    /// The leaves that only order what others find.
    pub fn extra_leaves(&self) -> Vec<Arc<Leaf>> {
        match self {
            Plan::Preferred { extra, .. } => extra.leaves(),
            _ => Vec::new(),
        }
    }

    /// Whether any of several things will do, and nothing else is asked for: the more of them an article holds, the better
    /// it answers. Beside what must be there, alternatives are names of one thing, and one of them is enough.
    pub fn is_any_of(&self) -> bool {
        match self {
            Plan::Any(_) => true,
            Plan::All(parts) => {
                let mut asking = parts.iter().filter(|part| !part.leaves().is_empty());
                matches!((asking.next(), asking.next()), (Some(only), None) if only.is_any_of())
            }
            Plan::ParentOf(inner) | Plan::ChildrenOf(inner) => inner.is_any_of(),
            Plan::Preferred { required, .. } => required.is_any_of(),
            _ => false,
        }
    }

    fn add_leaves(&self, found: &mut Vec<Arc<Leaf>>) {
        match self {
            Plan::Leaf(leaf) => found.push(leaf.clone()),
            Plan::All(parts) | Plan::Any(parts) => parts.iter().for_each(|part| part.add_leaves(found)),
            Plan::ParentOf(inner) | Plan::ChildrenOf(inner) => inner.add_leaves(found),
            // A match owes its place in the order to `extra`, perhaps, but not its being a match.
            Plan::Preferred { required, .. } => required.add_leaves(found),
            Plan::Nothing | Plan::Everything | Plan::Not(_) | Plan::Values(_) | Plan::Days { .. } | Plan::Undated => {}
        }
    }
}
