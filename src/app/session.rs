//! Opening a target and making its plan: what all verbs begin with.

use std::hash::{BuildHasher as _, Hasher as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Job, Location, Process, facts_text, fresh, loading, moment, parts};
use crate::config::Durability;
use crate::data::Facts;
use crate::error::{Error, Exit, Result};
use crate::generate::dict::{Dictionary, Locale};
use crate::plan::explain::{Explanation, explain};
use crate::plan::{self, DataPlan, Inputs, LoadPlan, Lock, Meanings, Problems};
use crate::schema::Schema;
use crate::schema::expr::Dialect;
use crate::target::server::{Address, Engine, to_postgres, without_password};
use crate::target::{MysqlTarget, PostgresTarget, Run, ServerOptions, SqliteOptions, SqliteTarget, Target};

/// The bundled schema of the embedded database.
pub(super) const SHOP: &str = include_str!("../../schemas/shop.sqlite.sql");
/// The lock's file, beside the configuration.
pub(super) const LOCK_FILE: &str = "dbmocker.lock";

/// A target, its schema, and the plan for it.
pub struct Planned {
    /// Where it is.
    pub location: Location,
    /// The target.
    pub target: Box<dyn Target>,
    /// What will be written.
    pub plan: Arc<DataPlan>,
    /// How it travels.
    pub load: LoadPlan,
    /// What the target answered.
    pub facts: Facts,
    /// Whether this call made the database.
    pub created: bool,
    /// What the user should know of how rows travel.
    pub notes: Vec<String>,
    /// Time to connect and to read the catalogue.
    pub inspected: Duration,
    /// Time to ask for facts and to plan.
    pub planned: Duration,
    /// The run of which this is another part.
    pub joins: Option<Run>,
}

impl Planned {
    /// The plan and the load in words.
    pub fn explanation(&self) -> Explanation {
        let mut explanation = explain(&self.plan, &self.load);
        explanation.notes.extend_from_slice(&self.notes);
        explanation
    }
}

/// How a verb uses the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing is made or changed; where there is no database yet, an empty one in memory stands in.
    Read,
    /// Rows are written.
    Write,
}

/// Opens the target of a job.
pub(super) fn open(job: &Job, access: Access, load: &LoadPlan) -> Result<(Location, Box<dyn Target>, bool)> {
    let (location, _) = Location::parse(job.config.target.url.as_deref(), &job.server, &Process)?;
    if let Location::Server(address) = &location {
        let target = open_server(job, access, address, load)?;
        return Ok((location, target, false));
    }
    let (target, made) = open_file(job, access, load, &location)?;
    Ok((location, Box::new(target), made))
}

fn open_server(job: &Job, access: Access, address: &Address, load: &LoadPlan) -> Result<Box<dyn Target>> {
    if job.fresh {
        return Err(Error::new(Exit::Usage, "--fresh is for the embedded database; use --truncate here")
            .remains("nothing was written"));
    }
    let script = named_script(job)?;
    let dialect = match address.engine {
        Engine::Postgres => Dialect::Postgres,
        Engine::MySql => Dialect::Mysql,
    };
    let options = ServerOptions {
        connections: load.connections,
        batch_size: load.batch_size(dialect),
        inserts: load.inserts(),
        packet_bytes: load.packet_bytes,
        durable: load.durability == Durability::Full,
        ..ServerOptions::default()
    };
    match address.engine {
        Engine::Postgres => {
            let (config, tls) = to_postgres(address, &Process)?;
            let mut target = PostgresTarget::connect(config, tls, address.label(), options)?;
            if let Some(script) = script {
                refuse_tables(&target.inspect()?, address)?;
                target.apply_script(&script)?;
            }
            Ok(Box::new(target))
        }
        Engine::MySql => {
            let mut target = MysqlTarget::connect(address, options)?;
            if let Some(script) = script {
                refuse_tables(&target.inspect()?, address)?;
                if access == Access::Read {
                    return Err(unseen_tables());
                }
                target.apply_script(&script)?;
            }
            Ok(Box::new(target))
        }
    }
}

