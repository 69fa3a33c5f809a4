//! Tables, columns, keys and indexes that only SQLite has.

use dbmocker::app::generate::plan;
use dbmocker::error::Exit;

use crate::support::Database;

#[test]
fn ids_go_on_after_deletes_with_autoincrement() {
    let database = Database::of("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL)");
    database.fill("{seed: 1, defaults: {rows: 20}}");
    database.run("DELETE FROM t WHERE id > 5");
    database.fill("{seed: 1, defaults: {rows: 20}}");
    assert_eq!(database.number("SELECT min(id) FROM t WHERE id > 5"), 21, "an id is never used twice");
    database.run("INSERT INTO t (n) VALUES (0)");
    assert_eq!(database.number("SELECT max(id) FROM t"), 41, "the database goes on behind ours");
    database.assert_sound();
}

#[test]
fn ids_near_the_end_are_capped_with_a_message() {
    for (autoincrement, largest, left) in [
        ("", i64::MAX - 3, 3),
        ("", i64::MAX, 0),
        ("AUTOINCREMENT", i64::MAX - 3, 3),
        ("AUTOINCREMENT", i64::MAX, 0),
    ] {
        let database = Database::of(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY {autoincrement}, n INTEGER NOT NULL)"
        ));
        database.run(&format!("INSERT INTO t VALUES ({largest}, 1)"));
        let summary = database.fill("{seed: 1, defaults: {rows: 20}}");
        assert_eq!(database.count("t"), 1 + left);
        let limit = summary.plan.tables[0].limit.clone().unwrap_or_default();
        assert!(limit.contains(&format!("t.id has {left} numbers left")), "{limit}");
        database.assert_sound();
    }
}

#[test]
fn negative_ids_are_no_obstacle() {
    let database = Database::of("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    database.run(&format!("INSERT INTO t VALUES ({}, 1), (-1, 2), (0, 3)", i64::MIN));
    database.fill("{seed: 1, defaults: {rows: 20}}");
    assert_eq!(database.count("t"), 23);
}

#[test]
fn views_virtual_and_shadow_tables_are_skipped_by_name() {
    let database = Database::of(
        "CREATE TABLE pages (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
         CREATE VIEW long_pages AS SELECT * FROM pages WHERE length(body) > 10;
         CREATE VIRTUAL TABLE search USING fts5 (body);",
    );
    let planned = plan(&database.job("{defaults: {rows: 10}}")).expect("one table is left");
    let names: Vec<&str> = planned.plan.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["pages"]);
    let skipped: Vec<&str> =
        planned.plan.schema.skipped.iter().map(|skipped| skipped.name.as_str()).collect();
    assert!(skipped.contains(&"long_pages") && skipped.contains(&"search"), "{skipped:?}");
    database.fill("{defaults: {rows: 10}}");
    assert_eq!((database.count("pages"), database.count("search")), (10, 0));
}

