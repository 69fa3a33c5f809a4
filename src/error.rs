//! One error type for people: what failed, where, what the server said, what is left in the database, and
//! the next command. Opaque, so that a new cause never breaks a caller.
//!
//! Must not know anything of ours. Start reading at [`Error`] and [`Exit`].

use std::fmt;

/// How the process ends. Status 1 is never used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Loaded and verified.
    Done = 0,
    /// Wrong usage or configuration; nothing was written.
    Usage = 2,
    /// The target cannot be reached or opened; nothing was written.
    Connect = 3,
    /// A safety guard refused; nothing was written.
    Refused = 4,
    /// No plan is possible; nothing was written.
    Plan = 5,
    /// The load stopped; committed chunks stay and the run can be resumed.
    Incomplete = 6,
    /// All rows are there, but the check afterwards failed.
    Verify = 7,
    /// Another run holds the target.
    Busy = 8,
    /// A resume does not fit the plan, the schema or the generator versions.
    Mismatch = 9,
    /// A bug of dbmocker.
    Bug = 70,
    /// Stopped by SIGINT, cleanly.
    Interrupted = 130,
    /// Stopped by SIGTERM, cleanly.
    Terminated = 143,
}

impl Exit {
    /// The process status.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// A result with an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// What failed, for people.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    exit: Exit,
    problems: Vec<String>,
    server: Option<String>,
    remains: Option<String>,
    next: Option<String>,
    transient: bool,
}

impl Error {
    /// One problem. The text is lower case, has no final dot, and fits after "failed to" or stands alone.
    pub fn new(exit: Exit, problem: impl Into<String>) -> Self {
        Self::all(exit, vec![problem.into()])
    }

    /// Several problems at once.
    pub fn all(exit: Exit, problems: Vec<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                exit,
                problems,
                server: None,
                remains: None,
                next: None,
                transient: false,
            }),
        }
    }

    /// Adds the server's own code and words.
    #[must_use]
    pub fn server(mut self, text: impl Into<String>) -> Self {
        self.inner.server = Some(text.into());
        self
    }

    /// Adds what is left in the database.
    #[must_use]
    pub fn remains(mut self, text: impl Into<String>) -> Self {
        self.inner.remains = Some(text.into());
        self
    }

    /// Adds the exact next command, or what to do.
    #[must_use]
    pub fn next(mut self, text: impl Into<String>) -> Self {
        self.inner.next = Some(text.into());
        self
    }

    /// The same problem with another end.
    #[must_use]
    pub fn with_exit(mut self, exit: Exit) -> Self {
        self.inner.exit = exit;
        self
    }

    /// The same problem without the advice to resume, where there is nothing to resume.
    #[must_use]
    pub fn without_resume(mut self) -> Self {
        self.inner.next = self.inner.next.filter(|next| !next.starts_with("dbmocker resume"));
        self
    }

    /// Says that the same may work in a moment: a lost connection, a deadlock, a restart.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.inner.transient = true;
        self
    }

    /// Whether the same may work in a moment.
    pub fn is_transient(&self) -> bool {
        self.inner.transient
    }

    /// Whether nothing failed: the run ends because it was asked to.
    pub fn is_stop(&self) -> bool {
        matches!(self.inner.exit, Exit::Interrupted | Exit::Terminated)
    }

    /// How the process should end.
    pub fn exit(&self) -> Exit {
        self.inner.exit
    }

    /// What failed, one entry per problem.
    pub fn problems(&self) -> &[String] {
        &self.inner.problems
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.inner;
        let code = 1000 + u16::from(inner.exit.code());
        match inner.problems.as_slice() {
            [one] => write!(f, "DBM-{code}: {one}")?,
            many => {
                write!(f, "DBM-{code}: {} problems", many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))?;
            }
        }
        let lines = [("server", &inner.server), ("database", &inner.remains), ("next", &inner.next)];
        for (label, text) in lines {
            if let Some(text) = text {
                write!(f, "\n  {label}: {text}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_has_five_parts_in_order() {
        let error = Error::all(Exit::Plan, vec!["a".into(), "b".into()])
            .server("SQLITE_FULL (13)")
            .remains("nothing was written")
            .next("dbmocker plan");
        let text = error.to_string();
        assert_eq!(
            text,
            "DBM-1005: 2 problems\n  - a\n  - b\n  server: SQLITE_FULL (13)\n  database: nothing was written\n  next: dbmocker plan"
        );
        assert_eq!(error.exit().code(), 5);
    }
}
