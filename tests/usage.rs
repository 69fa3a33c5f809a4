//! What is wrong on the command line, in variables and in configurations ends with 2 and is told at once, with
//! its place. Start reading at [`wishes_that_nobody_could_meet`].

use folder::Folder;

#[path = "support/folder.rs"]
mod folder;

const SHOP: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL, age INTEGER,
        boss INTEGER REFERENCES users (id), upper_email TEXT AS (upper(email)));
    CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), note TEXT);";

/// A configuration and what it is told.
#[track_caller]
fn told(folder: &Folder, yaml: &str, words: &[&str]) {
    folder.write("c.yaml", yaml);
    folder.refuses(2, &["plan", "app.db", "-c", "c.yaml"], words);
    folder.refuses(2, &["generate", "app.db", "-c", "c.yaml"], words);
}

#[test]
fn wishes_that_nobody_could_meet() {
    let folder = Folder::with(SHOP);
    for (wish, key, at, words) in [
        ("generator: emial", ".generator", "emial", "there is no generator `emial`; did you mean `email`?"),
        ("generator: email, params: {domian: x}", ".params.domian", "x}", "there is no parameter `domian`"),
        ("pattern: '[a-'", ".pattern", "'[a-'", "pattern"),
        ("values: [a, b], weights: [1]", ".weights", "[1]", "1 weights for 2 values"),
        ("weights: [1]", ".weights", "[1]", "weights are there without values"),
        ("values: [a], weights: [-1]", ".weights", "[-1]", "must not be negative"),
        ("null_share: 2", ".null_share", "2", "2 is not between 0 and 1"),
        ("null_share: 0.5", ".null_share", "0.5", "the column is NOT NULL"),
        ("distribution: round_robin", ".distribution", "round_robin", "round_robin is for foreign keys"),
    ] {
        let line = format!("      email: {{{wish}}}");
        let column = line.rfind(at).expect(at) + 1;
        let place = format!("c.yaml:4:{column}: tables.users.columns.email{key}: ");
        told(&folder, &format!("tables:\n  users:\n    columns:\n{line}\n"), &[words, &place]);
    }
}

#[test]
fn wishes_for_numbers_rows_and_relations() {
    let folder = Folder::with(SHOP);
    for (yaml, words) in [
        (
            "tables: {users: {columns: {age: {min: 9, max: 3}}}}",
            &["c.yaml:1:28: tables.users.columns.age: no number from min to max"][..],
        ),
        (
            "tables: {users: {columns: {age: {distribution: {zipf: 0}}}}}",
            &["tables.users.columns.age.distribution: "],
        ),
        (
            "tables: {orders: {rows: {per: usrs, count: 1..2}}}",
            &["tables.orders.rows: ", "did you mean `users`?"],
        ),
        ("defaults: {rows: {per: users, count: 1..2}}", &["c.yaml:1:12: defaults.rows: ", "circle"]),
        (
            "defaults: {null_share: 1.5, scale: -1}",
            &["2 problems", "defaults.null_share: 1.5", "defaults.scale: -1"],
        ),
        (
            "tables: {users: {columns: {boss: {distribution: {zipf: 1.2}}}}}",
            &["boss.distribution: ", "refers to itself"],
        ),
        (
            "relations: [{from: users.boss, to: users.id, fan_out: round_robin}]",
            &["relations.0.fan_out: ", "refers to itself"],
        ),
        ("tables: {users: {columns: {upper_email: {format: x}}}}", &["upper_email.format: ", "computes"]),
        (
            "tables: {orders: {rows: {per: users, count: 2}, columns: {user_id: {distribution: {zipf: 1.2}}}}}",
            &["user_id.distribution: ", "2 per users already"],
        ),
        (
            "relations: [{from: orders.note, to: users.eamil}]",
            &["c.yaml:1:37: relations.0.to: ", "did you mean `email`?"],
        ),
        (
            "relations: [{from: orders.user_id, to: users.age}]",
            &[
                "relations.0.to: ",
                "orders.user_id refers to users.id by a declared foreign key, not to users.age",
            ],
        ),
        (
            "relations: [{from: orders.note, to: users.email}, {from: orders.note, to: users.id}]",
            &["relations.1.from: orders.note is there twice"],
        ),
        ("select: {include: [users, ordrs]}", &["c.yaml:1:27: select.include.1: ", "did you mean `orders`?"]),
        (
            "tables: {users: {columns: {age: {generator: email}}}}",
            &["age.generator: ", "cannot fill a column of type INTEGER"],
        ),
        ("version: 3", &["c.yaml:1:10: version: 3 is not known"]),
        ("tables: {usrs: {rows: 1}}", &["c.yaml:1:10: tables.usrs: ", "did you mean `users`?"]),
        ("tables: {users: {columns: {emial: {}}}}", &["columns.emial: ", "did you mean `email`?"]),
    ] {
        told(&folder, yaml, words);
    }
    told(
        &folder,
        "tables:\n  users: {columns: {email: {generator: emial}, age: {null_share: 2}}}\n  ordrs: {}\n",
        &["3 problems", "c.yaml:2:40: ", "c.yaml:2:66: ", "c.yaml:3:3: "],
    );
    folder.write("c.yaml", "select: {include: [users]}\n");
    folder.refuses(2, &["plan", "app.db", "-c", "c.yaml", "-t", "usr"], &["DBM-1002: select.include.0: "]);
}

#[test]
fn what_the_schema_does_not_admit_is_no_wrong_wish() {
    let folder = Folder::with("CREATE TABLE t (a INTEGER NOT NULL CHECK (a > 5 AND a < 3))");
    folder.refuses(5, &["generate", "app.db"], &["CHECK"]);
    folder.refuses(2, &["generate", "app.db", "-t", "x"], &["there is no table `x`"]);
}

#[test]
fn a_relation_that_repeats_a_foreign_key_only_adds_its_fan_out() {
    let folder = Folder::with(SHOP);
    folder.write("c.yaml", "relations: [{from: orders.user_id, to: users.id, fan_out: {zipf: 1.2}}]\n");
    let plan = folder.expect(0, &["plan", "app.db", "-c", "c.yaml", "-v"]).out;
    assert!(plan.contains("reference to users (zipf)"), "{plan}");
}

#[test]
fn values_that_repeat_cannot_be_unique() {
    let folder = Folder::with(SHOP);
    for (wish, words) in [
        ("format: '{letters:2}-{digits:4}', unique: true", "unique: "),
        ("generator: template, params: {format: 'x'}, unique: true", "unique: "),
    ] {
        told(
            &folder,
            &format!("tables: {{orders: {{columns: {{note: {{{wish}}}}}}}}}"),
            &["note.", words, "distinct"],
        );
    }
}
