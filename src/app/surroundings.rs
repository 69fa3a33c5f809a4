//! The environment, the files and the user of this process, for addresses of servers.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::target::server::{File, Surroundings};

/// Largest option or password file, in bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// This process.
#[derive(Clone, Copy, Debug)]
pub struct Process;

impl Surroundings for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn home(&self) -> Option<PathBuf> {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
        home.filter(|home| !home.is_empty()).map(PathBuf::from)
    }

    fn user(&self) -> Option<String> {
        // Whose process it is counts more than the variable, which `su` and `runuser` may leave as it was.
        let variable = |name| std::env::var(name).ok().filter(|user| !user.is_empty());
        owner().or_else(|| ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(variable))
    }

    fn read(&self, path: &Path) -> io::Result<File> {
        let about = fs::metadata(path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
        }
        let mut text = String::new();
        fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_string(&mut text)?;
        if text.len() as u64 > FILE_BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is larger than 1 MiB"));
        }
        Ok(File { text, mode: mode(&about) })
    }

    fn list(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.sort();
        files
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }
}

#[cfg(unix)]
fn mode(about: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(about.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> Option<u32> {
    None
}

/// The name of the user whose process this is, where there is a `/proc` and a list of users.
#[cfg(unix)]
fn owner() -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let id = fs::metadata("/proc/self").ok()?.uid();
    user_of(&fs::read_to_string("/etc/passwd").ok()?, id)
}

#[cfg(not(unix))]
fn owner() -> Option<String> {
    None
}

/// The name of a number in `/etc/passwd`.
#[cfg(unix)]
fn user_of(users: &str, id: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(id)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn users_are_found_by_their_number() {
        let users = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n";
        assert_eq!(user_of(users, 1000).as_deref(), Some("ann"));
        assert_eq!(user_of(users, 1), None);
    }

    #[test]
    fn only_plain_files_of_a_sensible_size_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f");
        fs::write(&path, "a\n").expect("written");
        assert_eq!(Process.read(&path).expect("read").text, "a\n");
        assert_eq!(Process.list(folder.path()), std::slice::from_ref(&path));
        assert!(Process.read(folder.path()).is_err());
        fs::write(&path, vec![b'a'; (1 << 20) + 1]).expect("written");
        assert!(Process.read(&path).is_err());
    }
}
