//! Articles by calendar unit in, a chart for people out: a bar a unit, several questions side by side.

use super::rich::{Ink, Rich, Style};
use super::text::{BAR_COLUMNS, BAR_COLUMNS_MIN, thousands, write_bar};
use crate::search::{Bucket, Count, TimelineBucket};
use std::io::{self, Write};

/// So many calendar units without a match in a row are told in one line. Guessed; the other formats have them all.
const GAP: usize = 4;
/// Columns of a number with the blanks before it.
const NUMBER_COLUMNS: usize = 10;

/// What to draw.
pub struct Chart<'a> {
    /// The question and its buckets; all have the same calendar units.
    pub series: &'a [(&'a str, &'a [TimelineBucket])],
    pub unit: Bucket,
    pub counted: Count,
    /// Bars and numbers are shares of the archive's articles, not counts.
    pub normalised: bool,
}

/// Draws nothing when there is nothing.
pub fn draw(out: &mut dyn Write, chart: &Chart, style: Style) -> io::Result<()> {
    let [first, rest @ ..] = chart.series else { return Ok(()) };
    let labels: Vec<String> = first.1.iter().map(|bucket| bucket_label(bucket, chart.unit)).collect();
    let label_columns = labels.iter().map(String::len).max().unwrap_or(0);
    let room = style.width.saturating_sub(label_columns) / chart.series.len();
    let bar_columns = match rest {
        [] => BAR_COLUMNS,
        _ => room.saturating_sub(NUMBER_COLUMNS + 2).clamp(BAR_COLUMNS_MIN, BAR_COLUMNS),
    };
    let header = if rest.is_empty() { one_header(chart.counted, chart.normalised) } else { names(chart, bar_columns) };
    Rich::of(format!("{:label_columns$}{header}", "").trim_end(), Ink::Faint).write(out, style)?;
    writeln!(out)?;
    let most = (0..labels.len()).flat_map(|at| values(chart, at)).fold(0.0, f64::max);
    let is_empty = |at: &usize| chart.series.iter().all(|(_, buckets)| buckets[*at].articles == 0);
    let rows: Vec<usize> = (0..labels.len()).collect();
    for run in rows.chunk_by(|a, b| is_empty(a) == is_empty(b)) {
        if is_empty(&run[0]) && run.len() >= GAP {
            Rich::of(&format!("… {} without a match", thousands(run.len() as u64)), Ink::Faint).write(out, style)?;
            writeln!(out)?;
            continue;
        }
        for &at in run {
            write!(out, "{:label_columns$}", labels[at])?;
            row(out, chart, at, most, bar_columns, style)?;
        }
    }
    Ok(())
}

fn one_header(counted: Count, normalised: bool) -> String {
    format!("  {:>8}  of all{}", counted.name(), if normalised { "     share" } else { "" })
}

/// The questions, each over its own column, cut to it.
fn names(chart: &Chart, bar_columns: usize) -> String {
    let columns = NUMBER_COLUMNS + bar_columns;
    let name = |(name, _): &(&str, &[TimelineBucket])| {
        let mut name = name.to_string();
        if Rich::of(&name, Ink::Faint).width() > columns {
            while Rich::of(&name, Ink::Faint).width() >= columns {
                name.pop();
            }
            name.push('…');
        }
        let blanks = columns.saturating_sub(Rich::of(&name, Ink::Faint).width());
        format!("  {name}{:blanks$}", "")
    };
    chart.series.iter().map(name).collect()
}

fn row(out: &mut dyn Write, chart: &Chart, at: usize, most: f64, bar_columns: usize, style: Style) -> io::Result<()> {
    if let [(_, buckets)] = chart.series {
        write!(out, "  {:>8}  {:>6}", buckets[at].articles, buckets[at].archive)?;
    }
    for (nth, (_, buckets)) in chart.series.iter().enumerate() {
        let bucket = &buckets[at];
        match (chart.normalised, chart.series.len()) {
            (true, _) => write!(out, "  {:>8}", percent(bucket))?,
            (false, 1) => {}
            (false, _) => write!(out, "  {:>8}", bucket.articles)?,
        }
        let drawn = write_bar(out, value(chart, bucket), most, bar_columns, style)?;
        if nth + 1 < chart.series.len() {
            write!(out, "{:1$}", "", bar_columns + 2 - drawn)?;
        }
    }
    writeln!(out)
}

