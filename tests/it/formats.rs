//! Every format through the one door of `read`: the same story in many wrappings, archives in archives, and what hostile
//! hands make of them, each with a bound on time or memory.

use crate::cli::Desk;
use dateline::article::{Content, Record, RecordKey};
use dateline::read::{Found, ReadOptions, records, walk};
use std::io::Write;
use std::time::{Duration, Instant};

const TITLE: &str = "Ferry stays in dock after engine failure";
const FIRST: &str = "The ferry stays in dock until its engines have been examined, the company said.";
const SECOND: &str = "“Nobody was hurt when the ship lost power,” said Ingrid Solheim, the harbour master of Bergen.";

fn options() -> ReadOptions {
    ReadOptions { maps: Default::default(), record_bytes_max: 1 << 20 }
}

fn read(name: &str, bytes: &[u8]) -> Vec<Found> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let (inputs, problems) = walk(&path).unwrap();
    assert!(problems.is_empty());
    inputs.iter().flat_map(|input| records(input, &options())).collect()
}

/// What was found, in a word each: a record's path inside the file, or the kind of what it is not.
fn told(name: &str, bytes: &[u8]) -> Vec<String> {
    let last = |record: &Record| record.path.to_string_lossy().rsplit(name).next().unwrap().to_owned();
    let word = |found: &Found| match found {
        Found::Record(record) => last(record),
        Found::NotAnArticle(not) => not.reason.to_owned(),
        Found::Problem(problem) => problem.kind.to_owned(),
    };
    read(name, bytes).iter().map(word).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in members {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&b| u32::from(b)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        // Version, flags, method, time, date, sum, sizes, lengths: the same in both places.
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00".iter().chain(&common));
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04".iter().chain(&common));
        out.extend(name.as_bytes());
        out.extend(packed);
    }
    let (at, count) = (out.len() as u32, members.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes().into_iter().chain(count.to_le_bytes()));
    out.extend((directory.len() as u32).to_le_bytes().into_iter().chain(at.to_le_bytes()));
    out.extend([0, 0]);
    out
}

