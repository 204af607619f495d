//! A word in, its part in saying out: cue, auxiliary, pronoun, … by the tables of one language.
//!
//! The tables in `data/` list base forms; the forms news uses are made here when a table is loaded. Adding
//! a language is a file and a line in [`Cues::of`].

use crate::annotate::names::fold;
use crate::article::Span;
use crate::text::packed::Packed;
use crate::text::shapes::Shapes;
use crate::text::table::Table;
use crate::text::word_lists::sections;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word can do in an attribution: a set of the constants below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tags(u64);

impl Tags {
    /// Takes the words themselves: "said".
    pub const SPEECH: Tags = Tags(1);
    /// Judges its object: "called".
    pub const CALL: Tags = Tags(1 << 1);
    /// Takes a clause: "believes".
    pub const ATTITUDE: Tags = Tags(1 << 2);
    /// A participle in -ing: its subject stands elsewhere.
    pub const PARTICIPLE: Tags = Tags(1 << 3);
    /// A base form: finite only with a plural subject.
    pub const BASE: Tags = Tags(1 << 4);
    /// What is said: "statement".
    pub const NOUN: Tags = Tags(1 << 5);
    pub const ACCORDING: Tags = Tags(1 << 6);
    pub const BE: Tags = Tags(1 << 7);
    pub const AUXILIARY: Tags = Tags(1 << 8);
    pub const PREPOSITION: Tags = Tags(1 << 9);
    pub const DETERMINER: Tags = Tags(1 << 10);
    pub const CONJUNCTION: Tags = Tags(1 << 11);
    pub const RELATIVE: Tags = Tags(1 << 12);
    pub const SUBORDINATOR: Tags = Tags(1 << 13);
    pub const HE: Tags = Tags(1 << 14);
    pub const SHE: Tags = Tags(1 << 15);
    pub const THEY: Tags = Tags(1 << 16);
    pub const I: Tags = Tags(1 << 17);
    pub const COMPLEMENTIZER: Tags = Tags(1 << 18);

    /// "so" after a closing mark: a cue without a verb.
    pub const SO: Tags = Tags(1 << 19);

    /// A determiner in a case no subject has: "den", "dem".
    pub const OBLIQUE: Tags = Tags(1 << 20);

    /// A determiner that points at what the article has told: "the".
    pub const DEFINITE: Tags = Tags(1 << 21);

    /// A verb in the mood of reported speech: the sentence goes on with what the one before began. "sei".
    pub const REPORTED: Tags = Tags(1 << 22);

    /// After "nach" it says whose words these are: "nach Angaben".
    pub const SOURCE: Tags = Tags(1 << 23);

    /// Stands behind whom it names: "dem Bericht zufolge".
    pub const POSTPOSED: Tags = Tags(1 << 24);

    /// A preposition that carries a noun phrase on: "a spokesman for".
    pub const CARRYING: Tags = Tags(1 << 25);

    /// Of the cues, what says something only before marks or "that": "went on", "found that".
    pub const WEAK: Tags = Tags(1 << 26);

    /// A verb that tells a clause: "was", "will".
    pub const FINITE: Tags = Tags(1 << 27);

    /// A form of a cue that is a noun as often: "claims", "report".
    pub const NOMINAL: Tags = Tags(1 << 28);

    /// Stands for several people without a noun: "both", "others", "police".
    pub const SEVERAL: Tags = Tags(1 << 29);

    /// The third form of a strong verb: finite only behind "have". "known".
    pub const THIRD: Tags = Tags(1 << 30);

    /// Shows or finds something: "polls", "records".
    pub const DOCUMENT: Tags = Tags(1 << 31);

    /// Of the cues, what says nothing of a thing that stands behind it: "knew Lund", "added boats".
    pub const CLAUSAL: Tags = Tags(1 << 32);

    /// Of the cues, what a thing does as often as somebody: "the trial suggests".
    pub const SHOWING: Tags = Tags(1 << 33);

    /// Of the cues, what turns down what others say: "rejected claims that".
    pub const DENYING: Tags = Tags(1 << 34);

    /// Names a thing or a work by what stands in marks behind it: "titled", "so-called".
    pub const NAMING: Tags = Tags(1 << 35);

    /// Of the cues, what takes "if" as it takes "whether": "asked if".
    pub const ASKING: Tags = Tags(1 << 36);

