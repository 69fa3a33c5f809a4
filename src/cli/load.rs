//! The flags of how rows travel. Start reading at [`LoadArgs`].

use clap::Args;

use super::variables::truth;

/// How rows travel.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Load (never changes a value)")]
pub struct LoadArgs {
    /// A preset: standard, balanced, high_speed, memory_efficient, ultra_high
    #[arg(long, env = "DBMOCKER_PERFORMANCE_MODE", value_name = "MODE", hide_env = true)]
    pub performance_mode: Option<String>,
    /// Threads that fill and encode
    #[arg(
        short,
        long,
        visible_alias = "max-workers",
        env = "DBMOCKER_JOBS",
        value_name = "N",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub jobs: Option<String>,
    /// Connections to a server
    #[arg(
        long,
        env = "DBMOCKER_CONNECTIONS",
        value_name = "N",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub connections: Option<String>,
    /// Rows per INSERT statement
    #[arg(
        long,
        env = "DBMOCKER_BATCH_SIZE",
        value_name = "ROWS",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub batch_size: Option<String>,
    /// Rows committed at once
    #[arg(
        long,
        env = "DBMOCKER_CHUNK_ROWS",
        value_name = "ROWS",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub chunk_rows: Option<String>,
    /// Seconds for which a chunk is tried again while the server is out of reach or busy [default: 300]
    #[arg(
        long,
        env = "DBMOCKER_RETRY_FOR",
        value_name = "SECONDS",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub retry_for: Option<String>,
    /// Into how many parts the run is divided: as many processes, each with its --part
    #[arg(long, env = "DBMOCKER_PARTS", value_name = "N", allow_negative_numbers = true, hide_env = true)]
    pub parts: Option<String>,
    /// Which part this process loads, from 1
    #[arg(long, env = "DBMOCKER_PART", value_name = "I", allow_negative_numbers = true, hide_env = true)]
    pub part: Option<String>,
    /// The same as --part I --parts N
    #[arg(long, env = "DBMOCKER_SHARD", value_name = "I/N", hide_env = true)]
    pub shard: Option<String>,
    /// Where built pools of values are kept: none, simple, intelligent, adaptive, memory_mapped
    #[arg(long, env = "DBMOCKER_CACHE_STRATEGY", value_name = "STRATEGY", hide_env = true)]
    pub cache_strategy: Option<String>,
    /// Most memory for pools of values, such as 256MiB
    #[arg(
        long,
        env = "DBMOCKER_CACHE_SIZE",
        value_name = "SIZE",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub cache_size: Option<String>,
    /// The folder of memory-mapped pools
    #[arg(long, env = "DBMOCKER_CACHE_DIR", value_name = "FOLDER", hide_env = true)]
    pub cache_dir: Option<String>,
    /// The same as --insertion-strategy streaming
    #[arg(long, env = "DBMOCKER_STREAMING", value_parser = truth, hide_env = true)]
    pub streaming: bool,
    /// How rows go in: single, batch, bulk, streaming, parallel_bulk
    #[arg(
        long,
        env = "DBMOCKER_INSERTION_STRATEGY",
        value_name = "STRATEGY",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub insertion_strategy: Option<String>,
    /// Batches that may wait for a writer
    #[arg(long, env = "DBMOCKER_DEPTH", value_name = "N", allow_negative_numbers = true, hide_env = true)]
    pub depth: Option<String>,
    /// Size of a batch of rows in memory, such as 1MiB
    #[arg(
        long,
        env = "DBMOCKER_BATCH_BYTES",
        value_name = "SIZE",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub batch_bytes: Option<String>,
    /// Size of what is sent to a server at once, such as 128KiB
    #[arg(
        long,
        env = "DBMOCKER_PACKET_BYTES",
        value_name = "SIZE",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub packet_bytes: Option<String>,
    /// Whether commits wait for the disk: relaxed, full
    #[arg(
        long,
        env = "DBMOCKER_DURABILITY",
        value_name = "WORD",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub durability: Option<String>,
    /// Most memory for what a run holds at a time, such as 64MiB
    #[arg(
        long,
        env = "DBMOCKER_MEMORY_LIMIT",
        value_name = "SIZE",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub memory_limit: Option<String>,
}