#[test]
fn the_same_story_in_every_wrapping() {
    let text = format!("{TITLE}\n\n{FIRST}\n\n{SECOND}\n");
    let html = format!("<p>{FIRST}</p><p>{SECOND}</p>");
    let json = format!("{{\"title\":\"{TITLE}\",\"text\":\"{FIRST}\\n\\n{SECOND}\"}}");
    let page = format!(
        "<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{html}</article></body></html>"
    );
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let warc = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n", http.len());
    let rss = format!(
        "<rss><channel><item><title>{TITLE}</title><description><![CDATA[{html}]]></description></item></channel></rss>"
    );
    let atom =
        format!("<feed><entry><title>{TITLE}</title><content type='xhtml'><div>{html}</div></content></entry></feed>");
    let nitf = format!(
        "<nitf><body><body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head><body.content>{html}</body.content></body></nitf>"
    );
    let newsml = format!(
        "<newsItem guid='g'><contentMeta><headline>{TITLE}</headline></contentMeta><contentSet><inlineXML><html><body>{html}</body></html></inlineXML></contentSet></newsItem>"
    );
    let json_feed = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Post\",\"items\":[{{\"id\":\"1\",\"title\":\"{TITLE}\",\"content_html\":\"{html}\"}}]}}"
    );
    let ninjs = format!("{{\"uri\":\"urn:1\",\"type\":\"text\",\"headline\":\"{TITLE}\",\"body_xhtml\":\"{html}\"}}");
    let mail = format!(
        "From: a@harbour.example\nSubject: {TITLE}\nContent-Type: text/plain; charset=utf-8\n\n{FIRST}\n\n{SECOND}\n"
    );
    let sgml = format!(
        "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"1\">\n<TEXT>\n<TITLE>{TITLE}</TITLE>\n<BODY>{FIRST}\n    {SECOND}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
    );
    let ninjs_2 = format!(
        "{{\"uri\":\"urn:1\",\"type\":\"text\",\"headlines\":[{{\"role\":\"main\",\"value\":\"{TITLE}\"}}],\"bodies\":[{{\"role\":\"main\",\"value\":\"{html}\"}}]}}"
    );
    let arc = format!(
        "filedesc://a 0.0.0.0 20240501100000 text/plain 2\n1\n\nhttp://h.example/1 192.0.2.1 20240501100000 text/html {}\n{http}\n",
        http.len()
    );
    let saved = format!(
        "From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n{page}\n--x--\n"
    );
    let bz2 = |bytes: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let plain = text.as_bytes();
    let mut wrappings: Vec<(&str, Vec<u8>)> = vec![
        ("a.txt", plain.to_vec()),
        ("a.txt.gz", gzip(plain)),
        ("a.txt.zst", zstd::encode_all(plain, 1).unwrap()),
        ("a.md", format!("---\ntitle: {TITLE}\n---\n{FIRST}\n\n{SECOND}\n").into_bytes()),
        ("a.html", page.clone().into_bytes()),
        ("a.json", json.clone().into_bytes()),
        ("a.jsonl", format!("{json}\n").into_bytes()),
        ("feed.json", json_feed.into_bytes()),
        ("item.json", ninjs.into_bytes()),
        ("a.csv", format!("title,text\n{TITLE},\"{FIRST}\n\n{SECOND}\"\n").into_bytes()),
        ("a.tsv", format!("headline\tbody\n{TITLE}\t\"{FIRST}\n\n{SECOND}\"\n").into_bytes()),
        ("a.warc", warc.clone().into_bytes()),
        ("a.warc.gz", gzip(warc.as_bytes())),
        ("a.xml", rss.into_bytes()),
        ("a.atom", atom.into_bytes()),
        ("b.xml", nitf.into_bytes()),
        ("c.xml", newsml.into_bytes()),
        ("a.eml", mail.clone().into_bytes()),
        ("a.mbox", format!("From a@harbour.example Wed May  1 10:00:00 2024\n{mail}").into_bytes()),
        ("a.sgm", sgml.into_bytes()),
        ("a.tar.gz", gzip(&tar(&[("news/a.txt", plain)]))),
        ("a.zip", zip(&[("news/", b""), ("news/a.txt", plain)])),
        ("b.zip", zip(&[("c.tar.gz", &gzip(&tar(&[("a.json", json.as_bytes())])))])),
        ("ninjs-2.json", ninjs_2.into_bytes()),
        ("a.arc.gz", gzip(arc.as_bytes())),
        ("a.mhtml", saved.into_bytes()),
        ("a.txt.bz2", bz2(plain)),
        (
            "c.zip.gz",
            gzip(&zip(&[(
                "d.tar.bz2",
                &bz2(&tar(&[("a.jsonl.zst", &zstd::encode_all(json.as_bytes(), 1).unwrap())])),
            )])),
        ),
    ];
    wrappings.sort();
    let desk = Desk::new();
    for (name, bytes) in &wrappings {
        desk.file(&format!("wrapped/{name}"), bytes);
    }
    let did = desk.run(&["extract", "wrapped"]);
    let mut lines: Vec<serde_json::Value> = did.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), did.code), (wrappings.len(), 0), "{}", did.err);
    for line in &mut lines {
        // Where it lay, and what not every format can say.
        for name in ["id", "external_id", "path", "record", "url", "source"] {
            line.as_object_mut().unwrap().remove(name);
        }
    }
    assert_eq!(lines[0]["title"], TITLE);
    assert_eq!(lines[0]["text"], format!("{FIRST}\n\n{SECOND}"));
    let speakers: Vec<_> = lines[0]["quotes"].as_array().unwrap().iter().map(|q| &q["speaker"]["name"]).collect();
    assert!(speakers.contains(&&serde_json::json!("Ingrid Solheim")), "{speakers:?}");
    for (line, (name, _)) in lines.iter().zip(&wrappings) {
        assert_eq!(line, &lines[0], "{name}");
    }
}

