//! What may be typed. Values stay text here; [`super::wishes`] reads them, so that all mistakes are told at
//! once and in our own words.
//!
//! Must not know what a verb does. Start reading at [`Cli`]; a flag is a field with a doc comment.

use std::path::PathBuf;

use super::earlier::{EarlierArgs, Unread};
pub use super::load::LoadArgs;
use super::variables::truth;
use crate::app::locales;
use clap::{ArgAction, Args, Parser, Subcommand};

/// Fills any relational database with realistic, constraint-correct, reproducible mock data.
#[derive(Debug, Parser)]
#[command(name = "dbmocker", version, disable_help_flag = true, disable_help_subcommand = true)]
#[command(after_help = AFTER)]
pub struct Cli {
    /// Print help
    #[arg(long, action = ArgAction::Help, global = true)]
    pub help: Option<bool>,
    #[command(flatten)]
    /// How much is said.
    pub talk: TalkArgs,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const AFTER: &str = "\
Without a target, generate makes dbmocker.db from a bundled shop schema. Without -c, dbmocker.yaml (or
dbmocker.yml) in the current folder is the configuration, where it is there; --no-config leaves it out.
Every flag can be set as DBMOCKER_<FLAG>, such as DBMOCKER_ROWS=10k or DBMOCKER_YES=true; flags win over the
environment, the environment wins over configuration files, those win over the performance mode.

Exit status: 0 loaded and verified, 2 usage or configuration, 3 cannot connect, 4 refused, 5 no plan is
possible, 6 incomplete (resume), 7 check failed, 8 target is busy, 9 mismatch, 70 bug, 130/143 stopped.";

/// The locales, and what each takes from English.
fn locale_help() -> String {
    let mut help =
        String::from("Language of names, places and words. What it has no list for is taken from en:\n");
    for (name, lists) in locales() {
        let lists = if lists.is_empty() { "nothing".to_owned() } else { lists.join(", ") };
        help.push_str(&format!("  {name}: {lists}\n"));
    }
    help.trim_end().to_owned()
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Fill a database
    Generate(Box<GenerateArgs>),
    /// Show what generate would do; nothing is written
    Plan(Box<PlanArgs>),
    /// Measure this machine and a target in a scratch table, and recommend a performance mode
    #[command(alias = "benchmark")]
    Bench(Box<BenchArgs>),
    /// Show rows as they would be; nothing is written
    Preview(Box<PreviewArgs>),
    /// Show what a database looks like, or what its columns mean
    #[command(alias = "analyze")]
    Inspect(Box<InspectArgs>),
    /// Say why a column gets its values, or what a generator does
    Explain(Box<ExplainArgs>),
    /// Check foreign keys and the file of a database
    Verify(Box<VerifyArgs>),
    /// Write a commented configuration and its lock
    #[command(alias = "init-config")]
    Init(Box<InitArgs>),
    /// Go on with a run that stopped
    Resume(Box<ResumeArgs>),
    /// The same as generate --performance-mode ultra_high
    HighPerformance(Box<GenerateArgs>),
    /// Was another way to fill a database: generate does it
    #[command(hide = true)]
    SmartGenerate(Unread),
    /// Was another way to fill a database: generate does it
    #[command(hide = true)]
    SpecGenerate(Unread),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// How much is said, and in which form.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct TalkArgs {
    /// Say nothing but errors
    #[arg(short, long, global = true, env = "DBMOCKER_QUIET", value_parser = truth, hide_env = true)]
    pub quiet: bool,
    /// Say more: steps, and the columns of a plan
    #[arg(short, long, global = true, env = "DBMOCKER_VERBOSE", value_parser = truth, hide_env = true)]
    pub verbose: bool,
    /// How progress is told: auto, plain, json, none
    #[arg(long, global = true, env = "DBMOCKER_PROGRESS", value_name = "MODE", hide_env = true)]
    pub progress: Option<String>,
    /// How messages are written: text, json
    #[arg(long, global = true, env = "DBMOCKER_LOG_FORMAT", value_name = "FORMAT", hide_env = true)]
    pub log_format: Option<String>,
    /// No colours; NO_COLOR does the same
    #[arg(long, global = true, env = "DBMOCKER_NO_COLOR", value_parser = truth, hide_env = true)]
    pub no_color: bool,
}

