//! Rows into a table over one connection: fence, claim, rows and commit are one transaction. Rows go by LOAD
//! DATA, which bends what it cannot keep and only warns of it, so that a chunk with a single warning is
//! rolled back; or by INSERT where the server or the table does not suit. Start reading at [`ServerLoader`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::connect::words_of;
use super::ledger;
use super::link::{Feed, Link, Outcome, failed, number};
use super::quote;
use super::statement::Statements;
use crate::data::{Block, Chunk, Claim, Packet, Receipt};
use crate::encode::{Encoder as _, Insert, InsertLimits, Literals, MysqlLoad};
use crate::error::{Error, Exit, Result};
use crate::schema::{Schema, Table};
use crate::target::{Count, Loader, Payload, Phase, Run, ServerOptions, Shape, Sink};

/// Bytes of an INSERT, about, where the server takes so much.
const INSERT_BYTES: usize = 1 << 20;
/// Warnings that are told.
const WARNINGS_SHOWN: usize = 5;
/// Errors of a server that takes no LOAD DATA LOCAL.
const NO_LOCAL_INFILE: [u16; 4] = [1148, 3948, 3950, 4166];

/// What all loading connections of a run share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// Who loads.
    pub(super) run: Run,
    /// Whether the server takes LOAD DATA LOCAL, as far as is known.
    pub(super) infile: Arc<AtomicBool>,
    /// The longest statement that the server takes, bytes.
    pub(super) packet_bytes_max: usize,
    /// How rows travel.
    pub(super) options: ServerOptions,
}

/// One connection.
pub(super) struct ServerLoader {
    link: Link,
    shared: Shared,
}

impl ServerLoader {
    pub(super) fn new(link: Link, shared: Shared) -> Self {
        Self { link, shared }
    }
}

impl Loader for ServerLoader {
    fn sink<'a>(&'a mut self, schema: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(TableSink::new(&mut self.link, &self.shared, &schema.tables[shape.table], shape)))
    }

    fn renew(&mut self) -> Result<()> {
        self.link.renew()
    }
}

/// How the rows of a chunk travel.
enum Way {
    /// LOAD DATA, which runs from the first packet on.
    Load(MysqlLoad, Option<Feed>),
    /// INSERT, with room for a statement.
    Insert(Box<Insert>, Vec<u8>),
}

/// A table's sink.
struct TableSink<'a> {
    link: &'a mut Link,
    shared: &'a Shared,
    table: Table,
    statements: Statements,
    way: Way,
    /// Whether the table's engine keeps to transactions.
    transactional: bool,
    packet: Packet,
    open: Option<Chunk>,
    /// Rows that the server counted.
    counted: u64,
    /// Whether any row of the chunk may have reached the table.
    touched: bool,
}

impl<'a> TableSink<'a> {
    fn new(link: &'a mut Link, shared: &'a Shared, table: &Table, shape: &Shape) -> Self {
        let transactional = table.options.is_transactional();
        let statements = Statements::new(table, shape);
        let bulk = transactional && !shared.options.inserts && shared.infile.load(Ordering::Relaxed);
        let way = if bulk {
            Way::Load(MysqlLoad::new(shape.types.clone(), shape.closing.clone()), None)
        } else {
            let bytes_max = INSERT_BYTES.min(shared.packet_bytes_max / 2);
            let limits = InsertLimits { rows_max: shared.options.batch_size, bytes_max };
            let (head, columns) = (statements.insert.clone(), statements.columns.clone());
            Way::Insert(Box::new(Insert::new(head, columns, Literals::Mysql, limits)), Vec::new())
        };
        let packet = Packet::default();
        let table = table.clone();
        Self {
            link,
            shared,
            table,
            statements,
            way,
            transactional,
            packet,
            open: None,
            counted: 0,
            touched: false,
        }
    }

