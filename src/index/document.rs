//! An article with its annotations in, its family of documents out.

use super::distances::distances;
use super::echo::{echo_term, opening_words};
use super::keys::{self, key, place_keys, point_key};
use super::packed::{self, Packing};
use super::passages::passages;
use super::said::{self, Fragment};
use super::schema::Fields;
use super::{StoredArticle, record};
use crate::article::{
    Annotations, Article, DateMention, Dateline, Fingerprint, Place, PlaceKind, Quotation, QuotationKind, Span,
    SpeakerKind,
};
use crate::error::{Error, Result};
use crate::text::analyse::with_language_header;
use crate::text::fold::fold;
use crate::text::sentences::sentences;
use crate::text::words::words;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::iter::{Chain, Empty, Map};
use std::slice::Iter;
use tantivy::schema::document::{Document as TantivyDocument, ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::schema::{Field, OwnedValue};

/// A document on its way into the index. Tantivy's own copies every value into one buffer; this one hands
/// the text over as it is.
#[derive(Default)]
pub(super) struct Document {
    values: Vec<(Field, OwnedValue)>,
    /// Apart, for a long article has millions of them: three quarters of the room saved.
    numbers: Vec<Number>,
    /// Dropped with the document, which tantivy does once it is indexed.
    _guard: Option<Guard>,
}

/// A field's number, in two halves, so that it takes no more room than they and the field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    field: Field,
    halves: [u32; 2],
}

impl Number {
    fn new(field: Field, value: u64) -> Number {
        Number { field, halves: [(value >> 32) as u32, value as u32] }
    }

    fn value(self) -> u64 {
        u64::from(self.halves[0]) << 32 | u64::from(self.halves[1])
    }
}

impl Document {
    /// With room for so many values, and so many numbers.
    fn with_room(values: usize, numbers: usize) -> Document {
        Document { values: Vec::with_capacity(values), numbers: Vec::with_capacity(numbers), _guard: None }
    }

    fn text(&mut self, field: Field, value: impl Into<String>) {
        self.values.push((field, OwnedValue::Str(value.into())));
    }

    /// Every value that is no number of [`Self::numbers`], with its field, in the order they were given.
    pub(super) fn values(&self) -> &[(Field, OwnedValue)] {
        &self.values
    }

    /// The unsigned numbers of a field, in the order they were given.
    pub(super) fn numbers(&self, field: Field) -> impl Iterator<Item = u64> {
        self.numbers.iter().filter(move |number| number.field == field).map(|number| number.value())
    }

    fn bytes(&mut self, field: Field, value: impl Into<Vec<u8>>) {
        self.values.push((field, OwnedValue::Bytes(value.into())));
    }

    fn u64(&mut self, field: Field, value: u64) {
        self.numbers.push(Number::new(field, value));
    }

    fn i64(&mut self, field: Field, value: i64) {
        self.values.push((field, OwnedValue::I64(value)));
    }

    /// Values that are counted: each once, in order.
    fn keys(&mut self, field: Field, keys: impl IntoIterator<Item = String>) {
        let mut keys: Vec<String> = keys.into_iter().collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.text(field, cut(key));
        }
    }
}

impl TantivyDocument for Document {
    type Value<'a> = DocumentValue<'a>;
    type FieldsValuesIter<'a> = Chain<
        Map<Iter<'a, (Field, OwnedValue)>, fn(&'a (Field, OwnedValue)) -> (Field, DocumentValue<'a>)>,
        Map<Iter<'a, Number>, fn(&'a Number) -> (Field, DocumentValue<'a>)>,
    >;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let value: fn(&(Field, OwnedValue)) -> (Field, DocumentValue<'_>) =
            |(field, value)| (*field, DocumentValue::Value(value));
        let number: fn(&Number) -> (Field, DocumentValue<'_>) =
            |number| (number.field, DocumentValue::Number(number.value()));
        self.values.iter().map(value).chain(self.numbers.iter().map(number))
    }
}

/// A value of a document, as tantivy asks for it.
#[derive(Debug, Clone, Copy)]
pub(super) enum DocumentValue<'a> {
    Value(&'a OwnedValue),
    Number(u64),
}

impl<'a> Value<'a> for DocumentValue<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        match self {
            DocumentValue::Number(number) => ReferenceValueLeaf::U64(*number).into(),
            DocumentValue::Value(value) => match value.as_value() {
                ReferenceValue::Leaf(leaf) => ReferenceValue::Leaf(leaf),
                // No field of ours holds others.
                ReferenceValue::Array(_) | ReferenceValue::Object(_) => ReferenceValueLeaf::Null.into(),
            },
        }
    }
}

