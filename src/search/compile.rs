//! A syntax tree and an index in, a plan out.
//!
//! Every part of a query speaks either of articles or of quotations. `speaker:` and `said:` speak of one quotation;
//! side by side in one AND group they speak of the same one, and each of several speakers of one of his own. What is of
//! the other kind than the search is joined over at the group's edge. A flag is a group of its own: whatever a facet
//! counts, its flag finds.

use super::near::{CIRCLES, circle};
use super::people::People;
use super::plan::{Leaf, Plan, Slot, Zone};
use super::query::{DateRange, Expr, Node, date_range, fault};
use super::rank::{TITLE_BOOST, Weights, rarity};
use super::request::Filter;
use super::scorers::{Domain, factors};
use super::shape::Shape;
use super::slips::slips_in;
use super::terms::{EXPANSIONS_MAX, Terms};
use super::values::{Match, ValueFinder};
use crate::error::{Error, Result};
use crate::index::{Fields, Totals, day_number};
use crate::text::analyse::QueryWord;
use crate::text::fold::{fold, folded_words, told_apart};
use jiff::civil::Date;
use std::sync::Arc;
use tantivy::schema::Field;

/// A query ready to run.
#[derive(Clone)]
pub struct Compiled {
    pub plan: Plan,
    /// Days an article must have been published in, all of them; kept out of the plan so that the undated can be counted.
    pub days: Vec<(i64, i64)>,
    pub notes: Vec<String>,
    /// The folded words of each speaker asked for.
    pub speakers: Vec<Vec<String>>,
}

/// Words of which fields a leaf searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    TitleOrBody,
    Title,
    Body,
    Lead,
    Said,
}

/// Articles that may be read for how a word is written in them: a second or two of work. Guessed.
const READ_MAX: u64 = 50_000;

/// A part of a plan and what it speaks of.
struct Part {
    plan: Plan,
    of: Domain,
    /// Whether it names who speaks: nobody else can in the same quotation.
    is_speaker: bool,
}

/// What compiling needs to know.
pub struct Compiler<'c> {
    query: &'c str,
    terms: &'c Terms<'c>,
    finder: ValueFinder<'c>,
    fields: Fields,
    totals: Totals,
    weights: Weights,
    /// What is searched for.
    domain: Domain,
    days: Vec<(i64, i64)>,
    speakers: Vec<Vec<String>>,
    /// Knows who is who.
    people: Option<&'c dyn Registry>,
}

/// Knows who is who in an archive.
pub trait Registry {
    fn people(&self) -> Result<Arc<People>>;
}

impl<'c> Compiler<'c> {
    pub fn new(
        query: &'c str,
        terms: &'c Terms<'c>,
        scale: (Totals, Weights),
        fields: Fields,
        people: &'c dyn Registry,
        domain: Domain,
    ) -> Self {
        let finder = ValueFinder { terms, fields, notes: Vec::new() };
        let (days, speakers) = Default::default();
        let (totals, weights) = scale;
        Compiler { query, terms, finder, fields, totals, weights, domain, days, speakers, people: Some(people) }
    }

    /// The same, for a query that may not ask who is quoted.
    pub fn without_speakers(self) -> Self {
        Compiler { people: None, ..self }
    }

    /// The whole query with its flags, as one AND group.
    pub fn compile(mut self, node: &Node, filter: &Filter, more: Vec<Plan>) -> Result<Compiled> {
        let mut parts = Vec::new();
        let nodes = match &node.expr {
            Expr::All(nodes) => nodes.iter().collect(),
            _ => vec![node],
        };
        for node in nodes {
            match window(node) {
                Some(days) => self.days.push(days),
                None => parts.extend(self.part(node, 1.0)?),
            }
        }
        if parts.is_empty() && self.days.is_empty() && node.expr != Expr::Everything {
            parts.push(self.own(Plan::Nothing));
        }
        self.flags(filter, &mut parts)?;
        parts.extend(more.into_iter().map(|plan| self.own(plan)));
        let plan = self.all(parts);
        Ok(Compiled { plan, days: self.days, notes: self.finder.notes, speakers: self.speakers })
    }

