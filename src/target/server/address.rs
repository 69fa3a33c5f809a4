//! A server's address, complete: nothing in it is looked up any more.
//!
//! Shown without its password: [`Address::label`] is for people, [`Address::url`] for the next command.
//! Start reading at [`Address`].

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::keyword::{MYSQL, POSTGRES, Vocabulary};
use super::percent::{encode, encode_except};
use super::secret::Secret;
use super::settings::{ChannelBinding, Session, TlsRoot};
use super::tls_mode::TlsMode;
use crate::ident::printable;

/// What speaks there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL and what speaks its protocol.
    Postgres,
    /// MySQL, MariaDB and what speaks their protocol.
    MySql,
}

impl Engine {
    /// The words of its connection strings.
    pub(super) fn vocabulary(self) -> Vocabulary {
        match self {
            Self::Postgres => POSTGRES,
            Self::MySql => MYSQL,
        }
    }

    /// The scheme of its URLs.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::MySql => "mysql",
        }
    }

    /// The port that it listens on by default.
    pub fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::MySql => 3306,
        }
    }
}

/// One place where the server may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Over the network.
    Tcp {
        /// A name, or an address without brackets, an IPv6 one perhaps with `%zone`.
        host: String,
        /// Where that is, when its name is not to be looked up.
        address: Option<IpAddr>,
        /// 1 to 65535.
        port: u16,
    },
    /// On this machine.
    Socket {
        /// PostgreSQL: the folder of the socket. MySQL: the socket.
        path: PathBuf,
        /// PostgreSQL: a part of the socket's name. MySQL: of no use.
        port: u16,
    },
}

impl Endpoint {
    /// Whether what is sent there cannot leave this machine.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Socket { .. } => true,
            Self::Tcp { address: Some(address), .. } => is_loopback(*address),
            Self::Tcp { host, .. } => {
                host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
            }
        }
    }

    /// Whether it is a Unix socket.
    pub fn is_socket(&self) -> bool {
        matches!(self, Self::Socket { .. })
    }
}

fn is_loopback(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => {
            address == Ipv6Addr::LOCALHOST || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
    }
}

/// How the connection is encrypted, and who vouches for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// How much is demanded; [`TlsMode::Disable`] where all places are Unix sockets, of no effect on one of
    /// them among others.
    pub mode: TlsMode,
    /// Who vouches.
    pub root: TlsRoot,
    /// PEM files of the client's certificate chain and of its key.
    pub client: Option<(PathBuf, PathBuf)>,
}

/// Where a server is and how to log in.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// What speaks there.
    pub engine: Engine,
    /// Where to try, in order; at least one.
    pub endpoints: Vec<Endpoint>,
    /// Who logs in.
    pub user: String,
    /// With what.
    pub password: Option<Secret>,
    /// To which database.
    pub database: String,
    /// How the connection is encrypted.
    pub tls: Tls,
    /// What the server's list of sessions shows.
    pub application: String,
    /// PostgreSQL: command-line options for the session.
    pub options: Option<String>,
    /// How long one attempt may take; `None` is without limit.
    pub connect_timeout: Option<Duration>,
    /// PostgreSQL: which of several servers are taken.
    pub session: Session,
    /// PostgreSQL: whether the login is tied to the TLS connection.
    pub channel_binding: ChannelBinding,
}

impl Address {
    /// For people: `user@host:port/database`.
    pub fn label(&self) -> String {
        let places: Vec<String> = self.endpoints.iter().map(|place| self.place(place)).collect();
        printable(&format!("{}@{}/{}", self.user, places.join(","), self.database))
    }

    /// A URL that leads to the same address, without the password. Port and TLS mode are always in it, so
    /// that the environment of the next command does not change them.
    pub fn url(&self) -> String {
        let mut query: Vec<(&str, String)> = Vec::new();
        let tcp = self.endpoints.iter().all(|place| !place.is_socket());
        let hosts = if tcp { self.authority() } else { String::new() };
        if !tcp {
            self.places(&mut query);
        }
        self.parameters(&mut query);
        let query: Vec<String> =
            query.iter().map(|(word, value)| format!("{word}={}", encode_except(value, "/,:"))).collect();
        let scheme = self.engine.scheme();
        let mut url = format!("{scheme}://{}@{hosts}/{}", encode(&self.user), encode(&self.database));
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }

