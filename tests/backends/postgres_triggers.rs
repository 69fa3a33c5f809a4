//! What PostgreSQL's functions decide: in CHECKs, defaults, generated columns, rules and triggers of every kind.

use dbmocker::error::Exit;

use crate::postgres::Postgres;
use crate::world::World;

fn limits(summary: &dbmocker::app::generate::Summary) -> Vec<(String, String)> {
    let tables = summary.plan.tables.iter();
    tables.filter_map(|table| Some((table.name.clone(), table.limit.clone()?))).collect()
}

#[test]
fn functions_decide_in_checks_defaults_and_computed_columns() {
    let world = Postgres::of(
        "CREATE FUNCTION is_ok(t text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN length(t) <= 12 AND t = lower(t); END $$;
         CREATE FUNCTION code_of(i int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 'C' || lpad(i::text, 8, '0'); END $$;
         CREATE FUNCTION next_token() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN md5(random()::text); END $$;
         CREATE TABLE a (id serial PRIMARY KEY, handle text NOT NULL CHECK (is_ok(handle)), n int NOT NULL,
            code text GENERATED ALWAYS AS (code_of(n)) STORED UNIQUE, token text NOT NULL DEFAULT next_token());",
    );
    for round in 1..=2 {
        let summary = world.fill("{seed: 1, defaults: {rows: 300}}");
        assert_eq!(limits(&summary), []);
        assert_eq!(world.count("a"), 300 * round);
    }
    world.assert_sound();
    assert!(
        world.number("SELECT count(DISTINCT handle) FROM a") > 100,
        "they are not made poorer than they must be"
    );
}

#[test]
fn keys_that_a_trigger_changes_are_not_referred_to() {
    let world = Postgres::of(
        "CREATE TABLE keyed (id int PRIMARY KEY, label text);
         CREATE TABLE must (id serial PRIMARY KEY, keyed_id int NOT NULL REFERENCES keyed);
         CREATE TABLE may (id serial PRIMARY KEY, keyed_id int REFERENCES keyed);
         CREATE FUNCTION f_rekey() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NEW.id + 100000; RETURN NEW; END $$;
         CREATE TRIGGER rekey BEFORE INSERT ON keyed FOR EACH ROW EXECUTE FUNCTION f_rekey();",
    );
    let summary = world.fill("{seed: 1, defaults: {rows: 50}}");
    let limits = limits(&summary);
    assert_eq!(limits.len(), 1, "{limits:?}");
    assert!(limits[0].0.ends_with("must") && limits[0].1.contains("rekey"), "{limits:?}");
    assert_eq!((world.count("keyed"), world.count("may"), world.count("must")), (50, 50, 0));
    // What is there can be referred to.
    world.fill("{seed: 1, defaults: {rows: 50}, select: {include: [must]}}");
    assert_eq!(world.count("must"), 50);
    world.assert_sound();
}

#[test]
fn what_only_triggers_write_is_left_to_them() {
    let world = Postgres::of(
        "CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL);
         CREATE TABLE history (id serial PRIMARY KEY, item_id int NOT NULL REFERENCES items, name text);
         CREATE FUNCTION f_items() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO history (item_id, name) VALUES (NEW.id, NEW.name); RETURN NULL; END $$;
         CREATE TRIGGER remember AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION f_items();
         CREATE FUNCTION f_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION 'history is written by triggers'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER guard BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION f_history();",
    );
    let summary = world.fill("{seed: 1, defaults: {rows: 200}}");
    let limits = limits(&summary);
    assert!(limits.len() == 1 && limits[0].1.contains("triggers of items write into it"), "{limits:?}");
    assert_eq!((world.count("items"), world.count("history")), (200, 200));
}

#[test]
fn triggers_that_wait_for_the_commit_are_heard() {
    let world = Postgres::of(
        "CREATE TABLE votes (id serial PRIMARY KEY, choice text NOT NULL CHECK (choice IN ('a', 'b')));
         CREATE FUNCTION f_votes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT count(*) FROM votes WHERE choice = NEW.choice) > 10 THEN RAISE EXCEPTION 'too many for %', NEW.choice; END IF; RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER fair AFTER INSERT ON votes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f_votes();",
    );
    let error = world.refuse("{seed: 1, defaults: {rows: 100}, strict: true}", Exit::Plan);
    assert!(error.to_string().contains("too many for"), "{error}");
    world.fill("{seed: 1, defaults: {rows: 100}}");
    assert!((10..=20).contains(&world.count("votes")));
}

#[test]
fn trees_that_must_not_grow_deep_are_flat() {
    let world = Postgres::of(
        "CREATE TABLE tree (id serial PRIMARY KEY, parent_id int REFERENCES tree, depth int NOT NULL DEFAULT 0);
         CREATE FUNCTION f_tree() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            NEW.depth := coalesce((SELECT depth + 1 FROM tree WHERE id = NEW.parent_id), 0);
            IF NEW.depth > 1 THEN RAISE EXCEPTION 'too deep'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER grow BEFORE INSERT ON tree FOR EACH ROW EXECUTE FUNCTION f_tree();",
    );
    world.fill("{seed: 1, defaults: {rows: 200}}");
    assert_eq!(world.count("tree"), 200);
    assert!(world.number("SELECT max(depth) FROM tree") <= 1);
    world.assert_sound();
}

#[test]
fn tables_that_take_nothing_leave_the_others_alone() {
    let world = Postgres::of(
        "CREATE TABLE bare (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
         CREATE TABLE diverted (id int PRIMARY KEY, x int);
         CREATE RULE away AS ON INSERT TO diverted DO INSTEAD NOTHING;
         CREATE TABLE sorted (id int PRIMARY KEY, kind int NOT NULL CHECK (kind BETWEEN 1 AND 3));
         CREATE TABLE thirds (id int PRIMARY KEY);
         CREATE RULE thirds_away AS ON INSERT TO sorted WHERE new.kind = 3 DO INSTEAD INSERT INTO thirds VALUES (new.id);
         CREATE TABLE plain (id int PRIMARY KEY);",
    );
    let summary = world.fill("{seed: 1, defaults: {rows: 60}, select: {exclude: [thirds]}}");
    let limits = limits(&summary);
    assert_eq!(limits.iter().map(|(table, _)| table.as_str()).collect::<Vec<_>>(), ["bare", "diverted"]);
    assert_eq!((world.count("plain"), world.count("sorted"), world.count("thirds")), (60, 60, 0));
    let error = world.refuse("{seed: 1, defaults: {rows: 60}, strict: true}", Exit::Plan).to_string();
    assert!(error.contains("away") && error.contains("no partition"), "{error}");
}
