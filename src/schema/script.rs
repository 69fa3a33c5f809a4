//! A script of a server's own client as its statements: where each ends, and what only the client knows.
//!
//! SQLite cuts its scripts itself. Must not run anything, and must not know what a statement makes. Start
//! reading at [`statements`].

use super::expr::Dialect;
use super::tokens::{self, Token};

/// One statement of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// As it is written, without what ends it.
    pub text: &'a str,
    /// The line of the script that it begins in, from 1.
    pub line: usize,
    /// The rows that follow a `COPY … FROM stdin`, as they are written.
    pub rows: Option<&'a str>,
    /// What it is about.
    pub role: Role,
}

/// What a statement is about, as far as it matters to who runs a script as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The transaction around it.
    Transaction,
    /// Another database, or the database itself.
    Elsewhere,
    /// Owners, rights or settings, without which the tables are the same.
    Around,
    /// Anything else.
    Main,
}

/// Statements that were left out and are told of one by one.
const TOLD: usize = 5;
/// Commands of psql that tables do not depend on.
const IDLE_COMMANDS: [&str; 14] = [
    "restrict",
    "unrestrict",
    "set",
    "unset",
    "echo",
    "qecho",
    "warn",
    "encoding",
    "pset",
    "timing",
    "x",
    "t",
    "a",
    "o",
];

/// The statements of a script.
///
/// # Errors
/// One text per command of the client that cannot be done without it, such as reading another file.
pub fn statements(script: &str, dialect: Dialect) -> Result<Vec<Statement<'_>>, Vec<String>> {
    let (statements, problems) = (Vec::new(), Vec::new());
    Cutter { script, dialect, at: 0, counted: 0, line: 1, delimiter: ";", statements, problems }.cut()
}

/// What was left out of a script, for people: the first few one by one.
pub fn notes(left_out: Vec<String>) -> Vec<String> {
    let more = left_out.len().saturating_sub(TOLD);
    let told = left_out.into_iter().take(TOLD);
    let rest = (more > 0).then(|| format!("{more} more of that kind"));
    told.chain(rest).map(|what| format!("left out of the schema script: {what}")).collect()
}

struct Cutter<'a> {
    script: &'a str,
    dialect: Dialect,
    at: usize,
    /// Bytes whose lines are counted, and the line that they end in.
    counted: usize,
    line: usize,
    delimiter: &'a str,
    statements: Vec<Statement<'a>>,
    problems: Vec<String>,
}

