//! How rows travel: every performance mode with every insertion strategy gives the same rows, and no two of them
//! do the same on the way.

use std::collections::HashMap;

use dbmocker::app::generate::generate;
use dbmocker::config::{InsertionStrategy, PerformanceMode};
use dbmocker::error::Exit;

use crate::support::Watcher;
use crate::world::World;

/// Two tables that do not wait for each other; the first is longer than the chunks of the modes with small ones.
const SCHEMA: &str = "CREATE TABLE people (id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, note VARCHAR(200), age INT NOT NULL);
     CREATE TABLE places (id INT NOT NULL PRIMARY KEY, city VARCHAR(60) NOT NULL);";
const ROWS: &str = "tables: {people: {rows: 11000}, places: {rows: 3000}}";

/// What one combination was measured to do.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Measured {
    statements: u64,
    transactions: u64,
    connections: u64,
    packets: u64,
    rows_in_flight: u64,
    fill_threads: u64,
}

pub fn every_mode_and_strategy_gives_the_same_rows_in_its_own_way<W: World>() {
    let mut seen: HashMap<Measured, String> = HashMap::new();
    let (mut first, mut digest): (Option<Vec<String>>, Option<u128>) = (None, None);
    let world = W::of(SCHEMA);
    for (mode, _) in PerformanceMode::ALL {
        for (strategy, _) in InsertionStrategy::ALL {
            world.run("DELETE FROM people; DELETE FROM places;");
            let which = format!("{mode}, {strategy}");
            let mut job = world.job(&format!(
                "{{seed: 7, now: 2026-01-01, {ROWS}, load: {{performance_mode: {mode}, insertion_strategy: {strategy}, batch_bytes: 8KiB}}}}"
            ));
            job.digest = true;
            let summary =
                generate(&job, &mut Watcher::default()).unwrap_or_else(|error| panic!("{which}\n{error}"));
            let rows = world.rows(
                "SELECT id, name, note, age FROM people UNION ALL SELECT id, city, NULL, 0 FROM places ORDER BY 1, 2",
            );
            assert_eq!(rows.len(), 14_000, "{which}");
            match &first {
                None => first = Some(rows),
                Some(first) => assert!(rows == *first, "{which} gives other rows"),
            }
            let figures = summary.report.figures;
            assert_eq!(figures.rows_filled, 14_000, "{which}");
            assert!(
                figures.digest != 0 && *digest.get_or_insert(figures.digest) == figures.digest,
                "{which}"
            );
            assert_eq!(figures.retries, 0, "{which}");
            if strategy == "single" {
                assert_eq!(figures.statements, 14_000, "{which}");
            }
            let measured = Measured {
                statements: figures.statements,
                transactions: figures.transactions,
                connections: figures.connections,
                packets: figures.packets,
                rows_in_flight: figures.rows_in_flight_max,
                fill_threads: figures.fill_threads,
            };
            if let Some(same) = seen.get(&measured) {
                panic!("{which} does what {same} does: {measured:?}");
            }
            seen.insert(measured, which);
        }
    }
}

pub fn contradictory_settings_are_refused_before_anything_is_written<W: World>() {
    let world = W::of(SCHEMA);
    for (load, words) in [
        ("insertion_strategy: bulk, connections: 8", "parallel_bulk"),
        ("insertion_strategy: single, batch_size: 50", "take batch"),
        ("insertion_strategy: streaming, depth: 4", "one batch on its way"),
    ] {
        let error = world.refuse(&format!("{{defaults: {{rows: 10}}, load: {{{load}}}}}"), Exit::Usage);
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = world.refuse("{defaults: {rows: 10}, load: {memory_limit: 1KiB}}", Exit::Plan);
    assert!(error.to_string().contains("memory_limit of 1 KiB is too small"), "{error}");
    assert_eq!((world.count("people"), world.count("places")), (0, 0));
}

pub fn a_memory_limit_makes_buffers_smaller<W: World>() {
    let world = W::of(SCHEMA);
    let job = world.job("{defaults: {rows: 10}, load: {performance_mode: ultra_high, memory_limit: 48MiB}}");
    let planned = dbmocker::app::generate::plan(&job).expect("it fits");
    let held: u64 = planned.load.memory(&planned.plan).iter().map(|(_, bytes)| bytes).sum();
    assert!(held <= 48 << 20, "{held}");
}

pub fn small_batches_cost_no_rows<W: World>() {
    let world = W::of(
        "CREATE TABLE parents (id INT NOT NULL PRIMARY KEY, note VARCHAR(400) NOT NULL);
         CREATE TABLE children (id INT NOT NULL PRIMARY KEY, parent_id INT NOT NULL, FOREIGN KEY (parent_id) REFERENCES parents (id));",
    );
    world.fill("{seed: 1, defaults: {rows: 300}, load: {batch_bytes: 1}}");
    assert_eq!((world.count("parents"), world.count("children")), (300, 300));
}

/// The key within the wider one has no reference of its own: its parents are loaded first all the same.
pub fn keys_within_wider_ones_wait_for_their_parents<W: World>() {
    let world = W::of(
        "CREATE TABLE nets (id INT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL);
         CREATE TABLE evpn (net_id INT NOT NULL PRIMARY KEY, note VARCHAR(40) NOT NULL, FOREIGN KEY (net_id) REFERENCES nets (id));
         CREATE TABLE ports (id INT NOT NULL, net_id INT NOT NULL, PRIMARY KEY (id), UNIQUE (id, net_id), FOREIGN KEY (net_id) REFERENCES nets (id));
         CREATE TABLE advertised (port_id INT NOT NULL PRIMARY KEY, net_id INT NOT NULL,
            FOREIGN KEY (port_id, net_id) REFERENCES ports (id, net_id), FOREIGN KEY (net_id) REFERENCES evpn (net_id));",
    );
    for round in 1..=3 {
        world.fill(&format!(
            "{{seed: {round}, defaults: {{rows: 300}}, load: {{connections: 4, jobs: 2, chunk_rows: 50}}}}"
        ));
        world.assert_sound();
    }
    assert!(world.count("advertised") > 0);
}
