//! Text of fixed width over alphabets: codes, tokens, hexadecimal digits; and whole numbers spelled by a
//! function: addresses, numbers with check digits.
//!
//! Must not know: what a code is for. Start reading at [`Code`] and [`Spelled`].

use std::sync::Arc;

use super::program::{BASE36, BASE62, DIGITS, HEX, LOWER, UPPER};
use super::{Batch, Generator, Request};
use crate::data::{Column, LogicalType, Value};
use crate::random::Draws;

/// One position of a code: any character of `all`; ordinals use those of `folded`, of one case only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    all: &'static [u8],
    folded: &'static [u8],
    literal: u8,
}

impl Slot {
    pub(super) const BINARY: Self = Self { all: b"01", folded: b"01", literal: 0 };
    pub(super) const DIGIT: Self = Self { all: DIGITS, folded: DIGITS, literal: 0 };
    pub(super) const NONZERO: Self = Self { all: b"123456789", folded: b"123456789", literal: 0 };
    pub(super) const AREA: Self = Self { all: b"23456789", folded: b"23456789", literal: 0 };
    pub(super) const UPPER: Self = Self { all: UPPER, folded: UPPER, literal: 0 };
    pub(super) const LOWER: Self = Self { all: LOWER, folded: LOWER, literal: 0 };
    pub(super) const HEX: Self = Self { all: HEX, folded: HEX, literal: 0 };
    pub(super) const BASE36: Self = Self { all: BASE36, folded: BASE36, literal: 0 };
    pub(super) const BASE62: Self = Self { all: BASE62, folded: BASE36, literal: 0 };
    pub(super) const BASE64: Self = Self {
        all: b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
        folded: BASE36,
        literal: 0,
    };
    pub(super) const ALPHANUMERIC: Self = Self {
        all: b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        folded: b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        literal: 0,
    };

    pub(super) const fn literal(byte: u8) -> Self {
        Self { all: &[], folded: &[], literal: byte }
    }

    /// Whether this is a digit that is never 0.
    pub(super) fn is_nonzero(&self) -> bool {
        self.all.first() == Some(&b'1')
    }

    fn is_literal(self) -> bool {
        self.all.is_empty()
    }
}

/// Slots of a pattern: `A` a capital letter, `a` a small one, `0` a digit, `*` a capital or digit,
/// `9` a digit but 0; anything else stands for itself, also behind a backslash.
pub(super) fn slots(pattern: &str) -> Vec<Slot> {
    let mut slots = Vec::with_capacity(pattern.len());
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        slots.push(match byte {
            b'A' => Slot::UPPER,
            b'a' => Slot::LOWER,
            b'0' => Slot::DIGIT,
            b'9' => Slot::NONZERO,
            b'*' => Slot::ALPHANUMERIC,
            b'\\' => Slot::literal(bytes.next().unwrap_or(b'\\')),
            other => Slot::literal(other),
        });
    }
    slots
}

/// Most values that are told apart; behind it, leading slots are drawn from the row's word.
const ORDINALS_MAX: u128 = 1 << 120;

/// Text of fixed width.
#[derive(Debug)]
pub(super) struct Code {
    slots: Vec<Slot>,
    ordinals: u128,
    /// The first slot that spells the ordinal.
    spelling_from: usize,
}

impl Code {
    pub(super) fn new(slots: Vec<Slot>) -> Self {
        let mut ordinals = 1_u128;
        let mut spelling_from = slots.len();
        for (at, slot) in slots.iter().enumerate().rev().filter(|(_, slot)| !slot.is_literal()) {
            match ordinals.checked_mul(slot.folded.len() as u128).filter(|&product| product <= ORDINALS_MAX) {
                Some(product) => (ordinals, spelling_from) = (product, at),
                None => break,
            }
        }
        Self { slots, ordinals, spelling_from }
    }

    /// A code for the request's column, which has to hold all of it.
    pub(super) fn compile(request: &Request<'_>, slots: Vec<Slot>) -> Result<Arc<dyn Generator>, String> {
        if slots.len() > request.chars_max() {
            return Err(format!(
                "needs {} characters; the column holds {}",
                slots.len(),
                request.chars_max()
            ));
        }
        Ok(Arc::new(Self::new(slots)))
    }

    fn write(&self, word: u64, out: &mut Vec<u8>) {
        let mut draws = Draws::new(word);
        let mut left = 0;
        let mut word = 0;
        for slot in &self.slots {
            if slot.is_literal() {
                out.push(slot.literal);
                continue;
            }
            if left == 0 {
                (left, word) = (8, draws.next_word());
            }
            left -= 1;
            let product = u128::from(word) * slot.all.len() as u128;
            out.push(slot.all[(product >> 64) as usize]);
            word = product as u64;
        }
    }
}

