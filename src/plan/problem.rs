//! Why there is no plan: wishes that are wrong in themselves, and schemas that cannot be met.
//!
//! Start reading at [`Problems`].

use super::table::Draft;
use crate::config::Wrong;

/// Everything that keeps a plan from being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// What the configuration asks for and nobody could do: bad usage.
    pub wishes: Vec<Wrong>,
    /// What schema and rows do not admit, one line each with table and column.
    pub impossible: Vec<String>,
}

impl Problems {
    /// Notes a wrong wish; of several about the same key the first one tells.
    pub(super) fn wish(&mut self, wrong: Wrong) {
        if self.wishes.iter().all(|known| known.path != wrong.path) {
            self.wishes.push(wrong);
        }
    }

    /// Notes an impossibility.
    pub(super) fn impossible(&mut self, what: impl Into<String>) {
        self.impossible.push(what.into());
    }

    /// Notes a unique column whose values would repeat: a wrong wish where a wish makes it unique or chose the
    /// generator; else the table gets the one row that repeats nothing.
    pub(super) fn not_distinct(&mut self, draft: &mut Draft<'_>, slot: usize) {
        let column = draft.slots[slot].column;
        let made = draft.slots[slot].chosen.as_ref();
        match draft.wish(column) {
            Some(wish) if wish.unique == Some(true) || wish.decides() => {
                let key = if wish.unique == Some(true) { vec!["unique"] } else { Vec::new() };
                let name = made.map_or("", |chosen| chosen.name());
                let what = format!("the values must differ, and generator `{name}` makes no distinct values");
                self.wish(draft.wrong(column, &key, what));
            }
            _ => {
                let place = draft.place(column);
                draft.cap(u128::from(draft.existing == 0), || {
                    format!("{place} is unique, and no generator of its type makes distinct values")
                });
            }
        }
    }

    /// Whether nothing is in the way.
    pub(super) fn is_empty(&self) -> bool {
        self.wishes.is_empty() && self.impossible.is_empty()
    }
}
