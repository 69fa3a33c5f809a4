//! The rules of the house as tests: who may use whom, where no I/O is done, how long things may be, and which
//! names and words are not ours.
//!
//! A rule is a function over (path, text) with samples of its own: planted violations that it must find and
//! clean ones that it must pass. Adding a rule = one [`Rule`] and one line in [`RULES`].
//! Start reading at [`rule`]; the table of who may use whom is in [`uses`].

#[path = "tidy/io.rs"]
mod io;
#[path = "tidy/length.rs"]
mod length;
#[path = "tidy/names.rs"]
mod names;
#[path = "tidy/paths.rs"]
mod paths;
#[path = "tidy/rule.rs"]
mod rule;
#[path = "tidy/stubs.rs"]
mod stubs;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/uses.rs"]
mod uses;
#[path = "tidy/walk.rs"]
mod walk;
#[path = "tidy/words.rs"]
mod words;

use rule::{Finding, Rule};

/// Every rule over Rust sources.
const RULES: &[&Rule] =
    &[&uses::RULE, &io::RULE, &length::FILES, &length::FUNCTIONS, &length::DOCS, &names::RULE, &stubs::RULE];

#[test]
fn planted_violations_are_found() {
    for rule in RULES.iter().copied().chain([&words::RULE]) {
        assert!(!rule.planted.is_empty() && !rule.clean.is_empty(), "`{}` has no samples", rule.name);
        for (path, text) in rule.planted {
            assert!(!(rule.check)(path, text).is_empty(), "`{}` missed in {path}:\n{text}", rule.name);
        }
    }
}

#[test]
fn clean_samples_pass() {
    for rule in RULES.iter().copied().chain([&words::RULE]) {
        for (path, text) in rule.clean {
            let found = (rule.check)(path, text);
            assert!(found.is_empty(), "`{}` refused\n{text}\n{}", rule.name, report(&found));
        }
    }
}

#[test]
fn rust_sources_keep_every_rule() {
    let found: Vec<Finding> = tree::rust_sources()
        .iter()
        .flat_map(|(path, text)| RULES.iter().flat_map(move |rule| (rule.check)(path, text)))
        .collect();
    assert!(found.is_empty(), "{} findings\n{}", found.len(), report(&found));
}

#[test]
fn tracked_files_have_no_foreign_words() {
    let found: Vec<Finding> =
        tree::tracked_files().iter().flat_map(|(path, text)| (words::RULE.check)(path, text)).collect();
    assert!(found.is_empty(), "{} findings\n{}", found.len(), report(&found));
}

/// Shown by `cargo test --test tidy -- --nocapture lengths`.
#[test]
#[expect(clippy::print_stdout, reason = "the aims are reported, only the limits are enforced")]
fn lengths_are_reported() {
    println!("{}", length::summary(&tree::rust_sources()));
}

fn report(found: &[Finding]) -> String {
    found.iter().map(|finding| format!("  {finding}\n")).collect()
}
