//! The load itself: one thread per connection takes chunk after chunk, until nothing is left or one fails.
//!
//! A chunk whose connection broke is simply loaded again: its claim in the ledger says whether it arrived.
//! Start reading at [`load`].

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

use super::parts::Share;
use super::pipeline::Pipeline;
use super::schedule::{Ranges, Schedule, Task};
use super::{Control, shape};
use crate::data::{Chunk, Claim, Event, TableDone};
use crate::error::{Error, Exit, Result};
use crate::plan::{DataPlan, LoadPlan};
use crate::target::{Count, Loader, Payload, Phase, Run, Sink, Target};

/// First pause before a chunk is tried again; it doubles up to [`PAUSE_MAX`].
const PAUSE: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// What the threads share.
struct Work<'a> {
    pipeline: &'a Pipeline<'a>,
    load: &'a LoadPlan,
    schedule: Schedule,
    run: &'a Run,
    control: &'a Control,
    /// Batches that may wait for each thread.
    depth: usize,
    /// Whether a connection was lost and made anew: what was confirmed over it may be gone.
    renewed: AtomicBool,
}

/// Loads what the ledger has not; one entry per table of the plan. After a lost connection the ledger is read
/// again: a server that crashed may have forgotten commits that it had confirmed.
pub(super) fn load(
    pipeline: &Pipeline<'_>,
    load: &LoadPlan,
    target: &mut dyn Target,
    run: &Run,
    control: &Control,
    listener: &mut dyn FnMut(Event),
) -> Result<Vec<TableDone>> {
    let plan = pipeline.plan();
    let (before, _) = committed(plan, target)?;
    let mut tables = Vec::with_capacity(plan.tables.len());
    for (at, table) in plan.tables.iter().enumerate() {
        tables.push(TableDone { table: at, rows: 0, elapsed: Duration::ZERO });
        if table.rows <= before[at] {
            listener(Event::TableStarted { table: at, rows: table.rows, done: before[at] });
            listener(Event::TableFinished(tables[at].clone()));
        }
    }
    let mut patience = Patience::new(load.retry_for);
    loop {
        let attempt = pass(pipeline, load, target, run, control, &Share::All, &mut |mut event| {
            match &mut event {
                Event::TableStarted { table, done, .. } => *done = before[*table],
                Event::TableFinished(finished) => {
                    finished.rows = plan.tables[finished.table].rows - before[finished.table];
                    tables[finished.table] = finished.clone();
                }
                _ => {}
            }
            listener(event);
        });
        match attempt {
            Ok(Pass::Whole) => return Ok(tables),
            // Whether the server has kept what it confirmed is asked once more.
            Ok(Pass::Confirmed) if is_complete(plan, target)? => return Ok(tables),
            Ok(Pass::Confirmed) => patience.go_on(false, lost)?,
            Ok(Pass::Broken(loaded)) => {
                control.check(&run.id)?;
                patience.go_on(loaded > 0, || {
                    Error::new(Exit::Incomplete, "the server goes away again and again")
                })?;
            }
            // While a server comes back; one that is not there from the start is told at once.
            Err(error) if error.is_transient() && patience.is_tried() => {
                control.check(&run.id)?;
                patience.go_on(false, || error)?;
            }
            Err(error) => return Err(error),
        }
    }
}

/// How a pass over what is missing ended.
pub(super) enum Pass {
    /// Everything was loaded.
    Whole,
    /// Everything was loaded, by a target that may forget what it confirmed.
    Confirmed,
    /// A connection was lost and made anew after so many rows.
    Broken(u64),
}

fn lost() -> Error {
    Error::new(Exit::Incomplete, "the server goes away again and again, and loses what it had confirmed")
        .remains("committed chunks stay")
}

/// Whether the ledger has all rows.
fn is_complete(plan: &DataPlan, target: &mut dyn Target) -> Result<bool> {
    let (rows, _) = committed(plan, target)?;
    Ok(plan.tables.iter().zip(rows).all(|(table, rows)| rows >= table.rows))
}

/// For how long passes may fail without a row between them.
pub(super) struct Patience {
    longest: Duration,
    failing_since: Option<Instant>,
}

impl Patience {
    pub(super) fn new(longest: Duration) -> Self {
        Self { longest, failing_since: None }
    }

