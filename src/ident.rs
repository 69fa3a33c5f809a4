//! Names of things in a database: the only way by which a name reaches SQL, and the only way by which a
//! name from a database reaches a terminal; and which name was meant by one that is not there.
//!
//! Must not know anything of ours.

mod nearest;

use std::fmt;

pub use nearest::{nearest, unknown};

/// A name as the catalogue spells it, unquoted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// A name as the catalogue spells it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The unquoted name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in double quotes, as standard SQL, PostgreSQL and SQLite want it.
    pub fn double_quoted(&self) -> String {
        format!("\"{}\"", self.0.replace('"', "\"\""))
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.0))
    }
}

/// Text from a database without control and bidirectional characters, which could rewrite a terminal.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(
            |c| {
                if c.is_control() || is_bidi(c) {
                    format!("\\u{{{:x}}}", u32::from(c))
                } else {
                    c.to_string()
                }
            },
        )
        .collect()
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_double_and_controls_are_shown_inert() {
        assert_eq!(Ident::new("a\"b").double_quoted(), "\"a\"\"b\"");
        assert_eq!(Ident::new("a\u{1b}[31m\u{202e}").to_string(), "a\\u{1b}[31m\\u{202e}");
    }
}
