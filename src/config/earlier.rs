//! Files of the format before this one: their keys as keys of ours, each with what it becomes.
//!
//! A key that can have no effect here is told once, never dropped in silence. Keys of ours that stand in the same
//! file win. Must not know files. Start reading at [`KEYS`] and [`rewritten`].

use serde_json::{Number, Value as Json};

use super::located::{Content, Node, Place};

/// Sections, their keys, and what becomes of each: a path of ours, or words about why there is none.
pub const KEYS: &[(&str, &str, Becomes)] = &[
    ("performance", "performance_mode", Becomes::Key("load.performance_mode")),
    ("performance", "max_workers", Becomes::Key("load.jobs")),
    ("performance", "batch_size", Becomes::Key("load.batch_size")),
    ("performance", "connection_pool_size", Becomes::Limit("load.connections")),
    ("performance", "insertion_strategy", Becomes::Key("load.insertion_strategy")),
    ("performance", "chunk_size", Becomes::Key("load.chunk_rows")),
    ("performance", "max_chunk_size", Becomes::Key("load.chunk_rows")),
    (
        "performance",
        "min_chunk_size",
        Becomes::Told("chunks are as long as chunk_rows says, the last one is shorter"),
    ),
    ("performance", "max_batch_size", Becomes::Key("load.batch_size")),
    (
        "performance",
        "min_batch_size",
        Becomes::Told("batches are as long as batch_size says, the last one is shorter"),
    ),
    ("performance", "adaptive_batch_size", Becomes::Told(ADAPTIVE)),
    ("performance", "enable_adaptive_batching", Becomes::Told(ADAPTIVE)),
    ("performance", "enable_streaming", Becomes::Flag("load.insertion_strategy", "streaming")),
    ("performance", "enable_multiprocessing", Becomes::Told(PROCESSES)),
    ("performance", "max_processes", Becomes::Told(PROCESSES)),
    ("performance", "rows_per_process", Becomes::Told(PROCESSES)),
    ("performance", "cache_size_mb", Becomes::Mebibytes("load.cache.size")),
    ("performance", "cache_strategy", Becomes::Key("load.cache.strategy")),
    ("performance", "cache_ttl_seconds", Becomes::Key("load.cache.ttl")),
    (
        "performance",
        "enable_caching",
        Becomes::Told("load.cache.strategy says where pools are kept; none keeps none"),
    ),
    ("performance", "max_memory_mb", Becomes::Mebibytes("load.memory_limit")),
    (
        "performance",
        "max_memory_usage_percent",
        Becomes::Told("memory_limit takes an amount; `plan` says what a run holds at most"),
    ),
    ("performance", "progress_interval", Becomes::Told("progress is told with every chunk; see --progress")),
    ("duplicates", "global_duplicate_enabled", Becomes::Switch),
    ("duplicates", "global_duplicate_strategy", Becomes::Key("duplicates.strategy")),
    ("duplicates", "global_duplicate_probability", Becomes::Key("duplicates.probability")),
    ("duplicates", "global_max_duplicate_values", Becomes::Key("duplicates.pool_size")),
    ("duplicates", "reuse_probability", Becomes::Key("duplicates.probability")),
    ("duplicates", "respect_constraints", Becomes::Told("constraints always hold")),
    (
        "duplicates",
        "fast_insertion",
        Becomes::Told("how rows go in is load.insertion_strategy, whatever their values"),
    ),
    ("duplicates", "progress_interval", Becomes::Told("progress is told with every chunk; see --progress")),
    (
        "duplicates",
        "foreign_key_cache_size",
        Becomes::Told("foreign keys are worked out from the row, not looked up"),
    ),
    (
        "duplicates",
        "prefer_recent_values",
        Becomes::Told("which existing rows are sampled is up to the database"),
    ),
    ("optimization_hints", "prioritize_speed", Becomes::Flag("load.performance_mode", "high_speed")),
    ("optimization_hints", "prioritize_memory", Becomes::Flag("load.performance_mode", "memory_efficient")),
    (
        "optimization_hints",
        "prioritize_quality",
        Becomes::Told("values do not depend on how fast they are made"),
    ),
    ("optimization_hints", "is_large_table", Becomes::Told(HINTS)),
    ("optimization_hints", "has_complex_constraints", Becomes::Told(HINTS)),
    ("optimization_hints", "has_many_foreign_keys", Becomes::Told(HINTS)),
    ("optimization_hints", "has_repetitive_data", Becomes::Told(HINTS)),
    ("optimization_hints", "has_time_series_data", Becomes::Told(HINTS)),
    ("optimization_hints", "has_hierarchical_data", Becomes::Told(HINTS)),
    ("optimization_hints", "use_precomputed_values", Becomes::Told(POOLS)),
    ("optimization_hints", "use_data_templates", Becomes::Told(POOLS)),
    ("optimization_hints", "use_pattern_matching", Becomes::Told(POOLS)),
    ("generation", "batch_size", Becomes::Key("load.batch_size")),
    ("generation", "max_workers", Becomes::Key("load.jobs")),
    ("generation", "seed", Becomes::Key("seed")),
    (
        "generation",
        "truncate_existing",
        Becomes::Told("rows are only removed where the command says so: --truncate"),
    ),
    (
        "generation",
        "preserve_existing_data",
        Becomes::Told("rows that are there stay, unless the command says --truncate"),
    ),
    ("generation", "reuse_existing_values", Becomes::Flag("duplicates.strategy", "reuse")),
    ("generation_config", "batch_size", Becomes::Key("load.batch_size")),
    ("generation_config", "rows_to_generate", Becomes::Key("defaults.rows")),
    ("", "target_rows_per_table", Becomes::Key("defaults.rows")),
    (
        "",
        "total_target_rows",
        Becomes::Told("say how many rows each table gets: defaults.rows, tables.NAME.rows"),
    ),
    (
        "",
        "data_quality_level",
        Becomes::Told("there is one quality: values that mean something and keep all constraints"),
    ),
    ("", "generation_mode", Becomes::Mode),
    ("", "output_format", Becomes::Told("rows go into the database")),
    ("", "output_path", Becomes::Told("rows go into the database")),
];

