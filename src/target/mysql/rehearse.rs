//! Rows that are tried by INSERT, whatever way they would travel: triggers and CHECKs are the same.

use std::ops::Range;

use super::link::{Link, failed, number};
use super::statement::Statements;
use crate::encode::{Insert, InsertLimits, Literals};
use crate::error::Result;
use crate::schema::Schema;
use crate::target::Sample;
use crate::target::rehearsal::{Refused, Stage, Tried};

/// Bytes of a statement, which every server takes.
const STATEMENT_BYTES: usize = 512 << 10;

/// The connection on which rows are tried.
pub(super) struct Rehearsal<'a> {
    pub(super) link: Link,
    pub(super) schema: &'a Schema,
}

impl Stage for Rehearsal<'_> {
    fn run(&mut self, sql: &str) -> Result<()> {
        let done = self.link.run(sql.as_bytes());
        done.map(drop).map_err(|error| failed("rehearse", &error).remains("nothing was written"))
    }

    fn insert(&mut self, sample: &Sample, rows: Range<usize>) -> Result<Tried> {
        let table = &self.schema.tables[sample.shape.table];
        let statements = Statements::new(table, &sample.shape);
        let limits = InsertLimits { rows_max: rows.len(), bytes_max: STATEMENT_BYTES };
        let mut insert = Insert::new(statements.insert, statements.columns, Literals::Mysql, limits);
        let (mut row, mut inserted, mut sql) = (rows.start, 0, Vec::new());
        while row < rows.end {
            row = insert.statement(&sample.block, row, &mut sql);
            match self.link.run(&sql) {
                Ok(outcome) if outcome.warnings > 0 => {
                    let warned = self.link.rows("SHOW WARNINGS LIMIT 1");
                    let warned = warned.map_err(|error| failed("rehearse", &error))?;
                    let words = warned.first().map(|row| row.join(" ")).unwrap_or_default();
                    return Ok(Err(Refused { words, key: false }));
                }
                Ok(outcome) => inserted += outcome.affected,
                Err(error) if number(&error).is_some() => {
                    let key = number(&error).is_some_and(|number| [1062, 1216, 1452].contains(&number));
                    return Ok(Err(Refused { words: error.to_string(), key }));
                }
                Err(error) => return Err(failed("rehearse", &error)),
            }
        }
        Ok(Ok(inserted))
    }
}
