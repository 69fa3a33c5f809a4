//! Into PostgreSQL and MariaDB over one connection, against the servers' own bulk loaders with a file that is
//! ready: 1,000,000 rows of ten columns with a primary key and a unique e-mail, all constraints live.
//!
//! `cargo bench --bench servers` starts throwaway servers, as the tests do, and prints CPU seconds of client
//! and server for five interleaved runs of both sides, and ratios of the medians. Behind `--`, the name of a
//! server leaves the other one out. Ours is given twice: the load, from the finished plan to the last
//! connection that loads being closed, and the whole command. Theirs is always the whole command. Start
//! reading at [`compared`].

#![expect(clippy::print_stdout, reason = "a bench reports")]

#[path = "../tests/servers/mod.rs"]
mod servers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use dbmocker::app::{Consent, Interaction, Job, generate::generate};
use dbmocker::config::Rows;
use dbmocker::data::Event;
use dbmocker::plan::DataPlan;
use dbmocker::run::Control;
use servers::{Database, Dialect, PASSWORD, Server};

const ROWS: u64 = 1_000_000;
const ROUNDS: usize = 5;
const COLUMNS: &str = "(id BIGINT NOT NULL PRIMARY KEY, first_name VARCHAR(40) NOT NULL, last_name VARCHAR(40) NOT NULL, \
    email VARCHAR(120) NOT NULL UNIQUE, phone VARCHAR(30), city VARCHAR(60), created_at TIMESTAMP NOT NULL, \
    balance DECIMAL(10, 2) NOT NULL, is_active BOOLEAN NOT NULL, uuid UUID NOT NULL)";
/// Clock ticks of `/proc` in a second, on every Linux of today.
const TICKS: f64 = 100.0;

/// Seconds of CPU.
#[derive(Clone, Copy, Default)]
struct Cpu {
    client: f64,
    server: f64,
}

impl Cpu {
    /// What has been spent so far: by this process and the programs that it has run, and by a server.
    fn now(server: &Server) -> Self {
        let own = times(std::process::id()).expect("this process");
        Self { client: own.0 + own.1, server: of_server(server) }
    }

    fn since(self, before: Self) -> Self {
        Self { client: self.client - before.client, server: self.server - before.server }
    }

    fn both(self) -> f64 {
        self.client + self.server
    }
}

/// Seconds of CPU of a process, and of its children that have ended and were waited for.
fn times(process: u32) -> Option<(f64, f64)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<f64> =
        text.rsplit_once(')')?.1.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
    Some(((fields[12] + fields[13]) / TICKS, (fields[14] + fields[15]) / TICKS))
}

/// All threads of MariaDB; of PostgreSQL the postmaster, its children, and those that have ended.
fn of_server(server: &Server) -> f64 {
    let (_, process) = server.folder_and_process();
    let (own, ended) = times(process).expect("a running server");
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let running = children.split_whitespace().filter_map(|child| Some(times(child.parse().ok()?)?.0));
    own + ended + running.sum::<f64>()
}

/// Waits until a server does nothing more for those that are gone.
fn settle(server: &Server) {
    let begun = Instant::now();
    let mut last = of_server(server);
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let spent = of_server(server);
        if spent - last < 0.02 || begun.elapsed() > Duration::from_secs(60) {
            return;
        }
        last = spent;
    }
}

/// Who notes when the load begins and ends.
struct Watch<'a> {
    server: &'a Server,
    planned: Option<Cpu>,
    loaded: Option<Cpu>,
}

impl Interaction for Watch<'_> {
    fn event(&mut self, event: Event) {
        if let Event::Step { .. } = event {
            self.loaded.get_or_insert_with(|| Cpu::now(self.server));
        }
    }
    fn planned(&mut self, _: &DataPlan) {
        // Steps before were those of a rehearsal.
        self.loaded = None;
        self.planned = Some(Cpu::now(self.server));
    }
    fn consent(&mut self, _: &Consent) -> Option<bool> {
        Some(true)
    }
    fn control(&self) -> Control {
        Control::default()
    }
}

/// A database with the table, and a server that is done with whatever was before.
fn ready(server: &Server) -> Database {
    let database = server.database("bench");
    database.execute(&format!("CREATE TABLE users {COLUMNS}"));
    if server.address.dialect == Dialect::Postgres {
        server.execute("CHECKPOINT");
    }
    settle(server);
    database
}

