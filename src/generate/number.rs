//! Integers, exact decimals, floats and truth values.

use std::sync::Arc;

use super::{Batch, Definition, Generator, Parameter, Request};
use crate::data::{Column, LogicalType, Value};
use crate::random::{bounded, threshold};

/// Whole numbers (or unscaled decimals) of `low..=high`, in steps.
#[derive(Debug)]
struct Integer {
    low: i64,
    step: i64,
    count: u64,
}

impl Generator for Integer {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let value = |word| self.low.wrapping_add((bounded(word, self.count) as i64).wrapping_mul(self.step));
        out.as_i64().extend(batch.words.iter().map(|&word| value(word)));
    }

    fn ordinals(&self) -> Option<u128> {
        Some(u128::from(self.count))
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_i64().extend(ordinals.iter().map(|&ordinal| self.low + ordinal as i64 * self.step));
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let offset = value.as_int()? - i128::from(self.low);
        let step = i128::from(self.step);
        (offset >= 0 && offset % step == 0).then(|| (offset / step) as u128)
    }
}

#[derive(Debug)]
struct Boolean {
    limit: u64,
}

impl Generator for Boolean {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        out.as_bits().set_where_at_least(batch.words, self.limit);
    }
}

fn decimal(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let LogicalType::Decimal { precision, scale } = *request.logical_type else {
        return Err("the column is not a decimal".to_owned());
    };
    let unit = 10_i64.pow(u32::from(scale));
    let most = 10_i128.pow(u32::from(precision.min(18))) - 1;
    let high = (request.int("max", 10_000)? * i128::from(unit)).min(most);
    Ok(Arc::new(Integer { low: 0, step: 1, count: high as u64 + 1 }))
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition {
        name: "boolean",
        version: 1,
        doc: "true or false",
        example: "",
        parameters: &[Parameter { name: "share", doc: "share of true, 0 to 1; default 0.5" }],
        accepts: |logical_type| matches!(logical_type, LogicalType::Bool),
        family: None,
        reads: &[],
        compile: |request| {
            let share = request.float("share", 0.5)?;
            Ok(Arc::new(Boolean { limit: threshold(1.0 - share) }))
        },
    },
    Definition {
        name: "decimal",
        version: 1,
        doc: "an exact number from 0 up",
        example: "",
        parameters: &[Parameter { name: "max", doc: "largest value; default 10000" }],
        accepts: |logical_type| matches!(logical_type, LogicalType::Decimal { .. }),
        family: None,
        reads: &[],
        compile: decimal,
    },
];
