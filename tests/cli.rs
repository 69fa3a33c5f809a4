//! The program as its users meet it: the real binary in a folder of its own, exit codes, words, and what is
//! left on disk. Start reading at [`Folder`].

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use folder::Folder;
use rusqlite::Connection;
use serde_json::Value as Json;

#[path = "support/folder.rs"]
mod folder;

/// The text behind `label` on the line that holds it.
fn after<'t>(text: &'t str, label: &str) -> &'t str {
    let at = text.find(label).unwrap_or_else(|| panic!("`{label}` is missing: {text}"));
    text[at + label.len()..].lines().next().unwrap_or_default().trim()
}

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));";

#[test]
fn without_a_verb_help_is_printed_and_the_end_is_2() {
    let done = Folder::new().expect(2, &[]);
    assert!(done.out.contains("Usage: dbmocker") && done.err.is_empty(), "{done:?}");
}

#[test]
fn help_and_version_are_no_mistakes() {
    let folder = Folder::new();
    assert!(folder.expect(0, &["--version"]).out.starts_with("dbmocker "));
    for verb in [
        "generate",
        "plan",
        "preview",
        "inspect",
        "analyze",
        "explain",
        "verify",
        "init",
        "init-config",
        "resume",
        "completions",
    ] {
        assert!(folder.expect(0, &[verb, "--help"]).out.contains("Usage: dbmocker"), "{verb}");
    }
    let help = folder.expect(0, &["generate", "--help"]).out;
    assert!(help.contains("de: company words"), "the locales' gaps are missing: {help}");
}

#[test]
fn the_bundled_shop_is_filled_and_the_printed_command_fills_it_the_same() {
    let (first, second) = (Folder::new(), Folder::new());
    let done = first.expect(0, &["generate", "--rows", "40"]);
    assert_eq!(first.number("dbmocker.db", "SELECT count(*) FROM users"), 40);
    assert!(first.expect(0, &["verify"]).out.contains("no problem was found"));
    let again = after(&done.err, "again: ");
    let words: Vec<&str> = again.split(' ').skip(1).collect();
    assert!(words.contains(&"--seed"), "{again}");
    second.expect(0, &words);
    let rows = "SELECT group_concat(email || created_at || balance) FROM users";
    let text = |folder: &Folder| -> String {
        let database = Connection::open(folder.path("dbmocker.db")).expect("a database");
        database.query_row(rows, [], |row| row.get(0)).expect(rows)
    };
    assert_eq!(text(&first), text(&second));
}

#[test]
fn mistakes_end_with_2_and_write_nothing() {
    let folder = Folder::with(USERS);
    folder.write("bad.yaml", "seed: 1\ntabels: {}\nload: {jobs: x}\n");
    folder.write("twice.yaml", "seed: 1\nseed: 2\n");
    folder.write("plan.json", "{}");
    for (args, words) in [
        (&["--rows", "-5"][..], &["`-5` is no row count", "write 1000"][..]),
        (&["-n", "-5"], &["`-5` is no row count"]),
        (&["-r", "ten"], &["`ten` is no row count"]),
        (&["--rows", "1,000"], &["without a comma"]),
        (&["--rows", "99999999999999999999"], &["no row count"]),
        (&["--seed", "-1"], &["--seed: `-1`"]),
        (&["--seed", "18446744073709551616"], &["--seed"]),
        (&["--seed", "abc", "--scale", "x", "-j", "0"], &["3 problems", "--seed", "--scale", "--jobs"]),
        (&["--rows", "usrs=5"], &["there is no table `usrs`; did you mean `users`?"]),
        (&["-t", "ordrs"], &["did you mean `orders`?"]),
        (&["--exclude", "ordrs"], &["did you mean `orders`?"]),
        (&["--locale", "xx"], &["there is no locale `xx`"]),
        (&["--now", "soon"], &["`soon` is no time"]),
        (&["--performance-mode", "ultra_hihg"], &["did you mean `ultra_high`?"]),
        (&["--verify", "ful"], &["did you mean `full`?"]),
        (&["--progress", "loud"], &["--progress"]),
        (
            &["-c", "bad.yaml"],
            &["bad.yaml:2:1: there is no key `tabels`; did you mean `tables`?", "bad.yaml:3:14"],
        ),
        (&["-c", "twice.yaml"], &["twice.yaml:2:1", "seed"]),
        (&["-c", "none.yaml"], &["none.yaml cannot be read"]),
        (&["--plan", "plan.json"], &["is no plan"]),
        (&["--report", "none/report.json"], &["cannot be written"]),
        (&["--schema-file", "none.sql"], &["none.sql cannot be read"]),
        (&["--fresh"], &["--fresh is for the embedded database"]),
        (&["--frsh"], &["unexpected argument '--frsh'"]),
        (&["--port", "x"], &["--port"]),
    ] {
        let args: Vec<&str> = ["generate", "app.db"].iter().chain(args).copied().collect();
        folder.refuses(2, &args, words);
    }
    for url in [
        "postgres://u@h/d?sslmod=on",
        "mysql://u@h/d?ssl-mod=on",
        "redis://h",
        ":memory:",
        "sqlite:",
        "app.db?mode=ro",
    ] {
        folder.refuses(2, &["generate", url], &["nothing was written"]);
    }
    folder.refuses(2, &["generate", "-h", "localhost", "-d", "shop"], &["--driver sqlite"]);
    let parts = ["generate", "-h", "127.0.0.1", "-p", "1", "-U", "u", "--driver", "postgresql"];
    folder.refuses(3, &parts, &["u@127.0.0.1:1/u", "nothing was written"]);
    folder.refuses(2, &["generate", "app.db", "-d", "other.db"], &["two databases"]);
    folder.refuses(2, &["preview", "usrs", "-d", "app.db"], &["did you mean `users`?"]);
    folder.refuses(2, &["explain", "users.emial", "-d", "app.db"], &["did you mean `email`?"]);
    folder.refuses(2, &["explain", "emial", "-d", "app.db"], &["did you mean `email`?"]);
    folder.refuses(2, &["preview", "--first", "-1", "-d", "app.db"], &["--first"]);
}

