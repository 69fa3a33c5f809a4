//! Nowhere: counts rows and forgets them, for measuring what comes before the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{DoneRows, Finding, Loader, Meter, Payload, Refusal, Run, Sample, Shape, Sink, Target};
use crate::data::{Block, Chunk, Claim, Facts, Question, Receipt};
use crate::error::Result;
use crate::schema::Schema;

/// A target that takes everything and keeps nothing but counts.
#[derive(Debug)]
pub struct NullTarget {
    schema: Schema,
    counts: Vec<AtomicU64>,
    meter: Arc<Meter>,
}

impl NullTarget {
    /// Nowhere, with the tables of a schema.
    pub fn new(schema: Schema) -> Self {
        let counts = schema.tables.iter().map(|_| AtomicU64::new(0)).collect();
        Self { schema, counts, meter: Arc::default() }
    }
}

impl Target for NullTarget {
    fn inspect(&mut self) -> Result<Schema> {
        Ok(self.schema.clone())
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

    fn prepare(&mut self, _: &Schema, _: &Run, _: bool) -> Result<bool> {
        Ok(true)
    }

    fn done(&mut self) -> Result<DoneRows> {
        Ok(DoneRows::new())
    }

    fn loaders<'a>(&'a mut self, wanted: usize) -> Result<Vec<Box<dyn Loader + 'a>>> {
        let counts = &self.counts;
        Ok((0..wanted).map(|_| Box::new(NullLoader { counts }) as Box<dyn Loader + 'a>).collect())
    }

    fn close(
        &mut self,
        _: &Schema,
        _: &Shape,
        blocks: &mut dyn Iterator<Item = Result<Block>>,
    ) -> Result<()> {
        for block in blocks {
            block?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &Run, _: bool) -> Result<()> {
        Ok(())
    }

    fn verify(&mut self, _: &Schema, _: &[usize], _: bool) -> Result<Vec<Finding>> {
        Ok(Vec::new())
    }

    fn count(&mut self, _: &Schema, table: usize) -> Result<u64> {
        Ok(self.counts[table].load(Ordering::SeqCst))
    }

    fn truncate(&mut self, _: &Schema, tables: &[usize]) -> Result<()> {
        tables.iter().for_each(|&table| self.counts[table].store(0, Ordering::SeqCst));
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
        Ok(None)
    }

    fn committed(&mut self, _: &str) -> Result<u64> {
        Ok(0)
    }

    fn discard(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn stopped(&mut self, _: &Run) -> Result<bool> {
        Ok(false)
    }
}

struct NullLoader<'a> {
    counts: &'a [AtomicU64],
}

impl Loader for NullLoader<'_> {
    fn sink<'a>(&'a mut self, _: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(NullSink { count: &self.counts[shape.table], rows: 0 }))
    }

    fn renew(&mut self) -> Result<()> {
        Ok(())
    }
}

struct NullSink<'a> {
    count: &'a AtomicU64,
    rows: u64,
}

impl Sink for NullSink<'_> {
    fn begin(&mut self, _: Chunk) -> Result<Claim> {
        self.rows = 0;
        Ok(Claim::Mine)
    }

    fn write(&mut self, payload: Payload<'_>) -> Result<()> {
        if let Payload::Block(block) = payload {
            self.rows += block.rows as u64;
        }
        Ok(())
    }

    fn commit(&mut self, _: u64) -> Result<Receipt> {
        self.count.fetch_add(self.rows, Ordering::SeqCst);
        Ok(Receipt::Committed { rows: self.rows })
    }
}
