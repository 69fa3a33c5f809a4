//! Which row of its group a row refers to, and numbers that are distinct within a group.
//!
//! Must not know what makes the groups. Start reading at [`Group`].

use std::sync::Arc;

use super::layout::Layout;
use super::ordinals::numbered;
use super::words::Words;
use crate::random::{Key, Permutation, bounded};

/// Groups that are looked at one by one.
pub(super) const GROUPS_SEEN: u64 = 100_000;
/// Nobody's ordinal.
const NOBODY: u128 = u64::MAX as u128;

/// The row of a parent that lies in the same group, or a number that is distinct within the group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Where the rows of the table itself lie.
    own: Layout,
    /// The part that is picked.
    part: Size,
    pick: Pick,
    /// Whether some rows refer to nobody.
    gaps: bool,
}

/// How many there are to pick from.
#[derive(Clone, Debug)]
enum Size {
    /// Rows of a parent.
    Rows(u64, Layout),
    /// Values, the same for all groups.
    Values(u128),
}

impl Size {
    fn of(&self, group: u64) -> u128 {
        match self {
            Self::Rows(rows, layout) => layout.count(group, *rows).into(),
            Self::Values(n) => *n,
        }
    }
}

#[derive(Clone, Debug)]
enum Pick {
    /// Any.
    Drawn(Words),
    /// Any row before the own one; the first one of a group is itself or, as a root, nobody.
    Earlier { rooted: bool, words: Words },
    /// The row before the own one; the first one of a group is itself or, as a root, nobody.
    Previous { rooted: bool },
    /// The first.
    First,
    /// The other row of two.
    Partner,
    /// A digit of a number that is permuted within the group: distinct together with the other digits.
    Digit { key: Key, sizes: Arc<[Size]>, part: usize },
}

impl Group {
    /// The group itself, of so many.
    pub(super) fn of_own(groups: u64) -> Self {
        let own = Layout::turn(groups);
        Self { part: Size::Rows(groups, own.clone()), own, pick: Pick::First, gaps: false }
    }

    /// Any row of a parent; with gaps some groups have none.
    pub(super) fn drawn(own: Layout, (rows, layout): (u64, Layout), gaps: bool, words: Words) -> Self {
        Self { own, part: Size::Rows(rows, layout), pick: Pick::Drawn(words), gaps }
    }

    /// A row of the own table before the own one.
    pub(super) fn earlier(own: Layout, rooted: bool, words: Words) -> Self {
        let part = Size::Rows(u64::MAX, own.clone());
        Self { own, part, pick: Pick::Earlier { rooted, words }, gaps: rooted }
    }

    /// Rows of the own table, two by two.
    pub(super) fn partners(groups: u64) -> Self {
        let own = Layout::turn(groups);
        Self { part: Size::Rows(u64::MAX, own.clone()), own, pick: Pick::Partner, gaps: false }
    }

    /// Rows of the parent.
    pub(super) fn rows(&self) -> u64 {
        match self.part {
            Size::Rows(rows, _) => rows,
            Size::Values(n) => u64::try_from(n).unwrap_or(u64::MAX),
        }
    }

    /// Whether it looks at rows of its own table.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.pick, Pick::Earlier { .. } | Pick::Previous { .. } | Pick::Partner)
    }

    /// Instead of any row before the own one takes the very last of them.
    pub(super) fn take_previous(&mut self) {
        if let Pick::Earlier { rooted, .. } = self.pick {
            self.pick = Pick::Previous { rooted };
        }
    }

    /// Whether some rows refer to nobody.
    pub(super) fn has_gaps(&self) -> bool {
        self.gaps
    }

    /// One ordinal per row.
    pub(super) fn fill(
        &self,
        rows: crate::generate::Rows<'_>,
        attempt: u32,
        words: &mut Vec<u64>,
        out: &mut Vec<u128>,
    ) {
        if let Pick::Drawn(source) | Pick::Earlier { words: source, .. } = &self.pick {
            source.fill(rows, attempt, words);
        }
        out.extend((0..rows.len()).map(|i| self.at(rows.at(i), words.get(i).copied().unwrap_or(0))));
    }

    fn at(&self, row: u64, word: u64) -> u128 {
        let (group, place) = self.own.locate(row);
        let within = |number: u128| match &self.part {
            Size::Rows(_, layout) => layout.nth(group, number as u64).into(),
            Size::Values(_) => number,
        };
        match &self.pick {
            Pick::Drawn(_) => match self.part.of(group) as u64 {
                0 if self.gaps => NOBODY,
                n => within(bounded(word, n.max(1)).into()),
            },
            Pick::Earlier { rooted: true, .. } if place == 0 => NOBODY,
            Pick::Earlier { .. } => within(bounded(word, place.max(1)).into()),
            Pick::Previous { rooted: true } if place == 0 => NOBODY,
            Pick::Previous { .. } => within(u128::from(place.saturating_sub(1))),
            Pick::First => within(0),
            Pick::Partner => within(u128::from(place ^ 1)),
            Pick::Digit { key, sizes, part } => {
                let all = sizes.iter().fold(1_u128, |all, size| all.saturating_mul(size.of(group)));
                if all <= u128::from(place) {
                    return NOBODY; // no such row is loaded
                }
                let number = Permutation::new(numbered(*key, group), all).forward(u128::from(place));
                let below: u128 = sizes[..*part].iter().map(|size| size.of(group)).product();
                within(number / below % sizes[*part].of(group))
            }
        }
    }
}

/// Parts that are made distinct together within each group: the groups of references, or the numbers of
/// values of columns. Gives each its ordinals, and the rows of so many that there is room for.
pub(super) fn distinct(parts: &[Result<Group, u128>], key: Key, rows: u64) -> Option<(Vec<Group>, u128)> {
    let own = parts.iter().find_map(|part| part.as_ref().ok().map(|group| group.own.clone()))?;
    let sizes: Arc<[Size]> = parts
        .iter()
        .map(|part| match part {
            Ok(group) => group.part.clone(),
            Err(values) => Size::Values((*values).max(1)),
        })
        .collect();
    let digit = |(at, part): (usize, &Size)| Group {
        own: own.clone(),
        part: part.clone(),
        pick: Pick::Digit { key, sizes: Arc::clone(&sizes), part: at },
        gaps: false,
    };
    let digits = sizes.iter().enumerate().map(digit).collect();
    Some((digits, room(&own, &sizes, rows)))
}

/// The first rows of which no group has more than its room, as far as `rows` and a bit beyond.
fn room(own: &Layout, sizes: &[Size], rows: u64) -> u128 {
    let groups = own.groups();
    let of = |group: u64| sizes.iter().fold(1_u128, |all, size| all.saturating_mul(size.of(group)));
    if !own.is_skewed() {
        // Later groups have no more rows than earlier ones.
        return of(groups - 1).saturating_mul(groups.into());
    }
    let fits =
        |rows: u64| (0..groups.min(GROUPS_SEEN)).all(|group| u128::from(own.count(group, rows)) <= of(group));
    let (mut low, mut high) = (0, rows);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if fits(middle) { low = middle } else { high = middle - 1 }
    }
    low.into()
}
