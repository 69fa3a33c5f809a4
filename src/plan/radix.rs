//! A row's number in mixed radix: its digits are the components of a composite key, so that no two rows have
//! the same ones. Two components that a CHECK compares are one digit, over the pairs that it admits.
//!
//! Must not know what the components are. Start reading at [`Radix`].

use std::sync::Arc;

use super::ordinals::{SEGMENT, nth_free, numbered};
use crate::random::{Key, Permutation};

/// A number whose digits are the components of a composite key.
///
/// The first component runs through its values segment by segment, so that keys arrive in near order: rows
/// `p * n .. (p + 1) * n` are its p-th pass over n values. Within a segment, combinations are permuted.
#[derive(Clone, Debug)]
pub struct Radix {
    key: Key,
    radices: Vec<u128>,
    rest: u128,
    used: Option<(Permutation, Arc<[u128]>)>,
    pair: Option<Pair>,
}

impl Radix {
    /// All combinations of components with the given numbers of values (each at least 1), but for those
    /// that are used already (ascending, the first component being the lowest digit). Two components may be a
    /// [`Pair`]: then the left one stands for both, and the right one has a single value.
    pub(super) fn new(key: Key, radices: Vec<u128>, used: Vec<u128>, pair: Option<Pair>) -> Self {
        let rest = radices[1..].iter().fold(1_u128, |product, &n| product.saturating_mul(n));
        let free = radices[0].saturating_mul(rest).saturating_sub(used.len() as u128).max(1);
        let used = (!used.is_empty()).then(|| (Permutation::new(key, free), used.into()));
        Self { key, radices, rest, used, pair }
    }

    /// The value of one component at a row.
    pub(super) fn digit(&self, row: u64, part: usize) -> u128 {
        match &self.pair {
            Some(pair) if part == pair.left => pair.split(self.plain_digit(row, pair.left)).0,
            Some(pair) if part == pair.right => pair.split(self.plain_digit(row, pair.left)).1,
            _ => self.plain_digit(row, part),
        }
    }

    fn plain_digit(&self, row: u64, part: usize) -> u128 {
        let (first, rest) = self.combination(u128::from(row));
        if part == 0 {
            return first;
        }
        let stride: u128 = self.radices[1..part].iter().product();
        rest / stride % self.radices[part]
    }

    /// The first component, and the number of the others.
    fn combination(&self, row: u128) -> (u128, u128) {
        let first = self.radices[0];
        if let Some((permutation, used)) = &self.used {
            let number = nth_free(used, permutation.forward(row));
            return (number % first, number / first);
        }
        let (pass, at) = (row / first, row % first);
        let number = at / SEGMENT;
        let size = SEGMENT.min(first - number * SEGMENT);
        let permutation = Permutation::new(numbered(self.key, number as u64), size.saturating_mul(self.rest));
        let combination = permutation.forward(pass * size + at % SEGMENT);
        (number * SEGMENT + combination / self.rest, combination % self.rest)
    }
}

/// How the two values of a [`Pair`] differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// They are not the same.
    Unequal,
    /// The left one is below the right one.
    Below,
    /// The left one is not above the right one.
    NotAbove,
}

/// Two components with values below `n` that are not free of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// Which component is the left one.
    pub(super) left: usize,
    /// Which is the right one.
    pub(super) right: usize,
    /// Values of each.
    pub(super) n: u128,
    /// Which pairs there are.
    pub(super) difference: Difference,
}

impl Pair {
    /// How many pairs there are.
    pub(super) fn count(&self) -> u128 {
        let n = self.n;
        match self.difference {
            Difference::Unequal => n.saturating_mul(n.saturating_sub(1)),
            Difference::Below => n.saturating_mul(n.saturating_sub(1)) / 2,
            Difference::NotAbove => n.saturating_mul(n + 1) / 2,
        }
    }

    /// The pair of a number below [`Pair::count`].
    fn split(&self, number: u128) -> (u128, u128) {
        match self.difference {
            Difference::Unequal => {
                let others = (self.n - 1).max(1);
                let (left, step) = (number / others, number % others);
                (left, (left + 1 + step) % self.n)
            }
            Difference::Below => {
                let (column, at) = triangle(number);
                (at, column + 1)
            }
            Difference::NotAbove => {
                let (column, at) = triangle(number);
                (at, column)
            }
        }
    }

    /// The number of a pair, where it is one of these.
    pub(super) fn join(&self, left: u128, right: u128) -> Option<u128> {
        match self.difference {
            Difference::Unequal if left != right => {
                Some(left * (self.n - 1) + (right + self.n - left - 1) % self.n)
            }
            Difference::Below if left < right => Some(right * (right - 1) / 2 + left),
            Difference::NotAbove if left <= right => Some(right * (right + 1) / 2 + left),
            _ => None,
        }
    }
}

/// Column c of a triangle has c + 1 places: the column and the place in it of a number.
fn triangle(number: u128) -> (u128, u128) {
    let mut column = (8 * number + 1).isqrt().saturating_sub(1) / 2;
    while column * (column + 1) / 2 > number {
        column -= 1;
    }
    (column, number - column * (column + 1) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::derive(1, &["test"])
    }

    #[test]
    fn digits_of_a_radix_never_meet_twice() {
        let radix = Arc::new(Radix::new(key(), vec![7, 11], vec![], None));
        let pairs: std::collections::HashSet<_> =
            (0..77).map(|row| (radix.digit(row, 0), radix.digit(row, 1))).collect();
        assert_eq!(pairs.len(), 77);
    }

    #[test]
    fn pairs_are_numbered_each_once() {
        for difference in [Difference::Unequal, Difference::Below, Difference::NotAbove] {
            let pair = Pair { left: 0, right: 1, n: 9, difference };
            let mut seen = std::collections::HashSet::new();
            for number in 0..pair.count() {
                let (left, right) = pair.split(number);
                assert!(left < 9 && right < 9 && seen.insert((left, right)), "{difference:?} {number}");
                assert_eq!(pair.join(left, right), Some(number), "{difference:?}");
            }
            let admitted = (0..9).flat_map(|left| (0..9).map(move |right| (left, right)));
            assert_eq!(
                admitted.filter(|&(left, right)| pair.join(left, right).is_some()).count(),
                seen.len()
            );
        }
    }

    #[test]
    fn pairs_of_a_radix_never_meet_twice() {
        let pair = Pair { left: 0, right: 2, n: 6, difference: Difference::Below };
        let radix = Radix::new(key(), vec![pair.count(), 4, 1], vec![], Some(pair));
        let rows: std::collections::HashSet<_> =
            (0..60).map(|row| (radix.digit(row, 0), radix.digit(row, 1), radix.digit(row, 2))).collect();
        assert_eq!(rows.len(), 60);
        assert!(rows.iter().all(|&(left, _, right)| left < right));
    }
}
