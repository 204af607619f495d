//! An article too long to be held in every form at once in, the parts of it that are annotated one after the other out.
//!
//! What the annotators keep of a text while they read it is some twenty times its size. Of an article of fifty megabytes (a
//! year's minutes in one file, a book) that would be a gigabyte, and nothing of what they look for reaches so far: a
//! part of a few hundred pages knows its people as well as the whole.

use crate::article::{Article, PlaceMention, Quotation, Span};
use std::ops::Range;

/// Bytes of a part. Guessed: no story is as long as three novels, so that nothing that is one is ever parted.
pub const PART_BYTES: usize = 2 << 20;

/// The article's parts, in order: bytes of its text. One that is not too long has one part, the whole. A part ends with a
/// paragraph, or with a sentence where a paragraph is too long; a sentence that is too long by itself (a table, a row of dots) is cut.
pub fn parts(article: &Article, sentences: &[Span], bytes: usize) -> Vec<Range<usize>> {
    if article.text.len() <= bytes {
        return std::iter::once(0..article.text.len()).collect();
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut add = |stretch: Span| {
        for piece in cut(&article.text, stretch, bytes) {
            match parts.last_mut() {
                Some(last) if piece.end - last.start <= bytes => last.end = piece.end,
                _ => parts.push(piece.range()),
            }
        }
    };
    let mut rest = sentences;
    for paragraph in &article.paragraphs {
        let n_inside = rest.partition_point(|sentence| sentence.start < paragraph.end);
        let (inside, behind) = rest.split_at(n_inside);
        rest = behind;
        match paragraph.len() <= bytes || inside.is_empty() {
            true => add(*paragraph),
            false => inside.iter().for_each(|sentence| add(*sentence)),
        }
    }
    parts
}

/// A stretch of a text in pieces of so many bytes at most, cut behind white space, else between two characters.
fn cut(text: &str, mut rest: Span, bytes: usize) -> impl Iterator<Item = Span> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = rest.start..=(rest.start + bytes).min(rest.end);
        let longest = ends.rev().find(|&at| text.is_char_boundary(at)).unwrap_or(rest.start);
        let end = match &text[rest.start..longest] {
            // A bound below one character's length is none.
            "" => rest.end,
            _ if longest == rest.end => longest,
            piece => {
                let white = piece.char_indices().rev().find(|(_, c)| c.is_whitespace());
                white.map_or(longest, |(at, c)| rest.start + at + c.len_utf8())
            }
        };
        let piece = Span::new(rest.start, end);
        rest = Span::new(end, rest.end);
        Some(piece)
    })
}

/// A part as an article of its own, and its sentences.
pub fn part_of(article: &Article, sentences: &[Span], part: &Range<usize>) -> (Article, Vec<Span>) {
    let inside = |spans: &[Span]| -> Vec<Span> {
        let from = spans.partition_point(|span| span.end <= part.start);
        let spans = spans[from..].iter().take_while(|span| span.start < part.end);
        spans.map(|s| Span::new(s.start.max(part.start) - part.start, s.end.min(part.end) - part.start)).collect()
    };
    let Article { title, text, paragraphs, byline, source, section, language, url, published } = article;
    let part_article = Article {
        title: title.clone(),
        text: text[part.clone()].to_owned(),
        paragraphs: inside(paragraphs),
        byline: byline.clone(),
        source: source.clone(),
        section: section.clone(),
        language: language.clone(),
        url: url.clone(),
        published: published.clone(),
    };
    (part_article, inside(sentences))
}

/// Moves a quotation from its part into the article.
pub fn shift_quotation(quotation: &mut Quotation, by: usize) {
    quotation.fragments.iter_mut().for_each(|fragment| *fragment = shifted(*fragment, by));
    quotation.cue = quotation.cue.map(|cue| shifted(cue, by));
    if let Some(speaker) = &mut quotation.speaker {
        speaker.mention = shifted(speaker.mention, by);
    }
}

/// The same of a mention of a place.
pub fn shift_mention(mention: &mut PlaceMention, by: usize) {
    mention.span = shifted(mention.span, by);
}

pub fn shifted(span: Span, by: usize) -> Span {
    Span::new(span.start + by, span.end + by)
}

