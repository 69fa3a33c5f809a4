//! Carrying the plan out for any rows: cell = f(plan, row).
//!
//! A batch lies within one RNG block. Columns that others reference are also filled for any list of rows.

use super::check::ATTEMPTS;
use super::model::{
    Cases, ChoicePlan, ColumnPlan, DataPlan, Nulls, Parent, ReferencePlan, Source, TablePlan,
};
use crate::data::{Bits, Block, Column};
use crate::generate::{Batch, Rows};
use crate::random::{RNG_BLOCK_ROWS, bounded, weighted};

/// Buffers that are used again for every batch.
#[derive(Debug, Default)]
pub struct Scratch {
    words: Vec<u64>,
    ordinals: Vec<u128>,
    draws: Vec<u64>,
    parents: Vec<Option<ParentRows>>,
}

impl Scratch {
    /// Buffers for a table.
    pub(super) fn of(plan: &TablePlan) -> Self {
        let mut scratch = Self::default();
        scratch.parents.resize(plan.references.len(), None);
        scratch
    }

    /// Forgets the parents of the last batch.
    pub(super) fn parents_reset(&mut self) {
        self.parents.fill(None);
    }
}

/// The parent's row of every row of the batch, and which of them are NULL.
#[derive(Clone, Debug, Default)]
struct ParentRows {
    rows: Vec<u64>,
    validity: Option<Bits>,
}

/// A row for which a CHECK stays false, for the error message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsatisfied {
    /// The row.
    pub row: u64,
    /// The CHECK.
    pub check: String,
    /// The cells it saw, as text.
    pub cells: String,
}

impl DataPlan {
    /// Fills rows `first .. first + rows` of a table, which lie within one RNG block.
    ///
    /// # Errors
    /// When the redraws of a row whose CHECK is false are used up.
    pub fn fill(
        &self,
        table: usize,
        first: u64,
        rows: usize,
        scratch: &mut Scratch,
        block: &mut Block,
    ) -> Result<(), Unsatisfied> {
        self.fill_within(table, (first, rows), ATTEMPTS, scratch, block)
    }

    /// Fills (first row, rows) with so many redraws of a row at most.
    pub(super) fn fill_within(
        &self,
        table: usize,
        (first, rows): (u64, usize),
        attempts: u32,
        scratch: &mut Scratch,
        block: &mut Block,
    ) -> Result<(), Unsatisfied> {
        debug_assert!(
            first as usize % RNG_BLOCK_ROWS + rows <= RNG_BLOCK_ROWS,
            "a batch lies within an RNG block"
        );
        let plan = &self.tables[table];
        block.first_row = first;
        block.rows = rows;
        block.columns.resize_with(plan.columns.len(), Column::default);
        let range = Rows::Range { first, len: rows };
        scratch.parents.clear();
        scratch.parents.resize(plan.references.len(), None);
        for &at in &plan.order {
            let mut column = std::mem::take(&mut block.columns[at]);
            self.fill_column(plan, at, range, 0, scratch, &block.columns, &mut column);
            block.columns[at] = column;
        }
        self.satisfy_checks(table, first, attempts, scratch, block)
    }

