//! Rows that are tried on the file's one connection, within whatever transaction is open.

use std::ops::Range;

use rusqlite::Connection;

use super::connect::{failed, words};
use super::{load, quote};
use crate::error::Result;
use crate::schema::Schema;
use crate::target::Sample;
use crate::target::rehearsal::{Refused, Stage, Tried};

/// The statements around a rehearsal: a transaction of its own, which leaves the file as it is to the last byte,
/// or a part of the one that is open.
pub(super) fn around(connection: &Connection) -> (&'static str, &'static str) {
    match connection.is_autocommit() {
        true => ("BEGIN", "ROLLBACK"),
        false => {
            ("SAVEPOINT dbmocker_rehearsal", "ROLLBACK TO dbmocker_rehearsal; RELEASE dbmocker_rehearsal")
        }
    }
}

/// The connection on which rows are tried.
pub(super) struct Rehearsal<'a> {
    pub(super) connection: &'a Connection,
    pub(super) schema: &'a Schema,
}

impl Stage for Rehearsal<'_> {
    fn run(&mut self, sql: &str) -> Result<()> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| failed("rehearse", &error).remains("nothing was written"))
    }

    fn insert(&mut self, sample: &Sample, rows: Range<usize>) -> Result<Tried> {
        let (table, shape) = (&self.schema.tables[sample.shape.table], &sample.shape);
        let sql = quote::insert(table, &shape.columns, 1);
        // A reference to nothing makes any statement fail while foreign keys are on; the load has them off.
        let Ok(mut insert) = self.connection.prepare(&sql) else { return Ok(Ok(rows.len() as u64)) };
        let (mut inserted, mut text) = (0, Vec::new());
        for row in rows {
            let tried =
                load::bind(&mut insert, &sample.block, row..row + 1, &shape.types, &shape.closing, &mut text)
                    .and_then(|()| insert.raw_execute());
            match tried {
                Ok(rows) => inserted += rows as u64,
                Err(error) => {
                    let words = words(&error);
                    let key = ["UNIQUE", "FOREIGN KEY"].iter().any(|kind| words.contains(kind));
                    return Ok(Err(Refused { words, key }));
                }
            }
        }
        Ok(Ok(inserted))
    }
}
