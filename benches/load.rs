//! The whole way into a new SQLite file, against a floor: the same number of rows of the same ten columns,
//! ready in memory, inserted one by one through a prepared statement in one transaction.
//!
//! `cargo bench --bench load` prints CPU seconds of both, medians of five interleaved runs, and the ratio.
//! Then 1,000 tables are inspected and planned, and 2^32 + 1 rows of one column go nowhere.

#![expect(clippy::print_stdout, reason = "a bench reports")]

use std::path::Path;
use std::sync::Arc;

use cpu_time::ProcessTime;
use dbmocker::app::{Consent, Interaction, Job, generate::generate};
use dbmocker::config::{LoadConfig, PerformanceMode, Rows};
use dbmocker::data::{Event, Facts};
use dbmocker::generate::dict::{Dictionary, Locale};
use dbmocker::plan::{DataPlan, Inputs, LoadPlan, Meanings, build, questions};
use dbmocker::run::{Control, RunOptions, run};
use dbmocker::target::{NullTarget, Run, SqliteOptions, SqliteTarget, Target as _};
use rusqlite::{Connection, params};

const ROWS: u64 = 500_000;
const SCHEMA: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, first_name VARCHAR(40) NOT NULL, \
    last_name VARCHAR(40) NOT NULL, email VARCHAR(120) NOT NULL, phone VARCHAR(30), city VARCHAR(60), \
    created_at TIMESTAMP NOT NULL, balance DECIMAL(10, 2) NOT NULL, is_active BOOLEAN NOT NULL, uuid UUID NOT NULL)";

struct Silent;

impl Interaction for Silent {
    fn event(&mut self, _: Event) {}
    fn planned(&mut self, _: &DataPlan) {}
    fn consent(&mut self, _: &Consent) -> Option<bool> {
        Some(true)
    }
    fn control(&self) -> Control {
        Control::default()
    }
}

fn ours(folder: &Path) -> f64 {
    let (file, script) = (folder.join("ours.db"), folder.join("schema.sql"));
    std::fs::write(&script, SCHEMA).expect("a writable folder");
    let mut job = Job::default();
    job.config.seed = Some(42);
    job.config.target.url = Some(format!("sqlite:{}", file.display()));
    job.config.target.schema_file = Some(script.display().to_string());
    job.config.defaults.rows = Some(Rows::Count(ROWS));
    job.config.load =
        LoadConfig { performance_mode: Some(PerformanceMode::UltraHigh), ..LoadConfig::default() };
    let start = ProcessTime::now();
    generate(&job, &mut Silent).expect("a schema that fills");
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_file(file).expect("the file was made");
    seconds
}

fn floor(folder: &Path) -> f64 {
    let file = folder.join("floor.db");
    let start = ProcessTime::now();
    let mut connection = Connection::open(&file).expect("a writable folder");
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -131072").expect("settings");
    connection.execute_batch(SCHEMA).expect("a schema");
    let transaction = connection.transaction().expect("a transaction");
    {
        let mut insert =
            transaction.prepare("INSERT INTO users VALUES (?,?,?,?,?,?,?,?,?,?)").expect("a statement");
        for id in 0..ROWS as i64 {
            let row = params![
                id,
                "Marcelle",
                "Feest",
                "marcelle.feest133591@example.net",
                "+1-294-555-4349",
                "Indianapolis",
                "2023-07-30 10:52:47",
                36.84,
                1,
                "3b3b8560-8893-44f0-bf35-6b8fa157b099"
            ];
            insert.execute(row).expect("a row");
        }
    }
    transaction.commit().expect("a commit");
    drop(connection);
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_file(file).expect("the file was made");
    seconds
}

/// Seconds of CPU to inspect and plan so many tables, each with a reference, unique keys and CHECKs.
fn planned(tables: usize) -> f64 {
    let table = |at: usize| {
        let parent = (at * 7) % at.max(1);
        format!(
            "CREATE TABLE t{at} (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL UNIQUE, first_name TEXT, \
             status VARCHAR(10) CHECK (status IN ('a', 'b')), price DECIMAL(10, 2) CHECK (price > 0), \
             created_at TIMESTAMP, updated_at TIMESTAMP, note TEXT, qty INTEGER NOT NULL, \
             parent_id INTEGER REFERENCES t{parent} (id));"
        )
    };
    let script: String = (0..tables).map(table).collect();
    let mut target = SqliteTarget::from_script(&script, None, SqliteOptions::default()).expect("a schema");
    let start = ProcessTime::now();
    let schema = Arc::new(target.inspect().expect("a catalogue"));
    let dict = Dictionary::load(Locale::En);
    let (job, empty) = (Job::default(), Facts::default());
    let meanings = Meanings::new(&schema);
    let inputs = Inputs {
        schema: &schema,
        config: &job.config,
        facts: &empty,
        dict: &dict,
        meanings: &meanings,
        seed: 1,
        now: 0,
    };
    let facts = target.answer(&schema, &questions(&inputs).expect("questions")).expect("answers");
    build(&Inputs { facts: &facts, ..inputs }).expect("a plan");
    start.elapsed().as_secs_f64()
}

fn nowhere() -> (u64, f64) {
    const MANY: u64 = (1 << 32) + 1;
    let script = "CREATE TABLE one (id INTEGER PRIMARY KEY)";
    let mut source = SqliteTarget::from_script(script, None, SqliteOptions::default()).expect("a schema");
    let schema = Arc::new(source.inspect().expect("a catalogue"));
    let mut job = Job::default();
    job.config.defaults.rows = Some(Rows::Count(MANY));
    let dict = Dictionary::load(Locale::En);
    let facts = Facts::default();
    let meanings = Meanings::new(&schema);
    let inputs = Inputs {
        schema: &schema,
        config: &job.config,
        facts: &facts,
        dict: &dict,
        meanings: &meanings,
        seed: 1,
        now: 0,
    };
    let plan = Arc::new(build(&inputs).expect("a plan"));
    let load = LoadPlan::new(&job.config.load, 2).expect("settings");
    let mut target = NullTarget::new(schema.as_ref().clone());
    let who = Run {
        id: "bench".into(),
        plan_hash: plan.hash.clone(),
        schema_hash: String::new(),
        program: String::new(),
        seed: 1,
        now: 0,
        config: String::new(),
        facts: String::new(),
        epoch: 1,
        shared: false,
    };
    let start = ProcessTime::now();
    let options = RunOptions { keep_ledger: false, verify_full: false };
    run(&plan, &load, &mut target, &who, options, &Control::default(), &mut |_| {})
        .expect("nowhere takes all");
    (target.count(&schema, 0).expect("a count"), start.elapsed().as_secs_f64())
}

fn median(mut runs: Vec<f64>) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runs: Vec<(f64, f64)> = (0..5).map(|_| (ours(folder.path()), floor(folder.path()))).collect();
    let (ours, floor) =
        (median(runs.iter().map(|run| run.0).collect()), median(runs.iter().map(|run| run.1).collect()));
    println!("users10, {ROWS} rows into a new SQLite file, CPU seconds:");
    println!("  dbmocker {ours:.2}, ready rows by prepared INSERT {floor:.2}: ratio {:.2}", ours / floor);
    println!("  dbmocker: {:.0} rows per CPU second, generated, loaded and checked", ROWS as f64 / ours);
    println!(
        "1,000 tables inspected and planned: {:.2} CPU seconds",
        median((0..5).map(|_| planned(1000)).collect())
    );
    let (rows, seconds) = nowhere();
    println!("one column to nowhere: {rows} rows in {seconds:.1} CPU seconds");
}
