//! A shared list of short byte strings that pooled columns point into.

/// Immutable values addressed by a dense code `0..len`. Text pools hold UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    offsets: Vec<u32>,
    bytes: Vec<u8>,
    longest: usize,
}

impl Pool {
    /// Collects values in order; the code of a value is its position.
    ///
    /// Panics when the values together exceed 4 GiB: pools are built by the program, not by input.
    pub fn new<T: AsRef<[u8]>>(values: impl IntoIterator<Item = T>) -> Self {
        let mut pool = Self { offsets: vec![0], bytes: Vec::new(), longest: 0 };
        for value in values {
            let value = value.as_ref();
            pool.bytes.extend_from_slice(value);
            pool.offsets.push(u32::try_from(pool.bytes.len()).expect("a pool is smaller than 4 GiB"));
            pool.longest = pool.longest.max(value.len());
        }
        pool
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
        self.bytes.capacity() + self.offsets.capacity() * size_of::<u32>()
    }
}
