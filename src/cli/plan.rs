//! `plan`, and `generate --dry-run`: shows what would be written.

use std::path::Path;

use super::args::PlanArgs;
use super::wishes::Reader;
use super::{Outcome, job};
use crate::app::generate::{plan, rehearsed_plan};
use crate::app::{Explanation, Job, Planned};
use crate::error::{Error, Exit, Result};
use crate::ui::{Voice, print_plan};

/// Runs the verb.
pub(super) fn run(args: &PlanArgs, voice: &Voice, mut reader: Reader) -> Outcome {
    let json = reader.word("--format", args.format.as_deref(), &[("table", false), ("json", true)]);
    let job = job::wanted_job(voice, reader, &args.wanted)?;
    let planned = if args.rehearse { rehearsed_plan(&job)? } else { plan(&job)? };
    tell(&job, &planned, voice, args.output.as_deref(), json.unwrap_or(false))
}

/// Prints the plan, or writes it to a file.
pub(super) fn show(job: &Job, voice: &Voice, output: Option<&Path>, json: bool) -> Outcome {
    tell(job, &plan(job)?, voice, output, json)
}

fn tell(job: &Job, planned: &Planned, voice: &Voice, output: Option<&Path>, json: bool) -> Outcome {
    let explanation = planned.explanation();
    match output {
        Some(file) => write(&text(job, &explanation), file)?,
        None if json => drop(voice.data(&text(job, &explanation))),
        None => drop(print_plan(voice, &planned.location.shown(), &explanation)),
    }
    Ok(Exit::Done)
}

/// The plan with the configuration that it was made from, so that `generate --plan` needs no other flag.
fn text(job: &Job, explanation: &Explanation) -> String {
    let mut plan = serde_json::to_value(explanation).unwrap_or_default();
    plan["config"] = serde_json::to_value(&job.config).unwrap_or_default();
    serde_json::to_string_pretty(&plan).unwrap_or_default() + "\n"
}

fn write(text: &str, file: &Path) -> Result<()> {
    std::fs::write(file, text)
        .map_err(|error| Error::new(Exit::Usage, format!("{} cannot be written: {error}", file.display())))
}
