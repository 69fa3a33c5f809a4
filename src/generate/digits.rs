//! Decimal digits from a table of four at a time, for text that is made per cell.

/// The 10,000 groups `0000` to `9999`.
static GROUPS: [[u8; 4]; 10_000] = groups();

const fn groups() -> [[u8; 4]; 10_000] {
    let mut table = [[0; 4]; 10_000];
    let mut i = 0;
    while i < 10_000 {
        table[i] = [
            b'0' + (i / 1000) as u8,
            b'0' + (i / 100 % 10) as u8,
            b'0' + (i / 10 % 10) as u8,
            b'0' + (i % 10) as u8,
        ];
        i += 1;
    }
    table
}

/// Four digits of a number below 10,000.
#[inline(always)]
pub(super) fn four(number: u64) -> &'static [u8; 4] {
    &GROUPS[number as usize]
}

/// Appends a number without leading zeros.
#[inline]
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u128) {
    let mut text = [0; 40];
    let mut at = text.len();
    while number >= 10_000 {
        at -= 4;
        text[at..at + 4].copy_from_slice(four((number % 10_000) as u64));
        number /= 10_000;
    }
    let head = four(number as u64);
    let skip = head.iter().take(3).take_while(|&&digit| digit == b'0').count();
    out.extend_from_slice(&head[skip..]);
    out.extend_from_slice(&text[at..]);
}
