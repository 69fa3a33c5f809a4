//! Who holds a database: the process that its ledger names, as long as it lives, or the one that has locked
//! the file. Both are known on Linux only, and only for this host.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::failed;
use crate::error::{Error, Exit, Result};

/// How long a file that is locked when it is opened for writing is waited for.
pub(super) const WAIT: Duration = Duration::from_millis(1500);
/// Clock ticks per second in /proc.
const TICKS: u64 = 100;

/// This host and the moment that this process began, for the ledger.
pub(super) fn mark() -> String {
    format!("{} {}", host(), began(std::process::id()).unwrap_or(0))
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "unknown".to_owned(), |name| name.trim().to_owned())
}

/// When a living process began, in ticks since the host did.
fn began(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = text[text.rfind(')')? + 1..].split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X") { None } else { fields.nth(18)?.parse().ok() }
}

/// A process in words.
fn described(pid: u32, began: u64) -> String {
    let up = std::fs::read_to_string("/proc/uptime").ok();
    let up = up.and_then(|text| text.split('.').next()?.parse::<u64>().ok());
    let age = up.map_or_else(String::new, |up| format!(", begun {} s ago", up.saturating_sub(began / TICKS)));
    format!("process {pid} on {}{age}", host())
}

/// The living process that the ledger names, in words; the caller knows that there is a ledger.
fn recorded(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement =
        connection.prepare("SELECT run_id, host, pid FROM dbmocker_run WHERE state <> 'done'")?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    for row in rows {
        let (run, mark, pid) = row?;
        let held = mark
            .rsplit_once(' ')
            .filter(|(name, _)| *name == host())
            .and_then(|(_, start)| start.parse().ok())
            .filter(|&start| began(pid) == Some(start));
        if let Some(start) = held {
            return Ok(Some(format!("{} loads run {run}", described(pid, start))));
        }
    }
    Ok(None)
}

/// Refuses a database that a living process loads.
///
/// # Errors
/// [`Exit::Busy`] with its host, its number and its start.
pub(super) fn refuse_held(connection: &Connection) -> Result<()> {
    let ledger = super::ledger::exists(connection).map_err(|error| failed("read the ledger", &error))?;
    if !ledger {
        return Ok(());
    }
    match recorded(connection).map_err(|error| failed("read the ledger", &error))? {
        None => Ok(()),
        Some(who) => Err(Error::new(Exit::Busy, format!("the database is in use: {who}"))
            .remains("nothing was written")
            .next("wait until it is done, and repeat the command")),
    }
}

/// Processes that have locked a file, in words.
pub(super) fn lockers(path: &Path) -> Vec<String> {
    let (Some(place), Ok(locks)) = (place(path), std::fs::read_to_string("/proc/locks")) else {
        return Vec::new();
    };
    let mut pids: Vec<u32> = locks
        .lines()
        .filter(|line| line.split_whitespace().any(|field| field == place))
        .filter_map(|line| line.split_whitespace().nth(4)?.parse().ok())
        .collect();
    pids.sort_unstable();
    pids.dedup();
    pids.into_iter().filter_map(|pid| Some(described(pid, began(pid)?))).collect()
}

/// A file as /proc/locks names it.
#[cfg(target_os = "linux")]
fn place(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let facts = std::fs::metadata(path).ok()?;
    let device = facts.dev();
    let major = ((device >> 8) & 0xfff) | ((device >> 32) & !0xfff);
    let minor = (device & 0xff) | ((device >> 12) & !0xff);
    Some(format!("{major:02x}:{minor:02x}:{}", facts.ino()))
}

#[cfg(not(target_os = "linux"))]
fn place(_: &Path) -> Option<String> {
    None
}