#[test]
fn members_are_named_and_keyed_by_their_path() {
    let members: &[(&str, &[u8])] = &[
        ("../../up.txt", b"Up\n\nOne."),
        ("x/b.jsonl", b"{\"id\":1,\"text\":\"t\"}\n"),
        (".DS_Store", b"x"),
        ("c.png", b"\x89PNG\r\n\x1a\n"),
    ];
    for (name, bytes) in [("a.tar", tar(members)), ("a.zip", zip(members))] {
        assert_eq!(told(name, &bytes), ["!up.txt", "!x/b.jsonl", "image"]);
        let found = read(name, &bytes);
        let Found::Record(record) = &found[1] else { panic!("{found:?}") };
        assert_eq!(record.key, RecordKey::Own("x/b.jsonl!1".to_owned()));
        assert!(matches!(record.content, Content::Fields(_)));
    }
}

#[test]
fn a_damaged_archive_costs_what_is_damaged() {
    let members: &[(&str, &[u8])] = &[("a.txt", b"A\n\nOne."), ("b.txt", b"B\n\nTwo."), ("c.txt", b"C\n\nThree.")];
    let mut broken = tar(members);
    broken[1024] ^= 1;
    assert_eq!(told("x.tar", &broken), ["!a.txt", "broken-tar", "!c.txt"]);
    assert_eq!(told("x.tar", &tar(members)[..1540]), ["!a.txt", "broken-tar"]);
    let whole = zip(members);
    assert_eq!(told("x.zip", &whole[..whole.len() - 30]), ["broken-zip", "!a.txt", "!b.txt", "!c.txt"]);
    // Cut inside the last member: what was before it is whole.
    let third = memchr::memmem::find(&whole, b"c.txt").unwrap() + 8;
    assert_eq!(told("x.zip", &whole[..third]), ["broken-zip", "!a.txt", "!b.txt", "broken-zip"]);
    let mut flipped = whole.clone();
    // Inside the second member's packed bytes.
    let second = memchr::memmem::find(&whole, b"b.txt").unwrap() + 8;
    flipped[second] ^= 0x10;
    assert_eq!(told("x.zip", &flipped), ["!a.txt", "broken-zip", "!c.txt"]);
    for cut in 0..whole.len() {
        told("x.zip", &whole[..cut]);
    }
}

/// A zip as it is written to a pipe: what a member measures stands behind it.
fn streamed_zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in members {
        let one = zip(&[(name, content)]);
        let end = memchr::memmem::find(&one, b"PK\x01\x02").unwrap();
        let mut local = one[..end].to_vec();
        let sizes = local[14..26].to_vec();
        local[6] = 8;
        local[14..26].fill(0);
        out.extend(local);
        out.extend(b"PK\x07\x08");
        out.extend(sizes);
    }
    out
}

#[test]
fn a_zip_that_was_cut_off_is_read_from_its_start() {
    let members: &[(&str, &[u8])] = &[("a.txt", b"A\n\nOne."), ("b.txt", b"B\n\nTwo.")];
    assert_eq!(told("x.zip", &streamed_zip(members)), ["broken-zip", "!a.txt", "!b.txt"]);
    assert_eq!(told("x.zip", b"PK\x03\x04 is no zip"), ["broken-zip"]);
}

#[test]
fn what_lists_the_pages_of_a_crawl_again_is_passed_over() {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The ferry stays in dock.</p>";
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://h.example/1\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let pages = b"{\"url\":\"https://h.example/1\",\"title\":\"Ferry\",\"text\":\"The ferry stays in dock.\"}\n";
    let members: &[(&str, &[u8])] = &[
        ("archive/data.warc.gz", &gzip(warc.as_bytes())),
        ("pages/pages.jsonl", pages),
        ("indexes/index.cdx.gz", &gzip(b"example,h)/1 20240501 {}\n")),
        ("datapackage.json", b"{\"title\":\"A crawl\"}"),
    ];
    let passed = "crawl-index";
    assert_eq!(told("x.wacz", &zip(members)), ["!archive/data.warc.gz", passed, passed, passed]);
    // In any other zip a folder may be called so.
    assert_eq!(told("x.zip", &zip(&members[..3])), ["!archive/data.warc.gz", "!pages/pages.jsonl", passed]);
}