/// Values that most articles have; only room, not a bound.
const OTHER_VALUES: usize = 128;
/// Numbers beside one for each passage, sentence, paragraph and hash and a few for each quotation.
const OTHER_NUMBERS: usize = 8;
/// The same of a quotation.
const QUOTATION_VALUES: usize = 5;
const QUOTATION_NUMBERS: usize = 3;

/// A term may not be longer than 64 KiB; no name is, and an address that is cannot be asked for.
const TERM_BYTES_MAX: usize = 8 << 10;

fn cut(mut value: String) -> String {
    if value.len() > TERM_BYTES_MAX {
        let end = (0..=TERM_BYTES_MAX).rev().find(|&i| value.is_char_boundary(i)).unwrap_or(0);
        value.truncate(end);
    }
    value
}

/// Something to be let go when an article has been indexed.
pub type Guard = Box<dyn std::any::Any + Send + Sync>;

/// An article ready for [`super::Writer::add`]: all that can be done away from the writer is done.
pub struct Family(pub(super) Vec<Document>);

impl Family {
    /// With the digest of the record that the article was made of.
    pub fn of_record(mut self, digest: u64, fields: &Fields) -> Family {
        if let Some(article) = self.0.first_mut() {
            article.u64(fields.raw, digest);
        }
        self
    }
}

/// A family whose article is still to be packed. Apart, for what packs is quickest when it goes from one article to the next.
pub struct Unpacked {
    documents: Vec<Document>,
    id: String,
    record: Vec<u8>,
    text: String,
    language: Option<String>,
}

/// The documents of one article, packed: see [`unpacked`].
pub fn family(
    stored: StoredArticle,
    article_key: i64,
    fields: &Fields,
    packing: &Packing,
    guard: Option<Guard>,
) -> Result<Family> {
    unpacked(stored, article_key, fields, guard).pack(fields, packing)
}

/// The documents of one article: itself, then its quotations in text order. Its passages are found here, and
/// its sentences where nobody annotated it: searching within a sentence needs them. `guard` lives as long as
/// the article waits in the writer's queue: what bounds that queue, which tantivy itself bounds only by number.
pub fn unpacked(mut stored: StoredArticle, article_key: i64, fields: &Fields, guard: Option<Guard>) -> Unpacked {
    let Article { text, paragraphs, language, .. } = &stored.article;
    if stored.annotations.sentences.is_empty() {
        stored.annotations.sentences = sentences(text, paragraphs, language.as_deref());
    }
    let words = WordStarts::of(text);
    stored.passages = passages(&words.bytes, paragraphs, &stored.annotations.sentences);
    let input = keys::input_term(&stored.root, &stored.path);
    let article = Document { _guard: guard, ..article_document(&stored, &words, article_key, input, fields) };
    // A long article's words take more than its text.
    drop(words);
    let quotations = &stored.annotations.quotations;
    let is_long = stored.article.text.len() > packed::LONG;
    let quotations = (1..).zip(quotations).map(|(n, quotation)| {
        let mut document = quotation_document(&stored, quotation, n, fields);
        if is_long {
            document.values.shrink_to_fit();
        }
        document
    });
    let mut documents = Vec::with_capacity(1 + stored.annotations.quotations.len());
    documents.push(article);
    documents.extend(quotations);
    let record = record::encode(&stored);
    let Article { text, language, .. } = stored.article;
    Unpacked { documents, id: stored.id, record, text, language }
}

