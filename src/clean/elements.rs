//! What HTML's elements are to the text around them.

/// Whether an element stands inside a line and does not part it. Form controls and what is shown apart are none.
pub fn is_inline(name: &str) -> bool {
    #[rustfmt::skip]
    const INLINE: &[&str] = &[
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q", "s", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ];
    INLINE.contains(&name)
}
