//! Pools of values that are built once: where they are kept, what is counted, and that no strategy changes a value.

use folder::Folder;
use serde_json::Value as Json;

#[path = "support/folder.rs"]
mod folder;

/// Two columns of one generator and one of another.
const SCHEMA: &str =
    "CREATE TABLE a (id INTEGER PRIMARY KEY, full_name VARCHAR(80) NOT NULL, comment VARCHAR(400) NOT NULL);
    CREATE TABLE b (id INTEGER PRIMARY KEY, full_name VARCHAR(80) NOT NULL);";
const YAML: &str = "{seed: 3, defaults: {rows: 500}, duplicates: {strategy: cached_pool, pool_size: 4000}}";

fn run(folder: &Folder, strategy: &str) -> Json {
    folder.write("dbmocker.yaml", YAML);
    let report = format!("{strategy}.json");
    let made = ["generate", "app.db", "-c", "dbmocker.yaml", "--truncate", "--yes"];
    let kept = ["--cache-strategy", strategy, "--cache-dir", "pools", "--report", &report];
    folder.expect(0, &[&made[..], &kept[..]].concat());
    serde_json::from_str(&folder.read(&report)).expect("JSON")
}

#[test]
fn counters_are_exact_and_no_strategy_changes_a_value() {
    let folder = Folder::with(SCHEMA);
    let mut hashes = Vec::new();
    for strategy in ["none", "simple", "intelligent", "adaptive", "memory_mapped"] {
        let report = run(&folder, strategy);
        let pools = &report["pools"];
        let count = |name: &str| pools[name].as_u64().unwrap_or_else(|| panic!("{name}: {report}"));
        // Three columns want two pools, as often as the tables are planned.
        let asked = count("hits") + count("misses");
        assert!(asked >= 3 && asked.is_multiple_of(3), "{strategy}: {pools}");
        match strategy {
            "none" => assert_eq!((count("hits"), count("misses"), count("bytes")), (0, asked, 0)),
            "memory_mapped" => assert!(count("misses") == 2 && count("mapped_bytes") > 100_000, "{pools}"),
            _ => assert!(count("misses") == 2 && count("bytes") > 100_000, "{strategy}: {pools}"),
        }
        assert_eq!((count("evictions"), count("rebuilt")), (0, 0), "{strategy}");
        hashes.push(report["plan_hash"].clone());
        let distinct = folder.number("app.db", "SELECT count(DISTINCT full_name) FROM a");
        assert!((400..=500).contains(&distinct), "{strategy}: {distinct}");
    }
    assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "{hashes:?}");
}

#[test]
fn processes_share_files_and_a_damaged_one_is_built_anew() {
    let folder = Folder::with(SCHEMA);
    let first = run(&folder, "memory_mapped");
    assert_eq!(first["pools"]["misses"], 2);
    let second = run(&folder, "memory_mapped");
    assert_eq!((&second["pools"]["misses"], &second["pools"]["rebuilt"]), (&0.into(), &0.into()));
    let files: Vec<_> = std::fs::read_dir(folder.path("pools"))
        .expect("files")
        .map(|file| file.expect("one").path())
        .collect();
    assert_eq!(files.len(), 2);
    let mut bytes = std::fs::read(&files[0]).expect("readable");
    let last = bytes.len() - 1;
    bytes[last] ^= 0x20;
    std::fs::remove_file(&files[0]).expect("removable");
    std::fs::write(&files[0], bytes).expect("writable");
    let made = [
        "generate",
        "app.db",
        "-c",
        "dbmocker.yaml",
        "--truncate",
        "--yes",
        "--cache-strategy",
        "memory_mapped",
    ];
    let done = folder.expect(0, &[&made[..], &["--cache-dir", "pools", "--report", "r.json"]].concat());
    assert!(done.err.contains("was damaged and is built anew"), "{done:?}");
    let third: Json = serde_json::from_str(&folder.read("r.json")).expect("JSON");
    assert_eq!((&third["pools"]["misses"], &third["pools"]["rebuilt"]), (&1.into(), &1.into()));
    assert_eq!(third["plan_hash"], first["plan_hash"]);
    // Two at once.
    let start = |name: &str| {
        std::fs::copy(folder.path("app.db"), folder.path(name)).expect("a copy");
        let mut command =
            folder.command(&["generate", name, "-c", "dbmocker.yaml", "--truncate", "--yes", "-q"]);
        command.args(["--cache-strategy", "memory_mapped", "--cache-dir", "more"]).spawn().expect("it starts")
    };
    let both = [start("one.db"), start("two.db")];
    both.into_iter().for_each(|mut child| assert!(child.wait().expect("it ends").success()));
    assert_eq!(std::fs::read_dir(folder.path("more")).expect("files").count(), 2);
    let names = |file: &str| folder.number(file, "SELECT count(*) FROM a WHERE length(full_name) > 3");
    assert_eq!((names("one.db"), names("two.db")), (500, 500));
}
