//! The plan's present.

use crate::data::{MICROS_PER_DAY, parse_timestamp};
use crate::error::{Error, Exit, Result};

/// The present when nobody says otherwise, a constant of this version's generators: 2026-01-01 00:00:00.
pub const DEFAULT_NOW: i64 = 1_767_225_600_000_000;

/// Reads `today`, `now`, or a time.
pub(super) fn resolve(wish: Option<&str>) -> Result<i64> {
    let clock = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(DEFAULT_NOW, |since| since.as_micros() as i64)
    };
    match wish {
        None => Ok(DEFAULT_NOW),
        Some("now") => Ok(clock() / 1_000_000 * 1_000_000),
        Some("today") => Ok(clock().div_euclid(MICROS_PER_DAY) * MICROS_PER_DAY),
        Some(text) => parse_timestamp(text).ok_or_else(|| {
            Error::new(
                Exit::Usage,
                format!("now: `{text}` is no time; write today, now, 2026-01-31 or 2026-01-31 12:00:00"),
            )
            .remains("nothing was written")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_the_day_it_says() {
        assert_eq!(resolve(None).ok(), parse_timestamp("2026-01-01"));
        assert_eq!(resolve(Some("2024-05-06 07:08:09")).ok(), parse_timestamp("2024-05-06 07:08:09"));
        assert!(resolve(Some("soon")).is_err());
        assert!(resolve(Some("today")).is_ok_and(|now| now % MICROS_PER_DAY == 0));
    }
}
