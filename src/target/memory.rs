//! A database in memory for tests of the run, stricter than a server: it panics on a chunk that was begun
//! and neither committed nor dropped with an error, and takes faults by schedule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{DoneRows, Finding, Loader, Meter, Payload, Refusal, Run, Sample, Shape, Sink, Target};
use crate::data::{Block, Chunk, Claim, Facts, LogicalType, Question, Receipt, Value};
use crate::error::{Error, Exit, Result};
use crate::schema::Schema;

/// Where a scheduled fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The claim fails; nothing is written.
    Begin,
    /// A write fails; the chunk is rolled back.
    Write,
    /// The connection breaks at a write; the chunk is rolled back, and the next attempt may succeed.
    Link,
    /// The commit is refused; the chunk is rolled back.
    Commit,
    /// The commit happens, and its reply is lost.
    CommitReply,
}

/// Tables of rows, and the ledger, in memory.
#[derive(Debug, Default)]
pub struct MemoryTarget {
    schema: Option<Schema>,
    /// Rows per table by row index.
    pub rows: BTreeMap<usize, BTreeMap<u64, Vec<Value>>>,
    ledger: BTreeSet<Chunk>,
    run: Option<Run>,
    done: bool,
    /// Faults by the number of the operation on a sink, counted from 0 over all sinks.
    pub faults: BTreeMap<u64, Fault>,
    operations: u64,
    meter: Arc<Meter>,
}

impl MemoryTarget {
    /// An empty database of a schema.
    pub fn new(schema: Schema) -> Self {
        Self { schema: Some(schema), ..Self::default() }
    }

    /// Operations on sinks so far.
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// Loses the ledger, for tests that must fail.
    pub fn forget(&mut self) {
        self.ledger.clear();
    }

    /// Which of the faults strikes the next operation.
    fn strikes(&mut self, faults: &[Fault]) -> Option<Fault> {
        let operation = self.operations;
        self.operations += 1;
        self.faults.get(&operation).copied().filter(|fault| faults.contains(fault))
    }
}

fn struck(what: &str) -> Error {
    Error::new(Exit::Incomplete, format!("scheduled fault at {what}"))
}

impl Target for MemoryTarget {
    fn inspect(&mut self) -> Result<Schema> {
        Ok(self.schema.clone().expect("made with a schema"))
    }

    fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }

    fn answer(&mut self, _: &Schema, _: &[Question]) -> Result<Facts> {
        Ok(Facts::default())
    }

    fn rehearse(&mut self, _: &Schema, samples: &[Sample], _: bool) -> Result<Vec<Vec<Refusal>>> {
        Ok(vec![Vec::new(); samples.len()])
    }

    fn prepare(&mut self, _: &Schema, run: &Run, enforceable: bool) -> Result<bool> {
        self.run = Some(run.clone());
        Ok(enforceable)
    }

    fn done(&mut self) -> Result<DoneRows> {
        let schema = self.schema.as_ref().expect("made with a schema");
        let mut done = DoneRows::new();
        for chunk in &self.ledger {
            let key = schema.tables[chunk.table].key.clone();
            done.entry(key).or_default().push((chunk.first_row, chunk.rows));
        }
        Ok(done)
    }

    fn loaders<'a>(&'a mut self, wanted: usize) -> Result<Vec<Box<dyn Loader + 'a>>> {
        let shared = Arc::new(Mutex::new(self));
        let loader = |_| Box::new(MemoryLoader { target: Arc::clone(&shared) }) as Box<dyn Loader + 'a>;
        Ok((0..wanted).map(loader).collect())
    }

    fn close(
        &mut self,
        _: &Schema,
        shape: &Shape,
        blocks: &mut dyn Iterator<Item = Result<Block>>,
    ) -> Result<()> {
        for block in blocks {
            let block = block?;
            let rows = self.rows.entry(shape.table).or_default();
            for row in 0..block.rows {
                let cells = rows
                    .get_mut(&(block.first_row + row as u64))
                    .ok_or_else(|| struck("a row that is not there"))?;
                for &at in &shape.closing {
                    cells[at] = block.columns[at].value(row, &shape.types[at]);
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: &Run, _: bool) -> Result<()> {
        self.done = true;
        Ok(())
    }

    fn verify(&mut self, _: &Schema, _: &[usize], _: bool) -> Result<Vec<Finding>> {
        Ok(Vec::new())
    }

    fn count(&mut self, _: &Schema, table: usize) -> Result<u64> {
        Ok(self.rows.get(&table).map_or(0, |rows| rows.len() as u64))
    }

    fn truncate(&mut self, _: &Schema, tables: &[usize]) -> Result<()> {
        tables.iter().for_each(|table| drop(self.rows.remove(table)));
        Ok(())
    }

    fn script(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn delete_triggers(&mut self, _: &Schema, _: &[usize]) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn protected(&mut self, _: &Schema) -> Result<Option<String>> {
        Ok(None)
    }

    fn unfinished(&mut self) -> Result<Option<Run>> {
        Ok(self.run.clone().filter(|_| !self.done))
    }

    fn committed(&mut self, _: &str) -> Result<u64> {
        Ok(self.ledger.len() as u64)
    }

    fn discard(&mut self, _: &str) -> Result<()> {
        self.ledger.clear();
        self.done = true;
        Ok(())
    }

    fn stopped(&mut self, _: &Run) -> Result<bool> {
        Ok(false)
    }
}

struct MemoryLoader<'t> {
    target: Arc<Mutex<&'t mut MemoryTarget>>,
}

impl<'t> Loader for MemoryLoader<'t> {
    fn sink<'a>(&'a mut self, _: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>> {
        let target = Arc::clone(&self.target);
        Ok(Box::new(MemorySink { target, types: shape.types.clone(), open: None, staged: Vec::new() }))
    }

    fn renew(&mut self) -> Result<()> {
        Ok(())
    }
}

struct MemorySink<'t> {
    target: Arc<Mutex<&'t mut MemoryTarget>>,
    types: Vec<LogicalType>,
    open: Option<Chunk>,
    staged: Vec<(u64, Vec<Value>)>,
}

impl<'t> MemorySink<'t> {
    fn target(&self) -> MutexGuard<'_, &'t mut MemoryTarget> {
        self.target.lock().expect("no holder of the lock panics")
    }
}

impl Sink for MemorySink<'_> {
    fn begin(&mut self, chunk: Chunk) -> Result<Claim> {
        assert!(self.open.is_none(), "the last chunk was neither committed nor dropped");
        if self.target().strikes(&[Fault::Begin]).is_some() {
            return Err(struck("begin"));
        }
        if self.target().ledger.contains(&chunk) {
            return Ok(Claim::AlreadyDone);
        }
        self.open = Some(chunk);
        Ok(Claim::Mine)
    }

    fn write(&mut self, payload: Payload<'_>) -> Result<()> {
        let Payload::Block(block) = payload else { return Err(struck("a packet")) };
        assert!(self.open.is_some(), "rows belong to a chunk");
        let strikes = self.target().strikes(&[Fault::Write, Fault::Link]);
        if let Some(fault) = strikes {
            (self.open, self.staged) = (None, Vec::new());
            let error = struck("write");
            return Err(if fault == Fault::Link { error.transient() } else { error });
        }
        self.staged.extend((0..block.rows).map(|row| {
            let cells = block
                .columns
                .iter()
                .zip(&self.types)
                .map(|(column, logical_type)| column.value(row, logical_type));
            (block.first_row + row as u64, cells.collect())
        }));
        Ok(())
    }

    fn commit(&mut self, rows_sent: u64) -> Result<Receipt> {
        let chunk = self.open.take().expect("a chunk is begun before it is committed");
        let staged = std::mem::take(&mut self.staged);
        assert_eq!(staged.len() as u64, rows_sent, "rows sent and rows written differ");
        let mut target = self.target();
        if target.strikes(&[Fault::Commit]).is_some() {
            return Err(struck("commit"));
        }
        let rows = target.rows.entry(chunk.table).or_default();
        for (row, cells) in staged {
            assert!(rows.insert(row, cells).is_none(), "row {row} was written twice");
        }
        target.ledger.insert(chunk);
        if target.strikes(&[Fault::CommitReply]).is_some() {
            return Err(struck("the reply to the commit"));
        }
        Ok(Receipt::Committed { rows: rows_sent })
    }
}
