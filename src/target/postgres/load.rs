//! Rows into a table by COPY, or by INSERT where the table takes nothing else; the ledger's claim comes
//! first in the chunk's transaction.
//!
//! Start reading at [`ServerLoader`] (one connection) and [`TableSink`] (its chunks of one table).

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use deadpool_postgres::{Object, Pool};
use futures_util::SinkExt as _;
use tokio::runtime::Handle;
use tokio_postgres::{CopyInSink, SimpleQueryMessage, Statement};

use super::connect::{Server, backend, patiently, soon, take};
use super::failure::failed;
use super::{ledger, quote};
use crate::data::{Bits, Block, Chunk, Claim, Packet, Receipt};
use crate::encode::{Encoder, Insert, InsertColumn, InsertLimits, Literals, PgBinary, PgText, pg_wire};
use crate::error::{Error, Exit, Result};
use crate::schema::{Schema, Table};
use crate::target::{Count, Loader, Payload, Phase, Run, ServerOptions, Shape, Sink};

/// Most bytes of an INSERT statement.
const STATEMENT_BYTES: usize = 1 << 20;

/// What all connections of a run share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) runtime: Handle,
    pub(super) pool: Pool,
    pub(super) run: Run,
    pub(super) server: Server,
    /// How rows travel.
    pub(super) options: ServerOptions,
    /// Whether foreign keys are left to the check afterwards.
    pub(super) unenforced: bool,
    /// Packets to be used again.
    pub(super) packets: Packets,
}

pub(super) type Packets = Arc<Mutex<Vec<Packet>>>;

/// One connection, for one thread at a time.
pub(super) struct ServerLoader {
    shared: Shared,
    /// Only `None` while it is renewed.
    link: Option<Link>,
}

/// A connection, and the server's process behind it.
struct Link {
    client: Object,
    backend: i32,
}

impl ServerLoader {
    /// Takes a connection from the pool.
    pub(super) fn open(shared: Shared) -> Result<Self> {
        let link = Some(connection(&shared)?);
        Ok(Self { shared, link })
    }
}

fn connection(shared: &Shared) -> Result<Link> {
    shared.runtime.block_on(async {
        let client = take(&shared.pool, &shared.server.shown).await?;
        let role = if shared.unenforced { "replica" } else { "origin" };
        let commit = if shared.options.durable { "on" } else { "off" };
        client
            .batch_execute(&format!("SET synchronous_commit = {commit}"))
            .await
            .map_err(|error| failed("set up the session", &error))?;
        let set = client.batch_execute(&format!("SET session_replication_role = {role}")).await;
        match set {
            Err(error) if shared.unenforced => {
                Err(failed("switch the enforcement of foreign keys off", &error))
            }
            // Only a superuser may set it, and nobody else needs to.
            _ => Ok(Link { backend: backend(&client).await?, client }),
        }
    })
}

impl Loader for ServerLoader {
    fn sink<'a>(&'a mut self, schema: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>> {
        let gone = || Error::new(Exit::Incomplete, "the connection is being renewed").transient();
        let link = self.link.as_ref().ok_or_else(gone)?;
        Ok(Box::new(TableSink::new(&self.shared, link, schema, shape)?))
    }

    fn renew(&mut self) -> Result<()> {
        // The pool has one slot per loader: the old connection leaves it first.
        drop(self.link.take().map(|link| Object::take(link.client)));
        self.link = Some(connection(&self.shared)?);
        Ok(())
    }

    /// Commits are not waited for until they are on the disk, unless that was asked for.
    fn forgets(&self) -> bool {
        !self.shared.options.durable
    }
}

/// How rows of a table travel.
enum Method {
    /// COPY, in binary or text form.
    Copy { statement: Statement, form: Form },
    /// INSERT with literals.
    Insert(Box<Insert>),
    /// INSERT of so many rows that have no column to write.
    Defaults,
}

/// The encoders of COPY; each chunk is a stream of its own and gets a new one.
enum Form {
    Binary(Vec<crate::encode::Wire>),
    Text,
}

/// A table's sink.
struct TableSink<'a> {
    shared: &'a Shared,
    link: &'a Link,
    table: Table,
    shape: Shape,
    method: Method,
    open: Option<Chunk>,
    stream: Option<Stream>,
    /// Rows that INSERT statements reported.
    inserted: u64,
    sql: Vec<u8>,
}

/// A COPY that is under way.
struct Stream {
    encoder: Box<dyn Encoder>,
    sink: Pin<Box<CopyInSink<Bytes>>>,
    packet: Packet,
}

impl<'a> TableSink<'a> {
    fn new(shared: &'a Shared, link: &'a Link, schema: &Schema, shape: &Shape) -> Result<Self> {
        let table = schema.tables[shape.table].clone();
        let method = method(shared, &link.client, &table, shape)?;
        let (shape, sql) = (shape.clone(), Vec::new());
        Ok(Self { shared, link, table, shape, method, open: None, stream: None, inserted: 0, sql })
    }

