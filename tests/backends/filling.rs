//! Sentences about filling empty and filled databases.

use dbmocker::app::generate::generate;
use dbmocker::app::resume::resume;
use dbmocker::error::Exit;

use crate::support::Watcher;
use crate::world::World;

const SHOP: &str = "
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, email VARCHAR(80) NOT NULL UNIQUE,
        age INTEGER NOT NULL CHECK (age BETWEEN 18 AND 99));
    CREATE TABLE products (id INTEGER PRIMARY KEY, sku VARCHAR(12) NOT NULL UNIQUE, price DECIMAL(8, 2) NOT NULL CHECK (price > 0));
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL,
        status VARCHAR(10) NOT NULL CHECK (status IN ('new', 'paid', 'sent')), ordered_on DATE NOT NULL, sent_on DATE,
        CHECK (sent_on IS NULL OR sent_on >= ordered_on), FOREIGN KEY (customer_id) REFERENCES customers (id));
    CREATE TABLE order_items (order_id INTEGER NOT NULL, product_id INTEGER NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
        PRIMARY KEY (order_id, product_id), FOREIGN KEY (order_id) REFERENCES orders (id), FOREIGN KEY (product_id) REFERENCES products (id));
    CREATE INDEX orders_by_status ON orders (status);";
const TABLES: [&str; 4] = ["customers", "products", "orders", "order_items"];

pub fn every_table_gets_the_rows_that_were_asked_for<W: World>() {
    let world = W::of(SHOP);
    let summary = world.fill("{seed: 1, defaults: {rows: 120}, tables: {orders: {rows: 300}}}");
    for table in TABLES {
        assert_eq!(world.count(table), if table == "orders" { 300 } else { 120 }, "{table}");
    }
    assert_eq!(summary.plan.rows(), 660);
    world.assert_sound();
}

pub fn checks_hold_in_every_row<W: World>() {
    let world = W::of(SHOP);
    world.fill("{seed: 2, defaults: {rows: 1500}}");
    assert_eq!(world.number("SELECT count(*) FROM customers WHERE NOT age BETWEEN 18 AND 99"), 0);
    assert_eq!(world.number("SELECT count(*) FROM orders WHERE sent_on < ordered_on"), 0);
    assert_eq!(world.number("SELECT count(*) FROM orders WHERE status NOT IN ('new', 'paid', 'sent')"), 0);
    assert_eq!(world.number("SELECT count(DISTINCT status) FROM orders"), 3);
    world.assert_sound();
}

pub fn rows_that_were_there_stay_as_they_were<W: World>() {
    let world = W::of(SHOP);
    world.run(
        "INSERT INTO customers VALUES (5, 'O''Hara', 'o@hara.example', 40), (90000, 'Last', 'l@x.example', 18);
         INSERT INTO products VALUES (7, 'A-7', 1.5);
         INSERT INTO orders VALUES (1, 5, 'new', '2020-01-01', NULL);",
    );
    let before =
        |table: &str| world.rows(&format!("SELECT * FROM {table} WHERE id IN (1, 5, 7, 90000) ORDER BY id"));
    let known: Vec<Vec<String>> = ["customers", "products", "orders"].map(before).into();
    world.fill("{seed: 3, defaults: {rows: 50}}");
    assert_eq!(world.count("customers"), 52);
    assert_eq!(world.rows("SELECT * FROM customers WHERE id IN (5, 90000) ORDER BY id"), known[0]);
    assert_eq!(world.rows("SELECT * FROM products WHERE id = 7"), known[1]);
    assert_eq!(world.rows("SELECT * FROM orders WHERE id = 1"), known[2]);
    world.assert_sound();
}

pub fn computed_columns_are_never_sent<W: World>() {
    let world = W::of(
        "CREATE TABLE order_lines (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL, price INTEGER NOT NULL,
            total INTEGER GENERATED ALWAYS AS (quantity * price) STORED);",
    );
    world.fill("{seed: 4, defaults: {rows: 60}}");
    assert_eq!(world.number("SELECT count(*) FROM order_lines WHERE total = quantity * price"), 60);
}

pub fn the_schema_is_the_same_afterwards_and_nothing_of_ours_is_left<W: World>() {
    let world = W::of(SHOP);
    let before = world.catalogue();
    world.fill("{seed: 5, defaults: {rows: 20}}");
    assert_eq!(world.catalogue(), before);
}

pub fn a_ledger_is_kept_when_it_is_wished<W: World>() {
    let world = W::of(SHOP);
    let before = world.catalogue();
    let job = dbmocker::app::Job { keep_ledger: true, ..world.job("{seed: 6, defaults: {rows: 20}}") };
    generate(&job, &mut Watcher::default()).expect("a plain schema");
    let after = world.catalogue();
    assert!(after.len() > before.len() && before.iter().all(|object| after.contains(object)));
    assert_eq!(world.kept_runs(), ["done"]);
    world.fill("{seed: 7, defaults: {rows: 20}}");
    assert_eq!(world.kept_runs(), ["done"]);
    assert_eq!(world.count("customers"), 40);
}

