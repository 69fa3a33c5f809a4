//! What each TLS mode takes from a real server with certificates right and wrong, through each driver; and
//! that nothing of a login is sent before the server has proven what the mode asks for.
//!
//! Start reading at [`POSTGRES`] and [`MYSQL`]: the tables are the promise.

#[path = "tls/authority.rs"]
mod authority;
#[path = "servers/mod.rs"]
mod servers;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use dbmocker::app::{Given, Location, Process};
use dbmocker::target::server::{Address, TlsMode, to_mysql_async, to_postgres, to_sqlx};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, DriverError, Opts};
use sqlx::Connection as _;
use tokio::runtime::Builder;

use authority::{Authority, State};
use servers::proxy::Proxy;
use servers::{Dialect, PASSWORD, Server};

/// How a connection ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// With TLS.
    Tls,
    /// Without.
    Clear,
    /// Refused, and nothing of the login was sent.
    Refused,
}

use End::{Clear, Refused, Tls};

/// The columns of a table.
const MODES: [TlsMode; 5] =
    [TlsMode::Disable, TlsMode::Prefer, TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull];

/// What becomes of a connection: the server's state by TLS mode.
type Table = [(State, [End; 5]); 5];

const POSTGRES: Table = [
    // disable, prefer, require, verify-ca, verify-full
    (State::Valid, [Clear, Tls, Tls, Tls, Tls]),
    (State::Expired, [Clear, Tls, Tls, Refused, Refused]),
    (State::WrongHost, [Clear, Tls, Tls, Tls, Refused]),
    (State::UnknownAuthority, [Clear, Tls, Tls, Refused, Refused]),
    (State::NoTls, [Clear, Clear, Refused, Refused, Refused]),
];

/// As PostgreSQL's, but for the wrong host: the drivers carry `verify-ca` out as `verify-full`.
const MYSQL: Table = [
    // disable, prefer, require, verify-ca, verify-full
    (State::Valid, [Clear, Tls, Tls, Tls, Tls]),
    (State::Expired, [Clear, Tls, Tls, Refused, Refused]),
    (State::WrongHost, [Clear, Tls, Tls, Refused, Refused]),
    (State::UnknownAuthority, [Clear, Tls, Tls, Refused, Refused]),
    (State::NoTls, [Clear, Clear, Refused, Refused, Refused]),
];

/// Opens a connection and says whether it is encrypted.
type Open = fn(&Address) -> Result<bool, String>;

#[test]
fn postgresql_keeps_the_table() {
    let server = servers::postgres::start();
    let authority = Authority::new(&server.folder_and_process().0);
    // The password goes over the wire as it is, so that it can be looked for there.
    logins(&server, "host all all 127.0.0.1/32 password");
    for (state, ends) in POSTGRES {
        postgres_is(&server, &authority, state);
        keeps(&server, &authority, state, ends, &[("tokio-postgres", open_postgres)]);
    }
}

#[test]
fn mariadb_keeps_the_table() {
    let made = Mutex::new(None);
    let with = servers::mariadb::start_with(|folder| {
        let authority = Authority::new(folder);
        std::fs::copy(authority.of(State::Valid), folder.join("server.pem")).expect("a file of ours");
        let certificate = folder.join("server.pem").display().to_string();
        let options = [
            format!("--ssl-cert={certificate}"),
            format!("--ssl-key={}", authority.file("server.key")),
            format!("--ssl-ca={}", authority.file("authority.pem")),
        ];
        *made.lock().expect("one at a time") = Some((authority, certificate));
        options.into()
    });
    let made = made.into_inner().expect("one at a time");
    let (authority, certificate) = made.expect("the server was started");
    let drivers: [(&str, Open); 2] = [("mysql_async", open_mysql_async), ("sqlx", open_sqlx)];
    for (state, ends) in MYSQL {
        if state == State::NoTls {
            keeps(servers::mariadb(), &authority, state, ends, &drivers);
            continue;
        }
        std::fs::copy(authority.of(state), &certificate).expect("a file of ours");
        with.execute("FLUSH SSL");
        keeps(&with, &authority, state, ends, &drivers);
    }
}

#[test]
fn a_client_is_known_by_its_certificate() {
    let server = servers::postgres::start();
    let authority = Authority::new(&server.folder_and_process().0);
    postgres_is(&server, &authority, State::Valid);
    let own = authority.file("authority.pem");
    server.execute(&format!("ALTER SYSTEM SET ssl_ca_file = '{own}'"));
    server.execute("SELECT pg_reload_conf()");
    shows(&server, "ssl_ca_file", &own);
    logins(&server, "hostssl all all 127.0.0.1/32 cert");
    let (cert, key) = authority.client("tester");
    let port = server.address.port;
    let url = format!("postgresql://tester@localhost:{port}/postgres?hostaddr=127.0.0.1&sslrootcert={own}");
    assert_eq!(open_postgres(&located(&format!("{url}&sslcert={cert}&sslkey={key}"))), Ok(true));
    assert!(open_postgres(&located(&url)).is_err(), "without a certificate");
}

