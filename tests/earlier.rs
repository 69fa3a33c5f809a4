//! Files, flags and verbs of the program before this one.

use folder::Folder;
use serde_json::Value as Json;

#[path = "support/folder.rs"]
mod folder;

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));";

const EARLIER: &str = r#"
performance:
    performance_mode: "ultra_high" # standard, high_speed, memory_efficient, balanced, ultra_high
    max_workers: 16
    enable_multiprocessing: true
    max_processes: 4
    batch_size: 50000
    connection_pool_size: 20
    cache_size_mb: 1000
    insertion_strategy: "parallel_bulk"
duplicates:
    global_duplicate_enabled: true
    global_duplicate_strategy: "smart_duplicates" # generate_new, allow_simple, smart_duplicates, cached_pool, weighted_random
    global_duplicate_probability: 0.3
    pool_size_small: 5
    pool_size_medium: 25
    pool_size_large: 100
optimization_hints:
    is_large_table: true
    prioritize_speed: true
    use_precomputed_values: true
    use_data_templates: true
"#;

#[test]
fn files_of_the_earlier_format_run_as_they_are() {
    let folder = Folder::with(USERS);
    folder.write("ultra_config.yaml", EARLIER);
    let done = folder.expect(
        0,
        &[
            "generate",
            "app.db",
            "--config-file",
            "ultra_config.yaml",
            "-n",
            "50",
            "--seed",
            "1",
            "--report",
            "r.json",
        ],
    );
    for told in ["enable_multiprocessing", "max_processes", "use_data_templates", "is_large_table"] {
        assert_eq!(done.err.matches(&format!("{told} has no effect")).count(), 1, "{done:?}");
    }
    let report: Json = serde_json::from_str(&folder.read("r.json")).expect("JSON");
    assert_eq!(
        (&report["load"]["performance_mode"], &report["load"]["jobs"]),
        (&"ultra_high".into(), &"16".into())
    );
    folder.expect(0, &["init", "--migrate", "ultra_config.yaml", "-o", "new.yaml"]);
    let one = folder.plan(&["app.db", "-c", "ultra_config.yaml", "--seed", "1"], &[]);
    let other = folder.plan(&["app.db", "-c", "new.yaml", "--seed", "1"], &[]);
    assert_eq!(one["hash"], other["hash"], "{}", folder.read("new.yaml"));
    assert_eq!(one["load"], other["load"]);
}

#[test]
fn flags_and_verbs_of_the_earlier_command_line_are_taken() {
    let folder = Folder::with(USERS);
    let done = folder.expect(
        0,
        &[
            "high-performance",
            "app.db",
            "--rows",
            "30",
            "--seed",
            "1",
            "--max-workers",
            "3",
            "--max-processes",
            "4",
            "--enable-duplicates",
            "--duplicate-strategy",
            "smart_duplicates",
            "--streaming",
            "--report",
            "r.json",
        ],
    );
    assert!(done.err.contains("--max-processes has no effect"), "{done:?}");
    let report: Json = serde_json::from_str(&folder.read("r.json")).expect("JSON");
    assert_eq!(
        (&report["load"]["performance_mode"], &report["load"]["insertion_strategy"], &report["load"]["jobs"]),
        (&"ultra_high".into(), &"streaming".into(), &"3".into())
    );
    folder.refuses(
        2,
        &["smart-generate", "-d", "x", "--show-plan"],
        &["no verb any more", "dbmocker generate"],
    );
    folder.refuses(2, &["generate", "app.db", "--insertion-strategy", "bulkk"], &["bulk"]);
    folder.refuses(2, &["generate", "app.db", "--performance-mode", "ultra"], &["ultra_high"]);
    folder.refuses(2, &["generate", "app.db", "--output-format", "csv"], &["rows go into a database"]);
    folder.refuses(2, &["generate", "app.db", "--duplicate-probability", "3"], &["from 0 to 1"]);
    folder.refuses(5, &["generate", "app.db", "--memory-limit", "1KiB", "--yes"], &["is too small"]);
    folder.expect(0, &["generate", "app.db", "-n", "10", "--use-existing-tables", "users", "--yes"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users"), 30);
}
