//! PostgreSQL: a server, many connections. Start reading at [`inspect::inspect`].

#![allow(dead_code, reason = "the target that joins these files is added next to them")]

mod answer;
mod decode;
mod inspect;
mod quote;
mod truncate;
mod types;
mod verify;

use crate::error::{Error, Exit};

/// An error of the server during a step of ours.
fn failed(what: &str, error: &tokio_postgres::Error) -> Error {
    Error::new(Exit::Incomplete, format!("failed to {what}")).server(error.to_string())
}
