//! Pages as they are sent, before any browser: what they hold, and what they must never hold.

use super::Server;
use crate::cli::Desk;

/// Where the links of a page lead, of those whose tag holds these words.
fn links(body: &str, words: &str) -> Vec<String> {
    let tags = body.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()).filter(|tag| tag.contains(words));
    let href = |tag: &str| Some(tag.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&"));
    tags.filter_map(href).collect()
}

const SCRIPT: &str = "<script>alert(1)</script>";

/// Everything a browser is given is from here, and nothing in it is inline.
fn is_tame(path: &str, server: &Server) -> String {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let body = answer.body;
    for inline in ["<style", " style=", " onclick=", " onload=", "javascript:", SCRIPT] {
        assert!(!body.contains(inline), "{path} holds {inline}");
    }
    for (at, _) in body.match_indices("src=\"").chain(body.match_indices("<link")) {
        let tag = &body[at..(at + 120).min(body.len())];
        assert!(!tag.split('>').next().unwrap().contains("//"), "{path}: {tag}");
    }
    assert!(body.len() < 100_000, "{path}: {} bytes", body.len());
    body
}

#[test]
fn every_page_is_whole_and_tame() {
    let server = Server::new();
    let home = is_tame("/", &server);
    for words in ["3 articles", "Ferry strike ends in Bergen", "Solheim", "lang=\"en\"", "Skip to content"] {
        assert!(home.contains(words), "{words}");
    }
    // Places stand under what they lie in, and each is set in by what it lies in of those listed.
    let at = |words: &str| home.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(at("title=\"Europe\"") < at("title=\"Europe/Norway\"") && home.contains("<li class=\"d1\">"), "{home}");
    let found = is_tame("/?q=strike&speaker=%3DIngrid+Solheim", &server);
    assert!(found.contains("<mark>strike</mark>") && found.contains("aria-current=\"true\""), "{found}");
    assert!(is_tame("/?q=strike+-speaker:%22Ingrid+Solheim%22", &server).contains("Nothing was found"));
    assert!(is_tame("/quotes?q=offer&speaker=solheim", &server).contains("There is no <mark>offer</mark>"));
    assert!(is_tame("/speakers", &server).contains("Ingrid Solheim"));
    assert!(is_tame("/map?q=ferry", &server).contains("<circle"));
    assert!(is_tame("/compare?q=ferry&compare=budget&by=year", &server).contains("budget"));
    is_tame("/docs", &server);
}

