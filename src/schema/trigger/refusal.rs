//! Conditions of the new row in front of an error, or in front of its being left out.
//!
//! Statements are walked with the conditions that lead to them. Start reading at [`conditions`].

use super::super::expr::Dialect;
use super::super::tokens::{self, Token, matching, split};
use super::Text;

/// Levels of RAISE that let the row pass.
const HARMLESS: [&str; 5] = ["NOTICE", "WARNING", "INFO", "LOG", "DEBUG"];

/// The conditions under which a trigger refuses a row, as SQL over its columns.
pub(super) fn conditions(body: &[Token<'_>], text: &Text<'_>) -> Vec<String> {
    let when = text.when.map(|when| rewritten(&tokens::read(when, text.dialect), &[]));
    // Rows that it is for cannot be told.
    if when == Some(None) {
        return Vec::new();
    }
    let found = match text.dialect {
        Dialect::Sqlite => in_statements(body, when.is_some()),
        Dialect::Postgres | Dialect::Mysql => Walk::new(body, text).run(when.is_some()),
    };
    let all = |path: String| match when.clone().flatten() {
        Some(when) if path.is_empty() => when,
        Some(when) => format!("({when}) AND {path}"),
        None => path,
    };
    found.into_iter().map(all).collect()
}

/// SQLite: `SELECT RAISE(…)`, behind WHERE or within CASE.
fn in_statements(body: &[Token<'_>], guarded: bool) -> Vec<String> {
    let mut found = Vec::new();
    for statement in body.split(|token| token.is(";")) {
        let first = statement.iter().position(|token| token.is("SELECT"));
        let Some(select) = first.map(|at| &statement[at + 1..]) else { continue };
        let raises =
            |at: usize| select[at].is("RAISE") && select.get(at + 1).is_some_and(|next| next.is("("));
        if select.first().is_some_and(|case| case.is("CASE")) {
            found.extend(in_case(select));
        } else if !select.is_empty() && raises(0) {
            let rest = &select[(matching(select, 1) + 1).min(select.len())..];
            match rest.first() {
                None if guarded => found.push(String::new()),
                Some(token) if token.is("WHERE") => {
                    found.extend(rewritten(&rest[1..], &[]).map(|path| format!("({path})")));
                }
                _ => {}
            }
        }
    }
    found
}

/// `CASE WHEN a THEN RAISE(…) WHEN b THEN … END`, of which a condition is only sure while all before it
/// raise.
fn in_case(case: &[Token<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 1;
    while case.get(at).is_some_and(|token| token.is("WHEN")) {
        let Some(then) = outer(case, at + 1, "THEN") else { break };
        let end = [outer(case, then, "WHEN"), outer(case, then, "ELSE"), outer(case, then, "END")];
        let Some(end) = end.into_iter().flatten().min() else { break };
        if !case.get(then + 1).is_some_and(|token| token.is("RAISE")) {
            break;
        }
        found.extend(rewritten(&case[at + 1..then], &[]).map(|path| format!("({path})")));
        at = end;
    }
    found
}

/// The first token of that word from `from` on that is in no parenthesis and in no CASE.
fn outer(tokens: &[Token<'_>], from: usize, word: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        if depth == 0 && token.is(word) {
            return Some(at);
        }
        if token.is("(") || token.is("CASE") {
            depth += 1;
        } else if token.is(")") || token.is("END") {
            depth = depth.saturating_sub(1);
        }
    }
    None
}

/// A block of statements, by what leads to it.
enum Block {
    /// A branch of IF: what was false before it, and its own condition; `None` for what cannot be told.
    If { before: Option<Vec<String>>, own: Option<String> },
    /// Anything that runs unconditionally: BEGIN … END.
    Plain,
    /// What runs any number of times, or in cases that are not looked at.
    Unknown,
}

/// A walk through the statements of PL/pgSQL or of MySQL's compound statements.
struct Walk<'t, 'a> {
    tokens: &'t [Token<'a>],
    text: &'t Text<'t>,
    blocks: Vec<Block>,
    /// Columns of the row that a statement before has set, as `new.name`, and variables.
    set: Vec<String>,
    found: Vec<String>,
}

impl<'t, 'a> Walk<'t, 'a> {
    fn new(tokens: &'t [Token<'a>], text: &'t Text<'t>) -> Self {
        Self { tokens, text, blocks: Vec::new(), set: variables(tokens), found: Vec::new() }
    }

    /// Paths to all refusals; `guarded` says that an empty one is not every row.
    fn run(mut self, guarded: bool) -> Vec<String> {
        let mut at = 0;
        let mut begins = true;
        while at < self.tokens.len() {
            let token = &self.tokens[at];
            if begins && token.is("EXCEPTION") {
                break; // what was raised may be caught here
            }
            let opens = || [";", "LOOP", "DO"].iter().any(|word| token.is(word));
            (at, begins) = if begins { self.statement(at, guarded) } else { (at + 1, opens()) };
        }
        self.found
    }

    /// Looks at the statement that begins at `at`; gives the next position, and whether a statement begins.
    fn statement(&mut self, at: usize, guarded: bool) -> (usize, bool) {
        let word =
            |offset: usize, word: &str| self.tokens.get(at + offset).is_some_and(|token| token.is(word));
        if word(0, "DECLARE") && self.text.dialect == Dialect::Postgres {
            return (outer(self.tokens, at, "BEGIN").unwrap_or(self.tokens.len()), true);
        }
        if word(0, "IF") {
            return self.branch(at, Some(Vec::new()));
        }
        if word(0, "ELSIF") || word(0, "ELSEIF") {
            let before = self.passed();
            return self.branch(at, before);
        }
        if word(0, "ELSE") {
            if let Some(before) = self.passed() {
                self.blocks.push(Block::If { before: Some(before), own: Some(String::new()) });
            } else {
                self.blocks.push(Block::Unknown);
            }
            return (at + 1, true);
        }
        if word(0, "END") {
            self.blocks.pop();
            return (at + 1, false);
        }
        if word(0, "BEGIN") {
            self.blocks.push(Block::Plain);
            return (at + 1, true);
        }
        if word(0, "CASE") {
            let end = self.tokens[at..].windows(2).position(|pair| pair[0].is("END") && pair[1].is("CASE"));
            return (end.map_or(self.tokens.len(), |end| at + end + 2), false);
        }
        if ["LOOP", "WHILE", "FOR", "FOREACH", "REPEAT"].iter().any(|loops| word(0, loops)) {
            self.blocks.push(Block::Unknown);
            return (at + 1, word(0, "LOOP") || word(0, "REPEAT"));
        }
        if self.refuses(at) {
            let path = self.path();
            self.found.extend(path.filter(|path| guarded || !path.is_empty()));
        }
        self.note_set(at);
        (at + 1, false)
    }

    /// The conditions of the branch of IF that ends here, all false: what the next one knows.
    fn passed(&mut self) -> Option<Vec<String>> {
        match self.blocks.pop() {
            Some(Block::If { before: Some(mut before), own: Some(own) }) => {
                before.push(own);
                Some(before)
            }
            _ => None,
        }
    }

    fn branch(&mut self, at: usize, before: Option<Vec<String>>) -> (usize, bool) {
        let Some(then) = outer(self.tokens, at + 1, "THEN") else { return (self.tokens.len(), false) };
        let own = rewritten(&self.tokens[at + 1..then], &self.set);
        self.blocks.push(Block::If { before, own });
        (then + 1, true)
    }

    /// Whether the statement is an error, or leaves the row out.
    fn refuses(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1);
        let statement = &self.tokens[at];
        match self.text.dialect {
            Dialect::Mysql => statement.is("SIGNAL"),
            _ if statement.is("RAISE") => {
                next.is_some_and(|next| !HARMLESS.iter().any(|level| next.is(level)) && !next.is(";"))
            }
            _ => statement.is("RETURN") && self.text.before && next.is_some_and(|next| next.is("NULL")),
        }
    }

    /// All conditions on the way to a statement; `None` when one is not known.
    fn path(&self) -> Option<String> {
        let mut parts = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Plain => {}
                Block::Unknown => return None,
                Block::If { before, own } => {
                    let passed =
                        before.as_ref()?.iter().map(|false_before| format!("({false_before}) IS NOT TRUE"));
                    parts.extend(passed);
                    let own = own.as_ref()?;
                    parts.extend((!own.is_empty()).then(|| format!("({own})")));
                }
            }
        }
        Some(parts.join(" AND "))
    }

    /// Notes the column that a statement sets in the row.
    fn note_set(&mut self, at: usize) {
        let first = if self.tokens[at].is("SET") { at + 1 } else { at };
        let end = self.tokens[first..].iter().position(|token| token.is(";"));
        let statement = &self.tokens[first..end.map_or(self.tokens.len(), |end| first + end)];
        let assigns = |row: &[Token<'_>]| {
            row[0].is("NEW") && row[1].is(".") && (row[3].is("=") || row[3].is(":") || row[3].is(","))
        };
        let starts = statement.len() > 3 && assigns(&statement[..4]);
        // SELECT … INTO NEW.a
        let into = statement.windows(4).filter(|row| row[0].is("INTO") && row[1].is("NEW") && row[2].is("."));
        self.set.extend(into.map(|row| of_row(&row[3])));
        if starts {
            for assignment in split(statement) {
                if let [new, dot, column, ..] = assignment
                    && new.is("NEW")
                    && dot.is(".")
                {
                    self.set.push(of_row(column));
                }
            }
        }
    }
}

