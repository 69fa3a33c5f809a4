//! Generators that read other columns of the same row: products, copies, later moments. Also the row's own
//! index as a sequence.
//!
//! Must not know: which column is which; the planner resolves the names. Start reading at [`cell`].

use std::sync::Arc;

use super::definition::{parameter, text_or_number};
use super::grid::{Form, TextForm, round_up};
use super::temporal::{Spelling, moment_like, spelling};
use super::{Batch, Definition, Generator, Request};
use crate::data::{
    Column, Data, LogicalType, MICROS_PER_DAY, MICROS_PER_SECOND, Value, parse_decimal, parse_timestamp,
};
use crate::random::bounded;

/// An exact number: `unscaled / 10^scale`.
#[derive(Clone, Copy, Debug)]
struct Exact(i128, u8);

/// Digits behind the point of the numbers in a sibling.
fn scale_of(logical_type: &LogicalType) -> u8 {
    match logical_type {
        LogicalType::Decimal { scale, .. } => *scale,
        _ => 0,
    }
}

/// The number in a cell; floats count to the sixth digit, what is no number counts as 0.
fn number(column: &Column, logical_type: &LogicalType, row: usize) -> Exact {
    if column.is_null(row) {
        return Exact(0, 0);
    }
    let scale = scale_of(logical_type);
    match &column.data {
        Data::I64(cells) => Exact(i128::from(cells[row]), scale),
        Data::I128(cells) => Exact(cells[row], scale),
        Data::F64(cells) => Exact(libm::round(cells[row] * 1e6) as i128, 6),
        Data::Bits(bits) => Exact(i128::from(bits.get(row)), 0),
        _ => {
            let text = column.bytes(row).and_then(|text| std::str::from_utf8(text).ok());
            text.and_then(parse_decimal).map_or(Exact(0, 0), |(unscaled, scale)| Exact(unscaled, scale))
        }
    }
}

/// A number in units of `10^-scale`, half away from zero.
fn rescale(Exact(unscaled, from): Exact, to: u8) -> i128 {
    if from <= to {
        return unscaled.saturating_mul(10_i128.saturating_pow(u32::from(to - from)));
    }
    let unit = 10_i128.saturating_pow(u32::from(from - to));
    let half = unit / 2 * unscaled.signum();
    unscaled.saturating_add(half) / unit
}

/// Where a computed number goes.
#[derive(Clone, Copy, Debug)]
struct Sink {
    low: i128,
    high: i128,
    scale: u8,
    form: Form,
}

impl Sink {
    fn of(request: &Request<'_>) -> Result<Self, String> {
        let most = |digits: u8| 10_i128.pow(u32::from(digits.min(38))) - 1;
        Ok(match *request.logical_type {
            LogicalType::Int { bits, unsigned } => {
                let (low, high) = request.logical_type.int_range().ok_or("the column has no range")?;
                Self {
                    low,
                    high,
                    scale: 0,
                    form: if bits == 64 && unsigned { Form::I128 } else { Form::I64 },
                }
            }
            LogicalType::Decimal { precision, scale } => {
                let form = if precision > 18 { Form::I128 } else { Form::I64 };
                Self { low: -most(precision), high: most(precision), scale, form }
            }
            LogicalType::Float { bits } => {
                Self { low: -most(30), high: most(30), scale: 6, form: Form::F64 { unit: 1e6, bits } }
            }
            LogicalType::Text { .. } => {
                let digits = match request.chars_max() {
                    max @ 5.. => (max - 3).min(30) as u8,
                    max => return Err(format!("a number needs 5 characters; the column holds {max}")),
                };
                let form = Form::Text(TextForm::Number { scale: 2 });
                Self { low: 1 - 10_i128.pow(u32::from(digits)), high: most(digits), scale: 2, form }
            }
            _ => return Err("the column holds no numbers".to_owned()),
        })
    }

