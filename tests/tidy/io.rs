//! Where no I/O is done: the rooms that are functions of their arguments see no disk, network, process,
//! environment or clock.

use crate::paths::{Named, module, named};
use crate::rule::{Finding, Rule};

pub const RULE: Rule = Rule {
    name: "no I/O in pure rooms",
    check,
    planted: &[
        ("src/plan/a.rs", "use std::fs;"),
        ("src/plan/a.rs", "use std::{fmt, fs::File as F};"),
        ("src/config/a.rs", "fn f() { let home = std::env::var(\"HOME\"); }"),
        ("src/generate/a.rs", "use std::time::*;"),
        ("src/generate/a.rs", "use std::*;"),
        ("src/generate/a.rs", "use std::time; fn f() { time::Instant::now(); }"),
        ("src/data/a.rs", "fn f() { assert!(std::time::SystemTime::now() > x); }"),
        ("src/encode/a.rs", "use std::net::TcpStream;"),
        ("src/random/a.rs", "#[cfg(test)] mod tests { use std::process::id; }"),
        ("src/schema/a.rs", "use std::io::stdout;"),
    ],
    clean: &[
        ("src/data/a.rs", "use std::time::Duration; use std::io::Write; use core::net::Ipv4Addr;"),
        ("src/app/a.rs", "use std::fs; use std::time::SystemTime;"),
        ("src/config/a.rs", "const TEXT: &str = include_str!(\"a.yaml\"); const V: &str = env!(\"X\");"),
    ],
};

const PURE_ROOMS: &[&str] = &["data", "random", "schema", "config", "generate", "plan", "encode"];

/// What is refused and what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("std::fs", "take the text as an argument; app reads files"),
    ("std::net", "take the answer as an argument, or use core::net for addresses that are only values"),
    ("std::process", "return an error; the skins end the process"),
    ("std::env", "take the value as an argument; app reads the environment"),
    ("std::time::SystemTime", "take `now` as an argument; app reads the clock"),
    ("std::time::Instant", "measure in run or app"),
    ("std::io::stdin", "take the text as an argument"),
    ("std::io::stdout", "return the text; the skins print"),
    ("std::io::stderr", "return the text; the skins print"),
];

fn check(path: &str, text: &str) -> Vec<Finding> {
    let pure = path.starts_with("src/") && module(path).first().is_some_and(|room| is_pure(room));
    if !pure {
        return Vec::new();
    }
    named(path, text).iter().filter_map(|named| breach(path, named)).collect()
}

fn is_pure(room: &str) -> bool {
    PURE_ROOMS.contains(&room)
}

fn breach(path: &str, named: &Named) -> Option<Finding> {
    let (refused, instead) = REFUSED.iter().find(|(refused, _)| covers(refused, named))?;
    Some(Finding::new(path, named.line, format!("`{refused}` in a room that does no I/O"), *instead))
}

/// The path is the refused one or below it, or a glob brings it in.
fn covers(refused: &str, named: &Named) -> bool {
    let refused: Vec<&str> = refused.split("::").collect();
    let shared = refused.iter().zip(&named.path).take_while(|(a, b)| *a == b).count();
    shared == refused.len() || named.glob && shared == named.path.len()
}
