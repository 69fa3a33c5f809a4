//! PostgreSQL's COPY BINARY: per row a field count, per field a length and the value in network order.
//!
//! Rows are written by walking a short list of cell writers, one per column, resolved per block. Which form
//! a column's cells have is told by [`Wire`]. Must not know: where the bytes go. Start reading at
//! [`PgBinary`].

use std::sync::Arc;

use super::pg_numeric::{Numeric, write_numeric};
use super::{Encoder, Wire};
use crate::data::{Bits, Block, ByteColumn, Column, Data, Packet, Pool};

const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const NULL: [u8; 4] = (-1_i32).to_be_bytes();
/// Microseconds and days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
const EPOCH_DAYS: i64 = 10_957;
/// Bytes of a padded fragment: a length and a value of up to 28 bytes.
const FRAGMENT: usize = 32;
/// Most bytes of a cell that is neither a byte string nor a list: a numeric of 39 digits.
const CELL_MAX: usize = 48;
/// Bytes in front of a list's elements: its own length, dimensions, NULLs, type, elements, first index.
const LIST_HEAD: usize = 24;

/// Writes blocks as COPY BINARY.
#[derive(Debug)]
pub struct PgBinary {
    wires: Vec<Wire>,
    prepared: Vec<Prepared>,
    started: bool,
}

/// A pool as wire-ready fragments.
#[derive(Debug)]
struct Prepared {
    pool: Arc<Pool>,
    padded: Option<Vec<[u8; FRAGMENT]>>,
}

