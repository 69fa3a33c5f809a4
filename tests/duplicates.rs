//! Values that repeat on purpose: every strategy's fingerprint, counted.

mod support;

use std::collections::HashMap;

use dbmocker::app::generate::{generate, plan};
use dbmocker::app::{Job, Planned};
use dbmocker::data::Block;
use dbmocker::error::Exit;
use dbmocker::plan::Scratch;
use support::{Watcher, config};

/// Rows that are counted.
const ROWS: u64 = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };
/// How far a share may be from what it should be.
const NEAR: f64 = 0.02;

const SCHEMA: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, status TEXT NOT NULL, city TEXT NOT NULL, token INTEGER NOT NULL, code TEXT NOT NULL UNIQUE);";
/// A small, a medium and a large column whose values are known.
const COLUMNS: &str = "status: {values: [a, b, c, d, e, f, g, h, i, j, k, l]}, token: {generator: integer, min: 1, max: 1000000000000}, city: {generator: integer, min: 1, max: 5000}";

struct World {
    _folder: tempfile::TempDir,
    url: String,
}

impl World {
    fn new(schema: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        rusqlite::Connection::open(&path).and_then(|file| file.execute_batch(schema)).expect("tables");
        Self { url: format!("sqlite:{}", path.display()), _folder: folder }
    }

    fn job(&self, yaml: &str) -> Job {
        let mut config = config(yaml);
        config.target.url = Some(self.url.clone());
        Job { config, yes: true, ..Job::default() }
    }
}

/// How often each value of the columns occurs, by the column's name.
fn counted(planned: &Planned) -> HashMap<String, HashMap<String, u64>> {
    let table = &planned.plan.tables[0];
    let (mut scratch, mut block) = (Scratch::default(), Block::default());
    let mut counts: HashMap<String, HashMap<String, u64>> = HashMap::new();
    let mut first = 0;
    while first < table.rows {
        let rows = planned.plan.batch_rows(0, first, table.rows - first, 1 << 20);
        planned
            .plan
            .fill(0, first, rows, &mut scratch, &mut block)
            .unwrap_or_else(|_| panic!("no CHECK is there"));
        for (at, column) in table.columns.iter().enumerate().skip(1) {
            let of = counts.entry(column.name.clone()).or_default();
            for row in 0..rows {
                *of.entry(format!("{:?}", block.columns[at].value(row, &column.logical_type)))
                    .or_default() += 1;
            }
        }
        first += rows as u64;
    }
    counts
}

fn counts(duplicates: &str) -> HashMap<String, HashMap<String, u64>> {
    let world = World::new(SCHEMA);
    let yaml = format!(
        "{{seed: 5, defaults: {{rows: {ROWS}}}, duplicates: {{{duplicates}}}, tables: {{t: {{columns: {{{COLUMNS}}}}}}}}}"
    );
    let counts = counted(&plan(&world.job(&yaml)).unwrap_or_else(|error| panic!("{error}")));
    // What must not repeat never does.
    assert_eq!(counts["code"].len() as u64, ROWS, "{duplicates}");
    counts
}

fn assert_near(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= NEAR * wanted.max(0.02), "{what}: {found}, not {wanted}");
}

/// Chi-square of counts against shares, per degree of freedom: about 1 where they agree.
fn chi_square(counts: &[u64], shares: &[f64]) -> f64 {
    let (all, whole) = (counts.iter().sum::<u64>() as f64, shares.iter().sum::<f64>());
    let off = counts.iter().zip(shares).map(|(count, share)| {
        let expected = all * share / whole;
        (*count as f64 - expected).powi(2) / expected
    });
    off.sum::<f64>() / (counts.len() - 1) as f64
}

fn sorted(counts: &HashMap<String, u64>) -> Vec<u64> {
    let mut sorted: Vec<u64> = counts.values().copied().collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted
}

