//! Plans against answers of the target that tell a part only, and against CHECKs that narrow a meaning.

use std::collections::HashSet;

use dbmocker::app::generate::generate;
use dbmocker::app::{DEFAULT_NOW, Job};
use dbmocker::data::{Block, Facts, Question};
use dbmocker::error::Exit;
use dbmocker::generate::dict::{Dictionary, Locale};
use dbmocker::plan::{DataPlan, Inputs, Meanings, Scratch, build, questions};
use dbmocker::target::{SqliteOptions, SqliteTarget, Target};

use crate::support::{Database, Watcher, config};

/// Every second row of an answer, as if more were there than can be listed.
fn thinned(mut facts: Facts) -> Facts {
    for (question, answer) in &mut facts.answers {
        if matches!(question, Question::Tuples { .. }) && answer.rows.len() > 1 {
            answer.rows = answer.rows.iter().step_by(2).cloned().collect();
            answer.complete = false;
        }
    }
    facts
}

/// The plan for a database of which only a part is known.
fn half_blind(database: &Database, yaml: &str) -> DataPlan {
    let target = SqliteTarget::open(&database.path(), SqliteOptions::default(), false);
    let mut target = target.expect("a file of the test");
    let schema = std::sync::Arc::new(target.inspect().expect("a catalogue"));
    let (config, dict) = (config(yaml), Dictionary::load(Locale::En));
    let none = Facts::default();
    let meanings = Meanings::new(&schema);
    let inputs = Inputs {
        schema: &schema,
        config: &config,
        facts: &none,
        dict: &dict,
        meanings: &meanings,
        seed: 1,
        now: DEFAULT_NOW,
    };
    let mut facts = Facts::default();
    for _ in 0..2 {
        let asked = questions(&Inputs { facts: &facts, ..inputs }).expect("no wish is wrong");
        facts = thinned(target.answer(&schema, &asked).expect("answers"));
    }
    build(&Inputs { facts: &facts, ..inputs }).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The cells of a column of the first table.
fn cells(plan: &DataPlan, column: usize) -> Vec<i128> {
    let (mut scratch, mut block) = (Scratch::default(), Block::default());
    let rows = plan.tables[0].rows as usize;
    plan.fill(0, 0, rows, &mut scratch, &mut block).expect("no CHECK is false");
    let logical_type = &plan.tables[0].columns[column].logical_type;
    (0..rows).filter_map(|row| block.columns[column].value(row, logical_type).as_int()).collect()
}

const HUNDRED: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)";

#[test]
fn numbers_go_on_beyond_what_exists_when_not_all_of_it_is_known() {
    let database = Database::of("CREATE TABLE t (n INTEGER NOT NULL UNIQUE CHECK (n BETWEEN 1 AND 400))");
    database.run(&format!("{HUNDRED} INSERT INTO t SELECT 2 * i FROM n"));
    let plan = half_blind(&database, "{defaults: {rows: 300}}");
    assert_eq!(plan.tables[0].rows, 200, "{:?}", plan.tables[0].limit);
    let numbers = cells(&plan, 0);
    assert!(numbers.iter().all(|n| *n > 200), "{numbers:?}");
    assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), 200);
}

#[test]
fn a_pair_goes_on_beyond_what_exists_when_not_all_of_it_is_known() {
    let schema = "CREATE TABLE t (a INTEGER NOT NULL CHECK (a BETWEEN 1 AND 9), \
        b INTEGER NOT NULL CHECK (b BETWEEN 1 AND 5000), PRIMARY KEY (a, b))";
    let database = Database::of(schema);
    database.run(&format!("{HUNDRED} INSERT INTO t SELECT 1 + i % 9, i FROM n"));
    let plan = half_blind(&database, "{defaults: {rows: 300}}");
    assert_eq!(plan.tables[0].rows, 300, "{:?}", plan.tables[0].limit);
    let numbers = cells(&plan, 1);
    assert!(numbers.iter().all(|n| *n > 100), "{numbers:?}");
}

#[test]
fn no_row_is_planned_where_what_exists_cannot_be_avoided() {
    for (column, values) in [
        ("code CHAR(2) NOT NULL UNIQUE", "printf('%02x', i)"),
        ("parent INTEGER NOT NULL UNIQUE REFERENCES parents (id)", "i"),
        (
            "parent INTEGER NOT NULL REFERENCES parents (id), flag BOOLEAN NOT NULL, UNIQUE (parent, flag)",
            "i, i % 2",
        ),
    ] {
        let schema = format!("CREATE TABLE t ({column}); CREATE TABLE parents (id INTEGER PRIMARY KEY);");
        let database = Database::of(&schema);
        database.run(&format!("{HUNDRED} INSERT INTO parents SELECT i FROM n UNION ALL SELECT 200"));
        database.run(&format!("{HUNDRED} INSERT INTO t SELECT {values} FROM n"));
        let plan = half_blind(&database, "{defaults: {rows: 50}, select: {include: [t]}}");
        let limit = plan.tables[0].limit.as_deref().unwrap_or_default();
        assert_eq!(plan.tables[0].rows, 0, "{column}: {limit}");
        assert!(limit.contains("too many to stay clear of"), "{column}: {limit}");
    }
}

