//! Built value pools, kept while they are wanted: in memory within a size, or in files that processes share.
//!
//! A hit is a pool that was found built; nothing is ever looked up per cell. Must not know what a pool is made of.
//! Start reading at [`PoolCache`]; `disk` has the files.

mod disk;
mod mapped;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use moka::notification::RemovalCause;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::data::{Pool, PoolStore};
use disk::Found;

/// Smallest pool that is worth a file, bytes.
const FILE_BYTES_MIN: usize = 64 << 10;

/// Where built pools live, and which of them go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// None is kept.
    Nothing,
    /// In memory; the one that was not used for longest goes first.
    Recent,
    /// In memory; those that are asked for rarely go first (TinyLFU).
    Frequent,
    /// Like that, and one that nobody asks for is dropped after a while.
    WhileWanted,
    /// Large ones in files, mapped into memory and shared by processes; small ones in memory.
    Files,
}

/// What a cache may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Where pools live.
    pub keep: Keep,
    /// Most bytes of pools in memory.
    pub bytes: u64,
    /// How long a pool is kept, where there is a limit.
    pub ttl: Option<Duration>,
    /// The folder of the files.
    pub folder: Option<PathBuf>,
}

/// What happened, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pools that were found built.
    pub hits: u64,
    /// Pools that had to be built.
    pub misses: u64,
    /// Pools that were dropped for want of room or because their time was over.
    pub evictions: u64,
    /// Bytes of the pools in memory now.
    pub bytes: u64,
    /// Bytes of the pools that are mapped from files now.
    pub mapped_bytes: u64,
    /// Files that were damaged and built anew.
    pub rebuilt: u64,
}

/// Built pools.
#[derive(Debug)]
pub struct PoolCache {
    limits: Limits,
    memory: Cache<String, Arc<Pool>>,
    mapped: Mutex<Vec<(String, Arc<Pool>)>>,
    hits: AtomicU64,
    misses: AtomicU64,
    rebuilt: AtomicU64,
    evictions: Arc<AtomicU64>,
    told: Mutex<Vec<String>>,
}

