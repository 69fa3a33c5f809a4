//! A digest of rows: the same for the same rows of the same tables, in whatever order and by how many processes they
//! are written.
//!
//! Every cell is mixed with its table, column and row; all of them are added up, so that digests of parts of a run add
//! up to that of the whole. It tells runs apart; it is no proof against somebody who means to deceive. Must not know
//! targets. Start reading at [`DataPlan::digest`].

use super::model::DataPlan;
use crate::data::{Block, Column, Data};
use crate::random::mix64;

impl DataPlan {
    /// The digest of a block of a table.
    pub fn digest(&self, table: usize, block: &Block) -> u128 {
        let plan = &self.tables[table];
        let name = of_bytes(0, self.schema.tables[plan.table].key.as_bytes());
        let columns = plan.columns.iter().zip(&block.columns);
        let digests = columns.map(|(column, cells)| {
            let key = of_bytes(name, column.name.as_bytes());
            let rows = (0..block.rows).filter(|&row| !cells.is_null(row));
            let of_row = |row: usize| {
                let place = mix64(key ^ mix64(block.first_row + row as u64));
                let low = mix64(place ^ of_cell(cells, row));
                u128::from(low) | u128::from(mix64(low ^ place)) << 64
            };
            rows.map(of_row).fold(0_u128, u128::wrapping_add)
        });
        digests.fold(0, u128::wrapping_add)
    }
}

fn of_cell(column: &Column, row: usize) -> u64 {
    match &column.data {
        Data::Bits(bits) => u64::from(bits.get(row)),
        Data::I64(cells) => cells[row] as u64,
        Data::I128(cells) => mix64(cells[row] as u64) ^ (cells[row] >> 64) as u64,
        Data::F64(cells) => cells[row].to_bits(),
        Data::Fixed16(cells) => of_bytes(1, &cells[row]),
        Data::Bytes(cells) => of_bytes(2, cells.get(row)),
        // By its value, so that it does not matter which pool it comes from.
        Data::Pooled(codes, pool) => of_bytes(2, pool.get(codes[row])),
        Data::List(ends, elements) => {
            let each = ends[row] as usize..ends[row + 1] as usize;
            each.fold(3, |hash, at| {
                let cell = if elements.is_null(at) { 5 } else { of_cell(elements, at) };
                mix64(hash ^ mix64(cell))
            })
        }
    }
}

fn of_bytes(key: u64, bytes: &[u8]) -> u64 {
    let mut hash = mix64(key ^ bytes.len() as u64);
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = mix64(hash ^ u64::from_le_bytes(word));
    }
    hash
}
