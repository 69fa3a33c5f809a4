//! MySQL and MariaDB: one database of a server. One connection is for all that is asked, and one more for
//! every thread that loads. Start reading at [`MysqlTarget`].

mod answer;
mod close;
mod columns;
mod connect;
mod control;
mod holder;
mod inspect;
mod ledger;
mod link;
mod load;
mod partitions;
mod privileges;
mod quote;
mod rehearse;
mod restore;
mod script;
mod statement;
mod triggers;
mod truncate;
mod types;
mod verify;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use super::server::{Address, ServerOptions};
use super::{
    Buffers, DoneRows, Finding, LEAD_WAIT, Loader, Meter, Refusal, Run, Sample, Shape, Target, rehearsal,
};
use crate::data::{Block, Facts, Question};
use crate::error::{Error, Exit, Result};
use crate::schema::Schema;
use connect::{Login, Server, failed};
use control::Control;
use link::Link;

/// A database of a MySQL or MariaDB server.
#[derive(Debug)]
pub struct MysqlTarget {
    control: Control,
    runtime: Arc<Runtime>,
    login: Arc<Login>,
    server: Server,
    options: ServerOptions,
    prepared: Option<Prepared>,
    /// What a script made and no rows have followed yet.
    made: script::Made,
    notes: Vec<String>,
}

/// A run that is being loaded.
#[derive(Debug)]
struct Prepared {
    run: Run,
    schema: Schema,
    /// Whether foreign keys are enforced meanwhile.
    enforced: bool,
}

impl MysqlTarget {
    /// Connects to a database that exists.
    ///
    /// # Errors
    /// When it cannot be reached or opened.
    pub fn connect(address: &Address, options: ServerOptions) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("mysql")
            .enable_all()
            .build()
            .map_err(|error| Error::new(Exit::Connect, format!("start a thread of the network: {error}")))?;
        let runtime = Arc::new(runtime);
        let login = Arc::new(Login::to(address)?);
        let (control, server) = connect::open(&runtime, &login)?;
        let (made, notes) = (script::Made::default(), Vec::new());
        Ok(Self { control, runtime, login, server, options, prepared: None, made, notes })
    }

    /// Runs a script that makes the tables of an empty database. The server keeps them at once: they are dropped
    /// again with the target unless rows follow.
    ///
    /// # Errors
    /// When a statement fails; what the script made is dropped again.
    pub fn apply_script(&mut self, script: &str) -> Result<()> {
        (self.made, self.notes) = script::make(&self.runtime, &self.login, &mut self.control, script)?;
        Ok(())
    }

    /// Connects again where the connection was lost since, and takes the database again when it was held.
    fn revive(&mut self) -> Result<()> {
        let revived = self.control.revive(&self.login);
        let lost = revived.map_err(|error| connect::cannot_connect(&self.login, &error))?;
        if let Some(prepared) = self.prepared.as_ref().filter(|_| lost) {
            if !prepared.run.shared {
                holder::hold(&mut self.control)?;
            }
            let checks = u8::from(prepared.enforced);
            self.control
                .run(&format!("SET SESSION foreign_key_checks = {checks}"))
                .map_err(|error| failed("set up the session", &error))?;
        }
        Ok(())
    }

    fn prepared(&self) -> &Prepared {
        self.prepared.as_ref().expect("a run is prepared before it is loaded")
    }
}

impl Drop for MysqlTarget {
    fn drop(&mut self) {
        // Who could not be told would not be helped; what stays is found by the next run.
        let _ = self.made.undo(&mut self.control);
    }
}

impl Target for MysqlTarget {
    fn inspect(&mut self) -> Result<Schema> {
        inspect::inspect(&mut self.control, &self.server)
            .map_err(|error| failed("read the catalogue", &error))
    }

    fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.options.meter)
    }

    fn resize(&mut self, buffers: Buffers) {
        (self.options.connections, self.options.packet_bytes) = (buffers.connections, buffers.packet_bytes);
    }

    fn room(&mut self) -> Result<Option<usize>> {
        let asked = self.control.row("SELECT @@max_connections, @@max_user_connections").and_then(|limits| {
            let used = self.control.row("SHOW GLOBAL STATUS LIKE 'Threads_connected'")?;
            Ok((limits, used))
        });
        let (limits, used) = asked.map_err(|error| failed("count the free connections", &error))?;
        let limit = |at| limits.as_ref().and_then(|row| row.number::<usize>(at)).filter(|limit| *limit > 0);
        let used: usize = used.and_then(|row| row.number(1)).unwrap_or(1);
        // Of its own connections a user has this one.
        let room = [limit(0).map(|most| most.saturating_sub(used)), limit(1).map(|most| most - 1)];
        Ok(room.into_iter().flatten().min())
    }

    fn takes_bulk(&mut self) -> Result<std::result::Result<(), String>> {
        let taken = self.control.number("SELECT @@local_infile");
        let taken = taken.map_err(|error| failed("read the server's limits", &error))? == 1;
        Ok(if taken {
            Ok(())
        } else {
            Err("the server takes no LOAD DATA LOCAL; SET GLOBAL local_infile = 1 allows it".to_owned())
        })
    }

    fn answer(&mut self, schema: &Schema, questions: &[Question]) -> Result<Facts> {
        answer::answer(&mut self.control, schema, questions)
    }

    fn notes(&mut self) -> Result<Vec<String>> {
        let taken = self.control.number("SELECT @@local_infile");
        let taken = taken.map_err(|error| failed("read the server's limits", &error))? == 1;
        let slower = "the server takes no LOAD DATA LOCAL, so rows go by INSERT, which it is slower at; \
                      SET GLOBAL local_infile = 1 allows it";
        let slower = (!taken).then(|| slower.to_owned());
        Ok(self.notes.iter().cloned().chain(slower).collect())
    }

    fn rehearse(
        &mut self,
        schema: &Schema,
        samples: &[Sample],
        enforceable: bool,
    ) -> Result<Vec<Vec<Refusal>>> {
        let link = Link::open(&self.runtime, &self.login, connect::loading(enforceable))?;
        let mut stage = rehearse::Rehearsal { link, schema };
        rehearsal::rehearse(&mut stage, "START TRANSACTION", "ROLLBACK", samples)
    }

    fn prepare(&mut self, schema: &Schema, run: &Run, enforceable: bool) -> Result<bool> {
        if !run.shared {
            holder::hold(&mut self.control)?;
        }
        if !(run.shared && ledger::holds(&mut self.control, run)?) {
            ledger::register(&mut self.control, run)?;
        }
        self.made.keep();
        self.control
            .run(&format!("SET SESSION foreign_key_checks = {}", u8::from(enforceable)))
            .map_err(|error| failed("set up the session", &error))?;
        self.prepared = Some(Prepared { run: run.clone(), schema: schema.clone(), enforced: enforceable });
        Ok(enforceable)
    }

    fn take(&mut self, wait: Duration) -> Result<()> {
        self.revive()?;
        let until = Instant::now() + wait;
        loop {
            match holder::hold(&mut self.control) {
                Err(error) if error.exit() == Exit::Busy && Instant::now() < until => {}
                taken => return taken,
            }
        }
    }

    fn leave(&mut self) {
        holder::release(&mut self.control);
    }

    fn lead(&mut self, run: &Run) -> Result<bool> {
        self.take(LEAD_WAIT)?;
        let ours = ledger::holds(&mut self.control, run)?;
        if !ours {
            self.leave();
        }
        Ok(ours)
    }

    fn done(&mut self) -> Result<DoneRows> {
        let run = self.prepared().run.clone();
        ledger::done(&mut self.control, &run)
    }

    fn loaders<'a>(&'a mut self, wanted: usize) -> Result<Vec<Box<dyn Loader + 'a>>> {
        let limits = self
            .control
            .row("SELECT @@local_infile, @@max_allowed_packet")
            .map_err(|error| failed("read the server's limits", &error))?;
        let infile = limits.as_ref().and_then(|row| row.number(0)).unwrap_or(0) == 1;
        let prepared = self.prepared();
        let shared = load::Shared {
            run: prepared.run.clone(),
            infile: Arc::new(AtomicBool::new(infile)),
            packet_bytes_max: limits.and_then(|row| row.number(1)).unwrap_or(4 << 20),
            options: self.options.clone(),
        };
        let settings = connect::loading(prepared.enforced);
        let mut loaders: Vec<Box<dyn Loader + 'a>> = Vec::new();
        for _ in 0..wanted.min(self.options.connections).max(1) {
            match Link::open(&self.runtime, &self.login, settings.clone()) {
                Ok(link) => loaders.push(Box::new(load::ServerLoader::new(link, shared.clone()))),
                Err(error) if loaders.is_empty() => return Err(error),
                // A server that gives no more connections is loaded with those that are there.
                Err(_) => break,
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
        close::close(&mut self.control, schema, shape, blocks)
    }

    fn finish(&mut self, run: &Run, keep_ledger: bool) -> Result<()> {
        self.revive()?;
        if let Some(prepared) = &self.prepared {
            restore::finish(&mut self.control, &prepared.schema, &run.id)
                .map_err(|error| failed("bring the sequences forward", &error).with_exit(Exit::Verify))?;
        }
        ledger::finish(&mut self.control, run, keep_ledger)
    }

    fn verify(&mut self, schema: &Schema, tables: &[usize], full: bool) -> Result<Vec<Finding>> {
        self.revive()?;
        verify::verify(&mut self.control, schema, tables, full)
    }

    fn count(&mut self, schema: &Schema, table: usize) -> Result<u64> {
        self.revive()?;
        verify::count(&mut self.control, &schema.tables[table])
    }

    fn truncate(&mut self, schema: &Schema, tables: &[usize]) -> Result<()> {
        self.revive()?;
        truncate::truncate(&mut self.control, schema, tables)
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        let done = self.control.run(sql);
        done.map(drop).map_err(|error| failed("run a statement about a scratch table", &error))
    }

    fn delete_triggers(&mut self, schema: &Schema, tables: &[usize]) -> Result<Vec<String>> {
        truncate::delete_triggers(&mut self.control, schema, tables)
            .map_err(|error| failed("read the catalogue", &error))
    }

    fn protected(&mut self, schema: &Schema) -> Result<Option<String>> {
        verify::protected(&mut self.control, schema).map_err(|error| failed("look for a marker", &error))
    }

    fn unfinished(&mut self) -> Result<Option<Run>> {
        ledger::unfinished(&mut self.control)
    }

    fn committed(&mut self, run_id: &str) -> Result<u64> {
        ledger::committed(&mut self.control, run_id)
    }

    fn discard(&mut self, run_id: &str) -> Result<()> {
        ledger::discard(&mut self.control, run_id)
    }

    fn stopped(&mut self, run: &Run) -> Result<bool> {
        if run.shared {
            self.leave();
            return Ok(false);
        }
        self.revive()?;
        if !ledger::holds(&mut self.control, run)? {
            return Ok(false);
        }
        if self.committed(&run.id)? == 0 {
            self.discard(&run.id)?;
            return Ok(true);
        }
        ledger::release(&mut self.control, run)?;
        Ok(false)
    }
}
