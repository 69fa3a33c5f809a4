//! Which chunk is loaded next: tables wait for the tables that they refer to, everything else goes side by
//! side.
//!
//! Must not know targets or blocks. Start reading at [`Schedule::next`].

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::parts::Share;
use crate::plan::{BLOCK_ROWS, DataPlan, Succession};

/// Row ranges that are committed: (first row, rows), ascending.
pub(super) type Ranges = Vec<(u64, u64)>;

/// One chunk to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Task {
    /// The table plan.
    pub table: usize,
    pub first_row: u64,
    pub rows: u64,
    /// Whether it is the first that is taken of its table.
    pub opens: bool,
}

/// What became of a table when one of its chunks was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finished {
    pub rows: u64,
    pub elapsed: Duration,
}

/// The chunks of a run, shared by the threads that load them.
pub(super) struct Schedule {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    tables: Vec<Table>,
    stopped: bool,
}

struct Table {
    /// What is not done, cut into chunks: there may be very many, so they are never a list.
    missing: Box<dyn Iterator<Item = (u64, u64)> + Send>,
    /// The next of them.
    next: Option<(u64, u64)>,
    parents: Vec<usize>,
    succession: Succession,
    open: usize,
    first_block_open: bool,
    loaded: u64,
    started: Option<Instant>,
}

impl Table {
    fn finished(&self) -> bool {
        self.next.is_none() && self.open == 0
    }

    /// Whether a further chunk may be loaded beside those that are open.
    fn takes_another(&self) -> bool {
        match (self.next, self.succession) {
            (None, _) => false,
            (Some(_), Succession::Any) => true,
            (Some(_), Succession::InOrder) => self.open == 0,
            // Rows of all blocks refer to block 0.
            (Some(_), Succession::AfterFirstBlock) => !self.first_block_open,
        }
    }
}

impl Schedule {
    /// The chunks of a plan, without those that are done, by table plan.
    pub(super) fn new(
        plan: &DataPlan,
        mut done: HashMap<usize, Ranges>,
        chunk_rows: u64,
        share: &Share,
    ) -> Self {
        let tables = (0..plan.tables.len()).map(|at| {
            let succession = plan.succession(at);
            let chunk_rows = chunk_rows_of(succession, chunk_rows);
            let rows = plan.tables[at].rows;
            let share = share.clone();
            let missing = missing(rows, done.remove(&at).unwrap_or_default(), chunk_rows);
            let mut missing =
                Box::new(missing.filter(move |&(first, _)| share.has(at, first, chunk_rows, succession)));
            Table {
                next: missing.next(),
                missing,
                parents: plan.waits_for(at),
                succession,
                open: 0,
                first_block_open: false,
                loaded: 0,
                started: None,
            }
        });
        Self {
            state: Mutex::new(State { tables: tables.collect(), stopped: false }),
            changed: Condvar::new(),
        }
    }

    /// The next chunk for a thread that loaded a chunk of table `last`; waits while all that is left depends
    /// on chunks that are open. `None` when nothing is left, or the run was stopped.
    pub(super) fn next(&self, last: Option<usize>) -> Option<Task> {
        let mut state = self.lock();
        loop {
            if state.stopped || state.tables.iter().all(|table| table.next.is_none()) {
                return None;
            }
            if let Some(table) = state.choose(last) {
                return Some(state.take(table));
            }
            state = self.changed.wait(state).expect("no holder of the lock panics");
        }
    }

    /// A chunk is committed; what became of its table when it was the last one.
    pub(super) fn done(&self, task: Task, rows: u64) -> Option<Finished> {
        let mut state = self.lock();
        let table = &mut state.tables[task.table];
        table.open -= 1;
        table.first_block_open &= task.first_row >= BLOCK_ROWS;
        table.loaded += rows;
        let finished = table.finished().then(|| Finished {
            rows: table.loaded,
            elapsed: table.started.map_or(Duration::ZERO, |started| started.elapsed()),
        });
        self.changed.notify_all();
        finished
    }

    /// Nobody gets another chunk.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Whether somebody stopped the run.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Chunks that can be loaded at all, counted up to `most`: more threads than that have nothing to do.
    pub(super) fn chunks(&self, most: usize) -> usize {
        let state = self.lock();
        state.tables.iter().filter(|table| table.next.is_some()).count().clamp(1, most)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panics")
    }
}

impl State {
    /// The table with the fewest open chunks, so that connections spread over tables; the own one where it
    /// is no worse, since its statements are prepared.
    fn choose(&self, last: Option<usize>) -> Option<usize> {
        let ready = |at: &usize| {
            let table = &self.tables[*at];
            table.takes_another() && table.parents.iter().all(|&parent| self.tables[parent].finished())
        };
        let best = (0..self.tables.len()).filter(ready).min_by_key(|&at| self.tables[at].open)?;
        let same = last.filter(|at| ready(at) && self.tables[*at].open <= self.tables[best].open);
        Some(same.unwrap_or(best))
    }

    fn take(&mut self, at: usize) -> Task {
        let table = &mut self.tables[at];
        let (first_row, rows) = table.next.take().expect("a table that takes another has one");
        table.next = table.missing.next();
        table.open += 1;
        table.first_block_open |= first_row < BLOCK_ROWS;
        let opens = table.started.is_none();
        table.started.get_or_insert_with(Instant::now);
        Task { table: at, first_row, rows, opens }
    }
}

