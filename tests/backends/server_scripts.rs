//! A script that makes the tables of an empty database of a server: kept only together with the rows that were
//! agreed to, and undone as a whole otherwise.

use dbmocker::app::Job;
use dbmocker::app::generate::{generate, plan, rehearsed_plan};
use dbmocker::error::{Error, Exit};

use super::mariadb::Mariadb;
use super::postgres::Postgres;
use super::world::World;
use crate::folder::Folder;
use crate::support::Watcher;

/// An empty database, and a job for it whose script is the given one.
fn with_script<W: World>(script: &str) -> (W, Folder, Job) {
    let (database, folder) = (W::of("SELECT 1"), Folder::new());
    folder.write("schema.sql", script);
    let mut job = database.job("{seed: 1, defaults: {rows: 5}}");
    job.config.target.schema_file = Some(folder.path("schema.sql").display().to_string());
    (database, folder, job)
}

fn refused(job: &Job) -> Error {
    generate(job, &mut Watcher::default()).map(|_| ()).expect_err("it must not work")
}

/// As pg_dump writes it, for another owner and by a newer version.
const DUMP: &str = r"\restrict abc'def
SET transaction_timeout = 0;
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
BEGIN;
CREATE SCHEMA app;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
  NEW.note := 'a;b'; RETURN NEW;
END $_$;
CREATE TABLE app.kinds (id integer PRIMARY KEY, name text NOT NULL);
ALTER TABLE app.kinds OWNER TO somebody_else;
CREATE TABLE app.things (id serial PRIMARY KEY, kind_id integer NOT NULL, note text);
COPY app.kinds (id, name) FROM stdin;
1	it's; one
2	two
\.

ALTER TABLE ONLY app.things ADD CONSTRAINT fk FOREIGN KEY (kind_id) REFERENCES app.kinds(id);
CREATE TRIGGER touch BEFORE INSERT ON app.things FOR EACH ROW EXECUTE FUNCTION app.touch();
GRANT SELECT ON app.things TO somebody_else;
COMMIT;
\unrestrict abc'def
";

#[test]
fn a_dump_of_postgresql_makes_tables_and_rows_follow() {
    let (database, _folder, job) = with_script::<Postgres>(DUMP);
    let mut watcher = Watcher::default();
    generate(&job, &mut watcher).expect("dumps are ordinary");
    assert_eq!((database.count("app.kinds"), database.count("app.things")), (7, 5));
    assert_eq!(database.count("app.things WHERE note = 'a;b'"), 5);
    assert_eq!(database.damage(), [""; 0]);
    let told: Vec<&str> = watcher
        .notices()
        .into_iter()
        .filter(|text| text.starts_with("left out of the schema script"))
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].contains("line 2: unrecognized configuration parameter \"transaction_timeout\""),
        "{told:?}"
    );
    assert!(told[1].contains("line 12: role \"somebody_else\" does not exist"), "{told:?}");
    let again = refused(&job);
    assert_eq!(again.exit(), Exit::Refused, "{again}");
    assert!(again.to_string().contains("has tables already: app.kinds and 1 more"), "{again}");
}

#[test]
fn a_plan_of_postgresql_changes_nothing_and_is_the_one_of_the_run() {
    let (database, _folder, mut job) = with_script::<Postgres>(DUMP);
    let (empty, rehearsed) = (database.catalogue(), rehearsed_plan(&job).expect("a plan").plan.hash.clone());
    assert_eq!(plan(&job).expect("a plan").plan.tables.len(), 2);
    assert_eq!(database.catalogue(), empty);
    job.expected_plan = Some(rehearsed);
    generate(&job, &mut Watcher::default()).expect("it is the same plan");
}

#[test]
fn a_no_undoes_the_script_on_postgresql() {
    let (database, _folder, mut job) =
        with_script::<Postgres>("CREATE TABLE a (id integer PRIMARY KEY); INSERT INTO a VALUES (1);");
    job.yes = false;
    let empty = database.catalogue();
    let error = refused(&job);
    assert_eq!(error.exit(), Exit::Refused, "{error}");
    assert_eq!(database.catalogue(), empty);
}

#[test]
fn a_script_that_fails_on_postgresql_has_no_effect_and_its_line_is_told() {
    const TABLE: &str = "CREATE TABLE a (id integer PRIMARY KEY);\n";
    for (tail, exit, words) in [
        ("\nCREATE TABLE b (id integer,\n  x nothing_known);", Exit::Plan, "fails at line 4"),
        ("VACUUM;", Exit::Plan, "run it with psql before"),
        ("COPY a FROM stdin;\n1\n1\n\\.\n", Exit::Plan, "duplicate key"),
        (
            "ALTER TABLE a ADD b integer REFERENCES a DEFERRABLE INITIALLY DEFERRED; INSERT INTO a VALUES (1, 2);",
            Exit::Plan,
            "break a constraint",
        ),
        ("\\i more.sql\n\\copy a from x", Exit::Usage, "line 3: \\copy is a command of psql"),
    ] {
        let (database, _folder, job) = with_script::<Postgres>(&format!("{TABLE}{tail}"));
        let (empty, error) = (database.catalogue(), refused(&job));
        assert_eq!(error.exit(), exit, "{error}");
        assert!(
            error.to_string().contains(words) && error.to_string().contains("nothing was written"),
            "{error}"
        );
        assert_eq!(database.catalogue(), empty, "{tail}");
    }
}

