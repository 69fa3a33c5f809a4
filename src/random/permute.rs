//! Keyed bijections on `0..n`, forward and inverse, for n up to 2^128.
//!
//! A generalised Feistel network over `a * b >= n` (Black and Rogaway, "Ciphers with Arbitrary Finite
//! Domains", 2002) with `a` and `b` near the square root of n, and cycle walking for the few values between
//! n and a * b: the excess is below `b`, so a walk takes 1 + O(1 / sqrt(n)) steps.

use super::{Key, mix64};

const ROUNDS: usize = 6;

/// A bijection on `0..n` that looks random.
#[derive(Clone, Copy, Debug)]
pub struct Permutation {
    last: u128,
    left: u64,
    right: u64,
    keys: [u64; ROUNDS],
}

impl Permutation {
    /// The permutation of `0..n` under a key; `n` is at least 1.
    ///
    /// Panics when `n` is 0.
    pub fn new(key: Key, n: u128) -> Self {
        assert!(n > 0, "a permutation needs at least one value");
        Self::up_to(key, n - 1)
    }

    /// The permutation of `0..=last`; this form reaches 2^128.
    pub fn up_to(key: Key, last: u128) -> Self {
        let root = last.isqrt();
        // (root + 1)^2 > last; a root of 2^64 - 1 is as far as two halves of 64 bits go.
        let right = u64::try_from(root).map_or(u64::MAX, |root| root);
        let left = u64::try_from(last / (u128::from(right) + 1)).unwrap_or(u64::MAX);
        let Key([k0, k1, k2, k3]) = key;
        let keys = std::array::from_fn(|round| {
            let round = round as u64;
            mix64(mix64(k0 ^ round.wrapping_mul(k1 | 1)).wrapping_add(k2) ^ k3)
        });
        Self { last, left, right, keys }
    }

    /// Where `x` goes; `x` must be below n.
    #[inline]
    pub fn forward(&self, x: u128) -> u128 {
        debug_assert!(x <= self.last, "outside the domain");
        let mut x = x;
        loop {
            x = self.encrypt(x);
            if x <= self.last {
                return x;
            }
        }
    }

    /// What goes to `y`; `y` must be below n.
    #[inline]
    pub fn inverse(&self, y: u128) -> u128 {
        debug_assert!(y <= self.last, "outside the domain");
        let mut y = y;
        loop {
            y = self.decrypt(y);
            if y <= self.last {
                return y;
            }
        }
    }

    // Halves are kept as 0..=left and 0..=right, so that 2^64 values fit.
    #[inline]
    fn split(&self, x: u128) -> (u64, u64) {
        match (u64::try_from(x), self.right.checked_add(1)) {
            (Ok(x), Some(width)) => (x / width, x % width),
            _ => {
                let width = u128::from(self.right) + 1;
                ((x / width) as u64, (x % width) as u64)
            }
        }
    }

    #[inline]
    fn join(&self, left: u64, right: u64) -> u128 {
        u128::from(left) * (u128::from(self.right) + 1) + u128::from(right)
    }

    #[inline]
    fn encrypt(&self, x: u128) -> u128 {
        let (mut left, mut right) = self.split(x);
        for pair in self.keys.chunks_exact(2) {
            left = add(left, scatter(right, pair[0], self.left), self.left);
            right = add(right, scatter(left, pair[1], self.right), self.right);
        }
        self.join(left, right)
    }

    #[inline]
    fn decrypt(&self, y: u128) -> u128 {
        let (mut left, mut right) = self.split(y);
        for pair in self.keys.chunks_exact(2).rev() {
            right = sub(right, scatter(left, pair[1], self.right), self.right);
            left = sub(left, scatter(right, pair[0], self.left), self.left);
        }
        self.join(left, right)
    }
}

/// A number of `0..=last` from the other half.
#[inline(always)]
fn scatter(half: u64, key: u64, last: u64) -> u64 {
    let word = mix64(half ^ key);
    match last.checked_add(1) {
        Some(n) => ((u128::from(word) * u128::from(n)) >> 64) as u64,
        None => word,
    }
}

#[inline(always)]
fn add(a: u64, b: u64, last: u64) -> u64 {
    let room = last - a;
    if b <= room { a + b } else { b - room - 1 }
}

#[inline(always)]
fn sub(a: u64, b: u64, last: u64) -> u64 {
    if a >= b { a - b } else { last - (b - a - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u64) -> Key {
        Key::derive(seed, &["permute"])
    }

    #[test]
    fn small_domains_are_bijections() {
        for n in (1..300).chain([1000, 4095, 4096, 4097, 65_537]) {
            let permutation = Permutation::new(key(n), u128::from(n));
            let mut seen = vec![false; n as usize];
            for x in 0..u128::from(n) {
                let y = permutation.forward(x);
                assert!(y < u128::from(n) && !std::mem::replace(&mut seen[y as usize], true));
                assert_eq!(permutation.inverse(y), x);
            }
        }
    }

    #[test]
    fn large_domains_invert_up_to_two_to_the_128() {
        let lasts = [
            9_999_999_999,
            u128::from(u64::MAX),
            u128::from(u64::MAX) + 1,
            1 << 100,
            (1 << 122) - 1,
            u128::MAX - 1,
            u128::MAX,
        ];
        for last in lasts {
            let permutation = Permutation::up_to(key(3), last);
            let mut seen = std::collections::HashSet::new();
            for i in 0..2_000_u128 {
                for x in [i, last - i, last / 2 + i] {
                    let y = permutation.forward(x);
                    assert!(y <= last);
                    assert_eq!(permutation.inverse(y), x);
                    seen.insert(y);
                }
            }
            assert_eq!(seen.len(), 6_000, "{last}");
        }
    }

    #[test]
    fn images_are_spread_evenly() {
        let n = 1_000_003_u128;
        let permutation = Permutation::new(key(5), n);
        let mut cells = [0_u32; 64];
        for x in 0..64_000 {
            cells[(permutation.forward(x) * 64 / n) as usize] += 1;
        }
        let chi: f64 = cells.iter().map(|&c| (f64::from(c) - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi < 120.0, "chi-square of 63 degrees of freedom: {chi}");
    }

    #[test]
    fn vectors_are_pinned() {
        let permutation = Permutation::new(key(42), 1_000_000);
        assert_eq!([0, 1, 999_999].map(|x| permutation.forward(x)), PINNED);
    }

    const PINNED: [u128; 3] = [286_294, 537_869, 278_322];
}
