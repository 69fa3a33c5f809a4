//! Stopping: once after the running chunk, twice at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Error, Exit, Result};

/// Requests to stop, counted; shared with a signal handler.
#[derive(Clone, Debug, Default)]
pub struct Control {
    interrupts: Arc<AtomicU32>,
    terminates: Arc<AtomicU32>,
}

impl Control {
    /// Asks to stop, as SIGINT does. Returns how often that was asked.
    pub fn interrupt(&self) -> u32 {
        self.interrupts.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Asks to stop, as SIGTERM does.
    pub fn terminate(&self) {
        self.terminates.fetch_add(1, Ordering::SeqCst);
    }

    /// Between chunks: stops when it was asked once.
    pub(super) fn check(&self, run_id: &str) -> Result<()> {
        let (interrupts, terminates) =
            (self.interrupts.load(Ordering::SeqCst), self.terminates.load(Ordering::SeqCst));
        match (interrupts, terminates) {
            (0, 0) => Ok(()),
            (_, 0) => Err(stopped(Exit::Interrupted, run_id)),
            _ => Err(stopped(Exit::Terminated, run_id)),
        }
    }

    /// Within a chunk: stops when it was asked twice.
    pub(super) fn check_abort(&self, run_id: &str) -> Result<()> {
        if self.interrupts.load(Ordering::SeqCst) >= 2 {
            Err(stopped(Exit::Interrupted, run_id))
        } else {
            Ok(())
        }
    }
}

/// Another thread of the run has failed, or was asked to stop.
pub(super) fn stopped_elsewhere(run_id: &str) -> Error {
    stopped(Exit::Interrupted, run_id)
}

fn stopped(exit: Exit, run_id: &str) -> Error {
    Error::new(exit, "stopped as asked")
        .remains("committed chunks stay, the open one was rolled back")
        .next(format!("dbmocker resume {run_id}").trim().to_owned())
}
