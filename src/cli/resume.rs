//! `resume`: goes on with a run that stopped.

use super::args::ResumeArgs;
use super::watcher::Watcher;
use super::wishes::Reader;
use super::{Outcome, generate, job};
use crate::app::resume::resume;
use crate::ui::{ReportFile, Voice};

/// Runs the verb.
pub(super) fn run(args: &ResumeArgs, voice: &Voice, mut reader: Reader) -> Outcome {
    let verify_full = generate::verify_full(&mut reader, &args.run);
    let mut job = job::job(voice, reader, None, &args.target, None, Some(&args.load))?;
    job.keep_ledger = args.run.keep_ledger;
    job.verify_full = verify_full;
    job.digest = args.run.report.is_some();
    let report = args.run.report.as_deref().map(ReportFile::open).transpose()?;
    let outcome =
        Watcher::new(voice).and_then(|mut watcher| resume(&job, args.run_id.as_deref(), &mut watcher));
    generate::finished(voice, &job, outcome, report)
}
