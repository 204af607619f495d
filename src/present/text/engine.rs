//! What was found of an engine in, a line each out, with what mends it below.

use crate::index::cluster::Finding;
use crate::present::visible;
use std::io::{self, Write};

/// One line a finding: `ok` or `!!`, what was looked at, what it is.
pub fn findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        let mark = if finding.is_good { "ok" } else { "!!" };
        writeln!(out, "{mark}  {:<8} {}", finding.what, visible(&finding.says))?;
        if let Some(hint) = &finding.hint {
            writeln!(out, "             {}", visible(hint))?;
        }
    }
    Ok(())
}
