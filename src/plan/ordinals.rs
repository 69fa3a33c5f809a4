//! Which ordinal of a value space, or which row of a parent, a row takes: closed forms, all of them.

use std::sync::Arc;

use super::group::Group;
use super::radix::Radix;
use super::words::Words;
use crate::generate::Rows;
use crate::random::{Key, Permutation, RNG_BLOCK_ROWS, Sampler, mix64};

/// Rows of one segment of a large value space; see [`Ordinals::Segments`].
pub(super) const SEGMENT: u128 = 1 << 16;

/// A map from rows to ordinals.
#[derive(Clone, Debug)]
pub enum Ordinals {
    /// The row itself.
    Row,
    /// `base`, then whole segments in order, permuted within: distinct for ever, whatever the row count.
    Segments {
        /// First free ordinal.
        base: u128,
        /// Values of a segment.
        segment: u128,
        /// End of the space: the last segment is cut there.
        end: u128,
        /// Key of the permutations.
        key: Key,
    },
    /// A permutation of the ordinals that are still free.
    Free {
        /// Over the number of free ordinals.
        permutation: Permutation,
        /// Ordinals in use, ascending.
        used: Arc<[u128]>,
    },
    /// One digit of a permuted mixed-radix number: a component of a composite key.
    Digit {
        /// The number.
        radix: Arc<Radix>,
        /// Which component.
        part: usize,
    },
    /// Any ordinal, drawn.
    Drawn {
        /// How.
        sampler: Sampler,
        /// From what.
        words: Words,
    },
    /// In turn: row modulo n.
    Turn {
        /// Number of ordinals.
        n: u64,
    },
    /// An earlier row of the own RNG block or of block 0; row 0 takes itself or, as a root, nobody.
    Earlier {
        /// Whether row 0 is a root.
        rooted: bool,
        /// From what.
        words: Words,
    },
    /// The row before, within the own RNG block; its first row takes nobody.
    Before,
    /// The one behind, of so many: never the same as the map's own.
    Next(Box<Ordinals>, u128),
    /// Rows of the own table, with so many children each; row 0 takes itself or, as a root, nobody.
    Tree {
        /// The children of each row, one for each at least.
        shares: FanOut,
        /// Whether row 0 is a root.
        rooted: bool,
    },
    /// A row in the same group, or a number that is distinct within it.
    Grouped(Group),
    /// Between `low` and `high` children for each of so many parents.
    FanOut(FanOut, u64),
    /// Distinct among the children of one parent: their place in its share, or the value of that place in a
    /// permutation of `n` values.
    Within {
        /// The children of each parent.
        shares: FanOut,
        /// Key and number of values.
        order: Option<(Key, u128)>,
    },
}

/// Children per parent between two bounds, in closed form: parents come in groups of `high - low + 1`, and
/// each group takes every count once, in an order of its own.
#[derive(Clone, Copy, Debug)]
pub struct FanOut {
    low: u64,
    high: u64,
    key: Key,
}

impl FanOut {
    /// Between `low` and `high` (at least 1, at least `low`) children for each parent.
    pub fn new(low: u64, high: u64, key: Key) -> Self {
        Self { low, high, key }
    }

    fn group_parents(&self) -> u64 {
        self.high - self.low + 1
    }

    fn group_children(&self) -> u64 {
        (self.low + self.high) * self.group_parents() / 2
    }

    /// All children of `parents` parents.
    pub fn rows(&self, parents: u64) -> u64 {
        let rest = parents % self.group_parents();
        let order = self.order(parents / self.group_parents());
        let partial: u64 = (0..rest).map(|slot| self.low + order.forward(u128::from(slot)) as u64).sum();
        parents / self.group_parents() * self.group_children() + partial
    }

    fn order(&self, group: u64) -> Permutation {
        Permutation::new(numbered(self.key, group), u128::from(self.group_parents()))
    }

    /// Most children of a parent.
    pub(super) fn most(&self) -> u64 {
        self.high
    }

    fn parent(&self, row: u64) -> u64 {
        self.place(row).0
    }

