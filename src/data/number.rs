//! Exact decimals to and from text.

/// Appends `unscaled / 10^scale` with exactly `scale` digits behind the point.
pub fn write_decimal(out: &mut Vec<u8>, unscaled: i128, scale: u8) {
    let mut digits = [b'0'; 80];
    let mut at = digits.len();
    let mut rest = unscaled.unsigned_abs();
    let mut written = 0;
    while rest > 0 || written <= usize::from(scale) {
        if written == usize::from(scale) && scale > 0 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    if unscaled < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.extend_from_slice(&digits[at..]);
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
