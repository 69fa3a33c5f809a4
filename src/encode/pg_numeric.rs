//! PostgreSQL's numeric: digits in base 10,000 and the weight of the first of them.
//!
//! Must not know: columns. Start reading at [`write_numeric`].

use super::pg_cells::put;

/// Most groups of four digits: 39 digits, of which the last group is not full.
const GROUPS_MAX: usize = 11;

/// What is the same for all numbers of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numeric {
    scale: u16,
    /// Groups behind the point.
    behind: u16,
    /// The digits of the last group count this much: it is filled up with zeros.
    fill: u16,
    /// What the last group's digits are below.
    unit: u16,
}

impl Numeric {
    pub(super) fn new(scale: u8) -> Self {
        let behind = u16::from(scale).div_ceil(4);
        let zeros = u32::from(4 * behind - u16::from(scale));
        Self { scale: u16::from(scale), behind, fill: 10_u16.pow(zeros), unit: 10_u16.pow(4 - zeros) }
    }
}

/// Writes length, number of groups, weight, sign, scale and groups, as numeric_recv reads them; up to six
/// bytes behind them are overwritten.
#[inline(always)]
pub(super) fn write_numeric<T: Magnitude>(
    magnitude: T,
    negative: bool,
    numeric: &Numeric,
    out: &mut [u8],
) -> usize {
    match magnitude.filled(numeric.fill).filter(|&filled| filled < SHORT) {
        Some(filled) => write_short(filled, negative, numeric, out),
        None => write_long(magnitude, negative, numeric, out),
    }
}

/// Below this a number has at most four groups, the last one filled up.
const SHORT: u64 = 10_000_000_000_000_000;

/// Up to four groups: no loop and no branch, whatever their number.
#[inline(always)]
fn write_short(filled: u64, negative: bool, numeric: &Numeric, out: &mut [u8]) -> usize {
    let (high, low) = (filled / 100_000_000, filled % 100_000_000);
    let groups = ((high / 10_000) << 48) | ((high % 10_000) << 32) | ((low / 10_000) << 16) | (low % 10_000);
    let count = 1
        + usize::from(filled >= 10_000)
        + usize::from(filled >= 100_000_000)
        + usize::from(filled >= 1_000_000_000_000);
    let at = write_head(count, negative, numeric, out);
    put(&mut out[at..], &(groups << (16 * (4 - count))).to_be_bytes());
    at + 2 * count
}

#[inline(never)]
fn write_long<T: Magnitude>(magnitude: T, negative: bool, numeric: &Numeric, out: &mut [u8]) -> usize {
    let mut groups = [0_u16; GROUPS_MAX];
    let (mut rest, last) = magnitude.split(numeric.unit);
    groups[0] = last * numeric.fill;
    let mut count = 1;
    while !rest.is_zero() {
        (rest, groups[count]) = rest.split(10_000);
        count += 1;
    }
    let mut at = write_head(count, negative, numeric, out);
    for group in groups[..count].iter().rev() {
        at += put(&mut out[at..], &group.to_be_bytes());
    }
    at
}

#[inline(always)]
fn write_head(count: usize, negative: bool, numeric: &Numeric, out: &mut [u8]) -> usize {
    let weight = (count as i16 - 1 - numeric.behind as i16) as u16;
    let sign = if negative { 0x4000_u64 } else { 0 };
    let head = ((count as u64) << 48) | (u64::from(weight) << 32) | (sign << 16) | u64::from(numeric.scale);
    put(out, &(8 + 2 * count as u32).to_be_bytes());
    4 + put(&mut out[4..], &head.to_be_bytes())
}

/// An unsigned integer that is taken apart.
pub(super) trait Magnitude: Copy {
    /// The product with `fill`, if it is not too large.
    fn filled(self, fill: u16) -> Option<u64>;
    /// The quotient by `unit`, and what is left.
    fn split(self, unit: u16) -> (Self, u16);
    fn is_zero(self) -> bool;
}

impl Magnitude for u64 {
    #[inline(always)]
    fn filled(self, fill: u16) -> Option<u64> {
        self.checked_mul(u64::from(fill))
    }

    fn split(self, unit: u16) -> (Self, u16) {
        (self / u64::from(unit), (self % u64::from(unit)) as u16)
    }

    fn is_zero(self) -> bool {
        self == 0
    }
}

impl Magnitude for u128 {
    fn filled(self, fill: u16) -> Option<u64> {
        u64::try_from(self).ok()?.checked_mul(u64::from(fill))
    }

    fn split(self, unit: u16) -> (Self, u16) {
        (self / u128::from(unit), (self % u128::from(unit)) as u16)
    }

    fn is_zero(self) -> bool {
        self == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number as text, by the rules of numeric_recv.
    fn read(bytes: &[u8]) -> (i128, i16) {
        let word = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let (count, weight, scale) = (word(4) as i16, word(6) as i16, word(10) as i16);
        let digits = (0..count).fold(0_i128, |sum, i| sum * 10_000 + i128::from(word(12 + 2 * i as usize)));
        let behind = 4 * (count - 1 - weight);
        let scaled = digits / 10_i128.pow((behind - scale) as u32);
        (if word(8) == 0x4000 { -scaled } else { scaled }, scale)
    }

    #[test]
    fn numbers_read_back() {
        for scale in 0..=18 {
            for number in [0, 1, -1, 9, 10_000, 123_456_789, -999_999_999_999_999_999, i64::MAX, i64::MIN] {
                let mut out = [0; 64];
                let written =
                    write_numeric(number.unsigned_abs(), number < 0, &Numeric::new(scale), &mut out);
                assert_eq!(read(&out), (i128::from(number), i16::from(scale)));
                assert_eq!(written, 4 + out[3] as usize);
                let mut wide = [0; 64];
                let magnitude = u128::from(number.unsigned_abs());
                write_numeric(magnitude, number < 0, &Numeric::new(scale), &mut wide);
                assert_eq!(out, wide);
            }
        }
        let (largest, mut out) = (10_i128.pow(38) - 1, [0; 64]);
        assert_eq!(write_numeric(largest as u128, true, &Numeric::new(1), &mut out), 34);
    }
}
