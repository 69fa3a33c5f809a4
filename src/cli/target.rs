//! Which database is meant, from URL, flags and environment.
//!
//! Must not open anything. Start reading at [`url`].

use std::io::IsTerminal as _;
use std::path::Path;

use super::args::TargetArgs;
use super::wishes::Reader;

/// Databases that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Driver {
    Sqlite,
    Postgresql,
    Mysql,
}

const DRIVERS: [(&str, Driver); 6] = [
    ("sqlite", Driver::Sqlite),
    ("sqlite3", Driver::Sqlite),
    ("postgresql", Driver::Postgresql),
    ("postgres", Driver::Postgresql),
    ("mysql", Driver::Mysql),
    ("mariadb", Driver::Mysql),
];

/// The URL: the positional one, `--url`, the parts, then `DATABASE_URL`; what a file says comes after these.
pub fn url(reader: &mut Reader, positional: Option<&str>, args: &TargetArgs) -> Option<String> {
    let driver = reader.word("--driver", args.driver.as_deref(), &DRIVERS);
    let port = reader.number("--port", args.port.as_deref(), 1, 65535);
    let given = positional.or(args.url_flag.as_deref()).filter(|url| !url.trim().is_empty());
    let by_parts = args.database.is_some() || args.host.is_some();
    match given {
        Some(_) if by_parts => {
            reader.wrong("a URL and -h or -d name two databases; give one of them");
            None
        }
        Some(url) => {
            let scheme = url.split_once(':').map_or("sqlite", |(scheme, _)| scheme);
            let named = DRIVERS.iter().find(|(word, _)| word.eq_ignore_ascii_case(scheme));
            if let (Some(driver), Some((word, of_url))) = (driver, named)
                && driver != *of_url
            {
                reader.wrong(format!("--driver contradicts the URL, which is of {word}"));
            }
            Some(url.to_owned())
        }
        None if by_parts => parts(reader, args, driver, port),
        None => std::env::var("DATABASE_URL").ok().filter(|url| !url.trim().is_empty()),
    }
}

fn parts(
    reader: &mut Reader,
    args: &TargetArgs,
    driver: Option<Driver>,
    port: Option<u64>,
) -> Option<String> {
    let database = args.database.as_deref().unwrap_or_default();
    let server = |scheme: &str| {
        let user = args.user.as_deref().map_or_else(String::new, |user| format!("{user}@"));
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        Some(format!("{scheme}://{user}{}{port}/{database}", args.host.as_deref().unwrap_or("localhost")))
    };
    match driver {
        Some(Driver::Postgresql) => server("postgresql"),
        Some(Driver::Mysql) => server("mysql"),
        Some(Driver::Sqlite) => Some(file_url(database)),
        None if args.host.is_none() && is_file(database) => Some(file_url(database)),
        // The driver was given and is unknown: that is told already.
        None if args.driver.is_some() => None,
        None => {
            reader.wrong(format!(
                "what is `{}`? add --driver sqlite (a file), postgresql or mysql",
                if database.is_empty() { args.host.as_deref().unwrap_or_default() } else { database }
            ));
            None
        }
    }
}

fn is_file(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    name.contains(['/', '\\'])
        || ending.is_some_and(|ending| matches!(ending, "db" | "db3" | "sqlite" | "sqlite3"))
        || Path::new(name).is_file()
}

/// A file as a URL; `%` and `?` mean something there.
fn file_url(file: &str) -> String {
    format!("sqlite:{}", file.replace('%', "%25").replace('?', "%3F"))
}

/// Everything that must not be shown: passwords of flags and URLs. Asks for one when that is wished.
pub fn secrets(positional: Option<&str>, args: &TargetArgs) -> Vec<String> {
    let environment = std::env::var("DATABASE_URL").ok();
    let urls = [positional, args.url_flag.as_deref(), environment.as_deref()];
    let mut secrets: Vec<String> = urls.into_iter().flatten().flat_map(secrets_of).collect();
    secrets.extend(args.password.clone());
    if args.password_prompt && std::io::stdin().is_terminal() {
        // Servers are not supported yet; the prompt keeps its place so that scripts and habits work.
        secrets.extend(rpassword::prompt_password("Password: ").ok());
    }
    secrets
}

/// The password of `scheme://user:password@host`, and those in parameters such as `?password=`.
pub fn secrets_of(url: &str) -> Vec<String> {
    let mut secrets = Vec::new();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    // A password may hold a slash: then the last `@` is what ends it.
    let user = rest.rsplit_once('@').or_else(|| authority.rsplit_once('@')).map(|(user, _)| user);
    secrets.extend(user.and_then(|user| user.split_once(':')).map(|(_, password)| password.to_owned()));
    let query = url.split_once('?').map_or("", |(_, query)| query);
    for pair in query.split('&') {
        if let Some((name, value)) = pair.split_once('=') {
            let name = name.to_ascii_lowercase();
            if ["password", "passwd", "pwd", "secret", "token", "sslpassword"].contains(&name.as_str()) {
                secrets.push(value.to_owned());
            }
        }
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &TargetArgs) -> (Option<String>, Vec<String>) {
        let mut reader = Reader::default();
        (url(&mut reader, None, args), reader.problems)
    }

    #[test]
    fn parts_make_a_url() {
        let file = TargetArgs { database: Some("a?b%.db".to_owned()), ..Default::default() };
        assert_eq!(of(&file).0.as_deref(), Some("sqlite:a%3Fb%25.db"));
        let server = TargetArgs {
            host: Some("h".to_owned()),
            port: Some("5433".to_owned()),
            user: Some("u".to_owned()),
            database: Some("shop".to_owned()),
            driver: Some("PostgreSQL".to_owned()),
            password: Some("geheim".to_owned()),
            ..Default::default()
        };
        assert_eq!(of(&server).0.as_deref(), Some("postgresql://u@h:5433/shop"));
        let unclear = TargetArgs { database: Some("shop".to_owned()), ..Default::default() };
        assert!(of(&unclear).1[0].contains("--driver sqlite"));
    }

    #[test]
    fn passwords_are_found_in_urls() {
        assert_eq!(secrets_of("postgres://u:p/w@d@h/db"), ["p/w@d"]);
        assert_eq!(secrets_of("mysql://h/db?user=a&password=b"), ["b"]);
        assert!(secrets_of("sqlite:a.db").is_empty());
    }
}
