//! How rows travel. Nothing here changes a byte of them.
//!
//! A performance mode is a preset of every setting; flags and configuration win over it, setting by setting.
//! Start reading at [`LoadPlan::new`]; [`LoadPlan::fitted`] keeps a plan within a limit of memory.

use std::time::Duration;

use super::model::{DataPlan, TablePlan};
use crate::config::{CacheStrategy, Durability, InsertionStrategy, LoadConfig, PerformanceMode};
use crate::schema::expr::Dialect;

/// Bytes of a batch of rows, about, where nothing else is said.
pub const BATCH_BYTES: usize = 1 << 20;
const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
/// Packets on their way over one connection to a server: those that wait, and what the driver keeps of them.
const PACKETS_SENDING: u64 = 8;
/// Least bytes that the driver of a connection keeps, whatever is sent.
const DRIVER_BYTES: u64 = MIB;
/// Rows of an INSERT statement to a server, where nothing else was asked for.
const SERVER_BATCH: usize = 1000;
/// Rows of an INSERT statement of SQLite under `batch`.
const FILE_BATCH: usize = 100;
/// Bytes of the program, its word lists and its plan.
const BASE_BYTES: u64 = 28 * MIB;
/// Least page cache of SQLite, bytes.
const CACHE_BYTES_MIN: u64 = MIB;
/// Least packet, bytes.
const PACKET_BYTES_MIN: u64 = 4 * KIB;
const RETRY_FOR: Duration = Duration::from_secs(300);

/// Settings of a load; a performance mode is a preset of them, flags and configuration win over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadPlan {
    /// The preset.
    pub mode: PerformanceMode,
    /// How rows go in.
    pub strategy: InsertionStrategy,
    /// Whether the strategy was asked for, so that nothing else will do.
    pub strategy_asked: bool,
    /// Threads that fill and encode.
    pub jobs: usize,
    /// Connections to a server; SQLite has one writer.
    pub connections: usize,
    /// Whether so many connections were asked for, so that fewer will not do.
    pub connections_asked: bool,
    /// Rows per INSERT statement of SQLite, whose statements are prepared.
    pub batch_prepared: usize,
    /// Rows per INSERT statement, where that was asked for.
    pub batch_asked: Option<usize>,
    /// Rows committed at once.
    pub chunk_rows: u64,
    /// Batches that may wait for the writers.
    pub depth: usize,
    /// Size of a batch of rows in memory, bytes, about.
    pub batch_bytes: usize,
    /// Size of what is sent to a server at once, bytes, about.
    pub packet_bytes: usize,
    /// SQLite's page cache, bytes.
    pub cache_bytes: u64,
    /// Whether commits wait for the disk.
    pub durability: Durability,
    /// Where built pools of values are kept.
    pub cache: CacheStrategy,
    /// Most bytes that the run may hold.
    pub memory_limit: Option<u64>,
    /// Whether the rows are digested while they are loaded.
    pub digest: bool,
    /// Which part of the run this process loads, from 1, and of how many.
    pub part: Option<(u32, u32)>,
    /// How long one chunk may fail for reasons that pass, before the run stops.
    pub retry_for: Duration,
}

impl Default for LoadPlan {
    fn default() -> Self {
        preset(PerformanceMode::Balanced, 1)
    }
}

