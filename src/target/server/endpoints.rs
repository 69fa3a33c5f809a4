//! Hosts, addresses and ports of several lists as places to try.

use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};

use super::address::{Endpoint, Engine};
use super::settings::Settings;
use super::surroundings::Surroundings;

/// Most places.
const PLACES_MAX: usize = 64;
/// Folders where PostgreSQL's socket is by default.
pub(super) const POSTGRES_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];
/// Where MySQL's socket is by default.
const MYSQL_SOCKETS: [&str; 4] = [
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

/// The places that PostgreSQL's settings name; without any the local socket, else localhost.
pub(super) fn postgres(settings: &Settings, around: &dyn Surroundings) -> Result<Vec<Endpoint>, String> {
    let addresses = settings.addresses.as_deref().unwrap_or_default();
    let hosts = match &settings.hosts {
        Some(hosts) => hosts.clone(),
        None if !addresses.is_empty() => addresses.iter().map(ToString::to_string).collect(),
        None => vec![String::new()],
    };
    if !addresses.is_empty() && addresses.len() != hosts.len() {
        return Err(format!("there are {} hosts and {} host addresses", hosts.len(), addresses.len()));
    }
    let ports = ports(settings, hosts.len(), Engine::Postgres)?;
    let place = |(at, (host, port)): (usize, (&String, u16))| {
        let address = addresses.get(at).copied();
        if host.is_empty() && address.is_none() {
            return Ok(default_postgres(port, around));
        }
        if host.starts_with('/') && address.is_none() {
            return Ok(Endpoint::Socket { path: host.into(), port });
        }
        let host =
            if host.is_empty() { address.map_or(String::new(), |a| a.to_string()) } else { host.clone() };
        Ok(Endpoint::Tcp { host: checked(host)?, address, port })
    };
    hosts.iter().zip(ports).enumerate().map(place).collect()
}

/// The one place that MySQL's settings name; without any the local socket, else localhost.
pub(super) fn mysql(settings: &Settings, around: &dyn Surroundings) -> Result<Endpoint, String> {
    let hosts = settings.hosts.as_deref().unwrap_or_default();
    if hosts.len() > 1 {
        return Err("several hosts can be named for PostgreSQL only".to_owned());
    }
    let port = ports(settings, 1, Engine::MySql)?[0];
    let host = hosts.first().filter(|host| !host.is_empty());
    // As in MySQL's own clients a socket is that of this machine: a host elsewhere does without.
    let near = host.is_none_or(|host| host == "localhost");
    let named = settings.socket.clone().filter(|path| near && !path.as_os_str().is_empty());
    let path = named.or_else(|| host.filter(|host| host.starts_with('/')).map(PathBuf::from));
    match (path, host) {
        (Some(path), _) => Ok(local(path)),
        (None, Some(host)) => Ok(Endpoint::Tcp { host: checked(host.clone())?, address: None, port }),
        // A port that was asked for can only be had over the network.
        (None, None) if settings.ports.is_some() => Ok(localhost(port)),
        (None, None) => {
            let found = MYSQL_SOCKETS.iter().map(Path::new).find(|path| around.exists(path));
            Ok(found.map_or(localhost(port), |path| local(path.into())))
        }
    }
}

fn default_postgres(port: u16, around: &dyn Surroundings) -> Endpoint {
    let socket = |folder: &&str| around.exists(&Path::new(folder).join(format!(".s.PGSQL.{port}")));
    let folder = POSTGRES_FOLDERS.iter().find(|folder| socket(folder));
    folder.map_or(localhost(port), |folder| Endpoint::Socket { path: folder.into(), port })
}

/// MySQL's, whose name holds no port.
fn local(path: PathBuf) -> Endpoint {
    Endpoint::Socket { path, port: Engine::MySql.port() }
}

fn localhost(port: u16) -> Endpoint {
    Endpoint::Tcp { host: "localhost".to_owned(), address: None, port }
}

fn ports(settings: &Settings, hosts: usize, engine: Engine) -> Result<Vec<u16>, String> {
    if hosts > PLACES_MAX {
        return Err(format!("there are {hosts} hosts, at most {PLACES_MAX} are tried"));
    }
    let given = settings.ports.as_deref().unwrap_or(&[None]);
    let all = match given {
        [one] => vec![*one; hosts],
        many if many.len() == hosts => many.to_vec(),
        many => return Err(format!("there are {hosts} hosts and {} ports", many.len())),
    };
    Ok(all.into_iter().map(|port| port.unwrap_or(engine.port())).collect())
}

/// A host's name that can be one: nothing in it could be taken for another part of a URL.
fn checked(host: String) -> Result<String, String> {
    let address = host.split_once('%').map_or(host.as_str(), |(address, _)| address);
    let plain = |c: char| c.is_alphanumeric() || ".-_".contains(c);
    let named = host.chars().all(plain) && !host.is_empty();
    let sixth = address.parse::<Ipv6Addr>().is_ok();
    if named || sixth || host.parse::<IpAddr>().is_ok() {
        return Ok(host);
    }
    // What has other letters may be a password that went astray.
    let shown = host.chars().all(|c| plain(c) || ":/ ".contains(c));
    Err(if shown {
        format!("`{host}` is no host")
    } else {
        "a host has a letter that none can have".to_owned()
    })
}
