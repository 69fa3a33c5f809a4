//! What only MariaDB and MySQL have: their types, engines, partitions and keys, and their way of bending
//! values. What every database has is in the common suite.

#[path = "servers/mod.rs"]
mod servers;
#[path = "support/mod.rs"]
mod support;

use dbmocker::app::Job;
use dbmocker::app::generate::generate;
use dbmocker::app::resume::resume;
use dbmocker::error::{Error, Exit};
use servers::Database;
use support::{Watcher, config};

/// A database of a script's tables.
fn of(schema: &str) -> Database {
    let database = servers::mariadb().database("kinds");
    database.execute(schema);
    database
}

fn job(database: &Database, yaml: &str) -> Job {
    let mut config = config(yaml);
    config.target.url = Some(database.url.clone());
    Job { config, yes: true, verify_full: true, ..Job::default() }
}

fn fill(database: &Database, yaml: &str) {
    generate(&job(database, yaml), &mut Watcher::default()).unwrap_or_else(|error| panic!("{error}"));
}

fn refuse(job: &Job, exit: Exit) -> Error {
    let error = generate(job, &mut Watcher::default()).map(|_| ()).expect_err("it must be refused");
    assert_eq!(error.exit(), exit, "{error}");
    error
}

fn number(database: &Database, sql: &str) -> i64 {
    let rows = database.rows(sql);
    rows[0].parse().unwrap_or_else(|_| panic!("{sql} gives {rows:?}"))
}

fn count(database: &Database, table: &str) -> i64 {
    number(database, &format!("SELECT count(*) FROM {table}"))
}

#[test]
fn every_type_takes_values_of_its_range() {
    let base = of(
        "CREATE TABLE kinds (
            id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
            t1 TINYINT UNSIGNED NOT NULL, b1 TINYINT(1) NOT NULL, s2 SMALLINT NOT NULL, m3 MEDIUMINT UNSIGNED NOT NULL,
            b8 BIGINT UNSIGNED NOT NULL, d1 DECIMAL(10,2) UNSIGNED NOT NULL, d2 DECIMAL(65,30) NOT NULL,
            f1 FLOAT UNSIGNED NOT NULL, f2 DOUBLE NOT NULL, bit1 BIT NOT NULL, bit9 BIT(9) NOT NULL,
            born DATE NOT NULL, at1 DATETIME(6) NOT NULL, birth_date TIMESTAMP(3) NOT NULL, expires_at TIMESTAMP NOT NULL,
            tm TIME(2) NOT NULL, y YEAR NOT NULL, c CHAR(3) NOT NULL, tt TINYTEXT NOT NULL, lt LONGTEXT NOT NULL,
            bin BINARY(16) NOT NULL, vb VARBINARY(9) NOT NULL, tb TINYBLOB NOT NULL,
            e ENUM('a','it''s','c\\\\d') NOT NULL, s SET('x','y','z') NOT NULL, j JSON NOT NULL,
            u UUID NOT NULL, i4 INET4 NOT NULL, i6 INET6 NOT NULL,
            p POINT NOT NULL, l LINESTRING NOT NULL, g POLYGON NOT NULL, mp MULTIPOLYGON NOT NULL, gc GEOMETRYCOLLECTION NOT NULL)",
    );
    fill(&base, "defaults: {rows: 300}");
    assert_eq!(count(&base, "kinds"), 300);
    let none = |condition: &str| {
        assert_eq!(number(&base, &format!("SELECT count(*) FROM kinds WHERE {condition}")), 0, "{condition}");
    };
    none("birth_date < '1970-01-01 00:00:01' OR expires_at < '1970-01-01 00:00:01'");
    none("d1 < 0 OR f1 < 0 OR y < 1901");
    none("ST_GeometryType(p) <> 'POINT' OR ST_GeometryType(g) <> 'POLYGON' OR ST_IsSimple(l) = 0");
    none("octet_length(trim(TRAILING 0x00 FROM bin)) < 10");
    assert!(number(&base, "SELECT count(DISTINCT bit9) FROM kinds") > 50);
    assert_eq!(number(&base, "SELECT count(DISTINCT e) FROM kinds"), 3);
}