const ADAPTIVE: &str = "batches are made as long as bytes and rows allow";
const PROCESSES: &str = "the threads of one process do it; load.jobs says how many";
const HINTS: &str = "that is read from the catalogue and from the rows asked for";
const POOLS: &str = "words always come from lists that are made ready once";

/// Keys of tables, and what becomes of them.
pub const TABLE_KEYS: &[(&str, Becomes)] = &[
    ("rows_to_generate", Becomes::Key("rows")),
    ("use_existing_data", Becomes::NoRows),
    ("column_configs", Becomes::Key("columns")),
];

/// Keys of columns, and what becomes of them.
pub const COLUMN_KEYS: &[(&str, Becomes)] = &[
    ("min_value", Becomes::Key("min")),
    ("max_value", Becomes::Key("max")),
    ("format_string", Becomes::Key("format")),
    ("possible_values", Becomes::Key("values")),
    ("weighted_values", Becomes::Weights),
    ("null_probability", Becomes::Key("null_share")),
    ("generator_function", Becomes::Key("generator")),
    ("value_template", Becomes::Key("template")),
    ("computed_expression", Becomes::Key("expr")),
    ("value_source", Becomes::Key("values_from")),
    ("duplicate_mode", Becomes::ColumnMode),
    ("duplicate_value", Becomes::One("values")),
    ("duplicate_probability", Becomes::Key("duplicates.probability")),
    ("max_duplicate_values", Becomes::Key("duplicates.pool_size")),
    ("min_length", Becomes::Told("a text is as long as its generator makes it; `pattern` can say how long")),
    (
        "max_length",
        Becomes::Told("a text is as long as its generator and the column allow; `pattern` can say how long"),
    ),
    ("generation_mode", Becomes::Told("values repeat as `duplicates` says")),
];