/// Which database.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Target")]
pub struct TargetArgs {
    /// The database: sqlite:app.db, postgresql://user@host/database, mysql://user@host/database
    #[arg(long = "url", env = "DBMOCKER_URL", value_name = "URL", hide_env = true)]
    pub url_flag: Option<String>,
    /// Host of a server
    #[arg(short = 'h', long, env = "DBMOCKER_HOST", hide_env = true)]
    pub host: Option<String>,
    /// Port of a server
    #[arg(short, long, env = "DBMOCKER_PORT", allow_negative_numbers = true, hide_env = true)]
    pub port: Option<String>,
    /// Database of a server, or an SQLite file
    #[arg(short, long, env = "DBMOCKER_DATABASE", hide_env = true)]
    pub database: Option<String>,
    /// User of a server
    #[arg(short, visible_short_alias = 'U', long, env = "DBMOCKER_USER", hide_env = true)]
    pub user: Option<String>,
    /// Password; visible to other users of this machine, prefer -W, --password-file, ~/.pgpass or ~/.my.cnf
    #[arg(short = 'w', long, env = "DBMOCKER_PASSWORD", hide_env_values = true, hide_env = true)]
    pub password: Option<String>,
    /// Ask for the password
    #[arg(short = 'W', long, env = "DBMOCKER_PASSWORD_PROMPT", value_parser = truth, hide_env = true)]
    pub password_prompt: bool,
    /// A file whose first line is the password; `-` reads it from standard input
    #[arg(long, env = "DBMOCKER_PASSWORD_FILE", value_name = "FILE", hide_env = true)]
    pub password_file: Option<PathBuf>,
    /// How much of TLS is demanded: disable, prefer, require, verify-ca, verify-full
    #[arg(long, env = "DBMOCKER_SSLMODE", value_name = "MODE", hide_env = true)]
    pub sslmode: Option<String>,
    /// Certificates that vouch for the server, as PEM; `system` for those that browsers trust
    #[arg(long, env = "DBMOCKER_SSLROOTCERT", value_name = "FILE", hide_env = true)]
    pub sslrootcert: Option<String>,
    /// MySQL: read this option file and no other
    #[arg(long, env = "DBMOCKER_DEFAULTS_FILE", value_name = "FILE", hide_env = true)]
    pub defaults_file: Option<PathBuf>,
    /// MySQL: read this option file besides /etc/my.cnf and ~/.my.cnf
    #[arg(long, env = "DBMOCKER_DEFAULTS_EXTRA_FILE", value_name = "FILE", hide_env = true)]
    pub defaults_extra_file: Option<PathBuf>,
    /// What the database is: sqlite, postgresql, mysql
    #[arg(long, env = "DBMOCKER_DRIVER", hide_env = true)]
    pub driver: Option<String>,
    /// A .sql file that makes the tables first
    #[arg(long, env = "DBMOCKER_SCHEMA_FILE", value_name = "FILE", hide_env = true)]
    pub schema_file: Option<String>,
    /// Configuration files; later ones win. Without one, dbmocker.yaml of the current folder
    #[arg(
        short,
        long = "config",
        visible_alias = "config-file",
        env = "DBMOCKER_CONFIG",
        value_name = "FILE",
        hide_env = true
    )]
    pub config: Vec<PathBuf>,
    /// Do not read dbmocker.yaml of the current folder
    #[arg(long, env = "DBMOCKER_NO_CONFIG", value_parser = truth, hide_env = true)]
    pub no_config: bool,
}