impl LoadPlan {
    /// The preset of a mode on a machine with so many cores, overridden by what the configuration sets.
    ///
    /// # Errors
    /// For settings that are zero, or that contradict each other.
    pub fn new(config: &LoadConfig, cores: usize) -> Result<Self, Vec<String>> {
        let mode = config.performance_mode.unwrap_or(PerformanceMode::Balanced);
        let mut plan = preset(mode, cores.max(1));
        let mut problems = Vec::new();
        if let Some(strategy) = config.insertion_strategy {
            (plan.strategy, plan.strategy_asked) = (strategy, true);
        }
        plan.follow_strategy();
        let mut set = |name: &str, value: Option<u64>, slot: &mut dyn FnMut(u64)| match value {
            Some(0) => problems.push(format!("{name} must be at least 1")),
            Some(value) => slot(value),
            None => {}
        };
        set("jobs", config.jobs.map(u64::from), &mut |n| plan.jobs = n as usize);
        set("connections", config.connections.map(u64::from), &mut |n| plan.connections = n as usize);
        set("batch_size", config.batch_size.map(u64::from), &mut |n| plan.batch_asked = Some(n as usize));
        set("chunk_rows", config.chunk_rows, &mut |n| plan.chunk_rows = n);
        set("depth", config.depth.map(u64::from), &mut |n| plan.depth = n as usize);
        set("batch_bytes", config.batch_bytes.map(|bytes| bytes.0), &mut |n| plan.batch_bytes = n as usize);
        set("packet_bytes", config.packet_bytes.map(|bytes| bytes.0), &mut |n| {
            plan.packet_bytes = n.max(PACKET_BYTES_MIN) as usize;
        });
        plan.connections_asked = config.connections.is_some();
        plan.durability = config.durability.unwrap_or(plan.durability);
        plan.cache = cache_strategy(config);
        plan.memory_limit = config.memory_limit.map(|bytes| bytes.0);
        if let Some(seconds) = config.retry_for {
            plan.retry_for = Duration::from_secs(seconds);
        }
        if config.depth.is_none() && !plan.is_sequential() {
            plan.depth = plan.depth.max(plan.jobs + 1);
        }
        problems.extend(plan.contradictions());
        if problems.is_empty() { Ok(plan) } else { Err(problems) }
    }

    /// What a strategy says of the other settings; they can be set otherwise.
    fn follow_strategy(&mut self) {
        match self.strategy {
            InsertionStrategy::ParallelBulk => {
                self.connections = self.connections.max(2);
                self.jobs = self.jobs.max(2);
            }
            InsertionStrategy::Streaming => {
                (self.connections, self.jobs, self.depth) = (1, 1, 1);
            }
            InsertionStrategy::Single | InsertionStrategy::Batch | InsertionStrategy::Bulk => {
                (self.connections, self.jobs) = (1, 1);
            }
        }
    }

    /// Whether a batch is only filled when the one before was taken.
    fn is_sequential(&self) -> bool {
        self.strategy == InsertionStrategy::Streaming
    }

    fn contradictions(&self) -> Vec<String> {
        let strategy = self.strategy.name();
        let mut found = Vec::new();
        let alone = matches!(self.strategy, InsertionStrategy::Bulk | InsertionStrategy::Streaming);
        if alone && self.connections > 1 {
            found.push(format!(
                "insertion_strategy {strategy} loads over one connection, and connections is {}: leave it out, \
                 or take parallel_bulk",
                self.connections
            ));
        }
        if self.strategy == InsertionStrategy::Single && self.batch_asked.is_some_and(|rows| rows > 1) {
            found.push(
                "insertion_strategy single sends one row per INSERT, and batch_size asks for more: leave it out, \
                 or take batch"
                    .to_owned(),
            );
        }
        if self.is_sequential() && self.depth > 1 {
            found.push(format!(
                "insertion_strategy streaming has one batch on its way, and depth is {}: leave it out, or take bulk",
                self.depth
            ));
        }
        found
    }

    /// Most rows of an INSERT statement: fewer to SQLite, which is asked nothing over a network.
    pub fn batch_size(&self, dialect: Dialect) -> usize {
        match self.strategy {
            InsertionStrategy::Single => 1,
            InsertionStrategy::Batch if dialect == Dialect::Sqlite => self.batch_asked.unwrap_or(FILE_BATCH),
            _ => self.batch_asked.unwrap_or(match dialect {
                Dialect::Sqlite => self.batch_prepared,
                Dialect::Postgres | Dialect::Mysql => SERVER_BATCH,
            }),
        }
    }

    /// Whether rows go in by INSERT although the server could take them otherwise.
    pub fn inserts(&self) -> bool {
        matches!(self.strategy, InsertionStrategy::Single | InsertionStrategy::Batch)
    }

