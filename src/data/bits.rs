//! A growable bitmap, least significant bit first, as Arrow lays validity out.

/// A bitmap of `len` bits; bits beyond `len` in the last word are zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// A bitmap of `len` bits, all equal to `bit`.
    pub fn filled(len: usize, bit: bool) -> Self {
        let mut bits = Self::default();
        bits.fill(len, bit);
        bits
    }

    /// Makes this `len` bits, all equal to `bit`, and keeps the buffer.
    pub fn fill(&mut self, len: usize, bit: bool) {
        self.words.clear();
        self.words.resize(len.div_ceil(64), if bit { u64::MAX } else { 0 });
        self.len = len;
        self.trim();
    }

    /// Makes this one bit per word of `draws`: set where the draw is at least `threshold`.
    pub fn set_where_at_least(&mut self, draws: &[u64], threshold: u64) {
        self.words.clear();
        self.words.extend(draws.chunks(64).map(|chunk| {
            chunk.iter().enumerate().fold(0, |word, (i, &draw)| word | (u64::from(draw >= threshold) << i))
        }));
        self.len = draws.len();
    }

    /// The bit at `index`; panics when it is out of range.
    #[inline]
    pub fn get(&self, index: usize) -> bool {
        (self.words[index >> 6] >> (index & 63)) & 1 != 0
    }

    /// Sets the bit at `index`; panics when it is out of range.
    #[inline]
    pub fn set(&mut self, index: usize, bit: bool) {
        let mask = 1 << (index & 63);
        if bit {
            self.words[index >> 6] |= mask;
        } else {
            self.words[index >> 6] &= !mask;
        }
    }

    /// The bits at the given positions.
    pub fn pick(&self, rows: &[usize]) -> Self {
        let mut picked = Self::filled(rows.len(), true);
        rows.iter().enumerate().for_each(|(i, &row)| picked.set(i, self.get(row)));
        picked
    }

    /// Appends one bit.
    pub fn push(&mut self, bit: bool) {
        if self.len & 63 == 0 {
            self.words.push(0);
        }
        self.len += 1;
        self.set(self.len - 1, bit);
    }

    /// Number of bits.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no bit.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Number of set bits.
    pub fn count_ones(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn trim(&mut self) {
        if self.len & 63 != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len & 63)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fill_trims_and_push_grows() {
        let mut bits = Bits::filled(70, true);
        assert_eq!(bits.count_ones(), 70);
        bits.push(false);
        bits.push(true);
        assert_eq!((bits.len(), bits.count_ones(), bits.get(70), bits.get(71)), (72, 71, false, true));
        bits.set_where_at_least(&[1, 5, 9], 5);
        assert_eq!((bits.get(0), bits.get(1), bits.get(2), bits.len()), (false, true, true, 3));
    }
}