    fn own(&self, plan: Plan) -> Part {
        Part { plan, of: self.domain, is_speaker: false }
    }

    /// The part as one of the kind searched for.
    fn lift(&self, part: Part) -> Plan {
        match (part.plan, part.of == self.domain) {
            (plan, true) => plan,
            (Plan::Nothing, _) => Plan::Nothing,
            (plan, _) if self.domain == Domain::Articles => Plan::ParentOf(Box::new(plan)),
            (plan, _) => Plan::ChildrenOf(Box::new(plan)),
        }
    }

    /// One AND group: what speaks of the other kind speaks of the same one of it, or each speaker of one of his own.
    fn all(&self, parts: Vec<Part>) -> Plan {
        let (own, other): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.of == self.domain);
        let mut plans: Vec<Plan> = own.into_iter().map(|part| part.plan).collect();
        if let Some(of) = other.first().map(|part| part.of) {
            let (speakers, rest): (Vec<Part>, Vec<Part>) = other.into_iter().partition(|part| part.is_speaker);
            let rest: Vec<Plan> = rest.into_iter().map(|part| part.plan).collect();
            let of_one = |speaker: Option<Plan>| {
                let plan = Plan::all(speaker.into_iter().chain(rest.iter().cloned()).collect());
                self.lift(Part { plan, of, is_speaker: false })
            };
            match speakers.is_empty() {
                true => plans.push(of_one(None)),
                false => plans.extend(speakers.into_iter().map(|speaker| of_one(Some(speaker.plan)))),
            }
        }
        Plan::all(plans)
    }

    /// One node; `None` when it holds no word and asks for nothing.
    fn part(&mut self, node: &Node, boost: f32) -> Result<Option<Part>> {
        Ok(match &node.expr {
            Expr::Everything => Some(self.own(Plan::Everything)),
            Expr::All(nodes) => {
                let parts = self.parts(nodes, boost)?;
                (!parts.is_empty()).then(|| self.own(self.all(parts)))
            }
            Expr::Any(nodes) => self.any(nodes, boost)?,
            Expr::Not(inner) => {
                let part = self.part(inner, boost)?;
                part.map(|part| self.own(Plan::Not(Box::new(self.lift(part)))))
            }
            Expr::Boost { factor, inner } => self.part(inner, boosted(boost, *factor))?,
            Expr::Field { name, inner } => self.field(name, inner, boost)?,
            _ => {
                let place = if self.domain == Domain::Articles { Place::TitleOrBody } else { Place::Said };
                self.leaf(node, place, boost)?
            }
        })
    }

    fn parts(&mut self, nodes: &[Node], boost: f32) -> Result<Vec<Part>> {
        let mut parts = Vec::with_capacity(nodes.len());
        for node in nodes {
            parts.extend(self.part(node, boost)?);
        }
        Ok(parts)
    }

    /// Alternatives. One that is named several times counts as often, but is looked up once.
    fn any(&mut self, nodes: &[Node], boost: f32) -> Result<Option<Part>> {
        let mut parts = Vec::new();
        for (node, times) in distinct(nodes) {
            parts.extend(self.part(node, boost * times as f32)?);
        }
        Ok(self.alternatives(parts))
    }

    fn alternatives(&self, parts: Vec<Part>) -> Option<Part> {
        let of = parts.first()?.of;
        if parts.iter().all(|part| part.of == of) {
            let is_speaker = parts.iter().all(|part| part.is_speaker);
            return Some(Part { plan: Plan::any(parts.into_iter().map(|part| part.plan).collect()), of, is_speaker });
        }
        let lifted = parts.into_iter().map(|part| self.lift(part)).collect();
        Some(self.own(Plan::any(lifted)))
    }

    /// A field's value, which may be a group of values.
    fn field(&mut self, name: &'static str, node: &Node, boost: f32) -> Result<Option<Part>> {
        let place = match name {
            "title" => Some(Place::Title),
            "body" => Some(Place::Body),
            "lead" => Some(Place::Lead),
            "said" => Some(Place::Said),
            _ => None,
        };
        match &node.expr {
            Expr::All(nodes) => {
                let mut parts = Vec::new();
                for node in nodes {
                    parts.extend(self.field(name, node, boost)?);
                }
                // Inside one field all parts speak of the same document, so the group needs no joining.
                let Some(of) = parts.first().map(|part| part.of) else { return Ok(None) };
                let is_speaker = parts.iter().any(|part| part.is_speaker);
                Ok(Some(Part { plan: Plan::all(parts.into_iter().map(|part| part.plan).collect()), of, is_speaker }))
            }
            Expr::Any(nodes) => {
                let mut parts = Vec::new();
                for (node, times) in distinct(nodes) {
                    parts.extend(self.field(name, node, boost * times as f32)?);
                }
                Ok(self.alternatives(parts))
            }
            Expr::Not(inner) => {
                let part = self.field(name, inner, boost)?;
                Ok(part.map(|part| Part { plan: Plan::Not(Box::new(part.plan)), is_speaker: false, ..part }))
            }
            Expr::Boost { factor, inner } => self.field(name, inner, boosted(boost, *factor)),
            _ => match place {
                Some(place) => self.leaf(node, place, boost),
                None => self.value(name, node).map(Some),
            },
        }
    }

    /// A value of a field that is matched whole.
    fn value(&mut self, name: &'static str, node: &Node) -> Result<Part> {
        let (value, how, exact) = match &node.expr {
            Expr::Word(value) => (value.as_str(), Match::Whole, false),
            Expr::Exact(value) => (value.as_str(), Match::Whole, true),
            Expr::Phrase { words, exact, .. } => (words.as_str(), Match::Whole, *exact),
            Expr::Pattern(value) => (value.trim_end_matches('*'), Match::Prefix, false),
            _ => return Err(fault(self.query, node.span, format!("expected a value after `{name}:`"))),
        };
        // In quotation marks a value means what the flag's would.
        let (value, exact) = match value.strip_prefix('=').filter(|_| name == "speaker") {
            Some(name) => (name, true),
            None => (value, exact),
        };
        let (value, how) = match value.strip_suffix('*').filter(|_| BEGINNINGS.contains(&name)) {
            Some(beginning) => (beginning, Match::Prefix),
            None => (value, how),
        };
        let f = self.fields;
        let plan = match name {
            "speaker" => {
                let Some(registry) = self.people else {
                    return Err(fault(self.query, node.span, "`speaker:` cannot say who a speaker is"));
                };
                let people = registry.people()?;
                let (plan, names) = self.finder.speaker(&people, value, exact).map_err(unreadable)?;
                self.speakers.push(folded_words(value).collect());
                self.speakers.extend(names.iter().map(|name| folded_words(name).collect()));
                return Ok(Part { plan, of: Domain::Quotations, is_speaker: true });
            }
            "place" => self.finder.place(name, f.place, value),
            "focus" => self.finder.place(name, f.focus, value),
            "near" => match circle(value) {
                Some(circle) => self.finder.near(value, circle),
                None => return Err(fault(self.query, node.span, "expected a circle after `near:`").hint(CIRCLES)),
            },
            "dateline" => self.finder.place(name, f.dateline, value),
            "byline" => self.finder.byline(value),
            "source" => self.finder.keyed(name, f.source, value, how),
            "section" => self.finder.keyed(name, f.section, value, how),
            "language" => self.finder.keyed(name, f.language, value, how),
            "path" => self.finder.path(value, how),
            "mentions" => self.finder.mentions(value),
            "query" => {
                let message = "a saved search cannot be named here";
                return Err(fault(self.query, node.span, message).hint("write the search itself"));
            }
            _ => Ok(match date_range(value) {
                Some(DateRange::Undated) => Plan::Undated,
                Some(DateRange::Days { from, to }) => {
                    let (from, to) = day_bounds(from, to);
                    Plan::Days { from, to }
                }
                None => Plan::Nothing,
            }),
        };
        Ok(Part { plan: plan.map_err(unreadable)?, of: Domain::Articles, is_speaker: false })
    }

    /// The flags, each an alternative of its values.
    fn flags(&mut self, filter: &Filter, parts: &mut Vec<Part>) -> Result<()> {
        self.days.extend(filter.days());
        for (name, values) in filter.named() {
            let mut alternatives = Vec::new();
            for value in values {
                alternatives.push(self.value(name, &flag_node(name, value))?);
            }
            let lifted = self.alternatives(alternatives).map(|part| self.lift(part));
            parts.extend(lifted.map(|plan| self.own(plan)));
        }
        if !filter.roots.is_empty() {
            let roots = filter.roots.iter().map(|root| self.finder.term(self.fields.root, root));
            let roots = roots.collect::<tantivy::Result<Vec<Plan>>>().map_err(unreadable)?;
            parts.push(Part { plan: Plan::any(roots), of: Domain::Articles, is_speaker: false });
        }
        Ok(())
    }

    /// Words in a place of the text.
    fn leaf(&mut self, node: &Node, place: Place, boost: f32) -> Result<Option<Part>> {
        let of = if place == Place::Said { Domain::Quotations } else { Domain::Articles };
        let zones = self.zones(place);
        let fields: Vec<Field> = zones.iter().map(|zone| zone.field).collect();
        let mut slots = Vec::new();
        let Some(shape) = self.shape(node, &fields, place, &mut slots)? else {
            let text = node.span.of(self.query);
            self.finder.notes.push(format!("`{text}` holds no letter or digit and was left out"));
            return Ok(None);
        };
        let holding = slots.iter().map(|slot| self.terms.holding(slot, &fields));
        let holding = holding.collect::<tantivy::Result<Vec<u64>>>().map_err(unreadable)?;
        if !can_match(&shape, &holding) {
            return Ok(Some(Part { plan: Plan::Nothing, of, is_speaker: false }));
        }
        // A word said is as rare as it is in the articles, quoted or not.
        let rarities: Vec<f32> = holding.iter().map(|holding| rarity(*holding, self.totals.articles)).collect();
        let in_articles: Vec<f32> = rarities.iter().map(|rarity| self.weights.in_articles(*rarity)).collect();
        let (weight, passage_weight) = (boost * told(&shape, &in_articles), boost * told(&shape, &rarities));
        let (text, k1) = (node.to_string(), self.weights.k1);
        let leaf = Leaf { text, slots, shape, zones, weight, passage_weight, k1, of, in_body: place != Place::Title };
        Ok(Some(Part { plan: Plan::Leaf(Arc::new(leaf)), of, is_speaker: false }))
    }

    /// A phrase as quotations hold it, weighed by nothing: for whoever looks for words that are said again, of which each
    /// costs a look into its posting lists to be weighed.
    pub fn said_again(&self, phrase: &str) -> Result<Option<Leaf>> {
        let zones = self.zones(Place::Said);
        let fields: Vec<Field> = zones.iter().map(|zone| zone.field).collect();
        let mut slots = Vec::new();
        let expr = Expr::Phrase { words: phrase.to_owned(), slop: 0, exact: false };
        let node = Node { expr, span: crate::article::Span::default() };
        let shape = self.phrase(&node, (phrase, 0, false), &fields, &mut slots)?;
        let (text, k1, of) = (phrase.to_owned(), self.weights.k1, Domain::Quotations);
        let (weight, passage_weight) = (0.0, 0.0);
        Ok(shape.map(|shape| Leaf { text, slots, shape, zones, weight, passage_weight, k1, of, in_body: true }))
    }

    fn zones(&self, place: Place) -> Vec<Zone> {
        let average = |tokens: u64, documents: u64| tokens as f32 / documents.max(1) as f32;
        let Totals { articles, quotations, title_tokens, body_tokens, said_words } = self.totals;
        let zone = |field, boost, length, lead| Zone { field, factors: factors(boost, length, self.weights.b), lead };
        let title = |boost| zone(self.fields.title, boost, average(title_tokens, articles), false);
        let body = |lead| zone(self.fields.body, 1.0, average(body_tokens, articles), lead);
        match place {
            Place::TitleOrBody => vec![body(false), title(TITLE_BOOST)],
            Place::Title => vec![title(1.0)],
            Place::Body => vec![body(false)],
            Place::Lead => vec![body(true)],
            Place::Said => vec![zone(self.fields.body, 1.0, average(said_words, quotations), false)],
        }
    }

    /// The shape of one positional node, its words added to `slots`; `None` when it holds no word.
    fn shape(&mut self, node: &Node, fields: &[Field], place: Place, slots: &mut Vec<Slot>) -> Result<Option<Shape>> {
        Ok(match &node.expr {
            Expr::Word(text) => {
                self.finder
                    .notes
                    .extend(meant_otherwise(text).filter(|_| self.query.trim() != text || text.starts_with('!')));
                self.phrase(node, (text, 0, false), fields, slots)?
            }
            Expr::Exact(text) => self.phrase(node, (text, 0, true), fields, slots)?,
            Expr::Phrase { words, slop, exact } => self.phrase(node, (words, *slop, *exact), fields, slots)?,
            Expr::Pattern(pattern) => Some(self.pattern(pattern, node, fields, slots)?),
            Expr::Fuzzy { word, edits } => Some(self.fuzzy(word, *edits, node, fields, slots)?),
            Expr::Any(nodes) => self.shapes(nodes, fields, place, slots)?.map(Shape::Any),
            Expr::Near { distance, ordered, parts } => self
                .shapes(parts, fields, place, slots)?
                .map(|parts| Shape::Near { distance: *distance, ordered: *ordered, parts }),
            Expr::Within { unit, parts } => {
                if place == Place::Said {
                    let message = format!("`{}` is not supported inside quotations", unit.operator());
                    return Err(fault(self.query, node.span, message).hint("use `NEAR/9`"));
                }
                self.shapes(parts, fields, place, slots)?.map(|parts| Shape::Within { unit: *unit, parts })
            }
            Expr::AtLeast { times, inner } => self
                .shape(inner, fields, place, slots)?
                .map(|inner| Shape::AtLeast { times: *times, inner: Box::new(inner) }),
            Expr::Caps(inner) => {
                let first = slots.len();
                let shape = self.shape(inner, fields, place, slots)?;
                slots[first..].iter_mut().for_each(|slot| slot.spelling.capital = true);
                self.check_read(&slots[first..], fields, node)?;
                shape
            }
            _ => return Err(fault(self.query, node.span, "expected words or phrases here")),
        })
    }

    /// The index keeps words without their capitals and what joins them, so the articles that have all of some words are read: a
    /// bounded number of them.
    fn check_read(&self, slots: &[Slot], fields: &[Field], node: &Node) -> Result<()> {
        let holding: tantivy::Result<Vec<u64>> = slots.iter().map(|slot| self.terms.holding(slot, fields)).collect();
        let articles = holding.map_err(unreadable)?.into_iter().min().unwrap_or(0);
        if articles <= READ_MAX {
            return Ok(());
        }
        let message =
            format!("`{node}` would read {articles} articles for how it is written there; at most {READ_MAX}");
        Err(fault(self.query, node.span, message).hint("ask for a rarer word or for a phrase with one"))
    }

    fn shapes(
        &mut self,
        nodes: &[Node],
        fields: &[Field],
        place: Place,
        slots: &mut Vec<Slot>,
    ) -> Result<Option<Vec<Shape>>> {
        let mut shapes = Vec::with_capacity(nodes.len());
        for node in nodes {
            shapes.extend(self.shape(node, fields, place, slots)?);
        }
        Ok((!shapes.is_empty()).then_some(shapes))
    }

    /// One word, or several in order (`well-known` is two).
    fn phrase(
        &self,
        node: &Node,
        (text, slop, exact): (&str, u32, bool),
        fields: &[Field],
        slots: &mut Vec<Slot>,
    ) -> Result<Option<Shape>> {
        let words = self.terms.words(text);
        let first = slots.len();
        let mut placed = Vec::with_capacity(words.len());
        for word in &words {
            let slot = match word {
                // In the index it stands with the character behind it, where there is one.
                lone if lone.is_lone => {
                    let found = self.terms.pattern(&format!("{}*", lone.folded), fields).map_err(unreadable)?;
                    match found {
                        // Beside others it may stand alone as it does in the query (`第2部`).
                        Err(_) if words.len() > 1 => self.terms.stemmed(lone, fields).map_err(unreadable)?,
                        found => self.found(found.ok(), node)?,
                    }
                }
                word if exact => self.exact(word, word.span.of(text), fields)?,
                word => self.terms.stemmed(word, fields).map_err(unreadable)?,
            };
            placed.push((slots.len(), word.position - words[0].position));
            slots.push(slot);
        }
        if slots[first..].iter().any(|slot| slot.spelling.is_asked()) {
            self.check_read(&slots[first..], fields, node)?;
        }
        Ok(match placed.len() {
            0 => None,
            1 => Some(Shape::Slot(first)),
            _ => Some(Shape::Phrase { slots: placed, slop }),
        })
    }

    /// A word as it is written: where it is looked up as another (`he’ll`, `U.S.`), the articles are read.
    fn exact(&self, word: &QueryWord, typed: &str, fields: &[Field]) -> Result<Slot> {
        let mut slot = self.terms.exact(word, fields).map_err(unreadable)?;
        slot.spelling.joined = told_apart(typed);
        Ok(slot)
    }

    fn pattern(&self, pattern: &str, node: &Node, fields: &[Field], slots: &mut Vec<Slot>) -> Result<Shape> {
        let folded: String = pattern.split('*').map(fold).collect::<Vec<_>>().join("*");
        let found = self.terms.pattern(&folded, fields).map_err(unreadable)?;
        slots.push(self.found(found.ok(), node)?);
        Ok(Shape::Slot(slots.len() - 1))
    }

    fn fuzzy(&mut self, word: &str, edits: u8, node: &Node, fields: &[Field], slots: &mut Vec<Slot>) -> Result<Shape> {
        let folded = fold(word);
        let slips = slips_in(&folded, edits);
        if slips < edits {
            let room = if slips == 0 { "no slip" } else { "one slip" };
            self.finder.notes.push(format!("`{node}`: so short a word has room for {room}"));
        }
        let found = self.terms.fuzzy(&folded, edits, fields).map_err(unreadable)?;
        slots.push(self.found(found.ok(), node)?);
        Ok(Shape::Slot(slots.len() - 1))
    }

    /// What a node stands for, unless that is too much.
    fn found(&self, found: Option<Slot>, node: &Node) -> Result<Slot> {
        found.ok_or_else(|| {
            let message = format!("`{}` stands for more than {EXPANSIONS_MAX} words", node);
            fault(self.query, node.span, message).hint("write more of its letters")
        })
    }
}

