//! A JSON object in, its named fields out. Crawlers and exports call the same things by many names; the user's own
//! `--map` comes first.

mod names;

use super::maps::Maps;
use super::tags::without_tags;
use crate::article::Fields;
use crate::text::calendar;
use crate::text::written_list::written_list;
use names::{
    ASIDES, CONTAINERS, DATE_PART_PREFIXES, DAY_FIRST_NAMES, DEFAULT_NAMES, DESCRIPTIONS, FILLERS, FIRST_SUMMARY,
    INNER_NAMES, NAME_PARTS, NOTHINGS, OF_ANOTHER_DAY,
};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// How deep an article is looked for in the objects of a record that has no text itself (guessed: an answer's `payload`, its
/// `article`, what that has of `attributes`).
const ENVELOPES_MAX: usize = 3;

/// What a name without its fillers loses against all that are known as they stand.
const LOOSE_RANK: usize = 1_000;

/// A text that stands under no known name has so many letters at least (guessed: a list of topics has fewer, a short report more).
const UNREAD_CHARS_MIN: usize = 120;

/// Words that tell a text from the name of a file and from an address (guessed).
const TEXT_WORDS_MIN: usize = 12;

/// How deep a value is looked for: MongoDB's `{"$date": {"$numberLong": "…"}}`, WordPress's lists of lists.
const VALUE_DEPTH_MAX: usize = 3;

/// The fields of an object, and its identifier. An article in an object of its own (`{"article": {"title": …, "text": …}}`) is
/// read before what stands around it, unless that has another title; what describes a text (`{"meta": {…}, "text": …}`) is read
/// behind what the record says itself.
pub fn fields(object: &Map<String, Value>, maps: &Maps) -> (Fields, Option<String>) {
    let members = members(object);
    let own = own_fields(object, &members, maps);
    if !has_own_text(object, &members, maps)
        && let Some(article) = enveloped(object, ENVELOPES_MAX)
    {
        let article = fields_at_top(article, maps);
        let is_titled = mapped(object, maps, "title").is_some() || members.iter().any(is_title);
        if !is_titled || is_alike(&own.0, &article.0) {
            return completed(article, own);
        }
    }
    if own.0.title.is_none()
        && own.0.text.is_none()
        && let Some(article) = summarised(object)
    {
        return completed(fields_at_top(article, maps), own);
    }
    let objects = object.iter().filter_map(|(name, value)| Some((name, value.as_object()?)));
    let descriptions = objects.filter(|(name, _)| DESCRIPTIONS.contains(&squeezed(name).as_str()));
    descriptions.fold(own, |own, (_, object)| completed(own, (description(object, maps), None)))
}

/// What an object says of the text beside it. A crawl that tells of itself there has a name, an address, a language and a number
/// too, and so those are not taken for the article's.
fn description(object: &Map<String, Value>, maps: &Maps) -> Fields {
    let mut members = members(object);
    members.retain(|member| member.name != "name");
    let (fields, _) = own_fields(object, &members, maps);
    Fields { text: None, language: None, url: None, ..fields }
}

/// Whether a member is a title by a name that nothing else has.
fn is_title(member: &Member) -> bool {
    member.name != "name" && is_of("title", &member.name)
}

/// Whether what stands around an article has the same title, or only one of them has any.
fn is_alike(around: &Fields, article: &Fields) -> bool {
    match (&around.title, &article.title) {
        (Some(around), Some(article)) => letters(around).eq(letters(article)),
        _ => true,
    }
}

/// Letters and digits in lower case.
pub fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The fields that stand in an object itself.
pub fn fields_at_top(object: &Map<String, Value>, maps: &Maps) -> (Fields, Option<String>) {
    own_fields(object, &members(object), maps)
}

/// The first, with what only the second has.
fn completed(first: (Fields, Option<String>), second: (Fields, Option<String>)) -> (Fields, Option<String>) {
    let ((own, id), (other, other_id)) = (first, second);
    let fields = Fields {
        title: own.title.or(other.title),
        text: own.text.or(other.text),
        date: own.date.or(other.date),
        byline: if own.byline.is_empty() { other.byline } else { own.byline },
        source: own.source.or(other.source),
        section: own.section.or(other.section),
        language: own.language.or(other.language),
        url: own.url.or(other.url),
    };
    (fields, id.or(other_id))
}

