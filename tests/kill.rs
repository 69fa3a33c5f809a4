//! A process that is killed loses what it had not committed and nothing else: after `resume` the file holds
//! what an uninterrupted run would have put there.
//!
//! The program is killed with SIGKILL at random moments of its run, over files that it makes and files that
//! were there. A failure prints the seed; `DBMOCKER_TEST_SEED` sets it.

mod support;

use std::hash::{BuildHasher as _, Hasher as _};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::Database;

const SCHEMA: &str = "
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, lead_id INTEGER REFERENCES orders (id));
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), amount DECIMAL(10, 2) NOT NULL CHECK (amount > 0), ordered_on DATE NOT NULL);
    CREATE TABLE order_items (order_id INTEGER NOT NULL REFERENCES orders (id), line_no INTEGER NOT NULL, note TEXT, PRIMARY KEY (order_id, line_no));
    CREATE INDEX orders_by_day ON orders (ordered_on, customer_id);
    CREATE UNIQUE INDEX customers_by_mail ON customers (lower(email));
    CREATE INDEX customers_by_name ON customers (name);";
/// Rows of each table.
const ROWS: &str = "40000";
/// How often a run is killed.
const KILLS: u32 = 10;

fn seed() -> u64 {
    let set = std::env::var("DBMOCKER_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    set.unwrap_or_else(|| std::hash::RandomState::new().build_hasher().finish())
}

fn command(database: &Database, verb: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbmocker"));
    command.current_dir(database.folder()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.args([verb, "--url", &format!("sqlite:{}", database.path().display())]);
    command
}

fn generate(database: &Database) -> Command {
    let mut command = command(database, "generate");
    command.args(["--rows", ROWS, "--seed", "5", "--yes", "--chunk-rows", "2000"]);
    if !database.path().exists() {
        command.arg("--schema-file").arg(database.folder().join("schema.sql"));
    }
    command
}

fn run(mut command: Command) -> Output {
    command.output().expect("the program of this package")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Kills a process after a while.
fn kill(mut child: Child, after: Duration) {
    std::thread::sleep(after);
    child.kill().expect("a child of this test");
    child.wait().expect("a child of this test");
}

/// Goes on until the run is done: with `resume` where it had begun, else from the start. Says whether there
/// was something to resume.
fn complete(database: &Database) -> bool {
    let resumed = run(command(database, "resume"));
    if resumed.status.success() {
        return true;
    }
    let words = text(&resumed);
    assert!(words.contains("no unfinished run") || words.contains("there is no file"), "{words}");
    if !database.path().exists() || database.count("customers") == before(database) {
        let again = run(generate(database));
        assert!(again.status.success(), "{}", text(&again));
    }
    false
}

/// Rows that were in the file before the test: those with a name that no run makes.
fn before(database: &Database) -> i64 {
    database.number("SELECT count(*) FROM customers WHERE name LIKE 'before %'")
}

fn survives(make: impl Fn() -> Database) {
    let seed = seed();
    let known = make();
    let started = Instant::now();
    let whole = run(generate(&known));
    let took = started.elapsed();
    assert!(whole.status.success(), "{}", text(&whole));
    let (mut state, mut resumed) = (seed, 0);
    for kill_number in 1..=KILLS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let after = took.mul_f64((state >> 32) as f64 / f64::from(u32::MAX));
        let what = format!("seed {seed}, kill {kill_number} after {after:?} of {took:?}");
        let database = make();
        kill(generate(&database).spawn().expect("the program of this package"), after);
        if kill_number % 3 == 0 && database.path().exists() {
            kill(command(&database, "resume").spawn().expect("the program of this package"), after / 3);
        }
        resumed += u32::from(complete(&database));
        assert_eq!(database.rows("PRAGMA integrity_check"), ["ok"], "{what}");
        assert_eq!(database.rows("PRAGMA foreign_key_check"), [""; 0], "{what}");
        assert_eq!(database.catalogue(), known.catalogue(), "{what}");
        assert_eq!(database.digest(), known.digest(), "{what}");
    }
    assert!(resumed > 0, "seed {seed}: no kill struck a run in {took:?}");
}

#[test]
fn a_killed_run_on_a_new_file_is_completed() {
    survives(|| Database::none(SCHEMA));
}

#[test]
fn a_killed_run_on_a_file_that_was_there_is_completed() {
    survives(|| {
        let database = Database::of(SCHEMA);
        database.run(
            "INSERT INTO customers VALUES (3, 'before a', 'a@before.example', NULL), (40, 'before b', 'b@before.example', NULL);
             INSERT INTO orders VALUES (1, 3, 1.5, '2020-01-01');",
        );
        database
    });
}
