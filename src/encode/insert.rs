//! Rows as INSERT statements of many rows each, with literals that need no parameters.
//!
//! For tables that take no bulk load, and for files that people run. The session must have
//! `standard_conforming_strings` on (PostgreSQL), `NO_BACKSLASH_ESCAPES` off (MySQL). Must not know: who
//! sends them. Start reading at [`Insert::statement`].

use super::Encoder;
use crate::data::{Block, Column, Data, Form, LogicalType, Packet, is_binary, write_cell, write_hex};

/// Whose literals are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literals {
    /// Backslashes mean themselves, binary strings are `'\x…'`.
    Postgres,
    /// Backslashes escape, binary strings are `X'…'`, bits are `b'…'`.
    Mysql,
}

/// One column of the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsertColumn {
    /// The cells' type.
    pub logical_type: LogicalType,
    /// An expression that every value goes through, which stands for `{}` in it, such as
    /// `ST_GeomFromText({})`; one without `{}` takes the place of the values.
    pub through: Option<String>,
}

/// How large a statement may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsertLimits {
    /// Most rows, at least 1.
    pub rows_max: usize,
    /// Most bytes; a row that is longer by itself makes a statement of its own.
    pub bytes_max: usize,
}

/// Writes blocks as statements.
#[derive(Debug)]
pub struct Insert {
    head: String,
    columns: Vec<InsertColumn>,
    literals: Literals,
    limits: InsertLimits,
    cell: Vec<u8>,
}

impl Insert {
    /// `head` is all that stands before the rows: `INSERT INTO t (a, b) VALUES`.
    pub fn new(head: String, columns: Vec<InsertColumn>, literals: Literals, limits: InsertLimits) -> Self {
        Self { head, columns, literals, limits, cell: Vec::new() }
    }

    /// Replaces `out` by one statement of the block's rows from `first` on, without a semicolon, and says
    /// which row comes next. At least one row is taken.
    pub fn statement(&mut self, block: &Block, first: usize, out: &mut Vec<u8>) -> usize {
        out.clear();
        out.extend_from_slice(self.head.as_bytes());
        let last = block.rows.min(first + self.limits.rows_max.max(1));
        for row in first..last {
            let before = out.len();
            out.extend_from_slice(if row > first { b", (" } else { b" (" });
            for (at, column) in block.columns.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(b", ");
                }
                self.write(column, row, at, out);
            }
            out.push(b')');
            if out.len() > self.limits.bytes_max && row > first {
                out.truncate(before);
                return row;
            }
        }
        last
    }

    fn write(&mut self, column: &Column, row: usize, at: usize, out: &mut Vec<u8>) {
        let InsertColumn { logical_type, through } = &self.columns[at];
        let whole = through.as_deref().unwrap_or("{}");
        if column.is_null(row) {
            out.extend_from_slice(b"NULL");
        } else if let Some((before, after)) = whole.split_once("{}") {
            out.extend_from_slice(before.as_bytes());
            write_literal(column, row, logical_type, self.literals, &mut self.cell, out);
            out.extend_from_slice(after.as_bytes());
        } else {
            out.extend_from_slice(whole.as_bytes());
        }
    }
}

impl Encoder for Insert {
    /// Statements that each end with a semicolon and a line feed.
    fn encode(&mut self, block: &Block, packet: &mut Packet) {
        let (mut row, mut sql) = (0, Vec::new());
        while row < block.rows {
            row = self.statement(block, row, &mut sql);
            packet.extend(&sql);
            packet.extend(b";\n");
        }
    }

    fn finish(&mut self, _: &mut Packet) {}
}

fn write_literal(
    column: &Column,
    row: usize,
    logical_type: &LogicalType,
    literals: Literals,
    cell: &mut Vec<u8>,
    out: &mut Vec<u8>,
) {
    let mysql = literals == Literals::Mysql;
    let form = if mysql { Form::PLAIN } else { Form::POSTGRES };
    cell.clear();
    write_cell(cell, column, row, logical_type, form);
    match (&column.data, logical_type) {
        (Data::Bits(bits), LogicalType::Bool) if !mysql => {
            out.extend_from_slice(if bits.get(row) { b"true" } else { b"false" });
        }
        (Data::Bits(_), _) => out.extend_from_slice(cell),
        (Data::I64(_) | Data::I128(_), _) if is_number(logical_type) => out.extend_from_slice(cell),
        (Data::F64(cells), _) if cells[row].is_finite() => out.extend_from_slice(cell),
        (_, LogicalType::BitString { .. }) if mysql => {
            out.push(b'b');
            quote(out, cell, literals);
        }
        _ if mysql && is_binary(logical_type) => {
            out.extend_from_slice(b"X'");
            write_hex(out, cell);
            out.push(b'\'');
        }
        _ => quote(out, cell, literals),
    }
}

fn is_number(logical_type: &LogicalType) -> bool {
    logical_type.is_numeric() || *logical_type == LogicalType::Year
}

fn quote(out: &mut Vec<u8>, text: &[u8], literals: Literals) {
    out.push(b'\'');
    for &byte in text {
        if byte == b'\'' {
            out.push(b'\'');
        } else if byte == b'\\' && literals == Literals::Mysql {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(texts: &[&str]) -> (Block, Vec<InsertColumn>) {
        let mut columns = [Column::default(), Column::default()];
        columns[0].as_i64().extend((0..texts.len() as i64).map(|row| row - 1));
        let cells = columns[1].as_bytes();
        texts.iter().for_each(|text| cells.push(text.as_bytes()));
        let types =
            [LogicalType::Int { bits: 32, unsigned: false }, LogicalType::Text { max: None, fixed: false }];
        let described = types.map(|logical_type| InsertColumn { logical_type, through: None });
        (Block { first_row: 0, rows: texts.len(), columns: columns.into() }, described.into())
    }

    fn all(insert: &mut Insert, block: &Block) -> String {
        let mut packet = Packet::default();
        insert.encode(block, &mut packet);
        String::from_utf8(packet.bytes().to_vec()).expect("text")
    }

    #[test]
    fn statements_stay_below_both_limits() {
        let (block, columns) = block(&["a", "b", "a text that is too long for any statement", "c"]);
        let make = |rows_max, bytes_max| {
            let limits = InsertLimits { rows_max, bytes_max };
            Insert::new("INSERT INTO t VALUES".to_owned(), columns.clone(), Literals::Postgres, limits)
        };
        let by_bytes = all(&mut make(100, 45), &block);
        let expected = "INSERT INTO t VALUES (-1, 'a'), (0, 'b');\n\
            INSERT INTO t VALUES (1, 'a text that is too long for any statement');\n\
            INSERT INTO t VALUES (2, 'c');\n";
        assert_eq!(by_bytes, expected);
        assert_eq!(all(&mut make(3, 1 << 20), &block).lines().count(), 2);
    }

    #[test]
    fn quotes_and_backslashes_keep_their_place() {
        let (block, mut columns) = block(&["it's \\ \n"]);
        columns[1].through = Some("f({})".to_owned());
        let make = |literals| {
            let limits = InsertLimits { rows_max: 1, bytes_max: 100 };
            Insert::new("V".to_owned(), columns.clone(), literals, limits)
        };
        assert_eq!(all(&mut make(Literals::Postgres), &block), "V (-1, f('it''s \\ \n'));\n");
        assert_eq!(all(&mut make(Literals::Mysql), &block), "V (-1, f('it''s \\\\ \n'));\n");
    }
}