fn of_row(column: &Token<'_>) -> String {
    format!("new.{}", column.name().to_lowercase())
}

/// Names that a body declares: first in each statement between DECLARE and BEGIN, or behind DECLARE.
fn variables(tokens: &[Token<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    let mut declaring = false;
    for statement in tokens.split(|token| token.is(";")) {
        let declare = statement.iter().position(|token| token.is("DECLARE"));
        declaring = (declaring || declare.is_some()) && !statement.iter().any(|token| token.is("BEGIN"));
        let first = declare.map_or(0, |at| at + 1);
        if declaring || declare.is_some() {
            // MySQL declares several at once: `DECLARE a, b INT`.
            let listed = statement[first.min(statement.len())..]
                .iter()
                .take_while(|token| token.is_name() || token.is(","));
            names.extend(
                listed.filter(|token| token.is_name()).map(|token| token.name().to_lowercase()).take(4),
            );
        }
    }
    names
}

/// A condition over columns alone: `NEW.a` is `a`, there is no old row, and the event is an INSERT. `None`
/// when it reads what a statement has set before.
fn rewritten(condition: &[Token<'_>], set: &[String]) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    while at < condition.len() {
        let token = &condition[at];
        let qualified = condition.get(at + 1).is_some_and(|dot| dot.is("."));
        let column = condition.get(at + 2).filter(|_| qualified && token.is_name());
        match column {
            Some(column) if token.is("NEW") => {
                if set.contains(&of_row(column)) {
                    return None;
                }
                words.push(column.text.to_owned());
                at += 2;
            }
            Some(_) if token.is("OLD") => {
                words.push("NULL".to_owned());
                at += 2;
            }
            _ if token.is("SELECT") || set.contains(&token.text.to_lowercase()) => return None,
            _ if token.is("TG_OP") => words.push("'INSERT'".to_owned()),
            _ => {
                // `>=` is one word, and so are `::` and `1.5`.
                let joined = at > 0 && {
                    let last = &condition[at - 1];
                    let marks = |token: &Token<'_>| "<>=!:|&~@#".contains(token.text);
                    last.end() == token.start
                        && ((marks(last) && marks(token)) || last.is(".") || token.is("."))
                };
                match words.last_mut().filter(|_| joined) {
                    Some(last) => last.push_str(token.text),
                    None => words.push(token.text.to_owned()),
                }
            }
        }
        at += 1;
    }
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn refuses(dialect: Dialect, when: Option<&str>, before: bool, body: &str) -> Vec<String> {
        read(Text { body, when, before, dialect }).refuses
    }

    #[test]
    fn conditions_in_front_of_an_error() {
        let body = "DECLARE v int; BEGIN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF NEW.amount < 0.5 OR NEW.\"Kind\" IS NULL THEN RAISE NOTICE 'hm'; RAISE EXCEPTION 'no; %', NEW.x; END IF;
            IF TG_OP = 'INSERT' THEN
              IF NEW.a >= 3 THEN RAISE 'too much';
              ELSIF NEW.b = 1 THEN NULL;
              ELSE RAISE EXCEPTION 'else'; END IF;
            END IF;
            SELECT count(*) INTO v FROM t; IF v > 3 THEN RAISE EXCEPTION 'many'; END IF;
            NEW.slug := lower(NEW.title); IF NEW.slug = '' THEN RAISE EXCEPTION 'slug'; END IF;
            IF NEW.gone THEN RETURN NULL; END IF;
            FOR r IN SELECT 1 LOOP IF NEW.q THEN RAISE EXCEPTION 'q'; END IF; END LOOP;
            IF EXISTS (SELECT 1 FROM x) THEN RAISE EXCEPTION 'x'; END IF;
            RETURN NEW;
            EXCEPTION WHEN OTHERS THEN RAISE EXCEPTION 'any'; END";
        let inserts = "('INSERT' = 'INSERT')";
        assert_eq!(
            refuses(Dialect::Postgres, None, true, body),
            [
                "(amount < 0.5 OR \"Kind\" IS NULL)".to_owned(),
                format!("{inserts} AND (a >= 3)"),
                format!("{inserts} AND (a >= 3) IS NOT TRUE AND (b = 1) IS NOT TRUE"),
                "(gone)".to_owned(),
            ]
        );
        let always = "BEGIN RAISE EXCEPTION 'closed'; END";
        assert!(refuses(Dialect::Postgres, None, true, always).is_empty());
        assert_eq!(refuses(Dialect::Postgres, Some("new.a = 1"), true, always), ["a = 1"]);
        assert!(
            refuses(Dialect::Postgres, None, false, "BEGIN IF NEW.a THEN RETURN NULL; END IF; END")
                .is_empty()
        );
    }

    #[test]
    fn signals_and_raises() {
        let body = "BEGIN IF NEW.price < 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF; \
                    SET NEW.a = 1, NEW.b = 2; IF NEW.b > 1 THEN SIGNAL SQLSTATE '45000'; END IF; END";
        assert_eq!(refuses(Dialect::Mysql, None, true, body), ["(price < 0)"]);
        let sqlite = |when, body| refuses(Dialect::Sqlite, when, true, body);
        assert_eq!(sqlite(Some("NEW.id % 5 = 0"), "BEGIN SELECT RAISE(IGNORE); END"), ["id % 5 = 0"]);
        assert_eq!(
            sqlite(
                None,
                "BEGIN SELECT CASE WHEN NEW.a IS NULL THEN RAISE(ABORT, 'a') WHEN NEW.b > 1 THEN RAISE(ABORT, 'b') END; END"
            ),
            ["(a IS NULL)", "(b > 1)"]
        );
        assert_eq!(sqlite(None, "BEGIN SELECT RAISE(ABORT, 'x') WHERE NEW.c = 'y'; END"), ["(c = 'y')"]);
        assert!(sqlite(None, "BEGIN SELECT RAISE(ABORT, 'x'); END").is_empty());
        assert!(sqlite(Some("(SELECT 1)"), "BEGIN SELECT RAISE(ABORT, 'x'); END").is_empty());
    }
}
