//! Sentences about tables whose triggers decide about rows. Conditions that stand in a trigger's text are met
//! at once; those that do not are learnt in a rehearsal of which nothing stays.

use dbmocker::app::generate::rehearsed_plan;
use dbmocker::error::Exit;

use crate::mariadb::Mariadb;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::world::World;

/// A world with triggers, in its own words.
pub trait Triggers: World {
    /// Triggers over [`TABLES`].
    const SCRIPT: &'static str;
    /// Nobody may add rows to `closed`.
    const CLOSED: &'static str;

    /// The tables, with triggers.
    fn with_triggers() -> Self {
        Self::of(&format!("{TABLES}\n{}", Self::SCRIPT))
    }
}

/// `orders` is counted in its customer and audited, and takes no small amounts; `gauges` takes what no text
/// says: levels up to 50, the modes a and b, no secret.
const TABLES: &str = "
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, orders_count INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 20),
        region VARCHAR(40), FOREIGN KEY (customer_id) REFERENCES customers (id));
    CREATE TABLE gauges (id INTEGER PRIMARY KEY, level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 200),
        mode VARCHAR(5) NOT NULL CHECK (mode IN ('a', 'b', 'c', 'd')), secret VARCHAR(20));
    CREATE TABLE closed (id INTEGER PRIMARY KEY, x INTEGER);
    CREATE TABLE closed_items (id INTEGER PRIMARY KEY, closed_id INTEGER NOT NULL, FOREIGN KEY (closed_id) REFERENCES closed (id));";

impl Triggers for Postgres {
    const SCRIPT: &'static str = "
        CREATE TABLE audit (id serial PRIMARY KEY, order_id integer NOT NULL);
        CREATE FUNCTION f_orders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'INSERT' AND NEW.amount < 10 THEN RAISE EXCEPTION 'too small: %', NEW.amount; END IF;
            NEW.region := coalesce(NEW.region, 'EU'); RETURN NEW; END $$;
        CREATE TRIGGER orders_in BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f_orders();
        CREATE FUNCTION f_ordered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO audit (order_id) VALUES (NEW.id);
            UPDATE customers SET orders_count = orders_count + 1 WHERE id = NEW.customer_id; RETURN NULL; END $$;
        CREATE TRIGGER ordered AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f_ordered();
        CREATE FUNCTION f_gauges() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE twice integer; modus text; told text; BEGIN
            twice := NEW.level * 2; modus := NEW.mode; told := NEW.secret;
            IF twice > 100 THEN RAISE EXCEPTION 'too high'; END IF;
            IF modus IN ('c', 'd') THEN RETURN NULL; END IF;
            IF told IS NOT NULL THEN RAISE EXCEPTION 'no secrets'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER gauged BEFORE INSERT ON gauges FOR EACH ROW EXECUTE FUNCTION f_gauges();";
    const CLOSED: &'static str = "
        CREATE FUNCTION f_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the books are closed'; END $$;
        CREATE TRIGGER no_more BEFORE INSERT ON closed FOR EACH ROW EXECUTE FUNCTION f_closed();";
}

impl Triggers for Mariadb {
    const SCRIPT: &'static str = "
        CREATE TABLE audit (id INTEGER PRIMARY KEY AUTO_INCREMENT, order_id INTEGER NOT NULL);
        CREATE TRIGGER orders_in BEFORE INSERT ON orders FOR EACH ROW BEGIN
            IF NEW.amount < 10 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'too small'; END IF;
            SET NEW.region = coalesce(NEW.region, 'EU'); END;
        CREATE TRIGGER ordered AFTER INSERT ON orders FOR EACH ROW BEGIN
            INSERT INTO audit (order_id) VALUES (NEW.id);
            UPDATE customers SET orders_count = orders_count + 1 WHERE id = NEW.customer_id; END;
        CREATE TRIGGER gauged BEFORE INSERT ON gauges FOR EACH ROW BEGIN
            DECLARE twice INTEGER; DECLARE modus, told VARCHAR(20);
            SET twice = NEW.level * 2; SET modus = NEW.mode; SET told = NEW.secret;
            IF twice > 100 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'too high'; END IF;
            IF modus IN ('c', 'd') THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no such mode'; END IF;
            IF told IS NOT NULL THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no secrets'; END IF; END;";
    const CLOSED: &'static str = "
        CREATE TRIGGER no_more BEFORE INSERT ON closed FOR EACH ROW
            SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the books are closed';";
}

