//! Addresses in the words of other tools: the URL to write instead, without the password.
//!
//! Start reading at [`rewritten`].

use super::percent::encode_except;
use crate::ident::printable;

/// What to write instead of an address of another tool, or that its database is not filled; `None` when it is
/// none of them.
pub fn rewritten(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("jdbc:") {
        return Some(jdbc(&text[text.len() - rest.len()..]));
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let scheme = scheme.to_ascii_lowercase();
        return alchemy(&scheme, rest).or_else(|| foreign(&scheme));
    }
    if let Some(name) = FOREIGN.iter().find(|(scheme, _)| lower.starts_with(&format!("{scheme}:"))) {
        return foreign(name.0);
    }
    go(text).or_else(|| properties(&lower))
}

/// Databases that others fill, by their schemes.
const FOREIGN: [(&str, &str); 14] = [
    ("sqlserver", "SQL Server"),
    ("mssql", "SQL Server"),
    ("oracle", "Oracle"),
    ("mongodb", "MongoDB"),
    ("mongodb+srv", "MongoDB"),
    ("redis", "Redis"),
    ("rediss", "Redis"),
    ("cassandra", "Cassandra"),
    ("clickhouse", "ClickHouse"),
    ("snowflake", "Snowflake"),
    ("bigquery", "BigQuery"),
    ("duckdb", "DuckDB"),
    ("db2", "Db2"),
    ("neo4j", "Neo4j"),
];

fn foreign(scheme: &str) -> Option<String> {
    let plain = scheme.split('+').next().unwrap_or(scheme);
    let (_, name) = FOREIGN.iter().find(|(known, _)| *known == scheme || *known == plain)?;
    Some(format!("{name} is not filled; dbmocker knows SQLite, PostgreSQL, MySQL and MariaDB"))
}

/// `postgresql+psycopg2://…`
fn alchemy(scheme: &str, rest: &str) -> Option<String> {
    let (base, driver) = scheme.split_once('+')?;
    let base = match base {
        "postgres" | "postgresql" => "postgresql",
        "mysql" | "mariadb" => "mysql",
        "sqlite" => return Some(format!("leave the driver `{}` out: sqlite:///path", printable(driver))),
        _ => return None,
    };
    let url = masked(base, rest);
    Some(format!("leave the driver `{}` out: {url}", printable(driver)))
}

/// `jdbc:postgresql://h/d?user=u&password=p`
fn jdbc(rest: &str) -> String {
    let (scheme, place) = rest.split_once(':').unwrap_or((rest, ""));
    let base = match scheme.to_ascii_lowercase().as_str() {
        "postgresql" | "pgsql" => "postgresql",
        "mysql" | "mariadb" => "mysql",
        "sqlite" => return "leave `jdbc:` out: sqlite:path".to_owned(),
        other => {
            let unknown = || format!("`jdbc:{}` is no database dbmocker knows", printable(other));
            return foreign(other).unwrap_or_else(unknown);
        }
    };
    let place = place.strip_prefix("//").unwrap_or(place);
    let (place, query) = place.split_once('?').unwrap_or((place, ""));
    let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
    let user = pairs().find(|(word, _)| *word == "user").map_or("", |(_, user)| user);
    let password = pairs().any(|(word, _)| word == "password" || word == "sslpassword");
    let login = match (user, password) {
        ("", _) => String::new(),
        (user, true) => format!("{user}:***@"),
        (user, false) => format!("{user}@"),
    };
    let others = pairs().any(|(word, _)| !["user", "password", "sslpassword"].contains(&word));
    let note = if others { "; other parameters have other names here, see --help" } else { "" };
    // A login of its own in the authority goes before the parameters.
    let place = if place.contains('@') { masked_login(place) } else { format!("{login}{place}") };
    format!("write it without `jdbc:`: {}://{}{note}", base, printable(&place))
}

