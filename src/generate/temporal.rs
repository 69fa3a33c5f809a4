//! Points in time, days and times of day, all relative to the plan's present. Numeric columns take Unix
//! time, text columns ISO 8601.
//!
//! Must not know: clocks; the present comes with the request. Start reading at [`moments`].

use std::sync::Arc;

use super::definition::{parameter, text_or_number};
use super::grid::{Form, Grid, Pick, TextForm, round_up};
use super::pooled::listed;
use super::span::{NUMBER_PARAMETERS, Span, numbers};
use super::{Definition, Generator, Parameter, Request};
use crate::data::{LogicalType, MICROS_PER_DAY, MICROS_PER_SECOND, Value, civil_from_days, parse_timestamp};

/// Whether a column holds a moment in some spelling.
pub(super) fn moment_like(logical_type: &LogicalType) -> bool {
    text_or_number(logical_type)
        || matches!(
            logical_type,
            LogicalType::Date | LogicalType::Time { .. } | LogicalType::Timestamp { .. } | LogicalType::Year
        )
}

/// Whether a column holds a day in some spelling.
pub(super) fn day_like(logical_type: &LogicalType) -> bool {
    moment_like(logical_type) && !matches!(logical_type, LogicalType::Time { .. })
}

fn time_like(logical_type: &LogicalType) -> bool {
    moment_like(logical_type) && !matches!(logical_type, LogicalType::Date | LogicalType::Year)
}

fn span_like(logical_type: &LogicalType) -> bool {
    text_or_number(logical_type) || matches!(logical_type, LogicalType::Interval | LogicalType::Time { .. })
}

fn year_like(logical_type: &LogicalType) -> bool {
    text_or_number(logical_type) || matches!(logical_type, LogicalType::Year)
}

/// The arguments of generators of moments.
pub(super) static MOMENT_PARAMETERS: &[Parameter] = &[
    parameter("min", "the earliest, such as 2024-01-31 or 2024-01-31 08:00:00"),
    parameter("max", "the latest"),
    parameter("format", "of text: datetime (default), iso8601, date or time"),
    parameter("unit", "of numbers since 1970: s (default), ms or us"),
];

/// The arguments of generators of days.
pub(super) static DAY_PARAMETERS: &[Parameter] = MOMENT_PARAMETERS;

/// How a moment becomes a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling {
    /// Microseconds of one unit of the cell.
    pub(super) unit: i64,
    /// The cells.
    pub(super) form: Form,
    /// Digits behind the second that the column keeps.
    pub(super) fraction: u8,
}

/// The way the request's column holds moments.
pub(super) fn spelling(request: &Request<'_>, default: TextForm) -> Result<Spelling, String> {
    let plain = |unit| Spelling { unit, form: Form::I64, fraction: 6 };
    Ok(match *request.logical_type {
        LogicalType::Date => plain(MICROS_PER_DAY),
        LogicalType::Time { fraction } | LogicalType::Timestamp { fraction, .. } => {
            Spelling { fraction, ..plain(1) }
        }
        LogicalType::Text { .. } => {
            Spelling { unit: 1, form: Form::Text(text_form(request, default)?), fraction: 0 }
        }
        LogicalType::Int { .. } | LogicalType::Decimal { .. } | LogicalType::Float { .. } => {
            let unit = match request.text("unit")? {
                None | Some("s") => MICROS_PER_SECOND,
                Some("ms") => 1000,
                Some("us") => 1,
                Some(other) => return Err(format!("unit {other} is not s, ms or us")),
            };
            number_spelling(request.logical_type, unit)?
        }
        _ => return Err("the column holds no moments".to_owned()),
    })
}

fn number_spelling(logical_type: &LogicalType, unit: i64) -> Result<Spelling, String> {
    let plain = |form| Spelling { unit, form, fraction: 6 };
    Ok(match *logical_type {
        LogicalType::Float { bits: 32 } => return Err("floats of 32 bits hold no Unix time".to_owned()),
        LogicalType::Float { bits } => plain(Form::F64 { unit: 1.0, bits }),
        LogicalType::Int { bits: 64, unsigned: true } => plain(Form::I128),
        LogicalType::Int { .. } => plain(Form::I64),
        LogicalType::Decimal { precision: 19.., scale: 0 } => plain(Form::I128),
        LogicalType::Decimal { scale: 0, .. } => plain(Form::I64),
        _ => return Err("a decimal with digits behind the point holds no Unix time".to_owned()),
    })
}

