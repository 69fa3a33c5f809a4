//! Processes and connections that are killed, servers that crash, networks that cut and lose replies, all in
//! the middle of a load: after `resume` the database holds what an uninterrupted run would have put there.
//!
//! Where a strike falls is random; a failure prints the seed, `DBMOCKER_TEST_SEED` sets it, and
//! `DBMOCKER_TEST_ROUNDS` sets how often each strike is tried.

#[path = "servers/mod.rs"]
mod servers;

use std::hash::{BuildHasher as _, Hasher as _};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use servers::mysql::not_run;
use servers::proxy::{Fault, Proxy};
use servers::{Database, Dialect, Server};

const SCHEMA: &str = "
    CREATE TABLE customers (id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(120) NOT NULL UNIQUE, lead_id INT);
    CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, customer_id INT NOT NULL, amount DECIMAL(10, 2) NOT NULL CHECK (amount > 0), ordered_on DATE NOT NULL,
        FOREIGN KEY (customer_id) REFERENCES customers (id));
    CREATE TABLE order_items (order_id INT NOT NULL, line_no INT NOT NULL, note VARCHAR(200), PRIMARY KEY (order_id, line_no),
        FOREIGN KEY (order_id) REFERENCES orders (id));
    ALTER TABLE customers ADD FOREIGN KEY (lead_id) REFERENCES orders (id);
    CREATE INDEX orders_by_day ON orders (ordered_on, customer_id);";
const TABLES: [&str; 3] = ["customers", "orders", "order_items"];
/// Rows of each table.
const ROWS: i64 = 8000;
/// What the program says to commit.
const COMMIT: &[u8] = b"COMMIT";
/// How long a run that was struck may take to find its end, and how long the session of a dead process may
/// hold the database.
const PATIENCE: Duration = Duration::from_secs(100);

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

fn rounds() -> u64 {
    number("DBMOCKER_TEST_ROUNDS").unwrap_or(3)
}

/// Fractions between 0 and 1 that follow from a seed.
struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    fn new() -> Self {
        let seed = number("DBMOCKER_TEST_SEED")
            .unwrap_or_else(|| std::hash::RandomState::new().build_hasher().finish());
        Self { seed, state: seed }
    }

    fn next(&mut self) -> f64 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 32) as f64 / f64::from(u32::MAX)
    }
}

