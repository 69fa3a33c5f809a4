//! The configuration's shape. Every doc comment here is the text of the published JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;

/// A dbmocker configuration.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Version of this format; 1.
    pub version: Option<u32>,
    /// Other configuration files that this one builds on, relative to it; later ones win, this one wins over all.
    pub include: Vec<String>,
    /// Where the rows go.
    pub target: TargetConfig,
    /// Decides every value: 0 to 2^64 - 1. Without one a seed is drawn and printed.
    pub seed: Option<u64>,
    /// The plan's present: `today`, `now`, or a time such as `2026-01-31` or `2026-01-31 12:00:00`.
    pub now: Option<String>,
    /// Language of names, places and words: en de fr es pt it nl pl ja zh.
    pub locale: Option<String>,
    /// Whether a table that can hold fewer rows than asked is an error (exit 5).
    pub strict: Option<bool>,
    /// Which tables are filled.
    pub select: Select,
    /// What holds for all tables.
    pub defaults: Defaults,
    /// Per table, by name.
    pub tables: BTreeMap<String, TableConfig>,
    /// References that the database does not declare, and how children spread over parents.
    pub relations: Vec<Relation>,
    /// Which values repeat on purpose.
    pub duplicates: DuplicateConfig,
    /// How the rows travel; never changes a value.
    pub load: LoadConfig,
}

/// Where the rows go.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TargetConfig {
    /// The database, such as `sqlite:shop.db` or `postgresql://user@host/database`.
    pub url: Option<String>,
    /// A .sql file that makes the tables first, for a database that has none.
    pub schema_file: Option<String>,
}

/// Which tables are filled. Names are globs: `*` any characters, `?` one.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Select {
    /// Only these tables; empty means all.
    pub include: Vec<String>,
    /// Never these tables.
    pub exclude: Vec<String>,
    /// Only tables of these schemas; empty means all.
    pub schemas: Vec<String>,
}

/// What holds for all tables.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// Rows added to every table: a number such as 1000 or `1.5M`. Default 1000.
    pub rows: Option<Rows>,
    /// Multiplies every row count. Default 1.
    pub scale: Option<f64>,
    /// Share of NULL in nullable columns, 0 to 1. Default 0.1.
    pub null_share: Option<f64>,
    /// Which parents foreign keys refer to. Default random.
    pub foreign_key_strategy: Option<Strategy>,
}

/// Which values repeat on purpose; never those of unique columns, keys and references.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DuplicateConfig {
    /// How values repeat. Default generate_new.
    pub strategy: Option<DuplicateStrategy>,
    /// Share of the rows that take part, 0 to 1. Default 0.3 for allow_simple, 0.95 for reuse, else 1.
    pub probability: Option<f64>,
    /// Values of the pool of cached_pool and weighted_random, whatever kind of column it is.
    pub pool_size: Option<u32>,
    /// Values of the pool of columns of at most 20 values; the head pool of smart_duplicates.
    pub pool_size_small: Option<u32>,
    /// Values of the pool of columns of at most 10,000 values; the middle pool of smart_duplicates.
    pub pool_size_medium: Option<u32>,
    /// Values of the pool of other columns.
    pub pool_size_large: Option<u32>,
    /// Of smart_duplicates: how often head, middle and new values are taken, 0.6, 0.3, 0.1 unless said. Of
    /// weighted_random: how often each value is.
    pub weights: Option<Vec<f64>>,
    /// Existing rows that reuse samples; 10000 unless said.
    pub sample_size: Option<u32>,
}

/// How values repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateStrategy {
    /// They do not, but by chance.
    GenerateNew,
    /// Rows take the value of an earlier row.
    AllowSimple,
    /// A few values very often, some often, the others new.
    SmartDuplicates,
    /// Values of a pool, all alike.
    CachedPool,
    /// Values of a pool, the first ones more often.
    WeightedRandom,
    /// The values of rows that were there before, of one row together.
    #[serde(alias = "fast_data_reuse")]
    Reuse,
}

