//! What a page calls its headline in its several places in, the one headline out.
//!
//! A page names itself up to five times: in its heading, for search engines (structured data), for sharing (twice) and for the
//! window. Each place votes for the form it gives; a heading that carries a kicker votes for what follows it, and a form that
//! was cut short votes for the whole.

use super::meta::Tags;
use super::shown;
use crate::clean::head::{TITLE_WORDS_MIN, words};
use crate::clean::json_ld::JsonLd;
use crate::clean::normalise::{self, line_key};
use crate::clean::title;
use dom_query::{Document, NodeRef};

/// Votes of each place, chosen on the looked-at evaluation pages among 160 sets of weights: the result hardly moves around these.
const HEADING_VOTES: u32 = 6;
const STRUCTURED_VOTES: u32 = 7;
/// Of structured data that neither heading nor window repeat: where those two were written for search engines it alone has
/// the headline of the newsroom. As many as all other places together, and one; unless it has no word of theirs and speaks of
/// the site, or is a sentence among headlines: the page's description.
const STRUCTURED_OWN_VOTES: u32 = 15;
const STRANGER_VOTES: u32 = 1;
const CARD_VOTES: u32 = 4;
const SHARING_VOTES: u32 = 3;
const WINDOW_VOTES: u32 = 1;

/// Share of the longer headline's words that both must have to be forms of one headline (measured on the looked-at
/// part of the evaluation pages: search engines are told another headline than readers).
const SHARED_WORDS_MIN: f64 = 0.3;

/// A shorter end of a heading is no headline that a kicker could stand before.
const HEADLINE_WORDS_MIN: usize = 3;

/// Of fewer words, the start of a heading may be a name it begins with (guessed).
const STOPPED_WORDS_MIN: usize = 4;

/// Bytes of a word that two forms of a headline may share by more than chance (guessed: no article, no preposition).
const TELLING_WORD_BYTES_MIN: usize = 5;

/// Words of a heading that a window's title may name for the headline (guessed: one word is a section).
const HEADED_WORDS_MIN: usize = 2;

/// A window's title of more bytes is not searched for its parts (guessed; the longest honest ones have half of that).
const WINDOW_BYTES_MAX: usize = 400;

/// One form of the headline.
struct Form {
    text: String,
    key: String,
    votes: u32,
}