/// The text form that was asked for, or the longest that fits.
fn text_form(request: &Request<'_>, default: TextForm) -> Result<TextForm, String> {
    let max = request.chars_max();
    let form = match request.text("format")? {
        None if default == TextForm::DateTime && (10..19).contains(&max) => TextForm::Date,
        None => default,
        Some("datetime") => TextForm::DateTime,
        Some("iso8601") => TextForm::Iso,
        Some("date") => TextForm::Date,
        Some("time") => TextForm::Time,
        Some(other) => return Err(format!("format {other} is not datetime, iso8601, date or time")),
    };
    if form.chars() > max {
        return Err(format!("needs {} characters; the column holds {max}", form.chars()));
    }
    Ok(form)
}

/// Evenly spaced moments between two, both in microseconds.
fn grid(request: &Request<'_>, low: i64, high: i64, step: i64, spelling: Spelling) -> Result<Grid, String> {
    // A day or second that begins before `low` is not in the range.
    let unit = i128::from(spelling.unit);
    let (mut low, mut high) = (-(-i128::from(low)).div_euclid(unit), i128::from(high).div_euclid(unit));
    if let Some((least, most)) = request.logical_type.int_range() {
        (low, high) = (low.max(least), high.min(most));
    }
    if let Some((earliest, latest)) = request.moments {
        low = low.max(i128::from(earliest).div_euclid(unit) + 1);
        high = high.min(i128::from(latest).div_euclid(unit));
    }
    if let LogicalType::Decimal { precision, .. } = *request.logical_type {
        high = high.min(10_i128.pow(u32::from(precision.min(38))) - 1);
    }
    let step = (i128::from(step) / unit).max(1);
    if low > high {
        return Err("no moment from min to max fits the column".to_owned());
    }
    let count = u64::try_from((high - low) / step).unwrap_or(u64::MAX - 1) + 1;
    Ok(Grid { low, step, count, unit: 1.0, pick: Pick::Uniform, form: spelling.form })
}

/// A bound in microseconds, as ISO text or as a value of its own kind.
fn bound(request: &Request<'_>, name: &str, end: bool) -> Result<Option<i64>, String> {
    let day_end = if end { MICROS_PER_DAY - MICROS_PER_SECOND } else { 0 };
    match request.params.get(name) {
        None => Ok(None),
        Some(Value::Timestamp(micros)) => Ok(Some(*micros)),
        Some(Value::Date(days)) => Ok(Some(days.saturating_mul(MICROS_PER_DAY).saturating_add(day_end))),
        Some(Value::Text(text)) => {
            let micros = parse_timestamp(text).ok_or_else(|| format!("{name}: {text} is not a moment"))?;
            let is_day = text.trim().len() <= 10;
            Ok(Some(if is_day { micros.saturating_add(day_end) } else { micros }))
        }
        Some(_) => Err(format!("{name} must be a moment such as 2024-01-31 08:00:00")),
    }
}

/// Moments between two offsets from the present, both in microseconds, unless arguments say otherwise.
fn moments(request: &Request<'_>, from: i64, to: i64) -> Result<Arc<dyn Generator>, String> {
    if matches!(request.logical_type, LogicalType::Time { .. }) {
        return times(request);
    }
    if matches!(request.logical_type, LogicalType::Year) {
        return years(request, from, to);
    }
    let spelling = spelling(request, TextForm::DateTime)?;
    let span = to - from;
    let (min, max) = (bound(request, "min", false)?, bound(request, "max", true)?);
    let (low, high) = match (min, max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, (request.now + to).max(min.saturating_add(MICROS_PER_DAY))),
        (None, Some(max)) => ((request.now + from).min(max.saturating_sub(span)), max),
        // The last one is a second before the end.
        (None, None) => (request.now + from, request.now + to - MICROS_PER_SECOND),
    };
    let text_day = spelling.form == Form::Text(TextForm::Date);
    let step = if text_day { MICROS_PER_DAY } else { MICROS_PER_SECOND };
    let low = if text_day {
        low.div_euclid(step) * step + if low.rem_euclid(step) > 0 { step } else { 0 }
    } else {
        low
    };
    Ok(Arc::new(grid(request, round_up(low, spelling.fraction), high, step, spelling)?))
}

/// Days between two offsets from the present in days, unless arguments say otherwise.
pub(super) fn days(request: &Request<'_>, from: i64, to: i64) -> Result<Arc<dyn Generator>, String> {
    if matches!(request.logical_type, LogicalType::Year) {
        return years(request, from * MICROS_PER_DAY, to * MICROS_PER_DAY);
    }
    let spelling = spelling(request, TextForm::Date)?;
    let today = request.now.div_euclid(MICROS_PER_DAY);
    let default = |day: i64| (today + day) * MICROS_PER_DAY;
    let max = bound(request, "max", false)?;
    let min = bound(request, "min", false)?;
    let high = max.unwrap_or_else(|| default(to).max(min.unwrap_or(i64::MIN)));
    let low = min.unwrap_or_else(|| default(from).min(high));
    let low = -(-low).div_euclid(MICROS_PER_DAY) * MICROS_PER_DAY;
    Ok(Arc::new(grid(request, low, high, MICROS_PER_DAY, spelling)?))
}