    /// Writes the ledger's row; false when it is there already.
    fn claim(&mut self, chunk: Chunk) -> Result<bool> {
        let run = &self.shared.run;
        let (id, key) = (quote::text(&run.id), quote::text(&self.table.key));
        let fence = format!("SELECT epoch FROM dbmocker_run WHERE run_id = {id} LOCK IN SHARE MODE");
        self.run("START TRANSACTION", "begin a transaction")?;
        let epoch = self.link.rows(&fence).map_err(|error| failed("read the ledger", &error))?;
        if epoch.first().and_then(|row| row.first()?.parse().ok()) != Some(run.epoch) {
            return Err(ledger::taken_over(&run.id));
        }
        let epoch = if self.transactional { run.epoch } else { 0 };
        let claim = format!(
            "INSERT INTO dbmocker_chunk VALUES ({id}, {key}, {}, {}, {epoch})",
            chunk.first_row, chunk.rows
        );
        match self.link.run(claim.as_bytes()) {
            Ok(_) => {}
            Err(error) if number(&error) == Some(1062) => return self.known(chunk).map(|()| false),
            Err(error) => return Err(failed("claim a chunk", &error)),
        }
        if !self.transactional {
            self.run("COMMIT", "claim a chunk")?;
        }
        Ok(true)
    }

    /// A chunk that the ledger has is done, unless it is one that cannot be rolled back.
    fn known(&mut self, chunk: Chunk) -> Result<()> {
        let sql = format!(
            "SELECT epoch FROM dbmocker_chunk WHERE run_id = {} AND table_key = {} AND first_row = {}",
            quote::text(&self.shared.run.id),
            quote::text(&self.table.key),
            chunk.first_row
        );
        let rows = self.link.rows(&sql).map_err(|error| failed("read the ledger", &error))?;
        if rows.first().and_then(|row| row.first()).is_some_and(|epoch| epoch == "0") {
            let problem = ledger::interrupted(&self.table.key, chunk.first_row, chunk.rows);
            return Err(ledger::torn_chunks(vec![problem]));
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, what: &str) -> Result<Outcome> {
        self.link.run(sql.as_bytes()).map_err(|error| failed(what, &error))
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        let Way::Load(encoder, feed) = &mut self.way else { return Ok(()) };
        if feed.is_none() {
            let begun = self.link.feed(&self.statements.load);
            *feed = Some(begun.map_err(|error| failed("begin to load", &error))?);
            self.shared.options.meter.add(Count::Statements, 1);
        }
        let meter = &self.shared.options.meter;
        meter.time(Phase::Encode, || encoder.encode(block, &mut self.packet));
        if self.packet.len() >= self.shared.options.packet_bytes { self.send() } else { Ok(()) }
    }

    /// Sends what is encoded. When the statement has ended before its rows did, its error is the answer.
    fn send(&mut self) -> Result<()> {
        let Way::Load(_, feed) = &mut self.way else { return Ok(()) };
        let Some(running) = feed.as_ref() else { return Ok(()) };
        let mut taken = Ok(true);
        let meter = &self.shared.options.meter;
        for packet in self.packet.bytes().chunks(self.shared.options.packet_bytes) {
            taken = meter.time(Phase::Send, || self.link.send(running, packet));
            meter.add(Count::Packets, 1);
            meter.add(Count::Bytes, packet.len() as u64);
            if !matches!(taken, Ok(true)) {
                break;
            }
        }
        self.packet.clear();
        match taken {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.ended_early()),
            Err(error) => Err(failed(&self.place(), &error)),
        }
    }

    fn ended_early(&mut self) -> Error {
        let Way::Load(_, feed) = &mut self.way else { return self.refused("the statement ended") };
        let Some(running) = feed.take() else { return self.refused("the statement ended") };
        match self.link.end(running) {
            Ok(_) => self.refused("LOAD DATA ended before its rows did"),
            Err(error) => self.load_failed(&error),
        }
    }

    /// A server that takes no LOAD DATA LOCAL is given INSERTs from the next attempt on.
    fn load_failed(&mut self, error: &mysql_async::Error) -> Error {
        let refused = number(error).is_some_and(|number| NO_LOCAL_INFILE.contains(&number));
        let failure = self.explained(failed(&self.place(), error));
        if refused && self.shared.infile.swap(false, Ordering::Relaxed) {
            return failure.transient();
        }
        failure
    }