impl PoolCache {
    /// An empty cache.
    pub fn new(limits: Limits) -> Self {
        let evictions = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&evictions);
        let mut memory = Cache::builder()
            .weigher(|_: &String, pool: &Arc<Pool>| u32::try_from(pool.size_bytes()).unwrap_or(u32::MAX))
            .max_capacity(if limits.keep == Keep::Nothing { 0 } else { limits.bytes })
            .eviction_policy(match limits.keep {
                Keep::Recent | Keep::Nothing => EvictionPolicy::lru(),
                Keep::Frequent | Keep::WhileWanted | Keep::Files => EvictionPolicy::tiny_lfu(),
            })
            .eviction_listener(move |_, _, cause| {
                if matches!(cause, RemovalCause::Size | RemovalCause::Expired) {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        if let Some(ttl) = limits.ttl {
            memory = match limits.keep {
                Keep::WhileWanted => memory.time_to_idle(ttl),
                _ => memory.time_to_live(ttl),
            };
        }
        Self {
            limits,
            memory: memory.build(),
            mapped: Mutex::default(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            rebuilt: AtomicU64::new(0),
            evictions,
            told: Mutex::default(),
        }
    }

    /// All counters, with what is due to be dropped dropped.
    pub fn counts(&self) -> Counts {
        self.memory.run_pending_tasks();
        let mapped = self.mapped.lock().expect("no holder of the lock panics");
        Counts {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            evictions: self.evictions.load(Ordering::Relaxed),
            bytes: self.memory.weighted_size(),
            mapped_bytes: mapped.iter().map(|(_, pool)| pool.size_bytes() as u64).sum(),
            rebuilt: self.rebuilt.load(Ordering::Relaxed),
        }
    }

    /// What people should know, each once.
    pub fn told(&self) -> Vec<String> {
        std::mem::take(&mut *self.told.lock().expect("no holder of the lock panics"))
    }

    fn tell(&self, what: String) {
        self.told.lock().expect("no holder of the lock panics").push(what);
    }

    fn hit(&self, pool: Arc<Pool>) -> Arc<Pool> {
        self.hits.fetch_add(1, Ordering::Relaxed);
        pool
    }

    /// A pool of a file, or one that is built and written to it; small ones are not worth a file.
    fn filed(&self, key: &str, build: &dyn Fn() -> Pool) -> Option<Arc<Pool>> {
        let folder = self.limits.folder.as_ref().filter(|_| self.limits.keep == Keep::Files)?;
        {
            let mapped = self.mapped.lock().expect("no holder of the lock panics");
            if let Some((_, pool)) = mapped.iter().find(|(known, _)| known == key) {
                return Some(self.hit(Arc::clone(pool)));
            }
        }
        let pool = match disk::open(folder, key) {
            Found::Whole(pool) => {
                self.hits.fetch_add(1, Ordering::Relaxed);
                pool
            }
            found => {
                if let Found::Damaged(path) = found {
                    self.rebuilt.fetch_add(1, Ordering::Relaxed);
                    self.tell(format!("{} was damaged and is built anew", path.display()));
                }
                self.misses.fetch_add(1, Ordering::Relaxed);
                let built = build();
                if built.size_bytes() < FILE_BYTES_MIN {
                    let built = Arc::new(built);
                    self.memory.insert(key.to_owned(), Arc::clone(&built));
                    return Some(built);
                }
                match disk::write(folder, key, &built) {
                    Ok(pool) => pool,
                    Err(error) => {
                        self.tell(format!(
                            "value pools stay in memory: {} cannot be written: {error}",
                            folder.display()
                        ));
                        let built = Arc::new(built);
                        self.memory.insert(key.to_owned(), Arc::clone(&built));
                        return Some(built);
                    }
                }
            }
        };
        let pool = Arc::new(pool);
        self.mapped.lock().expect("no holder of the lock panics").push((key.to_owned(), Arc::clone(&pool)));
        Some(pool)
    }
}

impl PoolStore for PoolCache {
    fn pool(&self, key: &str, build: &dyn Fn() -> Pool) -> Arc<Pool> {
        if let Some(pool) = self.memory.get(key) {
            return self.hit(pool);
        }
        if let Some(pool) = self.filed(key, build) {
            return pool;
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let pool = Arc::new(build());
        if self.limits.keep != Keep::Nothing {
            self.memory.insert(key.to_owned(), Arc::clone(&pool));
        }
        pool
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(keep: Keep, bytes: u64, folder: Option<PathBuf>) -> PoolCache {
        PoolCache::new(Limits { keep, bytes, ttl: None, folder })
    }

    /// A pool of about so many bytes.
    fn sized(bytes: usize) -> impl Fn() -> Pool {
        move || Pool::new((0..bytes / 20).map(|at| format!("{at:016}")))
    }

    #[test]
    fn counters_are_exact() {
        let all = cache(Keep::Recent, 1 << 20, None);
        for key in ["a", "b", "a", "a", "c", "b"] {
            all.pool(key, &sized(1000));
        }
        let counts = all.counts();
        assert_eq!((counts.hits, counts.misses, counts.evictions), (3, 3, 0));
        assert!((2900..3300).contains(&counts.bytes), "{counts:?}");
        let none = cache(Keep::Nothing, 1 << 20, None);
        (0..4).for_each(|_| drop(none.pool("a", &sized(1000))));
        assert_eq!((none.counts().hits, none.counts().misses, none.counts().bytes), (0, 4, 0));
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let small = cache(Keep::Recent, 2500, None);
        for key in ["a", "b", "a", "c"] {
            small.pool(key, &sized(1000));
            small.memory.run_pending_tasks();
        }
        assert_eq!(small.counts().evictions, 1);
        assert!(small.memory.contains_key("a") && !small.memory.contains_key("b"));
        assert!(small.counts().bytes <= 2500);
    }

    #[test]
    fn what_nobody_asks_for_is_dropped_in_time() {
        let limits = Limits {
            keep: Keep::WhileWanted,
            bytes: 1 << 20,
            ttl: Some(Duration::from_millis(40)),
            folder: None,
        };
        let cache = PoolCache::new(limits);
        cache.pool("a", &sized(1000));
        std::thread::sleep(Duration::from_millis(80));
        cache.pool("a", &sized(1000));
        assert_eq!((cache.counts().hits, cache.counts().misses), (0, 2));
    }

    #[test]
    fn files_are_shared_and_rebuilt_when_they_are_damaged() {
        let folder = tempfile::tempdir().expect("a folder");
        let build = sized(200_000);
        let one = cache(Keep::Files, 1 << 20, Some(folder.path().to_owned()));
        let first = one.pool("names", &build);
        assert_eq!((one.counts().misses, one.counts().hits, one.counts().bytes), (1, 0, 0));
        assert!(one.counts().mapped_bytes > 100_000);
        // Another process finds it built.
        let other = cache(Keep::Files, 1 << 20, Some(folder.path().to_owned()));
        let second = other.pool("names", &|| panic!("it is there"));
        assert_eq!((other.counts().misses, other.counts().hits), (0, 1));
        assert!(*first == *second);
        let file =
            std::fs::read_dir(folder.path()).expect("files").next().expect("one").expect("a file").path();
        let mut bytes = std::fs::read(&file).expect("readable");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::remove_file(&file).expect("removable");
        std::fs::write(&file, bytes).expect("writable");
        let third = cache(Keep::Files, 1 << 20, Some(folder.path().to_owned()));
        assert!(*third.pool("names", &build) == *first);
        assert_eq!((third.counts().rebuilt, third.counts().misses), (1, 1));
        let told = third.told();
        assert!(told.len() == 1 && told[0].contains("was damaged and is built anew"), "{told:?}");
        // Small ones have no file.
        third.pool("few", &sized(1000));
        assert_eq!(std::fs::read_dir(folder.path()).expect("files").count(), 1);
    }
}