impl Form {
    fn new(text: String, votes: u32) -> Self {
        Form { key: line_key(&text), text, votes }
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
    let headings: Vec<Form> = doc.select("h1").nodes().iter().map(|h1| Form::new(heading(h1), HEADING_VOTES)).collect();
    let form = |(text, votes): (Option<&str>, u32)| {
        let text = normalise::entities(text?);
        let whole = Form::new(normalise::line(&text), votes);
        // What the heading says too is no site's name.
        let is_heading = headings.iter().any(|heading| heading.key == whole.key);
        Some(if is_heading { whole } else { Form::new(title::without_site(&text, source), votes) })
    };
    let mut forms: Vec<Form> = of_head.into_iter().filter_map(form).filter(|form| !form.key.is_empty()).collect();
    let mut headings: Vec<Form> = headings.into_iter().filter(|h1| !h1.key.is_empty()).collect();
    let window = line_key(&window);
    // A heading that nothing confirms is the site's name or another story's.
    let is_confirmed = |h1: &Form| {
        forms.is_empty()
            || forms.iter().any(|form| share_words(&h1.key, &form.key)) && !is_site(&h1.key, &window, &forms)
    };
    let told = if is_bare(&forms) { beyond(&window, &headings) } else { None };
    let heading = told.or_else(|| headings.iter().position(is_confirmed)).map(|at| headings.swap_remove(at));
    if let Some(line) = line_of_window(doc, &forms, heading.as_ref()) {
        return line;
    }
    if ld.headline.is_some() && forms.first().is_some_and(|form| form.votes == STRUCTURED_VOTES) {
        forms[0].votes = structured_votes(&forms, heading.as_ref());
    }
    forms.splice(0..0, heading);
    chosen(&forms).map(|form| form.text.clone()).unwrap_or_default()
}

/// The headline where nothing but the window's title tells it, with other names around it: the longest line of the page that
/// stands in that title. A heading of the page may be short; a heading that makes up the title with another is the site's name.
fn line_of_window(doc: &Document, forms: &[Form], heading: Option<&Form>) -> Option<String> {
    if forms.iter().any(|form| form.votes != WINDOW_VOTES) {
        return None;
    }
    let window = normalise::line(&doc.select_single("title").text());
    if window.len() > WINDOW_BYTES_MAX {
        return None;
    }
    let whole = line_key(&window);
    let is_part = |part: &str| format!(" {whole} ").contains(&format!(" {part} ")) && part != whole;
    let is_site = |h1: &Form, part: &str| {
        let beside = [format!("{} {part}", h1.key), format!("{part} {}", h1.key)];
        words(&h1.key) < TITLE_WORDS_MIN && beside.contains(&whole)
    };
    let is_line = |line: &shown::Line, part: &str| {
        let is_long = words(part) >= TITLE_WORDS_MIN;
        let is_headed = line.is_heading && words(part) >= HEADED_WORDS_MIN && 2 * words(part) >= words(&whole);
        (is_long || is_headed) && is_part(part) && heading.is_none_or(|h1| is_site(h1, part))
    };
    let lines = shown::lines(doc);
    let parts = lines.iter().map(|line| (line, line_key(&line.text))).filter(|(line, part)| is_line(line, part));
    // `max_by_key` takes the last of equals.
    let (line, part) = parts.collect::<Vec<_>>().into_iter().rev().max_by_key(|(_, part)| words(part))?;
    Some(title::part(&window, &part).unwrap_or_else(|| normalise::line(&line.text)))
}

/// Whether the head does not tell this page from the others of its site: there is at most a window's title, and that short.
fn is_bare(forms: &[Form]) -> bool {
    forms.iter().all(|form| form.votes == WINDOW_VOTES && words(&form.key) < TITLE_WORDS_MIN)
}

/// The heading that says more than a short window's title: all of its words and others, or what stands beside a heading
/// that says no more than it.
fn beyond(window: &str, headings: &[Form]) -> Option<usize> {
    let is_heading = headings.iter().any(|h1| h1.key == window);
    let has_all = |h1: &Form| window.split(' ').all(|word| h1.key.split(' ').any(|of_heading| of_heading == word));
    headings.iter().position(|h1| words(&h1.key) >= TITLE_WORDS_MIN && (is_heading || has_all(h1)))
}

/// What the page's first `<h1>` says.
pub fn first_heading(doc: &Document) -> String {
    doc.select("h1").nodes().first().map(heading).unwrap_or_default()
}

/// A heading's words, without the date or the section that is printed small beside them.
fn heading(h1: &NodeRef) -> String {
    let is_small = |child: &NodeRef| child.has_name("small") || child.has_name("time");
    let small: Vec<String> = h1
        .children_it(false)
        .filter(is_small)
        .map(|child| shown::line_of(&child))
        .filter(|text| !text.is_empty())
        .collect();
    let whole = shown::line_of(h1);
    let large = small.iter().fold(whole.clone(), |text, small| text.replacen(small.as_str(), " ", 1));
    let large = normalise::line(&large);
    if large.is_empty() { whole } else { large }
}

/// Whether the window has the heading beside the headline that the page is shared under: then the heading, the same on
/// every page, is the site's name.
fn is_site(heading: &str, window: &str, forms: &[Form]) -> bool {
    let shared = forms.iter().filter(|form| matches!(form.votes, CARD_VOTES | SHARING_VOTES) && form.key != heading);
    shared.map(|form| form.key.as_str()).any(|shared| {
        let beside = |first: &str, second: &str| {
            window.strip_prefix(first).and_then(|rest| rest.strip_prefix(' ')).is_some_and(|rest| rest == second)
        };
        beside(heading, shared) || beside(shared, heading)
    })
}

/// What the first form, which is the structured data's, weighs beside the others.
fn structured_votes(forms: &[Form], heading: Option<&Form>) -> u32 {
    let Some((structured, others)) = forms.split_first() else { return STRUCTURED_VOTES };
    let window = others.iter().find(|form| form.votes == WINDOW_VOTES);
    let mut repeating = window.into_iter().chain(heading);
    if others.is_empty() || repeating.any(|form| form.key == structured.key) {
        return STRUCTURED_VOTES;
    }
    let is_sentence = |form: &Form| form.text.ends_with('.') && !form.is_cut_short();
    if is_sentence(structured) && !others.iter().chain(heading).any(is_sentence) {
        return STRANGER_VOTES;
    }
    let telling = |form: &Form| -> Vec<String> {
        let words = form.key.split(' ').filter(|word| word.len() >= TELLING_WORD_BYTES_MIN);
        words.map(str::to_owned).collect()
    };
    let own = telling(structured);
    let is_of_story = others.iter().chain(heading).any(|form| telling(form).iter().any(|word| own.contains(word)));
    if is_of_story { STRUCTURED_OWN_VOTES } else { STRANGER_VOTES }
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
    if voter.key == form.key {
        return true;
    }
    if voter.is_cut_short() && form.key.starts_with(&voter.key) {
        return true;
    }
    // What is shared and what search engines list may stop before the heading does.
    let goes_on = form.votes == HEADING_VOTES
        && voter.votes < HEADING_VOTES
        && words(&voter.key) >= STOPPED_WORDS_MIN
        && form.key.strip_prefix(&voter.key).is_some_and(|rest| rest.starts_with(' '));
    if goes_on {
        return true;
    }
    // A kicker is only a kicker where no other place has the words before the headline too, or where the heading leaves them out.
    let is_alone = || forms.iter().filter(|f| f.key == voter.key).count() == 1;
    let has_kicker = words(&form.key) >= HEADLINE_WORDS_MIN
        && voter.key.strip_suffix(&form.key).is_some_and(|kicker| kicker.ends_with(' '));
    has_kicker && (form.votes == HEADING_VOTES || is_alone())
}

fn share_words(h1: &str, form: &str) -> bool {
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
        let (seen, shared) = ("Ferry stays in dock", "Why the ferry stays");
        check(&[(seen, HEADING_VOTES), (shared, SHARING_VOTES), (shared, WINDOW_VOTES)], seen);
        check(&[(seen, HEADING_VOTES), (shared, STRUCTURED_VOTES), (shared, SHARING_VOTES)], shared);
    }