    /// The parent of a row, and the row's place among its children.
    pub(super) fn place(&self, row: u64) -> (u64, u64) {
        let group = row / self.group_children();
        let mut left = row % self.group_children();
        let order = self.order(group);
        for slot in 0..self.group_parents() {
            let children = self.low + order.forward(u128::from(slot)) as u64;
            if left < children {
                return (group * self.group_parents() + slot, left);
            }
            left -= children;
        }
        unreachable!("the counts of a group sum up to its children")
    }
}

impl Ordinals {
    /// How many ordinals there are to pick from, where they are drawn or taken in turn.
    pub(super) fn count(&self) -> Option<u64> {
        match self {
            Self::Drawn { sampler, .. } => Some(sampler.count()),
            Self::Turn { n } | Self::FanOut(_, n) => Some(*n),
            Self::Grouped(group) => Some(group.rows()),
            _ => None,
        }
    }

    /// A map of so many rows that goes on beyond the end of its space: ordinals from there on mean NULL.
    pub(super) fn beyond(self, rows: u64, key: Key) -> Self {
        match self {
            Self::Segments { base, end, .. } => {
                let whole = (end - base).max(u128::from(rows)).max(1);
                Self::Segments { base, segment: whole, end: base + whole, key }
            }
            Self::Free { used, .. } => {
                Self::Free { permutation: Permutation::new(key, u128::from(rows).max(1)), used }
            }
            other => other,
        }
    }

    /// Draws from the first `n` ordinals only, when that is fewer.
    pub(super) fn limit(&mut self, n: u64) {
        match self {
            Self::Drawn { sampler: Sampler::Uniform { n: known }, .. } | Self::Turn { n: known } => {
                *known = (*known).min(n.max(1));
            }
            _ => {}
        }
    }

    /// One ordinal per row.
    pub(super) fn fill(&self, rows: Rows<'_>, attempt: u32, words: &mut Vec<u64>, out: &mut Vec<u128>) {
        out.clear();
        let each = 0..rows.len();
        match self {
            Self::Row => out.extend(each.map(|i| u128::from(rows.at(i)))),
            Self::Segments { base, segment, end, key } => {
                fill_segments(*base, (*segment, end - base), *key, rows, out);
            }
            Self::Free { permutation, used } => {
                out.extend(each.map(|i| nth_free(used, permutation.forward(u128::from(rows.at(i))))))
            }
            Self::Grouped(group) => group.fill(rows, attempt, words, out),
            Self::Digit { radix, part } => out.extend(each.map(|i| radix.digit(rows.at(i), *part))),
            Self::Drawn { sampler, words: source } => {
                source.fill(rows, attempt, words);
                out.extend(words.iter().map(|&word| u128::from(sampler.pick(word))));
            }
            Self::Turn { n } => out.extend(each.map(|i| u128::from(rows.at(i) % n))),
            Self::Earlier { rooted, words: source } => {
                source.fill(rows, attempt, words);
                out.extend(words.iter().enumerate().map(|(i, &word)| match rows.at(i) {
                    0 if *rooted => u128::from(u64::MAX),
                    row => u128::from(earlier(row, word)),
                }));
            }
            Self::Before => out.extend(each.map(|i| match rows.at(i) {
                row if row % RNG_BLOCK_ROWS as u64 == 0 => u128::from(u64::MAX),
                row => u128::from(row - 1),
            })),
            Self::Next(of, end) => {
                of.fill(rows, attempt, words, out);
                out.iter_mut().for_each(|ordinal| *ordinal = (*ordinal + 1) % end);
            }
            Self::Tree { shares, rooted } => out.extend(each.map(|i| match rows.at(i) {
                0 if *rooted => u128::from(u64::MAX),
                row => u128::from(shares.parent(row)),
            })),
            Self::FanOut(shares, _) => out.extend(each.map(|i| u128::from(shares.parent(rows.at(i))))),
            Self::Within { shares, order } => out.extend(each.map(|i| {
                let (parent, place) = shares.place(rows.at(i));
                order.map_or(u128::from(place), |(key, n)| {
                    Permutation::new(numbered(key, parent), n).forward(u128::from(place))
                })
            })),
        }
    }
}

