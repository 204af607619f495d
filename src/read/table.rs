//! An object that is no article but a table of them, as programs for tables print one: a list of objects out. By the name of each
//! row (`{"https://…": {…}}`), by column (`{"title": {"0": …}, "text": {"0": …}}`), or in parts (`columns`, `index`, `data`).

use super::fields::{self, is_address, members_are};
use super::maps::Maps;
use serde_json::{Map, Value};

/// The articles of an object, if it is one of these.
pub fn list(object: &Map<String, Value>, maps: &Maps) -> Option<Vec<Value>> {
    in_parts(object, maps).or_else(|| by_column(object, maps)).or_else(|| by_row(object, maps))
}

fn in_parts(object: &Map<String, Value>, maps: &Maps) -> Option<Vec<Value>> {
    let columns: Vec<&str> = object.get("columns")?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    let rows: Vec<&Vec<Value>> = object.get("data")?.as_array()?.iter().map(Value::as_array).collect::<Option<_>>()?;
    let is_table = names_text(columns.iter().copied(), maps) && rows.iter().all(|row| row.len() == columns.len());
    let cells = |row: &Vec<Value>| columns.iter().map(|name| (*name).to_owned()).zip(row.iter().cloned()).collect();
    is_table.then(|| rows.into_iter().map(|row| Value::Object(cells(row))).collect())
}

fn by_column(object: &Map<String, Value>, maps: &Maps) -> Option<Vec<Value>> {
    let columns: Vec<(&String, &Map<String, Value>)> =
        object.iter().map(|(name, column)| Some((name, column.as_object()?))).collect::<Option<_>>()?;
    let (_, first) = columns.first()?;
    let is_same = |column: &Map<String, Value>| column.len() == first.len() && column.keys().eq(first.keys());
    let is_table = names_text(columns.iter().map(|(name, _)| name.as_str()), maps)
        && columns.iter().all(|(_, column)| is_same(column))
        // A number a row: members of one article that are called alike are no rows.
        && first.keys().all(|row| row.bytes().all(|b| b.is_ascii_digit()) || is_address(row));
    let row = |at: &String| columns.iter().map(|(name, column)| ((*name).clone(), column[at].clone())).collect();
    is_table.then(|| first.keys().map(|at| Value::Object(row(at))).collect())
}

/// Each row has a title or a text, and one both: parts of one article have not, or are read as one.
fn by_row(object: &Map<String, Value>, maps: &Maps) -> Option<Vec<Value>> {
    let mut has_both = false;
    // A row may be called by a headline, in which any word may stand.
    let is_beside = |name: &str| fields::words_of(name).len() <= 2 && fields::is_aside(name);
    let is_row = |(name, row): (&String, &Value)| row.is_object() && !fields::is_member(name) && !is_beside(name);
    if !object.iter().all(is_row) || fields::fields_at_top(object, maps).0.text.is_some() {
        return None;
    }
    for row in object.values() {
        let (fields, _) = fields::fields(row.as_object()?, maps);
        has_both |= fields.title.is_some() && fields.text.is_some();
        if fields.title.is_none() && fields.text.is_none() {
            return None;
        }
    }
    has_both.then(|| object.iter().map(|(name, row)| with_address(name, row)).collect())
}

/// A row whose name is where it was found.
fn with_address(name: &str, row: &Value) -> Value {
    let mut row = row.clone();
    if let Some(object) = row.as_object_mut()
        && is_address(name)
        && !members_are("url", object)
    {
        object.insert("url".to_owned(), Value::from(name));
    }
    row
}

/// Whether columns so called hold a text, or a title and another thing.
fn names_text<'n>(names: impl Iterator<Item = &'n str>, maps: &Maps) -> bool {
    let ours: Vec<_> = names.filter_map(|name| fields::ours(name, maps)).collect();
    ours.contains(&"text") || (ours.contains(&"title") && ours.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<&str>) {
        let value: Value = serde_json::from_str(json).unwrap();
        let found = list(value.as_object().unwrap(), &Maps::default());
        assert_eq!(found.map(|list| Value::from(list).to_string()).as_deref(), expected, "{json}");
    }

    #[test]
    fn tables_in_every_direction() {
        let expected = r#"[{"title":"A","text":"a"},{"title":"B","text":"b"}]"#;
        check(r#"{"title":{"0":"A","1":"B"},"text":{"0":"a","1":"b"}}"#, Some(expected));
        check(r#"{"columns":["title","text"],"index":[0,1],"data":[["A","a"],["B","b"]]}"#, Some(expected));
        check(r#"{"0":{"title":"A","text":"a"},"1":{"title":"B","text":"b"}}"#, Some(expected));
        check(
            r#"{"https://h.example/a":{"title":"A","text":"a"}}"#,
            Some(r#"[{"title":"A","text":"a","url":"https://h.example/a"}]"#),
        );
    }

    #[test]
    fn an_article_is_no_table() {
        for json in [
            r#"{"title":"A","text":"a"}"#,
            r#"{"headline":{"main":"A"},"body":{"text":"a"}}"#,
            r#"{"title":{"rendered":"A"},"content":{"rendered":"a"}}"#,
            r#"{"fields":{"headline":"A","bodyText":"a"},"thread":{"title":"B","text":"b"}}"#,
            r#"{"article":{"title":"A","text":"a"},"author":{"name":"B"}}"#,
            r#"{"post":{"title":"A","text":"a"},"author":{"name":"B"}}"#,
            r#"{"columns":["x","y"],"data":[[1,2]]}"#,
            r#"{}"#,
        ] {
            check(json, None);
        }
    }
}
