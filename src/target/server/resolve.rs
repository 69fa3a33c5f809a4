//! From what was typed and what surrounds the program to one address.
//!
//! Precedence, first wins: flags, URL, `DBMOCKER_*`; then for PostgreSQL the service, `PG*`, the password
//! file, as libpq has it; for MySQL `MYSQL_*`, then option files, as its clients have it but for the
//! environment, which is nearer to the user than a file. Start reading at [`locate`].

use std::path::{Path, PathBuf};

use super::address::{APPLICATION, Address, CONNECT_TIMEOUT, Endpoint, Engine, Tls};
use super::secret::Secret;
use super::settings::{Settings, TlsRoot};
use super::surroundings::{Surroundings, filled};
use super::tls_mode::TlsMode;
use super::{conninfo, endpoints, mysql_options, pgpass, postgres_env, service, url};
use crate::error::{Error, Exit};

/// What was given besides the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// What goes over the URL: flags.
    pub typed: Settings,
    /// What the URL goes over: variables of this program.
    pub ambient: Settings,
    /// MySQL: the option file that is read instead of all others.
    pub defaults_file: Option<PathBuf>,
    /// MySQL: an option file that is read besides the others.
    pub defaults_extra_file: Option<PathBuf>,
}

/// An address, and what is worth a warning about how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Where the server is.
    pub address: Address,
    /// In words.
    pub warnings: Vec<String>,
}

/// The database server that a text names: by a URL's scheme, or as libpq's connection string.
pub fn names_server(text: &str) -> Option<Engine> {
    let by_scheme = url::scheme(text).map(|(engine, _)| engine);
    by_scheme.or_else(|| conninfo::is_conninfo(text).then_some(Engine::Postgres))
}

/// A server's URL or connection string without its password, and the password. A text that cannot be read
/// comes back as it is: it cannot be used either.
pub fn without_password(text: &str) -> (String, Option<Secret>) {
    let text = text.trim();
    match url::scheme(text) {
        Some((engine, rest)) => match url::parse(engine, rest).map(|read| read.password) {
            Ok(Some(secret)) => (url::without_password(text, rest), Some(secret)),
            _ => (text.to_owned(), None),
        },
        None if conninfo::is_conninfo(text) => match conninfo::parse(text).map(|read| read.password) {
            Ok(Some(secret)) => (conninfo::without_password(text), Some(secret)),
            _ => (text.to_owned(), None),
        },
        None => (text.to_owned(), None),
    }
}

/// Completes an address from a URL or connection string, what was given besides, and what surrounds the
/// program.
///
/// # Errors
/// [`Exit::Usage`] when a part of it is wrong or nothing says what it is.
pub fn locate(text: &str, given: &Given, around: &dyn Surroundings) -> crate::error::Result<Located> {
    let located = match url::scheme(text) {
        Some((engine, rest)) => url::parse(engine, rest).and_then(|url| match engine {
            Engine::Postgres => postgres(url, given, around),
            Engine::MySql => mysql(url, given, around),
        }),
        None => conninfo::parse(text).and_then(|words| postgres(words, given, around)),
    };
    located.map_err(|problem| Error::new(Exit::Usage, problem).remains("nothing was written"))
}

fn postgres(url: Settings, given: &Given, around: &dyn Surroundings) -> Result<Located, String> {
    if given.defaults_file.is_some() || given.defaults_extra_file.is_some() {
        return Err("--defaults-file and --defaults-extra-file are for MySQL".to_owned());
    }
    let asked = given.typed.clone().or(url).or(given.ambient.clone());
    let variables = postgres_env::settings(around)?;
    let section = match asked.service.clone().or_else(|| variables.service.clone()) {
        Some(name) => named_service(&name, around)?,
        None => Settings::default(),
    };
    let mut settings = asked.or(section).or(variables);
    let endpoints = endpoints::postgres(&settings, around)?;
    let user = user(&settings, around)?;
    let database = settings.database.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| user.clone());
    let mut notes = std::mem::take(&mut settings.notes);
    let mut password = settings.password.clone().filter(|secret| !secret.is_empty());
    if password.is_none() {
        password = from_passfile(&settings, &endpoints, (&database, &user), around, &mut notes)?;
    }
    let folder = around.home().map(|home| home.join(".postgresql"));
    let own = |name: &str| folder.as_ref().map(|folder| folder.join(name)).filter(|path| around.exists(path));
    let tls = Tls {
        mode: mode(&settings, &endpoints)?,
        root: settings.root.clone().or(own("root.crt").map(TlsRoot::File)).unwrap_or(TlsRoot::System),
        client: client(&settings)?.or(own("postgresql.crt").zip(own("postgresql.key"))),
    };
    let address = Address {
        engine: Engine::Postgres,
        endpoints,
        user,
        password,
        database,
        tls,
        application: settings.application.unwrap_or_else(|| APPLICATION.to_owned()),
        options: settings.options,
        connect_timeout: timeout(settings.connect_timeout),
        session: settings.session.unwrap_or_default(),
        channel_binding: settings.channel_binding.unwrap_or_default(),
    };
    Ok(located(address, notes))
}

