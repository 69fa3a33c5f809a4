//! 256-bit keys, derived by name.

/// The key of one stream of randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub [u64; 4]);

impl Key {
    /// BLAKE3 over the seed and the parts, each preceded by its length, so that no two lists of parts meet.
    /// Adjacent seeds share nothing.
    pub fn derive(seed: u64, parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = hasher.finalize();
        let bytes = hash.as_bytes();
        Self(std::array::from_fn(|i| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[8 * i..8 * i + 8]);
            u64::from_le_bytes(word)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_pinned_and_parts_do_not_run_together() {
        assert_ne!(Key::derive(1, &["ab", "c"]), Key::derive(1, &["a", "bc"]));
        assert_ne!(Key::derive(1, &["a"]), Key::derive(2, &["a"]));
        assert_eq!(Key::derive(42, &["users", "email"]).0[0], PINNED);
    }

    const PINNED: u64 = 14_065_877_670_021_994_540;
}