/// Permutes within segments of a space of so many values. The permutation of a segment is made once for as
/// long as the rows stay in it.
fn fill_segments(base: u128, (segment, space): (u128, u128), key: Key, rows: Rows<'_>, out: &mut Vec<u128>) {
    let mut current = None;
    out.extend((0..rows.len()).map(|i| {
        let row = u128::from(rows.at(i));
        let number = row / segment;
        let permutation = match current {
            Some((known, permutation)) if known == number => permutation,
            _ => {
                let size = segment.min(space.saturating_sub(number * segment)).max(1);
                let permutation = Permutation::new(numbered(key, number as u64), size);
                current = Some((number, permutation));
                permutation
            }
        };
        base + number * segment + permutation.forward(row % segment)
    }));
}

/// The key of one of many permutations.
pub(super) fn numbered(key: Key, number: u64) -> Key {
    let Key([a, b, c, d]) = key;
    Key([a ^ mix64(number), b, c, d])
}

/// The `rank`-th ordinal that is not in the ascending list.
pub(super) fn nth_free(used: &[u128], rank: u128) -> u128 {
    // used[i] - i counts the free ordinals below used[i]; it never falls.
    let (mut low, mut high) = (0, used.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if used[middle] - middle as u128 <= rank { low = middle + 1 } else { high = middle }
    }
    rank + low as u128
}

fn earlier(row: u64, word: u64) -> u64 {
    let start = row & !1023;
    let head = start.min(1024);
    let candidates = head + (row - start);
    if candidates == 0 {
        return row;
    }
    let pick = crate::random::bounded(word, candidates);
    if pick < head { pick } else { start + pick - head }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::derive(1, &["ordinals"])
    }

    fn all(ordinals: &Ordinals, rows: u64) -> Vec<u128> {
        let mut out = Vec::new();
        ordinals.fill(Rows::Range { first: 0, len: rows as usize }, 0, &mut Vec::new(), &mut out);
        out
    }

    #[test]
    fn free_ordinals_avoid_the_used_ones() {
        let used: Arc<[u128]> = vec![0, 1, 5, 9].into();
        let ordinals = Ordinals::Free { permutation: Permutation::new(key(), 6), used };
        let mut values = all(&ordinals, 6);
        values.sort_unstable();
        assert_eq!(values, [2, 3, 4, 6, 7, 8]);
    }

    #[test]
    fn the_next_one_is_another_one() {
        let first = Ordinals::Segments { base: 0, segment: 64, end: 130, key: key() };
        let (first, next) = (all(&first, 130), all(&Ordinals::Next(Box::new(first.clone()), 130), 130));
        assert!(first.iter().zip(&next).all(|(first, next)| first != next));
        assert_eq!(next.iter().collect::<std::collections::HashSet<_>>().len(), 130);
        assert!(next.iter().all(|&ordinal| ordinal < 130));
    }

    #[test]
    fn nobody_takes_the_row_before_twice() {
        let taken = all(&Ordinals::Before, 1024);
        assert_eq!(taken[..3], [u128::from(u64::MAX), 0, 1]);
    }

    #[test]
    fn segments_are_distinct_and_keep_their_first_rows() {
        let ordinals = Ordinals::Segments { base: 10, segment: 64, end: 5000, key: key() };
        let few = all(&ordinals, 100);
        let many = all(&ordinals, 1000);
        assert_eq!(few, many[..100]);
        let distinct: std::collections::HashSet<_> = many.iter().collect();
        assert_eq!(distinct.len(), 1000);
        assert!(many.iter().all(|&ordinal| ordinal >= 10));
    }

    #[test]
    fn a_fan_out_gives_every_parent_its_share() {
        let fan_out = FanOut::new(1, 5, key());
        for parents in [1, 4, 5, 12, 100] {
            let rows = fan_out.rows(parents);
            let mut children = vec![0; parents as usize];
            (0..rows).for_each(|row| children[fan_out.parent(row) as usize] += 1);
            assert!(children.iter().all(|count| (1..=5).contains(count)), "{parents}: {children:?}");
        }
    }

    #[test]
    fn self_references_point_backwards_or_to_the_first_block() {
        for row in [0, 1, 5, 1023, 1024, 5000, 1 << 40] {
            for word in [0, 1 << 40, u64::MAX / 3, u64::MAX] {
                let parent = earlier(row, word);
                assert!(parent < row || row == 0);
                assert!(parent < 1024 || parent >= row & !1023);
            }
        }
    }
}