/// Rows of a table's chunks.
pub(super) fn chunk_rows_of(succession: Succession, chunk_rows: u64) -> u64 {
    match succession {
        Succession::AfterFirstBlock => chunk_rows.next_multiple_of(BLOCK_ROWS),
        Succession::Any | Succession::InOrder => chunk_rows,
    }
}

/// Chunks of the rows that are not done.
pub(super) fn missing(rows: u64, done: Ranges, chunk_rows: u64) -> impl Iterator<Item = (u64, u64)> + Send {
    let mut done = done.into_iter().chain([(rows, 0)]).peekable();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let &(first, count) = done.peek()?;
            let end = first.min(rows);
            if at < end {
                let chunk = (at, chunk_rows.min(end - at));
                at += chunk.1;
                return Some(chunk);
            }
            at = at.max(first.saturating_add(count));
            done.next();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(rows: u64, done: &[(u64, u64)], chunk_rows: u64) -> Vec<(u64, u64)> {
        missing(rows, done.to_vec(), chunk_rows).collect()
    }

    #[test]
    fn gaps_are_what_the_ledger_has_not() {
        assert_eq!(listed(10, &[], 4), [(0, 4), (4, 4), (8, 2)]);
        assert_eq!(listed(10, &[(0, 3), (7, 3)], 4), [(3, 4)]);
        assert_eq!(listed(10, &[(2, 2)], 100), [(0, 2), (4, 6)]);
        assert_eq!(listed(0, &[], 4), []);
        assert_eq!(listed(5, &[(0, 5)], 4), []);
    }

    #[test]
    fn very_many_chunks_take_no_memory() {
        let first: Vec<_> = missing(u64::MAX, vec![(0, 7)], 10).take(2).collect();
        assert_eq!(first, [(7, 10), (17, 10)]);
    }

    fn schedule(tables: &[(u64, Succession, &[usize])], chunk_rows: u64) -> Schedule {
        let tables = tables.iter().map(|&(rows, succession, parents)| {
            let mut missing = Box::new(missing(rows, vec![], chunk_rows));
            Table {
                next: missing.next(),
                missing,
                parents: parents.to_vec(),
                succession,
                open: 0,
                first_block_open: false,
                loaded: 0,
                started: None,
            }
        });
        Schedule {
            state: Mutex::new(State { tables: tables.collect(), stopped: false }),
            changed: Condvar::new(),
        }
    }

    #[test]
    fn one_thread_goes_table_by_table() {
        let schedule = schedule(&[(20, Succession::Any, &[]), (10, Succession::Any, &[])], 10);
        let mut last = None;
        let mut order = Vec::new();
        while let Some(task) = schedule.next(last) {
            order.push((task.table, task.first_row));
            assert_eq!(schedule.done(task, task.rows).is_some(), task.first_row == 10 || task.table == 1);
            last = Some(task.table);
        }
        assert_eq!(order, [(0, 0), (0, 10), (1, 0)]);
    }

    #[test]
    fn connections_spread_over_tables() {
        let schedule = schedule(&[(20, Succession::Any, &[]), (20, Succession::Any, &[])], 10);
        let taken: Vec<_> = (0..4).filter_map(|_| schedule.next(None)).map(|task| task.table).collect();
        assert_eq!(taken, [0, 1, 0, 1]);
        assert_eq!(schedule.next(Some(0)), None, "nothing is left to begin");
    }

    #[test]
    fn a_child_waits_for_its_parents_last_chunk() {
        let schedule = schedule(&[(20, Succession::Any, &[]), (10, Succession::Any, &[0])], 10);
        let (first, second) = (schedule.next(None).expect("one"), schedule.next(None).expect("two"));
        assert_eq!((first.table, second.table), (0, 0));
        assert_eq!(schedule.done(first, 10), None);
        std::thread::scope(|scope| {
            let child = scope.spawn(|| schedule.next(None).expect("the child"));
            std::thread::sleep(Duration::from_millis(20));
            assert!(!child.is_finished(), "its parent is open");
            assert!(schedule.done(second, 10).is_some());
            assert_eq!(child.join().expect("no panic").table, 1);
        });
    }

    #[test]
    fn block_0_is_committed_before_other_rows_refer_to_it() {
        let schedule = schedule(&[(4096, Succession::AfterFirstBlock, &[])], 1024);
        let first = schedule.next(None).expect("block 0");
        assert!(!schedule.lock().tables[0].takes_another());
        schedule.done(first, 1024);
        assert_eq!(schedule.next(None).expect("block 1").first_row, 1024);
        assert_eq!(schedule.next(None).expect("block 2").first_row, 2048);
    }

    #[test]
    fn rows_that_refer_to_any_earlier_one_go_in_order() {
        let schedule = schedule(&[(20, Succession::InOrder, &[])], 10);
        let first = schedule.next(None).expect("a chunk");
        assert!(!schedule.lock().tables[0].takes_another());
        schedule.done(first, 10);
        assert!(schedule.lock().tables[0].takes_another());
    }

    #[test]
    fn stopping_wakes_who_waits() {
        let schedule = schedule(&[(20, Succession::InOrder, &[])], 10);
        let _open = schedule.next(None).expect("a chunk");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| schedule.next(None));
            schedule.stop();
            assert_eq!(waiting.join().expect("no panic"), None);
        });
    }
}
