//! PostgreSQL's COPY in text format: cells between tabs, rows between line feeds, `\N` for NULL.
//!
//! Every type goes this way, as the text that its input function reads. Must not know: where the bytes go.
//! Start reading at [`PgText`].

use super::Encoder;
use crate::data::{Block, Column, Data, Form, LogicalType, Packet, is_binary, write_cell};

/// Writes blocks as COPY text.
#[derive(Debug)]
pub struct PgText {
    types: Vec<LogicalType>,
    rows: Vec<u8>,
    cell: Vec<u8>,
}

impl PgText {
    /// An encoder for columns of the given types.
    pub fn new(types: Vec<LogicalType>) -> Self {
        Self { types, rows: Vec::new(), cell: Vec::new() }
    }

    fn write(&mut self, column: &Column, row: usize, at: usize) {
        let logical_type = &self.types[at];
        let plain = !is_binary(logical_type);
        match column.bytes(row) {
            Some(text) if plain => escape(&mut self.rows, text),
            None if !matches!(column.data, Data::List(..)) => {
                // Numbers, moments and the like hold nothing to escape.
                write_cell(&mut self.rows, column, row, logical_type, Form::POSTGRES);
            }
            _ => {
                self.cell.clear();
                write_cell(&mut self.cell, column, row, logical_type, Form::POSTGRES);
                escape(&mut self.rows, &self.cell);
            }
        }
    }
}

impl Encoder for PgText {
    fn encode(&mut self, block: &Block, packet: &mut Packet) {
        self.rows.clear();
        for row in 0..block.rows {
            for (at, column) in block.columns.iter().enumerate() {
                if at > 0 {
                    self.rows.push(b'\t');
                }
                if column.is_null(row) {
                    self.rows.extend_from_slice(b"\\N");
                } else {
                    self.write(column, row, at);
                }
            }
            self.rows.push(b'\n');
        }
        packet.extend(&self.rows);
    }

    /// Nothing: the protocol has a message of its own for the end.
    fn finish(&mut self, _: &mut Packet) {}
}

/// Appends text with a backslash in front of what has a meaning to COPY.
fn escape(out: &mut Vec<u8>, text: &[u8]) {
    let mut kept = 0;
    for (at, byte) in text.iter().enumerate() {
        let letter = match byte {
            b'\\' => b'\\',
            b'\t' => b't',
            b'\n' => b'n',
            b'\r' => b'r',
            _ => continue,
        };
        out.extend_from_slice(&text[kept..at]);
        out.extend_from_slice(&[b'\\', letter]);
        kept = at + 1;
    }
    out.extend_from_slice(&text[kept..]);
}