#[test]
fn a_check_that_fails_far_behind_is_found_by_the_plan() {
    // Row ids are numbered in order, so that the CHECK is false from row 50,000 on.
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, CHECK (id + n * 0 < 50000))";
    let database = Database::of(schema);
    let summary = database.fill("{seed: 1, defaults: {rows: 60000}}");
    let limit = summary.plan.tables[0].limit.clone().unwrap_or_default();
    assert_eq!(database.count("t"), 0);
    assert!(limit.contains("is not solved: row"), "{limit}");
    // A CHECK that one in eight rows passes stops no run, whatever its rows are.
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK ((n + id) % 8 = 0))";
    let database = Database::of(schema);
    database.fill("{seed: 1, defaults: {rows: 60000}}");
    assert_eq!(database.count("t"), 60_000);
}

/// Fills 300 rows of a table with one column besides its key; the generator, and the values.
fn filled(name: &str, check: &str) -> (String, Vec<String>) {
    let database = Database::of(&format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {name} {check})"));
    let summary = database.fill("{seed: 3, defaults: {rows: 300}}");
    assert_eq!(database.count("t"), 300, "{name} {check}: {:?}", summary.plan.tables[0].limit);
    database.assert_sound();
    (summary.plan.tables[0].columns[1].how.clone(), database.rows(&format!("SELECT {name} FROM t")))
}

#[test]
fn a_check_narrows_what_a_name_means() {
    for (name, check, how) in [
        ("email", "TEXT NOT NULL CHECK (length(email) <= 40)", "email"),
        ("email", "TEXT NOT NULL CHECK (email LIKE '%@%')", "email"),
        ("email", "TEXT NOT NULL UNIQUE CHECK (email LIKE '%_@__%.__%')", "email"),
        (
            "email",
            "TEXT NOT NULL CHECK (email IS NULL OR (email LIKE '%@%' AND length(email) >= 12))",
            "email",
        ),
        ("first_name", "TEXT NOT NULL CHECK (length(first_name) BETWEEN 2 AND 60)", "first_name"),
        ("full_name", "TEXT NOT NULL UNIQUE CHECK (length(full_name) BETWEEN 2 AND 60)", "full_name"),
        ("phone", "TEXT NOT NULL CHECK (length(phone) >= 10)", "phone"),
        ("phone", "TEXT NOT NULL CHECK (phone NOT GLOB '*[^0-9]*' AND length(phone) = 10)", "phone"),
        ("phone", "TEXT NOT NULL CHECK (phone GLOB '+[0-9]*' AND phone NOT LIKE '%-%')", "phone"),
        ("x", "TEXT CHECK (date(x) IS NOT NULL)", "date"),
        ("x", "TEXT NOT NULL CHECK (x IS datetime(x))", "timestamp"),
        ("x", "TEXT NOT NULL CHECK (x LIKE '____-__-__')", "date"),
        ("x", "TEXT NOT NULL CHECK (x GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')", "date"),
        ("x", "INTEGER NOT NULL CHECK (x % 5 = 0)", "integer"),
        ("x", "INTEGER NOT NULL UNIQUE CHECK (x % 5 = 0)", "integer"),
        // Nothing that is known satisfies these.
        ("email", "TEXT NOT NULL CHECK (email LIKE 'AB-%')", "pattern"),
        ("x", "TEXT NOT NULL CHECK (x LIKE '%-%')", "pattern"),
        ("x", "TEXT NOT NULL CHECK (x GLOB '[0-9]*')", "pattern"),
    ] {
        let (generator, values) = filled(name, check);
        assert_eq!(generator, how, "{name} {check}: {values:?}");
        if how == "email" {
            assert!(values.iter().all(|value| value.contains('@') && value.contains('.')), "{values:?}");
        }
    }
}

#[test]
fn a_tree_of_few_kinds_is_a_tree_and_no_chain() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES t (id), \
        kind TEXT NOT NULL CHECK (kind IN ('a', 'b', 'c', 'd')), UNIQUE (parent_id, kind))";
    let database = Database::of(schema);
    database.fill("{seed: 1, defaults: {rows: 3000}}");
    database.assert_sound();
    assert_eq!(database.number("SELECT count(*) FROM t WHERE parent_id >= id"), 0, "a row before its parent");
    let depth = "WITH RECURSIVE d (id, n) AS (SELECT id, 0 FROM t WHERE parent_id IS NULL UNION ALL \
        SELECT t.id, n + 1 FROM t JOIN d ON t.parent_id = d.id)";
    assert_eq!(database.number(&format!("{depth} SELECT count(*) FROM d")), 3000, "all hang on a root");
    assert!((3..=12).contains(&database.number(&format!("{depth} SELECT max(n) FROM d"))));
}

/// A CHECK that no trial saw fail: the message says which row, why, and how to go on.
#[test]
fn a_check_that_fails_late_says_how_to_go_on() {
    let database = Database::of(
        "CREATE TABLE t (id INTEGER PRIMARY KEY CHECK ((id * id + 7 * id) % 10007 <> 9571), name TEXT);",
    );
    let yaml = "{seed: 1, defaults: {rows: 9000}, load: {chunk_rows: 500}}";
    let error = database.refuse(yaml, Exit::Bug);
    let text = error.to_string();
    for words in ["t, row 4319: ", "stays false with id = 4320", "dbmocker explain t.id ", "--discard-run"] {
        assert!(text.contains(words), "`{words}` is missing: {text}");
    }
    assert_eq!(database.count("t"), 4000, "what was committed stays");
    let fewer = Job { discard_unfinished: true, ..database.job("{seed: 1, defaults: {rows: 300}}") };
    generate(&fewer, &mut Watcher::default()).expect("that row is not reached");
    assert_eq!(database.count("t"), 4300);
    database.assert_sound();
}
