//! What one source says of a server: a URL, the flags, the environment, an option file. Sources are laid over
//! each other with [`Settings::or`]; only then do they make an address.
//!
//! Must not know where a source comes from. Start reading at [`Settings`].

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::secret::Secret;
use super::tls_mode::TlsMode;

/// Who vouches for a server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsRoot {
    /// The authorities that browsers trust, as they are built in.
    System,
    /// The certificates of a PEM file, and no others.
    File(PathBuf),
}

impl TlsRoot {
    /// `system`, or a file.
    pub fn parse(text: &str) -> Self {
        if text == "system" { Self::System } else { Self::File(text.into()) }
    }
}

/// Which servers of several are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Session {
    /// The first that answers.
    #[default]
    Any,
    /// The first that takes writes.
    ReadWrite,
    /// The first that does not.
    ReadOnly,
}

/// Whether the password's proof is tied to the TLS connection, so that nobody in between can pass it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// Where both sides can.
    #[default]
    Prefer,
    /// Always.
    Require,
}

/// What one source says; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Names, addresses, or directories of Unix sockets; an empty one means the default.
    pub hosts: Option<Vec<String>>,
    /// Where the hosts are, without asking for their names.
    pub addresses: Option<Vec<IpAddr>>,
    /// One port for all hosts, or one for each; `None` in it means the default.
    pub ports: Option<Vec<Option<u16>>>,
    /// MySQL's Unix socket.
    pub socket: Option<PathBuf>,
    /// Who logs in.
    pub user: Option<String>,
    /// With what.
    pub password: Option<Secret>,
    /// To which database.
    pub database: Option<String>,
    /// How much of TLS is demanded.
    pub tls: Option<TlsMode>,
    /// Who vouches for the server.
    pub root: Option<TlsRoot>,
    /// PEM file of the client's certificate chain.
    pub cert: Option<PathBuf>,
    /// PEM file of the client's key.
    pub key: Option<PathBuf>,
    /// What the server's list of sessions shows.
    pub application: Option<String>,
    /// Command-line options for the server's session.
    pub options: Option<String>,
    /// How long a connection may take; zero means without limit.
    pub connect_timeout: Option<Duration>,
    /// Which servers of several are taken.
    pub session: Option<Session>,
    /// Whether the login is tied to the TLS connection.
    pub channel_binding: Option<ChannelBinding>,
    /// A section of PostgreSQL's service file.
    pub service: Option<String>,
    /// PostgreSQL's password file.
    pub passfile: Option<PathBuf>,
    /// What was found and is not used.
    pub notes: Vec<String>,
}

impl Settings {
    /// Hosts, separated by commas.
    pub fn set_hosts(&mut self, text: &str) {
        self.hosts = Some(text.split(',').map(|host| host.trim().to_owned()).collect());
    }

    /// These settings, and what `lower` says where they say nothing. Where a host is given, the address and
    /// the socket of the lower source belong to another one and are left out.
    #[must_use]
    pub fn or(self, lower: Self) -> Self {
        let placed = self.hosts.is_some() || self.addresses.is_some() || self.socket.is_some();
        Self {
            addresses: self.addresses.or(lower.addresses.filter(|_| !placed)),
            hosts: self.hosts.or(lower.hosts.filter(|_| self.socket.is_none())),
            socket: self.socket.or(lower.socket.filter(|_| !placed)),
            ports: self.ports.or(lower.ports),
            user: self.user.or(lower.user),
            password: self.password.or(lower.password),
            database: self.database.or(lower.database),
            tls: self.tls.or(lower.tls),
            root: self.root.or(lower.root),
            cert: self.cert.or(lower.cert),
            key: self.key.or(lower.key),
            application: self.application.or(lower.application),
            options: self.options.or(lower.options),
            connect_timeout: self.connect_timeout.or(lower.connect_timeout),
            session: self.session.or(lower.session),
            channel_binding: self.channel_binding.or(lower.channel_binding),
            service: self.service.or(lower.service),
            passfile: self.passfile.or(lower.passfile),
            notes: self.notes.into_iter().chain(lower.notes).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_source_wins_field_by_field() {
        let upper = Settings { user: Some("u".to_owned()), ports: Some(vec![Some(1)]), ..Default::default() };
        let lower = Settings {
            user: Some("l".to_owned()),
            database: Some("d".to_owned()),
            socket: Some("/s".into()),
            ..Default::default()
        };
        let both = upper.or(lower);
        assert_eq!((both.user.as_deref(), both.database.as_deref()), (Some("u"), Some("d")));
        assert_eq!(both.socket, Some("/s".into()));
    }

    #[test]
    fn an_address_of_another_host_is_not_taken() {
        let lower = Settings {
            hosts: Some(vec!["far".to_owned()]),
            addresses: Some(vec!["192.0.2.1".parse().expect("an address")]),
            socket: Some("/s".into()),
            ..Default::default()
        };
        let upper = Settings { hosts: Some(vec!["near".to_owned()]), ..Default::default() };
        let both = upper.or(lower.clone());
        assert_eq!((both.hosts, both.addresses, both.socket), (Some(vec!["near".to_owned()]), None, None));
        // A socket given above goes over a host below, too.
        let both = Settings { socket: Some("/t".into()), ..Default::default() }.or(lower);
        assert_eq!((both.socket, both.hosts), (Some("/t".into()), None));
    }
}