/// What most of the values say; of several the first.
pub fn most_frequent<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::text::sentences::sentences;

    fn article(paragraphs: &[&str]) -> Article {
        let mut article = Article { language: Some("en".to_owned()), ..Article::default() };
        for paragraph in paragraphs {
            if !article.text.is_empty() {
                article.text.push_str("\n\n");
            }
            let start = article.text.len();
            article.text.push_str(paragraph);
            article.paragraphs.push(Span::new(start, article.text.len()));
        }
        article
    }

    #[test]
    fn parts_end_with_paragraphs_or_sentences() {
        let article =
            article(&["One of it. Two of it.", "Three.", "Four.", "Five is far too long for one part alone."]);
        let check = |bytes: usize, expected: &[&str]| {
            let sentences = sentences(&article.text, &article.paragraphs, Some("en"));
            let found: Vec<&str> = parts(&article, &sentences, bytes).into_iter().map(|p| &article.text[p]).collect();
            assert_eq!(found, expected, "{bytes}");
        };
        check(1000, &[&article.text]);
        check(40, &["One of it. Two of it.\n\nThree.\n\nFour.", "Five is far too long for one part alone."]);
        check(21, &["One of it. Two of it.", "Three.\n\nFour.", "Five is far too long ", "for one part alone."]);
        let cut = ["Five is far ", "too long ", "for one ", "part alone."];
        check(12, &[&["One of it.", "Two of it.", "Three.", "Four."][..], &cut].concat());
    }

    #[test]
    fn what_has_no_sentences_is_cut_as_well() {
        for text in
            [".".repeat(5000), "(".repeat(5000), "é".repeat(2500), (0..1500).map(|n| format!("{n}, ")).collect()]
        {
            let article = article(&[text.trim()]);
            let sentences = sentences(&article.text, &article.paragraphs, Some("en"));
            let parts = parts(&article, &sentences, 1000);
            assert!(parts.len() >= 5 && parts.iter().all(|part| part.len() <= 1000), "{parts:?}");
            let all: String = parts.iter().map(|part| &article.text[part.clone()]).collect();
            assert_eq!(all, article.text);
        }
    }

    #[test]
    fn what_is_found_in_parts_lies_where_it_is_in_the_article() {
        let told = |n: usize| {
            format!(
                "PARIS — The quay of Oslo is wet.\n\n“We sail on day {n},” said Ingrid Solheim, the harbour master of Bergen."
            )
        };
        let paragraphs: Vec<String> =
            (0..20).map(told).flat_map(|t| t.split("\n\n").map(str::to_owned).collect::<Vec<_>>()).collect();
        let article = article(&paragraphs.iter().map(String::as_str).collect::<Vec<_>>());
        let annotator = Annotator::new();
        let whole = annotator.annotate(&article);
        let in_parts = annotator.annotate_in_parts(&[(&article, None)], 300).remove(0);
        let said = |found: &crate::article::Annotations| -> Vec<(String, Option<String>, Option<String>)> {
            let who =
                |q: &Quotation| q.speaker.as_ref().map(|s| (s.name.clone(), s.mention.of(&article.text).to_owned()));
            found
                .quotations
                .iter()
                .map(|q| {
                    (
                        q.words(&article.text),
                        who(q).map(|w| format!("{w:?}")),
                        q.cue.map(|c| c.of(&article.text).to_owned()),
                    )
                })
                .collect()
        };
        assert_eq!(said(&in_parts), said(&whole));
        assert_eq!(in_parts.quotations.len(), 20);
        // How sure a place is depends on what is read beside it.
        let named = |found: &crate::article::Annotations| -> Vec<PlaceMention> {
            found.places.iter().map(|mention| PlaceMention { confidence: 1.0, ..mention.clone() }).collect()
        };
        assert_eq!(named(&in_parts), named(&whole));
        // What it is about is asked of every part, each of which has its own opening.
        assert!(in_parts.focus.is_some());
        assert_eq!((in_parts.dateline, in_parts.dates), (whole.dateline, whole.dates));
    }

    #[test]
    fn the_most_frequent_is_the_first_of_equals() {
        assert_eq!(most_frequent([1, 2, 2, 3, 3].into_iter()), Some(2));
        assert_eq!(most_frequent(std::iter::empty::<u8>()), None);
    }
}