#[test]
fn deferred_references_hold_at_commit() {
    let database = Database::of(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER NOT NULL REFERENCES b (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TABLE c (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a (id) DEFERRABLE INITIALLY IMMEDIATE);",
    );
    for rows in [60, 120] {
        database.fill("{seed: 1, defaults: {rows: 60}, load: {chunk_rows: 25}}");
        assert_eq!((database.count("a"), database.count("b"), database.count("c")), (rows, rows, rows));
        database.assert_sound();
    }
}

#[test]
fn a_reference_without_named_columns_means_the_primary_key() {
    let database = Database::of(
        "CREATE TABLE a (x TEXT, y INTEGER, PRIMARY KEY (y, x));
         CREATE TABLE b (id INTEGER PRIMARY KEY REFERENCES c, n INTEGER NOT NULL);
         CREATE TABLE c (id INTEGER PRIMARY KEY, ay INTEGER, ax TEXT, FOREIGN KEY (ay, ax) REFERENCES a);",
    );
    database.fill("{seed: 1, defaults: {rows: 50}}");
    assert!(database.number("SELECT count(*) FROM c WHERE ax IS NOT NULL") > 0);
    database.assert_sound();
}

/// SQLite takes a reference to a table that is not there, and fails at the first row with one.
#[test]
fn a_reference_to_nowhere_is_null_or_told() {
    let database = Database::of(
        "CREATE TABLE optional (id INTEGER PRIMARY KEY, gone_id INTEGER REFERENCES gone (id));
         CREATE TABLE required (id INTEGER PRIMARY KEY, gone_id INTEGER NOT NULL REFERENCES gone (id));
         CREATE TABLE no_column (id INTEGER PRIMARY KEY, other INTEGER REFERENCES optional (missing));",
    );
    let summary = database.fill("{seed: 1, defaults: {rows: 15}}");
    assert_eq!(
        (database.count("optional"), database.count("required"), database.count("no_column")),
        (15, 15, 15)
    );
    assert_eq!(database.number("SELECT count(gone_id) FROM optional"), 0);
    assert!(
        summary.plan.notes.iter().any(|note| note.contains("required.gone_id")),
        "{:?}",
        summary.plan.notes
    );
}

/// SQLite calls a reference to a column without a unique index a mismatch, as soon as it is enforced.
#[test]
fn a_reference_to_a_column_that_is_not_unique_is_filled() {
    let database = Database::of(
        "CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT NOT NULL);
         CREATE TABLE children (id INTEGER PRIMARY KEY, code TEXT NOT NULL REFERENCES parents (code));",
    );
    database.fill("{seed: 1, defaults: {rows: 40}}");
    let orphans = "SELECT count(*) FROM children WHERE code NOT IN (SELECT code FROM parents)";
    assert_eq!((database.count("children"), database.number(orphans)), (40, 0));
}

/// Siblings in a tree are numbered: a pair with the own table must not look ahead to rows that are not there.
#[test]
fn a_tree_with_numbered_siblings_is_filled() {
    let database = Database::of(
        "CREATE TABLE tree (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES tree (id), position INTEGER NOT NULL, UNIQUE (parent_id, position));
         CREATE TABLE rooted (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES rooted (id), kind TEXT NOT NULL CHECK (kind IN ('a', 'b', 'c')),
            name TEXT NOT NULL, UNIQUE (parent_id, kind, name));",
    );
    for rows in [70, 140] {
        database.fill("{seed: 1, defaults: {rows: 70}, load: {chunk_rows: 20}}");
        assert_eq!((database.count("tree"), database.count("rooted")), (rows, rows));
        assert!(database.number("SELECT count(*) FROM tree WHERE parent_id IS NULL") > 0);
        database.assert_sound();
    }
}

/// Friends are pairs of rows of one table: the second of a pair may come later than the row itself.
#[test]
fn pairs_of_rows_of_the_own_table_are_filled() {
    let database = Database::of(
        "CREATE TABLE n (id INTEGER PRIMARY KEY, a INT REFERENCES n (id), b INT REFERENCES n (id), UNIQUE (a, b));
         CREATE TABLE m (id INTEGER PRIMARY KEY, a INT NOT NULL REFERENCES m (id), b INT NOT NULL REFERENCES m (id), UNIQUE (a, b));
         CREATE TABLE ring (id INTEGER PRIMARY KEY, next_id INT NOT NULL UNIQUE REFERENCES ring (id));",
    );
    for rows in [150, 300] {
        database.fill("{seed: 1, defaults: {rows: 150}, load: {chunk_rows: 40}}");
        assert_eq!((database.count("n"), database.count("m"), database.count("ring")), (rows, rows, rows));
        database.assert_sound();
    }
}

/// The first row of a tree is a root where there may be one, so that a walk up the tree ends.
#[test]
fn no_row_of_a_tree_is_its_own_parent() {
    let database =
        Database::of("CREATE TABLE tree (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES tree (id))");
    database.fill("{seed: 1, defaults: {rows: 2000, null_share: 0}}");
    assert_eq!(database.number("SELECT count(*) FROM tree WHERE parent_id = id"), 0);
    assert_eq!(database.number("SELECT count(*) FROM tree WHERE parent_id IS NULL"), 1);
}

#[test]
fn rows_for_each_parent_keep_their_shares_and_their_keys() {
    let database = Database::of(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);
         CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE lines (order_id INTEGER NOT NULL REFERENCES orders (id), line_no INTEGER NOT NULL, PRIMARY KEY (order_id, line_no));
         CREATE TABLE picks (order_id INTEGER NOT NULL REFERENCES orders (id), product_id INTEGER NOT NULL REFERENCES products (id), PRIMARY KEY (order_id, product_id));",
    );
    let shares = "{per: orders, count: \"1..5\"}";
    for times in [1, 2] {
        database.fill(&format!("{{seed: 1, defaults: {{rows: 60}}, tables: {{lines: {{rows: {shares}}}, picks: {{rows: {shares}}}}}}}"));
        for table in ["lines", "picks"] {
            let per_order = format!("SELECT count(*) AS n FROM {table} GROUP BY order_id");
            assert_eq!(
                database.number(&format!("SELECT count(*) FROM ({per_order})")),
                60 * times,
                "every order has some"
            );
            assert_eq!(database.rows(&format!("SELECT min(n), max(n) FROM ({per_order})")), ["1|5"]);
        }
        database.assert_sound();
    }
    let gaps = "SELECT count(*) FROM (SELECT order_id FROM lines GROUP BY order_id HAVING max(line_no) - min(line_no) + 1 <> count(*))";
    assert_eq!(database.number(gaps), 0, "lines are numbered without gaps");
}