#[test]
fn what_is_no_database_ends_with_3_and_stays_as_it_is() {
    let folder = Folder::with(USERS);
    folder.write("text.db", "this is no database, only a text that is long enough to be looked at twice");
    std::fs::create_dir(folder.path("folder.db")).expect("a folder");
    for file in ["text.db", "folder.db", "missing.db", "none/app.db"] {
        folder.refuses(3, &["generate", file], &[]);
    }
    let path = folder.path("app.db");
    let mut permissions = std::fs::metadata(&path).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("permissions");
    // Nobody keeps root from writing.
    if std::fs::OpenOptions::new().append(true).open(&path).is_err() {
        folder.refuses(3, &["generate", "app.db"], &[]);
    }
}

#[test]
fn what_cannot_be_planned_ends_with_5() {
    Folder::with("").refuses(5, &["generate", "app.db"], &["no table"]);
    let folder = Folder::with("CREATE TABLE t (a TEXT NOT NULL CHECK (a IN ('x', 'y')) UNIQUE)");
    folder.refuses(5, &["generate", "app.db", "--strict", "-n", "3"], &["t: 2 rows of 3 asked"]);
    let done = folder.expect(0, &["generate", "app.db", "-n", "3"]);
    assert!(done.err.contains("t: 2 rows of 3 asked"), "{done:?}");
}

