//! Sentences about constraints over several columns and tables. Every case is filled twice: the second run
//! finds the rows of the first.

use crate::world::World;

pub fn each_row_goes_one_way_of_several<W: World>() {
    let world = W::of(
        "CREATE TABLE plans (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE thresholds (id INTEGER PRIMARY KEY, plan_id INTEGER, amount INTEGER NOT NULL, note VARCHAR(40), kind VARCHAR(10) NOT NULL,
            CHECK ((plan_id IS NOT NULL AND note IS NULL) OR (plan_id IS NULL AND note IS NOT NULL)),
            CHECK (kind IN ('high', 'low')), CHECK (kind <> 'high' OR amount > 5000), CHECK (kind <> 'low' OR amount BETWEEN 1 AND 10),
            FOREIGN KEY (plan_id) REFERENCES plans (id));",
    );
    for _ in 0..2 {
        world.fill("{seed: 1, defaults: {rows: 200}}");
        world.assert_sound();
    }
    assert_eq!(world.count("thresholds"), 400);
    for condition in ["plan_id IS NULL", "note IS NULL", "kind = 'high'", "kind = 'low'"] {
        let rows = world.number(&format!("SELECT count(*) FROM thresholds WHERE {condition}"));
        assert!((100..300).contains(&rows), "{condition}: {rows} of 400");
    }
}

pub fn tenants_keep_to_themselves<W: World>() {
    let world = W::of(
        "CREATE TABLE tenants (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE users (tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id) REFERENCES tenants (id));
         CREATE TABLE projects (tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, owner_id INTEGER, PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id) REFERENCES tenants (id), FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id));
         CREATE TABLE members (tenant_id INTEGER NOT NULL, project_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY (tenant_id, project_id, user_id),
            FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id), FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id));
         CREATE TABLE leads (tenant_id INTEGER NOT NULL, project_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY (tenant_id, project_id),
            FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id), FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 90}, tables: {tenants: {rows: 7}, members: {rows: 400}}}");
        world.assert_sound();
        assert_eq!(world.count("members"), 400 * round);
        assert_eq!(world.number("SELECT count(DISTINCT tenant_id) FROM members"), 7 * round);
        let leads = world.count("leads");
        assert!((84 * round..=90 * round).contains(&leads), "{leads}");
    }
    assert!(world.number("SELECT count(*) FROM projects WHERE owner_id IS NULL") > 0);
}

pub fn keys_that_a_check_compares_hold<W: World>() {
    let world = W::of(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE links (source INTEGER NOT NULL, target INTEGER NOT NULL, PRIMARY KEY (source, target), CONSTRAINT links_apart CHECK (source <> target),
            FOREIGN KEY (source) REFERENCES tags (id), FOREIGN KEY (target) REFERENCES tags (id));
         CREATE TABLE relations (tag1 INTEGER NOT NULL, tag2 INTEGER NOT NULL, PRIMARY KEY (tag1, tag2), CONSTRAINT relations_in_order CHECK (tag1 < tag2),
            FOREIGN KEY (tag1) REFERENCES tags (id), FOREIGN KEY (tag2) REFERENCES tags (id));",
    );
    world.fill("{seed: 1, defaults: {rows: 500}, tables: {tags: {rows: 30}, relations: {rows: 400}}}");
    world.assert_sound();
    assert_eq!((world.count("links"), world.count("relations")), (500, 400));
    // The tags that are there are sampled: there are 435 pairs of them in order, and 870 in any.
    world.fill("{seed: 2, defaults: {rows: 500}, tables: {tags: {rows: 0}}}");
    world.assert_sound();
    assert_eq!((world.count("links"), world.count("relations")), (870, 435));
}

pub fn a_key_over_a_part_of_a_reference_holds<W: World>() {
    let world = W::of(
        "CREATE TABLE assets (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL, uri VARCHAR(80) NOT NULL, UNIQUE (name, uri));
         CREATE TABLE actives (name VARCHAR(60) NOT NULL UNIQUE, uri VARCHAR(80) NOT NULL, FOREIGN KEY (name, uri) REFERENCES assets (name, uri));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 300}}");
        world.assert_sound();
        assert_eq!(world.count("actives"), 300 * round);
    }
}

pub fn a_key_with_a_part_of_a_reference_holds<W: World>() {
    let world = W::of(
        "CREATE TABLE rooms (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE messages (room_id INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (room_id, id), FOREIGN KEY (room_id) REFERENCES rooms (id));
         CREATE TABLE receipts (room_id INTEGER NOT NULL, place INTEGER NOT NULL, message_id INTEGER NOT NULL, PRIMARY KEY (room_id, place),
            FOREIGN KEY (room_id, message_id) REFERENCES messages (room_id, id));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 2000}, tables: {rooms: {rows: 3}}}");
        world.assert_sound();
        assert_eq!(world.count("receipts"), 2000 * round);
    }
}

