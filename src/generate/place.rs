//! Places: city, country, postcode and what belongs to them. All of a family draw the same place.

use std::sync::Arc;

use super::{Definition, Family, Pooled};
use crate::data::LogicalType;

pub(super) static DEFINITIONS: &[Definition] = &[Definition {
    name: "city",
    version: 1,
    doc: "a city",
    example: "",
    parameters: &[],
    accepts: LogicalType::is_text,
    family: Some(Family::Place),
    reads: &[],
    compile: |request| Ok(Arc::new(Pooled::uniform(Arc::clone(&request.dict.cities)))),
}];