    fn encoder(&self, form: &Form) -> Box<dyn Encoder> {
        match form {
            Form::Binary(wires) => Box::new(PgBinary::new(wires.clone())),
            Form::Text => Box::new(PgText::new(self.shape.types.clone())),
        }
    }

    /// Begins the COPY of a chunk.
    fn start(&mut self) -> Result<()> {
        if let Method::Copy { statement, form } = &self.method {
            let what = format!("begin to copy into {}", self.table.name);
            self.shared.options.meter.add(Count::Statements, 1);
            let begun = self.shared.runtime.block_on(soon(&what, self.link.client.copy_in(statement)))?;
            let packet = lock(&self.shared.packets).pop().unwrap_or_default();
            self.stream = Some(Stream { encoder: self.encoder(form), sink: Box::pin(begun), packet });
        }
        Ok(())
    }

    fn copy(&mut self, block: &Block) -> Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        let options = &self.shared.options;
        options.meter.time(Phase::Encode, || stream.encoder.encode(block, &mut stream.packet));
        if stream.packet.len() < options.packet_bytes {
            return Ok(());
        }
        let packet = self.shared.lend(&mut stream.packet);
        let sent = options
            .meter
            .time(Phase::Send, || self.shared.runtime.block_on(soon("send rows", stream.sink.send(packet))));
        sent.map_err(|error| self.ended(error))
    }

    /// Ends the COPY; gives the rows that the server counted.
    fn finish_copy(&mut self) -> Result<u64> {
        let Some(mut stream) = self.stream.take() else { return Ok(self.inserted) };
        stream.encoder.finish(&mut stream.packet);
        let last = self.shared.lend(&mut stream.packet);
        self.shared.runtime.block_on(async {
            let what = format!("copy rows into {}", self.table.name);
            // What the server has against the rows comes with its answer, not with the sending.
            let sent = soon("send rows", stream.sink.send(last)).await;
            let (server, backend) = (&self.shared.server, self.link.backend);
            let counted = patiently(&what, server, backend, stream.sink.as_mut().finish()).await;
            sent.and(counted)
        })
    }

    /// The server ended the stream before its end: its reason is in its answer.
    fn ended(&mut self, lost: Error) -> Error {
        let Some(mut stream) = self.stream.take() else { return lost };
        let what = format!("copy rows into {}", self.table.name);
        match self.shared.runtime.block_on(soon(&what, stream.sink.as_mut().finish())) {
            Err(reason) => reason,
            Ok(_) => lost,
        }
    }

    fn insert(&mut self, block: &Block) -> Result<()> {
        let mut row = 0;
        while row < block.rows {
            row = match &mut self.method {
                Method::Copy { .. } => return Ok(()),
                Method::Insert(insert) => insert.statement(block, row, &mut self.sql),
                Method::Defaults => {
                    self.sql = defaults(&self.table, block.rows).into();
                    block.rows
                }
            };
            let what = format!("insert rows into {}", self.table.name);
            let sql = String::from_utf8_lossy(&self.sql);
            let meter = &self.shared.options.meter;
            let answers = meter.time(Phase::Send, || {
                self.shared.runtime.block_on(soon(&what, self.link.client.simple_query(&sql)))
            })?;
            meter.add(Count::Statements, 1);
            meter.add(Count::Bytes, self.sql.len() as u64);
            meter.add(Count::Packets, 1);
            self.inserted += answers.iter().map(counted).sum::<u64>();
        }
        Ok(())
    }

    fn abort(&mut self) {
        self.stream = None;
        if self.open.take().is_some() {
            // A connection that is gone has rolled back.
            let _ =
                self.shared.runtime.block_on(soon("roll back", self.link.client.batch_execute("ROLLBACK")));
        }
    }

    fn in_place(&self, error: Error) -> Error {
        let rows = self.open.map_or_else(String::new, |chunk| {
            format!(", rows {} to {} of the run", chunk.first_row, chunk.first_row + chunk.rows - 1)
        });
        error
            .remains(format!("the chunk of {}{rows} was rolled back; committed chunks stay", self.table.name))
            .next(format!("dbmocker resume {}", self.shared.run.id))
    }
}

