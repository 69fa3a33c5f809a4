//! One column of a block: a closed set of physical layouts, each with optional validity, laid out as
//! Arrow lays them out so that Arrow arrays can be made at the edges without a copy.

use std::sync::Arc;

use super::{Bits, LogicalType, Pool, Value};

/// Which physical layout a generator fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One bit per row: booleans.
    Bits,
    /// Integers, dates (days), times and timestamps (microseconds), decimals of up to 18 digits (scaled).
    I64,
    /// Unsigned 64-bit integers and decimals of up to 38 digits (scaled).
    I128,
    /// Floating point.
    F64,
    /// UUIDs.
    Fixed16,
    /// Text and binary strings.
    Bytes,
    /// Arrays.
    List,
    /// Codes into a shared pool.
    Pooled,
}

/// Variable-length byte strings: `offsets.len() == rows + 1`, row `i` is `data[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteColumn {
    /// Ends of the rows, starting with 0.
    pub offsets: Vec<u32>,
    /// All rows, one after the other.
    pub data: Vec<u8>,
}

impl Default for ByteColumn {
    fn default() -> Self {
        Self { offsets: vec![0], data: Vec::new() }
    }
}

impl ByteColumn {
    /// The bytes of a row.
    #[inline]
    pub fn get(&self, row: usize) -> &[u8] {
        &self.data[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    /// Ends the current row: what was appended to `data` since the last end belongs to it.
    #[inline]
    pub fn end_row(&mut self) {
        self.offsets.push(self.data.len() as u32);
    }

    /// Appends a whole row.
    #[inline]
    pub fn push(&mut self, value: &[u8]) {
        self.data.extend_from_slice(value);
        self.end_row();
    }

    fn clear(&mut self) {
        self.offsets.clear();
        self.offsets.push(0);
        self.data.clear();
    }
}

/// The cells of a column. Cells under a NULL hold an unspecified value of the layout.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// See [`Layout::Bits`].
    Bits(Bits),
    /// See [`Layout::I64`].
    I64(Vec<i64>),
    /// See [`Layout::I128`].
    I128(Vec<i128>),
    /// See [`Layout::F64`].
    F64(Vec<f64>),
    /// See [`Layout::Fixed16`].
    Fixed16(Vec<[u8; 16]>),
    /// See [`Layout::Bytes`].
    Bytes(ByteColumn),
    /// See [`Layout::List`]: ends of the rows, starting with 0, and the elements.
    List(Vec<u32>, Box<Column>),
    /// See [`Layout::Pooled`].
    Pooled(Vec<u32>, Arc<Pool>),
}

/// A column of up to 1024 rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The cells.
    pub data: Data,
    /// Set bits are values, clear bits are NULL; none at all means that every cell is a value.
    pub validity: Option<Bits>,
}

impl Default for Column {
    fn default() -> Self {
        Self { data: Data::I64(Vec::new()), validity: None }
    }
}

/// Gives the buffer of one layout, emptied; a column that held another layout is given a new buffer.
macro_rules! buffer {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty) => {
        $(#[$doc])*
        pub fn $name(&mut self) -> &mut $type {
            self.validity = None;
            if !matches!(self.data, Data::$variant(_)) {
                self.data = Data::$variant(Default::default());
            }
            match &mut self.data {
                Data::$variant(buffer) => {
                    buffer.clear();
                    buffer
                }
                _ => unreachable!("the layout was set above"),
            }
        }
    };
}

impl Column {
    buffer!(/// An empty buffer of 64-bit integers to fill.
        as_i64, I64, Vec<i64>);
    buffer!(/// An empty buffer of 128-bit integers to fill.
        as_i128, I128, Vec<i128>);
    buffer!(/// An empty buffer of floats to fill.
        as_f64, F64, Vec<f64>);
    buffer!(/// An empty buffer of 16-byte values to fill.
        as_fixed16, Fixed16, Vec<[u8; 16]>);
    buffer!(/// An empty buffer of byte strings to fill.
        as_bytes, Bytes, ByteColumn);

    /// A bitmap to fill; it still holds the old bits.
    pub fn as_bits(&mut self) -> &mut Bits {
        self.validity = None;
        if !matches!(self.data, Data::Bits(_)) {
            self.data = Data::Bits(Bits::default());
        }
        match &mut self.data {
            Data::Bits(bits) => bits,
            _ => unreachable!("the layout was set above"),
        }
    }

    /// An empty buffer of codes into `pool` to fill.
    pub fn as_codes(&mut self, pool: &Arc<Pool>) -> &mut Vec<u32> {
        self.validity = None;
        match &mut self.data {
            Data::Pooled(codes, held) => {
                codes.clear();
                if !Arc::ptr_eq(held, pool) {
                    *held = Arc::clone(pool);
                }
            }
            _ => self.data = Data::Pooled(Vec::new(), Arc::clone(pool)),
        }
        match &mut self.data {
            Data::Pooled(codes, _) => codes,
            _ => unreachable!("the layout was set above"),
        }
    }

