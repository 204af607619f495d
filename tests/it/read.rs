//! The reader on whole files: every format plain and gzipped, and what is broken costs only what is broken.

use dateline::article::{Content, Fields, Record, RecordKey};
use dateline::error::Problem;
use dateline::read::{Found, Input, ReadOptions, records, walk};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

fn options() -> ReadOptions {
    ReadOptions { maps: Default::default(), record_bytes_max: 1 << 20 }
}

fn read_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Found> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let (inputs, problems) = walk(folder.path()).unwrap();
    assert!(problems.is_empty());
    let [input]: [Input; 1] = inputs.try_into().unwrap();
    records(&input, options).collect()
}

fn read(name: &str, bytes: &[u8]) -> Vec<Found> {
    read_with(name, bytes, &options())
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(found: &Found) -> &Record {
    let Found::Record(record) = found else { panic!("not a record: {found:?}") };
    record
}

fn problem(found: &Found) -> &Problem {
    let Found::Problem(problem) = found else { panic!("not a problem: {found:?}") };
    problem
}

fn fields(found: &Found) -> &Fields {
    let Content::Fields(fields) = &record(found).content else { panic!("no fields") };
    fields
}

fn titles(found: &[Found]) -> Vec<&str> {
    found.iter().map(|found| fields(found).title.as_deref().unwrap_or_default()).collect()
}

#[test]
fn the_same_records_in_every_wrapping() {
    let (a, b) = (r#"{"id":"a","title":"One","text":"First."}"#, r#"{"id":"b","title":"Two","text":"Second."}"#);
    let wrappings = [
        ("x.jsonl", format!("{a}\n{b}\n")),
        ("x.json", format!("[{a},\n {b}]")),
        ("x.json", format!("{{\"status\":\"ok\",\"articles\":[{a},{b}]}}")),
        ("x.json", format!("{a}\n\n{b}")),
        ("x", format!("\u{feff}{a}\n{b}")),
    ];
    for (name, text) in wrappings {
        for (name, bytes) in
            [(name.to_owned(), text.clone().into_bytes()), (format!("{name}.gz"), gzipped(text.as_bytes()))]
        {
            let found = read(&name, &bytes);
            assert_eq!(titles(&found), ["One", "Two"], "{name}: {text}");
            assert_eq!(record(&found[1]).key, RecordKey::Own("b".to_owned()));
            assert_eq!(record(&found[1]).number, 1);
        }
    }
}

#[test]
fn gzip_of_several_members_is_read_to_its_end() {
    let mut bytes = gzipped(b"{\"title\":\"One\",\"text\":\"First.\"}\n");
    bytes.extend(gzipped(b"{\"title\":\"Two\",\"text\":\"Second.\"}\n"));
    assert_eq!(titles(&read("x.jsonl.gz", &bytes)), ["One", "Two"]);
}

#[test]
fn a_broken_line_costs_that_line() {
    let text = b"{\"title\":\"One\",\"text\":\"a\"}\n{\"title\":\"Tw\n\n{\"title\":\"Th\xffree}\n[1]\n{\"n\":1}\n{\"title\":\"Six\",\"text\":\"b\"}";
    let found = read("x.jsonl", text);
    let problems: Vec<_> = found[1..5].iter().map(|found| (problem(found).record, problem(found).kind)).collect();
    assert_eq!(
        problems,
        [(Some(1), "broken-json"), (Some(2), "invalid-charset"), (Some(3), "not-an-object"), (Some(4), "no-text")]
    );
    assert_eq!(problem(&found[1]).offset, Some(27));
    assert_eq!(fields(&found[5]).title.as_deref(), Some("Six"));
}

#[test]
fn a_broken_element_costs_that_element() {
    let found =
        read("x.json", br#"[{"title":"One","text":"a"}, {"title": oops}, {"title":"Three","text":"b"}, {"title":"cut"#);
    assert_eq!(fields(&found[0]).title.as_deref(), Some("One"));
    assert_eq!(problem(&found[1]).kind, "broken-json");
    assert_eq!(fields(&found[2]).title.as_deref(), Some("Three"));
    assert_eq!(problem(&found[3]).reason, "the file ends inside a value");
}

#[test]
fn a_list_that_ends_between_two_records_was_cut() {
    let found = read("x.json", br#"[{"title":"One","text":"a"}, {"title":"Two","text":"b"},"#);
    assert_eq!(titles(&found[..2]), ["One", "Two"]);
    assert_eq!((problem(&found[2]).reason.as_str(), found.len()), ("the file ends inside its list", 3));
}

#[test]
fn lists_that_were_put_together_are_read_and_counted_on() {
    let (a, b) = (r#"{"title":"One","text":"a"},{"title":"Two","text":"b"}"#, r#"{"title":"Three","text":"c"}"#);
    for text in [
        format!("[{a}]\n[{b}]"),
        format!("{{\"articles\":[{a}]}}{{\"articles\":[{b}]}}"),
        format!("[{a}] {{\"articles\":[{b}]}}"),
    ] {
        let found = read("x.json", text.as_bytes());
        assert_eq!(titles(&found), ["One", "Two", "Three"], "{text}");
        assert_eq!(found.iter().map(|found| record(found).number).collect::<Vec<_>>(), [0, 1, 2], "{text}");
    }
}

#[test]
fn a_passage_in_another_charset_costs_a_line_nothing() {
    let line = [&b"{\"title\":\"F\xc3\xa4hre f\xc3\xa4hrt\",\"text\":\"Die F\xe4hre.\"}"[..], b"\n"].concat();
    assert_eq!(fields(&read("x.jsonl", &line)[0]).text.as_deref(), Some("Die Fähre."));
}

#[test]
fn what_is_listed_beside_an_article_is_not_read_for_it() {
    let listed = r#"[{"title":"Another","text":"It sails."}]"#;
    for (json, expected) in [
        (format!(r#"{{"title":"Ferry stays","summary":"It stays.","related":{listed}}}"#), "Ferry stays"),
        (format!(r#"{{"headline":"Ferry stays","comments":{listed}}}"#), "Ferry stays"),
        (format!(r#"{{"name":"May","batch":{listed}}}"#), "Another"),
    ] {
        assert_eq!(titles(&read("a.json", json.as_bytes())), [expected], "{json}");
    }
}

#[test]
fn a_table_printed_as_json_is_its_rows() {
    let found = read("x.json", br#"{"title":{"0":"One","1":"Two"},"text":{"0":"a","1":"b"}}"#);
    assert_eq!(titles(&found), ["One", "Two"]);
}

#[test]
fn a_cut_gzip_gives_what_is_whole_and_says_the_rest() {
    let lines: String =
        (0..20_000).map(|n| format!("{{\"title\":\"Story {n}\",\"text\":\"{}\"}}\n", n * 7919)).collect();
    let bytes = gzipped(lines.as_bytes());
    let found = read("x.jsonl.gz", &bytes[..bytes.len() / 2]);
    assert!(found.len() > 1000);
    assert_eq!(problem(found.last().unwrap()).kind, "broken-gzip");
    assert_eq!(problem(&read("x.txt.gz", &bytes[..60])[0]).kind, "broken-gzip");
}

#[test]
fn behind_a_damaged_member_json_is_read_on() {
    let mut second = gzipped(b" and more\", \"n\": {\"a\": [1]}},\n");
    second[3] = 0xff;
    let (first, rest) =
        (br#"[{"title":"One","text":"a"}, {"title":"Lost","text":"and so on"#, br#""},{"title":"Three","text":"b"}]"#);
    let found = read("x.json.gz", &[gzipped(first), second, gzipped(rest)].concat());
    assert_eq!((problem(&found[1]).kind, found.len()), ("broken-gzip", 3));
    assert_eq!(fields(&found[2]).title.as_deref(), Some("Three"));
}

#[test]
fn archives_put_one_behind_the_other_are_read_to_the_end() {
    let tar = |name: &str| {
        let text = format!("{name}\n\nThe ferry stays in dock.\n");
        let mut block = vec![0u8; 512];
        block[..5].copy_from_slice(b"a.txt");
        block[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = b'0';
        let sum: u32 = block.iter().map(|&b| u32::from(b)).sum();
        block[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
        block.extend(text.as_bytes());
        block.resize(1024 + 2 * 512, 0);
        block
    };
    let junk = vec![b'x'; 700];
    let found = read("x.tar", &[tar("One"), tar("Two"), vec![0; 9000 / 512 * 512], tar("Three"), junk].concat());
    assert!(found[..3].iter().all(|found| matches!(found, Found::Record(_))));
    assert_eq!((found.len(), problem(&found[3]).reason.as_str()), (4, "bytes behind the archive's end"));
}

#[test]
fn what_is_not_text_says_so() {
    assert_eq!(problem(&read("x.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\x03\0")[0]).kind, "binary");
    assert_eq!(
        problem(&read("x.txt", &[b'a', 0].repeat(3).iter().chain(&[0; 50]).copied().collect::<Vec<u8>>())[0]).kind,
        "binary"
    );
    assert!(matches!(&read("x.css", b"p { color: red }")[0], Found::NotAnArticle(n) if n.reason == "style-sheet"));
    assert!(matches!(&read("x.txt", b"")[0], Found::NotAnArticle(n) if n.reason == "empty"));
    assert_eq!(
        problem(&read("x.pdf", b"%PDF-1.7\n")[0]).reason,
        "PDF is not read: `pdftotext FILE` makes plain text of it"
    );
}

#[test]
fn text_in_other_charsets_is_decoded() {
    let text_of = |found: &[Found]| match &record(&found[0]).content {
        Content::Text { text, .. } | Content::Html { html: text, .. } => text.clone(),
        Content::Fields(_) => panic!("no text"),
    };
    let wide: Vec<u8> = "Über den Fluss\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text_of(&read("x.txt", &[&[0xff, 0xfe], &wide[..]].concat())), "Über den Fluss\n");
    assert_eq!(
        text_of(&read("x.html", b"<html><meta charset=iso-8859-1><p>caf\xe9")),
        "<html><meta charset=iso-8859-1><p>café"
    );
    let line: Vec<u8> = "{\"title\":\"Über\",\"text\":\"x\"}\n{\"title\":\"Zwei\",\"text\":\"y\"}\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(titles(&read("x.jsonl", &[&[0xff, 0xfe], &line[..]].concat())), ["Über", "Zwei"]);
}

#[test]
fn a_record_that_is_too_long_is_refused_and_the_next_is_read() {
    let long = "x".repeat(3 << 20);
    let options = options();
    let found = read_with(
        "x.jsonl",
        format!("{{\"title\":\"{long}\"}}\n{{\"title\":\"Two\",\"text\":\"y\"}}\n").as_bytes(),
        &options,
    );
    assert_eq!((problem(&found[0]).kind, fields(&found[1]).title.as_deref()), ("too-long", Some("Two")));
    let found = read_with(
        "x.json",
        format!("[{{\"title\":\"{long}\"}},{{\"title\":\"Two\",\"text\":\"y\"}}]").as_bytes(),
        &options,
    );
    assert_eq!((problem(&found[0]).kind, fields(&found[1]).title.as_deref()), ("too-long", Some("Two")));
    assert_eq!(problem(&read_with("x.txt", long.as_bytes(), &options)[0]).kind, "too-long");
    // A bomb: three megabytes of nothing in three kilobytes.
    assert_eq!(problem(&read_with("x.txt.gz", &gzipped(long.as_bytes()), &options)[0]).kind, "too-long");
}

#[test]
fn a_record_without_an_identifier_goes_by_its_digest() {
    let key = |text: &str, n: usize| record(&read("x.jsonl", text.as_bytes())[n]).key.clone();
    let line = "{\"title\":\"One\",\"text\":\"a\"}\n";
    let before = key(line, 0);
    assert!(matches!(&before, RecordKey::Digest(digest) if digest.len() == 64));
    assert_eq!(key(&format!("{{\"title\":\"Zero\",\"text\":\"b\"}}\n{line}"), 1), before);
    assert_eq!(record(&read("x.json", b"{\n\"title\":\"One\",\n\"text\":\"a\"}")[0]).key, RecordKey::WholeFile);
}

#[test]
fn the_users_names_come_first() {
    let options = ReadOptions { maps: vec![("title".to_owned(), "kop".to_owned())].into(), ..options() };
    let found = read_with("x.jsonl", br#"{"title":"wrong","kop":"right","text":"a"}"#, &options);
    assert_eq!(titles(&found), ["right"]);
}

#[test]
fn numbers_that_json_does_not_have_are_null() {
    let text = r#"{"title": "NaN, \"NaN\" and -Infinity", "authors": [NaN, "Ada Quist"], "score": -Infinity}"#;
    let found = read("crawl.json", text.as_bytes());
    assert_eq!(titles(&found), ["NaN, \"NaN\" and -Infinity"]);
    assert_eq!(fields(&found[0]).byline, ["Ada Quist"]);
    let broken = read("crawl.json", br#"{"title": "Nothing", "score": NaNa}"#);
    assert_eq!(problem(&broken[0]).kind, "broken-json");
}

#[test]
fn the_parts_of_a_saved_page_are_no_articles() {
    let folder = tempfile::tempdir().unwrap();
    let page = "<html><body><p>The ferry stays in dock.</p></body></html>";
    std::fs::create_dir(folder.path().join("ferry_files")).unwrap();
    for name in ["ferry.html", "ferry_files/frame.html"] {
        std::fs::write(folder.path().join(name), page).unwrap();
    }
    let (inputs, _) = walk(folder.path()).unwrap();
    let found: Vec<Found> = inputs.iter().flat_map(|input| records(input, &options())).collect();
    assert!(matches!(&found[0], Found::Record(_)), "{found:?}");
    assert!(matches!(&found[1], Found::NotAnArticle(not) if not.reason == "part-of-page"), "{found:?}");
}
