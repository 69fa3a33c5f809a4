//! Which database is meant, from URL, flags and environment.
//!
//! Must not open a database. Start reading at [`chosen`], then at [`given`].

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use super::args::TargetArgs;
use super::command::quoted;
use super::wishes::Reader;
use crate::app::{Given, Secret, Settings, TlsMode, TlsRoot, file_url, names_server, without_password};

/// Databases that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Driver {
    Sqlite,
    Postgresql,
    Mysql,
}

impl Driver {
    /// A URL that says no more than what it is.
    fn url(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite:",
            Self::Postgresql => "postgresql:",
            Self::Mysql => "mysql:",
        }
    }
}

const DRIVERS: [(&str, Driver); 6] = [
    ("sqlite", Driver::Sqlite),
    ("sqlite3", Driver::Sqlite),
    ("postgresql", Driver::Postgresql),
    ("postgres", Driver::Postgresql),
    ("mysql", Driver::Mysql),
    ("mariadb", Driver::Mysql),
];

/// A URL, and where it is from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The URL; nothing for the embedded database.
    pub url: Option<String>,
    /// Whether it was typed: then it goes over what the environment says.
    typed: bool,
}

/// The URL: the positional one, `--url`, the parts, then `DATABASE_URL`, then that of the files.
pub fn chosen(
    reader: &mut Reader,
    positional: Option<&str>,
    args: &TargetArgs,
    of_files: Option<String>,
) -> Chosen {
    let driver = reader.word("--driver", args.driver.as_deref(), &DRIVERS);
    let database = args.database.as_deref();
    let as_database = database.filter(|name| names_server(name).is_some());
    let mut given = [positional, args.url_flag.as_deref(), as_database].into_iter().flatten();
    let given = given.find(|url| !url.trim().is_empty());
    let by_parts = args.host.is_some() || database.is_some() && as_database.is_none();
    match given {
        Some(url) => {
            if by_parts && names_server(url).is_none() {
                reader.wrong("a URL and -h or -d name two databases; give one of them");
            }
            contradiction(reader, driver, url);
            let ambient = positional.is_none() && ambient("URL", args.url_flag.as_deref());
            Chosen { url: Some(url.to_owned()), typed: !ambient }
        }
        None if by_parts => Chosen { url: parts(reader, args, driver), typed: false },
        None => {
            let url = std::env::var("DATABASE_URL").ok().filter(|url| !url.trim().is_empty()).or(of_files);
            url.iter().for_each(|url| contradiction(reader, driver, url));
            Chosen { url, typed: false }
        }
    }
}

fn contradiction(reader: &mut Reader, driver: Option<Driver>, url: &str) {
    let scheme = url.split_once(':').map_or("sqlite", |(scheme, _)| scheme);
    let named = DRIVERS.iter().find(|(word, _)| word.eq_ignore_ascii_case(scheme));
    if let (Some(driver), Some((word, of_url))) = (driver, named)
        && driver != *of_url
    {
        reader.wrong(format!("--driver contradicts the URL, which is of {word}"));
    }
}

/// A URL for a database that is named by flags; the flags say the rest.
fn parts(reader: &mut Reader, args: &TargetArgs, driver: Option<Driver>) -> Option<String> {
    let database = args.database.as_deref().unwrap_or_default();
    let by_port = match args.port.as_deref() {
        Some("5432") => Some(Driver::Postgresql),
        Some("3306") => Some(Driver::Mysql),
        _ => None,
    };
    match driver {
        Some(Driver::Sqlite) => Some(file_url(database)),
        Some(driver) => Some(driver.url().to_owned()),
        None if args.host.is_none() && is_file(database) => Some(file_url(database)),
        // The driver was given and is unknown: that is told already.
        None if args.driver.is_some() => None,
        None => {
            if by_port.is_none() {
                reader.wrong(format!(
                    "what is `{}`? add --driver sqlite (a file), postgresql or mysql",
                    if database.is_empty() { args.host.as_deref().unwrap_or_default() } else { database }
                ));
            }
            by_port.map(|driver| driver.url().to_owned())
        }
    }
}

fn is_file(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    name.contains(['/', '\\'])
        || ending.is_some_and(|ending| matches!(ending, "db" | "db3" | "sqlite" | "sqlite3"))
        || Path::new(name).is_file()
}

/// Whether a flag's value is the environment's.
fn ambient(flag: &str, value: Option<&str>) -> bool {
    value.is_some_and(|value| std::env::var(format!("DBMOCKER_{flag}")).is_ok_and(|own| own == value))
}

