//! A language in, what analysing needs to know of it out: its stemmer, the mark of its stems, whether it elides.

use rust_stemmers::{Algorithm, Stemmer};

/// What analysing needs to know of a language.
pub(super) struct Language {
    /// `xx:`; empty for English.
    pub prefix: &'static str,
    pub stemmer: Option<Stemmer>,
    elides: bool,
    is_unknown: bool,
}

impl Language {
    /// One whose words are indexed by their surface alone.
    pub const WITHOUT_STEMS: Language = Language { prefix: "", stemmer: None, elides: false, is_unknown: false };

    pub fn of(language: Option<&str>) -> Language {
        let algorithm = algorithm(language.unwrap_or("en"));
        let elides = matches!(language, Some("fr" | "it"));
        let is_unknown = language.is_none();
        Language { prefix: language.map_or("", prefix), stemmer: algorithm.map(Stemmer::create), elides, is_unknown }
    }

    /// Whether its stems are unmarked.
    pub fn is_english(&self) -> bool {
        self.stemmer.is_some() && self.prefix.is_empty()
    }

    /// Whether a word of it has a stem. Of a text whose language is unknown (a line or two, a table) what is written in ASCII is
    /// taken for English, which most of such texts are; elsewhere this joins forms that are no forms of one word now and then,
    /// and the exact form is found all the same.
    pub fn stems(&self, word: &str) -> bool {
        self.stemmer.is_some() && (!self.is_unknown || word.chars().all(|c| c.is_ascii() || c == '’'))
    }
}

/// Whether words of this language are indexed by their stems (else by their surface alone).
pub fn is_stemmed(language: Option<&str>) -> bool {
    language.and_then(algorithm).is_some()
}

/// The stemmer of a language (ISO 639-1), if there is one.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "en" => Algorithm::English,
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// The mark of a language's stems: none for English, which is most of what there is.
pub(super) fn prefix(language: &str) -> &'static str {
    match language {
        "ar" => "ar:",
        "da" => "da:",
        "de" => "de:",
        "el" => "el:",
        "es" => "es:",
        "fi" => "fi:",
        "fr" => "fr:",
        "hu" => "hu:",
        "it" => "it:",
        "nl" => "nl:",
        "no" | "nb" | "nn" => "no:",
        "pt" => "pt:",
        "ro" => "ro:",
        "ru" => "ru:",
        "sv" => "sv:",
        "ta" => "ta:",
        "tr" => "tr:",
        _ => "",
    }
}

/// `l'homme` is about `homme`: drops a short article or pronoun joined by an apostrophe (which `lower`
/// has lost already) in the languages that elide.
pub(super) fn without_elision<'w>(lower: &'w str, written: &str, language: &Language) -> &'w str {
    let Some(at) = written.find(['\'', '’', 'ʼ']).filter(|_| language.elides) else { return lower };
    let is_short = written[..at].chars().count() <= 2 || written[..at].eq_ignore_ascii_case("dell");
    lower.get(at..).filter(|rest| is_short && !rest.is_empty()).unwrap_or(lower)
}