impl Unpacked {
    /// With the record and the text, packed, and the text to be indexed.
    pub fn pack(self, fields: &Fields, packing: &Packing) -> Result<Family> {
        let Unpacked { mut documents, id, record, text, language } = self;
        let packed = packing.pack(&record, &text);
        let packed = packed.map_err(|e| Error::new(format!("cannot pack article `{id}`: {e}")))?;
        if let Some(article) = documents.first_mut() {
            article.bytes(fields.record, packed);
            article.text(fields.body, with_language_header(language.as_deref(), text));
        }
        Ok(Family(documents))
    }
}

/// All of an article's document but its text and its record.
fn article_document(
    stored: &StoredArticle,
    words: &WordStarts,
    article_key: i64,
    input: [u8; 16],
    f: &Fields,
) -> Document {
    let (article, annotations) = (&stored.article, &stored.annotations);
    let language = article.language.as_deref();
    let starts =
        [(f.passages, &stored.passages), (f.sentences, &annotations.sentences), (f.paragraphs, &article.paragraphs)];
    let n_starts: usize = starts.iter().map(|(_, spans)| spans.len()).sum();
    let n_numbers = n_starts + 3 * annotations.quotations.len() + annotations.fingerprint.sketch.len();
    let mut d = Document::with_room(OTHER_VALUES, n_numbers + OTHER_NUMBERS);
    d.text(f.article, stored.id.as_str());
    d.bytes(f.input, input);
    d.bytes(f.content, keys::content_term(&article.title, &article.text));
    d.text(f.root, stored.root.as_str());
    d.u64(f.ordinal, 0);
    d.u64(f.quotations, annotations.quotations.len() as u64);
    d.i64(f.article_key, article_key);
    d.text(f.title, with_language_header(language, article.title.clone()));
    d.keys(f.speaker, annotations.quotations.iter().filter_map(person_key));
    d.keys(f.source, article.source.as_deref().map(key));
    d.keys(f.section, article.section.as_deref().map(key));
    d.keys(f.language, language.map(key));
    d.keys(f.byline, article.byline.iter().map(|name| key(name)));
    add_places(&mut d, stored, f);
    add_published(&mut d, stored, f);
    d.keys(f.mentions, mentioned(&annotations.dates));
    for (field, spans) in starts {
        for distance in distances(spans.iter().map(|span| words.position_at(span.start))) {
            d.u64(field, distance);
        }
    }
    let Fingerprint { sketch, words: n_words } = &annotations.fingerprint;
    if *n_words > 0 {
        d.u64(f.words, u64::from(*n_words));
        distances(sketch.iter().map(|hash| u64::from(*hash))).for_each(|distance| d.u64(f.sketch, distance));
    }
    d.text(f.path, cut(stored.shown_path()));
    if let Some(url) = &article.url {
        d.text(f.url, cut(url.clone()));
        // A part of a page is found, and withheld, by the page too.
        if let Some((page, _)) = url.split_once('#') {
            d.text(f.url, cut(page.to_owned()));
        }
    }
    for value in said::encode(fragments(&annotations.quotations, words)) {
        d.u64(f.said, value);
    }
    d
}

/// It says nothing that its article says: there are some thirty of them to an article, and each value costs its time
/// and room thirty times.
fn quotation_document(stored: &StoredArticle, quotation: &Quotation, ordinal: u64, f: &Fields) -> Document {
    let text = &stored.article.text;
    let mut d = Document::with_room(QUOTATION_VALUES, QUOTATION_NUMBERS);
    d.u64(f.ordinal, ordinal);
    // What is only reported is nobody's own words: no echo.
    if quotation.kind != QuotationKind::Indirect
        && let Some(opening) = echo_term(&opening_words(&quotation.words(text)))
    {
        d.text(f.opening, opening);
    }
    if let Some(speaker) = &quotation.speaker {
        d.text(f.speaker_words, speaker.name.as_str());
        let mention = speaker.mention.of(text);
        // Mostly the surname, which the name has.
        if mention != speaker.name && !speaker.name.split(' ').any(|word| word == mention) {
            d.text(f.speaker_words, mention);
        }
    }
    d.keys(f.speaker, person_key(quotation));
    d.text(f.kind, quotation.kind.name());
    d.u64(f.kind_number, kind_number(quotation.kind));
    d.u64(f.confidence, confidence_number(quotation.confidence));
    d
}