impl<'a> Cutter<'a> {
    fn cut(mut self) -> Result<Vec<Statement<'a>>, Vec<String>> {
        while self.skip_blanks() {
            let passed = &self.script.as_bytes()[self.counted..self.at];
            self.line += passed.iter().filter(|&&b| b == b'\n').count();
            self.counted = self.at;
            if !self.command() {
                self.statement();
            }
        }
        if self.problems.is_empty() { Ok(self.statements) } else { Err(self.problems) }
    }

    /// To the next statement, beyond blanks and comments; false at the end of the script. A comment that the
    /// server reads is a statement.
    fn skip_blanks(&mut self) -> bool {
        while self.at < self.script.len() {
            let (end, token) = tokens::at_byte(self.script, self.at, self.dialect);
            let spoken = ["/*!", "/*M!"].iter().any(|open| self.script[self.at..].starts_with(open));
            if token.is_some() || (spoken && self.dialect == Dialect::Mysql) {
                return true;
            }
            self.at = end;
        }
        false
    }

    /// Carries out a line that is the client's, when it is one.
    fn command(&mut self) -> bool {
        let line = self.script[self.at..].lines().next().unwrap_or_default();
        let (word, rest) = line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
        let known = match self.dialect {
            Dialect::Postgres => self.psql_command(word.strip_prefix('\\')),
            Dialect::Mysql if word.eq_ignore_ascii_case("delimiter") && !rest.trim().is_empty() => {
                self.delimiter = rest.trim();
                true
            }
            Dialect::Mysql if word == "\\." || word.eq_ignore_ascii_case("source") => {
                self.problem(word, "the mysql client");
                true
            }
            Dialect::Mysql | Dialect::Sqlite => false,
        };
        if known {
            self.at += line.len();
        }
        known
    }

    fn psql_command(&mut self, word: Option<&'a str>) -> bool {
        let Some(word) = word else { return false };
        if word == "c" || word == "connect" {
            let (line, role) = (self.line, Role::Elsewhere);
            self.statements.push(Statement { text: "\\connect", line, rows: None, role });
        } else if !IDLE_COMMANDS.contains(&word) {
            self.problem(&format!("\\{word}"), "psql");
        }
        true
    }

    fn problem(&mut self, command: &str, client: &str) {
        let line = self.line;
        self.problems.push(format!(
            "line {line}: {command} is a command of {client}, so the script is one to run with it"
        ));
    }

    /// Takes the statement that begins here.
    fn statement(&mut self) {
        let start = self.at;
        let (mut words, mut depth) = (Vec::new(), Depth::default());
        let end = loop {
            if self.at >= self.script.len() || self.ends_here(&depth) {
                break self.at;
            }
            let (mut end, token) = tokens::at_byte(self.script, self.at, self.dialect);
            if let Some(token) = token {
                // What ends a statement may look like the end of a word: END$$.
                let cut = token.text.find(self.delimiter).filter(|&cut| cut > 0 && token.is_bare());
                end = cut.map_or(end, |cut| self.at + cut);
                depth.see(&token, words.last());
                words.push(token);
            }
            self.at = end;
        };
        self.at = (end + self.delimiter.len()).min(self.script.len());
        let text = self.script[start..end].trim_end();
        let rows = is_copy(&words).then(|| self.rows());
        let role = role_of(&words, self.dialect);
        if !text.is_empty() {
            self.statements.push(Statement { text, line: self.line, rows, role });
        }
    }

    fn ends_here(&self, depth: &Depth) -> bool {
        let open = self.dialect == Dialect::Postgres && depth.is_open();
        !open && self.script[self.at..].starts_with(self.delimiter)
    }

    /// The lines up to the one that is `\.`.
    fn rows(&mut self) -> &'a str {
        let rest = &self.script[self.at..];
        let start = self.at + rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        let mut end = start;
        for line in self.script[start..].split_inclusive('\n') {
            self.at = end + line.len();
            if line.trim_end_matches(['\n', '\r']) == "\\." {
                break;
            }
            end = self.at;
        }
        &self.script[start..end]
    }
}

/// What a semicolon does not end: parentheses, and the body of a function that is written as statements.
#[derive(Default)]
struct Depth {
    parentheses: usize,
    blocks: usize,
}

impl Depth {
    fn see(&mut self, token: &Token<'_>, before: Option<&Token<'_>>) {
        if token.is("(") {
            self.parentheses += 1;
        } else if token.is(")") {
            self.parentheses = self.parentheses.saturating_sub(1);
        } else if token.is("ATOMIC") && before.is_some_and(|word| word.is("BEGIN")) {
            self.blocks = 1;
        } else if self.blocks > 0 && token.is("CASE") {
            self.blocks += 1;
        } else if self.blocks > 0 && token.is("END") {
            self.blocks -= 1;
        }
    }

    fn is_open(&self) -> bool {
        self.parentheses > 0 || self.blocks > 0
    }
}