fn unseen_tables() -> Error {
    let what = "the tables of --schema-file cannot be looked at without making them: the server keeps every \
                CREATE at once";
    Error::new(Exit::Usage, what)
        .remains("nothing was written")
        .next("dbmocker plan --rehearse makes them and drops them again")
}

/// A server's script makes the tables of an empty database: it may hold DROP, and where tables are there it is
/// not ours to say what of them may go.
fn refuse_tables(schema: &Schema, address: &Address) -> Result<()> {
    let there =
        schema.tables.iter().map(|table| &table.key).chain(schema.skipped.iter().map(|skip| &skip.name));
    let there: Vec<&str> = there.map(String::as_str).collect();
    let Some(first) = there.first() else { return Ok(()) };
    let more = if there.len() > 1 { format!(" and {} more", there.len() - 1) } else { String::new() };
    Err(Error::new(Exit::Refused, format!("{} has tables already: {first}{more}", address.label()))
        .remains("nothing was written")
        .next("leave --schema-file out to fill these, or name an empty database"))
}

fn open_file(
    job: &Job,
    access: Access,
    load: &LoadPlan,
    location: &Location,
) -> Result<(SqliteTarget, bool)> {
    let path = location.file().unwrap_or_default();
    let options = SqliteOptions {
        batch_size: load.batch_size(Dialect::Sqlite),
        cache_bytes: load.cache_bytes,
        durable: load.durability == Durability::Full,
        ..SqliteOptions::default()
    };
    let script = script(job, location)?;
    if job.fresh && access == Access::Write {
        let script = script.as_deref().unwrap_or(SHOP);
        fresh::check(location, script, &options)?;
        return Ok((SqliteTarget::replacing(script, &path, options)?, true));
    }
    let exists = path.exists() && !(job.fresh && access == Access::Read);
    if !exists && let Some(script) = &script {
        let file = (access == Access::Write).then_some(path.as_path());
        return Ok((SqliteTarget::from_script(script, file, options)?, true));
    }
    let target = SqliteTarget::open(&path, options.clone(), access == Access::Write)?;
    // The embedded database has its tables, unless it is somebody's empty file.
    let bare = target.is_bare();
    let Some(script) = script.filter(|_| *location != Location::Embedded || bare) else {
        return Ok((target, false));
    };
    if access == Access::Read && bare {
        return Ok((SqliteTarget::from_script(&script, None, options)?, false));
    }
    // Who only reads never agrees to it: what the script makes goes with the target.
    let mut target = if access == Access::Write { target } else { SqliteTarget::open(&path, options, true)? };
    target.apply_script(&script)?;
    Ok((target, false))
}

/// The script that makes the tables: the one the user names, or the bundled one.
fn script(job: &Job, location: &Location) -> Result<Option<String>> {
    Ok(named_script(job)?.or_else(|| (*location == Location::Embedded).then(|| SHOP.to_owned())))
}

/// The script that the user names.
fn named_script(job: &Job) -> Result<Option<String>> {
    let Some(file) = &job.config.target.schema_file else { return Ok(None) };
    let path = match &job.config_folder {
        Some(folder) if Path::new(file).is_relative() && !Path::new(file).exists() => folder.join(file),
        _ => Path::new(file).to_owned(),
    };
    std::fs::read_to_string(&path).map(Some).map_err(|error| {
        Error::new(Exit::Usage, format!("{} cannot be read: {error}", path.display()))
            .remains("nothing was written")
    })
}

/// A run that stopped half-way is gone on with or given up, never forgotten.
pub(super) fn refuse_unfinished(job: &Job, location: &Location, target: &mut dyn Target) -> Result<()> {
    let Some(open) = target.unfinished()? else { return Ok(()) };
    if job.truncate || job.discard_unfinished || target.committed(&open.id)? == 0 {
        return Ok(());
    }
    Err(Error::new(Exit::Mismatch, format!("{}: run {} stopped half-way", location.shown(), open.id))
        .remains("the rows that it committed stay; nothing was written")
        .next(format!("dbmocker resume {}, or repeat with --discard-run to give it up", open.id)))
}