#[test]
fn without_a_strategy_nothing_repeats_but_by_chance() {
    let counts = counts("");
    assert_near(counts["token"].len() as f64, ROWS as f64, "distinct tokens");
    assert_eq!((counts["status"].len(), counts["city"].len()), (12, 5000));
}

#[test]
fn allow_simple_leaves_a_share_of_new_values() {
    let simple = counts("strategy: allow_simple");
    assert_near(simple["token"].len() as f64 / ROWS as f64, 0.7, "share of distinct tokens");
    let half = counts("strategy: allow_simple, probability: 0.5");
    assert_near(half["token"].len() as f64 / ROWS as f64, 0.5, "share of distinct tokens");
    // Rows that repeat nothing have the value that they would have anyway.
    let plain = counts("");
    let kept = half["token"].keys().filter(|token| plain["token"].contains_key(*token)).count();
    assert_eq!(kept, half["token"].len());
}

#[test]
fn pools_have_a_head_a_middle_and_new_values() {
    let smart = counts("strategy: smart_duplicates");
    for (column, head, middle) in [("token", 25, 100), ("city", 5, 25)] {
        let often = sorted(&smart[column]);
        let share = |counts: &[u64]| counts.iter().sum::<u64>() as f64 / ROWS as f64;
        let rest = if column == "city" { 0.1 * 30.0 / 5000.0 } else { 0.0 };
        assert_near(share(&often[..head]), 0.6 + rest * 5.0 / 30.0, &format!("head of {column}"));
        assert_near(share(&often[head..head + middle]), 0.3 + rest, &format!("middle of {column}"));
        assert!(often[head - 1] > 2 * often[head], "{column}: the head ends sharply");
        assert!(often[head + middle - 1] > 2 * often[head + middle], "{column}: the middle ends sharply");
    }
    let new = smart["token"].len() as f64 - 125.0;
    assert_near(new / ROWS as f64, 0.1, "new tokens");
    // Twelve values: five of them are the head, and the others the middle.
    assert_eq!(smart["status"].len(), 12);
    let part = counts("strategy: smart_duplicates, probability: 0.5");
    let often = sorted(&part["token"]);
    assert_near(often[..25].iter().sum::<u64>() as f64 / ROWS as f64, 0.3, "head of half of the rows");
}

#[test]
fn a_cached_pool_is_uniform() {
    let cached = counts("strategy: cached_pool");
    // The quantiles of one in a thousand on either side, for 9, 49 and 199 degrees of freedom.
    for (column, pool, usual) in
        [("status", 10, 0.128..3.10), ("city", 50, 0.489..1.74), ("token", 200, 0.72..1.34)]
    {
        let counts = sorted(&cached[column]);
        assert_eq!(counts.len(), pool, "{column}");
        let off = chi_square(&counts, &vec![1.0; pool]);
        assert!(usual.contains(&off), "{column}: chi-square {off} per degree of freedom");
    }
    assert_eq!(counts("strategy: cached_pool, pool_size: 7")["token"].len(), 7);
}

#[test]
fn weighted_values_follow_their_weights() {
    let zipf = counts("strategy: weighted_random");
    for (column, pool, usual) in [("status", 5, 4.62), ("city", 25, 2.14), ("token", 100, 1.49)] {
        let counts = sorted(&zipf[column]);
        assert_eq!(counts.len(), pool, "{column}");
        let shares: Vec<f64> = (1..=pool).map(|rank| 1.0 / rank as f64).collect();
        let off = chi_square(&counts, &shares);
        assert!(off < usual, "{column}: chi-square {off} per degree of freedom");
    }
    let given = counts("strategy: weighted_random, weights: [8, 1, 1]");
    let counts = sorted(&given["token"]);
    assert_eq!(counts.len(), 3);
    assert_near(counts[0] as f64 / ROWS as f64, 0.8, "the heaviest");
}