/// Whether a record has a text that is more than a summary, by its own names or the user's.
fn has_own_text(object: &Map<String, Value>, members: &[Member], maps: &Maps) -> bool {
    let is_text =
        |member: &Member| rank_of("text", member).is_some_and(|rank| rank < CLIPPED_RANK) && has_string(member.value);
    mapped(object, maps, "text").is_some() || members.iter().any(is_text)
}

fn has_string(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        _ => sections(value).is_some() || string_of(value, " ").is_some(),
    }
}

/// The article among the objects of an object that is none: the first with a title and a text, or with a text of some length.
fn enveloped(object: &Map<String, Value>, depth: usize) -> Option<&Map<String, Value>> {
    let depth = depth.checked_sub(1)?;
    let objects = || object.iter().filter(|(name, _)| !is_aside(name)).filter_map(|(_, value)| value.as_object());
    objects().find(|object| is_article(object)).or_else(|| objects().find_map(|object| enveloped(object, depth)))
}

/// The object in an object that says nothing itself which has a title and a summary, as a collector of references keeps them.
fn summarised(object: &Map<String, Value>) -> Option<&Map<String, Value>> {
    let is_told = |member: &Member| {
        is_of("text", &member.name) && string_of(member.value, " ").is_some_and(|text| has_words(&text, TEXT_WORDS_MIN))
    };
    let objects = object.iter().filter(|(name, _)| !is_aside(name)).filter_map(|(_, value)| value.as_object());
    objects.into_iter().find(|object| {
        let members = members(object);
        members.iter().any(is_title) && members.iter().any(is_told)
    })
}

/// Whether what has this name stands beside an article.
pub fn is_aside(name: &str) -> bool {
    has_word(name, ASIDES)
}

/// Whether one of the words of a name is one of these, or several of one.
pub fn has_word(name: &str, words: &[&str]) -> bool {
    words_of(name).iter().any(|word| words.contains(&word.strip_suffix('s').unwrap_or(word)))
}

/// Whether an object says a title or a text itself, if only a summary: a list in it is no list of articles then.
pub fn speaks_for_itself(object: &Map<String, Value>) -> bool {
    let is_said = |member: &Member| !member.value.is_array() && string_of(member.value, " ").is_some();
    let is_text = |member: &Member| is_of("text", &member.name) && is_enough(&member.name, member.value);
    members(object).iter().any(|member| (is_title(member) || is_text(member)) && is_said(member))
}

/// What an object says itself.
#[derive(Debug, Default)]
pub struct Said {
    /// Whether it has a title by a name that nothing else has.
    pub is_title: bool,
    /// Whether it has a text that is more than a summary.
    pub is_text: bool,
    /// Of its text, or of its summary.
    pub n_letters: usize,
    pub n_words: usize,
}

/// What an object says itself, `lists` of its members aside. Where there are none, its text is not measured.
pub fn said(object: &Map<String, Value>, maps: &Maps, lists: &[&Value]) -> Said {
    let mut members = members(object);
    members.retain(|member| !lists.iter().any(|list| std::ptr::eq(*list, member.value)));
    let of_map = mapped(object, maps, "text").filter(|value| !lists.iter().any(|list| std::ptr::eq(*list, *value)));
    let text = (!lists.is_empty()).then(|| of_map.or_else(|| named(&members, "text"))).flatten();
    let text = text.and_then(|value| sections(value).or_else(|| string_of(value, " "))).unwrap_or_default();
    Said {
        is_title: mapped(object, maps, "title").is_some() || members.iter().any(is_title),
        is_text: of_map.is_some() || members.iter().any(|member| is_whole(&member.name) && has_string(member.value)),
        n_letters: text.chars().count(),
        n_words: text.split_whitespace().count(),
    }
}

/// Whether a name is that of a text, and of more than a summary.
fn is_whole(name: &str) -> bool {
    names_of("text").iter().take_while(|known| **known != FIRST_SUMMARY).any(|known| *known == name)
}

