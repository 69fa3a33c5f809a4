//! PostgreSQL: a server, many connections. Start reading at [`PostgresTarget`].

mod answer;
mod close;
mod connect;
mod decode;
mod failure;
mod inspect;
mod ledger;
mod load;
mod quote;
mod rehearse;
mod restore;
mod script;
mod truncate;
mod types;
mod verify;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::server::ServerOptions;
use super::{
    Buffers, DoneRows, Finding, LEAD_WAIT, Loader, Meter, Refusal, Run, Sample, Shape, Target, rehearsal,
};
use crate::data::{Block, Facts, Question};
use crate::error::{Error, Exit, Result};
use crate::schema::Schema;
use connect::Server;
use failure::failed;

/// A PostgreSQL database.
pub struct PostgresTarget {
    runtime: Runtime,
    server: Server,
    /// For everything but loading.
    control: Client,
    options: ServerOptions,
    run: Option<Run>,
    schema: Option<Schema>,
    unenforced: bool,
    /// Whether a script's transaction is open.
    unsettled: bool,
    notes: Vec<String>,
}

impl std::fmt::Debug for PostgresTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresTarget").field("server", &self.server).finish_non_exhaustive()
    }
}

impl PostgresTarget {
    /// Connects. `shown` is the target for people, without a password.
    ///
    /// # Errors
    /// [`Exit::Connect`] when the server cannot be reached or does not let us in, [`Exit::Plan`] when the
    /// session cannot be set up as a load needs it.
    pub fn connect(
        config: Config,
        tls: MakeRustlsConnect,
        shown: String,
        options: ServerOptions,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|error| Error::new(Exit::Connect, format!("start the network threads: {error}")))?;
        let server = Server::new(config, tls, shown);
        let control = runtime.block_on(server.connect())?;
        Ok(Self {
            runtime,
            server,
            control,
            options,
            run: None,
            schema: None,
            unenforced: false,
            unsettled: false,
            notes: Vec::new(),
        })
    }

    /// Runs a script that makes the tables of an empty database in a transaction that stays open until the
    /// first write that was agreed to: whoever drops the target before has changed nothing.
    ///
    /// # Errors
    /// When a statement fails; then none had an effect.
    pub fn apply_script(&mut self, script: &str) -> Result<()> {
        self.notes = self.runtime.block_on(script::begin(&self.control, &self.server.shown, script))?;
        self.unsettled = true;
        Ok(())
    }

    /// Keeps what a script made.
    fn settle(&mut self) -> Result<()> {
        if std::mem::take(&mut self.unsettled) {
            let kept = self.runtime.block_on(self.control.batch_execute("COMMIT"));
            kept.map_err(|error| {
                failed("make the tables of the schema script", &error).remains("nothing was written")
            })?;
        }
        Ok(())
    }

    /// Connects again where the connection was lost since, and takes the database again when it was held.
    fn revive(&mut self) -> Result<()> {
        if self.control.is_closed() {
            self.control = self.runtime.block_on(self.server.connect())?;
            if self.run.as_ref().is_some_and(|run| !run.shared) {
                self.runtime.block_on(ledger::hold(&self.control, &self.server.shown))?;
            }
        }
        Ok(())
    }

    fn prepared(&self) -> &Run {
        self.run.as_ref().expect("a run is prepared before it is loaded")
    }

    /// Positions of the tables that the run has chunks of.
    fn loaded(&self) -> Result<Vec<usize>> {
        let (Some(schema), Some(run)) = (&self.schema, &self.run) else { return Ok(vec![]) };
        let done = self.runtime.block_on(ledger::done(&self.control, run))?;
        let tables = schema.tables.iter().enumerate().filter(|(_, table)| done.contains_key(&table.key));
        Ok(tables.map(|(at, _)| at).collect())
    }
}

impl Target for PostgresTarget {
    fn inspect(&mut self) -> Result<Schema> {
        let schema = self.runtime.block_on(inspect::inspect(&self.control));
        schema.map_err(|error| failed("read the catalogue", &error).remains("nothing was written"))
    }

    fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.options.meter)
    }

    fn resize(&mut self, buffers: Buffers) {
        (self.options.connections, self.options.packet_bytes) = (buffers.connections, buffers.packet_bytes);
    }

    fn room(&mut self) -> Result<Option<usize>> {
        let free = self.runtime.block_on(connect::free_slots(&self.control));
        free.map(Some).map_err(|error| failed("count the free connections", &error))
    }

    fn answer(&mut self, schema: &Schema, questions: &[Question]) -> Result<Facts> {
        self.runtime.block_on(answer::answer(&self.control, schema, questions))
    }

    fn rehearse(
        &mut self,
        schema: &Schema,
        samples: &[Sample],
        enforceable: bool,
    ) -> Result<Vec<Vec<Refusal>>> {
        let (runtime, client) = (self.runtime.handle(), &self.control);
        let mut stage = rehearse::Rehearsal { runtime, client, schema };
        let (begin, end) = match self.unsettled {
            true => ("SAVEPOINT dbmocker_rehearsal", "ROLLBACK TO SAVEPOINT dbmocker_rehearsal"),
            false => ("BEGIN", "ROLLBACK"),
        };
        let unchecked = if enforceable { "" } else { "; SET LOCAL session_replication_role = replica" };
        rehearsal::rehearse(&mut stage, &format!("{begin}{unchecked}"), end, samples)
    }

    fn notes(&mut self) -> Result<Vec<String>> {
        Ok(self.notes.clone())
    }

    fn prepare(&mut self, schema: &Schema, run: &Run, enforceable: bool) -> Result<bool> {
        self.settle()?;
        self.runtime.block_on(async {
            connect::check_writable(&self.control, &self.server.shown).await?;
            if run.shared && ledger::holds(&self.control, run).await? {
                return Ok(());
            }
            if !run.shared {
                ledger::hold(&self.control, &self.server.shown).await?;
            }
            ledger::register(&mut self.control, run).await
        })?;
        (self.run, self.schema, self.unenforced) = (Some(run.clone()), Some(schema.clone()), !enforceable);
        Ok(enforceable)
    }

    fn take(&mut self, wait: Duration) -> Result<()> {
        self.revive()?;
        let until = Instant::now() + wait;
        loop {
            match self.runtime.block_on(ledger::hold(&self.control, &self.server.shown)) {
                Err(error) if error.exit() == Exit::Busy && Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(100));
                }
                taken => return taken,
            }
        }
    }

    fn leave(&mut self) {
        self.runtime.block_on(ledger::release(&self.control));
    }

    fn lead(&mut self, run: &Run) -> Result<bool> {
        self.take(LEAD_WAIT)?;
        let ours = self.runtime.block_on(ledger::holds(&self.control, run))?;
        if !ours {
            self.leave();
        }
        Ok(ours)
    }

    fn done(&mut self) -> Result<DoneRows> {
        self.revive()?;
        self.runtime.block_on(ledger::done(&self.control, self.prepared()))
    }

    fn loaders<'a>(&'a mut self, wanted: usize) -> Result<Vec<Box<dyn Loader + 'a>>> {
        let free = self.room()?.unwrap_or(1);
        let connections = wanted.min(self.options.connections).min(free).max(1);
        let shared = load::Shared {
            runtime: self.runtime.handle().clone(),
            pool: self.runtime.block_on(async { self.server.pool(connections) })?,
            run: self.prepared().clone(),
            server: self.server.clone(),
            options: self.options.clone(),
            unenforced: self.unenforced,
            packets: load::Packets::default(),
        };
        let mut loaders: Vec<Box<dyn Loader + 'a>> = Vec::with_capacity(connections);
        for _ in 0..connections {
            match load::ServerLoader::open(shared.clone()) {
                Ok(loader) => loaders.push(Box::new(loader)),
                // Somebody took the slot meanwhile; those that we have will do.
                Err(error) if error.is_transient() && !loaders.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(loaders)
    }

    fn close(
        &mut self,
        schema: &Schema,
        shape: &Shape,
        blocks: &mut dyn Iterator<Item = Result<Block>>,
    ) -> Result<()> {
        self.revive()?;
        close::close(self.runtime.handle(), &mut self.control, schema, shape, blocks)
    }

    fn finish(&mut self, run: &Run, keep_ledger: bool) -> Result<()> {
        self.revive()?;
        let loaded = self.loaded()?;
        if let Some(schema) = &self.schema {
            self.runtime.block_on(restore::restore(&self.control, schema, &loaded)).map_err(|error| {
                failed("move the sequences and analyse the tables", &error)
                    .with_exit(Exit::Verify)
                    .remains("all rows are there")
                    .next(format!("dbmocker resume {}", run.id))
            })?;
        }
        self.runtime.block_on(async {
            ledger::finish(&mut self.control, run, keep_ledger).await?;
            ledger::release(&self.control).await;
            Ok(())
        })
    }

    fn verify(&mut self, schema: &Schema, tables: &[usize], full: bool) -> Result<Vec<Finding>> {
        self.revive()?;
        self.runtime.block_on(verify::verify(&self.control, schema, tables, full))
    }

    fn count(&mut self, schema: &Schema, table: usize) -> Result<u64> {
        self.runtime.block_on(verify::count(&self.control, &schema.tables[table]))
    }

    fn truncate(&mut self, schema: &Schema, tables: &[usize]) -> Result<()> {
        self.settle()?;
        self.runtime.block_on(truncate::truncate(&mut self.control, schema, tables))
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        let done = self.runtime.block_on(self.control.batch_execute(sql));
        done.map_err(|error| failed("run a statement about a scratch table", &error))
    }

    fn delete_triggers(&mut self, schema: &Schema, tables: &[usize]) -> Result<Vec<String>> {
        self.runtime.block_on(truncate::delete_triggers(&self.control, schema, tables))
    }

    fn protected(&mut self, schema: &Schema) -> Result<Option<String>> {
        self.runtime.block_on(verify::protected(&self.control, schema))
    }

    fn unfinished(&mut self) -> Result<Option<Run>> {
        self.runtime.block_on(ledger::unfinished(&self.control))
    }

    fn committed(&mut self, run_id: &str) -> Result<u64> {
        self.runtime.block_on(ledger::committed(&self.control, run_id))
    }

    fn discard(&mut self, run_id: &str) -> Result<()> {
        self.runtime.block_on(ledger::discard(&mut self.control, run_id))
    }

    fn stopped(&mut self, run: &Run) -> Result<bool> {
        // Before the run was registered there is nothing of it.
        if self.run.is_none() {
            return Ok(false);
        }
        if run.shared {
            self.leave();
            return Ok(false);
        }
        self.revive()?;
        let empty = self.runtime.block_on(ledger::committed(&self.control, &run.id))? == 0;
        if empty {
            self.runtime.block_on(ledger::discard(&mut self.control, &run.id))?;
        }
        self.runtime.block_on(ledger::release(&self.control));
        Ok(empty)
    }
}
