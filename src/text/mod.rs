//! Text in, its words, sentences and dates out: language without any knowledge of news.

pub mod analyse;
pub mod calendar;
pub mod fold;
pub mod sentences;
pub mod words;
