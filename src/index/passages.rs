//! An article's paragraphs and sentences in, its passages out: what is ranked and shown.
//!
//! A passage is one paragraph, or several short ones together, or a part of a long one; it ends where a
//! sentence ends. Every byte of a paragraph lies in exactly one passage. Passages are virtual: the index
//! keeps their starts, never their text. The space between two parts of a paragraph belongs to the first.

use crate::article::Span;

/// Paragraphs are put together until this many words are reached: the middle paragraph of a news text has 34.
const WORDS_MIN: usize = 40;
/// Passages are kept to this many words wherever sentences allow.
const WORDS_MAX: usize = 120;
/// What goes on for longer without an end is no sentence but a table or a list, and is cut by its words. Guessed: no writer's
/// sentence is half as long.
const SENTENCE_WORDS_MAX: usize = 480;

/// The passages of a text, in order. `words` are the bytes at which its words begin, ascending; `sentences` are in
/// order and none crosses a paragraph.
pub fn passages(words: &[usize], paragraphs: &[Span], sentences: &[Span]) -> Vec<Span> {
    let mut parts = Vec::with_capacity(paragraphs.len());
    let mut sentences = sentences.iter().peekable();
    for &paragraph in paragraphs {
        let mut inside = Vec::new();
        while let Some(&&sentence) = sentences.peek().filter(|s| s.start < paragraph.end) {
            if sentence.start >= paragraph.start {
                inside.push(sentence);
            }
            sentences.next();
        }
        split(words, paragraph, &without_endless(words, inside), &mut parts);
    }
    merge(&parts)
}

/// The sentences, endless ones in pieces.
fn without_endless(words: &[usize], sentences: Vec<Span>) -> Vec<Span> {
    if sentences.iter().all(|&sentence| words_in(words, sentence) <= SENTENCE_WORDS_MAX) {
        return sentences;
    }
    let pieces = |sentence: Span| {
        let first = words.partition_point(|&start| start < sentence.start);
        let last = first + words_in(words, sentence);
        let step = if last - first > SENTENCE_WORDS_MAX { WORDS_MAX } else { last - first + 1 };
        let starts = (first + step..last).step_by(step).map(|word| words[word]);
        let starts: Vec<usize> = std::iter::once(sentence.start).chain(starts).chain([sentence.end]).collect();
        starts.windows(2).map(|ends| Span::new(ends[0], ends[1])).collect::<Vec<_>>()
    };
    sentences.into_iter().flat_map(pieces).collect()
}

/// A stretch with its number of words.
#[derive(Debug, Clone, Copy)]
struct Part {
    span: Span,
    words: usize,
}

/// Adds the paragraph, cut at sentence ends into near equal parts when it is too long.
fn split(words: &[usize], paragraph: Span, sentences: &[Span], parts: &mut Vec<Part>) {
    let all = words_in(words, paragraph);
    if all <= WORDS_MAX || sentences.len() < 2 {
        parts.push(Part { span: paragraph, words: all });
        return;
    }
    let n_parts = all.div_ceil(WORDS_MAX);
    let mut start = paragraph.start;
    let mut words_in_part = 0;
    let mut left = (all, n_parts);
    for &sentence in sentences {
        let count = words_in(words, sentence);
        let goal = left.0.div_ceil(left.1.max(1));
        // Cut before this sentence when that brings the part nearer to its goal than taking it in would,
        // or when taking it in would make it too long.
        let with = words_in_part + count;
        let nearer_without = goal.abs_diff(words_in_part) < goal.abs_diff(with);
        if words_in_part > 0 && (with > WORDS_MAX || (nearer_without && left.1 > 1)) {
            let end = sentence.start;
            parts.push(Part { span: Span::new(start, end), words: words_in_part });
            start = end;
            left = (left.0.saturating_sub(words_in_part), left.1.saturating_sub(1));
            words_in_part = 0;
        }
        words_in_part += count;
    }
    parts.push(Part { span: Span::new(start, paragraph.end), words: words_in_part });
}

/// Puts short neighbours together; a short last one joins the passage before it.
fn merge(parts: &[Part]) -> Vec<Span> {
    let mut passages: Vec<Part> = Vec::with_capacity(parts.len());
    for (i, &part) in parts.iter().enumerate() {
        let is_short_end = i + 1 == parts.len() && part.words < WORDS_MIN;
        match passages.last_mut() {
            Some(last) if (last.words < WORDS_MIN || is_short_end) && last.words + part.words <= WORDS_MAX => {
                last.span.end = part.span.end;
                last.words += part.words;
            }
            _ => passages.push(part),
        }
    }
    passages.into_iter().map(|p| p.span).collect()
}

fn words_in(words: &[usize], span: Span) -> usize {
    let before = |byte: usize| words.partition_point(|&start| start < byte);
    before(span.end).saturating_sub(before(span.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of paragraphs of sentences with so many words.
    fn text_of(shape: &[&[usize]]) -> (String, Vec<Span>, Vec<Span>) {
        let (mut text, mut paragraphs, mut sentences) = (String::new(), Vec::new(), Vec::new());
        for (i, lengths) in shape.iter().enumerate() {
            if i > 0 {
                text.push_str("\n\n");
            }
            let paragraph_start = text.len();
            for (j, &n) in lengths.iter().enumerate() {
                if j > 0 {
                    text.push(' ');
                }
                let start = text.len();
                text.push_str(&vec!["word"; n].join(" "));
                text.push('.');
                sentences.push(Span::new(start, text.len()));
            }
            paragraphs.push(Span::new(paragraph_start, text.len()));
        }
        (text, paragraphs, sentences)
    }

    fn check(shape: &[&[usize]], expected: &[usize]) {
        let (text, paragraphs, sentences) = text_of(shape);
        let starts: Vec<usize> = crate::text::words::words(&text).map(|w| w.start).collect();
        let found = passages(&starts, &paragraphs, &sentences);
        let lengths: Vec<usize> = found.iter().map(|p| words_in(&starts, *p)).collect();
        assert_eq!(lengths, expected, "passages of {shape:?}");
        for paragraph in &paragraphs {
            for byte in paragraph.range() {
                let holders = found.iter().filter(|p| p.range().contains(&byte)).count();
                assert_eq!(holders, 1, "byte {byte} of {shape:?} lies in {holders} passages");
            }
        }
    }

    #[test]
    fn short_paragraphs_go_together_and_long_ones_apart() {
        check(&[], &[]);
        check(&[&[5]], &[5]);
        check(&[&[20], &[30], &[50]], &[50, 50]);
        check(&[&[50], &[10], &[10]], &[50, 20]);
        check(&[&[50], &[10]], &[60]);
        check(&[&[110], &[30]], &[110, 30]);
        check(&[&[30], &[100]], &[30, 100]);
        check(&[&[50, 50, 50]], &[100, 50]);
        check(&[&[20; 12]], &[120, 120]);
        check(&[&[20; 13]], &[80, 100, 80]);
        check(&[&[300]], &[300]);
        check(&[&[600]], &[120; 5]);
        check(&[&[20, 500, 20]], &[20, 120, 120, 120, 120, 40]);
        check(&[&[10], &[0], &[20]], &[30]);
    }
}
