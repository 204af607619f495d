//! The query language on one page: what to write, and what it finds. The help page and the README's table are this list.

/// A line of the page.
#[derive(Debug)]
pub struct Operator {
    /// Queries to try.
    pub write: &'static [&'static str],
    pub find: &'static str,
}

const fn line(write: &'static [&'static str], find: &'static str) -> Operator {
    Operator { write, find }
}

/// Every operator of the language.
pub const OPERATORS: &[Operator] = &[
    line(&["dock strike"], "both words, each in title or text, in any form (`strikes`, `striking`)"),
    line(&["ferry OR boat", "ferry -strike", "ferry NOT strike"], "either; the first without the second"),
    line(&["(ferry OR dock) strike"], "parentheses, as one expects"),
    line(&["\"dock strike\"", "\"port strike\"~3"], "the phrase; the phrase with up to three words in between"),
    line(
        &["dock NEAR/5 strike", "dock ADJ/5 strike"],
        "at most five words apart, 1 being side by side, in any order or in this one; at most ten are joined",
    ),
    line(&["dock SAME strike", "dock SENT strike"], "in the same paragraph, in the same sentence"),
    line(&["atleast3(flood)"], "three times or more in the title, or in the text"),
    line(
        &["harb*", "h*bour", "harbor~"],
        "beginnings and gaps; slips of one letter in the word without its ending (`~2`: two, and fewer than it has letters)",
    ),
    line(&["=Strike", "=we’re"], "exactly this form, not `strikes`, not `we`"),
    line(&["caps(Court)", "caps(\"Pennine Institute\")"], "only where it is written with a capital"),
    line(
        &["speaker:ackroyd", "title:(ferry OR boat)", "lead:strike"],
        "in a field, as `dateline fields` lists them; in the first paragraphs",
    ),
    line(&["strike -source:\"Estuary Courier\""], "without a value: any field, after a minus"),
    line(&["speaker:ackroyd said:night"], "both in the same quotation"),
    line(&["speaker:ackroyd speaker:tennison"], "articles that quote both"),
    line(&["date:2025-08", "date:2025-Q3", "date:2025-08-01..2025-08-31", "date:none"], "published then; undated"),
    line(
        &["mentions:2025-02", "mentions:2025-02-10..2025-03"],
        "texts that speak of that month (and not of its year alone), of something in that time",
    ),
    line(&["near:\"53.7,-2.0,30km\"", "near:\"Leeds,30mi\""], "a town mentioned within so far of a point or a place"),
    line(&["query:docks"], "what `dateline alerts add docks …` has saved"),
    line(&["dock^2 strike"], "the first word counts twice"),
];

#[cfg(test)]
mod tests {
    use super::OPERATORS;
    use crate::search::query::parse;

    #[test]
    fn every_line_is_understood() {
        for query in OPERATORS.iter().flat_map(|operator| operator.write) {
            assert!(parse(query).is_ok(), "{query}");
        }
    }
}