/// Every mode through every driver ends as it should, and says nothing before.
fn keeps(server: &Server, authority: &Authority, state: State, ends: [End; 5], drivers: &[(&str, Open)]) {
    for (mode, expected) in MODES.into_iter().zip(ends) {
        for (driver, open) in drivers {
            let proxy = Proxy::to(server.address.port);
            let outcome = open(&located(&url(server, proxy.port(), mode, &authority.trusted(state))));
            let end = match &outcome {
                Ok(true) => Tls,
                Ok(false) => Clear,
                Err(_) => Refused,
            };
            let what = format!("{driver}, {state:?}, {}: {outcome:?}", mode.name());
            assert_eq!(end, expected, "{what}");
            let sent = proxy.sent();
            let holds = |word: &str| sent.windows(word.len()).any(|window| window == word.as_bytes());
            assert_eq!(holds("tester"), end == Clear, "the user's name: {what}");
            // What can be seen when there is no TLS is what could be seen when there should be.
            let plain = end == Clear && server.address.dialect == Dialect::Postgres;
            assert_eq!(holds(PASSWORD), plain, "the password: {what}");
            assert!(!outcome.is_err_and(|error| error.contains(PASSWORD)), "the password is told");
        }
    }
}

fn url(server: &Server, port: u16, mode: TlsMode, root: &str) -> String {
    let (user, mode) = (format!("tester:{PASSWORD}@localhost:{port}"), mode.name());
    match server.address.dialect {
        Dialect::Postgres => {
            format!("postgresql://{user}/postgres?hostaddr=127.0.0.1&sslmode={mode}&sslrootcert={root}")
        }
        Dialect::Mysql => format!("mysql://{user}/mysql?ssl-mode={mode}&ssl-ca={root}"),
    }
}

fn located(url: &str) -> Address {
    match Location::parse(Some(url), &Given::default(), &Process) {
        Ok((Location::Server(address), _)) => *address,
        other => panic!("{url}: {other:?}"),
    }
}

/// Who may log in to a PostgreSQL, and how.
fn logins(server: &Server, line: &str) {
    let file: PathBuf = server.folder_and_process().0.join("data/pg_hba.conf");
    std::fs::write(&file, format!("{line}\nlocal all all scram-sha-256\n")).expect("a file of ours");
    server.execute("SELECT pg_reload_conf()");
    let rule = line.split_whitespace().last().unwrap_or_default();
    until(|| server.rows("SELECT auth_method FROM pg_hba_file_rules LIMIT 1") == [rule]);
}

/// Puts a PostgreSQL into a state.
fn postgres_is(server: &Server, authority: &Authority, state: State) {
    let tls = if state == State::NoTls { "off" } else { "on" };
    if state != State::NoTls {
        server.execute(&format!("ALTER SYSTEM SET ssl_key_file = '{}'", authority.file("server.key")));
        server.execute(&format!("ALTER SYSTEM SET ssl_cert_file = '{}'", authority.of(state)));
    }
    server.execute(&format!("ALTER SYSTEM SET ssl = {tls}"));
    server.execute("SELECT pg_reload_conf()");
    shows(server, "ssl", tls);
    if state != State::NoTls {
        shows(server, "ssl_cert_file", &authority.of(state));
    }
}

/// Waits until new sessions have a setting.
fn shows(server: &Server, setting: &str, value: &str) {
    until(|| {
        let session = server.address.connect("postgres");
        session.and_then(|mut session| session.rows(&format!("SHOW {setting}"))) == Ok(vec![value.to_owned()])
    });
}

fn until(mut there: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !there() {
        assert!(Instant::now() < end, "the server does not take its settings");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits for what a driver does, in a runtime of its own.
fn wait<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let limited = async { tokio::time::timeout(Duration::from_secs(20), work).await };
    runtime.block_on(limited).unwrap_or_else(|_| Err("20 seconds have passed".to_owned()))
}

fn said(error: &dyn std::fmt::Display) -> String {
    error.to_string()
}

fn open_postgres(address: &Address) -> Result<bool, String> {
    let (config, tls) = to_postgres(address, &Process).map_err(|error| said(&error))?;
    wait(async {
        let (client, connection) = config.connect(tls).await.map_err(|error| format!("{error:?}"))?;
        tokio::spawn(connection);
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        client.query_one(sql, &[]).await.map(|row| row.get(0)).map_err(|error| said(&error))
    })
}

const CIPHER: &str = "SHOW STATUS LIKE 'Ssl_cipher'";

fn open_mysql_async(address: &Address) -> Result<bool, String> {
    let openings = to_mysql_async(address).map_err(|error| said(&error))?;
    let no_tls = said(&mysql_async::Error::from(DriverError::NoClientSslFlagFromServer));
    let open = |opts: Opts| {
        wait(async {
            let mut connection = Conn::new(opts).await.map_err(|error| said(&error))?;
            let row: Option<(String, String)> =
                connection.query_first(CIPHER).await.map_err(|error| said(&error))?;
            connection.disconnect().await.map_err(|error| said(&error))?;
            Ok(row.is_some_and(|(_, cipher)| !cipher.is_empty()))
        })
    };
    match (open(openings.first), openings.cleartext) {
        (Err(error), Some(cleartext)) if error == no_tls => open(cleartext),
        (outcome, _) => outcome,
    }
}

fn open_sqlx(address: &Address) -> Result<bool, String> {
    let options = to_sqlx(address).map_err(|error| said(&error))?;
    wait(async {
        let mut connection =
            sqlx::MySqlConnection::connect_with(&options).await.map_err(|error| said(&error))?;
        let row: (String, String) =
            sqlx::query_as(CIPHER).fetch_one(&mut connection).await.map_err(|error| said(&error))?;
        connection.close().await.map_err(|error| said(&error))?;
        Ok(!row.1.is_empty())
    })
}
