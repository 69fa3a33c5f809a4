//! Random UUIDs (RFC 9562, version 4): sixteen bytes, or text with or without hyphens.
//!
//! Must not know: tables. Start reading at [`Uuid`].

use std::sync::Arc;

use super::program::{HEX, push_dashed};
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType, Value};
use crate::random::mix64;

/// Bits of a version 4 UUID that are free.
const FREE_BITS: u32 = 122;

#[derive(Clone, Copy, Debug)]
enum Uuid {
    /// The column is of the type itself.
    Fixed,
    /// Sixteen bytes.
    Binary,
    /// 36 characters.
    Dashed,
    /// 32 characters.
    Plain,
}

/// Version and variant go where RFC 9562 wants them; the other 122 bits are free.
#[inline(always)]
fn stamp(high: u64, low: u64) -> [u8; 16] {
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

fn from_ordinal(ordinal: u128) -> [u8; 16] {
    // 60 bits around the version, 62 below the variant.
    let head = (ordinal >> 62) as u64;
    stamp((head & 0xfff) | (head >> 12) << 16, ordinal as u64)
}

fn to_ordinal(bytes: [u8; 16]) -> u128 {
    let all = u128::from_be_bytes(bytes);
    let (high, low) = ((all >> 64) as u64, all as u64);
    let head = (high & 0xfff) | (high >> 16) << 12;
    u128::from(head) << 62 | u128::from(low & 0x3fff_ffff_ffff_ffff)
}

/// The bytes of a UUID's text, with or without hyphens and braces.
pub(super) fn parse(text: &str) -> Option<[u8; 16]> {
    let digits = text.trim_matches(['{', '}']).bytes().filter(|&byte| byte != b'-');
    let (mut number, mut count) = (0_u128, 0);
    for digit in digits {
        number = number.wrapping_shl(4) | u128::from(char::from(digit).to_digit(16)?);
        count += 1;
    }
    (count == 32).then(|| number.to_be_bytes())
}

impl Uuid {
    fn write(self, values: impl Iterator<Item = [u8; 16]>, out: &mut Column) {
        if matches!(self, Self::Fixed) {
            return out.as_fixed16().extend(values);
        }
        let bytes = out.as_bytes();
        for value in values {
            match self {
                Self::Dashed => push_dashed(&mut bytes.data, value),
                Self::Plain => bytes.data.extend(
                    value.iter().flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
                ),
                _ => bytes.data.extend_from_slice(&value),
            }
            bytes.end_row();
        }
    }
}

impl Generator for Uuid {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.write(batch.words.iter().map(|&word| stamp(word, mix64(!word))), out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(1 << FREE_BITS)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.write(ordinals.iter().map(|&ordinal| from_ordinal(ordinal)), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let bytes = match value {
            Value::Uuid(bytes) => *bytes,
            Value::Text(text) => parse(text)?,
            Value::Bytes(bytes) => bytes.as_slice().try_into().ok()?,
            _ => return None,
        };
        let ordinal = to_ordinal(bytes);
        (from_ordinal(ordinal) == bytes).then_some(ordinal)
    }

    fn bytes_max(&self) -> usize {
        match self {
            Self::Fixed | Self::Binary => 16,
            Self::Dashed => 36,
            Self::Plain => 32,
        }
    }
}

fn uuid(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    Ok(Arc::new(match *request.logical_type {
        LogicalType::Uuid => Uuid::Fixed,
        LogicalType::Bytes { max: Some(max) } if max < 16 => {
            return Err(format!("needs 16 bytes; the column holds {max}"));
        }
        LogicalType::Bytes { .. } => Uuid::Binary,
        LogicalType::Text { .. } => match request.chars_max() {
            36.. => Uuid::Dashed,
            32.. => Uuid::Plain,
            max => return Err(format!("needs 32 characters; the column holds {max}")),
        },
        _ => return Err("the column holds no UUIDs".to_owned()),
    }))
}

pub(super) static DEFINITIONS: &[Definition] =
    &[Definition::text("uuid", "a random UUID, version 4", "1f7b9128-4e4b-40cc-82b4-ad0f12223687", uuid)
        .accepting(|logical_type| {
            matches!(logical_type, LogicalType::Uuid | LogicalType::Bytes { .. } | LogicalType::Text { .. })
        })];
