//! PostgreSQL's COPY BINARY: per row a field count, per field a length and the value in network order.
//!
//! A few rows at a time are written column by column into a stage that the processor's first cache holds,
//! every row with room for its longest cells, and then moved together: so each form has a tight loop of its
//! own, and no cell waits for the length of the one before it. Which form a column's cells have is told by
//! [`Wire`]. Must not know: where the bytes go. Start reading at [`PgBinary`]; the forms are in `pg_cells`.

use std::sync::Arc;

use super::pg_cells::{
    Cells, Chars, Decimals, FRAGMENT, Fixed, Fragments, Lists, Pooled, Versioned, fragment, put,
};
use super::{Encoder, Wire};
use crate::data::{Bits, Block, Column, Data, Packet, Pool};

const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Microseconds and days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
const EPOCH_DAYS: i64 = 10_957;
/// Bytes of the stage: half of a first-level cache, the other half is for what is read.
const STAGE: usize = 16 << 10;
/// Most rows of the stage.
const STAGE_ROWS: usize = 128;

/// Writes blocks as COPY BINARY.
#[derive(Debug)]
pub struct PgBinary {
    wires: Vec<Wire>,
    prepared: Vec<Prepared>,
    stage: Vec<u8>,
    started: bool,
}

/// A pool as wire-ready fragments.
#[derive(Debug)]
struct Prepared {
    pool: Arc<Pool>,
    padded: Option<Vec<[u8; FRAGMENT]>>,
}

impl Prepared {
    fn new(pool: &Arc<Pool>) -> Self {
        let padded = (pool.longest() <= FRAGMENT - 4).then(|| pool.iter().map(fragment).collect());
        Self { pool: Arc::clone(pool), padded }
    }
}

/// A column of a block: its cells and which of them are not NULL.
type Field<'a> = (Box<dyn Cells + 'a>, Option<&'a Bits>);

impl PgBinary {
    /// An encoder for columns of the given forms. A block's columns have the layouts that generators fill
    /// for the types that [`super::pg_wire`] gave these forms to.
    pub fn new(wires: Vec<Wire>) -> Self {
        Self { wires, prepared: Vec::new(), stage: Vec::new(), started: false }
    }

    fn prepare(&mut self, column: &Column) {
        match &column.data {
            Data::Pooled(_, pool) if !self.prepared.iter().any(|known| Arc::ptr_eq(&known.pool, pool)) => {
                self.prepared.push(Prepared::new(pool));
            }
            Data::List(_, child) => self.prepare(child),
            _ => {}
        }
    }

    /// Bytes for one row on the stage: its longest cells, and what a cell may write behind its end.
    fn stride(fields: &[Field<'_>]) -> usize {
        2 + fields.iter().map(|(cells, _)| cells.longest()).sum::<usize>() + FRAGMENT
    }
}

impl Encoder for PgBinary {
    fn encode(&mut self, block: &Block, packet: &mut Packet) {
        if !std::mem::replace(&mut self.started, true) {
            packet.extend(HEADER);
        }
        block.columns.iter().for_each(|column| self.prepare(column));
        let Self { wires, prepared, stage, .. } = self;
        let columns = block.columns.iter().zip(wires.iter());
        let fields: Vec<Field<'_>> =
            columns.map(|(column, wire)| (cells(column, wire, prepared), column.validity.as_ref())).collect();
        let stride = Self::stride(&fields);
        let step = (STAGE / stride).clamp(1, STAGE_ROWS);
        stage.resize(step * stride, 0);
        let mut ends = Vec::with_capacity(step);
        for first in (0..block.rows).step_by(step) {
            let rows = step.min(block.rows - first);
            ends.clear();
            ends.extend((0..rows).map(|row| {
                let start = row * stride;
                start + put(&mut stage[start..], &(fields.len() as i16).to_be_bytes())
            }));
            for (cells, validity) in &fields {
                cells.write_rows(first, *validity, stage, &mut ends);
            }
            move_together(stage, stride, &ends, packet);
        }
    }

