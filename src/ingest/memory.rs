//! The bytes a run may take in, what each of its parts may hold out.
//!
//! What is bounded so are the buffers that grow with the archive. Beside them stand, whatever the archive holds, the
//! program with its gazetteer (some 35 MB) and the longest article on its way, which is held in several forms at once.

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

/// Shares out `memory` bytes. Writing a buffer out takes half as much again (measured: 300 MB of buffers peaked at 455),
/// so two thirds are what may be filled.
pub(super) fn shares(memory: usize) -> Shares {
    Shares { writer: memory / 3 * 2, under_way: (memory / 16).clamp(UNDER_WAY_MIN, UNDER_WAY_MAX) }
}
