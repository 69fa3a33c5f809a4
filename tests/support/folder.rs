//! The real binary in a folder of its own: exit codes, words, and what is left on disk. Start reading at
//! [`Folder`].

#![allow(dead_code, reason = "every test program uses a part of it")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use serde_json::Value as Json;
use tempfile::TempDir;

/// A folder that the program works in.
pub struct Folder {
    dir: TempDir,
}

/// What a call came to.
#[derive(Debug)]
pub struct Done {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    /// A folder with the database `app.db`, made by a script.
    pub fn with(script: &str) -> Self {
        let folder = Self::new();
        Connection::open(folder.path("app.db")).expect("a database").execute_batch(script).expect(script);
        folder
    }

    /// The path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect(name)
    }

    /// The program, without variables of this process that would steer it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dbmocker"));
        for (name, _) in std::env::vars_os() {
            let ours = name.to_string_lossy().starts_with("DBMOCKER_") || name == "DATABASE_URL";
            if ours {
                command.env_remove(name);
            }
        }
        command.args(args).current_dir(self.dir.path()).stdin(Stdio::null());
        command
    }

    /// Runs it.
    pub fn run(&self, args: &[&str]) -> Done {
        self.run_with(args, &[])
    }

    /// Runs it with variables.
    pub fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Done {
        done(&self.command(args).envs(env.iter().copied()).output().expect("the program runs"))
    }

    /// Runs and expects an exit code.
    #[track_caller]
    pub fn expect(&self, code: i32, args: &[&str]) -> Done {
        let done = self.run(args);
        assert_eq!(done.code, Some(code), "{args:?}: {done:?}");
        done
    }

    /// Runs and expects a refusal that names the code, has the given words, and changes no file.
    #[track_caller]
    pub fn refuses(&self, code: i32, args: &[&str], words: &[&str]) {
        let before = self.files();
        let done = self.expect(code, args);
        assert!(done.err.starts_with(&format!("DBM-{}: ", 1000 + code)), "{args:?}: {done:?}");
        for word in words {
            assert!(done.err.contains(word), "{args:?}: `{word}` is missing: {}", done.err);
        }
        assert!(done.out.is_empty(), "{args:?}: {done:?}");
        assert!(self.files() == before, "{args:?} changed a file");
    }

    /// Every file with its bytes.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = std::fs::read_dir(self.dir.path()).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.map(|path| (path.clone(), std::fs::read(&path).unwrap_or_default())).collect()
    }

    /// The only number that a query yields.
    pub fn number(&self, file: &str, query: &str) -> i64 {
        let database = Connection::open(self.path(file)).expect("a database");
        database.query_row(query, [], |row| row.get(0)).expect(query)
    }

    /// The plan as JSON.
    pub fn plan(&self, args: &[&str], env: &[(&str, &str)]) -> Json {
        let args: Vec<&str> = ["plan", "-f", "json"].into_iter().chain(args.iter().copied()).collect();
        let done = self.run_with(&args, env);
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
        serde_json::from_str(&done.out).expect("a plan is JSON")
    }
}

fn done(output: &Output) -> Done {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Done { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}