#[test]
fn text_keeps_to_the_character_set_of_its_column() {
    let base = of("CREATE TABLE people (
            code CHAR(1) CHARACTER SET latin1 COLLATE latin1_bin PRIMARY KEY,
            first_name VARCHAR(40) CHARACTER SET ascii NOT NULL,
            last_name VARCHAR(40) CHARACTER SET latin1 NOT NULL,
            city VARCHAR(40) CHARACTER SET utf8mb3 NOT NULL)");
    fill(&base, "{locale: pl, defaults: {rows: 100}}");
    assert_eq!(count(&base, "people"), 100);
    assert_eq!(number(&base, "SELECT count(*) FROM people WHERE first_name LIKE '%?%'"), 0);
}

#[test]
fn a_key_over_the_beginning_of_a_column_holds() {
    let base = of(
        "CREATE TABLE pages (id INT PRIMARY KEY, title VARCHAR(200) NOT NULL, hash VARBINARY(60) NOT NULL,
            UNIQUE (title(12)), UNIQUE (hash(6)))",
    );
    fill(&base, "defaults: {rows: 2000}");
    assert_eq!(count(&base, "pages"), 2000);
}

#[test]
fn partitions_that_end_bound_the_values() {
    let base = of(
        "CREATE TABLE readings (id INT NOT NULL, taken DATE NOT NULL, PRIMARY KEY (id, taken))
            PARTITION BY RANGE (to_days(taken)) (
            PARTITION p0 VALUES LESS THAN (to_days('2024-01-01')), PARTITION p1 VALUES LESS THAN (to_days('2025-01-01')));
         CREATE TABLE areas (id INT NOT NULL, region VARCHAR(10) NOT NULL)
            PARTITION BY LIST COLUMNS (region) (
            PARTITION p0 VALUES IN ('north', 'south'), PARTITION p1 VALUES IN ('west'));
         CREATE TABLE levels (a INT NOT NULL, b INT NOT NULL) PARTITION BY RANGE (a) (
            PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (50))",
    );
    fill(&base, "defaults: {rows: 300}");
    for table in ["readings", "areas", "levels"] {
        assert_eq!(count(&base, table), 300, "{table}");
    }
}

