//! The analyser as tantivy asks for it: a value in, its tokens out.

use super::language::Language;
use super::{Analyser, Plain, cut};
use crate::text::fold::fold_word_into;
use crate::text::packed::hash_of_folded;
use crate::text::words::{Words, words};
use std::cell::Cell;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// What stands before a value so that the tokenizer knows its language: two letters and `\u{1}`.
pub fn with_language_header(language: Option<&str>, text: impl Into<String>) -> String {
    let code = language.filter(|code| code.len() == 2 && code.is_ascii()).unwrap_or("--");
    let mut value: String = text.into();
    // A long text is moved, not there twice.
    value.reserve_exact(3);
    value.insert(0, '\u{1}');
    value.insert_str(0, code);
    value
}

/// A value's language and text, its header taken off.
pub fn split_language_header(value: &str) -> (Option<&str>, &str) {
    match value.split_once('\u{1}') {
        Some(("--", text)) => (None, text),
        Some((code, text)) if code.len() == 2 => (Some(code), text),
        _ => (None, value),
    }
}

thread_local! {
    /// One analyser a thread: tantivy clones a tokenizer for each field of each segment, and a stem cache for each
    /// would be cold.
    static SPARE: Cell<Option<Box<Analyser>>> = const { Cell::new(None) };
}

/// The analyser as a tantivy tokenizer, for values made by [`with_language_header`].
#[derive(Debug, Clone, Copy, Default)]
pub struct TextTokenizer;

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = TextTokens<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> TextTokens<'a> {
        let (language, text) = split_language_header(value);
        let mut analyser = SPARE.take().unwrap_or_default();
        analyser.terms.initials.clear();
        analyser.counts.begin();
        let language = Language::of(language);
        TextTokens {
            text,
            words: words(text),
            language,
            analyser,
            token: Token::default(),
            surface_waits: false,
            initials_given: 0,
            position: 0,
            occurrence: 0,
        }
    }
}

/// The tokens of one value; see [`TextTokenizer`].
pub struct TextTokens<'a> {
    text: &'a str,
    words: Words<'a>,
    language: Language,
    /// Lent by the thread, given back at the end.
    analyser: Box<Analyser>,
    token: Token,
    surface_waits: bool,
    /// Bytes of the word's initials already handed on.
    initials_given: usize,
    /// The word's, and which occurrence of its stem it is.
    position: usize,
    occurrence: u32,
}

impl TextTokens<'_> {
    /// Counts the token as an occurrence of its stem, and says how many there were before.
    fn count(&mut self) -> u32 {
        self.analyser.counts.add(hash_of_folded(&self.token.text))
    }
}

impl Drop for TextTokens<'_> {
    fn drop(&mut self) {
        SPARE.set(Some(std::mem::take(&mut self.analyser)));
    }
}

impl TokenStream for TextTokens<'_> {
    fn advance(&mut self) -> bool {
        if self.surface_waits {
            self.surface_waits = false;
            std::mem::swap(&mut self.token.text, &mut self.analyser.terms.surface);
            if self.language.is_english() {
                self.token.position = self.occurrence as usize;
            }
            return true;
        }
        let initials = &self.analyser.terms.initials;
        if self.initials_given < initials.len() {
            initials[self.initials_given..self.initials_given + 1].clone_into(&mut self.token.text);
            self.initials_given += 1;
            self.token.position = self.position;
            self.count();
            return true;
        }
        let Some((word, packed)) = self.words.next_packed() else { return false };
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.position = word.position as usize;
        self.token.position = self.position;
        // Most words of most texts.
        if let Some(plain) = Plain::of(self.text, word, packed, &self.language) {
            let Analyser { cache, terms, counts } = &mut *self.analyser;
            self.surface_waits = plain.analyse(cache, &mut self.token.text, &mut terms.surface);
            let is_other = self.surface_waits;
            self.occurrence =
                counts.add(if is_other { hash_of_folded(&self.token.text) } else { plain.packed.hashed() });
            return true;
        }
        self.analyser.analyse(self.text, word, self.words.clone().next(), &self.language);
        let terms = &mut self.analyser.terms;
        self.surface_waits = terms.has_stem && terms.has_surface;
        self.initials_given = 0;
        let first = if terms.has_stem { &mut terms.stem } else { &mut terms.surface };
        std::mem::swap(&mut self.token.text, first);
        if self.language.is_english() && self.analyser.terms.has_stem {
            self.occurrence = self.count();
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Folded words without stems or marks, for names.
#[derive(Debug, Clone, Copy, Default)]
pub struct NameTokenizer;

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = NameTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NameTokens<'a> {
        NameTokens { text, words: words(text), token: Token::default() }
    }
}

