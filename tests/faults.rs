//! Faults enter through the target's own trait: a begin, a write, a commit that fails, a commit whose reply is
//! lost. Whatever strikes, and however often, the run that goes on in the end has loaded what an uninterrupted
//! one loads, no row twice and no chunk twice.
//!
//! The memory target panics on a row that is written twice. That it would is shown by a run whose ledger is
//! lost on purpose.

mod support;

use std::sync::Arc;

use dbmocker::app::generate::plan;
use dbmocker::error::Exit;
use dbmocker::plan::{DataPlan, LoadPlan};
use dbmocker::run::{Control, RunOptions, run};
use dbmocker::target::{Fault, MemoryTarget, Run, Target as _};
use support::Database;

const SCHEMA: &str = "
    CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, lead_id INTEGER REFERENCES members (id));
    CREATE TABLE members (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams (id), age INTEGER NOT NULL CHECK (age > 17));
    CREATE TABLE notes (id INTEGER PRIMARY KEY, member_id INTEGER REFERENCES members (id), body TEXT NOT NULL);";
const KINDS: [Fault; 4] = [Fault::Begin, Fault::Write, Fault::Commit, Fault::CommitReply];

/// A plan and how it travels, small enough that every operation can be struck.
fn small_plan() -> (Arc<DataPlan>, LoadPlan) {
    let database = Database::of(SCHEMA);
    let job =
        database.job("{seed: 1, defaults: {rows: 70}, load: {chunk_rows: 25, jobs: 1, connections: 1}}");
    let planned = plan(&job).expect("a plan");
    (planned.plan, planned.load)
}

fn target(plan: &DataPlan) -> MemoryTarget {
    MemoryTarget::new((*plan.schema).clone())
}

/// One attempt; whether it came to its end.
fn attempt(plan: &Arc<DataPlan>, load: &LoadPlan, target: &mut MemoryTarget, epoch: u64) -> bool {
    let run_row = Run {
        id: "0123456789abcdef".to_owned(),
        plan_hash: plan.hash.clone(),
        schema_hash: plan.schema_hash(),
        program: "test".to_owned(),
        seed: plan.seed,
        now: plan.now,
        config: String::new(),
        facts: String::new(),
        epoch,
        shared: false,
    };
    let options = RunOptions { keep_ledger: false, verify_full: false };
    match run(plan, load, target, &run_row, options, &Control::default(), &mut |_| ()) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.exit(), Exit::Incomplete, "{error}");
            assert!(error.to_string().contains("scheduled fault"), "{error}");
            false
        }
    }
}

/// Attempts until one comes to its end; how many it took.
fn resumed(plan: &Arc<DataPlan>, load: &LoadPlan, target: &mut MemoryTarget) -> u64 {
    (1..100).find(|&epoch| attempt(plan, load, target, epoch)).expect("every fault strikes once only")
}

fn assert_complete(plan: &DataPlan, target: &mut MemoryTarget, known: &MemoryTarget, what: &str) {
    assert_eq!(target.rows, known.rows, "{what}");
    for table in &plan.tables {
        let done = target.done().expect("a ledger in memory");
        let ranges = done.get(&plan.schema.tables[table.table].key).map_or(&[][..], Vec::as_slice);
        let rows: u64 = ranges.iter().map(|(_, rows)| rows).sum();
        assert_eq!(rows, table.rows, "{what}: the ledger has every row of {} once", table.name);
    }
}

#[test]
fn a_fault_at_every_operation_is_survived() {
    let (plan, load) = small_plan();
    let mut known = target(&plan);
    assert_eq!(resumed(&plan, &load, &mut known), 1);
    let operations = known.operations();
    for kind in KINDS {
        let mut struck = 0;
        for operation in 0..=operations {
            let mut target = target(&plan);
            target.faults.insert(operation, kind);
            struck += resumed(&plan, &load, &mut target) - 1;
            assert_complete(&plan, &mut target, &known, &format!("{kind:?} at {operation}"));
        }
        assert!(struck > 0, "{kind:?} never struck: the test tests nothing");
    }
}

#[test]
fn many_faults_in_one_run_are_survived() {
    let (plan, load) = small_plan();
    let mut known = target(&plan);
    resumed(&plan, &load, &mut known);
    for seed in 1..=60_u64 {
        let mut target = target(&plan);
        let mut state = seed;
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            target.faults.insert((state >> 40) % 60, KINDS[(state >> 60) as usize % 4]);
        }
        resumed(&plan, &load, &mut target);
        assert_complete(&plan, &mut target, &known, &format!("seed {seed}"));
    }
}

