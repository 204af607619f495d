//! The markup that a field holds in, markup whose paragraphs are marked out: what programs keep is not what they show.

use crate::clean::{elements, paragraphs};
use std::borrow::Cow;

/// Elements of which one is enough to tell markup, where it is closed.
const ELEMENTS: &[&str] = &["em", "strong", "b", "i", "a", "u", "p", "h3", "ul", "blockquote"];

/// Elements in which nothing is markup: one that is left open takes all of the text behind it.
const RAW_ELEMENTS: &[&str] = &["script", "style", "textarea", "title"];

/// Whether the text of a field has any markup: where a page's is expected, one element is enough, or one line that is broken.
/// Prose that mentions a tag has none.
pub fn has_tags(text: &str) -> bool {
    (ELEMENTS.iter().any(|name| has_element(text, name)) || breaks_line(text)) && !leaves_raw_open(text)
}

fn has_element(text: &str, name: &str) -> bool {
    let Some(end) = text.rfind(&format!("</{name}>")) else { return false };
    [">", " ", "\n"].iter().any(|next| text[..end].contains(&format!("<{name}{next}")))
}

/// Whether a `<br>` stands at a word or behind a sentence: one that is mentioned stands between spaces or quotation marks.
fn breaks_line(text: &str) -> bool {
    let is_break = |rest: &str| ["<br>", "<br/", "<br "].iter().any(|tag| rest.starts_with(tag));
    let is_end = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?');
    text.match_indices('<').filter(|(at, _)| is_break(&text[*at..])).any(|(at, _)| {
        let behind = text[at..].split_once('>').map_or("", |(_, behind)| behind);
        text[..at].ends_with(is_end) || behind.starts_with(char::is_alphanumeric)
    })
}

fn leaves_raw_open(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_name = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let last = |tag: String| lower.rmatch_indices(&tag).map(|(at, _)| at).find(|at| is_name(&lower[at + tag.len()..]));
    RAW_ELEMENTS.iter().any(|name| last(format!("<{name}")) > last(format!("</{name}")))
}

/// Markup as some programs keep it (WordPress): blank lines part its paragraphs, and only what is more than a paragraph has a tag.
pub fn with_paragraphs(text: &str) -> Cow<'_, str> {
    let is_block = |tag: &str| {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name != "img"
            && !elements::is_inline(&name.to_ascii_lowercase())
    };
    let has_blocks = |text: &str| text.split('<').skip(1).any(is_block);
    if !has_blocks(text) {
        let paragraphs = paragraphs::paragraphs(text).into_iter().map(|paragraph| format!("<p>{paragraph}</p>"));
        return paragraphs.collect::<Vec<_>>().join("\n").into();
    }
    let chunks = chunks(text);
    let is_bare = |chunk: &&String| !has_blocks(chunk);
    if chunks.iter().filter(is_bare).count() <= text.matches("<p").count() {
        return text.into();
    }
    let wrapped = |chunk: &String| if is_bare(&chunk) { format!("<p>{chunk}</p>") } else { chunk.clone() };
    chunks.iter().map(wrapped).collect::<Vec<_>>().join("\n\n").into()
}

/// What blank lines part.
fn chunks(text: &str) -> Vec<String> {
    let mut chunks = vec![String::new()];
    for line in text.lines() {
        let last = chunks.len() - 1;
        match line.trim().is_empty() {
            true if chunks[last].is_empty() => {}
            true => chunks.push(String::new()),
            false => chunks[last].extend([line, "\n"]),
        }
    }
    chunks.retain(|chunk| !chunk.is_empty());
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_without_tags_of_their_own() {
        for (text, expected) in [
            ("It <em>stays</em>.\n\nSo < do we.", "<p>It <em>stays</em>.</p>\n<p>So < do we.</p>"),
            ("It <b>stays</b>.\nSo do we.", "<p>It <b>stays</b>.</p>\n<p>So do we.</p>"),
            (
                "It stays.\n\n<h2>In dock</h2>\n\nSo do <a href='x'>we</a>.",
                "<p>It stays.\n</p>\n\n<h2>In dock</h2>\n\n\n<p>So do <a href='x'>we</a>.\n</p>",
            ),
        ] {
            assert_eq!(with_paragraphs(text), expected);
        }
        for text in ["<p>It stays.</p>\n\n<p>So do we.</p>", "<div>It stays.\n\nSo do we.</div>"] {
            assert_eq!(with_paragraphs(text), text);
        }
    }

    #[test]
    fn one_element_is_markup() {
        for (text, expected) in [
            ("It <em>stays</em>.", true),
            ("It <a\nhref='x'>stays</a>.", true),
            ("It<br>stays.", true),
            ("It stays.<br /> So do we.", true),
            ("It is < 5 and > 3.", false),
            ("<Jane>", false),
            // Mentioned.
            ("Write <br> where it ends: x < y and <Jane> are shown.", false),
            ("Close it with </b> or “<br>”.", false),
            ("A <bold> word ends with </b>.", false),
            ("It <em>stays</em>. Use <script> for code.\n\nSo do we.", false),
            ("It <em>stays</em>.<SCRIPT>x</SCRIPT> So do we.", true),
        ] {
            assert_eq!(has_tags(text), expected, "{text}");
        }
    }
}
