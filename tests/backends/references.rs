//! Sentences about references between tables.

use dbmocker::error::Exit;

use crate::world::World;

pub fn every_shape_of_reference_holds<W: World>() {
    let world = W::of(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE required (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL, FOREIGN KEY (a_id) REFERENCES a (id));
         CREATE TABLE optional (id INTEGER PRIMARY KEY, a_id INTEGER, FOREIGN KEY (a_id) REFERENCES a (id));
         CREATE TABLE twin (a_id INTEGER PRIMARY KEY, note VARCHAR(30), FOREIGN KEY (a_id) REFERENCES a (id));
         CREATE TABLE grandchild (a_id INTEGER PRIMARY KEY, FOREIGN KEY (a_id) REFERENCES twin (a_id));
         CREATE TABLE tree (id INTEGER PRIMARY KEY, parent_id INTEGER, FOREIGN KEY (parent_id) REFERENCES tree (id));
         CREATE TABLE rooted (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, FOREIGN KEY (parent_id) REFERENCES rooted (id));
         CREATE TABLE pair (a_id INTEGER NOT NULL, b_id INTEGER NOT NULL, PRIMARY KEY (a_id, b_id),
            FOREIGN KEY (a_id) REFERENCES a (id), FOREIGN KEY (b_id) REFERENCES required (id));",
    );
    world.fill("{seed: 1, defaults: {rows: 90}}");
    for table in ["a", "required", "optional", "twin", "grandchild", "tree", "rooted", "pair"] {
        assert_eq!(world.count(table), 90, "{table}");
    }
    assert!(world.number("SELECT count(*) FROM optional WHERE a_id IS NULL") > 0);
    assert!(world.number("SELECT count(*) FROM tree WHERE parent_id IS NULL") > 0);
    assert!(world.number("SELECT count(DISTINCT parent_id) FROM rooted") > 10);
    assert!(world.number("SELECT count(DISTINCT a_id) FROM required") > 10);
    world.assert_sound();
}

pub fn keys_over_several_columns_refer_to_one_row<W: World>() {
    let world = W::of(
        "CREATE TABLE flights (carrier VARCHAR(8) NOT NULL, number INTEGER NOT NULL, flies_on DATE NOT NULL, PRIMARY KEY (carrier, number, flies_on));
         CREATE TABLE seats (id INTEGER PRIMARY KEY, carrier VARCHAR(8), number INTEGER, flies_on DATE,
            FOREIGN KEY (carrier, number, flies_on) REFERENCES flights (carrier, number, flies_on));",
    );
    world.fill("{seed: 2, defaults: {rows: 200}}");
    let half = "SELECT count(*) FROM seats WHERE (carrier IS NULL) <> (number IS NULL) OR (number IS NULL) <> (flies_on IS NULL)";
    assert_eq!(world.number(half), 0, "the parts of a key are NULL together");
    assert!(world.number("SELECT count(*) FROM seats WHERE carrier IS NOT NULL") > 100);
    world.assert_sound();
}

pub fn circles_are_closed<W: World>() {
    let world = W::of(
        "CREATE TABLE teams (id INTEGER PRIMARY KEY, lead_id INTEGER);
         CREATE TABLE members (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, mentor_id INTEGER,
            FOREIGN KEY (team_id) REFERENCES teams (id), FOREIGN KEY (mentor_id) REFERENCES members (id));
         ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES members (id);",
    );
    world.fill("{seed: 3, defaults: {rows: 80}, load: {chunk_rows: 30}}");
    assert!(world.number("SELECT count(lead_id) FROM teams") > 40);
    assert_eq!((world.count("teams"), world.count("members")), (80, 80));
    world.assert_sound();
    world.fill("{seed: 3, defaults: {rows: 80}}");
    assert_eq!((world.count("teams"), world.count("members")), (160, 160));
    world.assert_sound();
}