    /// The past of a strong verb that is no cue: "took".
    pub const STRONG: Tags = Tags(1 << 37);

    /// Names a person: looked up in no table.
    pub const NAMED: Tags = Tags(1 << 38);

    pub const PRONOUN: Tags = Tags::HE.or(Tags::SHE).or(Tags::THEY).or(Tags::I);
    pub const CUE: Tags = Tags::SPEECH.or(Tags::CALL).or(Tags::ATTITUDE);

    pub const fn or(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    /// Whether it is at least one of `other`.
    pub const fn is(self, other: Tags) -> bool {
        self.0 & other.0 != 0
    }

    /// What a section of the tables says of its words; `None` where there is none of that name.
    fn of_section(section: &str) -> Option<Tags> {
        Some(match section {
            "speech" => Tags::SPEECH,
            "call" => Tags::CALL,
            "attitude" => Tags::ATTITUDE,
            "noun" => Tags::NOUN,
            "according" => Tags::ACCORDING,
            "be" => Tags::BE,
            "auxiliary" => Tags::AUXILIARY,
            "preposition" => Tags::PREPOSITION,
            "determiner" => Tags::DETERMINER,
            "conjunction" => Tags::CONJUNCTION,
            "relative" => Tags::RELATIVE,
            "subordinator" => Tags::SUBORDINATOR,
            "male" => Tags::HE,
            "female" => Tags::SHE,
            "group" => Tags::THEY,
            "self" => Tags::I,
            "definite" => Tags::DEFINITE.or(Tags::DETERMINER),
            "reported" => Tags::REPORTED,
            "source" => Tags::SOURCE,
            "carrying" => Tags::CARRYING.or(Tags::PREPOSITION),
            "postposed" => Tags::ACCORDING.or(Tags::POSTPOSED),
            "oblique" => Tags::OBLIQUE,
            "so" => Tags::SO,
            "complementizer" => Tags::COMPLEMENTIZER,
            "weak" => Tags::WEAK,
            "finite" => Tags::FINITE,
            "nominal" => Tags::NOMINAL,
            "several" => Tags::SEVERAL,
            "document" => Tags::DOCUMENT,
            "clausal" => Tags::CLAUSAL,
            "showing" => Tags::SHOWING,
            "denying" => Tags::DENYING,
            "naming" => Tags::NAMING,
            "asking" => Tags::ASKING,
            "strong" => Tags::STRONG,
            _ => return None,
        })
    }
}

/// The section whose rows are names of one office, the first of them the one it goes by.
const OFFICES: &str = "office";

/// What sections list verbs by their base form.
const INFLECTED: Tags = Tags::CUE.or(Tags::WEAK).or(Tags::CLAUSAL).or(Tags::SHOWING).or(Tags::DENYING).or(Tags::ASKING);

/// The words of one language that attributions are made of.
pub struct Cues {
    words: Table<Tags>,
    /// Of the words as they are written in texts.
    shapes: Shapes,
    /// Names of offices that mean the same: "gov.", "governor".
    offices: HashMap<&'static str, &'static str>,
    /// Whether the subject follows the verb when something else comes first ("Gestern sagte Lund").
    pub inverts: bool,
}

/// How a language makes verb forms from the entries of its table.
type Inflect = fn(&str, &mut dyn FnMut(String, Tags));

static ENGLISH: LazyLock<Cues> = LazyLock::new(|| Cues::new(include_str!("data/en.txt"), inflect_english, false));
static GERMAN: LazyLock<Cues> = LazyLock::new(|| Cues::new(include_str!("data/de.txt"), inflect_german, true));
static FRENCH: LazyLock<Cues> = LazyLock::new(|| Cues::new(include_str!("data/fr.txt"), inflect_french, true));
static SPANISH: LazyLock<Cues> = LazyLock::new(|| Cues::new(include_str!("data/es.txt"), inflect_spanish, true));

impl Cues {
    /// The cues for an ISO 639-1 code; English where the language is unknown or has no table.
    pub fn of(language: Option<&str>) -> &'static Cues {
        match language {
            Some("de") => &GERMAN,
            Some("fr") => &FRENCH,
            Some("es") => &SPANISH,
            _ => &ENGLISH,
        }
    }

