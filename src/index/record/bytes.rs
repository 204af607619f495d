//! The numbers, texts, names and spans that a record is made of, to bytes and back.

use crate::article::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The gazetteer's places lie at such parts, which three bytes hold.
const PARTS_OF_A_DEGREE: f32 = 40_000.0;
/// Says that four bytes follow with another number: in three bytes the smallest there is.
const OTHERWISE: i32 = 1 << 23;

/// The record in the making. Names (of people, places, rules) and confidences come again and again in one article: each is
/// written out once and is a number from then on.
pub struct Writer<'s> {
    pub bytes: Vec<u8>,
    /// By comparing: of so few, that is quicker than a hash that no file can be written against.
    names: BTreeMap<&'s str, u64>,
    confidences: Vec<f32>,
}

impl<'s> Writer<'s> {
    pub fn new() -> Self {
        Writer { bytes: Vec::with_capacity(1024), names: BTreeMap::new(), confidences: Vec::new() }
    }

    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    /// Small numbers of either sign stay small.
    pub fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    pub fn flag(&mut self, is_set: bool) {
        self.number(u64::from(is_set));
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub fn optional_text(&mut self, text: Option<&str>) {
        self.number(text.map_or(0, |t| t.len() as u64 + 1));
        self.bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
    }

    pub fn name(&mut self, name: &'s str) {
        self.optional_name(Some(name));
    }

    pub fn optional_name(&mut self, name: Option<&'s str>) {
        let Some(name) = name else { return self.number(0) };
        if let Some(&known) = self.names.get(name) {
            return self.number(2 + known);
        }
        self.number(1);
        self.text(name);
        self.names.insert(name, self.names.len() as u64);
    }

    pub fn confidence(&mut self, n: f32) {
        // By their bits: a record is read back as it was, whatever the number.
        let known = self.confidences.iter().position(|known| known.to_bits() == n.to_bits());
        self.number(known.map_or(0, |at| 1 + at as u64));
        if known.is_none() {
            self.float(n);
            self.confidences.push(n);
        }
    }

    /// A latitude or longitude.
    pub fn degrees(&mut self, degrees: f32) {
        let parts = (degrees * PARTS_OF_A_DEGREE).round() as i32;
        let is_whole = (parts as f32 / PARTS_OF_A_DEGREE).to_bits() == degrees.to_bits();
        if is_whole && parts.unsigned_abs() < OTHERWISE as u32 {
            self.bytes.extend_from_slice(&parts.to_le_bytes()[..3]);
        } else {
            self.bytes.extend_from_slice(&OTHERWISE.to_le_bytes()[..3]);
            self.float(degrees);
        }
    }

    fn float(&mut self, n: f32) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }

    pub fn distance(&mut self, from: usize, to: usize) {
        self.signed(to as i64 - from as i64);
    }

    pub fn span_after(&mut self, last: usize, span: Span) {
        self.distance(last, span.start);
        self.number(span.len() as u64);
    }

    /// The length of what mostly is as long as this name.
    pub fn length_like(&mut self, span: Span, name: &str) {
        self.number(if span.len() == name.len() { 0 } else { span.len() as u64 + 1 });
    }

    pub fn spans(&mut self, spans: &[Span]) {
        self.spans_of(spans.len(), spans.iter().copied());
    }

    /// Spans in two columns: how long they are, then how far each begins behind the end of the one before.
    pub fn spans_of(&mut self, n: usize, spans: impl Iterator<Item = Span> + Clone) {
        self.number(n as u64);
        spans.clone().for_each(|span| self.number(span.len() as u64));
        let mut last = 0;
        spans.for_each(|span| self.distance(std::mem::replace(&mut last, span.end), span.start));
    }

    pub fn date(&mut self, date: Date) {
        self.signed(i64::from(date.year()));
        self.bytes.extend([date.month() as u8, date.day() as u8]);
    }
}

/// A record that is being read. Whatever it holds, every answer is a value or `None`.
pub struct Reader<'a> {
    bytes: &'a [u8],
    text_len: usize,
    names: Vec<&'a str>,
    confidences: Vec<f32>,
}

