//! A plan in words: per table and per column, with reasons.

use super::check::CheckGroup;
use super::load::LoadPlan;
use super::model::{ColumnPlan, DataPlan, TablePlan};
use crate::schema::expr::Dialect;

/// One column of a plan, for people and machines.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ColumnLine {
    /// The column.
    pub column: String,
    /// The generator, or how the reference is made.
    pub how: String,
    /// Why.
    pub reason: String,
    /// Share of NULL.
    pub null_share: f64,
    /// Whether it was chosen by type alone.
    pub generic: bool,
}

/// One table of a plan.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct TableLine {
    /// The table.
    pub table: String,
    /// Rows that will be added.
    pub rows: u64,
    /// Rows that were asked for.
    pub asked: u64,
    /// Rows that are there.
    pub existing: u64,
    /// Why there are fewer than asked.
    pub limit: Option<String>,
    /// The columns.
    pub columns: Vec<ColumnLine>,
    /// CHECKs that are evaluated for every row.
    pub checks: Vec<String>,
}

/// A whole plan.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Explanation {
    /// Version of this format.
    pub format: u32,
    /// The plan's hash.
    pub hash: String,
    /// The seed.
    pub seed: u64,
    /// The plan's present, microseconds since 1970.
    pub now: i64,
    /// Tables in load order.
    pub tables: Vec<TableLine>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// How the rows travel: setting and value.
    pub load: Vec<(String, String)>,
}

/// The plan in words.
pub fn explain(plan: &DataPlan, load: &LoadPlan) -> Explanation {
    let memory = load.memory(plan);
    let total: u64 = memory.iter().map(|(_, bytes)| bytes).sum();
    let terms: Vec<String> =
        memory.iter().map(|(name, bytes)| format!("{name} {} MiB", bytes.div_ceil(1 << 20))).collect();
    let mut settings = vec![
        ("performance_mode", load.mode.name().to_owned()),
        ("insertion_strategy", load.strategy.name().to_owned()),
        ("jobs", load.jobs.to_string()),
        ("connections", connections(plan, load)),
        ("batch_size", load.batch_size(plan.schema.dialect).to_string()),
        ("chunk_rows", load.chunk_rows.to_string()),
        ("depth", load.depth.to_string()),
        ("batch_bytes", kib(load.batch_bytes)),
        ("packet_bytes", kib(load.packet_bytes)),
        ("durability", durability(plan, load)),
        ("cache", load.cache.name().to_owned()),
        ("index_tier", "T0, indexes and constraints as they are".to_owned()),
    ];
    if plan.schema.dialect == Dialect::Sqlite {
        settings.push(("page_cache", format!("{} MiB", load.cache_bytes >> 20)));
    }
    if let Some((part, parts)) = load.part {
        settings.push(("part", format!("{part} of {parts}")));
    }
    if let Some(limit) = load.memory_limit {
        settings.push(("memory_limit", format!("{} MiB", limit >> 20)));
    }
    settings.push(("memory", format!("at most {} MiB: {}", total.div_ceil(1 << 20), terms.join(", "))));
    Explanation {
        format: 1,
        hash: plan.hash.clone(),
        seed: plan.seed,
        now: plan.now,
        tables: plan.tables.iter().map(table_line).collect(),
        notes: plan.notes.clone(),
        load: settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// What a session cannot decide is told as that.
fn durability(plan: &DataPlan, load: &LoadPlan) -> String {
    match plan.schema.dialect {
        Dialect::Mysql => "as innodb_flush_log_at_trx_commit of the server says".to_owned(),
        Dialect::Postgres | Dialect::Sqlite => load.durability.name().to_owned(),
    }
}

fn kib(bytes: usize) -> String {
    format!("{} KiB", bytes.div_ceil(1 << 10))
}

/// SQLite has one writer, whatever was asked for.
fn connections(plan: &DataPlan, load: &LoadPlan) -> String {
    match plan.schema.dialect {
        Dialect::Sqlite => "1, the one writer of SQLite".to_owned(),
        Dialect::Postgres | Dialect::Mysql => load.connections.to_string(),
    }
}

fn table_line(table: &TablePlan) -> TableLine {
    TableLine {
        table: table.name.clone(),
        rows: table.rows,
        asked: table.asked,
        existing: table.existing,
        limit: table.limit.clone(),
        columns: table.columns.iter().map(column_line).collect(),
        checks: checks_of(table, |_| true),
    }
}

/// One column in words.
pub fn column_line(column: &ColumnPlan) -> ColumnLine {
    let null_share = column.nulls.map_or(0.0, |nulls| nulls.threshold as f64 / u64::MAX as f64);
    ColumnLine {
        column: column.name.clone(),
        how: column.how.clone(),
        reason: match &column.repeats {
            Some(repeats) => format!("{}; {}", column.reason, repeats.in_words()),
            None => column.reason.clone(),
        },
        null_share: libm::round(null_share * 1000.0) / 1000.0,
        generic: column.generic,
    }
}

/// The CHECKs of a table of which some part is wanted, each once.
pub fn checks_of(table: &TablePlan, wanted: impl Fn(&CheckGroup) -> bool) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for check in table.checks.iter().filter(|check| wanted(check)) {
        if !texts.contains(&check.text) {
            texts.push(check.text.clone());
        }
    }
    texts
}
