//! How much of TLS is demanded: the words of PostgreSQL and MySQL, read strictly. A word that is not known
//! is an error, since what a typing mistake would otherwise cost is the encryption.

use crate::ident::unknown;

/// How much of TLS is demanded, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsMode {
    /// Never TLS.
    Disable,
    /// TLS where the server has it, with any certificate; else cleartext.
    Prefer,
    /// TLS, with any certificate: against listeners, not against somebody in between.
    Require,
    /// TLS, with a certificate of a trusted authority, of whatever name.
    VerifyCa,
    /// TLS, with a certificate of a trusted authority for the server's name.
    VerifyFull,
}

impl TlsMode {
    /// All modes, with PostgreSQL's and MySQL's names.
    pub const ALL: [(&'static str, &'static str, Self); 5] = [
        ("disable", "DISABLED", Self::Disable),
        ("prefer", "PREFERRED", Self::Prefer),
        ("require", "REQUIRED", Self::Require),
        ("verify-ca", "VERIFY_CA", Self::VerifyCa),
        ("verify-full", "VERIFY_IDENTITY", Self::VerifyFull),
    ];

    /// Reads PostgreSQL's words as they are written, MySQL's in either case.
    ///
    /// # Errors
    /// For anything else, with the nearest word.
    pub fn parse(word: &str) -> Result<Self, String> {
        let word = word.trim();
        let known = |(postgres, mysql, _): &&(&str, &str, Self)| {
            *postgres == word || mysql.eq_ignore_ascii_case(word)
        };
        if let Some((_, _, mode)) = Self::ALL.iter().find(known) {
            return Ok(*mode);
        }
        if word == "allow" {
            return Err("TLS mode `allow` would send cleartext first; write prefer or require".to_owned());
        }
        let names = Self::ALL.iter().map(|(name, _, _)| (*name).to_owned());
        let all: Vec<&str> = Self::ALL.iter().map(|(name, _, _)| *name).collect();
        Err(format!("{} (write one of {})", unknown("TLS mode", word, names), all.join(", ")))
    }

    /// PostgreSQL's word.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, _, mode)| *mode == self).map_or("", |(name, _, _)| name)
    }

    /// Whether a connection without TLS fails.
    pub fn is_required(self) -> bool {
        self >= Self::Require
    }

    /// Whether the server's certificate must be of a trusted authority.
    pub fn is_verified(self) -> bool {
        self >= Self::VerifyCa
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_vocabularies_are_read() {
        for (postgres, mysql, mode) in TlsMode::ALL {
            for word in [postgres, mysql, &mysql.to_lowercase(), &format!(" {postgres} ")] {
                assert_eq!(TlsMode::parse(word), Ok(mode), "{word}");
            }
            assert_eq!(mode.name(), postgres);
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_nearest() {
        for (word, said) in [
            ("verify_full", "did you mean `verify-full`"),
            ("requires", "did you mean `require`"),
            ("Disable", "did you mean `disable`"),
            ("", "there is no TLS mode ``"),
            ("true", "there is no TLS mode `true`"),
            ("allow", "prefer or require"),
        ] {
            let problem = TlsMode::parse(word).expect_err(word);
            assert!(problem.contains(said), "{word}: {problem}");
        }
    }

    #[test]
    fn modes_are_ordered_by_what_they_demand() {
        assert!(!TlsMode::Prefer.is_required() && TlsMode::Require.is_required());
        assert!(!TlsMode::Require.is_verified() && TlsMode::VerifyCa.is_verified());
    }
}
