//! What was found of an engine in, the object of the format out.

use super::FORMAT;
use super::answers::write_line;
use crate::index::cluster::Finding;
use serde::Serialize;
use std::io::{self, Write};

/// The answer of `engine check`.
#[derive(Serialize)]
struct EngineAnswer<'f> {
    format: u32,
    /// Whether nothing has to be mended.
    good: bool,
    findings: Vec<FindingObject<'f>>,
}

#[derive(Serialize)]
struct FindingObject<'f> {
    what: &'f str,
    says: &'f str,
    good: bool,
    hint: Option<&'f str>,
}

/// Writes the answer of `engine check`.
pub fn findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let findings: Vec<FindingObject> = findings.iter().map(object).collect();
    write_line(out, &EngineAnswer { format: FORMAT, good: findings.iter().all(|finding| finding.good), findings })
}

fn object(finding: &Finding) -> FindingObject<'_> {
    FindingObject { what: finding.what, says: &finding.says, good: finding.is_good, hint: finding.hint.as_deref() }
}
