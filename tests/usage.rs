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

#[test]
fn a_variable_of_a_flag_is_clearly_true_or_false() {
    let folder = Folder::with(SHOP);
    let run = |args: &[&str], env: &[(&str, &str)]| folder.run_with(args, env);
    for value in ["maybe", "", "2", "y", "truth", "ja"] {
        let done =
            run(&["generate", "app.db", "-n", "1"], &[("DBMOCKER_YES", value), ("DBMOCKER_STRICT", "x")]);
        assert_eq!(done.code, Some(2), "{value}: {done:?}");
        for words in ["DBM-1002: 2 problems", &format!("DBMOCKER_YES: `{value}`"), "DBMOCKER_STRICT: `x`"] {
            assert!(done.err.contains(words), "{value}: {done:?}");
        }
    }
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users"), 0);
    for (value, quiet) in [
        ("true", true),
        ("TRUE", true),
        ("1", true),
        ("yes", true),
        ("on", true),
        ("false", false),
        ("0", false),
        ("no", false),
        ("off", false),
    ] {
        let done = run(&["generate", "app.db", "-n", "1", "--yes"], &[("DBMOCKER_QUIET", value)]);
        assert_eq!((done.code, done.err.is_empty()), (Some(0), quiet), "{value}: {done:?}");
    }
    let done = run(&["plan", "app.db"], &[("DBMOCKER_PASSWORD_PROMPT", "geheim")]);
    assert!(done.code == Some(2) && !done.err.contains("geheim"), "{done:?}");
    assert_eq!(run(&["--help"], &[("DBMOCKER_YES", "maybe")]).code, Some(0));
}

#[test]
fn a_variable_that_no_flag_has_is_told() {
    let folder = Folder::with(SHOP);
    let told = |name: &str| {
        let done = folder.run_with(&["plan", "app.db", "-n", "1"], &[(name, "5")]);
        assert_eq!(done.code, Some(0), "{done:?}");
        done.err
    };
    assert!(told("DBMOCKER_SCAL").contains("DBMOCKER_SCAL means nothing; did you mean DBMOCKER_SCALE?"));
    let far = told("DBMOCKER_XYLOPHONE");
    assert!(far.contains("DBMOCKER_XYLOPHONE means nothing") && !far.contains("did you mean"), "{far}");
    for name in ["DBMOCKER_SEED", "DBMOCKER_BLESS", "DBMOCKER_TEST_MYSQL_URL", "DBMOCKERS"] {
        assert!(!told(name).contains("means nothing"), "{name}");
    }
}

#[test]
fn the_configuration_of_the_folder_is_read_and_told() {
    let folder = Folder::with(SHOP);
    let seed = |args: &[&str]| folder.plan(args, &[])["seed"].clone();
    folder.write("dbmocker.yml", "seed: 4\ntarget: {url: app.db}\n");
    assert_eq!(seed(&[]), 4);
    folder.write("dbmocker.yaml", "seed: 5\ntarget: {url: app.db}\n");
    folder.write("other.yaml", "seed: 6\n");
    assert_eq!(seed(&[]), 5);
    assert_eq!(seed(&["-c", "other.yaml", "app.db"]), 6);
    let done = folder.expect(0, &["plan"]);
    assert!(done.out.contains("app.db") && done.err.contains("configuration: dbmocker.yaml"), "{done:?}");
    assert!(done.err.contains("--no-config"), "{done:?}");
    for args in [&["plan", "--no-config"][..], &["plan", "-c", "other.yaml", "app.db"], &["plan", "-q"]] {
        assert!(!folder.expect(0, args).err.contains("configuration:"), "{args:?}");
    }
    assert_eq!(folder.plan(&["--no-config"], &[])["tables"][0]["table"], "countries", "the embedded one");
    assert_eq!(
        folder.plan(&["-n", "1"], &[("DBMOCKER_NO_CONFIG", "true")])["tables"][0]["table"],
        "countries"
    );
    folder.refuses(2, &["plan", "--no-config", "-c", "other.yaml"], &["contradict"]);
    folder.write("dbmocker.yaml", "sed: 5\n");
    let done = folder.expect(2, &["plan"]);
    assert!(done.err.contains("dbmocker.yaml:1:1: there is no key `sed`; did you mean `seed`?"), "{done:?}");
    std::fs::create_dir(folder.path("below")).expect("a folder");
    let below = folder.command(&["plan"]).current_dir(folder.path("below")).output().expect("it runs");
    assert!(below.status.success(), "an upper folder's configuration was read: {below:?}");
}