/// The nodes that differ, with how often each is there.
fn distinct(nodes: &[Node]) -> Vec<(&Node, usize)> {
    let mut counted: Vec<(&Node, usize)> = Vec::new();
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for node in nodes {
        match seen.entry(node.to_string()) {
            std::collections::hash_map::Entry::Occupied(at) => counted[*at.get()].1 += 1,
            std::collections::hash_map::Entry::Vacant(at) => {
                at.insert(counted.len());
                counted.push((node, 1));
            }
        }
    }
    counted
}

/// Whether the words a shape cannot do without are in the index at all; told by how many articles hold each slot's.
fn can_match(shape: &Shape, holding: &[u64]) -> bool {
    match shape {
        Shape::Slot(slot) => holding[*slot] > 0,
        Shape::Phrase { slots, .. } => slots.iter().all(|(slot, _)| holding[*slot] > 0),
        Shape::Any(parts) => parts.iter().any(|part| can_match(part, holding)),
        Shape::Near { parts, .. } | Shape::Within { parts, .. } => parts.iter().all(|part| can_match(part, holding)),
        Shape::AtLeast { inner, .. } => can_match(inner, holding),
    }
}

/// Boosts inside one another multiply. Beyond this the sums of scores would no longer be numbers; guessed: far beyond
/// any that is meant.
const BOOST_MAX: f32 = 1e6;

