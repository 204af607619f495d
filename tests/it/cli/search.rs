//! `dateline search`: a question in, the answer under it.

use super::{Desk, Did, at};
use serde_json::json;

#[test]
fn ranked_passages_with_matches_marked() {
    let did = Desk::indexed().run(&["search", "strike", "--sort", "newest"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let lines: Vec<&str> = did.out.lines().collect();
    assert_eq!(lines[0], " 1. Ferry *strike* ends in Bergen");
    assert!(lines[1].starts_with("    The Quay · 2025-08-16 · "), "{}", lines[1]);
    assert!(lines[2].contains("ferry *strike* ended"), "{}", lines[2]);
    assert!(did.out.contains(" 2. Ferries idle as talks stall"));
    assert_eq!(did.err, "2 articles for `strike`\n");
}

#[test]
fn nothing_found_is_1() {
    let did = Desk::indexed().run(&["search", "volcano"]);
    assert_eq!((did.code, did.out.as_str(), did.err.as_str()), (1, "", "nothing found for `volcano`\n"));
}

/// The answer of a search that may have found nothing.
fn written(did: &Did) -> serde_json::Value {
    serde_json::from_str(&did.out).unwrap_or_else(|_| panic!("{}", did.err))
}

/// A question in more words than any article has: still nothing found, and beside it what comes nearest.
#[test]
fn what_has_most_of_the_words_is_shown_as_such() {
    let desk = Desk::indexed();
    let did = desk.run(&["search", "ferry strike harbour master zeppelin"]);
    assert_eq!(did.code, 1, "{}", did.err);
    assert_eq!(did.err, "no article has all of `ferry strike harbour master zeppelin`; the nearest are shown\n");
    assert!(
        did.out.starts_with("No article has all of these words. The nearest:\n\n 1. *Ferry strike* ends in Bergen\n")
    );
    assert!(did.out.contains("    without: zeppelin\n"), "{}", did.out);
    let asked = ["search", "ferry strike harbour master zeppelin", "--facet", "source", "--format", "json"];
    let answer = written(&desk.run(&asked));
    assert_eq!((&answer["articles"], &answer["hits"]), (&0.into(), &serde_json::json!([])));
    assert_eq!(answer["facets"]["source"], serde_json::json!([]), "they are counted nowhere");
    assert_eq!(answer["nearest"][0]["missing"], serde_json::json!(["zeppelin"]));
    assert_eq!(answer["nearest"][0]["rank"], 1);
    assert!(answer["nearest"][0].get("explanation").is_none());
}

/// An article that happens to hold every word far apart is no reason to keep silent about a passage that lacks one.
#[test]
fn what_lacks_a_word_stands_beside_few_hits() {
    let desk = Desk::empty();
    let filler = "The rest of the evening went to the drains of the old town and to nothing else. ".repeat(20);
    let far = format!("A gull sat on the pier.\n\n{filler}\n\nThe ferry was late.\n\n{filler}\n\nWho paints lamps?");
    let near = "A gull stole the ferry captain's lamps.";
    let line = |id: &str, text: &str| serde_json::json!({"id": id, "title": id, "text": text}).to_string() + "\n";
    let piers: String = ["oslo", "cork"].map(|id| line(id, "Nobody mends the pier.")).concat();
    desk.file("news/all.jsonl", line("council", &far) + &line("gull", near) + &piers);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let asked = ["search", "gull ferry lamps pier"];
    let answer = desk.json(&[&asked[..], &["--format", "json"]].concat());
    let titles = |list: &str| {
        let hits = answer[list].as_array().unwrap();
        hits.iter().map(|hit| hit["article"]["title"].as_str().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((&answer["articles"], titles("hits"), titles("nearest")), (&1.into(), vec!["council"], vec!["gull"]));
    assert_eq!(answer["nearest"][0]["missing"], serde_json::json!(["pier"]));
    let did = desk.run(&asked);
    assert_eq!(
        (did.code, did.err.as_str()),
        (0, "1 article for `gull ferry lamps pier`, and 1 that lacks some word of it\n")
    );
    let (first, second) = (did.out.find(" –  *gull*").unwrap(), did.out.find(" 1. council").unwrap());
    assert!(first < second && did.out.contains("    without: pier\n"), "{}", did.out);
    let strict = ["gull AND ferry AND lamps AND pier"];
    let wider = ["gull ferry lamps pier", "--expand"];
    for alone in [&["gull ferry lamps"][..], &["gull ferry lamps pier", "--limit", "0"], &strict, &wider] {
        let answer = desk.json(&[&["search", "--format", "json"], alone].concat());
        assert_eq!(answer["nearest"], serde_json::json!([]), "{alone:?}");
    }
}

#[test]
fn the_nearest_stay_within_what_was_asked_for() {
    let desk = Desk::indexed();
    let nearest = |args: &[&str]| {
        let answer = written(&desk.run(&[&["search", "--format", "json"], args].concat()));
        let hits = answer["nearest"].as_array().unwrap();
        hits.iter().map(|hit| hit["article"]["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (ends, idle) = ("Ferry strike ends in Bergen".to_owned(), "Ferries idle as talks stall".to_owned());
    assert_eq!(nearest(&["ferry strike zeppelin friday", "--before", "2025-08-01"]), [""; 0], "too little of it");
    assert_eq!(nearest(&["ferry strike talks zeppelin", "--before", "2025-08-01"]), [idle.as_str()]);
    assert_eq!(nearest(&["ferry strike harbour zeppelin -candles"]), [ends.as_str()]);
    for other in [
        &["ferry zeppelin"][..],
        &["ferry OR zeppelin OR strike"],
        &["(ferry OR strike) zeppelin harbour"],
        &["ferry strike harbour zeppelin", "--sort", "newest"],
        &["ferry strike harbour zeppelin", "--offset", "1"],
        &["source:\"The Quay\" ferry zeppelin"],
        &["ferry strike friday nine"],
    ] {
        assert_eq!(nearest(other), [""; 0], "{other:?}");
    }
}

#[test]
fn a_bad_query_is_shown_with_a_caret() {
    let did = Desk::indexed().run(&["search", "ferry (strike"]);
    assert_eq!((did.code, did.out.as_str()), (2, ""));
    let lines: Vec<&str> = did.err.lines().collect();
    assert_eq!(lines[..3], ["error: this parenthesis is never closed", "  ferry (strike", "        ^"]);
}

#[test]
fn an_archive_is_brought_up_to_date_first() {
    let desk = Desk::new();
    let did = desk.run(&["search", "--archive", "news", "budget"]);
    assert_eq!(did.code, 0, "{}", did.err);
    assert!(did.err.contains("1 file added"), "{}", did.err);
    assert!(did.out.contains("Council passes its *budget*"));
    let again = desk.run(&["search", "--archive", "news", "budget"]);
    assert_eq!((again.out, again.err.as_str()), (did.out, "narrowed by: archive news\n1 article for `budget`\n"));
}

#[test]
fn other_roots_are_left_out() {
    let desk = Desk::indexed();
    desk.file(
        "other/roads.txt",
        "A budget for bridges\n\nThe budget of the other council is spent on bridges alone, and on paint.\n",
    );
    desk.run(&["index", "other"]);
    assert_eq!(desk.json(&["search", "budget", "--format", "json"])["articles"], 2);
    let of_one = ["search", "--archive", "other", "budget", "--format", "json"];
    assert_eq!(desk.json(&of_one)["articles"], 1);
}

#[test]
fn dates_include_the_day_named_and_count_the_undated() {
    let desk = Desk::indexed();
    let count = |args: &[&str]| {
        let answer = desk.json(&[&["search", "--format", "json"], args].concat());
        (answer["articles"].as_u64().unwrap(), answer["undated_left_out"].as_u64().unwrap())
    };
    assert_eq!(count(&[]), (3, 0));
    assert_eq!(count(&["--after", "2025-08-16"]), (1, 1));
    assert_eq!(count(&["--before", "2025-08"]), (2, 1));
    assert_eq!(count(&["--after", "2025-07-30", "--before", "2025-07-30"]), (1, 1));
    let did = desk.run(&["search", "--after", "2025-08"]);
    assert!(did.err.starts_with("note: 1 match left out for having no date\n"), "{}", did.err);
}

/// Who forgot a flag, or has one in the configuration file, sees why there is so little.
#[test]
fn an_answer_says_what_narrowed_it() {
    let desk = Desk::indexed();
    desk.file("c.toml", "[search]\nplace = [\"Norway\", \"Ireland\"]\nbefore = \"2025-08\"\n");
    let ask = |args: &[&str]| desk.run(&[&["search", "strike", "--config", "c.toml"], args].concat());
    let told = "narrowed by: before 2025-08-31; place Norway or Ireland\n";
    assert_eq!(ask(&[]).err, format!("{told}2 articles for `strike`\n"));
    assert_eq!(ask(&["--format", "csv"]).err, told);
    assert_eq!(
        ask(&["--speaker", "nobody", "--format", "jsonl"])
            .err
            .lines()
            .last()
            .map(|line| line.contains("; speaker nobody")),
        Some(true)
    );
    let did = ask(&["--format", "json"]);
    assert_eq!(
        (&written(&did)["narrowed_by"], did.err.as_str()),
        (&json!({"before": ["2025-08-31"], "place": ["Norway", "Ireland"]}), "")
    );
    assert_eq!(written(&desk.run(&["search", "strike", "--format", "json"]))["narrowed_by"], json!({}));
    desk.file("questions.tsv", "q1\tstrike\nq2\tvolcano\n");
    let many = ["search", "--config", "c.toml", "--queries", "questions.tsv"];
    let report = desk.run(&[&many[..], &["--format", "text"]].concat());
    assert!(report.out.starts_with(&format!("{told}\nq1: strike\n")) && report.err.is_empty(), "{}", report.out);
    let lines = desk.run(&many).out;
    assert_eq!(lines.matches("\"narrowed_by\":{\"before\":").count(), 2, "{lines}");
    let id = written(&did)["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    for (args, by) in [
        (
            &["quotes", "--about", "owners", "--kind", "all", "--min-confidence", "0.5"][..],
            json!({"about": ["owners"], "min-confidence": ["0.5"]}),
        ),
        (&["facets", "place", "--under", "Europe", "--depth", "1"], json!({"under": ["Europe"], "depth": ["1"]})),
        (
            &["timeline", "ferry", "--in", "2025-Q3", "--compare", "strike"],
            json!({"after": ["2025-07-01"], "before": ["2025-09-30"]}),
        ),
        (
            &["terms", "ferry", "--archive", "news", "--near", "Bergen,20km"],
            json!({"archive": ["news"], "near": ["Bergen,20km"]}),
        ),
        (&["similar", &id, "--language", "en"], json!({"language": ["en"]})),
    ] {
        let did = desk.run(&[args, &["--format", "json"]].concat());
        assert_eq!(written(&did)["narrowed_by"], by, "{args:?}");
    }
}

#[test]
fn the_contract() {
    let desk = Desk::indexed();
    let answer = desk.json(&["search", "strike", "--facet", "place", "--timeline", "month", "--format", "json"]);
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        keys(&answer),
        "format query parsed narrowed_by articles stories counted undated_left_out took_ms hits nearest facets timeline undated coarser"
    );
    let hit = &answer["hits"][0];
    assert_eq!(keys(hit), "rank score article copies title_highlights passages");
    assert_eq!(keys(&hit["article"]), "id external_id title source published url path");
    assert_eq!(keys(&hit["passages"][0]), "ordinal start end text cite highlights score speakers");
    let passage = &hit["passages"][0];
    let text = passage["text"].as_str().unwrap();
    let words: Vec<String> =
        passage["highlights"].as_array().unwrap().iter().map(|range| at(text, &range[0], &range[1])).collect();
    assert!(!words.is_empty() && words.iter().all(|word| word == "strike"), "{words:?}");
    let title = hit["article"]["title"].as_str().unwrap();
    assert_eq!(at(title, &hit["title_highlights"][0][0], &hit["title_highlights"][0][1]), "strike");
    let id = hit["article"]["id"].as_str().unwrap();
    let shown = desk.json(&["show", id, "--format", "json"]);
    assert_eq!(at(shown["text"].as_str().unwrap(), &passage["start"], &passage["end"]), text);
    assert_eq!(answer["timeline"][0]["from"], "2025-07-01");
    assert!(answer["facets"]["place"].is_array());
}

#[test]
fn places_around_a_point() {
    let desk = Desk::indexed();
    let ids = |circle: &str| -> Vec<String> {
        let answer = desk.json(&["search", "--near", circle, "--format", "json"]);
        let mut ids: Vec<String> =
            answer["hits"].as_array().unwrap().iter().map(|hit| hit["article"]["external_id"].to_string()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("60.4,5.3,30km"), [r#""ferry-2""#]);
    assert_eq!(ids("Bergen, 20km"), ids("60.4,5.3,30km"));
    let quoted = desk.json(&["quotes", "--near", "59.9,5.3,50mi", "--format", "json"]);
    assert_eq!(quoted["quotations"], 1);
    let nothing = desk.run(&["search", "--near", "0,0,10km"]);
    assert_eq!(nothing.code, 1);
    assert!(nothing.err.contains("note: no place that is mentioned lies in `0,0,10km`"), "{}", nothing.err);
    let wrong = desk.run(&["search", "near:\"somewhere\""]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("51.5,-0.1,50km"), "{}", wrong.err);
}

#[test]
fn a_minus_is_no_flag() {
    let desk = Desk::indexed();
    let ids = |args: &[&str]| -> Vec<String> {
        let answer = desk.json(&[args, &["--format", "json"]].concat());
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["article"]["external_id"].to_string()).collect()
    };
    assert_eq!(ids(&["search", "-strike", "council"]), [r#""budget-1""#]);
    assert_eq!(ids(&["search", "ferry", "-title:talks", "-n", "5"]), [r#""ferry-1""#]);
    assert_eq!(ids(&["search", "-(ferry OR candles)"]), [r#""budget-1""#]);
}

#[test]
fn why_a_hit_ranks_where_it_does() {
    let desk = Desk::indexed();
    let hits = |query: &str| {
        let answer = desk.json(&["search", query, "--explain", "--format", "json"]);
        answer["hits"].as_array().unwrap().clone()
    };
    let (words, said) = (hits("ferry strike OR candles"), hits("said:nobody"));
    assert_eq!((words.len(), said.is_empty()), (2, false));
    for hit in words.iter().chain(&said) {
        let why = &hit["explanation"];
        let parts: f64 = why["parts"].as_array().unwrap().iter().map(|part| part["score"].as_f64().unwrap()).sum();
        let passage = why["passage"].as_f64().unwrap() * why["passage_weight"].as_f64().unwrap();
        assert!((hit["score"].as_f64().unwrap() - parts - passage).abs() < 0.01, "{hit}");
        // Each has one passage, which is worth as much beside others as it is alone.
        let alone = hit["passages"][0]["score"].as_f64().unwrap() - why["passage"].as_f64().unwrap();
        assert!(alone.abs() < 0.001, "{hit}");
    }
    let text = desk.run(&["search", "ferry candles", "--explain"]);
    assert!(text.out.contains("  ferry  (alone: body ") && text.out.contains("score "), "{}", text.out);
    assert!(!desk.run(&["search", "ferry"]).out.contains("score "));
}

/// The index holds `he’ll` as he and `U.S.` as us: whoever asks for the one as it is written does not get the other.
#[test]
fn what_is_looked_up_as_another_word_is_found_as_it_is_written() {
    let desk = Desk::empty();
    let line = |id: &str, title: &str, text: &str| {
        serde_json::json!({"id": id, "title": title, "text": text}).to_string() + "\n"
    };
    let lines = [
        line("will", "Quay", "He’ll sail on Monday, and the crew with him.\n\nHe is late."),
        line("is", "He'll Not", "He sails to the U.S. from the old harbour. “I'd say he'll win,” said Ann Lee."),
        line("us", "Tides", "Tell US about it, he said, and so he told us of Orban and of Orbán's boat."),
    ];
    desk.file("news/all.jsonl", lines.concat());
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let ids = |query: &str| {
        let answer = desk.json(&["search", query, "--format", "json", "--sort", "newest"]);
        let hits = answer["hits"].as_array().unwrap();
        let mut ids: Vec<&str> = hits.iter().map(|hit| hit["article"]["external_id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(answer["articles"], ids.len(), "{query}");
        ids.join(" ")
    };
    let written = |query: &str| match desk.run(&["search", query]).code {
        0 => ids(query),
        code => code.to_string(),
    };
    assert_eq!(written("=he'll"), "is will");
    assert_eq!(
        (written("title:=he’ll"), written("body:=HE'LL"), written("said:=he'll")),
        ("is".into(), "is will".into(), "is".into())
    );
    assert_eq!((written("=he"), written("he'll")), ("is us will".into(), "is us will".into()));
    assert_eq!(
        (written("=U.S."), written("=us"), written("-=u.s. sails")),
        ("is".into(), "is us".into(), "will".into())
    );
    assert_eq!((written("=\"he'll sail\""), written("=\"he'll sails\"")), ("will".into(), "1".into()));
    assert_eq!(
        (written("=Orbán's"), written("=\"orban's boat\""), written("=Orban’s NEAR/2 boat")),
        ("us".into(), "us".into(), "us".into())
    );
    assert_eq!(written("=she'll"), "1");
    let out = desk.run(&["search", "body:=he'll monday"]).out;
    assert!(out.contains("*He’ll* sail on *Monday*") && !out.contains("*He* is late"), "{out}");
    assert_eq!(desk.json(&["quotes", "=he'll", "--format", "json"])["quotations"], 1);
    assert_eq!(desk.run(&["quotes", "=I'll"]).code, 1);
}

#[test]
fn a_whole_result_set() {
    let desk = Desk::new();
    let line = |n: usize| {
        format!(r#"{{"id":"n{n}","title":"Gull {n}","date":"2024-01-01","text":"The gull number {n} sat on a mast."}}"#)
    };
    desk.file("gulls/all.jsonl", (0..700).map(line).collect::<Vec<_>>().join("\n"));
    desk.run(&["index", "gulls"]);
    let lines = |args: &[&str]| desk.run(args).out.lines().map(str::to_owned).collect::<Vec<_>>();
    let all = lines(&["search", "gull", "--all", "--format", "jsonl"]);
    assert_eq!(all.len(), 700);
    let pages = [
        lines(&["search", "gull", "-n", "300", "--format", "jsonl"]),
        lines(&["search", "gull", "-n", "400", "--offset", "300", "--format", "jsonl"]),
    ];
    assert_eq!(all, pages.concat());
    assert_eq!(lines(&["search", "gull", "--all", "--format", "csv"]).len(), 701);
    let answer = desk.json(&["search", "gull", "--all", "--format", "json"]);
    let shown: Vec<String> =
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["article"]["id"].to_string()).collect();
    let streamed: Vec<String> = all
        .iter()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["article"]["id"].to_string())
        .collect();
    assert_eq!(shown, streamed);
}

/// Words that must be said are marked, and their passage chosen, where they are said.
#[test]
fn what_is_said_is_marked_where_it_is_said() {
    let desk = Desk::indexed();
    let talk = "The council met again and heard from everybody who had come to the hall. ".repeat(9);
    let quay =
        format!("Rosters were the talk of the rosters. {talk}\n\n{talk}\n\n“We want rosters,” said Ann Lee. {talk}");
    let line = serde_json::json!({"id": "rosters", "title": "Quay", "text": quay});
    desk.file("news/rosters.jsonl", format!("{line}\n"));
    desk.run(&["index"]);
    let answer = desk.json(&["search", "said:rosters", "--format", "json"]);
    let passage = &answer["hits"][0]["passages"][0];
    assert!(passage["text"].as_str().unwrap().contains("“We want rosters,”"), "{passage}");
    assert_eq!(passage["highlights"].as_array().unwrap().len(), 1, "{passage}");
}

/// A value in quotation marks means what the flag's does.
#[test]
fn values_can_be_named_by_their_beginning() {
    let desk = Desk::indexed();
    desk.file("news/two words/a.txt", "A walk by the river\n\nThe walk by the river was closed on Monday.\n");
    desk.run(&["index"]);
    let articles = |args: &[&str]| desk.json(&[&["search", "--format", "json"], args].concat())["articles"].clone();
    for of in ["two words/*", "stories*", "two words/a.txt"] {
        let query = format!("path:\"{of}\"");
        assert_eq!(articles(&[&query]), articles(&["--path", of]), "{of}");
        assert_ne!(articles(&[&query]), 0, "{of}");
    }
}

#[test]
fn only_with_a_capital() {
    let desk = Desk::indexed();
    let ids = |query: &str| {
        let did = desk.run(&["search", query, "--sort", "oldest", "--format", "jsonl"]);
        let hits = did.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        hits.map(|hit| hit["article"]["external_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids("talks"), "ferry-2");
    assert_eq!(ids("body:caps(talks)"), "ferry-2");
    assert_eq!(ids("title:caps(talks)"), "");
    assert_eq!(ids("caps(ferry OR nobody)"), "ferry-2 ferry-1 budget-1");
    assert_eq!(ids("said:caps(nobody)"), "ferry-1");
    assert_eq!(ids("caps(council) NEAR/2 limerick"), "");
    let did = desk.run(&["search", "caps(nobody) strike"]);
    assert!(did.out.contains("“*Nobody*") && did.out.contains("and nobody will say"), "{}", did.out);
}

#[test]
fn recent_articles_and_words_of_the_best_change_the_order_only() {
    let desk = Desk::new();
    let line = |id: &str, date: &str, more: &str| {
        format!(r#"{{"id":"{id}","title":"Gulls","date":"{date}","text":"The gull sat on a mast. {more}"}}"#)
    };
    let texts = [
        line("old", "2020-01-01", "A gull, said the harbour master, is a gull."),
        line("new", "2024-01-01", "The tide was low."),
        line("none", "", "The harbour was shut."),
    ];
    desk.file("gulls/all.jsonl", texts.join("\n"));
    desk.run(&["index", "gulls"]);
    let answer = |args: &[&str]| desk.json(&[&["search", "gull", "--format", "json", "--copies"], args].concat());
    let ids = |answer: &serde_json::Value| {
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["article"]["external_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&answer(&[])), ["old", "new", "none"]);
    let recent = answer(&["--recency", "30d", "--explain"]);
    assert_eq!((ids(&recent), &recent["articles"]), (vec!["new".into(), "old".into(), "none".into()], &3.into()));
    assert_eq!(recent["hits"][0]["explanation"]["recency"], 1.0);
    assert_eq!(recent["hits"][2]["explanation"]["recency"], 0.5);
    for hit in recent["hits"].as_array().unwrap() {
        let why = &hit["explanation"];
        let parts: f64 = why["parts"].as_array().unwrap().iter().map(|part| part["score"].as_f64().unwrap()).sum();
        let passage = why["passage"].as_f64().unwrap() * why["passage_weight"].as_f64().unwrap();
        let score = (parts + passage) * why["recency"].as_f64().unwrap();
        assert!((hit["score"].as_f64().unwrap() - score).abs() < 0.01, "{hit}");
    }
    assert_eq!(answer(&["--expand"])["articles"], 3);
    let did = desk.run(&["search", "gull", "--recency", "30d", "--sort", "newest"]);
    assert_eq!(did.code, 2);
    assert!(did.err.starts_with("error: `recency` changes the order by relevance"), "{}", did.err);
    assert!(desk.run(&["search", "gull", "--recency", "soon"]).err.contains("expected an age such as 30d"));
}

/// An outlet by a word of its name is no outlet, but the one that has the word is named first.
#[test]
fn an_outlet_is_offered_by_its_word() {
    let desk = Desk::empty();
    let line = |n: u32, source: &str| {
        format!(
            "{{\"id\":\"{n}\",\"title\":\"Ferries\",\"source\":\"{source}\",\"text\":\"Ferry number {n} sails.\"}}\n"
        )
    };
    let sources = ["CNN (Web News)", "CBN", "CBN", "The Bergen Times", "Timms", "Timms"];
    let lines: String = (0..).zip(sources).map(|(n, source)| line(n, source)).collect();
    desk.file("news/many.jsonl", lines);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    for (typed, told) in [
        ("cnn", "no source in this index is called `cnn`; there is `CNN (Web News)`, `CBN`"),
        ("times", "no source in this index is called `times`; there is `The Bergen Times`"),
    ] {
        let did = desk.run(&["search", "ferry", "--source", typed]);
        assert!(did.code == 1 && did.err.contains(told), "{}", did.err);
    }
}

/// A place has one id, and names in many languages: a question may use any of them.
#[test]
fn a_place_is_found_by_its_name_in_any_language() {
    let desk = Desk::new();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"title\":\"Trams {id}\",\"text\":\"{text}\"}}\n");
    let texts = [
        ("a", "A new tram line opened in Munich, in the south of Germany, on Monday."),
        ("b", "The trams of Warsaw stood still, the city of Warsaw said in Poland."),
    ];
    desk.file("news/trams.jsonl", texts.map(|(id, text)| line(id, text)).concat());
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let found = |place: &str| desk.json(&["search", "trams", "--place", place, "--format", "json"])["articles"].clone();
    for place in
        ["Munich", "München", "Múnich", "Bavaria/Munich", "Deutschland", "München, Deutschland", "Allemagne/Munich"]
    {
        assert_eq!(found(place), 1, "{place}");
    }
    assert_eq!((found("Varsovie"), found("Polen")), (1.into(), 1.into()));
    assert_eq!(desk.json(&["search", "place:München OR place:Warschau", "--format", "json"])["articles"], 2);
    let nowhere = desk.run(&["search", "trams", "--place", "Warszawa, Deutschland"]);
    assert!(nowhere.code == 1 && nowhere.err.contains("no place in this index is called"), "{}", nowhere.err);
}

/// A word of two letters has no room for two slips: it would be any word of its length.
#[test]
fn short_words_have_room_for_few_slips() {
    let desk = Desk::new();
    desk.file("news/go.jsonl", "{\"id\":\"g\",\"title\":\"Xy\",\"text\":\"We go up.\"}\n");
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let did = desk.run(&["search", "gx~2"]);
    assert!(did.out.contains("*go*") && !did.out.contains("*up*"), "{}", did.out);
    assert!(did.err.contains("note: `gx~2`: so short a word has room for one slip"), "{}", did.err);
    assert_eq!(desk.run(&["search", "zq~2"]).code, 1);
}
