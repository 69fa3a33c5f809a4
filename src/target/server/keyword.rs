//! The words that URLs, connection strings, service files and option files have in common: one table per
//! database, and the one place where their values are read.
//!
//! A word that is not known is an error with the nearest one, never ignored: it may have been meant to
//! protect something. Start reading at [`Vocabulary::set`].

use std::time::Duration;

use super::secret::Secret;
use super::settings::{ChannelBinding, Session, Settings, TlsRoot};
use super::tls_mode::TlsMode;
use crate::ident::{printable, unknown};

/// What a word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Host,
    Address,
    Port,
    User,
    Password,
    Database,
    Socket,
    Tls,
    /// A truth value: TLS is demanded, or not.
    Ssl,
    SkipSsl,
    /// A truth value: the certificate is verified, name included.
    Verify,
    Root,
    Cert,
    Key,
    Application,
    Options,
    Timeout,
    Session,
    Binding,
    Service,
    PassFile,
    Protocol,
    /// Known, and without effect here.
    Unused,
    /// Known, and what it asks for cannot be had.
    Refused,
}

/// The words of one database.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    words: &'static [(&'static str, About)],
    /// Whether letter case and `_` against `-` do not matter.
    loose: bool,
}

/// libpq's words.
pub const POSTGRES: Vocabulary = Vocabulary {
    loose: false,
    words: &[
        ("host", About::Host),
        ("hostaddr", About::Address),
        ("port", About::Port),
        ("user", About::User),
        ("password", About::Password),
        ("dbname", About::Database),
        ("sslmode", About::Tls),
        ("ssl", About::Ssl),
        ("sslrootcert", About::Root),
        ("sslcert", About::Cert),
        ("sslkey", About::Key),
        ("application_name", About::Application),
        ("options", About::Options),
        ("connect_timeout", About::Timeout),
        ("target_session_attrs", About::Session),
        ("channel_binding", About::Binding),
        ("service", About::Service),
        ("passfile", About::PassFile),
        ("fallback_application_name", About::Unused),
        ("client_encoding", About::Unused),
        ("gssencmode", About::Unused),
        ("krbsrvname", About::Unused),
        ("gsslib", About::Unused),
        ("keepalives", About::Unused),
        ("keepalives_idle", About::Unused),
        ("keepalives_interval", About::Unused),
        ("keepalives_count", About::Unused),
        ("tcp_user_timeout", About::Unused),
        ("sslcompression", About::Unused),
        ("sslcrl", About::Refused),
        ("sslcrldir", About::Refused),
        ("sslpassword", About::Refused),
        ("sslcertmode", About::Refused),
        ("sslnegotiation", About::Refused),
        ("sslsni", About::Refused),
        ("ssl_min_protocol_version", About::Refused),
        ("ssl_max_protocol_version", About::Refused),
        ("requiressl", About::Refused),
        ("requirepeer", About::Refused),
        ("require_auth", About::Refused),
        ("replication", About::Refused),
        ("gssdelegation", About::Refused),
        ("load_balance_hosts", About::Refused),
    ],
};

/// The words of MySQL's and MariaDB's clients.
pub const MYSQL: Vocabulary = Vocabulary {
    loose: true,
    words: &[
        ("host", About::Host),
        ("port", About::Port),
        ("user", About::User),
        ("password", About::Password),
        ("database", About::Database),
        ("socket", About::Socket),
        ("protocol", About::Protocol),
        ("ssl-mode", About::Tls),
        ("sslmode", About::Tls),
        ("ssl", About::Ssl),
        ("skip-ssl", About::SkipSsl),
        ("ssl-verify-server-cert", About::Verify),
        ("ssl-ca", About::Root),
        ("sslrootcert", About::Root),
        ("ssl-cert", About::Cert),
        ("sslcert", About::Cert),
        ("ssl-key", About::Key),
        ("sslkey", About::Key),
        ("connect-timeout", About::Timeout),
        ("default-character-set", About::Unused),
        ("charset", About::Unused),
        ("collation", About::Unused),
        ("ssl-capath", About::Refused),
        ("ssl-crl", About::Refused),
        ("ssl-crlpath", About::Refused),
        ("ssl-cipher", About::Refused),
        ("tls-version", About::Refused),
        ("ssl-fp", About::Refused),
        ("enable-cleartext-plugin", About::Refused),
    ],
};