pub fn columns_are_what_a_check_says<W: World>() {
    let world = W::of(
        "CREATE TABLE invoices (id INTEGER PRIMARY KEY, subtotal DECIMAL(10,2) NOT NULL, tax DECIMAL(10,2) NOT NULL, total DECIMAL(12,2) NOT NULL,
            CONSTRAINT invoices_total CHECK (total = subtotal + tax));
         CREATE TABLE shares (id INTEGER PRIMARY KEY, a INTEGER NOT NULL CHECK (a BETWEEN 0 AND 100), b INTEGER NOT NULL CHECK (b BETWEEN 0 AND 100),
            c INTEGER NOT NULL CHECK (c BETWEEN 0 AND 100), CONSTRAINT shares_whole CHECK (a + b + c = 100));
         CREATE TABLE boxes (id INTEGER PRIMARY KEY, w INTEGER NOT NULL CHECK (w > 0), h INTEGER NOT NULL CHECK (h > 0), d INTEGER NOT NULL CHECK (d > 0),
            CONSTRAINT boxes_round CHECK (w + h + d <= 900), CONSTRAINT boxes_flat CHECK (w * h <= 10000));
         CREATE TABLE bills (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL CHECK (quantity > 0), unit_price INTEGER NOT NULL CHECK (unit_price > 0),
            total INTEGER NOT NULL, CONSTRAINT bills_total CHECK (total = quantity * unit_price));
         CREATE TABLE twins (id INTEGER PRIMARY KEY, a VARCHAR(80) NOT NULL, b VARCHAR(80) NOT NULL, c VARCHAR(80) NOT NULL,
            CONSTRAINT twins_alike CHECK (a = b), CONSTRAINT twins_low CHECK (c = lower(c)));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 200}}");
        world.assert_sound();
        for table in ["invoices", "shares", "boxes", "bills", "twins"] {
            assert_eq!(world.count(table), 200 * round, "{table}");
        }
    }
    assert!(world.number("SELECT count(DISTINCT total) FROM invoices") > 100);
    assert!(world.number("SELECT count(DISTINCT c) FROM shares") > 20);
}

pub fn a_column_keeps_its_order_beside_one_of_a_key<W: World>() {
    let world = W::of(
        "CREATE TABLE absences (id INTEGER PRIMARY KEY, person INTEGER NOT NULL, begun DATE NOT NULL, ended DATE NOT NULL,
            CONSTRAINT absences_in_order CHECK (begun <= ended), UNIQUE (person, begun));
         CREATE TABLE levels (low INTEGER NOT NULL UNIQUE, high INTEGER NOT NULL, CONSTRAINT levels_in_order CHECK (high >= low));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 200}}");
        world.assert_sound();
        assert_eq!((world.count("absences"), world.count("levels")), (200 * round, 200 * round));
    }
}

pub fn what_a_function_makes_of_a_column_is_one_of_a_list<W: World>() {
    let world = W::of(
        "CREATE TABLE marks (id INTEGER PRIMARY KEY, a VARCHAR(9) NOT NULL, b VARCHAR(5), CONSTRAINT marks_a CHECK (lower(a) IN ('s', 'o')),
            CONSTRAINT marks_b CHECK (upper(b) = 'AB'));",
    );
    world.fill("{seed: 1, defaults: {rows: 100}}");
    world.assert_sound();
    assert_eq!((world.count("marks"), world.number("SELECT count(DISTINCT a) FROM marks")), (100, 2));
    assert!(world.number("SELECT count(b) FROM marks") > 50);
}

pub fn ways_are_weighted<W: World>() {
    let world = W::of(
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, kind VARCHAR(10) NOT NULL CHECK (kind IN ('sale', 'refund', 'gift')), amount INTEGER NOT NULL,
            note VARCHAR(40), CHECK ((amount > 0 AND note IS NULL) OR (amount < 0 AND note IS NOT NULL)));",
    );
    world.fill(
        "{seed: 1, defaults: {rows: 1000}, tables: {entries: {ways: [{when: \"kind = 'sale'\", weight: 8}, {when: \"kind = 'gift'\", weight: 0}, {when: amount < 0, weight: 0.25}]}}}",
    );
    world.assert_sound();
    let rows = |condition: &str| world.number(&format!("SELECT count(*) FROM entries WHERE {condition}"));
    assert!((840..930).contains(&rows("kind = 'sale'")), "{}", rows("kind = 'sale'"));
    assert_eq!(rows("kind = 'gift'"), 0);
    assert!((150..250).contains(&rows("note IS NOT NULL")), "{}", rows("note IS NOT NULL"));
}
