//! Every shipped configuration fits the published JSON Schema and plans the bundled database; the reference
//! manual describes every key. Start reading at [`shipped`].

use std::path::{Path, PathBuf};

use dbmocker::app::{Job, generate};
use dbmocker::config::{Config, Places, REFERENCE, json_schema, merged, read_layers};
use serde_json::Value as Json;

/// All files of `configs/`, and the manual with its keys set.
fn shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let files = std::fs::read_dir(folder).expect("configs/ is there");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a text");
    let mut all: Vec<(String, String)> =
        paths.iter().map(|path| (path.display().to_string(), text(path))).collect();
    all.push(("configs/default.yaml with its keys set".to_owned(), uncommented(REFERENCE)));
    all
}

/// `#key` and `#  key` are settings, `# text` is prose.
fn uncommented(text: &str) -> String {
    let setting = |line: &&str| line.starts_with('#') && !is_prose(line);
    text.lines().filter(setting).map(|line| format!("{}\n", &line[1..])).collect()
}

fn is_prose(line: &str) -> bool {
    line == "#" || (line.starts_with("# ") && !line.starts_with("#  "))
}

fn layer(name: &str, text: &str) -> Json {
    let mut fetch = |_: &str| Ok((name.to_owned(), text.to_owned()));
    read_layers("file.yaml", &mut fetch, &|_| None, &mut Places::default())
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn config(name: &str, text: &str) -> Config {
    merged(vec![layer(name, text)]).expect("layers that fit together")
}

#[test]
fn every_configuration_fits_the_published_schema() {
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/config.schema.json"));
    let schema: Json = serde_json::from_str(&schema.expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    for (name, text) in shipped() {
        let layer = layer(&name, &text);
        let problems: Vec<String> = validator.iter_errors(&layer).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({"tabels": {}})), "unknown keys must not be valid");
}

#[test]
fn every_configuration_plans_the_bundled_database() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in shipped() {
        let mut config = config(&name, &text);
        // A file that is not there: the plan is made from the bundled schema.
        config.target.url = Some(format!("sqlite:{}", folder.path().join("none.db").display()));
        config.target.schema_file =
            Some(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/shop.sqlite.sql").to_owned());
        let job = Job { config, ..Job::default() };
        let planned = generate::plan(&job).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(planned.plan.tables.len(), 10, "{name}");
    }
}

#[test]
fn the_reference_sets_nothing_and_describes_every_key() {
    assert_eq!(config("default.yaml", REFERENCE), Config::default());
    let schema = json_schema();
    let set = uncommented(REFERENCE);
    let mut types: Vec<&Json> = vec![&schema];
    types.extend(
        ["TargetConfig", "Select", "Defaults", "TableConfig", "ColumnConfig", "Relation", "LoadConfig"]
            .map(|name| &schema["$defs"][name]),
    );
    for definition in types {
        let properties = definition["properties"].as_object().expect("properties");
        for key in properties.keys() {
            let shown = set
                .lines()
                .any(|line| line.trim_start().trim_start_matches("- ").starts_with(&format!("{key}:")));
            assert!(shown, "configs/default.yaml does not show `{key}`");
        }
    }
    for mode in ["standard", "balanced", "high_speed", "memory_efficient", "ultra_high"] {
        assert!(REFERENCE.contains(mode), "{mode}");
    }
}

#[test]
fn the_published_schema_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/config.schema.json");
    let text = serde_json::to_string_pretty(&json_schema()).expect("a schema is JSON") + "\n";
    if std::env::var_os("DBMOCKER_BLESS").is_some() {
        std::fs::write(path, &text).expect("schemas/ can be written");
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(published == text, "schemas/config.schema.json is old: run this test with DBMOCKER_BLESS=1");
}

/// The manual of the earlier format's keys: written from what the program does with them.
#[test]
fn the_manual_of_earlier_keys_is_up_to_date() {
    use dbmocker::config::earlier::{COLUMN_KEYS, KEYS, TABLE_KEYS};
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/earlier-files.md");
    let mut text = String::from(
        "# Files of the earlier format\n\nThey run as they are: every key becomes one of today's, or is told once where it can have no effect.\n\
         `dbmocker init --migrate OLD.yaml` writes them anew. Keys of today that stand in the same file win; `table_configs` is `tables`.\n\n\
         | section | key | becomes |\n|---|---|---|\n",
    );
    let all = KEYS.iter().copied();
    let tables = TABLE_KEYS.iter().map(|(key, becomes)| ("tables.NAME", *key, *becomes));
    let columns = COLUMN_KEYS.iter().map(|(key, becomes)| ("tables.NAME.columns.NAME", *key, *becomes));
    for (section, key, becomes) in all.chain(tables).chain(columns) {
        text.push_str(&format!("| {section} | `{key}` | {} |\n", becomes.in_words()));
    }
    if std::env::var_os("DBMOCKER_BLESS").is_some() {
        std::fs::write(path, &text).expect("docs/ can be written");
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(published == text, "docs/earlier-files.md is old: run this test with DBMOCKER_BLESS=1");
}
