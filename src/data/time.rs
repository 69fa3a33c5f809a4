//! Days and microseconds to and from the proleptic Gregorian calendar, and their ISO 8601 text.
//!
//! Algorithm: "chrono-compatible low-level date algorithms" by Howard Hinnant (days_from_civil).

/// Microseconds in a second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

const DAYS_PER_ERA: i64 = 146_097;
const DAYS_TO_UNIX_EPOCH: i64 = 719_468;

/// Days since 1970-01-01 of a date; `month` is 1 to 12, `day` 1 to 31.
pub fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_UNIX_EPOCH
}

/// Year, month (1 to 12) and day (1 to 31) of a number of days since 1970-01-01.
pub fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + DAYS_TO_UNIX_EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Appends `YYYY-MM-DD`.
pub fn write_date(out: &mut Vec<u8>, days: i64) {
    let (year, month, day) = civil_from_days(days);
    let mut text = *b"0000-00-00";
    put_digits(&mut text[0..4], year.clamp(0, 9999) as u32);
    put_digits(&mut text[5..7], month);
    put_digits(&mut text[8..10], day);
    out.extend_from_slice(&text);
}

/// Appends `HH:MM:SS`, with `fraction` (0 to 6) digits behind the second. `micros` counts from midnight.
pub fn write_time(out: &mut Vec<u8>, micros: i64, fraction: u8) {
    let mut text = *b"00:00:00.000000";
    let seconds = micros.rem_euclid(MICROS_PER_DAY) / MICROS_PER_SECOND;
    put_digits(&mut text[0..2], (seconds / 3600) as u32);
    put_digits(&mut text[3..5], (seconds / 60 % 60) as u32);
    put_digits(&mut text[6..8], (seconds % 60) as u32);
    put_digits(&mut text[9..15], micros.rem_euclid(MICROS_PER_SECOND) as u32);
    let len = if fraction == 0 { 8 } else { 9 + usize::from(fraction.min(6)) };
    out.extend_from_slice(&text[..len]);
}

/// Appends `YYYY-MM-DD HH:MM:SS`, with `fraction` (0 to 6) digits behind the second.
pub fn write_timestamp(out: &mut Vec<u8>, micros: i64, fraction: u8) {
    write_date(out, micros.div_euclid(MICROS_PER_DAY));
    out.push(b' ');
    write_time(out, micros.rem_euclid(MICROS_PER_DAY), fraction);
}

/// Microseconds since 1970 of `YYYY-MM-DD`, `YYYY-MM-DD HH:MM[:SS[.ffffff]]`, with a `T` or a blank
/// between, and an optional `Z`; `None` when it is anything else.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches(['Z', 'z']);
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let days = parse_date(date)?;
    Some(days * MICROS_PER_DAY + time.map_or(Some(0), parse_time)?)
}

fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (digits(parts.next()?)?, digits(parts.next()?)?, digits(parts.next()?)?);
    let days = days_from_civil(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    (civil_from_days(days) == (year, month as u32, day as u32)).then_some(days)
}

fn parse_time(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let (seconds, fraction) = match parts.next() {
        None => (0, "0"),
        Some(rest) => {
            let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
            (digits(whole)?, fraction)
        }
    };
    let scale = 10_i64.checked_pow(6_u32.checked_sub(fraction.len() as u32)?)?;
    let in_range = hours < 24 && minutes < 60 && seconds < 60;
    in_range
        .then_some(((hours * 60 + minutes) * 60 + seconds) * MICROS_PER_SECOND + digits(fraction)? * scale)
}

fn digits(text: &str) -> Option<i64> {
    let all = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

fn put_digits(out: &mut [u8], mut number: u32) {
    for slot in out.iter_mut().rev() {
        *slot = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_three_eras_survives_the_round_trip() {
        for days in -300_000..300_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        assert_eq!(civil_from_days(0), (1970, 1, 1));
        assert_eq!(days_from_civil(2000, 2, 29), 11_016);
    }

    #[test]
    fn timestamps_are_written_and_parsed() {
        let micros = parse_timestamp("2024-02-29 23:59:58.25").unwrap_or_default();
        let mut text = Vec::new();
        write_timestamp(&mut text, micros, 3);
        assert_eq!(text, b"2024-02-29 23:59:58.250");
        assert_eq!(parse_timestamp("2024-02-29T23:59:58.250Z"), Some(micros));
        assert_eq!(parse_timestamp("2023-02-29"), None);
        assert_eq!(parse_timestamp("2023-02-28 25:00"), None);
    }
}
