//! Points in time, days and times of day, all relative to the plan's present.

use std::sync::Arc;

use super::{Batch, Definition, Generator};
use crate::data::{Column, LogicalType, MICROS_PER_DAY, MICROS_PER_SECOND};
use crate::random::bounded;

/// Evenly spaced moments.
#[derive(Debug)]
struct Moment {
    low: i64,
    step: i64,
    count: u64,
}

impl Generator for Moment {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let value = |word| self.low + bounded(word, self.count) as i64 * self.step;
        out.as_i64().extend(batch.words.iter().map(|&word| value(word)));
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition {
    name: "timestamp",
    version: 1,
    doc: "a moment of the past five years",
    example: "",
    parameters: &[],
    accepts: |logical_type| matches!(logical_type, LogicalType::Timestamp { .. }),
    family: None,
    reads: &[],
    compile: |request| {
        let span = 5 * 365 * MICROS_PER_DAY;
        let count = (span / MICROS_PER_SECOND) as u64;
        Ok(Arc::new(Moment { low: request.now - span, step: MICROS_PER_SECOND, count }))
    },
}];