#[test]
fn a_plan_and_a_starter_do_not_read_the_configuration_of_the_folder() {
    let folder = Folder::with(SHOP);
    folder.expect(0, &["plan", "app.db", "-n", "3", "-o", "plan.json"]);
    folder.write("dbmocker.yaml", "seed: 5\ndefaults: {rows: 77}\n");
    let starter = folder.expect(0, &["init", "app.db", "-o", "-"]).out;
    assert!(!starter.contains("rows: 77"), "{starter}");
    folder.expect(0, &["generate", "--plan", "plan.json"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users"), 3);
}

#[test]
fn the_next_command_finds_the_target() {
    let folder = Folder::with(SHOP);
    folder.write("c.yaml", "target: {url: 'sqlite:app.db'}\n");
    folder.refuses(
        2,
        &["explain", "usrs", "-d", "app.db"],
        &["next: dbmocker explain --url sqlite:app.db TABLE"],
    );
    folder.refuses(2, &["explain", "usrs", "-c", "c.yaml"], &["next: dbmocker explain -c c.yaml TABLE"]);
    folder.refuses(2, &["explain", "usrs"], &["next: dbmocker explain TABLE.COLUMN"]);
    folder.expect(0, &["plan", "app.db", "-o", "plan.json"]);
    let plan = ["--plan", "plan.json", "-n", "7"];
    for (given, named) in [
        (&["app.db"][..], "next: dbmocker plan --url app.db\n"),
        (&["-c", "c.yaml"], "next: dbmocker plan -c c.yaml\n"),
        (&[], "next: dbmocker plan --url app.db\n"),
    ] {
        let args = [&["generate"], given, &plan].concat();
        let err = folder.expect(9, &args).err;
        assert!(err.contains(named), "{args:?}: {err}");
    }
    let env = [("DATABASE_URL", "sqlite:app.db")];
    let err = folder.run_with(&["explain", "usrs"], &env).err;
    assert!(err.contains("next: dbmocker explain --url sqlite:app.db TABLE"), "{err}");
}

#[test]
fn a_database_that_is_named_as_in_use_is_asked_about() {
    let folder = Folder::with(SHOP);
    for name in ["shop-prod.db", "Production.db", "live.sqlite"] {
        std::fs::copy(folder.path("app.db"), folder.path(name)).expect("a copy");
        folder.refuses(
            4,
            &["generate", name, "-n", "2"],
            &["its name holds the word", "no terminal", "--yes"],
        );
        folder.expect(0, &["plan", name, "-n", "2"]);
        folder.expect(0, &["generate", name, "-n", "2", "--yes"]);
        assert_eq!(folder.number(name, "SELECT count(*) FROM users"), 2);
    }
    std::fs::copy(folder.path("app.db"), folder.path("products.db")).expect("a copy");
    folder.expect(0, &["generate", "products.db", "-n", "2"]);
    folder.write("schema.sql", SHOP);
    folder.expect(0, &["generate", "new-prod.db", "--schema-file", "schema.sql", "-n", "2"]);
}

#[test]
fn a_run_that_cannot_go_on_names_the_command_that_starts_over() {
    let folder = Folder::new();
    folder.expect(0, &["generate", "-n", "5", "--keep-ledger", "-q"]);
    let database = rusqlite::Connection::open(folder.path("dbmocker.db")).expect("a database");
    let runs: Vec<String> = database
        .prepare("SELECT sql FROM sqlite_schema WHERE name = 'dbmocker_run'")
        .and_then(|mut found| found.query_map([], |row| row.get(0))?.collect())
        .expect("a catalogue");
    assert_eq!(runs.len(), 1, "the ledger was kept");
    database
        .execute_batch("UPDATE dbmocker_run SET state = 'loading'; ALTER TABLE reviews ADD COLUMN more TEXT;")
        .expect("a changed database");
    folder.refuses(9, &["resume"], &["cannot go on", "next: dbmocker generate --fresh"]);
}
