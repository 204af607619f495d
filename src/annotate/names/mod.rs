//! An article in, the people it names out: every mention, and which mentions are one person.
//!
//! No model. A run of capitalised words is a name when something says so: a title before it, a known given
//! name, an initial, a role beside it ("spokesman Ada Bell"), a verb of saying, an age. Words that make
//! organisations and places of their neighbours speak against it. A surname alone is a mention of whoever
//! the article names in full; the fullest form names the person.
//!
//! `words` and `lexicon` read the text, `candidates` proposes names, `persons` joins them.

mod candidates;
mod lexicon;
mod persons;
mod words;

pub(super) use lexicon::{Class, Lexicon};
use words::words;
pub(super) use words::{Shape, Word, fold};

use crate::article::{Article, Span};

/// The people an article names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct People {
    pub persons: Vec<Person>,
    /// Mentions by name (not pronouns), in text order, none overlapping.
    pub mentions: Vec<PersonMention>,
    /// The article's words, so that `quotations` need not read them again.
    pub(super) words: Vec<Word>,
}

/// One person, as this article tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The fullest form of the name in the article, titles taken off.
    pub name: String,
    /// What the article calls this person, as written, each once, in order: "Prime Minister", "former mayor".
    pub roles: Vec<String>,
    /// As given name, title or role tell it; pronouns are resolved by it.
    pub gender: Option<Gender>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    Female,
    Male,
}

/// One mention of a person by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonMention {
    /// The name without titles.
    pub span: Span,
    /// Index into [`People::persons`].
    pub person: usize,
    /// How sure it is that these words name a person here, 0 to 1.
    pub confidence: f32,
}

/// The people named in the article's text. Its dateline names none, and what is told begins behind it.
pub fn people(article: &Article, sentences: &[Span], dateline: Option<Span>) -> People {
    let lexicon = Lexicon::of(article.language.as_deref());
    let mut text_words = words(&article.text, sentences, lexicon);
    if let Some(dateline) = dateline {
        leave_out(&mut text_words, dateline);
    }
    let title_words = words(&article.title, &[Span::new(0, article.title.len())], lexicon);
    let in_text = candidates::candidates(&article.text, &text_words, lexicon);
    let in_title = candidates::candidates(&article.title, &title_words, lexicon);
    let mut people = persons::join(&article.text, &in_text, &article.title, &in_title, lexicon);
    people.words = text_words;
    people
}

