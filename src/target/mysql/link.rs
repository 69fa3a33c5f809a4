//! One connection that loads: statements in the calling thread, LOAD DATA in a task beside it that is fed
//! packets. Start reading at [`Link`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, DriverError, Error as Failure};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::connect::{self, Login};
use crate::error::{Error, Exit, Result};
use crate::target::server::Openings;

/// Packets on their way from the encoder to the connection.
const PACKETS: usize = 4;
/// A connection on which nothing moves for so long is given up.
const STALL: Duration = Duration::from_secs(120);

/// A connection, and what is needed for the next one.
pub(super) struct Link {
    runtime: Arc<Runtime>,
    login: Arc<Login>,
    settings: Vec<(&'static str, String)>,
    connection: Option<Conn>,
}

/// What a statement came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Rows that it changed.
    pub(super) affected: u64,
    /// What the server said of it, such as `Records: 5  Deleted: 0  Skipped: 0  Warnings: 0`.
    pub(super) info: String,
    /// How many warnings there are.
    pub(super) warnings: u16,
}

/// A running LOAD DATA.
pub(super) struct Feed {
    sender: Sender<Bytes>,
    task: JoinHandle<(Conn, std::result::Result<Outcome, Failure>)>,
}

impl Link {
    /// Connects, with session settings in place.
    pub(super) fn open(
        runtime: &Arc<Runtime>,
        login: &Arc<Login>,
        settings: Vec<(&'static str, String)>,
    ) -> Result<Self> {
        let mut link =
            Self { runtime: Arc::clone(runtime), login: Arc::clone(login), settings, connection: None };
        link.renew()?;
        Ok(link)
    }

    /// Connects anew.
    pub(super) fn renew(&mut self) -> Result<()> {
        self.drop_connection();
        let connect = async {
            let mut connection = opened(&self.login.loading).await?;
            for statement in connect::preamble(&self.settings) {
                connection.query_drop(statement).await?;
            }
            let read: Option<mysql_async::Row> =
                connection.query_first(connect::read_back(&self.settings)).await?;
            Ok((connection, read))
        };
        let connected = self.runtime.block_on(timed(connect));
        let what = format!("connect to {}", self.login.shown);
        let (connection, read) = connected.map_err(|error| failed(&what, &error))?;
        let found: Vec<String> =
            read.map(mysql_async::Row::unwrap).unwrap_or_default().iter().map(text).collect();
        if let Some(what) = connect::unpinned(&self.settings, &found) {
            return Err(Error::new(Exit::Plan, what).remains("nothing was written"));
        }
        self.connection = Some(connection);
        Ok(())
    }

    /// Forgets a connection that is of no more use; the server rolls back what was open.
    fn drop_connection(&mut self) {
        let _runtime = self.runtime.enter();
        self.connection = None;
    }

    /// Runs a statement.
    pub(super) fn run(&mut self, sql: &[u8]) -> std::result::Result<Outcome, Failure> {
        let Some(connection) = &mut self.connection else { return Err(closed()) };
        let done = self.runtime.block_on(timed(async {
            connection.query_drop(sql).await?;
            Ok(outcome(connection))
        }));
        // Whatever is left of a broken exchange must not be taken for the next answer.
        if matches!(&done, Err(error) if number(error).is_none()) {
            self.drop_connection();
        }
        done
    }

    /// The rows of a query as text.
    pub(super) fn rows(&mut self, sql: &str) -> std::result::Result<Vec<Vec<String>>, Failure> {
        let Some(connection) = &mut self.connection else { return Err(closed()) };
        let rows: Vec<mysql_async::Row> = self.runtime.block_on(timed(connection.query(sql)))?;
        Ok(rows.into_iter().map(|row| row.unwrap().iter().map(text).collect()).collect())
    }

    /// Begins a LOAD DATA.
    pub(super) fn feed(&mut self, sql: &str) -> std::result::Result<Feed, Failure> {
        let Some(mut connection) = self.connection.take() else { return Err(closed()) };
        let (sender, receiver) = channel(PACKETS);
        let sql = sql.to_owned();
        let task = self.runtime.spawn(async move {
            connection.set_infile_handler(async move { Ok(stream(receiver)) });
            let loaded = connection.query_drop(sql).await.map(|()| outcome(&connection));
            (connection, loaded)
        });
        Ok(Feed { sender, task })
    }

    /// Hands a packet to a LOAD DATA; false when that has ended already.
    pub(super) fn send(&mut self, feed: &Feed, packet: &[u8]) -> std::result::Result<bool, Failure> {
        let packet = Bytes::copy_from_slice(packet);
        self.runtime.block_on(timed(async { Ok(feed.sender.send(packet).await.is_ok()) }))
    }

    /// Ends a LOAD DATA.
    pub(super) fn end(&mut self, feed: Feed) -> std::result::Result<Outcome, Failure> {
        let Feed { sender, mut task } = feed;
        drop(sender);
        let ended = self.runtime.block_on(timed(async { Ok((&mut task).await) }));
        match ended {
            Ok(Ok((connection, outcome))) => {
                self.connection = Some(connection);
                outcome
            }
            Ok(Err(_)) => Err(closed()),
            Err(error) => {
                task.abort();
                Err(error)
            }
        }
    }

    /// Rolls back what is open; a connection that cannot is dropped, which comes to the same.
    pub(super) fn roll_back(&mut self) {
        if self.connection.is_some() && self.run(b"ROLLBACK").is_err() {
            self.drop_connection();
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.drop_connection();
    }
}

/// A connection, without TLS only where that was not asked for and the server has none.
async fn opened(openings: &Openings) -> std::result::Result<Conn, Failure> {
    match (Conn::new(openings.first.clone()).await, &openings.cleartext) {
        (Err(Failure::Driver(DriverError::NoClientSslFlagFromServer)), Some(cleartext)) => {
            Conn::new(cleartext.clone()).await
        }
        (opened, _) => opened,
    }
}

fn outcome(connection: &Conn) -> Outcome {
    Outcome {
        affected: connection.affected_rows(),
        info: connection.info().into_owned(),
        warnings: connection.get_warnings(),
    }
}

fn stream(receiver: Receiver<Bytes>) -> mysql_async::InfileData {
    futures_util::stream::unfold(receiver, |mut receiver| {
        async move { receiver.recv().await.map(|packet| (Ok(packet), receiver)) }.boxed()
    })
    .boxed()
}

async fn timed<T>(
    step: impl Future<Output = std::result::Result<T, Failure>>,
) -> std::result::Result<T, Failure> {
    match timeout(STALL, step).await {
        Ok(done) => done,
        Err(_) => Err(Failure::Io(
            std::io::Error::new(
                std::io::ErrorKind::TimedOut,
                format!("nothing moved for {} s", STALL.as_secs()),
            )
            .into(),
        )),
    }
}

fn closed() -> Failure {
    Failure::Driver(DriverError::ConnectionClosed)
}

fn text(value: &mysql_async::Value) -> String {
    match value {
        mysql_async::Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        mysql_async::Value::NULL => String::new(),
        other => other.as_sql(true),
    }
}

/// The server's own number of an error.
pub(super) fn number(error: &Failure) -> Option<u16> {
    match error {
        Failure::Server(server) => Some(server.code),
        _ => None,
    }
}

/// An error of a loading connection during a step of ours.
pub(super) fn failed(what: &str, error: &Failure) -> Error {
    let known = number(error);
    let (exit, words, passes) = match error {
        Failure::Server(server) => (
            connect::exit_of(server.code),
            connect::words_of(server.code, &server.state, &server.message),
            connect::passes(server.code),
        ),
        Failure::Io(_) | Failure::Driver(_) => (Exit::Incomplete, error.to_string(), true),
        Failure::Other(_) | Failure::Url(_) => (Exit::Incomplete, error.to_string(), false),
    };
    let error = Error::new(exit, format!("failed to {what}")).server(words);
    let error = match known.and_then(connect::advice) {
        Some(advice) => error.next(advice),
        None => error,
    };
    if passes { error.transient() } else { error }
}
