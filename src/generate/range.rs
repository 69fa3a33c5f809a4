//! Spans between two values of one type, as PostgreSQL prints them: `[10,25)`, and sets of one span in
//! braces.
//!
//! Must not know: columns that are compared with it. Start reading at [`Spans`].

use std::sync::Arc;

use super::{Batch, Definition, Generator, Request};
use crate::data::{
    Column, Form, LogicalType, MICROS_PER_DAY, Value, parse_decimal, parse_timestamp, write_cell,
};
use crate::random::Draws;

/// `low + k * step` is where a span begins, one of `widths` steps is how far it reaches.
#[derive(Debug)]
struct Spans {
    element: LogicalType,
    low: i64,
    step: i64,
    count: u64,
    widths: u64,
    multi: bool,
}

impl Spans {
    /// The spans of a type; days and moments lie around `now`.
    fn new(element: &LogicalType, multi: bool, now: i64) -> Option<Self> {
        let spans = |low, step, count, widths| {
            Some(Self { element: element.clone(), low, step, count, widths, multi })
        };
        match *element {
            LogicalType::Int { bits: 8 | 16, .. } => spans(0, 1, 30_000, 50),
            LogicalType::Int { .. } => spans(0, 1, 1_000_000, 1_000),
            // Numbers below ten thousand, or as many digits as there are.
            LogicalType::Decimal { precision, scale } if scale <= 14 => {
                let whole = u32::from((precision - scale).clamp(1, 4));
                let unit = 10_i64.pow(u32::from(scale));
                spans(0, unit.div_euclid(10).max(1), 8 * 10_u64.pow(whole), 10_u64.pow(whole))
            }
            LogicalType::Date => spans(now.div_euclid(MICROS_PER_DAY) - 1_000, 1, 1_365, 30),
            LogicalType::Timestamp { .. } => {
                let quarter = MICROS_PER_DAY / 96;
                spans((now.div_euclid(quarter) - 96 * 1_000) * quarter, quarter, 96 * 1_365, 96)
            }
            _ => None,
        }
    }

    fn write(&self, start: u64, width: u64, cell: &mut Column, out: &mut Vec<u8>) {
        let from = self.low + start as i64 * self.step;
        let cells = cell.as_i64();
        cells.extend([from, from + (width as i64 + 1) * self.step]);
        let quoted = matches!(self.element, LogicalType::Timestamp { .. });
        out.extend_from_slice(if self.multi { b"{[" } else { b"[" });
        for bound in 0..2 {
            if bound > 0 {
                out.push(b',');
            }
            if quoted {
                out.push(b'"');
            }
            write_cell(out, cell, bound, &self.element, Form::POSTGRES);
            if quoted {
                out.push(b'"');
            }
        }
        out.extend_from_slice(if self.multi { b")}" } else { b")" });
    }

    /// A bound as it is written, in the unit of the cells.
    fn read_bound(&self, text: &str) -> Option<i64> {
        let text = text.trim_matches('"');
        match &self.element {
            LogicalType::Decimal { scale, .. } => {
                let (unscaled, found) = parse_decimal(text)?;
                let missing = scale.checked_sub(found)?;
                i64::try_from(unscaled * 10_i128.pow(u32::from(missing))).ok()
            }
            LogicalType::Date => parse_timestamp(text).map(|micros| micros.div_euclid(MICROS_PER_DAY)),
            LogicalType::Timestamp { .. } => parse_timestamp(text.trim_end_matches("+00")),
            _ => text.parse().ok(),
        }
    }

    fn steps(&self, distance: i64) -> Option<u64> {
        let whole = distance % self.step == 0;
        whole.then(|| u64::try_from(distance / self.step).ok()).flatten()
    }
}

impl Generator for Spans {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let (bytes, mut cell) = (out.as_bytes(), Column::default());
        for &word in batch.words {
            let mut draws = Draws::new(word);
            let (start, width) = (draws.below(self.count), draws.below(self.widths));
            self.write(start, width, &mut cell, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinals(&self) -> Option<u128> {
        Some(u128::from(self.count) * u128::from(self.widths))
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        let (bytes, mut cell) = (out.as_bytes(), Column::default());
        let count = u128::from(self.count);
        for &ordinal in ordinals {
            self.write((ordinal % count) as u64, (ordinal / count) as u64, &mut cell, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = value.as_text()?.trim_matches(['{', '}']);
        let (low, high) = text.strip_prefix('[')?.strip_suffix(')')?.split_once(',')?;
        let (low, high) = (self.read_bound(low)?, self.read_bound(high)?);
        let start = self.steps(low.checked_sub(self.low)?).filter(|&start| start < self.count)?;
        let width =
            self.steps(high.checked_sub(low)?)?.checked_sub(1).filter(|&width| width < self.widths)?;
        Some(u128::from(width) * u128::from(self.count) + u128::from(start))
    }

    fn bytes_max(&self) -> usize {
        80
    }
}

fn range(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let LogicalType::Range { element, multi } = request.logical_type else {
        return Err("the column holds no spans".to_owned());
    };
    match Spans::new(element, *multi, request.now) {
        Some(spans) => Ok(Arc::new(spans)),
        None => Err(format!("spans between values of {element:?} are not known")),
    }
}

pub(super) static DEFINITIONS: &[Definition] =
    &[Definition::text("range", "a span between two values, such as [10,25)", "[726988,727092)", range)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Range { .. }))];