/// Whether a name is one of a text's.
pub fn is_text_name(name: &str) -> bool {
    is_of("text", &squeezed(name))
}

/// Whether an object of a list is an article: it has a title and a text, or, where that is enough, a date and a text of some words.
/// A paragraph has neither.
pub fn is_article_by_itself(object: &Map<String, Value>, is_untitled_enough: bool) -> bool {
    let inner = || enveloped(object, ENVELOPES_MAX).filter(|_| !is_article(object));
    let is_dated = || is_untitled_enough && members_are("date", object);
    let is_titled = |object: &Map<String, Value>| {
        object.iter().any(|(name, value)| !is_blank(value) && name != "name" && is_of("title", &squeezed(name)))
    };
    (is_article(object) && (is_titled(object) || is_dated()))
        || inner().is_some_and(|inner| is_titled(inner) || is_titled(object))
}

/// Whether an object has a text, and a title or so many words that it is no caption.
pub fn is_article(object: &Map<String, Value>) -> bool {
    let names = || object.iter().filter(|(_, value)| !is_blank(value)).map(|(name, value)| (squeezed(name), value));
    let mut texts =
        names().filter(|(name, value)| is_whole(name) && has_string(value) && is_enough(name, value)).peekable();
    texts.peek().is_some()
        && (names().any(|(name, _)| name != "name" && is_of("title", &name))
            || texts.any(|(_, value)| string_of(value, " ").is_some_and(|text| has_words(&text, TEXT_WORDS_MIN))))
}

/// Whether an object, or one in it, is an article.
pub fn holds_article(object: &Map<String, Value>) -> bool {
    is_article(object) || enveloped(object, ENVELOPES_MAX).is_some()
}

fn own_fields(object: &Map<String, Value>, members: &[Member], maps: &Maps) -> (Fields, Option<String>) {
    let pick = |ours: &str| mapped(object, maps, ours).or_else(|| named(members, ours));
    let single = |ours: &str| pick(ours).and_then(|value| string_of(value, " "));
    let fields = Fields {
        title: single("title"),
        text: pick("text").and_then(|value| sections(value).or_else(|| string_of(value, "\n\n"))).map(without_clipping),
        date: date(object, members, maps),
        byline: pick("byline").map(strings_of).unwrap_or_default(),
        source: single("source"),
        section: pick("section").or_else(|| subjects(object)).and_then(|value| strings_of(value).into_iter().next()),
        language: single("language"),
        url: None,
    };
    // Some formats put an identifier where others have the address.
    let url = single("url");
    let (name, url) = if url.as_deref().is_some_and(is_name) { (url, None) } else { (None, url) };
    let fields = with_address_as_source(Fields { url, ..fields });
    (with_newspaper_as_source(object, fields), single("id").or(name))
}

