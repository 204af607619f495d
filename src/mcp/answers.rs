//! Answers of the engine in, short objects for an assistant out: what can be said and cited, and where it goes on. What
//! only a program would read (scores, highlights, paths) is in the JSON of the command line.

use crate::article::SpeakerKind;
use crate::error::{Error, Result};
use crate::search::{
    ArticleCard, Citation, Cited, Facet, Hit, QuoteHit, QuotesRequest, QuotesResponse, SearchRequest, SearchResponse,
    Shown, SpeakerEntry, SpeakersResponse, TimelineBucket,
};
use serde_json::{Value, json};

/// Characters of an article's text in one answer. Guessed: some thousand tokens.
const TEXT_MAX: usize = 8000;
/// Names of speakers and places listed with an article. Guessed.
const NAMES_MAX: usize = 30;

pub fn search(request: &SearchRequest, response: &SearchResponse) -> Value {
    let hits: Vec<Value> = response.hits.iter().map(hit).collect();
    let all = response.grouped(request.copies);
    let all = (!request.flat).then_some(all);
    json!({
        "articles": response.articles,
        "stories": response.stories,
        "understood": response.parsed,
        "next_offset": next(request.offset, hits.len(), request.limit, all),
        "hits": hits,
        "nearest": response.nearest.iter().map(near).collect::<Vec<Value>>(),
        "notes": notes(&response.notes, response.undated_left_out),
    })
}

pub fn search_schema() -> Value {
    let passage = record(json!({"cite": text(), "text": text(), "speakers": list(text())}));
    let hit = json!({"article": card_schema(), "passages": list(passage), "also_in": list(text())});
    let mut near = hit.clone();
    near["missing"] = list(text());
    record(json!({
        "articles": number(), "stories": or_null("integer"), "understood": text(), "next_offset": or_null("integer"),
        "hits": list(record(hit)), "nearest": list(record(near)), "notes": list(text()),
    }))
}

/// A hit among the nearest, with the words it lacks.
fn near(hit: &Hit) -> Value {
    let mut object = self::hit(hit);
    object["missing"] = json!(hit.missing);
    object
}

fn hit(hit: &Hit) -> Value {
    let passages = hit.passages.iter();
    let passages: Vec<Value> =
        passages.map(|it| json!({"cite": it.cite, "text": it.text, "speakers": it.speakers})).collect();
    let also_in: Vec<&str> = hit.copies.iter().filter_map(|copy| copy.source.as_deref()).collect();
    json!({"article": card(&hit.article), "passages": passages, "also_in": also_in})
}

/// Where the next page begins; `null` after the last. A flat list has no total: a full page may have another behind it.
fn next(offset: usize, given: usize, limit: usize, all: Option<u64>) -> Option<usize> {
    let reached = offset + given;
    (given > 0 && given == limit && all.is_none_or(|all| (reached as u64) < all)).then_some(reached)
}

/// `goes_on` where there are more hits behind these.
pub fn quotes(request: &QuotesRequest, response: &QuotesResponse, goes_on: bool) -> Value {
    let hits: Vec<Value> = response.hits.iter().map(quote).collect();
    json!({
        "quotations": response.quotations,
        "understood": response.parsed,
        "next_offset": goes_on.then_some(request.offset + hits.len()),
        "hits": hits,
        "notes": notes(&response.notes, response.undated_left_out),
    })
}

pub fn quotes_schema() -> Value {
    let hit = record(json!({
        "quote": text(), "speaker": or_null("string"), "role": or_null("string"), "kind": text(),
        "confidence": {"type": "number"}, "cite": text(), "article": card_schema(), "also_in": list(text()),
    }));
    record(json!({
        "quotations": number(), "understood": text(), "next_offset": or_null("integer"), "hits": list(hit),
        "notes": list(text()),
    }))
}

/// The speaker as the whole archive calls a person, else as the article does; `confidence` is that of the speaker.
fn quote(hit: &QuoteHit) -> Value {
    let speaker = hit.quotation.speaker.as_ref();
    let named = hit.person.as_deref().or(speaker.map(|speaker| speaker.name.as_str()));
    let also_in: Vec<&str> = hit.copies.iter().filter_map(|copy| copy.source.as_deref()).collect();
    json!({
        "quote": hit.quotation.shown(&hit.text),
        "speaker": named,
        "role": speaker.and_then(|speaker| speaker.role.as_deref()),
        "kind": hit.quotation.kind.name(),
        "confidence": hit.quotation.confidence,
        "cite": hit.cite().to_string(),
        "article": card(&hit.article),
        "also_in": also_in,
    })
}

