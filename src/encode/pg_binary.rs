//! PostgreSQL's COPY BINARY: per row a field count, per field a length and the value in network order.
//!
//! Rows are written by walking a short list of cell writers, one per column, resolved per block.

use std::sync::Arc;

use super::Encoder;
use crate::data::{Bits, Block, ByteColumn, Column, Data, LogicalType, Packet, Pool};

const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const NULL: [u8; 4] = (-1_i32).to_be_bytes();
/// Microseconds and days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
const EPOCH_DAYS: i64 = 10_957;
/// Bytes of a padded fragment: a length and a value of up to 28 bytes.
const FRAGMENT: usize = 32;
/// Most bytes of a cell that is not a byte string: a numeric of 38 digits.
const CELL_MAX: usize = 48;

/// Writes blocks as COPY BINARY.
#[derive(Debug)]
pub struct PgBinary {
    types: Vec<LogicalType>,
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
    Numeric(&'a [i64], u8),
    Float(&'a [f64]),
    Bool(&'a Bits),
    Uuid(&'a [[u8; 16]]),
    Bytes(&'a ByteColumn),
    Fragment(&'a [u32], &'a [[u8; FRAGMENT]]),
    Pooled(&'a [u32], &'a Pool),
}

impl PgBinary {
    /// An encoder for columns of the given types.
    pub fn new(types: Vec<LogicalType>) -> Self {
        Self { types, prepared: Vec::new(), started: false }
    }

    fn prepare(&mut self, block: &Block) {
        for column in &block.columns {
            if let Data::Pooled(_, pool) = &column.data
                && !self.prepared.iter().any(|known| Arc::ptr_eq(&known.pool, pool))
            {
                let padded = (pool.longest() <= FRAGMENT - 4).then(|| pool.iter().map(fragment).collect());
                self.prepared.push(Prepared { pool: Arc::clone(pool), padded });
            }
        }
    }

    fn cells<'a>(&'a self, column: &'a Column, logical_type: &LogicalType) -> Cells<'a> {
        match (&column.data, logical_type) {
            (Data::I64(cells), LogicalType::Int { bits: 8 | 16, .. }) => Cells::Int16(cells),
            (Data::I64(cells), LogicalType::Int { bits: 24 | 32, .. }) => Cells::Int32(cells, 0),
            (Data::I64(cells), LogicalType::Date) => Cells::Int32(cells, EPOCH_DAYS),
            (Data::I64(cells), LogicalType::Timestamp { .. }) => Cells::Int64(cells, EPOCH_MICROS),
            (Data::I64(cells), LogicalType::Decimal { scale, .. }) => Cells::Numeric(cells, *scale),
            (Data::I64(cells), _) => Cells::Int64(cells, 0),
            (Data::F64(cells), _) => Cells::Float(cells),
            (Data::Bits(bits), _) => Cells::Bool(bits),
            (Data::Fixed16(cells), _) => Cells::Uuid(cells),
            (Data::Bytes(bytes), _) => Cells::Bytes(bytes),
            (Data::Pooled(codes, pool), _) => {
                let known = self.prepared.iter().find(|known| Arc::ptr_eq(&known.pool, pool));
                match known.and_then(|known| known.padded.as_deref()) {
                    Some(padded) => Cells::Fragment(codes, padded),
                    None => Cells::Pooled(codes, pool),
                }
            }
            (Data::I128(_) | Data::List(..), _) => {
                unreachable!("no generator fills this layout for a server that takes COPY BINARY")
            }
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
        self.prepare(block);
        let columns: Vec<(Cells<'_>, Option<&Bits>)> = block
            .columns
            .iter()
            .zip(&self.types)
            .map(|(column, logical_type)| (self.cells(column, logical_type), column.validity.as_ref()))
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
    }
}

#[inline(always)]
fn put<const N: usize>(out: &mut [u8], bytes: &[u8; N]) -> usize {
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
        Cells::Numeric(cells, scale) => write_numeric(cells[row], *scale, out),
        Cells::Int32(cells, epoch) => sized(out, &((cells[row] - epoch) as i32).to_be_bytes()),
        Cells::Int16(cells) => sized(out, &(cells[row] as i16).to_be_bytes()),
        Cells::Float(cells) => sized(out, &cells[row].to_be_bytes()),
        Cells::Pooled(codes, pool) => write_bytes(pool.get(codes[row]), out),
    }
}

#[inline(always)]
fn write_bytes(bytes: &[u8], out: &mut [u8]) -> usize {
    put(out, &(bytes.len() as u32).to_be_bytes());
    out[4..4 + bytes.len()].copy_from_slice(bytes);
    4 + bytes.len()
}

/// Digits in base 10,000, the first of weight `weight`, as numeric_recv of PostgreSQL reads them.
#[inline(always)]
fn write_numeric(unscaled: i64, scale: u8, out: &mut [u8]) -> usize {
    // The fraction is filled up to whole groups of four digits.
    let groups_behind = usize::from(scale).div_ceil(4);
    let fill = 10_u128.pow((4 * groups_behind - usize::from(scale)) as u32);
    let magnitude = u128::from(unscaled.unsigned_abs()) * fill;
    let mut digits = [0_u16; 10];
    let mut count = 0;
    if let Ok(mut rest) = u64::try_from(magnitude) {
        while rest > 0 {
            digits[count] = (rest % 10_000) as u16;
            rest /= 10_000;
            count += 1;
        }
    } else {
        let mut rest = magnitude;
        while rest > 0 {
            digits[count] = (rest % 10_000) as u16;
            rest /= 10_000;
            count += 1;
        }
    }
    let weight = count as i16 - 1 - groups_behind as i16;
    let sign = if unscaled < 0 { 0x4000_u16 } else { 0 };
    put(out, &(8 + 2 * count as u32).to_be_bytes());
    put(&mut out[4..], &(count as u16).to_be_bytes());
    put(&mut out[6..], &weight.to_be_bytes());
    put(&mut out[8..], &sign.to_be_bytes());
    put(&mut out[10..], &u16::from(scale).to_be_bytes());
    for (i, digit) in digits[..count].iter().rev().enumerate() {
        put(&mut out[12 + 2 * i..], &digit.to_be_bytes());
    }
    12 + 2 * count
}