impl DuplicateStrategy {
    /// All strategies with their names.
    pub const ALL: [(&'static str, Self); 7] = [
        ("generate_new", Self::GenerateNew),
        ("allow_simple", Self::AllowSimple),
        ("smart_duplicates", Self::SmartDuplicates),
        ("cached_pool", Self::CachedPool),
        ("weighted_random", Self::WeightedRandom),
        ("reuse", Self::Reuse),
        ("fast_data_reuse", Self::Reuse),
    ];

    /// The strategy's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, strategy)| *strategy == self).map_or("", |(name, _)| name)
    }
}

/// Which parents the foreign keys of a table refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Any parent, all alike.
    Random,
    /// Every parent in turn, so that each has its children.
    Smart,
    /// A few parents have very many children.
    Weighted,
    /// Only parents that were there before the run.
    Existing,
}

/// How many rows a table gets.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Rows {
    /// A number.
    Count(u64),
    /// A number with a unit: `1.5M`, `10k`, `2e6`.
    Text(String),
    /// So many for each row of another table.
    Per {
        /// The other table.
        per: String,
        /// Fewest and most, such as `1..5`.
        count: String,
    },
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TableConfig {
    /// Rows added to this table.
    pub rows: Option<Rows>,
    /// Which parents its foreign keys refer to.
    pub foreign_key_strategy: Option<Strategy>,
    /// Which of its values repeat on purpose.
    pub duplicates: Option<DuplicateConfig>,
    /// How often rows go one way or another where CHECKs leave several: weights of conditions, 1 where none is met.
    pub ways: Vec<WayConfig>,
    /// How often rows go to a partition, by its name; 1 where nothing is said.
    pub partitions: BTreeMap<String, f64>,
    /// Per column, by name.
    pub columns: BTreeMap<String, ColumnConfig>,
}

/// How often a condition is met.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WayConfig {
    /// A condition over columns of the row, as SQL: `kind = 'refund'`.
    pub when: String,
    /// Its weight among the others; 0 for never.
    pub weight: f64,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnConfig {
    /// The generator; `dbmocker explain TABLE.COLUMN` names the one that is chosen without it.
    pub generator: Option<String>,
    /// Its arguments by name.
    pub params: BTreeMap<String, serde_json::Value>,
    /// Smallest value.
    pub min: Option<serde_json::Value>,
    /// Largest value.
    pub max: Option<serde_json::Value>,
    /// The values to draw from.
    pub values: Option<Vec<serde_json::Value>>,
    /// Weights of `values`, as many.
    pub weights: Option<Vec<f64>>,
    /// A regular expression that the values match.
    pub pattern: Option<String>,
    /// A template such as `{letters:2}-{digits:4}`.
    pub format: Option<String>,
    /// The same under another name: `INV-{year}-{row:06}`.
    pub template: Option<String>,
    /// An SQL expression over other columns of the row, in the database's own words: `price * quantity`.
    pub expr: Option<String>,
    /// What another column of the row stands for: in a list, in a file, or in the parent that it refers to.
    pub lookup: Option<Lookup>,
    /// Another table's column, `table.column`, of which each value is one: a reference that no foreign key
    /// declares.
    pub values_from: Option<String>,
    /// Share of NULL, 0 to 1.
    pub null_share: Option<f64>,
    /// Whether all values differ.
    pub unique: Option<bool>,
    /// How values, or for a foreign key the parents, are spread.
    pub distribution: Option<Distribution>,
    /// The name that the column's randomness goes by; the old name after a rename.
    pub stream: Option<String>,
    /// How its values repeat on purpose.
    pub duplicates: Option<DuplicateConfig>,
}

/// What a column is looked up by, and where.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Lookup {
    /// The column of the row that is looked up.
    pub by: String,
    /// The table that `by` refers to.
    pub table: Option<String>,
    /// A CSV file with a header, from the folder of the configuration.
    pub file: Option<String>,
    /// The column of the file that is compared with `by`; its first one by default.
    pub key: Option<String>,
    /// The column of the table or file whose value is taken; a file's second one by default.
    pub value: Option<String>,
    /// The list itself, by the values of `by`.
    pub values: BTreeMap<String, serde_json::Value>,
    /// What stands where nothing is found; NULL by default.
    pub otherwise: Option<serde_json::Value>,
}

