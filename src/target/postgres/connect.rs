//! Connections and what every one of them is told first, whatever role, database and server say.
//!
//! Start reading at [`Server::connect`] and [`PREAMBLE`].

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::{failed, unreachable};
use super::quote;
use crate::error::{Error, Exit, Result};

/// What is pinned in every session. `search_path` is pinned too, to what it was, so that functions that
/// triggers call find their tables; pg_catalog comes before it in any case.
const PREAMBLE: [(&str, &str); 14] = [
    ("client_encoding", "UTF8"),
    ("client_min_messages", "warning"),
    ("DateStyle", "ISO, MDY"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("standard_conforming_strings", "on"),
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_deferrable", "off"),
    ("statement_timeout", "0"),
    ("idle_in_transaction_session_timeout", "0"),
    ("lock_timeout", "10s"),
    ("synchronous_commit", "off"),
];
/// Settings that must not be touched but must be like this.
const EXPECTED: [(&str, &str); 1] = [("session_replication_role", "origin")];
/// What to do where there is no room.
const SLOTS: &str = "a load needs 2 connections: close others, or raise max_connections or the CONNECTION LIMIT of role or database";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a sent packet may go unanswered before the connection is given up.
const SILENCE: Duration = Duration::from_secs(60);

/// A server, and how to log in.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    tls: MakeRustlsConnect,
    /// user@host:port/database, for people.
    pub(super) shown: String,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Server {
    /// Completes the settings of a connection: timeouts that notice a peer that is gone.
    pub(super) fn new(mut config: Config, tls: MakeRustlsConnect, shown: String) -> Self {
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        config.tcp_user_timeout(SILENCE).keepalives_idle(Duration::from_secs(30));
        if config.get_application_name().is_none() {
            config.application_name("dbmocker");
        }
        Self { config, tls, shown }
    }

    /// A connection with its session set up.
    pub(super) async fn connect(&self) -> Result<Client> {
        let what = format!("connect to {}", self.shown);
        let (client, connection) = self
            .config
            .connect(self.tls.clone())
            .await
            .map_err(|error| unreachable(&what, &error).next(self.advice(&error)))?;
        // It ends with the client.
        tokio::spawn(connection);
        set_up(&client, &self.shown).await?;
        Ok(client)
    }

    /// Whether the server can be reached and runs a statement of one of its processes.
    async fn works_on(&self, backend: i32) -> bool {
        let ask = async {
            let (client, connection) = self.config.connect(self.tls.clone()).await?;
            tokio::spawn(connection);
            let sql = "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND state = 'active'";
            client.query_opt(sql, &[&backend]).await
        };
        match timeout(CONNECT_TIMEOUT, ask).await {
            Ok(Ok(found)) => found.is_some(),
            // It is there, and full.
            Ok(Err(error)) => error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS),
            Err(_) => false,
        }
    }

    /// What to do about a connection that failed.
    fn advice(&self, error: &tokio_postgres::Error) -> String {
        match error.code().map(SqlState::code) {
            Some("28P01" | "28000") => {
                "check user and password (PGPASSWORD, ~/.pgpass), and what pg_hba.conf allows".to_owned()
            }
            Some("3D000") => "create the database first, for instance with createdb".to_owned(),
            Some("53300") => SLOTS.to_owned(),
            _ => "check host, port and sslmode, and that the server runs".to_owned(),
        }
    }

    /// A pool of loading connections.
    pub(super) fn pool(&self, size: usize) -> Result<Pool> {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(self.config.clone(), self.tls.clone(), recycling);
        let hook = Hook::async_fn(|client, _| {
            Box::pin(async move {
                match pin(client).await {
                    Ok(problems) if problems.is_empty() => Ok(()),
                    Ok(problems) => Err(HookError::message(problems.join(", "))),
                    Err(error) => Err(HookError::Backend(error)),
                }
            })
        });
        Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .post_create(hook)
            .build()
            .map_err(|error| Error::new(Exit::Connect, format!("make a pool of connections: {error}")))
    }
}

/// A connection of the pool, with its session set up.
pub(super) async fn take(pool: &Pool, shown: &str) -> Result<Object> {
    let what = format!("open another connection to {shown}");
    pool.get().await.map_err(|error| match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            let failure = failed(&what, &error);
            match error.code() {
                Some(&SqlState::TOO_MANY_CONNECTIONS) => failure.next(SLOTS),
                _ => failure,
            }
        }
        other => Error::new(Exit::Incomplete, format!("failed to {what}")).server(other.to_string()),
    })
}

/// The server's process behind a connection.
pub(super) async fn backend(client: &Client) -> Result<i32> {
    let row =
        soon("ask for the server's process", client.query_one("SELECT pg_catalog.pg_backend_pid()", &[]));
    row.await.map(|row| row.get(0))
}

/// Pins the session's settings and reads them back: a pooler that hands out another backend per transaction
/// loses them, and then no chunk is safe.
async fn set_up(client: &Client, shown: &str) -> Result<()> {
    let problems =
        pin(client).await.map_err(|error| unreachable(&format!("set up the session on {shown}"), &error))?;
    if problems.is_empty() {
        return Ok(());
    }
    let problems = problems.into_iter().map(|problem| format!("{shown}: {problem}")).collect();
    Err(Error::all(Exit::Plan, problems).remains("nothing was written").next(
        "connect to the server itself, not through a pooler in transaction mode, as a role that may set this",
    ))
}

/// Pins the session's settings after somebody's script has changed them.
pub(super) async fn set_up_again(client: &Client, shown: &str) -> Result<()> {
    let reset = client.batch_execute("RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL").await;
    reset.map_err(|error| failed("set the session up again", &error).remains("nothing was written"))?;
    set_up(client, shown).await
}