    fn write(&self, numbers: impl Iterator<Item = i128>, out: &mut Column) {
        let numbers = numbers.map(|number| number.clamp(self.low, self.high));
        match self.form {
            Form::I64 => out.as_i64().extend(numbers.map(|number| number as i64)),
            Form::I128 => out.as_i128().extend(numbers),
            Form::F64 { unit, bits: 32 } => {
                out.as_f64().extend(numbers.map(|number| f64::from((number as f64 / unit) as f32)));
            }
            Form::F64 { unit, .. } => out.as_f64().extend(numbers.map(|number| number as f64 / unit)),
            Form::Text(text) => {
                let bytes = out.as_bytes();
                for number in numbers {
                    text.write(&mut bytes.data, number);
                    bytes.end_row();
                }
            }
        }
    }
}

/// quantity × price × (1 − discount), the discount as a share or in percent.
#[derive(Debug)]
struct Product {
    types: Vec<LogicalType>,
    sink: Sink,
    percent: bool,
}

impl Product {
    fn at(&self, batch: &Batch<'_>, row: usize) -> i128 {
        let factor = |at: usize| number(batch.siblings[at], &self.types[at], row);
        let (Exact(a, scale_a), Exact(b, scale_b)) = (factor(0), factor(1));
        let mut product = Exact(a.saturating_mul(b), scale_a + scale_b);
        if self.types.len() > 2 {
            let Exact(discount, scale) = factor(2);
            let digits = if self.percent { scale + 2 } else { scale };
            let whole = 10_i128.saturating_pow(u32::from(digits));
            let rest = whole.saturating_sub(discount).clamp(0, whole);
            product = Exact(product.0.saturating_mul(rest), product.1.saturating_add(digits));
        }
        rescale(product, self.sink.scale)
    }
}

impl Generator for Product {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        if batch.siblings.len() < self.types.len() {
            return self.sink.write(batch.words.iter().map(|_| 0), out);
        }
        self.sink.write((0..batch.words.len()).map(|row| self.at(batch, row)), out);
    }

    fn bytes_max(&self) -> usize {
        36
    }
}

fn product(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    if request.siblings.len() < 2 {
        return Err("quantity and price must name columns of the same table".to_owned());
    }
    let percent = match request.text("discount_unit")? {
        None => request.siblings.get(2).is_some_and(|sibling| {
            !matches!(sibling,
            LogicalType::Decimal { precision, scale } if precision.saturating_sub(*scale) <= 1)
        }),
        Some("percent") => true,
        Some("share") => false,
        Some(other) => return Err(format!("discount_unit {other} is not percent or share")),
    };
    Ok(Arc::new(Product { types: request.siblings.to_vec(), sink: Sink::of(request)?, percent }))
}

/// The cells of another column of the same type, as they are.
#[derive(Debug)]
struct Copy;

impl Generator for Copy {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        match batch.siblings.first() {
            Some(sibling) => out.clone_from(sibling),
            None => out.as_i64().extend(batch.words.iter().map(|_| 0)),
        }
    }

    fn bytes_max(&self) -> usize {
        256
    }
}

fn copy(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let kind = std::mem::discriminant(request.logical_type);
    match request.siblings.first() {
        None => Err("column must name a column of the same table".to_owned()),
        Some(sibling) if sibling == request.logical_type => Ok(Arc::new(Copy)),
        Some(LogicalType::Text { max, .. }) if request.logical_type.is_text() => {
            match max.is_some_and(|max| max as usize <= request.chars_max()) {
                true => Ok(Arc::new(Copy)),
                false => Err("the other column may hold longer text".to_owned()),
            }
        }
        Some(sibling @ LogicalType::Int { .. }) if request.logical_type.int_range().is_some() => {
            let wide = |logical_type: &LogicalType| {
                matches!(logical_type, LogicalType::Int { bits: 64, unsigned: true })
            };
            let (from, to) = (sibling.int_range(), request.logical_type.int_range());
            let holds = from.zip(to).is_some_and(|(from, to)| to.0 <= from.0 && from.1 <= to.1);
            match holds && wide(sibling) == wide(request.logical_type) {
                true => Ok(Arc::new(Copy)),
                false => Err("the other column may hold larger numbers".to_owned()),
            }
        }
        Some(sibling) if std::mem::discriminant(sibling) == kind && sibling.is_temporal() => {
            Ok(Arc::new(Copy))
        }
        Some(_) => Err("the other column is of another type".to_owned()),
    }
}

