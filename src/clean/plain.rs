//! A flat scrape in, the article in it out: headline first, chrome known by the lexicon, byline and date lines above the body.

use super::head::{self, Head};
use super::paths::FromPath;
use super::{
    CleanOptions, byline, columns, comments, finish, html, language, lexicon, lines, normalise, not_article, opening,
    paragraphs, published_of, segment,
};
use crate::article::{Article, Cleaned, NotAnArticle, Provenance, Published, Removed};

/// Lines above the body that may be headline, byline or date (guessed: kicker, headline, standfirst, byline, date, reading time).
const HEAD_LINES: usize = 8;

/// Lines above the body among which the headline is looked for by its words (measured with those of [`head::sharing`]: eight find
/// a tenth fewer, twenty no more).
const TITLE_LINES: usize = 12;

/// A headline has at most this many words and characters (measured on headlines of English and German outlets: the longest had 26 words).
const TITLE_WORDS_MAX: usize = 28;
const TITLE_CHARS_MAX: usize = 220;

/// A longer question is how a text opens (guessed; questions in headlines are short).
const QUESTION_WORDS_MAX: usize = 18;

/// A first line of fewer words is a section or a name as often as a headline (guessed; in news headlines have six and more).
const UNPROVEN_TITLE_WORDS_MIN: usize = 3;

/// Above the body of a dump, shorter lines are sections and names (guessed).
const TITLE_WORDS_MIN: usize = 4;

/// Behind one of these, alone on its line above the body, stands what a film or a picture shows, not what the article says.
const MEDIA: &[&str] = &["video", "videos", "vidéo", "vídeo", "watch", "photos", "gallery"];

/// The article in a scrape.
pub fn scrape(text: &str, url: Option<&str>, path: &FromPath, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    if html::is_markup(text) {
        return html::page(text, url, path, options);
    }
    let mut removed = Vec::new();
    let untangled = columns::untangled(text);
    let mut lines = paragraphs::paragraphs(untangled.as_deref().unwrap_or(text));
    options.strip_repeated(None, None, &mut lines, &mut removed);
    comments::cut(&mut lines, &mut removed);
    let (cut, told) = cut_dump(lines, &mut removed);
    let caption = media_caption(&cut);
    let mut body = lexicon::strip(cut, &mut removed);
    let told = told.or_else(|| head::take(&mut body, is_headline, &mut removed));
    let Head { title, byline, date } =
        told.unwrap_or_else(|| Head { title: take_title(&mut body, caption.as_deref()), ..Head::default() });
    let byline = if byline.is_empty() { take_byline(&mut body, &mut removed) } else { byline };
    let head = body.iter().take(HEAD_LINES).filter(|line| line.len() < 200).cloned().collect::<Vec<_>>();
    let of_head = lines::trim_head(&mut body, &[&title], &byline, &mut removed);
    let byline = if byline.is_empty() { of_head } else { byline };
    lines::strip_credits(&mut body, &mut removed);
    let of_foot = lines::take_signature(&mut body, &mut removed);
    lines::strip_furniture(&mut body, &mut removed);
    let byline = if byline.is_empty() { of_foot } else { byline };
    if let Some(reason) = not_article::reason(&title, &body) {
        return Err(reason);
    }
    let text = opening(&body);
    let field = date.as_ref().or_else(|| head.iter().find(|line| lines::is_date_line(line))).map(String::as_str);
    let language = language::language(&text, None);
    let published = published_of(field, url, (&text, language.as_deref()), path, options, &mut removed);
    // A line of the text is no field: say where it was read.
    let published =
        published.map(|p| if p.by == Provenance::Field { Published { by: Provenance::Text, ..p } } else { p });
    let url = url.map(str::to_owned);
    let article = Article { title, byline, language, published, url, ..Article::default() };
    Ok(finish(article, body, removed))
}

/// The line above the text that shares its words; else the first, where it reads like a headline and something follows it.
/// Nothing but its place speaks for that one: a name, a section, a picture's credit or the first heading of the text are left
/// where they stand.
fn take_title(body: &mut Vec<String>, caption: Option<&str>) -> String {
    let is_other = |line: &str| is_numbered(line) || lines::is_credit(line) || Some(line) == caption;
    let is_title = |line: &str| is_headline(line) && is_long_enough(line) && !is_other(line);
    let n_head = body.iter().position(|line| lines::is_prose(line)).unwrap_or(0).min(TITLE_LINES);
    let is_title_at = |at: usize| is_title(&body[at]) && body[at].split_whitespace().count() >= TITLE_WORDS_MIN;
    // Under one line alone it may as well be the first heading of a text whose headline was left out.
    let shared = head::sharing(body, 0..n_head, n_head, is_title_at).filter(|&at| at != 1);
    let is_first = |first: &&String| is_title(first) || is_signed_title(body) && !is_other(first);
    match shared.or_else(|| body.first().filter(is_first).map(|_| 0)) {
        Some(at) if body.len() > 1 => body.remove(at),
        _ => String::new(),
    }
}

