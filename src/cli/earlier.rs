//! Flags and verbs of the command line before this one, as those of ours.
//!
//! Start reading at [`taken`].

use clap::Args;

use super::args::GenerateArgs;
use super::variables::truth;
use super::wishes::Reader;
use super::{Failure, Outcome};
use crate::error::{Error, Exit};
use crate::ui::Voice;

/// Flags of the command line before this one. Each is taken, and told what it means here.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Earlier flags, still taken")]
pub struct EarlierArgs {
    /// No effect: the threads of one process do it
    #[arg(long, env = "DBMOCKER_ENABLE_MULTIPROCESSING", value_parser = truth, hide_env = true)]
    pub enable_multiprocessing: bool,
    /// No effect: the threads of one process do it
    #[arg(long, value_name = "N", env = "DBMOCKER_MAX_PROCESSES", hide_env = true)]
    pub max_processes: Option<String>,
    /// No effect: the threads of one process do it
    #[arg(long, value_name = "ROWS", env = "DBMOCKER_ROWS_PER_PROCESS", hide_env = true)]
    pub rows_per_process: Option<String>,
    /// No effect: progress is told with every chunk
    #[arg(long, value_name = "ROWS", env = "DBMOCKER_PROGRESS_INTERVAL", hide_env = true)]
    pub progress_interval: Option<String>,
    /// Only `database`: rows go into the database
    #[arg(long, value_name = "FORMAT", env = "DBMOCKER_OUTPUT_FORMAT", hide_env = true)]
    pub output_format: Option<String>,
    /// The same as --duplicate-strategy generate_new
    #[arg(long, env = "DBMOCKER_GENERATE_NEW_ONLY", value_parser = truth, hide_env = true)]
    pub generate_new_only: bool,
    /// The same as --enable-duplicates
    #[arg(long, visible_alias = "allow-duplicates-global", env = "DBMOCKER_DUPLICATE_ALLOWED", value_parser = truth, hide_env = true)]
    pub duplicate_allowed: bool,
    /// The same as --duplicate-strategy, for all columns
    #[arg(long, value_name = "STRATEGY", env = "DBMOCKER_GLOBAL_DUPLICATE_MODE", hide_env = true)]
    pub global_duplicate_mode: Option<String>,
    /// The same as `--enable-duplicates=COLUMNS --duplicate-strategy smart_duplicates`
    #[arg(long, value_name = "COLUMNS", env = "DBMOCKER_SMART_DUPLICATES", hide_env = true)]
    pub smart_duplicates: Option<String>,
}

/// Whatever is said to a verb that is no more.
#[derive(Clone, Debug, Args)]
pub struct Unread {
    /// All of it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    pub words: Vec<String>,
}

const PROCESSES: &str = "has no effect: the threads of one process do it; -j says how many";

/// The arguments with earlier flags in the place of ours; what has no effect is told.
pub(super) fn taken(voice: &Voice, reader: &mut Reader, args: &GenerateArgs) -> GenerateArgs {
    let (mut args, earlier) = (args.clone(), args.earlier.clone());
    let told = [
        ("--enable-multiprocessing", earlier.enable_multiprocessing, PROCESSES),
        ("--max-processes", earlier.max_processes.is_some(), PROCESSES),
        ("--rows-per-process", earlier.rows_per_process.is_some(), PROCESSES),
        (
            "--progress-interval",
            earlier.progress_interval.is_some(),
            "has no effect: progress is told with every chunk",
        ),
    ];
    for (flag, _, what) in told.iter().filter(|(_, given, _)| *given) {
        voice.say(&format!("{flag} {what}"));
    }
    if let Some(format) = earlier.output_format.as_deref().filter(|format| *format != "database") {
        reader.wrong(format!("--output-format {format}: rows go into a database; leave it out"));
    }
    let rows = &mut args.wanted.rows;
    if earlier.generate_new_only {
        rows.duplicate_strategy.get_or_insert_with(|| "generate_new".to_owned());
    }
    if earlier.duplicate_allowed {
        rows.enable_duplicates.get_or_insert_with(String::new);
    }
    if let Some(mode) = earlier.global_duplicate_mode {
        let ours = if mode == "allow_duplicates" { "cached_pool".to_owned() } else { mode };
        rows.duplicate_strategy.get_or_insert(ours);
    }
    if let Some(columns) = earlier.smart_duplicates {
        rows.enable_duplicates = Some(columns);
        rows.duplicate_strategy.get_or_insert_with(|| "smart_duplicates".to_owned());
    }
    args
}

/// The arguments of `high-performance`.
pub(super) fn fastest(args: &GenerateArgs) -> GenerateArgs {
    let mut args = args.clone();
    args.wanted.load.performance_mode.get_or_insert_with(|| "ultra_high".to_owned());
    args
}

/// What a verb says that is no more.
pub(super) fn gone(verb: &str) -> Outcome {
    let error = Error::new(Exit::Usage, format!("`{verb}` is no verb any more: generate does what it did"))
        .remains("nothing was written")
        .next("dbmocker generate");
    Err(Failure { error, target: None })
}
