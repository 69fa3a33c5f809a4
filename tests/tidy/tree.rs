//! The files to which the rules are held. The only module here that reads the disk.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOTS: [&str; 3] = ["src", "tests", "benches"];

/// Every `.rs` file of the package as (path from its root, text), in order.
pub fn rust_sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for root in ROOTS {
        walk(&home().join(root), &mut paths);
    }
    paths.retain(|path| path.extension() == Some(OsStr::new("rs")));
    read(paths)
}

/// Every file that git tracks; without git (an unpacked release) every file outside `target`.
pub fn tracked_files() -> Vec<(String, String)> {
    read(listed_by_git().unwrap_or_else(|| {
        let mut paths = Vec::new();
        walk(&home(), &mut paths);
        paths
    }))
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn listed_by_git() -> Option<Vec<PathBuf>> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(home()).output().ok()?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let paths: Vec<PathBuf> =
        listed.split('\0').filter(|path| !path.is_empty()).map(|path| home().join(path)).collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder of the package can be read").path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if path.is_file() {
            paths.push(path);
        } else if name != "target" && !name.starts_with('.') {
            walk(&path, paths);
        }
    }
}

/// Files that git lists but that were just removed are passed over.
fn read(mut paths: Vec<PathBuf>) -> Vec<(String, String)> {
    paths.sort();
    paths.iter().filter(|path| path.is_file()).map(|path| (relative(path), text(path))).collect()
}

fn relative(path: &Path) -> String {
    let inside = path.strip_prefix(home()).expect("the walk starts at the package's root");
    inside.to_string_lossy().replace('\\', "/")
}

fn text(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}