impl TargetArgs {
    /// No database at all.
    pub const NONE: Self = Self {
        url_flag: None,
        host: None,
        port: None,
        database: None,
        user: None,
        password: None,
        password_prompt: false,
        password_file: None,
        sslmode: None,
        sslrootcert: None,
        defaults_file: None,
        defaults_extra_file: None,
        driver: None,
        schema_file: None,
        config: Vec::new(),
        no_config: false,
    };
}

/// Which rows.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Rows")]
pub struct RowsArgs {
    /// Rows per table: 1000, 1.5M, or users=1000,orders=5k
    #[arg(
        short = 'n',
        visible_short_alias = 'r',
        long,
        env = "DBMOCKER_ROWS",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub rows: Vec<String>,
    /// Multiplies every row count
    #[arg(long, env = "DBMOCKER_SCALE", value_name = "X", allow_negative_numbers = true, hide_env = true)]
    pub scale: Option<String>,
    /// Only these tables; globs, separated by commas
    #[arg(short = 't', long, env = "DBMOCKER_INCLUDE", value_name = "TABLES", hide_env = true)]
    pub include: Vec<String>,
    /// Never these tables; globs, separated by commas
    #[arg(long, env = "DBMOCKER_EXCLUDE", value_name = "TABLES", hide_env = true)]
    pub exclude: Vec<String>,
    /// Only tables of these schemas; globs, separated by commas
    #[arg(long, env = "DBMOCKER_SCHEMA", value_name = "SCHEMAS", hide_env = true)]
    pub schema: Vec<String>,
    /// Decides every value: 0 to 18446744073709551615; drawn and printed when not given
    #[arg(long, env = "DBMOCKER_SEED", allow_negative_numbers = true, hide_env = true)]
    pub seed: Option<String>,
    /// The present: today, now, 2026-01-31, "2026-01-31 12:00:00"
    #[arg(long, env = "DBMOCKER_NOW", value_name = "TIME", hide_env = true)]
    pub now: Option<String>,
    /// Language of names, places and words
    #[arg(long, long_help = locale_help(), env = "DBMOCKER_LOCALE", hide_env = true)]
    pub locale: Option<String>,
    /// Fail when a table can hold fewer rows than asked
    #[arg(long, env = "DBMOCKER_STRICT", value_parser = truth, hide_env = true)]
    pub strict: bool,
    /// Give up a run that stopped half-way; its committed rows stay, and it cannot be resumed any more
    #[arg(long, env = "DBMOCKER_DISCARD_RUN", value_parser = truth, hide_env = true)]
    pub discard_run: bool,
    /// Plan as if the tables were emptied first; generate empties them, after consent
    #[arg(long, env = "DBMOCKER_TRUNCATE", value_parser = truth, hide_env = true)]
    pub truncate: bool,
    /// Start the embedded dbmocker.db over
    #[arg(long, env = "DBMOCKER_FRESH", value_parser = truth, hide_env = true)]
    pub fresh: bool,
    /// Let values repeat: everywhere, or of these columns only, `TABLE.COLUMN` separated by commas
    #[arg(
        long,
        env = "DBMOCKER_ENABLE_DUPLICATES",
        value_name = "COLUMNS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        hide_env = true
    )]
    pub enable_duplicates: Option<String>,
    /// How: generate_new, allow_simple, smart_duplicates, cached_pool, weighted_random, reuse
    #[arg(long, env = "DBMOCKER_DUPLICATE_STRATEGY", value_name = "STRATEGY", hide_env = true)]
    pub duplicate_strategy: Option<String>,
    /// Share of the rows that take part, 0 to 1
    #[arg(
        long,
        alias = "reuse-probability",
        alias = "global-duplicate-probability",
        env = "DBMOCKER_DUPLICATE_PROBABILITY",
        value_name = "SHARE",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub duplicate_probability: Option<String>,
    /// Tables that get no rows, since those that are there will do as parents; separated by commas
    #[arg(long, env = "DBMOCKER_USE_EXISTING_TABLES", value_name = "TABLES", hide_env = true)]
    pub use_existing_tables: Vec<String>,
    /// Existing rows that reuse samples [default: 10000]
    #[arg(
        long,
        env = "DBMOCKER_SAMPLE_SIZE",
        value_name = "ROWS",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub sample_size: Option<String>,
}

