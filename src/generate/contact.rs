//! Telephone numbers.

use std::sync::Arc;

use super::digits::four;
use super::writer::Writer;
use super::{Batch, Definition, Generator};
use crate::data::{Column, LogicalType};

/// North American numbers of the exchange 555, which is set aside for fiction.
#[derive(Debug)]
struct Phone;

impl Generator for Phone {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut writer = Writer::new(out, batch.words.len(), self.bytes_max());
        for &word in batch.words {
            // Area codes 200 to 999.
            let area = four(200 + ((word >> 32) * 800 >> 32));
            writer.array(b"+1-");
            writer.array(&[area[1], area[2], area[3]]);
            writer.array(b"-555-");
            writer.array(four((word & 0xffff_ffff) * 10_000 >> 32));
            writer.end_row();
        }
        writer.finish();
    }

    fn bytes_max(&self) -> usize {
        15
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition {
    name: "phone",
    version: 1,
    doc: "a telephone number that nobody has",
    example: "",
    parameters: &[],
    accepts: LogicalType::is_text,
    family: None,
    reads: &[],
    compile: |_| Ok(Arc::new(Phone)),
}];
