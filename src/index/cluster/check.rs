//! An engine in, what is right and wrong with it out, each with the command that mends it.

use super::build::stands_for;
use super::mapping::{FORMAT, Layout, creation};
use super::quickwit;
use crate::error::Result;
use crate::remote::Remote;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A short name: `version`, `mapping`, …
    pub what: &'static str,
    pub says: String,
    pub is_good: bool,
    /// What mends it.
    pub hint: Option<String>,
}

impl Finding {
    pub(super) fn good(what: &'static str, says: impl Into<String>) -> Finding {
        Finding { what, says: says.into(), is_good: true, hint: None }
    }

    pub(super) fn bad(what: &'static str, says: impl Into<String>, hint: impl Into<String>) -> Finding {
        Finding { what, says: says.into(), is_good: false, hint: Some(hint.into()) }
    }
}

/// Seconds two clocks may differ. Dates are compared by the day; a minute is a sign that nobody sets the clock.
const CLOCK_SECONDS: i64 = 60;

/// Looks at everything the program needs. An engine that cannot be reached is an error.
pub fn check(remote: &Remote) -> Result<Vec<Finding>> {
    if remote.only_appends() {
        return quickwit::check(remote);
    }
    let mut findings = vec![version(remote)];
    let nodes = remote.get("/_nodes/stats/fs?filter_path=nodes.*.name,nodes.*.fs.total,nodes.*.timestamp")?;
    findings.push(clock(&nodes));
    findings.extend(disk(remote, &nodes)?);
    findings.push(health(remote)?);
    findings.extend(index(remote)?);
    Ok(findings)
}

/// Which engine it is, whether what is asked of it is known to be answered, and what it can and cannot do.
pub(super) fn version(remote: &Remote) -> Finding {
    let engine = remote.engine();
    let (name, version) = (engine.family.name(), &engine.version);
    let told = |is_wanted: bool| {
        let list = remote.can().list().into_iter();
        list.filter(|(_, can)| *can == is_wanted).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
    };
    if !engine.is_known() {
        return Finding::bad(
            "version",
            format!("{name} {version} is too old"),
            "OpenSearch 1.0, Elasticsearch 7.10 or Quickwit 0.9, or later",
        );
    }
    let (can, cannot) = (told(true), told(false));
    let without = if cannot.is_empty() { String::new() } else { format!("without {cannot}") };
    let both = [can, without].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    Finding::good("version", format!("{name} {version}: {both}"))
}

fn clock(nodes: &Value) -> Finding {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64);
    let apart = |node: &Value| Some((node["timestamp"].as_i64()?.saturating_sub(now)) / 1000);
    let worst = each(nodes).filter_map(apart).max_by_key(|seconds| seconds.saturating_abs()).unwrap_or(0);
    match worst.saturating_abs() <= CLOCK_SECONDS {
        true => Finding::good("clock", format!("within {} s of this machine's", worst.saturating_abs().max(1))),
        false => Finding::bad(
            "clock",
            format!("{worst} s away from this machine's"),
            "set both by NTP: `timedatectl set-ntp true`",
        ),
    }
}

fn each(nodes: &Value) -> impl Iterator<Item = &Value> {
    nodes["nodes"].as_object().into_iter().flat_map(|map| map.values())
}

/// How full the disks are, against the marks at which the engine moves shards away and at which it refuses to write.
fn disk(remote: &Remote, nodes: &Value) -> Result<Vec<Finding>> {
    let settings = remote.get("/_cluster/settings?include_defaults=true&flat_settings=true")?;
    let mark = |name: &str, otherwise: f64| {
        let key = format!("cluster.routing.allocation.disk.watermark.{name}");
        let set = ["transient", "persistent", "defaults"].iter().find_map(|kind| settings[kind][&key].as_str());
        set.and_then(share).unwrap_or(otherwise)
    };
    let (low, flood) = (mark("low", 85.0), mark("flood_stage", 95.0));
    let findings = each(nodes).map(|node| {
        let total = node["fs"]["total"]["total_in_bytes"].as_f64().unwrap_or(0.0).max(1.0);
        let free = node["fs"]["total"]["available_in_bytes"].as_f64().unwrap_or(0.0);
        let used = 100.0 * (1.0 - free / total);
        let says = format!("{} is {used:.0} % full", node["name"].as_str().unwrap_or("a node"));
        if used >= flood {
            let hint = "it refuses to write: make room, then `PUT /_all/_settings {\"index.blocks.read_only_allow_delete\": null}`";
            return Finding::bad("disk", says, hint);
        }
        match used >= low {
            true => Finding::bad("disk", says, format!("from {low:.0} % on it takes no new shards: make room or add a node")),
            false => Finding::good("disk", says),
        }
    });
    Ok(findings.collect())
}

/// A mark as a share of the disk in hundredths: `85%`, or `0.85`. One in bytes is of what is left, and none of these.
fn share(mark: &str) -> Option<f64> {
    match mark.strip_suffix('%') {
        Some(hundredths) => hundredths.trim().parse().ok(),
        None => mark.parse().ok().filter(|share| *share <= 1.0).map(|share: f64| 100.0 * share),
    }
}