/// What happens around the load.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Keep the ledger after success
    #[arg(long, env = "DBMOCKER_KEEP_LEDGER", value_parser = truth, hide_env = true)]
    pub keep_ledger: bool,
    /// What is checked afterwards: needed, full
    #[arg(long, env = "DBMOCKER_VERIFY", value_name = "EXTENT", hide_env = true)]
    pub verify: Option<String>,
    /// Write a report: a table where the name ends in .txt or .md, else JSON
    #[arg(long, env = "DBMOCKER_REPORT", value_name = "FILE", hide_env = true)]
    pub report: Option<PathBuf>,
}

/// What a plan is made of.
#[derive(Clone, Debug, Default, Args)]
pub struct Wanted {
    /// The database as a URL; else --url, DATABASE_URL or target.url
    pub url: Option<String>,
    #[command(flatten)]
    /// Which database.
    pub target: TargetArgs,
    #[command(flatten)]
    /// Which rows.
    pub rows: RowsArgs,
    #[command(flatten)]
    /// How rows travel.
    pub load: LoadArgs,
}

/// `generate`
#[derive(Clone, Debug, Args)]
pub struct GenerateArgs {
    #[command(flatten)]
    /// What came before.
    pub earlier: EarlierArgs,
    #[command(flatten)]
    /// What the plan is made of.
    pub wanted: Wanted,
    #[command(flatten)]
    /// What happens around the load.
    pub run: RunArgs,
    /// Go on where rows are or will be removed, without asking
    #[arg(short, long, env = "DBMOCKER_YES", value_parser = truth, hide_env = true)]
    pub yes: bool,
    /// Only show the plan; nothing is written
    #[arg(long, env = "DBMOCKER_DRY_RUN", value_parser = truth, hide_env = true)]
    pub dry_run: bool,
    /// Do not try rows in a transaction first, where triggers decide about them
    #[arg(long, env = "DBMOCKER_NO_REHEARSE", value_parser = truth, hide_env = true)]
    pub no_rehearse: bool,
    /// Only go on when the plan is the one in this file, from `plan -o`
    #[arg(long, env = "DBMOCKER_PLAN", value_name = "FILE", hide_env = true)]
    pub plan: Option<PathBuf>,
}

/// `plan`
#[derive(Clone, Debug, Args)]
pub struct PlanArgs {
    #[command(flatten)]
    /// What the plan is made of.
    pub wanted: Wanted,
    /// Try rows in a transaction that is rolled back, where triggers decide about them
    #[arg(long, env = "DBMOCKER_REHEARSE", value_parser = truth, hide_env = true)]
    pub rehearse: bool,
    /// Write the plan to a file, for `generate --plan`
    #[arg(short, long, env = "DBMOCKER_OUTPUT", value_name = "FILE", hide_env = true)]
    pub output: Option<PathBuf>,
    /// How it is printed: table, json
    #[arg(short, long, env = "DBMOCKER_FORMAT", hide_env = true)]
    pub format: Option<String>,
}

/// `bench`
#[derive(Clone, Debug, Args)]
pub struct BenchArgs {
    /// The database as a URL; else --url, DATABASE_URL or target.url
    pub url: Option<String>,
    #[command(flatten)]
    /// Which database.
    pub target: TargetArgs,
    #[command(flatten)]
    /// How rows travel, besides what a mode says.
    pub load: LoadArgs,
    /// Rows of a measurement
    #[arg(
        short = 'n',
        long,
        env = "DBMOCKER_ROWS",
        default_value = "100k",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub rows: String,
    /// Times that each mode is measured; the best one counts
    #[arg(
        long,
        env = "DBMOCKER_ROUNDS",
        value_name = "N",
        default_value = "3",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub rounds: String,
    /// Make the scratch table without asking
    #[arg(short, long, env = "DBMOCKER_YES", value_parser = truth, hide_env = true)]
    pub yes: bool,
    /// How it is printed: table, json
    #[arg(short, long, env = "DBMOCKER_FORMAT", hide_env = true)]
    pub format: Option<String>,
}