impl Sink for TableSink<'_> {
    fn begin(&mut self, chunk: Chunk) -> Result<Claim> {
        self.abort();
        self.open = Some(chunk);
        self.inserted = 0;
        let (run, key) = (&self.shared.run, &self.table.key);
        let claimed = self.shared.runtime.block_on(ledger::claim(&self.link.client, run, key, chunk));
        let begun = claimed.and_then(|claim| match claim {
            Claim::Mine => self.start().map(|()| Claim::Mine),
            Claim::AlreadyDone => {
                self.abort();
                Ok(Claim::AlreadyDone)
            }
        });
        begun.map_err(|error| self.fail(error))
    }

    fn write(&mut self, payload: Payload<'_>) -> Result<()> {
        let Payload::Block(block) = payload else {
            return Err(Error::new(Exit::Bug, "PostgreSQL's sink takes blocks"));
        };
        let masked;
        let block = if self.shape.closing.is_empty() {
            block
        } else {
            masked = without(block, &self.shape.closing);
            &masked
        };
        self.copy(block).and_then(|()| self.insert(block)).map_err(|error| self.fail(error))
    }

    fn commit(&mut self, rows_sent: u64) -> Result<Receipt> {
        let counted = self.finish_copy().map_err(|error| self.fail(error))?;
        if counted != rows_sent {
            let triggers: Vec<&str> =
                self.table.triggers.iter().map(|trigger| trigger.name.as_str()).collect();
            let what = format!("{}: {rows_sent} rows were sent, the server took {counted}", self.table.name);
            let next = match triggers.as_slice() {
                [] => "look at the rules of the table".to_owned(),
                names => format!("look at the triggers {}", names.join(", ")),
            };
            return Err(self.fail(Error::new(Exit::Incomplete, what)).next(next));
        }
        let what = format!("commit rows of {}", self.table.name);
        let commit = self.link.client.batch_execute("COMMIT");
        let commit = patiently(&what, &self.shared.server, self.link.backend, commit);
        self.shared.runtime.block_on(commit).map_err(|error| self.fail(error))?;
        self.open = None;
        Ok(Receipt::Committed { rows: counted })
    }
}

impl TableSink<'_> {
    /// Rolls the chunk back and says so.
    fn fail(&mut self, error: Error) -> Error {
        let error = self.in_place(error);
        self.abort();
        error
    }
}

impl Drop for TableSink<'_> {
    fn drop(&mut self) {
        self.abort();
    }
}

/// The statement that inserts rows that have no column to write.
pub(super) fn defaults(table: &Table, rows: usize) -> String {
    format!("INSERT INTO {} SELECT FROM pg_catalog.generate_series(1, {rows})", quote::table(table))
}

/// Rows that a statement reported.
pub(super) fn counted(answer: &SimpleQueryMessage) -> u64 {
    match answer {
        SimpleQueryMessage::CommandComplete(rows) => *rows,
        _ => 0,
    }
}

fn lock(packets: &Packets) -> std::sync::MutexGuard<'_, Vec<Packet>> {
    packets.lock().expect("no holder of the lock panics")
}

impl Shared {
    /// The packet's bytes as the driver takes them; the buffer comes back to the others when they are sent.
    fn lend(&self, packet: &mut Packet) -> Bytes {
        let next = lock(&self.packets).pop().unwrap_or_default();
        let full = std::mem::replace(packet, next);
        self.options.meter.add(Count::Bytes, full.len() as u64);
        self.options.meter.add(Count::Packets, 1);
        Bytes::from_owner(Lent { packet: full, home: Arc::clone(&self.packets) })
    }
}

struct Lent {
    packet: Packet,
    home: Packets,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.packet.bytes()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut packet = std::mem::take(&mut self.packet);
        packet.clear();
        lock(&self.home).push(packet);
    }
}

fn method(shared: &Shared, client: &Object, table: &Table, shape: &Shape) -> Result<Method> {
    if shape.columns.is_empty() {
        return Ok(Method::Defaults);
    }
    if table.options.insert_only.is_some() || shared.options.inserts {
        return Ok(Method::Insert(Box::new(insert(shared.options.batch_size, table, shape))));
    }
    let wires: Option<Vec<_>> = shape
        .columns
        .iter()
        .zip(&shape.types)
        .map(|(&column, logical_type)| pg_wire(logical_type, &table.columns[column].declared))
        .collect();
    let (form, option) = match wires {
        Some(wires) => (Form::Binary(wires), "(FORMAT binary)"),
        None => (Form::Text, "(FORMAT text)"),
    };
    let sql = format!(
        "COPY {} ({}) FROM STDIN {option}",
        quote::table(table),
        quote::columns(table, &shape.columns)
    );
    let what = format!("prepare the copy into {}", table.name);
    let statement = shared.runtime.block_on(soon(&what, client.prepare(&sql)))?;
    Ok(Method::Copy { statement, form })
}

/// Statements of several rows.
pub(super) fn insert(rows_max: usize, table: &Table, shape: &Shape) -> Insert {
    let described = shape
        .types
        .iter()
        .map(|logical_type| InsertColumn { logical_type: logical_type.clone(), through: None });
    let always =
        shape.columns.iter().any(|&at| table.columns[at].identity == crate::schema::Identity::Always);
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    let head = format!(
        "INSERT INTO {} ({}){overriding} VALUES",
        quote::table(table),
        quote::columns(table, &shape.columns)
    );
    let limits = InsertLimits { rows_max, bytes_max: STATEMENT_BYTES };
    Insert::new(head, described.collect(), Literals::Postgres, limits)
}

/// The rows with NULL in the closing columns.
pub(super) fn without(block: &Block, closing: &[usize]) -> Block {
    let mut block = block.clone();
    for &at in closing {
        block.columns[at].validity = Some(Bits::filled(block.rows, false));
    }
    block
}
