//! `verify`: checks a database by itself.

use super::args::VerifyArgs;
use super::wishes::Reader;
use super::{Outcome, job};
use crate::app::verify::verify;
use crate::error::Exit;
use crate::ui::{Voice, count};

/// Runs the verb.
pub(super) fn run(args: &VerifyArgs, voice: &Voice, reader: Reader) -> Outcome {
    let verified = verify(&job::wanted_job(voice, reader, &args.wanted)?)?;
    voice.data(&format!(
        "{} tables, {} rows, {} foreign keys: no problem was found\n",
        verified.tables,
        count(verified.rows),
        verified.foreign_keys
    ));
    Ok(Exit::Done)
}