#[test]
fn what_a_trigger_makes_the_server_bend_is_an_error() {
    let base = of("CREATE TABLE coupons (id INT PRIMARY KEY, code VARCHAR(20) NOT NULL, UNIQUE (code));
         CREATE TRIGGER same BEFORE INSERT ON coupons FOR EACH ROW SET NEW.code = 'same'");
    let mut job = job(&base, "defaults: {rows: 50}");
    job.skip_rehearsal = true;
    let text = refuse(&job, Exit::Incomplete).to_string();
    assert!(
        text.contains("coupons") && text.contains("1062") && text.contains("no row was written"),
        "{text}"
    );
    assert_eq!(count(&base, "coupons"), 0);
}

#[test]
fn rows_that_cannot_be_rolled_back_are_never_doubled() {
    let base = of("CREATE TABLE old (name VARCHAR(30) NOT NULL, nr INT NOT NULL) ENGINE = MyISAM;
         CREATE TRIGGER late BEFORE INSERT ON old FOR EACH ROW
            BEGIN IF @limit IS NULL THEN SET @limit = 40; END IF; SET @limit = @limit - 1;
            IF @limit < 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enough'; END IF; END");
    let error = refuse(&job(&base, "defaults: {rows: 50}"), Exit::Incomplete);
    assert!(error.to_string().contains("has no transactions"), "{error}");
    assert_eq!(count(&base, "old"), 40);
    let job = job(&base, "defaults: {rows: 50}");
    let again = resume(&job, None, &mut Watcher::default());
    let again = again.map(|_| ()).expect_err("nobody knows which rows are there");
    assert_eq!(again.exit(), Exit::Mismatch, "{again}");
    assert_eq!(count(&base, "old"), 40);
}

#[test]
fn sequences_and_hidden_columns_are_served() {
    let base = of(
        "CREATE SEQUENCE numbers START WITH 5;
         CREATE TABLE notes (id BIGINT PRIMARY KEY DEFAULT nextval(numbers), body TEXT NOT NULL,
            size INT AS (char_length(body)) STORED, hidden INT INVISIBLE NOT NULL DEFAULT 3) WITH SYSTEM VERSIONING",
    );
    fill(&base, "defaults: {rows: 200}");
    assert_eq!(count(&base, "notes"), 200);
    base.execute("INSERT INTO notes (body) VALUES ('by hand')");
    assert_eq!(count(&base, "notes"), 201);
}

#[test]
fn rows_are_the_same_without_local_files() {
    let schema = "CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(50), photo BLOB, flags BIT(5), place POINT NOT NULL);
                  CREATE TABLE b (id INT PRIMARY KEY, a_id INT NOT NULL, note TEXT, FOREIGN KEY (a_id) REFERENCES a (id))";
    let digest = |base: &Database| {
        base.rows("SELECT md5(group_concat(md5(concat_ws('|', id, name, hex(photo), flags + 0, st_astext(place))) ORDER BY id)) FROM a")
    };
    let (by_load, by_insert) = (of(schema), of(schema));
    fill(&by_load, "{seed: 7, defaults: {rows: 30}}");
    by_insert.execute("SET GLOBAL local_infile = 0");
    fill(&by_insert, "{seed: 7, defaults: {rows: 30}}");
    by_insert.execute("SET GLOBAL local_infile = 1");
    assert_eq!(digest(&by_load), digest(&by_insert));
}

#[test]
fn a_user_who_may_not_insert_is_told_before_anything_happens() {
    let base = of("CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE secrets (id INT PRIMARY KEY)");
    base.execute(
        "CREATE OR REPLACE USER reader@'127.0.0.1' IDENTIFIED BY 'secret';
         GRANT SELECT, CREATE, DROP ON *.* TO reader@'127.0.0.1'",
    );
    let mut job = job(&base, "defaults: {rows: 5}");
    job.config.target.url = Some(base.url.replace("tester:", "reader:"));
    let refused = refuse(&job, Exit::Plan);
    assert!(refused.to_string().contains("INSERT privilege on secrets"), "{refused}");
    assert_eq!(count(&base, "secrets"), 0);
}

#[test]
fn tables_of_every_engine_are_filled() {
    let base = of("CREATE TABLE ram (id INT PRIMARY KEY, name VARCHAR(30)) ENGINE = MEMORY;
         CREATE TABLE old (id INT PRIMARY KEY, name VARCHAR(30)) ENGINE = MyISAM;
         CREATE TABLE safe (id INT PRIMARY KEY, name VARCHAR(30)) ENGINE = Aria");
    fill(&base, "defaults: {rows: 70}");
    assert_eq!((count(&base, "ram"), count(&base, "old"), count(&base, "safe")), (70, 70, 70));
    assert_eq!(base.rows("SHOW TABLES LIKE 'dbmocker%'"), [""; 0]);
}

#[test]
fn a_narrow_key_goes_on_below_zero() {
    let base = of("CREATE TABLE kinds (id TINYINT PRIMARY KEY, name VARCHAR(30))");
    fill(&base, "defaults: {rows: 100}");
    assert_eq!(number(&base, "SELECT min(id) FROM kinds"), 1);
    fill(&base, "defaults: {rows: 1000}");
    assert_eq!((count(&base, "kinds"), number(&base, "SELECT min(id) FROM kinds")), (256, -128));
}

/// A session that is killed while the ledger is made or dropped leaves some of its tables: they say nothing, and
/// are gone after the next run.
#[test]
fn a_ledger_that_is_not_whole_is_none() {
    let ledger = include_str!("../migrations/mysql/0001_ledger.sql");
    let tables: Vec<&str> = ledger.split(';').filter(|text| text.contains("CREATE")).collect();
    for left in [&tables[..1], &tables[..2], &tables[1..], &tables[2..]] {
        let database = of("CREATE TABLE a (id INT PRIMARY KEY)");
        left.iter().for_each(|table| database.execute(table));
        let job = job(&database, "{seed: 1, defaults: {rows: 10}}");
        let error = resume(&job, None, &mut Watcher::default()).map(|_| ()).expect_err("there is no run");
        assert_eq!(error.exit(), Exit::Mismatch, "{error}");
        generate(&job, &mut Watcher::default()).expect("the ledger is made anew");
        assert_eq!(database.rows("SHOW TABLES"), ["a"]);
    }
}
