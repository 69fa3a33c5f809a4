//! Tests of the room: reading and printing, evaluation by hand-made tables and against SQLite itself, and
//! simplification.
//!
//! Must not know: any schema in use elsewhere. Start reading at [`differential`].

mod differential;
mod evaluating;
mod reading;
mod simplifying;

use super::{Dialect, Expr, parse};

/// The expression over columns `a`, `b` and `c`.
fn read(sql: &str, dialect: Dialect) -> Expr {
    match parse(sql, dialect, &["a", "b", "c"]) {
        Ok(expr) => expr,
        Err(error) => panic!("{}: {error}", &sql[..sql.len().min(200)]),
    }
}
