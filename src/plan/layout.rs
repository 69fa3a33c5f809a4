//! Where the rows of each group of a table lie, in closed form: which group a row is of, how many of a group
//! there are, and the n-th of them.
//!
//! Must not know tables. Start reading at [`Layout`].

use std::sync::Arc;

use super::ordinals::FanOut;

/// The groups of a table's rows.
#[derive(Clone, Debug)]
pub(super) struct Layout(Arc<[Step]>);

/// How a row leads to a row of the next table, or to its group in the end.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// In turn: to row r mod n.
    Turn(u64),
    /// So many rows one after the other for each of so many groups.
    Shares(FanOut, u64),
}

impl Layout {
    /// So many groups in turn.
    pub(super) fn turn(groups: u64) -> Self {
        Self(Arc::new([Step::Turn(groups.max(1))]))
    }

    /// So many rows for each of so many groups.
    pub(super) fn shares(shares: FanOut, groups: u64) -> Self {
        Self(Arc::new([Step::Shares(shares, groups)]))
    }

    /// Rows in turn lead to the first so many rows of a table that is laid out itself.
    pub(super) fn through(rows: u64, table: &Self) -> Self {
        Self(std::iter::once(Step::Turn(rows.max(1))).chain(table.0.iter().copied()).collect())
    }

    /// Groups, those without rows included.
    pub(super) fn groups(&self) -> u64 {
        match self.0.last() {
            Some(Step::Turn(groups) | Step::Shares(_, groups)) => *groups,
            None => 1,
        }
    }

    /// Rows after which all begins anew, where groups come in turn.
    pub(super) fn period(&self) -> Option<u64> {
        match self.0.first() {
            Some(Step::Turn(rows)) => Some(*rows),
            _ => None,
        }
    }

    /// Whether groups differ in size by more than a row.
    pub(super) fn is_skewed(&self) -> bool {
        self.0.len() > 1 || matches!(self.0[..], [Step::Shares(..)])
    }

    /// The group of a row, and its place in the group.
    pub(super) fn locate(&self, row: u64) -> (u64, u64) {
        locate(&self.0, row)
    }

    /// Rows of a group among the first so many.
    pub(super) fn count(&self, group: u64, rows: u64) -> u64 {
        count(&self.0, group, rows)
    }

    /// The n-th row of a group that has one.
    pub(super) fn nth(&self, group: u64, n: u64) -> u64 {
        nth(&self.0, group, n)
    }
}

fn locate(steps: &[Step], row: u64) -> (u64, u64) {
    match *steps {
        [Step::Turn(n)] => (row % n, row / n),
        [Step::Turn(n), ref rest @ ..] => {
            let (group, place) = locate(rest, row % n);
            (group, row / n * count(rest, group, n) + place)
        }
        [Step::Shares(shares, _), ..] => shares.place(row),
        [] => (0, row),
    }
}

fn count(steps: &[Step], group: u64, rows: u64) -> u64 {
    match *steps {
        [Step::Turn(n)] if group < n => rows.saturating_sub(group).div_ceil(n),
        [Step::Turn(_)] => 0,
        [Step::Turn(n), ref rest @ ..] => rows / n * count(rest, group, n) + count(rest, group, rows % n),
        [Step::Shares(shares, groups), ..] if group < groups => {
            shares.rows(group + 1).min(rows).saturating_sub(shares.rows(group))
        }
        [Step::Shares(..), ..] => 0,
        [] => rows,
    }
}

fn nth(steps: &[Step], group: u64, place: u64) -> u64 {
    match *steps {
        [Step::Turn(n)] => group + place * n,
        [Step::Turn(n), ref rest @ ..] => {
            let each = count(rest, group, n).max(1);
            place / each * n + nth(rest, group, place % each)
        }
        [Step::Shares(shares, _), ..] => shares.rows(group) + place,
        [] => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Key;

    #[test]
    fn every_row_is_found_where_its_group_says() {
        let shares = FanOut::new(0, 4, Key::derive(1, &["shares"]));
        let turn = Layout::turn(3);
        let nested = Layout::through(10, &turn);
        let deep = Layout::through(17, &nested);
        let uneven = Layout::through(shares.rows(6), &Layout::shares(shares, 6));
        for (layout, rows) in
            [(turn, 20), (nested, 47), (deep, 100), (uneven, 90), (Layout::shares(shares, 6), shares.rows(6))]
        {
            let mut seen = vec![0; layout.groups() as usize];
            for row in 0..rows {
                let (group, place) = layout.locate(row);
                assert_eq!((place, layout.nth(group, place)), (seen[group as usize], row), "{layout:?}");
                seen[group as usize] += 1;
            }
            for (group, seen) in seen.iter().enumerate() {
                assert_eq!(layout.count(group as u64, rows), *seen, "{layout:?}, group {group}");
            }
        }
    }
}
