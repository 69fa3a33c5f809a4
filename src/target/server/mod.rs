//! Where a server is and how to log in: from URL, flags, environment and option files to one [`Address`],
//! and from that to the drivers' own settings.
//!
//! Opens no connection (only [`Door`] passes on those of a driver), and reads files and environment only
//! through [`Surroundings`], so that a test needs neither. A password is a [`Secret`] from the moment it is
//! read. Start reading at [`locate`] and [`Address`].

use std::sync::Arc;

use super::Meter;

mod address;
mod conninfo;
mod endpoints;
mod greeting;
mod hint;
mod keyword;
mod mysql_options;
mod mysql_opts;
mod percent;
mod pgpass;
mod postgres_config;
mod postgres_env;
mod resolve;
mod secret;
mod service;
mod settings;
mod surroundings;
mod tls;
mod tls_mode;
mod url;

pub use address::{Address, Endpoint, Engine, Tls};
pub use greeting::Door;
pub use hint::rewritten;
pub use mysql_opts::{Openings, to_mysql_async, to_sqlx};
pub use percent::decode;
pub use postgres_config::to_postgres;
pub use resolve::{Given, Located, locate, names_server, without_password};
pub use secret::Secret;
pub use settings::{ChannelBinding, Session, Settings, TlsRoot};
pub use surroundings::{File, Surroundings};
pub use tls::client_config;
pub use tls_mode::TlsMode;

/// How a server is used.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Most connections that load.
    pub connections: usize,
    /// Most rows of an INSERT statement, where rows go in by INSERT; its bytes are limited besides.
    pub batch_size: usize,
    /// Whether rows go in by INSERT although the server takes COPY or LOAD DATA.
    pub inserts: bool,
    /// Bytes that are sent at once, about.
    pub packet_bytes: usize,
    /// Whether commits wait for the disk, where a session decides that.
    pub durable: bool,
    /// Counts what is done.
    pub meter: Arc<Meter>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            connections: 1,
            batch_size: 1000,
            inserts: false,
            packet_bytes: 128 << 10,
            durable: false,
            meter: Arc::default(),
        }
    }
}
