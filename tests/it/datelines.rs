//! Stories in, their dateline and where it was filed out: what the dateline and the gazetteer only know together.

use dateline::annotate::Annotator;
use dateline::article::{Annotations, Article, PlaceKind, Precision, Provenance, Published, Span};

/// Annotates a story of 4 March 2025, whose paragraphs stand between blank lines.
fn annotate(text: &str, home: Option<&str>) -> Annotations {
    annotate_in("en", text, home)
}

fn annotate_in(language: &str, text: &str, home: Option<&str>) -> Annotations {
    let mut start = 0;
    let paragraph = |part: &str| {
        let span = Span::new(start, start + part.len());
        start = span.end + 2;
        span
    };
    let article = Article {
        paragraphs: text.split("\n\n").map(paragraph).collect(),
        text: text.to_owned(),
        language: Some(language.to_owned()),
        published: Some(Published {
            date: jiff::civil::date(2025, 3, 4),
            time: None,
            offset_minutes: None,
            precision: Precision::Day,
            by: Provenance::Field,
        }),
        ..Article::default()
    };
    let annotator = Annotator::new();
    let home = home.map(|home| annotator.home(home).expect("the home is a place").0);
    annotator.annotate_from(&article, home)
}

/// `expected` is what the dateline covers, then the path of the place it was filed from.
#[track_caller]
fn check_from(home: Option<&str>, text: &str, expected: &str) {
    let annotations = annotate(text, home);
    let path_of = |kind| annotations.places.iter().find(|p| p.kind == kind).and_then(|p| p.place.as_ref());
    let path = path_of(PlaceKind::Dateline).map_or(String::new(), |place| place.path.join("/"));
    let found = annotations.dateline.map_or("-".to_owned(), |d| format!("{} | {path}", d.span.of(text)));
    assert_eq!(found, expected, "{text}");
}

#[track_caller]
fn check(text: &str, expected: &str) {
    check_from(None, text, expected);
}

#[test]
fn a_place_that_stands_alone_is_the_one_all_the_world_thinks_of() {
    check(
        "GENEVA, March 3 - The U.S. envoy met makers of cheese from Chicago and Illinois.",
        "GENEVA, March 3 | Europe/Switzerland/Geneva",
    );
    check(
        "WASHINGTON (AP) — A senator from Iowa asked for snow. Des Moines, Iowa, has none.",
        "WASHINGTON (AP) | North America/United States/District of Columbia/Washington, D.C.",
    );
    check(
        "WASHINGTON, March 3 - The ferry at Kent, Wash., and the one at Seattle, Wash., are late.",
        "WASHINGTON, March 3 | North America/United States/District of Columbia/Washington, D.C.",
    );
    check(
        "LONDON, March 3 - A choir of Toronto, Ontario, and one of Hamilton, Ontario, sang. London clapped.",
        "LONDON, March 3 | Europe/United Kingdom/England/London",
    );
}

#[test]
fn cities_go_by_their_english_names_too() {
    check("BERNE, March 3 - A bank closed.", "BERNE, March 3 | Europe/Switzerland/Bern/Bern");
    check(
        "COLOGNE, Germany (AP) — A bank closed.",
        "COLOGNE, Germany (AP) | Europe/Germany/North Rhine-Westphalia/Köln",
    );
}

#[test]
fn what_is_at_home_needs_no_telling_but_to_a_wire() {
    let text = " — The fair in Lamar County, Texas, drew farmers from Bonham and Reno. Paris is proud of it.";
    let texan = "North America/United States/Texas/Paris";
    check_from(Some("Texas"), &format!("PARIS{text}"), &format!("PARIS | {texan}"));
    check_from(None, &format!("PARIS{text}"), "PARIS | Europe/France/Île-de-France/Paris");
    check_from(Some("Texas"), &format!("PARIS (AP){text}"), "PARIS (AP) | Europe/France/Île-de-France/Paris");
}

#[test]
fn what_says_where_a_town_lies_binds() {
    let us = "North America/United States";
    check(
        "SAN JOSE, Calif, March 3 - A plant closed.",
        &format!("SAN JOSE, Calif, March 3 | {us}/California/San Jose"),
    );
    check("GENEVA, Ill. — A plant closed.", &format!("GENEVA, Ill. | {us}/Illinois/Geneva"));
    check("EDMONTON, Ky (WQQX) — A plant closed.", &format!("EDMONTON, Ky (WQQX) | {us}/Kentucky/Edmonton"));
    check(
        "LONDON, Ontario, March 3 - A plant closed.",
        "LONDON, Ontario, March 3 | North America/Canada/Ontario/London",
    );
}

#[test]
fn a_dateline_means_the_town_of_a_region_or_country() {
    check("QUEBEC, March 3 - A plant closed.", "QUEBEC, March 3 | North America/Canada/Quebec/Québec");
    check("LUXEMBOURG, March 3 - A bank closed.", "LUXEMBOURG, March 3 | Europe/Luxembourg/Luxembourg/Luxembourg");
    check("BAHRAIN, March 3 - A bank closed.", "BAHRAIN, March 3 | Asia/Bahrain");
}

