//! An address as the two MySQL drivers take it: mysql_async and sqlx.
//!
//! Where a driver cannot do exactly what a TLS mode says, it is told to do more, never less. Neither driver
//! may answer a server's wish for the password in cleartext.

use mysql_async::{ClientIdentity, Opts, OptsBuilder, SslOpts};
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use super::address::{Address, Endpoint};
use super::settings::TlsRoot;
use super::tls_mode::TlsMode;
use crate::error::{Error, Exit, Result};

/// What mysql_async is opened with. Not to be shown: the driver's own `Debug` tells the password.
#[derive(Clone)]
pub struct Openings {
    /// With the TLS that is asked for, or without any.
    pub first: Opts,
    /// With [`TlsMode::Prefer`]: without TLS, and only after the driver said
    /// `DriverError::NoClientSslFlagFromServer`.
    pub cleartext: Option<Opts>,
}

/// The settings of mysql_async, with the password in them.
///
/// `verify-ca` is carried out as `verify-full`: this driver cannot leave out the name.
///
/// # Errors
/// [`Exit::Usage`] for an address that the driver cannot reach.
pub fn to_mysql_async(address: &Address) -> Result<Openings> {
    // The driver takes its cryptography from the process; there is one provider, so whoever is first is right.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = OptsBuilder::default()
        .user(Some(&address.user))
        .pass(address.password.as_ref().map(super::Secret::expose))
        .db_name(Some(&address.database))
        // It would leave the connection that was asked for and look for the server's socket.
        .prefer_socket(false)
        .secure_auth(true)
        .enable_cleartext_plugin(false);
    match endpoint(address)? {
        Endpoint::Socket { path, .. } => {
            return Ok(Openings { first: builder.socket(path.to_str()).into(), cleartext: None });
        }
        Endpoint::Tcp { host, port, .. } => builder = builder.ip_or_hostname(host).tcp_port(*port),
    }
    let tls =
        |opts: SslOpts| builder.clone().ssl_opts(Some(opts.with_client_identity(identity(address)))).into();
    let unverified = SslOpts::default().with_danger_accept_invalid_certs(true);
    Ok(match address.tls.mode {
        TlsMode::Disable => Openings { first: builder.into(), cleartext: None },
        TlsMode::Prefer => Openings { first: tls(unverified), cleartext: Some(builder.into()) },
        TlsMode::Require => Openings { first: tls(unverified), cleartext: None },
        TlsMode::VerifyCa | TlsMode::VerifyFull => {
            Openings { first: tls(verified(address)), cleartext: None }
        }
    })
}

fn verified(address: &Address) -> SslOpts {
    match &address.tls.root {
        TlsRoot::System => SslOpts::default(),
        TlsRoot::File(path) => {
            SslOpts::default().with_disable_built_in_roots(true).with_root_certs(vec![path.clone().into()])
        }
    }
}

fn identity(address: &Address) -> Option<ClientIdentity> {
    let (cert, key) = address.tls.client.clone()?;
    Some(ClientIdentity::new(cert.into(), key.into()))
}

/// The settings of sqlx, with the password in them.
///
/// `verify-ca` is carried out as `verify-full`: this driver trusts the built-in authorities besides those that
/// are named, and only the name keeps the certificates of all the world out.
///
/// # Errors
/// [`Exit::Usage`] for an address that the driver cannot reach.
pub fn to_sqlx(address: &Address) -> Result<MySqlConnectOptions> {
    let mut options = MySqlConnectOptions::new()
        .username(&address.user)
        .database(&address.database)
        .enable_cleartext_plugin(false);
    if let Some(password) = &address.password {
        options = options.password(password.expose());
    }
    options = match endpoint(address)? {
        Endpoint::Socket { path, .. } => return Ok(options.socket(path).ssl_mode(MySqlSslMode::Disabled)),
        Endpoint::Tcp { host, port, .. } => options.host(host).port(*port),
    };
    if let Some((cert, key)) = &address.tls.client {
        options = options.ssl_client_cert(cert).ssl_client_key(key);
    }
    if let TlsRoot::File(path) = &address.tls.root {
        options = options.ssl_ca(path);
    }
    Ok(options.ssl_mode(match address.tls.mode {
        TlsMode::Disable => MySqlSslMode::Disabled,
        TlsMode::Prefer => MySqlSslMode::Preferred,
        TlsMode::Require => MySqlSslMode::Required,
        TlsMode::VerifyCa | TlsMode::VerifyFull => MySqlSslMode::VerifyIdentity,
    }))
}

