//! What an article's one stored record holds, to bytes and back: everything of it but its text, its quotations
//! included.
//!
//! A private format, read only by the program that wrote it (the manifest's format number sees to that):
//! numbers as variable-length integers, spans as distances, each name and each place once. Reading refuses bytes it does not
//! understand and never panics on them.

use super::document::{day_number, day_of_number};
use super::{ListedArticle, StoredArticle};
use crate::article::*;
use jiff::civil::{Date, Time};
use std::collections::HashMap;
use std::sync::Mutex;

/// The record of an article.
pub(super) fn encode(stored: &StoredArticle) -> Vec<u8> {
    let StoredArticle { id, root, path, record, external_id, article, annotations, passages } = stored;
    let mut w = Writer { bytes: Vec::with_capacity(1024), ..Writer::default() };
    w.text(&article.title);
    w.text(id);
    w.text(root);
    w.text(path);
    w.number(*record);
    w.optional_text(external_id.as_deref());
    w.article(article);
    w.spans(passages);
    w.annotations(annotations);
    w.bytes
}

/// The article of a record, with its text put back; `None` when the bytes are not one.
pub(super) fn decode(bytes: &[u8], text: String) -> Option<StoredArticle> {
    let mut r = Reader::new(bytes, &text);
    let title = r.text()?;
    let (id, root, path) = (r.text()?, r.text()?, r.text()?);
    let (record, external_id) = (r.number()?, r.optional_text()?);
    let article = r.article(title, text)?;
    let passages = r.spans()?;
    let annotations = r.annotations()?;
    Some(StoredArticle { id, root, path, record, external_id, article, annotations, passages })
}

/// What a list shows of the article. Reading ends before the places and dates: they are most of a record, every one
/// of them an allocation, and ten hits of a full record cost more than finding them.
pub(super) fn decode_listed(bytes: &[u8], text: String) -> Option<ListedArticle> {
    let mut r = Reader::new(bytes, &text);
    let title = r.text()?;
    let id = r.text()?;
    r.skip_text()?; // root
    let path = r.text()?;
    r.number()?; // record
    let external_id = r.optional_text()?;
    let article = r.article(title, text)?;
    let passages = r.spans()?;
    let sentences = r.spans()?;
    if r.flag()? {
        r.dateline()?;
    }
    let (mut quoted, mut last) = (Vec::new(), 0);
    for _ in 0..r.count()? {
        quoted.extend(r.quoted(&mut last)?);
    }
    Some(ListedArticle { id, path, external_id, article, passages, sentences, quoted })
}

/// The record in the making. Names (of people, places, rules) and confidences come again and again in one article: each is
/// written out once and is a number from then on.
#[derive(Default)]
struct Writer<'s> {
    bytes: Vec<u8>,
    names: HashMap<&'s str, u64>,
    confidences: Vec<f32>,
}

impl<'s> Writer<'s> {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    /// Small numbers of either sign stay small.
    fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn optional_text(&mut self, text: Option<&str>) {
        self.number(text.map_or(0, |t| t.len() as u64 + 1));
        self.bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
    }

    fn name(&mut self, name: &'s str) {
        self.optional_name(Some(name));
    }

    fn optional_name(&mut self, name: Option<&'s str>) {
        let Some(name) = name else { return self.number(0) };
        if let Some(&known) = self.names.get(name) {
            return self.number(2 + known);
        }
        self.number(1);
        self.text(name);
        self.names.insert(name, self.names.len() as u64);
    }

    fn confidence(&mut self, n: f32) {
        // By their bits: a record is read back as it was, whatever the number.
        let known = self.confidences.iter().position(|known| known.to_bits() == n.to_bits());
        self.number(known.map_or(0, |at| 1 + at as u64));
        if known.is_none() {
            self.float(n);
            self.confidences.push(n);
        }
    }

