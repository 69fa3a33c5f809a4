//! From wishes to certainty: what is written, to the last byte, before the first one is.
//!
//! [`questions`] says what must be known of the target, [`build`] makes the [`DataPlan`] from the answers,
//! [`DataPlan::fill`] carries it out for any rows. All of it is pure. Must not do I/O.

mod build;
mod cases;
mod check;
mod column;
mod composite;
mod computed;
mod constraint;
mod demand;
mod digest;
mod document;
mod domain;
mod duplicate;
mod equation;
pub mod explain;
mod fill;
mod fingerprint;
mod free;
mod group;
pub mod infer;
mod kinds;
mod layout;
mod learn;
mod load;
mod lock;
mod lookup;
mod meaning;
mod mend;
mod model;
mod mutual;
mod narrow;
mod number;
mod offer;
mod order;
mod ordinals;
mod own_group;
mod piece;
mod polymorphic;
mod problem;
mod radix;
mod reference;
mod relation;
mod select;
mod server_type;
mod shape;
mod span;
mod succession;
mod table;
mod tally;
mod telling;
mod tenant;
mod unique;
mod wanted;
mod ways;
mod weights;
mod whole;
mod wished;
mod wishes;
mod words;

pub use build::{DEFAULT_ROWS, Inputs, build, questions, rehearsal};
pub use check::CheckGroup;
pub use fill::{Scratch, Unsatisfied};
pub use learn::{Pupil, Refused, Scene};
pub use load::{BATCH_BYTES, LoadPlan, cache_strategy};
pub use lock::Lock;
pub use meaning::Meanings;
pub use model::{
    Case, Cases, ChoicePlan, ColumnPlan, DataPlan, Nulls, Parent, ReferencePlan, Source, TablePlan, WayTest,
};
pub use offer::offers;
pub use problem::Problems;
pub use select::{glob, selected_tables, unknown};
pub use succession::{BLOCK_ROWS, Succession};
pub use table::DEFAULT_NULL_SHARE;
