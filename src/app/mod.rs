//! One file per verb: plain functions, plain data in and out.
//!
//! Must not print, parse flags or know HTTP. Start reading at [`Job`] and [`generate`](generate::generate).

pub mod bench;
pub mod catalogue;
pub mod explain;
mod facts_text;
mod fresh;
pub mod generate;
mod guard;
pub mod init;
pub mod inspect;
mod loading;
mod location;
mod moment;
mod override_lines;
mod parts;
mod pools;
pub mod preview;
pub mod process;
mod rehearse;
pub mod resume;
mod session;
mod show;
mod surroundings;
pub mod verify;

use std::sync::{Arc, OnceLock};

use crate::cache::PoolCache;
use crate::config::{Config, Places};
use crate::data::Event;
use crate::generate::dict::Locale;

pub use location::{Location, file_url};
pub use moment::DEFAULT_NOW;
pub use session::Planned;
pub use show::{cell_json, cell_text, moment_text};
pub use surroundings::Process;

// What the skins need from below, so that they need not reach there.
pub use crate::generate::Definition;
pub use crate::ident::printable;
pub use crate::plan::DataPlan;
pub use crate::plan::explain::{ColumnLine, Explanation, TableLine};
pub use crate::run::{Control, Report};
pub use crate::target::server::{
    Engine, Given, Secret, Settings, TlsMode, TlsRoot, names_server, without_password,
};

/// The locales, each with the lists that it takes from English.
pub fn locales() -> Vec<(&'static str, &'static [&'static str])> {
    Locale::ALL.iter().map(|locale| (locale.name(), locale.falls_back())).collect()
}

/// All generators.
pub fn generators() -> impl Iterator<Item = &'static Definition> {
    crate::generate::ALL.iter().flat_map(|list| list.iter())
}

/// What a verb is asked to do: the merged configuration, and wishes that belong to this call only.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// File, environment and flags, merged.
    pub config: Config,
    /// Where the keys of its files stand.
    pub places: Places,
    /// How to reach a server, besides the configuration's URL.
    pub server: Given,
    /// The folder that relative paths of the configuration start from, and where its lock lies.
    pub config_folder: Option<std::path::PathBuf>,
    /// Empty the tables first.
    pub truncate: bool,
    /// Which part of the run this process loads, from 1; how many there are the configuration says.
    pub part: Option<u32>,
    /// Start the embedded database over.
    pub fresh: bool,
    /// Give up a run that stopped half-way: its rows stay.
    pub discard_unfinished: bool,
    /// Consent to writing where rows are.
    pub yes: bool,
    /// Digest the rows while they are loaded.
    pub digest: bool,
    /// Keep the ledger after success.
    pub keep_ledger: bool,
    /// Check everything afterwards.
    pub verify_full: bool,
    /// Plan without trying rows first, whatever triggers there are.
    pub skip_rehearsal: bool,
    /// Pools of values that are built; made when the first one is asked for.
    pub pools: Arc<OnceLock<Arc<PoolCache>>>,
    /// The hash that the plan must have, from `plan -o`.
    pub expected_plan: Option<String>,
}

impl Job {
    /// Where built pools are kept, as the configuration wants it.
    pub fn pool_cache(&self) -> Arc<PoolCache> {
        Arc::clone(self.pools.get_or_init(|| Arc::new(pools::cache_of(&self.config.load))))
    }

    /// The same for a database that is there: no script makes its tables.
    fn without_script(&self) -> Self {
        let mut job = self.clone();
        job.config.target.schema_file = None;
        job
    }
}

/// What is about to be written, for consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The target, for people.
    pub target: String,
    /// Why it is asked for.
    pub reasons: Vec<String>,
    /// Rows per table that will be added: (table, rows there, rows added).
    pub tables: Vec<(String, u64, u64)>,
    /// Tables that will be emptied first, with their rows.
    pub removed: Vec<(String, u64)>,
}

/// Who watches and answers: a terminal, a page, a test.
pub trait Interaction {
    /// Something happened.
    fn event(&mut self, event: Event);

    /// A plan is made; its tables are what the events' numbers mean.
    fn planned(&mut self, plan: &DataPlan);

    /// Whether to go on; `None` when there is nobody to ask.
    fn consent(&mut self, consent: &Consent) -> Option<bool>;

    /// How to stop.
    fn control(&self) -> Control;
}