/// The date of a record: the first by name that is one. Where none is, the first as it is written, so that it can be told.
fn date(object: &Map<String, Value>, members: &[Member], maps: &Maps) -> Option<String> {
    if let Some(value) = mapped(object, maps, "date") {
        return string_of(value, " ");
    }
    let mut ranked: Vec<(usize, &Value)> =
        members.iter().filter_map(|member| Some((rank_of("date", member)?, member.value))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut written = ranked.iter().filter_map(|(_, value)| string_of(value, " ")).peekable();
    let first = written.peek().cloned();
    written.find(|date| is_date(date)).or_else(|| date_in_parts(members)).or(first)
}

/// Whether this is a day, or what a spreadsheet writes for one; in whatever order it has its parts.
fn is_date(text: &str) -> bool {
    let is_serial = || text.trim().parse::<f64>().is_ok_and(|days| super::csv::SERIALS.contains(&days));
    calendar::parse(text, Some("en")).map_or_else(is_serial, |written| !written.is_epoch())
}

/// The date of a record that has its year, its month and its day under names of their own, as far as it has them.
fn date_in_parts(members: &[Member]) -> Option<String> {
    let part = |prefix: &str, name: &str| {
        let is_part = |member: &&Member| member.name.strip_prefix(prefix) == Some(name);
        let value = string_of(members.iter().find(is_part)?.value, " ")?;
        Some(value.trim().trim_end_matches(".0").to_owned())
    };
    DATE_PART_PREFIXES.iter().find_map(|prefix| {
        let parts = ["year", "month", "day"].map(|name| part(prefix, name));
        let [Some(year), month, day] = parts else { return None };
        joined_date(&year, month.as_deref(), day.as_deref())
    })
}

/// `2024`, `5` or `May`, and `7` as one date.
fn joined_date(year: &str, month: Option<&str>, day: Option<&str>) -> Option<String> {
    let date = match (month, day) {
        (None, _) => year.to_owned(),
        (Some(month), day) => match (month.parse::<u8>(), day) {
            (Ok(month), Some(day)) => format!("{year}-{month:02}-{day:0>2}"),
            (Ok(month), None) => format!("{year}-{month:02}"),
            (Err(_), Some(day)) => format!("{day} {month} {year}"),
            (Err(_), None) => format!("{month} {year}"),
        },
    };
    (year.len() == 4 && calendar::parse(&date, None).is_some()).then_some(date)
}

/// `{"date-parts": [[2024, 5, 7]]}`, as lists of references write a day.
fn date_of_parts(object: &Map<String, Value>) -> Option<String> {
    let parts = object.get("date-parts")?.as_array()?.first()?.as_array()?;
    let part = |at: usize| parts.get(at).and_then(|part| string_of(part, " "));
    joined_date(&part(0)?, part(1).as_deref(), part(2).as_deref())
}

/// What may be a field.
struct Member<'v> {
    /// Squeezed, and behind the names of the containers it stands in.
    name: String,
    value: &'v Value,
    /// Whether the name is known only without its fillers.
    is_loose: bool,
}

/// All that may be a field: what is not blank of the object itself, and of the objects in it that hold more. An object that is an
/// article is no field.
fn members(object: &Map<String, Value>) -> Vec<Member<'_>> {
    let names: Vec<String> = object.keys().map(String::as_str).map(squeezed).collect();
    let prefix = shared_prefix(object, &names);
    let is_titled = names.iter().any(|name| name != "name" && is_of("title", name));
    let mut members = Vec::with_capacity(object.len());
    for (squeezed, (written, value)) in names.into_iter().zip(object).filter(|(_, (_, value))| !is_blank(value)) {
        let own = prefix.as_deref().and_then(|prefix| squeezed.strip_prefix(prefix)).map(str::to_owned);
        let name = own.unwrap_or(squeezed);
        // Where the title stands with the others, they are an article, and what is around them an envelope (Django, Airtable).
        if is_titled || name != "fields" || !value.as_object().is_some_and(is_article) {
            add_contained(&name, value, &mut members);
        }
        // Who has a title and a text, and a name, is no article.
        let is_named = || value.get("name").is_some_and(|name| !is_blank(name)) && is_aside(written);
        if value.as_object().is_some_and(is_article) && !is_named() {
            continue;
        }
        let loose = if is_known(&name) { None } else { without_fillers(written).filter(|name| is_known(name)) };
        let is_loose = loose.is_some();
        members.push(Member { name: loose.unwrap_or(name), value, is_loose });
    }
    members
}

fn add_contained<'v>(name: &str, value: &'v Value, members: &mut Vec<Member<'v>>) {
    let Some(inner) = value.as_object().filter(|_| CONTAINERS.contains(&name)) else { return };
    for (inner, value) in inner.iter().filter(|(_, value)| !is_blank(value)) {
        let name = format!("{name}.{}", squeezed(inner));
        add_contained(&name, value, members);
        members.push(Member { name, value, is_loose: false });
    }
}

/// Whether a name stands in the table, for any field.
fn is_known(name: &str) -> bool {
    DEFAULT_NAMES.iter().any(|(_, names)| names.contains(&name))
}

/// Whether a name is one of a record's own members, so that what stands under it is no record of its own.
pub fn is_member(name: &str) -> bool {
    let name = squeezed(name);
    is_known(&name) || [DESCRIPTIONS, CONTAINERS].iter().any(|names| names.contains(&name.as_str()))
}

/// The words of a name: `writer_name`, `newsTitle`.
pub fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let is_between = matches!(c, '_' | '-' | ' ' | '.' | '/');
        if is_between || (was_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| !is_between) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

