//! The two streams. A reader that went away (`| head`) is never a panic, and a secret is never shown.
//!
//! Start reading at [`Voice::say`] and [`Voice::data`].

use std::io::{IsTerminal as _, Write as _};

use serde_json::json;

use crate::error::Error;

/// How progress is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgressMode {
    /// Bars on a terminal, else lines.
    #[default]
    Auto,
    /// Lines.
    Plain,
    /// JSON lines.
    Json,
    /// Nothing.
    None,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// How much is said, and in which form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Talk {
    /// Errors only.
    pub quiet: bool,
    /// Steps and columns as well.
    pub verbose: bool,
    /// How progress is told.
    pub progress: ProgressMode,
    /// How messages are written.
    pub log: LogFormat,
    /// Whether colours are unwelcome.
    pub plain: bool,
}

/// Writes to both streams.
#[derive(Clone, Debug, Default)]
pub struct Voice {
    talk: Talk,
    secrets: Vec<String>,
}

impl Voice {
    /// A voice that replaces the secrets wherever they occur.
    pub fn new(talk: Talk, mut secrets: Vec<String>) -> Self {
        secrets.retain(|secret| !secret.is_empty());
        Self { talk, secrets }
    }

    /// How much is said.
    pub fn talk(&self) -> Talk {
        self.talk
    }

    /// Whether stderr is a terminal.
    pub fn on_terminal(&self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// A text without secrets, where a URL or a command holds them; the same letters elsewhere stay.
    pub fn masked(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| without(&text, secret))
    }

    /// Data, to stdout. Whether somebody still reads.
    pub fn data(&self, text: &str) -> bool {
        let mut out = std::io::stdout().lock();
        out.write_all(self.masked(text).as_bytes()).and_then(|()| out.flush()).is_ok()
    }

    /// Words for people, to stderr, unless quiet.
    pub fn say(&self, text: &str) {
        if !self.talk.quiet {
            self.message("info", text);
        }
    }

    /// A table or another block of lines for people; left out where machines listen.
    pub fn block(&self, text: &str) {
        if !self.talk.quiet && self.talk.log == LogFormat::Text {
            self.raw(text);
        }
    }

    /// Something that may be wrong, to stderr, unless quiet.
    pub fn warn(&self, text: &str) {
        if !self.talk.quiet {
            self.message("warning", text);
        }
    }

    /// What failed, to stderr, always.
    pub fn error(&self, error: &Error, text: &str) {
        if self.talk.log == LogFormat::Text {
            return self.raw(&self.coloured(text));
        }
        let exit = error.exit().code();
        let line = json!({
            "level": "error",
            "code": format!("DBM-{}", 1000 + u16::from(exit)),
            "exit": exit,
            "problems": error.problems(),
            "message": text,
        });
        self.raw(&line.to_string());
    }

    /// A question, to stderr, always.
    pub fn always(&self, text: &str) {
        self.raw(text);
    }

    /// A line of JSON, to stderr.
    pub fn json(&self, line: &serde_json::Value) {
        self.raw(&line.to_string());
    }

    fn message(&self, level: &str, text: &str) {
        match self.talk.log {
            LogFormat::Json => self.json(&json!({"level": level, "message": text})),
            LogFormat::Text if level == "info" => self.raw(text),
            LogFormat::Text => self.raw(&format!("{level}: {text}")),
        }
    }

    /// The code at the beginning in red, where colours are welcome.
    fn coloured(&self, text: &str) -> String {
        match text.split_once(':') {
            Some((code, rest)) if !self.talk.plain && self.on_terminal() => {
                format!("\u{1b}[1;31m{code}\u{1b}[0m:{rest}")
            }
            _ => text.to_owned(),
        }
    }

    fn raw(&self, text: &str) {
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "{}", self.masked(text));
    }
}

/// What stands before a password in a URL's parameters or in a command.
const BEFORE: [&str; 13] = [
    "password=",
    "passwd=",
    "pwd=",
    "secret=",
    "token=",
    "password='",
    "password=\"",
    "-w ",
    "-w '",
    " -w",
    "--password ",
    "--password '",
    "-w \"",
];

fn without(text: &str, secret: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(secret) {
        out.push_str(&rest[..at]);
        rest = &rest[at + secret.len()..];
        let before = out.to_ascii_lowercase();
        let in_url = before.ends_with(':') && rest.starts_with('@');
        let hidden = in_url || BEFORE.iter().any(|words| before.ends_with(words));
        out.push_str(if hidden { "***" } else { secret });
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_and_commands_are_masked() {
        let voice = Voice::new(Talk::default(), vec!["b".to_owned()]);
        for (text, shown) in [
            ("not supported by this version", "not supported by this version"),
            ("postgres://a:b@h/db is far", "postgres://a:***@h/db is far"),
            ("mysql://h/b?password=b&x=b", "mysql://h/b?password=***&x=b"),
            ("dbmocker plan -w b", "dbmocker plan -w ***"),
        ] {
            assert_eq!(voice.masked(text), shown);
        }
    }
}
