//! Row counts as people write them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::model::Rows;

/// Reads `1000`, `1_000`, `1.5M`, `10k`, `2e6`.
///
/// # Errors
/// When it is none of these, negative, or not a whole number of rows.
pub fn parse_rows(text: &str) -> Result<u64, String> {
    let refuse = || format!("`{text}` is no row count; write 1000, 10k, 1.5M or 2e6");
    let plain = text.trim().replace('_', "");
    let (number, unit) = match plain.chars().last() {
        Some('k' | 'K') => (&plain[..plain.len() - 1], 1e3),
        Some('m' | 'M') => (&plain[..plain.len() - 1], 1e6),
        Some('g' | 'G' | 'b' | 'B') => (&plain[..plain.len() - 1], 1e9),
        _ => (plain.as_str(), 1.0),
    };
    if let (Ok(rows), 1.0) = (number.parse::<u64>(), unit) {
        return Ok(rows);
    }
    let starts_well = number.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let value = number.parse::<f64>().ok().filter(|_| starts_well).ok_or_else(refuse)? * unit;
    let whole = libm::round(value);
    let exact = (value - whole).abs() < 1e-6 && (0.0..1e18).contains(&value);
    if exact { Ok(whole as u64) } else { Err(refuse()) }
}

/// Reads `1..5` or `3`: fewest and most, at least 1 child on the whole.
///
/// # Errors
/// When it is neither, or the bounds are the wrong way round.
pub fn parse_range(text: &str) -> Result<(u64, u64), String> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let bounds = low.trim().parse::<u64>().ok().zip(high.trim_start_matches('=').trim().parse::<u64>().ok());
    match bounds {
        Some((low, high)) if low <= high && high >= 1 => Ok((low, high)),
        _ => Err(format!("`{text}` is no range; write 1..5")),
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor)
    }
}

/// Reads all three forms; an untagged enum would not say what is wrong.
struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row count such as 1000 or 1.5M, or {per: orders, count: 1..5}")
    }

    fn visit_u64<E>(self, rows: u64) -> Result<Rows, E> {
        Ok(Rows::Count(rows))
    }

    fn visit_i64<E: Error>(self, rows: i64) -> Result<Rows, E> {
        parse_rows(&rows.to_string()).map(Rows::Count).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, rows: f64) -> Result<Rows, E> {
        parse_rows(&rows.to_string()).map(Rows::Count).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Rows, E> {
        parse_rows(text).map_err(E::custom)?;
        Ok(Rows::Text(text.to_owned()))
    }

    /// `{per: orders, count: 1..5}`, or in short `{per: orders, 1..5}`.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows, A::Error> {
        let (mut per, mut count) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "per" => per = Some(map.next_value()?),
                "count" => count = Some(map.next_value::<RangeText>()?.0),
                range if parse_range(range).is_ok() => {
                    map.next_value::<()>()?;
                    count = Some(key);
                }
                _ => return Err(A::Error::unknown_field(&key, &["per", "count"])),
            }
        }
        let per = per.ok_or_else(|| A::Error::missing_field("per"))?;
        let count = count.ok_or_else(|| A::Error::missing_field("count"))?;
        Ok(Rows::Per { per, count })
    }
}

/// `1..5`, or a number.
struct RangeText(String);

impl<'de> Deserialize<'de> for RangeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        parse_range(&text).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_per_parent_have_a_short_form() {
        let read = |text: &str| serde_yaml::from_str::<Rows>(text).ok();
        let expected = Some(Rows::Per { per: "orders".into(), count: "1..5".into() });
        assert_eq!(read("{per: orders, 1..5}"), expected);
        assert_eq!(read("{per: orders, count: 1..5}"), expected);
        assert_eq!(read("{per: orders}"), None);
        assert_eq!(read("{per: orders, count: 1..5, more: 2}"), None);
    }

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (text, rows) in [
            ("0", 0),
            ("1000", 1000),
            ("1.5M", 1_500_000),
            ("10k", 10_000),
            ("2e6", 2_000_000),
            ("4294967297", 4_294_967_297),
        ] {
            assert_eq!(parse_rows(text), Ok(rows), "{text}");
        }
        for text in ["-5", "ten", "", "1.5", "k", "1e30", "nan", "inf", "+"] {
            assert!(parse_rows(text).is_err(), "{text}");
        }
        assert_eq!(parse_range("1..5"), Ok((1, 5)));
        assert_eq!(parse_range("3"), Ok((3, 3)));
        assert!(parse_range("5..1").is_err() && parse_range("0").is_err() && parse_range("a..b").is_err());
    }
}