const FAMILY: &str = "
    CREATE TABLE parents (id INTEGER PRIMARY KEY, code VARCHAR(20) NOT NULL UNIQUE);
    CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, FOREIGN KEY (parent_id) REFERENCES parents (id));";

pub fn parents_outside_the_run_are_sampled<W: World>() {
    let world = W::of(FAMILY);
    world.run("INSERT INTO parents VALUES (-5, 'a'), (17, 'b'), (1000000007, 'c')");
    world.fill("{seed: 4, defaults: {rows: 90}, select: {include: [children]}}");
    assert_eq!((world.count("parents"), world.count("children")), (3, 90));
    assert_eq!(world.number("SELECT count(DISTINCT parent_id) FROM children"), 3);
    world.assert_sound();
}

pub fn an_empty_parent_outside_the_run_is_refused<W: World>() {
    let world = W::of(FAMILY);
    let error = world.refuse("{defaults: {rows: 9}, select: {exclude: [parents]}}", Exit::Plan);
    assert!(
        error.to_string().contains("parents") && error.to_string().contains("nothing was written"),
        "{error}"
    );
    assert_eq!(world.count("children"), 0);
}

pub fn a_reference_to_a_unique_column_holds<W: World>() {
    let world = W::of(
        "CREATE TABLE countries (id INTEGER PRIMARY KEY, iso VARCHAR(8) NOT NULL UNIQUE, name VARCHAR(60) NOT NULL);
         CREATE TABLE cities (id INTEGER PRIMARY KEY, country VARCHAR(8) NOT NULL, FOREIGN KEY (country) REFERENCES countries (iso));",
    );
    world.fill("{seed: 5, defaults: {rows: 70}}");
    assert!(world.number("SELECT count(DISTINCT country) FROM cities") > 10);
    world.assert_sound();
    world.fill("{seed: 5, defaults: {rows: 70}, select: {include: [cities]}}");
    assert_eq!(world.count("cities"), 140);
    world.assert_sound();
}

pub fn each_parent_has_one_child_at_most<W: World>() {
    let world = W::of(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE profiles (user_id INTEGER PRIMARY KEY, bio VARCHAR(80), FOREIGN KEY (user_id) REFERENCES users (id));
         CREATE TABLE badges (id INTEGER PRIMARY KEY, user_id INTEGER UNIQUE, FOREIGN KEY (user_id) REFERENCES users (id));",
    );
    world.fill("{seed: 6, tables: {users: {rows: 50}, profiles: {rows: 80}, badges: {rows: 80}}}");
    assert_eq!((world.count("profiles"), world.count("badges")), (50, 80));
    assert_eq!(world.number("SELECT count(user_id) FROM badges"), 50, "the others have no user");
    world.assert_sound();
}

pub fn pairs_run_out_with_a_reason<W: World>() {
    let world = W::of(
        "CREATE TABLE students (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);
         CREATE TABLE courses (id INTEGER PRIMARY KEY, title VARCHAR(60) NOT NULL);
         CREATE TABLE visits (student_id INTEGER NOT NULL, course_id INTEGER NOT NULL, PRIMARY KEY (student_id, course_id),
            FOREIGN KEY (student_id) REFERENCES students (id), FOREIGN KEY (course_id) REFERENCES courses (id));",
    );
    let summary =
        world.fill("{seed: 7, tables: {students: {rows: 9}, courses: {rows: 7}, visits: {rows: 100}}}");
    let visits = summary.plan.find("visits").expect("it is in the plan");
    let limit = summary.plan.tables[visits].limit.clone().unwrap_or_default();
    assert!(limit.contains("63") && limit.contains("student_id"), "{limit}");
    assert_eq!(world.count("visits"), 63);
    world.assert_sound();
    let error = world.refuse(
        "{strict: true, tables: {students: {rows: 2}, courses: {rows: 2}, visits: {rows: 5}}}",
        Exit::Plan,
    );
    assert!(error.to_string().contains("visits: 4 rows of 5 asked"), "{error}");
}

