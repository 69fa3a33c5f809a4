//! Word lists, read once per locale into shared pools.
//!
//! Must not know: columns or plans. Start reading at [`Dictionary::load`].

mod home;
mod lists;
mod locale;
mod names;
mod places;
mod words;
mod world;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock};

pub use locale::Locale;

use super::fold::{ascii_lower, fold_key};
use crate::data::{Pool, PoolStore};
use places::Places;

/// The lists of one locale. Lists are read when they are first asked for.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// Given names.
    pub first_names: Arc<Pool>,
    /// Family names.
    pub last_names: Arc<Pool>,
    locale: Locale,
    places: Places,
    pools: BTreeMap<&'static str, OnceLock<Arc<Pool>>>,
    handles: OnceLock<[Arc<Pool>; 2]>,
    store: Option<Arc<dyn PoolStore>>,
    digest: OnceLock<String>,
}

impl Dictionary {
    /// Reads the lists of a locale.
    pub fn load(locale: Locale) -> Self {
        Self {
            first_names: distinct(&lists::entries(locale, "first_names").unwrap_or_default()),
            last_names: distinct(&lists::entries(locale, "last_names").unwrap_or_default()),
            locale,
            places: Places::new(locale),
            pools: lists::names().into_iter().map(|name| (name, OnceLock::new())).collect(),
            handles: OnceLock::new(),
            store: None,
            digest: OnceLock::new(),
        }
    }

    /// The same lists, with a place for pools that are built of them.
    pub fn with_store(self, store: Arc<dyn PoolStore>) -> Self {
        Self { store: Some(store), ..self }
    }

    /// A pool that is built once; the key says all that decides its values besides the lists.
    pub fn built(&self, key: &str, build: &dyn Fn() -> Pool) -> Arc<Pool> {
        match &self.store {
            Some(store) => store.pool(&format!("{} {} {key}", self.locale.name(), self.digest()), build),
            None => Arc::new(build()),
        }
    }

    /// The locale of the lists.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// A list by its name, or by the name of one of its entries: `word` is `words`. No two entries are equal
    /// after case, accent and trailing-blank folding.
    pub fn pool(&self, name: &str) -> Option<Arc<Pool>> {
        let (key, slot) = match self.pools.get_key_value(name) {
            Some(found) => found,
            None => self.pools.iter().find(|(key, _)| key.strip_suffix('s') == Some(name))?,
        };
        Some(match *key {
            "first_names" => Arc::clone(&self.first_names),
            "last_names" => Arc::clone(&self.last_names),
            key => Arc::clone(
                slot.get_or_init(|| distinct(&lists::entries(self.locale, key).unwrap_or_default())),
            ),
        })
    }

    /// Names of all lists.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.pools.keys().copied()
    }

    /// A property of all places, by the place's position: `city`, `state`, `state_code`, `country`,
    /// `country_code`, `country_code3`, `time_zone` or `currency`.
    pub(super) fn place_column(&self, name: &str) -> Option<Arc<Pool>> {
        self.places.column(name)
    }

    /// The place of each 4096th of all words.
    pub(super) fn place_slots(&self) -> Arc<[u16]> {
        Arc::clone(&self.places.slots)
    }

    /// Millionths of a degree north and east of all places.
    pub(super) fn place_centres(&self) -> Arc<[[i32; 2]]> {
        Arc::clone(&self.places.centres)
    }

    /// Postcode patterns of all places: `#` is a digit, `@` a letter.
    pub(super) fn postcode_patterns(&self) -> Arc<Pool> {
        Arc::clone(&self.places.postcodes)
    }

    /// Given names in lower-case ASCII, by the name's position; English ones where a script has no Latin form.
    pub(super) fn first_handles(&self) -> Arc<Pool> {
        Arc::clone(&self.handles()[0])
    }

    /// Family names in lower-case ASCII, by the name's position.
    pub(super) fn last_handles(&self) -> Arc<Pool> {
        Arc::clone(&self.handles()[1])
    }

    fn handles(&self) -> &[Arc<Pool>; 2] {
        self.handles.get_or_init(|| {
            ["first_names", "last_names"].map(|name| {
                let own = if name == "first_names" { &self.first_names } else { &self.last_names };
                let english = lists::entries(Locale::En, name).unwrap_or_default();
                let handle = |(at, text): (usize, &[u8])| {
                    let handle = ascii_lower(&String::from_utf8_lossy(text));
                    if handle.is_empty() { ascii_lower(&english[at % english.len().max(1)]) } else { handle }
                };
                Arc::new(Pool::new(own.iter().enumerate().map(handle)))
            })
        })
    }

    /// Sixteen hexadecimal digits of BLAKE3 over all lists: another digest means other values.
    pub fn digest(&self) -> String {
        self.digest.get_or_init(|| self.digested()).clone()
    }

    fn digested(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut add = |pool: &Pool| {
            hasher.update(&(pool.len() as u64).to_le_bytes());
            for entry in pool.iter() {
                hasher.update(&(entry.len() as u64).to_le_bytes());
                hasher.update(entry);
            }
        };
        self.names().filter_map(|name| self.pool(name)).for_each(|pool| add(&pool));
        self.places.columns().for_each(|pool| add(pool));
        add(&self.places.postcodes);
        for [north, east] in self.places.centres.iter() {
            hasher.update(&north.to_le_bytes());
            hasher.update(&east.to_le_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

/// Entries without blanks around them, each only once after folding, in their order.
fn distinct(entries: &[String]) -> Arc<Pool> {
    let mut seen = HashSet::new();
    let trimmed = entries.iter().map(|entry| entry.trim());
    Arc::new(Pool::new(trimmed.filter(|entry| !entry.is_empty() && seen.insert(fold_key(entry)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_pinned() {
        let digests: Vec<(&str, String)> =
            Locale::ALL.iter().map(|&locale| (locale.name(), Dictionary::load(locale).digest())).collect();
        let pinned: Vec<(&str, String)> =
            PINNED.iter().map(|&(name, digest)| (name, digest.to_owned())).collect();
        assert_eq!(digests, pinned);
    }

    const PINNED: &[(&str, &str)] = &[
        ("en", "eef1d0026fc51cca"),
        ("de", "e758041a6721f052"),
        ("fr", "a0b2f61cb716f4b5"),
        ("es", "32c42283a54cfa2b"),
        ("pt", "b58e00cc16f2702e"),
        ("it", "db1e658cd567907c"),
        ("nl", "6054687cadb1bd9d"),
        ("pl", "39bc566a5089f816"),
        ("ja", "28eb6dd0f221396c"),
        ("zh", "42c257cafbed977f"),
    ];

    #[test]
    fn handles_are_plain_letters() {
        for &locale in Locale::ALL {
            let dict = Dictionary::load(locale);
            for pool in [dict.first_handles(), dict.last_handles()] {
                assert!(pool.iter().all(|text| !text.is_empty() && text.iter().all(u8::is_ascii_lowercase)));
            }
        }
    }
}