#[test]
fn rows_are_added_or_removed_only_with_consent() {
    let folder = Folder::with(USERS);
    folder.expect(0, &["generate", "app.db", "-n", "10"]);
    folder.refuses(4, &["generate", "app.db", "-n", "10"], &["it holds 20 rows", "--yes"]);
    folder.refuses(4, &["generate", "app.db", "-n", "10", "--truncate"], &["removed first", "--yes"]);
    folder.expect(0, &["generate", "app.db", "-n", "10", "--yes"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM orders"), 20);
    folder.expect(0, &["generate", "app.db", "-n", "7", "--yes", "--truncate"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM orders"), 7);
}

#[test]
fn a_plan_that_changed_is_refused_with_9() {
    let folder = Folder::with(USERS);
    folder.expect(0, &["plan", "app.db", "-n", "10", "-o", "plan.json"]);
    let plan: Json = serde_json::from_str(&folder.read("plan.json")).expect("JSON");
    assert_eq!(plan["tables"][0]["rows"], 10);
    folder.refuses(9, &["generate", "app.db", "-n", "11", "--plan", "plan.json"], &["the plan was"]);
    folder.refuses(9, &["generate", "app.db", "-n", "10", "--seed", "1", "--plan", "plan.json"], &[]);
    folder.expect(0, &["generate", "--plan", "plan.json"]);
    folder.refuses(9, &["generate", "app.db", "-n", "10", "--plan", "plan.json", "--yes"], &[]);
}

#[test]
fn no_rows_are_no_work_and_one_row_is_one() {
    let folder = Folder::with(USERS);
    folder.expect(0, &["generate", "app.db", "--rows", "0"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users"), 0);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM sqlite_master"), 2, "something stayed behind");
    folder.expect(0, &["generate", "app.db", "--rows", "1"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM orders"), 1);
    folder.expect(0, &["generate", "app.db", "--yes", "--rows", "2,users=3", "-t", "us*", "--scale", "2"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users"), 7);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM orders"), 1);
}

#[test]
fn names_may_hold_anything() {
    let folder = Folder::with(
        "CREATE TABLE \"a \"\"b\"\".c'd\" (\"select\" INTEGER PRIMARY KEY, \"e.f\" TEXT NOT NULL, \"🦀 x\" TEXT);
         CREATE TABLE \"group\" (\"order\" INTEGER PRIMARY KEY, \"from\" INTEGER REFERENCES \"a \"\"b\"\".c'd\" (\"select\"));
         CREATE TABLE \"esc\u{1b}[31m\" (\"x\u{202e}y\" TEXT);",
    );
    let done = folder.expect(0, &["generate", "app.db", "-n", "5"]);
    assert!(!done.err.contains('\u{1b}') && !done.err.contains('\u{202e}'), "{done:?}");
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM \"a \"\"b\"\".c'd\""), 5);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM \"group\""), 5);
    for args in [&["plan", "app.db", "-v"][..], &["inspect", "app.db"], &["preview", "-d", "app.db"]] {
        let out = folder.expect(0, args).out;
        assert!(out.contains("🦀 x") || out.contains("group"), "{args:?}: {out}");
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{args:?}: {out:?}");
    }
    let out = folder.expect(0, &["preview", "a \"b\".c'd", "-d", "app.db", "-f", "csv"]).out;
    assert!(out.starts_with("select,e.f,🦀 x\n"), "{out}");
}

/// Begins to load 150,000 rows, sends a signal after the first chunk; the exit code and what was said.
fn stopped_by(signal: &str, folder: &Folder) -> (Option<i32>, String) {
    let args = ["generate", "app.db", "-n", "150k", "--chunk-rows", "500", "--progress", "json"];
    let mut child = folder.command(&args).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut errors = BufReader::new(child.stderr.take().expect("stderr"));
    let mut text = String::new();
    while !text.contains("\"event\":\"chunk\"") {
        assert!(errors.read_line(&mut text).expect("a line") > 0, "it ended too early: {text}");
    }
    let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.is_ok_and(|status| status.success()));
    errors.read_to_string(&mut text).expect("text");
    (child.wait().expect("an end").code(), text)
}

#[test]
fn a_terminated_load_ends_with_143_and_what_was_committed_stays() {
    let folder = Folder::with(USERS);
    let (code, text) = stopped_by("-TERM", &folder);
    assert_eq!(code, Some(143), "{text}");
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users") % 500, 0, "half a chunk stayed");
}

#[test]
fn an_interrupted_load_goes_on_where_it_stopped() {
    let folder = Folder::with(USERS);
    let (code, text) = stopped_by("-INT", &folder);
    assert_eq!(code, Some(130), "{text}");
    assert!(folder.number("app.db", "SELECT count(*) FROM users") < 150_000);
    let next = after(&text, "next: dbmocker ");
    assert!(next.starts_with("resume --url app.db "), "{next}");
    let words: Vec<&str> = next.split(' ').collect();
    folder.refuses(9, &["resume", "--url", "app.db", "0000"], &["no unfinished run"]);
    folder.expect(0, &words);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM users"), 150_000);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM orders"), 150_000);
    folder.refuses(9, &["resume", "--url", "app.db"], &["no unfinished run"]);
}

