//! A throwaway PostgreSQL, and sessions with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use super::template::{data, folder, printed, program, run, start as launched, under};
use super::watchdog::Launch;
use super::{Address, Dialect, PASSWORD, Server, Session};

/// Whom a server runs as when root runs the tests.
const ACCOUNT: &str = "postgres";

/// What makes it quick and small; what it does is the same.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=100",
    // In its folder, so that it goes with it.
    "dynamic_shared_memory_type=mmap",
];

/// Starts one; another one than [`super::postgres`] gives.
pub fn start() -> Server {
    start_with(&[])
}

/// Starts one with more settings.
pub fn start_with(settings: &[&str]) -> Server {
    let bin = bin();
    let (port, watchdog) = launched("PostgreSQL", |port| {
        let folder = folder(ACCOUNT);
        make(&bin, &folder);
        Launch { signal: "QUIT", command: command(&bin, &folder, port, settings), ready: READY, folder }
    });
    let socket = watchdog.folder().to_owned();
    let address = Address::of_throwaway(Dialect::Postgres, "postgresql", port);
    Server::new(address, "postgres", socket, Some(watchdog))
}

const READY: &str = "database system is ready to accept connections";

/// The folder of the newest server's programs.
pub fn bin() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    let number = |bin: &PathBuf| {
        bin.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok())
    };
    versions.sort_by_key(|bin| std::cmp::Reverse(number(bin)));
    let server = program("postgres", versions)
        .expect("no PostgreSQL server is installed; install it with: apt-get install -y postgresql");
    server.parent().expect("a program is in a folder").to_owned()
}

fn make(bin: &Path, server: &Path) {
    let version = printed(Command::new(bin.join("postgres")).arg("--version"));
    let options = ["--username=tester", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"];
    data(server, ACCOUNT, &format!("{version} {options:?} {PASSWORD}"), |folder| {
        let words = folder.join("password");
        std::fs::write(&words, PASSWORD).expect("a file in a folder of ours");
        let command = [under(ACCOUNT), vec![bin.join("initdb").display().to_string()]].concat();
        let mut command = command.iter();
        let mut initdb = Command::new(command.next().expect("a program"));
        initdb.args(command).args(options).arg("--no-sync").arg("-D").arg(folder.join("data"));
        run(initdb.arg("--pwfile").arg(words).env("LC_ALL", "C").current_dir("/"));
    });
}

fn command(bin: &Path, folder: &Path, port: u16, more: &[&str]) -> Vec<String> {
    let mut command = under(ACCOUNT);
    command.push(bin.join("postgres").display().to_string());
    command.extend(["-D".to_owned(), folder.join("data").display().to_string()]);
    let own = [format!("port={port}"), format!("unix_socket_directories={}", folder.display())];
    let settings = SETTINGS.iter().chain(more).map(|setting| (*setting).to_owned()).chain(own);
    command.extend(settings.flat_map(|setting| ["-c".to_owned(), setting]));
    command
}

/// A session.
///
/// # Errors
/// What the server says.
pub fn connect(address: &Address, database: &str) -> Result<Box<dyn Session>, String> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut config = Config::new();
    config.host(&address.host).port(address.port).dbname(database);
    config.user(&address.user).password(&address.password);
    let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(|error| said(&error))?;
    runtime.spawn(connection);
    Ok(Box::new(Connected { runtime, client }))
}

struct Connected {
    runtime: Runtime,
    client: Client,
}

impl Session for Connected {
    fn rows(&mut self, sql: &str) -> Result<Vec<String>, String> {
        let messages = self.runtime.block_on(self.client.simple_query(sql)).map_err(|error| said(&error))?;
        Ok(messages.iter().filter_map(line).collect())
    }
}

fn line(message: &SimpleQueryMessage) -> Option<String> {
    let SimpleQueryMessage::Row(row) = message else { return None };
    let cells: Vec<&str> = (0..row.len()).map(|at| row.get(at).unwrap_or("NULL")).collect();
    Some(cells.join("|"))
}

fn said(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
}
