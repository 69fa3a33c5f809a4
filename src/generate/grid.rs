//! Evenly spaced numbers and moments: `low + k * step`, picked by a distribution, written as the column
//! wants them.
//!
//! Must not know: arguments or types; those are resolved in `span` and `temporal`. Start reading at [`Grid`].

use super::{Batch, Generator};
use crate::data::{
    Column, MICROS_PER_DAY, MICROS_PER_SECOND, Value, parse_decimal, parse_timestamp, write_date,
    write_decimal, write_time, write_timestamp,
};
use crate::random::{Sampler, bounded, exponential, log_normal, normal};

/// How a position of the grid is picked.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    /// All alike.
    Uniform,
    /// By rank or weight; position 0 is rank 0.
    Ranked(Sampler),
    /// By a bell curve around a mean.
    Normal { mean: f64, deviation: f64 },
    /// Many small, few large values: exponential with a mean above the grid's low end.
    Exponential { mean: f64 },
    /// exp of a normal value; both of the logarithm.
    LogNormal { mean: f64, deviation: f64 },
}

/// How a value of the grid becomes a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// As it is.
    I64,
    /// As it is.
    I128,
    /// Divided by a power of ten.
    F64 { unit: f64, bits: u8 },
    /// As text.
    Text(TextForm),
}

/// How a value of the grid is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextForm {
    /// A number with digits behind the point.
    Number { scale: u8 },
    /// Microseconds as `YYYY-MM-DD HH:MM:SS`.
    DateTime,
    /// Microseconds as `YYYY-MM-DDTHH:MM:SSZ`.
    Iso,
    /// Microseconds as `YYYY-MM-DD`.
    Date,
    /// Microseconds as `HH:MM:SS`.
    Time,
}

impl TextForm {
    /// Characters of a moment's text.
    pub(super) fn chars(self) -> usize {
        match self {
            Self::Number { .. } => 42,
            Self::DateTime => 19,
            Self::Iso => 20,
            Self::Date => 10,
            Self::Time => 8,
        }
    }

    pub(super) fn write(self, out: &mut Vec<u8>, value: i128) {
        let micros = value as i64;
        match self {
            Self::Number { scale } => write_decimal(out, value, scale),
            Self::DateTime => write_timestamp(out, micros, 0),
            Self::Iso => {
                write_date(out, micros.div_euclid(MICROS_PER_DAY));
                out.push(b'T');
                write_time(out, micros, 0);
                out.push(b'Z');
            }
            Self::Date => write_date(out, micros.div_euclid(MICROS_PER_DAY)),
            Self::Time => write_time(out, micros, 0),
        }
    }

    fn read(self, text: &str) -> Option<i128> {
        match self {
            Self::Number { scale } => {
                let (unscaled, found) = parse_decimal(text)?;
                unscaled.checked_mul(10_i128.checked_pow(u32::from(scale.checked_sub(found)?))?)
            }
            Self::Time => parse_timestamp(&format!("1970-01-01 {text}")).map(i128::from),
            _ => parse_timestamp(text).map(i128::from),
        }
    }
}

/// Evenly spaced values.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// The smallest value, in the form's smallest unit.
    pub(super) low: i128,
    /// Distance of neighbours.
    pub(super) step: i128,
    /// Number of values.
    pub(super) count: u64,
    /// Units of one, for distributions given in ones.
    pub(super) unit: f64,
    /// The distribution.
    pub(super) pick: Pick,
    /// The cells.
    pub(super) form: Form,
}

impl Grid {
    /// The position that a word stands for.
    #[inline]
    fn position(&self, word: u64) -> u64 {
        let real = match &self.pick {
            Pick::Uniform => return bounded(word, self.count),
            Pick::Ranked(sampler) => return sampler.pick(word).min(self.count - 1),
            Pick::Normal { mean, deviation } => (mean + deviation * normal(word)) * self.unit,
            Pick::Exponential { mean } => exponential(word, 1.0 / mean) * self.unit + self.low as f64,
            Pick::LogNormal { mean, deviation } => log_normal(word, *mean, *deviation) * self.unit,
        };
        let steps = libm::round((real - self.low as f64) / self.step as f64);
        // A cast from float to integer saturates, so the far ends are safe.
        (steps.max(0.0) as u64).min(self.count - 1)
    }