/// A name of several words without those that say nothing more.
fn without_fillers(name: &str) -> Option<String> {
    let mut words = words_of(name);
    let n_words = words.len();
    let is_of_another = words.iter().any(|word| OF_ANOTHER_DAY.contains(&word.as_str()));
    // "Main text": of nothing but fillers, the last may be what is meant.
    let last = words.last().filter(|word| names_of("text").contains(&word.as_str())).cloned();
    words.retain(|word| !FILLERS.contains(&word.as_str()));
    if words.is_empty() {
        return last;
    }
    let rest = words.concat();
    (words.len() < n_words && !(is_of_another && is_of("date", &rest))).then_some(rest)
}

/// What all names begin with that matter, as in `STORY_HEADLINE` and `STORY_BODY`: where no name is that of a text, what
/// stands before those of a title and a text. Comes with the names squeezed.
fn shared_prefix(object: &Map<String, Value>, names: &[String]) -> Option<String> {
    if names.iter().any(|name| is_of("text", name)) {
        return None;
    }
    let parts = || object.keys().filter_map(|name| name.trim_start_matches('_').split_once(['_', '-', ' ', '.']));
    let prefixes =
        |ours: &'static str| parts().filter(move |(_, rest)| is_of(ours, &squeezed(rest))).map(|(own, _)| own);
    // Collected once: a hostile object has a hundred thousand texts, none with a title.
    let of_titles: HashSet<&str> = prefixes("title").collect();
    prefixes("text").find(|prefix| of_titles.contains(prefix)).map(squeezed)
}

/// Whether a name is one of those of our field.
fn is_of(ours: &str, name: &str) -> bool {
    names_of(ours).contains(&name)
}

fn names_of(ours: &str) -> &'static [&'static str] {
    DEFAULT_NAMES.iter().find(|(name, _)| *name == ours).map_or(&[], |(_, names)| names)
}

/// Whether a table with these columns writes its days in a language that puts the day before the month.
pub fn is_day_first<S: AsRef<str>>(columns: &[S], maps: &Maps) -> bool {
    let columns = columns.iter().map(AsRef::as_ref).filter(|name| ours(name, maps) == Some("date"));
    columns.map(squeezed).any(|name| DAY_FIRST_NAMES.contains(&name.as_str()))
}

/// Where an address stands for the outlet, the outlet is its host; of a link, what it says.
fn with_address_as_source(mut fields: Fields) -> Fields {
    fields.source = fields.source.map(|source| if source.starts_with('<') { without_tags(&source) } else { source });
    let Some(address) = fields.source.take_if(|source| is_address(source)) else { return fields };
    let host = address.split('/').nth(2).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    Fields { source: Some(host).filter(|host| !host.is_empty()), ..fields }
}

pub fn is_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://")
}

/// An address of more than a site.
fn is_page(value: &str) -> bool {
    is_address(value) && value.trim_end_matches('/').matches('/').count() > 2
}

/// A scanned page is called by the name of its newspaper (Chronicling America, whose newspapers have a number of the Library of
/// Congress).
fn with_newspaper_as_source(object: &Map<String, Value>, mut fields: Fields) -> Fields {
    if object.contains_key("lccn") && object.keys().any(|name| name.starts_with("ocr")) {
        fields.source = fields.title.take().or(fields.source);
    }
    fields
}

/// A text that its service cut off says so at its end: `[+2100 chars]` (NewsAPI), `... [2100 chars]` (GNews).
fn clipping(text: &str) -> Option<usize> {
    let inside = text.trim_end().strip_suffix(" chars]")?;
    let digits = inside.trim_end_matches(|c: char| c.is_ascii_digit());
    let before = digits.strip_suffix("[+").or_else(|| digits.strip_suffix('['))?;
    (digits.len() < inside.len()).then_some(before.len())
}

fn without_clipping(mut text: String) -> String {
    if let Some(end) = clipping(&text) {
        text.truncate(text[..end].trim_end().len());
    }
    text
}

/// Whether an address is no place to go to, but a name (RFC 8141, RFC 4151).
fn is_name(url: &str) -> bool {
    url.starts_with("urn:") || url.starts_with("tag:")
}

