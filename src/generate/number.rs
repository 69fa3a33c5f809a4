//! Integers, exact decimals, floats and truth values.
//!
//! Must not know: what the numbers stand for. Start reading at [`DEFINITIONS`].

use std::sync::Arc;

use super::definition::{parameter, text_or_number};
use super::grid::Pick;
use super::span::{NUMBER_PARAMETERS, Span, numbers};
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType, Value};
use crate::random::{Sampler, Zipf, threshold};

/// True for the words from a limit on.
#[derive(Debug)]
struct Boolean {
    limit: u64,
    form: BooleanForm,
}

#[derive(Debug)]
enum BooleanForm {
    Bits,
    Number { one: i64 },
    Float,
    Text([&'static [u8]; 2]),
}

impl Boolean {
    fn write(&self, truths: impl ExactSizeIterator<Item = bool>, out: &mut Column) {
        match &self.form {
            BooleanForm::Bits => {
                let bits = out.as_bits();
                bits.fill(truths.len(), false);
                truths.enumerate().for_each(|(at, truth)| bits.set(at, truth));
            }
            BooleanForm::Number { one } => out.as_i64().extend(truths.map(|truth| i64::from(truth) * one)),
            BooleanForm::Float => out.as_f64().extend(truths.map(|truth| f64::from(u8::from(truth)))),
            BooleanForm::Text(words) => {
                let bytes = out.as_bytes();
                truths.for_each(|truth| bytes.push(words[usize::from(truth)]));
            }
        }
    }
}

impl Generator for Boolean {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        match &self.form {
            BooleanForm::Bits => out.as_bits().set_where_at_least(batch.words, self.limit),
            _ => self.write(batch.words.iter().map(|&word| word >= self.limit), out),
        }
    }

    fn ordinals(&self) -> Option<u128> {
        Some(2)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.write(ordinals.iter().map(|&ordinal| ordinal == 1), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        match (&self.form, value) {
            (BooleanForm::Text(words), Value::Text(text)) => {
                words.iter().position(|word| *word == text.as_bytes()).map(|at| at as u128)
            }
            _ => value.as_f64().map(|number| u128::from(number != 0.0)),
        }
    }

    fn bytes_max(&self) -> usize {
        5
    }
}

fn boolean(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let share = request.float("share", 0.5)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(format!("share must be 0 to 1, not {share}"));
    }
    let form = match *request.logical_type {
        LogicalType::Bool => BooleanForm::Bits,
        LogicalType::Int { bits: 64, unsigned: true } => return numbers(request, &Span::whole(0, 1)),
        LogicalType::Decimal { precision: 19.., .. } => return numbers(request, &Span::whole(0, 1)),
        LogicalType::Decimal { precision, scale } if precision == scale => {
            return Err("the column does not hold 1".to_owned());
        }
        LogicalType::Decimal { scale, .. } => BooleanForm::Number { one: 10_i64.pow(u32::from(scale)) },
        LogicalType::Int { .. } => BooleanForm::Number { one: 1 },
        LogicalType::Float { .. } => BooleanForm::Float,
        _ if request.chars_max() >= 5 => BooleanForm::Text([b"false", b"true"]),
        _ => BooleanForm::Text([b"N", b"Y"]),
    };
    Ok(Arc::new(Boolean { limit: threshold(1.0 - share), form }))
}

fn small_zipf(n: u64) -> Pick {
    Pick::Ranked(Sampler::Zipf(Zipf::new(n, 1.2)))
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("boolean", "true or false", "false", boolean)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Bool) || text_or_number(logical_type))
        .with(&[parameter("share", "share of true, 0 to 1; default 0.5")]),
    Definition::text("decimal", "an exact number, 0 to 10000 by default", "6909.34", |request| {
        numbers(request, &Span::whole(0, 1_000_000).scaled(2))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("float", "a floating-point number, 0 to 1000 by default", "667.8479", |request| {
        numbers(request, &Span::whole(0, 10_000_000).scaled(4))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("integer", "a whole number, 0 to 1000000 by default", "238739", |request| {
        numbers(request, &Span::whole(0, 1_000_000))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("percentage", "a share in percent, 0 to 100", "45.09", |request| {
        numbers(request, &Span::whole(0, 10_000).scaled(2))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("small_count", "a count: mostly small, 0 to 1000", "4", |request| {
        numbers(request, &Span::whole(0, 1000).by(small_zipf(1001)))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("sort_order", "a position in a list, 1 to 100", "100", |request| {
        numbers(request, &Span::whole(1, 100))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
];