    /// Most memory that a run of this plan holds, bytes, with each term: batches in flight, the page cache of
    /// SQLite or what is on its way to a server, the program with its word lists and the plan.
    pub fn memory(&self, plan: &DataPlan) -> Vec<(&'static str, u64)> {
        let widest = plan.tables.iter().map(|table| table.batch_bytes(self.batch_bytes)).max().unwrap_or(0);
        let (ahead, sent) = match plan.schema.dialect {
            Dialect::Sqlite => (self.depth + 1, ("page cache", self.cache_bytes)),
            Dialect::Postgres | Dialect::Mysql => {
                let connections = self.connections;
                let each = (self.depth / connections).max(1) + 1;
                let sending = PACKETS_SENDING * self.packet_bytes as u64 + DRIVER_BYTES;
                (connections * each, ("packets", connections as u64 * sending))
            }
        };
        let batches = (self.jobs + ahead) as u64 * widest;
        vec![("batches", batches), sent, ("program, word lists and plan", BASE_BYTES)]
    }

    /// The plan with buffers small enough for its limit of memory.
    ///
    /// # Errors
    /// When even the smallest buffers are larger.
    pub fn fitted(mut self, plan: &DataPlan) -> Result<Self, String> {
        let Some(limit) = self.memory_limit else { return Ok(self) };
        let held = |load: &Self| load.memory(plan).iter().map(|(_, bytes)| bytes).sum::<u64>();
        // The dearest first: what makes it slower only after what hardly does.
        while held(&self) > limit {
            if self.cache_bytes > 4 * MIB && plan.schema.dialect == Dialect::Sqlite {
                self.cache_bytes /= 2;
            } else if self.depth > 2 {
                self.depth -= 1;
            } else if self.batch_bytes > 64 << 10 {
                self.batch_bytes /= 2;
            } else if self.packet_bytes > 32 << 10 {
                self.packet_bytes /= 2;
            } else if self.jobs > 1 {
                self.jobs -= 1;
            } else if self.connections > 1 && !self.connections_asked {
                self.connections -= 1;
            } else if self.depth > 1 {
                self.depth -= 1;
            } else if self.batch_bytes > 1 {
                self.batch_bytes /= 2;
            } else if self.packet_bytes as u64 > PACKET_BYTES_MIN {
                self.packet_bytes /= 2;
            } else if self.cache_bytes > CACHE_BYTES_MIN && plan.schema.dialect == Dialect::Sqlite {
                self.cache_bytes /= 2;
            } else {
                return Err(too_small(limit, held(&self), plan));
            }
        }
        Ok(self)
    }
}

/// Where built pools are kept: as the configuration says, else as the mode does.
pub fn cache_strategy(load: &LoadConfig) -> CacheStrategy {
    load.cache.strategy.unwrap_or(match load.performance_mode {
        Some(PerformanceMode::MemoryEfficient) => CacheStrategy::Simple,
        Some(PerformanceMode::UltraHigh) => CacheStrategy::MemoryMapped,
        _ => CacheStrategy::Intelligent,
    })
}

fn too_small(limit: u64, least: u64, plan: &DataPlan) -> String {
    let widest = plan.tables.iter().max_by_key(|table| table.row_bytes);
    let row = widest.map_or_else(String::new, |table| {
        format!("; a row of {} alone takes about {} bytes", table.name, table.row_bytes)
    });
    format!(
        "memory_limit of {} KiB is too small: with the smallest buffers a run holds {} KiB{row}",
        limit / KIB,
        least.div_ceil(KIB)
    )
}

impl TablePlan {
    /// Bytes of one batch in memory, about: cells twice, as columns and as what is sent.
    fn batch_bytes(&self, wanted: usize) -> u64 {
        let rows = (wanted / self.row_bytes.max(1)).clamp(1, 1024);
        2 * (rows * self.row_bytes) as u64
    }
}