#[test]
fn flags_win_over_the_environment_and_that_over_files() {
    let folder = Folder::with(USERS);
    folder.write("one.yaml", "seed: 1\ntarget: {url: app.db}\nload: {performance_mode: standard, jobs: 3}\n");
    folder.write("two.yaml", "seed: 2\ntables: {users: {rows: 7}}\n");
    let seed = |args: &[&str], env: &[(&str, &str)]| folder.plan(args, env)["seed"].as_u64();
    assert_eq!(seed(&["-c", "one.yaml"], &[]), Some(1));
    assert_eq!(seed(&["-c", "one.yaml", "--config-file", "two.yaml"], &[]), Some(2));
    assert_eq!(seed(&["-c", "one.yaml"], &[("DBMOCKER_SEED", "3")]), Some(3));
    assert_eq!(seed(&["-c", "one.yaml", "--seed", "0x4"], &[("DBMOCKER_SEED", "3")]), Some(4));
    let plan = folder.plan(&["-c", "one.yaml", "-c", "two.yaml", "-n", "5"], &[]);
    let load = |name: &str| plan["load"].as_array().and_then(|all| all.iter().find(|entry| entry[0] == name));
    assert_eq!(load("jobs").map(|entry| entry[1].clone()), Some("3".into()), "a file wins over the preset");
    assert_eq!(load("chunk_rows").map(|entry| entry[1].clone()), Some("10000".into()));
    let rows = |table: &str| {
        let tables = plan["tables"].as_array().expect("tables");
        tables.iter().find(|entry| entry["table"] == table).map(|entry| entry["rows"].clone())
    };
    assert_eq!((rows("users"), rows("orders")), (Some(7.into()), Some(5.into())));
}

#[test]
fn the_target_is_found_in_this_order() {
    let folder = Folder::new();
    for name in ["positional", "flag", "variable", "file"] {
        let database = Connection::open(folder.path(&format!("{name}.db"))).expect("a database");
        database.execute_batch(&format!("CREATE TABLE {name} (a INTEGER)")).expect("a table");
    }
    folder.write("c.yaml", "target: {url: 'sqlite:file.db'}\n");
    let table = |args: &[&str], env: &[(&str, &str)]| folder.plan(args, env)["tables"][0]["table"].clone();
    let variable = [("DATABASE_URL", "sqlite:variable.db")];
    assert_eq!(table(&["positional.db", "-c", "c.yaml", "--url", "flag.db"], &variable), "positional");
    assert_eq!(table(&["-c", "c.yaml", "--url", "flag.db"], &variable), "flag");
    assert_eq!(table(&["-c", "c.yaml", "-d", "flag.db"], &variable), "flag");
    assert_eq!(table(&["-c", "c.yaml", "--driver", "sqlite", "-d", "flag.db"], &[]), "flag");
    assert_eq!(table(&["-c", "c.yaml"], &variable), "variable");
    assert_eq!(table(&["-c", "c.yaml"], &[]), "file");
    assert_eq!(table(&[], &[]), "countries", "the embedded one");
}

#[test]
fn a_password_is_never_shown() {
    let folder = Folder::with(USERS);
    let secret = "k4n4rienvogel";
    let url = format!("postgres://user:{secret}@127.0.0.1:1/db");
    let query = format!("app.db?password={secret}");
    for args in [
        &["generate", &url][..],
        &["generate", "--url", &url],
        &["generate", &query],
        &["generate", "-h", "h", "-w", secret, "--driver", "mysql", "-d", "x"],
        &["generate", "app.db", "-w", secret, "-n", "3", "--report", "report.json", "-v"],
        &["generate", "app.db", "--password", secret, "-n", "3", "--log-format", "json"],
        &["plan", "app.db", "-w", secret, "-v"],
        &["resume", "--url", &url],
    ] {
        let done = folder.run(args);
        assert!(!done.out.contains(secret) && !done.err.contains(secret), "{args:?}: {done:?}");
    }
    let done = folder.run_with(&["generate"], &[("DATABASE_URL", &url)]);
    assert!(done.code == Some(3) && !done.err.contains(secret), "{done:?}");
    assert!(!folder.read("report.json").contains(secret));
    let warned = folder.run(&["plan", "app.db", "-w", secret]).err;
    assert!(warned.contains("visible to other users"), "{warned}");
}

#[test]
fn a_reader_that_goes_away_is_no_accident() {
    let folder = Folder::new();
    for args in
        [&["preview", "-n", "2k", "--rows-shown", "2000"][..], &["plan", "-v"], &["--help"], &["explain"]]
    {
        let mut child =
            folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?}: {output:?}");
    }
    let mut child = folder.command(&["generate", "-n", "50"]).stderr(Stdio::piped()).spawn().expect("runs");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

