//! Encoded bytes on their way to a sink.

/// A reusable buffer: `bytes[..len]` is encoded, the rest is scratch that stays allocated and initialised,
/// so that encoders may copy fixed-size fragments past the end.
#[derive(Debug, Default)]
pub struct Packet {
    buffer: Vec<u8>,
    len: usize,
}

impl Packet {
    /// The encoded bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Number of encoded bytes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is encoded yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Empties the packet and keeps its memory.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Appends bytes.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Room for at least `more` bytes behind the encoded ones; [`Packet::advance`] keeps what was written.
    #[inline]
    pub fn reserve(&mut self, more: usize) -> &mut [u8] {
        if self.buffer.len() - self.len < more {
            let wanted = (self.len + more).max(2 * self.buffer.len());
            self.buffer.resize(wanted, 0);
        }
        &mut self.buffer[self.len..]
    }

    /// Counts the first `written` bytes of the reserved room as encoded.
    #[inline]
    pub fn advance(&mut self, written: usize) {
        self.len += written;
        assert!(self.len <= self.buffer.len(), "an encoder wrote past the room it reserved");
    }
}
