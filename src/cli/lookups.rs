//! Lists that columns are looked up in, read from CSV files into the configuration, so that a run that is gone on
//! with has the same ones.
//!
//! Start reading at [`read`].

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::{Config, Lookup};

/// Reads every file of a lookup; what is wrong with one is a problem.
pub fn read(config: &mut Config, folder: Option<&Path>, problems: &mut Vec<String>) {
    for (table, wishes) in &mut config.tables {
        for (column, wish) in &mut wishes.columns {
            let Some(lookup) = wish.lookup.as_mut().filter(|lookup| lookup.file.is_some()) else { continue };
            match listed(lookup, folder) {
                Ok(values) => lookup.values = values,
                Err(problem) => problems.push(format!("tables.{table}.columns.{column}.lookup: {problem}")),
            }
        }
    }
}

fn listed(lookup: &Lookup, folder: Option<&Path>) -> Result<BTreeMap<String, serde_json::Value>, String> {
    let file = lookup.file.as_deref().unwrap_or_default();
    let path = folder.unwrap_or(Path::new(".")).join(file);
    let cannot = |error: csv::Error| format!("{file} cannot be read: {error}");
    let mut reader = csv::Reader::from_path(&path).map_err(cannot)?;
    let header = reader.headers().map_err(cannot)?.clone();
    let place = |name: &Option<String>, default: usize| match name {
        Some(name) => header.iter().position(|known| known.trim() == name).ok_or_else(|| {
            let known: Vec<&str> = header.iter().map(str::trim).collect();
            format!("{file} has no column `{name}`; it has {}", known.join(", "))
        }),
        None if default < header.len() => Ok(default),
        None => Err(format!("{file} has {} columns; a key and a value are needed", header.len())),
    };
    let (key, value) = (place(&lookup.key, 0)?, place(&lookup.value, 1)?);
    let mut values = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(cannot)?;
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        if values.insert(cell(key), serde_json::Value::String(cell(value))).is_some() {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(format!("{file}, line {line}: {:?} is there twice", cell(key)));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, lookup: &Lookup) -> Result<BTreeMap<String, serde_json::Value>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.csv"), text).expect("a file");
        listed(lookup, Some(folder.path()))
    }

    #[test]
    fn files_are_read_by_their_header() {
        let file = Some("a.csv".to_owned());
        let plain = Lookup { file: file.clone(), ..Lookup::default() };
        let read = of("code,name\nDE,\"Germany, Federal\"\nFR,France\n", &plain).expect("readable");
        assert_eq!(read["DE"], "Germany, Federal");
        let named =
            Lookup { file, key: Some("name".into()), value: Some("code".into()), ..Lookup::default() };
        assert_eq!(of("code,name\nDE,Germany\n", &named).expect("readable")["Germany"], "DE");
        let twice = of("code,name\nDE,a\nDE,b\n", &plain).expect_err("twice");
        assert!(twice.contains("line 3") && twice.contains("there twice"), "{twice}");
        let lost = Lookup { value: Some("zone".into()), ..plain };
        assert!(of("code,name\n", &lost).expect_err("no such column").contains("it has code, name"));
    }
}
