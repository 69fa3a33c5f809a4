//! Connecting, the settings of a session, and what the server's errors mean. Every setting that decides how
//! a value is read or kept is pinned and read again, whatever the server's or the user's defaults are.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use mysql_async::{Opts, OptsBuilder};
use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError};
use tokio::runtime::Runtime;

use super::control::Control;
use crate::error::{Error, Exit, Result};
use crate::target::server::{Address, Door, Endpoint, Openings, TlsMode, to_mysql_async, to_sqlx};

/// Values are refused, never bent; 0 is a value of AUTO_INCREMENT columns; backslashes escape.
const SQL_MODE: &str =
    "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

/// How long a silent connection waits before it asks whether the other side is there.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// Settings of a session by name, as SQL writes their values.
pub(super) fn settings() -> Vec<(&'static str, String)> {
    vec![
        ("sql_mode", format!("'{SQL_MODE}'")),
        ("time_zone", "'+00:00'".to_owned()),
        ("autocommit", "1".to_owned()),
        ("foreign_key_checks", "1".to_owned()),
        ("unique_checks", "1".to_owned()),
        ("sql_safe_updates", "0".to_owned()),
        ("sql_select_limit", u64::MAX.to_string()),
        ("wait_timeout", "86400".to_owned()),
        ("net_read_timeout", "120".to_owned()),
        ("net_write_timeout", "120".to_owned()),
        ("innodb_lock_wait_timeout", "10".to_owned()),
        ("lock_wait_timeout", "30".to_owned()),
    ]
}

/// Settings of a session that loads.
pub(super) fn loading(enforced: bool) -> Vec<(&'static str, String)> {
    let mut settings = settings();
    for (name, value) in &mut settings {
        if *name == "foreign_key_checks" {
            *value = u8::from(enforced).to_string();
        }
    }
    settings
}

/// What is known of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// Its name and version, for people.
    pub(super) name: String,
    /// Whether it is MariaDB.
    pub(super) mariadb: bool,
    /// Columns of the catalogue that not every version has, as `TABLE.COLUMN`.
    catalogue: HashSet<String>,
}

impl Server {
    fn read(control: &mut Control) -> sqlx::Result<Self> {
        let version = control.text("SELECT VERSION()")?.unwrap_or_default();
        let mariadb = version.to_lowercase().contains("mariadb");
        let number = version.split('-').next().unwrap_or(&version);
        let rows = control.rows(
            "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS \
             WHERE LOWER(TABLE_SCHEMA) = 'information_schema' \
             AND TABLE_NAME IN ('STATISTICS', 'CHECK_CONSTRAINTS', 'COLUMNS')",
        )?;
        Ok(Self {
            name: format!("{} {number}", if mariadb { "MariaDB" } else { "MySQL" }),
            mariadb,
            catalogue: rows
                .iter()
                .map(|row| format!("{}.{}", row.word(0), row.word(1)).to_uppercase())
                .collect(),
        })
    }

    /// Whether the catalogue has a column.
    pub(super) fn has(&self, table: &str, column: &str) -> bool {
        self.catalogue.contains(&format!("{table}.{column}"))
    }

    /// An expression of the catalogue as SQL: MySQL escapes it once more than it should.
    pub(super) fn clause(&self, text: &str) -> String {
        if self.mariadb {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => out.push(chars.next_if(|next| matches!(next, '\\' | '\'')).unwrap_or('\\')),
                c => out.push(c),
            }
        }
        out
    }
}

/// How the drivers log in.
pub(super) struct Login {
    /// The address, for people.
    pub(super) shown: String,
    /// The connection that asks.
    pub(super) control: MySqlConnectOptions,
    /// Those that load.
    pub(super) loading: Openings,
    /// How long an attempt may take.
    pub(super) patience: Option<Duration>,
    /// Keeps the password from a server that is not verified and asks for it in cleartext.
    _door: Option<Door>,
}

impl Login {
    /// From an address.
    ///
    /// # Errors
    /// For an address that a driver cannot reach.
    pub(super) fn to(address: &Address) -> Result<Self> {
        let door = door(address)?;
        let mut control = to_sqlx(address)?
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(None)
            .set_names(true);
        if let Some(door) = &door {
            control = control.host(&door.address().ip().to_string()).port(door.address().port());
        }
        let Openings { first, cleartext } = to_mysql_async(address)?;
        let tuned = |opts: Opts| -> Opts {
            OptsBuilder::from_opts(opts).tcp_keepalive(Some(KEEPALIVE)).stmt_cache_size(0).into()
        };
        Ok(Self {
            shown: address.label(),
            control,
            loading: Openings { first: tuned(first), cleartext: cleartext.map(tuned) },
            patience: address.connect_timeout,
            _door: door,
        })
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown)
    }
}

fn door(address: &Address) -> Result<Option<Door>> {
    let unverified = address.tls.mode < TlsMode::VerifyCa && address.password.is_some();
    let [Endpoint::Tcp { host, port, .. }] = address.endpoints.as_slice() else { return Ok(None) };
    if !unverified {
        return Ok(None);
    }
    Door::before(host, *port, address.connect_timeout)
        .map(Some)
        .map_err(|error| Error::new(Exit::Connect, format!("open a port of this machine: {error}")))
}

