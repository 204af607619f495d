//! Text in, its words, sentences and dates out: language without any knowledge of news.

pub mod calendar;
pub mod sentences;
