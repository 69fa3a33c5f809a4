//! Telephone numbers.
//!
//! Must not know: people, places. Start reading at [`Phone`].

use std::sync::Arc;

use super::code::{Code, Slot, slots};
use super::definition::parameter;
use super::digits::four;
use super::writer::Writer;
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType, Value};

/// North American numbers of the exchange 555, which is set aside for fiction.
#[derive(Debug)]
struct Phone {
    code: Code,
}

impl Generator for Phone {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut writer = Writer::new(out, batch.words.len(), self.bytes_max());
        for &word in batch.words {
            // Area codes 200 to 999.
            let area = four(200 + (((word >> 32) * 800) >> 32));
            writer.array(b"+1-");
            writer.array(&[area[1], area[2], area[3]]);
            writer.array(b"-555-");
            writer.array(four(((word & 0xffff_ffff) * 10_000) >> 32));
            writer.end_row();
        }
        writer.finish();
    }

    fn ordinals(&self) -> Option<u128> {
        self.code.ordinals()
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        self.code.fill_ordinals(ordinals, batch, out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        self.code.ordinal_of(value)
    }

    fn bytes_max(&self) -> usize {
        15
    }
}

/// A number as an integer: no country code, so that eleven digits are enough for any column of 64 bits.
#[derive(Debug)]
struct PhoneNumber {
    wide: bool,
}

impl PhoneNumber {
    fn fill_all(&self, numbers: impl Iterator<Item = i64>, out: &mut Column) {
        match self.wide {
            true => out.as_i128().extend(numbers.map(i128::from)),
            false => out.as_i64().extend(numbers),
        }
    }
}

fn spelled(ordinal: u64) -> i64 {
    (((200 + ordinal / 10_000) * 1000 + 555) * 10_000 + ordinal % 10_000) as i64
}

impl Generator for PhoneNumber {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.fill_all(batch.words.iter().map(|&word| spelled(crate::random::bounded(word, 8_000_000))), out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(8_000_000)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.fill_all(ordinals.iter().map(|&ordinal| spelled(ordinal as u64)), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let number = u64::try_from(value.as_int()?).ok()?;
        let ordinal = (number / 10_000_000).checked_sub(200)? * 10_000 + number % 10_000;
        (number / 10_000 % 1000 == 555 && ordinal < 8_000_000).then_some(u128::from(ordinal))
    }
}

fn phone(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    if let LogicalType::Int { bits, unsigned } = *request.logical_type {
        return match bits {
            64 => Ok(Arc::new(PhoneNumber { wide: unsigned })),
            _ => Err("a telephone number needs 64 bits".to_owned()),
        };
    }
    if let Some(format) = request.text("format")? {
        return Code::compile(request, slots(format));
    }
    let area = |pattern: &str| {
        let mut slots = slots(pattern);
        if let Some(slot) = slots.iter_mut().find(|slot| slot.is_nonzero()) {
            *slot = Slot::AREA;
        }
        slots
    };
    match request.chars_max() {
        15.. => Ok(Arc::new(Phone { code: Code::new(area("+1-900-555-0000")) })),
        12.. => Code::compile(request, area("900-555-0000")),
        10.. => Code::compile(request, area("9005550000")),
        8.. => Code::compile(request, slots("555-0000")),
        max => Err(format!("needs 8 characters; the column holds {max}")),
    }
}

pub(super) static DEFINITIONS: &[Definition] =
    &[Definition::text("phone", "a telephone number that nobody has", "+1-442-555-6952", phone)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. }))
        .with(&[parameter("format", "a pattern such as +49-000-0000000: 0 is a digit, 9 a digit but 0")])];
