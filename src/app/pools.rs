//! Where this process keeps pools of values, as the configuration says.
//!
//! Start reading at [`cache_of`].

use std::path::PathBuf;
use std::time::Duration;

use crate::cache::{Keep, Limits, PoolCache};
use crate::config::{CacheStrategy, LoadConfig};
use crate::plan::cache_strategy;

/// Most bytes of pools in memory, where nothing is said.
const BYTES: u64 = 256 << 20;
/// How long an adaptive cache keeps what nobody asks for, where nothing is said.
const IDLE: Duration = Duration::from_secs(3600);

/// A cache as the configuration wants it.
pub(super) fn cache_of(load: &LoadConfig) -> PoolCache {
    let strategy = cache_strategy(load);
    let given = load.cache.ttl.map(Duration::from_secs);
    PoolCache::new(Limits {
        keep: match strategy {
            CacheStrategy::None => Keep::Nothing,
            CacheStrategy::Simple => Keep::Recent,
            CacheStrategy::Intelligent => Keep::Frequent,
            CacheStrategy::Adaptive => Keep::WhileWanted,
            CacheStrategy::MemoryMapped => Keep::Files,
        },
        bytes: load.cache.size.map_or(BYTES, |bytes| bytes.0),
        ttl: if strategy == CacheStrategy::Adaptive { given.or(Some(IDLE)) } else { given },
        folder: load.cache.folder.clone().map(PathBuf::from).or_else(own_folder),
    })
}

/// The folder of the user's caches, as the XDG base directories say.
fn own_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
    Some(caches.join("dbmocker").join("pools"))
}
