//! The markup that a field holds in, markup whose paragraphs are marked out: what programs keep is not what they show.

use crate::clean::{elements, paragraphs};
use std::borrow::Cow;

/// Whether the text of a field has any markup: where a page's is expected, one element is enough that is closed, or cannot be.
pub fn has_tags(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "</em>",
        "</strong>",
        "</b>",
        "</i>",
        "</a>",
        "</u>",
        "</p>",
        "</h3>",
        "</ul>",
        "</blockquote>",
        "<br>",
        "<br/",
        "<br ",
    ];
    let is_tag = |(at, _): (usize, &str)| TAGS.iter().any(|tag| text[at..].starts_with(tag));
    text.match_indices('<').any(is_tag)
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
        for (text, expected) in
            [("It <em>stays</em>.", true), ("It<br>stays.", true), ("It is < 5 and > 3.", false), ("<Jane>", false)]
        {
            assert_eq!(has_tags(text), expected, "{text}");
        }
    }
}
