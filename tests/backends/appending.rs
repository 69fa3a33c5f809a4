//! Sentences about filling what was filled before: no seed, old or new, may collide with rows that are there.

use crate::world::World;

/// Every kind of unique key.
const KEYS: &str = "
    CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL UNIQUE, email VARCHAR(120) NOT NULL UNIQUE,
        badge INTEGER NOT NULL UNIQUE, token CHAR(36) NOT NULL UNIQUE, phone VARCHAR(20) UNIQUE);
    CREATE TABLE rooms (building VARCHAR(20) NOT NULL, number INTEGER NOT NULL, floor INTEGER NOT NULL, PRIMARY KEY (building, number));
    CREATE TABLE desks (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL UNIQUE, FOREIGN KEY (person_id) REFERENCES people (id));
    CREATE TABLE keys_held (person_id INTEGER NOT NULL, building VARCHAR(20) NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (person_id, building, number), FOREIGN KEY (person_id) REFERENCES people (id), FOREIGN KEY (building, number) REFERENCES rooms (building, number));
    CREATE TABLE days (day DATE NOT NULL UNIQUE, slug VARCHAR(80) NOT NULL UNIQUE, amount DECIMAL(9, 2) NOT NULL UNIQUE);";
const TABLES: [&str; 5] = ["people", "rooms", "desks", "keys_held", "days"];

/// Fills once for each configuration; every time all rows arrive and no earlier row changes.
fn append<W: World>(fills: &[(&str, i64)]) {
    let world = W::of(KEYS);
    let mut total = 0;
    let mut people: Vec<String> = Vec::new();
    for (yaml, rows) in fills {
        world.fill(yaml);
        total += rows;
        for table in TABLES {
            assert_eq!(world.count(table), total, "{table} after {yaml}");
        }
        world.assert_sound();
        let now = world.rows("SELECT * FROM people ORDER BY id");
        assert_eq!(now[..people.len()], people[..], "earlier rows changed");
        people = now;
    }
}

pub fn the_same_seed_again_never_collides<W: World>() {
    append::<W>(&[("{seed: 1, defaults: {rows: 150}}", 150); 3]);
}

pub fn another_seed_never_collides<W: World>() {
    append::<W>(&[
        ("{seed: 1, defaults: {rows: 150}}", 150),
        ("{seed: 2, defaults: {rows: 150}}", 150),
        ("{seed: 1, defaults: {rows: 150}}", 150),
    ]);
}

pub fn more_rows_than_before_never_collide<W: World>() {
    append::<W>(&[
        ("{seed: 3, defaults: {rows: 10}}", 10),
        ("{seed: 3, defaults: {rows: 1100}}", 1100),
        ("{seed: 3, defaults: {rows: 1}}", 1),
    ]);
}

pub fn foreign_values_in_unique_columns_are_avoided<W: World>() {
    let (first, second) = (W::of(KEYS), W::of(KEYS));
    first.fill("{seed: 4, defaults: {rows: 40}}");
    // Every value that the run would make is there already, under other keys and in other letters.
    for person in first.rows("SELECT name, email, badge, token FROM people ORDER BY id") {
        let cells: Vec<&str> = person.split('|').collect();
        let (name, email) = (cells[0].replace('\'', "''"), cells[1].to_uppercase());
        second.run(&format!(
            "INSERT INTO people SELECT 5000 + count(*), '{name}', '{email}', {}, '{}', NULL FROM people",
            cells[2], cells[3]
        ));
    }
    second.fill("{seed: 4, defaults: {rows: 40}}");
    assert_eq!(second.count("people"), 80);
    assert_eq!(second.number("SELECT count(DISTINCT lower(email)) FROM people"), 80);
    second.assert_sound();
}

pub fn small_domains_are_used_up_and_then_say_so<W: World>() {
    let world = W::of(
        "CREATE TABLE colors (color VARCHAR(10) NOT NULL UNIQUE CHECK (color IN ('red', 'green', 'blue', 'black', 'white')), shade INTEGER NOT NULL);
         CREATE TABLE dice (die INTEGER PRIMARY KEY CHECK (die BETWEEN 1 AND 6), color VARCHAR(10) NOT NULL);",
    );
    for expected in [2, 4, 5, 5] {
        let summary = world.fill("{defaults: {rows: 2}}");
        assert_eq!(world.count("colors"), expected);
        let colors = &summary.plan.tables[summary.plan.find("colors").expect("it is in the plan")];
        assert_eq!(colors.limit.is_some(), colors.rows < 2, "{:?}", colors.limit);
        if let Some(limit) = &colors.limit {
            assert!(limit.contains("colors.color"), "{limit}");
        }
    }
    assert_eq!(world.count("dice"), 6);
    world.assert_sound();
}

/// Rows that refer to parents outside the run meet those of earlier runs: pairs, keys over several columns in
/// another order than the parent's, one to one, until nothing is left.
pub fn children_of_old_parents_use_up_what_is_left<W: World>() {
    let world = W::of(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL);
         CREATE TABLE rooms (building VARCHAR(20) NOT NULL, opened DATE NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (building, opened, number));
         CREATE TABLE keys_held (number INTEGER NOT NULL, person_id INTEGER NOT NULL, opened DATE NOT NULL, building VARCHAR(20) NOT NULL,
            PRIMARY KEY (person_id, building, opened, number), FOREIGN KEY (person_id) REFERENCES people (id), FOREIGN KEY (building, opened, number) REFERENCES rooms (building, opened, number));
         CREATE TABLE boards (number INTEGER NOT NULL, opened DATE NOT NULL, building VARCHAR(20) NOT NULL, note VARCHAR(40),
            UNIQUE (building, number, opened), FOREIGN KEY (building, opened, number) REFERENCES rooms (building, opened, number));
         CREATE TABLE badges (person_id INTEGER PRIMARY KEY, FOREIGN KEY (person_id) REFERENCES people (id));",
    );
    world.fill("{seed: 1, defaults: {rows: 8}, select: {include: [people, rooms]}}");
    let mut held = 0;
    for (expected, single) in [(25, 8), (50, 8), (64, 8), (64, 8)] {
        world.fill("{seed: 1, defaults: {rows: 25}, select: {exclude: [people, rooms]}}");
        held = world.count("keys_held");
        assert_eq!(held, expected);
        assert_eq!((world.count("boards"), world.count("badges")), (single, single));
        world.assert_sound();
    }
    assert_eq!(held, 64, "every person holds the key of every room");
}

pub fn some_of_what_is_left_is_taken_at_a_time<W: World>() {
    let world = W::of(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL);
         CREATE TABLE badges (person_id INTEGER PRIMARY KEY, FOREIGN KEY (person_id) REFERENCES people (id));
         CREATE TABLE lockers (id INTEGER PRIMARY KEY, person_id INTEGER UNIQUE, FOREIGN KEY (person_id) REFERENCES people (id));",
    );
    world.fill("{seed: 1, defaults: {rows: 30}, select: {include: [people]}}");
    for (badges, lockers) in [(12, 12), (24, 24), (30, 36)] {
        world.fill("{seed: 2, defaults: {rows: 12}, select: {exclude: [people]}}");
        assert_eq!((world.count("badges"), world.count("lockers")), (badges, lockers));
        world.assert_sound();
    }
}
