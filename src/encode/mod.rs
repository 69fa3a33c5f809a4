//! From blocks to bytes: one encoder per wire or file format, each owning no I/O.
//!
//! Must not know: generators, plans, connections. Start reading at [`Encoder`].

mod insert;
mod mysql_load;
mod pg_binary;
mod pg_cells;
mod pg_numeric;
mod pg_text;
mod pg_wire;

/// Cells as text, for what is no stream of bytes.
pub use crate::data::{Form, is_binary, write_cell, write_hex};
pub use insert::{Insert, InsertColumn, InsertLimits, Literals};
pub use mysql_load::MysqlLoad;
pub use pg_binary::PgBinary;
pub use pg_text::PgText;
pub use pg_wire::{Wire, pg_wire};

use crate::data::{Block, Packet};

/// Appends rows to packets.
pub trait Encoder {
    /// Appends the rows of a block.
    fn encode(&mut self, block: &Block, packet: &mut Packet);

    /// Appends what ends the stream.
    fn finish(&mut self, packet: &mut Packet);
}
