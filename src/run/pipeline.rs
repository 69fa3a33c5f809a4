//! Batches of a table in order, filled in parallel a few ahead of the writer.
//!
//! Each rayon job makes one block and ends; buffers go round.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

use rayon::ThreadPool;

use crate::data::Block;
use crate::error::{Error, Exit, Result};
use crate::plan::{DataPlan, LoadPlan, Scratch, Unsatisfied};
use crate::target::{Count, Meter, Phase};

/// Fills blocks ahead of the one that is written.
pub(super) struct Pipeline<'a> {
    plan: &'a Arc<DataPlan>,
    pool: ThreadPool,
    chunk_rows: u64,
    batch_bytes: usize,
    meter: Arc<Meter>,
    buffers: Arc<Mutex<Vec<(Block, Scratch)>>>,
    scratches: Arc<Mutex<Vec<Scratch>>>,
}

impl<'a> Pipeline<'a> {
    pub(super) fn new(plan: &'a Arc<DataPlan>, load: &LoadPlan, meter: Arc<Meter>) -> Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(load.jobs)
            .thread_name(|at| format!("fill-{at}"))
            .build()
            .map_err(|error| Error::new(Exit::Connect, format!("start {} threads: {error}", load.jobs)))?;
        Ok(Self {
            plan,
            pool,
            chunk_rows: load.chunk_rows,
            batch_bytes: load.batch_bytes,
            meter,
            buffers: Arc::default(),
            scratches: Arc::default(),
        })
    }

    pub(super) fn plan(&self) -> &DataPlan {
        self.plan
    }

    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    pub(super) fn chunk_rows(&self) -> u64 {
        self.chunk_rows
    }

    /// Blocks of consecutive rows, in order, `depth` of them made ahead.
    pub(super) fn blocks(&self, table: usize, first_row: u64, rows: u64, depth: usize) -> Blocks<'_, 'a> {
        Blocks {
            pipeline: self,
            table,
            next: first_row,
            end: first_row + rows,
            depth,
            ahead: VecDeque::new(),
        }
    }

    /// Takes a block back whose rows are written.
    pub(super) fn recycle(&self, block: Block) {
        self.meter.taken(block.rows as u64);
        let scratch = self.scratches.lock().expect("no holder of the lock panics").pop().unwrap_or_default();
        self.buffers.lock().expect("no holder of the lock panics").push((block, scratch));
    }

    fn start(&self, table: usize, first: u64, rows: usize) -> Receiver<Result<Block>> {
        let (sender, receiver) = sync_channel(1);
        let buffers = self.buffers.lock().expect("no holder of the lock panics").pop();
        let (mut block, mut scratch) = buffers.unwrap_or_default();
        let (plan, scratches) = (Arc::clone(self.plan), Arc::clone(&self.scratches));
        let meter = Arc::clone(&self.meter);
        meter.asked(rows as u64);
        self.pool.spawn(move || {
            // A bug in one generator is told as one, with its place, instead of ending the process.
            let fill = AssertUnwindSafe(|| plan.fill(table, first, rows, &mut scratch, &mut block));
            let filled = match meter.time(Phase::Fill, || catch_unwind(fill)) {
                Ok(filled) => filled.map_err(|stuck| unsolved(&plan.tables[table].name, &stuck)),
                Err(panic) => {
                    let name = &plan.tables[table].name;
                    Err(died(&format!("{name}, rows {first} to {}", first + rows as u64 - 1), panic.as_ref()))
                }
            };
            scratches.lock().expect("no holder of the lock panics").push(scratch);
            meter.add(Count::RowsFilled, rows as u64);
            meter.filled_by(rayon::current_thread_index().unwrap_or(0));
            // The receiver is gone when the run has stopped.
            let _ = sender.send(filled.map(|()| block));
        });
        receiver
    }
}

/// A row whose CHECK no value that was drawn meets.
fn unsolved(table: &str, stuck: &Unsatisfied) -> Error {
    let what = format!("{table}, row {}: {} stays false with {}", stuck.row, stuck.check, stuck.cells);
    let column = stuck.cells.split(" = ").next().unwrap_or_default();
    Error::new(Exit::Bug, what).remains("committed chunks stay, the open one was rolled back").next(format!(
        "dbmocker explain {table}.{column} says how it is made; give it other values in the configuration or \
         ask for fewer rows, and repeat with --discard-run"
    ))
}

fn died(place: &str, panic: &(dyn Any + Send)) -> Error {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason was given");
    Error::new(Exit::Bug, format!("this is a bug in dbmocker: {place}: {words}"))
        .remains("committed chunks stay, the open one was rolled back")
        .next("please report it with the command and the schema")
}

/// See [`Pipeline::blocks`].
pub(super) struct Blocks<'p, 'a> {
    pipeline: &'p Pipeline<'a>,
    table: usize,
    next: u64,
    end: u64,
    depth: usize,
    ahead: VecDeque<Receiver<Result<Block>>>,
}

impl Iterator for Blocks<'_, '_> {
    type Item = Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.end && self.ahead.len() < self.depth {
            let rows = self.pipeline.plan.batch_rows(
                self.table,
                self.next,
                self.end - self.next,
                self.pipeline.batch_bytes,
            );
            self.ahead.push_back(self.pipeline.start(self.table, self.next, rows));
            self.next += rows as u64;
        }
        let receiver = self.ahead.pop_front()?;
        let lost =
            || Err(Error::new(Exit::Bug, "a thread that fills rows died").remains("committed chunks stay"));
        Some(self.pipeline.meter.time(Phase::Wait, || receiver.recv()).unwrap_or_else(|_| lost()))
    }
}
