//! Named fields in parentheses, each made by the generator of its own type.
//!
//! Must not know: what the fields are. Start reading at [`Composite`].

use std::sync::Arc;

use super::array::element_generator;
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, Form, LogicalType, write_cell};
use crate::random::mix64;

/// The fields' generators and types in order.
#[derive(Debug)]
struct Composite {
    fields: Vec<(Arc<dyn Generator>, LogicalType)>,
}

impl Generator for Composite {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let fill = |(at, (generator, _)): (usize, &(Arc<dyn Generator>, LogicalType))| {
            // Fields are independent of each other.
            let salt = mix64(at as u64 + 1);
            let words: Vec<u64> = batch.words.iter().map(|&word| mix64(word ^ salt)).collect();
            let mut column = Column::default();
            generator.fill(&Batch { rows: batch.rows, words: &words, siblings: &[] }, &mut column);
            column
        };
        let columns: Vec<Column> = self.fields.iter().enumerate().map(fill).collect();
        let (bytes, mut text) = (out.as_bytes(), Vec::new());
        for row in 0..batch.words.len() {
            bytes.data.push(b'(');
            for (at, (column, (_, logical_type))) in columns.iter().zip(&self.fields).enumerate() {
                if at > 0 {
                    bytes.data.push(b',');
                }
                text.clear();
                write_cell(&mut text, column, row, logical_type, Form::POSTGRES);
                write_quoted(&mut bytes.data, &text);
            }
            bytes.data.push(b')');
            bytes.end_row();
        }
    }

    fn bytes_max(&self) -> usize {
        2 + self.fields.iter().map(|(generator, _)| 2 * generator.bytes_max().max(64) + 3).sum::<usize>()
    }
}

/// A text in double quotes; quotes and backslashes in it are doubled.
pub(super) fn write_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for &byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(byte);
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn composite(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let LogicalType::Composite { fields } = request.logical_type else {
        return Err("the column holds no fields".to_owned());
    };
    let field = |(name, logical_type): &(String, LogicalType)| {
        let generator = element_generator(&Request { logical_type, ..*request }, None);
        generator
            .map(|generator| (generator, logical_type.clone()))
            .map_err(|why| format!("field {name}: {why}"))
    };
    Ok(Arc::new(Composite { fields: fields.iter().map(field).collect::<Result<_, _>>()? }))
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition::text(
    "composite",
    "the fields of a composite type, each by its own type",
    r#"("books","2021-07-05","(-26.053,-19.803)")"#,
    composite,
)
.accepting(|logical_type| matches!(logical_type, LogicalType::Composite { .. }))];