/// The tokens of one name; see [`NameTokenizer`].
pub struct NameTokens<'a> {
    text: &'a str,
    words: Words<'a>,
    token: Token,
}

impl TokenStream for NameTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.text.clear();
        fold_word_into(cut(&self.text[word.start..word.end]), word.kind, &mut self.token.text);
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.token.position = word.position as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SURFACE, english_stem};
    use super::*;

    fn check(text: &str, language: Option<&str>, expected: &str) {
        let value = with_language_header(language, text);
        let mut tokens = Vec::new();
        let mut tokenizer = TextTokenizer;
        let mut stream = tokenizer.token_stream(&value);
        let mut stems: Vec<(String, usize)> = Vec::new();
        while stream.advance() {
            let Token { text, position, .. } = stream.token();
            // As a reader does: a form of English stands where that occurrence of its stem stands.
            let occurrences = |stem: String| -> Vec<usize> {
                stems.iter().filter(|(other, _)| *other == stem).map(|(_, position)| *position).collect()
            };
            let base = text.strip_prefix(SURFACE).map(|form| occurrences(english_stem(form)));
            let position = base.filter(|found| !found.is_empty()).map_or(*position, |found| found[*position]);
            stems.push((text.clone(), position));
            tokens.push(format!("{position}/{text}"));
        }
        assert_eq!(tokens.join(" "), expected, "tokens of {text:?}");
        let mut same = Vec::new();
        Analyser::new()
            .each_word(text, language, |word| same.extend(word.terms().map(|t| format!("{}/{t}", word.position))));
        assert_eq!(same, tokens, "the highlighter must see what the index holds");
    }

    #[test]
    fn a_stem_and_where_it_differs_the_surface() {
        check("The talks ran", Some("en"), "0/the 1/talk 1/=talks 2/ran");
        check("Talks TALKS talks", Some("en"), "0/talk 0/=talks 1/talk 1/=talks 2/talk 2/=talks");
        check("talk talks talking talks", Some("en"), "0/talk 1/talk 1/=talks 2/talk 2/=talking 3/talk 3/=talks");
        check("U.S. us", Some("en"), "0/us 0/u 0/s 1/us");
        check("résumé resume", Some("en"), "0/resum 0/=resume 1/resum 1/=resume");
        check("Häuser", Some("de"), "0/de:haus 0/~hauser");
        check("l’homme", Some("fr"), "0/fr:homm 0/~lhomme");
        check("Talks on the Orbán talks", None, "0/talk 0/=talks 1/on 2/the 3/~orban 4/talk 4/=talks");
        check("talks x", Some("cs"), "0/~talks 1/~x");
        check("Đorđević", Some("hr"), "0/~dordevic");
        check("a\n\nb", Some("en"), "0/a 101/b");
        check("U.S. aid", Some("en"), "0/us 0/u 0/s 1/aid");
        check("3.5 U.N", Some("en"), "0/3.5 1/un 1/u 1/n");
        check("U.S.", Some("de"), "0/de:u.s 0/~us");
        check("new", Some("en"), "0/new");
        check("東京都 x", Some("ja"), "0/~東京 1/~京都 2/~都 3/~x");
    }
}