    /// All rows have been sent: what the server says of them.
    fn end_load(&mut self) -> Result<()> {
        self.send()?;
        let Way::Load(_, feed) = &mut self.way else { return Ok(()) };
        let Some(running) = feed.take() else { return Ok(()) };
        let outcome = self.link.end(running).map_err(|error| self.load_failed(&error))?;
        let (records, skipped) = (counted(&outcome.info, "Records"), counted(&outcome.info, "Skipped"));
        self.counted = records.unwrap_or(outcome.affected);
        let warnings = counted(&outcome.info, "Warnings").unwrap_or(u64::from(outcome.warnings));
        if warnings > 0 || skipped.unwrap_or(0) > 0 {
            let shown = self.warnings();
            return Err(self.refused(&shown));
        }
        Ok(())
    }

    /// The first warnings of the last statement.
    fn warnings(&mut self) -> String {
        let rows = self.link.rows(&format!("SHOW WARNINGS LIMIT {WARNINGS_SHOWN}")).unwrap_or_default();
        let shown = rows
            .iter()
            .filter_map(|row| Some(words_of(row.get(1)?.parse().ok()?, row.first()?, row.get(2)?)));
        shown.collect::<Vec<_>>().join("; ").replace("SQLSTATE ", "")
    }

    fn insert(&mut self, block: &Block) -> Result<()> {
        let mut row = 0;
        while row < block.rows {
            let Way::Insert(insert, sql) = &mut self.way else { return Ok(()) };
            let first = row;
            row = insert.statement(block, row, sql);
            if sql.len() > self.shared.packet_bytes_max {
                return Err(self.too_long(block, first));
            }
            self.touched = true;
            let meter = &self.shared.options.meter;
            let inserted = meter.time(Phase::Send, || self.link.run(sql));
            meter.add(Count::Statements, 1);
            meter.add(Count::Packets, 1);
            meter.add(Count::Bytes, sql.len() as u64);
            let outcome = inserted.map_err(|error| self.explained(failed(&self.place(), &error)))?;
            self.counted += outcome.affected;
            if outcome.warnings > 0 {
                let shown = self.warnings();
                return Err(self.refused(&shown));
            }
        }
        Ok(())
    }

    /// A row that the server takes in no statement, with the column that makes it so long.
    fn too_long(&self, block: &Block, row: usize) -> Error {
        let bytes = |at: usize| block.columns[at].bytes(row).map_or(0, <[u8]>::len);
        let longest = (0..block.columns.len()).max_by_key(|&at| bytes(at)).unwrap_or(0);
        let name = self.statements.names.get(longest).map(String::as_str).unwrap_or_default();
        Error::new(
            Exit::Incomplete,
            format!(
                "{}.{name}, row {}: a value of {} bytes makes a statement that is longer than the server's \
                 max_allowed_packet of {} bytes",
                self.table.name,
                block.first_row + row as u64,
                bytes(longest),
                self.shared.packet_bytes_max
            ),
        )
        .remains(self.remains())
        .next("raise max_allowed_packet, or ask for shorter values")
    }

    fn place(&self) -> String {
        match self.open {
            Some(chunk) => format!(
                "load into {}, rows {} to {}",
                self.table.name,
                chunk.first_row,
                chunk.first_row + chunk.rows - 1
            ),
            None => format!("load into {}", self.table.name),
        }
    }

    /// The server took the statement and not all of its rows as they are.
    fn refused(&self, words: &str) -> Error {
        self.explained(Error::new(Exit::Incomplete, format!("failed to {}", self.place())).server(words))
    }

    fn explained(&self, error: Error) -> Error {
        let error = error.remains(self.remains());
        match self.transactional {
            true => error.next(format!("dbmocker resume {}", self.shared.run.id)),
            false => error.next("mend the cause, then begin anew: dbmocker generate --truncate"),
        }
    }

