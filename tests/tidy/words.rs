//! Words that no tracked file may hold, in its name or in its text: tools and places that are not the project's.

use crate::rule::{Finding, Rule};

pub const RULE: Rule = Rule {
    name: "no foreign words",
    check,
    planted: &[
        ("README.md", concat!("written with Co", "Pilot")),
        ("README.md", concat!("one\ntwo\nsee /wo", "rk/shared")),
        (concat!("docs/chat", "gpt.md"), ""),
        ("src/a.rs", concat!("// As an A", "I, it cannot")),
    ],
    clean: &[("README.md", "a session of the network/working set, as an aim")],
};

/// Written in two halves, so that the list does not find itself.
const FOREIGN: &[(&str, &str)] =
    &[("clau", "de"), ("anthro", "pic"), ("chat", "gpt"), ("copi", "lot"), ("/wo", "rk/"), ("as an ", "ai")];

const INSTEAD: &str = "say what the project does, and give places from its own root";

fn check(path: &str, text: &str) -> Vec<Finding> {
    let lines = std::iter::once((0, path)).chain(text.lines().enumerate().map(|(at, line)| (at + 1, line)));
    lines.flat_map(|(at, line)| foreign(line).map(move |word| finding(path, at, &word))).collect()
}

fn foreign(line: &str) -> impl Iterator<Item = String> {
    let line = line.to_lowercase();
    FOREIGN.iter().map(|(head, tail)| format!("{head}{tail}")).filter(move |word| holds(&line, word))
}

/// A phrase ends where its word ends: an aim is not the other thing.
fn holds(line: &str, word: &str) -> bool {
    let phrase = word.contains(' ');
    line.match_indices(word).any(|(at, _)| {
        let next = line[at + word.len()..].chars().next();
        !phrase || !next.is_some_and(char::is_alphanumeric)
    })
}

fn finding(path: &str, line: usize, word: &str) -> Finding {
    Finding::new(path, line, format!("\"{word}\""), INSTEAD)
}
