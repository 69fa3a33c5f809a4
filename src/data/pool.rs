//! A shared list of short byte strings that pooled columns point into.

use std::sync::Arc;

use bytes::Bytes;

/// Immutable values addressed by a dense code `0..len`. Text pools hold UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    offsets: Vec<u32>,
    /// Owned, or a part of a file that is mapped.
    bytes: Bytes,
    longest: usize,
}

/// Where built pools are kept.
pub trait PoolStore: Send + Sync + std::fmt::Debug {
    /// The pool of a key, which says all that decides its values; built where it is not there.
    fn pool(&self, key: &str, build: &dyn Fn() -> Pool) -> Arc<Pool>;
}

impl Pool {
    /// Collects values in order; the code of a value is its position.
    ///
    /// Panics when the values together exceed 4 GiB: pools are built by the program, not by input.
    pub fn new<T: AsRef<[u8]>>(values: impl IntoIterator<Item = T>) -> Self {
        let (mut offsets, mut bytes, mut longest) = (vec![0], Vec::new(), 0);
        for value in values {
            let value = value.as_ref();
            bytes.extend_from_slice(value);
            offsets.push(u32::try_from(bytes.len()).expect("a pool is smaller than 4 GiB"));
            longest = longest.max(value.len());
        }
        Self { offsets, bytes: bytes.into(), longest }
    }

    /// A pool of the ends of its values and all of their bytes; none where these do not belong together.
    pub fn of_parts(ends: Vec<u32>, bytes: Bytes, longest: usize) -> Option<Self> {
        let ascending = ends.windows(2).all(|pair| pair[0] <= pair[1]);
        let whole = ends.last().map_or(0, |end| *end as usize) == bytes.len();
        let offsets = std::iter::once(0).chain(ends).collect();
        (ascending && whole).then_some(Self { offsets, bytes, longest })
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether the pool has no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a code; panics when the code is not below [`Pool::len`].
    #[inline]
    pub fn get(&self, code: u32) -> &[u8] {
        let code = code as usize;
        &self.bytes[self.offsets[code] as usize..self.offsets[code + 1] as usize]
    }

    /// Length of the longest value in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// All values in code order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|code| self.get(code as u32))
    }

    /// Memory held, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.bytes.len() + self.offsets.capacity() * size_of::<u32>()
    }
}