    /// Whether a pass has failed since the last row.
    pub(super) fn is_tried(&self) -> bool {
        self.failing_since.is_some()
    }

    pub(super) fn go_on(&mut self, progress: bool, error: impl FnOnce() -> Error) -> Result<()> {
        if progress {
            self.failing_since = None;
        }
        let since = *self.failing_since.get_or_insert_with(Instant::now);
        if since.elapsed() > self.longest {
            return Err(error());
        }
        std::thread::sleep(PAUSE);
        Ok(())
    }
}

/// Rows that the ledger has by table plan, and which they are.
pub(super) fn committed(
    plan: &DataPlan,
    target: &mut dyn Target,
) -> Result<(Vec<u64>, HashMap<usize, Ranges>)> {
    let mut by_key = target.done()?;
    let mut done = HashMap::new();
    let mut rows = vec![0; plan.tables.len()];
    for (at, table) in plan.tables.iter().enumerate() {
        if let Some(ranges) = by_key.remove(&plan.schema.tables[table.table].key) {
            rows[at] = ranges.iter().map(|(_, rows)| rows).sum();
            done.insert(at, ranges);
        }
    }
    Ok((rows, done))
}

/// Loads what is missing of a share over connections of its own.
pub(super) fn pass(
    pipeline: &Pipeline<'_>,
    load: &LoadPlan,
    target: &mut dyn Target,
    run: &Run,
    control: &Control,
    share: &Share,
    listener: &mut dyn FnMut(Event),
) -> Result<Pass> {
    let (_, done) = committed(pipeline.plan(), target)?;
    let schedule = Schedule::new(pipeline.plan(), done, pipeline.chunk_rows(), share);
    let loaders = target.loaders(schedule.chunks(load.connections))?;
    let depth = (load.depth / loaders.len()).max(1);
    pipeline.meter().add(Count::Connections, loaders.len() as u64);
    let whole = if loaders.iter().any(|loader| loader.forgets()) { Pass::Confirmed } else { Pass::Whole };
    let work = Work { pipeline, load, schedule, run, control, depth, renewed: AtomicBool::new(false) };
    let (sender, events) = channel();
    let mut loaded = 0;
    let outcome = std::thread::scope(|scope| {
        let threads: Vec<_> = loaders
            .into_iter()
            .map(|loader| {
                let (sender, work) = (sender.clone(), &work);
                scope.spawn(move || work.serve(loader, &sender))
            })
            .collect();
        drop(sender);
        for (event, _heard) in events {
            if let Event::ChunkCommitted { rows, .. } = &event {
                loaded += rows;
            }
            listener(event);
        }
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .fold(Ok(()), first)
    });
    match outcome {
        Ok(()) if !work.renewed.load(Ordering::Relaxed) => Ok(whole),
        Err(error) if !(work.renewed.load(Ordering::Relaxed) && error.is_stop()) => Err(error),
        _ => Ok(Pass::Broken(loaded)),
    }
}

/// The first error, but one that stops a run as it was asked to gives way to a real one.
fn first(so_far: Result<()>, next: Result<()>) -> Result<()> {
    match (so_far, next) {
        (Err(first), Err(next)) if first.is_stop() && !next.is_stop() => Err(next),
        (Err(first), _) => Err(first),
        (Ok(()), next) => next,
    }
}

/// Stops everybody when its thread panics: nobody waits for chunks that never come.
struct StopOnPanic<'a>(&'a Schedule);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