impl ColumnConfig {
    /// Whether it says anything about the values, apart from how many repeat or are missing.
    pub fn decides(&self) -> bool {
        self.makers().next().is_some() || self.distribution.is_some()
    }

    /// The keys that are set and say how values are made.
    pub fn makers(&self) -> impl Iterator<Item = &'static str> {
        let makers = [
            ("generator", self.generator.is_some()),
            ("params", !self.params.is_empty()),
            ("min", self.min.is_some()),
            ("max", self.max.is_some()),
            ("values", self.values.is_some()),
            ("weights", self.weights.is_some()),
            ("pattern", self.pattern.is_some()),
            ("format", self.format.is_some()),
            ("template", self.template.is_some()),
            ("expr", self.expr.is_some()),
            ("lookup", self.lookup.is_some()),
        ];
        makers.into_iter().filter(|(_, set)| *set).map(|(key, _)| key)
    }

    /// All keys that are set.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        let others = [
            ("values_from", self.values_from.is_some()),
            ("null_share", self.null_share.is_some()),
            ("unique", self.unique.is_some()),
            ("distribution", self.distribution.is_some()),
            ("stream", self.stream.is_some()),
            ("duplicates", self.duplicates.is_some()),
        ];
        self.makers().chain(others.into_iter().filter(|(_, set)| *set).map(|(key, _)| key))
    }
}

/// How values are spread.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// All alike.
    Uniform,
    /// By rank, with this exponent (> 0).
    Zipf(f64),
    /// In turn.
    RoundRobin,
    /// Bell-shaped around the middle of the range.
    Normal,
    /// Many small, few large.
    Exponential,
    /// Skewed to the right.
    LogNormal,
}

/// A reference that the database does not declare, or the fan-out of one that it does.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// The referencing column: `orders.customer_ref`.
    pub from: String,
    /// The referenced column: `customers.id`.
    pub to: String,
    /// How children spread over parents.
    #[serde(default)]
    pub fan_out: Option<Distribution>,
    /// The rows for which it holds, where the column refers to one table or another: the value (or a list of
    /// values) of another column of the row.
    #[serde(default)]
    pub when: BTreeMap<String, serde_json::Value>,
}

impl Config {
    /// All relations, each with where it stands: those of the list, and columns with `values_from`.
    pub fn all_relations(&self) -> Vec<(Vec<String>, Relation)> {
        let listed = self
            .relations
            .iter()
            .enumerate()
            .map(|(at, relation)| (vec!["relations".to_owned(), at.to_string()], relation.clone()));
        let tables = self.tables.iter();
        let columns =
            tables.flat_map(|(table, wishes)| wishes.columns.iter().map(move |column| (table, column)));
        let columns = columns.filter_map(|(table, (name, column))| {
            let relation = Relation {
                from: format!("{table}.{name}"),
                to: column.values_from.clone()?,
                fan_out: column.distribution.clone(),
                when: BTreeMap::new(),
            };
            Some((vec!["tables".to_owned(), table.clone(), "columns".to_owned(), name.clone()], relation))
        });
        listed.chain(columns).collect()
    }
}

/// How the rows travel; never changes a value.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LoadConfig {
    /// A preset of the settings below.
    pub performance_mode: Option<PerformanceMode>,
    /// Threads that fill and encode.
    pub jobs: Option<u32>,
    /// Connections to a server.
    pub connections: Option<u32>,
    /// Most rows per INSERT statement: 1000 to a server unless said.
    pub batch_size: Option<u32>,
    /// Rows committed at once.
    pub chunk_rows: Option<u64>,
    /// Where pools of values that are built are kept.
    pub cache: CacheConfig,
    /// Seconds for which a chunk is tried again while the server is out of reach or busy: 300 unless said.
    pub retry_for: Option<u64>,
    /// Into how many parts a run is divided; each is a process of its own, with --part.
    pub parts: Option<u32>,
    /// How rows go in.
    pub insertion_strategy: Option<InsertionStrategy>,
    /// Batches that may wait for a writer.
    pub depth: Option<u32>,
    /// Size of a batch of rows in memory, about.
    pub batch_bytes: Option<Bytes>,
    /// Size of what is sent to a server at once, about.
    pub packet_bytes: Option<Bytes>,
    /// Whether commits wait for the disk.
    pub durability: Option<Durability>,
    /// Most memory for what a run holds at a time: batches, packets and page cache are made small enough.
    pub memory_limit: Option<Bytes>,
}