impl Triggers for Sqlite {
    const SCRIPT: &'static str = "
        CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL);
        CREATE TRIGGER orders_in BEFORE INSERT ON orders WHEN NEW.amount < 10 BEGIN SELECT RAISE(ABORT, 'too small'); END;
        CREATE TRIGGER ordered AFTER INSERT ON orders BEGIN
            INSERT INTO audit (order_id) VALUES (NEW.id);
            UPDATE orders SET region = coalesce(region, 'EU') WHERE id = NEW.id;
            UPDATE customers SET orders_count = orders_count + 1 WHERE id = NEW.customer_id; END;
        CREATE TRIGGER gauged BEFORE INSERT ON gauges BEGIN
            SELECT RAISE(ABORT, 'too high') WHERE (SELECT NEW.level * 2) > 100;
            SELECT RAISE(IGNORE) WHERE (SELECT NEW.mode) IN ('c', 'd');
            SELECT RAISE(ABORT, 'no secrets') WHERE (SELECT NEW.secret) IS NOT NULL; END;";
    const CLOSED: &'static str = "
        CREATE TRIGGER no_more BEFORE INSERT ON closed BEGIN SELECT RAISE(ABORT, 'the books are closed'); END;";
}

pub fn what_triggers_want_is_met<W: Triggers>() {
    let world = W::with_triggers();
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 300}}");
        world.assert_sound();
        for table in ["customers", "orders", "gauges", "closed", "closed_items"] {
            assert_eq!(world.count(table), 300 * round, "{table}");
        }
        assert_eq!(world.count("audit"), 600 * round, "its own rows, and one for each order");
    }
    let miscounted = "SELECT count(*) FROM customers c WHERE orders_count <> (SELECT count(*) FROM orders o WHERE o.customer_id = c.id)";
    assert_eq!(world.number(miscounted), 0);
    assert_eq!(world.number("SELECT count(*) FROM orders WHERE region IS NULL"), 0);
    assert_eq!(world.number("SELECT count(DISTINCT amount) FROM orders"), 11, "all from 10 to 20");
    assert_eq!(world.number("SELECT count(DISTINCT mode) FROM gauges"), 2);
    assert!(world.number("SELECT count(DISTINCT level) FROM gauges") > 10);
    assert_eq!(world.number("SELECT count(secret) FROM gauges"), 0);
}

pub fn a_table_that_takes_nothing_is_named<W: Triggers>() {
    let world = W::of(&format!("{TABLES}\n{}", W::CLOSED));
    let error = world.refuse("{seed: 1, defaults: {rows: 30}, strict: true}", Exit::Plan).to_string();
    assert!(error.contains("the books are closed") && error.contains("closed_items"), "{error}");
    let summary = world.fill("{seed: 1, defaults: {rows: 30}}");
    let capped: Vec<&str> = summary
        .plan
        .tables
        .iter()
        .filter(|table| table.limit.is_some())
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(capped.len(), 2, "{capped:?}");
    assert_eq!((world.count("closed"), world.count("closed_items"), world.count("orders")), (0, 0, 30));
}

pub fn a_rehearsal_leaves_nothing<W: Triggers>() {
    let world = W::with_triggers();
    let before = world.catalogue();
    let planned = rehearsed_plan(&world.job("{seed: 1, defaults: {rows: 300}}")).expect("a plan");
    assert!(planned.plan.notes.iter().any(|note| note.contains("rehearsal")), "{:?}", planned.plan.notes);
    assert_eq!(world.catalogue(), before);
    for table in ["customers", "orders", "gauges", "audit"] {
        assert_eq!(world.count(table), 0, "{table}");
    }
}

pub fn without_a_rehearsal_the_trigger_is_named<W: Triggers>() {
    let world = W::with_triggers();
    let mut job = world.job("{seed: 1, defaults: {rows: 300}}");
    job.skip_rehearsal = true;
    let error = dbmocker::app::generate::generate(&job, &mut crate::support::Watcher::default());
    let error = error.map(|_| ()).expect_err("rows are refused");
    assert_eq!(error.exit(), Exit::Incomplete, "{error}");
    assert!(error.to_string().contains("gauge"), "{error}");
}
