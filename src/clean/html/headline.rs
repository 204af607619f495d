//! What a page calls its headline in its several places in, the one headline out.
//!
//! A page names itself up to five times: in its heading, for search engines (structured data), for sharing (twice) and for the
//! window. Each place votes for the form it gives; a heading that carries a kicker votes for what follows it, and a form that
//! was cut short votes for the whole.

use super::meta::Tags;
use crate::clean::json_ld::JsonLd;
use crate::clean::normalise::{self, folded};
use crate::clean::title;
use dom_query::Document;

/// Votes of each place. Chosen on one half of the looked-at evaluation pages, checked on the other: the result hardly
/// moves as long as heading and structured data weigh about the same, and neither is outvoted by the places for sharing alone.
const HEADING_VOTES: u32 = 8;
const STRUCTURED_VOTES: u32 = 9;
const CARD_VOTES: u32 = 4;
const SHARING_VOTES: u32 = 2;
const WINDOW_VOTES: u32 = 1;

/// Share of the longer headline's words that both must have to be forms of one headline (measured on the looked-at
/// part of the evaluation pages: search engines are told another headline than readers).
const SHARED_WORDS_MIN: f64 = 0.3;

/// A shorter end of a heading is no headline that a kicker could stand before.
const HEADLINE_WORDS_MIN: usize = 3;

/// One form of the headline.
struct Form {
    text: String,
    folded: String,
    votes: u32,
}

impl Form {
    fn new(text: String, votes: u32) -> Self {
        Form { folded: folded(&text), text, votes }
    }

    fn is_cut_short(&self) -> bool {
        self.text.ends_with('…') || self.text.ends_with("...")
    }
}

/// The headline without the site's name.
pub fn headline(doc: &Document, tags: &Tags, ld: &JsonLd, source: Option<&str>) -> String {
    let window = doc.select_single("title").text();
    let of_head = [
        (ld.headline.as_deref(), STRUCTURED_VOTES),
        (tags.get("twitter:title").map(String::as_str), CARD_VOTES),
        (tags.get("og:title").map(String::as_str), SHARING_VOTES),
        (Some(&*window), WINDOW_VOTES),
    ];
    let form = |(text, votes): (Option<&str>, u32)| {
        Some(Form::new(title::without_site(&normalise::entities(text?), source), votes))
    };
    let mut forms: Vec<Form> = of_head.into_iter().filter_map(form).filter(|form| !form.folded.is_empty()).collect();
    let headings: Vec<String> =
        doc.select("h1").iter().map(|h1| normalise::line(&h1.text())).filter(|text| !text.is_empty()).collect();
    // A heading that nothing confirms is the site's name or another story's.
    let confirmed = headings.iter().find(|h1| forms.is_empty() || forms.iter().any(|f| share_words(h1, &f.folded)));
    forms.splice(0..0, confirmed.map(|h1| Form::new(h1.clone(), HEADING_VOTES)));
    chosen(&forms).map(|form| form.text.clone()).unwrap_or_default()
}

/// The form with the most votes, in the spelling with the most; of equals the first.
fn chosen(forms: &[Form]) -> Option<&Form> {
    let spelled = |form: &Form| forms.iter().filter(|f| f.text == form.text).map(|f| f.votes).sum::<u32>();
    let score = |form: &Form| {
        let votes = forms.iter().filter(|voter| is_for(voter, form, forms)).map(|f| f.votes).sum::<u32>();
        (votes, !form.is_cut_short(), spelled(form))
    };
    // `max_by_key` takes the last of equals.
    forms.iter().rev().max_by_key(|form| score(form))
}

/// Whether one place's form stands for the other's headline.
fn is_for(voter: &Form, form: &Form, forms: &[Form]) -> bool {
    if voter.folded == form.folded {
        return true;
    }
    if voter.is_cut_short() && form.folded.starts_with(&voter.folded) {
        return true;
    }
    // A kicker is only a kicker where no other place has the words before the headline too.
    let is_alone = forms.iter().filter(|f| f.folded == voter.folded).count() == 1;
    let has_kicker = || {
        form.folded.split(' ').count() >= HEADLINE_WORDS_MIN
            && voter.folded.strip_suffix(&form.folded).is_some_and(|kicker| kicker.ends_with(' '))
    };
    is_alone && has_kicker()
}

fn share_words(h1: &str, form: &str) -> bool {
    let h1 = folded(h1);
    if h1.is_empty() {
        return false;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (h1.split(' ').collect(), form.split(' ').collect());
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared as f64 >= SHARED_WORDS_MIN * a.len().max(b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(forms: &[(&str, u32)], expected: &str) {
        let forms: Vec<Form> = forms.iter().map(|(text, votes)| Form::new((*text).to_owned(), *votes)).collect();
        assert_eq!(chosen(&forms).unwrap().text, expected);
    }

    #[test]
    fn the_heading_stands_against_the_places_for_sharing() {
        check(
            &[("Ferry stays in dock", 8), ("Why the ferry stays", 4), ("Why the ferry stays", 2)],
            "Ferry stays in dock",
        );
        check(
            &[("Ferry stays in dock", 8), ("Why the ferry stays", 9), ("Why the ferry stays", 2)],
            "Why the ferry stays",
        );
    }

    #[test]
    fn a_kicker_is_no_part_of_the_headline() {
        check(&[("Harbour Ferry stays in dock", 8), ("Ferry stays in dock", 2)], "Ferry stays in dock");
        let both = "Harbour: Ferry stays in dock";
        check(&[(both, 8), (both, 4), ("Ferry stays in dock", 1)], both);
    }

    #[test]
    fn what_was_cut_short_votes_for_the_whole() {
        check(&[("Ferry stays in dock after a fire", 2), ("Ferry stays in…", 9)], "Ferry stays in dock after a fire");
    }

    #[test]
    fn of_two_spellings_the_one_most_places_have() {
        check(&[("Ferry:stays in dock", 8), ("Ferry: stays in dock", 9)], "Ferry: stays in dock");
    }
}
