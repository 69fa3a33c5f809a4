//! An address as the PostgreSQL driver takes it.

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding as Binding, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Endpoint};
use super::settings::{ChannelBinding, Session};
use super::surroundings::Surroundings;
use super::tls::client_config;
use super::tls_mode::TlsMode;
use crate::error::{Error, Exit, Result};

/// The driver's configuration, with the password in it, and its way to TLS.
///
/// The driver goes over to cleartext only with [`TlsMode::Prefer`], and only when the server says that it has
/// no TLS; a handshake that fails is an error in every mode.
///
/// # Errors
/// [`Exit::Usage`] when certificates cannot be read, or the address is one that the driver cannot reach.
pub fn to_postgres(address: &Address, around: &dyn Surroundings) -> Result<(Config, MakeRustlsConnect)> {
    let mut config = Config::new();
    config.user(&address.user).dbname(&address.database).application_name(&address.application);
    if let Some(password) = &address.password {
        config.password(password.expose());
    }
    for endpoint in &address.endpoints {
        place(&mut config, endpoint, address)?;
    }
    if let Some(options) = &address.options {
        config.options(options);
    }
    if let Some(timeout) = address.connect_timeout {
        config.connect_timeout(timeout);
    }
    config.ssl_mode(match address.tls.mode {
        TlsMode::Disable => SslMode::Disable,
        TlsMode::Prefer => SslMode::Prefer,
        TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => SslMode::Require,
    });
    config.target_session_attrs(match address.session {
        Session::Any => TargetSessionAttrs::Any,
        Session::ReadWrite => TargetSessionAttrs::ReadWrite,
        Session::ReadOnly => TargetSessionAttrs::ReadOnly,
    });
    config.channel_binding(match address.channel_binding {
        ChannelBinding::Disable => Binding::Disable,
        ChannelBinding::Prefer => Binding::Prefer,
        ChannelBinding::Require => Binding::Require,
    });
    Ok((config, MakeRustlsConnect::new(client_config(&address.tls, around)?)))
}

fn place(config: &mut Config, endpoint: &Endpoint, address: &Address) -> Result<()> {
    let refuse = |what: String| Err(Error::new(Exit::Usage, what).remains("nothing was written"));
    match endpoint {
        Endpoint::Socket { path, .. } if address.tls.mode.is_required() => {
            return refuse(format!("{}: there is no TLS on a Unix socket among other hosts", path.display()));
        }
        Endpoint::Socket { path, port } => {
            config.host_path(path).port(*port);
        }
        Endpoint::Tcp { host, .. } if host.contains('%') => {
            return refuse(format!("{host}: the driver cannot reach an address with a zone; name another"));
        }
        Endpoint::Tcp { host, address, port } => {
            config.host(host).port(*port);
            if let Some(address) = address {
                config.hostaddr(*address);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::Host;

    use super::super::resolve::{Given, locate};
    use super::super::surroundings::pretend::Pretend;
    use super::*;

    fn of(text: &str) -> Result<Config> {
        let none = Pretend::default();
        let located = locate(text, &Given::default(), &none).expect(text);
        to_postgres(&located.address, &none).map(|(config, _)| config)
    }

    #[test]
    fn everything_is_handed_on() {
        let config = of("postgresql://u:geheim@h1:1,h2/d?sslmode=require&options=-cx%3D1&connect_timeout=3\
                         &target_session_attrs=read-write&channel_binding=require&application_name=a")
        .expect("right");
        assert_eq!((config.get_user(), config.get_dbname()), (Some("u"), Some("d")));
        assert_eq!(config.get_password(), Some(&b"geheim"[..]));
        assert_eq!(config.get_hosts(), [Host::Tcp("h1".to_owned()), Host::Tcp("h2".to_owned())]);
        assert_eq!((config.get_ports(), config.get_options()), (&[1, 5432][..], Some("-cx=1")));
        assert_eq!(config.get_connect_timeout().map(std::time::Duration::as_secs), Some(3));
        assert_eq!(
            (config.get_ssl_mode(), config.get_channel_binding()),
            (SslMode::Require, Binding::Require)
        );
        assert_eq!(config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
        assert_eq!(config.get_application_name(), Some("a"));
        assert!(!format!("{config:?}").contains("geheim"));
    }

    /// The driver leaves TLS out with one mode only, and that one is ours of the same name.
    #[test]
    fn modes_are_those_of_the_driver() {
        for (mode, of_driver) in [
            ("disable", SslMode::Disable),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::Require),
            ("verify-full", SslMode::Require),
        ] {
            let config = of(&format!("postgres://far/d?sslmode={mode}")).expect(mode);
            assert_eq!(config.get_ssl_mode(), of_driver, "{mode}");
        }
        assert_eq!(of("postgresql:///d?host=/tmp").expect("socket").get_ssl_mode(), SslMode::Disable);
    }

    #[test]
    fn what_the_driver_cannot_reach_is_told() {
        for text in ["postgres://[fe80::1%25eth0]/d", "postgresql:///d?host=/tmp,far"] {
            assert_eq!(of(text).expect_err(text).exit(), Exit::Usage);
        }
    }
}
