//! The rules by the words that they can begin with, so that a name meets only the few that may fit.
//!
//! Must not know: how a rule decides. Start reading at [`candidates`].

use std::collections::HashMap;
use std::sync::OnceLock;

use super::rule::Rule;
use super::rules;

/// Positions in the order of the rules, by first word.
type Index = HashMap<&'static str, Vec<usize>>;

/// Rules of which one alternative begins with a token of the name, in the order of the rules.
pub(super) fn candidates(tokens: &[String]) -> impl Iterator<Item = &'static Rule> {
    static INDEX: OnceLock<(Vec<&'static Rule>, Index)> = OnceLock::new();
    let (all, index) = INDEX.get_or_init(build);
    let known = tokens.iter().filter_map(|token| index.get(token.as_str()));
    let mut positions: Vec<usize> = known.flatten().copied().collect();
    positions.sort_unstable();
    positions.dedup();
    positions.into_iter().map(|at| all[at])
}

fn build() -> (Vec<&'static Rule>, Index) {
    let all: Vec<&'static Rule> = rules::TABLES.iter().flat_map(|table| table.iter()).collect();
    let mut index = Index::new();
    for (at, rule) in all.iter().enumerate() {
        for words in rule.names.split('|') {
            let first = words.split(' ').next().unwrap_or_default();
            index.entry(first).or_default().push(at);
        }
    }
    (all, index)
}
