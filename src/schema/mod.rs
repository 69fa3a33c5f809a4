//! What a database looks like, for all databases alike.
//!
//! Must not open files or sockets, and must not know generators or plans. Start reading at [`Schema`].

pub mod expr;
mod graph;
mod model;
pub mod script;
mod spatial;
pub(crate) mod tokens;
pub(crate) mod trigger;

pub use graph::{LoadOrder, load_order};
pub use model::{
    Check, Column, Exclusion, ForeignKey, Generated, Identity, Index, Key, KeyKind, KeyPart, Partitioning,
    Schema, Sequence, Skipped, Table, TableName, TableOptions, Trigger, name_keys,
};
pub use spatial::tell_kinds;