fn boosted(boost: f32, factor: f32) -> f32 {
    (boost * factor).min(BOOST_MAX)
}

/// How much a shape tells: words that must stand together tell what they tell together.
fn told(shape: &Shape, of_slot: &[f32]) -> f32 {
    let parts_of = |parts: &[Shape]| parts.iter().map(|part| told(part, of_slot)).collect::<Vec<f32>>();
    match shape {
        Shape::Slot(slot) => of_slot[*slot],
        Shape::Phrase { slots, .. } => slots.iter().map(|(slot, _)| of_slot[*slot]).sum(),
        Shape::Any(parts) => parts_of(parts).into_iter().fold(0.0, f32::max),
        Shape::Near { parts, .. } | Shape::Within { parts, .. } => parts_of(parts).into_iter().sum(),
        Shape::AtLeast { inner, .. } => told(inner, of_slot),
    }
}

/// The days of a `date:` that stands alone, other than `date:none`.
fn window(node: &Node) -> Option<(i64, i64)> {
    let Expr::Field { name: "date", inner } = &node.expr else { return None };
    let Expr::Word(value) = &inner.expr else { return None };
    match date_range(value)? {
        DateRange::Undated => None,
        DateRange::Days { from, to } => Some(day_bounds(from, to)),
    }
}