/// What one fill costs: the load, and the whole command.
fn ours(server: &Server, database: &Database) -> (Cpu, Cpu) {
    let mut job = Job::default();
    job.config.seed = Some(42);
    job.config.target.url = Some(database.url.clone());
    job.config.defaults.rows = Some(Rows::Count(ROWS));
    job.config.load.connections = Some(1);
    let begun = Cpu::now(server);
    let mut watch = Watch { server, planned: None, loaded: None };
    generate(&job, &mut watch).unwrap_or_else(|error| panic!("{error}"));
    let whole = Cpu::now(server).since(begun);
    let load = watch.loaded.expect("it was loaded").since(watch.planned.expect("it was planned"));
    (load, whole)
}

/// What the server's own client costs.
fn theirs(server: &Server, database: &Database, file: &Path) -> Cpu {
    let mut command = match server.address.dialect {
        Dialect::Postgres => psql(database, file),
        Dialect::Mysql => mariadb(server, database, file),
    };
    let begun = Cpu::now(server);
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Cpu::now(server).since(begun)
}

/// The program beside the server's, past links and wrappers: those cost CPU, too.
fn psql(database: &Database, file: &Path) -> Command {
    let server = servers::postgres::bin().join("postgres").canonicalize().expect("it runs");
    let mut command = Command::new(server.with_file_name("psql"));
    let copy = format!("\\copy users from '{}' with (format binary)", file.display());
    command.args(["--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-c", &copy, &database.url]);
    command
}

fn mariadb(server: &Server, database: &Database, file: &Path) -> Command {
    let mut command = Command::new("mariadb");
    let load = format!("LOAD DATA LOCAL INFILE '{}' INTO TABLE users CHARACTER SET utf8mb4", file.display());
    command.args(["--no-defaults", "--local-infile=1", "--protocol=tcp", "--host=127.0.0.1"]);
    command.args([format!("--port={}", server.address.port), format!("--user={}", server.address.user)]);
    command.args(["-e", &load, &database.name]).env("MYSQL_PWD", PASSWORD);
    command
}

/// The rows of a database as a file that its server's client loads.
fn ready_file(server: &Server, database: &Database) -> PathBuf {
    let file = server.folder_and_process().0.join("ready");
    let shown = file.display();
    database.execute(&match server.address.dialect {
        Dialect::Postgres => format!("COPY users TO '{shown}' WITH (FORMAT binary)"),
        Dialect::Mysql => {
            format!("SELECT * FROM users ORDER BY id INTO OUTFILE '{shown}' CHARACTER SET utf8mb4")
        }
    });
    file
}

/// Tells whether two databases hold the same rows.
fn digest(server: &Server, database: &Database) -> Vec<String> {
    database.rows(match server.address.dialect {
        Dialect::Postgres => "SELECT count(*), sum(hashtextextended(users::text, 0)) FROM users",
        Dialect::Mysql => {
            "SELECT count(*), sum(crc32(concat_ws('|', id, first_name, last_name, email, phone, city, created_at, \
             balance, is_active, uuid))) FROM users"
        }
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One server: A B A B after one fill that makes the file.
fn compared(name: &str, server: &Server) {
    let first = ready(server);
    ours(server, &first);
    let (file, rows) = (ready_file(server, &first), digest(server, &first));
    drop(first);
    println!("{name}, {ROWS} rows, CPU seconds (client + server):");
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        let database = ready(server);
        let (load, whole) = ours(server, &database);
        drop(database);
        let database = ready(server);
        let theirs = theirs(server, &database, &file);
        assert_eq!(digest(server, &database), rows, "the same rows");
        println!(
            "  round {round}: load {:.2} + {:.2}, whole command {:.2} + {:.2}, ready file {:.2} + {:.2}",
            load.client, load.server, whole.client, whole.server, theirs.client, theirs.server
        );
        rounds.push((load, whole, theirs));
    }
    let of = |pick: &dyn Fn(&(Cpu, Cpu, Cpu)) -> f64| median(rounds.iter().map(pick).collect());
    let (both, server) = (of(&|round| round.2.both()), of(&|round| round.2.server));
    println!("  client + server, load / ready file: {:.3}", of(&|round| round.0.both()) / both);
    println!("  client + server, whole command / ready file: {:.3}", of(&|round| round.1.both()) / both);
    println!("  server alone, load / ready file: {:.3}", of(&|round| round.0.server) / server);
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    if is_wanted("postgres") {
        // Room for the table and its indexes; nothing that comes by the clock.
        let settings =
            ["shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=1h", "autovacuum=off"];
        compared("PostgreSQL", &servers::postgres::start_with(&settings));
    }
    if is_wanted("mariadb") {
        let settings = ["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=2G"];
        compared("MariaDB", &servers::mariadb::start_with(|_| settings.map(str::to_owned).into()));
    }
}