    #[test]
    fn structured_data_that_says_something_else_is_the_newsroom_or_a_stranger() {
        let check = |structured: &str, expected: u32| {
            let forms = [structured, "Ferry stays in dock"].map(|text| Form::new(text.to_owned(), WINDOW_VOTES));
            assert_eq!(structured_votes(&forms, None), expected, "{structured}");
        };
        check("Ferry stays in dock", STRUCTURED_VOTES);
        check("Two weeks without a ferry", STRUCTURED_OWN_VOTES);
        check("News from Port Ellery", STRANGER_VOTES);
        check("Read how the ferry and its crew came to be in dock.", STRANGER_VOTES);
    }

    #[test]
    fn a_window_that_names_the_site_gives_way_to_the_heading() {
        let check = |html: &str, expected: &str| {
            let doc = Document::from(html);
            assert_eq!(headline(&doc, &Tags::new(), &JsonLd::default(), None), expected, "{html}");
        };
        let stays = "Ferry stays in dock";
        check("<title>Ferry</title><h1>Ferry stays in dock</h1>", stays);
        check("<title>Ferries</title><h1>The Ellery Courier online</h1>", "Ferries");
        check("<title>The Ellery Courier</title><h1>The Ellery Courier</h1><h1>Ferry stays in dock</h1>", stays);
        check("<title>Ferry stays in dock</title><h1>The Ellery Courier</h1>", stays);
        check("<title>Ferry sunk</title><h1>Ferry sunk</h1>", "Ferry sunk");
    }