/// What ninjs keeps a story's topics under; a `subject` that is a string is a letter's.
fn subjects(object: &Map<String, Value>) -> Option<&Value> {
    object.get("subject").filter(|subject| subject.is_array() && !is_blank(subject))
}

/// Why an object is no article though it has words: ninjs says of each item what it is, and calls some back.
pub fn not_an_article(object: &Map<String, Value>) -> Option<&'static str> {
    let string = |name: &str| object.get(name).and_then(Value::as_str);
    // `uri` and `type` are what every version of ninjs asks for.
    let (Some(_), Some(kind)) = (string("uri"), string("type")) else { return None };
    if string("pubstatus").is_some_and(super::newsml::is_withdrawn) {
        return Some("withdrawn");
    }
    let has_body = object.iter().any(|(name, value)| name.starts_with("bod") && !is_blank(value));
    match kind {
        _ if has_body => None,
        "picture" | "graphic" => Some("image"),
        "audio" => Some("audio"),
        "video" => Some("video"),
        "package" => Some("package"),
        "event" | "planning" => Some("news-metadata"),
        _ => None,
    }
}

/// Our field that a name stands for: by the user's mapping, else by the table.
pub fn ours(name: &str, maps: &Maps) -> Option<&'static str> {
    let squeezed = squeezed(name);
    let is_named = |ours: &str, names: &[&str]| maps.is_for(name, ours).unwrap_or(names.contains(&squeezed.as_str()));
    DEFAULT_NAMES.iter().find(|(ours, names)| is_named(ours, names)).map(|(ours, _)| *ours)
}

/// The value that the user's mapping gives for one of our fields.
fn mapped<'v>(object: &'v Map<String, Value>, maps: &Maps, ours: &str) -> Option<&'v Value> {
    maps.first(ours, |theirs| at_path(object, theirs), |value| !is_blank(value))
}

/// The member with the most telling of the default names for one of our fields. Members come with their names squeezed.
fn named<'v>(members: &[Member<'v>], ours: &str) -> Option<&'v Value> {
    let mut ranked: Vec<_> = members.iter().filter_map(|member| Some((rank_of(ours, member)?, member))).collect();
    if ours == "text" && ranked.len() > 1 {
        ranked.sort_by_key(|(rank, _)| *rank);
        return Some(text_among(&ranked));
    }
    ranked.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, member)| member.value)
}

/// Of several texts, the most telling first, the one that is the article's: what says nothing and a placeholder (`[Removed]`, "Only
/// available in paid plans") give way to any text; the first lines of another, and a line or two beside a text many times as
/// long, to that one.
fn text_among<'v>(ranked: &[(usize, &Member<'v>)]) -> &'v Value {
    let visible = |value: &Value| {
        let text = sections(value).or_else(|| string_of(value, " ")).unwrap_or_default();
        if text.contains('<') { without_tags(&text) } else { text }
    };
    let (rank, first) = ranked[0];
    let text = visible(first.value);
    let others = || ranked[1..].iter().map(|(rank, member)| (*rank, *member, visible(member.value)));
    if !is_said(&text) {
        let other = others().find(|(_, _, other)| is_said(other));
        let longer = other.filter(|(_, _, other)| other.chars().count() > text.chars().count());
        return longer.map_or(first.value, |(_, member, _)| member.value);
    }
    let n_letters = letters(&text).take(TEASER_LETTERS_MAX + 1).count();
    if rank >= CLIPPED_RANK || n_letters > TEASER_LETTERS_MAX {
        return first.value;
    }
    // What was taken from a page without choosing is long by what stands around the article.
    let is_chosen = |member: &Member| !RAW_NAMES.contains(&member.name.as_str());
    let whole = others().filter(|(rank, member, _)| *rank < CLIPPED_RANK && is_chosen(member));
    let mut longer = whole.filter(|(_, _, other)| {
        let n = letters(other).count();
        n >= n_letters * TIMES_LONGER
            || (n * 2 >= n_letters * 3 && letters(&text).zip(letters(other)).all(|(a, b)| a == b))
    });
    longer.next().map_or(first.value, |(_, member, _)| member.value)
}

