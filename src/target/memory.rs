//! A database in memory for tests of the run, stricter than a server: it panics on a chunk that was begun
//! and neither committed nor dropped with an error, and takes faults by schedule.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Payload, Run, Shape, Sink, Target};
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

    fn strikes(&mut self, fault: Fault) -> bool {
        let operation = self.operations;
        self.operations += 1;
        self.faults.get(&operation) == Some(&fault)
    }
}

fn struck(what: &str) -> Error {
    Error::new(Exit::Incomplete, format!("scheduled fault at {what}"))
}

impl Target for MemoryTarget {
    fn inspect(&mut self) -> Result<Schema> {
        Ok(self.schema.clone().expect("made with a schema"))
    }

    fn answer(&mut self, _: &Schema, _: &[Question]) -> Result<Facts> {
        Ok(Facts::default())
    }

    fn prepare(&mut self, _: &Schema, run: &Run, enforceable: bool) -> Result<bool> {
        self.run = Some(run.clone());
        Ok(enforceable)
    }

    fn done(&mut self, _: &Schema, table: usize) -> Result<Vec<(u64, u64)>> {
        Ok(self
            .ledger
            .iter()
            .filter(|chunk| chunk.table == table)
            .map(|chunk| (chunk.first_row, chunk.rows))
            .collect())
    }

    fn sink<'a>(&'a mut self, _: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(MemorySink { target: self, types: shape.types.clone(), open: None, staged: Vec::new() }))
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

struct MemorySink<'a> {
    target: &'a mut MemoryTarget,
    types: Vec<LogicalType>,
    open: Option<Chunk>,
    staged: Vec<(u64, Vec<Value>)>,
}

impl Sink for MemorySink<'_> {
    fn begin(&mut self, chunk: Chunk) -> Result<Claim> {
        assert!(self.open.is_none(), "the last chunk was neither committed nor dropped");
        if self.target.strikes(Fault::Begin) {
            return Err(struck("begin"));
        }
        if self.target.ledger.contains(&chunk) {
            return Ok(Claim::AlreadyDone);
        }
        self.open = Some(chunk);
        Ok(Claim::Mine)
    }

    fn write(&mut self, payload: Payload<'_>) -> Result<()> {
        let Payload::Block(block) = payload else { return Err(struck("a packet")) };
        assert!(self.open.is_some(), "rows belong to a chunk");
        if self.target.strikes(Fault::Write) {
            (self.open, self.staged) = (None, Vec::new());
            return Err(struck("write"));
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
        if self.target.strikes(Fault::Commit) {
            return Err(struck("commit"));
        }
        let rows = self.target.rows.entry(chunk.table).or_default();
        for (row, cells) in staged {
            assert!(rows.insert(row, cells).is_none(), "row {row} was written twice");
        }
        self.target.ledger.insert(chunk);
        if self.target.strikes(Fault::CommitReply) {
            return Err(struck("the reply to the commit"));
        }
        Ok(Receipt::Committed { rows: rows_sent })
    }
}
