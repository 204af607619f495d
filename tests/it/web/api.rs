//! The JSON over HTTP is the JSON of the command line; errors, tags, exports, and an index that changes meanwhile.

use super::Server;
use crate::cli::Desk;
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};

/// Without what no two answers share, and without what the command line tells elsewhere or is alone to tell.
fn timeless(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let object = value.as_object_mut().unwrap();
    object.remove("took_ms");
    object.remove("notes");
    for root in object.get_mut("roots").and_then(Value::as_array_mut).into_iter().flatten() {
        root.as_object_mut().unwrap().remove("path");
    }
    value
}

#[test]
fn the_same_question_has_the_same_answer_on_the_command_line() {
    let server = Server::new();
    let id = server.get("/api/v1/search?q=Bergen").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    let check = |path: &str, command: &[&str]| {
        let did = server.desk.run(&[command, &["--format", "json"]].concat());
        let answer = server.get(&format!("/api/v1/{path}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(timeless(&answer.body), timeless(&did.out), "{path}");
    };
    check("search?q=ferry+strike", &["search", "ferry strike"]);
    check(
        "search?q=ferry&speaker=solheim&after=2025-08&facet=speaker&facet=place&timeline=month&passages=2&sort=newest",
        &[
            "search",
            "ferry",
            "--speaker",
            "solheim",
            "--after",
            "2025-08",
            "--facet",
            "speaker",
            "--facet",
            "place",
            "--timeline",
            "month",
            "--passages",
            "2",
            "--sort",
            "newest",
        ],
    );
    check("search?q=ferry&explain=true&flat=true", &["search", "ferry", "--explain", "--flat"]);
    check("search", &["search"]);
    check(
        "quotes?q=offer&kind=all&min-confidence=0.5",
        &["quotes", "offer", "--kind", "all", "--min-confidence", "0.5"],
    );
    check("facets?field=speaker&q=ferry&limit=3", &["facets", "speaker", "ferry", "--limit", "3"]);
    check("facets?field=place&under=Europe&depth=1", &["facets", "place", "--under", "Europe", "--depth", "1"]);
    check("places?q=ferry", &["facets", "place", "ferry"]);
    check("timeline?q=ferry&compare=budget&by=year", &["timeline", "ferry", "--compare", "budget", "--by", "year"]);
    check("terms?q=ferry&limit=5", &["terms", "ferry", "--limit", "5"]);
    check("speakers?q=sol", &["speakers", "sol"]);
    check("speakers?unmerged=true", &["speakers", "--unmerged"]);
    check(&format!("similar?id={id}"), &["similar", &id]);
    check(&format!("article?id={id}"), &["show", &id]);
    check(&format!("passage?cite={id}:0-20"), &["show", &format!("{id}:0-20")]);
    check("status", &["status"]);
}

/// What the command line says on stderr stands in the answer, and the command line's own JSON does not say it twice.
#[test]
fn what_a_reader_should_know_is_told() {
    let server = Server::new();
    let nobody = "no speaker in this index is called `zzyzx`";
    for path in [
        "search?q=speaker:zzyzx",
        "quotes?speaker=zzyzx",
        "facets?field=place&speaker=zzyzx",
        "places?speaker=zzyzx",
        "timeline?q=speaker:zzyzx&compare=ferry",
        "terms?q=speaker:zzyzx",
    ] {
        assert_eq!(server.get(&format!("/api/v1/{path}")).json()["notes"], serde_json::json!([nobody]), "{path}");
    }
    assert_eq!(server.get("/api/v1/search?q=ferry").json()["notes"], serde_json::json!([]));
    assert_eq!(server.get("/api/v1/speakers").json()["notes"], serde_json::json!([]));
    let did = server.desk.run(&["search", "speaker:zzyzx", "--format", "json"]);
    assert!(did.err.contains(nobody) && !did.out.contains("\"notes\""), "{}", did.out);
}

/// Where an archive lies on the machine is told there and nowhere else.
#[test]
fn no_path_of_the_machine_is_told() {
    let server = Server::new();
    let folder = server.desk.path("").to_string_lossy().trim_end_matches('/').to_owned();
    assert!(server.desk.run(&["status", "--format", "json"]).out.contains(&folder));
    let answer = server.get("/api/v1/status");
    assert!(answer.json()["roots"][0]["label"] == "news" && !answer.body.contains(&folder), "{}", answer.body);
    std::fs::remove_dir_all(server.desk.path("index")).unwrap();
    let gone = server.get("/api/v1/status");
    assert!(gone.status == 503 && !gone.body.contains(&folder) && !gone.body.contains("`index`"), "{}", gone.body);
}

/// Five hundred years by day are a hundred megabytes, times nine beside each other.
#[test]
fn more_units_of_time_than_can_be_read_are_refused() {
    let desk = Desk::new();
    let old = r#"{"id":"o","title":"Old","date":"1525-01-01","text":"The ferry of old, said Ann Lee."}"#;
    let new = r#"{"id":"n","title":"New","date":"2025-01-01","text":"The ferry of today, said Ann Lee."}"#;
    desk.file("news/long.jsonl", format!("{old}\n{new}\n"));
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    for path in ["timeline?by=day", "search?timeline=day", "timeline?q=old&compare=today&by=day"] {
        let answer = server.get(&format!("/api/v1/{path}"));
        assert_eq!(answer.status, 400, "{path}: {} bytes", answer.body.len());
        assert!(answer.body.contains("a longer unit"), "{}", answer.body);
    }
    for path in
        ["timeline?by=month", "timeline?by=day&in=2025", "facets?field=source&by=day", "facets?field=speaker&by=day"]
    {
        assert_eq!(server.get(&format!("/api/v1/{path}")).status, 200, "{path}");
    }
    assert_eq!(server.get("/?timeline=day").status, 400);
    let page = server.get("/compare?q=old&compare=today&by=year");
    assert!(page.status == 200 && page.body.matches("<rect").count() <= 2 * 48, "{}", page.body);
}

/// What is asked on behalf of a page of another site, by no link that somebody followed, is not answered.
#[test]
fn no_other_site_loads_anything() {
    let server = Server::new();
    let site = "Sec-Fetch-Site: cross-site";
    for path in ["/", "/api/v1/search?q=ferry", "/quotes", "/feed", "/assets/style.css", "/api/v1/export"] {
        let with = |mode: &str, dest: &str| {
            let headers = [site.to_owned(), format!("Sec-Fetch-Mode: {mode}"), format!("Sec-Fetch-Dest: {dest}")];
            server.get_with(path, &headers.each_ref().map(String::as_str)).status
        };
        assert_eq!((with("no-cors", "image"), with("navigate", "iframe")), (403, 403), "{path}");
        assert_eq!(with("navigate", "document"), 200, "{path}");
        assert_eq!(server.get_with(path, &["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors"]).status, 200);
    }
    assert_eq!(server.get_with("/healthz", &[site, "Sec-Fetch-Mode: no-cors"]).status, 200);
}

/// Over HTTP there are no flags.
#[test]
fn errors_speak_of_parameters() {
    let server = Server::new();
    for path in [
        "search?after=2025&before=2024",
        "facets?field=speaker,place&by=year",
        "facets?field=year&by=month",
        "facets?field=speaker&depth=1",
    ] {
        let answer = server.get(&format!("/api/v1/{path}"));
        assert!(answer.status == 400 && !answer.body.contains("--"), "{path}: {}", answer.body);
    }
}

#[test]
fn what_is_wrong_is_a_problem_with_its_place() {
    let server = Server::new();
    let answer = server.get("/api/v1/search?q=ferry+titel:x");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let problem = answer.json();
    assert_eq!((problem["status"].as_u64(), &problem["at"]), (Some(400), &serde_json::json!([6, 12])), "{problem}");
    assert!(problem["marked"].as_str().unwrap().ends_with("      ^^^^^^"), "{problem}");
    // A name in an error is one that can be written.
    for (path, names) in [
        ("search?q=a&q=b", "`q` is given more than once"),
        ("export?speakr=x", "it takes q, "),
        ("speakers?speakr=x", "it takes q, unmerged, limit"),
        ("places?speakr=x", ", q, "),
    ] {
        let body = server.get(&format!("/api/v1/{path}")).body;
        assert!(body.contains(names) && !body.contains("`query`") && !body.contains("takes query"), "{path}: {body}");
    }
    for (path, status) in [
        ("/api/v1/search?speakr=x", 400),
        ("/api/v1/search?q=ferry&speaker=", 400),
        ("/api/v1/export?q=ferry&after=%20", 400),
        ("/api/v1/search?limit=1001", 400),
        ("/api/v1/search?offset=99999999999999999999", 400),
        ("/api/v1/facets", 400),
        ("/api/v1/article?id=zzzzzzzz", 404),
        ("/api/v1/article?id=z", 400),
        ("/api/v1/passage?cite=zzzzzzzz:0-9", 404),
        ("/api/v1/export?limit=3", 400),
        ("/api/v1/export-quotes?offset=3", 400),
        (
            "/api/v1/timeline?compare=a&compare=b&compare=c&compare=d&compare=e&compare=f&compare=g&compare=h&compare=i",
            400,
        ),
        ("/api/v1/speakers?prefix=sol", 400),
        ("/api/v1/status?bogus=1", 400),
        ("/api/v1/search?shown=first&copies=true", 400),
        ("/api/v1/search?shown=first&flat=true", 400),
        ("/api/v1/nothing", 404),
        ("/nothing", 404),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{path}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{path}");
    }
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let server = Server::new();
    let tag = server.get("/api/v1/search?q=ferry").header("etag").unwrap().to_owned();
    let again = server.get_with("/api/v1/search?q=ferry", &[&format!("If-None-Match: {tag}")]);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    // The tag of one address is none of another's, least of all of one that is refused.
    for (path, status) in [("/", 200), ("/api/v1/search?q=ferry&limit=3", 200), ("/api/v1/search?speakr=x", 400)] {
        assert_eq!(server.get_with(path, &[&format!("If-None-Match: {tag}")]).status, status, "{path}");
    }
    let page = server.get("/?q=ferry").header("etag").unwrap().to_owned();
    assert_eq!(server.get_with("/?q=ferry", &[&format!("If-None-Match: {page}")]).status, 304);
    assert_eq!(server.get_with("/?q=%22open", &[&format!("If-None-Match: {page}")]).status, 400);
    assert_eq!(server.get_with("/api/v1/search?q=ferry", &["If-None-Match: \"other\""]).status, 200);
}

#[test]
fn an_export_is_what_all_writes() {
    let server = Server::new();
    for format in ["csv", "jsonl"] {
        let did = server.desk.run(&["search", "ferry OR council", "--all", "--format", format]);
        let answer = server.get(&format!("/api/v1/export?q=ferry+OR+council&format={format}"));
        assert_eq!((answer.status, &answer.body), (200, &did.out), "{format}");
    }
    for format in ["csv", "jsonl"] {
        let did = server.desk.run(&["quotes", "--kind", "all", "--all", "--format", format]);
        let answer = server.get(&format!("/api/v1/export-quotes?kind=all&format={format}"));
        assert!(did.out.lines().count() > 1);
        assert_eq!((answer.status, &answer.body), (200, &did.out), "{format}");
    }
    let nothing = server.get("/api/v1/export?q=nowhere");
    assert_eq!((nothing.status, nothing.body.lines().count()), (200, 1));
}

#[test]
fn the_document_describes_every_address() {
    let server = Server::new();
    let document = server.get("/api/openapi.json").json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    for name in [
        "search",
        "quotes",
        "facets",
        "timeline",
        "article",
        "passage",
        "speakers",
        "places",
        "similar",
        "export",
        "export-quotes",
        "status",
    ] {
        assert!(paths.contains_key(&format!("/api/v1/{name}")), "{name}");
    }
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    for (at, _) in text.match_indices("#/components/schemas/") {
        let name: String = text[at + 21..].chars().take_while(|c| *c != '"').collect();
        assert!(schemas.contains_key(&name), "{name} is named and not described");
    }
    let docs = server.get("/docs");
    assert!(docs.status == 200 && docs.body.contains("GET /api/v1/search"), "{}", docs.head);
}

/// While the index is rebuilt again and again, every answer is whole and none is refused.
#[test]
fn a_switch_of_generations_drops_no_request() {
    let server = Server::new();
    thread::scope(|scope| {
        let asking: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let until = Instant::now() + Duration::from_secs(4);
                    let mut asked = 0;
                    while Instant::now() < until {
                        let answer = server.get("/api/v1/search?q=ferry&facet=speaker");
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        assert_eq!(answer.json()["articles"], 2);
                        asked += 1;
                    }
                    asked
                })
            })
            .collect();
        for _ in 0..3 {
            let did = server.desk.run(&["index", "--rebuild"]);
            assert_eq!(did.code, 0, "{}", did.err);
        }
        assert!(asking.into_iter().all(|thread| thread.join().unwrap() > 0));
    });
}

