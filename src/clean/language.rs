//! Text and what the record declares in, the ISO 639-1 code of its language out.

use super::normalise;
use crate::text::eight::blank_from;
use whatlang::Lang;

/// Bytes of text that are looked at (guessed: certainty stops growing long before, and detection is not cheap).
pub const SAMPLE_BYTES: usize = 1500;

/// Letters below which detection is not trusted against a declaration (guessed).
const LETTERS_MIN: usize = 120;

/// The language of the text. Detection outweighs what a page declares (templates lie), where there is enough text.
pub fn language(text: &str, declared: Option<&str>) -> Option<String> {
    let declared = declared.and_then(code);
    let sample = normalise::start(text, SAMPLE_BYTES);
    let detected = if is_english(sample) { Some("en") } else { detect(sample) };
    let is_enough = || sample.chars().filter(|c| c.is_alphabetic()).nth(LETTERS_MIN - 1).is_some();
    match (detected, declared) {
        (Some(detected), None) => Some(detected.to_owned()),
        (Some(detected), Some(_)) if is_enough() => Some(detected.to_owned()),
        (_, declared) => declared,
    }
}

fn detect(sample: &str) -> Option<&'static str> {
    let found = whatlang::detect(sample).filter(|info| info.is_reliable()).and_then(|info| iso_639_1(info.lang()))?;
    (found == "en" || !is_table(sample)).then_some(found)
}

/// Letters for each figure below which a text is a table: its abbreviations are of no language, and are taken for French.
/// Measured on 21,577 news agency items in English of 1987: of the 171 taken for another language 168 have fewer.
const LETTERS_A_FIGURE: usize = 8;

fn is_table(sample: &str) -> bool {
    let (mut letters, mut figures) = (0, 0);
    for c in sample.chars() {
        letters += usize::from(c.is_alphabetic());
        figures += usize::from(c.is_ascii_digit());
    }
    letters < figures * LETTERS_A_FIGURE
}

/// Words a sample must have, and one in how many must be an English function word, to be English without further asking:
/// detection by trigrams costs more than all the rest of cleaning. News has one in five (measured on archives of English news).
const ENGLISH_WORDS_MIN: usize = 25;
const ENGLISH_ONE_IN: usize = 8;

/// Plainly English.
fn is_english(sample: &str) -> bool {
    let (mut n_words, mut n_english) = (0, 0);
    let (bytes, mut at) = (sample.as_bytes(), 0);
    while at < bytes.len() {
        let end = blank_from(bytes, at);
        n_words += usize::from(end > at);
        n_english += usize::from(is_function_word(&bytes[at..end]));
        at = end + 1;
    }
    n_words >= ENGLISH_WORDS_MIN && n_english * ENGLISH_ONE_IN >= n_words
}

/// Whether it is a word that no other language of the Latin script has among its commonest.
#[rustfmt::skip]
fn is_function_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"the" | b"The" | b"and" | b"to" | b"of" | b"that" | b"with" | b"this" | b"which" | b"from" | b"by" | b"have"
            | b"been" | b"were" | b"they" | b"their" | b"would" | b"said" | b"but" | b"who"
    )
}

/// `de` of `de-AT`, `deu` or `German`.
pub fn code(declared: &str) -> Option<String> {
    let lower = declared.trim().to_lowercase();
    let main = lower.split(['-', '_', ',', ' ']).next().unwrap_or_default();
    match main.len() {
        2 if main.bytes().all(|b| b.is_ascii_lowercase()) => Some(main.to_owned()),
        3 => Lang::from_code(main).and_then(iso_639_1).map(str::to_owned),
        _ => Lang::all()
            .iter()
            .find(|lang| lang.eng_name().to_lowercase() == main)
            .and_then(|&lang| iso_639_1(lang))
            .map(str::to_owned),
    }
}

#[rustfmt::skip]
fn iso_639_1(lang: Lang) -> Option<&'static str> {
    Some(match lang.code() {
        "eng" => "en", "rus" => "ru", "cmn" => "zh", "spa" => "es", "por" => "pt", "ita" => "it", "ben" => "bn", "fra" => "fr", "deu" => "de", "ukr" => "uk",
        "kat" => "ka", "ara" => "ar", "hin" => "hi", "jpn" => "ja", "heb" => "he", "yid" => "yi", "pol" => "pl", "amh" => "am", "jav" => "jv", "kor" => "ko",
        "nob" => "no", "dan" => "da", "swe" => "sv", "fin" => "fi", "tur" => "tr", "nld" => "nl", "hun" => "hu", "ces" => "cs", "ell" => "el", "bul" => "bg",
        "bel" => "be", "mar" => "mr", "kan" => "kn", "ron" => "ro", "slv" => "sl", "hrv" => "hr", "srp" => "sr", "mkd" => "mk", "lit" => "lt", "lav" => "lv",
        "est" => "et", "tam" => "ta", "vie" => "vi", "urd" => "ur", "tha" => "th", "guj" => "gu", "uzb" => "uz", "pan" => "pa", "aze" => "az", "ind" => "id",
        "tel" => "te", "pes" => "fa", "mal" => "ml", "ori" => "or", "mya" => "my", "nep" => "ne", "sin" => "si", "khm" => "km", "tuk" => "tk", "aka" => "ak",
        "zul" => "zu", "sna" => "sn", "afr" => "af", "lat" => "la", "slk" => "sk", "cat" => "ca", "tgl" => "tl", "hye" => "hy", "epo" => "eo", "cym" => "cy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_in_every_form() {
        for (declared, expected) in
            [("de-AT", Some("de")), ("deu", Some("de")), ("German", Some("de")), ("en_US", Some("en")), ("x", None)]
        {
            assert_eq!(code(declared).as_deref(), expected, "{declared}");
        }
    }

    #[test]
    fn text_outweighs_a_template() {
        let german = "Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke über den Fluss nicht abzureißen, sondern zu sanieren. Die Kosten trägt zur Hälfte das Land, wie die Bürgermeisterin nach der Sitzung sagte.";
        assert_eq!(language(german, Some("en")).as_deref(), Some("de"));
        assert_eq!(language("Ja", Some("en-GB")).as_deref(), Some("en"));
    }

    #[test]
    fn a_table_is_of_no_language() {
        let quarter = "Shr 41 cts vs 33 cts\nNet 1,204,000 vs 981,000\nRevs 22.1 mln vs 19.6 mln\nAvg shs 2,931,000 vs 2,970,000\n";
        let table = &["Qtr ended Dec 31\n", quarter, "Nine mths\n", quarter, "Year\n", quarter].concat();
        assert!(
            is_table(table)
                && !is_table(
                    "Die Brücke über den Fluss kostete 12 Millionen Euro und damit etwa 3 Millionen mehr als geplant war."
                )
        );
        assert_eq!(language(table, None), None);
        assert_eq!(language(table, Some("en")).as_deref(), Some("en"));
    }
}
