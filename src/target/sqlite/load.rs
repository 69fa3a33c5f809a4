//! Rows into a table by prepared statements of several rows each; the ledger's claim comes first in the
//! chunk's transaction.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement, ToSql};

use super::{connect::words, failed, ledger, quote};
use crate::data::{Block, Chunk, Claim, Column, Data, LogicalType, Receipt};
use crate::encode::{Form, write_cell};
use crate::error::{Error, Exit, Result};
use crate::schema::{Schema, Table};
use crate::target::{Count, Loader, Meter, Payload, Phase, Run, Shape, Sink, SqliteOptions};

/// SQLite's own limit of parameters per statement.
const PARAMETERS_MAX: usize = 32_766;

/// The one connection, for one thread at a time.
pub(super) struct FileLoader<'c> {
    connection: &'c mut Connection,
    run: Run,
    options: SqliteOptions,
}

impl<'c> FileLoader<'c> {
    pub(super) fn new(connection: &'c mut Connection, run: Run, options: SqliteOptions) -> Self {
        Self { connection, run, options }
    }
}

impl Loader for FileLoader<'_> {
    fn sink<'a>(&'a mut self, schema: &Schema, shape: &Shape) -> Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(TableSink::new(self.connection, schema, shape, &self.run, &self.options)?))
    }

    /// A file is never out of reach for a moment: whoever holds it is waited for by SQLite itself.
    fn renew(&mut self) -> Result<()> {
        Ok(())
    }
}

/// A table's sink.
struct TableSink<'a> {
    connection: &'a Connection,
    run: &'a Run,
    meter: &'a Meter,
    table: Table,
    types: Vec<LogicalType>,
    closing: Vec<usize>,
    several: Statement<'a>,
    single: Statement<'a>,
    rows_per_statement: usize,
    open: Option<Chunk>,
    written: u64,
    text: Vec<u8>,
}

impl<'a> TableSink<'a> {
    fn new(
        connection: &'a Connection,
        schema: &Schema,
        shape: &Shape,
        run: &'a Run,
        options: &'a SqliteOptions,
    ) -> Result<Self> {
        let table = schema.tables[shape.table].clone();
        let columns = shape.columns.len();
        let rows_per_statement = options.batch_size.min(PARAMETERS_MAX / columns.max(1)).max(1);
        let rows_per_statement = if columns == 0 { 1 } else { rows_per_statement };
        let prepare = |rows| {
            let sql = quote::insert(&table, &shape.columns, rows);
            connection
                .prepare(&sql)
                .map_err(|error| failed(&format!("prepare the insert into {}", table.name), &error))
        };
        let (several, single) = (prepare(rows_per_statement)?, prepare(1)?);
        Ok(Self {
            connection,
            run,
            meter: &options.meter,
            types: shape.types.clone(),
            closing: shape.closing.clone(),
            several,
            single,
            rows_per_statement,
            open: None,
            written: 0,
            text: Vec::new(),
            table,
        })
    }

    fn insert(&mut self, block: &Block) -> rusqlite::Result<()> {
        let mut row = 0;
        while row + self.rows_per_statement <= block.rows {
            let rows = row..row + self.rows_per_statement;
            bind(&mut self.several, block, rows, &self.types, &self.closing, &mut self.text)?;
            self.written += self.several.raw_execute()? as u64;
            self.meter.add(Count::Statements, 1);
            row += self.rows_per_statement;
        }
        for row in row..block.rows {
            bind(&mut self.single, block, row..row + 1, &self.types, &self.closing, &mut self.text)?;
            self.written += self.single.raw_execute()? as u64;
            self.meter.add(Count::Statements, 1);
        }
        Ok(())
    }

    /// The row that the database refuses, found by trying one at a time.
    fn refused(&mut self, block: &Block, error: &rusqlite::Error) -> Error {
        let place = format!(
            "{}, rows {} to {}",
            self.table.name,
            block.first_row,
            block.first_row + block.rows as u64 - 1
        );
        let again = match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => {
                "; a resume stops at the same row unless the cause is mended"
            }
            _ => "",
        };
        Error::new(Exit::Incomplete, format!("insert into {place}"))
            .server(words(error))
            .remains(format!("the chunk was rolled back; chunks before it stay{again}"))
            .next(format!("dbmocker resume {}", self.run.id))
    }
}

