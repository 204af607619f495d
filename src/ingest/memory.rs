//! The bytes a run may take in, what each of its parts may hold out.
//!
//! What is bounded so are the buffers that grow with the archive. Beside them stand, whatever the archive holds, the
//! program with its gazetteer (some 35 MB) and the longest article on its way, which is held in several forms at once (most
//! of which are made in parts where it is very long).

use crate::error::{Error, Result};

/// What the parts of a run may hold, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shares {
    /// For the writer's buffers, all threads together.
    pub writer: usize,
    /// For raw records on their way from the reader to the writer.
    pub under_way: usize,
}

/// Enough to keep every thread busy.
pub(super) const UNDER_WAY_MAX: usize = 32 << 20;
const UNDER_WAY_MIN: usize = 4 << 20;

/// The least a run can be given: tantivy takes no less than 15 MB for a thread's buffer.
pub const MEMORY_MIN: usize = 24 << 20;

/// Refuses what a run cannot keep to.
pub(super) fn check(memory: usize) -> Result<()> {
    if memory >= MEMORY_MIN {
        return Ok(());
    }
    Err(Error::new(format!("a memory of {} is too little to index with", told(memory)))
        .hint(format!("the least is `--memory {}`; more is faster", told(MEMORY_MIN))))
}

/// `24M`, as it is typed.
fn told(bytes: usize) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{}M", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{}K", bytes >> 10),
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}

/// Shares out `memory` bytes. Writing a buffer out takes half as much again (measured: 300 MB of buffers peaked at 455),
/// so two thirds are what may be filled. A record on its way is held as documents at last, in eight times its bytes (measured:
/// 150 MB for 19 MB of short articles).
pub(super) fn shares(memory: usize) -> Shares {
    Shares { writer: memory / 3 * 2, under_way: (memory / 32).clamp(UNDER_WAY_MIN, UNDER_WAY_MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_is_refused_with_the_least() {
        assert!(check(MEMORY_MIN).is_ok());
        for (bytes, said) in
            [(1, "of 1 byte "), (3 << 20, "of 3M "), (MEMORY_MIN - 1024, "of 24575K "), (999, "of 999 bytes ")]
        {
            let refused = check(bytes).unwrap_err();
            assert!(refused.message.contains(said) && refused.hint.unwrap().contains("`--memory 24M`"), "{bytes}");
        }
        assert!(shares(MEMORY_MIN).writer > 15_000_000);
    }
}