/// `user:pw@tcp(host:3306)/db?tls=true`
fn go(text: &str) -> Option<String> {
    let (login, rest) = ["@tcp(", "@tcp6(", "@unix("].iter().find_map(|word| {
        let (login, rest) = text.rsplit_once(word)?;
        Some((login, (*word == "@unix(", rest)))
    })?;
    let (socket, rest) = rest;
    let (place, rest) = rest.split_once(')')?;
    let database = rest.strip_prefix('/').unwrap_or("").split('?').next().unwrap_or("");
    let user = login.split(':').next().unwrap_or("");
    let password = if login.contains(':') { ":***" } else { "" };
    let user = encode_except(user, "");
    let url = if socket {
        format!("mysql://{user}{password}@/{database}?socket={place}")
    } else {
        format!("mysql://{user}{password}@{place}/{database}")
    };
    Some(format!("write it as a URL: {}", printable(&url)))
}

/// `Server=h;Database=d;Password=p`
fn properties(lower: &str) -> Option<String> {
    let pieces = lower.split(';').filter(|piece| !piece.trim().is_empty());
    let pairs = lower.contains(';') && pieces.into_iter().all(|piece| piece.contains('='));
    let server =
        ["server=", "host=", "data source=", "password=", "pwd="].iter().any(|word| lower.contains(word));
    (pairs && server)
        .then(|| "write it as a URL: postgresql://user@host:5432/database, or mysql://…".to_owned())
}

fn masked(scheme: &str, rest: &str) -> String {
    let (place, query) = rest.split_once('?').map_or((rest, ""), |(place, query)| (place, query));
    let secret = query.contains("password") || query.contains("pwd");
    let query = if query.is_empty() || secret { String::new() } else { format!("?{query}") };
    printable(&format!("{scheme}://{}{query}", masked_login(place)))
}

/// What stands before the last `@`, without the password.
fn masked_login(place: &str) -> String {
    match place.rsplit_once('@') {
        Some((login, hosts)) => match login.split_once(':') {
            Some((user, _)) => format!("{user}:***@{hosts}"),
            None => format!("{login}@{hosts}"),
        },
        None => place.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_tools_are_understood() {
        for (text, said) in [
            (
                "postgresql+psycopg2://u:geheim@h:1/d?sslmode=require",
                "postgresql://u:***@h:1/d?sslmode=require",
            ),
            ("mysql+pymysql://u:ge@heim@h/d", "mysql://u:***@h/d"),
            ("mariadb+mariadbconnector://h/d", "mysql://h/d"),
            ("jdbc:postgresql://h:1/d?user=u&password=geheim", "postgresql://u:***@h:1/d"),
            ("jdbc:mysql://h/d?password=geheim&user=u&useSSL=true", "mysql://u:***@h/d; other parameters"),
            ("JDBC:mariadb://u:geheim@h/d", "mysql://u:***@h/d"),
            ("jdbc:oracle:thin:@h:1521:x", "Oracle is not filled"),
            ("u:geheim@tcp(h:3306)/d?tls=true", "mysql://u:***@h:3306/d"),
            ("u:ge@heim@unix(/run/s)/d", "mysql://u:***@/d?socket=/run/s"),
            ("sqlserver://sa:geheim@h", "SQL Server is not filled"),
            ("mssql+pyodbc://sa:geheim@h", "SQL Server is not filled"),
            ("mongodb+srv://u:geheim@h", "MongoDB is not filled"),
            ("Server=h;Database=d;User Id=u;Password=geheim", "postgresql://user@host:5432/database"),
        ] {
            let hint = rewritten(text).unwrap_or_default();
            assert!(hint.contains(said) && !hint.contains("heim"), "{text}: {hint}");
        }
        for text in ["postgresql://h/d", "app.db", "sqlite:a.db", "host=h dbname=d"] {
            assert_eq!(rewritten(text), None, "{text}");
        }
    }
}