/// Whether the first line is short and a byline or a date stands right below it, as below a headline. A single word is a section
/// there as well.
fn is_signed_title(body: &[String]) -> bool {
    let [first, below, ..] = body else { return false };
    let signs = byline::from_line(below).is_some() || lines::is_date_line(below);
    signs && is_headline(first) && first.split_whitespace().nth(1).is_some()
}

/// The line behind the label of a film or a picture, above the body.
fn media_caption(lines: &[String]) -> Option<String> {
    let label = lines.iter().take(HEAD_LINES).position(|line| MEDIA.contains(&normalise::line_key(line).as_str()))?;
    lines.get(label + 1).cloned()
}

/// Words enough for a headline that nothing proves; in scripts without spaces a word has no length to count.
fn is_long_enough(line: &str) -> bool {
    line.split_whitespace().count() >= UNPROVEN_TITLE_WORDS_MIN
        || line.chars().all(|c| c.is_whitespace() || !c.is_ascii())
}

/// "1. Introduction": the first of several headings.
fn is_numbered(line: &str) -> bool {
    line.strip_prefix('1').is_some_and(|rest| rest.starts_with(['.', ')', ':']))
}

/// Cuts the article out of a page's dump; gives the headline where it stands a little above the body, with names and date below it.
fn cut_dump(mut body: Vec<String>, removed: &mut Vec<Removed>) -> (Vec<String>, Option<Head>) {
    let rules = lexicon::rules(&body);
    let article = segment::article(&body, &rules);
    let note = |(text, rule): (String, &Option<&str>)| Removed { text, rule: rule.unwrap_or("page-around").to_owned() };
    removed.extend(body.drain(article.end..).zip(&rules[article.end..]).map(note));
    if article.start == 0 {
        return (body, None);
    }
    let is_title = |at: &usize| {
        rules[*at].is_none() && is_headline(&body[*at]) && body[*at].split_whitespace().count() >= TITLE_WORDS_MIN
    };
    let is_title_at = |at: usize| is_title(&at) && !lines::is_credit(&body[at]);
    let above = || (0..article.start).rev().filter(|&at| rules[at].is_none());
    let first = above().take(TITLE_LINES).last().unwrap_or(0);
    let title = head::sharing(&body, first..article.start, article.start, is_title_at);
    let title = title.or_else(|| above().take(HEAD_LINES).find(is_title));
    let head = title.map(|at| head_of(&body[at..article.start])).unwrap_or_default();
    let above = body.drain(..article.start).zip(&rules).enumerate();
    removed.extend(above.filter(|(at, _)| Some(*at) != title).map(|(_, line)| note(line)));
    (body, Some(head))
}

/// The headline that lines begin with, and the first names and the first date under it.
fn head_of(lines: &[String]) -> Head {
    let Some((title, below)) = lines.split_first() else { return Head::default() };
    let signed = below.iter().find_map(|line| head::signature(line));
    let byline = below.iter().find_map(|line| byline::from_line(line));
    let named = || (0..below.len()).find_map(|at| names_beside_date(below, at));
    let dated = below.iter().find(|line| lines::is_date_line(line)).cloned();
    let (names, date) = signed.map_or((None, None), |(names, date)| (Some(names), Some(date)));
    Head { title: title.clone(), byline: byline.or(names).or_else(named).unwrap_or_default(), date: dated.or(date) }
}

/// The names of a line that is names and nothing else and stands right above or below a date: alone it may be a place or a
/// section. Of a date without a year it is where a match is played.
fn names_beside_date(lines: &[String], at: usize) -> Option<Vec<String>> {
    let is_year = |word: &str| {
        word.len() == 4
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && (word.starts_with("19") || word.starts_with("20"))
    };
    let is_date =
        |at: usize| lines.get(at).is_some_and(|line| lines::is_date_line(line) && normalise::words(line).any(is_year));
    (is_date(at + 1) || at > 0 && is_date(at - 1)).then(|| head::names(&lines[at]))?
}

fn is_headline(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let ends_as_sentence = line.ends_with(['.', ':', ';', ',', '。']) && !line.ends_with("...");
    let is_long_question = line.ends_with('?') && words > QUESTION_WORDS_MAX;
    words <= TITLE_WORDS_MAX
        && line.chars().count() <= TITLE_CHARS_MAX
        && !ends_as_sentence
        && !is_long_question
        && !line.starts_with('@')
        && !lines::is_date_line(line)
        && byline::from_line(line).is_none()
}

