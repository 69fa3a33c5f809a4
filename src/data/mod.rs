//! Plain data that every room of the program shares: logical types, values, columns, blocks, packets,
//! chunks, facts and events.
//!
//! Must not know: anything else of ours, any I/O, any clock. Start reading at [`Block`].

mod bits;
mod block;
mod chunk;
mod column;
mod event;
mod facts;
mod logical_type;
mod number;
mod packet;
mod pool;
mod text_cell;
mod time;
mod value;

pub use bits::Bits;
pub use block::Block;
pub use chunk::{Chunk, Claim, Receipt};
pub use column::{ByteColumn, Column, Data, Layout};
pub use event::{Event, TableDone};
pub use facts::{Answer, Facts, Lesson, Question, TupleRows};
pub use logical_type::LogicalType;
pub use number::{parse_decimal, write_decimal};
pub use packet::Packet;
pub use pool::{Pool, PoolStore};
pub use text_cell::{Form, is_binary, write_cell, write_hex};
pub use time::{
    MICROS_PER_DAY, MICROS_PER_SECOND, civil_from_days, days_from_civil, parse_timestamp, write_date,
    write_time, write_timestamp,
};
pub use value::Value;
