//! The published JSON Schema of the configuration. `schemas/config.schema.json` is written from it:
//! tests/configs.rs says when it is not up to date, and rewrites it with `DBMOCKER_BLESS=1`.

use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

use super::model::Config;

/// The schema of [`Config`], draft 2020-12.
pub fn json_schema() -> Json {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<Config>().to_value()
}