pub(super) fn day_bounds(from: Option<Date>, to: Option<Date>) -> (i64, i64) {
    (from.map_or(i64::MIN, day_number), to.map_or(i64::MAX, day_number))
}

/// Fields whose values can be named by their beginning, with a `*` behind it.
const BEGINNINGS: [&str; 4] = ["source", "section", "language", "path"];

/// A flag's value as the node that `field:value` would be.
pub(super) fn flag_node(name: &str, value: &str) -> Node {
    let beginning = value.strip_suffix('*').filter(|_| BEGINNINGS.contains(&name));
    // In quotation marks where it would not be one word of a query: it means the same, and can be printed and read again.
    let is_one_word = |value: &str| value.chars().all(|c| c.is_alphanumeric() || matches!(c, '=' | '-' | '.' | '/'));
    let is_word = !value.is_empty() && is_one_word(value);
    let phrase = |words: &str, exact| Expr::Phrase { words: words.to_string(), slop: 0, exact };
    let expr = match value.strip_prefix('=') {
        Some(exact) if name == "speaker" && is_word => Expr::Exact(exact.to_string()),
        Some(exact) if name == "speaker" => phrase(exact, true),
        _ if beginning.is_some_and(is_one_word) => Expr::Pattern(value.to_string()),
        _ if is_word => Expr::Word(value.to_string()),
        _ => phrase(value, false),
    };
    Node { expr, span: crate::article::Span::default() }
}

