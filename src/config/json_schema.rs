//! The published JSON Schema of the configuration. `schemas/config.schema.json` is written from it: the test
//! below says when it is not up to date, and rewrites it with `DBMOCKER_BLESS=1`.

use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

use super::model::Config;

/// The schema of [`Config`], draft 2020-12.
pub fn json_schema() -> Json {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<Config>().to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
