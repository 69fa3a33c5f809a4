//! The cells of a column in the binary forms of PostgreSQL: a length word and the value in network order.
//!
//! A column is written as one tight loop per form, over many rows. Must not know: rows, packets, where the
//! bytes go. Start reading at [`Cells`].

use super::pg_numeric::{Numeric, write_numeric};
use crate::data::{Bits, ByteColumn, Column, Pool};

const NULL: [u8; 4] = (-1_i32).to_be_bytes();
/// Bytes of a padded fragment: a length and a value of up to 28 bytes. No cell writes more than this beyond
/// its own end.
pub(super) const FRAGMENT: usize = 32;
/// Most bytes of a cell that is neither a byte string nor a list: a numeric of 39 digits.
const CELL_MAX: usize = 48;
/// Bytes in front of a list's elements: its own length, dimensions, NULLs, type, elements, first index.
const LIST_HEAD: usize = 24;

/// A short value as it goes on the wire, padded.
pub(super) fn fragment(value: &[u8]) -> [u8; FRAGMENT] {
    let mut padded = [0; FRAGMENT];
    padded[..4].copy_from_slice(&(value.len() as u32).to_be_bytes());
    padded[4..4 + value.len()].copy_from_slice(value);
    padded
}

/// The cells of one column of a block in one form.
pub(super) trait Cells {
    /// Writes the cell of a row and returns its bytes; up to [`FRAGMENT`] bytes behind it may be overwritten.
    fn write(&self, row: usize, out: &mut [u8]) -> usize;

    /// Bytes of the longest cell, its length word included.
    fn longest(&self) -> usize {
        CELL_MAX
    }

    /// Writes the cells of the rows from `first` on, each where the row's entry of `ends` says, which is
    /// moved behind it. NULLs are where `validity` has no bit.
    fn write_rows(&self, first: usize, validity: Option<&Bits>, stage: &mut [u8], ends: &mut [usize]) {
        let Some(bits) = validity else {
            for (i, end) in ends.iter_mut().enumerate() {
                *end += self.write(first + i, &mut stage[*end..]);
            }
            return;
        };
        for (i, end) in ends.iter_mut().enumerate() {
            *end += self.write_or_null(first + i, bits, &mut stage[*end..]);
        }
    }

    /// Writes the cell of a row, or NULL.
    #[inline(always)]
    fn write_or_null(&self, row: usize, validity: &Bits, out: &mut [u8]) -> usize {
        match validity.get(row) {
            true => self.write(row, out),
            false => put(out, &NULL),
        }
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

/// Values of a pool whose longest fits a fragment.
pub(super) struct Fragments<'a> {
    pub codes: &'a [u32],
    pub padded: &'a [[u8; FRAGMENT]],
}

impl Cells for Fragments<'_> {
    #[inline(always)]
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        let fragment = &self.padded[self.codes[row] as usize];
        put(out, fragment);
        4 + usize::from(fragment[3])
    }
}

/// Values of any other pool.
pub(super) struct Pooled<'a> {
    pub codes: &'a [u32],
    pub pool: &'a Pool,
}

impl Cells for Pooled<'_> {
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        write_bytes(self.pool.get(self.codes[row]), out)
    }

    fn longest(&self) -> usize {
        4 + self.pool.longest()
    }
}

impl Cells for &ByteColumn {
    #[inline(always)]
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        let (start, end) = (self.offsets[row] as usize, self.offsets[row + 1] as usize);
        match self.data.get(start..start + FRAGMENT) {
            Some(padded) if end - start <= FRAGMENT => {
                put(out, &((end - start) as u32).to_be_bytes());
                out[4..4 + FRAGMENT].copy_from_slice(padded);
                4 + end - start
            }
            _ => write_bytes(&self.data[start..end], out),
        }
    }

    fn longest(&self) -> usize {
        4 + self.offsets.windows(2).map(|row| (row[1] - row[0]) as usize).max().unwrap_or(0)
    }
}

