//! Data directories of new servers: made once per target folder and server version, copied for each process,
//! and handed to the account that may run a server.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::watchdog::{Launch, Watchdog};

/// Runs a command to its end.
pub fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{command:?}: {}\n{text}", output.status);
}

/// What a program prints, such as its version.
pub fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether the tests run as root, under which no database server starts.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// The words before a command that run it under an account, where that is needed.
pub fn under(account: &str) -> Vec<String> {
    if !is_root() {
        return Vec::new();
    }
    ["setpriv", &format!("--reuid={account}"), &format!("--regid={account}"), "--init-groups", "--"]
        .map(str::to_owned)
        .into()
}

/// The first of some folders that has a program.
pub fn program(name: &str, more: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(more).collect();
    folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A folder under the system's temporary one that belongs to an account. It is short, since a Unix socket's
/// path must be, and it is not removed by this process.
pub fn folder(account: &str) -> PathBuf {
    let folder = tempfile::Builder::new().prefix("dbmocker-test-").tempdir().expect("a folder").keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("a folder of ours");
    own(&folder, account);
    folder
}

fn own(folder: &Path, account: &str) {
    if is_root() {
        run(Command::new("chown").arg("-R").arg(format!("{account}:")).arg(folder));
    }
}

/// Makes `data` in a server's folder: a copy of the one that `make` has made before for the same `key`.
/// Processes that come at the same time wait for the first one.
pub fn data(folder: &Path, account: &str, key: &str, make: impl FnOnce(&Path)) {
    let cache = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&cache).expect("the target folder");
    let kept = cache.join(format!("servers-{}", &blake3::hash(key.as_bytes()).to_hex()[..16]));
    let lock = File::create(kept.with_extension("lock")).expect("a file in the target folder");
    lock.lock().expect("a lock in the target folder");
    if !kept.exists() {
        keep(&kept, account, make);
    }
    drop(lock);
    copy(&kept, &folder.join("data"));
    own(&folder.join("data"), account);
}

/// Made elsewhere, since the account may not be able to enter the target folder; named last, so that a
/// process that is killed here leaves nothing that looks whole.
fn keep(kept: &Path, account: &str, make: impl FnOnce(&Path)) {
    let made = folder(account);
    make(&made);
    let partial = kept.with_extension("partial");
    let _ = fs::remove_dir_all(&partial);
    copy(&made.join("data"), &partial);
    fs::rename(&partial, kept).expect("a folder of ours");
    fs::remove_dir_all(&made).expect("a folder of ours");
}

fn copy(from: &Path, to: &Path) {
    run(Command::new("cp").arg("-a").arg(from).arg(to));
}

/// Starts a server on a free port; when another process takes it first, on another one.
pub fn start(what: &str, launch: impl Fn(u16) -> Launch) -> (u16, Watchdog) {
    let mut log = String::new();
    for _ in 0..5 {
        let port = free_port();
        match Watchdog::start(&launch(port)) {
            Ok(watchdog) => return (port, watchdog),
            Err(said) => log = said,
        }
    }
    panic!("{what} does not start:\n{log}");
}

/// A port that nobody listens on, below those that systems give to outgoing connections: a server that is
/// restarted finds it free.
fn free_port() -> u16 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let start = u64::from(std::process::id()) * 131 + u64::from(since.subsec_nanos());
    (0..10_000_u64)
        .map(|more| 20_000 + ((start + more * 7) % 12_000) as u16)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}
