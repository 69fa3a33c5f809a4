//! How long files and functions may be, that every file says what it is, and how the tree stands to its aims.

use crate::paths::is_test_file;
use crate::rule::{Finding, Rule, parse};
use crate::walk::functions;

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;

/// Pure data: lists of words and names, of any length.
const TABLES: &[&str] = &["src/generate/dict/"];

macro_rules! ten {
    ($text:expr) => {
        concat!($text, $text, $text, $text, $text, $text, $text, $text, $text, $text)
    };
}

/// A file of 600 lines, and `last` after them.
macro_rules! six_hundred_lines {
    ($last:literal) => {
        concat!(
            ten!(ten!("\n")),
            ten!(ten!("\n")),
            ten!(ten!("\n")),
            ten!(ten!("\n")),
            ten!(ten!("\n")),
            ten!(ten!("\n")),
            $last
        )
    };
}

/// A function of 70 lines, when nothing between `head` and `tail` breaks the line.
macro_rules! seventy_lines {
    ($head:literal, $tail:literal) => {
        concat!($head, ten!("\n\n\n\n\n\n"), "\n\n\n\n\n\n\n\n\n", $tail)
    };
}

const FILE_OF_600: &str = six_hundred_lines!("");
const FILE_OF_601: &str = six_hundred_lines!("//");
const FUNCTION_OF_70: &str = seventy_lines!("/// Not counted.\n#[test]\nfn f() {", "}");
const FUNCTION_OF_71: &str = seventy_lines!("fn f() {", "\n}");
const METHOD_OF_71: &str = seventy_lines!("impl S { fn f() {", "\n} }");
const DEFAULT_OF_71: &str = seventy_lines!("trait T { fn f() {", "\n} }");

pub const FILES: Rule = Rule {
    name: "no file over 600 lines",
    check: files,
    planted: &[("src/plan/a.rs", FILE_OF_601), ("tests/a.rs", FILE_OF_601)],
    clean: &[("src/generate/dict/words.rs", FILE_OF_601), ("src/plan/a.rs", FILE_OF_600)],
};

pub const FUNCTIONS: Rule = Rule {
    name: "no function over 70 lines",
    check: long_functions,
    planted: &[
        ("src/plan/a.rs", FUNCTION_OF_71),
        ("tests/a.rs", FUNCTION_OF_71),
        ("src/plan/a.rs", METHOD_OF_71),
        ("src/plan/a.rs", DEFAULT_OF_71),
    ],
    clean: &[("src/plan/a.rs", FUNCTION_OF_70), ("src/plan/a.rs", "trait T { fn g(&self); }\n")],
};

pub const DOCS: Rule = Rule {
    name: "every file opens with a module doc",
    check: docs,
    planted: &[
        ("src/plan/a.rs", "use std::fmt;\n//! Late.\n"),
        ("tests/a.rs", "/// Wrong.\n"),
        ("src/a.rs", ""),
    ],
    clean: &[
        ("src/plan/a.rs", "//! What it is.\n"),
        ("benches/a.rs", "//! What it measures.\n\nfn main() {}"),
    ],
};

fn files(path: &str, text: &str) -> Vec<Finding> {
    let lines = text.lines().count();
    let table = TABLES.iter().any(|folder| path.starts_with(folder));
    if table || lines <= FILE_LINES_MAX {
        return Vec::new();
    }
    let what = format!("{lines} lines, at most {FILE_LINES_MAX}");
    vec![Finding::new(path, 0, what, "split it where its nouns part: one file per noun, as `ls` should read")]
}

fn long_functions(path: &str, text: &str) -> Vec<Finding> {
    functions(&parse(path, text))
        .iter()
        .filter(|function| function.lines > FUNCTION_LINES_MAX)
        .map(|function| {
            let what =
                format!("`{}` has {} lines, at most {FUNCTION_LINES_MAX}", function.name, function.lines);
            Finding::new(
                path,
                function.line,
                what,
                "keep the ifs here and move each branch's work into a function",
            )
        })
        .collect()
}

fn docs(path: &str, text: &str) -> Vec<Finding> {
    if text.starts_with("//! ") {
        return Vec::new();
    }
    let instead = "say first what it is, what it must not know and where to start: `//! …`";
    vec![Finding::new(path, 1, "no module doc", instead)]
}

/// Medians and nine in ten of product code, beside their aims.
pub fn summary(sources: &[(String, String)]) -> String {
    let product = || sources.iter().filter(|(path, _)| path.starts_with("src/") && !is_test_file(path));
    let of_files: Vec<usize> = product().map(|(_, text)| text.lines().count()).collect();
    let of_functions: Vec<usize> = product()
        .flat_map(|(path, text)| functions(&parse(path, text)))
        .map(|function| function.lines)
        .collect();
    format!(
        "functions: {} (aims: p50 8, p90 30)\nfiles: {} (aim: p50 150)",
        quantiles(of_functions),
        quantiles(of_files)
    )
}

fn quantiles(mut lengths: Vec<usize>) -> String {
    lengths.sort_unstable();
    let at =
        |percent: usize| lengths.get((lengths.len() * percent / 100).min(lengths.len().max(1) - 1)).copied();
    let shown = |length: Option<usize>| length.unwrap_or_default();
    format!("{}, lines p50 {}, p90 {}, max {}", lengths.len(), shown(at(50)), shown(at(90)), shown(at(100)))
}
