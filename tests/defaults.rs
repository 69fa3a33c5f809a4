//! Users whose session begins with settings that get in the way of a load, and servers that give hardly any
//! connections: the rows are the same as with an owner of everything, or there is a word on what to do.

#[path = "servers/mod.rs"]
mod servers;
mod support;

use dbmocker::app::Job;
use dbmocker::app::generate::{generate, plan};
use dbmocker::error::{Error, Exit};
use servers::{Database, PASSWORD};
use support::{Watcher, config};

const SCHEMA: &str = "
    CREATE TABLE customers (id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(120) NOT NULL UNIQUE,
        note VARCHAR(200), born_on DATE NOT NULL, seen_at TIMESTAMP NOT NULL, score DOUBLE PRECISION NOT NULL, lead_id INT);
    CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, customer_id INT NOT NULL, amount DECIMAL(10, 2) NOT NULL CHECK (amount > 0),
        FOREIGN KEY (customer_id) REFERENCES customers (id));
    ALTER TABLE customers ADD FOREIGN KEY (lead_id) REFERENCES orders (id);";
const ROWS: i64 = 3000;

fn job(url: &str) -> Job {
    let mut config = config(&format!(
        "{{seed: 3, defaults: {{rows: {ROWS}}}, load: {{performance_mode: high_speed, jobs: 2, chunk_rows: 500}}}}"
    ));
    config.target.url = Some(url.to_owned());
    Job { config, yes: true, verify_full: true, ..Job::default() }
}

fn fill(url: &str) -> Watcher {
    let mut watcher = Watcher::default();
    generate(&job(url), &mut watcher).unwrap_or_else(|error| panic!("{url}\n{error}"));
    watcher
}

fn refuse(url: &str, exit: Exit) -> Error {
    let refused = generate(&job(url), &mut Watcher::default()).map(|_| ());
    let error = refused.expect_err("it must be refused");
    assert_eq!(error.exit(), exit, "{error}");
    error
}

/// More connections than there are, which were asked for by their number.
fn refuse_connections(url: &str, database: &Database) {
    let mut job = job(url);
    job.config.load.connections = Some(8);
    let error = generate(&job, &mut Watcher::default()).map(|_| ()).expect_err("they are not there");
    assert_eq!(error.exit(), Exit::Plan, "{error}");
    assert!(error.to_string().contains("8 were asked for, and 1 are free"), "{error}");
    assert_untouched(database);
}

/// All rows, as the owner of everything reads them.
fn rows(database: &Database) -> Vec<String> {
    let mut rows = database.rows("SELECT * FROM customers ORDER BY id");
    rows.extend(database.rows("SELECT * FROM orders ORDER BY id"));
    rows
}

/// Two databases hold the same rows; else the first that differs is told.
fn assert_same(one: &Database, other: &Database) {
    let (one, other) = (rows(one), rows(other));
    assert_eq!((one.len(), other.len()), (2 * ROWS as usize, 2 * ROWS as usize));
    let differing = one.iter().zip(&other).find(|(one, other)| one != other);
    assert_eq!(differing, None);
}

/// Nothing was written, not even a ledger.
fn assert_untouched(database: &Database) {
    assert_eq!(database.number("SELECT count(*) FROM customers"), 0);
    let ours = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'dbmocker%'
        AND table_schema IN ('public', 'dbmocker', DB)";
    let own = match database.address().dialect {
        servers::Dialect::Postgres => "current_schema()",
        servers::Dialect::Mysql => "DATABASE()",
    };
    assert_eq!(database.rows(&ours.replace("DB", own)), [""; 0]);
}

mod postgres {
    use super::*;

    /// A database, and the URL by which a new role that may fill it gets there.
    fn database(role: &str, more: &str) -> (Database, String) {
        let database = servers::postgres().database("defaults");
        database.execute(SCHEMA);
        let role = format!("{role}_{}", database.name);
        database.execute(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'; {};
             GRANT CREATE ON DATABASE {} TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
             ALTER TABLE customers OWNER TO {role}; ALTER TABLE orders OWNER TO {role}",
            more.replace("WHO", &role),
            database.name
        ));
        let url = database.url.replace("tester:", &format!("{role}:"));
        (database, url)
    }

    #[test]
    fn settings_of_a_role_change_no_row() {
        let (plain, plain_url) = database("plain", "SELECT 1");
        let hostile = [
            ("statement_timeout", "'20ms'"),
            ("lock_timeout", "'1ms'"),
            ("idle_in_transaction_session_timeout", "'20ms'"),
            ("default_transaction_isolation", "serializable"),
            ("default_transaction_deferrable", "on"),
            ("search_path", "pg_temp, not_there, public"),
            ("\"DateStyle\"", "'SQL, DMY'"),
            ("\"IntervalStyle\"", "sql_standard"),
            ("\"TimeZone\"", "'Asia/Kathmandu'"),
            ("client_encoding", "'LATIN1'"),
            ("bytea_output", "escape"),
            ("extra_float_digits", "-5"),
            ("standard_conforming_strings", "off"),
            ("enable_seqscan", "off"),
            ("row_security", "off"),
        ];
        let sets: Vec<String> =
            hostile.iter().map(|(name, value)| format!("ALTER ROLE WHO SET {name} = {value}")).collect();
        let (picky, picky_url) = database("picky", &sets.join("; "));
        fill(&plain_url);
        fill(&picky_url);
        assert_same(&picky, &plain);
    }

    /// Its tables go by their whole names then, so the values are others.
    #[test]
    fn a_path_that_begins_in_another_schema_is_no_obstacle() {
        let path =
            "CREATE SCHEMA elsewhere AUTHORIZATION WHO; ALTER ROLE WHO SET search_path = elsewhere, public";
        let (database, url) = database("elsewhere", path);
        fill(&url);
        assert_eq!(rows(&database).len(), 2 * ROWS as usize);
    }

    #[test]
    fn a_role_that_only_reads_is_told_so() {
        let (database, url) = database("reader", "ALTER ROLE WHO SET default_transaction_read_only = on");
        let error = refuse(&url, Exit::Plan).to_string();
        assert!(error.contains("default_transaction_read_only") && error.contains("ALTER ROLE"), "{error}");
        assert_untouched(&database);
    }

    #[test]
    fn a_role_that_may_not_read_is_told_what_to_grant() {
        let (database, url) = database("blind", "SELECT 1");
        database.execute(&format!("REVOKE SELECT ON customers FROM blind_{}", database.name));
        let error = refuse(&url, Exit::Plan).to_string();
        assert!(error.contains("count the rows of customers"), "{error}");
        assert!(error.contains("GRANT SELECT ON customers"), "{error}");
        assert_untouched(&database);
    }

    #[test]
    fn few_connections_are_enough() {
        let (plain, plain_url) = database("plain", "SELECT 1");
        let (few, few_url) = database("few", "ALTER ROLE WHO CONNECTION LIMIT 2");
        fill(&plain_url);
        refuse_connections(&few_url, &few);
        fill(&few_url);
        assert_same(&few, &plain);
    }

    #[test]
    fn too_few_connections_are_told_before_a_row_is_written() {
        let (database, url) = database("lonely", "ALTER ROLE WHO CONNECTION LIMIT 1");
        let error = refuse(&url, Exit::Connect).to_string();
        assert!(error.contains("53300") && error.contains("needs 2 connections"), "{error}");
        assert_untouched(&database);
    }
}

