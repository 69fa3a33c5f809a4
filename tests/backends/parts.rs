//! One run in several processes, on one server.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::world::World;

/// Tables that wait for each other over three levels, one that refers to itself, and two that refer to each other.
const SCHEMA: &str = "
    CREATE TABLE regions (id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL);
    CREATE TABLE people (id INT NOT NULL PRIMARY KEY, region_id INT NOT NULL, boss_id INT, email VARCHAR(120) NOT NULL UNIQUE,
        FOREIGN KEY (region_id) REFERENCES regions (id), FOREIGN KEY (boss_id) REFERENCES people (id));
    CREATE TABLE teams (id INT NOT NULL PRIMARY KEY, lead_id INT NOT NULL, name VARCHAR(60) NOT NULL, best_player_id INT,
        FOREIGN KEY (lead_id) REFERENCES people (id));
    CREATE TABLE players (id INT NOT NULL PRIMARY KEY, team_id INT NOT NULL, score INT NOT NULL CHECK (score BETWEEN 0 AND 100),
        FOREIGN KEY (team_id) REFERENCES teams (id));
    ALTER TABLE teams ADD FOREIGN KEY (best_player_id) REFERENCES players (id);";
const TABLES: [&str; 5] = ["regions", "people", "teams", "players", "notes"];
const ROWS: i64 = 3000;

/// The tables, and one that numbers its rows itself.
fn schema<W: World>() -> String {
    let numbered = match std::any::type_name::<W>().contains("Postgres") {
        true => "SERIAL",
        false => "INT AUTO_INCREMENT",
    };
    format!("{SCHEMA} CREATE TABLE notes (id {numbered} PRIMARY KEY, note VARCHAR(40));")
}

fn start<W: World>(world: &W, part: &str, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbmocker"));
    command
        .args(["generate", &world.url(), "-n", &ROWS.to_string(), "--seed", "11", "--now", "2026-01-01"])
        .args(["--chunk-rows", "150", "--shard", part, "--yes", "--no-config"])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn ended(child: Child) -> (Option<i32>, String) {
    let done = child.wait_with_output().expect("it ends");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

fn rows<W: World>(world: &W) -> Vec<Vec<String>> {
    TABLES.iter().map(|table| world.rows(&format!("SELECT * FROM {table} ORDER BY id"))).collect()
}

/// What one process writes.
fn whole<W: World>() -> Vec<Vec<String>> {
    let world = W::of(&schema::<W>());
    world.fill(&format!("{{seed: 11, now: 2026-01-01, defaults: {{rows: {ROWS}}}}}"));
    rows(&world)
}

pub fn four_parts_write_what_one_process_writes<W: World>() {
    let world = W::of(&schema::<W>());
    let mut parts: Vec<(usize, Child)> =
        (1..=4).map(|part| (part, start(&world, &format!("{part}/4"), &[]))).collect();
    // One of them is killed in the middle, and started again.
    let (_, mut killed) = parts.remove(2);
    for _ in 0..600 {
        let begun = world.rows("SELECT 1 FROM people");
        if !begun.is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    killed.kill().expect("it can be killed");
    killed.wait().expect("it ends");
    parts.push((3, start(&world, "3/4", &[])));
    let mut finished = 0;
    for (part, child) in parts {
        let (code, words) = ended(child);
        assert_eq!(code, Some(0), "part {part}: {words}");
        finished += usize::from(words.contains("checked"));
    }
    assert_eq!(finished, 1, "one part finishes the run");
    world.assert_sound();
    assert!(rows(&world) == whole::<W>(), "other rows than those of one process");
    assert!(!world.catalogue().iter().any(|line| line.contains("dbmocker")), "no ledger is left");
    // The next number is a new one.
    world.run("INSERT INTO notes (note) VALUES ('after')");
    assert_eq!(world.count("notes"), ROWS + 1);
}

pub fn parts_that_do_not_fit_are_told<W: World>() {
    let world = W::of(&schema::<W>());
    for (part, more, words) in
        [("5/4", &[][..], "no part 5 of 4"), ("4", &[], "write 2/4"), ("1/4", &["--part", "2"], "contradict")]
    {
        let (code, said) = ended(start(&world, part, more));
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
    // The first part waits for the others, which plan something else.
    let mut first = start(&world, "1/2", &[]);
    for _ in 0..600 {
        if !world.rows("SELECT 1 FROM regions").is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let (code, said) = ended(start(&world, "2/2", &["--rows", "players=10"]));
    assert_eq!(code, Some(9), "{said}");
    assert!(said.contains("this part's plan is not that of run"), "{said}");
    let (code, said) = ended(start(&world, "2/3", &[]));
    assert_eq!(code, Some(9), "{said}");
    assert!(said.contains("divided into 2 parts"), "{said}");
    first.kill().expect("it can be killed");
    first.wait().expect("it ends");
    // Both begin again, at the same time.
    for child in [start(&world, "1/2", &[]), start(&world, "2/2", &[])] {
        let (code, said) = ended(child);
        assert_eq!(code, Some(0), "{said}");
    }
    world.assert_sound();
    assert_eq!(world.count("players"), ROWS);
}

pub fn parts_empty_the_tables_once<W: World>() {
    let world = W::of(&schema::<W>());
    world.fill("{seed: 4, defaults: {rows: 50}}");
    let parts: Vec<Child> =
        (1..=3).map(|part| start(&world, &format!("{part}/3"), &["--truncate"])).collect();
    for child in parts {
        let (code, said) = ended(child);
        assert_eq!(code, Some(0), "{said}");
    }
    world.assert_sound();
    assert_eq!((world.count("people"), world.count("players")), (ROWS, ROWS));
}