fn years(request: &Request<'_>, from: i64, to: i64) -> Result<Arc<dyn Generator>, String> {
    let year = |offset: i64| civil_from_days((request.now + offset).div_euclid(MICROS_PER_DAY)).0;
    numbers(request, &Span::whole(year(from), year(to)))
}

/// Times of day.
fn times(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let spelling = spelling(request, TextForm::Time)?;
    let time = |name: &str, default: i64| match request.text(name)? {
        None => Ok(default),
        Some(text) => {
            let moment = parse_timestamp(&format!("1970-01-01 {text}")).or_else(|| parse_timestamp(text));
            moment
                .map(|micros| micros.rem_euclid(MICROS_PER_DAY))
                .ok_or_else(|| format!("{name}: {text} is not a time"))
        }
    };
    let low = time("min", 0)?;
    let high = time("max", MICROS_PER_DAY - MICROS_PER_SECOND)?;
    Ok(Arc::new(grid(request, low, high, MICROS_PER_SECOND, spelling)?))
}

/// Spans of time in seconds.
fn durations(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let pick = Pick::LogNormal { mean: 6.4, deviation: 1.3 };
    match request.logical_type {
        LogicalType::Time { .. } => times(request),
        LogicalType::Interval => {
            let max = request.count("max", 86_400, 0..=3_000_000_000)? as u64;
            let min = request.count("min", 1, 0..=3_000_000_000)? as u64;
            let count = max.checked_sub(min).ok_or("min is above max")? + 1;
            let (low, step) = (i128::from(min) * 1_000_000, i128::from(MICROS_PER_SECOND));
            // The same curve in microseconds.
            let pick = Pick::LogNormal { mean: 6.4 + libm::log(1e6), deviation: 1.3 };
            Ok(Arc::new(Grid { low, step, count, unit: 1.0, pick, form: Form::I64 }))
        }
        _ => numbers(request, &Span::whole(1, 86_400).by(pick)),
    }
}

fn year(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let this = civil_from_days(request.now.div_euclid(MICROS_PER_DAY)).0;
    numbers(request, &Span::whole(this - 30, this))
}

const FIVE_YEARS: i64 = 5 * 365 * MICROS_PER_DAY;

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("date", "a day of the past five years", "2024-08-08", |request| {
        days(request, -5 * 365, 0)
    })
    .accepting(day_like)
    .with(DAY_PARAMETERS),
    Definition::text("day_of_month", "1 to 28, so that it is a day of every month", "5", |request| {
        numbers(request, &Span::whole(1, 28))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("duration_seconds", "a span of time in seconds, up to a day", "328", durations)
        .version(2)
        .accepting(span_like)
        .with(NUMBER_PARAMETERS),
    Definition::text("hour", "0 to 23", "23", |request| numbers(request, &Span::whole(0, 23)))
        .accepting(text_or_number)
        .with(NUMBER_PARAMETERS),
    Definition::text("month", "1 to 12", "7", |request| numbers(request, &Span::whole(1, 12)))
        .accepting(text_or_number)
        .with(NUMBER_PARAMETERS),
    Definition::text("time", "a time of day", "05:54:12", times).accepting(time_like).with(MOMENT_PARAMETERS),
    Definition::text("timestamp", "a moment of the past five years", "2025-02-17 20:56:58", |request| {
        moments(request, -FIVE_YEARS, 0)
    })
    .accepting(moment_like)
    .with(MOMENT_PARAMETERS),
    Definition::text("timestamp_future", "a moment of the coming year", "2025-09-14 18:04:07", |request| {
        moments(request, MICROS_PER_DAY, 366 * MICROS_PER_DAY)
    })
    .accepting(moment_like)
    .with(MOMENT_PARAMETERS),
    Definition::text(
        "weekday",
        "a day of the week: its name, or 1 to 7 from Monday on",
        "Monday",
        |request| match request.logical_type {
            LogicalType::Text { .. } if request.chars_max() >= 9 => listed(request, "weekdays"),
            LogicalType::Text { .. } if request.chars_max() >= 3 => listed(request, "weekdays_short"),
            _ => numbers(request, &Span::whole(1, 7)),
        },
    )
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("year", "a year of the past thirty", "2025", year)
        .accepting(year_like)
        .with(NUMBER_PARAMETERS),
];