impl Vocabulary {
    /// Lays a word and its value over the settings.
    ///
    /// # Errors
    /// When the word is not known or the value is none for it. The text never holds a password.
    pub fn set(self, settings: &mut Settings, word: &str, value: &str) -> Result<(), String> {
        let Some(about) = self.about(word) else {
            return Err(unknown("parameter", &printable(word), self.names()));
        };
        read(settings, about, value).map_err(|problem| match about {
            About::Tls => problem,
            About::Refused => format!("parameter `{word}` is not supported"),
            About::Password => format!("{word}: {problem}"),
            _ => format!("{word}: `{}` {problem}", printable(value)),
        })?;
        if about == About::Unused {
            settings.notes.push(format!("parameter `{word}` has no effect here"));
        }
        Ok(())
    }

    /// Whether a word is of the vocabulary.
    pub fn knows(self, word: &str) -> bool {
        self.about(word).is_some()
    }

    fn about(self, word: &str) -> Option<About> {
        let plain = if self.loose { word.to_ascii_lowercase().replace('_', "-") } else { word.to_owned() };
        self.words.iter().find(|(known, _)| *known == plain).map(|(_, about)| *about)
    }

    /// The words that have an effect.
    fn names(self) -> impl Iterator<Item = String> {
        let useful = |about: About| !matches!(about, About::Refused | About::Unused);
        self.words.iter().filter(move |(_, about)| useful(*about)).map(|(name, _)| (*name).to_owned())
    }
}

/// Reads a value; what is wrong with it is said without it.
fn read(settings: &mut Settings, about: About, value: &str) -> Result<(), String> {
    if value.contains('\0') {
        return Err("holds a zero byte".to_owned());
    }
    let text = || Some(value.to_owned());
    match about {
        About::Host => settings.set_hosts(value),
        About::Address => settings.addresses = Some(addresses(value)?),
        About::Port => settings.ports = Some(ports(value)?),
        About::User => settings.user = text(),
        About::Password => settings.password = Some(Secret::new(value)),
        About::Database => settings.database = text(),
        About::Socket => settings.socket = Some(value.into()),
        About::Tls => settings.tls = Some(TlsMode::parse(value)?),
        About::Ssl => settings.tls = Some(ssl(settings.tls, truth(value)?)),
        About::SkipSsl => settings.tls = Some(ssl(settings.tls, !truth(value)?)),
        About::Verify => settings.tls = Some(verify(settings.tls, truth(value)?)),
        About::Root => settings.root = Some(TlsRoot::parse(value)),
        About::Cert => settings.cert = Some(value.into()),
        About::Key => settings.key = Some(value.into()),
        About::Application => settings.application = text(),
        About::Options => settings.options = text(),
        About::Timeout => settings.connect_timeout = Some(seconds(value)?),
        About::Session => settings.session = Some(session(value)?),
        About::Binding => settings.channel_binding = Some(binding(value)?),
        About::Service => settings.service = text(),
        About::PassFile => settings.passfile = Some(value.into()),
        About::Protocol => protocol(settings, value)?,
        About::Unused => {}
        About::Refused => return Err(String::new()),
    }
    Ok(())
}

fn addresses(value: &str) -> Result<Vec<std::net::IpAddr>, String> {
    let read = |text: &str| text.trim().parse().map_err(|_| "is no IP address".to_owned());
    value.split(',').map(read).collect()
}

fn ports(value: &str) -> Result<Vec<Option<u16>>, String> {
    value.split(',').map(|text| port(text.trim())).collect()
}

/// A port, or nothing for the default.
pub fn port(text: &str) -> Result<Option<u16>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let port = text.parse().ok().filter(|&port: &u16| digits && port > 0);
    port.map(Some).ok_or_else(|| "is no port from 1 to 65535".to_owned())
}

/// What `ssl` makes of a mode: no less than it was, or none.
fn ssl(mode: Option<TlsMode>, wanted: bool) -> TlsMode {
    let least = TlsMode::Require;
    if wanted { mode.map_or(least, |mode| mode.max(least)) } else { TlsMode::Disable }
}

/// What the wish to verify the name makes of a mode.
fn verify(mode: Option<TlsMode>, wanted: bool) -> TlsMode {
    let most = TlsMode::Require;
    if wanted { TlsMode::VerifyFull } else { mode.map_or(most, |mode| mode.min(most)) }
}

fn truth(value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "" | "1" | "true" | "on" | "yes" => Ok(true),
        "0" | "false" | "off" | "no" => Ok(false),
        _ => Err("is neither true nor false".to_owned()),
    }
}

