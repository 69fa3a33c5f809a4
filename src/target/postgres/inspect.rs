//! The catalogue of a PostgreSQL database as a [`Schema`]: a fixed number of queries, whatever the number of
//! tables, sent together. Start reading at [`inspect`].
//!
//! Partitions are no tables of the schema: what only a partition declares (its own foreign keys, unique
//! indexes, triggers) is told of the table that it is part of, since rows go there.

mod checks;
mod columns;
mod keys;
mod partitions;
mod references;
mod relations;
mod triggers;

use std::collections::HashMap;

use futures_util::future::{try_join, try_join4};
use tokio_postgres::{Client, Error};

use super::types::Types;
use crate::schema::expr::Dialect;
use crate::schema::{Schema, Table, name_keys, tell_kinds};

/// Where rows of a relation are told of: the table itself, or the one that it is a partition of.
#[derive(Debug)]
struct Place {
    /// Position in the schema's tables.
    table: usize,
    /// Whether the relation is a partition.
    partition: bool,
    /// Positions in the table's columns by the relation's own numbers.
    columns: HashMap<i16, usize>,
}

impl Place {
    /// The positions of columns; `None` where one is not a plain column.
    fn positions(&self, numbers: &[i16]) -> Option<Vec<usize>> {
        numbers.iter().map(|number| self.columns.get(number).copied()).collect()
    }
}

/// Places by the object ids of relations.
type Places = HashMap<u32, Place>;

/// What queries depend on.
#[derive(Debug)]
struct Server {
    /// Such as 150004.
    version: u32,
    /// For people.
    name: String,
    /// The encoding, when it cannot hold all of Unicode.
    charset: Option<String>,
}

/// Reads everything about the database that belongs to its users.
pub(super) async fn inspect(client: &Client) -> Result<Schema, Error> {
    let server = Server::read(client).await?;
    let version = server.version;
    let relations = try_join4(
        relations::rows(client),
        partitions::rows(client),
        columns::rows(client),
        columns::sequences(client),
    );
    let constraints = try_join4(
        checks::rows(client),
        keys::rows(client, version),
        references::rows(client),
        triggers::rows(client, version),
    );
    let types = Types::read(client, version);
    let strategies = partitions::strategies(client);
    let read = try_join(try_join(relations, constraints), try_join(types, strategies)).await?;
    let (((relations, parts, columns, sequences), (checks, keys, references, triggers)), (types, strategies)) =
        read;
    let (mut tables, skipped, mut places) = relations::list(&relations)?;
    partitions::place(&parts, &mut places)?;
    let sequences = columns::by_column(&sequences)?;
    let domains = columns::fill(&mut tables, &mut places, &columns, &types, sequences, &server)?;
    checks::fill(&mut tables, &places, &checks, &types, &domains)?;
    tables.iter_mut().for_each(tell_kinds);
    keys::fill(&mut tables, &places, &keys)?;
    references::fill(&mut tables, &places, &references)?;
    triggers::fill(&mut tables, &places, &triggers)?;
    partitions::fill(&mut tables, &places, &parts, &strategies)?;
    name_keys(&mut tables);
    Ok(Schema { dialect: Dialect::Postgres, server: server.name, tables, skipped })
}

impl Server {
    async fn read(client: &Client) -> Result<Self, Error> {
        let sql = "SELECT pg_catalog.current_setting('server_version_num'), \
             pg_catalog.current_setting('server_version'), pg_catalog.current_setting('server_encoding')";
        let row = client.query_typed_one(sql, &[]).await?;
        let (number, version): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let encoding: String = row.try_get(2)?;
        // An encoding of ASCII means that the server does not look.
        let whole = ["UTF8", "SQL_ASCII", "GB18030"].contains(&encoding.as_str());
        Ok(Self {
            version: number.parse().unwrap_or_default(),
            name: format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default()),
            charset: if whole { None } else { Some(encoding.to_lowercase()) },
        })
    }
}

/// The table that a constraint, an index or a trigger of a relation is told of, where it is one.
fn place_of<'a>(
    tables: &'a mut [Table],
    places: &'a Places,
    relation: u32,
) -> Option<(&'a mut Table, &'a Place)> {
    let place = places.get(&relation)?;
    Some((tables.get_mut(place.table)?, place))
}