impl Sink for TableSink<'_> {
    fn begin(&mut self, chunk: Chunk) -> Result<Claim> {
        self.connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|error| failed("begin a transaction", &error))?;
        self.open = Some(chunk);
        self.written = 0;
        let claimed = ledger::claim(self.connection, self.run, &self.table.key, chunk)?;
        if !claimed {
            self.abort();
            return Ok(Claim::AlreadyDone);
        }
        Ok(Claim::Mine)
    }

    fn write(&mut self, payload: Payload<'_>) -> Result<()> {
        let Payload::Block(block) = payload else {
            return Err(Error::new(Exit::Bug, "the SQLite sink takes blocks, not packets"));
        };
        let meter = self.meter;
        if let Err(error) = meter.time(Phase::Send, || self.insert(block)) {
            let error = self.refused(block, &error);
            self.abort();
            return Err(error);
        }
        Ok(())
    }

    fn commit(&mut self, rows_sent: u64) -> Result<Receipt> {
        if self.written != rows_sent {
            let what =
                format!("{}: {rows_sent} rows were sent, SQLite counted {}", self.table.name, self.written);
            self.abort();
            let triggers: Vec<&str> =
                self.table.triggers.iter().map(|trigger| trigger.name.as_str()).collect();
            let next = match triggers.as_slice() {
                [] => "look for ON CONFLICT clauses that drop or replace rows".to_owned(),
                names => format!("look at the triggers {}", names.join(", ")),
            };
            return Err(Error::new(Exit::Incomplete, what).remains("the chunk was rolled back").next(next));
        }
        let committed = self.connection.execute_batch("COMMIT");
        if let Err(error) = committed {
            self.abort();
            let next = format!("dbmocker resume {}", self.run.id);
            return Err(failed(&format!("commit rows of {}", self.table.name), &error)
                .remains("the chunk was rolled back; chunks before it stay")
                .next(next));
        }
        self.open = None;
        Ok(Receipt::Committed { rows: rows_sent })
    }
}

impl TableSink<'_> {
    fn abort(&mut self) {
        if self.open.take().is_some() {
            // A failed statement may have rolled back already.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

impl Drop for TableSink<'_> {
    fn drop(&mut self) {
        self.abort();
    }
}

/// Binds rows of a block to the parameters of a statement.
pub(super) fn bind(
    statement: &mut Statement<'_>,
    block: &Block,
    rows: std::ops::Range<usize>,
    types: &[LogicalType],
    closing: &[usize],
    text: &mut Vec<u8>,
) -> rusqlite::Result<()> {
    let mut parameter = 1;
    for row in rows {
        for (at, column) in block.columns.iter().enumerate() {
            if column.is_null(row) || closing.contains(&at) {
                statement.raw_bind_parameter(parameter, Borrowed(ValueRef::Null))?;
            } else {
                statement.raw_bind_parameter(parameter, Borrowed(cell(column, row, &types[at], text)))?;
            }
            parameter += 1;
        }
    }
    Ok(())
}

struct Borrowed<'a>(ValueRef<'a>);

impl ToSql for Borrowed<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

/// A cell as SQLite keeps it: times as ISO text, decimals as numbers, truth as 0 and 1.
fn cell<'a>(
    column: &'a Column,
    row: usize,
    logical_type: &LogicalType,
    text: &'a mut Vec<u8>,
) -> ValueRef<'a> {
    text.clear();
    match (&column.data, logical_type) {
        (Data::Pooled(codes, pool), _) => bytes(pool.get(codes[row]), logical_type),
        (Data::Bytes(cells), _) => bytes(cells.get(row), logical_type),
        (Data::Bits(bits), _) => ValueRef::Integer(i64::from(bits.get(row))),
        (Data::F64(cells), _) => ValueRef::Real(cells[row]),
        (Data::I64(_), LogicalType::Timestamp { .. } | LogicalType::Date | LogicalType::Time { .. })
        | (Data::Fixed16(_) | Data::List(..), _) => {
            write_cell(text, column, row, logical_type, Form::PLAIN);
            ValueRef::Text(text)
        }
        (Data::I64(cells), LogicalType::Decimal { scale, .. }) => decimal(i128::from(cells[row]), *scale),
        (Data::I128(cells), LogicalType::Decimal { scale, .. }) => decimal(cells[row], *scale),
        (Data::I64(cells), _) => ValueRef::Integer(cells[row]),
        (Data::I128(cells), _) => {
            i64::try_from(cells[row]).map_or(ValueRef::Real(cells[row] as f64), ValueRef::Integer)
        }
    }
}

fn bytes<'a>(cell: &'a [u8], logical_type: &LogicalType) -> ValueRef<'a> {
    if matches!(logical_type, LogicalType::Bytes { .. }) {
        ValueRef::Blob(cell)
    } else {
        ValueRef::Text(cell)
    }
}

/// The float nearest to the decimal: both operands are exact below 2^53, so the quotient is rounded once.
fn decimal(unscaled: i128, scale: u8) -> ValueRef<'static> {
    const POWERS: [f64; 19] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18,
    ];
    if scale == 0 {
        return i64::try_from(unscaled).map_or(ValueRef::Real(unscaled as f64), ValueRef::Integer);
    }
    ValueRef::Real(unscaled as f64 / POWERS[usize::from(scale).min(18)])
}