/// Whole seconds; zero and less mean without limit, as in libpq.
fn seconds(value: &str) -> Result<Duration, String> {
    let seconds: i32 = value.trim().parse().map_err(|_| "is no whole number of seconds".to_owned())?;
    Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn session(value: &str) -> Result<Session, String> {
    match value {
        "any" => Ok(Session::Any),
        "read-write" | "primary" => Ok(Session::ReadWrite),
        "read-only" => Ok(Session::ReadOnly),
        _ => Err("is none of any, read-write, primary, read-only".to_owned()),
    }
}

fn binding(value: &str) -> Result<ChannelBinding, String> {
    match value {
        "disable" => Ok(ChannelBinding::Disable),
        "prefer" => Ok(ChannelBinding::Prefer),
        "require" => Ok(ChannelBinding::Require),
        _ => Err("is none of disable, prefer, require".to_owned()),
    }
}

/// MySQL's `protocol`: over TCP a socket that was named is not used.
fn protocol(settings: &mut Settings, value: &str) -> Result<(), String> {
    match value.to_ascii_lowercase().as_str() {
        "tcp" => {
            settings.socket = None;
            settings.hosts.get_or_insert_with(|| vec!["localhost".to_owned()]);
            Ok(())
        }
        "socket" | "default" => Ok(()),
        _ => Err("is none of tcp, socket".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(word: &str, value: &str) -> Result<Settings, String> {
        let mut settings = Settings::default();
        POSTGRES.set(&mut settings, word, value).map(|()| settings)
    }

    #[test]
    fn values_are_read_by_their_words() {
        let set = |word, value| postgres(word, value).expect(word);
        assert_eq!(set("host", "a, b,").hosts, Some(vec!["a".to_owned(), "b".to_owned(), String::new()]));
        assert_eq!(set("port", "1,,65535").ports, Some(vec![Some(1), None, Some(65535)]));
        assert_eq!(set("hostaddr", "::1").addresses, Some(vec!["::1".parse().expect("an address")]));
        assert_eq!(set("sslmode", "verify-ca").tls, Some(TlsMode::VerifyCa));
        assert_eq!(set("ssl", "true").tls, Some(TlsMode::Require));
        assert_eq!(set("sslrootcert", "system").root, Some(TlsRoot::System));
        assert_eq!(set("connect_timeout", "-1").connect_timeout, Some(Duration::ZERO));
        assert_eq!(set("target_session_attrs", "primary").session, Some(Session::ReadWrite));
        assert_eq!(set("gssencmode", "disable").notes.len(), 1);
    }

    #[test]
    fn mistakes_are_told_with_what_was_meant() {
        for (word, value, said) in [
            ("sslmod", "x", "did you mean `sslmode`"),
            ("SSLMODE", "require", "did you mean `sslmode`"),
            ("sslmode", "verify_full", "did you mean `verify-full`"),
            ("sslcrl", "x", "not supported"),
            ("port", "0", "port from 1 to 65535"),
            ("port", "+5", "port from 1 to 65535"),
            ("port", "65536", "port from 1 to 65535"),
            ("hostaddr", "name", "no IP address"),
            ("connect_timeout", "1s", "whole number of seconds"),
            ("target_session_attrs", "standby", "none of any"),
            ("channel_binding", "yes", "none of disable"),
            ("user", "a\0b", "zero byte"),
        ] {
            let problem = postgres(word, value).expect_err(word);
            assert!(problem.contains(said), "{word}={value}: {problem}");
        }
        assert!(!postgres("password", "geh\0eim").expect_err("zero").contains("geh"));
    }

    #[test]
    fn mysql_is_loose_about_names() {
        let mut settings = Settings::default();
        for (word, value) in
            [("SSL_MODE", "VERIFY_CA"), ("ssl-ca", "/ca.pem"), ("ssl_verify_server_cert", "1")]
        {
            MYSQL.set(&mut settings, word, value).expect(word);
        }
        assert_eq!(settings.tls, Some(TlsMode::VerifyFull));
        MYSQL.set(&mut settings, "ssl", "").expect("ssl");
        assert_eq!(settings.tls, Some(TlsMode::VerifyFull));
        MYSQL.set(&mut settings, "skip-ssl", "").expect("skip-ssl");
        assert_eq!(settings.tls, Some(TlsMode::Disable));
        MYSQL.set(&mut settings, "socket", "/s").expect("socket");
        MYSQL.set(&mut settings, "protocol", "tcp").expect("protocol");
        assert_eq!((settings.socket, settings.hosts), (None, Some(vec!["localhost".to_owned()])));
    }
}
