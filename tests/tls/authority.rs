//! Certificates of a server, right and wrong, made anew for each test.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};

/// What is wrong with a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Valid,
    /// Its certificate was good until 2021.
    Expired,
    /// Its certificate is another host's.
    WrongHost,
    /// The client trusts another authority.
    UnknownAuthority,
    /// It has no TLS.
    NoTls,
}

/// An authority, and its files in the folder of a server.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    key: KeyPair,
    folder: PathBuf,
}

impl Authority {
    /// A new one, whose files the server of the folder can read.
    pub fn new(server: &Path) -> Self {
        let folder = server.join("tls");
        fs::create_dir_all(&folder).expect("a folder in a folder of ours");
        let (own, pem) = authority();
        let made = Self { issuer: own, key: KeyPair::generate().expect("a key"), folder };
        made.write("authority.pem", &pem, 0o644);
        made.write("other.pem", &authority().1, 0o644);
        made.write("server.key", &made.key.serialize_pem(), 0o600);
        for state in [State::Valid, State::Expired, State::WrongHost] {
            made.write(&format!("{state:?}.pem"), &made.certificate(state), 0o644);
        }
        made
    }

    /// A file of its folder: `authority.pem`, `other.pem`, `server.key`, or a [`State`] with `.pem`.
    pub fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// The server's certificate in a state.
    pub fn of(&self, state: State) -> String {
        let shown = if state == State::UnknownAuthority { State::Valid } else { state };
        self.file(&format!("{shown:?}.pem"))
    }

    /// Whom the client trusts in a state.
    pub fn trusted(&self, state: State) -> String {
        self.file(if state == State::UnknownAuthority { "other.pem" } else { "authority.pem" })
    }

    /// A certificate and a key for a client, as files.
    pub fn client(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let mut wanted = CertificateParams::new(Vec::<String>::new()).expect("no names");
        wanted.distinguished_name.push(DnType::CommonName, name);
        wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let pem = wanted.signed_by(&key, &self.issuer).expect("signed").pem();
        self.write("client.pem", &pem, 0o644);
        self.write("client.key", &key.serialize_pem(), 0o600);
        (self.file("client.pem"), self.file("client.key"))
    }

    fn certificate(&self, state: State) -> String {
        let host = if state == State::WrongHost { "elsewhere.example" } else { "localhost" };
        let mut wanted = CertificateParams::new(vec![host.to_owned()]).expect("a name");
        wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        if state == State::Expired {
            (wanted.not_before, wanted.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
        }
        wanted.signed_by(&self.key, &self.issuer).expect("signed").pem()
    }

    /// Files belong to whom the folder belongs to: the account of the server.
    fn write(&self, name: &str, text: &str, mode: u32) {
        let (path, folder) = (self.folder.join(name), self.folder.parent().expect("the server's"));
        fs::write(&path, text).expect("a file in a folder of ours");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a file of ours");
        let owner = fs::metadata(folder).expect("a folder");
        chown(&path, Some(owner.uid()), Some(owner.gid())).expect("a file of ours");
    }
}

fn authority() -> (Issuer<'static, KeyPair>, String) {
    let key = KeyPair::generate().expect("a key");
    let mut wanted = CertificateParams::new(Vec::<String>::new()).expect("no names");
    wanted.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    wanted.distinguished_name.push(DnType::CommonName, "an authority of tests");
    let pem = wanted.self_signed(&key).expect("signed").pem();
    (Issuer::new(wanted, key), pem)
}