/// Takes the dateline's words away, and the dash behind it.
fn leave_out(words: &mut Vec<Word>, dateline: Span) {
    const OPENING: [char; 6] = ['"', '“', '„', '«', '»', '‘'];
    let first = words.partition_point(|w| w.span.start < dateline.start);
    let behind = words.partition_point(|w| w.span.start < dateline.end);
    let parts = |w: &&Word| matches!(w.shape, Shape::Mark(mark) if !OPENING.contains(&mark));
    let next = behind + words[behind..].iter().take_while(parts).count();
    if let Some(opens) = words.get_mut(next) {
        opens.starts_sentence = true;
    }
    words.drain(first..next);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mentions as `words=person`, in order.
    fn check(text: &str, expected: &str) {
        let article = Article {
            text: text.to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            language: Some("en".to_owned()),
            ..Article::default()
        };
        let sentences = crate::text::sentences::sentences(text, &article.paragraphs, Some("en"));
        let found = people(&article, &sentences, None);
        let shown: Vec<String> =
            found.mentions.iter().map(|m| format!("{}={}", m.span.of(text), found.persons[m.person].name)).collect();
        assert_eq!(shown.join(", "), expected, "{text}");
    }

    #[test]
    fn a_name_needs_a_reason() {
        check("Maria Keller spoke in Green Valley.", "Maria Keller=Maria Keller");
        check("The Keller Foundation met Tuesday.", "");
        check("It was Sen. Ozkan Brel who spoke.", "Ozkan Brel=Ozkan Brel");
        check("Spokesman Tolvo Brannick said no.", "Tolvo Brannick=Tolvo Brannick");
        check("“No,” said Tolvo Brannick.", "Tolvo Brannick=Tolvo Brannick");
        check("Tolvo Brannick, who leads the port, left.", "Tolvo Brannick=Tolvo Brannick");
        check("Bob Good left. “No,” Good said.", "Bob Good=Bob Good, Good=Bob Good");
        check("Will Keller resign? Maria Keller will not.", "Keller=Maria Keller, Maria Keller=Maria Keller");
    }

    #[test]
    fn firms_and_offices_are_no_persons() {
        check("S and P said no.", "");
        check("Lund and Holm said no.", "");
        check(
            "Karen Holm met Peter Lund. Holm and Lund left.",
            "Karen Holm=Karen Holm, Peter Lund=Peter Lund, Holm=Karen Holm, Lund=Peter Lund",
        );
        check("Peter Lund and Co Inc opened. “No,” Peter Lund said. “Yes,” said Lund.", "");
        check("Lund Holdings Inc opened. “No,” its head, Peter Lund, said.", "Peter Lund=Peter Lund");
        check("The Tolvo said yes. “No,” Tolvo said.", "");
        check("The Keller plan fell. “No,” Keller said.", "Keller=Keller");
        check("“No,” Tolvo said.", "");
        check(
            "“No,” said Tolvo Brannick. “Yes,” Brannick said.",
            "Tolvo Brannick=Tolvo Brannick, Brannick=Tolvo Brannick",
        );
        check("The Ada Daily said no.", "");
        check("MPs said no. Hong Kong said no.", "");
        check("Dr Fox said no.", "Fox=Fox");
    }

    #[test]
    fn titles_are_no_part_of_the_name() {
        check("Danish Prime Minister Karen Holm left.", "Karen Holm=Karen Holm");
        check("Texas Gov. Peter J. Lund Jr. left.", "Peter J. Lund Jr.=Peter J. Lund Jr.");
        check("House Speaker Anna Reyes and President Reyes met.", "Anna Reyes=Anna Reyes, Reyes=Anna Reyes");
    }

    #[test]
    fn a_surname_means_the_full_name() {
        check("Holm left. Karen Holm was late.", "Holm=Karen Holm, Karen Holm=Karen Holm");
        check(
            "Karen Holm and Peter Holm met. Mrs. Holm left.",
            "Karen Holm=Karen Holm, Peter Holm=Peter Holm, Holm=Karen Holm",
        );
        check(
            "Karen Holm came. Holm spoke. Peter Holm met Ada Bell, and Peter Holm left. Holm left.",
            "Karen Holm=Karen Holm, Holm=Karen Holm, Peter Holm=Peter Holm, Ada Bell=Ada Bell, Peter Holm=Peter Holm, Holm=Peter Holm",
        );
        check(
            "Holm came. Karen Holm spoke. Peter Holm met Ada Bell, and Peter Holm left.",
            "Holm=Peter Holm, Karen Holm=Karen Holm, Peter Holm=Peter Holm, Ada Bell=Ada Bell, Peter Holm=Peter Holm",
        );
        check("Daniel Ortiz came. Dan Ortiz left.", "Daniel Ortiz=Daniel Ortiz, Dan Ortiz=Daniel Ortiz");
        check(
            "Ursula von der Aue spoke. Von der Aue left.",
            "Ursula von der Aue=Ursula von der Aue, Von der Aue=Ursula von der Aue",
        );
    }

    /// Everybody with all roles.
    fn roles(text: &str, language: &str) -> String {
        let article = Article {
            text: text.to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            language: Some(language.to_owned()),
            ..Article::default()
        };
        let sentences = crate::text::sentences::sentences(text, &article.paragraphs, Some(language));
        let found = people(&article, &sentences, None);
        let shown: Vec<String> = found.persons.iter().map(|p| format!("{}: {}", p.name, p.roles.join(" / "))).collect();
        shown.join(", ")
    }

    #[test]
    fn a_role_is_learned() {
        let english = |text: &str, expected: &str| assert_eq!(roles(text, "en"), expected, "{text}");
        english("The chairman of the board, Paul Holm, spoke.", "Paul Holm: chairman");
        english("The former mayor of Westport, Tolvo Brannick, left.", "Tolvo Brannick: former mayor");
        english("The head of the office of the mayor, Ada Lund, spoke.", "Ada Lund: head");
        english("The friends of the mayor, Ada Lund, came.", "Ada Lund: mayor");
        english("The ambassador to Tolvia, Ada Lund, spoke.", "Ada Lund: ambassador");
        english("The owner of the ship, Paul Holm, told reporters to wait.", "Paul Holm: owner");
        english("The chairman met Ada Lund, Paul Holm and others.", "Ada Lund: , Paul Holm: ");
        english("The chairman met the mayor, Paul Holm.", "Paul Holm: mayor");
        english("House Minority Leader Ada Lund left.", "Ada Lund: House Minority Leader");
        english("Republican Ada Lund left.", "Ada Lund: ");
        english("Secretary of State Ada Lund left.", "Ada Lund: Secretary of State");
        english("Her chief of staff Ada Lund left.", "Ada Lund: chief of staff");
        english("A friend of Senator Ada Lund left.", "Ada Lund: Senator");
        english("A fan of singer Ada Lund left.", "Ada Lund: singer");
        english("New Jersey Gov. Ada Lund left.", "Ada Lund: New Jersey Gov.");
        english("“No.” Added Republican Arizona Sen. Ada Lund.", "Ada Lund: Republican Arizona Sen.");
        let french = |text: &str, expected: &str| assert_eq!(roles(text, "fr"), expected, "{text}");
        french("Marie Lambert, secrétaire générale de l’union, est là.", "Marie Lambert: secrétaire générale");
        french("Le ministre russe de la Défense, Paul Holm, a parlé.", "Paul Holm: ministre russe");
        french("Le ministre rencontre le maire, Paul Holm, lundi.", "Paul Holm: maire");
        assert_eq!(roles("El alcalde de Puerto, Pedro Solano, salió.", "es"), "Pedro Solano: alcalde");
        let german = "Der Sprecher der Stadt, Paul Holm, kam.";
        assert_eq!(roles(german, "de"), "Paul Holm: Sprecher");
    }

    #[test]
    fn gender_comes_from_name_title_or_role() {
        let article = Article { text: "Peter Lund met Mrs. Ozkan.".to_owned(), ..Article::default() };
        let genders: Vec<_> = people(&article, &[], None).persons.iter().map(|p| p.gender).collect();
        assert_eq!(genders, [Some(Gender::Male), Some(Gender::Female)]);
    }
}