/// How rows travel, from the configuration and this machine.
pub(super) fn load_plan(job: &Job) -> Result<LoadPlan> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut problems = Vec::new();
    let part = match (job.part, job.config.load.parts) {
        (Some(part), Some(parts)) if (1..=parts).contains(&part) => Some((part, parts)),
        (Some(part), Some(parts)) => {
            problems.push(format!("there is no part {part} of {parts}: parts count from 1"));
            None
        }
        (Some(part), None) => {
            problems.push(format!("--part {part}: of how many? add --parts N"));
            None
        }
        // A plan is the same for all of them.
        (None, _) => None,
    };
    let load = LoadPlan::new(&job.config.load, cores);
    let load = load.map(|load| LoadPlan { part, digest: job.digest, ..load }).unwrap_or_else(|more| {
        problems.extend(more);
        LoadPlan::default()
    });
    if problems.is_empty() { Ok(load) } else { Err(problems) }
        .map_err(|problems| Error::all(Exit::Usage, problems).remains("nothing was written"))
}

/// The word lists of the configured locale.
pub(super) fn dictionary(job: &Job) -> Result<Dictionary> {
    let name = job.config.locale.as_deref().unwrap_or("en");
    let locale = Locale::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Locale::ALL.iter().map(|locale| locale.name()).collect();
        Error::new(Exit::Usage, format!("there is no locale `{name}`; there are {}", known.join(" ")))
            .remains("nothing was written")
    })?;
    Ok(Dictionary::load(locale).with_store(job.pool_cache()))
}

/// Seed and present: those of the configuration, else of the lock, else drawn and constant.
pub(super) fn seed_and_now(job: &Job, dict: &Dictionary) -> Result<(u64, i64)> {
    let locked = lock(job)?;
    if let Some(locked) = &locked {
        let here = Lock::new(locked.seed, locked.now, &locked.locale, &dict.digest());
        let differences = locked.differences(&here);
        if !differences.is_empty() {
            return Err(Error::all(Exit::Mismatch, differences)
                .remains("nothing was written")
                .next(format!("remove {LOCK_FILE} to take the values of this version")));
        }
    }
    let now = match (&job.config.now, &locked) {
        (None, Some(locked)) => locked.now,
        (wish, _) => moment::resolve(wish.as_deref())?,
    };
    let seed = job.config.seed.or(locked.map(|locked| locked.seed)).unwrap_or_else(random_seed);
    Ok((seed, now))
}

fn lock(job: &Job) -> Result<Option<Lock>> {
    let Some(folder) = &job.config_folder else { return Ok(None) };
    let path = folder.join(LOCK_FILE);
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| {
        Error::new(Exit::Mismatch, format!("{} is no lock of this version: {error}", path.display()))
            .remains("nothing was written")
    })
}

/// A seed that nobody chose, small enough to be typed again.
fn random_seed() -> u64 {
    std::hash::RandomState::new().build_hasher().finish() >> 32
}

/// A run's id that nobody has.
pub(super) fn random_id() -> String {
    format!("{:016x}", std::hash::RandomState::new().build_hasher().finish())
}

/// Opens, asks and plans.
pub(super) fn planned(job: &Job, access: Access) -> Result<Planned> {
    let load = load_plan(job)?;
    let dict = dictionary(job)?;
    let (seed, now) = seed_and_now(job, &dict)?;
    let begun = Instant::now();
    let (location, mut target, created) = open(job, access, &load)?;
    let mut joins = None;
    if access == Access::Write && load.part.is_some() {
        joins = parts::arrive(job, &location, target.as_mut())?;
    } else if access == Access::Write {
        refuse_unfinished(job, &location, target.as_mut())?;
    }
    let schema = Arc::new(target.inspect()?);
    let inspected = begun.elapsed();
    let (plan, facts) = plan_for(job, target.as_mut(), &schema, &dict, seed, now)?;
    let load = loading::settled(load, &plan, target.as_mut())?;
    let mut notes = target.notes()?;
    notes.extend(job.pool_cache().told());
    let planned = begun.elapsed() - inspected;
    let plan = Arc::new(plan);
    Ok(Planned { location, target, plan, load, facts, created, notes, inspected, planned, joins })
}

