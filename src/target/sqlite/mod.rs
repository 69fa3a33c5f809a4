//! SQLite: one file, one writer. Start reading at [`SqliteTarget`].

mod answer;
mod close;
mod connect;
mod ddl;
mod holder;
mod inspect;
mod ledger;
mod load;
mod publish;
mod quote;
mod rehearse;
mod restore;
mod script;
mod truncate;
mod types;
mod verify;
mod violations;

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use super::{Buffers, DoneRows, Finding, Loader, Meter, Refusal, Run, Sample, Shape, Target, rehearsal};
use crate::data::{Block, Facts, Question};
use crate::error::Result;
use crate::schema::Schema;

pub use connect::SqliteOptions;
pub(crate) use connect::failed;

/// An SQLite database.
#[derive(Debug)]
pub struct SqliteTarget {
    connection: Connection,
    options: SqliteOptions,
    /// Whether this run made the file, so that it may take settings that only survive a killed process.
    created: bool,
    /// The file that the database in memory becomes when a run is prepared.
    pending: Option<PathBuf>,
    /// Whether a file that is there gives way to the pending one.
    replace: bool,
    /// What the file's version was when it was opened.
    seen: Option<i64>,
    run: Option<Run>,
    /// Whether a script's transaction is open.
    unsettled: bool,
}

impl SqliteTarget {
    /// Whether this process (or the run that it resumes) made the file.
    pub fn created(&self) -> bool {
        self.created
    }

    fn prepared(&self) -> &Run {
        self.run.as_ref().expect("a run is prepared before it is loaded")
    }
}

impl Target for SqliteTarget {
    fn inspect(&mut self) -> Result<Schema> {
        restore::inspect_complete(&self.connection).map_err(|error| failed("read the catalogue", &error))
    }

    fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.options.meter)
    }

    fn resize(&mut self, buffers: Buffers) {
        self.options.cache_bytes = buffers.cache_bytes;
    }

    fn answer(&mut self, schema: &Schema, questions: &[Question]) -> Result<Facts> {
        answer::answer(&self.connection, schema, questions)
    }

    fn rehearse(
        &mut self,
        schema: &Schema,
        samples: &[Sample],
        enforceable: bool,
    ) -> Result<Vec<Vec<Refusal>>> {
        let mut stage = rehearse::Rehearsal { connection: &self.connection, schema };
        let deferred = if enforceable { "" } else { "; PRAGMA defer_foreign_keys = ON" };
        let (begin, end) = rehearse::around(&self.connection);
        rehearsal::rehearse(&mut stage, &format!("{begin}{deferred}"), end, samples)
    }

    fn prepare(&mut self, schema: &Schema, run: &Run, enforceable: bool) -> Result<bool> {
        self.settle()?;
        // A file of our own is checked as a whole afterwards, which costs less than a search per row.
        let enforced = enforceable && !self.created && verify::enforceable(schema);
        match self.pending.take() {
            Some(path) => self.publish(&path, |connection| ledger::register(connection, run, true, None))?,
            None => ledger::register(&self.connection, run, self.created, self.seen)?,
        }
        connect::tune(&self.connection, &self.options, self.created, enforced)
            .map_err(|error| failed("set up the connection", &error))?;
        if self.created {
            restore::set_aside(&mut self.connection, schema, run)?;
        }
        self.run = Some(run.clone());
        Ok(enforced)
    }

    fn done(&mut self) -> Result<DoneRows> {
        ledger::done(&self.connection, self.prepared())
    }

    /// One: SQLite has one writer.
    fn loaders<'a>(&'a mut self, _: usize) -> Result<Vec<Box<dyn Loader + 'a>>> {
        let (run, options) = (self.prepared().clone(), self.options.clone());
        Ok(vec![Box::new(load::FileLoader::new(&mut self.connection, run, options))])
    }

    fn close(
        &mut self,
        schema: &Schema,
        shape: &Shape,
        blocks: &mut dyn Iterator<Item = Result<Block>>,
    ) -> Result<()> {
        close::close(&mut self.connection, schema, shape, blocks)
    }

    fn finish(&mut self, run: &Run, keep_ledger: bool) -> Result<()> {
        restore::put_back(&self.connection, &run.id)?;
        ledger::finish(&mut self.connection, run, keep_ledger)
    }

    fn verify(&mut self, schema: &Schema, tables: &[usize], full: bool) -> Result<Vec<Finding>> {
        verify::verify(&self.connection, schema, tables, full)
    }

    fn count(&mut self, schema: &Schema, table: usize) -> Result<u64> {
        verify::count(&self.connection, &schema.tables[table])
    }

    fn truncate(&mut self, schema: &Schema, tables: &[usize]) -> Result<()> {
        self.settle()?;
        truncate::truncate(&self.connection, schema, tables, self.seen)
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.settle()?;
        let done = self.connection.execute_batch(sql);
        done.map_err(|error| failed("run a statement about a scratch table", &error))
    }

    fn delete_triggers(&mut self, schema: &Schema, tables: &[usize]) -> Result<Vec<String>> {
        truncate::delete_triggers(&self.connection, schema, tables)
            .map_err(|error| failed("read the catalogue", &error))
    }

    fn protected(&mut self, schema: &Schema) -> Result<Option<String>> {
        verify::protected(&self.connection, schema).map_err(|error| failed("look for a marker", &error))
    }

    fn unfinished(&mut self) -> Result<Option<Run>> {
        ledger::unfinished(&self.connection)
    }

    fn committed(&mut self, run_id: &str) -> Result<u64> {
        ledger::committed(&self.connection, run_id)
    }

    fn discard(&mut self, run_id: &str) -> Result<()> {
        self.settle()?;
        restore::put_back(&self.connection, run_id)?;
        ledger::discard(&mut self.connection, run_id)
    }

    fn stopped(&mut self, run: &Run) -> Result<bool> {
        if !ledger::holds(&self.connection, run)? {
            return Ok(false);
        }
        if self.committed(&run.id)? == 0 {
            self.discard(&run.id)?;
            return Ok(true);
        }
        ledger::release(&self.connection, run)?;
        Ok(false)
    }
}