pub fn children_find_parents_of_their_kind<W: World>() {
    let world = W::of(
        "CREATE TABLE animals (id INTEGER PRIMARY KEY, kind VARCHAR(20) NOT NULL, UNIQUE (id, kind));
         CREATE TABLE cats (id INTEGER PRIMARY KEY, kind VARCHAR(20) NOT NULL CHECK (kind = 'cat'),
            FOREIGN KEY (id, kind) REFERENCES animals (id, kind));
         CREATE TABLE dogs (id INTEGER PRIMARY KEY, kind VARCHAR(20) NOT NULL CHECK (kind = 'dog'),
            FOREIGN KEY (id, kind) REFERENCES animals (id, kind));
         CREATE TABLE queues (name VARCHAR(40) NOT NULL PRIMARY KEY);
         CREATE TABLE jobs (id INTEGER PRIMARY KEY, queue VARCHAR(40) NOT NULL CHECK (queue IN ('mail', 'sms')),
            FOREIGN KEY (queue) REFERENCES queues (name));",
    );
    world.fill("{seed: 5, defaults: {rows: 90}}");
    for (table, rows) in [("animals", 90), ("cats", 45), ("dogs", 45), ("queues", 90), ("jobs", 90)] {
        assert_eq!(world.count(table), rows, "{table}");
    }
    assert_eq!(world.number("SELECT count(DISTINCT queue) FROM jobs"), 2);
    world.assert_sound();
    world.fill("{seed: 5, defaults: {rows: 30}}");
    for (table, rows) in [("animals", 120), ("cats", 60), ("dogs", 60), ("queues", 120), ("jobs", 120)] {
        assert_eq!(world.count(table), rows, "{table}, a second time");
    }
    world.assert_sound();
}

pub fn partners_refer_to_each_other_row_by_row<W: World>() {
    let world = W::of(
        "CREATE TABLE locks (name VARCHAR(40) NOT NULL, mode INTEGER NOT NULL, token VARCHAR(40) NOT NULL, UNIQUE (name, token));
         CREATE TABLE modes (name VARCHAR(40) NOT NULL, mode INTEGER NOT NULL, token VARCHAR(40) NOT NULL, UNIQUE (name),
            UNIQUE (name, mode), FOREIGN KEY (name, token) REFERENCES locks (name, token));
         ALTER TABLE locks ADD FOREIGN KEY (name, mode) REFERENCES modes (name, mode);",
    );
    world.fill("{seed: 6, defaults: {rows: 90}}");
    world.assert_sound();
    assert_eq!((world.count("locks"), world.count("modes")), (90, 90));
    // Without a partner there is no row.
    world.fill("{seed: 6, defaults: {rows: 90}, tables: {modes: {rows: 30}}}");
    world.assert_sound();
    assert_eq!((world.count("locks"), world.count("modes")), (120, 120));
}

pub fn a_column_refers_to_one_table_or_another<W: World>() {
    let world = W::of(
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, title VARCHAR(40) NOT NULL);
         CREATE TABLE photos (id INTEGER PRIMARY KEY, url VARCHAR(200) NOT NULL);
         CREATE TABLE comments (id INTEGER PRIMARY KEY, item_type VARCHAR(20) NOT NULL, item_id INTEGER NOT NULL,
            seen INTEGER NOT NULL, UNIQUE (item_type, item_id, seen));",
    );
    let wishes = "{seed: 7, defaults: {rows: 60}, tables: {photos: {rows: 7}}, relations: [
        {from: comments.item_id, to: posts.id, when: {item_type: Post}},
        {from: comments.item_id, to: photos.id, when: {item_type: [Photo, Picture]}}]}";
    for round in 1..=2 {
        world.fill(wishes);
        world.assert_sound();
        assert_eq!(world.count("comments"), 60 * round);
    }
    for (kind, parents) in [("Post", "posts"), ("Photo", "photos"), ("Picture", "photos")] {
        let of_kind = format!("SELECT count(*) FROM comments WHERE item_type = '{kind}'");
        assert_eq!(world.number(&of_kind), 40, "{kind}");
        let lost = format!("{of_kind} AND item_id NOT IN (SELECT id FROM {parents})");
        assert_eq!(world.number(&lost), 0, "{kind}");
    }
}

