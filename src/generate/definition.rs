//! What is known of a generator before it runs: one static [`Definition`] each, listed in [`ALL`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::dict::Dictionary;
use super::{
    Generator, array, colour, commerce, composite, contact, file, finance, geometry, identifier, internet,
    json, label, literal, number, person, place, pooled, prose, range, regex, sibling, subset, temporal,
    text, uuid,
};
use crate::data::{LogicalType, Value};

/// Columns of one family within one table (and one name prefix, such as `shipping_`) share a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The parts of a person: names, e-mail, user name.
    Person,
    /// The parts of a place: city, country, postcode.
    Place,
}

impl Family {
    /// The family's name in stream keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
        }
    }
}

/// Arguments by name.
pub type Params = BTreeMap<String, Value>;

/// What a generator is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The arguments of the configuration or of the inference.
    pub params: &'a Params,
    /// The column's type.
    pub logical_type: &'a LogicalType,
    /// The word lists.
    pub dict: &'a Dictionary,
    /// The plan's present, microseconds since 1970.
    pub now: i64,
    /// The earliest and the latest moment that the column holds, microseconds since 1970, where its range is
    /// narrower than people's calendars.
    pub moments: Option<(i64, i64)>,
    /// Types of the columns that [`Definition::reads`] names, in that order.
    pub siblings: &'a [LogicalType],
}

impl Request<'_> {
    /// Most characters that the column holds.
    pub fn chars_max(&self) -> usize {
        match self.logical_type {
            LogicalType::Text { max: Some(max), .. } => *max as usize,
            _ => usize::MAX,
        }
    }

    /// An integer argument.
    ///
    /// # Errors
    /// When the argument is there and is not a whole number.
    pub fn int(&self, name: &str, default: i128) -> Result<i128, String> {
        match self.params.get(name) {
            None => Ok(default),
            Some(value) => value.as_int().ok_or_else(|| format!("{name} must be a whole number")),
        }
    }

    /// A number argument.
    ///
    /// # Errors
    /// When the argument is there and is not a number.
    pub fn float(&self, name: &str, default: f64) -> Result<f64, String> {
        match self.params.get(name) {
            None => Ok(default),
            Some(value) => value.as_f64().ok_or_else(|| format!("{name} must be a number")),
        }
    }

    /// A text argument.
    ///
    /// # Errors
    /// When the argument is there and is not text.
    pub fn text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.params.get(name) {
            None => Ok(None),
            Some(value) => value.as_text().map(Some).ok_or_else(|| format!("{name} must be text")),
        }
    }

    /// A count argument within limits.
    ///
    /// # Errors
    /// When the argument is there and is not a whole number within the limits.
    pub fn count(&self, name: &str, default: usize, limits: RangeInclusive<usize>) -> Result<usize, String> {
        let value = self.int(name, default as i128)?;
        usize::try_from(value)
            .ok()
            .filter(|count| limits.contains(count))
            .ok_or_else(|| format!("{name} must be {} to {}, not {value}", limits.start(), limits.end()))
    }

    /// A list argument.
    ///
    /// # Errors
    /// When the argument is there and is not a list.
    pub fn list(&self, name: &str) -> Result<Option<&[Value]>, String> {
        match self.params.get(name) {
            None => Ok(None),
            Some(Value::List(list)) => Ok(Some(list)),
            Some(_) => Err(format!("{name} must be a list")),
        }
    }
}

/// An argument of a generator.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in the configuration.
    pub name: &'static str,
    /// What it does, with unit, range and default.
    pub doc: &'static str,
}

