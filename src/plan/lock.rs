//! `dbmocker.lock`: what decides bytes besides the configuration and the schema, kept beside the configuration.

use serde::{Deserialize, Serialize};

use crate::generate;

/// The versions, lists, seed and present that a run used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Version of this format.
    pub format: u32,
    /// The seed.
    pub seed: u64,
    /// The plan's present, microseconds since 1970.
    pub now: i64,
    /// The locale and the digest of its lists.
    pub locale: String,
    /// Digest of the locale's lists.
    pub lists: String,
    /// Version of every generator.
    pub generators: std::collections::BTreeMap<String, u32>,
}

impl Lock {
    /// The lock of this program's generators.
    pub fn new(seed: u64, now: i64, locale: &str, lists: &str) -> Self {
        let generators = generate::ALL
            .iter()
            .flat_map(|list| list.iter())
            .map(|definition| (definition.name.to_owned(), definition.version))
            .collect();
        Self { format: 1, seed, now, locale: locale.to_owned(), lists: lists.to_owned(), generators }
    }

    /// What differs between the lock that was found and this program, one line each.
    pub fn differences(&self, program: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.lists != program.lists {
            lines.push(format!(
                "word lists of {}: {} is locked, {} is here",
                self.locale, self.lists, program.lists
            ));
        }
        for (name, version) in &self.generators {
            match program.generators.get(name) {
                Some(here) if here == version => {}
                Some(here) => {
                    lines.push(format!("generator {name}: version {version} is locked, {here} is here"))
                }
                None => lines.push(format!("generator {name} is locked and no longer here")),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_told_by_name() {
        let here = Lock::new(1, 2, "en", "aa");
        assert!(here.differences(&here).is_empty());
        let mut locked = here.clone();
        let name = locked.generators.keys().next().cloned().unwrap_or_default();
        locked.generators.insert(name.clone(), 99);
        locked.lists = "bb".to_owned();
        let lines = locked.differences(&here);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains(&name), "{lines:?}");
    }
}
