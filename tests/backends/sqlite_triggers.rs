//! Triggers may drop, change and add rows. What the database holds in the end is counted, and when it is not
//! what was planned the message names the triggers.

use dbmocker::app::generate::generate;
use dbmocker::error::Exit;

use crate::support::{Database, Watcher};

const ORDERS: &str = "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);";

fn with(trigger: &str) -> Database {
    Database::of(&format!("{ORDERS}\n{trigger}"))
}

#[test]
fn a_trigger_that_ignores_rows_is_named() {
    let database = with(
        "CREATE TRIGGER no_fives BEFORE INSERT ON orders WHEN NEW.id % 5 = 0 BEGIN SELECT RAISE(IGNORE); END;",
    );
    let error = database.refuse("{seed: 1, defaults: {rows: 30}, strict: true}", Exit::Plan);
    assert!(error.to_string().contains("no_fives"), "{error}");
    let limit = database.fill("{seed: 1, defaults: {rows: 30}}").plan.tables[0].limit.clone();
    assert!(limit.is_some_and(|limit| limit.contains("no_fives")));
    assert_eq!(database.count("orders"), 4, "the rows before the first that is refused");
}

/// SQLite counts a row as inserted although a trigger removes it at once.
#[test]
fn a_trigger_that_removes_rows_is_named() {
    let database = with(
        "CREATE TRIGGER no_sevens AFTER INSERT ON orders WHEN NEW.id % 7 = 0 BEGIN DELETE FROM orders WHERE id = NEW.id; END;",
    );
    let error = database.try_fill("{seed: 1, defaults: {rows: 30}}").map(|_| ()).expect_err("rows are gone");
    assert!(error.to_string().contains("no_sevens"), "{error}");
}

#[test]
fn a_trigger_that_refuses_rows_is_quoted() {
    let database = with(
        "CREATE TRIGGER closed BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'the books are closed'); END;",
    );
    let mut job = database.job("{seed: 1, defaults: {rows: 30}}");
    job.skip_rehearsal = true;
    let error = generate(&job, &mut Watcher::default()).map(|_| ()).expect_err("no row gets in");
    assert_eq!(error.exit(), Exit::Incomplete);
    assert!(error.to_string().contains("the books are closed"), "{error}");
    assert_eq!(database.count("orders"), 0);
}

/// An audit log that is not part of the run grows by what its trigger writes.
#[test]
fn a_trigger_may_write_into_a_table_outside_the_run() {
    let database = with(
        "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL);
         CREATE TRIGGER log_orders AFTER INSERT ON orders BEGIN INSERT INTO audit (order_id) VALUES (NEW.id); END;",
    );
    database.fill("{seed: 1, defaults: {rows: 30}, select: {exclude: [audit]}}");
    assert_eq!((database.count("orders"), database.count("audit")), (30, 30));
    database.assert_sound();
}

/// An audit log that is filled as well holds both its own rows and the trigger's, wherever it stands in the
/// order: ids that a trigger takes must not be in the way of planned ones.
#[test]
fn a_trigger_may_write_into_a_table_of_the_run() {
    for reference in ["INTEGER NOT NULL", "INTEGER NOT NULL REFERENCES orders (id)"] {
        let database = with(&format!(
            "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id {reference});
             CREATE TRIGGER log_orders AFTER INSERT ON orders BEGIN INSERT INTO audit (order_id) VALUES (NEW.id); END;",
        ));
        database.fill("{seed: 1, defaults: {rows: 30}}");
        assert_eq!(database.count("orders"), 30, "{reference}");
        assert!(database.count("audit") >= 60, "{reference}");
        database.assert_sound();
    }
}

#[test]
fn a_trigger_may_change_the_row() {
    let database = with(
        "CREATE TRIGGER cap AFTER INSERT ON orders WHEN NEW.amount > 10 BEGIN UPDATE orders SET amount = 10 WHERE id = NEW.id; END;",
    );
    database.fill("{seed: 1, defaults: {rows: 30}}");
    assert_eq!(database.number("SELECT count(*) FROM orders WHERE amount > 10"), 0);
    assert_eq!(database.count("orders"), 30);
}

/// RAISE(ROLLBACK) ends the transaction that a rehearsal is: it is given up, and the load says what is wrong.
#[test]
fn a_trigger_that_ends_the_transaction_is_quoted() {
    let database = with(
        "CREATE TRIGGER closed BEFORE INSERT ON orders BEGIN SELECT RAISE(ROLLBACK, 'the books are closed'); END;",
    );
    let error = database.refuse("{seed: 1, defaults: {rows: 30}}", Exit::Incomplete);
    assert!(error.to_string().contains("the books are closed"), "{error}");
    assert_eq!(database.count("orders"), 0);
}
