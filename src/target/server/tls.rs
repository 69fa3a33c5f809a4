//! A server's certificate: who is asked to vouch for it, and what is taken as proof, one verifier per TLS
//! mode. The provider of cryptography is named each time, never taken from the process.
//!
//! Opens no connection. Start reading at [`client_config`].

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_cert_signed_by_trust_anchor};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::address::Tls;
use super::settings::TlsRoot;
use super::surroundings::Surroundings;
use super::tls_mode::TlsMode;
use crate::error::{Error, Exit, Result};

/// What rustls needs for connections to this server. Of no use where the mode is [`TlsMode::Disable`].
///
/// # Errors
/// [`Exit::Usage`] when a certificate or key cannot be read.
pub fn client_config(tls: &Tls, around: &dyn Surroundings) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(format!("TLS cannot be set up: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(verifier(tls, &provider, around)?);
    let Some((cert, key)) = &tls.client else { return Ok(builder.with_no_client_auth()) };
    let chain = certificates(cert, around)?;
    let key = private_key(key, around)?;
    builder
        .with_client_auth_cert(chain, key)
        .map_err(|error| refused(format!("{}: the client's key does not fit: {error}", cert.display())))
}

fn refused(what: String) -> Error {
    Error::new(Exit::Usage, what).remains("nothing was written")
}

fn verifier(
    tls: &Tls,
    provider: &Arc<CryptoProvider>,
    around: &dyn Surroundings,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let provider = Arc::clone(provider);
    Ok(match tls.mode {
        TlsMode::Disable | TlsMode::Prefer | TlsMode::Require => Arc::new(AnyCertificate { provider }),
        TlsMode::VerifyCa => Arc::new(AnyName { roots: roots(&tls.root, around)?, provider }),
        TlsMode::VerifyFull => {
            let roots = Arc::new(roots(&tls.root, around)?);
            WebPkiServerVerifier::builder_with_provider(roots, provider)
                .build()
                .map_err(|error| refused(format!("TLS cannot be set up: {error}")))?
        }
    })
}

fn roots(root: &TlsRoot, around: &dyn Surroundings) -> Result<RootCertStore> {
    let TlsRoot::File(path) = root else {
        return Ok(RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()));
    };
    let mut store = RootCertStore::empty();
    for certificate in certificates(path, around)? {
        let added = store.add(certificate);
        added.map_err(|error| refused(format!("{} holds no certificate of use: {error}", path.display())))?;
    }
    Ok(store)
}

/// The certificates of a PEM file; at least one.
fn certificates(path: &Path, around: &dyn Surroundings) -> Result<Vec<CertificateDer<'static>>> {
    let file = around.read(path).map_err(|error| unreadable(path, &error))?;
    let found: std::result::Result<Vec<_>, _> =
        CertificateDer::pem_slice_iter(file.text.as_bytes()).collect();
    let found = found.map_err(|error| unreadable(path, &error))?;
    if found.is_empty() {
        return Err(refused(format!("{} holds no certificate; it should be PEM", path.display())));
    }
    Ok(found)
}

/// The key of a PEM file that only its owner, and perhaps its group, may read.
fn private_key(path: &Path, around: &dyn Surroundings) -> Result<PrivateKeyDer<'static>> {
    let file = around.read(path).map_err(|error| unreadable(path, &error))?;
    if file.mode.is_some_and(|mode| mode & 0o037 != 0) {
        let what = format!("key {} is not used: others may get at it", path.display());
        return Err(refused(what).next(format!("chmod 600 {}", path.display())));
    }
    PrivateKeyDer::from_pem_slice(file.text.as_bytes()).map_err(|error| {
        refused(format!("{} holds no key without a passphrase, as PEM: {error}", path.display()))
    })
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    refused(format!("{} cannot be read: {error}", path.display()))
}

/// Takes any certificate. That the server holds its key is still proven.
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

/// Takes a certificate of a trusted authority, of whatever name.
#[derive(Debug)]
struct AnyName {
    roots: RootCertStore,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        proof: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, proof, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        proof: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, proof, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        verify_server_cert_signed_by_trust_anchor(
            &ParsedCertificate::try_from(certificate)?,
            &self.roots,
            chain,
            now,
            self.provider.signature_verification_algorithms.all,
        )?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        proof: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, proof, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        proof: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, proof, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::surroundings::pretend::Pretend;
    use super::*;

    fn tls(mode: TlsMode, root: TlsRoot) -> Tls {
        Tls { mode, root, client: None }
    }

    #[test]
    fn files_that_are_none_are_told() {
        let around = Pretend::default().file("/empty.pem", 0o644, "nothing here").file("/key.pem", 0o644, "");
        let of = |tls: &Tls| client_config(tls, &around).map(|_| ()).map_err(|error| error.to_string());
        for (path, said) in
            [("/none.pem", "/none.pem cannot be read"), ("/empty.pem", "holds no certificate")]
        {
            for mode in [TlsMode::VerifyCa, TlsMode::VerifyFull] {
                let problem = of(&tls(mode, TlsRoot::File(path.into()))).expect_err(path);
                assert!(problem.contains(said), "{problem}");
            }
        }
        assert_eq!(of(&tls(TlsMode::Require, TlsRoot::File("/none.pem".into()))), Ok(()), "not looked at");
        assert_eq!(of(&tls(TlsMode::VerifyFull, TlsRoot::System)), Ok(()));
    }

    #[test]
    fn a_key_that_others_can_read_is_not_used() {
        for mode in [0o644, 0o660, 0o601] {
            let around = Pretend::default().file("/key.pem", mode, "");
            let error = private_key(Path::new("/key.pem"), &around).expect_err("open to others");
            assert!(error.to_string().contains("chmod 600"), "{mode:o}: {error}");
        }
        for mode in [0o600, 0o400, 0o640] {
            let around = Pretend::default().file("/key.pem", mode, "");
            let error = private_key(Path::new("/key.pem"), &around).expect_err("no key");
            assert!(error.to_string().contains("holds no key"), "{mode:o}: {error}");
        }
    }
}
