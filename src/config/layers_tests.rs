//! What a configuration file may hold, and what is said about what it may not. Start reading at [`read_one`].

use std::collections::BTreeMap;

use super::*;
use crate::config::{Distribution, Rows};

fn environment(name: &str) -> Option<String> {
    match name {
        "ROWS" => Some("12".to_owned()),
        "NAME" => Some("a ${ROWS} b".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}

fn read_files(files: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let mut fetch = |path: &str| {
        let text = files.get(path).ok_or_else(|| format!("{path} cannot be read: no such file"))?;
        Ok((path.to_owned(), (*text).to_owned()))
    };
    let layer = read_layers("a.yaml", &mut fetch, &environment, &mut Places::default())?;
    merged(vec![layer]).map_err(|problem| vec![problem])
}

fn read_one(text: &str) -> Result<Config, Vec<String>> {
    read_files(&[("a.yaml", text)])
}

fn problems(text: &str) -> Vec<String> {
    read_one(text).expect_err(text)
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let config = read_one(
        "locale: no\nseed: 0o17\nnow: 2026-01-31\nstrict: true\ntables:\n  t:\n    rows: 1_000\n    columns:\n      c: {min: 2024-01-01, max: 010, values: [yes, 1.5, null, 0x10]}\n",
    )
    .expect("valid");
    assert_eq!(config.locale.as_deref(), Some("no"));
    assert_eq!(config.seed, Some(15));
    assert_eq!(config.now.as_deref(), Some("2026-01-31"));
    assert_eq!(config.tables["t"].rows, Some(Rows::Text("1_000".to_owned())));
    let column = &config.tables["t"].columns["c"];
    assert_eq!(column.min, Some(Json::from("2024-01-01")));
    assert_eq!(column.max, Some(Json::from(10)));
    assert_eq!(column.values, Some(vec!["yes".into(), 1.5.into(), Json::Null, 16.into()]));
}

#[test]
fn the_largest_seed_is_read_and_a_larger_one_refused() {
    assert_eq!(read_one("seed: 18446744073709551615").expect("largest").seed, Some(u64::MAX));
    for text in ["seed: 18446744073709551616", "seed: -1", "seed: 1.5", "seed: ten"] {
        assert!(problems(text)[0].starts_with("a.yaml:1:7: seed: "), "{:?}", problems(text));
    }
}

#[test]
fn every_problem_is_told_with_place_path_and_nearest_key() {
    let found = problems(
        "tabels: {}\nload:\n  jobs: many\n  chunk_row: 5\ntables:\n  t:\n    rows: -5\n    columns: {c: {generater: email}}\n",
    );
    assert_eq!(
        found,
        [
            "a.yaml:1:1: there is no key `tabels`; did you mean `tables`?",
            "a.yaml:3:9: load.jobs: invalid type: string \"many\", expected a whole number from 0",
            "a.yaml:4:3: load: there is no key `chunk_row`; did you mean `chunk_rows`?",
            "a.yaml:7:11: tables.t.rows: `-5` is no row count; write 1000, 10k, 1.5M or 2e6",
            "a.yaml:8:19: tables.t.columns.c: there is no key `generater`; did you mean `generator`?",
        ]
    );
}

#[test]
fn a_key_that_is_near_none_is_told_all_of_them() {
    let found = problems("relations: [{from: a.b, to: c.d, distribution: uniform}]");
    assert_eq!(
        found,
        ["a.yaml:1:34: relations[0]: there is no key `distribution`; there are from, to, fan_out, when"]
    );
    let found = problems("tables: {t: {columns: {c: {null: 0.5}}}}");
    assert_eq!(found, ["a.yaml:1:28: a key is nothing (`null`); the share of NULL is `null_share`"]);
}

#[test]
fn rows_have_three_forms() {
    let config = read_one("defaults: {rows: 2e6}\ntables:\n  a: {rows: 5}\n  b: {rows: {per: a, count: 3}}\n  c: {rows: {per: a, count: 1..5}}\n").expect("valid");
    assert_eq!(config.defaults.rows, Some(Rows::Count(2_000_000)));
    let per = |count: &str| Some(Rows::Per { per: "a".to_owned(), count: count.to_owned() });
    assert_eq!(config.tables["b"].rows, per("3"));
    assert_eq!(config.tables["c"].rows, per("1..5"));
    for text in ["{per: a}", "{per: a, count: 5..1}", "{pr: a, count: 1}", "[1]", "ten", "-1"] {
        assert!(read_one(&format!("defaults: {{rows: {text}}}")).is_err(), "{text}");
    }
}

#[test]
fn hostile_files_are_refused() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    let deep = format!("tables: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    let block = (0..5_000).map(|depth| format!("{}a:\n", " ".repeat(depth % 200))).collect::<String>();
    let large = "#".repeat((1 << 20) + 1);
    for text in [
        bomb,
        &deep,
        &block,
        &large,
        "seed: 1\n---\nseed: 2\n",
        "seed: 1\nseed: 2\n",
        "tables:\n\tt: {}\n",
        "now: !!python/object:os.system x\n",
        "seed: .nan\n",
        "[1, 2]",
        "just text",
        "a: b: c",
    ] {
        let found = problems(text);
        assert!(!found.is_empty() && found.iter().all(|problem| problem.starts_with("a.yaml")), "{found:?}");
    }
    assert!(
        problems("seed: 1\nload: {jobs: 1, jobs: 2}\n")[0].starts_with("a.yaml:2:"),
        "{:?}",
        problems("seed: 1\nload: {jobs: 1, jobs: 2}\n")
    );
    for text in ["", "# nothing\n", "\u{feff}seed: 1\r\nlocale: de\r\n"] {
        assert!(read_one(text).is_ok(), "{text:?}: {:?}", read_one(text));
    }
}

#[test]
fn variables_are_replaced_in_values_only() {
    let config = read_one("seed: ${ROWS}\nnow: \"${ROWS}\"\nlocale: x${NONE:-de}${EMPTY:-y}\ntarget: {url: '${NAME}', schema_file: '$${NAME} ${digits:4}'}\n").expect("valid");
    assert_eq!(config.seed, Some(12));
    assert_eq!(config.now.as_deref(), Some("12"));
    assert_eq!(config.locale.as_deref(), Some("xdey"));
    assert_eq!(config.target.url.as_deref(), Some("a ${ROWS} b"));
    assert_eq!(config.target.schema_file.as_deref(), Some("${NAME} ${digits:4}"));
    assert!(
        problems("seed: 1\nlocale: ${NONE}\n")[0].starts_with("a.yaml:2:9: the variable NONE is not set")
    );
    assert!(problems("tables: {'${ROWS}': {}}")[0].contains("not replaced in keys"));
}

#[test]
fn includes_lie_below_and_stay_in_the_folder() {
    let files = [
        ("a.yaml", "include: [sub/b.yaml]\nseed: 2\ntables: {t: {rows: 5}}"),
        (
            "sub/b.yaml",
            "include: [../c.yaml]\nseed: 1\nlocale: de\ntables: {t: {columns: {c: {unique: true}}}}",
        ),
        ("c.yaml", "locale: fr\nnow: today\nrelations: [{from: a.b, to: c.d, fan_out: {zipf: 1.2}}]"),
    ];
    let config = read_files(&files).expect("valid");
    assert_eq!(
        (config.seed, config.locale.as_deref(), config.now.as_deref()),
        (Some(2), Some("de"), Some("today"))
    );
    assert_eq!(config.tables["t"].rows, Some(Rows::Count(5)));
    assert_eq!(config.tables["t"].columns["c"].unique, Some(true));
    assert_eq!(config.relations[0].fan_out, Some(Distribution::Zipf(1.2)));
    for (text, words) in [
        ("include: [../../x.yaml]", "outside of the configuration's folder"),
        ("include: [/etc/passwd]", "outside of the configuration's folder"),
        ("include: [a.yaml]", "files include each other: a.yaml > a.yaml"),
        ("include: [none.yaml]", "none.yaml cannot be read"),
        ("include: b.yaml", "include: invalid type"),
    ] {
        assert!(problems(text)[0].contains(words), "{:?}", problems(text));
    }
}

#[test]
fn later_layers_win_by_key() {
    let layer = |text: &str| serde_json::from_str(text).expect("json");
    let config = merged(vec![
        layer(r#"{"seed": 1, "tables": {"t": {"rows": 1, "columns": {"a": {"unique": true}}}}}"#),
        layer(r#"{"tables": {"t": {"rows": {"per": "u", "count": "1..2"}, "columns": {"b": {}}}}}"#),
    ]);
    let config = config.expect("fits");
    assert_eq!(config.seed, Some(1));
    assert_eq!(config.tables["t"].columns.len(), 2);
}

#[test]
fn the_keys_of_a_column_are_those_that_are_set() {
    let all = "generator: a, params: {a: 1}, min: 1, max: 1, values: [1], weights: [1], pattern: a, format: a, template: a, expr: a, lookup: {by: a}, values_from: a.b, null_share: 1, unique: true, distribution: uniform, stream: a, duplicates: {}";
    let config = read_one(&format!("tables: {{t: {{columns: {{c: {{{all}}}}}}}}}")).expect("valid");
    let set = serde_json::to_value(&config.tables["t"].columns["c"]).expect("a map");
    let set: Vec<&str> = set.as_object().expect("a map").keys().map(String::as_str).collect();
    assert_eq!(config.tables["t"].columns["c"].keys().collect::<Vec<_>>(), set);
    assert_eq!(crate::config::ColumnConfig::default().keys().next(), None);
}

#[test]
fn a_place_is_that_of_the_layer_that_wins() {
    let files: BTreeMap<&str, &str> = [
        ("a.yaml", "include: [b.yaml]\ntables:\n  t: {rows: 5}\nselect: {include: [x]}\n"),
        (
            "b.yaml",
            "tables: {t: {rows: 1, columns: {c: {unique: true}}}}\nselect: {include: [y, z], exclude: [w]}\n",
        ),
    ]
    .into();
    let mut fetch = |path: &str| Ok((path.to_owned(), files[path].to_owned()));
    let mut places = Places::default();
    read_layers("a.yaml", &mut fetch, &environment, &mut places).expect("valid");
    places.forget(&["select", "exclude"]);
    for (path, told) in [
        (&["tables", "t", "rows"][..], "a.yaml:3:13: tables.t.rows: x"),
        (&["tables", "t"], "a.yaml:3:3: tables.t: x"),
        (&["tables", "t", "columns", "c", "unique"], "b.yaml:1:45: tables.t.columns.c.unique: x"),
        (&["select", "include", "0"], "a.yaml:4:20: select.include.0: x"),
        (&["select", "include", "1"], "select.include.1: x"),
        (&["select", "exclude", "0"], "select.exclude.0: x"),
    ] {
        assert_eq!(crate::config::Wrong::new(path.iter().copied(), "x").told(&places), told);
    }
}