fn program(verb: &str, url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbmocker"));
    command.current_dir(std::env::temp_dir()).args([verb, "--url", url]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn generate(url: &str) -> Command {
    let mut command = program("generate", url);
    command.args(["--rows", &ROWS.to_string(), "--seed", "5", "--yes", "--chunk-rows", "500"]);
    command
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn new_database(server: &Server) -> Database {
    let database = server.database("struck");
    database.execute(SCHEMA);
    database
}

/// All rows of all tables, whatever order they lie in.
fn digest(database: &Database) -> String {
    let mut hasher = blake3::Hasher::new();
    for table in TABLES {
        let mut lines = database.rows(&format!("SELECT * FROM {table}"));
        lines.sort_unstable();
        hasher.update(format!("{table} {}\n{}\n", lines.len(), lines.join("\n")).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// What an uninterrupted run puts there, how long it takes, how many bytes it sends, and how
/// often it commits.
struct Known {
    digest: String,
    took: Duration,
    bytes: u64,
    commits: u64,
}

/// The URL of a database behind a proxy that can read what is sent.
fn through(proxy: &Proxy, server: &Server, database: &Database) -> String {
    let url = proxy.through(&database.url, server.address.port);
    match server.address.dialect {
        Dialect::Postgres => format!("{url}?sslmode=disable"),
        Dialect::Mysql => format!("{url}?ssl-mode=disable"),
    }
}

fn known(server: &Server) -> Known {
    let database = new_database(server);
    let proxy = Proxy::to(server.address.port);
    let started = Instant::now();
    let whole = generate(&through(&proxy, server, &database)).output().expect("the program");
    let took = started.elapsed();
    assert!(whole.status.success(), "{}", text(&whole));
    assert_eq!(database.number("SELECT count(*) FROM order_items"), ROWS);
    let sent = proxy.sent();
    let commits = sent.windows(COMMIT.len()).filter(|words| *words == COMMIT).count() as u64;
    Known { digest: digest(&database), took, bytes: sent.len() as u64, commits }
}

/// Waits for a process that was struck or whose server was.
fn end(child: Child) -> Output {
    child.wait_with_output().expect("a child of this test")
}

/// Goes on until the run is done; how often it was resumed.
fn complete(database: &Database) -> u32 {
    let begun = Instant::now();
    let mut resumed = 0;
    loop {
        let output = program("resume", &database.url).output().expect("the program");
        let words = text(&output);
        match output.status.code() {
            Some(0) => return resumed + 1,
            // Nothing is left of it: it had come to its end, or not to its first chunk.
            Some(9) => break,
            // The server has not noticed yet that the other process is gone, or is not back.
            Some(8 | 3) => std::thread::sleep(Duration::from_millis(100)),
            Some(6) => resumed += 1,
            _ => panic!("{}: {words}", output.status),
        }
        assert!(begun.elapsed() < PATIENCE, "{words}");
    }
    if database.number("SELECT count(*) FROM customers") == 0 {
        let again = generate(&database.url).output().expect("the program");
        assert!(again.status.success(), "{}", text(&again));
    }
    resumed
}

/// Shown by `--nocapture`.
#[expect(clippy::print_stdout, reason = "what struck and what became of it is of interest")]
fn told(line: &str) {
    println!("{line}");
}

/// What is done to a run under way.
type Strike = fn(&Server, &Database, &mut Child);

/// Strikes runs at random moments; all are completed in the end.
fn survives(server: &Server, strike: Strike) {
    let known = known(server);
    let mut chance = Chance::new();
    let mut resumed = 0;
    for round in 0..rounds() {
        // Not so early that it has not begun, and not after its end.
        let after = known.took.mul_f64(0.2 + 0.6 * chance.next());
        let what = format!("seed {}, round {round} after {after:?} of {:?}", chance.seed, known.took);
        let database = new_database(server);
        let mut child = generate(&database.url).spawn().expect("the program");
        std::thread::sleep(after);
        strike(server, &database, &mut child);
        let ended = end(child);
        assert!(!text(&ended).contains("panicked"), "{what}: {}", text(&ended));
        resumed += complete(&database);
        assert_eq!(digest(&database), known.digest, "{what}: {}", text(&ended));
        told(&format!("{what}: {}, resumed {resumed} times so far", ended.status));
    }
}

fn kill_client(_: &Server, _: &Database, child: &mut Child) {
    child.kill().expect("a child of this test");
}

fn restart_server(server: &Server, _: &Database, _: &mut Child) {
    server.crash_and_restart();
}

/// Ends the sessions that the run has, as an owner of the server does.
fn kill_sessions(server: &Server, database: &Database, _: &mut Child) {
    let name = &database.name;
    match server.address.dialect {
        Dialect::Postgres => server.execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND application_name = 'dbmocker'"
        )),
        Dialect::Mysql => {
            let own = database.number("SELECT connection_id()");
            let mut session = database.connect();
            let others = format!(
                "SELECT id FROM information_schema.processlist WHERE db = '{name}' AND id NOT IN ({own}, connection_id())"
            );
            for id in session.rows(&others).expect("the sessions of the server") {
                // One that has ended meanwhile is unknown.
                let _ = session.rows(&format!("KILL {id}"));
            }
        }
    }
}

/// A network that fails somewhere in what the client sends; the fault follows from a fraction.
fn survives_network(server: &Server, fault: fn(&Known, f64) -> Fault) {
    let known = known(server);
    let mut chance = Chance::new();
    for round in 0..rounds() {
        let fault = fault(&known, chance.next());
        let what = format!(
            "seed {}, round {round}, {fault:?} of {} bytes, {} commits",
            chance.seed, known.bytes, known.commits
        );
        let database = new_database(server);
        let proxy = Proxy::to(server.address.port);
        proxy.strike(fault);
        let ended = generate(&through(&proxy, server, &database)).output().expect("the program");
        assert_eq!(proxy.struck(), 1, "{what}: {}", text(&ended));
        assert!(!text(&ended).contains("panicked"), "{what}: {}", text(&ended));
        let resumed = complete(&database);
        assert_eq!(digest(&database), known.digest, "{what}: {}", text(&ended));
        told(&format!("{what}: {}, resumed {resumed} times", ended.status));
    }
}

fn cut_sending(known: &Known, part: f64) -> Fault {
    Fault::CutSending((known.bytes as f64 * part) as u64)
}

/// A commit whose reply is lost was a commit: its rows are not sent again.
fn lose_a_commits_reply(known: &Known, part: f64) -> Fault {
    Fault::LoseReply(COMMIT, (known.commits.saturating_sub(1) as f64 * part) as u64)
}

mod postgres {
    use super::*;

    #[test]
    fn the_client_is_killed() {
        survives(servers::postgres(), kill_client);
    }

    #[test]
    fn sessions_are_killed() {
        survives(servers::postgres(), kill_sessions);
    }

    #[test]
    fn the_server_crashes() {
        static OWN: OnceLock<Server> = OnceLock::new();
        survives(OWN.get_or_init(servers::postgres::start), restart_server);
    }

    #[test]
    fn connections_are_cut() {
        survives_network(servers::postgres(), cut_sending);
    }

    #[test]
    fn replies_to_commit_are_lost() {
        survives_network(servers::postgres(), lose_a_commits_reply);
    }
}

mod mariadb {
    use super::*;

    #[test]
    fn the_client_is_killed() {
        survives(servers::mariadb(), kill_client);
    }

    #[test]
    fn sessions_are_killed() {
        survives(servers::mariadb(), kill_sessions);
    }

    #[test]
    fn the_server_crashes() {
        static OWN: OnceLock<Server> = OnceLock::new();
        survives(OWN.get_or_init(servers::mariadb::start), restart_server);
    }

    #[test]
    fn connections_are_cut() {
        survives_network(servers::mariadb(), cut_sending);
    }

    #[test]
    fn replies_to_commit_are_lost() {
        survives_network(servers::mariadb(), lose_a_commits_reply);
    }
}

/// It is not ours, so it is not restarted.
mod mysql {
    use super::*;

    #[test]
    fn the_client_is_killed() {
        servers::mysql().map_or_else(not_run, |server| survives(server, kill_client));
    }

    #[test]
    fn sessions_are_killed() {
        servers::mysql().map_or_else(not_run, |server| survives(server, kill_sessions));
    }

    #[test]
    fn connections_are_cut() {
        servers::mysql().map_or_else(not_run, |server| survives_network(server, cut_sending));
    }

    #[test]
    fn replies_to_commit_are_lost() {
        servers::mysql().map_or_else(not_run, |server| survives_network(server, lose_a_commits_reply));
    }
}
