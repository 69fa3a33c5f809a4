//! The shared block RNG: eight interleaved lanes of xoshiro256++, re-keyed for each block of 1024 rows.
//!
//! Two lanes at a time walk through the block, as pairs of words that the compiler turns into vector code:
//! their state stays in four 128-bit registers, which every x86-64 and aarch64 has. Eight lanes at once would
//! spill, and are made scalar (twice the time). Each lane is bit-identical to xoshiro256++ 1.0 by Blackman and
//! Vigna, so that the bytes are the same on every instruction set.

use super::{Key, mix64};

/// Rows of one RNG block: the unit in which a stream is re-keyed. Nothing else depends on it.
pub const RNG_BLOCK_ROWS: usize = 1024;

/// Interleaved generators: word `i` of a block comes from lane `i % LANES`.
pub const LANES: usize = 8;

/// A stream of blocks of 1024 words, any of them reachable in O(1).
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    key: Key,
}

type Lanes = [u64; LANES];

impl Stream {
    /// The stream of a key.
    pub fn new(key: Key) -> Self {
        Self { key }
    }

    /// Fills the first `words.len()` (at most 1024) words of a block.
    pub fn fill(&self, block: u64, words: &mut [u64]) {
        debug_assert!(words.len() <= RNG_BLOCK_ROWS, "a block has 1024 words");
        let states = self.lane_states(block);
        for first in (0..LANES).step_by(2) {
            Pair::of(&states, first).walk(first, words);
        }
    }

    /// The four state words of the eight lanes at the start of a block.
    pub fn lane_states(&self, block: u64) -> [Lanes; 4] {
        let Key([k0, k1, k2, k3]) = self.key;
        let base = mix64(mix64(block ^ k0).wrapping_add(k1));
        std::array::from_fn(|word| {
            std::array::from_fn(|lane| {
                let position = (word * LANES + lane) as u64 + 1;
                mix64(mix64(base.wrapping_add(position.wrapping_mul(GOLDEN)) ^ k2).wrapping_add(k3))
            })
        })
    }
}

/// 2^64 divided by the golden ratio, odd: steps of it never revisit a word.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word of each of two neighbouring lanes.
#[derive(Clone, Copy)]
struct Words([u64; 2]);

impl Words {
    #[inline(always)]
    fn with(self, other: Self, op: impl Fn(u64, u64) -> u64) -> Self {
        Self([op(self.0[0], other.0[0]), op(self.0[1], other.0[1])])
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.with(other, u64::wrapping_add)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self.with(other, |a, b| a ^ b)
    }

    #[inline(always)]
    fn shifted(self, bits: u32) -> Self {
        self.with(self, |word, _| word << bits)
    }

    #[inline(always)]
    fn rotated(self, bits: u32) -> Self {
        self.with(self, |word, _| word.rotate_left(bits))
    }
}

/// Two neighbouring lanes: the four state words of xoshiro256++.
struct Pair([Words; 4]);

impl Pair {
    fn of(states: &[Lanes; 4], first: usize) -> Self {
        Self(states.map(|lanes| Words([lanes[first], lanes[first + 1]])))
    }

    /// Writes the pair's words of a block: the lanes `first` and `first + 1` of every group of [`LANES`].
    #[inline(always)]
    fn walk(mut self, first: usize, words: &mut [u64]) {
        let mut groups = words.chunks_exact_mut(LANES);
        for group in &mut groups {
            group[first..first + 2].copy_from_slice(&self.next().0);
        }
        let rest = groups.into_remainder();
        if first < rest.len() {
            let last = rest.len().min(first + 2);
            rest[first..last].copy_from_slice(&self.next().0[..last - first]);
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Words {
        let [a, b, c, d] = &mut self.0;
        let out = a.plus(*d).rotated(23).plus(*a);
        let t = b.shifted(17);
        *c = c.xor(*a);
        *d = d.xor(*b);
        *b = b.xor(*c);
        *a = a.xor(*d);
        *c = c.xor(t);
        *d = d.rotated(45);
        out
    }
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{Rng, SeedableRng};

    use super::*;

    fn stream(seed: u64) -> Stream {
        Stream::new(Key::derive(seed, &["test"]))
    }

    #[test]
    fn lanes_are_bit_identical_to_rand_xoshiro() {
        for block in [0, 1, 77, u64::MAX] {
            let state = stream(9).lane_states(block);
            let mut words = [0; 1024];
            stream(9).fill(block, &mut words);
            for lane in 0..LANES {
                let mut seed = [0; 32];
                for word in 0..4 {
                    seed[8 * word..8 * word + 8].copy_from_slice(&state[word][lane].to_le_bytes());
                }
                let mut reference = Xoshiro256PlusPlus::from_seed(seed);
                for step in 0..1024 / LANES {
                    assert_eq!(words[step * LANES + lane], reference.next_u64());
                }
            }
        }
    }

    #[test]
    fn a_shorter_fill_is_a_prefix() {
        let mut whole = [0; 1024];
        stream(1).fill(5, &mut whole);
        for len in [0, 1, 7, 8, 9, 1000] {
            let mut part = vec![0; len];
            stream(1).fill(5, &mut part);
            assert_eq!(part, whole[..len]);
        }
    }

    #[test]
    fn adjacent_blocks_and_seeds_share_no_word() {
        let mut seen = std::collections::HashSet::new();
        let mut words = [0; 1024];
        for seed in 0..8 {
            for block in 0..32 {
                stream(seed).fill(block, &mut words);
                assert!(words.iter().all(|word| seen.insert(*word)));
            }
        }
    }

    #[test]
    fn vectors_are_pinned() {
        let mut words = [0; 9];
        stream(42).fill(3, &mut words);
        assert_eq!((words[0], words[8]), PINNED);
    }

    const PINNED: (u64, u64) = (9_832_870_213_475_319_521, 13_068_502_299_469_912_067);
}
