//! `dateline timeline`.

use super::Desk;

#[test]
fn months_from_the_first_to_the_last() {
    let did = Desk::indexed().run(&["timeline", "ferry"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let bar = "█".repeat(24);
    let expected =
        format!("         articles  of all\n2025-07         1       1  {bar}\n2025-08         1       1  {bar}\n");
    assert_eq!(did.out, expected);
    assert_eq!(did.err, "2 articles for `ferry`, 0 undated\n");
}

#[test]
fn the_undated_are_counted_apart() {
    let answer = Desk::indexed().json(&["timeline", "--by", "year", "--format", "json"]);
    assert_eq!(answer["undated"], 1);
    assert_eq!(answer["timeline"].as_array().unwrap().len(), 1);
    assert_eq!(answer["timeline"][0]["articles"], 2);
}

#[test]
fn a_period_is_looked_into_by_finer_units() {
    let desk = Desk::indexed();
    let answer = desk.json(&["timeline", "--in", "2025-Q3", "--format", "json"]);
    assert_eq!((answer["articles"].as_u64(), answer["undated_left_out"].as_u64()), (Some(2), Some(1)));
    let units = answer["timeline"].as_array().unwrap();
    assert_eq!((units[0]["from"].as_str(), units[0]["to"].as_str()), (Some("2025-07-28"), Some("2025-08-03")));
    let month = desk.run(&["timeline", "--in", "2025-08", "--format", "csv"]);
    assert_eq!(month.out, "from,to,articles,archive,share\n2025-08-16,2025-08-16,1,1,1\n");
    let rest = desk.run(&["timeline", "--after", "2025-08-01", "--by", "year", "--format", "csv"]);
    assert_eq!(
        rest.out, "from,to,articles,archive,share\n2025-01-01,2025-12-31,1,1,1\n",
        "of the archive in the period"
    );
    let both = desk.run(&["timeline", "--in", "2025", "--after", "2024"]);
    assert_eq!(both.code, 2, "{}", both.err);
}

#[test]
fn queries_side_by_side_have_the_same_units() {
    let desk = Desk::indexed();
    let args = ["timeline", "ferry", "--compare", "candles", "--compare", "zebra"];
    let answer = desk.json(&[&args[..], &["--format", "json"]].concat());
    let series = answer["series"].as_array().unwrap();
    let counts = |at: usize| -> Vec<u64> {
        series[at]["timeline"].as_array().unwrap().iter().map(|unit| unit["articles"].as_u64().unwrap()).collect()
    };
    assert_eq!((counts(0), counts(1), counts(2)), (vec![1, 1], vec![1, 0], vec![0, 0]));
    assert_eq!(series[1]["query"], "candles");
    assert_eq!(answer["timeline"], series[0]["timeline"]);
    assert!(answer["timeline"][0]["share"] == 1.0);
    let csv = desk.run(&[&args[..3], &["candles, matches", "--format", "csv"]].concat());
    assert!(csv.out.ends_with("2025-08-01,2025-08-31,0,1,0,\"candles, matches\"\n"), "{}", csv.out);
    let drawn = desk.run(&[&args[..], &["--normalise"]].concat());
    assert!(drawn.out.contains("2025-07   100.0 %"), "{}", drawn.out);
    assert_eq!(drawn.err.lines().count(), 3, "{}", drawn.err);
}

/// A month is no day: what is known to the month alone stands in its month, and beside the days.
#[test]
fn what_is_dated_to_the_month_is_no_rush_on_its_first_day() {
    let desk = Desk::new();
    let line = |id: &str, date: &str| {
        format!(
            "{{\"id\":\"{id}\",\"date\":\"{date}\",\"title\":\"Gauge {id}\",\"source\":\"The Mill\",\"text\":\"The gauge of the lower mill was read.\"}}\n"
        )
    };
    let dates = [("a", "2024-03"), ("b", "2024-03"), ("c", "2024-03-09"), ("d", "2024"), ("e", "2024-05-02")];
    desk.file("news/gauges.jsonl", dates.map(|(id, date)| line(id, date)).concat());
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let by = |unit: &str| {
        let answer = desk.json(&["timeline", "gauge", "--by", unit, "--format", "json"]);
        let units = answer["timeline"].as_array().unwrap();
        let all: u64 = units.iter().map(|unit| unit["articles"].as_u64().unwrap()).sum();
        (units[0]["articles"].as_u64().unwrap(), all, answer["coarser"].clone())
    };
    let coarser = |month: u64, year: u64| serde_json::json!({"month": month, "year": year});
    assert_eq!(by("day"), (1, 2, coarser(2, 1)));
    assert_eq!(by("week"), (1, 2, coarser(2, 1)));
    assert_eq!(by("month"), (3, 4, coarser(0, 1)));
    assert_eq!(by("year"), (5, 5, coarser(0, 0)));
    let drawn = desk.run(&["timeline", "gauge", "--by", "day"]);
    assert!(drawn.out.contains("2024-03-09         1       1") && !drawn.out.contains("2024-03-01"), "{}", drawn.out);
    let told = "note: 2 dated only to the month, 1 dated only to the year: in no bar of the timeline\n";
    assert!(drawn.err.starts_with(told), "{}", drawn.err);
    assert!(desk.run(&["search", "gauge", "--timeline", "week"]).err.contains(told));
    // The date finds it wherever it may lie, and the unit that holds all of it counts it.
    let late = desk.json(&["timeline", "gauge", "--after", "2024-03-20", "--by", "month", "--format", "json"]);
    assert_eq!((&late["articles"], &late["timeline"][0]["articles"]), (&4.into(), &2.into()), "{late}");
    assert_eq!(late["timeline"][0]["archive"], 2, "{late}");
    let cells = desk.run(&["facets", "source", "gauge", "--by", "month"]);
    assert!(cells.out.contains("2024 (1), 2024-03 (3), 2024-05 (1)"), "{}", cells.out);
}
