//! A commented configuration that runs unchanged, made from a database.

use std::fmt::Write as _;

use super::session::{Access, LOCK_FILE, dictionary, planned};
use super::{Job, Location};
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
    if let Location::Sqlite(path) = &planned.location {
        let url = serde_json::Value::String(format!("sqlite:{}", path.display()));
        let _ = writeln!(yaml, "target:\n  url: {url}");
    }
    yaml.push_str("defaults:\n  rows: 1000        # added to every table; also 10k or 1.5M\n  null_share: 0.1   # of nullable columns\n");
    yaml.push_str("tables:\n");
    for table in &plan.tables {
        let _ = writeln!(yaml, "  {}:", quoted(&table.name));
        let _ = writeln!(yaml, "    # rows: {}", table.rows);
        yaml.push_str("    columns:\n");
        for column in &table.columns {
            let _ = writeln!(
                yaml,
                "      {}: {{}}   # {} ({})",
                quoted(&column.name),
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