    /// The names of the database and of the hosts.
    pub fn names(&self) -> Vec<String> {
        let host = |place: &Endpoint| match place {
            Endpoint::Tcp { host, .. } => Some(host.clone()),
            Endpoint::Socket { .. } => None,
        };
        std::iter::once(self.database.clone()).chain(self.endpoints.iter().filter_map(host)).collect()
    }

    /// Whether all that is sent stays on this machine.
    pub fn is_local(&self) -> bool {
        self.endpoints.iter().all(Endpoint::is_local)
    }

    fn place(&self, place: &Endpoint) -> String {
        match place {
            Endpoint::Tcp { host, port, .. } => format!("{}:{port}", bracketed(host)),
            Endpoint::Socket { path, port } if self.engine == Engine::Postgres => {
                format!("{}:{port}", path.display())
            }
            Endpoint::Socket { path, .. } => path.display().to_string(),
        }
    }

    fn authority(&self) -> String {
        let place = |place: &Endpoint| match place {
            Endpoint::Tcp { host, port, .. } => {
                let host = bracketed(&encode_except(host, ":%"));
                format!("{host}:{port}")
            }
            Endpoint::Socket { .. } => String::new(),
        };
        self.endpoints.iter().map(place).collect::<Vec<_>>().join(",")
    }

    /// Places of which one is a socket, as parameters.
    fn places(&self, query: &mut Vec<(&str, String)>) {
        let texts = |text: &dyn Fn(&Endpoint) -> String| {
            self.endpoints.iter().map(text).collect::<Vec<_>>().join(",")
        };
        if self.engine == Engine::MySql {
            query.push(("socket", texts(&|place| path_of(place).display().to_string())));
            return;
        }
        query.push(("host", texts(&|place| path_of(place).display().to_string())));
        let ports = texts(&|place| match place {
            Endpoint::Tcp { port, .. } | Endpoint::Socket { port, .. } => port.to_string(),
        });
        query.push(("port", ports));
    }

    fn parameters(&self, query: &mut Vec<(&str, String)>) {
        let postgres = self.engine == Engine::Postgres;
        let words = if postgres {
            ["sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"]
        } else {
            ["ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "connect-timeout"]
        };
        if self.endpoints.iter().any(|place| !place.is_socket()) {
            query.push((words[0], self.tls.mode.name().to_owned()));
        }
        if let TlsRoot::File(path) = &self.tls.root {
            query.push((words[1], path.display().to_string()));
        }
        if let Some((cert, key)) = &self.tls.client {
            query.push((words[2], cert.display().to_string()));
            query.push((words[3], key.display().to_string()));
        }
        if self.connect_timeout != Some(CONNECT_TIMEOUT) {
            query.push((words[4], self.connect_timeout.unwrap_or_default().as_secs().to_string()));
        }
        if postgres {
            self.postgres_parameters(query);
        }
    }

    fn postgres_parameters(&self, query: &mut Vec<(&str, String)>) {
        let addresses: Option<Vec<String>> = self
            .endpoints
            .iter()
            .map(|place| match place {
                Endpoint::Tcp { address, .. } => address.map(|address| address.to_string()),
                Endpoint::Socket { .. } => None,
            })
            .collect();
        query.extend(addresses.map(|addresses| ("hostaddr", addresses.join(","))));
        if self.application != APPLICATION {
            query.push(("application_name", self.application.clone()));
        }
        query.extend(self.options.clone().map(|options| ("options", options)));
        let session = match self.session {
            Session::Any => None,
            Session::ReadWrite => Some("read-write"),
            Session::ReadOnly => Some("read-only"),
        };
        query.extend(session.map(|session| ("target_session_attrs", session.to_owned())));
        let binding = match self.channel_binding {
            ChannelBinding::Prefer => None,
            ChannelBinding::Disable => Some("disable"),
            ChannelBinding::Require => Some("require"),
        };
        query.extend(binding.map(|binding| ("channel_binding", binding.to_owned())));
    }
}

/// What the server's list of sessions shows by default.
pub(super) const APPLICATION: &str = "dbmocker";
/// How long one attempt may take by default.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn path_of(place: &Endpoint) -> &Path {
    match place {
        Endpoint::Tcp { host, .. } => Path::new(host),
        Endpoint::Socket { path, .. } => path,
    }
}

/// Shows whether there is a password, never which.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = if self.password.is_some() { " with a password" } else { "" };
        write!(f, "{}{password}", self.url())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}