impl Generator for Code {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        bytes.data.reserve(batch.words.len() * self.slots.len());
        for &word in batch.words {
            self.write(word, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.ordinals)
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for (&word, &ordinal) in batch.words.iter().zip(ordinals) {
            let start = bytes.data.len();
            self.write(word, &mut bytes.data);
            let mut rest = ordinal;
            for (at, slot) in self.slots.iter().enumerate().skip(self.spelling_from).rev() {
                if !slot.is_literal() {
                    let radix = slot.folded.len() as u128;
                    bytes.data[start + at] = slot.folded[(rest % radix) as usize];
                    rest /= radix;
                }
            }
            bytes.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = match value {
            Value::Bytes(bytes) => bytes.as_slice(),
            value => value.as_text()?.as_bytes(),
        };
        if text.len() != self.slots.len() {
            return None;
        }
        let mut ordinal = 0_u128;
        for (slot, byte) in self.slots.iter().zip(text).skip(self.spelling_from) {
            if slot.is_literal() {
                if slot.literal != *byte {
                    return None;
                }
                continue;
            }
            // Values of another case fold to the same ordinal.
            let digit = slot.folded.iter().position(|member| member.eq_ignore_ascii_case(byte))?;
            ordinal = ordinal * slot.folded.len() as u128 + digit as u128;
        }
        Some(ordinal)
    }

    fn bytes_max(&self) -> usize {
        self.slots.len()
    }
}

/// Whole numbers below a count that a function spells and another reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelled {
    pub(super) count: u128,
    pub(super) chars_max: usize,
    pub(super) write: fn(u128, &mut Vec<u8>),
    pub(super) read: fn(&str) -> Option<u128>,
}

impl Spelled {
    /// A generator for the request's column: text, or the digits of it in an integer.
    pub(super) fn compile(self, request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
        if let Some((_, high)) = request.logical_type.int_range() {
            let wide = matches!(request.logical_type, LogicalType::Int { bits: 64, unsigned: true });
            let most = 10_i128.checked_pow(self.chars_max as u32).unwrap_or(i128::MAX);
            return match high >= most - 1 {
                true => Ok(Arc::new(SpelledNumber { spelled: self, wide })),
                false => Err(format!("numbers of {} digits do not fit the column", self.chars_max)),
            };
        }
        if self.chars_max > request.chars_max() {
            return Err(format!(
                "needs {} characters; the column holds {}",
                self.chars_max,
                request.chars_max()
            ));
        }
        Ok(Arc::new(self))
    }

    fn ordinal(&self, word: u64) -> u128 {
        match u64::try_from(self.count) {
            Ok(count) => u128::from(crate::random::bounded(word, count)),
            Err(_) => {
                let mut draws = Draws::new(word);
                (u128::from(word) << 64 | u128::from(draws.next_word())) % self.count
            }
        }
    }

    fn fill_all(&self, ordinals: impl Iterator<Item = u128>, out: &mut Column) {
        let bytes = out.as_bytes();
        for ordinal in ordinals {
            (self.write)(ordinal, &mut bytes.data);
            bytes.end_row();
        }
    }
}

impl Generator for Spelled {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.fill_all(batch.words.iter().map(|&word| self.ordinal(word)), out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.count)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.fill_all(ordinals.iter().copied(), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        (self.read)(value.as_text()?).filter(|&ordinal| ordinal < self.count)
    }

    fn bytes_max(&self) -> usize {
        self.chars_max
    }
}

/// The same as a number, for integer columns.
#[derive(Debug)]
struct SpelledNumber {
    spelled: Spelled,
    wide: bool,
}

impl SpelledNumber {
    fn fill_all(&self, ordinals: impl Iterator<Item = u128>, out: &mut Column) {
        let mut scratch = Vec::with_capacity(self.spelled.chars_max);
        let numbers = ordinals.map(|ordinal| {
            scratch.clear();
            (self.spelled.write)(ordinal, &mut scratch);
            let digits = scratch.iter().filter(|byte| byte.is_ascii_digit());
            digits.fold(0_i128, |number, digit| number * 10 + i128::from(digit - b'0'))
        });
        if self.wide {
            out.as_i128().extend(numbers);
        } else {
            out.as_i64().extend(numbers.map(|number| number as i64));
        }
    }
}

impl Generator for SpelledNumber {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.fill_all(batch.words.iter().map(|&word| self.spelled.ordinal(word)), out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.spelled.count)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.fill_all(ordinals.iter().copied(), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let width = self.spelled.chars_max;
        (self.spelled.read)(&format!("{:0width$}", value.as_int()?))
    }
}