    fn new(table: &'static str, inflect: Inflect, inverts: bool) -> Cues {
        let mut cues = Cues { words: Table::default(), shapes: Shapes::default(), offices: HashMap::new(), inverts };
        for (section, row) in sections(table) {
            if section == OFFICES {
                let mut names = row.split_whitespace();
                let chief = names.next().unwrap_or_default();
                cues.offices.extend(names.map(|name| (name, chief)));
                continue;
            }
            let tags = Tags::of_section(section).unwrap_or_default();
            for entry in row.split_whitespace() {
                if tags.is(INFLECTED) {
                    inflect(entry, &mut |form, more| cues.add(&form, tags.or(more)));
                } else if tags.is(Tags::NOMINAL) {
                    let is_noun = |form: &str, more: Tags| more.is(Tags::BASE) || form.ends_with('s');
                    inflect(entry, &mut |form, more| {
                        cues.add(&form, if is_noun(&form, more) { tags } else { Tags::default() })
                    });
                } else {
                    cues.add(entry, tags);
                }
            }
        }
        cues
    }

    fn add(&mut self, word: &str, tags: Tags) {
        self.shapes.add_word(word);
        if word.contains('\'') {
            self.shapes.add_word(&word.replace('\'', "’"));
        }
        let entry = self.words.entry(word);
        *entry = entry.or(tags);
    }

    /// The one name of an office, given in lower case without a full stop.
    pub fn office<'w>(&self, folded: &'w str) -> &'w str {
        self.offices.get(folded).copied().unwrap_or(folded)
    }

    /// What a word of `text` is. `folded` is room to work in.
    #[inline]
    pub fn tags(&self, text: &str, word: Span, folded: &mut String) -> Tags {
        let may = text.as_bytes().get(word.range()).is_some_and(|word| self.shapes.may_hold(word));
        if may { self.looked_up(text, word, folded) } else { Tags::default() }
    }

    fn looked_up(&self, text: &str, word: Span, folded: &mut String) -> Tags {
        let known = match Packed::of(text.as_bytes(), word.start, word.end) {
            Some(packed) => self.words.get_packed(packed),
            None => {
                fold(word.of(text), folded);
                self.words.get(folded)
            }
        };
        known.unwrap_or_default()
    }
}

/// "say:said" → say, says, said, saying; regular pasts are made. A form in -ing that is given takes the place of the made one.
fn inflect_english(entry: &str, add: &mut dyn FnMut(String, Tags)) {
    let mut given = entry.split(':');
    let base = given.next().unwrap_or_default();
    let (participles, pasts): (Vec<&str>, Vec<&str>) = given.partition(|form| form.ends_with("ing"));
    let consonant_y = base.ends_with('y') && !ends_in_vowel_y(base);
    let body = &base[..base.len() - 1];
    add(base.to_owned(), Tags::BASE);
    add(third_person(base, consonant_y), Tags::default());
    match pasts.first() {
        None if consonant_y => add(format!("{body}ied"), Tags::default()),
        None if base.ends_with('e') => add(format!("{base}d"), Tags::default()),
        None => add(format!("{base}ed"), Tags::default()),
        Some(first) => {
            add((*first).to_owned(), Tags::default());
            // "knew:known", but "labelled:labeled"
            let third = |form: &str| if form.ends_with("ed") { Tags::default() } else { Tags::THIRD };
            pasts[1..].iter().for_each(|p| add((*p).to_owned(), third(p)));
        }
    }
    participles.iter().for_each(|p| add((*p).to_owned(), Tags::PARTICIPLE));
    if participles.is_empty() {
        let keeps_e = ["ee", "oe", "ye"].iter().any(|e| base.ends_with(e));
        let stem = base.strip_suffix('e').filter(|_| !keeps_e).unwrap_or(base);
        // A doubled consonant in the past is doubled in the participle: "quipped", "quipping", "labelled", "labelling".
        let regular =
            pasts.iter().filter_map(|p| p.strip_suffix("ed")).filter(|p| p.starts_with(stem) && !p.is_empty());
        regular.clone().for_each(|p| add(format!("{p}ing"), Tags::PARTICIPLE));
        if regular.count() == 0 {
            add(format!("{stem}ing"), Tags::PARTICIPLE);
        }
    }
}

