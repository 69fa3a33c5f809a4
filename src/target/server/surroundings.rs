//! What an address is completed from besides what was typed: environment, files, the user.
//!
//! The program's own are made by `app`; a test makes them up.

use std::io;
use std::path::{Path, PathBuf};

/// A file's text, and who may get at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its text.
    pub text: String,
    /// Its Unix permissions, where there are any.
    pub mode: Option<u32>,
}

impl File {
    /// Whether its group or anybody else may do anything with it.
    pub fn is_open_to_others(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o077 != 0)
    }

    /// Whether anybody may write to it.
    pub fn is_writable_by_all(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o002 != 0)
    }
}

/// What surrounds the program.
pub trait Surroundings {
    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// The user's own folder.
    fn home(&self) -> Option<PathBuf>;

    /// The user's name on this machine.
    fn user(&self) -> Option<String>;

    /// A plain file of at most 1 MiB.
    ///
    /// # Errors
    /// When it is not there, cannot be read, is larger, or is no UTF-8.
    fn read(&self, path: &Path) -> io::Result<File>;

    /// The files of a folder, in the order of their names; none when it cannot be read.
    fn list(&self, folder: &Path) -> Vec<PathBuf>;

    /// Whether there is something at a path: a file, a folder, a socket.
    fn exists(&self, path: &Path) -> bool;
}

/// A variable that says something.
pub(super) fn filled(around: &dyn Surroundings, name: &str) -> Option<String> {
    around.variable(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
pub(super) mod pretend {
    //! Surroundings that are made up.

    use std::collections::BTreeMap;

    use super::{File, Path, PathBuf, Surroundings, io};

    /// Environment and files as literals.
    #[derive(Default)]
    pub struct Pretend {
        pub variables: BTreeMap<String, String>,
        pub files: BTreeMap<PathBuf, File>,
    }

    impl Pretend {
        /// With these variables.
        pub fn new(variables: &[(&str, &str)]) -> Self {
            let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Self { variables: variables.iter().map(pair).collect(), files: BTreeMap::new() }
        }

        /// And this file.
        #[must_use]
        pub fn file(mut self, path: &str, mode: u32, text: &str) -> Self {
            self.files.insert(path.into(), File { text: text.to_owned(), mode: Some(mode) });
            self
        }
    }

    impl Surroundings for Pretend {
        fn variable(&self, name: &str) -> Option<String> {
            self.variables.get(name).cloned()
        }

        fn home(&self) -> Option<PathBuf> {
            Some("/home/ann".into())
        }

        fn user(&self) -> Option<String> {
            Some("ann".to_owned())
        }

        fn read(&self, path: &Path) -> io::Result<File> {
            self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
        }

        fn list(&self, folder: &Path) -> Vec<PathBuf> {
            self.files.keys().filter(|path| path.parent() == Some(folder)).cloned().collect()
        }

        fn exists(&self, path: &Path) -> bool {
            self.files.contains_key(path)
        }
    }
}
