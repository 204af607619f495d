//! What hostile hands make of files, through the built program: each ends as an article or as a counted, explained reject, in
//! bounded time and memory. The heavy ones are ignored; `.ci/heavy` runs them.

use crate::cli::Desk;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What one run may take: the program's own bound on a record is 64 MiB, which a reader may hold as bytes and as text
/// while both grow; its tables and threads take some fifty more.
const PEAK_MAX: u64 = 400 << 20;
/// Debug builds on a busy machine; a release build takes a hundredth.
const TIME_MAX: Duration = Duration::from_secs(120);

/// What a run did, and the most memory it held (on Linux; elsewhere zero).
struct Seen {
    code: i32,
    lines: usize,
    /// The start of it.
    out: String,
    err: String,
    peak: u64,
    /// The same without the pages of files, which the system takes back when somebody needs them: of an index that is
    /// written, most of its segments are mapped while they are merged.
    own_peak: u64,
}

/// Of an answer so much is kept; its lines are all counted.
const KEPT_BYTES: usize = 1 << 20;

/// Runs a command to its end.
fn watched(mut command: Command) -> Seen {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = drained(child.stdout.take().unwrap());
    let err = drained(child.stderr.take().unwrap());
    let (mut peak, mut own_peak) = (0, 0);
    let status = loop {
        // The first mark never falls, so the last look is the highest; the second is as good as the looks are many.
        peak = peak.max(memory(child.id(), "VmHWM:"));
        own_peak = own_peak.max(memory(child.id(), "RssAnon:"));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if started.elapsed() > TIME_MAX * 10 => {
                child.kill().unwrap();
                panic!("still running after {:?}", started.elapsed());
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let code = status.code().unwrap_or_else(|| panic!("ended by {status}"));
    let ((out, lines), (err, _)) = (out.join().unwrap(), err.join().unwrap());
    Seen { code, lines, out, err, peak, own_peak }
}

fn drained(pipe: impl Read + Send + 'static) -> JoinHandle<(String, usize)> {
    std::thread::spawn(move || {
        let (mut kept, mut lines, mut pipe) = (Vec::new(), 0, BufReader::new(pipe));
        loop {
            let chunk = pipe.fill_buf().unwrap();
            if chunk.is_empty() {
                return (String::from_utf8_lossy(&kept).into_owned(), lines);
            }
            lines += chunk.iter().filter(|&&b| b == b'\n').count();
            let n = chunk.len();
            kept.extend_from_slice(&chunk[..n.min(KEPT_BYTES - kept.len().min(KEPT_BYTES))]);
            pipe.consume(n);
        }
    })
}

/// One of the figures that Linux keeps of a process, in bytes.
fn memory(id: u32, figure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(figure));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes << 10)
}

/// `extract` of one file says `told` on stderr, or gives an article where that is what is told.
fn check(name: &str, write: impl FnOnce(&mut dyn Write), told: &str) {
    let desk = Desk::new();
    let mut file = BufWriter::new(File::create(desk.path(name)).unwrap());
    write(&mut file);
    file.into_inner().unwrap();
    let started = Instant::now();
    let Seen { out, err, peak, .. } = watched(desk.command(&["extract", name]));
    let said = if out.is_empty() { err } else { "article".to_owned() };
    assert!(said.contains(told), "{name}: {}", said.chars().take(500).collect::<String>());
    assert!(peak < PEAK_MAX, "{name} took {} MB", peak >> 20);
    assert!(started.elapsed() < TIME_MAX, "{name} took {:?}", started.elapsed());
    eprintln!("{name}: {told}, {:?}, {} MB", started.elapsed(), peak >> 20);
}

fn gzipped(out: &mut dyn Write, parts: &[(&[u8], u64)]) {
    let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
    for (part, times) in parts {
        // Whole blocks at a time.
        let block = part.repeat((1 << 20) / part.len().max(1) + 1);
        let mut left = part.len() as u64 * times;
        while left > 0 {
            let n = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            encoder.write_all(&block[..n]).unwrap();
            left -= n as u64;
        }
    }
    encoder.finish().unwrap();
}

const MB: u64 = 1 << 20;

#[test]
fn more_than_a_record_may_have_is_refused() {
    let page = b"<p>The ferry stays in dock.</p>\n";
    check("page.html.gz", |out| gzipped(out, &[(page, 200 * MB / page.len() as u64)]), "1 too-long");
    check("line.jsonl.gz", |out| gzipped(out, &[(b"a", 80 * MB)]), "1 too-long");
    check("string.json.gz", |out| gzipped(out, &[(b"[{\"text\":\"", 1), (b"a", 80 * MB)]), "1 broken-json");
    check("cell.csv.gz", |out| gzipped(out, &[(b"title,text\nA,\"", 1), (b"a", 80 * MB)]), "1 too-long");
    check("feed.xml.gz", |out| gzipped(out, &[(b"<rss><channel><item>", 1), (b"<p>a</p>", 10 * MB)]), "1 too-long");
}