/// As mysqldump and the samples of the manual write it.
const SAMPLE: &str = "-- it's; a comment
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
DROP SCHEMA IF EXISTS sample;
CREATE SCHEMA sample;
USE sample;
CREATE TABLE things (id int AUTO_INCREMENT PRIMARY KEY, kind_id int NOT NULL, note text);
CREATE TABLE kinds (id int PRIMARY KEY, name varchar(20) NOT NULL) COMMENT 'a;b';
ALTER TABLE things ADD CONSTRAINT fk FOREIGN KEY (kind_id) REFERENCES kinds (id);
INSERT INTO kinds VALUES (1, 'it\\'s; one');
DELIMITER ;;
CREATE TRIGGER touch BEFORE INSERT ON things FOR EACH ROW
BEGIN
  SET NEW.note = 'a;b';
END;;
DELIMITER ;
CREATE VIEW named AS SELECT t.id, k.name FROM things t JOIN kinds k ON k.id = t.kind_id;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
";

#[test]
fn a_dump_of_mariadb_makes_tables_and_rows_follow() {
    let (database, _folder, job) = with_script::<Mariadb>(SAMPLE);
    let mut watcher = Watcher::default();
    generate(&job, &mut watcher).expect("dumps are ordinary");
    assert_eq!((database.count("kinds"), database.count("things")), (6, 5));
    assert_eq!(database.count("named"), 5);
    assert_eq!(database.count("things WHERE note = 'a;b'"), 5);
    assert_eq!(database.damage(), [""; 0]);
    let told = watcher
        .notices()
        .into_iter()
        .filter(|text| text.starts_with("left out of the schema script"))
        .count();
    assert_eq!(told, 3, "{:?}", watcher.notices());
    let again = refused(&job);
    assert_eq!(again.exit(), Exit::Refused, "{again}");
}

#[test]
fn what_a_script_made_on_mariadb_goes_again_where_no_rows_follow() {
    for (tail, yes, exit, words) in [
        ("CREATE TABEL x (a int);", true, Exit::Plan, "fails at line 18"),
        ("source more.sql", true, Exit::Usage, "line 18: source is a command of the mysql client"),
        ("", false, Exit::Refused, "rows"),
    ] {
        let (database, _folder, mut job) = with_script::<Mariadb>(&format!("{SAMPLE}{tail}"));
        job.yes = yes;
        let (empty, error) = (database.catalogue(), refused(&job));
        assert_eq!(error.exit(), exit, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(database.catalogue(), empty, "{tail}");
    }
}

#[test]
fn a_plan_of_mariadb_makes_tables_only_where_they_may_be_tried() {
    let (database, _folder, mut job) = with_script::<Mariadb>(SAMPLE);
    let empty = database.catalogue();
    let error = plan(&job).map(|_| ()).expect_err("nothing may be made");
    assert_eq!(error.exit(), Exit::Usage, "{error}");
    assert!(error.to_string().contains("plan --rehearse"), "{error}");
    job.expected_plan = Some(rehearsed_plan(&job).expect("a plan").plan.hash.clone());
    assert_eq!(database.catalogue(), empty);
    generate(&job, &mut Watcher::default()).expect("it is the same plan");
}

/// A MyISAM table takes no LOAD DATA of ours: its rows go by INSERT, as many at once as was asked.
#[test]
fn inserts_have_as_many_rows_as_was_asked() {
    let statements = |database: &Mariadb| database.number("SELECT count(*) FROM seen");
    let mut counts = Vec::new();
    for load in ["", ", load: {batch_size: 7}", ", load: {batch_size: 1}"] {
        let database = Mariadb::of("CREATE TABLE a (id int PRIMARY KEY, made bigint) ENGINE = MyISAM");
        // All rows of a statement come at its time.
        database.run("CREATE TABLE seen (at varchar(40) PRIMARY KEY) ENGINE = MyISAM");
        database
            .run("CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW INSERT IGNORE INTO seen VALUES (NOW(6))");
        database.fill(&format!("{{seed: 1, tables: {{a: {{rows: 21}}, seen: {{rows: 0}}}}{load}}}"));
        counts.push(statements(&database));
    }
    assert_eq!(counts, [1, 3, 21]);
}