    fn float(&mut self, n: f32) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }

    fn span_after(&mut self, last: usize, span: Span) {
        self.signed(span.start as i64 - last as i64);
        self.number(span.len() as u64);
    }

    fn spans(&mut self, spans: &[Span]) {
        self.spans_after(0, spans);
    }

    fn spans_after(&mut self, mut last: usize, spans: &[Span]) {
        self.number(spans.len() as u64);
        for &span in spans {
            self.span_after(last, span);
            last = span.end;
        }
    }

    fn date(&mut self, date: Date) {
        self.signed(i64::from(date.year()));
        self.bytes.extend([date.month() as u8, date.day() as u8]);
    }

    fn article(&mut self, article: &'s Article) {
        self.spans(&article.paragraphs);
        self.number(article.byline.len() as u64);
        for name in &article.byline {
            self.text(name);
        }
        for value in [&article.source, &article.section, &article.language, &article.url] {
            self.optional_text(value.as_deref());
        }
        self.number(u64::from(article.published.is_some()));
        if let Some(published) = &article.published {
            self.published(published);
        }
    }

    fn published(&mut self, published: &Published) {
        self.date(published.date);
        let seconds = |t: Time| (i64::from(t.hour()) * 60 + i64::from(t.minute())) * 60 + i64::from(t.second());
        self.number(published.time.map_or(0, |t| seconds(t) as u64 + 1));
        self.number(published.time.map_or(0, |t| t.subsec_nanosecond() as u64));
        self.number(u64::from(published.offset_minutes.is_some()));
        self.signed(i64::from(published.offset_minutes.unwrap_or(0)));
        self.bytes.extend([published.precision as u8, published.by as u8]);
    }

    fn annotations(&mut self, annotations: &'s Annotations) {
        self.spans(&annotations.sentences);
        self.number(u64::from(annotations.dateline.is_some()));
        if let Some(dateline) = &annotations.dateline {
            self.span_after(0, dateline.span);
            self.optional_text(dateline.place.as_deref());
            self.optional_text(dateline.agency.as_deref());
            self.number(u64::from(dateline.date.is_some()));
            if let Some(date) = dateline.date {
                self.date(date);
            }
        }
        self.quotations(&annotations.quotations);
        self.places(&annotations.places);
        self.number(u64::from(annotations.focus.is_some()));
        if let Some(focus) = &annotations.focus {
            self.place(focus);
        }
        self.number(annotations.dates.len() as u64);
        let mut last = 0;
        for mention in &annotations.dates {
            self.span_after(last, mention.span);
            self.signed(day_number(mention.from));
            self.signed(day_number(mention.to) - day_number(mention.from));
            last = mention.span.end;
        }
    }

    fn quotations(&mut self, quotations: &'s [Quotation]) {
        self.number(quotations.len() as u64);
        let mut last = 0;
        for quotation in quotations {
            self.spans_after(last, &quotation.fragments);
            let Span { start, end } = quotation.span();
            last = start;
            self.bytes.push(quotation.kind as u8);
            self.number(u64::from(quotation.cue.is_some()));
            if let Some(cue) = quotation.cue {
                self.span_after(end, cue);
            }
            self.name(quotation.rule);
            self.confidence(quotation.confidence);
            self.number(quotation.speaker.as_ref().map_or(0, |s| s.kind as u64 + 1));
            if let Some(speaker) = &quotation.speaker {
                self.name(&speaker.name);
                self.span_after(end, speaker.mention);
                self.optional_name(speaker.role.as_deref());
            }
        }
    }

    fn places(&mut self, mentions: &'s [PlaceMention]) {
        let mut numbers = HashMap::new();
        let mut distinct: Vec<&Place> = Vec::new();
        for place in mentions.iter().filter_map(|m| m.place.as_ref()) {
            numbers.entry(place_identity(place)).or_insert_with(|| {
                distinct.push(place);
                distinct.len() as u64
            });
        }
        self.number(distinct.len() as u64);
        for place in distinct {
            self.place(place);
        }
        self.number(mentions.len() as u64);
        let mut last = 0;
        for mention in mentions {
            self.span_after(last, mention.span);
            self.bytes.push(mention.kind as u8);
            self.confidence(mention.confidence);
            let number = mention.place.as_ref().and_then(|place| numbers.get(&place_identity(place)));
            self.number(number.copied().unwrap_or(0));
            last = mention.span.end;
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
        self.float(place.lat);
        self.float(place.lon);
        self.optional_name(place.country.as_deref());
    }
}

/// What makes two mentions' places one.
fn place_identity(place: &Place) -> (&[String], &str, Option<u32>) {
    (&place.path, &place.name, place.geonames_id)
}

