//! Which tables a run is about, and names that are nearly right.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::schema::Schema;

/// Positions of the tables that the configuration selects.
pub(super) fn selected(schema: &Schema, config: &Config, problems: &mut Vec<String>) -> BTreeSet<usize> {
    let select = &config.select;
    let names: Vec<String> = schema.tables.iter().map(|table| table.name.to_string()).collect();
    for pattern in select.include.iter().chain(&select.exclude) {
        if !names.iter().any(|name| glob(pattern, name)) {
            problems.push(unknown("table", pattern, names.iter().cloned()));
        }
    }
    (0..names.len())
        .filter(|&at| {
            let namespace = schema.tables[at].name.schema.as_deref().unwrap_or("main");
            (select.include.is_empty() || select.include.iter().any(|pattern| glob(pattern, &names[at])))
                && !select.exclude.iter().any(|pattern| glob(pattern, &names[at]))
                && (select.schemas.is_empty()
                    || select.schemas.iter().any(|pattern| glob(pattern, namespace)))
        })
        .collect()
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

/// "there is no table `usres`; did you mean `users`?"
pub fn unknown(what: &str, name: &str, known: impl Iterator<Item = String>) -> String {
    let nearest = known.map(|other| (distance(&name.to_lowercase(), &other.to_lowercase()), other)).min();
    match nearest {
        Some((edits, other)) if edits <= 2.max(name.chars().count() / 3) => {
            format!("there is no {what} `{name}`; did you mean `{other}`?")
        }
        _ => format!("there is no {what} `{name}`"),
    }
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
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

    #[test]
    fn near_names_are_offered() {
        let known = || ["users".to_owned(), "orders".to_owned()].into_iter();
        assert!(unknown("table", "usres", known()).contains("did you mean `users`"));
        assert!(!unknown("table", "inventory", known()).contains("did you mean"));
    }
}
