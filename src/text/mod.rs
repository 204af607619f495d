//! Text in, its words, sentences and dates out: language without any knowledge of news.

pub mod analyse;
pub mod calendar;
mod counts;
pub mod eight;
pub mod entities;
pub mod fold;
pub mod given_names;
pub mod name_parts;
pub mod packed;
pub mod sentences;
pub mod shapes;
pub mod shingles;
pub mod table;
pub mod word_lists;
pub mod words;
pub mod written_list;
