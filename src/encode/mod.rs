//! From blocks to bytes: one encoder per wire or file format, each owning no I/O.
//!
//! Must not know: generators, plans, connections. Start reading at [`Encoder`].

mod pg_binary;
mod text_cell;

pub use pg_binary::PgBinary;
pub use text_cell::{Form, write_cell, write_hex};

use crate::data::{Block, Packet};

/// Appends rows to packets.
pub trait Encoder {
    /// Appends the rows of a block.
    fn encode(&mut self, block: &Block, packet: &mut Packet);

    /// Appends what ends the stream.
    fn finish(&mut self, packet: &mut Packet);
}