fn preset(mode: PerformanceMode, cores: usize) -> LoadPlan {
    let base = LoadPlan {
        mode,
        strategy: InsertionStrategy::ParallelBulk,
        strategy_asked: false,
        jobs: cores,
        connections: cores,
        connections_asked: false,
        batch_prepared: 16,
        batch_asked: None,
        chunk_rows: 50_000,
        depth: 8,
        batch_bytes: BATCH_BYTES,
        packet_bytes: 128 << 10,
        cache_bytes: 64 * MIB,
        durability: Durability::Relaxed,
        cache: CacheStrategy::Intelligent,
        memory_limit: None,
        digest: false,
        part: None,
        retry_for: RETRY_FOR,
    };
    match mode {
        PerformanceMode::Standard => LoadPlan {
            strategy: InsertionStrategy::Bulk,
            jobs: 1,
            connections: 1,
            batch_prepared: 4,
            chunk_rows: 10_000,
            depth: 2,
            cache_bytes: 16 * MIB,
            durability: Durability::Full,
            ..base
        },
        PerformanceMode::Balanced => LoadPlan {
            jobs: (cores / 2).max(1),
            connections: (cores / 2).max(1),
            batch_prepared: 8,
            depth: 4,
            cache_bytes: 32 * MIB,
            ..base
        },
        PerformanceMode::HighSpeed => LoadPlan { chunk_rows: 100_000, packet_bytes: 192 << 10, ..base },
        PerformanceMode::MemoryEfficient => LoadPlan {
            strategy: InsertionStrategy::Streaming,
            jobs: 1,
            connections: 1,
            batch_prepared: 2,
            chunk_rows: 5_000,
            depth: 1,
            batch_bytes: 128 << 10,
            packet_bytes: 32 << 10,
            cache_bytes: 4 * MIB,
            ..base
        },
        PerformanceMode::UltraHigh => LoadPlan {
            batch_prepared: 32,
            chunk_rows: 500_000,
            depth: 16,
            packet_bytes: 256 << 10,
            cache_bytes: 128 * MIB,
            ..base
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(config: &LoadConfig) -> Result<LoadPlan, Vec<String>> {
        LoadPlan::new(config, 8)
    }

    #[test]
    fn settings_win_over_the_preset() {
        let config = LoadConfig {
            jobs: Some(3),
            performance_mode: Some(PerformanceMode::Standard),
            insertion_strategy: Some(InsertionStrategy::ParallelBulk),
            ..Default::default()
        };
        let found = plan(&config).expect("valid settings");
        assert_eq!((found.jobs, found.connections, found.chunk_rows), (3, 2, 10_000));
        let zero = LoadConfig { jobs: Some(0), chunk_rows: Some(0), ..Default::default() };
        assert_eq!(plan(&zero).expect_err("zeros").len(), 2);
    }

    #[test]
    fn no_mode_is_like_another_under_any_strategy() {
        for (_, strategy) in InsertionStrategy::ALL {
            let of = |(_, mode)| {
                let config = LoadConfig {
                    performance_mode: Some(mode),
                    insertion_strategy: Some(strategy),
                    ..Default::default()
                };
                let mut found = plan(&config).expect("valid settings");
                found.mode = PerformanceMode::Balanced;
                found
            };
            let all: Vec<LoadPlan> = PerformanceMode::ALL.into_iter().map(of).collect();
            for (at, one) in all.iter().enumerate() {
                assert!(!all[at + 1..].contains(one), "{strategy:?}: {one:?}");
            }
        }
    }

    #[test]
    fn contradictions_are_told_all_at_once() {
        let config = LoadConfig {
            insertion_strategy: Some(InsertionStrategy::Streaming),
            connections: Some(4),
            depth: Some(3),
            ..Default::default()
        };
        assert_eq!(plan(&config).expect_err("contradictions").len(), 2);
        let config = LoadConfig {
            insertion_strategy: Some(InsertionStrategy::Single),
            batch_size: Some(100),
            ..Default::default()
        };
        assert_eq!(plan(&config).expect_err("contradictions").len(), 1);
    }
}