#[test]
fn an_article_with_its_passage_and_citations() {
    let server = Server::new();
    let hit = server.get("/api/v1/search?q=sail").json()["hits"][0].clone();
    let (id, cite) = (hit["article"]["id"].as_str().unwrap(), hit["passages"][0]["cite"].as_str().unwrap());
    let page = is_tame(&format!("/article/{id}?cite={cite}"), &server);
    assert!(page.contains("<mark>") && page.contains(cite), "{page}");
    for words in ["<q class=\"said s0", "@article{dateline-", "&quot;article-newspaper&quot;", "class=\"place\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// A link to a passage leads to it, and its words can be told from others that stand there later.
#[test]
fn permalinks_lead_to_the_words_they_cite() {
    let server = Server::new();
    for page in ["/?q=sail", "/quotes?q=offer"] {
        let link = links(&server.get(page).body, "?cite=").pop().unwrap();
        let (path, fragment) = link.split_once('#').unwrap();
        let article = server.get(path).body;
        assert_eq!((fragment, article.matches("<mark id=\"cited\">").count()), ("cited", 1), "{link}: {article}");
        for paragraph in links(&article, "Permalink to this paragraph") {
            let cite = paragraph.split("cite=").nth(1).unwrap().trim_end_matches("#cited");
            let told = server.get(&format!("/api/v1/passage?cite={cite}")).json();
            assert_eq!((&told["changed"], told["cite"].as_str()), (&false.into(), Some(cite)), "{paragraph}");
        }
    }
    let hits = server.get("/api/v1/search").json()["hits"].clone();
    let id = |at: usize| hits[at]["article"]["id"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&format!("/article/{}?cite={}:0-9", id(0), id(1))).status, 404);
    assert_eq!(server.get(&format!("/article/{}?cite={}:0-9", id(0), &id(0)[..8])).status, 200);
}

/// Who is quoted in an article is one person, not all who are called so.
#[test]
fn the_voices_of_an_article_are_persons() {
    let server = Server::new();
    let id = server.get("/api/v1/search?q=sail").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    let voices = links(&server.get(&format!("/article/{id}")).body, "/quotes?speaker=");
    assert_eq!(voices, ["/quotes?speaker=%3DIngrid+Solheim"]);
}

/// Nothing is asked that is not seen.
#[test]
fn what_narrows_is_listed_on_every_page() {
    let server = Server::new();
    for (page, label) in [
        ("/?q=ferry&place=Norway&flat=true&speaker=solheim", "Remove flat true"),
        ("/quotes?q=offer&source=The+Quay&kind=all", "Remove source The Quay"),
        ("/map?q=ferry&source=The+Quay", "Remove source The Quay"),
        ("/compare?q=ferry&compare=budget&compare=strike&speaker=%3DIngrid+Solheim", "Remove speaker Ingrid Solheim"),
        ("/compare?q=ferry&compare=budget&compare=strike", "Remove compare strike"),
    ] {
        let body = server.get(page).body;
        assert!(body.contains(&format!("aria-label=\"{label}\"")), "{page}: {body}");
    }
    let plain = server.get("/?q=ferry&after=2025").body;
    assert!(!plain.contains("class=\"chosen\""), "{plain}");
}

/// What a filter by dates cannot judge is said and can be looked at.
#[test]
fn undated_articles_that_are_left_out_are_told() {
    let desk = Desk::new();
    let text = "The ferry waits in Bergen.\\n\\n“The ferry waits,” said Ingrid Solheim, the minister.";
    desk.file("news/undated.jsonl", format!(r#"{{"id":"u","title":"Undated","text":"{text}"}}"#));
    let german = r#"{"id":"g","title":"Die Fähre","date":"2025-01-02","language":"de","text":"Die Fähre liegt seit Montag im Hafen."}"#;
    desk.file("news/german.jsonl", german);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    for page in
        ["/?q=ferry&after=2025", "/quotes?q=ferry&after=2025", "/map?q=ferry&after=2025", "/compare?q=ferry&in=2025"]
    {
        let body = server.get(page).body;
        assert!(body.contains("1 match without a date was left out."), "{page}: {body}");
        let there = links(&body, "date%3Anone").pop().unwrap_or_else(|| panic!("{page}: {body}"));
        assert!(server.get(&there).body.contains("Undated"), "{page} leads to {there}");
    }
    assert!(!server.get("/?q=ferry+date:2025").body.contains("Show them"));
    assert!(!server.get("/?q=ferry").body.contains("without a date"));
    let german = server.get("/?q=F%C3%A4hre").body;
    assert!(german.contains("<h2 lang=\"de\">") && german.contains("<p class=\"passage\" lang=\"de\">"), "{german}");
}

/// Echoes have no place of their own in the list: the last page says that it is the last.
#[test]
fn the_last_page_of_quotations_is_the_last() {
    let desk = Desk::new();
    let said = |n: usize, words: &str| {
        format!("{{\"id\":\"e{n}\",\"title\":\"Echo {n}\",\"text\":\"“{words},” said Fay Holm, the pilot.\"}}\n")
    };
    let echo = "The pilots of the harbour will wait for a better tide tomorrow";
    let own = [
        "The whole of the harbour is frozen and nobody can sail",
        "Nobody has paid the pilots of the harbour since May",
    ];
    let lines: String = (0..6).map(|n| said(n, echo)).chain([said(6, own[0]), said(7, own[1])]).collect();
    desk.file("news/echoes.jsonl", lines);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    let (mut page, mut seen) = ("/quotes?q=harbour&limit=2".to_owned(), Vec::new());
    loop {
        let body = server.get(&page).body;
        let shown = body.matches("<article class=\"hit quote\">").count();
        assert!(shown > 0, "{page} shows nothing");
        seen.push(shown);
        let Some(next) = links(&body, "rel=\"next\"").pop() else { break };
        page = next;
    }
    assert_eq!(seen, [2, 1]);
}

#[test]
fn an_address_of_nothing_is_a_page_for_who_looks() {
    let server = Server::new();
    for path in ["/article/%ff", "/article/zzzzzzzz", "/nothing"] {
        let answer = server.get_with(path, &["Accept: text/html,application/xhtml+xml,*/*;q=0.8"]);
        let kind = answer.header("content-type").unwrap();
        assert!(answer.status == 404 && kind.starts_with("text/html"), "{path}: {}", answer.head);
        assert!(answer.body.contains("All articles"), "{path}: {}", answer.body);
    }
    for (path, accept) in [("/nothing", "*/*"), ("/api/v1/nothing", "text/html")] {
        let answer = server.get_with(path, &[&format!("Accept: {accept}")]);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
    }
}

/// Every passage can be reached from the first page; how many there are is said by nobody.
#[test]
fn a_list_of_passages_goes_on_to_its_end() {
    let desk = Desk::new();
    let paragraph =
        |n: usize| format!("Ferry number {n} sails. {}", "Nobody on the quay said a word of it. ".repeat(8));
    let text = (0..7).map(paragraph).collect::<Vec<_>>().join("\\n\\n");
    desk.file("news/long.jsonl", format!(r#"{{"id":"long","title":"Ferries","text":"{text}"}}"#));
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    let question = "q=ferry";
    let all = server.get(&format!("/api/v1/search?{question}&flat=true")).json();
    let passages = all["hits"].as_array().unwrap().len();
    assert!(passages as u64 > all["articles"].as_u64().unwrap(), "{all}");
    let (mut page, mut seen) = (format!("/?{question}&flat=true&limit=2"), 0);
    loop {
        let body = server.get(&page).body;
        seen += body.matches("<article class=\"hit\">").count();
        assert!(!body.contains(" of 3"), "{body}");
        let Some(next) = links(&body, "rel=\"next\"").pop() else { break };
        page = next;
    }
    assert_eq!(seen, passages);
}

#[test]
fn an_error_is_a_page_with_its_caret() {
    let server = Server::new();
    let answer = server.get("/?q=%22open");
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("expected a closing quotation mark") && answer.body.contains("^"), "{}", answer.body);
}

#[test]
fn markup_of_strangers_is_text() {
    let desk = Desk::new();
    let evil = format!(
        r#"{{"id":"e","title":"{SCRIPT} title","source":"<img src=x onerror=alert(2)>","url":"javascript:alert(3)","byline":"{SCRIPT}","section":"\"><svg onload=alert(4)>","date":"2025-08-01","text":"A story of {SCRIPT} in Bergen.\n\n“{SCRIPT} we sail,” said Anna Lund, the pilot."}}"#
    );
    desk.file("news/evil.jsonl", evil);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    let found = server.get("/api/v1/search?q=story").json();
    let id = found["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    for path in [
        "/".to_owned(),
        "/?q=story".to_owned(),
        "/quotes?q=sail".to_owned(),
        "/speakers".to_owned(),
        format!("/article/{id}"),
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/?q=ferry&source=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/compare?q=ferry&compare=%3Cscript%3E".to_owned(),
        "/speakers?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
    ] {
        let body = server.get(&path).body;
        for markup in [SCRIPT, "<img", "<svg onload", "href=\"javascript:"] {
            assert!(!body.contains(markup), "{path} holds {markup}");
        }
    }
}

/// A link that leaves somebody out leaves out that person and nobody else, whatever the query was.
#[test]
fn leaving_out_means_the_whole_query() {
    let desk = Desk::new();
    desk.file(
        "news/other.jsonl",
        r#"{"id":"o","title":"Ferry prices","text":"Ferry prices rise.\n\n“We pay more,” said Ingrid Solheim Berg, the baker."}"#,
    );
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    for (query, left) in [("ferry+OR+budget", 2), ("ferry", 1), ("(ferry+OR+budget)+OR+sail", 2), ("", 2)] {
        let out = links(&server.get(&format!("/?q={query}")).body, "Leave out Ingrid Solheim\"");
        let body = server.get(&out[0]).body;
        assert!(body.contains(&format!("<h1 class=\"found\">{left} article")), "{query}: {out:?}");
        assert!(!body.contains("Ferry strike ends in Bergen") && body.contains("Solheim Berg"), "{query}: {out:?}");
    }
}

/// What somebody's articles are about does not depend on how many others are quoted more.
#[test]
fn everybody_listed_is_quoted_about_something() {
    let desk = Desk::new();
    desk.file(
        "news/fay.jsonl",
        r#"{"id":"f1","title":"A pilot in Bergen","text":"The pilot came to Bergen in Norway.\n\n“We wait for the tide,” said Fay Holm, the pilot."}
{"id":"f2","title":"Roads of Limerick","text":"Roads are built in Limerick.\n\n“They are long,” said Tomas Brennan, who leads the council."}"#,
    );
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    for who in ["Fay", "Solheim", ""] {
        let body = server.get(&format!("/speakers?q={who}")).body;
        let rows: Vec<&str> = body.split("<tr>").skip(2).collect();
        assert!(
            !rows.is_empty() && rows.iter().all(|row| row.contains("Bergen") || row.contains("Limerick")),
            "{body}"
        );
    }
}

/// A speaker who is no person has no exact name; the link asks for its words.
#[test]
fn who_is_quoted_can_be_followed() {
    let desk = Desk::new();
    desk.file(
        "news/port.jsonl",
        r#"{"id":"p","title":"The port closes","text":"The port closes.\n\n“No ship will sail tonight,” the Foreign Ministry said on Monday."}"#,
    );
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    for (words, link) in
        [("tonight", "/quotes?speaker=the+Foreign+Ministry"), ("offer", "/quotes?speaker=%3DIngrid+Solheim")]
    {
        let followed = links(&server.get(&format!("/quotes?q={words}")).body, "speaker=");
        assert_eq!(followed, [link]);
        assert!(server.get(link).body.contains(words), "{link}");
    }
}

/// A number beside a link is what the link leads to, also where the map is of one place.
#[test]
fn a_narrowed_map_leads_to_what_it_counts() {
    let server = Server::new();
    let body = server.get("/map?place=Ireland").body;
    let drawn = links(&body, "data-hit=\"\"");
    assert!(!drawn.is_empty(), "{body}");
    for link in drawn {
        assert!(server.get(&link).body.contains("<h1 class=\"found\">1 article"), "{link}");
    }
}

/// A period that one page looks into goes along to the others.
#[test]
fn a_period_goes_from_page_to_page() {
    let server = Server::new();
    let body = server.get("/compare?q=ferry&in=2025-08").body;
    for page in ["/", "/quotes", "/map", "/compare"] {
        let link = format!("href=\"{page}?q=ferry&amp;after=2025-08-01&amp;before=2025-08-31\"");
        assert!(body.contains(&link), "{link}: {body}");
    }
}

/// What is known to the month or the year alone stands beside the bars.
#[test]
fn what_the_bars_do_not_show_is_told() {
    let desk = Desk::new();
    let line = |id: &str, date: &str| {
        format!("{{\"id\":\"{id}\",\"date\":\"{date}\",\"title\":\"Gauge {id}\",\"text\":\"The gauge was read.\"}}\n")
    };
    let dates = [("a", "2024-03"), ("b", "2024"), ("c", "2024-03-09"), ("d", "2024-03-11")];
    desk.file("news/gauges.jsonl", dates.map(|(id, date)| line(id, date)).concat());
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let server = Server::with(desk, &[]);
    let told = "Not in the bars: 1 dated only to the month, 1 dated only to the year.";
    let id = server.desk.json(&["search", "title:\"Gauge a\"", "--format", "json"])["hits"][0]["article"]["id"].take();
    let article = server.get(&format!("/article/{}", id.as_str().unwrap())).body;
    assert!(article.contains("2024-03 (read from") && !article.contains("2024-03-01"), "{article}");
    for page in ["/?q=gauge&after=2024-03&before=2024-03", "/compare?q=gauge&in=2024-03"] {
        let body = server.get(page).body;
        assert!(body.contains(told), "{page}: {body}");
    }
}

/// Whatever a page was asked, what it links to can be asked.
#[test]
fn no_link_is_refused() {
    let server = Server::new();
    for page in [
        "/?q=ferry&count=stories&facet=place&facet=section&timeline=month&flat=true&copies=true&passages=2",
        "/?q=ferry&shown=first&passages=2",
        "/?recency=30d&expand=true&exhaustive=true&explain=true&limit=1&offset=1",
        "/?sort=newest&after=2025&place=Norway",
        "/quotes?kind=all&about=ferry&min-confidence=0.5&limit=1",
        "/map?q=ferry&count=stories&flat=true",
        "/compare?q=ferry&compare=budget",
        "/speakers?q=sol",
    ] {
        let answer = server.get(page);
        assert_eq!(answer.status, 200, "{page}: {}", answer.body);
        let all = links(&answer.body, "href=\"/");
        assert!(!all.is_empty());
        for link in all {
            let answer = server.get(&link);
            assert_eq!(answer.status, 200, "{page} links to {link}: {}", answer.body);
        }
    }
    // An error keeps the page, its form and what was asked, each part of which can be taken away.
    let many = "&compare=x".repeat(9);
    assert_eq!(server.get(&format!("/compare?q=ferry{many}")).status, 400);
    let wrong = server.get("/quotes?q=ferry&kind=all&limit=many&speaker=solheim");
    assert_eq!(wrong.status, 400);
    for part in [
        "action=\"/quotes\"",
        "id=\"f-speaker\" name=\"speaker\" value=\"solheim\"",
        "aria-label=\"Remove kind all\"",
        "href=\"/map?q=ferry&amp;speaker=solheim\"",
    ] {
        assert!(wrong.body.contains(part), "{part}: {}", wrong.body);
    }
    assert!(!wrong.body.contains("name=\"limit\""), "{}", wrong.body);
}