struct Reader<'a> {
    bytes: &'a [u8],
    text_len: usize,
    names: Vec<&'a str>,
    confidences: Vec<f32>,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], text: &str) -> Self {
        Reader { bytes, text_len: text.len(), names: Vec::new(), confidences: Vec::new() }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// A count of things that take at least a byte each: a larger one is damage, not a reason to ask for memory.
    fn count(&mut self) -> Option<usize> {
        let n = usize::try_from(self.number()?).ok()?;
        (n <= self.bytes.len()).then_some(n)
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn flag(&mut self) -> Option<bool> {
        Some(self.number()? != 0)
    }

    fn text(&mut self) -> Option<String> {
        self.borrowed().map(str::to_owned)
    }

    fn borrowed(&mut self) -> Option<&'a str> {
        let n = self.count()?;
        std::str::from_utf8(self.take(n)?).ok()
    }

    fn name(&mut self) -> Option<&'a str> {
        self.optional_name()?
    }

    fn optional_name(&mut self) -> Option<Option<&'a str>> {
        Some(match self.number()? {
            0 => None,
            1 => {
                let name = self.borrowed()?;
                self.names.push(name);
                Some(name)
            }
            known => Some(*self.names.get(usize::try_from(known - 2).ok()?)?),
        })
    }

    fn confidence(&mut self) -> Option<f32> {
        match usize::try_from(self.number()?).ok()?.checked_sub(1) {
            Some(known) => self.confidences.get(known).copied(),
            None => {
                let new = self.float()?;
                self.confidences.push(new);
                Some(new)
            }
        }
    }

    fn skip_text(&mut self) -> Option<()> {
        let n = self.count()?;
        self.take(n).map(|_| ())
    }

    fn optional_text(&mut self) -> Option<Option<String>> {
        let Some(n) = usize::try_from(self.number()?).ok()?.checked_sub(1) else { return Some(None) };
        Some(Some(std::str::from_utf8(self.take(n)?).ok()?.to_owned()))
    }

    fn float(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn span_after(&mut self, last: usize) -> Option<Span> {
        let start = usize::try_from(i64::try_from(last).ok()?.checked_add(self.signed()?)?).ok()?;
        let end = start.checked_add(usize::try_from(self.number()?).ok()?)?;
        (end <= self.text_len).then(|| Span::new(start, end))
    }

    fn spans(&mut self) -> Option<Vec<Span>> {
        self.spans_after(0)
    }

    fn spans_after(&mut self, mut last: usize) -> Option<Vec<Span>> {
        (0..self.count()?)
            .map(|_| {
                let span = self.span_after(last)?;
                last = span.end;
                Some(span)
            })
            .collect()
    }

    fn date(&mut self) -> Option<Date> {
        let year = i16::try_from(self.signed()?).ok()?;
        let (month, day) = (self.byte()?, self.byte()?);
        Date::new(year, month as i8, day as i8).ok()
    }

    fn article(&mut self, title: String, text: String) -> Option<Article> {
        let paragraphs = self.spans()?;
        let byline = (0..self.count()?).map(|_| self.text()).collect::<Option<_>>()?;
        let (source, section) = (self.optional_text()?, self.optional_text()?);
        let (language, url) = (self.optional_text()?, self.optional_text()?);
        let published = if self.flag()? { Some(self.published()?) } else { None };
        Some(Article { title, text, paragraphs, byline, source, section, language, url, published })
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

    fn annotations(&mut self) -> Option<Annotations> {
        let sentences = self.spans()?;
        let dateline = if self.flag()? { Some(self.dateline()?) } else { None };
        let mut last = 0;
        let quotations = (0..self.count()?).map(|_| self.quotation(&mut last)).collect::<Option<_>>()?;
        let places = self.places()?;
        let focus = if self.flag()? { Some(self.place()?) } else { None };
        let mut last = 0;
        let dates = (0..self.count()?)
            .map(|_| {
                let span = self.span_after(last)?;
                last = span.end;
                let from = self.signed()?;
                let to = from.checked_add(self.signed()?)?;
                Some(DateMention { span, from: day_of_number(from)?, to: day_of_number(to)? })
            })
            .collect::<Option<_>>()?;
        Some(Annotations { sentences, dateline, quotations, places, focus, dates, fingerprint: Fingerprint::default() })
    }

    fn dateline(&mut self) -> Option<Dateline> {
        let span = self.span_after(0)?;
        let (place, agency) = (self.optional_text()?, self.optional_text()?);
        let date = if self.flag()? { Some(self.date()?) } else { None };
        Some(Dateline { span, place, date, agency })
    }

    /// The next quotation; `last` is where the one before it starts.
    fn quotation(&mut self, last: &mut usize) -> Option<Quotation> {
        let fragments = self.spans_after(*last)?;
        let end = fragments.last()?.end;
        *last = fragments.first()?.start;
        let kind = nth(&QUOTATION_KINDS, self.byte()?)?;
        let cue = if self.flag()? { Some(self.span_after(end)?) } else { None };
        let rule = interned(self.name()?);
        let confidence = self.confidence()?;
        let speaker = match u8::try_from(self.number()?).ok()?.checked_sub(1) {
            None => None,
            Some(kind) => Some(Speaker {
                kind: nth(&SPEAKER_KINDS, kind)?,
                name: self.name()?.to_owned(),
                mention: self.span_after(end)?,
                role: self.optional_name()?.map(str::to_owned),
            }),
        };
        Some(Quotation { fragments, kind, speaker, cue, rule, confidence })
    }

    /// The extent of a quotation and who said it, where its own words are given and a person or an organisation is
    /// named: a spokesman without a name, and what is only reported, would tell nobody whom to look up. It reads what
    /// [`Reader::quotation`] reads and passes over the rest.
    fn quoted(&mut self, last: &mut usize) -> Option<Option<(Span, String)>> {
        let mut extent: Option<Span> = None;
        for _ in 0..self.count()? {
            let fragment = self.span_after(extent.map_or(*last, |span| span.end))?;
            extent = Some(Span::new(extent.map_or(fragment.start, |span| span.start), fragment.end));
        }
        let extent = extent?;
        *last = extent.start;
        let is_reported = nth(&QUOTATION_KINDS, self.byte()?)? == QuotationKind::Indirect;
        if self.flag()? {
            self.span_after(extent.end)?; // cue
        }
        self.name()?; // rule
        self.confidence()?;
        let Some(kind) = u8::try_from(self.number()?).ok()?.checked_sub(1) else { return Some(None) };
        let is_role = nth(&SPEAKER_KINDS, kind)? == SpeakerKind::Role;
        let name = self.name()?;
        self.span_after(extent.end)?; // mention
        self.optional_name()?; // role
        Some((!is_reported && !is_role).then(|| (extent, name.to_owned())))
    }

    fn places(&mut self) -> Option<Vec<PlaceMention>> {
        let distinct: Vec<Place> = (0..self.count()?).map(|_| self.place()).collect::<Option<_>>()?;
        let mut last = 0;
        (0..self.count()?)
            .map(|_| {
                let span = self.span_after(last)?;
                last = span.end;
                let kind = nth(&PLACE_KINDS, self.byte()?)?;
                let confidence = self.confidence()?;
                let number = usize::try_from(self.number()?).ok()?;
                let place = number.checked_sub(1).and_then(|n| distinct.get(n).cloned());
                Some(PlaceMention { span, kind, confidence, place })
            })
            .collect()
    }

    fn place(&mut self) -> Option<Place> {
        let path = (0..self.count()?).map(|_| Some(self.name()?.to_owned())).collect::<Option<_>>()?;
        let name = self.name()?.to_owned();
        let feature = nth(&Feature::ALL, self.byte()?)?;
        let geonames_id = u32::try_from(self.number()?).ok()?.checked_sub(1);
        let (lat, lon) = (self.float()?, self.float()?);
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
const QUOTATION_KINDS: [QuotationKind; 3] = [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect];
const SPEAKER_KINDS: [SpeakerKind; 3] = [SpeakerKind::Person, SpeakerKind::Organisation, SpeakerKind::Role];
const PLACE_KINDS: [PlaceKind; 4] = [PlaceKind::Place, PlaceKind::Demonym, PlaceKind::Metonym, PlaceKind::Dateline];

fn nth<T: Copy>(values: &[T], number: u8) -> Option<T> {
    values.get(number as usize).copied()
}

/// Rule names are `&'static str` in the vocabulary; read back from disk each is kept once for the life of
/// the program. Bounded, so that a damaged index cannot fill the memory.
fn interned(name: &str) -> &'static str {
    const NAMES_MAX: usize = 1000;
    static NAMES: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
    let mut names = NAMES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(known) = names.iter().find(|known| **known == name) {
        return known;
    }
    if names.len() == NAMES_MAX {
        return "unknown";
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.push(kept);
    kept
}

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
            path: "a/b.txt".into(),
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
            id: stored.id,
            path: stored.path,
            external_id: stored.external_id,
            sentences: stored.annotations.sentences,
            passages: stored.passages,
            quoted,
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