pub fn article(shown: &Shown, offset: usize) -> Result<Value> {
    let (article, annotations) = (&shown.article, &shown.annotations);
    let length = article.text.chars().count();
    if offset > 0 && offset >= length {
        return Err(Error::new(format!("the text has {length} characters, and none after {offset}"))
            .hint("begin with `offset` 0, and go on with `next_offset`"));
    }
    let page: String = article.text.chars().skip(offset).take(TEXT_MAX).collect();
    let end = offset + page.chars().count();
    let people = annotations.quotations.iter().filter_map(|quotation| quotation.speaker.as_ref());
    let people = people.filter(|speaker| speaker.kind == SpeakerKind::Person).map(|speaker| speaker.name.clone());
    let places = annotations.places.iter().filter_map(|mention| mention.place.as_ref());
    Ok(json!({
        "article": card(&shown.card),
        "byline": article.byline,
        "section": article.section,
        "language": article.language,
        "length": length,
        "cite": (end > offset).then(|| Citation::of(&shown.card.id, (offset, end), &page).to_string()),
        "text": page,
        "next_offset": (end < length).then_some(end),
        "speakers": distinct(people),
        "places": distinct(places.map(|place| place.path.join("/"))),
    }))
}

pub fn article_schema() -> Value {
    record(json!({
        "article": card_schema(), "byline": list(text()), "section": or_null("string"), "language": or_null("string"),
        "length": number(), "cite": or_null("string"), "text": text(), "next_offset": or_null("integer"),
        "speakers": list(text()), "places": list(text()),
    }))
}

/// In order of appearance.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for name in names {
        if seen.len() < NAMES_MAX && !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

/// The words of a citation, as many as one answer holds; the rest is a citation of its own.
pub fn passage(cited: &Cited) -> Value {
    let text: String = cited.text.chars().take(TEXT_MAX).collect();
    let rest = &cited.text[text.len()..];
    let next = (!rest.is_empty()).then(|| {
        let place = (cited.citation.start + TEXT_MAX, cited.citation.end);
        Citation::of(&cited.card.id, place, rest).to_string()
    });
    json!({
        "cite": cited.citation.to_string(),
        "text": text,
        "next_cite": next,
        "changed": cited.changed,
        "article": card(&cited.card),
    })
}

pub fn passage_schema() -> Value {
    record(json!({
        "cite": text(), "text": text(), "next_cite": or_null("string"), "changed": {"type": "boolean"},
        "article": card_schema(),
    }))
}

pub fn facets(response: &SearchResponse) -> Value {
    let facets = response.facets.iter().map(|facet| json!({"field": facet.field, "values": values(facet)}));
    let rows = response.pivot.iter().flat_map(|pivot| &pivot.rows).map(|row| {
        let counts = row.cells.iter().map(|(value, articles)| json!({"value": value, "articles": articles}));
        json!({"value": row.value, "counts": counts.collect::<Vec<_>>(), "undated": row.undated})
    });
    json!({
        "articles": response.articles,
        "understood": response.parsed,
        "facets": facets.collect::<Vec<_>>(),
        "by": response.pivot.as_ref().map(|pivot| &pivot.by),
        "rows": rows.collect::<Vec<_>>(),
        "notes": notes(&response.notes, response.undated_left_out),
    })
}

pub fn facets_schema() -> Value {
    let count = record(json!({"value": text(), "articles": number()}));
    let facet = record(json!({"field": text(), "values": list(value_schema())}));
    record(json!({
        "articles": number(), "understood": text(), "facets": list(facet), "by": or_null("string"),
        "rows": list(record(json!({"value": text(), "counts": list(count), "undated": number()}))), "notes": list(text()),
    }))
}

pub fn places(response: &SearchResponse) -> Value {
    json!({
        "articles": response.articles,
        "understood": response.parsed,
        "places": response.facets.iter().flat_map(values).collect::<Vec<_>>(),
        "notes": notes(&response.notes, response.undated_left_out),
    })
}

pub fn places_schema() -> Value {
    record(json!({"articles": number(), "understood": text(), "places": list(value_schema()), "notes": list(text())}))
}

fn values(facet: &Facet) -> Vec<Value> {
    let value =
        |it: &crate::search::FacetValue| json!({"value": it.value, "articles": it.articles, "quotes": it.quotes});
    facet.values.iter().map(value).collect()
}

fn value_schema() -> Value {
    record(json!({"value": text(), "articles": number(), "quotes": or_null("integer")}))
}

pub fn timeline(requests: &[SearchRequest], responses: &[SearchResponse]) -> Value {
    let bar = |it: &TimelineBucket| {
        json!({
            "from": it.from.to_string(), "to": it.to.to_string(), "articles": it.articles, "archive": it.archive
        })
    };
    let series = requests.iter().zip(responses).map(|(request, response)| {
        let coarser = response.coarser.unwrap_or_default();
        json!({
            "query": request.query,
            "articles": response.articles,
            "undated": response.undated,
            "dated_to_month": coarser.month,
            "dated_to_year": coarser.year,
            "bars": response.timeline.iter().map(bar).collect::<Vec<_>>(),
        })
    });
    let notes: Vec<String> = responses.iter().flat_map(|it| notes(&it.notes, it.undated_left_out)).collect();
    json!({"series": series.collect::<Vec<_>>(), "notes": notes})
}

