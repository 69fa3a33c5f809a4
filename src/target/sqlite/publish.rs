//! Making a new file: written under a name of its own, which one process holds at a time, and given its name
//! when it is whole.
//!
//! Must not know what is in it. Start reading at [`SqliteTarget::publish`].

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::connect::connect;
use super::{SqliteTarget, failed};
use crate::error::{Error, Exit, Result};

impl SqliteTarget {
    /// Makes way for the new file: nobody may use an old one, and none may be there that was not to be
    /// replaced.
    fn make_way(&self, path: &Path) -> Result<()> {
        if !path.exists() {
            return Ok(());
        }
        if !self.replace {
            return Err(made_elsewhere(path));
        }
        Self::open(path, self.options.clone(), true).map(drop)?;
        remove(path, &JOURNALS);
        Ok(())
    }

    /// Writes the database in memory to its file under a name of its own, lets `register` complete it, and
    /// gives it its name.
    pub(super) fn publish(
        &mut self,
        path: &Path,
        register: impl FnOnce(&Connection) -> Result<()>,
    ) -> Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".inprogress");
        let unfinished = PathBuf::from(name);
        let place = Place::take(&unfinished, path)?;
        let made = self.write_to(&unfinished).and_then(|()| {
            let connection =
                connect(&unfinished, OpenFlags::SQLITE_OPEN_READ_WRITE, self.options.busy_timeout)?;
            register(&connection)?;
            connection.close().map_err(|(_, error)| failed("close the new file", &error))?;
            self.make_way(path)?;
            std::fs::rename(&unfinished, path).map_err(|error| {
                Error::new(Exit::Connect, format!("{} cannot be made: {error}", path.display()))
            })
        });
        if let Err(error) = made {
            remove(&unfinished, &[&[""], &JOURNALS[..]].concat());
            let error = if error.exit() == Exit::Busy { error } else { error.with_exit(Exit::Connect) };
            return Err(error.remains("nothing was written"));
        }
        // Closing a file takes the locks with it that this process has on it, so this comes first.
        drop(place);
        self.connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, self.options.busy_timeout)?;
        Ok(())
    }

    fn write_to(&self, path: &Path) -> Result<()> {
        let text = path.to_str().ok_or_else(|| {
            Error::new(Exit::Usage, format!("{} is no UTF-8 path, which SQLite needs", path.display()))
        })?;
        let written = self.connection.execute("VACUUM INTO ?1", [text]);
        written.map(drop).map_err(|error| failed(&format!("make {}", path.display()), &error))
    }
}

/// The unfinished file, empty and locked, until this is dropped. The lock goes with its process: what a killed
/// one left is taken over.
#[derive(Debug)]
struct Place {
    _file: File,
}

impl Place {
    /// # Errors
    /// [`Exit::Busy`] when another process makes the same file.
    fn take(unfinished: &Path, path: &Path) -> Result<Self> {
        let refuse = |error: &std::io::Error| {
            Error::new(Exit::Connect, format!("{} cannot be made: {error}", path.display()))
                .remains("nothing was written")
        };
        let mut options = File::options();
        options.create(true).truncate(false).read(true).write(true);
        let file = options.open(unfinished).map_err(|error| refuse(&error))?;
        // Where files cannot be locked, the last step still lets only one have the name.
        let held = cfg!(unix) && matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        // The process that held it may have finished since it was opened: then this file has its name by now.
        if held || !is(&file, unfinished) {
            return Err(made_elsewhere(path));
        }
        file.set_len(0).map_err(|error| refuse(&error))?;
        remove(unfinished, &JOURNALS);
        Ok(Self { _file: file })
    }
}

/// Whether a file that is open is the one of a name.
#[cfg(unix)]
fn is(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place =
        |facts: std::io::Result<std::fs::Metadata>| facts.map(|facts| (facts.dev(), facts.ino())).ok();
    place(file.metadata()) == place(std::fs::metadata(path))
}

#[cfg(not(unix))]
fn is(_: &File, _: &Path) -> bool {
    true
}

fn made_elsewhere(path: &Path) -> Error {
    Error::new(Exit::Busy, format!("another process makes {}", path.display()))
        .remains("nothing was written by this one")
        .next("wait until it is done, and repeat the command to append")
}

/// What SQLite keeps beside a file.
const JOURNALS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// Removes files that this process made: a name with each of the endings.
fn remove(path: &Path, endings: &[&str]) {
    for ending in endings {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}