/// Where pools of values that are built are kept; never changes a value.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CacheConfig {
    /// Where, and which go first. The mode says unless said: simple for memory_efficient, memory_mapped for ultra_high,
    /// else intelligent.
    pub strategy: Option<CacheStrategy>,
    /// Most memory for pools: 256MiB unless said.
    pub size: Option<Bytes>,
    /// Seconds after which a pool is dropped; of adaptive, seconds in which nobody asked for it, 3600 unless said.
    pub ttl: Option<u64>,
    /// The folder of memory-mapped pools; dbmocker/pools in the user's cache folder unless said.
    pub folder: Option<String>,
}

/// Where built pools live, and which of them go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CacheStrategy {
    /// None is kept: each is built whenever it is asked for.
    None,
    /// In memory; the one that was not used for longest goes first.
    Simple,
    /// In memory; those that are asked for rarely go first.
    Intelligent,
    /// Like that, and what nobody asks for goes after a while.
    Adaptive,
    /// Large pools in files that are mapped into memory and shared by processes.
    MemoryMapped,
}

impl CacheStrategy {
    /// All strategies with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("none", Self::None),
        ("simple", Self::Simple),
        ("intelligent", Self::Intelligent),
        ("adaptive", Self::Adaptive),
        ("memory_mapped", Self::MemoryMapped),
    ];

    /// The strategy's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, strategy)| *strategy == self).map_or("", |(name, _)| name)
    }
}

/// How rows go into a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InsertionStrategy {
    /// One INSERT per row.
    Single,
    /// INSERT statements of many rows.
    Batch,
    /// COPY or LOAD DATA over one connection; on SQLite prepared statements in long transactions.
    Bulk,
    /// Like bulk, with the least memory: one batch on its way.
    Streaming,
    /// Like bulk, over several connections; SQLite has one writer, and rows are filled side by side for it.
    ParallelBulk,
}

impl InsertionStrategy {
    /// All strategies with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("single", Self::Single),
        ("batch", Self::Batch),
        ("bulk", Self::Bulk),
        ("streaming", Self::Streaming),
        ("parallel_bulk", Self::ParallelBulk),
    ];

    /// The strategy's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, strategy)| *strategy == self).map_or("", |(name, _)| name)
    }
}

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// As soon as a killed process loses nothing; after a power cut a run may have to be resumed.
    Relaxed,
    /// When the database has written it to the disk.
    Full,
}

impl Durability {
    /// Both with their names.
    pub const ALL: [(&'static str, Self); 2] = [("relaxed", Self::Relaxed), ("full", Self::Full)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, durability)| *durability == self).map_or("", |(name, _)| name)
    }
}

/// Presets of how rows travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PerformanceMode {
    /// One job, small chunks: the gentlest on a shared database.
    Standard,
    /// As many jobs as half the cores.
    Balanced,
    /// All cores, large chunks.
    HighSpeed,
    /// Small buffers and a small page cache.
    MemoryEfficient,
    /// All cores, the largest chunks and page cache that the memory limit allows.
    UltraHigh,
}

impl PerformanceMode {
    /// All modes with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("standard", Self::Standard),
        ("balanced", Self::Balanced),
        ("high_speed", Self::HighSpeed),
        ("memory_efficient", Self::MemoryEfficient),
        ("ultra_high", Self::UltraHigh),
    ];

    /// The mode of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, mode)| *mode)
    }

    /// The mode's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}
