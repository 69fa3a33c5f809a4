//! From `min`, `max`, `step` and `distribution` to a grid within the column's range.
//!
//! Must not know: what the numbers mean. Start reading at [`numbers`].

use std::sync::Arc;

use super::definition::parameter;
use super::grid::{Form, Grid, Pick, TextForm};
use super::{Generator, Parameter, Request};
use crate::data::{LogicalType, Value, parse_decimal};
use crate::random::{Sampler, Zipf};

/// What a generator of numbers does when nobody asks otherwise: bounds and step as `unscaled / 10^scale`.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) step: i64,
    pub(super) scale: u8,
    pub(super) pick: Pick,
}

impl Span {
    /// Whole numbers, all alike.
    pub(super) fn whole(min: i64, max: i64) -> Self {
        Self { min, max, step: 1, scale: 0, pick: Pick::Uniform }
    }

    /// The same with digits behind the point.
    pub(super) fn scaled(self, scale: u8) -> Self {
        Self { scale, ..self }
    }

    /// The same by another distribution, in ones.
    pub(super) fn by(self, pick: Pick) -> Self {
        Self { pick, ..self }
    }
}

/// The arguments that every generator of numbers takes.
pub(super) static NUMBER_PARAMETERS: &[Parameter] = &[
    parameter("min", "smallest value"),
    parameter("max", "largest value"),
    parameter("step", "distance of neighbouring values; default 1, or the last digit of the column"),
    parameter("scale", "digits behind the point where the column does not say"),
    parameter("distribution", "uniform (default), zipf, normal, exponential or log_normal"),
    parameter("exponent", "of zipf; default 1.1: the smallest values are the most frequent"),
    parameter("mean", "of normal (default: the middle), exponential or log_normal (of the logarithm)"),
    parameter("deviation", "of normal (default: a sixth of the range) or log_normal (default 1)"),
];

/// A generator of numbers for the request's column.
pub(super) fn numbers(request: &Request<'_>, span: &Span) -> Result<Arc<dyn Generator>, String> {
    // Short text has no room for all digits that a number would have.
    let room = if request.logical_type.is_text() { request.chars_max().saturating_sub(2) } else { 18 };
    let scale = request.count("scale", usize::from(span.scale).min(room), 0..=18)? as u8;
    let target = Target::of(request.logical_type, scale, request.chars_max())?;
    let (low, high) = bounds(request, span, &target)?;
    let step = match request.params.get("step") {
        Some(value) => units(value, target.scale, Round::Up).ok_or("step must be a number")?,
        None => default_units(span.step, span.scale, target.scale, Round::Up).max(1),
    };
    if step < 1 {
        return Err("step must be positive".to_owned());
    }
    let count = u64::try_from(high.saturating_sub(low) / step).unwrap_or(u64::MAX).saturating_add(1);
    let unit = libm::pow(10.0, f64::from(target.scale));
    let pick = distribution(request, span, low, high, count, unit)?;
    Ok(Arc::new(Grid { low, step, count, unit, pick, form: target.form }))
}

/// The column's range in its smallest unit.
struct Target {
    scale: u8,
    low: i128,
    high: i128,
    form: Form,
}

impl Target {
    fn of(logical_type: &LogicalType, scale: u8, chars_max: usize) -> Result<Self, String> {
        const FAR: i128 = 1_000_000_000_000_000_000;
        let unit = libm::pow(10.0, f64::from(scale));
        Ok(match *logical_type {
            LogicalType::Int { bits, unsigned } => {
                let (low, high) = logical_type.int_range().ok_or("the column has no range")?;
                let wide = bits == 64 && unsigned;
                Self { scale: 0, low, high, form: if wide { Form::I128 } else { Form::I64 } }
            }
            LogicalType::Decimal { precision, scale } => {
                let high = 10_i128.pow(u32::from(precision.min(38))) - 1;
                Self { scale, low: -high, high, form: if precision > 18 { Form::I128 } else { Form::I64 } }
            }
            LogicalType::Float { bits } => {
                Self { scale, low: -FAR, high: FAR, form: Form::F64 { unit, bits } }
            }
            LogicalType::Year => Self { scale: 0, low: 1901, high: 2155, form: Form::I64 },
            LogicalType::Text { .. } => {
                // The point and a leading digit are part of the text.
                let behind = if scale == 0 { 0 } else { usize::from(scale) + 1 };
                let before = chars_max.saturating_sub(behind).min(18 - usize::from(scale));
                if before == 0 {
                    return Err(format!("a number of {scale} decimals does not fit {chars_max} characters"));
                }
                let ten = |digits: usize| 10_i128.pow(digits as u32 + u32::from(scale)) - 1;
                let low = if before > 1 { -ten(before - 1) } else { 0 };
                Self { scale, low, high: ten(before), form: Form::Text(TextForm::Number { scale }) }
            }
            _ => return Err("the column holds no numbers".to_owned()),
        })
    }
}

/// Which way a bound is rounded when the column keeps fewer digits.
#[derive(Clone, Copy, PartialEq)]
enum Round {
    Down,
    Up,
}

/// A number in units of `10^-scale`.
fn units(value: &Value, scale: u8, round: Round) -> Option<i128> {
    match value {
        Value::Int(i) => i.checked_mul(10_i128.checked_pow(u32::from(scale))?),
        Value::Decimal { unscaled, scale: from } => rescaled(*unscaled, *from, scale, round),
        Value::Text(text) => {
            let (unscaled, from) = parse_decimal(text)?;
            rescaled(unscaled, from, scale, round)
        }
        Value::Float(float) => {
            let exact = float * libm::pow(10.0, f64::from(scale));
            // 0.1 is not a float; what is meant is the nearest unit.
            let near = libm::round(exact);
            let close = libm::fabs(near - exact) <= libm::fabs(exact) * 1e-12;
            let rounded = if round == Round::Up { libm::ceil(exact) } else { libm::floor(exact) };
            float.is_finite().then_some(if close { near } else { rounded } as i128)
        }
        _ => None,
    }
}