#[test]
fn a_check_on_a_numbered_key_is_kept() {
    let database = Database::of(
        "CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), theme TEXT NOT NULL);
         CREATE TABLE high (id INTEGER PRIMARY KEY CHECK (id >= 1000000), n INTEGER);
         CREATE TABLE digits (digit INTEGER NOT NULL UNIQUE CHECK (digit BETWEEN 0 AND 9));
         CREATE TABLE below (id INTEGER PRIMARY KEY CHECK (id < 0), n INTEGER);
         CREATE TABLE prices (price DECIMAL(6, 2) NOT NULL UNIQUE CHECK (price > 10 AND price < 12));",
    );
    for (high, prices) in [(50, 50), (100, 100)] {
        database.fill("{seed: 1, defaults: {rows: 50}}");
        assert_eq!((database.count("settings"), database.count("digits")), (1, 10));
        assert_eq!(
            (database.count("high"), database.count("below"), database.count("prices")),
            (high, high, prices)
        );
        database.assert_sound();
    }
}

#[test]
fn partial_and_expression_indexes_are_kept() {
    let database = Database::of(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, deleted_at TIMESTAMP, team INTEGER NOT NULL, is_lead BOOLEAN NOT NULL);
         CREATE UNIQUE INDEX users_email ON users (lower(email));
         CREATE UNIQUE INDEX users_alive ON users (email) WHERE deleted_at IS NULL;
         CREATE UNIQUE INDEX one_lead ON users (team) WHERE is_lead;
         CREATE UNIQUE INDEX users_part ON users (substr(email, 1, 60) COLLATE NOCASE, team DESC);",
    );
    for rows in [80, 160] {
        database.fill("{seed: 1, defaults: {rows: 80}}");
        assert_eq!(database.count("users"), rows);
        database.assert_sound();
    }
}

#[test]
fn collations_decide_what_is_equal() {
    let database = Database::of(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, nick TEXT NOT NULL COLLATE NOCASE UNIQUE, tag TEXT NOT NULL COLLATE RTRIM UNIQUE)",
    );
    database.fill("{seed: 1, defaults: {rows: 90}}");
    database.run("UPDATE t SET nick = upper(nick), tag = tag || '  '");
    database.fill("{seed: 1, defaults: {rows: 90}}");
    assert_eq!(database.count("t"), 180);
    database.assert_sound();
}

