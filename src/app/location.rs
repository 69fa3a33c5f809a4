//! Where a database is, from what a person types.

use std::path::PathBuf;

use crate::error::{Error, Exit, Result};

/// A target's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// `dbmocker.db` in the current folder, made from the bundled schema where it is not there.
    Embedded,
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A server.
    Server(String),
}

/// The embedded database's file.
const EMBEDDED_FILE: &str = "dbmocker.db";

impl Location {
    /// Reads a URL: `sqlite:path`, `sqlite://path`, `file:path` or a path with a known ending.
    ///
    /// # Errors
    /// [`Exit::Usage`] for anything else, with the form to use.
    pub fn parse(url: Option<&str>) -> Result<Self> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else { return Ok(Self::Embedded) };
        let usage = |what: String| Err(Error::new(Exit::Usage, what).remains("nothing was written"));
        let rest = ["sqlite3://", "sqlite://", "sqlite3:", "sqlite:", "file:"]
            .iter()
            .find_map(|scheme| strip_scheme(url, scheme));
        if let Some(rest) = rest {
            return sqlite_path(rest, url);
        }
        if let Some(scheme) = other_scheme(url) {
            return match scheme {
                "postgres" | "postgresql" => Ok(Self::Server(url.to_owned())),
                "mysql" | "mariadb" => usage(format!(
                    "{scheme} is not supported by this version; it fills SQLite, as in sqlite:app.db"
                )),
                _ => usage(format!("`{scheme}` is no database dbmocker knows; write sqlite:app.db")),
            };
        }
        sqlite_path(url, url)
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        match self {
            Self::Server(url) => PathBuf::from(url),
            Self::Embedded => PathBuf::from(EMBEDDED_FILE),
            Self::Sqlite(path) => path.clone(),
        }
    }
}

fn strip_scheme<'u>(url: &'u str, scheme: &str) -> Option<&'u str> {
    let head = url.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &url[scheme.len()..])
}

fn other_scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once("://").or_else(|| url.split_once(':'))?;
    let word = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    // One letter is a drive, not a scheme.
    (word && scheme.len() > 1).then_some(scheme)
}

fn sqlite_path(rest: &str, url: &str) -> Result<Location> {
    let refuse = |what: String| Err(Error::new(Exit::Usage, what).remains("nothing was written"));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    if let Some(query) = query {
        return refuse(format!("parameters are not supported for SQLite: `?{query}` in {url}"));
    }
    if path.is_empty() || path == ":memory:" {
        return refuse(format!("{url} names no file; a database in memory would be gone at once"));
    }
    Ok(Location::Sqlite(PathBuf::from(decode(path))))
}

/// Resolves `%20` and the like.
fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) if byte != 0 => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_is_found_in_every_form() {
        for url in ["a.db", "sqlite:a.db", "sqlite://a.db", "SQLITE:a.db", "file:a.db", " sqlite3:a.db "] {
            assert_eq!(Location::parse(Some(url)).expect(url), Location::Sqlite("a.db".into()));
        }
        assert_eq!(
            Location::parse(Some("sqlite:///tmp/a%20b.db")).expect("escaped"),
            Location::Sqlite("/tmp/a b.db".into())
        );
        assert_eq!(Location::parse(None).expect("default"), Location::Embedded);
        for url in ["postgres://h/d", "redis://h", "sqlite:", ":memory:", "sqlite:a.db?mode=rwc"] {
            assert_eq!(Location::parse(Some(url)).expect_err(url).exit(), Exit::Usage);
        }
    }
}
