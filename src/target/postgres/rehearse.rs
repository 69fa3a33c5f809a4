//! Rows that are tried by INSERT, whatever way they would travel: triggers, rules and CHECKs are the same.

use std::ops::Range;

use tokio::runtime::Handle;
use tokio_postgres::Client;

use super::failure::{failed, said};
use super::load;
use crate::error::Result;
use crate::schema::Schema;
use crate::target::Sample;
use crate::target::rehearsal::{Refused, Stage, Tried};

/// The connection on which rows are tried.
pub(super) struct Rehearsal<'a> {
    pub(super) runtime: &'a Handle,
    pub(super) client: &'a Client,
    pub(super) schema: &'a Schema,
}

impl Stage for Rehearsal<'_> {
    fn run(&mut self, sql: &str) -> Result<()> {
        self.runtime
            .block_on(self.client.batch_execute(sql))
            .map_err(|error| failed("rehearse", &error).remains("nothing was written"))
    }

    fn insert(&mut self, sample: &Sample, rows: Range<usize>) -> Result<Tried> {
        let (table, shape) = (&self.schema.tables[sample.shape.table], &sample.shape);
        let mut insert = load::insert(rows.len(), table, shape);
        let block = load::without(&sample.block, &shape.closing);
        let (mut row, mut inserted, mut sql) = (rows.start, 0, Vec::new());
        while row < rows.end {
            row = if shape.columns.is_empty() {
                sql = load::defaults(table, rows.len()).into();
                rows.end
            } else {
                insert.statement(&block, row, &mut sql)
            };
            let text = String::from_utf8_lossy(&sql);
            match self.runtime.block_on(self.client.simple_query(&text)) {
                Ok(answers) => inserted += answers.iter().map(load::counted).sum::<u64>(),
                Err(error) => return refused(&error),
            }
        }
        // What would be found at the end of the transaction is found now.
        match self.runtime.block_on(self.client.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")) {
            Ok(()) => Ok(Ok(inserted)),
            Err(error) => refused(&error),
        }
    }
}

fn refused(error: &tokio_postgres::Error) -> Result<Tried> {
    let words = said(error).ok_or_else(|| failed("rehearse", error))?;
    let key = error.code().is_some_and(|code| ["23503", "23505", "23P01"].contains(&code.code()));
    Ok(Err(Refused { words, key }))
}