/// The number `confidence` holds for a confidence.
pub fn confidence_number(confidence: f32) -> u64 {
    (confidence.clamp(0.0, 1.0) * 1000.0).round() as u64
}

/// The number `kind_number` holds for a kind.
pub fn kind_number(kind: QuotationKind) -> u64 {
    match kind {
        QuotationKind::Direct => 0,
        QuotationKind::Mixed => 1,
        QuotationKind::Indirect => 2,
    }
}

/// Which words the quotations hold, fragment by fragment.
fn fragments<'q>(quotations: &'q [Quotation], words: &'q WordStarts) -> impl Iterator<Item = Fragment> + 'q {
    (1..).zip(quotations).flat_map(move |(quotation, of)| {
        of.fragments.iter().map(move |fragment| {
            let (start, end) = words.positions_in(*fragment);
            Fragment { quotation, start, words: end - start }
        })
    })
}

fn person_key(quotation: &Quotation) -> Option<String> {
    let speaker = quotation.speaker.as_ref().filter(|s| s.kind == SpeakerKind::Person)?;
    Some(key(&speaker.name))
}

fn add_places(d: &mut Document, stored: &StoredArticle, f: &Fields) {
    let Annotations { dateline, places, focus, .. } = &stored.annotations;
    let resolved = || places.iter().filter_map(|m| Some((m, m.place.as_ref()?)));
    // Few places have most of the mentions: a key is made once for each.
    let mut distinct: Vec<&Place> = Vec::new();
    let mut called: Vec<(&str, &Place)> = Vec::new();
    for (mention, place) in resolved() {
        let known = distinct.iter().find(|known| **known == place).copied();
        let place = known.unwrap_or_else(|| {
            distinct.push(place);
            place
        });
        let alias = (mention.span.of(&stored.article.text), place);
        let is_known = |known: &(&str, &Place)| std::ptr::eq(known.1, place) && known.0 == alias.0;
        if alias.0 != place.path.last().unwrap_or(&place.name) && !called.iter().any(is_known) {
            called.push(alias);
        }
    }
    d.keys(f.place, distinct.iter().flat_map(|place| place_keys(&place.path)));
    let aliases = called.into_iter().filter_map(|(written, place)| {
        let written = fold(written);
        let name = place.path.last().unwrap_or(&place.name);
        (written != fold(name)).then(|| format!("{written}{}{}", keys::KEY_SEPARATOR, place.path.join("/")))
    });
    d.keys(f.place_alias, aliases);
    let points = distinct.iter().filter(|place| place.feature.is_point());
    d.keys(f.place_point, points.map(|place| point_key(place.lat, place.lon, &place.path)));
    d.keys(f.focus, focus.iter().flat_map(|place| place_keys(&place.path)));
    let filed_at = || resolved().filter(|(m, _)| m.kind == PlaceKind::Dateline);
    if filed_at().next().is_some() {
        d.keys(f.dateline, filed_at().flat_map(|(_, place)| place_keys(&place.path)));
    } else if let Some(Dateline { place: Some(name), .. }) = dateline {
        d.keys(f.dateline, [key(name)]);
    }
}

fn add_published(d: &mut Document, stored: &StoredArticle, f: &Fields) {
    let Some(published) = &stored.article.published else { return };
    let (from, to) = published.span();
    let clock =
        published.time.map_or(0, |t| (i64::from(t.hour()) * 60 + i64::from(t.minute())) * 60 + i64::from(t.second()));
    d.i64(f.published, day_number(from) * 86_400 + clock);
    d.i64(f.from_day, day_number(from));
    d.i64(f.to_day, day_number(to));
}

