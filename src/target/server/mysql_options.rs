//! MySQL's option files: `/etc/my.cnf`, `~/.my.cnf` and those named by flags, with what they include.
//!
//! The groups of all clients, of MariaDB's and of this program are read; of words in the groups of others
//! only those that say where a server is count. Start reading at [`settings`].

use std::path::{Path, PathBuf};

use super::keyword::MYSQL;
use super::settings::Settings;
use super::surroundings::{Surroundings, filled};
use crate::ident::printable;

/// Groups that are read.
const GROUPS: [&str; 4] = ["client", "client-server", "client-mariadb", OWN_GROUP];
/// The group in which every word must be known.
const OWN_GROUP: &str = "dbmocker";
/// Files of all users, in the order in which they are read.
const GLOBAL: [&str; 2] = ["/etc/my.cnf", "/etc/mysql/my.cnf"];
/// Deepest chain of includes.
const INCLUDES_MAX: usize = 10;
/// Most files that are read.
const FILES_MAX: usize = 200;

/// The files that flags name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named<'a> {
    /// Read instead of all others.
    pub only: Option<&'a Path>,
    /// Read after the global ones.
    pub extra: Option<&'a Path>,
}

/// What the option files say; a later one wins.
///
/// # Errors
/// When a named file cannot be read, or a line is none, with file and line.
pub(super) fn settings(around: &dyn Surroundings, named: Named<'_>) -> Result<Settings, String> {
    let mut reading = Reading { around, settings: Settings::default(), files: 0 };
    let must = |reading: &mut Reading<'_>, path: &Path| match reading.file(path, 0)? {
        true => Ok(()),
        false => Err(format!("{} cannot be read", path.display())),
    };
    if let Some(only) = named.only {
        must(&mut reading, only)?;
        return Ok(reading.settings);
    }
    for path in GLOBAL {
        reading.file(Path::new(path), 0)?;
    }
    if let Some(extra) = named.extra {
        must(&mut reading, extra)?;
    }
    if let Some(home) = around.home() {
        reading.file(&home.join(".my.cnf"), 0)?;
        let obscured = home.join(".mylogin.cnf");
        if around.exists(&obscured) {
            let note = "is not read; write its settings into ~/.my.cnf, [client]";
            reading.settings.notes.push(format!("{} {note}", obscured.display()));
        }
    }
    Ok(reading.settings)
}

/// What MySQL's variables of the environment say.
///
/// # Errors
/// When a value is none for its variable, with the variable's name.
pub(super) fn variables(around: &dyn Surroundings) -> Result<Settings, String> {
    let known = [
        ("MYSQL_HOST", "host"),
        ("MYSQL_TCP_PORT", "port"),
        ("MYSQL_PWD", "password"),
        ("MYSQL_UNIX_PORT", "socket"),
    ];
    let mut settings = Settings::default();
    for (variable, word) in known {
        if let Some(value) = filled(around, variable) {
            let name = |problem: String| format!("{variable}: {problem}");
            MYSQL.set(&mut settings, word, &value).map_err(name)?;
        }
    }
    Ok(settings)
}

struct Reading<'a> {
    around: &'a dyn Surroundings,
    settings: Settings,
    files: usize,
}

impl Reading<'_> {
    /// Reads a file over what is known; false when it cannot be read.
    fn file(&mut self, path: &Path, depth: usize) -> Result<bool, String> {
        self.files += 1;
        if depth > INCLUDES_MAX || self.files > FILES_MAX {
            return Err(format!("{}: option files include each other too deeply", path.display()));
        }
        let Ok(file) = self.around.read(path) else { return Ok(false) };
        if file.is_writable_by_all() {
            let note = "is ignored: anybody may write to it; chmod o-w mends that";
            self.settings.notes.push(format!("{} {note}", path.display()));
            return Ok(true);
        }
        let mut group = None;
        for (at, line) in file.text.lines().enumerate() {
            let at = |problem: String| format!("{}, line {}: {problem}", path.display(), at + 1);
            self.line(line.trim(), path, &mut group, depth).map_err(at)?;
        }
        Ok(true)
    }

    fn line(
        &mut self,
        line: &str,
        path: &Path,
        group: &mut Option<&'static str>,
        depth: usize,
    ) -> Result<(), String> {
        if line.is_empty() || line.starts_with(['#', ';']) {
            return Ok(());
        }
        if let Some(command) = line.strip_prefix('!') {
            return self.include(command, path, depth);
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.split(']').next().unwrap_or_default().trim();
            *group = GROUPS.into_iter().find(|known| *known == name);
            return Ok(());
        }
        group.map_or(Ok(()), |group| self.option(line, group))
    }

    fn option(&mut self, line: &str, group: &str) -> Result<(), String> {
        let line = without_comment(line);
        let (word, value) = line.split_once('=').map_or((line, ""), |(word, value)| (word, value));
        let word = word.trim();
        let (word, optional) = match word.strip_prefix("loose-").or(word.strip_prefix("loose_")) {
            Some(word) => (word, true),
            None => (word, false),
        };
        if !MYSQL.knows(word) && (optional || group != OWN_GROUP) {
            return Ok(());
        }
        MYSQL.set(&mut self.settings, word, &value_of(value.trim()))
    }

    /// `!include file` and `!includedir folder`, of which the `.cnf` files are read.
    fn include(&mut self, command: &str, path: &Path, depth: usize) -> Result<(), String> {
        let (word, place) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let place = path.parent().unwrap_or(Path::new("")).join(place.trim());
        match word {
            "include" => match self.file(&place, depth + 1)? {
                true => Ok(()),
                false => Err(format!("{} cannot be read", place.display())),
            },
            "includedir" => {
                let files: Vec<PathBuf> = self.around.list(&place);
                let options = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "cnf");
                for file in files.iter().filter(|path| options(path)) {
                    self.file(file, depth + 1)?;
                }
                Ok(())
            }
            _ => Err(format!("there is no command `!{}`", printable(word))),
        }
    }
}

/// A line up to a `#` that stands outside of quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut escaped) = (None, false);
    for (at, letter) in line.char_indices() {
        match (letter, quote) {
            _ if escaped => escaped = false,
            ('\\', Some(_)) => escaped = true,
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('#', None) => return &line[..at],
            _ => {}
        }
    }
    line
}

/// A value without its quotes, and its escapes resolved.
fn value_of(text: &str) -> String {
    let quoted = ['\'', '"'].iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote));
    let mut out = String::with_capacity(text.len());
    let mut letters = quoted.unwrap_or(text).chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('b') => out.push('\u{8}'),
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('s') => out.push(' '),
            Some(letter @ ('\\' | '\'' | '"')) => out.push(letter),
            Some(letter) => out.extend(['\\', letter]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
#[path = "mysql_options_tests.rs"]
mod tests;
