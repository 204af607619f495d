//! Paragraphs and passages, as so many sentences each.

use super::bytes::{Reader, Writer};
use crate::article::Span;

/// The sentences that do not begin before the end of a stretch.
fn behind(sentences: &[Span], stretch: Span) -> &[Span] {
    let before = sentences.iter().take_while(|sentence| sentence.start < stretch.end).count();
    &sentences[before..]
}

/// The next sentences as one stretch: up to the end of the last of them, or up to where the one behind it begins.
fn stretch_of(sentences: &[Span], n: usize, to_next: bool) -> Option<Span> {
    let (first, last) = (sentences.first()?, sentences.get(n.checked_sub(1)?)?);
    let end = if to_next { sentences.get(n)?.start } else { last.end };
    (first.start <= end).then(|| Span::new(first.start, end))
}

impl Writer<'_> {
    /// A number a stretch: 1 and 2 are one sentence, 3 and 4 two, with or without the space behind them; 0 is what is
    /// otherwise, and has its place with it.
    pub fn stretches(&mut self, stretches: &[Span], sentences: &[Span]) {
        self.number(stretches.len() as u64);
        let (mut rest, mut last) = (sentences, 0);
        for &stretch in stretches {
            let n = rest.iter().take_while(|sentence| sentence.end <= stretch.end).count();
            let to_next = [false, true].into_iter().find(|to_next| stretch_of(rest, n, *to_next) == Some(stretch));
            match to_next {
                Some(to_next) => self.number(2 * n as u64 - u64::from(!to_next)),
                None => {
                    self.number(0);
                    self.span_after(last, stretch);
                }
            }
            rest = behind(rest, stretch);
            last = stretch.end;
        }
    }
}

impl Reader<'_> {
    pub fn stretches(&mut self, sentences: &[Span]) -> Option<Vec<Span>> {
        let n = self.count()?;
        let (mut rest, mut last) = (sentences, 0);
        self.column(n, |r| {
            let stretch = match r.length()? {
                0 => r.span_after(last)?,
                code => stretch_of(rest, code.div_ceil(2), code % 2 == 0)?,
            };
            rest = behind(rest, stretch);
            last = stretch.end;
            Some(stretch)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_come_back() {
        let spans = |spans: &[(usize, usize)]| spans.iter().map(|s| Span::new(s.0, s.1)).collect::<Vec<_>>();
        let sentences = spans(&[(0, 10), (11, 20), (21, 30), (32, 40), (40, 40), (41, 50)]);
        let check = |stretches: &[(usize, usize)], bytes: usize| {
            let stretches = spans(stretches);
            let mut w = Writer::new();
            w.stretches(&stretches, &sentences);
            assert_eq!(w.bytes.len(), bytes, "of {stretches:?}");
            let read = Reader::new(&w.bytes, &"x".repeat(60)).stretches(&sentences);
            assert_eq!(read, Some(stretches));
        };
        check(&[], 1);
        check(&[(0, 30), (32, 50)], 3);
        check(&[(0, 11), (11, 30), (32, 50)], 4);
        check(&[(0, 5), (5, 30), (31, 60)], 10);
        check(&[(0, 0), (0, 50)], 5);
    }
}