/// Whether a text says more than that there is none.
fn is_said(text: &str) -> bool {
    has_words(text, TEXT_WORDS_MIN)
        || text.chars().count() >= UNREAD_CHARS_MIN
        || (!text.is_ascii() && text.chars().count() >= TEXT_WORDS_MIN * 4)
}

/// A text of more letters is no teaser (guessed: a hundred words).
const TEASER_LETTERS_MAX: usize = 600;

/// A text that is so many times as long as a short one is what the short one was made of (guessed).
const TIMES_LONGER: usize = 4;

/// Names of what was taken from a page as it stood.
const RAW_NAMES: &[&str] = &["html", "rawtext", "ocr", "ocreng", "ocrtext"];

/// Ranks of texts: whole ones by their names, then those known without their fillers, those that were cut off, summaries.
const CLIPPED_RANK: usize = 2 * LOOSE_RANK;
const SUMMARY_RANK: usize = 3 * LOOSE_RANK;

/// How little a member tells of one of our fields. By its name, but a text that is cut off tells hardly more than a summary does, an
/// address less of an outlet than any name, and a number nothing of a section.
fn rank_of(ours: &str, member: &Member) -> Option<usize> {
    let Member { name, value, is_loose } = member;
    let names = names_of(ours);
    let rank = names.iter().position(|known| known == name)? + if *is_loose { LOOSE_RANK } else { 0 };
    let last = names.len();
    match (ours, *value) {
        // A page has a number, and many articles.
        ("id", _) if *is_loose => None,
        ("text", value) if !is_enough(name, value) => None,
        ("text", _) if !is_whole(name) => Some(SUMMARY_RANK + rank),
        ("text", Value::String(text)) if clipping(text).is_some() => Some(CLIPPED_RANK + rank),
        ("source", Value::String(source)) if is_address(source) => Some(rank + last),
        // trafilatura calls the article's address its source.
        ("url", value) if name == "source" => value.as_str().is_some_and(is_page).then_some(rank),
        ("section", value) => strings_of(value).iter().any(|s| s.contains(char::is_alphabetic)).then_some(rank),
        // Who wrote a post is told by its service as an object.
        ("byline", value) if ACCOUNTS.contains(&name.as_str()) => value.is_object().then_some(rank),
        _ => Some(rank),
    }
}

/// Members that may be who wrote something, or the name of a program's user.
const ACCOUNTS: &[&str] = &["user", "account"];

/// Whether a value is long enough for what else its name is used for: the name of a file, what an answer says of itself.
fn is_enough(name: &str, value: &Value) -> bool {
    let is_else_too = matches!(name, "document" | "message");
    value.as_str().is_none_or(|text| !is_else_too || has_words(text, TEXT_WORDS_MIN))
}

fn has_words(text: &str, n: usize) -> bool {
    text.split_whitespace().nth(n - 1).is_some()
}

/// Why a record without a text may be none of its own fault: a long string under a name that is not read.
pub fn unread_text(fields: &Fields, object: &Map<String, Value>, maps: &Maps) -> Option<String> {
    if fields.text.is_some() {
        return None;
    }
    // An address is as long; languages that put no spaces between words are not written in ASCII.
    let has_words = |text: &String| has_words(text, TEXT_WORDS_MIN) || !text.is_ascii();
    let text_of = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) if list.iter().all(Value::is_string) => string_of(value, " "),
        _ => None,
    };
    let texts = object.iter().filter_map(|(name, value)| Some((name, text_of(value).filter(has_words)?)));
    let lengths = texts.map(|(name, text)| (name, text.chars().count()));
    let unread = lengths.filter(|(name, n)| *n >= UNREAD_CHARS_MIN && ours(name, maps).is_none());
    let (name, n) = unread.max_by_key(|(_, n)| *n)?;
    Some(format!("no field is read as text, and `{name}` has {n} letters: `--map text={name}` reads it"))
}

/// Whether any member of an object is read as one of our fields.
pub fn members_are(ours: &str, object: &Map<String, Value>) -> bool {
    named(&members(object), ours).is_some()
}