    /// Batch boundaries: the most rows from `first` on that lie within one RNG block and a byte budget.
    pub fn batch_rows(&self, table: usize, first: u64, left: u64, budget_bytes: usize) -> usize {
        let plan = &self.tables[table];
        let room = RNG_BLOCK_ROWS - first as usize % RNG_BLOCK_ROWS;
        let fitting = (budget_bytes / plan.row_bytes.max(1)).max(1);
        room.min(fitting).min(usize::try_from(left).unwrap_or(usize::MAX))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call site in bulk and one in redraw; a struct would only rename them"
    )]
    pub(super) fn fill_column(
        &self,
        plan: &TablePlan,
        at: usize,
        rows: Rows<'_>,
        attempt: u32,
        scratch: &mut Scratch,
        siblings: &[Column],
        out: &mut Column,
    ) {
        self.fill_source(plan, at, rows, attempt, scratch, siblings, out);
        if let Some(cases) = &plan.columns[at].cases {
            let ways = self.ways(plan, cases.choice, rows, attempt, scratch);
            apply_cases(cases, &ways, rows, attempt, scratch, out);
        }
    }

    /// The way of every row: any that the cells of columns that cannot change leave open.
    fn ways(
        &self,
        plan: &TablePlan,
        choice: usize,
        rows: Rows<'_>,
        attempt: u32,
        scratch: &mut Scratch,
    ) -> Vec<usize> {
        let choice = &plan.choices[choice];
        let attempt = if choice.movable { attempt } else { 0 };
        let tested: Vec<Column> = choice
            .tests
            .iter()
            .map(|test| {
                let mut cells = Column::default();
                let mut own = Scratch::of(plan);
                self.fill_source(plan, test.column, rows, attempt, &mut own, &[], &mut cells);
                cells
            })
            .collect();
        choice.words.fill(rows, attempt, &mut scratch.words);
        let words = scratch.words.iter().enumerate();
        words.map(|(row, &word)| choice.way(plan, rows.at(row), word, row, &tested)).collect()
    }

    /// A column's cells before any CHECK is looked at.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the function above")]
    fn fill_source(
        &self,
        plan: &TablePlan,
        at: usize,
        rows: Rows<'_>,
        attempt: u32,
        scratch: &mut Scratch,
        siblings: &[Column],
        out: &mut Column,
    ) {
        let column = &plan.columns[at];
        match &column.source {
            Source::Drawn { generator, words, reads } => {
                words.fill(rows, attempt, &mut scratch.words);
                if let Some(repeats) = &column.repeats {
                    repeats.substitute(rows, attempt, words, &mut scratch.words);
                }
                let siblings: Vec<&Column> = reads.iter().map(|&read| &siblings[read]).collect();
                generator.fill(&Batch { rows, words: &scratch.words, siblings: &siblings }, out);
            }
            Source::Distinct { generator, ordinals, words, bound } => {
                ordinals.fill(rows, 0, &mut scratch.draws, &mut scratch.ordinals);
                let validity = bound.map(|bound| clamp(&mut scratch.ordinals, bound));
                words.fill(rows, 0, &mut scratch.words);
                let batch = Batch { rows, words: &scratch.words, siblings: &[] };
                generator.fill_ordinals(&scratch.ordinals, &batch, out);
                out.validity = validity;
            }
            Source::Switched { generator, words, switch } => {
                words.fill(rows, attempt, &mut scratch.words);
                generator.fill(&Batch { rows, words: &scratch.words, siblings: &[] }, out);
                self.switch_parents(plan, switch, rows, attempt, siblings, out);
            }
            Source::Reference { reference, part } => {
                if scratch.parents[*reference].is_none() {
                    let parents = parent_rows(&plan.references[*reference], rows, attempt, scratch);
                    scratch.parents[*reference] = Some(parents);
                }
                let parents = scratch.parents[*reference].take().unwrap_or_default();
                self.parent_cells(&plan.references[*reference].parent, *part, &parents.rows, out);
                out.validity.clone_from(&parents.validity);
                scratch.parents[*reference] = Some(parents);
            }
        }
        apply_nulls(column, rows, attempt, scratch, out);
        if let Some(repeats) = &column.repeats {
            repeats.reuse(rows, attempt, out);
        }
    }

    /// One column of the parents of some rows.
    pub(super) fn parent_cells_of(
        &self,
        reference: &ReferencePlan,
        part: usize,
        rows: Rows<'_>,
        attempt: u32,
        out: &mut Column,
    ) {
        let parents = parent_rows(reference, rows, attempt, &mut Scratch::default());
        self.parent_cells(&reference.parent, part, &parents.rows, out);
        out.validity = parents.validity;
    }

    /// One column of the parent's rows, in the order given.
    fn parent_cells(&self, parent: &Parent, part: usize, rows: &[u64], out: &mut Column) {
        match parent {
            Parent::Planned { table, columns } => self.cells_at(*table, columns[part], rows, out),
            Parent::Sampled { columns } => {
                let rows: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
                *out = columns[part].pick(&rows);
            }
        }
    }

    /// The cells of a referenced column at any rows.
    pub fn cells_at(&self, table: usize, column: usize, rows: &[u64], out: &mut Column) {
        let plan = &self.tables[table];
        let mut scratch = Scratch::of(plan);
        self.fill_column(plan, column, Rows::List(rows), 0, &mut scratch, &[], out);
    }
}