pub fn timeline_schema() -> Value {
    let bar = record(json!({"from": text(), "to": text(), "articles": number(), "archive": number()}));
    let series = record(json!({
        "query": text(), "articles": number(), "undated": number(), "dated_to_month": number(), "dated_to_year": number(),
        "bars": list(bar),
    }));
    record(json!({"series": list(series), "notes": list(text())}))
}

pub fn speakers(response: &SpeakersResponse) -> Value {
    json!({
        "people": response.people,
        "speakers": response.speakers.iter().map(speaker).collect::<Vec<_>>(),
        "notes": response.notes,
    })
}

pub fn speakers_schema() -> Value {
    let speaker = record(json!({
        "name": text(), "articles": number(), "quotes": number(), "first": or_null("string"), "last": or_null("string"),
        "names": list(text()),
    }));
    record(json!({"people": number(), "speakers": list(speaker), "notes": list(text())}))
}

fn speaker(entry: &SpeakerEntry) -> Value {
    let names = entry.variants.iter().map(|variant| variant.name.as_str()).take(NAMES_MAX);
    json!({
        "name": entry.name,
        "articles": entry.articles,
        "quotes": entry.quotes,
        "first": entry.era.map(|(first, _)| first.to_string()),
        "last": entry.era.map(|(_, last)| last.to_string()),
        "names": names.collect::<Vec<_>>(),
    })
}

fn card(card: &ArticleCard) -> Value {
    json!({
        "id": card.id,
        "title": card.title,
        "source": card.source,
        "published": card.published,
        "url": card.url,
    })
}

fn card_schema() -> Value {
    record(json!({
        "id": text(), "title": text(), "source": or_null("string"), "published": or_null("string"),
        "url": or_null("string"),
    }))
}

/// What the person at the other end of the assistant should hear of, too.
fn notes(notes: &[String], undated: u64) -> Vec<String> {
    let left_out = (undated > 0).then(|| format!("{undated} matches were left out for having no date"));
    notes.iter().cloned().chain(left_out).collect()
}

/// An object all of whose fields are always there.
fn record(properties: Value) -> Value {
    let names: Vec<String> = properties.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
    json!({"type": "object", "properties": properties, "required": names})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn number() -> Value {
    json!({"type": "integer"})
}

fn or_null(kind: &str) -> Value {
    json!({"type": [kind, "null"]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::cited_in;

    fn shown(text: &str) -> Shown {
        Shown {
            card: ArticleCard { id: "a".repeat(26), ..ArticleCard::default() },
            record: 0,
            article: crate::article::Article { text: text.to_owned(), ..Default::default() },
            annotations: crate::article::Annotations::default(),
        }
    }

    #[test]
    fn pages_of_a_long_text_lead_to_its_end() {
        let text: String = "Ödön said: no. ".chars().cycle().take(2 * TEXT_MAX + 100).collect();
        let mut shown = shown(&text);
        let (mut read, mut offset) = (String::new(), Some(0));
        while let Some(from) = offset {
            let page = article(&shown, from).unwrap();
            read.push_str(page["text"].as_str().unwrap());
            assert!(page["cite"].as_str().unwrap().contains(&format!(":{from}-")));
            offset = page["next_offset"].as_u64().map(|next| next as usize);
        }
        assert_eq!(read, text);
        assert!(article(&shown, text.chars().count()).is_err());
        shown.article.text.clear();
        assert_eq!(article(&shown, 0).unwrap()["cite"], Value::Null);
    }

    #[test]
    fn a_long_citation_is_read_in_pieces() {
        let text = "Ödön said: no. ".repeat(TEXT_MAX / 6);
        let length = text.chars().count();
        let shown = shown(&text);
        let (mut read, mut next) = (String::new(), Some(format!("{}:0-{length}", shown.card.id)));
        while let Some(cite) = next {
            let answer = passage(&cited_in(shown.clone(), &Citation::read(&cite).unwrap()).unwrap());
            assert_eq!(answer["changed"], false);
            read.push_str(answer["text"].as_str().unwrap());
            next = answer["next_cite"].as_str().map(str::to_owned);
        }
        assert!(read == text && length > 2 * TEXT_MAX);
    }

    #[test]
    fn a_list_says_where_it_goes_on() {
        assert_eq!(next(0, 10, 10, Some(12)), Some(10));
        assert_eq!(next(10, 2, 10, Some(12)), None);
        assert_eq!(next(0, 0, 0, Some(12)), None);
        // A list of unknown length ends with a page that is not full.
        assert_eq!((next(20, 10, 10, None), next(30, 9, 10, None)), (Some(30), None));
    }
}
