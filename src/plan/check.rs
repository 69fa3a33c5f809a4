//! CHECK constraints as final arbiter: evaluated on the client for every batch; rows for which one is false
//! are drawn anew, and mended where that does not help, the same in bulk and at a single row.

use super::fill::{Scratch, Unsatisfied};
use super::load::BATCH_BYTES;
use super::mend::{Condition, Hint, Row};
use super::model::{DataPlan, Source, TablePlan};
use crate::data::{
    Bits, Block, Column, LogicalType, Value, write_date, write_decimal, write_time, write_timestamp,
};
use crate::generate::{Rows, cells_of};
use crate::random::{RNG_BLOCK_ROWS, mix64};
use crate::schema::expr::Program;

/// Redraws of a row before the run stops. Far more than a trial grants: a CHECK that the trial's rows passed
/// holds for every row of a table without end.
pub(super) const ATTEMPTS: u32 = 4096;
/// Redraws of a row after which it is mended as well: most rows need none of that, and keep what columns mean.
const PLAIN_ATTEMPTS: u32 = 8;
/// Redraws of a row before a trial gives its table up.
const TRIAL_ATTEMPTS: u32 = 256;
/// Blocks of a trial besides the first, evenly spread, the last one among them.
const TRIAL_BLOCKS: u64 = 6;
/// Rows of each of them.
const TRIAL_ROWS: u64 = 64;

/// A CHECK, the columns it reads and those that may be redrawn for it.
#[derive(Clone, Debug)]
pub struct CheckGroup {
    /// What it is, for people: the CHECK with its text, or the trigger that wants it.
    pub text: String,
    /// Column plans that the program reads, in the order of its inputs.
    pub inputs: Vec<usize>,
    /// Decides.
    pub program: Program,
    /// Column plans that are redrawn when it is false, in filling order.
    pub redrawn: Vec<usize>,
    /// What it suggests for them.
    pub hints: Vec<Hint>,
}

impl DataPlan {
    /// Fills some rows of every table that has CHECKs: tables whose CHECKs stay false, with the first such row
    /// and the reason.
    pub(super) fn trial(&self) -> Vec<(usize, u64, String)> {
        let (mut scratch, mut block) = (Scratch::default(), Block::default());
        let checked =
            self.tables.iter().enumerate().filter(|(_, plan)| !plan.checks.is_empty() && plan.rows > 0);
        let mut stuck = Vec::new();
        for (at, plan) in checked {
            let mut fill = |batch| self.fill_within(at, batch, TRIAL_ATTEMPTS, &mut scratch, &mut block);
            if let Some(failure) = self.samples(at).into_iter().find_map(|batch| fill(batch).err()) {
                let why =
                    format!("{} is not solved: row {} has {}", failure.check, failure.row, failure.cells);
                stuck.push((plan.table, failure.row, why));
            }
        }
        stuck
    }

    /// The batches of a trial, as (first row, rows): the first one, and some rows of blocks behind it.
    fn samples(&self, table: usize) -> Vec<(u64, usize)> {
        let rows = self.tables[table].rows;
        let first = self.batch_rows(table, 0, rows, BATCH_BYTES);
        let mut samples = vec![(0, first)];
        let block = RNG_BLOCK_ROWS as u64;
        let last = (rows - 1) / block;
        for number in 1..=TRIAL_BLOCKS.min(last) {
            let at = (u128::from(last) * u128::from(number) / u128::from(TRIAL_BLOCKS.min(last))) as u64;
            // The last batch ends with the last row.
            let start =
                if at == last { (at * block).max(rows.saturating_sub(TRIAL_ROWS)) } else { at * block };
            let wanted = (rows - start).min(TRIAL_ROWS);
            samples.push((start, self.batch_rows(table, start, wanted, BATCH_BYTES)));
        }
        samples
    }

    pub(super) fn satisfy_checks(
        &self,
        table: usize,
        first: u64,
        attempts: u32,
        scratch: &mut Scratch,
        block: &mut Block,
    ) -> Result<(), Unsatisfied> {
        let plan = &self.tables[table];
        if plan.checks.is_empty() {
            return Ok(());
        }
        let mut open: Vec<usize> = (0..block.rows).collect();
        // A redraw for one CHECK may break another, so rounds go on until all hold.
        for attempt in 1..=attempts {
            let failing = self.failing(table, &open, block);
            let Some(&(check, row)) = failing.first() else { return Ok(()) };
            open = failing.iter().map(|&(_, row)| row).collect();
            open.sort_unstable();
            open.dedup();
            if attempt == attempts {
                return Err(self.unsatisfied(table, check, row, first, block));
            }
            self.redraw(table, &failing, first, attempt, scratch, block);
            if attempt >= PLAIN_ATTEMPTS {
                self.mend(table, &open, first, attempt, block);
            }
        }
        Ok(())
    }

    /// Looks for cells that meet the CHECKs of rows that are still open.
    fn mend(&self, table: usize, open: &[usize], first: u64, attempt: u32, block: &mut Block) {
        let plan = &self.tables[table];
        let changed: Vec<Vec<usize>> = plan.checks.iter().map(|check| changeable(plan, check)).collect();
        let conditions: Vec<Condition<'_>> = plan
            .checks
            .iter()
            .zip(&changed)
            .map(|(check, changed)| Condition {
                inputs: &check.inputs,
                program: &check.program,
                hints: &check.hints,
                changed,
            })
            .collect();
        let schema = &self.schema.tables[plan.table];
        let columns = plan.columns.iter();
        let columns: Vec<_> =
            columns.map(|of| (&of.logical_type, schema.columns[of.column].nullable)).collect();
        for &row in open {
            let cells = (0..plan.columns.len()).map(|at| self.cell(table, at, row, block)).collect();
            let word = mix64((first + row as u64) ^ mix64(u64::from(attempt)));
            let mut mended = Row { cells, columns: columns.clone(), conditions: &conditions, word };
            for at in mended.mend().unwrap_or_default() {
                put(&mut block.columns[at], row, &mended.cells[at], columns[at].0);
            }
        }
    }

