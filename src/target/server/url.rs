//! A server's URL: `postgresql://user@host1:5432,host2/database?sslmode=require`, `mysql://…`.
//!
//! Read strictly, as a letter that stands in the wrong place may belong to a password: no problem that is
//! told holds a part of the URL that could be one. Start reading at [`parse`].

use std::net::Ipv6Addr;

use super::address::Engine;
use super::keyword::{self, Vocabulary};
use super::percent::decode;
use super::secret::Secret;
use super::settings::Settings;
use crate::ident::printable;

/// Longest URL, in bytes.
const URL_BYTES_MAX: usize = 64 * 1024;

/// The schemes.
const SCHEMES: [(&str, Engine); 4] = [
    ("postgresql", Engine::Postgres),
    ("postgres", Engine::Postgres),
    ("mysql", Engine::MySql),
    ("mariadb", Engine::MySql),
];

/// The database that a URL's scheme names, and what stands behind `scheme://` or `scheme:`.
pub fn scheme(url: &str) -> Option<(Engine, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let known = SCHEMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(scheme));
    known.map(|(_, engine)| (*engine, rest.strip_prefix("//").unwrap_or(rest)))
}

/// Reads what stands behind the scheme.
///
/// # Errors
/// What is wrong.
pub fn parse(engine: Engine, rest: &str) -> Result<Settings, String> {
    if rest.len() > URL_BYTES_MAX {
        return Err(format!("the URL is {} bytes long, at most {URL_BYTES_MAX} are read", rest.len()));
    }
    let mut settings = Settings::default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let hosts = match authority.rsplit_once('@') {
        Some((user, hosts)) => {
            login(user, &mut settings)?;
            hosts
        }
        None => authority,
    };
    // A password with a bare slash or question mark ends the authority too early; then there is an @ behind.
    let torn = |query| !authority.contains('@') && is_torn(query, engine.vocabulary());
    if path.contains('@') || query.is_some_and(torn) {
        return Err(ESCAPE.to_owned());
    }
    endpoints(hosts, &mut settings)?;
    if let Some(name) = path.strip_prefix('/').filter(|name| !name.is_empty()) {
        settings.database = Some(database(name)?);
    }
    query.map_or(Ok(()), |query| parameters(query, engine.vocabulary(), &mut settings))?;
    Ok(settings)
}

const ESCAPE: &str = "`@`, `/` and `?` in a user's name or password must be written %40, %2F and %3F";

/// Whether there is an @, and not in the value of a parameter.
fn is_torn(query: &str, words: Vocabulary) -> bool {
    let known = |pair: &str| pair.split_once('=').is_some_and(|(word, _)| words.knows(word));
    query.contains('@') && !query.split('&').all(known)
}

fn login(text: &str, settings: &mut Settings) -> Result<(), String> {
    if text.contains('@') {
        return Err(ESCAPE.to_owned());
    }
    let (user, password) = text.split_once(':').map_or((text, None), |(user, word)| (user, Some(word)));
    let read = |what: &str, text: &str| decode(text).map_err(|problem| format!("the {what}: {problem}"));
    settings.user = Some(read("user's name", user)?).filter(|user| !user.is_empty());
    settings.password = match password.filter(|word| !word.is_empty()) {
        Some(word) => Some(Secret::new(read("password", word)?)),
        None => None,
    };
    Ok(())
}

fn endpoints(text: &str, settings: &mut Settings) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for piece in text.split(',') {
        let (host, port) = host_and_port(piece)?;
        hosts.push(host);
        ports.push(port);
    }
    settings.hosts = Some(hosts).filter(|hosts| hosts.iter().any(|host| !host.is_empty()));
    settings.ports = Some(ports).filter(|ports| ports.iter().any(Option::is_some));
    Ok(())
}

/// `host`, `host:5432`, `[::1]:5432`, `%2Fvar%2Frun`. What is no port is not shown: it may be a password
/// whose @ is missing.
fn host_and_port(text: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = match text.strip_prefix('[').map(|inner| inner.split_once(']')) {
        Some(None) => return Err("an IPv6 address has no closing bracket".to_owned()),
        Some(Some((inner, port))) => {
            let port = port.strip_prefix(':').or(port.is_empty().then_some(""));
            (bracketed(inner)?, port.ok_or("only a port can follow an IPv6 address")?)
        }
        None => {
            let (host, port) = text.split_once(':').unwrap_or((text, ""));
            (decode(host).map_err(|problem| format!("the host: {problem}"))?, port)
        }
    };
    let port = decode(port).map_err(|problem| format!("the port: {problem}"))?;
    match keyword::port(&port) {
        Ok(port) => Ok((host, port)),
        Err(_) => Err(format!(
            "what follows `{}:` is no port from 1 to 65535; an IPv6 address stands in brackets, and {ESCAPE}",
            printable(&host)
        )),
    }
}

/// An IPv6 address, with its zone after `%` or `%25`.
fn bracketed(inner: &str) -> Result<String, String> {
    let (address, zone) = inner.split_once('%').map_or((inner, None), |(at, zone)| (at, Some(zone)));
    let refuse = || format!("`[{}]` is no IPv6 address", printable(inner));
    let _: Ipv6Addr = address.parse().map_err(|_| refuse())?;
    let Some(zone) = zone else { return Ok(address.to_owned()) };
    let zone = zone.strip_prefix("25").filter(|rest| !rest.is_empty()).unwrap_or(zone);
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if zone.is_empty() || !zone.chars().all(plain) {
        return Err(refuse());
    }
    Ok(format!("{address}%{zone}"))
}

fn database(name: &str) -> Result<String, String> {
    if name.contains('/') {
        return Err("the database's name holds a `/`; write it as %2F if it is part of it".to_owned());
    }
    decode(name).map_err(|problem| format!("the database's name: {problem}"))
}

fn parameters(query: &str, words: Vocabulary, settings: &mut Settings) -> Result<(), String> {
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (word, value) =
            pair.split_once('=').ok_or("a parameter after `?` has no `=`; write name=value")?;
        let read = |text: &str| decode(text).map_err(|problem| format!("a parameter after `?`: {problem}"));
        words.set(settings, &read(word)?, &read(value)?)?;
    }
    Ok(())
}

/// A URL that was read, without its passwords: that of the login and those among the parameters.
pub(super) fn without_password(url: &str, rest: &str) -> String {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = match authority.rsplit_once('@') {
        Some((login, hosts)) => format!("{}@{hosts}", login.split(':').next().unwrap_or(login)),
        None => authority.to_owned(),
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let secret = |pair: &&str| {
        let word = pair.split('=').next().unwrap_or_default();
        decode(word).is_ok_and(|word| word.eq_ignore_ascii_case("password"))
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !secret(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{}{authority}{path}{mark}{}", &url[..url.len() - rest.len()], kept.join("&"))
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