    fn remains(&self) -> String {
        if self.transactional {
            return "the chunk was rolled back; chunks before it stay".to_owned();
        }
        format!("{} has no transactions: rows of the chunk may stay; chunks before it stay", self.table.name)
    }

    fn abort(&mut self) {
        let Some(chunk) = self.open.take() else { return };
        self.packet.clear();
        if let Way::Load(_, feed) = &mut self.way
            && let Some(running) = feed.take()
        {
            // What it says is of no interest any more: all of it is rolled back.
            let _ = self.link.end(running);
        }
        self.link.roll_back();
        if !self.transactional && !self.touched {
            let _ = self.link.run(self.intent("DELETE FROM dbmocker_chunk WHERE", chunk).as_bytes());
        }
    }

    /// A statement about the claim of a chunk that cannot be rolled back.
    fn intent(&self, verb: &str, chunk: Chunk) -> String {
        format!(
            "{verb} run_id = {} AND table_key = {} AND first_row = {} AND epoch = 0",
            quote::text(&self.shared.run.id),
            quote::text(&self.table.key),
            chunk.first_row
        )
    }

    fn end_chunk(&mut self, rows_sent: u64) -> Result<()> {
        self.end_load()?;
        if self.counted != rows_sent {
            let triggers: Vec<&str> =
                self.table.triggers.iter().map(|trigger| trigger.name.as_str()).collect();
            let what = format!(
                "{}: {rows_sent} rows were sent, the server counted {}",
                self.table.name, self.counted
            );
            let error = Error::new(Exit::Incomplete, what).remains(self.remains());
            return Err(match triggers.as_slice() {
                [] => error,
                names => error.next(format!("look at the triggers {}", names.join(", "))),
            });
        }
        let Some(chunk) = self.open.filter(|_| !self.transactional) else {
            let committed = self.run("COMMIT", &format!("commit rows of {}", self.table.name));
            return committed.map(drop).map_err(|error| self.explained(error));
        };
        let done = format!("UPDATE dbmocker_chunk SET epoch = {} WHERE", self.shared.run.epoch);
        self.run(&self.intent(&done, chunk), "write the ledger").map(drop)
    }
}

/// The number behind a word of the server's count.
fn counted(info: &str, word: &str) -> Option<u64> {
    let rest = &info[info.find(word)? + word.len()..];
    rest.trim_start_matches([':', ' ']).split(' ').next()?.parse().ok()
}

impl Sink for TableSink<'_> {
    fn begin(&mut self, chunk: Chunk) -> Result<Claim> {
        self.abort();
        self.open = Some(chunk);
        (self.counted, self.touched) = (0, false);
        match self.claim(chunk) {
            Ok(true) => Ok(Claim::Mine),
            Ok(false) => {
                self.open = None;
                self.link.roll_back();
                Ok(Claim::AlreadyDone)
            }
            Err(error) => {
                self.open = None;
                self.link.roll_back();
                Err(error)
            }
        }
    }

    fn write(&mut self, payload: Payload<'_>) -> Result<()> {
        let Payload::Block(block) = payload else {
            return Err(Error::new(Exit::Bug, "the MySQL sink takes blocks, not packets"));
        };
        let written = match self.way {
            Way::Load(..) => self.load(block),
            Way::Insert(..) => self.insert(block),
        };
        written.inspect_err(|_| self.abort())
    }

    fn commit(&mut self, rows_sent: u64) -> Result<Receipt> {
        match self.end_chunk(rows_sent) {
            Ok(()) => {
                self.open = None;
                Ok(Receipt::Committed { rows: rows_sent })
            }
            Err(error) => {
                self.abort();
                Err(error)
            }
        }
    }
}

impl Drop for TableSink<'_> {
    fn drop(&mut self) {
        self.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_count_is_read() {
        let info = "Records: 5  Deleted: 0  Skipped: 1  Warnings: 2";
        assert_eq!(counted(info, "Records"), Some(5));
        assert_eq!(counted(info, "Skipped"), Some(1));
        assert_eq!(counted(info, "Warnings"), Some(2));
        assert_eq!(counted("", "Records"), None);
    }
}
