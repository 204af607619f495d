//! Ascending numbers in, the distances between them out, and back.
//!
//! A column is as wide as the largest numbers that lie side by side in it. The starts of an article's sentences, or the
//! hashes of its sketch, are large and near each other: their distances take two thirds of the room.

/// The first number, then by how much each is larger than the one before.
pub fn distances(ascending: impl IntoIterator<Item = u64>) -> impl Iterator<Item = u64> {
    let mut last = 0;
    ascending.into_iter().map(move |number| number.saturating_sub(std::mem::replace(&mut last, number)))
}

/// The numbers again.
#[inline]
pub fn numbers(distances: impl IntoIterator<Item = u64>) -> impl Iterator<Item = u64> {
    let mut last = 0_u64;
    distances.into_iter().map(move |distance| {
        last = last.saturating_add(distance);
        last
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for all in [&[][..], &[0], &[7, 7, 9, 100_000, u64::MAX]] {
            assert_eq!(numbers(distances(all.iter().copied())).collect::<Vec<_>>(), all);
        }
        assert_eq!(numbers([u64::MAX, u64::MAX]).last(), Some(u64::MAX));
    }
}
