use super::*;

fn check(json: &str, maps: &[(&str, &str)]) -> (Fields, Option<String>) {
    let maps: Vec<_> = maps.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let maps = Maps::from(maps);
    fields(serde_json::from_str::<Value>(json).unwrap().as_object().unwrap(), &maps)
}

#[test]
fn many_names_for_the_same_things() {
    let (f, id) = check(
        r#"{"headline":"H","maintext":"T","date_publish":"2024-05-01","authors":["A B","C D"],"source_domain":"x.org","id":7}"#,
        &[],
    );
    assert_eq!((f.title.as_deref(), f.text.as_deref(), f.date.as_deref()), (Some("H"), Some("T"), Some("2024-05-01")));
    assert_eq!(
        (f.byline, f.source.as_deref(), id.as_deref()),
        (vec!["A B".to_owned(), "C D".to_owned()], Some("x.org"), Some("7"))
    );
}

#[test]
fn columns_in_other_languages() {
    for (json, expected) in [
        (r#"{"Titel":"H","Text":"T","Datum":"1. Mai 2024"}"#, "1. Mai 2024"),
        (r#"{"Título":"H","Texto":"T","Fecha":"2024-05-01"}"#, "2024-05-01"),
        (r#"{"titre":"H","texte":"T","date":"2024-05-01"}"#, "2024-05-01"),
    ] {
        let (f, _) = check(json, &[]);
        assert_eq!((f.title.as_deref(), f.text.as_deref(), f.date.as_deref()), (Some("H"), Some("T"), Some(expected)));
    }
}

#[test]
fn empty_values_give_way_and_objects_are_opened() {
    let (f, _) = check(
        r#"{"title":"","headline":{"main":"H"},"content":null,"body":["one","two"],"source":{"id":null,"name":"The Wire"}}"#,
        &[],
    );
    assert_eq!(
        (f.title.as_deref(), f.text.as_deref(), f.source.as_deref()),
        (Some("H"), Some("one\n\ntwo"), Some("The Wire"))
    );
}

#[test]
fn shapes_of_services() {
    let told = |json: &str| {
        let (f, id) = check(json, &[]);
        let own = [f.title, f.text, f.date, Some(f.byline.join("+")), f.source, f.section, f.url, id];
        own.map(Option::unwrap_or_default).join("|")
    };
    for (json, expected) in [
        // trafilatura
        (
            r#"{"title":"H","author":"A B","hostname":"h.example","date":"2024-06-11","raw_text":"R","text":"T","source":"https://h.example/1","source-hostname":"Post"}"#,
            "H|T|2024-06-11|A B|Post||https://h.example/1|",
        ),
        (
            r#"{"title":"H","raw_text":"R","source":"https://www.h.example/1"}"#,
            "H|R|||h.example||https://www.h.example/1|",
        ),
        // Guardian
        (
            r#"{"webTitle":"H","webUrl":"https://g.example/1","sectionName":"News","fields":{"headline":"H2","byline":"A B","bodyText":"T","trailText":"S"}}"#,
            "H|T||A B||News|https://g.example/1|",
        ),
        // NYT
        (
            r#"{"headline":{"main":"H","kicker":null},"byline":{"original":"By A B","person":[]},"pub_date":"2024-06-11","abstract":"S","lead_paragraph":"L"}"#,
            "H|L|2024-06-11|By A B||||",
        ),
        // WordPress
        (
            r#"{"id":5,"date_gmt":"2024-06-11","link":"https://h.example/1","title":{"rendered":"H"},"content":{"rendered":"<p>T</p>"},"author":12,"categories":[3],"_embedded":{"author":[{"name":"A B"}],"wp:term":[[{"name":"Local"}]]}}"#,
            "H|<p>T</p>|2024-06-11|A B||Local|https://h.example/1|5",
        ),
        // MongoDB
        (
            r#"{"_id":{"$oid":"5f"},"title":"H","date":{"$date":{"$numberLong":"1718140500000"}}}"#,
            "H||1718140500000|||||5f",
        ),
        (r#"{"title":"H","date":{"$date":"2024-06-11T00:00:00Z"}}"#, "H||2024-06-11T00:00:00Z|||||"),
        // webhose
        (
            r#"{"title":"H","text":"T","published":"2024-06-11","thread":{"site":"h.example","section_title":"Local","title":"x"}}"#,
            "H|T|2024-06-11||h.example|Local||",
        ),
        // newspaper3k
        (
            r#"{"title":"H","text":"T","source_url":"https://www.h.example","url":"https://h.example/1","meta_data":{"og":{"site_name":"Post"},"article":{"section":"Local"}}}"#,
            "H|T|||Post|Local|https://h.example/1|",
        ),
        (
            r#"{"title":"H","text":"T","source_url":"https://www.h.example","url":"https://h.example/1"}"#,
            "H|T|||h.example||https://h.example/1|",
        ),
        // Chronicling America
        (
            r#"{"title":"Evening Star","ocr_eng":"T","date":"19110304","lccn":"sn83","publisher":"W. D."}"#,
            "|T|19110304||Evening Star|||",
        ),
        // AYLIEN
        (
            r#"{"title":"H","body":"T","author":{"id":1,"name":"A B"},"links":{"permalink":"https://h.example/1"},"categories":[{"label":"Local"}]}"#,
            "H|T||A B||Local|https://h.example/1|",
        ),
    ] {
        assert_eq!(told(json), expected, "{json}");
    }
}

#[test]
fn names_of_data_sets() {
    let long = "The ferry stays in dock until the harbour master has seen all of its papers.";
    let told = |json: &str| {
        let (f, _) = check(&json.replace("LONG", long), &[]);
        [f.title, f.text, f.date, f.source, f.url].map(Option::unwrap_or_default).join("|").replace(long, "LONG")
    };
    for (json, expected) in [
        (r#"{"title":"H","story_text":"T","media_name":"Post"}"#, "H|T||Post|"),
        (r#"{"headline":"H","short_description":"T","link":"https://h.example/1"}"#, "H|T|||https://h.example/1"),
        (r#"{"Title":"H","Text_body":"T"}"#, "H|T|||"),
        (r#"{"document":"LONG","summary":"S"}"#, "|LONG|||"),
        (r#"{"document":"a17.pdf","summary":"S"}"#, "|S|||"),
        (
            r#"{"title":"H","body":{"summary":["S"],"sections":[{"headline":["H1"],"paragraphs":["P","Q"]},{"headline":[],"paragraphs":["R"]}]},"publishing_date":"2023-03-14"}"#,
            "H|S\n\nH1\n\nP\n\nQ\n\nR|2023-03-14||",
        ),
        (
            r#"{"content":"T","warc_headers":{"warc-target-uri":"https://h.example/1","warc-date":"2023-03-14T10:00:00Z"}}"#,
            "|T|||https://h.example/1",
        ),
        (r#"{"title":"H","text":"T","source":"NaN","publisher":"Post"}"#, "H|T||Post|"),
    ] {
        assert_eq!(told(json), expected, "{json}");
    }
}

#[test]
fn an_article_in_an_object_of_its_own() {
    let long = "The ferry stays in dock until the harbour master has seen all of its papers.";
    let told = |json: &str| {
        let (f, id) = check(&json.replace("LONG", long), &[]);
        let own = [f.title, f.text, f.date, Some(f.byline.join("+")), f.source, f.url, id];
        own.map(Option::unwrap_or_default).join("|").replace(long, "LONG")
    };
    for (json, expected) in [
        (r#"{"article":{"title":"H","text":"T","author":"A B"}}"#, "H|T||A B|||"),
        (
            r#"{"id":7,"crawled":"x","url":"https://h.example/1","article":{"title":"H","text":"T"}}"#,
            "H|T||||https://h.example/1|7",
        ),
        (
            r#"{"status":"ok","payload":{"article":{"headline":"H","bodyText":"T","publishDate":"2024-05-07"}}}"#,
            "H|T|2024-05-07||||",
        ),
        (
            r#"{"type":"node--article","id":"u1","attributes":{"title":"H","body":{"value":"T","summary":""}}}"#,
            "H|T|||||u1",
        ),
        (r#"{"node":{"title":"H","body":"T","Post date":"2024-05-07"}}"#, "H|T|2024-05-07||||"),
        (r#"{"title":"H","payload":{"content":"LONG"}}"#, "H|LONG|||||"),
        (r#"{"title":"H","summary":"S","data":{"title":"H","text":"T"}}"#, "H|T|||||"),
        // What is no article of its own.
        (r#"{"title":"H","text":"T","related":{"title":"no","text":"no"}}"#, "H|T|||||"),
        (r#"{"title":"H","summary":"S","image":{"text":"A caption"}}"#, "H|S|||||"),
        (r#"{"title":"H","author":{"name":"A B","description":"LONG"}}"#, "H|||A B|||"),
        (r#"{"title":"H","summary":"S","image":{"title":"no","text":"A caption"}}"#, "H|S|||||"),
        (r#"{"summary":"S","author":{"title":"Editor","text":"LONG"}}"#, "|S|||||"),
        (r#"{"title":"H","text":"T","author":{"name":"A B","title":"Editor","text":"LONG"}}"#, "H|T||A B|||"),
        (r#"{"summary":"S","data":{"mainImages":{"title":"no","text":"LONG"}}}"#, "|S|||||"),
        (r#"{"title":"H","summary":"S","box":{"title":"Another","text":"LONG"}}"#, "H|S|||||"),
        (r#"{"title":"Ferry stays!","summary":"S","box":{"title":"Ferry Stays","text":"T"}}"#, "Ferry Stays|T|||||"),
        (r#"{"name":"May","box":{"title":"H","text":"T"}}"#, "H|T|||||"),
    ] {
        assert_eq!(told(json), expected, "{json}");
    }
}

#[test]
fn what_describes_a_text_beside_it() {
    let told = |json: &str| {
        let (f, id) = check(json, &[]);
        let own = [f.title, f.text, f.date, Some(f.byline.join("+")), f.source, f.language, f.url, id];
        own.map(Option::unwrap_or_default).join("|")
    };
    for (json, expected) in [
        (r#"{"text":"T","meta":{"title":"H","author":"A B","published":"2024-05-07"}}"#, "H|T|2024-05-07|A B||||"),
        (r#"{"article":{"title":"H","source":"Post"},"text":"T"}"#, "H|T|||Post|||"),
        (r#"{"title":"H","text":"T","meta":{"title":"no","text":"no"}}"#, "H|T||||||"),
        // What it says of a crawl.
        (
            r#"{"text":"T","meta":{"id":"crawl-7","name":"May","language":"no","url":"https://c.example/7"}}"#,
            "|T||||||",
        ),
    ] {
        assert_eq!(told(json), expected, "{json}");
    }
}

#[test]
fn names_with_words_that_say_nothing_more() {
    let told = |json: &str| {
        let (f, _) = check(json, &[]);
        let own = [f.title, f.text, f.date, Some(f.byline.join("+")), f.source, f.section, f.url];
        own.map(Option::unwrap_or_default).join("|")
    };
    for (json, expected) in [
        (
            r#"{"News Headline":"H","News Content":"T","Publish Date & Time":"May 7, 2024","Writer Name":"A B","Outlet Name":"Post"}"#,
            "H|T|May 7, 2024|A B|Post||",
        ),
        (r#"{"newsTitle":"H","articleHtml":"T","page_url":"https://h.example/1"}"#, "H|T|||||https://h.example/1"),
        (r#"{"news_title":"no","title":"H","paragraphs":["P","Q"]}"#, "H|P\n\nQ|||||"),
        (r#"{"title":"H","text":"T","post_name":"no","page":3,"image_url":"https://h.example/a.jpg"}"#, "H|T|||||"),
    ] {
        assert_eq!(told(json), expected, "{json}");
    }
    for json in [r#"{"page_id":7,"title":"H"}"#, r#"{"Story Id":7,"title":"H"}"#] {
        assert_eq!(check(json, &[]).1, None, "{json}");
    }
}

#[test]
fn a_long_text_under_no_known_name_is_named() {
    let told = |json: &str| {
        let json = json.replace("LONG", &"It stays. ".repeat(20));
        let value: Value = serde_json::from_str(&json).unwrap();
        let object = value.as_object().unwrap();
        unread_text(&fields(object, &Maps::default()).0, object, &Maps::default())
    };
    let reason = told(r#"{"title":"H","kop_x":"LONG"}"#).unwrap();
    assert!(reason.contains("`kop_x` has 200 letters: `--map text=kop_x`"), "{reason}");
    let unspaced = format!(r#"{{"title":"H","kop_x":"{}"}}"#, "渡船".repeat(60));
    assert!(told(&unspaced).is_some_and(|reason| reason.contains("`kop_x` has 120 letters")));
    let address = format!(r#"{{"title":"H","image_x":"https://h.example/{}.jpg"}}"#, "a1b2/".repeat(40));
    for json in [
        r#"{"title":"H","kop_x":"short"}"#,
        r#"{"title":"H","text":"T","kop_x":"LONG"}"#,
        r#"{"title":"LONG"}"#,
        &address,
    ] {
        assert_eq!(told(json), None, "{json}");
    }
}

#[test]
fn authors_in_every_spelling() {
    for json in [
        r#"{"author":[{"first_name":"Jane","last_name":"Doe"},{"firstname":"Sam","lastname":"Roe"}]}"#,
        r#"{"authors":"[\"Jane Doe\", \"Sam Roe\"]"}"#,
        r#"{"authors":"['Jane Doe', \"Sam Roe\"]"}"#,
    ] {
        assert_eq!(check(json, &[]).0.byline, ["Jane Doe", "Sam Roe"], "{json}");
    }
    assert_eq!(check(r#"{"authors":"[sic] Jane Doe"}"#, &[]).0.byline, ["[sic] Jane Doe"]);
    assert_eq!(check(r#"{"authors":"[]"}"#, &[]).0.byline, Vec::<String>::new());
}

#[test]
fn a_text_that_was_cut_off_gives_way_to_a_whole_one() {
    for (json, expected) in [
        (
            r#"{"content":"The ferry… [+2100 chars]","full_text":"The ferry stays.","description":"S"}"#,
            "The ferry stays.",
        ),
        (r#"{"description":"S","content":"The ferry… [+2100 chars]"}"#, "The ferry…"),
        (r#"{"content":"The ferry has [+ chars]","full_text":"x"}"#, "The ferry has [+ chars]"),
    ] {
        assert_eq!(check(json, &[]).0.text.as_deref(), Some(expected), "{json}");
    }
}

#[test]
fn names_that_begin_alike() {
    let (f, _) = check(r#"{"STORY_HEADLINE":"H","STORY_BODY":"T","STORY_DATE":"2024-06-11","BYLINE":"A B"}"#, &[]);
    assert_eq!((f.title.as_deref(), f.text.as_deref(), f.date.as_deref()), (Some("H"), Some("T"), Some("2024-06-11")));
    assert_eq!(f.byline, ["A B"]);
    let (f, _) = check(r#"{"image_title":"no","image_text":"no","text":"T"}"#, &[]);
    assert_eq!((f.title, f.text.as_deref()), (None, Some("T")));
    let (f, _) = check(r#"{"image_title":"no","image_url":"no","title":"H"}"#, &[]);
    assert_eq!((f.title.as_deref(), f.text), (Some("H"), None));
}

#[test]
fn texts_without_a_title_cost_no_more_than_honest_names() {
    let object: Map<String, Value> = (0..20_000).map(|i| (format!("p{i}_text"), "T".into())).collect();
    let begun = std::time::Instant::now();
    let (f, _) = fields(&object, &Maps::default());
    assert_eq!((f.title, f.text), (None, None));
    // It took minutes to look for a title of each among all.
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn more_columns_in_other_languages() {
    for (json, expected) in [
        (r#"{"Erschienen am":"D","Autor/in":"A","Medium":"M"}"#, "D|A|M"),
        (r#"{"Veröffentlichungsdatum":"D","Autor:in":"A","Zeitung":"M"}"#, "D|A|M"),
        (r#"{"Date de publication":"D","Auteur":"A","Journal":"M"}"#, "D|A|M"),
        (r#"{"Fecha":"D","Autor":"A","Medio":"M"}"#, "D|A|M"),
    ] {
        let (f, _) = check(json, &[]);
        assert_eq!([f.date, f.byline.into_iter().next(), f.source].map(Option::unwrap_or_default).join("|"), expected);
    }
    assert_eq!(check(r#"{"Titular":"H"}"#, &[]).0.title.as_deref(), Some("H"));
}

#[test]
fn ninjs_of_every_version() {
    let (f, id) = check(
        r#"{"uri":"urn:h:1","type":"text","versioncreated":"2024-05-01T10:00:00Z","headline":"Ferry stays","byline":"Jane Doe","body_text":"T","subject":[{"code":"04","name":"Ships"}]}"#,
        &[],
    );
    assert_eq!(
        (f.title.as_deref(), f.section.as_deref(), id),
        (Some("Ferry stays"), Some("Ships"), Some("urn:h:1".to_owned()))
    );
    let (f, _) = check(
        r#"{"uri":"urn:h:1","type":"text","by":"Jane Doe","headlines":[{"role":"mobile","value":"Ferry"},{"role":"main","value":"Ferry stays"}],"bodies":[{"role":"summary","value":"S"},{"role":"main","contenttype":"text/html","value":"<p>T</p>"}],"infosources":[{"role":"isrol:originfo","name":"Harbour Wire"}]}"#,
        &[],
    );
    assert_eq!((f.title.as_deref(), f.text.as_deref()), (Some("Ferry stays"), Some("<p>T</p>")));
    assert_eq!((f.byline, f.source.as_deref()), (vec!["Jane Doe".to_owned()], Some("Harbour Wire")));
    for (json, expected) in [
        (r#"{"uri":"u","type":"picture","headline":"h"}"#, Some("image")),
        (r#"{"uri":"u","type":"text","pubstatus":"canceled","headline":"h","body_text":"b"}"#, Some("withdrawn")),
        (r#"{"uri":"u","type":"picture","headline":"h","body_text":"b"}"#, None),
        (r#"{"type":"picture","title":"h"}"#, None),
    ] {
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(not_an_article(value.as_object().unwrap()), expected, "{json}");
    }
}

#[test]
fn the_users_map_comes_first() {
    let (f, _) = check(r#"{"title":"wrong","kop":{"groot":"right"},"text":"t"}"#, &[("title", "kop.groot")]);
    assert_eq!(f.title.as_deref(), Some("right"));
}

#[test]
fn the_text_is_what_says_most() {
    let teaser = "The ferry stays in dock until its engines have been examined by an engineer of the town.";
    let whole = format!("{teaser} {}", "Nobody was hurt when it lost its power on Sunday night. ".repeat(9));
    let text = |json: String| check(&json, &[]).0.text;
    for (first, second) in
        [("text", "body"), ("content", "full_text"), ("content", "News Content"), ("text", "maintext")]
    {
        let json = format!(r#"{{"title":"H","{first}":"{teaser}","{second}":"{whole}"}}"#);
        assert_eq!(text(json).as_deref(), Some(&*whole), "{first} {second}");
    }
    // Cut off by its service, or with markup, it is the same.
    let json =
        format!(r#"{{"title":"H","content":"The ferry stays in dock ... [2345 chars]","full_content":"{whole}"}}"#);
    assert_eq!(text(json).as_deref(), Some(&*whole));
    let json = format!(r#"{{"title":"H","content":"{teaser}","body_html":"<p>{whole}</p>"}}"#);
    assert_eq!(text(json), Some(format!("<p>{whole}</p>")));
    // What stood around the article is not it, and a summary is none.
    let json = format!(r#"{{"title":"H","text":"{teaser}","raw_text":"{whole}"}}"#);
    assert_eq!(text(json).as_deref(), Some(teaser));
    let json = format!(r#"{{"title":"H","text":"{teaser}","description":"{whole}"}}"#);
    assert_eq!(text(json).as_deref(), Some(teaser));
    // What says nothing gives way to what says something, else it stays.
    for nothing in ["[Removed]", "No content", "-", "<p></p>", "ONLY AVAILABLE IN PAID PLANS"] {
        let json = format!(r#"{{"title":"H","content":"{nothing}","description":"{teaser}"}}"#);
        assert_eq!(text(json).as_deref(), Some(teaser), "{nothing}");
    }
    assert_eq!(
        text(r#"{"title":"H","content":"It sank.","description":"Sunk"}"#.to_owned()).as_deref(),
        Some("It sank.")
    );
}

#[test]
fn fields_that_are_an_article_are_read_before_what_is_around_them() {
    for (json, expected) in [
        (
            r#"{"model":"news.article","pk":1,"fields":{"title":"Ferry stays","body":"It stays.","pub_date":"2024-05-01"}}"#,
            "Ferry stays|It stays.|2024-05-01",
        ),
        (
            r#"{"id":"rec1","createdTime":"2024-06-01","fields":{"Title":"Ferry stays","Body":"It stays.","Date":"2024-05-01"}}"#,
            "Ferry stays|It stays.|2024-05-01",
        ),
        (
            r#"{"webTitle":"Ferry stays","webPublicationDate":"2024-05-01","fields":{"headline":"x","body":"It stays."}}"#,
            "Ferry stays|It stays.|2024-05-01",
        ),
    ] {
        let (f, _) = check(json, &[]);
        assert_eq!([f.title, f.text, f.date].map(Option::unwrap_or_default).join("|"), expected, "{json}");
    }
}

#[test]
fn posts_of_services() {
    let (f, _) = check(
        r#"{"full_text":"The ferry stays.","source":"<a href=\"https://h.example\" rel=\"nofollow\">Harbour App</a>","user":{"id":1,"name":"Jane Doe","description":"Reports"}}"#,
        &[],
    );
    assert_eq!((f.byline, f.source.as_deref()), (vec!["Jane Doe".to_owned()], Some("Harbour App")));
    let (f, _) = check(
        r#"{"content":"<p>The ferry stays.</p>","account":{"id":"1","username":"jane","display_name":"Jane Doe"}}"#,
        &[],
    );
    assert_eq!(f.byline, ["Jane Doe"]);
    assert_eq!(check(r#"{"text":"T","user":"u1","account":7}"#, &[]).0.byline, Vec::<String>::new());
    let (f, _) =
        check(r#"{"text":["The ",{"type":"bold","text":"ferry"}," stays.",{"type":"link","text":"h.example"}]}"#, &[]);
    assert_eq!(f.text.as_deref(), Some("The ferry stays.h.example"));
    let (f, _) = check(r#"{"body":[{"type":"p","text":"One."},{"type":"p","text":"Two."}]}"#, &[]);
    assert_eq!(f.text.as_deref(), Some("One.\n\nTwo."));
}

#[test]
fn the_date_is_the_first_that_is_one() {
    for (json, expected) in [
        (r#"{"date":"Politics","published":"2023-04-11","created":"2024-01-01"}"#, "2023-04-11"),
        (r#"{"date":"09:30","pub_date":"11/04/2023"}"#, "11/04/2023"),
        (r#"{"datetime":"unknown","timestamp":1681205400}"#, "1681205400"),
        (r#"{"date":"1970-01-01","published":"2023-04-11"}"#, "2023-04-11"),
        (r#"{"date":"45000.5","created":"2024-01-01"}"#, "45000.5"),
        (r#"{"date":"3 hours ago","published":"soon"}"#, "3 hours ago"),
        (r#"{"publish_timestamp":"2023-04-11 09:30:00 UTC"}"#, "2023-04-11 09:30:00 UTC"),
        (r#"{"Дата":"11.04.2023"}"#, "11.04.2023"),
        (r#"{"date":"Politics","year":2023,"month":"4","day":"11"}"#, "2023-04-11"),
        (r#"{"pub_year":"2023.0","pub_month":"April"}"#, "April 2023"),
        (r#"{"year":"2023","month":13,"day":1}"#, ""),
        (r#"{"year":"22","day":1}"#, ""),
        (r#"{"issued":{"date-parts":[["2023",4,11]]},"accessed":{"date-parts":[[2024]]}}"#, "2023-04-11"),
        // Whose day it is.
        (r#"{"Page Created":"2010-01-01","Post Created":"2023-04-11"}"#, "2023-04-11"),
        (r#"{"Page Created":"2010-01-01"}"#, ""),
    ] {
        assert_eq!(check(json, &[]).0.date.unwrap_or_default(), expected, "{json}");
    }
    let (f, _) = check(r#"{"date":"2023-04-11","seen":"Politics"}"#, &[("date", "seen")]);
    assert_eq!(f.date.as_deref(), Some("Politics"));
}

#[test]
fn what_is_kept_of_posts_and_of_references() {
    let long = "The ferry stays in dock until the harbour master has seen all of its papers.";
    let told = |json: &str| {
        let (f, _) = check(&json.replace("LONG", long), &[]);
        let own = [f.title, f.text, Some(f.byline.join("+")), f.source];
        own.map(Option::unwrap_or_default).join("|").replace(long, "LONG")
    };
    for (json, expected) in [
        (r#"{"Message":"LONG","Link Text":"H","Link":"https://h.example/1","Description":"S"}"#, "H|LONG||"),
        (r#"{"message":"ok","description":"S"}"#, "|S||"),
        (r#"{"status":"ok","message":"done","article":{"title":"H","text":"T"}}"#, "H|T||"),
        (
            r#"{"container-title":"Post","title":"H","abstract":"S","author":[{"family":"Doe","given":"Jane"}]}"#,
            "H|S|Jane Doe|Post",
        ),
        (
            r#"{"key":"K","library":{"name":"Ours"},"data":{"title":"H","abstractNote":"LONG","creators":[{"firstName":"Jane","lastName":"Doe"}]}}"#,
            "H|LONG|Jane Doe|",
        ),
        (r#"{"key":"K","author":{"title":"Editor","description":"LONG"}}"#, "||Editor|"),
    ] {
        assert_eq!(told(json), expected, "{json}");
    }
    let answer = r#"{"message":"done","posts":[]}"#;
    assert!(!speaks_for_itself(serde_json::from_str::<Value>(answer).unwrap().as_object().unwrap()));
}