/// What the flags say of a server. A URL that was typed goes over what the environment says.
pub fn given(reader: &mut Reader, args: &TargetArgs, chosen: &Chosen) -> Given {
    let port = reader.number("--port", args.port.as_deref(), 1, 65535);
    let server = chosen.url.as_deref().is_some_and(|url| names_server(url).is_some());
    if !server {
        return Given::default();
    }
    let mut settings = [Settings::default(), Settings::default()];
    let at = |flag: &str, value: Option<&str>| usize::from(chosen.typed && ambient(flag, value));
    if let Some(host) = args.host.as_deref() {
        settings[at("HOST", Some(host))].set_hosts(host);
    }
    if let Some(port) = port.and_then(|port| u16::try_from(port).ok()) {
        settings[at("PORT", args.port.as_deref())].ports = Some(vec![Some(port)]);
    }
    if let Some(user) = &args.user {
        settings[at("USER", Some(user))].user = Some(user.clone());
    }
    if let Some(database) = args.database.as_ref().filter(|name| names_server(name).is_none()) {
        settings[at("DATABASE", Some(database))].database = Some(database.clone());
    }
    if let Some(word) = args.sslmode.as_deref() {
        let mode = TlsMode::parse(word).map_err(|problem| reader.wrong(format!("--sslmode: {problem}")));
        settings[at("SSLMODE", Some(word))].tls = mode.ok();
    }
    if let Some(root) = args.sslrootcert.as_deref() {
        settings[at("SSLROOTCERT", Some(root))].root = Some(TlsRoot::parse(root));
    }
    let flag = if args.password.is_some() { "PASSWORD" } else { "PASSWORD_FILE" };
    let text = args.password.as_deref().or(args.password_file.as_deref().and_then(Path::to_str));
    settings[at(flag, text.filter(|_| !args.password_prompt))].password = password(reader, args);
    let [typed, ambient] = settings;
    Given {
        typed,
        ambient,
        defaults_file: args.defaults_file.clone(),
        defaults_extra_file: args.defaults_extra_file.clone(),
    }
}

/// The password: asked for, from the flag, or from a file.
fn password(reader: &mut Reader, args: &TargetArgs) -> Option<Secret> {
    if args.password_prompt {
        if !std::io::stdin().is_terminal() {
            reader.wrong("-W asks on a terminal, and there is none; use --password-file");
            return None;
        }
        let asked = rpassword::prompt_password("Password: ");
        return asked.map(Secret::new).map_err(|error| reader.wrong(format!("-W: {error}"))).ok();
    }
    if let Some(password) = &args.password {
        return Some(Secret::new(password.as_str()));
    }
    let file = args.password_file.as_deref()?;
    let cannot = |error| reader.wrong(format!("--password-file: {} cannot be read: {error}", file.display()));
    first_line(file).map_err(cannot).ok()
}

/// Longest file of a password, in bytes.
const PASSWORD_BYTES_MAX: u64 = 64 * 1024;

fn first_line(file: &Path) -> std::io::Result<Secret> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(PASSWORD_BYTES_MAX).read_to_string(&mut text)?;
    } else {
        std::fs::File::open(file)?.take(PASSWORD_BYTES_MAX).read_to_string(&mut text)?;
    }
    Ok(Secret::new(text.lines().next().unwrap_or_default()))
}

/// Whether a password was typed where other users can see it.
pub fn shows_password(positional: Option<&str>, args: &TargetArgs) -> bool {
    let typed = |flag, value: Option<&str>| value.is_some() && !ambient(flag, value);
    let urls = [positional, args.url_flag.as_deref().filter(|url| typed("URL", Some(url)))];
    typed("PASSWORD", args.password.as_deref())
        || urls.into_iter().flatten().any(|url| without_password(url).1.is_some())
}

/// What was given to find the target by, as words of a command. What this program's own variables say they
/// will say again.
pub fn words(positional: Option<&str>, args: &TargetArgs) -> Vec<String> {
    // Mistakes in it are told by the verb.
    let chosen = chosen(&mut Reader::default(), positional, args, None);
    let server = chosen.url.as_deref().is_none_or(|url| names_server(url).is_some());
    if !server {
        return chosen.url.iter().map(|url| word("url", url)).collect();
    }
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let by_parts =
        chosen.url.as_deref().is_some_and(|url| DRIVERS.iter().any(|(_, driver)| driver.url() == url));
    let mut words: Vec<String> =
        chosen.url.iter().filter(|_| !by_parts).map(|url| word("url", url)).collect();
    let flags = [
        ("host", args.host.clone()),
        ("port", args.port.clone()),
        ("database", args.database.clone()),
        ("user", args.user.clone()),
        ("driver", args.driver.clone()),
        ("sslmode", args.sslmode.clone()),
        ("sslrootcert", args.sslrootcert.clone()),
        ("defaults-file", path(&args.defaults_file)),
        ("defaults-extra-file", path(&args.defaults_extra_file)),
        ("password-file", path(&args.password_file)),
    ];
    let typed = |flag: &str, value: &str| !ambient(&flag.replace('-', "_").to_uppercase(), Some(value));
    let given = flags.into_iter().filter_map(|(flag, value)| Some((flag, value?)));
    words.extend(given.filter(|(flag, value)| typed(flag, value)).map(|(flag, value)| word(flag, &value)));
    words.extend(args.password_prompt.then(|| "-W".to_owned()));
    words
}

