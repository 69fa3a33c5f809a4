//! What the text of a trigger says of the rows that it meets: under which conditions it refuses them, which
//! tables it inserts into, which columns of other tables it counts in.
//!
//! Only what stands there in plain words is read: a condition over columns of the new row in front of an
//! error, say. A condition over anything else (a variable, a query) is left to the database. Must not know:
//! catalogues, plans. Start reading at [`read`].

use super::expr::Dialect;
use super::tokens::{self, Token, split};

mod refusal;

/// A trigger's text, as the catalogue has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    /// The statements that it runs, from BEGIN to END or less.
    pub(crate) body: &'a str,
    /// Rows that it is for.
    pub(crate) when: Option<&'a str>,
    /// Whether it runs before the row is there, so that it can leave it out.
    pub(crate) before: bool,
    /// Whose words these are.
    pub(crate) dialect: Dialect,
}

/// What it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Names of tables, without their schemas, that it inserts into; in order, each once.
    pub(crate) inserts_into: Vec<String>,
    /// Conditions over the row's own columns; a row for which one is true does not get in.
    pub(crate) refuses: Vec<String>,
    /// Tables and their columns that it counts or sums in: each new value is made of the old one.
    pub(crate) counts_in: Vec<(String, String)>,
}

/// Reads the text of a trigger.
pub(crate) fn read(text: Text<'_>) -> Said {
    let tokens = tokens::read(text.body, text.dialect);
    let mut inserts_into = inserted(&tokens, text.dialect);
    inserts_into.sort_unstable();
    inserts_into.dedup();
    let refuses = refusal::conditions(&tokens, &text);
    Said { inserts_into, refuses, counts_in: counted(&tokens, text.dialect) }
}

/// A name as the catalogue has it.
fn catalogued(token: &Token<'_>, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres if !token.text.starts_with('"') => token.name().to_lowercase(),
        _ => token.name(),
    }
}

/// The last part of the possibly qualified name at `at`, and the position behind it.
fn name_at(tokens: &[Token<'_>], at: usize, dialect: Dialect) -> Option<(String, usize)> {
    let mut last = at;
    while tokens.get(last + 1).is_some_and(|dot| dot.is(".")) && last + 2 < tokens.len() {
        last += 2;
    }
    let token = tokens.get(last).filter(|token| token.is_name())?;
    Some((catalogued(token, dialect), last + 1))
}

/// Tables behind INSERT and REPLACE, in statements that are texts as well.
fn inserted(tokens: &[Token<'_>], dialect: Dialect) -> Vec<String> {
    const MODIFIERS: [&str; 10] = [
        "LOW_PRIORITY",
        "DELAYED",
        "HIGH_PRIORITY",
        "IGNORE",
        "INTO",
        "OR",
        "ABORT",
        "FAIL",
        "ROLLBACK",
        "REPLACE",
    ];
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let Some(statement) = token.string().filter(|_| dialect == Dialect::Postgres) {
            names.extend(inserted(&tokens::read(statement, dialect), dialect));
        }
        if !token.is("INSERT") && !token.is("REPLACE") {
            continue;
        }
        let modifiers =
            tokens[at + 1..].iter().take_while(|token| MODIFIERS.iter().any(|word| token.is(word))).count();
        // Outside MySQL the word INTO is always there, and REPLACE(a, b, c) is a function of text everywhere.
        let into = tokens[at + 1..=at + modifiers].iter().any(|token| token.is("INTO"));
        let Some((name, end)) = name_at(tokens, at + 1 + modifiers, dialect) else { continue };
        let function = tokens.get(at + 1).is_some_and(|next| next.is("("));
        let statement = into || (dialect == Dialect::Mysql && !function && end < tokens.len());
        names.extend(statement.then_some(name));
    }
    names
}

/// Columns whose new value is made of the old one, or counted anew, by UPDATE.
fn counted(tokens: &[Token<'_>], dialect: Dialect) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !tokens[at].is("UPDATE") {
            continue;
        }
        let first = if tokens.get(at + 1).is_some_and(|only| only.is("ONLY")) { at + 2 } else { at + 1 };
        let Some((table, behind)) = name_at(tokens, first, dialect) else { continue };
        let Some(set) = tokens[behind..].iter().take(3).position(|token| token.is("SET")) else { continue };
        let list = &tokens[behind + set + 1..];
        let end = list.iter().position(|token| token.is(";")).unwrap_or(list.len());
        for assignment in split(&list[..end]) {
            let Some(equals) = assignment.iter().position(|token| token.is("=")) else { continue };
            let Some(column) = assignment[..equals].last().filter(|token| token.is_name()) else { continue };
            let column = catalogued(column, dialect);
            if is_tally(&assignment[equals + 1..], &column, dialect) {
                found.push((table.clone(), column));
            }
        }
    }
    found
}

/// Whether an expression adds to a column, or counts.
fn is_tally(expression: &[Token<'_>], column: &str, dialect: Dialect) -> bool {
    let own = |token: &Token<'_>| token.is_name() && catalogued(token, dialect).eq_ignore_ascii_case(column);
    let step = |token: &Token<'_>| token.is("+") || token.is("-");
    let end = expression.iter().position(|token| token.is("WHERE")).unwrap_or(expression.len());
    let adds = expression[..end].iter().any(own) && expression[..end].iter().any(step);
    let function = |pair: &[Token<'_>]| (pair[0].is("count") || pair[0].is("sum")) && pair[1].is("(");
    adds || expression.windows(2).any(function)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inserts(body: &str, dialect: Dialect) -> Vec<String> {
        read(Text { body, when: None, before: false, dialect }).inserts_into
    }

    #[test]
    fn tables_that_are_inserted_into() {
        let body = "BEGIN\n -- insert into nothing\n INSERT INTO audit.Log (a) VALUES (new.a);\n\
             insert  into \"My Table\" SELECT 1; /* INSERT INTO never */ EXECUTE 'INSERT INTO dynamic VALUES (1)';\n\
             EXECUTE format('INSERT INTO %I', x); RETURN new; END";
        assert_eq!(inserts(body, Dialect::Postgres), ["My Table", "dynamic", "log"]);
        assert!(inserts("INSERT INTO", Dialect::Postgres).is_empty());
        let body = "BEGIN /* INSERT INTO no */ SET @a = REPLACE('it''s \\' INSERT INTO no', 'a', 'b'); \
                    INSERT IGNORE INTO `shop`.`log``s` (a) VALUES (1); insert into plain values (2); \
                    SELECT 1 INTO v; END";
        assert_eq!(inserts(body, Dialect::Mysql), ["log`s", "plain"]);
        let body = "BEGIN INSERT OR IGNORE INTO [b c](x) VALUES (NEW.x); REPLACE INTO d SELECT 'INTO e'; END";
        assert_eq!(inserts(body, Dialect::Sqlite), ["b c", "d"]);
    }

    #[test]
    fn columns_that_are_counted_in() {
        let body = "BEGIN UPDATE public.posts p SET comments = p.comments + 1, touched = now(), \
                    total = (SELECT sum(x) FROM c WHERE c.p = p.id) WHERE id = NEW.post_id; \
                    UPDATE users SET posts = coalesce(posts, 0) + 1 WHERE id = NEW.by; \
                    UPDATE users SET name = 'x - y' WHERE id = 1; RETURN NEW; END";
        let said = read(Text { body, when: None, before: false, dialect: Dialect::Postgres });
        let pair = |table: &str, column: &str| (table.to_owned(), column.to_owned());
        assert_eq!(
            said.counts_in,
            [pair("posts", "comments"), pair("posts", "total"), pair("users", "posts")]
        );
    }
}