#[test]
fn entities_are_not_expanded() {
    let mut bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 \"The ferry stays in dock. \">".to_owned();
    (1..40).for_each(|n| bomb.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))));
    let body =
        "]><rss><channel><item><title>A ferry</title><description>It stays. &a39;</description></item></channel></rss>";
    check("laughs.xml", |out| write!(out, "{bomb}{body}").unwrap(), "article");
    let page = "]><html><body><article><h1>A ferry</h1><p>It stays in dock until further notice. &a39;</p></article></body></html>";
    check("laughs.xhtml", |out| write!(out, "{bomb}{page}").unwrap(), "article");
    let file = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>A ferry</title><description>It stays. &x;</description></item></channel></rss>";
    let desk = Desk::new();
    desk.file("outside.xml", file);
    assert!(!desk.run(&["extract", "outside.xml"]).out.contains("root:"));
}

/// What is said is looked for once an article, and not once a quotation of it for every place where a word stands.
#[test]
fn an_article_of_twenty_thousand_quotations() {
    let desk = Desk::empty();
    let said = |n: u32| format!("“The ferry number {n} sails on Monday,” said Ann Lee. The ferry waits.");
    desk.file("a.txt", format!("Ferries\n\n{}\n", (0..20_000).map(said).collect::<Vec<_>>().join("\n\n")));
    assert_eq!(desk.run(&["index", "a.txt"]).code, 0);
    let took = |query: &str| {
        let started = Instant::now();
        assert_eq!(desk.json(&["search", query, "--format", "json"])["articles"], 1);
        started.elapsed()
    };
    let plain = took("ferry");
    for query in ["said:ferry", "said:\"ferry number\""] {
        let said = took(query);
        assert!(said < 20 * plain + Duration::from_secs(2), "{query}: {said:?}, where a plain word takes {plain:?}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |opening: &str, closing: &str| format!("{}x{}", opening.repeat(100_000), closing.repeat(100_000));
    let story = "<p>The ferry stays in dock until its engines have been examined, the company said on Wednesday.</p>";
    check("spans.html", |out| write!(out, "<h1>A ferry</h1>{story}{}", deep("<span>", "</span>")).unwrap(), "article");
    check("divs.html", |out| write!(out, "{}{story}", "<div>".repeat(100_000)).unwrap(), "article");
    check("tables.html", |out| write!(out, "{story}{}", "<table><tr><td>".repeat(50_000)).unwrap(), "article");
    check("deep.json", |out| write!(out, "{{\"title\":\"A\",\"text\":{}}}", deep("[", "]")).unwrap(), "1 broken-json");
    check("deep.xml", |out| write!(out, "<rss>{}</rss>", deep("<a>", "</a>")).unwrap(), "empty");
    let boundary = |n: usize| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    check(
        "deep.eml",
        |out| {
            write!(out, "Subject: A ferry\nMIME-Version: 1.0\n").unwrap();
            (0..10_000).for_each(|n| write!(out, "{}", boundary(n)).unwrap());
        },
        "",
    );
}

#[test]
fn bytes_that_are_no_text() {
    check("nul.txt", |out| out.write_all(&[0; 100_000]).unwrap(), "1 binary");
    let story = "A ferry\n\nThe ferry stays in dock until its engines have been examined, the company said.\n\n";
    check("some-nul.txt", |out| write!(out, "{}\0\0", story.repeat(3)).unwrap(), "article");
    check("utf8.txt", |out| out.write_all(&[story.as_bytes(), b"\xf0\x28\x8c\x28\xc3"].concat()).unwrap(), "article");
    let lone: Vec<u8> = [0xd800_u16; 1000].iter().flat_map(|unit| unit.to_le_bytes()).collect();
    check("utf16.txt", |out| out.write_all(&[b"\xff\xfe", &lone[..]].concat()).unwrap(), "1 invalid-charset");
    check(
        "utf16.jsonl",
        |out| out.write_all(&[b"\xff\xfe", &lone[..], b"\n\0"].concat()).unwrap(),
        "could not be read",
    );
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_nowhere() {
    let desk = Desk::new();
    std::os::unix::fs::symlink("..", desk.path("news/loop")).unwrap();
    std::os::unix::fs::symlink("self", desk.path("news/self")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", desk.path("news/outside.txt")).unwrap();
    let seen = watched(desk.command(&["extract", "news"]));
    assert_eq!((seen.code, seen.lines), (0, 3), "{}", seen.err);
    assert!(seen.err.contains("outside.txt"), "what is not read is told: {}", seen.err);
    let did = desk.run(&["index", "news/self"]);
    assert_eq!(did.code, 2, "{}", did.out);
}

/// One member, listed ten thousand times: the directory of a zip may point where it likes.
#[test]
fn a_zip_whose_members_overlap_ends() {
    let mut packed = Vec::new();
    gzipped(&mut packed, &[(b"The ferry stays in dock. ", 80 * MB / 25)]);
    // Without gzip's header of ten bytes and its end of eight it is what a zip holds.
    let (sum, packed) = (packed[packed.len() - 8..packed.len() - 4].to_vec(), packed[10..packed.len() - 8].to_vec());
    let length = (80 * MB / 25 * 25) as u32;
    let common = |name: &str| {
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        common.extend(&sum);
        common.extend((packed.len() as u32).to_le_bytes().into_iter().chain(length.to_le_bytes()));
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        common
    };
    let mut zip = [b"PK\x03\x04".to_vec(), common("a.txt"), b"a.txt".to_vec(), packed.clone()].concat();
    let directory_at = zip.len() as u32;
    for n in 0..10_000 {
        let name = format!("{n:05}.txt");
        zip.extend(b"PK\x01\x02\x14\0".iter().copied().chain(common(&name)).chain([0; 14]));
        zip.extend(name.as_bytes());
    }
    let length = zip.len() as u32 - directory_at;
    zip.extend(b"PK\x05\x06\0\0\0\0\x10\x27\x10\x27");
    zip.extend(length.to_le_bytes().into_iter().chain(directory_at.to_le_bytes()).chain([0, 0]));
    check("overlap.zip", |out| out.write_all(&zip).unwrap(), "bomb");
}

#[test]
#[ignore = "gigabytes"]
fn a_line_of_a_gigabyte() {
    for name in
        ["line.txt.gz", "line.jsonl.gz", "line.csv.gz", "line.sgm.gz", "line.mbox.gz", "line.md.gz", "line.html.gz"]
    {
        check(name, |out| gzipped(out, &[(b"a", 1024 * MB)]), "too-long");
    }
    check("line.warc.gz", |out| gzipped(out, &[(b"WARC/1.0\r\nWARC-Type: ", 1), (b"a", 1024 * MB)]), "broken-warc");
    check("line.arc.gz", |out| gzipped(out, &[(b"filedesc://", 1), (b"a", 1024 * MB)]), "broken-arc");
    // On disk as it is.
    check(
        "line.json",
        |out| {
            out.write_all(b"[{\"title\":\"A\",\"text\":\"").unwrap();
            (0..1024).for_each(|_| out.write_all(&vec![b'a'; 1 << 20]).unwrap());
        },
        "broken-json",
    );
}

/// One gigabyte of `part` in a member of gzip, packed as tight as gzip can: to a thousandth.
fn tight_gigabyte(part: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = part.repeat((1 << 20) / part.len());
    (0..1024).for_each(|_| encoder.write_all(&block).unwrap());
    encoder.finish().unwrap()
}

/// What is no record costs no memory and is refused from two hundred times the size of the file on: after five of the twenty.
#[test]
#[ignore = "gigabytes"]
fn a_bomb_of_twenty_gigabytes() {
    let bomb = |out: &mut dyn Write, start: &[u8], part: &[u8]| {
        gzipped(out, &[(start, 1)]);
        let gigabyte = tight_gigabyte(part);
        (0..20).for_each(|_| out.write_all(&gigabyte).unwrap());
    };
    check("bomb.txt.gz", |out| bomb(out, b"A ferry\n", b"\n"), "1 too-long");
    check("bomb.jsonl.gz", |out| bomb(out, b"\n", b"\n"), "1 bomb");
    check("bomb.csv.gz", |out| bomb(out, b"title,text\n", b"\n"), "1 bomb");
    check("bomb.arc.gz", |out| bomb(out, b"filedesc://\n", b"a\n"), "1 bomb");
    check("bomb.warc.gz", |out| bomb(out, b"WARC/1.0\r\n\r\n", b"a\n"), "1 bomb");
}

/// Words without rhyme, so that they compress as text does.
fn prose(seed: u64, bytes: usize) -> String {
    let (mut state, mut out) = (seed, String::with_capacity(bytes + 16));
    while out.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let length = 2 + (state >> 60) as usize % 8;
        out.extend((0..length).map(|i| char::from(b'a' + ((state >> (i * 6)) % 26) as u8)));
        out.push(if state % 17 == 0 { '.' } else { ' ' });
    }
    out
}

/// A page as crawls have them: a few kilobytes of story in a hundred of markup and script.
fn crawled_page(n: u64) -> String {
    let paragraphs: String = (0..8).map(|p| format!("<p>{}</p>\n", prose(n * 8 + p, 500))).collect();
    let menu: String = (0..200).map(|i| format!("<li><a href=\"/section/{i}\">{}</a></li>\n", prose(i, 20))).collect();
    let script = prose(n ^ 0xabcd, 60_000);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Story {n}</title><script>var x = \"{script}\";</script></head><body>\
         <nav><ul>{menu}</ul></nav><article><h1>Story {n} of the harbour</h1>{paragraphs}</article></body></html>"
    )
}

/// Two gigabytes and more, generated while they are written, through `extract` and `index`.
#[test]
#[ignore = "gigabytes"]
fn a_warc_of_gigabytes_streams_in_flat_memory() {
    const RECORDS: u64 = 28_000;
    let desk = Desk::new();
    let mut file = BufWriter::new(File::create(desk.path("crawl.warc.gz")).unwrap());
    let mut bytes = 0;
    for n in 0..RECORDS {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", crawled_page(n));
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: https://harbour.example/{n}\r\n\
             Content-Type: application/http\r\nContent-Length: {}\r\n\r\n",
            http.len()
        );
        let mut member = flate2::write::GzEncoder::new(&mut file, flate2::Compression::fast());
        write!(member, "{head}{http}\r\n\r\n").unwrap();
        member.finish().unwrap();
        bytes += head.len() + http.len() + 4;
    }
    file.into_inner().unwrap();
    for (args, told) in [
        (&["extract", "crawl.warc.gz"][..], "28,000 articles"),
        (&["index", "crawl.warc.gz", "--memory", "100M"], "28,000 articles"),
    ] {
        let started = Instant::now();
        let seen = watched(desk.command(args));
        let (seconds, peak, own) = (started.elapsed().as_secs_f64(), seen.peak >> 20, seen.own_peak >> 20);
        eprintln!(
            "{}: {:.2} GB in {seconds:.0} s, {own} MB of its own, {peak} with files",
            args[0],
            bytes as f64 / 1e9
        );
        assert!([&seen.out, &seen.err].iter().any(|said| said.contains(told)), "{}", seen.err);
        assert!(own < 300, "{} held {own} MB", args[0]);
    }
}

/// One article of so many bytes, in paragraphs with somebody in most of them; its last word stands nowhere else.
fn long_article(bytes: usize) -> String {
    let mut text = String::from("The minutes of the harbour board\n\n");
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        let said = prose(n, 300).replace('.', ",");
        text +=
            &format!("The board of Bergen met on day {n}. “{said} {n},” said Ingrid Solheim, the harbour master.\n\n");
    }
    text + "And this is where the minutes end, with zyzzyvaterminus.\n"
}