/// Opens the control connection.
pub(super) fn open(runtime: &Arc<Runtime>, login: &Login) -> Result<(Control, Server)> {
    let mut control = Control::open(runtime, login).map_err(|error| cannot_connect(login, &error))?;
    let server = Server::read(&mut control).map_err(|error| failed("read the server's version", &error))?;
    Ok((control, server))
}

/// Why there is no connection.
pub(super) fn cannot_connect(login: &Login, error: &sqlx::Error) -> Error {
    let exit = if matches!(error, sqlx::Error::Configuration(_)) { Exit::Plan } else { Exit::Connect };
    let passes = number(error).map_or(matches!(error, sqlx::Error::Io(_)), passes);
    let failure = Error::new(exit, format!("failed to connect to {}", login.shown))
        .server(words(error))
        .remains("nothing was written")
        .next(number(error).and_then(advice).unwrap_or(REACH));
    if passes { failure.transient() } else { failure }
}

/// No statement is cut off by the clock: the first comment is MariaDB's to read, the second MySQL's.
const UNLIMITED: &str = "SET SESSION autocommit = 1 /*M!, SESSION max_statement_time = 0 */ \
                         /*!50708 , SESSION max_execution_time = 0 */";

const REACH: &str = "check host, port and ssl-mode, and that the server runs";

/// What to do about an error that the user or the server's owner can mend.
pub(super) fn advice(number: u16) -> Option<&'static str> {
    Some(match number {
        1040 | 1203 | 1226 => {
            "a load needs 2 connections: close others, or raise max_connections or max_user_connections"
        }
        1044 => "GRANT ALL ON the database to this user",
        1045 | 1698 => {
            "check user and password (~/.my.cnf, MYSQL_PWD), and from which hosts the user may come"
        }
        1049 => "create the database first: CREATE DATABASE …",
        1142 | 1143 => {
            "GRANT it to this user; the ledger needs CREATE, DROP, SELECT, INSERT, UPDATE and DELETE on the \
                        database, and is removed after the run"
        }
        1227 => "GRANT it to this user",
        1290 | 1836 => "connect to a server that takes writes, or let its owner SET GLOBAL read_only = 0",
        _ => return None,
    })
}

/// The statements that put settings in place.
pub(super) fn preamble(settings: &[(&'static str, String)]) -> Vec<String> {
    let mut statements = vec![UNLIMITED.to_owned(), "SET NAMES utf8mb4".to_owned()];
    statements.extend(settings.iter().map(|(name, value)| format!("SET SESSION {name} = {value}")));
    statements.push("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE".to_owned());
    statements
}

/// The query that tells what the settings came to.
pub(super) fn read_back(settings: &[(&'static str, String)]) -> String {
    let names: Vec<String> = settings.iter().map(|(name, _)| format!("@@SESSION.{name}")).collect();
    format!("SELECT {}", names.join(", "))
}

/// The first setting that is not what it was set to, in words; modes count in any order.
pub(super) fn unpinned(settings: &[(&'static str, String)], found: &[String]) -> Option<String> {
    let modes = |text: &str| {
        let mut modes: Vec<String> = text.trim_matches('\'').split(',').map(str::to_uppercase).collect();
        modes.sort_unstable();
        modes
    };
    let differs = |((_, wanted), found): &(&(&str, String), &String)| modes(wanted) != modes(found);
    let ((name, wanted), found) = settings.iter().zip(found).find(differs)?;
    Some(format!("the server keeps {name} at {found} for this session, and a load needs {wanted}"))
}

/// The server's own number of an error.
pub(super) fn number(error: &sqlx::Error) -> Option<u16> {
    Some(error.as_database_error()?.try_downcast_ref::<MySqlDatabaseError>()?.number())
}

/// How the process ends after an error of the server.
pub(super) fn exit_of(number: u16) -> Exit {
    match number {
        1040 | 1044 | 1045 | 1049 | 1203 | 1226 | 1698 => Exit::Connect,
        1142 | 1143 | 1227 | 1290 | 1792 | 1836 => Exit::Plan,
        _ => Exit::Incomplete,
    }
}

/// Whether the same may work in a moment: locks, deadlocks, restarts, killed or crowded-out connections, a
/// cluster that forms anew.
pub(super) fn passes(number: u16) -> bool {
    matches!(
        number,
        1040 | 1047 | 1053 | 1152 | 1158
            ..=1161 | 1203 | 1205 | 1213 | 1317 | 1614 | 1927 | 2003 | 2006 | 2013 | 3024 | 3169 | 4031
    )
}

/// An error of the server during a step of ours.
pub(super) fn failed(what: &str, error: &sqlx::Error) -> Error {
    let exit = match (number(error), error) {
        (Some(number), _) => exit_of(number),
        (None, sqlx::Error::Tls(_) | sqlx::Error::Configuration(_)) => Exit::Connect,
        _ => Exit::Incomplete,
    };
    let failure = Error::new(exit, format!("failed to {what}")).server(words(error));
    let failure = match number(error).and_then(advice) {
        Some(advice) => failure.next(advice),
        None => failure,
    };
    let link = matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_));
    if link || number(error).is_some_and(passes) { failure.transient() } else { failure }
}

/// The server's own words.
pub(super) fn words(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(database) => {
            words_of(number(error).unwrap_or(0), &database.code().unwrap_or_default(), database.message())
        }
        None => error.to_string(),
    }
}

/// An error of the server in words.
pub(super) fn words_of(number: u16, state: &str, message: &str) -> String {
    format!("{message} (error {number}, SQLSTATE {state})")
}