/// Sets what is pinned; gives what is not as it was set.
async fn pin(client: &Client) -> std::result::Result<Vec<String>, tokio_postgres::Error> {
    let mut sets: Vec<String> =
        PREAMBLE.iter().map(|(name, value)| format!("SET {name} = {}", quote::text(value))).collect();
    if version(client).await? >= 140_000 {
        sets.push("SET client_connection_check_interval = '2s'".to_owned());
    }
    client.batch_execute(&sets.join("; ")).await?;
    client.batch_execute(PIN_PATH).await?;
    read_back(client).await
}

/// The version as a number: 150018.
pub(super) async fn version(client: &Client) -> std::result::Result<u32, tokio_postgres::Error> {
    let row = client.query_one("SELECT pg_catalog.current_setting('server_version_num')::int", &[]).await?;
    Ok(u32::try_from(row.get::<_, i32>(0)).unwrap_or(0))
}

/// The schemas of the path that are there, and no others; pg_temp comes last, wherever it was: it is nobody's
/// default.
const PIN_PATH: &str = "SELECT pg_catalog.set_config('search_path', COALESCE(\
    (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(s), ', ' ORDER BY n) || ', ' \
    FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS t(s, n) \
    WHERE s !~ '^pg_temp_'), '') || 'pg_temp', false)";

async fn read_back(client: &Client) -> std::result::Result<Vec<String>, tokio_postgres::Error> {
    let expected = || PREAMBLE.iter().chain(&EXPECTED);
    let names: Vec<&str> = expected().map(|(name, _)| *name).collect();
    let rows = client
        .query(
            "SELECT name, pg_catalog.current_setting(name) FROM pg_catalog.pg_settings WHERE name = ANY ($1)",
            &[&names],
        )
        .await?;
    let found: HashMap<String, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    Ok(expected()
        .filter_map(|(name, wanted)| match found.get(*name) {
            Some(found) if found == wanted => None,
            Some(found) => Some(format!("{name} is {found}, although {wanted} was asked for")),
            None => Some(format!("{name} is hidden from this role")),
        })
        .collect())
}

/// Whether the server takes writes at all, and through the same session from one transaction to the next.
pub(super) async fn check_writable(client: &Client, shown: &str) -> Result<()> {
    let read = async {
        let first = client
            .query_one(
                "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(), \
                 pg_catalog.current_setting('default_transaction_read_only'), \
                 (SELECT source FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only')",
                &[],
            )
            .await?;
        let second = client.query_one("SELECT pg_catalog.pg_backend_pid()", &[]).await?;
        Ok::<_, tokio_postgres::Error>((first, second))
    };
    let (first, second) = read.await.map_err(|error| failed("look at the server", &error))?;
    let refuse = |what: String, next: &str| {
        Err(Error::new(Exit::Plan, what).remains("nothing was written").next(next.to_owned()))
    };
    if first.get::<_, i32>(0) != second.get::<_, i32>(0) {
        return refuse(
            format!("{shown} is a pooler that changes the backend between transactions"),
            "connect to the server itself, or use session pooling",
        );
    }
    if first.get::<_, bool>(1) {
        return refuse(format!("{shown} is a standby and takes no writes"), "connect to the primary server");
    }
    let (read_only, source): (String, String) = (first.get(2), first.get(3));
    if read_only == "on" {
        let whose = if source == "database" { "DATABASE" } else { "ROLE" };
        return refuse(
            format!("{shown} is read-only: default_transaction_read_only is on (set by the {source})"),
            &format!(
                "ALTER {whose} … SET default_transaction_read_only = off, \
                 or set PGOPTIONS='-c default_transaction_read_only=off'"
            ),
        );
    }
    Ok(())
}

/// Connections that may still be opened, some left for others; `None` when that cannot be told.
pub(super) async fn free_slots(client: &Client) -> std::result::Result<usize, tokio_postgres::Error> {
    let row = client
        .query_one(
            "SELECT pg_catalog.current_setting('max_connections')::int \
             - pg_catalog.current_setting('superuser_reserved_connections')::int \
             - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend')::int, \
             (SELECT rolconnlimit FROM pg_catalog.pg_roles WHERE rolname = current_user), \
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE usename = current_user)::int, \
             (SELECT datconnlimit FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()), \
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database())::int",
            &[],
        )
        .await?;
    let mut free: i32 = row.get(0);
    for (limit, used) in [(row.get::<_, i32>(1), row.get::<_, i32>(2)), (row.get(3), row.get(4))] {
        if limit >= 0 {
            free = free.min(limit - used);
        }
    }
    Ok(usize::try_from(free).unwrap_or(0))
}

/// Waits for what must come soon; silence means that the peer is gone.
pub(super) async fn soon<T>(
    what: &str,
    future: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
) -> Result<T> {
    match timeout(SILENCE, future).await {
        Ok(answer) => answer.map_err(|error| failed(what, &error)),
        Err(_) => Err(silent(what)),
    }
}

/// Waits for what may take long, a chunk's checks or its commit, as long as the server says that it works on
/// it: it is asked over another connection whenever nothing has come for [`SILENCE`].
pub(super) async fn patiently<T>(
    what: &str,
    server: &Server,
    backend: i32,
    future: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
) -> Result<T> {
    let mut future = pin!(future);
    loop {
        match timeout(SILENCE, &mut future).await {
            Ok(answer) => return answer.map_err(|error| failed(what, &error)),
            Err(_) if server.works_on(backend).await => {}
            Err(_) => return Err(silent(what)),
        }
    }
}

fn silent(what: &str) -> Error {
    let problem = format!("failed to {what}: the server has been silent for {} s", SILENCE.as_secs());
    Error::new(Exit::Incomplete, problem).transient()
}