fn values<'c>(chart: &'c Chart, at: usize) -> impl Iterator<Item = f64> + 'c {
    chart.series.iter().map(move |(_, buckets)| value(chart, &buckets[at]))
}

fn value(chart: &Chart, bucket: &TimelineBucket) -> f64 {
    if chart.normalised { bucket.share().unwrap_or(0.0) } else { bucket.articles as f64 }
}

fn percent(bucket: &TimelineBucket) -> String {
    bucket.share().map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn bucket_label(bucket: &TimelineBucket, unit: Bucket) -> String {
    let from = bucket.from;
    match unit {
        Bucket::Day => from.to_string(),
        Bucket::Week => format!("{from} to {}", bucket.to),
        Bucket::Month => from.strftime("%Y-%m").to_string(),
        Bucket::Quarter => format!("{:04} Q{}", from.year(), (from.month() - 1) / 3 + 1),
        Bucket::Year => format!("{:04}", from.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const PLAIN: Style = Style { width: 48, colour: false };

    fn months(counts: &[(i8, u64)]) -> Vec<TimelineBucket> {
        let bucket = |&(month, articles): &(i8, u64)| {
            let from = date(2025, month, 1);
            TimelineBucket { from, to: from.last_of_month(), articles, archive: if month == 8 { 0 } else { 40 } }
        };
        counts.iter().map(bucket).collect()
    }

    fn drawn(series: &[(&str, &[TimelineBucket])], normalised: bool) -> Vec<String> {
        let mut out = Vec::new();
        draw(&mut out, &Chart { series, unit: Bucket::Month, counted: Count::Articles, normalised }, PLAIN).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn one_question() {
        let months = months(&[(7, 2), (8, 0), (9, 1)]);
        let expected = [
            "         articles  of all",
            "2025-07         2      40  ████████████████████████",
            "2025-08         0       0",
            "2025-09         1      40  ████████████",
        ];
        assert_eq!(drawn(&[("", &months)], false), expected);
        let expected = [
            "         articles  of all     share",
            "2025-07         2      40     5.0 %  ████████████████████████",
            "2025-08         0       0         –",
            "2025-09         1      40     2.5 %  ████████████",
        ];
        assert_eq!(drawn(&[("", &months)], true), expected);
    }

    #[test]
    fn several_questions_side_by_side() {
        let (one, other) = (months(&[(6, 4), (7, 0), (9, 1)]), months(&[(6, 1), (7, 2), (9, 0)]));
        let expected = [
            "         strike              a ferry or a boat…",
            "2025-06         4  ████████         1  ██",
            "2025-07         0                   2  ████",
            "2025-09         1  ██               0",
        ];
        assert_eq!(drawn(&[("strike", &one), ("a ferry or a boat or both", &other)], false), expected);
    }

    #[test]
    fn a_long_gap_is_one_line() {
        let months = months(&[(1, 1), (2, 0), (3, 0), (4, 0), (5, 0), (6, 1)]);
        let drawn = drawn(&[("", &months)], false);
        let firsts: Vec<&str> = drawn.iter().skip(1).filter_map(|line| line.split("  ").next()).collect();
        assert_eq!(firsts, ["2025-01", "… 4 without a match", "2025-06"]);
    }

    #[test]
    fn labels_of_buckets() {
        let bucket = TimelineBucket { from: date(2025, 8, 11), to: date(2025, 8, 17), articles: 0, archive: 0 };
        for (unit, label) in [
            (Bucket::Day, "2025-08-11"),
            (Bucket::Week, "2025-08-11 to 2025-08-17"),
            (Bucket::Month, "2025-08"),
            (Bucket::Quarter, "2025 Q3"),
            (Bucket::Year, "2025"),
        ] {
            assert_eq!(bucket_label(&bucket, unit), label);
        }
    }
}
