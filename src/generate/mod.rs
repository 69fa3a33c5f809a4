//! The value engine: one [`Generator`] per column, each a pure function of the row's word.
//!
//! A generator is compiled once from its [`Definition`], where every argument error is found; filling is
//! infallible and happens a batch at a time. Generators of one *family* in one table (the parts of a person,
//! the parts of a place) draw from the same stream, so that siblings agree without looking at each other.
//!
//! Must not know: dialects, tables, plans, clocks. Must not allocate per cell. Start reading at
//! [`Generator`]; to add one, write a file and add a line to [`ALL`].

mod adapt;
mod array;
mod cells;
mod code;
mod colour;
mod commerce;
mod compose;
mod composite;
mod contact;
mod definition;
pub mod dict;
mod digits;
mod distinct;
mod file;
mod finance;
mod fit;
mod fold;
mod geometry;
mod grid;
mod identifier;
mod internet;
mod json;
mod label;
mod literal;
mod number;
mod person;
mod place;
mod pooled;
mod program;
mod prose;
mod range;
mod regex;
mod repertoire;
mod sibling;
mod span;
mod subset;
mod temporal;
mod text;
mod truncate;
mod turns;
mod uuid;
mod window;
mod writer;

use std::fmt;

pub use adapt::{Alternatives, Cased};
pub use cells::{cells_of, fitted};
pub use definition::{ALL, Definition, Family, Parameter, Params, Request, find, only_choice};
pub use distinct::{distinct, short_code};
pub use pooled::Pooled;
pub use repertoire::{Repertoire, Within};
pub use truncate::{Truncated, Unit};
pub use turns::{Leading, Turns};
pub use window::windows;

use crate::data::{Column, Value};

/// Which rows a batch is of.
#[derive(Clone, Copy, Debug)]
pub enum Rows<'a> {
    /// Consecutive rows.
    Range {
        /// The first.
        first: u64,
        /// How many.
        len: usize,
    },
    /// Any rows, for values that are referenced from elsewhere.
    List(&'a [u64]),
}

impl Rows<'_> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Range { len, .. } => *len,
            Self::List(rows) => rows.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index of the `i`-th row within its table.
    #[inline]
    pub fn at(&self, i: usize) -> u64 {
        match self {
            Self::Range { first, .. } => first + i as u64,
            Self::List(rows) => rows[i],
        }
    }
}

/// What a generator is given: the rows, one uniform word for each of them, and the columns it asked for.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The rows.
    pub rows: Rows<'a>,
    /// One uniform word per row; more randomness comes from [`crate::random::Draws`] over it.
    pub words: &'a [u64],
    /// The columns that the arguments of [`Definition::reads`] name, in that order.
    pub siblings: &'a [&'a Column],
}

/// Fills columns. Infallible: what could go wrong was found by [`Definition::compile`].
pub trait Generator: Send + Sync + fmt::Debug {
    /// Fills one cell per row of the batch; `out` is overwritten and has no validity afterwards.
    fn fill(&self, batch: &Batch<'_>, out: &mut Column);

    /// How many different values [`Generator::fill_ordinals`] can tell apart; `None` when it cannot.
    fn ordinals(&self) -> Option<u128> {
        None
    }

    /// Fills with the values of the given ordinals, each below [`Generator::ordinals`]. Different ordinals
    /// give different values, also after case, accent and trailing-blank folding.
    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let _ = ordinals;
        self.fill(batch, out);
    }

    /// The ordinal of a value that [`Generator::fill_ordinals`] could have made. For values whose last run
    /// of digits spells the ordinal this is never asked.
    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let _ = value;
        None
    }

    /// Whether the last run of digits in a value of [`Generator::fill_ordinals`] spells its ordinal.
    fn spells_ordinal(&self) -> bool {
        false
    }

    /// Whether ordinals stand for rows in their order, each spelled as one more: they are not to be mixed.
    fn counts_rows(&self) -> bool {
        false
    }

    /// Whether values are spans of which different ordinals never overlap, and those beyond the ordinal of a
    /// value that is there never touch it.
    fn keeps_apart(&self) -> bool {
        false
    }

    /// Rows after which what [`Generator::fill`] makes begins anew, where it follows from the row alone.
    fn period(&self) -> Option<u64> {
        None
    }

    /// The longest value in bytes that can come out, for text and binary.
    fn bytes_max(&self) -> usize {
        64
    }
}