/// The names of a byline line above the body, or of a line of names beside a date there.
fn take_byline(body: &mut Vec<String>, removed: &mut Vec<Removed>) -> Vec<String> {
    let n_head = body.iter().position(|line| lines::is_prose(line)).unwrap_or(0);
    let mut head = 0..body.len().min(HEAD_LINES);
    let signed = head.clone().find_map(|at| Some((at, byline::from_line(&body[at])?)));
    let beside = || head.find_map(|at| Some((at, names_beside_date(&body[..n_head.max(at + 1)], at)?)));
    match signed.or_else(beside) {
        Some((at, names)) if body.len() > 1 => {
            removed.push(Removed { text: body.remove(at), rule: "byline".to_owned() });
            names
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, paragraphs: &[&str]) {
        let cleaned =
            scrape(text, None, &FromPath::default(), &CleanOptions::new(jiff::civil::date(2030, 1, 1))).unwrap();
        assert_eq!(cleaned.article.title, title);
        let found: Vec<_> = cleaned.article.paragraphs.iter().map(|p| p.of(&cleaned.article.text)).collect();
        assert_eq!(found, paragraphs);
    }

    #[test]
    fn headline_byline_body_and_chrome() {
        check(
            "Skip to content\n\nFerry stays in dock\n\nBy Jane Doe\n\nThe ferry stays in dock, the company said.\n\nShow More\n\nRelated Articles\n\nBack to top button",
            "Ferry stays in dock",
            &["The ferry stays in dock, the company said."],
        );
    }

    #[test]
    fn a_byline_proves_a_short_headline() {
        let prose =
            "The ferry will stay in dock until its engines have been examined by an engineer, the company said.";
        check(&format!("Flood fears\n\nBy Jane Doe\n\n{prose}"), "Flood fears", &[prose]);
        check(&format!("Flood fears\n\n{prose}"), "", &["Flood fears", prose]);
        check(&format!("Harbour\n\nBy Jane Doe\n\n{prose}"), "", &["Harbour", prose]);
    }

    #[test]
    fn names_and_date_stand_under_the_headline() {
        let prose =
            "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";
        let check = |text: &str, expected: &str| {
            let options = CleanOptions::new(jiff::civil::date(2030, 1, 1));
            let article = scrape(text, None, &FromPath::default(), &options).unwrap().article;
            let date = article.published.map(|published| published.date.to_string());
            assert_eq!((article.byline.join(", ").as_str(), date.as_deref()), (expected, Some("2024-03-12")), "{text}");
            assert_eq!((article.title.as_str(), article.text.as_str()), ("Ferry must stay in dock", prose));
        };
        let menu = ["Boats"; 12].join("\n\n");
        for above in ["", menu.as_str()] {
            let page = |signed: &str| format!("{above}\n\nFerry must stay in dock\n\n{signed}\n\n{prose}");
            check(&page("By Jane Doe\n\n12.03.2024, 10:15"), "Jane Doe");
            check(&page("Jane Doe\n\nEllery - 12 Mar 2024 - 10:15 CET"), "Jane Doe");
            check(&page("Jane Doe March 12, 2024"), "Jane Doe");
        }
        let match_of = format!("Rovers must beat United\n\nEllery Park\n\nTuesday, 1 March\n\n{prose}");
        let article = scrape(&match_of, None, &FromPath::default(), &CleanOptions::new(jiff::civil::date(2030, 1, 1)))
            .unwrap()
            .article;
        assert_eq!(article.byline, Vec::<String>::new());
    }

    #[test]
    fn a_first_sentence_is_no_headline() {
        check("The ferry stays in dock.\n\nNobody was hurt.", "", &["The ferry stays in dock.", "Nobody was hurt."]);
    }

    #[test]
    fn a_first_line_that_nothing_proves_is_left_in_the_text() {
        let prose = "The ferry stays in dock, the company said.";
        for line in ["Port Ellery", "1. Introduction to the harbour", "The ferry in dock (Photo: Jane Doe)"] {
            let kept = [line, prose];
            check(&format!("{line}\n\n{prose}"), "", if line.ends_with(')') { &kept[1..] } else { &kept });
        }
        check(&format!("渡轮周一仍停\n\n{prose}"), "渡轮周一仍停", &[prose]);
    }

    #[test]
    fn a_headline_shares_its_words_with_the_text() {
        let prose =
            "The ferry will stay in dock until its engines have been examined by an independent engineer, it said.";
        let (other, headline) = ("Everything that you need to know today", "Ferry must stay in dock");
        let kicker = "Harbour news of the day.";
        check(&format!("{kicker}\n\n{other}\n\n{headline}\n\n{prose}"), headline, &[kicker, other, prose]);
        check(&format!("{kicker}\n\n{headline}\n\n{prose}"), "", &[kicker, headline, prose]);
        let menu = ["Boats"; 10].join("\n\n");
        check(&format!("{menu}\n\n{headline}\n\n{other}\n\n{prose}"), headline, &[prose]);
    }

    #[test]
    fn a_film_s_name_is_no_headline() {
        let (film, prose) = ("Ferry in the harbour of Port Ellery", "The ferry stays in dock in Port Ellery harbour.");
        check(&format!("Close\n\nVideo\n\n{film}\n\n{prose}"), "", &[film, prose]);
        check(&format!("{film}\n\n{prose}"), film, &[prose]);
    }

    #[test]
    fn what_reads_like_a_headline() {
        assert!(is_headline("Will the ferry ever sail again?"));
        for line in ["Updated: 4 May 2024", "@harbour_post Ferry in dock", "渡轮周一仍停在码头。"] {
            assert!(!is_headline(line), "{line}");
        }
    }
}
