//! Distributions over one uniform word. Tables or `libm`, never the system's math library, so that a value
//! is the same on every platform.

use super::Draws;

/// A number below `n` from a word by multiply-shift (Lemire 2019); the bias is below n / 2^64.
#[inline(always)]
pub fn bounded(word: u64, n: u64) -> u64 {
    ((u128::from(word) * u128::from(n)) >> 64) as u64
}

/// The position of one of a few weights, which are not negative, by how large each is; `None` where all are 0.
/// Linear in their number: [`Alias`] is for many.
pub fn weighted(word: u64, weights: impl Iterator<Item = f64> + Clone) -> Option<usize> {
    let total: f64 = weights.clone().sum();
    let mut left = unit(word) * total;
    let mut last = None;
    for (at, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
        if left < weight {
            return Some(at);
        }
        left -= weight;
        last = Some(at);
    }
    last
}

/// A float in [0, 1) with 53 random bits.
#[inline(always)]
pub fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// The word below which a share (0 to 1) of all words lies.
pub fn threshold(share: f64) -> u64 {
    if share >= 1.0 { u64::MAX } else { (share.max(0.0) * 18_446_744_073_709_551_616.0) as u64 }
}

/// A standard normal value by the polar method of Marsaglia.
pub fn normal(word: u64) -> f64 {
    let mut draws = Draws::new(word);
    loop {
        let x = 2.0 * unit(draws.next_word()) - 1.0;
        let y = 2.0 * unit(draws.next_word()) - 1.0;
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * libm::sqrt(-2.0 * libm::log(square) / square);
        }
    }
}

/// exp of a normal value with the given mean and standard deviation (both of the logarithm).
pub fn log_normal(word: u64, mean: f64, deviation: f64) -> f64 {
    libm::exp(mean + deviation * normal(word))
}

/// An exponential value with the given rate (> 0).
pub fn exponential(word: u64, rate: f64) -> f64 {
    -libm::log(1.0 - unit(word)) / rate
}

/// Zipf over ranks `0..n` with exponent `s > 0`: P(k) ~ 1 / (k + 1)^s.
///
/// Rejection-inversion by Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone
/// discrete distributions", 1996: O(1) set-up, exact for any n and s.
#[derive(Clone, Copy, Debug)]
pub struct Zipf {
    n: f64,
    s: f64,
    integral_first: f64,
    integral_last: f64,
    shortcut: f64,
}

impl Zipf {
    /// Zipf over `n >= 1` ranks with exponent `s > 0`.
    pub fn new(n: u64, s: f64) -> Self {
        let n = n as f64;
        let integral_first = integral(1.5, s) - 1.0;
        let integral_last = integral(n + 0.5, s);
        let shortcut = 2.0 - integral_inverse(integral(2.5, s) - density(2.0, s), s);
        Self { n, s, integral_first, integral_last, shortcut }
    }

    /// A rank below n; rank 0 is the most frequent.
    pub fn rank(&self, word: u64) -> u64 {
        let mut draws = Draws::new(word);
        loop {
            let u = self.integral_last + unit(draws.next_word()) * (self.integral_first - self.integral_last);
            let x = integral_inverse(u, self.s);
            let k = libm::floor(x + 0.5).clamp(1.0, self.n);
            if k - x <= self.shortcut || u >= integral(k + 0.5, self.s) - density(k, self.s) {
                return k as u64 - 1;
            }
        }
    }
}

fn density(x: f64, s: f64) -> f64 {
    libm::exp(-s * libm::log(x))
}

fn integral(x: f64, s: f64) -> f64 {
    let log = libm::log(x);
    expm1_over(log * (1.0 - s)) * log
}

fn integral_inverse(x: f64, s: f64) -> f64 {
    let t = (x * (1.0 - s)).max(-1.0);
    libm::exp(log1p_over(t) * x)
}

fn expm1_over(x: f64) -> f64 {
    if x.abs() > 1e-8 { libm::expm1(x) / x } else { 1.0 + x * 0.5 * (1.0 + x / 3.0) }
}

fn log1p_over(x: f64) -> f64 {
    if x.abs() > 1e-8 { libm::log1p(x) / x } else { 1.0 - x * (0.5 - x / 3.0) }
}

/// Any finite distribution in O(1) a draw: the alias method of Walker as set up by Vose, 1991.
#[derive(Clone, Debug)]
pub struct Alias {
    cells: Vec<(u32, u32)>,
}