/// The moment in a sibling's cell, if it is one.
fn micros(column: &Column, logical_type: &LogicalType, unit: i64, row: usize) -> Option<i64> {
    if column.is_null(row) {
        return None;
    }
    match (&column.data, logical_type) {
        (Data::I64(cells), LogicalType::Date) => cells[row].checked_mul(MICROS_PER_DAY),
        (Data::I64(cells), LogicalType::Timestamp { .. } | LogicalType::Time { .. }) => Some(cells[row]),
        (Data::I64(cells), _) => cells[row].checked_mul(unit),
        (Data::I128(cells), _) => i64::try_from(cells[row]).ok()?.checked_mul(unit),
        (Data::F64(cells), _) => Some((cells[row] * unit as f64) as i64),
        _ => std::str::from_utf8(column.bytes(row)?).ok().and_then(parse_timestamp),
    }
}

/// Moments some time after those of another column.
#[derive(Debug)]
struct After {
    sibling: LogicalType,
    min: i64,
    count: u64,
    now: i64,
    /// Whether moments later than the present are moved before it where there is room.
    until_now: bool,
    spelling: Spelling,
    /// Largest cell.
    most: i64,
}

impl After {
    fn at(&self, batch: &Batch<'_>, row: usize) -> i64 {
        let unit = self.spelling.unit;
        let sibling_unit = if self.sibling.is_numeric() { unit.min(MICROS_PER_SECOND) } else { 1 };
        let start = match batch.siblings.first() {
            Some(column) => micros(column, &self.sibling, sibling_unit, row),
            None => None,
        };
        let start = start.unwrap_or(self.now - 30 * MICROS_PER_DAY);
        let first = start.saturating_add(self.min.saturating_mul(MICROS_PER_SECOND));
        let mut seconds = bounded(batch.words[row], self.count) as i64;
        let room = self.now.saturating_sub(first) / MICROS_PER_SECOND;
        if self.until_now && first <= self.now && seconds > room {
            seconds %= room + 1;
        }
        let moment = first.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND));
        let day = self.spelling.form == Form::Text(TextForm::Date);
        let rounded = match day && moment.rem_euclid(MICROS_PER_DAY) > 0 {
            true => (moment.div_euclid(MICROS_PER_DAY) + 1) * MICROS_PER_DAY,
            false => round_up(moment, self.spelling.fraction),
        };
        let cell = rounded.div_euclid(unit);
        // A unit that began before the moment is before it.
        let late = i64::from(rounded.rem_euclid(unit) > 0);
        (cell + late).min(self.most)
    }
}

impl Generator for After {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let cells = (0..batch.words.len()).map(|row| self.at(batch, row));
        match self.spelling.form {
            Form::I64 => out.as_i64().extend(cells),
            Form::I128 => out.as_i128().extend(cells.map(i128::from)),
            Form::F64 { .. } => out.as_f64().extend(cells.map(|cell| cell as f64)),
            Form::Text(text) => {
                let bytes = out.as_bytes();
                for cell in cells {
                    text.write(&mut bytes.data, i128::from(cell));
                    bytes.end_row();
                }
            }
        }
    }

    fn bytes_max(&self) -> usize {
        20
    }
}

fn timestamp_after(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let sibling = request.siblings.first().ok_or("column must name a column of the same table")?.clone();
    const CENTURY: usize = 3_200_000_000;
    let min = request.count("min_seconds", 0, 0..=CENTURY)?;
    let max = request.count("max_seconds", min.max(30 * 86_400), 0..=CENTURY)?;
    let count = max.checked_sub(min).ok_or("min_seconds is above max_seconds")? as u64 + 1;
    let spelling = spelling(request, TextForm::DateTime)?;
    let most =
        request.logical_type.int_range().map_or(i64::MAX, |(_, high)| high.min(i128::from(i64::MAX)) as i64);
    let most = request.moments.map_or(most, |(_, latest)| most.min(latest.div_euclid(spelling.unit)));
    let until_now = match request.text("until")? {
        None => false,
        Some("now") => true,
        Some(other) => return Err(format!("until {other} is not now")),
    };
    Ok(Arc::new(After { sibling, min: min as i64, count, now: request.now, until_now, spelling, most }))
}

/// start + row × step.
#[derive(Debug)]
struct Sequence {
    start: i128,
    step: i128,
    sink: Sink,
}