#[test]
fn a_starter_configuration_runs_unchanged_and_is_not_overwritten() {
    let folder = Folder::with(USERS);
    folder.expect(0, &["init", "app.db", "--seed", "5"]);
    let files = folder.files();
    assert!(files.contains_key(&folder.path("dbmocker.lock")));
    folder.refuses(4, &["init", "app.db"], &["dbmocker.yaml is there already", "--force"]);
    folder.expect(0, &["init", "app.db", "--seed", "5", "--force"]);
    assert!(folder.files() == files, "the same database gives the same files");
    folder.expect(0, &["generate", "-c", "dbmocker.yaml"]);
    assert_eq!(folder.number("app.db", "SELECT count(*) FROM orders"), 1000);
    assert_eq!(folder.plan(&["-c", "dbmocker.yaml"], &[])["seed"], 5);
    assert_eq!(
        folder.expect(0, &["init", "app.db", "--seed", "5", "-o", "-"]).out,
        folder.read("dbmocker.yaml")
    );
    folder.expect(0, &["init-config", "--reference", "-o", "all.yaml"]);
    folder.expect(0, &["plan", "app.db", "-c", "all.yaml"]);
    let lock = folder.read("dbmocker.lock").replace("\"lists\": \"", "\"lists\": \"0");
    folder.write("dbmocker.lock", &lock);
    folder.refuses(9, &["generate", "-c", "dbmocker.yaml", "--yes"], &["word lists"]);
}

#[test]
fn a_report_says_how_it_ended() {
    let folder = Folder::with(USERS);
    folder.expect(0, &["generate", "app.db", "-n", "20", "--seed", "9", "--report", "report.json", "-q"]);
    let report: Json = serde_json::from_str(&folder.read("report.json")).expect("JSON");
    assert_eq!((&report["exit"], &report["seed"], &report["rows"]), (&0.into(), &9.into(), &40.into()));
    assert_eq!(report["tables"][0]["rows"], 20);
    assert_eq!(report["plan_hash"].as_str().map(str::len), Some(64));
    assert!(report["tables"][0]["seconds"].is_f64() && report["command"].is_string(), "{report}");
    assert_eq!((&report["counts"]["rows_filled"], &report["counts"]["retries"]), (&40.into(), &0.into()));
    assert!(report["counts"]["statements"].as_u64() > Some(1), "{report}");
    for phase in ["inspect", "plan", "rehearse", "load", "finish", "verify"] {
        assert!(report["seconds"][phase].is_f64(), "{phase}: {report}");
    }
    for phase in ["fill", "encode", "send", "wait", "commit"] {
        assert!(report["seconds"]["of_threads"][phase].is_f64(), "{phase}: {report}");
    }
    assert_eq!(report["load"]["performance_mode"], "balanced");
    assert!(report["process"]["peak_bytes"].as_u64() > Some(1 << 20), "{report}");
    folder.expect(0, &["generate", "app.db", "-n", "20", "--yes", "--report", "report.txt", "-q"]);
    let text = folder.read("report.txt");
    assert!(text.contains("seconds.of_threads.fill") && text.contains("rows_per_second"), "{text}");
    folder.expect(4, &["generate", "app.db", "--report", "report.json"]);
    let report: Json = serde_json::from_str(&folder.read("report.json")).expect("JSON");
    assert!(report["exit"] == 4 && report["problems"][0].is_string(), "{report}");
    assert!(!folder.path("report.json.inprogress").exists());
}

#[test]
fn machines_can_read_what_is_said() {
    let folder = Folder::with(USERS);
    for args in [&["-n", "5"][..], &["-n", "5"], &["-n", "ten"]] {
        let args: Vec<&str> = ["generate", "app.db", "--log-format", "json", "--progress", "json"]
            .iter()
            .chain(args)
            .copied()
            .collect();
        for line in folder.run(&args).err.lines() {
            serde_json::from_str::<Json>(line).unwrap_or_else(|error| panic!("{args:?}: {line}: {error}"));
        }
    }
    for args in [
        &["inspect", "app.db", "-f", "json"][..],
        &["inspect", "app.db", "--meaning", "-f", "json"],
        &["preview", "users", "-d", "app.db", "-f", "json", "--rows-shown", "3"],
    ] {
        let out = folder.expect(0, args).out;
        serde_json::from_str::<Json>(&out).unwrap_or_else(|error| panic!("{args:?}: {out}: {error}"));
    }
    assert!(folder.expect(0, &["inspect", "app.db", "-f", "yaml"]).out.contains("table: users"));
    let quiet = folder.expect(0, &["generate", "app.db", "-n", "5", "--yes", "-q"]);
    assert!(quiet.out.is_empty() && quiet.err.is_empty(), "{quiet:?}");
}

