//! `generate`: plans, asks, fills, reports.

use std::path::Path;

use super::args::{GenerateArgs, RunArgs};
use super::watcher::Watcher;
use super::wishes::Reader;
use super::{Failure, Outcome, command, earlier, job, plan};
use crate::app::generate::{Summary, generate};
use crate::app::{Job, moment_text};
use crate::error::{Error, Exit, Result};
use crate::ui::{ReportFile, Voice, print_summary, report_json};

/// Runs the verb.
pub(super) fn run(args: &GenerateArgs, voice: &Voice, mut reader: Reader) -> Outcome {
    let args = &earlier::taken(voice, &mut reader, args);
    let verify_full = verify_full(&mut reader, &args.run);
    let mut wanted = args.wanted.clone();
    // A plan's file carries its configuration.
    wanted.target.no_config |= args.plan.is_some() && wanted.target.config.is_empty();
    let mut job = job::wanted_job(voice, reader, &wanted)?;
    job.yes = args.yes;
    job.keep_ledger = args.run.keep_ledger;
    job.skip_rehearsal = args.no_rehearse;
    job.verify_full = verify_full;
    job.digest = args.run.report.is_some();
    if let Some(file) = &args.plan {
        expect_plan(&mut job, file)?;
    }
    if args.dry_run {
        return plan::show(&job, voice, None, false);
    }
    let report = args.run.report.as_deref().map(ReportFile::open).transpose()?;
    let outcome = Watcher::new(voice).and_then(|mut watcher| generate(&job, &mut watcher));
    finished(voice, &job, outcome, report)
}

/// Reads `--verify`.
pub(super) fn verify_full(reader: &mut Reader, args: &RunArgs) -> bool {
    let extents = [("needed", false), ("full", true)];
    reader.word("--verify", args.verify.as_deref(), &extents).unwrap_or(false)
}

/// Says and reports how a run ended.
pub(super) fn finished(
    voice: &Voice,
    job: &Job,
    outcome: Result<Summary>,
    report: Option<ReportFile>,
) -> Outcome {
    if let Some(file) = report {
        let written = file.write(&report_json(&command::given(), &outcome, &|text| voice.masked(text)));
        if let Err(error) = written {
            voice.warn(&error.to_string());
        }
    }
    match outcome {
        Ok(summary) => {
            print_summary(voice, &summary, &command::again(summary.plan.seed));
            Ok(Exit::Done)
        }
        Err(error) => Err(Failure { error, target: job.config.target.url.clone() }),
    }
}

/// Takes hash, seed and present of a plan's file; what the flags say wins, and then the hash differs.
fn expect_plan(job: &mut Job, file: &Path) -> Result<()> {
    let refuse = |what: String| {
        Error::new(Exit::Usage, format!("--plan: {}: {what}", file.display())).remains("nothing was written")
    };
    let text = std::fs::read_to_string(file).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    let plan: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| refuse(format!("is no plan: {error}")))?;
    let (hash, seed, now) = (plan["hash"].as_str(), plan["seed"].as_u64(), plan["now"].as_i64());
    let (Some(hash), Some(seed), Some(now)) = (hash, seed, now) else {
        return Err(refuse("is no plan; `dbmocker plan -o plan.json` writes one".to_owned()));
    };
    // What is wished beside the file wins, and is refused later if it makes another plan.
    let mut config = plan["config"].clone();
    lay_over(&mut config, serde_json::to_value(&job.config).unwrap_or_default());
    job.config = serde_json::from_value(config)
        .map_err(|error| refuse(format!("is no plan of this version: {error}")))?;
    job.expected_plan = Some(hash.to_owned());
    job.config.seed.get_or_insert(seed);
    job.config.now.get_or_insert_with(|| moment_text(now));
    Ok(())
}

/// Lays one configuration over another; what is not set in it leaves the lower one as it is.
fn lay_over(lower: &mut serde_json::Value, upper: serde_json::Value) {
    use serde_json::Value;
    match (lower, upper) {
        (Value::Object(lower), Value::Object(upper)) => {
            for (key, value) in upper {
                lay_over(lower.entry(key).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (_, Value::Array(items)) if items.is_empty() => {}
        (lower, upper) => *lower = upper,
    }
}
