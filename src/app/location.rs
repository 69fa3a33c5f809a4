//! Where a database is, from what a person types.

use std::path::PathBuf;

use crate::error::{Error, Exit, Result};
use crate::target::server::{self, Address, Given, Located, Surroundings};

/// A target's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// `dbmocker.db` in the current folder, made from the bundled schema where it is not there.
    Embedded,
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A server.
    Server(Box<Address>),
}

/// The embedded database's file.
const EMBEDDED_FILE: &str = "dbmocker.db";

impl Location {
    /// Reads a URL: `sqlite:path`, `sqlite://path`, `file:path`, a path with a known ending, a server's URL
    /// or libpq's `host=… dbname=…`. What a server's URL leaves open is taken from what was given besides and
    /// from what surrounds the program. Comes with what is worth a warning.
    ///
    /// # Errors
    /// [`Exit::Usage`] for anything else, with the form to use.
    pub fn parse(url: Option<&str>, given: &Given, around: &dyn Surroundings) -> Result<(Self, Vec<String>)> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else {
            return Ok((Self::Embedded, Vec::new()));
        };
        let usage = |what: String| Error::new(Exit::Usage, what).remains("nothing was written");
        if let Some(instead) = server::rewritten(url) {
            return Err(usage(instead));
        }
        if server::names_server(url).is_some() {
            let Located { address, warnings } = server::locate(url, given, around)?;
            return Ok((Self::Server(Box::new(address)), warnings));
        }
        let rest = ["sqlite3://", "sqlite://", "sqlite3:", "sqlite:", "file:"]
            .iter()
            .find_map(|scheme| strip_scheme(url, scheme));
        match (rest, other_scheme(url)) {
            (Some(rest), _) => Ok((sqlite_path(rest, url)?, Vec::new())),
            (None, Some(scheme)) => Err(usage(format!(
                "`{scheme}` is no database dbmocker knows; write sqlite:app.db, postgresql://… or mysql://…"
            ))),
            (None, None) => Ok((sqlite_path(url, url)?, Vec::new())),
        }
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Embedded => Some(PathBuf::from(EMBEDDED_FILE)),
            Self::Sqlite(path) => Some(path.clone()),
            Self::Server(_) => None,
        }
    }

    /// For people: a path, or `user@host:port/database`.
    pub fn shown(&self) -> String {
        match self {
            Self::Server(address) => address.label(),
            Self::Embedded | Self::Sqlite(_) => {
                self.file().map_or_else(String::new, |path| path.display().to_string())
            }
        }
    }

    /// The names by which it goes: a file's own, a database's and its hosts'.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Server(address) => address.names(),
            Self::Embedded | Self::Sqlite(_) => {
                let name = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
                self.file().and_then(name).into_iter().collect()
            }
        }
    }

    /// For the next command, without a password.
    pub fn url(&self) -> String {
        match self {
            Self::Server(address) => address.url(),
            Self::Embedded | Self::Sqlite(_) => file_url(&self.shown()),
        }
    }
}

/// A file as a URL; `%` and `?` mean something there.
pub fn file_url(file: &str) -> String {
    format!("sqlite:{}", file.replace('%', "%25").replace('?', "%3F"))
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
    // A path that was not meant to be escaped is taken as it is.
    let path = server::decode(path).unwrap_or_else(|_| path.to_owned());
    Ok(Location::Sqlite(PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Process;

    fn parsed(url: Option<&str>) -> Result<Location> {
        Location::parse(url, &Given::default(), &Process).map(|(location, _)| location)
    }

    #[test]
    fn sqlite_is_found_in_every_form() {
        for url in ["a.db", "sqlite:a.db", "sqlite://a.db", "SQLITE:a.db", "file:a.db", " sqlite3:a.db "] {
            assert_eq!(parsed(Some(url)).expect(url), Location::Sqlite("a.db".into()));
        }
        assert_eq!(
            parsed(Some("sqlite:///tmp/a%20b.db")).expect("escaped"),
            Location::Sqlite("/tmp/a b.db".into())
        );
        assert_eq!(parsed(Some("100%.db")).expect("not escaped"), Location::Sqlite("100%.db".into()));
        assert_eq!(parsed(None).expect("default"), Location::Embedded);
        for url in ["redis://h", "nix://h", "sqlite:", ":memory:", "sqlite:a.db?mode=rwc", "jdbc:mysql://h/d"]
        {
            assert_eq!(parsed(Some(url)).expect_err(url).exit(), Exit::Usage);
        }
    }

    #[test]
    fn servers_are_found_by_scheme_and_by_words() {
        for url in ["postgres://u@h:1/d?sslmode=require", "host=h port=1 user=u dbname=d sslmode=require"] {
            let location = parsed(Some(url)).expect(url);
            assert_eq!(location.shown(), "u@h:1/d");
            assert_eq!((location.file(), parsed(Some(&location.url())).ok()), (None, Some(location.clone())));
        }
        assert_eq!(parsed(Some("mysql://u:geheim@h:1/d")).expect("right").shown(), "u@h:1/d");
    }
}
