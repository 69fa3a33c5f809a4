//! Rows without end to nowhere: alone in its process, whose memory is looked at.

use std::sync::Arc;

use dbmocker::app::generate::plan;
use dbmocker::app::{Control, Job};
use dbmocker::run::{RunOptions, run};
use dbmocker::target::{NullTarget, Run};
use folder::Folder;

#[path = "support/folder.rs"]
mod folder;

/// Rows to nowhere.
const MANY: u64 = if cfg!(debug_assertions) { 10_000_000 } else { 1_000_000_000 };

/// Resident bytes of this process now.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches("kB").trim().parse::<u64>().expect("a number") << 10
}

#[test]
fn rows_without_end_to_nowhere_stay_flat() {
    let folder = Folder::with("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);");
    let mut job = Job::default();
    job.config.target.url = Some(format!("sqlite:{}", folder.path("app.db").display()));
    job.config.defaults.rows = Some(dbmocker::config::Rows::Count(MANY));
    let planned = plan(&job).unwrap_or_else(|error| panic!("{error}"));
    let mut nowhere = NullTarget::new((*planned.plan.schema).clone());
    let row = Run {
        id: "0123456789abcdef".to_owned(),
        plan_hash: planned.plan.hash.clone(),
        schema_hash: planned.plan.schema_hash(),
        program: "test".to_owned(),
        seed: planned.plan.seed,
        now: planned.plan.now,
        config: String::new(),
        facts: String::new(),
        epoch: 1,
        shared: false,
    };
    let (mut chunks, mut early, mut late) = (0_u64, 0, 0);
    let plan = Arc::clone(&planned.plan);
    let options = RunOptions { keep_ledger: false, verify_full: false };
    let report = run(&plan, &planned.load, &mut nowhere, &row, options, &Control::default(), &mut |event| {
        if matches!(event, dbmocker::data::Event::ChunkCommitted { .. }) {
            chunks += 1;
            let seen = resident();
            // After a tenth of the rows everything is warm.
            if chunks * planned.load.chunk_rows <= MANY / 10 {
                early = early.max(seen);
            } else {
                late = late.max(seen);
            }
        }
    });
    let report = report.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.figures.rows_filled, MANY);
    assert!(late as f64 <= early as f64 * 1.1 + 4e6, "{} KiB, then {} KiB", early >> 10, late >> 10);
}