fn parent_rows(reference: &ReferencePlan, rows: Rows<'_>, attempt: u32, scratch: &mut Scratch) -> ParentRows {
    reference.ordinals.fill(rows, attempt, &mut scratch.draws, &mut scratch.ordinals);
    let validity = reference.bound.map(|bound| clamp(&mut scratch.ordinals, u128::from(bound)));
    let ordinals = scratch.ordinals.iter().map(|&ordinal| ordinal as u64);
    let rows = match &reference.among {
        Some(subset) => ordinals.map(|ordinal| subset.row(ordinal)).collect(),
        None => ordinals.collect(),
    };
    ParentRows { rows, validity }
}

/// Ordinals from the bound on become 0 and are marked as NULL.
fn clamp(ordinals: &mut [u128], bound: u128) -> Bits {
    let mut validity = Bits::filled(ordinals.len(), true);
    for (row, ordinal) in ordinals.iter_mut().enumerate().filter(|(_, ordinal)| **ordinal >= bound) {
        *ordinal = 0;
        validity.set(row, false);
    }
    validity
}

/// Marks NULLs; redraws take them more often, since a CHECK may want one.
fn apply_nulls(column: &ColumnPlan, rows: Rows<'_>, attempt: u32, scratch: &mut Scratch, out: &mut Column) {
    let Some(Nulls { threshold, words }) = column.nulls else { return };
    words.fill(rows, attempt, &mut scratch.words);
    let threshold = if attempt == 0 { threshold } else { threshold.max(u64::MAX / 2) };
    let mut validity = Bits::default();
    validity.set_where_at_least(&scratch.words, threshold);
    if let Some(earlier) = &out.validity {
        (0..earlier.len()).filter(|&i| !earlier.get(i)).for_each(|i| validity.set(i, false));
    }
    out.validity = Some(validity);
}

impl ChoicePlan {
    /// The way of one row; `tested` are the cells of [`ChoicePlan::tests`], `at` is the row among them.
    fn way(&self, plan: &TablePlan, row: u64, word: u64, at: usize, tested: &[Column]) -> usize {
        let all = match row {
            0 if self.of_first > 0 => self.ways as usize..(self.ways + self.of_first) as usize,
            _ => 0..self.ways as usize,
        };
        let mut open = all.clone().filter(|&way| {
            self.tests.iter().zip(tested).all(|(test, cells)| {
                let cell = cells.value(at, &plan.columns[test.column].logical_type);
                test.domains[way].holds(&cell)
            })
        });
        if !self.weights.is_empty() && all.start == 0 {
            let open: Vec<usize> = open.collect();
            let weights = open.iter().map(|&way| self.weights[way]);
            let picked = weighted(word, weights).unwrap_or(0);
            return open.get(picked).copied().unwrap_or(0);
        }
        if self.tests.is_empty() {
            return all.start + bounded(word, all.len() as u64) as usize;
        }
        let count = open.clone().count() as u64;
        let picked = if count > 0 { bounded(word, count) as usize } else { 0 };
        open.nth(picked).unwrap_or(all.start)
    }
}

/// Makes the cells of a column as the ways of their rows ask.
fn apply_cases(
    cases: &Cases,
    ways: &[usize],
    rows: Rows<'_>,
    attempt: u32,
    scratch: &mut Scratch,
    out: &mut Column,
) {
    for (way, case) in cases.of.iter().enumerate() {
        let taken: Vec<usize> = (0..ways.len()).filter(|&row| ways[row] == way).collect();
        if taken.is_empty() {
            continue;
        }
        if let Some(generator) = &case.generator {
            let absolute: Vec<u64> = taken.iter().map(|&row| rows.at(row)).collect();
            let mut patch = Column::default();
            cases.words.fill(Rows::List(&absolute), attempt, &mut scratch.words);
            let batch = Batch { rows: Rows::List(&absolute), words: &scratch.words, siblings: &[] };
            generator.fill(&batch, &mut patch);
            patch.validity = out.validity.as_ref().map(|validity| validity.pick(&taken));
            out.scatter(&taken, &patch);
        }
        if let Some(null) = case.null {
            let len = out.len();
            let validity = out.validity.get_or_insert_with(|| Bits::filled(len, true));
            taken.iter().for_each(|&row| validity.set(row, !null));
        }
    }
}