impl Alias {
    /// A table for weights that are finite, not negative, and not all zero; `None` otherwise.
    pub fn new(weights: &[f64]) -> Option<Self> {
        let total: f64 = weights.iter().sum();
        let valid =
            !weights.is_empty() && weights.iter().all(|w| *w >= 0.0) && total.is_finite() && total > 0.0;
        if !valid || u32::try_from(weights.len()).is_err() {
            return None;
        }
        let scale = weights.len() as f64 / total;
        let mut share: Vec<f64> = weights.iter().map(|w| w * scale).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..share.len()).partition(|&i| share[i] < 1.0);
        let mut cells: Vec<(u32, u32)> = (0..share.len()).map(|i| (u32::MAX, i as u32)).collect();
        while let (Some(&less), Some(&more)) = (small.last(), large.last()) {
            small.pop();
            cells[less] = ((share[less] * 4_294_967_296.0) as u32, more as u32);
            share[more] -= 1.0 - share[less];
            if share[more] < 1.0 {
                large.pop();
                small.push(more);
            }
        }
        Some(Self { cells })
    }

    /// Zipf over `n` ranks as a table, for moderate n.
    pub fn zipf(n: usize, s: f64) -> Option<Self> {
        let weights: Vec<f64> = (1..=n).map(|k| density(k as f64, s)).collect();
        Self::new(&weights)
    }

    /// An index below the number of weights.
    #[inline]
    pub fn index(&self, word: u64) -> usize {
        let product = u128::from(word) * self.cells.len() as u128;
        let index = (product >> 64) as usize;
        let coin = (product as u64 >> 32) as u32;
        let (limit, alias) = self.cells[index];
        if coin <= limit { index } else { alias as usize }
    }
}

/// How positions `0..n` are picked.
#[derive(Clone, Debug)]
pub enum Sampler {
    /// All alike.
    Uniform {
        /// Number of positions.
        n: u64,
    },
    /// By rank.
    Zipf(Zipf),
    /// By given weights.
    Weighted(Alias),
}

impl Sampler {
    /// Number of positions.
    pub fn count(&self) -> u64 {
        match self {
            Self::Uniform { n } => *n,
            Self::Zipf(zipf) => zipf.n as u64,
            Self::Weighted(alias) => alias.cells.len() as u64,
        }
    }

    /// A position.
    #[inline]
    pub fn pick(&self, word: u64) -> u64 {
        match self {
            Self::Uniform { n } => bounded(word, *n),
            Self::Zipf(zipf) => zipf.rank(word),
            Self::Weighted(alias) => alias.index(word) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Cell, Key};

    const DRAWS: u64 = 200_000;

    fn words() -> impl Iterator<Item = u64> {
        let cell = Cell::new(Key::derive(11, &["sample"]));
        (0..DRAWS).map(move |row| cell.at(row, 0))
    }

    fn chi_square(counts: &[u64], shares: &[f64]) -> f64 {
        counts
            .iter()
            .zip(shares)
            .map(|(&count, share)| {
                let expected = share * DRAWS as f64;
                (count as f64 - expected).powi(2) / expected
            })
            .sum()
    }

    fn zipf_shares(n: usize, s: f64) -> Vec<f64> {
        let raw: Vec<f64> = (1..=n).map(|k| (k as f64).powf(-s)).collect();
        let total: f64 = raw.iter().sum();
        raw.iter().map(|share| share / total).collect()
    }

    // 99.9 % quantiles of chi-square: 19 degrees of freedom 43.8, 3 degrees 16.3.
    #[test]
    fn zipf_by_rejection_and_by_alias_match_their_shares() {
        for s in [0.5, 1.0, 1.5] {
            let zipf = Zipf::new(20, s);
            let alias = Alias::zipf(20, s).expect("positive weights");
            let (mut by_rejection, mut by_alias) = ([0; 20], [0; 20]);
            for word in words() {
                by_rejection[zipf.rank(word) as usize] += 1;
                by_alias[alias.index(word)] += 1;
            }
            let shares = zipf_shares(20, s);
            assert!(chi_square(&by_rejection, &shares) < 43.8, "rejection, s = {s}");
            assert!(chi_square(&by_alias, &shares) < 43.8, "alias, s = {s}");
        }
    }

    #[test]
    fn uniform_and_weighted_match_their_shares() {
        let weighted = Alias::new(&[1.0, 2.0, 0.0, 5.0, 2.0]).expect("positive weights");
        let (mut uniform, mut weights) = ([0; 20], [0; 5]);
        for word in words() {
            uniform[bounded(word, 20) as usize] += 1;
            weights[weighted.index(word)] += 1;
        }
        assert!(chi_square(&uniform, &[0.05; 20]) < 43.8);
        assert_eq!(weights[2], 0);
        weights[2] = 0;
        let counts = [weights[0], weights[1], weights[3], weights[4]];
        assert!(chi_square(&counts, &[0.1, 0.2, 0.5, 0.2]) < 16.3);
    }

    #[test]
    fn continuous_samplers_have_their_moments() {
        let n = DRAWS as f64;
        let mean = |sample: fn(u64) -> f64| words().map(sample).sum::<f64>() / n;
        assert!(mean(normal).abs() < 0.01);
        assert!((mean(|w| normal(w).powi(2)) - 1.0).abs() < 0.02);
        assert!((mean(|w| exponential(w, 2.0)) - 0.5).abs() < 0.005);
        assert!((mean(|w| log_normal(w, 0.0, 0.5)) - (0.125_f64).exp()).abs() < 0.01);
        assert!((mean(unit) - 0.5).abs() < 0.003);
    }

    #[test]
    fn bad_weights_are_refused() {
        for weights in [&[][..], &[0.0], &[-1.0, 2.0], &[f64::NAN], &[f64::INFINITY]] {
            assert!(Alias::new(weights).is_none());
        }
        assert_eq!((threshold(0.0), threshold(0.5), threshold(1.0)), (0, 1 << 63, u64::MAX));
    }
}
