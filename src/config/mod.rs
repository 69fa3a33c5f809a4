//! The configuration: the user's wishes, by name.
//!
//! Takes text and gives plain data; must not read files and must not know a schema. Start reading at
//! [`Config`], then at [`read_layers`].

mod bytes;
pub mod earlier;
mod json_schema;
mod layers;
mod located;
mod model;
mod place;
mod rows;
mod variables;

pub use bytes::{Bytes, parse_bytes};
pub use json_schema::json_schema;
pub use layers::{Fetch, merged, read_layers};
pub use located::FILE_BYTES_MAX;
pub use model::{
    CacheConfig, CacheStrategy, ColumnConfig, Config, Defaults, Distribution, DuplicateConfig,
    DuplicateStrategy, Durability, InsertionStrategy, LoadConfig, Lookup, PerformanceMode, Relation, Rows,
    Select, Strategy, TableConfig, TargetConfig, WayConfig,
};
pub use place::{Places, Wrong};
pub use rows::{parse_range, parse_rows};

pub use crate::ident::{nearest, unknown};

/// The reference manual: a configuration in which every key is described and nothing is set.
pub const REFERENCE: &str = include_str!("../../configs/default.yaml");
