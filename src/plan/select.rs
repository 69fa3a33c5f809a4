//! Which tables a run is about, and names that are nearly right.

use std::collections::BTreeSet;

pub use crate::config::unknown;
use crate::config::{Config, Wrong};
use crate::schema::Schema;

/// Positions of the tables that the configuration selects.
pub(super) fn selected(schema: &Schema, config: &Config, problems: &mut Vec<Wrong>) -> BTreeSet<usize> {
    let select = &config.select;
    let names: Vec<String> = schema.tables.iter().map(|table| table.name.to_string()).collect();
    for (list, patterns) in [("include", &select.include), ("exclude", &select.exclude)] {
        for (at, pattern) in patterns.iter().enumerate() {
            if !names.iter().any(|name| glob(pattern, name)) {
                let what = unknown("table", pattern, names.iter().cloned());
                problems.push(Wrong::new(["select", list, &at.to_string()], what));
            }
        }
    }
    let chosen: BTreeSet<usize> = (0..names.len())
        .filter(|&at| {
            let namespace = schema.tables[at].name.schema.as_deref().unwrap_or("main");
            (select.include.is_empty() || select.include.iter().any(|pattern| glob(pattern, &names[at])))
                && !select.exclude.iter().any(|pattern| glob(pattern, &names[at]))
                && (select.schemas.is_empty()
                    || select.schemas.iter().any(|pattern| glob(pattern, namespace)))
        })
        .collect();
    if chosen.is_empty() && !names.is_empty() && problems.is_empty() {
        let what = "nothing is selected: include, exclude and schemas leave no table";
        problems.push(Wrong::new(["select"], what));
    }
    chosen
}

/// Positions of the tables that a configuration selects; names that match nothing are left to the plan.
pub fn selected_tables(schema: &Schema, config: &Config) -> BTreeSet<usize> {
    selected(schema, config, &mut Vec::new())
}

/// Whether a name matches a glob of `*` and `?`, without regard to case.
pub fn glob(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.to_lowercase().chars().collect(), name.to_lowercase().chars().collect());
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) && pattern[p] != '*' {
            (p, n) = (p + 1, n + 1);
        } else if pattern.get(p) == Some(&'*') {
            star = Some((p, n));
            p += 1;
        } else if let Some((at, from)) = star {
            (p, n) = (at + 1, from + 1);
            star = Some((at, from + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_whole_names() {
        for (pattern, name, matches) in [
            ("*", "a", true),
            ("user*", "Users", true),
            ("a?c", "abc", true),
            ("a", "ab", false),
            ("*x*", "axb", true),
            ("*a*b", "aab", true),
        ] {
            assert_eq!(glob(pattern, name), matches, "{pattern} {name}");
        }
    }
}