#[test]
fn reused_rows_are_taken_over_whole() {
    let world = World::new(SCHEMA);
    let columns = format!("tables: {{t: {{columns: {{{COLUMNS}}}}}}}");
    let first = world.job(&format!("{{seed: 5, defaults: {{rows: 500}}, {columns}}}"));
    generate(&first, &mut Watcher::default()).unwrap_or_else(|error| panic!("{error}"));
    let path = world.url.strip_prefix("sqlite:").expect("a file");
    let tuples = |file: &rusqlite::Connection, which: &str| -> Vec<(String, String, i64)> {
        let mut found =
            file.prepare(&format!("SELECT status, city, token FROM t WHERE {which}")).expect("a query");
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
        rows.map(|row| row.expect("a row")).collect()
    };
    let file = rusqlite::Connection::open(path).expect("the file");
    let before: std::collections::HashSet<_> = tuples(&file, "id <= 500").into_iter().collect();
    drop(file);
    let second = world
        .job(&format!("{{seed: 6, defaults: {{rows: 20000}}, duplicates: {{strategy: reuse}}, {columns}}}"));
    generate(&second, &mut Watcher::default()).unwrap_or_else(|error| panic!("{error}"));
    let file = rusqlite::Connection::open(path).expect("the file");
    let after = tuples(&file, "id > 500");
    let whole = after.iter().filter(|tuple| before.contains(tuple)).count();
    assert_near(whole as f64 / after.len() as f64, 0.95, "rows that were taken over");
    let codes: i64 =
        file.query_row("SELECT count(DISTINCT code) FROM t", [], |row| row.get(0)).expect("a count");
    assert_eq!(codes, 20_500);
}

#[test]
fn what_cannot_repeat_is_refused_where_it_is_asked_of_it() {
    let world = World::new(SCHEMA);
    let job = world.job("{tables: {t: {columns: {code: {duplicates: {strategy: cached_pool}}}}}}");
    let error = plan(&job).map(|_| ()).expect_err("it is unique");
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().contains("t.code never repeat: it is unique"), "{error}");
    for (duplicates, words) in [
        ("probability: 2", "not between 0 and 1"),
        ("strategy: smart_duplicates, weights: [1, 2]", "has three"),
        ("pool_size: 0", "from 1 to"),
        ("weights: [0, 0]", "one of them above 0"),
    ] {
        let job = world.job(&format!("{{duplicates: {{{duplicates}}}}}"));
        let error = plan(&job).map(|_| ()).expect_err("it means nothing");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn reused_rows_keep_their_nulls_and_their_frequencies() {
    let world = World::new("CREATE TABLE t (id INTEGER PRIMARY KEY, status TEXT, city TEXT, gone_at TEXT);");
    let path = world.url.strip_prefix("sqlite:").expect("a file").to_owned();
    let file = rusqlite::Connection::open(&path).expect("the file");
    let row = |n: u32| {
        let (status, city) = (
            if n.is_multiple_of(100) { "rare" } else { "usual" },
            if n.is_multiple_of(2) { "'Ulm'" } else { "NULL" },
        );
        format!("('{status}', {city})")
    };
    let rows: Vec<String> = (1..=1000).map(row).collect();
    file.execute_batch(&format!("INSERT INTO t (status, city) VALUES {}", rows.join(", "))).expect("rows");
    drop(file);
    let job = world.job("{seed: 6, defaults: {rows: 20000}, duplicates: {strategy: reuse, probability: 1}}");
    generate(&job, &mut Watcher::default()).unwrap_or_else(|error| panic!("{error}"));
    let file = rusqlite::Connection::open(&path).expect("the file");
    let share = |which: &str| -> f64 {
        let sql = format!("SELECT avg({which}) FROM t WHERE id > 1000");
        file.query_row(&sql, [], |row| row.get(0)).expect("a share")
    };
    assert_near(share("city IS NULL"), 0.5, "cities that are NULL");
    assert_near(share("gone_at IS NULL"), 1.0, "moments that are NULL");
    assert!((share("status = 'rare'") - 0.01).abs() < 0.003, "{}", share("status = 'rare'"));
}
