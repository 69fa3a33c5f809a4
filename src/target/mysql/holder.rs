//! Who holds a database: a named lock of the control connection, so that a second run is told whom to wait
//! for. Nothing depends on it: chunks are fenced by the ledger.

use super::control::Control;
use super::failed;
use crate::error::{Error, Exit, Result};

/// The lock's name: one for each database.
const NAME: &str = "CONCAT('dbmocker:', LEFT(SHA2(DATABASE(), 256), 40))";

/// Takes the lock, which ends with the connection.
///
/// # Errors
/// [`Exit::Busy`] with the session that has it.
pub(super) fn hold(control: &mut Control) -> Result<()> {
    let taken = control
        .number(&format!("SELECT COALESCE(GET_LOCK({NAME}, 1), 0)"))
        .map_err(|error| failed("take the lock of the database", &error))?;
    if taken == 1 {
        return Ok(());
    }
    let who = holder(control).unwrap_or_default();
    Err(Error::new(Exit::Busy, format!("the database is in use by another run{who}"))
        .remains("nothing was written")
        .next("wait until it is done, and repeat the command"))
}

/// Lets go of the lock; the end of the session does the same.
pub(super) fn release(control: &mut Control) {
    // It is taken as often as it was asked for.
    while control.number(&format!("SELECT COALESCE(RELEASE_LOCK({NAME}), 0)")).is_ok_and(|held| held == 1) {}
}

/// The session that has the lock, in words.
fn holder(control: &mut Control) -> sqlx::Result<String> {
    let session = control.number(&format!("SELECT IS_USED_LOCK({NAME})"))?;
    let row = control
        .row(&format!("SELECT USER, HOST, TIME FROM information_schema.PROCESSLIST WHERE ID = {session}"))?;
    Ok(match row {
        Some(row) => {
            format!(
                ": session {session} of {}@{}, {} s in its last step",
                row.word(0),
                row.word(1),
                row.word(2)
            )
        }
        None => format!(": session {session}"),
    })
}
