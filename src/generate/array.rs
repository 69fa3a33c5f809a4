//! Lists of a few elements, each made by another generator.
//!
//! Must not know: what the elements are. Start reading at [`Array`].

use std::sync::Arc;

use super::definition::parameter;
use super::{Batch, Definition, Generator, Request, Rows, find, only_choice};
use crate::data::{Column, LogicalType};
use crate::random::Draws;

/// Between `min` and `max` elements in every row.
#[derive(Debug)]
struct Array {
    element: Arc<dyn Generator>,
    min: u64,
    max: u64,
}

impl Generator for Array {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let (ends, child) = out.as_list();
        let room = batch.words.len() * self.max as usize;
        let (mut words, mut rows) = (Vec::with_capacity(room), Vec::with_capacity(room));
        for (i, &word) in batch.words.iter().enumerate() {
            let mut draws = Draws::new(word);
            for _ in 0..self.min + draws.below(self.max - self.min + 1) {
                words.push(draws.next_word());
                rows.push(batch.rows.at(i));
            }
            ends.push(words.len() as u32);
        }
        self.element.fill(&Batch { rows: Rows::List(&rows), words: &words, siblings: &[] }, child);
    }

    fn bytes_max(&self) -> usize {
        self.max as usize * self.element.bytes_max()
    }
}

/// What fills elements and fields of a type when nobody says.
fn default_of(logical_type: &LogicalType) -> &'static str {
    match logical_type {
        LogicalType::Text { .. } => "tag",
        LogicalType::Int { .. } => "small_count",
        LogicalType::Decimal { .. } => "decimal",
        LogicalType::Float { .. } => "float",
        LogicalType::Bool => "boolean",
        LogicalType::Date => "date",
        LogicalType::Timestamp { .. } => "timestamp",
        LogicalType::Json => "json",
        LogicalType::Bytes { .. } => "bytes",
        other => only_choice(other).unwrap_or("values"),
    }
}

/// A generator of elements or fields: the one that is named, or the one of their type.
pub(super) fn element_generator(
    request: &Request<'_>,
    named: Option<&str>,
) -> Result<Arc<dyn Generator>, String> {
    let name = named.unwrap_or_else(|| default_of(request.logical_type));
    let nested = matches!(request.logical_type, LogicalType::Array { .. });
    let definition = find(name)
        .filter(|definition| (nested || definition.name != "array") && definition.reads.is_empty())
        .ok_or_else(|| format!("there is no generator {name} for elements"))?;
    if !(definition.accepts)(request.logical_type) {
        return Err(format!("{name} does not fill the elements' type"));
    }
    (definition.compile)(request)
}

fn array(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let LogicalType::Array { element } = request.logical_type else {
        return Err("the column holds no lists".to_owned());
    };
    let max = request.count("max_elements", 3, 0..=64)?;
    let min = request.count("min_elements", 1.min(max), 0..=64)?;
    if min > max {
        return Err("min_elements is above max_elements".to_owned());
    }
    let named = request.text("of")?;
    let element = element_generator(&Request { logical_type: element, ..*request }, named)
        .map_err(|why| format!("of: {why}"))?;
    Ok(Arc::new(Array { element, min: min as u64, max: max as u64 }))
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition::text(
    "array",
    "a list of a few elements, made by another generator",
    "art,technology,music",
    array,
)
.accepting(|logical_type| matches!(logical_type, LogicalType::Array { .. }))
.with(&[
    parameter("of", "the elements' generator, which takes its own arguments from here too; default by type"),
    parameter("min_elements", "fewest elements; default 1"),
    parameter("max_elements", "most elements; default 3, at most 64"),
])];