/// The one place; the drivers cannot name a zone in a certificate.
fn endpoint(address: &Address) -> Result<&Endpoint> {
    let refuse = |what: String| Error::new(Exit::Usage, what).remains("nothing was written");
    match address.endpoints.as_slice() {
        [Endpoint::Tcp { host, .. }] if host.contains('%') && address.tls.mode != TlsMode::Disable => {
            Err(refuse(format!("{host}: the driver has no TLS with an address with a zone; name another")))
        }
        [one] => Ok(one),
        _ => Err(refuse(format!("{address}: MySQL takes one host"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::resolve::{Given, locate};
    use super::super::surroundings::pretend::Pretend;
    use super::*;

    fn at(text: &str) -> Address {
        locate(text, &Given::default(), &Pretend::default()).expect(text).address
    }

    #[test]
    fn mysql_async_is_told_no_less_than_asked() {
        let of = |mode: &str| {
            to_mysql_async(&at(&format!("mysql://u:p@h:1/d?ssl-ca=/ca&ssl-mode={mode}"))).expect(mode)
        };
        for (mode, tls, verified, fallback) in [
            ("disable", false, false, false),
            ("prefer", true, false, true),
            ("require", true, false, false),
            ("verify-ca", true, true, false),
            ("verify-full", true, true, false),
        ] {
            let Openings { first, cleartext } = of(mode);
            assert_eq!((first.ssl_opts().is_some(), cleartext.is_some()), (tls, fallback), "{mode}");
            assert!(cleartext.is_none_or(|opts| opts.ssl_opts().is_none()));
            if let Some(opts) = first.ssl_opts() {
                assert_eq!(opts.accept_invalid_certs(), !verified, "{mode}");
                assert!(
                    !opts.skip_domain_validation() && opts.disable_built_in_roots() == verified,
                    "{mode}"
                );
            }
            assert_eq!((first.user(), first.pass(), first.db_name()), (Some("u"), Some("p"), Some("d")));
            assert_eq!((first.ip_or_hostname(), first.tcp_port()), ("h", 1));
            assert!(!first.enable_cleartext_plugin() && !first.prefer_socket());
        }
        let socket = to_mysql_async(&at("mysql:///d?socket=/run/s&ssl-mode=require")).expect("socket");
        assert_eq!((socket.first.socket(), socket.first.ssl_opts().is_some()), (Some("/run/s"), false));
    }

    #[test]
    fn sqlx_is_told_no_less_than_asked() {
        for (mode, said) in [
            ("disable", "Disabled"),
            ("prefer", "Preferred"),
            ("require", "Required"),
            ("verify-ca", "VerifyIdentity"),
            ("verify-full", "VerifyIdentity"),
        ] {
            let options = to_sqlx(&at(&format!("mysql://u@h/d?ssl-mode={mode}"))).expect(mode);
            assert!(format!("{options:?}").contains(&format!("ssl_mode: {said},")), "{options:?}");
            assert!(format!("{options:?}").contains("enable_cleartext_plugin: false"));
        }
        let socket = format!("{:?}", to_sqlx(&at("mysql:///d?socket=/run/s")).expect("socket"));
        assert!(socket.contains("ssl_mode: Disabled") && socket.contains("/run/s"), "{socket}");
    }

    #[test]
    fn a_zone_goes_without_tls_only() {
        assert!(to_sqlx(&at("mysql://[fe80::1%25eth0]/d")).is_err());
        assert!(to_mysql_async(&at("mysql://[fe80::1%25eth0]/d?ssl-mode=disable")).is_ok());
    }
}