    /// Every (check, row) that is false.
    fn failing(&self, table: usize, rows: &[usize], block: &Block) -> Vec<(usize, usize)> {
        let plan = &self.tables[table];
        let mut failing = Vec::new();
        let mut cells = Vec::new();
        for (at, check) in plan.checks.iter().enumerate() {
            for &row in rows {
                cells.clear();
                cells.extend(check.inputs.iter().map(|&input| self.cell(table, input, row, block)));
                // What cannot be evaluated was listed by the plan; the server decides it.
                if check.program.fails(&cells).unwrap_or(false) {
                    failing.push((at, row));
                }
            }
        }
        failing
    }

    fn cell(&self, table: usize, input: usize, row: usize, block: &Block) -> Value {
        block.columns[input].value(row, &self.tables[table].columns[input].logical_type)
    }

    fn redraw(
        &self,
        table: usize,
        failing: &[(usize, usize)],
        first: u64,
        attempt: u32,
        scratch: &mut Scratch,
        block: &mut Block,
    ) {
        let plan = &self.tables[table];
        for &at in &plan.order {
            let mut rows: Vec<usize> = failing
                .iter()
                .filter(|(check, _)| plan.checks[*check].redrawn.contains(&at))
                .map(|&(_, row)| row)
                .collect();
            rows.sort_unstable();
            rows.dedup();
            if rows.is_empty() {
                continue;
            }
            let absolute: Vec<u64> = rows.iter().map(|&row| first + row as u64).collect();
            let siblings: Vec<Column> = block.columns.iter().map(|column| column.pick(&rows)).collect();
            scratch.parents_reset();
            let mut patch = Column::default();
            self.fill_column(plan, at, Rows::List(&absolute), attempt, scratch, &siblings, &mut patch);
            block.columns[at].scatter(&rows, &patch);
        }
    }

    fn unsatisfied(&self, table: usize, check: usize, row: usize, first: u64, block: &Block) -> Unsatisfied {
        let plan = &self.tables[table];
        let check = &plan.checks[check];
        let cells: Vec<String> = check
            .inputs
            .iter()
            .map(|&input| {
                let cell = self.cell(table, input, row, block);
                format!("{} = {}", plan.columns[input].name, literal(&cell))
            })
            .collect();
        Unsatisfied { row: first + row as u64, check: check.text.clone(), cells: cells.join(", ") }
    }
}

/// The columns of a CHECK that are drawn, each for itself.
fn changeable(plan: &TablePlan, check: &CheckGroup) -> Vec<usize> {
    let drawn = |at: &usize| matches!(plan.columns[*at].source, Source::Drawn { .. });
    check.redrawn.iter().copied().filter(drawn).collect()
}

/// Puts a value into a cell.
fn put(column: &mut Column, row: usize, value: &Value, logical_type: &LogicalType) {
    let patch = match value {
        Value::Null => {
            let mut patch = column.pick(&[row]);
            patch.validity = Some(Bits::filled(1, false));
            Some(patch)
        }
        value => cells_of(std::slice::from_ref(value), logical_type).ok(),
    };
    if let Some(patch) = patch {
        column.scatter(&[row], &patch);
    }
}

/// Bytes of a binary value that are shown.
const BYTES_SHOWN: usize = 32;

/// A value as SQL writes it.
pub(super) fn literal(value: &Value) -> String {
    let quoted = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        format!("'{}'", String::from_utf8_lossy(&out).replace('\'', "''"))
    };
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Decimal { unscaled, scale } => {
            let mut out = Vec::new();
            write_decimal(&mut out, *unscaled, *scale);
            String::from_utf8_lossy(&out).into_owned()
        }
        Value::Text(text) => quoted(&|out| out.extend_from_slice(text.as_bytes())),
        Value::Bytes(bytes) if bytes.len() > BYTES_SHOWN => format!("x'{}...'", hex(&bytes[..BYTES_SHOWN])),
        Value::Bytes(bytes) => format!("x'{}'", hex(bytes)),
        Value::Date(days) => quoted(&|out| write_date(out, *days)),
        Value::Time(micros) => quoted(&|out| write_time(out, *micros, 6)),
        Value::Timestamp(micros) => quoted(&|out| write_timestamp(out, *micros, 6)),
        Value::Uuid(bytes) => format!("x'{}'", hex(bytes)),
        Value::List(items) => format!("ARRAY[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_as_sql() {
        let long = format!("x'{}...'", "00".repeat(32));
        for (value, text) in [
            (Value::Null, "NULL"),
            (Value::Int(501), "501"),
            (Value::Decimal { unscaled: -125, scale: 2 }, "-1.25"),
            (Value::Text("it's".to_owned()), "'it''s'"),
            (Value::Bytes(vec![0xab, 1]), "x'ab01'"),
            (Value::Bytes(vec![0; 33]), &long),
            (Value::Date(0), "'1970-01-01'"),
            (Value::Timestamp(0), "'1970-01-01 00:00:00.000000'"),
        ] {
            assert_eq!(literal(&value), text);
        }
    }
}
