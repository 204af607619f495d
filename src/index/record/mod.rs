//! What an article's one stored record holds, to bytes and back: everything of it but its text, its quotations
//! included.
//!
//! A private format, read only by the program that wrote it (the manifest's format number sees to that):
//! numbers as variable-length integers, spans as distances, each name and each place once. What comes in rows (a quotation's
//! kind, its extent, its speaker, its cue) is written in columns, like beside like, and what follows from something else is
//! left out: most paragraphs are so many sentences, most mentions are as long as the name. Reading refuses bytes it does not
//! understand and never panics on them.

mod bytes;
mod quotations;
mod stretches;

use super::document::{day_number, day_of_number};
use super::{ListedArticle, StoredArticle, keys};
use crate::article::*;
use bytes::{Reader, Writer, nth};
use jiff::civil::Time;
use std::collections::BTreeMap;

/// The record of an article.
pub(super) fn encode(stored: &StoredArticle) -> Vec<u8> {
    let StoredArticle { id, root, path, member, record, external_id, article, annotations, passages } = stored;
    let mut w = Writer::new();
    w.text(&article.title);
    w.id(id);
    w.text(root);
    w.text(path);
    w.text(member);
    w.number(*record);
    w.optional_text(external_id.as_deref());
    w.article(article);
    let sentences = &annotations.sentences;
    w.spans(sentences);
    w.stretches(&article.paragraphs, sentences);
    w.stretches(passages, sentences);
    w.annotations(annotations);
    w.bytes
}

/// The article of a record, with its text put back; `None` when the bytes are not one.
pub(super) fn decode(bytes: &[u8], text: String) -> Option<StoredArticle> {
    let mut r = Reader::new(bytes, &text);
    let title = r.text()?;
    let (id, root, path, member) = (r.id()?, r.text()?, r.text()?, r.text()?);
    let (record, external_id) = (r.number()?, r.optional_text()?);
    let mut article = r.article(title, text)?;
    let sentences = r.spans()?;
    article.paragraphs = r.stretches(&sentences)?;
    let passages = r.stretches(&sentences)?;
    let annotations = r.annotations(sentences)?;
    Some(StoredArticle { id, root, path, member, record, external_id, article, annotations, passages })
}

/// What a list shows of the article. Reading ends before the places and dates: they are most of a record, every one
/// of them an allocation, and ten hits of a full record cost more than finding them.
pub(super) fn decode_listed(bytes: &[u8], text: String) -> Option<ListedArticle> {
    let mut r = Reader::new(bytes, &text);
    let title = r.text()?;
    let id = r.id()?;
    r.skip_text()?; // root
    let path = r.text()? + &r.text()?;
    r.number()?; // record
    let external_id = r.optional_text()?;
    let mut article = r.article(title, text)?;
    let sentences = r.spans()?;
    article.paragraphs = r.stretches(&sentences)?;
    let passages = r.stretches(&sentences)?;
    if r.flag()? {
        r.dateline()?;
    }
    let (quoted, fragments) = r.quoted()?;
    Some(ListedArticle { id, path, external_id, article, passages, sentences, quoted, fragments })
}

impl<'s> Writer<'s> {
    /// An id is 130 bits in base 32: written as these bits, where it is one.
    fn id(&mut self, id: &str) {
        match keys::bytes_of_id(id) {
            Some(bytes) => {
                self.bytes.push(1);
                self.bytes.extend(bytes);
            }
            None => {
                self.bytes.push(0);
                self.text(id);
            }
        }
    }

    /// All of an article but its text and its paragraphs.
    fn article(&mut self, article: &'s Article) {
        self.number(article.byline.len() as u64);
        for name in &article.byline {
            self.text(name);
        }
        for value in [&article.source, &article.section, &article.language, &article.url] {
            self.optional_text(value.as_deref());
        }
        self.flag(article.published.is_some());
        if let Some(published) = &article.published {
            self.published(published);
        }
    }

    fn published(&mut self, published: &Published) {
        self.date(published.date);
        let seconds = |t: Time| (i64::from(t.hour()) * 60 + i64::from(t.minute())) * 60 + i64::from(t.second());
        self.number(published.time.map_or(0, |t| seconds(t) as u64 + 1));
        self.number(published.time.map_or(0, |t| t.subsec_nanosecond() as u64));
        self.flag(published.offset_minutes.is_some());
        self.signed(i64::from(published.offset_minutes.unwrap_or(0)));
        self.bytes.extend([published.precision as u8, published.by as u8]);
    }

