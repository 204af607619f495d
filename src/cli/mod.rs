//! The command-line door (in work). For now: `dateline extract PATH…` writes what the program reads.

use crate::annotate::Annotator;
use crate::article::*;
use crate::clean::{CleanOptions, clean};
use crate::read::{Found, ReadOptions, records, walk};
use std::io::Write;
use std::process::ExitCode;

/// A stand-in while the rooms are built, good enough for `score`: JSON lines on stdout.
pub fn run(args: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let args: Vec<_> = args.into_iter().skip(2).collect();
    let explain = args.iter().any(|a| a == "--explain");
    let annotator = Annotator::new();
    let options = ReadOptions { maps: vec![], record_bytes_max: 64 << 20 };
    let latest = CleanOptions { latest: jiff::civil::date(2026, 12, 31) };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in args.iter().filter(|a| !a.to_string_lossy().starts_with("--")) {
        let (inputs, _) = walk(path.as_ref()).expect("walk");
        for input in &inputs {
            for found in records(input, &options) {
                let record = match found {
                    Found::Record(record) => record,
                    other => {
                        eprintln!("{}: {other:?}", input.path.display());
                        continue;
                    }
                };
                match clean(&record, &latest) {
                    Ok(Cleaned { article, removed }) => {
                        let a = annotator.annotate(&article);
                        writeln!(out, "{}", json(&record, &article, &a, explain.then_some(&removed))).ok();
                    }
                    Err(n) => eprintln!("{}: not an article: {}", input.path.display(), n.reason),
                }
            }
        }
    }
    ExitCode::SUCCESS
}

fn json(record: &Record, article: &Article, a: &Annotations, removed: Option<&Vec<Removed>>) -> serde_json::Value {
    let t = &article.text;
    let mut points = vec![0u32; t.len() + 1];
    let mut n = 0;
    for (i, c) in t.char_indices() {
        for p in &mut points[i..i + c.len_utf8()] {
            *p = n;
        }
        n += 1;
    }
    points[t.len()] = n;
    let cp = |s: Span| serde_json::json!([points[s.start], points[s.end]]);
    let mut o = serde_json::json!({
        "format": 1, "id": "", "external_id": record.external_id, "path": record.path.display().to_string(), "record": record.number,
        "url": article.url, "title": article.title, "byline": article.byline, "source": article.source, "section": article.section, "language": article.language,
        "published": article.published.as_ref().map(|p| serde_json::json!({"date": p.date.to_string(), "time": p.time.map(|t| t.to_string()), "precision": p.precision.name(), "by": p.by.name()})),
        "text": t, "paragraphs": article.paragraphs.iter().map(|&p| cp(p)).collect::<Vec<_>>(),
        "dateline": a.dateline.as_ref().map(|d| serde_json::json!({"start": points[d.span.start], "end": points[d.span.end], "place": d.place, "date": d.date.map(|d| d.to_string()), "agency": d.agency})),
        "quotes": a.quotations.iter().map(|q| serde_json::json!({"start": points[q.span().start], "end": points[q.span().end], "text": q.words(t), "fragments": q.fragments.iter().map(|&f| cp(f)).collect::<Vec<_>>(),
            "kind": q.kind.name(), "cue": q.cue.map(|c| c.of(t)), "rule": q.rule, "confidence": q.confidence,
            "speaker": q.speaker.as_ref().map(|s| serde_json::json!({"name": s.name, "mention": s.mention.of(t), "start": points[s.mention.start], "end": points[s.mention.end], "type": s.kind.name(), "role": s.role}))})).collect::<Vec<_>>(),
        "places": a.places.iter().map(|p| serde_json::json!({"start": points[p.span.start], "end": points[p.span.end], "text": p.span.of(t), "kind": p.kind.name(), "confidence": p.confidence,
            "name": p.place.as_ref().map(|p| &p.name), "geonames_id": p.place.as_ref().and_then(|p| p.geonames_id), "lat": p.place.as_ref().map(|p| p.lat), "lon": p.place.as_ref().map(|p| p.lon),
            "country": p.place.as_ref().and_then(|p| p.country.as_ref()), "path": p.place.as_ref().map(|p| &p.path)})).collect::<Vec<_>>(),
        "dates": a.dates.iter().map(|d| serde_json::json!({"start": points[d.span.start], "end": points[d.span.end], "text": d.span.of(t), "from": d.from.to_string(), "to": d.to.to_string()})).collect::<Vec<_>>(),
    });
    if let Some(removed) = removed {
        o["removed"] = removed.iter().map(|r| serde_json::json!({"text": r.text, "rule": r.rule})).collect();
    }
    o
}