impl<'a> Reader<'a> {
    /// Of the article with this text.
    pub fn new(bytes: &'a [u8], text: &str) -> Self {
        Reader { bytes, text_len: text.len(), names: Vec::new(), confidences: Vec::new() }
    }

    pub fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(taken)
    }

    #[inline]
    pub fn number(&mut self) -> Option<u64> {
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
    pub fn count(&mut self) -> Option<usize> {
        let n = usize::try_from(self.number()?).ok()?;
        (n <= self.bytes.len()).then_some(n)
    }

    /// So many values, one after the other.
    pub fn column<T>(&mut self, n: usize, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut column = Vec::with_capacity(n.min(self.bytes.len()));
        for _ in 0..n {
            column.push(read(self)?);
        }
        Some(column)
    }

    pub fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    pub fn flag(&mut self) -> Option<bool> {
        Some(self.number()? != 0)
    }

    pub fn text(&mut self) -> Option<String> {
        self.borrowed().map(str::to_owned)
    }

    fn borrowed(&mut self) -> Option<&'a str> {
        let n = self.count()?;
        std::str::from_utf8(self.take(n)?).ok()
    }

    pub fn name(&mut self) -> Option<&'a str> {
        self.optional_name()?
    }

    pub fn optional_name(&mut self) -> Option<Option<&'a str>> {
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

    pub fn confidence(&mut self) -> Option<f32> {
        match usize::try_from(self.number()?).ok()?.checked_sub(1) {
            Some(known) => self.confidences.get(known).copied(),
            None => {
                let new = self.float()?;
                self.confidences.push(new);
                Some(new)
            }
        }
    }

    pub fn skip_text(&mut self) -> Option<()> {
        let n = self.count()?;
        self.take(n).map(|_| ())
    }

    pub fn optional_text(&mut self) -> Option<Option<String>> {
        let Some(n) = usize::try_from(self.number()?).ok()?.checked_sub(1) else { return Some(None) };
        Some(Some(std::str::from_utf8(self.take(n)?).ok()?.to_owned()))
    }

    pub fn degrees(&mut self) -> Option<f32> {
        let &[a, b, c] = self.take(3)?.first_chunk()?;
        let parts = i32::from_le_bytes([0, a, b, c]) >> 8;
        if parts == -OTHERWISE { self.float() } else { Some(parts as f32 / PARTS_OF_A_DEGREE) }
    }

    fn float(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// What [`Writer::length_like`] wrote.
    pub fn length_like(&mut self, name: &str) -> Option<usize> {
        Some(self.length()?.checked_sub(1).unwrap_or(name.len()))
    }

    /// The span of this length that begins at a distance from `last`.
    pub fn span(&mut self, last: usize, length: usize) -> Option<Span> {
        let start = usize::try_from(i64::try_from(last).ok()?.checked_add(self.signed()?)?).ok()?;
        self.span_at(start, length)
    }

    /// A span, when it lies in the text.
    pub fn span_at(&self, start: usize, length: usize) -> Option<Span> {
        let end = start.checked_add(length)?;
        (end <= self.text_len).then(|| Span::new(start, end))
    }

    pub fn span_after(&mut self, last: usize) -> Option<Span> {
        let start = usize::try_from(i64::try_from(last).ok()?.checked_add(self.signed()?)?).ok()?;
        let length = self.length()?;
        self.span_at(start, length)
    }

    pub fn spans(&mut self) -> Option<Vec<Span>> {
        let n = self.count()?;
        let lengths = self.column(n, Self::length)?;
        let mut last = 0;
        let next = |length| {
            let span = self.span(last, length)?;
            last = span.end;
            Some(span)
        };
        lengths.into_iter().map(next).collect()
    }

    pub fn date(&mut self) -> Option<Date> {
        let year = i16::try_from(self.signed()?).ok()?;
        let (month, day) = (self.byte()?, self.byte()?);
        Date::new(year, month as i8, day as i8).ok()
    }
}

pub fn nth<T: Copy>(values: &[T], number: u8) -> Option<T> {
    values.get(number as usize).copied()
}
