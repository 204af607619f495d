//! Stretches of a text that may overlap in, whether one of them holds all of another out.

/// Of bytes or of positions. Asked about one stretch it is a search, not a walk: an article may have ten thousand quotations.
#[derive(Debug, Clone, Default)]
pub struct Cover<T>(Vec<(T, T)>);

impl<T: Ord + Copy> Cover<T> {
    pub fn of(stretches: impl IntoIterator<Item = (T, T)>) -> Cover<T> {
        let mut cover = Cover(Vec::new());
        cover.fill(stretches);
        cover
    }

    /// Takes these stretches, each from its start to behind its end, for those before.
    pub fn fill(&mut self, stretches: impl IntoIterator<Item = (T, T)>) {
        self.0.clear();
        self.0.extend(stretches);
        self.0.sort_unstable();
        // Each start then has the furthest end of all that begin there or before.
        for at in 1..self.0.len() {
            self.0[at].1 = self.0[at].1.max(self.0[at - 1].1);
        }
    }

    /// Whether one of them begins at `start` or before, and ends at `end` or behind it.
    pub fn holds(&self, start: T, end: T) -> bool {
        let begun = self.0.partition_point(|stretch| stretch.0 <= start);
        begun > 0 && self.0[begun - 1].1 >= end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_of_them_holds_it(
            stretches in prop::collection::vec((0..20u32, 0..8u32), 0..8),
            (start, length) in (0..20u32, 0..6u32),
        ) {
            let stretches: Vec<_> = stretches.into_iter().map(|(start, length)| (start, start + length)).collect();
            let end = start + length;
            let expected = stretches.iter().any(|stretch| stretch.0 <= start && end <= stretch.1);
            prop_assert_eq!(Cover::of(stretches).holds(start, end), expected);
        }
    }
}
