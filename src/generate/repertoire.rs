//! Text within the characters that a column's character set can hold.
//!
//! Must not know: columns, servers. Start reading at [`Repertoire`].

use std::sync::Arc;

use super::dict::Dictionary;
use super::fold::base_letter;
use super::{Batch, Generator};
use crate::data::{Column, Value};

/// The characters that a set certainly holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repertoire {
    /// The 95 that can be printed, and line feeds: what every set has.
    Ascii,
    /// Those and the letters of Western Europe.
    Latin1,
    /// The same, where bytes are compared: capitals and accents tell values apart.
    Latin1Exact,
    /// The same with other signs besides the letters.
    Latin9,
}

impl Repertoire {
    /// The repertoire of a character set by the name that servers give it; `None` when it holds every
    /// character that generators use.
    pub fn of(charset: &str) -> Option<Self> {
        let name: String = charset.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        match name.as_str() {
            "utf8" | "utf8mb3" | "utf8mb4" | "ucs2" | "utf16" | "utf16le" | "utf32" | "gb18030" => None,
            "latin1" | "cp1252" | "win1252" | "iso88591" => Some(Self::Latin1),
            "latin9" | "iso885915" => Some(Self::Latin9),
            _ => Some(Self::Ascii),
        }
    }

    fn holds(self, letter: char) -> bool {
        match self {
            Self::Ascii => letter.is_ascii(),
            // All signs but letters are left out: eight of them are others in Latin-9.
            Self::Latin1 | Self::Latin1Exact | Self::Latin9 => {
                letter.is_ascii() || ('À'..='ÿ').contains(&letter)
            }
        }
    }

    /// Whether the lists of names of a locale lie within, but for one name in twenty.
    pub fn holds_names(self, dict: &Dictionary) -> bool {
        let within =
            |text: &&[u8]| std::str::from_utf8(text).is_ok_and(|text| text.chars().all(|c| self.holds(c)));
        let mut pools =
            ["first_names", "last_names", "streets"].into_iter().filter_map(|name| dict.pool(name));
        pools.all(|pool| pool.iter().filter(within).count() * 20 >= pool.len() * 19)
    }

    /// Appends text with other letters replaced by their base, or by a question mark.
    fn write(self, text: &str, out: &mut Vec<u8>) {
        for letter in text.chars() {
            if self.holds(letter) {
                out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            let lower = letter.to_lowercase().next().unwrap_or(letter);
            match base_letter(lower) {
                // One letter for one, so that lengths stay.
                Some(base) if lower == letter => out.push(base.as_bytes()[0]),
                Some(base) => out.push(base.as_bytes()[0].to_ascii_uppercase()),
                None => out.push(b'?'),
            }
        }
    }
}

/// Another generator's text within a repertoire.
#[derive(Debug)]
pub struct Within {
    inner: Arc<dyn Generator>,
    repertoire: Repertoire,
}

impl Within {
    /// The inner generator, whose columns are text.
    pub fn new(inner: Arc<dyn Generator>, repertoire: Repertoire) -> Self {
        Self { inner, repertoire }
    }

    fn convert(&self, out: &mut Column) {
        let within = (0..out.len()).all(|row| out.bytes(row).is_none_or(|text| self.is_within(text)));
        if within {
            return;
        }
        let mut converted = Column::default();
        let bytes = converted.as_bytes();
        for row in 0..out.len() {
            let text = String::from_utf8_lossy(out.bytes(row).unwrap_or_default());
            self.repertoire.write(&text, &mut bytes.data);
            bytes.end_row();
        }
        converted.validity = out.validity.take();
        *out = converted;
    }

    fn is_within(&self, text: &[u8]) -> bool {
        text.is_ascii()
            || std::str::from_utf8(text).is_ok_and(|text| text.chars().all(|c| self.repertoire.holds(c)))
    }
}

impl Generator for Within {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill(batch, out);
        self.convert(out);
    }

    fn ordinals(&self) -> Option<u128> {
        self.inner.ordinals()
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill_ordinals(ordinals, batch, out);
        self.convert(out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        self.inner.ordinal_of(value)
    }

    fn spells_ordinal(&self) -> bool {
        self.inner.spells_ordinal()
    }

    fn bytes_max(&self) -> usize {
        self.inner.bytes_max()
    }
}

#[cfg(test)]
mod tests {
    use super::super::dict::Locale;
    use super::super::{Pooled, Rows};
    use super::*;
    use crate::data::Pool;

    #[test]
    fn letters_outside_become_their_base() {
        let pool = Arc::new(Pool::new(["Łódź – São Paulo", "plain"]));
        let inner: Arc<dyn Generator> = Arc::new(Pooled::uniform(pool));
        for (repertoire, wanted) in
            [(Repertoire::Ascii, "Lodz ? Sao Paulo"), (Repertoire::Latin1, "Lódz ? São Paulo")]
        {
            let within = Within::new(Arc::clone(&inner), repertoire);
            let mut out = Column::default();
            let batch = Batch { rows: Rows::Range { first: 0, len: 2 }, words: &[0, 0], siblings: &[] };
            within.fill_ordinals(&[0, 1], &batch, &mut out);
            assert_eq!(out.bytes(0), Some(wanted.as_bytes()));
            assert_eq!(out.bytes(1), Some(&b"plain"[..]));
        }
    }

    #[test]
    fn sets_are_known_by_their_servers_names() {
        assert_eq!(Repertoire::of("utf8mb3"), None);
        assert_eq!(Repertoire::of("ISO_8859_1"), Some(Repertoire::Latin1));
        assert_eq!(Repertoire::of("koi8r"), Some(Repertoire::Ascii));
        assert!(Repertoire::Latin1.holds_names(&Dictionary::load(Locale::De)));
        assert!(!Repertoire::Latin1.holds_names(&Dictionary::load(Locale::Ja)));
    }

    #[test]
    fn no_list_leaves_the_first_plane() {
        for &locale in Locale::ALL {
            let dict = Dictionary::load(locale);
            for pool in dict.names().filter_map(|name| dict.pool(name)) {
                assert!(pool.iter().all(|text| text.iter().all(|&byte| byte < 0xf0)), "{}", locale.name());
            }
        }
    }
}
