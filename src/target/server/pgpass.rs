//! PostgreSQL's password file: `host:port:database:user:password` per line, `*` for any, `\:` and `\\`.

use super::secret::Secret;

/// Whose password is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// Host as it was given; `localhost` for the default socket.
    pub host: &'a str,
    /// Port.
    pub port: u16,
    /// Database.
    pub database: &'a str,
    /// User.
    pub user: &'a str,
}

/// The password of the first line that fits; an empty one is none, and ends the search.
pub(super) fn find(text: &str, wanted: Wanted<'_>) -> Option<Secret> {
    let port = wanted.port.to_string();
    let keys = [wanted.host, &port, wanted.database, wanted.user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut rest = line.strip_suffix('\r').unwrap_or(line);
        for key in keys {
            let (field, after) = field(rest)?;
            if rest.get(..rest.len() - after.len() - 1) != Some("*") && field != key {
                return None;
            }
            rest = after;
        }
        Some(Secret::new(unescaped(rest)))
    })
}

/// A field that a colon ends, and what follows it.
fn field(text: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ':' => return Some((unescaped(&text[..at]), &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// A colon ends the password as well, unless it is escaped.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            ':' => break,
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# db.example:5432:shop:ann:comment
db.example:5432:shop:ann:first
db.example:5432:*:ann:second\r
*:*:shop:bob:a\\:b\\\\c:rest
\\*:5432:shop:cy:literal
::1:5432:shop:ann:torn
\\:\\:1:5432:shop:ann:sixth
*:5433:shop:ann:
too:few:fields
*:*:*:*:any";

    fn found(host: &str, port: u16, database: &str, user: &str) -> String {
        let wanted = Wanted { host, port, database, user };
        find(FILE, wanted).map(|secret| secret.expose().to_owned()).unwrap_or_default()
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        for (host, port, database, user, password) in [
            ("db.example", 5432, "shop", "ann", "first"),
            ("db.example", 5432, "other", "ann", "second"),
            ("anywhere", 1, "shop", "bob", "a:b\\c"),
            ("*", 5432, "shop", "cy", "literal"),
            ("h", 5432, "shop", "cy", "any"),
            ("::1", 5432, "shop", "ann", "sixth"),
            ("h", 5433, "shop", "ann", ""),
            ("DB.example", 5432, "shop", "ann", "any"),
        ] {
            assert_eq!(found(host, port, database, user), password, "{host} {port} {database} {user}");
        }
        assert!(find("h:1:d:u:x", Wanted { host: "h", port: 2, database: "d", user: "u" }).is_none());
    }
}
