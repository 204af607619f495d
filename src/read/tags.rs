//! Markup in, what it says on one line out: enough for a name or a signature, not for an article.

/// The words outside the tags, one space between them.
pub fn without_tags(markup: &str) -> String {
    let mut parts = markup.split('<');
    let first = parts.next().unwrap_or_default();
    let behind_tags = parts.map(|part| part.split_once('>').map_or("", |(_, text)| text));
    let words = std::iter::once(first).chain(behind_tags).flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_left() {
        for (markup, expected) in
            [("Le <i>ferry</i>\n reste", "Le ferry reste"), ("<p>Jane</p><br", "Jane"), ("", ""), ("x < y", "x")]
        {
            assert_eq!(without_tags(markup), expected, "{markup}");
        }
    }
}