#[test]
fn what_is_added_and_withheld_is_followed() {
    let server = Server::new();
    let tag = server.get("/api/v1/search").header("etag").unwrap().to_owned();
    server.desk.file("news/more.jsonl", r#"{"id":"x","title":"Ferry prices","text":"Ferry prices rise in Bergen."}"#);
    assert_eq!(server.desk.run(&["index"]).code, 0);
    wait(|| server.get("/api/v1/search?q=ferry").json()["articles"] == 3);
    assert_ne!(server.get("/api/v1/search").header("etag"), Some(tag.as_str()));
    let id = server.get("/api/v1/search?q=prices").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    assert_eq!(server.desk.run(&["index", "--withhold", &id, "--reason", "order"]).code, 0);
    wait(|| server.get("/api/v1/search?q=ferry").json()["articles"] == 2);
    assert_eq!(server.get(&format!("/article/{id}")).status, 404);
}

/// A saved search is part of every answer that names it.
#[test]
fn a_saved_search_that_changes_is_followed() {
    let server = Server::new();
    let save = |query: &str| {
        let did = server.desk.run(&["alerts", "add", "docks", query, "--replace"]);
        assert_eq!(did.code, 0, "{}", did.err);
    };
    save("ferry");
    let ask = "/api/v1/search?q=query:docks";
    wait(|| server.get(ask).status == 200);
    // What is tagged now was answered from an index that knows the first of the two.
    thread::sleep(Duration::from_secs(2));
    let tag = format!("If-None-Match: {}", server.get(ask).header("etag").unwrap());
    assert_eq!(server.get_with(ask, &[&tag]).status, 304);
    save("budget");
    wait(|| server.get_with(ask, &[&tag]).status == 200);
    assert_eq!(server.get_with(ask, &[&tag]).json()["articles"], 1);
}

fn wait(holds: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < until, "it did not come to hold");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn it_ends_in_order() {
    let mut server = Server::new();
    assert_eq!(server.get("/healthz").body, "ok\n");
    assert!(server.end());
}

#[test]
fn metrics_are_counted() {
    let server = Server::new();
    server.get("/api/v1/search?q=ferry");
    server.get("/api/v1/search?q=%22");
    let metrics = server.get("/metrics").body;
    for line in [
        "dateline_requests_total{route=\"api\",status=\"200\"} 1",
        "dateline_requests_total{route=\"api\",status=\"400\"} 1",
    ] {
        assert!(metrics.contains(line), "{metrics}");
    }
}

#[test]
fn who_may_ask() {
    let desk = Desk::indexed();
    desk.file("token", "a-token-of-25-characters\n");
    let server = Server::with(desk, &["--token-file", "token"]);
    assert_eq!(server.get("/healthz").status, 200);
    let refused = server.get("/");
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").is_some_and(|value| value.starts_with("Basic")));
    assert_eq!(server.get_with("/metrics", &["Authorization: Bearer a-token-of-25-character"]).status, 401);
    assert_eq!(server.get_with("/", &["Authorization: Bearer a-token-of-25-characters"]).status, 200);
    // any:a-token-of-25-characters
    let basic = "Authorization: Basic YW55OmEtdG9rZW4tb2YtMjUtY2hhcmFjdGVycw==";
    assert_eq!(server.get_with("/api/v1/search", &[basic]).status, 200);
}

#[test]
fn beyond_this_machine_there_is_a_token_or_a_word() {
    let desk = Desk::indexed();
    let did = desk.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(did.code, 2);
    assert!(did.err.contains("there is no token"), "{}", did.err);
    desk.file("token", "short\n");
    let did = desk.run(&["serve", "--token-file", "token"]);
    assert!(did.code == 2 && did.err.contains("`token` holds no token"), "{}", did.err);
    let did = desk.run(&["serve", "--index", "nowhere"]);
    assert!(did.code == 2 && did.err.contains("no index at `nowhere`"), "{}", did.err);
}

#[test]
fn other_origins_only_when_asked() {
    let with = |args: &[&str], origin: &str| {
        let server = Server::with(Desk::indexed(), args);
        let answer = server.get_with("/api/v1/search", &[&format!("Origin: {origin}")]);
        answer.header("access-control-allow-origin").map(str::to_owned)
    };
    assert_eq!(with(&[], "https://desk.example"), None);
    let allowed = ["--cors", "https://desk.example"];
    assert_eq!(with(&allowed, "https://desk.example").as_deref(), Some("https://desk.example"));
    assert_eq!(with(&allowed, "https://other.example"), None);
    let server = Server::with(Desk::indexed(), &allowed);
    // What one origin was told is not kept for another, and a page may send back the tag that it was given.
    for origin in ["https://desk.example", "https://other.example"] {
        let answer = server.get_with("/api/v1/search", &[&format!("Origin: {origin}")]);
        assert_eq!(answer.header("vary"), Some("origin"), "{}", answer.head);
    }
    let answer = server.get_with("/api/v1/search", &["Origin: https://desk.example"]);
    assert_eq!(answer.header("access-control-expose-headers"), Some("etag"));
    let host = &server.address;
    let asked = format!(
        "OPTIONS /api/v1/search HTTP/1.1\r\nHost: {host}\r\nOrigin: https://desk.example\r\nConnection: close\r\n\r\n"
    );
    let answer = server.send(&asked);
    assert!(answer.header("access-control-allow-headers").unwrap().contains("if-none-match"), "{}", answer.head);
}

#[test]
fn every_search_is_a_feed() {
    let server = Server::new();
    let answer = server.get("/feed?q=strike&source=The+Quay");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/atom+xml; charset=utf-8")));
    let hits = server.get("/api/v1/search?q=strike&source=The+Quay&sort=newest").json()["hits"].clone();
    let ids: Vec<&str> = hits.as_array().unwrap().iter().map(|hit| hit["article"]["id"].as_str().unwrap()).collect();
    assert!(!ids.is_empty());
    let told = answer.body.split("<id>urn:dateline:article:").skip(1).map(|rest| rest.split('<').next().unwrap());
    assert_eq!(told.collect::<Vec<_>>(), ids);
    assert!(answer.body.contains("href=\"/feed?q=strike&amp;source=The+Quay\""), "{}", answer.body);
    assert_eq!(answer.body.matches("rel=\"alternate\"").count(), ids.len(), "{}", answer.body);
    let tag = answer.header("etag").unwrap().to_owned();
    assert_eq!(server.get_with("/feed?q=strike&source=The+Quay", &[&format!("If-None-Match: {tag}")]).status, 304);
    assert_eq!(server.get("/feed?q=%22open").status, 400);
}
