//! A password. There is one way to see it, [`Secret::expose`], so that a search for it finds every place
//! where it can leave the program.
//!
//! Must not implement `Display` or `Serialize`, and `Debug` must not show it.

use std::fmt;

use zeroize::Zeroizing;

/// Text that is never shown, and overwritten when it is dropped.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text. Copies of it that the caller had are not overwritten.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for a driver.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no letter in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_had_by_expose_only() {
        let secret = Secret::new("geheim");
        assert_eq!(secret.expose(), "geheim");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "*** Some(\n    ***,\n)");
        assert!(Secret::default().is_empty() && secret != Secret::default());
    }
}
