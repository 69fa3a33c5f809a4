//! What a run holds in memory: never more than its plan says, whatever the mode, and no more for more rows.

use folder::Folder;
use serde_json::Value as Json;

#[path = "support/folder.rs"]
mod folder;

/// Rows into a file: so many that a run which kept them would hold more than it may.
const ROWS: &str = if cfg!(debug_assertions) { "60k" } else { "1M" };
const SCHEMA: &str = "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, bio TEXT, city TEXT, born DATE, balance DECIMAL(10, 2));";

fn peak(folder: &Folder, mode: &str, rows: &str) -> (u64, u64) {
    folder.expect(
        0,
        &[
            "generate",
            "app.db",
            "-n",
            rows,
            "--performance-mode",
            mode,
            "--truncate",
            "--yes",
            "-q",
            "--report",
            "r.json",
        ],
    );
    let report: Json = serde_json::from_str(&folder.read("r.json")).expect("JSON");
    let told = report["load"]["memory"].as_str().expect("words").to_owned();
    let bound = told
        .strip_prefix("at most ")
        .and_then(|rest| rest.split(' ').next())
        .and_then(|mib| mib.parse().ok());
    let bound: u64 = bound.unwrap_or_else(|| panic!("{told}"));
    (report["process"]["peak_bytes"].as_u64().expect("Linux tells"), bound << 20)
}

#[test]
fn no_mode_holds_more_than_its_plan_says() {
    for mode in ["standard", "balanced", "high_speed", "memory_efficient", "ultra_high"] {
        let folder = Folder::with(SCHEMA);
        let (peak, bound) = peak(&folder, mode, ROWS);
        assert!(peak <= bound, "{mode}: {} KiB held, {} KiB planned", peak >> 10, bound >> 10);
    }
}

#[test]
fn more_rows_take_no_more_memory() {
    let folder = Folder::with(SCHEMA);
    let (few, _) = peak(&folder, "memory_efficient", "20k");
    let (many, _) = peak(&folder, "memory_efficient", ROWS);
    assert!(many <= 64 << 20, "{} KiB", many >> 10);
    assert!(many as f64 <= few as f64 * 1.1 + 2e6, "{} KiB, then {} KiB", few >> 10, many >> 10);
}