/// Days since 1970-01-01: what `from_day` and `to_day` hold.
pub fn day_number(date: Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}

/// The day of a number made by [`day_number`]; `None` outside the years a date can have.
pub fn day_of_number(number: i64) -> Option<Date> {
    let days = i32::try_from(number).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The years, months and days that mentioned dates touch, a term for each. Who says "in 1986" speaks of that year and of none
/// of its months, and who says "in May" of none of its days.
fn mentioned(dates: &[DateMention]) -> BTreeSet<String> {
    // A range that long names no month or year in particular ("for centuries").
    const YEARS_MAX: i16 = 200;
    const MONTHS_MAX: i32 = 120;
    const DAYS_MAX: i64 = 31;
    let mut terms = BTreeSet::new();
    for mention in dates.iter().filter(|m| m.from <= m.to) {
        let (from, to) = (mention.from, mention.to);
        if to.year() - from.year() > YEARS_MAX {
            continue;
        }
        terms.extend((from.year()..=to.year()).map(|year| format!("{year:04}")));
        let month = |d: Date| i32::from(d.year()) * 12 + i32::from(d.month()) - 1;
        if month(to) - month(from) <= MONTHS_MAX {
            let mut m = month(from);
            while m <= month(to) {
                let year = m.div_euclid(12);
                // Whether its first month is here and its last.
                if m.rem_euclid(12) == 0 && m + 11 <= month(to) {
                    m += 12;
                } else {
                    terms.insert(format!("{year:04}-{:02}", m.rem_euclid(12) + 1));
                    m += 1;
                }
            }
        }
        let is_month = from.day() == 1 && to == from.last_of_month();
        if day_number(to) - day_number(from) < DAYS_MAX && !is_month {
            terms.extend((day_number(from)..=day_number(to)).filter_map(day_of_number).map(|d| d.to_string()));
        }
    }
    terms
}

/// Where the words of a text begin, in bytes and in positions.
struct WordStarts {
    bytes: Vec<usize>,
    positions: Vec<u32>,
    /// One past the last word's position.
    end: u32,
}

impl WordStarts {
    fn of(text: &str) -> WordStarts {
        // A word of running English takes six bytes with its space.
        let about = text.len() / 6 + 1;
        let (mut bytes, mut positions) = (Vec::with_capacity(about), Vec::with_capacity(about));
        let mut words = words(text);
        for word in words.by_ref() {
            bytes.push(word.start);
            positions.push(word.position);
        }
        WordStarts { bytes, positions, end: words.next_position() }
    }

    /// The position of the first word at or after a byte.
    fn position_at(&self, byte: usize) -> u64 {
        u64::from(self.position_of(self.words_before(byte)))
    }

    /// The position of the first word in a span, and the one past its last.
    fn positions_in(&self, span: Span) -> (u32, u32) {
        let (first, end) = (self.words_before(span.start), self.words_before(span.end));
        let start = self.position_of(first);
        (start, if first < end { self.positions[end - 1] + 1 } else { start })
    }

    fn words_before(&self, byte: usize) -> usize {
        self.bytes.partition_point(|&start| start < byte)
    }

    fn position_of(&self, word: usize) -> u32 {
        self.positions.get(word).copied().unwrap_or(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_from_1970() {
        for (day, number) in
            [(date(1970, 1, 1), 0), (date(1969, 12, 31), -1), (date(2000, 2, 29), 11_016), (date(1600, 3, 1), -135_080)]
        {
            assert_eq!(day_number(day), number);
            assert_eq!(day_of_number(number), Some(day));
        }
    }

    #[test]
    fn mentioned_ranges_touch_years_months_and_days() {
        let check = |from, to, expected: &str| {
            let terms = mentioned(&[DateMention { span: Span::default(), from, to }]);
            assert_eq!(terms.into_iter().collect::<Vec<_>>().join(" "), expected);
        };
        check(date(2022, 2, 24), date(2022, 2, 24), "2022 2022-02 2022-02-24");
        check(date(2021, 12, 31), date(2022, 1, 1), "2021 2021-12 2021-12-31 2022 2022-01 2022-01-01");
        check(date(1000, 1, 1), date(2000, 1, 1), "");
        check(date(2024, 2, 1), date(2024, 2, 29), "2024 2024-02");
        check(date(2024, 2, 1), date(2024, 2, 2), "2024 2024-02 2024-02-01 2024-02-02");
        check(date(2024, 1, 1), date(2024, 12, 31), "2024");
        check(date(2024, 1, 2), date(2025, 1, 30), "2024 2025 2025-01");
        assert_eq!(
            mentioned(&[DateMention { span: Span::default(), from: date(1990, 1, 1), to: date(1999, 12, 31) }]).len(),
            10
        );
    }

    #[test]
    fn an_article_and_its_quotations_stand_side_by_side() {
        let (_, f) = super::super::schema::schema();
        let stored = super::super::record::tests::full();
        let Family(documents) = family(stored, 7, &f, &Packing::default(), None).unwrap();
        let values = |n: usize, field: Field| -> Vec<String> {
            let all = documents[n].iter_fields_and_values().filter(|(f, _)| *f == field);
            all.map(|(_, value)| match value {
                DocumentValue::Value(OwnedValue::Str(text)) => text.replace('\u{1}', "|"),
                DocumentValue::Number(number) => number.to_string(),
                DocumentValue::Value(other) => format!("{other:?}"),
            })
            .collect()
        };
        assert_eq!(documents.len(), 2);
        assert_eq!((values(0, f.ordinal), values(1, f.ordinal)), (vec!["0".into()], vec!["1".into()]));
        assert_eq!(values(0, f.quotations), ["1"]);
        assert_eq!((values(0, f.article).len(), values(1, f.article).len()), (1, 0));
        assert_eq!((values(0, f.input).len(), values(1, f.input).len()), (1, 0));
        assert_eq!(values(0, f.speaker), ["ann lee|Ann Lee"]);
        assert_eq!(values(0, f.place), ["europe|Europe", "kyiv|Europe/Ukraine/Kyiv", "ukraine|Europe/Ukraine"]);
        assert_eq!(values(0, f.place_alias), ["paris|Europe/Ukraine/Kyiv"]);
        assert_eq!(values(0, f.place_point), ["50.450,30.520|Europe/Ukraine/Kyiv"]);
        assert_eq!(values(0, f.focus), values(0, f.place));
        assert_eq!(values(0, f.mentions), ["2020", "2020-04", "2020-04-27"]);
        assert_eq!(values(0, f.byline), ["a|A", "b|B"]);
        assert_eq!(values(0, f.paragraphs), ["0", "112"]);
        assert_eq!(values(0, f.passages), ["0"]);
        assert_eq!(values(0, f.said), ["16", "1"]);
        assert_eq!(values(1, f.said), Vec::<String>::new());
        assert_eq!(values(1, f.speaker_words), ["Ann Lee"]);
        assert_eq!((values(1, f.kind), values(1, f.kind_number)), (vec!["mixed".into()], vec!["1".into()]));
        assert_eq!(values(1, f.body), Vec::<String>::new());
    }

    #[test]
    fn starts_are_positions_of_words() {
        let check = |text: &str, bytes: &[usize], expected: &[u64]| {
            let words = WordStarts::of(text);
            let positions: Vec<u64> = bytes.iter().map(|&byte| words.position_at(byte)).collect();
            assert_eq!(positions, expected, "of {bytes:?} in {text:?}");
        };
        check("One two.\n\n***\n\nThree", &[0, 4, 10, 15, 20], &[0, 1, 102, 102, 103]);
        check("… .", &[0, 4], &[0, 0]);
    }
}
