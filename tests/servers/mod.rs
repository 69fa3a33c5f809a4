//! Throwaway database servers for tests: one PostgreSQL and one MariaDB per test process, started when the
//! first test asks, on free ports, gone with the process however it ends.
//!
//! Tests take a [`Database`] of their own: `servers::postgres().database("orders")`. A server that is not
//! installed fails the test with the command that installs it. A real MySQL is used where
//! `DBMOCKER_TEST_MYSQL_URL` names one. Must know nothing of dbmocker. Start reading at [`Server`]; how a
//! server is kept from outliving the tests is in [`watchdog`].

#![allow(dead_code, reason = "every test program uses a part of it")]

pub mod mariadb;
pub mod mysql;
pub mod postgres;
pub mod proxy;
mod template;
mod watchdog;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use watchdog::Watchdog;

/// The PostgreSQL of this process.
pub fn postgres() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(postgres::start)
}

/// The MariaDB of this process.
pub fn mariadb() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(mariadb::start)
}

/// The MySQL that the environment names, if it does.
pub fn mysql() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(mysql::named).as_ref()
}

/// Which statements and which protocol a server understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Postgres,
    Mysql,
}

/// Where a server is, and as whom it is entered: an owner of everything.
#[derive(Clone, Debug)]
pub struct Address {
    pub dialect: Dialect,
    /// The scheme of its URLs.
    pub scheme: &'static str,
    pub host: String,
    pub port: u16,
    pub user: String,
    pub password: String,
}

/// The password of all users that tests make.
pub const PASSWORD: &str = "secret";

impl Address {
    fn of_throwaway(dialect: Dialect, scheme: &'static str, port: u16) -> Self {
        let (host, user) = ("127.0.0.1".to_owned(), "tester".to_owned());
        Self { dialect, scheme, host, port, user, password: PASSWORD.to_owned() }
    }

    /// A URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        let Self { scheme, host, port, user, password, .. } = self;
        format!("{scheme}://{user}:{password}@{host}:{port}/{database}")
    }

    /// A new connection.
    ///
    /// # Errors
    /// What the server says.
    pub fn connect(&self, database: &str) -> Result<Box<dyn Session>, String> {
        match self.dialect {
            Dialect::Postgres => postgres::connect(self, database),
            Dialect::Mysql => mariadb::connect(self, database),
        }
    }
}

/// One connection.
pub trait Session: Send {
    /// Runs statements and gives the rows of all of them, cells as text separated by `|`, NULL as `NULL`.
    ///
    /// # Errors
    /// What the server says.
    fn rows(&mut self, sql: &str) -> Result<Vec<String>, String>;
}

/// A server.
pub struct Server {
    pub address: Address,
    /// Its Unix socket, where it is a throwaway: the folder for PostgreSQL, the file for MariaDB.
    pub socket: PathBuf,
    admin: Place,
    databases: AtomicU64,
    watchdog: Option<Watchdog>,
}

impl Server {
    fn new(address: Address, admin: &str, socket: PathBuf, watchdog: Option<Watchdog>) -> Self {
        let admin = Place::new(address.clone(), admin);
        Self { address, socket, admin, databases: AtomicU64::new(1), watchdog }
    }

    /// A database of its own for one test.
    pub fn database(&self, hint: &str) -> Database {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let word: String = hint.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(30).collect();
        self.database_called(&format!("{}_{number}_{}", word.to_lowercase(), std::process::id()))
    }

    /// A database of a given name.
    pub fn database_called(&self, name: &str) -> Database {
        self.admin.execute(&format!("CREATE DATABASE {}", self.quoted(name)));
        let (place, admin) = (Place::new(self.address.clone(), name), self.admin.address.clone());
        let url = self.address.url(name);
        let dropping = format!("DROP DATABASE IF EXISTS {}{}", self.quoted(name), self.force());
        Database { url, name: name.to_owned(), place, admin, of_admin: self.admin.database.clone(), dropping }
    }

