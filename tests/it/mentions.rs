//! `mentions:` over random dates against brute force: a mention touches years, months and days, and a query names one of them
//! or a range that they must lie in.

use crate::forms::{build, found, stored};
use dateline::article::{Annotations, Article, DateMention, Span};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A day, a month, a year, several years, or any days in a row, of a time that is short enough for them to meet.
fn mention() -> impl Strategy<Value = (Date, Date)> {
    (2020..2024_i16, 1..13_i8, 1..29_i8, 0..5_u8, 1..70_i64).prop_map(|(year, month, day, kind, days)| match kind {
        0 => (date(year, month, day), date(year, month, day)),
        1 => (date(year, month, 1), date(year, month, 1).last_of_month()),
        2 => (date(year, 1, 1), date(year, 12, 31)),
        3 => (date(year, 1, 1), date(year + days as i16 % 12, 12, 31)),
        _ => (date(year, month, day), date(year, month, day) + days.days()),
    })
}

/// The years, months and days that a mention touches, each with its first and last day: months of ten years at most, days
/// of thirty-one. Of a year that is there with all its months none is named, and no day of a month.
fn touched((from, to): (Date, Date)) -> BTreeSet<(String, Date, Date)> {
    let mut touched = BTreeSet::new();
    let n_months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month() - from.month());
    let days: Vec<Date> = from.series(1.day()).take_while(|day| *day <= to).collect();
    for day in &days {
        touched.insert((day.strftime("%Y").to_string(), day.first_of_year(), day.last_of_year()));
        let is_there = |first: Date| from <= first.last_of_month() && first <= to;
        let is_year = (1..=12).all(|month| is_there(date(day.year(), month, 1)));
        let is_month = days[0] == day.first_of_month() && days[days.len() - 1] == day.last_of_month();
        if n_months <= 120 && !is_year {
            touched.insert((day.strftime("%Y-%m").to_string(), day.first_of_month(), day.last_of_month()));
        }
        if days.len() <= 31 && !is_month {
            touched.insert((day.to_string(), *day, *day));
        }
    }
    touched
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_mentioned_is_found(
        mentions in prop::collection::vec(mention(), 1..8),
        asked in prop::collection::vec(mention(), 1..12),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let articles = mentions.iter().enumerate().map(|(number, &(from, to))| {
            let article = Article { text: "Then.".into(), paragraphs: vec![Span::new(0, 5)], ..Article::default() };
            let dates = vec![DateMention { span: Span::new(0, 4), from, to }];
            stored(article, Annotations { dates, ..Annotations::default() }, number)
        });
        let engine = build(dir.path(), articles.collect());
        let holding = |holds: &dyn Fn(&(String, Date, Date)) -> bool| -> BTreeSet<usize> {
            let numbered = mentions.iter().enumerate();
            numbered.filter(|(_, mention)| touched(**mention).iter().any(holds)).map(|(number, _)| number).collect()
        };
        for (from, to) in asked {
            let quarter = (from.month() + 2) / 3;
            let first = date(from.year(), 3 * quarter - 2, 1);
            let last = date(from.year(), 3 * quarter, 1).last_of_month();
            let named = format!("mentions:{}-Q{quarter}", from.year());
            prop_assert_eq!(found(&engine, &named), found(&engine, &format!("mentions:{first}..{last}")), "{}", named);
            for name in ["%Y", "%Y-%m", "%Y-%m-%d"].map(|form| from.strftime(form).to_string()) {
                let expected = holding(&|(term, ..)| *term == name);
                prop_assert_eq!(found(&engine, &format!("mentions:{name}")), expected, "{}", name);
            }
            let expected = holding(&|(_, first, last)| from <= *first && *last <= to);
            prop_assert_eq!(found(&engine, &format!("mentions:{from}..{to}")), expected, "{} to {}", from, to);
            let expected = holding(&|(_, first, _)| from <= *first);
            prop_assert_eq!(found(&engine, &format!("mentions:{from}..")), expected, "from {}", from);
        }
    }
}
