//! What a load did, counted while it runs: by targets what goes over the wire, by the run what is filled.
//!
//! Counters only: nothing is decided by them, and reading one never waits. Start reading at [`Meter`].

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Statements that put rows into a table.
    Statements,
    /// Transactions that put rows into tables and were committed.
    Transactions,
    /// Connections that loaded.
    Connections,
    /// Bytes that were encoded for a server.
    Bytes,
    /// Packets that were sent to a server.
    Packets,
    /// Attempts at a chunk after the first one.
    Retries,
    /// Rows that were filled.
    RowsFilled,
}

/// Where time goes. Phases of threads that work side by side add up to more than the clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Values are made.
    Fill,
    /// Rows are written as what travels.
    Encode,
    /// The server takes them.
    Send,
    /// A loading thread waits for rows.
    Wait,
    /// Transactions are ended.
    Commit,
}

const COUNTS: usize = 7;
const PHASES: usize = 5;

/// The counters of one run, shared by all its threads.
#[derive(Debug, Default)]
pub struct Meter {
    counts: [AtomicU64; COUNTS],
    nanos: [AtomicU64; PHASES],
    in_flight: AtomicU64,
    threads: AtomicU64,
    in_flight_max: AtomicU64,
    digest: Mutex<u128>,
}

/// What a meter shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Statements that put rows into a table.
    pub statements: u64,
    /// Transactions that were committed.
    pub transactions: u64,
    /// Connections that loaded.
    pub connections: u64,
    /// Bytes that were encoded for a server; 0 where none are.
    pub bytes: u64,
    /// Packets that were sent to a server.
    pub packets: u64,
    /// Attempts at a chunk after the first one.
    pub retries: u64,
    /// Rows that were filled, those of attempts that failed included.
    pub rows_filled: u64,
    /// Most rows that were filled and not yet handed over.
    pub rows_in_flight_max: u64,
    /// The digests of all rows that were committed, added up; 0 where none was asked for.
    pub digest: u128,
    /// Threads that filled rows.
    pub fill_threads: u64,
    /// Seconds of all filling threads.
    pub fill_seconds: f64,
    /// Seconds of all loading threads in which rows were encoded.
    pub encode_seconds: f64,
    /// Seconds of all loading threads in which the database took rows.
    pub send_seconds: f64,
    /// Seconds of all loading threads in which they waited for rows.
    pub wait_seconds: f64,
    /// Seconds of all loading threads in which they ended transactions.
    pub commit_seconds: f64,
}

impl Meter {
    /// Adds to a counter.
    pub fn add(&self, count: Count, number: u64) {
        self.counts[count as usize].fetch_add(number, Ordering::Relaxed);
    }

    /// Does something, and adds the time that it takes to a phase.
    pub fn time<T>(&self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.spend(phase, begun.elapsed());
        done
    }

    /// Adds to the time of a phase.
    pub fn spend(&self, phase: Phase, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos[phase as usize].fetch_add(nanos, Ordering::Relaxed);
    }

    /// So many rows are asked for: from here on they take room.
    pub fn asked(&self, rows: u64) {
        let now = self.in_flight.fetch_add(rows, Ordering::Relaxed) + rows;
        self.in_flight_max.fetch_max(now, Ordering::Relaxed);
    }

    /// So many rows were handed over or given up.
    pub fn taken(&self, rows: u64) {
        self.in_flight.fetch_sub(rows, Ordering::Relaxed);
    }

    /// The filling thread of a number has done something; beyond 64 threads they are not told apart.
    pub fn filled_by(&self, thread: usize) {
        self.threads.fetch_or(1 << (thread % 64), Ordering::Relaxed);
    }

    /// Rows of this digest were committed.
    pub fn digested(&self, digest: u128) {
        let mut all = self.digest.lock().expect("no holder of the lock panics");
        *all = all.wrapping_add(digest);
    }

    /// All counters now.
    pub fn figures(&self) -> Figures {
        let count = |of: Count| self.counts[of as usize].load(Ordering::Relaxed);
        let seconds = |of: Phase| self.nanos[of as usize].load(Ordering::Relaxed) as f64 / 1e9;
        Figures {
            statements: count(Count::Statements),
            transactions: count(Count::Transactions),
            connections: count(Count::Connections),
            bytes: count(Count::Bytes),
            packets: count(Count::Packets),
            retries: count(Count::Retries),
            rows_filled: count(Count::RowsFilled),
            rows_in_flight_max: self.in_flight_max.load(Ordering::Relaxed),
            digest: *self.digest.lock().expect("no holder of the lock panics"),
            fill_threads: self.threads.load(Ordering::Relaxed).count_ones().into(),
            fill_seconds: seconds(Phase::Fill),
            encode_seconds: seconds(Phase::Encode),
            send_seconds: seconds(Phase::Send),
            wait_seconds: seconds(Phase::Wait),
            commit_seconds: seconds(Phase::Commit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_exact_over_threads() {
        let meter = Meter::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        meter.add(Count::Statements, 2);
                        meter.asked(10);
                        meter.taken(10);
                    }
                });
            }
        });
        let figures = meter.figures();
        assert_eq!(figures.statements, 8000);
        assert!((10..=40).contains(&figures.rows_in_flight_max));
        meter.spend(Phase::Commit, Duration::from_millis(1500));
        assert!((meter.figures().commit_seconds - 1.5).abs() < 1e-9);
    }
}