    fn force(&self) -> &'static str {
        match self.address.dialect {
            Dialect::Postgres => " WITH (FORCE)",
            Dialect::Mysql => "",
        }
    }

    /// A name in the server's quotes.
    pub fn quoted(&self, name: &str) -> String {
        match self.address.dialect {
            Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        }
    }

    /// Runs statements as the owner of the server, outside of every test's database.
    pub fn execute(&self, sql: &str) {
        self.admin.execute(sql);
    }

    /// Rows of a query of the owner, as [`Session::rows`].
    pub fn rows(&self, sql: &str) -> Vec<String> {
        self.admin.rows(sql)
    }

    /// Stops it as a crash of the process would, and starts it again on the same port.
    pub fn crash_and_restart(&self) {
        self.throwaway().crash();
        self.throwaway().start_again();
    }

    /// Stops it as a crash of the process would.
    pub fn crash(&self) {
        self.throwaway().crash();
    }

    /// Starts it again after [`Self::crash`].
    pub fn start_again(&self) {
        self.throwaway().start_again();
    }

    /// Where its files are, and its process.
    pub fn folder_and_process(&self) -> (PathBuf, u32) {
        (self.throwaway().folder().to_owned(), self.throwaway().process())
    }

    fn throwaway(&self) -> &Watchdog {
        self.watchdog.as_ref().expect("only a server that the tests started can be stopped by them")
    }
}

/// A database for one test; dropping the value drops it.
pub struct Database {
    /// Where it is.
    pub url: String,
    /// What it is called.
    pub name: String,
    place: Place,
    admin: Address,
    of_admin: String,
    dropping: String,
}

impl Database {
    /// Runs statements.
    pub fn execute(&self, sql: &str) {
        self.place.execute(sql);
    }

    /// Runs statements, or says what the server says.
    ///
    /// # Errors
    /// What the server says.
    pub fn try_execute(&self, sql: &str) -> Result<(), String> {
        self.place.try_rows(sql).map(|_| ())
    }

    /// The rows of a query, as [`Session::rows`].
    pub fn rows(&self, sql: &str) -> Vec<String> {
        self.place.rows(sql)
    }

    /// The number that a query gives.
    pub fn number(&self, sql: &str) -> i64 {
        let rows = self.rows(sql);
        rows[0].parse().unwrap_or_else(|_| panic!("{sql} gives {rows:?}"))
    }

    /// A connection besides the one that [`Self::execute`] uses.
    pub fn connect(&self) -> Box<dyn Session> {
        self.place.connect().unwrap_or_else(|error| panic!("{}: {error}", self.url))
    }

    /// The server.
    pub fn address(&self) -> &Address {
        &self.admin
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.place.close();
        // A server that a test has stopped takes its databases with it.
        if let Ok(mut session) = self.admin.connect(&self.of_admin) {
            let _ = session.rows(&self.dropping);
        }
    }
}

/// One database of a server and a connection to it, opened when it is needed.
struct Place {
    address: Address,
    database: String,
    session: Mutex<Option<Box<dyn Session>>>,
}

impl Place {
    fn new(address: Address, database: &str) -> Self {
        Self { address, database: database.to_owned(), session: Mutex::new(None) }
    }

    fn connect(&self) -> Result<Box<dyn Session>, String> {
        self.address.connect(&self.database)
    }

    fn try_rows(&self, sql: &str) -> Result<Vec<String>, String> {
        let mut held = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = held.as_mut() {
            match session.rows(sql) {
                Ok(rows) => return Ok(rows),
                Err(error) if session.rows("SELECT 1").is_ok() => return Err(error),
                // The server has been restarted since.
                Err(_) => *held = None,
            }
        }
        held.insert(self.connect()?).rows(sql)
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        self.try_rows(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"))
    }

    fn execute(&self, sql: &str) {
        self.rows(sql);
    }

    fn close(&self) {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