fn third_person(base: &str, consonant_y: bool) -> String {
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|e| base.ends_with(e));
    match (consonant_y, hisses) {
        (true, _) => format!("{}ies", &base[..base.len() - 1]),
        (_, true) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// "mencionar" → menciona, mencionan, mencionó, mencionaron, mencionaba, mencionaban, mencionado, mencionando; forms that are
/// given are taken as they are.
fn inflect_spanish(entry: &str, add: &mut dyn FnMut(String, Tags)) {
    const FIRST: &[&str] = &["a", "an", "ó", "aron", "aba", "aban", "ado", "ando"];
    const OTHERS: &[&str] = &["e", "en", "ió", "ieron", "ía", "ían", "ido", "iendo"];
    let stem = |endings: &[&str]| endings.iter().find_map(|ending| entry.strip_suffix(ending));
    let (stem, endings) = match (stem(&["ar"]), stem(&["er", "ir"])) {
        (Some(stem), _) => (stem, FIRST),
        (_, Some(stem)) => (stem, OTHERS),
        _ => return as_written(entry, add),
    };
    endings.iter().for_each(|ending| as_written(&format!("{stem}{ending}"), add));
}

/// "annoncer" → annonce, annoncent, annonça, annoncèrent, annonçait, annonçaient, annoncé, annonçant, and "avertir" alike; forms
/// that are given are taken as they are.
fn inflect_french(entry: &str, add: &mut dyn FnMut(String, Tags)) {
    const FIRST: &[&str] = &["e", "ent", "a", "èrent", "ait", "aient", "é", "ant"];
    const SECOND: &[&str] = &["it", "issent", "irent", "issait", "issaient", "i", "issant"];
    if let Some(stem) = entry.strip_suffix("ir") {
        SECOND.iter().for_each(|ending| as_written(&format!("{stem}{ending}"), add));
        return;
    }
    let Some(stem) = entry.strip_suffix("er") else { return as_written(entry, add) };
    // Before "a" the sound of the stem is kept: "annonçait", "jugeait".
    let soft = match (stem.strip_suffix('c'), stem.ends_with('g')) {
        (Some(body), _) => format!("{body}ç"),
        (_, true) => format!("{stem}e"),
        _ => stem.to_owned(),
    };
    for ending in FIRST {
        let stem = if ending.starts_with('a') { &soft } else { stem };
        as_written(&format!("{stem}{ending}"), add);
    }
}

/// For forms as they stand: what ends like "condamnant" and "denunciando" has its subject elsewhere.
fn as_written(entry: &str, add: &mut dyn FnMut(String, Tags)) {
    let participle = entry.ends_with("ant") || entry.ends_with("ndo");
    add(entry.to_owned(), if participle { Tags::PARTICIPLE } else { Tags::default() });
}

/// "sagen" → sagen, sagt, sage, sagte, sagten, gesagt; forms that are given are taken as they are.
fn inflect_german(entry: &str, add: &mut dyn FnMut(String, Tags)) {
    let mut given = entry.split(':');
    let infinitive = given.next().unwrap_or_default();
    let forms: Vec<&str> = given.collect();
    if !forms.is_empty() {
        let is_base = |form: &str| form == infinitive && form.ends_with("en");
        forms.iter().for_each(|f| add((*f).to_owned(), if is_base(f) { Tags::BASE } else { Tags::default() }));
        return;
    }
    add(infinitive.to_owned(), Tags::BASE); // "Kritiker sagen"
    let stem = infinitive.strip_suffix("en").or(infinitive.strip_suffix('n')).unwrap_or(infinitive);
    let link = if stem.ends_with(['t', 'd']) || ends_in_hard_nasal(stem) { "e" } else { "" };
    for ending in ["t", "te", "ten"] {
        add(format!("{stem}{link}{ending}"), Tags::default());
    }
    add(format!("{stem}e"), Tags::default()); // reported speech: "er sage"
    // "gesagt", but "erklärt", which is a finite form as well.
    const UNSTRESSED: &[&str] = &["be", "er", "ver", "ent", "zer", "ge", "wider", "unter", "miss"];
    if !UNSTRESSED.iter().any(|prefix| stem.starts_with(prefix)) && !stem.ends_with("ier") {
        add(format!("ge{stem}{link}t"), Tags::default());
    }
}

/// "bezeichn-", "atm-", but not "warn-", "nenn-", "wohn-": no ending can follow without a vowel.
fn ends_in_hard_nasal(stem: &str) -> bool {
    let body = stem.strip_suffix('n').or(stem.strip_suffix('m'));
    body.is_some_and(|b| b.ends_with(['t', 'd', 'g', 'f', 'b', 'k']) || b.ends_with("ch"))
}

fn ends_in_vowel_y(base: &str) -> bool {
    ["ay", "ey", "oy", "uy"].iter().any(|e| base.ends_with(e))
}

#[cfg(test)]
mod tests {
    use super::super::WORDS;
    use super::*;

    fn tags(cues: &Cues, form: &str) -> Tags {
        cues.tags(form, Span::new(0, form.len()), &mut String::new())
    }

    #[test]
    fn every_section_is_read() {
        let languages = ["en", "de", "fr", "es"].into_iter().zip([
            include_str!("data/en.txt"),
            include_str!("data/de.txt"),
            include_str!("data/fr.txt"),
            include_str!("data/es.txt"),
        ]);
        for (name, table) in languages {
            for (section, row) in sections(table) {
                assert!(section == OFFICES || Tags::of_section(section).is_some(), "{name}: [{section}] {row}");
            }
        }
    }

    /// Only where a sentence has a cue is it asked whether "records show" closes it.
    #[test]
    fn what_a_document_does_is_a_cue() {
        let shown = sections(WORDS).filter(|(section, _)| *section == "of a document");
        let shown: Vec<&str> = shown.flat_map(|(_, row)| row.split_whitespace()).chain(["learned"]).collect();
        assert!(shown.len() > 1);
        for form in shown {
            assert!(tags(Cues::of(Some("en")), form).is(Tags::CUE), "{form}");
        }
    }

    #[test]
    fn german_forms_are_made() {
        let cues = Cues::of(Some("de"));
        for form in
            ["sagte", "antwortete", "erklärten", "rief", "betont", "kritisierte", "bezeichnete", "warnte", "gesagt"]
        {
            assert!(tags(cues, form).is(Tags::SPEECH), "{form}");
        }
    }

    #[test]
    fn romance_forms_are_made() {
        let speech = |language, form| tags(Cues::of(Some(language)), form).is(Tags::SPEECH);
        for form in ["menciona", "mencionó", "mencionaban", "precisan", "remarca", "respondían", "prometió", "dijo"]
        {
            assert!(speech("es", form), "{form}");
        }
        for form in ["dénonçait", "annoncèrent", "reproche", "reprochait", "jugeait", "avertissait", "réagit", "dit"]
        {
            assert!(speech("fr", form), "{form}");
        }
        for (language, form) in [("es", "comer"), ("es", "dijoar"), ("fr", "dénoncait"), ("fr", "jugait")] {
            assert!(!speech(language, form), "{form}");
        }
        assert!(tags(Cues::of(Some("fr")), "jugeant").is(Tags::PARTICIPLE));
        assert!(tags(Cues::of(Some("es")), "mencionando").is(Tags::PARTICIPLE));
    }

    #[test]
    fn english_forms_are_made() {
        let cues = Cues::of(Some("en"));
        for form in
            ["said", "says", "saying", "replied", "quipping", "argued", "arguing", "wrote", "agreeing", "stressed"]
        {
            assert!(tags(cues, form).is(Tags::SPEECH), "{form}");
        }
        for form in [
            "agreed",
            "admitted",
            "admitting",
            "echoes",
            "signaled",
            "signalled",
            "signalling",
            "pointed",
            "cried",
            "cries",
        ] {
            assert!(tags(cues, form).is(Tags::SPEECH), "{form}");
        }
        for form in
            ["disagreed", "referred", "referring", "preferred", "preferring", "labelled", "labeling", "forgetting"]
        {
            assert!(tags(cues, form).is(Tags::CUE), "{form}");
        }
        for form in ["agreeed", "admited", "echos", "refering", "begining", "readed", "quiping", "wroting"] {
            assert_eq!(tags(cues, form), Tags::default(), "{form}");
        }
        assert!(tags(cues, "saying").is(Tags::PARTICIPLE) && tags(cues, "beginning").is(Tags::PARTICIPLE));
        assert!(!tags(cues, "green").is(Tags::CUE));
    }
}
