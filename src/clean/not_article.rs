//! Title and paragraphs in; out, whether this is no article at all, and why.

use super::normalise::line_key;
use crate::article::NotAnArticle;

/// A page with more words than this is not an error page whatever its title (guessed).
const ERROR_PAGE_WORDS_MAX: usize = 150;

/// Titles that servers give to pages that are not there.
#[rustfmt::skip]
const ERROR_TITLES: &[&str] = &[
    "404", "403", "410", "500", "502", "503", "404 not found", "page not found", "404 page not found", "not found", "403 forbidden", "forbidden", "access denied",
    "error 404", "500 internal server error", "internal server error", "502 bad gateway", "bad gateway", "503 service unavailable", "service unavailable",
    "service temporarily unavailable", "page unavailable", "site not found", "just a moment", "attention required cloudflare", "are you a robot", "seite nicht gefunden",
    "page introuvable", "página no encontrada", "pagina non trovata", "pagina niet gevonden", "sidan kunde inte hittas", "страница не найдена",
];

/// What a wall says instead of the article.
#[rustfmt::skip]
const WALL_PHRASES: &[&str] = &[
    "we use cookies", "accept cookies", "cookies and similar technologies", "consent to the use of", "verwenden cookies", "utilisons des cookies", "utilizamos cookies",
    "enable javascript and cookies", "verify you are human", "checking your browser",
];

/// Why the text is not an article, if it is not.
pub fn reason(title: &str, paragraphs: &[String]) -> Option<NotAnArticle> {
    // Most texts have more words than that which stand behind a space: those are counted in few steps.
    let begins_word = |text: &str, at: usize| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
    let parted =
        paragraphs.iter().flat_map(|p| memchr::memchr_iter(b' ', p.as_bytes()).filter(|&at| begins_word(p, at)));
    if parted.take(ERROR_PAGE_WORDS_MAX + 1).count() > ERROR_PAGE_WORDS_MAX {
        return None;
    }
    let words = paragraphs.iter().flat_map(|p| p.split_whitespace()).take(ERROR_PAGE_WORDS_MAX + 1).count();
    if words == 0 {
        return Some(NotAnArticle { reason: "empty" });
    }
    if words > ERROR_PAGE_WORDS_MAX {
        return None;
    }
    let title = line_key(title);
    if ERROR_TITLES
        .iter()
        .any(|error| title == *error || title.starts_with("404 ") || title.ends_with(" page not found"))
    {
        return Some(NotAnArticle { reason: "error-page" });
    }
    let walls = paragraphs.iter().filter(|p| WALL_PHRASES.iter().any(|phrase| line_key(p).contains(phrase)));
    let in_walls: usize = walls.map(|p| p.split_whitespace().count()).sum();
    (in_walls * 2 > words).then_some(NotAnArticle { reason: "cookie-wall" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, text: &str, expected: Option<&str>) {
        assert_eq!(reason(title, &[text.to_owned()]).map(|n| n.reason), expected, "{title}");
    }

    #[test]
    fn what_is_no_article() {
        check("404 Not Found", "The page you asked for is not here.", Some("error-page"));
        check("Ellery Gazette", "We use cookies to make this site better. Accept?", Some("cookie-wall"));
        check("Ferry stays in dock", "The ferry stays in dock.", None);
        assert_eq!(reason("x", &[]).map(|n| n.reason), Some("empty"));
    }
}
