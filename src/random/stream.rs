//! The shared block RNG: eight interleaved lanes of xoshiro256++, re-keyed for each block of 1024 rows.
//!
//! The lanes live in plain arrays that the compiler turns into vector code; each is bit-identical to
//! xoshiro256++ 1.0 by Blackman and Vigna, so that the bytes are the same on every instruction set.

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
        let mut state = self.lane_states(block);
        let mut groups = words.chunks_exact_mut(LANES);
        for group in &mut groups {
            group.copy_from_slice(&step(&mut state));
        }
        let rest = groups.into_remainder();
        if !rest.is_empty() {
            rest.copy_from_slice(&step(&mut state)[..rest.len()]);
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

#[inline(always)]
fn step(s: &mut [Lanes; 4]) -> Lanes {
    let mut out = [0; LANES];
    for lane in 0..LANES {
        out[lane] = s[0][lane].wrapping_add(s[3][lane]).rotate_left(23).wrapping_add(s[0][lane]);
        let t = s[1][lane] << 17;
        s[2][lane] ^= s[0][lane];
        s[3][lane] ^= s[1][lane];
        s[1][lane] ^= s[2][lane];
        s[0][lane] ^= s[3][lane];
        s[2][lane] ^= t;
        s[3][lane] = s[3][lane].rotate_left(45);
    }
    out
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