/// An error of ours under an interface that knows only tantivy's; [`unreadable`] finds it again.
pub fn hidden(error: Error) -> tantivy::TantivyError {
    std::io::Error::other(error).into()
}

/// A failure below us: the index could not be read, or, where it lies elsewhere, could not be asked: see [`hidden`].
pub fn unreadable(error: tantivy::TantivyError) -> Error {
    if let tantivy::TantivyError::IoError(io) = &error
        && let Some(ours) = io.get_ref().and_then(|inner| inner.downcast_ref::<Error>())
    {
        return ours.clone();
    }
    Error::new(format!("cannot read the index: {error}")).hint("rebuild it with `dateline index --rebuild`").damage()
}

/// `near/5`, `NEAR5`, `w/5`, `pre/3`: how near, as it is written elsewhere.
fn is_distance(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let name = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_number = name.len() < lower.len();
    matches!(name, "near/" | "adj/") || has_number && matches!(name, "near" | "adj" | "w/" | "n/" | "pre/" | "within/")
}

/// `atleast3` apart from what it counts.
fn is_at_least(word: &str) -> bool {
    word.to_ascii_lowercase().strip_prefix("atleast").is_some_and(|digits| digits.parse::<u32>().is_ok())
}

/// What to say of a word that looks like an operator of this language, or of another search's.
fn meant_otherwise(word: &str) -> Option<String> {
    let hint = match word {
        "or" | "|" | "||" => "`OR` joins alternatives",
        "not" | "ANDNOT" | "andnot" | "BUTNOT" => "`NOT` leaves out",
        "&" | "&&" => "words are joined by AND as it is",
        _ if word.starts_with('!') && word.contains(char::is_alphanumeric) => "`-` before a word leaves it out",
        _ if is_distance(word) => "distances are written `NEAR/5` and `ADJ/5`",
        _ if is_at_least(word) => "`atleast3(…)` has its parenthesis right behind it",
        _ => return None,
    };
    Some(format!("`{word}` is no operator; {hint}"))
}
