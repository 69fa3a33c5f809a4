//! `bench`: measures this machine and a target, and recommends a performance mode.

use serde_json::json;

use super::args::BenchArgs;
use super::watcher::Watcher;
use super::wishes::Reader;
use super::{Outcome, job};
use crate::app::bench::{Benchmark, bench};
use crate::config::parse_rows;
use crate::error::Exit;
use crate::ui::{Voice, print_benchmark};

/// Runs the verb.
pub(super) fn run(args: &BenchArgs, voice: &Voice, mut reader: Reader) -> Outcome {
    let json = reader.word("--format", args.format.as_deref(), &[("table", false), ("json", true)]);
    let rows = match parse_rows(&args.rows) {
        Ok(rows) if rows > 0 => rows,
        Ok(_) => {
            reader.wrong("--rows: a measurement needs 1 row at least");
            1
        }
        Err(problem) => {
            reader.wrong(format!("--rows: {problem}"));
            1
        }
    };
    let rounds = reader.number("--rounds", Some(&args.rounds), 1, 100).unwrap_or(1);
    let mut job = job::job(voice, reader, args.url.as_deref(), &args.target, None, Some(&args.load))?;
    job.yes = args.yes;
    let mut watcher = Watcher::new(voice)?;
    let found = bench(&job, rows, u32::try_from(rounds).unwrap_or(1), &mut watcher)?;
    if json.unwrap_or(false) {
        voice.data(&text(&found));
    } else {
        print_benchmark(voice, &found);
    }
    Ok(Exit::Done)
}

fn text(found: &Benchmark) -> String {
    let lines = found.measured.iter().map(|one| {
        json!({
            "what": one.what,
            "rows": one.rows,
            "seconds": one.seconds,
            "rows_per_second": one.rate() as u64,
            "cpu_seconds": one.cpu_seconds,
            "bytes": one.bytes,
        })
    });
    let all = json!({
        "format": 1,
        "target": found.target,
        "measured": lines.collect::<Vec<_>>(),
        "recommended": found.recommended,
    });
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}