pub fn a_check_on_a_part_moves_the_whole_reference<W: World>() {
    let world = W::of(
        "CREATE TABLE cells (x INTEGER NOT NULL CHECK (x BETWEEN 1 AND 200), y INTEGER NOT NULL, PRIMARY KEY (x, y));
         CREATE TABLE pieces (id INTEGER PRIMARY KEY, x INTEGER NOT NULL, y INTEGER NOT NULL, CHECK (x % 2 = 0),
            FOREIGN KEY (x, y) REFERENCES cells (x, y));",
    );
    for round in 1..=2 {
        world.fill("{seed: 8, defaults: {rows: 200}}");
        world.assert_sound();
        assert_eq!(world.count("pieces"), 200 * round);
    }
}

pub fn columns_are_looked_up<W: World>() {
    let world = W::of(
        "CREATE TABLE products (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL, price DECIMAL(8, 2) NOT NULL);
         CREATE TABLE items (id INTEGER PRIMARY KEY, product_id INTEGER, price DECIMAL(8, 2), label VARCHAR(60) NOT NULL,
            country CHAR(2) NOT NULL CHECK (country IN ('DE', 'US', 'JP')), zone VARCHAR(10), FOREIGN KEY (product_id) REFERENCES products (id));",
    );
    let wishes = "{seed: 9, defaults: {rows: 90, foreign_key_strategy: STRATEGY}, tables: {items: {columns: {
        price: {lookup: {by: product_id, table: products, value: price}}, label: {lookup: {by: product_id, table: products, value: name}},
        zone: {lookup: {by: country, values: {DE: EU, US: NA}}}}}}}";
    for (round, strategy) in [(1, "smart"), (2, "weighted"), (3, "existing")] {
        world.fill(&wishes.replace("STRATEGY", strategy));
        world.assert_sound();
        assert_eq!(world.count("items"), 90 * round, "{strategy}");
        if strategy == "smart" {
            let most = "SELECT max(n) FROM (SELECT count(*) AS n FROM items WHERE product_id IS NOT NULL GROUP BY product_id) t";
            assert_eq!(world.number(most), 1);
        }
    }
    let other = "SELECT count(*) FROM items i JOIN products p ON p.id = i.product_id WHERE i.price <> p.price OR i.price IS NULL OR i.label <> p.name";
    assert_eq!(world.number(other), 0);
    let zones = "SELECT count(*) FROM items WHERE (country = 'DE') <> (zone = 'EU') OR (country = 'JP') <> (zone IS NULL)";
    assert_eq!(world.number(zones), 0);
    // The last products had no row before.
    assert_eq!(world.number("SELECT count(*) FROM items WHERE product_id > 180"), 0);
}