#[test]
fn people_are_told_what_and_why() {
    let folder = Folder::new();
    let plan = folder.expect(0, &["plan", "--seed", "3"]).out;
    assert!(plan.contains("order_items") && plan.contains("memory"), "{plan}");
    let long = plan.lines().find(|line| line.chars().count() > 80);
    assert!(long.is_none(), "more than 80 columns: {long:?}");
    assert_eq!(folder.expect(0, &["generate", "--dry-run", "--seed", "3"]).out, plan);
    assert!(folder.expect(0, &["plan", "-v"]).out.contains("column name"));
    assert!(folder.expect(0, &["inspect"]).out.contains("FOREIGN KEY (user_id) REFERENCES users (id)"));
    assert!(folder.expect(0, &["analyze", "--meaning"]).out.contains("text columns are generic"));
    assert!(folder.expect(0, &["explain", "users.email"]).out.contains("generator: email"));
    let status = folder.expect(0, &["explain", "orders.status"]).out;
    for told in ["CHECK (status IN", "domain    one of 'new', 'paid'", "values: [\"new\",\"paid\""] {
        assert!(status.contains(told), "{told}: {status}");
    }
    assert!(folder.expect(0, &["explain", "orders.user_id"]).out.contains("distribution: uniform"));
    assert!(folder.expect(0, &["explain", "email"]).out.contains("e-mail"));
    assert!(folder.expect(0, &["explain", "users"]).out.contains("first_name"));
    let rows = folder
        .expect(0, &["preview", "users", "--seed", "3", "--first", "500", "--rows-shown", "2", "-f", "csv"]);
    assert_eq!(rows.out.lines().count(), 3, "{rows:?}");
    let far = folder.expect(0, &["preview", "users", "--first", "5000"]);
    assert!(far.out.contains("users"), "{far:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.expect(0, &["completions", shell]).out.contains("dbmocker"), "{shell}");
    }
    assert!(folder.files().is_empty(), "something was written: {:?}", folder.files().keys());
}

#[test]
fn settings_of_the_load_change_no_row() {
    let folder = Folder::new();
    folder.write(
        "shop.sql",
        &std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/shop.sqlite.sql"))
            .expect("a schema"),
    );
    let mut seen = Vec::new();
    for (at, mode) in
        ["standard", "balanced", "high_speed", "memory_efficient", "ultra_high"].iter().enumerate()
    {
        let file = format!("{at}.db");
        let chunk = format!("{}", 7 + at * 50);
        let args = [
            "generate",
            &file,
            "--schema-file",
            "shop.sql",
            "-n",
            "200",
            "--seed",
            "8",
            "--performance-mode",
            mode,
            "--chunk-rows",
            &chunk,
            "-q",
        ];
        folder.expect(0, &args);
        let database = Connection::open(folder.path(&file)).expect("a database");
        let rows = "SELECT group_concat(o.id || u.email || o.ordered_at) FROM orders o JOIN users u ON u.id = o.user_id";
        seen.push(database.query_row(rows, [], |row| row.get::<_, String>(0)).expect(rows));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
}

#[test]
fn a_starter_configuration_keeps_the_wishes() {
    let folder = Folder::with(USERS);
    let wished = [
        "app.db",
        "--rows",
        "50,users=20",
        "--seed",
        "5",
        "--scale",
        "2",
        "--locale",
        "de",
        "--now",
        "2026-01-31",
    ];
    let planned = folder.plan(&wished, &[]);
    folder.expect(0, &[&["init"], &wished[..]].concat());
    let again = folder.plan(&["-c", "dbmocker.yaml"], &[]);
    assert_eq!(planned["hash"], again["hash"], "{}", folder.read("dbmocker.yaml"));
}

#[test]
fn a_selection_of_nothing_and_a_contradicted_driver_are_refused() {
    let folder = Folder::with(USERS);
    folder.refuses(2, &["generate", "app.db", "--schema", "foo"], &["nothing is selected"]);
    folder.refuses(2, &["plan", "app.db", "-t", "users", "--exclude", "users"], &["nothing is selected"]);
    folder.refuses(2, &["plan", "sqlite:app.db", "--driver", "mysql"], &["--driver contradicts"]);
    let done = folder.expect(3, &["generate", "postgres://a:b@127.0.0.1:1/d"]);
    assert!(!done.err.contains("***y"), "{done:?}");
}