    /// Makes this a list column: its ends, to be filled after the leading 0, and its emptied elements.
    pub fn as_list(&mut self) -> (&mut Vec<u32>, &mut Column) {
        self.validity = None;
        if !matches!(self.data, Data::List(..)) {
            self.data = Data::List(Vec::new(), Box::default());
        }
        match &mut self.data {
            Data::List(ends, child) => {
                ends.clear();
                ends.push(0);
                (ends, child)
            }
            _ => unreachable!("the layout was set above"),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Bits(bits) => bits.len(),
            Data::I64(cells) => cells.len(),
            Data::I128(cells) => cells.len(),
            Data::F64(cells) => cells.len(),
            Data::Fixed16(cells) => cells.len(),
            Data::Bytes(bytes) => bytes.offsets.len() - 1,
            Data::List(ends, _) => ends.len().saturating_sub(1),
            Data::Pooled(codes, _) => codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the cell of a row is NULL.
    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        self.validity.as_ref().is_some_and(|bits| !bits.get(row))
    }

    /// The bytes of a text or binary cell, pooled or not; `None` for other layouts. NULL is not looked at.
    #[inline]
    pub fn bytes(&self, row: usize) -> Option<&[u8]> {
        match &self.data {
            Data::Bytes(bytes) => Some(bytes.get(row)),
            Data::Pooled(codes, pool) => Some(pool.get(codes[row])),
            _ => None,
        }
    }

    /// The cell of a row as a scalar of the given type.
    pub fn value(&self, row: usize, logical_type: &LogicalType) -> Value {
        if self.is_null(row) {
            return Value::Null;
        }
        match &self.data {
            Data::Bits(bits) => Value::Bool(bits.get(row)),
            Data::I64(cells) => integer_value(i128::from(cells[row]), logical_type),
            Data::I128(cells) => integer_value(cells[row], logical_type),
            Data::F64(cells) => Value::Float(cells[row]),
            Data::Fixed16(cells) => Value::Uuid(cells[row]),
            Data::Bytes(bytes) => bytes_value(bytes.get(row), logical_type),
            Data::Pooled(codes, pool) => bytes_value(pool.get(codes[row]), logical_type),
            Data::List(ends, child) => {
                let element = match logical_type {
                    LogicalType::Array { element } => element.as_ref(),
                    other => other,
                };
                let range = ends[row] as usize..ends[row + 1] as usize;
                Value::List(range.map(|at| child.value(at, element)).collect())
            }
        }
    }

    /// A column of the cells at the given rows.
    pub fn pick(&self, rows: &[usize]) -> Self {
        let mut out = Self::default();
        match &self.data {
            Data::I64(cells) => out.as_i64().extend(rows.iter().map(|&row| cells[row])),
            Data::I128(cells) => out.as_i128().extend(rows.iter().map(|&row| cells[row])),
            Data::F64(cells) => out.as_f64().extend(rows.iter().map(|&row| cells[row])),
            Data::Fixed16(cells) => out.as_fixed16().extend(rows.iter().map(|&row| cells[row])),
            Data::Bits(bits) => {
                let target = out.as_bits();
                target.fill(rows.len(), false);
                rows.iter().enumerate().for_each(|(i, &row)| target.set(i, bits.get(row)));
            }
            Data::Bytes(bytes) => {
                let target = out.as_bytes();
                rows.iter().for_each(|&row| target.push(bytes.get(row)));
            }
            Data::Pooled(codes, pool) => out.as_codes(pool).extend(rows.iter().map(|&row| codes[row])),
            Data::List(ends, child) => {
                let elements: Vec<usize> =
                    rows.iter().flat_map(|&row| ends[row] as usize..ends[row + 1] as usize).collect();
                let (to, to_child) = out.as_list();
                let mut end = 0;
                to.extend(rows.iter().map(|&row| {
                    end += ends[row + 1] - ends[row];
                    end
                }));
                *to_child = child.pick(&elements);
            }
        }
        out.validity = self.validity.as_ref().map(|validity| validity.pick(rows));
        out
    }

    /// Replaces the cells at `rows` by the cells of `patch`, which has one row for each of them.
    /// Both columns have the same layout, or both hold byte strings.
    pub fn scatter(&mut self, rows: &[usize], patch: &Column) {
        let len = self.len();
        if self.validity.is_some() || patch.validity.is_some() {
            let validity = self.validity.get_or_insert_with(|| Bits::filled(len, true));
            for (i, &row) in rows.iter().enumerate() {
                validity.set(row, !patch.is_null(i));
            }
        }
        match (&mut self.data, &patch.data) {
            (Data::Bits(to), Data::Bits(from)) => {
                rows.iter().enumerate().for_each(|(i, &row)| to.set(row, from.get(i)));
            }
            (Data::I64(to), Data::I64(from)) => scatter_cells(to, rows, from),
            (Data::I128(to), Data::I128(from)) => scatter_cells(to, rows, from),
            (Data::F64(to), Data::F64(from)) => scatter_cells(to, rows, from),
            (Data::Fixed16(to), Data::Fixed16(from)) => scatter_cells(to, rows, from),
            (Data::Pooled(to, pool), Data::Pooled(from, other)) if Arc::ptr_eq(pool, other) => {
                scatter_cells(to, rows, from);
            }
            (Data::List(ends, child), Data::List(from, elements)) => {
                scatter_lists(ends, child, rows, (from, elements));
            }
            _ => self.scatter_bytes(rows, patch),
        }
    }

    /// Adds the cells of another column of the same layout (or of byte strings, both) behind the own ones.
    fn append(&mut self, other: &Self) {
        let rows: Vec<usize> = (self.len()..self.len() + other.len()).collect();
        // Room first: cells that are there once more, whatever they hold; none are replaced in an empty column.
        let mut longer = if self.is_empty() {
            other.clone()
        } else {
            let kept = (0..self.len()).chain(std::iter::repeat_n(0, other.len()));
            self.pick(&kept.collect::<Vec<_>>())
        };
        if !self.is_empty() {
            longer.scatter(&rows, other);
        }
        *self = longer;
    }

    fn scatter_bytes(&mut self, rows: &[usize], patch: &Column) {
        let mut merged = ByteColumn::default();
        let mut next = 0;
        for row in 0..self.len() {
            let replaced = rows.get(next) == Some(&row);
            let cell = if replaced { patch.bytes(next) } else { self.bytes(row) };
            next += usize::from(replaced);
            merged.push(cell.expect("patches have the layout of the column they patch"));
        }
        self.data = Data::Bytes(merged);
    }
}

/// Replaces whole lists: the new elements go behind the old ones, and all are picked in their order.
fn scatter_lists(ends: &mut Vec<u32>, child: &mut Box<Column>, rows: &[usize], from: (&[u32], &Column)) {
    let (from_ends, elements) = from;
    let behind = child.len();
    child.append(elements);
    let mut order = Vec::with_capacity(child.len());
    let mut merged = vec![0];
    let mut next = 0;
    for row in 0..ends.len() - 1 {
        if rows.get(next) == Some(&row) {
            let list = from_ends[next] as usize..from_ends[next + 1] as usize;
            order.extend(list.map(|at| behind + at));
            next += 1;
        } else {
            order.extend(ends[row] as usize..ends[row + 1] as usize);
        }
        merged.push(order.len() as u32);
    }
    **child = child.pick(&order);
    *ends = merged;
}

fn integer_value(cell: i128, logical_type: &LogicalType) -> Value {
    match logical_type {
        LogicalType::Decimal { scale, .. } => Value::Decimal { unscaled: cell, scale: *scale },
        LogicalType::Date => Value::Date(cell as i64),
        LogicalType::Time { .. } => Value::Time(cell as i64),
        LogicalType::Timestamp { .. } => Value::Timestamp(cell as i64),
        LogicalType::Bool => Value::Bool(cell != 0),
        _ => Value::Int(cell),
    }
}

fn bytes_value(cell: &[u8], logical_type: &LogicalType) -> Value {
    match (logical_type, std::str::from_utf8(cell)) {
        (LogicalType::Bytes { .. }, _) | (_, Err(_)) => Value::Bytes(cell.to_vec()),
        (_, Ok(text)) => Value::Text(text.to_owned()),
    }
}

fn scatter_cells<T: Copy>(to: &mut [T], rows: &[usize], from: &[T]) {
    for (&row, &cell) in rows.iter().zip(from) {
        to[row] = cell;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(lists: &[&[i64]]) -> Column {
        let mut column = Column::default();
        let (ends, child) = column.as_list();
        let elements = child.as_i64();
        for list in lists {
            elements.extend_from_slice(list);
            ends.push(elements.len() as u32);
        }
        column
    }

    #[test]
    fn lists_are_replaced_whatever_their_lengths() {
        let mut column = lists(&[&[1, 2], &[], &[3], &[4]]);
        column.scatter(&[1, 2], &lists(&[&[7, 8, 9], &[]]));
        assert_eq!(column, lists(&[&[1, 2], &[7, 8, 9], &[], &[4]]));
        let mut empty = lists(&[&[], &[]]);
        empty.scatter(&[0], &lists(&[&[5]]));
        assert_eq!(empty, lists(&[&[5], &[]]));
    }

    #[test]
    fn scatter_patches_every_kind_of_cell() {
        let mut column = Column::default();
        column.as_bytes().push(b"a");
        if let Data::Bytes(bytes) = &mut column.data {
            bytes.push(b"bb");
            bytes.push(b"c");
        }
        let mut patch = Column::default();
        patch.as_bytes().push(b"long");
        patch.validity = Some(Bits::filled(1, false));
        column.scatter(&[1], &patch);
        assert_eq!(column.bytes(1), Some(&b"long"[..]));
        assert_eq!(column.bytes(2), Some(&b"c"[..]));
        assert!(column.is_null(1) && !column.is_null(0));
    }

    #[test]
    fn buffers_are_reused_and_layouts_switch() {
        let mut column = Column::default();
        column.as_i64().extend([1, 2]);
        assert_eq!(column.len(), 2);
        column.as_bits().fill(3, true);
        assert_eq!(column.len(), 3);
        assert!(column.as_f64().is_empty());
    }
}
