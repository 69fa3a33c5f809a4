//! The configuration: the user's wishes, by name.
//!
//! Takes text and gives plain data; must not read files and must not know a schema. Start reading at
//! [`Config`].

mod model;

pub use model::{
    ColumnConfig, Config, Defaults, Distribution, LoadConfig, PerformanceMode, Relation, Rows, Select,
    TableConfig, TargetConfig,
};
