//! A commented configuration that runs unchanged, made from a database.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::session::{Access, LOCK_FILE, dictionary, planned};
use super::{Job, Location};
use crate::config::{Config, Select, TableConfig};
use crate::error::Result;
use crate::plan::Lock;

/// The files that `init` writes: name and content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starter {
    /// The configuration.
    pub yaml: String,
    /// The lock's file name.
    pub lock_name: &'static str,
    /// The lock, which pins seed, present, lists and versions.
    pub lock: String,
}

/// Writes down what a run without configuration would do.
///
/// # Errors
/// See [`super::generate::plan`].
pub fn init(job: &Job) -> Result<Starter> {
    let planned = planned(job, Access::Read)?;
    let plan = &planned.plan;
    let mut yaml = String::from("# yaml-language-server: $schema=https://dbmocker.dev/config.schema.json\n");
    yaml.push_str("# Every key is described in configs/default.yaml; unknown keys are errors.\nversion: 1\n");
    let _ = writeln!(yaml, "seed: {}", plan.seed);
    if planned.location != Location::Embedded {
        let url = serde_json::Value::String(planned.location.url());
        let _ = writeln!(yaml, "target:\n  url: {url}");
    }
    yaml.push_str(&wishes(&job.config));
    yaml.push_str("tables:\n");
    for table in &plan.tables {
        let _ = writeln!(yaml, "  {}:", quoted(&table.name));
        let wished = job.config.tables.iter().find(|(name, _)| plan.schema.find(name) == Some(table.table));
        match wished.and_then(|(_, wishes)| wishes.rows.as_ref()) {
            Some(rows) => drop(writeln!(yaml, "    rows: {}", set(rows))),
            None => drop(writeln!(yaml, "    # rows: {}", table.rows)),
        }
        yaml.push_str("    columns:\n");
        for column in &table.columns {
            let _ = writeln!(
                yaml,
                "      {}: {}   # {} ({})",
                quoted(&column.name),
                column_wishes(wished.map(|(_, wishes)| wishes), &column.name),
                one_line(&column.how),
                one_line(&column.reason)
            );
        }
        if table.columns.is_empty() {
            yaml.truncate(yaml.len() - "    columns:\n".len());
            yaml.push_str("    columns: {}\n");
        }
    }
    let dict = dictionary(job)?;
    let locale = job.config.locale.as_deref().unwrap_or("en");
    let lock = Lock::new(plan.seed, plan.now, locale, &dict.digest());
    let lock = serde_json::to_string_pretty(&lock).unwrap_or_default() + "\n";
    Ok(Starter { yaml, lock_name: LOCK_FILE, lock })
}

/// What was wished for all tables; the defaults where nothing was.
fn wishes(config: &Config) -> String {
    let mut yaml = String::new();
    if let Some(locale) = &config.locale {
        let _ = writeln!(yaml, "locale: {}", set(locale));
    }
    if config.strict == Some(true) {
        yaml.push_str("strict: true\n");
    }
    if config.select != Select::default() {
        let _ = writeln!(yaml, "select: {}", set(&config.select));
    }
    if !config.relations.is_empty() {
        let _ = writeln!(yaml, "relations: {}", set(&config.relations));
    }
    let rows = config.defaults.rows.as_ref().map_or_else(|| "1000".to_owned(), set);
    let nulls = config.defaults.null_share.unwrap_or(0.1);
    let _ = writeln!(yaml, "defaults:\n  rows: {rows:<12}# added to every table; also 10k or 1.5M");
    let _ = writeln!(yaml, "  null_share: {nulls:<6}# of nullable columns");
    if let Some(scale) = config.defaults.scale {
        let _ = writeln!(yaml, "  scale: {scale}");
    }
    yaml
}

/// What was wished for a column.
fn column_wishes(table: Option<&TableConfig>, column: &str) -> String {
    let columns = table.into_iter().flat_map(|table| &table.columns);
    let mut wished = columns.filter(|(name, _)| name.eq_ignore_ascii_case(column));
    wished.next().map_or_else(|| "{}".to_owned(), |(_, wishes)| set(wishes))
}

/// What is set of a wish, as JSON, which is YAML as well; a count that is a plain number goes without quotes.
fn set(wish: &impl serde::Serialize) -> String {
    let json = unset_left_out(serde_json::to_value(wish).unwrap_or_default());
    match json.as_str() {
        Some(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => text.to_owned(),
        _ => json.to_string(),
    }
}

/// Without nulls and empty collections.
fn unset_left_out(json: Json) -> Json {
    let empty = |json: &Json| {
        json.is_null()
            || json.as_array().is_some_and(Vec::is_empty)
            || json.as_object().is_some_and(|o| o.is_empty())
    };
    match json {
        Json::Object(map) => Json::Object(map.into_iter().filter(|(_, value)| !empty(value)).collect()),
        Json::Array(items) => Json::Array(items.into_iter().map(unset_left_out).collect()),
        other => other,
    }
}

/// A name as a YAML key: JSON's quoting is YAML's as well.
fn quoted(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let word = matches!(
        name.to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
    );
    if plain && !word { name.to_owned() } else { serde_json::Value::String(name.to_owned()).to_string() }
}

fn one_line(text: &str) -> String {
    crate::ident::printable(text)
}