    /// All of them but the sentences.
    fn annotations(&mut self, annotations: &'s Annotations) {
        self.flag(annotations.dateline.is_some());
        if let Some(dateline) = &annotations.dateline {
            self.span_after(0, dateline.span);
            self.optional_text(dateline.place.as_deref());
            self.optional_text(dateline.agency.as_deref());
            self.flag(dateline.date.is_some());
            if let Some(date) = dateline.date {
                self.date(date);
            }
        }
        self.quotations(&annotations.quotations);
        self.places(&annotations.places);
        self.flag(annotations.focus.is_some());
        if let Some(focus) = &annotations.focus {
            self.place(focus);
        }
        self.dates(&annotations.dates);
    }

    fn dates(&mut self, dates: &[DateMention]) {
        self.spans_of(dates.len(), dates.iter().map(|mention| mention.span));
        let mut last = 0;
        for mention in dates {
            let from = day_number(mention.from);
            self.signed(from - std::mem::replace(&mut last, from));
        }
        dates.iter().for_each(|mention| self.signed(day_number(mention.to) - day_number(mention.from)));
    }

    fn places(&mut self, mentions: &'s [PlaceMention]) {
        let mut numbers = BTreeMap::new();
        let mut distinct: Vec<&Place> = Vec::new();
        let number = |mention: &'s PlaceMention| {
            mention.place.as_ref().map_or(0, |place| {
                *numbers.entry(place_identity(place)).or_insert_with(|| {
                    distinct.push(place);
                    distinct.len() as u64
                })
            })
        };
        let column: Vec<u64> = mentions.iter().map(number).collect();
        self.number(distinct.len() as u64);
        for place in distinct {
            self.place(place);
        }
        self.number(mentions.len() as u64);
        for number in column {
            self.number(number);
        }
        for mention in mentions {
            self.length_like(mention.span, mention.place.as_ref().map_or("", shown_name));
        }
        let mut last = 0;
        for mention in mentions {
            self.distance(std::mem::replace(&mut last, mention.span.end), mention.span.start);
        }
        // How sure one is of a place follows from few rules: each combination is written out once.
        let mut combinations: Vec<(PlaceKind, u32)> = Vec::new();
        for mention in mentions {
            let combination = (mention.kind, mention.confidence.to_bits());
            let known = combinations.iter().position(|known| *known == combination);
            self.number(known.map_or(0, |at| 1 + at as u64));
            if known.is_none() {
                combinations.push(combination);
                self.bytes.push(mention.kind as u8);
                self.confidence(mention.confidence);
            }
        }
    }

    fn place(&mut self, place: &'s Place) {
        self.number(place.path.len() as u64);
        for part in &place.path {
            self.name(part);
        }
        self.name(&place.name);
        self.bytes.push(place.feature as u8);
        self.number(place.geonames_id.map_or(0, |id| u64::from(id) + 1));
        self.degrees(place.lat);
        self.degrees(place.lon);
        self.optional_name(place.country.as_deref());
    }
}

/// What makes two mentions' places one. The number first, for most are told apart by it.
fn place_identity(place: &Place) -> (Option<u32>, &str, &[String]) {
    (place.geonames_id, &place.name, &place.path)
}

/// What a place is mostly called where it is mentioned.
fn shown_name(place: &Place) -> &str {
    place.path.last().unwrap_or(&place.name)
}