#[test]
fn without_row_id_and_strict_tables_take_what_they_declare() {
    let database = Database::of(
        "CREATE TABLE k (a TEXT, b INTEGER, c BLOB, PRIMARY KEY (b DESC, a)) WITHOUT ROWID;
         CREATE TABLE s (i INT NOT NULL, n INTEGER PRIMARY KEY, r REAL NOT NULL, t TEXT NOT NULL, b BLOB NOT NULL, a ANY) STRICT;
         CREATE TABLE g (a INT NOT NULL, b INT AS (a + 1) VIRTUAL, c INT AS (a + 2) STORED, PRIMARY KEY (a)) STRICT, WITHOUT ROWID;",
    );
    for rows in [70, 140] {
        database.fill("{seed: 1, defaults: {rows: 70}}");
        assert_eq!((database.count("k"), database.count("s"), database.count("g")), (rows, rows, rows));
        database.assert_sound();
    }
}

#[test]
fn a_table_of_computed_columns_and_one_of_nothing_to_send_are_filled() {
    let database = Database::of(
        "CREATE TABLE only_id (id INTEGER PRIMARY KEY);
         CREATE TABLE child (id INTEGER PRIMARY KEY REFERENCES only_id (id), twice INTEGER AS (id * 2));",
    );
    database.fill("{seed: 1, defaults: {rows: 12}}");
    assert_eq!((database.count("only_id"), database.count("child")), (12, 12));
    database.assert_sound();
}

#[test]
fn names_of_any_kind_are_quoted() {
    let database = Database::of(
        "CREATE TABLE \"a\"\"b.c; DROP TABLE x\" (\"select\" INTEGER PRIMARY KEY, \"né 🍕\" TEXT NOT NULL UNIQUE, \"x'y\" TEXT CHECK (\"x'y\" <> ''));
         CREATE TABLE \"table\" (\"order\" INTEGER NOT NULL REFERENCES \"a\"\"b.c; DROP TABLE x\" (\"select\"), \"\" TEXT, \" \" TEXT);",
    );
    for rows in [25, 50] {
        database.fill("{seed: 1, defaults: {rows: 25}}");
        assert_eq!((database.count("a\"b.c; DROP TABLE x"), database.count("table")), (rows, rows));
        database.assert_sound();
    }
}

#[test]
fn a_marker_of_production_refuses_whatever_is_agreed_to() {
    for marker in [
        "CREATE TABLE dbmocker_protected (x)",
        "CREATE TABLE ar_internal_metadata (key TEXT PRIMARY KEY, value TEXT); INSERT INTO ar_internal_metadata VALUES ('environment', 'production')",
    ] {
        let database = Database::of(&format!("CREATE TABLE t (id INTEGER PRIMARY KEY); {marker}"));
        let error = database.refuse("{defaults: {rows: 3}}", Exit::Refused);
        assert!(error.to_string().contains("protected"), "{error}");
        assert_eq!(database.count("t"), 0);
    }
}

#[test]
fn moments_of_exact_shapes_and_documents_are_made_as_text() {
    let database = Database::of(
        "CREATE TABLE runs (id INTEGER PRIMARY KEY,
            done_at TEXT NOT NULL CHECK (length(done_at) = 27 AND substr(done_at, 11, 1) = 'T' AND substr(done_at, 27, 1) = 'Z' AND datetime(done_at) IS NOT NULL),
            settings TEXT NOT NULL CHECK (json_valid(settings) AND json_extract(settings, '$.mode') IN ('fast', 'slow') AND json_extract(settings, '$.mode') IS NOT NULL))",
    );
    database.fill("{seed: 1, defaults: {rows: 60}}");
    database.fill("{seed: 1, defaults: {rows: 60}}");
    database.assert_sound();
    assert_eq!(database.number("SELECT count(*) FROM runs"), 120);
    assert_eq!(database.number("SELECT count(DISTINCT json_extract(settings, '$.mode')) FROM runs"), 2);
}
