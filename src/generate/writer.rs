//! Text that is composed per cell: fixed-size copies into a buffer that was sized once per batch.

use crate::data::{ByteColumn, Column};

/// Bytes of one padded fragment.
const PADDED: usize = 16;

/// Short texts padded to 16 bytes, so that appending one is a single store.
#[derive(Clone, Debug)]
pub(super) struct Fragments {
    padded: Vec<([u8; PADDED], u8)>,
}

impl Fragments {
    /// Collects texts; longer ones are cut to 16 bytes (they are ASCII).
    pub(super) fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let pad = |text: T| {
            let bytes = &text.as_ref().as_bytes()[..text.as_ref().len().min(PADDED)];
            let mut padded = [b' '; PADDED];
            padded[..bytes.len()].copy_from_slice(bytes);
            (padded, bytes.len() as u8)
        };
        Self { padded: texts.into_iter().map(pad).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.padded.len()
    }
}

/// Writes the rows of a byte column one piece after the other.
pub(super) struct Writer<'a> {
    column: &'a mut ByteColumn,
    at: usize,
}

impl<'a> Writer<'a> {
    /// A writer of up to `rows` rows of at most `row_bytes` bytes each.
    pub(super) fn new(out: &'a mut Column, rows: usize, row_bytes: usize) -> Self {
        let column = out.as_bytes();
        column.data.resize(rows * row_bytes + 2 * PADDED, 0);
        column.offsets.reserve(rows);
        Self { column, at: 0 }
    }

    /// Appends a fragment.
    #[inline(always)]
    pub(super) fn fragment(&mut self, fragments: &Fragments, index: usize) {
        let (padded, len) = &fragments.padded[index];
        self.array(padded);
        self.at -= PADDED - usize::from(*len);
    }

    /// Appends a few bytes whose number is known when the program is built.
    #[inline(always)]
    pub(super) fn array<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.column.data[self.at..self.at + N].copy_from_slice(bytes);
        self.at += N;
    }

    /// Appends any bytes.
    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.column.data[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    /// Ends the row.
    #[inline(always)]
    pub(super) fn end_row(&mut self) {
        self.column.offsets.push(self.at as u32);
    }

    /// Ends the column; rows that were begun and not ended are dropped.
    pub(super) fn finish(self) {
        let end = self.column.offsets.last().map_or(0, |&end| end as usize);
        self.column.data.truncate(end);
    }
}
