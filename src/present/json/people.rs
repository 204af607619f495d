//! The people of an archive in, the objects of the format out.

use super::answers::{milliseconds, write_line};
use super::{FORMAT, NameObject, PairObject, SpeakerObject, SpeakersAnswer, UnmergedAnswer};
use crate::search::{NameCount, SpeakerEntry, SpeakersResponse, UnmergedPair, UnmergedResponse};
use std::io::{self, Write};

/// Writes the answer of `speakers`.
pub fn speakers(
    out: &mut dyn Write,
    query: &str,
    response: &SpeakersResponse,
    notes: Option<&[String]>,
) -> io::Result<()> {
    let answer = SpeakersAnswer {
        format: FORMAT,
        query,
        took_ms: milliseconds(response.took_ms),
        people: response.people,
        speakers: response.speakers.iter().map(speaker_entry).collect(),
        notes,
    };
    write_line(out, &answer)
}

/// Writes the answer of `speakers --unmerged`.
pub fn unmerged(
    out: &mut dyn Write,
    query: &str,
    response: &UnmergedResponse,
    notes: Option<&[String]>,
) -> io::Result<()> {
    let answer = UnmergedAnswer {
        format: FORMAT,
        query,
        took_ms: milliseconds(response.took_ms),
        total: response.total,
        pairs: response.pairs.iter().map(unmerged_pair).collect(),
        notes,
    };
    write_line(out, &answer)
}

pub(in crate::present) fn speaker_entry(speaker: &SpeakerEntry) -> SpeakerObject<'_> {
    SpeakerObject {
        name: &speaker.name,
        articles: speaker.articles,
        quotes: speaker.quotes,
        first: speaker.era.map(|(first, _)| first.to_string()),
        last: speaker.era.map(|(_, last)| last.to_string()),
        variants: speaker.variants.iter().map(name).collect(),
    }
}

pub(in crate::present) fn unmerged_pair(pair: &UnmergedPair) -> PairObject<'_> {
    PairObject { a: name(&pair.a), b: name(&pair.b), evidence: &pair.evidence }
}

fn name(count: &NameCount) -> NameObject<'_> {
    NameObject { name: &count.name, articles: count.articles, quotes: count.quotes }
}