/// How the cells of one column of one block are written.
enum Cells<'a> {
    Int16(&'a [i64]),
    Int32(&'a [i64], i64),
    Int64(&'a [i64], i64),
    Numeric(&'a [i64], Numeric),
    Float(&'a [f64]),
    Bool(&'a Bits),
    Uuid(&'a [[u8; 16]]),
    Bytes(&'a ByteColumn),
    Fragment(&'a [u32], &'a [[u8; FRAGMENT]]),
    Pooled(&'a [u32], &'a Pool),
    /// What is rare: written by a function of its own, so that the common ones stay small.
    Rare(Rare<'a>),
}

/// Forms that few columns have.
enum Rare<'a> {
    Float4(&'a [f64]),
    TimeZoned(&'a [i64]),
    Interval(&'a [i64]),
    Wide(&'a [i128], Numeric),
    Versioned(&'a Column),
    Char(&'a Column),
    List { ends: &'a [u32], oid: u32, cells: Box<Cells<'a>>, validity: Option<&'a Bits> },
}

impl PgBinary {
    /// An encoder for columns of the given forms. A block's columns have the layouts that generators fill
    /// for the types that [`super::pg_wire`] gave these forms to.
    pub fn new(wires: Vec<Wire>) -> Self {
        Self { wires, prepared: Vec::new(), started: false }
    }

    fn prepare(&mut self, column: &Column) {
        match &column.data {
            Data::Pooled(_, pool) if !self.prepared.iter().any(|known| Arc::ptr_eq(&known.pool, pool)) => {
                let padded = (pool.longest() <= FRAGMENT - 4).then(|| pool.iter().map(fragment).collect());
                self.prepared.push(Prepared { pool: Arc::clone(pool), padded });
            }
            Data::List(_, child) => self.prepare(child),
            _ => {}
        }
    }

    fn cells<'a>(&'a self, column: &'a Column, wire: &Wire) -> Cells<'a> {
        match (&column.data, wire) {
            (Data::I64(cells), Wire::Int2) => Cells::Int16(cells),
            (Data::I64(cells), Wire::Int4) => Cells::Int32(cells, 0),
            (Data::I64(cells), Wire::Date) => Cells::Int32(cells, EPOCH_DAYS),
            (Data::I64(cells), Wire::Timestamp) => Cells::Int64(cells, EPOCH_MICROS),
            (Data::I64(cells), Wire::Int8 | Wire::Time) => Cells::Int64(cells, 0),
            (Data::I64(cells), Wire::Numeric { scale }) => Cells::Numeric(cells, Numeric::new(*scale)),
            (Data::F64(cells), Wire::Float8) => Cells::Float(cells),
            (Data::Bits(bits), Wire::Bool) => Cells::Bool(bits),
            (Data::Fixed16(cells), Wire::Uuid | Wire::Bytes) => Cells::Uuid(cells),
            (Data::Bytes(bytes), Wire::Bytes) => Cells::Bytes(bytes),
            (Data::Pooled(codes, pool), Wire::Bytes) => {
                let known = self.prepared.iter().find(|known| Arc::ptr_eq(&known.pool, pool));
                match known.and_then(|known| known.padded.as_deref()) {
                    Some(padded) => Cells::Fragment(codes, padded),
                    None => Cells::Pooled(codes, pool),
                }
            }
            _ => Cells::Rare(self.rare(column, wire)),
        }
    }

    fn rare<'a>(&'a self, column: &'a Column, wire: &Wire) -> Rare<'a> {
        match (&column.data, wire) {
            (Data::F64(cells), Wire::Float4) => Rare::Float4(cells),
            (Data::I64(cells), Wire::TimeZoned) => Rare::TimeZoned(cells),
            (Data::I64(cells), Wire::Interval) => Rare::Interval(cells),
            (Data::I128(cells), Wire::Numeric { scale }) => Rare::Wide(cells, Numeric::new(*scale)),
            (Data::Bytes(_) | Data::Pooled(..), Wire::Versioned) => Rare::Versioned(column),
            (Data::Bytes(_) | Data::Pooled(..), Wire::Char) => Rare::Char(column),
            (Data::List(ends, child), Wire::Array { oid, element }) => Rare::List {
                ends,
                oid: *oid,
                cells: Box::new(self.cells(child, element)),
                validity: child.validity.as_ref(),
            },
            (_, wire) => unreachable!("no generator fills this layout for {wire:?}"),
        }
    }
}

fn fragment(value: &[u8]) -> [u8; FRAGMENT] {
    let mut padded = [0; FRAGMENT];
    padded[..4].copy_from_slice(&(value.len() as u32).to_be_bytes());
    padded[4..4 + value.len()].copy_from_slice(value);
    padded
}

impl Encoder for PgBinary {
    fn encode(&mut self, block: &Block, packet: &mut Packet) {
        if !std::mem::replace(&mut self.started, true) {
            packet.extend(HEADER);
        }
        block.columns.iter().for_each(|column| self.prepare(column));
        let columns: Vec<(Cells<'_>, Option<&Bits>)> = block
            .columns
            .iter()
            .zip(&self.wires)
            .map(|(column, wire)| (self.cells(column, wire), column.validity.as_ref()))
            .collect();
        let fields = (columns.len() as i16).to_be_bytes();
        let out = packet
            .reserve(2 * block.rows + FRAGMENT + columns.iter().map(|(cells, _)| room(cells)).sum::<usize>());
        let mut at = 0;
        for row in 0..block.rows {
            out[at..at + 2].copy_from_slice(&fields);
            at += 2;
            for (cells, validity) in &columns {
                at += match validity {
                    Some(bits) if !bits.get(row) => put(&mut out[at..], &NULL),
                    _ => write_cell(cells, row, &mut out[at..]),
                };
            }
        }
        packet.advance(at);
    }

    fn finish(&mut self, packet: &mut Packet) {
        if !std::mem::replace(&mut self.started, true) {
            packet.extend(HEADER);
        }
        packet.extend(&(-1_i16).to_be_bytes());
    }
}

/// Bytes that the cells of a block can take at most.
fn room(cells: &Cells<'_>) -> usize {
    match cells {
        Cells::Bytes(bytes) => bytes.data.len() + 4 * bytes.offsets.len(),
        Cells::Fragment(codes, _) => codes.len() * FRAGMENT,
        Cells::Pooled(codes, pool) => codes.len() * (4 + pool.longest()),
        Cells::Int16(cells) | Cells::Int32(cells, _) | Cells::Int64(cells, _) => cells.len() * CELL_MAX,
        Cells::Numeric(cells, _) => cells.len() * CELL_MAX,
        Cells::Float(cells) => cells.len() * CELL_MAX,
        Cells::Bool(bits) => bits.len() * CELL_MAX,
        Cells::Uuid(cells) => cells.len() * CELL_MAX,
        Cells::Rare(cells) => match cells {
            Rare::Float4(cells) => cells.len() * CELL_MAX,
            Rare::TimeZoned(cells) | Rare::Interval(cells) => cells.len() * CELL_MAX,
            Rare::Wide(cells, _) => cells.len() * CELL_MAX,
            Rare::Char(column) => column.len() * CELL_MAX,
            Rare::Versioned(column) => {
                (0..column.len()).map(|row| 5 + column.bytes(row).unwrap_or_default().len()).sum()
            }
            Rare::List { ends, cells, .. } => ends.len() * LIST_HEAD + room(cells) + FRAGMENT,
        },
    }
}

#[inline(always)]
pub(super) fn put<const N: usize>(out: &mut [u8], bytes: &[u8; N]) -> usize {
    out[..N].copy_from_slice(bytes);
    N
}

#[inline(always)]
fn sized<const N: usize>(out: &mut [u8], bytes: &[u8; N]) -> usize {
    put(out, &(N as u32).to_be_bytes());
    4 + put(&mut out[4..], bytes)
}

#[inline(always)]
fn write_cell(cells: &Cells<'_>, row: usize, out: &mut [u8]) -> usize {
    match cells {
        Cells::Fragment(codes, padded) => {
            let fragment = &padded[codes[row] as usize];
            put(out, fragment);
            4 + usize::from(fragment[3])
        }
        Cells::Int64(cells, epoch) => sized(out, &(cells[row] - epoch).to_be_bytes()),
        Cells::Bytes(bytes) => write_bytes(bytes.get(row), out),
        Cells::Bool(bits) => sized(out, &[u8::from(bits.get(row))]),
        Cells::Uuid(cells) => sized(out, &cells[row]),
        Cells::Numeric(cells, numeric) => {
            write_numeric(cells[row].unsigned_abs(), cells[row] < 0, numeric, out)
        }
        Cells::Int32(cells, epoch) => sized(out, &((cells[row] - epoch) as i32).to_be_bytes()),
        Cells::Int16(cells) => sized(out, &(cells[row] as i16).to_be_bytes()),
        Cells::Float(cells) => sized(out, &cells[row].to_be_bytes()),
        Cells::Pooled(codes, pool) => write_bytes(pool.get(codes[row]), out),
        Cells::Rare(cells) => write_rare(cells, row, out),
    }
}

#[inline(always)]
fn write_bytes(bytes: &[u8], out: &mut [u8]) -> usize {
    put(out, &(bytes.len() as u32).to_be_bytes());
    out[4..4 + bytes.len()].copy_from_slice(bytes);
    4 + bytes.len()
}

#[inline(never)]
fn write_rare(cells: &Rare<'_>, row: usize, out: &mut [u8]) -> usize {
    match cells {
        Rare::Float4(cells) => sized(out, &(cells[row] as f32).to_be_bytes()),
        Rare::TimeZoned(cells) => {
            put(out, &12_u32.to_be_bytes());
            put(&mut out[4..], &cells[row].to_be_bytes());
            12 + put(&mut out[12..], &[0; 4])
        }
        Rare::Interval(cells) => {
            put(out, &16_u32.to_be_bytes());
            put(&mut out[4..], &cells[row].to_be_bytes());
            12 + put(&mut out[12..], &[0; 8])
        }
        Rare::Wide(cells, numeric) => write_numeric(cells[row].unsigned_abs(), cells[row] < 0, numeric, out),
        Rare::Versioned(column) => {
            let document = column.bytes(row).unwrap_or_default();
            put(out, &(document.len() as u32 + 1).to_be_bytes());
            out[4] = 1;
            out[5..5 + document.len()].copy_from_slice(document);
            5 + document.len()
        }
        // What the server's own text input does with more than one byte, and with none.
        Rare::Char(column) => {
            sized(out, &[column.bytes(row).and_then(|text| text.first()).copied().unwrap_or(0)])
        }
        Rare::List { ends, oid, cells, validity } => {
            let rows = ends[row] as usize..ends[row + 1] as usize;
            write_list(rows, *oid, cells, *validity, out)
        }
    }
}

/// Dimensions, whether there are NULLs, the elements' type; unless it is empty, their number and the index of
/// the first; then each as a cell.
fn write_list(
    rows: std::ops::Range<usize>,
    oid: u32,
    cells: &Cells<'_>,
    validity: Option<&Bits>,
    out: &mut [u8],
) -> usize {
    let elements = rows.len() as u32;
    let nulls = validity.is_some_and(|bits| rows.clone().any(|row| !bits.get(row)));
    let mut at = 4;
    at += put(&mut out[at..], &u32::from(elements > 0).to_be_bytes());
    at += put(&mut out[at..], &u32::from(nulls).to_be_bytes());
    at += put(&mut out[at..], &oid.to_be_bytes());
    if elements > 0 {
        at += put(&mut out[at..], &elements.to_be_bytes());
        at += put(&mut out[at..], &1_u32.to_be_bytes());
    }
    for row in rows {
        at += match validity {
            Some(bits) if !bits.get(row) => put(&mut out[at..], &NULL),
            _ => write_cell(cells, row, &mut out[at..]),
        };
    }
    put(out, &(at as u32 - 4).to_be_bytes());
    at
}