/// How a generator is made from a request.
pub type Compile = fn(&Request<'_>) -> Result<Arc<dyn Generator>, String>;

/// A generator as the manual, the configuration's schema, the CLI's help and the planner see it.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Counts up whenever the same key and row give another value.
    pub version: u32,
    /// One line for people.
    pub doc: &'static str,
    /// The value of row 0 under the key of the laws' test, in the `en` locale; the test compares it.
    pub example: &'static str,
    /// The arguments.
    pub parameters: &'static [Parameter],
    /// Whether it can fill columns of a type.
    pub accepts: fn(&LogicalType) -> bool,
    /// The stream that it shares with its relatives.
    pub family: Option<Family>,
    /// Arguments that name columns of the same table, which the generator reads; see [`Batch::siblings`].
    ///
    /// [`Batch::siblings`]: super::Batch::siblings
    pub reads: &'static [&'static str],
    /// Makes the generator; every argument error is found here.
    pub compile: Compile,
}

impl Definition {
    /// A generator of text columns without arguments; the methods below change what differs.
    pub(super) const fn text(
        name: &'static str,
        doc: &'static str,
        example: &'static str,
        compile: Compile,
    ) -> Self {
        Self {
            name,
            version: 1,
            doc,
            example,
            parameters: &[],
            accepts: LogicalType::is_text,
            family: None,
            reads: &[],
            compile,
        }
    }

    pub(super) const fn version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    pub(super) const fn accepting(mut self, accepts: fn(&LogicalType) -> bool) -> Self {
        self.accepts = accepts;
        self
    }

    pub(super) const fn with(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    pub(super) const fn of(mut self, family: Family) -> Self {
        self.family = Some(family);
        self
    }

    pub(super) const fn reading(mut self, reads: &'static [&'static str]) -> Self {
        self.reads = reads;
        self
    }
}

/// An argument in one line.
pub(super) const fn parameter(name: &'static str, doc: &'static str) -> Parameter {
    Parameter { name, doc }
}

/// Text or any kind of number.
pub(super) fn text_or_number(logical_type: &LogicalType) -> bool {
    logical_type.is_text() || logical_type.is_numeric()
}

/// Every generator, in alphabetical order within its file's list.
pub static ALL: &[&[Definition]] = &[
    array::DEFINITIONS,
    colour::DEFINITIONS,
    commerce::DEFINITIONS,
    composite::DEFINITIONS,
    contact::DEFINITIONS,
    file::DEFINITIONS,
    finance::DEFINITIONS,
    geometry::DEFINITIONS,
    identifier::DEFINITIONS,
    internet::DEFINITIONS,
    json::DEFINITIONS,
    label::DEFINITIONS,
    literal::DEFINITIONS,
    number::DEFINITIONS,
    person::DEFINITIONS,
    place::DEFINITIONS,
    pooled::DEFINITIONS,
    prose::DEFINITIONS,
    range::DEFINITIONS,
    regex::DEFINITIONS,
    sibling::DEFINITIONS,
    subset::DEFINITIONS,
    temporal::DEFINITIONS,
    text::DEFINITIONS,
    uuid::DEFINITIONS,
];

/// The generator of a type that leaves no choice, and of types that only one server has.
pub fn only_choice(logical_type: &LogicalType) -> Option<&'static str> {
    Some(match logical_type {
        LogicalType::Array { .. } => "array",
        LogicalType::BitString { .. } => "bit_flags",
        LogicalType::Cidr => "cidr",
        LogicalType::Composite { .. } => "composite",
        LogicalType::Enum { .. } => "values",
        LogicalType::Inet => "ip_address",
        LogicalType::Interval => "duration_seconds",
        LogicalType::MacAddr => "mac_address",
        LogicalType::Other { .. } => "literal",
        LogicalType::Range { .. } => "range",
        LogicalType::Set { .. } => "subset",
        LogicalType::Time { .. } => "time",
        LogicalType::Uuid => "uuid",
        LogicalType::Xml => "xml",
        LogicalType::Year => "year",
        _ => return None,
    })
}

/// The definition of a name.
pub fn find(name: &str) -> Option<&'static Definition> {
    ALL.iter().flat_map(|list| list.iter()).find(|definition| definition.name == name)
}
