//! Rows for LOAD DATA of MySQL and MariaDB: fields end with a tab, rows with a newline, a backslash escapes,
//! `\N` is NULL. Binary strings go as hexadecimal digits, which the statement turns back by UNHEX, so that no
//! character set touches them.
//!
//! Must not know: statements, columns' names. Start reading at [`MysqlLoad`].

use super::Encoder;
use crate::data::{Block, Column, Data, Form, LogicalType, Packet, is_binary, write_cell, write_hex};

/// Writes blocks for LOAD DATA.
#[derive(Debug)]
pub struct MysqlLoad {
    types: Vec<LogicalType>,
    /// Positions of columns that are NULL in every row.
    nulls: Vec<usize>,
    text: Vec<u8>,
    cell: Vec<u8>,
}

impl MysqlLoad {
    /// An encoder for columns of the given types; those at `nulls` are NULL whatever the blocks say.
    pub fn new(types: Vec<LogicalType>, nulls: Vec<usize>) -> Self {
        Self { types, nulls, text: Vec::new(), cell: Vec::new() }
    }
}

impl Encoder for MysqlLoad {
    fn encode(&mut self, block: &Block, packet: &mut Packet) {
        self.text.clear();
        for row in 0..block.rows {
            for (at, (column, logical_type)) in block.columns.iter().zip(&self.types).enumerate() {
                if at > 0 {
                    self.text.push(b'\t');
                }
                if column.is_null(row) || self.nulls.contains(&at) {
                    self.text.extend_from_slice(b"\\N");
                } else {
                    write_field(&mut self.text, &mut self.cell, column, row, logical_type);
                }
            }
            self.text.push(b'\n');
        }
        packet.extend(&self.text);
    }

    fn finish(&mut self, _: &mut Packet) {}
}

/// Appends a cell; numbers and times hold nothing to escape.
fn write_field(
    out: &mut Vec<u8>,
    cell: &mut Vec<u8>,
    column: &Column,
    row: usize,
    logical_type: &LogicalType,
) {
    let binary = is_binary(logical_type);
    match &column.data {
        Data::Bytes(cells) if binary => write_hex(out, cells.get(row)),
        Data::Pooled(codes, pool) if binary => write_hex(out, pool.get(codes[row])),
        Data::Fixed16(cells) if binary => write_hex(out, &cells[row]),
        Data::Bytes(cells) => escape(out, cells.get(row)),
        Data::Pooled(codes, pool) => escape(out, pool.get(codes[row])),
        Data::List(..) => {
            cell.clear();
            write_cell(cell, column, row, logical_type, Form::PLAIN);
            escape(out, cell);
        }
        _ => write_cell(out, column, row, logical_type, Form::PLAIN),
    }
}

/// Appends text with a backslash before all that would end it.
fn escape(out: &mut Vec<u8>, text: &[u8]) {
    let mut from = 0;
    for (at, byte) in text.iter().enumerate() {
        let escaped = match byte {
            b'\\' => b'\\',
            b'\t' => b't',
            b'\n' => b'n',
            0 => b'0',
            _ => continue,
        };
        out.extend_from_slice(&text[from..at]);
        out.extend_from_slice(&[b'\\', escaped]);
        from = at + 1;
    }
    out.extend_from_slice(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Bits;

    #[test]
    fn rows_are_escaped_and_binary_strings_are_hexadecimal() {
        let mut text = Column::default();
        let bytes = text.as_bytes();
        bytes.push(b"a\tb\\\n");
        bytes.push(b"\0\\N");
        let mut binary = Column::default();
        binary.as_bytes().push(&[0, 255]);
        if let Data::Bytes(cells) = &mut binary.data {
            cells.push(b"");
        }
        binary.validity = Some(Bits::filled(2, true));
        let mut number = Column::default();
        number.as_i64().extend([-125, 7]);
        let mut hidden = Column::default();
        hidden.as_i64().extend([1, 2]);
        let block = Block { first_row: 0, rows: 2, columns: vec![text, binary, number, hidden] };
        let types = vec![
            LogicalType::Text { max: None, fixed: false },
            LogicalType::Bytes { max: None },
            LogicalType::Decimal { precision: 5, scale: 2 },
            LogicalType::Int { bits: 32, unsigned: false },
        ];
        let mut packet = Packet::default();
        MysqlLoad::new(types, vec![3]).encode(&block, &mut packet);
        assert_eq!(
            String::from_utf8_lossy(packet.bytes()),
            "a\\tb\\\\\\n\t00ff\t-1.25\t\\N\n\\0\\\\N\t\t0.07\t\\N\n"
        );
    }
}
