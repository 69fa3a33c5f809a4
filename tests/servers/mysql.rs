//! A real MySQL, where the environment names one: `mysql://user:password@host:port/`, a user who may create
//! databases.

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