/// Indexes the article within the default memory; its last word is found, marked, and shown with what stands around it.
fn check_long_article(bytes: usize, peak_max: u64) {
    let desk = Desk::empty();
    desk.file("minutes.txt", long_article(bytes));
    let seen = watched(desk.command(&["index", "minutes.txt"]));
    assert_eq!((seen.code, seen.out.contains("1 article,")), (0, true), "{}", seen.err);
    eprintln!("{bytes} bytes: {} MB of its own, {} with files", seen.own_peak >> 20, seen.peak >> 20);
    assert!(seen.peak <= peak_max, "{} MB", seen.peak >> 20);
    let found = desk.json(&["search", "zyzzyvaterminus", "--format", "json"]);
    let passage = &found["hits"][0]["passages"][0];
    let text = passage["text"].as_str().unwrap();
    assert!(text.ends_with("And this is where the minutes end, with zyzzyvaterminus."), "{text}");
    let mark = &passage["highlights"][0];
    assert_eq!(crate::cli::at(text, &mark[0], &mark[1]), "zyzzyvaterminus");
    let said = desk.json(&["quotes", "--speaker", "Ingrid Solheim", "--limit", "1", "--format", "json"]);
    assert!(said["quotations"].as_u64().unwrap() as usize >= bytes / 600, "{}", said["quotations"]);
}

#[test]
fn nothing_of_a_long_article_is_cut_off() {
    // Long enough to be annotated in parts.
    check_long_article(5 << 19, PEAK_MAX);
}

#[test]
#[ignore = "fifty megabytes"]
fn an_article_of_fifty_megabytes_keeps_to_the_memory() {
    check_long_article(50_000_000, (300 + 150) << 20);
}
