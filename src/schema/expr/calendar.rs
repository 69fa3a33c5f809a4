//! Parts of dates and times: EXTRACT and its kin of PostgreSQL, YEAR() and its kin of MySQL.
//!
//! Moments have no zone here; what depends on the server's zone is the same in UTC. Must not know:
//! expressions. Start reading at [`field`].

use super::cast;
use crate::data::{MICROS_PER_DAY, MICROS_PER_SECOND, Value, civil_from_days, days_from_civil};

const MICROS_PER_HOUR: i64 = 3600 * MICROS_PER_SECOND;
const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;

/// The named part of a moment, as a whole number; seconds without their fraction. `None` for what is no moment,
/// and for parts that are not known.
pub fn field(name: &str, value: &Value) -> Option<Value> {
    let micros = match value {
        Value::Time(micros) => *micros,
        _ => cast::micros(value)?,
    };
    let (days, clock) = (micros.div_euclid(MICROS_PER_DAY), micros.rem_euclid(MICROS_PER_DAY));
    let (year, month, day) = civil_from_days(days);
    let number = match name.to_ascii_lowercase().as_str() {
        "year" => year,
        "month" => i64::from(month),
        "day" | "dayofmonth" => i64::from(day),
        "quarter" => i64::from(month.div_ceil(3)),
        "hour" => clock / MICROS_PER_HOUR,
        "minute" => clock / MICROS_PER_MINUTE % 60,
        "second" if clock % MICROS_PER_SECOND == 0 => clock / MICROS_PER_SECOND % 60,
        "epoch" if clock % MICROS_PER_SECOND == 0 => micros.div_euclid(MICROS_PER_SECOND),
        "dow" => weekday(days),
        "isodow" => (weekday(days) + 6) % 7 + 1,
        "dayofweek" => weekday(days) + 1,
        "weekday" => (weekday(days) + 6) % 7,
        "doy" | "dayofyear" => days - days_from_civil(year, 1, 1) + 1,
        _ => return None,
    };
    Some(Value::Int(i128::from(number)))
}

/// Sunday is 0; 1970-01-01 was a Thursday.
fn weekday(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}

/// `date_trunc(part, moment)`.
pub fn truncated(part: &str, value: &Value) -> Option<Value> {
    let micros = cast::micros(value)?;
    let days = micros.div_euclid(MICROS_PER_DAY);
    let (year, month, _) = civil_from_days(days);
    let cut = |unit: i64| micros - micros.rem_euclid(unit);
    let begun = |year: i64, month: u32| days_from_civil(year, month, 1) * MICROS_PER_DAY;
    Some(Value::Timestamp(match part.to_ascii_lowercase().as_str() {
        "second" => cut(MICROS_PER_SECOND),
        "minute" => cut(MICROS_PER_MINUTE),
        "hour" => cut(MICROS_PER_HOUR),
        "day" => cut(MICROS_PER_DAY),
        "week" => (days - (weekday(days) + 6) % 7) * MICROS_PER_DAY,
        "month" => begun(year, month),
        "quarter" => begun(year, (month - 1) / 3 * 3 + 1),
        "year" => begun(year, 1),
        _ => return None,
    }))
}

/// The day of a moment.
pub fn day(value: &Value) -> Option<Value> {
    Some(Value::Date(cast::micros(value)?.div_euclid(MICROS_PER_DAY)))
}

/// A day with a time of its own, MySQL's `TIMESTAMP(day, time)`.
pub fn at(value: &Value, time: Option<&Value>) -> Option<Value> {
    let time = match time {
        None => 0,
        Some(Value::Time(micros)) => *micros,
        Some(_) => return None,
    };
    cast::micros(value)?.checked_add(time).map(Value::Timestamp)
}

/// The last day of a moment's month.
pub fn last_day(value: &Value) -> Option<Value> {
    let (year, month, _) = civil_from_days(cast::micros(value)?.div_euclid(MICROS_PER_DAY));
    let next =
        if month == 12 { days_from_civil(year + 1, 1, 1) } else { days_from_civil(year, month + 1, 1) };
    Some(Value::Date(next - 1))
}

