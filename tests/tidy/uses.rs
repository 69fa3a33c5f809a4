//! Who may use whom: the table of the architecture as data. A room is a top-level module of `src/`.
//!
//! Adding a room = one line in [`ROOMS`]. The package's root (`lib.rs`) names every room; the program
//! (`main.rs`) knows only the command line.

use crate::paths::{Named, module, named};
use crate::rule::{Finding, Rule};

pub const RULE: Rule = Rule {
    name: "who may use whom",
    check,
    planted: &[
        ("src/target/a.rs", "use crate::plan::DataPlan;"),
        ("src/target/a.rs", "use crate::{data::Block, plan::{self as p}};"),
        ("src/encode/a.rs", "use crate::generate::*;"),
        ("src/encode/mod.rs", "use super::generate;"),
        ("src/encode/text/mod.rs", "use super::super::plan::DataPlan as P;"),
        ("src/config/a.rs", "fn f(table: &crate::schema::Table) {}"),
        ("src/schema/a.rs", "fn f() { g(|| dbmocker::plan::build()); }"),
        ("src/data/a.rs", "fn f() { assert_eq!(1, crate::random::key(1)); }"),
        ("src/data/a.rs", "fn f(x: u8) { match x { crate::plan::A => {} _ => {} } }"),
        ("src/random/a.rs", "use crate as root; fn f() { root::schema::g() }"),
        ("src/schema/a.rs", "use crate::*;"),
        ("src/ident.rs", "use crate::error::Error;"),
        ("src/cli/a.rs", "use crate::plan::DataPlan;"),
        ("src/cli/a.rs", "use crate::data::{Event, Chunk};"),
        ("src/ui/a.rs", "use crate::data;"),
        ("src/ui/a.rs", "use crate::run::*;"),
        ("src/ui/a.rs", "use crate::cli::Args;"),
        ("src/schema/a.rs", "use crate::Error;"),
        ("src/shortcut/mod.rs", "use crate::data::Block;"),
        ("src/target/a.rs", "#[cfg(test)] mod tests { use crate::plan::build; }"),
        ("src/main.rs", "fn main() { dbmocker::run::run() }"),
    ],
    clean: &[
        ("src/lib.rs", "pub mod plan; pub use plan::DataPlan; pub use crate::cli::Args;"),
        ("src/main.rs", "fn main() { dbmocker::cli::main() }"),
        ("src/target/a.rs", "use crate::{data::Block, encode::Encoder, schema::*, error::Error};"),
        ("src/plan/infer/a.rs", "use super::super::rows; use crate::plan::build; use self::b::C; mod b {}"),
        ("src/cli/a.rs", "use crate::data::Event; use crate::run::Control; use crate::{app, ui::Voice};"),
        ("src/cli/a.rs", "fn f(event: &Event) { use crate::data::Event::{Notice, Started}; }"),
        (
            "src/schema/a.rs",
            "#[cfg(test)] mod tests { use super::*; use crate::{random::Key, generate::find}; }",
        ),
        ("src/schema/expr/tests/reading.rs", "use crate::random::Key;"),
        ("src/data/a.rs", "/// See [`crate::plan`].\nfn f() { println!(\"crate::plan\"); }"),
    ],
};

/// What a room may use: another room, or one item of it.
enum May {
    Room(&'static str),
    Item(&'static str, &'static str),
}

use May::{Item, Room};

/// What anybody may use, and test code besides.
const BY_ALL: &[&str] = &["error", "ident"];
const BY_TESTS: &[&str] = &["random", "generate"];

const ROOMS: &[(&str, &[May])] = &[
    ("error", &[]),
    ("ident", &[]),
    ("data", &[]),
    ("random", &[]),
    ("schema", &[Room("data")]),
    ("config", &[Room("data")]),
    ("profile", &[Room("data")]),
    ("generate", &[Room("data"), Room("random")]),
    ("bytes", &[Room("data"), Room("random")]),
    ("workload", &[Room("data"), Room("random")]),
    ("cache", &[Room("data")]),
    (
        "plan",
        &[Room("schema"), Room("config"), Room("profile"), Room("generate"), Room("data"), Room("random")],
    ),
    ("encode", &[Room("data")]),
    ("target", &[Room("encode"), Room("schema"), Room("data")]),
    ("run", &[Room("plan"), Room("encode"), Room("target"), Room("data"), Room("generate")]),
    (
        "app",
        &[
            Room("run"),
            Room("target"),
            Room("encode"),
            Room("plan"),
            Room("cache"),
            Room("workload"),
            Room("bytes"),
            Room("generate"),
            Room("profile"),
            Room("config"),
            Room("schema"),
            Room("random"),
            Room("data"),
        ],
    ),
    ("ui", &[APP, CONFIG, EVENT, CONTROL]),
    ("cli", &[Room("ui"), APP, CONFIG, EVENT, CONTROL]),
];

const APP: May = Room("app");
const CONFIG: May = Room("config");
const EVENT: May = Item("data", "Event");
/// A trait of app's hands it out.
const CONTROL: May = Item("run", "Control");

fn check(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with("src/") || path == "src/lib.rs" {
        return Vec::new();
    }
    let room = if path == "src/main.rs" { "main".to_owned() } else { module(path)[0].clone() };
    let Some(may) = allowed(&room) else {
        return vec![Finding::new(
            path,
            0,
            format!("`{room}` is not a room of the table"),
            "put the file into the room it belongs to, or give the room a line in tests/tidy/uses.rs",
        )];
    };
    let mut found: Vec<Finding> = named(path, text)
        .iter()
        .filter(|named| named.path[0] == "crate")
        .filter_map(|named| breach(&room, may, named).map(|(what, instead)| (named.line, what, instead)))
        .map(|(line, what, instead)| Finding::new(path, line, what, instead))
        .collect();
    found.dedup();
    found
}

fn allowed(room: &str) -> Option<&'static [May]> {
    if room == "main" {
        return Some(&[Room("cli")]);
    }
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, may)| *may)
}

fn breach(room: &str, may: &[May], named: &Named) -> Option<(String, String)> {
    let Some(used) = named.path.get(1) else {
        let whole = named.glob.then_some("all rooms at once are used");
        return whole.map(|what| (what.to_owned(), "name the room and the item".to_owned()));
    };
    if used == room || BY_ALL.contains(&used.as_str()) && !BY_ALL.contains(&room) {
        return None;
    }
    if allowed(used).is_none() {
        let what = format!("`{}` does not name a room", named.path.join("::"));
        return Some((what, "name the item by the room it lives in".to_owned()));
    }
    if permits(may, named) || named.test && BY_TESTS.contains(&used.as_str()) {
        return None;
    }
    Some((format!("`{room}` may not use `{}`", named.path.join("::")), instead(room, may)))
}

fn permits(may: &[May], named: &Named) -> bool {
    may.iter().any(|may| match may {
        Room(room) => named.path[1] == *room,
        Item(room, item) => named.path[1] == *room && named.path.get(2).is_some_and(|name| name == item),
    })
}

fn instead(room: &str, may: &[May]) -> String {
    let list: Vec<String> = may
        .iter()
        .map(|may| match may {
            Room(room) => (*room).to_owned(),
            Item(room, item) => format!("{room}::{item}"),
        })
        .collect();
    if list.is_empty() {
        return format!("`{room}` stands alone: move the item here, or hand its value in");
    }
    format!("it may use {}; move the item there, or hand its value in", list.join(", "))
}