    fn finish(&mut self, packet: &mut Packet) {
        if !std::mem::replace(&mut self.started, true) {
            packet.extend(HEADER);
        }
        packet.extend(&(-1_i16).to_be_bytes());
    }
}

/// Appends the rows of the stage, one every `stride` bytes, without the room between them.
fn move_together(stage: &[u8], stride: usize, ends: &[usize], packet: &mut Packet) {
    let out = packet.reserve(ends.len() * stride);
    let mut at = 0;
    for (row, end) in stage.chunks_exact(stride).zip(ends.iter().enumerate().map(|(i, end)| end - i * stride))
    {
        // Whole pieces of known size, although the last one has bytes of no cell: a copy of any length is
        // a call.
        let whole = end.next_multiple_of(FRAGMENT);
        let pieces = out[at..at + whole].chunks_exact_mut(FRAGMENT);
        pieces.zip(row.chunks_exact(FRAGMENT)).for_each(|(out, piece)| out.copy_from_slice(piece));
        at += end;
    }
    packet.advance(at);
}

/// A column's cells in a form.
fn cells<'a>(column: &'a Column, wire: &Wire, prepared: &'a [Prepared]) -> Box<dyn Cells + 'a> {
    match (&column.data, wire) {
        (Data::I64(cells), wire) => integers(cells, wire),
        (Data::I128(cells), Wire::Numeric { scale }) => Box::new(Decimals::new(cells, *scale)),
        (Data::F64(cells), Wire::Float8) => Box::new(Fixed { cells, form: f64::to_be_bytes }),
        (Data::F64(cells), Wire::Float4) => {
            Box::new(Fixed { cells, form: |cell| (cell as f32).to_be_bytes() })
        }
        (Data::Bits(bits), Wire::Bool) => Box::new(bits),
        (Data::Fixed16(cells), Wire::Uuid | Wire::Bytes) => Box::new(cells.as_slice()),
        (Data::Bytes(bytes), Wire::Bytes) => Box::new(bytes),
        (Data::Pooled(codes, pool), Wire::Bytes) => {
            let known = prepared.iter().find(|known| Arc::ptr_eq(&known.pool, pool));
            match known.and_then(|known| known.padded.as_deref()) {
                Some(padded) => Box::new(Fragments { codes, padded }),
                None => Box::new(Pooled { codes, pool }),
            }
        }
        (Data::Bytes(_) | Data::Pooled(..), Wire::Versioned) => Box::new(Versioned(column)),
        (Data::Bytes(_) | Data::Pooled(..), Wire::Char) => Box::new(Chars(column)),
        (Data::List(ends, child), Wire::Array { oid, element }) => Box::new(Lists {
            ends,
            oid: *oid,
            elements: cells(child, element, prepared),
            validity: child.validity.as_ref(),
        }),
        (_, wire) => unreachable!("no generator fills this layout for {wire:?}"),
    }
}

fn integers<'a>(cells: &'a [i64], wire: &Wire) -> Box<dyn Cells + 'a> {
    match wire {
        Wire::Int2 => Box::new(Fixed { cells, form: |cell| (cell as i16).to_be_bytes() }),
        Wire::Int4 => Box::new(Fixed { cells, form: |cell| (cell as i32).to_be_bytes() }),
        Wire::Int8 | Wire::Time => Box::new(Fixed { cells, form: i64::to_be_bytes }),
        Wire::Date => Box::new(Fixed { cells, form: |cell| ((cell - EPOCH_DAYS) as i32).to_be_bytes() }),
        Wire::Timestamp => Box::new(Fixed { cells, form: |cell: i64| (cell - EPOCH_MICROS).to_be_bytes() }),
        Wire::TimeZoned => Box::new(Fixed { cells, form: zeros_behind::<12> }),
        Wire::Interval => Box::new(Fixed { cells, form: zeros_behind::<16> }),
        Wire::Numeric { scale } => Box::new(Decimals::new(cells, *scale)),
        wire => unreachable!("no generator fills integers for {wire:?}"),
    }
}

/// Microseconds, and no zone, or no days and months.
fn zeros_behind<const N: usize>(micros: i64) -> [u8; N] {
    let mut bytes = [0; N];
    bytes[..8].copy_from_slice(&micros.to_be_bytes());
    bytes
}