/// Whole units from one moment to another, MySQL's `TIMESTAMPDIFF`: what is begun does not count.
pub fn difference(unit: &str, from: &Value, to: &Value) -> Option<Value> {
    let (from, to) = (cast::micros(from)?, cast::micros(to)?);
    let unit = unit.to_ascii_lowercase();
    let months = |per: i64| {
        let (early, late) = (from.min(to), from.max(to));
        let month = |micros: i64| {
            let (year, month, day) = civil_from_days(micros.div_euclid(MICROS_PER_DAY));
            (year * 12 + i64::from(month), (day, micros.rem_euclid(MICROS_PER_DAY)))
        };
        let ((first, within), (last, end)) = (month(early), month(late));
        let whole = last - first - i64::from(end < within);
        whole / per * (to - from).signum()
    };
    let number = match unit.trim_start_matches("sql_tsi_") {
        "microsecond" => to - from,
        "second" => (to - from) / MICROS_PER_SECOND,
        "minute" => (to - from) / MICROS_PER_MINUTE,
        "hour" => (to - from) / MICROS_PER_HOUR,
        "day" => (to - from) / MICROS_PER_DAY,
        "week" => (to - from) / (7 * MICROS_PER_DAY),
        "month" => months(1),
        "quarter" => months(3),
        "year" => months(12),
        _ => return None,
    };
    Some(Value::Int(i128::from(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_leap_day() {
        let moment = Value::Text("2024-02-29 13:45:10".into());
        for (name, number) in [
            ("year", 2024),
            ("month", 2),
            ("DAY", 29),
            ("quarter", 1),
            ("hour", 13),
            ("minute", 45),
            ("second", 10),
            ("dow", 4),
            ("isodow", 4),
            ("dayofweek", 5),
            ("weekday", 3),
            ("doy", 60),
            ("epoch", 1_709_214_310),
        ] {
            assert_eq!(field(name, &moment), Some(Value::Int(number)), "{name}");
        }
        assert_eq!(field("millennium", &moment), None);
    }

    /// As MySQL 9.7 and MariaDB 10.11 answer.
    #[test]
    fn units_between_moments() {
        let text = |text: &str| Value::Text(text.into());
        for (unit, from, to, number) in [
            ("HOUR", "2024-01-01 10:30:00", "2024-01-01 12:29:59", 1),
            ("hour", "2024-01-01 12:29:59", "2024-01-01 10:30:00", -1),
            ("MONTH", "2024-01-31", "2024-02-29", 0),
            ("MONTH", "2024-01-29", "2024-02-29", 1),
            ("MONTH", "2024-02-29", "2024-01-29", -1),
            ("YEAR", "2000-02-29", "2024-02-28", 23),
            ("DAY", "2024-02-28 12:00:00", "2024-03-01 11:59:59", 1),
            ("MICROSECOND", "2024-01-01 00:00:00", "2024-01-01 00:00:01", 1_000_000),
        ] {
            assert_eq!(difference(unit, &text(from), &text(to)), Some(Value::Int(number)), "{unit} {from}");
        }
        assert_eq!(last_day(&text("2024-02-03")), day(&text("2024-02-29")));
        assert_eq!(last_day(&text("2023-12-03")), day(&text("2023-12-31")));
    }

    #[test]
    fn moments_are_cut() {
        let moment = Value::Text("2024-08-31 13:45:10".into());
        for (part, text) in [
            ("minute", "2024-08-31 13:45:00"),
            ("day", "2024-08-31"),
            ("week", "2024-08-26"),
            ("month", "2024-08-01"),
            ("quarter", "2024-07-01"),
            ("year", "2024-01-01"),
        ] {
            let wanted = cast::micros(&Value::Text(text.into())).map(Value::Timestamp);
            assert_eq!(truncated(part, &moment), wanted, "{part}");
        }
    }
}
