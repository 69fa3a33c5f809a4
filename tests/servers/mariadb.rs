//! A throwaway MariaDB, and sessions with it or a MySQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, OptsBuilder, Row, Value};
use tokio::runtime::{Builder, Runtime};

use super::template::{data, folder, is_root, printed, program, run, start as launched, under};
use super::watchdog::Launch;
use super::{Address, Dialect, PASSWORD, Server, Session};

/// Whom a server runs as when root runs the tests.
const ACCOUNT: &str = "mysql";

/// What makes it quick and small, and what a Debian server has in its own files.
const SETTINGS: &[&str] = &[
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    "--skip-log-bin",
    "--local-infile=1",
    // Written at each commit, so that a crash of the process loses none; never synced.
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=64M",
    "--max-connections=100",
];

/// Which files a new server has; part of the key of the kept copy.
const NEW: &[&str] =
    &["--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-log-file-size=16M"];

/// Starts one; another one than [`super::mariadb`] gives.
pub fn start() -> Server {
    start_with(|_| Vec::new())
}

/// Starts one with more options; what they name can be made in its folder then.
pub fn start_with(options: impl Fn(&Path) -> Vec<String>) -> Server {
    let server = system_program("mariadbd");
    let (port, watchdog) = launched("MariaDB", |port| {
        let folder = folder(ACCOUNT);
        make(&server, &folder);
        let mut command = command(&server, &folder, port);
        command.extend(options(&folder));
        Launch { signal: "KILL", command, ready: READY, folder }
    });
    let socket = watchdog.folder().join("socket");
    let address = Address::of_throwaway(Dialect::Mysql, "mariadb", port);
    Server::new(address, "mysql", socket, Some(watchdog))
}

const READY: &str = "ready for connections";

fn system_program(name: &str) -> PathBuf {
    program(name, ["/usr/sbin".into(), "/usr/local/sbin".into()]).unwrap_or_else(|| {
        panic!("{name} is not installed; install it with: apt-get install -y mariadb-server")
    })
}

fn make(server: &Path, folder: &Path) {
    let version = printed(Command::new(server).arg("--version"));
    data(folder, ACCOUNT, &format!("{version} {NEW:?}"), |folder| {
        let mut install = Command::new(system_program("mariadb-install-db"));
        install.arg("--no-defaults").arg(format!("--datadir={}", folder.join("data").display())).args(NEW);
        if is_root() {
            install.arg(format!("--user={ACCOUNT}"));
        }
        run(install.current_dir("/"));
    });
    let users = format!(
        "DELETE FROM mysql.global_priv WHERE user = '';
         CREATE OR REPLACE USER tester@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';
         GRANT ALL ON *.* TO tester@'127.0.0.1' WITH GRANT OPTION;
         CREATE OR REPLACE USER tester@localhost IDENTIFIED BY '{PASSWORD}';
         GRANT ALL ON *.* TO tester@localhost WITH GRANT OPTION;
         FLUSH PRIVILEGES;"
    );
    // The server reads one statement per line.
    let users = users.replace(";\n", ";").replace(';', ";\n");
    std::fs::write(folder.join("users.sql"), users).expect("a file in a folder of ours");
}

fn command(server: &Path, folder: &Path, port: u16) -> Vec<String> {
    let mut command = under(ACCOUNT);
    command.extend([server.display().to_string(), "--no-defaults".to_owned()]);
    command.extend(SETTINGS.iter().map(|setting| (*setting).to_owned()));
    let path = |option: &str, name: &str| format!("--{option}={}", folder.join(name).display());
    command.extend([format!("--port={port}"), path("datadir", "data"), path("socket", "socket")]);
    command.extend([path("pid-file", "server.pid"), path("init-file", "users.sql")]);
    // A server that starts removes what looks like its own in a folder that it shares with others.
    command.push(format!("--tmpdir={}", folder.display()));
    command
}

/// A session.
///
/// # Errors
/// What the server says.
pub fn connect(address: &Address, database: &str) -> Result<Box<dyn Session>, String> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = OptsBuilder::default().ip_or_hostname(address.host.clone()).tcp_port(address.port);
    let options = options.user(Some(&address.user)).pass(Some(&address.password)).db_name(Some(database));
    let connection = runtime.block_on(Conn::new(options.prefer_socket(false)));
    let connection = connection.map_err(|error| error.to_string())?;
    Ok(Box::new(Connected { runtime, connection: Some(connection) }))
}

struct Connected {
    runtime: Runtime,
    /// Taken when it is dropped.
    connection: Option<Conn>,
}

impl Session for Connected {
    fn rows(&mut self, sql: &str) -> Result<Vec<String>, String> {
        let connection = self.connection.as_mut().expect("it is taken only in the end");
        self.runtime.block_on(all(connection, sql)).map_err(|error| error.to_string())
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = self.runtime.block_on(connection.disconnect());
        }
    }
}

async fn all(connection: &mut Conn, sql: &str) -> mysql_async::Result<Vec<String>> {
    let mut result = connection.query_iter(sql).await?;
    let mut lines = Vec::new();
    while !result.is_empty() {
        let rows: Vec<Row> = result.collect().await?;
        lines.extend(rows.into_iter().map(line));
    }
    Ok(lines)
}

fn line(row: Row) -> String {
    row.unwrap().iter().map(cell).collect::<Vec<_>>().join("|")
}

fn cell(value: &Value) -> String {
    match value {
        Value::NULL => "NULL".to_owned(),
        Value::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap_or_else(|_| {
            format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }),
        other => other.as_sql(true),
    }
}
