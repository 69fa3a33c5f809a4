//! Generators made of other generators, for what CHECKs ask.

use std::sync::Arc;

use super::{Batch, Generator};
use crate::data::Column;
use crate::random::{bounded, mix64, weighted};

/// One of several generators of the same layout, chosen per row.
#[derive(Debug)]
pub struct Alternatives {
    ways: Vec<Arc<dyn Generator>>,
    /// How often each is taken; none where all are alike.
    weights: Vec<f64>,
}

impl Alternatives {
    /// At least one way, with as many weights or none.
    pub fn new(ways: Vec<Arc<dyn Generator>>, weights: Vec<f64>) -> Self {
        Self { ways, weights }
    }
}

impl Generator for Alternatives {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let ways = self.ways.len() as u64;
        let pick = |word: u64| match self.weights.is_empty() {
            true => bounded(word, ways) as usize,
            false => weighted(word, self.weights.iter().copied()).unwrap_or(0),
        };
        let choices: Vec<usize> = batch.words.iter().map(|&word| pick(mix64(word ^ 0x5bd1))).collect();
        self.ways[0].fill(batch, out);
        let mut patch = Column::default();
        for (way, generator) in self.ways.iter().enumerate().skip(1) {
            let rows: Vec<usize> = (0..choices.len()).filter(|&row| choices[row] == way).collect();
            generator.fill(batch, &mut patch);
            out.scatter(&rows, &patch.pick(&rows));
        }
    }

    fn bytes_max(&self) -> usize {
        self.ways.iter().map(|way| way.bytes_max()).max().unwrap_or(0)
    }
}

/// Text in upper or lower case.
#[derive(Debug)]
pub struct Cased {
    inner: Arc<dyn Generator>,
    upper: bool,
}

impl Cased {
    /// The inner generator's text in one case.
    pub fn new(inner: Arc<dyn Generator>, upper: bool) -> Self {
        Self { inner, upper }
    }

    fn convert(&self, out: &mut Column) {
        let cells: Vec<Vec<u8>> = (0..out.len())
            .map(|row| {
                let text = out.bytes(row).unwrap_or_default();
                if self.upper { text.to_ascii_uppercase() } else { text.to_ascii_lowercase() }
            })
            .collect();
        let target = out.as_bytes();
        cells.iter().for_each(|cell| target.push(cell));
    }
}

impl Generator for Cased {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill(batch, out);
        self.convert(out);
    }

    fn ordinals(&self) -> Option<u128> {
        self.inner.ordinals()
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill_ordinals(ordinals, batch, out);
        self.convert(out);
    }

    fn spells_ordinal(&self) -> bool {
        self.inner.spells_ordinal()
    }

    fn bytes_max(&self) -> usize {
        self.inner.bytes_max()
    }
}