/// A resume with other chunks, other batches and other threads fits into what is there.
#[test]
fn a_resume_may_cut_chunks_anew() {
    let (plan, load) = small_plan();
    let mut known = target(&plan);
    resumed(&plan, &load, &mut known);
    for chunk_rows in [1, 7, 25, 1000] {
        let mut target = target(&plan);
        target.faults.insert(9, Fault::Begin);
        target.faults.insert(13, Fault::CommitReply);
        attempt(&plan, &load, &mut target, 1);
        let other = LoadPlan { chunk_rows, jobs: 2, depth: 5, ..load.clone() };
        resumed(&plan, &other, &mut target);
        assert_complete(&plan, &mut target, &known, &format!("chunks of {chunk_rows}"));
    }
}

/// Several connections at once: whatever strikes, the rows are those of one connection.
#[test]
fn connections_side_by_side_load_the_same() {
    let (plan, load) = small_plan();
    let mut known = target(&plan);
    resumed(&plan, &load, &mut known);
    let mut struck = 0;
    for seed in 0..40_u64 {
        let mut target = target(&plan);
        target.faults.extend((0..seed).map(|n| ((n * 7 + seed) % 45, KINDS[(n + seed) as usize % 4])));
        let load = LoadPlan { connections: 4, chunk_rows: 3 + seed % 20, jobs: 2, ..load.clone() };
        struck += resumed(&plan, &load, &mut target) - 1;
        assert_complete(&plan, &mut target, &known, &format!("seed {seed}"));
    }
    assert!(struck > 0, "no fault struck: the test tests nothing");
}

/// A connection that breaks costs no attempt: the chunk is loaded again within the run.
#[test]
fn a_broken_connection_is_renewed() {
    let (plan, load) = small_plan();
    let mut known = target(&plan);
    resumed(&plan, &load, &mut known);
    let mut target = target(&plan);
    target.faults.extend((0..6).map(|n| (1 + 4 * n, Fault::Link)));
    let load = LoadPlan { connections: 2, ..load };
    assert!(attempt(&plan, &load, &mut target, 1), "nothing is left to resume");
    assert_complete(&plan, &mut target, &known, "renewed");
}

/// What would pass, but does not within the time allowed, ends the run.
#[test]
fn patience_has_an_end() {
    let (plan, load) = small_plan();
    let mut target = target(&plan);
    target.faults.extend((0..200).map(|operation| (operation, Fault::Link)));
    let load = LoadPlan { retry_for: std::time::Duration::from_millis(250), ..load };
    assert!(!attempt(&plan, &load, &mut target, 1));
}

/// The negative control: without its ledger a resumed run writes a row twice, and that is noticed.
#[test]
#[should_panic(expected = "was written twice")]
fn a_lost_ledger_is_noticed() {
    let (plan, load) = small_plan();
    let mut target = target(&plan);
    target.faults.extend((9..20).map(|operation| (operation, Fault::Begin)));
    assert!(!attempt(&plan, &load, &mut target, 1), "the fault must strike");
    target.faults.clear();
    target.forget();
    attempt(&plan, &load, &mut target, 2);
}

#[test]
fn an_interrupt_between_chunks_stops_cleanly() {
    let (plan, load) = small_plan();
    let mut target = target(&plan);
    let control = Control::default();
    control.interrupt();
    let run_row = Run {
        id: "0".repeat(16),
        plan_hash: plan.hash.clone(),
        schema_hash: plan.schema_hash(),
        program: String::new(),
        seed: 1,
        now: plan.now,
        config: String::new(),
        facts: String::new(),
        epoch: 1,
        shared: false,
    };
    let options = RunOptions { keep_ledger: false, verify_full: false };
    let outcome = run(&plan, &load, &mut target, &run_row, options, &control, &mut |_| ());
    let error = outcome.map(|_| ()).expect_err("it was asked to stop");
    assert_eq!(error.exit(), Exit::Interrupted);
    assert!(target.rows.values().all(|rows| rows.is_empty()));
    assert_eq!(target.unfinished().expect("in memory").map(|run| run.id), Some("0".repeat(16)));
}
