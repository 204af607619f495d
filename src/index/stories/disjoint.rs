//! Pairs that belong together in, disjoint groups out (union by size, paths halved).

/// Numbers from 0 in disjoint groups; in the beginning each is one of its own.
pub struct Disjoint {
    parents: Vec<usize>,
    sizes: Vec<u32>,
}

impl Disjoint {
    pub fn new(numbers: usize) -> Disjoint {
        Disjoint { parents: (0..numbers).collect(), sizes: vec![1; numbers] }
    }

    /// The number that stands for the group of `number`.
    pub fn root(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (large, small) = if self.sizes[a] >= self.sizes[b] { (a, b) } else { (b, a) };
        self.parents[small] = large;
        self.sizes[large] += self.sizes[small];
    }
}