#[inline(always)]
fn write_bytes(bytes: &[u8], out: &mut [u8]) -> usize {
    put(out, &(bytes.len() as u32).to_be_bytes());
    out[4..4 + bytes.len()].copy_from_slice(bytes);
    4 + bytes.len()
}

impl Cells for &[[u8; 16]] {
    #[inline(always)]
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        sized(out, &self[row])
    }
}

impl Cells for &Bits {
    #[inline(always)]
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        sized(out, &[u8::from(self.get(row))])
    }
}

/// Cells of a fixed form: what a function makes of each.
pub(super) struct Fixed<'a, T, F> {
    pub cells: &'a [T],
    pub form: F,
}

impl<T: Copy, F: Fn(T) -> [u8; N], const N: usize> Cells for Fixed<'_, T, F> {
    #[inline(always)]
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        sized(out, &(self.form)(self.cells[row]))
    }
}

/// Decimals of up to 18 digits, or of up to 38.
pub(super) struct Decimals<'a, T> {
    cells: &'a [T],
    numeric: Numeric,
}

impl<'a, T> Decimals<'a, T> {
    pub(super) fn new(cells: &'a [T], scale: u8) -> Self {
        Self { cells, numeric: Numeric::new(scale) }
    }
}

impl Cells for Decimals<'_, i64> {
    #[inline(always)]
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        let cell = self.cells[row];
        write_numeric(cell.unsigned_abs(), cell < 0, &self.numeric, out)
    }
}

impl Cells for Decimals<'_, i128> {
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        let cell = self.cells[row];
        write_numeric(cell.unsigned_abs(), cell < 0, &self.numeric, out)
    }
}

/// Documents with a version in front.
pub(super) struct Versioned<'a>(pub &'a Column);

impl Cells for Versioned<'_> {
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        let document = self.0.bytes(row).unwrap_or_default();
        put(out, &(document.len() as u32 + 1).to_be_bytes());
        out[4] = 1;
        out[5..5 + document.len()].copy_from_slice(document);
        5 + document.len()
    }

    fn longest(&self) -> usize {
        5 + (0..self.0.len()).map(|row| self.0.bytes(row).unwrap_or_default().len()).max().unwrap_or(0)
    }
}

/// Texts of one byte.
pub(super) struct Chars<'a>(pub &'a Column);

impl Cells for Chars<'_> {
    // What the server's own text input does with more than one byte, and with none.
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        sized(out, &[self.0.bytes(row).and_then(|text| text.first()).copied().unwrap_or(0)])
    }
}

/// Lists of one dimension.
pub(super) struct Lists<'a> {
    pub ends: &'a [u32],
    /// The server's number of the elements' type.
    pub oid: u32,
    pub elements: Box<dyn Cells + 'a>,
    pub validity: Option<&'a Bits>,
}

impl Cells for Lists<'_> {
    /// Dimensions, whether there are NULLs, the elements' type; unless it is empty, their number and the
    /// index of the first; then each as a cell.
    fn write(&self, row: usize, out: &mut [u8]) -> usize {
        let rows = self.ends[row] as usize..self.ends[row + 1] as usize;
        let elements = rows.len() as u32;
        let nulls = self.validity.is_some_and(|bits| rows.clone().any(|row| !bits.get(row)));
        let mut at = 4;
        at += put(&mut out[at..], &u32::from(elements > 0).to_be_bytes());
        at += put(&mut out[at..], &u32::from(nulls).to_be_bytes());
        at += put(&mut out[at..], &self.oid.to_be_bytes());
        if elements > 0 {
            at += put(&mut out[at..], &elements.to_be_bytes());
            at += put(&mut out[at..], &1_u32.to_be_bytes());
        }
        for row in rows {
            at += match self.validity {
                Some(bits) => self.elements.write_or_null(row, bits, &mut out[at..]),
                None => self.elements.write(row, &mut out[at..]),
            };
        }
        put(out, &(at as u32 - 4).to_be_bytes());
        at
    }

    fn longest(&self) -> usize {
        let elements = self.ends.windows(2).map(|row| (row[1] - row[0]) as usize).max().unwrap_or(0);
        LIST_HEAD + elements * self.elements.longest()
    }
}