impl Sequence {
    fn value(&self, row: u128) -> i128 {
        let value = self.start.saturating_add((row as i128).saturating_mul(self.step));
        rescale(Exact(value, 0), self.sink.scale)
    }
}

impl Generator for Sequence {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.sink.write((0..batch.words.len()).map(|i| self.value(u128::from(batch.rows.at(i)))), out);
    }

    fn ordinals(&self) -> Option<u128> {
        let unit = 10_i128.pow(u32::from(self.sink.scale));
        let (low, high) = (self.sink.low / unit, self.sink.high / unit);
        let room = if self.step > 0 { high - self.start } else { self.start - low };
        // Floats are exact up to 2^24 or 2^53.
        let room = match self.sink.form {
            Form::F64 { bits: 32, .. } => room.min((1 << 22) - self.start.abs()),
            Form::F64 { .. } => room.min((1 << 50) - self.start.abs()),
            _ => room,
        };
        u128::try_from(room).ok().map(|room| room / self.step.unsigned_abs() + 1)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.sink.write(ordinals.iter().map(|&ordinal| self.value(ordinal)), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let number = match value {
            Value::Text(text) => {
                let (unscaled, scale) = parse_decimal(text)?;
                Value::Decimal { unscaled, scale }.as_int()?
            }
            value => value.as_int()?,
        };
        let offset = number.checked_sub(self.start)?;
        (offset % self.step == 0).then(|| offset / self.step).and_then(|at| u128::try_from(at).ok())
    }

    fn bytes_max(&self) -> usize {
        42
    }
}

fn sequence(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    const FAR: i128 = 1 << 62;
    let (start, step) = (request.int("start", 1)?, request.int("step", 1)?);
    if step == 0 || step.abs() > FAR || start.abs() > FAR {
        return Err("start and step must be below 2^62, and step not 0".to_owned());
    }
    let sink = match *request.logical_type {
        LogicalType::Float { bits } => {
            Sink { scale: 0, form: Form::F64 { unit: 1.0, bits }, ..Sink::of(request)? }
        }
        LogicalType::Text { .. } => {
            let digits = request.chars_max().clamp(1, 18) as u32;
            let form = Form::Text(TextForm::Number { scale: 0 });
            Sink { low: 1 - 10_i128.pow(digits - 1), high: 10_i128.pow(digits) - 1, scale: 0, form }
        }
        _ => Sink::of(request)?,
    };
    let unit = 10_i128.pow(u32::from(sink.scale));
    if !(sink.low..=sink.high).contains(&start.saturating_mul(unit)) {
        return Err(format!("the column does not hold {start}"));
    }
    Ok(Arc::new(Sequence { start, step, sink }))
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("copy", "the value of another column of the row", "0", copy)
        .accepting(|_| true)
        .with(&[parameter("column", "the other column")])
        .reading(&["column"]),
    Definition::text("product", "quantity × price of two other columns, less a discount", "0.00", product)
        .accepting(text_or_number)
        .with(&[
            parameter("quantity", "the column with the first factor"),
            parameter("price", "the column with the second factor"),
            parameter("discount", "the column with a discount; default none"),
            parameter("discount_unit", "percent or share; default by the discount column's type"),
        ])
        .reading(&["quantity", "price", "discount"]),
    Definition::text("sequence", "start + row × step", "1", sequence).accepting(text_or_number).with(&[
        parameter("start", "the value of the first row; default 1"),
        parameter("step", "distance of neighbouring rows; default 1"),
    ]),
    Definition::text(
        "timestamp_after",
        "a moment after that in another column",
        "2025-07-06 01:01:55",
        timestamp_after,
    )
    .accepting(|logical_type| {
        moment_like(logical_type) && !matches!(logical_type, LogicalType::Time { .. } | LogicalType::Year)
    })
    .with(&[
        parameter("column", "the column with the earlier moment"),
        parameter("min_seconds", "the shortest distance; default 0"),
        parameter("max_seconds", "the longest distance; default 30 days"),
        parameter(
            "until",
            "now: not after the plan's present, unless the earlier moment is; default no limit",
        ),
        parameter("format", "of text: datetime (default), iso8601 or date"),
        parameter("unit", "of numbers since 1970: s (default), ms or us"),
    ])
    .reading(&["column"]),
];