fn follow(words: &[Token<'_>], wanted: &[&str]) -> bool {
    wanted.iter().enumerate().all(|(at, word)| words.get(at).is_some_and(|token| token.is(word)))
}

fn is_copy(words: &[Token<'_>]) -> bool {
    follow(words, &["COPY"]) && words.windows(2).any(|pair| follow(pair, &["FROM", "STDIN"]))
}

fn role_of(words: &[Token<'_>], dialect: Dialect) -> Role {
    let one_of = |known: &[&[&str]]| known.iter().any(|wanted| follow(words, wanted));
    if one_of(&[&["BEGIN"], &["COMMIT"], &["END"], &["START", "TRANSACTION"]]) {
        return Role::Transaction;
    }
    let elsewhere: &[&[&str]] = match dialect {
        Dialect::Mysql => &[
            &["USE"],
            &["CREATE", "DATABASE"],
            &["CREATE", "SCHEMA"],
            &["DROP", "DATABASE"],
            &["DROP", "SCHEMA"],
            &["ALTER", "DATABASE"],
        ],
        _ => &[&["CREATE", "DATABASE"], &["DROP", "DATABASE"], &["ALTER", "DATABASE"]],
    };
    if one_of(elsewhere) {
        return Role::Elsewhere;
    }
    let owner = follow(words, &["ALTER"]) && words.windows(2).any(|pair| follow(pair, &["OWNER", "TO"]));
    let rights = one_of(&[&["GRANT"], &["REVOKE"], &["ALTER", "DEFAULT", "PRIVILEGES"]]);
    let set = one_of(&[&["SET"], &["COMMENT", "ON", "EXTENSION"]]) && dialect == Dialect::Postgres;
    if owner || rights || set { Role::Around } else { Role::Main }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(script: &str, dialect: Dialect) -> Vec<(usize, &str)> {
        let found = statements(script, dialect).expect("a script without commands that matter");
        found.into_iter().map(|statement| (statement.line, statement.text)).collect()
    }

    #[test]
    fn semicolons_of_postgresql_end_what_is_open_to_them() {
        let script = "-- a;\nSELECT ';', E'\\';', \";\" /* ; /* ; */ ; */;\n\
            CREATE FUNCTION f() RETURNS int AS $a$ BEGIN; $b$ ; $b$ END; $a$ LANGUAGE plpgsql;\n\
            CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);\n\
            CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\n\
            SELECT $1; ;\nSELECT 'the last'";
        let found = texts(script, Dialect::Postgres);
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7], "{found:?}");
        assert!(found[1].1.ends_with("plpgsql") && found[3].1.ends_with("END") && found[4].1 == "SELECT $1");
    }

    #[test]
    fn rows_follow_a_copy_from_the_client() {
        let script = "COPY t (a) FROM stdin;\nit's\t;\n\\N\n\\.\n\nSELECT 1;\nCOPY u FROM STDIN WITH CSV;\n";
        let found = statements(script, Dialect::Postgres).expect("statements");
        assert_eq!(found[0].rows, Some("it's\t;\n\\N\n"));
        assert_eq!((found[1].text, found[1].line, found[1].rows), ("SELECT 1", 6, None));
        assert_eq!((found[2].rows, found.len()), (Some(""), 3));
    }

    #[test]
    fn what_psql_reads_itself_is_left_out_or_told() {
        let script = "\\restrict abc'\n\\connect app\nSELECT 1;\n\\i more.sql\n\\copy t from x\n";
        let problems = statements(script, Dialect::Postgres).expect_err("two files are read");
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("line 4: \\i is a command of psql"), "{problems:?}");
        let found =
            statements("\\restrict abc'\n\\connect app\nSELECT 1;", Dialect::Postgres).expect("harmless");
        let roles: Vec<Role> = found.iter().map(|statement| statement.role).collect();
        assert_eq!(roles, [Role::Elsewhere, Role::Main]);
    }

    #[test]
    fn mysql_ends_statements_where_its_delimiter_says() {
        let script = "/*!40101 SET NAMES utf8 */;\nSELECT 'it\\';', \"a;\", `;`; # ;\nSELECT 1--2;\n\
            DELIMITER ;;\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END;;\n\
            /*!50003 CREATE PROCEDURE p() BEGIN SELECT 1; END */;;\nDELIMITER $$\n-- ;\nSELECT 2$$";
        let found = texts(script, Dialect::Mysql);
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 5, 6, 9], "{found:?}");
        assert!(found[3].1.ends_with("END") && found[4].1.ends_with("*/"), "{found:?}");
    }

    #[test]
    fn every_statement_has_its_role() {
        for (text, dialect, role) in [
            ("begin", Dialect::Postgres, Role::Transaction),
            ("START TRANSACTION READ WRITE", Dialect::Mysql, Role::Transaction),
            ("CREATE SCHEMA app", Dialect::Postgres, Role::Main),
            ("CREATE SCHEMA app", Dialect::Mysql, Role::Elsewhere),
            ("USE `app`", Dialect::Mysql, Role::Elsewhere),
            ("CREATE DATABASE app", Dialect::Postgres, Role::Elsewhere),
            ("ALTER TABLE public.a OWNER TO app", Dialect::Postgres, Role::Around),
            ("SET transaction_timeout = 0", Dialect::Postgres, Role::Around),
            ("SET sql_mode = ''", Dialect::Mysql, Role::Main),
            ("GRANT SELECT ON a TO b", Dialect::Mysql, Role::Around),
            ("CREATE TABLE owner (\"to\" int)", Dialect::Postgres, Role::Main),
        ] {
            assert_eq!(statements(text, dialect).expect(text)[0].role, role, "{text}");
        }
    }
}