fn health(remote: &Remote) -> Result<Finding> {
    let health = remote.get("/_cluster/health")?;
    let count = |name: &str| health[name].as_u64().unwrap_or(0);
    let says = format!(
        "{}: {} nodes, {} shards, {} not placed",
        health["status"].as_str().unwrap_or("?"),
        count("number_of_nodes"),
        count("active_shards"),
        count("unassigned_shards")
    );
    Ok(match health["status"].as_str() {
        Some("green") => Finding::good("health", says),
        Some("yellow") => Finding::bad(
            "health",
            says,
            "copies of shards have no machine: start the missing node, or lower `--replicas`",
        ),
        _ => Finding::bad(
            "health",
            says,
            "`GET /_cluster/allocation/explain` tells why; until then answers are refused, not cut short",
        ),
    })
}

/// The alias, what it stands for, and whether the mapping is still the one the program made.
fn index(remote: &Remote) -> Result<Vec<Finding>> {
    let name = remote.name();
    let mut findings = Vec::new();
    let mut stands_for = stands_for(remote)?;
    let Some(live) = stands_for.pop() else {
        let hint = "`dateline index PATH… --engine URL` makes it";
        return Ok(vec![Finding::bad("index", format!("no alias `{name}`"), hint)]);
    };
    if let Some(other) = stands_for.pop() {
        let says = format!("the alias `{name}` stands for `{other}`, too; `{live}` is what answers");
        findings.push(Finding::bad("index", says, "somebody else has moved it: leave it at one of them"));
    }
    match super::meta(remote, &live) {
        Err(error) => findings.push(Finding::bad("index", error.message, error.hint.unwrap_or_default())),
        Ok(meta) => {
            let count = super::tables::count(remote, &live, &serde_json::json!({"match_all": {}}))?;
            findings.push(Finding::good("index", format!("`{name}` is `{live}`, {count} articles, format {FORMAT}")));
            findings.push(drift(remote, &live, &meta)?);
        }
    }
    let all = remote.get(&format!("/{name}-*/_mapping"))?;
    let builds = all.as_object().into_iter().flatten().filter(|(index, mapping)| {
        // A name that begins like this one has builds of its own.
        **index != live && mapping["mappings"]["_meta"]["dateline"]["of"] == name
    });
    for (build, _) in builds {
        let says = format!("`{build}` is there, too: an older build, or one that was never finished");
        let hint = format!(
            "kept for `dateline engine rollback URL`; `DELETE /{build}` and `DELETE /{build}.tables` make room"
        );
        findings.push(Finding { what: "build", says, is_good: true, hint: Some(hint) });
    }
    Ok(findings)
}

/// Whether the fields are as they were made.
fn drift(remote: &Remote, index: &str, meta: &Value) -> Result<Finding> {
    let found = remote.get(&format!("/{index}/_mapping"))?;
    let found = &found[index]["mappings"]["properties"];
    let made = creation(Layout { shards: 1, replicas: 0 }, meta);
    let made = &made["mappings"]["properties"];
    let differing: Vec<&String> =
        keys(made).chain(keys(found)).filter(|name| !same(&made[*name], &found[*name])).collect();
    Ok(match differing.first() {
        None => Finding::good("mapping", "as it was made"),
        Some(first) => Finding::bad(
            "mapping",
            format!("field `{first}` is not as it was made"),
            "somebody changed it: `dateline index PATH… --engine URL` makes a new build beside it",
        ),
    })
}

fn keys(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().into_iter().flat_map(|map| map.keys())
}

/// Whether a field is told as it was asked for. Engines leave out what is the default, `dynamic` comes back as a string,
/// and a search analyser that is the same is not told.
fn same(made: &Value, found: &Value) -> bool {
    let (Some(made), Some(found)) = (made.as_object(), found.as_object()) else { return made == found };
    let kept = |name: &&String| !matches!(name.as_str(), "dynamic" | "properties");
    made.keys().filter(kept).all(|name| found.get(name) == made.get(name))
        && found.keys().filter(kept).all(|name| made.contains_key(name))
        && match (made.get("properties"), found.get("properties")) {
            (Some(made), Some(found)) => keys(made).chain(keys(found)).all(|name| same(&made[name], &found[name])),
            (made, found) => made == found,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_of_disks() {
        for (mark, is) in [("85%", Some(85.0)), ("0.9", Some(90.0)), ("50gb", None), ("17", None)] {
            assert_eq!(share(mark), is, "{mark}");
        }
    }

    #[test]
    fn a_changed_field_is_seen() {
        let made = json!({"type": "nested", "dynamic": "strict", "properties": {"a": {"type": "long"}}});
        assert!(same(&made, &json!({"type": "nested", "dynamic": "strict", "properties": {"a": {"type": "long"}}})));
        assert!(!same(&made, &json!({"type": "nested", "properties": {"a": {"type": "keyword"}}})));
        assert!(!same(&made, &json!({"type": "nested", "properties": {"a": {"type": "long"}, "b": {"type": "long"}}})));
        assert!(!same(&made, &Value::Null));
    }
}