impl Reader<'_> {
    fn id(&mut self) -> Option<String> {
        match self.byte()? {
            1 => Some(keys::id_of_bytes(self.take(17)?.try_into().ok()?)),
            _ => self.text(),
        }
    }

    fn article(&mut self, title: String, text: String) -> Option<Article> {
        let byline = (0..self.count()?).map(|_| self.text()).collect::<Option<_>>()?;
        let (source, section) = (self.optional_text()?, self.optional_text()?);
        let (language, url) = (self.optional_text()?, self.optional_text()?);
        let published = if self.flag()? { Some(self.published()?) } else { None };
        Some(Article { title, text, paragraphs: Vec::new(), byline, source, section, language, url, published })
    }

    fn published(&mut self) -> Option<Published> {
        let date = self.date()?;
        let seconds = self.number()?;
        let nanoseconds = i32::try_from(self.number()?).ok()?;
        let time = match seconds.checked_sub(1) {
            None => None,
            Some(s) => Some(Time::new((s / 3600) as i8, (s / 60 % 60) as i8, (s % 60) as i8, nanoseconds).ok()?),
        };
        let has_offset = self.flag()?;
        let offset = i16::try_from(self.signed()?).ok()?;
        let precision = nth(&[Precision::Year, Precision::Month, Precision::Day, Precision::Time], self.byte()?)?;
        let by = nth(&PROVENANCES, self.byte()?)?;
        Some(Published { date, time, offset_minutes: has_offset.then_some(offset), precision, by })
    }

    fn annotations(&mut self, sentences: Vec<Span>) -> Option<Annotations> {
        let dateline = if self.flag()? { Some(self.dateline()?) } else { None };
        let quotations = self.quotations()?;
        let places = self.places()?;
        let focus = if self.flag()? { Some(self.place()?) } else { None };
        let dates = self.dates()?;
        Some(Annotations { sentences, dateline, quotations, places, focus, dates, fingerprint: Fingerprint::default() })
    }

    fn dates(&mut self) -> Option<Vec<DateMention>> {
        let spans = self.spans()?;
        let mut last = 0_i64;
        let from = |r: &mut Self| {
            last = last.checked_add(r.signed()?)?;
            Some(last)
        };
        let from = self.column(spans.len(), from)?;
        let mention = |(span, from): (Span, i64)| {
            let to = from.checked_add(self.signed()?)?;
            Some(DateMention { span, from: day_of_number(from)?, to: day_of_number(to)? })
        };
        spans.into_iter().zip(from).map(mention).collect()
    }

    fn dateline(&mut self) -> Option<Dateline> {
        let span = self.span_after(0)?;
        let (place, agency) = (self.optional_text()?, self.optional_text()?);
        let date = if self.flag()? { Some(self.date()?) } else { None };
        Some(Dateline { span, place, date, agency })
    }

    fn places(&mut self) -> Option<Vec<PlaceMention>> {
        let distinct: Vec<Place> = (0..self.count()?).map(|_| self.place()).collect::<Option<_>>()?;
        let mentions = self.count()?;
        let places = self.column(mentions, |r| {
            let number = usize::try_from(r.number()?).ok()?;
            Some(number.checked_sub(1).and_then(|number| distinct.get(number)))
        })?;
        let mut names = places.iter().map(|place| place.map_or("", shown_name));
        let lengths = self.column(mentions, |r| r.length_like(names.next()?))?;
        let mut last = 0;
        let spans = lengths.into_iter().map(|length| {
            let span = self.span(last, length)?;
            last = span.end;
            Some(span)
        });
        let spans: Vec<Span> = spans.collect::<Option<_>>()?;
        let mut combinations: Vec<(PlaceKind, f32)> = Vec::new();
        let mention = |(span, place): (Span, Option<&Place>)| {
            let known = usize::try_from(self.number()?).ok()?;
            if known == 0 {
                combinations.push((nth(&PLACE_KINDS, self.byte()?)?, self.confidence()?));
            }
            let at = known.checked_sub(1).or(combinations.len().checked_sub(1))?;
            let &(kind, confidence) = combinations.get(at)?;
            Some(PlaceMention { span, kind, confidence, place: place.cloned() })
        };
        spans.into_iter().zip(places).map(mention).collect()
    }

    fn place(&mut self) -> Option<Place> {
        let path = (0..self.count()?).map(|_| Some(self.name()?.to_owned())).collect::<Option<_>>()?;
        let name = self.name()?.to_owned();
        let feature = nth(&Feature::ALL, self.byte()?)?;
        let geonames_id = u32::try_from(self.number()?).ok()?.checked_sub(1);
        let (lat, lon) = (self.degrees()?, self.degrees()?);
        let country = self.optional_name()?.map(str::to_owned);
        Some(Place { name, feature, geonames_id, lat, lon, country, path })
    }
}

