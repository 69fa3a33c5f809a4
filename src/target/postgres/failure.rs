//! What an error of the driver or the server means: how the process ends, and whether another attempt helps.
//!
//! Start reading at [`failed`].

use tokio_postgres::error::{DbError, SqlState};

use crate::error::{Error, Exit};
use crate::ident::printable;

/// An error during a step of ours. Lost connections, restarts, deadlocks and waits for locks are transient.
pub(super) fn failed(what: &str, error: &tokio_postgres::Error) -> Error {
    let problem = format!("failed to {what}");
    match error.as_db_error() {
        Some(said) => {
            let known = Error::new(exit_of(said.code()), problem).server(words(said));
            if passes(said.code()) { known.transient() } else { known }
        }
        None => {
            let lost = Error::new(Exit::Incomplete, problem).server(chain(error));
            if is_lost(error) { lost.transient() } else { lost }
        }
    }
}

/// The server's words, where it is the server that refuses.
pub(super) fn said(error: &tokio_postgres::Error) -> Option<String> {
    error.as_db_error().map(words)
}

/// The same before the first write, where nothing can be half done.
pub(super) fn unreachable(what: &str, error: &tokio_postgres::Error) -> Error {
    let exit = match error.as_db_error().map(|said| exit_of(said.code())) {
        Some(Exit::Incomplete) | None => Exit::Connect,
        Some(other) => other,
    };
    failed(what, error).with_exit(exit).remains("nothing was written")
}

/// The server's words in one line: SQLSTATE, message, detail, hint, and what they are about.
fn words(said: &DbError) -> String {
    let mut text = format!("SQLSTATE {}: {}", said.code().code(), said.message());
    for (name, more) in [("", said.detail()), ("hint: ", said.hint()), ("in: ", said.where_())] {
        if let Some(more) = more {
            text.push_str(&format!("; {name}{}", more.lines().next().unwrap_or_default()));
        }
    }
    let place: Vec<&str> =
        [said.schema(), said.table(), said.column().or(said.constraint())].into_iter().flatten().collect();
    if !place.is_empty() {
        text.push_str(&format!(" ({})", place.join(".")));
    }
    printable(&text)
}

/// An error and its causes, which say more than it does.
fn chain(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text.push_str(&format!(": {more}"));
        }
        cause = inner.source();
    }
    printable(&text)
}

/// Whether the connection itself is gone.
fn is_lost(error: &tokio_postgres::Error) -> bool {
    let by_io = std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>());
    error.is_closed() || by_io
}

/// States that pass: the server restarts, another transaction is in the way, all slots are taken.
fn passes(state: &SqlState) -> bool {
    let code = state.code();
    code.starts_with("08")
        || code.starts_with("57P")
        || [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::TOO_MANY_CONNECTIONS,
        ]
        .contains(state)
}

fn exit_of(state: &SqlState) -> Exit {
    match state.code() {
        code if code.starts_with("28") || code == "3D000" || code == "53300" => Exit::Connect,
        // No privilege, no such thing, read-only: the plan cannot be carried out here.
        "42501" | "25006" => Exit::Plan,
        _ => Exit::Incomplete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_and_what_does_not() {
        for state in ["57P01", "57P03", "40001", "40P01", "55P03", "53300", "08006"] {
            assert!(passes(&SqlState::from_code(state)), "{state}");
        }
        for state in ["23505", "42501", "53100", "57014", "0A000"] {
            assert!(!passes(&SqlState::from_code(state)), "{state}");
        }
        assert_eq!(exit_of(&SqlState::INVALID_PASSWORD), Exit::Connect);
        assert_eq!(exit_of(&SqlState::INSUFFICIENT_PRIVILEGE), Exit::Plan);
    }
}