fn word(flag: &str, value: &str) -> String {
    format!("--{flag} {}", quoted(&without_secrets(value)))
}

/// Everything that must not be shown: passwords of flags and URLs.
pub fn secrets(positional: Option<&str>, args: &TargetArgs) -> Vec<String> {
    let environment = std::env::var("DATABASE_URL").ok();
    let urls = [positional, args.url_flag.as_deref(), args.database.as_deref(), environment.as_deref()];
    let mut secrets: Vec<String> = urls.into_iter().flatten().flat_map(secrets_of).collect();
    secrets.extend(args.password.clone());
    secrets
}

/// A URL or another word without the passwords that it holds.
pub fn without_secrets(arg: &str) -> String {
    let arg = without_password(arg).0;
    secrets_of(&arg).iter().filter(|secret| !secret.is_empty()).fold(arg.clone(), |arg, secret| {
        arg.replace(&format!(":{secret}@"), "@").replace(&format!("={secret}"), "=***")
    })
}

/// The password of `scheme://user:password@host`, and those in parameters such as `?password=`; of what can be
/// read, as it is there and as it is meant.
pub fn secrets_of(url: &str) -> Vec<String> {
    let read = without_password(url).1;
    let mut secrets: Vec<String> = read.iter().map(|secret| secret.expose().to_owned()).collect();
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

    fn of(args: &TargetArgs) -> (Chosen, Given, Vec<String>) {
        let mut reader = Reader::default();
        let chosen = chosen(&mut reader, None, args, None);
        let given = given(&mut reader, args, &chosen);
        (chosen, given, reader.problems)
    }

    #[test]
    fn parts_name_a_database() {
        let file = TargetArgs { database: Some("a?b%.db".to_owned()), ..Default::default() };
        assert_eq!(of(&file).0.url.as_deref(), Some("sqlite:a%3Fb%25.db"));
        let server = TargetArgs {
            host: Some("h,i".to_owned()),
            port: Some("5433".to_owned()),
            user: Some("u".to_owned()),
            database: Some("shop".to_owned()),
            driver: Some("PostgreSQL".to_owned()),
            password: Some("geheim".to_owned()),
            sslmode: Some("require".to_owned()),
            ..Default::default()
        };
        let (chosen, given, problems) = of(&server);
        assert_eq!((chosen.url.as_deref(), problems), (Some("postgresql:"), Vec::new()));
        assert_eq!(given.typed.hosts, Some(vec!["h".to_owned(), "i".to_owned()]));
        assert_eq!((given.typed.ports, given.typed.tls), (Some(vec![Some(5433)]), Some(TlsMode::Require)));
        assert_eq!(given.typed.password.as_ref().map(Secret::expose), Some("geheim"));
        let unclear = TargetArgs { database: Some("shop".to_owned()), ..Default::default() };
        assert!(of(&unclear).2[0].contains("--driver sqlite"));
        for (port, url) in [("5432", "postgresql:"), ("3306", "mysql:")] {
            let args =
                TargetArgs { port: Some(port.to_owned()), host: Some("h".to_owned()), ..Default::default() };
            assert_eq!(of(&args).0.url.as_deref(), Some(url));
        }
        let args = TargetArgs { database: Some("mysql://h/d".to_owned()), ..Default::default() };
        assert_eq!((of(&args).0.url.as_deref(), of(&args).1.typed.database), (Some("mysql://h/d"), None));
    }

    #[test]
    fn a_file_goes_with_no_flag_of_a_server() {
        let args = TargetArgs {
            url_flag: Some("app.db".to_owned()),
            host: Some("h".to_owned()),
            ..Default::default()
        };
        assert!(of(&args).2[0].contains("two databases"));
        let args = TargetArgs {
            url_flag: Some("postgres://h/d".to_owned()),
            host: Some("i".to_owned()),
            sslmode: Some("verify_full".to_owned()),
            ..Default::default()
        };
        let (_, given, problems) = of(&args);
        assert_eq!(given.typed.hosts, Some(vec!["i".to_owned()]));
        assert!(problems[0].contains("did you mean `verify-full`"), "{problems:?}");
    }

    #[test]
    fn passwords_are_found_in_urls() {
        assert_eq!(secrets_of("postgres://u:p/w@d@h/db"), ["p/w@d"]);
        assert!(secrets_of("mysql://h/db?user=a&password=b").contains(&"b".to_owned()));
        assert!(secrets_of("postgres://u:p%40@h/db").contains(&"p@".to_owned()));
        assert!(secrets_of("host=h password='a b'").contains(&"a b".to_owned()));
        assert!(secrets_of("sqlite:a.db").is_empty());
        assert_eq!(without_secrets("host=h password='a b'"), "host=h");
    }
}
