//! Columns that belong together agree with each other in every row: people, places, times, sums.

mod support;

use support::Database;

/// Rows of one table with a family of columns; returns a count of rows that a query finds wrong.
fn wrong(schema: &str, condition: &str) -> i64 {
    let database = Database::of(schema);
    database.fill("{seed: 1, defaults: {rows: 3000}}");
    let (wrong, all) =
        (database.number(&format!("SELECT count(*) FROM t WHERE {condition}")), database.count("t"));
    assert_eq!(all, 3000);
    wrong
}

#[test]
fn an_address_of_mail_is_made_from_the_name() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, first_name TEXT NOT NULL, last_name TEXT NOT NULL)";
    let plain =
        |column: &str| format!("replace(replace(replace(lower({column}), '''', ''), ' ', ''), '-', '')");
    let condition = format!(
        "instr(replace(email, '-', ''), {}) = 0 AND instr(replace(email, '-', ''), {}) = 0",
        plain("first_name"),
        plain("last_name")
    );
    assert_eq!(wrong(schema, &condition), 0);
}

#[test]
fn a_city_lies_in_one_country_and_its_code_is_that_country() {
    let database = Database::of(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, city TEXT NOT NULL, country TEXT NOT NULL, country_code CHAR(2) NOT NULL, postal_code TEXT NOT NULL)",
    );
    for locale in ["en", "de", "ja"] {
        database.fill(&format!("{{seed: 1, locale: {locale}, defaults: {{rows: 1000}}}}"));
    }
    let split = |of: &str, by: &str| {
        database.rows(&format!("SELECT {by}, count(DISTINCT {of}) AS n FROM t GROUP BY {by} HAVING n > 1"))
    };
    assert_eq!(split("country_code", "country"), [""; 0]);
    assert_eq!(split("length(postal_code)", "city"), [""; 0], "all codes of a city are alike");
    assert!(database.number("SELECT count(DISTINCT city) FROM t") > 20);
}

#[test]
fn times_follow_each_other() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL, deleted_at TIMESTAMP,
        start_date DATE NOT NULL, end_date DATE, starts_at TIMESTAMP, ends_at TIMESTAMP)";
    let condition =
        "updated_at < created_at OR deleted_at < created_at OR end_date < start_date OR ends_at < starts_at";
    assert_eq!(wrong(schema, condition), 0);
}

#[test]
fn a_total_is_quantity_times_price() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, total DECIMAL(12, 2) NOT NULL, quantity INTEGER NOT NULL, unit_price DECIMAL(8, 2) NOT NULL)";
    assert_eq!(wrong(schema, "abs(total - quantity * unit_price) > 0.001"), 0);
}
