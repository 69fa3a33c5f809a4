//! O(1) counter hash for values that must be had at a single row, and the short sequence behind one word.

use super::Key;

/// The finaliser of splitmix64 (Stafford's variant 13): a bijection on 64 bits with full avalanche.
#[inline(always)]
pub fn mix64(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Words addressed by (row, attempt).
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    key: Key,
}

impl Cell {
    /// The cells of a key.
    pub fn new(key: Key) -> Self {
        Self { key }
    }

    /// The word of a row and an attempt; the same wherever and whenever it is asked for.
    #[inline]
    pub fn at(&self, row: u64, attempt: u32) -> u64 {
        let Key([k0, k1, k2, k3]) = self.key;
        let row = mix64(mix64(row ^ k0).wrapping_add(k1));
        mix64(mix64(row ^ u64::from(attempt).wrapping_mul(k2 | 1)).wrapping_add(k3))
    }
}

/// As many words as a value needs, all of them a function of the first: splitmix64 by Steele, Lea, Flood.
#[derive(Clone, Copy, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The sequence behind a word.
    #[inline(always)]
    pub fn new(word: u64) -> Self {
        Self(word)
    }

    /// The next word.
    #[inline(always)]
    pub fn next_word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix64(self.0)
    }

    /// The next number below `n`.
    #[inline(always)]
    pub fn below(&mut self, n: u64) -> u64 {
        super::bounded(self.next_word(), n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_bit_flips_half_of_the_output() {
        let cell = Cell::new(Key::derive(7, &["avalanche"]));
        for bit in 0..64 {
            let flipped: u32 = (0..4096_u64)
                .map(|row| {
                    let row = row.wrapping_mul(0x1234_5678_9abc_def1);
                    (cell.at(row, 0) ^ cell.at(row ^ (1 << bit), 0)).count_ones()
                })
                .sum();
            let mean = f64::from(flipped) / 4096.0;
            assert!((31.0..33.0).contains(&mean), "bit {bit}: {mean}");
        }
    }

    #[test]
    fn attempts_differ_and_vectors_are_pinned() {
        let cell = Cell::new(Key::derive(42, &["cell"]));
        let words: std::collections::HashSet<u64> = (0..64).map(|attempt| cell.at(5, attempt)).collect();
        assert_eq!(words.len(), 64);
        assert_eq!((cell.at(5, 0), cell.at(5, 1)), PINNED);
    }

    const PINNED: (u64, u64) = (11_765_311_132_018_673_165, 2_242_418_736_607_866_983);
}