#[test]
fn bombs_and_pranks_end_soon() {
    let started = Instant::now();
    // 64 MB of one letter in 64 KB, in each of the places a bomb may lie.
    let large = vec![b'a'; 64 << 20];
    assert_eq!(told("a.txt.gz", &gzip(&large)), ["too-long"]);
    assert_eq!(told("a.jsonl.gz", &gzip(&large)), ["too-long"]);
    assert_eq!(told("a.csv.gz", &gzip(&[b"title,text\nA,\"", &large[..]].concat())), ["too-long"]);
    assert_eq!(told("a.zip", &zip(&[("a.txt", &large), ("b.txt", b"B\n\nTwo.")])), ["too-long", "!b.txt"]);
    assert_eq!(told("a.tar.gz", &gzip(&tar(&[("a.txt", &large), ("b.txt", b"B\n\nTwo.")]))), ["too-long", "!b.txt"]);
    // A string that never ends.
    assert_eq!(told("a.json.gz", &gzip(&[b"[{\"text\":\"", &large[..]].concat())), ["broken-json"]);
    // Archives in archives in archives.
    let mut nested = zip(&[("a.txt", b"A\n\nOne.")]);
    for _ in 0..10 {
        nested = zip(&[("a.zip", &nested)]);
    }
    assert_eq!(told("x.zip", &nested), ["too-deep"]);
    // Compression in compression in compression: what is still packed after three is no text.
    let packed = (0..5).fold(b"A\n\nOne.".to_vec(), |bytes, _| gzip(&bytes));
    assert_eq!(told("a.txt.gz", &packed), ["binary"]);
    // A header that claims more than there is.
    let mut liar = tar(&[("a.txt", b"A\n\nOne.")]);
    liar[124..135].copy_from_slice(b"77777777777");
    assert_eq!(told("a.tar", &liar), ["binary"]);
    // Depth.
    assert_eq!(told("a.xml", "<rss>".repeat(200_000).as_bytes()), ["broken-xml"]);
    assert_eq!(told("a.json", format!("[{{\"text\":{}", "[".repeat(500_000)).as_bytes()), ["broken-json"]);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn no_cut_and_no_noise_is_a_panic() {
    let story = format!(
        "<!DOCTYPE lewis>\n<REUTERS NEWID=\"1\"><TEXT><TITLE>{TITLE}</TITLE><BODY>{FIRST}</BODY></TEXT></REUTERS>"
    );
    let warc = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 44\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\r\n\r\n";
    let mail = "From a@b Wed May  1 10:00:00 2024\nSubject: =?utf-8?q?x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n--x--";
    let samples: [(&str, &str); 12] = [
        ("a.sgm", &story),
        ("a.warc", warc),
        ("a.mbox", mail),
        ("a.csv", "title,text\n\"A\",\"b\"\"c\"\n"),
        ("a.xml", "<rss><channel><item><title>A &amp; b</title><x/></item></channel></rss>"),
        ("a.md", "---\ntitle: x\ntags: [a\n---\n# A\n> [b](c) **d** \\e"),
        ("a.jsonl", "{\"title\":\"a\",\"text\":\"b\"}\n"),
        (
            "a.txt",
            "  1 of 2 DOCUMENTS\n\n  Post\n\n  May 1, 2004\n\nÄ\n\nLENGTH: 2 words\n\nb\n\nURL: x\n\nLOAD-DATE: May 1\n  2 of 2 DOCUMENTS\n",
        ),
        ("a.txt", "Page 1 of 1\nÄ\nPost\nMay 1, 2004\nLength: 2 words\nBody\nb\nLoad-Date: May 1\nEnd of Document\nx"),
        (
            "a.txt",
            "HD\nÄ\nPD\n1 May 2004\nSN\nPost\nLP\nb\nAN\nDocument HWI0000020230501ej510002b\nC\n2 words\n1 May 2004\nEnglish\n\nc",
        ),
        (
            "a.txt",
            "________________________________________\nÄ\nAuthor: x\nPublication info: P [Q]1 May 2004: A\nFull text: b\nProQuest document ID: 1\n",
        ),
        ("a.txt", "Title: Ä\nDate: 2004\n\nb\n=====\nTitle: B\nDate: 2004\nText: c\n*****\n"),
    ];
    for (name, text) in samples {
        for at in 0..text.len() {
            read(name, &text.as_bytes()[..at]);
            let mut noisy = text.as_bytes().to_vec();
            noisy[at] ^= 0x9b;
            read(name, &noisy);
        }
    }
}
