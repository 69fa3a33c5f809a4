//! A real MySQL, where the environment names one: `mysql://user:password@host:port/`, a user who may create
//! databases.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use mysql_async::Opts;

use super::{Address, Dialect, Server};

/// The variable that names it.
pub const VARIABLE: &str = "DBMOCKER_TEST_MYSQL_URL";

/// The server, if it is named.
pub fn named() -> Option<Server> {
    let url = std::env::var(VARIABLE).ok().filter(|url| !url.trim().is_empty())?;
    let options = Opts::from_url(url.trim()).unwrap_or_else(|error| panic!("{VARIABLE}: {error}"));
    let address = Address {
        dialect: Dialect::Mysql,
        scheme: "mysql",
        host: options.ip_or_hostname().to_owned(),
        port: options.tcp_port(),
        user: options.user().unwrap_or("root").to_owned(),
        password: options.pass().unwrap_or_default().to_owned(),
    };
    Some(Server::new(address, "mysql", "/".into(), None))
}

/// Counts a test that needs it and is not run, and says so past the capture of a test's output.
pub fn not_run() {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    let _ =
        writeln!(std::io::stderr(), "{VARIABLE} names no MySQL: {count} tests of this program are not run");
}
