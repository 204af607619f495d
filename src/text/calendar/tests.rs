use super::*;

/// `expected` is date, then time and offset where known, then precision.
fn check(language: &str, text: &str, expected: &str) {
    let language = Some(language).filter(|tag| !tag.is_empty());
    let found = parse(text, language).map_or("-".to_owned(), |w| {
        let time = w.time.map(|t| format!(" {:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())).unwrap_or_default();
        let offset = w.offset_minutes.map(|m| format!(" {m:+}")).unwrap_or_default();
        format!("{}{time}{offset} {}", w.date, w.precision.name())
    });
    assert_eq!(found, expected, "{text:?} ({language:?})");
}

#[test]
fn iso_8601() {
    check("", "2025-08-16", "2025-08-16 day");
    check("", "2025-08-16T10:15", "2025-08-16 10:15:00 time");
    check("", "2025-08-16T10:15:30Z", "2025-08-16 10:15:30 +0 time");
    check("", "2025-08-16T23:15:30.123+02:00", "2025-08-16 23:15:30 +120 time");
    check("", "2025-08-16T10:15:30-0500", "2025-08-16 10:15:30 -300 time");
    check("", "2025-08-16T10:15:30-05:00", "2025-08-16 10:15:30 -300 time");
    check("", "2025-08-16 10:15:30 +0200", "2025-08-16 10:15:30 +120 time");
    check("", "20250816T101530Z", "2025-08-16 10:15:30 +0 time");
    check("", "20250816", "2025-08-16 day");
    check("", "20250816101530", "2025-08-16 10:15:30 time");
    check("", "2025/8/6", "2025-08-06 day");
    check("", "2025-08", "2025-08-01 month");
    check("", "2025", "2025-01-01 year");
}

#[test]
fn mail_and_http() {
    check("", "Sat, 16 Aug 2025 10:15:30 +0200", "2025-08-16 10:15:30 +120 time");
    check("", "Saturday, 16-Aug-25 10:15:30 GMT", "2025-08-16 10:15:30 +0 time");
    check("", "16 Aug 2025 10:15 EST", "2025-08-16 10:15:00 -300 time");
}

#[test]
fn machine_numbers() {
    check("", "1755339330", "2025-08-16 10:15:30 +0 time");
    check("", "1755339330000", "2025-08-16 10:15:30 +0 time");
    check("", "1755339330.25", "2025-08-16 10:15:30 +0 time");
    check("", "1755339330000.0", "2025-08-16 10:15:30 +0 time");
    check("", "1755339330000000", "2025-08-16 10:15:30 +0 time");
    check("", "1755339330000000000", "2025-08-16 10:15:30 +0 time");
    check("", "20250816101530250", "2025-08-16 10:15:30 time");
    check("", "20250816.0", "2025-08-16 day");
    check("", "/Date(1755339330000)/", "2025-08-16 10:15:30 +0 time");
    check("", "\\/Date(1755339330000+0230)\\/", "2025-08-16 12:45:30 +150 time");
    check("", "/Date(soon)/", "-");
}

#[test]
fn as_people_write() {
    check("en-US", "05-03-16", "2016-05-03 day");
    check("en-US", "05/03/2016", "2016-05-03 day");
    check("de", "05-03-16", "2016-03-05 day");
    check("en", "Aug. 16, 2025", "2025-08-16 day");
    check("en", "Published: Saturday, August 16th, 2025 at 4:05 p.m. ET", "2025-08-16 16:05:00 time");
    check("en", "12:30 AM, 16 August 2025", "2025-08-16 00:30:00 time");
    check("en", "the 16th of August, 2025", "2025-08-16 day");
    check("de", "Samstag, 16. August 2025, 10.15 Uhr", "2025-08-16 10:15:00 time");
    check("de", "16.08.2025", "2025-08-16 day");
    check("de", "16.8.2025 um 7 Uhr", "2025-08-16 07:00:00 time");
    check("de", "16.08.25", "2025-08-16 day");
    check("fr", "Publié le 1er août 2025 à 10h15", "2025-08-01 10:15:00 time");
    check("ar", "24 نيسان / أبريل 2020", "2020-04-24 day");
    check("ar", "٢٠٢٥/٠٨/١٦", "2025-08-16 day");
    check("hi", "१६/०८/२०२५", "2025-08-16 day");
    check("ja", "２０２５年８月１６日", "2025-08-16 day");
    // Another calendar's year is none of ours.
    check("fa", "۱۴۰۴/۰۵/۲۵", "-");
    check("vi", "Thứ Bảy, ngày 16 tháng 8 năm 2025", "2025-08-16 day");
    check("vi", "16 Tháng 8, 2025", "2025-08-16 day");
    check("en", "Sat Aug 16 10:15:30 +0000 2025", "2025-08-16 10:15:30 +0 time");
    check("en", "Sat Aug  6 10:15:30 2025", "2025-08-06 10:15:30 time");
    check("en", "Sat Aug 16 10:15:30 NZST 2025", "2025-08-16 10:15:30 time");
    check("en", "Sat Aug 16 2025 10:15:30 GMT+0200 (Central European Summer Time)", "2025-08-16 10:15:30 +120 time");
    check("en", "The ferry sails on Aug 16 10 to 2025", "-");
    check("en", "24 April/May 2020", "-");
    check("es", "16 de agosto de 2025", "2025-08-16 day");
    check("ru", "16 августа 2025", "2025-08-16 day");
    check("hu", "2025. augusztus 16.", "2025-08-16 day");
    check("ja", "2025年8月16日", "2025-08-16 day");
    check("en", "August 2025", "2025-08-01 month");
    check("es", "agosto de 2025", "2025-08-01 month");
}

#[test]
fn slashes_by_what_is_possible_then_by_language() {
    check("en", "8/16/2025", "2025-08-16 day");
    check("de", "8/16/2025", "2025-08-16 day");
    check("en-US", "3/4/2025", "2025-03-04 day");
    check("en-GB", "3/4/2025", "2025-04-03 day");
    check("fr", "3/4/2025", "2025-04-03 day");
    check("", "3/4/2025", "-");
    check("", "4/4/2025", "2025-04-04 day");
}

#[test]
fn what_is_published_is_of_no_year_to_come() {
    check("en", "01/02/68", "1968-01-02 day");
    check("de", "01.02.68", "1968-02-01 day");
    check("en", "16-Aug-68", "1968-08-16 day");
    check("en", "01/02/24", "2024-01-02 day");
    let planned = find("The lease runs until 1/2/68.", Reading::of(Some("en")));
    assert_eq!(planned[0].1.date, jiff::civil::date(2068, 1, 2));
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "12/1",
        "0000-00-00",
        "0000-00-00T00:00:00",
        "31 Feb 2025",
        "Feb 31, 2025",
        "31.02.2025",
        "2025-02-29",
        "2025-13-01",
        "45 August 2025",
        "192.168.1.1",
        "1.2.10",
        "1.16.8.2025",
        "today",
        "August",
        "16",
        "99999999",
        "2025-08-16-3-4",
        "+",
        "é",
        "12:30",
    ] {
        check("en", text, "-");
    }
}

#[test]
fn finds_dates_inside_a_text() {
    let text = "Posted 3 May 2024, updated 4.5.2024 10:30 by J. Doe";
    let found: Vec<_> = find(text, Reading::of(Some("en"))).iter().map(|(span, w)| (span.of(text), w.date)).collect();
    let day = |d| jiff::civil::date(2024, 5, d);
    assert_eq!(found, [("3 May 2024", day(3)), ("4.5.2024 10:30", day(4))]);
}