pub fn no_consent_means_that_nothing_is_written<W: World>() {
    let world = W::of(SHOP);
    world.run("INSERT INTO products VALUES (1, 'A-1', 2)");
    let job = dbmocker::app::Job { yes: false, ..world.job("{defaults: {rows: 20}}") };
    let before = world.catalogue();
    for answer in [None, Some(false)] {
        let mut watcher = Watcher { answer, ..Watcher::default() };
        let error = generate(&job, &mut watcher).map(|_| ()).expect_err("rows are there");
        assert_eq!((error.exit(), watcher.asked.len()), (Exit::Refused, 1), "{error}");
    }
    assert_eq!((world.count("products"), world.count("orders")), (1, 0));
    assert_eq!(world.catalogue(), before);
    let mut watcher = Watcher { answer: Some(true), ..Watcher::default() };
    generate(&job, &mut watcher).expect("consent was given");
    assert_eq!(world.count("products"), 21);
}

pub fn emptied_tables_are_filled_as_if_they_were_new<W: World>() {
    let (emptied, new) = (W::of(SHOP), W::of(SHOP));
    let yaml = "{seed: 8, defaults: {rows: 40}}";
    emptied.fill("{seed: 9, defaults: {rows: 70}}");
    let job = dbmocker::app::Job { truncate: true, ..emptied.job(yaml) };
    generate(&job, &mut Watcher::default()).expect("rows are removed first");
    new.fill(yaml);
    for table in TABLES {
        let sql = format!("SELECT * FROM {table} ORDER BY 1, 2");
        assert_eq!(emptied.rows(&sql), new.rows(&sql), "{table}");
    }
}

pub fn a_run_that_was_stopped_goes_on<W: World>() {
    let (stopped, whole) = (W::of(SHOP), W::of(SHOP));
    let yaml = "{seed: 10, defaults: {rows: 500}, load: {chunk_rows: 100}}";
    whole.fill(yaml);
    for chunks in [1, 5, 11] {
        let mut watcher = Watcher { stop_after_chunks: Some(chunks), ..Watcher::default() };
        let outcome = if chunks == 1 {
            generate(&stopped.job(yaml), &mut watcher)
        } else {
            resume(&stopped.job("load: {chunk_rows: 70}"), None, &mut watcher)
        };
        let error = outcome.map(|_| ()).expect_err("it was stopped");
        assert_eq!(error.exit(), Exit::Interrupted, "{error}");
    }
    resume(&stopped.job(""), None, &mut Watcher::default()).expect("the rest");
    for table in TABLES {
        let sql = format!("SELECT * FROM {table} ORDER BY 1, 2");
        assert_eq!(stopped.rows(&sql), whole.rows(&sql), "{table}");
    }
    stopped.assert_sound();
    assert_eq!(stopped.catalogue(), whole.catalogue());
    let error = resume(&stopped.job(""), None, &mut Watcher::default()).map(|_| ()).expect_err("it is done");
    assert_eq!(error.exit(), Exit::Mismatch);
}

pub fn columns_are_computed_as_the_configuration_says<W: World>() {
    let world = W::of(
        "CREATE TABLE countries (code CHAR(2) PRIMARY KEY, name VARCHAR(60) NOT NULL);
         CREATE TABLE bills (id INTEGER PRIMARY KEY, qty INTEGER NOT NULL, price DECIMAL(8,2) NOT NULL, amount DECIMAL(12,2) NOT NULL,
            number VARCHAR(20) NOT NULL UNIQUE, country CHAR(2), note VARCHAR(10));",
    );
    let yaml = "{seed: 1, defaults: {rows: 80}, tables: {bills: {columns: {qty: {min: 1, max: 9}, amount: {expr: 'qty * price'},
        number: {template: 'INV-{row:06}'}, country: {values_from: countries.code, null_share: 0}, note: {expr: \"CASE WHEN qty > 5 THEN 'many' END\"}}}}}";
    for round in 1..=2 {
        world.fill(yaml);
        assert_eq!(world.count("bills"), 80 * round);
    }
    for (wrong, condition) in [
        ("amounts", "abs(amount - qty * price) > 0.001"),
        ("notes", "(qty > 5 AND note IS NULL) OR (qty <= 5 AND note IS NOT NULL)"),
        ("countries", "country NOT IN (SELECT code FROM countries)"),
    ] {
        assert_eq!(world.number(&format!("SELECT count(*) FROM bills WHERE {condition}")), 0, "{wrong}");
    }
    let numbers = world.rows("SELECT number FROM bills ORDER BY number");
    assert_eq!((numbers[0].as_str(), numbers[159].as_str()), ("INV-000001", "INV-000160"));
    let error = world.refuse(&yaml.replace("'qty * price'", "'qtty * 2'"), Exit::Usage);
    assert!(error.to_string().contains("did you mean `qty`"), "{error}");
}