/// Rows refer to rows of their tenant, although no table has the tenants.
pub fn rows_refer_to_rows_of_their_own_group<W: World>() {
    let world = W::of(
        "CREATE TABLE folders (tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, parent_id INTEGER, PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, parent_id) REFERENCES folders (tenant_id, id));
         CREATE TABLE links (tenant_id INTEGER NOT NULL, id INTEGER NOT NULL PRIMARY KEY, from_id INTEGER NOT NULL, to_id INTEGER NOT NULL,
            FOREIGN KEY (tenant_id, from_id) REFERENCES folders (tenant_id, id), FOREIGN KEY (tenant_id, to_id) REFERENCES folders (tenant_id, id));
         CREATE TABLE couples (pair INTEGER NOT NULL, place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 2), other INTEGER NOT NULL, CHECK (place <> other),
            PRIMARY KEY (pair, place), FOREIGN KEY (pair, other) REFERENCES couples (pair, place));",
    );
    for round in 1..=2 {
        world.fill("{seed: 8, defaults: {rows: 400}}");
        world.assert_sound();
        assert_eq!((world.count("folders"), world.count("links")), (400 * round, 400 * round));
        assert_eq!(world.count("couples"), 400 * round);
    }
    let tenants = world.number("SELECT count(DISTINCT tenant_id) FROM folders");
    assert!((20..=80).contains(&tenants), "{tenants}");
    let children = world.number("SELECT count(parent_id) FROM folders");
    assert!(children > 600, "{children}");
    assert_eq!(world.number("SELECT count(*) FROM couples WHERE place = other"), 0);
    assert!(world.number("SELECT count(DISTINCT from_id) FROM links") > 100);
}

/// Projects of tenants, lists of projects, trees of tasks in a list, people of the tenant everywhere; some tenants
/// have no project.
pub fn groups_lie_within_groups<W: World>() {
    let world = W::of(
        "CREATE TABLE tenants (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
         CREATE TABLE people (tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id) REFERENCES tenants (id));
         CREATE TABLE projects (tenant_id INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id) REFERENCES tenants (id));
         CREATE TABLE lists (tenant_id INTEGER NOT NULL, project_id INTEGER NOT NULL, id INTEGER NOT NULL, owner_id INTEGER NOT NULL, PRIMARY KEY (tenant_id, project_id, id),
            FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id), FOREIGN KEY (tenant_id, owner_id) REFERENCES people (tenant_id, id));
         CREATE TABLE tasks (tenant_id INTEGER NOT NULL, project_id INTEGER NOT NULL, list_id INTEGER NOT NULL, id INTEGER NOT NULL, assignee_id INTEGER, parent_id INTEGER,
            PRIMARY KEY (tenant_id, project_id, list_id, id), FOREIGN KEY (tenant_id, project_id, list_id) REFERENCES lists (tenant_id, project_id, id),
            FOREIGN KEY (tenant_id, assignee_id) REFERENCES people (tenant_id, id),
            FOREIGN KEY (tenant_id, project_id, list_id, parent_id) REFERENCES tasks (tenant_id, project_id, list_id, id));
         CREATE TABLE comments (id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL, project_id INTEGER NOT NULL, list_id INTEGER NOT NULL, task_id INTEGER NOT NULL, author_id INTEGER NOT NULL,
            FOREIGN KEY (tenant_id, project_id, list_id, task_id) REFERENCES tasks (tenant_id, project_id, list_id, id),
            FOREIGN KEY (tenant_id, author_id) REFERENCES people (tenant_id, id));",
    );
    world.fill("{seed: 3, defaults: {rows: 120}}");
    world.assert_sound();
    for table in ["tenants", "people", "projects", "lists", "tasks", "comments"] {
        assert_eq!(world.count(table), 120, "{table}");
    }
    assert!(world.number("SELECT count(parent_id) FROM tasks") > 60);
    world.fill(
        "{seed: 4, tables: {tenants: {rows: 30}, people: {rows: 200}, projects: {rows: {per: tenants, count: 0..6}}, \
         lists: {rows: 150}, tasks: {rows: 900}, comments: {rows: 1500}}}",
    );
    world.assert_sound();
    assert_eq!(world.count("comments"), 1620);
    let with = world.number("SELECT count(DISTINCT tenant_id) FROM projects WHERE tenant_id > 120");
    assert!((20..30).contains(&with), "{with} tenants have projects");
    let most =
        "SELECT max(n) FROM (SELECT count(*) AS n FROM projects WHERE tenant_id > 120 GROUP BY tenant_id) t";
    assert_eq!(world.number(most), 6);
}