#[test]
fn only_a_whole_part_is_a_name() {
    let us = "North America/United States";
    check("QUIET HILL, Conn., March 3 - A plant closed.", &format!("QUIET HILL, Conn., March 3 | {us}/Connecticut"));
    check("NORTH BYWATER, N.J., March 3 - A plant closed.", &format!("NORTH BYWATER, N.J., March 3 | {us}/New Jersey"));
    check("ZZYNGTON, March 3 - The English mint closed.", "ZZYNGTON, March 3 | ");
    check(
        "ZZYNGTON/LEEDS (Reuters) - A mint closed.",
        "ZZYNGTON/LEEDS (Reuters) | Europe/United Kingdom/England/Leeds",
    );
}

#[test]
fn a_town_that_the_gazetteer_lacks_is_no_other_of_its_name() {
    let text = "COLMAR, Idaho, March 3 - Snow fell on Colmar and on Boise.";
    check(text, "COLMAR, Idaho, March 3 | North America/United States/Idaho");
    assert!(annotate(text, None).places.iter().all(|p| p.span.of(text) != "Colmar"));
    check("PARIS, BERLIN, March 3 - Talks went on.", "PARIS, BERLIN, March 3 | Europe/France/Île-de-France/Paris");
}

#[test]
fn capitals_that_name_no_place_head_something_else() {
    check("FILE - A bridge stands in fog.", "-");
    check("LEEDS WOOL OPENING - Prices rose.", "-");
    check("LEEDS WOOL (PENCE PER KILO) - Prices rose.", "-");
    check("SALES - Prices rose.", "-");
    check("UNITED NATIONS — Talks went on.", "UNITED NATIONS | ");
    check("MOBILE — Prices rose.", "MOBILE | North America/United States/Alabama/Mobile");
}

#[test]
fn captions_and_summaries_may_stand_before_it() {
    check(
        "FILE - A bridge stands in fog.\n\nA bridge stands in fog.\n\nLEEDS, England (AP) — The bridge closed.",
        "LEEDS, England (AP) | Europe/United Kingdom/England/Leeds",
    );
    check("One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nSix.\n\nLEEDS (AP) — The bridge closed.", "-");
}

#[test]
fn dates_do_not_run_across_its_dash() {
    let dates = |text| -> Vec<String> {
        annotate(text, None).dates.iter().map(|d| format!("{} = {}..{}", d.span.of(text), d.from, d.to)).collect()
    };
    assert_eq!(
        dates("LEEDS, March 3 - Jan. 31 was its last day."),
        ["March 3 = 2025-03-03..2025-03-03", "Jan. 31 = 2025-01-31..2025-01-31"],
    );
    assert_eq!(dates("LEEDS, March 3 - 26 weeks went by."), ["March 3 = 2025-03-03..2025-03-03"]);
}

/// `expected`: the dateline's words, the place it was filed from, who signs.
#[track_caller]
fn check_in(language: &str, text: &str, expected: &str) {
    let found = annotate_in(language, text, None).dateline.map_or("-".to_owned(), |d| {
        let [place, agency] = [&d.place, &d.agency].map(|part| part.as_deref().unwrap_or("-"));
        format!("{} | {place} | {agency}", d.span.of(text))
    });
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_town_alone_opens_german_french_and_spanish_stories() {
    check_in("de", "Berlin. Der Bundesrat hat am Freitag neue Regeln beschlossen.", "Berlin | Berlin | -");
    check_in("de", "Bad Tölz – Ein Mann ist am Montag in die Isar gefallen.", "Bad Tölz | Bad Tölz | -");
    check_in("de", "Kiel taz | Der Landtag berät am Montag über das neue Gesetz.", "Kiel taz | Kiel | taz");
    check_in("fr", "Lille. « La ville a besoin de temps », dit le maire au conseil.", "Lille | Lille | -");
    check_in(
        "es",
        "Ciudad de México.- El gobierno anunció este lunes nuevas reglas.",
        "Ciudad de México | Mexico City | -",
    );
    check_in("de", "Merkel. Der Name fiel an diesem Abend im Saal noch sehr oft.", "-");
    check_in("de", "Berlin – Dortmund 2:1", "-");
    check_in("en", "Berlin. The council has passed new rules on Friday evening.", "-");
}

#[test]
fn an_agency_may_come_first_and_a_department_is_none() {
    check_in(
        "it",
        "(ANSA) - ANCONA, 12 MAR - Il porto resta chiuso per tutta la giornata.",
        "ANCONA, 12 MAR | Ancona | ANSA",
    );
    check_in(
        "fr",
        "CONCARNEAU (Finistère) - Le port reste fermé toute la journée.",
        "CONCARNEAU (Finistère) | Concarneau | -",
    );
}

#[test]
fn a_great_town_before_a_colon_opens_a_story() {
    check(
        "BHOPAL: The ferry across the lower lake will not run this winter.",
        "BHOPAL | Asia/India/Madhya Pradesh/Bhopal",
    );
    check("CHINA: The ferry across the lower lake will not run this winter.", "-");
    check("HARLOW: The ferry across the lower lake will not run this winter.", "-");
}