/// `preview`
#[derive(Clone, Debug, Args)]
pub struct PreviewArgs {
    /// The table; all tables without it
    pub table: Option<String>,
    #[command(flatten)]
    /// Which database.
    pub target: TargetArgs,
    #[command(flatten)]
    /// Which rows.
    pub rows: RowsArgs,
    /// The first row to show, from 0
    #[arg(
        long,
        env = "DBMOCKER_FIRST",
        value_name = "N",
        default_value = "0",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub first: String,
    /// Rows to show
    #[arg(
        long,
        env = "DBMOCKER_ROWS_SHOWN",
        value_name = "N",
        default_value = "10",
        allow_negative_numbers = true,
        hide_env = true
    )]
    pub rows_shown: String,
    /// How they are printed: table, json, csv
    #[arg(short, long, env = "DBMOCKER_FORMAT", hide_env = true)]
    pub format: Option<String>,
}

/// `inspect`
#[derive(Clone, Debug, Args)]
pub struct InspectArgs {
    #[command(flatten)]
    /// What the plan is made of.
    pub wanted: Wanted,
    /// Print each column's generator, the reason, and the share of generic text columns
    #[arg(long, env = "DBMOCKER_MEANING", value_parser = truth, hide_env = true)]
    pub meaning: bool,
    /// How it is printed: table, json, yaml
    #[arg(short, long, env = "DBMOCKER_FORMAT", hide_env = true)]
    pub format: Option<String>,
}

/// `explain`
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// TABLE.COLUMN, TABLE, or a generator; all generators without it
    pub subject: Option<String>,
    #[command(flatten)]
    /// Which database.
    pub target: TargetArgs,
    #[command(flatten)]
    /// Which rows.
    pub rows: RowsArgs,
}

/// `verify`
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    /// What is checked.
    pub wanted: Wanted,
}

/// `init`
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    #[command(flatten)]
    /// What the configuration is made from.
    pub wanted: Wanted,
    /// The file to write; `-` prints it
    #[arg(
        short,
        long,
        env = "DBMOCKER_OUTPUT",
        value_name = "FILE",
        default_value = "dbmocker.yaml",
        hide_env = true
    )]
    pub output: PathBuf,
    /// Write the reference of all keys instead; no lock
    #[arg(long, env = "DBMOCKER_REFERENCE", value_parser = truth, hide_env = true)]
    pub reference: bool,
    /// Write a file of the earlier format in this one, with what has no effect as comments; no lock
    #[arg(long, env = "DBMOCKER_MIGRATE", value_name = "FILE", hide_env = true)]
    pub migrate: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long, env = "DBMOCKER_FORCE", value_parser = truth, hide_env = true)]
    pub force: bool,
}

/// `resume`
#[derive(Clone, Debug, Args)]
pub struct ResumeArgs {
    /// The run; the one that is unfinished without it
    pub run_id: Option<String>,
    #[command(flatten)]
    /// Which database.
    pub target: TargetArgs,
    #[command(flatten)]
    /// How rows travel.
    pub load: LoadArgs,
    #[command(flatten)]
    /// What happens around the load.
    pub run: RunArgs,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_flag_is_a_variable_and_has_help() {
        let command = Cli::command();
        command.clone().debug_assert();
        for verb in command.get_subcommands() {
            for flag in verb.get_arguments().filter(|flag| flag.get_long().is_some_and(|name| name != "help"))
            {
                let expected = format!(
                    "DBMOCKER_{}",
                    flag.get_long().unwrap_or_default().replace('-', "_").to_uppercase()
                );
                let variable = flag.get_env().map(|name| name.to_string_lossy().into_owned());
                assert_eq!(variable.as_deref(), Some(expected.as_str()), "{}", verb.get_name());
                assert!(flag.get_help().is_some(), "{expected} has no help");
            }
        }
    }
}