fn plan_for(
    job: &Job,
    target: &mut dyn Target,
    schema: &Arc<Schema>,
    dict: &Dictionary,
    seed: u64,
    now: i64,
) -> Result<(DataPlan, Facts)> {
    if schema.tables.is_empty() {
        return Err(Error::new(Exit::Plan, "the database has no table")
            .remains("nothing was written")
            .next("make the tables first, for instance with --schema-file schema.sql"));
    }
    let empty = Facts::default();
    let meanings = Meanings::new(schema);
    let inputs = Inputs { schema, config: &job.config, facts: &empty, dict, meanings: &meanings, seed, now };
    let asked = |inputs: &Inputs<'_>| plan::questions(inputs).map_err(|problems| refused(job, problems));
    let mut facts = target.answer(schema, &asked(&inputs)?)?;
    // Answers that tell a part only raise questions of their own.
    if facts.answers.values().any(|answer| !answer.complete) {
        let mut further = asked(&Inputs { facts: &facts, ..inputs })?;
        further.retain(|question| facts.get(question).is_none());
        facts.answers.extend(target.answer(schema, &further)?.answers);
    }
    if job.truncate {
        forget_rows(schema, job, &mut facts);
    }
    let strict = job.config.strict.unwrap_or(false);
    build(job, &Inputs { facts: &facts, ..inputs }, strict).map(|plan| (plan, facts))
}

/// After `--truncate` the filled tables are empty.
fn forget_rows(schema: &Schema, job: &Job, facts: &mut Facts) {
    let selected = plan::selected_tables(schema, &job.config);
    let keys: Vec<&str> = selected.iter().map(|&at| schema.tables[at].key.as_str()).collect();
    facts.answers.retain(|question, _| !keys.contains(&question.table()));
}

/// All problems as one error: of usage where a wish is wrong, since the others may come from it.
fn refused(job: &Job, problems: Problems) -> Error {
    let exit = if problems.wishes.is_empty() { Exit::Plan } else { Exit::Usage };
    let wishes = problems.wishes.iter().map(|wrong| wrong.told(&job.places));
    Error::all(exit, wishes.chain(problems.impossible).collect()).remains("nothing was written")
}

/// Builds a plan; all its problems are one error.
pub(super) fn build(job: &Job, inputs: &Inputs<'_>, strict: bool) -> Result<DataPlan> {
    let plan = plan::build(inputs).map_err(|problems| refused(job, problems))?;
    let short: Vec<String> = plan
        .tables
        .iter()
        .filter(|table| table.rows < table.asked)
        .map(|table| {
            let why = table.limit.as_deref().unwrap_or("no reason is known");
            format!("{}: {} rows of {} asked: {why}", table.name, table.rows, table.asked)
        })
        .collect();
    if strict && !short.is_empty() {
        return Err(Error::all(Exit::Plan, short)
            .remains("nothing was written")
            .next("ask for fewer rows, or leave --strict out"));
    }
    Ok(plan)
}

/// The run that carries a plan out.
pub(super) fn run_of(job: &Job, planned: &Planned) -> Result<Run> {
    let mut config = job.config.clone();
    // All parts cut their chunks alike.
    if planned.load.part.is_some() {
        config.load.chunk_rows = Some(planned.load.chunk_rows);
    }
    config.target.url = config.target.url.map(|url| without_password(&url).0);
    let config = serde_json::to_string(&config)
        .map_err(|error| Error::new(Exit::Bug, format!("the configuration cannot be kept: {error}")))?;
    Ok(Run {
        id: random_id(),
        plan_hash: planned.plan.hash.clone(),
        schema_hash: planned.plan.schema_hash(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        seed: planned.plan.seed,
        now: planned.plan.now,
        config,
        facts: facts_text::write(&planned.facts),
        epoch: 1,
        shared: planned.load.part.is_some(),
    })
}
