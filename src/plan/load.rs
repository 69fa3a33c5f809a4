//! How rows travel. Nothing here changes a byte of them.

use std::time::Duration;

use super::model::{DataPlan, TablePlan};
use crate::config::{LoadConfig, PerformanceMode};
use crate::schema::expr::Dialect;

/// Bytes of a batch of rows, about.
pub const BATCH_BYTES: usize = 1 << 20;
const MIB: u64 = 1 << 20;
/// Bytes on their way over one connection to a server: packets that wait, and what the driver keeps of them.
const SENDING_BYTES: u64 = 2 * MIB;
/// Rows of an INSERT statement to a server, where nothing else was asked for.
const SERVER_BATCH: usize = 1000;
const RETRY_FOR: Duration = Duration::from_secs(300);

/// Settings of a load; a performance mode is a preset of them, flags and configuration win over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadPlan {
    /// The preset.
    pub mode: PerformanceMode,
    /// Threads that fill and encode.
    pub jobs: usize,
    /// Connections to a server; SQLite has one writer.
    pub connections: usize,
    /// Rows per INSERT statement of SQLite, whose statements are prepared.
    pub batch_prepared: usize,
    /// Rows per INSERT statement, where that was asked for.
    pub batch_asked: Option<usize>,
    /// Rows committed at once.
    pub chunk_rows: u64,
    /// Batches that may wait for the writer.
    pub depth: usize,
    /// SQLite's page cache, bytes.
    pub cache_bytes: u64,
    /// How long one chunk may fail for reasons that pass, before the run stops.
    pub retry_for: Duration,
}

impl LoadPlan {
    /// The preset of a mode on a machine with so many cores, overridden by what the configuration sets.
    ///
    /// # Errors
    /// For settings that are zero.
    pub fn new(config: &LoadConfig, cores: usize) -> Result<Self, Vec<String>> {
        let mode = config.performance_mode.unwrap_or(PerformanceMode::Balanced);
        let mut plan = preset(mode, cores.max(1));
        let mut problems = Vec::new();
        let mut set = |name: &str, value: Option<u64>, slot: &mut dyn FnMut(u64)| match value {
            Some(0) => problems.push(format!("{name} must be at least 1")),
            Some(value) => slot(value),
            None => {}
        };
        set("jobs", config.jobs.map(u64::from), &mut |n| plan.jobs = n as usize);
        set("connections", config.connections.map(u64::from), &mut |n| plan.connections = n as usize);
        set("batch_size", config.batch_size.map(u64::from), &mut |n| plan.batch_asked = Some(n as usize));
        set("chunk_rows", config.chunk_rows, &mut |n| plan.chunk_rows = n);
        if let Some(seconds) = config.retry_for {
            plan.retry_for = Duration::from_secs(seconds);
        }
        plan.depth = plan.depth.max(plan.jobs + 1);
        if problems.is_empty() { Ok(plan) } else { Err(problems) }
    }

    /// Most rows of an INSERT statement: fewer to SQLite, which is asked nothing over a network.
    pub fn batch_size(&self, dialect: Dialect) -> usize {
        self.batch_asked.unwrap_or(match dialect {
            Dialect::Sqlite => self.batch_prepared,
            Dialect::Postgres | Dialect::Mysql => SERVER_BATCH,
        })
    }

    /// Most memory that a run of this plan holds, bytes, with each term: batches in flight, the page cache of
    /// SQLite or what is on its way to a server, pools.
    pub fn memory(&self, plan: &DataPlan) -> Vec<(&'static str, u64)> {
        let widest = plan.tables.iter().map(TablePlan::batch_bytes).max().unwrap_or(0);
        let (ahead, sent) = match plan.schema.dialect {
            Dialect::Sqlite => (self.depth + 1, ("page cache", self.cache_bytes)),
            Dialect::Postgres | Dialect::Mysql => {
                let connections = self.connections;
                let each = (self.depth / connections).max(2) + 1;
                (connections * each, ("packets", connections as u64 * SENDING_BYTES))
            }
        };
        let batches = (self.jobs + ahead) as u64 * widest;
        vec![("batches", batches), sent, ("word lists and plan", 24 * MIB)]
    }
}

impl TablePlan {
    /// Bytes of one batch in memory, about: cells twice, as columns and as what is sent.
    fn batch_bytes(&self) -> u64 {
        let rows = (BATCH_BYTES / self.row_bytes.max(1)).clamp(1, 1024);
        2 * (rows * self.row_bytes) as u64
    }
}

fn preset(mode: PerformanceMode, cores: usize) -> LoadPlan {
    let plan = |jobs: usize, batch_prepared, chunk_rows, depth, cache| LoadPlan {
        mode,
        jobs: jobs.max(1),
        connections: jobs.max(1),
        batch_prepared,
        batch_asked: None,
        chunk_rows,
        depth,
        cache_bytes: cache * MIB,
        retry_for: RETRY_FOR,
    };
    match mode {
        PerformanceMode::Standard => plan(1, 1, 10_000, 2, 16),
        PerformanceMode::Balanced => plan(cores / 2, 8, 50_000, 4, 32),
        PerformanceMode::HighSpeed => plan(cores, 16, 100_000, 8, 64),
        PerformanceMode::MemoryEfficient => plan(1, 4, 10_000, 1, 4),
        PerformanceMode::UltraHigh => plan(cores, 16, 500_000, 8, 128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_win_over_the_preset() {
        let config = LoadConfig {
            jobs: Some(3),
            performance_mode: Some(PerformanceMode::Standard),
            ..Default::default()
        };
        let plan = LoadPlan::new(&config, 8).expect("valid settings");
        assert_eq!((plan.jobs, plan.chunk_rows), (3, 10_000));
        let zero = LoadConfig { jobs: Some(0), chunk_rows: Some(0), ..Default::default() };
        assert_eq!(LoadPlan::new(&zero, 8).expect_err("zeros").len(), 2);
    }
}