/// In the order of the type: its numbers are what is written.
const PROVENANCES: [Provenance; 8] = [
    Provenance::Field,
    Provenance::JsonLd,
    Provenance::Meta,
    Provenance::TimeElement,
    Provenance::Text,
    Provenance::Dateline,
    Provenance::Url,
    Provenance::File,
];
const PLACE_KINDS: [PlaceKind; 4] = [PlaceKind::Place, PlaceKind::Demonym, PlaceKind::Metonym, PlaceKind::Dateline];

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::civil::{date, time};

    /// An article with something of everything.
    pub fn full() -> StoredArticle {
        let text = "PARIS, May 1 (Wire) — “Yes,” Ann Lee said in Kyiv on Monday.\n\nNo.";
        let span = |needle: &str| {
            let start = text.find(needle).unwrap();
            Span::new(start, start + needle.len())
        };
        let kyiv = Place {
            name: "Kyiv".into(),
            feature: Feature::City,
            geonames_id: Some(703448),
            lat: 50.45,
            lon: 30.52,
            country: Some("UA".into()),
            path: vec!["Europe".into(), "Ukraine".into(), "Kyiv".into()],
        };
        let speaker =
            Speaker { name: "Ann Lee".into(), mention: span("Ann Lee"), kind: SpeakerKind::Person, role: None };
        let mention =
            |place: Option<Place>, at| PlaceMention { span: at, kind: PlaceKind::Metonym, confidence: 0.5, place };
        StoredArticle {
            id: "0123456789abcdefghjkmnpqrs".into(),
            root: "corpus".into(),
            path: "a/b.zip".into(),
            member: "!c.txt".into(),
            record: 7,
            external_id: Some(String::new()),
            article: Article {
                title: "T".into(),
                text: text.into(),
                paragraphs: vec![Span::new(0, text.len() - 5), span("No.")],
                byline: vec!["A".into(), "B".into()],
                source: Some("S".into()),
                section: None,
                language: Some("en".into()),
                url: Some("http://x".into()),
                published: Some(Published {
                    date: date(1969, 12, 31),
                    time: Some(time(23, 59, 59, 5)),
                    offset_minutes: Some(-90),
                    precision: Precision::Time,
                    by: Provenance::File,
                }),
            },
            annotations: Annotations {
                sentences: vec![Span::new(0, text.len() - 5), span("No.")],
                dateline: Some(Dateline {
                    span: span("PARIS"),
                    place: None,
                    date: Some(date(2020, 5, 1)),
                    agency: None,
                }),
                quotations: vec![Quotation {
                    fragments: vec![span("Yes,")],
                    kind: QuotationKind::Mixed,
                    speaker: Some(speaker),
                    cue: Some(span("said")),
                    rule: "r",
                    confidence: 0.25,
                }],
                places: vec![
                    mention(Some(kyiv.clone()), span("PARIS")),
                    mention(None, span("Ann")),
                    mention(Some(kyiv.clone()), span("Kyiv")),
                ],
                focus: Some(kyiv),
                dates: vec![DateMention { span: span("Monday"), from: date(2020, 4, 27), to: date(2020, 4, 27) }],
                fingerprint: Fingerprint::default(),
            },
            passages: vec![Span::new(0, text.len())],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let stored = full();
        let bytes = encode(&stored);
        assert_eq!(decode(&bytes, stored.article.text.clone()), Some(stored.clone()));
        let quoted = stored.annotations.quotations.iter();
        let quoted = quoted.filter(|q| q.kind != QuotationKind::Indirect);
        let quoted = quoted.filter_map(|q| Some((q.span(), q.speaker.as_ref()?)));
        let quoted =
            quoted.filter(|(_, who)| who.kind != SpeakerKind::Role).map(|(span, who)| (span, who.name.clone()));
        let quoted = quoted.collect();
        let listed = ListedArticle {
            path: stored.shown_path(),
            id: stored.id,
            external_id: stored.external_id,
            sentences: stored.annotations.sentences,
            passages: stored.passages,
            quoted,
            fragments: stored.annotations.quotations.iter().flat_map(|q| q.fragments.clone()).collect(),
            article: stored.article.clone(),
        };
        assert_eq!(decode_listed(&bytes, stored.article.text), Some(listed));
    }

    #[test]
    fn damage_is_refused_without_a_panic() {
        let stored = full();
        let bytes = encode(&stored);
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end], stored.article.text.clone()), None);
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xff;
            let _ = decode(&damaged, stored.article.text.clone());
            let _ = decode_listed(&damaged, stored.article.text.clone());
        }
    }
}