fn rescaled(unscaled: i128, from: u8, to: u8, round: Round) -> Option<i128> {
    let factor = 10_i128.checked_pow(u32::from(from.abs_diff(to)))?;
    if to >= from {
        return unscaled.checked_mul(factor);
    }
    let (down, rest) = (unscaled.div_euclid(factor), unscaled.rem_euclid(factor));
    Some(down + i128::from(round == Round::Up && rest > 0))
}

fn default_units(unscaled: i64, from: u8, to: u8, round: Round) -> i128 {
    rescaled(i128::from(unscaled), from, to, round).unwrap_or(i128::from(unscaled))
}

/// Bounds within the column's range; a bound that nobody asked for gives way.
fn bounds(request: &Request<'_>, span: &Span, target: &Target) -> Result<(i128, i128), String> {
    let given = |name: &str, round| match request.params.get(name) {
        None => Ok(None),
        Some(value) => {
            units(value, target.scale, round).map(Some).ok_or_else(|| format!("{name} must be a number"))
        }
    };
    let (min, max) = (given("min", Round::Up)?, given("max", Round::Down)?);
    let low = default_units(span.min, span.scale, target.scale, Round::Up);
    let high = default_units(span.max, span.scale, target.scale, Round::Down).max(low);
    let width = high - low;
    let (low, high) = match (min, max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, if high > min { high } else { min.saturating_add(width) }),
        (None, Some(max)) => (if low < max { low } else { max.saturating_sub(width) }, max),
        // A default that lies above a narrow column's range starts from its beginning.
        (None, None) => (if low > target.high { 0 } else { low }, high),
    };
    let (low, high) = (low.max(target.low), high.min(target.high));
    if low > high {
        return Err("no number from min to max fits the column".to_owned());
    }
    Ok((low, high))
}

fn distribution(
    request: &Request<'_>,
    span: &Span,
    low: i128,
    high: i128,
    count: u64,
    unit: f64,
) -> Result<Pick, String> {
    let (low, high) = (low as f64 / unit, high as f64 / unit);
    let positive = |name: &str, default: f64| match request.float(name, default)? {
        value if value > 0.0 && value.is_finite() => Ok(value),
        value => Err(format!("{name} must be positive, not {value}")),
    };
    Ok(match request.text("distribution")? {
        // A curve whose middle lies outside would put nearly all values on one bound.
        None => match span.pick {
            Pick::LogNormal { mean, .. } if !(low..=high).contains(&libm::exp(mean)) => Pick::Uniform,
            _ => span.pick.clone(),
        },
        Some("uniform") => Pick::Uniform,
        Some("zipf") => {
            let exponent = positive("exponent", 1.1)?;
            Pick::Ranked(Sampler::Zipf(Zipf::new(count, exponent)))
        }
        Some("normal") => Pick::Normal {
            mean: request.float("mean", low + (high - low) / 2.0)?,
            deviation: positive("deviation", ((high - low) / 6.0).max(1e-9))?,
        },
        Some("exponential") => Pick::Exponential { mean: positive("mean", ((high - low) / 8.0).max(1e-9))? },
        Some("log_normal") => Pick::LogNormal {
            mean: request.float("mean", libm::log((low + (high - low) / 10.0).max(1e-9)))?,
            deviation: positive("deviation", 1.0)?,
        },
        Some(other) => return Err(format!("distribution {other} is not known")),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::dict::{Dictionary, Locale};
    use super::super::{Batch, Params, Rows, find};
    use super::*;
    use crate::data::Column;

    /// How many of a thousand values differ, and how many are the most frequent one.
    fn spread(generator: &str, params: &[(&str, i128)], logical_type: &LogicalType) -> (usize, usize) {
        let params: Params = params.iter().map(|&(name, n)| (name.to_owned(), Value::Int(n))).collect();
        let dict = Dictionary::load(Locale::En);
        let definition = find(generator).expect("a generator");
        let request =
            Request { params: &params, logical_type, dict: &dict, now: 0, moments: None, siblings: &[] };
        let generator = (definition.compile)(&request).expect("right arguments");
        let words: Vec<u64> = (1..=1000_u64).map(|row| row.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let mut column = Column::default();
        let rows = Rows::Range { first: 0, len: words.len() };
        generator.fill(&Batch { rows, words: &words, siblings: &[] }, &mut column);
        let values: Vec<String> =
            (0..words.len()).map(|row| format!("{:?}", column.value(row, logical_type))).collect();
        let distinct: HashSet<&String> = values.iter().collect();
        let most = distinct.iter().map(|value| values.iter().filter(|other| *other == *value).count()).max();
        (distinct.len(), most.unwrap_or(0))
    }

    #[test]
    fn bounds_beside_the_usual_values_are_filled_evenly() {
        let money = LogicalType::Decimal { precision: 10, scale: 2 };
        let narrow = LogicalType::Decimal { precision: 4, scale: 2 };
        for (generator, params, logical_type) in [
            ("amount", &[("min", 5), ("max", 6)][..], &money),
            ("amount", &[], &narrow),
            ("price", &[("min", 500), ("max", 900)], &money),
            ("file_size", &[("max", 1000)], &LogicalType::Int { bits: 32, unsigned: false }),
        ] {
            let (distinct, most) = spread(generator, params, logical_type);
            assert!(
                distinct > 80 && most < 50,
                "{generator} {params:?}: {distinct} values, {most} times one"
            );
        }
    }
}