/// `headline.main` inside nested objects; a name that itself has dots is found first.
fn at_path<'v>(object: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let mut names = path.split('.');
    let first = object.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

fn squeezed(name: &str) -> String {
    let keeps_underscore = name == "_id";
    let is_left_out = |c: &char| matches!(c, '_' | '-' | ' ' | '/' | ':' | '*');
    name.chars().filter(|c| keeps_underscore || !is_left_out(c)).flat_map(char::to_lowercase).collect()
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::String(s) => s.trim().is_empty() || NOTHINGS.contains(&s.trim()),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Number(_) => false,
    }
}

/// One string: a string itself, a number as written, the parts of a list joined, the telling member of an object.
fn string_of(value: &Value, joint: &str) -> Option<String> {
    let string = match value {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Array(list) if is_run(list) => list.iter().filter_map(flat_string).collect(),
        Value::Array(list) => in_leading_role(list).filter_map(flat_string).collect::<Vec<_>>().join(joint),
        Value::Object(_) => flat_string(value)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!string.trim().is_empty()).then_some(string)
}

/// Whether a list is one text with marks of its looks, as Telegram has it: strings, and objects with a type and a text.
fn is_run(list: &[Value]) -> bool {
    let is_marked = |value: &Value| value.get("type").is_some() && value.get("text").is_some_and(Value::is_string);
    list.iter().any(Value::is_string)
        && list.iter().any(is_marked)
        && list.iter().all(|v| v.is_string() || is_marked(v))
}

/// A text in parts (Fundus): what stands above them, and of each its heading and its paragraphs.
fn sections(value: &Value) -> Option<String> {
    let sections = value.get("sections")?.as_array()?;
    let parts = sections.iter().flat_map(|section| [section.get("headline"), section.get("paragraphs")]);
    let parts = std::iter::once(value.get("summary")).chain(parts).flatten();
    let text = parts.flat_map(strings_of).collect::<Vec<_>>().join("\n\n");
    (!text.is_empty()).then_some(text)
}

/// The entries of a list, or the one that leads where they are the same thing for several uses (ninjs: a headline for the
/// page, one for the telephone).
fn in_leading_role(list: &[Value]) -> impl Iterator<Item = &Value> {
    let role = |value: &Value| value.get("role").and_then(Value::as_str).map(str::to_lowercase);
    let have_roles = list.len() > 1 && list.iter().all(|value| role(value).is_some());
    let leads = |value: &&Value| role(value).is_some_and(|role| role.contains("main"));
    let leading = list.iter().position(|value| leads(&value)).unwrap_or(0);
    list.iter().enumerate().filter(move |(at, _)| !have_roles || *at == leading).map(|(_, value)| value)
}

/// A list of strings: the entries of a list, or of one that was written into a string, else the one string.
fn strings_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(flat_string).filter(|s| !s.trim().is_empty()).collect(),
        Value::String(s) => written_list(s).unwrap_or_else(|| string_of(value, " ").into_iter().collect()),
        _ => string_of(value, " ").into_iter().collect(),
    }
}

/// The text of a list's entry: itself, or what one of its members says.
fn flat_string(value: &Value) -> Option<String> {
    flat_string_in(value, VALUE_DEPTH_MAX)
}

fn flat_string_in(value: &Value, depth: usize) -> Option<String> {
    let deeper = |value: &Value| depth.checked_sub(1).and_then(|depth| flat_string_in(value, depth));
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(list) => list.first().and_then(deeper),
        Value::Object(object) => {
            let inner =
                || INNER_NAMES.iter().filter_map(|name| object.get(*name)).filter(|v| !is_blank(v)).find_map(deeper);
            date_of_parts(object).or_else(|| name_in_parts(object)).or_else(inner)
        }
        _ => None,
    }
}

/// `{"first_name": "Jane", "last_name": "Doe"}`.
fn name_in_parts(object: &Map<String, Value>) -> Option<String> {
    let part = |name: &str| object.get(name).and_then(Value::as_str).map(str::trim).filter(|part| !part.is_empty());
    NAME_PARTS.iter().find_map(|(first, last)| Some(format!("{} {}", part(first)?, part(last)?)))
}

#[cfg(test)]
mod tests;