/// What becomes of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A key of ours with the same value.
    Key(&'static str),
    /// The same; it was the most, not how many.
    Limit(&'static str),
    /// The same, in mebibytes.
    Mebibytes(&'static str),
    /// A list of the one value.
    One(&'static str),
    /// A key of ours with this value, where it is true.
    Flag(&'static str, &'static str),
    /// `duplicates.strategy`: generate_new where it is false.
    Switch,
    /// `load.insertion_strategy` or `load.performance_mode`, by its word.
    Mode,
    /// `duplicates` of a column, by its word.
    ColumnMode,
    /// `rows: 0` where it is true: the rows that are there are parents.
    NoRows,
    /// `values` and `weights`.
    Weights,
    /// Nothing, for a reason.
    Told(&'static str),
}

impl Becomes {
    /// In words, for the manual.
    pub fn in_words(self) -> String {
        match self {
            Self::Key(path) => format!("`{path}`"),
            Self::Limit(path) => format!("`{path}` where rows go over several connections"),
            Self::Mebibytes(path) => format!("`{path}`, in MiB"),
            Self::One(path) => format!("`{path}`, a list of one"),
            Self::Flag(path, value) => format!("`{path}: {value}` where it is true"),
            Self::Switch => "`duplicates.strategy: generate_new` where it is false".to_owned(),
            Self::Mode => {
                "`load.insertion_strategy`; `load.performance_mode: ultra_high` for the last mode".to_owned()
            }
            Self::ColumnMode => "`duplicates` of the column; one value for allow_duplicates".to_owned(),
            Self::NoRows => "`rows: 0` where it is true".to_owned(),
            Self::Weights => "`values` and `weights`".to_owned(),
            Self::Told(why) => format!("no effect: {why}"),
        }
    }
}

/// Keys of ours in the place of earlier ones; what has no effect is told.
pub(super) fn translate(node: &mut Node, told: &mut Vec<String>) {
    let Content::Map(top) = &mut node.content else { return };
    rename(top, "table_configs", "tables");
    let mut moved: Vec<(&'static str, Place, Node)> = Vec::new();
    let sections = ["performance", "duplicates", "optimization_hints", "generation", "generation_config"];
    for section in sections {
        let Some(at) = top.iter().position(|(key, ..)| key == section) else { continue };
        let Content::Map(entries) = &mut top[at].2.content else { continue };
        apply(entries, &|key| of(section, key), section, &mut moved, told);
        // What no earlier file had is of ours, or wrong.
        if entries.is_empty() {
            top.remove(at);
        }
    }
    apply(top, &|key| of("", key), "", &mut moved, told);
    settle(top, moved, "", told);
    let tables = top.iter_mut().filter(|(key, ..)| key == "tables");
    for (_, _, tables) in tables {
        let Content::Map(tables) = &mut tables.content else { continue };
        tables.iter_mut().for_each(|(name, _, table)| of_table(name, table, told));
    }
}

fn of(section: &str, key: &str) -> Option<Becomes> {
    KEYS.iter().find(|(of, known, _)| *of == section && *known == key).map(|(_, _, becomes)| *becomes)
}

fn of_table(name: &str, table: &mut Node, told: &mut Vec<String>) {
    let Content::Map(entries) = &mut table.content else { return };
    within(entries, TABLE_KEYS, &format!("tables.{name}"), told);
    let columns = entries.iter_mut().filter(|(key, ..)| key == "columns");
    for (_, _, columns) in columns {
        let Content::Map(columns) = &mut columns.content else { continue };
        for (column, _, node) in columns {
            if let Content::Map(entries) = &mut node.content {
                within(entries, COLUMN_KEYS, &format!("tables.{name}.columns.{column}"), told);
            }
        }
    }
}

type Entries = Vec<(String, Place, Node)>;

/// Keys of a table or column, in place.
fn within(
    entries: &mut Entries,
    keys: &'static [(&'static str, Becomes)],
    place: &str,
    told: &mut Vec<String>,
) {
    let mut moved = Vec::new();
    let of = |key: &str| keys.iter().find(|(known, _)| *known == key).map(|(_, becomes)| *becomes);
    apply(entries, &of, place, &mut moved, told);
    settle(entries, moved, place, told);
}

/// Puts all values at their paths; what another key says already is told.
fn settle(
    entries: &mut Entries,
    moved: Vec<(&'static str, Place, Node)>,
    within: &str,
    told: &mut Vec<String>,
) {
    for (path, place, value) in moved {
        let given = value.json();
        if !put(entries, path, place, value) {
            let below = if within.is_empty() { String::new() } else { format!("{within}.") };
            told.push(format!(
                "{below}{path}: {given} of an earlier key has no effect: another key says it already"
            ));
        }
    }
}

/// Takes the earlier keys out of a map, with what they become.
fn apply(
    entries: &mut Entries,
    of: &dyn Fn(&str) -> Option<Becomes>,
    within: &str,
    moved: &mut Vec<(&'static str, Place, Node)>,
    told: &mut Vec<String>,
) {
    let (mut kept, mut off) = (Vec::with_capacity(entries.len()), false);
    for (key, place, value) in std::mem::take(entries) {
        let Some(becomes) = of(&key) else {
            kept.push((key, place, value));
            continue;
        };
        let text = |text: &str| Node::plain(value.place, Content::Text(text.to_owned()));
        let truth = value.content == Content::Bool(true);
        match becomes {
            Becomes::Key(path) => moved.push((path, place, value)),
            Becomes::Limit(path) => moved.push((path, place, value)),
            Becomes::Mebibytes(path) => {
                let text = format!("{}MiB", value.json());
                moved.push((path, place, Node::plain(value.place, Content::Text(text))));
            }
            Becomes::One(path) => {
                let list = Node::plain(value.place, Content::List(vec![value]));
                moved.push((path, place, list));
            }
            Becomes::Flag(path, word) if truth => moved.push((path, place, text(word))),
            Becomes::Switch if value.content == Content::Bool(false) => off = true,
            Becomes::NoRows if truth => {
                moved.push(("rows", place, Node::plain(value.place, Content::Number(Number::from(0)))));
            }
            Becomes::Mode => match value.json().as_str() {
                Some("ultra_high_performance") => {
                    moved.push(("load.performance_mode", place, text("ultra_high")))
                }
                Some("standard") => moved.push(("load.insertion_strategy", place, text("batch"))),
                Some("hybrid") => moved.push(("load.insertion_strategy", place, text("parallel_bulk"))),
                _ => moved.push(("load.insertion_strategy", place, value)),
            },
            Becomes::ColumnMode => match value.json().as_str() {
                Some("allow_duplicates") => {
                    moved.push(("duplicates.strategy", place, text("cached_pool")));
                    moved.push((
                        "duplicates.pool_size",
                        place,
                        Node::plain(value.place, Content::Number(Number::from(1))),
                    ));
                }
                _ => moved.push(("duplicates.strategy", place, value)),
            },
            Becomes::Weights => weighted(place, value, moved),
            Becomes::Flag(..) | Becomes::Switch | Becomes::NoRows => {}
            Becomes::Told(why) => {
                let name = if within.is_empty() { key } else { format!("{within}.{key}") };
                told.push(format!("{name} has no effect: {why}"));
            }
        }
    }
    if off {
        moved.retain(|(path, ..)| !path.starts_with("duplicates."));
        let word = Node::plain(Place::default(), Content::Text("generate_new".to_owned()));
        moved.push(("duplicates.strategy", Place::default(), word));
    }
    *entries = kept;
}

/// Values with their weights as two lists.
fn weighted(place: Place, value: Node, moved: &mut Vec<(&'static str, Place, Node)>) {
    let at = value.place;
    match value.content {
        Content::Map(entries) => {
            let (values, weights): (Vec<Node>, Vec<Node>) = entries
                .into_iter()
                .map(|(key, place, weight)| (Node::plain(place, Content::Text(key)), weight))
                .unzip();
            moved.push(("values", place, Node::plain(at, Content::List(values))));
            moved.push(("weights", place, Node::plain(at, Content::List(weights))));
        }
        content => moved.push(("values", place, Node::plain(at, content))),
    }
}

/// Gives a map another name; where one of that name is there, it takes what it has not yet.
fn rename(entries: &mut Entries, from: &str, to: &str) {
    let Some(at) = entries.iter().position(|(key, ..)| key == from) else { return };
    let (_, place, value) = entries.remove(at);
    match (entries.iter_mut().find(|(key, ..)| key == to), value.content) {
        (Some((_, _, Node { content: Content::Map(known), .. })), Content::Map(more)) => {
            let new = more.into_iter().filter(|(key, ..)| !known.iter().any(|(name, ..)| name == key));
            let new: Vec<_> = new.collect();
            known.extend(new);
        }
        (_, content) => entries.push((to.to_owned(), place, Node::plain(value.place, content))),
    }
}

/// Puts a value at a path, unless one is there that says otherwise: false then.
fn put(entries: &mut Entries, path: &str, place: Place, value: Node) -> bool {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let at = entries.iter().position(|(key, ..)| key == first);
    match (rest, at) {
        (None, None) => {
            entries.push((first.to_owned(), place, value));
            true
        }
        (None, Some(at)) => entries[at].2.json() == value.json(),
        (Some(rest), _) => {
            let at = at.unwrap_or_else(|| {
                entries.push((first.to_owned(), place, Node::plain(place, Content::Map(Vec::new()))));
                entries.len() - 1
            });
            match &mut entries[at].2.content {
                Content::Map(below) => put(below, rest, place, value),
                _ => false,
            }
        }
    }
}

/// A file of the earlier format in ours, and what of it has no effect.
///
/// # Errors
/// When it is no YAML.
pub fn rewritten(text: &str) -> Result<(Json, Vec<String>), String> {
    let mut node = super::located::parse(text).map_err(|(place, what)| format!("{place}: {what}"))?;
    let mut told = Vec::new();
    translate(&mut node, &mut told);
    Ok((node.json(), told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> (Config, Vec<String>) {
        let (json, told) = rewritten(text).unwrap_or_else(|error| panic!("{error}"));
        (serde_json::from_value(json).unwrap_or_else(|error| panic!("{text}: {error}")), told)
    }

    #[test]
    fn every_key_becomes_something_that_is_understood() {
        let value = |becomes: Becomes| match becomes {
            Becomes::Flag(..) | Becomes::Switch | Becomes::NoRows => "true".to_owned(),
            Becomes::Mode => "streaming".to_owned(),
            Becomes::ColumnMode => "allow_duplicates".to_owned(),
            Becomes::Weights => "{a: 1, b: 2}".to_owned(),
            Becomes::Key("load.cache.strategy") => "simple".to_owned(),
            Becomes::Key(path) if path.ends_with("strategy") && path.starts_with("load") => "bulk".to_owned(),
            Becomes::Key(path) if path.ends_with("strategy") => "reuse".to_owned(),
            Becomes::Key(path) if path.ends_with("mode") => "standard".to_owned(),
            Becomes::Key(path) if path.ends_with("probability") || path == "null_share" => "0.5".to_owned(),
            Becomes::Key("values") => "[1]".to_owned(),
            Becomes::Key("columns") => "{}".to_owned(),
            Becomes::Key("format" | "generator" | "template" | "expr" | "values_from") => "word".to_owned(),
            _ => "7".to_owned(),
        };
        for (section, key, becomes) in KEYS {
            let entry = format!("{key}: {}", value(*becomes));
            let text = if section.is_empty() { entry } else { format!("{section}: {{{entry}}}") };
            let (config, told) = read(&text);
            let is_told = matches!(becomes, Becomes::Told(_));
            assert_eq!(told.len(), usize::from(is_told), "{text}");
            assert!(is_told || *becomes == Becomes::Switch || config != Config::default(), "{text}");
        }
        for (keys, before, after) in
            [(TABLE_KEYS, "tables: {t: {", "}}"), (COLUMN_KEYS, "tables: {t: {columns: {c: {", "}}}}")]
        {
            for (key, becomes) in keys {
                let text = format!("{before}{key}: {}{after}", value(*becomes));
                assert_eq!(read(&text).1.len(), usize::from(matches!(becomes, Becomes::Told(_))), "{text}");
            }
        }
    }

    #[test]
    fn what_is_off_stays_off_and_keys_of_ours_win() {
        let (config, _) = read(
            "{duplicates: {global_duplicate_enabled: false, global_duplicate_strategy: cached_pool}, \
             performance: {max_workers: 8}, load: {jobs: 3}}",
        );
        assert_eq!(config.duplicates.strategy, Some(crate::config::DuplicateStrategy::GenerateNew));
        assert_eq!(config.load.jobs, Some(3));
        let (config, _) = read("{duplicates: {strategy: reuse, pool_size_small: 3}}");
        assert_eq!(config.duplicates.pool_size_small, Some(3));
    }
}