impl Work<'_> {
    /// Loads chunks over one connection while there are any.
    fn serve(&self, mut loader: Box<dyn Loader + '_>, events: &Sender<Told>) -> Result<()> {
        let _guard = StopOnPanic(&self.schedule);
        let mut task = self.schedule.next(None);
        while let Some(begun) = task {
            task = self.serve_table(begun, loader.as_mut(), events).inspect_err(|_| self.schedule.stop())?;
        }
        Ok(())
    }

    /// Loads a chunk, and those of the same table that come next; gives the first of another table.
    fn serve_table(
        &self,
        begun: Task,
        loader: &mut (dyn Loader + '_),
        events: &Sender<Told>,
    ) -> Result<Option<Task>> {
        let mut retry = Retry::new(self.load.retry_for);
        let mut task = begun;
        loop {
            let attempt = self.serve_chunks(&mut task, loader, events, &mut retry);
            match attempt {
                Ok(next) => return Ok(next),
                Err(error) => retry.pause(error, self)?,
            }
            self.pipeline.meter().add(Count::Retries, 1);
            while let Err(error) = loader.renew() {
                retry.pause(error, self)?;
            }
            if loader.forgets() {
                self.renewed.store(true, Ordering::Relaxed);
                self.schedule.stop();
                return Ok(None);
            }
        }
    }

    fn serve_chunks(
        &self,
        task: &mut Task,
        loader: &mut (dyn Loader + '_),
        events: &Sender<Told>,
        retry: &mut Retry,
    ) -> Result<Option<Task>> {
        let plan = self.pipeline.plan();
        let mut sink = loader.sink(&plan.schema, &shape(plan, task.table))?;
        loop {
            if task.opens {
                let rows = plan.tables[task.table].rows;
                tell(events, Event::TableStarted { table: task.table, rows, done: 0 });
                task.opens = false;
            }
            let rows = self.load_chunk(*task, sink.as_mut())?;
            retry.succeeded();
            tell(events, Event::ChunkCommitted { table: task.table, rows });
            if let Some(finished) = self.schedule.done(*task, rows) {
                let done = TableDone { table: task.table, rows: finished.rows, elapsed: finished.elapsed };
                tell(events, Event::TableFinished(done));
            }
            match self.schedule.next(Some(task.table)) {
                Some(next) if next.table == task.table => *task = next,
                next => return Ok(next),
            }
        }
    }

    /// Loads a chunk. One that the ledger has by now was committed by an attempt whose reply was lost.
    fn load_chunk(&self, task: Task, sink: &mut (dyn Sink + '_)) -> Result<u64> {
        self.control.check(&self.run.id)?;
        let plan = self.pipeline.plan();
        let table = &plan.tables[task.table];
        let chunk = Chunk { table: table.table, first_row: task.first_row, rows: task.rows };
        if sink.begin(chunk)? == Claim::AlreadyDone {
            return Ok(task.rows);
        }
        let mut digest = 0_u128;
        for block in self.pipeline.blocks(task.table, task.first_row, task.rows, self.depth) {
            self.control.check_abort(&self.run.id)?;
            if self.schedule.is_stopped() {
                return Err(super::control::stopped_elsewhere(&self.run.id));
            }
            let block = block?;
            if self.load.digest {
                digest = digest.wrapping_add(plan.digest(task.table, &block));
            }
            sink.write(Payload::Block(&block))?;
            self.pipeline.recycle(block);
        }
        let committed = self.pipeline.meter().time(Phase::Commit, || sink.commit(task.rows))?;
        self.pipeline.meter().add(Count::Transactions, 1);
        self.pipeline.meter().digested(digest);
        Ok(committed.rows())
    }
}

/// An event, and what its teller waits to be dropped: who listens may stop the run before the next chunk.
type Told = (Event, SyncSender<()>);

/// The listener is gone only when the run is.
fn tell(events: &Sender<Told>, event: Event) {
    let (heard, wait) = sync_channel(0);
    if events.send((event, heard)).is_ok() {
        let _ = wait.recv();
    }
}

/// How long one chunk may fail for reasons that pass.
struct Retry {
    longest: Duration,
    failing_since: Option<Instant>,
    pause: Duration,
}

impl Retry {
    fn new(longest: Duration) -> Self {
        Self { longest, failing_since: None, pause: PAUSE }
    }

    fn succeeded(&mut self) {
        (self.failing_since, self.pause) = (None, PAUSE);
    }

    /// Waits before the next attempt, or gives the error back: because it will not pass, because it did not
    /// within the time allowed, or because the run was stopped meanwhile.
    fn pause(&mut self, error: Error, work: &Work<'_>) -> Result<()> {
        let since = *self.failing_since.get_or_insert_with(Instant::now);
        if !error.is_transient() || since.elapsed() + self.pause > self.longest {
            return Err(error);
        }
        let until = Instant::now() + self.pause;
        while Instant::now() < until {
            work.control.check(&work.run.id)?;
            if work.schedule.is_stopped() {
                return Err(error);
            }
            std::thread::sleep(PAUSE.min(until.saturating_duration_since(Instant::now())));
        }
        self.pause = (self.pause * 2).min(PAUSE_MAX);
        Ok(())
    }
}