    #[test]
    fn a_line_of_the_page_tells_the_headline_in_the_window() {
        let check = |title: &str, body: &str, expected: &str| {
            let doc = Document::from(format!("<title>{title}</title><body>{body}</body>"));
            assert_eq!(headline(&doc, &Tags::new(), &JsonLd::default(), None), expected, "{title} {body}");
        };
        let (stays, line) = ("Ferry stays in dock", "<p>Ferry stays in dock</p>");
        check("The Courier: Ferry stays in dock", line, stays);
        check("The Courier » Blog Archive » Ferry stays in dock", line, stays);
        check("Print: Ferry stays in dock", "<h2>FERRY STAYS IN DOCK</h2>", stays);
        check("Ferry stays in dock &lt; The Courier", line, stays);
        check("Ferry stays in dock | Ellery news | The Courier", line, stays);
        check(
            "The Courier - Ferry stays in dock, owner says",
            "<td><b>Ferry stays in dock, owner says</b></td>",
            "Ferry stays in dock, owner says",
        );
        check("ellery.example Ferry stays", "<h1>ellery.example</h1><h3>Ferry stays</h3>", "Ferry stays");
        check("Ferry stays", "<h1>Ferry stays</h1><p>Ferry</p>", "Ferry stays");
        check("The Courier: Ferry", "<p>Ferry</p>", "The Courier: Ferry");
        let site = "Learning by the harbour";
        check(&format!("Ferry stays in dock | {site}"), &format!("<h1>Ferry stays in dock</h1><h2>{site}</h2>"), stays);
        check(&format!("Ferry stays | {site}"), "<h2>The ferry</h2>", &format!("Ferry stays | {site}"));
    }

    #[test]
    fn a_break_in_a_heading_is_a_space() {
        let doc = Document::from("<h1>Ferry<br>stays in dock</h1>");
        assert_eq!(headline(&doc, &Tags::new(), &JsonLd::default(), None), "Ferry stays in dock");
    }

    #[test]
    fn a_heading_that_the_window_has_beside_the_headline_is_the_site() {
        let forms = [Form::new("Ferry stays in dock".to_owned(), SHARING_VOTES)];
        for (heading, window, expected) in [
            ("ellery harbour blog", "ellery harbour blog ferry stays in dock", true),
            ("ellery harbour blog", "ferry stays in dock ellery harbour blog", true),
            ("ferry stays in dock", "ferry stays in dock ellery harbour blog", false),
            ("ferry stays", "ferry stays in dock ellery harbour blog", false),
        ] {
            assert_eq!(is_site(heading, window, &forms), expected, "{heading}");
        }
    }

    #[test]
    fn the_heading_may_go_on_where_the_others_stop() {
        let (seen, shared) = ("Ferry stays in dock, engineers say", "Ferry stays in dock");
        check(&[(seen, HEADING_VOTES), (shared, CARD_VOTES), (shared, SHARING_VOTES)], seen);
        check(
            &[("Ellery Harbour News", HEADING_VOTES), ("Ellery Harbour", CARD_VOTES + SHARING_VOTES)],
            "Ellery Harbour",
        );
    }

    #[test]
    fn a_kicker_is_no_part_of_the_headline() {
        check(&[("Harbour Ferry stays in dock", 8), ("Ferry stays in dock", 2)], "Ferry stays in dock");
        let both = "Harbour: Ferry stays in dock";
        check(&[(both, 6), (both, 4), ("Ferry stays in dock", 1)], both);
        check(&[("Ferry stays in dock", 6), (both, 7), (both, 4)], "Ferry stays in dock");
    }

    #[test]
    fn what_was_cut_short_votes_for_the_whole() {
        check(&[("Ferry stays in dock after a fire", 2), ("Ferry stays in…", 9)], "Ferry stays in dock after a fire");
    }

    #[test]
    fn what_stands_small_beside_a_heading_is_no_part_of_it() {
        let check = |html: &str, expected: &str| {
            let doc = Document::from(html);
            assert_eq!(heading(&doc.select("h1").nodes()[0]), expected, "{html}");
        };
        check("<h1>Ferry <em>stays</em> in dock<br><small>4 May 2020 • News</small></h1>", "Ferry stays in dock");
        check("<h1><small>Ferry stays in dock</small></h1>", "Ferry stays in dock");
    }

    #[test]
    fn of_two_spellings_the_one_most_places_have() {
        check(&[("Ferry:stays in dock", 8), ("Ferry: stays in dock", 9)], "Ferry: stays in dock");
    }
}
