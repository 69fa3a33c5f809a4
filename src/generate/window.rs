//! Two columns of one type that bound a span, such that the spans of different rows do not overlap: every ordinal
//! has a window of its own, in which its span begins first thing and ends before the window does.
//!
//! Must not know: constraints. Start reading at [`windows`].

use std::sync::Arc;

use super::{Batch, Generator};
use crate::data::{Column, LogicalType, MICROS_PER_DAY, Value};
use crate::random::{bounded, mix64};

/// Steps of a window.
const STEPS: i64 = 8;
/// Most steps of the span in it: a step lies between two spans, whether their ends count or not.
const LONGEST: u64 = 6;

/// Where the windows lie.
#[derive(Clone, Debug)]
struct Windows {
    logical_type: LogicalType,
    first: i64,
    step: i64,
    count: u64,
}

/// What makes the lower bounds and, reading these, the upper ones; none for types without a known distance.
pub fn windows(logical_type: &LogicalType, now: i64) -> Option<[Arc<dyn Generator>; 2]> {
    let around = |first, step, count| Windows { logical_type: logical_type.clone(), first, step, count };
    let windows = match logical_type {
        LogicalType::Int { .. } => {
            let (_, most) = logical_type.int_range()?;
            around(0, 1, u64::try_from(most / i128::from(STEPS)).ok()?.min(1 << 32))
        }
        // Within the years of four digits.
        LogicalType::Date => around(now.div_euclid(MICROS_PER_DAY) - 1_000, 1, 350_000),
        LogicalType::Timestamp { .. } => {
            let quarter = MICROS_PER_DAY / 96;
            around((now.div_euclid(quarter) - 96 * 1_000) * quarter, quarter, 1 << 24)
        }
        _ => return None,
    };
    Some([Arc::new(Lower(windows.clone())), Arc::new(Upper(windows))])
}

impl Windows {
    fn start(&self, window: u64) -> i64 {
        self.first + window as i64 * STEPS * self.step
    }

    fn position(&self, value: &Value) -> Option<i64> {
        match value {
            Value::Date(days) => Some(*days),
            Value::Timestamp(micros) => Some(*micros),
            other => i64::try_from(other.as_int()?).ok(),
        }
    }
}

#[derive(Debug)]
struct Lower(Windows);

impl Generator for Lower {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let cells = out.as_i64();
        cells.extend(batch.words.iter().map(|&word| self.0.start(bounded(word, self.0.count))));
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.0.count.into())
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_i64().extend(ordinals.iter().map(|&ordinal| self.0.start(ordinal as u64)));
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let steps = self.0.position(value)?.checked_sub(self.0.first)?.div_euclid(STEPS * self.0.step);
        u128::try_from(steps).ok()
    }

    fn keeps_apart(&self) -> bool {
        true
    }
}

#[derive(Debug)]
struct Upper(Windows);

impl Generator for Upper {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let lower = batch.siblings[0];
        let cells = out.as_i64();
        cells.extend((0..batch.rows.len()).map(|row| {
            let lower = self.0.position(&lower.value(row, &self.0.logical_type)).unwrap_or(self.0.first);
            lower + (bounded(mix64(lower as u64), LONGEST) as i64 + 1) * self.0.step
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::Rows;

    #[test]
    fn spans_of_different_ordinals_do_not_touch() {
        let types = [
            LogicalType::Date,
            LogicalType::Int { bits: 32, unsigned: false },
            LogicalType::Timestamp { fraction: 6, zoned: false },
        ];
        for logical_type in types {
            let [lower, upper] = windows(&logical_type, 1_700_000_000_000_000).expect("windows");
            let ordinals: Vec<u128> = (0..500).collect();
            let words = vec![0; ordinals.len()];
            let rows = Rows::Range { first: 0, len: ordinals.len() };
            let (mut low, mut high) = (Column::default(), Column::default());
            lower.fill_ordinals(&ordinals, &Batch { rows, words: &words, siblings: &[] }, &mut low);
            upper.fill(&Batch { rows, words: &words, siblings: &[&low] }, &mut high);
            let cell = |column: &Column, row| match column.value(row, &logical_type) {
                Value::Date(at) | Value::Timestamp(at) => at,
                other => other.as_int().expect("a number") as i64,
            };
            for row in 1..ordinals.len() {
                assert!(cell(&low, row) < cell(&high, row), "{logical_type:?} {row}");
                assert!(cell(&high, row - 1) < cell(&low, row), "{logical_type:?} {row}");
            }
        }
    }
}
