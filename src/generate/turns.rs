//! Given values at given rows: in turn, or in the first rows of all.
//!
//! Which row has which value follows from its number alone, so that children find the parents they want. Must
//! not know: why. Start reading at [`Turns`].

use std::sync::Arc;

use super::{Batch, Generator, cells_of};
use crate::data::{Column, LogicalType, Value};

/// Values in turn: row r has the value r modulo their number.
#[derive(Debug)]
pub struct Turns {
    values: Vec<Value>,
    cells: Column,
}

impl Turns {
    /// Turns of at least one value.
    ///
    /// # Errors
    /// When a value is none of the type.
    pub fn new(values: Vec<Value>, logical_type: &LogicalType) -> Result<Self, String> {
        let cells = cells_of(&values, logical_type)?;
        Ok(Self { values, cells })
    }

    /// The values.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}

impl Generator for Turns {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let period = self.values.len() as u64;
        let picked: Vec<usize> =
            (0..batch.rows.len()).map(|i| (batch.rows.at(i) % period) as usize).collect();
        *out = self.cells.pick(&picked);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.values.len() as u128)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        let picked: Vec<usize> = ordinals.iter().map(|&ordinal| ordinal as usize).collect();
        *out = self.cells.pick(&picked);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        self.values.iter().position(|known| known == value).map(|at| at as u128)
    }

    fn period(&self) -> Option<u64> {
        Some(self.values.len() as u64)
    }

    fn bytes_max(&self) -> usize {
        longest(&self.cells)
    }
}

/// Values of the first rows, one each; all other rows have those of another generator.
#[derive(Debug)]
pub struct Leading {
    cells: Column,
    inner: Arc<dyn Generator>,
}

impl Leading {
    /// The values in front of what `inner` makes.
    ///
    /// # Errors
    /// When a value is none of the type.
    pub fn new(
        values: &[Value],
        logical_type: &LogicalType,
        inner: Arc<dyn Generator>,
    ) -> Result<Self, String> {
        Ok(Self { cells: cells_of(values, logical_type)?, inner })
    }

    fn lead(&self, batch: &Batch<'_>, out: &mut Column) {
        let first = self.cells.len() as u64;
        let led: Vec<usize> = (0..batch.rows.len()).filter(|&i| batch.rows.at(i) < first).collect();
        if !led.is_empty() {
            let picked: Vec<usize> = led.iter().map(|&i| batch.rows.at(i) as usize).collect();
            out.scatter(&led, &self.cells.pick(&picked));
        }
    }
}

impl Generator for Leading {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill(batch, out);
        self.lead(batch, out);
    }

    fn ordinals(&self) -> Option<u128> {
        self.inner.ordinals()
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill_ordinals(ordinals, batch, out);
        self.lead(batch, out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        self.inner.ordinal_of(value)
    }

    fn spells_ordinal(&self) -> bool {
        self.inner.spells_ordinal()
    }

    fn counts_rows(&self) -> bool {
        self.inner.counts_rows()
    }

    fn bytes_max(&self) -> usize {
        self.inner.bytes_max().max(longest(&self.cells))
    }
}

fn longest(cells: &Column) -> usize {
    (0..cells.len()).filter_map(|row| cells.bytes(row)).map(<[u8]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::Rows;

    const TEXT: LogicalType = LogicalType::Text { max: None, fixed: false };

    fn texts(generator: &dyn Generator, rows: &[u64]) -> Vec<String> {
        let words = vec![0; rows.len()];
        let mut out = Column::default();
        generator.fill(&Batch { rows: Rows::List(rows), words: &words, siblings: &[] }, &mut out);
        let text = |row| String::from_utf8_lossy(out.bytes(row).unwrap_or_default()).into_owned();
        (0..rows.len()).map(text).collect()
    }

    fn values(texts: &[&str]) -> Vec<Value> {
        texts.iter().map(|text| Value::Text((*text).to_owned())).collect()
    }

    #[test]
    fn turns_follow_the_row() {
        let turns = Turns::new(values(&["a", "b"]), &TEXT).expect("texts");
        assert_eq!(texts(&turns, &[0, 1, 2, 9]), ["a", "b", "a", "b"]);
        assert_eq!(turns.ordinal_of(&Value::Text("b".to_owned())), Some(1));
    }

    #[test]
    fn the_first_rows_are_led() {
        let inner: Arc<dyn Generator> = Arc::new(Turns::new(values(&["x"]), &TEXT).expect("texts"));
        let leading = Leading::new(&values(&["a", "b"]), &TEXT, inner).expect("texts");
        assert_eq!(texts(&leading, &[5, 1, 0, 2]), ["x", "b", "a", "x"]);
    }
}
