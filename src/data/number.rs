//! Exact decimals to and from text.

/// Appends `unscaled / 10^scale` with exactly `scale` digits behind the point.
pub fn write_decimal(out: &mut Vec<u8>, unscaled: i128, scale: u8) {
    let mut digits = [b'0'; 80];
    let magnitude = unscaled.unsigned_abs();
    // Division of 128 bits takes ten times as long, and is hardly ever needed.
    let mut at = match u64::try_from(magnitude) {
        Ok(mut rest) => put_digits(&mut digits, scale, || {
            let digit = (rest % 10) as u8;
            rest /= 10;
            (digit, rest > 0)
        }),
        Err(_) => {
            let mut rest = magnitude;
            put_digits(&mut digits, scale, || {
                let digit = (rest % 10) as u8;
                rest /= 10;
                (digit, rest > 0)
            })
        }
    };
    if unscaled < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.extend_from_slice(&digits[at..]);
}

/// Puts digits, the last first, at the end of the room; `next` gives a digit and whether there are more.
/// Returns where they start.
fn put_digits(room: &mut [u8; 80], scale: u8, mut next: impl FnMut() -> (u8, bool)) -> usize {
    let (mut at, mut written, mut more) = (room.len(), 0, true);
    while more || written <= usize::from(scale) {
        if written == usize::from(scale) && scale > 0 {
            at -= 1;
            room[at] = b'.';
        }
        let (digit, rest) = next();
        at -= 1;
        room[at] = b'0' + digit;
        written += 1;
        more = rest;
    }
    at
}

/// Digits and scale of plain decimal notation such as `-12.50`; `None` for anything else.
pub fn parse_decimal(text: &str) -> Option<(i128, u8)> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let scale = u8::try_from(fraction.len()).ok().filter(|&scale| scale <= 38)?;
    let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
    Some((if negative { -digits } else { digits }, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_survive_the_round_trip() {
        for (unscaled, scale, text) in
            [(0, 0, "0"), (5, 2, "0.05"), (-1234, 2, "-12.34"), (i128::MIN + 1, 38, ""), (700, 2, "7.00")]
        {
            let mut out = Vec::new();
            write_decimal(&mut out, unscaled, scale);
            let written = String::from_utf8(out).expect("digits are ASCII");
            assert!(text.is_empty() || written == text, "{written}");
            assert_eq!(parse_decimal(&written), Some((unscaled, scale)));
        }
        assert_eq!(parse_decimal("1e5"), None);
        assert_eq!(parse_decimal("."), None);
    }
}
