//! Spans between two values of one type, as PostgreSQL prints them: `[10,25)`, and sets of one span in
//! braces.
//!
//! Must not know: columns that are compared with it. Start reading at [`Spans`].

use std::sync::Arc;

use super::array::element_generator;
use super::composite::write_quoted;
use super::definition::parameter;
use super::{Batch, Definition, Generator, Request};
use crate::data::{
    Column, Form, LogicalType, MICROS_PER_DAY, Value, parse_decimal, parse_timestamp, write_cell,
};
use crate::random::{Draws, mix64};

/// `low + k * step` is where a span begins, one of `widths` steps is how far it reaches.
#[derive(Debug)]
struct Spans {
    element: LogicalType,
    low: i64,
    step: i64,
    count: u64,
    widths: u64,
    multi: bool,
    /// Whether different ordinals mean spans that do not overlap: each lies in a window of its own.
    apart: bool,
}

/// Most steps of a span that lies in a window of its own.
const WINDOW_STEPS: u64 = 4;

impl Spans {
    /// The spans of a type; days and moments lie around `now`.
    fn new(element: &LogicalType, multi: bool, now: i64) -> Option<Self> {
        let spans = |low, step, count, widths| {
            Some(Self { element: element.clone(), low, step, count, widths, multi, apart: false })
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

    /// The same spans in windows, further on than the others go.
    fn apart(self) -> Self {
        let further = match self.element {
            LogicalType::Int { bits: 32 | 64, .. } => 1_000,
            LogicalType::Date | LogicalType::Timestamp { .. } => 64,
            _ => 1,
        };
        let widths = self.widths.min(WINDOW_STEPS);
        Self { count: self.count * further, widths, apart: true, ..self }
    }

    fn windows(&self) -> u64 {
        self.count / self.widths
    }

    fn write_window(&self, window: u64, cell: &mut Column, out: &mut Vec<u8>) {
        let width = mix64(window) % self.widths;
        self.write(window * self.widths, width, cell, out);
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
            if self.apart {
                self.write_window(draws.below(self.windows()), &mut cell, &mut bytes.data);
                bytes.end_row();
                continue;
            }
            let (start, width) = (draws.below(self.count), draws.below(self.widths));
            self.write(start, width, &mut cell, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinals(&self) -> Option<u128> {
        let windows = u128::from(self.windows());
        Some(if self.apart { windows } else { u128::from(self.count) * u128::from(self.widths) })
    }

    fn keeps_apart(&self) -> bool {
        self.apart
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        let (bytes, mut cell) = (out.as_bytes(), Column::default());
        let count = u128::from(self.count);
        for &ordinal in ordinals {
            if self.apart {
                self.write_window(ordinal as u64, &mut cell, &mut bytes.data);
                bytes.end_row();
                continue;
            }
            self.write((ordinal % count) as u64, (ordinal / count) as u64, &mut cell, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = value.as_text()?.trim_matches(['{', '}']);
        if self.apart {
            // The window that the span ends in: nothing of it lies beyond.
            let high = text.rsplit_once(',')?.1.trim_end_matches([')', ']']);
            let steps = self.read_bound(high)?.checked_sub(self.low)?.div_euclid(self.step);
            return u128::try_from(steps).ok().map(|steps| steps / u128::from(self.widths));
        }
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

/// Spans of one value each, for types whose values have no known distance.
#[derive(Debug)]
struct Points {
    generator: Arc<dyn Generator>,
    logical_type: LogicalType,
    multi: bool,
}

impl Points {
    fn write(&self, values: &Column, out: &mut Column) {
        let (bytes, mut text) = (out.as_bytes(), Vec::new());
        for row in 0..values.len() {
            text.clear();
            write_cell(&mut text, values, row, &self.logical_type, Form::POSTGRES);
            bytes.data.extend_from_slice(if self.multi { b"{[" } else { b"[" });
            write_quoted(&mut bytes.data, &text);
            bytes.data.push(b',');
            write_quoted(&mut bytes.data, &text);
            bytes.data.extend_from_slice(if self.multi { b"]}" } else { b"]" });
            bytes.end_row();
        }
    }
}

impl Generator for Points {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut values = Column::default();
        self.generator.fill(&Batch { siblings: &[], ..*batch }, &mut values);
        self.write(&values, out);
    }

    fn ordinals(&self) -> Option<u128> {
        self.generator.ordinals()
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let mut values = Column::default();
        self.generator.fill_ordinals(ordinals, &Batch { siblings: &[], ..*batch }, &mut values);
        self.write(&values, out);
    }

    fn bytes_max(&self) -> usize {
        4 * self.generator.bytes_max() + 8
    }
}

fn range(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let LogicalType::Range { element, multi } = request.logical_type else {
        return Err("the column holds no spans".to_owned());
    };
    let apart = matches!(request.params.get("apart"), Some(Value::Bool(true)));
    match Spans::new(element, *multi, request.now) {
        Some(spans) if apart => Ok(Arc::new(spans.apart())),
        Some(spans) => Ok(Arc::new(spans)),
        None => {
            let generator = element_generator(&Request { logical_type: element, ..*request }, None)
                .map_err(|why| format!("spans between values of {element:?} are not known: {why}"))?;
            Ok(Arc::new(Points { generator, logical_type: LogicalType::clone(element), multi: *multi }))
        }
    }
}

pub(super) static DEFINITIONS: &[Definition] =
    &[Definition::text("range", "a span between two values, such as [10,25)", "[726988,727092)", range)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Range { .. }))
        .with(&[parameter("apart", "whether spans of unique columns do not overlap; default false")])];