fn mysql(url: Settings, given: &Given, around: &dyn Surroundings) -> Result<Located, String> {
    let asked = given.typed.clone().or(url).or(given.ambient.clone());
    let named = mysql_options::Named {
        only: given.defaults_file.as_deref(),
        extra: given.defaults_extra_file.as_deref(),
    };
    let options = mysql_options::settings(around, named)?;
    let without = asked.password.is_none();
    let mut settings = asked.or(mysql_options::variables(around)?).or(options);
    let mut notes = std::mem::take(&mut settings.notes);
    if without && filled(around, "MYSQL_PWD").is_some() {
        notes.push(
            "MYSQL_PWD can be seen by others on some systems; an option file or --password-file cannot"
                .to_owned(),
        );
    }
    let endpoints = vec![endpoints::mysql(&settings, around)?];
    let database = settings.database.clone().filter(|name| !name.is_empty());
    let database = database.ok_or("no database is named; end the URL with /name, or add -d name")?;
    let tls = Tls {
        mode: mode(&settings, &endpoints)?,
        root: settings.root.clone().unwrap_or(TlsRoot::System),
        client: client(&settings)?,
    };
    let address = Address {
        engine: Engine::MySql,
        endpoints,
        user: user(&settings, around)?,
        password: settings.password.filter(|secret| !secret.is_empty()),
        database,
        tls,
        application: settings.application.unwrap_or_else(|| APPLICATION.to_owned()),
        options: None,
        connect_timeout: timeout(settings.connect_timeout),
        session: settings.session.unwrap_or_default(),
        channel_binding: settings.channel_binding.unwrap_or_default(),
    };
    Ok(located(address, notes))
}

fn located(address: Address, mut warnings: Vec<String>) -> Located {
    if address.password.is_some() && !address.is_local() && !address.tls.mode.is_required() {
        warnings.push(format!(
            "TLS mode {} does not protect the password on its way to {address}",
            address.tls.mode.name()
        ));
    }
    Located { address, warnings }
}

fn user(settings: &Settings, around: &dyn Surroundings) -> Result<String, String> {
    let given = settings.user.clone().filter(|user| !user.is_empty());
    given.or_else(|| around.user()).ok_or_else(|| "no user is named; add -U name".to_owned())
}

fn timeout(given: Option<std::time::Duration>) -> Option<std::time::Duration> {
    Some(given.unwrap_or(CONNECT_TIMEOUT)).filter(|time| !time.is_zero())
}

/// Verified where anything leaves the machine or somebody is named who vouches; on Unix sockets there is no
/// TLS, whatever is asked.
fn mode(settings: &Settings, endpoints: &[Endpoint]) -> Result<TlsMode, String> {
    if endpoints.iter().all(Endpoint::is_socket) {
        return Ok(TlsMode::Disable);
    }
    let local = endpoints.iter().all(Endpoint::is_local);
    let usual = if local && settings.root.is_none() { TlsMode::Prefer } else { TlsMode::VerifyFull };
    let mode = settings.tls.unwrap_or(usual);
    if settings.root == Some(TlsRoot::System) && mode != TlsMode::VerifyFull {
        return Err(format!(
            "the system's authorities vouch for everybody; with them the TLS mode must be verify-full, not {}",
            mode.name()
        ));
    }
    Ok(mode)
}

fn client(settings: &Settings) -> Result<Option<(PathBuf, PathBuf)>, String> {
    match (settings.cert.clone(), settings.key.clone()) {
        (Some(cert), Some(key)) => Ok(Some((cert, key))),
        (None, None) => Ok(None),
        _ => Err("a client's certificate and its key are given together or not at all".to_owned()),
    }
}

/// A section of the user's service file, else of the system's.
fn named_service(name: &str, around: &dyn Surroundings) -> Result<Settings, String> {
    let own = filled(around, "PGSERVICEFILE").map(PathBuf::from);
    let own = own.or_else(|| around.home().map(|home| home.join(".pg_service.conf")));
    let folder = filled(around, "PGSYSCONFDIR").unwrap_or_else(|| "/etc/postgresql-common".to_owned());
    for path in own.into_iter().chain([Path::new(&folder).join("pg_service.conf")]) {
        let Ok(file) = around.read(&path) else { continue };
        let found =
            service::find(&file.text, name).map_err(|problem| format!("{}, {problem}", path.display()))?;
        if let Some(settings) = found {
            return Ok(settings);
        }
    }
    Err(format!("no service file has a section [{}]", crate::ident::printable(name)))
}

/// The password of the password file. Several servers share one login, so they must share its password.
fn from_passfile(
    settings: &Settings,
    endpoints: &[Endpoint],
    (database, user): (&str, &str),
    around: &dyn Surroundings,
    notes: &mut Vec<String>,
) -> Result<Option<Secret>, String> {
    let path = settings.passfile.clone().or_else(|| around.home().map(|home| home.join(".pgpass")));
    let Some(path) = path else { return Ok(None) };
    let file = match around.read(&path) {
        Ok(file) => file,
        Err(error) => {
            let note = format!("password file {} cannot be read: {error}", path.display());
            notes.extend(settings.passfile.is_some().then_some(note));
            return Ok(None);
        }
    };
    if file.is_open_to_others() {
        notes.push(format!(
            "password file {} is ignored: its group or others may get at it; chmod 600 mends that",
            path.display()
        ));
        return Ok(None);
    }
    let find = |endpoint: &Endpoint| {
        let (host, port) = match endpoint {
            Endpoint::Tcp { host, port, .. } => (host.as_str(), *port),
            Endpoint::Socket { path, port } => {
                let path = path.to_str().unwrap_or_default();
                (if endpoints::POSTGRES_FOLDERS.contains(&path) { "localhost" } else { path }, *port)
            }
        };
        pgpass::find(&file.text, pgpass::Wanted { host, port, database, user })
    };
    let mut found = endpoints.iter().map(find);
    let first = found.next().flatten();
    if found.any(|other| other != first) {
        return Err(format!(
            "{} has not the same password for all hosts; name one host, or give the password",
            path.display()
        ));
    }
    Ok(first.filter(|secret| !secret.is_empty()))
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