    #[inline]
    fn value(&self, position: u128) -> i128 {
        self.low.wrapping_add((position as i128).wrapping_mul(self.step))
    }

    fn write(&self, values: impl Iterator<Item = i128>, out: &mut Column) {
        match self.form {
            Form::I64 => out.as_i64().extend(values.map(|value| value as i64)),
            Form::I128 => out.as_i128().extend(values),
            Form::F64 { unit, bits: 32 } => {
                out.as_f64().extend(values.map(|value| f64::from((value as f64 / unit) as f32)));
            }
            Form::F64 { unit, .. } => out.as_f64().extend(values.map(|value| value as f64 / unit)),
            Form::Text(text) => {
                let bytes = out.as_bytes();
                for value in values {
                    text.write(&mut bytes.data, value);
                    bytes.end_row();
                }
            }
        }
    }

    /// Floats tell neighbours apart only as far as their digits reach.
    fn exact(&self) -> bool {
        let largest = self.low.unsigned_abs().max(self.value(u128::from(self.count - 1)).unsigned_abs());
        match self.form {
            Form::F64 { bits: 32, .. } => largest <= 1 << 23,
            Form::F64 { .. } => largest <= 1 << 52,
            _ => true,
        }
    }
}

impl Generator for Grid {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        if matches!((&self.pick, self.form), (Pick::Uniform, Form::I64)) {
            let (low, step, count) = (self.low as i64, self.step as i64, self.count);
            let value = |word| low.wrapping_add((bounded(word, count) as i64).wrapping_mul(step));
            out.as_i64().extend(batch.words.iter().map(|&word| value(word)));
            return;
        }
        self.write(batch.words.iter().map(|&word| self.value(u128::from(self.position(word)))), out);
    }

    fn ordinals(&self) -> Option<u128> {
        self.exact().then_some(u128::from(self.count))
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.write(ordinals.iter().map(|&ordinal| self.value(ordinal)), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let value = match (value, self.form) {
            (Value::Text(text), Form::Text(form)) => form.read(text)?,
            (Value::Float(float), Form::F64 { unit, .. }) => libm::round(float * unit) as i128,
            (Value::Date(v) | Value::Time(v) | Value::Timestamp(v), _) => i128::from(*v),
            (Value::Decimal { unscaled, scale }, _) => {
                let digits = libm::round(libm::log10(self.unit)) as i32 - i32::from(*scale);
                rescale(*unscaled, digits)?
            }
            (value, _) => value.as_int()?.checked_mul(self.unit as i128)?,
        };
        let offset = value.checked_sub(self.low)?;
        let position = u64::try_from(offset / self.step).ok()?;
        (offset >= 0 && offset % self.step == 0 && position < self.count).then(|| u128::from(position))
    }

    fn bytes_max(&self) -> usize {
        match self.form {
            Form::Text(text) => text.chars(),
            _ => 16,
        }
    }
}

fn rescale(unscaled: i128, digits: i32) -> Option<i128> {
    let factor = 10_i128.checked_pow(digits.unsigned_abs())?;
    if digits >= 0 {
        unscaled.checked_mul(factor)
    } else {
        (unscaled % factor == 0).then(|| unscaled / factor)
    }
}

/// Microseconds of a moment rounded up to a number of digits behind the second.
pub(super) fn round_up(micros: i64, fraction: u8) -> i64 {
    let unit = (MICROS_PER_SECOND / 10_i64.pow(u32::from(fraction.min(6)))).max(1);
    let rest = micros.rem_euclid(unit);
    if rest == 0 { micros } else { micros.saturating_add(unit - rest) }
}
