//! Texts with spans in, HTML fragments out. Whatever was not written here is escaped: an article can hold any bytes, and
//! none of them may become markup.

use super::points::Points;
use crate::article::{Annotations, Span, SpeakerKind};
use crate::search::Shown;
use std::collections::BTreeMap;

/// Colours that speakers have; more speakers share them.
pub const SPEAKER_COLOURS: usize = 8;

/// The name of the place where the passage begins that is shown as cited.
pub const CITED: &str = "cited";

/// Text as it can stand between tags or in a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // What would be shown as nothing or turn the direction of what follows.
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{fffd}'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Text with `<mark>` around the given stretches, which ascend and lie apart.
pub fn marked(text: &str, highlights: &[Span]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for &Span { start, end } in highlights {
        if start < at || text.get(start..end).is_none() {
            continue;
        }
        out.push_str(&escaped(&text[at..start]));
        out.push_str("<mark>");
        out.push_str(&escaped(&text[start..end]));
        out.push_str("</mark>");
        at = end;
    }
    out.push_str(&escaped(&text[at..]));
    out
}

/// A paragraph of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Code points of the article's text: what it is cited by.
    pub points: (usize, usize),
    /// With its annotations, and the passage asked for, as markup.
    pub html: String,
}

/// Somebody quoted in an article, with the number of a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub name: String,
    pub is_person: bool,
    pub colour: usize,
    pub quotations: usize,
}

/// Who is quoted, in the order of appearance.
pub fn voices(annotations: &Annotations) -> Vec<Voice> {
    let mut voices: Vec<Voice> = Vec::new();
    for speaker in annotations.quotations.iter().filter_map(|quotation| quotation.speaker.as_ref()) {
        match voices.iter_mut().find(|voice| voice.name == speaker.name) {
            Some(voice) => voice.quotations += 1,
            None => {
                let colour = voices.len() % SPEAKER_COLOURS;
                let is_person = speaker.kind == SpeakerKind::Person;
                voices.push(Voice { name: speaker.name.clone(), is_person, colour, quotations: 1 });
            }
        }
    }
    voices
}

/// A stretch with its tags.
struct Piece {
    span: Span,
    open: String,
    close: &'static str,
}

/// The paragraphs of an article: quotations in `<q>` by the colour of their speaker, places and dates marked, the passage
/// `cited` (in code points) in `<mark>`.
pub fn paragraphs(shown: &Shown, cited: Option<(usize, usize)>) -> Vec<Paragraph> {
    let text = shown.article.text.as_str();
    let points = Points::new(text);
    let cited = cited.map(|(start, end)| Span::new(byte_of(text, start), byte_of(text, end)));
    let pieces = pieces(shown, cited);
    let paragraph = |&span: &Span| Paragraph { points: points.span(span), html: tagged(text, span, &pieces) };
    let mut paragraphs: Vec<Paragraph> = shown.article.paragraphs.iter().map(paragraph).collect();
    // A passage may reach over several marks; a name stands once in a page.
    if let Some(first) = paragraphs.iter_mut().find(|paragraph| paragraph.html.contains("<mark>")) {
        first.html = first.html.replacen("<mark>", &format!("<mark id=\"{CITED}\">"), 1);
    }
    paragraphs
}

fn byte_of(text: &str, point: usize) -> usize {
    text.char_indices().nth(point).map_or(text.len(), |(byte, _)| byte)
}

fn pieces(shown: &Shown, cited: Option<Span>) -> Vec<Piece> {
    let annotations = &shown.annotations;
    let colours: BTreeMap<String, usize> =
        voices(annotations).into_iter().map(|voice| (voice.name, voice.colour)).collect();
    let mut pieces = Vec::new();
    for quotation in &annotations.quotations {
        let speaker = quotation.speaker.as_ref();
        let colour = speaker.and_then(|speaker| colours.get(&speaker.name)).map_or("n".to_owned(), usize::to_string);
        let who = speaker.map_or("nobody named", |speaker| speaker.name.as_str());
        let kind = quotation.kind.name();
        for &span in &quotation.fragments {
            let open = format!("<q class=\"said s{colour} {kind}\" title=\"{}\">", escaped(who));
            pieces.push(Piece { span, open, close: "</q>" });
        }
    }
    for mention in &annotations.places {
        let path = mention.place.as_ref().map_or("not in the gazetteer".to_owned(), |place| place.path.join(" / "));
        let open = format!("<span class=\"place\" title=\"{}\">", escaped(&path));
        pieces.push(Piece { span: mention.span, open, close: "</span>" });
    }
    for mention in &annotations.dates {
        let open =
            format!("<time class=\"day\" datetime=\"{}\" title=\"{} to {}\">", mention.from, mention.from, mention.to);
        pieces.push(Piece { span: mention.span, open, close: "</time>" });
    }
    pieces.extend(cited.map(|span| Piece { span, open: "<mark>".to_owned(), close: "</mark>" }));
    pieces
}

/// One stretch of text with the pieces that lie over it. Where pieces cross, each stretch between two bounds opens and
/// closes its own tags, so that the markup always nests.
fn tagged(text: &str, within: Span, pieces: &[Piece]) -> String {
    let over: Vec<&Piece> =
        pieces.iter().filter(|piece| piece.span.start < within.end && within.start < piece.span.end).collect();
    let mut bounds: Vec<usize> = over.iter().flat_map(|piece| [piece.span.start, piece.span.end]).collect();
    bounds.retain(|&bound| within.start < bound && bound < within.end);
    bounds.extend([within.start, within.end]);
    bounds.sort_unstable();
    bounds.dedup();
    let mut out = String::new();
    for stretch in bounds.windows(2) {
        let Some(words) = text.get(stretch[0]..stretch[1]) else { continue };
        let here: Vec<&&Piece> =
            over.iter().filter(|piece| piece.span.start <= stretch[0] && stretch[1] <= piece.span.end).collect();
        here.iter().for_each(|piece| out.push_str(&piece.open));
        out.push_str(&escaped(words));
        here.iter().rev().for_each(|piece| out.push_str(piece.close));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        assert_eq!(
            escaped("<script>\"a\" & 'b'\u{202e}\u{1b}"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\u{fffd}\u{fffd}"
        );
        assert_eq!(marked("a <b> c", &[Span::new(2, 5)]), "a <mark>&lt;b&gt;</mark> c");
        assert_eq!(marked("é", &[Span::new(0, 1), Span::new(5, 9)]), "é");
    }

    #[test]
    fn pieces_that_cross_still_nest() {
        let piece =
            |start, end, name: &str, close| Piece { span: Span::new(start, end), open: format!("<{name}>"), close };
        let pieces = [piece(0, 4, "q", "</q>"), piece(2, 6, "b", "</b>")];
        assert_eq!(tagged("abcdef", Span::new(0, 6), &pieces), "<q>ab</q><q><b>cd</b></q><b>ef</b>");
    }
}
