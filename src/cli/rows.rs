//! A result set of any size, on stdout: written as it is read.

use super::Stop;
use crate::present::rows::{Row, RowFormat, Rows};
use std::io::{self, BufWriter};

/// Writes what `ask` hands over, a row or a line each; gives the rest of the answer.
pub fn stream<R: Row, A>(
    format: RowFormat,
    ask: impl FnOnce(&mut dyn FnMut(R) -> Result<(), Stop>) -> Result<A, Stop>,
) -> Result<A, Stop> {
    let mut rows = Rows::new(BufWriter::new(io::stdout().lock()), format);
    let answer = ask(&mut |row: R| Ok(rows.row(&row)?))?;
    rows.end::<R>()?;
    Ok(answer)
}
