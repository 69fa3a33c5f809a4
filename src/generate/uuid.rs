//! Random UUIDs (RFC 9562, version 4).

use std::sync::Arc;

use super::{Batch, Definition, Generator};
use crate::data::{Column, LogicalType};
use crate::random::mix64;

/// Bits of a version 4 UUID that are free.
const FREE_BITS: u32 = 122;

#[derive(Debug)]
struct Uuid;

/// Version and variant go where RFC 9562 wants them; the other 122 bits are free.
#[inline(always)]
fn stamp(high: u64, low: u64) -> [u8; 16] {
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

impl Generator for Uuid {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        out.as_fixed16().extend(batch.words.iter().map(|&word| stamp(word, mix64(!word))));
    }

    fn ordinals(&self) -> Option<u128> {
        Some(1 << FREE_BITS)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_fixed16().extend(ordinals.iter().map(|&ordinal| {
            // 60 bits around the version, 62 below the variant.
            let head = (ordinal >> 62) as u64;
            stamp((head & 0xfff) | (head >> 12) << 16, ordinal as u64)
        }));
    }

    fn bytes_max(&self) -> usize {
        16
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition {
    name: "uuid",
    version: 1,
    doc: "a random UUID, version 4",
    example: "",
    parameters: &[],
    accepts: |logical_type| matches!(logical_type, LogicalType::Uuid),
    family: None,
    reads: &[],
    compile: |_| Ok(Arc::new(Uuid)),
}];
