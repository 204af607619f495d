//! A Quickwit in, what is right and wrong with it out.

use super::super::check::{Finding, version};
use super::super::mapping::FORMAT;
use super::super::{build, meta, tables};
use super::config::{fields, of_build};
use crate::error::Result;
use crate::remote::Remote;
use serde_json::{Value, json};

/// Looks at everything the program needs of it.
pub fn check(remote: &Remote) -> Result<Vec<Finding>> {
    let mut findings = vec![version(remote)];
    let indexes = remote.get("/api/v1/indexes")?;
    let names: Vec<&str> = indexes.as_array().into_iter().flatten().filter_map(name_of).collect();
    findings.push(Finding::good("health", format!("it lists {} indexes", names.len())));
    let name = remote.name();
    let live = build::live(remote)?;
    match &live {
        None => findings.push(Finding::bad(
            "index",
            format!("no note in `{name}_own` says which build answers"),
            "`dateline index PATH… --engine URL` makes one",
        )),
        Some(live) if !names.contains(&live.as_str()) => findings.push(Finding::bad(
            "index",
            format!("`{name}` is `{live}`, which is gone"),
            "`dateline engine rollback URL` goes back to the build before",
        )),
        Some(live) => match meta(remote, live) {
            Err(error) => findings.push(Finding::bad("index", error.message, error.hint.unwrap_or_default())),
            Ok(meta) => {
                let count = tables::count(remote, live, &json!({"match_all": {}}))?;
                findings
                    .push(Finding::good("index", format!("`{name}` is `{live}`, {count} articles, format {FORMAT}")));
                findings.push(drift(remote, live, &meta)?);
            }
        },
    }
    let config = |index: &&str| super::meta(remote, index).unwrap_or_default();
    let is_build = |index: &&str| Some(*index) != live.as_deref() && index.starts_with(&format!("{name}-"));
    for other in names.iter().filter(|index| is_build(index)).filter(|index| config(index)["of"] == name) {
        findings.push(Finding {
            what: "build",
            says: format!("`{other}` is there, too: an older build, or one that was never finished"),
            is_good: true,
            hint: Some(format!(
                "kept for `dateline engine rollback URL`; `DELETE /api/v1/indexes/{other}` and \
                 `DELETE /api/v1/indexes/{other}_notes` make room"
            )),
        });
    }
    Ok(findings)
}

fn name_of(index: &Value) -> Option<&str> {
    index["index_config"]["index_id"].as_str()
}

/// Whether the fields are as they were made. Quickwit tells defaults that were not asked for.
fn drift(remote: &Remote, index: &str, meta: &Value) -> Result<Finding> {
    let found = remote.get(&format!("/api/v1/indexes/{index}"))?;
    let made = json!({"index_config": of_build(index, meta, remote.commit_seconds())});
    let (made, found) = (fields(&made).cloned().unwrap_or_default(), fields(&found).cloned().unwrap_or_default());
    let is_as_made = |made: &Value, found: &Value| {
        let kept = ["type", "tokenizer", "stored", "fast", "record"];
        let is_same = |key: &&str| match (&made[*key], &found[*key]) {
            (Value::Null, _) => true,
            // Told in full where it was asked for in short.
            (Value::Bool(made), found) => found.as_bool().unwrap_or(found.is_object()) == *made,
            (made, found) => made == found,
        };
        kept.iter().all(is_same)
    };
    let field = |fields: &[Value], name: &Value| fields.iter().find(|field| field["name"] == *name).cloned();
    let differing =
        made.iter().find(|made| !field(&found, &made["name"]).is_some_and(|found| is_as_made(made, &found)));
    Ok(match differing {
        None => Finding::good("mapping", "as it was made"),
        Some(first) => Finding::bad(
            "mapping",
            format!("field `{}` is not as it was made", first["name"].as_str().unwrap_or("?")),
            "somebody changed it: `dateline index PATH… --engine URL` makes a new build beside it",
        ),
    })
}