mod mariadb {
    use super::*;

    /// A database, and the URL by which a new user who may fill it gets there.
    fn database(server: &servers::Server, user: &str, more: &str) -> (Database, String) {
        let database = server.database("defaults");
        let user = format!("{user}_{}", database.name);
        database.execute(SCHEMA);
        database.execute(&format!(
            "CREATE OR REPLACE USER {user}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';
             GRANT ALL ON {}.* TO {user}@'127.0.0.1' {more}",
            database.name
        ));
        let url = database.url.replace("tester:", &format!("{user}:"));
        (database, url)
    }

    /// What a session begins with, unless an owner of everything opens it.
    const HOSTILE: &str = "--init-connect=SET autocommit = 0, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT', \
        time_zone = '+05:45', foreign_key_checks = 0, unique_checks = 0, NAMES latin1, tx_isolation = 'SERIALIZABLE', \
        tx_read_only = 1, sql_safe_updates = 1, sql_select_limit = 2, max_statement_time = 0.05, wait_timeout = 1, \
        innodb_lock_wait_timeout = 1, net_read_timeout = 1, sql_auto_is_null = 1";

    #[test]
    fn settings_of_a_session_change_no_row() {
        let (plain, plain_url) = database(servers::mariadb(), "plain", "");
        let server = servers::mariadb::start_with(|_| vec![HOSTILE.to_owned()]);
        let (picky, picky_url) = database(&server, "picky", "");
        fill(&plain_url);
        fill(&picky_url);
        assert_same(&picky, &plain);
    }

    #[test]
    fn few_connections_are_enough() {
        let (plain, plain_url) = database(servers::mariadb(), "plain", "");
        let (few, few_url) = database(servers::mariadb(), "few", "WITH MAX_USER_CONNECTIONS 2");
        fill(&plain_url);
        refuse_connections(&few_url, &few);
        fill(&few_url);
        assert_same(&few, &plain);
    }

    #[test]
    fn too_few_connections_are_told_before_a_row_is_written() {
        let (database, url) = database(servers::mariadb(), "lonely", "WITH MAX_USER_CONNECTIONS 1");
        let error = refuse(&url, Exit::Connect).to_string();
        assert!(error.contains("max_user_connections") && error.contains("needs 2 connections"), "{error}");
        assert_untouched(&database);
    }

    #[test]
    fn a_server_that_only_reads_is_told_so() {
        let server = servers::mariadb::start_with(|_| Vec::new());
        let (database, url) = database(&server, "writer", "");
        server.execute("SET GLOBAL read_only = 1");
        let error = refuse(&url, Exit::Plan).to_string();
        server.execute("SET GLOBAL read_only = 0");
        assert!(error.contains("read-only") && error.contains("no row was written"), "{error}");
        assert_untouched(&database);
    }

    #[test]
    fn who_gets_inserts_instead_of_load_data_is_told_so() {
        let server = servers::mariadb::start_with(|_| vec!["--local-infile=0".to_owned()]);
        let (database, url) = database(&server, "slow", "");
        let told = |notes: &[&str]| notes.iter().filter(|note| note.contains("local_infile = 1")).count();
        let explanation = plan(&job(&url)).unwrap_or_else(|error| panic!("{error}")).explanation();
        assert_eq!(told(&explanation.notes.iter().map(String::as_str).collect::<Vec<_>>()), 1);
        assert_eq!(told(&fill(&url).notices()), 1);
        assert_eq!(database.number("SELECT count(*) FROM orders"), ROWS);
        let (_quick, url) = mariadb::database(servers::mariadb(), "quick", "");
        assert_eq!(told(&fill(&url).notices()), 0);
    }
}

/// The memory that a plan is printed with has no page cache where there is none.
#[test]
fn a_servers_plan_counts_what_a_server_takes() {
    let database = servers::postgres().database("memory");
    database.execute(SCHEMA);
    let load = plan(&job(&database.url)).unwrap_or_else(|error| panic!("{error}")).explanation().load;
    let text = format!("{load:?}");
    assert!(text.contains("packets 5 MiB") && !text.contains("page"), "{text}");
}
